"""What ends a text that a model writes."""

from __future__ import annotations

from explorer.boundary.values import ints, several
from explorer.engine.loaded_model import LoadedModel


def ends(loaded: LoadedModel) -> frozenset[int]:
    """The IDs that end a text."""
    # generation_config first, as `generate` does: some name more ends there than in the config.
    for config in (loaded.model.generation_config, loaded.model.config):
        # One ID or a list: Llama 3 Instruct ends at <|eot_id|> and at <|end_of_text|>.
        if end_ids := ints(several(getattr(config, "eos_token_id", None))):
            return frozenset(end_ids)
    return frozenset()
