"""A widget as a picture: PNG with twice the pixels, or PDF whose text stays text.

A drawing that paints itself, and has nothing in it that would have to be cut off, is an SVG as
well.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import (
    QBuffer,
    QCoreApplication,
    QEvent,
    QIODevice,
    QMarginsF,
    QPoint,
    QRect,
    QSize,
    QSizeF,
    Qt,
)
from PySide6.QtGui import QColor, QImage, QPageSize, QPainter, QPdfWriter
from PySide6.QtWidgets import (
    QHeaderView,
    QScrollArea,
    QStackedWidget,
    QTableView,
    QTreeView,
    QWidget,
)

from explorer.text.translation import tr
from explorer.widgets.accessibility import Picture

_MARGIN = 14
_MOST_PIXELS = 60_000_000
"""Of a PNG: 240 MB while it is painted. Larger views get fewer pixels each way."""
_MOST_SIDE = 20_000
"""Pixels of a list that is drawn in full; what follows is left out."""
_MOST_ROUNDS = 6
_PIXELS_PER_INCH = 96  # so that a pixel stays a pixel


def subject(widget: QWidget) -> QWidget:
    """What is drawn of a widget: of a page that scrolls, all that is on it."""
    if isinstance(widget, QScrollArea):
        return widget.widget() or widget
    shown = _shown(widget)
    if len(shown) != 1:
        return widget
    inner = shown[0]
    if isinstance(inner, QStackedWidget):
        front = inner.currentWidget()
        return subject(front) if front is not None else widget
    return subject(inner) if isinstance(inner, QScrollArea) else widget


def _shown(widget: QWidget) -> list[QWidget | None]:
    """What is in sight of a column; None for room.

    A line above a page that has nothing to say is hidden, and no part of it.
    """
    layout = widget.layout()
    if layout is None:
        return []
    # Not by its items: what wraps one outlives it, and is given out for the next at its address.
    parts = [
        child
        for child in widget.children()
        if isinstance(child, QWidget) and layout.indexOf(child) >= 0
    ]
    room = [None] * (layout.count() - len(parts))
    return [*(part for part in sorted(parts, key=layout.indexOf) if _has_something(part)), *room]


def _has_something(part: QWidget) -> bool:
    """Whether a part is shown, and is no place that was kept for what is hidden."""
    inner = [child for child in part.children() if isinstance(child, QWidget)]
    is_place = type(part) is QWidget and bool(inner)
    return not part.isHidden() and not (is_place and all(child.isHidden() for child in inner))


def _parts(widget: QWidget) -> list[QWidget | None]:
    """The same, of pages on each other the one in front."""
    return [
        part.currentWidget() if isinstance(part, QStackedWidget) else part
        for part in _shown(widget)
    ]


def png(widget: QWidget, background: QColor, margin: int = _MARGIN) -> bytes:
    """A widget and everything in it as the bytes of a PNG."""
    with _in_full(widget) as drawn:
        size = _with_margin(drawn.size(), margin)
        scale = min(2.0, (_MOST_PIXELS / max(1, size.width() * size.height())) ** 0.5)
        image = QImage(size * scale, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(scale)
        image.fill(background)
        with QPainter(image) as painter:
            painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
            # No ground of its own: a window would paint that of the theme over this one.
            flags = QWidget.RenderFlag.DrawChildren
            drawn.render(painter, QPoint(margin, margin), renderFlags=flags)
    image.setText(tr("Title"), widget.accessibleName())
    image.setText(tr("Description"), widget.accessibleDescription())
    return _as_png(image)


def pdf(widget: QWidget, background: QColor, margin: int = _MARGIN) -> bytes:
    """A widget as the bytes of a PDF of one page: lines and text as such, sharp at any size."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    with _in_full(widget) as drawn:
        size = _with_margin(drawn.size(), margin)
        writer = QPdfWriter(buffer)
        writer.setResolution(_PIXELS_PER_INCH)
        points = QSizeF(size) * 72 / _PIXELS_PER_INCH
        exact = QPageSize.SizeMatchPolicy.ExactMatch
        writer.setPageSize(QPageSize(points, QPageSize.Unit.Point, "", exact))
        writer.setPageMargins(QMarginsF())
        writer.setTitle(widget.accessibleName())
        with QPainter(writer) as painter:
            # Numbers, no photograph.
            painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
            painter.fillRect(QRect(QPoint(), size), background)
            painter.translate(margin, margin)
            _draw_clipped(drawn, painter)
    return bytes(buffer.data().data())


