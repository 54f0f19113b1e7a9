"""Running text with terms: found, linked, and given their dotted underline.

Written through a cursor, not as HTML: the text can bring no markup.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import msgspec
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QTextBlockFormat, QTextCharFormat
from PySide6.QtWidgets import QTextBrowser

from explorer.app.theme import Theme
from explorer.protocol.explanation import TextPiece, TextSpan
from explorer.text import numbers

TermsIn = Callable[[str], tuple[TextSpan, ...]]


_SAME_WORD = {"attention-head": "head", "attention": "weight"}
"""Terms beside which a word means something else: an attention head is not the model's head, and
an attention weight is none of its weights. There the word alone is not linked."""


class Paragraph(msgspec.Struct, frozen=True):
    """Pieces of text with the colour of the theme and the size that they are written in."""

    pieces: Sequence[TextPiece]
    colour: str = "text"
    size: float = 13


def with_terms(
    pieces: Iterable[TextPiece], terms_in: TermsIn | None, linked: set[str]
) -> tuple[TextPiece, ...]:
    """The pieces with each term at its first occurrence as a separate piece.

    `linked` are the keys of those that were linked before.
    """
    text_pieces: list[TextPiece] = []
    for piece in pieces:
        if piece.key or piece.bold or terms_in is None:
            linked.add(piece.key)
            text_pieces.append(piece)
            continue
        place = 0
        for span in terms_in(piece.text):
            other = {_SAME_WORD[key] for key in linked if key in _SAME_WORD}
            if span.key in linked or span.key in other:
                continue
            linked.add(span.key)
            text_pieces.append(TextPiece(piece.text[place : span.start]))
            text_pieces.append(TextPiece(piece.text[span.start : span.end], key=span.key))
            place = span.end
        text_pieces.append(TextPiece(piece.text[place:]))
    return tuple(piece for piece in text_pieces if piece.text)


class TermText(QTextBrowser):
    """Text to read. A dotted name may go on in the next line at a dot or an underscore; what is
    copied has nothing at these places."""

    def toPlainText(self) -> str:
        """The text as it was written."""
        return numbers.unbroken(super().toPlainText())

    def createMimeDataFromSelection(self) -> QMimeData:
        """What is copied or dragged out: the text that is selected."""
        data = QMimeData()
        data.setText(numbers.unbroken(self.textCursor().selection().toPlainText()))
        return data


def write(view: TermText, look: Theme, paragraphs: Sequence[Paragraph]) -> None:
    """Replace what a view shows."""
    block = QTextBlockFormat()
    block.setBottomMargin(look.units(7))
    view.clear()
    cursor = view.textCursor()
    for place, paragraph in enumerate(paragraphs):
        if place:
            cursor.insertBlock()
        cursor.setBlockFormat(block)
        for piece in paragraph.pieces:
            drawn = QTextCharFormat()
            drawn.setFont(look.font(paragraph.size, bold=piece.bold))
            drawn.setForeground(look.colour(paragraph.colour))
            if piece.key:
                drawn.setAnchor(True)
                drawn.setAnchorHref(f"glossary:{piece.key}")
                drawn.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
                drawn.setUnderlineColor(look.colour("accent"))
            cursor.insertText(numbers.breakable(piece.text), drawn)
    cursor.setPosition(0)
    view.setTextCursor(cursor)
