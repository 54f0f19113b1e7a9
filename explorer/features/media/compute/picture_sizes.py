"""Whether the pictures that a processor makes have the size that the model reads.

Many models read any size, whatever image_size their config names, so the config alone does not
tell. The part that takes the pixels is asked itself: it is one convolution and runs in a moment.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import torch

from explorer.engine.config_values import height_and_width
from explorer.protocol.failures import PictureSizeDiffers

if TYPE_CHECKING:
    from transformers import PreTrainedModel


def image_size(config: Any) -> tuple[int, int] | None:
    """Height and width that a config names for its pictures."""
    for name in ("", "vision_config", "encoder"):
        part = getattr(config, name, None) if name else config
        sides = height_and_width(getattr(part, "image_size", None))
        if sides is not None and sides > (0, 0):
            return sides
    return None


def differs(
    model: PreTrainedModel, pixels: torch.Tensor | None, *, can_fit: bool
) -> PictureSizeDiffers | None:
    """Why the model cannot read these pixels [1, channels, height, width]; None where it can.

    `can_fit` tells that the same processor can make pictures of the model's size.
    """
    wanted = image_size(model.config)
    if pixels is None or pixels.dim() != 4 or wanted is None:
        return None
    height, width = int(pixels.shape[-2]), int(pixels.shape[-1])
    if (height, width) == wanted:
        return None
    part = _reader(model)
    if part is None:
        return None
    try:
        with torch.inference_mode():
            part(pixels.to(model.device, model.dtype))
    except TypeError:  # it needs more than the pixels
        return None
    # Embeddings with a table of positions raise these where the number of patches is another.
    except (ValueError, RuntimeError) as error:
        return PictureSizeDiffers((height, width), wanted, can_fit, str(error))
    return None


def _reader(model: PreTrainedModel) -> Any:
    """The module that takes the pixels first: the embeddings of the patches."""
    from transformers import PreTrainedModel

    for module in model.modules():
        known = inspect.signature(module.forward).parameters
        if "pixel_values" in known and not isinstance(module, PreTrainedModel):
            return module
    return None
