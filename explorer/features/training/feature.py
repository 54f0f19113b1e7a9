"""Train: a model learns in front of you."""

from __future__ import annotations

from explorer.features.training.protocol import (
    ContinueTraining,
    DescribeTraining,
    EstimateTraining,
    FindTrainings,
    ForgetTraining,
    OpenSnapshot,
    PauseTraining,
    ReadTrainingData,
    ResumeTraining,
    RunSnapshots,
    StartTraining,
    StopTraining,
)
from explorer.protocol.feature import Feature
from explorer.text.translation import tr

FEATURE = Feature(
    name="training",
    title=tr("Train"),
    compute={
        DescribeTraining: "compute.requests:TrainingPart.describe",
        ReadTrainingData: "compute.requests:TrainingPart.read_data",
        EstimateTraining: "compute.requests:TrainingPart.estimate",
        StartTraining: "compute.requests:TrainingPart.start",
        ContinueTraining: "compute.requests:TrainingPart.go_on",
        PauseTraining: "compute.requests:TrainingPart.pause",
        StopTraining: "compute.requests:TrainingPart.stop",
        OpenSnapshot: "compute.requests:TrainingPart.open_snapshot",
        RunSnapshots: "compute.requests:TrainingPart.run_snapshots",
        ForgetTraining: "compute.requests:TrainingPart.forget_training",
        FindTrainings: "compute.requests:TrainingPart.find",
        ResumeTraining: "compute.requests:TrainingPart.resume",
    },
)
