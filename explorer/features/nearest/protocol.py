"""Requests and results about nearness: the nearest tokens of one, and a map of many vectors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from explorer.protocol.inspection import Kind
from explorer.protocol.job import Request
from explorer.protocol.run import InspectionResult, Token
from explorer.text.translation import tr

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

VectorTable = Literal["input", "output"]
"""The table that a token's vector is looked up in, or the one that turns vectors into logits."""

MapContent = Literal["states", "words"]
"""The hidden states of the text, layer by layer, or the embeddings of chosen words."""


@dataclass(frozen=True)
class FindNearest(Request):
    """The tokens whose vectors point most nearly the same way as that of one token.

    The token at `position` of a text of the last run; or a `typed` word of one token; or the token
    `id`, unless it is -1.
    """

    replaces: ClassVar[str | None] = "look-nearest"
    title: ClassVar[str] = tr("Looking for the nearest tokens")
    text_index: int = 0
    position: int = 0
    typed: str = ""
    id: int = -1
    table: VectorTable = "input"
    count: int = 12


@dataclass(frozen=True)
class NearestResult(InspectionResult):
    """The nearest tokens, the nearest first: `ids` int64 [count], `cosines` float32 [count].

    `id` and `name` are the token that was asked about, `mean` the mean cosine over all `rows` of
    the table, `size` the length of a vector. `at_once` rows were compared at a time. `refusals` say
    of a table why it cannot be asked. A `note` says why there is no answer.
    """

    request: FindNearest
    model_serial: int
    ids: NDArray[np.int64]
    cosines: NDArray[np.float32]
    names: tuple[str, ...] = ()
    id: int = -1
    name: str = ""
    mean: float = 0.0
    rows: int = 0
    size: int = 0
    at_once: int = 1
    refusals: tuple[tuple[VectorTable, str], ...] = ()
    note: str = ""


@dataclass(frozen=True)
class MapVectors(Request):
    """The two directions in which vectors differ most, and where each vector is in that plane.

    `of` states: those of a stack, after each layer; of words: their rows of a table, the mean of
    them where a word has several tokens. With `directions` each vector is made 1 long first.
    """

    replaces: ClassVar[str | None] = "look-map"
    title: ClassVar[str] = tr("Making a map of vectors")
    text_index: int = 0
    of: MapContent = "states"
    kind: Kind = "self"
    words: tuple[str, ...] = ()
    table: VectorTable = "input"
    directions: bool = False


@dataclass(frozen=True)
class MapWord:
    """A word of the map, as it was typed, and its tokens."""

    text: str
    ids: tuple[int, ...]


@dataclass(frozen=True)
class VectorMap(InspectionResult):
    """Places in the plane, float32 [rows, points, 2], and the shares of the variance that its two
    directions hold, float32 [rows, 2], the larger first.

    A row is a layer's output, named in `names`; of words there is one. Each row is turned and
    mirrored so that its points are as near as can be to those of the row before. `tokens` or
    `words` are the points; `positions` the places of the tokens in their row. `places` are the
    rows' places among the model's hidden states; `kinds` the stacks that there are, and `kind` the
    one that is shown: where another was asked for, the last with two tokens. `left_out`
    counts tokens after the last that is shown, `unknown` are words that the tokenizer does not
    know. A `note` says why there is no map.
    """

    request: MapVectors
    model_serial: int
    points: NDArray[np.float32]
    shares: NDArray[np.float32]
    names: tuple[str, ...] = ()
    tokens: tuple[Token, ...] = ()
    words: tuple[MapWord, ...] = ()
    positions: tuple[int, ...] = ()
    places: tuple[int, ...] = ()
    kinds: tuple[tuple[Kind, str], ...] = ()
    kind: Kind = "self"
    size: int = 0
    left_out: int = 0
    unknown: tuple[str, ...] = ()
    note: str = ""
