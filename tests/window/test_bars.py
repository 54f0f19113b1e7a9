"""Answers as bars: a probability has a length, a score has none."""

from __future__ import annotations

import math

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from explorer.app.theme import Theme
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


def test_a_score_is_a_number_and_has_no_bar(qtbot: QtBot) -> None:
    score = bars(qtbot, Candidate("LABEL_0", 0, math.nan, 4.404, True), "score")
    assert "4.404" in score.accessibleName()
    assert "%" not in score.accessibleName() + score.toolTip()
    chance = bars(qtbot, Candidate("paris", 0, 0.7, 4.4), "label")
    accent = chance._look.colour("accent").name()
    assert accent in colours(chance)
    assert accent not in colours(score)
