"""What is remembered between two starts: geometry, theme, text size, recent models."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QSettings, QStandardPaths, Signal

_MOST_RECENT = 20


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
    """Settings in one ini file, in the system's place or in a folder of one's own."""

    recent_changed = Signal()

    def __init__(self, folder: str = "") -> None:
        super().__init__()
        place = QStandardPaths.StandardLocation.AppConfigLocation
        self.folder = Path(folder or QStandardPaths.writableLocation(place))
        self._own = bool(folder)
        self._settings = QSettings(str(self.folder / "settings.ini"), QSettings.Format.IniFormat)

    @property
    def state_folder(self) -> Path:
        """Where the log file lies: the system's place for it, or a profile's own folder."""
        place = QStandardPaths.StandardLocation.StateLocation
        return self.folder if self._own else Path(QStandardPaths.writableLocation(place))

    @property
    def writable(self) -> bool:
        """Whether anything can be remembered there."""
        return self._settings.isWritable()

    def text(self, key: str, default: str = "") -> str:
        """A remembered text."""
        return str(self._settings.value(key, default))

    def number(self, key: str, default: int) -> int:
        """A remembered whole number; the default where the file holds something else."""
        try:
            return int(str(self._settings.value(key, default)))
        except ValueError:
            return default

    def data(self, key: str) -> QByteArray:
        """Remembered bytes, empty where there are none."""
        value = self._settings.value(key)
        return value if isinstance(value, QByteArray) else QByteArray()

    def keep(self, key: str, value: str | int | QByteArray) -> None:
        """Remember something."""
        self._settings.setValue(key, value)

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