def svg(drawing: Picture, background: QColor, margin: int = _MARGIN) -> bytes:
    """A drawing as the bytes of an SVG: lines and text as such, to be edited elsewhere."""
    from PySide6.QtSvg import QSvgGenerator

    buffer = QBuffer()
    # Qt cuts the drawing off at its own edge in the coordinates of the page, whatever the painter
    # was moved by: the drawing stays where these begin, and the page begins before.
    page = QRect(QPoint(), drawing.size()).adjusted(-margin, -margin, margin, margin)
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setSize(page.size())
    generator.setViewBox(page)
    generator.setResolution(_PIXELS_PER_INCH)
    generator.setTitle(drawing.accessibleName())
    generator.setDescription(drawing.accessibleDescription())
    with QPainter(generator) as painter:
        painter.fillRect(page, background)
        drawing.render(painter, QPoint(), renderFlags=QWidget.RenderFlag(0))
    return bytes(buffer.data().data())


def _draw_clipped(widget: QWidget, painter: QPainter) -> None:
    """A widget and what is in sight of its children.

    `QWidget.render` draws children in full: what it cuts them off with (the system's clip) is
    unknown to a PDF, so that a page that scrolls would be over its neighbours.
    """
    painter.save()
    painter.setClipRect(widget.rect(), Qt.ClipOperation.IntersectClip)
    widget.render(painter, QPoint(), renderFlags=QWidget.RenderFlag(0))
    for child in widget.children():
        if isinstance(child, QWidget) and child.isVisibleTo(widget) and not child.isWindow():
            painter.save()
            painter.translate(child.pos())
            _draw_clipped(child, painter)
            painter.restore()
    painter.restore()


def _as_png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]
        raise OSError(0, tr("the picture could not be made"))
    return bytes(buffer.data().data())


def _with_margin(size: QSize, margin: int) -> QSize:
    return size + QSize(2 * margin, 2 * margin)


@contextmanager
def _in_full(widget: QWidget) -> Iterator[QWidget]:
    """The widget as large as all that it holds; afterwards as it was. Paints nothing meanwhile."""
    drawn = subject(widget)
    for _ in range(_MOST_ROUNDS):  # what was filled just now is laid out, and what that asks for
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    if not isinstance(drawn, (QTreeView, QTableView)):
        with _unscrolled(drawn):
            yield drawn
        return
    before = drawn.size()
    bars = drawn.horizontalScrollBar(), drawn.verticalScrollBar()
    places = [scroll_bar.value() for scroll_bar in bars]
    policies = drawn.horizontalScrollBarPolicy(), drawn.verticalScrollBarPolicy()
    drawn.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    drawn.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    heads, frame = _heads(drawn), 2 * drawn.frameWidth()
    drawn.resize(
        min(_MOST_SIDE, max(before.width(), heads.length() + frame)),
        min(_MOST_SIDE, heads.sizeHint().height() + _high(drawn) + frame),
    )
    try:
        yield drawn
    finally:
        drawn.resize(before)
        drawn.setHorizontalScrollBarPolicy(policies[0])
        drawn.setVerticalScrollBarPolicy(policies[1])
        for bar, place in zip(bars, places, strict=True):
            bar.setValue(place)


@contextmanager
def _unscrolled(widget: QWidget) -> Iterator[None]:
    """A column with a page that scrolls among other parts, so high that nothing is scrolled."""
    pages = [part for part in _parts(widget) if isinstance(part, QScrollArea)]
    bars = [(page.verticalScrollBar(), page.verticalScrollBar().value()) for page in pages]
    before = widget.size()
    missing = min(_MOST_SIDE, sum(bar.maximum() for bar, _ in bars))
    widget.resize(before + QSize(0, missing))
    try:
        yield
    finally:
        widget.resize(before)
        for bar, place in bars:
            bar.setValue(place)


def _heads(view: QTreeView | QTableView) -> QHeaderView:
    return view.header() if isinstance(view, QTreeView) else view.horizontalHeader()


def _high(view: QTreeView | QTableView) -> int:
    if isinstance(view, QTableView):
        return view.verticalHeader().length()
    height, index = 0, view.model().index(0, 0)
    while index.isValid() and height < _MOST_SIDE:
        height += view.rowHeight(index)
        index = view.indexBelow(index)
    return height
