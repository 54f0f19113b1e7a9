"""What the vectors of a model of pictures stand for: special places, then the patches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.boundary.values import as_size
from explorer.protocol.run import Token

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel

_SPECIAL = {
    "cls_token": "[CLS]",
    "class_embedding": "[CLS]",
    "distillation_token": "[DISTILL]",
    "register_tokens": "[REG]",
}


def names(model: PreTrainedModel, pixels: torch.Tensor | None) -> tuple[Token, ...]:
    """A name for each place: `[CLS]`, then `1·1`, `1·2` for the patches by line and column.

    Nothing where the config tells no patch size; `pixels` are [1, channels, height, width].
    """
    if pixels is None or pixels.dim() != 4:
        return ()
    config = getattr(model.config, "vision_config", getattr(model.config, "encoder", model.config))
    size = as_size(getattr(config, "patch_size", None))
    if not size:
        return ()
    special_names = []
    for name, parameter in model.named_parameters():
        word = _SPECIAL.get(name.rsplit(".", 1)[-1])
        if word is not None:
            # Register tokens are one parameter, [1, registers, size]; the others stand for one
            # place each.
            count = int(parameter.shape[1]) if word == "[REG]" and parameter.dim() == 3 else 1
            special_names += [word] * count
    # Patches do not overlap, and what is left at the right and lower edge is in none.
    lines, columns = pixels.shape[-2] // size, pixels.shape[-1] // size
    # Lines first: flatten(2) of a [batch, size, lines, columns] map counts so.
    patch = [f"{line + 1}·{column + 1}" for line in range(lines) for column in range(columns)]
    return tuple(
        Token(label, label, -1, place < len(special_names), False, -1, -1)
        for place, label in enumerate([*special_names, *patch])
    )
