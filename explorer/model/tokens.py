"""Text into tokens: pieces, IDs, offsets, and the tensors that the model is given."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from explorer.failures import NoTokenizer, TokenizerBroken
from explorer.messages.inference import Token

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

TOKENIZER_FILES = (
    "tokenizer.json",
    "tokenizer.model",
    "vocab.json",
    "vocab.txt",
    "spiece.model",
    "sentencepiece.bpe.model",
    "source.spm",
    "tekken.json",
    "spm.model",
    "sentencepiece.model",
    "tokenizer_config.json",
)
"""A folder with none of these has no tokenizer. transformers returns an empty one for some."""


def read_tokenizer(path: str, revision: str = "") -> PreTrainedTokenizerBase | None:
    """The tokenizer in a folder or a cached checkpoint; None where there is none.

    Raises TokenizerBroken when its files are there but cannot be read, or are empty.
    """
    from transformers import AutoTokenizer

    folder = Path(path)
    if folder.is_dir() and not any((folder / name).is_file() for name in TOKENIZER_FILES):
        return None
    options: dict[str, Any] = {"revision": revision} if revision else {}
    try:
        tokenizer = AutoTokenizer.from_pretrained(
            path, trust_remote_code=False, local_files_only=True, **options
        )
    except Exception as error:  # the readers raise a dozen kinds, down to JSONDecodeError
        raise TokenizerBroken(str(error)) from error
    special = len(set(tokenizer.all_special_ids))
    if len(tokenizer) <= special and not getattr(tokenizer, "byte_fallback", False):
        # Measured: a BERT folder without vocabulary gives a five-token tokenizer, no error.
        kind = type(tokenizer).__name__
        if len(tokenizer.get_vocab()) <= special:
            raise TokenizerBroken(f"{kind} holds only its {special} special tokens.")
    return tokenizer


def encode(
    tokenizer: PreTrainedTokenizerBase, texts: Sequence[str]
) -> tuple[dict[str, torch.Tensor], tuple[tuple[Token, ...], ...]]:
    """Cut texts into one padded batch: tensors [texts, longest] and the tokens of each row.

    A list is passed on even for one text: the tokenizer then works outside the interpreter lock.
    """
    fast = bool(tokenizer.is_fast)
    if len(texts) > 1 and tokenizer.pad_token is None:
        # From now on it pads with a token that it has; the attention mask hides these places.
        tokenizer.pad_token = tokenizer.eos_token or tokenizer.unk_token
    encoding = tokenizer(
        list(texts),
        padding=len(texts) > 1,
        return_tensors="pt",
        return_offsets_mapping=fast,
        return_special_tokens_mask=True,
    )
    offsets = encoding.pop("offset_mapping", None)
    special = encoding.pop("special_tokens_mask")
    tensors = {name: value for name, value in encoding.items() if isinstance(value, torch.Tensor)}
    rows = []
    for row, ids in enumerate(tensors["input_ids"].tolist()):
        spans = offsets[row].tolist() if offsets is not None else [(-1, -1)] * len(ids)
        added = special[row].tolist()
        rows.append(tokens_of(tokenizer, ids, spans, added))
    return tensors, tuple(rows)


def tokens_of(
    tokenizer: PreTrainedTokenizerBase | None,
    ids: Sequence[int],
    spans: Sequence[Sequence[int]] | None = None,
    added: Sequence[int] | None = None,
) -> tuple[Token, ...]:
    """Name each input ID; without a tokenizer a token has no piece, only its number."""
    if tokenizer is None:
        return tuple(Token("", "", int(one), False, False, -1, -1) for one in ids)
    pieces = tokenizer.convert_ids_to_tokens(list(ids))
    specials = set(tokenizer.all_special_ids)
    tokens = []
    for place, (id_, piece) in enumerate(zip(ids, pieces, strict=True)):
        start, end = spans[place] if spans is not None else (-1, -1)
        special = id_ in specials or bool(added is not None and added[place])
        if end <= start:
            start = end = -1
        tokens.append(
            Token(
                piece="" if piece is None else str(piece),
                shown=shown(tokenizer, id_, "" if piece is None else str(piece)),
                id=int(id_),
                special=special,
                mask=id_ == tokenizer.mask_token_id,
                start=int(start),
                end=int(end),
            )
        )
    return tuple(tokens)


def shown(tokenizer: PreTrainedTokenizerBase, id_: int, piece: str) -> str:
    """What a token stands for, readable: a leading space as "·", part of a word as "##ing"."""
    if id_ in set(tokenizer.all_special_ids) or piece.startswith("##"):
        return piece
    text = str(tokenizer.convert_tokens_to_string([piece]))
    if not text or "\ufffd" in text:
        return piece  # one byte of a longer character cannot be shown alone
    if piece[:1] in ("\u0120", "\u2581") and not text.startswith(" "):
        text = " " + text
    return text.replace(" ", "·").replace("\n", "⏎").replace("\t", "⇥")


def need(tokenizer: PreTrainedTokenizerBase | None, name: str) -> PreTrainedTokenizerBase:
    """The tokenizer, or NoTokenizer raised with what can be done instead."""
    if tokenizer is None:
        raise NoTokenizer(name)
    return tokenizer
