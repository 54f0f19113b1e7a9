"""Flow: the run as a picture that plays, with a sentence for each step."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLayout,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from explorer.app.app_state import Results
from explorer.app.inference.inspection_view import InspectionView
from explorer.app.theme import Theme
from explorer.features.flow import explain, export
from explorer.features.flow.explain import FlowStep
from explorer.features.flow.protocol import ANSWERING, FlowRequest, FlowResult
from explorer.features.flow.scene import MOST_ANSWERS
from explorer.features.flow.view.filled_sentence import FilledSentence
from explorer.features.flow.view.flow_canvas import FlowCanvas, Spot
from explorer.features.flow.view.flow_page_layout import Arrangement
from explorer.features.flow.view.playback import Playback
from explorer.features.flow.view.step_sentence import StepSentence
from explorer.features.flow.view.timeline import Timeline
from explorer.protocol.inspection import AVERAGE
from explorer.protocol.job import Request
from explorer.protocol.model import ModelSummary, another_step
from explorer.protocol.run import Prediction, RunResult
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.announcement import announce
from explorer.widgets.bars import Bars
from explorer.widgets.blocks import Card, button, label, set_role
from explorer.widgets.combo_box import ComboBox, TextChoice

TIGHTEST = 4
"""The level of `tighten` that leaves out the most."""

_LATE_MS = 250
"""A run of another snapshot is awaited for so long before the picture goes: it would flicker at
every step of a training that is passed."""

FEWEST_ROWS, ORDINARY_ROWS = 5, 12
"""Rows that a picture has at the least, before more is left out beside it; and those of an ordinary
sentence, for which that is worth it."""

_WORDS = ("mask", "next")
"""Kinds of predictions whose answers are tokens, which the logit lens names as well."""


@dataclass(frozen=True)
class FlowPlace:
    """What of a run is in sight: which text, from which token, of which head, at which step."""

    ran: RunResult | None
    result: FlowResult | None
    text: int
    position: int
    head: int
    step: int
    guessing: bool
    revealed: bool


class FlowView(InspectionView):
    """Plays from the text to the answer; ends there, so that the whole run is in sight.

    `moved` fires when another step is shown, or the same one otherwise, `drawn` after another
    picture. While people are `guessing`, whatever gives the answer away is hidden until the last
    step, or `reveal`.
    """

    asks: tuple[type[Request], ...] = (FlowRequest,)
    offers_run = False
    moved = Signal()
    drawn = Signal()
    guess_changed = Signal(bool)

    def __init__(self, look: Theme, prefix: str = "flow", spoken: str = tr("Flow")) -> None:
        super().__init__(look, f"{prefix}View", spoken)
        self._prefix = prefix
        self._result: FlowResult | None = None
        self._steps: tuple[FlowStep, ...] = ()
        self._text, self._position, self._head = 0, ANSWERING, AVERAGE
        self._alone = self._silent = False
        self._start: int | None = None
        self._guessing = self._revealed = self._full = False
        self._tight = 0
        self._predictions: tuple[Prediction, ...] = ()
        self.playback = Playback(self)
        self.playback.shown.connect(self._show)
        self.playback.grown.connect(self._grow)
        self.playback.turned.connect(self._show_button)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(_LATE_MS)
        self._late.timeout.connect(self._give_up)

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
        return self.playback.step

    @property
    def steps(self) -> tuple[FlowStep, ...]:
        """All steps, from the text to the answer."""
        return self._steps

    @property
    def playing(self) -> bool:
        """Whether it continues by itself."""
        return self.playback.playing

    def show_alone(self, on: bool) -> None:
        """Show the sentence, the picture and the answers alone."""
        self._alone = on
        if self._content is not None:
            self._write_note()
            self._arrange(self._content.layout())

    def build(self) -> QWidget:
        """The sentence with its answer, the picture, what the step measured, and the steps."""
        content, column = self.column()
        look = self._look
        self.texts = TextChoice(f"{self._prefix}Text")
        self.texts.activated.connect(self._other_text)
        self.heads = ComboBox(f"{self._prefix}Head", tr("One head, or the mean over all heads"), 20)
        self.heads.activated.connect(self._other_head)
        self.answer = self.sentence_field()
        self.answer.pressed.connect(self.reveal)
        self.canvas = FlowCanvas(look, f"{self._prefix}Canvas")
        self.canvas.chosen.connect(self._choose)
        self.canvas.opened.connect(self._open)
        self.canvas.stepped.connect(self.playback.move)
        self.canvas.played.connect(self.play)
        self.bars = Card(tr("Answer"))
        self.unknown = label("?", "title", name=f"{self._prefix}Unknown")
        self.unknown.setAccessibleName(tr("The answer is to be guessed"))
        self.unknown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._answers = QStackedWidget()  # as high as the bars, whichever is shown
        self._answers.addWidget(self.unknown)
        self.bars.add(self._answers)
        self.bars.body.addStretch(1)
        self._bars: Bars | None = None
        self.caption = StepSentence(f"{self._prefix}Caption")
        self.step_name = label(role="muted", name=f"{self._prefix}Step")
        card = self._words = Card()
        card.add(self.step_name)
        card.add(self.caption)
        self.play_button = button(
            "▶", name=f"{self._prefix}Play", tip=tr("Play from the text to the answer")
        )
        self.play_button.setAccessibleName(tr("Play"))
        self.play_button.clicked.connect(self.play)
        self.guess_button = button(
            tr("Guess first"),
            "link",
            name=f"{self._prefix}Guess",
            tip=tr(
                "Hide the answer until the last step, so that everybody can guess. Look inside "
                "and Why are covered until then."
            ),
        )
        self.guess_button.setCheckable(True)
        self.guess_button.setChecked(self._guessing)
        self.guess_button.toggled.connect(self.guess)
        for push_button in (self.play_button, self.guess_button):
            # A click must not take Space and the arrows away from the picture.
            push_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.timeline = Timeline(look, f"{self._prefix}Timeline")
        self.timeline.moved.connect(self.go_to)
        self.timeline.played.connect(self.play)
        line = self._line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.play_button)
        row.addWidget(self.timeline, 1)
        row.addWidget(self.guess_button)
        self.note = label(role="small", wrap=True, name=f"{self._prefix}Note")
        self._parts = Arrangement(look, self.canvas, self.bars, card, line)
        self._parts.turned.connect(self._fit_answers)
        self._choices = QWidget()
        self._choices.setLayout(self.choices(self.heads))
        self._which = QWidget()  # above the picture of one text: whoever wrote two looks there
        self._which.setLayout(self.choices(self.texts))
        column.addWidget(self._which)
        column.addWidget(self.answer)
        column.addWidget(self._parts)
        column.addWidget(self._choices)
        column.addWidget(self.note)
        column.addStretch(1)
        self._arrange(column)
        return content

    def sentence_field(self) -> FilledSentence:
        """What shows the text with its answer."""
        return FilledSentence(self._look)

    def fill(self, on: bool) -> None:
        """Give the picture the whole page, for an audience; or lay everything out as usual."""
        self._full, self._tight = on, 0
        if self._content is not None:
            self.canvas.limit_rows()
            self._arrange(self._content.layout())
            self._column().setContentsMargins(0, 0 if on else 8, 0, 0)

    def tighten(self, level: int) -> None:
        """Leave out what a full page has no room for: with 1 the largest letters, with 2 the list
        of answers as well, with 3 the timeline (the keys do without), with TIGHTEST nothing more
        of its own."""
        if self._content is not None and level != self._tight:
            self._tight = level
            self._show_parts()

    def _show_parts(self) -> None:
        tight = self._tight
        role = "title" if self._full else "heading"
        set_role(self.caption, role if not tight else "heading" if tight < 3 else "")
        self.answer.shrink(tight > 0)
        self.bars.setVisible(self._bars is not None and tight < 2)
        self.note.setVisible(bool(self.note.text()) and tight < 2)
        self.step_name.setVisible(tight < 3)
        self._words.setHidden(self._alone)
        self._line.setVisible(tight < 3 and not self._alone)
        self._choices.setHidden(self._alone or self._full)
        self._offer_texts()
        self._parts.arrange()

    def _offer_texts(self) -> None:
        self._which.setHidden(self._alone or self.texts.count() < 2)

    def fit_rows(self, spare: Callable[[], int], least: int) -> bool:
        """Draw as many rows as have room; False where these are fewer than there are, and than
        `least`.

        `spare` says how many pixels of height the page has left, below 0 where some are missing.
        """
        self.canvas.limit_rows()
        self._invalidate()
        missing = -spare()
        if missing <= 0:
            return True
        rows = self.canvas.rows - math.ceil(missing / self.canvas.least_line)
        self.canvas.limit_rows(max(FEWEST_ROWS - 2, rows))
        self._invalidate()
        return rows >= least

    def _invalidate(self) -> None:
        """Have everything around what has just changed measured again, and not in a later event."""
        for widget in (self.bars, self._words, self._parts, self._content, self):
            if widget is not None:
                widget.updateGeometry()  # forgets what the layout around it has kept of its size

    def _arrange(self, column: QLayout | None) -> None:
        assert isinstance(column, QVBoxLayout)
        self._show_parts()
        grows = self._full or self._alone
        self.canvas.fill(grows, scrolls=not self._full)
        self._parts.fill(self._full)
        self._parts.grow(grows)
        self._fit_answers()
        column.setStretchFactor(self._parts, int(grows))
        column.setStretch(column.count() - 1, int(not grows))

    @Slot()
    def _fit_answers(self) -> None:
        """Beside a picture that fills the page it decides how high both are; below it they do."""
        squeezed = self._full and self._parts.side_by_side
        self._answers.setMinimumHeight(self._look.em if squeezed else 0)
        policy = QSizePolicy.Policy
        way = policy.Ignored if squeezed else policy.Preferred
        self._answers.setSizePolicy(policy.Preferred, way)
        body = self.bars.body
        body.setStretchFactor(self._answers, int(squeezed))
        body.setStretch(body.count() - 1, int(not squeezed))

    # -- asking ----------------------------------------------------------------------------------

    def show_model(self, summary: ModelSummary | None) -> None:
        """Another model; of another step of a training the next picture comes at once."""
        before = self.summary
        if self.isVisible() and self._result is not None and another_step(before, summary):
            self.summary, self.ran, self._stale = summary, None, False
            step = self.step
            self.forget()
            # The same step of the picture is compared, unless its answer is to be guessed anew.
            self._start = None if self._guessing else step
            self._late.start()
            return
        self._late.stop()
        super().show_model(summary)

    @Slot()
    def _give_up(self) -> None:
        """No run has come: the picture is of the model before."""
        if self.ran is None:
            self.outdated()

    def forget(self) -> None:
        """Another model, another text: whatever plays ends."""
        self._result, self._text, self._predictions = None, 0, ()
        self._position, self._head = ANSWERING, AVERAGE
        self._start, self._revealed = None, False
        self.playback.stop()

    def forget_token(self) -> None:
        """Another text: it is drawn from its answer."""
        self._position = ANSWERING

    def show_run(self, ran: RunResult) -> None:
        """A new run has an answer of its own to guess."""
        if ran is not self.ran:
            self._revealed = False
        super().show_run(ran)

    def ask(self) -> None:
        """Ask for the picture of the chosen text, seen from the chosen token."""
        assert self.ran is not None
        self._text = max(0, min(self._text, len(self.ran.rows) - 1))
        self.wanted.emit(FlowRequest(self._text, self._position, self._head))

    def _belongs(self, result: FlowResult) -> bool:
        """Whether a picture is the one that was asked for last."""
        wanted = FlowRequest(self._text, self._position, self._head)
        return self.current(result) and self.ran is not None and result.request == wanted

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
        if self._result is not None:  # else another picture is on its way
            self._position = row
            self.look()

    @Slot(object)
    def _open(self, spot: Spot) -> None:
        """Show what was clicked in the view that has all of it."""
        if self._result is None:
            return  # another picture is on its way
        stack = self._result.stacks[spot.stack]
        place: dict[str, Any] = {"text": self._text, "position": spot.row, "kind": stack.kind}
        if spot.kind == "ribbon":
            layer = stack.layers[spot.layer]
            self.detail_wanted.emit(
                "attentionView", place | {"row": layer.map_row, "head": self._head}
            )
        elif spot.kind == "box" and stack.position >= 0 and self._result.words:
            self.detail_wanted.emit("lensView", place)
        else:  # no layer of this stack can be asked for words: the vector after it
            row = spot.layer + 1 if spot.kind == "box" else 0
            self.detail_wanted.emit("hiddenView", place | {"row": row})

    # -- showing ---------------------------------------------------------------------------------

    def _on_result(self, result: FlowResult, request: object) -> None:
        if self._belongs(result):
            assert self.ran is not None
            texts = self.ran.texts
            self.draw(result, texts[self._text] if self._text < len(texts) else "")

    def draw(self, result: FlowResult, text: str) -> None:
        """Show a picture; `text` is what it is of."""
        assert self.ran is not None
        before, self._result = self._result, result
        if not result.stacks:
            self.say(" ".join(result.notes))
            return
        self.content()
        predictions = tuple(
            item for item in self.answers if item.text_index == result.request.text_index
        )
        self._predictions = predictions
        self._steps = self.steps_of(result, text, predictions)
        growing = (n for n, step in enumerate(self._steps) if step.layer is not None)
        self.playback.set_steps(len(self._steps), frozenset(growing))
        self.caption.reserve(
            tuple(text for step in self._steps for text in (step.sentence, step.guessing))
        )
        self.texts.offer_texts(self.ran.row_names, self._text)
        self._offer_texts()
        self._offer_heads(result.heads)
        shown = explain.prediction_at(predictions, result.stacks[-1].position)
        self._fill(text, shown, predictions)
        self._show_bars(shown)
        self._write_note()
        self._show_parts()
        self.canvas.show_result(result)
        # Seen from another token, the picture stays at its step; a new run ends at its answer,
        # or begins at its text where the answer is to be guessed.
        same = before is not None and before.ran is result.ran and self.step < len(self._steps)
        start, self._start = self._start, None
        if start is None:
            start = self.step if same else 0 if self.hiding else len(self._steps) - 1
        if self.playing:
            self._hide()
        else:
            self.go_to(start)
        self.setAccessibleDescription(export.summary_line(result))
        self.drawn.emit()

    def _write_note(self) -> None:
        """What the picture is not of; where no step says why there is no answer, that as well."""
        notes = self._result.notes if self._result is not None else ()
        silent = self.ran.note if self._alone and self.ran is not None else ""
        self.note.setText(" ".join(filter(None, (silent, *notes))))

    def steps_of(
        self, result: FlowResult, text: str, predictions: tuple[Prediction, ...]
    ) -> tuple[FlowStep, ...]:
        """The steps of a picture, with their sentences."""
        ran = self.ran
        pair = ran.pair_of(result.request.text_index) if ran is not None else ""
        return explain.steps(result, text, predictions, self.no_answers, pair)

    def _show_bars(self, shown: Prediction | None) -> None:
        """The answers beside the picture."""
        if self._bars is not None:
            self._answers.removeWidget(self._bars)
            self._bars.deleteLater()
            self._bars = None
        self.bars.hint.setText(self.summary.caution if self.summary is not None else "")
        if shown is not None:
            best = replace(shown, candidates=shown.candidates[:MOST_ANSWERS])
            self._bars = Bars(self._look, best, stacked=True, leads=True)
            self._answers.addWidget(self._bars)

    def _offer_heads(self, heads: int) -> None:
        names = [tr("mean of the heads"), *(tr("head {head}", head=n + 1) for n in range(heads))]
        if [self.heads.itemText(n) for n in range(self.heads.count())] != names:
            self.heads.clear()
            self.heads.addItems(names)
        self.heads.setCurrentIndex(self._head + 1)
        self.heads.setVisible(heads > 0)

    def _fill(
        self, text: str, first: Prediction | None, predictions: tuple[Prediction, ...]
    ) -> None:
        """The text with the answer in place of the mask, or after it."""
        assert self.ran is not None
        row = self.ran.rows[self._text] if self._text < len(self.ran.rows) else ()
        share = numbers.amount(first.candidates[0]) if first is not None else ""
        pair = self.ran.pair_of(self._text)
        self.answer.show_parts(explain.all_filled(text, row, first, predictions, pair), share)

    # -- the steps -------------------------------------------------------------------------------

    @Slot(int)
    def go_to(self, step: int) -> None:
        """Show a step; whatever plays ends."""
        self.playback.go_to(step)

    def step_by(self, by: int) -> bool:
        """One step on or back; False where there is none."""
        if not self._steps or self.sentence or not 0 <= self.step + by < len(self._steps):
            return False
        self.go_to(self.step + by)
        return True

    def start_at(self, step: int) -> None:
        """Show the run that is drawn next at this step; from the end where it is below 0."""
        self._start = step

    @property
    def place(self) -> FlowPlace:
        """What is in sight, for `put_back`; of what plays to its end, that end."""
        ends = self.playing and not self.hiding
        return FlowPlace(
            self.ran, self._result, self._text, self._position, self._head,
            -1 if ends else self.step, self._guessing, self._revealed,
        )  # fmt: skip

    def put_back(self, place: FlowPlace) -> None:
        """Show again what was in sight; of another run only whether its answer is guessed."""
        self.guess(place.guessing)
        if self.ran is None or self.ran is not place.ran:
            return
        self.playback.stop()
        self._text, self._position, self._head = place.text, place.position, place.head
        self._revealed, self._start = place.revealed, place.step
        if place.result is not None and place.result.ran is place.ran:
            self._stale = False
            self._on_result(place.result, place.result.request)

    # -- guessing --------------------------------------------------------------------------------

    @property
    def guessing(self) -> bool:
        """Whether the answer of each run is to be guessed before it is shown."""
        return self._guessing

    @property
    def hiding(self) -> bool:
        """Whether the answer of this run is hidden now: not of one that has none, or of a former
        one that is shown again."""
        return self._guessing and not self._revealed and not self._past and self.can_guess

    @property
    def can_guess(self) -> bool:
        """Whether there is an answer to guess, or may be one before there is a picture."""
        drawn = self._result is not None and self._result.ran is self.ran
        answers = self._predictions if drawn else self.answers
        return self.ran is None or any(item.candidates for item in answers)

    @Slot(bool)
    def guess(self, on: bool) -> None:
        """Hide the answer until it is revealed, beginning at the text; or show it."""
        if on == self._guessing:
            return
        self._guessing, self._revealed = on, False
        self.guess_changed.emit(on)
        if self._content is not None:
            self.guess_button.setChecked(on)
            self.go_to(0 if on and self.step >= len(self._steps) - 1 else self.step)

    @Slot()
    def reveal(self) -> None:
        """Show the answer, at the step where it comes; of a run without a picture as well."""
        if self.hiding:
            self._revealed = True
            self.go_to(len(self._steps) - 1)
            self.moved.emit()  # also where there is no step to go to

    def _hide(self) -> None:
        """Take out of sight what gives the answer away, or bring it back."""
        hiding, stack = self.hiding, self._result.answering if self._result is not None else None
        self.answer.hide_answer(hiding)
        self._answers.setCurrentWidget(self.unknown if hiding or self._bars is None else self._bars)
        rows, ids = frozenset[int](), frozenset[int]()
        if hiding and stack is not None:
            words = [item for item in self._predictions if item.kind in _WORDS and item.candidates]
            rows = frozenset((stack.position, *(item.position for item in words)))
            ids = frozenset(item.candidates[0].id for item in words)
        self.canvas.hide_words(rows, ids)
        self.canvas.opens = not hiding  # every view that a click leads to says the answer

    @Slot()
    def play(self) -> None:
        """Play from the beginning, continue, or stop."""
        self.playback.play()

    def begin_playing(self) -> None:
        """Play the whole run once, unless nothing shall move by itself."""
        if not self.playback.still:
            self.go_to(0)
            self.play()

    @Slot(int)
    def _show(self, step: int) -> None:
        """Say what a step measured; its part of the picture comes by `_grow`."""
        if step == len(self._steps) - 1:
            self._revealed = True
        self._hide()
        shown = self._steps[step]
        sentence = shown.guessing if self.hiding and shown.guessing else shown.sentence
        self.step_name.setText(shown.name)
        self.caption.setText(sentence)
        self.timeline.show_steps(tuple(each.name for each in self._steps), step)
        self.canvas.describe(f"{shown.name}: {sentence}")
        if not self._silent:
            announce(self.caption, sentence)

    @Slot(float)
    def _grow(self, grown: float) -> None:
        self.canvas.show_step(self.step, grown)

    @Slot()
    def _show_button(self) -> None:
        self.moved.emit()
        if self._content is not None:
            name_play(self.play_button, playing=self.playing)


def name_play(push_button: QPushButton, *, playing: bool) -> None:
    """The button that plays says what it does next."""
    push_button.setText("❚❚" if playing else "▶")
    push_button.setAccessibleName(tr("Pause") if playing else tr("Play"))
