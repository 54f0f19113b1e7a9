"""What a class can be given, and the files of a checkpoint that say how pictures are prepared."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.boundary import typed_json
from explorer.boundary.limits import PROCESSOR_CONFIG
from explorer.boundary.path_containment import optional
from explorer.boundary.typed_json import Malformed
from explorer.boundary.values import several
from explorer.text.translation import tr

if TYPE_CHECKING:
    from transformers import PreTrainedModel

PROCESSOR_FILES = (
    "preprocessor_config.json",
    "processor_config.json",
    "video_preprocessor_config.json",
)

SOUND_ARGUMENTS = ("input_values", "input_features")
PICTURE_ARGUMENTS = ("pixel_values", "flattened_patches")
FROM_FILE = frozenset((*PICTURE_ARGUMENTS, *SOUND_ARGUMENTS))
"""Arguments that hold a picture or a sound."""

_PLACES = ("image_token_id", "image_token_index", "audio_token_id", "audio_token_index")
"""Fields of configs whose models read a picture or a sound at marked places inside the text."""


def processor_files(folder: Path | None) -> dict[str, str]:
    """Those files of a checkpoint, by name, kept so that they can be saved again as they were."""
    files = {}
    for name in PROCESSOR_FILES:
        file = optional(folder, name)
        if file is not None:
            try:
                data = typed_json.read_bytes(file, PROCESSOR_CONFIG.bytes)
                files[name] = typed_json.text_of(data)
            except (OSError, Malformed):
                continue  # the model works without; the run on a file says what is missing
    return files


def arguments(model: PreTrainedModel) -> set[str]:
    """The names of what its forward takes."""
    return set(inspect.signature(model.forward).parameters)


def _modalities(model: PreTrainedModel) -> tuple[str, ...]:
    return tuple(several(getattr(model, "input_modalities", None) or ()))


def reads(model: PreTrainedModel) -> tuple[str, ...]:
    """text, picture, sound: what this program can give the class."""
    known = arguments(model)
    media = []
    media_arguments = known & {*PICTURE_ARGUMENTS, *SOUND_ARGUMENTS}
    if not media_arguments or ("input_ids" in known and encoder_reads_text(model)):
        media.append("text")
    if known & set(PICTURE_ARGUMENTS) and not why_no_picture(model):
        media.append("picture")
    if known & set(SOUND_ARGUMENTS) and not why_no_sound(model):
        media.append("sound")
    return tuple(media)


def reads_text(cls: type[PreTrainedModel]) -> bool:
    """Whether tokens go into a class, or into its decoder: one that only sees or hears has none."""
    known = set(inspect.signature(cls.forward).parameters)
    if not known & {*PICTURE_ARGUMENTS, *SOUND_ARGUMENTS}:
        return True
    return bool(known & {"input_ids", "decoder_input_ids"})


def encoder_reads_text(model: PreTrainedModel) -> bool:
    """Whether `input_ids` are what the encoder reads, and not merely what the decoder begins with.

    True for classes with one stack.
    """
    if not model.config.is_encoder_decoder:
        return True
    try:
        encoder: Any = model.get_encoder()
    # Classes say in three ways that they have no encoder.
    except (AttributeError, NotImplementedError, ValueError):
        return True
    return encoder is model or "input_ids" in inspect.signature(encoder.forward).parameters


def joins_text(model: PreTrainedModel, medium: str) -> bool:
    """Whether a text goes with a picture or a sound into one run.

    Encoder-decoder classes hear a sound or read a text, one or the other.
    """
    if "input_ids" not in arguments(model):
        return False
    if not model.config.is_encoder_decoder:
        return True
    return medium == "picture" and encoder_reads_text(model)


def says(model: PreTrainedModel) -> bool:
    """Whether a decoder says words about a picture or a sound."""
    known = arguments(model)
    if not model.config.is_encoder_decoder or "decoder_input_ids" not in known:
        return False
    if not {"picture", "sound"} & set(reads(model)):
        return False
    return model.get_output_embeddings() is not None


def why_no_picture(model: PreTrainedModel) -> str:
    """Why the class cannot be given a picture here; empty where it can."""
    name = type(model).__name__
    if not arguments(model) & set(PICTURE_ARGUMENTS):
        return tr(
            "{name} reads no pictures: open a model that does, such as a ViT or a CLIP.", name=name
        )
    if "video" in _modalities(model) and "image" not in _modalities(model):
        return tr(
            "{name} reads videos, several pictures in a row, which cannot be chosen here yet.",
            name=name,
        )
    return _why_inside(model, tr("a picture"))


def why_no_sound(model: PreTrainedModel) -> str:
    """Why the class cannot be given a sound here; empty where it can."""
    if not arguments(model) & set(SOUND_ARGUMENTS):
        return tr(
            "{name} reads no sound: open a model that does, such as a Wav2Vec2 or a Whisper.",
            name=type(model).__name__,
        )
    return _why_inside(model, tr("a sound"))


def _why_inside(model: PreTrainedModel, what: str) -> str:
    if any(getattr(model.config, name, None) is not None for name in _PLACES):
        return tr(
            "{class_name} reads {media} at marked positions inside its text, which only its own "
            "processor can lay out. Here it runs on text alone.",
            class_name=type(model).__name__,
            media=what,
        )
    return ""
