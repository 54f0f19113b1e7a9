"""One text through several tokenizers, and the steps by which one of them cuts a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from explorer.protocol.job import Request
from explorer.protocol.run import Token
from explorer.text.translation import tr

MOST_TOKENIZERS = 6
MOST_CHARACTERS = 5_000
"""Of the text: a page of a book."""
LONGEST_WORD = 200
"""Letters of a word whose steps are shown."""


@dataclass(frozen=True)
class TokenizerSource:
    """Where a tokenizer is read from, and its name; without a path it is that of the model."""

    name: str
    path: str = ""
    revision: str = ""


@dataclass(frozen=True)
class CompareTokenizers(Request):
    """Cut one text by each of these tokenizers."""

    replaces: ClassVar[str | None] = "tokenizer-lab"
    title: ClassVar[str] = tr("Cutting the text with several tokenizers")
    text: str
    sources: tuple[TokenizerSource, ...]

    @property
    def needs_model(self) -> bool:
        """A tokenizer is read without the model's weights."""
        return False

    def superseded_by(self, later: Sequence[Request]) -> bool:
        """A text that was still being typed."""
        return bool(later) and isinstance(later[0], CompareTokenizers)


@dataclass(frozen=True)
class CutTextWord:
    """A word of the text as the tokenizer's model is given it, and which tokens it becomes.

    `first` and `count` are of the tokens of the row. `added` marks a token that is taken out of the
    text before it is cut, such as [MASK].
    """

    piece: str
    first: int
    count: int
    added: bool


@dataclass(frozen=True)
class ComparedTokenizer:
    """What one tokenizer makes of the text; `why` says why it cannot, and then nothing is known.

    `path` and `revision` are where it was read from. `kind` is BPE, WordPiece, Unigram or
    WordLevel, empty for one written in Python. `vocabulary` is how many tokens it knows. `row` are
    its tokens, special ones included; `own` is how many of them stand for the text. `words` is
    empty where the tokens cannot be written as words.
    """

    source: TokenizerSource
    path: str = ""
    revision: str = ""
    class_name: str = ""
    kind: str = ""
    vocabulary: int = 0
    row: tuple[Token, ...] = ()
    own: int = 0
    words: tuple[CutTextWord, ...] = ()
    why: str = ""

    @property
    def unknown(self) -> int:
        """How many of its tokens stand for something that it does not know."""
        return sum(token.unknown for token in self.row)

    def word_at(self, position: int) -> CutTextWord | None:
        """The word that a token of the row is of; None for one that was added."""
        return next(
            (
                word
                for word in self.words
                if word.first <= position < word.first + word.count and not word.added
            ),
            None,
        )


@dataclass(frozen=True)
class TokenizersCompared:
    """The same text cut by each tokenizer, in the order asked for."""

    request: CompareTokenizers
    tokenizers: tuple[ComparedTokenizer, ...]

    @property
    def read(self) -> tuple[ComparedTokenizer, ...]:
        """Those that could be read."""
        return tuple(item for item in self.tokenizers if not item.why)

    def per_token(self, tokenizer: ComparedTokenizer) -> float:
        """Characters of the text for each of its tokens."""
        return len(self.request.text) / max(1, tokenizer.own)


@dataclass(frozen=True)
class ShowSteps(Request):
    """How a tokenizer makes tokens of one `word` of `words`."""

    replaces: ClassVar[str | None] = "tokenizer-steps"
    title: ClassVar[str] = tr("Cutting a word step by step")
    source: TokenizerSource
    word: str

    @property
    def needs_model(self) -> bool:
        """A tokenizer is read without the model's weights."""
        return False


Did = Literal["start", "join", "whole", "match", "unknown", "score"]


@dataclass(frozen=True)
class CutStep:
    """One step: the `pieces` after it, and what was done at which of them (`at`, from 0).

    A join has the `rank` of its rule, from 0, and the two pieces that it joined; a match the pieces
    that were `tried`, the longest first, and the `rest` of the word; scores one of each piece, the
    natural logarithm of its probability.
    """

    did: Did
    pieces: tuple[Token, ...]
    at: int = -1
    rank: int = -1
    left: str = ""
    right: str = ""
    tried: tuple[str, ...] = ()
    rest: str = ""
    scores: tuple[float, ...] = ()


@dataclass(frozen=True)
class StepsShown:
    """The steps of a word; `same` tells that they end in what the tokenizer itself gives.

    `shown` is the word as it is read, `rules` how many merge rules there are, `vocabulary` how many
    pieces.
    """

    request: ShowSteps
    path: str
    revision: str
    kind: str
    shown: str
    steps: tuple[CutStep, ...]
    expected: tuple[Token, ...]
    same: bool
    rules: int
    vocabulary: int
