"""Snapshots that go along with a saved session: written whole, brought back, and from anybody."""

from __future__ import annotations

import json
import os
import shutil
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from explorer.boundary.own_data import is_noted_saved
from explorer.engine.engine import Engine
from explorer.features.checkpoints import explain as checkpoints
from explorer.features.sessions.protocol import (
    ReadSession,
    SaveSession,
    SessionModel,
    SessionState,
)
from explorer.features.training.compute.requests import TrainingPart
from explorer.features.training.protocol import (
    BundledData,
    ContinueTraining,
    DataFile,
    DescribeSnapshots,
    DescribeTraining,
    FindTrainings,
    KeepSnapshots,
    OpenSnapshot,
    OpenTraining,
    PauseTraining,
    RunSnapshots,
    StartTraining,
    TrainingResumed,
)
from explorer.protocol.failures import Failure, SessionNotSaved, TrainingUnread
from explorer.protocol.job import Stopped
from explorer.protocol.model import LoadModel, Prepared
from explorer.protocol.run import Run
from tests.model.test_training import MASKED, SETTINGS, ask, opened, session

STEPS = replace(SETTINGS, steps=6, snapshot_every=2)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def fresh() -> Engine:
    torch.set_num_threads(1)
    return Engine(Prepared("", "", ("cpu",), 1, 0.0))


def trained() -> Engine:
    """All steps are made, and the last snapshot is in memory."""
    engine = opened("mini-world-bert")
    started = ask(engine, StartTraining(BundledData("capitals"), "", STEPS))
    ask(engine, ContinueTraining(started.training))
    ask(engine, OpenSnapshot(started.training, 6))
    return engine


def held(engine: Engine, step: int) -> int:
    """A training that is held after so many steps; its number."""
    started = ask(engine, StartTraining(BundledData("capitals"), "", STEPS))

    def stop() -> None:
        if session(engine).step >= step:
            raise Stopped

    with pytest.raises(Stopped):
        ask(engine, ContinueTraining(started.training), stop)
    number: int = started.training
    return number


def weights(engine: Engine, step: int) -> dict[str, torch.Tensor]:
    return dict(session(engine).snapshots.weights(step))


def equal(left: dict[str, torch.Tensor], right: dict[str, torch.Tensor]) -> bool:
    return left.keys() == right.keys() and all(torch.equal(left[k], right[k]) for k in left)


# -- there and back ----------------------------------------------------------------------------


def test_all_snapshots_come_back_with_a_session_that_moved(tmp_path: Path) -> None:
    engine = trained()
    before = {step: weights(engine, step) for step in (0, 2, 4, 6)}
    progress = session(engine).progress()
    ask(engine, Run((MASKED,)))
    logits = engine.loaded.run_outputs["logits"].clone()
    kept = ask(engine, DescribeSnapshots())
    assert (kept.snapshots, kept.step) == (4, 6)
    file = tmp_path / "talk" / "a.explorer-session.json"
    folder = tmp_path / "talk" / "a.explorer-snapshots"
    file.parent.mkdir()
    model = SessionModel((OpenTraining(str(folder), 6),))
    saved = ask(engine, SaveSession(str(file), SessionState(model)))
    assert saved.snapshots == 4
    size = sum(item.stat().st_size for item in folder.rglob("*") if item.is_file())
    assert saved.bytes == size + file.stat().st_size
    assert size == pytest.approx(kept.bytes, rel=0.1), "what was told beforehand"
    assert not [item for item in folder.rglob("*") if item.suffix in (".bin", ".pt", ".pkl")]

    moved = tmp_path / "elsewhere"
    shutil.move(file.parent, moved)
    shutil.rmtree(tmp_path / "data")
    other = fresh()
    read = ask(other, ReadSession(str(moved / "a.explorer-session.json")))
    assert not read.missing
    (step,) = read.state.model.steps
    assert step == OpenTraining(str(moved / "a.explorer-snapshots"), 6)
    resumed = ask(other, step)
    assert isinstance(resumed, TrainingResumed)
    assert resumed.ended
    assert resumed.step == 6
    assert resumed.summary.state == "taught"
    named = ask(other, DescribeTraining()).tokenizer.name
    assert named == resumed.summary.name, "not after the folder of a step"
    for number, stored in before.items():
        assert equal(weights(other, number), stored)
    assert resumed.progress.losses.tolist() == progress.losses.tolist()
    assert resumed.progress.answers == progress.answers
    assert [item.loss for item in resumed.progress.snapshots][1:] == [
        item.loss for item in progress.snapshots
    ][1:]
    # The folder may go now: everything was copied.
    shutil.rmtree(moved / "a.explorer-snapshots")
    ask(other, Run((MASKED,)))
    assert torch.equal(other.loaded.run_outputs["logits"], logits)
    ask(other, OpenSnapshot(resumed.started.training, 2))
    assert equal(dict(other.loaded.model.state_dict()), before[2] | _tied(other, before[2]))
    scrubbed = ask(other, RunSnapshots(resumed.started.training, MASKED))
    assert [item.step for item in scrubbed.snapshots] == [0, 2, 4, 6]


