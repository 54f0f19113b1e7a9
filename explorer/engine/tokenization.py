"""Text into tokens: pieces, IDs, offsets, and the tensors that the model is given."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, Protocol

import torch

from explorer.boundary.packages import installed
from explorer.engine import input_ids
from explorer.engine.sandbox import tokenizer as remote
from explorer.engine.sandbox.tokenizer import Tokenizer
from explorer.engine.size.meta import packages_in
from explorer.engine.weights import gguf_file
from explorer.protocol.failures import (
    BadInput,
    NoTokenizer,
    OwnTokenizerUnread,
    TokenizerBroken,
    TokenizerNeedsPackage,
)
from explorer.protocol.run import Token
from explorer.text import byte_pieces as pieces
from explorer.text.translation import tr

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


_SENTENCEPIECE = (
    *("tokenizer.model", "spiece.model", "sentencepiece.bpe.model", "source.spm", "spm.model"),
    "sentencepiece.model",
)


def read_tokenizer(path: str, revision: str = "") -> Tokenizer | None:
    """The tokenizer in a folder or a cached checkpoint; None where there is none.

    It is read, and stays, in a separate process. Raises TokenizerBroken when its files are there
    but cannot be read, or are empty; TokenizerNeedsPackage, one of its kinds, when a package is
    missing; TokenizerUnread, another, when reading takes more than it may.
    """
    folder = Path(path)
    if os.path.isdir(folder) and not any(os.path.isfile(folder / name) for name in TOKENIZER_FILES):
        return None
    if (gguf := gguf_file.of(path)) is not None and not gguf_file.has_tokenizer(gguf):
        return None
    try:
        tokenizer = remote.read(remote.source(path, revision))
    except remote.Unread as error:
        package = _package(folder, str(error))
        if package:
            raise TokenizerNeedsPackage(package, str(error)) from error
        raise TokenizerBroken(str(error)) from error
    if tokenizer.facts.empty:
        raise TokenizerBroken(
            tr(
                "{kind} holds only its {special} special tokens.",
                kind=tokenizer.class_name,
                special=len(tokenizer.all_special_ids),
            )
        )
    return tokenizer


def _package(folder: Path, error: str) -> str:
    """The missing package that a tokenizer asks for; empty where that is not what went wrong.

    Without sentencepiece transformers tries such a file as one of tiktoken, and its error then
    asks for tiktoken; and whatever it cannot read at all, it asks for both.
    """
    asked = [package for package in packages_in(error) if not installed(package)]
    pieces = not os.path.isdir(folder) or any(
        os.path.isfile(folder / name) for name in _SENTENCEPIECE
    )
    if {"tiktoken", "sentencepiece"} & set(asked) and not installed("sentencepiece"):
        if pieces:
            return "sentencepiece"
        asked = [text for text in asked if text != "sentencepiece"]
    return asked[0] if asked else ""


def joins_pairs(tokenizer: Tokenizer | None) -> bool:
    """Whether the tokenizer marks where text A ends and text B begins; some only glue them."""
    return tokenizer is not None and tokenizer.facts.pairs


def pad_id(tokenizer: Tokenizer | None) -> int:
    """The ID that fills shorter texts up: of the padding token, or of what stands in for it."""
    if tokenizer is None:
        return -1
    known = (tokenizer.pad_token_id, tokenizer.eos_token_id, tokenizer.unk_token_id)
    return next((int(token_id) for token_id in known if token_id is not None), -1)


MOST_SHOWN = 5_000
"""Tokens of each text that are told while a person types: a long paste may have a million."""


def encode(
    tokenizer: Tokenizer,
    texts: Sequence[str],
    pairs: Sequence[str] = (),
    *,
    longest: int = 0,
    most: int = 0,
    side: Literal["right", "left"] = "right",
) -> tuple[dict[str, torch.Tensor], tuple[tuple[Token, ...], ...]]:
    """Cut texts into one padded batch: tensors [texts, longest] and the tokens of each row.

    `pairs` holds text B for each text. `most` tokens of each row are named, 0 for all. Shorter
    rows are filled up on `side`, wherever the tokenizer would do it itself: on the left, positions
    would count the padding.

    Raises BadInput where a row is longer than `longest` tokens (0 for no limit), for a text B that
    is missing, where no token can fill rows up, and where no tokenizer could read a text.
    """
    for text in (*texts, *pairs):
        check_text(text)
    if pairs and not (len(pairs) == len(texts) and all(pair.strip() for pair in pairs)):
        raise BadInput(tr("Write a text B for every text A, or switch Pairs off."))
    fillers = ("pad_token", "eos_token", "unk_token")
    if len(texts) > 1 and all(tokenizer.facts.tokens[role] is None for role in fillers):
        raise BadInput(
            tr(
                "This tokenizer has no token that could fill up the shorter texts. Run the "
                "texts one at a time."
            )
        )
    encoding = tokenizer.encode(texts, pairs, named=most, side=side)
    tensors = encoding.inputs
    types, mask = tensors.get("token_type_ids"), tensors.get("attention_mask")
    input_ids.check_length(tensors["input_ids"].shape[-1], longest)
    cut = most or None
    rows = []
    for row, ids in enumerate(tensors["input_ids"][:, :cut].tolist()):  # [texts, tokens]
        rows.append(
            tokens_of(
                tokenizer,
                ids,
                encoding.offsets[row].tolist() if encoding.offsets is not None else None,
                encoding.special[row].tolist(),
                texts=encoding.sequences[row].tolist() if encoding.sequences is not None else None,
                types=None if types is None else types[row][:cut].tolist(),
                # Places that the padding filled are hidden, and shown so.
                mask=None if mask is None else mask[row][:cut].tolist(),
            )
        )
    return tensors, tuple(rows)


def check_text(text: str) -> None:
    """Raises BadInput for half a character: no tokenizer can read it, and some crash on it."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise BadInput(
            tr(
                "The character at position {start} is only half of one (a lone surrogate), "
                "which no tokenizer can read. Delete it.",
                start=error.start + 1,
            )
        ) from error


