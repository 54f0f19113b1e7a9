"""What a learner did as one page for a browser: in words and pictures, and as data in its head."""

from __future__ import annotations

import base64
from collections.abc import Mapping

from explorer.features.class_results import results_format
from explorer.features.class_results.protocol import (
    KeptLesson,
    KeptPage,
    KeptRun,
    KeptTask,
    Results,
)
from explorer.text import numbers, run_markup
from explorer.text.markup import figure, safe
from explorer.text.translation import tr
from explorer.text.whole_page import whole


def page(results: Results, pictures: Mapping[int, bytes]) -> str:
    """The text of an .html file. `pictures` are PNG files by the number of the run."""
    title = title_of(results)
    truth = tr("Every answer on this page was computed by the model that it names.")
    if any(run.picked for run in results.runs):
        truth += " " + tr("Tokens that a person picked are named beside their text.")
    body = [
        f"<h1>{safe(title)}</h1>",
        f'<p class="muted">{safe(results.saved)}. {safe(summary(results))} {safe(truth)}</p>',
        *map(_lesson, results.lessons),
        *(_run(run, pictures.get(run.number)) for run in results.runs),
    ]
    return whole(safe(title), "".join(body), results_format.written(results))


def title_of(results: Results) -> str:
    """What the page is called."""
    if results.name:
        # Translators: the results of a person
        return tr("Results of {name}", name=results.name)
    return tr("My results")


def summary(results: Results) -> str:
    """How much there is, in one sentence."""
    runs = numbers.ntr("{count} run", "{count} runs", len(results.runs))
    if not results.pages:
        return f"{runs}."
    return numbers.ntr(
        "{done} of {count} lesson page with a task done, {runs}.",
        "{done} of {count} lesson pages with a task done, {runs}.",
        results.pages,
        done=results.pages_done,
        runs=runs,
    )


def lesson_heading(lesson: KeptLesson) -> str:
    """A lesson and how much of it is done."""
    return numbers.ntr(
        "{lesson}: {done} of {count} page with a task done",
        "{lesson}: {done} of {count} pages with a task done",
        len(lesson.pages),
        lesson=lesson.title,
        done=lesson.done,
    )


def _lesson(lesson: KeptLesson) -> str:
    pages = "".join(_page(page) for page in lesson.pages if any(task.done for task in page.tasks))
    return f"<section><h2>{safe(lesson_heading(lesson))}</h2>{pages}</section>"


def _page(page: KeptPage) -> str:
    """A page on which something was done: what was asked, and what the lesson said of it."""
    tasks = "".join(map(_task, page.tasks))
    return f"<h3>{safe(page.title)}</h3><ul>{tasks}</ul>"


def _task(task: KeptTask) -> str:
    outcome = f'<br><span class="muted">{safe(task.outcome)}</span>' if task.outcome else ""
    return f"<li>{'✓' if task.done else '○'} {safe(task.ask)}{outcome}</li>"


def run_heading(run: KeptRun) -> str:
    """Which run it was."""
    return tr("Run {run}, {time}", run=run.number, time=run.when.replace("T", " "))


def about_run(run: KeptRun) -> str:
    """The model of a run, and what was changed in it."""
    return " · ".join(part for part in (run.model, run.weights, run.changed) if part)


def left_out(run: KeptRun) -> str:
    """How many answers are not on the page; empty for none."""
    if run.left_out <= 0:
        return ""
    return numbers.ntr(
        "{count} more answer is not on this page.",
        "{count} more answers are not on this page.",
        run.left_out,
    )


def picked(run: KeptRun) -> str:
    """Which tokens of what was written are not the model's own choice; empty for none."""
    if not run.picked:
        return ""
    return numbers.ntr(
        "{count} token was picked by a person: {tokens}. The model chose the others.",
        "{count} tokens were picked by a person: {tokens}. The model chose the others.",
        len(run.picked),
        tokens=numbers.joined([f"“{token}”" for token in run.picked]),
    )


def _run(run: KeptRun, picture: bytes | None) -> str:
    parts = [
        f"<h2>{safe(run_heading(run))}</h2>",
        *(f'<p class="written">“{safe(text)}”</p>' for text in run.texts),
        f'<p class="asked">{safe(about_run(run))}</p>',
    ]
    if run.written:
        heading = tr("What was written") if run.picked else tr("What it wrote")
        parts.append(f'<h4>{heading}</h4><p class="written">{safe(run.written)}</p>')
    if run.picked:
        parts.append(f'<p class="muted">{safe(picked(run))}</p>')
    predictions = tuple(item.prediction for item in run.predictions)
    parts.append(run_markup.predictions(predictions, len(run.texts)))
    if left_out(run):
        parts.append(f'<p class="muted">{safe(left_out(run))}</p>')
    if picture is not None:
        image = (
            f"{results_format.picture_start(run.number)}{base64.b64encode(picture).decode()}"
            f'" alt="{safe(run.picture)}">'
        )
        parts.append(figure(image, safe(run.picture)))
    if run.note:
        heading = tr("Note")
        parts.append(f'<h4>{heading}</h4><p class="note">{safe(run.note)}</p>')
    return f"<section>{''.join(parts)}</section>"
