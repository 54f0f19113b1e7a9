"""Presenting: one key for large text, high contrast and nothing but the work; arrow keys replay.

What a person ran is shown again from what is kept, without running the model. Leaving puts
everything back as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from explorer.messages.generation import Generate, Generated
from explorer.messages.inference import Ran, Run
from explorer.messages.job import Request
from explorer.messages.lesson import Step
from explorer.messages.model import ModelSummary
from explorer.window.parts.blocks import label

if TYPE_CHECKING:
    from explorer.window.main_window import MainWindow
    from explorer.window.words.teaching import Teaching

_BACK = ("Left", "PgUp")
_ON = ("Right", "PgDown")
_ABOUT_A_RUN = tuple(f"explorer.messages.{one}" for one in ("views", "generation", "inference"))


@dataclass(frozen=True)
class _Before:
    """How the window was."""

    choice: str
    zoom: int
    hidden: tuple[QWidget, ...]
    stop_keys: tuple[QKeySequence, ...]
    summary: ModelSummary | None
    shown: Step | None


class Presenting(QObject):
    """On or off; `replaying` while a former run is shown in the place of the last one."""

    def __init__(self, window: MainWindow, teaching: Teaching) -> None:
        super().__init__(window)
        self._window, self._teaching = window, teaching
        self._before: _Before | None = None
        self._place = -1
        self.replaying: Step | None = None
        self._answers: list[tuple[Request, object]] = []
        self._answering = QTimer(self)
        self._answering.setSingleShot(True)
        self._answering.setInterval(0)
        self._answering.timeout.connect(self._answer)
        self.note = label("", "chip", name="presentingNote")
        self.note.setParent(window)
        self.note.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.note.hide()
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
        chrome = (window.menuBar(), window.status, window.message_bar, *buttons)
        hidden = tuple(one for one in chrome if not one.isHidden())
        self._before = _Before(
            window.look.choice,
            window.look.zoom,
            hidden,
            tuple(actions.stop.shortcuts()),
            window.summary,
            self._teaching.shown,
        )
        for one in hidden:
            one.hide()
        # A menu bar that is hidden takes its keys with it; the window's own actions stay.
        actions.stop.setShortcuts([])
        for action in (actions.theme, actions.system_theme):
            action.setEnabled(False)
        for key in self._keys:
            key.setEnabled(True)
        actions.present.setChecked(True)
        window.columns.present(True)
        window.look.present(True)
        self._place = len(self._runs)
        self._tell()

    @Slot()
    def leave(self) -> None:
        """Put everything back as it was."""
        before = self._before
        if before is None:
            return
        window, actions = self._window, self._window.actions_
        self._end_replay(before)
        self._before = None
        for key in self._keys:
            key.setEnabled(False)
        actions.stop.setShortcuts(list(before.stop_keys))
        for action in (actions.theme, actions.system_theme):
            action.setEnabled(True)
        actions.present.setChecked(False)
        self.note.hide()
        for one in before.hidden:
            one.show()
        window.columns.present(False)
        window.look.present(False)
        window.look.choose(before.choice, before.zoom)
        window.profile.keep("zoom", before.zoom)

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
        return self._teaching.record.runs

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
        self.replaying = step
        if step.summary is not None:
            window.workbench.show_summary(step.summary)
        result = step.result
        if isinstance(result, Ran):
            if result.request.texts:
                inference.show_texts(result.request.texts, result.request.pairs)
            inference.mode.choose(False)
            inference.show_run(result)
        elif isinstance(result, Generated):
            if isinstance(step.request, Generate) and step.request.text:
                inference.show_texts((step.request.text,))
            inference.mode.choose(True)
            inference.results()[Generated](result, step.request)
        self._teaching.show(step)

    def keeps(self, request: Request) -> bool:
        """Whether a request is answered from what is kept, while a former run is shown.

        What pages ask about that run is; a new run ends the showing, and all else goes its way.
        """
        if self.replaying is None or not type(request).__module__.startswith(_ABOUT_A_RUN):
            return False
        if isinstance(request, (Run, Generate)):
            self._go_live()
            return False
        self._recall(request)
        return True

    def _go_live(self) -> None:
        if self._before is not None:
            self._end_replay(self._before)
        self._place = len(self._runs)
        self._tell()

    def _recall(self, request: Request) -> None:
        step = self.replaying
        if step is not None and isinstance(step.result, Ran):
            found = self._teaching.record.look_again(step.result, request)
            if found is not None:
                self._answers.append((request, found))
                self._answering.start()

    @Slot()
    def _answer(self) -> None:
        """After the page is done with asking."""
        answers, self._answers = self._answers, []
        handlers = self._window.inference.results()
        for request, result in answers:
            handler = handlers.get(type(result))
            if handler is not None:
                handler(result, request)

    def _end_replay(self, before: _Before) -> None:
        """Show the model in memory and its last run again."""
        if self.replaying is None:
            return
        last = next(
            (
                step
                for step in reversed(self._runs)
                if step.summary is not None
                and before.summary is not None
                and step.summary.serial == before.summary.serial
            ),
            None,
        )
        if before.summary is not None:
            self._window.workbench.show_summary(before.summary)
        if last is not None:
            self._show(last)
        self.replaying = None
        if before.shown is not None:
            self._teaching.show(before.shown)

    def _tell(self) -> None:
        """Where one is, in a corner: it does not cover what is shown."""
        runs = len(self._runs)
        where = f"Run {self._place + 1} of {runs}" if self._place < runs else "Live"
        more = "  ·  ← → your runs" if runs else ""
        self.note.setText(f"{where}{more}  ·  Esc ends")
        self.note.setAccessibleName(self.note.text())
        self.note.show()
        self._put_note()

    def _put_note(self) -> None:
        self.note.adjustSize()
        self.note.move(
            self._window.width() - self.note.width() - 14,
            self._window.height() - self.note.height() - 10,
        )
        self.note.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The note stays in its corner; a window that closes remembers how it was before."""
        if event.type() == QEvent.Type.Resize and self.on:
            self._put_note()
        elif event.type() == QEvent.Type.Close:
            self.leave()
        return super().eventFilter(watched, event)
