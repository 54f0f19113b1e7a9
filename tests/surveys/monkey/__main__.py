"""python -m tests.surveys.monkey [--seed N] [--minutes M] [--episode SEED] [--keep DIR]."""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from explorer import resources
from tests.conftest import ROOT
from tests.loopback import LoopbackHub, checkpoints

_ENDS_WITHIN_S = 15.0
_SHORTEST_S, _LONGEST_S = 15.0, 150.0
_START_S = 200.0
_FAULTS = (
    {"status": 500},
    {"status": 429, "headers": {"Retry-After": "1"}},
    {"status": 401},
    {"hang": 3.0},
    {"cut_after": 900},
    {"length_off": 7},
    {"flip": True},
    {"rate": 30_000},
    {"no_ranges": True},
)
_MAY_BE_HEARD = ("Loading weights", "it/s]")


@dataclass
class Outcome:
    """What became of an episode."""

    seed: str
    acts: int
    found: list[str]
    last: list[str]
    closing: float = 0.0
    longest: float = 0.0
    peak: int = 0


@dataclass
class Totals:
    """What became of all of them."""

    acts: int = 0
    episodes: int = 0
    broken: list[Outcome] = field(default_factory=list)


def play(seed: str, seconds: float, hub: LoopbackHub, folder: Path) -> Outcome:
    """One episode in a process of its own, with its own home, cache and profile."""
    folder.mkdir(parents=True, exist_ok=True)
    home = folder / "home"
    for one in (home, folder / "run"):
        one.mkdir(exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    done = subprocess.Popen(
        [sys.executable, "-m", "tests.surveys.monkey.episode", seed, str(seconds), str(folder)],
        cwd=folder / "run",
        env={
            **kept,
            "PYTHONPATH": str(ROOT),
            "QT_QPA_PLATFORM": "offscreen",
            "HF_ENDPOINT": hub.url,
            "HF_HOME": str(home / "hf"),
            "HOME": str(home),
            "OMP_NUM_THREADS": kept.get("OMP_NUM_THREADS", "1"),
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    )
    told: dict[str, object] = {}
    found: list[str] = []
    try:
        _, noise = done.communicate(timeout=seconds + _START_S)
    except subprocess.TimeoutExpired:
        done.kill()
        _, noise = done.communicate()
        found.append("it did not end")
    ended = time.time()
    if (result := folder / "result.json").exists():
        told = json.loads(result.read_text("utf-8"))
    found += [str(one) for one in told.get("found", ())]  # type: ignore[attr-defined]
    lines = [one for one in noise.splitlines() if not any(q in one for q in _MAY_BE_HEARD)]
    if done.returncode not in (0, 3):
        found.append(f"it ended with {done.returncode}:\n" + "\n".join(lines[-60:]))
    elif not found and any("Traceback" in one or "QThread" in one for one in lines):
        found.append("it said:\n" + "\n".join(lines[-60:]))
    acts = (folder / "acts.txt").read_text("utf-8", "replace").splitlines()
    closing = ended - float(str(told.get("closed", ended)))
    crowd = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))  # others at work on this computer
    if not found and closing > _ENDS_WITHIN_S * crowd:
        jobs = str(told.get("jobs"))[:300]
        found.append(f"closing took {closing:.0f} s, with {jobs}\n" + "\n".join(lines[-60:]))
    return Outcome(
        seed,
        int(str(told.get("acts", len(acts)))),
        found,
        acts[-30:],
        closing,
        float(str(told.get("longest", 0))),
        int(str(told.get("peak", 0))),
    )


def publish(hub: LoopbackHub) -> None:
    """Checkpoints that work, and some that do not."""
    for name in ("mini-world-bert", "mini-world-gpt2"):
        folder = resources.path("models", name)
        files = {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()}
        hub.add(f"tiny/{name}", files, pipeline_tag="fill-mask", tags=["transformers"])
    hub.add("odd/noise", checkpoints.plain(400_000))
    hub.add("odd/gated", checkpoints.plain(), gated="auto")
    hub.add("odd/empty", {"README.md": b"# Nothing\n"})
    hub.tokens["hf_monkey"] = "monkey"


def misbehave(hub: LoopbackHub, rng: random.Random, over: threading.Event) -> None:
    """Let some of the answers go wrong, now and then."""
    while not over.wait(rng.uniform(2, 12)):
        hub.faults.clear()
        if rng.random() < 0.5:
            match = rng.choice(("/api/models", "/resolve/", "/tree/", "safetensors", "README"))
            hub.misbehave(match, times=rng.randint(1, 6), **rng.choice(_FAULTS))


def tell(outcome: Outcome) -> None:
    """What broke, and how to see it again."""
    print(f"\nBROKEN, seed {outcome.seed}, after {outcome.acts} acts", flush=True)
    for one in outcome.found:
        print(one)
    print("the last acts:", *outcome.last, sep="\n  ")
    print(f"again: python -m tests.surveys.monkey --episode {outcome.seed}", flush=True)


def run(seed: int, minutes: float, keep: Path | None, first: str = "") -> Totals:
    """Episodes until the time is over; the first one has the seed `first` where one is given."""
    totals, number = Totals(), 0
    end = time.monotonic() + 60 * minutes
    over = threading.Event()
    with LoopbackHub() as hub:
        publish(hub)
        faults = threading.Thread(target=misbehave, args=(hub, random.Random(seed), over))
        faults.start()
        while time.monotonic() < end or not number:
            name = first or f"{seed}.{number}"
            number += 1
            wanted = random.Random(name).uniform(_SHORTEST_S, _LONGEST_S)
            left = end - time.monotonic()
            with tempfile.TemporaryDirectory(prefix="monkey", ignore_cleanup_errors=True) as made:
                outcome = play(name, wanted if first else min(wanted, left), hub, Path(made))
                if keep is not None and outcome.found:
                    shutil.rmtree(keep / name, ignore_errors=True)
                    shutil.copytree(made, keep / name, symlinks=True)
            totals.acts += outcome.acts
            totals.episodes += 1
            print(
                f"{name}: {outcome.acts} acts, closed in {outcome.closing:.1f} s, "
                f"longest wait {outcome.longest:.1f} s, peak {outcome.peak // 1024} MB",
                flush=True,
            )
            if outcome.found:
                totals.broken.append(outcome)
                tell(outcome)
            if first:
                break
        over.set()
        faults.join()
    return totals


def main() -> int:
    """0 when nothing broke."""
    parser = argparse.ArgumentParser(prog="python -m tests.surveys.monkey", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--episode", default="", help="repeat only this episode")
    parser.add_argument("--keep", type=Path, help="keep the folders of what broke here")
    asked = parser.parse_args()
    totals = run(asked.seed, asked.minutes, asked.keep, asked.episode)
    print(f"{totals.acts} acts in {totals.episodes} episodes, {len(totals.broken)} broken")
    return 1 if totals.broken else 0


if __name__ == "__main__":
    sys.exit(main())
