"""The menu of the models that were opened or saved before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction

from explorer.app.commands import plain
from explorer.text.translation import tr
from explorer.widgets.untrusted_text import plain_tip

if TYPE_CHECKING:
    from explorer.app.shell import Shell

_MOST_RECENT = 12


class RecentMenu(QObject):
    """Fills the menu, opens what is chosen in it, and forgets what is not pinned."""

    def __init__(self, window: Shell) -> None:
        super().__init__(window)
        self._window, self._menu = window, window.actions_.recent_menu
        self._menu.aboutToShow.connect(self.fill)
        window.profile.recent_changed.connect(self.fill)
        self.fill()

    @Slot()
    def fill(self) -> None:
        """The models that were opened or saved, pinned ones first."""
        for old in self._menu.actions():
            self._menu.removeAction(old)
            old.deleteLater()
        rows = self._window.profile.recent()
        for recent_model in rows[:_MOST_RECENT]:
            pin = "\N{BLACK STAR} " if recent_model.pinned else ""
            action = QAction(f"{pin}{recent_model.name}".replace("&", "&&"), self._menu)
            action.setData(recent_model)
            details = ", ".join(
                word for word in (recent_model.class_name, *recent_model.chosen) if word
            )
            action.setToolTip(plain_tip(f"{details}\n{recent_model.path}"))
            action.triggered.connect(self._open)
            self._menu.addAction(action)
        if rows:
            self._menu.addSeparator()
        clear = QAction(tr("&Forget recent models that are not pinned"), self._menu)
        clear.setObjectName("forgetRecentAction")
        clear.setProperty("command", plain(clear.text()))
        clear.setEnabled(any(not row.pinned for row in rows))
        clear.setProperty("why", "" if clear.isEnabled() else tr("No model is on the list."))
        clear.setToolTip(tr("The folders themselves stay"))
        clear.triggered.connect(self._forget)
        self._menu.addAction(clear)

    @Slot()
    def _open(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self._window.open_recent(action.data())

    @Slot()
    def _forget(self) -> None:
        profile = self._window.profile
        for recent_model in profile.recent():
            if not recent_model.pinned:
                profile.forget(recent_model.path)
