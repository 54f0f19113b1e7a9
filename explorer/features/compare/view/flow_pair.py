"""The runs of two models as two pictures that play together: one timeline, and the same rows."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from explorer.app.theme import Theme
from explorer.features.compare.protocol import (
    ComparedFlowRequest,
    ComparedFlowResult,
    ComparedRun,
)
from explorer.features.compare.view.compare_side import title_of
from explorer.features.flow import explain, scene
from explorer.features.flow.explain import FlowStep
from explorer.features.flow.protocol import ANSWERING, FlowResult
from explorer.features.flow.scene import VECTORS
from explorer.features.flow.view.flow_canvas import FlowCanvas
from explorer.features.flow.view.flow_view import name_play
from explorer.features.flow.view.playback import Playback
from explorer.features.flow.view.step_sentence import StepSentence
from explorer.features.flow.view.timeline import Timeline
from explorer.protocol.inspection import AVERAGE
from explorer.text.translation import tr
from explorer.widgets.announcement import announce
from explorer.widgets.blocks import Card, button, label, packed
from explorer.widgets.combo_box import ComboBox
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.responsive_pair import ResponsivePair

_TWO_COLUMNS = 46
"""Widths of body text (em) from which the two pictures are side by side."""

_FIRST = VECTORS + 1
"""Steps before the first layer."""


class FlowSide(QWidget):
    """One of the two: whose run it is, its picture, and what the step measured there."""

    def __init__(self, look: Theme, place: str) -> None:
        super().__init__()
        self.steps: tuple[FlowStep, ...] = ()
        self._shown = -1
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        column = packed(QVBoxLayout(self), gap=6)
        self.name = label(role="heading", wrap=True, name=f"compareFlowName.{place}")
        self.canvas = FlowCanvas(look, f"compareFlowCanvas.{place}")
        self.canvas.set_dense(True)
        self.canvas.opens = False
        self.caption = StepSentence(f"compareFlowCaption.{place}")
        self.caption.setProperty("role", "")
        for widget in (self.name, self.canvas, self.caption):
            column.addWidget(widget)
        column.addStretch(1)

    def show_run(
        self, run: ComparedRun, picture: FlowResult, text: str, rows: FlowResult | None
    ) -> None:
        """Show a picture; with the rows of `rows` where it shares them."""
        text_index = picture.request.text_index
        answers = tuple(
            prediction for prediction in run.ran.predictions if prediction.text_index == text_index
        )
        self.steps = explain.steps(
            picture, text, answers, run.ran.note, run.ran.pair_of(text_index)
        )
        self._shown = -1
        title = title_of(run.summary)
        self.name.setText(title)
        self.canvas.setAccessibleName(tr("The run of {name} as a picture", name=title))
        drawn = tuple(map(scene.rows_of, rows.stacks)) if rows is not None else None
        self.canvas.show_result(picture, drawn)
        self.canvas.setVisible(bool(picture.stacks))
        why = " ".join(picture.notes)
        self.caption.reserve(tuple(step.sentence for step in self.steps) or (why,))
        self.caption.setText(why)

    @property
    def layers(self) -> int:
        """Steps that are of a layer."""
        return sum(step.layer is not None for step in self.steps)

    @property
    def tail(self) -> int:
        """Steps after the last layer."""
        return len(self.steps) - _FIRST - self.layers

    def show_step(self, step: int, grown: float) -> None:
        """Show a step of its own."""
        if not self.steps:
            return
        self.canvas.show_step(step, grown)
        if step != self._shown:
            self._shown = step
            entry = self.steps[step]
            self.caption.setText(entry.sentence)
            self.canvas.describe(f"{entry.name}: {entry.sentence}")


class FlowPair(Card):
    """`wanted` carries a ComparedFlowRequest when a text, a token or a head is chosen."""

    wanted = Signal(object)

    def __init__(self, look: Theme) -> None:
        super().__init__(tr("Both runs as pictures"), tr("the same step of both"))
        self.setObjectName("compareFlow")
        self._result: ComparedFlowResult | None = None
        self._swapped = False
        self._text, self._head = 0, AVERAGE
        self._positions = [ANSWERING, ANSWERING]  # of the other model, and of the one in memory
        self._waits = [False, False]
        self.heads = ComboBox("compareFlowHead", tr("One head of both, or the mean over all"), 20)
        self.heads.activated.connect(self._other_head)
        row = FlowLayout(gap=8)
        row.addWidget(self.heads)
        self.add_layout(row)
        self.playback = Playback(self)
        self.playback.shown.connect(self._show)
        self.playback.grown.connect(self._grow)
        self.playback.turned.connect(self._show_button)
        self.play_button = button(
            "▶", name="compareFlowPlay", tip=tr("Play both from the text to the answer")
        )
        self.play_button.clicked.connect(self.playback.play)
        self.timeline = Timeline(look, "compareFlowTimeline")
        self.timeline.setAccessibleName(tr("Steps of both runs"))
        self.timeline.moved.connect(self.playback.go_to)
        self.timeline.played.connect(self.playback.play)
        line = QWidget()
        across = packed(QHBoxLayout(line), self.play_button)
        across.addWidget(self.timeline, 1)
        self.add(line)  # above what other heads, tokens and texts make higher
        self.note = label(role="muted", wrap=True, name="compareFlowNote")
        self.add(self.note)
        self.left, self.right = FlowSide(look, "left"), FlowSide(look, "right")
        self.add(ResponsivePair(look, self.left, self.right, _TWO_COLUMNS))
        for place, side in enumerate((self.left, self.right)):
            side.canvas.setProperty("side", place)
            side.canvas.stepped.connect(self.playback.move)
            side.canvas.played.connect(self.playback.play)
            side.canvas.chosen.connect(self._choose)
        self._show_button()
        self.hide()

    @property
    def result(self) -> ComparedFlowResult | None:
        """What is shown."""
        return self._result

    @property
    def request(self) -> ComparedFlowRequest:
        """What it asks for now."""
        other, main = self._positions
        return ComparedFlowRequest(self._text, main, other, self._head)

    # -- asking ----------------------------------------------------------------------------------

    def ask(self, text_index: int) -> None:
        """Ask for one text of the last run of both, seen from where they answer."""
        self._text, self._head = text_index, AVERAGE
        self._positions = [ANSWERING, ANSWERING]
        self.wanted.emit(self.request)

    def forget(self) -> None:
        """Nothing was run through both."""
        self._result = None
        self.playback.stop()
        self.hide()

    @Slot()
    def _other_head(self) -> None:
        self._head = self.heads.currentIndex() - 1
        self.wanted.emit(self.request)

    @Slot(int)
    def _choose(self, row: int) -> None:
        """Draw both from this token; only the one that was clicked where the rows are its own."""
        right = bool(self.sender().property("side"))
        main = right != self._swapped
        if self._result is not None and self._result.shared:
            self._positions = [row, row]
        else:
            self._positions[int(main)] = row
        self.wanted.emit(self.request)

    # -- showing ---------------------------------------------------------------------------------

    def show_result(self, result: ComparedFlowResult, *, swapped: bool) -> None:
        """Show both; a new run ends at its answer, another token or head stays at its step."""
        both = result.both
        if both is None or result.request != self.request:
            return
        before, self._result = self._result, result
        self._swapped = swapped
        texts = both.request.texts
        text = texts[self._text] if self._text < len(texts) else ""
        sides = [(both.other, result.other), (both.main, result.main)]
        if swapped:
            sides.reverse()
        shared = result.main if result.shared else None
        for side, (run, picture) in zip((self.left, self.right), sides, strict=True):
            side.show_run(run, picture, text, shared)
        names = [
            tr("mean of the heads"),
            *(tr("head {head}", head=n + 1) for n in range(result.heads)),
        ]
        self.heads.offer(names, self._head + 1)
        self.heads.setVisible(result.heads > 0)
        self.note.say(result.note)
        longest = self._longest
        layers = frozenset(range(_FIRST, _FIRST + longest.layers))
        count = _FIRST + longest.layers + max(self.left.tail, self.right.tail)
        self.playback.set_steps(count if longest.steps else 0, layers)
        self.show()
        same = before is not None and before.both is both and self.playback.step < count
        self.playback.go_to(self.playback.step if same else -1)

    @property
    def _longest(self) -> FlowSide:
        """The side with more layers, whose steps the timeline has."""
        return max(self.left, self.right, key=lambda side: (side.layers, len(side.steps)))

    def step_of(self, side: FlowSide, step: int) -> int:
        """What a side shows at a step of the timeline.

        One that is through its layers waits at its last one for the other.
        """
        deepest = self._longest.layers
        if step < _FIRST:
            return step
        if step < _FIRST + deepest:
            return min(step, VECTORS + side.layers)
        return max(VECTORS + side.layers, len(side.steps) - (self.playback.last + 1 - step))

    @Slot(int)
    def _show(self, step: int) -> None:
        sides, before = (self.left, self.right), self.timeline.step
        for place, side in enumerate(sides):
            self._waits[place] = self.step_of(side, step) == self.step_of(side, before) != step
        longest = self._longest
        names = tuple(entry.name for entry in longest.steps)
        self.timeline.show_steps(names, min(step, len(names) - 1))
        spoken = (side.steps[self.step_of(side, step)].sentence for side in sides if side.steps)
        announce(self.timeline, " ".join(spoken))

    @Slot(float)
    def _grow(self, grown: float) -> None:
        step = self.playback.step
        for side, waits in zip((self.left, self.right), self._waits, strict=True):
            side.show_step(self.step_of(side, step), 1.0 if waits else grown)

    @Slot()
    def _show_button(self) -> None:
        name_play(self.play_button, playing=self.playback.playing)
