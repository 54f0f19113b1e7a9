"""The longest gaps of the window with a long text in every view of the Inference tab.

`python -m tests.measures.long [--tokens 4096] [--layers 4] [--only PART] [--profile PHASE]`: a
model with room for the text is created with a tokenizer that comes with the program; then each view
is opened and used as a person would. For each step: seconds until the window is idle again, the
longest gap of a 5 ms timer on the GUI thread by the clock, and the most that the GUI thread itself
worked between two of its ticks, which other programs cannot lengthen. `--profile` prints what
Python did between those two ticks of a step. Figures, no verdict on a busy machine: its load is
printed too.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.measures import history
from tests.waiting import until

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

ROOT = Path(__file__).resolve().parents[2]
GAP_MS = 50
WORDS = ("the", "cat", "sat", "on", "mat", "and", "dog", "ran", "to", "red", "house", "by", "old")
PARTS = ("text", "attention", "hidden", "lens", "raw", "patching", "writing", "masks")


class Watch:
    """A 5 ms timer on the GUI thread; the longest time between two ticks of a phase."""

    def __init__(self, profiled: str) -> None:
        from PySide6.QtCore import Qt, QTimer

        self._profiled = profiled
        self.gap = self.work = 0.0
        self._profile: cProfile.Profile | None = None
        self._longest: cProfile.Profile | None = None
        self._last, self._spent = time.perf_counter(), time.thread_time()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(5)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now, used = time.perf_counter(), time.thread_time()
        if self._profile is not None:
            self._profile.disable()
            if (used - self._spent) * 1000 > self.work:
                self._longest = self._profile
            self._profile = cProfile.Profile()
            self._profile.enable()
        self.gap = max(self.gap, (now - self._last) * 1000)
        self.work = max(self.work, (used - self._spent) * 1000)
        self._last, self._spent = now, used

    def until(self, fact: Callable[[], bool]) -> None:
        """Run the event loop until a fact holds."""
        until(fact)

    def pause(self, seconds: float) -> None:
        """Let the window live for a while."""
        end = time.perf_counter() + seconds
        self.until(lambda: time.perf_counter() > end)

    def act(self, name: str, work: Callable[[], object], fact: Callable[[], bool]) -> None:
        """Do something, wait for the fact and for what is painted after it, and print figures."""
        self.pause(0.1)
        self._tick()
        self.gap = self.work = 0.0
        if self._profiled and self._profiled in name:
            self._profile = cProfile.Profile()
            self._profile.enable()
        began = time.perf_counter()
        work()
        self.until(fact)
        took = time.perf_counter() - began
        self.pause(0.15)
        if self._profile is not None:
            self._profile.disable()
            for order, lines in (("tottime", 14), ("cumtime", 34)):
                if self._longest is not None:
                    told = pstats.Stats(self._longest, stream=sys.stderr)
                    told.sort_stats(order).print_stats(lines)
            self._profile = self._longest = None
        print(
            json.dumps({"phase": name, "seconds": took, "gap": self.gap, "work": self.work}),
            flush=True,
        )


def window() -> None:
    """Drive the real window through every view and print a line of figures for each step."""
    from PySide6.QtCore import QPoint
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from explorer.__main__ import start
    from explorer.protocol.config import ConfigEdit
    from explorer.protocol.model import AttachTokenizer, CreateModel

    tokens, layers = int(os.environ["LONG_TOKENS"]), int(os.environ["LONG_LAYERS"])
    parts = os.environ["LONG_PARTS"].split(",")
    main = start(["--empty", "--profile", os.environ["LONG_FOLDER"], "--size", "1440x900"])
    _first()
    watch = Watch(os.environ.get("LONG_PROFILE", ""))
    tab = main.inference

    def idle() -> bool:
        return not main.model.jobs

    def act(name: str, work: Callable[..., object], fact: Callable[[], bool] = idle) -> None:
        watch.act(name, work, fact)

    def build(kind: str, name: str, config: dict[str, Any], tokenizer: str) -> None:
        main.send(CreateModel(ConfigEdit(kind, name, json.dumps(config)), 1))
        watch.until(idle)
        main.send(AttachTokenizer(str(ROOT / "resources" / "models" / tokenizer), tokenizer))
        watch.until(idle)

    def type_text(text: str) -> None:
        tab.show_texts((text,))
        tab._tokenize()

    def look(view: Any) -> Callable[[], object]:
        return lambda: tab.views.setCurrentWidget(view)

    def sweep(widget: QWidget) -> None:
        """The mouse over a widget, forty places."""
        for place in range(1, 41):
            where = QPoint(widget.width() * place // 42, widget.height() * place // 42)
            QTest.mouseMove(widget, where)
            QApplication.processEvents()
        QTest.mouseMove(widget, QPoint(1, 1))

    watch.until(lambda: main.prepared is not None)
    watch.pause(1.0)
    random.seed(3)
    # a quarter of the words are two tokens
    text = " ".join(random.choice(WORDS) for _ in range(tokens * 72 // 100))
    sizes = {
        "vocab_size": 2000,
        "n_embd": 96,
        "n_layer": layers,
        "n_head": 12,
        "n_positions": tokens + 64,
    }
    build("gpt2", "GPT2LMHeadModel", sizes, "mini-world-gpt2")
    main.reveal(tab.views)
    tab.views.setCurrentWidget(tab.views.view("tensors"))
    watch.pause(0.3)
    act("idle", lambda: None)
    act("dark, two words", lambda: main.look.choose("dark", 100))
    act("light, two words", lambda: main.look.choose("light", 100))
    if "text" in parts:
        act("text shown and cut into tokens", lambda: type_text(text))
        act("run", lambda: tab.run_button.click())
        act("mouse over the token strip", lambda: sweep(tab.strip))
        act("IDs by hand opened", lambda: tab.edit_ids.setChecked(True))
        act("run by hand", lambda: tab.run_button.click())
        act("IDs by hand closed", lambda: tab.edit_ids.setChecked(False))
        act("all tokens in a list", lambda: _all_tokens(main))
        act("the list is searched", lambda: _search(main))
        act("the list is closed", lambda: _close(main))
    else:
        type_text(text)
        watch.until(idle)
    tab.run_button.click()
    watch.until(idle)
    assert tab.ran is not None, main.message_bar.failure
    print(f"tokens of the run: {len(tab.ran.rows[0])}", flush=True)
    view = tab.views.attention
    if "attention" in parts:
        act("attention opened", look(view))
        act("another head", lambda: view.grid._take(layers - 1, 3))
        act("average of heads", lambda: view.grid._take(0, -1))
        act("first head", lambda: view.grid._take(0, 0))
        act("mouse over the head", lambda: sweep(view.map))
        act("mouse over the overview", lambda: sweep(view.grid))
        act("stretch shades", lambda: view.stretch.click())
        act("hide special tokens", lambda: view.hide_special.click())
        act("show special tokens", lambda: view.hide_special.click())
        closer = getattr(view, "closer", None)
        if closer is not None:
            for step in range(3):
                act(f"closer {step + 1}", lambda: closer.tools.near.click())
            act("pan", lambda: closer.tools.ways[1].click())
            act("to a token", lambda: closer.go_to(tokens // 2, tokens // 3))
            act("whole map again", lambda: closer.tools.all.click())
        act("run while attention is shown", lambda: tab.run_button.click())
        act("resize", lambda: _resize(main, watch))
        act("dark", lambda: main.look.choose("dark", 100))
        act("light", lambda: main.look.choose("light", 100))
        act("larger text", lambda: main.look.choose("light", 150))
        act("usual text", lambda: main.look.choose("light", 100))
    hidden = tab.views.view("hidden_states")
    if "hidden" in parts:
        act("hidden states opened", look(hidden))
        act("mouse over the norms", lambda: sweep(hidden.norms))
        act("another vector", lambda: hidden._take(1, tokens // 2))
        act("mouse over the similarities", lambda: sweep(hidden.similar))
        act("resize, hidden states", lambda: _resize(main, watch))
        act("dark, hidden states", lambda: main.look.choose("dark", 100))
        act("light, hidden states", lambda: main.look.choose("light", 100))
    lens = tab.views.view("logit_lens")
    if "lens" in parts:
        act("layer by layer opened", look(lens))
        act("the token before", lambda: lens.before.click())
        act("a token far away", lambda: lens._go(tokens // 2))
    raw = tab.views.view("tensors")
    if "raw" in parts:
        act("raw tensors opened", look(raw))
        names = [raw.tensors.itemText(place) for place in range(raw.tensors.count())]
        for name in ("logits", "attentions", "hidden_states"):
            place = next((n for n, one in enumerate(names) if one.startswith(name)), None)
            if place is not None:
                act(f"raw {name}", lambda place=place: _activate(raw.tensors, place))
        act("dark, raw tensors", lambda: main.look.choose("dark", 100))
        act("light, raw tensors", lambda: main.look.choose("light", 100))
    if "patching" in parts:
        tab.views.setCurrentWidget(raw)
        type_text(text.replace("cat", "dog", 1))
        watch.until(idle)
        tab.run_button.click()
        watch.until(idle)
        act("patching opened", look(tab.views.patching))
        act("mouse over its tokens", lambda: sweep(tab.views.patching.here))
        act("a token chosen", lambda: tab.views.patching._toggle(0, 5))
        act("differing tokens", lambda: tab.views.patching._take_differing())
        act("patched run", lambda: tab.views.patching.patch_button.click())
        act("taken out", lambda: tab.views.patching.take_out())
    if "text" in parts:
        tab.views.setCurrentWidget(raw)
        act("a short text", lambda: type_text("the cat"))
        act("its run", lambda: tab.run_button.click())
        runs = tab.history.runs.runs
        act("the long run again, out of the history", lambda: tab.show_again(runs[1]))
        act("the short run again", lambda: tab.show_again(runs[0]))
        act("list of runs", lambda: tab.history.click())
        act("list of runs closed", lambda: _close(main))
        act("two runs compared", lambda: _compare(main, tab))
        act("comparison closed", lambda: _close(main))
    if "writing" in parts:
        type_text(" ".join(text.split()[: tokens * 7 // 10]))
        watch.until(idle)
        act("writing chosen", lambda: tab.mode.choose(True))
        writer = tab.generation
        assert writer is not None
        writer.sampling.most.setValue(24)
        act("24 tokens written", lambda: writer.start())
        act("mouse over what it wrote", lambda: sweep(writer.text))
        act("back in the text", lambda: writer.text.go_to(5))
        act("one token more", lambda: writer.choose.click())
        act("resize while writing", lambda: _resize(main, watch))
        act("dark, writing", lambda: main.look.choose("dark", 100))
        act("light, writing", lambda: main.look.choose("light", 100))
        tab.mode.choose(False)
    if "masks" in parts:
        config = {
            "vocab_size": 2000,
            "hidden_size": 96,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "intermediate_size": 192,
            "max_position_embeddings": tokens * 2,
        }
        build("bert", "BertForMaskedLM", config, "mini-world-bert")
        main.reveal(tab.views)
        masked = " ".join(
            "[MASK]" if place % 8 == 0 else word for place, word in enumerate(text.split())
        )
        act("text with many masks", lambda: type_text(masked))
        act("run of many masks", lambda: tab.run_button.click())
        print(f"answers: {len(tab.bars)}", flush=True)
        act("dark, many masks", lambda: main.look.choose("dark", 100))
        act("light, many masks", lambda: main.look.choose("light", 100))
        act("resize, many masks", lambda: _resize(main, watch))
    main.close()
    os._exit(0)


def _first() -> None:
    """Where all runs in real time (`chrt -r 10`), let the GUI thread go before its own lanes.

    On an ordinary desktop the system does so by itself; slices in real time are 100 ms long.
    """
    if hasattr(os, "sched_getscheduler") and os.sched_getscheduler(0) == os.SCHED_RR:
        above = os.sched_getparam(0).sched_priority + 1
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(above))


def _activate(box: Any, place: int) -> None:
    box.setCurrentIndex(place)
    box.activated.emit(place)


def _resize(main: Any, watch: Watch) -> None:
    """Smaller and larger again, in the steps of a hand that drags the corner."""
    for step in (*range(1440, 1020, -60), *range(1020, 1441, 60)):
        main.resize(step, 700 + (step - 1020) * 200 // 420)
        watch.pause(0.02)


def _all_tokens(main: Any) -> None:
    from PySide6.QtWidgets import QPushButton

    main.findChild(QPushButton, "tokenStrip.all").click()


def _search(main: Any) -> None:
    from PySide6.QtWidgets import QLineEdit

    search = main.findChild(QLineEdit, "tokenSearch")
    search.setText("cat")
    search.textEdited.emit("cat")


def _compare(main: Any, tab: Any) -> None:
    from explorer.features.history.view.history_compare import HistoryCompare

    HistoryCompare(main, main.look, *tab.history.runs.runs[:2]).open()


def _close(main: Any) -> None:
    from PySide6.QtWidgets import QDialog

    for dialog in main.findChildren(QDialog):
        dialog.close()


def _busy() -> float:
    """How many processes want a core now."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0


