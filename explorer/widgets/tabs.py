"""Tabs whose chosen title is bold and still has room for its last letter."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QTabBar, QTabWidget


class Tabs(QTabWidget):
    """A QTabWidget with our tab bar; Qt measures all titles in the plain font otherwise."""

    def __init__(self, name: str, spoken: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setTabBar(_Bar())
        self.setDocumentMode(True)
        self.setUsesScrollButtons(True)
        self.setAccessibleName(spoken)
        self.tabBar().setAccessibleName(spoken)


class _Bar(QTabBar):
    def tabSizeHint(self, index: int) -> QSize:
        hint = super().tabSizeHint(index)
        plain, bold = self.font(), self.font()
        bold.setBold(True)
        text = self.tabText(index)
        # How much wider the bold title is than the plain one that Qt measured.
        more = QFontMetrics(bold).horizontalAdvance(text) - QFontMetrics(plain).horizontalAdvance(
            text
        )
        hint.setWidth(hint.width() + max(0, more))
        return hint

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)
