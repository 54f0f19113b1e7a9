"""A picture that is as wide as there is room, and as high as that width asks for."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from explorer.widgets.accessibility import Picture


class FittedPicture(Picture):
    """A subclass says in `heightForWidth` how many pixels high it is; it is never clipped."""

    def __init__(
        self, name: str, spoken: str, vertical: QSizePolicy.Policy = QSizePolicy.Policy.Minimum
    ) -> None:
        super().__init__(name, spoken)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, vertical)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        """Always."""
        return True

    def sizeHint(self) -> QSize:
        """As high as the picture is at the present width."""
        return QSize(1, self.heightForWidth(max(1, self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure again."""
        super().resizeEvent(event)
        # Qt asks for the hint again only if it is told to.
        self.updateGeometry()
