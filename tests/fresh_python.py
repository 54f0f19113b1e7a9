"""Fresh processes that run exported Python, without each importing torch and transformers for 5 s.

One process imports both, computes nothing and knows nothing of the program; for each piece of
Python it forks. The fork is as good as a fresh process: the same modules, no variables, no state of
another piece. Libraries read the environment when they are imported, so with another environment
that process is begun again; where a process cannot fork, each piece has an interpreter of its own.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.conftest import ROOT

_SERVER = """
import json, os, sys, traceback
import numpy, torch, transformers
import transformers.generation.utils
from transformers.models.auto import modeling_auto, tokenization_auto
from transformers.models.bert import modeling_bert
from transformers.models.gpt2 import modeling_gpt2
from transformers.models.t5 import modeling_t5
for line in sys.stdin:
    order = json.loads(line)
    child = os.fork()
    if child:
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
        continue
    status = 1
    try:
        os.chdir(order["folder"])
        for number, name in ((1, "out"), (2, "err")):
            os.dup2(os.open(order[name], os.O_WRONLY | os.O_CREAT, 0o600), number)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.argv[1:] = order["words"]
        exec(compile(order["code"], "<string>", "exec"), {"__name__": "__main__"})
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
"""

_server: subprocess.Popen[str] | None = None
_settings: dict[str, str] = {}


def installed() -> dict[str, str]:
    """The environment of a process in which the program is installed, as exported code expects."""
    # What pytest changes with each test, and what the fixture of each test sees to.
    own = {**os.environ, "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1"}
    for name in ("PYTEST_CURRENT_TEST", "HF_TOKEN"):
        own.pop(name, None)
    return {
        **own,
        "PYTHONPATH": str(ROOT),
        "HF_HUB_OFFLINE": "1",
        "TOKENIZERS_PARALLELISM": "false",
    }


def run_fresh(
    code: str, folder: str | Path, *words: str, timeout: float = 100
) -> subprocess.CompletedProcess[str]:
    """Run a text of Python as `python -c` would, in a fresh process whose folder this is."""
    if not hasattr(os, "fork"):
        return subprocess.run(
            [sys.executable, "-c", code, *words],
            capture_output=True,
            text=True,
            cwd=folder,
            env=installed(),
            timeout=timeout,
        )
    with tempfile.TemporaryDirectory() as place:
        out, err = Path(place, "out"), Path(place, "err")
        files = {"out": str(out), "err": str(err)}
        status = _ask({"code": code, "folder": str(folder), "words": words, **files}, timeout)
        return subprocess.CompletedProcess(
            ["python", *words],
            status,
            out.read_text(encoding="utf-8"),
            err.read_text(encoding="utf-8"),
        )


def _ask(order: dict[str, object], timeout: float) -> int:
    """The exit status of the fork that does this."""
    server = _started()
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdin.write(json.dumps(order) + "\n")
    server.stdin.flush()
    if not select.select([server.stdout], [], [], timeout)[0]:
        _end()
        raise subprocess.TimeoutExpired("a piece of Python", timeout)
    return int(server.stdout.readline())


def _started() -> subprocess.Popen[str]:
    """The process that forks, in the environment of now."""
    global _server
    settings = installed()
    if settings != _settings:
        _end()
    if _server is None:
        _settings.clear()
        _settings.update(settings)
        _server = subprocess.Popen(
            [sys.executable, "-c", _SERVER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=settings,
            start_new_session=True,  # it ends together with what it runs
        )
        atexit.register(_end)
    return _server


def _end() -> None:
    global _server
    if _server is None:
        return
    server, _server = _server, None
    os.killpg(server.pid, signal.SIGKILL)
    server.communicate()
