"""Prefixes that wrappers leave in the names of saved weights, and how they are taken off.

`torch.nn.DataParallel` writes `module.bert…`, `torch.compile` `_orig_mod.bert…`, FSDP
`_fsdp_wrapped_module.` at the beginning and once more in each layer, and a module of one's own the
name of the attribute that held the model (`model.bert…`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

WRAPPERS = ("_fsdp_wrapped_module.", "_orig_mod.", "_checkpoint_wrapped_module.")
"""What wrappers also write inside of names, before each layer that they wrapped."""


def key_mapping(prefix: str) -> dict[str, str]:
    """The `key_mapping` of `from_pretrained` that takes a prefix off."""
    mapping = {f"^{re.escape(prefix)}": ""}
    for wrapper in WRAPPERS:
        if wrapper in prefix:
            mapping[rf"\.{re.escape(wrapper)}"] = "."
    return mapping


def without(name: str, prefix: str) -> str:
    """A name as `key_mapping` makes it: each pattern is replaced once."""
    for pattern, new in key_mapping(prefix).items():
        name = re.sub(pattern, new, name, count=1)
    return name


def candidates(names: Iterable[str]) -> tuple[str, ...]:
    """Prefixes that could be taken off these names: of one, two or three words, and wrappers."""
    listed = list(names)
    if not listed:
        return ()
    prefixes = {wrapper for wrapper in WRAPPERS if any(wrapper in name for name in listed)}
    words = listed[0].split(".")
    for count in range(1, min(4, len(words))):
        prefix = ".".join(words[:count]) + "."
        # Nine of ten: a checkpoint may hold a few tensors of its own beside the wrapped model.
        if sum(name.startswith(prefix) for name in listed) >= 0.9 * len(listed):
            prefixes.add(prefix)
    return tuple(sorted(prefixes, key=lambda candidate: (candidate.count("."), candidate)))