def _tied(engine: Engine, stored: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The other names of tied weights."""
    return {k: v for k, v in engine.loaded.model.state_dict().items() if k not in stored}


def test_a_moment_between_two_exams_says_of_which_step_its_held_out_loss_is() -> None:
    engine = trained()
    training = session(engine).started.training
    progress = session(engine).progress()
    assert progress.exam_steps.tolist() == [0, 4, 6]
    for step, examined in ((2, 0), (4, 4), (6, 6)):
        ready = ask(engine, OpenSnapshot(training, step))
        record = ready.summary.training
        place = progress.exam_steps.tolist().index(examined)
        assert record.held_out_loss == pytest.approx(float(progress.held_out_losses[place]))
        words = checkpoints.ready(ready, None).plain
        assert ("last measured after" in words) == (examined < step), words


def test_a_training_that_a_session_took_along_is_not_offered_as_unsaved(tmp_path: Path) -> None:
    engine = trained()
    left = session(engine).left
    ask(engine, KeepSnapshots(str(tmp_path / "kept")))
    assert is_noted_saved(left.path, 6)


def test_a_training_that_is_held_goes_on_elsewhere_bit_for_bit(tmp_path: Path) -> None:
    engine = opened("mini-world-bert")
    number = held(engine, 3)
    ask(engine, PauseTraining(number))
    assert ask(engine, DescribeSnapshots()).step == 0, "what it began with is in memory"
    ask(engine, KeepSnapshots(str(tmp_path / "kept")))
    finished = ask(engine, ContinueTraining(number))
    other = fresh()
    resumed = ask(other, OpenTraining(str(tmp_path / "kept"), 0))
    assert not resumed.ended
    assert resumed.step == 0
    assert resumed.progress.step == 3
    ended = ask(other, ContinueTraining(resumed.started.training))
    assert ended.progress.losses.tolist() == finished.progress.losses.tolist()
    assert equal(weights(other, 6), weights(engine, 6))


def test_a_file_with_labels_goes_along(tmp_path: Path) -> None:
    """A fresh head, labels, and the table that they are in."""
    table = tmp_path / "mine.csv"
    rows = [
        f"A {color} {thing},{thing}" for color in "abcdefgh" for thing in ("ball", "car", "cup")
    ]
    table.write_text("text,kind\n" + "\n".join(rows))
    engine = opened("mini-world-bert")
    started = ask(engine, StartTraining(DataFile(str(table)), "labels", STEPS))
    ask(engine, ContinueTraining(started.training))
    ask(engine, KeepSnapshots(str(tmp_path / "kept")))
    table.unlink()
    other = fresh()
    resumed = ask(other, OpenTraining(str(tmp_path / "kept"), 6))
    assert resumed.summary.labels == ("ball", "car", "cup")
    assert resumed.started.title == "mine.csv"
    assert equal(weights(other, 6), weights(engine, 6))


def test_saving_again_replaces_it_and_nothing_else(tmp_path: Path) -> None:
    engine = trained()
    ask(engine, KeepSnapshots(str(tmp_path / "kept")))
    ask(engine, KeepSnapshots(str(tmp_path / "kept")))
    assert sorted(item.name for item in tmp_path.iterdir()) == ["data", "kept"]
    mine = tmp_path / "photos"
    mine.mkdir()
    (mine / "cat.jpg").write_bytes(b"meow")
    with pytest.raises(SessionNotSaved, match="another folder"):
        ask(engine, KeepSnapshots(str(mine)))
    (mine / "training.json").write_text("{}")
    with pytest.raises(SessionNotSaved, match="another folder"):
        ask(engine, KeepSnapshots(str(mine)))
    assert (mine / "cat.jpg").read_bytes() == b"meow"


def test_a_session_without_its_folder_says_what_is_missing(tmp_path: Path) -> None:
    engine = trained()
    file, folder = tmp_path / "a.explorer-session.json", tmp_path / "a.explorer-snapshots"
    model = SessionModel((OpenTraining(str(folder), 6),))
    ask(engine, SaveSession(str(file), SessionState(model)))
    shutil.rmtree(folder)
    read = ask(fresh(), ReadSession(str(file)))
    assert [(item.kind, item.path) for item in read.missing] == [("folder", str(folder))]


# -- from anybody ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a training that is held after 3 steps."""
    place = tmp_path_factory.mktemp("good")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(place / "data"))
        engine = opened("mini-world-bert")
        held(engine, 3)
        ask(engine, KeepSnapshots(str(place / "kept")))
    return place / "kept"


