"""The shade over the window with a hole at what is meant, and a ring around it.

It takes no click and no key: everything under it works as if it were not there. Nothing moves by
itself, so there is nothing to switch off for people who want less motion.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QMainWindow, QWidget
from shiboken6 import isValid

from explorer.app.theme import Theme
from explorer.features.lessons.view.target import Target, find
from explorer.widgets.timer import single_shot

_SHADE_LIGHT, _SHADE_DARK, _SHADE_PRESENTING = 46, 100, 18
_CORNER, _RING = 8, 3
_LOOK_AGAIN_MS = 250
"""How often a control is looked for that is not in sight."""
_MOVES = (
    *(QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide),
    QEvent.Type.LayoutRequest,
)


class Spotlight(QWidget):
    """`moved` fires when what is pointed at moves; `hole` is where, in the window."""

    moved = Signal()

    def __init__(self, look: Theme, window: QMainWindow) -> None:
        super().__init__(window)
        self.setObjectName("lessonSpotlight")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._look, self._window = look, window
        self._name = self._pressed = ""
        self._bright: tuple[QWidget, ...] = ()
        self._watched: list[QObject] = []
        self._button: QAbstractButton | None = None
        self._scrolls = 0
        self.hole = QRect()
        self._soon = single_shot(self, 0, self._settle)
        self._waiting = QTimer(self)
        self._waiting.setInterval(_LOOK_AGAIN_MS)
        self._waiting.timeout.connect(self._settle)
        look.changed.connect(self._scroll_again)
        self.hide()

    @property
    def target(self) -> Target | None:
        """What is pointed at, where it is there."""
        return find(self._window, self._name)

    def keep_bright(self, *widgets: QWidget) -> None:
        """Leave these out of the shade while they are seen."""
        self._bright = widgets

    def point_at(self, name: str) -> None:
        """Point at a control or an action by its objectName; at nothing for an empty one.

        A button that was pressed meanwhile is not pointed at again: what it does is to be watched.
        """
        if name == self._pressed:
            name = ""
        else:
            self._pressed = ""
        if name != self._name:
            # Once more after all has been laid out, which may have moved it out of sight again.
            self._name, self._scrolls = name, 2
        self._settle()

    def stop(self) -> None:
        """Point at nothing."""
        self._pressed = ""
        self.point_at("")

    def reveal(self, name: str) -> None:
        """Scroll to a control without pointing at it, and once more after all is laid out."""
        target = find(self._window, name)
        if target is not None:
            target.scroll_to()
            QTimer.singleShot(0, self, target.scroll_to)

    def begin(self) -> None:
        """Point again, also at what was pressed."""
        self._pressed = ""

    @Slot()
    def _press(self) -> None:
        self._pressed = self._name
        self.point_at(self._pressed)

    @Slot()
    def _scroll_again(self) -> None:
        """In another size of text or window, all is in another place."""
        self._scrolls = 2
        self._soon.start()

    @Slot()
    def _settle(self) -> None:
        target = self.target
        if target is not None and self._scrolls:
            target.scroll_to()
        self._watch(target.widget if target is not None else None)
        hole = target.area() if target is not None else QRect()
        if not hole.isEmpty() and self._scrolls:
            self._scrolls -= 1  # then it is the person who scrolls
            self._soon.start()
        if bool(self._name) and hole.isEmpty() and self._window.isVisible():
            if not self._waiting.isActive():
                self._waiting.start()
        else:
            self._waiting.stop()
        before, self.hole = self.hole, hole
        self.setGeometry(self._window.rect())
        self.setVisible(not hole.isEmpty())
        self.update()
        if hole != before:
            self.moved.emit()

    def _watch(self, widget: QWidget | None) -> None:
        for item in self._watched:
            if isValid(item):  # rows of a form are rebuilt while it is pointed at them
                item.removeEventFilter(self)
        if self._button is not None and isValid(self._button):
            self._button.clicked.disconnect(self._press)
        self._button = widget if isinstance(widget, QAbstractButton) else None
        if self._button is not None:
            self._button.clicked.connect(self._press)
        self._watched = [self._window] if self._name else []
        while widget is not None and widget is not self._window:
            self._watched.append(widget)
            widget = widget.parentWidget()
        for item in self._watched:
            item.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Whatever moves the control moves the hole."""
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self._scroll_again()
        elif event.type() in _MOVES:
            self._soon.start()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Shade, hole, ring."""
        theme = self._look.theme
        shade = QPainterPath()
        shade.addRect(QRectF(self.rect()))
        hole = QRectF(self.hole)
        bright = QPainterPath()
        # The hole may lie in what is bright anyway: there the two must not cancel each other out.
        bright.setFillRule(Qt.FillRule.WindingFill)
        bright.addRoundedRect(hole, _CORNER, _CORNER)
        for widget in self._bright:
            if widget.isVisible():
                place = QRect(widget.mapTo(self._window, widget.rect().topLeft()), widget.size())
                bright.addRect(QRectF(place))
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            alpha = _SHADE_DARK if theme.dark else _SHADE_LIGHT
            if self._look.presenting:  # an audience reads in the shade what the page tells of
                alpha = _SHADE_PRESENTING
            painter.fillPath(shade.subtracted(bright), QColor(0, 0, 0, alpha))
            painter.setPen(QPen(self._look.colour("accent"), _RING))
            painter.drawRoundedRect(hole.adjusted(1, 1, -1, -1), _CORNER, _CORNER)
