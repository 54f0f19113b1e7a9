"""What the decoder of a model of two stacks reads where a person gave it nothing.

Classes that write begin as `generate` does: with the token that the generation config names.
Bare models and classes that judge a whole text have their decoder read the text itself, one token
later, and most make that of `input_ids` themselves; then nothing is passed.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import torch

from explorer.boundary.values import as_int, as_size, several
from explorer.engine import tasks
from explorer.protocol.model import DecoderStart
from explorer.protocol.task_run import DECODER_READS_TEXT

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_SHIFTS = frozenset({"shift_tokens_right", "_prepare_fsmt_decoder_inputs"})
"""Functions by which bare models make the decoder's IDs of the encoder's."""

_MAKE_THEIR_OWN = frozenset({"dia"})
"""Types whose decoder reads several codes at each place; the class begins with nine of them."""


def takes_decoder_ids(model: PreTrainedModel) -> bool:
    """Whether the class has a decoder that reads separate IDs."""
    known = inspect.signature(model.forward).parameters
    return bool(model.config.is_encoder_decoder) and "decoder_input_ids" in known


def describe(model: PreTrainedModel) -> DecoderStart | None:
    """How the decoder begins; None for a model of one stack."""
    if not takes_decoder_ids(model):
        return None
    decoder: Any = getattr(model, "decoder", None)
    streams = getattr(decoder, "num_codebooks", 1)  # MusicGen reads four rows for each text
    return DecoderStart(
        _reads(model),
        start(model),
        as_size(streams) or 1,
        _of_generate(model) is not None,
    )


def tensor(model: PreTrainedModel, ids: torch.Tensor) -> torch.Tensor | None:
    """The decoder's IDs [rows, length] for the encoder's [texts, length]; None: the class's own."""
    how = describe(model)
    if how is None or how.reads == "own":
        return None
    first = torch.full((ids.shape[0] * how.streams, 1), how.token, device=model.device)  # [rows, 1]
    # Shifted right by one, as in training: [rows, 1] before [texts, length - 1].
    return first if how.reads == "start" else torch.cat([first, ids[:, :-1]], dim=-1)


def reads_text(model: PreTrainedModel) -> bool:
    """Whether the decoder of a class reads the text that its encoder reads."""
    name = type(model).__name__
    if name.endswith(DECODER_READS_TEXT):
        return True
    return tasks.of_model(model) == tasks.FILL_MASK


def _reads(model: PreTrainedModel) -> Any:
    if model.config.model_type in _MAKE_THEIR_OWN:
        return "own"
    # The functions need a start token, but for those that put a text's last token first.
    named = getattr(model.config, "decoder_start_token_id", None) is not None
    if not named:
        named = _last_comes_first(model)
    if reads_text(model):
        return "own" if named else "text"
    if model.base_model is model and named:
        # The decorators of transformers wrap forward; what it calls is in the code object
        # underneath.
        code = inspect.unwrap(type(model).forward).__code__
        if not _SHIFTS.isdisjoint(code.co_names):
            return "own"
    return "start"


def _last_comes_first(model: PreTrainedModel) -> bool:
    """Whether the text's last token, a language, is put first: mBART, PLBart, FSMT."""
    shift = getattr(sys.modules[type(model).__module__], "shift_tokens_right", None)
    if shift is None or getattr(model.config, "pad_token_id", None) is None:
        return False
    # mBART's takes (input_ids, pad_token_id) and moves the language's ID to the front; BART's also
    # takes the start token.
    return len(inspect.signature(shift).parameters) == 2


def shifted(model: PreTrainedModel, ids: torch.Tensor) -> torch.Tensor:
    """What a class that makes the decoder's IDs itself makes of the encoder's [texts, length]."""
    first = torch.full((ids.shape[0], 1), start(model))
    if model.config.model_type in _MAKE_THEIR_OWN:
        return first
    shift = getattr(sys.modules[type(model).__module__], "shift_tokens_right", None)
    if shift is None:
        return torch.cat([first, ids[:, :-1]], dim=-1)
    named = ("pad_token_id", "decoder_start_token_id")
    more = [getattr(model.config, name, None) for name in named]
    # BART's takes three arguments and mBART's two: as many are passed as it declares.
    tensor: torch.Tensor = shift(ids, *more[: len(inspect.signature(shift).parameters) - 1])
    return tensor


def start(model: PreTrainedModel) -> int:
    """The ID that a decoder starts with: as `generate` chooses it, the padding token at last."""
    number = _of_generate(model)
    # 0 at last, the padding ID of T5 and of many vocabularies: a decoder must read something.
    return number if number is not None else next(_named(model), 0)


def _of_generate(model: PreTrainedModel) -> int | None:
    """What `generate` begins with; None where it would refuse, or the class does not write."""
    config: Any = getattr(model, "generation_config", None)
    for name in ("decoder_start_token_id", "bos_token_id"):
        if (number := _first(getattr(config, name, None))) is not None:
            return number
    return None


def _named(model: PreTrainedModel) -> Iterator[int]:
    """The start tokens that the configs name: the model's, then its decoder's, then its text's."""
    inner = (getattr(model.config, name, None) for name in ("decoder", "text_config"))
    parts = [model.config, *inner]
    for name in ("decoder_start_token_id", "bos_token_id", "pad_token_id"):
        for part in parts:
            if (number := _first(getattr(part, name, None))) is not None:
                yield number


def _first(value: object) -> int | None:
    # True is an int in Python, and in no config a token.
    return as_int(next(iter(several(value)), None))
