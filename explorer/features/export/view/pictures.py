"""A widget as a picture: PNG with twice the pixels, or SVG whose text stays text."""

from __future__ import annotations

import base64
import html
import math
import re
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QBuffer, QCoreApplication, QEvent, QIODevice, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import (
    QHeaderView,
    QScrollArea,
    QStackedWidget,
    QTableView,
    QTreeView,
    QWidget,
)

from explorer.features.export.view.clipping import cut_off, within_frames
from explorer.text.translation import tr

_MARGIN = 14
_MOST_PIXELS = 60_000_000
"""Of a PNG: 240 MB while it is painted. Larger views get fewer pixels each way."""
_MOST_SIDE = 20_000
"""Pixels of a list that is drawn in full; what follows is left out."""
_MOST_ROUNDS = 6
_MOST_EDGE = 2_400
"""Pixels each way to which a picture of numbers inside a drawing is enlarged."""
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Signs that no XML file may hold, though a text may."""
_TEXT = re.compile(r"<text (?P<how>[^>]*?)\s*>(?P<text>[^<]*)</text>", re.DOTALL)
_CLIP = re.compile(r'<clipPath id="(?P<id>\w+)">(?P<inside>.*?)</clipPath>', re.DOTALL)
_CLIPPED = re.compile(
    r'<g clip-path="url\(#(?P<id>\w+)\)">(?P<inner>\s*<g [^>]*?transform="(?P<at>matrix\([^)]*\))")'
)
_IMAGE = re.compile(
    r'(?P<before><image [^>]*?width="(?P<width>[\d.]+)" height="(?P<height>[\d.]+)"[^>]*?'
    r'base64,)(?P<data>[^"]*)"'
)
_SIZE = re.compile(
    r'width="[\d.]+mm" height="[\d.]+mm"(?P<between>\s+viewBox="0 0 (?P<wide>\d+) (?P<high>\d+)")'
)
"""Millimetres, which readers turn into pixels in different ways."""
_HOW = re.compile(r'font-(family|size|weight|style)="([^"]*)"')


def subject(widget: QWidget) -> QWidget:
    """What is drawn of a widget: of a page that scrolls, all that is on it."""
    if isinstance(widget, QScrollArea):
        return widget.widget() or widget
    layout = widget.layout()
    items = [layout.itemAt(place) for place in range(layout.count())] if layout is not None else []
    parts = [item.widget() for item in items if item is not None]
    # A line above the page that has nothing to say is no part of it.
    shown = [part for part in parts if part is None or not part.isHidden()]
    inner = shown[0] if len(shown) == 1 else None
    if isinstance(inner, QStackedWidget):
        inner = inner.currentWidget()
    elif not isinstance(inner, QScrollArea):
        inner = None
    if inner is None:
        return widget
    whole = subject(inner)
    return whole if whole is not inner else widget


def png(widget: QWidget, background: QColor, margin: int = _MARGIN) -> bytes:
    """A widget and everything in it as the bytes of a PNG."""
    with _in_full(widget) as drawn:
        size = _with_margin(drawn.size(), margin)
        scale = min(2.0, (_MOST_PIXELS / max(1, size.width() * size.height())) ** 0.5)
        image = QImage(size * scale, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(scale)
        image.fill(background)
        painter = QPainter(image)
        _render(drawn, painter, margin)
        painter.end()
    image.setText(tr("Title"), widget.accessibleName())
    image.setText(tr("Description"), widget.accessibleDescription())
    return _as_png(image)


def svg(widget: QWidget, background: QColor, margin: int = _MARGIN) -> bytes:
    """A widget as the bytes of an SVG 1.1: lines and text as such, pictures of numbers inside."""
    text, missed = _drawn(widget, background, margin, frozenset())
    if missed:
        text, _ = _drawn(widget, background, margin, missed)
    return settled(text).encode("utf-8")


def _drawn(
    widget: QWidget, background: QColor, margin: int, as_pictures: frozenset[int]
) -> tuple[str, frozenset[int]]:
    """The text of a drawing, and the marks in it that nothing could be cut off at."""
    from PySide6.QtSvg import QSvgGenerator

    buffer = QBuffer()
    with _in_full(widget) as drawn:
        size = _with_margin(drawn.size(), margin)
        generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)  # Tiny 1.2 cannot clip
        generator.setOutputDevice(buffer)
        generator.setSize(size)
        generator.setViewBox(_whole(size))
        generator.setResolution(96)  # so that a pixel stays a pixel
        generator.setTitle(widget.accessibleName())  # which escapes both itself
        generator.setDescription(widget.accessibleDescription())
        painter = QPainter(generator)
        painter.fillRect(_whole(size), background)
        with cut_off(drawn, as_pictures):
            _render(drawn, painter, margin)
        painter.end()
    return within_frames(bytes(buffer.data().data()).decode("utf-8"))


def settled(text: str) -> str:
    """An SVG that looks alike where the fonts are others, and that every reader takes.

    Each text keeps the width that it had here, so that nothing overlaps; enlarged pictures of
    numbers keep their edges; what no XML file may hold goes.
    """
    text = _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
    text = _SIZE.sub(r'width="\g<wide>" height="\g<high>"\g<between>', text, count=1)
    text = _placed_clips(text)
    text = _IMAGE.sub(_with_edges, text)
    text = _TEXT.sub(_kept_wide, text)
    return re.sub(r'font-family="([^",]+)"', r'font-family="\1, sans-serif"', text)


def _placed_clips(text: str) -> str:
    """Clips where they were set: Qt writes them in the coordinates of what is painted at that
    moment, and refers to them from outside of these (measured with 6.11: other readers than Qt's
    own, which knows no clips, left out most of a window)."""
    placed: dict[tuple[str, str], str] = {}

    def refer(match: re.Match[str]) -> str:
        key = match["id"], match["at"]
        name = placed.setdefault(key, f"{match['id']}-{len(placed)}")
        return f'<g clip-path="url(#{name})">{match["inner"]}'

    text = _CLIPPED.sub(refer, text)

    def define(match: re.Match[str]) -> str:
        clips = [
            f'<clipPath id="{name}" transform="{at}">{match["inside"]}</clipPath>'
            for (id_, at), name in placed.items()
            if id_ == match["id"]
        ]
        return "\n".join(clips) or match[0]

    return _CLIP.sub(define, text)


def _kept_wide(match: re.Match[str]) -> str:
    written = html.unescape(match["text"])
    if len(written.strip()) < 2:
        return match[0]
    how = dict(_HOW.findall(match["how"]))
    font = QFont(html.unescape(how.get("family", "")).strip("'"))
    font.setPixelSize(max(1, round(float(how.get("size", "13")))))
    font.setWeight(QFont.Weight(int(how.get("weight", "400"))))
    font.setItalic(how.get("style", "normal") != "normal")
    wide = QFontMetricsF(font).horizontalAdvance(written)
    width_attributes = f'textLength="{wide:.2f}" lengthAdjust="spacingAndGlyphs"'
    return f"<text {match['how']} {width_attributes}>{match['text']}</text>"


def _with_edges(match: re.Match[str]) -> str:
    """A picture of numbers with a few pixels for each: viewers would blur one for each."""
    image = QImage.fromData(base64.b64decode(match["data"]))
    wide, high = float(match["width"]), float(match["height"])
    times = min(
        math.ceil(2 * max(wide / max(1, image.width()), high / max(1, image.height()))),
        _MOST_EDGE // max(1, image.width(), image.height()),
    )
    if image.isNull() or times < 2:
        return match[0]
    data = _as_png(image.scaled(image.size() * times))
    return f'{match["before"]}{base64.b64encode(data).decode("ascii")}"'


def _as_png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]
        raise OSError(0, tr("the picture could not be made"))
    return bytes(buffer.data().data())


def _render(widget: QWidget, painter: QPainter, margin: int) -> None:
    flags = QWidget.RenderFlag.DrawChildren
    if widget.isWindow():
        flags |= QWidget.RenderFlag.DrawWindowBackground
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    widget.render(painter, QPoint(margin, margin), renderFlags=flags)


def _with_margin(size: QSize, margin: int) -> QSize:
    return size + QSize(2 * margin, 2 * margin)


def _whole(size: QSize) -> QRect:
    return QRect(QPoint(0, 0), size)


@contextmanager
def _in_full(widget: QWidget) -> Iterator[QWidget]:
    """The widget as large as all that it holds; afterwards as it was. Paints nothing meanwhile."""
    drawn = subject(widget)
    for _ in range(_MOST_ROUNDS):  # what was filled just now is laid out, and what that asks for
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    if not isinstance(drawn, (QTreeView, QTableView)):
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
