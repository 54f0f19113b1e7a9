"""How far a person is in each lesson, remembered between two starts."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

from explorer.window.profile import Profile

_KEY = "lessons"
_MOST_FILES = 10


@dataclass
class Progress:
    """The page that was seen last, and the tasks that are done, as `page#number`.

    `path` is the file of a lesson that did not come with the program, empty for one that did.
    """

    page: str = ""
    done: list[str] = field(default_factory=list)
    path: str = ""


class Progresses:
    """By the lesson's name: its key, or the path of its file."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._all = self._read()

    def _read(self) -> dict[str, Progress]:
        try:
            rows = json.loads(self._profile.text(_KEY, "{}"))
            return {str(name): _checked(row) for name, row in rows.items()}
        except (ValueError, TypeError, AttributeError):
            return {}

    def of(self, name: str) -> Progress | None:
        """How far a lesson is; None where it was never opened."""
        return self._all.get(name)

    @property
    def files(self) -> tuple[str, ...]:
        """Lessons that were opened from files, the newest first."""
        return tuple(one.path for one in reversed(self._all.values()) if one.path)

    def keep(self, name: str, progress: Progress) -> None:
        """Remember how far a lesson is."""
        self._all.pop(name, None)
        self._all[name] = progress
        for path in self.files[_MOST_FILES:]:
            self._all.pop(path, None)
        self._save()

    def forget(self, name: str) -> None:
        """Begin a lesson anew."""
        self._all.pop(name, None)
        self._save()

    def _save(self) -> None:
        rows = {name: asdict(one) for name, one in self._all.items()}
        self._profile.keep(_KEY, json.dumps(rows))


def _checked(row: dict[str, object]) -> Progress:
    done = row.get("done")
    return Progress(
        str(row.get("page", "")),
        [str(one) for one in done] if isinstance(done, list) else [],
        str(row.get("path", "")),
    )
