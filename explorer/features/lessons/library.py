"""The lessons of the program and of teachers, and how a page of one stands for this person."""

from __future__ import annotations

from collections.abc import Mapping

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


class Lessons:
    """Reads lessons, keeps the facts of the session, and tells pages."""

    def __init__(self, terms: frozenset[str]) -> None:
        """`terms` are the keys of the glossary, which texts may link to."""
        self._terms = terms
        self._journal = Journal()

    def bundled(self) -> tuple[LessonRead, ...]:
        """The lessons that came with the program, by file name."""
        return tuple(
            self.read(str(path)) for path in sorted(resources.path("lessons").glob("*.json"))
        )

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

    def record_result(self, request: Request, result: object) -> bool:
        """Note a result of a lane; whether a page may stand differently now."""
        return self._journal.record(request, result)

    def tell(self, page: LessonPage, since: int, more: Mapping[str, FactValue]) -> PageStatus:
        """A page as it stands; `since` is the stamp at which it was entered, `more` are facts."""
        journal = self._journal
        return tell(page, {**journal.facts, **more}, journal.stamps, since, journal.live)
