"""The lines of text: one that is removed leaves the keyboard, and the names, where they belong."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from explorer.features.inputs.view.text_rows import TextRows
from explorer.widgets.blocks import button


def test_a_line_that_is_removed_leaves_the_keyboard_to_the_line_above(qtbot: QtBot) -> None:
    page = QWidget()
    rows = TextRows()
    column = QVBoxLayout(page)
    column.addWidget(rows)
    column.addWidget(button("Leave"))
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    rows.set_texts(("one", "two", "three"))
    second = page.findChild(QPushButton, "remove.textInput.2")
    assert second is not None
    second.setFocus()
    second.click()
    assert page.focusWidget() is rows.first
    assert rows.texts == ("one", "three")
    # What was the third line is the second, for whoever reads or hears the names.
    left = [each for each in rows.findChildren(QPushButton) if not each.isHidden()]
    named = [each for each in left if each.objectName().startswith("remove.")]
    last = named[-1]
    assert last.objectName() == "remove.textInput.2"
    assert last.accessibleName().endswith("2")
