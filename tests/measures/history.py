"""What the measuring programs found, kept over time: with the commit, the machine and its load.

A program calls `note` for each figure and `append` at its end, which adds one line to
`history.jsonl`. `python -m tests.measures` compares the last two entries of each program on the
same machine and names what got worse by more than the spread.
"""

from __future__ import annotations

import datetime
import json
import os
import platform
import statistics
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

HISTORY = Path(__file__).with_name("history.jsonl")
PACKAGES = ("torch", "transformers", "PySide6-Essentials")


@dataclass(frozen=True)
class Figure:
    """One figure of one run: all measured values in its unit, where less is better."""

    median: float
    low: float
    high: float
    unit: str


@dataclass(frozen=True)
class Entry:
    """One run of one measuring program."""

    program: str
    when: str
    commit: str
    machine: str
    load: float  # processes that wanted a core at the end, this one included
    versions: dict[str, str]
    figures: dict[str, Figure]


_figures: dict[str, Figure] = {}


def note(name: str, values: Sequence[float], unit: str = "ms") -> None:
    """Remember a figure of this run; less is better."""
    _figures[name] = Figure(
        round(statistics.median(values), 4), round(min(values), 4), round(max(values), 4), unit
    )


def append(program: str, history: Path = HISTORY) -> None:
    """Add what was noted as one line; nothing where nothing was noted."""
    if not _figures:
        return
    entry = Entry(
        program=program,
        when=datetime.datetime.now(datetime.UTC).isoformat(timespec="minutes"),
        commit=_commit(),
        machine=_machine(),
        load=round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else -1.0,
        versions={name: metadata.version(name) for name in PACKAGES},
        figures=dict(_figures),
    )
    _figures.clear()
    with history.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(entry)) + "\n")


def entries(history: Path = HISTORY) -> list[Entry]:
    """All entries, the oldest first."""
    if not history.exists():
        return []
    rows = [json.loads(line) for line in history.read_text(encoding="utf-8").splitlines()]
    return [
        Entry(**{**row, "figures": {key: Figure(**one) for key, one in row["figures"].items()}})
        for row in rows
    ]


def changes(kept: Iterable[Entry]) -> list[str]:
    """A line for each figure of the last entry of each program, against the one before it.

    Worse is what is above the former run's highest value while its own lowest value is above
    the former median: more than the spread of either run explains.
    """
    by_program: dict[tuple[str, str], list[Entry]] = {}
    for entry in kept:
        by_program.setdefault((entry.program, entry.machine), []).append(entry)
    lines = []
    for (program, machine), runs in by_program.items():
        now = runs[-1]
        lines.append(f"{program} ({machine}), {now.when} {now.commit}, load {now.load}")
        if len(runs) == 1:
            lines.append("  the first entry on this machine")
            continue
        before = runs[-2]
        lines.append(f"  against {before.when} {before.commit}, load {before.load}")
        for name, figure in now.figures.items():
            former = before.figures.get(name)
            if former is None:
                lines.append(f"  new    {name}: {figure.median:g} {figure.unit}")
                continue
            lines.append(
                f"  {_verdict(former, figure):6} {name}: {former.median:g} → {figure.median:g} "
                f"{figure.unit} ({figure.low:g} to {figure.high:g})"
            )
        lines += [f"  gone   {name}" for name in before.figures if name not in now.figures]
    return lines


def _verdict(former: Figure, figure: Figure) -> str:
    if figure.median > former.high and figure.low > former.median:
        return "WORSE"
    if figure.median < former.low and figure.high < former.median:
        return "better"
    return "same"


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty"]
    done = subprocess.run(command, cwd=HISTORY.parent, capture_output=True, text=True)
    return done.stdout.strip() or "unknown"


def _machine() -> str:
    """What a figure depends on, and nothing that tells whose machine it is."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    return f"{platform.system()}, {model}, {os.cpu_count()} cores"
