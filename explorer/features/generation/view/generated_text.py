"""What was written, token by token: the paler, the less sure. Painted, so that it streams."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)

from explorer.app.theme import Theme
from explorer.features.generation.protocol import GeneratedToken
from explorer.protocol.run import Token
from explorer.text import numbers
from explorer.text.phrases import bare
from explorer.text.translation import tr
from explorer.widgets.accessibility import paint_focus
from explorer.widgets.announcement import announce
from explorer.widgets.chips import Chip, ChipField, ChipPiece
from explorer.widgets.token_words import word

MOST_PROMPT, MOST_NEW = 160, 1200
"""The last tokens of the prompt, and of what was written, that have a chip: more would be laid
out again at each new token, 50 ms for 3,600 of them."""
USUAL = 13
"""The units of its letters; before an audience they are as large as there is room for."""
_AT_ONCE = 8
"""New tokens that a screen reader is given together, so that it keeps up."""


class GeneratedText(ChipField):
    """`chosen` carries the step of a new token; the number of new tokens means the next one."""

    chosen = Signal(int)
    filled = Signal(bool)

    def __init__(self, look: Theme) -> None:
        self._said = 0
        self._prompt: tuple[Token, ...] = ()
        self._tokens: tuple[GeneratedToken, ...] = ()
        self._step = -1
        self._under = -1
        self._widths: dict[str, int] = {}
        self._size, self._first = USUAL, 0
        super().__init__(look, "generatedText", tr("What it wrote"))

    @property
    def tokens(self) -> tuple[GeneratedToken, ...]:
        """The new tokens that are shown."""
        return self._tokens

    @property
    def step(self) -> int:
        """The new token that is gone back to; as many as there are when it is the next one."""
        return len(self._tokens) if self._step < 0 else self._step

    @property
    def words(self) -> tuple[str, ...]:
        """The new tokens, as they are called where only they are listed."""
        return tuple(bare(word(entry.token)) for entry in self._tokens)

    def show_tokens(self, prompt: tuple[Token, ...], tokens: tuple[GeneratedToken, ...]) -> None:
        """Show the prompt and what follows; nothing is gone back to."""
        self._prompt, self._tokens = prompt, tokens
        self._step = self._under = -1
        written = " ".join(word(token.token) for token in tokens[-60:])
        self.describe(
            f"{numbers.ntr('{count} new token', '{count} new tokens', len(tokens))}: {written}"
            if tokens
            else tr("0 new tokens yet")
        )
        self.filled.emit(bool(prompt or tokens))
        self.again()

    def announce_more(self, *, done: bool) -> None:
        """Have a screen reader say what is new, several words at a time; `done` says the rest."""
        tokens = self._tokens
        if len(tokens) < self._said:
            self._said = 0
        new = tokens[self._said :]
        if new and (done or len(new) >= _AT_ONCE):
            announce(self, " ".join(word(token.token) for token in new).replace("·", ""))
            self._said = len(tokens)

    def mark(self, step: int) -> None:
        """Frame a step without telling anybody; the later ones are shown as about to go."""
        self._step = step if 0 <= step < len(self._tokens) else -1
        if 0 <= self._step < self._first - len(self._prompt):
            self._first = 0
            self.again()
        if self._step >= 0:
            self.describe(self._describe(self._step))
        self.update()

    # -- layout ------------------------------------------------------------------------------

    @property
    def _hand(self) -> QFont:
        return self._look.font(self._size)

    @property
    def letters(self) -> int:
        """The size of its letters, in units."""
        return self._size

    @property
    def length(self) -> int:
        """Tokens of the prompt and of what was written."""
        return len(self._prompt) + len(self._tokens)

    def enlarge(self, size: int) -> None:
        """Have letters of this size, in units, and nothing left out."""
        if size != self._size or self._first:
            self._size, self._first = size, 0
            self.again()

    def leave_out(self, pixels: int) -> None:
        """Be lower by so much: lines at the beginning go, but none of what is looked at."""
        self.lay_out(max(1, self.width()))
        lines = -(-pixels // self.measures()[1])
        start = self._firsts[min(lines, len(self._firsts) - 1)]
        place = self._chips[start].place if self._chips else 0
        looked_at = len(self._prompt) + (len(self._tokens) if self._step < 0 else self._step)
        first = max(self._first, min(place, looked_at))
        if first != self._first:
            self._first = first
            self.again()

    def measures(self) -> tuple[int, int, int]:
        """A chip, the next line, and the gap."""
        look = self._look
        high = QFontMetrics(self._hand).height() + 2 * look.units(6)
        return high, high + look.units(4), look.units(4)

    def heightForWidth(self, width: int) -> int:
        """Pixels of height at a width in pixels; a line also where nothing is written yet."""
        return max(self.measures()[1], super().heightForWidth(width))

    def again(self) -> None:
        """Lay out again; of the same font only new words are measured."""
        font = self._hand
        if self._widths.get("") != font.pixelSize():
            self._widths = {"": font.pixelSize()}
        super().again()

    def pieces(self) -> Iterator[ChipPiece]:
        """The end of the prompt, then what was written; before it, how many there are more."""
        metrics = QFontMetrics(self._hand)
        pad = 2 * self._look.units(6)
        prompt, new = self._prompt, self._tokens
        first = max(0, len(prompt) - MOST_PROMPT)
        if len(new) > MOST_NEW:
            first = len(prompt) + len(new) - MOST_NEW
        first = max(first, min(self._first, len(prompt) + len(new)))
        if first:
            text = numbers.ntr("{count} token before", "{count} tokens before", first)
            yield ChipPiece(0, -1, text, metrics.horizontalAdvance(text) + pad)
        every = [
            *prompt[first:],
            *(generated_token.token for generated_token in new[max(0, first - len(prompt)) :]),
        ]
        for place, token in enumerate(every, start=first):
            text = word(token)
            if text not in self._widths:
                self._widths[text] = metrics.horizontalAdvance(text)
            yield ChipPiece(0, place, text, self._widths[text] + pad)

    def newest_words(self) -> QRect:
        """Where the token is that was written last, or that is gone back to."""
        self.lay_out(max(1, self.width()))
        at = len(self._chips) - 1 - (max(0, len(self._tokens) - 1 - self.step))
        return self._chips[max(0, at)].area.toAlignedRect() if self._chips else QRect()

    def step_of(self, chip: Chip) -> int:
        """The new token that a chip stands for; -1 for one of the prompt."""
        return max(-1, chip.place - len(self._prompt))

    # -- painting ----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Chips: the prompt grey, new tokens tinted and underlined by their probability."""
        look = self._look
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            hand = self._hand
            metrics = QFontMetrics(hand)
            pale, full = look.colour("card"), look.colour("select")
            going = self._step
            for place, chip in self.in_sight(event.rect().adjusted(0, -3, 0, 3)):
                step = self.step_of(chip)
                new = self._tokens[step] if step >= 0 else None
                back = look.colour("chip")
                edge, thick, style = look.colour("chip"), 1.0, Qt.PenStyle.SolidLine
                ink = look.colour("muted")
                if new is not None:
                    back, edge, ink = (
                        _mix(pale, full, new.probability),
                        look.colour("line"),
                        look.colour("text"),
                    )
                    if new.by_hand:
                        edge, thick = look.colour("special"), 2.0
                    if 0 <= going < step:
                        ink, style, back = look.colour("muted"), Qt.PenStyle.DashLine, pale
                    if step == going or place == self._under:
                        edge, thick = look.colour("accent"), 2.0
                painter.setPen(QPen(edge, thick, style))
                painter.setBrush(back)
                painter.drawRoundedRect(chip.area, 5, 5)
                painter.setPen(ink)
                painter.setFont(hand)
                text = metrics.elidedText(
                    chip.text, Qt.TextElideMode.ElideMiddle, int(chip.area.width()) - 4
                )
                painter.drawText(chip.area, Qt.AlignmentFlag.AlignCenter, text)
                if new is not None:
                    line = QRectF(chip.area).adjusted(4, 0, -4, -2)
                    line.setTop(line.bottom() - look.units(2))
                    line.setWidth(line.width() * new.probability)
                    painter.setPen(Qt.PenStyle.NoPen)
                    painter.setBrush(look.colour("accent"))
                    painter.drawRect(line)
            if self._under < 0:  # else the chip itself is framed
                paint_focus(self, painter, look.colour("accent"))

    # -- choosing ----------------------------------------------------------------------------

    def spoken_text(self, chip: Chip) -> str:
        """The numbers of a new token; nothing of the prompt's."""
        step = self.step_of(chip)
        return self._describe(step) if step >= 0 else ""

    def _describe(self, step: int) -> str:
        token = self._tokens[step]
        sentence = tr(
            "{token} (ID {id}), new token {step}: the model's own probability is {probability}, "
            "with the settings it is {after}",
            token=word(token.token),
            id=token.token.id,
            step=step + 1,
            probability=numbers.percent(token.probability),
            after=numbers.percent(token.after),
        )
        return tr("{token}; you chose it", token=sentence) if token.by_hand else sentence

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Frame the token under the mouse."""
        place = self.at(event.position())
        if place >= 0 and self.step_of(self._chips[place]) < 0:
            place = -1
        if place != self._under:
            self._under = place
            self.setCursor(
                Qt.CursorShape.PointingHandCursor if place >= 0 else Qt.CursorShape.ArrowCursor
            )
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """No token is under the mouse."""
        self._under = -1
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go back to the token under the mouse; beside all tokens, to the next one."""
        place = self.at(event.position())
        step = self.step_of(self._chips[place]) if place >= 0 else len(self._tokens)
        if event.button() == Qt.MouseButton.LeftButton and step >= 0:
            self.go_to(step)

    @Slot(int)
    def go_to(self, step: int) -> None:
        """Go back to a new token, or to the one that is next."""
        self.mark(step)
        self.chosen.emit(step)

    def step_by(self, by: int) -> bool:
        """Go that many tokens further; whether there are so many."""
        step = self.step + by
        if not self._tokens or not 0 <= step <= len(self._tokens):
            return False
        self.go_to(step)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk along the new tokens, End leads to the next one."""
        key = Qt.Key(event.key())
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(key)
        if step is not None and self._tokens:
            self.go_to(max(0, min(len(self._tokens), self.step + step)))
        elif key == Qt.Key.Key_End:
            self.go_to(len(self._tokens))
        else:
            super().keyPressEvent(event)


def _mix(pale: QColor, full: QColor, share: float) -> QColor:
    share = max(0.0, min(1.0, share))
    return QColor(
        round(pale.red() + (full.red() - pale.red()) * share),
        round(pale.green() + (full.green() - pale.green()) * share),
        round(pale.blue() + (full.blue() - pale.blue()) * share),
    )
