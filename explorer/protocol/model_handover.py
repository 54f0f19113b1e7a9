"""Models that a script or a notebook holds, on their way to the lane that looks at them.

The only objects that cross between threads as themselves: whoever calls `explorer.show` wants this
very model looked at, and its weights may be large. Nothing here knows what they are.
"""

from __future__ import annotations

import itertools
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol


class Restorable(Protocol):
    """What knows how a model was when it was taken."""

    def restore(self) -> None:
        """Put it back; doing it again changes nothing."""


@dataclass
class Handover:
    """A model, its tokenizer (or None), and `folder`, where that may be copied to be read.

    `taken` is set by the lane once it has taken the model.
    """

    model: Any
    tokenizer: Any
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="explorer-show-")))
    taken: Restorable | None = None


_numbers = itertools.count(1)
_waiting: dict[int, Handover] = {}


def give(model: object, tokenizer: object | None) -> int:
    """Keep these for the lane; the number that a request names them by."""
    number = next(_numbers)
    _waiting[number] = Handover(model, tokenizer)
    return number


def find(number: int) -> Handover | None:
    """What was given under a number; None where it was taken back."""
    return _waiting.get(number)


def take_back() -> None:
    """Put every model back as it was, and forget it: no lane uses one any more."""
    while _waiting:
        _, handover = _waiting.popitem()
        if handover.taken is not None:
            handover.taken.restore()
        shutil.rmtree(handover.folder, ignore_errors=True)
