"""The first paint of the bundle against that of the same program started from its source.

`python -m tests.measures.bundle FOLDER [--pairs N] [--cold]`, run with the Python that the bundle
was built with; FOLDER is what its archive unpacks. Both are looked at from outside: on a display
whose picture lies in a file, the first paint is when most of it changes. Each start has a home
of its own; the sides alternate, and the first start of each is not counted.
"""

from __future__ import annotations

import argparse
import mmap
import os
import signal
import site
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.measures import history
from tests.measures.window import ROOT, ratio

NAME = "transformer-explorer"
_LOOK_EVERY_S = 0.001
_PATIENCE_S = 120
_ROWS = 16
"""Of the screen that are looked at, spread over its height: comparing all would take a core."""


class Screen:
    """A display of its own, black until somebody paints."""

    def __init__(self, number: str, picture: mmap.mmap) -> None:
        self.number = number
        self._picture = picture
        step = len(picture) // _ROWS
        self._places = [slice(at, at + 4_000) for at in range(step // 2, len(picture), step)]

    def look(self) -> tuple[bytes, ...]:
        """A few rows of pixels."""
        return tuple(self._picture[place] for place in self._places)

    def is_painted(self, before: tuple[bytes, ...]) -> bool:
        """Whether most of them changed: a window, and no pointer."""
        changed = (one != other for one, other in zip(self.look(), before, strict=True))
        return sum(changed) > _ROWS // 2


@contextmanager
def screen() -> Iterator[Screen]:
    """Xvfb with its picture in a file."""
    with tempfile.TemporaryDirectory() as folder:
        reading, writing = os.pipe()
        command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1440x900x24", "-noreset"]
        server = subprocess.Popen(
            [*command, "-fbdir", folder, "-nolisten", "tcp"],
            pass_fds=(writing,),
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        try:
            with os.fdopen(reading) as lines:
                number = lines.readline().strip()
            with (
                (Path(folder) / "Xvfb_screen0").open("rb") as file,
                mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as picture,
            ):
                yield Screen(number, picture)
        finally:
            server.terminate()
            server.wait()


def seconds_to_paint(command: Sequence[str], shown: Screen) -> float:
    """From the start of a program to its first pixels. Raises RuntimeError where none come."""
    with tempfile.TemporaryDirectory() as home:
        kinds = ("CONFIG", "DATA", "STATE", "CACHE")
        homes = {f"XDG_{kind}_HOME": str(Path(home) / kind.lower()) for kind in kinds}
        environment = os.environ | homes | {"DISPLAY": f":{shown.number}"}
        environment |= {"QT_QPA_PLATFORM": "xcb", "OMP_WAIT_POLICY": "PASSIVE"}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        before = shown.look()
        began = time.perf_counter()
        program = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            while not shown.is_painted(before):
                if program.poll() is not None or time.perf_counter() - began > _PATIENCE_S:
                    raise RuntimeError(f"{command[0]} painted nothing")
                time.sleep(_LOOK_EVERY_S)
            took = time.perf_counter() - began
        finally:
            os.killpg(program.pid, signal.SIGKILL)
            program.wait()
        while shown.is_painted(before):  # the display takes the window of a killed program away
            time.sleep(_LOOK_EVERY_S)
        return took


def forget(folders: Sequence[Path]) -> None:
    """Let the system forget the files below folders, where no running program holds them."""
    for folder in folders:
        for file in folder.rglob("*"):
            if file.is_file() and not file.is_symlink():
                with file.open("rb") as opened:
                    os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def main(argv: Sequence[str] | None = None) -> int:
    """Print the ratio; exit status 1 where the goal was missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pairs", type=int, default=15)
    parser.add_argument("--cold", action="store_true", help="from the disk, each time")
    options = parser.parse_args(argv)
    bundle = options.folder.resolve()
    sources = [ROOT / "explorer", ROOT / "resources", *map(Path, site.getsitepackages())]

    def side(command: Sequence[str], folders: Sequence[Path], shown: Screen) -> float:
        if options.cold:
            forget(folders)
        return seconds_to_paint(command, shown)

    with screen() as shown:
        good = ratio(
            f"first paint of the bundle against the source, {'cold' if options.cold else 'warm'}",
            options.pairs,
            lambda: side([str(bundle / NAME)], [bundle], shown),
            lambda: side([sys.executable, "-m", "explorer"], sources, shown),
            1.2,
        )
    history.append("bundle")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
