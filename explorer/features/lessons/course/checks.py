"""Judging and filling in a page: conditions on facts, and sentences with the facts in them."""

from __future__ import annotations

import operator
import string
from collections.abc import Callable, Mapping, Sequence

from explorer.features.lessons.course.facts import ANSWERS, written
from explorer.features.lessons.protocol import Condition, LessonPage, Need, PageStatus, TaskStatus
from explorer.protocol.explanation import Facts, FactValue
from explorer.text.translation import tr

_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "at least": operator.ge,
    "at most": operator.le,
    "more than": operator.gt,
    "less than": operator.lt,
}
DONE = tr("This is done.")
"""What is said where a fact of every proper sentence is not known."""


def holds(
    conditions: Sequence[Condition],
    facts: Mapping[str, FactValue],
    stamps: Mapping[str, int],
    since: int | None,
) -> bool:
    """Whether all of them hold.

    `since` is the stamp at which the page was opened: what is new must have come after it, and one
    of the facts at least. None counts everything that ever came.
    """
    if since is not None and not any(stamps.get(each.fact, 0) > since for each in conditions):
        return False
    return all(_holds(condition, facts, stamps, since) for condition in conditions)


def _holds(
    condition: Condition,
    facts: Mapping[str, FactValue],
    stamps: Mapping[str, int],
    since: int | None,
) -> bool:
    value = facts.get(condition.fact)
    if condition.new and since is not None and stamps.get(condition.fact, 0) <= since:
        return False
    if condition.comparison == "known":
        return (value is not None) == bool(condition.value)
    # Compared with another fact, or with a value of the lesson.
    wanted = facts.get(condition.other) if condition.other else condition.value
    if value is None or wanted is None:
        return False
    if condition.comparison == "is":
        return _same(value, wanted)
    if condition.comparison == "is not":
        return not _same(value, wanted)
    if condition.comparison == "contains":
        return str(wanted).casefold() in str(value).casefold()
    match value, wanted:
        case int() | float(), int() | float():
            return _COMPARE[condition.comparison](value, wanted)
    return False


def _same(value: FactValue, wanted: FactValue) -> bool:
    match value, wanted:
        case str(), str():
            return value.casefold() == wanted.casefold()
        case (bool(), bool()):
            return value == wanted
        case (bool(), _) | (_, bool()):
            return False  # true is no 1
    return value == wanted


def filled(sentence: str, facts: Mapping[str, FactValue]) -> str | None:
    """The sentence with its facts, None where one of them is not known.

    `{run.tokens:token}` writes the noun in the right number.
    """
    parts = []
    # Python's own parser of format strings: only names are looked up, nothing is evaluated.
    for before, name, noun, _ in string.Formatter().parse(sentence):
        parts.append(before)
        if name is None:
            continue
        value = facts.get(name)
        if value is None or value == "":
            return None
        parts.append(written(name, value, noun or ""))
    return "".join(parts)


def _names_answer(sentence: str) -> bool:
    return any(name in ANSWERS for _, name, _, _ in string.Formatter().parse(sentence))


def tell(
    page: LessonPage,
    facts: Mapping[str, FactValue],
    stamps: Mapping[str, int],
    since: int,
    live: Facts,
) -> PageStatus:
    """The page in its present state. A paragraph with a fact that is not known is left out.

    `live` are facts of a run that follows the typing: paragraphs speak of it, and nobody has to run
    what is in sight already; no task is done by it.
    """
    shown = {name: value for name, value in {**facts, **live}.items() if value is not None}
    paragraphs = tuple(
        text for text in (filled(paragraph, shown) for paragraph in page.text) if text is not None
    )
    tasks = tuple(
        TaskStatus(
            filled(task.ask, facts) or "",
            holds(task.when, facts, stamps, since),
            " ".join(name for name in (filled(part, facts) for part in task.sentences) if name)
            or DONE,
            holds(task.when, facts, stamps, None),
            any(_names_answer(part) for part in task.sentences),
        )
        for task in page.tasks
    )
    missing = next((need for need in page.needs if _lacks(need, shown, stamps, since)), None)
    return PageStatus(paragraphs, tasks, missing)


def _lacks(
    need: Need, facts: Mapping[str, FactValue], stamps: Mapping[str, int], since: int
) -> bool:
    """Whether it is missing, and needed. What spares it and is marked as new came on this page."""
    spared = bool(need.unless) and all(_holds(each, facts, stamps, since) for each in need.unless)
    return not spared and not holds(need.when, facts, stamps, None)
