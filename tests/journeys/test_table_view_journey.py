"""What a picture shows, as a table in the window: read, chosen, copied, saved; by keys alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMenu, QPushButton

from explorer.features.export.view import exportables, writing
from explorer.features.export.view.table_dialog import TableDialog
from explorer.text.table import Table
from explorer.widgets.accessibility import Picture
from explorer.widgets.lazy_table import LazyTable
from explorer.widgets.small_controls import ChoiceBox
from tests.back_translation import english
from tests.journeys.conftest import Person

FRANCE = "The capital of France is [MASK]."

_IN_A_TABLE_ALREADY = {
    # Beside it is a table of the same numbers.
    "weightPicture",
    # A word with a line above it: what a screen reader reads is the sentence itself.
    "answerLine",
    "flowSentence",
}


def _dialog(person: Person) -> TableDialog:
    person.until(lambda: person.window.findChild(TableDialog, "tableDialog") is not None)
    dialog = person.find(TableDialog, "tableDialog")
    person.until(dialog.isVisible)
    return dialog


def _cells(dialog: TableDialog) -> list[list[str]]:
    table: LazyTable[tuple[object, ...]] | None = dialog._table
    assert table is not None
    model = table.model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_the_flow_in_sight_is_read_as_a_table_by_keys_alone(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = person.window
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window, Qt.Key.Key_T, keys)
    dialog = _dialog(person)
    assert dialog.focusWidget() is dialog._table
    choice = dialog.findChild(ChoiceBox, "tableChoice")
    assert choice is not None
    titles = [choice.itemText(place) for place in range(choice.count())]
    flow = next(source for source in exportables.TABLES if source.key == "flow")
    assert flow.title in titles
    choice.setCurrentText(flow.title)
    choice.activated.emit(choice.currentIndex())
    exact = flow.make(window)
    assert isinstance(exact, Table)
    shown = _cells(dialog)
    assert len(shown) == len(exact.rows) > 9
    for row, cells in zip(exact.rows, shown, strict=True):
        for value, cell in zip(row, cells, strict=True):
            if isinstance(value, float):
                assert float(cell) == pytest.approx(value, rel=1e-5)
            elif value is not None and not isinstance(value, bool):
                assert cell == str(value) or float(cell) == pytest.approx(float(str(value)), 1e-5)
    # The table has the keys, and walks from cell to cell.
    table = dialog._table
    assert table is not None
    person.until(table.isVisible)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right):
        QTest.keyClick(table, key)
    assert (table.currentIndex().row(), table.currentIndex().column()) == (1, 1)
    # What is copied has every digit.
    copy = dialog.findChild(QPushButton, "tableCopy")
    assert copy is not None
    copy.click()
    assert QGuiApplication.clipboard().text() == exact.csv("\t")
    path = tmp_path / "flow.csv"
    monkeypatch.setattr(writing, "ask_file", lambda *_: str(path))
    save = dialog.findChild(QPushButton, "tableSave")
    assert save is not None
    save.click()
    assert path.read_text("utf-8").splitlines() == exact.csv().splitlines()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    person.until(lambda: window.findChild(TableDialog, "tableDialog") is None)


def test_the_menu_of_a_view_leads_to_its_own_tables_alone(person: Person) -> None:
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    person.look_inside()
    door = person.window.workbench.late_parts.export
    menu: QMenu = door.menu_for(exportables.view("attentionView"))
    entry = next(action for action in menu.actions() if action.objectName() == "showTable")
    entry.trigger()
    dialog = _dialog(person)
    choice = dialog.findChild(ChoiceBox, "tableChoice")
    assert choice is not None
    keys = [source.key for source in dialog.sources]
    assert keys == ["attention", "head", "heads"] or set(keys) == {"head", "heads"}
    facts = dialog.findChild(QLabel, "tableFacts")
    assert facts is not None
    before = facts.text()
    choice.setCurrentIndex(1)
    choice.activated.emit(1)
    assert dialog.windowTitle().startswith(dialog.sources[1].title)
    assert facts.text() != before
    menu.deleteLater()


@pytest.mark.parametrize("name", ["attentionView", "hiddenView", "surpriseView"])
def test_the_uppermost_view_is_the_first_that_is_a_table(person: Person, name: str) -> None:
    """Beside the map of attention, “this view” was the list of tokens far below it."""
    person.click("start.mini-world-gpt2")
    person.until_idle()
    person.run("Long ago a brave")
    person.look_inside()
    person.show(name)
    person.until_idle()
    person.find(QPushButton, "runButton").setFocus()  # in no view
    person.trigger("tableAction")
    dialog = _dialog(person)
    assert dialog.sources[0].view == name


def test_the_numbers_of_the_rows_are_no_column(person: Person) -> None:
    """257 columns were counted of a tensor that is 256 wide, and at 200 % the head was cut."""
    person.window.look.choose("light", 200)
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    person.look_inside()
    person.show("rawView")
    person.until_idle()
    door = person.window.workbench.late_parts.export
    door.show_table(exportables.view("rawView"))
    dialog = _dialog(person)
    assert dialog.source.key == "slice"
    table = dialog._table
    head = table.horizontalHeader()
    wide = len(table.rows.heads) - 1
    facts = dialog.findChild(QLabel, "tableFacts")
    assert facts is not None
    assert english(facts.text()).endswith(f" {wide}\N{NO-BREAK SPACE}columns")
    assert head.sectionSize(0) >= head.sectionSizeHint(0)


def test_where_nothing_ran_a_sentence_says_so(person: Person) -> None:
    person.trigger("tableAction")
    assert "Nothing in sight has numbers" in person.message
    actions = person.window.actions_
    actions.view_menu.aboutToShow.emit()
    assert not actions.as_table.isEnabled()
    assert "Nothing in sight has numbers" in english(actions.as_table.toolTip())
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    actions.view_menu.aboutToShow.emit()
    assert actions.as_table.isEnabled()
    assert "to be read, copied or saved" in english(actions.as_table.toolTip())


def test_each_picture_in_sight_has_a_table(person: Person) -> None:
    """On every page that a run fills: no numbers that eyes alone can read."""
    window = person.window
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    person.look_inside()
    door = window.workbench.late_parts.export
    seen: set[str] = set()
    without: set[str] = set()
    for name in (
        "flowView", "attentionView", "lensView", "hiddenView", "rawView", "nearestView",
        "headFinderView", "surpriseView", "whyView", "moduleTree",
    ):  # fmt: skip
        person.show(name)
        person.until_idle()
        if name == "whyView":
            person.measure_why()
        for picture in window.centre.findChildren(Picture):
            if not picture.isVisible() or picture.objectName() in _IN_A_TABLE_ALREADY:
                continue
            seen.add(picture.objectName())
            place = door.view_at(picture)
            tables = door.tables_of(place) if place is not None else []
            if not any(isinstance(source.make(window), Table) for source in tables):
                without.add(f"{name}: {picture.objectName()} {type(picture).__name__}")
    assert len(seen) > 12
    assert not without
