"""Switching heads off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from explorer.protocol.inspection import AblatableLayer, HeadPlace, SelfCheck
from explorer.protocol.job import Request
from explorer.protocol.run import InspectionResult, Prediction
from explorer.text.translation import tr


@dataclass(frozen=True)
class AblationTargetsRequest(Request):
    """Which heads of the model in memory can be switched off, and how."""

    replaces: ClassVar[str | None] = "look-switches"
    title: ClassVar[str] = tr("Looking for heads")


@dataclass(frozen=True)
class AblationTargets:
    """`means` is interface, projection or refused; `sentence` says how, or why not."""

    request: AblationTargetsRequest
    model_serial: int
    means: Literal["interface", "projection", "refused"]
    sentence: str
    rows: tuple[AblatableLayer, ...]
    off: tuple[HeadPlace, ...]


@dataclass(frozen=True)
class AblateHeads(Request):
    """Leave exactly these heads off, from now on and for every run; none restores the model."""

    replaces: ClassVar[str | None] = "switch-heads"
    title: ClassVar[str] = tr("Switching heads")
    off: tuple[HeadPlace, ...] = ()
    top: int = 5


@dataclass(frozen=True)
class AblationResult(InspectionResult):
    """The last run again, with these heads off. `before` is what the whole model says.

    Empty predictions with a `note` where nothing has run yet, or the class answers in tensors.
    `largest_change` is the largest absolute difference of any output from the whole model's.
    """

    switches_heads: ClassVar[bool] = True
    patches: ClassVar[bool] = True
    request: AblateHeads
    model_serial: int
    off: tuple[HeadPlace, ...]
    means: Literal["interface", "projection", "refused"]
    before: tuple[Prediction, ...]
    after: tuple[Prediction, ...]
    largest_change: float
    note: str
    checks: tuple[SelfCheck, ...]
    seconds: float

    @property
    def answers_now(self) -> tuple[Prediction, ...]:
        """What the model says from now on."""
        return self.after
