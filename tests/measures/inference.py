"""Measures of running a model that a test must not assert, as ratios within one process.

`python -m tests.measures.inference [--pairs N] [--stops N] [--only NAME]`: a forward pass, one with
all attentions, and writing, each against the bare library, in seconds of the processor because
others use this machine too (and bare against bare, for the spread); how long a stop takes; and in
the real window, by the clock: attention of 512 tokens from the click to the picture against the
model's own eager forward, another head, heads off, a slider, and the longest gap of a 5 ms timer
meanwhile. What only the clock can say is only true on a quiet machine: how busy it was is printed.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.in_memory import engine_of
from tests.measures import history
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[2]
SHORT, LONG = tuple(range(1000, 1128)), tuple(range(1000, 1512))
GAP_MS = 50
STOP_MS = 250


def _nothing(*words: object, **more: object) -> None:
    """Used as check and report."""


def _paired(
    title: str, pairs: int, ours: Callable[[], float], bare: Callable[[], float]
) -> dict[str, object]:
    """Medians of the ratio of each pair, the sides in turns first; bare against bare beside it."""
    ours(), bare()
    found, same = [], []
    for number in range(pairs):
        if number % 2:
            one, other = ours(), bare()
        else:
            other, one = bare(), ours()
        found.append(one / other)
        same.append(bare() / other)
    return {
        "title": title,
        "ratio": statistics.median(found),
        "low": min(found),
        "high": max(found),
        "same": statistics.median(same),
        "same_low": min(same),
        "same_high": max(same),
    }


# -- one process each ------------------------------------------------------------------------


def _engine(class_name: str = "BertForMaskedLM", kind: str = "bert") -> Any:
    """An engine with a model of the config's usual size, random weights, on one thread."""
    import torch
    import transformers

    from explorer.engine.engine import Engine
    from explorer.protocol.config import ConfigEdit
    from explorer.protocol.model import CreateModel, Prepared

    torch.set_num_threads(1)
    transformers.logging.set_verbosity(100)
    transformers.logging.disable_progress_bar()
    engine = Engine(Prepared("", "", ("cpu",), 1, 0.0))
    engine(CreateModel(ConfigEdit(kind, class_name), 0), _nothing, _nothing)
    return engine


def _seconds(work: Callable[[], object]) -> float:
    """Seconds of the processor that `work` takes."""
    import torch

    with torch.inference_mode():
        started = time.process_time()
        work()
        return time.process_time() - started


