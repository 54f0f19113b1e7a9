"""Which tokenizer the model in memory reads text with: of any folder, or any checkpoint here."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from explorer.app.settings import Settings
from explorer.features.checkpoints.view.local_pane import Bundled
from explorer.protocol.model import OTHER_TOKENIZER, AttachTokenizer, ModelSummary
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.text.workplace import workplace
from explorer.widgets.blocks import button, label
from explorer.widgets.dialog_frame import FramedDialog
from explorer.widgets.elsewhere import ELSEWHERE
from explorer.widgets.entry_list import EntryList, ListEntry
from explorer.widgets.file_dialog import begin_in

if TYPE_CHECKING:
    from explorer.app.theme import Theme
    from explorer.features.hub.view.cache_actions import CacheActions


class TokenizerDialog(FramedDialog):
    """`wanted` carries a AttachTokenizer once a person chose.

    One of known size that is too large is not offered; the lane judges whether the others fit.
    """

    wanted = Signal(object)

    def __init__(
        self,
        summary: ModelSummary,
        models: tuple[Bundled, ...],
        profile: Settings,
        cache: CacheActions | None,
        look: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(parent, "tokenizerDialog", tr("Choose a tokenizer"))
        self._models, self._profile, self._cache = models, profile, cache
        self._reading = ""
        self._most = summary.vocab_size
        known = numbers.count(summary.vocab_size)
        self.title = label(tr("Choose a tokenizer for this model"), "title", wrap=True)
        self.about = label(
            tr(
                "It cuts text into the input IDs that the model reads. The model has embeddings "
                "for {most} tokens, so a tokenizer with at most {most} fits.",
                most=known,
            ),
            "muted",
            wrap=True,
            name="tokenizerAbout",
        )
        self.meaning = label(OTHER_TOKENIZER, "warning", wrap=True, name="tokenizerMeaning")
        self.meaning.setVisible(bool(summary.tokenizer) and not summary.is_noise)
        self.list = EntryList(
            look, "tokenizerList", tr("Tokenizers on {computer}", computer=workplace())
        )
        self.list.activated.connect(self._use)
        self.list.selectionModel().currentChanged.connect(self._allow)
        self.status = label("", "small", wrap=True, name="tokenizerStatus")
        self.page.add(self.title)
        self.page.add(self.about)
        self.page.add(self.meaning)
        self.page.add(self.list, 1)
        self.page.add(self.status)
        self.folder = button(tr("Choose a folder…"), name="tokenizerFolder")
        self.cancel = button(tr("Cancel"), name="tokenizerCancel")
        self.use = button(tr("Use this tokenizer"), "primary", name="tokenizerUse")
        self.folder.clicked.connect(self._choose)
        self.cancel.clicked.connect(self.reject)
        self.use.clicked.connect(self._use)
        for push_button in (self.folder, self.cancel):
            push_button.setAutoDefault(False)
        self.use.setDefault(True)
        self.finish((self.folder,), (self.cancel, self.use))
        self.list.setMinimumHeight(self.fontMetrics().height() * 14)
        self.fit(80, 34)
        if cache is not None:
            cache.listed.connect(self.refresh)
            if not cache.was_asked:
                cache.ask()
        self.refresh()
        self.list.setFocus()

    @Slot()
    def refresh(self) -> None:
        """List what is here; the selection stays where its entry is still there."""
        current = self.list.current
        entries = tokenizers_here(self._models, self._profile, self._cache, self._most)
        listing = self._cache.listing if self._cache is not None else None
        self.list.entries.show(entries)
        self.list.select(current.key if current is not None else entries[0].key)
        self._reading = (
            tr("Reading which checkpoints were downloaded…")
            if self._cache is not None and listing is None
            else ""
        )
        self._allow()

    @Slot()
    def _allow(self) -> None:
        entry = self.list.current
        self.use.setEnabled(entry is not None and not entry.dim)
        tokens = next((each.tokens for each in self._models if entry and each.path == entry.key), 0)
        self.status.setText(
            tr(
                "It has {tokens} tokens, and this model has embeddings for {embeddings}",
                tokens=numbers.count(tokens),
                embeddings=numbers.count(self._most),
            )
            if entry is not None and entry.dim
            else self._reading
        )

    @Slot()
    def _use(self) -> None:
        entry = self.list.current
        if entry is not None and not entry.dim:
            self._take(entry.key, entry.title)

    @Slot()
    def _choose(self) -> None:
        folder = ask_tokenizer_folder(self, self._profile.text("folder"))
        if folder:
            self._profile.keep_folder(os.path.dirname(folder))
            self._take(folder, os.path.basename(folder))

    def _take(self, path: str, name: str) -> None:
        self.accept()
        self.wanted.emit(AttachTokenizer(path, name))


def tokenizers_here(
    models: tuple[Bundled, ...], profile: Settings, cache: CacheActions | None, most: int = 0
) -> list[ListEntry]:
    """What is on this computer and may hold a tokenizer: bundled, opened before, downloaded.

    Bundled ones of more than `most` tokens are grey; 0 sets no limit.
    """
    entries = [
        ListEntry(
            *(model.path, model.name, _facts(model), tr("bundled")),
            tip=model.path,
            dim=0 < most < model.tokens,
        )
        for model in models
    ]
    known = {bundled.path for bundled in models}
    for recent in profile.recent():
        is_there = ELSEWHERE.computer is not None or _holds_tokenizer(recent.path)
        if recent.path not in known and is_there:
            known.add(recent.path)
            entries.append(ListEntry(recent.path, recent.name, recent.path, tip=recent.path))
    listing = cache.listing if cache is not None else None
    for checkpoint in listing.checkpoints if listing is not None else ():
        for revision in checkpoint.revisions:
            unknown = revision.folder and revision.folder not in known
            if unknown and any(_of_tokenizer(file.path) for file in revision.files):
                facts = tr("downloaded, revision {commit}", commit=revision.commit[:8])
                entries.append(
                    ListEntry(revision.folder, checkpoint.name, facts, tip=revision.folder)
                )
    return entries


def _facts(model: Bundled) -> str:
    """What a bundled model does, and how many tokens its tokenizer knows."""
    if not model.tokens:
        return model.does
    return f"{model.does} · " + numbers.ntr("{count} token", "{count} tokens", model.tokens)


def _holds_tokenizer(folder: str) -> bool:
    """Whether a folder has a file that only tokenizers have."""
    try:
        return any(map(_of_tokenizer, os.listdir(folder)))
    except OSError:
        return False


def _of_tokenizer(path: str) -> bool:
    """Whether a file of a checkpoint is one that only tokenizers have."""
    name = path.rpartition("/")[2]
    return name.startswith(("tokenizer", "vocab", "sentencepiece", "tekken")) or name.endswith(
        (".spm", "spiece.model")
    )


def ask_tokenizer_folder(parent: QWidget, start: str) -> str:
    """Let a person choose a folder with a tokenizer; empty when they change their mind."""
    title = tr("Choose a folder with a tokenizer")
    if ELSEWHERE.computer is not None:
        return ELSEWHERE.ask_folder(parent, title)
    return QFileDialog.getExistingDirectory(parent, title, begin_in(start))
