"""What has no room is shortened where people read it, and hints are as long as they fit."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QStyleOptionViewItem, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from explorer.app.term_text import Paragraph, TermText, write
from explorer.app.theme import Theme
from explorer.features.hub.protocol.checkpoint_page import TensorHeader
from explorer.features.hub.view.checkpoint_files import CheckpointFiles
from explorer.protocol.explanation import TextPiece
from explorer.widgets.elided import elided_at_dots
from explorer.widgets.hinted_line import HintedLine, hint_room

NAME = "bert.encoder.layer.11.attention.self.query.weight"


def test_a_dotted_name_gives_up_whole_parts_of_its_middle(look: Theme) -> None:
    metrics = QFontMetrics(look.font())
    whole = metrics.horizontalAdvance(NAME)
    assert elided_at_dots(NAME, metrics, whole) == NAME
    parts = NAME.split(".")
    for width in range(whole - 1, metrics.horizontalAdvance("….weight"), -7):
        shown = elided_at_dots(NAME, metrics, width)
        assert metrics.horizontalAdvance(shown) <= width
        kept = [part for part in shown.split(".") if part != "…"]
        rest = iter(parts)
        assert all(part in rest for part in kept), "whole parts, in their order"
        assert kept[-1] == "weight"
        assert "11" in kept or width < metrics.horizontalAdvance("….11.….weight")
    assert elided_at_dots("weight", metrics, 20).startswith("…")
    wide = metrics.horizontalAdvance("embeddings.weight ")
    assert elided_at_dots("bert.token_type_embeddings.weight", metrics, wide, 2).split(
        "\N{LINE SEPARATOR}"
    ) == ["bert.token_type_", "embeddings.weight"]
    half = metrics.horizontalAdvance("bert.encoder.layer.11.")
    shown = elided_at_dots(NAME, metrics, half, 2)
    first, second = shown.split("\N{LINE SEPARATOR}")
    assert (first.endswith("."), second.endswith("query.weight")) == (True, True), shown
    assert max(metrics.horizontalAdvance(line) for line in (first, second)) <= half


@pytest.mark.parametrize("zoom", [100, 200])
def test_names_of_tensors_need_no_scrolling_sideways(qtbot: QtBot, look: Theme, zoom: int) -> None:
    look.choose("light", zoom)
    files = CheckpointFiles(look)
    qtbot.addWidget(files)
    names = [NAME.replace("11", str(layer)) for layer in range(12)]
    files.show_tensors(
        tuple(TensorHeader(name, "F32", (768, 768), 2_359_296, "a.safetensors") for name in names)
    )
    files.tabs.setCurrentIndex(1)
    files.resize(28 * look.em, 500)
    files.show()
    qtbot.waitExposed(files)
    table = files.tensors
    assert table.horizontalScrollBar().maximum() == 0
    index = table.model().index(3, 0)
    option = QStyleOptionViewItem()
    table.initViewItemOption(option)
    option.rect = table.visualRect(index)
    delegate = table.itemDelegateForIndex(index)
    delegate.initStyleOption(option, index)  # type: ignore[attr-defined]
    lines = option.text.split("\N{LINE SEPARATOR}")
    assert "".join(lines) == names[3], "the whole name, broken after dots"
    assert len(lines) > 1
    assert all(line.endswith(".") for line in lines[:-1])
    assert table.rowHeight(3) >= len(lines) * table.fontMetrics().height()
    assert names[3] in table.model().data(index, Qt.ItemDataRole.ToolTipRole)
    assert table.model().data(index) == names[3], "what is copied and spoken is whole"


def test_no_hint_is_cut(qtbot: QtBot, look: Theme) -> None:
    hints = "Search the Hub: words, org/name or an address", "Search the Hub", "Search"
    window, line = QWidget(), HintedLine("hubSearch", "Search the Hub", *hints)
    qtbot.addWidget(window)
    line.setMinimumWidth(1)
    QVBoxLayout(window).addWidget(line)
    window.show()
    seen = set()
    for zoom in (100, 200):
        look.choose("light", zoom)
        for width in (900, 420, 330, 240):
            window.resize(width, 100)
            assert window.width() == width
            hint = line.placeholderText()
            seen.add(hint)
            assert QFontMetrics(line.font()).horizontalAdvance(hint) <= hint_room(line)
            assert line.toolTip() == hints[0]
    assert len(seen) > 1


@pytest.mark.parametrize("zoom", [100, 200])
def test_a_long_name_breaks_at_its_dots_and_is_copied_as_it_is(
    qtbot: QtBot, look: Theme, zoom: int
) -> None:
    look.choose("light", zoom)
    view = TermText()
    qtbot.addWidget(view)
    sentence = f"The tensor {NAME.replace('self', 'self_attention_of_it')} holds 3.14 of it."
    write(view, look, [Paragraph([TextPiece(sentence)])])
    view.resize(11 * look.em, 600)
    view.show()
    block = view.document().begin()
    lines = [
        block.text()[line.textStart() : line.textStart() + line.textLength()]
        for line in map(block.layout().lineAt, range(block.layout().lineCount()))
    ]
    assert len(lines) > 2
    assert all(line.replace("\u200b", "")[-1] in " ._" for line in lines), lines
    assert view.toPlainText() == sentence
    view.selectAll()
    view.copy()
    assert QGuiApplication.clipboard().text() == sentence
