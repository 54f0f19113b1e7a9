"""The picture of a run, from one eager pass that keeps attention and hidden states.

Both come from the same pass, so that what a layer attends to and what it would say belong
together. Whole maps stay in the engine; the window gets the rows that it draws.
"""

from __future__ import annotations

import itertools
import time
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from explorer.engine import input_ids, numbers, predictions
from explorer.engine.inside import capture, head_mask, last_run, unembedding
from explorer.engine.inside import hidden_states as inside_states
from explorer.engine.inside.arrays import floats, integers
from explorer.engine.inside.capture import Captured, Map
from explorer.engine.inside.hidden_states import States
from explorer.engine.inside.inspection import Inspection
from explorer.engine.loaded_model import LoadedModel
from explorer.engine.model_holder import ModelHolder
from explorer.engine.runner import Runner
from explorer.engine.token_text import Words
from explorer.features.flow.protocol import (
    ANSWERING,
    STRIP,
    STRONGEST,
    FlowLayer,
    FlowRequest,
    FlowResult,
    FlowStack,
    TextFlowRequest,
    TextFlowResult,
)
from explorer.protocol.failures import BadInput
from explorer.protocol.inspection import AVERAGE, Kind, SelfCheck
from explorer.protocol.job import Check, Report
from explorer.protocol.run import Run, RunResult, Token
from explorer.text.numbers import ntr, rounded
from explorer.text.translation import tr

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_ASKED = 64 * 48
"""Places (tokens × layers) up to which the lens is asked everywhere; beyond, at one position."""

_NEXT = 5
"""Answers to what comes next that are named."""

_ORDER: tuple[Kind, ...] = ("encoder", "self", "decoder")
"""The stacks from left to right; the last that a model has answers."""


@dataclass
class Pass:
    """One eager pass over the last inputs: its attention maps and its hidden states."""

    captured: Captured
    states: States


def flow(holder: ModelHolder, request: FlowRequest, check: Check, report: Report) -> FlowResult:
    """Attention from one position, layer by layer, and what the logit lens says at each token.

    Raises BadInput for a text, a position or a head that is not there.
    """
    inspection = holder.part(Inspection)
    loaded, started = inspection.need_text(request.text_index), time.perf_counter()
    results = inspection.cache.results
    if "flow" not in results:
        report(tr("Running again to draw the run"))
        results["flow"] = _pass(loaded, check)
    run: Pass = results["flow"]
    notes = [note for note in (run.captured.note, run.states.note) if note]
    stacks = _stacks(loaded, run, request, check, report)
    notes += _undrawn(loaded, run, stacks)
    ids = sorted({int(id_) for stack in stacks for layer in stack.layers for id_ in layer.ids})
    known = [id_ for id_ in ids if id_ >= 0]
    if stacks and not known:
        notes.append(
            tr(
                "{name} has no head over the vocabulary that its layers could be asked through: it "
                "gives vectors, not words. The number at each token is how far a layer turned its "
                "vector: 0 is not at all.",
                name=type(loaded.model).__name__,
            )
        )
    return FlowResult(
        request=request,
        model_serial=loaded.serial,
        stacks=stacks,
        words=dict(zip(known, Words(loaded.tokenizer).of(known), strict=True)),
        heads=max((item.weights.shape[1] for item in run.captured.maps), default=0),
        notes=tuple(notes),
        checks=_checks(run, request.text_index),
        seconds=time.perf_counter() - started,
        path=run.states.path.describe() if run.states.path is not None and known else None,
    )


