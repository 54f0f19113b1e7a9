"""How many workers share some work: a choice that says what each costs in memory."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from explorer.protocol.model import ModelSummary, Prepared
from explorer.protocol.workers import most_workers, refusal, worker_bytes
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import label, packed, with_names
from explorer.widgets.small_controls import ChoiceBox, set_tip


class WorkersBox(QWidget):
    """Its owner shows it where it is `offered`: a computer with one processor has no choice."""

    def __init__(self, name: str) -> None:
        super().__init__()
        row = packed(QHBoxLayout(self))
        row.setSpacing(6)
        self.box = with_names(ChoiceBox(), name, tr("Workers"))
        self.box.setMinimumContentsLength(12)
        self.box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        neighbour = label(tr("Workers"), "muted")
        neighbour.setBuddy(self.box)
        row.addWidget(neighbour)
        row.addWidget(self.box)
        self._reason = ""
        self.offered = False
        """Whether there is something to choose, or a reason why not."""
        self.hide()

    @property
    def workers(self) -> int:
        """How many are wanted."""
        return int(self.box.currentData() or 1)

    def show_model(self, summary: ModelSummary | None, prepared: Prepared | None) -> None:
        """Offer what this computer can do with a model; the choice stays where it is possible."""
        wanted, most = self.workers, most_workers(prepared)
        self._reason = refusal(summary) if summary is not None else ""
        if self._reason:
            most = 1
        self.box.clear()
        for workers in range(1, most + 1):
            text = numbers.count(workers)
            if workers > 1 and summary is not None:
                more = numbers.bytes_((workers - 1) * worker_bytes(summary))
                text = tr("{count} · {bytes} more", count=workers, bytes=more)
            self.box.addItem(text, workers)
        self.box.setCurrentIndex(max(0, self.box.findData(wanted)))
        self.offered = most > 1 or bool(self._reason)
        self.allow(True)

    def allow(self, allowed: bool) -> None:
        """Whether it may be changed now: work that has begun continues as it began."""
        self.box.setEnabled(allowed and not self._reason)
        tip = tr(
            "Processes that share the runs. Each needs memory for its own copy of the model; the "
            "numbers are the same."
        )
        set_tip(self.box, self._reason or tip)
