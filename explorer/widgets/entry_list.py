"""A list of checkpoints: title, one line of facts and a badge for each; painted, so that ten
thousand rows stay fluid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from explorer.app.theme import Theme
from explorer.text.translation import tr
from explorer.widgets.blocks import with_names
from explorer.widgets.scroll_into_view import bring_into_sight
from explorer.widgets.untrusted_text import plain_tip

_Index = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.TextElideMode.ElideRight
ENTRY = Qt.ItemDataRole.UserRole + 1


class ListEntry(msgspec.Struct, frozen=True):
    """One row. `key` is what the pane knows it by; `badge_role` is good, warn, bad or empty.

    `more` is shown in lists of three lines; `dim` greys a row that cannot be opened now.
    """

    key: str
    title: str
    facts: str
    badge: str = ""
    badge_role: str = ""
    tip: str = ""
    more: str = ""
    dim: bool = False


class EntryModel(QAbstractListModel):
    """The rows, lazily handed to the view."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[ListEntry] = []
        self.loaded = ""

    def rowCount(self, parent: _Index | None = None) -> int:
        """How many rows there are."""
        return len(self.entries)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A row's entry, its title, or what is spoken of it."""
        if not index.isValid():
            return None
        entry = self.entries[index.row()]
        if role == ENTRY:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(entry.tip) or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            state = tr("loaded") if entry.key == self.loaded else ""
            parts = (entry.title, state, entry.facts, entry.more, entry.badge)
            return ", ".join(part for part in parts if part)
        return None

    def mark_loaded(self, key: str) -> None:
        """Mark the row of the model in memory; empty where none of them is."""
        if key != self.loaded:
            self.loaded = key
            if self.entries:
                self.dataChanged.emit(self.index(0), self.index(len(self.entries) - 1))

    def show(self, entries: Sequence[ListEntry]) -> None:
        """Show these rows instead."""
        # A reset, because other rows have nothing to do with those before; `append` keeps the
        # selection.
        self.beginResetModel()
        self.entries = list(entries)
        self.endResetModel()

    def change(self, key: str, entry: ListEntry) -> None:
        """Show a row again, where it is there."""
        for place, old in enumerate(self.entries):
            if old.key == key:
                self.entries[place] = entry
                index = self.index(place)
                self.dataChanged.emit(index, index)

    def append(self, entries: Sequence[ListEntry]) -> None:
        """Add rows at the end; those there keep their place and the selection."""
        if entries:
            first = len(self.entries)
            self.beginInsertRows(QModelIndex(), first, first + len(entries) - 1)
            self.entries.extend(entries)
            self.endInsertRows()


class EntryList(QListView):
    """The view: cards with a gap between them; Return or a double click activates one.

    `menu_wanted` carries an entry and where its menu opens. `lines` is two, or three where the
    entries have `more` to tell. It is never lower than `least` entries, or than all of them.
    """

    menu_wanted = Signal(object, QPoint)

    def __init__(self, look: Theme, name: str, spoken: str, lines: int = 2, least: int = 1) -> None:
        super().__init__()
        self._look, self._least = look, least
        with_names(self, name, spoken)
        self.setProperty("role", "cards")
        self.pointed = -1
        self.entries = EntryModel()
        self.setModel(self.entries)
        self.cards = _Cards(look, self, lines)
        self.setItemDelegate(self.cards)
        # Otherwise Qt asks each of ten thousand rows for its height.
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMinimumWidth(1)
        self.entered.connect(self._point)
        # Between two rows, or below the last, no row is entered.
        self.viewportEntered.connect(self._point)
        look.changed.connect(self.doItemsLayout)
        self.entries.modelReset.connect(self.updateGeometry)

    def minimumSizeHint(self) -> QSize:
        """Never lower than a few entries, or than all where there are fewer."""
        rows = max(1, min(self._least, len(self.entries.entries)))
        return QSize(1, rows * self.cards.high + self._look.units(8))

    @Slot(QModelIndex)
    def _point(self, index: QModelIndex | None = None) -> None:
        """Remember the row under the mouse."""
        row = index.row() if index is not None else -1
        if row != self.pointed:
            self.pointed = row
            self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        """The mouse went away."""
        self._point()
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard comes to a row that is seen: Qt makes the first one current unselected."""
        super().focusInEvent(event)
        index = self.currentIndex()
        if event.reason() != Qt.FocusReason.MouseFocusReason and index.isValid():
            self.setCurrentIndex(index)
            self._show_current()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The row that the keys went to is in sight, also where a page scrolls around the list."""
        super().keyPressEvent(event)
        self._show_current()

    def _show_current(self) -> None:
        index = self.currentIndex()
        if index.isValid():
            self.scrollTo(index)
            bring_into_sight(self.viewport(), self.visualRect(index))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The cards; where there are none, the frame of the focus is around their empty room."""
        super().paintEvent(event)
        if self.hasFocus() and not self.entries.entries:
            room = QRectF(self.viewport().rect()).adjusted(1, 1, -1, -1)
            with QPainter(self.viewport()) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(QPen(self._look.colour("accent"), 2))
                painter.drawRoundedRect(room, 7, 7)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of a row: the one under the mouse, or the selected for the keyboard."""
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if by_mouse else self.currentIndex()
        if not index.isValid():
            return
        self.setCurrentIndex(index)
        where = event.globalPos()
        if not by_mouse:
            where = self.viewport().mapToGlobal(self.visualRect(index).center())
        self.menu_wanted.emit(self.entries.entries[index.row()], where)

    @property
    def current(self) -> ListEntry | None:
        """The selected entry."""
        index = self.currentIndex()
        return self.entries.entries[index.row()] if index.isValid() else None

    def select(self, key: str) -> None:
        """Select the entry of that key, if it is there."""
        for row, entry in enumerate(self.entries.entries):
            if entry.key == key:
                self.setCurrentIndex(self.entries.index(row))
                return


