"""Backbones that a config names instead of describing: looked for in the cache, never on the Hub.

A config class of transformers 5.23 asks the Hub whether its `backbone` is a checkpoint, whatever
`local_files_only` says, and reads that checkpoint's config.json. Here the cache answers: what is in
it is read, another checkpoint is named in a failure, and the rest are timm's names.
"""

from __future__ import annotations

from explorer.boundary import hub_names
from explorer.protocol.failures import OtherCheckpointNeeded


class _Cache:
    """Stands for `huggingface_hub.HfApi` where a config class asks it."""

    def repo_exists(self, name: object, **_: object) -> bool:
        """Whether the checkpoint is in the cache. Raises OtherCheckpointNeeded."""
        if not hub_names.is_repo_id(name):
            return False
        from huggingface_hub import try_to_load_from_cache

        name = str(name)
        # try_to_load_from_cache answers with a path, with None, or with a mark for a file that is
        # known not to exist: only a path is a hit.
        if isinstance(try_to_load_from_cache(name, "config.json"), str):
            return True
        if "/" in name:  # timm's own names have no author
            raise OtherCheckpointNeeded(name)
        return False


def from_cache() -> None:
    """Let config classes ask the cache from now on."""
    from transformers import backbone_utils

    # transformers calls it without arguments, `hf_api().repo_exists(backbone)`, so a class will do.
    backbone_utils.hf_api = _Cache  # type: ignore[assignment, attr-defined]
