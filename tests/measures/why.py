"""What asking why costs: runs of the model, processor time, stops, and the window's gaps.

`python -m tests.measures.why [--stops N] [--only NAME]`: BERT-base with random weights and a text
of 16 tokens. Every text that goes through the model's forward is counted by a hook, and the
processor time is compared with as many bare forwards of one text, as a ratio within one process. A
stop may last as long as the longest forward of its job. Gaps of the window are those of
`tests.measures.files_gaps`: what the program is to blame for on a busy machine.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tests.measures.inference import _engine, _met, _nothing, _print, _seconds, process
from tests.waiting import until

if TYPE_CHECKING:
    from explorer.protocol.job import Request

TOKENS = 16
IDS = tuple(range(1000, 1000 + TOKENS))
BARE = 15
"""Bare forwards of which the median counts."""
GAP_MS = 50


class Passes:
    """What went through a model's forward: texts in all, and seconds of the longest pass."""

    def __init__(self) -> None:
        self.texts = 0
        self.longest = 0.0

    @contextmanager
    def counted(self, model: Any) -> Iterator[None]:
        """Count inside."""
        started = 0.0

        def enter(module: Any, args: Any, named: dict[str, Any]) -> None:
            nonlocal started
            given = named["inputs_embeds" if "inputs_embeds" in named else "input_ids"]
            self.texts += given.shape[0]  # [texts, tokens, ...]
            started = time.perf_counter()

        def leave(module: Any, args: Any, output: Any) -> None:
            self.longest = max(self.longest, time.perf_counter() - started)

        handles = (
            model.register_forward_pre_hook(enter, with_kwargs=True),
            model.register_forward_hook(leave),
        )
        yield
        for handle in handles:
            handle.remove()


def _requests(engine: Any) -> list[tuple[str, Request, float, float]]:
    """Each request with a title, the forwards that it needs, and by what they may be multiplied."""
    from explorer.features.why.protocol import (
        AnswerChoice,
        WhyGradients,
        WhyMap,
        WhyParts,
        WhySwaps,
        WhyWords,
    )

    choice = AnswerChoice()
    config = engine.loaded.model.config
    layers, heads = config.num_hidden_layers, config.num_attention_heads
    other = (*IDS[:5], 2000, *IDS[6:])
    swapped = 2
    return [
        ("leave one out, by words", WhyWords(choice), TOKENS, 1.2),
        ("other words in two places", WhySwaps(choice, (3, 5)), 5 * swapped, 1.2),
        # Attention and feed-forward blocks go along.
        ("all heads and blocks off", WhyParts(choice), layers * (heads + 2), 1.1),
        ("map of layers and positions", WhyMap(choice, other), layers * TOKENS, 1.1),
        ("integrated gradients", WhyGradients(choice), 32, 1.2),
    ]


def _asked_engine() -> Any:
    from explorer.protocol.run import Run

    engine = _engine("BertForSequenceClassification")
    engine(Run(input_ids=(IDS,)), _nothing, _nothing)
    return engine


def costs() -> None:
    """Print texts through the model and processor time of each request, against bare forwards."""
    import torch

    engine = _asked_engine()
    model = engine.loaded.model
    ids = torch.tensor([IDS])
    bare = [_seconds(lambda: model(input_ids=ids)) for _ in range(BARE)]
    for title, request, needed, goal in _requests(engine):
        passes = Passes()
        with passes.counted(model):
            started = time.process_time()
            engine(request, _nothing, _nothing)
            spent = time.process_time() - started
        bare += [_seconds(lambda: model(input_ids=ids)) for _ in range(BARE)]
        one = statistics.median(bare[-2 * BARE :])
        _print(title=title, texts=passes.texts, needed=needed, goal=goal, ratio=spent / one)


def stops() -> None:
    """Print how long stops took beside the longest forward of each job, in milliseconds."""
    from tests.measures.stops import Kind, _stops

    engine = _asked_engine()
    for title, request, _, _ in _requests(engine):
        passes = Passes()
        with passes.counted(engine.loaded.model):
            times = _stops(engine, Kind(title, request), int(os.environ["MEASURE_STOPS"]))
        _print(title=title, times=times, longest=passes.longest * 1000)


