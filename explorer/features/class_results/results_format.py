"""What the data in a results page looks like, and how it is read from a page that anybody wrote.

A page is HTML in UTF-8. In its head is what programs read, as JSON in ASCII:

    <script type="application/json" id="results">
    {"format": "transformer-explorer-results", "version": 1, "name": "Ada", "saved": "2026-11-22",
     "lessons": [{"title": "…", "pages": [{"title": "…", "tasks": [{"ask": "…", "done": true}]}]}],
     "runs": [{"number": 3, "when": "2026-11-22T07:30:00", "model": "mini-world-bert",
               "class_name": "BertForMaskedLM", "weights": "…", "texts": ["…"],
               "predictions": [{"about": "…", "answers": [{"text": "Paris", "probability": 0.9}]}],
               "picture": "…", "note": "…"}]}
    </script>

The fields are those of `Results` in `protocol.py`, each left out where it is the usual one. The
picture of run 3 is the image with the ID `picture-3` in the page. Nothing else of the page is ever
read, nothing in it is run, and unknown entries are passed over.
"""

from __future__ import annotations

import binascii
import dataclasses
import hashlib
import math
import re
from collections.abc import Callable
from typing import Any

from explorer.boundary import typed_json
from explorer.boundary.limits import RESULTS_PAGE, SESSION
from explorer.features.class_results.protocol import (
    LONGEST_NAME,
    LONGEST_NOTE,
    MOST_CANDIDATES,
    MOST_LESSON_PAGES,
    MOST_LESSONS,
    MOST_PICKED,
    MOST_PREDICTIONS,
    MOST_RUNS,
    MOST_TASKS,
    AskedText,
    ClassAnswer,
    KeptAnswer,
    KeptLesson,
    KeptPrediction,
    KeptRun,
    Results,
)
from explorer.text.markup import data_island
from explorer.text.translation import tr

FORMAT = "transformer-explorer-results"
VERSION = 1
ISLAND = "results"
"""The ID of the element that holds the data."""

_BEGIN = f'<script type="application/json" id="{ISLAND}">'.encode()
_END = b"</script>"
_HEAD = 100_000
"""Bytes in which the data begins: the title and the style come after it."""
_PNG = re.compile(rb"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR(.{4})(.{4})", re.DOTALL)
MOST_PIXELS, MOST_SIDE = 12_000_000, 8_000
"""Of a picture that the window decodes: 2,000 × 6,000 take 40 ms, and a strip of one pixel across
would be as high as no widget can be."""
_SHOWN = 300
"""Letters of a text or an answer that a class shows."""


class InvalidResults(Exception):
    """The page holds no results that this version can read; the text says why."""


def written(results: Results) -> str:
    """The element with the data of a page."""
    return data_island(ISLAND, {"format": FORMAT, "version": VERSION, **_fields(results)})


def _fields(value: Any) -> dict[str, Any]:
    """The fields that are not the usual ones; a number that JSON has no word for is left out."""
    fields = {}
    for field in dataclasses.fields(value):
        held = getattr(value, field.name)
        if held == field.default or (isinstance(held, float) and not math.isfinite(held)):
            continue
        fields[field.name] = (
            [_fields(item) if dataclasses.is_dataclass(item) else item for item in held]
            if isinstance(held, tuple)
            else held
        )
    return fields


@dataclasses.dataclass(frozen=True)
class _Head:
    """What says that the data is of this program."""

    format: str = ""
    version: int = 0


def _no_check() -> None:
    """For what is read while nobody could press Stop."""


def read(data: bytes, check: Callable[[], None] = _no_check) -> Results:
    """The results in the bytes of a page. Raises InvalidResults, and what `check` raises."""
    start = data.find(_BEGIN, 0, _HEAD)
    end = data.find(_END, start)
    if start < 0 or end < 0:
        raise InvalidResults(tr("it is not a results page of this program"))
    check()
    try:
        # A copy of its own: most of a page is pictures.
        value = typed_json.parse(data[start + len(_BEGIN) : end], SESSION, check)
        head = typed_json.convert_fields(value, _Head)
        if head.format != FORMAT:
            raise InvalidResults(tr("it is not a results page of this program"))
        if head.version != VERSION:
            raise InvalidResults(
                tr(
                    "it has version {version}, and this program reads version {known_version}",
                    version=head.version,
                    known_version=VERSION,
                )
            )
        return _bounded(typed_json.convert(value, Results))
    except typed_json.Malformed as error:
        raise InvalidResults(
            tr("its data is damaged: {reason}", reason=typed_json.why(error))
        ) from error


