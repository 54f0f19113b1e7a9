"""The window under the menu: banner, columns, status, and messages over them.

With very large text, or in a very low window, there is no room for all of it at once: the banner
and the status say less, and everything but the status scrolls. A message is over the lower edge,
so that nothing moves under the pointer when it comes or goes.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from explorer.app.banner import Banner
from explorer.app.columns import Columns
from explorer.app.message_bar import MessageBar
from explorer.app.status import StatusBar
from explorer.app.theme import Theme
from explorer.text.translation import tr
from explorer.widgets.fit_scroll_area import FitScrollArea
from explorer.widgets.focus import give_back
from explorer.widgets.timer import single_shot

_LOW = 30
"""The height, in em, below which banner and status give way to the work."""
_LOWEST = 17
"""The least height of the columns, in em; where the window has less, it scrolls."""
_MESSAGE = (60, 44, 32, 25)
"""The width of a message, in em, in a window that is wider: it hides little of the page. The
narrower ones are for where the widest would cover what somebody may press."""
_HIGHEST_MESSAGE = 0.35
"""Of the height of the window, what is above nearly every message."""
_TABS, _IN_HAND, _READ = 100, 20, 1000
"""How much worse than any other control it is to cover tabs, what has the keyboard, and what is
read or pressed first."""
_READ_ROLES = ("lesson", "title", "display", "code", "primary")
"""The roles of that: a lesson, titles, Python, and the button that a page is there for."""
_LARGE = 8
"""The height, in em, from which what takes the keys is a page or a picture, and no control."""
_BESIDE, _DOCK = 72, 23
"""The width, in em, from which a lesson is a column beside the others, and the width of that."""
_STRIP = 0.42
"""Of the height, what a lesson takes at the most as a strip below them."""
_ROUND_MESSAGE = 12
"""Pixels between a message and the edges of the window."""


NO_LIMIT = (1 << 24) - 1
"""Qt's own largest size of a widget."""


class Dock(QFrame):
    """What can be a column beside the others, or a strip below them.

    `turned` tells that it shows another page, which may need another height.
    """

    turned = Signal()

    def lie(self, *, as_column: bool) -> None:
        """Arrange what is in it for the one or the other."""
        raise NotImplementedError

    @property
    def least(self) -> int:
        """Pixels of height that it needs as a strip."""
        raise NotImplementedError

    def fitting(self, width: int) -> int:
        """Pixels of height of a strip of this width in which nothing of the page scrolls."""
        raise NotImplementedError


