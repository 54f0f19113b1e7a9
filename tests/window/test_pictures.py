"""Pictures of widgets: all of what they show, and text that stays text in a PDF."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtCore import QByteArray, QPoint, QRect, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QLabel,
    QMessageBox,
    QTreeView,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from explorer.app.theme import Theme
from explorer.features.export.view import pictures
from explorer.widgets import file_dialog, picture
from explorer.widgets.blocks import Page, label
from explorer.widgets.fading import Veil
from explorer.widgets.heat_map import HeatMap
from tests.pdf_text import page_size, runs, streams

WHITE = QColor("white")
SVG = "{http://www.w3.org/2000/svg}"


def test_text_stays_text_and_a_pixel_stays_a_pixel(qtbot: QtBot, look: Theme) -> None:
    one = label("<b>hostile</b> & “plain” \x00\x1b")
    one.setAccessibleName("A <name> & more")
    qtbot.addWidget(one)
    one.show()
    data = pictures.pdf(one, WHITE)
    assert data.startswith(b"%PDF-")
    assert "A <name> & more".encode("utf-16-be") in data
    assert runs(data)[0].startswith("<b>hostile</b> & “plain”")
    points = (one.width() + 28) * 0.75, (one.height() + 28) * 0.75
    assert page_size(data) == pytest.approx(points, abs=0.5)


def test_a_heat_map_is_a_picture_without_loss_and_its_names_are_text(
    qtbot: QtBot, look: Theme
) -> None:
    one = HeatMap(look, "map", "Weights")
    qtbot.addWidget(one)
    one.resize(400, 400)
    one.show_map(
        np.eye(3, dtype=np.float32), ("a", "b", "c"), ("x", "y", "z"), 0, 1, lambda r, c: ""
    )
    one.show()
    data = pictures.pdf(one, WHITE)
    assert {"a", "b", "c", "x", "y", "z"} <= set(runs(data))
    assert b"/DCTDecode" not in data, "colours are numbers: none may change a little"


def test_a_drawing_is_an_svg_of_areas_and_text(qtbot: QtBot, look: Theme) -> None:
    one = HeatMap(look, "map", "Weights & <more>")
    qtbot.addWidget(one)
    one.resize(400, 400)
    values = np.arange(9, dtype=np.float32).reshape(3, 3)
    one.show_map(values, ("a", "b", "c"), ("x", "<&>", "z"), 0, 8, lambda r, c: "")
    one.show()
    one.setFocus()
    data = pictures.svg(one, WHITE)
    root = ElementTree.fromstring(data)
    assert root.findtext(f"{SVG}title") == "Weights & <more>"
    assert {"a", "b", "c", "x", "<&>", "z"} <= {each.text for each in root.iter(f"{SVG}text")}
    assert not list(root.iter(f"{SVG}image"))
    filled = {each.get("fill") for each in root.iter() if each.get("fill")}
    shades = [QColor(colour).name() for colour in picture.ramp(look.theme.ramp)]
    assert {shades[level] for level in picture.levels(values, 0, 8).flat} <= filled
    # As Qt reads it, it is what the window shows.
    renderer = QSvgRenderer(QByteArray(data))
    assert renderer.isValid()
    size = renderer.viewBox().size()
    assert size == one.size() + QSize(28, 28)
    drawn = QImage(size, QImage.Format.Format_RGB32)
    with QPainter(drawn) as painter:
        renderer.render(painter)
    left, top, wide, high = one._measures(one.width())
    for row, column in ((0, 0), (1, 2), (2, 2)):
        x, y = left + (column + 0.5) * wide + 14, top + (row + 0.5) * high + 14
        level = picture.levels(values, 0, 8)[row, column]
        assert drawn.pixelColor(int(x), int(y)).name() == shades[level]


@pytest.mark.parametrize("rows", [3, 400])
def test_a_list_is_drawn_in_full_and_left_as_it_was(qtbot: QtBot, look: Theme, rows: int) -> None:
    model = QStandardItemModel()
    model.setHorizontalHeaderLabels(["Part"])
    for number in range(rows):
        model.appendRow(QStandardItem(f"row {number}"))
    view = QTreeView()
    qtbot.addWidget(view)
    view.setModel(model)
    view.resize(300, 200)
    view.show()
    view.verticalScrollBar().setValue(50)
    before = view.size(), view.verticalScrollBar().value()
    found = runs(pictures.pdf(view, WHITE))
    assert f"row {rows - 1}" in found
    assert "row 0" in found
    assert (view.size(), view.verticalScrollBar().value()) == before
    image = QImage.fromData(QByteArray(pictures.png(view, WHITE)))
    assert image.height() >= 2 * rows * view.rowHeight(model.index(0, 0))


def test_of_a_page_everything_is_drawn(qtbot: QtBot, look: Theme) -> None:
    page = Page()
    for number in range(60):
        page.add(label(f"line {number}"))
    qtbot.addWidget(page)
    page.resize(200, 100)
    page.show()
    assert "line 59" in runs(pictures.pdf(page, WHITE))


def test_what_is_out_of_sight_does_not_lie_over_its_neighbours(qtbot: QtBot, look: Theme) -> None:
    outer = QWidget()
    page = Page()
    for number in range(40):
        page.add(label(f"line {number}"))
    pane = QWidget()  # as in a picture of the window: what it shows, no more
    column = QVBoxLayout(pane)
    column.addWidget(label("above"))
    column.addWidget(page)
    QVBoxLayout(outer).addWidget(pane)
    outer.resize(260, 190)
    qtbot.addWidget(outer)
    outer.show()
    inside = page.widget()
    assert inside is not None
    page.verticalScrollBar().setValue(inside.findChildren(QLabel)[3].y())
    data = pictures.pdf(outer, WHITE)
    assert {"above", "line 3", "line 5"} <= set(runs(data))
    view = page.viewport()
    corner = view.mapTo(outer, QPoint(14, 14))
    assert QRect(corner, view.size()) in clips(data)


def test_what_is_faded_is_faded_in_the_drawing_too(qtbot: QtBot, look: Theme) -> None:
    outer = QWidget()
    old, new = label("of the text before"), label("of this text")
    column = QVBoxLayout(outer)
    column.addWidget(old)
    column.addWidget(new)
    Veil(old).lay(True)
    qtbot.addWidget(outer)
    outer.show()
    data = pictures.pdf(outer, WHITE)
    assert runs(data) == ["of the text before", "of this text"]
    assert b"/Subtype /Image" not in data, "text as such, and something faint over it"
    assert re.search(rb"/ca 0\.6[45]", data)


def clips(data: bytes) -> list[QRect]:
    """The rectangles that the page cuts off at: four lines, closed, before a `W`."""
    (page,) = [each for each in streams(data) if b" Tf " in each]
    found = []
    lines = rb"(\d+) (\d+) m\n\d+ \d+ l\n(\d+) (\d+) l\n\d+ \d+ l\n\d+ \d+ l\nh\nW"
    for match in re.finditer(lines, page):
        left, top, right, bottom = (int(each) for each in match.groups())
        found.append(QRect(left, top, right - left, bottom - top))
    return found


def test_a_name_without_an_ending_gets_one_and_nothing_is_replaced_unasked(
    qtbot: QtBot, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    file = f"{tmp_path}/view"
    kinds = (file_dialog.PNG, file_dialog.PDF)
    used = [file_dialog.PDF.filter]
    asked: list[str] = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (file, used[0]))

    def may_replace(_: QWidget, path: str) -> bool:
        asked.append(path)
        return False

    monkeypatch.setattr(file_dialog, "may_replace", may_replace)
    assert file_dialog.ask_file(parent, "", "view", kinds) == file + ".pdf"
    assert not asked
    open(file + ".png", "wb").close()
    used[0] = "all"
    assert file_dialog.ask_file(parent, "", "view", kinds) == ""
    assert asked == [file + ".png"]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    assert file_dialog.ask_file(parent, "", "view", kinds) == ""


def test_a_dialog_begins_where_something_was_saved_last(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    dialog = QDialog(window)
    starts: list[str] = []
    chosen = str(tmp_path / "a.png")

    def ask(_: QWidget, title: str, start: str, filters: str) -> tuple[str, str]:
        starts.append(start)
        return chosen, file_dialog.PNG.filter

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    file_dialog.ask_file(dialog, "", "view.png", (file_dialog.PNG,))
    file_dialog.ask_file(window, "", "other.png", (file_dialog.PNG,))
    file_dialog.ask_file(window, "", "/elsewhere/third.png", (file_dialog.PNG,))
    assert starts == [
        str(Path.home() / "view.png"), str(tmp_path / "other.png"), "/elsewhere/third.png",
    ]  # fmt: skip


def test_a_line_above_a_page_hides_nothing_of_it(qtbot: QtBot, look: Theme) -> None:
    outer, page = QWidget(), Page()
    column = QVBoxLayout(outer)
    column.addWidget(label("a strip above"))
    column.addWidget(page)
    for line in range(60):
        page.add(label(f"line {line}"))
    qtbot.addWidget(outer)
    outer.resize(300, 200)
    outer.show()
    bar = page.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(90)
    data = pictures.pdf(outer, WHITE)
    assert {"a strip above", "line 0", "line 59"} <= set(runs(data))
    assert (outer.height(), bar.value()) == (200, 90)
    high = page_size(data)[1] / 0.75 - 28
    image = QImage.fromData(QByteArray(pictures.png(outer, WHITE)))
    assert image.height() == pytest.approx(2 * (high + 28), abs=4)
    assert high == pytest.approx(200 + bar.maximum(), abs=2)


def test_an_ending_of_another_format_is_obeyed_or_said(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pic.svg became pic.svg.png without a word."""
    parent = QWidget()
    qtbot.addWidget(parent)
    kinds = (file_dialog.PNG, file_dialog.PDF)
    typed = ["pic.svg"]
    said: list[str] = []
    buttons = QMessageBox.StandardButton
    answer = [buttons.Save]

    def ask(_: QWidget, title: str, text: str, *more: object) -> QMessageBox.StandardButton:
        said.append(text)
        return answer[0]

    def name(*_: object) -> tuple[str, str]:
        return str(tmp_path / typed[0]), file_dialog.PNG.filter

    monkeypatch.setattr(QMessageBox, "question", ask)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", name)
    assert file_dialog.ask_file(parent, "", "view", kinds) == str(tmp_path / "pic.png")
    assert ".svg" in said[0]
    assert "pic.png" in said[0]
    answer[0] = buttons.Cancel
    assert file_dialog.ask_file(parent, "", "view", kinds) == ""
    said.clear()
    # Another ending than that of the filter, of a format that is known; and a dot in a name.
    for typed[0], wanted in (("pic.pdf", "pic.pdf"), ("gpt2.v1", "gpt2.v1.png")):
        assert file_dialog.ask_file(parent, "", "view", kinds) == str(tmp_path / wanted)
    assert not said
