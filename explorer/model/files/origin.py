"""Whether saved weights ever learned anything: a small note beside them that survives reloading.

A checkpoint's files do not say whether it was trained. When this program saves random or partly
random weights, it writes `weights_origin.json` with their SHA-256; the note counts only while the
weights are still the same bytes, so training them afterwards makes it void. A note never says that
weights are trained: anybody could write that.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from explorer.messages.model import LoadReport, WeightState
from explorer.model.files.mapping import is_kept

NOTE = "weights_origin.json"
_NOTED: dict[str, WeightState] = {"random": "random", "partly": "partly", "fresh": "fresh"}


def write_note(folder: Path, state: WeightState) -> None:
    """Note beside saved weights that they are random, or partly so; others need no note."""
    if needs_note(state):
        note = {"weights": state, "sha256": _hashes(folder)}
        (folder / NOTE).write_text(json.dumps(note, indent=2) + "\n", encoding="utf-8")


def needs_note(state: WeightState) -> bool:
    """Whether weights of this state are saved with a note."""
    return state in _NOTED


def state(folder: Path, report: LoadReport, *, fresh: bool) -> WeightState:
    """What is known of the weights: from the load report, from the note beside them, from their
    numbers (`fresh`: they look randomly initialised), and from where they lie."""
    if report.trained == 0:
        return "random"
    known = noted(folder)
    if known is not None:
        return known
    if fresh:
        return "fresh"
    if report.trained < report.total:
        return "partly"
    return "trained" if is_kept(folder) else "file"


def noted(folder: Path) -> WeightState | None:
    """What the note says, where there is one and the weights are still those it was written of."""
    file = folder / NOTE
    if not os.path.isfile(file):
        return None
    try:
        note = json.loads(file.read_text(encoding="utf-8"))
        known = _NOTED.get(str(note["weights"]))
        same = note["sha256"] == _hashes(folder)
    except (OSError, ValueError, KeyError, TypeError):
        return None  # an unreadable note says nothing; the report still stands
    return known if same else None


def _hashes(folder: Path) -> dict[str, str]:
    hashes = {}
    for file in sorted((*folder.glob("*.safetensors"), *folder.glob("*.bin"))):
        with file.open("rb") as stream:
            hashes[file.name] = hashlib.file_digest(stream, "sha256").hexdigest()
    return hashes
