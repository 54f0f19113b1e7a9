"""Before and after opening: previews without weights, choices, reports, whose memory goes first."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors
import torch
from safetensors.torch import load_file, save_file
from transformers import modeling_utils

from explorer import resources
from explorer.engine import memory
from explorer.engine.engine import Engine
from explorer.engine.weights import load
from explorer.engine.weights.folder import folder_of
from explorer.features.checkpoints.protocol import CheckModel, ModelKept, ModelPreview, PreviewModel
from explorer.protocol import failures
from explorer.protocol.job import Stopped
from explorer.protocol.model import (
    LoadModel,
    ModelReady,
    ModelUnloaded,
    SaveModel,
    SaveOptions,
    UnloadModel,
)
from explorer.protocol.run import ReadOutput, Run
from tests.model.bad_checkpoints import CANARY, MAKERS

BERT = resources.path("models", "mini-world-bert")
SENTENCE = ("The capital of France is [MASK].",)


def nothing(*words: object, **more: object) -> None:
    """Used as check and report."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "modèle 模型 🦊"
    shutil.copytree(BERT, target)
    return target


def look(engine: Engine, path: Path | str, **more: Any) -> ModelPreview:
    found = engine(PreviewModel(str(path), **more), nothing, nothing)
    assert isinstance(found, ModelPreview)
    return found


# -- previews --------------------------------------------------------------------------------


