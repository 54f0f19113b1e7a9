"""A model card, shown safely: no pictures, no HTML, links only after a click, long ones in slices.

Drawing 100 kB of Markdown at once stops the window for 0.7 s; the first slice takes a tenth of
that, and the rest comes slice by slice whenever nothing else is to be done.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import (
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextDocumentFragment,
    QTextFormat,
)
from PySide6.QtWidgets import QSizePolicy, QTextBrowser

from explorer.app.theme import Theme
from explorer.features.hub.view import browser
from explorer.text.translation import tr
from explorer.widgets.blocks import with_names
from explorer.widgets.untrusted_text import plain_tip

_DIALECT = (
    QTextDocument.MarkdownFeature.MarkdownDialectGitHub
    | QTextDocument.MarkdownFeature.MarkdownNoHTML
)


class SafeDocument(QTextDocument):
    """A document that loads nothing: no picture, no style sheet, from nowhere."""

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Nothing, whatever is asked for."""
        return None


class CardView(QTextBrowser):
    """`refused` carries an address that was clicked and may not be opened."""

    refused = Signal(str)

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._look = look
        self._pieces: tuple[str, ...] = ()
        self._shown = 0
        self._base = ""
        with_names(self, "cardView", tr("Model card"))
        self.setProperty("role", "words")
        self.setDocument(SafeDocument(self))
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.anchorClicked.connect(self._follow)
        self.highlighted.connect(self._show_address)
        self._slices = QTimer(self)
        self._slices.setInterval(0)
        self._slices.timeout.connect(self._append)
        look.changed.connect(self._redraw)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Nothing, whatever is asked for."""
        return None

    @property
    def is_whole(self) -> bool:
        """Whether every slice is drawn."""
        return self._shown >= len(self._pieces)

    def show_card(self, pieces: tuple[str, ...], base: str = "") -> None:
        """Show a card's slices; `base` is the address that its relative links start from."""
        if (pieces, base) != (self._pieces, self._base):
            self._pieces, self._base = pieces, base
            self._draw()

    def show_note(self, sentence: str) -> None:
        """Say why there is no card."""
        self._base = ""
        self._pieces, self._shown = (), 0
        self._slices.stop()
        self.clear()
        self.setCurrentCharFormat(QTextCharFormat())
        self.setPlainText(sentence)

    def _draw(self) -> None:
        self._slices.stop()
        self._shown = min(1, len(self._pieces))
        self.document().setDefaultFont(self._look.font())
        first = self._pieces[0] if self._pieces else ""
        self.document().setMarkdown(first, _DIALECT)
        self._tidy(0)
        self.moveCursor(QTextCursor.MoveOperation.Start)  # Qt shows it as soon as this is seen
        if not self.is_whole:
            self._slices.start()

    @Slot()
    def _redraw(self) -> None:
        if self._pieces:
            place = self.verticalScrollBar().value()
            self._draw()
            self.verticalScrollBar().setValue(place)

    @Slot()
    def _append(self) -> None:
        if self.is_whole or not self.isVisible():
            self._slices.stop()
            return
        part = SafeDocument()
        part.setDefaultFont(self._look.font())
        part.setMarkdown(self._pieces[self._shown], _DIALECT)
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        start = cursor.position()
        cursor.insertBlock()
        cursor.insertFragment(QTextDocumentFragment(part))
        self._shown += 1
        self._tidy(start)

    def _tidy(self, start: int) -> None:
        """Room between blocks; code in the fixed font, on its own background, and wrapped."""
        look, document = self._look, self.document()
        code = QTextBlockFormat()
        code.setNonBreakableLines(False)
        code.setBackground(look.colour("chip"))
        fixed = _only_font(look.font(12, fixed=True))
        block = document.findBlock(start)
        while block.isValid():
            cursor = QTextCursor(block)
            style = block.blockFormat()
            if style.hasProperty(QTextFormat.Property.BlockCodeFence) or style.nonBreakableLines():
                cursor.mergeBlockFormat(code)
            elif cursor.currentTable() is None:
                room = QTextBlockFormat()
                head = style.headingLevel() > 0
                room.setTopMargin(look.units(10 if head and block.position() else 0))
                room.setBottomMargin(look.units(2 if block.textList() else 7))
                cursor.mergeBlockFormat(room)
            for span in block.textFormats():
                if span.format.fontFixedPitch():
                    cursor.setPosition(block.position() + span.start)
                    cursor.setPosition(
                        block.position() + span.start + span.length,
                        QTextCursor.MoveMode.KeepAnchor,
                    )
                    cursor.mergeCharFormat(fixed)
            block = block.next()

    def showEvent(self, event: Any) -> None:
        """Continue with the slices that were left when the card was hidden."""
        super().showEvent(event)
        if not self.is_whole:
            self._slices.start()

    @Slot(QUrl)
    def _show_address(self, url: QUrl) -> None:
        """Show where a link leads before a click, the foreign letters of its host encoded."""
        if url.isEmpty():  # no link is pointed at any more
            self.setToolTip("")
            return
        if url.isRelative() and self._base:
            url = QUrl(self._base).resolved(url)
        self.setToolTip(plain_tip(url.toString(QUrl.ComponentFormattingOption.FullyEncoded)))

    @Slot(QUrl)
    def _follow(self, url: QUrl) -> None:
        address = url.toString()
        if address.startswith("#"):
            self.scrollToAnchor(address[1:])
            return
        if url.isRelative() and self._base:
            address = QUrl(self._base).resolved(url).toString()
        if not browser.open_address(address):
            self.refused.emit(address)


def _only_font(font: QFont) -> QTextCharFormat:
    char_format = QTextCharFormat()
    char_format.setFont(
        font, QTextCharFormat.FontPropertiesInheritanceBehavior.FontPropertiesSpecifiedOnly
    )
    return char_format
