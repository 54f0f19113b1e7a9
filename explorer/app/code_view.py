"""Python to read and to copy: long lines continue below, indented, and break at good places."""

from __future__ import annotations

import ast
import math
import re

from PySide6.QtCore import QMimeData, QPointF, Qt, Slot
from PySide6.QtGui import (
    QFontMetricsF,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy, QTextEdit

from explorer.app.theme import Theme
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import with_names

MAY_BREAK = "\u200b"
"""Where a name may continue in the next line: never seen, and never copied."""
_HANGING = 4
"""Letters by which the rest of a long line is indented further than its beginning; twice as many
where the next line of the code is indented by as much itself."""
_LEAST = 2
"""The same where there is no room for more."""
_SIZES = (12, 11, 10)
"""Units of the letters: smaller where a name has no room, and no smaller than can be read."""
_PIECES = re.compile(f"[ {MAY_BREAK}]+")

_MOST = 100_000
"""Characters of code that are laid out: the text of a run may hold as many and be quoted twice."""


def _beginning(code: str) -> str:
    if len(code) <= _MOST:
        return code
    text = code[: code.rfind("\n", 0, _MOST) + 1] or code[:_MOST]
    rest = numbers.ntr("{count} character", "{count} characters", len(code) - len(text))
    return f"{text}# " + tr("… and {characters} more, included in Copy and Save.", characters=rest)


def _new_line(before: str, code: str) -> int | None:
    """The line, from 0, of the first statement that was not there before; imports do not count.

    Nor does what is put in front of what was there, such as the number of threads for a first run:
    what the step did comes after that.
    """
    try:
        old, new = ast.parse(before), ast.parse(code)
    except (SyntaxError, ValueError, RecursionError):
        return None
    known = {_segment(before, statement) for statement in old.body}
    statements = [
        (statement.lineno - 1, _segment(code, statement) in known)
        for statement in new.body
        if not isinstance(statement, ast.Import | ast.ImportFrom)
    ]
    begins = next((at for at, (_, is_known) in enumerate(statements) if is_known), 0)
    # Where nothing follows, what is in front is all that is new.
    added = [line for line, is_known in (*statements[begins:], *statements) if not is_known]
    line = next(iter(added), None)
    lines = code.split("\n")
    while line and lines[line - 1].startswith("#"):  # what is said about it belongs to it
        line -= 1
    return line


def _segment(code: str, statement: ast.stmt) -> str:
    return "\n".join(code.split("\n")[statement.lineno - 1 : statement.end_lineno])


class CodeView(QTextEdit):
    """Shows code in colours. Lines are broken on screen only: what is copied is the code itself."""

    def __init__(self, look: Theme, name: str, spoken: str) -> None:
        super().__init__()
        self._look = look
        with_names(self, name, spoken)
        self.setProperty("role", "code")
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        # Never inside a name: where one has no room, letters are smaller, or the view scrolls.
        self.setWordWrapMode(QTextOption.WrapMode.WordWrap)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self._code = self._action = ""
        self._line: int | None = None
        self._is_scrolled = False
        self._columns = self._needed = 0
        self.verticalScrollBar().actionTriggered.connect(self._scroll_by_hand)

    def show_code(self, code: str, action: str = "") -> None:
        """Show other code, its beginning where it is long.

        `action` names what the code does: the first line that it added is brought into sight.
        What a person scrolled to stays in sight until another action comes.
        """
        place = self.verticalScrollBar().value()
        if action and code != self._code:
            if action != self._action or not self._is_scrolled:
                self._line = _new_line(self._code, code)
                self._is_scrolled = False
            self._action = action
        self._code = code
        self.setHtml(self._coloured(_beginning(code)))
        self._hang()
        self.verticalScrollBar().setValue(place)
        self._bring_line()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The words above leave another height: the line stays in sight."""
        super().resizeEvent(event)
        before, now = self._columns, self._room()
        if before != now and self._needed > min(before, now):
            self._hang()
        self._bring_line()

    @Slot()
    def _scroll_by_hand(self) -> None:
        self._line, self._is_scrolled = None, True

    def _bring_line(self) -> None:
        if self._line is None:
            return
        block = self.document().findBlockByNumber(self._line)
        top = math.ceil(self.document().documentLayout().blockBoundingRect(block).top())
        self._end_below(top)
        self.verticalScrollBar().setValue(top)

    def _end_below(self, top: int) -> None:
        """Where the code ends before `top` could be the upper edge, have a line begin there: else
        the upper half of one was cut off."""
        document, bar = self.document(), self.verticalScrollBar()
        margin, frame = document.documentMargin(), document.rootFrame()
        end = frame.frameFormat()
        end.setBottomMargin(margin)
        frame.setFrameFormat(end)
        if top <= bar.maximum():
            return
        layout = document.documentLayout()
        place = layout.hitTest(QPointF(0, bar.maximum()), Qt.HitTestAccuracy.FuzzyHit)
        block = document.findBlock(place)
        line = block.layout().lineForTextPosition(place - block.position())
        begins = layout.blockBoundingRect(block).top() + line.y()
        if begins < bar.maximum():
            begins += line.height()
        end.setBottomMargin(margin + math.ceil(begins) - bar.maximum())
        frame.setFrameFormat(end)

    def toPlainText(self) -> str:
        """The code as it is, without the places where its lines may break."""
        return super().toPlainText().replace(MAY_BREAK, "")

    def createMimeDataFromSelection(self) -> QMimeData:
        """What is copied or dragged out: the code that is selected, as it is."""
        data = QMimeData()
        data.setText(self.textCursor().selection().toPlainText().replace(MAY_BREAK, ""))
        return data

    def _coloured(self, code: str) -> str:
        if not code:
            return ""
        from explorer.app import colouring  # late: the first paint need not wait for it

        family = self._look.font(fixed=True).family()
        size = self._look.units(_SIZES[0])
        return (
            f"<pre style=\"font-family: '{family}'; font-size: {size}px; white-space: pre-wrap\">"
            + colouring.coloured(code, self._look.theme.code, MAY_BREAK).rstrip("\n")
            + "</pre>"
        )

    def _letter(self, size: int) -> float:
        """Pixels of width of each letter of so many units."""
        font = self._look.font(fixed=True)
        font.setPixelSize(self._look.units(size))
        return QFontMetricsF(font).horizontalAdvance("0")

    def _room(self, size: int = _SIZES[0]) -> int:
        """Letters of a size that have room beside each other, whether or not it scrolls."""
        free = 2 * (self.document().documentMargin() + self.frameWidth())
        bar = self.verticalScrollBar().sizeHint().width()
        return int((self.width() - free - bar) / self._letter(size))

    def _hang(self) -> None:
        """Indent the rest of each long line further than its beginning, as far as there is room:
        the longest name of the rest comes first, and has smaller letters where it needs them."""
        self._columns, self._needed, least = self._room(), 0, 0
        long: list[tuple[QTextBlock, int, int]] = []
        block = self.document().begin()
        while block.isValid():
            text = block.text()
            code = text.lstrip()
            if len(code) > _HANGING:
                opens = code.rstrip(MAY_BREAK).endswith(("(", "[", "{", ":"))
                hanging = len("# ") if code.startswith("#") else _HANGING * (2 if opens else 1)
                columns = len(text) - len(code) + hanging
                first, *rest = _PIECES.split(code)
                longest = max(map(len, rest), default=0)
                begins = len(text) - len(code) + len(first)
                least = max(least, begins, _LEAST + longest)
                self._needed = max(self._needed, begins, columns + longest)
                long.append((block, columns, longest))
            block = block.next()
        size = next((each for each in _SIZES if least <= self._room(each)), _SIZES[-1])
        room, letter = self._room(size), self._letter(size)
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        letters = QTextCharFormat()
        letters.setProperty(QTextFormat.Property.FontPixelSize, self._look.units(size))
        cursor.mergeCharFormat(letters)
        for block, columns, longest in long:
            indent = max(_LEAST, min(columns, room - longest)) * letter
            block_format = QTextBlockFormat(block.blockFormat())
            block_format.setLeftMargin(indent)
            block_format.setTextIndent(-indent)
            cursor.setPosition(block.position())
            cursor.setBlockFormat(block_format)
        cursor.endEditBlock()
