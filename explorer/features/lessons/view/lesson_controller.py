"""Lessons in the window: which is open and where, what it does there, and when a task is done.

Built after the first paint and cheap until a lesson is opened; from then on the card, the shade
and the stage are there. Nothing here waits for a person: every page can be skipped, and the
program works as usual beside the card.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from explorer.features.lessons.protocol import (
    Lesson,
    LessonBegun,
    LessonPage,
    PageStatus,
    TaskStatus,
)
from explorer.features.lessons.view.lesson_progress import LessonProgress
from explorer.features.lessons.view.lesson_shelf import LessonShelf
from explorer.protocol.job import Done, Remedy
from explorer.protocol.model import ModelReady, ModelSaved
from explorer.protocol.run import RunResult, is_live
from explorer.text.numbers import ntr
from explorer.text.translation import tr
from explorer.widgets.accessibility import Picture
from explorer.widgets.focus import give_back

if TYPE_CHECKING:
    from explorer.app.shell import Shell
    from explorer.features.lessons.view.lesson_card import LessonCard, Shown
    from explorer.features.lessons.view.page_setup import Stage
    from explorer.features.lessons.view.spotlight import Spotlight

_TO_GUESS = tr("What the model said is written here as soon as its answer is shown.")

KEYS = {
    "lessonNext": (tr("Next page"), "F8"),
    "lessonBack": (tr("Page before"), "F7"),
    "lessonGo": (tr("To the highlighted control, or back to the lesson"), "F6"),
    "lessonSkip": (tr("Skip this page"), "Shift+F8"),
}


class LessonController(QObject):
    """`lesson` and `page` are what is open now, None while no card is shown.

    `pointed` fires when the page has come to point at something, or is left; `moved` when that
    comes, moves or goes.
    """

    pointed = Signal()
    moved = Signal()
    card: LessonCard | None = None
    spotlight: Spotlight | None = None

    def __init__(self, window: Shell) -> None:
        super().__init__(window)
        self._window = window
        self._room = window.teacher.lessons(window.words)
        self.shelf = LessonShelf(window, self._room)
        self._standing: LessonProgress | None = None
        self._place = self._since = 0
        self._point = self._waits = ""
        self._missing = self._presenting = self._withholds = self._was_done = False
        self._stage: Stage | None = None
        self._before: QWidget | None = None
        self._followed: QAction | None = None
        self._keys = {name: self._key(name, *about) for name, about in KEYS.items()}
        self._keys["lessonNext"].triggered.connect(self.next)
        self._keys["lessonBack"].triggered.connect(self.back)
        self._keys["lessonGo"].triggered.connect(self.go)
        self._keys["lessonSkip"].triggered.connect(self.skip)
        self.shelf.chosen.connect(self.open)
        self._door = window.banner.lesson
        self._door.clicked.connect(self._toggle)
        self._door.setEnabled(True)
        self._show_door()
        window.closing.connect(self.leave)
        window.state.finished.connect(self.finished)

    def _key(self, name: str, text: str, keys: str) -> QAction:
        action = QAction(text, self._window)
        action.setObjectName(name)
        action.setShortcut(QKeySequence(keys))
        action.setEnabled(False)
        self._window.addAction(action)
        return action

    @Slot()
    def _toggle(self) -> None:
        """The button of the banner: choose a lesson, or leave the one that is open."""
        if self.lesson is None:
            self._show_door()  # it is not open before one is chosen
            self.shelf.open_list()
        else:
            self.leave()

    def _show_door(self) -> None:
        is_open = self.lesson is not None
        self._door.setChecked(is_open)
        tip = (
            tr("Leave the lesson: it remembers the page")
            if is_open
            else tr(
                "Learn step by step, on your own runs ({keys})",
                keys=_native(self._window.actions_.tour),
            )
        )
        self._door.setToolTip(tip)
        self._door.setAccessibleName(tr("Leave the lesson") if is_open else tr("Lesson"))

    @property
    def lesson(self) -> Lesson | None:
        """The lesson that is open."""
        return self._standing.lesson if self._standing is not None else None

    @property
    def page(self) -> LessonPage | None:
        """The page that is shown."""
        return self.lesson.pages[self._place] if self.lesson is not None else None

    @property
    def place(self) -> int:
        """Its number, from 0."""
        return self._place

    # -- opening and building ----------------------------------------------------------------

    @Slot(object, int)
    def open(self, standing: LessonProgress, place: int) -> None:
        """Open a lesson at a page."""
        self._build()
        if self._standing is None:
            self._before = self._window.focusWidget()
        self._standing = standing
        for key in self._keys.values():
            key.setEnabled(True)
        self._show_door()
        self._enter(place)

    def _build(self) -> None:
        """Make the card and what belongs to it, once."""
        if self.card is not None:
            return
        from explorer.features.lessons.view.lesson_card import LessonCard
        from explorer.features.lessons.view.page_setup import Stage
        from explorer.features.lessons.view.spotlight import Spotlight

        window = self._window
        self._stage = Stage(window)
        self.spotlight = Spotlight(window.look, window)
        self.spotlight.moved.connect(self.moved)
        card = self.card = LessonCard(window.look, window.words.terms_in)
        window.body.add_dock(card)
        self.spotlight.keep_bright(card, window.menuBar(), window.message_bar, window.status)
        window.look.changed.connect(self._looks_new)
        inference = window.inference
        flow, mode = inference.views.view("flow"), inference.mode
        flow.moved.connect(self._tell_withheld)
        flow.guess_changed.connect(self._tell_withheld)
        mode.changed.connect(self._tell_withheld)
        card.next.clicked.connect(self.next)
        card.back.clicked.connect(self.back)
        card.skip.clicked.connect(self.skip)
        card.go.clicked.connect(self.go)
        card.acts.clicked.connect(self.shelf.open_list)
        card.left.connect(self.leave)
        card.remedy.clicked.connect(self._remedy)
        card.term_wanted.connect(self._explain)
        window.glossary.watch(card.text)
        card.tell_keys(
            [
                (button, f"{action.text()} ({_native(action)})")
                for button, action in zip(
                    (card.next, card.back, card.go, card.skip), self._keys.values(), strict=True
                )
            ]
        )

    # -- going through it --------------------------------------------------------------------

    @Slot()
    def next(self) -> None:
        """The next page, where everything is done that this one asks; the end after the last."""
        page = self.page
        if page is None or self._standing is None:
            return
        if self._standing.is_done(page):
            self.skip()
            return
        status = self._room.tell(page, self._since, self._facts())
        tasks = self._standing.tasks(page, status)
        key = _native(self._keys["lessonSkip"])
        if self._missing and status.need is not None:
            need = _plain(status.need.say)
            self._waits = tr("{need} {key} skips this page.", need=need, key=key)
        else:
            task = _plain(next(task.ask for task in tasks if not task.done))
            self._waits = tr(
                "This page waits for its task: {task} {key} skips it.", task=task, key=key
            )
        self._window.message_bar.tell(self._waits)

    @Slot()
    def skip(self) -> None:
        """The next page, whatever is done."""
        if self.lesson is None:
            return
        if self._place + 1 < len(self.lesson.pages):
            self._enter(self._place + 1)
        else:
            self._finish()

    @Slot()
    def back(self) -> None:
        """The page before."""
        if self.lesson is not None and self._place:
            self._enter(self._place - 1)

    @Slot()
    def go(self) -> None:
        """Bring the keyboard to what is meant; from there back to the card."""
        if self.card is None or self.lesson is None:
            return
        if not self.card.has_focus:
            self.card.take_focus()
            return
        self._act()
        assert self.spotlight is not None
        self.spotlight.begin()
        self.spotlight.point_at(self._point)
        target = self.spotlight.target
        if target is not None:
            target.scroll_to()
            if target.take_focus() or not target.area().isEmpty():
                return
        if not self.card.offer_remedy():
            self._tell_missing()

    def _tell_missing(self) -> None:
        """Say why nothing can be shown, with the way to it where the page knows one."""
        page = self.page
        need = self._room.tell(page, self._since, self._facts()).need if page is not None else None
        if need is None:
            self._window.message_bar.tell(tr("What this page speaks of is not in sight now."))
            return
        offer = self._offered(need.offer)
        remedy = Remedy(_label(offer), need.offer) if offer is not None else None
        self._window.message_bar.tell(_plain(need.say), remedy)

    @Slot()
    def leave(self) -> None:
        """Close the card and undo what the page did; the progress stays."""
        if self.card is None or self._stage is None or self.spotlight is None:
            return
        had_focus = self.card.has_focus
        self._window.message_bar.leave_page()
        for key in self._keys.values():
            key.setEnabled(False)
        self._standing = None
        self._show_door()
        self.spotlight.stop()
        if had_focus:
            # Qt would hand it to another control, and the page would scroll to that.
            self._window.body.setFocus(Qt.FocusReason.OtherFocusReason)
        self.card.hide()
        self._stage.leave()
        self.pointed.emit()
        if had_focus:
            give_back(self._before)
        self._before = None

    def _finish(self) -> None:
        done, tasks = (0, 0)
        if self._standing is not None:
            done, tasks = self._standing.counted
            self._standing.keep(
                self._standing.lesson.pages[0]
            )  # whoever reads it again begins there
        self.leave()
        self._window.message_bar.tell(
            ntr(
                "That was the whole lesson: {done} of {count} task done. It can be taken "
                "again at any time.",
                "That was the whole lesson: {done} of {count} tasks done. It can be taken "
                "again at any time.",
                tasks,
                done=done,
            ),
            Remedy(tr("All lessons"), "tourAction"),
        )

    def _enter(self, place: int) -> None:
        assert self._standing is not None
        pages = self._standing.lesson.pages
        self._place = max(0, min(place, len(pages) - 1))
        self._since = self._room.turn_page()
        self._missing = False
        self._point = ""
        self._window.message_bar.leave_page()
        if self.spotlight is not None:
            self.spotlight.begin()
        self._reopen()
        self._standing.keep(pages[self._place])
        self._window.inference.release_part()  # what came of the page before
        if self._stage is not None:
            self._stage.unwrite()
            self._stage.write(pages[self._place])
        self.refresh(is_new=True)
        if self.card is not None:
            self.card.take_focus()

    def _reopen(self) -> None:
        """What another model, or a new start, took away is to be done again."""
        if self.page is not None and self._standing is not None:
            status = self._room.tell(self.page, self._since, self._facts())
            self._standing.reopen(self.page, status)

    def _act(self) -> None:
        page = self.page
        if page is not None and self._stage is not None:
            self._stage.enter(page, self._point)
            self.pointed.emit()

    def stage_again(self) -> None:
        """Bring what the page is about to the front once more: the program turned to another."""
        if self.lesson is not None:
            self._act()
            self.refresh()

    def begun(self) -> tuple[LessonBegun, ...]:
        """What was done of each lesson that was begun."""
        facts, stamp = self._facts(), self._room.stamp
        return tuple(
            LessonBegun(
                progress.lesson,
                tuple(
                    (page, progress.tasks(page, self._room.tell(page, stamp, facts)))
                    for page in progress.lesson.pages
                    if page.tasks
                ),
            )
            for progress in self.shelf.begun()
        )

    def points_into(self, widget: QWidget) -> bool:
        """Whether the page points, or pointed at last, at something in a widget."""
        names = self.lesson is not None and self._point
        pointed = self._window.findChild(QWidget, self._point) if names else None
        return pointed is not None and widget.isAncestorOf(pointed)

    @property
    def picture(self) -> Picture | None:
        """The picture in sight that the page points at, or that is in what it points at."""
        names = self.lesson is not None and self._point
        pointed = self._window.findChild(QWidget, self._point) if names else None
        if isinstance(pointed, Picture):
            return pointed if pointed.isVisible() else None
        inside = pointed.findChildren(Picture) if pointed is not None else ()
        moves = (each for each in inside if each.focusPolicy() != Qt.FocusPolicy.NoFocus)
        return next((each for each in moves if each.isVisible()), None)

    # -- the state of a page -------------------------------------------------------------------

    @Slot(object)
    def finished(self, done: Done) -> None:
        """A lane answered: note it, and look whether a task is done now."""
        request, result = done.request, done.result
        noted = self._room.record_result(request, result)
        if isinstance(result, ModelSaved):
            self.shelf.keep_saved()
        if isinstance(result, ModelReady):
            self._reopen()
        if noted and self.lesson is not None:
            if self._stage is not None and isinstance(result, RunResult) and not is_live(request):
                self._stage.ran(result.request.texts)
            self.refresh()

    def refresh(self, *, is_new: bool = False) -> None:
        """Show the page in its present state."""
        page, card = self.page, self.card
        standing = self._standing
        if page is None or card is None or standing is None or self.spotlight is None:
            return
        status = self._room.tell(page, self._since, self._facts())
        fresh = standing.note(page, status)
        tasks = standing.tasks(page, status)
        self._withholds = self._answer_is_guessed
        if self._withholds:
            tasks = tuple(_to_guess(task) for task in tasks)
            fresh = [_to_guess(task) for task in fresh]
        undone = [task for task, now in zip(page.tasks, tasks, strict=True) if not now.done]
        need = status.need if undone or not page.tasks else None
        point = (undone[0].point if undone else "") or page.point
        if is_new:
            self._was_done = not undone
        if need is not None or (page.tasks and not undone and not self._was_done):
            # Nothing else is in the shade where something is missing, or all was done just now; a
            # page that is read again points as it did.
            point = need.point if need is not None else ""
        # A remedy may have led elsewhere, and the next task may be in another place.
        if is_new or (self._missing and need is None) or (point and point != self._point):
            self._point = point
            self._act()
        self._missing = need is not None
        card.show_page(
            self._shown(page, status, tasks, need is not None, bool(point)), is_new=is_new
        )
        self.spotlight.point_at(point)
        # Where a task points at what the page points at, that is what was pressed.
        if fresh and not undone and all(task.point for task in page.tasks):
            self._show_outcome(page.point)
        if fresh:
            self._window.message_bar.take_back(self._waits)
            card.leave_text()
        for task in fresh:
            card.announce(tr("Done. {sentence}", sentence=task.sentences))

    def _show_outcome(self, name: str) -> None:
        """Bring what came of a task into sight; a run brings its answer there otherwise."""
        part = self._window.findChild(QWidget, name) if name else None
        inference = self._window.inference
        if part is not None and part.isVisible() and inference.isAncestorOf(part):
            inference.bring_part(part)
        elif self.spotlight is not None:
            self.spotlight.reveal(name)

    @property
    def _answer_is_guessed(self) -> bool:
        """Whether people are guessing what the model said."""
        return self._window.inference.answer_is_guessed

    @Slot()
    def _tell_withheld(self) -> None:
        """What was done is said once the answer is shown."""
        if self.lesson is not None and self._withholds != self._answer_is_guessed:
            self.refresh()

    def _shown(
        self,
        page: LessonPage,
        status: PageStatus,
        tasks: tuple[TaskStatus, ...],
        missing: bool,
        points: bool,
    ) -> Shown:
        from explorer.features.lessons.view.lesson_card import Shown

        assert self.lesson is not None
        lesson = self.lesson
        offer = self._to_offer(status, points)
        self._follow(offer)
        return Shown(
            where=(
                tr(
                    "{lesson} · act {act} of {acts} · page {page} of {pages}",
                    lesson=lesson.title,
                    act=lesson.act_of(self._place) + 1,
                    acts=len(lesson.acts),
                    page=self._place + 1,
                    pages=len(lesson.pages),
                )
            ),
            title=page.title,
            paragraphs=status.paragraphs,
            tasks=tasks,
            need=status.need.say if missing and status.need is not None else "",
            remedy=_label(offer) if offer is not None else "",
            can_remedy=offer is not None and offer.isEnabled(),
            points=points,
            first=self._place == 0,
            last=self._place + 1 == len(lesson.pages),
        )

    def _to_offer(self, status: PageStatus, points: bool) -> QAction | None:
        """What a button of the card does: what is needed first, or what an audience has no menu
        for, until that is done."""
        if self._missing:
            return self._offered(status.need.offer) if status.need is not None else None
        presenting = self._window.look.presenting
        return self._offered(self._point) if presenting and points else None

    def _facts(self) -> dict[str, str | int]:
        """What only the window knows: keys, and how far the lesson is."""
        done, tasks = self._standing.counted if self._standing is not None else (0, 0)
        facts: dict[str, str | int] = {"lesson.done": done, "lesson.tasks": tasks}
        for action in self._window.findChildren(QAction):
            if action.objectName() and not action.shortcut().isEmpty():
                facts[f"keys.{action.objectName()}"] = _native(action)
        return facts

    # -- remedies and terms ------------------------------------------------------------------

    def _follow(self, offer: QAction | None) -> None:
        """The button can be pressed when its action can."""
        if offer is not self._followed:
            if self._followed is not None:
                self._followed.enabledChanged.disconnect(self._allow_remedy)
            self._followed = offer
            if offer is not None:
                offer.enabledChanged.connect(self._allow_remedy)

    @Slot(bool)
    def _allow_remedy(self, allowed: bool) -> None:
        if self.card is not None:
            self.card.remedy.setEnabled(allowed)

    def _offered(self, name: str) -> QAction | None:
        action = self._window.findChild(QAction, name) if name else None
        return action if isinstance(action, QAction) else None

    @Slot()
    def _remedy(self) -> None:
        action = self._followed  # as the button says it
        if self.page is not None and action is not None and action.isEnabled():
            action.trigger()

    @Slot(str)
    def _explain(self, key: str) -> None:
        card = self.card
        if card is not None:
            corner = card.mapTo(self._window, QPoint(0, 0))
            self._window.glossary.open(key, QRect(corner, card.size()))

    # -- the window --------------------------------------------------------------------------

    @Slot()
    def _looks_new(self) -> None:
        """An audience sees other places than one person alone, who has menus."""
        if self.lesson is not None:
            if self._window.look.presenting != self._presenting:
                self._presenting = self._window.look.presenting
                self._act()
            self.refresh()


def _to_guess(task: TaskStatus) -> TaskStatus:
    """A finished task without its sentences, where they would give the answer away."""
    return replace(task, sentences=_TO_GUESS) if task.done and task.answers else task


def _plain(sentence: str) -> str:
    from explorer.features.lessons.view.lesson_card import plain

    return plain(sentence)


def _native(action: QAction) -> str:
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


def _label(action: QAction) -> str:
    text = action.text().replace("&", "").rstrip("…")
    return (
        tr("Open {title}", title=text) if action.objectName().startswith("openBundled.") else text
    )
