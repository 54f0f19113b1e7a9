"""Widgets of which only a part is in sight, while a drawing is made.

A drawing knows the clips that a painter sets, but not that a scrolled page is cut off by its
frame: what is half out of sight would lie over its neighbours. So what such widgets paint is put
between marks, and cut off there at what is in sight of them; lines stay lines, text stays text.
Only what cannot be cut off so, because its groups do not close between its marks, is drawn once
more as a picture of its visible part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QRegion
from PySide6.QtWidgets import QAbstractScrollArea, QScrollArea, QWidget

_SCALE = 2.0
_MARK = "transformer-explorer list "
_BEGIN = re.compile(
    r'<g [^>]*?transform="(?P<at>matrix\([^)]*\))"[^>]*>\s*<text [^>]*>'
    rf"{_MARK}begin (?P<number>\d+) (?P<x>\d+) (?P<y>\d+) (?P<wide>\d+) (?P<high>\d+)</text>"
    r"\s*</g>"
)
_END = rf"<g [^>]*>\s*<text [^>]*>{_MARK}end {{}}</text>\s*</g>"
_ANY = re.compile(rf"<text [^>]*>{_MARK}[^<]*</text>")


class _Cuts(QObject):
    """Marks where a widget begins and ends to paint; paints pictures instead of some."""

    def __init__(self) -> None:
        super().__init__()
        self.pictures: dict[QWidget, tuple[QPoint, QImage]] = {}
        self.marked: dict[QWidget, tuple[int, QRect]] = {}
        self._inside = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Draw what was kept of a widget, where it is to be painted."""
        if event.type() != QEvent.Type.Paint or not isinstance(watched, QWidget) or self._inside:
            return False
        if watched in self.pictures:
            place, image = self.pictures[watched]
            painter = QPainter(watched)
            painter.drawImage(place, image)
            painter.end()
            return True
        number, visible_rect = self.marked[watched]
        edges = (
            f"{visible_rect.x()} {visible_rect.y()} {visible_rect.width()} {visible_rect.height()}"
        )
        _mark(watched, f"{_MARK}begin {number} {edges}")
        self._inside = True
        try:
            QCoreApplication.sendEvent(watched, event)
        finally:
            self._inside = False
        _mark(watched, f"{_MARK}end {number}")
        return True


def _mark(widget: QWidget, text: str) -> None:
    painter = QPainter(widget)
    painter.setPen(QColor("#010203"))  # a colour of its own, so that it stands in its own group
    painter.drawText(0, 0, text)
    painter.end()


@contextmanager
def cut_off(root: QWidget, as_pictures: frozenset[int] = frozenset()) -> Iterator[None]:
    """Inside, what lists, texts and partly hidden widgets of `root` paint stands between marks.

    `as_pictures` are the numbers of marks that `within_frames` could not make use of: those
    widgets paint a picture of their visible part.
    """
    cuts = _Cuts()
    for widget in root.findChildren(QWidget):
        visible_rect = _in_sight(widget, root)
        if visible_rect is None and _scrolls(widget):
            visible_rect = widget.rect()
        if visible_rect is None:
            continue
        number = len(cuts.marked)
        cuts.marked[widget] = number, visible_rect
        if number in as_pictures:
            cuts.pictures[widget] = visible_rect.topLeft(), _picture(widget, visible_rect)
    for widget in cuts.marked:
        widget.installEventFilter(cuts)
    try:
        yield
    finally:
        for widget in cuts.marked:
            widget.removeEventFilter(cuts)


def _scrolls(widget: QWidget) -> bool:
    """Whether it is the inside of a list or a text, which may paint over its own edge."""
    area = widget.parentWidget()
    return (
        isinstance(area, QAbstractScrollArea)
        and not isinstance(area, QScrollArea)
        and area.viewport() is widget
    )


def within_frames(text: str) -> tuple[str, frozenset[int]]:
    """An SVG in which what stands between two marks is cut off at what is in sight there.

    Also the numbers of the marks between which groups do not close, so that nothing was cut off.
    """
    missed = set()
    for begin in list(_BEGIN.finditer(text)):
        end = re.search(_END.format(begin["number"]), text, re.DOTALL)
        start = text.find(begin[0])
        between = text[start + len(begin[0]) : end.start()] if end is not None else ""
        if end is None or start < 0 or between.count("<g") != between.count("</g>"):
            missed.add(int(begin["number"]))
            continue
        name = f"list-{begin['number']}"
        edges = " ".join(
            f'{key}="{begin[group]}"'
            for key, group in (("x", "x"), ("y", "y"), ("width", "wide"), ("height", "high"))
        )
        clip = (
            f'<clipPath id="{name}"><rect {edges} transform="{begin["at"]}"/></clipPath>'
            f'<g clip-path="url(#{name})">'
        )
        text = f"{text[:start]}{clip}{between}</g>{text[end.end() :]}"
    return _ANY.sub("", text), frozenset(missed)


def _in_sight(widget: QWidget, root: QWidget) -> QRect | None:
    """The part of a widget that its frames leave, None where that is all of it or nothing."""
    if not widget.isVisibleTo(root):
        return None
    whole = visible_rect = widget.rect()
    over = widget.parentWidget()
    while over is not None:
        place = widget.mapTo(over, QPoint(0, 0))
        visible_rect = visible_rect.intersected(over.rect().translated(-place))
        if over is root:
            break
        over = over.parentWidget()
    return visible_rect if not visible_rect.isEmpty() and visible_rect != whole else None


def _picture(widget: QWidget, part: QRect) -> QImage:
    image = QImage(part.size() * _SCALE, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(_SCALE)
    image.fill(Qt.GlobalColor.transparent)
    widget.render(image, QPoint(0, 0), QRegion(part), QWidget.RenderFlag(0))
    return image
