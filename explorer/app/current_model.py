"""The model in memory, as the window has it: what happens when one comes, another, or none is left.

What the pages show of a model is told to them here, in steps: everything at once took 50 ms, in
which the window did not move. What is in sight comes first, in one step, so that nobody sees the
new model beside pieces of the old.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from explorer.app.columns import CENTRE, RIGHT
from explorer.features.ablation.protocol import AblateHeads
from explorer.features.activation_patching.protocol import RemovePatch
from explorer.features.answers.protocol import Answer
from explorer.protocol.inspection import ANSWERS
from explorer.protocol.job import Request
from explorer.protocol.model import ModelReady, ModelSummary, ModelUnloaded
from explorer.protocol.run import InspectionResult, RunResult
from explorer.widgets.deferred_queue import Call

if TYPE_CHECKING:
    from explorer.app.pages import Pages
    from explorer.app.shell import Shell


class CurrentModel(QObject):
    """`summary` describes the model in memory; None while there is none."""

    def __init__(self, window: Shell, bench: Pages) -> None:
        super().__init__(bench)
        self._window, self._bench = window, bench
        self.summary: ModelSummary | None = None

    # -- it comes and goes -------------------------------------------------------------------

    def ready(self, result: ModelReady, request: Request) -> list[Call]:
        """What is to be done when a model is there, in order; the first makes it the one shown."""
        files, loaded = self._bench.files, result.verb == "loaded"

        def show() -> None:
            self.summary = result.summary
            self._bench.explanations.model_changed()
            self._window.banner.show_model(result.summary)
            self._bench.inference.show_model(result.summary)
            if loaded:  # before the tab that goes out of sight asks for anything
                self._window.reveal(self._bench.inference)
            self._show_elsewhere()

        def turn() -> None:
            self._window.columns.show_column(CENTRE)
            self._window.columns.turn_to(RIGHT)

        def remember() -> None:
            if loaded:
                files.remember(result.summary, request)

        return [
            show,
            lambda: self._bench.explanations.tell(request, result),
            turn,
            remember,
            lambda: files.show_model(result, request),
            self._bench.architecture.ask_in_sight,
        ]

    def gone(self, result: ModelUnloaded, request: Request) -> None:
        """No model is left."""
        self._bench.explanations.tell(request, result)
        self.summary = None
        self._bench.explanations.model_changed()
        self._window.banner.show_model(None)
        self._bench.inference.show_model(None)
        self._show_elsewhere()
        self._bench.files.show_model(None)

    def _show_elsewhere(self) -> None:
        bench, summary = self._bench, self.summary
        bench.architecture.show_model(summary)
        bench.compare.show_model(summary)
        bench.create_pane.show_model(summary)
        held = summary.bytes if summary is not None else 0
        bench.hub_controller.show_frees(held)
        self._window.status.set_model_bytes(held)
        self.allow()

    def show_summary(self, summary: ModelSummary | None) -> None:
        """Show another model than the one in memory, while a former run is shown again."""
        self._window.banner.show_model(summary)
        self._bench.inference.show_model(summary)

    # -- what can be done with it --------------------------------------------------------------

    @Slot()
    def allow(self) -> None:
        """Offer what can be done now: one model is made, loaded or saved at a time."""
        waiting = any(job.request.replaces is None for job in self._window.model.jobs)
        ready = self.summary is not None
        changing = waiting and self._bench.prepared is not None
        actions = self._window.actions_
        for action in (actions.save, actions.unload, actions.twin, actions.choose_tokenizer):
            action.setEnabled(ready and not changing)
        actions.run.setEnabled(ready)
        of_file = self.summary is not None and bool(self.summary.source)
        for action in (actions.open_float32, actions.open_bfloat16):
            action.setEnabled(of_file and not changing)
        unread = self.summary is not None and bool(self.summary.unread_tokenizer)
        actions.read_tokenizer.setEnabled(unread and not changing)
        actions.borrow_menu.setEnabled(ready and not changing)
        self._bench.create_pane.allow(not changing)
        self._window.checkpoint.allow(not changing)

    # -- what was changed in it ----------------------------------------------------------------

    def show_changes(self, result: object) -> None:
        """Keep in sight which heads are off, and whether the last run has a patch in it."""
        chip = self._window.banner.changed
        if isinstance(result, (ModelReady, ModelUnloaded)):
            chip.show_changes((), None)
        elif isinstance(result, (RunResult, InspectionResult)):
            chip.show_changes(result.silenced, result.patch)
        elif isinstance(result, Answer):
            chip.show_changes(result.run.silenced, None)

    @Slot(bool, bool)
    def restore(self, heads: bool, patch: bool) -> None:
        """Put the heads on again, and take the patch out."""
        if patch:
            self._bench.send(RemovePatch(ANSWERS))
        if heads:
            self._bench.send(AblateHeads((), ANSWERS))
