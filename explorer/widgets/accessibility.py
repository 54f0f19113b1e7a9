"""What a screen reader is told: pictures as pictures, and news as they come."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
    QLineEdit,
    QTableView,
    QToolButton,
    QWidget,
)

from explorer.text.translation import tr


class Picture(QLabel):
    """A widget that paints itself, and that a screen reader knows as a picture.

    Qt gives a plain QWidget no role that says anything, and a role of one's own needs an interface
    in C++. A label that holds a pixmap is a picture; the pixmap itself is never painted.
    """

    def __init__(self) -> None:
        super().__init__()
        # One transparent pixel: a label counts as a picture only while it has a pixmap.
        nothing = QPixmap(1, 1)
        nothing.fill(Qt.GlobalColor.transparent)
        self.setPixmap(nothing)

    def describe(self, summary: str) -> None:
        """What the picture shows, in words and numbers; said at once where it has the focus."""
        if summary != self.accessibleDescription():
            self.setAccessibleDescription(summary)
            if self.hasFocus():
                announce(self, summary)


def announce(widget: QWidget, text: str, *, urgent: bool = False) -> None:
    """Have a screen reader say a text now; `urgent` interrupts what it is saying."""
    if not text or not widget.window().isVisible():
        return
    event = QAccessibleAnnouncementEvent(widget, text)
    kinds = QAccessible.AnnouncementPoliteness
    event.setPoliteness(kinds.Assertive if urgent else kinds.Polite)
    QAccessible.updateAccessibility(event)


def name_inner(widget: QLineEdit | QTableView) -> None:
    """Name the button that Qt puts into an edit (clear) or a table (select all)."""
    if isinstance(widget, QLineEdit):
        # Qt names the button with a picture only, and a screen reader would say "button".
        for child in widget.findChildren(QToolButton):
            child.setAccessibleName(tr("Clear"))
    else:
        for corner in widget.findChildren(QAbstractButton):
            corner.setAccessibleName(tr("Select all"))
