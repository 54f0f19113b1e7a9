"""What the model of the form would take: parameters, bytes, and which part takes them."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from explorer.app.theme import Theme
from explorer.features.create.protocol.config import ConfigVerdict
from explorer.protocol.config import Footprint, ModelPart, WhatIf
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.accessibility import Picture
from explorer.widgets.blocks import Hint, button, label, packed, set_role
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.small_controls import set_tip

_TIGHT = 0.8
"""Of the free memory; a model that takes more is near the limit."""

_COLOURS = ("accent", "special", "good", "warn", "bad", "muted")


def part_colour(look: Theme, place: int) -> QColor:
    """The colour of a part; the legend names it too."""
    return look.colour(_COLOURS[min(place, len(_COLOURS) - 1)])


class _PartsPicture(Picture):
    """Parts of a model, painted at a height of its own."""

    def __init__(self, look: Theme) -> None:
        super().__init__("", "")
        self._look = look
        self._parts: tuple[ModelPart, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)


class PartsBar(_PartsPicture):
    """The shares of the parts as one bar."""

    def show_parts(self, parts: tuple[ModelPart, ...]) -> None:
        """Show these parts."""
        self._parts = parts
        shares = [f"{part.name} {numbers.percent(part.share)}" for part in parts]
        set_tip(self, *shares)
        self.setAccessibleName(tr("Share of each part:") + " " + ", ".join(shares))
        self.setVisible(bool(parts))
        self.update()

    def sizeHint(self) -> QSize:
        """As thin as the other bars."""
        return QSize(1, self._look.units(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        """One stretch for each part, with a gap between two."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            area = QRectF(self.rect())
            round_ = area.height() / 2
            clip = QPainterPath()
            clip.addRoundedRect(area, round_, round_)
            painter.setClipPath(clip)
            painter.fillRect(area, self._look.colour("track"))
            left = 0.0
            for place, part in enumerate(self._parts):
                width = area.width() * max(0.0, min(1.0, part.share))
                stretch = QRectF(left, 0, max(1.0, width - 1), area.height())
                painter.fillRect(stretch, part_colour(self._look, place))
                left += width


