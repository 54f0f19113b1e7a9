"""Presenting: one key for large text, high contrast and nothing but the work; arrow keys replay.

What a person ran is shown again from what is kept, without running the model. Leaving puts
everything back as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from explorer import features
from explorer.app.actions import Requirement
from explorer.app.theme import LARGE
from explorer.features.generation.protocol import Generate, Generated
from explorer.protocol.explanation import Step
from explorer.protocol.job import Request
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import InspectionResult, Run, RunResult
from explorer.text.translation import tr
from explorer.widgets.accessibility import announce
from explorer.widgets.blocks import label

if TYPE_CHECKING:
    from explorer.app.inference.mode_switch import Mode
    from explorer.app.session_record import SessionRecord
    from explorer.app.shell import Shell

_BACK = ("Left", "PgUp")
_ON = ("Right", "PgDown")


@dataclass(frozen=True)
class _Before:
    """How the window was."""

    choice: str
    zoom: int
    geometry: QRect
    state: Qt.WindowState
    focus: QWidget | None
    hidden: tuple[QWidget, ...]
    stop_keys: tuple[QKeySequence, ...]


class Presenting(QObject):
    """On or off; `replaying` while a former run is shown in the place of the last one."""

    def __init__(
        self,
        window: Shell,
        record: SessionRecord,
        show: Callable[[Step], None],
        shown: Callable[[], Step | None],
    ) -> None:
        super().__init__(window)
        self._window, self._record = window, record
        self._show_step, self._shown_step = show, shown
        self._before: _Before | None = None
        self._place = -1
        self.replaying: Step | None = None
        self._live: Step | None = None
        self._mode: Mode = "flow"
        self._answers: list[tuple[Request, InspectionResult | None]] = []
        self._answering = QTimer(self)
        self._answering.setSingleShot(True)
        self._answering.setInterval(0)
        self._answering.timeout.connect(self._answer)
        self.note = label("", "muted", wrap=True, name="presentingNote")
        self.note.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.note.setContentsMargins(12, 2, 12, 4)
        self.note.hide()
        window.body.add_strip(self.note)
        window.message_bar.held.connect(self._note_failure)
        self._keys = [
            *(self._key(name, self.back) for name in _BACK),
            *(self._key(name, self.forward) for name in _ON),
            self._key("Esc", self.leave_or_stop),
        ]
        window.installEventFilter(self)

    def _key(self, name: str, slot: object) -> QShortcut:
        key = QShortcut(QKeySequence(name), self._window)
        key.setEnabled(False)
        key.activated.connect(slot)
        return key

    @property
    def on(self) -> bool:
        """Whether the window is presenting."""
        return self._before is not None

    @Slot()
    def toggle(self) -> None:
        """Begin, or end."""
        if self.on:
            self.leave()
        else:
            self._begin()

    def _begin(self) -> None:
        window = self._window
        actions = window.actions_
        buttons = window.banner.buttons
        chrome = (window.menuBar(), window.status, *buttons)
        hidden = tuple(bar for bar in chrome if not bar.isHidden())
        self._before = _Before(
            window.look.choice,
            window.look.zoom,
            window.geometry(),
            window.windowState(),
            window.focusWidget(),
            hidden,
            tuple(actions.stop.shortcuts()),
        )
        for menu_bar in hidden:
            menu_bar.hide()
        # A menu bar that is hidden takes its keys with it; the window's own actions stay.
        actions.stop.setShortcuts([])
        actions.meet({Requirement.WINDOWED: False})
        for key in self._keys:
            key.setEnabled(True)
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
        self._tell()

    @Slot()
    def leave(self) -> None:
        """Put everything back as it was."""
        before = self._before
        if before is None:
            return
        window, actions = self._window, self._window.actions_
        self._end_replay()
        self._before = None
        for key in self._keys:
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
        if before.focus is not None and isValid(before.focus):
            before.focus.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def leave_or_stop(self) -> None:
        """Esc stops a job that is under way; else it ends the presentation."""
        if self._window.model.jobs:
            self._window.status.stop_job()
        else:
            self.leave()

    # -- showing former runs -----------------------------------------------------------------

    @property
    def _runs(self) -> tuple[Step, ...]:
        return self._record.runs

    @Slot()
    def back(self) -> None:
        """The run before the one that is shown."""
        self._go(min(self._place, len(self._runs) - 1) - (1 if self.replaying is not None else 0))

    @Slot()
    def forward(self) -> None:
        """The run after it."""
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
        self.replaying = step
        if step.summary is not None:
            window.show_summary(step.summary)
        result = step.result
        if isinstance(result, RunResult):
            if result.request.texts:
                inference.show_texts(result.request.texts, result.request.pairs)
            inference.mode.choose(False)
            inference.show_run(result)
        elif isinstance(result, Generated):
            if isinstance(step.request, Generate) and step.request.text:
                inference.show_texts((step.request.text,))
            inference.mode.choose(True)
            if inference.generation is not None:
                inference.generation.show_generated(result, step.request)
        self._show_step(step)

    def keeps(self, request: Request) -> bool:
        """Whether a request is answered from what is kept, while a former run is shown.

        What pages ask about that run is; a new run ends the showing, and all else goes its way.
        """
        feature, _ = features.table("compute").get(type(request), (None, ""))
        if self.replaying is None or feature is None or not feature.about_a_run:
            return False
        if isinstance(request, (Run, Generate)):
            self._go_live()
            return False
        self._recall(request)
        return True

    def _go_live(self) -> None:
        self._end_replay()
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
        for request, result in answers:
            if result is not None:
                self._window.inference.views.show_look(result, request)
            elif self.replaying is None:  # the run in memory is shown again: the engine has it
                self._window.send(request)
            else:
                self._window.inference.views.show_unseen(request)

    @Slot(object)
    def model_changed(self, summary: ModelSummary | None) -> None:
        """Another model came, or none is left, and is shown: the former run is not, any more."""
        if self.replaying is not None:
            self.replaying = None
            self._answers.clear()
            self._place = len(self._runs)
            self._tell()

    def _end_replay(self) -> None:
        """Show the model in memory and its last run again."""
        if self.replaying is None:
            return
        summary = self._window.summary
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
        self._window.show_summary(summary)
        if last is not None:
            self._show(last)
        self._window.inference.mode.choose_mode(self._mode)
        self.replaying = None
        if self._live is not None:
            self._show_step(self._live)

    def _tell(self) -> None:
        """Where one is, in a line at the foot: it does not cover what is shown."""
        runs = len(self._runs)
        where = (
            tr("Run {place} of {runs}", place=self._place + 1, runs=runs)
            if self._place < runs
            else "Live"
        )
        more = tr("  ·  ← → your runs") if runs else ""
        self.note.setText(
            tr("{where}{more}  ·  Ctrl + − size  ·  Esc ends", where=where, more=more)
        )
        self.note.show()
        announce(self.note, where)

    @Slot(str)
    def _note_failure(self, sentence: str) -> None:
        """Nothing pops up before an audience; a line at the foot says it."""
        self.note.setText(tr("{sentence}  ·  Esc ends", sentence=sentence))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A window that closes remembers how it was before."""
        if event.type() == QEvent.Type.Close:
            self.leave()
        return super().eventFilter(watched, event)
