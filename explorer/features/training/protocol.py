"""Requests and results of training, and how they follow each other.

1. When the page is shown, and for every new model: `DescribeTraining` -> `TrainingOffer`: what this
   model can learn, from which bundled sets, with which settings; or why it cannot be trained.
   `TrainTokenizer` -> `TokenizerTrained` makes a tokenizer of the data; `AttachTokenizer` then
   gives it to the model, and 1. begins again.
2. When data are chosen, or a column, an objective or the length changes: `ReadTrainingData` ->
   `TrainingData`: what the model will see, line by line, and which lines are unusable and why.
3. When settings change: `EstimateTraining` -> `TrainingEstimate`: trial steps, time, memory.
4. `StartTraining` -> `TrainingStarted`: a copy of the model is ready to learn; no step is made yet.
5. Right after it `ContinueTraining`. It is the long job. It reports `TrainingProgress` (cumulative,
   throttled) as partial results. It *yields*: any other request of the model's lane goes first,
   and the lane then sends it again by itself, so that looks inside do not wait. It ends in
   - `TrainingFinished`: all steps were made, or the time is over;
   - `Cancelled`: somebody pressed Stop in the status bar or Esc. That is a pause: nothing is lost;
   - `Failed`: the loss is not a number any more, or grows without end. The good snapshots are kept.
6. `PauseTraining` -> `TrainingPaused`. It replaces `ContinueTraining` in the lane. Send it also
   after `Cancelled` and `Failed`: it brings the exact last state, of which reports may have
   been dropped. `ContinueTraining` then continues from there, bit for bit as without the pause.
   `StopTraining` -> `TrainingFinished` with `reason` "stopped".
7. `OpenSnapshot` -> `ModelReady` (`verb` "snapshot"): the model in memory has the weights of that
   step now, and every view shows them, also while the training continues. Step 0 is the model as it
   was before. The training itself continues with its own copy, at the step where it is.
   Keep what it learned: open the snapshot of the last step (and Save as…). Discard: open that of
   step 0, then `ForgetTraining` -> `TrainingForgotten`, which frees all snapshots.
8. `RunSnapshots` -> `SnapshotsRun`: one text through every snapshot, without opening any.
9. At the start of the program `FindTrainings` -> `TrainingsFound`: what a crash or an end left on
   the disk. `ResumeTraining` -> `TrainingResumed` (a `ModelReady` that carries `started`); then
   `ContinueTraining`. `ForgetTraining` with `folder` deletes it instead.

When another model takes the place of the one in memory, and it is not a snapshot of this training,
the training continues with its own copy even then, until `StopTraining` or `ForgetTraining`; only
`StartTraining` and `ResumeTraining` end a former one. `serial` of the offer tells which model it is
about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from explorer.protocol.job import Request
from explorer.protocol.model import ModelReady, ModelSummary
from explorer.text.translation import tr

Floats: TypeAlias = npt.NDArray[np.float32]
Integers: TypeAlias = npt.NDArray[np.int64]

# -- data --------------------------------------------------------------------------------------

BundledName = Literal["capitals", "world", "stories", "reviews"]
Format = Literal["", "lines", "csv", "jsonl"]
"""One text a line, a table with a header, or one JSON object a line; "" is found out."""


@dataclass(frozen=True)
class BundledData:
    """Sentences, stories or reviews that come with the program."""

    name: BundledName


@dataclass(frozen=True)
class PastedText:
    """Text that a person typed or pasted: lines, or a table with a header.

    The columns are empty to be found out, and for lines.
    """

    text: str
    format: Format = ""
    text_column: str = ""
    label_column: str = ""
    target_column: str = ""


@dataclass(frozen=True)
class DataFile:
    """A TXT, CSV (TSV) or JSON Lines file; the columns as in `PastedText`."""

    path: str
    format: Format = ""
    text_column: str = ""
    label_column: str = ""
    target_column: str = ""


DataChoice: TypeAlias = BundledData | PastedText | DataFile

Objective = Literal["masked words", "next token", "labels", "text to text"]
"""What a step asks of the model: the hidden words, the next token, the label, the other text."""


@dataclass(frozen=True)
class ObjectiveChoice:
    """An objective for this model, with a `sentence`; a `disabled_reason` where it cannot be had.

    `adds_head`: the class has no head for it, and a fresh one is put on: "teach it your labels".
    """

    objective: Objective
    title: str
    sentence: str
    disabled_reason: str = ""
    adds_head: bool = False


@dataclass(frozen=True)
class BundledSet:
    """A bundled set: how many texts it trains on, how many it is judged by, and for what it is.

    `recommended`: small and fitting enough for this model to learn it in front of people.
    """

    name: BundledName
    title: str
    sentence: str
    training: int
    held_out: int
    objective: Objective
    disabled_reason: str = ""
    recommended: bool = False


TokenizerKind = Literal["BPE", "WordPiece"]
"""Byte-pair encoding for models that write, WordPiece for those that fill gaps and judge."""


@dataclass(frozen=True)
class TokenizerChoice:
    """The tokenizer that cuts the data, and the one that could be trained on them.

    `name` and `tokens` are of the one in use, empty and 0 where there is none. `kind` is what would
    be trained for this class, with `least` to `most` tokens, `usual` to begin with;
    `disabled_reason` says why none can be. `meaning` says what another tokenizer does to weights
    that know one already, empty for weights that know nothing.
    """

    name: str = ""
    tokens: int = 0
    kind: TokenizerKind = "BPE"
    least: int = 0
    most: int = 0
    usual: int = 0
    disabled_reason: str = ""
    meaning: str = ""


@dataclass(frozen=True)
class TrainingSettings:
    """How it learns. The rest of its fields is under "more" in the window.

    `seconds` above 0 ends the training after that time of computing, however many steps that are;
    `steps` is then what the schedule of the learning rate is spread over. `length` is the longest
    row in tokens. `warmup` is the share of the steps in which the learning rate rises. `masked` is
    the share of tokens hidden for masked words. `exam_every` and `snapshot_every` are steps, 0 for
    about 12 snapshots and up to 25 exams, fewer where they would take more than a small share of
    the time. `lora_rank` above 0 lets only small matrices of that rank learn, at the layers
    `lora_where`; `lora_alpha` is how much they count, as a multiple of the rank.
    """

    steps: int = 200
    learning_rate: float = 1e-3
    batch_size: int = 32
    length: int = 64
    seed: int = 42
    seconds: float = 0.0
    schedule: Literal["linear", "cosine", "constant"] = "linear"
    warmup: float = 0.06
    weight_decay: float = 0.01
    masked: float = 0.15
    exam_every: int = 0
    snapshot_every: int = 0
    lora_rank: int = 0
    lora_alpha: int = 16
    lora_where: Literal["attention", "all"] = "attention"


@dataclass(frozen=True)
class DescribeTraining(Request):
    """What the model in memory can learn -> `TrainingOffer`."""

    title: ClassVar[str] = tr("Looking what this model can learn")
    replaces: ClassVar[str | None] = "describe-training"
    failure_shown: ClassVar[bool] = False


@dataclass(frozen=True)
class TrainingOffer:
    """What the model `serial` can learn.

    `disabled_reason` says why it cannot be trained at all, `remedy` what can be done about it: the
    objectName of an action or a control, empty where nothing can. `lacks_tokenizer`: that is all
    that is missing, and one can be trained. `objective` is the one chosen for its class. `settings`
    are the usual ones for `data`, the set to begin with (None where none fits); `settings_of` those
    of each bundled set, `own` those of a person's own text. `lora_refusal` says why LoRA cannot be
    had.
    """

    serial: int
    objectives: tuple[ObjectiveChoice, ...]
    objective: Objective | None
    sets: tuple[BundledSet, ...]
    data: BundledData | None
    settings: TrainingSettings
    settings_of: tuple[tuple[BundledName, TrainingSettings], ...]
    own: TrainingSettings
    disabled_reason: str = ""
    remedy_label: str = ""
    remedy: str = ""
    lacks_tokenizer: bool = False
    tokenizer: TokenizerChoice = TokenizerChoice()
    lora_refusal: str = ""
    training: TrainingStarted | None = None


@dataclass(frozen=True)
class TrainTokenizer(Request):
    """Train a tokenizer on the texts to learn from -> `TokenizerTrained`.

    It has up to `tokens` tokens. The model keeps the one that it has: `AttachTokenizer` with the
    folder of the result gives it the new one. Raises NoTokenizerTrained, and what reading raises.
    """

    sends_file: ClassVar[str] = "data.path"
    title: ClassVar[str] = tr("Training a tokenizer")
    replaces: ClassVar[str | None] = "train-tokenizer"
    data: DataChoice
    objective: Objective | Literal[""]
    tokens: int

    @property
    def needs_model(self) -> bool:
        """A tokenizer is trained without the model's weights."""
        return False


