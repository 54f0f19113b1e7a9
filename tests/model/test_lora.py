"""LoRA: what learns, the merged weights against peft's own, its Python, and what it needs."""

from __future__ import annotations

import copy
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pytest
import torch

from explorer.engine.engine import Engine
from explorer.features.python import code, other_code
from explorer.features.training.compute import lora
from explorer.features.training.protocol import (
    BundledData,
    ContinueTraining,
    DescribeTraining,
    EstimateTraining,
    KeepSnapshots,
    OpenSnapshot,
    OpenTraining,
    PastedText,
    StartTraining,
)
from explorer.protocol.failures import TrainingSettingWrong
from explorer.protocol.job import Stopped
from explorer.protocol.model import Prepared
from tests.fresh_python import installed
from tests.model.test_training import SETTINGS, ask, opened, session, weights
from tests.model.test_training_script import _LABELS, _TOLD, _digest, _read

STEPS = replace(SETTINGS, steps=6, snapshot_every=3, lora_rank=4, lora_alpha=8)
DATA = {"mini-world-gpt2": BundledData("stories"), "mini-world-bert": BundledData("capitals")}


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def peft() -> Any:
    return pytest.importorskip("peft", reason="LoRA needs the package peft")


def trained(name: str, **changed: Any) -> tuple[Engine, ContinueTraining, Any]:
    engine = opened(name, random=False)
    settings = replace(STEPS, **changed)
    started = ask(engine, StartTraining(DATA[name], "", settings))
    request = ContinueTraining(started.training)
    return engine, request, ask(engine, request)


@pytest.mark.parametrize("name", DATA)
@pytest.mark.parametrize("where", ["attention", "all"])
def test_only_the_matrices_learn_and_snapshots_are_ordinary_weights(
    name: str, where: Literal["attention", "all"], peft: Any
) -> None:
    engine, request, finished = trained(name, lora_where=where)
    learner = session(engine).learner
    before = weights(opened(name, random=False).loaded.model)
    layers = [
        (key, part.in_features, part.out_features)
        for key, part in learner.model.named_modules()
        if isinstance(part, peft.tuners.lora.LoraLayer)
    ]
    assert layers
    by_hand = sum(4 * (wide + high) for _, wide, high in layers)
    assert finished.started.parameters == by_hand
    ask(engine, OpenSnapshot(request.training, 6))
    after = weights(engine.loaded.model)
    assert after.keys() == before.keys()
    changed = {key for key in after if not torch.equal(after[key], before[key])}
    assert changed == {f"{key}.weight" for key, *_ in layers}
    # peft's own way to the same weights.
    whole: Any = copy.deepcopy(learner.model)
    for key, *_ in layers:
        part = whole.get_submodule(key)
        part.merge()
        assert torch.allclose(part.base_layer.weight, after[f"{key}.weight"], atol=1e-7)
    logits = engine.loaded.model(torch.tensor([[5, 6, 7]])).logits
    assert torch.allclose(logits, learner.model.eval()(torch.tensor([[5, 6, 7]])).logits, atol=1e-5)


LEARNS = ["next token", "masked words, all layers", "own labels"]


def learned(name: str) -> tuple[Engine, ContinueTraining, Any]:
    """A training with LoRA, in one of the ways that it is put on."""
    model = "mini-world-gpt2" if name == "next token" else "mini-world-bert"
    data = PastedText(_LABELS) if name == "own labels" else DATA[model]
    engine = opened(model, random=False)
    settings = replace(STEPS, lora_where="all" if "all" in name else "attention")
    asked = StartTraining(data, "labels" if name == "own labels" else "", settings)
    started = ask(engine, asked)
    request = ContinueTraining(started.training)
    return engine, request, ask(engine, request)


