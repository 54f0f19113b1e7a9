"""Capturing the attention weights of the last run, and telling which layer each map is from."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from explorer.boundary.values import as_list
from explorer.engine import hooks
from explorer.engine.config_values import text_part
from explorer.engine.inside import attention_interface, skip_lm_head
from explorer.engine.loaded_model import LoadedModel
from explorer.engine.runner import Runner
from explorer.engine.tensors import form_of, has_rank
from explorer.protocol.inspection import Kind
from explorer.protocol.job import Check
from explorer.text.translation import tr

if TYPE_CHECKING:
    from transformers import PreTrainedModel

WHOLE_BYTES = 512 * 1024 * 1024
"""Above this much for all maps together, rows go by in blocks and only the picture is kept."""

KEYS: dict[Kind, str] = {
    "self": "attentions",
    "encoder": "encoder_attentions",
    "decoder": "decoder_attentions",
    "cross": "cross_attentions",
}


@dataclass
class Map:
    """The weights of one attention of the last run: [batch, heads, from, to], not yet judged.

    `layer` is the layer of the run, from 0, and `label` names it; `switch` is the layer whose heads
    are switched off for it, which is another where layers share one module (ALBERT).
    """

    kind: Kind
    layer: int
    switch: int
    label: str
    module: str
    weights: torch.Tensor
    place: int = 0
    """Its place among the outputs that the model returns of its kind."""

    @property
    def name(self) -> str:
        """The output that it is."""
        return f"{KEYS[self.kind]}[{self.place}]"


@dataclass
class Captured:
    """All maps of the last run, or a sentence why there are none. Stays in the torch room."""

    maps: list[Map] = field(default_factory=list)
    note: str = ""
    seconds: float = 0.0


def capture(loaded: LoadedModel, check: Check) -> Captured:
    """Run the last inputs again with eager attention and keep every map that comes back."""
    return skip_lm_head.tried(loaded.model, lambda logits: _captured(loaded, check, logits))


def _captured(loaded: LoadedModel, check: Check, logits: bool) -> Captured:
    with owners_of_maps(loaded.model) as owners, eager(loaded):
        outputs, seconds = Runner(loaded, check).again("output_attentions", logits=logits)
    return maps_of(loaded, outputs, owners, seconds)


def maps_of(
    loaded: LoadedModel, outputs: Mapping[str, Any], owners: Mapping[int, str], seconds: float
) -> Captured:
    """The maps among the outputs of a pass that was made `eager`, inside `owners_of_maps`."""
    maps: list[Map] = []
    odd: list[str] = []
    for kind, key in KEYS.items():
        entries = outputs.get(key)
        entries = [entries] if isinstance(entries, torch.Tensor) else as_list(entries)
        odd += [form_of(item) for item in entries if item is not None and not has_rank(item, 4)]
        # Each [batch, heads, from, to].
        weights = [(place, item) for place, item in enumerate(entries) if has_rank(item, 4)]
        modules = [owners.get(id(item), "") for _, item in weights]
        switches = switched_layers(modules)
        for module, layer, (place, item) in zip(modules, layers_of(modules), weights, strict=True):
            label = labelled(loaded.model, layer)
            maps.append(Map(kind, layer, switches[module], label, module, item, place))
    note = ""
    if not maps:
        name = type(loaded.model).__name__
        if odd:
            note = tr(
                "{class_name} returns attention of the form {shape}, not a weight from each "
                "token to each other, so it cannot be drawn as heads. It can be read under Raw "
                "tensors.",
                class_name=name,
                shape=odd[0],
            )
        elif other_mixers(loaded.model) and _lists_layers(loaded.model):
            note = tr(
                "None of this model's layers has attention: its config makes all of them {model}.",
                model=other_mixers(loaded.model),
            )
        elif not any(key in outputs for key in KEYS.values()):
            note = tr(
                "{name} has no attention to show: its layers mix tokens in another "
                "way, so no token gives weights to the others.",
                name=name,
            )
        else:
            note = tr(
                "{name} does not return its attention weights, even with eager attention.",
                name=name,
            )
    return Captured(maps, note, seconds)


@contextmanager
def eager(loaded: LoadedModel) -> Iterator[None]:
    """Eager attention; models with heads off keep our own, which returns its weights too."""
    if any(module in attention_interface.OFF for module in loaded.model.modules()):
        yield
    else:
        with attention_interface.implementation(loaded.model, "eager"):
            yield


@contextmanager
def owners_of_maps(model: nn.Module) -> Iterator[dict[int, str]]:
    """Which module returned which tensor first, by the tensor's identity while all are alive.

    The output tuples of hybrids leave out layers and say nothing of which; this cannot be wrong.
    """
    names_by_id: dict[int, str] = {}

    def watch(name: str, output: object) -> None:
        for tensor in as_list(output):
            if has_rank(tensor, 4):
                # The innermost module returns it first; those around it only hand the same one on.
                names_by_id.setdefault(id(tensor), name)

    with hooks.watched(model, watch):
        yield names_by_id


def layer_of(module: str) -> int | None:
    """The layer number in a module's name, `model.layers.3.self_attn`: 3; None without one."""
    # Numbers between dots only: the 2 of `conv2d` is none.
    numbers = re.findall(r"(?:^|\.)(\d+)(?=\.|$)", module)
    return int(numbers[0]) if numbers else None


