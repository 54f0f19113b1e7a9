"""Requests and results of looking inside the last run: attention, hidden states, lens, tensors.

Every result is computed from a run of the model in memory. Where a view has nothing to show its
`note` says why, in a sentence; a failure is raised only where a person must do something first.
`kind` tells the stacks of a model apart: "self" for a model of one stack, else "encoder",
"decoder" and "cross" (the decoder looking at the encoder's tokens).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from explorer.messages.inference import OfRun, Prediction, TensorInfo, Token
from explorer.messages.job import Request

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Kind = Literal["self", "encoder", "decoder", "cross"]

AVERAGE = -1
"""As a row or a head of a request: the average over all of them."""


@dataclass(frozen=True)
class SelfCheck:
    """One fact that a run proved about itself; `sentence` says it with this run's numbers."""

    name: str
    passed: bool
    sentence: str


# -- attention -------------------------------------------------------------------------------


@dataclass(frozen=True)
class LookAtAttention(Request):
    """All layers and heads of the last run as one small picture for each kind of attention.

    `cell` is the largest side of one head's picture in pixels. `scale` is what full brightness
    stands for: "one" a weight of 1, "map" the largest weight of each map.
    """

    replaces: ClassVar[str | None] = "look-attention"
    title: ClassVar[str] = "Looking at attention"
    text_index: int = 0
    cell: int = 64
    scale: Literal["one", "map"] = "one"


@dataclass(frozen=True)
class MapLayer:
    """One row of the mosaic. `layer` is the true number of the layer, from 0; `label` names it."""

    row: int
    layer: int
    label: str
    heads: int
    off: tuple[int, ...] = ()


@dataclass(frozen=True)
class AttentionMaps:
    """All maps of one kind, as a mosaic with a cell for each layer (down) and head (across).

    `mosaic` is uint8 [rows * cell_height, heads * cell_width], each pixel the largest weight
    of those it stands for. `row_sum_low`, `row_sum_high` and `highest` are float32 [rows, heads]:
    the smallest and the largest sum of a row of weights, and the largest weight. `note` says
    why rows do not sum to 1, or why there are fewer maps than layers.
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
    note: str


@dataclass(frozen=True)
class AttentionSeen(OfRun):
    """The overview. `maps` is empty where the model shows no attention; `note` says why."""

    request: LookAtAttention
    model_serial: int
    maps: tuple[AttentionMaps, ...]
    note: str
    checks: tuple[SelfCheck, ...]
    seconds: float


@dataclass(frozen=True)
class LookAtHead(Request):
    """One head in full. `row` is the row of the mosaic; AVERAGE for `row` or `head` averages."""

    replaces: ClassVar[str | None] = "look-head"
    title: ClassVar[str] = "Looking at a head"
    kind: Kind = "self"
    row: int = 0
    head: int = 0
    text_index: int = 0


@dataclass(frozen=True)
class HeadSeen(OfRun):
    """Weights of one head, or an average: float32 [from, to], read-only; empty with a `note`.

    `tensor` is the map's name among the model's outputs, `attentions[2]`; empty for averages.
    """

    request: LookAtHead
    model_serial: int
    title: str
    weights: NDArray[np.float32]
    from_tokens: tuple[Token, ...]
    to_tokens: tuple[Token, ...]
    checks: tuple[SelfCheck, ...]
    note: str
    tensor: str = ""


# -- hidden states ---------------------------------------------------------------------------


@dataclass(frozen=True)
class LookAtHidden(Request):
    """The length of each token's vector after each layer of the last run."""

    replaces: ClassVar[str | None] = "look-hidden"
    title: ClassVar[str] = "Looking at hidden states"
    text_index: int = 0


@dataclass(frozen=True)
class HiddenStack:
    """The hidden states of one stack: `names` of its rows and their norms, float32 [rows, tokens].

    Rows are "embeddings", "layer 1", ... `size` is the length of one vector. `note` says what
    the last row is, where it is not simply the output of the last layer.
    """

    kind: Kind
    title: str
    names: tuple[str, ...]
    tokens: tuple[Token, ...]
    norms: NDArray[np.float32]
    size: int
    note: str


