"""A forward pass without numbers: the last judge of a config, and where output shapes come from."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import torch

from explorer.boundary.values import as_int, as_list, as_size
from explorer.engine.config_values import attribute, height_and_width, text_part
from explorer.engine.size.building import TooSlow, building, within
from explorer.features.create.compute.checks.class_errors import described
from explorer.protocol.job import Check, Stopped
from explorer.text.translation import tr

if TYPE_CHECKING:
    from transformers import PreTrainedConfig, PreTrainedModel

LONGEST_SECONDS = 8.0
OnOutput = Callable[[str, tuple[tuple[Any, ...], dict[str, Any]], Any], None]
"""Hears the path of a module, its arguments and those by name, and its output."""
_LOOKS_AT_IDS = "warn_if_padding_and_no_attention_mask"
"""Of transformers' models with a padding token, where no mask is given."""


def inputs_for(
    model: PreTrainedModel, batch: int, length: int, device: str = "meta"
) -> dict[str, torch.Tensor] | None:
    """Tensors of the shapes that the model takes, from its config; None where they are not known.

    `input_ids` int64 [batch, length]; pixel_values float32 [batch, channels, height, width]; ...
    """
    config: Any = model.config
    text = text_part(config)
    names = list(inspect.signature(model.forward).parameters)
    tensors: dict[str, torch.Tensor] = {}

    def ids(vocabulary: Any = None) -> torch.Tensor:
        size = as_size(vocabulary) or 8
        # No padding and no special IDs: some classes look for those and go another way.
        # IDs 4 and up: 0 to 3 are padding, beginning, end and unknown in many vocabularies.
        row = torch.arange(length, device="cpu") % max(1, size - 6) + 4
        return row.repeat(batch, 1).clamp(max=size - 1).to(device)

    main = model.main_input_name
    vocabulary = attribute(text, "vocab_size")
    if "input_ids" in names and (main == "input_ids" or as_int(vocabulary) is not None):
        tensors["input_ids"] = ids(vocabulary)
        if type(model).__name__.endswith("ForMultipleChoice"):
            # [batch, choices, length]
            tensors["input_ids"] = tensors["input_ids"].unsqueeze(1).repeat(1, 2, 1)
        if "decoder_input_ids" in names and getattr(config, "is_encoder_decoder", False):
            tensors["decoder_input_ids"] = ids(vocabulary)
    picture = _picture(config, batch, device)
    composite = "input_ids" in tensors and "pixel_values" in names and main == "input_ids"
    if "pixel_values" in names and picture is not None and not composite:
        tensors["pixel_values"] = picture
    if main == "input_values" and "input_values" in names:
        # one second at the usual 16 kHz
        tensors["input_values"] = torch.zeros(batch, 16_000, device=device)
    if main == "input_features" and "input_features" in names:
        tensors.pop("input_ids", None)
        audio = getattr(config, "audio_config", None) or getattr(config, "encoder_config", config)
        bins = getattr(audio, "num_mel_bins", None) or getattr(config, "feature_size", None) or 80
        # Whisper's encoder halves the frames by a convolution of stride 2 and demands exactly this
        # many.
        frames = 2 * int(getattr(config, "max_source_positions", 0) or 150)
        shape = (batch, bins, frames) if hasattr(config, "max_source_positions") else (
            batch, frames, bins)  # fmt: skip
        tensors["input_features"] = torch.zeros(*shape, device=device)
    if "decoder_input_ids" in names and "decoder_input_ids" not in tensors and (
        "input_features" in tensors or "pixel_values" in tensors or "input_values" in tensors
    ) and getattr(config, "is_encoder_decoder", False):  # fmt: skip
        tensors["decoder_input_ids"] = ids(getattr(config, "vocab_size", vocabulary))
    return tensors or None


def _picture(config: Any, batch: int, device: str) -> torch.Tensor | None:
    vision = getattr(config, "vision_config", None) or config
    size = getattr(vision, "image_size", None)
    channels = as_int(
        getattr(vision, "num_channels", None) or getattr(vision, "in_channels", None) or 3
    )
    if size is None:
        size = 224 if hasattr(vision, "num_channels") else None
    sides = height_and_width(size)
    if sides is None or channels is None:
        return None
    shape: tuple[int, ...] = (batch, channels, *sides)
    frames = as_int(getattr(vision, "num_frames", None))
    if frames is not None and hasattr(vision, "tubelet_size"):
        # videos: frames before channels
        shape = (batch, frames, channels, *sides)
    return torch.zeros(*shape, device=device)


def run(
    model: PreTrainedModel,
    inputs: dict[str, torch.Tensor],
    check: Check,
    on_output: OnOutput | None = None,
    seconds: float = LONGEST_SECONDS,
) -> tuple[str, str]:
    """Run a meta model; ("", "") when it went through, else (sentence, details).

    `on_output(path, given, output)` is called for every module that ran, with its arguments and
    those by name. Lets only `Stopped` pass.
    """
    with ExitStack() as stack:
        if on_output is not None:
            for path, module in model.named_modules():
                handle = module.register_forward_hook(_hook(path, on_output), with_kwargs=True)
                stack.callback(handle.remove)
        for _, module in model.named_modules():
            # It only warns, and looks into the IDs for that: on the meta device there are none.
            if hasattr(module, _LOOKS_AT_IDS):
                setattr(module, _LOOKS_AT_IDS, _silent)
                stack.callback(delattr, module, _LOOKS_AT_IDS)
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        try:
            # Modules may create tensors while they run; on the meta device these take no memory.
            with torch.no_grad(), torch.device("meta"), building(within(seconds, check)):
                model(**inputs)
        except Stopped:
            raise
        except TooSlow:
            return tr("The trial run without numbers took too long and was stopped."), "TooSlow"
        except Exception as error:  # models raise what they like on shapes that do not fit
            return described(error), f"{type(error).__name__}: {error}"
    return "", ""


def _silent(*_: Any) -> None:
    pass


def _hook(path: str, on_output: OnOutput) -> Callable[..., None]:
    def hook(module: torch.nn.Module, args: Any, kwargs: Any, output: Any) -> None:
        on_output(path, (args, kwargs), output)

    return hook


def shallow(config: PreTrainedConfig) -> PreTrainedConfig | None:
    """The same config with two layers, where that can be had: what does not fit, fails there too.

    Layers of one kind repeat, so two of them judge as well as eighty and twenty times as fast.
    """
    from explorer.features.create.compute.fields.schema import schema

    own = schema(type(config))
    if "num_hidden_layers" not in own.fields and "num_hidden_layers" not in own.alias:
        return None
    if as_size(attribute(config, "num_hidden_layers")) <= 2 or own.slots:
        return None
    if len(set(as_list(attribute(config, "layer_types")))) > 1:
        return None
    # layer_types has an entry for each layer; left out, the class makes it again for two.
    values = {
        key: value
        for key, value in config.to_dict().items()
        if key in own.fields and key not in ("layer_types", "mlp_layer_types", "id2label", "dtype")
    }
    values[own.alias.get("num_hidden_layers", "num_hidden_layers")] = 2
    try:
        small: PreTrainedConfig = type(config)(**values)
    except Exception:  # a class with one list entry for each layer: it is judged whole
        return None
    return small
