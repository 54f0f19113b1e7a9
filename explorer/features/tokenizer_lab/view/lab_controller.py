"""The ways to the tokenizer lab and back, and what its page asks of the window."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from explorer.app.save_file import save_file
from explorer.boundary.typed_json import convert_items, convert_or
from explorer.features.tokenizer_lab.protocol import (
    MOST_CHARACTERS,
    MOST_TOKENIZERS,
    CompareTokenizers,
    ShowSteps,
    TokenizersCompared,
    TokenizerSource,
)
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.file_dialog import CSV, ask_file

if TYPE_CHECKING:
    from explorer.app.shell import Shell
    from explorer.features.tokenizer_lab.view.lab_page import LabPage


class LabController(QObject):
    """Builds the page when it is first opened."""

    def __init__(self, window: Shell) -> None:
        super().__init__(window)
        self._window = window
        self.page: LabPage | None = None
        inference, actions = window.inference, window.actions_
        inference.split.clicked.connect(self.open_steps)
        inference.pages.keepers["tokenizer_lab"] = self
        actions.tokenizer_lab.triggered.connect(self.open)

    @Slot()
    def open(self) -> None:
        """Show the page with the text of the Inference tab."""
        self._open(steps=False)

    @Slot()
    def open_steps(self) -> None:
        """Show how the model's own tokenizer cut a word of that text."""
        self._open(steps=True)

    def _open(self, *, steps: bool) -> None:
        from explorer.features.tokenizer_lab.view.lab_page import own_source

        window = self._window
        if self.page is None:
            self._build()
        assert self.page is not None
        self.page.offer(self._here())
        own = own_source(window.summary)
        sources = [own] if own is not None else []
        if not steps and len(self._cards()) < 2:
            sources += self._bundled()
        text = window.inference.rows.texts[0] if window.summary is not None else ""
        window.bring(window.inference)
        window.inference.pages.open(self.page, CompareTokenizers, ShowSteps)
        self.page.begin(text, sources, steps=steps)

    def saved_state(self) -> dict[str, Any]:
        """Its part of a session."""
        if self.page is None:
            return {}
        pages = self._window.inference.pages
        return {"open": pages.aside is self.page, **self.page.saved_state()}

    def restore_state(self, saved: dict[str, Any]) -> None:
        """Put the text and the tokenizers back; an older session has nothing here."""
        from explorer.features.tokenizer_lab.view.lab_page import own_source

        saved_sources = convert_items(saved.get("sources"), TokenizerSource)[:MOST_TOKENIZERS]
        own = own_source(self._window.summary)
        sources = [source if source.path else own for source in saved_sources]
        if not saved_sources:
            return
        if self.page is None:
            self._build()
        assert self.page is not None
        self.page.offer(self._here())
        if saved.get("open") is True:
            self._window.bring(self._window.inference)
            pages = self._window.inference.pages
            pages.open(self.page, CompareTokenizers, ShowSteps)
        text = convert_or(saved.get("text"), str, "")[:MOST_CHARACTERS]
        self.page.restore(text, [source for source in sources if source is not None])

    def _cards(self) -> tuple[object, ...]:
        return self.page.cards if self.page is not None else ()

    def _bundled(self) -> list[TokenizerSource]:
        """The tokenizers that came with the program, as its menu of models names them."""
        models = (action.data() for action in self._window.actions_.bundled)
        return [TokenizerSource(name, path) for path, name in models]

    def _here(self) -> list[TokenizerSource]:
        """The tokenizers of this computer: the model's, bundled, opened before, downloaded."""
        from explorer.features.checkpoints.view.local_pane import bundled
        from explorer.features.checkpoints.view.tokenizer_dialog import tokenizers_here
        from explorer.features.tokenizer_lab.view.lab_page import own_source

        window = self._window
        own = own_source(window.summary)
        entries = tokenizers_here(bundled(), window.profile, window.local_pane.cache)
        return [
            *([own] if own is not None else []),
            *(TokenizerSource(entry.title, entry.key) for entry in entries),
        ]

    def _build(self) -> None:
        from explorer.features.tokenizer_lab.view.lab_page import LabPage

        window = self._window
        page = self.page = LabPage(window.look)
        page.subscribe(window.state)
        page.show_model(window.summary)
        window.state.model_changed.connect(self._listed)
        page.wanted.connect(window.send)
        page.closed.connect(self._close)
        page.folder_wanted.connect(self._choose_folder)
        page.save_wanted.connect(self._save)
        cache = window.local_pane.cache
        if cache is not None:
            cache.listed.connect(self._listed)
            if not cache.was_asked:
                cache.ask()

    @Slot()
    def _listed(self) -> None:
        if self.page is not None:
            self.page.offer(self._here())

    @Slot()
    def _close(self) -> None:
        inference = self._window.inference
        inference.close_aside()
        inference.rows.first.setFocus()

    @Slot()
    def _choose_folder(self) -> None:
        from explorer.features.checkpoints.view.tokenizer_dialog import ask_tokenizer_folder

        profile = self._window.profile
        folder = ask_tokenizer_folder(self._window, profile.text("folder"))
        if folder and self.page is not None:
            profile.keep_folder(os.path.dirname(folder))
            self.page.add(TokenizerSource(os.path.basename(folder), folder))

    @Slot(object)
    def _save(self, result: TokenizersCompared) -> None:
        from explorer.features.tokenizer_lab import export

        path = ask_file(self._window, tr("Save the tokens"), "tokens.csv", (CSV,))
        if not path:
            return
        size = save_file(self._window, path, export.tokens_table(result).csv(), "labSave")
        if size is not None:
            self._window.message_bar.tell(
                tr("Saved the table in {path}: {size}.", path=path, size=numbers.bytes_(size))
            )
