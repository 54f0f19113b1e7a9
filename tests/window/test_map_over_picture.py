"""Attention over a picture: shades of its own scale, a legend that says so, rows to choose."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from explorer.app.theme import Theme
from explorer.features.attention.protocol import HeadRequest, HeadResult, UnderMap
from explorer.features.attention.view.map_over_picture import MapOverPicture
from explorer.protocol.run import Token
from explorer.text.numbers import share
from tests.window import made_runs

NAMES = ("[CLS]", *(f"{line + 1}·{column + 1}" for line in range(3) for column in range(3)))
TOKENS = tuple(Token(name, name, -1, place == 0, False, -1, -1) for place, name in enumerate(NAMES))


def made(medium: str = "picture") -> HeadResult:
    """A head over a white picture, or a sound; the weights are tiny, as those of many patches."""
    weights = np.full((10, 10), 0.0004, np.float32)
    weights[0, 5], weights[4, 9] = 0.0052, 0.003
    picture = np.full((48, 48, 3), 255, np.uint8)
    under = UnderMap("picture", picture, 1, 3, 3)
    if medium == "sound":
        under = UnderMap("sound", picture, 0, 1, 10)
    head = made_runs.head(HeadRequest())
    return dataclasses.replace(
        head, weights=weights, from_tokens=TOKENS, to_tokens=TOKENS, under=under
    )


@pytest.fixture
def over(qtbot: QtBot, look: Theme) -> MapOverPicture:
    shown = MapOverPicture(look)
    qtbot.addWidget(shown)
    shown.resize(400, 400)
    shown.show_head(made(), made().weights)
    shown.show()
    return shown


def colour(over: MapOverPicture, line: int, column: int) -> QColor:
    """The middle of a part, as it is on the screen."""
    canvas = over.canvas
    side = min(canvas.width(), canvas.height()) / 3
    image = canvas.grab().toImage()
    return image.pixelColor(round((column + 0.5) * side), round((line + 0.5) * side))


def test_the_largest_weight_has_the_fullest_shade_and_the_legend_says_so(
    over: MapOverPicture, look: Theme
) -> None:
    strong, weak = colour(over, 1, 1), colour(over, 0, 0)
    assert strong.lightness() < weak.lightness() - 60, "never a blank white square"
    legend = over.findChild(QLabel, "attentionOverLegend")
    assert legend is not None
    assert share(0.0052) in legend.text()
    assert "[CLS]" in legend.text()
    assert "2·2" in legend.text()
    assert over.canvas.accessibleDescription() == legend.text()


def test_a_part_that_is_clicked_or_reached_by_keys_looks(
    over: MapOverPicture, qtbot: QtBot
) -> None:
    side = over.canvas.height() / 3
    qtbot.mouseClick(
        over.canvas, Qt.MouseButton.LeftButton, pos=QPoint(round(side / 2), round(side * 1.5))
    )
    assert over.row == 4
    assert colour(over, 2, 2).lightness() < colour(over, 0, 1).lightness()
    qtbot.keyClick(over.canvas, Qt.Key.Key_Right)
    assert over.row == 5
    qtbot.keyClick(over.canvas, Qt.Key.Key_Up)
    assert over.row == 2


def test_a_sound_begins_with_the_average_and_a_text_hides_it(over: MapOverPicture) -> None:
    plain = tuple(dataclasses.replace(token, special=False) for token in TOKENS)
    sound = dataclasses.replace(made("sound"), from_tokens=plain, to_tokens=plain)
    over.show_head(sound, sound.weights)
    assert over.row == -1
    assert share(float(sound.weights.mean(0).max())) in over.canvas.accessibleDescription()
    text = dataclasses.replace(sound, under=None)
    over.show_head(text, text.weights)
    assert not over.isVisible()
