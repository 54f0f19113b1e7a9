"""Looking at attention: all heads as one picture, one head in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from explorer.protocol.downsampled_map import WHOLE, DownsampledMap, MapPart
from explorer.protocol.inspection import Kind, SelfCheck
from explorer.protocol.job import Request
from explorer.protocol.run import InspectionResult, Token
from explorer.protocol.word_groups import Groups
from explorer.text.translation import tr

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class AttentionRequest(Request):
    """All layers and heads of the last run as one small picture for each kind of attention.

    `cell` is the largest side of one head's picture in pixels. `scale` is what full brightness
    stands for: "one" a weight of 1, "map" one that nearly all of each map's
    cells do not exceed.
    """

    replaces: ClassVar[str | None] = "look-attention"
    title: ClassVar[str] = tr("Looking at attention")
    text_index: int = 0
    cell: int = 64
    scale: Literal["one", "map"] = "one"


@dataclass(frozen=True)
class MapLayer:
    """One row of the mosaic. `layer` is the true number of the layer, from 0; `label` names it.

    `switch` is the layer whose heads are switched off for it: another where layers share a module.
    """

    row: int
    layer: int
    switch: int
    label: str
    heads: int
    off: tuple[int, ...] = ()


@dataclass(frozen=True)
class AttentionMaps:
    """All maps of one kind, as a mosaic with a cell for each layer (down) and head (across).

    `mosaic` is uint8 [rows * cell_height, heads * cell_width], each pixel the largest weight
    of those it stands for. `row_sum_low`, `row_sum_high` and `highest` are float32 [rows, heads]:
    the smallest and the largest sum of a row of weights, and the largest weight. `strongest` is
    that of rows that see more than one token, NaN where there are none. `note` says why rows do
    not sum to 1, or why there are fewer maps than layers.
    """

    kind: Kind
    title: str
    mosaic: NDArray[np.uint8]
    cell_height: int
    cell_width: int
    from_tokens: tuple[Token, ...]
    to_tokens: tuple[Token, ...]
    layers: tuple[MapLayer, ...]
    row_sum_low: NDArray[np.float32]
    row_sum_high: NDArray[np.float32]
    highest: NDArray[np.float32]
    strongest: NDArray[np.float32]
    note: str


def first_kind(maps: Sequence[AttentionMaps]) -> AttentionMaps:
    """The kind that is shown until a person chooses: of three, how the output looks at the text."""
    cross = [each for each in maps if each.kind == "cross"]
    return cross[0] if len(maps) > 2 and cross else maps[-1 if len(maps) < 3 else 0]


@dataclass(frozen=True)
class AttentionResult(InspectionResult):
    """The overview. `maps` is empty where the model shows no attention; `note` says why."""

    request: AttentionRequest
    model_serial: int
    maps: tuple[AttentionMaps, ...]
    note: str
    checks: tuple[SelfCheck, ...]
    seconds: float


@dataclass(frozen=True)
class UnderMap:
    """A picture or a sound as the model was given it, for a map to be laid over.

    `picture` is uint8 [height, width, 3], of a sound its spectrogram. Its `lines` by `across` equal
    parts are columns of the map, from column `first` on, line by line.
    """

    medium: Literal["picture", "sound"]
    picture: NDArray[np.uint8]
    first: int
    lines: int
    across: int


@dataclass(frozen=True)
class HeadRequest(Request):
    """One head in full. `row` is the row of the mosaic; AVERAGE for `row` or `head` averages.

    `compare_original` asks for the same map of the whole model too, where heads are off or a
    patch is in. `part` asks for a picture of a large map, of what `shown` says: the map as it is
    now, of the whole model, or how much each weight changed. With `words` the pieces of each word
    are put together. The attention to `chosen` columns, tokens or words, is added up."""

    replaces: ClassVar[str | None] = "look-head"
    title: ClassVar[str] = tr("Looking at a head")
    kind: Kind = "self"
    row: int = 0
    head: int = 0
    text_index: int = 0
    compare_original: bool = False
    part: MapPart = WHOLE
    shown: Literal["now", "whole", "change"] = "now"
    words: bool = False
    chosen: tuple[int, ...] = ()


@dataclass(frozen=True)
class HeadResult(InspectionResult):
    """Weights of one head, or an average: float32 [from, to], read-only; empty with a `note`.

    `tensor` is the map's name among the model's outputs, `attentions[2]`; empty for averages.
    `left_out` counts maps of another shape, which an average over layers cannot take in.
    `whole` is the same map of the model with every head on and no patch, where that was asked for.
    `joined` is the picture, where a part was asked for. `module` is the layer's name in the model.
    `strongest` and `changed` are the places (from, to) of the largest weight, and of the largest
    change against `whole`; None where nobody has looked for them yet. `from_words` and `to_words`
    are the spans of tokens that a row and a column stand for, empty where each is one token.
    `under` is what the columns are parts of, where that is a picture or a sound.
    """

    request: HeadRequest
    model_serial: int
    title: str
    weights: NDArray[np.float32]
    from_tokens: tuple[Token, ...]
    to_tokens: tuple[Token, ...]
    checks: tuple[SelfCheck, ...]
    note: str
    tensor: str = ""
    whole: NDArray[np.float32] | None = None
    left_out: int = 0
    joined: DownsampledMap | None = None
    module: str = ""
    strongest: tuple[int, int] | None = None
    changed: tuple[int, int] | None = None
    from_words: Groups = ()
    to_words: Groups = ()
    under: UnderMap | None = None
