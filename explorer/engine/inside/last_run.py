"""What the last run read: how many texts, and the tokens of each."""

from __future__ import annotations

import torch

from explorer.engine import forward, tokenization
from explorer.engine.loaded_model import LoadedModel
from explorer.engine.media import patches
from explorer.protocol.failures import NothingRun
from explorer.protocol.run import Token


def row_count(loaded: LoadedModel) -> int:
    """How many texts the last run had. Raises NothingRun before any run."""
    if not loaded.run_inputs:
        raise NothingRun
    ids = loaded.run_inputs.get("input_ids")
    if ids is not None:
        return _rows(ids).shape[0]
    return int(next(iter(loaded.run_inputs.values())).shape[0])


def _rows(ids: torch.Tensor) -> torch.Tensor:
    """[texts, tokens]; the choices of a multiple choice, [1, choices, tokens], are texts."""
    return ids.flatten(0, -2)  # [1, choices, tokens] → [choices, tokens]; [texts, tokens] stays


def input_tokens(loaded: LoadedModel, text_index: int) -> tuple[Token, ...]:
    """The tokens of one text of the last run: the encoder's, where there are two stacks.

    A picture has none: its patches are named instead, by line and column, where their number is
    known; a sound has nothing to name.
    """
    ids = loaded.run_inputs.get("input_ids")
    if ids is None:
        if not loaded.run_inputs:
            raise NothingRun
        return patches.names(loaded.model, loaded.run_inputs.get("pixel_values"))
    row = _rows(ids)[text_index].tolist()
    # Those of the run know their characters in the text; IDs alone do not say them.
    known = loaded.ran.rows if loaded.ran is not None else ()
    if text_index < len(known) and [token.id for token in known[text_index]] == row:
        return known[text_index]
    mask = loaded.run_inputs.get("attention_mask")
    # One value for each token, or none is known: some classes take a mask of pairs of tokens.
    hides = mask is not None and mask.shape == ids.shape
    return tokenization.tokens_of(
        loaded.tokenizer,
        row,
        mask=_rows(mask)[text_index].tolist() if mask is not None and hides else None,
    )


def decoder_tokens(loaded: LoadedModel, text_index: int) -> tuple[Token, ...]:
    """The tokens that the decoder of the last run was given; none where it reads no tokens."""
    if "input_ids" not in loaded.run_inputs and "decoder_input_ids" not in forward.arguments(
        loaded.model, loaded.run_inputs
    ):
        return ()
    ids = forward.decoder_ids(loaded.model, loaded.run_inputs)
    return tokenization.tokens_of(loaded.tokenizer, ids[text_index].tolist())
