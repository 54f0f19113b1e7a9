"""The menu of one row of a list; it goes when it is closed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget


class RowMenu(QMenu):
    """`offer` adds one more thing to do."""

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def offer(self, text: str, act: Callable[[], object], *, allowed: bool = True) -> None:
        """Offer an act; grey where it is not allowed now."""
        action = self.addAction(text)
        action.setEnabled(allowed)
        action.triggered.connect(lambda checked=False: act())