@dataclass(frozen=True)
class MergeRule:
    """Two pieces that became one, as they are read."""

    left: str
    right: str
    joined: str


@dataclass(frozen=True)
class TokenizerTrained:
    """A tokenizer for the model `serial`, in `folder`.

    `special` are its special tokens in the order of their IDs, from 0 on, `roles` which of them is
    the pad_token, the mask_token and so on; `letters` counts the smallest pieces, `rules` are the
    merges in the order in which they were learned. `tokens` counts all of it. `texts` were read,
    with their answers where it has to write these as well (`own_texts`, empty for bundled data;
    `texts_file` names the file with them where they are too long for a script). `around` are the
    special tokens before and after each text, `longest` the most tokens of a text, 0 for any.
    `notes` are sentences worth knowing. `digest` names what it was trained on.
    """

    request: TrainTokenizer
    serial: int
    folder: str
    name: str
    title: str
    kind: TokenizerKind
    tokens: int
    special: tuple[str, ...]
    roles: tuple[tuple[str, str], ...]
    letters: int
    rules: tuple[MergeRule, ...]
    texts: int
    around: tuple[str, str]
    longest: int
    seconds: float
    digest: str
    with_answers: bool = False
    own_texts: tuple[tuple[str, str], ...] = ()
    texts_file: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class DataColumn:
    """A column of a table: its name, how many different values it has, and the first few."""

    name: str
    different: int
    examples: tuple[str, ...]