def text_flow(
    holder: ModelHolder, request: TextFlowRequest, check: Check, report: Report
) -> TextFlowResult:
    """The same of a text under way, and what comes next by the same pass; no run is touched.

    Raises BadInput for IDs, a position or a head that are not there.
    """
    loaded = holder.loaded.aside()
    runner = Runner(loaded, check)
    inputs, rows = runner.encode((), (request.input_ids,))
    if request.decoder_ids:
        inputs["decoder_input_ids"] = input_ids.tensor(loaded.model, [request.decoder_ids])
    loaded.run_inputs = inputs
    own = ModelHolder(loaded)
    drawn = flow(own, FlowRequest(0, request.position, request.head), check, report)
    last: Pass = own.part(Inspection).cache.results["flow"]
    read = last_run.decoder_tokens(loaded, 0) if request.decoder_ids else rows[0]
    logits = last.states.outputs.get("logits")  # [1, tokens, vocabulary]
    following = (
        predictions.next_token(logits, (read,), None, loaded.tokenizer, _NEXT, check)
        if logits is not None
        else ()
    )
    ran = RunResult(
        request=Run(input_ids=(request.input_ids,)),
        model_serial=loaded.serial,
        rows=rows,
        inputs=tuple(numbers.tensor_info(name, each, check) for name, each in inputs.items()),
        outputs=(),
        predictions=following,
        note="",
        seconds=drawn.seconds,
    )
    ids = [token.id for token in (read[1:] if request.decoder_ids else read)]
    return TextFlowResult(
        request=request,
        model_serial=drawn.model_serial,
        stacks=drawn.stacks,
        words=drawn.words,
        heads=drawn.heads,
        notes=drawn.notes,
        checks=drawn.checks,
        seconds=drawn.seconds,
        path=drawn.path,
        text=loaded.tokenizer.decode(ids) if loaded.tokenizer is not None else "",
        ran=ran,
        silenced=head_mask.silenced(loaded.model),
    )


def _pass(loaded: LoadedModel, check: Check) -> Pass:
    model = loaded.model
    if capture.expected_bytes(loaded) > capture.WHOLE_BYTES:
        # The maps of so long a text do not fit; the hidden states do, and the lens needs no more.
        captured = Captured(note=tr("The text is too long for its attention to be drawn here."))
        return Pass(captured, inside_states.capture(loaded, check))
    with (
        capture.owners_of_maps(model) as owners,
        capture.eager(loaded),
        unembedding.watched(model) as calls,
    ):
        outputs, seconds = Runner(loaded, check).again("output_attentions", "output_hidden_states")
    captured = capture.maps_of(loaded, outputs, owners, seconds)
    return Pass(captured, inside_states.states_of(loaded, outputs, calls, check))


def _undrawn(loaded: LoadedModel, run: Pass, stacks: tuple[FlowStack, ...]) -> list[str]:
    """A note where the model returns attention, and none of it is between the drawn tokens."""
    drawn = any(layer.weights is not None for layer in stacks[-1].layers) if stacks else True
    if drawn or not any(item.kind == stacks[-1].kind for item in run.captured.maps):
        return []
    return [
        tr(
            "The attention of {name} is not drawn: its layers shorten the text or look through a "
            "window, so their weights are not between these tokens.",
            name=type(loaded.model).__name__,
        )
    ]


def _stacks(
    loaded: LoadedModel, run: Pass, request: FlowRequest, check: Check, report: Report
) -> tuple[FlowStack, ...]:
    kinds = [kind for kind in _ORDER if kind in run.states.stacks]
    stacks = []
    for kind in kinds:
        rows = [row[request.text_index] for row in run.states.stacks[kind]]  # each [tokens, size]
        tokens = _tokens(loaded, kind, request.text_index, rows[0].shape[0])
        answers = kind == kinds[-1]
        position = _position(run, kind, tokens, request) if answers else -1
        path = run.states.path
        with path.at_hand() if path is not None else nullcontext():
            stacks.append(_stack(loaded, run, kind, tokens, position, request, check, report))
    return tuple(stacks)


def _tokens(loaded: LoadedModel, kind: Kind, text_index: int, count: int) -> tuple[Token, ...]:
    read = last_run.decoder_tokens if kind == "decoder" else last_run.input_tokens
    tokens = read(loaded, text_index)
    if len(tokens) == count:
        return tokens
    # Patches and frames have no tokens, and some types put places of their own before the text's.
    return tuple(Token(str(place), str(place), -1, False, False, -1, -1) for place in range(count))


