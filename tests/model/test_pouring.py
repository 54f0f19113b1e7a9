"""While a model is loaded: its modules before its weights, and each weight as it arrives."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import pytest
import torch
from transformers import PreTrainedModel

from explorer import resources
from explorer.engine import memory
from explorer.engine.engine import Engine
from explorer.engine.weights import load_progress
from explorer.features.architecture.protocol import ModuleTreeRequest
from explorer.protocol import failures
from explorer.protocol.config import ConfigEdit
from explorer.protocol.job import Stopped
from explorer.protocol.model import CreateModel, LoadModel, ModelReady, Prepared, SaveModel
from explorer.protocol.module_tree import ModuleTree, WeightsArriving
from explorer.protocol.run import Run

BERT = resources.path("models", "mini-world-bert")
SENTENCE = ("The capital of France is [MASK].",)


def nothing(*words: object, **more: object) -> None:
    """Stands in for check and report."""


class Watcher:
    """Keeps every partial result of a load; `stop_at` stops it after so many."""

    def __init__(self, stop_at: int = 0) -> None:
        self.seen: list[WeightsArriving] = []
        self._stop_at = stop_at

    def report(self, text: str, fraction: float | None = None, partial: object = None) -> None:
        if isinstance(partial, WeightsArriving):
            self.seen.append(partial)

    def check(self) -> None:
        if self._stop_at and len(self.seen) >= self._stop_at:
            raise Stopped


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "copy"
    shutil.copytree(BERT, target)
    return target


@pytest.fixture(autouse=True)
def every_weight_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_WORTH_SHOWING", "_EVERY", "_LONG"):
        monkeypatch.setattr(load_progress, name, 0)


@pytest.mark.parametrize("mapped", [True, False])
def test_modules_come_first_and_fill_until_all_is_there(
    engine: Engine, folder: Path, mapped: bool
) -> None:
    watcher = Watcher()
    path = BERT if mapped else folder
    engine(LoadModel(str(path)), nothing, watcher.report)
    poured = watcher.seen
    first, last = poured[0], poured[-1]
    assert all(one.tree is first.tree for one in poured)
    assert first.tree.class_name == "BertForMaskedLM"
    assert first.arrived[0] <= 1
    total = len(list(engine.loaded.model.parameters()))
    assert {one.expected[0] for one in poured} == {total}
    assert last.arrived[0] >= total - 1  # the last of a map is told before it is filled
    for before, after in itertools.pairwise(poured):
        assert all(one <= two for one, two in zip(before.arrived, after.arrived, strict=True))
    assert all(a <= e for one in poured for a, e in zip(one.arrived, one.expected, strict=True))
    # The rows are those of the tree that follows, and add up.
    real = engine(ModuleTreeRequest(), nothing, nothing)
    assert isinstance(real, ModuleTree)
    for one in ("path", "label", "parameters", "share", "tied"):
        there = [getattr(row, one) for row in real.rows]
        assert [getattr(row, one) for row in first.tree.rows] == there
    for number, row in enumerate(first.tree.rows):
        parts = [n for n, one in enumerate(first.tree.rows) if one.parent == number]
        assert sum(first.expected[one] for one in parts) <= first.expected[number]
        if row.class_name == "BertEncoder":
            assert first.expected[parts[0]] == first.expected[number]  # its folded layers: all


def test_every_layer_of_a_folded_row_counts(engine: Engine, folder: Path) -> None:
    watcher = Watcher()
    engine(LoadModel(str(folder)), nothing, watcher.report)
    tree, last = watcher.seen[-1].tree, watcher.seen[-1]
    number = next(n for n, row in enumerate(tree.rows) if row.repeats > 1)
    prefix = tree.rows[number].path.rpartition(".")[0] + "."
    inside = [name for name, _ in engine.loaded.model.named_parameters() if name.startswith(prefix)]
    assert last.expected[number] == last.arrived[number] == len(inside)


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


def test_short_loads_are_not_watched(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load_progress, "_WORTH_SHOWING", 60)
    monkeypatch.setattr(load_progress, "_LONG", 20_000_000)
    watcher = Watcher()
    engine(LoadModel(str(folder)), nothing, watcher.report)
    assert watcher.seen == []


def test_a_later_transformers_without_that_function_loads_all_the_same(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load_progress, "_LOADS", "_no_such_function")
    monkeypatch.setattr(load_progress, "_LONG", 20_000_000)
    watcher = Watcher()
    ready = engine(LoadModel(str(folder)), nothing, watcher.report)
    assert isinstance(ready, ModelReady)
    assert watcher.seen == []


def test_weights_arrive_on_a_device_one_module_after_the_other(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another kind of number stands in for another device: both are reached by `Tensor.to`."""
    engine = Engine(Prepared("", "", ("cpu", "cuda"), 1, 0.0))
    asked: list[object] = []
    real = torch.Tensor.to

    def to(self: torch.Tensor, *words: object, **more: object) -> torch.Tensor:
        if words == ("cuda",):
            asked.append(self)
            return real(self, torch.float64)
        return real(self, *words, **more)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(torch.Tensor, "to", to)
    watcher = Watcher()
    engine(LoadModel(str(folder), device="cuda"), nothing, watcher.report)
    model = engine.loaded.model
    assert all(one.dtype == torch.float64 for one in model.parameters())
    assert len(asked) >= len(list(model.parameters()))
    last = watcher.seen[-1]
    assert last.arrived == last.expected
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
    """The meta device stands in for one with memory of its own."""
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


def test_shards_pour_like_one_file(engine: Engine, tmp_path: Path) -> None:
    from explorer.protocol.model import SaveOptions

    small = '{"hidden_size": 64, "num_hidden_layers": 3, "num_attention_heads": 2}'
    engine(CreateModel(ConfigEdit("bert", "BertForMaskedLM", small), 1), nothing, nothing)
    options = SaveOptions(shard_bytes=1_000_000)
    engine(SaveModel(str(tmp_path / "shards"), options=options), nothing, nothing)
    watcher = Watcher()
    engine(LoadModel(str(tmp_path / "shards")), nothing, watcher.report)
    last = watcher.seen[-1]
    assert last.arrived == last.expected