class _Cards(QStyledItemDelegate):
    def __init__(self, look: Theme, view: EntryList, lines: int) -> None:
        super().__init__(view)
        self._look, self._view = look, view
        self.lines = lines

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        # 1 across: the width is the view's.
        return QSize(1, self.high)

    @property
    def high(self) -> int:
        """Pixels of one card with the gap under it."""
        look = self._look
        title = QFontMetrics(look.font(13, bold=True)).height()
        facts = QFontMetrics(look.font(12)).height()
        return title + (self.lines - 1) * facts + look.units(27)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        entry: ListEntry = index.data(ENTRY)
        look = self._look
        gap, pad = look.units(6), look.units(9)
        # save and restore: the painter is shared with the next row.
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(option.rect).adjusted(1, 1, -1, -gap)
        # Not from option.state: a first look at QStyle builds its enums, 11 ms of the first paint.
        chosen = self._view.selectionModel().isSelected(index)
        hover = index.row() == self._view.pointed
        # The focus is on one card: a frame around the list would show only between the cards.
        focused = chosen and self._view.hasFocus()
        ground = "accent_soft" if focused else "hover" if hover and not chosen else "card"
        painter.setBrush(look.colour(ground))
        painter.setPen(QPen(look.colour("accent" if chosen else "line"), 2 if chosen else 1))
        painter.drawRoundedRect(area, 7, 7)
        inner = area.adjusted(pad, look.units(7), -pad, -look.units(7))
        bold, small = look.font(13, bold=True), look.font(12)
        heights = QFontMetrics(bold), QFontMetrics(small)
        title_room = int(inner.width())
        if entry.key == self._view.entries.loaded:
            side = look.units(9)
            dot = inner.y() + heights[0].height() / 2
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("good"))
            painter.drawEllipse(QRectF(inner.right() - side, dot - side / 2, side, side))
            title_room -= side + gap
        title, hand = self._title(entry.title, title_room)
        painter.setFont(hand)
        painter.setPen(look.colour("muted" if entry.dim else "text"))
        painter.drawText(QRectF(inner.x(), inner.y(), inner.width(), heights[0].height()), title)
        painter.setFont(small)
        room = inner.width()
        below = QRectF(
            inner.x(), inner.bottom() - heights[1].height(), inner.width(), heights[1].height()
        )
        if entry.badge:
            badge_width = heights[1].horizontalAdvance(entry.badge) + 2 * look.units(8)
            spot = QRectF(
                below.right() - badge_width, below.y() - 3, badge_width, below.height() + 6
            )
            role = entry.badge_role
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour(f"{role}_back" if role else "chip"))
            painter.drawRoundedRect(spot, 6, 6)
            painter.setPen(look.colour(role or "muted"))
            painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, entry.badge)
            room -= badge_width + gap
        painter.setPen(look.colour("muted"))
        below.setWidth(max(0.0, room))
        first, last = self._fact_lines(entry, heights[1], int(inner.width()))
        if self.lines == 3:
            middle = QRectF(below)
            middle.setWidth(inner.width())
            middle.moveTop(below.y() - heights[1].height() - look.units(1))
            painter.drawText(middle, heights[1].elidedText(first, _RIGHT, int(inner.width())))
        painter.drawText(below, heights[1].elidedText(last, _RIGHT, int(max(0.0, room))))
        painter.restore()

    def _title(self, text: str, room: int) -> tuple[str, QFont]:
        """A name as large as has room for all of it; one for which no hand is small enough is
        shortened in its middle."""
        hands = [
            self._look.font(size, bold=bold) for bold in (True, False) for size in (13, 12, 11)
        ]
        for hand in hands:
            if QFontMetrics(hand).horizontalAdvance(text) <= room:
                return text, hand
        hand = hands[-1]
        return QFontMetrics(hand).elidedText(text, Qt.TextElideMode.ElideMiddle, room), hand

    def _fact_lines(self, entry: ListEntry, metrics: QFontMetrics, width: int) -> tuple[str, str]:
        """The lines under the title; facts that have no `more` continue in the last line."""
        if self.lines < 3:
            return "", entry.facts
        if entry.more or metrics.horizontalAdvance(entry.facts) <= width:
            return entry.facts, entry.more
        words = entry.facts.split(" ")
        taken = 1
        while metrics.horizontalAdvance(" ".join(words[: taken + 1])) <= width:
            taken += 1
        return " ".join(words[:taken]), " ".join(words[taken:])
