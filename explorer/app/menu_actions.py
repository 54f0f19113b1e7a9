"""What entries of the menus do that nobody needs in the first tenth of a second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from explorer.app.edit_menu import EditMenu
from explorer.protocol.job import Remedy
from explorer.text.translation import tr

if TYPE_CHECKING:
    from explorer.app.explanation_controller import ExplanationController
    from explorer.app.shell import Shell


class MenuActions(QObject):
    """The search for commands, the settings, the log, the whole screen, the Edit menu."""

    def __init__(self, window: Shell, explanations: ExplanationController) -> None:
        super().__init__(window)
        self._window = window
        actions = window.actions_
        self.edit = EditMenu(window)
        actions.page.triggered.connect(explanations.save_page)
        actions.commands.triggered.connect(self._find_command)
        actions.full_screen.triggered.connect(self._toggle_full_screen)
        actions.shortcuts.triggered.connect(self._show_shortcuts)
        actions.settings.triggered.connect(self._show_settings)
        actions.log.triggered.connect(self._show_log)
        actions.view_menu.aboutToShow.connect(self._look_at_window)

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
