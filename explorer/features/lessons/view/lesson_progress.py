"""How far a person is in one lesson: which tasks are done, and what was said when they were.

A task that was done stays done, also over a restart; what was said then is kept for the session
alone, because its numbers belong to runs that are gone afterwards.
"""

from __future__ import annotations

from dataclasses import replace

from explorer.features.lessons.protocol import Lesson, LessonPage, PageStatus, TaskStatus
from explorer.features.lessons.view.progress import Progresses, SavedLessonProgress
from explorer.text.translation import tr

_BEFORE = tr("You did this before.")


class LessonProgress:
    """Of `lesson`, which is remembered under `name`; `path` is its file where it has one."""

    def __init__(self, name: str, lesson: Lesson, path: str, progresses: Progresses) -> None:
        self.name, self.lesson, self.path = name, lesson, path
        self._progresses = progresses
        self._told: dict[str, str] = {}
        progress = progresses.of(name)
        self._kept = set(progress.done) if progress is not None else set()

    @property
    def done(self) -> frozenset[str]:
        """The tasks that are done, now or before, as `page#number`."""
        return frozenset(self._told) | self._kept

    def note(self, page: LessonPage, status: PageStatus) -> list[TaskStatus]:
        """Keep what is done now; the tasks that were not done before.

        A task counts once those before it on the page are done.
        """
        fresh = []
        for key, task in zip(_keys(page), status.tasks, strict=True):
            if task.done:
                if key not in self.done:
                    fresh.append(task)
                self._told[key] = task.sentences  # also again: it may be said of a newer run
            elif key not in self.done:
                break
        if fresh:
            self.keep(page)
        return fresh

    def tasks(self, page: LessonPage, status: PageStatus) -> tuple[TaskStatus, ...]:
        """The tasks as they are to be shown."""
        done = self.done
        return tuple(
            replace(task, done=key in done, sentences=self._told.get(key, _BEFORE))
            for key, task in zip(_keys(page), status.tasks, strict=True)
        )

    def reopen(self, page: LessonPage, status: PageStatus) -> None:
        """Have tasks done again whose results are gone, where a later one needs them."""
        keys = _keys(page)
        if self.is_done(page):
            return
        lost = False
        for key, task in zip(keys, status.tasks, strict=True):
            lost = lost or not (task.done or task.before)
            if lost:
                self._told.pop(key, None)
                self._kept.discard(key)

    def is_done(self, page: LessonPage) -> bool:
        """Whether everything is done that a page asks."""
        return self.done.issuperset(_keys(page))

    def keep(self, page: LessonPage) -> None:
        """Remember the page and what is done."""
        self._progresses.keep(
            self.name, SavedLessonProgress(page.key, sorted(self.done), self.path)
        )

    @property
    def counted(self) -> tuple[int, int]:
        """How many tasks of the lesson are done, and how many there are."""
        keys = {key for page in self.lesson.pages for key in _keys(page)}
        return len(keys & self.done), len(keys)


def _keys(page: LessonPage) -> tuple[str, ...]:
    return tuple(f"{page.key}#{number}" for number in range(len(page.tasks)))
