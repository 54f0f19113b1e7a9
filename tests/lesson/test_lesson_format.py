"""Reading lessons: those of the program are whole, and each mistake is a sentence that helps."""

from __future__ import annotations

import copy
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from explorer import resources
from explorer.boundary.limits import LESSON as LIMIT
from explorer.features.lessons.course.facts import FACTS, KEYS
from explorer.features.lessons.course.format import COMPARISONS, read
from explorer.features.lessons.library import Lessons
from explorer.features.lessons.protocol import OFFERS, PLACES, Condition
from explorer.text.glossary import Glossary

TERMS = frozenset(term.key for term in Glossary.load().terms)
LESSON: dict[str, Any] = {
    "format": 1,
    "key": "small",
    "title": "Small",
    "about": "A lesson for a test.",
    "acts": [
        {
            "title": "The act",
            "pages": [
                {
                    "key": "gap",
                    "title": "The gap",
                    "text": ["A [token](glossary:token) of {run.tokens:token}, **bold**."],
                    "show": ["inferenceTab"],
                    "point": "runButton",
                    "write": "The capital of Japan is [MASK].",
                    "needs": [
                        {
                            "when": [{"fact": "model.class", "known": True}],
                            "say": "A model is needed.",
                            "offer": "openBundled.mini-world-bert",
                        }
                    ],
                    "tasks": [
                        {
                            "ask": "Press Run, or {keys.runAction}.",
                            "when": [{"fact": "run.top", "is": "tokyo", "new": True}],
                            "told": ["It says {run.top}.", "With {run.top_share}."],
                        }
                    ],
                }
            ],
        }
    ],
}


def lessons() -> Lessons:
    return Lessons(TERMS)


def test_the_bundled_lesson_is_whole() -> None:
    (one,) = lessons().bundled()
    assert one.problems == ()
    assert one.lesson is not None
    assert one.lesson.key == "models"
    assert len(one.lesson.acts) == 6
    assert 22 <= len(one.lesson.pages) <= 30
    assert one.lesson.tasks >= 12


def test_the_bundled_lesson_names_no_place_that_an_audience_does_not_see() -> None:
    """The banner and the menus are not there then; what a page points at is shown."""
    (one,) = lessons().bundled()
    assert one.lesson is not None
    for page in one.lesson.pages:
        for task in page.tasks:
            assert not any("banner" in sentence for sentence in task.sentences), page.key
            named = re.search(r"In the \w+ menu", task.ask)
            assert not named or re.search("on this card|keys[.]", task.ask), page.key


def test_a_lesson_is_read_as_it_is_written() -> None:
    lesson, problems = read(json.dumps(LESSON), TERMS)
    assert problems == ()
    assert lesson is not None
    (page,) = lesson.pages
    assert page.show == ("inferenceTab",)
    assert page.tasks[0].when == (Condition("run.top", "is", "tokyo", new=True),)
    assert page.tasks[0].sentences == ("It says {run.top}.", "With {run.top_share}.")
    assert page.needs[0].offer == "openBundled.mini-world-bert"


def test_what_the_readme_shows_and_lists_is_true() -> None:
    text = resources.path("lessons", "README.md").read_text(encoding="utf-8")
    example = re.search(r"```json\n(.*?)```", text, re.DOTALL)
    assert example is not None
    lesson, problems = read(example[1], TERMS)
    assert problems == ()
    assert lesson is not None
    for name, about in FACTS.items():
        assert f"| `{name}` | {about.kind} | {about.meaning} |" in text
    listed = re.findall(r"^\| `([a-z]+\.[a-z_]+)` \|", text, re.MULTILINE)
    assert set(listed) == set(FACTS)
    for name in (*PLACES, *OFFERS, *(f"keys.{key}" for key in KEYS), *COMPARISONS):
        assert f"`{name}`" in text


def _with(path: tuple[str | int, ...], value: object) -> str:
    """The lesson with one value replaced; None takes the key away."""
    data = copy.deepcopy(LESSON)
    here: Any = data
    for step in path[:-1]:
        here = here[step]
    if value is None:
        del here[path[-1]]
    else:
        here[path[-1]] = value
    return json.dumps(data)