def ratios() -> None:
    """Print forward and attentions of BERT-base, and writing of GPT-2, against the bare library."""
    import torch

    from explorer.engine import forward
    from explorer.engine.inside import capture
    from explorer.features.attention.protocol import AttentionRequest
    from explorer.features.generation.protocol import Generate
    from explorer.protocol.run import Run

    pairs = int(os.environ["MEASURE_PAIRS"])
    engine = _engine()
    model = engine.loaded.model
    ids = torch.tensor([SHORT])
    inputs = {"input_ids": ids, "attention_mask": torch.ones_like(ids)}

    def bare() -> float:
        return _seconds(lambda: model(**inputs))

    engine(Run(input_ids=(SHORT,)), _nothing, _nothing)
    engine(AttentionRequest(), _nothing, _nothing)
    _print(
        **_paired(
            "forward of 128 tokens, BERT-base, against the bare model",
            pairs,
            lambda: _seconds(lambda: forward.forward(model, inputs, _nothing)),
            bare,
        ),
        goal=1.03,
    )
    _print(
        **_paired(
            "the same with all attentions kept, against the bare model without",
            pairs,
            lambda: _seconds(lambda: capture.capture(engine.loaded, _nothing)),
            bare,
        ),
        goal=1.25,
    )
    _print(
        **_paired(
            "the whole run with its tensors and answers told",
            pairs,
            lambda: _seconds(lambda: engine(Run(input_ids=(SHORT,)), _nothing, _nothing)),
            bare,
        ),
        goal=0,
    )
    engine = _engine("GPT2LMHeadModel", "gpt2")
    writer = engine.loaded.model
    prompt, count = tuple(range(300, 332)), 24

    def streamed() -> float:
        """Until the last token is told; the engine then asks what would follow, one pass more."""
        ended: list[float] = []

        def report(text: str, fraction: float | None = None, partial: object = None) -> None:
            if len(getattr(partial, "tokens", ())) == count:
                ended.append(time.process_time())

        began = time.process_time()
        engine(Generate("", prompt, max_new_tokens=count), _nothing, report)
        return ended[0] - began

    def generated() -> float:
        asked = torch.tensor([prompt])
        return _seconds(
            lambda: writer.generate(
                asked,
                attention_mask=torch.ones_like(asked),
                max_new_tokens=count,
                min_new_tokens=count,
                do_sample=False,
                pad_token_id=0,
            )
        )

    told = _paired(
        "tokens a second until the last is there, streamed, against bare generate",
        max(3, pairs // 2),
        lambda: 1 / streamed(),
        lambda: 1 / generated(),
    )
    _print(**told, goal=-1.0)


def stops() -> None:
    """Print how long stops took, for each kind of job of the Inference tab."""
    from tests.measures.stops import measure

    for title, times in measure(_engine, int(os.environ["MEASURE_STOPS"])):
        _print(title=title, times=times)


def window() -> None:
    """Print times by the clock and the longest gaps in the real window."""
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtWidgets import QApplication, QSlider

    from explorer.__main__ import start
    from explorer.features.ablation.protocol import AblateHeads
    from explorer.protocol.config import ConfigEdit
    from explorer.protocol.inspection import HeadPlace
    from explorer.protocol.model import CreateModel
    from explorer.protocol.run import Run
    from tests.surveys import random_inputs

    main = start(["--empty", "--profile", os.environ["MEASURE_FOLDER"], "--size", "1440x900"])
    worst: dict[str, float] = {}
    work_of: dict[str, float] = {}
    phase, last, spent = ["start"], [time.perf_counter()], [time.thread_time()]

    def tick() -> None:
        now, used = time.perf_counter(), time.thread_time()
        worst[phase[0]] = max(worst.get(phase[0], 0.0), (now - last[0]) * 1000)
        work_of[phase[0]] = max(work_of.get(phase[0], 0.0), (used - spent[0]) * 1000)
        last[0], spent[0] = now, used

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.setInterval(5)
    timer.timeout.connect(tick)
    timer.start()

    def pause(seconds: float) -> None:
        end = time.perf_counter() + seconds
        until(lambda: time.perf_counter() > end)

    def idle() -> bool:
        return not main.model.jobs

    def act(name: str, work: Callable[..., object], fact: Callable[..., bool] = idle) -> float:
        """Milliseconds from `work` until `fact` holds and all is painted."""
        pause(0.15)
        phase[0], last[0] = name, time.perf_counter()
        began = time.perf_counter()
        work()
        until(fact)
        QApplication.processEvents()
        took = (time.perf_counter() - began) * 1000
        pause(0.15)
        phase[0] = "between"
        return took

    def send(request: Any) -> None:
        main.send(request)

    until(lambda: main.prepared is not None)
    pause(1.0)
    act("idle", lambda: None, lambda: True)
    act("create 110 M", lambda: send(CreateModel(ConfigEdit("bert", "BertForMaskedLM"), 0)))
    tab = main.inference
    main.reveal(tab.views)
    tab.views.setCurrentWidget(tab.views.view("tensors"))
    act("run 512 tokens", lambda: send(Run(input_ids=(LONG,))))
    view = tab.views.attention

    def seen() -> bool:
        return idle() and view.head is not None

    act("first look", lambda: tab.views.setCurrentWidget(view), seen)
    looks, own = [], []
    for _ in range(int(os.environ["MEASURE_PAIRS"])):
        own.append(_own_eager(main))
        tab.views.setCurrentWidget(tab.views.view("tensors"))
        act("again", lambda: send(Run(input_ids=(LONG,))))
        looks.append(act("attention", lambda: tab.views.setCurrentWidget(view), seen))
    _print(title="attention", looks=looks, own=own)

    def head_is(row: int, head: int) -> bool:
        found = view.head
        if not idle() or found is None:
            return False
        return (found.request.row, found.request.head) == (row, head)

    heads = [
        act("another head", lambda n=n: view._take(n % 12, 3), lambda n=n: head_is(n % 12, 3))
        for n in range(1, 13)
    ]
    _print(title="another head of 12 × 12 at 512 tokens, click to picture", times=heads, goal=100)
    act("load bundled", lambda: main.actions_.bundled[0].trigger())
    text = "The capital of France is [MASK]."
    act("run bundled", lambda: send(Run(texts=(text,))))
    off = [
        act("heads off", lambda n=n: send(AblateHeads((HeadPlace("self", n % 2, n % 4),))))
        for n in range(8)
    ]
    act("restore", lambda: send(AblateHeads(())))
    _print(title="a head off, bundled model: both answers and both pictures", times=off, goal=100)
    tiny = json.dumps({"n_layer": 2, "n_embd": 64, "n_head": 4})
    act("create writer", lambda: send(CreateModel(ConfigEdit("gpt2", "GPT2LMHeadModel", tiny), 0)))
    tab.ids.setPlainText("[[300, 301, 302]]")
    main.reveal(tab.run_button)
    tab.mode.choose(True)
    act("write", lambda: tab.generation.start())  # type: ignore[union-attr]
    slider = main.findChild(QSlider, "temperature")
    assert slider is not None
    span = slider.maximum() - slider.minimum()
    moves = []
    for n in range(1, 16):
        slider.setValue(slider.minimum() + span * n // 16)
        pause(0.05)
        phase[0], last[0] = "slider", time.perf_counter()
        began = time.perf_counter()
        slider.setValue(slider.minimum() + span * n // 16 + 1)
        QApplication.processEvents()
        moves.append((time.perf_counter() - began) * 1000)
        pause(0.05)
    _print(title="a slider over 50,257 tokens, move to picture", times=moves, goal=50)
    act("load GPT-2", lambda: main.actions_.bundled[1].trigger())
    main.reveal(tab.views)
    long = random_inputs.LONG
    act("100,000 characters", lambda: _typed(tab, "word " * (long // 5)))
    act("run of them", lambda: tab.run_button.click())
    timer.stop()
    worst.pop("between", None)
    worst.pop("start", None)
    _print(title="gaps", worst=worst, work=work_of)
    main.close()
    os._exit(0)


def _typed(tab: Any, text: str) -> None:
    tab.show_texts((text,))
    tab._tokenize()


def _own_eager(main: Any) -> float:
    """Milliseconds of the model's own eager forward of 512 tokens with attentions returned.

    The lane is idle, so nothing else touches the model meanwhile.
    """
    import torch

    model = engine_of(main).loaded.model
    torch.set_num_threads(main.prepared.threads)
    before = model.config._attn_implementation
    model.set_attn_implementation("eager")
    ids = torch.tensor([LONG])
    with torch.inference_mode():
        began = time.perf_counter()
        model(input_ids=ids, attention_mask=torch.ones_like(ids), output_attentions=True)
        took = (time.perf_counter() - began) * 1000
    model.set_attn_implementation(before)
    return took


def _print(**facts: object) -> None:
    print(json.dumps(facts), flush=True)


# -- the runs and what they say --------------------------------------------------------------


def process(name: str, pairs: int, count: int, module: str = "inference") -> list[dict[str, Any]]:
    """Run a function of this module, or another, in a fresh interpreter; read what it printed."""
    with tempfile.TemporaryDirectory() as folder:
        environment = dict(
            os.environ,
            QT_QPA_PLATFORM=os.environ.get("QT_QPA_PLATFORM", "offscreen"),
            OMP_WAIT_POLICY="PASSIVE",
            MEASURE_FOLDER=folder,
            MEASURE_PAIRS=str(pairs),
            MEASURE_STOPS=str(count),
        )
        done = subprocess.run(
            [sys.executable, "-c", f"from tests.measures import {module} as m; m.{name}()"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=1500,
        )
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if not lines:
        raise RuntimeError(f"{name} printed nothing:\n{done.stderr}")
    return lines


def _met(good: bool) -> str:
    return "met" if good else "MISSED"


def tell_ratio(told: dict[str, Any]) -> bool:
    """One line for a ratio; whether its goal was met. A negative goal is a lower bound."""
    goal = told["goal"]
    spread = (
        f"bare against bare {told['same']:.3f}x ({told['same_low']:.2f} to {told['same_high']:.2f})"
    )
    line = (
        f"{told['title']}: {told['ratio']:.3f}x ({told['low']:.2f} to {told['high']:.2f}; {spread})"
    )
    ratios = [told[key] for key in ("ratio", "low", "high")]
    if goal < 0:  # of a speed, where more is better
        ratios = [1 / ratio for ratio in ratios]
    history.note(f"{told['title']}{', inverted' if goal < 0 else ''}", ratios, "x")
    if not goal:
        print(line)
        return True
    good: bool = told["ratio"] <= goal if goal > 0 else told["ratio"] >= -goal
    sign = "<=" if goal > 0 else ">="
    print(f"{line}; goal {sign} {abs(goal)}x: {_met(good)}")
    return good


def tell_stop(told: dict[str, Any]) -> bool:
    """One line of the table of stops, judged by the worst."""
    times = sorted(told["times"])
    good: bool = times[-1] <= STOP_MS
    history.note(f"stop: {told['title']}", times)
    middle = statistics.median(times)
    print(f"  {told['title']:46} {len(times):7} {middle:6.0f} {times[-1]:6.0f}  {_met(good)}")
    return good


def tell_times(told: dict[str, Any], goal: float) -> bool:
    """One line for times in milliseconds, judged by the median."""
    times = sorted(told["times"])
    value = statistics.median(times)
    history.note(told["title"], times)
    good: bool = value <= goal
    print(
        f"{told['title']}: median of {len(times)} {value:.0f} ms "
        f"(from {times[0]:.0f} to {times[-1]:.0f}); "
        f"goal <= {goal:.0f} ms: {_met(good)}"
    )
    return good


def tell_window(lines: list[dict[str, Any]]) -> bool:
    """What the real window showed."""
    good = True
    for told in lines:
        if told["title"] == "attention":
            found = [a / b for a, b in zip(told["looks"], told["own"], strict=True)]
            middle = statistics.median(found)
            good &= middle <= 1.2
            history.note("attention of 512 tokens against the forward", found, "x")
            print(
                "attention of 512 tokens, 12 layers x 12 heads, click to picture, against the "
                f"model's own eager forward: {middle:.2f}x ({min(found):.2f} to {max(found):.2f}; "
                f"{statistics.median(told['looks']):.0f} against "
                f"{statistics.median(told['own']):.0f} ms); goal <= 1.2x: {_met(middle <= 1.2)}"
            )
        elif told["title"] == "gaps":
            print(
                "longest gap of a 5 ms timer on the GUI thread, ms; its own work, without waiting:"
            )
            for phase, gap in told["worst"].items():
                good &= gap <= GAP_MS
                history.note(f"longest gap, {phase}", [gap])
                work = told["work"].get(phase, 0.0)
                print(f"  {phase:20} {gap:6.1f}  {work:6.1f}  ({_met(gap <= GAP_MS)}: <= {GAP_MS})")
        else:
            good &= tell_times(told, told["goal"])
    return good


def _busy() -> float:
    """How many processes want a core now, this one not counted."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0


def main(argv: Sequence[str] | None = None) -> int:
    """Print every measure; 1 when a goal was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=9)
    parser.add_argument("--stops", type=int, default=20)
    parser.add_argument("--only", choices=("ratios", "stops", "window"))
    options = parser.parse_args(argv)
    print(f"load of the machine before: {_busy():.1f} on {os.cpu_count()} cores", flush=True)
    good = True
    if options.only in (None, "ratios"):
        for told in process("ratios", options.pairs, options.stops):
            good &= tell_ratio(told)
    if options.only in (None, "stops"):
        print(f"stops at random moments, ms: {'how many':>29} median  worst  (goal <= {STOP_MS})")
        for told in process("stops", options.pairs, options.stops):
            good &= tell_stop(told)
    if options.only in (None, "window"):
        good &= tell_window(process("window", options.pairs, options.stops))
    history.append("inference")
    print(f"load of the machine after: {_busy():.1f}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
