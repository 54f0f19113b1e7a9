"""The Create pane: choose an architecture and a class, edit the config, create the model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from explorer.messages.config import ConfigEdit
from explorer.messages.job import Failed, Request
from explorer.messages.model import CreateModel, ModelSummary
from explorer.window.blocks import Card, button, label
from explorer.window.look import Look


class CreatePane(QWidget):
    """`wanted` carries requests for the model's lane; `twin_wanted` asks for an untrained twin."""

    wanted = Signal(object)
    twin_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("createPane")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        card = Card()
        card.add(label("Architecture", "muted"))
        self.architecture = QComboBox()
        self.architecture.setObjectName("architectureBox")
        self.architecture.setAccessibleName("Architecture")
        card.add(self.architecture)
        card.add(label("Class", "muted"))
        self.classes = QComboBox()
        self.classes.setObjectName("classBox")
        self.classes.setAccessibleName("Class")
        card.add(self.classes)
        column.addWidget(card)
        foot = Card()
        row = QHBoxLayout()
        row.addWidget(label("Seed", "muted"))
        self._seed = QSpinBox()
        self._seed.setObjectName("seedBox")
        self._seed.setAccessibleName("Seed")
        self._seed.setRange(0, 2**31 - 1)
        self._seed.setValue(42)
        row.addWidget(self._seed)
        self.create = button("Create model", "primary", name="createButton")
        self.create.clicked.connect(self._create)
        row.addWidget(self.create, 1)
        foot.add_layout(row)
        self.twin = button("Create an untrained twin", "link", name="twinButton")
        self.twin.clicked.connect(self.twin_wanted)
        self.twin.hide()
        foot.add(self.twin)
        column.addStretch(1)
        column.addWidget(foot)
        self.architecture.addItem("BERT (bert)", "bert")
        self.classes.addItem("BertForMaskedLM", "BertForMaskedLM")

    @property
    def seed(self) -> int:
        """The seed that random weights are drawn from."""
        return self._seed.value()

    def results(self) -> dict[type, Callable[[Any, Request], None]]:
        """Which results of the model's lane belong to this pane, and what takes them."""
        return {}

    def failed(self, failed: Failed) -> None:
        """A request failed; the message bar tells it, the pane only tidies up after its own."""

    def show_model(self, summary: ModelSummary | None) -> None:
        """A model came into memory, or left it."""
        self.twin.setVisible(summary is not None)

    def allow(self, allowed: bool) -> None:
        """Whether a model may be created now."""
        self.create.setEnabled(allowed)

    @Slot()
    def _create(self) -> None:
        self.wanted.emit(
            CreateModel(
                ConfigEdit(self.architecture.currentData(), self.classes.currentData()), self.seed
            )
        )
