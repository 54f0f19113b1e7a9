"""What token IDs stand for, remembered: a generation names the same tokens again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.model import tokens
from explorer.texts import tr

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase


class Words:
    """Names IDs readably, as the token strip does; without a tokenizer an ID stays a number."""

    def __init__(self, tokenizer: PreTrainedTokenizerBase | None) -> None:
        self._tokenizer = tokenizer
        self._known: dict[int, str] = {}

    def __getitem__(self, id_: int) -> str:
        found = self._known.get(id_)
        if found is None:
            found = self._known[id_] = self._name(id_)
        return found

    def _name(self, id_: int) -> str:
        if self._tokenizer is None:
            return tr("ID {id}", id=id_)
        piece: object = self._tokenizer.convert_ids_to_tokens(id_)
        if piece is None:  # the model's vocabulary is larger than the tokenizer's
            return tr("ID {id} (no token)", id=id_)
        return tokens.shown(self._tokenizer, id_, str(piece))
