"""One folder for each thing that a person can do; the list of them, in the window's order.

A new view is a folder, a line in `NAMES`, and its terms in the glossary.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from explorer.protocol.explanation import Step
    from explorer.protocol.feature import Feature

NAMES = (
    "create",
    "hub",
    "checkpoints",
    "sessions",
    "architecture",
    "inputs",
    "answers",
    "media",
    "flow",
    "why",
    "attention",
    "head_finder",
    "nearest",
    "logit_lens",
    "hidden_states",
    "ablation",
    "activation_patching",
    "steering",
    "surprise",
    "tensors",
    "generation",
    "chat",
    "compare",
    "training",
    "text_table",
    "tokenizer_lab",
    "history",
    "class_results",
    "lessons",
    "export",
)

Kind = Literal[
    "compute", "remote", "explain", "code", "other_code", "code_of_result", "export", "lesson"
]


def record(name: str) -> Feature:
    """The record of one feature."""
    feature: Feature = importlib.import_module(f"explorer.features.{name}.feature").FEATURE
    return feature


def records() -> Iterator[Feature]:
    """All records, in order."""
    return map(record, NAMES)


@functools.cache
def table(kind: Kind) -> dict[type, tuple[Feature, str]]:
    """Which feature serves a class of requests or results, and by which reference.

    Raises ValueError where two features claim the same class: one of them would be silent.
    """
    owners: dict[type, tuple[Feature, str]] = {}
    for feature in records():
        for served, reference in getattr(feature, kind).items():
            if served in owners:
                both = f"{owners[served][0].name} and {feature.name}"
                raise ValueError(f"{both} both have {kind} of {served.__name__}")
            owners[served] = (feature, reference)
    return owners


@functools.cache
def explained_at_once() -> frozenset[type]:
    """Results other than looks into a run whose words are shown as soon as they have come."""
    return frozenset[type]().union(*(feature.explained_at_once for feature in records()))


def load(*kinds: Kind) -> None:
    """Import what the records name, so that nobody waits for it when it is first used."""
    for kind in kinds:
        for feature, reference in table(kind).values():
            feature.load(reference)


def find(kind: Kind, served: type) -> Callable[..., Any] | None:
    """The function that serves a class of requests or results; None where no feature does."""
    entry = table(kind).get(served)
    if entry is None:
        return None
    feature, reference = entry
    function, method = feature.load(reference)
    if method:
        raise TypeError(f"{reference} is a method; only `compute` and `lesson` may name one")
    served_by: Callable[..., Any] = function
    return served_by


def has_python(step: Step) -> bool:
    """Whether a step has its own Python."""
    from explorer.protocol.model import GETS_MODEL  # here: each view imports this package

    request, result = type(step.request), type(step.result)
    if request in GETS_MODEL or request in table("code"):
        return True
    return result in table("code_of_result")
