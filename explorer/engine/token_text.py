"""What token IDs stand for, as the token strip names them."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.engine import tokenization
from explorer.engine.sandbox.tokenizer import Tokenizer


class Words:
    """Names IDs readably; without a tokenizer an ID stays a number."""

    def __init__(self, tokenizer: Tokenizer | None) -> None:
        self._tokenizer = tokenizer

    def __getitem__(self, id_: int) -> str:
        return self.of((id_,))[0]

    def of(self, ids: Sequence[int]) -> list[str]:
        """The words of many IDs: the process that knows them is asked once."""
        return tokenization.words_of(self._tokenizer, ids)
