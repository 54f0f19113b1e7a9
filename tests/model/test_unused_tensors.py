"""A file with far more tensors than its model has weights: the same report, and a quick Stop."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import BertConfig, BertForMaskedLM

from explorer import resources
from explorer.engine.engine import Engine
from explorer.engine.weights import key_mapping, load, load_progress
from explorer.engine.weights.stored import StoredWeights
from explorer.protocol.job import Stopped
from explorer.protocol.model import LoadModel

_UNUSED = 200
_TINY: Any = {
    "vocab_size": 8,
    "hidden_size": 8,
    "num_hidden_layers": 1,
    "num_attention_heads": 1,
    "intermediate_size": 8,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "many"
    shutil.copytree(resources.path("models", "mini-world-bert"), folder)
    state = load_file(folder / "model.safetensors")
    # transformers says nothing of this one: versions before 4.31 wrote it.
    state["bert.embeddings.position_ids"] = torch.arange(4)
    state |= {f"other.{number}.weight": torch.zeros(1) for number in range(_UNUSED)}
    save_file(state, folder / "model.safetensors", {"format": "pt"})
    return folder


def test_what_is_held_back_is_reported_as_transformers_would(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[int] = []
    # What transformers is given, counted where it comes in.
    original = load_progress.followed

    def counting(check: Any, report: Any, built: Any) -> Any:
        def then(model: Any) -> None:
            built(model)
            given.append(len(stored[-1]._lazy))

        return original(check, report, then)

    stored: list[Any] = []

    class Kept(StoredWeights):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            stored.append(self)

    monkeypatch.setattr(load, "followed", counting)
    monkeypatch.setattr(load, "StoredWeights", Kept)
    reports = []
    for few in (10, 10_000):
        monkeypatch.setattr(load, "_FEW_UNUSED", few)
        ready: Any = engine(LoadModel(str(folder)), lambda: None, lambda *_: None)
        reports.append(ready.summary.report)
    assert reports[0] == reports[1]
    assert len(reports[0].unused) == _UNUSED
    assert reports[0].trained == reports[0].total
    assert given[1] - given[0] == _UNUSED + 1


def test_stop_is_asked_for_at_each_name() -> None:
    model = BertForMaskedLM(BertConfig(**_TINY))
    names = {f"other.{number}.weight" for number in range(_UNUSED)}
    calls = iter(range(_UNUSED // 2))

    def check() -> None:
        if next(calls, None) is None:
            raise Stopped

    with pytest.raises(Stopped):
        key_mapping.unused_names(model, names, check)
    assert key_mapping.unused_names(model, names).keys() == names
