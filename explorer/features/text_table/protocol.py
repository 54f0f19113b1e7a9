"""A table of texts: what is read, what is asked of the model, and what it said of each row."""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from explorer.protocol.inspection import SelfCheck
from explorer.protocol.job import Request
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import AblatedHeads, LastRun, ModelResult
from explorer.text.translation import tr

MOST_ROWS = 10_000
MOST_BYTES = 50_000_000
"""Of a file: ten thousand rows of 5,000 characters."""
MOST_CHARACTERS = 100_000
"""Of one text: as many as the line takes in which a single text is written."""


# -- reading ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReadTexts(Request):
    """Read a file, or a text that was pasted, as a table of texts.

    `separator` is "" for plain lines; it, `has_names` and the columns are None to be found out.
    `label_column` -1 is none.
    """

    stays_here: ClassVar[bool] = True
    replaces: ClassVar[str | None] = "read-texts"
    title: ClassVar[str] = tr("Reading the texts")
    path: str = ""
    pasted: str = ""
    separator: str | None = None
    has_names: bool | None = None
    text_column: int | None = None
    label_column: int | None = None

    @property
    def needs_model(self) -> bool:
        """A file is read without one."""
        return False


@dataclass(frozen=True)
class TextRow:
    """One text; `number` is the line that it begins in, `label` empty where none is given."""

    number: int
    text: str
    label: str = ""


@dataclass(frozen=True)
class LeftOutRow:
    """A row that cannot be used, and why."""

    number: int
    why: str


@dataclass(frozen=True)
class TextsRead:
    """What was read, and what was assumed of it.

    `label_column` is -1 where there is none. `codec` is Python's name of the encoding. `more` rows
    were left out at the end, because a table has at most MOST_ROWS.
    """

    request: ReadTexts
    columns: tuple[str, ...]
    text_column: int
    label_column: int
    rows: tuple[TextRow, ...]
    left_out: tuple[LeftOutRow, ...]
    separator: str
    has_names: bool
    encoding: str
    codec: str
    more: int = 0

    @property
    def labelled(self) -> int:
        """How many rows have a label."""
        return sum(bool(row.label) for row in self.rows)


# -- running ---------------------------------------------------------------------------------------

TASKS = ("fill-mask", "text-classification", "text-generation")
"""Tasks whose answer to one text is one word or one label."""


def refusal(summary: ModelSummary | None) -> str:
    """Why a model cannot run a table of texts; empty where it can."""
    if summary is None:
        return tr("Open or create a model first.")
    if "text" not in summary.reads:
        return tr("This model reads no text.")
    if summary.task not in TASKS:
        return tr(
            "{name} gives no single answer to a text. Models that fill in a word, judge a text or "
            "say the next word do.",
            name=summary.class_name,
        )
    if not summary.tokenizer:
        return tr("This model has no tokenizer yet, so it cannot read texts.")
    return ""


@dataclass(frozen=True)
class RunTexts(Request):
    """Run every text of a table with the model `serial`.

    It yields: whatever else is asked of the model goes first; then it continues where it was. So
    it does when it is asked again after a stop. At most `workers` processes do it together.
    `is_part`: the rows are some of a larger table, of which another process sees to the rest.
    """

    replaces: ClassVar[str | None] = "text-table"
    yields: ClassVar[bool] = True
    title: ClassVar[str] = tr("Running the texts of the table")
    serial: int
    table: TextsRead
    workers: int = 1
    is_part: bool = False


@dataclass(frozen=True)
class RowAnswer:
    """What the model said to row `row` (from 0) of the table.

    `probability` is NaN where the class gives a score instead, which is the `logit`. `loss` is NaN
    where none is defined. `right` is None where no label can be compared. `masks` counts the masks
    of the text; the answer is to the first. `why` says why the row could not be run, and then
    nothing else is known of it.
    """

    row: int
    answer: str = ""
    answer_id: int = -1
    probability: float = math.nan
    logit: float = math.nan
    loss: float = math.nan
    right: bool | None = None
    tokens: int = 0
    masks: int = 0
    why: str = ""


