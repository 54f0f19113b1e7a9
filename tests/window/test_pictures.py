"""Pictures of widgets: all of what they show, and text that stays text in an SVG."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QColor, QImage, QStandardItem, QStandardItemModel
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import (
    QFileDialog,
    QLabel,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QTreeView,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from explorer.app.theme import Theme
from explorer.features.export.view import clipping as cut
from explorer.features.export.view import pictures
from explorer.widgets import file_dialog
from explorer.widgets.blocks import Page, label
from explorer.widgets.heat_map import HeatMap

SVG = "{http://www.w3.org/2000/svg}"
WHITE = QColor("white")


def texts(data: bytes) -> list[str]:
    return [one.text or "" for one in ElementTree.fromstring(data).iter(f"{SVG}text")]


def test_text_stays_text_and_keeps_its_width(qtbot: QtBot, look: Theme) -> None:
    one = label("<b>hostile</b> & “plain” \x00\x1b")
    one.setAccessibleName("A <name> & more")
    qtbot.addWidget(one)
    one.show()
    data = pictures.svg(one, WHITE)
    root = ElementTree.fromstring(data)
    assert root.find(f"{SVG}title").text == "A <name> & more"  # type: ignore[union-attr]
    assert "".join(texts(data)).startswith("<b>hostile</b> & “plain”")
    drawn = [one for one in root.iter(f"{SVG}text") if len((one.text or "").strip()) > 1]
    assert all(float(one.attrib["textLength"]) > 0 for one in drawn)
    assert all("sans-serif" in one.attrib["font-family"] for one in drawn)
    width = float(root.attrib["width"])
    assert width == one.width() + 28
    assert all(float(o.attrib["x"]) + float(o.attrib["textLength"]) <= width for o in drawn)
    assert QSvgRenderer(QByteArray(data)).isValid()


@pytest.mark.parametrize("zoom", [100, 200])
def test_the_name_of_the_current_row_is_bold_and_whole(
    qtbot: QtBot, look: Theme, zoom: int
) -> None:
    look.choose("light", zoom)
    one = HeatMap(look, "map", "Weights")
    qtbot.addWidget(one)
    one.resize(600, 500)
    names = ("[MASK]", "[MASK]")
    one.show_map(np.eye(2, dtype=np.float32), names, names, 0.0, 1.0, lambda row, column: "cell")
    one.show()
    qtbot.keyClick(one, Qt.Key.Key_Down)
    assert one.spot[0] >= 0
    root = ElementTree.fromstring(pictures.svg(one, WHITE))
    straight = [group for group in root.iter() if "matrix(1,0,0,1" in group.get("transform", "")]
    names_of_rows = [text for group in straight for text in group if text.text == "[MASK]"]
    assert {text.get("font-weight") for text in names_of_rows} == {"400", "700"}
    assert all(float(text.get("x", "-1")) >= 0 for text in names_of_rows), "none is cut at the left"


def test_a_heat_map_is_a_picture_with_edges_and_names(qtbot: QtBot, look: Theme) -> None:
    one = HeatMap(look, "map", "Weights")
    qtbot.addWidget(one)
    one.resize(400, 400)
    one.show_map(
        np.eye(3, dtype=np.float32), ("a", "b", "c"), ("x", "y", "z"), 0, 1, lambda r, c: ""
    )
    one.show()
    data = pictures.svg(one, WHITE)
    assert {"a", "b", "c", "x", "y", "z"} <= set(texts(data))
    (inner,) = ElementTree.fromstring(data).iter(f"{SVG}image")
    coded = inner.attrib["{http://www.w3.org/1999/xlink}href"].partition("base64,")[2]
    image = QImage.fromData(QByteArray.fromBase64(coded.encode()))
    assert image.width() > 2 * float(inner.attrib["width"]) - 3
    assert len({image.pixel(x, image.height() // 6) for x in range(image.width())}) == 2


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
    found = texts(pictures.svg(view, WHITE))
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
    assert "line 59" in texts(pictures.svg(page, WHITE))


def test_a_clip_stands_where_it_was_set(qtbot: QtBot, look: Theme) -> None:
    """Qt refers to it from outside of the coordinates that it was set in."""
    outer = QWidget()
    line = QLineEdit("words in a line", outer)
    line.setGeometry(120, 70, 150, 30)
    outer.resize(300, 200)
    qtbot.addWidget(outer)
    outer.show()
    root = ElementTree.fromstring(pictures.svg(outer, WHITE))
    clips = {one.attrib["id"]: one for one in root.iter(f"{SVG}clipPath")}
    assert clips
    checked = 0
    for group in root.iter(f"{SVG}g"):
        name = group.attrib.get("clip-path", "").removeprefix("url(#").removesuffix(")")
        if name:
            assert clips[name].attrib["transform"] == group[0].attrib["transform"]
            checked += 1
    assert checked
    assert any("1,0,0,1,134,84" in one.attrib["transform"] for one in clips.values())


def test_what_is_half_out_of_sight_does_not_lie_over_its_neighbours(
    qtbot: QtBot, look: Theme
) -> None:
    outer = QWidget()
    page = Page()
    for number in range(40):
        page.add(label(f"line {number}"))
    column = QVBoxLayout(outer)
    column.addWidget(label("above"))
    column.addWidget(page)
    outer.resize(260, 160)
    qtbot.addWidget(outer)
    outer.show()
    inside = page.widget()
    assert inside is not None
    first = inside.findChildren(QLabel)[3]
    page.verticalScrollBar().setValue(first.y() + first.height() // 2)
    root = ElementTree.fromstring(pictures.svg(outer, WHITE))
    found = [one.text for one in root.iter(f"{SVG}text")]
    assert "above" in found
    assert "line 5" in found
    assert "line 2" not in found
    assert not list(root.iter(f"{SVG}image"))
    (half,) = [
        group
        for group in root.iter(f"{SVG}g")
        if "list-" in group.attrib.get("clip-path", "")
        and "line 3" in [one.text for one in group.iter(f"{SVG}text")]
    ]
    name = half.attrib["clip-path"].removeprefix("url(#").removesuffix(")")
    (clip,) = [one for one in root.iter(f"{SVG}clipPath") if one.attrib["id"] == name]
    assert 0 < float(clip[0].attrib["y"]) < first.height()  # its lower half alone
    assert float(clip[0].attrib["y"]) + float(clip[0].attrib["height"]) == first.height()
    assert "line 3" in texts(pictures.svg(page, WHITE))  # painted as always again


def test_what_cannot_be_cut_off_is_drawn_as_a_picture(
    qtbot: QtBot, look: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    outer = QWidget()
    inner = label("half of this")
    inner.setParent(outer)
    inner.setGeometry(10, 30, 120, 20)
    outer.resize(200, 40)
    qtbot.addWidget(outer)
    outer.show()
    assert "half of this" in texts(pictures.svg(outer, WHITE))
    monkeypatch.setattr(cut, "_END", "<nothing ends like this {}>")
    data = pictures.svg(outer, WHITE)
    assert "half of this" not in texts(data)
    assert list(ElementTree.fromstring(data).iter(f"{SVG}image"))
    assert b"transformer-explorer list" not in data


def test_a_list_inside_a_view_is_cut_off_at_its_frame(qtbot: QtBot, look: Theme) -> None:
    outer = QWidget()
    table = QTableWidget(30, 8, outer)
    for row in range(30):
        table.setItem(row, 0, QTableWidgetItem(f"cell {row}"))
    table.setGeometry(10, 20, 220, 110)
    outer.resize(300, 200)
    qtbot.addWidget(outer)
    outer.show()
    data = pictures.svg(outer, WHITE)
    assert b"transformer-explorer list" not in data
    root = ElementTree.fromstring(data)
    inside = table.viewport()
    frames = [
        (one[0].attrib["width"], one[0].attrib["height"])
        for one in root.iter(f"{SVG}clipPath")
        if one.attrib["id"].startswith("list-")
    ]
    assert (str(inside.width()), str(inside.height())) in frames
    cut = [
        [text.text for text in group.iter(f"{SVG}text")]
        for group in root.iter(f"{SVG}g")
        if "list-" in group.attrib.get("clip-path", "")
    ]
    assert ["cell 0" in one for one in cut].count(True) == 1


def test_a_name_without_an_ending_gets_one_and_nothing_is_replaced_unasked(
    qtbot: QtBot, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    file = f"{tmp_path}/view"
    kinds = (file_dialog.PNG, file_dialog.SVG)
    used = [file_dialog.SVG.filter]
    asked: list[str] = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (file, used[0]))

    def may_replace(_: QWidget, path: str) -> bool:
        asked.append(path)
        return False

    monkeypatch.setattr(file_dialog, "may_replace", may_replace)
    assert file_dialog.ask_file(parent, "", "view", kinds) == file + ".svg"
    assert not asked
    open(file + ".png", "wb").close()
    used[0] = "all"
    assert file_dialog.ask_file(parent, "", "view", kinds) == ""
    assert asked == [file + ".png"]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    assert file_dialog.ask_file(parent, "", "view", kinds) == ""
