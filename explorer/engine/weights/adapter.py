"""An adapter folder (LoRA): its base is loaded, and the adapter merged into the base's weights.

peft does the arithmetic, W + (B · A) · scale. Of adapter_config.json only what is needed here is
read, by its type: peft itself would take patterns to match names by and names of modules to import
from it. What the model is then is a plain model of the base's class.

The weights that the adapter changed are kept beside as they were, so that it can be switched off
and on: off, the model is its base, bit for bit, and on, what peft merged.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from weakref import WeakKeyDictionary

import msgspec
import torch

from explorer.boundary import formats, hub_names, typed_json
from explorer.boundary.limits import PROCESSOR_CONFIG
from explorer.boundary.packages import installed
from explorer.boundary.path_containment import optional
from explorer.boundary.typed_json import Malformed
from explorer.engine.weights import weight_files
from explorer.engine.weights.folder import folder_of
from explorer.engine.weights.stored import StoredWeights
from explorer.protocol.failures import ConfigBroken, WeightsBroken
from explorer.protocol.job import Check
from explorer.text import numbers
from explorer.text.translation import tr

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_CONFIG = "adapter_config.json"
_WEIGHTS = ("adapter_model.safetensors", "adapter_model.bin")
_PREFIX = "base_model.model."
# The two matrices of a layer; DoRA has a vector of lengths besides.
_LORA = re.compile(
    re.escape(_PREFIX) + r"(?P<module>[\w.]+)\.lora_(?:A|B|magnitude_vector)(?:\.weight)?"
)
_PLAIN = re.compile(r"[\w.]+")
_LARGEST_RANK = 65_536

# peft's name of a task: the Auto class that its base is loaded into.
_CLASSES = {
    "CAUSAL_LM": "AutoModelForCausalLM",
    "SEQ_2_SEQ_LM": "AutoModelForSeq2SeqLM",
    "SEQ_CLS": "AutoModelForSequenceClassification",
    "TOKEN_CLS": "AutoModelForTokenClassification",
    "QUESTION_ANS": "AutoModelForQuestionAnswering",
    "FEATURE_EXTRACTION": "AutoModel",
}


class _Config(msgspec.Struct):
    """What adapter_config.json says that the arithmetic needs."""

    peft_type: str = ""
    base_model_name_or_path: str | None = None
    revision: str | None = None
    task_type: str | None = None
    r: int = 8
    lora_alpha: float = 8
    use_rslora: bool = False
    use_dora: bool = False
    fan_in_fan_out: bool = False
    bias: str = "none"
    lora_bias: bool = False
    rank_pattern: dict[str, int] | None = None
    alpha_pattern: dict[str, float] | None = None
    modules_to_save: list[str] | None = None


@dataclass(frozen=True)
class Adapter:
    """An adapter that can be merged here: its folder as a person called it, and its base.

    `class_name` is the class that the base is loaded into, empty for the base's own.
    """

    path: str
    folder: Path
    base: str
    revision: str
    class_name: str
    config: _Config


def of(path: str, check: Check) -> Adapter | None:
    """The adapter in a folder; None where there is none, or where it cannot be merged here.

    Why not is told by the failure of opening such a folder. Raises ConfigBroken.
    """
    folder = Path(path)
    # os.path: a name that is too long is no folder, and no error.
    if not os.path.isfile(folder / _CONFIG):
        return None
    what = formats.folder_format(formats.names_in(folder), formats.read_json(folder, check))
    if what is None or what.kind != "adapter" or not mergeable(what.software) or not what.base:
        return None
    config = _read(folder, path)
    revision = config.revision or ""
    revision = revision if revision and hub_names.is_revision(revision) else ""
    base = what.base
    # A relative path means nothing here; what is no folder can be an id of the Hub.
    # Itself no adapter: a folder that names itself would be opened without an end.
    here = os.path.isabs(base) and os.path.isfile(os.path.join(base, "config.json"))
    if not here and (os.path.exists(base) or folder_of(base, revision) is None):
        return None
    class_name = _CLASSES.get(config.task_type or "", "")
    return Adapter(path, folder, base, "" if here else revision, class_name, config)


def mergeable(kind: str) -> bool:
    """Whether adapters of peft's type `kind` are merged here, with what is installed."""
    return kind == "LORA" and installed("peft")


def _read(folder: Path, path: str) -> _Config:
    file = optional(folder, _CONFIG)
    try:
        if file is None:
            raise Malformed(tr("it leads out of the folder"))
        config = typed_json.read(file, PROCESSOR_CONFIG, _Config)
        ranks = (config.r, *(config.rank_pattern or {}).values())
        if not all(0 < rank <= _LARGEST_RANK for rank in ranks):
            raise Malformed(tr("a rank must be between 1 and {most:,}", most=_LARGEST_RANK))
        if config.bias not in ("none", "all", "lora_only"):
            raise Malformed(tr("“{value}” is not a kind of bias", value=config.bias[:40]), "$.bias")
        # peft matches names by these: only plain ones, which are no patterns.
        names = (
            *(config.rank_pattern or ()),
            *(config.alpha_pattern or ()),
            *(config.modules_to_save or ()),
        )
        for name in names:
            if not _PLAIN.fullmatch(name):
                shown = numbers.shortened(name)
                raise Malformed(tr("“{name}” is a pattern, not the name of a layer", name=shown))
    except (OSError, Malformed) as error:
        raise ConfigBroken(path, f"{_CONFIG}: {error}.") from error
    return config


