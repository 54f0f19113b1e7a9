"""All lessons with their acts: one click begins an act, another continues where one stopped."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QPushButton, QSizePolicy, QWidget

from explorer.features.lessons.protocol import Lesson
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import Card, button, label, with_names
from explorer.widgets.dialog_frame import FramedDialog, stack_buttons
from explorer.widgets.flow_layout import FlowLayout


@dataclass(frozen=True)
class ListedLesson:
    """A lesson in the list. `place` is the page to continue at, -1 where it was never begun."""

    name: str
    lesson: Lesson
    place: int
    done: frozenset[str]
    path: str = ""


class LessonList(FramedDialog):
    """`chosen` carries a lesson's name and a page; `restart_wanted` the name."""

    chosen = Signal(str, int)
    restart_wanted = Signal(str)
    file_wanted = Signal()

    def __init__(
        self, lessons: tuple[ListedLesson, ...], notes: tuple[str, ...], parent: QWidget
    ) -> None:
        super().__init__(parent, "lessonDialog", tr("Lessons"))
        self._to_restart = ""
        for number, lesson in enumerate(lessons):
            self.page.add(self._card(lesson, number))
        for note in notes:
            self.page.add(label(note, "warning", wrap=True))
        self.file_button = button(tr("Open a lesson from a file…"), name="lessonFileButton")
        self.file_button.setAutoDefault(False)
        self.file_button.clicked.connect(self._open_file)
        close = button(tr("Close"), name="lessonListClose")
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        self.finish((self.file_button,), (close,))
        self.fit(74, 54)

    def _card(self, listed_lesson: ListedLesson, number: int) -> Card:
        lesson = listed_lesson.lesson
        card = Card(lesson.title, "" if not listed_lesson.path else listed_lesson.path)
        card.title.setProperty("term", "")
        card.add(label(lesson.about, "muted", wrap=True))
        if listed_lesson.place >= 0:
            page = lesson.pages[listed_lesson.place]
            row = FlowLayout(gap=8)
            which = {"page": listed_lesson.place + 1, "pages": len(lesson.pages)}
            ended = not listed_lesson.place and bool(listed_lesson.done)
            where = (
                tr("Read it again: page {page} of {pages}", **which)
                if ended
                else tr("Continue: page {page} of {pages}", **which)
            )
            on = button(where, "primary", name=f"lessonGoOn.{number}")
            on.setAccessibleName(f"{where}, {page.title}")
            on.setDefault(number == 0)
            row.addWidget(self._leads(on, listed_lesson, listed_lesson.place))
            again = button(tr("Start over"), "link", name=f"lessonAgain.{number}")
            again.setAutoDefault(False)
            again.setProperty("lesson", listed_lesson.name)
            again.setProperty("done", len(listed_lesson.done))
            again.clicked.connect(self._restart)
            row.addWidget(again)
            card.add_layout(row)
            card.add(label(page.title, "small", wrap=True))  # its words wrap, those of buttons not
        first = 0
        for place, act in enumerate(lesson.acts, start=1):
            tasks = [f"{page.key}#{task}" for page in act.pages for task in range(len(page.tasks))]
            done = sum(task in listed_lesson.done for task in tasks)
            state = (
                numbers.ntr(
                    "{done} of {count} task done",
                    "{done} of {count} tasks done",
                    len(tasks),
                    done=done,
                )
                if tasks
                else tr("nothing to do")
            )
            sign = "✓ " if tasks and done == len(tasks) else ""
            pages = numbers.ntr("{count} page", "{count} pages", len(act.pages))
            hint = f"{act.about} {pages}, {sign}{state}.".strip()
            push_button = button(f"{place}  {act.title}", "start", name=f"act.{number}.{place}")
            push_button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            push_button.setAccessibleName(
                tr("Act {act}: {title}. {hint}", act=place, title=act.title, hint=hint)
            )
            push_button.setDefault(number == 0 and place == 1 and listed_lesson.place < 0)
            card.add(self._leads(push_button, listed_lesson, first))
            card.add(label(hint, "small", wrap=True))
            first += len(act.pages)
        return card

    def _leads(self, push_button: QPushButton, lesson: ListedLesson, place: int) -> QPushButton:
        push_button.setProperty("lesson", lesson.name)
        push_button.setProperty("place", place)
        push_button.clicked.connect(self._choose)
        return push_button

    @Slot()
    def _choose(self) -> None:
        result = self.sender()
        name, place = str(result.property("lesson")), int(result.property("place"))
        self.accept()
        self.chosen.emit(name, place)

    @Slot()
    def _restart(self) -> None:
        """Begin a lesson as if it were new; where tasks are done, ask first."""
        sender = self.sender()
        self._to_restart, done = str(sender.property("lesson")), int(sender.property("done"))
        if not done:
            self._start_over()
            return
        text = numbers.ntr(
            "{count} task is done. Starting over takes its tick away, and what was said of it.",
            "{count} tasks are done. Starting over takes their ticks away, and what was said of "
            "them.",
            done,
        )
        box = with_names(QMessageBox(self), "lessonAgainQuestion")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle(tr("Start over?"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(text)
        role = QMessageBox.ButtonRole.AcceptRole
        with_names(box.addButton(tr("Start over"), role), "lessonAgainYes")
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        stack_buttons(box)
        box.accepted.connect(self._start_over)
        box.open()

    @Slot()
    def _start_over(self) -> None:
        self.accept()
        self.restart_wanted.emit(self._to_restart)

    @Slot()
    def _open_file(self) -> None:
        self.accept()
        self.file_wanted.emit()
