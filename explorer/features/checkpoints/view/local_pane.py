"""On this computer: the bundled models, what was saved or opened, and the shared cache."""

from __future__ import annotations

import os
from collections.abc import Callable, Container
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from explorer import resources
from explorer.app.settings import Recent, Settings
from explorer.app.theme import Theme
from explorer.boundary import typed_json
from explorer.boundary.limits import CONFIG
from explorer.boundary.typed_json import Malformed
from explorer.protocol.job import Remedy
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets import clipboard
from explorer.widgets.blocks import button, label, packed
from explorer.widgets.elsewhere import ELSEWHERE
from explorer.widgets.entry_list import EntryList, ListEntry
from explorer.widgets.fit_scroll_area import FitScrollArea
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.row_menu import RowMenu
from explorer.widgets.timer import single_shot

if TYPE_CHECKING:
    from explorer.features.hub.protocol.cache import CacheListing
    from explorer.features.hub.view.cache_actions import CacheActions, Cached
    from explorer.protocol.model import ModelSummary

_DOES = {
    "MaskedLM": (tr("Fill in a missing word"), tr("fills in masked words")),
    "LMHeadModel": (tr("Continue a story"), tr("continues a text")),
    "SequenceClassification": (tr("Judge a review"), tr("judges a text")),
    "LlamaForCausalLM": (tr("Repeat a list"), tr("repeats a list")),
}


_ABOUT = tr("Bundled with the program, opened before, or downloaded.")

_BADGES = {"random": tr("random"), "partly": tr("partly random"), "fresh": tr("looks random")}
"""What the list says of weights, by their state; nothing of those that came whole from a file."""


class _Architectures(msgspec.Struct):
    """What the list looks at in a config.json."""

    architectures: list[str] | None = None
    vocab_size: int = 0


class Bundled(msgspec.Struct, frozen=True):
    """A checkpoint that came with the program: its folder, size in bytes, and what it does.

    `tokens` is how many its tokenizer knows, 0 where its config does not say.
    """

    name: str
    path: str
    bytes: int
    invitation: str
    does: str
    tokens: int = 0


class OnDisk(msgspec.Struct, frozen=True):
    """An entry of the list: what it is called, its folder, and whether the program brought it."""

    key: str
    name: str
    path: str
    bundled: bool = False


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
        rows.append(
            (place, Bundled(folder.name, str(folder), size, invitation, does, config.vocab_size))
        )
    return tuple(row for _, row in sorted(rows, key=lambda item: item[0]))