def _position(run: Pass, kind: Kind, tokens: tuple[Token, ...], request: FlowRequest) -> int:
    """The token whose attention is drawn in full."""
    if request.position != ANSWERING:
        if not 0 <= request.position < len(tokens):
            raise BadInput(
                ntr(
                    "The text has {count} token: there is no position {position}.",
                    "The text has {count} tokens: there is no position {position}.",
                    len(tokens),
                    position=request.position,
                )
            )
        return request.position
    attended = [place for place, token in enumerate(tokens) if token.attended] or [0]
    masked = next((place for place, token in enumerate(tokens) if token.mask), None)
    # What reads from left to right answers at its end, what reads in both directions in its gap,
    # or at its start.
    maps = [item for item in run.captured.maps if item.kind == kind]
    if not maps or kind == "decoder":
        return attended[-1] if masked is None else masked
    first = next((item for item in maps if _between(item, tokens)), None)
    if first is None:
        return attended[0] if masked is None else masked
    if masked is not None:
        # Its next token: a layer that looks through a window may not reach the end of the text.
        reads_on = first.weights[request.text_index, :, masked, min(masked + 1, attended[-1])]
        return masked if bool((reads_on > 0).any()) else attended[-1]
    reads_on = first.weights[request.text_index, :, attended[0], attended[-1]]  # [heads]
    return attended[0] if bool((reads_on > 0).any()) else attended[-1]


def _stack(
    loaded: LoadedModel,
    run: Pass,
    kind: Kind,
    tokens: tuple[Token, ...],
    position: int,
    request: FlowRequest,
    check: Check,
    report: Report,
) -> FlowStack:
    states = run.states
    rows = [row[request.text_index] for row in states.stacks[kind]]  # each [tokens, size]
    places = states.places[kind]  # of the rows among the hidden states: the layers' numbers
    maps = _by_layer(run.captured, kind, len(rows) - 1)
    kinds = [item for item in run.captured.maps if item.kind == kind]
    cross = _by_layer(run.captured, "cross", len(rows) - 1) if kind == "decoder" else {}
    asked = _asked(loaded, states, len(tokens), len(rows) - 1, position)
    encoder = states.stacks.get("encoder")
    entered = encoder[0].shape[1] if encoder else 0
    layers = []
    for row, (before, after) in enumerate(itertools.pairwise(rows), start=1):
        check()
        number = places[row]
        report(tr("Drawing layer {layer}", layer=number), row / len(rows))
        own = maps.get(number - 1)
        if own is not None and not _between(own, tokens):
            own = None
        weights = _mean(own, request) if own is not None else None  # [from, to]
        best = weights.topk(min(STRONGEST, len(tokens)), dim=-1) if weights is not None else None
        chosen = weights[position] if weights is not None and position >= 0 else None  # [to]
        ids, probabilities = _lens(states, kind, row, asked, request, len(tokens))
        layers.append(
            FlowLayer(
                number=number,
                label=own.label if own is not None else tr("layer {layer}", layer=number),
                place=own.place if own is not None else -1,
                map_row=next((n for n, item in enumerate(kinds) if item is own), -1),
                weights=floats(chosen) if chosen is not None else None,
                strongest=integers(best.indices) if best is not None else None,
                shares=floats(best.values) if best is not None else None,
                cross=_from(cross.get(number - 1), request, position, len(tokens), entered),
                ids=ids,
                probabilities=probabilities,
                turned=floats(_turned(before, after, len(tokens))),
            )
        )
    return FlowStack(
        kind=kind,
        title=inside_states.TITLES[kind],
        tokens=tokens,
        vectors=floats(rows[0][:, :STRIP]),
        size=rows[0].shape[-1],
        position=position,
        layers=tuple(layers),
        places=tuple(places) if kind in states.odd else (),
    )


def _by_layer(captured: Captured, kind: Kind, layers: int) -> dict[int, Map]:
    """The maps of a kind by their layer, from 0.

    None where their modules do not tell the layer and they are not as many as the layers (CANINE).
    """
    maps = [item for item in captured.maps if item.kind == kind]
    reported = all(capture.layer_of(item.module) == item.layer for item in maps)
    return {item.layer: item for item in maps} if reported or len(maps) == layers else {}


