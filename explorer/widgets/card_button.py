"""A button as large as a card: a heading, and a line that says more."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout

from explorer.widgets.blocks import label

_HIGHEST = 100_000
"""Pixels: as many lines as the words need."""


class CardButton(QPushButton):
    """A large button: what it does, and below it how. Its words wrap."""

    def __init__(self, name: str, what: str, how: str, tip: str, *, role: str = "start") -> None:
        super().__init__()
        self.setProperty("role", role)
        self.setObjectName(name)
        self.setToolTip(tip)
        self._what, self._usual = what, how
        self.setAccessibleName(f"{what}: {tip}")
        self._words = column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(2)
        self._how = label(how, "muted", wrap=True)
        for line in (label(what, "heading", wrap=True), self._how):
            line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            column.addWidget(line)
        column.addStretch(1)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def say(self, how: str) -> None:
        """Say this below what it does; with fewer words it stays as high as it was made."""
        self._how.setText(how)
        self.setAccessibleName(f"{self._what}: {how}")

    def hasHeightForWidth(self) -> bool:
        """A button alone does not ask its layout."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Pixels of height that the words need at a width in pixels."""
        margins = self._words.contentsMargins()
        inner = width - margins.left() - margins.right()
        room = QRect(0, 0, inner, _HIGHEST)
        metrics = self._how.fontMetrics()
        usual, now = (
            metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, words).height()
            for words in (self._usual, self._how.text())
        )
        return self._words.totalHeightForWidth(width) + max(0, usual - now)

    def sizeHint(self) -> QSize:
        """What the words need."""
        return self._words.totalSizeHint()

    def minimumSizeHint(self) -> QSize:
        """One line: how many it takes, the width decides."""
        return QSize(1, self.fontMetrics().height())
