"""Names with a wrapper's prefix: told, taken off by a click, and then the very same numbers."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from explorer import resources
from explorer.boundary import weight_names
from explorer.engine.engine import Engine
from explorer.features import python
from explorer.features.compare.protocol import LoadOther
from explorer.protocol.failures import WeightsNested
from explorer.protocol.model import LoadModel, ModelReady
from explorer.protocol.run import OutputRead, ReadOutput, Run
from tests.lesson.execute import execute

BERT = resources.path("models", "mini-world-bert")
GPT2 = resources.path("models", "mini-world-gpt2")
TEXT = Run(("The capital of France",))

Rename = Callable[[str], str]


def fsdp(name: str) -> str:
    """As FSDP names a model whose layers are wrapped one by one."""
    return "_fsdp_wrapped_module." + name.replace(".attn.", "._fsdp_wrapped_module.attn.")


WRAPPED: dict[str, tuple[Rename, str]] = {
    "DataParallel": (lambda name: f"module.{name}", "module."),
    "torch.compile": (lambda name: f"_orig_mod.{name}", "_orig_mod."),
    "both": (lambda name: f"_orig_mod.module.{name}", "_orig_mod.module."),
    "Lightning": (lambda name: f"model.{name}", "model."),
    "an attribute twice": (lambda name: f"model.model.{name}", "model.model."),
    "FSDP": (fsdp, "_fsdp_wrapped_module."),
    "a prefix of nobody": (lambda name: f"my.own.{name}", "my.own."),
}


def nothing(*words: object, **more: object) -> None:
    """Used as check and report."""


def renamed(source: Path, folder: Path, rename: Rename, *, pickled: bool) -> Path:
    shutil.copytree(source, folder)
    state = load_file(folder / "model.safetensors")
    (folder / "model.safetensors").unlink()
    new = {rename(name): value for name, value in state.items()}
    if pickled:
        torch.save(new, folder / "pytorch_model.bin")
    else:
        save_file(new, folder / "model.safetensors", {"format": "pt"})
    return folder


def opened(engine: Engine, request: LoadModel) -> ModelReady:
    ready = engine(request, nothing, nothing)
    assert isinstance(ready, ModelReady)
    return ready


def logits(engine: Engine) -> np.ndarray:
    engine(TEXT, nothing, nothing)
    read = engine(ReadOutput("logits"), nothing, nothing)
    assert isinstance(read, OutputRead)
    return read.values


@pytest.mark.parametrize("pickled", [False, True])
@pytest.mark.parametrize("name", WRAPPED)
def test_a_prefix_is_named_and_can_be_taken_off(
    engine: Engine, tmp_path: Path, name: str, pickled: bool
) -> None:
    rename, prefix = WRAPPED[name]
    opened(engine, LoadModel(str(GPT2)))
    right = logits(engine)
    folder = renamed(GPT2, tmp_path / "wrapped", rename, pickled=pickled)
    first = opened(engine, LoadModel(str(folder))).summary
    assert first.state == "random"
    assert first.report is not None
    assert first.report.prefix == prefix
    assert f"begin with “{prefix}”" in first.report.sentence
    assert "was not made for" not in first.report.sentence
    assert f"Without the prefix, {first.report.total} of them are found" in first.report.sentence
    second = opened(engine, LoadModel(str(folder), prefix=prefix)).summary
    assert second.state == "file"
    assert second.report is not None
    assert second.report.trained == second.report.total
    assert second.report.prefix == ""
    assert np.array_equal(logits(engine), right)


@pytest.mark.parametrize("name", ["DataParallel", "FSDP"])
def test_the_python_takes_it_off_as_well(engine: Engine, tmp_path: Path, name: str) -> None:
    rename, prefix = WRAPPED[name]
    folder = renamed(GPT2, tmp_path / "wrapped", rename, pickled=False)
    summary = opened(engine, LoadModel(str(folder), prefix=prefix)).summary
    ran = engine(TEXT, nothing, nothing)
    read = engine(ReadOutput("logits"), nothing, nothing)
    assert isinstance(read, OutputRead)
    code = python.code(TEXT, ran, summary, threads=1)
    assert "key_mapping=" in code
    (done,) = execute([code])
    assert np.array_equal(done.arrays["outputs.logits"], read.values)


def test_the_same_weights_in_another_dtype_lose_it_too(engine: Engine, tmp_path: Path) -> None:
    rename, prefix = WRAPPED["DataParallel"]
    folder = renamed(GPT2, tmp_path / "wrapped", rename, pickled=False)
    opened(engine, LoadModel(str(folder), prefix=prefix))
    ready = engine(LoadOther("dtype", dtype="bfloat16"), nothing, nothing)
    assert ready.summary.state == "file"  # type: ignore[attr-defined]


def test_names_that_only_lack_the_base_models_prefix_load_at_once(
    engine: Engine, tmp_path: Path
) -> None:
    bare = renamed(GPT2, tmp_path / "bare", lambda n: n.removeprefix("transformer."), pickled=False)
    summary = opened(engine, LoadModel(str(bare))).summary
    assert summary.report is not None
    assert summary.report.trained == summary.report.total
    assert summary.report.prefix == ""


def test_a_missing_head_offers_nothing(engine: Engine, tmp_path: Path) -> None:
    summary = opened(engine, LoadModel(str(BERT), class_name="BertForTokenClassification")).summary
    assert summary.report is not None
    assert summary.report.missing
    assert summary.report.unused
    assert summary.report.prefix == ""


def test_other_weights_with_a_prefix_offer_nothing(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "other"
    shutil.copytree(GPT2, folder)
    save_file(
        {f"module.layer.{n}": torch.zeros(2) for n in range(9)},
        folder / "model.safetensors",
        {"format": "pt"},
    )
    report = opened(engine, LoadModel(str(folder))).summary.report
    assert report is not None
    assert report.prefix == ""


def test_weights_inside_a_training_checkpoint_are_named(engine: Engine, tmp_path: Path) -> None:
    folder = renamed(GPT2, tmp_path / "lightning", lambda n: f"model.{n}", pickled=True)
    file = folder / "pytorch_model.bin"
    torch.save({"state_dict": torch.load(file), "epoch": 3, "loss": torch.zeros(1)}, file)
    with pytest.raises(WeightsNested, match="under “state_dict”") as caught:
        engine(LoadModel(str(folder)), nothing, nothing)
    here = f"import os\nos.chdir({str(folder)!r})\n"
    execute([here + caught.value.details])  # what the details say helps
    assert opened(engine, LoadModel(str(folder), prefix="model.")).summary.state == "file"


def test_a_prefix_is_never_a_pattern() -> None:
    assert weight_names.without("aXb.c", "a.b.") == "aXb.c"
    assert weight_names.without("(a+)+.c", "(a+)+.") == "c"
    assert weight_names.candidates(()) == ()
