"""Lessons: pages that lead a person through the program, and the present state of such a page.

A lesson is data. What its pages say and ask is filled in and judged from facts of the person's
own work, so nothing here holds a number about a model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from explorer.text.translation import tr

Comparison = Literal[
    "is", "is not", "at least", "at most", "more than", "less than", "contains", "known"
]

PLACES = {
    "createPane": tr("the tab Create"),
    "hubPane": tr("the tab Hub"),
    "localPane": tr("the list of models"),
    "inferenceTab": tr("the tab Inference in the middle"),
    "architectureTab": tr("the tab Architecture in the middle"),
    "checkpointTab": tr("the tab Checkpoint in the middle"),
    "compareTab": tr("the tab Compare in the middle"),
    "trainTab": tr("the tab Train in the middle"),
    "flowView": tr("the mode Flow: a run as one picture"),
    "tokenStrip": tr("the tokens of a run and their IDs"),
    "tensorTable": tr("the tensors of a run"),
    "predictions": tr("what the model says, in numbers"),
    "attentionView": tr("the view Attention of a run"),
    "lensView": tr("the view Layer by layer of a run"),
    "hiddenView": tr("the view Hidden states of a run"),
    "rawView": tr("the view Raw tensors of a run"),
    "explainPane": tr("the pane What just happened"),
}
"""Where a page can lead, by objectName."""

OFFERS = (
    "openBundled.mini-world-bert",
    "openBundled.mini-world-gpt2",
    "openBundled.mini-world-sentiment",
    "twinAction",
    "teachAction",
    "runAction",
    "saveAction",
    "openAction",
)
"""Actions that a page can offer as a button where something is missing."""


@dataclass(frozen=True)
class Condition:
    """One comparison of a fact with a value, or with another fact where `other` names one.

    `new` counts only a fact that came after the page was opened; of a task one at least must.
    """

    fact: str
    comparison: Comparison
    value: str | int | float | bool = True
    other: str = ""
    new: bool = False


@dataclass(frozen=True)
class Task:
    """What a person is asked to do, when it is done, and what to say then, in sentences.

    It is done by something that came after its page was opened.
    `point` names the control that is pointed at meanwhile, empty for the page's own.
    """

    ask: str
    when: tuple[Condition, ...]
    sentences: tuple[str, ...]
    point: str = ""


@dataclass(frozen=True)
class Need:
    """What must hold before a page makes sense; else `say` is shown and `offer` is the remedy.

    `point` names the control that is pointed at meanwhile. Where all of `unless` holds, nothing is
    missing; what is marked there as new must have come after the page was opened.
    """

    when: tuple[Condition, ...]
    say: str
    offer: str = ""
    unless: tuple[Condition, ...] = ()
    point: str = ""


@dataclass(frozen=True)
class LessonPage:
    """One page. `show` and `point` name places and a control of the window, `write` is a text."""

    key: str
    title: str
    text: tuple[str, ...]
    show: tuple[str, ...] = ()
    point: str = ""
    write: str = ""
    needs: tuple[Need, ...] = ()
    tasks: tuple[Task, ...] = ()


@dataclass(frozen=True)
class LessonAct:
    """A few pages that belong together."""

    title: str
    about: str
    pages: tuple[LessonPage, ...]


@dataclass(frozen=True)
class Lesson:
    """Acts in order. `key` is what the progress is kept under; no two pages share a key."""

    key: str
    title: str
    about: str
    acts: tuple[LessonAct, ...]

    @property
    def pages(self) -> tuple[LessonPage, ...]:
        """All pages, in order."""
        return tuple(page for act in self.acts for page in act.pages)

    @property
    def tasks(self) -> int:
        """How many things a person is asked to do."""
        return sum(len(page.tasks) for page in self.pages)

    def place_of(self, key: str) -> int:
        """The number of a page from 0; 0 where there is no such page."""
        return next((at for at, page in enumerate(self.pages) if page.key == key), 0)

    def act_of(self, place: int) -> int:
        """The number of the act, from 0, that the page at `place` belongs to."""
        for number, act in enumerate(self.acts):
            place -= len(act.pages)
            if place < 0:
                return number
        return len(self.acts) - 1


@dataclass(frozen=True)
class LessonRead:
    """A lesson file: the lesson, or sentences that say what is wrong with it."""

    path: str
    lesson: Lesson | None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class TaskStatus:
    """A task in its present state: `sentences` is what to say once it is done.

    `before` says of a task to do that it was done before its page was opened; `answers` that its
    sentences say what a model answered.
    """

    ask: str
    done: bool
    sentences: str
    before: bool = False
    answers: bool = False


@dataclass(frozen=True)
class PageStatus:
    """A page filled in. Paragraphs may be marked, as in `Explanation`.

    `need` is what is missing first, None where nothing is.
    """

    paragraphs: tuple[str, ...]
    tasks: tuple[TaskStatus, ...]
    need: Need | None = None


@dataclass(frozen=True)
class LessonBegun:
    """A lesson that was begun: its pages that ask for something, each with its tasks as they are.

    Texts may be marked, as in `Explanation`.
    """

    lesson: Lesson
    pages: tuple[tuple[LessonPage, tuple[TaskStatus, ...]], ...]
