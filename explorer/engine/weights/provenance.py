"""Whether saved weights ever learned anything: a small note beside them that survives reloading.

A checkpoint's files do not say whether it was trained. When this program saves random or partly
random weights, it writes `weights_origin.json` with their SHA-256; the note counts only while the
weights are still the same bytes, so training them afterwards makes it void. A note never says that
weights are trained: anybody could write that.

Weights that were trained in this program have such a note too, with how. It counts only on the
computer where they were saved, which keeps the SHA-256 of what it saved in a file of its own.
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
}
_SAVED_HERE = "trained-here.json"
_MOST_SAVED = 1_000
"""Trained checkpoints that are remembered; the oldest are forgotten."""


def write_note(folder: Path, state: WeightState, training: TrainingRecord | None = None) -> None:
    """Note beside saved weights that they are random, or partly so, or trained here, and how."""
    if not needs_note(state):
        return
    hashes = _hashes(folder)
    if training is not None:
        known = [*_saved_here(), _digest(hashes)][-_MOST_SAVED:]
        file = own_data() / _SAVED_HERE
        file.parent.mkdir(parents=True, exist_ok=True)
        atomic_write.write(file, json.dumps(known, indent=1) + "\n")
    (folder / NOTE).write_bytes(_written(state, hashes, training))


def note_bytes(
    weights: Iterable[str], state: WeightState, training: TrainingRecord | None = None
) -> int:
    """Bytes of the note beside weights in files of these names."""
    return len(_written(state, dict.fromkeys(sorted(weights), "0" * 64), training))


def _written(state: WeightState, hashes: dict[str, str], training: TrainingRecord | None) -> bytes:
    note: dict[str, object] = {"weights": state, "sha256": hashes}
    if training is not None:
        note["training"] = dataclasses.asdict(training)
    return (json.dumps(note, indent=2) + "\n").encode()


def needs_note(state: WeightState) -> bool:
    """Whether weights of this state are saved with a note."""
    return state in _NOTED


def state(folder: Path, report: LoadReport, check: Check = go_on, *, fresh: bool) -> WeightState:
    """What is known of the weights: from the load report, from the note beside them, from their
    numbers (`fresh`: they look randomly initialised), and from where they are."""
    if report.trained == 0:
        return "random"
    known = noted(folder, check)
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
    if known == "taught" and (note.training is None or _digest(note.sha256) not in _saved_here()):
        return None  # copied from elsewhere: nothing vouches for what the note says
    return known if same else None


def training(folder: Path) -> TrainingRecord | None:
    """How the weights of a folder whose state is "taught" were trained."""
    try:
        return typed_json.read(folder / NOTE, EXAMPLES, _Note).training
    except (OSError, Malformed):
        return None


class _Note(msgspec.Struct):
    weights: str
    sha256: dict[str, str]
    training: TrainingRecord | None = None


def _digest(hashes: dict[str, str]) -> str:
    return hashlib.sha256(json.dumps(hashes, sort_keys=True).encode()).hexdigest()


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