@dataclass(frozen=True)
class PreviewRow:
    """One row as the model will see it.

    `line` counts from 1 in the file, 0 in a bundled set. `tokens` are its pieces as they are shown,
    special ones included; `hidden` are the indices of those that are hidden in this example (for
    masked words). `answer` is the label or the target text, empty where the text is its own answer.
    `cut`: it is longer than `length`, and the rest is left out.
    """

    line: int
    text: str
    tokens: tuple[str, ...]
    hidden: tuple[int, ...] = ()
    answer: str = ""
    held_out: bool = False
    cut: bool = False


@dataclass(frozen=True)
class UnusableLine:
    """A line that is left out, and why, in words."""

    line: int
    text: str
    why: str


@dataclass(frozen=True)
class ExamQuestion:
    """A question that is asked every few steps and never trained on.

    `text` holds the mask token, or ends where the model continues, or is the text to be judged.
    `answer` is the right one. `former`: asked about what the model knew before; `answer` is then
    what it answered before the training, so that forgetting is seen. `unseen`: the right answer is
    in no text that it learns from.
    """

    text: str
    answer: str
    former: bool = False
    unseen: bool = False


@dataclass(frozen=True)
class ReadTrainingData(Request):
    """Read the data as this model will see them -> `TrainingData`. `objective` "" is chosen."""

    sends_file: ClassVar[str] = "data.path"
    title: ClassVar[str] = tr("Reading the training data")
    replaces: ClassVar[str | None] = "training-data"
    failure_shown: ClassVar[bool] = False
    data: DataChoice
    objective: Objective | Literal[""] = ""
    length: int = 64


@dataclass(frozen=True)
class TrainingData:
    """What was read. `unusable` names the first 100 lines that are left out of `unusable_count`.

    `training` and `held_out` count texts; a held-out one is never trained on. `rows` are the first
    few of both. `columns` is empty for lines. `labels` are the classes in their order. `tokens`
    counts those of all training texts, `unknown` how many of them its tokenizer does not know,
    `longest` is the longest text in tokens, `cut` counts the texts that are longer than `length`.
    `notes` are sentences worth knowing, such as that few lines are left. `pieces` counts what the
    training texts were cut into: as many as texts where none was too long.
    """

    request: ReadTrainingData
    serial: int
    title: str
    format: Format
    objective: Objective
    training: int
    held_out: int
    rows: tuple[PreviewRow, ...]
    unusable: tuple[UnusableLine, ...]
    unusable_count: int
    columns: tuple[DataColumn, ...]
    text_column: str
    label_column: str
    target_column: str
    labels: tuple[str, ...]
    exam: tuple[ExamQuestion, ...]
    tokens: int
    unknown: int
    longest: int
    cut: int
    notes: tuple[str, ...] = ()
    pieces: int = 0


