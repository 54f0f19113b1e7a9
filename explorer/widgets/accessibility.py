"""Screen readers: pictures that describe themselves, and text that is entered."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
    QLineEdit,
    QTableView,
    QToolButton,
    QToolTip,
    QWidget,
)

from explorer.text.translation import tr
from explorer.widgets.announcement import announce
from explorer.widgets.picture import draws_lines
from explorer.widgets.scroll_into_view import bring_into_sight
from explorer.widgets.untrusted_text import plain_tip


class Picture(QLabel):
    """A widget that paints itself, and that a screen reader knows as a picture.

    Qt gives a plain QWidget no role that says anything, and a role of one's own needs an interface
    in C++. A label that holds a pixmap is a picture; the pixmap itself is never painted.
    """

    def __init__(self, name: str, spoken: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        # One transparent pixel: a label counts as a picture only while it has a pixmap.
        nothing = QPixmap(1, 1)
        nothing.fill(Qt.GlobalColor.transparent)
        self.setPixmap(nothing)

    def describe(self, summary: str) -> None:
        """What the picture shows, in words and numbers; said at once where it has the focus."""
        describe(self, summary)

    def keep_in_sight(self, part: QRectF) -> None:
        """Scroll to the part that the keys went to, with as much of what is around it."""
        bring_into_sight(self, part.toAlignedRect(), round(part.height()))

    def minimumSizeHint(self) -> QSize:
        """Never clipped."""
        return self.sizeHint()

    def tip_at(self, point: QPointF) -> str:
        """The description of the place under the mouse; empty for nothing."""
        return ""

    def event(self, event: QEvent) -> bool:
        """Tell what is under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            sentence = self.tip_at(QPointF(event.pos()))
            if sentence:
                # Qt would read a token like <s> as markup, and show nothing of it.
                QToolTip.showText(event.globalPos(), plain_tip(sentence), self)
                return True
            if not self.toolTip():
                QToolTip.hideText()
        return super().event(event)


class EntryLine(QLineEdit):
    """A line whose `textEdited` also fires for what an assistive technology enters.

    Qt sets such a text as the program itself would. The program does so through `setText` and
    `clear` of this class, so any other change is a person's.
    """

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self._known = text
        self._setting = False
        self.textEdited.connect(self._keep)
        self.textChanged.connect(self._compare)

    def setText(self, text: str | None) -> None:
        """Show a text that nobody entered."""
        self._setting = True
        super().setText(text)
        self._setting = False

    def clear(self) -> None:
        """Show no text."""
        self.setText("")

    @Slot(str)
    def _keep(self, text: str) -> None:
        self._known = text

    @Slot(str)
    def _compare(self, text: str) -> None:
        """Qt fires `textEdited` before `textChanged` where the keyboard or a menu edited."""
        before, self._known = self._known, text
        if text != before and not self._setting:
            self.textEdited.emit(text)


def paint_focus(widget: QWidget, painter: QPainter, colour: QColor) -> None:
    """A dotted frame around a widget that paints itself, while it has the keyboard; no part of a
    drawing for a file."""
    if widget.hasFocus() and not draws_lines(painter):
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 1, Qt.PenStyle.DotLine))
        painter.drawRoundedRect(QRectF(widget.rect()).adjusted(1, 1, -1, -1), 4, 4)


def describe(widget: QWidget, summary: str) -> None:
    """What a widget shows, in words and numbers; said at once where it has the focus."""
    if summary != widget.accessibleDescription():
        widget.setAccessibleDescription(summary)
        if widget.hasFocus():
            announce(widget, summary)


def name_inner(widget: QLineEdit | QTableView) -> None:
    """Name the button that Qt puts into an edit (clear) or a table (select all)."""
    if isinstance(widget, QLineEdit):
        # Qt names the button with a picture only, and a screen reader would say "button".
        for child in widget.findChildren(QToolButton):
            child.setAccessibleName(tr("Clear"))
    else:
        for corner in widget.findChildren(QAbstractButton):
            corner.setAccessibleName(tr("Select all"))
