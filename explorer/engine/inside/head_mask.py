"""Switching attention heads off, and back on with every bit as it was.

Where a type takes its attention from transformers' interface, our own attention function leaves
the heads' output out before it is mixed. Elsewhere a hook in front of the output projection
zeroes the columns that come from them. What is neither is refused, with the reason. The weights
of the model are never touched, so restoring is exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal
from weakref import WeakKeyDictionary

import torch
from torch import nn

from explorer.engine.inside import (
    attention_interface,
    capture,
    output_projection,
    skip_lm_head,
)
from explorer.engine.loaded_model import LoadedModel
from explorer.engine.media.processor import FROM_FILE
from explorer.engine.runner import Runner
from explorer.engine.tensors import Tensors
from explorer.protocol.failures import BadInput, RunFailed
from explorer.protocol.inspection import ALL, AblatableLayer, HeadPlace, SelfCheck
from explorer.protocol.job import Check
from explorer.protocol.run import AblatedHeads
from explorer.protocol.task_run import DECODER_READS_TEXT
from explorer.text.numbers import joined, ntr, rounded
from explorer.text.translation import tr

if TYPE_CHECKING:
    from transformers import PreTrainedModel

DIFFERENCES = frozenset({"diffllama"})
"""Types whose attention function computes parts of heads."""

Means = Literal["interface", "projection", "refused"]


@dataclass
class HeadTargets:
    """How the heads of one model can be switched, and which are off. Lives as long as it."""

    means: Means
    sentence: str
    rows: list[AblatableLayer] = field(default_factory=list)
    projections: dict[str, str] = field(default_factory=dict)  # attention's name -> projection's
    mixes: dict[str, str] = field(default_factory=dict)  # the same, also where they are not used
    off: tuple[HeadPlace, ...] = ()
    undo: ExitStack = field(default_factory=ExitStack)


# By the model itself, weakly: what is known of it goes when it does, and never gets into a save.
_known: WeakKeyDictionary[PreTrainedModel, HeadTargets] = WeakKeyDictionary()


def switches(loaded: LoadedModel, check: Check) -> HeadTargets:
    """Find out once how this model's heads can be switched; runs it on a few IDs."""
    model = loaded.model
    model_switches = _known.get(model)
    if model_switches is None:
        model_switches = _through_interface(loaded, check) or _through_projection(loaded, check)
        _known[model] = model_switches
    return model_switches