# -- before it begins --------------------------------------------------------------------------


@dataclass(frozen=True)
class TrainingNeed:
    """What training takes, in bytes, and what is free now.

    `weights` is the copy that learns, `gradients` one number for each weight, `optimizer` AdamW's
    two. `step` is what the activations of one batch and the gradients take at the fullest moment of
    a step: activations are freed while gradients are made.
    """

    weights: int
    gradients: int
    optimizer: int
    step: int
    free: int

    @property
    def total(self) -> int:
        """All of it together."""
        return self.weights + self.optimizer + self.step

    @property
    def fits(self) -> bool:
        """Whether that much is free."""
        return self.total <= self.free


@dataclass(frozen=True)
class EstimateTraining(Request):
    """Try a few steps on a copy that is then thrown away -> `TrainingEstimate`.

    Raises what `StartTraining` raises, except that too little memory is reported, not refused.
    """

    sends_file: ClassVar[str] = "data.path"
    title: ClassVar[str] = tr("Trying a few steps")
    replaces: ClassVar[str | None] = "training-estimate"
    yields: ClassVar[bool] = True  # of a large model it takes a minute, and nobody asked for it
    failure_shown: ClassVar[bool] = False
    data: DataChoice
    objective: Objective | Literal[""]
    settings: TrainingSettings


@dataclass(frozen=True)
class TrainingEstimate:
    """`seconds` for all steps with exams, from `trial_steps` that took `step_seconds` each.

    No step is tried where memory is too small, or where trying alone would take much of it: both
    are 0 then. `snapshot_bytes` is what one snapshot takes. `learning` of its `parameters` learn.
    """

    request: EstimateTraining
    serial: int
    trial_steps: int
    step_seconds: float
    seconds: float
    memory: TrainingNeed
    snapshot_bytes: int
    learning: int = 0
    parameters: int = 0


# -- while it learns ---------------------------------------------------------------------------


@dataclass(frozen=True)
class StartTraining(Request):
    """Copy the model and get everything ready to learn -> `TrainingStarted`.

    Ends a former training. Raises NoTokenizer, and the failures of
    `explorer.protocol.failures.training`.
    """

    sends_file: ClassVar[str] = "data.path"
    title: ClassVar[str] = tr("Getting ready to train")
    replaces: ClassVar[str | None] = EstimateTraining.replaces
    """What it would take is seen from the training itself now."""

    @property
    def needs_model(self) -> bool:
        """Its Python gets the model itself: that in memory may be a snapshot by now."""
        return False

    def superseded_by(self, later: Sequence[Request]) -> bool:
        """Once steps are made, their Python says how many."""
        steps = ContinueTraining, PauseTraining, StopTraining
        return any(isinstance(request, steps) for request in later)

    data: DataChoice
    objective: Objective | Literal[""]
    settings: TrainingSettings


@dataclass(frozen=True)
class TrainingStarted:
    """A training is ready: `training` is its number in the requests that follow.

    `settings` are the ones in use: every 0 that meant "usual" is a number now. `title` is what it
    learns from, `texts` how many it trains on, `held_out` how many it never sees. `parameters`
    counts the weights that learn. `labels` are set for labels. `model_name` and `class_name` are of
    the model that learns. `added_head`: a fresh head was put on. `model` is the one that it began
    with, for its Python; `own_texts` are those of a person's own data with their answers, and
    `texts_file` names the file that has them where they are too long for a script. `pieces` counts
    what the texts were cut into: as many as texts where none was too long. `spans`: words
    that may be asked for are known. `threads` is what torch computes with. `tokenizer` is how the
    one that cuts the texts was trained, None for one that was there before.
    """

    training: int
    request: StartTraining
    serial: int
    title: str
    objective: Objective
    settings: TrainingSettings
    texts: int
    held_out: int
    parameters: int
    exam: tuple[ExamQuestion, ...]
    memory: TrainingNeed
    model_name: str
    class_name: str
    labels: tuple[str, ...] = ()
    added_head: bool = False
    model: ModelSummary | None = field(default=None, kw_only=True)
    own_texts: tuple[tuple[str, str], ...] = ()
    texts_file: str = ""
    spans: bool = False
    threads: int = 0
    tokenizer: TokenizerTrained | None = None
    pieces: int = 0


