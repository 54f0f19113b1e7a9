"""Whether saved weights ever learned anything: a small note beside them that survives reloading.

A checkpoint's files do not say whether it was trained. When this program saves random or partly
random weights, it writes `weights_origin.json` with their SHA-256; the note counts only while the
weights are still the same bytes, so training them afterwards makes it void.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from explorer.messages.model import LoadReport, WeightState

NOTE = "weights_origin.json"
_WORDS: dict[str, WeightState] = {"random": "random", "partly": "partly"}


def write_note(folder: Path, state: WeightState) -> None:
    """Note beside saved weights that they are random or partly so; trained ones need none."""
    if state != "trained":
        note = {"weights": state, "sha256": _hashes(folder)}
        (folder / NOTE).write_text(json.dumps(note, indent=2) + "\n", encoding="utf-8")


def state(folder: Path, report: LoadReport) -> WeightState:
    """What the weights are, from the load report and from the note beside them."""
    if report.trained == 0:
        return "random"
    known = noted(folder)
    if known is not None:
        return known
    return "trained" if report.trained == report.total else "partly"


def noted(folder: Path) -> WeightState | None:
    """What the note says, where there is one and the weights are still those it was written of."""
    file = folder / NOTE
    if not os.path.isfile(file):
        return None
    try:
        note = json.loads(file.read_text(encoding="utf-8"))
        known = _WORDS.get(str(note["weights"]))
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
