"""Ctrl+Tab and Ctrl+Shift+Tab: the next page of tabs, whatever has the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QTabWidget, QWidget

if TYPE_CHECKING:
    from explorer.app.shell import Shell

_NAMES = ("viewTabs", "centreTabs")
"""The tabs that are turned where the focus is in none, the inner ones first."""


class PageKeys(QObject):
    """Of one window. Qt turns only the tabs that the focus is in."""

    def __init__(self, window: Shell) -> None:
        super().__init__(window)
        self._window = window
        for keys, turn in (("Ctrl+Tab", self._next), ("Ctrl+Shift+Tab", self._previous)):
            QShortcut(QKeySequence(keys), window).activated.connect(turn)

    @Slot()
    def _next(self) -> None:
        self._turn(1)

    @Slot()
    def _previous(self) -> None:
        self._turn(-1)

    def _turn(self, by: int) -> None:
        tabs = self._tabs()
        if tabs is None:
            return
        pages = _pages(tabs)
        place = pages.index(tabs.currentIndex()) if tabs.currentIndex() in pages else 0
        tabs.setCurrentIndex(pages[(place + by) % len(pages)])

    def _tabs(self) -> QTabWidget | None:
        """The innermost tabs around the focus, else those in the middle of the window."""
        widget: QWidget | None = self._window.focusWidget()
        while widget is not None and widget.isVisible():
            if isinstance(widget, QTabWidget) and len(_pages(widget)) > 1:
                return widget
            widget = widget.parentWidget()
        middle = (self._window.findChild(QTabWidget, name) for name in _NAMES)
        return next(
            (tabs for tabs in middle if tabs is not None and tabs.isVisible() and _pages(tabs)),
            None,
        )


def _pages(tabs: QTabWidget) -> list[int]:
    """The places that can be turned to."""
    return [
        place
        for place in range(tabs.count())
        if tabs.isTabVisible(place) and tabs.isTabEnabled(place)
    ]
