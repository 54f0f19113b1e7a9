"""Widgets of which only a part is in sight, while a drawing is made.

A drawing knows the clips that a painter sets, but not that a scrolled page is cut off by its
frame: what is half out of sight would lie over its neighbours. Such widgets alone are drawn as
pictures of their visible part; all others stay lines and text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QRegion
from PySide6.QtWidgets import QAbstractScrollArea, QScrollArea, QWidget

from explorer.texts import tr

_SCALE = 2.0
_MARK = tr("transformer-explorer list ")
_BEGIN = re.compile(
    r'<g [^>]*?transform="(?P<at>matrix\([^)]*\))"[^>]*>\s*<text [^>]*>'
    rf"{_MARK}begin (?P<number>\d+) (?P<wide>\d+) (?P<high>\d+)</text>\s*</g>"
)
_END = rf"<g [^>]*>\s*<text [^>]*>{_MARK}end {{}}</text>\s*</g>"
_ANY = re.compile(rf"<text [^>]*>{_MARK}[^<]*</text>")


class _Cuts(QObject):
    """Paints the pictures instead of the widgets, and marks where a list begins and ends."""

    def __init__(self) -> None:
        super().__init__()
        self.pictures: dict[QWidget, tuple[QPoint, QImage]] = {}
        self.lists: dict[QWidget, int] = {}
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
        number = self.lists[watched]
        _mark(
            watched,
            tr(
                "{mark}begin {number} {watched} {watched2}",
                mark=_MARK,
                number=number,
                watched=watched.width(),
                watched2=watched.height(),
            ),
        )
        self._inside = True
        try:
            QCoreApplication.sendEvent(watched, event)
        finally:
            self._inside = False
        _mark(watched, tr("{mark}end {number}", mark=_MARK, number=number))
        return True


def _mark(widget: QWidget, text: str) -> None:
    painter = QPainter(widget)
    painter.setPen(QColor("#010203"))  # a colour of its own, so that it stands in its own group
    painter.drawText(0, 0, text)
    painter.end()


@contextmanager
def cut_off(root: QWidget) -> Iterator[None]:
    """Inside, every widget of `root` that is partly out of sight paints its visible part alone.

    What lists and texts paint is put between marks, for `within_frames`.
    """
    cuts = _Cuts()
    for widget in root.findChildren(QWidget):
        seen = _in_sight(widget, root)
        if seen is not None:
            cuts.pictures[widget] = seen.topLeft(), _picture(widget, seen)
        elif _scrolls(widget):
            cuts.lists[widget] = len(cuts.lists)
    for widget in (*cuts.pictures, *cuts.lists):
        widget.installEventFilter(cuts)
    try:
        yield
    finally:
        for widget in (*cuts.pictures, *cuts.lists):
            widget.removeEventFilter(cuts)


def _scrolls(widget: QWidget) -> bool:
    """Whether it is the inside of a list or a text, which may paint over its own edge."""
    area = widget.parentWidget()
    return (
        isinstance(area, QAbstractScrollArea)
        and not isinstance(area, QScrollArea)
        and area.viewport() is widget
    )


def within_frames(text: str) -> str:
    """An SVG in which what stands between two marks is cut off at the frame of its list."""
    for begin in list(_BEGIN.finditer(text)):
        end = re.search(_END.format(begin["number"]), text, re.DOTALL)
        start = text.find(begin[0])
        if end is None or start < 0:
            continue
        between = text[start + len(begin[0]) : end.start()]
        if between.count("<g") != between.count("</g>"):
            continue
        name = f"list-{begin['number']}"
        clip = (
            f'<clipPath id="{name}"><rect width="{begin["wide"]}" height="{begin["high"]}" '
            f'transform="{begin["at"]}"/></clipPath><g clip-path="url(#{name})">'
        )
        text = f"{text[:start]}{clip}{between}</g>{text[end.end() :]}"
    return _ANY.sub("", text)


def _in_sight(widget: QWidget, root: QWidget) -> QRect | None:
    """The part of a widget that its frames leave, None where that is all of it or nothing."""
    if not widget.isVisibleTo(root):
        return None
    whole = seen = widget.rect()
    over = widget.parentWidget()
    while over is not None:
        place = widget.mapTo(over, QPoint(0, 0))
        seen = seen.intersected(over.rect().translated(-place))
        if over is root:
            break
        over = over.parentWidget()
    return seen if not seen.isEmpty() and seen != whole else None


def _picture(widget: QWidget, part: QRect) -> QImage:
    image = QImage(part.size() * _SCALE, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(_SCALE)
    image.fill(Qt.GlobalColor.transparent)
    widget.render(image, QPoint(0, 0), QRegion(part), QWidget.RenderFlag(0))
    return image
