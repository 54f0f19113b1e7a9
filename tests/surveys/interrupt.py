"""`python -m tests.surveys.interrupt 200`: interrupt downloads in every way; count what it costs.

A loopback Hub serves a checkpoint of 24 MB; a process of its own downloads it and is killed, cut
off, lied to, refused, left hanging, run out of disk or told to quit, at a moment drawn at random.
Then the next process continues. Printed: bytes sent again per interruption, files that look ready
and are not verified, orphans after the next start, starts that failed. The exit status is 1 when
a goal is missed. Figures count what the server handed to the system: bytes under way included.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import random
import shutil
import signal
import statistics
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.loopback import LoopbackHub, Repository
from tests.loopback.checkpoints import config, safetensors

NAME = "o/interrupted"
WAYS = (
    *("kill", "kill", "kill", "cut", "short", "etag", "429", "503", "hang", "full", "quit"),
    "refused",
)
MOST, MEDIAN = 8_000_000, 1_000_000
RATE = 40_000_000  # bytes per second and line: slow enough to be hit in the middle
FINISHED, PAUSED, FAILED, BROKEN = 0, 2, 3, 1


@dataclass
class Figures:
    """What an interruption run found."""

    again: list[tuple[str, int]] = field(default_factory=list)
    endings: Counter[str] = field(default_factory=Counter)
    unverified: int = 0
    orphans: int = 0
    broken: int = 0
    finished: int = 0


def download(endpoint: str, home: str, limit: int) -> None:
    """What one process does: plan, download, end with a status that tells how."""
    if limit:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    import threading

    from explorer.features.hub.protocol.transfer import Download, DownloadPlan, PlanDownload
    from explorer.features.hub.remote.http import RetryPolicy
    from explorer.features.hub.remote.requests import HubRequests
    from explorer.protocol.failures import Failure
    from explorer.protocol.job import Stopped

    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())

    def check() -> None:
        if stop.is_set():
            raise Stopped

    def report(text: str, fraction: float | None = None, partial: object = None) -> None:
        pass

    room = HubRequests(endpoint, RetryPolicy(pauses=(0.05, 0.1, 0.2), read_seconds=0.5, at_once=4))
    try:
        plan = room(PlanDownload(NAME), check, report)
        assert isinstance(plan, DownloadPlan)
        room(Download(plan), check, report)
    except Stopped:
        os._exit(PAUSED)
    except Failure:
        os._exit(FAILED)
    except BaseException:
        import traceback

        traceback.print_exc()
        os._exit(BROKEN)
    os._exit(FINISHED)


def published(hub: LoopbackHub) -> Repository:
    """Three shards of different sizes and the small files around them."""
    import json

    shards = {
        f"model-0000{n}-of-00003.safetensors": safetensors({f"w{n}": (size // 4,)}, seed=n)
        for n, size in ((1, 12_000_000), (2, 8_000_000), (3, 4_000_000))
    }
    index = {"weight_map": {f"w{n}": name for n, name in enumerate(shards, 1)}}
    small = {
        "config.json": config(),
        "model.safetensors.index.json": json.dumps(index).encode(),
        "tokenizer.json": b"{}" * 20_000,
        "tokenizer_config.json": b"{}",
        "README.md": b"# x",
    }
    return hub.add(NAME, {**small, **shards})


class Run:
    """One interruption run against one loopback Hub and one cache."""

    def __init__(self, hub: LoopbackHub, home: Path, seed: int) -> None:
        self.hub, self.cache = hub, home / "hub"
        self.repository = published(hub)
        self.random = random.Random(seed)
        self.figures = Figures()
        self.lost_before = 0
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(
            ["explorer.features.hub.remote.requests", "huggingface_hub", "httpx2"]
        )
        self.context: Any = context
        self.home = home

    def once(self) -> None:
        """One process, one interruption, one look at what is left."""
        way = self.random.choice(WAYS)
        limit = self._prepare(way)
        before = self.hub.sent()
        process = self.context.Process(target=download, args=(self.hub.url, str(self.home), limit))
        process.start()
        if way in ("kill", "quit"):
            self._strike(process, way, before)
        process.join(60)
        if process.exitcode is None:
            process.kill()
            process.join()
            self.figures.broken += 1
            print(f"  {way}: did not end within 60 s")
        self._wait_for_quiet()
        self._look(way, process.exitcode)

    def _prepare(self, way: str) -> int:
        faults = self.hub.faults
        faults.clear()
        at = self.random.randrange(0, 6_000_000)
        faults_of: dict[str, dict[str, Any]] = {
            "cut": {"cut_after": at},
            "short": {"cut_after": at, "drip": 0.02},
            "etag": {"etag": "0" * 64},
            "429": {"status": 429, "headers": {"Retry-After": "0"}},
            "503": {"status": 503},
            "hang": {"hang": 0.8},
            "refused": {"status": 403},
        }
        one = faults_of.get(way, {})
        if one:
            skip = self.random.randrange(0, 2)
            self.hub.misbehave("model-0000", times=1, skip=skip, rate=RATE, **one)
        self.hub.misbehave("/resolve/", rate=RATE)
        return self.random.randrange(100_000, 12_000_000) if way == "full" else 0

    def _strike(self, process: Any, way: str, before: int) -> None:
        """Kill or stop at a moment drawn at random, from the first instant to the last."""
        until = time.monotonic() + self.random.random() * 0.9
        while time.monotonic() < until and process.is_alive():
            time.sleep(0.002)
        if process.is_alive():
            os.kill(process.pid, signal.SIGKILL if way == "kill" else signal.SIGTERM)

    def _wait_for_quiet(self) -> None:
        until = time.monotonic() + 10
        while self.hub.active and time.monotonic() < until:
            time.sleep(0.005)

    def _look(self, way: str, status: int | None) -> None:
        from explorer.features.hub.protocol.cache import CacheListing, ListCache
        from explorer.features.hub.remote.cached import orphans
        from explorer.features.hub.remote.cached.disk import Repo
        from explorer.features.hub.remote.requests import HubRequests

        figures, repo = self.figures, Repo.of(self.cache, NAME)
        lost = self.hub.sent("/resolve/") - self.useless() - self._on_disk(repo)
        figures.again.append((way, max(0, lost - self.lost_before)))
        self.lost_before = max(lost, self.lost_before)
        endings = {FINISHED: "finished", PAUSED: "paused", FAILED: "told in words"}
        figures.endings[endings.get(status or 0, "killed") if status != BROKEN else "broken"] += 1
        figures.broken += status == BROKEN
        figures.unverified += self._unverified(repo)
        orphans.sweep(repo)  # what the next start does before anything else
        listing = HubRequests(self.hub.url)(ListCache(), lambda: None, lambda *_: None)
        assert isinstance(listing, CacheListing)
        figures.orphans += listing.orphan_files
        complete = [r for c in listing.checkpoints for r in c.revisions if r.complete]
        names = {f.path for r in complete for f in r.files}
        wanted = {p for p in self.repository.files if p != "README.md"}
        figures.unverified += bool(complete) and not wanted <= names
        if status == FINISHED:
            figures.finished += 1
            figures.unverified += not complete
            shutil.rmtree(self.cache)
            self.hub.log.clear()
            self.lost_before = 0

    def useless(self) -> int:
        """Bytes that the plan reads for itself: small files looked at before the transfer."""
        return sum(
            one.sent
            for one in self.hub.log
            if "/resolve/" in one.path and one.range.startswith("bytes=0-") and one.range[8:]
        )

    def _on_disk(self, repo: Any) -> int:
        blobs = repo.folder / "blobs"
        etags = {f.etag for p, f in self.repository.files.items() if p != "README.md"}
        total = 0
        for path in blobs.iterdir() if blobs.is_dir() else ():
            if path.name.split(".")[0] in etags:
                total += path.stat().st_size
        return total

    def _unverified(self, repo: Any) -> int:
        """Files with a final name whose content is not the published one."""
        wrong = 0
        for path, stored in self.repository.files.items():
            shown = repo.pointer(self.repository.commit, path)
            for place in (shown, repo.blob(stored.etag)):
                if place.exists():
                    found = hashlib.sha256(place.read_bytes()).digest()
                    wrong += found != hashlib.sha256(stored.content).digest()
        return wrong


def main(times: int, seed: int = 1) -> int:
    """Run, print the figures, and say whether the goals are met."""
    home = Path(tempfile.mkdtemp(prefix="interrupt-"))
    os.environ["HF_HOME"] = str(home)
    for name in ("HF_HUB_CACHE", "HF_TOKEN", "HF_HUB_OFFLINE"):
        os.environ.pop(name, None)
    began = time.monotonic()
    try:
        with LoopbackHub() as hub:
            run = Run(hub, home, seed)
            for number in range(times):
                run.once()
                if (number + 1) % 50 == 0:
                    print(f"  {number + 1} interruptions", flush=True)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return _print(run.figures, time.monotonic() - began)


def _print(figures: Figures, seconds: float) -> int:
    again = [size for _, size in figures.again]
    most, median = max(again), int(statistics.median(again))
    print(f"interruptions                      {len(again)} in {seconds:.0f} s")
    print(f"endings                            {dict(figures.endings)}")
    for way in sorted(set(WAYS)):
        sizes = [size for one, size in figures.again if one == way]
        if sizes:
            middle = int(statistics.median(sizes))
            print(f"  {way:8} {len(sizes):4} ×   most {max(sizes):>9,}   median {middle:>9,}")
    goals = (
        ("bytes sent again, at most", most, MOST),
        ("bytes sent again, median", median, MEDIAN),
        ("files ready but not verified", figures.unverified, 0),
        ("orphans after the next start", figures.orphans, 0),
        ("starts that failed", figures.broken, 0),
    )
    missed = 0
    for name, value, goal in goals:
        missed += value > goal
        print(f"{name:34} {value:>10,}   goal ≤ {goal:,} {'MISSED' if value > goal else 'met'}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(*(int(argument) for argument in sys.argv[1:3] or ["200"])))
