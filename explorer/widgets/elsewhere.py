"""Folders of another computer, while one does the work: typed, because no chooser sees its disk."""

from __future__ import annotations

import ntpath
import os
import posixpath
from types import ModuleType
from typing import TYPE_CHECKING

from explorer.text.translation import tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.protocol.computer import Computer


class Elsewhere:
    """Whose folders are chosen. `computer` is None for this one; the connection sets it."""

    computer: Computer | None = None

    def ask_folder(self, parent: QWidget, title: str) -> str:
        """Let a person type a folder of the other computer; empty when they change their mind."""
        from PySide6.QtWidgets import QInputDialog, QLineEdit  # not for the first paint

        assert self.computer is not None
        text = tr("{title}: a folder on {computer}", title=title, computer=self.computer.name)
        start = self.computer.home
        typed, agreed = QInputDialog.getText(
            parent, title, text, QLineEdit.EchoMode.Normal, self.join(start, "")
        )
        return self.absolute(typed.strip()) if agreed and typed.strip() else ""

    def join(self, folder: str, name: str) -> str:
        """A name in a folder, as the computer in question writes it."""
        return str(self._path.join(folder, name))

    def is_path(self, text: str) -> bool:
        """Whether this is a whole path of the computer in question, and no id of the Hub."""
        return bool(self._path.isabs(text))

    def absolute(self, text: str) -> str:
        """A typed path made whole, from the home folder of the computer in question."""
        if self.computer is None:
            return os.path.abspath(os.path.expanduser(text))
        home = self.computer.home
        text = home + text[1:] if text == "~" or text[:2] in ("~/", "~\\") else text
        return str(self._path.normpath(self._path.join(home, text)))

    @property
    def home(self) -> str:
        """Where a person's own folders are."""
        return os.path.expanduser("~") if self.computer is None else self.computer.home

    @property
    def _path(self) -> ModuleType:
        if self.computer is None:
            return os.path
        return ntpath if self.computer.system == "Windows" else posixpath


ELSEWHERE = Elsewhere()
"""One for the process, as there is one window."""
