"""The entries of the menus that nobody needs in the first tenth of a second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QAction, QDesktopServices, QKeySequence
from PySide6.QtWidgets import QMenu

from explorer.app.actions import new_action
from explorer.app.edit_menu import EditMenu
from explorer.protocol.job import Remedy
from explorer.text.translation import tr
from explorer.widgets.shown import plain_tip

if TYPE_CHECKING:
    from explorer.app.explanation_controller import ExplanationController
    from explorer.app.shell import Shell

_MOST_RECENT = 12


class LateMenus(QObject):
    """Open recent, Export, Edit, full screen, command search, shortcuts and the log file."""

    def __init__(self, window: Shell, export: QMenu, explanations: ExplanationController) -> None:
        super().__init__(window)
        self._window = window
        actions = window.actions_
        file, edit, view, help_ = (
            self._found(name) for name in ("fileMenu", "editMenu", "viewMenu", "helpMenu")
        )
        self.recent = QMenu(tr("Open recen&t"), window)
        self.recent.setObjectName("recentMenu")
        self.recent.setToolTipsVisible(True)
        self.recent.aboutToShow.connect(self.fill_recent)
        file.insertMenu(actions.save, self.recent)
        self.page = self._action(
            "pageAction",
            tr("Save the session as a pa&ge…"),
            tr("Everything so far, for any browser"),
        )
        file.insertAction(_after(file, actions.notebook), self.page)
        file.insertMenu(_after(file, self.page), export)
        actions.unload.setShortcut(QKeySequence("Ctrl+W"))
        self.edit = EditMenu(window, edit)
        self.commands = self._action(
            "commandsAction",
            tr("Find a co&mmand…"),
            tr("Everything that can be done, by its words"),
        )
        self.commands.setShortcuts([QKeySequence("Ctrl+Shift+P"), QKeySequence("Ctrl+K")])
        edit.addAction(self.commands)
        self.full_screen = self._action("fullScreenAction", tr("&Full screen"), "", "F11")
        self.full_screen.setCheckable(True)
        view.insertAction(actions.explain, self.full_screen)
        self.shortcuts = self._action(
            "shortcutsAction", tr("&Keyboard shortcuts"), tr("Every key and what it does"), "Ctrl+/"
        )
        self.log = self._action(
            "logAction", tr("Show the &log file"), tr("Failures, for a report of them")
        )
        help_.insertAction(actions.diagnostics, self.shortcuts)
        help_.insertAction(actions.about, self.log)
        self.page.setEnabled(bool(explanations.record.steps))
        self.page.triggered.connect(explanations.save_page)
        explanations.recorded.connect(self.page.setEnabled)
        self.commands.triggered.connect(self._find_command)
        self.full_screen.triggered.connect(self._toggle_full_screen)
        self.shortcuts.triggered.connect(self._show_shortcuts)
        self.log.triggered.connect(self._show_log)
        view.aboutToShow.connect(self._look_at_window)
        window.profile.recent_changed.connect(self.fill_recent)
        self.fill_recent()

    def _found(self, name: str) -> QMenu:
        menu = self._window.findChild(QMenu, name)
        assert menu is not None, name
        return menu

    def _action(self, name: str, text: str, tip: str, keys: str = "") -> QAction:
        return new_action(self._window, name, text, tip, keys)

    # -- recent models -----------------------------------------------------------------------

    @Slot()
    def fill_recent(self) -> None:
        """The models that were opened or saved, pinned ones first."""
        for old in self.recent.actions():
            self.recent.removeAction(old)
            old.deleteLater()
        rows = self._window.profile.recent()
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
        self.full_screen.setChecked(self._window.isFullScreen())

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


def _after(menu: QMenu, action: QAction) -> QAction:
    """The entry after this one."""
    entries = menu.actions()
    return entries[entries.index(action) + 1]
