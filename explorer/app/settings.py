"""What is remembered between two starts: geometry, theme, text size, recent models."""

from __future__ import annotations

import contextlib
import functools
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any, Protocol, TypeVar

import msgspec
from PySide6.QtCore import QByteArray, QObject, QStandardPaths, Signal

from explorer.boundary import atomic_write, typed_json
from explorer.boundary.limits import SETTINGS
from explorer.text.numbers import joined
from explorer.text.translation import tr
from explorer.widgets.elsewhere import ELSEWHERE

_MOST_RECENT = 20
_MOST_ROWS = 200
"""Recent models that are read: pinned ones are not counted above."""
_MOST_NAMED = 6
LONGEST_PATH = 4_096
"""Characters of a path that is read from the settings: Linux opens none that is longer."""
Text = Annotated[str, msgspec.Meta(max_length=LONGEST_PATH, pattern=r"\A[^\0]*\Z")]
"""A text that is read from the settings and may become a path."""
T = TypeVar("T")
Value = str | int | QByteArray


class BackgroundWriterProtocol(Protocol):
    """Where work is done that the window does not wait for: `explorer.lanes.thread.Aside`."""

    def do(self, work: Callable[[], None]) -> None:
        """Do this after what came before it."""

    def finish(self) -> None:
        """Wait until all is done."""


class _Bytes(msgspec.Struct, frozen=True):
    """Bytes as the file holds them."""

    base64: str


_STORED: Any = str | int | bool | _Bytes


class Recent(msgspec.Struct, frozen=True):
    """A folder or checkpoint that was opened or saved, and what was chosen when it was opened.

    `class_name` is the class that it became; `asked_class`, `dtype` and `device` are the choices,
    empty, "auto" and "cpu" for the usual ones; `prefix` was taken off the names of its weights.
    `revision` is a commit of the Hub cache.
    """

    path: Text
    name: Text
    class_name: Text
    state: Text
    pinned: bool = False
    revision: Text = ""
    asked_class: Text = ""
    dtype: Text = "auto"
    variant: Text = ""
    device: Text = "cpu"
    prefix: Text = ""

    @property
    def chosen(self) -> tuple[str, ...]:
        """What was chosen otherwise than usual, in words."""
        texts = (
            self.asked_class and self.class_name,
            self.dtype if self.dtype != "auto" else "",
            self.device if self.device != "cpu" else "",
            self.variant,
            self.prefix and tr("without {prefix}", prefix=self.prefix),
        )
        return tuple(text for text in texts if text)


