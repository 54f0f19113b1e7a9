"""What is changed in the model or in its last run, always in sight: one click takes it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton

from explorer.text.numbers import ntr
from explorer.text.translation import tr
from explorer.widgets.blocks import set_role

if TYPE_CHECKING:
    from explorer.app.app_state import AppState
    from explorer.protocol.job import Request
    from explorer.protocol.model import ModelSummary
    from explorer.protocol.run import AblatedHeads, InspectionResult, Patched, RunResult
    from explorer.protocol.task_run import Answer


class ChangedChip(QPushButton):
    """Hidden while nothing is changed. `restore_wanted` carries (heads are off, a patch is in)."""

    restore_wanted = Signal(bool, bool)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("changedChip")
        set_role(self, "chip-warn")
        self._heads, self._patch = 0, False
        self.clicked.connect(self._restore)
        self.hide()

    def subscribe(self, state: AppState) -> None:
        """Receive every run, and what each look inside says was changed in it."""
        # Here, because nothing else of these is needed for the first paint.
        from explorer.protocol.run import InspectionResult, RunResult
        from explorer.protocol.task_run import Answer

        state.model_changed.connect(self._on_model)
        state.subscribe(
            {
                RunResult: self._on_run,
                InspectionResult: self._on_run,
                Answer: self._on_answer,
            }
        )

    @Slot(object)
    def _on_model(self, summary: ModelSummary | None) -> None:
        self.show_changes((), None)  # another model: nothing in it was changed yet

    def _on_run(self, result: RunResult | InspectionResult, request: Request) -> None:
        self.show_changes(result.silenced, result.patch)

    def _on_answer(self, answer: Answer, request: Request) -> None:
        self.show_changes(answer.run.silenced, None)

    def show_changes(self, silenced: Sequence[AblatedHeads], patch: Patched | None) -> None:
        """Say what is changed now."""
        self._heads, self._patch = (
            sum(len(silenced_layer.heads) for silenced_layer in silenced),
            patch is not None,
        )
        change_text = changes(silenced, patch)
        self.setVisible(bool(change_text))
        self.setText(tr("{change} · Restore", change=change_text))
        where = "; ".join(_place(heads) for heads in silenced)
        tip = tr("Click to restore: every number as it was, bit for bit")
        self.setToolTip(f"{where}\n{tip}" if where else tip)
        self.setAccessibleName(tr("{change}. Restore", change=change_text))

    @Slot()
    def _restore(self) -> None:
        self.restore_wanted.emit(bool(self._heads), self._patch)


def changes(silenced: Sequence[AblatedHeads], patch: Patched | None) -> str:
    """What was changed in a run, in a few words: `3 heads off, patched`; empty for nothing."""
    count = sum(len(silenced_layer.heads) for silenced_layer in silenced)
    sentences = [ntr("{count} head off", "{count} heads off", count)] if count else []
    sentences += [tr("patched")] if patch is not None else []
    text = ", ".join(sentences)
    return text[:1].upper() + text[1:]


def _place(silenced_layer: AblatedHeads) -> str:
    from explorer.text.phrases import layer_place

    layer = layer_place(silenced_layer.kind, silenced_layer.layer)
    if len(silenced_layer.heads) == silenced_layer.of:
        return tr("{layer}: all heads off", layer=layer)
    return ntr(
        "{layer}: head {head_numbers} off",
        "{layer}: heads {head_numbers} off",
        len(silenced_layer.heads),
        layer=layer,
        head_numbers=", ".join(str(head + 1) for head in silenced_layer.heads),
    )