@dataclass(frozen=True)
class HiddenSeen(OfRun):
    """Norms for each stack; empty with a `note` where the model returns no hidden states."""

    request: LookAtHidden
    model_serial: int
    stacks: tuple[HiddenStack, ...]
    note: str


@dataclass(frozen=True)
class LookAtSimilarity(Request):
    """How alike the tokens' vectors are at one row of the hidden states."""

    replaces: ClassVar[str | None] = "look-similarity"
    title: ClassVar[str] = "Comparing hidden states"
    kind: Kind = "self"
    row: int = -1
    text_index: int = 0


@dataclass(frozen=True)
class SimilaritySeen(OfRun):
    """Cosine similarity of each pair of tokens, float32 [tokens, tokens]; `name` of the row."""

    request: LookAtSimilarity
    model_serial: int
    name: str
    tokens: tuple[Token, ...]
    cosine: NDArray[np.float32]


@dataclass(frozen=True)
class LookAtVector(Request):
    """One token's vector at one row of the hidden states."""

    replaces: ClassVar[str | None] = "look-vector"
    title: ClassVar[str] = "Reading a vector"
    kind: Kind = "self"
    row: int = -1
    position: int = 0
    text_index: int = 0


@dataclass(frozen=True)
class VectorSeen(OfRun):
    """The vector, float32 [size], with its norm."""

    request: LookAtVector
    model_serial: int
    name: str
    token: Token
    values: NDArray[np.float32]
    norm: float


# -- lens ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LookThroughLens(Request):
    """What the model would say after each layer, at positions `start` to `stop` (0: the end)."""

    replaces: ClassVar[str | None] = "lens"
    title: ClassVar[str] = "Asking every layer"
    text_index: int = 0
    top: int = 5
    start: int = 0
    stop: int = 0


@dataclass(frozen=True)
class LensPath:
    """The way from a hidden state to logits, by module names, as the run showed it.

    Every row but the last passes `norm`, unless it is empty; then it is multiplied by `before`,
    unless that is None, and passes `steps` in order. `after` is nothing, times, divided by, cap or
    bias, with the number `by`. `alone` tells that each module reads nothing but the state.
    """

    norm: str
    steps: tuple[str, ...]
    before: float | None
    after: str
    by: float
    alone: bool


@dataclass(frozen=True)
class LensSeen(OfRun):
    """The best tokens after each layer: `ids` int64 and `probabilities` float32 [rows, positions,
    top], best first; `logits` likewise. `final` float32 [rows, positions] is the probability of
    the token that the last row puts first. `words` names every ID that occurs.

    `how` says in a sentence how the answer was made from a layer's hidden state, and `path` in
    names of modules; `at_once` positions go through the head together. Empty arrays and
    a `note` where this class cannot be asked layer by layer.
    """

    request: LookThroughLens
    model_serial: int
    names: tuple[str, ...]
    start: int
    tokens: tuple[Token, ...]
    ids: NDArray[np.int64]
    probabilities: NDArray[np.float32]
    logits: NDArray[np.float32]
    final: NDArray[np.float32]
    words: dict[int, str]
    how: str
    note: str
    checks: tuple[SelfCheck, ...]
    seconds: float
    path: LensPath | None = None
    at_once: int = 0


# -- switching off ---------------------------------------------------------------------------


@dataclass(frozen=True, order=True)
class HeadPlace:
    """A head of a layer; `head` ALL for all heads of that attention. `layer` counts from 0."""

    kind: Kind
    layer: int
    head: int


ALL = -1


@dataclass(frozen=True)
class LookAtSwitches(Request):
    """Which heads of the model in memory can be switched off, and how."""

    replaces: ClassVar[str | None] = "look-switches"
    title: ClassVar[str] = "Looking for heads"


@dataclass(frozen=True)
class SwitchRow:
    """The heads of one attention: its module's name, its layer and how many heads it has."""

    kind: Kind
    layer: int
    heads: int
    module: str


@dataclass(frozen=True)
class SwitchesSeen:
    """`means` is interface, projection or refused; `sentence` says how, or why not."""

    request: LookAtSwitches
    model_serial: int
    means: Literal["interface", "projection", "refused"]
    sentence: str
    rows: tuple[SwitchRow, ...]
    off: tuple[HeadPlace, ...]


