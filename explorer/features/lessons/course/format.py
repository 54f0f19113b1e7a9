"""Reading a lesson: JSON into pages, and a sentence for each thing that is wrong with it.

Every sentence names the page and the key. Nothing is guessed: a lesson with a problem is not
opened, because half a lesson would leave a class stuck in the middle.
"""

from __future__ import annotations

import difflib
import re
import string
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast, get_args

from explorer.boundary import typed_json
from explorer.boundary.limits import LESSON
from explorer.boundary.typed_json import convert_fields, convert_or
from explorer.features.lessons.course.facts import kind_of, known_names
from explorer.features.lessons.protocol import (
    OFFERS,
    PLACES,
    Comparison,
    Condition,
    Lesson,
    LessonAct,
    LessonPage,
    Need,
    Task,
)
from explorer.text.numbers import joined
from explorer.text.translation import tr

FORMAT = 1
COMPARISONS: tuple[str, ...] = get_args(Comparison)
MOST_PAGES, MOST_TASKS, LONGEST = 300, 4, 1200
_MOST_PROBLEMS = 100
_LONGEST_NAME = 60
_KEY = re.compile(r"[a-z0-9][a-z0-9-]*")
_NUMBER = re.compile(r"(?<![\w.\-])\d[\d.,]*(?![\w])")
"""A number that stands alone; GPT-2 and float32 are names."""
# The name in {name:noun}, up to the colon.
_FACT = re.compile(r"\{([^{}:!]*)")
_LINK = re.compile(r"\]\(glossary:([^)]*)\)")
_MARKS = re.compile(r"\]\(glossary:[^)]*\)|\*\*")

_LESSON = ("format", "key", "title", "about", "acts")
_ACT = ("title", "about", "pages")
_PAGE = ("key", "title", "text", "show", "point", "write", "needs", "tasks")
_TASK = ("ask", "when", "told", "point")
_NEED = ("when", "unless", "say", "offer", "point")


def read(text: bytes | str, terms: frozenset[str]) -> tuple[Lesson | None, tuple[str, ...]]:
    """The lesson in `text`, or None and what is wrong. `terms` are the glossary's keys."""
    try:
        data = typed_json.parse(text, LESSON)
    except typed_json.Malformed as error:
        return None, (tr("The file is not a lesson: {reason}.", reason=typed_json.why(error)),)
    reader = _Reader(terms)
    try:
        lesson = reader.lesson(data)
    except _Enough:
        return None, tuple(reader.problems)
    return (None if reader.problems else lesson), tuple(reader.problems)


@dataclass(frozen=True)
class _Name:
    """What a page is called while it is read."""

    key: str | None = None


class _Enough(Exception):
    """So much is wrong that nobody would read more of it."""


class _Problems(list[str]):
    """What is wrong, until it is too much: each took a search for a name that is meant."""

    def append(self, problem: str) -> None:
        """Add a sentence. Raises _Enough at the last."""
        super().append(problem)
        if len(self) == _MOST_PROBLEMS:
            raise _Enough


