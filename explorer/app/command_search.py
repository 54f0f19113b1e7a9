"""Find a command: type words of it in any order, Return does it. All by the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout

from explorer.app import commands
from explorer.app.commands import Command
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import label, packed, with_names
from explorer.widgets.entry_list import EntryList, ListEntry

if TYPE_CHECKING:
    from explorer.app.shell import Shell

_TO_LIST = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class CommandSearch(QDialog):
    """The line has the focus all the time; arrows go through the list under it."""

    def __init__(self, window: Shell) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("commandSearch")
        self.setWindowTitle(tr("Find a command"))
        self.setAccessibleName(tr("Find a command"))
        self._window = window
        self._commands = commands.gather(window)
        self._shown: list[Command] = []
        self._then: Command | None = None
        column = packed(QVBoxLayout(self), gap=8, margins=(14, 14, 14, 12))
        self.line = with_names(QLineEdit(), "commandLine", tr("Words of a command"))
        self.line.setPlaceholderText(tr("What would you like to do?"))
        self.line.setClearButtonEnabled(True)
        self.line.installEventFilter(self)
        self.line.textChanged.connect(self._filter)
        column.addWidget(self.line)
        self.list = EntryList(window.look, "commandList", tr("Commands"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.clicked.connect(self._run_index)
        self.list.selectionModel().currentChanged.connect(self._speak)
        column.addWidget(self.list, 1)
        self.told = label("", "muted", wrap=True, name="commandTold")
        column.addWidget(self.told)
        look = window.look
        self.resize(
            min(look.units(560), window.width() - 40), min(look.units(460), window.height() - 60)
        )
        self._filter("")
        self.line.setFocus()
        self.finished.connect(self._do)

    @property
    def shown(self) -> list[Command]:
        """The commands in the list, the best first."""
        return self._shown

    @property
    def current(self) -> Command | None:
        """The command that Return would do."""
        place = self.list.currentIndex().row()
        return self._shown[place] if 0 <= place < len(self._shown) else None

    @Slot(str)
    def _filter(self, text: str) -> None:
        self._shown = commands.search(self._commands, text)
        self.list.entries.show(
            [
                ListEntry(
                    str(place),
                    command.title,
                    " · ".join(part for part in (command.where, command.why) if part),
                    command.keys,
                    tip=command.why or command.more,
                    dim=bool(command.why),
                )
                for place, command in enumerate(self._shown)
            ]
        )
        self.list.setCurrentIndex(self.list.entries.index(0))
        self.list.scrollToTop()
        self._speak()

    @Slot()
    def _speak(self) -> None:
        """What is chosen, in words under the list and for a screen reader at the line."""
        command = self.current
        if command is None:
            self.told.setText(tr("No command has these words."))
        else:
            self.told.setText(
                command.why
                or numbers.ntr(
                    "{count} command. Return does it, Esc closes.",
                    "{count} commands. Return does it, Esc closes.",
                    len(self._shown),
                )
            )
        spoken = self.told.text()
        if command is not None:
            spoken = ", ".join(
                part for part in (command.title, command.where, command.keys, command.why) if part
            )
        self.line.setAccessibleDescription(spoken)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows and page keys move in the list, Return does what is chosen."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in _TO_LIST:
                self.list.keyPressEvent(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.run()
                return True
        return super().eventFilter(watched, event)

    @Slot(QModelIndex)
    def _run_index(self, index: QModelIndex) -> None:
        self.list.setCurrentIndex(index)
        self.run()

    def run(self) -> None:
        """Close and do what is chosen; what cannot be done now says why and stays open."""
        command = self.current
        if command is None or command.why:
            self._speak()
            return
        self._then = command
        self.accept()

    @Slot()
    def _do(self) -> None:
        """After this window is gone, so that the focus is where the command expects it."""
        if self._then is not None:
            QTimer.singleShot(0, self._window, self._then.run)
