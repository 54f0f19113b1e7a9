"""The small pieces that panes are built from: cards, headings, chips, links, scrolling pages."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QScrollBar,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from explorer.widgets.flow_layout import HeadRow
from explorer.widgets.untrusted_text import plain_tip, shown

_Widget = TypeVar("_Widget", bound=QWidget)
_Layout = TypeVar("_Layout", bound=QBoxLayout)


def with_names(widget: _Widget, name: str, spoken: str = "") -> _Widget:
    """The widget, with its objectName and with what a screen reader calls it."""
    widget.setObjectName(name)
    if spoken:
        widget.setAccessibleName(spoken)
    return widget


def packed(
    layout: _Layout,
    *parts: QWidget | QLayout,
    gap: int | None = None,
    margins: tuple[int, int, int, int] = (0, 0, 0, 0),
) -> _Layout:
    """The layout with these parts in it; without a gap of its own it has the style's."""
    layout.setContentsMargins(*margins)
    if gap is not None:
        layout.setSpacing(gap)
    for part in parts:
        if isinstance(part, QLayout):
            layout.addLayout(part)
        else:
            layout.addWidget(part)
    return layout


def set_role(widget: QWidget, role: str) -> None:
    """Give a widget a role of the style sheet, also after it was shown."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        # A style sheet reads properties when a widget is polished, and not when they change.
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class PlainLabel(QLabel):
    """A label whose text is never read as markup, and is bounded: strangers write it."""

    def __init__(self) -> None:
        super().__init__()
        # Qt guesses otherwise, and takes a text with tags for HTML.
        self.setTextFormat(Qt.TextFormat.PlainText)

    def setText(self, text: str) -> None:
        """Show another text."""
        super().setText(shown(text))

    def say(self, text: str) -> None:
        """Show this; where there is nothing to say, nothing is there."""
        self.setText(text)
        self.setVisible(bool(text))

    def setToolTip(self, text: str) -> None:
        """What is said of it under the mouse."""
        super().setToolTip(plain_tip(text))


def label(text: str = "", role: str = "", *, wrap: bool = False, name: str = "") -> PlainLabel:
    """A label in plain text: what a model or a file brings is never read as markup."""
    plain_label = PlainLabel()
    plain_label.setText(text)
    if role:
        plain_label.setProperty("role", role)
    if wrap:
        plain_label.setWordWrap(True)
        # A wrapping label would ask for its longest line and hold the window open.
        plain_label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        plain_label.setMinimumWidth(1)
    if name:
        plain_label.setObjectName(name)
    return plain_label


def button(text: str, role: str = "", *, name: str = "", tip: str = "") -> QPushButton:
    """A push button; `role` is primary, link or start."""
    push_button = QPushButton(text)
    if role:
        push_button.setProperty("role", role)
    if name:
        push_button.setObjectName(name)
    if tip:
        push_button.setToolTip(tip)
    # Without the mnemonic's & and the dots that promise a dialog.
    push_button.setAccessibleName(text.replace("&", "").rstrip("…"))
    return push_button


class Hint(PlainLabel):
    """Words that ask for one line, and wrap where there is no room for it.

    A wrapping label alone asks for a block of words that is half as wide as it is high.
    """

    def __init__(self, text: str = "", role: str = "muted", name: str = "") -> None:
        super().__init__()
        self.setText(text)
        self.setProperty("role", role)
        self.setObjectName(name)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(1)

    def sizeHint(self) -> QSize:
        """The whole text on one line."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 4, metrics.height())


CARD_MARGINS = 12, 10, 12, 12
"""Pixels around what is in a card: left, top, right, bottom."""


class Card(QFrame):
    """A bordered panel with an optional heading row: number, title, hint, and controls."""

    def __init__(self, title: str = "", hint: str = "", number: str = "") -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(*CARD_MARGINS)
        self.body.setSpacing(8)
        self.head = HeadRow(gap=8)
        self._step_title = title
        self.title = Hint(f"{number}  {title}" if number else title, "heading")
        self.hint = Hint(hint)
        if title:
            self.setAccessibleName(title)
            self.head.addWidget(self.title)
            self.head.addWidget(self.hint)
            self.body.addLayout(self.head)

    def number(self, number: int) -> None:
        """Which step of the page it is."""
        self.title.setText(f"{number}  {self._step_title}")

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put a widget under the heading."""
        self.body.addWidget(widget, stretch)

    def add_layout(self, layout: QLayout, stretch: int = 0) -> None:
        """Put a layout under the heading."""
        self.body.addLayout(layout, stretch)


class _QuietBar(QScrollBar):
    """A scroll bar that draws nothing while there is nothing to scroll."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """As the style draws it."""
        if self.maximum() > self.minimum():
            super().paintEvent(event)


class Page(QScrollArea):
    """A column that scrolls downwards when there is not enough room, never sideways.

    The room of its scroll bar is kept free where there is nothing to scroll: else all that is
    at the right would move whenever a result comes or goes.
    """

    def __init__(self, gap: int = 10) -> None:
        super().__init__()
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setVerticalScrollBar(_QuietBar())
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.inner = QWidget()
        self.inner.setProperty("role", "page")
        self.column = QVBoxLayout(self.inner)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(gap)
        self.setWidget(self.inner)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put a widget at the end of the column."""
        self.column.addWidget(widget, stretch)
