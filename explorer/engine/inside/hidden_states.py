"""Every hidden state of the last run, captured in one more run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import torch

from explorer.boundary.values import as_list
from explorer.engine.inside import unembedding
from explorer.engine.inside.unembedding import Call, UnembeddingPath
from explorer.engine.loaded_model import LoadedModel
from explorer.engine.runner import Runner
from explorer.engine.tensors import form_of, has_rank
from explorer.protocol.inspection import Kind
from explorer.protocol.job import Check
from explorer.text.numbers import ntr
from explorer.text.translation import tr

KEYS: dict[Kind, str] = {
    "self": "hidden_states",
    "encoder": "encoder_hidden_states",
    "decoder": "decoder_hidden_states",
}


STREAMS = ("decoder_ngram_hidden_states", "hidden_states_ngram")
"""ProphetNet predicts from separate streams, which follow one another; the first of
them says the next token."""


TITLES: dict[Kind, str] = {
    "self": tr("Hidden states"),
    "encoder": tr("Encoder"),
    "decoder": tr("Decoder"),
}


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
    norms: dict[Kind, str] = field(default_factory=dict)
    """The norm that the last row of a stack has passed after the last layer."""
    odd: dict[Kind, str] = field(default_factory=dict)
    """How many are left out and of which form, as a sentence."""
    stream: str = ""
    """Outputs that the head reads in place of the hidden states, at their first places."""
    speaking: list[torch.Tensor] = field(default_factory=list)
    """Those outputs, [batch, tokens, size] for each row; empty for most classes."""


def capture(loaded: LoadedModel, check: Check) -> States:
    """Run the last inputs again and keep every hidden state; a note where there are none."""
    with unembedding.watched(loaded.model) as calls:
        # The head runs here: its output is needed to find the way from a state to the logits.
        outputs, _ = Runner(loaded, check).again("output_hidden_states")
    return states_of(loaded, outputs, calls, check)


def states_of(
    loaded: LoadedModel, outputs: Mapping[str, Any], calls: list[Call], check: Check
) -> States:
    """The states among the outputs of a pass whose calls were `unembedding.watched`."""
    stacks: dict[Kind, list[torch.Tensor]] = {}
    places: dict[Kind, list[int]] = {}
    odd: dict[Kind, str] = {}
    for kind, key in KEYS.items():
        rows = as_list(outputs.get(key))
        # [batch, tokens, size]; ConvNeXt's maps of a picture have four axes.
        tensors = {place: row for place, row in enumerate(rows) if has_rank(row, 3)}
        if not tensors:
            continue
        stacks[kind], places[kind] = list(tensors.values()), list(tensors)
        left = [row for place, row in enumerate(rows) if place not in tensors]
        if left:
            odd[kind] = ntr(
                "{count} of the {total} hidden states has another shape ({shapes}) and is "
                "left out.",
                "{count} of the {total} hidden states have another shape ({shapes}) and are "
                "left out.",
                len(left),
                total=len(rows),
                shapes=form_of(left[0]),
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
    norms = {kind: unembedding.final_norm(calls, rows) for kind, rows in stacks.items()}
    named = {kind: norm.name for kind, norm in norms.items() if norm is not None}
    states = States(stacks, places, plain, note, norms=named, odd=odd)
    if last is not None and isinstance(logits, torch.Tensor):
        states.stream = next((key for key in STREAMS if key in outputs), "")
        if states.stream:
            # [batch, tokens, size]: the first stream's
            states.speaking = [row[:, : logits.shape[1]] for row in outputs[states.stream]]
        with torch.inference_mode():
            # The head reads the final norm's output, which is the last row as transformers returns
            # it.
            rows = states.speaking or last
            states.path = unembedding.find(loaded.model, calls, rows, logits, check)
    return states


def names(states: States, kind: Kind) -> tuple[str, ...]:
    """ "embeddings", "layer 1", ...: the input of the first layer, then each layer's output."""
    return tuple(
        tr("layer {layer}", layer=place) if place else tr("embeddings")
        for place in states.places[kind]
    )


def tensor_name(states: States, kind: Kind, row: int) -> str:
    """A row's name among the model's outputs, `hidden_states[2]`."""
    return f"{KEYS[kind]}[{states.places[kind][row]}]"