def tokens_of(
    tokenizer: Tokenizer | None,
    ids: Sequence[int],
    spans: Sequence[Sequence[int]] | None = None,
    added: Sequence[int] | None = None,
    *,
    texts: Sequence[int] | None = None,
    types: Sequence[int] | None = None,
    mask: Sequence[int] | None = None,
) -> tuple[Token, ...]:
    """Name each input ID; without a tokenizer a token has no piece, only its number.

    All sequences are as long as `ids`: character offsets, which tokens were added, which text of
    a pair each is of (-1 for neither), token types, and the attention mask.
    """
    count = len(ids)
    kinds = types if types is not None else (-1,) * count
    attention_mask = mask if mask is not None else (1,) * count
    if tokenizer is None:
        return tuple(
            Token("", "", int(token_id), False, False, -1, -1, 0, int(kind), bool(mask_value))
            for token_id, kind, mask_value in zip(ids, kinds, attention_mask, strict=True)
        )
    tokens = []
    for place, (id_, (piece, text)) in enumerate(zip(ids, tokenizer.names(ids), strict=True)):
        start, end = spans[place] if spans is not None else (-1, -1)
        special = id_ in tokenizer.all_special_ids
        # Added tokens have the span (0, 0): nothing of the text.
        if end <= start:
            start = end = -1
        name = piece or ""
        readable, raw = (name, b"") if special else _spelled(name, text)
        tokens.append(
            Token(
                piece=name,
                shown=readable,
                id=int(id_),
                special=special or bool(added is not None and added[place]),
                mask=id_ == tokenizer.mask_token_id,
                start=int(start),
                end=int(end),
                text=max(0, int(texts[place])) if texts is not None else 0,
                type=int(kinds[place]),
                attended=bool(attention_mask[place]),
                raw=raw,
                padding=id_ == tokenizer.pad_token_id,
                # GPT-2 names its end of text here as well, and knows every text.
                unknown=id_ == tokenizer.unk_token_id != tokenizer.eos_token_id,
            )
        )
    return with_parts(tokens)


def with_parts(row: Sequence[Token]) -> tuple[Token, ...]:
    """Neighbouring tokens, where those that share a character say which part of it they are."""
    if not any(token.raw for token in row):
        return tuple(row)
    names = pieces.in_row([item.raw for item in row])
    return tuple(
        dataclasses.replace(entry, shown=name) if name else entry
        for entry, name in zip(row, names, strict=True)
    )


def by_hand(
    tokenizer: Tokenizer | None, inputs: Mapping[str, torch.Tensor]
) -> tuple[tuple[Token, ...], ...]:
    """The tokens of input IDs [rows, length] that a person wrote, with their types and mask."""
    types, mask = inputs.get("token_type_ids"), inputs.get("attention_mask")
    return tuple(
        tokens_of(
            tokenizer,
            ids,
            types=None if types is None else types[row].tolist(),
            mask=None if mask is None else mask[row].tolist(),
        )
        for row, ids in enumerate(inputs["input_ids"].tolist())
    )


def words_of(tokenizer: Tokenizer | None, ids: Sequence[int]) -> list[str]:
    """What each ID stands for, readable; without a tokenizer an ID stays a number."""
    if tokenizer is None:
        return [tr("ID {id}", id=id_) for id_ in ids]
    words = []
    for id_, (piece, text) in zip(ids, tokenizer.names(ids), strict=True):
        if piece is None:  # the model's vocabulary is larger than the tokenizer's
            words.append(tr("ID {id} (no token)", id=id_))
        else:
            words.append(piece if id_ in tokenizer.all_special_ids else _shown(piece, text))
    return words


def _shown(piece: str, text: str) -> str:
    """What a token stands for, readable: a leading space as "·", part of a word as "##ing"."""
    return _spelled(piece, text)[0]


def _spelled(piece: str, text: str) -> tuple[str, bytes]:
    """A piece as it is read alone, and its bytes where they are no whole characters.

    `text` is what the tokenizer makes of this piece by itself.
    """
    if piece.startswith("##"):
        return piece, b""
    raw = pieces.raw(piece, text)
    if raw:
        return pieces.alone(raw), raw
    if not text or "\ufffd" in text:
        return piece, b""
    # Ġ begins a word in byte-level BPE, ▁ in SentencePiece; decoding a piece alone drops that
    # space.
    if piece[:1] in ("\u0120", "\u2581") and not text.startswith(" "):
        text = " " + text
    return pieces.visible(text), b""


class UnreadReason(Protocol):
    """Why a tokenizer was not read; `again` where it may be read next time."""

    @property
    def sentence(self) -> str: ...
    @property
    def details(self) -> str: ...
    @property
    def again(self) -> bool: ...


class HasTokenizer(Protocol):
    """What is asked of a model in memory here: its name, and its tokenizer or why it has none."""

    @property
    def name(self) -> str: ...
    @property
    def tokenizer(self) -> Tokenizer | None: ...
    @property
    def unread_tokenizer(self) -> UnreadReason | None: ...


def need(loaded: HasTokenizer) -> Tokenizer:
    """The tokenizer of a model. Raises NoTokenizer, and OwnTokenizerUnread with the reason."""
    if loaded.tokenizer is None:
        if (unread := loaded.unread_tokenizer) is not None:
            raise OwnTokenizerUnread(unread.sentence, unread.details, again=unread.again)
        raise NoTokenizer(loaded.name)
    return loaded.tokenizer
