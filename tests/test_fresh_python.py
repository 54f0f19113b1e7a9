"""Pieces of Python in processes of their own: as good as fresh, though torch is there at once."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import psutil
import pytest

from tests.fresh_python import run_fresh


def test_it_is_run_as_python_would(tmp_path: Path) -> None:
    code = "import os, sys\nprint(sys.argv[1:], os.getcwd(), __name__)\nsys.stderr.write('told')"
    done = run_fresh(code, tmp_path, "a word")
    assert (done.returncode, done.stderr) == (0, "told")
    assert done.stdout == f"['a word'] {tmp_path} __main__\n"
    wrong = run_fresh("print('before')\n1 / 0", tmp_path)
    assert (wrong.returncode, wrong.stdout) == (1, "before\n")
    assert "ZeroDivisionError" in wrong.stderr
    assert run_fresh("import os; os._exit(7)", tmp_path).returncode == 7


def test_no_piece_knows_of_another_nor_of_the_program(tmp_path: Path) -> None:
    code = (
        "import random, sys, torch\n"
        "torch.here = True\n"
        "assert not any(one.partition('.')[0] == 'explorer' for one in sys.modules)\n"
        "print(torch.initial_seed(), torch.get_num_threads())\n"
        "torch.manual_seed(1)\n"
        "torch.set_num_threads(1)\n"
    )
    first = run_fresh(code, tmp_path)
    assert first.returncode == 0, first.stderr
    again = run_fresh("import torch; assert not hasattr(torch, 'here')\n" + code, tmp_path)
    assert (again.returncode, again.stdout) == (0, first.stdout), again.stderr


def test_another_environment_is_read_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "from huggingface_hub import constants; print(constants.HF_HOME)"
    before = run_fresh(code, tmp_path).stdout
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
    assert run_fresh(code, tmp_path).stdout == f"{tmp_path / 'home'}\n" != before


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_what_takes_too_long_is_ended(tmp_path: Path) -> None:
    assert run_fresh("import os; os.kill(os.getpid(), 9)", tmp_path).returncode == -9
    code = (
        "import os, time, pathlib\n"
        "pathlib.Path('number').write_text(str(os.getpid()))\n"
        "while True:\n"
        "    time.sleep(1)\n"
    )
    with pytest.raises(subprocess.TimeoutExpired):
        run_fresh(code, tmp_path, timeout=2)
    number = int((tmp_path / "number").read_text())
    end = time.monotonic() + 20
    while _runs(number) and time.monotonic() < end:
        time.sleep(0.01)
    assert not _runs(number)
    assert run_fresh("1", tmp_path).returncode == 0


def _runs(number: int) -> bool:
    """A process that has ended may be kept for a moment until somebody asks how."""
    try:
        return psutil.Process(number).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
