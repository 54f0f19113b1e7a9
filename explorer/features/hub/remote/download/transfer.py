"""Carrying out a plan: several files at once into the official cache, never half a file.

The job's own thread only watches: it looks at the stop switch, reports, and calls a stall a stall.
Each file is fetched by a thread with its own wire. Pausing is stopping: the parts stay, and
the next download of the same plan continues with them, in this process or a later one.
"""

from __future__ import annotations

import errno
import queue
import threading
import time
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.boundary import hub_names
from explorer.features.hub.protocol.transfer import (
    Download,
    Downloaded,
    DownloadPlan,
    FileProgress,
    FileState,
    TransferProgress,
)
from explorer.features.hub.remote.cached import disk, orphans
from explorer.features.hub.remote.cached.disk import Repo, size_of
from explorer.features.hub.remote.download.content import BlobPart, Item, checksum_of
from explorer.features.hub.remote.download.fetch import NO_RANGES, TransferStats, fetch
from explorer.features.hub.remote.http import HubConnection, RetryPolicy
from explorer.features.hub.remote.lookup.lookups import Lookups
from explorer.protocol.failures import CacheNotWritable, Failure, NoRoomOnDisk
from explorer.protocol.job import Check, Report, Stopped
from explorer.text.translation import tr

if TYPE_CHECKING:
    import filelock

_LOOK = 0.05  # seconds between two looks at the stop switch
STALL = 4.0  # seconds without a byte that are called a stall (the goal is within 5)
_WINDOW = 5.0  # seconds over which the rate is taken
# A full disk, a full quota, and a file too large for the file system (FAT32: 4 GB).
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def download(
    request: Download,
    lookups: Lookups,
    check: Check,
    report: Report,
) -> Downloaded:
    """Fetch what is missing, check it, show it in a snapshot, and only then move the ref."""
    transfer = Transfer(request.plan, lookups.endpoint, lookups.patience)
    try:
        return transfer.run(check, report)
    except OSError as error:
        raise transfer.in_words(error) from error