class _Reader:
    """Walks the data and collects problems; what is missing is read as empty meanwhile."""

    def __init__(self, terms: frozenset[str]) -> None:
        self.problems = _Problems()
        self._terms = terms
        self._where = tr("The lesson")

    # -- the parts ---------------------------------------------------------------------------

    def lesson(self, data: object) -> Lesson:
        """The whole."""
        mapping = self._object(data, _LESSON, ("format", "key", "title", "about", "acts"))
        if "format" in mapping and mapping["format"] != FORMAT:
            self._say("format", tr("this program reads format {format}", format=FORMAT))
        lesson = Lesson(
            self._key(mapping),
            self._words(mapping, "title"),
            self._words(mapping, "about"),
            tuple(
                # From 1, as a teacher counts the acts in the file.
                self._act(number, act)
                for number, act in enumerate(self._list(mapping, "acts"), start=1)
            ),
        )
        self._where = tr("The lesson")
        if len(lesson.pages) > MOST_PAGES:
            self._say("acts", tr("there are more than {most_pages} pages", most_pages=MOST_PAGES))
        keys = [page.key for page in lesson.pages if page.key]
        # Counter keeps the order of first sight, so problems come in the order of the pages.
        for key in (key for key, times in Counter(keys).items() if times > 1):
            self._where = tr("Page “{key}”", key=key)
            self._say("key", tr("another page has the same key"))
        return lesson

    def _act(self, number: int, data: object) -> LessonAct:
        here = self._where = tr("Act {act}", act=number)
        mapping = self._object(data, _ACT, ("title", "pages"))
        title, about = self._words(mapping, "title"), self._words(mapping, "about")
        pages = []
        for place, page in enumerate(self._list(mapping, "pages"), start=1):
            name = convert_fields(page, _Name).key
            self._where = (
                tr("Page “{name}”", name=_short(name))
                if name is not None
                else tr("{place}, page {page}", place=here, page=place)
            )
            pages.append(self._page(page))
        return LessonAct(title, about, tuple(pages))

    def _page(self, data: object) -> LessonPage:
        here = self._where
        mapping = self._object(data, _PAGE, ("key", "title", "text"))
        page = LessonPage(
            self._key(mapping),
            self._words(mapping, "title"),
            tuple(self._sentence(item, "text") for item in self._list(mapping, "text")),
            self._show(mapping),
            self._string(mapping, "point"),
            self._string(mapping, "write"),
            tuple(
                self._need(tr("{place}, need {need}", place=here, need=number), need)
                for number, need in enumerate(self._list(mapping, "needs", optional=True), start=1)
            ),
            tuple(
                self._task(tr("{place}, task {task}", place=here, task=number), task)
                for number, task in enumerate(self._list(mapping, "tasks", optional=True), start=1)
            ),
        )
        self._where = here
        if len(page.tasks) > MOST_TASKS:
            self._say(
                "tasks",
                tr("there are more than {most_tasks}; make two pages of it", most_tasks=MOST_TASKS),
            )
        return page

    def _need(self, where: str, data: object) -> Need:
        self._where = where
        mapping = self._object(data, _NEED, ("when", "say"))
        need = Need(
            self._when(mapping),
            self._fixed(mapping, "say"),
            self._offer(mapping),
            self._when(mapping, "unless", optional=True),
            self._string(mapping, "point"),
        )
        if any(condition.new for condition in need.when):
            self._say("when", tr("“new” has a meaning only in a task and in “unless”"))
        return need

    def _task(self, where: str, data: object) -> Task:
        self._where = where
        mapping = self._object(data, _TASK, ("ask", "when", "told"))
        return Task(
            self._fixed(mapping, "ask"),
            self._when(mapping),
            self._sentences(mapping),
            self._string(mapping, "point"),
        )

    def _sentences(self, mapping: dict[str, Any]) -> tuple[str, ...]:
        """One sentence or several; those with a fact that is not known are left out."""
        several: list[object] = convert_or(mapping.get("told"), list, [])
        if several:
            return tuple(self._sentence(item, "told") for item in several)
        return (self._words(mapping, "told"),)

    def _when(
        self, mapping: dict[str, Any], key: str = "when", *, optional: bool = False
    ) -> tuple[Condition, ...]:
        items = self._list(mapping, key, optional=optional)
        conditions = [self._condition(key, item) for item in items]
        return tuple(condition for condition in conditions if condition is not None)

    def _show(self, mapping: dict[str, Any]) -> tuple[str, ...]:
        places = tuple(
            convert_or(item, str, "") for item in self._list(mapping, "show", optional=True)
        )
        for place in places:
            if place not in PLACES:
                self._unknown("show", "place", place, PLACES)
        return places

    def _offer(self, mapping: dict[str, Any]) -> str:
        offer = self._string(mapping, "offer")
        if offer and offer not in OFFERS:
            self._unknown("offer", tr("action to offer"), offer, OFFERS)
        return offer

    # -- conditions --------------------------------------------------------------------------

    def _condition(self, key: str, data: object) -> Condition | None:
        mapping = convert_or(data, dict[str, Any], None)
        if mapping is None:
            self._say(
                key, tr('each condition is an object such as {"fact": "run.top", "known": true}')
            )
            return None
        fact = convert_or(mapping.get("fact"), str, None)
        if fact is None:
            self._say(key, tr("a condition lacks its “fact”"))
            return None
        if kind_of(fact) is None:
            self._unknown(key, "fact", fact, known_names())
            return None
        new = convert_or(mapping.get("new", False), bool, None)
        if new is None:
            self._say(key, tr("“new” is true or false"))
        rest = [item for item in mapping if item not in ("fact", "new")]
        if len(rest) != 1:
            self._say(
                key,
                tr(
                    "the condition on “{fact}” needs one comparison, not {comparisons}",
                    fact=fact,
                    comparisons=len(rest),
                ),
            )
            return None
        comparison = rest[0]
        if comparison not in COMPARISONS:
            self._unknown(key, "comparison", comparison, COMPARISONS)
            return None
        return self._compared(
            key, fact, cast(Comparison, comparison), mapping[comparison], new is True
        )

    def _compared(
        self, key: str, fact: str, comparison: Comparison, value: object, new: bool
    ) -> Condition | None:
        match value:
            case {"fact": str(other), **rest} if not rest and kind_of(other) is not None:
                return Condition(fact, comparison, other=other, new=new)
            case dict():
                self._unknown(key, "fact", str(value.get("fact")), known_names())
                return None
            case str() | int() | float():
                self._judge(key, fact, comparison, value)
                return Condition(fact, comparison, value, new=new)
        self._say(
            key, tr("“{fact}” can be compared with a text, a number, or yes and no", fact=fact)
        )
        return None

    def _judge(self, key: str, fact: str, comparison: Comparison, value: str | int | float) -> None:
        """Say where a fact cannot be compared with this value in this way."""
        kind = kind_of(fact)
        wanted, wants = {
            "text": (str, tr("a text")),
            "yes": (bool, tr("true or false")),
        }.get(kind or "", (float, tr("a number")))
        if comparison == "known":
            if not _fits(value, bool):
                self._say(key, tr("“known” of “{fact}” is true or false", fact=fact))
        elif not _fits(value, wanted):
            self._say(key, tr("“{fact}” is compared with {wants}", fact=fact, wants=wants))
        elif comparison == "contains" and kind != "text":
            self._say(key, tr("“{fact}” is not a text, so it contains nothing", fact=fact))
        elif comparison in ("at least", "at most", "more than", "less than") and not _fits(
            value, float
        ):
            self._say(
                key,
                tr(
                    "“{fact}” is not a number, so “{comparison}” says nothing",
                    fact=fact,
                    comparison=comparison,
                ),
            )

    # -- texts -------------------------------------------------------------------------------

    def _words(self, mapping: dict[str, Any], key: str) -> str:
        return self._sentence(mapping[key], key) if key in mapping else ""

    def _fixed(self, mapping: dict[str, Any], key: str) -> str:
        """A text that is shown before anything was done, so it can name nothing but keys."""
        text = self._words(mapping, key)
        # keys.<action> differ from system to system and are known from the start.
        facts = [match for match in _FACT.findall(text) if not match.startswith("keys.")]
        if facts and kind_of(facts[0]) is not None:
            self._say(
                key,
                tr("“{facts}” may not be known yet when this is read; use “told”", facts=facts[0]),
            )
        return text

    def _sentence(self, data: object, key: str) -> str:
        value = convert_or(data, str, "")
        if not value.strip():
            self._say(key, tr("it must be a text"))
            return ""
        if len(value) > LONGEST:
            self._say(key, tr("a text is longer than {longest} characters", longest=LONGEST))
            return ""  # the patterns below take the square of its length
        try:
            # Braces are read as Python's format strings read them; nothing is formatted here.
            pieces = list(string.Formatter().parse(value))
        except ValueError:
            self._say(
                key, tr("the curly brackets do not fit together in “{text}”", text=_short(value))
            )
            return value
        # Numbers inside braces are names of facts; only the text around them is looked at.
        plain = "".join(before for before, _, _, _ in pieces)
        # Marks of bold and glossary links become spaces, so that no word grows together.
        numbers = _NUMBER.findall(_MARKS.sub(" ", plain))
        if numbers:
            self._say(
                key,
                tr(
                    "the number {numbers} is typed in; a number is written as a fact "
                    "of the person's own run, in curly brackets",
                    numbers=numbers[0],
                ),
            )
        for _, name, noun, conversion in pieces:
            if name is None:
                continue
            if conversion or (noun and "{" in noun):
                self._say(
                    key,
                    tr(
                        "“{{{name}}}” contains characters that mean nothing here", name=_short(name)
                    ),
                )
            elif kind_of(name) is None:
                self._unknown(key, "fact", name, known_names())
            elif noun and kind_of(name) != "count":
                self._say(
                    key, tr("“{name}” is not a count, so no noun can follow it", name=_short(name))
                )
        for term in _LINK.findall(value):
            if term not in self._terms:
                self._unknown(key, tr("glossary entry"), term, self._terms)
        return value

    # -- small things ------------------------------------------------------------------------

    def _object(self, data: object, keys: Sequence[str], required: Sequence[str]) -> dict[str, Any]:
        mapping = convert_or(data, dict[str, Any], None)
        if mapping is None:
            self.problems.append(
                tr("{place} must be an object in curly brackets.", place=self._where)
            )
            return {}
        for key in mapping:
            if key not in keys:
                facts = (tr("there is no such key here"), _nearest(key, keys))
                self._say(key, "; ".join(filter(None, facts)))
        for key in required:
            if key not in mapping:
                self._say(key, tr("it is missing"))
        return mapping

    def _list(self, mapping: dict[str, Any], key: str, *, optional: bool = False) -> list[Any]:
        value: list[Any] | None = convert_or(mapping.get(key, []), list, None)
        if value is None:
            self._say(key, tr("it must be a list in square brackets"))
            return []
        if not value and key in mapping and not optional:
            self._say(key, tr("it is empty"))
        return value

    def _string(self, mapping: dict[str, Any], key: str) -> str:
        value = convert_or(mapping.get(key, ""), str, None)
        if value is None or (key in mapping and not value.strip()):
            self._say(key, tr("it must be a text"))
            return ""
        return value

    def _key(self, mapping: dict[str, Any]) -> str:
        key = self._string(mapping, "key")
        if key and not _KEY.fullmatch(key):
            self._say(
                "key",
                tr("“{key}” may hold only small letters, digits and hyphens", key=_short(key)),
            )
        return key

    def _unknown(self, key: str, what: str, name: str, known: Iterable[str]) -> None:
        names = sorted(known)
        sentence = tr(
            "there is no {kind_of_name} called “{name}”", kind_of_name=what, name=_short(name)
        )
        near = _nearest(name, names)
        if near:
            sentence = f"{sentence}; {near}"
        elif len(names) <= 20:
            listed = joined([f"“{text}”" for text in names])
            sentence = tr(
                "{problem}. There are {known_names}", problem=sentence, known_names=listed
            )
        self._say(key, sentence)

    def _say(self, key: str, what: str) -> None:
        end = "" if what.endswith("?") else "."
        self.problems.append(f"{self._where}, “{_short(key)}”: {what}{end}")


def _fits(value: object, kind: type) -> bool:
    """Whether a value is of a type of JSON, where a whole number is a number too."""
    return convert_or(value, kind, None) is not None


def _nearest(name: str, names: Sequence[str]) -> str:
    # Cut first: the comparison takes the product of both lengths.
    near = difflib.get_close_matches(name[:_LONGEST_NAME], names, n=1)
    return tr("did you mean “{name}”?", name=near[0]) if near else ""


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_NAME else text[: _LONGEST_NAME - 1] + "…"
