"""Rows of a name and what is known of it, for dialogs: the name at the left, muted."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from explorer.widgets.blocks import label, set_role


class FactsGrid(QWidget):
    """Rows are added with `row` and change with `tell`; a row without text is hidden."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(1, 1)
        self._rows: dict[str, tuple[QLabel, QLabel]] = {}

    def row(self, key: str, name: str) -> None:
        """Add a row at the end, hidden until it has something to tell."""
        left = label(name, "muted")
        left.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        right = label("", wrap=True, name=f"fact.{key}")
        right.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        place = len(self._rows)
        self._grid.addWidget(left, place, 0)
        self._grid.addWidget(right, place, 1)
        self._rows[key] = left, right
        self.tell(key, "")

    def control(self, name: str, widget: QWidget) -> None:
        """Add a row with a control."""
        left = label(name, "muted")
        left.setBuddy(widget)
        place = len(self._rows)
        self._grid.addWidget(left, place, 0)
        self._grid.addWidget(widget, place, 1)
        self._rows[f"control {place}"] = left, left

    def tell(self, key: str, text: str, role: str = "") -> None:
        """Say what is known; `role` is warning, error or empty."""
        left, right = self._rows[key]
        right.setText(text)
        set_role(right, role)
        # A hidden cell of a grid takes no room, nor does its row.
        for item in (left, right):
            item.setVisible(bool(text))

    def text(self, key: str) -> str:
        """What a row says."""
        return self._rows[key][1].text()