class Settings(QObject):
    """Settings in one file, in the system's place or in a folder of one's own.

    With an `aside` the file is written there: a busy disk takes seconds for what was asked of it,
    and QSettings would keep the window waiting (and every other thread of Python) all that time.
    Without one each setting is written at once.

    Whatever the file holds, the program starts: what cannot be used is left out, is in `unread`,
    and kept beside as `settings.json.broken`. `failed` carries a sentence, the first time that
    nothing can be written; `failure` holds it from then on.
    """

    recent_changed = Signal()
    failed = Signal(str)

    def __init__(self, folder: str = "", aside: BackgroundWriterProtocol | None = None) -> None:
        super().__init__()
        place = QStandardPaths.StandardLocation.AppConfigLocation
        self.folder = Path(folder or QStandardPaths.writableLocation(place))
        self.failure = ""
        self._own = bool(folder)
        self._aside = aside
        self._file = self.folder / "settings.json"
        self._broken = ""
        self._left_out: list[str] = []
        self._kept_as = ""
        self._unwritten: dict[str, Value] = {}
        self._values: dict[str, Value] = {}
        self._there: dict[str, tuple[Recent, ...]] = {}
        try:
            self._values, bad = _read(self._file)
        except (FileNotFoundError, NotADirectoryError):
            return
        except (OSError, typed_json.Malformed) as error:
            self._broken = typed_json.why(error)
            self._keep_aside(copied=False)
            return
        for key in bad:
            self._leave_out(key)

    def _leave_out(self, key: str) -> None:
        """Note that a value, or a part of it, cannot be used."""
        if not self._left_out:
            self._keep_aside(copied=True)
        if key not in self._left_out:
            self._left_out.append(key)

    def _keep_aside(self, *, copied: bool) -> None:
        with contextlib.suppress(OSError):  # then nothing can be written either, which is reported
            self._kept_as = str(atomic_write.set_aside(self._file, copied=copied))

    @property
    def unread(self) -> str:
        """A sentence about what could not be read; empty where everything was."""
        if self._broken:
            sentence = tr(
                "The settings could not be read, and the usual ones are used: {reason}.",
                reason=self._broken,
            )
        elif self._left_out:
            names = joined([f"“{key[:40]}”" for key in self._left_out[:_MOST_NAMED]])
            sentence = tr(
                "Some settings could not be read and are left out: {settings}.", settings=names
            )
        else:
            return ""
        if not self._kept_as:
            return sentence
        return tr(
            "{sentence} The old file is kept as {path}.", sentence=sentence, path=self._kept_as
        )

    @property
    def state_folder(self) -> Path:
        """Where the log file is: the system's place for it, or a profile's own folder."""
        place = QStandardPaths.StandardLocation.StateLocation
        return self.folder if self._own else Path(QStandardPaths.writableLocation(place))

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

    def json(self, key: str, kind: type[T]) -> T | None:
        """The JSON value in a remembered text; None where there is none that can be used."""
        text = self.text(key)
        if not text:
            return None
        try:
            return typed_json.convert(typed_json.parse(text, SETTINGS), kind)
        except typed_json.Malformed:
            self.keep_rest(key, "")
            return None

    def keep_rest(self, key: str, value: Value) -> None:
        """Remember what is left of a value that cannot be used as a whole."""
        self._leave_out(key)
        self.keep(key, value)

    def keep(self, key: str, value: Value, *, always: bool = False) -> None:
        """Remember something. `always` writes it even where it is remembered already.

        Text with half a character (a path that is not UTF-8) cannot be remembered.
        """
        if isinstance(value, str) and not _is_whole(value):
            return
        if self._values.get(key) == value and not always:
            return
        self._values[key] = value
        write = functools.partial(self._write, key, value)
        if self._aside is None:
            write()
        else:
            self._aside.do(write)

    def _write(self, key: str, value: Value) -> None:
        """Write one setting, and those that could not be written before; never raises OSError."""
        self._unwritten[key] = value
        try:
            try:
                rows, _ = _read(self._file)  # another window of the program may have written
            except FileNotFoundError:
                rows = {}
            except typed_json.Malformed:  # somebody edited it meanwhile
                atomic_write.set_aside(self._file)
                rows = dict(self._values)
            text = json.dumps(rows | self._unwritten, indent=1, ensure_ascii=False, default=_row)
            self._file.parent.mkdir(parents=True, exist_ok=True)
            atomic_write.write(self._file, text)
        except OSError as error:
            if not self.failure:
                self.failure = tr(
                    "Settings cannot be saved in {folder}: {reason}. The program works, but it "
                    "forgets its settings when it closes.",
                    folder=self.folder,
                    reason=atomic_write.why(error),
                )
                self.failed.emit(self.failure)
        else:
            self._unwritten.clear()

    def finish(self) -> None:
        """Wait until all that was kept is in the file."""
        if self._aside is not None:
            self._aside.finish()

    def recent(self) -> tuple[Recent, ...]:
        """What was opened or saved, the newest first; rows that cannot be read are left out.

        Where another computer does the work: what was opened there since the start. Its folders
        are not written down among those of this one.
        """
        if ELSEWHERE.computer is not None:
            return self._there.get(ELSEWHERE.computer.place, ())
        rows = (self.json("recent", list) or [])[:_MOST_ROWS]
        good = tuple(typed_json.convert_items(rows, Recent))
        if len(good) < len(rows):
            self.keep_rest("recent", _recent_text(good))
        return good

    def keep_folder(self, folder: str) -> None:
        """Begin here when a folder is chosen the next time; none of another computer's."""
        if ELSEWHERE.computer is None:
            self.keep("folder", folder)

    def remember(self, recent: Recent) -> None:
        """Put a model at the top of the recent list."""
        former = next((old for old in self.recent() if old.path == recent.path), recent)
        recent = msgspec.structs.replace(recent, pinned=former.pinned)
        self._keep_recent([recent, *(old for old in self.recent() if old.path != recent.path)])

    def pin(self, path: str, pinned: bool) -> None:
        """Keep a model at the top of the list, or no longer."""
        self._keep_recent(
            [
                msgspec.structs.replace(old, pinned=pinned) if old.path == path else old
                for old in self.recent()
            ]
        )

    def forget(self, path: str) -> None:
        """Take a model off the list; the folder itself stays."""
        self._keep_recent([old for old in self.recent() if old.path != path])

    def put_back(self, recent: Recent, place: int) -> None:
        """Put a model that was forgotten back at its place, unless it is on the list again."""
        rows = list(self.recent())
        if all(row.path != recent.path for row in rows):
            rows.insert(place, recent)
            self._keep_recent(rows)

    def _keep_recent(self, rows: list[Recent]) -> None:
        """Pinned ones first, each part in its order; the oldest of the others go."""
        recents = [row for row in rows if row.pinned]
        others = [row for row in rows if not row.pinned][: max(0, _MOST_RECENT - len(recents))]
        if ELSEWHERE.computer is not None:
            self._there[ELSEWHERE.computer.place] = (*recents, *others)
        else:
            self.keep("recent", _recent_text((*recents, *others)))
        self.recent_changed.emit()


def _recent_text(rows: Sequence[Recent]) -> str:
    return json.dumps([msgspec.structs.asdict(row) for row in rows])


def _read(file: Path) -> tuple[dict[str, Value], tuple[str, ...]]:
    """What the file holds, and the keys of what cannot be used. Raises OSError and Malformed."""
    data = typed_json.read_bytes(file, SETTINGS.bytes)
    rows, unfit = typed_json.parse_entries(data, SETTINGS)
    good: dict[str, Value] = {}
    bad = list(unfit)
    for key, value in rows.items():
        match typed_json.convert_or(value, _STORED, None):
            case None:
                bad.append(key)
            case _Bytes(base64=text):
                good[key] = QByteArray.fromBase64(text.encode())
            case plain:
                good[key] = plain
    return good, tuple(bad)


def _is_whole(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _row(value: QByteArray) -> dict[str, str]:
    """Bytes as JSON has them."""
    return msgspec.structs.asdict(_Bytes(bytes(value.toBase64().data()).decode()))
