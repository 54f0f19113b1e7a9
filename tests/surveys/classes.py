"""A walk over every type and class: `python -m tests.surveys.classes [--sample N] [--out FILE]`.

Each type is described and its checks are tried with a good and a bad edit. Each class is counted
with its defaults on the meta device; then, shrunk, it is created, run, saved, reloaded and
compared. Every failure is in the table with its reason. The work is done in a second process
with a time limit for each class, so that one that crashes or hangs costs only itself.
"""

from __future__ import annotations

import argparse
import json
import os
import select
import statistics
import subprocess
import sys
import time
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any

from explorer.features.create.compute.catalogue import installed
from explorer.features.create.protocol.catalogue import Catalogue

LIMIT_SECONDS = 90.0
_PER_WORKER = 250
"""Tasks after which a fresh process continues: imported modeling files are never given back."""

Row = dict[str, Any]


def tasks(catalogue: Catalogue, sample: int, only: list[str], every_class: bool) -> list[Row]:
    """What to do: one task for each type, then one for each of its classes."""
    types = [one for one in catalogue.types if not only or one.name in only]
    if sample:
        families: dict[str, list[Any]] = defaultdict(list)
        for one in types:
            families[one.family].append(one)
        chosen: list[Any] = []
        place = 0
        while len(chosen) < min(sample, len(types)):
            for group in families.values():
                step = max(1, len(group) * len(families) // sample)
                if place * step < len(group) and len(chosen) < sample:
                    chosen.append(group[place * step])
            place += 1
        types = chosen
    made: list[Row] = []
    for one in types:
        made.append({"do": "type", "type": one.name, "family": one.family})
        for number, found in enumerate(one.classes):
            if every_class or number < 2:
                made.append(
                    {
                        "do": "class",
                        "type": one.name,
                        "family": one.family,
                        "class": found.name,
                        "auto": bool(found.auto),
                        "first": number == 0,
                    }
                )
    return made


class Worker:
    """The second process: one JSON line in, one JSON line out."""

    def __init__(self) -> None:
        environment = {**os.environ, "OMP_WAIT_POLICY": "PASSIVE", "HF_HUB_OFFLINE": "1"}
        self.done = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.surveys.classes", "--worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment,
        )

    def ask(self, task: Row, limit: float) -> Row:
        """The worker's answer, or what became of it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(task) + "\n")
            self._process.stdin.flush()
            ready, _, _ = select.select([self._process.stdout], [], [], limit)
            if not ready:
                self.close()
                return {"error": f"no answer within {limit:.0f} s"}
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            code = self._process.wait()
            return {"error": f"the process ended with code {code}"}
        self.done += 1
        answer: Row = json.loads(line)
        return answer

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def close(self) -> None:
        """End the process that this object started."""
        if self.alive:
            self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()


def walk(todo: list[Row], out: Path | None) -> list[Row]:
    """Do every task; rows are written as they come, so that a stopped survey is not lost."""
    rows: list[Row] = []
    worker = Worker()
    started = time.monotonic()
    sink = out.with_suffix(".jsonl").open("w", encoding="utf-8") if out else None
    try:
        for number, task in enumerate(todo):
            if not worker.alive or worker.done >= _PER_WORKER:
                worker.close()
                worker = Worker()
            row = {**task, **worker.ask(task, LIMIT_SECONDS + (30 if worker.done == 0 else 0))}
            rows.append(row)
            if sink:
                sink.write(json.dumps(row, ensure_ascii=False) + "\n")
                sink.flush()
            if number % 100 == 99:
                seconds = time.monotonic() - started
                print(f"{number + 1}/{len(todo)} in {seconds:.0f} s", file=sys.stderr, flush=True)
    finally:
        worker.close()
        if sink:
            sink.close()
    return rows


def totals(rows: list[Row]) -> dict[str, Any]:
    """The figures in the README."""
    types = [row for row in rows if row["do"] == "type"]
    classes = [row for row in rows if row["do"] == "class"]
    auto_types = {row["type"] for row in classes if row["auto"]}
    counted = {row["type"] for row in classes if row.get("parameters")}
    lacking = {row["type"] for row in classes if row.get("packages")} - counted
    text = [row for row in classes if row.get("text")]
    seconds = [row["count_seconds"] for row in classes if row.get("parameters")]
    in_time = sum(one <= 1.0 for one in seconds) / len(seconds) if seconds else 0.0
    return {
        "types": len(types),
        "types in an Auto map": len(auto_types),
        "types described": sum(bool(row.get("described")) for row in types),
        "fields described": sum(row.get("fields", 0) for row in types),
        "types whose good edit passes": sum(bool(row.get("good_edit")) for row in types),
        "types whose bad edit is refused": sum(bool(row.get("bad_edit")) for row in types),
        "types in an Auto map counted": len(counted & auto_types),
        "types that need a package": len(lacking & auto_types),
        "classes": len(classes),
        "classes counted": sum(bool(row.get("parameters")) for row in classes),
        "seconds of a count, median": round(statistics.median(seconds), 3) if seconds else None,
        "counts within 1 s": f"{100 * in_time:.1f} %",
        "classes created small": sum(bool(row.get("created")) for row in classes),
        "classes run": sum(bool(row.get("ran")) for row in classes),
        "classes reloaded with equal weights": sum(
            bool(row.get("weights_equal")) for row in classes
        ),
        "classes reloaded with equal outputs": sum(
            bool(row.get("outputs_equal")) for row in classes
        ),
        "text classes": len(text),
        "text classes run": sum(bool(row.get("ran")) for row in text),
        "text classes run and reloaded with equal weights": sum(
            bool(row.get("ran") and row.get("weights_equal")) for row in text
        ),
        "text classes run and reloaded with equal outputs": sum(
            bool(row.get("ran") and row.get("outputs_equal")) for row in text
        ),
    }


def table(rows: list[Row]) -> str:
    """The totals and every failure with its reason, in Markdown."""
    lines = [f"# Survey of {date.today().isoformat()}", ""]
    lines += [f"- {name}: {value}" for name, value in totals(rows).items()]
    lines += ["", "| type | class | stage | reason |", "| --- | --- | --- | --- |"]
    stages: Counter[str] = Counter()
    for row in rows:
        for stage, reason in row.get("reasons", {}).items():
            stages[stage] += 1
            short = " ".join(str(reason).split())[:200].replace("|", "/")
            lines.append(f"| {row['type']} | {row.get('class', '')} | {stage} | {short} |")
        if row.get("error"):
            stages["worker"] += 1
            lines.append(f"| {row['type']} | {row.get('class', '')} | worker | {row['error']} |")
    lines += ["", "Failures by stage: " + ", ".join(f"{k} {v}" for k, v in stages.items())]
    return "\n".join(lines) + "\n"


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.surveys.classes", description=__doc__)
    parser.add_argument(
        "--sample", type=int, default=0, help="only this many types, over all families"
    )
    parser.add_argument("--types", default="", help="only these model types, separated by commas")
    parser.add_argument("--out", type=Path, help="write the table here, and the rows beside it")
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args(argv)
    if given.worker:
        from tests.surveys.class_worker import serve

        return serve()
    only = [one for one in given.types.split(",") if one]
    todo = tasks(installed(), given.sample, only, every_class=not given.sample)
    rows = walk(todo, given.out)
    text = table(rows)
    if given.out:
        given.out.write_text(text, encoding="utf-8")
    print(json.dumps(totals(rows), indent=2, ensure_ascii=False))
    missing = [row["type"] for row in rows if row["do"] == "type" and not row.get("described")]
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
