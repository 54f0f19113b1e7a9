"""The picture of a run: what each layer attends to from one position, and what it would say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Self

from explorer.protocol.inspection import AVERAGE, Kind, LensPath, SelfCheck
from explorer.protocol.job import Request
from explorer.protocol.run import InspectionResult, LastRun, Token
from explorer.text.translation import tr

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ANSWERING = -1
"""As a position of a request: the one that the model answers at."""

STRIP = 48
"""Numbers of a vector that are drawn."""

STRONGEST = 3
"""Weights that are drawn of each position which is not the chosen one."""


@dataclass(frozen=True)
class FlowRequest(Request):
    """The last run as a picture: `position` is the token whose attention is drawn in full.

    `head` is one head of every layer, AVERAGE for the mean over them.
    """

    replaces: ClassVar[str | None] = "flow"
    title: ClassVar[str] = tr("Drawing the run")
    text_index: int = 0
    position: int = ANSWERING
    head: int = AVERAGE


@dataclass(frozen=True)
class TextFlowRequest(Request):
    """A text that is being written as a picture, whatever was run last.

    `input_ids` are what the model reads; of a model with encoder and decoder the encoder does, and
    `decoder_ids` are what the decoder has read so far. `position` and `head` as in `FlowRequest`.
    """

    replaces: ClassVar[str | None] = "text-flow"
    failure_shown: ClassVar[bool] = False  # the picture says it in its place; writing continues
    title: ClassVar[str] = tr("Drawing the text")
    text_index: ClassVar[int] = 0
    input_ids: tuple[int, ...]
    decoder_ids: tuple[int, ...] = ()
    position: int = ANSWERING
    head: int = AVERAGE


@dataclass(frozen=True)
class FlowLayer:
    """One layer of a stack. `number` counts from 1; `label` says of which kind it is.

    `place` is that of its attention among the model's outputs, `map_row` among the maps of its kind
    that the model returned; both are -1 without.

    `weights` float32 [tokens] are the attention from the chosen position; `strongest` int64 and
    `shares` float32 [tokens, STRONGEST] the largest weights from every position, best first.
    `cross` float32 [encoder's tokens] is the decoder's attention to the encoder. All three are None
    where the layer has no attention that could be drawn. `ids` int64 and `probabilities` float32
    [tokens] are what the logit lens says after this layer, -1 and NaN where it was not asked.
    `turned` float32 [tokens] is how far the layer turned each vector: 1 less the cosine of the
    vectors before and after it.
    """

    number: int
    label: str
    place: int
    map_row: int
    weights: NDArray[np.float32] | None
    strongest: NDArray[np.int64] | None
    shares: NDArray[np.float32] | None
    cross: NDArray[np.float32] | None
    ids: NDArray[np.int64]
    probabilities: NDArray[np.float32]
    turned: NDArray[np.float32]


@dataclass(frozen=True)
class FlowStack:
    """One stack: its tokens, the vectors they begin as, and its layers in order.

    `vectors` is float32 [tokens, at most STRIP], the first numbers of each token's vector before
    the first layer; `size` is how many a vector has. `position` is the chosen token, -1 in a stack
    that does not answer. `places` are those of the vectors and of each layer's among the model's
    hidden states, where some are of another form and left out.
    """

    kind: Kind
    title: str
    tokens: tuple[Token, ...]
    vectors: NDArray[np.float32]
    size: int
    position: int
    layers: tuple[FlowLayer, ...]
    places: tuple[int, ...] = ()

    @property
    def has_ids(self) -> bool:
        """Whether its tokens come from a text: pieces of a picture or a sound have no IDs."""
        return any(token.id >= 0 for token in self.tokens)


@dataclass(frozen=True)
class FlowResult(InspectionResult):
    """The picture of a run. `stacks` end with the one that answers; empty where nothing is drawn.

    `words` names every ID of the lens; empty where the class has no head over the vocabulary.
    `path` is the way of the lens by names.
    `heads` is how many heads a layer has, 0 where there is no attention. `notes` say what is
    missing and why.
    """

    request: FlowRequest | TextFlowRequest
    model_serial: int
    stacks: tuple[FlowStack, ...]
    words: dict[int, str]
    heads: int
    notes: tuple[str, ...]
    checks: tuple[SelfCheck, ...]
    seconds: float
    path: LensPath | None = None

    @property
    def answering(self) -> FlowStack | None:
        """The stack that answers."""
        return self.stacks[-1] if self.stacks else None


@dataclass(frozen=True)
class TextFlowResult(FlowResult):
    """The picture of a text under way: `text` as it reads so far.

    `ran` is the pass that it was drawn of, with what that says next; no run of the window.
    """

    text: str = ""

    def of_run(self, last: LastRun) -> Self:
        """The same with the heads that were off: it belongs to no other run."""
        return replace(self, silenced=last.silenced)
