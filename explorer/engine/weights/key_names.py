"""Names in a checkpoint file against names in the model: asked of transformers' own conversions.

251 model classes rename, fuse or split weights on loading. The way back (what `save_pretrained`
writes) is run on tensors without numbers, so it costs no memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from explorer.engine.tensors import tensors_by_key

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_MOST_NAMES = 2_048


def names_in_file(model: PreTrainedModel, name: str) -> tuple[str, ...]:
    """What `save_pretrained` would call the numbers of one weight; its own name where no other.

    Empty where the conversion cannot be asked about this weight alone.
    """
    from transformers.core_model_loading import revert_weight_conversion

    owner, _, _ = name.rpartition(".")
    module = model.get_submodule(owner)
    mapping = {
        (f"{owner}.{key}" if owner else key): torch.empty(item.shape, device="meta")
        for key, item in tensors_by_key(module.state_dict()).items()
    }
    if name not in mapping:
        return (name,)  # a buffer that no file holds
    # First the weight alone; a conversion that fuses several needs its neighbours too.
    for tensors in ({name: mapping[name]}, mapping):
        try:
            with torch.device("meta"), torch.no_grad():
                by_name = revert_weight_conversion(model, dict(tensors))
        except Exception:  # fused with weights of other modules; asked with fewer or not at all
            continue
        if len(tensors) == 1 or set(by_name) == set(tensors):
            return tuple(by_name)[:_MOST_NAMES]
    return ()
