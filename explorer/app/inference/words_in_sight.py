"""The words that are being written stay in sight, also where the page is higher than its place."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QRect, QTimer, Slot
from PySide6.QtWidgets import QApplication, QScrollBar, QWidget

from explorer.app.focus_keeper import returned
from explorer.app.theme import Theme
from explorer.widgets.scroll_into_view import bring_into_sight, scroll_areas


class WordsInSight(QObject):
    """Scrolls to a part of a widget while it grows, unless a person scrolls by hand.

    When it has ended the part stays in sight, whatever else comes and goes on the page, until the
    keyboard goes elsewhere.
    """

    def __init__(self, parent: QWidget, look: Theme) -> None:
        super().__init__(parent)
        self._look = look
        self._widget: QWidget | None = None
        self._part: Callable[[], QRect] = QRect
        self._ended, self._margin = False, 0
        self._bars: list[QScrollBar] = []
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)  # after what has changed was laid out
        self._soon.timeout.connect(self._scroll)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)

    def follow(self, widget: QWidget, part: Callable[[], QRect], margin: int = 8) -> None:
        """Keep this `part` of a widget in sight from now on, with a margin in units."""
        self.stop()
        self._margin = margin
        self._widget, self._part, self._ended = widget, part, False
        for area in scroll_areas(widget):
            bar = area.verticalScrollBar()
            bar.rangeChanged.connect(self.again)
            bar.actionTriggered.connect(self.stop)  # by hand; not what `setValue` does
            self._bars.append(bar)
        self.again()

    @Slot()
    def again(self) -> None:
        """It may have grown."""
        if self._widget is not None:
            self._soon.start()

    @Slot()
    def end(self) -> None:
        """It grows no more."""
        self._ended = True
        self.again()

    @Slot()
    def stop(self) -> None:
        """Leave the page where it is."""
        self._widget = None
        for bar in self._bars:
            bar.rangeChanged.disconnect(self.again)
            bar.actionTriggered.disconnect(self.stop)
        self._bars.clear()

    @Slot(QWidget, QWidget)
    def _on_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        if self._ended and now is not None and not returned(now):
            self.stop()

    @Slot()
    def _scroll(self) -> None:
        if self._widget is not None and self._widget.isVisible():
            bring_into_sight(self._widget, self._part(), self._look.units(self._margin))
