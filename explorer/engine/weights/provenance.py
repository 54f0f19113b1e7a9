"""Whether saved weights ever learned anything: a small note beside them that survives reloading.

A checkpoint's files do not say whether it was trained. When this program saves random or partly
random weights, it writes `weights_origin.json` with their SHA-256; the note counts only while the
weights are still the same bytes, so training them afterwards makes it void. A note alone never
says that weights are trained: anybody could write that.

Weights that were trained in this program have such a note too, with how, and so have unchanged
copies of trained ones, with whose. It counts only on the computer where they were saved, which
keeps the SHA-256 of what it saved in a file of its own.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

import msgspec

from explorer.boundary import atomic_write, typed_json
from explorer.boundary.limits import EXAMPLES
from explorer.boundary.own_data import own_data
from explorer.boundary.path_containment import optional
from explorer.boundary.typed_json import Malformed
from explorer.engine.numbers import go_on
from explorer.engine.weights.folder import is_kept
from explorer.protocol.job import Check
from explorer.protocol.model import LoadReport, TrainingRecord, WeightState

NOTE = "weights_origin.json"
_CHUNK = 16 * 1024 * 1024
_NOTED: dict[str, WeightState] = {
    "random": "random",
    "partly": "partly",
    "fresh": "fresh",
    "taught": "taught",
    "trained": "trained",
}
_VOUCHED: tuple[WeightState, ...] = ("taught", "trained")
"""States that a note tells only of weights that were saved on this computer."""
_SAVED_HERE = "trained-here.json"
_MOST_SAVED = 1_000
"""Trained checkpoints and copies that are remembered; the oldest are forgotten."""


@dataclasses.dataclass(frozen=True)
class Origin:
    """What is noted of weights: their state, how they were trained here, or, for an unchanged copy
    of trained ones, the name of the checkpoint that they are a copy of."""

    state: WeightState
    training: TrainingRecord | None = None
    copied_from: str = ""

    @property
    def needs_note(self) -> bool:
        """Whether weights of this origin are saved with a note."""
        return self.state in _NOTED and (self.state != "trained" or self.copied_from != "")


def write_note(folder: Path, origin: Origin) -> None:
    """Note beside saved weights that they are random, or partly so, or trained, and how."""
    if not origin.needs_note:
        return
    hashes = _hashes(folder)
    if origin.state in _VOUCHED:
        known = [*_saved_here(), _digest(hashes, origin.copied_from)][-_MOST_SAVED:]
        file = own_data() / _SAVED_HERE
        file.parent.mkdir(parents=True, exist_ok=True)
        atomic_write.write(file, json.dumps(known, indent=1) + "\n")
    (folder / NOTE).write_bytes(_written(origin, hashes))


def note_bytes(weights: Iterable[str], origin: Origin) -> int:
    """Bytes of the note beside weights in files of these names."""
    return len(_written(origin, dict.fromkeys(sorted(weights), "0" * 64)))


def _written(origin: Origin, hashes: dict[str, str]) -> bytes:
    note: dict[str, object] = {"weights": origin.state, "sha256": hashes}
    if origin.training is not None:
        note["training"] = dataclasses.asdict(origin.training)
    if origin.copied_from:
        note["copied_from"] = origin.copied_from
    return (json.dumps(note, indent=2) + "\n").encode()


def state(folder: Path, report: LoadReport, check: Check = go_on, *, fresh: bool) -> WeightState:
    """What is known of the weights: from the load report, from the note beside them, from their
    numbers (`fresh`: they look randomly initialised), and from where they are."""
    if report.trained == 0:
        return "random"
    known = noted(folder, check)
    if known in _VOUCHED and report.trained < report.total:
        known = None  # what the note does not speak of was newly initialised
    if known is not None:
        return known
    if fresh:
        return "fresh"
    if report.trained < report.total:
        return "partly"
    return "trained" if is_kept(folder) else "file"


def noted(folder: Path, check: Check = go_on) -> WeightState | None:
    """What the note says, where there is one and the weights are still those it was written of."""
    file = optional(folder, NOTE)
    if file is None:
        return None
    try:
        note = typed_json.read(file, EXAMPLES, _Note, check)
        known = _NOTED.get(note.weights)
        same = known is not None and note.sha256 == _hashes(folder, check)
    except (OSError, Malformed):
        return None  # an unreadable note says nothing; the report still stands
    whole = note.training is not None if known == "taught" else note.copied_from != ""
    if known in _VOUCHED and not (
        whole and _digest(note.sha256, note.copied_from) in _saved_here()
    ):
        return None  # copied from elsewhere: nothing vouches for what the note says
    return known if same else None


def training(folder: Path) -> TrainingRecord | None:
    """How the weights of a folder whose state is "taught" were trained."""
    try:
        return typed_json.read(folder / NOTE, EXAMPLES, _Note).training
    except (OSError, Malformed):
        return None


def copied_from(folder: Path) -> str:
    """Whose copy the weights of a folder whose state is "trained" are; empty without a note."""
    try:
        return typed_json.read(folder / NOTE, EXAMPLES, _Note).copied_from
    except (OSError, Malformed):
        return ""


class _Note(msgspec.Struct):
    weights: str
    sha256: dict[str, str]
    training: TrainingRecord | None = None
    copied_from: str = ""


def _digest(hashes: dict[str, str], copied_from: str) -> str:
    whole = {**hashes, "copied_from": copied_from} if copied_from else hashes
    return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()


def _saved_here() -> list[str]:
    try:
        return typed_json.read(own_data() / _SAVED_HERE, EXAMPLES, list[str])
    except (OSError, Malformed):
        return []


def _hashes(folder: Path, check: Check = go_on) -> dict[str, str]:
    hashes = {}
    # The files that transformers would load; other files may change without making the note void.
    for file in sorted((*folder.glob("*.safetensors"), *folder.glob("*.bin"))):
        if optional(folder, file.name) is None:
            continue
        with file.open("rb") as stream:
            result = hashlib.sha256()
            while chunk := stream.read(_CHUNK):
                check()
                result.update(chunk)
            hashes[file.name] = result.hexdigest()
    return hashes
