"""LoRA: two small matrices beside each chosen layer learn, and its own weights stay as they are.

https://arxiv.org/abs/2106.09685. peft puts the matrices in, in place: its `get_peft_model` would
wrap the model in another class, and with peft 0.21 that reads a name which transformers 5 warns of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from explorer.boundary.packages import installed, packed
from explorer.features.training.protocol import TrainingSettings
from explorer.protocol.failures import TrainingSettingWrong
from explorer.text.translation import tr

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_ADAPTER = "default"
"""What peft calls the one that there is."""


def refusal() -> str:
    """Why there is no LoRA here; empty where there is."""
    if installed("peft") and installed("accelerate"):
        return ""
    if packed():
        return tr(
            "Needs the package peft, and nothing can be added to this program. Transformer "
            "Explorer installed with pip can have it."
        )
    return tr(
        "Needs the package peft. Install it where Transformer Explorer is installed and start the "
        "program again: {command}",
        command="pip install peft accelerate",
    )


def put_on(model: PreTrainedModel, settings: TrainingSettings, *, added_head: bool) -> None:
    """Put the matrices in; only they learn, and a fresh head. Raises TrainingSettingWrong."""
    from peft import LoraConfig, inject_adapter_in_model
    from transformers.pytorch_utils import Conv1D

    module: Any = model
    options: dict[str, Any] = {}
    if settings.lora_where == "all":
        options["target_modules"] = "all-linear"
    config = LoraConfig(
        r=settings.lora_rank,
        lora_alpha=settings.lora_alpha,
        # GPT-2 keeps the matrices of its layers turned.
        fan_in_fan_out=any(isinstance(part, Conv1D) for part in model.modules()),
        **options,
    )
    try:
        with torch.random.fork_rng([]):
            torch.manual_seed(settings.seed)
            inject_adapter_in_model(config, module)
    except ValueError as error:  # no layer of the usual names, or a kind that peft does not know
        raise TrainingSettingWrong(
            tr(
                "peft knows no place for LoRA in {name}. Set the rank to 0, and all weights learn.",
                name=type(model).__name__,
            ),
            "trainLora",
        ) from error
    if added_head:
        body = f"{model.base_model_prefix}."
        for name, weight in model.named_parameters():
            weight.requires_grad |= not name.startswith(body)


def merged(model: PreTrainedModel) -> dict[str, torch.Tensor]:
    """The weights as those of a model without LoRA: the product of both matrices is added.

    Tied weights come once, under the first of their names.
    """
    from peft.tuners.lora import LoraLayer

    added = {
        f"{name}.base_layer.weight": part.get_delta_weight(_ADAPTER)
        for name, part in model.named_modules()
        if isinstance(part, LoraLayer)
    }
    weights: dict[str, torch.Tensor] = {}
    visited: set[int] = set()
    for name, tensor in model.state_dict().items():
        if ".lora_" in name or (tensor.data_ptr() in visited and tensor.numel()):
            continue
        visited.add(tensor.data_ptr())
        whole = tensor.detach()
        if name in added:
            whole = whole + added[name].detach()
        stored = whole.to("cpu", copy=True).contiguous()
        weights[name.replace(".base_layer.", ".")] = stored
    return weights