def files(adapter: Adapter, check: Check) -> weight_files.WeightFiles:
    """Its weights, by their heads alone. Raises the failures of `weight_files`."""
    return weight_files.one_of(adapter.folder, _WEIGHTS, check)


def switchable(adapter: Adapter) -> bool:
    """Whether it changes nothing but its layers: no head of its own, and no bias elsewhere."""
    return adapter.config.bias == "none" and not adapter.config.modules_to_save


def changed_bytes(adapter: Adapter, check: Check) -> int:
    """What the weights that it changes take in memory, at the most. Raises as `files`."""
    shapes = {head.name: head.shape for head in files(adapter, check).tensors}
    pairs = (
        (shape, shapes.get(name.replace(".lora_A.", ".lora_B.")))
        for name, shape in shapes.items()
        if ".lora_A." in name
    )
    # A is [rank, in], B is [out, rank].
    return sum(4 * first[-1] * second[0] for first, second in pairs if second and first)


def merge(model: PreTrainedModel, adapter: Adapter, check: Check, *, keep: bool) -> int:
    """Merge the adapter into a model of its base's class; returns how many layers it changed.

    `keep`: the weights that it changes are kept as they were, for `switch`. Raises WeightsBroken
    where it does not fit the model, and what reading weights raises.
    """
    from peft import LoraConfig, PeftModel
    from peft.utils import set_peft_model_state_dict

    stored = StoredWeights(files(adapter, check), check)
    lazy = stored.state_dict()
    tensors: dict[str, torch.Tensor] = {name: lazy[name][...] for name in lazy}
    modules = sorted({match["module"] for name in tensors if (match := _LORA.fullmatch(name))})
    if not modules:
        raise WeightsBroken(adapter.path, tr("it holds no matrices of LoRA"))
    copies = _copies(model, modules) if keep else {}
    config = adapter.config
    wanted: Any = LoraConfig(
        r=config.r,
        lora_alpha=config.lora_alpha,
        # The layers by their whole names, as the file has them: no pattern is asked.
        target_modules=modules,
        use_rslora=config.use_rslora,
        use_dora=config.use_dora,
        fan_in_fan_out=config.fan_in_fan_out,
        bias=config.bias,
        lora_bias=config.lora_bias,
        rank_pattern=config.rank_pattern or {},
        alpha_pattern=config.alpha_pattern or {},
        modules_to_save=config.modules_to_save,
        inference_mode=True,
    )
    try:
        with torch.random.fork_rng([]):
            around = PeftModel(model, wanted)
        check()
        answer = set_peft_model_state_dict(around, tensors)
        if answer.unexpected_keys:
            raise ValueError(f"no place for {answer.unexpected_keys[:3]}")
        around.merge_and_unload()
    except (ValueError, RuntimeError, KeyError, AttributeError, TypeError) as error:
        sentence = f"{type(error).__name__}: {error}"
        raise WeightsBroken(adapter.path, sentence) from error
    _plain_again(model)
    if keep:
        changed = {
            name: before
            for name, before in copies.items()
            if not torch.equal(before, model.get_parameter(name))
        }
        _BESIDE[model] = _Beside(changed)
    return len(modules)


def _copies(model: PreTrainedModel, modules: list[str]) -> dict[str, torch.Tensor]:
    """The weights of these modules, as they are now; those that are tied once."""
    starts = tuple(f"{module}." for module in modules)
    result: dict[str, torch.Tensor] = {}
    visited: set[int] = set()
    for name, parameter in model.named_parameters(remove_duplicate=False):
        if name.startswith(starts) and id(parameter) not in visited:
            visited.add(id(parameter))
            result[name] = parameter.detach().clone()
    return result


# -- off and on ------------------------------------------------------------------------------------


@dataclass
class _Beside:
    """The weights that an adapter changes, in the state that they do not have in memory now."""

    others: dict[str, torch.Tensor]
    on: bool = True


_BESIDE: WeakKeyDictionary[torch.nn.Module, _Beside] = WeakKeyDictionary()
"""The models whose adapter can be switched."""

State = Literal["", "on", "off"]


def state(model: torch.nn.Module) -> State:
    """Whether a model's adapter is on; empty where it has none that can be switched."""
    switchable = _BESIDE.get(model)
    return "" if switchable is None else "on" if switchable.on else "off"


def switch(model: torch.nn.Module, *, on: bool) -> None:
    """Put a model's adapter into its weights, or take it out of them. Nothing is computed."""
    switchable = _BESIDE[model]
    if switchable.on == on:
        return
    for name, other in switchable.others.items():
        parameter = model.get_parameter(name)
        switchable.others[name] = parameter.data
        parameter.data = other.to(parameter.device)
    switchable.on = on


@contextmanager
def switched(model: torch.nn.Module, wanted: State) -> Iterator[None]:
    """Inside, the adapter is in this state, whatever it is now."""
    now = state(model)
    if now == wanted or not wanted:
        yield
        return
    switch(model, on=wanted == "on")
    try:
        yield
    finally:
        switch(model, on=now == "on")


def _plain_again(model: PreTrainedModel) -> None:
    """Take away what peft left on the model: it is one of its class, and is saved as one."""
    left: Mapping[str, Any] = model.__dict__
    for name in ("peft_config", "_hf_peft_config_loaded"):
        if name in left:
            delattr(model, name)
    for parameter in model.parameters():
        parameter.requires_grad_(True)


def brings(adapter: Adapter, name: str) -> bool:
    """Whether the adapter brings this tensor of weights whole: a head that it trained."""
    return any(part in name.split(".")[:-1] for part in adapter.config.modules_to_save or ())