def layers_of(modules: Sequence[str]) -> list[int]:
    """The layers, from 0, that modules are of, named in the order in which they ran.

    The numbers in their names, unless those do not rise: layers of several blocks (Funnel, CANINE),
    or one module that is used again and again (ALBERT). They are counted then.
    """
    named = [layer_of(module) for module in modules]
    numbers = [number for number in named if number is not None]
    rising = all(before < after for before, after in itertools.pairwise(numbers))
    return numbers if rising and len(numbers) == len(modules) else list(range(len(modules)))


def switched_layers(modules: Sequence[str]) -> dict[str, int]:
    """The layer of each module; one that serves several layers has one."""
    each = list(dict.fromkeys(modules))
    return dict(zip(each, layers_of(each), strict=True))


def labelled(model: PreTrainedModel, layer: int) -> str:
    """A layer, from 0, in words: "layer 4 (full attention)"."""
    label = tr("layer {layer}", layer=layer + 1)
    types = as_list(getattr(text_part(model.config), "layer_types", None))
    if layer < len(types) and len(set(types)) > 1:
        label += f" ({str(types[layer]).replace('_', ' ')})"
    return label


def kind_of(model: PreTrainedModel, module: str) -> Kind:
    """Which stack an attention module is of, by name: `decoder.block.0.layer.1.EncDecAttention`.

    Cross attention is called encoder_attn, EncDecAttention or crossattention in transformers.
    """
    lowered = module.lower()
    if any(word in lowered for word in ("encoder_attn", "encdecattention", "cross")):
        return "cross"
    if not model.config.is_encoder_decoder:
        return "self"
    return "decoder" if "decoder" in lowered else "encoder"


def other_mixers(model: PreTrainedModel) -> str:
    """What the layers are where the config lists them and none is attention, else nothing."""
    kinds = getattr(text_part(model.config), "layer_types", None) or []
    # "encoder_attn" is the decoder's attention to the encoder, not the encoder's own.
    others = {str(kind) for kind in kinds}
    if not others or any("attention" in kind and kind != "linear_attention" for kind in others):
        return ""
    return ", ".join(sorted(others)).replace("_", " ")


def _lists_layers(model: PreTrainedModel) -> bool:
    """Whether the config itself says what its layers are.

    Mamba's says "linear attention" of its states for the cache alone, and it is none.
    """
    return "layer_types" in text_part(model.config).to_dict()


def expected_bytes(loaded: LoadedModel) -> int:
    """How large all maps of the last run would be together, in bytes."""
    config = text_part(loaded.model.config)
    layers = int(getattr(config, "num_hidden_layers", 0) or 0)
    heads = int(getattr(config, "num_attention_heads", 0) or 0)
    ids = loaded.run_inputs.get("input_ids")
    if ids is not None:
        # batch × tokens × tokens, at 4 bytes: eager softmax is computed in float32.
        return layers * heads * ids.numel() * int(ids.shape[-1]) * 4
    for name in ("encoder_last_hidden_state", "last_hidden_state"):  # a picture or a sound
        states = loaded.run_outputs.get(name)
        if states is not None and states.dim() == 3:
            return layers * heads * int(states.shape[0]) * int(states.shape[1]) ** 2 * 4
    return 0
