"""The exported Python of a training gives the same losses and weights in a fresh process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import pytest
import torch

from explorer.engine.engine import Engine
from explorer.features.python import code, other_code
from explorer.features.training import code as training_code
from explorer.features.training.compute import learner, rows
from explorer.features.training.protocol import (
    BundledData,
    ContinueTraining,
    DataChoice,
    Objective,
    OpenSnapshot,
    PastedText,
    PauseTraining,
    RunSnapshots,
    TrainingFinished,
    TrainingSettings,
)
from explorer.features.training.protocol import StartTraining as Start
from explorer.protocol.job import Stopped
from explorer.protocol.model import LoadModel, Prepared, SaveModel, SaveOptions
from explorer.protocol.run import Run
from tests.fresh_python import installed, run_fresh
from tests.model import tiny
from tests.model.test_training import FOOD, SETTINGS, TOYS, ask, opened, session
from tests.other_languages import same_code

_TOLD = """
import hashlib, json
digest = hashlib.sha256()
for name, tensor in sorted(student.state_dict().items()):
    digest.update(name.encode() + tensor.numpy().tobytes())
print("TOLD", json.dumps([losses, digest.hexdigest()]))
"""
_LABELS = "text,kind\n" + "\n".join(
    f"A {thing} is red.,{kind}" for kind, some in (("toy", TOYS), ("food", FOOD)) for thing in some
)


@dataclass(frozen=True)
class Case:
    """A training: of which model, random or trained, on what, for what."""

    model: str
    data: DataChoice
    random: bool = True
    objective: Objective | Literal[""] = ""
    settings: TrainingSettings = SETTINGS


CASES = {
    "masked words that may be asked for": Case("mini-world-bert", BundledData("capitals")),
    "masked words of one's own": Case(
        "mini-world-bert",
        PastedText("\n".join(f"The {thing} is on the table, isn't it?" for thing in TOYS)),
        random=False,
        settings=replace(SETTINGS, masked=0.3, schedule="cosine", warmup=0.25),
    ),
    "next token": Case(
        "mini-world-gpt2",
        BundledData("stories"),
        settings=replace(SETTINGS, length=48, schedule="constant", weight_decay=0.1),
    ),
    "labels": Case("mini-world-sentiment", BundledData("reviews")),
    "labels of one's own": Case(
        "mini-world-bert", PastedText(_LABELS), random=False, objective="labels"
    ),
    "labels of one's own, last token": Case(
        "mini-world-gpt2", PastedText(_LABELS), random=False, objective="labels"
    ),
}


def _digest(model: Any) -> str:
    import hashlib

    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode() + tensor.numpy().tobytes())
    return digest.hexdigest()


def _trained(case: Case) -> tuple[Engine, Any, TrainingFinished]:
    engine = opened(case.model, random=case.random)
    settings = replace(case.settings, steps=6)
    started = ask(engine, Start(case.data, case.objective, settings))
    request = ContinueTraining(started.training)
    return engine, request, ask(engine, request)


def _told(text: str, folder: Path) -> tuple[list[float], str]:
    done = run_fresh(text + _TOLD, folder)
    assert done.returncode == 0, done.stderr
    return _read(done.stdout)


def _read(out: str) -> tuple[list[float], str]:
    line = next(line for line in out.splitlines() if line.startswith("TOLD"))
    losses, digest = json.loads(line.removeprefix("TOLD"))
    return losses, digest


@pytest.mark.parametrize("name", CASES)
def test_the_script_trains_bit_for_bit(name: str, tmp_path: Path) -> None:
    engine, request, finished = _trained(CASES[name])
    text = same_code(lambda: code(request, finished, None))
    losses, digest = _told(text, tmp_path)
    assert losses == session(engine).learner.losses
    assert digest == _digest(session(engine).learner.model.eval())
    assert len(text.splitlines()) < 200


def test_a_paused_training_has_the_python_of_its_steps(tmp_path: Path) -> None:
    case = CASES["next token"]
    engine = opened(case.model)
    begun = Start(case.data, case.objective, replace(case.settings, steps=40))
    started = ask(engine, begun)

    def check() -> None:
        if session(engine).step == 3:
            raise Stopped

    going = ContinueTraining(started.training)
    with pytest.raises(Stopped):
        engine(going, check, tiny.no_report)
    pause = PauseTraining(started.training)
    paused = ask(engine, pause)
    assert paused.progress.step == 3
    losses, digest = _told(code(pause, paused, None), tmp_path)
    assert losses == session(engine).learner.losses
    assert digest == _digest(session(engine).learner.model.eval())
    assert begun.superseded_by([pause])
    assert pause.superseded_by([going])
    assert not pause.superseded_by([begun])


def test_two_stacks_learn_to_write(tmp_path: Path) -> None:
    """A T5 in a folder, with pairs of texts."""
    from transformers.utils import logging

    logging.disable_progress_bar()  # as in the program; its thread would stay
    folder = tmp_path / "t5"
    model: Any = tiny.load("T5ForConditionalGeneration").model
    model.config.decoder_start_token_id = 0
    model.save_pretrained(folder)
    tiny.tokenizer().save_pretrained(folder)
    pairs = [f"w{n} w{n + 1} w{n + 2},w{n + 2} w{n}" for n in range(5, 55)]
    torch.set_num_threads(1)
    engine = Engine(Prepared("", "", ("cpu",), 1, 0.0))
    ask(engine, LoadModel(str(folder)))
    data = PastedText("text,target\n" + "\n".join(pairs))
    started = ask(engine, Start(data, "", replace(SETTINGS, steps=6)))
    assert started.objective == "text to text"
    request = ContinueTraining(started.training)
    finished = ask(engine, request)
    losses, digest = _told(code(request, finished, None), tmp_path)
    assert losses == session(engine).learner.losses
    assert digest == _digest(session(engine).learner.model.eval())
    scrubbed = ask(engine, RunSnapshots(started.training, "w5 w6 w7"))
    with torch.inference_mode():
        bare = session(engine).learner.model(
            input_ids=torch.tensor([tiny.tokenizer()("w5 w6 w7")["input_ids"]]),
            decoder_input_ids=torch.tensor([[0]]),
        )
    best = float(bare.logits[0, -1].softmax(-1).max())
    assert scrubbed.snapshots[-1].probabilities[0] == pytest.approx(best, rel=1e-4)


@pytest.mark.parametrize("name", ["masked words that may be asked for", "next token", "labels"])
def test_the_trainer_gives_the_same_losses(name: str, tmp_path: Path) -> None:
    """Within 1e-4: the Trainer rounds the losses that it writes down to four digits."""
    accelerate = pytest.importorskip("accelerate", reason="the Trainer needs accelerate")
    paths = [installed()["PYTHONPATH"], str(Path(accelerate.__file__).parents[1])]
    engine, request, finished = _trained(CASES[name])
    way = other_code(request, finished, None)
    assert way is not None
    same_code(lambda: other_code(request, finished, None).code)  # type: ignore[union-attr]
    text = way.code + _TOLD
    # An interpreter of its own: transformers looks for accelerate when it is imported.
    done = subprocess.run(
        [sys.executable, "-c", text],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**installed(), "PYTHONPATH": os.pathsep.join(paths)},
    )
    assert done.returncode == 0, done.stderr
    losses, digest = _read(done.stdout)
    assert losses == pytest.approx(session(engine).learner.losses, abs=1e-4)
    assert digest == _digest(session(engine).learner.model.eval())


def test_what_runs_on_a_snapshot_has_its_python(tmp_path: Path) -> None:
    engine, request, _ = _trained(CASES["masked words that may be asked for"])
    ready = ask(engine, OpenSnapshot(request.training, 6))
    asked = Run(("The capital of France is [MASK].",))
    result = ask(engine, asked)
    text = code(asked, result, ready.summary, threads=1)
    done = run_fresh(text + "\nprint('TOLD', outputs.logits.sum().item())", tmp_path)
    assert done.returncode == 0, done.stderr
    told = float(done.stdout.split("TOLD")[1])
    assert told == engine.loaded.run_outputs["logits"].sum().item()


def test_the_script_and_the_loop_have_the_same_numbers() -> None:
    assert training_code.BETAS == learner.BETAS
    assert training_code.CLIP == learner.CLIP
    assert training_code.ASKED == rows.ASKED


def test_python_of_a_saved_snapshot_opens_the_folder(tmp_path: Path) -> None:
    engine, request, _ = _trained(CASES["masked words that may be asked for"])
    ready = ask(engine, OpenSnapshot(request.training, 6))
    saving = SaveModel(str(tmp_path / "mine"))
    saved = ask(engine, saving)
    text = code(saving, saved, ready.summary, threads=1)
    assert "step-6" not in text
    done = run_fresh(text + "\nprint('TOLD', str(model.num_parameters()))", tmp_path)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split("TOLD")[1]) == ready.summary.parameters
    rounded = SaveModel(str(tmp_path / "half"), options=SaveOptions(dtype="float16"))
    text = code(rounded, ask(engine, rounded), ready.summary, threads=1)
    assert "step-6" in text, "what was saved is not the model in memory"
