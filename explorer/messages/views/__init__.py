"""Requests and results of looking inside the last run: attention, hidden states, lens, tensors.

Every result is computed from a run of the model in memory. Where a view has nothing to show its
`note` says why, in a sentence; a failure is raised only where a person must do something first.
`kind` tells the stacks of a model apart: "self" for a model of one stack, else "encoder",
"decoder" and "cross" (the decoder looking at the encoder's tokens).
"""

from importlib import import_module
from typing import Any

_FILES = ("attention", "hidden", "kinds", "lens", "patching", "switches", "tensors")


def __getattr__(name: str) -> Any:
    """For code that still imports from the folder; to go once nothing does."""
    if not name.startswith("_") and name not in _FILES:
        for file in _FILES:
            there = vars(import_module(f"{__name__}.{file}"))
            if name in there:
                return there[name]
    raise AttributeError(name)
