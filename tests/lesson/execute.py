"""Runs exported Python in a process of its own, and brings back the numbers that it made.

One process for many snippets. Each gets
fresh variables, the thread count of a fresh process and a random state that it must not rely on.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.fresh_python import run_fresh

_CHILD = """
import contextlib, io, json, sys
import numpy as np, torch, transformers
transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()
folder, fresh = sys.argv[1], torch.get_num_threads()
printed = []
for number, code in enumerate(json.load(open(folder + "/codes.json"))):
    torch.set_num_threads(fresh)
    torch.manual_seed(987 + number)
    spoken = io.StringIO()
    space = {"__name__": "__main__"}
    with contextlib.redirect_stdout(spoken):
        exec(compile(code, f"snippet {number}", "exec"), space)
    found = {}
    for name, value in dict(space.get("outputs") or {}).items():
        if isinstance(value, torch.Tensor):
            found["outputs." + name] = value.float().numpy()
    for name, value in dict(space.get("inputs") or {}).items():
        found["inputs." + name] = value.numpy()
    best = space.get("best")
    if best is not None:
        values = best.values if isinstance(best, tuple) else best.sort(descending=True).values
        found["best"] = values.numpy()
    for name, value in space.items():
        if isinstance(value, torch.Tensor) and value.device.type != "meta":
            found["own." + name] = value.detach().float().numpy()
    model = space.get("model")
    if model is not None and model.device.type != "meta":
        found["training"] = np.array(model.training)
        for name, value in model.state_dict().items():
            found["weights." + name] = value.float().numpy()
    np.savez(f"{folder}/{number}.npz", **found)
    printed.append(spoken.getvalue())
json.dump(printed, open(folder + "/printed.json", "w"))
"""


@dataclass(frozen=True)
class Executed:
    """What a snippet printed, and its arrays: `outputs.*`, `inputs.*`, `weights.*`, `best`.

    `own.*` are the tensors among its variables.
    """

    printed: str
    arrays: dict[str, NDArray[Any]]


def execute(codes: list[str]) -> list[Executed]:
    """Run each code with fresh variables; raises AssertionError with the traceback of one."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "codes.json").write_text(json.dumps(codes), encoding="utf-8")
        child = run_fresh(_CHILD, folder, folder)
        assert child.returncode == 0, child.stderr
        printed = json.loads(Path(folder, "printed.json").read_text(encoding="utf-8"))
        results = []
        for number, text in enumerate(printed):
            with np.load(f"{folder}/{number}.npz") as arrays:
                results.append(Executed(text, {name: arrays[name] for name in arrays.files}))
        return results
