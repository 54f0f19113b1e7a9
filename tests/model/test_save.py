"""Saving: nothing lost, nothing half written, nothing silently mixed with what was there."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest
import torch

from explorer import resources
from explorer.engine.engine import Engine
from explorer.features.answers.protocol import CompareTexts
from explorer.features.checkpoints.compute import shard_writer, swap
from explorer.features.checkpoints.protocol import (
    CompareSaved,
    FoldersTidied,
    PreviewSave,
    SavedCompared,
    SavePreview,
    TidyFolders,
)
from explorer.protocol import failures
from explorer.protocol.job import Stopped
from explorer.protocol.model import (
    CreateRandomCopy,
    LoadModel,
    ModelReady,
    ModelSaved,
    Prepared,
    SaveModel,
    SaveOptions,
)
from explorer.protocol.run import Run
from tests.conftest import ROOT
from tests.fresh_python import run_fresh

BERT = str(resources.path("models", "mini-world-bert"))
GPT2 = str(resources.path("models", "mini-world-gpt2"))
OPTIONS = (
    SaveOptions(),
    SaveOptions(shard_bytes=500_000),
    SaveOptions("pickle"),
    SaveOptions("pickle", shard_bytes=500_000),
    SaveOptions(tokenizer=False, generation_config=False, card=False),
)


def nothing(*words: object, **more: object) -> None:
    """Used as check and report."""


@pytest.fixture
def engine() -> Engine:
    torch.set_num_threads(1)
    made = Engine(Prepared("", "", ("cpu",), 1, 0.0))
    made(LoadModel(BERT), nothing, nothing)
    made(Run(("The capital of France is [MASK].",)), nothing, nothing)
    return made


def save(engine: Engine, folder: Path, **more: object) -> ModelSaved:
    saved = engine(SaveModel(str(folder), **more), nothing, nothing)  # type: ignore[arg-type]
    assert isinstance(saved, ModelSaved)
    assert sorted(one.name for one in saved.files) == sorted(
        one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file()
    )
    assert not [one for one in folder.parent.iterdir() if one.name.startswith(".")]
    return saved


def compared(engine: Engine, folder: Path) -> SavedCompared:
    result = engine(CompareSaved(str(folder)), nothing, nothing)
    assert isinstance(result, SavedCompared)
    return result


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_what_is_saved_is_identical_bit_for_bit(
    engine: Engine, tmp_path: Path, options: SaveOptions
) -> None:
    folder = tmp_path / "пример 模型 🦊"
    preview = engine(PreviewSave(str(folder), options), nothing, nothing)
    assert isinstance(preview, SavePreview)
    assert preview.problem == ""
    assert preview.exact
    assert not folder.exists()
    saved = save(engine, folder, options=options)
    assert {one.name for one in preview.files} == {one.name for one in saved.files}
    real = sum(one.bytes for one in saved.files)
    assert abs(preview.bytes - real) < 20_000
    result = compared(engine, folder)
    assert result.identical
    assert result.outputs == ("logits",)
    assert result.sentence.endswith("identical, bit for bit.")


@pytest.mark.parametrize("dtype", ["bfloat16", "float16"])
@pytest.mark.parametrize("form", ["safetensors", "pickle"])
def test_another_dtype_rounds_a_copy_and_says_so(
    engine: Engine, tmp_path: Path, dtype: str, form: str
) -> None:
    before = {name: value.clone() for name, value in engine.loaded.model.state_dict().items()}
    options = SaveOptions(form, dtype=dtype)  # type: ignore[arg-type]
    save(engine, tmp_path / "half", options=options)
    for name, value in engine.loaded.model.state_dict().items():
        assert torch.equal(value, before[name])
        assert value.dtype == before[name].dtype
    result = compared(engine, tmp_path / "half")
    assert not result.identical
    assert "rounded" in result.sentence
    ready = engine(LoadModel(str(tmp_path / "half")), nothing, nothing)
    assert isinstance(ready, ModelReady)
    assert ready.summary.dtype == dtype
    for name, value in engine.loaded.model.state_dict().items():
        if value.is_floating_point():
            assert torch.equal(value, before[name].to(value.dtype))
    assert json.loads((tmp_path / "half" / "config.json").read_text())["dtype"] == dtype


def test_a_changed_file_is_never_called_identical(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    save(engine, folder)
    file = folder / "model.safetensors"
    with file.open("r+b") as stream:
        stream.seek(-5, os.SEEK_END)
        byte = stream.read(1)
        stream.seek(-5, os.SEEK_END)
        stream.write(bytes([byte[0] ^ 1]))
    result = compared(engine, folder)
    assert not result.identical
    assert len(result.different) == 1
    assert result.sentence.startswith("Not the same: 1 of")


def test_a_card_says_what_it_is_and_that_it_never_learned(engine: Engine, tmp_path: Path) -> None:
    engine(CreateRandomCopy(7), nothing, nothing)
    save(engine, tmp_path / "twin")
    text = (tmp_path / "twin" / "README.md").read_text()
    assert "Random weights: it has not learned anything" in text
    assert "seed 7" in text
    assert f"{engine.loaded.model.num_parameters():,}" in text
    save(engine, tmp_path / "bare", options=SaveOptions(card=False))
    assert not (tmp_path / "bare" / "README.md").exists()


def test_a_full_folder_is_replaced_only_as_a_whole_and_only_when_asked(
    engine: Engine, tmp_path: Path
) -> None:
    folder = tmp_path / "copy"
    save(engine, folder, options=SaveOptions(shard_bytes=500_000))
    (folder / "pytorch_model.bin").write_bytes(b"stale")
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(failures.FolderInUse):
        save(engine, folder)
    assert (folder / "notes.txt").read_text() == "mine"
    preview = engine(PreviewSave(str(folder)), nothing, nothing)
    assert isinstance(preview, SavePreview)
    assert preview.is_model
    assert "notes.txt" in preview.there
    saved = save(engine, folder, replace=True)
    assert {one.name for one in folder.iterdir()} == {one.name for one in saved.files}
    assert compared(engine, folder).identical


def test_saving_over_the_folder_it_came_from_is_safe(engine: Engine, tmp_path: Path) -> None:
    save(engine, tmp_path / "copy")
    engine(LoadModel(str(tmp_path / "copy")), nothing, nothing)
    save(engine, tmp_path / "copy", replace=True)
    assert compared(engine, tmp_path / "copy").identical


def test_models_that_are_kept_for_everybody_are_never_written_over(engine: Engine) -> None:
    with pytest.raises(failures.TargetNotWritable):
        engine(SaveModel(BERT, replace=True), nothing, nothing)
    preview = engine(PreviewSave(GPT2), nothing, nothing)
    assert isinstance(preview, SavePreview)
    assert preview.problem


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_place_is_told(engine: Engine, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(failures.TargetNotWritable):
            engine(SaveModel(str(tmp_path / "x")), nothing, nothing)
    finally:
        tmp_path.chmod(0o700)


def test_a_file_is_no_target(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("mine")
    with pytest.raises(failures.TargetNotWritable, match="file"):
        engine(SaveModel(str(tmp_path / "x"), replace=True), nothing, nothing)
    assert (tmp_path / "x").read_text() == "mine"


def full(*words: object) -> object:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize(
    "name", ["null\0byte", "half \ud83d of a pair", "n" * 300, "n" * 240, "漢" * 85, "deep/" * 900]
)
def test_a_name_that_no_folder_can_have_is_told_before_and_after(
    engine: Engine, tmp_path: Path, name: str
) -> None:
    """Pasted by accident; 240 letters leave no room for the name of the folder beside it."""
    target = str(tmp_path / name)
    shown = engine(PreviewSave(target, SaveOptions()), nothing, nothing)
    assert isinstance(shown, SavePreview)
    assert "name" in shown.problem
    assert shown.free > 0
    with pytest.raises(failures.TargetNotWritable, match="name"):
        engine(SaveModel(target, False, SaveOptions()), nothing, nothing)
    assert not list(tmp_path.iterdir())


def test_a_full_disk_leaves_the_old_folder(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(engine, tmp_path / "copy")
    before = sorted(one.name for one in (tmp_path / "copy").iterdir())
    monkeypatch.setattr(shard_writer, "flush", full)
    with pytest.raises(failures.DiskFull):
        engine(SaveModel(str(tmp_path / "copy"), replace=True), nothing, nothing)
    assert sorted(one.name for one in (tmp_path / "copy").iterdir()) == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["copy"]
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(9, 9, 9))
    with pytest.raises(failures.DiskFull, match="free"):
        engine(SaveModel(str(tmp_path / "other")), nothing, nothing)


def test_what_reads_back_differently_is_not_called_saved(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = shard_writer.flush

    def failing_disk(stream: object) -> None:
        original(stream)  # type: ignore[arg-type]
        if str(stream.name).endswith(".safetensors"):  # type: ignore[attr-defined]
            stream.seek(2_000_000)  # type: ignore[attr-defined]
            stream.write(b"\xff\xff\xff\xff")  # type: ignore[attr-defined]
            stream.flush()  # type: ignore[attr-defined]

    monkeypatch.setattr(shard_writer, "flush", failing_disk)
    with pytest.raises(failures.SaveBroken):
        engine(SaveModel(str(tmp_path / "copy")), nothing, nothing)
    assert list(tmp_path.iterdir()) == []


def test_a_stop_leaves_nothing(engine: Engine, tmp_path: Path) -> None:
    looks = 0

    def check() -> None:
        nonlocal looks
        looks += 1
        if looks == 30:
            raise Stopped

    with pytest.raises(Stopped):
        engine(SaveModel(str(tmp_path / "copy")), check, nothing)
    assert list(tmp_path.iterdir()) == []


def test_left_overs_of_a_killed_program_are_put_in_order(engine: Engine, tmp_path: Path) -> None:
    gone = 2**22 + 1  # beyond the largest number of a process
    save(engine, tmp_path / "copy")
    (tmp_path / "copy").rename(tmp_path / f".copy.old-{gone}-abc")
    (tmp_path / f".copy.saving-{gone}-def").mkdir()
    running = tmp_path / f".copy.saving-{os.getpid()}-ghi"
    running.mkdir()
    (tmp_path / ".copy.saving-notes").mkdir()  # not one of ours
    folders = (str(tmp_path / "copy"), str(tmp_path / "never"))
    result = engine(TidyFolders(folders), nothing, nothing)
    assert isinstance(result, FoldersTidied)
    assert result.restored == (str(tmp_path / "copy"),)
    assert result.missing == (str(tmp_path / "never"),)
    assert sorted(one.name for one in tmp_path.iterdir()) == [
        f".copy.saving-{os.getpid()}-ghi",
        ".copy.saving-notes",
        "copy",
    ]
    assert compared(engine, tmp_path / "copy").identical


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="forks")
@pytest.mark.parametrize("exchange", [True, False])
def test_kill_at_any_moment_leaves_the_old_or_the_new(
    tmp_path: Path, exchange: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sample of `python -m tests.surveys.crash`; in a process of its own, because it forks."""
    code = (
        "import torch, sys; from pathlib import Path; from tests.surveys.crash import crash;"
        "torch.set_num_threads(1);"
        f"found, wrong = crash(10, 5, exchange={exchange}, place=Path(sys.argv[1]));"
        "print(found); assert not wrong, wrong"
    )
    done = run_fresh(code, ROOT, str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "killed" in done.stdout


def test_two_folders_are_exchanged_at_one_stroke(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    if swap.exchange(tmp_path / "one", tmp_path / "two"):
        assert (tmp_path / "one" / "two").exists()
        assert (tmp_path / "two" / "one").exists()


def test_what_a_task_answered_last_is_compared_as_well(tmp_path: Path) -> None:
    made = Engine(Prepared("", "", ("cpu",), 1, 0.0))
    made(LoadModel(BERT, class_name="BertModel"), nothing, nothing)
    made(CompareTexts(("Hello!", "Cool.", "Nice!")), nothing, nothing)
    save(made, tmp_path / "encoder")
    result = compared(made, tmp_path / "encoder")
    assert "last_hidden_state" in result.outputs
    assert "No outputs were compared" not in result.sentence
