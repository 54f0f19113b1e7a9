"""A batch system of a test's own: `sbatch`, `squeue` and `scancel` as scripts, and jobs that run as
processes of this computer.

What its jobs are is written in a folder: `N.pid` of one that runs, `hold` while none may begin,
`refuse` with the sentence that sbatch says, `mute` where squeue knows of nothing.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.cluster.conftest import environment_of, processes_at
from tests.conftest import ROOT

_SUBMIT = """
[ -e refuse ] && { cat refuse >&2; exit 1; }
number=$(($(cat last 2>/dev/null || echo 40) + 1))
echo $number > last
cp "$1" $number.sh
if [ -e hold ]; then echo PENDING Resources > $number.state
else BEGIN $number
fi
echo "Submitted batch job $number"
"""
_BEGIN = """
number=$1
out=$(sed -n 's/^#SBATCH -o //p' $number.sh | sed "s/%J/$number/")
err=$(sed -n 's/^#SBATCH -e //p' $number.sh | sed "s/%J/$number/")
echo RUNNING None > $number.state
( cd HOME; SETTINGS setsid sh FOLDER/$number.sh > "$out" 2> "$err" & echo $! > FOLDER/$number.pid
  wait; rm -f FOLDER/$number.state ) > /dev/null 2>&1 < /dev/null &
"""
_ASK = """
for last; do :; done
cat $last.state 2>/dev/null || { echo slurm_load_jobs error: Invalid job id specified >&2; exit 1; }
"""
_CANCEL = """
echo $1 >> cancelled
[ -e $1.pid ] && kill -TERM -- -$(cat $1.pid)
rm -f $1.state
exit 0
"""


class Slurm:
    """Its programs are on PATH from now on; jobs have a home of their own."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        if sys.platform == "win32":
            pytest.skip("the programs of this batch system are scripts of a shell")
        self.folder, self.home = folder, folder / "home"
        self.home.mkdir(parents=True)
        programs = folder / "programs"
        programs.mkdir()
        settings = " ".join(
            f"{name}={shlex.quote(value)}" for name, value in environment_of(self.home).items()
        )
        begin = _BEGIN.replace("FOLDER", shlex.quote(str(folder)))
        begin = begin.replace("HOME", shlex.quote(str(ROOT)), 1).replace("SETTINGS", settings)
        for name, lines in (
            ("sbatch", _SUBMIT.replace("BEGIN", str(programs / "begin"))),
            ("begin", begin),
            ("squeue", _ASK),
            ("scancel", _CANCEL),
        ):
            path = programs / name
            path.write_text(f"#!/bin/sh\ncd {shlex.quote(str(folder))}\n{lines}", "utf-8")
            path.chmod(0o755)
        monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")

    def say(self, name: str, text: str = "") -> None:
        """Put one of the files there that its programs look at."""
        (self.folder / name).write_text(text, "utf-8")

    def begin(self, number: int) -> None:
        """Begin a job that is held."""
        subprocess.run([str(self.folder / "programs" / "begin"), str(number)], check=True)

    def script(self, number: int) -> str:
        """What was handed in."""
        return (self.folder / f"{number}.sh").read_text("utf-8")

    @property
    def cancelled(self) -> list[str]:
        """The numbers of jobs that were cancelled."""
        file = self.folder / "cancelled"
        return file.read_text("utf-8").split() if file.exists() else []

    def processes(self) -> list[psutil.Process]:
        """Those of its jobs that live."""
        return processes_at(self.home)

    def end(self) -> None:
        """End what is left of its jobs."""
        for process in self.processes():
            process.kill()
