"""Pages of a list that is too long to be shown at once: before, after, or straight to a page."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import button, packed
from explorer.widgets.combo_box import ComboBox

MOST = 12
"""Things on one page: three hundred answers at once held the window for five seconds."""


class Pager(QWidget):
    """Hidden while everything has room on one page. `turned` says that `shown` is another."""

    turned = Signal()

    def __init__(self, name: str, spoken: str, most: int = MOST) -> None:
        super().__init__()
        self._most, self._count, self._page = most, 0, 0
        row = packed(QHBoxLayout(self), gap=6)
        self.before = button("◂", name=f"{name}.before", tip=tr("The page before"))
        self.before.setAccessibleName(tr("The page before: {spoken}", spoken=spoken))
        self.pages = ComboBox(f"{name}.pages", tr("Which page: {spoken}", spoken=spoken))
        self.after = button("▸", name=f"{name}.after", tip=tr("The next page"))
        self.after.setAccessibleName(tr("The next page: {spoken}", spoken=spoken))
        self.before.clicked.connect(self._back)
        self.pages.activated.connect(self.turn)
        self.after.clicked.connect(self._on)
        for push_button in (self.before, self.pages, self.after):
            row.addWidget(push_button)
        row.addStretch(1)
        self.hide()

    def start(self, count: int) -> None:
        """Begin with the first page of so many things, telling nobody."""
        self._count, self._page = count, 0
        self.setVisible(count > self._most)
        if count > self._most:
            total = numbers.count(count)
            self.pages.offer(
                [
                    tr(
                        "{first} to {last} of {total}",
                        first=numbers.count(first + 1),
                        last=numbers.count(min(first + self._most, count)),
                        total=total,
                    )
                    for first in range(0, count, self._most)
                ],
                0,
            )
            self._allow()

    @property
    def shown(self) -> range:
        """The places of the things on this page."""
        first = self._page * self._most
        return range(first, min(self._count, first + self._most))

    @Slot(int)
    def turn(self, page: int) -> None:
        """Show another page, counted from 0."""
        # The start of a page must be within the list.
        if page != self._page and 0 <= page * self._most < self._count:
            self._page = page
            self.pages.setCurrentIndex(page)
            self._allow()
            self.turned.emit()

    @Slot()
    def _back(self) -> None:
        self.turn(self._page - 1)

    @Slot()
    def _on(self) -> None:
        self.turn(self._page + 1)

    def _allow(self) -> None:
        self.before.setEnabled(self._page > 0)
        self.after.setEnabled((self._page + 1) * self._most < self._count)