class LocalPane(QWidget):
    """Lists what can be opened without a network. `open_wanted` carries path and name.

    `again_wanted` carries a Recent that is to be opened as it was the last time.

    `cached_wanted` carries a checkpoint's name, a commit, the snapshot's folder and the variant;
    `page_wanted` an OnDisk whose card is asked for, `hub_page_wanted` a checkpoint's name and
    revision, where it can be downloaded again, `choose_wanted` a path, a name and a revision
    to open as a person chooses. `selected` carries an OnDisk whenever another row is selected,
    None where its folder is gone.
    `message_wanted` carries a sentence for the message bar and its Remedy.
    """

    open_wanted = Signal(str, str)
    again_wanted = Signal(object)
    cached_wanted = Signal(str, str, str, str)
    page_wanted = Signal(object)
    hub_page_wanted = Signal(str, str)
    choose_wanted = Signal(str, str, str)
    selected = Signal(object)
    message_wanted = Signal(str, object)
    loaded_changed = Signal()
    loaded: OnDisk | None = None
    _summary: ModelSummary | None = None
    _selected = ""
    _follows = False

    def __init__(self, look: Theme, profile: Settings, models: tuple[Bundled, ...]) -> None:
        super().__init__()
        self.setObjectName("localPane")
        self._profile = profile
        self._bundled = models
        self._cached: dict[str, Cached] = {}
        self._missing: frozenset[str] = frozenset()
        self._seen = self._missing
        self._marking = single_shot(self, 0, self._mark_seen)
        self._may_ask = False
        outer = packed(QVBoxLayout(self), margins=(0, 4, 0, 0))
        area = FitScrollArea()
        outer.addWidget(area)
        column = area.column
        self._about = label(_ABOUT, "muted", wrap=True, name="localAbout")
        column.addWidget(self._about)
        self.list = EntryList(look, "localModels", tr("Models on this computer"), least=4)
        self.list.activated.connect(self._open)
        self.list.selectionModel().currentChanged.connect(self._chosen)
        self.list.menu_wanted.connect(self._open_menu)
        column.addWidget(self.list, 1)
        self.disabled_reason = label("", "small", wrap=True, name="localWhyNot")
        self.disabled_reason.hide()
        column.addWidget(self.disabled_reason)
        self._column = column
        self.cache: CacheActions | None = None
        row = FlowLayout()
        self.open_button = button(tr("Open"), "primary", name="openLocalButton")
        self.open_button.clicked.connect(self._open)
        self.folder_button = button(tr("Open a folder…"), name="openFolderButton")
        self.card_button = button(
            tr("Model card"), name="localCardButton", tip=tr("Model card and files")
        )
        self.card_button.clicked.connect(self._show_card)
        row.addWidget(self.open_button)
        row.addWidget(self.card_button)
        row.add_growing(self.folder_button)
        self.pin_button = button(tr("Pin"), "link", name="pinRecentButton")
        self.pin_button.setToolTip(tr("Pinned models stay at the top of the list"))
        self.pin_button.clicked.connect(self._pin)
        self.choose_button = button(
            tr("Open as…"),
            "link",
            name="openAsButton",
            tip=tr("Choose the class, dtype and device"),
        )
        self.choose_button.clicked.connect(self._open_as)
        self.forget_button = button(tr("Remove from the list"), "link", name="forgetRecentButton")
        self.forget_button.clicked.connect(self._forget)
        self.again_button = button(
            tr("Its page on the Hub"),
            "link",
            name="downloadAgainButton",
            tip=tr("From there it can be downloaded again"),
        )
        self.again_button.clicked.connect(self._open_hub_page)
        self.put_back = QAction(tr("Undo"), self)
        self.put_back.setObjectName("putBackRecentAction")
        self.put_back.setEnabled(False)
        self.put_back.triggered.connect(self._put_back)
        self._forgotten: list[tuple[Recent, int]] = []
        recent = FlowLayout(gap=4)
        recent.addWidget(self.choose_button)
        recent.addWidget(self.again_button)
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
        """List again; the selection stays where its entry is still there."""
        current = self.list.current
        entries = [
            ListEntry(
                key=bundled.path,
                title=bundled.name,
                facts=tr(
                    "{purpose} · {size} on disk",
                    purpose=bundled.does,
                    size=numbers.bytes_(bundled.bytes),
                ),
                badge=tr("bundled"),
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
        came_with = {bundled.path for bundled in self._bundled}
        self.list.entries.show(with_folders(entries, self._folder_of, came_with))
        if current is not None:
            self.list.select(current.key)
        self._mark_loaded()
        self._chosen()

    def show_computer(self, name: str) -> None:
        """List what is on another computer; on this one where `name` is empty."""
        self._about.setText(
            tr("Bundled with the program, or downloaded on {computer}.", computer=name)
            if name
            else _ABOUT
        )
        self._forgotten.clear()
        self.put_back.setEnabled(False)
        self.list.setAccessibleName(
            tr("Models on {computer}", computer=name) if name else tr("Models on this computer")
        )
        if self.cache is not None and self.cache.was_asked:
            self.cache.ask()
        self.refresh()

    # -- which one is which ------------------------------------------------------------------

    def show_model(self, summary: ModelSummary | None) -> None:
        """Mark the model that is in memory now; another one is selected, however it came."""
        before, self._summary = self._summary, summary
        if summary is not None and (before is None or before.serial != summary.serial):
            self._follows = True
        self._mark_loaded()

    def _mark_loaded(self) -> None:
        summary = self._summary
        # A twin has the config of its source and none of its weights: that one is not in memory.
        source = summary.source if summary is not None and not summary.twin_of else ""
        key = source
        commit = summary.revision if summary is not None else ""
        for cached_key, cached in self._cached.items():
            if (cached.checkpoint.name, cached.revision.commit) == (source, commit):
                key = cached_key
        self.list.entries.mark_loaded(key)
        entry = next((each for each in self.list.entries.entries if each.key == key), None)
        if self._follows and summary is not None:
            self._follows = bool(source) and entry is None  # a folder comes into the list later
            if entry is not None:
                self._selected = entry.key  # the Checkpoint tab follows what is loaded by itself
                self.list.select(entry.key)
        before = self.loaded
        self.loaded = self._on_disk(entry) if entry is not None and source else None
        if self.loaded != before:
            self.loaded_changed.emit()

    def _folder_of(self, key: str) -> str:
        cached = self._cached.get(key)
        return cached.revision.folder if cached is not None else key

    def _on_disk(self, entry: ListEntry) -> OnDisk | None:
        """What an entry stands for; None where there is no folder of it."""
        folder = self._folder_of(entry.key)
        came_with = any(bundled.path == entry.key for bundled in self._bundled)
        here = _is_here(folder, came_with)
        return OnDisk(entry.key, entry.title, folder, came_with) if here else None

    def _recent_entry(self, recent: Recent) -> ListEntry:
        missing = ELSEWHERE.computer is None and recent.path in self._missing
        badge = _BADGES.get(recent.state, "")
        facts = (
            tr("pinned") if recent.pinned else "",
            recent.class_name,
            *(text for text in recent.chosen if text != recent.class_name),
            recent.revision[:8],
            recent.path if recent.path != recent.name else "",
        )
        why = (
            tr("It is not in the shared cache any more. It can be downloaded again.")
            if recent.revision
            else tr(
                "The folder is not there any more: it was moved or deleted, or its disk is "
                "unplugged."
            )
        )
        return ListEntry(
            key=recent.path,
            title=recent.name,
            facts=" · ".join(fact for fact in facts if fact),
            badge=tr("missing") if missing else badge,
            badge_role="bad" if missing else "warn",
            tip=f"{recent.path}\n{why}" if missing else recent.path,
            dim=missing,
        )

    def show_missing(self, paths: tuple[str, ...]) -> None:
        """Tell which folders of the list are not there any more."""
        if frozenset(paths) != self._missing:
            self._missing = frozenset(paths)
            self.refresh()

    def _note_gone(self, path: str, *, gone: bool) -> None:
        """A folder was seen to be there, or not: its row says so, and no other's card is shown."""
        if gone:
            self.selected.emit(None)
        if gone != (path in self._missing):
            self._seen = self._missing ^ {path}
            self._marking.start()  # the list may not change while it tells what was chosen

    @Slot()
    def _mark_seen(self) -> None:
        self.show_missing(tuple(self._seen))

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
        place = [each.path for each in self._profile.recent()].index(recent.path)
        self._profile.forget(recent.path)
        self._forgotten.append((recent, place))
        self.put_back.setEnabled(True)
        rows = self.list.entries.rowCount()
        self.list.setCurrentIndex(self.list.entries.index(min(row, rows - 1)))
        self.list.setFocus()
        self.message_wanted.emit(
            tr("{name} is not in the list any more.", name=recent.name)
            if recent.path in self._missing
            else tr(
                "{name} is not in the list any more. Its folder is where it was.", name=recent.name
            ),
            Remedy(self.put_back.text(), self.put_back.objectName()),
        )

    @Slot()
    def _put_back(self) -> None:
        """Put what was removed last back into the list, and choose it."""
        recent, place = self._forgotten.pop()
        self.put_back.setEnabled(bool(self._forgotten))
        self._profile.put_back(recent, place)
        self.list.select(recent.path)
        self.list.setFocus()

    def _cached_entries(self, listing: CacheListing) -> list[ListEntry]:
        from explorer.features.hub.view import hub_texts
        from explorer.features.hub.view.cache_actions import Cached

        self._cached = {
            hub_texts.cached_key(checkpoint, revision): Cached(checkpoint, revision)
            for checkpoint in listing.checkpoints
            for revision in checkpoint.revisions
        }
        return [
            hub_texts.cached_entry(cached.checkpoint, cached.revision, listing.offline)
            for cached in self._cached.values()
        ]

    @Slot()
    def _chosen(self) -> None:
        entry = self.list.current
        cached = self._cached.get(entry.key) if entry is not None else None
        if self.cache is not None:
            focused = QApplication.focusWidget()
            had_keyboard = focused is not None and self.cache.row.isAncestorOf(focused)
            self.cache.choose(cached)
            if had_keyboard and cached is None:
                self.list.setFocus()
        recent = self._chosen_recent()
        came_with = any(entry and bundled.path == entry.key for bundled in self._bundled)
        if came_with:
            recent = None
        self.pin_button.setVisible(recent is not None)
        self.forget_button.setVisible(recent is not None)
        if recent is not None:
            self.pin_button.setText(tr("Unpin") if recent.pinned else tr("Pin"))
            self.pin_button.setAccessibleName(f"{self.pin_button.text()} {recent.name}")
        # A GGUF file has no card beside it that is surely its own.
        alone = entry is not None and entry.key.lower().endswith(".gguf")
        shown = entry is not None and not entry.dim and not alone
        # Of a folder elsewhere nothing is read here; the card of a checkpoint is on its page.
        self.card_button.setVisible(shown and (came_with or ELSEWHERE.computer is None))
        self.choose_button.setVisible(entry is not None and not entry.dim)
        gone = recent is not None and bool(recent.revision) and entry is not None and entry.dim
        self.again_button.setVisible(gone)
        key = entry.key if entry is not None else ""
        if key != self._selected:
            self._selected = key
            self._follows = self._follows and not key
            chosen = self._on_disk(entry) if entry is not None else None
            if chosen is not None:
                self.selected.emit(chosen)
            if recent is not None and ELSEWHERE.computer is None:
                self._note_gone(recent.path, gone=chosen is None)
        loads = entry is not None and not entry.dim
        self.open_button.setEnabled(loads)
        name = tr("Open {name}", name=entry.title) if entry is not None else tr("Open the chosen")
        self.open_button.setAccessibleName(name)
        why = entry.tip.split("\n")[1] if entry is not None and entry.dim else ""
        self.disabled_reason.say(why)

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

    @Slot(str)
    def open_entry(self, key: str) -> None:
        """Open the entry of that key, as its button does."""
        self.list.select(key)
        self._open()

    @Slot()
    def _show_card(self) -> None:
        entry = self.list.current
        chosen = self._on_disk(entry) if entry is not None else None
        if chosen is not None:
            self.page_wanted.emit(chosen)

    @Slot()
    def _open_hub_page(self) -> None:
        recent = self._chosen_recent()
        if recent is not None:
            self.hub_page_wanted.emit(recent.path, recent.revision)

    @Slot()
    def _open_as(self) -> None:
        """Let a person choose the class and how the selected one is opened."""
        entry = self.list.current
        if entry is None or entry.dim:
            return
        cached = self._cached.get(entry.key)
        if cached is not None:
            name = cached.checkpoint.name
            self.choose_wanted.emit(name, name, cached.revision.commit)
            return
        recent = self._chosen_recent()
        name = recent.name if recent is not None else entry.title
        self.choose_wanted.emit(entry.key, name, recent.revision if recent is not None else "")

    @Slot(object, QPoint)
    def _open_menu(self, entry: ListEntry, where: QPoint) -> None:
        """What the buttons do with a row, and what a row can be copied or found by."""
        folder = self._folder_of(entry.key)
        came_with = any(bundled.path == entry.key for bundled in self._bundled)
        there = _is_here(folder, came_with)
        cached = self._cached.get(entry.key)
        menu = RowMenu(self.list, "localMenu")
        menu.offer(tr("Open"), self._open, allowed=not entry.dim)
        menu.offer(tr("Open as…"), self._open_as, allowed=not entry.dim)
        menu.offer(tr("Model card"), self._show_card, allowed=there)
        if cached is not None and self.cache is not None:
            menu.addSeparator()
            for push_button in (self.cache.page, self.cache.verify, self.cache.resume):
                if not push_button.isHidden():
                    menu.offer(
                        push_button.text(), push_button.click, allowed=push_button.isEnabled()
                    )
            menu.offer(self.cache.delete.text(), self.cache.delete.click)
        menu.addSeparator()
        recent = self._chosen_recent()
        name = cached.checkpoint.name if cached is not None else entry.title
        name = recent.name if recent is not None else name
        menu.offer(tr("Copy the name"), lambda: clipboard.copy(name))
        known = there or ELSEWHERE.computer is not None  # there, nothing is looked up
        menu.offer(tr("Copy the path"), lambda: clipboard.copy(folder), allowed=known)
        menu.offer(
            tr("Show in the file manager"), lambda: _show_in_file_manager(folder), allowed=there
        )
        if not self.pin_button.isHidden():
            menu.addSeparator()
            menu.offer(self.pin_button.text(), self._pin)
            menu.offer(self.forget_button.text(), self._forget)
        menu.popup(where)


def with_folders(
    entries: list[ListEntry], folder_of: Callable[[str], str], fixed: Container[str]
) -> list[ListEntry]:
    """The entries, with the folder in the title of those that have one name.

    The titles of those with `fixed` keys stay.
    """
    same: dict[str, list[ListEntry]] = {}
    for entry in entries:
        same.setdefault(entry.title, []).append(entry)
    titles: dict[str, str] = {}
    for title, several in same.items():
        named = {
            entry.key: os.path.normpath(folder_of(entry.key)).split(os.sep) for entry in several
        }
        if len(named) < 2:
            continue
        for entry in several:
            if entry.key in fixed:
                continue
            parts = named[entry.key][:-1]
            others = [parent[:-1] for key, parent in named.items() if key != entry.key]
            depth = next(
                (n for n in range(1, len(parts)) if all(parts[-n:] != o[-n:] for o in others)),
                len(parts),
            )
            where = "/".join(parts[-depth:])
            titles[entry.key] = tr("{model} (in {folder})", model=title, folder=where)
    return [
        msgspec.structs.replace(entry, title=titles.get(entry.key, entry.title))
        for entry in entries
    ]


def _show_in_file_manager(folder: str) -> None:
    from PySide6.QtCore import QUrl  # not for the first paint
    from PySide6.QtGui import QDesktopServices

    QDesktopServices.openUrl(QUrl.fromLocalFile(folder))


def _is_here(folder: str, bundled: bool) -> bool:
    """Whether this is a folder on the window's own disk: of the same path there may be one each."""
    return (bundled or ELSEWHERE.computer is None) and os.path.isdir(folder)