class Transfer:
    """One download under way. `run` blocks until everything is there or a failure is raised."""

    def __init__(
        self, plan: DownloadPlan, endpoint: str = "", patience: RetryPolicy | None = None
    ) -> None:
        self._plan = plan
        self._endpoint = endpoint
        self._patience = patience or RetryPolicy()
        self._repo = Repo.of(Path(plan.cache), plan.checkpoint)
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._todo: queue.SimpleQueue[Item] = queue.SimpleQueue()
        self._wires: list[HubConnection] = []
        self._told: list[TransferStats] = []
        # By checksum: two paths of one checkpoint may have the same content.
        self._placed: dict[str, Path] = {}
        self._error: BaseException | None = None
        self._have = {file.path: file.have for file in plan.files}
        self._state: dict[str, FileState] = {file.path: "waiting" for file in plan.files}
        self._began = time.monotonic()
        self._last_byte = self._began
        self._history: deque[tuple[float, int]] = deque([(self._began, 0)])

    def run(self, check: Check, report: Report) -> Downloaded:
        """Raises `Stopped` (paused), or the failure that ended it; parts are kept either way."""
        check()
        plan, repo = self._plan, self._repo
        reused = sum(self._have.values())
        free = disk.free_bytes(repo.cache)
        if plan.missing > free:
            raise NoRoomOnDisk(plan.cache, plan.missing, free)
        orphans.sweep(repo)
        self._prepare()
        threads = [
            threading.Thread(target=self._work, name=f"hub-transfer-{n}", daemon=True)
            # Never more threads than files.
            for n in range(min(self._patience.at_once, len(plan.files)))
        ]
        for thread in threads:
            thread.start()
        try:
            while any(thread.is_alive() for thread in threads):
                check()
                self._report(report)
                # After an error the stop is set already and would not wait; a short sleep keeps
                # this from spinning.
                self._stop.wait(_LOOK) if self._error is None else time.sleep(0.005)
        finally:
            self._leave()
            # A thread may hang in a name look-up, which nothing can cut.
            for thread in threads:
                thread.join(5.0)
        if self._error is not None:
            raise self._error
        check()
        self._report(report)
        # The ref last: whoever reads it finds a whole snapshot.
        if plan.revision != plan.commit:
            disk.write_ref(repo, plan.revision, plan.commit)
        repo.note(plan.commit).unlink(missing_ok=True)
        received = sum(stats.received for stats in self._told)
        return Downloaded(
            checkpoint=plan.checkpoint,
            revision=plan.revision,
            commit=plan.commit,
            folder=str(repo.snapshot(plan.commit)),
            variant=plan.variant,
            received=received,
            reused=reused,
            seconds=time.monotonic() - self._began,
            no_resume=any(transfer_stats.no_resume for transfer_stats in self._told),
        )

    def in_words(self, error: OSError) -> Failure:
        """What a person reads about an error of the disk."""
        missing = self._plan.total - sum(self._have.values())
        if error.errno in _FULL:
            free = disk.free_bytes(self._repo.cache)
            return NoRoomOnDisk(self._plan.cache, missing, free)
        return CacheNotWritable(self._plan.cache, str(error))

    def _prepare(self) -> None:
        """Write down what is wanted before the first byte, so that a restart knows what it was."""
        plan, repo = self._plan, self._repo
        repo.blobs.mkdir(parents=True, exist_ok=True)
        repo.snapshot(plan.commit).mkdir(parents=True, exist_ok=True)
        disk.tag_cache(repo.cache)
        items = [Item(file.path, file.size, file.etag) for file in plan.files]
        disk.write_note(
            repo,
            disk.UnfinishedDownload(
                hub_names.revision(plan.revision),
                hub_names.commit(plan.commit),
                plan.variant,
                tuple(
                    (hub_names.repo_path(item.path), item.size, hub_names.checksum(item.etag))
                    for item in items
                ),
            ),
        )
        for item in items:
            self._todo.put(item)

    def _work(self) -> None:
        """One thread: file after file until none is left, something fails or the job stops."""
        wire = HubConnection(endpoint=self._endpoint, read_seconds=self._patience.read_seconds)
        stats = TransferStats(arrived=self._arrived)
        with self._lock:
            self._wires.append(wire)
            self._told.append(stats)
        try:
            with wire:
                while not self._stop.is_set():
                    try:
                        item = self._todo.get_nowait()
                    except queue.Empty:
                        return
                    self._one(item, wire, stats)
        except Stopped:
            pass  # the job was stopped, or another file failed: the job's own thread knows
        except BaseException as error:
            with self._lock:
                if self._error is None and not self._stop.is_set():
                    self._error = self.in_words(error) if isinstance(error, OSError) else error
            self._leave()

    def _one(self, item: Item, wire: HubConnection, stats: TransferStats) -> None:
        repo, commit = self._repo, self._plan.commit
        pointer = repo.pointer(commit, item.path)
        # Of the right size in the snapshot: it was finished before.
        if size_of(pointer) != item.size:
            lock = self._take(item, stats)
            try:
                twin = self._placed.get(item.etag)
                if twin is not None and size_of(repo.blob(item.etag)) is None:
                    # Without links the content was moved into the snapshot, under another path.
                    disk.copy(twin, repo.blob(item.etag))
                elif not self._is_whole(item):
                    self._state[item.path] = "downloading"
                    part = BlobPart(repo, item, self._check)
                    self._arrived(item, part.have)
                    fetch(part, wire, repo.checkpoint, commit, self._patience, stats, self._pause)
                disk.link(repo.blob(item.etag), pointer)
                self._placed[item.etag] = pointer
            finally:
                lock.release()
        self._arrived(item, item.size)
        self._state[item.path] = "done"

    def _is_whole(self, item: Item) -> bool:
        """Whether the blob is here and right. Another program may have left it; it is read."""
        blob = self._repo.blob(item.etag)
        if size_of(blob) != item.size:
            return False
        self._state[item.path] = "checking"
        return checksum_of(blob, item, self._check) == item.etag

    def _take(self, item: Item, stats: TransferStats) -> filelock.BaseFileLock:
        """The lock that every program with this cache respects; waits while another has it."""
        import filelock

        path = self._repo.lock(item.etag)
        path.parent.mkdir(parents=True, exist_ok=True)
        # thread_local=False: the lock is the process's, whichever of its threads took it.
        lock: filelock.BaseFileLock = filelock.FileLock(path, mode=0o664, thread_local=False)
        while True:
            try:
                lock.acquire(timeout=0)
            except filelock.Timeout:
                stats.note = tr(
                    "Another program is downloading {path}; waiting for it", path=item.path
                )
                self._pause(0.2)
            except NotImplementedError:  # a file system without locks, as the library does it
                lock = filelock.SoftFileLock(path, thread_local=False)
            else:
                stats.note = ""
                return lock

    def _arrived(self, item: Item, have: int) -> None:
        with self._lock:
            # Only a change counts as a byte: a resumed part reports what it had.
            if have != self._have[item.path]:
                self._last_byte = time.monotonic()
            self._have[item.path] = have

    def _check(self) -> None:
        if self._stop.is_set():
            raise Stopped

    def _pause(self, seconds: float) -> None:
        if self._stop.wait(seconds):
            raise Stopped

    def _leave(self) -> None:
        # First the flag, then the sockets: a thread that wakes must see why.
        self._stop.set()
        with self._lock:
            for wire in self._wires:
                wire.cut()

    def _report(self, report: Report) -> None:
        """Bytes, rate, time left. The rate is that of the last 5 s and forgets what was here."""
        now = time.monotonic()
        with self._lock:
            have, received = sum(self._have.values()), sum(t.received for t in self._told)
            quiet = now - self._last_byte
            notes = [stats.note for stats in self._told if stats.note]
            notes += [NO_RANGES for transfer_stats in self._told if transfer_stats.no_resume]
            files = tuple(
                FileProgress(f.path, f.size, self._have[f.path], self._state[f.path])
                for f in self._plan.files
            )
        self._history.append((now, received))
        # At least two points, or there is no rate.
        while len(self._history) > 2 and now - self._history[0][0] > _WINDOW:
            self._history.popleft()
        (then, earlier), stalled = self._history[0], quiet >= STALL
        # Below half a second a rate would jump.
        rate = (received - earlier) / (now - then) if now - then > 0.5 else None
        left = (self._plan.total - have) / rate if rate and not stalled else None
        note = notes[0] if notes else (tr("No bytes are arriving") if stalled else "")
        name = next((f.path for f in files if f.state == "downloading"), self._plan.checkpoint)
        text = (
            tr("Downloading {name}", name=name) if not stalled else tr("Stalled: {note}", note=note)
        )
        report(
            text,
            have / self._plan.total if self._plan.total else None,
            TransferProgress(files, have, self._plan.total, rate, left, stalled, quiet, note),
        )