@dataclass(frozen=True)
class ContinueTraining(Request):
    """Make steps until all are made -> `TrainingFinished`; reports `TrainingProgress`."""

    title: ClassVar[str] = tr("Training")
    replaces: ClassVar[str | None] = "training"
    yields: ClassVar[bool] = True
    training: int

    @property
    def needs_model(self) -> bool:
        """As for `StartTraining`."""
        return False


@dataclass(frozen=True)
class PauseTraining(Request):
    """Take the place of `ContinueTraining`, and tell how far it came -> `TrainingPaused`."""

    title: ClassVar[str] = tr("Pausing the training")
    replaces: ClassVar[str | None] = "training"
    training: int

    @property
    def needs_model(self) -> bool:
        """As for `StartTraining`."""
        return False

    def superseded_by(self, later: Sequence[Request]) -> bool:
        """Once it went on, all of its steps are one loop."""
        on = ContinueTraining, PauseTraining, StopTraining
        return any(isinstance(item, on) and item.training == self.training for item in later)


@dataclass(frozen=True)
class StopTraining(Request):
    """End the training at the step where it is -> `TrainingFinished`; that step is kept."""

    title: ClassVar[str] = tr("Ending the training")
    replaces: ClassVar[str | None] = "training"
    training: int

    @property
    def needs_model(self) -> bool:
        """As for `StartTraining`."""
        return False


@dataclass(frozen=True)
class ExamAnswer:
    """What the model answered: its first choice with its probability."""

    text: str
    probability: float
    right: bool


@dataclass(frozen=True)
class WrittenSample:
    """What the model writes after a prompt at one step, without chance (greedily)."""

    step: int
    prompt: str
    text: str


@dataclass(frozen=True)
class WeightSnapshot:
    """The weights after `step` steps; 0 is before the training. `held_out_loss` is NaN if none."""

    step: int
    bytes: int
    on_disk: bool
    loss: float
    held_out_loss: float


Outcome = Literal["learned", "not learned", "unclear", "unknown"]
"""What came of a training on held-out texts; "unknown" without any, "unclear" where the loss and
the share that is right do not agree."""


@dataclass(frozen=True)
class TrainingProgress:
    """How far it came; all of it from the first step on.

    `losses` [step] of every step; `exam_steps` [exams] the steps after which it was examined, 0
    first; `held_out_losses` [exams] on the held-out texts, `held_out_right` [exams] the share of
    them that it answers right (NaN where there is no held-out text). `answers[question][exam]` are
    the answers to `TrainingStarted.exam`, in its order. `seconds` counts computing only.
    `seconds_left` is NaN before it is known. `snapshot_bytes` is what they take in memory and
    on disk together.
    """

    training: int
    step: int
    steps: int
    losses: Floats
    exam_steps: Integers
    held_out_losses: Floats
    held_out_right: Floats
    answers: tuple[tuple[ExamAnswer, ...], ...]
    samples: tuple[WrittenSample, ...]
    snapshots: tuple[WeightSnapshot, ...]
    learning_rate: float
    seconds: float
    steps_per_second: float
    seconds_left: float

    @property
    def loss(self) -> float:
        """The loss of the last step, NaN before the first."""
        return float(self.losses[-1]) if len(self.losses) else float("nan")

    @property
    def held_out_loss(self) -> float:
        """The newest loss on held-out texts."""
        return float(self.held_out_losses[-1]) if len(self.held_out_losses) else float("nan")

    def outcome(self, labels: int = 0) -> Outcome:
        """Whether it does better on held-out texts than at step 0; `labels` counts the classes.

        It has learned where the loss fell, and not where it did not and no more is right either.
        With labels, no more right than guessing gives (1 of `labels`) is no sign of learning.
        """
        losses, right = self.held_out_losses, self.held_out_right
        if len(losses) < 2 or not np.isfinite(losses[[0, -1]]).all():
            return "unknown"
        fell = bool(losses[-1] < losses[0])
        above = not labels or bool(right[-1] > 1 / labels)
        if fell and above:
            return "learned"
        return "unclear" if fell or (above and right[-1] > right[0]) else "not learned"

    @property
    def snapshot_bytes(self) -> int:
        """What all snapshots take."""
        return sum(snapshot.bytes for snapshot in self.snapshots)


