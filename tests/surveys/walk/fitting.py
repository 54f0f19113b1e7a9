"""Is any text clipped, does anything overlap, is anything out of reach?

What is shortened with an ellipsis must have the whole text in its tool tip; what is outside its
column must be within reach of a scroll bar.
"""

from __future__ import annotations

import html
import re
from typing import cast

from PySide6.QtCore import QAbstractItemModel, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QScrollArea,
    QScrollBar,
    QSplitter,
    QStackedWidget,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QTabWidget,
    QTextEdit,
    QWidget,
)

from explorer.widgets.accessibility import Picture
from explorer.widgets.elided import ElidedLabel
from tests.surveys.walk.findings import Findings, visible

_BREAKS = re.compile(r"[\s\u200b]+|(?<=[-/])")
"""Where a line may end."""
_SLACK = 2
"""Pixels by which a style may round."""
_ROWS = 25
"""Rows and columns of a list or table that are looked at."""


def check_fit(root: QWidget, place: str, found: Findings) -> None:
    """Look at everything that is shown in a window or dialog."""
    for widget in visible(root):
        if isinstance(widget, QScrollBar):
            continue
        _text(widget, place, found)
        _reach(widget, root, place, found)
        _siblings(widget, place, found)


def bare(text: str) -> str:
    """A tool tip without its markup, spaces folded."""
    if text.startswith("<html>"):
        text = html.unescape(re.sub(r"<[^>]*>", " ", text))
    return " ".join(text.split())


def told_elsewhere(widget: QWidget, text: str) -> bool:
    """Whether the tool tip of a widget has the whole of a text."""
    return bool(text) and " ".join(text.split()) in bare(widget.toolTip())


# -- the text of one widget --------------------------------------------------------------------


def _text(widget: QWidget, place: str, found: Findings) -> None:
    if isinstance(widget, QLabel):
        _label(widget, place, found)
    elif isinstance(widget, QAbstractButton):
        _button(widget, place, found)
    elif isinstance(widget, QComboBox):
        _box(widget, place, found)
    elif isinstance(widget, QTabBar):
        _tabs(widget, place, found)
    elif isinstance(widget, QHeaderView):
        _header(widget, place, found)
    elif isinstance(widget, QAbstractItemView):
        _items(widget, place, found)
    elif isinstance(widget, QAbstractSpinBox):
        line = widget.lineEdit()
        need = widget.fontMetrics().horizontalAdvance(widget.text())
        if line.width() < need:
            found.add(f"number clipped: {need} in {line.width()}", widget, place)
    elif isinstance(widget, QLineEdit):
        _line(widget, place, found)
    elif isinstance(widget, QTextEdit | QPlainTextEdit):
        _editor(widget, place, found)


def _label(widget: QLabel, place: str, found: Findings) -> None:
    text = widget.text()
    if not text or not widget.pixmap().isNull():
        return
    found.seen += 1
    size, hint = widget.size(), widget.sizeHint()
    if isinstance(widget, ElidedLabel):  # shortens itself
        if size.width() < hint.width() - _SLACK and not told_elsewhere(widget, text):
            found.add("shortened, and no tool tip has the whole", widget, place)
        hint.setWidth(0)
    metrics = QFontMetrics(widget.font())
    if widget.wordWrap():
        around = hint.width() - _inner(widget, hint).width()
        longest = max((metrics.horizontalAdvance(one) for one in _BREAKS.split(text)), default=0)
        if longest + around > size.width() + _SLACK:
            found.add(f"a word of {longest} clipped in {size.width()}", widget, place)
        need = widget.heightForWidth(size.width())
        if need > size.height() + _SLACK:
            found.add(f"lines clipped: {need} in {size.height()}", widget, place)
        return
    if hint.width() > size.width() + _SLACK:
        found.add(f"text clipped: {hint.width()} in {size.width()}", widget, place)
    if hint.height() > size.height() + _SLACK:
        found.add(f"text clipped in height: {hint.height()} in {size.height()}", widget, place)


def _inner(widget: QLabel, size: QSize) -> QSize:
    margins = widget.contentsMargins()
    return size - QSize(margins.left() + margins.right(), 0)


def _button(widget: QAbstractButton, place: str, found: Findings) -> None:
    text = widget.text()
    if not text:
        return
    found.seen += 1
    size, hint = widget.size(), widget.sizeHint()
    whole = getattr(widget, "whole", None)
    if isinstance(whole, str):
        if "…" in text and "…" not in whole and not told_elsewhere(widget, whole):
            found.add("shortened, and no tool tip has the whole", widget, place)
        hint.setWidth(0)
    if hint.width() > size.width() + _SLACK:
        found.add(f"text clipped: {hint.width()} in {size.width()}", widget, place)
    if hint.height() > size.height() + _SLACK:
        found.add(f"text clipped in height: {hint.height()} in {size.height()}", widget, place)


