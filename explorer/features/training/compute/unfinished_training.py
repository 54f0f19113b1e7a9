"""What a training leaves on the disk while it continues, so that a crash loses little.

A separate folder below the program's data: `model` is the checkpoint that it began with,
`training.json` what was asked, `data` a copy of the file that it learns from, `state.safetensors`
the newest weights with all that the next step depends on, written whole, and `snapshot-*` those of
the steps that were kept. A training that ended is offered as it ended until it is saved or another
one begins, at the longest for `KEPT_DAYS`.
"""

from __future__ import annotations

import contextlib
import datetime
import errno
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, Protocol

import msgspec
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load

from explorer.boundary import atomic_write, typed_json
from explorer.boundary.limits import TRAINING_RECORD
from explorer.boundary.own_data import KEPT_DAYS, is_noted_saved, trainings
from explorer.boundary.typed_json import Malformed
from explorer.features.training.compute import snapshots
from explorer.features.training.compute.exam import ExamResult
from explorer.features.training.compute.learner import Learner
from explorer.features.training.compute.snapshots import SnapshotStore, Weights
from explorer.features.training.protocol import (
    BundledData,
    DataFile,
    ExamAnswer,
    LeftTraining,
    Objective,
    PastedText,
    StartTraining,
    TrainingSettings,
    TrainingStarted,
)
from explorer.protocol.failures import TrainingUnread

_RECORD, _STATE, _MODEL, _DATA = "training.json", "state.safetensors", "model", "data"
_WEIGHT, _MORE = "weight:", "state:"
_MOST_FOUND = 20
_KEPT_SECONDS = KEPT_DAYS * 24 * 3600


class Resumable(Protocol):
    """What of a session is written down, to continue from there."""

    started: TrainingStarted
    learner: Learner
    exam_steps: list[int]
    exams: list[ExamResult]
    seconds: float
    finished: Literal["steps", "time", "stopped"] | None
    snapshots: SnapshotStore

    @property
    def step(self) -> int:
        """The steps that are made."""


class RecordedTraining(msgspec.Struct, kw_only=True):
    """What `training.json` says of any training. Of the three kinds of data one is given."""

    title: str
    model_name: str
    objective: Objective
    settings: TrainingSettings
    bundled: BundledData | None = None
    pasted: PastedText | None = None
    file: DataFile | None = None
    former: list[str] = []


class LeftRecord(RecordedTraining, kw_only=True):
    """`training.json` of a training that was not finished."""

    process: int
    steps: int

    @property
    def asked(self) -> StartTraining:
        """What was asked."""
        data = self.bundled or self.pasted or self.file
        assert data is not None
        return StartTraining(data, self.objective, self.settings)


class SavedProgress(msgspec.Struct):
    """How far it came; it is beside the weights in `state.safetensors`."""

    step: int
    seconds: float
    losses: list[float]
    exam_steps: list[int]
    exams: list[tuple[float | None, float | None, list[ExamAnswer], str]]
    finished: Literal["steps", "time", "stopped"] | None = None

    @classmethod
    def of(cls, session: Resumable) -> SavedProgress:
        """That of a session."""
        exams = [
            (_or_none(item.held_out_loss), _or_none(item.held_out_right), list(item.answers),
             item.sample)
            for item in session.exams
        ]  # fmt: skip
        losses, steps = list(session.learner.losses), list(session.exam_steps)
        return cls(session.step, session.seconds, losses, steps, exams, session.finished)

    def bring_to(self, session: Resumable) -> None:
        """Have a session know its own past. Raises ValueError where that is of another one."""
        questions = {len(answers) for _, _, answers, _ in self.exams}
        if len(self.exams) != len(self.exam_steps) or questions - {len(session.started.exam)}:
            raise ValueError("the exams are not those of this training")
        if self.exam_steps != sorted(set(self.exam_steps)) or not all(
            0 <= step <= self.step for step in self.exam_steps
        ):
            raise ValueError("the exams are of other steps")
        if not 0 <= self.seconds < 1e12:
            raise ValueError("it took no time that could be")
        if not 0 <= self.step == len(self.losses) <= session.started.settings.steps:
            raise ValueError("the losses are of other steps")
        session.seconds, session.finished = self.seconds, self.finished
        session.exam_steps = list(self.exam_steps)
        session.exams = [
            ExamResult(_or_nan(loss), _or_nan(right), tuple(answers), sample)
            for loss, right, answers, sample in self.exams
        ]


