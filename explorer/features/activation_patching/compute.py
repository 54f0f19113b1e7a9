"""Vectors of another run put into the last one, for as long as it is the last.

Nothing is left on the model: the vectors are put in by hooks that live as long as a run of the
last inputs does. So a new run, a text that is written or a saved model never feels a patch.
"""

from __future__ import annotations

from explorer.engine.inside import head_mask, intervention_effect, patch_positions
from explorer.engine.inside.inspection import Inspection
from explorer.engine.inside.patch_positions import Places
from explorer.engine.inside.patching import Patch, module_outputs
from explorer.engine.model_holder import ModelHolder
from explorer.engine.runner import Runner
from explorer.engine.tensors import Tensors
from explorer.features.activation_patching.protocol import (
    ApplyPatch,
    PatchApplied,
    PatchPositions,
    PatchRemoved,
    PatchTargets,
    PatchTargetsRequest,
    RemovePatch,
)
from explorer.protocol.failures import BadInput, NothingRun
from explorer.protocol.inspection import SelfCheck
from explorer.protocol.job import Check, Report
from explorer.protocol.run import Patched
from explorer.text.numbers import ntr
from explorer.text.translation import tr

# -- requests ----------------------------------------------------------------------------------


def targets(
    holder: ModelHolder, request: PatchTargetsRequest, check: Check, report: Report
) -> PatchTargets:
    """What can be replaced in the last run."""
    report(tr("Looking for what can be patched"))
    loaded = holder.loaded
    places = holder.part(Inspection).patch_positions(check)
    ids = loaded.run_inputs.get("input_ids")
    return PatchTargets(
        request=request,
        model_serial=loaded.serial,
        layers=places.layers,
        tokens=int(ids.shape[-1]) if ids is not None else 0,
        parts=tuple(
            PatchPositions(
                part,
                tuple(places.modules.get(part, {}).items()),
                places.disabled_reason.get(part, ""),
            )
            for part in patch_positions.PARTS
        ),
        disabled_reason=places.why_none,
    )


def apply_patch(
    holder: ModelHolder, request: ApplyPatch, check: Check, report: Report
) -> PatchApplied:
    """Run the other text, keep its vectors, and run the last inputs with them.

    The last run's outputs become the patched ones. Raises NothingRun, and BadInput for texts of
    different length, a layer or a place that is not there, and a model that cannot be patched.
    """
    loaded, inspection = holder.loaded, holder.part(Inspection)
    if not loaded.run_inputs:
        raise NothingRun
    run = inspection.original
    if loaded.patch is None:
        # What the patch is compared with when it is taken out; a second patch must not replace it.
        run.before_patch, run.off = loaded.run_outputs, head_mask.off(loaded.model)
    places = inspection.patch_positions(check)
    if places.why_none:
        raise BadInput(places.why_none)
    modules = _modules(request, places)
    runner = Runner(loaded, check)
    inputs, (row,) = runner.encode(
        (request.text,), (request.input_ids,) if request.input_ids else ()
    )
    length = int(loaded.run_inputs["input_ids"].shape[-1])
    if len(row) != length:
        raise BadInput(
            ntr(
                "The other text has {count} token and the last run had {length}. Patching "
                "needs texts with the same number of tokens, so that each vector has a "
                "counterpart.",
                "The other text has {count} tokens and the last run had {length}. Patching "
                "needs texts with the same number of tokens, so that each vector has a "
                "counterpart.",
                len(row),
                length=length,
            )
        )
    if any(not 0 <= place < length for place in request.positions):
        raise BadInput(tr("The tokens that can be patched are 1 to {length}.", length=length))
    # Only an unpatched last run can show that the model computes the same a second time.
    was = loaded.run_outputs if loaded.patch is None else None
    report(tr("Running the other text"))
    states, source = module_outputs(loaded, modules, inputs, check)  # [1, tokens, size] each
    if len(states) < len(modules):
        raise BadInput(tr("This layer returns no hidden states, so there is nothing to patch."))
    sentence = Patched(
        request.part,
        request.layers,
        request.positions,
        modules,
        "" if request.input_ids else request.text,
        request.input_ids,
    )
    patch = Patch(sentence, inputs, states)
    report(tr("Running without and with the patch"))
    # Computed again rather than taken from the last run, which may have a patch in it.
    original = runner.tensors(loaded.run_inputs)
    with patch.installed(loaded.model):
        outputs, _ = runner.judged(loaded.run_inputs)
    checks = (_same_run(was, original),) if was is not None else ()
    patched, note = intervention_effect.answers_of(runner, outputs, request.top)
    answer = PatchApplied(
        request=request,
        model_serial=loaded.serial,
        original=intervention_effect.answers_of(runner, original, request.top)[0],
        source=intervention_effect.answers_of(runner, source, request.top, inputs)[0],
        patched=patched,
        source_tokens=row,
        checks=checks,
        largest_change=intervention_effect.largest_change(original, outputs, check),
        note=note,
    )
    loaded.patch, loaded.run_outputs = patch, outputs  # nothing can be stopped any more
    return answer


def _same_run(was: Tensors, original: Tensors) -> SelfCheck:
    """Without the patch, is it the very run that was on screen?"""
    passed = intervention_effect.restored(was, original).passed
    sentence = (
        tr("Without the patch, every output equals that of the run before, bit for bit.")
        if passed
        else tr("Even without the patch some outputs differ from those of the run before.")
    )
    return SelfCheck(tr("without the patch, it equals your run"), passed, sentence)


def remove_patch(
    holder: ModelHolder, request: RemovePatch, check: Check, report: Report
) -> PatchRemoved:
    """Take the patch out and compute the last run again."""
    loaded, run = holder.loaded, holder.part(Inspection).original
    same = run.off == head_mask.off(loaded.model)
    # With other heads off meanwhile the outputs before the patch are another model's.
    original = run.before_patch if same else None
    if not loaded.run_inputs:
        raise NothingRun
    runner = Runner(loaded, check)
    outputs = runner.tensors(loaded.run_inputs)
    checks = (intervention_effect.restored(original, outputs),) if original is not None else ()
    predictions, _ = intervention_effect.answers_of(runner, outputs, request.top)
    loaded.patch, loaded.run_outputs = None, outputs
    return PatchRemoved(request, loaded.serial, predictions, checks)


def _modules(request: ApplyPatch, places: Places) -> tuple[str, ...]:
    known = places.modules.get(request.part, {})
    if not known:
        raise BadInput(places.disabled_reason.get(request.part, "This part cannot be patched."))
    if not request.layers or any(not 0 <= layer < places.layers for layer in request.layers):
        raise BadInput(tr("This model has layers 1 to {layers}.", layers=places.layers))
    missing = [number + 1 for number in request.layers if number not in known]
    if missing:
        raise BadInput(tr("Layer {missing} has no such part to patch.", missing=missing[0]))
    return tuple(known[count] for count in sorted(request.layers))
