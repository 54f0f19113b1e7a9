"""Answers as bars: a probability has a length, a score has none."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from explorer.app.theme import Theme
from explorer.features.flow.animation import _resource
from explorer.features.flow.view.filled_sentence import FilledSentence
from explorer.protocol.run import Candidate, Prediction
from explorer.widgets.bars import Bars


def bars(qtbot: QtBot, candidate: Candidate, kind: str) -> Bars:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    shown = Bars(Theme(application), Prediction(kind, 0, -1, "Score", (candidate,), 1))
    qtbot.addWidget(shown)
    shown.resize(400, shown.sizeHint().height())
    return shown


def colours(shown: Bars) -> set[str]:
    picture = shown.grab().toImage()
    row = picture.height() // 2
    return {QColor(picture.pixel(x, row)).name() for x in range(picture.width())}


def test_green_says_that_an_answer_is_right_and_no_answer_has_it_before_it_is_judged(
    qtbot: QtBot,
) -> None:
    """Random weights have a first answer as well, and a trained model may be wrong."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    look = Theme(application)
    shown = FilledSentence(look)
    qtbot.addWidget(shown)
    shown.show_text("The capital of France is ", "cairo", ".")
    shown.resize(600, shown.sizeHint().height())
    good, accent = (look.colour(name).name() for name in ("good", "accent"))

    def found() -> set[str]:
        picture = shown.grab().toImage()
        return {
            QColor(picture.pixel(x, y)).name()
            for x in range(picture.width())
            for y in range(picture.height())
        }

    assert accent in found()
    assert good not in found()
    share = Prediction("mask", 0, 3, "Gap", (Candidate("cairo", 4, 0.8, 5.0),), 400)
    bars = Bars(look, share, stacked=True, leads=True)
    qtbot.addWidget(bars)
    bars.resize(400, bars.sizeHint().height())
    picture = bars.grab().toImage()
    painted = {
        QColor(picture.pixel(x, y)).name()
        for x in range(picture.width())
        for y in range(picture.height())
    }
    assert accent in painted
    assert good not in painted
    assert "--good" not in _resource("page.css")


def test_a_score_is_a_number_and_has_no_bar(qtbot: QtBot) -> None:
    score = bars(qtbot, Candidate("LABEL_0", 0, math.nan, 4.404, True), "score")
    assert "4.404" in score.accessibleName()
    assert "%" not in score.accessibleName() + score.toolTip()
    chance = bars(qtbot, Candidate("paris", 0, 0.7, 4.4), "label")
    accent = chance._look.colour("accent").name()
    assert accent in colours(chance)
    assert accent not in colours(score)


def _of_many(qtbot: QtBot, count: int) -> Bars:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    answers = tuple(Candidate(f"label {n}", n, 1 / (n + 2), 0.0) for n in range(count))
    shown = Bars(Theme(application), Prediction("label", 0, -1, "Class", answers, count))
    qtbot.addWidget(shown)
    shown.resize(400, shown.sizeHint().height())
    return shown


def test_only_the_bars_in_sight_are_painted(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = _of_many(qtbot, 100_000)
    painted: list[float] = []
    monkeypatch.setattr(shown, "_paint_bar", lambda painter, bar, share: painted.append(share))
    line = shown.sizeHint().height() // 100_000
    shown.grab(QRect(0, 60_000 * line, 400, 10 * line))
    assert painted == [1 / (n + 2) for n in range(60_000, 60_010)]
    assert len(shown.accessibleName()) < 4_000


def test_a_part_looks_as_it_does_in_the_whole(qtbot: QtBot) -> None:
    shown = _of_many(qtbot, 30)
    line = shown.sizeHint().height() // 30
    part = QRect(0, 11 * line + 5, 400, 4 * line)
    whole = shown.grab().toImage()
    assert shown.grab(part).toImage() == whole.copy(part)


def test_the_one_that_leads_looks_like_the_answer(qtbot: QtBot) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    look = Theme(application)
    answers = (Candidate("paris", 0, 0.9, 0.0), Candidate("bangkok", 1, 0.1, 0.0))
    said = Prediction("next", 0, 3, "Next", answers, 100)
    muted, accent = look.colour("muted").name(), look.colour("accent").name()
    for leads in (False, True):
        shown = Bars(look, said, stacked=True, leads=leads)
        qtbot.addWidget(shown)
        shown.resize(120, shown.sizeHint().height())
        half = shown.height() // 2
        first, second = (
            {image.pixelColor(x, y).name() for x in range(120) for y in range(image.height())}
            for image in (shown.grab(QRect(0, top, 120, half)).toImage() for top in (0, half))
        )
        assert accent in first
        assert (muted in first) is not leads, "its number"
        assert accent in second
        assert muted in second
