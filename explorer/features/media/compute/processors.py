"""Which processor makes a picture or a sound into the model's tensor, and what it does in words."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from explorer.boundary import typed_json
from explorer.boundary.limits import PROCESSOR_CONFIG
from explorer.boundary.values import as_dict, as_int
from explorer.engine.media.processor import PROCESSOR_FILES
from explorer.engine.tensors import Tensors, tensors_by_key
from explorer.features.media.compute import sounds
from explorer.features.media.compute.picture_sizes import image_size
from explorer.features.media.protocol import Medium, Recipe
from explorer.protocol.failures import BadInput
from explorer.text import numbers
from explorer.text.translation import tr

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image

    from explorer.engine.loaded_model import LoadedModel


def find(loaded: LoadedModel, medium: Medium, *, fit: bool = False) -> tuple[Any, Recipe]:
    """The processor and its recipe; None as the processor where the steps are done here.

    `fit` has pictures made as large as the config says, whatever the checkpoint's processor says.

    First what the checkpoint brings, then transformers' own for this model type with the sizes of
    the config, then resize, rescale and normalise. Raises BadInput where nothing fits.
    """
    why = ""
    if loaded.processor_files:
        try:
            processor, settings = _from_files(loaded, medium), {}
            if fit:
                settings = _sizes(processor, loaded.model.config, medium)
                settings.pop("apply_ocr", None)
                processor = _from_files(loaded, medium, **settings)
            return processor, _recipe(medium, "checkpoint", processor, settings)
        except Exception as error:  # processors that need torchvision, odd settings, odd files
            why = f"{type(error).__name__}: {error}"
            own = _own_of_file(loaded, fit) if medium == "picture" else None
            if own is not None:
                return None, own
            raise BadInput(
                tr(
                    "The processor that this checkpoint brings cannot be used here: it needs a "
                    "package that is not installed, or its settings are not understood."
                ),
                why,
            ) from error
    name = _usual_of(loaded.model, medium)
    if name:
        import transformers

        kind = getattr(transformers, name)
        try:
            settings = _sizes(kind(), loaded.model.config, medium)
            processor = kind(**settings)
        except ImportError as error:
            raise BadInput(
                tr(
                    "{class_name} prepares the input of this model type, and needs a package that "
                    "is not installed.",
                    class_name=name,
                ),
                str(error).strip(),
            ) from error
        return processor, _recipe(medium, "processor", processor, settings)
    if medium == "picture":
        return None, _own_of_config(loaded.model.config)
    raise BadInput(
        tr(
            "It is not known how {name} takes sound: the checkpoint brings no "
            "preprocessor_config.json, and transformers has no usual one for this type.",
            name=type(loaded.model).__name__,
        )
    )


def _from_files(loaded: LoadedModel, medium: Medium, **settings: Any) -> Any:
    """Read from a folder that holds nothing but the config and these files."""
    from transformers import AutoFeatureExtractor, AutoImageProcessor

    with tempfile.TemporaryDirectory(prefix="transformer-explorer-") as place:
        loaded.model.config.save_pretrained(place)
        for name in PROCESSOR_FILES:
            if name in loaded.processor_files:
                text = loaded.processor_files[name]
                typed_json.parse(text, PROCESSOR_CONFIG)
                Path(place, name).write_text(text, encoding="utf-8")
        more: dict[str, Any] = {"trust_remote_code": False, "local_files_only": True}
        if medium == "picture":
            # Pillow instead of torchvision, a package that nobody has to install here.
            more["backend"] = "pil"
        maker: Any = AutoImageProcessor if medium == "picture" else AutoFeatureExtractor
        return maker.from_pretrained(place, **more, **settings)


def _usual_of(model: Any, medium: Medium) -> str:
    """The usual class for a model: by its type, or by that of its encoder where it joins two.

    A model that reads the samples of a sound as they are is given them as Wav2Vec2 is.
    """
    name = _usual(model.config.model_type, medium)
    encoder = getattr(model.config, "encoder", None)
    if not name and encoder is not None:
        name = _usual(str(getattr(encoder, "model_type", "")), medium)
    if not name and medium == "sound" and model.main_input_name == "input_values":
        name = "Wav2Vec2FeatureExtractor"
    return name


_FOUND_BY_HAND = {"pix2struct": "Pix2StructImageProcessorPil"}
"""transformers has these classes and leads to none of them from the model type."""


def _usual(model_type: str, medium: Medium) -> str:
    """The class of transformers for a model type; empty where all it has needs torchvision."""
    from transformers.models.auto import feature_extraction_auto, image_processing_auto

    extractors: Any = feature_extraction_auto
    processors: Any = image_processing_auto
    if medium == "sound":
        return str(dict(extractors.FEATURE_EXTRACTOR_MAPPING_NAMES).get(model_type) or "")
    # Model type → {"pil": class, "torchvision": class}, or one class.
    known: dict[str, Any] = dict(processors.IMAGE_PROCESSOR_MAPPING_NAMES)
    parent = model_type.removesuffix("_vision_model").removesuffix("_vision")
    class_names = known.get(model_type) or known.get(parent) or {}
    if not class_names:
        return _FOUND_BY_HAND.get(model_type, "")
    return str(as_dict(class_names).get("pil", ""))


def _sizes(processor: Any, config: Any, medium: Medium) -> dict[str, Any]:
    """The settings in which the usual processor must differ for a model of this config."""
    if medium == "sound":
        settings: dict[str, Any] = {}
        encoder = getattr(config, "encoder_config", getattr(config, "encoder", None))
        bins = getattr(config, "num_mel_bins", getattr(encoder, "num_mel_bins", None))
        # feature_size 1 means raw samples: there are no bins to count.
        if bins and hasattr(processor, "feature_size") and processor.feature_size != 1:
            settings["feature_size"] = bins
        if bins and hasattr(processor, "num_mel_bins"):
            settings["num_mel_bins"] = bins
        length = as_int(getattr(config, "max_length", None))
        if hasattr(processor, "num_mel_bins") and length is not None:
            settings["max_length"] = length
        places = getattr(config, "max_source_positions", None)
        # Whisper: 2 frames for each place, and 100 frames a second.
        if places and hasattr(processor, "chunk_length") and (2 * places) % 100 == 0:
            settings["chunk_length"] = 2 * places // 100
        return settings
    overrides: dict[str, Any] = {}
    if getattr(processor, "apply_ocr", False):
        overrides["apply_ocr"] = False  # reading letters needs another program
    patch = as_int(getattr(getattr(config, "vision_config", None), "patch_size", None))
    if hasattr(processor, "max_patches") and patch is not None:
        overrides["patch_size"] = {"height": patch, "width": patch}
    size = image_size(config)
    if size is None:
        return overrides
    height, width = size
    have = dict(getattr(processor, "size", None) or {})
    # Shortest edge first, then a crop: as CLIP's processor does it.
    if have.get("shortest_edge"):
        overrides["size"] = {"shortest_edge": min(height, width)}
    elif have.get("height"):
        overrides["size"] = {"height": height, "width": width}
    if getattr(processor, "crop_size", None):
        overrides["crop_size"] = {"height": height, "width": width}
    return overrides


def _own_of_config(config: Any) -> Recipe:
    vision = getattr(config, "vision_config", getattr(config, "encoder", config))
    channels = getattr(vision, "num_channels", 3)
    if channels not in (None, 3):
        raise BadInput(
            numbers.ntr(
                "This model reads pictures of {count} channel, and files hold three: red, "
                "green and blue.",
                "This model reads pictures of {count} channels, and files hold three: red, "
                "green and blue.",
                channels,
            )
        )
    height, width = image_size(config) or (224, 224)
    half = [0.5, 0.5, 0.5]
    return own(height, width, 1 / 255, half, half)


def _own_of_file(loaded: LoadedModel, fit: bool) -> Recipe | None:
    """Resize, rescale and normalise as a simple preprocessor_config.json says; else None."""
    try:
        text = loaded.processor_files.get("preprocessor_config.json", "")
        config = typed_json.parse(text, PROCESSOR_CONFIG)
        size = config.get("size")
        if isinstance(size, dict):
            height = int(size.get("height") or size["shortest_edge"])
            width = int(size.get("width") or size["shortest_edge"])
        else:
            height = width = int(size)
        mean = config.get("image_mean") if config.get("do_normalize", True) else None
        deviation = config.get("image_std") if config.get("do_normalize", True) else None
        factor = (
            float(config.get("rescale_factor", 1 / 255)) if config.get("do_rescale", True) else 1.0
        )
        mean = [float(number) for number in mean or (0.0, 0.0, 0.0)]
        # Zeros and ones: without normalising nothing is subtracted, and divided by 1.
        deviation = [float(item) for item in deviation or (1.0, 1.0, 1.0)]
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        return None
    if fit:
        height, width = image_size(loaded.model.config) or (height, width)
    if not (0 < height <= 4096 and 0 < width <= 4096 and len(mean) == len(deviation) == 3):
        return None
    return own(height, width, factor, mean, deviation)


def own(
    height: int, width: int, factor: float, mean: list[float], deviation: list[float]
) -> Recipe:
    """Resize to `height` × `width`, times `factor`, less `mean`, over `deviation`."""
    settings = {
        "height": height, "width": width, "factor": factor, "mean": mean, "deviation": deviation,
    }  # fmt: skip
    steps = (
        tr(
            "transformers has no processor for this type that works without torchvision, so this "
            "program prepares the picture itself"
        ),
        tr(
            "resized to {height} × {width} pixels (height × width), bilinear",
            height=height,
            width=width,
        ),
        _rescaled(factor),
        tr(
            "minus the mean {mean}, divided by the standard deviation {deviation}",
            mean=_three(mean),
            deviation=_three(deviation),
        ),
    )
    return Recipe("picture", "own", "", json.dumps(settings), steps)


def _rescaled(factor: float) -> str:
    # 1/255 as JSON writes it differs from Python's in the last digit.
    if abs(factor - 1 / 255) < 1e-9:
        return tr("values from 0–255 divided by 255")
    return tr("values from 0–255 multiplied by {factor}", factor=numbers.rounded(factor))


def _three(values: Any) -> str:
    return f"({', '.join(numbers.rounded(float(value)) for value in values)})"


def _recipe(medium: Medium, maker: Any, processor: Any, settings: dict[str, Any]) -> Recipe:
    name = type(processor).__name__
    steps = [
        tr("prepared by {class_name}, which the checkpoint brings", class_name=name)
        if maker == "checkpoint"
        else tr("prepared by {class_name} of transformers", class_name=name)
    ]
    rate = 0
    if medium == "sound":
        rate = int(getattr(processor, "sampling_rate", 16_000))
        steps.append(
            tr("resampled to {rate} samples a second, one channel", rate=numbers.count(rate))
        )
        if getattr(processor, "do_normalize", False):
            steps.append(tr("brought to mean 0 and standard deviation 1"))
    else:
        steps += _picture_steps(processor)
    return Recipe(medium, maker, name, json.dumps(settings), tuple(steps), rate)


def _picture_steps(processor: Any) -> list[str]:
    steps = []
    size = {
        key: pixels
        for key, pixels in dict(getattr(processor, "size", None) or {}).items()
        if pixels
    }
    if getattr(processor, "do_resize", False) and size:
        if "height" in size:
            steps.append(
                tr(
                    "resized to {height} × {width} pixels",
                    height=size["height"],
                    width=size["width"],
                )
            )
        else:
            size_text = " and ".join(
                f"{key.replace('_', ' ')} {item}" for key, item in size.items()
            )
            steps.append(tr("resized to {size} pixels", size=size_text))
    crop = dict(getattr(processor, "crop_size", None) or {})
    if getattr(processor, "do_center_crop", False) and crop.get("height"):
        steps.append(
            tr("its middle cut out, {height} × {width}", height=crop["height"], width=crop["width"])
        )
    if getattr(processor, "do_rescale", False):
        steps.append(_rescaled(float(getattr(processor, "rescale_factor", 1 / 255))))
    if getattr(processor, "do_normalize", False) and getattr(processor, "image_mean", None):
        mean, deviation = _three(processor.image_mean), _three(processor.image_std)
        steps.append(
            tr(
                "minus the mean {mean}, divided by the standard deviation {deviation}",
                mean=mean,
                deviation=deviation,
            )
        )
    return steps


def picture_tensors(processor: Any, recipe: Recipe, picture: Image) -> Tensors:
    """What the model is given of a picture: pixel_values [1, channels, height, width] and more."""
    if processor is not None:
        return tensors_by_key(processor(picture, return_tensors="pt"))
    settings = json.loads(recipe.settings)
    # 2 is bilinear, as the exported Python says it.
    resized = picture.resize((settings["width"], settings["height"]), resample=2)
    values = np.asarray(resized, dtype=np.float32) * np.float32(settings["factor"])
    values = (values - np.float32(settings["mean"])) / np.float32(settings["deviation"])
    # [height, width, 3] → [1, 3, height, width]
    return {"pixel_values": torch.from_numpy(values.transpose(2, 0, 1)[None].copy())}


def sound_tensors(
    processor: Any, recipe: Recipe, samples: NDArray[np.float32], rate: int
) -> Tensors:
    """What the model is given of a sound: input_values or input_features."""
    heard = sounds.resampled(samples, rate, recipe.rate)
    return tensors_by_key(processor(heard, sampling_rate=recipe.rate, return_tensors="pt"))