class SnapshotRecord(msgspec.Struct):
    """What is known of a snapshot besides its weights."""

    step: int
    loss: float | None
    held_out_loss: float | None

    @classmethod
    def of(cls, stored: SnapshotStore) -> list[SnapshotRecord]:
        """Those of all that were kept."""
        return [
            cls(item.step, _or_none(item.loss), _or_none(item.held_out_loss))
            for item in stored.listed
        ]

    def keep(self, stored: SnapshotStore, weights: Weights) -> None:
        """Have it kept again."""
        stored.keep(self.step, weights, _or_nan(self.loss), _or_nan(self.held_out_loss))


class LeftFolder:
    """The folder of one training."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or _new()

    @property
    def model(self) -> Path:
        """Where the model is that it began with."""
        return self.path / _MODEL

    @property
    def size(self) -> int:
        """The bytes of all that is in it."""
        return _size(self.path)

    def data_file(self) -> Path:
        """The copy of the file that it learns from. Raises FileNotFoundError."""
        for file in self.path.glob(f"{_DATA}.*"):
            return file
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(self.path / _DATA))

    def begin(self, session: Resumable) -> None:
        """Write what was asked. Raises OSError."""
        started = session.started
        data = started.request.data
        record: dict[str, Any] = {
            "process": os.getpid(),
            "title": started.title,
            "model_name": started.model_name,
            "steps": started.settings.steps,
            "objective": started.objective,
            "settings": started.settings,
            "former": [item.text for item in started.exam if item.former],
        }
        self.path.mkdir(parents=True, exist_ok=True)
        match data:
            case BundledData():
                record["bundled"] = data
            case PastedText():
                record["pasted"] = data
            case DataFile():
                # The file may be gone or another one when it continues.
                copied = self.path / (_DATA + Path(data.path).suffix)
                if Path(data.path) != copied:  # it is that copy where it continues
                    shutil.copyfile(data.path, copied)
                record["file"] = _with_path(data, copied)
        atomic_write.write(self.path / _RECORD, msgspec.json.encode(record))

    def write(self, session: Resumable) -> None:
        """Write the newest state, whole, and the snapshots that are not there yet; those that are
        in memory as well are `IN_MEMORY` bytes at most. Raises SnapshotsNotKept."""
        if not (self.path / _RECORD).is_file():
            return  # there was no room to begin with
        tensors = {
            _WEIGHT + name: tensor
            for name, tensor in snapshots.copied(session.learner.model).items()
        }
        tensors |= {_MORE + name: tensor for name, tensor in session.learner.state().items()}
        progress = msgspec.json.encode(SavedProgress.of(session)).decode()
        stored = msgspec.json.encode(SnapshotRecord.of(session.snapshots)).decode()
        snapshots.write(self.path / _STATE, tensors, {"progress": progress, "snapshots": stored})
        session.snapshots.write()

    def remove(self, but: str = "") -> int:
        """Delete the folder, `but` not the checkpoint in it that is in memory; bytes freed."""
        size = _size(self.path)
        if not but or Path(but).parent != self.path:
            shutil.rmtree(self.path, ignore_errors=True)
            return size
        for part in self.path.iterdir():
            if part != Path(but):
                shutil.rmtree(part) if part.is_dir() else part.unlink()
        return size - _size(self.path)

    # -- continuing --------------------------------------------------------------------------------

    def request(self) -> tuple[StartTraining, LeftRecord]:
        """What was asked, and all that was written down then. Raises TrainingUnread."""
        try:
            left = typed_json.read(self.path / _RECORD, TRAINING_RECORD, LeftRecord)
            if left.bundled is None and left.pasted is None and left.file is None:
                raise Malformed("it does not say what it learns from")
        except (OSError, Malformed) as error:
            raise TrainingUnread(str(self.path), typed_json.why(error)) from error
        return left.asked, left

    def restore(self, session: Resumable) -> None:
        """Bring a session to where it was. Raises TrainingUnread."""
        try:
            tensors, progress, records = self._state()
            self._restore_snapshots(session, records)
            weights = {
                name.removeprefix(_WEIGHT): tensor
                for name, tensor in tensors.items()
                if name.startswith(_WEIGHT)
            }
            more = {
                name.removeprefix(_MORE): tensor
                for name, tensor in tensors.items()
                if name.startswith(_MORE)
            }
            snapshots.put_into(session.learner.model, weights)
            session.learner.load_state(more, progress.step, progress.losses)
            progress.bring_to(session)
        except (OSError, SafetensorError, Malformed, KeyError, ValueError, RuntimeError) as error:
            raise TrainingUnread(str(self.path), f"{type(error).__name__}: {error}") from error

    def _restore_snapshots(self, session: Resumable, records: list[SnapshotRecord]) -> None:
        """Those that were written; the training continues without the others.

        Steps that were made after the state was written will be made again.
        """
        names = {snapshots.file_name(item.step): item for item in records}
        for item in records:
            if item.step in session.snapshots.steps:  # the first: the model that it began with
                item.keep(session.snapshots, session.snapshots.weights(item.step))
        for file in self.path.glob(snapshots.ANY_FILE):
            if file.name not in names:
                file.unlink()
                continue
            with contextlib.suppress(SafetensorError):
                # Not mapped: it may be replaced.
                names[file.name].keep(session.snapshots, load(file.read_bytes()))

    def _state(self) -> tuple[dict[str, torch.Tensor], SavedProgress, list[SnapshotRecord]]:
        with safe_open(self.path / _STATE, "pt") as file:
            metadata = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (not a dict)
        records = typed_json.parse(metadata.get("snapshots", "[]"), TRAINING_RECORD)
        return (
            tensors,
            _progress(metadata.get("progress", "")),
            typed_json.convert(records, list[SnapshotRecord]),
        )

    def left(self) -> LeftTraining | None:
        """What it is, where it can be opened again and no running program has it.

        One that ended and was saved, or is older than what is kept, is not offered.
        """
        try:
            record = typed_json.read(self.path / _RECORD, TRAINING_RECORD, LeftRecord)
            if record.process != os.getpid() and _runs(record.process):
                return None
            with safe_open(self.path / _STATE, "pt") as file:
                progress = _progress((file.metadata() or {}).get("progress", ""))
            saved = (self.path / _STATE).stat().st_mtime
        except (OSError, SafetensorError, Malformed):
            return None
        ended = progress.finished is not None
        is_over = time.time() - saved >= _KEPT_SECONDS
        is_mine = record.process == os.getpid()  # it is in the Train tab all the time
        if ended and (is_mine or is_over or is_noted_saved(self.path, progress.step)):
            return None
        when = datetime.datetime.fromtimestamp(saved).isoformat(timespec="seconds")
        return LeftTraining(
            str(self.path),
            record.title,
            record.model_name,
            progress.step,
            record.steps,
            _size(self.path),
            when,
            ended,
        )


def _with_path(data: DataFile, path: Path) -> dict[str, Any]:
    return {**msgspec.to_builtins(data), "path": str(path)}


def _progress(text: str) -> SavedProgress:
    parsed = typed_json.parse(text, TRAINING_RECORD)
    return typed_json.convert(parsed, SavedProgress)


def _or_none(value: float) -> float | None:
    return None if value != value else value


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value


def _new() -> Path:
    stamp = datetime.datetime.now().strftime("%Y%m%d-%H%M%S-%f")
    return trainings() / f"{stamp}-{os.getpid()}"


def _runs(process: int) -> bool:
    import psutil

    return psutil.pid_exists(process)


def _size(folder: Path) -> int:
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(parent, name)).st_size
            except OSError:
                continue
    return total


def unfinished(mine: Path | None) -> Iterator[LeftTraining]:
    """What can be continued, the newest first, without the one that continues here.

    Folders that were left and cannot be continued are removed.
    """
    try:
        folders = sorted((item for item in trainings().iterdir() if item.is_dir()), reverse=True)
    except OSError:
        return
    for folder in folders[:_MOST_FOUND]:
        if folder == mine:
            continue
        left = LeftFolder(folder).left()
        if left is not None:
            yield left
        elif not _is_in_use(folder) and not _is_recent(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _is_recent(folder: Path) -> bool:
    """Whether a saved session may still name a snapshot that was opened there."""
    try:
        written = [item.stat().st_mtime for item in folder.glob("step-*")]
    except OSError:
        return False
    return any(time.time() - item < _KEPT_SECONDS for item in written)


def _is_in_use(folder: Path) -> bool:
    """Whether a running program made it: its name ends with the number of the process."""
    process = folder.name.rpartition("-")[2]
    return process.isdecimal() and _runs(int(process))
