"""The last run again with heads off, beside the original."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from explorer.engine import numbers
from explorer.engine.inside import head_mask
from explorer.engine.inside.inspection import Inspection
from explorer.engine.inside.intervention_effect import answers_of, largest_change, restored
from explorer.engine.loaded_model import LoadedModel
from explorer.engine.model_holder import ModelHolder
from explorer.engine.runner import Runner
from explorer.engine.tensors import Tensors
from explorer.features.ablation.protocol import (
    AblateHeads,
    AblationResult,
    AblationTargets,
    AblationTargetsRequest,
)
from explorer.protocol.failures import Failure
from explorer.protocol.inspection import SelfCheck
from explorer.protocol.job import Check, Report, Stopped
from explorer.text.translation import tr


def targets(
    holder: ModelHolder, request: AblationTargetsRequest, check: Check, report: Report
) -> AblationTargets:
    """Which heads can be ablated, and how that was found out."""
    report(tr("Looking for heads"))
    known = head_mask.switches(holder.loaded, check)
    rows = tuple(known.rows)
    serial = holder.loaded.serial
    return AblationTargets(request, serial, known.means, known.sentence, rows, known.off)


def ablate(
    holder: ModelHolder, request: AblateHeads, check: Check, report: Report
) -> AblationResult:
    """Set the heads and run the last inputs again.

    The last run's outputs become the new ones, so that every view shows what the model computes
    now. Without a run the heads are only set. Raises BadInput for a head that is not there or
    cannot be ablated.
    """
    loaded, run = holder.loaded, holder.part(Inspection).original
    runner, original = Runner(loaded, check), run.outputs
    started = time.perf_counter()
    if not loaded.run_inputs:
        with _as_before_if_stopped(loaded):
            targets = head_mask.set_off(loaded, request.off, check)
        note = tr("Nothing has run yet: the heads stay as set for every run from now on.")
        return _answer(runner, request, targets, {}, {}, note, (), started)
    with _as_before_if_stopped(loaded):
        if original is None:
            # The whole model's outputs are computed once for a run, whatever is ablated after
            # that.
            head_mask.restore(loaded.model)
            report(tr("Running the whole model"))
            # Heads on and the patch out: a run without anything changed in it.
            original = runner.tensors(loaded.run_inputs)
        targets = head_mask.set_off(loaded, request.off, check)
        report(tr("Running with these heads off") if request.off else tr("Running the whole model"))
        if loaded.patch is not None:
            # The patch's vectors come from the same model: with other heads on they are others.
            loaded.patch.again(loaded, check)
        with runner.patched():
            outputs, _ = runner.judged(loaded.run_inputs)
        checks: tuple[SelfCheck, ...]
        if request.off:
            checks = (head_mask.outputs_zero(loaded, targets, check),)
        elif loaded.patch is not None:
            checks = ()
        else:
            # Nothing is off and nothing patched: every bit must be as it was.
            checks = (restored(original, outputs),)
        answer = _answer(runner, request, targets, original, outputs, "", checks, started)
    # The last line that changes anything: until here a stop leaves the run before as the last one.
    loaded.run_outputs, run.outputs = outputs, original
    return answer


@contextmanager
def _as_before_if_stopped(loaded: LoadedModel) -> Iterator[None]:
    """The heads and the patch's vectors as they were, where what is inside is stopped or fails."""
    off, patch = head_mask.off(loaded.model), loaded.patch
    states = patch.states if patch is not None else {}
    try:
        yield
    except (Stopped, Failure):
        head_mask.restore(loaded.model)
        # go_on: putting things back is not stopped a second time.
        if off:
            head_mask.set_off(loaded, off, numbers.go_on)
        if patch is not None:
            patch.states = states
        raise


def _answer(
    runner: Runner,
    request: AblateHeads,
    switches: head_mask.HeadTargets,
    before: Tensors,
    after: Tensors,
    note: str,
    checks: tuple[SelfCheck, ...],
    started: float,
) -> AblationResult:
    answers_before, why = answers_of(runner, before, request.top)
    return AblationResult(
        request=request,
        model_serial=runner.loaded.serial,
        off=switches.off,
        means=switches.means,
        before=answers_before,
        after=answers_of(runner, after, request.top)[0],
        largest_change=largest_change(before, after, runner.check),
        note=note or (why if switches.off else ""),
        checks=checks,
        seconds=time.perf_counter() - started,
    )