def _box(widget: QComboBox, place: str, found: Findings) -> None:
    found.seen += 1
    option = QStyleOptionComboBox()
    widget.initStyleOption(option)
    field = widget.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, widget
    )
    metrics = QFontMetrics(widget.font())
    need = metrics.horizontalAdvance(widget.currentText())
    if need > field.width() + _SLACK and not told_elsewhere(widget, widget.currentText()):
        found.add(f"choice clipped: {need} in {field.width()}", widget, place)
    if field.width() < metrics.averageCharWidth() * 3:
        found.add(f"a box too narrow to read: {field.width()}", widget, place)
    if metrics.height() > field.height() + _SLACK:
        found.add(f"choice clipped in height: {metrics.height()}, {field.height()}", widget, place)


def _tabs(widget: QTabBar, place: str, found: Findings) -> None:
    for index in range(widget.count()):
        found.seen += 1
        need = QFontMetrics(widget.font()).horizontalAdvance(widget.tabText(index))
        area = widget.tabRect(index)
        text = widget.tabText(index)
        if need > area.width() and not widget.tabToolTip(index):
            found.add(f"tab {text!r} clipped: {need} in {area.width()}", widget, place)
        if area.height() > widget.height() + _SLACK:
            found.add(f"tabs clipped in height: {area.height()}", widget, place)
        beyond = area.right() > widget.width() + _SLACK or area.left() < -_SLACK
        if beyond and not widget.usesScrollButtons():
            found.add(f"tab {text!r} is out of reach", widget, place)


def _header(widget: QHeaderView, place: str, found: Findings) -> None:
    model = cast("QAbstractItemModel | None", widget.model())
    if model is None:
        return
    metrics = QFontMetrics(widget.font())
    for section in range(min(widget.count(), _ROWS)):
        text = str(model.headerData(section, widget.orientation()) or "")
        if widget.isSectionHidden(section) or not text:
            continue
        found.seen += 1
        tip = model.headerData(section, widget.orientation(), Qt.ItemDataRole.ToolTipRole)
        wide = widget.orientation() == Qt.Orientation.Vertical
        room = widget.width() if wide else widget.sectionSize(section)
        if metrics.horizontalAdvance(text) > room and text not in bare(str(tip or "")):
            found.add(f"heading {text!r} clipped in {room}", widget, place)
        high = widget.sectionSize(section) if wide else widget.height()
        if metrics.height() > high + _SLACK:
            found.add(f"heading {text!r} clipped in height", widget, place)


def _items(widget: QAbstractItemView, place: str, found: Findings) -> None:
    model = cast("QAbstractItemModel | None", widget.model())
    if model is None:
        return
    metrics = QFontMetrics(widget.font())
    own = type(widget.itemDelegate()).__module__.startswith("explorer")
    for row in range(min(model.rowCount(widget.rootIndex()), _ROWS)):
        for column in range(
            1 if isinstance(widget, QListView) else min(model.columnCount(), _ROWS)
        ):
            index = model.index(row, column, widget.rootIndex())
            area = widget.visualRect(index)
            text = str(index.data() or "")
            if area.isEmpty() or not text:
                continue
            found.seen += 1
            if area.height() < metrics.height() - _SLACK:
                found.add(f"rows of {area.height()} for text of {metrics.height()}", widget, place)
            if own:
                continue  # it shortens its text, and is looked at while it paints
            tip = bare(str(index.data(Qt.ItemDataRole.ToolTipRole) or ""))
            if metrics.horizontalAdvance(text) > area.width() and " ".join(text.split()) not in tip:
                found.add(f"cell {text[:30]!r} cut, no tool tip has the whole", widget, place)


def _line(widget: QLineEdit, place: str, found: Findings) -> None:
    found.seen += 1
    if widget.minimumSizeHint().height() > widget.height() + _SLACK:
        found.add(f"an edit too low for its text: {widget.height()}", widget, place)
    metrics = QFontMetrics(widget.font())
    if widget.width() < metrics.averageCharWidth() * 5:
        found.add(f"an edit too narrow to read: {widget.width()}", widget, place)
    hint = widget.placeholderText()
    told = told_elsewhere(widget, hint) or hint in widget.accessibleName()
    if not widget.text() and metrics.horizontalAdvance(hint) > widget.width() and not told:
        found.add(f"the hint {hint!r} is cut, no tool tip has it", widget, place)


