"""Results pages on the disk: written whole, and a class of them read with care.

Nothing is loaded here and nothing in a page is run.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from explorer.boundary import atomic_write, typed_json
from explorer.boundary.limits import SESSION
from explorer.engine.model_holder import HolderPart, ModelHolder
from explorer.features.class_results import results_format
from explorer.features.class_results.protocol import (
    MOST_PAGES,
    MOST_QUESTIONS,
    AskedText,
    ClassRead,
    ClassRow,
    ReadClass,
    ReadResults,
    ResultsRead,
    ResultsSaved,
    SaveResults,
)
from explorer.features.class_results.results_page import page
from explorer.protocol.failures import ClassNotRead, ResultsNotRead, ResultsNotSaved
from explorer.protocol.job import Check, Report
from explorer.text.numbers import shortened
from explorer.text.translation import tr

_ENDINGS = (".html", ".htm")
_MOST_ENTRIES = 20_000
"""Names in a folder that are looked at; what is beyond is no class."""
_TELL_SECONDS = 0.25


def save_results(
    holder: ModelHolder, request: SaveResults, check: Check, report: Report
) -> ResultsSaved:
    """Write the page. Raises ResultsNotSaved; the former file is then as it was."""
    report(tr("Writing your results"))
    if len(results_format.written(request.results)) > SESSION.bytes:
        raise ResultsNotSaved(request.path, tr("its texts are longer than a page may have"))
    text = page(request.results, request.pictures)
    check()
    try:
        size = atomic_write.write(request.path, text)
    except OSError as error:
        raise ResultsNotSaved(request.path, atomic_write.why(error)) from error
    return ResultsSaved(request.path, request.results, size)


def read_results(
    holder: ModelHolder, request: ReadResults, check: Check, report: Report
) -> ResultsRead:
    """Read one page whole. Raises ResultsNotRead."""
    report(tr("Reading the learner's page"))
    try:
        results, data = results_format.read_file(request.path, check)
    except results_format.InvalidResults as error:
        raise ResultsNotRead(request.path, str(error)) from error
    return ResultsRead(request, results, results_format.pictures(data, results, check))


@dataclass
class _Pages:
    """How far a class was read; kept between two slices of the work."""

    request: ReadClass
    files: list[str]
    more: int
    rows: list[ClassRow] = field(default_factory=list)


class ClassReading(HolderPart):
    """Reads one class after the other, and remembers the one that is not done."""

    _kept: _Pages | None = None

    def read(self, request: ReadClass, check: Check, report: Report) -> ClassRead:
        """Read the pages that are missing. Raises ClassNotRead where the folder cannot be read."""
        pages = self._kept
        if pages is None or pages.request != request:
            pages = self._kept = _Pages(request, *_found(request.path, check))
        reported = time.monotonic()
        while len(pages.rows) < len(pages.files):
            check()
            file = pages.files[len(pages.rows)]
            pages.rows.append(_row(request.path, file, check))
            if time.monotonic() - reported >= _TELL_SECONDS:
                reported = time.monotonic()
                share = len(pages.rows) / len(pages.files)
                report(tr("Reading {name}", name=shortened(file)), share, _so_far(pages))
        self._kept = None
        return _so_far(pages)


def _found(folder: str, check: Check) -> tuple[list[str], int]:
    """The pages in a folder and in the folders in it, by name; and how many more there are.

    Where pupils hand their work in, each often has a folder.
    """
    try:
        names = sorted(_pages_in(folder, check), key=str.casefold)
    except OSError as error:
        raise ClassNotRead(folder, typed_json.why(error)) from error
    return names[:MOST_PAGES], max(0, len(names) - MOST_PAGES)


def _pages_in(folder: str, check: Check) -> Iterator[str]:
    looked = 0
    folders = [""]
    while folders:
        below = folders.pop()
        try:
            entries = os.scandir(os.path.join(folder, below))
        except OSError:
            if not below:
                raise
            continue  # one that this person may not read
        with entries:
            for entry in entries:
                check()
                looked += 1
                if looked > _MOST_ENTRIES:
                    return
                name = os.path.join(below, entry.name)
                # A link could lead round in a circle, or anywhere.
                if not below and entry.is_dir(follow_symlinks=False):
                    folders.append(name)
                elif entry.name.lower().endswith(_ENDINGS):
                    yield name


def _row(folder: str, file: str, check: Check) -> ClassRow:
    # A name on the disk may be no text at all.
    shown = file.encode("utf-8", "replace").decode()
    try:
        results, _ = results_format.read_file(os.path.join(folder, file), check)
    except results_format.InvalidResults as error:
        return ClassRow(shown, why=str(error))
    return ClassRow(
        shown,
        name=results.name,
        saved=results.saved,
        pages_done=results.pages_done,
        pages=results.pages,
        runs=len(results.runs),
        answers=results_format.answers(results),
    )


def _so_far(pages: _Pages) -> ClassRead:
    counts: Counter[AskedText] = Counter()
    for row in pages.rows:
        counts.update(row.answers.keys())
    questions = tuple(question for question, _ in counts.most_common(MOST_QUESTIONS))
    return ClassRead(pages.request, tuple(pages.rows), len(pages.files), pages.more, questions)
