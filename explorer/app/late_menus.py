"""The entries of the menus that nobody needs in the first tenth of a second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QAction, QDesktopServices

from explorer.app.commands import plain
from explorer.app.edit_menu import EditMenu
from explorer.protocol.job import Remedy
from explorer.text.translation import tr
from explorer.widgets.elsewhere import ELSEWHERE
from explorer.widgets.untrusted_text import plain_tip

if TYPE_CHECKING:
    from explorer.app.explanation_controller import ExplanationController
    from explorer.app.shell import Shell

_MOST_RECENT = 12


class LateMenus(QObject):
    """What the menus need besides their actions: recent models, the Edit menu, and the rest."""

    def __init__(self, window: Shell, explanations: ExplanationController) -> None:
        super().__init__(window)
        self._window = window
        actions = window.actions_
        self.edit = EditMenu(window)
        self.recent = actions.recent_menu
        self.recent.aboutToShow.connect(self.fill_recent)
        actions.page.triggered.connect(explanations.save_page)
        actions.commands.triggered.connect(self._find_command)
        actions.full_screen.triggered.connect(self._toggle_full_screen)
        actions.shortcuts.triggered.connect(self._show_shortcuts)
        actions.settings.triggered.connect(self._show_settings)
        actions.log.triggered.connect(self._show_log)
        actions.view_menu.aboutToShow.connect(self._look_at_window)
        window.profile.recent_changed.connect(self.fill_recent)
        self.fill_recent()

    # -- recent models -----------------------------------------------------------------------

    @Slot()
    def fill_recent(self) -> None:
        """The models that were opened or saved, pinned ones first."""
        for old in self.recent.actions():
            self.recent.removeAction(old)
            old.deleteLater()
        # Another computer has other folders.
        rows = self._window.profile.recent() if ELSEWHERE.computer is None else ()
        for recent_model in rows[:_MOST_RECENT]:
            pin = "\N{BLACK STAR} " if recent_model.pinned else ""
            action = QAction(f"{pin}{recent_model.name}".replace("&", "&&"), self.recent)
            action.setData(recent_model)
            details = ", ".join(
                word for word in (recent_model.class_name, *recent_model.chosen) if word
            )
            action.setToolTip(plain_tip(f"{details}\n{recent_model.path}"))
            action.triggered.connect(self._open_recent)
            self.recent.addAction(action)
        if rows:
            self.recent.addSeparator()
        clear = QAction(tr("&Forget recent models that are not pinned"), self.recent)
        clear.setObjectName("forgetRecentAction")
        clear.setProperty("command", plain(clear.text()))
        clear.setEnabled(any(not row.pinned for row in rows))
        clear.setProperty("why", "" if clear.isEnabled() else "No model is on the list.")
        clear.setToolTip(tr("The folders themselves stay"))
        clear.triggered.connect(self._forget_recent)
        self.recent.addAction(clear)

    @Slot()
    def _open_recent(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self._window.open_recent(action.data())

    @Slot()
    def _forget_recent(self) -> None:
        profile = self._window.profile
        for recent_model in profile.recent():
            if not recent_model.pinned:
                profile.forget(recent_model.path)

    # -- the window --------------------------------------------------------------------------

    @Slot()
    def _look_at_window(self) -> None:
        action = self._window.actions_.full_screen
        action.setChecked(self._window.isFullScreen())

    @Slot()
    def _toggle_full_screen(self) -> None:
        """There and back to what it was, maximised or not."""
        window = self._window
        window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)
        self._look_at_window()

    # -- help --------------------------------------------------------------------------------

    @Slot()
    def _find_command(self) -> None:
        from explorer.app.command_search import CommandSearch

        CommandSearch(self._window).open()

    @Slot()
    def _show_settings(self) -> None:
        from explorer.app.settings_dialog import SettingsDialog

        SettingsDialog(self._window).open()

    @Slot()
    def _show_shortcuts(self) -> None:
        from explorer.app.shortcuts import ShortcutsDialog

        ShortcutsDialog(self._window).open()

    @Slot()
    def _show_log(self) -> None:
        path = self._window.log.begun()
        opened = path is not None and QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
        if path is None:
            self._window.message_bar.tell(
                tr("The log file cannot be written: {problem}.", problem=self._window.log.problem),
                Remedy(tr("Copy diagnostics"), "diagnosticsAction"),
            )
        elif not opened:
            self._window.message_bar.tell(
                tr("No program here opens text files. The log file is {path}.", path=path)
            )
