"""Four scores of every attention head, as TransformerLens' head detector defines them.

On the text of the last run: how much of its attention a head gives, on average over all tokens but
the first, to the token before, to the first token, and to the same token (itself, and its repeats
in the text). On random tokens that are said twice: how much it gives, on average over the second
list, to the token after the same one in the first list (Olsson et al. 2022, "In-context learning
and induction heads").
"""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import dataclass

import torch

from explorer.engine import decoder_inputs, forward, input_ids
from explorer.engine.inside import capture, last_run, skip_lm_head
from explorer.engine.inside.arrays import floats
from explorer.engine.inside.capture import Captured, Map
from explorer.engine.inside.inspection import Inspection
from explorer.engine.loaded_model import LoadedModel
from explorer.engine.model_holder import ModelHolder
from explorer.engine.runner import Runner
from explorer.engine.tensors import Tensors
from explorer.features.head_finder.protocol import JOBS, FindHeads, HeadScores, ScoredLayer
from explorer.protocol.failures import Failure
from explorer.protocol.inspection import Kind
from explorer.protocol.job import Check, Report
from explorer.protocol.run import Token
from explorer.text import numbers
from explorer.text.translation import tr

LENGTH = 20
"""Random tokens of one list; fewer where a model reads fewer tokens or knows fewer."""

_TOLERANCE = 0.02
"""How far above 1 the sum of a row may be by rounding, in any dtype."""


def find_heads(holder: ModelHolder, request: FindHeads, check: Check, report: Report) -> HeadScores:
    """The scores of every head. Raises BadInput for a text that the last run has not, NothingRun,
    Stopped, and RunFailed."""
    started = time.perf_counter()
    inspection = holder.part(Inspection)
    loaded = inspection.need_text(request.text_index)
    why = _refusal(loaded)
    if why:
        return _nothing(loaded, request, why)
    captured = inspection.attention(check, report)
    rows = _rows(loaded, request.text_index)
    maps = [map_ for map_ in captured.maps if _is_scored(map_, rows, request.text_index)]
    if not maps:
        left = tr(
            "This model's attention has no weight for each pair of tokens of a text, so its heads "
            "cannot be scored."
        )
        return _nothing(loaded, request, captured.note or left)
    report(tr("Running random tokens that are repeated"))
    tokens = last_run.input_tokens(loaded, request.text_index)
    twice = _twice(loaded, tokens, request.seed)
    again, random_note = _on_random(loaded, twice, check)
    most = max(map_.weights.shape[1] for map_ in maps)
    scores = torch.full((len(JOBS), len(maps), most + 1), torch.nan)
    with torch.inference_mode():
        for layer, map_ in enumerate(maps):
            check()
            start, stop, ids = rows[map_.kind]
            weights = map_.weights[request.text_index, :, start:stop, start:stop]
            own = looks(weights.float(), ids[start:stop].to(weights.device))  # [3, heads + 1]
            scores[:3, layer, : own.shape[1] - 1] = own[:, :-1]
            scores[:3, layer, most] = own[:, -1]
            other = _same_map(again, map_)
            if other is not None:
                induction = repeats(other.weights[0].float(), twice.start(map_.kind), twice.length)
                scores[3, layer, : len(induction) - 1] = induction[:-1]
                scores[3, layer, most] = induction[-1]
    start, stop, _ = rows["self"]
    counts: dict[Kind, int] = {}
    layers = []
    for map_ in captured.maps:
        row = counts[map_.kind] = counts.get(map_.kind, -1) + 1
        if any(map_ is scored for scored in maps):
            heads = map_.weights.shape[1]
            layers.append(ScoredLayer(map_.kind, row, map_.layer, map_.label, heads, map_.place))
    return HeadScores(
        request=request,
        model_serial=loaded.serial,
        layers=tuple(layers),
        scores=floats(scores[..., :-1]),
        even=floats(scores[..., -1]),
        start=start,
        stop=stop,
        first=tokens[start] if start < len(tokens) else None,
        decoder_ids=tuple(rows["decoder"][2].tolist()) if "decoder" in rows else (),
        random_ids=tuple(twice.ids),
        to_decoder=tuple(twice.to_decoder),
        before=twice.before,
        length=twice.length,
        left_out=len(captured.maps) - len(maps),
        random_note=random_note,
        seconds=time.perf_counter() - started,
    )


