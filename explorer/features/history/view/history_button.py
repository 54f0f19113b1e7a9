"""History ▾: opens the list of runs, and knows which of them can still be looked into."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from explorer.app.theme import Theme
from explorer.features.ablation.protocol import AblationResult
from explorer.features.activation_patching.protocol import PatchApplied, PatchRemoved
from explorer.features.generation.protocol import Generated
from explorer.features.history.view.run_history import PastRun, RunHistory
from explorer.protocol.job import Request
from explorer.protocol.model import LoadModel, ModelSummary, WeightState
from explorer.protocol.run import InspectionResult, Prediction, RunResult
from explorer.protocol.task_run import Answer
from explorer.text.translation import tr
from explorer.widgets.blocks import with_names

_NAMED = 5
"""Answers that are kept of a run with something changed in it."""


_OPENED: tuple[WeightState, ...] = ("trained", "file", "partly", "fresh")
"""Weights that are those of the checkpoint they came from."""


class HistoryButton(QPushButton):
    """`opened` and `text_kept` carry a PastRun, `message_wanted` a sentence, `again` a request
    that is to be sent again."""

    opened = Signal(object)
    message_wanted = Signal(str)
    again = Signal(object)
    text_kept = Signal(object)

    def __init__(self, look: Theme, window: QWidget) -> None:
        super().__init__(tr("History ▾"))
        self._look, self._parent = look, window
        self.runs = RunHistory(self)
        self.guessed: Callable[[PastRun], bool] = lambda run: False
        self.refusal: Callable[[Request], str] = lambda request: ""
        """Whether people are still guessing what a run answered."""
        self._summary: ModelSummary | None = None
        self._last = 0
        with_names(self, "historyButton", tr("History of runs"))
        self.setToolTip(tr("The runs of this session, to see them again"))
        self.setProperty("role", "link")
        self.clicked.connect(self._open)
        self.runs.changed.connect(self._allow)
        self._allow()

    def keep(self, result: RunResult | Answer, summary: ModelSummary) -> None:
        """One more run, of this model."""
        self._summary = summary
        self._last = self.runs.keep(result, summary).number

    def past(self) -> tuple[PastRun, ...]:
        """The runs of the model, newest first."""
        return self.runs.runs

    @Slot(object)
    def keep_switched(self, result: AblationResult) -> None:
        """The last run with other heads off: a separate run where it answers."""
        self._keep_change(result, result.after)

    @Slot(object)
    def keep_patched(self, result: PatchApplied | PatchRemoved) -> None:
        """The last run with a patch, or whole again."""
        predictions = result.patched if isinstance(result, PatchApplied) else result.predictions
        self._keep_change(result, predictions)

    def _keep_change(self, result: InspectionResult, predictions: tuple[Prediction, ...]) -> None:
        if self._summary is None or result.ran is None:
            return
        named = tuple(
            replace(prediction, candidates=prediction.candidates[:_NAMED])
            for prediction in predictions
        )
        ran = replace(result.ran, predictions=named, silenced=result.silenced, patch=result.patch)
        same = self.runs.same(ran, self._summary.serial)
        self._last = (same or self.runs.keep(ran, self._summary)).number

    @Slot(object)
    def keep_text(self, result: Generated) -> None:
        """A text that the model in memory wrote, or one more step of it."""
        if self._summary is not None:
            run = self.runs.keep_text(result, self._summary)
            if run is not None:
                self.text_kept.emit(run)

    def foreign(self, past: PastRun) -> str:
        """Why a text cannot continue; empty where the model that wrote it is in memory."""
        if self._summary is not None and past.summary.serial == self._summary.serial:
            return ""
        return cannot_continue(past.summary)

    def other_model(self, past: PastRun) -> bool:
        """Whether a run was of another model than the one in memory, or one opened again."""
        own, now = past.summary, self._summary
        return now is None or not (own.serial == now.serial or _opened_as(own) == _opened_as(now))

    def opening(self, past: PastRun) -> LoadModel | None:
        """What opens the model of a run; None for one that was created, taught or never saved."""
        own = past.summary
        if not own.source or own.twin_of or own.from_python or own.state not in _OPENED:
            return None
        return LoadModel(
            own.source,
            own.name,
            own.class_name if own.state == "partly" else "",
            revision=own.revision,
            dtype=own.asked_dtype or "auto",
            variant=own.variant,
        )

    def show_model(self, summary: ModelSummary | None) -> None:
        """Another model is in memory, or none."""
        if summary is None or self._summary is None or summary.serial != self._summary.serial:
            self._last = 0
        self._summary = summary

    def why_past(self, past: PastRun) -> str:
        """Why nothing can be looked into; empty where it is the engine's last run."""
        if past.number == self._last:
            return ""
        sentence = tr(
            "From the history: run {run}, {time:%H:%M:%S}. Nothing was run.",
            run=past.number,
            time=past.when,
        )
        if self.other_model(past):
            state = past.summary.state_text.partition(":")[0].lower()
            sentence += " " + tr(
                "It belongs to {model} ({origin_of_weights}), not to the model in memory.",
                model=past.model,
                origin_of_weights=state,
            )
        return sentence

    @Slot()
    def _allow(self) -> None:
        self.setEnabled(bool(self.runs.runs or self.runs.later))

    @Slot()
    def _open(self) -> None:
        from explorer.features.history.view.history_dialog import HistoryDialog

        serial = self._summary.serial if self._summary is not None else 0
        dialog = HistoryDialog(
            self._parent, self._look, self.runs, serial, self.guessed, self.refusal
        )
        dialog.opened.connect(self.opened)
        dialog.message_wanted.connect(self.message_wanted)
        dialog.again.connect(self.again)
        dialog.open()


def _opened_as(summary: ModelSummary) -> tuple[str, ...]:
    """What makes two models that were opened the same one; a created one is only itself."""
    if not summary.source or summary.twin_of:
        return (str(summary.serial),)
    return (
        *(summary.source, summary.revision, summary.variant),
        *(summary.class_name, summary.state, summary.dtype),
    )


def cannot_continue(writer: ModelSummary) -> str:
    """Why a text that another model wrote cannot continue."""
    return tr(
        "It was written by {name}, which is not in memory, so it cannot continue.",
        name=writer.name,
    )
