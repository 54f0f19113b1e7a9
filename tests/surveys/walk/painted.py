"""The text that our own widgets paint: is it inside, apart, and in colours that can be read?

`QPainter.drawText` tells where each text goes and in which colour while a widget is rendered; what
is behind it is seen by rendering once more without any text.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPolygonF
from PySide6.QtWidgets import QAbstractItemView, QWidget

from explorer.widgets.accessibility import Picture
from tests.surveys.walk.colours import contrast
from tests.surveys.walk.findings import Findings, visible
from tests.surveys.walk.fitting import bare

_INSIDE = 2.5
"""Pixels that a glyph may reach beyond the edge of its widget."""
_SHARED = 0.2
"""The share of the smaller of two texts that the other may cover before they run together."""


@dataclass(frozen=True)
class Drawn:
    """One text as it was painted, in the coordinates of its widget."""

    text: str
    area: QPolygonF
    colour: QColor
    size: int


@contextmanager
def _listening(drawn: list[Drawn], *, silent: bool = False) -> Iterator[None]:
    """While this lasts, texts are noted; `silent` keeps them off the picture."""
    real = QPainter.drawText

    def draw(painter: QPainter, *args: Any) -> Any:
        area, text = _where(painter, args)
        if text.strip():
            placed = painter.worldTransform().map(QPolygonF(area))
            colour = painter.pen().color()
            seen = Drawn(text, placed, colour, painter.font().pixelSize())
            # At the edge of two strips of a picture it is painted in both.
            if seen not in drawn:
                drawn.append(seen)
        return None if silent else real(painter, *args)

    QPainter.drawText = draw  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        QPainter.drawText = real  # type: ignore[method-assign]


def _where(painter: QPainter, args: tuple[Any, ...]) -> tuple[QRectF, str]:
    metrics = QFontMetricsF(painter.font())
    first, text = args[0], next(one for one in reversed(args) if isinstance(one, str))
    wide, high = metrics.horizontalAdvance(text), metrics.height()
    if isinstance(first, QPointF | QPoint):
        return QRectF(first.x(), first.y() - metrics.ascent(), wide, high), text
    if isinstance(first, int | float):
        return QRectF(first, args[1] - metrics.ascent(), wide, high), text
    room = QRectF(first)
    flags = int(args[1].value if hasattr(args[1], "value") else args[1]) if len(args) == 3 else 0
    if flags & Qt.TextFlag.TextWordWrap.value or "\n" in text:
        return room, text
    x, y = room.x(), room.y()
    if flags & Qt.AlignmentFlag.AlignRight.value:
        x = room.right() - wide
    elif flags & Qt.AlignmentFlag.AlignHCenter.value:
        x = room.center().x() - wide / 2
    if flags & Qt.AlignmentFlag.AlignVCenter.value:
        y = room.center().y() - high / 2
    elif flags & Qt.AlignmentFlag.AlignBottom.value:
        y = room.bottom() - high
    return QRectF(x, y, wide, high), text


def paints_itself(widget: QWidget) -> bool:
    """Whether text of this widget is painted by code of ours."""
    parent = widget.parentWidget()
    if isinstance(parent, QAbstractItemView) and parent.viewport() is widget:
        return type(parent.itemDelegate()).__module__.startswith("explorer")
    return type(widget).__module__.startswith("explorer") and any(
        "paintEvent" in vars(kind)
        for kind in type(widget).__mro__
        if kind.__module__.startswith("explorer")
    )


def look_at(widget: QWidget) -> tuple[list[Drawn], QImage]:
    """What a widget paints as text, and what is behind it."""
    drawn: list[Drawn] = []
    behind = QImage(widget.size(), QImage.Format.Format_RGB32)
    behind.fill(_ground(widget))
    with _listening(drawn, silent=True):
        flags = QWidget.RenderFlag.DrawWindowBackground
        widget.render(behind, QPoint(), QRect(QPoint(), widget.size()), flags)
    return drawn, behind


def _ground(widget: QWidget) -> QColor:
    """The colour behind a widget that has no background."""
    window = widget.window()
    holder = QImage(1, 1, QImage.Format.Format_RGB32)
    place = widget.mapTo(window, QPoint(0, 0))
    holder.fill(window.palette().window().color())
    one: QWidget | None = widget.parentWidget()
    while one is not None and not one.isWindow():
        if one.property("role") in ("card", "banner", "status", "popup"):
            return QColor(one.palette().base().color())
        one = one.parentWidget()
    del place
    return holder.pixelColor(0, 0)


def check_painted(root: QWidget, place: str, found: Findings, least: float, pale: Findings) -> None:
    """All painted text is inside and apart; what has less contrast than `least` goes to `pale`."""
    for widget in visible(root):
        if not paints_itself(widget) or widget.size().isEmpty():
            continue
        drawn, behind = look_at(widget)
        room = QRectF(widget.rect()).adjusted(-_INSIDE, -_INSIDE, _INSIDE, _INSIDE)
        view = isinstance(widget.parentWidget(), QAbstractItemView)
        for one in drawn:
            found.seen += 1
            box = one.area.boundingRect()
            if view and not room.intersects(box):
                continue
            if view:
                room.setTop(min(room.top(), box.top()))
                room.setBottom(max(room.bottom(), box.bottom()))
            if not room.contains(box):
                found.add("painted text is cut at the edge", widget, f"{place}: {one.text!r}")
            if isinstance(widget, Picture) and not _whole_in_tip(one, widget):
                found.add("shortened, and no tool tip has it", widget, f"{place}: {one.text!r}")
            _contrast(one, behind, widget, place, pale, least)
        _apart(drawn, widget, place, found)


def _whole_in_tip(one: Drawn, widget: Picture) -> bool:
    """Whether the mouse over what a picture shortened tells how it continues."""
    begins, shortened, _ = one.text.partition("…")
    tip = bare(widget.tip_at(one.area.boundingRect().center()) or widget.toolTip())
    # A sentence may begin with it, with a capital letter.
    has_it = bool(tip) and " ".join(begins.split()).casefold() in tip.casefold()
    return has_it or not shortened


def _apart(drawn: list[Drawn], widget: QWidget, place: str, found: Findings) -> None:
    for index, one in enumerate(drawn[:150]):
        box = one.area.boundingRect()
        for other in drawn[index + 1 : 150]:
            if not box.intersects(other.area.boundingRect()):
                continue
            shared = _area(one.area.intersected(other.area))
            if shared > _SHARED * min(_area(one.area), _area(other.area)):
                texts = f"{place}: {one.text!r} and {other.text!r}"
                found.add("painted texts run together", widget, texts)


def _area(polygon: QPolygonF) -> float:
    corners = (polygon.at(place) for place in range(polygon.size()))
    points = [(one.x(), one.y()) for one in corners]
    return abs(
        sum(
            x * points[(i + 1) % len(points)][1] - points[(i + 1) % len(points)][0] * y
            for i, (x, y) in enumerate(points)
        )
        / 2
    )


def _contrast(
    one: Drawn, behind: QImage, widget: QWidget, place: str, found: Findings, least: float
) -> None:
    """The text against the colour that is commonest behind it."""
    box = one.area.boundingRect().toAlignedRect().intersected(behind.rect())
    if box.isEmpty():
        return
    counts: dict[int, int] = {}
    for step in range(25):
        x = box.x() + box.width() * (step % 5 * 2 + 1) // 10
        y = box.y() + box.height() * (step // 5 * 2 + 1) // 10
        colour = behind.pixel(min(x, box.right()), min(y, box.bottom()))
        counts[colour] = counts.get(colour, 0) + 1
    ground = QColor(max(counts, key=lambda colour: counts[colour]))
    ratio = contrast(one.colour.name(), ground.name())
    if ratio < least:
        pair = f"{one.colour.name()} on {ground.name()}, {ratio:.1f}"
        found.add(f"painted text of too little contrast: {pair}", widget, f"{place}: {one.text!r}")
