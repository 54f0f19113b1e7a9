"""Pictures of what continues in steps: two curves, bands of answers, and a slider of kept steps."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QColor, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from explorer.app.theme import Theme
from explorer.widgets.answer_bands import AnswerBands, Band, BandAnswer, BandRow, merged
from explorer.widgets.dot_slider import StepSlider
from explorer.widgets.line_chart import Curve, LineChart


def picture(qtbot: QtBot, widget: QWidget, width: int, height: int = 0) -> QImage:
    """What the widget paints, opaque, as a window shows it."""
    widget.resize(width, height or widget.sizeHint().height())
    return widget.grab().toImage()


def description(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    assert interface is not None
    return interface.text(QAccessible.Text.Description)


# -- curves ------------------------------------------------------------------------------------


def chart(look: Theme, qtbot: QtBot, now: int = 80, end: int = 200) -> LineChart:
    made = LineChart(look, "chart", "Loss")
    qtbot.addWidget(made)
    held_out = [(step, 6.0 - step / 20) for step in range(0, now + 1, 10)]
    made.show_curves(
        Curve.of("training", [(step, loss + 0.2) for step, loss in held_out]),
        Curve.of("held-out", held_out),
        now,
        end,
    )
    return made


def test_the_curve_passes_where_its_numbers_are(qtbot: QtBot, look: Theme) -> None:
    made = chart(look, qtbot)
    shot = picture(qtbot, made, 600, 220)
    accent = look.colour("accent")
    for step in (20, 40, 60):
        at = made.point_of(step, 6.0 - step / 20).toPoint()
        assert near(shot, at, accent, 2), step
        assert not near(shot, at + QPoint(0, 25), accent, 2)
    beyond = made.point_of(150, 1.0).toPoint()
    assert not near(shot, beyond, accent, 20), "nothing is drawn of what has not been yet"
    assert made.current == 2.0


def near(shot: QImage, at: QPoint, colour: QColor, reach: int) -> bool:
    """Whether the colour is within some pixels."""
    return any(
        distance(QColor(shot.pixel(at.x() + x, at.y() + y)), colour) < 40
        for x in range(-reach, reach + 1)
        for y in range(-reach, reach + 1)
        if shot.rect().contains(at.x() + x, at.y() + y)
    )


def distance(first: QColor, second: QColor) -> int:
    parts = (QColor.red, QColor.green, QColor.blue)
    return sum(abs(part(first) - part(second)) for part in parts)


def test_the_keys_read_the_curve_point_by_point(qtbot: QtBot, look: Theme) -> None:
    made = chart(look, qtbot)
    assert description(made) == "step 80: held-out 2, training 2.2"
    qtbot.keyClick(made, Qt.Key.Key_Left)
    assert description(made) == "step 70: held-out 2.5, training 2.7"
    qtbot.keyClick(made, Qt.Key.Key_Home)
    assert description(made) == "step 0: held-out 6, training 6.2"
    qtbot.keyClick(made, Qt.Key.Key_End)
    qtbot.keyClick(made, Qt.Key.Key_Right)
    assert description(made) == "step 80: held-out 2, training 2.2"


@pytest.mark.parametrize(
    "points",
    [
        [],
        [(0, float("nan"))],
        [(0, 0.0)],
        [(0, 1e-12), (1, 0.0)],
        [(0, float("inf")), (1, 1e30)],
        [(step, 1.0) for step in range(20_000)],
    ],
)
def test_any_numbers_can_be_drawn(
    qtbot: QtBot, look: Theme, points: list[tuple[int, float]]
) -> None:
    made = LineChart(look, "chart", "Loss")
    qtbot.addWidget(made)
    made.show_curves(Curve.of("a", points), Curve.of("b", points), len(points), len(points))
    assert not picture(qtbot, made, 300, 150).isNull()
    assert np.isnan(made.current) or made.current == points[-1][1]


# -- bands -------------------------------------------------------------------------------------

ANSWERS = (
    BandAnswer(0, "the", 0.01, False),
    BandAnswer(20, "the", 0.02, False),
    BandAnswer(40, "madrid", 0.2, False),
    BandAnswer(60, "paris", 0.6, True),
    BandAnswer(80, "paris", 0.91, True),
)


def test_answers_that_stay_the_same_are_one_band() -> None:
    assert merged(ANSWERS, 90) == (
        Band(0, 40, "the", False),
        Band(40, 60, "madrid", False),
        Band(60, 90, "paris", True),
    )
    assert merged((), 90) == ()
    assert merged(ANSWERS[:1], 0) == (), "no step has been made with it"
    split = (BandAnswer(0, "a", 0.5, True), BandAnswer(1, "a", 0.5, False))
    assert [band.right for band in merged(split, 2)] == [True, False]


def bands(look: Theme, qtbot: QtBot) -> AnswerBands:
    made = AnswerBands(look, "bands", "Exam")
    qtbot.addWidget(made)
    asked = "The capital of France is □."
    made.show_questions((BandRow(asked, ANSWERS), BandRow("A dog says □.", ())), 100, 200)
    return made


def test_the_right_answer_is_green_and_what_comes_is_empty(qtbot: QtBot, look: Theme) -> None:
    made = bands(look, qtbot)
    shot = picture(qtbot, made, 700)
    # At the foot of the bar, where no letter reaches.
    y = round(made.bar_area(0).bottom()) - 2
    colours = [QColor(shot.pixel(round(made.x_of(step)), y)).name() for step in (30, 50, 80, 150)]
    wrong, later, right, empty = colours
    assert empty == look.colour("track").name()
    assert right == made.band_colour(Band(60, 100, "paris", True)).name()
    assert len({wrong, later, right, empty}) == 4
    green = QColor(right)
    assert green.green() > max(green.red(), green.blue())
    assert made.tip_at(QPointF(made.x_of(50), y)) == "madrid: steps 40 to 60"
    assert made.tip_at(QPointF(made.x_of(150), y)) == ""


def test_a_reader_hears_each_question_with_its_answers(qtbot: QtBot, look: Theme) -> None:
    made = bands(look, qtbot)
    first = "The capital of France is □. paris 91.0\N{NO-BREAK SPACE}%, right. Before: the, madrid"
    assert description(made) == f"{first}; A dog says □."
    made.show()
    made.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    assert description(made) == first
    qtbot.keyClick(made, Qt.Key.Key_Down)
    assert description(made) == "A dog says □."
    made.hide()


def test_a_narrow_picture_puts_the_answer_below_its_question(qtbot: QtBot, look: Theme) -> None:
    made = bands(look, qtbot)
    made.resize(700, 10)
    wide = made.sizeHint().height()
    made.resize(180, 10)
    assert made.sizeHint().height() > wide


# -- kept steps --------------------------------------------------------------------------------


def slider(look: Theme, qtbot: QtBot) -> tuple[StepSlider, list[int]]:
    made = StepSlider(look, "steps", "Training timeline")
    qtbot.addWidget(made)
    chosen: list[int] = []
    made.moved.connect(chosen.append)
    made.show_steps((0, 100, 300, 840), 840, 1500, 840)
    made.resize(700, made.sizeHint().height())
    return made, chosen


def test_the_arrows_go_from_kept_step_to_kept_step(qtbot: QtBot, look: Theme) -> None:
    made, chosen = slider(look, qtbot)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home):
        qtbot.keyClick(made, key)
    assert chosen == [300, 100, 300, 0]
    qtbot.keyClick(made, Qt.Key.Key_Left)
    assert chosen == [300, 100, 300, 0], "there is none before"
    qtbot.keyClick(made, Qt.Key.Key_End)
    assert chosen[-1] == 840


def test_a_reader_hears_the_step_and_sets_the_next_kept_one(qtbot: QtBot, look: Theme) -> None:
    made, chosen = slider(look, qtbot)
    interface = QAccessible.queryAccessibleInterface(made)
    assert interface is not None
    value = interface.valueInterface()
    assert (interface.role(), value.currentValue()) == (QAccessible.Role.Slider, 840)
    value.setCurrentValue(839)
    assert (value.currentValue(), description(made)) == (300, "step 300")
    value.setCurrentValue(301)
    assert (value.currentValue(), description(made)) == (840, "step 840")
    assert chosen == [300, 840]
    made.show_steps((0, 100, 300, 840, 900), 900, 1500, 840)
    assert value.currentValue() == 840
    assert chosen == [300, 840], "nobody chose that"


def test_the_mouse_goes_to_the_nearest_dot(qtbot: QtBot, look: Theme) -> None:
    made, chosen = slider(look, qtbot)
    at = QPoint(round(made.x_of(280)), 11)
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton, pos=at)
    assert chosen == [300]
    shot = picture(qtbot, made, 700)
    accent = look.colour("accent")
    assert near(shot, QPoint(round(made.x_of(300)), 11), accent, 1)
    assert not near(shot, QPoint(round(made.x_of(1200)), 11), accent, 3), "that is still to come"


def test_nothing_kept_is_a_line_without_dots(qtbot: QtBot, look: Theme) -> None:
    made = StepSlider(look, "steps", "Training timeline")
    qtbot.addWidget(made)
    made.show_steps((), 0, 100, 0)
    assert not picture(qtbot, made, 300).isNull()
    qtbot.keyClick(made, Qt.Key.Key_Right)
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)
    assert description(made) == "nothing is kept yet"
