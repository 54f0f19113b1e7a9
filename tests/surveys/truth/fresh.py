"""The fresh side of the truth run: exported Python in an interpreter that never saw the program.

    python -m tests.surveys.truth.fresh [FOLDER]

Importing torch and transformers takes 8 s, so this process imports both once, nothing of the
program, and computes nothing; for each folder that is named on its standard input it forks. The
fork is as good as a fresh process: the same modules, fresh variables, no state of any other
class. With FOLDER it does that folder's cases itself, which is a fresh process to the letter
(and how it is done where a process cannot fork).

A folder holds `cases.pickle`: (name, code, [(what, expression, array)]). Each code runs with
fresh variables; then each expression is evaluated among them and must be the array, bit for bit.
"""

from __future__ import annotations

import builtins
import importlib
import io
import json
import os
import pickle
import random
import signal
import sys
import time
from collections import defaultdict
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"

import numpy as np
import torch

FIRST = (
    "transformers.generation.utils",
    "transformers.models.auto.modeling_auto",
    "transformers.models.auto.tokenization_auto",
    "transformers.models.bart.modeling_bart",
    "transformers.models.bert.modeling_bert",
    "transformers.models.llama.modeling_llama",
    "transformers.models.t5.modeling_t5",
)
"""Imported before a fork: what every class imports takes 1.6 s, and any class itself 0.1 s."""

WATCHED = ("best", "highest", "norms", "row", "weights")
"""Variables that a loop gives a new value before it prints them: each value is kept."""


def run_case(code: str, checks: list[tuple[str, str, Any]], seed: int) -> list[str]:
    """What of one case was not as it should be: nothing, if all arrays are equal."""
    seen: dict[str, list[Any]] = defaultdict(list)
    space: dict[str, Any] = {"__name__": "__main__"}

    def keep(*words: object, **more: Any) -> None:
        for name in WATCHED:
            value = space.get(name)
            if value is not None and not any(value is one for one in seen[name]):
                seen[name].append(value)
        builtins.print(*words, **more)

    space["print"] = keep
    # A code that draws without saying from what must not be right by accident.
    torch.manual_seed(seed)
    np.random.seed(seed)
    random.seed(seed)
    try:
        with redirect_stdout(io.StringIO()):
            exec(compile(code, "exported", "exec"), space)
    except Exception as error:  # the very thing that is looked for
        return [f"the code fails: {type(error).__name__}: {error}"[:400]]
    space.update(seen=seen, np=np, torch=torch)
    wrong = []
    for what, expression, wanted in checks:
        try:
            told = difference(array(eval(expression, space)), wanted)
        except Exception as error:  # a name that the code does not give
            told = f"{type(error).__name__}: {error}"[:300]
        if told:
            wrong.append(f"{what}: {told}")
    return wrong


def array(value: Any) -> Any:
    """Numbers as the program hands them to its window: float32, or integers."""
    if isinstance(value, torch.Tensor):
        value = value.detach()
        if value.dtype in (torch.bfloat16, torch.float16):
            value = value.float()
        return value.numpy()
    if isinstance(value, (list, tuple)) and value and isinstance(value[0], torch.Tensor):
        return np.stack([array(one) for one in value])
    return np.asarray(value)


def difference(made: Any, wanted: Any) -> str:
    """Nothing where both hold the same bits, else how far they are apart."""
    if made.shape != wanted.shape:
        return f"shape {made.shape} against {wanted.shape}"
    if made.dtype != wanted.dtype:
        if made.dtype.kind not in "iub" or wanted.dtype.kind not in "iub":
            return f"dtype {made.dtype} against {wanted.dtype}"
        made = made.astype(wanted.dtype)
    if np.ascontiguousarray(made).tobytes() == np.ascontiguousarray(wanted).tobytes():
        return ""
    with np.errstate(all="ignore"):
        apart = np.abs(made.astype(np.float64) - wanted.astype(np.float64))
    return f"differs by up to {np.nanmax(apart):.3g}" if apart.size else "differs"


def run_folder(folder: Path) -> None:
    """Do all cases of a folder and write what was wrong beside them."""
    assert not any(name == "explorer" or name.startswith("explorer.") for name in sys.modules)
    torch.set_num_threads(1)
    cases = pickle.loads((folder / "cases.pickle").read_bytes())
    found = {
        name: run_case(code, checks, 100 + number)
        for number, (name, code, checks) in enumerate(cases)
    }
    part = folder / "wrong.part"
    part.write_text(json.dumps(found))
    part.rename(folder / "wrong.json")


def _forked(folder: Path, limit: float) -> str:
    """Do a folder in a forked process; how it ended."""
    child = os.fork()
    if child == 0:
        try:
            run_folder(folder)
        finally:
            sys.stdout.flush()
            os._exit(0)
    until = time.monotonic() + limit
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return "done" if status == 0 else f"ended with status {status}"
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return f"no end within {limit:.0f} s"


def main(argv: list[str]) -> int:
    import warnings

    import transformers

    warnings.simplefilter("ignore")
    transformers.logging.set_verbosity(100)
    transformers.logging.disable_progress_bar()
    if argv:
        run_folder(Path(argv[0]))
        return 0
    for name in FIRST:
        importlib.import_module(name)
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a model prints must not come between the answers
    print("ready", file=answers, flush=True)
    for line in sys.stdin:
        folder, limit = json.loads(line)
        print(json.dumps(_forked(Path(folder), limit)), file=answers, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
