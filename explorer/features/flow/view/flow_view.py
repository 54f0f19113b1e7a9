"""Flow: the run as a picture that plays, with a sentence for each step."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEasingCurve, QTimer, QVariantAnimation, Slot
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from explorer.app.app_state import Results
from explorer.app.inference.inspection_view import InspectionView
from explorer.app.theme import Theme
from explorer.features.flow import explain, export
from explorer.features.flow.explain import FlowStep
from explorer.features.flow.protocol import ANSWERING, FlowRequest, FlowResult
from explorer.features.flow.scene import MOST_ANSWERS
from explorer.features.flow.view.filled_sentence import FilledSentence
from explorer.features.flow.view.flow_canvas import FlowCanvas
from explorer.features.flow.view.timeline import Timeline
from explorer.protocol.inspection import AVERAGE
from explorer.protocol.run import Prediction
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.accessibility import announce
from explorer.widgets.bars import Bars
from explorer.widgets.blocks import Card, button, label
from explorer.widgets.combo_box import ComboBox, TextChoice
from explorer.widgets.responsive_pair import ResponsivePair

_GROWS_MS = 450
"""How long a layer's ribbons take to grow."""

_BESIDE = 50
"""Widths of body text (em) from which the answers stand beside the picture."""

_STAYS_MS = 1_600
"""How long each step is shown while it plays: its sentence has to be read."""


