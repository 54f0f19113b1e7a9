"""Maps of many tokens: pictures that fit, cells that tell their strongest number exactly."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from explorer.app.inference.inspection_tabs import InspectionTabs
from explorer.app.theme import Theme
from explorer.features.ablation.protocol import AblationTargetsRequest
from explorer.features.attention.protocol import (
    AttentionRequest,
    AttentionResult,
    HeadRequest,
    HeadResult,
)
from explorer.protocol import downsample
from explorer.protocol.downsampled_map import WHOLE
from explorer.text.numbers import share
from explorer.widgets.token_map import TokenMap
from tests.afresh import now
from tests.window import made_runs
from tests.window.made_runs import Engine, ran, summary, tokens
from tests.window.subscribed import Replies

MANY = 900
LONG = ("[CLS]", *(f"w{place}" for place in range(1, MANY - 1)), "[SEP]")


class Local:
    """A map whose parts are made here."""

    def __init__(self, shown: TokenMap, values: NDArray[np.float32]) -> None:
        self.shown, self.values = shown, values
        self.pictures: list[tuple[int, int]] = []
        shown.wanted.connect(self.draw)
        self.draw()

    def draw(self) -> None:
        seen = downsample.joined(self.values, self.shown.part(*self.values.shape))
        self.pictures.append(seen.cells.shape)
        self.shown.show_part(
            seen,
            lambda rows, columns: self.values[rows, columns],
            (str, str),
            seen.low,
            seen.high,
            lambda row, column: f"{row} to {column}: {self.values[row, column]:.5f}",
        )


@pytest.fixture
def shown(qtbot: QtBot, look: Theme) -> TokenMap:
    made = TokenMap(look, "map", "A map", "numbers")
    qtbot.addWidget(made)
    made.resize(500, 700)
    made.show()
    return made


def test_the_tools_are_there_only_where_not_every_word_has_room(shown: TokenMap) -> None:
    Local(shown, made_runs.weights(9))
    assert shown.tools.isHidden()
    assert shown.told.isHidden()
    Local(shown, made_runs.weights(100))
    assert not shown.tools.isHidden()
    assert shown.told.text() == "All 100 × 100 numbers; each cell is one of them."


def test_a_cell_tells_the_largest_of_those_it_stands_for(shown: TokenMap) -> None:
    values = made_runs.weights(MANY)
    local = Local(shown, values)
    down, across = local.pictures[-1]
    assert down < MANY
    assert max(down, across) <= shown.map.cells_for(shown.width())
    assert shown.joined is not None
    step = shown.joined.steps[0]
    assert f"largest of {step} × {step}" in shown.told.text()
    shown.map.point(30, 70)
    block = values[30 * step : 31 * step, 70 * step : 71 * step]
    row, column = shown.place_of(30, 70)
    assert values[row, column] == block.max() == shown.joined.cells[30, 70]
    told = shown.map.accessibleDescription()
    assert told == f"The largest of {step * step} here: {row} to {column}: {block.max():.5f}"
    assert (shown.tools.row.value(), shown.tools.column.value()) == (row + 1, column + 1)


def test_closer_ends_at_single_numbers_and_whole_leads_back(qtbot: QtBot, shown: TokenMap) -> None:
    values = made_runs.weights(MANY)
    local = Local(shown, values)
    shown.map.point(10, 20)
    place = shown.place_of(10, 20)
    while shown.tools.near.isEnabled():
        shown.tools.near.click()
        assert shown.place_of(*shown.map.spot) == place
    assert shown.joined is not None
    assert shown.joined.exact
    assert np.array_equal(
        shown.joined.cells,
        values[slice(*shown.joined.rows), slice(*shown.joined.columns)],
    )
    assert shown.map.names[0][0] == f"{shown.joined.rows[0] + 1}: {shown.joined.rows[0]}"
    before = shown.joined.columns
    qtbot.keyClick(shown.map, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert shown.joined.columns[0] > before[0]
    qtbot.keyClick(shown.map, Qt.Key.Key_Minus)
    assert shown.joined.rows[1] - shown.joined.rows[0] > before[1] - before[0]
    shown.tools.all.click()
    assert shown.joined.whole
    assert max(max(one) for one in local.pictures) <= 640


def test_a_pair_of_tokens_is_found_by_its_numbers(shown: TokenMap) -> None:
    values = made_runs.weights(MANY)
    Local(shown, values)
    shown.tools.row.setValue(700)
    shown.tools.column.setValue(3)
    shown.tools.go.click()
    assert shown.joined is not None
    assert shown.joined.exact
    assert shown.map.accessibleDescription() == f"699 to 2: {values[699, 2]:.5f}"


def test_a_click_and_the_wheel_with_ctrl_look_closer(qtbot: QtBot, shown: TokenMap) -> None:
    Local(shown, made_runs.weights(MANY))
    middle = shown.map._place().center()
    QTest.mouseClick(shown.map, Qt.MouseButton.LeftButton, pos=middle.toPoint())
    assert shown.joined is not None
    assert not shown.joined.whole

    def turn(control: bool, way: int) -> bool:
        keys = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
        event = QWheelEvent(
            QPointF(9, 9), QPointF(9, 9), QPoint(), QPoint(0, way), Qt.MouseButton.NoButton,
            keys, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        event.setAccepted(False)
        QApplication.sendEvent(shown, event)
        return event.isAccepted()

    assert turn(True, -120)
    assert now(shown.joined.whole)
    assert not turn(False, 120)  # the page scrolls
    assert shown.joined.whole


def test_of_a_long_text_the_view_asks_for_pictures_and_tells_exact_weights(
    qtbot: QtBot, look: Theme
) -> None:
    weights = made_runs.weights(MANY)

    def head(request: HeadRequest) -> HeadResult:
        made = made_runs.head(request, words=LONG)
        values = weights if request.part.special else weights[1:-1, 1:-1]
        picture = downsample.joined(values, request.part) if request.part != WHOLE else None
        return dataclasses.replace(made, weights=weights, joined=picture)

    def seen(request: AttentionRequest) -> AttentionResult:
        return made_runs.seen(request, words=LONG)

    engine = Engine(
        {
            AttentionRequest: seen,
            HeadRequest: head,
            AblationTargetsRequest: made_runs.switches,
        }
    )
    tabs = InspectionTabs(look)
    qtbot.addWidget(tabs)
    tabs.resize(620, 700)
    engine.replies = Replies(tabs)
    tabs.wanted.connect(engine.take)
    tabs.show_model(summary())
    tabs.show()
    tabs.show_run(ran(tokens(LONG)))
    view = tabs.attention
    (first,) = engine.of(HeadRequest)
    assert isinstance(first, HeadRequest)
    assert 0 < first.part.down < MANY
    assert view.map.values is not None
    assert view.map.values.shape[0] <= first.part.down
    assert view.map.values.shape[1] <= first.part.across
    view.closer.go_to(440, 77)
    assert share(float(weights[440, 77])) in view.map.accessibleDescription()
    assert "w440 → w77" in view.told.text()
    view.hide_special.setChecked(True)
    last = engine.of(HeadRequest)[-1]
    assert isinstance(last, HeadRequest)
    assert not last.part.special
    view.closer.go_to(0, 4)
    assert "w1 → w5" in view.told.text()
    view.beside.setCurrentIndex(0)
    asked = len(engine.asked)
    view.stretch.setChecked(not view.stretch.isChecked())
    view._draw_head()
    assert len(engine.asked) == asked  # other shades ask for nothing
