"""Tokens as a strip of chips with their IDs below; the first ones of a long text, with a way to
all of them."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)

from explorer.app.theme import Theme
from explorer.protocol.run import Token
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.accessibility import paint_focus
from explorer.widgets.chips import Chip, ChipField, ChipPiece

MOST = 240
"""Chips that are laid out: of a text of 4,096 tokens all would make a page of 200 lines."""
_GAP, _PAD = 6, 9

Rows = tuple[tuple[Token, ...], ...]


class TokenStrip(ChipField):
    """One or several rows of tokens. `hovered` carries (row, position), (-1, -1) for none.

    With `picking`, a click or Space carries (row, position) in `picked`. `shortened` tells
    whether tokens are left out; `most` 0 leaves out none.
    """

    hovered = Signal(int, int)
    picked = Signal(int, int)
    shortened = Signal(bool)

    def __init__(
        self, look: Theme, name: str = "tokenStrip", *, picking: bool = False, most: int = MOST
    ) -> None:
        self._rows: Rows = ()
        self._alone: frozenset[tuple[int, int]] = frozenset()
        self._chosen: frozenset[tuple[int, int]] = frozenset()
        self._kin: frozenset[tuple[int, int]] = frozenset()
        self._typed = False
        self._current = -1
        self._picking, self._most = picking, most
        super().__init__(look, name, tr("Tokens and their IDs"))
        if picking:
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def rows(self) -> Rows:
        """What there is, also what is left out."""
        return self._rows

    @property
    def shown(self) -> int:
        """How many tokens have a chip."""
        return len(self._chips)

    @property
    def total(self) -> int:
        """How many tokens there are in all rows."""
        return sum(len(row) for row in self._rows)

    @property
    def chosen(self) -> frozenset[tuple[int, int]]:
        """The (row, place) of the tokens that are marked as chosen."""
        return self._chosen

    def show_rows(self, rows: Rows) -> None:
        """Show these tokens."""
        self._rows = rows
        self._alone = self._chosen = self._kin = frozenset()
        self._typed = any(token.type > 0 for row in rows for token in row)
        self._current = -1
        first = rows[0] if rows else ()
        spoken = ", ".join(f"{token.shown} {_id(token)}".strip() for token in first[:40])
        self.describe(
            f"{numbers.ntr('{count} token', '{count} tokens', len(first))}: {spoken}"
            if first
            else tr("No tokens yet")
        )
        self.again()
        self.shortened.emit(self.shown < self.total)

    def mark_alone(self, alone: frozenset[tuple[int, int]]) -> None:
        """Mark tokens, (row, place), that another model cuts otherwise: their border is broken."""
        self._alone = alone
        self.update()

    def mark_chosen(self, chosen: frozenset[tuple[int, int]]) -> None:
        """Mark tokens, (row, place), as chosen: a full frame and a filled chip."""
        self._chosen = chosen
        self.update()

    def point(self, row: int, place: int) -> None:
        """Frame a token without telling anybody; (-1, -1) for none."""
        where = (row, place)
        # Chips that were left out have no number.
        counts = (n for n, chip in enumerate(self._chips) if (chip.row, chip.place) == where)
        self._current = next(counts, -1)
        self.update()

    def point_at(self, row: int, text: int, place: int) -> None:
        """Mark the tokens that stand for a character of text A (0) or B (1); -1 marks none."""
        tokens = self._rows[row] if 0 <= row < len(self._rows) else ()
        # Half open, as offsets are: the end is the character after.
        rows = (
            (row, n)
            for n, token in enumerate(tokens)
            if token.start <= place < token.end and token.text == text
        )
        self._mark_kin(frozenset(rows) if place >= 0 else frozenset())

    def _mark_kin(self, kin: frozenset[tuple[int, int]]) -> None:
        if kin != self._kin:
            self._kin = kin
            self.update()

    def _kin_of(self, row: int, place: int) -> frozenset[tuple[int, int]]:
        """The tokens that stand for the same characters: the bytes of one emoji, for example."""
        token = self._rows[row][place]
        if token.start < 0:
            return frozenset()
        # Byte-level tokens of one character all have that character's span.
        where = (token.start, token.end, token.text)
        return frozenset(
            (row, n)
            for n, other in enumerate(self._rows[row])
            if (other.start, other.end, other.text) == where
        )

    # -- layout ------------------------------------------------------------------------------

    def measures(self) -> tuple[int, int, int]:
        """A chip, the ID below it, and the gap."""
        look = self._look
        high = QFontMetrics(look.font()).height() + 2 * look.units(7) + 1
        below = QFontMetrics(look.font(11)).height() * (2 if self._typed else 1)
        return high, high + below + look.units(8) - 1, look.units(_GAP)

    def pieces(self) -> Iterator[ChipPiece]:
        """The first tokens of each row; all rows get the same share of the room."""
        look = self._look
        metrics, small = QFontMetrics(look.font()), QFontMetrics(look.font(11))
        pad, gap, least = look.units(_PAD), look.units(_GAP), look.units(26)
        # All rows get the same share, so that the second text is in sight too.
        most = self._most // max(1, len(self._rows)) if self._most else 0
        for row, tokens in enumerate(self._rows):
            for place, token in enumerate(tokens[:most] if most else tokens):
                text = token.shown or str(token.id)
                wide = max(
                    metrics.horizontalAdvance(text) + 2 * pad,
                    small.horizontalAdvance(_id(token)) + gap,
                    small.horizontalAdvance(tr("type {type}", type=token.type))
                    if self._typed
                    else 0,
                    least,
                )
                yield ChipPiece(row, place, text, wide)

    # -- painting ----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint only the chips that are in sight."""
        look = self._look
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            body, small = look.font(), look.font(11)
            metrics = QFontMetrics(body)
            below = QFontMetrics(small).height()
            pad = look.units(6)
            text, special, muted = (look.colour(name) for name in ("text", "special", "muted"))
            middle = Qt.AlignmentFlag.AlignHCenter
            rows = list(self.in_sight(event.rect()))
            painter.setFont(body)
            for number, chip in rows:  # one font after the other: changing it for each took longest
                token = self._rows[chip.row][chip.place]
                painter.setPen(self._edge(number, chip))
                painter.setBrush(self._back(chip))
                painter.drawRoundedRect(chip.area, 6, 6)
                painter.setPen((special if token.special else text) if token.attended else muted)
                room = int(chip.area.width()) - pad
                shown = metrics.elidedText(chip.text, Qt.TextElideMode.ElideMiddle, room)
                painter.drawText(chip.area, Qt.AlignmentFlag.AlignCenter, shown)
            painter.setFont(small)
            painter.setPen(muted)
            for _, chip in rows:
                token = self._rows[chip.row][chip.place]
                under = QRectF(chip.area.x(), chip.area.bottom() + 2, chip.area.width(), below)
                painter.drawText(under, middle, _id(token))
                if self._typed:
                    under.translate(0, below)
                    painter.drawText(under, middle, tr("type {type}", type=token.type))
            if self._current < 0:  # else the chip itself is framed
                paint_focus(self, painter, look.colour("accent"))

    def _back(self, chip: Chip) -> QColor:
        look = self._look
        if (chip.row, chip.place) in self._chosen:
            return look.colour("select")
        if not self._rows[chip.row][chip.place].attended:
            return look.colour("card")
        if self._rows[chip.row][chip.place].special:
            return look.colour("accent_soft")
        return QColor(look.theme.tokens[chip.place % len(look.theme.tokens)])

    def _edge(self, number: int, chip: Chip) -> QPen:
        look = self._look
        where = (chip.row, chip.place)
        if number == self._current or where in self._kin:
            return QPen(look.colour("accent"), 2)
        if where in self._alone:
            return QPen(look.colour("warn"), 2, Qt.PenStyle.DashLine)
        if where in self._chosen:
            return QPen(look.colour("accent"), 2)
        if self._rows[chip.row][chip.place].mask:
            return QPen(look.colour("special"), 2)
        if not self._rows[chip.row][chip.place].attended:
            return QPen(look.colour("field_line"), 1, Qt.PenStyle.DotLine)
        return QPen(look.colour("line"), 1)

    # -- pointing ----------------------------------------------------------------------------

    def spoken_text(self, chip: Chip) -> str:
        """Its piece, ID and characters."""
        sentence = describe_piece(self._rows[chip.row][chip.place], chip.place)
        if (chip.row, chip.place) in self._alone:
            sentence += "\n" + tr("The other model cuts the text differently here")
        return sentence

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at the token under the mouse."""
        self._point(self.at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        self._point(-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pick the token under the mouse, where tokens are picked."""
        number = self.at(event.position())
        if self._picking and number >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(self._chips[number].row, self._chips[number].place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk along the tokens with the arrow keys; Space or Return picks."""
        key = Qt.Key(event.key())
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(key)
        picks = key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if picks and self._picking and self._current >= 0:
            chip = self._chips[self._current]
            self.picked.emit(chip.row, chip.place)
        elif step is None or not self._chips:
            super().keyPressEvent(event)
        else:
            self._point(max(0, min(len(self._chips) - 1, self._current + step)))
            self.describe(self.spoken_text(self._chips[self._current]))
            self.keep_in_sight(self._chips[self._current].area)

    def _point(self, number: int) -> None:
        if number == self._current:
            return
        self._current = number
        self.update()
        chip = self._chips[number] if number >= 0 else None
        self._mark_kin(self._kin_of(chip.row, chip.place) if chip else frozenset())
        self.hovered.emit(chip.row if chip else -1, chip.place if chip else -1)


def _id(token: Token) -> str:
    """Its ID; a word of several tokens has none."""
    return str(token.id) if token.id >= 0 else ""


def describe_piece(token: Token, place: int) -> str:
    """All that is known of a token, line by line."""
    lines = [
        tr("Token {position}: ID {id}", position=numbers.count(place + 1), id=token.id)
        if token.id >= 0
        else tr("Word {position}, of several tokens", position=numbers.count(place + 1))
    ]
    if token.raw:
        lines.append(tr("Bytes: {bytes}", bytes=token.raw.hex(" ").upper()))
    elif token.piece:
        lines.append(tr("Piece: {piece}", piece=token.piece))
    if token.special:
        lines.append(tr("Special: it steers the model and is not part of your words"))
    if token.start >= 0:
        which = tr("text B") if token.text else tr("the text")
        lines.append(
            tr(
                "Characters {start} to {end} of {text}",
                start=token.start + 1,
                end=token.end,
                text=which,
            )
        )
    if token.type >= 0:
        lines.append(tr("Token type {type}", type=token.type))
    if not token.attended:
        lines.append(tr("The attention mask hides it: the model does not look here"))
    return "\n".join(lines)
