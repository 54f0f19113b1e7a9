"""Flow before an audience: the picture fills the window, and keys step through it. The text that
Write is writing fills it as well, with what could come next.

Every other page is presented with its own controls.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QLineEdit

from explorer.app.inference.inference_tab import FILLING
from explorer.features.flow.view.flow_view import FEWEST_ROWS, ORDINARY_ROWS, TIGHTEST
from explorer.text.translation import tr
from explorer.widgets.small_controls import disabled_shortcut
from explorer.widgets.timer import single_shot

if TYPE_CHECKING:
    from explorer.app.inference.mode_switch import Mode
    from explorer.app.shell import Shell
    from explorer.features.flow.view.flow_view import FlowView
    from explorer.features.lessons.view.lesson_controller import LessonController

_BETWEEN = "  ·  "


class FlowScreen(QObject):
    """`changed` fires when it begins or ends to fill the window, and with every step.

    `passed` carries -1 or 1 when somebody continues beyond the first or the last step.
    """

    changed = Signal()
    passed = Signal(int)

    def __init__(self, window: Shell, lessons: LessonController) -> None:
        super().__init__(window)
        self._window, self._lessons = window, lessons
        self._presenting = False
        self._filling: Mode | None = None
        self._follows_text = False
        self.view: FlowView = window.inference.views.view("flow")
        self._keys = [
            disabled_shortcut(window, "Space", self._space),
            disabled_shortcut(window, "Home", self._first),
            disabled_shortcut(window, "End", self._last),
            disabled_shortcut(window, "G", self._guess),
            disabled_shortcut(window, "Return", self._return),
            disabled_shortcut(window, "Enter", self._return),
        ]
        guess = window.actions_.guess
        guess.toggled.connect(self.view.guess)
        guess.triggered.connect(self._tell_guess)
        self.view.guess_changed.connect(guess.setChecked)
        self.view.moved.connect(self.changed)
        inference = window.inference
        inference.mode.changed.connect(self.arrange)
        inference.pages.turned.connect(self.arrange)
        window.centre.currentChanged.connect(self.arrange)
        window.columns.called.connect(self.arrange)
        window.state.model_changed.connect(self.arrange)
        inference.run_button.clicked.connect(self._free_keys)
        self._fitting = single_shot(self, 0, self._fit)
        look = window.look
        look.changed.connect(self._fitting.start)
        self.view.drawn.connect(self.arrange)  # the first run of a model without a tokenizer
        self.view.drawn.connect(self._fit)
        inference.faded.connect(self._fitting.start)
        inference.installEventFilter(self)
        lessons.pointed.connect(self._show_pointed)

    @property
    def fills(self) -> bool:
        """Whether the picture of Flow fills the window now."""
        return self._filling == "flow"

    @property
    def has_steps(self) -> bool:
        """Whether it does, and there is something to step through."""
        return self.fills and bool(self.view.steps) and not self.view.sentence

    @property
    def fills_with_text(self) -> bool:
        """Whether the text that Write is writing fills it."""
        return self._filling == "write"

    def present(self, on: bool) -> None:
        """An audience is there, or gone."""
        self._presenting = on
        self.arrange()

    @Slot()
    def arrange(self) -> None:
        """Fill the window where Flow is shown of a run, or Write; else leave all as it is
        presented. Where nothing can run yet, what to do about that is on the page, and stays."""
        window, inference = self._window, self._window.inference
        fills = (
            self._presenting
            and window.centre.currentWidget() is inference
            and inference.mode.mode in FILLING
            and inference.pages.aside is None
            and window.summary is not None
            and not inference.lacks_input
            and not window.columns.shows_called
        )
        pane = inference.generation
        if fills and inference.mode.mode == "write" and pane is not None:
            fills = not any(map(self._lessons.points_into, pane.spared))
            if not self._follows_text:
                self._follows_text = True
                pane.changed.connect(self._fitting.start)
                pane.text.filled.connect(self._fitting.start)
        filling = inference.mode.mode if fills else None
        if filling == self._filling:
            return
        self._filling = filling
        for key in self._keys:
            key.setEnabled(self.fills)
        window.banner.setHidden(fills and not self._lessons.points_into(window.banner))
        window.centre.show_titles(not fills)
        window.columns.present(self._presenting, alone=fills)
        inference.fill_with(filling)
        self.view.fill(self.fills)
        window.body.arrange()
        if fills:
            self._free_keys()
            self._fitting.start()
        self.changed.emit()

    @Slot()
    def _fit(self) -> None:
        """Leave out as little as is needed for nothing to scroll."""
        inference, view = self._window.inference, self.view
        if self.fills_with_text and inference.generation is not None:
            inference.show_line(True)
            inference.generation.fit(lambda: inference.spare, inference.room)
        if not self.fills:
            return
        if view.result is None or view.sentence:
            inference.show_line(True)  # a run is what is missing
            return
        # All of an ordinary sentence, with the keys in the place of the timeline where need be; of
        # a longer one some rows.
        for least, tightest in ((ORDINARY_ROWS, TIGHTEST - 1), (FEWEST_ROWS, TIGHTEST)):
            for level in range(tightest + 1):
                view.tighten(level)
                inference.show_line(self._needs_line or level < TIGHTEST)
                if view.fit_rows(lambda: inference.spare, least):
                    return

    @property
    def _needs_line(self) -> bool:
        return self._lessons.points_into(self._window.inference.line)

    @Slot()
    def _show_pointed(self) -> None:
        """Have in sight what a lesson points at, and leave out again what the page before did."""
        window = self._window
        self.arrange()
        if self._filling is None:
            return
        window.banner.setVisible(self._lessons.points_into(window.banner))
        if self._lessons.points_into(window.inference.line):
            window.inference.show_line(True)
        self._fitting.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Another size has room for more, or for less."""
        if event.type() == QEvent.Type.Resize:
            self._fitting.start()
        return super().eventFilter(watched, event)

    @Slot()
    def _free_keys(self) -> None:
        """Let Space and the arrows belong to the picture, not to what was used last."""
        if self._filling is not None:
            self._window.body.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- the keys ------------------------------------------------------------------------------

    def step(self, by: int) -> None:
        """To another step, and no further."""
        self.view.step_by(by)

    def page(self, by: int) -> None:
        """To another step; beyond them to another page of the lesson, or another run."""
        if self.view.step_by(by):
            return
        if self._lessons.lesson is None:
            self.passed.emit(by)
            return
        if by > 0:
            self._lessons.skip()
        else:
            self._lessons.back()
        self._free_keys()

    @Slot()
    def _space(self) -> None:
        """Press the button that the keyboard is on; else play, or pause."""
        focus = self._window.focusWidget()
        if isinstance(focus, QAbstractButton):
            focus.click()
        else:
            self.view.play()

    @Slot()
    def _return(self) -> None:
        """Run the line that is typed in, or before any run; or show the answer that was hidden."""
        focus = self._window.focusWidget()
        if isinstance(focus, QLineEdit):
            focus.returnPressed.emit()
            self._free_keys()
        elif isinstance(focus, QAbstractButton):
            focus.click()
        elif self.view.result is None:
            run = self._window.inference.run_button
            run.click()
        else:
            self.view.reveal()

    @Slot()
    def _first(self) -> None:
        self.view.go_to(0)

    @Slot()
    def _last(self) -> None:
        self.view.go_to(len(self.view.steps) - 1)

    @Slot()
    def _guess(self) -> None:
        self.view.guess(not self.view.guessing)

    @Slot(bool)
    def _tell_guess(self, on: bool) -> None:
        """Say what was chosen where nothing in sight shows it."""
        window = self._window
        cover = window.inference.cover
        if on and not self.view.isVisible() and not cover.isVisible():
            window.message_bar.tell(tr("In Flow, each answer is hidden now until the last step."))

    # -- the line at the foot ------------------------------------------------------------------

    def note(
        self, run: str, runs: str, training: str, escape: str, metrics: QFontMetrics, width: int
    ) -> str:
        """Where one is and the keys, in one line of `width` pixels: the least useful go first.
        `runs` says what the arrows do where there is no step, `training` what other keys do while
        snapshots are shown."""
        view, turned = self.view, self._lessons.lesson is not None
        parts = [(1, run)] if run else []
        if isinstance(self._window.focusWidget(), QLineEdit):
            # There the arrows and Space belong to the text, and letters are letters.
            return _BETWEEN.join((*(text for _, text in parts), tr("Return runs it"), escape))
        if view.steps and not view.sentence:
            place = tr("Step {step} of {steps}", step=view.step + 1, steps=len(view.steps))
            parts += [(0, place), (5, view.steps[view.step].name)]
            parts += [(2, tr("Space pauses") if view.playing else tr("Space plays"))]
            parts += [(3, tr("← → steps"))]
            parts += [(3, training)] if training else []
            parts += [(3, tr("Page ↑ ↓ steps, then the lesson"))] if turned else []
            # Nobody finds out otherwise how to end what all are waiting for.
            parts += [(2, tr("Return shows the answer"))] if view.hiding else []
            if view.can_guess or view.guessing:
                parts += [(6, tr("G no guessing") if view.guessing else tr("G guess first"))]
        else:
            parts += [(2, tr("Return runs it"))] if view.result is None else []
            parts += [(3, runs)] if runs else []
            parts += [(3, training)] if training else []
            parts += [(3, tr("Page ↑ ↓ pages of the lesson"))] if turned else []
        return one_line([*parts, (7, tr("B blanks the screen")), (0, escape)], metrics, width)


def one_line(parts: list[tuple[int, str]], metrics: QFontMetrics, width: int) -> str:
    """These in `width` pixels: the most dispensable go first (0: never, and they may be longer)."""
    while True:
        line = _BETWEEN.join(text for _, text in parts)
        last = max(parts)
        if metrics.horizontalAdvance(line) <= width or not last[0]:
            return line
        parts.remove(last)
