"""On this computer: the bundled models, what was saved or opened, and the shared cache."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from explorer import resources
from explorer.app.settings import Recent, Settings
from explorer.app.theme import Theme
from explorer.boundary import typed_json
from explorer.boundary.limits import CONFIG
from explorer.boundary.typed_json import Malformed
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import button, label
from explorer.widgets.entry_list import EntryList, ListEntry
from explorer.widgets.fit_scroll_area import FitScrollArea
from explorer.widgets.flow_layout import FlowLayout

if TYPE_CHECKING:
    from explorer.features.hub.protocol.cache import CacheListing
    from explorer.features.hub.view.cache_actions import CacheActions, Cached

_DOES = {
    "MaskedLM": (tr("Fill in a missing word"), tr("fills in masked words")),
    "LMHeadModel": (tr("Continue a story"), tr("continues a text")),
    "SequenceClassification": (tr("Judge a review"), tr("judges a text")),
}


_BADGES = {"random": "random", "partly": tr("partly random"), "fresh": tr("looks random")}
"""What the list says of weights, by their state; nothing of those that came whole from a file."""


class _Architectures(msgspec.Struct):
    """What the list looks at in a config.json."""

    architectures: list[str] | None = None


@dataclass(frozen=True)
class Bundled:
    """A checkpoint that came with the program: its folder, size in bytes, and what it does."""

    name: str
    path: str
    bytes: int
    invitation: str
    does: str


def bundled() -> tuple[Bundled, ...]:
    """The bundled checkpoints, in the order of their names' importance to a learner.

    What a person put beside them comes last; what cannot be read is left out.
    """
    rows = []
    for file in sorted(resources.path("models").glob("*/config.json")):
        folder = file.parent
        try:
            config = typed_json.read(file, CONFIG, _Architectures)
            size = sum(item.stat().st_size for item in folder.iterdir() if item.is_file())
        except (OSError, Malformed):
            continue
        kind = next(iter(config.architectures or ()), "")
        known = [place for place, ending in enumerate(_DOES) if kind.endswith(ending)]
        place = known[0] if known else len(_DOES)
        invitation, does = tuple(_DOES.values())[place] if known else (tr("Open it"), kind)
        rows.append((place, Bundled(folder.name, str(folder), size, invitation, does)))
    return tuple(row for _, row in sorted(rows, key=lambda item: item[0]))


class LocalPane(QWidget):
    """Lists what can be opened without a network. `open_wanted` carries path and name.

    `again_wanted` carries a Recent that is to be opened as it was the last time.

    `cached_wanted` carries a checkpoint's name, a commit, the snapshot's folder and the variant;
    `page_wanted` one of the bundled models whose card is asked for.
    """

    open_wanted = Signal(str, str)
    again_wanted = Signal(object)
    cached_wanted = Signal(str, str, str, str)
    page_wanted = Signal(object)

    def __init__(self, look: Theme, profile: Settings, models: tuple[Bundled, ...]) -> None:
        super().__init__()
        self.setObjectName("localPane")
        self._profile = profile
        self._bundled = models
        self._cached: dict[str, Cached] = {}
        self._missing: frozenset[str] = frozenset()
        self._may_ask = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 4, 0, 0)
        area = FitScrollArea()
        outer.addWidget(area)
        column = area.column
        column.addWidget(
            label(tr("Bundled with the program, opened before, or downloaded."), "muted", wrap=True)
        )
        self.list = EntryList(look, "localModels", tr("Models on this computer"))
        self.list.activated.connect(self._open)
        self.list.selectionModel().currentChanged.connect(self._chosen)
        column.addWidget(self.list, 1)
        self.why_not = label("", "small", wrap=True, name="localWhyNot")
        self.why_not.hide()
        column.addWidget(self.why_not)
        self._column = column
        self.cache: CacheActions | None = None
        row = FlowLayout()
        self.open_button = button(tr("Open"), "primary", name="openLocalButton")
        self.open_button.clicked.connect(self._open)
        self.folder_button = button(tr("Open a folder…"), name="openFolderButton")
        self.card_button = button(
            tr("Its card"), name="localCardButton", tip=tr("Model card and files")
        )
        self.card_button.clicked.connect(self._show_card)
        row.addWidget(self.open_button)
        row.addWidget(self.card_button)
        row.add_growing(self.folder_button)
        self.pin_button = button(tr("Pin"), "link", name="pinRecentButton")
        self.pin_button.setToolTip(tr("Pinned models stay at the top of the list"))
        self.pin_button.clicked.connect(self._pin)
        self.forget_button = button(tr("Remove from the list"), "link", name="forgetRecentButton")
        self.forget_button.clicked.connect(self._forget)
        recent = FlowLayout(gap=4)
        recent.addWidget(self.pin_button)
        recent.addWidget(self.forget_button)
        remove = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.list)
        remove.setContext(Qt.ShortcutContext.WidgetShortcut)
        remove.activated.connect(self._forget)
        self.forget_button.setToolTip(tr("Delete. The folder itself stays where it is"))
        column.addLayout(recent)
        column.addLayout(row)
        profile.recent_changed.connect(self.refresh)
        self.refresh()

    def add_cache(self) -> CacheActions:
        """Build what belongs to the shared cache; not before the first paint."""
        from explorer.features.hub.view.cache_actions import CacheActions

        self.cache = CacheActions()
        self.cache.listed.connect(self.refresh)
        self._column.insertWidget(self._column.count() - 1, self.cache)
        return self.cache

    @Slot()
    def allow_cache(self) -> None:
        """From now on the cache may be read: at once where the pane is seen, else when it is."""
        self._may_ask = True
        self._ask_cache()

    def _ask_cache(self) -> None:
        cache = self.cache
        if cache is not None and self._may_ask and self.isVisible() and not cache.was_asked:
            cache.ask()

    def showEvent(self, event: QShowEvent) -> None:
        """The first time that the pane is seen, the cache is read."""
        super().showEvent(event)
        self._ask_cache()

    @Slot()
    def refresh(self) -> None:
        """List anew; the selection stays where its entry is still there."""
        current = self.list.current
        entries = [
            ListEntry(
                key=bundled.path,
                title=bundled.name,
                facts=f"{bundled.does} · {numbers.bytes_(bundled.bytes)}",
                badge="bundled",
                tip=tr("{name} came with the program and needs no network.", name=bundled.name),
            )
            for bundled in self._bundled
        ]
        listing = self.cache.listing if self.cache is not None else None
        checkpoints = listing.checkpoints if listing is not None else ()
        cached = {checkpoint.name for checkpoint in checkpoints}
        known = {item.path for item in self._bundled} | cached
        entries += [
            self._recent_entry(recent)
            for recent in self._profile.recent()
            if recent.path not in known
            or (recent.path in cached and (recent.chosen or recent.pinned))
        ]
        if listing is not None:
            entries += self._cached_entries(listing)
        self.list.entries.show(entries)
        if current is not None:
            self.list.select(current.key)
        self._chosen()

    def _recent_entry(self, recent: Recent) -> ListEntry:
        missing = recent.path in self._missing
        badge = _BADGES.get(recent.state, "")
        facts = (
            "pinned" if recent.pinned else "",
            recent.class_name,
            *(text for text in recent.chosen if text != recent.class_name),
            recent.revision[:8],
            recent.path if recent.path != recent.name else "",
        )
        why = tr(
            "The folder is not there any more: it was moved or deleted, or its disk is unplugged."
        )
        return ListEntry(
            key=recent.path,
            title=recent.name,
            facts=" · ".join(fact for fact in facts if fact),
            badge="missing" if missing else badge,
            badge_role="bad" if missing else "warn",
            tip=f"{recent.path}\n{why}" if missing else recent.path,
            dim=missing,
        )

    def show_missing(self, paths: tuple[str, ...]) -> None:
        """Tell which folders of the list are not there any more."""
        if frozenset(paths) != self._missing:
            self._missing = frozenset(paths)
            self.refresh()

    def _chosen_recent(self) -> Recent | None:
        entry = self.list.current
        rows = self._profile.recent() if entry is not None else ()
        return next((row for row in rows if entry is not None and row.path == entry.key), None)

    @Slot()
    def _pin(self) -> None:
        recent = self._chosen_recent()
        if recent is not None:
            self._profile.pin(recent.path, not recent.pinned)

    @Slot()
    def _forget(self) -> None:
        """Take the chosen one off the list; the one after it is chosen then, for the keyboard."""
        recent, row = self._chosen_recent(), self.list.currentIndex().row()
        if recent is None or any(bundled.path == recent.path for bundled in self._bundled):
            return
        self._profile.forget(recent.path)
        rows = self.list.entries.rowCount()
        self.list.setCurrentIndex(self.list.entries.index(min(row, rows - 1)))
        self.list.setFocus()

    def _cached_entries(self, listing: CacheListing) -> list[ListEntry]:
        from explorer.features.hub.view import hub_words
        from explorer.features.hub.view.cache_actions import Cached

        self._cached = {
            hub_words.cached_key(checkpoint, revision): Cached(checkpoint, revision)
            for checkpoint in listing.checkpoints
            for revision in checkpoint.revisions
        }
        return [
            hub_words.cached_entry(cached.checkpoint, cached.revision, listing.offline)
            for cached in self._cached.values()
        ]

    @Slot()
    def _chosen(self) -> None:
        entry = self.list.current
        cached = self._cached.get(entry.key) if entry is not None else None
        if self.cache is not None:
            self.cache.choose(cached)
        recent = self._chosen_recent()
        if any(entry and bundled.path == entry.key for bundled in self._bundled):
            recent = None
        self.pin_button.setVisible(recent is not None)
        self.forget_button.setVisible(recent is not None)
        if recent is not None:
            self.pin_button.setText(tr("Unpin") if recent.pinned else tr("Pin"))
            self.pin_button.setAccessibleName(f"{self.pin_button.text()} {recent.name}")
        self.card_button.setVisible(any(entry and item.path == entry.key for item in self._bundled))
        loads = entry is not None and not entry.dim
        self.open_button.setEnabled(loads)
        why = entry.tip.split("\n")[1] if entry is not None and entry.dim else ""
        self.why_not.setText(why)
        self.why_not.setVisible(bool(why))

    @Slot()
    def _open(self) -> None:
        entry = self.list.current
        if entry is None or entry.dim:
            return
        cached = self._cached.get(entry.key)
        if cached is not None:
            revision = cached.revision
            self.cached_wanted.emit(
                cached.checkpoint.name, revision.commit, revision.folder, revision.variant
            )
            return
        recent = self._chosen_recent()
        if recent is not None and not any(bundled.path == entry.key for bundled in self._bundled):
            self.again_wanted.emit(recent)
        else:
            self.open_wanted.emit(entry.key, entry.title)

    @Slot()
    def _show_card(self) -> None:
        entry = self.list.current
        for bundled in self._bundled:
            if entry is not None and bundled.path == entry.key:
                self.page_wanted.emit(bundled)


def ask_open_folder(parent: QWidget, start: str) -> str:
    """Let a person choose a saved model's folder; empty when they change their mind."""
    return QFileDialog.getExistingDirectory(parent, tr("Open a saved model"), start)


def ask_save_folder(parent: QWidget, start: str) -> str:
    """Let a person name a new folder for the model; empty when they change their mind."""
    dialog = QFileDialog(parent, tr("Save the model as a folder"), start)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)
    dialog.setLabelText(QFileDialog.DialogLabel.FileName, "Folder:")
    # The question about replacing is asked by the window, with what would be replaced.
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite, True)
    chosen = dialog.selectedFiles()[0] if dialog.exec() else ""
    dialog.deleteLater()
    return chosen
