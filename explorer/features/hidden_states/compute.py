"""Hidden states of the last run: norms, likeness of tokens, and any vector."""

from __future__ import annotations

import dataclasses

import torch

from explorer.engine import long_steps
from explorer.engine.inside import last_run, map_memory
from explorer.engine.inside.arrays import floats
from explorer.engine.inside.hidden_states import TITLES, States, names, tensor_name
from explorer.engine.inside.inspection import Inspection
from explorer.engine.loaded_model import LoadedModel
from explorer.engine.model_holder import ModelHolder
from explorer.features.hidden_states.protocol import (
    HiddenStack,
    HiddenStatesRequest,
    HiddenStatesResult,
    SimilarityRequest,
    SimilarityResult,
    VectorRequest,
    VectorResult,
)
from explorer.protocol.downsample import extremes, joined
from explorer.protocol.downsampled_map import WHOLE
from explorer.protocol.failures import BadInput
from explorer.protocol.inspection import Kind
from explorer.protocol.job import Check, Report
from explorer.protocol.run import Token
from explorer.text.translation import tr


def norms(
    holder: ModelHolder, request: HiddenStatesRequest, check: Check, report: Report
) -> HiddenStatesResult:
    """Norms of every token after every layer, float32 [rows, tokens], for each stack."""
    loaded, states = holder.part(Inspection).states(request.text_index, check, report)
    stacks = []
    for kind, rows in states.stacks.items():
        stacked = []
        longest = max(row.shape[1] for row in rows)
        for row in rows:
            check()
            norm = row[request.text_index].float().norm(dim=-1)  # [tokens]
            # Funnel and CANINE shorten the text on the way: the missing places are not numbers.
            stacked.append(
                # pad() counts from the last axis: none before, the missing ones after.
                torch.nn.functional.pad(norm, (0, longest - norm.shape[0]), value=torch.nan)
            )
        stacks.append(
            HiddenStack(
                kind=kind,
                title=TITLES[kind],
                names=_names(states, kind),
                tokens=tokens_of_row(loaded, kind, request.text_index, longest),
                norms=floats(torch.stack(stacked)),  # [rows, tokens]
                size=rows[-1].shape[-1],
                note=" ".join(filter(None, (_last_row(states, kind), states.odd.get(kind)))),
                places=tuple(states.places[kind]) if kind in states.odd else (),
            )
        )
    return HiddenStatesResult(request, loaded.serial, tuple(stacks), states.note)


def tokens_of_row(loaded: LoadedModel, kind: Kind, text_index: int, size: int) -> tuple[Token, ...]:
    """The tokens of a stack's row; numbers where it has not one vector for each token."""
    read = last_run.decoder_tokens if kind == "decoder" else last_run.input_tokens
    tokens = read(loaded, text_index)
    if len(tokens) == size:
        return tokens
    return tuple(Token(str(place), str(place), -1, False, False, -1, -1) for place in range(size))


def _last_row(states: States, kind: Kind) -> str:
    """Whether the last row has passed the final norm, as the run showed."""
    norm = states.norms.get(kind)
    return tr("The last row is after the final norm ({name}).", name=norm) if norm else ""


def _names(states: States, kind: Kind) -> tuple[str, ...]:
    """What the rows are after: the last one is after the final norm too, where there is one."""
    rows = names(states, kind)
    if not _last_row(states, kind):
        return rows
    return (*rows[:-1], tr("{layer} and norm", layer=rows[-1]))


def _row(states: States, kind: Kind, row: int) -> torch.Tensor:
    rows = states.stacks.get(kind)
    if rows is None:
        raise BadInput(states.note or tr("This model has no such hidden states."))
    if not -len(rows) <= row < len(rows):
        raise BadInput(
            tr(
                "There is no row {row}: there are {total} rows of hidden states.",
                row=row,
                total=len(rows),
            )
        )
    return rows[row]


def length(states: States, request: SimilarityRequest) -> int:
    """How many tokens' vectors a row has. Raises BadInput for a missing row."""
    return int(_row(states, request.kind, request.row).shape[1])


def similarity(
    holder: ModelHolder, request: SimilarityRequest, check: Check, report: Report
) -> SimilarityResult:
    """Cosine similarity of all pairs of tokens at one row, or the part of it that is shown."""
    inspection = holder.part(Inspection)
    loaded, states = inspection.states(request.text_index, check, report)
    results, whole = inspection.cache.results, _whole(request)
    if "similarity" not in results or results["similarity"].request != whole:
        results.pop("similarity", None)  # before the next: one of a long text fills much memory
        why = map_memory.too_large(length(states, whole))
        if why:
            raise BadInput(why)
        results["similarity"] = with_pairs(_similarity(loaded, states, whole, check), check)
    return _part_of(results["similarity"], request)


def _similarity(
    loaded: LoadedModel, states: States, request: SimilarityRequest, check: Check
) -> SimilarityResult:
    """Cosine similarity of all pairs of tokens at one row. Raises BadInput for a missing row."""
    vectors = _row(states, request.kind, request.row)[request.text_index].float()  # [tokens, size]
    unit = torch.nn.functional.normalize(vectors, dim=-1)
    with torch.inference_mode():
        # A product over all pairs: at 4,096 tokens long enough to be left behind by a stop.
        cosine = long_steps.apart(check, lambda: (unit @ unit.T).clamp_(-1, 1))
        check()
    return SimilarityResult(
        request=request,
        model_serial=loaded.serial,
        name=_names(states, request.kind)[request.row],
        tokens=tokens_of_row(loaded, request.kind, request.text_index, vectors.shape[0]),
        cosine=floats(cosine),
        tensor=tensor_name(states, request.kind, request.row),
    )


def vector(
    holder: ModelHolder, request: VectorRequest, check: Check, report: Report
) -> VectorResult:
    """One vector, float32 [size]. Raises BadInput for a row or a position that is not there."""
    loaded, states = holder.part(Inspection).states(request.text_index, check, report)
    vectors = _row(states, request.kind, request.row)[request.text_index]
    if not 0 <= request.position < vectors.shape[0]:
        raise BadInput(
            tr(
                "There is no token {position}: the text has {vectors}.",
                position=request.position + 1,
                vectors=len(vectors),
            )
        )
    values = vectors[request.position].float()  # [size]
    tokens = tokens_of_row(loaded, request.kind, request.text_index, vectors.shape[0])
    return VectorResult(
        request=request,
        model_serial=loaded.serial,
        name=_names(states, request.kind)[request.row],
        token=tokens[request.position],
        values=floats(values),
        norm=float(values.norm()),
        tensor=tensor_name(states, request.kind, request.row),
    )


def _whole(request: SimilarityRequest) -> SimilarityRequest:
    """The request that all parts of a map share."""
    return dataclasses.replace(request, part=WHOLE)


def with_pairs(similarity: SimilarityResult, check: Check) -> SimilarityResult:
    """Whole similarities with the pairs of tokens that words are about."""
    if len(similarity.tokens) < 2:
        return similarity
    return dataclasses.replace(similarity, alike=extremes(similarity.cosine, check))


def _part_of(similarity: SimilarityResult, request: SimilarityRequest) -> SimilarityResult:
    """The same similarities with the picture that was asked for."""
    picture = joined(similarity.cosine, request.part) if request.part != WHOLE else None
    return dataclasses.replace(similarity, request=request, joined=picture)
