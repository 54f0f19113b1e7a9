"""The process of the tokenizers as a fork of this one: each class begins one, and imports take 2 s.

What it answers, and how it is asked, is the same; only its start is another.
"""

from __future__ import annotations

import os
import signal
import subprocess
from typing import IO, Any

from explorer.engine.sandbox import process, serve


class Forked:
    """As much of `subprocess.Popen` as `explorer.engine.sandbox.process` uses."""

    def __init__(self, command: object, *, stderr: IO[bytes], env: Any, **more: object) -> None:
        questions, asking = os.pipe()
        answering, answers = os.pipe()
        self.returncode: int | None = None
        self.pid = os.fork()
        if not self.pid:
            for number, place in enumerate((questions, answers, stderr.fileno())):
                os.dup2(place, number)
            for one in (questions, asking, answering, answers):
                os.close(one)
            serve._prepare = lambda: None
            try:
                os._exit(serve.main())
            except BaseException:
                os._exit(1)
        os.close(questions)
        os.close(answers)
        self.stdin, self.stdout = os.fdopen(asking, "wb"), os.fdopen(answering, "rb")

    def poll(self) -> int | None:
        if self.returncode is None:
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            self.returncode = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.returncode

    def kill(self) -> None:
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)


def use() -> None:
    """From now on the process is begun so. transformers must have been imported."""
    more = {name: getattr(subprocess, name) for name in ("PIPE", "TimeoutExpired")}
    forking = type("Forking", (), {"Popen": Forked, **more})
    setattr(process, "subprocess", forking)  # noqa: B010 - in that module alone
