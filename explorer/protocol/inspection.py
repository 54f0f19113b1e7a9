"""What all views of a run share: kinds of attention, and facts that a run proves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["self", "encoder", "decoder", "cross"]

PARTNER_KIND: dict[str, Kind] = {"self": "encoder", "encoder": "self"}
"""What a kind is compared with in a model that lacks it: both look from the text at the text."""

AVERAGE = -1
"""As a row or a head of a request: the average over all of them."""


@dataclass(frozen=True)
class SelfCheck:
    """One fact that a run proved about itself; `sentence` says it with this run's numbers.

    `compared` says which tensors were compared, for whoever clicks it.
    """

    name: str
    passed: bool
    sentence: str
    compared: str = ""


@dataclass(frozen=True, order=True)
class HeadPlace:
    """A head of a layer; `head` ALL for all heads of that attention. `layer` counts from 0."""

    kind: Kind
    layer: int
    head: int


ALL = -1


ANSWERS = 200
"""Answers that are asked for before and after: those of one are mostly among the other's."""

SHOWN_ANSWERS = 5
"""The first of them, which are shown and printed."""


@dataclass(frozen=True)
class AblatableLayer:
    """The heads of one attention: its module's name, its layer and how many heads it has."""

    kind: Kind
    layer: int
    heads: int
    module: str


@dataclass(frozen=True)
class LensPath:
    """The way from a hidden state to logits, by module names, as the run showed it.

    Every row but the last passes `norm`, unless it is empty; then it is multiplied by `before`
    (or `divided` by it), unless that is None, and passes `steps` in order. `after` is nothing,
    times, divided by, cap or bias, with the number `by`. `alone` tells that each module reads
    nothing but the state.
    """

    norm: str
    steps: tuple[str, ...]
    before: float | None
    after: str
    by: float
    alone: bool
    divided: bool = False
