"""What transformers does not load is named, whichever way it is opened, with what can be done."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from explorer import resources
from explorer.boundary import formats
from explorer.boundary.packages import installed
from explorer.boundary.quantisation import Quantisation
from explorer.engine.engine import Engine
from explorer.engine.weights import other_formats
from explorer.features.checkpoints.protocol import ModelPreview, PreviewModel
from explorer.features.compare.protocol import LoadOther
from explorer.protocol.failures import (
    ClassNeedsPackage,
    Failure,
    ForOtherSoftware,
    NeedsPackage,
    NoSuchFolder,
    NotAModel,
    NotReadable,
    Quantised,
)
from explorer.protocol.job import Request
from explorer.protocol.model import LoadModel, ModelReady
from tests.foreign import FILES, FOLDERS, write

BERT = resources.path("models", "mini-world-bert")
WAYS: tuple[Callable[[str], Request], ...] = (PreviewModel, LoadModel)


def nothing(*words: object, **more: object) -> None:
    """Used as check and report."""


def refused(engine: Engine, request: Request) -> Failure:
    with pytest.raises(Failure) as caught:
        engine(request, nothing, nothing)
    return caught.value


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_is_named_with_what_can_be_done(engine: Engine, tmp_path: Path, name: str) -> None:
    files, words, inside = FOLDERS[name]
    folder = write(tmp_path / "made", files)
    for way in WAYS:
        failure = refused(engine, way(str(folder)))
        assert words in failure.sentence
        assert "Was it moved" not in failure.sentence
        assert failure.remedy is not None
        if inside:
            assert failure.remedy.action == "open"
            assert failure.remedy.target == os.path.join(folder, inside)
            assert os.path.exists(failure.remedy.target)


def test_of_many_models_inside_their_number_is_said_and_each_can_be_chosen(
    engine: Engine, tmp_path: Path
) -> None:
    """Three were named as if these were all, and only the first could be opened."""
    files = {name: content for name, content in FOLDERS["several models"][0].items() if "/" in name}
    inner = {name.partition("/")[2]: content for name, content in files.items()}
    many = {f"model{n:02}/{name}": content for n in range(12) for name, content in inner.items()}
    folder = write(tmp_path / "made", many)
    for way in WAYS:
        failure = refused(engine, way(str(folder)))
        assert "12\N{NO-BREAK SPACE}folders inside do" in failure.sentence
        assert "model00, model01 and model02" in failure.sentence
        assert failure.remedy is not None
        assert (failure.remedy.action, failure.remedy.target) == ("choose", str(folder))


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_named_with_what_can_be_done(engine: Engine, tmp_path: Path, name: str) -> None:
    content, words = FILES[name]
    path = tmp_path / name
    path.write_bytes(content)
    for way in WAYS:
        failure = refused(engine, way(str(path)))
        assert words in failure.sentence
        assert "Was it moved" not in failure.sentence
        assert failure.remedy is not None


def test_the_adapters_base_can_be_shown_or_opened(engine: Engine, tmp_path: Path) -> None:
    files, _, _ = FOLDERS["adapter"]
    failure = refused(engine, LoadModel(str(write(tmp_path / "hub", files))))
    assert failure.remedy is not None
    assert (failure.remedy.action, failure.remedy.target) == ("page", "openai-community/gpt2")
    about = json.dumps({"base_model_name_or_path": str(BERT)}).encode()
    here = write(tmp_path / "here", {**files, "adapter_config.json": about})
    failure = refused(engine, LoadModel(str(here)))
    assert failure.remedy is not None
    assert (failure.remedy.action, failure.remedy.target) == ("open", str(BERT))


def test_what_the_button_opens_does_open(engine: Engine, tmp_path: Path) -> None:
    for step in (5, 500, 60):
        shutil.copytree(BERT, tmp_path / f"checkpoint-{step}")
    remedy = refused(engine, LoadModel(str(tmp_path))).remedy
    assert remedy is not None
    ready = engine(LoadModel(remedy.target), nothing, nothing)
    assert isinstance(ready, ModelReady)
    assert ready.summary.source.endswith("checkpoint-500")


def test_a_second_model_is_told_the_same(engine: Engine, tmp_path: Path) -> None:
    engine(LoadModel(str(BERT)), nothing, nothing)
    (tmp_path / "model.onnx").write_bytes(FILES["model.onnx"][0])
    failure = refused(engine, LoadOther("checkpoint", path=str(tmp_path / "model.onnx")))
    assert isinstance(failure, ForOtherSoftware)


def test_only_what_is_not_there_was_moved(tmp_path: Path) -> None:
    assert isinstance(other_formats.file_failure(str(tmp_path / "absent")), NoSuchFolder)
    (tmp_path / "dead").symlink_to(tmp_path / "absent")
    assert isinstance(other_formats.file_failure(str(tmp_path / "dead")), NoSuchFolder)
    assert isinstance(other_formats.file_failure(str(tmp_path / "a\0b")), NoSuchFolder)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a pipe in the file system")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "model.gguf")
    assert isinstance(other_formats.file_failure(str(tmp_path / "model.gguf")), NotAModel)


def test_a_file_that_may_not_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> formats.FileFormat:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "model.gguf").touch()
    monkeypatch.setattr(formats, "file_format", refuse)
    assert isinstance(other_formats.file_failure(str(tmp_path / "model.gguf")), NotReadable)


def test_a_weight_file_of_another_name_offers_its_folder(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(BERT, folder)
    shutil.copy(folder / "model.safetensors", folder / "best.safetensors")
    for name in ("best.safetensors", "README.md"):
        remedy = refused(engine, LoadModel(str(folder / name))).remedy
        assert remedy is not None
        assert (remedy.action, remedy.target) == ("open", str(folder))


def test_whole_checkpoints_are_not_foreign(tmp_path: Path) -> None:
    beside = {"onnx/model.onnx": b"x", "tf_model.h5": b"x", "model.gguf": b"x", "model.bin": b"x"}
    whole = {"config.json": b"{}", "model-00001-of-00002.safetensors": b"x"}
    for more in ({}, beside, {f"checkpoint-5/{name}": one for name, one in whole.items()}):
        folder = write(tmp_path / str(len(more)), {**whole, **more})
        assert other_formats.folder_failure(folder) is None
    for model in resources.path("models").iterdir():
        if model.is_dir():
            assert other_formats.folder_failure(model) is None


def test_looking_into_a_large_folder_ends(tmp_path: Path) -> None:
    for one in range(40):
        folder = tmp_path / f"{one}"
        folder.mkdir()
        for other in range(100):
            (folder / f"{other}.txt").touch()
    (tmp_path / "round").symlink_to(tmp_path)
    assert len(formats.names_in(tmp_path)) == 3_001, "the link, and so many below"


@pytest.mark.parametrize("state", ["whole", "beside"])
def test_an_adapter_beside_whole_weights_is_mentioned(
    engine: Engine, tmp_path: Path, state: str
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(BERT, folder)
    if state == "beside":
        write(folder, FOLDERS["adapter"][0])
    ready = engine(LoadModel(str(folder)), nothing, nothing)
    assert isinstance(ready, ModelReady)
    assert ready.summary.report is not None
    assert ("adapter" in ready.summary.report.sentence) == (state == "beside")


@pytest.mark.parametrize(
    ("kind", "file", "package"),
    [
        ("LlamaTokenizer", "tokenizer.model", "sentencepiece"),
        ("CamembertTokenizer", "sentencepiece.bpe.model", "sentencepiece"),
        ("XLMTokenizer", "vocab.json", "sacremoses"),
        ("CpmAntTokenizer", "vocab.txt", "rjieba"),
        ("NoSuchTokenizer", "vocab.txt", ""),
    ],
)
def test_a_package_that_a_tokenizer_needs_is_named(
    engine: Engine, tmp_path: Path, kind: str, file: str, package: str
) -> None:
    if package and installed(package):
        pytest.skip(f"{package} is installed")
    folder = tmp_path / "model"
    shutil.copytree(BERT, folder)
    (folder / "tokenizer.json").unlink()
    write(
        folder,
        {file: b"{}", "tokenizer_config.json": json.dumps({"tokenizer_class": kind}).encode()},
    )
    preview = engine(PreviewModel(str(folder)), nothing, nothing)
    assert isinstance(preview, ModelPreview)
    assert ("needs the package" in preview.tokenizer_note) == bool(package)
    assert package in preview.tokenizer_note


def test_a_package_that_a_class_needs_is_named(engine: Engine, tmp_path: Path) -> None:
    if installed("timm"):
        pytest.skip("timm is installed")
    about = {
        "model_type": "timm_backbone",
        "architectures": ["TimmBackbone"],
        "backbone": "resnet18",
    }
    write(tmp_path, {"config.json": json.dumps(about).encode()})
    save_file({"a": torch.zeros(1)}, tmp_path / "model.safetensors", {"format": "pt"})
    failure = refused(engine, LoadModel(str(tmp_path)))
    assert isinstance(failure, NeedsPackage)
    assert failure.packages == ("timm",)


def test_a_package_that_a_config_needs_is_named(engine: Engine, tmp_path: Path) -> None:
    if installed("timm"):
        pytest.skip("timm is installed")
    write(tmp_path, {"config.json": b'{"model_type": "timm_wrapper"}', "model.safetensors": b"x"})
    failure = refused(engine, LoadModel(str(tmp_path)))
    assert isinstance(failure, NeedsPackage)
    assert failure.packages == ("timm",)


def test_several_packages_are_spoken_of_as_several() -> None:
    """It said of gptqmodel and optimum that “which is not installed”."""
    packages = ("gptqmodel", "optimum")  # neither goes along with this program
    packing = Quantisation("GPTQ", 4, packages)
    for failure in (
        NeedsPackage("it", packages),
        ClassNeedsPackage("It", packages),
        Quantised("it", packing),
    ):
        assert "gptqmodel and optimum, which are not installed" in failure.sentence
    assert NeedsPackage("it", packages).details == "pip install gptqmodel optimum"
    assert "the package timm, which is not installed" in NeedsPackage("it", ("timm",)).sentence


def test_nobody_is_sent_to_install_into_a_program_that_cannot_take_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The bundle has neither pip nor a place for more packages."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    failure = NeedsPackage("it", ("gptqmodel", "optimum"))
    assert "gptqmodel and optimum, and nothing can be added" in failure.sentence
    assert "pip install" not in failure.details
    assert "with that package beside it" in NeedsPackage("it", ("timm",)).sentence


def test_weights_are_found_among_thousands_of_pictures_and_below_only_so_many_are_looked_at(
    tmp_path: Path,
) -> None:
    for number in range(3_500):
        (tmp_path / f"{number}.png").touch()
    (tmp_path / "zz.safetensors").touch()
    below = tmp_path / "more"
    below.mkdir()
    for number in range(3_500):
        (below / f"{number}.png").touch()
    names = formats.names_in(tmp_path)
    assert "zz.safetensors" in names
    assert sum(name.startswith("more/") for name in names) == 3_000