def _between(item: Map, tokens: tuple[Token, ...]) -> bool:
    """Whether a map holds a weight from each of these tokens to each of them.

    A layer that has shortened the text (Funnel, CANINE), or that looks through a window
    (Longformer), has weights between other things.
    """
    return item.weights.shape[-2:] == (len(tokens), len(tokens))


def _mean(item: Map, request: FlowRequest) -> torch.Tensor:
    """Weights float32 [from, to]: the mean over the heads, or one head's.

    Raises BadInput for a head that a layer has not.
    """
    heads = item.weights[request.text_index].float()  # [heads, from, to]
    if request.head == AVERAGE:
        return heads.mean(0)
    if request.head >= heads.shape[0]:
        raise BadInput(
            ntr(
                "{label} has {count} head: there is no head {head}.",
                "{label} has {count} heads: there is no head {head}.",
                heads.shape[0],
                label=item.label,
                head=request.head + 1,
            )
        )
    return heads[request.head]


def _turned(before: torch.Tensor, after: torch.Tensor, tokens: int) -> torch.Tensor:
    """1 less the cosine of each token's vectors [tokens, size] before and after a layer.

    NaN where a layer shortens the text or widens its vectors.
    """
    if before.shape != after.shape or after.shape[0] != tokens:
        return torch.full((tokens,), torch.nan)
    return 1 - torch.cosine_similarity(before.float(), after.float(), dim=-1)


def _from(
    item: Map | None, request: FlowRequest, position: int, tokens: int, entered: int
) -> NDArray[np.float32] | None:
    """Weights float32 [entered] from a token of the decoder to those that the encoder shows."""
    if item is None or position < 0 or item.weights.shape[-2:] != (tokens, entered):
        return None
    return floats(_mean(item, request)[position])


def _asked(
    loaded: LoadedModel, states: States, tokens: int, layers: int, position: int
) -> list[int]:
    """The positions that the lens is asked at; none in a stack that does not answer."""
    if states.path is None or position < 0 or states.speaking or "logits" not in states.outputs:
        return []
    if loaded.model.get_output_embeddings() is None:
        return []  # Its logits are of labels: their numbers are no tokens' IDs.
    return list(range(tokens)) if tokens * layers <= MOST_ASKED else [position]


def _lens(
    states: States,
    kind: Kind,
    row: int,
    asked: list[int],
    request: FlowRequest,
    tokens: int,
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """IDs [tokens] and probabilities [tokens] of the best token after a layer."""
    ids = torch.full((tokens,), -1)
    probabilities = torch.full((tokens,), torch.nan)
    rows, path = states.stacks[kind], states.path
    last = row == len(rows) - 1
    if asked and path is not None and (last or path.reads(rows[row], rows[-1])):
        state = rows[row][request.text_index : request.text_index + 1]  # [1, tokens, size]
        if len(asked) < tokens:
            # Only then: a copy is otherwise in memory, and some processors' multiplications give
            # other last digits for it than for the state that the Python puts through the head.
            state = state[:, asked]  # [1, asked, size]
        with torch.inference_mode():
            chance = path.logits(state, last=last)[0].float().softmax(-1)  # [asked, vocabulary]
            best = chance.max(-1)
        ids[asked], probabilities[asked] = best.indices, best.values
    return integers(ids), floats(probabilities)


def _checks(run: Pass, text_index: int) -> tuple[SelfCheck, ...]:
    if not run.captured.maps:
        return ()
    sums = [item.weights[text_index].float().sum(-1) for item in run.captured.maps]
    worst = max(float((total - 1).abs().max()) for total in sums)
    sentence = tr(
        "The weights from each token add up to 1 (farthest off: {worst}).", worst=rounded(worst)
    )
    if worst > 1e-2:
        sentence = tr(
            "In some maps the weights from a token do not add up to 1: a part goes to no token."
        )
    return (SelfCheck(tr("rows sum to 1"), worst <= 1e-2, sentence),)
