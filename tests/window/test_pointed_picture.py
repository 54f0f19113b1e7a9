"""What every picture of parts does with the mouse and the keys: frame, describe, tell, choose."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from explorer.app.theme import Theme
from explorer.features.why.view.effect_grid import EffectCell, EffectGrid
from explorer.features.why.view.word_bars import LeftOver, WordBars
from explorer.widgets.pair_bars import Pair, PairBars
from explorer.widgets.pointed_picture import PointedPicture
from explorer.widgets.word_grid import WordCell, WordGrid


def pair_bars(look: Theme, *, choosing: bool = True) -> PairBars:
    made = PairBars(look, "pairs", "Before and after", choosing=choosing)
    made.show_pairs([Pair("paris", 1, 0.5, 0.25), Pair("rome", 2, 0.1, 0.2)])
    return made


def word_bars(look: Theme) -> WordBars:
    made = WordBars(look)
    made.show_rows([LeftOver("paris", 0.5, "first"), LeftOver("rome", 0.1, "second")])
    return made


def effect_grid(look: Theme) -> EffectGrid:
    made = EffectGrid(look, "effects", "Effects")
    cells = ((EffectCell("a", 0.1, "first"),), (EffectCell("b", 0.2, "second"),))
    made.show_cells(cells, ("1", "2"), ("x",))
    return made


def word_grid(look: Theme) -> WordGrid:
    made = WordGrid(look, "words", "Words")
    cells = ((WordCell("a", 0.1, "first"),), (WordCell("b", 0.2, "second"),))
    made.show_cells(cells, ("1", "2"), ("x",))
    return made


ALL = [pair_bars, word_bars, effect_grid, word_grid]


def shown(qtbot: QtBot, made: PointedPicture) -> PointedPicture:
    qtbot.addWidget(made)
    made.resize(500, 200)
    made.show()
    return made


@pytest.mark.parametrize("build", ALL)
def test_the_keys_walk_describe_and_choose(
    qtbot: QtBot, look: Theme, build: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = shown(qtbot, build(look))  # type: ignore[operator]
    chosen: list[tuple[int, ...]] = []
    monkeypatch.setattr(made, "choose", chosen.append)
    made.setFocus()
    for _ in range(3):  # past the end: the last one stays
        qtbot.keyClick(made, Qt.Key.Key_Down)
    last = made.accessibleDescription()
    assert "second" in last or "rome" in last
    qtbot.keyClick(made, Qt.Key.Key_Return)
    qtbot.keyClick(made, Qt.Key.Key_Up)
    assert made.accessibleDescription() != last
    qtbot.keyClick(made, Qt.Key.Key_Space)
    assert [spot[0] for spot in chosen] == [1, 0]


@pytest.mark.parametrize("build", ALL)
def test_the_mouse_frames_chooses_and_is_told(
    qtbot: QtBot, look: Theme, build: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = shown(qtbot, build(look))  # type: ignore[operator]
    chosen: list[tuple[int, ...]] = []
    monkeypatch.setattr(made, "choose", chosen.append)
    at = next(
        QPoint(made.width() // 2 if x else 100, y)
        for y in range(0, made.height(), 3)
        for x in (0, 1)
        if made.spot_at(QPointF(made.width() // 2 if x else 100, y))[:1] == (1,)
    )
    qtbot.mouseClick(made, Qt.MouseButton.RightButton, pos=at)
    assert not chosen
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton, pos=at)
    assert [spot[0] for spot in chosen] == [1]
    told: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda place, text, widget: told.append(text))
    QApplication.sendEvent(made, QHelpEvent(QEvent.Type.ToolTip, at, made.mapToGlobal(at)))
    assert told == [made.words_of(made.spot_at(QPointF(at)))]
    assert told[0]


def test_bars_that_nobody_chooses_from_only_tell(qtbot: QtBot, look: Theme) -> None:
    made = pair_bars(look, choosing=False)
    shown(qtbot, made)
    assert made.focusPolicy() == Qt.FocusPolicy.NoFocus
    assert made.tip_at(QPointF(9, 9)).replace("\xa0", " ") == "paris (ID 1): 50.0 % → 25.0 %"
    with qtbot.assertNotEmitted(made.picked):
        qtbot.mouseClick(made, Qt.MouseButton.LeftButton, pos=QPoint(9, 9))
