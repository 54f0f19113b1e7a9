"""What a learner did, as one page keeps it; and many such pages, one row each."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from explorer.protocol.job import Request
from explorer.protocol.run import Candidate, Prediction
from explorer.text.translation import tr

MOST_RUNS = 50
MOST_PREDICTIONS = 32
"""Answers of one run that a page keeps: a label for each token may be hundreds."""
MOST_CANDIDATES = 10
MOST_PICKED = 100
"""Tokens of one text, picked by a person, that a page names."""
MOST_LESSONS, MOST_LESSON_PAGES, MOST_TASKS = 20, 300, 8
MOST_PAGES = 500
"""Pages of a class that are read: more than the largest lecture has."""
MOST_QUESTIONS = 40
"""Texts whose answers a class shows side by side, those that most learners ran first."""
LONGEST_NAME, LONGEST_NOTE = 100, 5_000


# -- what one learner did ---------------------------------------------------------------------


@dataclass(frozen=True)
class KeptAnswer:
    """One answer. Where it `is_score`, it is the `logit`, and there is no probability."""

    text: str = ""
    id: int = 0
    probability: float = math.nan
    logit: float = math.nan
    is_score: bool = False


@dataclass(frozen=True)
class KeptPrediction:
    """What the model said at one place; `about` says where. The rest is as in `Prediction`."""

    about: str = ""
    kind: str = ""
    text_index: int = 0
    out_of: int = 0
    answers: tuple[KeptAnswer, ...] = ()

    @property
    def prediction(self) -> Prediction:
        """As the widgets and pages that show a run take it."""
        answers = tuple(
            Candidate(item.text, item.id, item.probability, item.logit, item.is_score)
            for item in self.answers
        )
        return Prediction(self.kind, self.text_index, -1, self.about, answers, self.out_of)


@dataclass(frozen=True)
class KeptRun:
    """One run of the history.

    `when` is ISO 8601. `weights` says where the model's weights came from, `changed` what was
    changed in it (heads off). `written` is the text that was written, empty for a run; `picked` are
    the tokens in it that a person chose. `left_out`
    counts predictions that were too many. `picture` describes its picture, empty where none was
    drawn. `note` is what the learner wrote about it.
    """

    number: int = 0
    when: str = ""
    model: str = ""
    class_name: str = ""
    weights: str = ""
    changed: str = ""
    texts: tuple[str, ...] = ()
    predictions: tuple[KeptPrediction, ...] = ()
    left_out: int = 0
    written: str = ""
    picked: tuple[str, ...] = ()
    picture: str = ""
    note: str = ""


@dataclass(frozen=True)
class KeptTask:
    """A task of a lesson, whether it is done, and what the lesson said when it was."""

    ask: str = ""
    done: bool = False
    outcome: str = ""


@dataclass(frozen=True)
class KeptPage:
    """A page of a lesson that asks for something."""

    title: str = ""
    tasks: tuple[KeptTask, ...] = ()

    @property
    def done(self) -> bool:
        """Whether everything is done that it asks."""
        return bool(self.tasks) and all(task.done for task in self.tasks)


@dataclass(frozen=True)
class KeptLesson:
    """A lesson that was begun: its pages with tasks."""

    title: str = ""
    pages: tuple[KeptPage, ...] = ()

    @property
    def done(self) -> int:
        """The pages on which everything is done."""
        return sum(page.done for page in self.pages)


@dataclass(frozen=True)
class Results:
    """All that a results page says. `name` may be empty; `saved` is the day, ISO 8601.

    Runs are the newest first, as in the history.
    """

    name: str = ""
    saved: str = ""
    lessons: tuple[KeptLesson, ...] = ()
    runs: tuple[KeptRun, ...] = ()

    @property
    def pages_done(self) -> int:
        """Lesson pages on which everything is done."""
        return sum(lesson.done for lesson in self.lessons)

    @property
    def pages(self) -> int:
        """Lesson pages that ask for something, of the lessons that were begun."""
        return sum(len(lesson.pages) for lesson in self.lessons)


@dataclass(frozen=True)
class SaveResults(Request):
    """Write a results page, whole or not at all -> `ResultsSaved`.

    `pictures` are PNG files by the number of the run.
    """

    stays_here: ClassVar[bool] = True
    title: ClassVar[str] = tr("Saving your results")
    path: str
    results: Results
    pictures: Mapping[int, bytes] = field(default_factory=dict, repr=False, compare=False)

    @property
    def needs_model(self) -> bool:
        """It only writes."""
        return False


@dataclass(frozen=True)
class ResultsSaved:
    """The page was written; `bytes` is its size."""

    path: str
    results: Results
    bytes: int


# -- a class ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReadClass(Request):
    """Read every results page in a folder, and in the folders in it -> `ClassRead`.

    `asked` counts how often a person asked for it: each time the files are read again.
    """

    stays_here: ClassVar[bool] = True
    replaces: ClassVar[str | None] = "read-class"
    yields: ClassVar[bool] = True
    title: ClassVar[str] = tr("Reading the class")
    path: str
    asked: int = 0

    @property
    def needs_model(self) -> bool:
        """Files are read without one."""
        return False


@dataclass(frozen=True)
class AskedText:
    """The same text for the same model: what learners' answers are compared by.

    `text` is its beginning, and `digest` is of all of it. `changed` says what was changed in the
    model, `written` that it wrote a text.
    """

    text: str
    model: str
    weights: str
    changed: str = ""
    written: bool = False
    digest: str = ""


@dataclass(frozen=True)
class ClassAnswer:
    """The likeliest answer of the newest such run; `probability` is NaN where there is none."""

    text: str
    probability: float = math.nan


@dataclass(frozen=True)
class ClassRow:
    """One page of a class. `file` is its path below the folder; `why` says why it cannot be read,
    and then nothing else is known of it. `answers` are those to the questions of the class."""

    file: str
    why: str = ""
    name: str = ""
    saved: str = ""
    pages_done: int = 0
    pages: int = 0
    runs: int = 0
    answers: Mapping[AskedText, ClassAnswer] = field(default_factory=dict)

    @property
    def learner(self) -> str:
        """The name on the page, or that of the file."""
        return self.name or self.file


@dataclass(frozen=True)
class ClassRead:
    """The pages that were read so far, of `total`; `more` were left out because there are too many.

    `questions` are the texts that learners ran, those that most of them ran first.
    """

    request: ReadClass
    rows: tuple[ClassRow, ...]
    total: int
    more: int = 0
    questions: tuple[AskedText, ...] = ()

    @property
    def good(self) -> tuple[ClassRow, ...]:
        """The pages that could be read."""
        return tuple(row for row in self.rows if not row.why)

    @property
    def complete(self) -> bool:
        """Whether all were read."""
        return len(self.rows) == self.total

    def ran(self, question: AskedText) -> int:
        """How many learners ran a text."""
        return sum(question in row.answers for row in self.rows)


@dataclass(frozen=True)
class ReadResults(Request):
    """Read one results page whole, with its pictures -> `ResultsRead`."""

    stays_here: ClassVar[bool] = True
    replaces: ClassVar[str | None] = "read-results"
    title: ClassVar[str] = tr("Reading the learner's page")
    path: str

    @property
    def needs_model(self) -> bool:
        """A file is read without one."""
        return False


@dataclass(frozen=True)
class ResultsRead:
    """One page. `pictures` are PNG files by the number of the run, each of a size to be shown."""

    request: ReadResults
    results: Results
    pictures: Mapping[int, bytes] = field(default_factory=dict, repr=False, compare=False)
