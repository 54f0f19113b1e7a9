"""Answers as bars: a probability has a length, a score has none."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from explorer.app.theme import Theme
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


def test_green_means_right_where_an_exam_says_so(qtbot: QtBot) -> None:
    """The first answer of a model that was taught may be wrong: it has the other colour."""
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

    assert good in found()
    look.judge_answers(known=True)
    assert accent in found()
    assert good not in found()


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
    monkeypatch.setattr(shown, "_paint_bar", lambda painter, bar, share, _: painted.append(share))
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
    good, accent = look.colour("good").name(), look.colour("accent").name()
    for leads in (False, True):
        shown = Bars(look, said, stacked=True, leads=leads)
        qtbot.addWidget(shown)
        shown.resize(120, shown.sizeHint().height())
        half = shown.height() // 2
        first, second = (
            {image.pixelColor(x, y).name() for x in range(120) for y in range(image.height())}
            for image in (shown.grab(QRect(0, top, 120, half)).toImage() for top in (0, half))
        )
        assert (good in first, accent in first) == (leads, not leads)
        assert accent in second
        assert good not in second
