"""Whether exported Python assigned and printed what the window showed, by kind of result."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from explorer.features.ablation.protocol import AblationResult
from explorer.features.activation_patching.protocol import PatchApplied, PatchRemoved
from explorer.features.answers.protocol import (
    AnswerChosen,
    QuestionAnswered,
    TargetRan,
    TextsCompared,
    TokensLabelled,
)
from explorer.features.architecture.protocol import WeightView
from explorer.features.attention.code import ATTENTIONS
from explorer.features.attention.protocol import AttentionResult, HeadResult
from explorer.features.compare.protocol import (
    ComparedHeadsResult,
    ComparedHiddenStatesResult,
    ComparisonResult,
)
from explorer.features.create.protocol.config import ConfigVerdict
from explorer.features.generation.protocol import ContinueText, Generate, Generated
from explorer.features.hidden_states.protocol import (
    HiddenStatesResult,
    SimilarityResult,
    VectorResult,
)
from explorer.features.logit_lens.protocol import LogitLensResult
from explorer.features.media.protocol import FileRunResult
from explorer.features.tensors.protocol import SliceRead
from explorer.protocol.model import ModelReady
from explorer.protocol.run import Prediction, RunResult
from explorer.text.run_facts import first_answers
from tests.journeys.exports import Arrays, Shown, percents, same

Differences = Iterator[str]


def differences(shown: Shown) -> list[str]:
    """What differs, for each way of exporting; empty when all is the same."""
    found = []
    for way, got in shown.exported.items():
        where = f"{type(shown.request).__name__} {way}: "
        if "failed" in got:
            found.append(where + str(got["failed"]).strip().splitlines()[-1])
            continue
        for kind, judge in _JUDGES:
            if isinstance(shown.result, kind):
                found += [where + one for one in judge(shown, got)]
    return found


def _equal(got: Arrays, name: str, wanted: Any) -> Differences:
    if name not in got:
        yield f"no {name} among {sorted(got)[:30]}"
    elif not same(np.asarray(got[name]), np.asarray(wanted)):
        yield f"{name} differs: {np.ravel(got[name])[:4]} instead of {np.ravel(wanted)[:4]}"


def _tensors(shown: Shown, got: Arrays) -> Differences:
    inputs = {one.name for one in _told(shown.result)}
    for name, wanted in shown.arrays.items():
        if name in inputs:
            if f"inputs.{name}" in got:
                yield from _equal(got, f"inputs.{name}", wanted)
        else:
            yield from _equal(got, f"outputs.{name}", wanted)


def _told(result: Any) -> Any:
    run = getattr(result, "run", None) or result
    return getattr(run, "inputs", ())


def _said(predictions: tuple[Prediction, ...], got: Arrays) -> Differences:
    if not predictions:
        return
    if predictions[0].kind == "score":
        return
    wanted = [f"{one.probability:.1%}"[:-1] for p in predictions for one in p.candidates]
    found = percents(got["printed"])
    if found[: len(wanted)] != wanted and found[-len(wanted) :] != wanted:
        yield f"printed {found[:6]} instead of {wanted[:6]}"


def _ran(shown: Shown, got: Arrays) -> Differences:
    yield from _tensors(shown, got)
    yield from _said(shown.result.predictions, got)


def _ready(shown: Shown, got: Arrays) -> Differences:
    yield from _equal(got, "model.sha256", shown.weights)
    yield from _equal(got, "training", False)


def _attention(shown: Shown, got: Arrays) -> Differences:
    result = shown.result
    if not result.maps:
        return
    yield from _equal(got, "highest", result.maps[-1].highest[-1])
    for maps in result.maps:
        name = ATTENTIONS[maps.kind]
        found = [one for one in sorted(got) if one.startswith(f"outputs.{name}[")]
        if len(found) < len(maps.layers):
            yield f"{len(found)} maps of {len(maps.layers)} in outputs.{name}"


def _head(shown: Shown, got: Arrays) -> Differences:
    if shown.result.weights.size:
        yield from _equal(got, "weights", shown.result.weights)
    if shown.result.whole is not None:
        yield from _equal(got, "whole", shown.result.whole)


def _hidden(shown: Shown, got: Arrays) -> Differences:
    if shown.result.stacks:
        yield from _equal(got, "norms", shown.result.stacks[-1].norms[-1])


def _similar(shown: Shown, got: Arrays) -> Differences:
    yield from _equal(got, "cosine", shown.result.cosine)


def _vector(shown: Shown, got: Arrays) -> Differences:
    yield from _equal(got, "vector", shown.result.values)


def _lens(shown: Shown, got: Arrays) -> Differences:
    if shown.result.names:
        yield from _equal(got, "best[0]", shown.result.probabilities[-1])
        yield from _equal(got, "best[1]", shown.result.ids[-1])


def _switched(shown: Shown, got: Arrays) -> Differences:
    yield from _tensors(shown, got)
    yield from _said(_first(shown.result.after), got)


def _patched(shown: Shown, got: Arrays) -> Differences:
    yield from _tensors(shown, got)
    yield from _said(_first(shown.result.patched), got)


def _restored(shown: Shown, got: Arrays) -> Differences:
    yield from _tensors(shown, got)
    yield from _said(_first(shown.result.predictions), got)


def _first(predictions: tuple[Prediction, ...]) -> tuple[Prediction, ...]:
    """Of 200 answers that are compared those that the page shows; of labels all."""
    if predictions and predictions[0].kind == "label":
        return predictions
    return first_answers(predictions, 5)


def _slice(shown: Shown, got: Arrays) -> Differences:
    yield from _equal(got, "table", shown.result.values)


def _written(shown: Shown, got: Arrays) -> Differences:
    result = shown.result
    if isinstance(shown.request, (Generate, ContinueText)) and result.count:
        ids = [one.id for one in result.prompt] + [one.token.id for one in result.tokens]
        if result.start and not same(np.asarray(got["written"])[0], np.asarray(ids)):
            ids = [*result.start, *(one.token.id for one in result.tokens)]
        yield from _equal(got, "written", [ids])
    elif result.next:
        wanted = [f"{one.probability:.1%}"[:-1] for one in result.next]
        found = percents(got["printed"])
        if found[: len(wanted)] != wanted[: len(found)]:
            yield f"printed {found[:6]} instead of {wanted[:6]}"


def _both(shown: Shown, got: Arrays) -> Differences:
    wanted = [
        f"{one.probability:.1%}"[:-1]
        for side in _order(shown.result)
        for p in side.ran.predictions
        for one in p.candidates
    ]
    found = percents(got["printed"])
    if found[: len(wanted)] != wanted:
        yield f"printed {found[:12]} instead of {wanted[:12]}"
    for change in shown.result.outputs:
        if change.largest is not None and f"{change.name} " in str(got["printed"]):
            line = next(
                one for one in str(got["printed"]).splitlines() if one.startswith(f"{change.name} ")
            )
            if float(line.split()[-1]) != change.largest:
                yield f"{line} instead of {change.largest}"

    yield from _change(shown, got)


def _change(shown: Shown, got: Arrays) -> Differences:
    change = shown.result.attention
    if change is not None and change.change.size:
        yield from _equal(got, "change", change.change)


def _both_hidden(shown: Shown, got: Arrays) -> Differences:
    stack = next((one for one in shown.result.stacks if one.cosine.size), None)
    if stack is not None and shown.result.both.same_tokens:
        yield from _equal(got, "cosine", stack.cosine[-1])
        yield from _equal(got, "distance", stack.distance[-1])


def _order(result: ComparisonResult) -> tuple[Any, Any]:
    if result.request.other.kind == "heads":
        return result.other, result.main
    return result.main, result.other


def _labelled(shown: Shown, got: Arrays) -> Differences:
    yield from _tensors(shown, got)
    found = percents(got["printed"])
    for row in shown.result.tokens:
        for one in row:
            if f"{one.probability:.1%}"[:-1] not in found:
                yield f"{one.probability:.1%} was not printed"


def _answered(shown: Shown, got: Arrays) -> Differences:
    yield from _tensors(shown, got)
    yield from _equal(got, "start", shown.result.start)
    yield from _equal(got, "end", shown.result.end)
    best = shown.result.answers[0]
    if percents(got["printed"])[-1:] != [f"{best.probability:.1%}"[:-1]]:
        yield "another answer was printed"


def _chosen(shown: Shown, got: Arrays) -> Differences:
    yield from _tensors(shown, got)
    yield from _equal(
        got, "best", np.array([one.probability for one in shown.result.choices], np.float32)
    )


def _compared(shown: Shown, got: Arrays) -> Differences:
    yield from _tensors(shown, got)
    yield from _equal(got, "vectors", shown.result.vectors)
    yield from _equal(got, "cosine", shown.result.cosine)


def _file(shown: Shown, got: Arrays) -> Differences:
    yield from _tensors(shown, got)
    yield from _said(shown.result.predictions, got)


def _target(shown: Shown, got: Arrays) -> Differences:
    yield from _tensors(shown, got)
    yield from _said(shown.result.predictions[-1:], got)


def _weight(shown: Shown, got: Arrays) -> Differences:
    if not str(got["printed"]).strip():
        yield "nothing was printed"


def _verdict(shown: Shown, got: Arrays) -> Differences:
    if shown.result.footprint is not None:
        wanted = f"{shown.result.footprint.parameters:,} parameters"
        if wanted not in str(got["printed"]):
            yield f"{got['printed']} instead of {wanted}"


_JUDGES: tuple[tuple[type, Callable[[Shown, Arrays], Differences]], ...] = (
    (RunResult, _ran),
    (ModelReady, _ready),
    (AttentionResult, _attention),
    (HeadResult, _head),
    (HiddenStatesResult, _hidden),
    (SimilarityResult, _similar),
    (VectorResult, _vector),
    (LogitLensResult, _lens),
    (AblationResult, _switched),
    (PatchApplied, _patched),
    (PatchRemoved, _restored),
    (SliceRead, _slice),
    (Generated, _written),
    (ComparisonResult, _both),
    (ComparedHeadsResult, _change),
    (ComparedHiddenStatesResult, _both_hidden),
    (TokensLabelled, _labelled),
    (QuestionAnswered, _answered),
    (AnswerChosen, _chosen),
    (TextsCompared, _compared),
    (TargetRan, _target),
    (FileRunResult, _file),
    (WeightView, _weight),
    (ConfigVerdict, _verdict),
)
