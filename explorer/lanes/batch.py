"""The program in a job of a batch system: SLURM, PBS, LSF and others, through dask-jobqueue.

dask-jobqueue writes the script, hands it in and knows the person's own config of her cluster
(`hand_in`). What the script starts is this program (`in_job`) and not Dask's worker: a worker runs
whatever pickles its scheduler sends, and the scheduler would have to listen on this computer for
all its workers. So the job shares its computer as `--share` does, and the window connects to it.
The pairing is made there for this one connection and comes through a folder of this user that both
computers see, as dask-jobqueue's own certificates do.

A job may begin hours after its window has gone, or after a request to cancel it was lost. Therefore
it ends by itself where a file in that folder is missing, or where no window asks for it.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import secrets
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import msgspec

import explorer
from explorer import __version__
from explorer.boundary.batch_address import SYSTEMS, BatchAddress
from explorer.boundary.own_data import jobs
from explorer.lanes import pairing
from explorer.lanes.hand_in import HandedIn, HandIn
from explorer.lanes.in_job import PAIRING, WANTED
from explorer.lanes.pairing import Pairing
from explorer.protocol.failures import (
    AnswerRefused,
    BatchEnded,
    BatchIncomplete,
    BatchLost,
    BatchNotKept,
    BatchPackageMissing,
    BatchProgramMissing,
    BatchRefused,
    Failure,
    OtherVersion,
)
from explorer.protocol.job import Check, Report
from explorer.text.translation import tr

_HAND_IN = f"""
import sys
sys.path.insert(0, {str(Path(explorer.__file__).parents[1])!r})
from explorer.lanes.hand_in import main
sys.exit(main())
"""
_TURN = 0.05
_ASK_EVERY = 2.0
"""Seconds between two questions about the job: all users of a cluster ask the same program."""
_GONE_AFTER = 3
"""How often in a row nothing may be known of it; such programs fail now and then."""
_COMMAND_SECONDS = 15.0
_CANCEL_SECONDS = 5.0
_KEPT_SECONDS = 86_400.0
_MOST_WORDS = 6_000


@dataclass(frozen=True)
class _Known:
    """What this program has to know of a batch system beside dask-jobqueue, which asks for nothing.

    `ask` is followed by the job's number and says what becomes of it: the first group of `state` in
    what it prints. States that begin with a word of `over` are the last ones.
    """

    ask: tuple[str, ...]
    state: str
    over: tuple[str, ...]


_KNOWN = {
    "slurm": _Known(
        ("squeue", "-h", "-o", "%T %r", "-j"),
        r"(\S.*)",
        ("COMPLET", "FAILED", "CANCEL", "TIMEOUT", "OUT_OF_ME", "NODE_FAIL", "PREEMPT", "BOOT_"),
    ),
    "pbs": _Known(("qstat", "-f"), r"job_state = (\w)", ("C", "F")),
    # Grid Engine prints what was asked for, and fails once the job has gone.
    "sge": _Known(("qstat", "-j"), r"job_state\s+\d*:\s+(\w+)", ()),
    "lsf": _Known(("bjobs", "-noheader", "-o", "stat"), r"(\w+)", ("DONE", "EXIT")),
    "oar": _Known(("oarstat", "-s", "-j"), r": (\w+)", ("Terminated", "Error")),
    "moab": _Known(("checkjob",), r"State: (\w+)", ("Completed", "Removed")),
}


class BatchJob:
    """A job with the program in it, for as long as this is open. Not for two threads at once, but
    for `close`.
    """

    def __init__(self, address: BatchAddress) -> None:
        self._address, self._known = address, _KNOWN[address.system]
        self._folder = jobs() / secrets.token_hex(8)
        self._closing = threading.Lock()
        self._closed = False
        self._number = ""
        self._cancel_command: tuple[str, ...] = ()

    def open(self, check: Check, report: Report) -> Pairing:
        """Hand the job in, and wait until it says how it is reached. Raises a Failure."""
        title = self._address.title
        report(tr("Asking {system} for a computer", system=title))
        try:
            self._hand_in(check)
            return self._await_pairing(check, report)
        except BaseException:
            self.close()
            raise

    def route(self, place: str) -> str:
        """Where this computer reaches host:port of the job: there."""
        return place

    def failure(self) -> Failure | None:
        """What the job wrote says nothing of why it was not reached."""
        return None

    def lost(self, computer: str, details: str) -> Failure:
        """What it means that the connection ended."""
        return BatchLost(computer, self._address.title, self._number, details)

    def close(self) -> None:
        """End the job; it may have ended already, or not have begun."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
        for name in (WANTED, PAIRING):
            with contextlib.suppress(OSError):
                (self._folder / name).unlink()
        self._cancel()

    # -- handing in ----------------------------------------------------------------------------

    def _hand_in(self, check: Check) -> None:
        """Until the job has a number. A stop leaves the process to itself, which cancels it."""
        title, program = self._address.title, SYSTEMS[self._address.system].program
        if importlib.util.find_spec("dask_jobqueue") is None:
            raise BatchPackageMissing
        if shutil.which(program) is None:
            raise BatchProgramMissing(title, program)
        self._make_folder()
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", _HAND_IN],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # a Ctrl+C of this program's terminal is not for it
        )
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            with contextlib.suppress(OSError), process.stdin as asked:
                wanted = str(self._folder / WANTED)
                asked.write(msgspec.json.encode(HandIn(self._address, str(self._folder), wanted)))
            while process.poll() is None:  # what it says is shorter than a pipe holds
                check()
                time.sleep(_TURN)
            answer = process.stdout.read()
        finally:
            process.stdout.close()
            if process.returncode is None:
                threading.Thread(target=process.wait, name="batch job", daemon=True).start()
        try:
            reply = msgspec.json.decode(answer, type=HandedIn)
        except msgspec.MsgspecError as error:
            raise BatchRefused(title, program, str(error)) from error
        if reply.incomplete:
            raise BatchIncomplete(title, reply.words)
        if not reply.number:
            raise BatchRefused(title, program, reply.words)
        self._number, self._cancel_command = reply.number, reply.cancel

    def _make_folder(self) -> None:
        try:
            self._folder.mkdir(parents=True, mode=0o700)
            (self._folder / WANTED).touch()
        except OSError as error:
            raise BatchNotKept(str(self._folder), error.strerror or str(error)) from error
        old = time.time() - _KEPT_SECONDS
        with contextlib.suppress(OSError):
            for each in self._folder.parent.iterdir():  # what earlier jobs wrote
                if each.stat().st_mtime < old:
                    shutil.rmtree(each, ignore_errors=True)

    def _cancel(self) -> None:
        """Have the job cancelled; where that fails, it ends by itself."""
        if self._number:
            with contextlib.suppress(OSError, subprocess.TimeoutExpired):
                subprocess.run(
                    [*self._cancel_command, self._number],
                    timeout=_CANCEL_SECONDS,
                    check=False,
                    capture_output=True,
                    stdin=subprocess.DEVNULL,
                )

    # -- waiting -------------------------------------------------------------------------------

    def _await_pairing(self, check: Check, report: Report) -> Pairing:
        """As long as a queue is: only a person can say when that is too long."""
        file, title = self._folder / PAIRING, self._address.title
        asked, unknown = 0.0, 0
        while not file.exists():
            check()
            if time.monotonic() - asked > _ASK_EVERY:
                state = self._state(check)
                asked = time.monotonic()
                over = state is not None and state.startswith(self._known.over)
                unknown = 0 if state else unknown + 1
                if (over or unknown >= _GONE_AFTER) and not file.exists():
                    raise BatchEnded(title, self._number, self._written)
                if state:
                    report(
                        tr(
                            "Waiting for job {job} of {system}: {state}",
                            job=self._number,
                            system=title,
                            state=state,
                        )
                    )
            time.sleep(_TURN)
        report(tr("Job {job} of {system} has begun", job=self._number, system=title))
        return self._paired(file)

    def _paired(self, file: Path) -> Pairing:
        try:
            received = pairing.received(file.read_bytes())
            file.unlink()
        except (OSError, ValueError, msgspec.MsgspecError) as error:
            raise AnswerRefused(self._address.title, str(error)) from error
        if received.version != __version__:
            raise OtherVersion(received.computer, received.version, __version__)
        return received

    def _state(self, check: Check) -> str | None:
        """In the batch system's own words; None where it says nothing of the job."""
        try:
            process = subprocess.Popen(
                [*self._known.ask, self._number],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "LC_ALL": "C"},
            )
        except OSError:
            return tr("unknown")  # without that program only the job itself can tell
        assert process.stdout is not None
        end = time.monotonic() + _COMMAND_SECONDS
        try:
            while process.poll() is None and time.monotonic() < end:
                check()
                time.sleep(_TURN)
            if process.poll() is None:
                return tr("unknown")
            text = process.stdout.read(_MOST_WORDS).decode("utf-8", "replace")
        finally:
            process.kill()
            process.wait()
            process.stdout.close()
        match = re.search(self._known.state, text)
        if match is None:
            # Of a job that it knows, Grid Engine need not name the state.
            return tr("unknown") if text.strip() and not process.returncode else None
        return match[1].strip()[:100] if not process.returncode else None

    @property
    def _written(self) -> str:
        """The end of what the job wrote."""
        texts = []
        with contextlib.suppress(OSError):
            for each in sorted(self._folder.iterdir()):
                if each.name not in (WANTED, PAIRING) and each.is_file():
                    texts.append(each.read_text("utf-8", "replace")[-_MOST_WORDS:].strip())
        return "\n".join(filter(None, texts))
