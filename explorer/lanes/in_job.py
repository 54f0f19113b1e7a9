"""`python -m explorer.lanes.in_job FOLDER …`: what a job of a batch system runs (`batch`).

It takes the place of Dask's own worker in the script that dask-jobqueue writes, and its arguments
are those that a worker gets. It shares the computer that the job was given, as `--share` does, for
one window; the folder is one that both computers see, and that nobody but this user may enter.
In a pod of Kubernetes (`pod_keeper`) it is a folder of that pod, which lasts as long as the pod is
wanted.
"""

from __future__ import annotations

import contextlib
import socket
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from explorer.lanes import share

PAIRING = "pairing.json"
WANTED = "wanted"
"""The names of two files there: what this writes, and what it ends without."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Share this computer until the job is not wanted any more; exit status."""
    parser = ArgumentParser(prog="explorer.lanes.in_job")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--interface", default="")
    parser.add_argument("--window", default="")
    parser.add_argument("--pod-port", type=int, default=0)
    chosen, _ = parser.parse_known_args(arguments)  # the others are of Dask's worker
    wanted, file = chosen.folder / WANTED, str(chosen.folder / PAIRING)
    if chosen.pod_port:
        wanted.touch()
        return share.main(share.LOOPBACK, chosen.pod_port, file, wanted=wanted)
    if not wanted.exists():
        return 0  # its window went while the job waited
    address = _address(chosen.interface, chosen.window)
    return share.main(address, 0, file, wanted=wanted)


def _address(interface: str, window: str) -> str:
    """Where the window's computer reaches this one: at the interface that a person's config names,
    or at the one through which packets go to that computer.
    """
    if interface:
        import psutil

        for each in psutil.net_if_addrs().get(interface, ()):
            if each.family == socket.AF_INET:
                return each.address
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.connect((window, 9))  # sends nothing, and finds the way
        return str(line.getsockname()[0])
    return next(iter(share.addresses()), share.LOOPBACK)


if __name__ == "__main__":
    sys.exit(main())
