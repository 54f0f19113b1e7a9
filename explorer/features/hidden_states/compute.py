"""Hidden states of the last run: norms, likeness of tokens, and any vector."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import torch

from explorer.engine import long_steps
from explorer.engine.inside import rerun, unembedding
from explorer.engine.inside.arrays import floats
from explorer.engine.inside.unembedding import UnembeddingPath
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

KEYS: dict[Kind, str] = {
    "self": "hidden_states",
    "encoder": "encoder_hidden_states",
    "decoder": "decoder_hidden_states",
}
STREAMS = ("decoder_ngram_hidden_states", "hidden_states_ngram")
"""ProphetNet predicts from streams of their own, which stand one after the other; the first of
them says the next token."""
TITLES: dict[Kind, str] = {"self": tr("Hidden states"), "encoder": "Encoder", "decoder": "Decoder"}


@dataclass
class States:
    """The hidden states of the last run by stack: tensors [batch, tokens, size] for each row.

    `places` are the rows' places among all that the model returned: states of another form, such
    as several streams for each token, are left out.
    """

    stacks: dict[Kind, list[torch.Tensor]]
    places: dict[Kind, list[int]]
    outputs: dict[str, Any]
    note: str = ""
    path: UnembeddingPath | None = None
    odd: dict[Kind, str] = field(default_factory=dict)
    """How many are left out and of which form, as a sentence."""
    stream: str = ""
    """Outputs that the head reads in place of the hidden states, at their first places."""
    speaking: list[torch.Tensor] = field(default_factory=list)
    """Those outputs, [batch, tokens, size] for each row; empty for most classes."""


def capture(loaded: LoadedModel, check: Check) -> States:
    """Run the last inputs again and keep every hidden state; a note where there are none."""
    with unembedding.watched(loaded.model) as calls:
        outputs, _ = rerun.rerun(loaded, check, output_hidden_states=True)
    stacks: dict[Kind, list[torch.Tensor]] = {}
    places: dict[Kind, list[int]] = {}
    odd: dict[Kind, str] = {}
    for kind, key in KEYS.items():
        rows = outputs.get(key)
        if isinstance(rows, (tuple, list)):
            kept = {
                place: row
                for place, row in enumerate(rows)
                if isinstance(row, torch.Tensor) and row.dim() == 3
            }
            if kept:
                stacks[kind], places[kind] = list(kept.values()), list(kept)
            left = [row for place, row in enumerate(rows) if place not in kept]
            if kept and left:
                odd[kind] = tr(
                    "{left} of the {rows} hidden states are of another form ({left2}) "
                    "and are left out.",
                    left=len(left),
                    rows=len(rows),
                    left2=rerun.form_of(left[0]),
                )
    note = ""
    if not stacks:
        note = tr(
            "{name} does not return its hidden states as one vector for each "
            "token after each layer, so there is nothing to draw here.",
            name=type(loaded.model).__name__,
        )
    plain = {key: outputs[key] for key in ("logits", "last_hidden_state") if key in outputs}
    if "prediction_logits" in outputs:  # BertForPreTraining answers two questions at once
        plain.setdefault("logits", outputs["prediction_logits"])
    logits, last = plain.get("logits"), stacks.get("decoder", stacks.get("self"))
    found = States(stacks, places, plain, note, odd=odd)
    if last is not None and isinstance(logits, torch.Tensor):
        found.stream = next((key for key in STREAMS if key in outputs), "")
        if found.stream:
            found.speaking = [row[:, : logits.shape[1]] for row in outputs[found.stream]]
        with torch.inference_mode():
            rows = found.speaking or last
            found.path = unembedding.find(loaded.model, calls, rows, logits, check)
    return found


def names(states: States, kind: Kind) -> tuple[str, ...]:
    """ "embeddings", "layer 1", ...: the input of the first layer, then each layer's output."""
    return tuple(
        tr("layer {place}", place=place) if place else "embeddings" for place in states.places[kind]
    )


def tensor_name(states: States, kind: Kind, row: int) -> str:
    """A row's name among the model's outputs, `hidden_states[2]`."""
    return f"{KEYS[kind]}[{states.places[kind][row]}]"


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
