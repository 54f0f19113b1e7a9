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
    SnapshotsRun,
    StartTraining,
    StopTraining,
    TokenizerTrained,
    TrainingFinished,
    TrainingForgotten,
    TrainingPaused,
    TrainingResumed,
    TrainingStarted,
    TrainTokenizer,
)
from explorer.protocol.feature import Feature
from explorer.text.translation import tr

FEATURE = Feature(
    name="training",
    title=tr("Train"),
    compute={
        DescribeTraining: "compute.requests:TrainingPart.describe",
        TrainTokenizer: "compute.requests:TrainingPart.train_tokenizer",
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
    explain={
        TokenizerTrained: "explain_tokenizer:trained",
        TrainingStarted: "explain:started",
        TrainingPaused: "explain:paused",
        TrainingFinished: "explain:finished",
        TrainingResumed: "explain:resumed",
        SnapshotsRun: "explain:snapshots_run",
        TrainingForgotten: "explain:forgotten",
    },
    code={
        TrainTokenizer: "code_tokenizer:train",
        StartTraining: "code:loop",
        ContinueTraining: "code:loop",
        StopTraining: "code:loop",
        OpenSnapshot: "code:snapshot",
        ResumeTraining: "code:snapshot",
    },
    other_code={
        StartTraining: "code:trainer",
        ContinueTraining: "code:trainer",
        StopTraining: "code:trainer",
    },
    export={TokenizerTrained: "export:tokenizer"},
    lesson={
        TrainingStarted: "lesson:started",
        TrainingPaused: "lesson:paused",
        TrainingFinished: "lesson:finished",
        SnapshotsRun: "lesson:through",
    },
    explained_at_once=frozenset(
        {TokenizerTrained, TrainingStarted, TrainingPaused, TrainingFinished, TrainingForgotten}
    ),
    terms=(
        "training",
        "loss",
        "training-step",
        "learning-rate",
        "batch-size",
        "held-out",
        "overfitting",
        "forgetting",
        "training-snapshot",
        "seed",
        "tokenizer",
        "byte-pair-encoding",
        "wordpiece",
        "vocabulary",
    ),
)
