"""Choosing a lesson: those of the program, those that teachers wrote, and how far each is."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from explorer.features.lessons.protocol import LessonRead
from explorer.features.lessons.view.lesson_progress import LessonProgress
from explorer.features.lessons.view.progress import Progresses
from explorer.protocol.failures import LessonNotHere
from explorer.protocol.job import Failed, Remedy, Request
from explorer.text.translation import tr

if TYPE_CHECKING:
    from explorer.app.explanation_sources import LessonLibrary
    from explorer.app.shell import Shell
    from explorer.features.lessons.view.lesson_list import LessonList, ListedLesson


class LessonShelf(QObject):
    """`chosen` carries a Standing and the number of a page."""

    chosen = Signal(object, int)

    list: LessonList | None = None

    def __init__(self, window: Shell, room: LessonLibrary) -> None:
        super().__init__(window)
        self._window, self._room = window, room
        self._progresses = Progresses(window.profile)
        room.restore_saved(self._progresses.folders)
        self._standings: dict[str, LessonProgress] = {}
        actions = window.actions_
        actions.tour.triggered.connect(self.open_list)
        actions.lesson_file.triggered.connect(self.open_file)
        window.start_page.lesson_wanted.connect(self.open_list)

    @Slot()
    def open_list(self) -> None:
        """Show all lessons with their acts."""
        from explorer.features.lessons.view.lesson_list import LessonList

        if self.list is not None:
            return
        listed, notes = self._listed()
        dialog = self.list = LessonList(listed, notes, self._window)
        dialog.chosen.connect(self._choose)
        dialog.restart_wanted.connect(self._restart)
        dialog.file_wanted.connect(self.open_file)
        dialog.finished.connect(self._forget_list)
        dialog.open()

    def keep_saved(self) -> None:
        """Remember where models were saved: the next start knows these folders again."""
        self._progresses.keep_folders(self._room.saved)

    @Slot()
    def _forget_list(self) -> None:
        self.list = None

    def _listed(self) -> tuple[tuple[ListedLesson, ...], tuple[str, ...]]:
        """What can be opened, and a sentence for each file that cannot."""
        from explorer.features.lessons.view.lesson_list import ListedLesson

        reads = [(read, "") for read in self._room.bundled()]
        reads += [(self._room.read(path), path) for path in self._progresses.files]
        listed, notes = [], []
        for read, path in reads:
            standing = self._standing(read, path)
            if standing is None:
                notes.append(_refused(read))
                continue
            progress = self._progresses.of(standing.name)
            place = standing.lesson.place_of(progress.page) if progress is not None else -1
            listed.append(ListedLesson(standing.name, standing.lesson, place, standing.done, path))
        return tuple(listed), tuple(notes)

    def begun(self) -> tuple[LessonProgress, ...]:
        """How far each lesson is that was begun."""
        listed, _ = self._listed()
        return tuple(self._standings[each.name] for each in listed if each.place >= 0)

    def _standing(self, read: LessonRead, path: str) -> LessonProgress | None:
        """How far the lesson is, with what was said in this session; None for a broken file."""
        if read.lesson is None:
            return None
        name = path or read.lesson.key
        former = self._standings.get(name)
        if former is None or former.lesson != read.lesson:
            former = self._standings[name] = LessonProgress(
                name, read.lesson, path, self._progresses
            )
        return former

    @Slot()
    def open_file(self) -> None:
        """Let a person choose a lesson file and begin it, or say what is wrong with it."""
        path = ask_lesson_file(self._window)
        if path:
            self.open_path(path)

    def open_path(self, path: str) -> None:
        """Begin the lesson in a file where one was, or say what is wrong with it."""
        read = self._room.read(path)
        standing = self._standing(read, path)
        if standing is None:
            more = len(read.problems) - 1
            rest = " " + tr("The details name {remaining} more.", remaining=more) if more else ""
            remedy = Remedy(tr("Open another"), "lessonFileAction")
            details = "\n".join(read.problems)
            self._window.tell_failure(Failed(0, Request(), _refused(read) + rest, remedy, details))
            return
        progress = self._progresses.of(path)
        self.chosen.emit(
            standing, standing.lesson.place_of(progress.page) if progress is not None else 0
        )

    def open_at(self, key: str, page: str) -> None:
        """Open the lesson with this key at the page with that key; else where it was left."""
        listed, _ = self._listed()
        here = next((each for each in listed if each.lesson.key == key), None)
        if here is None:
            gone = LessonNotHere(key)
            self._window.tell_failure(
                Failed(0, Request(), gone.sentence, gone.remedy, gone.details)
            )
            return
        place = here.lesson.place_of(page) if page else max(0, here.place)
        self.chosen.emit(self._standings[here.name], place)

    @Slot(str)
    def _restart(self, name: str) -> None:
        former = self._standings[name]
        self._progresses.forget(name)
        progress = LessonProgress(name, former.lesson, former.path, self._progresses)
        self._standings[name] = progress
        self.chosen.emit(progress, 0)

    @Slot(str, int)
    def _choose(self, name: str, place: int) -> None:
        self.chosen.emit(self._standings[name], place)


def _refused(read: LessonRead) -> str:
    name = os.path.basename(read.path)
    return tr(
        "{name} cannot be opened as a lesson. {problems}", name=name, problems=read.problems[0]
    )


def ask_lesson_file(parent: QWidget) -> str:
    """Let a person choose a lesson; empty when they change their mind."""
    return QFileDialog.getOpenFileName(parent, tr("Open a lesson"), "", tr("Lesson (*.json)"))[0]
