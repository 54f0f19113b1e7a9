"""The one door to the glossary: hover, a click on a dotted underline, or F1 on what has the focus.

Labels need not know of it: the door looks at the headings, chips and short captions that are
there, and offers the first term that it finds in each. A label's own property "term" (a key)
goes before what is found; an empty one means none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Slot
from PySide6.QtGui import QHelpEvent, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QLabel,
    QLineEdit,
    QTabBar,
    QTextBrowser,
    QToolTip,
    QWidget,
)

from explorer.app.glossary_list import GlossaryList
from explorer.app.glossary_popup import GlossaryPopup
from explorer.widgets.blocks import Card, Hint
from explorer.widgets.small_controls import tip

if TYPE_CHECKING:
    from explorer.app.explanation_sources import GlossaryWords
    from explorer.app.theme import Theme
    from explorer.protocol.explanation import Term

_OFFERED = ("heading", "muted", "chip", "chip-good", "chip-warn", "chip-bad")
_LONGEST = 44
"""Signs of a label that is a name of something, and not a sentence."""


class GlossaryController(QObject):
    """Opens terms of `glossary` over `window`; `numbers` says what a key is in the loaded model."""

    def __init__(
        self,
        look: Theme,
        glossary: GlossaryWords,
        numbers: Callable[[str], str],
        window: QWidget,
        words: QTextBrowser,
    ) -> None:
        super().__init__(window)
        self._look, self._glossary, self._numbers = look, glossary, numbers
        self._window = window
        self.popup = GlossaryPopup(look, glossary.terms_in, window)
        self.popup.wanted.connect(self._open_beside)
        self.popup.list_wanted.connect(self.open_list)
        self.list: GlossaryList | None = None
        self._texts: list[QTextBrowser] = []
        self._words = words
        self.watch(words)

    def watch(self, text: QTextBrowser) -> None:
        """From now on hovering a term of this text tells its one line."""
        self._texts.append(text)
        text.viewport().installEventFilter(self)

    # -- offering ----------------------------------------------------------------------------

    @Slot()
    def offer(self) -> None:
        """Look at the labels that are there now; those that were looked at before cost nothing."""
        for label in self._window.findChildren(QLabel):
            text = label.text()
            if label.property("lookedAt") == text:
                continue
            label.setProperty("lookedAt", text)
            self._mark(label, self._key_of(label) if self._is_name(label, text) else "")

    def _is_name(self, label: QLabel, text: str) -> bool:
        return label.property("term") is not None or (
            label.property("role") in _OFFERED
            and 0 < len(text) <= _LONGEST
            and not text.endswith(".")
            and not (
                label.wordWrap()
                and label.property("role") == "heading"
                and not isinstance(label, Hint)
            )
        )

    def _mark(self, label: QLabel, key: str) -> None:
        if (label.property("glossary") or "") == key:
            return
        label.setProperty("glossary", key)
        label.setProperty("offers", bool(key))
        label.removeEventFilter(self)
        if key:
            label.installEventFilter(self)
            label.setCursor(Qt.CursorShape.WhatsThisCursor)
        else:
            label.unsetCursor()
        label.style().unpolish(label)
        label.style().polish(label)

    def _key_of(self, widget: QWidget) -> str:
        """The term that a widget is about, by its property or the words that it shows."""
        own = widget.property("term")
        if own is not None:
            return str(own)
        for text in _spoken(widget):
            term = self._glossary.find(text)
            if term is not None:
                return term.key
            spans = self._glossary.terms_in(text)
            if spans:
                return spans[0].key
        return ""

    # -- opening -----------------------------------------------------------------------------

    def open(self, key: str, near: QRect) -> None:
        """Explain a term beside a place of the window."""
        term: Term | None = self._glossary.find(key)
        if term is not None:
            self.popup.show_term(term, self._numbers(term.key), near)

    @Slot(str)
    def open_from_words(self, key: str) -> None:
        """A term of the explanation was clicked."""
        words = self._words
        self.open(key, self._place_of(words, words.cursorRect()))

    @Slot(str)
    def _open_beside(self, key: str) -> None:
        self.open(key, self.popup.near)

    @Slot()
    def open_here(self) -> None:
        """Explain what has the focus; the whole glossary where that is no term."""
        focus = self._window.focusWidget()
        for widget in _upwards(focus):
            key = self._key_of(widget)
            if key and focus is not None:
                self.open(key, self._place_of(focus, focus.rect()))
                return
        self.open_list()

    @Slot()
    def open_list(self) -> None:
        """The whole glossary, at the term that is open."""
        if self.list is None:
            self.list = GlossaryList(
                self._look,
                self._glossary.terms,
                self._glossary.terms_in,
                self._numbers,
                self._window,
            )
            self.list.destroyed.connect(self._list_gone)
        term = self.popup.term
        if term is not None:
            self.list.choose(term.key)
            self.popup.leave()
        if self.list.isVisible():  # a new one is in front already
            self.list.raise_()
        self.list.show()
        self.list.activateWindow()

    @Slot()
    def _list_gone(self) -> None:
        self.list = None

    def _place_of(self, widget: QWidget, area: QRect) -> QRect:
        corner = widget.mapTo(self._window, area.topLeft())
        return QRect(corner, QPoint(corner.x() + area.width(), corner.y() + area.height()))

    # -- hovering and clicking ---------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hover tells the one line of a term; a click opens it."""
        kind = event.type()
        match event, watched:
            case QHelpEvent(), _ if kind == QEvent.Type.ToolTip:
                return self._tell_line(watched, event)
            case QMouseEvent(), QLabel() if (
                kind == QEvent.Type.MouseButtonRelease
                and event.button() == Qt.MouseButton.LeftButton
                and watched.rect().contains(event.position().toPoint())
            ):
                self.open(watched.property("glossary"), self._place_of(watched, watched.rect()))
                return True
        return super().eventFilter(watched, event)

    def _tell_line(self, watched: QObject, event: QHelpEvent) -> bool:
        key = ""
        if isinstance(watched, QLabel):
            if watched.toolTip():
                return False
            key = watched.property("glossary")
        for text in self._texts:
            if watched is text.viewport():
                key = text.anchorAt(event.pos()).removeprefix("glossary:")
        term = self._glossary.find(key) if key else None
        if term is None:
            return False
        QToolTip.showText(event.globalPos(), tip(f"{term.title}: {term.line}"), self._window)
        return True


def _upwards(widget: QWidget | None) -> Iterator[QWidget]:
    """A widget and its parents, up to its card or tab."""
    while widget is not None and not widget.isWindow():
        yield widget
        widget = widget.parentWidget()


def _spoken(widget: QWidget) -> list[str]:
    """The words that a widget shows or says, the nearest to the point first."""
    text = ""
    match widget:
        case QAbstractItemView():
            text = str(widget.currentIndex().data() or "")
        case QTabBar():
            text = widget.tabText(widget.currentIndex())
        case QLabel() | QAbstractButton():
            text = widget.text().replace("&", "")
        case QTextBrowser():
            text = widget.textCursor().selectedText()
        case QLineEdit():
            text = widget.objectName().removeprefix("field.").rsplit(".", 1)[-1]
        case Card():
            text = widget.title.text()
    return [text for text in (text, widget.accessibleName()) if text.strip()]
