"""What each attention head looks at: four scores, each a share of its attention."""

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

HeadJob = Literal["previous", "first", "same", "induction"]
"""What a head may look at: the token before, the first token, the same token, and in a list that is
repeated the token after the same one in the first list."""

JOBS: tuple[HeadJob, ...] = ("previous", "first", "same", "induction")

LEAST, TIMES_EVEN = 0.4, 2.0
"""A head has a job where it gives it so large a share of its attention, and so many times as much
as attention that is spread evenly would."""


@dataclass(frozen=True)
class FindHeads(Request):
    """Score every head: on a text of the last run, and on random tokens drawn from `seed`."""

    replaces: ClassVar[str | None] = "look-heads"
    title: ClassVar[str] = tr("Looking for heads with a job")
    text_index: int = 0
    seed: int = 0


@dataclass(frozen=True)
class ScoredLayer:
    """The heads of one attention. `row` is its place among those of its kind, as the attention view
    counts them, `layer` that in the model, `place` that among the outputs of its kind."""

    kind: Kind
    row: int
    layer: int
    label: str
    heads: int
    place: int


@dataclass(frozen=True)
class HeadScores(InspectionResult):
    """A share of attention for each job, layer and head: float32 [jobs, layers, most heads], in the
    order of JOBS. NaN where there is no head, or it was not measured.

    `even` float32 [jobs, layers] is the same of attention spread evenly over all that a head sees.
    `start` and `stop` are the places of the text in its row, without what fills it up; `first` is
    the token there; `decoder_ids` is what a decoder read. `random_ids` is what the model read for
    induction: `before` tokens, then `length` random ones twice; `to_decoder` are the same for a
    decoder, empty without one.
    `left_out` counts maps that are not between the tokens of one text, such as those from a decoder
    to the input. A `note` says why there are no layers; `random_note` why there is no induction.
    """

    request: FindHeads
    model_serial: int
    layers: tuple[ScoredLayer, ...]
    scores: NDArray[np.float32]
    even: NDArray[np.float32]
    start: int = 0
    stop: int = 0
    first: Token | None = None
    decoder_ids: tuple[int, ...] = ()
    random_ids: tuple[int, ...] = ()
    to_decoder: tuple[int, ...] = ()
    before: int = 0
    length: int = 0
    left_out: int = 0
    note: str = ""
    random_note: str = ""
    seconds: float = 0.0

    def has_job(self, job: int, layer: int, head: int) -> bool:
        """Whether a head has a job, as LEAST and TIMES_EVEN define it."""
        share = float(self.scores[job, layer, head])
        return share >= LEAST and share >= TIMES_EVEN * float(self.even[job, layer])

    def strongest(self, job: int) -> tuple[int, int] | None:
        """The (layer, head) that does this the most; None where none was measured."""
        import numpy as np

        scores = self.scores[job]
        if not scores.size or np.isnan(scores).all():
            return None
        layer, head = divmod(int(np.nanargmax(scores)), scores.shape[1])
        return layer, head
