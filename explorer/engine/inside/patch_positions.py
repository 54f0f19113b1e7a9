"""Where vectors of a run can be replaced: found by running the last inputs once and watching.

The layers are the module list each of whose elements gives one vector for each token. What a
layer's attention adds is the output of its projection; what its feed-forward part adds is that of
the last matrix it multiplies with, or of the whole block where experts share the tokens out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from torch import nn

from explorer.engine import hooks
from explorer.engine.inside import head_mask, last_run, output_projection, skip_lm_head
from explorer.engine.loaded_model import LoadedModel
from explorer.engine.runner import Runner
from explorer.engine.tensors import first_tensor, modules_of
from explorer.protocol.job import Check
from explorer.protocol.run import PatchPart
from explorer.text.translation import tr

PARTS: tuple[PatchPart, ...] = ("residual", "attention", "mlp")
_BLOCK = re.compile(r"(mlp|moe|feed_forward|ffn|ff|experts)", re.IGNORECASE)


@dataclass
class Places:
    """For each part, the module of each layer (from 0) that has it; or why there is none."""

    layers: int = 0
    modules: dict[PatchPart, dict[int, str]] = field(default_factory=dict)
    disabled_reason: dict[PatchPart, str] = field(default_factory=dict)
    why_none: str = ""


@dataclass
class _Call:
    """What a module returned: how often, in which order, and the shape of the last one."""

    times: int
    order: int
    shape: tuple[int, ...]


def find(loaded: LoadedModel, check: Check) -> Places:
    """What can be replaced in the last run. Raises NothingRun and RunFailed."""
    name = type(loaded.model).__name__
    if last_run.row_count(loaded) != 1:
        return Places(why_none=tr("Patching compares two single texts; the last run had several."))
    if "input_ids" not in loaded.run_inputs:
        return Places(
            why_none=tr(
                "{name} was not given tokens, and a patch goes from token to token.", name=name
            )
        )
    length = int(loaded.run_inputs["input_ids"].shape[-1])
    calls = skip_lm_head.tried(loaded.model, lambda logits: _watched(loaded, check, logits))
    stack = _stack(loaded.model, calls, length)
    if not stack:
        return Places(
            why_none=tr(
                "No list of layers was found in {name} that gives one vector for each token.",
                name=name,
            )
        )
    if any(calls[module].times > 1 for module in stack):
        return Places(
            why_none=tr(
                "{class_name} runs the same layer several times, so no layer is a single step.",
                class_name=name,
            )
        )
    width = calls[stack[-1]].shape[-1]
    places = Places(len(stack), {"residual": dict(enumerate(stack))})
    attention = _attention(loaded, stack, check)
    fits = {
        layer: text
        for layer, text in attention.items()
        if text in calls and calls[text].times == 1 and calls[text].shape == (1, length, width)
    }
    if fits:
        places.modules["attention"] = fits
    else:
        places.disabled_reason["attention"] = tr(
            "In {name} the step where attention adds its vectors to a layer was not found.",
            name=name,
        )
    feeds = _feeds(stack, calls, attention, (1, length, width))
    if feeds:
        places.modules["mlp"] = feeds
    else:
        places.disabled_reason["mlp"] = tr(
            "In {name} no feed-forward part was found that adds one vector for each token.",
            name=name,
        )
    return places


def _watched(loaded: LoadedModel, check: Check, logits: bool) -> dict[str, _Call]:
    calls: dict[str, _Call] = {}

    def watch(name: str, output: object) -> None:
        # Layers return a tensor or a tuple that begins with it, depending on the class.
        state = first_tensor(output)
        shape = tuple(state.shape) if state is not None else ()
        times = calls[name].times + 1 if name in calls else 1
        calls[name] = _Call(times, len(calls), shape)

    with hooks.watched(loaded.model, watch):
        Runner(loaded, check).again(logits=logits)
    return calls


def _stack(model: nn.Module, calls: dict[str, _Call], length: int) -> list[str]:
    """The names of the layers, in order: the longest list that gives a vector for each token."""
    best: list[str] = []
    for name, module in modules_of(model, nn.ModuleList):
        if not all(any(layer.children()) for layer in module):
            continue  # MarkupLM has 50 tables of embeddings in a list, and 12 layers
        layers = [f"{name}.{place}" for place in range(len(module))]
        shapes = [calls[layer].shape if layer in calls else () for layer in layers]
        if len(layers) > len(best) and all(
            # [1, tokens, size]: the last run was one text.
            len(shape) == 3 and shape[:2] == (1, length)
            for shape in shapes
        ):
            best = layers
    return best


def _attention(loaded: LoadedModel, stack: list[str], check: Check) -> dict[int, str]:
    """The module of each layer that mixes the outputs of its heads."""
    known = head_mask.switches(loaded, check)
    rows = [row for row in known.rows if row.kind != "cross"]
    if not rows:
        return {}
    probe = head_mask.probe(loaded)
    targets = known.projections or output_projection.targets(loaded, rows, probe, check)
    modules = {}
    for layer, name in enumerate(stack):
        own = [
            targets[ablatable_layer.module]
            for ablatable_layer in rows
            if ablatable_layer.module in targets
        ]
        own = [target for target in own if target.startswith(f"{name}.")]
        if own:
            modules[layer] = own[0]
    return modules


def _feeds(
    stack: list[str], calls: dict[str, _Call], attention: dict[int, str], shape: tuple[int, ...]
) -> dict[int, str]:
    """The module of each layer whose output is what the feed-forward part adds."""
    modules = {}
    for layer, name in enumerate(stack):
        mixes = attention.get(layer, "")
        attends = mixes.rpartition(".")[0]
        inside = {module: call for module, call in calls.items() if module.startswith(f"{name}.")}
        leaves = [
            text
            for text in inside
            if not any(other.startswith(f"{text}.") for other in inside)
            # Inside the attention module, unless that is the layer itself.
            and text != mixes
            and not (attends != name and attends and text.startswith(f"{attends}."))
            and not _attends(text[len(name) :])
            and not _norms(text)
        ]
        if not leaves:
            continue
        # What a layer computes last before its output is added is its feed-forward part.
        last = max(leaves, key=lambda leaf: inside[leaf].order)
        block = _block(name, last, inside, leaves)
        target = block or last
        call = inside[target]
        if call.times == 1 and call.shape == shape and (block or _matrix_name(target)):
            modules[layer] = target
    return modules


def _attends(rest: str) -> bool:
    lowered = rest.lower()
    return "attn" in lowered or "attention" in lowered or "mixer" in lowered or "mamba" in lowered


def _norms(name: str) -> bool:
    last = name.rpartition(".")[2].lower()
    words = ("norm", "ln_", "dropout", "act", "identity", "layerscale", "drop_path")
    return any(word in last for word in words) or last in ("ln", "ln1", "ln2")


def _matrix_name(name: str) -> bool:
    """Whether a leaf looks like a projection and not like a gate or a scale."""
    return not any(word in name.rpartition(".")[2].lower() for word in ("gate", "router", "scale"))


def _block(layer: str, last: str, inside: dict[str, _Call], leaves: list[str]) -> str:
    """The block around experts, where tokens are shared out inside it; else nothing."""
    routed = [leaf for leaf in leaves if re.search(r"expert|router", leaf[len(layer) :])]
    if not routed:
        return ""
    parts = last[len(layer) + 1 :].split(".")
    for count in range(1, len(parts)):
        name = ".".join([layer, *parts[:count]])
        if name in inside and _BLOCK.search(parts[count - 1]):
            return name
    return ""
