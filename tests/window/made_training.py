"""Trainings as the engine would answer them, made up for the page's tests."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from explorer.features.training.protocol import (
    BundledData,
    BundledSet,
    ContinueTraining,
    DataColumn,
    DescribeTraining,
    EstimateTraining,
    ExamAnswer,
    ExamQuestion,
    ForgetTraining,
    MergeRule,
    ObjectiveChoice,
    OpenSnapshot,
    PastedText,
    PauseTraining,
    PreviewRow,
    ReadTrainingData,
    ResumeTraining,
    RunSnapshots,
    SnapshotAnswers,
    SnapshotsRun,
    StartTraining,
    StopTraining,
    TokenizerChoice,
    TokenizerTrained,
    TrainingData,
    TrainingEstimate,
    TrainingFinished,
    TrainingForgotten,
    TrainingNeed,
    TrainingOffer,
    TrainingPaused,
    TrainingProgress,
    TrainingResumed,
    TrainingSettings,
    TrainingStarted,
    TrainTokenizer,
    UnusableLine,
    WeightSnapshot,
    WrittenSample,
)
from explorer.features.training.view.train_tab import TrainTab
from explorer.protocol.job import Done, Request
from explorer.protocol.model import ModelReady
from tests.window.made_runs import summary
from tests.window.subscribed import Replies

ROOMY = TrainingNeed(4000, 4000, 8000, 100_000, 10**9)
CAPITALS = TrainingSettings(steps=1500, exam_every=20, snapshot_every=60)
STORIES = TrainingSettings(steps=600, learning_rate=3e-3, batch_size=20)
EXAM = (
    ExamQuestion("The capital of France is [MASK].", "paris"),
    ExamQuestion("A dog says [MASK].", "woof"),
    ExamQuestion("The capital of Mongolia is [MASK].", "ulaanbaatar"),
    ExamQuestion("Two plus three is [MASK].", "five", former=True),
)
ANSWERS = (
    ((0, "[UNK]"), (60, "the"), (160, "europe"), (320, "madrid"), (480, "paris")),
    ((0, "red"), (100, "."), (240, "moo"), (360, "woof")),
    ((0, "of"), (260, "paris"), (560, "beijing"), (780, "tokyo")),
    ((0, "five"), (400, "four")),
)


def offer(serial: int = 1, **changes: object) -> TrainingOffer:
    """What a BERT can learn."""
    sets = (
        BundledSet(
            "stories", "Little stories", "It tells stories.", 2000, 100, "next token",
            "This model fills gaps; it does not continue a text.",
        ),
        BundledSet(
            "capitals", "Only the capitals", "451 sentences about the capitals of countries.",
            451, 40, "masked words", recommended=True,
        ),
        BundledSet(
            "world", "Facts of the mini world", "4,800 sentences: countries, animals, sums.",
            4800, 300, "masked words",
        ),
    )  # fmt: skip
    masked = ObjectiveChoice("masked words", "Fill in hidden words", "Some words are hidden.")
    labels = ObjectiveChoice("labels", "Tell labels apart", "It learns your labels.", "", True)
    writes = ObjectiveChoice("next token", "Guess what follows", "", "This class cannot.")
    fields: dict[str, object] = {
        "objectives": (masked, labels, writes), "objective": "masked words", "sets": sets,
        "data": BundledData("capitals"), "settings": CAPITALS,
        "settings_of": (("capitals", CAPITALS), ("world", TrainingSettings(steps=4000))),
        "own": TrainingSettings(steps=60),
        "tokenizer": TokenizerChoice("mini-world-bert", 696, "WordPiece", 25, 696, 600),
    }  # fmt: skip
    return TrainingOffer(serial, **(fields | changes))  # type: ignore[arg-type]


def data(request: ReadTrainingData, serial: int = 1) -> TrainingData:
    """The capitals, or a table with two columns and a line that is of no use."""
    own = not isinstance(request.data, BundledData)
    pasted = request.data.text if isinstance(request.data, PastedText) else "text,class"
    table = own and "," in pasted.partition("\n")[0]
    tokens = ("[CLS]", "the", "capital", "of", "france", "is", "paris", ".", "[SEP]")
    rows = (
        PreviewRow(0, "The capital of France is Paris.", tokens, (6,)),
        PreviewRow(0, "The capital of France is Paris.", tokens, (4,), held_out=True),
    )
    return TrainingData(
        request, serial, "Only the capitals", "csv" if own else "", request.objective or "labels",
        451, 40, rows, (UnusableLine(17, "", "it is empty"),) if own else (), int(own),
        (DataColumn("text", 20, ("good",)), DataColumn("class", 2, ("a", "b"))) if table else (),
        "text" if table else "", "class" if table else "", "", ("a", "b") if table else (), EXAM,
        4000, 8, 9, 0, ("Few lines are left.",) if own else (),
    )  # fmt: skip


def tokenizer(request: TrainTokenizer, serial: int = 1) -> TokenizerTrained:
    """Two rules were learned."""
    rules = (MergeRule("t", "##h", "th"), MergeRule("th", "##e", "the"))
    return TokenizerTrained(
        request, serial, "/tokenizers/made", "trained on capitals", "capitals", "WordPiece", 47,
        ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"), (), 40, rules, 451, ("[CLS]", "[SEP]"), 64,
        0.1, "",
    )  # fmt: skip


def started(request: StartTraining, training: int = 1, serial: int = 1) -> TrainingStarted:
    return TrainingStarted(
        training, request, serial, "Only the capitals", request.objective or "masked words",
        request.settings, 451, 40, 307_000, EXAM, ROOMY, "made", "BertForMaskedLM",
    )  # fmt: skip


def progress(step: int, training: int = 1, steps: int = 1500) -> TrainingProgress:
    """How far it came after so many steps."""
    losses = 6 * np.exp(-np.arange(1, step + 1) / 200) + 0.4
    losses += np.random.default_rng(0).normal(0, 0.12, step)
    exams = np.arange(0, step + 1, 20)
    held_out = 6 * np.exp(-exams / 200) + 0.4
    answers = tuple(
        tuple(_answer(question, kinds, int(at)) for at in exams)
        for question, kinds in zip(EXAM, ANSWERS, strict=True)
    )
    kept = tuple(
        WeightSnapshot(at, 1_200_000, False, 1.0, 1.0)
        for at in sorted({*range(0, step + 1, 60), step})
    )
    samples = tuple(
        WrittenSample(at, "Anna has", f" a roof {at}.") for at in range(60, step + 1, 60)
    )
    return TrainingProgress(
        training, step, steps, losses.astype(np.float32), exams, held_out.astype(np.float32),
        np.linspace(0, 1, len(exams), dtype=np.float32), answers, samples, kept, 1e-3, step / 31,
        31.0, (steps - step) / 31,
    )  # fmt: skip


def _answer(question: ExamQuestion, kinds: tuple[tuple[int, str], ...], at: int) -> ExamAnswer:
    text = next(word for begin, word in reversed(kinds) if begin <= at)
    right = text == question.answer
    share = min(0.97, 0.1 + at / 1000)
    return ExamAnswer(text, share, right)


def through(request: RunSnapshots, steps: tuple[int, ...]) -> SnapshotsRun:
    """Every snapshot answers, and attends more to one token the later it is."""
    answers = []
    for step in steps:
        maps = np.full((2, 4, 9, 9), 1 / 9, np.float32)
        maps[..., 4] = min(1.0, 1 / 9 + step / 1500)
        first = "paris" if step >= 480 else "madrid"
        shares = np.array([0.5, 0.1], np.float32)
        answers.append(SnapshotAnswers(step, (first, "rome"), shares, maps))
    return SnapshotsRun(request, (), tuple(answers), 0.1)


class TrainingEngine(QObject):
    """Answers at once what the page asks; steps are made by `learn`.

    `received` fires once the page has received a model, each in an event of its own.
    """

    received = Signal()

    def __init__(self, page: TrainTab) -> None:
        super().__init__()
        self._replies, self._page = Replies(page), page
        self.asked: list[Request] = []
        self.step, self.training, self.serial = 0, 0, 0
        self.given = offer()
        self._begun: TrainingStarted | None = None
        page.wanted.connect(self.take)
        self._replies.state.finished.connect(self._on_finished)

    def load(self, serial: int = 1) -> None:
        """A model is in memory."""
        self.serial = serial
        self._replies.answer(ModelReady(summary(serial), "loaded"), Request())

    @Slot(object)
    def _on_finished(self, done: Done) -> None:
        if isinstance(done.result, ModelReady):
            self.received.emit()

    def last(self, kind: type[Request]) -> Request:
        return next(request for request in reversed(self.asked) if type(request) is kind)

    def count(self, kind: type[Request]) -> int:
        return sum(type(request) is kind for request in self.asked)

    def learn(self, step: int) -> None:
        """The training has come to this step."""
        self.step = step
        self._replies.report(progress(step, self.training), ContinueTraining(self.training))

    def answer(self, result: object, request: Request) -> None:
        """The lane answered something."""
        self._replies.answer(result, request)

    def resume(
        self,
        folder: str,
        asked: StartTraining,
        step: int,
        title: str = "Only the capitals",
        *,
        ended: bool = False,
    ) -> None:
        """A training that was left is in memory, held at a step, or `ended` there."""
        self.training, self.step, self.serial = self.training + 1, step, self.serial + 1
        self._begun = replace(started(asked, self.training, self.serial), title=title)
        made = summary(self.serial)
        far = progress(step, self.training)
        resumed = TrainingResumed(
            made, "snapshot", started=self._begun, progress=far, step=step, ended=ended
        )
        self._replies.answer(resumed, ResumeTraining(folder))

    def fail(self, request: Request, sentence: str) -> None:
        self._replies.fail(request, sentence)

    def interrupt(self) -> None:
        """Somebody pressed Stop in the status bar."""
        self._replies.stop(ContinueTraining(self.training))

    def end(self) -> None:
        """All steps are made."""
        assert self._begun is not None
        done = TrainingFinished(self._begun, progress(self.step, self.training), "steps")
        self._replies.answer(done, ContinueTraining(self.training))

    @Slot(object)
    def take(self, request: Request) -> None:
        self.asked.append(request)
        answer = self._answer(request)
        if answer is not None:
            self._replies.answer(answer, request)

    def _answer(self, request: Request) -> object:
        far = progress(self.step, max(1, self.training))
        match request:
            case DescribeTraining():
                return self.given if self.given.serial == self.serial else offer(self.serial)
            case ReadTrainingData():
                return data(request, self.serial)
            case EstimateTraining():
                return TrainingEstimate(request, self.serial, 3, 0.03, 48.0, ROOMY, 1_200_000)
            case StartTraining():
                self.training, self.step = self.training + 1, 0
                self._begun = started(request, self.training, self.serial)
                return self._begun
            case PauseTraining() if self._begun is not None:
                return TrainingPaused(self._begun, far)
            case StopTraining() if self._begun is not None:
                return TrainingFinished(self._begun, far, "stopped")
            case TrainTokenizer():
                return tokenizer(request, self.serial)
            case RunSnapshots():
                return through(request, tuple(kept.step for kept in far.snapshots))
            case ForgetTraining():
                return TrainingForgotten(request.training, request.folder, 1)
            case OpenSnapshot():
                self.serial += 1
                made = summary(self.serial, state_text=f"Trained here: {request.step} steps")
                return ModelReady(made, "snapshot")
        return None