def run(text: str, folder: Path, *packages: Any) -> tuple[list[float], str]:
    """What an interpreter of its own says, which has these packages besides."""
    others = [str(Path(package.__file__).parents[1]) for package in packages]
    done = subprocess.run(
        [sys.executable, "-W", "error::FutureWarning", "-c", text + _TOLD],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**installed(), "PYTHONPATH": os.pathsep.join([installed()["PYTHONPATH"], *others])},
    )
    assert done.returncode == 0, done.stderr
    return _read(done.stdout)


@pytest.mark.parametrize("name", LEARNS)
def test_the_script_gives_the_same_losses_and_weights(name: str, peft: Any, tmp_path: Path) -> None:
    engine, request, finished = learned(name)
    losses, digest = run(code(request, finished, None), tmp_path, peft)
    assert losses == session(engine).learner.losses
    assert digest == _digest(session(engine).learner.model.eval())


@pytest.mark.parametrize("name", LEARNS)
def test_the_trainer_gives_the_same_losses(name: str, peft: Any, tmp_path: Path) -> None:
    """Within 1e-4, as without LoRA: the Trainer writes its losses down with four digits."""
    accelerate = pytest.importorskip("accelerate", reason="the Trainer needs accelerate")
    engine, request, finished = learned(name)
    way = other_code(request, finished, None)
    assert way is not None
    assert "inject_adapter_in_model(lora, student)" in way.code
    losses, digest = run(way.code, tmp_path, peft, accelerate)
    assert losses == pytest.approx(session(engine).learner.losses, abs=1e-4)
    assert digest == _digest(session(engine).learner.model.eval())


def test_it_goes_on_elsewhere_bit_for_bit(peft: Any, tmp_path: Path) -> None:
    engine, _, finished = trained("mini-world-gpt2")
    whole = dict(session(engine).snapshots.weights(6))
    engine = opened("mini-world-gpt2", random=False)
    started = ask(engine, StartTraining(DATA["mini-world-gpt2"], "", STEPS))

    def stop() -> None:
        if session(engine).step == 4:
            raise Stopped

    with pytest.raises(Stopped):
        ask(engine, ContinueTraining(started.training), stop)
    ask(engine, KeepSnapshots(str(tmp_path / "kept")))
    other = Engine(Prepared("", "", ("cpu",), 1, 0.0))
    resumed = ask(other, OpenTraining(str(tmp_path / "kept"), 4))
    ended = ask(other, ContinueTraining(resumed.started.training))
    assert ended.progress.losses.tolist() == finished.progress.losses.tolist()
    again = session(other).snapshots.weights(6)
    assert all(torch.equal(again[key], whole[key]) for key in whole)


def test_how_many_learn_is_told_beforehand(peft: Any) -> None:
    engine = opened("mini-world-gpt2", random=False)
    estimate = ask(engine, EstimateTraining(DATA["mini-world-gpt2"], "", STEPS))
    assert estimate.learning == 4 * 4 * (96 + 288)
    assert estimate.parameters - estimate.learning == sum(
        item.numel() for item in engine.loaded.model.parameters()
    )
    assert ask(engine, DescribeTraining()).lora_refusal == ""


def test_without_peft_it_is_refused_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lora, "installed", lambda package: False)
    engine = opened("mini-world-bert")
    refusal = ask(engine, DescribeTraining()).lora_refusal
    assert refusal.startswith("Needs the package peft. Install it")
    assert refusal.endswith("pip install peft accelerate"), "a person can do something about it"
    with pytest.raises(TrainingSettingWrong, match="needs the package peft"):
        ask(engine, StartTraining(DATA["mini-world-bert"], "", STEPS))


@pytest.mark.parametrize("changed", [{"lora_rank": -1}, {"lora_rank": 10**6}, {"lora_alpha": 0}])
def test_values_that_are_none_are_refused(changed: dict[str, int]) -> None:
    engine = opened("mini-world-bert")
    settings = replace(STEPS, **changed)  # type: ignore[arg-type]
    with pytest.raises(TrainingSettingWrong, match="LoRA"):
        ask(engine, StartTraining(DATA["mini-world-bert"], "", settings))
