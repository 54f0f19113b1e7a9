"""One survey in several processes: each goes through every second class, say, and writes its rows.

Rows do not depend on each other, and each class is looked at with one thread, so they are those of
one process. A process that is lost begins again behind what it has written.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_BEGINNINGS = 4
_LOOK = 0.2
_ENDED_ITSELF = (0, 1)
"""0, or 1 where something was wrong."""


class PartLost(Exception):
    """One part ended again and again without its totals."""


def read_rows(file: Path) -> list[dict[str, Any]]:
    """What a survey has written so far; a line that was cut off is none."""
    lines = file.read_text().splitlines(keepends=True) if file.exists() else []
    return [json.loads(line) for line in lines if line.endswith("\n")]


def rows_of_parts(module: str, arguments: Sequence[str], workers: int) -> list[dict[str, Any]]:
    """The rows of `python -m module *arguments` by so many processes, the parts one by one.

    The survey knows `--part 1/2`, `--json FILE` and `--resume`. Raises PartLost.
    """
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "PASSIVE"}
    with tempfile.TemporaryDirectory(prefix="survey-") as folder:
        files = [Path(folder, f"{number}.jsonl") for number in range(workers)]

        def begin(number: int) -> subprocess.Popen[bytes]:
            _cut(files[number])
            part = ["--part", f"{number + 1}/{workers}", "--json", str(files[number]), "--resume"]
            command = [sys.executable, "-m", module, *arguments, *part]
            return subprocess.Popen(command, env=environment)

        running = {number: begin(number) for number in range(workers)}
        begun = dict.fromkeys(running, 1)
        try:
            while running:
                time.sleep(_LOOK)
                for number, process in list(running.items()):
                    status = process.poll()
                    if status in _ENDED_ITSELF:
                        del running[number]
                    elif status is not None:
                        if begun[number] == _BEGINNINGS:
                            raise PartLost(f"part {number + 1}: status {status}")
                        print(f"part {number + 1} was lost ({status}): again", flush=True)
                        begun[number] += 1
                        running[number] = begin(number)
        finally:
            for process in running.values():
                process.kill()
                process.wait()
        return [row for file in files for row in read_rows(file)]


def _cut(file: Path) -> None:
    """Take off a last line that was not written whole."""
    if file.exists():
        text = file.read_bytes()
        file.write_bytes(text[: text.rfind(b"\n") + 1])
