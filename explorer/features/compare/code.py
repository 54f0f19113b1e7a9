"""The Python of two models on the same input."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from explorer.features.attention import code as attention_code
from explorer.features.attention.protocol import HeadResult
from explorer.features.compare.protocol import (
    AttentionChange,
    ComparedFlowRequest,
    ComparedFlowResult,
    ComparedHeadsRequest,
    ComparedHeadsResult,
    ComparedHiddenStatesRequest,
    ComparedHiddenStatesResult,
    ComparedRun,
    ComparisonResult,
    LoadOther,
    OtherReady,
    RunBoth,
)
from explorer.features.flow import code as flow_code
from explorer.features.flow.protocol import FlowResult
from explorer.features.hidden_states.code import STATES
from explorer.protocol.model import ModelSummary
from explorer.text.python import layout
from explorer.text.python.ablation import restore, silence
from explorer.text.python.fragment import Fragment, fragment, remark
from explorer.text.python.inputs import answers, forward, given
from explorer.text.python.model import is_loaded, obtain
from explorer.text.translation import tr


def load_other(request: LoadOther, result: object, summary: ModelSummary | None) -> Fragment:
    """Getting the second model alone; it takes the names `tokenizer` and `model` over."""
    if not isinstance(result, OtherReady) or summary is None:
        return Fragment()
    return _get(request, result.summary)


def run_both(request: RunBoth, result: object, summary: ModelSummary | None) -> Fragment:
    """One run after the other; `model` and `tokenizer` of the first are there already."""
    if not isinstance(result, ComparisonResult) or summary is None:
        return Fragment()
    first = fragment(["first = outputs"])
    second = _difference(result)
    if result.attention is not None and result.attention.change.size:
        fragments = _heads(result.other.head, result.main.head, result.attention, result, summary)
        first, second = first + fragments[0], second + fragments[1]
    return _both(result, summary, (_printed, first), (_printed, second))


def both_heads(
    request: ComparedHeadsRequest, result: object, summary: ModelSummary | None
) -> Fragment:
    """How much one attention map of both differs; expects what `run_both` expects."""
    if not isinstance(result, ComparedHeadsResult) or result.both is None or summary is None:
        return Fragment()
    if result.attention is None or not result.attention.change.size:
        notes = [change.note for change in (result.attention, result.other, result.main) if change]
        why = next((note for note in notes if note), tr("One of the two has no such map."))
        return remark(why)
    first, second = _heads(result.other, result.main, result.attention, result.both, summary)
    return _both(result.both, summary, (_nothing, first), (_nothing, second))


def _heads(
    other: HeadResult,
    main: HeadResult,
    change: AttentionChange,
    both: ComparisonResult,
    summary: ModelSummary,
) -> tuple[Fragment, Fragment]:
    """What follows the first model's run, and what the second's: `change` at the end."""
    sides = [(both.main, main), (both.other, other)]
    places = [(change.main_from, change.main_to), (change.other_from, change.other_to)]
    if both.request.other.kind == "heads":
        # Heads are put back on for the first run, so with these the original comes first.
        sides.reverse()
        places.reverse()
    if any(attention_code.too_long(side.ran, side.summary) for side, _ in sides):
        return Fragment(), attention_code.remark_too_long()
    rows = []
    for side, result in sides:
        of_run = replace(result, ran=side.ran, silenced=side.ran.silenced)
        lines = attention_code.chosen(result, result.request, side.summary)
        rows.append(
            attention_code.attentive(of_run, side.ran, side.summary) + fragment(lines, torch=True)
        )
    pairs = list(zip(("first_weights", "weights"), sides, places, strict=True))
    picked = [
        line
        for name, (_, head_result), pair in pairs
        for line in _picked(name, head_result.weights.shape, pair)
    ]
    lines = [
        *layout.comment(tr("How much attention differs, weight by weight")),
        *(layout.comment(tr("of the tokens that both have, by their places")) if picked else []),
        *picked,
        "change = (weights - first_weights).abs()",
        "print(change.max())",
        "print(change)",
    ]
    return rows[0].then(fragment(["first_weights = weights"])), rows[1] + fragment(lines)


def _picked(
    name: str, shape: tuple[int, ...], places: tuple[tuple[int, ...], tuple[int, ...]]
) -> list[str]:
    """Lines that leave only these rows and columns; none where those are all."""
    rows, columns = places
    if all(numbers == tuple(range(size)) for numbers, size in zip(places, shape, strict=True)):
        return []
    if rows == columns:
        # [from, to]: rows first, then columns.
        return [*layout.numbers("both", rows), f"{name} = {name}[both][:, both]"]
    lines = [*layout.numbers("rows", rows), *layout.numbers("columns", columns)]
    return [*lines, f"{name} = {name}[rows][:, columns]"]


def both_flow(
    request: ComparedFlowRequest, result: object, summary: ModelSummary | None
) -> Fragment:
    """The pictures of both, one model after the other; expects what `run_both` expects."""
    if not isinstance(result, ComparedFlowResult) or result.both is None or summary is None:
        return Fragment()
    both = result.both

    def drawn(side: ComparedRun) -> Fragment:
        picture = result.main if side is both.main else result.other
        return flow_code.flow(picture, side.ran, side.summary)

    sides = (result.main, result.other)
    attends = all(_attends(picture) for picture in sides)
    attention = ["first_weights = weights"] if attends else []
    return _both(
        both,
        summary,
        (drawn, fragment([*attention, "first_vectors = vectors"])),
        (drawn, Fragment()),
    )


def _attends(picture: FlowResult) -> bool:
    stack = picture.answering
    return stack is not None and any(layer.weights is not None for layer in stack.layers)


def both_hidden(
    request: ComparedHiddenStatesRequest, result: object, summary: ModelSummary | None
) -> Fragment:
    """Both models again with their hidden states; expects what `run_both` expects."""
    if not isinstance(result, ComparedHiddenStatesResult) or result.both is None or summary is None:
        return Fragment()
    first = fragment(["first = outputs"])
    ran = _both(result.both, summary, (_with_states, first), (_with_states, Fragment()))
    stack = next((pair for pair in result.stacks if pair.cosine.size), None)
    plain = result.both.same_tokens and stack is not None and "↔" not in stack.names[-1]
    if stack is None or not plain:
        note = stack.note if stack is not None else result.note
        return ran + remark(note or tr("Their layers and tokens do not match."))
    text = request.text_index
    lines = [
        *layout.comment(tr("1: the vectors of both point the same way")),
        f"states = zip(first.{STATES[stack.kind]}, outputs.{STATES[stack.other_kind]})",
        "for one, two in states:",
        f"    one, two = one[{text}].float(), two[{text}].float()",
        "    cosine = torch.cosine_similarity(one, two, dim=-1).clamp(-1, 1)",
        "    distance = (one - two).norm(dim=-1)",
        "    print(cosine, distance)",
    ]
    return ran + fragment(lines, torch=True)


Part = tuple[Callable[[ComparedRun], Fragment], Fragment]
"""What is done with a model, and what follows that."""


def _both(result: ComparisonResult, summary: ModelSummary, first: Part, second: Part) -> Fragment:
    """One model after the other, each made `model`; `inputs` are what it is given."""
    main, other, asked = result.main, result.other, result.request.other
    if asked.kind == "heads":
        parts = [
            given(main.ran, main.summary),
            remark(tr("First with every head on")),
            first[0](other),
            first[1],
            silence(main.ran.silenced, summary),
            second[0](main),
        ]
    else:
        parts = [
            silence(main.ran.silenced, summary),
            given(main.ran, main.summary),
            first[0](main),
            first[1],
        ]
        if asked.kind == "dtype" and not is_loaded(other.summary):
            parts.append(restore(main.ran.silenced, summary))
        parts.append(_get(asked, other.summary))
        if asked.kind == "checkpoint":
            parts.append(given(other.ran, other.summary))
        parts.append(second[0](other))
    return sum([*parts, second[1]], Fragment())


def _printed(side: ComparedRun) -> Fragment:
    """One run, and what it says."""
    return forward(side.ran, side.summary) + answers(side.ran, side.ran.predictions, side.summary)


def _with_states(side: ComparedRun) -> Fragment:
    more = ("output_hidden_states=True",)
    ran = forward(side.ran, side.summary, more)
    return ran + answers(side.ran, side.ran.predictions, side.summary)


def _nothing(side: ComparedRun) -> Fragment:
    return Fragment()


def _get(asked: LoadOther, other: ModelSummary) -> Fragment:
    """`model`, and `tokenizer` where it has its own, become the second one's."""
    if asked.kind == "heads":
        return remark(tr("The second model is the same one, with every head on"))
    if asked.kind == "dtype" and not is_loaded(other):
        converted = f".to(torch.{asked.dtype})"
        if other.from_python:
            # `model` is the object of whoever opened the window: `.to` would change that very one.
            note = tr("The same weights in {dtype}, in a copy", dtype=asked.dtype)
            lines = (*layout.comment(note), f"model = copy.deepcopy(model){converted}")
            return Fragment(lines, torch=True, imports=frozenset({"import copy"}))
        note = tr("The same weights in {dtype}", dtype=asked.dtype)
        return fragment([*layout.comment(note), f"model{converted}"], torch=True)
    what = {
        "twin": tr("Now the untrained twin, drawn with seed {seed}", seed=asked.seed),
        "dtype": tr("Now the same checkpoint in {dtype}", dtype=asked.dtype),
        "adapter": tr("Now the other state of the adapter"),
    }
    result = remark(what.get(asked.kind, tr("Now the other checkpoint"))) + obtain(other)
    if asked.kind == "twin" and other.dtype != "float32":
        result += fragment([f"model.to(torch.{other.dtype})"], torch=True)
    return result


def _difference(result: ComparisonResult) -> Fragment:
    if result.disabled_reason:
        return remark(result.disabled_reason)
    names = [output.name for output in result.outputs if output.largest is not None]
    lines = layout.comment(tr("The largest difference of any number"))
    for name in [text for text in names if text.isidentifier()][:3]:
        # In double, so that the subtraction adds no rounding of float32 to what it measures.
        lines.append(f"change = outputs.{name}.double() - first.{name}.double()")
        lines.append(f'print("{name}", change.abs().max().item())')
    return fragment(lines if len(lines) > 1 else [])
