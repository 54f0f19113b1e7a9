"""A run as one page that plays in a browser: it loads nothing, and needs no network.

The page draws what the window draws. Its numbers are those of the result, each with enough digits
to be the same float32 again; what people, models and files named is text in it and never markup.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from explorer import __version__, resources
from explorer.features.flow import explain, export, scene
from explorer.features.flow.protocol import FlowResult, FlowStack
from explorer.features.flow.scene import Ribbon
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import Candidate, Prediction, RunResult, Token
from explorer.protocol.task_run import Answer
from explorer.text import numbers
from explorer.text.markup import json_text, public, safe
from explorer.text.translation import tr

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MARK = re.compile(r"\{\{(\w+)\}\}")
_POLICY = (
    "default-src 'none'; script-src '{script}'; style-src '{style}'; base-uri 'none'; "
    "form-action 'none'"
)
_COLOURS = (
    *("back", "card", "line", "text", "muted", "accent", "bad", "special", "track"),
    "accent_soft",
)
"""Of the window's themes, those that the page uses."""


def page(result: FlowResult, summary: ModelSummary | None) -> str:
    """The text of an .html file."""
    script, style = _resource("page.js"), f"{_colours()}\n{_resource('page.css')}"
    data = _data(result, summary)
    parts = {
        "policy": _POLICY.format(script=_digest(script), style=_digest(style)),
        "title": safe("".join(data["sentence"]).strip() or data["summary"]),
        "without_script": safe(tr("This page plays with JavaScript, which is off here.")),
        "style": style,
        "data": json_text(data),
        "script": script,
    }
    # In one pass: a text that spells a mark is not replaced again.
    return _MARK.sub(lambda match: parts[match[1]], _resource("page.html"))


