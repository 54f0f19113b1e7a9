"""What the model ran under for a result: heads off, a patch, a run that is looked into."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import singledispatch

from explorer.features.ablation.protocol import AblationResult
from explorer.features.activation_patching.protocol import PatchApplied
from explorer.features.answers.code import ran_of
from explorer.features.answers.protocol import Answer
from explorer.features.compare.protocol import (
    ComparedHeadsResult,
    ComparedHiddenStatesResult,
    ComparisonResult,
)
from explorer.features.generation.protocol import Generated
from explorer.protocol.run import AblatedHeads, InspectionResult, Patched, RunResult


@dataclass(frozen=True)
class Conditions:
    """What a script has to set up before the Python of a result.

    `computed` says that the model ran, so that the number of threads matters. `silenced` are the
    heads that were off, None where that does not matter; `sets_heads` says that the result's own
    Python switches them off, `sets_patch` that it puts the patch in. `new_inputs` says that it
    leaves its inputs to be looked into. `look` is the look into a run that the result is, `ran` the
    run that it is or looks into, `both` the run of two models.
    """

    computed: bool = False
    silenced: tuple[AblatedHeads, ...] | None = None
    sets_heads: bool = False
    patch: Patched | None = None
    sets_patch: bool = False
    new_inputs: bool = False
    look: InspectionResult | None = None
    ran: RunResult | None = None
    both: ComparisonResult | None = None


@singledispatch
def conditions(result: object) -> Conditions:
    """What the model ran under for a result of any class."""
    return Conditions()


@conditions.register
def _(result: RunResult) -> Conditions:
    return Conditions(computed=True, silenced=result.silenced, new_inputs=True, ran=result)


@conditions.register
def _(result: Answer) -> Conditions:
    return Conditions(computed=True, silenced=result.run.silenced, new_inputs=True)


@conditions.register
def _(result: Generated) -> Conditions:
    return Conditions(computed=True, silenced=result.silenced)


@conditions.register
def _looked(result: InspectionResult) -> Conditions:
    return Conditions(
        computed=True,
        silenced=result.silenced,
        patch=result.patch,
        look=result,
        ran=ran_of(result),
    )


@conditions.register
def _(result: PatchApplied) -> Conditions:
    return replace(_looked(result), sets_patch=True)


@conditions.register
def _(result: AblationResult) -> Conditions:
    return replace(_looked(result), sets_heads=True, sets_patch=True)


@conditions.register
def _(result: ComparisonResult) -> Conditions:
    # Its Python switches the heads off itself, after a run without.
    off = result.main.ran.silenced
    return Conditions(computed=True, silenced=off, sets_heads=True, both=result)


@conditions.register
def _(result: ComparedHeadsResult | ComparedHiddenStatesResult) -> Conditions:
    return conditions(result.both) if result.both is not None else Conditions(computed=True)
