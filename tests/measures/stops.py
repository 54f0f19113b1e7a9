"""How long a stop takes, by the clock, at random moments of each job of the Inference tab.

Part of `python -m tests.measures.inference --only stops`. A model of the usual size with 512
tokens, random weights, one thread: the longest single steps that a person's computer is likely to
make. A time is from the moment the switch is set until the lane has left the job; a job that is
over before any stop can come is listed with its whole time.
"""

from __future__ import annotations

import gc
import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from explorer.engine.inside.inspection import Inspection
from explorer.features.ablation.protocol import AblateHeads
from explorer.features.activation_patching.protocol import (
    ApplyPatch,
    PatchTargetsRequest,
    RemovePatch,
)
from explorer.features.answers.protocol import CompareTexts
from explorer.features.attention.protocol import AttentionRequest, HeadRequest
from explorer.features.compare.compute.two_models import Comparison
from explorer.features.compare.protocol import ComparedHiddenStatesRequest, LoadOther, RunBoth
from explorer.features.generation.protocol import Generate
from explorer.features.hidden_states.protocol import HiddenStatesRequest
from explorer.features.logit_lens.protocol import LogitLensRequest
from explorer.features.tensors.protocol import ListTensors, ReadSlice
from explorer.protocol.inspection import HeadPlace
from explorer.protocol.job import Request, Stopped
from explorer.protocol.run import Run

LONG, OTHER = tuple(range(1000, 1512)), tuple(range(2000, 2512))
OFF = AblateHeads((HeadPlace("self", 3, 4),))


@dataclass(frozen=True)
class Kind:
    """A job; what is done once so that it can be; whether what was kept is dropped each time."""

    title: str
    request: Request
    once: tuple[Request, ...] = ()
    anew: bool = True


RUN = Run(input_ids=(LONG,))
BOTH = RunBoth(LoadOther("twin"), input_ids=(LONG,))
PATCH = ApplyPatch(part="residual", layers=(3,), input_ids=OTHER)
READS = (
    Kind("a run", RUN),
    Kind("attention of all heads", AttentionRequest()),
    Kind("hidden states", HiddenStatesRequest()),
    Kind("the lens at every position", LogitLensRequest(), (HiddenStatesRequest(),), anew=False),
    Kind(
        "the list of tensors",
        ListTensors(),
        (AttentionRequest(), HiddenStatesRequest()),
        anew=False,
    ),
    Kind("a slice of the logits", ReadSlice("logits")),
    Kind("places to patch", PatchTargetsRequest()),
    Kind("a patch", PATCH, (PatchTargetsRequest(),), anew=False),
    Kind("a patch taken out", RemovePatch()),
    Kind("texts compared by their vectors", CompareTexts((), input_ids=(LONG, OTHER))),
    Kind("two models beside each other", BOTH, (BOTH,)),
    Kind("hidden states of two models", ComparedHiddenStatesRequest(), (BOTH,)),
    Kind("a head off", OFF, (RUN,)),
    Kind(
        "one head off beside the whole model",
        HeadRequest("self", 3, 4, compare_original=True),
        (OFF,),
    ),
)
WRITES = (
    Kind("a run of a writer", RUN),
    Kind("writing after 512 tokens", Generate("", LONG, max_new_tokens=8)),
)


def measure(
    make: Callable[..., Any], count: int, only: str = ""
) -> Iterator[tuple[str, list[float]]]:
    """Each kind's title, and milliseconds of `count` stops; `make` makes an engine of a class."""
    gc.disable()  # as in the program: a collection in the lane takes 0.2 s
    for kinds, model in ((READS, ()), (WRITES, ("GPT2LMHeadModel", "gpt2"))):
        engine = make(*model)
        _do(engine, RUN)
        for kind in kinds:
            if only in kind.title:
                yield kind.title, _stops(engine, kind, count)


def _do(engine: Any, request: Request, check: Callable[[], None] = lambda: None) -> None:
    engine(request, check, lambda *words, **more: None)


def _prepare(engine: Any, kind: Kind) -> None:
    """Drop what would be answered from memory."""
    if kind.anew:
        engine.part(Inspection).forget()
        for side in engine.part(Comparison)._sides or ():
            side.holder.part(Inspection).forget()


def _stops(engine: Any, kind: Kind, count: int) -> list[float]:
    chance = random.Random(5)
    for one in kind.once:
        _do(engine, one)
    _prepare(engine, kind)
    began = time.perf_counter()
    _do(engine, kind.request)
    whole = time.perf_counter() - began
    found: list[float] = []
    for _ in range(3 * count):
        if len(found) == count:
            break
        _prepare(engine, kind)
        stop, at = threading.Event(), [0.0]

        def switch(stop: threading.Event = stop, at: list[float] = at) -> None:
            at[0] = time.perf_counter()
            stop.set()

        def check(stop: threading.Event = stop) -> None:
            if stop.is_set():
                raise Stopped

        timer = threading.Timer(chance.uniform(0.0, 0.98) * whole, switch)
        timer.start()
        try:
            _do(engine, kind.request, check)
            if at[0] and isinstance(kind.request, Generate):  # a text ends with what is there
                found.append((time.perf_counter() - at[0]) * 1000)
        except Stopped:
            found.append((time.perf_counter() - at[0]) * 1000)
        timer.cancel()
        timer.join()
    return found or [whole * 1000]
