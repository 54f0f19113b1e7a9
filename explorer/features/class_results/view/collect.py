"""What this person did, out of the history and the lessons, as a results page keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from explorer.boundary.redaction import anonymous
from explorer.features.answers.protocol import TextsCompared
from explorer.features.class_results.protocol import (
    MOST_CANDIDATES,
    MOST_LESSON_PAGES,
    MOST_LESSONS,
    MOST_PICKED,
    MOST_PREDICTIONS,
    MOST_TASKS,
    KeptAnswer,
    KeptLesson,
    KeptPage,
    KeptPrediction,
    KeptRun,
    KeptTask,
    Results,
)
from explorer.features.generation.protocol import Generate
from explorer.features.history.view.run_again import texts_given
from explorer.features.lessons.protocol import LessonBegun, TaskStatus
from explorer.protocol.explanation import marked
from explorer.protocol.run import Prediction
from explorer.text.markup import public
from explorer.text.translation import tr

if TYPE_CHECKING:
    from explorer.features.generation.view.text_branches import Written
    from explorer.features.history.view.run_history import PastRun


def collect(
    name: str, runs: Sequence[PastRun], lessons: Sequence[LessonBegun], pictures: dict[int, str]
) -> Results:
    """Everything of it. `pictures` are the descriptions of those that were drawn, by run."""
    return Results(
        _clean(" ".join(name.split())),
        date.today().isoformat(),
        kept_lessons(lessons),
        tuple(_run(run, pictures.get(run.number, "")) for run in runs),
    )


def _clean(text: str) -> str:
    """A text for other people: no access token, no path into this person's home."""
    return public(anonymous(text))


def kept_lessons(lessons: Sequence[LessonBegun]) -> tuple[KeptLesson, ...]:
    """The lessons with what was done, and what they said of it."""
    return tuple(
        KeptLesson(
            _clean(begun.lesson.title),
            tuple(
                KeptPage(_clean(page.title), tuple(_task(task) for task in tasks[:MOST_TASKS]))
                for page, tasks in begun.pages[:MOST_LESSON_PAGES]
            ),
        )
        for begun in lessons[:MOST_LESSONS]
    )


def _task(task: TaskStatus) -> KeptTask:
    return KeptTask(_plain(task.ask), task.done, _plain(task.sentences) if task.done else "")


def _plain(text: str) -> str:
    return _clean("".join(piece.text for piece in marked(text)))


def _run(run: PastRun, picture: str) -> KeptRun:
    predictions = _predictions(run)
    return KeptRun(
        number=run.number,
        when=run.when.isoformat(timespec="seconds"),
        model=_clean(run.summary.name),
        class_name=run.summary.class_name,
        weights=_clean(run.summary.state_text),
        changed=_clean(run.changed),
        texts=tuple(map(_clean, _texts(run))),
        predictions=predictions[:MOST_PREDICTIONS],
        left_out=max(0, len(predictions) - MOST_PREDICTIONS),
        written=_clean(run.written.text) if run.written is not None else "",
        picked=_picked(run.written),
        picture=_clean(picture),
        note=_clean(run.note),
    )


def _picked(written: Written | None) -> tuple[str, ...]:
    """The tokens of a text that a person chose."""
    tokens = written.result.tokens if written is not None else ()
    return tuple(_clean(token.token.shown) for token in tokens if token.by_hand)[:MOST_PICKED]


def _texts(run: PastRun) -> tuple[str, ...]:
    """What the model was given; the name of the run where that was no text."""
    request = run.written.request if run.written is not None else run.result.request
    texts, more = texts_given(request)
    turns: tuple[str, ...] = ()
    if isinstance(request, Generate) and request.chat:
        turns = tuple(turn.content for turn in request.turns)
    pairs = tuple(getattr(request, "pairs", ()))
    given = tuple(text for text in (*turns, *texts, *pairs, *more) if text.strip())
    return given or run.ran.spelled or (run.name,)


def _predictions(run: PastRun) -> tuple[KeptPrediction, ...]:
    if isinstance(run.result, TextsCompared):
        return _cosines(run.result)
    return tuple(map(_prediction, run.predictions))


def _prediction(prediction: Prediction) -> KeptPrediction:
    return KeptPrediction(
        prediction.caption,
        prediction.kind,
        prediction.text_index,
        prediction.out_of,
        tuple(
            KeptAnswer(_clean(item.text), item.id, item.probability, item.logit, item.is_score)
            for item in prediction.candidates[:MOST_CANDIDATES]
        ),
    )


def _cosines(result: TextsCompared) -> tuple[KeptPrediction, ...]:
    """The cosine of each pair of texts."""
    count = len(result.cosine)
    return tuple(
        KeptPrediction(
            tr("Texts {first} and {second}", first=first + 1, second=second + 1),
            "score",
            answers=(
                KeptAnswer(
                    tr("cosine similarity"), logit=float(result.cosine[first, second]),
                    is_score=True,
                ),
            ),
        )
        for first in range(count)
        for second in range(first + 1, count)
    )  # fmt: skip
