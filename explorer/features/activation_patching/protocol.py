"""Requests and results of putting vectors of one run into another, and of taking them out again.

A patch belongs to the last run: it stays in, and every view shows what the model computes with
it, until it is taken out or something else is run. The model itself is never touched.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from explorer.protocol.inspection import SelfCheck
from explorer.protocol.job import Request
from explorer.protocol.run import InspectionResult, PatchPart, Prediction, Token
from explorer.text.translation import tr


@dataclass(frozen=True)
class PatchTargetsRequest(Request):
    """What of the last run can be replaced, layer by layer."""

    replaces: ClassVar[str | None] = "look-patching"
    title: ClassVar[str] = tr("Looking for what can be patched")


@dataclass(frozen=True)
class PatchPositions:
    """The layers (from 0) that have this part, by the name of the module that computes it.

    `disabled_reason` says why there is none.
    """

    part: PatchPart
    modules: tuple[tuple[int, str], ...]
    disabled_reason: str = ""


@dataclass(frozen=True)
class PatchTargets:
    """`layers` is how many the stack has that reads the text; `disabled_reason` why nothing can
    be done.

    `tokens` is how many tokens the last run had: the source needs as many.
    """

    request: PatchTargetsRequest
    model_serial: int
    layers: int
    tokens: int
    parts: tuple[PatchPositions, ...]
    disabled_reason: str = ""


@dataclass(frozen=True)
class ApplyPatch(Request):
    """Put vectors of a run on `text` (or `input_ids`) into the last run.

    The two must have as many tokens. In each of `layers` (from 0) the vectors of `part` at
    `positions` are replaced; no positions: all.
    """

    replaces: ClassVar[str | None] = "patch"
    title: ClassVar[str] = tr("Patching the run")
    text: str = ""
    input_ids: tuple[int, ...] = ()
    layers: tuple[int, ...] = (0,)
    positions: tuple[int, ...] = ()
    part: PatchPart = "residual"
    top: int = 5


@dataclass(frozen=True)
class PatchApplied(InspectionResult):
    """Predictions of the last run, of the other text, and of the last run with the patch.

    `largest_change` is the largest absolute difference of any output. `note` says why there are
    no predictions, where there are none.
    """

    patches: ClassVar[bool] = True
    request: ApplyPatch
    model_serial: int
    original: tuple[Prediction, ...]
    source: tuple[Prediction, ...]
    patched: tuple[Prediction, ...]
    source_tokens: tuple[Token, ...]
    checks: tuple[SelfCheck, ...]
    largest_change: float = 0.0
    note: str = ""

    @property
    def answers_now(self) -> tuple[Prediction, ...]:
        """What the model says with the patch."""
        return self.patched


@dataclass(frozen=True)
class RemovePatch(Request):
    """Take the patch out: the last run is computed again without it."""

    replaces: ClassVar[str | None] = "patch"
    title: ClassVar[str] = tr("Restoring the run")
    top: int = 5


@dataclass(frozen=True)
class PatchRemoved(InspectionResult):
    """The last run without the patch; the check compares it with the one before, bit for bit."""

    request: RemovePatch
    model_serial: int
    predictions: tuple[Prediction, ...]
    checks: tuple[SelfCheck, ...]

    @property
    def answers_now(self) -> tuple[Prediction, ...]:
        """What the model says without it."""
        return self.predictions
