"""What was written, token by token: the paler, the less sure. Painted, so that it streams."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip

from explorer import words
from explorer.messages.generation import GeneratedToken
from explorer.messages.inference import Token
from explorer.window.look import Look
from explorer.window.parts.spoken import Picture, announce
from explorer.window.parts.token_words import word

_AT_ONCE = 8
"""New tokens that a screen reader is given together, so that it keeps up."""


@dataclass(frozen=True)
class _Chip:
    step: int  # -1 for a token of the prompt
    area: QRectF
    text: str


class GeneratedText(Picture):
    """`chosen` carries the step of a new token; the number of new tokens means the next one."""

    chosen = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._said = 0
        self._look = look
        self._prompt: tuple[Token, ...] = ()
        self._tokens: tuple[GeneratedToken, ...] = ()
        self._chips: list[_Chip] = []
        self._wide = self._height = 0
        self._step = -1
        self._under = -1
        self.setObjectName("generatedText")
        self.setAccessibleName("What it wrote")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self._again)

    @property
    def tokens(self) -> tuple[GeneratedToken, ...]:
        """The new tokens that are shown."""
        return self._tokens

    @property
    def step(self) -> int:
        """The new token that is gone back to; as many as there are when it is the next one."""
        return len(self._tokens) if self._step < 0 else self._step

    def show_tokens(self, prompt: tuple[Token, ...], tokens: tuple[GeneratedToken, ...]) -> None:
        """Show the prompt and what follows; nothing is gone back to."""
        self._prompt, self._tokens = prompt, tokens
        self._step = self._under = -1
        written = " ".join(word(one.token) for one in tokens[-60:])
        self.describe(
            f"{words.plural(len(tokens), 'new token')}: {written}" if tokens else "0 new tokens yet"
        )
        self._again()

    def announce_more(self, *, done: bool) -> None:
        """Have a screen reader say what is new, several words at a time; `done` says the rest."""
        tokens = self._tokens
        if len(tokens) < self._said:
            self._said = 0
        new = tokens[self._said :]
        if new and (done or len(new) >= _AT_ONCE):
            announce(self, " ".join(word(one.token) for one in new).replace("·", ""))
            self._said = len(tokens)

    def mark(self, step: int) -> None:
        """Frame a step without telling anybody; the later ones are shown as about to go."""
        self._step = step if 0 <= step < len(self._tokens) else -1
        if self._step >= 0:
            self.describe(self._told(self._step))
        self.update()

    # -- measures ----------------------------------------------------------------------------

    def _again(self) -> None:
        self._wide = 0
        self._lay_out(max(1, self.width()))
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """The tokens wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Pixels of height at a width in pixels."""
        return self._lay_out(max(1, width))

    def sizeHint(self) -> QSize:
        """As high as the rows need at the present width."""
        return QSize(1, self._lay_out(max(1, self.width())))

    def minimumSizeHint(self) -> QSize:
        """Never clipped in height."""
        return self.sizeHint()

    def resizeEvent(self, event: object) -> None:
        """Wrap anew."""
        self.updateGeometry()

    def _lay_out(self, width: int) -> int:
        if width == self._wide:
            return self._height
        self._wide = width
        look = self._look
        metrics = QFontMetrics(look.font())
        pad, gap = look.units(6), look.units(4)
        high = metrics.height() + 2 * look.units(6)
        self._chips = []
        x, y = 0.0, 0.0
        every = [(-1, one) for one in self._prompt]
        every += [(step, one.token) for step, one in enumerate(self._tokens)]
        for step, token in every:
            text = word(token)
            wide = min(metrics.horizontalAdvance(text) + 2 * pad, width)
            if x and x + wide > width:
                x, y = 0.0, y + high + gap
            self._chips.append(_Chip(step, QRectF(x + 0.5, y + 0.5, wide - 1, high - 1), text))
            x += wide + gap
        self._height = int(y + high + 2)
        return self._height

    # -- painting ----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Chips: the prompt grey, new tokens tinted and underlined by their probability."""
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._lay_out(self.width())
        metrics = QFontMetrics(look.font())
        pale, full = look.colour("card"), look.colour("select")
        going = self._step
        for place, chip in enumerate(self._chips):
            if not chip.area.toRect().adjusted(-3, -3, 3, 3).intersects(event.rect()):
                continue
            new = self._tokens[chip.step] if chip.step >= 0 else None
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
                if 0 <= going < chip.step:
                    ink, style, back = look.colour("muted"), Qt.PenStyle.DashLine, pale
                if chip.step == going or place == self._under:
                    edge, thick = look.colour("accent"), 2.0
            painter.setPen(QPen(edge, thick, style))
            painter.setBrush(back)
            painter.drawRoundedRect(chip.area, 5, 5)
            painter.setPen(ink)
            painter.setFont(look.font())
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
        painter.end()

    # -- choosing ----------------------------------------------------------------------------

    def _at(self, point: QPointF) -> int:
        for place, chip in enumerate(self._chips):
            if chip.area.contains(point):
                return place
        return -1

    def _told(self, step: int) -> str:
        one = self._tokens[step]
        told = (
            f"{word(one.token)} (ID {one.token.id}), new token {step + 1}: "
            f"{words.percent(one.probability)}, {words.percent(one.after)} after the settings"
        )
        return f"{told}; you chose it" if one.by_hand else told

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Frame the token under the mouse."""
        place = self._at(event.position())
        if place >= 0 and self._chips[place].step < 0:
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
        place = self._at(event.position())
        step = self._chips[place].step if place >= 0 else len(self._tokens)
        if event.button() == Qt.MouseButton.LeftButton and step >= 0:
            self._take(step)

    def _take(self, step: int) -> None:
        self.mark(step)
        self.chosen.emit(step)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk along the new tokens, End leads to the next one."""
        key = Qt.Key(event.key())
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(key)
        if step is not None and self._tokens:
            self._take(max(0, min(len(self._tokens), self.step + step)))
        elif key == Qt.Key.Key_End:
            self._take(len(self._tokens))
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Tell the number of the token under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self._at(QPointF(event.pos()))
            step = self._chips[place].step if place >= 0 else -1
            if step >= 0:
                QToolTip.showText(event.globalPos(), self._told(step), self)
                return True
            QToolTip.hideText()
        return super().event(event)


def _mix(pale: QColor, full: QColor, share: float) -> QColor:
    share = max(0.0, min(1.0, share))
    return QColor(
        round(pale.red() + (full.red() - pale.red()) * share),
        round(pale.green() + (full.green() - pale.green()) * share),
        round(pale.blue() + (full.blue() - pale.blue()) * share),
    )
