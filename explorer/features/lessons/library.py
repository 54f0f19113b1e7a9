"""The lessons of the program and of teachers, and how far this person is on a page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from explorer import resources
from explorer.boundary import typed_json
from explorer.boundary.limits import LESSON
from explorer.features.lessons.course.checks import tell
from explorer.features.lessons.course.format import read
from explorer.features.lessons.course.journal import Journal
from explorer.features.lessons.protocol import LessonPage, LessonRead, PageStatus
from explorer.protocol.explanation import FactValue
from explorer.protocol.job import Request
from explorer.text.translation import tr

TEXTS = ("title", "about", "text", "say", "ask", "told")
"""Keys of a lesson whose values people read; those of the bundled lessons are translated."""


def translated(part: Any) -> Any:
    """A lesson, or a part of one, in the person's language. What the model reads stays."""
    match part:
        case dict():
            return {
                key: _text(value) if key in TEXTS else translated(value)
                for key, value in part.items()
            }
        case list():
            return [translated(item) for item in part]
    return part


def _text(value: Any) -> Any:
    return tr(value) if isinstance(value, str) else [tr(text) for text in value]


class Lessons:
    """Reads lessons, keeps the facts of the session, and tells pages."""

    def __init__(self, terms: frozenset[str]) -> None:
        """`terms` are the keys of the glossary, which texts may link to."""
        self._terms = terms
        self._journal = Journal()

    def bundled(self) -> tuple[LessonRead, ...]:
        """The lessons that came with the program, by file name, in the person's language."""
        return tuple(
            self._bundled(path) for path in sorted(resources.path("lessons").glob("*.json"))
        )

    def _bundled(self, path: Path) -> LessonRead:
        data = translated(json.loads(path.read_text(encoding="utf-8")))
        return LessonRead(str(path), *read(json.dumps(data), self._terms))

    def read(self, path: str) -> LessonRead:
        """A lesson file, or what is wrong with it in sentences."""
        try:
            data = typed_json.read_bytes(path, LESSON.bytes)
        except (OSError, typed_json.Malformed) as error:
            reason = typed_json.why(error)
            return LessonRead(
                path, None, (tr("The file cannot be read: {reason}.", reason=reason),)
            )
        lesson, problems = read(data, self._terms)
        return LessonRead(path, lesson, problems)

    @property
    def stamp(self) -> int:
        """The number of the newest result that was noted."""
        return self._journal.stamp

    @property
    def saved(self) -> Mapping[str, str]:
        """The folders that models were saved into, each with the state of its weights."""
        return self._journal.saved

    def restore_saved(self, folders: Mapping[str, str]) -> None:
        """Take the folders that were saved before this start for such."""
        self._journal.restore_saved(folders)

    def turn_page(self) -> int:
        """Note that another page is shown; the stamp at which it is."""
        self._journal.turn()
        return self._journal.stamp

    def record_result(self, request: Request, result: object) -> bool:
        """Note a result of a lane; whether the state of a page may have changed."""
        return self._journal.record(request, result)

    def tell(self, page: LessonPage, since: int, more: Mapping[str, FactValue]) -> PageStatus:
        """A page in its present state; `since` is the stamp of its entry, `more` are facts."""
        journal = self._journal
        return tell(page, {**journal.facts, **more}, journal.stamps, since, journal.live)
