"""The same training with several seeds: each as if it were alone, whoever did it."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest
import torch

from explorer.engine.engine import Engine
from explorer.engine.inside import head_mask
from explorer.engine.workers import spread
from explorer.engine.workers.spread import Workers
from explorer.features.ablation.protocol import AblateHeads
from explorer.features.python import code
from explorer.features.training import explain_seeds, export
from explorer.features.training.compute import seeds as seeds_compute
from explorer.features.training.compute.learner import Learner, StepNotFinite
from explorer.features.training.protocol import (
    BundledData,
    ContinueTraining,
    DataChoice,
    OpenSnapshot,
    PastedText,
    SeedsTrained,
    StartTraining,
    TrainingFinished,
    TrainSeeds,
)
from explorer.protocol.inspection import HeadPlace
from explorer.protocol.job import Stopped
from tests.fresh_python import run_fresh
from tests.model.test_training import CAPITALS, FOOD, SETTINGS, TOYS, ask, opened, same, weights
from tests.model.tiny import no_check, no_report
from tests.other_languages import same_code

SEEDS = (7, 8, 9, 10, 11, 12)
_LABELS = "text,kind\n" + "\n".join(
    f"A {thing} is red.,{kind}" for kind, some in (("toy", TOYS), ("food", FOOD)) for thing in some
)

pytestmark = [pytest.mark.timeout(400), pytest.mark.keeps_threads]


@pytest.fixture
def engine() -> Iterator[Engine]:
    made = opened("mini-world-bert")
    yield made
    made.replace(None)


def request(
    engine: Engine, seeds: tuple[int, ...] = SEEDS, workers: int = 1, data: DataChoice = CAPITALS
) -> TrainSeeds:
    return TrainSeeds(engine.loaded.serial, data, "", SETTINGS, seeds, workers)


def trained(asked: TrainSeeds, engine: Engine, check: Callable[[], None] = no_check) -> Any:
    result = engine(asked, check, no_report)
    assert isinstance(result, SeedsTrained)
    assert result.complete
    return result


def test_each_is_the_training_of_that_seed_alone(engine: Engine) -> None:
    result = trained(request(engine, (7, 8)), engine)
    for training in result.trainings:
        started = ask(engine, StartTraining(CAPITALS, "", replace(SETTINGS, seed=training.seed)))
        finished = ask(engine, ContinueTraining(started.training))
        assert isinstance(finished, TrainingFinished)
        assert finished.progress.loss == pytest.approx(training.loss, abs=0)
        assert finished.progress.held_out_loss == pytest.approx(training.held_out_loss, rel=1e-6)
        assert finished.progress.held_out_right[-1] == pytest.approx(training.held_out_right)
    assert result.trainings[0].loss != result.trainings[1].loss


@pytest.mark.parametrize(
    ("model", "data"),
    [
        ("mini-world-bert", CAPITALS),
        ("mini-world-gpt2", BundledData("stories")),
        ("mini-world-sentiment", BundledData("reviews")),
        ("mini-world-bert", PastedText(_LABELS)),
    ],
)
def test_the_script_gives_the_same_numbers(model: str, data: DataChoice, tmp_path: Path) -> None:
    made = opened(model)
    objective: Any = "labels" if isinstance(data, PastedText) else ""
    asked = replace(request(made, (7, 8), data=data), objective=objective)
    result = trained(asked, made)
    text = same_code(lambda: code(asked, result, None))
    done = run_fresh(f"{text}\nimport json\nprint('TOLD', json.dumps(results))", tmp_path)
    assert done.returncode == 0, done.stderr
    line = next(line for line in done.stdout.splitlines() if line.startswith("TOLD"))
    assert json.loads(line.removeprefix("TOLD")) == [
        [training.seed, training.loss, training.held_out_loss, training.held_out_right]
        for training in result.trainings
    ]


def test_a_worker_gives_the_same_bits_and_one_that_is_killed_is_replaced(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = trained(request(engine), engine)
    assert (alone.workers, alone.threads) == (1, 0)
    monkeypatch.setattr(spread, "WORTH_SECONDS", 0.0)
    read, theirs = seeds_compute._read, []

    def noted(part: tuple[int, int], result: Any) -> Any:
        theirs.append(part)
        return read(part, result)

    monkeypatch.setattr(seeds_compute, "_read", noted)
    waits = request(engine, SEEDS, 2)
    while (shared := trained(waits, engine)).workers < 2:
        assert not shared.workers_note
        time.sleep(0.5)  # for the worker, which begins meanwhile
    assert shared.trainings == alone.trainings
    assert any(steps == SETTINGS.steps for _, steps in theirs), "it did whole ones"
    (pid,) = engine.part(Workers).pids
    killed: list[int] = []

    def check() -> None:
        if not killed:
            killed.append(pid)
            psutil.Process(pid).kill()
            psutil.wait_procs([psutil.Process(pid)], timeout=10)

    assert trained(waits, engine, check).trainings == alone.trainings
    assert killed


def test_a_stop_keeps_those_that_are_finished(engine: Engine) -> None:
    parts: list[Any] = []

    def report(text: str, fraction: float | None = None, partial: object = None) -> None:
        if isinstance(partial, SeedsTrained):
            parts.append(partial)

    def check() -> None:
        if parts and len(parts[-1].trainings) == 2:
            raise Stopped

    asked = request(engine, (7, 8, 9))
    with pytest.raises(Stopped):
        engine(asked, check, report)
    before = [training.seed for training in parts[-1].trainings]
    assert before == [7, 8]
    parts.clear()
    result = engine(asked, no_check, report)
    assert isinstance(result, SeedsTrained)
    assert len(parts) == 1, "only the third was missing"
    assert result.trainings == trained(asked, engine).trainings


def test_they_begin_at_step_0_beside_what_was_learned_which_stays(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = trained(request(engine, (7, 8, 9)), engine)
    started = ask(engine, StartTraining(CAPITALS, "", SETTINGS))
    ask(engine, ContinueTraining(started.training))
    ask(engine, OpenSnapshot(started.training, SETTINGS.steps))
    ask(engine, AblateHeads((HeadPlace("self", 0, 1),)))
    model, learned = engine.loaded.model, weights(engine.loaded.model)
    asked = replace(request(engine, (7, 8, 9)), training=started.training)
    result = trained(asked, engine)
    assert result.trainings == alone.trainings
    assert result.started.serial == started.serial, "its Python begins with that model"
    stops = iter(range(3))

    def check() -> None:
        if next(stops, None) is None:
            raise Stopped

    with pytest.raises(Stopped):
        engine(asked, check, no_report)
    monkeypatch.setattr(Learner, "make_step", lambda learner, check: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        engine(asked, no_check, no_report)
    assert engine.loaded.model is model
    assert same(weights(model), learned)
    assert head_mask.silenced(model)


def test_another_model_is_not_trained_in_its_place(engine: Engine) -> None:
    asked = replace(request(engine), serial=engine.loaded.serial + 1)
    with pytest.raises(Stopped):
        engine(asked, no_check, no_report)


def test_one_that_breaks_does_not_take_the_others_with_it(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = Learner.make_step

    def breaks(learner: Learner, check: Callable[[], None]) -> float:
        if learner.settings.seed == 8 and learner.step == 3:
            raise StepNotFinite
        return step(learner, check)

    monkeypatch.setattr(Learner, "make_step", breaks)
    result = trained(request(engine, (7, 8, 9)), engine)
    broken = result.trainings[1]
    assert broken.steps == 3
    assert math.isnan(broken.loss)
    said = "\n".join(explain_seeds.seeds(result, None).paragraphs)
    assert "With seed 8 the loss was no number" in said
    assert all(math.isfinite(result.trainings[place].loss) for place in (0, 2))
    assert len(export.seeds_table(result).rows) == 3


def test_the_spread_is_said_with_its_numbers(engine: Engine) -> None:
    result = trained(request(engine, (7, 8, 9)), engine)
    losses = torch.tensor([training.held_out_loss for training in result.trainings])
    said = explain_seeds.spread(result.trainings)
    for number in (losses.mean(), losses.min(), losses.max()):
        assert f"{number:.3f}" in said
    alike = [replace(training, held_out_right=1.0) for training in result.trainings]
    assert "100\N{NO-BREAK SPACE}% is right, whatever the seed." in explain_seeds.spread(alike)
