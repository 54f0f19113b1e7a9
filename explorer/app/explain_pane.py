"""The right pane: what just happened in plain words, and the Python that does the same."""

from __future__ import annotations

import functools
import math

from PySide6.QtCore import QEvent, Qt, QUrl, Signal, Slot
from PySide6.QtGui import (
    QResizeEvent,
    QTextCursor,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from explorer.app.code_view import CodeView
from explorer.app.term_text import Paragraph, TermsIn, TermText, with_terms, write
from explorer.app.theme import Theme
from explorer.protocol.explanation import Explanation, OtherPython, marked
from explorer.text.translation import tr
from explorer.widgets.announcement import announce
from explorer.widgets.blocks import Card, button, label, packed, with_names
from explorer.widgets.clipboard import copy
from explorer.widgets.dialog_frame import FramedDialog
from explorer.widgets.fit_scroll_area import FitScrollArea
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.timer import single_shot

_MOST_WORDS = 0.6
"""The share of the height that words may take before they scroll."""


class _WordsOverCode(QSplitter):
    """Words as high as they are, the code in all that is left, until a person drags the border."""

    def __init__(self, words: QTextBrowser, code: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._words, self._code, self._dragged = words, code, False
        self.setChildrenCollapsible(False)
        self.addWidget(words)
        self.addWidget(code)
        self.splitterMoved.connect(self._keep)
        # Later: a size set while Qt gives the two their places leaves one of them where it was,
        # over the other or with a hole between them.
        self._soon = single_shot(self, 0, self.fit)
        words.document().documentLayout().documentSizeChanged.connect(self._soon.start)

    @Slot()
    def fit(self) -> None:
        """Share the height out again."""
        below = self._least_code()
        self._code.setMinimumHeight(below)
        if self._dragged or not self.height():
            return
        lines = self._words.document().size().height() + 2 * self._words.frameWidth()
        most = min(int(self.height() * _MOST_WORDS), self.height() - self.handleWidth() - below)
        most = max(most, self._words.minimumHeight())
        high = max(int(lines) + 2, self._words.minimumHeight())
        if high > most:
            high = max(self._whole_lines(most), self._words.minimumHeight())
        if self.sizes()[:1] != [high]:
            self.setSizes([high, self.height() - self.handleWidth() - high])

    def _whole_lines(self, most: int) -> int:
        """The height in pixels of as many lines as fit into `most`, none of them cut."""
        document, frame = self._words.document(), 2 * self._words.frameWidth()
        block, high = document.begin(), 0.0
        while block.isValid():
            top = document.documentLayout().blockBoundingRect(block).top()
            for number in range(block.layout().lineCount()):
                line = block.layout().lineAt(number)
                bottom = top + line.y() + line.height()
                if bottom + frame > most:
                    return math.ceil(high) + frame
                high = bottom
            block = block.next()
        return most

    def _least_code(self) -> int:
        """The height in pixels that the code needs, with the rows above it, which may wrap."""
        layout = self._code.layout()
        if layout is None:
            return self._code.minimumSizeHint().height()
        if layout.hasHeightForWidth():
            return layout.totalMinimumHeightForWidth(self._code.width())
        return layout.totalMinimumSize().height()

    def event(self, event: QEvent) -> bool:
        """What is shown or hidden above the code needs another share."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._soon.start()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another height is shared out as the last one was."""
        super().resizeEvent(event)
        self._soon.start()

    @Slot()
    def _keep(self) -> None:
        self._dragged = True


class ExplainPane(QWidget):
    """Words above, code below. `term_wanted` carries a glossary key that was clicked.

    `save_wanted` asks for the code to be saved, `message_wanted` carries a sentence for the message
    bar; `terms_in` finds terms, once there is a glossary.
    """

    term_wanted = Signal(str)
    save_wanted = Signal()
    message_wanted = Signal(str)
    terms_in: TermsIn | None = None

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._look = look
        self._told = Explanation("", ())
        self._code = self._action = ""
        self._other: OtherPython | None = None
        card = Card()
        self.title = label(tr("What just happened"), "heading", wrap=True, name="explainTitle")
        card.add(self.title)
        self.previous = label(tr("About the previous input"), "warning", name="explainPrevious")
        self.previous.hide()
        card.add(self.previous)
        self.words = with_names(TermText(), "explainPane", tr("What just happened"))
        self.words.setProperty("role", "words")
        self.words.setOpenLinks(False)
        self.words.document().setDocumentMargin(0)  # in line with the headings
        # Words wrap, inside a long name too. A bar below them would take the height that keeps the
        # bar beside them away, and that one the width that keeps this one away: both stayed.
        self.words.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.words.anchorClicked.connect(self._term)
        below = QWidget()
        column = packed(QVBoxLayout(below), margins=(0, 4, 0, 0))
        self._heading = label(tr("In Python"), "heading", name="pythonHeading")
        column.addWidget(self._heading)
        self._ways = QWidget()
        self._ways.setAccessibleName(tr("Two ways to write it"))
        ways = FlowLayout(gap=0)
        ways.setContentsMargins(0, 0, 0, 0)
        self._ways.setLayout(ways)
        self.usual_way = button("", "segment", name="codeUsual")
        self.other_way = button("", "segment", name="codeOther")
        for push_button in (self.usual_way, self.other_way):
            push_button.setCheckable(True)
            push_button.setAutoExclusive(True)
            ways.addWidget(push_button)
        self.usual_way.setChecked(True)
        self.other_way.toggled.connect(self._write_code)
        column.addWidget(self._ways)
        self.way_note = label(role="small", wrap=True, name="codeNote")
        column.addWidget(self.way_note)
        self.code = CodeView(look, "codeView", tr("The Python that does the same"))
        self.code.setPlaceholderText(tr("Your steps as Python"))
        column.addWidget(self.code, 1)
        card.add(_WordsOverCode(self.words, below), 1)
        # At the foot: above the code they would move with the length of the words.
        row = FlowLayout(gap=8)
        self.copy = button(tr("Copy"), "link", name="copyCode", tip=tr("Copy the Python"))
        self.save = button(
            tr("Save script…"), "link", name="saveCode", tip=tr("As a script or a notebook")
        )
        self.wide = button("⤢", "link", name="wideCode", tip=tr("All of it in a wide view"))
        self.wide.setAccessibleName(tr("The Python in a wide view"))
        self.wide.clicked.connect(self._widen)
        self.copy.clicked.connect(self._copy)
        self.save.clicked.connect(self.save_wanted)
        row.add_right(self.wide)
        row.add_right(self.copy)
        row.add_right(self.save)
        card.add_layout(row)
        area = FitScrollArea()
        area.column.addWidget(card)
        packed(QVBoxLayout(self), area)
        look.changed.connect(self._paint)
        self._paint()

    @property
    def python(self) -> str:
        """The code that is shown."""
        other = self._other
        return other.code if other is not None and self.in_other_way else self._code

    @property
    def in_other_way(self) -> bool:
        """Whether the second way to write it is chosen, where there is one."""
        return self._other is not None and self.other_way.isChecked()

    def set_terms(self, terms_in: TermsIn) -> None:
        """From now on terms that `terms_in` finds are underlined."""
        self.terms_in = terms_in
        self._write_words()

    def show_words(self, explanation: Explanation, *, ahead: bool = False) -> None:
        """Show what happened, or what will: the Python is then still that of what happened."""
        self._told = explanation
        self._heading.setText(
            tr("Your last step in Python") if ahead and self._code else tr("In Python")
        )
        self.title.setText(explanation.title)
        sentences = [
            "".join(piece.text for piece in marked(paragraph))
            for paragraph in explanation.paragraphs
        ]
        announce(self.title, " ".join((f"{explanation.title}.", *sentences)))
        self._write_words()

    def mark_previous(self, about: str) -> None:
        """Say that words and Python are about another input, or model, than the one in sight."""
        if about:
            self.previous.setText(about)
        self.previous.setVisible(bool(about))

    def show_code(self, code: str, other: OtherPython | None = None, action: str = "") -> None:
        """Show the Python of the last action, and offer a second way to write it.

        `action` names the action: the line that does it is brought into sight.
        """
        self._code, self._other, self._action = code, other, action
        self._write_code()

    @Slot()
    def _paint(self) -> None:
        self.words.setMinimumHeight(self._look.units(56))
        self.code.setMinimumHeight(self._look.units(70))
        self._write_words()
        self._write_code()

    @Slot()
    def _write_code(self) -> None:
        other = self._other
        self._ways.setVisible(other is not None)
        self.way_note.setVisible(self.in_other_way)
        if other is not None:
            for push_button, text in ((self.usual_way, other.usual), (self.other_way, other.title)):
                push_button.setText(text)
                push_button.setAccessibleName(text)
            self.way_note.setText(other.note)
        self.code.show_code(self.python, self._action)
        has_code = bool(self._code)
        self.copy.setEnabled(has_code)
        self.save.setEnabled(has_code)
        self.wide.setEnabled(has_code)

    def _write_words(self) -> None:
        paragraphs = [marked(paragraph) for paragraph in self._told.paragraphs]
        texts = {piece.key for pieces in paragraphs for piece in pieces}
        write(
            self.words,
            self._look,
            [Paragraph(with_terms(pieces, self.terms_in, texts)) for pieces in paragraphs],
        )

    @Slot(QUrl)
    def _term(self, url: QUrl) -> None:
        if url.scheme() == "glossary":
            self.term_wanted.emit(url.path())

    @Slot()
    def _widen(self) -> None:
        """All of it; two ways to write it are shown side by side."""
        dialog = FramedDialog(self.window(), "wideCodeDialog", tr("In Python"))
        both = QHBoxLayout()
        other = self._other
        ways = [("wideCodeView", "wideCodeCopy", other.usual if other is not None else "")]
        codes = [self._code]
        if other is not None:
            ways.append(("wideCodeOther", "wideCodeCopyOther", other.title))
            codes.append(other.code)
        buttons: list[QPushButton] = []
        for (name, copy_name, title), code in zip(ways, codes, strict=True):
            column = QVBoxLayout()
            if title:
                column.addWidget(label(title, "heading"))
            view = CodeView(self._look, name, title or tr("The Python that does the same"))
            view.show_code(code)
            column.addWidget(view, 1)
            both.addLayout(column, 1)
            text = tr("Copy “{title}”", title=title) if title else tr("Copy")
            copying = button(text, "" if buttons else "primary", name=copy_name)
            copying.clicked.connect(functools.partial(self._copy_code, code))
            buttons.append(copying)
        dialog.page.column.addLayout(both)
        if other is not None:
            dialog.page.add(label(other.note, "small", wrap=True, name="wideCodeNote"))
        close = button(tr("Close"), name="wideCodeClose")
        close.clicked.connect(dialog.accept)
        dialog.finish((), (*buttons, close))
        dialog.page.column.setStretch(0, 1000)  # all but what is below it
        dialog.fit(130, 44)
        dialog.open()

    @Slot()
    def _copy(self) -> None:
        self._copy_code(self.python)
        self.code.moveCursor(QTextCursor.MoveOperation.Start)

    def _copy_code(self, code: str, *clicked: bool) -> None:
        copy(code)
        self.message_wanted.emit(tr("The Python is in the clipboard."))
