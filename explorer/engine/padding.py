"""Texts of different length in one batch: where they are filled up, and what tells the model so.

Each text must come out as it does alone. Measured on every text class that can be built small: a
row may be filled up on the right in all of them but those that sum a text up by its last place.
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

import torch
from torch import nn

from explorer.boundary.values import as_int
from explorer.engine import tasks
from explorer.engine.config_values import text_part
from explorer.engine.tensors import modules_of
from explorer.protocol.failures import BadInput
from explorer.protocol.run import Token
from explorer.text.translation import tr

if TYPE_CHECKING:
    from transformers import PreTrainedModel

Side = Literal["right", "left"]
Inputs = dict[str, torch.Tensor]

_LAST_PLACE = ("last", "cls_index")
"""How a sequence summary chooses its vector where it takes the last place, padding or not."""


def side(model: PreTrainedModel) -> Side:
    """Where shorter rows are filled up: left for XLNet's and GPT-2's double heads, else right."""
    summaries = (getattr(module, "summary_type", "") for module in model.modules())
    # SequenceSummary reads hidden_states[:, -1], whatever the mask says.
    return "left" if any(summary_type in _LAST_PLACE for summary_type in summaries) else "right"


# -- positions ---------------------------------------------------------------------------------


def with_positions(model: PreTrainedModel, inputs: Mapping[str, torch.Tensor]) -> Inputs:
    """`inputs`, with position IDs where the mask hides a place before a seen one.

    They count what the mask shows, as `generate` does; without them a class counts the padding
    too. Nothing is added where the class takes none, or counts from its padding ID itself.
    """
    new_inputs = dict(inputs)
    mask = inputs.get("attention_mask")  # (…, tokens)
    known = inspect.signature(model.forward).parameters
    if mask is None or "position_ids" in inputs or "position_ids" not in known:
        return new_inputs
    positions = mask.cumsum(-1)  # 1 at the first seen place, then counting  # [rows, tokens]
    # Hidden, with fewer ones so far than in the whole row: something seen comes after it.
    if bool(((mask == 0) & (positions < positions[..., -1:])).any()) and not counts_from_padding(
        model
    ):
        # Hidden places get the number of the last seen one, as in `generate`: nobody reads them.
        # cumsum is 0 before the first seen place, hence the clamp.
        new_inputs["position_ids"] = (positions - 1).clamp_min(0) + first_position(model)
    return new_inputs


def counts_from_padding(model: nn.Module) -> bool:
    """Whether a class makes positions of the input IDs that are not padding, as RoBERTa does."""
    return any(
        # nn.Embedding with a padding_idx as table of positions: only RoBERTa's kin has that.
        module.padding_idx is not None and name.endswith("position_embeddings")
        for name, module in modules_of(model, nn.Embedding)
    )


def first_position(model: nn.Module) -> int:
    """What a class calls the place of the first token: 0, or 2 for MRA and Nyströmformer."""
    for name, buffer in model.named_buffers():
        if name.endswith("position_ids") and buffer.numel():
            # A buffer [1, positions], the class's own count from its first position.
            return int(buffer.flatten()[0])
    return 0


# -- the last token of a text --------------------------------------------------------------------


def looks_for_last_token(model: PreTrainedModel) -> bool:
    """Whether a class may judge a text by its last token, which it finds by the padding ID."""
    return tasks.of_model(model) == tasks.TEXT_CLASSIFICATION


def padding_id(model: PreTrainedModel) -> int | None:
    """The ID that the config calls padding; None where it names none that a text can hold."""
    token_id = as_int(getattr(text_part(model.config), "pad_token_id", None))
    return token_id if token_id is not None and 0 <= token_id < _vocabulary(model) else None


def _vocabulary(model: PreTrainedModel) -> int:
    try:
        return int(getattr(model.get_input_embeddings(), "num_embeddings", 0)) or 1 << 62
    except NotImplementedError:  # CANINE reads the number of any letter
        return 1 << 62


def fill(model: PreTrainedModel, inputs: Inputs) -> int | None:
    """The ID that hidden places need for a class to find the last token of each text.

    None where what is there already will do.
    """
    ids, mask = inputs.get("input_ids"), inputs.get("attention_mask")
    if ids is None or mask is None or not looks_for_last_token(model) or bool(mask.all()):
        return None
    hidden = ids[mask == 0]  # [hidden places of all rows]
    known = padding_id(model)
    if known is not None:
        return None if bool((hidden == known).all()) else known
    # Without a padding ID the class looks for the last place that differs from the filler, so the
    # filler must not be the last token of any text.
    ends = set(_ends(ids, mask))
    if bool((hidden == hidden[0]).all()) and int(hidden[0]) not in ends:
        return None
    return next(candidate for candidate in range(len(ends) + 1) if candidate not in ends)


def _ends(ids: torch.Tensor, mask: torch.Tensor) -> list[int]:
    """The last seen ID of each row of [rows, tokens]."""
    # argmax of the flipped mask finds the first 1 from the end; argmax takes the first of equals.
    last = mask.shape[-1] - 1 - mask.flip(-1).argmax(-1)  # [rows]
    return [int(token_id) for token_id in ids.gather(-1, last[:, None])[:, 0]]  # [rows, 1] → [rows]


@contextmanager
def named(model: PreTrainedModel) -> Iterator[None]:
    """Runs inside know the ID that fills rows up, where the config of a class lacks it.

    A decoder that classifies refuses several texts otherwise, or reads its answer off the padding.
    """
    if not looks_for_last_token(model) or padding_id(model) is not None:
        yield
        return
    config = text_part(model.config)
    before = getattr(config, "pad_token_id", None)

    def name(module: nn.Module, positional: tuple[Any, ...], given: dict[str, Any]) -> None:
        # The class reads config.pad_token_id in its own forward, after this hook.
        config.pad_token_id = _filler(given.get("input_ids"), given.get("attention_mask"))

    # By a hook, because which ID fills up is known only when the inputs are there.
    with model.register_forward_pre_hook(name, with_kwargs=True):
        try:
            yield
        finally:
            config.pad_token_id = before


def _filler(ids: torch.Tensor | None, mask: torch.Tensor | None) -> int | None:
    """The ID at the hidden places of [rows, tokens]; -1, which no token has, where none is hidden.

    None for one row, whose last place is its last token.
    """
    if ids is None or mask is None or (ids.shape[0] == 1 and bool(mask.all())):
        return None if ids is None or ids.shape[0] == 1 else -1
    # -1 with several rows and no padding: the class refuses None there, and no ID equals -1.
    return -1 if bool(mask.all()) else int(ids[mask == 0][0])


def judge(model: PreTrainedModel, inputs: Inputs) -> None:
    """Raises BadInput for rows filled up by hand so that their last token cannot be found."""
    if padding_id(model) is not None or fill(model, inputs) is None:
        return
    raise BadInput(
        tr(
            "This class reads its answer at the last token of each row, and its config names no "
            "padding token. Fill the rows up with one ID that is not the last token of any row."
        )
    )


def refilled(
    inputs: Inputs, rows: Sequence[Sequence[Token]], filler: Token
) -> tuple[Inputs, tuple[tuple[Token, ...], ...]]:
    """The batch [rows, tokens] and its tokens with `filler` at every hidden place."""
    ids, mask = inputs["input_ids"], inputs["attention_mask"]
    more = {**inputs, "input_ids": ids.masked_fill(mask == 0, filler.id)}
    filled_rows = tuple(
        tuple(
            token if token.attended else dataclasses.replace(filler, type=token.type)
            for token in row
        )
        for row in rows
    )
    return more, filled_rows
