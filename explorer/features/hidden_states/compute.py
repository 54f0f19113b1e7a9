"""Hidden states of the last run: norms, likeness of tokens, and any vector."""

from __future__ import annotations

import torch

from explorer.engine import long_steps
from explorer.engine.inside import rerun
from explorer.engine.inside.arrays import floats
from explorer.engine.inside.hidden_states import TITLES, States, names, tensor_name
from explorer.engine.loaded_model import LoadedModel
from explorer.features.hidden_states.protocol import (
    HiddenStack,
    HiddenStatesRequest,
    HiddenStatesResult,
    SimilarityRequest,
    SimilarityResult,
    VectorRequest,
    VectorResult,
)
from explorer.protocol.failures import BadInput
from explorer.protocol.inspection import Kind
from explorer.protocol.job import Check
from explorer.protocol.run import Token
from explorer.text.translation import tr


def look(
    loaded: LoadedModel, states: States, request: HiddenStatesRequest, check: Check
) -> HiddenStatesResult:
    """Norms of every token after every layer, float32 [rows, tokens], for each stack."""
    stacks = []
    for kind, rows in states.stacks.items():
        norms = []
        longest = max(row.shape[1] for row in rows)
        for row in rows:
            check()
            norm = row[request.text_index].float().norm(dim=-1)
            # Funnel and CANINE shorten the text on the way: the missing places are not numbers.
            norms.append(
                torch.nn.functional.pad(norm, (0, longest - norm.shape[0]), value=torch.nan)
            )
        stacks.append(
            HiddenStack(
                kind=kind,
                title=TITLES[kind],
                names=names(states, kind),
                tokens=tokens_of_row(loaded, kind, request.text_index, longest),
                norms=floats(torch.stack(norms)),
                size=rows[-1].shape[-1],
                note=" ".join(filter(None, (_last_row(states, kind), states.odd.get(kind)))),
                places=tuple(states.places[kind]) if kind in states.odd else (),
            )
        )
    return HiddenStatesResult(request, loaded.serial, tuple(stacks), states.note)


def tokens_of_row(loaded: LoadedModel, kind: Kind, text_index: int, size: int) -> tuple[Token, ...]:
    """The tokens of a stack's row; numbers where it has not one vector for each token."""
    read = rerun.decoder_tokens if kind == "decoder" else rerun.input_tokens
    tokens = read(loaded, text_index)
    if len(tokens) == size:
        return tokens
    return tuple(Token(str(place), str(place), -1, False, False, -1, -1) for place in range(size))


def _last_row(states: States, kind: Kind) -> str:
    """Whether the last row has passed the final norm, as the run showed."""
    if kind == "encoder" or states.path is None or states.path.norm is None:
        return ""
    return tr(
        "The last row is after the final norm ({name}), as the head reads it.",
        name=states.path.norm.name,
    )


def _row(states: States, kind: Kind, row: int) -> torch.Tensor:
    rows = states.stacks.get(kind)
    if rows is None:
        raise BadInput(states.note or tr("This model has no such hidden states."))
    if not -len(rows) <= row < len(rows):
        raise BadInput(
            tr(
                "There is no row {row}: there are {rows} rows of hidden states.",
                row=row,
                rows=len(rows),
            )
        )
    return rows[row]


def length(states: States, request: SimilarityRequest) -> int:
    """How many tokens' vectors a row has. Raises BadInput for a missing row."""
    return int(_row(states, request.kind, request.row).shape[1])


def similarity(
    loaded: LoadedModel, states: States, request: SimilarityRequest, check: Check
) -> SimilarityResult:
    """Cosine similarity of all pairs of tokens at one row. Raises BadInput for a missing row."""
    vectors = _row(states, request.kind, request.row)[request.text_index].float()
    unit = torch.nn.functional.normalize(vectors, dim=-1)
    with torch.inference_mode():
        cosine = long_steps.apart(check, lambda: (unit @ unit.T).clamp_(-1, 1))
        check()
    return SimilarityResult(
        request=request,
        model_serial=loaded.serial,
        name=names(states, request.kind)[request.row],
        tokens=tokens_of_row(loaded, request.kind, request.text_index, vectors.shape[0]),
        cosine=floats(cosine),
        tensor=tensor_name(states, request.kind, request.row),
    )


def vector(loaded: LoadedModel, states: States, request: VectorRequest) -> VectorResult:
    """One vector, float32 [size]. Raises BadInput for a row or a position that is not there."""
    vectors = _row(states, request.kind, request.row)[request.text_index]
    if not 0 <= request.position < vectors.shape[0]:
        raise BadInput(
            tr(
                "There is no token {position}: the text has {vectors}.",
                position=request.position + 1,
                vectors=len(vectors),
            )
        )
    values = vectors[request.position].float()
    tokens = tokens_of_row(loaded, request.kind, request.text_index, vectors.shape[0])
    return VectorResult(
        request=request,
        model_serial=loaded.serial,
        name=names(states, request.kind)[request.row],
        token=tokens[request.position],
        values=floats(values),
        norm=float(values.norm()),
        tensor=tensor_name(states, request.kind, request.row),
    )
