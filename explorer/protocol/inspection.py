"""What all views of a run share: kinds of attention, and facts that a run proves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["self", "encoder", "decoder", "cross"]

PARTNER_KIND: dict[str, Kind] = {"self": "encoder", "encoder": "self"}
"""What stands beside a kind in a model that lacks it: both look from the text at the text."""

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


@dataclass(frozen=True)
class AblatableLayer:
    """The heads of one attention: its module's name, its layer and how many heads it has."""

    kind: Kind
    layer: int
    heads: int
    module: str