def looks(weights: torch.Tensor, ids: torch.Tensor) -> torch.Tensor:
    """Shares of attention [3, heads + 1] that go to the token before, the first and the same one.

    `weights` [heads, from, to] between tokens `ids` [tokens]; the last column is that of a head
    that looks at all it may see alike.
    """
    weights = torch.cat([weights, _even(weights)])  # [heads + 1, from, to]
    later = torch.arange(1, len(ids))
    same = ids[:, None] == ids  # [from, to]
    return torch.stack(
        [
            # Two lists as an index pick pairs: [heads + 1, from].
            weights[:, later, later - 1].mean(-1),
            weights[:, later, 0].mean(-1),
            (weights * same)[:, later].sum(-1).mean(-1),
        ]
    )


def repeats(weights: torch.Tensor, start: int, length: int) -> torch.Tensor:
    """The share of attention [heads + 1] from the second list to the token after the same one in
    the first; the lists of `length` tokens begin at `start`. The last entry as of `looks`."""
    weights = torch.cat([weights, _even(weights)])  # [heads + 1, from, to]
    second = torch.arange(start + length, start + 2 * length)
    return weights[:, second, second - length + 1].mean(-1)


def _even(weights: torch.Tensor) -> torch.Tensor:
    """[1, from, to]: attention spread evenly over all that any head [heads, from, to] sees."""
    visible = (weights > 0).any(0).float()
    return (visible / visible.sum(-1, keepdim=True))[None]


def _refusal(loaded: LoadedModel) -> str:
    if "input_ids" not in loaded.run_inputs:
        return tr("Heads are scored on a text, and this run had none.")
    if loaded.run_inputs["input_ids"].dim() != 2:
        return tr("Several choices were read side by side. Heads are scored on one text.")
    size = capture.expected_bytes(loaded)
    if size > capture.WHOLE_BYTES:
        return tr(
            "All attention maps of this text would take {size}. Use a shorter text.",
            size=numbers.bytes_(size),
        )
    return ""


def _nothing(loaded: LoadedModel, request: FindHeads, note: str) -> HeadScores:
    empty = floats(torch.zeros(len(JOBS), 0, 0))
    even = floats(torch.zeros(len(JOBS), 0))
    return HeadScores(request, loaded.serial, (), empty, even, note=note)


def _rows(loaded: LoadedModel, text: int) -> dict[Kind, tuple[int, int, torch.Tensor]]:
    """For each kind of attention where the text begins and stops in its row, and the row's IDs."""
    ids = loaded.run_inputs["input_ids"][text]
    mask = loaded.run_inputs.get("attention_mask")
    start, stop = 0, len(ids)
    if mask is not None and mask.shape == loaded.run_inputs["input_ids"].shape:
        attended = mask[text].nonzero().flatten().tolist()
        start, stop = attended[0], attended[-1] + 1
    read = start, stop, ids
    rows: dict[Kind, tuple[int, int, torch.Tensor]] = {"self": read, "encoder": read}
    if decoder_inputs.takes_decoder_ids(loaded.model):
        written = forward.decoder_ids(loaded.model, loaded.run_inputs)[text].cpu()
        rows["decoder"] = (0, len(written), written)
    return rows


