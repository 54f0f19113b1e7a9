"""Input IDs as an editable list of lists."""

from __future__ import annotations

import json

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy

from explorer.messages.inference import Token
from explorer.window.look import Look


class IdsEdit(QPlainTextEdit):
    """Three lines high; Tab leaves it."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setObjectName("idsEdit")
        self.setAccessibleName("Input IDs, as lists of numbers")
        self.setPlaceholderText("[[101, 7592, 999, 102]]")
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._size)
        self._size()

    def write(self, rows: tuple[tuple[Token, ...], ...]) -> None:
        """Show the IDs of these rows."""
        self.setPlainText(json.dumps([[token.id for token in row] for row in rows]))

    @Slot()
    def _size(self) -> None:
        self.setFixedHeight(self.fontMetrics().height() * 3 + self._look.units(16))
