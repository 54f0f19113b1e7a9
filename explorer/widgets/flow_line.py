"""A wide control with buttons beside it, or below it where there is no room for both."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

_SHARE = 0.45
"""Of the width, what the buttons may take before they move below."""


class FlowLine(QWidget):
    """`add` puts one more control at the end of the line, or before all others but the wide one:
    what comes and goes there takes its room from that, and moves no button."""

    def __init__(self, wide: QWidget) -> None:
        super().__init__()
        self._wide = wide
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._row.addWidget(wide, 1)
        self._buttons: list[QWidget] = []
        self.setMinimumWidth(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def add(self, button: QWidget, *, first: bool = False) -> None:
        """Add a control; it keeps to the head of the wide one, which may grow downwards."""
        place = 0 if first else len(self._buttons)
        self._buttons.insert(place, button)
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
        self._row.insertWidget(place + 1, button, 0, side)

    def remove(self, button: QWidget) -> None:
        """Give a control up again, for another layout to take it."""
        if button in self._buttons:
            self._buttons.remove(button)
            self._row.removeWidget(button)

    def show_wide(self, shown: bool) -> None:
        """Show the wide control, or have the buttons alone begin the line."""
        self._wide.setVisible(shown)
        side = Qt.AlignmentFlag.AlignRight if shown else Qt.AlignmentFlag.AlignLeft
        in_sight = [button for button in self._buttons if not button.isHidden()]
        for button in self._buttons:
            self._row.setAlignment(button, side | Qt.AlignmentFlag.AlignTop)
            last = button in in_sight[-1:]  # only what is in sight takes the room that is left
            self._row.setStretchFactor(button, 0 if shown or not last else 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons where they fit."""
        super().resizeEvent(event)
        taken = sum(button.sizeHint().width() for button in self._buttons if not button.isHidden())
        fits_beside = taken <= self.width() * _SHARE
        way = QBoxLayout.Direction.LeftToRight if fits_beside else QBoxLayout.Direction.TopToBottom
        # Setting the same direction again would start another layout.
        if self._row.direction() != way:
            self._row.setDirection(way)
