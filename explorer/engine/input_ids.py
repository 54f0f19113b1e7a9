"""Input IDs, and what goes in beside them: judged before the model is called."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import torch
from torch import nn

from explorer.engine.config_values import text_part
from explorer.engine.tensors import modules_of
from explorer.protocol.failures import BadInput
from explorer.text.numbers import count, ntr
from explorer.text.translation import tr

if TYPE_CHECKING:
    from transformers import PreTrainedModel


def vocab_size(model: PreTrainedModel) -> int:
    """How many IDs the model knows, 0 where it has no table of tokens."""
    try:
        embeddings = model.get_input_embeddings()
    except NotImplementedError:  # CANINE reads characters and has no table of tokens
        embeddings = None
    config = text_part(model.config)
    return int(getattr(embeddings, "num_embeddings", 0) or getattr(config, "vocab_size", 0) or 0)


def max_length(model: PreTrainedModel) -> int:
    """The longest input in tokens, 0 where the model sets no limit.

    Learned position tables set a hard limit; models that compute positions (RoPE, relative
    biases) run on beyond their `max_position_embeddings`, and are not limited here.
    """
    config = text_part(model.config)
    # Some configs hold None where there is no limit.
    limit = getattr(config, "max_position_embeddings", 0) or 0
    # RoBERTa's table has 514 rows for 512 positions: it counts from after the padding ID.
    # BART's and OPT's have two more than positions, which is why the config's own number still
    # counts.
    tables = [
        module.num_embeddings - (module.padding_idx + 1 if module.padding_idx else 0)
        for name, module in modules_of(model, nn.Embedding)
        if name.rsplit(".", 1)[-1] in ("position_embeddings", "wpe", "embed_positions")
    ]
    return min([int(limit), *tables]) if tables and limit else min(tables, default=0)


def tensor(model: PreTrainedModel, rows: Sequence[Sequence[int]]) -> torch.Tensor:
    """int64 [rows, length] from lists of IDs; impossible values are refused before the call.

    Raises BadInput for no IDs, ragged rows, an ID outside the vocabulary, too many tokens.
    """
    if not rows or not any(len(row) for row in rows):
        raise BadInput(tr("There is no token to run. Type some text, or at least one input ID."))
    lengths = {len(row) for row in rows}
    if len(lengths) > 1:
        raise BadInput(
            tr(
                "The rows of input IDs have different lengths ({lengths}). A tensor needs rows "
                "of one length: pad the shorter ones.",
                lengths=", ".join(str(length) for length in sorted(lengths)),
            )
        )
    # Without a table the IDs are code points, and 0x10FFFF is Unicode's last: CANINE reads the
    # number of any letter.
    last = (vocab_size(model) or 0x110000) - 1
    if outside := _outside(rows, last):
        value, place = outside
        raise BadInput(
            tr(
                "The input ID {id} is not in the vocabulary: this model knows 0 to {last}. It is "
                "at {place}.",
                id=count(value),
                last=count(last),
                place=place,
            )
        )
    check_length(len(rows[0]), max_length(model))
    return torch.tensor([list(row) for row in rows], dtype=torch.int64)


def _outside(rows: Sequence[Sequence[int]], last: int) -> tuple[int, str] | None:
    """The first value outside 0..`last`, and where it is; None where every value fits."""
    for number, row in enumerate(rows, start=1):
        if row and not (min(row) >= 0 and max(row) <= last):
            position, value = next((n, v) for n, v in enumerate(row, 1) if not 0 <= v <= last)
            if len(rows) == 1:
                return value, tr("position {position}", position=position)
            return value, tr("position {position} of row {row}", position=position, row=number)
    return None


_CALLED = {
    "attention_mask": tr("attention mask"),
    "token_type_ids": tr("token types"),
    "position_ids": tr("position IDs"),
}


def other_inputs(model: PreTrainedModel) -> tuple[str, ...]:
    """What the class takes beside input IDs, of that which may be written by hand.

    A config that says it has no token types has none, whatever its class could take.
    """
    known = inspect.signature(model.forward).parameters
    no_types = getattr(text_part(model.config), "type_vocab_size", None) == 0
    return tuple(
        name for name in _CALLED if name in known and not (no_types and name == "token_type_ids")
    )


def by_hand(
    model: PreTrainedModel, ids: torch.Tensor, written: Mapping[str, Sequence[Sequence[int]]]
) -> dict[str, torch.Tensor]:
    """Inputs of a run from IDs [rows, length] and from what was written beside them.

    Raises BadInput where the class does not take one of them, a shape differs from that of the
    IDs, or a value is impossible. The mask is all ones where none was written.
    """
    known = inspect.signature(model.forward).parameters
    inputs = {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
    for name, rows in written.items():
        called = _CALLED[name]
        if name not in known:
            raise BadInput(
                tr(
                    "{class_name} takes no {input} ({argument}). Clear that field to run it.",
                    class_name=type(model).__name__,
                    input=called,
                    argument=name,
                )
            )
        # One length where the rows are even, several where they are ragged, which fits no shape.
        shape = (len(rows), *sorted({len(row) for row in rows}))
        if shape != tuple(ids.shape):
            raise BadInput(
                ntr(
                    "The {input} must have a number for each input ID: {count} row of "
                    "{columns_wanted}, not {rows_given} of {columns_given}.",
                    "The {input} must have a number for each input ID: {count} rows of "
                    "{columns_wanted}, not {rows_given} of {columns_given}.",
                    ids.shape[0],
                    input=called,
                    columns_wanted=ids.shape[1],
                    rows_given=len(rows),
                    columns_given=", ".join(map(str, shape[1:])) or 0,
                )
            )
        if name == "attention_mask":
            if outside := _outside(rows, 1):
                value, place = outside
                raise BadInput(
                    tr(
                        "{value} means nothing in an attention mask, which holds only 0 and 1. It "
                        "is at {place}.",
                        value=value,
                        place=place,
                    )
                )
            hidden = [place for place, row in enumerate(rows, start=1) if not any(row)]
            if hidden:
                raise BadInput(
                    tr(
                        "The attention mask hides every token of row {hidden}, so nothing "
                        "is left to read there.",
                        hidden=hidden[0],
                    )
                )
        elif name == "token_type_ids":
            # Classes that take token types and name no number of them have BERT's two.
            types = int(getattr(text_part(model.config), "type_vocab_size", 0) or 2)
            if outside := _outside(rows, types - 1):
                value, place = outside
                raise BadInput(
                    tr(
                        "There is no token type {type}: this model has types 0 to {last}. It is at "
                        "{place}.",
                        type=value,
                        last=types - 1,
                        place=place,
                    )
                )
        else:
            # A class without a longest input has no table of positions that could be left.
            last = (max_length(model) or 1_000_000) - 1
            if outside := _outside(rows, last):
                value, place = outside
                raise BadInput(
                    tr(
                        "There is no position {position}: this model has positions 0 to {last}. It "
                        "is at {place}.",
                        position=value,
                        last=last,
                        place=place,
                    )
                )
        inputs[name] = torch.tensor([list(row) for row in rows], dtype=torch.int64)
    return inputs


def check_length(length: int, longest: int) -> None:
    """Raises BadInput when an input is longer than the model reads."""
    if longest and length > longest:
        raise BadInput(
            ntr(
                "The text is {length} tokens long, and this model reads at most {longest}. "
                "Shorten it by {count} token.",
                "The text is {length} tokens long, and this model reads at most {longest}. "
                "Shorten it by {count} tokens.",
                length - longest,
                length=length,
                longest=longest,
            )
        )