class CentralWidget(QWidget):
    """Holds the four, and scrolls to the columns when something is brought into sight there."""

    def __init__(
        self, look: Theme, banner: Banner, message: MessageBar, columns: Columns, status: StatusBar
    ) -> None:
        super().__init__()
        self.setProperty("role", "centre")
        self._look, self._banner, self._message = look, banner, message
        self._columns, self._status = columns, status
        self._presenting = False
        self.tall = FitScrollArea(gap=0, least=self._least)
        self.tall.column.addWidget(banner)
        message.setParent(self)  # before the columns: Tab comes to it first
        self._beside = QHBoxLayout()
        self._beside.setSpacing(0)
        self._beside.addWidget(columns, 1)
        self.tall.column.addLayout(self._beside, 1)
        self._dock: Dock | None = None
        self._soon = single_shot(self, 0, self.lay_message)
        self._moving = False
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tall, 1)
        column.addWidget(status)
        message.raise_()
        message.installEventFilter(self)
        look.changed.connect(self.arrange)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._to_focus)
        self.arrange()

    def add_strip(self, strip: QWidget) -> None:
        """Put one more line at the foot."""
        self._column.addWidget(strip)

    def add_dock(self, dock: Dock) -> None:
        """Put a lesson beside the columns, or below them where the window is narrow."""
        self._dock = dock
        dock.installEventFilter(self)
        dock.turned.connect(self._lay_dock)
        self._beside.addWidget(dock)
        self._lay_dock()

    @Slot()
    def _lay_dock(self) -> None:
        dock, em = self._dock, self._look.em
        if dock is None:
            return
        neighbour = self.width() >= _BESIDE * em and self.height() >= _LOW * em
        dock.lie(as_column=neighbour)
        self._columns.stand_beside(neighbour and not dock.isHidden())
        layout = self._beside if neighbour else self._column
        if layout.indexOf(dock) < 0:
            # The parent changes with the layout, and Qt hides and shows the dock for that: laying
            # it out at each of these would put it into the layout a second time.
            focus = self.window().focusWidget()
            self._moving = True
            layout.insertWidget(1, dock)
            self._moving = False
            if focus is not None and dock.isAncestorOf(focus):
                QTimer.singleShot(0, focus, lambda: give_back(focus))
        if neighbour:
            dock.setFixedWidth(_DOCK * em)
            dock.setMinimumHeight(0)
            dock.setMaximumHeight(NO_LIMIT)
        else:
            dock.setMinimumWidth(0)
            dock.setMaximumWidth(NO_LIMIT)
            most = max(round(self.height() * _STRIP), dock.least)
            dock.setFixedHeight(min(most, max(dock.least, dock.fitting(self.width()))))

    def present(self, on: bool) -> None:
        """Show less than usual, for an audience; or as much as there is room for again."""
        self._presenting = on
        # It takes the keys that belong to no control, and a screen reader names it then.
        self.setAccessibleName(tr("Presentation") if on else "")
        self.arrange()

    @Slot()
    def arrange(self) -> None:
        """Say as much as there is room for."""
        low = self.height() < _LOW * self._look.em
        self._banner.compact(low or self._presenting)
        self._status.compact(low)
        self._columns.setMinimumHeight(self._lowest)
        self._lay_dock()
        self.tall.fill()
        self.lay_message()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Look again at how much there is room for."""
        super().resizeEvent(event)
        self.arrange()

    @Slot()
    def lay_message(self) -> None:
        """Over the lower edge of the work, above the status, or as near to it as nothing is under
        the message that somebody reads or presses."""
        message, work = self._message, self.tall.geometry()
        if not message.isVisible():
            return
        room = work.adjusted(_ROUND_MESSAGE, _ROUND_MESSAGE, -_ROUND_MESSAGE, -_ROUND_MESSAGE)
        message.setGeometry(self._free_place(room))

    def _free_place(self, room: QRect) -> QRect:
        """The lowest place of a message that covers nothing which can be used; else as little.

        Nearer to the upper edge than `_HIGHEST_MESSAGE` it is only where anything below would hide
        the words that somebody is reading, or the button that they are to press.
        """
        em, message, covering = self._look.em, self._message, self._not_to_cover()
        sizes = []
        for width in (min(room.width(), ems * em) for ems in _MESSAGE):
            sizes.append((width, min(room.height(), message.heightForWidth(width))))
        highest = round(_HIGHEST_MESSAGE * self.height())
        best, least = QRect(), -1
        for bottom in range(room.bottom() + 1, room.top(), -em):
            for width, height in sizes:
                top = bottom - height
                if least >= 0 and (top < room.top() or (top < highest and least < _READ)):
                    continue
                spare = room.width() - width
                for left in (spare // 2, 0, spare, spare // 4, 3 * spare // 4):
                    place = QRect(room.left() + left, top, width, height)
                    covered = sum(worse for area, worse in covering if area.intersects(place))
                    if least < 0 or covered < least:
                        best, least = place, covered
                    if not covered:
                        return place
        return best

    def _not_to_cover(self) -> list[tuple[QRect, int]]:
        """What can be used or read now, where of it anything is in sight, and how bad it is to
        cover it."""
        in_hand, highest = self.window().focusWidget(), _LARGE * self._look.em
        areas = []
        for each in self.tall.findChildren(QWidget):
            if not each.isVisible():
                continue
            role, worse = each.property("role"), 0
            if role in _READ_ROLES:
                worse = _READ
                each.installEventFilter(self)  # it may be laid out after the message
            elif role == "words":
                worse = 1
            elif isinstance(each, QTabBar):
                worse = _TABS
            elif each.isEnabled() and each.focusPolicy() & Qt.FocusPolicy.TabFocus:
                is_small = each.height() <= highest or isinstance(each, QAbstractButton)
                worse = 0 if not is_small else _IN_HAND if each is in_hand else 1
            shown = each.visibleRegion().boundingRect() if worse else QRect()
            if not shown.isEmpty():
                areas.append((shown.translated(each.mapTo(self, QPoint(0, 0))), worse))
        return areas

    def _least(self) -> int:
        """Nothing where all fits; else the columns get the whole height, under the banner."""
        room = self.tall.maximumViewportSize()
        banner = self._banner
        above = (
            0
            if banner.isHidden()
            else max(banner.heightForWidth(room.width()), banner.minimumSizeHint().height())
        )
        least = self._lowest
        return 0 if above + least <= room.height() else above + max(least, room.height())

    @property
    def _lowest(self) -> int:
        """The height of the columns at the least; one that fills the window fits itself in."""
        return 0 if self._banner.isHidden() else _LOWEST * self._look.em

    def to_columns(self) -> None:
        """Scroll the columns into sight, unless they are there already."""
        self.tall.fill()
        self.tall.column.activate()
        bar = self.tall.verticalScrollBar()
        if bar.maximum():
            bar.setValue(self._columns.y())

    @Slot(QWidget, QWidget)
    def _to_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        """Scroll to what has the keyboard; Qt does so only where Tab stays within a page."""
        if now is None or not self.isAncestorOf(now) or not now.isVisible():
            return
        if self._message.isVisible() and not self._message.isAncestorOf(now):
            area = QRect(now.mapTo(self, QPoint(0, 0)), now.size())
            if area.intersects(self._message.geometry()):
                QTimer.singleShot(0, self, self.lay_message)
        if now.visibleRegion().isEmpty():
            above = now.parentWidget()
            while above is not None and above is not self:
                if isinstance(above, QScrollArea):
                    above.ensureWidgetVisible(now)
                above = above.parentWidget()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A message that comes, or says something else, has the height that it needs; a lesson
        that comes or goes changes what the columns have."""
        changes = event.type() in (QEvent.Type.Show, QEvent.Type.Hide)
        if watched is self._dock and changes and not self._moving:
            self._lay_dock()
        moves = event.type() in (QEvent.Type.Move, QEvent.Type.Resize)
        if moves and watched is not self._message and self._message.isVisible():
            self._soon.start()
        kinds = (QEvent.Type.Show, QEvent.Type.LayoutRequest)
        if watched is self._message and event.type() in kinds:
            if event.type() == QEvent.Type.Show:
                self.lay_message()  # never painted elsewhere first
            QTimer.singleShot(0, self, self.lay_message)
        return super().eventFilter(watched, event)
