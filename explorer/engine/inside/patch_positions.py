"""Where vectors of a run can be replaced: found by running the last inputs once and watching.

The layers are the module list each of whose elements gives one vector for each token. What a
layer's attention adds is the output of its projection; what its feed-forward part adds is that of
the last matrix it multiplies with, or of the whole block where experts share the tokens out.
Where a decoder reads beside an encoder, its own parts are found by `of_decoder`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from torch import nn

from explorer.engine import forward, hooks
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
    first: str = ""
    """The module that the vectors enter first: the first layer, or the first part of it."""
    crossing: dict[int, str] = field(default_factory=dict)
    """Of a decoder: what adds what was read in the encoder."""
    feeds: dict[int, str] = field(default_factory=dict)
    """Of each layer, what its feed-forward part adds: also where rows and tokens are one axis, so
    that nothing can be put in."""
    disabled_reason: dict[PatchPart, str] = field(default_factory=dict)
    why_none: str = ""


@dataclass
class _Call:
    """What a module returned: how often, in which order, and the shape of the last one."""

    times: int
    order: int
    shape: tuple[int, ...]


@dataclass(frozen=True)
class _Layer:
    """The module that returns what a layer makes, and all modules that are the layer."""

    name: str
    members: tuple[str, ...]

    def within(self, module: str) -> str:
        """The rest of the name of a module that is inside the layer; empty for any other."""
        return next(
            (
                module.removeprefix(f"{member}.")
                for member in self.members
                if module.startswith(f"{member}.")
            ),
            "",
        )


def find(loaded: LoadedModel, check: Check) -> Places:
    """What can be replaced in the last run. Raises NothingRun and RunFailed."""
    name = type(loaded.model).__name__
    if last_run.row_count(loaded) != 1:
        return Places(why_none=tr("Patching compares two single texts; the last run had several."))
    if "input_ids" not in loaded.run_inputs:
        return Places(
            why_none=tr(
                "{name} did not read a text: a patch goes from a token of one text to a token of "
                "another.",
                name=name,
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
    return _places(loaded, calls, stack, length, check)


def of_decoder(loaded: LoadedModel, check: Check) -> Places:
    """The same of the decoder of a model of two stacks, in the last run. Raises as `find`."""
    model = loaded.model
    name = type(model).__name__
    length = int(forward.decoder_ids(model, loaded.run_inputs).shape[-1])
    calls = skip_lm_head.tried(model, lambda logits: _watched(loaded, check, logits))
    decoder = model.get_decoder()
    inside = next((own for own, module in model.named_modules() if module is decoder), "")
    stack = _stack(model, calls, length, inside and f"{inside}.")
    if not stack:
        return Places(
            why_none=tr(
                "No list of layers was found in the decoder of {class_name} that gives one vector "
                "for each token.",
                class_name=name,
            )
        )
    return _places(loaded, calls, stack, length, check)


def _places(
    loaded: LoadedModel,
    calls: dict[str, _Call],
    stack: list[_Layer],
    length: int,
    check: Check,
) -> Places:
    """What can be replaced in these layers, whose vectors are [1, tokens, size]."""
    name = type(loaded.model).__name__
    if any(calls[layer.name].times > 1 for layer in stack):
        return Places(
            why_none=tr(
                "{class_name} runs the same layer several times, so no layer is a single step.",
                class_name=name,
            )
        )
    shape = (1, length, calls[stack[-1].name].shape[-1])
    places = Places(
        len(stack),
        {"residual": {number: layer.name for number, layer in enumerate(stack)}},
        stack[0].members[0],
    )
    attention, crossing = _attention(loaded, stack, check)
    fits = _fitting(attention, calls, shape)
    places.crossing = _fitting(crossing, calls, shape)
    if fits:
        places.modules["attention"] = fits
    else:
        places.disabled_reason["attention"] = tr(
            "In {name} the step where attention adds its vectors to a layer was not found.",
            name=name,
        )
    places.feeds = _feeds(stack, calls, attention, shape)
    feeds = _fitting(places.feeds, calls, shape)
    if feeds:
        places.modules["mlp"] = feeds
    elif places.feeds:
        places.disabled_reason["mlp"] = tr(
            "{name} puts the tokens of all texts into one row for its feed-forward parts, so that "
            "they are neither patched nor switched off here.",
            name=name,
        )
    else:
        places.disabled_reason["mlp"] = tr(
            "In {name} no feed-forward part was found that adds one vector for each token.",
            name=name,
        )
    return places


def _fitting(
    modules: dict[int, str], calls: dict[str, _Call], shape: tuple[int, ...]
) -> dict[int, str]:
    return {
        layer: name
        for layer, name in modules.items()
        if name in calls and calls[name].times == 1 and calls[name].shape == shape
    }


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


def _stack(
    model: nn.Module, calls: dict[str, _Call], length: int, inside: str = ""
) -> list[_Layer]:
    """The layers, in order: the longest list that gives a vector for each token, not counting
    lists inside the layers of another (MobileBERT's have several feed-forward parts each)."""
    lists = []
    for name, module in modules_of(model, nn.ModuleList):
        # [1, tokens, size]: the last run was one text.
        names = [f"{name}.{place}" for place in range(len(module))]
        if name.startswith(inside) and all(
            len(shape) == 3 and shape[:2] == (1, length)
            for shape in (calls[own].shape if own in calls else () for own in names)
        ):
            lists.append((names, all(any(layer.children()) for layer in module)))
    best: list[str] = []
    for names, with_parts in lists:
        # MarkupLM has 50 tables of embeddings in a list, and 12 layers.
        outer = not any(
            names[0].startswith(f"{other}.") for others, _ in lists for other in others if names
        )
        if with_parts and outer and len(names) > len(best):
            best = names
    return _joined(best, [names for names, _ in lists], calls)


def _joined(best: list[str], lists: list[list[str]], calls: dict[str, _Call]) -> list[_Layer]:
    """The layers of XLM are not modules, but the n-th modules of several lists, called in turn:
    attention, norm, feed-forward, norm. The last of them returns what the layer makes."""
    if not best:
        return []
    parent = best[0].rpartition(".")[0].rpartition(".")[0]
    siblings = [
        names
        for names in lists
        if len(names) == len(best) and names[0].rpartition(".")[0].rpartition(".")[0] == parent
    ]
    layers = []
    for number in range(len(best)):
        members = sorted((names[number] for names in siblings), key=lambda name: calls[name].order)
        layers.append(_Layer(members[-1], tuple(members)))
    ends = [max(calls[name].order for name in layer.members) for layer in layers]
    starts = [min(calls[name].order for name in layer.members) for layer in layers]
    in_turn = all(end < start for end, start in zip(ends, starts[1:], strict=False))
    alike = all(calls[layer.name].shape == calls[best[0]].shape for layer in layers)
    return layers if in_turn and alike else [_Layer(name, (name,)) for name in best]


def _attention(
    loaded: LoadedModel, stack: Sequence[_Layer], check: Check
) -> tuple[dict[int, str], dict[int, str]]:
    """The module of each layer that mixes the outputs of its heads; and of those that read the
    encoder."""
    known = head_mask.switches(loaded, check)
    if not known.rows:
        return {}, {}
    probe = head_mask.probe(loaded)
    own = [row for row in known.rows if row.kind != "cross"]
    targets = known.projections
    if not targets and own:
        targets = output_projection.targets(loaded, known.rows, probe, check)
    modules: tuple[dict[int, str], dict[int, str]] = {}, {}
    for row in known.rows:
        target = targets.get(row.module, "")
        for number, layer in enumerate(stack):
            if layer.within(target):
                modules[row.kind == "cross"].setdefault(number, target)
    return modules


def _feeds(
    stack: Sequence[_Layer],
    calls: dict[str, _Call],
    attention: dict[int, str],
    shape: tuple[int, ...],
) -> dict[int, str]:
    """The module of each layer whose output is what the feed-forward part adds.

    OPT makes one axis of rows and tokens there: [tokens, size] of a single row.
    """
    modules = {}
    for number, layer in enumerate(stack):
        mixes = attention.get(number, "")
        attends = mixes.rpartition(".")[0]
        inside = {module: call for module, call in calls.items() if layer.within(module)}
        leaves = [
            text
            for text in inside
            if not any(other.startswith(f"{text}.") for other in inside)
            # Inside the attention module, unless that is the layer itself.
            and text != mixes
            and not (attends != layer.name and attends and text.startswith(f"{attends}."))
            and not _attends(layer.within(text))
            and not _norms(text)
        ]
        if not leaves:
            continue
        # What a layer computes last before its output is added is its feed-forward part.
        last = max(leaves, key=lambda leaf: inside[leaf].order)
        block = _block(layer, last, inside)
        target = block or last
        call = inside[target]
        fits = call.times == 1 and call.shape in (shape, shape[1:])
        if fits and (block or _matrix_name(target)):
            modules[number] = target
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


def _block(layer: _Layer, last: str, inside: dict[str, _Call]) -> str:
    """The block around experts, where tokens are shared out inside it; else nothing."""
    # Mixtral's experts are one module of tensors, of whose parts only the activation is called.
    if not any(re.search(r"expert|router", layer.within(module)) for module in inside):
        return ""
    rest = layer.within(last).split(".")
    start = last.removesuffix(".".join(rest)).removesuffix(".")
    for count in range(1, len(rest)):
        name = ".".join([start, *rest[:count]])
        if name in inside and _BLOCK.search(rest[count - 1]):
            return name
    return ""
