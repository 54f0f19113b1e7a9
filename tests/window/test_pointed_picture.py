"""What every picture of parts does with the mouse and the keys: frame, describe, tell, choose."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from explorer.app.theme import Theme
from explorer.features.why.view.effect_grid import EffectCell, EffectGrid
from explorer.features.why.view.why_view import lines_of
from explorer.features.why.view.word_bars import LeftOver, WordBars
from explorer.text import numbers
from explorer.widgets.pair_bars import Pair, PairBars
from explorer.widgets.pointed_picture import PointedPicture
from explorer.widgets.word_grid import WordCell, WordGrid
from tests.surveys.walk.findings import Findings
from tests.surveys.walk.painted import check_painted, look_at


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


def test_a_word_without_a_number_is_on_its_way_or_where_the_answer_is() -> None:
    assert LeftOver("paris", float("nan"), "").shown == "…"
    assert LeftOver("paris", float("nan"), "", answers_here=True).shown == "–"
    assert LeftOver("paris", 0.5, "", answers_here=True).shown == numbers.percent(0.5)


@pytest.mark.parametrize(("parts", "lines"), [(3, 3), (16, 16), (17, 17), (18, 16)])
def test_one_part_left_over_has_its_own_line(parts: int, lines: int) -> None:
    assert lines_of(parts) == lines


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


TOKENS = ("capital", "of", "france", "is", "<s>", ".", "[SEP]")


def lens_grid(look: Theme, column: int) -> WordGrid:
    made = WordGrid(look, "words", "Words", least=48)
    rows = ("Embeddings", "Layer 1")
    cells = tuple(tuple(WordCell(one, 0.1, f"{row}: {one}") for one in TOKENS) for row in rows)
    made.show_cells(cells, rows, TOKENS, column)
    return made


@pytest.mark.parametrize("column", [-1, 0, 3, 6])
def test_a_narrow_grid_shows_the_columns_around_the_framed_one_and_scrolls_to_the_rest(
    qtbot: QtBot, look: Theme, column: int
) -> None:
    made = lens_grid(look, column)
    shown(qtbot, made)
    left = made._left()
    made.resize(left + 2 + 4 * look.units(92), 200)
    columns = made.shown_columns
    assert 3 <= len(columns) < len(TOKENS)
    assert max(0, column) in columns
    assert column in (-1, 0, 6) or columns.start < column < columns.stop - 1
    assert made.bar.isVisible()
    assert made.bar.geometry().bottom() <= made.sizeHint().height()
    # Each spot on the line of names is that of the column with this name, and so is its click.
    at = [made._cell(-1, each).center() for each in columns]
    assert [made.spot_at(point) for point in at] == [(-1, each) for each in columns]
    with qtbot.waitSignal(made.chosen) as emitted:
        qtbot.mouseClick(made, Qt.MouseButton.LeftButton, pos=at[1].toPoint())
    assert emitted.args == [columns[1]]
    made.setFocus()
    for key, last in ((Qt.Key.Key_Left, 0), (Qt.Key.Key_Right, 6)):
        for _ in TOKENS:  # past what is in sight: it scrolls there
            qtbot.keyClick(made, key)
        assert made.accessibleDescription().endswith(TOKENS[last])
        assert last in made.shown_columns
    made.bar.setValue(0)
    assert made.shown_columns.start == 0
    made.resize(2000, 200)
    assert made.shown_columns == range(7)
    assert not made.bar.isVisible()


def test_a_column_is_as_wide_as_its_words(qtbot: QtBot, look: Theme) -> None:
    made = WordGrid(look, "words", "Words")
    words = ("instrument", "a", "of", "kathmandu", "is", ".", "it")
    made.show_cells((tuple(WordCell(each, 0.25, each) for each in words),), ("Layer 1",), words)
    shown(qtbot, made)
    whole = QFontMetrics(look.font(11))
    gap, number = look.units(5), whole.horizontalAdvance(numbers.percent(0.25))
    total = sum(whole.horizontalAdvance(each) + 3 * gap + 6 + number for each in words)
    made.resize(made._left() + 2 + total, 200)
    painted = [drawn.text for drawn in look_at(made)[0]]
    assert not any("…" in text for text in painted)
    assert set(words) <= set(painted), "columns alike would shorten the long words"
    # A little less room shortens the long words; no column and no number goes.
    made.resize(made._left() + 2 + int(total * 0.93), 200)
    assert not made.scrolls
    assert [drawn.text for drawn in look_at(made)[0]].count(numbers.percent(0.25)) == len(words)
    made.resize(made._left() + 2 + total, 200)
    assert made._cell(0, 0).width() > 1.5 * made._cell(0, 1).width()
    room = made.sizeHint().height()
    made.resize(made._left() + total // 2, 200)
    assert made.bar.isVisible()
    assert made.sizeHint().height() > room
    numbered = [drawn.text for drawn in look_at(made)[0]].count(numbers.percent(0.25))
    assert numbered == len(made.shown_columns), "each word in sight keeps its number"
    assert not any("…" in drawn.text for drawn in look_at(made)[0]), "it is scrolled anyway"
    first = made.shown_columns.start
    for turned, moved in ((-120, 1), (120, 0)):
        at = QPointF(made._cell(0, made.shown_columns[0]).center())
        wheel = QWheelEvent(
            at,
            made.mapToGlobal(at),
            QPoint(),
            QPoint(0, turned),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.ShiftModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(made, wheel)
        assert made.shown_columns.start == first + moved
    made.resize(made._left() + 2 + total, 200)
    assert made.sizeHint().height() == room


def test_a_shortened_name_is_whole_in_its_tip(
    qtbot: QtBot, look: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = lens_grid(look, 4)
    shown(qtbot, made)
    made.resize(800, 200)
    tips: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda place, text, widget: tips.append(text))
    for spot in ((-1, 0), (0, 6), (-1, 4), (0, -1)):
        at = made._cell(*spot).center().toPoint() if spot[1] >= 0 else QPoint(3, made._line + 3)
        QApplication.sendEvent(made, QHelpEvent(QEvent.Type.ToolTip, at, made.mapToGlobal(at)))
    # A token that Qt would take for markup is escaped.
    assert tips == ["capital", "Embeddings: [SEP]", "<html>&lt;s&gt;</html>", "Embeddings"]


def test_the_names_of_a_narrow_grid_of_effects(
    qtbot: QtBot, look: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = EffectGrid(look, "effects", "Effects")
    shown(qtbot, made)  # without a cell, as before the first answer
    made.resize(300, 50)
    cells = (tuple(EffectCell("−25.4", -0.5, f"cell {n}", strong=True) for n in range(3)),)
    made.show_cells(cells, ("Layer 1",), ("a head 1", "a head 2", "attention"))
    shown(qtbot, made)
    letters, bold = (QFontMetrics(look.font(12, bold=heavy)) for heavy in (False, True))
    # Room for the numbers, and for no more of the heads.
    room = letters.horizontalAdvance("attention") + 2 * letters.horizontalAdvance("−25.4")
    made.resize(made._left() + 2 + room + 3 * 8, 200)
    tips: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda place, text, widget: tips.append(text))
    for row, column in ((-1, 0), (-1, 2), (0, 1), (0, -1)):
        at = made._cell(row, column).center().toPoint()
        at.setX(max(2, at.x()) if column >= 0 else 2)
        QApplication.sendEvent(made, QHelpEvent(QEvent.Type.ToolTip, at, made.mapToGlobal(at)))
    assert tips == ["a head 1", "attention", "cell 1", "Layer 1"]
    painted = [drawn.text for drawn in look_at(made)[0]]
    assert painted[1:3] == ["1", "2"], "the heads are told apart"
    wide = bold.horizontalAdvance("−25.4")
    assert wide + 4 > made._cell(0, 0).width(), "the bold number has no room"
    assert painted.count("−25.4") == 3


def test_a_grid_of_effects_scrolls_to_the_columns_without_room(qtbot: QtBot, look: Theme) -> None:
    made = EffectGrid(look, "effects", "Effects")
    names = tuple(f"head {head}" for head in range(1, 25))
    cells = (tuple(EffectCell("−25.4", -0.5, name) for name in names), ())
    made.show_cells(cells, ("Layer 1", "Layer 2"), names)
    shown(qtbot, made)
    made.resize(made._left() + look.units(200), 200)
    assert made.scrolls
    assert len(made.shown_columns) < 10
    assert [drawn.text for drawn in look_at(made)[0]].count("−25.4") == len(made.shown_columns)
    made.setFocus()
    for _ in names:
        qtbot.keyClick(made, Qt.Key.Key_Right)
    assert made.accessibleDescription() == "head 24"
    with qtbot.waitSignal(made.chosen) as emitted:
        at = made._cell(0, made.shown_columns[-1]).center().toPoint()
        qtbot.mouseClick(made, Qt.MouseButton.LeftButton, pos=at)
    assert emitted.args == [0, 23]


def test_the_walk_finds_what_is_shortened_without_a_tip(
    qtbot: QtBot, look: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = lens_grid(look, 0)
    shown(qtbot, made)
    made.resize(look.units(40), 200)
    assert any("…" in drawn.text for drawn in look_at(made)[0])
    found = Findings()
    check_painted(made, "here", found, 0, Findings())
    assert not found.lines
    monkeypatch.setattr(made, "tip_at", lambda point: "")
    check_painted(made, "here", found, 0, Findings())
    assert len(found.lines) == 1


def test_a_word_is_whole_before_its_number_is_written(qtbot: QtBot, look: Theme) -> None:
    grid = word_grid(look)
    shown(qtbot, grid)
    long = WordCell("spiders", 0.123, "a word")
    body, small = QFontMetrics(look.font()), QFontMetrics(look.font(11))
    number = numbers.percent(0.123)
    wide = body.horizontalAdvance("spiders") + small.horizontalAdvance(number) + 5
    assert grid.written(long, wide, 5) == (13, number, "spiders")
    beside = small.horizontalAdvance("spiders") + small.horizontalAdvance(number) + 5
    assert grid.written(long, beside, 5) == (11, number, "spiders"), "smaller before shorter"
    assert grid.written(long, body.horizontalAdvance("spiders"), 5)[1:] == ("", "spiders")
    assert grid.written(long, small.horizontalAdvance("spiders"), 5) == (11, "", "spiders")
    assert grid.written(long, small.horizontalAdvance("spi") + 12, 5)[2].endswith("…")