def _is_scored(map_: Map, rows: dict[Kind, tuple[int, int, torch.Tensor]], text: int) -> bool:
    """Whether a map has a row and a column for each token (Funnel's and CANINE's have fewer), with
    shares of attention in them and not scores that no softmax has seen."""
    if map_.kind not in rows:
        return False
    length = len(rows[map_.kind][2])
    weights = map_.weights[text]  # [heads, from, to]
    if tuple(weights.shape[-2:]) != (length, length):
        return False
    with torch.inference_mode():
        shares = weights.amin() >= 0 and weights.float().sum(-1).amax() <= 1 + _TOLERANCE
    return bool(shares)


# -- random tokens, said twice ---------------------------------------------------------------------


@dataclass(frozen=True)
class _Twice:
    """What the model reads: `before` tokens that a text begins with, `length` random ones twice."""

    ids: list[int]
    to_decoder: list[int]
    before: int
    length: int

    def start(self, kind: Kind) -> int:
        """Where the first list begins."""
        return 1 if kind == "decoder" else self.before


def _twice(loaded: LoadedModel, tokens: tuple[Token, ...], seed: int) -> _Twice:
    """Different tokens, none of them special, between those that were added around the text."""
    model, tokenizer = loaded.model, loaded.tokenizer
    added = [token.special and token.attended and not token.mask for token in tokens]
    before = next((place for place, special in enumerate(added) if not special), 0)
    after = next((place for place, special in enumerate(reversed(added)) if not special), 0)
    specials = tokenizer.all_special_ids if tokenizer is not None else frozenset()
    size = input_ids.vocab_size(model)
    known = min(size, len(tokenizer)) if tokenizer is not None else size
    ordinary = torch.tensor([id_ for id_ in range(known) if id_ not in specials])
    longest = input_ids.max_length(model)
    room = (longest - before - after - 1) // 2 if longest else LENGTH
    length = max(0, min(LENGTH, room, len(ordinary)))
    generator = torch.Generator().manual_seed(seed)
    # Each token once in a list: else it would not be known after which of them to look.
    order = torch.randperm(len(ordinary), generator=generator)[:length]
    drawn: list[int] = ordinary[order].tolist()
    ends = [token.id for token in tokens[len(tokens) - after :]] if after else []
    ids = [*(token.id for token in tokens[:before]), *drawn, *drawn, *ends]
    how = decoder_inputs.describe(model)
    start = [decoder_inputs.start(model)] if how is not None and how.streams == 1 else []
    return _Twice(ids, [*start, *drawn, *drawn] if start else [], before, length)


def _on_random(loaded: LoadedModel, twice: _Twice, check: Check) -> tuple[Captured, str]:
    """The attention maps on random tokens, and why there are none."""
    if twice.length < 2:
        return Captured(), tr("This model knows or reads too few tokens to say a list twice.")
    runner = Runner(loaded, check)
    try:
        inputs: Tensors = runner.encode((), (twice.ids,))[0]
        if twice.to_decoder:
            inputs = {**inputs, "decoder_input_ids": torch.tensor([twice.to_decoder])}
        captured = skip_lm_head.tried(
            loaded.model, lambda logits: _captured(runner, inputs, logits=logits)
        )
    except Failure as failure:
        return Captured(), tr(
            "Random tokens could not be run: {sentence}", sentence=failure.sentence
        )
    return captured, captured.note


def _captured(runner: Runner, inputs: Tensors, *, logits: bool) -> Captured:
    """The attention maps of a run on `inputs`, where it can be without its logits."""
    loaded = runner.loaded
    with ExitStack() as stack:
        owners = stack.enter_context(capture.owners_of_maps(loaded.model))
        stack.enter_context(capture.eager(loaded))
        if not logits:
            stack.enter_context(skip_lm_head.left_out(loaded.model))
        outputs, seconds = runner.forward(inputs, "output_attentions")
        return capture.maps_of(loaded, outputs, owners, seconds)


def _same_map(again: Captured, map_: Map) -> Map | None:
    """The map of the same attention in the other run; None where it is not between its tokens."""
    for other in again.maps:
        if (other.kind, other.place) == (map_.kind, map_.place):
            rows, columns = other.weights.shape[-2:]
            return other if rows == columns else None
    return None