@dataclass(frozen=True)
class TrainingPaused:
    """The state after the last whole step."""

    started: TrainingStarted
    progress: TrainingProgress


@dataclass(frozen=True)
class TrainingFinished:
    """No more steps are made. Its last step is among the snapshots.

    `reason`: "steps" (all were made), "time" (it is over), or "stopped".
    """

    started: TrainingStarted
    progress: TrainingProgress
    reason: Literal["steps", "time", "stopped"]


# -- the same with other seeds -----------------------------------------------------------------

MOST_SEEDS = 20


@dataclass(frozen=True)
class TrainSeeds(Request):
    """Train the model `serial` once with each seed, and keep none of them -> `SeedsTrained`.

    All begin with its weights, or where `training` is given with those of its step 0, beside the
    model in memory, which stays. They make all steps, whatever `settings.seconds` says, and differ
    by the seed alone. It yields: whatever else is asked of the model goes first, and a training
    that was under way begins again. At most `workers` processes share them. Raises what
    StartTraining raises.
    """

    sends_file: ClassVar[str] = "data.path"
    title: ClassVar[str] = tr("Training with several seeds")
    replaces: ClassVar[str | None] = "train-seeds"
    yields: ClassVar[bool] = True
    serial: int
    data: DataChoice
    objective: Objective | Literal[""]
    settings: TrainingSettings
    seeds: tuple[int, ...]
    workers: int = 1
    training: int = 0

    @property
    def needs_model(self) -> bool:
        """Its Python gets the model itself, behind the number of threads."""
        return False


@dataclass(frozen=True)
class TrainSeed(Request):
    """One of them, of which another process sees to the whole -> `SeedTraining`."""

    sends_file: ClassVar[str] = "data.path"
    title: ClassVar[str] = tr("Training with one seed")
    data: DataChoice
    objective: Objective | Literal[""]
    settings: TrainingSettings
    steps: int


@dataclass(frozen=True)
class SeedTraining:
    """What came of a seed after `steps` steps: the `loss` of the last one, and the judgement of the
    held-out texts, the share of which it gets right. NaN where there are none, and where the loss
    was no number any more.
    """

    seed: int
    steps: int
    loss: float
    held_out_loss: float
    held_out_right: float


@dataclass(frozen=True)
class SeedsTrained:
    """The trainings that are finished, in the order of the seeds.

    `started` is what all of them have in common. `held_out` are the tensors that they are judged
    by, each [rows, tokens] or, of labels, [rows]: input_ids, attention_mask and labels; none where
    no text is held out. `workers` processes shared them, each with `threads` threads, 0 for as many
    as ever; `workers_note` says why there were no more.
    """

    request: TrainSeeds
    started: TrainingStarted
    trainings: tuple[SeedTraining, ...]
    held_out: tuple[tuple[str, Integers], ...]
    seconds: float
    workers: int = 1
    threads: int = 0
    workers_note: str = ""

    @property
    def complete(self) -> bool:
        """Whether all of them are finished."""
        return len(self.trainings) == len(self.request.seeds)


# -- snapshots ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class OpenSnapshot(Request):
    """Give the model in memory the weights of a snapshot -> `ModelReady`, `verb` "snapshot".

    `live` is one that a slider passes: a run of the text follows it.
    """

    title: ClassVar[str] = tr("Opening the snapshot")
    training: int
    step: int
    live: bool = field(default=False, kw_only=True, compare=False)

    @property
    def in_passing(self) -> bool:
        """One of many where a slider moves."""
        return self.live


@dataclass(frozen=True)
class RunSnapshots(Request):
    """One text through every snapshot -> `SnapshotsRun`. The text as for Run: with a mask token
    for masked words. Nothing in memory changes.
    """

    title: ClassVar[str] = tr("Running the text through every snapshot")
    replaces: ClassVar[str | None] = "run-snapshots"
    training: int
    text: str