def _editor(widget: QTextEdit | QPlainTextEdit, place: str, found: Findings) -> None:
    found.seen += 1
    view = widget.viewport()
    off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    if isinstance(widget, QTextEdit):
        need = widget.document().idealWidth()
        if widget.horizontalScrollBarPolicy() == off and need > view.width() + _SLACK:
            found.add(f"text clipped: {need:.0f} in {view.width()}", widget, place)
    if view.height() < widget.fontMetrics().height() * 2 and widget.document().blockCount() > 1:
        found.add(f"{view.height()} pixels for text of several lines", widget, place)


# -- where it is placed ---------------------------------------------------------------------------


def _matters(widget: QWidget) -> bool:
    if isinstance(widget, QStackedWidget | QTabWidget | QSplitter):
        return False
    if isinstance(widget, QLabel):
        return bool(widget.text()) or not widget.pixmap().isNull()
    return (
        isinstance(widget, QAbstractButton | QComboBox | QLineEdit | QAbstractScrollArea | QTabBar)
        or type(widget).paintEvent is not QWidget.paintEvent
        or widget.focusPolicy() != Qt.FocusPolicy.NoFocus
    )


def _reach(widget: QWidget, root: QWidget, place: str, found: Findings) -> None:
    """All of a widget is inside what holds it, or a scroll bar brings it there."""
    if widget is root or not _matters(widget) or isinstance(widget.parentWidget(), QTabBar):
        return
    rect, one = widget.rect(), widget
    if rect.isEmpty():
        nothing = isinstance(widget, Picture) and widget.focusPolicy() == Qt.FocusPolicy.NoFocus
        if not isinstance(widget, QHeaderView) and not _is_view(widget) and not nothing:
            found.add(f"no room at all: {widget.width()} x {widget.height()}", widget, place)
        return
    while one is not root:
        parent = one.parentWidget()
        if parent is None:
            return
        holder = parent.parentWidget()
        if isinstance(holder, QScrollArea) and holder.viewport() is parent:
            wide = holder.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            if wide and rect.translated(one.pos()).right() > parent.width() + _SLACK:
                beyond = rect.translated(one.pos()).right() - parent.width()
                found.add(f"{beyond} pixels are out of reach at the right", widget, place)
                return
            if parent.height() < min(rect.height(), 2 * widget.fontMetrics().height()):
                found.add(f"scrolls in {parent.height()} pixels", widget, place)
                return
            one, rect = holder, holder.rect()
            continue
        if isinstance(holder, QAbstractScrollArea) and holder.viewport() is parent:
            return  # a widget in a cell or a document goes with it
        rect = rect.translated(one.pos())
        room = parent.rect().adjusted(-_SLACK, -_SLACK, _SLACK, _SLACK)
        if not room.contains(rect):
            found.add(f"cut by {type(parent).__name__}: {_beyond(rect, room)}", widget, place)
            return
        one = parent


def _is_view(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    return isinstance(parent, QAbstractScrollArea) and parent.viewport() is widget


def _beyond(rect: QRect, room: QRect) -> str:
    sides = {
        "left": room.left() - rect.left(),
        "top": room.top() - rect.top(),
        "right": rect.right() - room.right(),
        "bottom": rect.bottom() - room.bottom(),
    }
    return ", ".join(f"{by} at the {side}" for side, by in sides.items() if by > 0)


def _taken(widget: QWidget) -> QRect:
    """Where a widget draws: a caption leaves the room at its right to the button that resets."""
    return widget.geometry().adjusted(0, 0, -getattr(widget, "reserved", 0), 0)


def _siblings(widget: QWidget, place: str, found: Findings) -> None:
    """Nothing that a layout put side by side is on its neighbour."""
    layout = widget.layout()
    if layout is None or isinstance(widget, QStackedWidget):
        return
    shown = [
        one
        for one in widget.children()
        if isinstance(one, QWidget)
        and one.isVisible()
        and not one.isWindow()
        and not one.property("overlay")  # a message is over the page, and can be dismissed
    ]
    for index, one in enumerate(shown):
        for other in shown[index + 1 :]:
            shared = _taken(one).intersected(_taken(other))
            if shared.width() > _SLACK and shared.height() > _SLACK:
                found.add(f"lies on {type(other).__name__}#{other.objectName()}", one, place)


def corner(widget: QWidget, root: QWidget) -> QPoint:
    """Where a widget is in its window."""
    return widget.mapTo(root, QPoint(0, 0))
