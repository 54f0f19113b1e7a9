"""The lesson room's voices, handed in so that the rooms need not know each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

import msgspec

if TYPE_CHECKING:
    from explorer.features.lessons.protocol import LessonPage, LessonRead, PageStatus
    from explorer.protocol.explanation import Explanation, OtherPython, Step, Term, TextSpan
    from explorer.protocol.job import Request
    from explorer.protocol.model import ModelSummary
    from explorer.protocol.run import InspectionResult, RunResult


class GlossaryWords(Protocol):
    """The glossary, as `explorer.text.glossary.Glossary` is."""

    @property
    def terms(self) -> tuple[Term, ...]: ...

    def find(self, term: str) -> Term | None: ...

    def terms_in(self, text: str, *, once: bool = True) -> tuple[TextSpan, ...]: ...

    def with_numbers(
        self, key: str, summary: ModelSummary | None, ran: RunResult | None = None
    ) -> str: ...


class LessonLibrary(Protocol):
    """The lessons, as `explorer.features.lessons.library.Lessons` is."""

    @property
    def stamp(self) -> int: ...

    @property
    def saved(self) -> Mapping[str, str]: ...

    def restore_saved(self, folders: Mapping[str, str]) -> None: ...

    def turn_page(self) -> int: ...

    def bundled(self) -> tuple[LessonRead, ...]: ...

    def read(self, path: str) -> LessonRead: ...

    def record_result(self, request: Request, result: object) -> bool: ...

    def tell(self, page: LessonPage, since: int, more: Mapping[str, str | int]) -> PageStatus: ...


class ExplanationSources(msgspec.Struct, frozen=True):
    """What to say of a result, of a request beforehand, and the Python of both.

    `script` and `notebook` write steps as one text; the last number is that of the threads.
    `page` writes them as a page for a browser, with looks that are no steps and the day. `other`
    is a second way to write the Python.
    `glossary` reads it, and `lessons` begins to note what is done: after the first paint.
    """

    explain: Callable[[object, ModelSummary | None], Explanation]
    before: Callable[[Request, object], Explanation | None]
    python: Callable[[Request, object, ModelSummary | None, int], str]
    script: Callable[[Sequence[Step], int], str]
    notebook: Callable[[Sequence[Step], int], str]
    glossary: Callable[[], GlossaryWords]
    page: Callable[[Sequence[Step], Sequence[InspectionResult], int, str], str]
    lessons: Callable[[GlossaryWords], LessonLibrary]
    other: Callable[[Request, object, ModelSummary | None], OtherPython | None]
