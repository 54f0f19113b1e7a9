"""What the window showed, step by step, and the same out of its exported Python in one process.

A `Journal` does requests through the window's workbench and writes down what was shown: the result,
every tensor of the run, and the Python of that step. `run_exports` runs each step's Python alone,
the session's script and its notebook in a fresh process, and brings back their variables.
"""

from __future__ import annotations

import dataclasses
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.app.session_record import SessionRecord
from explorer.features.ablation.protocol import AblationResult
from explorer.features.activation_patching.protocol import PatchApplied, PatchRemoved
from explorer.features.answers.code import ran_of
from explorer.features.export.notebook import notebook
from explorer.features.export.session_script import session_script, worth_keeping
from explorer.features.python import code
from explorer.protocol.explanation import Step
from explorer.protocol.job import Failed, Request
from explorer.protocol.run import InspectionResult, RunResult
from explorer.protocol.task_run import Answer
from tests.fresh_python import run_fresh
from tests.in_memory import engine_of
from tests.journeys.conftest import Person

Arrays = dict[str, NDArray[Any]]
PERCENT = re.compile(r"(\d+\.\d)%")

_CHILD = """
import contextlib, hashlib, io, json, sys
from collections.abc import Mapping
import numpy as np, torch, transformers
transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()
folder, fresh = sys.argv[1], torch.get_num_threads()

def named(name, value, found):
    if isinstance(value, torch.Tensor):
        if value.device.type != "meta":
            value = value.detach().cpu()
            found[name] = (value.float() if value.is_floating_point() else value).numpy()
    elif isinstance(value, Mapping):
        for key, one in value.items():
            named(f"{name}.{key}", one, found)
    elif isinstance(value, (list, tuple)):
        for place, one in enumerate(value[:64]):
            named(f"{name}[{place}]", one, found)

def look(space, printed):
    found = {}
    for name, value in list(space.items()):
        if isinstance(value, torch.nn.Module):
            if name == "model":
                digest = hashlib.sha256()
                for key, weight in sorted(value.state_dict().items()):
                    digest.update(key.encode() + weight.contiguous().flatten().view(torch.uint8)
                                  .cpu().numpy().tobytes())
                found["model.sha256"] = np.array(digest.hexdigest())
                found["training"] = np.array(value.training)
        elif not name.startswith("_"):
            named(name, value, found)
    found["printed"] = np.array(printed)
    return found

def fresh_start(number):
    torch.set_num_threads(fresh)
    torch.manual_seed(1000 + number)

def run(code, space, name):
    spoken = io.StringIO()
    with contextlib.redirect_stdout(spoken):
        exec(compile(code, name, "exec"), space)
    return look(space, spoken.getvalue())

plan = json.load(open(folder + "/plan.json"))
for number, (name, pieces) in enumerate(plan):
    fresh_start(number)
    space = {"__name__": "__main__"}
    for place, piece in enumerate(pieces):
        try:
            found = run(piece, space, f"{name}, part {place}")
        except BaseException:
            import traceback
            sys.stderr.write(f"==== {name}, part {place}\\n{piece}\\n{traceback.format_exc()}")
            found = {"failed": np.array(traceback.format_exc())}
        np.savez(f"{folder}/{number}-{place}.npz", **found)
"""


@dataclass
class Shown:
    """One step as the window showed it: `arrays` are the tensors of the run, by output name."""

    request: Request
    result: Any
    code: str
    arrays: Arrays
    weights: str = ""
    elsewhere: str = ""
    alone: Arrays = field(default_factory=dict)
    in_script: Arrays = field(default_factory=dict)
    in_notebook: Arrays = field(default_factory=dict)
    on_device: Arrays = field(default_factory=dict)

    @property
    def exported(self) -> dict[str, Arrays]:
        """The variables after this step: of its own Python, in the script, in the notebook."""
        found = {
            "alone": self.alone,
            "script": self.in_script,
            "notebook": self.in_notebook,
            "on a device": self.on_device,
        }
        return {name: one for name, one in found.items() if one}


@dataclass
class Journey:
    """Steps that belong together, with the script and the notebook of all of them."""

    name: str
    shown: list[Shown]
    script: str
    notebook: str


