"""Whether a checkpoint fits into memory, with the arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from explorer.features.hub.protocol.hub_terms import Verdict
from explorer.features.hub.protocol.request import HubRequest
from explorer.text.translation import tr


@dataclass(frozen=True)
class CheckFit(HubRequest):
    """Would this checkpoint load and run here, at a dtype, for a batch of texts of a length?

    `dtype` is "auto" (as stored), "float32", "bfloat16" or "float16". `attention` counts keeping
    the attention of every layer, as looking at the heads needs. `frees` as in `SearchHub`.
    """

    replaces: ClassVar[str | None] = "hub-fit"
    follows: ClassVar[bool] = True
    title: ClassVar[str] = tr("Working out whether it fits")
    checkpoint: str
    revision: str = "main"
    dtype: str = "auto"
    batch: int = 1
    length: int = 128
    attention: bool = False
    frees: int = 0


@dataclass(frozen=True)
class FitLine:
    """One line of the arithmetic: what, how many bytes (signed), and how it was worked out."""

    label: str
    bytes: int
    how: str


@dataclass(frozen=True)
class Fit:
    """The answer, with its arithmetic. `needed` and the rest are 0 when there is no verdict.

    `loading` is the peak while loading and `running` while running; `needed` is the larger, and
    `room` is memory free now plus what unloading frees. "tight" means within 15 % of `room`.
    """

    verdict: Verdict
    sentence: str
    weights: int
    loading: int
    running: int
    needed: int
    room: int
    dtype: str
    lines: tuple[FitLine, ...]