PAGE = ("acts", 0, "pages", 0)
TASK = (*PAGE, "tasks", 0)
NEED = (*PAGE, "needs", 0)
MISTAKES: tuple[tuple[tuple[str | int, ...], object, str, str], ...] = (
    (("format",), 2, "The lesson, “format”", "format 1"),
    (("format",), None, "The lesson, “format”", "missing"),
    (("key",), "Größe", "The lesson, “key”", "small letters"),
    (("titel",), "Models", "“titel”", "did you mean “title”?"),
    (("acts",), [], "The lesson, “acts”", "empty"),
    (("acts",), "none", "The lesson, “acts”", "list"),
    (("acts", 0, "pages"), None, "Act 1, “pages”", "missing"),
    (("acts", 0, "pages", 0), "page", "Act 1, page 1", "object"),
    ((*PAGE, "key"), None, "Act 1, page 1, “key”", "missing"),
    ((*PAGE, "text"), "one", "Page “gap”, “text”", "list"),
    ((*PAGE, "text"), [], "Page “gap”, “text”", "empty"),
    ((*PAGE, "text"), [4], "Page “gap”, “text”", "a text"),
    ((*PAGE, "text"), ["x" * 2000], "Page “gap”, “text”", "longer than"),
    ((*PAGE, "text"), ["It has 9 tokens."], "Page “gap”, “text”", "the number 9 is typed in"),
    ((*PAGE, "text"), ["Paris won with **93.1 %**."], "Page “gap”, “text”", "the number 93.1"),
    ((*PAGE, "text"), ["It has {run.token}."], "Page “gap”, “text”", "did you mean “run.tokens”"),
    ((*PAGE, "text"), ["It has {run.tokens."], "Page “gap”, “text”", "curly brackets"),
    ((*PAGE, "text"), ["It has {run.tokens!r}."], "Page “gap”, “text”", "mean nothing"),
    ((*PAGE, "text"), ["It says {run.top:token}."], "Page “gap”, “text”", "not a count"),
    ((*PAGE, "text"), ["A [t](glossary:tokem)."], "Page “gap”, “text”", "did you mean “token”?"),
    ((*PAGE, "show"), ["inferenceTap"], "Page “gap”, “show”", "did you mean “inferenceTab”?"),
    ((*PAGE, "show"), ["moon"], "Page “gap”, “show”", "There are “architectureTab”"),
    ((*PAGE, "point"), 3, "Page “gap”, “point”", "a text"),
    ((*PAGE, "pint"), "runButton", "Page “gap”, “pint”", "did you mean “point”?"),
    ((*NEED, "offer"), "quitAction", "Page “gap”, need 1, “offer”", "no action to offer"),
    ((*NEED, "say"), None, "Page “gap”, need 1, “say”", "missing"),
    ((*NEED, "say"), "You ran {run.top}.", "Page “gap”, need 1, “say”", "may not be known"),
    (
        (*NEED, "when"),
        [{"fact": "run.top", "known": True, "new": True}],
        "Page “gap”, need 1, “when”",
        "only in a task",
    ),
    ((*TASK, "ask"), "Change {run.top}.", "Page “gap”, task 1, “ask”", "may not be known"),
    ((*TASK, "told"), None, "Page “gap”, task 1, “told”", "missing"),
    ((*TASK, "told"), ["It has 3."], "Page “gap”, task 1, “told”", "the number 3"),
    ((*TASK, "when"), [], "Page “gap”, task 1, “when”", "empty"),
    ((*TASK, "when"), ["run"], "Page “gap”, task 1, “when”", "object such as"),
    ((*TASK, "when"), [{"is": 3}], "Page “gap”, task 1, “when”", "lacks its “fact”"),
    ((*TASK, "when"), [{"fact": "run.tokns", "is": 3}], "task 1, “when”", "“run.tokens”?"),
    ((*TASK, "when"), [{"fact": "run.tokens"}], "task 1, “when”", "one comparison"),
    ((*TASK, "when"), [{"fact": "run.tokens", "over": 3}], "task 1, “when”", "“at least”"),
    ((*TASK, "when"), [{"fact": "run.tokens", "is": "3"}], "task 1, “when”", "with a number"),
    ((*TASK, "when"), [{"fact": "run.top", "is": 3}], "task 1, “when”", "with a text"),
    ((*TASK, "when"), [{"fact": "again.same", "is": 1}], "task 1, “when”", "true or false"),
    ((*TASK, "when"), [{"fact": "run.top", "more than": "a"}], "task 1, “when”", "not a number"),
    ((*TASK, "when"), [{"fact": "run.tokens", "contains": 3}], "task 1, “when”", "not a text"),
    ((*TASK, "when"), [{"fact": "run.top", "known": 1}], "task 1, “when”", "true or false"),
    ((*TASK, "when"), [{"fact": "run.top", "is": [1]}], "task 1, “when”", "compared with"),
    (
        (*TASK, "when"),
        [{"fact": "run.top", "is": {"fact": "trained.tob"}}],
        "task 1, “when”",
        "“trained.top”?",
    ),
    (
        (*TASK, "when"),
        [{"fact": "run.top", "is": "a", "new": "yes"}],
        "task 1, “when”",
        "“new” is true or false",
    ),
    ((*PAGE, "tasks"), [LESSON["acts"][0]["pages"][0]["tasks"][0]] * 5, "“tasks”", "two pages"),
    (
        ("acts", 0, "pages"),
        LESSON["acts"][0]["pages"] * 2,
        "Page “gap”, “key”",
        "another page has the same key",
    ),
)


