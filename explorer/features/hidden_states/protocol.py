"""Looking at hidden states: norms, similarity, one vector."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from explorer.protocol.downsampled_map import WHOLE, DownsampledMap, MapPart
from explorer.protocol.inspection import Kind
from explorer.protocol.job import Request
from explorer.protocol.run import InspectionResult, Token
from explorer.text.translation import tr

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class HiddenStatesRequest(Request):
    """The length of each token's vector after each layer of the last run.

    `position` is the token that a person chose, -1 for none: the words are about that one.
    """

    replaces: ClassVar[str | None] = "look-hidden"
    title: ClassVar[str] = tr("Looking at hidden states")
    text_index: int = 0
    position: int = -1


@dataclass(frozen=True)
class HiddenStack:
    """The hidden states of one stack: `names` of its rows and their norms, float32 [rows, tokens].

    Rows are "embeddings", "layer 1", ... `size` is the length of one vector. `note` says what
    the last row is, where it is not simply the output of the last layer. `places` are the rows'
    places among the model's hidden states, where some are of another form and left out.
    """

    kind: Kind
    title: str
    names: tuple[str, ...]
    tokens: tuple[Token, ...]
    norms: NDArray[np.float32]
    size: int
    note: str
    places: tuple[int, ...] = ()


@dataclass(frozen=True)
class HiddenStatesResult(InspectionResult):
    """Norms for each stack; empty with a `note` where the model returns no hidden states."""

    request: HiddenStatesRequest
    model_serial: int
    stacks: tuple[HiddenStack, ...]
    note: str


@dataclass(frozen=True)
class SimilarityRequest(Request):
    """How alike the tokens' vectors are at one row of the hidden states.

    `part` asks for a picture of a large map.
    """

    replaces: ClassVar[str | None] = "look-similarity"
    title: ClassVar[str] = tr("Comparing hidden states")
    kind: Kind = "self"
    row: int = -1
    text_index: int = 0
    part: MapPart = WHOLE


@dataclass(frozen=True)
class SimilarityResult(InspectionResult):
    """Cosine similarity of each pair of tokens, float32 [tokens, tokens]; `name` of the row, and
    `tensor`, its name among the outputs. `joined` is the picture, where a part was asked for.

    `alike` are the places of the two tokens that are most alike, and of those that are least
    alike; None where there are no two tokens, or nobody has looked yet.
    """

    request: SimilarityRequest
    model_serial: int
    name: str
    tokens: tuple[Token, ...]
    cosine: NDArray[np.float32]
    tensor: str = ""
    joined: DownsampledMap | None = None
    alike: tuple[tuple[int, int], tuple[int, int]] | None = None


@dataclass(frozen=True)
class VectorRequest(Request):
    """One token's vector at one row of the hidden states."""

    replaces: ClassVar[str | None] = "look-vector"
    title: ClassVar[str] = tr("Reading a vector")
    kind: Kind = "self"
    row: int = -1
    position: int = 0
    text_index: int = 0


@dataclass(frozen=True)
class VectorResult(InspectionResult):
    """The vector, float32 [size], with its norm; `tensor` is its row among the outputs."""

    request: VectorRequest
    model_serial: int
    name: str
    token: Token
    values: NDArray[np.float32]
    norm: float
    tensor: str = ""
