"""Hands a job in to a batch system, in a process of its own, and says its number.

dask-jobqueue takes the process's Ctrl+C when it is imported, which fails outside the main thread;
and a program that hands jobs in may hang. So none of this is in the window's process. Standard
input brings a `HandIn`, standard output takes a `HandedIn`.

Where its window has gone before the job had a number, the job is cancelled from here.
"""

from __future__ import annotations

import asyncio
import re
import shlex
import socket
import sys
import sysconfig
from pathlib import Path
from typing import Any

import msgspec

import explorer
from explorer.boundary.batch_address import BatchAddress

_MOST_WORDS = 6_000
_CLUSTERS = {
    "slurm": ("SLURMCluster", "account"),
    "pbs": ("PBSCluster", "account"),
    "sge": ("SGECluster", "project"),
    "lsf": ("LSFCluster", "project"),
    "oar": ("OARCluster", "project"),
    "moab": ("MoabCluster", "account"),
}
"""dask-jobqueue's class for each system, and its word for whose account pays."""


class HandIn(msgspec.Struct, frozen=True):
    """What is asked for, and the folder through which the job and its window find each other.

    The job is wanted as long as the file `wanted` is there.
    """

    address: BatchAddress
    folder: str
    wanted: str


class HandedIn(msgspec.Struct, frozen=True):
    """The job's number, and the command that cancels it; or what went wrong, in `words`.

    `incomplete`: dask-jobqueue lacks a value, and nothing was handed in.
    """

    number: str = ""
    cancel: tuple[str, ...] = ()
    incomplete: bool = False
    words: str = ""


def main() -> int:
    """One job."""
    asked = msgspec.json.decode(sys.stdin.buffer.read(), type=HandIn)
    sys.stdout.buffer.write(msgspec.json.encode(hand_in(asked)))
    return 0


def hand_in(asked: HandIn) -> HandedIn:
    """Hand it in, and cancel it where it is not wanted any more."""
    import dask_jobqueue

    kind = getattr(dask_jobqueue, _CLUSTERS[asked.address.system][0]).job_cls
    try:
        job = kind(**values(asked))
    except ValueError as error:
        return HandedIn(incomplete=True, words=str(error)[:_MOST_WORDS])
    try:
        asyncio.run(_start(job, Path(asked.wanted)))
    except (RuntimeError, ValueError, OSError) as error:
        return HandedIn(words=_own_words(str(error)))
    return HandedIn(str(job.job_id), tuple(shlex.split(job.cancel_command)))


async def _start(job: Any, wanted: Path) -> None:
    await job.start()
    if not wanted.exists():
        await job.close()


def values(asked: HandIn) -> dict[str, Any]:
    """The options from which dask-jobqueue writes the job script; missing ones come from the
    person's own config.

    https://jobqueue.dask.org/en/latest/configuration-setup.html
    """
    import dask

    address, config = asked.address, f"jobqueue.{asked.address.system}"
    hours, _, minutes = address.time.partition(":")
    seconds = "" if address.system == "lsf" else ":00"  # LSF alone has no seconds
    own = {
        "queue": address.queue,
        _CLUSTERS[address.system][1]: address.account,
        "cores": int(address.cores or 0),
        "memory": address.memory,
        "walltime": f"{int(hours):02}:{minutes}{seconds}" if address.time else "",
    }
    python = dask.config.get(f"{config}.python", None) or sys.executable
    prologue = list(dask.config.get(f"{config}.job-script-prologue", None) or ())
    package = str(Path(explorer.__file__).parents[1])
    if package != sysconfig.get_path("purelib"):  # a checkout, which no Python finds by itself
        prologue.append(f"export PYTHONPATH={shlex.quote(package)}")
    return {
        **{name: value for name, value in own.items() if value},
        "scheduler": shlex.quote(asked.folder),
        "name": "transformer-explorer",
        "job_name": "transformer-explorer",
        "processes": 1,
        # -P: not a package of that name in the folder where the job begins.
        "python": f"{shlex.quote(python)} -P",
        "worker_command": "explorer.lanes.in_job",
        "worker_extra_args": ["--window", shlex.quote(socket.gethostname())],
        "job_script_prologue": prologue,
        # A directive ends at a blank, and there is no way to write one that all systems know.
        "log_directory": asked.folder if not re.search(r"\s", asked.folder) else None,
    }


def _own_words(text: str) -> str:
    """What the program that hands in wrote, out of dask-jobqueue's message; all of it where that
    has another form.
    """
    match = re.search(r"\nstdout:\n(.*)\nstderr:\n(.*)", text, re.DOTALL)
    words = "\n".join(part.strip() for part in match.groups() if part.strip()) if match else ""
    return (words or text).strip()[:_MOST_WORDS]


if __name__ == "__main__":
    sys.exit(main())