def _record(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    file = folder / "training.json"
    record = json.loads(file.read_text())
    change(record)
    file.write_text(json.dumps(record))


def _secret(folder: Path) -> None:
    """Another file of this computer as the text to learn from."""
    secret = folder.parent / "secret.txt"
    secret.write_text("\n".join(f"The password is {n}." for n in range(30)))
    _record(folder, lambda r: r.update(bundled=None, file={"path": str(secret)}))


def _link(folder: Path) -> None:
    _secret(folder)
    os.symlink(folder.parent / "secret.txt", folder / "data.txt")
    _record(folder, lambda r: r.update(file={"path": "data.txt"}))


def _huge_header(folder: Path) -> None:
    (folder / "snapshot-0000002.safetensors").write_bytes(struct.pack("<Q", 2**62) + b"{}")


def _huge_shape(folder: Path) -> None:
    head = {"a": {"dtype": "F32", "shape": [2**40], "data_offsets": [0, 2**42]}}
    text = json.dumps(head).encode()
    (folder / "snapshot-0000002.safetensors").write_bytes(struct.pack("<Q", len(text)) + text)


def _changed(
    name: str, change: Callable[[dict[str, torch.Tensor]], object]
) -> Callable[[Path], None]:
    def act(folder: Path) -> None:
        tensors = load_file(folder / name)
        tensors = {key: tensor.clone() for key, tensor in tensors.items()}
        change(tensors)
        save_file(tensors, folder / name)

    return act


SNAPSHOT, STATE = "snapshot-0000002.safetensors", "state.safetensors"
MANY = [{"step": step, "loss": 1.0, "held_out_loss": 1.0} for step in range(20_000)]
WORD = "bert.embeddings.word_embeddings.weight"

BAD: dict[str, Callable[[Path], object]] = {
    "no record": lambda f: (f / "training.json").unlink(),
    "an empty record": lambda f: (f / "training.json").write_bytes(b""),
    "no JSON": lambda f: (f / "training.json").write_bytes(b"\x80\x04pickle"),
    "deep JSON": lambda f: (f / "training.json").write_text("[" * 100_000),
    "a large record": lambda f: (f / "training.json").write_text(" " * 25_000_000 + "{}"),
    "another format": lambda f: _record(f, lambda r: r.update(format="x")),
    "another version": lambda f: _record(f, lambda r: r.update(version=2)),
    "no data": lambda f: _record(f, lambda r: r.update(bundled=None)),
    "a set that is none": lambda f: _record(f, lambda r: r.update(bundled={"name": "../x"})),
    "another file as data": _secret,
    "a link as data": _link,
    "a way out as data": lambda f: _record(
        f, lambda r: r.update(bundled=None, file={"path": "../a.txt"})
    ),
    "no snapshots": lambda f: _record(f, lambda r: r.update(snapshots=[])),
    "too many snapshots": lambda f: _record(f, lambda r: r.update(snapshots=MANY)),
    "a step below zero": lambda f: _record(f, lambda r: r["snapshots"][0].update(step=-1)),
    "a step of text": lambda f: _record(f, lambda r: r["snapshots"][0].update(step="../../x")),
    "steps in another order": lambda f: _record(f, lambda r: r["snapshots"].reverse()),
    "too many losses": lambda f: _record(f, lambda r: r["progress"].update(losses=[1.0] * 100)),
    "another step": lambda f: _record(f, lambda r: r["progress"].update(step=2)),
    "exams of other questions": lambda f: _record(f, lambda r: r["progress"]["exams"][0][2].pop()),
    "exams at other steps": lambda f: _record(f, lambda r: r["progress"].update(exam_steps=[9])),
    "time that is none": lambda f: _record(f, lambda r: r["progress"].update(seconds=-1)),
    "settings that are none": lambda f: _record(
        f, lambda r: r["settings"].update(batch_size=10**9)
    ),
    "a rate that is none": lambda f: _record(f, lambda r: r["settings"].update(learning_rate=-1)),
    "no model": lambda f: shutil.rmtree(f / "model"),
    "another model": lambda f: _record_model(f),
    "no snapshot file": lambda f: (f / SNAPSHOT).unlink(),
    "a cut snapshot": lambda f: os.truncate(f / SNAPSHOT, 1000),
    "a pickle as snapshot": lambda f: torch.save({"a": torch.zeros(1)}, f / SNAPSHOT),
    "a huge header": _huge_header,
    "a huge shape": _huge_shape,
    "a link as snapshot": lambda f: _linked(f / SNAPSHOT),
    "a tensor too few": _changed(SNAPSHOT, lambda t: t.pop(WORD)),
    "a tensor too many": _changed(SNAPSHOT, lambda t: t.update(more=torch.zeros(3))),
    "another shape": _changed(SNAPSHOT, lambda t: t.update({WORD: t[WORD].T.contiguous()})),
    "another kind": _changed(SNAPSHOT, lambda t: t.update({WORD: t[WORD].to(torch.int32)})),
    "no state": lambda f: (f / STATE).unlink(),
    "a state of other weights": _changed(STATE, lambda t: t.update({"0.exp_avg": torch.zeros(3)})),
    "no random numbers": _changed(STATE, lambda t: t.pop("random")),
    "random numbers that are none": _changed(STATE, lambda t: t["random"].fill_(255)),
}  # fmt: skip


def _linked(file: Path) -> None:
    outside = file.parent.parent / "outside.safetensors"
    shutil.move(file, outside)
    os.symlink(outside, file)


def _record_model(folder: Path) -> None:
    """A model of another size."""
    from explorer import resources

    shutil.rmtree(folder / "model")
    shutil.copytree(resources.path("models", "mini-world-sentiment"), folder / "model")


@pytest.mark.parametrize("name", BAD)
def test_a_bad_folder_is_refused_and_all_stays(name: str, good: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    shutil.copytree(good, folder)
    BAD[name](folder)
    engine = opened("mini-world-sentiment", random=False)
    serial = engine.loaded.serial
    with pytest.raises(Failure):
        ask(engine, OpenTraining(str(folder), 3))
    assert engine.loaded.serial == serial
    assert engine.part(TrainingPart)._session is None
    data = tmp_path / "data"
    assert not [item for item in data.rglob("*") if item.is_file()], "nothing is left behind"
    assert ask(engine, FindTrainings()).trainings == ()


def test_a_good_folder_is_not_refused(good: Path, tmp_path: Path) -> None:
    engine = opened("mini-world-sentiment", random=False)
    resumed = ask(engine, OpenTraining(str(good), 2))
    assert resumed.step == 2
    with pytest.raises(TrainingUnread):
        ask(engine, OpenTraining(str(tmp_path / "nowhere"), 2))
    assert session(engine).step == 3, "the former one is still there"
    ask(engine, LoadModel(str(good / "model")))
    assert ask(engine, DescribeSnapshots()).step is None, "another model is in memory"
