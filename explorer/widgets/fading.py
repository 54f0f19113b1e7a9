"""Fading what is shown beside something that it does not belong to any more.

No `QGraphicsOpacityEffect`: Qt then draws the whole of a widget, however little of it is in sight,
and settles the places of every hidden widget of the window first (20 to 40 ms at the first one).
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QApplication, QWidget

_FADED = 0.35
"""How much is left in sight of what belongs to another text than the one typed."""


class Veil(QWidget):
    """Lies over a widget while it is enabled, in the colour of what is behind that widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.setProperty("overlay", True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        widget.installEventFilter(self)

    @property
    def lies(self) -> bool:
        """Whether its widget is faded."""
        return not self.isHidden()

    def lay(self, on: bool) -> None:
        """Fade its widget, or show it as it is."""
        if on == self.lies:
            return
        self.setGeometry(self._widget.rect())
        self.setVisible(on)
        self.raise_()

    @property
    def _widget(self) -> QWidget:
        widget = self.parentWidget()
        assert widget is not None
        return widget

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stays as large as its widget, and above what comes into it."""
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._widget.rect())
        elif event.type() == QEvent.Type.ChildAdded and self.lies:
            self.raise_()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Leave a part of what is below in sight."""
        colour = QApplication.palette().color(self._behind())
        colour.setAlphaF(1 - _FADED)
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), colour)

    def _behind(self) -> QPalette.ColorRole:
        above = self._widget.parentWidget()
        while above is not None and above.property("role") != "card":
            above = above.parentWidget()
        return QPalette.ColorRole.Window if above is None else QPalette.ColorRole.Base


def is_faded(widget: QWidget) -> bool:
    """Whether it is painted faint now, with what it belongs to."""
    above: QWidget | None = widget
    while above is not None:
        if any(isinstance(each, Veil) and each.lies for each in above.children()):
            return True
        above = above.parentWidget()
    return False
