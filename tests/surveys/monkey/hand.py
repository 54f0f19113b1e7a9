"""The hand: which widget is meant, where it can be touched, and a press of the mouse there."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from typing import TypeVar, cast

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollArea, QWidget
from shiboken6 import isValid

from explorer.app.main_window import MainWindow

Kind = TypeVar("Kind", bound=QWidget)
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NONE = Qt.KeyboardModifier.NoModifier


class Hand:
    """Knows the window, and what was clicked how often: what was not yet is likelier."""

    def __init__(self, window: MainWindow, note: Callable[[str], None]) -> None:
        self.window, self._note = window, note
        self._seen: Counter[str] = Counter()
        self.rng = random.Random(0)

    def root(self) -> QWidget:
        """What takes the mouse now: a popup, a dialog, or one of the windows."""
        front = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if front is not None:
            return front
        others = [one for one in QApplication.topLevelWidgets() if self._open(one)]
        if others and self.rng.random() < 0.4:
            return self.rng.choice(others)
        return self.window

    def _open(self, one: QWidget) -> bool:
        tip = Qt.WindowType.ToolTip
        return one.isVisible() and one is not self.window and one.windowType() != tip

    def _some(self, root: QWidget, kind: type[Kind], rule: Callable[[Kind], bool]) -> Kind | None:
        found = [one for one in root.findChildren(kind) if one.isVisible() and one.isEnabled()]
        found = [one for one in found if one.window() is root.window() and rule(one)]
        if not found:
            return None
        weights = [1 / (1 + self._seen[named(one)]) for one in found]
        chosen = self.rng.choices(found, weights)[0]
        self._seen[named(chosen)] += 1
        return chosen

    def _point(self, widget: QWidget) -> QPoint | None:
        """A random point of what can be seen of it, scrolled into sight as a person would."""
        above = widget.parentWidget()
        while above is not None:
            if isinstance(above, QScrollArea):
                above.ensureWidgetVisible(widget)
            above = above.parentWidget()
        seen = widget.visibleRegion().boundingRect()
        if seen.isEmpty():
            return None
        return QPoint(
            self.rng.randint(seen.left(), seen.right()), self.rng.randint(seen.top(), seen.bottom())
        )

    def _press(self, widget: QWidget, point: QPoint, button: Qt.MouseButton = LEFT) -> None:
        """Through the window's own handle, so that what is above gets the click instead."""
        handle = cast("QWindow | None", widget.window().windowHandle())
        if handle is None:
            QTest.mouseClick(widget, button, NONE, point)
        else:
            QTest.mouseClick(handle, button, NONE, widget.mapTo(widget.window(), point))


def alive(widget: QWidget) -> bool:
    return bool(isValid(widget))


def named(widget: QWidget) -> str:
    """How a person who replays it finds the widget."""
    own = widget.objectName() or widget.accessibleName()
    if not own and isinstance(widget, (QAbstractButton,)):
        own = widget.text()
    above, parent = "", widget.parentWidget()
    while parent is not None and not above:
        above, parent = parent.objectName(), parent.parentWidget()
    return f"{type(widget).__name__} {own[:60]!r} in {above[:40]!r}"
