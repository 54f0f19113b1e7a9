"""Vectors of another run put into the last one, for as long as it is the last.

Nothing is left on the model: the vectors are put in by hooks that live as long as a run of the
last inputs does. So a new run, a text that is written or a saved model never feels a patch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from explorer.engine import finite, forward, loaded_model, tokenization
from explorer.engine.inside import head_mask, patch_positions, rerun
from explorer.engine.inside.patch_positions import Places
from explorer.features.ablation import compute as ablation
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
from explorer.protocol.run import Patched, Token
from explorer.text.translation import tr

if TYPE_CHECKING:
    from explorer.engine.loaded_model import LoadedModel

Tensors = dict[str, torch.Tensor]


@dataclass
class Patch:
    """The vectors that are put in: float [1, tokens, size] by module; and the source's inputs."""

    told: Patched
    inputs: Tensors
    states: Tensors

    @contextmanager
    def installed(self, model: nn.Module) -> Iterator[None]:
        """Every run inside has the vectors in their places."""
        places = list(self.told.positions)

        def put_of(wanted: torch.Tensor) -> Any:
            def put(state: torch.Tensor) -> torch.Tensor:
                if not places:
                    return wanted.clone()
                state = state.clone()
                state[:, places] = wanted[:, places]
                return state

            return put

        with ExitStack() as stack:
            for name, wanted in self.states.items():
                stack.enter_context(_hooked(model.get_submodule(name), put_of(wanted)))
            yield

    def again(self, loaded: LoadedModel, check: Check) -> None:
        """Compute the vectors anew: the model they come from has other heads on now."""
        self.states, _ = _kept(loaded, self.told.modules, self.inputs, check)


@contextmanager
def _hooked(module: nn.Module, change: Any) -> Iterator[None]:
    """Let `change` see, and replace, the vectors that a module returns."""

    def hook(module: nn.Module, args: object, output: Any) -> Any:
        state = output[0] if isinstance(output, tuple) else output
        if not isinstance(state, torch.Tensor) or state.dim() != 3:
            return None
        changed = change(state)
        if changed is None:
            return None
        return (changed, *output[1:]) if isinstance(output, tuple) else changed

    # Before those of transformers, which record hidden states: they are to see what is put in.
    handle = module.register_forward_hook(hook, prepend=True)
    try:
        yield
    finally:
        handle.remove()


def _kept(
    loaded: LoadedModel, modules: Iterable[str], inputs: Mapping[str, torch.Tensor], check: Check
) -> tuple[Tensors, Tensors]:
    """What each module returns in a run on `inputs`, and the outputs of that run."""
    states: Tensors = {}
    with ExitStack() as stack:
        for name in modules:

            def keep(state: torch.Tensor, name: str = name) -> None:
                states[name] = state.clone()

            stack.enter_context(_hooked(loaded.model.get_submodule(name), keep))
        outputs = rerun.plain(loaded.model, inputs, check)
    return states, outputs


@contextmanager
def unchanged(loaded: LoadedModel, check: Check) -> Iterator[None]:
    """With every head on and no patch, and then all as it was."""
    off, patch = head_mask.off(loaded.model), loaded.patch
    try:
        loaded.patch = None
        head_mask.restore(loaded.model)
        yield
    finally:
        loaded.patch = patch
        if off:
            head_mask.set_off(loaded, off, _never)


def _never() -> None:
    """Putting things back is never stopped halfway."""


# -- requests ----------------------------------------------------------------------------------


def look(loaded: LoadedModel, request: PatchTargetsRequest, found: Places) -> PatchTargets:
    """What can be replaced in the last run."""
    ids = loaded.run_inputs.get("input_ids")
    return PatchTargets(
        request=request,
        model_serial=loaded.serial,
        layers=found.layers,
        tokens=int(ids.shape[-1]) if ids is not None else 0,
        parts=tuple(
            PatchPositions(
                part, tuple(found.modules.get(part, {}).items()), found.why_not.get(part, "")
            )
            for part in patch_positions.PARTS
        ),
        why_not=found.why_none,
    )