class PartsLegend(_PartsPicture):
    """Each part on a line: colour, name, what it is, parameters and share."""

    def show_parts(self, parts: tuple[ModelPart, ...]) -> None:
        """Show these parts."""
        self._parts = parts
        descriptions = [
            f"{part.name}: {part.role}, {numbers.count(part.parameters)}" for part in parts
        ]
        self.setAccessibleName("; ".join(descriptions))
        set_tip(self, *descriptions)
        self.updateGeometry()
        self.update()

    @property
    def _line(self) -> int:
        return QFontMetrics(self._look.font(12)).height() + self._look.units(5)

    def sizeHint(self) -> QSize:
        """One line each."""
        return QSize(1, self._line * len(self._parts))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Names at the left, numbers at the right."""
        look = self._look
        with QPainter(self) as painter:
            font = look.font(12)
            metrics = QFontMetrics(font)
            painter.setFont(font)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            line, side, gap = self._line, look.units(9), look.units(7)
            middle = Qt.AlignmentFlag.AlignVCenter
            for place, part in enumerate(self._parts):
                top = place * line
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(part_colour(look, place))
                painter.drawRoundedRect(QRectF(0, top + (line - side) / 2, side, side), 2, 2)
                number = f"{numbers.short_count(part.parameters)} · {numbers.percent(part.share)}"
                width = metrics.horizontalAdvance(number)
                painter.setPen(look.colour("muted"))
                painter.drawText(
                    QRectF(self.width() - width, top, width, line),
                    middle | Qt.AlignmentFlag.AlignRight,
                    number,
                )
                painter.setPen(look.colour("text"))
                room = self.width() - side - 2 * gap - width
                name = part.name if not part.role else f"{part.name}: {part.role}"
                shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
                painter.drawText(QRectF(side + gap, top, max(0, room), line), middle, shown)


class MemoryGauge(_PartsPicture):
    """How much of the free memory the model would take, as a bar that is full at all of it."""

    def __init__(self, look: Theme) -> None:
        super().__init__(look)
        self.setObjectName("memoryGauge")
        self.share = 0.0

    def show_share(self, share: float) -> None:
        """Show a share of the free memory; more than 1 does not fit."""
        self.share = share
        what = tr("{share} of the free memory", share=numbers.percent(share))
        self.setAccessibleName(what)
        set_tip(self, what)
        self.update()

    def sizeHint(self) -> QSize:
        """As thin as the other bars."""
        return QSize(1, self._look.units(8))

    @property
    def filled(self) -> float:
        """The share of the bar that is filled."""
        return max(0.0, min(1.0, self.share))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A track, and what is taken of it."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            area = QRectF(self.rect())
            clip = QPainterPath()
            clip.addRoundedRect(area, area.height() / 2, area.height() / 2)
            painter.setClipPath(clip)
            painter.fillRect(area, self._look.colour("track"))
            name = "bad" if self.share > 1 else "warn" if self.share > _TIGHT else "accent"
            if self.share > 0:
                area.setWidth(max(2.0, area.width() * self.filled))
                painter.fillRect(area, self._look.colour(name))


class WhatIfRow(QWidget):
    """What another value would make of the size, and a button that tries it.

    `tried` carries a path and JSON.
    """

    tried = Signal(str, str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.sentence = Hint("", "small")
        self.button = button(tr("Try it"), "link", name=name)
        self.button.clicked.connect(self._try)
        self._hint: WhatIf | None = None
        row = FlowLayout(self, gap=4)
        row.add_growing(self.sentence)
        row.addWidget(self.button)

    def show_hint(self, hint: WhatIf) -> None:
        """Show one hint."""
        self._hint = hint
        self.sentence.setText(hint.sentence)
        self.button.setAccessibleName(tr("Try it: {sentence}", sentence=hint.sentence))

    @Slot()
    def _try(self) -> None:
        if self._hint is not None:
            self.tried.emit(self._hint.path, self._hint.value)


class FootprintView(QWidget):
    """The two numbers that matter, the gauge of the memory, and what another value would do.

    `hint_wanted` carries a path and JSON: a person clicked what would happen if.
    """

    hint_wanted = Signal(str, str)

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self.setObjectName("footprint")
        self.details = button("", "fold", name="footprintParameters")
        self.details.setCheckable(True)
        self.details.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.details.toggled.connect(self._arrow)
        self._headline = self._memory = ""
        self._brief = self._hinted = self._remedy = False
        self.memory = label("", "small", wrap=True, name="footprintMemory")
        self.bar = MemoryGauge(look)
        self.hint = WhatIfRow("whatIfButton")
        self.hint.tried.connect(self.hint_wanted)
        packed(QVBoxLayout(self), self.details, self.bar, self.memory, self.hint, gap=5)
        self.say(tr("Not counted yet"))

    def say(self, headline: str) -> None:
        """A headline without numbers."""
        self._say(headline)
        self._memory = ""
        self.memory.setText("")
        self.memory.hide()
        self.bar.hide()
        self._show_hint(None)
        self.setAccessibleName(headline)

    def show_counting(self, counting: bool) -> None:
        """The numbers are those of the former settings, or not any more."""
        text = self._memory
        self.memory.setText(tr("{memory} · counting…", memory=text) if counting and text else text)

    def show_verdict(self, verdict: ConfigVerdict) -> None:
        """Show what was counted, or that it could not be."""
        footprint = verdict.footprint
        if footprint is None:
            self.say(tr("Cannot be counted"))
            return
        self._say(
            tr("{parameters} parameters", parameters=numbers.short_count(footprint.parameters))
        )
        set_tip(
            self.details,
            tr(
                "{parameters} parameters: how and why",
                parameters=numbers.count(footprint.parameters),
            ),
        )
        self._memory = memory_line(footprint)
        self.memory.setText(self._memory)
        set_tip(self.memory, footprint.sentence)
        self.memory.show()
        set_role(self.memory, "small" if footprint.fits else "error")
        self.bar.show_share(footprint.run_bytes / max(1, footprint.free_bytes))
        self.bar.show()
        # Where it does not fit, a larger one is no help.
        hints = [hint for hint in verdict.what_ifs if footprint.fits or hint.factor < 1]
        self._show_hint(hints[0] if hints else None, remedy=not footprint.fits)
        self.setAccessibleName(
            tr(
                "{parameters} parameters, {memory}. {judgement}",
                parameters=numbers.count(footprint.parameters),
                memory=memory_line(footprint),
                judgement=footprint.sentence,
            )
        )

    def be_brief(self, on: bool) -> None:
        """Leave out what another value would do, unless it is the way to a model that fits."""
        self._brief = on
        self._place_hint()

    def _show_hint(self, hint: WhatIf | None, *, remedy: bool = False) -> None:
        self._hinted, self._remedy = hint is not None, remedy
        if hint is not None:
            self.hint.show_hint(hint)
        self._place_hint()

    def _place_hint(self) -> None:
        self.hint.setVisible(self._hinted and (self._remedy or not self._brief))

    @property
    def headline(self) -> str:
        """`109.5 M parameters`."""
        return self._headline

    def _say(self, headline: str) -> None:
        self._headline = headline
        self.details.setAccessibleName(tr("{headline}, details", headline=headline))
        self._arrow()

    @Slot()
    def _arrow(self) -> None:
        sign = "▾" if self.details.isChecked() else "▸"
        self.details.setText(f"{sign} {self._headline}")


def memory_line(footprint: Footprint) -> str:
    """`438 MB of weights. To run: 455 MB, 1.9 % of the 24.2 GB free`, or that it does not fit.

    Where what the banner will say of the model rounds to another figure, that one is said too.
    """
    line = _run_line(footprint)
    whole = numbers.bytes_(footprint.float32_bytes + footprint.buffer_bytes)
    if whole == numbers.bytes_(footprint.float32_bytes):
        return line
    return f"{line}. " + tr(
        "With fixed numbers, such as those of positions, {whole} in memory", whole=whole
    )


def _run_line(footprint: Footprint) -> str:
    share = footprint.run_bytes / max(1, footprint.free_bytes)
    sizes = {
        "weights": numbers.bytes_(footprint.float32_bytes),
        "run": numbers.bytes_(footprint.run_bytes),
        "free": numbers.bytes_(footprint.free_bytes),
    }
    if footprint.fits:
        sizes["share"] = numbers.percent(share)
        return tr("{weights} of weights. To run: {run}, {share} of the {free} free", **sizes)
    if share < 2:
        return tr("{weights} of weights. To run: {run}, and only {free} are free", **sizes)
    sizes["times"] = numbers.count(round(share))
    return tr("{weights} of weights. To run: {run}, {times} times the {free} free", **sizes)
