"""Is what the window shows what the exported Python gives? On every class that reads text.

    python -m tests.surveys.truth [--sample N] [--only NAME] [--spawn N] [--other] [--json FILE]
                                  [--workers N]

Each class is created small, saved, loaded again and looked at in all ways by the engine, in a
process of its own. Every tensor and number that was shown (input IDs, outputs, attention, hidden
states, lens, predictions, heads off, tokens written) goes into a file together with the Python that
the window gives for it. `tests.surveys.truth.fresh`, which never imports the program, runs that
Python on the saved folder in a fork of an interpreter that only knows torch and transformers;
`--spawn N` runs N of the classes in a new process as well. All must be equal, bit for bit.

The same run counts what can be looked at, by model type: it works, or says why not. `--other`
adds the types that do not read text: there too every view must say something, and none may crash.
The command ends with 1 on any difference, crash or blank view. Configs come from `tests.shrink`.
`--workers N` goes through the classes with N processes, whose rows are those of one.
"""

from __future__ import annotations

import argparse
import importlib
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

import torch

from explorer import features
from explorer.protocol.failures import Failure
from tests.surveys import in_parts
from tests.surveys.truth import forked_server, inside, small, spoken
from tests.surveys.truth.classes import One, classes, sample
from tests.surveys.truth.fresh import FIRST
from tests.surveys.truth.totals import Row, print_totals, wrong

CAN_FORK = "fork" in multiprocessing.get_all_start_methods()


class Fresh:
    """The process that never saw the program."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        if CAN_FORK:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.surveys.truth.fresh"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )

    def run(self, folder: Path, limit: float, *, spawned: bool = False) -> str:
        """Do the cases of a folder; "done", or how it ended otherwise."""
        if self._process is None or spawned:
            command = [sys.executable, "-m", "tests.surveys.truth.fresh", str(folder)]
            try:
                done = subprocess.run(command, capture_output=True, text=True, timeout=limit + 60)
            except subprocess.TimeoutExpired:
                return f"no end within {limit + 60:.0f} s"
            return "done" if not done.returncode else done.stderr[-300:]
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([str(folder), limit]) + "\n")
        self._process.stdin.flush()
        for line in self._process.stdout:
            if line.strip() != "ready":
                return str(json.loads(line))
        return "the fresh process ended"

    def close(self) -> None:
        if self._process is not None:
            assert self._process.stdin is not None
            self._process.stdin.close()
            self._process.wait()


def shown(one: One, folder: Path) -> Row:
    """Build, show, and write the cases of one class."""
    row: Row = {"run": "ran"}
    try:
        made, file = small.build(one.kind, one.family, one.name, folder), ""
    except small.LeftOut as reason:
        if str(reason) != small.NO_TEXT:
            raise
        try:
            made, file = spoken.build(one, folder)
        except (small.Refused, Failure) as refused:
            return {"run": f"refused: {refused}", "says": "nothing"}
        row["says"] = {".wav": "sound", ".png": "picture"}.get(file[-4:], "text")
    keep = spoken.collect(made, file, folder)
    row["cases"] = len(keep.cases)
    row["tensors"] = sum(len(checks) for _, _, checks in keep.cases)
    row["without"], row["refused"] = keep.without, keep.refused
    keep.write()
    row["inside"] = inside.measure(made)
    if one.task in ("causal", "seq2seq") and not file:
        ids = tuple(range(4, 16))
        try:
            row["inside"]["writing"] = inside.written(made.desk, ids)
        except Exception as error:  # the very thing that is counted here
            row["inside"]["writing"] = f"CRASH: {type(error).__name__}: {error}"[:300]
    return row


def other(one: One, folder: Path) -> Row:
    """A class of a type that reads no text."""
    made = small.build(one.kind, one.family, one.name, folder, text_only=False)
    return {"run": "other", "inside": inside.of_other_type(made.desk)}


def _child(work: Any, one: One, folder: Path) -> None:
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    if CAN_FORK:
        forked_server.use()
    try:
        row = work(one, folder)
    except small.LeftOut as reason:
        row = {"run": f"left out: {reason}"}
    except small.Refused as reason:
        row = {"run": f"refused: {reason}"}
    except Exception as error:  # a crash of the program, which is what is looked for
        import traceback

        where = traceback.extract_tb(error.__traceback__)[-1]
        told = f"CRASH: {type(error).__name__}: {error} ({where.name} in {where.filename})"
        row = {"run": told[:500]}
    (folder / "row.json").write_text(json.dumps(row))


def in_a_process(work: Any, one: One, limit: float, folder: Path) -> Row:
    """`work` where a crash or a hang costs only this class; why one is left out is its row."""
    begin = (
        multiprocessing.get_context("fork").Process
        if CAN_FORK
        else multiprocessing.get_context("spawn").Process
    )
    process = begin(target=_child, args=(work, one, folder))
    process.start()
    process.join(limit)
    if process.is_alive():
        process.kill()
        process.join()
        return {"run": f"left out: no end within {limit:.0f} s"}
    file = folder / "row.json"
    if not file.exists():
        return {"run": f"CRASH: ended with code {process.exitcode}"}
    row: Row = json.loads(file.read_text())
    return row


def one_class(one: One, fresh: Fresh, limit: float, *, spawned: bool) -> Row:
    """Shown, and compared with the fresh process."""
    folder = Path(tempfile.mkdtemp(prefix="truth-"))
    try:
        row = in_a_process(shown, one, limit, folder)
        if (folder / "cases.pickle").exists() and row["run"] == "ran":
            ended = fresh.run(folder, limit)
            file = folder / "wrong.json"
            row["wrong"] = json.loads(file.read_text()) if file.exists() else {"all": [ended]}
            if spawned:
                file.unlink(missing_ok=True)
                ended = fresh.run(folder, limit, spawned=True)
                again = json.loads(file.read_text()) if file.exists() else {"all": [ended]}
                row["spawned"] = again
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return row


def main() -> int:
    """Go through the classes, print the totals and the reasons; 1 when anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.surveys.truth", description=__doc__)
    parser.add_argument(
        "--sample", type=int, default=0, help="only this many classes, over all tasks"
    )
    parser.add_argument("--only", default="", help="classes whose name or type contains this")
    parser.add_argument("--names", type=Path, help="only the classes named in this file")
    parser.add_argument(
        "--spawn", type=int, default=3, help="run this many in a new process as well"
    )
    parser.add_argument("--other", action="store_true", help="types that read no text as well")
    parser.add_argument("--limit", type=float, default=60.0, help="seconds for one class")
    parser.add_argument("--json", type=Path, help="write every result to this file, line by line")
    parser.add_argument(
        "--resume", action="store_true", help="continue after the results that are in it"
    )
    parser.add_argument(
        "--workers", type=int, default=1, help="so many processes, not for --sample"
    )
    parser.add_argument("--part", default="1/1", help="1/2: every second class")
    given = parser.parse_args()
    if given.workers > 1 and given.sample:
        parser.error("a sample goes on until enough classes ran, in one process")
    _warm()
    chosen = classes()
    if given.only:
        chosen = [one for one in chosen if given.only in one.kind or given.only in one.name]
    if given.names:
        listed = set(given.names.read_text().split())
        chosen = [one for one in chosen if one.name in listed]
    if given.sample:
        chosen = sample(chosen, given.sample)
    number, parts = map(int, given.part.split("/"))
    chosen = chosen[number - 1 :: parts]
    fresh = Fresh()
    rows = _read(given.json) if given.resume else {}
    ran, started = sum(row["run"] == "ran" for row in rows.values()), time.monotonic()
    if given.json and not given.resume:
        given.json.write_text("")
    if given.workers > 1:
        _shared(rows, chosen, given)
        ran = sum(row["run"] == "ran" for row in rows.values())
    try:
        for one in chosen:
            if f"{one.kind} {one.name}" in rows:
                continue
            if given.sample and ran >= given.sample:
                break
            row = one_class(one, fresh, given.limit, spawned=ran < given.spawn)
            ran += row["run"] == "ran"
            _note(rows, one, row, given.json)
        if given.other or given.sample:
            for one in _not_text(rows, given.sample):
                if rows.get(f"{one.kind} {one.name}", {}).get("run") == "other":
                    continue
                folder = Path(tempfile.mkdtemp(prefix="truth-"))
                try:
                    row = in_a_process(other, one, given.limit, folder)
                finally:
                    shutil.rmtree(folder, ignore_errors=True)
                _note(rows, one, row, given.json)
    finally:
        fresh.close()
    bad = print_totals(rows)
    print(f"{ran} classes in {time.monotonic() - started:.0f} s; {bad} with something wrong")
    return 1 if bad else 0


