"""On this computer: the bundled models, and the folders that were saved or opened."""

from __future__ import annotations

import json
from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from explorer import resources, words
from explorer.window.blocks import button, label
from explorer.window.entry_list import Entry, EntryList
from explorer.window.look import Look
from explorer.window.profile import Profile

_DOES = {
    "MaskedLM": ("Fill in a missing word", "fills in masked words"),
    "LMHeadModel": ("Continue a story", "continues a text"),
    "SequenceClassification": ("Judge a review", "judges a text"),
}


@dataclass(frozen=True)
class Bundled:
    """A checkpoint that came with the program: its folder, size in bytes, and what it does."""

    name: str
    path: str
    bytes: int
    invitation: str
    does: str


def bundled() -> tuple[Bundled, ...]:
    """The bundled checkpoints, in the order of their names' importance to a learner."""
    found = []
    for config in sorted(resources.path("models").glob("*/config.json")):
        data = json.loads(config.read_text(encoding="utf-8"))
        kind = str((data.get("architectures") or [""])[0])
        invitation, does = next(
            (text for ending, text in _DOES.items() if kind.endswith(ending)), ("Open it", kind)
        )
        folder = config.parent
        size = sum(file.stat().st_size for file in folder.iterdir() if file.is_file())
        found.append(Bundled(folder.name, str(folder), size, invitation, does))
    order = [text for text, _ in _DOES.values()]
    return tuple(sorted(found, key=lambda one: order.index(one.invitation)))


class LocalPane(QWidget):
    """Lists what can be opened without a network. `open_wanted` carries path and name."""

    open_wanted = Signal(str, str)

    def __init__(self, look: Look, profile: Profile, models: tuple[Bundled, ...]) -> None:
        super().__init__()
        self.setObjectName("localPane")
        self._profile = profile
        self._bundled = models
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(
            label("Bundled with the program, saved or opened before.", "muted", wrap=True)
        )
        self.list = EntryList(look, "localModels", "Models on this computer")
        self.list.activated.connect(self._open)
        self.list.selectionModel().currentChanged.connect(self._chosen)
        column.addWidget(self.list, 1)
        row = QHBoxLayout()
        self.open_button = button("Open", "primary", name="openLocalButton")
        self.open_button.clicked.connect(self._open)
        self.folder_button = button("Open a folder…", name="openFolderButton")
        row.addWidget(self.open_button)
        row.addWidget(self.folder_button, 1)
        column.addLayout(row)
        profile.recent_changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """List anew; the selection stays where its entry is still there."""
        current = self.list.current
        entries = [
            Entry(
                key=one.path,
                title=one.name,
                facts=f"{one.does} · {words.bytes_(one.bytes)}",
                badge="bundled",
                tip=f"{one.name} came with the program and needs no network.",
            )
            for one in self._bundled
        ]
        known = {one.path for one in self._bundled}
        entries += [
            Entry(
                key=recent.path,
                title=recent.name,
                facts=f"{recent.class_name} · {recent.path}",
                badge="" if recent.state == "trained" else recent.state,
                badge_role="warn",
                tip=recent.path,
            )
            for recent in self._profile.recent()
            if recent.path not in known
        ]
        self.list.entries.show(entries)
        if current is not None:
            self.list.select(current.key)
        self._chosen()

    @Slot()
    def _chosen(self) -> None:
        self.open_button.setEnabled(self.list.current is not None)

    @Slot()
    def _open(self) -> None:
        entry = self.list.current
        if entry is not None:
            self.open_wanted.emit(entry.key, entry.title)


def ask_open_folder(parent: QWidget, start: str) -> str:
    """Let a person choose a saved model's folder; empty when they change their mind."""
    return QFileDialog.getExistingDirectory(parent, "Open a saved model", start)


def ask_save_folder(parent: QWidget, start: str) -> str:
    """Let a person name a new folder for the model; empty when they change their mind."""
    dialog = QFileDialog(parent, "Save the model as a folder", start)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)
    dialog.setLabelText(QFileDialog.DialogLabel.FileName, "Folder:")
    # The question about replacing is asked by the window, with what would be replaced.
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite, True)
    chosen = dialog.selectedFiles()[0] if dialog.exec() else ""
    dialog.deleteLater()
    return chosen
