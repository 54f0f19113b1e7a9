"""One term, explained at three depths, in a small panel above the window.

Not modal: a person continues working beside it. Esc closes it and gives the focus back.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from explorer.app.term_text import Paragraph, TermsIn, TermText, with_terms, write
from explorer.app.theme import Theme
from explorer.protocol.explanation import Term, TextPiece
from explorer.text.translation import tr
from explorer.widgets.blocks import button, label, packed, with_names
from explorer.widgets.escape import keeps_escape
from explorer.widgets.focus import give_back

_WIDTH = 380
_MARGIN = 12
_GAP = 6
"""Pixels between the panel and the term."""


class GlossaryPopup(QFrame):
    """`wanted` carries the key of another term; `list_wanted` asks for the whole glossary."""

    wanted = Signal(str)
    list_wanted = Signal()

    def __init__(self, look: Theme, terms_in: TermsIn, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("glossaryPopup")
        self.setProperty("role", "popup")
        self._look, self._terms_in, self._above = look, terms_in, parent
        self._term: Term | None = None
        self._numbers = ""
        self._before: QWidget | None = None
        self._near = QRect()
        column = packed(QVBoxLayout(self), gap=6, margins=(14, 10, 14, 10))
        head = QHBoxLayout()
        self.title = label("", "heading", wrap=True, name="glossaryTitle")
        self.close_button = button(tr("Close"), "link", name="glossaryClose", tip=tr("Close (Esc)"))
        self.close_button.clicked.connect(self.leave)
        head.addWidget(self.title, 1)
        head.addWidget(self.close_button)
        column.addLayout(head)
        self.body = with_names(TermText(), "glossaryText")
        self.body.setProperty("role", "words")
        self.body.setOpenLinks(False)
        self.body.document().setDocumentMargin(0)
        self.body.setAccessibleName(tr("What the term means"))
        self.body.anchorClicked.connect(self._follow)
        column.addWidget(self.body, 1)
        self.all_button = button(tr("All terms…"), "link", name="glossaryAll")
        self.all_button.clicked.connect(self.list_wanted)
        column.addWidget(self.all_button, 0, Qt.AlignmentFlag.AlignLeft)
        look.changed.connect(self._paint)
        parent.installEventFilter(self)
        self.hide()

    @property
    def term(self) -> Term | None:
        """The term that is shown; None while it is closed."""
        return self._term if self.isVisible() else None

    @property
    def near(self) -> QRect:
        """Where the term is that is explained, in the coordinates of the parent."""
        return self._near

    def show_term(self, term: Term, numbers: str, near: QRect) -> None:
        """Explain a term; `numbers` says what it is in the loaded model, `near` is where it was.

        `near` is in the coordinates of the parent.
        """
        if not self.isVisible():
            focus = self.window().focusWidget()
            self._before = focus
        self._term, self._numbers, self._near = term, numbers, near
        self.title.setText(term.title[:1].upper() + term.title[1:])
        self.setAccessibleName(f"{term.title}: {term.line}")
        self._paint()
        self.show()
        self._place()  # again: what was never shown does not know its true size
        self.raise_()
        self.body.setFocus(Qt.FocusReason.PopupFocusReason)

    @Slot()
    def leave(self) -> None:
        """Close, and give the focus back."""
        self.hide()
        give_back(self._before, Qt.FocusReason.PopupFocusReason)
        self._before = None

    @Slot()
    def _paint(self) -> None:
        if self._term is None:
            return
        term, texts = self._term, {self._term.key}
        text_pieces = with_terms([TextPiece(term.paragraph)], self._terms_in, texts)
        paragraphs = [Paragraph([TextPiece(term.line, bold=True)]), Paragraph(text_pieces)]
        if self._numbers:
            pieces = [TextPiece(tr("In your model:") + " ", bold=True), TextPiece(self._numbers)]
            paragraphs.append(Paragraph(pieces, "accent"))
        write(self.body, self._look, paragraphs)
        self._place()

    def _place(self) -> None:
        """Below the term, else above or beside it; inside the parent, and never over the term.

        Where there is no room for all of its text, it scrolls in the largest of these rooms.
        """
        parent, near = self._above.rect(), self._near
        inside = parent.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        width = min(self._look.units(_WIDTH), inside.width())
        size = QSize(width, min(self._height(width), inside.height()))
        below, above, right, left = (QRect(inside) for _ in range(4))
        below.setTop(near.bottom() + _GAP)
        above.setBottom(near.top() - _GAP)
        right.setLeft(near.right() + _GAP)
        left.setRight(near.left() - _GAP)
        least = self.minimumSizeHint().boundedTo(size)
        # A window that became smaller may have lost the term itself.
        above, left = above.intersected(inside), left.intersected(inside)
        rooms = [
            room
            for room in (below, above, right, left)
            if room.size().boundedTo(size).expandedTo(least) == room.size().boundedTo(size)
        ]
        # The term may be as large as the window, as a table is.
        room = max(rooms or [inside], key=lambda each: _area(each.size().boundedTo(size)))
        fit = room.size().boundedTo(size)
        x = max(room.left(), min(near.left(), room.right() + 1 - fit.width()))
        y = max(room.top(), min(near.top(), room.bottom() + 1 - fit.height()))
        if room is above:
            y = room.bottom() + 1 - fit.height()
        if room is left:
            x = room.right() + 1 - fit.width()
        self.setGeometry(QRect(QPoint(x, y), self.size()))
        self.resize(fit)

    def _height(self, width: int) -> int:
        """How high all of the text is at a width, with what is around it."""
        document = self.body.document().clone(self)
        document.setTextWidth(width - 32)
        text = round(document.size().height())
        document.deleteLater()
        heads = max(self.title.sizeHint().height(), self.close_button.sizeHint().height())
        return text + heads + self.all_button.sizeHint().height() + 44

    @Slot(QUrl)
    def _follow(self, url: QUrl) -> None:
        if url.scheme() == "glossary":
            self.wanted.emit(url.path())

    def event(self, event: QEvent) -> bool:
        """Esc is ours while the focus is inside: elsewhere it stops a job."""
        return keeps_escape(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay inside a window that changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)


def _area(size: QSize) -> int:
    return size.width() * size.height()