class FlowView(InspectionView):
    """Plays from the text to the answer; ends there, so that the whole run is in sight."""

    asks = (FlowRequest,)

    def __init__(self, look: Theme) -> None:
        super().__init__(look, "flowView", tr("Flow"))
        self._result: FlowResult | None = None
        self._steps: tuple[FlowStep, ...] = ()
        self._text, self._position, self._head = 0, ANSWERING, AVERAGE
        self._step = 0
        self._growing = QVariantAnimation(self)
        self._growing.setStartValue(0.0)
        self._growing.setEndValue(1.0)
        self._growing.setDuration(_GROWS_MS)
        self._growing.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._growing.valueChanged.connect(self._grow)
        self._next = QTimer(self)
        self._next.setInterval(_STAYS_MS)
        self._next.timeout.connect(self._advance)

    def results(self) -> Results:
        """The picture of the last run."""
        return {FlowResult: self._on_result}

    @property
    def result(self) -> FlowResult | None:
        """What is shown."""
        return self._result

    @property
    def step(self) -> int:
        """The step that is shown, from 0."""
        return self._step

    @property
    def steps(self) -> tuple[FlowStep, ...]:
        """All steps, from the text to the answer."""
        return self._steps

    @property
    def playing(self) -> bool:
        """Whether it goes on by itself."""
        return self._next.isActive()

    def build(self) -> QWidget:
        """The sentence with its answer, the picture, what the step measured, and the steps."""
        content, column = self.column()
        look = self._look
        self.texts = TextChoice("flowText")
        self.texts.activated.connect(self._other_text)
        self.heads = ComboBox("flowHead", tr("One head, or the mean over all heads"), 20)
        self.heads.activated.connect(self._other_head)
        self.answer = FilledSentence(look)
        self.canvas = FlowCanvas(look)
        self.canvas.chosen.connect(self._choose)
        self.canvas.opened.connect(self._open)
        self.canvas.stepped.connect(self._move)
        self.canvas.played.connect(self.play)
        self.bars = Card(tr("Answer"))
        self.bars.body.addStretch(1)
        self._bars: Bars | None = None
        self.caption = label(role="heading", wrap=True, name="flowCaption")
        self.step_name = label(role="muted", name="flowStep")
        card = Card()
        card.add(self.step_name)
        card.add(self.caption)
        self.play_button = button("▶", name="flowPlay", tip=tr("Play from the text to the answer"))
        self.play_button.setAccessibleName(tr("Play"))
        self.play_button.clicked.connect(self.play)
        self.timeline = Timeline(look)
        self.timeline.moved.connect(self.go_to)
        self.timeline.played.connect(self.play)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.play_button)
        row.addWidget(self.timeline, 1)
        self.note = label(role="small", wrap=True, name="flowNote")
        run = QWidget()
        left = QVBoxLayout(run)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(6)
        left.addWidget(self.canvas)
        left.addWidget(card)
        left.addLayout(row)
        left.addStretch(1)
        column.addWidget(self.answer)
        column.addWidget(ResponsivePair(look, run, self.bars, _BESIDE, (4, 1)))
        column.addLayout(self.choices(self.texts, self.heads))
        column.addWidget(self.note)
        column.addStretch(1)
        return content

    # -- asking ----------------------------------------------------------------------------------

    def forget(self) -> None:
        """Another model, another text: whatever plays ends."""
        self._result, self._text = None, 0
        self._position, self._head = ANSWERING, AVERAGE
        self._stop()

    def ask(self) -> None:
        """Ask for the picture of the chosen text, seen from the chosen token."""
        assert self.ran is not None
        self._text = max(0, min(self._text, len(self.ran.rows) - 1))
        if self._position != ANSWERING and not self._still_there():
            self._position = ANSWERING
        self.wanted.emit(FlowRequest(self._text, self._position, self._head))

    def _still_there(self) -> bool:
        """Whether the chosen token is the same one in the run that is drawn now."""
        before = self._result.answering if self._result is not None else None
        if before is None or self.ran is None:
            return False
        row = self.ran.rows[self._text] if self.ran.rows else ()
        return len(row) == len(before.tokens) and len(self.ran.rows) > self._text

    @Slot()
    def _other_text(self) -> None:
        self._text, self._position = self.texts.currentIndex(), ANSWERING
        self.look()

    @Slot()
    def _other_head(self) -> None:
        self._head = self.heads.currentIndex() - 1
        self.look()

    @Slot(int)
    def _choose(self, row: int) -> None:
        """Draw the run from another token."""
        self._position = row
        self.look()

    @Slot(str, int, int, int)
    def _open(self, what: str, stack: int, layer: int, row: int) -> None:
        self.remedy_wanted.emit("lensView")

    # -- showing ---------------------------------------------------------------------------------

    def _on_result(self, result: FlowResult, request: object) -> None:
        if not self.current(result) or self.ran is None:
            return
        before, self._result = self._result, result
        if not result.stacks:
            self.say(" ".join(result.notes))
            return
        self.content()
        texts = self.ran.request.texts
        text = texts[self._text] if self._text < len(texts) else ""
        predictions = tuple(
            item for item in self.answers if item.text_index == result.request.text_index
        )
        self._steps = explain.steps(result, text, predictions, self.ran.note)
        self.texts.offer_texts(len(self.ran.rows), self._text)
        self._offer_heads(result.heads)
        shown = explain.prediction_at(predictions, result.stacks[-1].position)
        self._fill(text, shown)
        self._show_bars(shown)
        self.note.setText(" ".join(result.notes))
        self.note.setVisible(bool(result.notes))
        self.canvas.show_result(result)
        # Seen from another token, the picture stays at its step; a new run ends at its answer.
        same = before is not None and before.ran is result.ran and self._step < len(self._steps)
        if not self.playing:
            self.go_to(self._step if same else len(self._steps) - 1)
        self.setAccessibleDescription(export.summary_line(result))

    def _show_bars(self, shown: Prediction | None) -> None:
        """The answers beside the picture."""
        if self._bars is not None:
            self._bars.deleteLater()
            self._bars = None
        self.bars.setVisible(shown is not None)
        if shown is not None:
            best = replace(shown, candidates=shown.candidates[:MOST_ANSWERS])
            self._bars = Bars(self._look, best)
            self.bars.body.insertWidget(1, self._bars)

    def _offer_heads(self, heads: int) -> None:
        names = [tr("mean of the heads"), *(tr("head {n}", n=n + 1) for n in range(heads))]
        if [self.heads.itemText(n) for n in range(self.heads.count())] != names:
            self.heads.clear()
            self.heads.addItems(names)
        self.heads.setCurrentIndex(self._head + 1)
        self.heads.setVisible(heads > 0)

    def _fill(self, text: str, first: Prediction | None) -> None:
        """The text with the answer in place of the mask, or after it."""
        assert self.ran is not None
        row = self.ran.rows[self._text] if self._text < len(self.ran.rows) else ()
        share = numbers.amount(first.candidates[0]) if first is not None else ""
        self.answer.show_text(*explain.filled(text, row, first), share)

    # -- the steps -------------------------------------------------------------------------------

    @Slot(int)
    def go_to(self, step: int) -> None:
        """Show a step; whatever plays ends."""
        self._next.stop()
        self._show(step, moving=False)

    @Slot(int)
    def _move(self, by: int) -> None:
        self.go_to(max(0, min(len(self._steps) - 1, self._step + by)))

    @Slot()
    def play(self) -> None:
        """Play from the beginning, go on, or stop."""
        if self.playing:
            self._stop()
            self._show_button()
            return
        if not self._steps:
            return
        if self._step >= len(self._steps) - 1:
            self._show(0, moving=False)
        self._next.start()
        self._show_button()

    @Slot()
    def _advance(self) -> None:
        if self._step + 1 >= len(self._steps) or not self.isVisible():
            self._stop()
            self._show_button()
            return
        self._show(self._step + 1, moving=True)

    def _stop(self) -> None:
        self._next.stop()
        self._growing.stop()

    def _show(self, step: int, *, moving: bool) -> None:
        if not self._steps:
            return
        self._step = max(0, min(step, len(self._steps) - 1))
        shown = self._steps[self._step]
        self.step_name.setText(shown.name)
        self.caption.setText(shown.sentence)
        self.timeline.show_steps(tuple(each.name for each in self._steps), self._step)
        self._growing.stop()
        if moving and shown.layer is not None and not self._still():
            self.canvas.show_step(self._step, 0.0)
            self._growing.start()
        else:
            self.canvas.show_step(self._step)
        self.canvas.describe(f"{shown.name}: {shown.sentence}")
        announce(self.caption, shown.sentence)
        self._show_button()

    def _still(self) -> bool:
        """Whether nothing may move by itself: the cursor does not blink then either."""
        return QApplication.styleHints().cursorFlashTime() <= 0

    @Slot(object)
    def _grow(self, grown: object) -> None:
        self.canvas.show_step(self._step, float(grown))  # type: ignore[arg-type]

    def _show_button(self) -> None:
        self.play_button.setText("⏸" if self.playing else "▶")
        self.play_button.setAccessibleName(tr("Pause") if self.playing else tr("Play"))
