"""Nearest tokens by cosine similarity, and maps of vectors by principal component analysis."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from explorer.engine import long_steps
from explorer.engine.inside import hidden_states, last_run
from explorer.engine.inside.arrays import floats, integers
from explorer.engine.inside.inspection import Inspection
from explorer.engine.loaded_model import LoadedModel
from explorer.engine.model_holder import ModelHolder
from explorer.engine.token_text import Words
from explorer.engine.weights.on_disk import weight_of
from explorer.features.nearest.protocol import (
    FindNearest,
    MapVectors,
    MapWord,
    NearestResult,
    VectorMap,
    VectorTable,
)
from explorer.protocol.failures import BadInput
from explorer.protocol.inspection import Kind
from explorer.protocol.job import Check, Report
from explorer.text.translation import tr

MOST_POINTS = 200
"""Tokens of a map: more of them are not told apart."""

MOST_WORDS = 100

_CHUNK_BYTES = 64_000_000
"""Rows of a table that are compared at once: rows × size × 4 bytes."""


# -- nearest tokens --------------------------------------------------------------------------------


def nearest(
    holder: ModelHolder, request: FindNearest, check: Check, report: Report
) -> NearestResult:
    """The nearest tokens. Raises BadInput for a text or a token that the last run has not."""
    loaded = holder.part(Inspection).need_text(request.text_index)
    both: tuple[VectorTable, VectorTable] = ("input", "output")
    tables = {name: _table(loaded, name) for name in both}
    refusals = tuple((name, table) for name, table in tables.items() if isinstance(table, str))
    table = tables[request.table]
    if isinstance(table, str):
        return _no_tokens(loaded, request, table, refusals)
    id_ = _asked(loaded, request)
    if isinstance(id_, str):
        return _no_tokens(loaded, request, id_, refusals)
    if not 0 <= id_ < table.shape[0]:
        gone = tr("This token has no row in the table.")
        return _no_tokens(loaded, request, gone, refusals)
    at_once = max(1, _CHUNK_BYTES // (4 * table.shape[1]))
    table, parts = weight_of(table, check), []
    with torch.inference_mode():
        own = table[id_].float()[None]  # [1, size]
        for start in range(0, table.shape[0], at_once):
            check()
            rows = table[start : start + at_once].float()
            parts.append(long_steps.apart(check, torch.cosine_similarity, rows, own, dim=-1))
        cosines = torch.cat(parts)  # [vocabulary]
        best = cosines.topk(min(request.count + 1, len(cosines))).indices
        best = best[best != id_][: request.count]
        ids = best.tolist()
        named = Words(loaded.tokenizer).of([id_, *ids])
        return NearestResult(
            request=request,
            model_serial=loaded.serial,
            ids=integers(best),
            cosines=floats(cosines[best]),
            names=tuple(named[1:]),
            id=id_,
            name=named[0],
            mean=float(cosines.mean()),
            rows=table.shape[0],
            size=table.shape[1],
            at_once=at_once,
            refusals=refusals,
        )


def _no_tokens(
    loaded: LoadedModel,
    request: FindNearest,
    note: str,
    refusals: tuple[tuple[VectorTable, str], ...],
) -> NearestResult:
    empty = torch.zeros(0)
    return NearestResult(
        request, loaded.serial, integers(empty), floats(empty), refusals=refusals, note=note
    )


def _table(loaded: LoadedModel, which: str) -> torch.Tensor | str:
    """A table [vocabulary, size] of the model, or why it has none to look at."""
    model = loaded.model
    name = type(model).__name__
    try:
        inner = model.get_input_embeddings()
    except NotImplementedError:  # CANINE reads characters and has no table of tokens
        inner = None
    outer = model.get_output_embeddings()
    module = inner if which == "input" else outer
    if module is None:
        if which == "input":
            return tr("{name} has no table of embeddings.", name=name)
        return tr("{name} writes no tokens, so it has no unembedding.", name=name)
    weight = getattr(module, "weight", None)
    if not isinstance(weight, torch.Tensor) or weight.dim() != 2:
        return tr("{name} has no single table with a row for each token there.", name=name)
    if not weight.is_floating_point() or weight.is_meta:
        return tr("This table is not in memory as plain numbers, so it cannot be compared.")
    own = getattr(inner, "weight", None)
    if which == "output" and isinstance(own, torch.Tensor) and own.data_ptr() == weight.data_ptr():
        return tr("This model uses one table for both: its unembedding is its embedding.")
    return weight.detach()


def _asked(loaded: LoadedModel, request: FindNearest) -> int | str:
    """The ID that is asked about, or why there is none."""
    if request.id >= 0:
        return request.id
    if request.typed.strip():
        ids = _ids_of(loaded, request.typed.strip())
        if isinstance(ids, str):
            return ids
        if len(ids) > 1:
            return tr(
                "“{word}” is {pieces}: choose one of them, or type a shorter word.",
                word=request.typed.strip(),
                pieces=" + ".join(Words(loaded.tokenizer).of(ids)),
            )
        return ids[0]
    tokens = last_run.input_tokens(loaded, request.text_index)
    if "input_ids" not in loaded.run_inputs:
        return tr("This run had no text, so it has no tokens to ask about.")
    if not 0 <= request.position < len(tokens):
        raise BadInput(
            tr(
                "There is no token {position}: the text has {tokens}.",
                position=request.position + 1,
                tokens=len(tokens),
            )
        )
    return tokens[request.position].id


def _ids_of(loaded: LoadedModel, word: str) -> list[int] | str:
    """The tokens of a word, as it is written after a space where that takes fewer of them."""
    tokenizer = loaded.tokenizer
    if tokenizer is None:
        return tr("Without a tokenizer no word has a token. Choose one of the text.")
    ways = [tokenizer.ids(f" {word}"), tokenizer.ids(word)]
    ids = min(ways, key=len)
    if not ids or tokenizer.unk_token_id in ids:
        return tr("The tokenizer does not know “{word}”.", word=word)
    return ids


# -- maps ------------------------------------------------------------------------------------------


def vector_map(holder: ModelHolder, request: MapVectors, check: Check, report: Report) -> VectorMap:
    """Where vectors are in the plane in which they differ most. Raises BadInput for a text that the
    last run has not, and what a run raises."""
    if request.of == "words":
        return _of_words(holder, request, check)
    inspection = holder.part(Inspection)
    loaded, states = inspection.states(request.text_index, check, report)
    kinds = tuple((kind, hidden_states.TITLES[kind]) for kind in states.stacks)
    if not kinds:
        return _no_map(loaded, request, states.note)
    rows_of = {
        kind: (last_run.decoder_tokens if kind == "decoder" else last_run.input_tokens)(
            loaded, request.text_index
        )
        for kind in states.stacks
    }
    several = [kind for kind, tokens in rows_of.items() if len(tokens) > 1]
    kind = request.kind if request.kind in rows_of else (several or list(rows_of))[-1]
    tokens = rows_of[kind]
    every = states.stacks[kind]
    rows = [place for place, row in enumerate(every) if row.shape[1] == len(tokens)]
    if not rows or not tokens:
        why = tr("The model's vectors are not one for each token, so they have no names.")
        return _no_map(loaded, request, why, kinds, kind)
    attended = [place for place, token in enumerate(tokens) if token.attended]
    positions = attended[:MOST_POINTS]
    if len(positions) < 2:
        return _no_map(loaded, request, tr("A map needs at least two tokens."), kinds, kind)
    stacked = []
    for row in rows:
        check()
        stacked.append(every[row][request.text_index, positions].detach())  # [tokens, size]
    points, shares = _planes(stacked, request.directions, check)
    named = hidden_states.names(states, kind)
    return VectorMap(
        request=request,
        model_serial=loaded.serial,
        points=floats(points),
        shares=floats(shares),
        names=tuple(named[row] for row in rows),
        tokens=tuple(tokens[place] for place in positions),
        positions=tuple(positions),
        places=tuple(states.places[kind][row] for row in rows),
        kinds=kinds,
        kind=kind,
        size=stacked[-1].shape[-1],
        left_out=len(attended) - len(positions),
    )


def _of_words(holder: ModelHolder, request: MapVectors, check: Check) -> VectorMap:
    loaded = holder.part(Inspection).need_text(request.text_index)
    table = _table(loaded, request.table)
    if isinstance(table, str):
        return _no_map(loaded, request, table)
    table, words, unknown = weight_of(table, check), [], []
    for text in list(dict.fromkeys(request.words))[:MOST_WORDS]:
        check()
        ids = _ids_of(loaded, text)
        if isinstance(ids, str) or max(ids) >= table.shape[0]:
            unknown.append(text)
        else:
            words.append(MapWord(text, tuple(ids)))
    if len(words) < 2:
        if loaded.tokenizer is None:
            return _no_map(loaded, request, str(_ids_of(loaded, "")))
        why = tr("Type two words or more that the tokenizer knows.")
        return _no_map(loaded, request, why, unknown=unknown)
    with torch.inference_mode():
        vectors = torch.stack([table[list(word.ids)].float().mean(0) for word in words])
    points, shares = _planes([vectors], request.directions, check)
    return VectorMap(
        request=request,
        model_serial=loaded.serial,
        points=floats(points),
        shares=floats(shares),
        names=("",),
        words=tuple(words),
        size=table.shape[1],
        unknown=tuple(unknown),
    )


def _no_map(
    loaded: LoadedModel,
    request: MapVectors,
    note: str,
    kinds: tuple[tuple[Kind, str], ...] = (),
    kind: Kind = "self",
    unknown: Sequence[str] = (),
) -> VectorMap:
    points, shares = floats(torch.zeros(0, 0, 2)), floats(torch.zeros(0, 2))
    return VectorMap(
        request, loaded.serial, points, shares, kinds=kinds, kind=kind, unknown=tuple(unknown),
        note=note,
    )  # fmt: skip


def _planes(
    rows: Sequence[torch.Tensor], directions: bool, check: Check
) -> tuple[torch.Tensor, torch.Tensor]:
    """Places [rows, points, 2] and shares of the variance [rows, 2], row by row."""
    points, shares = [], []
    before = None
    with torch.inference_mode():
        for row in rows:
            check()
            before, share = long_steps.apart(check, plane, row.cpu(), before, directions)
            points.append(before)
            shares.append(share)
    return torch.stack(points), torch.stack(shares)


def plane(
    vectors: torch.Tensor, before: torch.Tensor | None, directions: bool
) -> tuple[torch.Tensor, torch.Tensor]:
    """The first two principal components of `vectors` [points, size]: float64 [points, 2], and the
    shares [2] of the variance in them.

    Turned and mirrored onto the points of the row `before` (orthogonal Procrustes, Schönemann
    1966): how far apart points are does not change by that. Without a row before, the largest
    number of each component is positive.
    """
    vectors = vectors.double()
    if directions:
        vectors = torch.nn.functional.normalize(vectors, dim=-1)
    centred = vectors - vectors.mean(0)
    left, scales, _ = torch.linalg.svd(centred, full_matrices=False)
    # Never all 0 but for equal vectors, which have no direction.
    shares = scales[:2] ** 2 / (scales**2).sum().clamp_min(1e-300)
    points = left[:, :2] * scales[:2]
    if before is None:
        largest = points.gather(0, points.abs().argmax(0)[None])  # [1, 2]
        return points * torch.where(largest < 0, -1.0, 1.0), shares
    left, _, right = torch.linalg.svd(points.T @ before)
    return points @ (left @ right), shares
