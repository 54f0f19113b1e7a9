"""What the dialogs about files share: a page that scrolls, and a row of buttons under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout, QWidget

from explorer.widgets.blocks import Page, packed
from explorer.widgets.flow_layout import FlowLayout

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox


class FramedDialog(QDialog):
    """Never larger than the window it belongs to; what does not fit scrolls."""

    def __init__(self, parent: QWidget, name: str, title: str) -> None:
        super().__init__(parent)
        # Otherwise a closed dialog lives as long as its parent.
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        outer = packed(QVBoxLayout(self), gap=10, margins=(18, 16, 18, 14))
        self.page = Page(gap=10)
        outer.addWidget(self.page, 1)
        self._buttons = FlowLayout(gap=8)
        outer.addLayout(self._buttons)

    def finish(self, left: tuple[QPushButton, ...], right: tuple[QPushButton, ...]) -> None:
        """Put the buttons under the page, those at the right at the end of their row."""
        for button in left:
            self._buttons.addWidget(button)
        for button in right:
            self._buttons.add_right(button)
        column = self.page.column
        # Room that is over goes to what asks for it, such as a list, and else to the end.
        if not any(column.stretch(place) for place in range(column.count())):
            column.addStretch(1)

    def fit(self, letters: int, lines: int) -> None:
        """Take a size in letters and lines of text, within the window it belongs to."""
        metrics = self.fontMetrics()
        width, height = metrics.averageCharWidth() * letters, metrics.height() * lines
        parent = self.parentWidget()
        if parent is not None:
            window = parent.window()
            while (above := window.parentWidget()) is not None:  # a dialog of a dialog
                window = above.window()
            room = window.size()
            width, height = min(width, room.width() - 40), min(height, room.height() - 40)
        self.resize(width, height)


def stack_buttons(box: QMessageBox) -> None:
    """Put the buttons of a question above one another where a row of them is too wide."""
    from PySide6.QtWidgets import QDialogButtonBox  # not for the first paint

    row = box.findChild(QDialogButtonBox)
    parent = box.parentWidget()
    if row is None or parent is None:
        return
    room = min(parent.window().width(), parent.screen().availableGeometry().width()) * 0.9
    gap = box.fontMetrics().height()
    if sum(button.sizeHint().width() + gap for button in row.buttons()) > room:
        row.setOrientation(Qt.Orientation.Vertical)