@pytest.mark.parametrize(("path", "value", "where", "what"), MISTAKES)
def test_a_mistake_is_a_sentence_that_names_page_and_key(
    path: tuple[str | int, ...], value: object, where: str, what: str
) -> None:
    lesson, problems = read(_with(path, value), TERMS)
    assert lesson is None
    found = [one for one in problems if where in one and what in one]
    assert found, problems
    assert all(one.endswith((".", "?")) and "Traceback" not in one for one in problems)


def test_all_mistakes_are_told_at_once() -> None:
    data = json.loads(_with((*PAGE, "point"), 3))
    data["acts"][0]["pages"][0]["text"] = ["It has 9."]
    del data["about"]
    _, problems = read(json.dumps(data), TERMS)
    assert len(problems) == 3


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('{"format": 1,', "line 1"),
        ("[" * 20_000, "nested more than"),
        ("[]", "object in curly brackets"),
        ("3", "object in curly brackets"),
        ("null", "object in curly brackets"),
    ],
)
def test_what_is_no_lesson_at_all_is_told(text: str, what: str) -> None:
    lesson, problems = read(text, TERMS)
    assert lesson is None
    assert what in problems[0]


def test_a_number_of_5_000_digits_is_told_with_its_place() -> None:
    text = _with((*PAGE, "later"), "HERE").replace('"HERE"', "9" * 5_000)
    lesson, problems = read(text, TERMS)
    assert lesson is None
    assert "too large" in problems[0]
    assert "$.acts[0].pages[0].later" in problems[0]


def test_a_lesson_in_which_everything_is_wrong_is_refused_at_once() -> None:
    links = "](glossary:" * 1_500  # a pattern that takes the square of the length
    pages = [{f"{place}{'k' * 15_000}": 1, "text": [links]} for place in range(60)]
    lesson, problems = read(json.dumps({"acts": [{"pages": pages}]}), TERMS)
    assert lesson is None
    assert len(problems) == 100
    assert all(len(problem) < 400 for problem in problems)
    many = [{"key": f"p{place}", "title": "T", "text": ["Words."]} for place in range(8_000)]
    lesson, problems = read(json.dumps({**LESSON, "acts": [{"title": "A", "pages": many}]}), TERMS)
    assert lesson is None
    assert "more than 300 pages" in problems[0]


def test_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    room = lessons()
    assert "cannot be read" in room.read(str(tmp_path / "none.json")).problems[0]
    assert "cannot be read" in room.read(str(tmp_path)).problems[0]
    picture = tmp_path / "picture.json"
    picture.write_bytes(b"\x89PNG\xff\xfe")
    assert "not text in UTF-8" in room.read(str(picture)).problems[0]
    large = tmp_path / "large.json"
    large.write_bytes(b" " * (LIMIT.bytes + 1))
    assert "more than the 2,000,000 that are read" in room.read(str(large)).problems[0]
    pipe = tmp_path / "pipe.json"
    os.mkfifo(pipe)
    assert "not a regular file" in room.read(str(pipe)).problems[0]
    marked = tmp_path / "marked.json"
    marked.write_text(json.dumps(LESSON), encoding="utf-8-sig")
    assert room.read(str(marked)).lesson is not None
