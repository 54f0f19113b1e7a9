"""How probable each token of the last run's text is to the model, and what that adds up to."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from explorer.protocol.job import Request
from explorer.protocol.run import InspectionResult, Token
from explorer.text.translation import tr

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Method = Literal["next token", "masked", "target"]
"""How the probabilities are asked for: each token after those before it; each token masked in
turn, with all others in sight; each token of the decoder's text after those before it."""


@dataclass(frozen=True)
class SurpriseRequest(Request):
    """Ask how probable each token of a text of the last run is."""

    replaces: ClassVar[str | None] = "surprise"
    title: ClassVar[str] = tr("Asking about every token")
    text_index: int = 0


@dataclass(frozen=True)
class SurpriseResult(InspectionResult):
    """One number of each kind for each of `tokens`; NaN (rank 0) where the model says none.

    `probabilities` and `best_probabilities` float32 [tokens]; `ranks` int64 [tokens], 1 for the
    model's first choice; `best` int64 [tokens] is that choice, and `words` its text by ID. Empty
    arrays and a `note` where this model cannot be asked.
    """

    request: SurpriseRequest
    model_serial: int
    method: Method
    tokens: tuple[Token, ...]
    probabilities: NDArray[np.float32]
    ranks: NDArray[np.int64]
    best: NDArray[np.int64]
    best_probabilities: NDArray[np.float32]
    words: dict[int, str]
    note: str = ""
    seconds: float = 0.0
    at_once: int = 0
    """Masked copies of the text that went through the model together."""

    @property
    def surprisals(self) -> NDArray[np.float64]:
        """Bits [tokens]: −log2 of the probability. A token that was certain has 0 bits."""
        import numpy as np

        with np.errstate(divide="ignore"):
            return -np.log2(self.probabilities.astype(np.float64))

    @property
    def scored(self) -> tuple[int, ...]:
        """The places of the tokens that have a probability."""
        return tuple(
            place for place, value in enumerate(self.probabilities) if not math.isnan(value)
        )

    @property
    def loss(self) -> float:
        """The mean of −ln p over the scored tokens, in nats: cross entropy. NaN without any."""
        places = list(self.scored)
        if not places:
            return math.nan
        return float(self.surprisals[places].mean() * math.log(2))

    @property
    def perplexity(self) -> float:
        """e to the power of the loss: as if the model chose evenly among so many tokens."""
        try:
            return math.exp(self.loss)
        except OverflowError:
            return math.inf

    def most_surprising(self, count: int) -> tuple[int, ...]:
        """The places of the least probable tokens, the most surprising first."""
        return tuple(sorted(self.scored, key=lambda place: self.probabilities[place])[:count])
