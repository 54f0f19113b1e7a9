"""Whether saved weights ever learned anything: a small note beside them that survives reloading.

A checkpoint's files do not say whether it was trained. When this program saves random or partly
random weights, it writes `weights_origin.json` with their SHA-256; the note counts only while the
weights are still the same bytes, so training them afterwards makes it void. A note never says that
weights are trained: anybody could write that.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import msgspec

from explorer.boundary import typed_json
from explorer.boundary.contained import optional
from explorer.boundary.limits import EXAMPLES
from explorer.boundary.typed_json import Malformed
from explorer.engine.numbers import go_on
from explorer.engine.weights.folder import is_kept
from explorer.protocol.job import Check
from explorer.protocol.model import LoadReport, WeightState

NOTE = "weights_origin.json"
_CHUNK = 16 * 1024 * 1024
_NOTED: dict[str, WeightState] = {"random": "random", "partly": "partly", "fresh": "fresh"}


def write_note(folder: Path, state: WeightState) -> None:
    """Note beside saved weights that they are random, or partly so; others need no note."""
    if needs_note(state):
        note = {"weights": state, "sha256": _hashes(folder)}
        (folder / NOTE).write_text(json.dumps(note, indent=2) + "\n", encoding="utf-8")


def needs_note(state: WeightState) -> bool:
    """Whether weights of this state are saved with a note."""
    return state in _NOTED


def state(folder: Path, report: LoadReport, check: Check = go_on, *, fresh: bool) -> WeightState:
    """What is known of the weights: from the load report, from the note beside them, from their
    numbers (`fresh`: they look randomly initialised), and from where they lie."""
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
    return known if same else None


class _Note(msgspec.Struct):
    weights: str
    sha256: dict[str, str]


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
