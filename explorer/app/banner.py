"""The banner: what is loaded, what is known of its weights, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from explorer.app.changed_chip import ChangedChip
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import button, label, set_role
from explorer.widgets.flow_layout import FlowLayout

if TYPE_CHECKING:
    from explorer.protocol.model import ModelSummary

_ROLES = {"trained": "chip-good", "taught": "chip-good", "file": "chip"}
"""Of the others: "chip-warn", because a part of the weights at least is random."""


class Banner(QFrame):
    """Class, name, parameters, bytes and state of the model in memory; Open, Save, Unload."""

    def __init__(self, open_: QAction, save: QAction, unload: QAction, report: QAction) -> None:
        super().__init__()
        self.setObjectName("banner")
        self.setAccessibleName(tr("The model in memory"))
        self.setProperty("role", "banner")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._title = label(tr("No model is loaded"), "title", name="modelClass")
        self._name = label(role="chip", name="modelName")
        self._parameters = label(role="chip", name="modelParameters")
        self._size = label(role="chip", name="modelSize")
        self._state = button("", "chip", name="modelState")
        self._state.clicked.connect(report.trigger)
        self.changed = ChangedChip()
        self._chips = (self._name, self._parameters, self._size, self._state)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 8, 12, 8)
        flow = FlowLayout(gap=8)
        outer.addLayout(flow)
        flow.addWidget(self._title)
        for chip in self._chips:
            flow.addWidget(chip)
        flow.addWidget(self.changed)
        self.buttons = []
        together = QWidget()  # the three wrap as one
        row = QHBoxLayout(together)
        row.setContentsMargins(0, 0, 0, 0)
        for action, text in ((open_, tr("Open…")), (save, tr("Save as…")), (unload, tr("Unload"))):
            action_button = button(text, name=f"button.{action.objectName()}", tip=action.toolTip())
            action_button.setEnabled(action.isEnabled())
            action_button.clicked.connect(action.trigger)
            action.enabledChanged.connect(action_button.setEnabled)
            row.addWidget(action_button)
            self.buttons.append(action_button)
        flow.add_right(together)
        self._together = together
        self._compact = self._loaded = False
        self.show_model(None)

    def minimumSizeHint(self) -> QSize:
        """As narrow as its widest piece: the rest wraps."""
        return QSize(0, super().minimumSizeHint().height())

    @Slot(object)
    def show_model(self, summary: ModelSummary | None) -> None:
        """Describe the model, or say that there is none and what to do about it."""
        self._loaded = summary is not None
        self._show_chips()
        if summary is None:
            self._title.setToolTip("")
            self._title.setText(tr("No model is loaded"))
            return
        self._title.setText(summary.class_name)
        self._name.setText(summary.name)
        self._parameters.setText(numbers.plural(summary.parameters, "parameter"))
        device = summary.device.upper() if summary.device == "cpu" else summary.device
        self._size.setText(f"{numbers.bytes_(summary.bytes)} · {summary.dtype} · {device}")
        size_text = f"{self._parameters.text()} · {self._size.text()}"
        self._title.setToolTip(size_text)
        self.setAccessibleDescription(f"{summary.class_name}, {summary.name}, {size_text}")
        self._state.setText(summary.state_text)
        sentence = summary.report.sentence if summary.report is not None else ""
        self._state.setToolTip(sentence or tr("Where the weights came from"))
        self._state.setAccessibleName(f"{summary.state_text}. Where the weights came from")
        set_role(self._state, _ROLES.get(summary.state, "chip-warn"))

    def compact(self, on: bool) -> None:
        """Name the model and its state alone: the rest is in the tip, the actions in the menu."""
        self._compact = on
        self._together.setVisible(not on)
        self._show_chips()

    def _show_chips(self) -> None:
        for chip in self._chips:
            wanted = not self._compact or chip in (self._name, self._state)
            chip.setVisible(self._loaded and wanted)