def probe(loaded: LoadedModel) -> Tensors:
    """Inputs of a short run: the last run's first tokens, else a few IDs.

    A picture or a sound is given whole: no part of it is one.
    """
    # Classes that judge a whole text look for its end, or for its separators.
    whole = type(loaded.model).__name__.endswith(DECODER_READS_TEXT)
    whole = whole or not FROM_FILE.isdisjoint(loaded.run_inputs)
    cut = None if whole else 8
    inputs = {
        # rows of the batch first, then tokens: [1, up to 8]
        name: value[:1, :cut] if value.dim() > 1 else value[:1]
        for name, value in loaded.run_inputs.items()
    }
    if not inputs:
        try:
            embeddings = loaded.model.get_input_embeddings()
        except NotImplementedError:  # models of pictures and sounds have no table of tokens
            embeddings = None
        # IDs 1 to 5, or what a tiny vocabulary has of them: 0 is padding in many classes.
        count = int(getattr(embeddings, "num_embeddings", 0) or 8)
        ids = torch.arange(1, 6)[None] % count  # [1, 5]
        inputs = {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
    return inputs


def _through_interface(loaded: LoadedModel, check: Check) -> HeadTargets | None:
    model = loaded.model
    if not attention_interface.can_switch(model):
        return None
    if model.config.model_type in DIFFERENCES:
        return HeadTargets(
            "refused",
            tr(
                "In {class_name} a head is the difference of two attention maps. Only one of the "
                "two could be switched off, so no head can be switched off alone.",
                class_name=type(model).__name__,
            ),
        )
    names = {module: name for name, module in model.named_modules()}
    try:
        with (
            attention_interface.implementation(model, attention_interface.NAME),
            attention_interface.called() as heads_by_module,
        ):
            # The attention of a model is looked up at each call, so one run tells which modules
            # take ours.
            Runner(loaded, check).forward(probe(loaded))
    except (RunFailed, ValueError, KeyError):  # classes that look their attention up themselves
        return None
    # Only modules that really called the interface count: a class may own more than it uses.
    rows = _rows(model, {names[module]: heads for module, heads in heads_by_module.items()})
    if not rows:
        return None
    return HeadTargets(
        "interface",
        tr("A head that is off outputs zeros; everything else is computed as usual."),
        rows,
    )


def _through_projection(loaded: LoadedModel, check: Check) -> HeadTargets:
    name = type(loaded.model).__name__
    try:
        projections = output_projection.find(loaded, probe(loaded), check)
    except RunFailed as failure:
        return HeadTargets(
            "refused",
            tr(
                "{name} could not be run to find its heads. {details}",
                name=name,
                details=failure.details,
            ),
        )
    if isinstance(projections, str):
        return HeadTargets("refused", projections)
    rows = _rows(
        loaded.model, {module_name: heads for module_name, (_, heads) in projections.items()}
    )
    return HeadTargets(
        "projection",
        tr(
            "{class_name} computes its attention in its own way, so a head is switched off one "
            "step later, where the outputs of the heads are mixed: its columns of the input to "
            "the output projection are set to zero.",
            class_name=name,
        ),
        rows,
        {text: target for text, (target, _) in projections.items()},
    )


def _rows(model: PreTrainedModel, heads: dict[str, int]) -> list[AblatableLayer]:
    layers: dict[str, int] = {}
    for kind in {capture.kind_of(model, name) for name in heads}:
        modules = [name for name in heads if capture.kind_of(model, name) == kind]
        layers |= capture.switched_layers(modules)
    return [
        AblatableLayer(capture.kind_of(model, name), layers[name], count, name)
        for name, count in heads.items()
    ]


def set_off(loaded: LoadedModel, wanted: Iterable[HeadPlace], check: Check) -> HeadTargets:
    """Leave exactly these heads off from now on; none puts everything back.

    Raises BadInput for a head that is not there, or a model whose heads cannot be switched.
    """
    model_switches = switches(loaded, check)
    places = tuple(sorted(set(wanted)))
    # Judged before anything is changed, so that a wrong head leaves the model as it was.
    off = _by_module(model_switches, places)
    restore(loaded.model)
    if off:
        if model_switches.means == "interface":
            model_switches.undo.enter_context(
                attention_interface.implementation(loaded.model, attention_interface.NAME)
            )
        for name, heads in off.items():
            module = loaded.model.get_submodule(name)
            if model_switches.means == "interface":
                # Kept beside the module, not in it: a copy or a save of the model must not carry
                # it.
                attention_interface.OFF[module] = heads
                model_switches.undo.callback(attention_interface.OFF.pop, module, None)
            else:
                count = next(row.heads for row in model_switches.rows if row.module == name)
                target = loaded.model.get_submodule(model_switches.projections[name])
                # The projection reads [batch, tokens, heads × size]; a head is a block of its
                # columns.
                silence = output_projection.zeroing(heads, count)
                model_switches.undo.enter_context(target.register_forward_pre_hook(silence))
        # The exported Python has no interface of ours: it zeroes the same columns by a hook.
        if not model_switches.mixes and model_switches.means == "interface":
            model_switches.mixes = output_projection.mixes(
                loaded, model_switches.rows, probe(loaded), check
            )
    model_switches.off = places
    return model_switches


def silenced(model: PreTrainedModel) -> tuple[AblatedHeads, ...]:
    """The heads that are off by attention, with what a person needs to do the same by hand."""
    model_switches = _known.get(model)
    if model_switches is None or not model_switches.off:
        return ()
    rows = {row.module: row for row in model_switches.rows}
    return tuple(
        AblatedHeads(
            rows[name].kind,
            rows[name].layer,
            heads,
            rows[name].heads,
            (model_switches.projections or model_switches.mixes).get(name, ""),
            model_switches.means == "interface",
            name,
        )
        for name, heads in _by_module(model_switches, model_switches.off).items()
    )


def restore(model: PreTrainedModel) -> None:
    """Put every head back on."""
    model_switches = _known.get(model)
    if model_switches is not None:
        # ExitStack undoes in reverse: the heads' entries or hooks first, the attention switch last.
        model_switches.undo.close()
        model_switches.off = ()


def off(model: PreTrainedModel) -> tuple[HeadPlace, ...]:
    """The heads of a model that are off now."""
    model_switches = _known.get(model)
    return model_switches.off if model_switches is not None else ()


def _by_module(
    model_switches: HeadTargets, places: Iterable[HeadPlace]
) -> dict[str, tuple[int, ...]]:
    wanted: dict[str, set[int]] = {}
    for place in places:
        row = next(
            (
                row
                for row in model_switches.rows
                if (row.kind, row.layer) == (place.kind, place.layer)
            ),
            None,
        )
        if row is None or not (place.head == ALL or 0 <= place.head < row.heads):
            if model_switches.means == "refused":
                raise BadInput(model_switches.sentence)
            raise BadInput(
                tr(
                    "There is no head {head} in layer {layer}.",
                    head=place.head + 1,
                    layer=place.layer + 1,
                )
            )
        heads = range(row.heads) if place.head == ALL else (place.head,)
        wanted.setdefault(row.module, set()).update(heads)
    return {name: tuple(sorted(heads)) for name, heads in wanted.items()}


def outputs_zero(loaded: LoadedModel, model_switches: HeadTargets, check: Check) -> SelfCheck:
    """Run the last inputs with probes in front of the output projections: all zeros there?

    Where something is between the heads and their projection, the attention function's own
    result is looked at instead.
    """
    return skip_lm_head.tried(
        loaded.model, lambda logits: _looked_at(loaded, model_switches, check, logits)
    )


def _looked_at(
    loaded: LoadedModel, model_switches: HeadTargets, check: Check, logits: bool
) -> SelfCheck:
    modules = _by_module(model_switches, model_switches.off)
    wrong_here = loaded.model.config.model_type in output_projection.WRONG_HERE
    targets = model_switches.projections
    if not targets and not wrong_here:
        targets = output_projection.targets(loaded, model_switches.rows, probe(loaded), check)
    if model_switches.means == "interface" and not modules.keys() <= targets.keys():
        with attention_interface.inspected() as seen_there:
            Runner(loaded, check).again(logits=logits)
        where = tr("the attention function itself")
        return _zero(max(seen_there, default=0.0), len(seen_there), where)
    largest = 0.0
    head_count = 0

    def probe_of(heads: tuple[int, ...], count: int) -> Callable[[nn.Module, Any], None]:
        def probe(module: nn.Module, args: Any) -> None:
            nonlocal largest, head_count
            parts = output_projection.columns(args[0], heads, count)
            # Each part is [batch, tokens, size] of one head.
            largest = max(largest, *(float(part.abs().max()) for part in parts))
            head_count += len(heads)

        return probe

    with ExitStack() as stack:
        for name, heads in modules.items():
            if name in targets:
                count = next(row.heads for row in model_switches.rows if row.module == name)
                target = loaded.model.get_submodule(targets[name])
                stack.enter_context(target.register_forward_pre_hook(probe_of(heads, count)))
        Runner(loaded, check).again(logits=logits)
    return _zero(
        largest,
        head_count,
        joined([targets[module_name] for module_name in modules if module_name in targets]),
    )


def _zero(largest: float, head_count: int, where: str) -> SelfCheck:
    if not head_count:
        return SelfCheck(
            tr("a switched-off head's output is zero"),
            False,
            tr("The step that mixes the heads' outputs was not found, so this was not checked."),
        )
    sentence = (
        ntr(
            "Checked: {count} head switched off, and every number of its output is 0.",
            "Checked: {count} heads switched off, and every number of their output is 0.",
            head_count,
        )
        if largest == 0.0
        else ntr(
            "Checked: {count} head switched off, but its output goes up to {largest} instead of 0.",
            "Checked: {count} heads switched off, but their output goes up to {largest} instead "
            "of 0.",
            head_count,
            largest=rounded(largest),
        )
    )
    compared = tr(
        "Compared with 0, number by number: what these heads output at {module}.", module=where
    )
    # Exactly 0: zeros are written, not computed, so there is no rounding to allow for.
    return SelfCheck(tr("a switched-off head's output is zero"), largest == 0.0, sentence, compared)
