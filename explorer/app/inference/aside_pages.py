"""What the Inference tab shows: the start page, the run, or a page in the place of the run."""

from __future__ import annotations

from typing import Any, Protocol

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from explorer.protocol.job import Request


class AsideKeeper(Protocol):
    """Who keeps a page that is shown in the place of the run, and its part of a session."""

    def saved_state(self) -> dict[str, Any]:
        """What is on the page, as JSON values; empty where it was never opened."""

    def restore_state(self, saved: dict[str, Any]) -> None:
        """Put it back; values that do not fit are passed over."""


class AsidePages(QStackedWidget):
    """The start page, the page of the run, and whatever a feature opens in its place.

    `turned` tells that another page is shown in the place of the run, or the run again;
    `start_shown` carries whether that page is the start page; `emptied` tells that what the page
    in the place of the run showed is gone.
    """

    turned = Signal()
    start_shown = Signal(bool)
    emptied = Signal()

    def __init__(self, start: QWidget, run: QWidget) -> None:
        super().__init__()
        self._start, self._run = start, run
        self._asks: dict[QWidget, tuple[type[Request], ...]] = {}
        self.keepers: dict[str, AsideKeeper] = {}
        """By the name of its feature, who keeps each page of this kind for a session."""
        self.addWidget(start)
        self.addWidget(run)
        self.currentChanged.connect(self._tell_start)

    @Slot()
    def _tell_start(self) -> None:
        self.start_shown.emit(self.currentWidget() is self._start)

    @property
    def aside(self) -> QWidget | None:
        """The page that is shown in the place of the run; None where the run is."""
        page = self.currentWidget()
        return page if page in self._asks else None

    @property
    def asks(self) -> tuple[type[Request], ...]:
        """What the page asks that is shown in the place of the run."""
        page = self.aside
        return self._asks[page] if page is not None else ()

    def open(self, page: QWidget, *asks: type[Request]) -> None:
        """Show a page, which asks `asks`, in the place of the run, until `close_aside`."""
        if page not in self._asks:
            self.addWidget(page)
            self._asks[page] = asks
        self.setCurrentWidget(page)
        self.turned.emit()

    def open_page_of(self, widget: QWidget) -> None:
        """Show the page again that a widget is on, where it is one in the place of the run."""
        for page, asks in self._asks.items():
            if page is widget or page.isAncestorOf(widget):
                self.open(page, *asks)

    def show_run(self, on: bool) -> None:
        """Show the run, or the start page."""
        self.setCurrentWidget(self._run if on else self._start)