@dataclass(frozen=True)
class SwitchHeads(Request):
    """Leave exactly these heads off, from now on and for every run; none restores the model."""

    replaces: ClassVar[str | None] = "switch-heads"
    title: ClassVar[str] = "Switching heads"
    off: tuple[HeadPlace, ...] = ()
    top: int = 5


@dataclass(frozen=True)
class HeadsSwitched(OfRun):
    """The last run again, with these heads off. `before` is what the whole model says.

    Empty predictions with a `note` where nothing has run yet, or the class answers in tensors.
    `largest_change` is the largest absolute difference of any output from the whole model's.
    """

    request: SwitchHeads
    model_serial: int
    off: tuple[HeadPlace, ...]
    means: Literal["interface", "projection", "refused"]
    before: tuple[Prediction, ...]
    after: tuple[Prediction, ...]
    largest_change: float
    note: str
    checks: tuple[SelfCheck, ...]
    seconds: float


@dataclass(frozen=True)
class PatchRun(Request):
    """Put one run's hidden states into another's, and see what the model says then.

    The texts must have as many tokens. After layer `layer` (from 0) the vectors at `positions`
    of the last run are replaced by those of a run on `text` (or `input_ids`); none: all.
    """

    replaces: ClassVar[str | None] = "patch"
    title: ClassVar[str] = "Patching hidden states"
    text: str = ""
    input_ids: tuple[int, ...] = ()
    layer: int = 0
    positions: tuple[int, ...] = ()
    top: int = 5


@dataclass(frozen=True)
class RunPatched(OfRun):
    """Predictions of the last run, of the other text, and of the last run with the patch.

    `module` is the name of the layer whose hidden state was replaced.
    """

    request: PatchRun
    model_serial: int
    original: tuple[Prediction, ...]
    source: tuple[Prediction, ...]
    patched: tuple[Prediction, ...]
    source_tokens: tuple[Token, ...]
    checks: tuple[SelfCheck, ...]
    module: str = ""


# -- raw tensors -----------------------------------------------------------------------------


@dataclass(frozen=True)
class ListTensors(Request):
    """Every tensor of the last run that can be read now, captured ones included."""

    replaces: ClassVar[str | None] = "list-tensors"
    title: ClassVar[str] = "Listing tensors"


@dataclass(frozen=True)
class TensorsListed(OfRun):
    """Inputs first, then outputs, then what was captured when it was looked at."""

    request: ListTensors
    model_serial: int
    tensors: tuple[TensorInfo, ...]


@dataclass(frozen=True)
class ReadSlice(Request):
    """A table out of a tensor: `rows` and `columns` name two axes, `at` fixes the others.

    `at` has an entry for every axis; those of the two shown axes are ignored. Negative axes
    count from the end; a tensor of one axis is one row, a single number one cell.
    """

    replaces: ClassVar[str | None] = "read-slice"
    title: ClassVar[str] = "Reading a tensor"
    name: str
    rows: int = -2
    columns: int = -1
    at: tuple[int, ...] = ()
    row_start: int = 0
    row_count: int = 512
    column_start: int = 0
    column_count: int = 512
    picture_side: int = 512
    bins: int = 64


@dataclass(frozen=True)
class SliceRead(OfRun):
    """The window of the slice that was asked for, and facts about the whole slice.

    `values` is float32 or int64 [rows, columns], read-only. `picture` is uint8 of the whole
    slice, at most `picture_side` each way, `low` as 0 and `high` as 255. `counts` (int64 [bins])
    lie between `edges` (float32 [bins + 1]); infinite and missing values are in `not_finite`.
    """

    request: ReadSlice
    model_serial: int
    shape: tuple[int, ...]
    dtype: str
    slice_shape: tuple[int, int]
    values: NDArray[np.generic]
    picture: NDArray[np.uint8]
    counts: NDArray[np.int64]
    edges: NDArray[np.float32]
    low: float
    high: float
    mean: float
    deviation: float
    not_finite: int


@dataclass(frozen=True)
class ExportTensor(Request):
    """Write one whole tensor of the last run to a file: .npy, or .csv (one line a row)."""

    title: ClassVar[str] = "Exporting a tensor"
    name: str
    path: str


@dataclass(frozen=True)
class TensorExported(OfRun):
    """The file was written whole."""

    path: str
    name: str
    shape: tuple[int, ...]
    bytes: int
