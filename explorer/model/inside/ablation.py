"""The last run again with heads off or with hidden states from elsewhere, beside the original."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import torch
from torch import nn

from explorer.failures import BadInput, NothingRun
from explorer.messages.inference import Prediction, Token
from explorer.messages.job import Check, Report
from explorer.messages.views.kinds import SelfCheck
from explorer.messages.views.switches import HeadsSwitched, PatchRun, RunPatched, SwitchHeads
from explorer.model import forward, predict, summary, tasks, tokens
from explorer.model.inside import heads, rerun
from explorer.model.summary import Loaded

Tensors = dict[str, torch.Tensor]


def switch(
    loaded: Loaded, original: Tensors | None, request: SwitchHeads, check: Check, report: Report
) -> tuple[HeadsSwitched, Tensors | None]:
    """Set the heads and run the last inputs again; also the whole model's outputs, to be kept.

    `original` are those outputs where they are known. The last run's outputs become the new
    ones, so that every view shows what the model computes now. Without a run the heads are only
    set. Raises BadInput for a head that is not there or cannot be switched.
    """
    started = time.perf_counter()
    if not loaded.run_inputs:
        found = heads.set_off(loaded, request.off, check)
        note = "Nothing has run yet: the heads stay as set for every run from now on."
        return _answer(loaded, request, found, {}, {}, note, (), started), None
    if original is None:
        heads.restore(loaded.model)
        report("Running the whole model")
        original = rerun.plain(loaded.model, loaded.run_inputs, check)
    found = heads.set_off(loaded, request.off, check)
    report("Running with these heads off" if request.off else "Running the whole model")
    outputs = rerun.plain(loaded.model, loaded.run_inputs, check)
    checks: tuple[SelfCheck, ...]
    if request.off:
        checks = (heads.outputs_zero(loaded, found, check),)
    else:
        checks = (restored(original, outputs),)
    loaded.run_outputs = outputs
    return _answer(loaded, request, found, original, outputs, "", checks, started), original


def restored(
    original: Mapping[str, torch.Tensor], outputs: Mapping[str, torch.Tensor]
) -> SelfCheck:
    """Every output of the restored model against the one before: the same bits?"""
    same = original.keys() == outputs.keys() and all(
        torch.equal(original[name], outputs[name]) for name in original
    )
    sentence = (
        f"All {len(outputs)} outputs are the original ones, bit for bit."
        if same
        else "Some outputs differ from the original ones."
    )
    return SelfCheck("restoring gives the original bits", same, sentence)


def _answer(
    loaded: Loaded,
    request: SwitchHeads,
    found: heads.Switches,
    before: Tensors,
    after: Tensors,
    note: str,
    checks: tuple[SelfCheck, ...],
    started: float,
) -> HeadsSwitched:
    said_before, why = said(loaded, before, request.top)
    return HeadsSwitched(
        request=request,
        model_serial=loaded.serial,
        off=found.off,
        means=found.means,
        before=said_before,
        after=said(loaded, after, request.top)[0],
        largest_change=_largest_change(before, after),
        note=note or why,
        checks=checks,
        seconds=time.perf_counter() - started,
    )


def said(
    loaded: Loaded, outputs: Tensors, top: int, inputs: Tensors | None = None
) -> tuple[tuple[Prediction, ...], str]:
    """What the model says with these outputs, and why it says nothing where it does not."""
    if not outputs:
        return (), ""
    inputs = loaded.run_inputs if inputs is None else inputs
    ids = inputs.get("input_ids")
    if ids is None:
        return (), ""
    rows = tuple(tokens.tokens_of(loaded.tokenizer, row) for row in ids.flatten(0, -2).tolist())
    return predict.predictions(
        tasks.task(loaded.model.config.model_type, type(loaded.model).__name__),
        outputs,
        rows,
        inputs.get("attention_mask"),
        loaded.tokenizer,
        loaded.model.config,
        top,
    )


def _largest_change(before: Tensors, after: Tensors) -> float:
    changes = [
        float((after[name].float() - before[name].float()).abs().max())
        for name in before.keys() & after.keys()
        if before[name].shape == after[name].shape
        and before[name].is_floating_point()
        and before[name].numel()
    ]
    return max(changes, default=0.0)


# -- patching --------------------------------------------------------------------------------


def patch(loaded: Loaded, request: PatchRun, check: Check, report: Report) -> RunPatched:
    """Run the other text, then the last inputs with its hidden states after one layer.

    Raises NothingRun, BadInput for texts of different length or a layer that is not there.
    """
    if not loaded.run_inputs:
        raise NothingRun
    if rerun.row_count(loaded) != 1:
        raise BadInput("Patching compares two single texts; the last run had several.")
    inputs, row = _source(loaded, request)
    length = loaded.run_inputs["input_ids"].shape[1]
    if len(row) != length:
        raise BadInput(
            f"The other text has {len(row)} tokens and the last run had {length}. Patching needs "
            "texts of the same length, so that each vector has its place."
        )
    if any(not 0 <= place < length for place in request.positions):
        raise BadInput(f"There are tokens 1 to {length} to patch.")
    name, layer = _layer(loaded.model, request.layer)
    kept: list[torch.Tensor] = []
    with _hooked(layer, lambda state: kept.append(state.clone())):
        report("Running the other text")
        source = rerun.plain(loaded.model, inputs, check)
    if not kept:
        raise BadInput("This layer returns no hidden states, so there is nothing to patch.")
    places = list(request.positions) or list(range(length))

    def put(state: torch.Tensor) -> torch.Tensor:
        patched = state.clone()
        patched[:, places] = kept[0][:, places]
        return patched

    original = rerun.plain(loaded.model, loaded.run_inputs, check)
    with _hooked(layer, put):
        report("Running with the patch")
        patched = rerun.plain(loaded.model, loaded.run_inputs, check)
    again = rerun.plain(loaded.model, loaded.run_inputs, check)
    return RunPatched(
        request=request,
        model_serial=loaded.serial,
        original=said(loaded, original, request.top)[0],
        source=said(loaded, source, request.top, inputs)[0],
        patched=said(loaded, patched, request.top)[0],
        source_tokens=row,
        checks=(restored(original, again),),
        module=name,
    )


def _source(loaded: Loaded, request: PatchRun) -> tuple[Tensors, tuple[Token, ...]]:
    about = summary.summary(loaded)
    if request.input_ids:
        ids = forward.ids_tensor([request.input_ids], about.vocab_size, about.max_length)
        row = tokens.tokens_of(loaded.tokenizer, request.input_ids)
        return {"input_ids": ids, "attention_mask": torch.ones_like(ids)}, row
    tokenizer = tokens.need(loaded.tokenizer, loaded.name)
    inputs, rows = tokens.encode(tokenizer, (request.text,))
    forward.ids_tensor(inputs["input_ids"].tolist(), about.vocab_size, about.max_length)
    return inputs, rows[0]


def _layer(model: nn.Module, place: int) -> tuple[str, nn.Module]:
    """Layer `place` of the stack that answers (the decoder's where there are two), and its name."""
    stacks = [
        (name, module)
        for name, module in model.named_modules()
        if isinstance(module, nn.ModuleList) and len(module)
    ]
    if not stacks:
        raise BadInput("The layers of this model were not found, so none can be patched.")
    name, longest = max(stacks, key=lambda one: ("decoder" in one[0], len(one[1])))
    if not 0 <= place < len(longest):
        raise BadInput(f"This model has layers 1 to {len(longest)}.")
    return f"{name}.{place}", longest[place]


class _hooked:  # noqa: N801 - used like a function, in a with statement
    """Let `change` see, and replace, the hidden state that a layer returns."""

    def __init__(self, layer: nn.Module, change: Any) -> None:
        self._layer, self._change = layer, change

    def __enter__(self) -> None:
        def hook(module: nn.Module, args: object, output: Any) -> Any:
            state = output[0] if isinstance(output, tuple) else output
            if not isinstance(state, torch.Tensor) or state.dim() != 3:
                return None
            changed = self._change(state)
            if changed is None:
                return None
            return (changed, *output[1:]) if isinstance(output, tuple) else changed

        self._handle = self._layer.register_forward_hook(hook)

    def __exit__(self, *error: object) -> None:
        self._handle.remove()
