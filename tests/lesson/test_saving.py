"""The Python of saving writes what the program wrote: it is run, and its folder loaded."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import torch

from explorer import resources
from explorer.engine.engine import Engine
from explorer.features import explanations, python
from explorer.features.architecture.protocol import ExportWeight, WeightExported
from explorer.features.checkpoints.protocol import PreviewSave, SavePreview
from explorer.protocol.model import LoadModel, ModelReady, ModelSaved, Prepared, SaveModel
from explorer.protocol.model import SaveOptions as Options
from tests.fresh_python import run_fresh


def nothing(*words: object, **more: object) -> None:
    """Used as check and report."""


@pytest.mark.parametrize(
    "options",
    [
        Options(),
        Options(shard_bytes=1_000_000),
        Options("pickle", dtype="bfloat16"),
        Options(dtype="float16", tokenizer=False),
    ],
    ids=str,
)
def test_the_script_writes_the_same_weights(tmp_path: Path, options: Options) -> None:
    torch.set_num_threads(1)
    engine = Engine(Prepared("", "", ("cpu",), 1, 0.0))
    engine(LoadModel(str(resources.path("models", "mini-world-bert"))), nothing, nothing)
    request = SaveModel(str(tmp_path / "ours"), options=options)
    saved = engine(request, nothing, nothing)
    assert isinstance(saved, ModelSaved)
    text = explanations.after(saved, None).plain
    assert ("rounded" in text) == bool(options.dtype)
    for file in saved.files:  # both files of a saved model are explained, by their own names
        if file.name.endswith((".safetensors", ".bin")) and len(saved.files) < 6:
            assert file.name in text
    assert "config.json is a short text" in text
    assert f"{saved.summary.parameters:,}" in text
    script = python.code(request, saved, saved.summary, threads=1)
    ours = names(tmp_path / "ours"), state(engine, tmp_path / "ours")
    config = json.loads((tmp_path / "ours" / "config.json").read_text())
    assert config["architectures"] == ["BertForMaskedLM"]
    assert config["dtype"] == (options.dtype or "float32")
    shutil.rmtree(tmp_path / "ours")
    run_fresh(script, tmp_path).check_returncode()
    theirs = names(tmp_path / "ours"), state(engine, tmp_path / "ours")
    assert theirs[0] == ours[0] - {"README.md", "weights_origin.json"}
    assert json.loads((tmp_path / "ours" / "config.json").read_text()) == config
    assert theirs[1].keys() == ours[1].keys()
    assert all(torch.equal(value, theirs[1][name]) for name, value in ours[1].items())


@pytest.mark.parametrize("dtype", ["auto", "bfloat16"])
def test_the_script_writes_the_same_weight(tmp_path: Path, dtype: str) -> None:
    engine = Engine(Prepared("", "", ("cpu",), 1, 0.0))
    ready = engine(
        LoadModel(str(resources.path("models", "mini-world-bert")), dtype=dtype), nothing, nothing
    )
    assert isinstance(ready, ModelReady)
    file = tmp_path / "weight.npy"
    request = ExportWeight("bert.embeddings.word_embeddings.weight", str(file))
    saved = engine(request, nothing, nothing)
    assert isinstance(saved, WeightExported)
    assert ("NumPy has no such type" in explanations.after(saved, None).plain) == (dtype != "auto")
    ours = file.read_bytes()
    file.unlink()
    script = python.code(request, saved, ready.summary, threads=1)
    run_fresh(script, tmp_path).check_returncode()
    assert file.read_bytes() == ours


def names(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir()}


def state(engine: Engine, folder: Path) -> dict[str, torch.Tensor]:
    request = LoadModel(str(folder), class_name="BertForMaskedLM")
    assert isinstance(engine(request, nothing, nothing), ModelReady)
    return {name: one.clone() for name, one in engine.loaded.model.state_dict().items()}


@pytest.mark.parametrize("name", ["mini-world-bert", "mini-world-gpt2", "mini-world-sentiment"])
def test_what_the_dialog_offers_is_what_would_be_written(tmp_path: Path, name: str) -> None:
    engine = Engine(Prepared("", "", ("cpu",), 1, 0.0))
    ready = engine(LoadModel(str(resources.path("models", name))), nothing, nothing)
    assert isinstance(ready, ModelReady)
    for chosen in (True, False):
        request = PreviewSave(str(tmp_path / "ours"), Options(generation_config=chosen))
        preview = engine(request, nothing, nothing)
        assert isinstance(preview, SavePreview)
        written = "generation_config.json" in [file.name for file in preview.files]
        assert written == (chosen and ready.summary.generates)
    assert ready.summary.generates == (name == "mini-world-gpt2")
