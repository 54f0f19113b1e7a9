"""A training with all its snapshots in a folder beside a saved session, and back from there.

`training.json` says what was asked, how far it came, and which snapshots there are; `model` is the
checkpoint that it began with, `data.*` a copy of the file that it learns from, `snapshot-*` are the
weights of each step, and `state.safetensors` is what the next step depends on besides, where it has
not ended.

The folder may come from anybody. Names in it are plain, no link leads out, every size is known from
the model before a byte of weights is read, and nothing is mapped or unpickled.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec
import torch
from safetensors import SafetensorError
from safetensors.torch import load

from explorer.boundary import atomic_write, typed_json
from explorer.boundary.limits import TRAINING_RECORD
from explorer.boundary.path_containment import LeadsOut, contained
from explorer.boundary.typed_json import Malformed
from explorer.engine.weights.weight_files import header
from explorer.features.training.compute import snapshots
from explorer.features.training.compute.session import Session
from explorer.features.training.compute.unfinished_training import (
    LeftFolder,
    RecordedTraining,
    SavedProgress,
    SnapshotRecord,
)
from explorer.features.training.protocol import (
    BundledData,
    DataFile,
    PastedText,
    SnapshotsWritten,
    StartTraining,
)
from explorer.protocol.failures import Failure, SessionNotSaved, SnapshotsNotKept, TrainingUnread
from explorer.protocol.job import Check, Report
from explorer.text import numbers
from explorer.text.translation import tr

_RECORD, _MODEL, _STATE = "training.json", "model", "state.safetensors"
_MOST_SNAPSHOTS = 10_000


class KeptRecord(RecordedTraining, kw_only=True):
    """`training.json` of a training whose snapshots go along with a session."""

    format: Literal["transformer-explorer-training"]
    version: Literal[1]
    progress: SavedProgress
    snapshots: list[SnapshotRecord]
    finished: Literal["steps", "time", "stopped"] | None = None


class KeptFolder:
    """The folder of one training that was kept."""

    def __init__(self, path: Path) -> None:
        self.path = path

    # -- writing -----------------------------------------------------------------------------------

    def write(self, session: Session, check: Check, report: Report) -> SnapshotsWritten:
        """Write all of it, whole or not at all. Raises SessionNotSaved."""
        part = self.path.with_name(f".{self.path.name}-{os.getpid()}.part")
        try:
            if os.path.lexists(self.path) and not self._is_one():
                reason = tr("there is another folder of this name")
                raise SessionNotSaved(str(self.path), reason)
            if not (session.left.model / "config.json").is_file():
                reason = tr("the model that the training began with could not be kept")
                raise SessionNotSaved(str(self.path), reason)
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir(parents=True)
            self._fill(part, session, check, report)
            former = self.path.with_name(f".{self.path.name}-{os.getpid()}.old")
            if self.path.is_dir():
                os.replace(self.path, former)
            os.replace(part, self.path)
            shutil.rmtree(former, ignore_errors=True)
        except OSError as error:
            raise SessionNotSaved(str(self.path), atomic_write.why(error)) from error
        except SnapshotsNotKept as failure:
            raise SessionNotSaved(str(self.path), failure.why) from failure
        finally:
            shutil.rmtree(part, ignore_errors=True)
        steps = session.snapshots.steps
        return SnapshotsWritten(str(self.path), len(steps), _size(self.path))

    def _is_one(self) -> bool:
        """Whether it is such a folder, and no link to one: only that is replaced."""
        if self.path.is_symlink() or not (self.path / _RECORD).is_file():
            return False
        try:
            self._read()
        except TrainingUnread:
            return False
        return True

    def _fill(self, part: Path, session: Session, check: Check, report: Report) -> None:
        started, data = session.started, session.started.request.data
        stored = session.snapshots.listed
        (part / _MODEL).mkdir()
        for file in session.left.model.iterdir():
            check()
            shutil.copyfile(file, part / _MODEL / file.name)
        for number, snapshot in enumerate(stored):
            check()
            report(tr("Saving the snapshots"), number / len(stored))
            weights = session.snapshots.weights(snapshot.step)
            snapshots.write(part / snapshots.file_name(snapshot.step), weights)
        if session.finished is None:
            snapshots.write(part / _STATE, session.learner.state())
        record: dict[str, Any] = {
            "format": "transformer-explorer-training",
            "version": 1,
            "title": started.title,
            "model_name": started.model_name,
            "objective": started.objective,
            "settings": started.settings,
            "former": [item.text for item in started.exam if item.former],
            "progress": SavedProgress.of(session),
            "snapshots": SnapshotRecord.of(session.snapshots),
            "finished": session.finished,
        }
        match data:
            case BundledData():
                record["bundled"] = data
            case PastedText():
                record["pasted"] = data
            case DataFile():
                copy = session.left.data_file()
                shutil.copyfile(copy, part / copy.name)
                record["file"] = {**msgspec.to_builtins(data), "path": copy.name}
        atomic_write.write(part / _RECORD, msgspec.json.encode(record))

    # -- reading -----------------------------------------------------------------------------------

    @property
    def model(self) -> Path:
        """Where the model is that it began with. Raises TrainingUnread."""
        return self._inside(_MODEL)

    def read(self) -> tuple[StartTraining, KeptRecord]:
        """What was asked, and all that was written down. Raises TrainingUnread."""
        record = self._read()
        data: BundledData | PastedText | DataFile | None = record.bundled or record.pasted
        if data is None and record.file is not None:
            # Its own copy, whatever place the record names.
            name = record.file.path
            if os.path.basename(name) != name:
                raise self._unread(tr("“{name}” leads out of the folder", name=name))
            file = record.file
            data = DataFile(
                str(self._inside(name)),
                file.format,
                file.text_column,
                file.label_column,
                file.target_column,
            )
        if data is None:
            raise self._unread(tr("it does not say what it learns from"))
        steps = [item.step for item in record.snapshots]
        if not steps or len(steps) > _MOST_SNAPSHOTS:
            raise self._unread(tr("it has no snapshots, or too many"))
        if steps != sorted(set(steps)) or not 0 <= steps[0] <= steps[-1] == record.progress.step:
            raise self._unread(tr("its snapshots are of other steps"))
        return StartTraining(data, record.objective, record.settings), record

    def _read(self) -> KeptRecord:
        try:
            return typed_json.read(self._inside(_RECORD), TRAINING_RECORD, KeptRecord)
        except (OSError, Malformed) as error:
            raise self._unread(typed_json.why(error)) from error

    def restore(self, session: Session, record: KeptRecord, check: Check, report: Report) -> None:
        """Bring a session to where it was, with all its snapshots. Raises TrainingUnread."""
        progress, learner = record.progress, session.learner
        expected = snapshots.copied(learner.plain)
        try:
            for number, item in enumerate(record.snapshots):
                check()
                report(tr("Reading the snapshots"), number / len(record.snapshots))
                weights = self._tensors(snapshots.file_name(item.step), expected, check)
                item.keep(session.snapshots, weights)
            # With LoRA these stay as they were, and its matrices are part of the state.
            if learner.plain is learner.model:
                snapshots.put_into(learner.model, weights)
            if record.finished is None:
                wanted = learner.state_shapes(progress.step)
                learner.load_state(
                    dict(self._tensors(_STATE, wanted, check)), progress.step, progress.losses
                )
            else:
                learner.step, learner.losses = progress.step, list(progress.losses)
            progress.bring_to(session)
        except (OSError, SafetensorError, KeyError, ValueError, RuntimeError) as error:
            raise self._unread(f"{type(error).__name__}: {error}") from error
        session.finished = record.finished

    def _tensors(
        self, name: str, expected: Mapping[str, torch.Tensor], check: Check
    ) -> Mapping[str, torch.Tensor]:
        """The tensors of a file, which are as many, of the same names, shapes and kinds."""
        file = self._inside(name)
        try:
            heads = {head.name: head for head in header(file, check)}
        except Failure as failure:
            raise self._unread(failure.sentence) from failure
        wrong = set(heads) ^ set(expected)
        wrong |= {
            key
            for key, tensor in expected.items()
            if key in heads
            and (heads[key].shape, heads[key].bytes)
            != (tuple(tensor.shape), tensor.numel() * tensor.element_size())
        }
        if wrong:
            raise self._unread(
                tr(
                    "{file} does not fit the model: {name}",
                    file=name,
                    name=numbers.shortened(sorted(wrong)[0]),
                )
            )
        tensors: dict[str, torch.Tensor] = load(file.read_bytes())
        if any(tensors[key].dtype != tensor.dtype for key, tensor in expected.items()):
            raise self._unread(tr("{file} has numbers of another kind", file=name))
        return tensors

    def _inside(self, name: str) -> Path:
        try:
            return contained(self.path, name)
        except LeadsOut as error:
            raise self._unread(tr("“{name}” leads out of the folder", name=name)) from error

    def _unread(self, reason: str) -> TrainingUnread:
        return TrainingUnread(str(self.path), reason)


def need(session: Session) -> int:
    """The bytes of such a folder, nearly: the snapshots, the model, and the optimizer's numbers."""
    stored = session.snapshots.listed
    weights = max((item.bytes for item in stored), default=0)
    more = 0 if session.finished is not None else 2 * weights
    return sum(item.bytes for item in stored) + weights + more


def _size(folder: Path) -> int:
    return LeftFolder(folder).size
