"""The way to many texts and back: its button, its action, and what its page asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from explorer.app.actions import Requirement
from explorer.app.save_file import save_file
from explorer.boundary.typed_json import convert_or
from explorer.features.text_table.code import SAVED_AS
from explorer.features.text_table.protocol import RunTexts, TextTableResult, refusal
from explorer.protocol.model import ModelSummary
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.file_dialog import CSV, ask_file
from explorer.widgets.small_controls import set_tip

if TYPE_CHECKING:
    from explorer.app.shell import Shell
    from explorer.features.text_table.view.table_page import TablePage


class TableController(QObject):
    """Builds the page when it is first opened."""

    def __init__(self, window: Shell) -> None:
        super().__init__(window)
        self._window = window
        self.page: TablePage | None = None
        inference, actions = window.inference, window.actions_
        inference.many.clicked.connect(self.open)
        inference.pages.keepers["text_table"] = self
        actions.text_table.triggered.connect(self.open)
        window.state.model_changed.connect(self._allow)
        self._allow(window.summary)

    @Slot(object)
    def _allow(self, summary: ModelSummary | None) -> None:
        reason = refusal(summary)
        many = self._window.inference.many
        many.setEnabled(not reason)
        set_tip(many, reason or tr("A table of texts, all run in the background"))
        self._window.actions_.meet({Requirement.ANSWERS: not reason})

    @Slot()
    def open(self) -> None:
        """Show the page."""
        if self.page is None:
            self._build()
        assert self.page is not None
        self._window.bring(self._window.inference)
        pages = self._window.inference.pages
        pages.open(self.page, RunTexts)
        self.page.focus_first()

    def saved_state(self) -> dict[str, Any]:
        """Its part of a session."""
        if self.page is None:
            return {}
        pages = self._window.inference.pages
        return {"open": pages.aside is self.page, **self.page.saved_state()}

    def restore_state(self, saved: dict[str, Any]) -> None:
        """Put it back, where the model can run a table; an older session has nothing here."""
        if not (saved.get("texts") or saved.get("open") is True) or refusal(self._window.summary):
            return
        if self.page is None:
            self._build()
        assert self.page is not None
        if saved.get("open") is True:
            self.open()
        texts = convert_or(saved.get("texts"), dict[str, Any], {})
        missing = convert_or(texts.get("missing"), str, "")
        if missing:
            self._window.message_bar.tell(
                tr("The session's table of texts is not here: {path}.", path=missing)
            )
            return
        self.page.restore_state(saved)
        if saved.get("too_long") is True:
            self._window.message_bar.tell(
                tr("The pasted texts were too long to be kept in a session. Paste them again.")
            )

    def _build(self) -> None:
        from explorer.features.text_table.view.table_page import TablePage

        window = self._window
        page = self.page = TablePage(window.look, window.profile)
        page.subscribe(window.state)
        page.wanted.connect(window.send)
        page.stop_wanted.connect(self._stop)
        page.closed.connect(self._close)
        page.emptied.connect(window.inference.pages.emptied)
        page.opened.connect(self._open_row)
        page.save_wanted.connect(self._save)
        page.show_model(window.summary)

    @Slot()
    def _stop(self) -> None:
        lane = self._window.model
        for job in lane.jobs:
            if isinstance(job.request, RunTexts):
                lane.stop(job.id)

    @Slot()
    def _close(self) -> None:
        inference = self._window.inference
        inference.close_aside()
        inference.rows.first.setFocus()

    @Slot(str)
    def _open_row(self, text: str) -> None:
        inference = self._window.inference
        inference.many.setText(tr("‹ Many texts"))
        inference.many.setAccessibleName(tr("Back to many texts"))
        inference.run_text(text)

    @Slot(object)
    def _save(self, result: TextTableResult) -> None:
        from explorer.features.text_table import export

        path = ask_file(self._window, tr("Save the table"), SAVED_AS, (CSV,))
        if not path:
            return
        size = save_file(self._window, path, export.rows_table(result).csv(), "tableSave")
        if size is not None:
            self._window.message_bar.tell(
                tr("Saved the table in {path}: {size}.", path=path, size=numbers.bytes_(size))
            )
