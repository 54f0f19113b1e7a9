"""The pages around one model, as those see them who hand results round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from explorer.protocol.job import Request
from explorer.protocol.model import ModelSummary, Prepared

if TYPE_CHECKING:
    from explorer.app.explanation_controller import ExplanationController
    from explorer.app.inference.inference_tab import InferenceTab
    from explorer.app.model_types import ModelTypes
    from explorer.features.architecture.view.architecture_tab import ArchitectureTab
    from explorer.features.checkpoints.view.checkpoints_controller import CheckpointsController
    from explorer.features.compare.view.compare_tab import CompareTab
    from explorer.features.create.view.create_pane import CreatePane
    from explorer.features.hub.view.hub_controller import HubController
    from explorer.features.lessons.view.lesson_controller import LessonController


class Pages(QObject):
    """Every page and controller; the workbench builds them one after the other."""

    inference: InferenceTab
    create_pane: CreatePane
    architecture: ArchitectureTab
    compare: CompareTab
    hub_controller: HubController
    files: CheckpointsController
    explanations: ExplanationController
    lessons: LessonController
    types: ModelTypes
    prepared: Prepared | None = None

    @property
    def summary(self) -> ModelSummary | None:
        """The model in memory."""
        raise NotImplementedError

    def send(self, request: Request) -> None:
        """Hand a request to the model's lane."""
        raise NotImplementedError
