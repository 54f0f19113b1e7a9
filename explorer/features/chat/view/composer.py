"""The fields of a conversation: Return sends, Shift+Return begins a new line."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy

from explorer.app.theme import Theme
from explorer.text.translation import tr
from explorer.widgets.blocks import with_names

_MOST_LINES = 5


class MessageEdit(QPlainTextEdit):
    """The words of a message. `entered` fires at Return, `left` at Escape."""

    entered, left = Signal(), Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return sends; with Shift it is typed."""
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not shift:
            self.entered.emit()
            return
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        super().keyPressEvent(event)


class Composer(MessageEdit):
    """As high as what is written in it, up to five lines."""

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._look = look
        with_names(self, "chatInput", tr("Your message"))
        self.setPlaceholderText(tr("Write a message"))
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        look.changed.connect(self._fit)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width breaks lines elsewhere."""
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        """As high as its lines."""
        return QSize(1, self.height())

    @Slot()
    def _fit(self) -> None:
        # A plain text document counts its height in lines.
        lines = max(1, min(_MOST_LINES, round(self.document().size().height())))
        # A plain edit of one line would offer to scroll by a fraction of it.
        more = round(self.document().size().height()) > _MOST_LINES
        bars = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(bars.ScrollBarAsNeeded if more else bars.ScrollBarAlwaysOff)
        # The style sheet's padding is in no measure but this one.
        around = self.height() - self.viewport().height()
        around += 2 * round(self.document().documentMargin())
        high = self.fontMetrics().lineSpacing() * lines + around
        if high != self.height():
            self.setFixedHeight(high)
