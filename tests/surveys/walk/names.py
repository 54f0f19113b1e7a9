"""Does a screen reader find a name, a role and a state for everything that a person can use?"""

from __future__ import annotations

import re
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollBar,
    QTabBar,
    QWidget,
)

from explorer.widgets.accessibility import Picture
from tests.surveys.walk.findings import Findings, visible

_NO_ROLE = {QAccessible.Role.NoRole, QAccessible.Role.Client, QAccessible.Role.Border}
_SENTENCE = 30
"""Letters from which a text is a sentence rather than a word that may be there twice."""
_SYMBOLS_ONLY = re.compile(r"^[\W_]+$")


def usable(widget: QWidget) -> bool:
    """Whether a person can do something with a widget, by mouse or by keys."""
    if isinstance(widget, QScrollBar | QHeaderView | QMenu):
        return False
    if isinstance(widget.parentWidget(), QAbstractSpinBox) and isinstance(widget, QLineEdit):
        return False  # the part of a spin box where one types
    parent = widget.parentWidget()
    if isinstance(parent, QAbstractScrollArea) and widget is parent.viewport():
        return False
    if isinstance(parent, QTabBar):
        return False  # the arrows beside tabs that have no room; the arrow keys do the same
    return widget.focusPolicy() != Qt.FocusPolicy.NoFocus or isinstance(widget, QAbstractButton)


def check_names(root: QWidget, place: str, found: Findings) -> None:
    """Names, roles and states as the accessibility interface tells them."""
    _check_twice(root, place, found)
    for widget in visible(root):
        if isinstance(widget, Picture):
            told = f"{widget.accessibleName()} {widget.accessibleDescription()}"
            if not re.search(r"\d", told) and not widget.size().isEmpty():
                found.add(f"a picture that tells no numbers: {told[:60]!r}", widget, place)
        if not usable(widget) or widget.focusProxy() is not None:
            continue
        found.seen += 1
        interface = cast(
            "QAccessibleInterface | None", QAccessible.queryAccessibleInterface(widget)
        )
        if interface is None:
            found.add("no accessible interface", widget, place)
            continue
        name = interface.text(QAccessible.Text.Name).strip()
        if not name:
            found.add("no accessible name", widget, place)
        elif _SYMBOLS_ONLY.match(name):
            found.add(f"its name is only signs: {name!r}", widget, place)
        if interface.role() in _NO_ROLE:
            found.add(f"its role says nothing: {interface.role().name}", widget, place)
        state = interface.state()
        if bool(state.disabled) != (not widget.isEnabled()):
            found.add("its state does not tell whether it is enabled", widget, place)
        button = widget if isinstance(widget, QAbstractButton) else None
        if (
            button is not None
            and button.isCheckable()
            and bool(state.checked) != button.isChecked()
        ):
            found.add("its state does not tell whether it is checked", widget, place)
        if isinstance(widget, QAbstractItemView) and not widget.accessibleName():
            found.add("a list or table without a name of its own", widget, place)


def _check_twice(root: QWidget, place: str, found: Findings) -> None:
    """No two buttons in sight are called the same, and nothing is said twice.

    Rows of one list may say the same of each: they are called alike before a dot. The page of a
    checkpoint follows the list, and both open it.
    """
    seen: dict[str, QWidget] = {}
    for widget in visible(root):
        if isinstance(widget, QPushButton):
            what = f"two buttons {widget.accessibleName() or widget.text()!r}"
        elif isinstance(widget, QLabel) and len(widget.text()) > _SENTENCE:
            what = f"said twice: {widget.text()[:80]!r}"
        else:
            continue
        if widget.visibleRegion().isEmpty() or widget.objectName() == "openLocalButton":
            continue
        row = widget.objectName().partition(".")[0]
        if what in seen and (not row or row != seen[what].objectName().partition(".")[0]):
            found.add(f"{what}, also {seen[what].objectName()!r}", widget, place)
        seen[what] = widget


def check_menu(menu: QMenu, place: str, found: Findings) -> None:
    """Every entry of a menu and of those within it has words, and no two share a letter."""
    letters: dict[str, str] = {}
    for action in menu.actions():
        if action.isSeparator():
            continue
        found.seen += 1
        text = action.text()
        if not text.strip():
            found.add("an entry of a menu without words", menu, place)
        letter = re.search(r"&(\w)", text)
        if letter:
            other = letters.setdefault(letter[1].lower(), text)
            if other != text:
                found.add(f"{text!r} and {other!r} have the same letter", menu, place)
        inner = action.menu()
        if isinstance(inner, QMenu):
            check_menu(inner, f"{place} > {text}", found)
