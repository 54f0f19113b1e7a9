"""The lens: what the model would say after each layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from explorer.protocol.inspection import LensPath, SelfCheck
from explorer.protocol.job import Request
from explorer.protocol.run import InspectionResult, Token
from explorer.text.translation import tr

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class LogitLensRequest(Request):
    """What the model would say after each layer, at positions `start` to `stop` (0: the end).

    `position` is the token of the text that the view asks about, and so what the words about it
    are about; -1: the mask, or else the last token of the result.
    """

    replaces: ClassVar[str | None] = "lens"
    title: ClassVar[str] = tr("Asking every layer")
    text_index: int = 0
    top: int = 5
    start: int = 0
    stop: int = 0
    position: int = -1


@dataclass(frozen=True)
class LogitLensResult(InspectionResult):
    """The best tokens after each layer: `ids` int64 and `probabilities` float32 [rows, positions,
    top], best first; `logits` likewise. `final` float32 [rows, positions] is the probability of
    the token that the last row puts first. `words` names every ID that occurs.

    `places` are the rows' places among the hidden states, where some are left out;
    `stream` names the outputs whose first places were read instead, where the class predicts from
    those.
    `how` says in a sentence how the answer was made from a layer's hidden state, and `path` in
    names of modules; `at_once` positions go through the head together. Empty arrays and
    a `note` where this class cannot be asked layer by layer.
    """

    request: LogitLensRequest
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
    places: tuple[int, ...] = ()
    stream: str = ""
    at_once: int = 0