@dataclass(frozen=True)
class TextTableResult(ModelResult):
    """The answers so far, in the order of the rows; None for a row that did not run yet.

    `fraction` is the share of the work that is done, 0 to 1. `at_once` is how many tokens went
    through the model together at most, in rows of equal length; 0 where every row ran alone because
    this class mixes the rows of a batch. `unknown` are labels of the table that cannot be an answer
    of this model. `unpatched` tells that a patch is in the last run, which no row has.
    `check` is what was seen of rows that ran alone as well; `returned` names the tensors of a run.
    `workers` processes worked, each with `threads` threads, 0 for as many as ever; `workers_note`
    says why there were no more.
    """

    request: RunTexts
    model_serial: int
    task: str
    answers: tuple[RowAnswer | None, ...]
    seconds: float
    fraction: float
    at_once: int
    names: tuple[str, ...] = ()
    independent: bool = False
    is_score: bool = False
    unknown: tuple[str, ...] = ()
    check: SelfCheck | None = None
    returned: tuple[str, ...] = ()
    silenced_heads: tuple[AblatedHeads, ...] = ()
    workers: int = 1
    threads: int = 0
    workers_note: str = ""
    unpatched: bool = False

    @property
    def silenced(self) -> tuple[AblatedHeads, ...]:
        """The heads that were off."""
        return self.silenced_heads

    def of_run(self, last: LastRun) -> Self:
        """The same with the heads that were off."""
        return replace(self, silenced_heads=last.silenced, unpatched=last.patch is not None)

    @property
    def complete(self) -> bool:
        """Whether every row was run, or is known to be unusable."""
        return None not in self.answers

    @functools.cached_property
    def ran(self) -> tuple[RowAnswer, ...]:
        """The rows that have an answer."""
        return tuple(answer for answer in self.answers if answer is not None and not answer.why)

    @functools.cached_property
    def unusable(self) -> tuple[RowAnswer, ...]:
        """The rows that this model cannot read."""
        return tuple(answer for answer in self.answers if answer is not None and answer.why)

    @functools.cached_property
    def judged(self) -> tuple[RowAnswer, ...]:
        """The rows whose answer is right or wrong."""
        return tuple(answer for answer in self.ran if answer.right is not None)

    @functools.cached_property
    def accuracy(self) -> float:
        """The share of the judged rows that are right; NaN without any."""
        judged = self.judged
        return sum(answer.right is True for answer in judged) / len(judged) if judged else math.nan

    @functools.cached_property
    def loss(self) -> float:
        """The mean of the rows' losses; NaN without any."""
        losses = [answer.loss for answer in self.ran if not math.isnan(answer.loss)]
        return sum(losses) / len(losses) if losses else math.nan

    def label_of(self, answer: RowAnswer) -> str:
        """The label that a row of the table has."""
        return self.request.table.rows[answer.row].label


@dataclass(frozen=True)
class ConfusionMatrix:
    """`counts` [labels][answers]: how often a row with this label was given this answer.

    Beyond MOST_NAMES, labels without a mistake and answers seldom given wrongly are counted
    together: their mistakes under OTHERS, what is right of them under RIGHT, on the diagonal.
    """

    labels: tuple[str, ...]
    answers: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


OTHERS, RIGHT = "…", "… ✓"
MOST_NAMES = 12


def plain(text: str) -> str:
    """A word or label as it is compared: without the sign of a space, in lower case."""
    return text.strip().strip("·").strip().casefold()


def confusion(result: TextTableResult) -> ConfusionMatrix:
    """Labels against answers: the names of the model in its own order, else those with the most
    mistakes first, and then the most frequent."""
    pairs = [named_pair(result, item) for item in result.judged]
    labels = answers = result.names if 0 < len(result.names) <= MOST_NAMES else ()
    if not labels:
        wrong = [pair for pair in pairs if pair[0] != pair[1]]
        # What is mistaken and what for: both are where one looks first.
        confused = [name for pair in wrong for name in pair]
        labels = _first_names([label for label, _ in pairs], confused)
        spoken = _first_names([answer for _, answer in pairs], confused)
        # The labels first, in one order with the rows: what is right is on the diagonal.
        own = [RIGHT if name == OTHERS else name for name in labels]
        answers = tuple(name for name in dict.fromkeys((*own, *spoken)) if name != OTHERS)
        if any(answer not in answers for _, answer in wrong):
            answers = (*answers, OTHERS)
    counts = Counter(_cell_names(pair, labels, answers) for pair in pairs)
    return ConfusionMatrix(
        labels,
        answers,
        tuple(tuple(counts[label, answer] for answer in answers) for label in labels),
    )


def in_cell(result: TextTableResult, matrix: ConfusionMatrix, answer: RowAnswer) -> tuple[int, int]:
    """The row and the column of the matrix in which an answer is counted."""
    pair = named_pair(result, answer)
    label, spoken = _cell_names(pair, matrix.labels, matrix.answers)
    return matrix.labels.index(label), matrix.answers.index(spoken)


def named_pair(result: TextTableResult, answer: RowAnswer) -> tuple[str, str]:
    """The label and the answer of a judged row as they are counted: equal where it is right."""
    label = result.label_of(answer)
    place = label_id(label, result.names)
    label = result.names[place] if place is not None else plain(label)
    if answer.right:
        return label, label
    spoken = answer.answer if result.names else plain(answer.answer)
    # "Paris" where the label is "paris" is another token: a mistake that has its own name.
    return label, spoken if spoken != label else answer.answer


def _cell_names(
    pair: tuple[str, str], labels: Sequence[str], answers: Sequence[str]
) -> tuple[str, str]:
    label, answer = pair
    if label not in labels:
        return OTHERS, RIGHT if label == answer else answer if answer in answers else OTHERS
    return label, answer if answer in answers else OTHERS


def _first_names(names: Sequence[str], wrong: Sequence[str]) -> tuple[str, ...]:
    counts, mistakes = Counter(names), Counter(wrong)
    order = sorted(counts, key=lambda name: (-mistakes[name], -counts[name]))  # stable
    stored = tuple(order[:MOST_NAMES])
    return stored if len(counts) <= MOST_NAMES else (*stored, OTHERS)


def label_id(label: str, names: Sequence[str]) -> int | None:
    """Which of a model's labels is meant: its name, or its number; None for neither."""
    wanted = plain(label)
    for place, name in enumerate(names):
        if plain(name) == wanted:
            return place
    number = wanted.removeprefix("label_")
    return int(number) if number.isdecimal() and int(number) < len(names) else None
