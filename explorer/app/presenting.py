"""Presenting: one key for large text, high contrast and nothing but the work; arrow keys replay.

What a person ran is shown again from what is kept, without running the model. Leaving puts
everything back as it was; what was run or typed meanwhile stays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QLineEdit,
    QTabWidget,
    QWidget,
)
from shiboken6 import isValid

from explorer import features
from explorer.app.actions import Requirement
from explorer.app.blank_screen import BlankScreen
from explorer.app.columns import Front
from explorer.app.flow_screen import one_line
from explorer.app.focus_keeper import place_focus
from explorer.app.former_places import FormerPlaces, TopOfPages
from explorer.app.theme import LARGE
from explorer.features.flow.protocol import TextFlowRequest
from explorer.features.generation.protocol import (
    WRITING,
    Generated,
)
from explorer.features.history.view.history_button import cannot_continue
from explorer.protocol.explanation import Step
from explorer.protocol.job import Request
from explorer.protocol.model import ModelSummary, Prepare
from explorer.protocol.run import InspectionResult, Run, RunResult
from explorer.text.translation import tr
from explorer.widgets.accessibility import Picture
from explorer.widgets.announcement import announce
from explorer.widgets.blocks import Page, label
from explorer.widgets.small_controls import disabled_shortcut
from explorer.widgets.timer import single_shot

if TYPE_CHECKING:
    from explorer.app.flow_screen import FlowScreen
    from explorer.app.inference.inference_tab import Unsaved
    from explorer.app.inference.mode_switch import Mode
    from explorer.app.session_record import SessionRecord
    from explorer.app.shell import Shell
    from explorer.features.flow.view.flow_view import FlowPlace
    from explorer.features.flow.view.written_flow import WrittenFlow
    from explorer.features.history.view.run_history import PastRun
    from explorer.features.lessons.protocol import Lesson
    from explorer.features.lessons.view.lesson_controller import LessonController
    from explorer.features.training.view.snapshot_bar import SnapshotBar

_LASTS_MS = 400
"""A job that lasts longer than this is stopped by Esc; for a shorter one the note would flicker."""

_BESIDE_NOTE = 12
"""Pixels left and right of the line at the foot."""

_NEW = (Run, *WRITING)
"""What runs the model: after it the former run is not shown any more."""


@dataclass(frozen=True)
class _Pages:
    """What the pages showed: tabs, the mode and the place in Flow, the page of the lesson."""

    tabs: tuple[tuple[QTabWidget, int], ...]
    mode: Mode
    flow: FlowPlace
    lesson: Lesson | None
    page: int


@dataclass(frozen=True)
class _Before:
    """How the window was. `selection` is the text of the field with the focus, and what of it."""

    choice: str
    zoom: int
    geometry: QRect
    state: Qt.WindowState
    focus: QWidget | None
    hidden: tuple[QWidget, ...]
    stop_keys: tuple[QKeySequence, ...]
    selection: tuple[str, int, int, int]
    columns: Front
    explains: bool
    places: FormerPlaces
    words: Step | None
    pages: _Pages | None


class Presenting(QObject):
    """On or off; `replaying` while a former run is shown in the place of the last one."""

    def __init__(
        self,
        window: Shell,
        record: SessionRecord,
        show: Callable[[Step], None],
        shown: Callable[[], Step | None],
        put_back: Callable[[Step], None],
    ) -> None:
        super().__init__(window)
        self._window, self._record = window, record
        self._show_step, self._shown_step, self._put_words_back = show, shown, put_back
        self._before: _Before | None = None
        self._place = -1
        self.replaying: Step | None = None
        self._live: Step | None = None
        self._live_run: PastRun | None = None
        self._live_texts: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        self._former: FormerPlaces | None = None
        self._writing: Unsaved | None = None
        self._screen: FlowScreen | None = None
        self._lessons: LessonController | None = None
        self._snapshots: SnapshotBar | None = None
        self._mode: Mode = "flow"
        self._answers: list[tuple[Request, InspectionResult | None]] = []
        self._answering = single_shot(self, 0, self._answer)
        self.note = label("", "muted", wrap=True, name="presentingNote")
        self.note.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.note.hide()
        window.body.add_strip(self.note)
        self._is_stopped = self._typing = False
        self._hasty = window.actions_.present.isChecked()  # chosen before anybody listened
        window.completed.connect(self._begin_late)
        self._lasting = single_shot(self, _LASTS_MS, self._tell_stop)
        window.model.changed.connect(self._watch_jobs)
        window.message_bar.held.connect(self._note_failure)
        self.blank = BlankScreen(window)
        self._keys = [
            disabled_shortcut(window, "B", self.blank.begin),
            disabled_shortcut(window, ".", self.blank.begin),
            disabled_shortcut(window, "Left", self._left),
            disabled_shortcut(window, "Right", self._right),
            disabled_shortcut(window, "PgUp", self._page_up),
            disabled_shortcut(window, "PgDown", self._page_down),
            disabled_shortcut(window, "Esc", self.leave_or_stop),
        ]
        self._training_keys = [
            disabled_shortcut(window, "Up", self._up),
            disabled_shortcut(window, "Down", self._down),
        ]
        window.installEventFilter(self)
        window.closing.connect(self.leave)  # it remembers how it was before

    def add_pages(
        self, screen: FlowScreen, lessons: LessonController, snapshots: SnapshotBar
    ) -> None:
        """Take what is built after this: Flow on the whole screen, the lessons, and the bar above
        a run that leads to other steps of a training."""
        self._screen, self._lessons, self._snapshots = screen, lessons, snapshots
        snapshots.turned.connect(self._allow_training)
        lessons.moved.connect(self._show_note)
        screen.changed.connect(self._show_note)
        screen.passed.connect(self._pass)
        inference, centre = self._window.inference, self._window.centre
        runs = inference.history.runs
        runs.changed.connect(self._show_note)
        inference.pages.turned.connect(self._show_note)
        centre.currentChanged.connect(self._show_note)
        look = self._window.look
        look.changed.connect(self._show_note)
        inference.mode.changed.connect(self._show_note)
        inference.picture_button.toggled.connect(self._show_note)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._watch_typing)

    @property
    def on(self) -> bool:
        """Whether the window is presenting."""
        return self._before is not None

    @Slot()
    def toggle(self) -> None:
        """Begin, or end. Whoever is quicker than the pages are built presents once they are."""
        if self.on:
            self.leave()
        elif self._screen is None:
            self._hasty = not self._hasty
        else:
            self._begin()

    @Slot()
    def _begin_late(self) -> None:
        if self._hasty:
            self._begin()

    def _begin(self) -> None:
        window = self._window
        focus = window.focusWidget()  # before the start page gives its text back
        window.leave_start(carry_on=True)
        sight = window.inference.map_in_sight, TopOfPages(window.centre.currentWidget())
        actions = window.actions_
        buttons = window.banner.buttons
        chrome = (window.menuBar(), window.status, *buttons)
        hidden = tuple(bar for bar in chrome if not bar.isHidden())
        if self._former is not None and isValid(self._former):
            self._former.end()
        self._former = FormerPlaces(window)
        self._before = _Before(
            window.look.choice,
            window.look.zoom,
            window.geometry(),
            window.windowState(),
            focus,
            hidden,
            tuple(actions.stop.shortcuts()),
            _selection(focus),
            window.columns.in_front,
            actions.explain.isChecked(),
            self._former,
            self._shown_step(),
            self._pages(),
        )
        for menu_bar in hidden:
            menu_bar.hide()
        # A menu bar that is hidden takes its keys with it; the window's own actions stay.
        actions.stop.setShortcuts([])
        actions.meet({Requirement.WINDOWED: False})
        for key in self._keys:
            key.setEnabled(True)
        self._allow_training()
        actions.present.setChecked(True)
        window.message_bar.be_quiet(True)
        window.body.present(True)
        window.columns.present(True)
        large = max(window.look.zoom, window.profile.number("presentingZoom", LARGE))
        window.look.present(True, large)
        window.showFullScreen()
        window.body.to_columns()
        window.body.setFocus(Qt.FocusReason.OtherFocusReason)  # in a text, arrows move the cursor
        self._place = len(self._runs)
        if self._screen is not None:
            self._screen.present(True)
        self._keep_in_sight(*sight)
        self._tell()

    def _keep_in_sight(self, shows_map: bool, top: TopOfPages) -> None:
        """An audience sees the place of a run that was in sight, in its larger letters; of what is
        being written it sees the text first."""
        inference = self._window.inference
        if shows_map:
            top.end()
            inference.bring_map()
        elif self._shows_runs and not inference.mode.reads:
            top.end()
            for area in inference.findChildren(Page):
                area.verticalScrollBar().setValue(0)
        else:
            top.keep()

    def _pages(self) -> _Pages | None:
        if self._screen is None or self._lessons is None:
            return None
        window = self._window
        tabs = (window.sources, window.centre, window.inference.views)
        return _Pages(
            tuple((each, each.currentIndex()) for each in tabs),
            window.inference.mode.mode,
            self._screen.view.place,
            self._lessons.lesson,
            self._lessons.place,
        )

    @Slot()
    def leave(self) -> None:
        """Put everything back as it was."""
        before = self._before
        if before is None:
            return
        window, actions = self._window, self._window.actions_
        self.blank.end()
        before = replace(before, pages=self._with_guess(self._with_new_run(before.pages)))
        if before.pages is not None and not self._read_on(before.pages):
            self._turn_to(before.pages)  # first: a page that is not seen asks for nothing
            self._mode = before.pages.mode
        self._end_replay()
        self._before = None
        if self._screen is not None:
            self._screen.present(False)
        for key in (*self._keys, *self._training_keys):
            key.setEnabled(False)
        actions.stop.setShortcuts(list(before.stop_keys))
        actions.meet({Requirement.WINDOWED: True})
        actions.present.setChecked(False)
        self.note.hide()
        for widget in before.hidden:
            widget.show()
        window.columns.present(False)
        window.body.present(False)
        window.message_bar.be_quiet(False)
        window.look.present(False, before.zoom)
        window.setWindowState(before.state)
        if before.state == Qt.WindowState.WindowNoState:
            window.setGeometry(before.geometry)
        if before.pages is not None and not self._read_on(before.pages):
            self._put_pages_back(before.pages)
            if before.words is not None and window.inference.ran is before.pages.flow.ran:
                self._put_words_back(before.words)
        actions.explain.setChecked(before.explains)
        if before.pages is None or not self._read_on(before.pages):
            window.columns.put_in_front(before.columns)
        if before.focus is not None and isValid(before.focus):
            place_focus(before.focus)
            _select(before.focus, before.selection)
        before.places.put_back()

    def _with_new_run(self, pages: _Pages | None) -> _Pages | None:
        """A run that began meanwhile, and the picture of it, stay in front of what was written."""
        inference = self._window.inference
        if pages is None or self.replaying is not None or inference.ran is pages.flow.ran:
            return pages
        return replace(pages, mode=inference.mode.mode) if pages.mode == "write" else pages

    def _with_guess(self, pages: _Pages | None) -> _Pages | None:
        """Guessing that was ended stays so. The room still sees the window: what it is guessing
        is not shown by what was before."""
        screen = self._screen
        if pages is None or screen is None:
            return pages
        view = screen.view
        if not self._window.inference.answer_is_guessed:
            guessing = pages.flow.guessing and view.guessing
            return replace(pages, flow=replace(pages.flow, guessing=guessing))
        step = view.step if view.ran is pages.flow.ran else 0
        flow = replace(pages.flow, guessing=True, revealed=False, step=step)
        return replace(pages, mode="flow", flow=flow)

    def _read_on(self, pages: _Pages) -> bool:
        """Whether a lesson continued meanwhile: then its page stays, and what belongs to it."""
        lessons = self._lessons
        return (
            lessons is not None
            and lessons.lesson is not None
            and (lessons.lesson, lessons.place) != (pages.lesson, pages.page)
        )

    def _put_pages_back(self, pages: _Pages) -> None:
        """Turn to what was in front; a mode that the model in memory has not is passed over."""
        if self._screen is not None:
            self._screen.view.put_back(pages.flow)
        self._turn_to(pages)

    def _turn_to(self, pages: _Pages) -> None:
        mode = self._window.inference.mode
        for tabs, place in pages.tabs:
            tabs.setCurrentIndex(place)
        mode.choose_mode(pages.mode)

    @Slot()
    def leave_or_stop(self) -> None:
        """Esc stops a job where the line at the foot says so; else it ends the presentation."""
        if self._is_stopped:
            self._window.status.stop_job()
        else:
            self.leave()

    @property
    def _stoppable(self) -> bool:
        """Whether somebody's job is under way; the start of the program is nobody's."""
        return any(not isinstance(job.request, Prepare) for job in self._window.model.jobs)

    @Slot()
    def _watch_jobs(self) -> None:
        if not self._stoppable:
            self._lasting.stop()
            self._tell_stop()
        elif not self._is_stopped and not self._lasting.isActive():
            self._lasting.start()

    @Slot()
    def _tell_stop(self) -> None:
        """Say what Esc does now."""
        stops = self._stoppable
        if stops != self._is_stopped:
            self._is_stopped = stops
            self._show_note()

    # -- the keys ------------------------------------------------------------------------------

    @Slot()
    def _left(self) -> None:
        if self._is_taken(Qt.Key.Key_Left):
            return
        if self._screen is not None and self._screen.has_steps:
            self._screen.step(-1)
        elif not self._step_text(-1) and self._shows_runs:
            self.back()

    @Slot()
    def _right(self) -> None:
        if self._is_taken(Qt.Key.Key_Right):
            return
        if self._screen is not None and self._screen.has_steps:
            self._screen.step(1)
        elif not self._step_text(1) and self._shows_runs:
            self.forward()

    @Slot()
    def _up(self) -> None:
        self._step_training(1, Qt.Key.Key_Up)

    @Slot()
    def _down(self) -> None:
        self._step_training(-1, Qt.Key.Key_Down)

    def _step_training(self, by: int, key: Qt.Key) -> None:
        """To the snapshot after the one that is shown, or before it."""
        if self._snapshots is not None and not self._is_taken(key) and self._shows_training:
            self._snapshots.steps.step_by(by)

    @property
    def _shows_training(self) -> bool:
        return self.on and self._snapshots is not None and self._snapshots.isVisible()

    @Slot()
    def _allow_training(self) -> None:
        """While snapshots are shown, ↑ ↓ lead through them, whatever has the focus: ← → have
        another meaning."""
        for key in self._training_keys:
            key.setEnabled(self._shows_training)
        self._show_note()

    def _is_taken(self, key: Qt.Key) -> bool:
        """Whether what has the focus moves by this key: a grid of heads, a timeline, a list.

        A button would only hand the focus on, and a page that scrolls would take every key. Where
        it moves nothing, the picture that a page of a lesson points at does, and has the keyboard
        from then on.
        """
        focus, screen = self._window.focusWidget(), self._screen
        ours = (screen.view if screen is not None else None, self._snapshots)
        if focus is not None and any(part.isAncestorOf(focus) for part in ours if part is not None):
            return False  # the keys of the picture step through it
        scrolls = isinstance(focus, QAbstractScrollArea)
        passes = isinstance(focus, QAbstractButton) or (
            scrolls and not isinstance(focus, QAbstractItemView)
        )
        if focus is not None and not passes and _moves(focus, key):
            return True
        picture = self._pointed
        if picture is None or not _moves(picture, key):
            return False
        picture.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    @property
    def _pointed(self) -> Picture | None:
        """The picture that a page of a lesson points at; that of Flow has its own keys."""
        picture = self._lessons.picture if self._lessons is not None else None
        screen = self._screen
        if picture is None or screen is None or screen.view.isAncestorOf(picture):
            return None
        return picture

    @Slot()
    def _page_up(self) -> None:
        if self._screen is not None and self._screen.fills:
            self._screen.page(-1)
        elif self._lessons is not None and self._lessons.lesson is not None:
            self._lessons.back()
        elif not self._turn_page(-1) and self._shows_runs:
            self.back()

    @Slot()
    def _page_down(self) -> None:
        if self._screen is not None and self._screen.fills:
            self._screen.page(1)
        elif self._lessons is not None and self._lessons.lesson is not None:
            self._lessons.skip()
        elif not self._turn_page(1) and self._shows_runs:
            self.forward()

    def _turn_page(self, by: int) -> bool:
        """What a clicker does on a page: the next step of a text as a picture, or the next token of
        one that was written, then the next screenful; whether there was any."""
        if self._step_text(by):
            return True
        if self._shows_runs and self._window.inference.step_text(by):
            return True
        return self._scroll(by)

    def _step_text(self, by: int) -> bool:
        """A step of a text as a picture, and whether there was one: beyond its ends are the other
        runs."""
        return self._written is not None and self._written.step_by(by)

    @property
    def _written(self) -> WrittenFlow | None:
        """The text as a picture, where it is in sight and has steps."""
        picture = self._window.inference.picture
        has_steps = picture is not None and picture.isVisible() and bool(picture.steps)
        return picture if has_steps else None

    @property
    def _shows_runs(self) -> bool:
        """Whether a run is in front: under Compare or Train another one would come unseen, and
        the banner and the words would be about another model than the page."""
        inference = self._window.inference
        return self._window.centre.currentWidget() is inference and inference.pages.aside is None

    def _scroll(self, by: int) -> bool:
        """Move the page in front by a screenful, and whether it moved; of two that scroll the
        outer one goes first."""
        page = self._window.centre.currentWidget()
        for area in self._window.findChildren(QAbstractScrollArea):
            bar = area.verticalScrollBar()
            end = bar.maximum() if by > 0 else bar.minimum()
            about_page = area.isAncestorOf(page) or page.isAncestorOf(area)
            if about_page and area.isVisible() and bar.value() != end:
                bar.setValue(bar.value() + by * bar.pageStep())
                return True
        return False

    @Slot(int)
    def _pass(self, by: int) -> None:
        """Beyond the last step begins the next run, before the first one ends the run before."""
        ran, runs = self._window.inference.ran, self._runs
        shown = (place for place, step in enumerate(runs) if step.result is ran)
        place = next(shown, self._place) + by
        if self._screen is not None and 0 <= place < len(runs):
            self._go(place)
            self._screen.view.start_at(0 if by > 0 else -1)

    # -- showing former runs -----------------------------------------------------------------

    @property
    def _runs(self) -> tuple[Step, ...]:
        return self._record.runs

    @Slot()
    def back(self) -> None:
        """The run before the one that is shown."""
        self._go(self._place - 1 if self.replaying is not None else len(self._runs) - 1)

    @Slot()
    def forward(self) -> None:
        """The run after it; there is none after the one that is live."""
        if self.replaying is not None:
            self._go(self._place + 1)

    def _go(self, place: int) -> None:
        runs = self._runs
        if runs and 0 <= place < len(runs):
            self._place = place
            self._show(runs[place])
        self._tell()

    def _show(self, step: Step) -> None:
        window = self._window
        inference = window.inference
        if self.replaying is None:
            self._live, self._mode = self._shown_step(), inference.mode.mode
            self._live_texts = inference.rows.texts, inference.rows.pairs
            self._writing = inference.written
            runs = inference.history.runs.runs
            self._live_run = next((run for run in runs if run.result is inference.shown), None)
        self.replaying = step
        reading, mode = inference.mode.reading, inference.mode.mode
        if step.summary is not None:
            window.show_summary(step.summary)
        for each in (reading, mode):  # a model of another task would begin in its own
            inference.mode.choose_mode(each)
        result = step.result
        if isinstance(result, RunResult):
            if result.request.texts:
                inference.show_texts(result.request.texts, result.request.pairs)
            inference.mode.choose(False)
            inference.show_run(result)
        elif isinstance(result, Generated):
            live = self._window.summary
            foreign = step.summary is not None and _serial(step.summary) != _serial(live)
            why = cannot_continue(step.summary) if foreign and step.summary is not None else ""
            inference.show_written(result, self._begun(result) or step.request, why)
        self._show_step(step)

    def _begun(self, result: Generated) -> Request | None:
        """What began a text: a token that was picked in it says nothing of the text in the box."""
        history = self._window.inference.history
        written = (run.written for run in history.runs.runs)
        return next(
            (
                item.request
                for item in written
                if item is not None
                and (item.result.model_serial, item.result.prompt)
                == (result.model_serial, result.prompt)
            ),
            None,
        )

    def keeps(self, request: Request) -> bool:
        """Whether a request is answered from what is kept, while a former run is shown.

        What pages ask about that run is; a new run ends the showing, and all else goes its way.
        """
        feature, _ = features.table("compute").get(type(request), (None, ""))
        if self.replaying is None or feature is None or not feature.about_a_run:
            return False
        if isinstance(request, _NEW):
            self._go_live(request)
            return False
        if isinstance(request, TextFlowRequest):  # a text is drawn by the model in memory
            return self._is_foreign_text()
        self._recall(request)
        return True

    def _is_foreign_text(self) -> bool:
        """Whether another model wrote the text in sight; its place says so: in the vocabulary of
        this one its IDs are other tokens, or none."""
        assert self.replaying is not None
        picture = self._window.inference.picture
        foreign = _serial(self.replaying.summary) != _serial(self._window.summary)
        if foreign and picture is not None:
            picture.say(tr("Another model wrote this text. Open that one to see it as a picture."))
        return foreign

    def _go_live(self, request: Request) -> None:
        """The text that is run now stays in sight, not that of the run which was shown last."""
        inference = self._window.inference
        rows, mode = inference.rows, inference.mode
        self._live_texts = rows.texts, rows.pairs
        self._mode = mode.mode  # it is shown where it was asked for
        given = inference.given
        self._end_replay(request)
        inference.give_again(given)
        self._place = len(self._runs)
        self._tell()

    def _recall(self, request: Request) -> None:
        step = self.replaying
        if step is not None and isinstance(step.result, RunResult):
            self._answers.append((request, self._record.look_again(step.result, request)))
            self._answering.start()

    @Slot()
    def _answer(self) -> None:
        """After the page is done with asking."""
        answers, self._answers = self._answers, []
        views = self._window.inference.views
        for request, result in answers:
            if result is not None:
                views.show_look(result, request)
            elif self.replaying is None:  # the run in memory is shown again: the engine has it
                self._window.send(request)
            else:
                views.show_unseen(request)

    @Slot(object)
    def model_changed(self, summary: ModelSummary | None) -> None:
        """Another model came, or none is left, and is shown: the former run is not, any more."""
        if self.replaying is not None:
            self.replaying = None
            self._answers.clear()
            self._place = len(self._runs)
            self._tell()

    def _end_replay(self, request: Request | None = None) -> None:
        """Show the model in memory and its last run again; before a new `request` is sent only
        what is needed for it: whoever sent it awaits its answer."""
        if self.replaying is None:
            return
        self._answers.clear()  # of a run that is in sight no longer
        summary, replayed = self._window.summary, self.replaying.summary
        writes = isinstance(request, WRITING)
        last = next(
            (
                step
                for step in reversed(self._runs)
                if step.summary is not None
                and summary is not None
                and step.summary.serial == summary.serial
            ),
            None,
        )
        if request is None or _serial(replayed) != _serial(summary):
            self._window.show_summary(summary)
        inference = self._window.inference
        if last is not None and (self._live_run is None or self._live_run.result is last.result):
            if not (writes and isinstance(last.result, Generated)):
                self._show(last)
        elif self._live_run is not None:
            inference.show_again(self._live_run)
        if summary is not None:
            inference.show_texts(*self._live_texts)
        if writes and request is not None and inference.generation is not None:
            inference.generation.adopt(request)
        elif self._writing is not None:
            inference.put_written_back(self._writing)
        inference.mode.choose_mode(self._mode)
        self.replaying = None
        if self._live is not None:
            self._show_step(self._live)

    @property
    def _where(self) -> str:
        runs = len(self._runs)
        return (
            tr("Run {run} of {runs}", run=self._place + 1, runs=runs)
            if self._place < runs and self.replaying is not None
            else tr("Now")
        )

    @property
    def _escape(self) -> str:
        return tr("Esc interrupts what runs") if self._is_stopped else tr("Esc ends presenting")

    def _tell(self) -> None:
        """Where one is, in a line at the foot: it does not cover what is shown."""
        self._show_note()
        announce(self.note, self._where)

    @Slot()
    def _watch_typing(self) -> None:
        """In a line of text other keys have a meaning: the line at the foot says which."""
        if not isValid(self._window):  # the focus goes when the window does
            return
        typing = isinstance(self._window.focusWidget(), QLineEdit)
        if typing != self._typing:
            self._typing = typing
            self._show_note()

    @Slot()
    def _show_note(self) -> None:
        if not self.on:
            return
        where = self._where
        # It ends where the page above ends, which keeps the room of its scroll bar free.
        bar = 0 if self._window.explain_pane.isVisible() else self._window.inference.bar_room
        self.note.setContentsMargins(_BESIDE_NOTE, 2, _BESIDE_NOTE + bar, 4)
        margins = self.note.contentsMargins()
        room = self._window.width() - margins.left() - margins.right() - self._window.look.em
        metrics = QFontMetrics(self._window.look.font())
        if self._screen is not None and self._screen.fills:
            run = where if self.replaying is not None else ""
            training = tr("↑ ↓ training") if self._shows_training else ""
            runs = tr("← → your runs") if self._runs else ""
            self.note.setText(self._screen.note(run, runs, training, self._escape, metrics, room))
        else:
            stepped, points = self._shows_runs, self._pointed is not None
            facts = [(0, where if stepped or self.replaying is not None else "")]
            turned = self._lessons is not None and self._lessons.lesson is not None
            steps = stepped and not turned and self._window.inference.has_steps
            if not self._typing:  # there the arrows move the cursor, and B is a letter
                own = stepped and self._runs and not points
                runs = tr("← → your runs") if own else ""
                facts += [(3, tr("← → steps") if self._written is not None else runs)]
            facts += [(1, tr("Page ↑ ↓ pages of the lesson") if turned else "")]
            facts += [(1, tr("Page ↑ ↓ tokens") if steps else "")]
            training = tr("↑ ↓ training") if self._shows_training else ""
            facts += [(2, tr("Arrows move in the picture") if points else training)]
            facts += [(4, tr("Ctrl + − size") if not steps else "")]
            facts += [(5, "" if self._typing else tr("B blanks the screen")), (0, self._escape)]
            self.note.setText(one_line([fact for fact in facts if fact[1]], metrics, room))
        self.note.show()

    @Slot(str)
    def _note_failure(self, sentence: str) -> None:
        """Nothing pops up before an audience; a line at the foot says it."""
        self.note.setText(tr("{sentence}  ·  Esc ends presenting", sentence=sentence))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Another size has room for another line at the foot."""
        if event.type() == QEvent.Type.Resize:
            self.blank.fit()
            self._show_note()
        return super().eventFilter(watched, event)


def _moves(widget: QWidget, key: Qt.Key) -> bool:
    """Press a key in a widget, and whether it took it."""
    # Accepted from the beginning, as Qt's own: a picture that moves does not say so, one that
    # does not passes it on to QWidget, which ignores it.
    event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
    return widget.event(event) and event.isAccepted()


def _serial(summary: ModelSummary | None) -> int:
    return summary.serial if summary is not None else -1


def _selection(focus: QWidget | None) -> tuple[str, int, int, int]:
    """Text, cursor, begin and length of what is selected; of other widgets nothing is needed."""
    if not isinstance(focus, QLineEdit):
        return "", 0, 0, 0
    return (
        focus.text(), focus.cursorPosition(), max(0, focus.selectionStart()),
        focus.selectionLength(),
    )  # fmt: skip


def _select(focus: QWidget, selection: tuple[str, int, int, int]) -> None:
    """Select again what was selected, in the direction in which it was."""
    text, cursor, start, length = selection
    if not isinstance(focus, QLineEdit) or focus.text() != text:
        return
    focus.setCursorPosition(cursor)
    if length and cursor == start:
        focus.setSelection(start + length, -length)
    elif length:
        focus.setSelection(start, length)
