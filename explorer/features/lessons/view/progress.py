"""How far a person is in each lesson, remembered between two starts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from explorer.app.settings import Settings, Text
from explorer.boundary.typed_json import convert_or

_KEY, _SAVED = "lessons", "saved"
_MOST_FILES = 10
_MOST_FOLDERS = 50


@dataclass
class SavedLessonProgress:
    """The page that was seen last, and the tasks that are done, as `page#number`.

    `path` is the file of a lesson that did not come with the program, empty for one that did.
    """

    page: str = ""
    done: list[str] = field(default_factory=list)
    path: Text = ""


class Progresses:
    """By the lesson's name: its key, or the path of its file."""

    def __init__(self, profile: Settings) -> None:
        self._profile = profile
        self._all = self._read()

    def _read(self) -> dict[str, SavedLessonProgress]:
        rows = self._profile.json(_KEY, dict[str, object]) or {}
        read = {key: convert_or(row, SavedLessonProgress, None) for key, row in rows.items()}
        good = {key: progress for key, progress in read.items() if progress is not None}
        if len(good) < len(rows):
            self._profile.keep_rest(_KEY, _text(good))
        return good

    def of(self, name: str) -> SavedLessonProgress | None:
        """How far a lesson is; None where it was never opened."""
        return self._all.get(name)

    @property
    def files(self) -> tuple[str, ...]:
        """Lessons that were opened from files, the newest first."""
        return tuple(progress.path for progress in reversed(self._all.values()) if progress.path)

    def keep(self, name: str, progress: SavedLessonProgress) -> None:
        """Remember how far a lesson is."""
        self._all.pop(name, None)
        self._all[name] = progress
        for path in self.files[_MOST_FILES:]:
            self._all.pop(path, None)
        self._save()

    def forget(self, name: str) -> None:
        """Start a lesson over."""
        self._all.pop(name, None)
        self._save()

    @property
    def folders(self) -> dict[str, str]:
        """Where models were saved, each with the state of its weights."""
        return self._profile.json(_SAVED, dict[str, str]) or {}

    def keep_folders(self, folders: Mapping[str, str]) -> None:
        """Remember the newest of the folders that models were saved into."""
        self._profile.keep(_SAVED, json.dumps(dict([*folders.items()][-_MOST_FOLDERS:])))

    def _save(self) -> None:
        self._profile.keep(_KEY, _text(self._all))


def _text(all_: dict[str, SavedLessonProgress]) -> str:
    return json.dumps({name: asdict(progress) for name, progress in all_.items()})
