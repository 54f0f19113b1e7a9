"""Every token of a long text in a list, found by piece, word or ID."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from explorer.app.theme import Theme
from explorer.protocol.run import Token
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.accessibility import EntryLine
from explorer.widgets.blocks import button, label, with_names
from explorer.widgets.dialog_frame import FramedDialog
from explorer.widgets.lazy_table import LazyTable, Rows
from explorer.widgets.token_strip import describe_piece

_HEADS = (tr("Place"), tr("Piece"), "ID", tr("Characters"))
_ROUND = 24
"""Characters of the text that are shown on either side of a token."""


@dataclass(frozen=True)
class _Line:
    row: int
    place: int
    token: Token


class AllTokens(FramedDialog):
    """The chosen token is shown within its text below the list."""

    def __init__(
        self,
        parent: QWidget,
        look: Theme,
        rows: tuple[tuple[Token, ...], ...],
        texts: tuple[tuple[str, ...], tuple[str, ...]],
    ) -> None:
        super().__init__(parent, "allTokens", tr("All tokens"))
        self._texts = texts
        self._several = len(rows) > 1
        self._lines = [
            _Line(row, place, token)
            for row, tokens in enumerate(rows)
            for place, token in enumerate(tokens)
        ]
        self.search = with_names(
            EntryLine(), "tokenSearch", tr("Find a token by its piece or its ID")
        )
        self.search.setPlaceholderText(tr("Find a piece or an ID"))
        self.search.setClearButtonEnabled(True)
        self.search.textEdited.connect(self._find)
        self.page.add(self.search)
        self.count = label(role="muted", wrap=True, name="tokenCount")
        self.page.add(self.count)
        self.table = LazyTable(
            look, Rows(_HEADS, self._cell, self._tip), "allTokensTable", tr("All tokens"), wide=1
        )
        self.table.setMinimumHeight(self.fontMetrics().height() * 14)
        self.table.selectionModel().currentRowChanged.connect(self._tell)
        self.page.add(self.table, 1)
        self.told = label(wrap=True, name="tokenTold")
        self.page.add(self.told)
        self.close_button = button(tr("Close"), name="allTokensClose")
        self.close_button.clicked.connect(self.close)
        self.finish((), (self.close_button,))
        self._find("")
        self.fit(70, 32)

    @property
    def matches(self) -> list[_Line]:
        """The tokens that are listed."""
        return list(self.table.rows.rows)

    def _cell(self, line: _Line, column: int) -> str:
        token = line.token
        if column == 0:
            place = numbers.count(line.place + 1)
            return (
                tr("text {text_number}, {position}", text_number=line.row + 1, position=place)
                if self._several
                else place
            )
        if column == 1:
            return token.shown or token.piece
        if column == 2:
            return str(token.id)
        if token.start < 0:
            return tr("special token") if token.special else ""
        return tr(
            "{start} to {end}", start=numbers.count(token.start + 1), end=numbers.count(token.end)
        )

    def _tip(self, line: _Line) -> str:
        return describe_piece(line.token, line.place)

    @Slot(str)
    def _find(self, text: str) -> None:
        # casefold, not lower: ß and ss are the same to whoever searches.
        wanted = text.strip().casefold()
        lines = [
            line
            for line in self._lines
            if not wanted
            or wanted == str(line.token.id)
            or wanted in line.token.shown.casefold()
            or wanted in line.token.piece.casefold()
        ]
        self.table.show_rows(lines)
        total = numbers.ntr("{count} token", "{count} tokens", len(self._lines))
        self.count.setText(
            tr("{matching} of {total}", matching=numbers.count(len(lines)), total=total)
            if wanted
            else total
        )
        if lines:
            self.table.selectRow(0)
        else:
            self.told.setText(tr("No token has this spelling or this ID."))

    @Slot()
    def _tell(self) -> None:
        index = self.table.currentIndex()
        if not index.isValid() or index.row() >= len(self.table.rows.rows):
            return
        line = self.table.rows.rows[index.row()]
        sentence = describe_piece(line.token, line.place).replace("\n", " · ")
        self.told.setText(f"{sentence}{self._within(line)}")

    def _within(self, line: _Line) -> str:
        """The characters of the token, between brackets, within those around them."""
        token = line.token
        # token.text is 0 or 1: text A or B.
        texts = self._texts[min(1, token.text)]
        if token.start < 0 or line.row >= len(texts) or token.end > len(texts[line.row]):
            return ""
        text = texts[line.row]
        before = text[max(0, token.start - _ROUND) : token.start]
        after = text[token.end : token.end + _ROUND]
        left = "…" if token.start > _ROUND else ""
        right = "…" if token.end + _ROUND < len(text) else ""
        return f"\n{left}{before}⟦{text[token.start : token.end]}⟧{after}{right}"