def read_file(path: str, check: Callable[[], None] = _no_check) -> tuple[Results, bytes]:
    """The results in a file, and all its bytes. Raises InvalidResults, and what `check` raises."""
    try:
        data = typed_json.read_bytes(path, RESULTS_PAGE)
    except (OSError, typed_json.Malformed) as error:
        raise InvalidResults(typed_json.why(error)) from error
    return read(data, check), data


def _bounded(results: Results) -> Results:
    """As much of everything as this program itself would have written, and shares that are some."""
    return dataclasses.replace(
        results,
        name=" ".join(results.name.split())[:LONGEST_NAME],
        saved=results.saved[:40],
        lessons=tuple(map(_bounded_lesson, results.lessons[:MOST_LESSONS])),
        runs=tuple(map(_bounded_run, results.runs[:MOST_RUNS])),
    )


def _bounded_lesson(lesson: KeptLesson) -> KeptLesson:
    return dataclasses.replace(
        lesson,
        pages=tuple(
            dataclasses.replace(page, tasks=page.tasks[:MOST_TASKS])
            for page in lesson.pages[:MOST_LESSON_PAGES]
        ),
    )


def _bounded_run(run: KeptRun) -> KeptRun:
    return dataclasses.replace(
        run,
        predictions=tuple(map(_bounded_prediction, run.predictions[:MOST_PREDICTIONS])),
        picked=run.picked[:MOST_PICKED],
        note=run.note[:LONGEST_NOTE],
    )


def _bounded_prediction(prediction: KeptPrediction) -> KeptPrediction:
    answers = tuple(map(_bounded_answer, prediction.answers[:MOST_CANDIDATES]))
    return dataclasses.replace(prediction, answers=answers)


def _bounded_answer(answer: KeptAnswer) -> KeptAnswer:
    """A page may say anything: what is no probability is none."""
    if not answer.is_score and 0 <= answer.probability <= 1:
        return answer
    logit = answer.logit if math.isfinite(answer.logit) else 0.0
    return dataclasses.replace(answer, probability=math.nan, logit=logit, is_score=True)


# -- pictures ---------------------------------------------------------------------------------


def picture_start(number: int) -> str:
    """What the element of a run's picture begins with."""
    return f'<img id="picture-{number}" src="data:image/png;base64,'


def pictures(data: bytes, results: Results, check: Callable[[], None]) -> dict[int, bytes]:
    """The pictures of a page by the number of their run; what is no PNG to be shown is left out."""
    read = {}
    for run in results.runs:
        check()
        begin = picture_start(run.number).encode()
        start = data.find(begin)
        end = data.find(b'"', start + len(begin))
        if start < 0 or end < 0:
            continue
        try:
            png = binascii.a2b_base64(data[start + len(begin) : end], strict_mode=True)
        except binascii.Error:
            continue
        if _can_be_shown(png):
            read[run.number] = png
    return read


def _can_be_shown(png: bytes) -> bool:
    """Whether it begins as a PNG of a size that the window decodes; nothing is decoded here."""
    match = _PNG.match(png)
    if match is None:
        return False
    wide, high = (int.from_bytes(side, "big") for side in match.groups())
    return 0 < wide * high <= MOST_PIXELS and max(wide, high) <= MOST_SIDE


# -- what a class compares --------------------------------------------------------------------


def one_line(text: str) -> str:
    """The beginning of a text as one line of a table."""
    return " ".join(text[: 2 * _SHOWN].split())[:_SHOWN]


def answers(results: Results) -> dict[AskedText, ClassAnswer]:
    """The newest answer to each text that a learner ran."""
    newest: dict[AskedText, ClassAnswer] = {}
    for run in results.runs:
        answer = _answer(run)
        if answer is not None:
            newest.setdefault(_question(run), answer)
    return newest


def _question(run: KeptRun) -> AskedText:
    digest = hashlib.sha256("\0".join(run.texts).encode()).hexdigest()
    return AskedText(
        one_line(" · ".join(run.texts)),
        one_line(run.model),
        one_line(run.weights),
        one_line(run.changed),
        bool(run.written),
        digest,
    )


def _answer(run: KeptRun) -> ClassAnswer | None:
    if run.written:
        return ClassAnswer(one_line(run.written))
    if not run.predictions or not run.predictions[0].answers:
        return None
    best = run.predictions[0].answers[0]
    return ClassAnswer(one_line(best.text.strip("·") or best.text), best.probability)