class Journal:
    """Does requests as the window's pages do, and writes down what was shown."""

    def __init__(self, person: Person) -> None:
        self.person, self.window = person, person.window
        self._teaching = person.window.workbench.explanations
        self.shown: list[Shown] = []
        self.journeys: list[Journey] = []
        self._kinds: set[type] = set()

    def do(self, request: Request) -> Any:
        """One request of a person; its result."""
        return self.act(lambda: self.window.workbench.send(request))

    def act(self, act: Any) -> Any:
        """Something that a person does in the window, up to the step that is told of it."""
        before = len(self._teaching.record.steps)
        failed: list[Failed] = []

        def listen(reply: object) -> None:
            if isinstance(reply, Failed):
                failed.append(reply)

        self.window.model.replied.connect(listen)
        act()
        self.person.until_idle()
        self.window.model.replied.disconnect(listen)
        assert not failed, (failed[0].sentence, failed[0].details)
        steps = self._teaching.record.steps
        assert len(steps) > before, "nothing was told"
        for step in steps[before:]:
            self._write_down(step)
        return steps[-1].result

    def _write_down(self, step: Step) -> None:
        result = step.result
        names: list[str] = []
        if isinstance(result, RunResult):
            names = [one.name for one in (*result.inputs, *result.outputs)]
        elif isinstance(result, Answer):
            names = [one.name for one in (*result.run.inputs, *result.run.outputs)]
        elif isinstance(result, (AblationResult, PatchApplied, PatchRemoved)):
            ran = ran_of(result)
            names = [one.name for one in ran.outputs] if ran is not None else []
        elsewhere, kind = "", type(result)
        if kind not in self._kinds and step.summary is not None:
            self._kinds.add(kind)
            # As for a graphics card, which is not here: tensors are moved to where the model is.
            summary = dataclasses.replace(step.summary, device="cpu:0")
            elsewhere = code(step.request, result, summary, threads=self._teaching._threads)
        if isinstance(result, InspectionResult):  # as by coming back to its view
            self._teaching.show_look((type(step.request),))
        shown = self.window.explain_pane.python
        self.shown.append(
            Shown(step.request, result, shown, self._read(names), self._weights(), elsewhere)
        )

    @property
    def _engine(self) -> Any:
        """The engine itself: the lane is idle, so nothing else touches it."""
        return engine_of(self.window)

    def _read(self, names: list[str]) -> Arrays:
        """Tensors of the last run, as `ReadOutput` would bring each of them."""
        if not names:
            return {}
        from explorer.engine.numbers import to_numpy

        loaded = self._engine.loaded
        found = {**loaded.run_inputs, **loaded.run_outputs}
        return {name: to_numpy(found[name]) for name in names}

    def _weights(self) -> str:
        """A checksum of all weights in memory."""
        import hashlib

        import torch

        if self._engine._loaded is None:
            return ""
        digest = hashlib.sha256()
        for key, weight in sorted(self._engine.loaded.model.state_dict().items()):
            flat = weight.contiguous().flatten().view(torch.uint8)
            digest.update(key.encode() + flat.cpu().numpy().tobytes())
        return digest.hexdigest()

    def end(self, name: str) -> None:
        """The steps so far are a journey; the next begins with an empty session."""
        steps = self._teaching.record.steps
        kept = [id(step.result) for step in worth_keeping(steps)]
        threads = self._teaching._threads
        script, cells = session_script(steps, threads=threads), notebook(steps, threads=threads)
        self.journeys.append(
            Journey(name, [one for one in self.shown if id(one.result) in kept], script, cells)
        )
        self.others = [one for one in self.shown if id(one.result) not in kept]
        self.shown = []
        self._teaching.record = SessionRecord()


def parts_of_script(script: str) -> list[str]:
    """The script cut at its numbered comments; the imports come first."""
    return re.split(r"^(?=# -- \d+\. )", script, flags=re.MULTILINE)


def cells_of(text: str) -> list[str]:
    """The code cells of a notebook."""
    cells = json.loads(text)["cells"]
    return ["".join(one["source"]) for one in cells if one["cell_type"] == "code"]


def run_exports(journeys: list[Journey], folder: Path) -> list[str]:
    """Run everything that was exported; what failed, as text."""
    plan: list[tuple[str, list[str]]] = []
    takers: list[list[tuple[Shown | None, str]]] = []
    for journey in journeys:
        for number, shown in enumerate(journey.shown):
            plan.append((f"{journey.name}, step {number + 1} alone", [shown.code]))
            takers.append([(shown, "alone")])
            if shown.elsewhere:
                plan.append((f"{journey.name}, step {number + 1} on a device", [shown.elsewhere]))
                takers.append([(shown, "on_device")])
        for kind, parts in (
            ("in_script", parts_of_script(journey.script)),
            ("in_notebook", cells_of(journey.notebook)),
        ):
            extra = len(parts) - len(journey.shown)
            assert extra in (0, 1), (journey.name, kind, len(parts), len(journey.shown))
            plan.append((f"{journey.name} {kind}", parts))
            takers.append([*[(None, kind)] * extra, *((one, kind) for one in journey.shown)])
    (folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    done = run_fresh(_CHILD, folder, str(folder), timeout=300)
    for number, taker in enumerate(takers):
        for place, (one, kind) in enumerate(taker):
            file = folder / f"{number}-{place}.npz"
            if one is not None and file.exists():
                with np.load(file) as arrays:
                    setattr(one, kind, {name: arrays[name] for name in arrays.files})
    return [done.stderr] if done.returncode or "====" in done.stderr else []


def same(a: NDArray[Any], b: NDArray[Any]) -> bool:
    """Equal in shape and in every bit of every number."""
    return a.shape == b.shape and np.array_equal(a, b, equal_nan=a.dtype.kind == "f")


def percents(printed: NDArray[Any]) -> list[str]:
    """The percentages in what was printed, in order."""
    return PERCENT.findall(str(printed))
