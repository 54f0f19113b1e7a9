"""A layout that puts widgets side by side and begins a new row where the width ends.

Qt has none of its own (only an example); superqt has, but its import brings a second Qt layer and
0.1 s before the first paint.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLabel, QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Left to right, then down. Hidden widgets take no room."""

    def __init__(self, parent: QWidget | None = None, gap: int = 6) -> None:
        super().__init__(parent)
        self._right: set[QWidget] = set()
        self._growing: set[QWidget] = set()
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self._heights: dict[tuple[int, int], int] = {}
        # A wrapper that outlives its item is given out for the next item at the same address.
        self.destroyed.connect(self._items.clear)
        self.setContentsMargins(0, 0, 0, 0)

    def add_right(self, widget: QWidget) -> None:
        """Add a widget that keeps to the right end of its row, with those added so after it."""
        self._right.add(widget)
        self.addWidget(widget)

    def add_growing(self, widget: QWidget) -> None:
        """Add a widget that takes what is left over in its row."""
        self._growing.add(widget)
        self.addWidget(widget)

    def addItem(self, item: QLayoutItem) -> None:
        """Take an item over, as QLayout asks."""
        self._heights.clear()
        self._items.append(item)

    def count(self) -> int:
        """How many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The item at an index, None beyond the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Give an item up."""
        self._heights.clear()
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """It never asks for more than its rows need."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Pixels of height at a width in pixels."""
        # Layouts around this one ask for the same few widths hundreds of times in a row. Qt tells
        # a nested layout of another font only later, so the font is part of the question.
        parent = self.parentWidget()
        key = width, parent.fontMetrics().height() if parent is not None else 0
        if key not in self._heights:
            self._heights[key] = self._arrange(QRect(0, 0, width, 0), move=False)
        return self._heights[key]

    def invalidate(self) -> None:
        """An item has changed its size: nothing that was measured holds."""
        self._heights.clear()
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:
        """Place the items."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        """Everything in one row."""
        width = height = 0
        for item in self._items:
            if not self._is_empty(item):
                hint = item.sizeHint()
                width += hint.width() + self._gap
                height = max(height, hint.height())
        margins = self.contentsMargins()
        return QSize(
            max(0, width - self._gap) + margins.left() + margins.right(),
            height + margins.top() + margins.bottom(),
        )

    def minimumSize(self) -> QSize:
        """The widest single item."""
        size = QSize()
        for item in self._items:
            if not item.isEmpty():
                size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _is_empty(self, item: QLayoutItem) -> bool:
        """Whether an item takes no room."""
        return item.isEmpty()

    def _least_height(self, row: list[tuple[QLayoutItem, QSize]]) -> int:
        """The height that a row has at least."""
        return 0

    def _is_row(self, row: list[tuple[QLayoutItem, QSize]]) -> bool:
        """Whether what would be in a row takes one."""
        return bool(row)

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        margins = self.contentsMargins()
        area = rect.adjusted(margins.left(), margins.top(), -margins.right(), -margins.bottom())
        rows: list[list[tuple[QLayoutItem, QSize]]] = [[]]
        x = area.x()
        for item in self._items:
            if self._is_empty(item):
                if move:  # not over what has its room now
                    item.setGeometry(QRect(area.topLeft(), QSize(0, 0)))
                continue
            size = item.sizeHint()
            # No wider than the row, but never narrower than the item can be.
            size.setWidth(max(min(size.width(), area.width()), item.minimumSize().width()))
            if item.hasHeightForWidth():
                size.setHeight(item.heightForWidth(size.width()))
            # A row has one item at least, however wide that is.
            if rows[-1] and x + size.width() > area.x() + area.width():
                rows.append([])
                x = area.x()
            rows[-1].append((item, size))
            x += size.width() + self._gap
        y = area.y()
        for row in filter(self._is_row, rows):
            height = max(self._least_height(row), *(size.height() for _, size in row))
            x = area.x()
            used = sum(size.width() for _, size in row) + self._gap * (len(row) - 1)
            # Given to the first that grows or keeps to the right; the rest stay at the left.
            spare = max(0, area.width() - used)
            for item, size in row:
                if spare and item.widget() in self._growing:
                    size = QSize(size.width() + spare, size.height())
                    spare = 0
                if spare and item.widget() in self._right:
                    x += spare
                    spare = 0
                if move:
                    # Centred in its row: controls of different heights share a middle line.
                    drop = (height - size.height()) // 2
                    item.setGeometry(QRect(QPoint(x, y + drop), size))
                x += size.width() + self._gap
            y += height + self._gap
        # Without the gap after the last row.
        return y - self._gap - rect.y() + margins.bottom() if y > area.y() else 0


class HeadRow(FlowLayout):
    """The heading of a card: title and hint at the left, controls at the right end.

    A row with controls is as high as the highest of all, so that nothing below it moves when one
    of them comes or goes.
    """

    def _least_height(self, row: list[tuple[QLayoutItem, QSize]]) -> int:
        if not any(item.widget() in self._right for item, _ in row):
            return 0
        return max(widget.sizeHint().height() for widget in self._right)

    def _is_row(self, row: list[tuple[QLayoutItem, QSize]]) -> bool:
        """Controls that keep their room while they are hidden keep no row to themselves."""
        widgets = (item.widget() for item, _ in row)
        return any(each not in self._right or not each.isHidden() for each in widgets)

    def _is_empty(self, item: QLayoutItem) -> bool:
        """A hint without words would have a row to itself below a long title."""
        widget = item.widget()
        wordless = isinstance(widget, QLabel) and not widget.text() and widget.pixmap().isNull()
        return super()._is_empty(item) or wordless

    def add_control(self, widget: QWidget, before: QWidget | None = None) -> None:
        """Add a control, at the end or before another one."""
        self.add_right(widget)
        if before is not None:
            item = self._items.pop()
            places = [layout_item.widget() for layout_item in self._items]
            self._items.insert(places.index(before), item)