def patch(
    loaded: LoadedModel,
    request: ApplyPatch,
    places: Places,
    check: Check,
    report: Report,
) -> PatchApplied:
    """Run the other text, keep its vectors, and run the last inputs with them.

    The last run's outputs become the patched ones. Raises NothingRun, and BadInput for texts of
    different length, a layer or a place that is not there, and a model that cannot be patched.
    """
    if not loaded.run_inputs:
        raise NothingRun
    if places.why_none:
        raise BadInput(places.why_none)
    modules = _modules(request, places)
    inputs, row = _source(loaded, request)
    length = int(loaded.run_inputs["input_ids"].shape[-1])
    if len(row) != length:
        raise BadInput(
            tr(
                "The other text has {row} tokens and the last run had {length}. "
                "Patching needs texts of the same length, so that each vector has "
                "its place.",
                row=len(row),
                length=length,
            )
        )
    if any(not 0 <= place < length for place in request.positions):
        raise BadInput(tr("There are tokens 1 to {length} to patch.", length=length))
    was = loaded.run_outputs if loaded.patch is None else None
    report(tr("Running the other text"))
    states, source = _kept(loaded, modules, inputs, check)
    if len(states) < len(modules):
        raise BadInput(tr("This layer returns no hidden states, so there is nothing to patch."))
    told = Patched(
        request.part,
        request.layers,
        request.positions,
        modules,
        "" if request.input_ids else request.text,
        request.input_ids,
    )
    made = Patch(told, inputs, states)
    report(tr("Running without and with the patch"))
    original = rerun.plain(loaded.model, loaded.run_inputs, check)
    with made.installed(loaded.model):
        outputs = rerun.plain(loaded.model, loaded.run_inputs, check)
        finite.judge(loaded.model, loaded.run_inputs, outputs, check)
    checks = (_same_run(was, original),) if was is not None else ()
    patched, note = ablation.said(loaded, outputs, request.top, check=check)
    answer = PatchApplied(
        request=request,
        model_serial=loaded.serial,
        original=ablation.said(loaded, original, request.top, check=check)[0],
        source=ablation.said(loaded, source, request.top, inputs, check=check)[0],
        patched=patched,
        source_tokens=row,
        checks=checks,
        largest_change=ablation.largest_change(original, outputs, check),
        note=note,
    )
    loaded.patch, loaded.run_outputs = made, outputs  # nothing can be stopped any more
    return answer


def _same_run(was: Tensors, original: Tensors) -> SelfCheck:
    """Without the patch, is it the very run that was on screen?"""
    passed = ablation.restored(was, original).passed
    sentence = (
        tr("Without the patch, every output is that of the run before, bit for bit.")
        if passed
        else tr("Even without the patch some outputs differ from those of the run before.")
    )
    return SelfCheck(tr("the original is the run before"), passed, sentence)


def restore(
    loaded: LoadedModel, request: RemovePatch, original: Tensors | None, check: Check
) -> PatchRemoved:
    """Take the patch out and compute the last run again; `original` are its outputs before."""
    if not loaded.run_inputs:
        raise NothingRun
    outputs = rerun.plain(loaded.model, loaded.run_inputs, check)
    checks = (ablation.restored(original, outputs),) if original is not None else ()
    said, _ = ablation.said(loaded, outputs, request.top, check=check)
    loaded.patch, loaded.run_outputs = None, outputs
    return PatchRemoved(request, loaded.serial, said, checks)


def _modules(request: ApplyPatch, places: Places) -> tuple[str, ...]:
    known = places.modules.get(request.part, {})
    if not known:
        raise BadInput(places.why_not.get(request.part, "This part cannot be patched."))
    if not request.layers or any(not 0 <= one < places.layers for one in request.layers):
        raise BadInput(tr("This model has layers 1 to {layers}.", layers=places.layers))
    missing = [one + 1 for one in request.layers if one not in known]
    if missing:
        raise BadInput(tr("Layer {missing} has no such part to patch.", missing=missing[0]))
    return tuple(known[one] for one in sorted(request.layers))


def _source(loaded: LoadedModel, request: ApplyPatch) -> tuple[Tensors, tuple[Token, ...]]:
    about = loaded_model.summary(loaded)
    if request.input_ids:
        ids = forward.ids_tensor([request.input_ids], about.vocab_size, about.max_length)
        row = tokenization.tokens_of(loaded.tokenizer, request.input_ids)
        return {"input_ids": ids, "attention_mask": torch.ones_like(ids)}, row
    tokenizer = tokenization.need(loaded)
    inputs, rows = tokenization.encode(tokenizer, (request.text,))
    forward.ids_tensor(inputs["input_ids"].tolist(), about.vocab_size, about.max_length)
    return inputs, rows[0]
