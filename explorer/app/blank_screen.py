"""A dark screen before an audience: the key of a clicker that has everybody look at the speaker."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from explorer.text.translation import tr
from explorer.widgets.announcement import announce

_ALONE = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta)


class BlankScreen(QWidget):
    """Covers the window until any key or click, which does nothing else.

    The focus stays where it is: every key is taken before it gets there.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("blankScreen")
        self.setAccessibleName(tr("The screen is blank. Any key brings it back."))
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.hide()

    @Slot()
    def begin(self) -> None:
        """Show nothing."""
        self.fit()
        self.raise_()
        self.show()
        announce(self, self.accessibleName())
        if (application := QApplication.instance()) is not None:
            application.installEventFilter(self)

    @Slot()
    def end(self) -> None:
        """Show the window again."""
        if (application := QApplication.instance()) is not None:
            application.removeEventFilter(self)
        self.hide()

    def fit(self) -> None:
        """Cover the window, whatever its size is now."""
        self.setGeometry(self.window().rect())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Black, whatever the theme is."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), Qt.GlobalColor.black)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click is as good as a key."""
        self.end()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take each key, also those that are a shortcut of something that cannot be seen."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() not in _ALONE and not event.isAutoRepeat():
                self.end()
            return True
        return super().eventFilter(watched, event)