@dataclass(frozen=True)
class SnapshotAnswers:
    """What one snapshot answers: `words` with their `probabilities`, best first.

    `attention` is float32 [layers, heads, from, to], of size 0 where the class returns none.
    """

    step: int
    words: tuple[str, ...]
    probabilities: Floats
    attention: Floats


@dataclass(frozen=True)
class SnapshotsRun:
    """One text at every snapshot, in their order; `tokens` [tokens] are its pieces."""

    request: RunSnapshots
    tokens: tuple[str, ...]
    snapshots: tuple[SnapshotAnswers, ...]
    seconds: float


@dataclass(frozen=True)
class ForgetTraining(Request):
    """Free the snapshots of a training -> `TrainingForgotten`; `folder` names one on the disk."""

    title: ClassVar[str] = tr("Deleting the snapshots")
    replaces: ClassVar[str | None] = "training"
    training: int = 0
    folder: str = ""


@dataclass(frozen=True)
class TrainingForgotten:
    """The snapshots are gone; `freed` bytes of memory and disk."""

    training: int
    folder: str
    freed: int


@dataclass(frozen=True)
class FindTrainings(Request):
    """Look for trainings not ended or not saved -> `TrainingsFound`; a failure is not shown."""

    title: ClassVar[str] = tr("Looking for unfinished trainings")
    failure_shown: ClassVar[bool] = False
    replaces: ClassVar[str | None] = "find-trainings"


@dataclass(frozen=True)
class LeftTraining:
    """A training that was left on the disk: after `step` of `steps`, `saved` (ISO time, local).

    `ended`: it needs not continue, and what it learned is not saved.
    """

    folder: str
    title: str
    model_name: str
    step: int
    steps: int
    bytes: int
    saved: str
    ended: bool = False


@dataclass(frozen=True)
class TrainingsFound:
    """What can be continued, or opened as it ended, the newest first."""

    trainings: tuple[LeftTraining, ...]


@dataclass(frozen=True)
class ResumeTraining(Request):
    """Continue a training from the disk -> `TrainingResumed`; raises SnapshotBroken."""

    title: ClassVar[str] = tr("Opening the unfinished training")
    folder: str


@dataclass(frozen=True)
class TrainingResumed(ModelReady):
    """The model in memory has kept weights, and `started` can be continued unless it has ended.

    `step` is that of the weights.
    """

    started: TrainingStarted = field(kw_only=True)
    progress: TrainingProgress = field(kw_only=True)
    step: int = field(kw_only=True)
    ended: bool = field(default=False, kw_only=True)


# -- snapshots that go along with a saved session ----------------------------------------------


@dataclass(frozen=True)
class DescribeSnapshots(Request):
    """What snapshots there are, and which of them is in memory -> `SnapshotsKept`."""

    title: ClassVar[str] = tr("Counting the snapshots")
    failure_shown: ClassVar[bool] = False


@dataclass(frozen=True)
class SnapshotsKept:
    """`snapshots` of a training take `bytes` in a folder, with all that it takes to continue.

    `step` is that of the model in memory; None where that is no snapshot, or there are none.
    """

    snapshots: int
    bytes: int
    step: int | None


@dataclass(frozen=True)
class KeepSnapshots(Request):
    """Write the training with all snapshots into `folder` -> `SnapshotsWritten`.

    A folder that was written so before is replaced as a whole. Raises SessionNotSaved.
    """

    refused_there: ClassVar[str] = tr(
        "The snapshots are kept on the other computer. Disconnect to save a session."
    )
    title: ClassVar[str] = tr("Saving the snapshots")
    folder: str


@dataclass(frozen=True)
class SnapshotsWritten:
    """The folder is there whole; `bytes` is its size."""

    folder: str
    snapshots: int
    bytes: int


@dataclass(frozen=True)
class OpenTraining(Request):
    """Bring a training back from a folder that `KeepSnapshots` wrote -> `TrainingResumed`.

    The model in memory has the weights of `step`. A former training ends. The folder may come from
    anybody: it is read within limits, copied, and left as it is. Raises TrainingUnread.
    """

    title: ClassVar[str] = tr("Opening the snapshots")
    path: str
    step: int = 0
