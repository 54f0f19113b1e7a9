"""python -m tests.hostile N [--seed S] [--kind KIND] [--only WORDS] [--stacks FILE] [--keep FILE].

Opens N hostile inputs, of all kinds or of some; `--only` takes those whose names hold the words.

Each row of inputs has a process of its own with the real window, a home folder and a cache of its
own; a bare window beside it tells which gaps are not the program's. Counted, each to be 0: code
that ran, files written outside, connections, gaps of the event loop of over 250 ms, inputs that
are refused without a sentence of their own, tracebacks, jobs that continue more than 500 ms after
Stop, and processes that ended.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, get_args

from tests.conftest import ROOT
from tests.hostile.scenario import Kind
from tests.hostile.watch import own

LONGEST_GAP_S, LONGEST_STOP_S = 0.25, 0.5
_ROW, _ROW_S = 25, 1800
_SHARES: dict[Kind, int] = {
    "folder": 10, "hub": 4, "settings": 2, "session": 2, "lesson": 2, "results": 2, "picture": 2,
    "sound": 2,
}  # fmt: skip


def rows(kinds: Sequence[Kind], count: int) -> Iterator[tuple[Kind, int, int]]:
    """Kind, first number and count of each row; the kinds by their shares."""
    whole = sum(_SHARES[kind] for kind in kinds)
    for kind in kinds:
        wanted = -(-count * _SHARES[kind] // whole)
        for first in range(0, wanted, _ROW):
            yield kind, first, min(_ROW, wanted - first)


def play(
    kind: Kind, seed: int, first: int, count: int, folder: Path, *, only: str = "", stacks: str = ""
) -> list[dict[str, Any]]:
    """One row, and what became of each input; one that ended the process is named so."""
    home = folder / "home"
    home.mkdir(parents=True)
    (folder / "temporary").mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    environment = {
        **kept,
        "PYTHONPATH": str(ROOT),
        "QT_QPA_PLATFORM": kept.get("QT_QPA_PLATFORM", "offscreen"),
        "HF_HOME": str(home / "hf"),
        "HOME": str(home),
        "TMPDIR": str(folder / "temporary"),
        "OMP_NUM_THREADS": "1",
        "GSETTINGS_BACKEND": "memory",  # else the desktop's own library writes into the home folder
    }
    beside = folder / "beside.txt"
    bare = subprocess.Popen(
        [sys.executable, "-m", "tests.hostile.bare", str(beside)],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.DEVNULL,
    )
    outcomes: list[dict[str, Any]] = []
    try:
        while count > 0:
            place = folder / f"from{first}"
            place.mkdir()
            arguments = [str(place), kind, str(seed), str(first), str(count), only, stacks]
            with (place / "noise.txt").open("w") as noise:
                done = subprocess.run(
                    [sys.executable, "-m", "tests.hostile.episode", *arguments],
                    cwd=ROOT,
                    env=environment,
                    stdout=noise,
                    stderr=noise,
                    timeout=_ROW_S,
                    check=False,
                )
            file = place / "outcomes.jsonl"
            lines = file.read_text("utf-8").splitlines() if file.exists() else []
            outcomes += [json.loads(line) for line in lines]
            if (place / "whole").exists():
                break
            noise_end = (place / "noise.txt").read_text("utf-8", "replace")[-3000:]
            number = first + len(lines)
            died = f"input {number}: the process ended with {done.returncode}\n{noise_end}"
            outcomes.append({"number": number, "kind": kind, "name": "", "died": died})
            first, count = number + 1, count - len(lines) - 1
    finally:
        bare.kill()
        bare.wait()
    text = beside.read_text("ascii") if beside.exists() else ""
    others = [tuple(map(float, line.split())) for line in text.splitlines() if line.count(" ") == 1]
    for outcome in outcomes:
        waits = [own((start, end), others) for start, end in outcome.get("gaps", ())]  # type: ignore[arg-type]
        outcome["longest"] = max(waits, default=0.0)
    return outcomes


def faults(outcome: dict[str, Any]) -> list[str]:
    """What was wrong with one input, a line each."""
    if outcome.get("died"):
        return [f"died: {outcome['died']}"]
    found = []
    if outcome["executed"]:
        found.append("executed: its code ran")
    found += [f"written: {one}" for one in outcome["written"]]
    found += [f"network: {one}" for one in outcome["reached"]]
    if outcome["longest"] > LONGEST_GAP_S:
        found.append(f"gap: {outcome['longest'] * 1000:.0f} ms")
    found += [f"message: {one}" for one in outcome["unforeseen"]]
    found += [f"traceback: {one}" for one in (*outcome["tracebacks"], *outcome["errors"])]
    found += [f"stop: {one:.2f} s" for one in outcome["stops"] if one > LONGEST_STOP_S]
    if outcome["harmless"] and not outcome["opened"]:
        found.append(f"refused, though harmless: {outcome['sentences']}")
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """0 where nothing was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile", description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=get_args(Kind), action="append")
    parser.add_argument("--only", default="", help="only inputs whose names contain these words")
    parser.add_argument(
        "--stacks",
        default="",
        help="write here what ran during each gap; reading the stacks beside running threads "
        "now and then ends the process with a segmentation fault",
    )
    parser.add_argument("--keep", type=Path, help="keep what was found here, as JSON lines")
    asked = parser.parse_args(argv)
    kinds: list[Kind] = asked.kind or list(_SHARES)
    counted: Counter[str] = Counter()
    opened = total = 0
    stops: list[float] = []
    longest = 0.0
    for kind, first, count in rows(kinds, asked.count):
        folder, begun = Path(tempfile.mkdtemp(prefix="hostile")), time.monotonic()
        try:
            outcomes = play(
                kind, asked.seed, first, count, folder, only=asked.only, stacks=asked.stacks
            )
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        for outcome in outcomes:
            total += 1
            opened += bool(outcome.get("opened"))
            stops += outcome.get("stops", [])
            longest = max(longest, outcome["longest"])
            wrong = faults(outcome)
            counted.update({one.partition(":")[0] for one in wrong})
            if asked.keep is not None:
                with asked.keep.open("a", encoding="utf-8") as file:
                    file.write(json.dumps({**outcome, "wrong": wrong}) + "\n")
            for one in wrong:
                print(f"{kind} {outcome['number']} ({outcome['name']}): {one}", flush=True)
        took = time.monotonic() - begun
        print(f"{kind} from {first}: {len(outcomes)} opened or refused in {took:.0f} s", flush=True)
    names = ("executed", "written", "network", "gap", "message", "traceback", "stop", "died")
    said = ", ".join(f"{counted.pop(name, 0)} {name}" for name in names)
    more = "".join(f", {value} {name}" for name, value in counted.items())
    print(f"{total} inputs, {opened} of them open: {said}{more}")
    worst = max(stops, default=0.0) * 1000
    print(f"longest gap {longest * 1000:.0f} ms; {len(stops)} stops, the longest {worst:.0f} ms")
    wrong_ones = any(int(word) for word in said.replace(",", "").split() if word.isdigit()) or more
    return 1 if wrong_ones else 0


if __name__ == "__main__":
    sys.exit(main())
