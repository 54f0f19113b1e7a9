"""The weight of a selected row: asked for, shown, read in slices."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QTableView
from pytestqt.qtbot import QtBot

from explorer.app.theme import Theme
from explorer.features.architecture.protocol import ModuleTreeRequest, WeightRequest
from explorer.features.architecture.view.architecture_tab import ArchitectureTab
from explorer.features.architecture.view.weight_pictures import MatrixPicture
from explorer.features.export.view.pictures import pdf
from explorer.protocol.config import ConfigEdit
from explorer.protocol.job import Request
from tests.pdf_text import runs
from tests.window import fake_weights


class Tab:
    """The tab, and what it asked for."""

    def __init__(self, tab: ArchitectureTab) -> None:
        self.tab = tab
        self.asked: list[Request] = []
        tab.wanted.connect(self.asked.append)

    def select(self, number: int) -> None:
        self.tab.view.setCurrentIndex(self.tab.rows.index_of(number))

    def answer(self, shape: tuple[int, ...] = (300, 768)) -> None:
        request = self.asked[-1]
        assert isinstance(request, WeightRequest)
        self.tab.show_weight(fake_weights.weight(request, shape), request)


@pytest.fixture
def tab(architecture_tab: ArchitectureTab) -> Tab:
    architecture_tab.show_tree(fake_weights.tree())
    return Tab(architecture_tab)


def test_a_part_without_weights_shows_none(tab: Tab) -> None:
    tab.select(1)
    assert not tab.asked
    assert tab.tab.weight.weight is None
    assert tab.tab.weight.hint.text() == "This part has no weights."
    assert not tab.tab.weight.name.isVisible()


def test_the_tree_has_the_shapes_that_the_picture_has(tab: Tab) -> None:
    """Those of the run in sight, and without one those of any length."""
    page = tab.tab
    tree = fake_weights.tree()
    longer = replace(
        tree,
        rows=tuple(replace(row, shape=f"[2, n, {place}]") for place, row in enumerate(tree.rows)),
    )
    page._shapes_asked = ModuleTreeRequest(None, 2, 9)
    page._on_tree(longer, ModuleTreeRequest(None, 2, 9))
    for place in range(len(tree.rows)):
        cell = page.rows.index_of(place).siblingAtColumn(2)
        assert page.rows.data(cell) == f"[2, 9, {place}]"
    assert page.picture._shapes[1] == "[2, 9, 1]"
    page.show_tree(tree)
    assert page.rows.data(page.rows.index_of(1).siblingAtColumn(2)) == tree.rows[1].shape


def test_a_part_with_weights_shows_the_first_and_offers_the_others(tab: Tab) -> None:
    tab.select(2)
    assert tab.asked == [WeightRequest("pooler.weight")]
    tab.answer()
    panel = tab.tab.weight
    assert panel.isVisible()
    assert panel.name.accessibleName() == "pooler.weight"
    facts = [one.text() for one in panel.findChildren(QLabel) if one.property("role") == "chip"]
    assert facts[0] == "float32 [300, 768]"
    assert panel.picture.image is not None
    assert panel.picture.image.width() == 512
    table = panel.picture.image.colorTable()
    zero = QColor(panel.picture._look.theme.ramp[0]).rgb()
    assert table[128] == zero  # zero is the colour of nothing, in both themes
    assert "A checkpoint file calls it" in panel.names.text()
    assert "The same numbers serve as" in panel.names.text()
    box = tab.tab.findChild(QComboBox, "weightBox")
    assert box is not None
    box.setCurrentIndex(1)
    box.activated.emit(1)
    assert tab.asked[-1] == WeightRequest("pooler.bias")
    tab.answer((768,))
    assert panel.numbers.model().rowCount() == 1


def test_a_click_in_the_picture_reads_the_numbers_there(tab: Tab, qtbot: QtBot) -> None:
    tab.select(2)
    tab.answer()
    picture = tab.tab.findChild(MatrixPicture, "weightPicture")
    assert picture is not None
    QApplication.processEvents()  # it is laid out
    assert picture.height() > 100
    qtbot.mouseClick(picture, Qt.MouseButton.LeftButton, pos=QPoint(picture.width() // 2, 40))
    moved = tab.asked[-1]
    assert isinstance(moved, WeightRequest)
    assert moved.row > 0
    assert moved.column > 0
    tab.answer()
    table = tab.tab.findChild(QTableView, "weightNumbers")
    assert table is not None
    assert table.model().headerData(0, Qt.Orientation.Vertical) == str(moved.row)
    picture.setFocus()
    qtbot.keyClick(picture, Qt.Key.Key_Left)
    again = tab.asked[-1]
    assert isinstance(again, WeightRequest)
    assert again.column == max(0, moved.column - 8)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_large_dots_below_zero_have_a_line_through_them(
    qtbot: QtBot, look: Theme, theme: str
) -> None:
    """Without colours, too, a number below zero is told from one above."""
    look.choose(theme, 100)
    request = WeightRequest("pooler.weight")
    levels = np.array([[0, 255], [255, 0], [0, 255], [255, 0]] * 4, np.uint8)
    picture = MatrixPicture(look)
    qtbot.addWidget(picture)
    picture.show_weight(replace(fake_weights.weight(request, (16, 2)), overview=levels))
    picture.resize(300, picture.heightForWidth(300))
    assert picture.marks
    grey = picture.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    area = picture._area()
    cell = area.height() / 16
    for row in range(4, 16):  # the frame of the slice is around the first ones
        for column in (0, 1):
            x = int(area.width() * (0.25 + 0.5 * column))
            edge, middle = (
                grey.pixelColor(x, int((row + part) * cell)).lightness() for part in (0.15, 0.5)
            )
            assert (abs(edge - middle) > 60) == (levels[row, column] == 0)
    picture.show_weight(replace(fake_weights.weight(request, (512, 512))))
    picture.resize(300, picture.heightForWidth(300))
    assert not picture.marks


def test_the_scale_of_colours_writes_minus_as_the_numbers_do(qtbot: QtBot, look: Theme) -> None:
    picture = MatrixPicture(look)
    qtbot.addWidget(picture)
    picture.show_weight(replace(fake_weights.weight(WeightRequest("w"), (4, 4)), limit=0.25))
    picture.resize(300, picture.heightForWidth(300))
    assert {"−0.25", "0", "0.25"} <= set(runs(pdf(picture, QColor("white"))))


@pytest.mark.parametrize("zoom", [100, 200])
def test_no_number_of_a_weight_is_cut(tab: Tab, look: Theme, zoom: int) -> None:
    """Small ones below zero were “−0.00…”, with room beside them."""
    look.choose("light", zoom)
    tab.select(2)
    request = tab.asked[-1]
    assert isinstance(request, WeightRequest)
    values = np.array([[-0.0005342, 0.1], [-8.581e-05, -1234.5678]], np.float32)
    tab.tab.show_weight(replace(fake_weights.weight(request), numbers=values), request)
    table = tab.tab.weight.numbers
    assert table.model().index(1, 0).data() == "−8.581e-05"
    for row in range(2):
        for column in range(2):
            index = table.model().index(row, column)
            assert table.sizeHintForIndex(index).width() <= table.columnWidth(column)


def test_a_stale_weight_is_not_shown(tab: Tab) -> None:
    tab.select(2)
    late = tab.asked[-1]
    tab.tab.show_tree(fake_weights.tree())
    assert isinstance(late, WeightRequest)
    tab.tab.show_weight(fake_weights.weight(late), late)
    assert tab.tab.weight.weight is None


def test_the_tree_of_what_is_not_created_yet(tab: Tab) -> None:
    tab.tab.ask_about(ConfigEdit("bert", "BertModel"))
    assert tab.asked[-1] == ModuleTreeRequest(ConfigEdit("bert", "BertModel"))
    tab.tab.show_tree(fake_weights.tree(real=False))
    assert "it is not created yet" in tab.tab.empty.text()
    assert tab.tab.weight.isHidden()
    before = len(tab.asked)
    tab.select(2)
    assert len(tab.asked) == before