def _read(file: Path) -> dict[str, Row]:
    """What an earlier run has found already."""
    return {f"{row['kind']} {row['name']}": row for row in in_parts.read_rows(file)}


def _shared(rows: dict[str, Row], chosen: list[One], given: argparse.Namespace) -> None:
    """Have several processes go through the classes that are left, in the order of one."""
    left = [one for one in chosen if f"{one.kind} {one.name}" not in rows]
    with tempfile.TemporaryDirectory(prefix="truth-") as folder:
        names = Path(folder, "names")
        names.write_text("\n".join(one.name for one in left))
        spawned = -(-given.spawn // given.workers)
        arguments = ["--names", str(names), "--spawn", str(spawned), "--limit", str(given.limit)]
        shared = in_parts.rows_of_parts("tests.surveys.truth", arguments, given.workers)
    by_name = {f"{row['kind']} {row['name']}": row for row in shared}
    for one in left:
        key = f"{one.kind} {one.name}"
        rows[key] = by_name[key]
        if given.json:
            with given.json.open("a") as sink:
                sink.write(json.dumps(rows[key]) + "\n")


def _note(rows: dict[str, Row], one: One, row: Row, file: Path | None) -> None:
    row |= one.told()
    rows[f"{one.kind} {one.name}"] = row
    troubles = wrong(row)
    if row["run"] != "left out: no text class":
        print(f"{one.task:9} {one.name:44} {row['run'][:100]}", flush=True)
    for trouble in troubles:
        print(f"    !! {trouble[:300]}", flush=True)
    if file:
        with file.open("a") as sink:
            sink.write(json.dumps(row) + "\n")


def _not_text(rows: dict[str, Row], count: int) -> list[One]:
    """One class of each type of which nothing ran; of a sample, a few of them."""
    done = {row["kind"] for row in rows.values() if row["run"] == "ran"}
    firsts: dict[str, One] = {}
    for one in sorted(classes(), key=lambda one: one.task != "base"):
        if one.kind not in done:
            firsts.setdefault(one.kind, one)
    found = list(firsts.values())
    return found[:: max(1, len(found) // 4)] if count else found


def _warm() -> None:
    """Import what every child needs, before the first fork."""
    import transformers

    warnings.simplefilter("ignore")
    transformers.logging.set_verbosity(100)
    transformers.logging.disable_progress_bar()
    for name in FIRST:
        importlib.import_module(name)
    features.load("compute", "explain", "code", "code_of_result")


if __name__ == "__main__":
    sys.exit(main())