def window() -> None:
    """Print the longest gaps of the real window while each part of Why is measured and shown."""
    from PySide6.QtWidgets import QPushButton

    from explorer.__main__ import start
    from explorer.features.why.view.why_view import WhyView
    from explorer.protocol.config import ConfigEdit
    from explorer.protocol.model import CreateModel
    from explorer.protocol.run import Run
    from tests.measures.files_gaps import Event, Watch, follow_events

    log: list[Event] | None = [] if os.environ.get("MEASURE_FOLLOW") else None
    application = follow_events(log) if log is not None else None
    main = start(["--empty", "--profile", os.environ["MEASURE_FOLDER"], "--size", "1440x900"])
    until(lambda: main.prepared is not None)

    def idle() -> bool:
        return not main.model.jobs

    def pause(seconds: float) -> None:
        end = time.perf_counter() + seconds
        until(lambda: time.perf_counter() > end)

    main.send(CreateModel(ConfigEdit("bert", "BertForSequenceClassification"), 0))
    until(idle)
    main.send(Run(input_ids=(IDS,)))
    until(idle)
    view = main.inference.views.view("why")
    assert isinstance(view, WhyView)
    main.reveal(main.inference)
    pause(1.0)
    watch = Watch(log)

    def phase(name: str, act: Any, fact: Any) -> None:
        watch.begin(name)
        act()
        until(lambda: fact() and idle())
        pause(0.3)
        watch.begin("")

    def button(name: str) -> QPushButton:
        found = main.findChild(QPushButton, name)
        assert isinstance(found, QPushButton)
        return found

    def offered() -> bool:
        found = main.findChild(QPushButton, "whyStart")
        return view.result is not None or (found is not None and found.isVisible())

    phase("idle", lambda: None, lambda: True)
    phase("Why opened", lambda: main.inference.mode.choose_mode("why"), offered)

    def measured() -> bool:
        return view.result is not None and view.result.complete

    def measure() -> None:
        if not measured():
            button("whyStart").click()

    phase("all of it measured", measure, measured)
    phase("gradients", button("whySlopesStart").click, lambda: bool(view.slopes.rows))
    for name, (by_clock, ours) in watch.worst.items():
        _print(
            title=name, clock=by_clock.wall, ours=ours.ours, own=ours.own, events=by_clock.events
        )
    del application
    main.close()
    os._exit(0)


# -- what they say -----------------------------------------------------------------------------


def tell_cost(told: dict[str, Any]) -> bool:
    """One line of the table of costs; whether both of its ratios are within the goal."""
    counted, spent = told["texts"] / told["needed"], told["ratio"] / told["needed"]
    good = counted <= told["goal"]
    print(
        f"  {told['title']:30} {told['texts']:4} texts for {told['needed']:4.0f}: {counted:.2f}x, "
        f"processor {spent:.2f}x; goal <= {told['goal']}x: {_met(good)}"
    )
    return bool(good)


def tell_stop(told: dict[str, Any]) -> bool:
    """One line of the table of stops."""
    times = sorted(told["times"])
    good: bool = times[-1] <= told["longest"]
    print(
        f"  {told['title']:30} {len(times):3} stops: median {statistics.median(times):4.0f} ms, "
        f"worst {times[-1]:4.0f}; longest forward {told['longest']:5.0f}: {_met(good)}"
    )
    return good


def tell_gap(told: dict[str, Any]) -> bool:
    """The longest gap of a phase, and what lay in it where events are followed."""
    good = told["ours"] <= GAP_MS
    print(
        f"  {told['title']:30} longest gap {told['clock']:4.0f} ms by the clock, "
        f"{told['ours']:4.0f} to blame for, {told['own']:4.0f} own work in it; "
        f"goal <= {GAP_MS}: {_met(good)}"
    )
    for line in told["events"]:
        print(f"{'':32} {line}")
    return bool(good)


def main(argv: Sequence[str] | None = None) -> int:
    """Print every measure; 1 where a goal was missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--stops", type=int, default=12)
    parser.add_argument("--follow", action="store_true", help="name the events in a long gap")
    parser.add_argument("--only", choices=("costs", "stops", "window"))
    given = parser.parse_args(argv)
    if given.follow:
        os.environ["MEASURE_FOLLOW"] = "1"
    good = True
    for name in ("costs", "stops", "window"):
        if given.only not in (None, name):
            continue
        print(f"{name}:", flush=True)
        for told in process(name, 1, given.stops, module="why"):
            if name == "costs":
                good &= tell_cost(told)
            elif name == "stops":
                good &= tell_stop(told)
            else:
                good &= tell_gap(told)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
