"""Every control that the keyboard reaches has a name and a role, in every page of the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QTabBar,
    QTabWidget,
    QWidget,
)

from tests.journeys.conftest import Person
from tests.journeys.lesson_keys import pick

_SILENT = (
    QAccessible.Role.NoRole,
    QAccessible.Role.Client,
    QAccessible.Role.Grouping,
    QAccessible.Role.Pane,
    QAccessible.Role.Border,
    QAccessible.Role.LayeredPane,
)


def _faults(window: QWidget) -> set[str]:
    found = set()
    for widget in window.findChildren(QWidget):
        if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus or widget.focusProxy() is not None:
            continue
        if isinstance(widget, QTabBar) and isinstance(widget.parent(), QTabWidget):
            continue  # its tabs are what is read
        if isinstance(widget, QAbstractButton) and not (widget.isVisible() or widget.text()):
            continue  # it is shown with a text, which is its name
        above = widget.parentWidget()
        if above is not None and isinstance(above.parent(), QComboBox):
            continue  # the list of a closed box, which is named as it opens
        reader = QAccessible.queryAccessibleInterface(widget)
        what = f"{type(widget).__name__} {widget.objectName()!r} in {_above(widget)!r}"
        if reader is None or reader.role() in _SILENT:
            # A page that scrolls takes the keys for that alone.
            if not isinstance(widget, QAbstractScrollArea):
                found.add(f"no role: {what}")
        elif not reader.text(QAccessible.Text.Name).strip():
            found.add(f"no name: {what}")
    return found


def _above(widget: QWidget) -> str:
    above = widget.parentWidget()
    while above is not None and (not above.objectName() or above.objectName().startswith("qt_")):
        above = above.parentWidget()
    return above.objectName() if above is not None else ""


def test_whatever_the_keyboard_reaches_has_a_name_and_a_role(person: Person) -> None:
    window = person.window
    for model in ("mini-world-sentiment", "mini-world-gpt2", "mini-world-bert"):
        person.trigger(f"openBundled.{model}")
        person.until_idle()
    person.run("The capital of France is [MASK].")
    person.look_inside()
    for tabs in (window.inference.views, window.centre, window.sources):
        for place in range(tabs.count()):
            tabs.setCurrentIndex(place)
            person.until_idle()
    for mode in ("flow", "why", "look"):
        window.inference.mode.choose_mode(mode)
        person.until_idle()
    pick(person, "act.0.1")
    assert sorted(_faults(window)) == []


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # menus, offscreen
def test_the_list_of_a_box_shows_whole_rows(person: Person) -> None:
    window = person.window
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    person.run("The capital of France is [MASK].")
    person.look_inside()
    person.trigger("presentAction")
    box = person.find(QComboBox, "attentionLayer")
    box.showPopup()
    view = box.view()
    last = view.visualRect(view.model().index(box.count() - 1, 0))
    assert last.bottom() <= view.viewport().height()
    assert view.accessibleName()
    box.hidePopup()
    assert window.look.presenting