def _resource(name: str) -> str:
    return resources.path("flow").joinpath(name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    """By which a Content-Security-Policy knows the only script and style that may be used."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _colours() -> str:
    """The window's two themes as variables of the style."""
    light, dark = (_theme(name) for name in ("light", "dark"))
    return f":root{{{light}}}\n@media(prefers-color-scheme:dark){{:root{{{dark}}}}}"


def _theme(name: str) -> str:
    theme = json.loads(resources.path("themes", f"{name}.json").read_text(encoding="utf-8"))
    values = {key.replace("_", "-"): theme["colours"][key] for key in _COLOURS}
    values |= {f"token-{place}": colour for place, colour in enumerate(theme["tokens"])}
    return "".join(f"--{key}:{value};" for key, value in values.items())


# -- what is drawn -------------------------------------------------------------------------------


def _data(result: FlowResult, summary: ModelSummary | None) -> dict[str, Any]:
    number, whole = result.request.text_index, result.ran or result.answer
    text, row, note, pair = "", tuple[Token, ...](), "", ""
    predictions = tuple[Prediction, ...]()
    if isinstance(whole, RunResult | Answer):
        ran = whole.as_run()
        text = ran.texts[number] if number < len(ran.texts) else ""
        row = ran.rows[number] if number < len(ran.rows) else ()
        predictions = tuple(item for item in whole.ranked() if item.text_index == number)
        note, pair = ran.note, ran.pair_of(number)
    rows = tuple(map(scene.rows_of, result.stacks))
    answering = result.answering
    lines = scene.with_gaps(rows[-1], len(answering.tokens)) if answering is not None else ()
    missing = [-row for row in lines if row < 0]
    position = answering.position if answering is not None else -1
    shown = explain.prediction_at(predictions, position)
    return {
        "sentence": [public(part) for part in explain.filled(text, row, shown, pair)],
        "summary": public(export.summary_line(result)),
        "steps": [
            {"name": public(step.name), "sentence": public(step.sentence), "layer": step.layer}
            for step in explain.steps(result, text, predictions, note, pair)
        ],
        "stacks": [_stack(result, place, rows) for place in range(len(result.stacks))],
        # A single mark says it itself.
        "hidden": (
            scene.hidden_in_all(sum(missing), len(answering.tokens))
            if answering is not None and len(missing) > 1
            else ""
        ),
        "answers": [
            _answer(answer)
            for answer in (shown.candidates if shown is not None else ())[: scene.MOST_ANSWERS]
        ],
        "notes": [public(note) for note in result.notes],
        "made": _made(summary),
        "words": _words(),
    }


def _words() -> dict[str, str]:
    return {
        "tokens": tr("Tokens"),
        "vector": tr("Vector"),
        "answer": tr("Answer"),
        "play": tr("Play"),
        "pause": tr("Pause"),
        "steps": tr("Steps of the run"),
        "step": tr("Step {step} of {steps}"),
        "keys": tr("Space plays, ← → step"),
    }


def _made(summary: ModelSummary | None) -> str:
    program = tr("Made with Transformer Explorer {version}", version=__version__)
    if summary is None:
        return program
    return f"{public(summary.name)} ({public(summary.state_text)}). {program}"


def _answer(answer: Candidate) -> dict[str, Any]:
    return {
        "text": public(answer.text),
        "amount": numbers.amount(answer),
        "probability": None if answer.is_score else answer.probability,
    }


def _stack(result: FlowResult, place: int, rows: Sequence[tuple[int, ...]]) -> dict[str, Any]:
    stack, drawn = result.stacks[place], rows[place]
    at = {row: number for number, row in enumerate(drawn)}
    lines = scene.with_gaps(drawn, len(stack.tokens))
    return {
        "kind": stack.kind,
        "title": public(stack.title),
        "tokens": [_token(stack, row) for row in drawn],
        "vectors": [_floats(stack.vectors[row]) for row in drawn],
        "chosen": at.get(stack.position, -1),
        "lines": [line for line, row in enumerate(lines) if row >= 0],
        "gaps": [(line, *scene.gap_texts(-row)) for line, row in enumerate(lines) if row < 0],
        "layers": [_layer(result, place, number, rows) for number in range(len(stack.layers))],
    }


def _token(stack: FlowStack, row: int) -> dict[str, Any]:
    token = stack.tokens[row]
    return {
        "name": public(scene.chip_name(token)),
        "id": token.id,
        "special": token.special,
        "position": row,
    }


def _layer(
    result: FlowResult, place: int, number: int, rows: Sequence[tuple[int, ...]]
) -> dict[str, Any]:
    """The numbers of one layer, and what is drawn of them; rows are numbers of drawn rows."""
    stack, drawn = result.stacks[place], rows[place]
    layer, chosen = stack.layers[number], stack.position
    return {
        "head": tr("Layer {layer}", layer=layer.number),
        "weights": _some(layer.weights, drawn),
        "cross_weights": _some(layer.cross, rows[0]),
        "ids": [int(layer.ids[row]) for row in drawn],
        "probabilities": _some(layer.probabilities, drawn),
        "turned": _some(layer.turned, drawn),
        "words": [public(scene.box_word(result, layer, row)) for row in drawn],
        "share": scene.box_share(result, layer, chosen) if chosen >= 0 else "",
        "opacity": [round(scene.box_opacity(layer, row, chosen=row == chosen), 3) for row in drawn],
        "tips": [public(explain.box_sentence(result, place, number, row)) for row in drawn],
        "ribbons": _ribbons(scene.ribbons(stack, layer, drawn), drawn, drawn),
        "faint": _ribbons(scene.faint_ribbons(stack, layer, drawn), drawn, drawn),
        "cross": _ribbons(scene.cross_ribbons(stack, layer, rows[0]), rows[0], drawn),
    }


def _ribbons(
    ribbons: Iterable[Ribbon], sources: Sequence[int], targets: Sequence[int]
) -> list[list[float | int]]:
    """Each as source, target, opacity and breadth; rows are numbers of drawn rows."""
    start = {row: number for number, row in enumerate(sources)}
    end = {row: number for number, row in enumerate(targets)}
    return [
        [start[it.source], end[it.target], round(it.opacity, 3), round(it.breadth, 3)]
        for it in ribbons
    ]


def _some(values: NDArray[np.float32] | None, rows: Sequence[int]) -> list[float | str] | None:
    if values is None:
        return None
    return _floats([values[row] for row in rows if row < len(values)])


def _floats(values: Iterable[np.float32]) -> list[float | str]:
    """Each with the fewest digits that give the same float32 back; JSON has no NaN, so as text."""
    written = (str(value) for value in values)
    return [float(text) if math.isfinite(float(text)) else text for text in written]
