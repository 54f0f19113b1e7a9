"""What is remembered between two starts: geometry, theme, text size, recent models."""

from __future__ import annotations

import contextlib
import functools
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QByteArray, QObject, QStandardPaths, Signal

from explorer import whole_file

_MOST_RECENT = 20
_BYTES = "base64"
Value = str | int | QByteArray


class Aside(Protocol):
    """Where work is done that the window does not wait for: `explorer.worker.Aside`."""

    def do(self, work: Callable[[], None]) -> None:
        """Do this after what came before it."""

    def finish(self) -> None:
        """Wait until all is done."""


@dataclass(frozen=True)
class Recent:
    """A folder or checkpoint that was opened or saved, and what was chosen when it was opened.

    `class_name` is the class that it became; `asked_class`, `dtype` and `device` are the choices,
    empty, "auto" and "cpu" for the usual ones. `revision` is a commit of the Hub cache.
    """

    path: str
    name: str
    class_name: str
    state: str
    pinned: bool = False
    revision: str = ""
    asked_class: str = ""
    dtype: str = "auto"
    variant: str = ""
    device: str = "cpu"

    @property
    def chosen(self) -> tuple[str, ...]:
        """What was chosen otherwise than usual, in words."""
        found = (
            self.asked_class and self.class_name,
            self.dtype if self.dtype != "auto" else "",
            self.device if self.device != "cpu" else "",
            self.variant,
        )
        return tuple(one for one in found if one)


class Profile(QObject):
    """Settings in one file, in the system's place or in a folder of one's own.

    With an `aside` the file is written there: a busy disk takes seconds for what was asked of it,
    and QSettings would keep the window waiting (and every other thread of Python) all that time.
    Without one each setting is written at once.
    """

    recent_changed = Signal()

    def __init__(self, folder: str = "", aside: Aside | None = None) -> None:
        super().__init__()
        place = QStandardPaths.StandardLocation.AppConfigLocation
        self.folder = Path(folder or QStandardPaths.writableLocation(place))
        self._own = bool(folder)
        self._aside = aside
        self._file = self.folder / "settings.json"
        self._values = _read(self._file)

    @property
    def state_folder(self) -> Path:
        """Where the log file lies: the system's place for it, or a profile's own folder."""
        place = QStandardPaths.StandardLocation.StateLocation
        return self.folder if self._own else Path(QStandardPaths.writableLocation(place))

    @property
    def writable(self) -> bool:
        """Whether anything can be remembered there."""
        there = self._file if self._file.exists() else self.folder
        while not there.exists() and there != there.parent:
            there = there.parent
        return (there == self._file or there.is_dir()) and os.access(there, os.W_OK)

    def text(self, key: str, default: str = "") -> str:
        """A remembered text."""
        return str(self._values.get(key, default))

    def number(self, key: str, default: int) -> int:
        """A remembered whole number; the default where the file holds something else."""
        try:
            return int(str(self._values.get(key, default)))
        except ValueError:
            return default

    def data(self, key: str) -> QByteArray:
        """Remembered bytes, empty where there are none."""
        value = self._values.get(key)
        return value if isinstance(value, QByteArray) else QByteArray()

    def keep(self, key: str, value: Value) -> None:
        """Remember something."""
        if self._values.get(key) == value:
            return
        self._values[key] = value
        write = functools.partial(_change, self._file, key, value)
        if self._aside is None:
            write()
        else:
            self._aside.do(write)

    def finish(self) -> None:
        """Wait until all that was kept is in the file."""
        if self._aside is not None:
            self._aside.finish()

    def recent(self) -> tuple[Recent, ...]:
        """What was opened or saved, the newest first; rows that cannot be read are left out."""
        try:
            rows = json.loads(self.text("recent", "[]"))
        except ValueError:
            return ()
        found = [_recent(row) for row in rows] if isinstance(rows, list) else []
        return tuple(one for one in found if one is not None)

    def remember(self, one: Recent) -> None:
        """Put a model at the top of the recent list."""
        former = next((old for old in self.recent() if old.path == one.path), one)
        one = replace(one, pinned=former.pinned)
        self._keep_recent([one, *(old for old in self.recent() if old.path != one.path)])

    def pin(self, path: str, pinned: bool) -> None:
        """Keep a model at the top of the list, or no longer."""
        self._keep_recent(
            [replace(old, pinned=pinned) if old.path == path else old for old in self.recent()]
        )

    def forget(self, path: str) -> None:
        """Take a model off the list; the folder itself stays."""
        self._keep_recent([old for old in self.recent() if old.path != path])

    def _keep_recent(self, rows: list[Recent]) -> None:
        """Pinned ones first, each part in its order; the oldest of the others go."""
        kept = [row for row in rows if row.pinned]
        others = [row for row in rows if not row.pinned][: max(0, _MOST_RECENT - len(kept))]
        self.keep("recent", json.dumps([asdict(row) for row in (*kept, *others)]))
        self.recent_changed.emit()


def _recent(row: object) -> Recent | None:
    """A remembered row; entries of a later version are passed over."""
    if not isinstance(row, dict):
        return None
    known = {one.name for one in fields(Recent)}
    given = {name: value for name, value in row.items() if name in known}
    kinds = ((value, bool if name == "pinned" else str) for name, value in given.items())
    if not all(isinstance(value, kind) for value, kind in kinds):
        return None
    try:
        return Recent(**given)
    except TypeError:  # an entry is missing
        return None


def _read(file: Path) -> dict[str, Value]:
    """What the file holds; nothing where it cannot be read, and no values of other kinds."""
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    found: dict[str, Value] = {}
    for key, value in rows.items() if isinstance(rows, dict) else ():
        if isinstance(value, str | int):
            found[key] = value
        elif isinstance(value, dict) and isinstance(value.get(_BYTES), str):
            found[key] = QByteArray.fromBase64(value[_BYTES].encode())
    return found


def _change(file: Path, key: str, value: Value) -> None:
    """Write one setting; what another window of the program wrote meanwhile stays."""
    rows = {name: _row(one) for name, one in (_read(file) | {key: value}).items()}
    with contextlib.suppress(OSError):  # told once, at the start: see `writable`
        file.parent.mkdir(parents=True, exist_ok=True)
        whole_file.write(file, json.dumps(rows, indent=1, ensure_ascii=False))


def _row(value: Value) -> object:
    """A value as JSON has it."""
    if isinstance(value, QByteArray):
        return {_BYTES: bytes(value.toBase64().data()).decode()}
    return value
