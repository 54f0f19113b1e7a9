"""A session as one page for a browser: every step in words, with its numbers, pictures, Python.

The page is whole in itself: it loads nothing, runs nothing, and follows the reader's light or
dark theme. What people, models and files named is text in it and never markup.
"""

from __future__ import annotations

from collections.abc import Sequence

from explorer.features import explanations
from explorer.features.export.results_page import shown
from explorer.features.export.session_script import parts, settings, worth_keeping
from explorer.protocol.explanation import Step
from explorer.protocol.run import InspectionResult, Run, RunResult
from explorer.text.markup import code, paragraph, safe
from explorer.text.python.fragment import Fragment, source
from explorer.text.translation import tr
from explorer.text.whole_page import whole


def page(
    steps: Sequence[Step],
    looks: Sequence[InspectionResult] = (),
    *,
    threads: int = 0,
    title: str = "",
    when: str = "",
) -> str:
    """The text of an .html file. `looks` are looks inside that were not explained as steps.

    `threads` as in `python.code`; `when` is the day, as the reader should see it.
    """
    title = title or tr("A session with Transformer Explorer")
    rows = worth_keeping(steps)
    actions = parts(rows)
    before = settings(rows, threads)
    imports = source([*(fragment.only_imports() for fragment in (before, *actions)), before])
    named = [explanations.after(step.result, step.summary) for step in rows]
    contents = "".join(
        f'<li><a href="#step-{number}">{safe(explanation.title)}</a></li>'
        for number, explanation in enumerate(named, start=1)
    )
    day = f"{safe(when)}. " if when else ""
    truth = tr("Every number on this page was computed by the model that each step names.")
    body = [
        f"<h1>{safe(title)}</h1>",
        f'<p class="muted">{day}{truth}</p>',
        f'<nav aria-label="{tr("Steps")}"><h2>{tr("Steps")}</h2><ol>{contents}</ol></nav>'
        if rows
        else "",
        f"<section><h2>{tr('Before the first step')}</h2>{code(imports)}</section>"
        if imports.strip()
        else "",
    ]
    for number, (step, own, sentence) in enumerate(zip(rows, actions, named, strict=True), start=1):
        words = "".join(paragraph(text) for text in sentence.paragraphs)
        body.append(
            f'<section id="step-{number}"><h2>{number}. {safe(sentence.title)}</h2>{_asked(step)}'
            f"{words}{shown(step.result)}{_looks(step, rows, looks)}{_python(own)}</section>"
        )
    return whole(safe(title), "".join(body))


def _asked(step: Step) -> str:
    """What was asked for: the request, and the texts that went in."""
    request = step.request
    asked = [safe(request.title)]
    texts = request.texts if isinstance(request, Run) else (getattr(request, "text", ""),)
    if isinstance(step.result, RunResult):
        texts = step.result.texts
    asked += [f"“{safe(text)}”" for text in texts if text]
    if step.summary is not None:
        asked.append(
            tr(
                "model {model} ({origin_of_weights})",
                model=safe(step.summary.name),
                origin_of_weights=safe(step.summary.state_text),
            )
        )
    return f'<p class="asked">{" · ".join(asked)}</p>'


def _looks(step: Step, steps: Sequence[Step], looks: Sequence[InspectionResult]) -> str:
    """The last look of each kind into this very run, where it is not a separate step."""
    if not isinstance(step.result, RunResult):
        return ""
    numbers = {id(item.result) for item in steps}
    last = {
        type(look): look for look in looks if look.ran is step.result and id(look) not in numbers
    }
    text = "".join(shown(result) for result in last.values())
    return f"<h3>{tr('Inside this run')}</h3>{text}" if text else ""


def _python(own: Fragment) -> str:
    text = "\n".join(own.lines).strip("\n")
    return f"<h3>{tr('In Python')}</h3>{code(text)}" if text else ""
