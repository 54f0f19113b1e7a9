"""While a model is loaded: how far it is, a stop at any weight, and the way to another device."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import torch
from transformers import PreTrainedModel

from explorer import resources
from explorer.engine import memory
from explorer.engine.engine import Engine
from explorer.engine.weights import load_progress
from explorer.protocol import failures
from explorer.protocol.job import Stopped
from explorer.protocol.model import LoadModel, ModelReady, Prepared
from explorer.protocol.run import Run

BERT = resources.path("models", "mini-world-bert")
SENTENCE = ("The capital of France is [MASK].",)


def nothing(*words: object, **more: object) -> None:
    """Used as check and report."""


class Watcher:
    """Keeps the shares of a load that were reported; `stop_at` stops it after so many."""

    def __init__(self, stop_at: int = 0) -> None:
        self.seen: list[float] = []
        self._stop_at = stop_at

    def report(self, text: str, fraction: float | None = None, partial: object = None) -> None:
        if fraction is not None:
            self.seen.append(fraction)

    def check(self) -> None:
        if self._stop_at and len(self.seen) >= self._stop_at:
            raise Stopped


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "copy"
    shutil.copytree(BERT, target)
    return target


def test_every_weight_of_a_load_is_reported(engine: Engine, folder: Path) -> None:
    watcher = Watcher()
    engine(LoadModel(str(folder)), nothing, watcher.report)
    assert len(watcher.seen) >= len(list(engine.loaded.model.parameters()))
    assert watcher.seen == sorted(watcher.seen)
    assert watcher.seen[-1] == 1


def test_a_stop_while_weights_arrive_leaves_the_former_model(engine: Engine, folder: Path) -> None:
    ready = engine(LoadModel(str(BERT)), nothing, nothing)
    assert isinstance(ready, ModelReady)
    said = engine(Run(SENTENCE), nothing, nothing)
    for stop_at in (1, 20):
        watcher = Watcher(stop_at)
        with pytest.raises(Stopped):
            engine(LoadModel(str(folder)), watcher.check, watcher.report)
        assert engine.loaded.serial == ready.summary.serial
    again = engine(Run(SENTENCE), nothing, nothing)
    assert again.predictions == said.predictions  # type: ignore[attr-defined]
    # transformers is as it was.
    assert PreTrainedModel._load_pretrained_model.__module__ == "transformers.modeling_utils"


def test_a_later_transformers_without_that_function_loads_all_the_same(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load_progress, "_LOADS", "_no_such_function")
    watcher = Watcher()
    ready = engine(LoadModel(str(folder)), nothing, watcher.report)
    assert isinstance(ready, ModelReady)
    assert watcher.seen[-1] == 1


def test_weights_arrive_on_a_device_one_module_after_the_other(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another kind of number plays another device: both are reached by `Tensor.to`."""
    engine = Engine(Prepared("", "", ("cpu", "cuda"), 1, 0.0))
    asked: list[object] = []
    real = torch.Tensor.to

    def to(self: torch.Tensor, *words: object, **more: object) -> torch.Tensor:
        if words == ("cuda",):
            asked.append(self)
            return real(self, torch.float64)
        return real(self, *words, **more)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(torch.Tensor, "to", to)
    engine(LoadModel(str(folder), device="cuda"), nothing, nothing)
    model = engine.loaded.model
    assert all(one.dtype == torch.float64 for one in model.parameters())
    assert len(asked) >= len(list(model.parameters()))
    tied = model.get_output_embeddings()
    assert tied is not None
    assert tied.weight is model.get_input_embeddings().weight

    def full(self: torch.Tensor, *words: object, **more: object) -> torch.Tensor:
        if words == ("cuda",) and len(asked) < 3:
            asked.append(self)
            raise torch.OutOfMemoryError("CUDA out of memory")
        return real(self, *words, **more)  # type: ignore[call-overload, no-any-return]

    asked.clear()
    monkeypatch.setattr(torch.Tensor, "to", full)
    serial = engine.loaded.serial
    with pytest.raises(failures.DeviceFull) as told:
        engine(LoadModel(str(folder), device="cuda"), nothing, nothing)
    assert "memory" in told.value.sentence
    assert engine.loaded.serial == serial


def test_a_device_that_is_not_here_is_refused_before_anything_is_read(
    engine: Engine, folder: Path
) -> None:
    with pytest.raises(failures.DeviceMissing):
        engine(LoadModel(str(folder), device="mps"), nothing, nothing)


def test_memory_of_a_device_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The meta device plays one with separate memory."""
    emptied: list[str] = []
    for name in ("is_available", "is_initialized"):
        monkeypatch.setattr(torch.cuda, name, lambda: True)
    monkeypatch.setattr(torch.cuda, "empty_cache", lambda: emptied.append("cuda"))
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    monkeypatch.setattr(torch.mps, "empty_cache", lambda: emptied.append("mps"))
    layer = torch.nn.Linear(10, 10, bias=False, device="meta")
    assert memory.release(layer) == 400
    assert layer.weight.numel() == 0
    memory.trim()
    assert emptied == ["cuda", "mps"]