def test_a_preview_opens_no_weights(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(*words: object, **more: object) -> object:
        raise AssertionError("a weight was opened")

    engine(LoadModel(str(folder)), nothing, nothing)  # else the library would import `opened`
    engine(UnloadModel(), nothing, nothing)
    monkeypatch.setattr(safetensors, "safe_open", opened)
    monkeypatch.setattr(modeling_utils, "safe_open", opened)
    monkeypatch.setattr(torch, "load", opened)
    found = look(engine, folder)
    assert found.class_name == "BertForMaskedLM"
    assert found.parameters == 530_904
    assert found.dtypes == (("float32", 530_904),)
    assert found.tokenizer == "BertTokenizer"
    inner = 2 * 8 * 64  # positions and token types, which no file holds
    assert found.need("auto") == 4 * found.parameters + inner
    held = 2 * found.parameters + inner  # and meanwhile the four largest tensors as stored
    assert held < found.need("bfloat16") < held + 4 * found.parameters
    assert found.fits("auto") == "beside"


@pytest.mark.parametrize("name", MAKERS)
def test_a_preview_of_a_wrong_checkpoint_never_surprises(
    engine: Engine, folder: Path, name: str
) -> None:
    maker, said = MAKERS[name]
    path = maker(folder) or folder
    told: failures.Failure | None = None
    try:
        look(engine, path)
    except failures.Failure as failure:
        told = failure
    assert not isinstance(told, failures.UnexpectedFailure)
    assert told is None or said in told.sentence  # None: what only the weights themselves tell
    assert not (folder / CANARY).exists()


def test_a_preview_of_pickled_weights_says_so(engine: Engine, folder: Path) -> None:
    engine(LoadModel(str(folder)), nothing, nothing)
    target = folder.parent / "pickled"
    engine(SaveModel(str(target), options=SaveOptions("pickle")), nothing, nothing)
    found = look(engine, target)
    assert found.pickled
    assert found.parameters == 0
    assert found.need("auto") >= 4 * 530_904


def test_a_tokenizer_that_is_none_is_not_called_one(engine: Engine, folder: Path) -> None:
    for name in ("tokenizer.json", "vocab.txt", "special_tokens_map.json"):
        (folder / name).unlink(missing_ok=True)
    (folder / "tokenizer_config.json").write_text('{"tokenizer_class": "BertTokenizer"}')
    found = look(engine, folder)
    assert found.tokenizer == ""
    assert "vocabulary" in found.tokenizer_note
    (folder / "tokenizer_config.json").unlink()
    assert "no tokenizer" in look(engine, folder).tokenizer_note


def test_the_note_on_random_weights_is_in_the_preview(engine: Engine, folder: Path) -> None:
    state = {n: v for n, v in load_file(folder / "model.safetensors").items() if "cls" not in n}
    save_file(state, folder / "model.safetensors", {"format": "pt"})
    engine(LoadModel(str(folder)), nothing, nothing)
    engine(SaveModel(str(folder.parent / "saved")), nothing, nothing)
    assert look(engine, folder.parent / "saved").state == "partly"
    assert look(engine, folder).state is None


# -- variants --------------------------------------------------------------------------------


def variant(folder: Path, name: str) -> None:
    """Put float16 weights beside the others, as `save_pretrained(variant=...)` does."""
    state = load_file(folder / "model.safetensors")
    half = {one: value.to(torch.float16) for one, value in state.items()}
    save_file(half, folder / f"model.{name}.safetensors", {"format": "pt"})


@pytest.mark.parametrize("name", ["n" * 300, "deep/" * 900, "null\0byte"])
def test_a_path_that_cannot_be_is_a_missing_folder(
    engine: Engine, tmp_path: Path, name: str
) -> None:
    for request in (PreviewModel(str(tmp_path / name)), LoadModel(str(tmp_path / name))):
        with pytest.raises(failures.NoSuchFolder):
            engine(request, nothing, nothing)


def test_a_folder_that_nobody_may_look_into_is_told(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another person's folder; in place of its mode, which does not bind the administrator."""
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != folder)
    with pytest.raises(failures.NotReadable, match="you may not look into it"):
        engine(LoadModel(str(folder)), nothing, nothing)


def test_a_variant_is_taken_where_it_is_asked_for_or_alone(engine: Engine, folder: Path) -> None:
    variant(folder, "fp16")
    ready = engine(LoadModel(str(folder), variant="fp16"), nothing, nothing)
    assert isinstance(ready, ModelReady)
    (weight, *_) = engine.loaded.model.parameters()
    half = load_file(folder / "model.fp16.safetensors")["bert.embeddings.word_embeddings.weight"]
    assert torch.equal(weight.float(), half.float())
    assert look(engine, folder).variant == ""
    assert look(engine, folder, variant="fp16").dtypes == (("float16", 530_904),)
    (folder / "model.safetensors").unlink()
    assert look(engine, folder).variant == "fp16"
    ready = engine(LoadModel(str(folder)), nothing, nothing)
    assert isinstance(ready, ModelReady)
    assert ready.summary.state == "file"


def test_a_variant_that_is_not_there_is_told(engine: Engine, folder: Path) -> None:
    with pytest.raises(failures.NoWeights):
        engine(LoadModel(str(folder), variant="fp8"), nothing, nothing)


def test_a_variant_spread_over_files(engine: Engine, folder: Path) -> None:
    state = load_file(folder / "model.safetensors")
    (folder / "model.safetensors").unlink()
    names = sorted(state)
    files = [f"model.fp16-0000{place}-of-00002.safetensors" for place in (1, 2)]
    parts = names[: len(names) // 2], names[len(names) // 2 :]
    for file, part in zip(files, parts, strict=True):
        save_file({one: state[one].half() for one in part}, folder / file, {"format": "pt"})
    where = {one: file for file, part in zip(files, parts, strict=True) for one in part}
    index = {"metadata": {"total_size": 1}, "weight_map": where}
    (folder / "model.safetensors.index.fp16.json").write_text(json.dumps(index))
    ready = engine(LoadModel(str(folder)), nothing, nothing)
    assert isinstance(ready, ModelReady)
    assert ready.summary.state == "file"


# -- the report ------------------------------------------------------------------------------


def test_the_report_counts_by_part(engine: Engine, folder: Path) -> None:
    name = "bert.encoder.layer.0.output.dense.bias"
    state = {n: v for n, v in load_file(folder / "model.safetensors").items() if "cls" not in n}
    save_file({**state, name: torch.zeros(7)}, folder / "model.safetensors", {"format": "pt"})
    ready = engine(LoadModel(str(folder)), nothing, nothing)
    assert isinstance(ready, ModelReady)
    report = ready.summary.report
    assert report is not None
    parts = {one.name: one for one in report.parts}
    assert parts["bert.encoder"].mismatched == 1
    assert parts["cls.predictions"].trained == 0
    assert sum(one.trained for one in report.parts) == report.trained
    assert sum(one.missing + one.mismatched + one.trained for one in report.parts) == report.total
    assert sum(one.total_parameters for one in report.parts) == report.total_parameters
    assert sum(one.trained_parameters for one in report.parts) == report.trained_parameters


# -- choices and memory ----------------------------------------------------------------------


def test_a_device_that_is_not_there_is_told_before_anything_is_read(
    engine: Engine, folder: Path
) -> None:
    with pytest.raises(failures.DeviceMissing, match="cuda"):
        engine(LoadModel(str(folder), device="cuda"), nothing, nothing)


def test_weights_that_fit_nowhere_are_refused(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "free_memory", lambda: 1_000_000)
    with pytest.raises(failures.MemoryTooSmall):
        engine(LoadModel(str(folder), dtype="bfloat16"), nothing, nothing)
    assert look(engine, folder).fits("bfloat16") == "no"


def test_the_former_model_goes_first_only_with_permission(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine(LoadModel(str(BERT)), nothing, nothing)
    serial = engine.loaded.serial
    monkeypatch.setattr(memory, "free_memory", lambda: 1_000_000)
    with pytest.raises(failures.FormerModelInTheWay, match="mini-world-bert"):
        engine(LoadModel(str(folder)), nothing, nothing)
    assert engine(CheckModel(serial), nothing, nothing) == ModelKept(serial)
    assert look(engine, folder).fits("auto") == "instead"

    def check() -> None:
        if engine._loaded is None:  # the former one has gone: now a person stops it
            raise Stopped

    with pytest.raises(Stopped):
        engine(LoadModel(str(folder), release_first=True), check, nothing)
    assert isinstance(engine(CheckModel(serial), nothing, nothing), ModelUnloaded)
    monkeypatch.setattr(memory, "free_memory", lambda: 10_000_000)
    ready = engine(LoadModel(str(folder), release_first=True), nothing, nothing)
    assert isinstance(ready, ModelReady)


def test_a_stopped_load_leaves_the_former_model_whole(engine: Engine, folder: Path) -> None:
    engine(LoadModel(str(BERT)), nothing, nothing)
    engine(Run(SENTENCE), nothing, nothing)
    before = engine(ReadOutput("logits"), nothing, nothing)
    for at in (1, 2, 3, 10, 40):
        looks = 0

        def check(at: int = at) -> None:
            nonlocal looks
            looks += 1
            if looks == at:
                raise Stopped

        with pytest.raises(Stopped):
            engine(LoadModel(str(folder)), check, nothing)
        engine(Run(SENTENCE), nothing, nothing)
        after = engine(ReadOutput("logits"), nothing, nothing)
        assert np.array_equal(before.values, after.values)  # type: ignore[attr-defined]


def test_unloading_forgets_what_was_made_of_the_model(engine: Engine) -> None:
    import gc
    import weakref

    engine(LoadModel(str(BERT)), nothing, nothing)
    engine(Run(SENTENCE), nothing, nothing)
    model = weakref.ref(engine.loaded.model)
    outputs = [weakref.ref(one) for one in engine.loaded.run_outputs.values()]
    engine(UnloadModel(), nothing, nothing)
    gc.collect()
    assert model() is None
    assert [one() for one in outputs] == [None] * len(outputs)


def test_a_hub_id_is_looked_up_in_the_cache_and_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert folder_of("nobody/has-this-checkpoint") is None
    assert folder_of("not / a name?") is None
    assert folder_of(str(BERT)) == BERT


@pytest.mark.parametrize("revision", ["../../../x", "/etc/passwd", "a\0b", "..", "main/../../x"])
def test_a_revision_never_leads_out_of_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, revision: str
) -> None:
    """It may come from a session that somebody sent."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    commit = "0" * 40
    repo = tmp_path / "models--o--m"
    shutil.copytree(BERT, repo / "snapshots" / commit)
    (repo / "refs").mkdir()
    (repo / "refs" / "main").write_text(commit)
    (repo / "x").write_text(commit)
    (tmp_path / "x").write_text(commit)
    assert folder_of("o/m", "main") == repo / "snapshots" / commit
    assert folder_of("o/m", revision) is None
    with pytest.raises(failures.NotHere):
        load.read_config("o/m", revision)