def main(argv: Sequence[str] | None = None) -> int:
    """Print every figure; 1 when a gap was longer than 50 ms."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tokens", type=int, default=4096)
    parser.add_argument("--layers", type=int, default=4)
    parser.add_argument("--only", choices=PARTS, action="append")
    parser.add_argument("--profile", default="")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        environment = dict(
            os.environ,
            QT_QPA_PLATFORM=os.environ.get("QT_QPA_PLATFORM", "offscreen"),
            OMP_WAIT_POLICY="PASSIVE",
            LONG_FOLDER=folder,
            LONG_TOKENS=str(options.tokens),
            LONG_LAYERS=str(options.layers),
            LONG_PARTS=",".join(options.only or PARTS),
            LONG_PROFILE=options.profile,
        )
        print(f"{options.tokens} tokens; load of the machine {_busy():.1f}", flush=True)
        child = subprocess.Popen(
            [sys.executable, "-c", "from tests.measures import long as m; m.window()"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdout is not None
        worst = 0.0
        print("                                            s   gap ms  own ms")
        for line in child.stdout:
            if not line.startswith("{"):
                print(line, end="")
                continue
            told = json.loads(line)
            worst = max(worst, told["gap"])
            history.note(f"longest gap, {told['phase']}, {options.tokens} tokens", [told["gap"]])
            mark = "" if told["gap"] <= GAP_MS else "  longer than 50"
            print(
                f"{told['phase']:38} {told['seconds']:7.2f} {told['gap']:8.1f} "
                f"{told['work']:7.1f}{mark}",
                flush=True,
            )
        child.wait()
    history.append("long")
    print(f"longest gap {worst:.0f} ms; load of the machine {_busy():.1f}")
    return 0 if child.returncode == 0 and worst <= GAP_MS else 1


if __name__ == "__main__":
    sys.exit(main())
