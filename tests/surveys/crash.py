"""Kills a saving process at random points, over and over, and looks at what is left.

`python -m tests.surveys.crash 200`: a process that saves over an existing folder is killed (kill
-9), half of the times after a random time and half of the times at a random step on the file system
(an audit hook kills it there, so that the moments between two renames are met as well). Afterwards
the folder must be the old one or the new one, whole; after tidying, nothing else may be beside it.
Prints figures; exit status 1 on any violation. Linux only: it forks.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from explorer import resources
from explorer.engine.engine import Engine
from explorer.features.checkpoints.compute import swap
from explorer.protocol.model import LoadModel, Prepared, SaveModel, SaveOptions

OPTIONS = (
    SaveOptions(),
    SaveOptions(shard_bytes=600_000),
    SaveOptions("pickle"),
    SaveOptions("pickle", shard_bytes=600_000, dtype="bfloat16"),
)
_STEPS = ("open", "os.rename", "os.mkdir", "os.rmdir", "os.remove", "shutil.rmtree", "os.chmod")


def nothing(*words: object, **more: object) -> None:
    """Used as check and report."""


def content(folder: Path) -> str:
    """One hash over the names and bytes of everything in a folder."""
    found = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        found.update(file.relative_to(folder).as_posix().encode() + b"\0")
        if file.is_file():
            found.update(file.read_bytes())
    return found.hexdigest()


def in_child(work: Callable[[], None]) -> int:
    """Do something in a forked process; its number."""
    child = os.fork()
    if child:
        return child
    try:
        work()
        os._exit(0)
    except BaseException:
        import traceback

        traceback.print_exc()
        os._exit(3)


def killed_at(step: int) -> None:
    """From now on, this process kills itself at its `step`-th step on the file system."""
    left = step

    def hook(event: str, arguments: object) -> None:
        nonlocal left
        if event in _STEPS:
            left -= 1
            if left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def count_steps(work: Callable[[], None]) -> int:
    """How many steps on the file system a piece of work takes, counted in a forked process."""
    reader, writer = os.pipe()

    def counted() -> None:
        steps = 0

        def hook(event: str, arguments: object) -> None:
            nonlocal steps
            steps += event in _STEPS

        sys.addaudithook(hook)
        work()
        os.write(writer, str(steps).encode())

    os.waitpid(in_child(counted), 0)
    os.close(writer)
    told = os.read(reader, 32)
    os.close(reader)
    return int(told)


class Trial:
    """An engine with a model in memory, and the folder over which it saves."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.target = place / "modèle 模型"
        self.engine = Engine(Prepared("", "", ("cpu",), 1, 0.0))
        self.engine(LoadModel(str(resources.path("models", "mini-world-bert"))), nothing, nothing)
        # The process of the tokenizers, which is not the one that is killed, writes these files; a
        # forked process would need another one, and two seconds for its imports.
        written = place.parent / "tokenizer"
        tokenizer: Any = self.engine.loaded.tokenizer
        tokenizer.save(written)
        tokenizer.save = lambda folder: shutil.copytree(written, folder, dirs_exist_ok=True)
        self.old_source = place.parent / "the old one"
        shutil.copytree(resources.path("models", "mini-world-gpt2"), self.old_source)
        self.old = content(self.old_source)

    def fresh(self) -> None:
        """The folder as it was before, and nothing beside it."""
        shutil.rmtree(self.place, ignore_errors=True)
        self.place.mkdir()
        shutil.copytree(self.old_source, self.target)

    def save(self, options: SaveOptions) -> None:
        """Save over the folder, as a person who agreed to replace it."""
        self.engine(SaveModel(str(self.target), True, options), nothing, nothing)

    def judge(self, new: str) -> tuple[str, list[str]]:
        """Which folder is left, before and after tidying, and what is wrong with that."""
        wrong = []
        before = self._which(new)
        if before not in ("old", "new", "missing"):
            wrong.append(f"the folder is {before} right after the kill")
        swap.tidy(self.target)
        after = self._which(new)
        if after not in ("old", "new"):
            wrong.append(f"the folder is {after} after tidying")
        if before in ("old", "new") and after != before:
            wrong.append(f"tidying made {after} of {before}")
        left = sorted(one.name for one in self.place.iterdir() if one != self.target)
        if left:
            wrong.append(f"left beside it: {left}")
        return before if before != "missing" else f"missing, then {after}", wrong

    def _which(self, new: str) -> str:
        if not self.target.exists():
            return "missing"
        found = content(self.target)
        return "old" if found == self.old else "new" if found == new else "neither old nor new"


def crash(kills: int, seed: int, *, exchange: bool, place: Path) -> tuple[Counter[str], list[str]]:
    """Kill so many times; how often each folder was left, and every violation."""
    if not exchange:  # as on a system that cannot exchange two folders at one stroke
        swap.exchange = lambda first_path, other: False
    trial = Trial(place / "here")
    dice = random.Random(seed)
    known: dict[SaveOptions, tuple[str, float, int]] = {}
    for options in OPTIONS:
        trial.fresh()
        started = time.monotonic()
        trial.save(options)
        seconds = time.monotonic() - started
        new = content(trial.target)
        trial.fresh()
        known[options] = new, seconds, count_steps(lambda options=options: trial.save(options))  # type: ignore[misc]
    found: Counter[str] = Counter()
    wrong: list[str] = []
    for number in range(kills):
        options = OPTIONS[number % len(OPTIONS)]
        new, seconds, steps = known[options]
        trial.fresh()
        by_step = number // len(OPTIONS) % 2 == 0
        step = dice.randint(1, steps)
        wait = dice.uniform(0, seconds * 1.1)

        def work(options: SaveOptions = options, step: int = step if by_step else 0) -> None:
            if step:
                killed_at(step)
            trial.save(options)

        child = in_child(work)
        if not by_step:
            time.sleep(wait)
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        ended = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        state, violations = trial.judge(new)
        found["killed" if ended else "had ended before the kill"] += 1
        found[state] += 1
        how = f"step {step} of {steps}" if by_step else f"{wait * 1000:.0f} ms"
        if not ended and os.WEXITSTATUS(status) not in (0,):
            violations.append(f"it ended with status {os.WEXITSTATUS(status)}")
        wrong += [f"kill {number} at {how}, {options.format}: {one}" for one in violations]
    return found, wrong


def main(argv: Sequence[str] | None = None) -> int:
    """Print what was left after each kill; 1 when a folder was neither old nor new."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kills", type=int, nargs="?", default=200)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(argv)
    import torch

    torch.set_num_threads(1)
    bad = 0
    for exchange, share in ((True, options.kills * 3 // 4), (False, options.kills // 4)):
        with tempfile.TemporaryDirectory() as folder:
            found, wrong = crash(share, options.seed, exchange=exchange, place=Path(folder))
        print(
            f"{'exchanged at one stroke' if exchange else 'two renames'}: {share} kills: "
            + ", ".join(f"{count} {name}" for name, count in sorted(found.items()))
        )
        for one in wrong:
            print("VIOLATION:", one)
        bad += len(wrong)
    print(f"{bad} violations in {options.kills} kills")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
