"""Steering: two texts, a layer and a slider; the answer with the vector added, as it moves."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from explorer.app.app_state import AppState, Results
from explorer.app.inference.checks_row import ChecksRow
from explorer.app.inference.inspection_view import InspectionView
from explorer.app.inference.words_in_sight import WordsInSight
from explorer.app.theme import Theme
from explorer.boundary.typed_json import convert_fields
from explorer.features.steering import examples, explain
from explorer.features.steering.examples import SteeringExample
from explorer.features.steering.protocol import (
    STRONGEST,
    Saved,
    Steer,
    Steered,
    SteeredText,
    SteeringTargets,
    SteeringTargetsRequest,
    SteeringVector,
    WriteSteered,
)
from explorer.protocol.job import Cancelled, Failed
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import RunResult
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.accessibility import EntryLine
from explorer.widgets.announcement import announce
from explorer.widgets.blocks import button, label, packed, with_names
from explorer.widgets.combo_box import ComboBox
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.pair_bars import Pair, PairBars
from explorer.widgets.responsive_pair import ResponsivePair
from explorer.widgets.setting_row import SettingRow
from explorer.widgets.small_controls import set_tip
from explorer.widgets.timer import single_shot

_TWO_TEXTS = tr("Type two texts: one to steer towards, and one to steer away from.")
_STRENGTH = 2.0
_SIDE_BY_SIDE = 34
"""Widths of body text (em) from which the two texts are side by side."""
_LONGEST = 2_000
"""Letters of a text that is kept in a session."""


class SteeringView(InspectionView):
    """Asks again at each place of the slider; an example brings the text that it works on.

    Two texts are proposed only for the sentence that they were measured on.
    """

    asks = (SteeringTargetsRequest, Steer, WriteSteered)

    def __init__(self, look: Theme) -> None:
        super().__init__(look, "steeringView", tr("Steering"))
        self._targets: SteeringTargets | None = None
        self._result: Steered | None = None
        self._examples: tuple[SteeringExample, ...] = ()
        self._vector: SteeringVector | None = None
        """What was chosen; None for a model of which nothing was asked yet."""
        self._proposed = True
        """Whether the program chose it: with another sentence it goes."""
        self._asked_by_hand = False
        self._telling = single_shot(self, 0, self._tell)

    def results(self) -> Results:
        """What can be steered, and what a vector did."""
        return {
            SteeringTargets: self._on_targets,
            Steered: self._on_steered,
            SteeredText: self._on_written,
        }

    def subscribe(self, state: AppState) -> None:
        """Receive results, and the texts as they grow."""
        super().subscribe(state)
        state.subscribe(partials={SteeredText: self._on_part})

    @property
    def result(self) -> Steered | None:
        """What is shown; None where there is nothing to see."""
        return self._result

    # -- building --------------------------------------------------------------------------------

    def build(self) -> QWidget:
        """Two texts, the layer, the strength; the answers; and both texts that are written."""
        content, column = self.column()
        intro = tr(
            "Two texts run through the model. The difference of their hidden states after one "
            "layer, a steering vector, is added to your run. The model itself is not changed."
        )
        column.addWidget(label(intro, "muted", wrap=True))
        self.examples = ComboBox("steeringExamples", tr("Texts that are known to work"), 44)
        self.examples.activated.connect(self._take_example)
        column.addWidget(self.examples)
        column.addLayout(self._build_vector())
        self.strength = SettingRow(
            "steeringStrength",
            tr("Strength"),
            (-STRONGEST, STRONGEST, _STRENGTH),
            10,
            explain.about_strength,
        )
        self.strength.changed.connect(self._changed)
        column.addWidget(self.strength)
        self.sentence_now = label(role="heading", wrap=True, name="steeringSentence")
        self.bars = PairBars(self._look, "steeringBars", tr("Answers without and with the vector"))
        self.about = label(role="small", wrap=True, name="steeringAbout")
        self.checks = ChecksRow()
        for widget in (self.sentence_now, self.bars, self.about, self.checks):
            column.addWidget(widget)
        self.write = button(tr("Write both ways"), name="steeringWrite")
        self.write.clicked.connect(self._write)
        self.no_writing = label(role="small", wrap=True, name="steeringNoWriting")
        self.differ = label(role="small", wrap=True, name="steeringDiffer")
        column.addWidget(self.write, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.no_writing)
        column.addWidget(self.differ)
        self.texts = self._build_texts()
        column.addWidget(self.texts)
        self._allow()
        column.addStretch(1)
        return content

    def _build_vector(self) -> QGridLayout:
        self.toward, self.away = EntryLine(), EntryLine()
        grid = QGridLayout()
        grid.setSpacing(6)
        for row, (line, name, title, spoken) in enumerate(
            (
                (self.toward, "steeringToward", tr("Towards"), tr("A text to steer towards")),
                (self.away, "steeringAway", tr("Away from"), tr("A text to steer away from")),
            )
        ):
            with_names(line, name, spoken)
            line.setPlaceholderText(spoken)
            line.setMaxLength(_LONGEST)
            line.editingFinished.connect(self._changed)
            line.textEdited.connect(self._typing)
            line.textChanged.connect(self._allow)
            grid.addWidget(label(title, "muted"), row, 0)
            grid.addWidget(line, row, 1)
        self.layer = ComboBox("steeringLayer", tr("The layer after which it is added"))
        self.layer.activated.connect(self._changed)
        grid.addWidget(label(tr("Added"), "muted"), 2, 0)
        self.steer = button(tr("Steer"), name="steeringButton")
        self.steer.clicked.connect(self._press)
        below = FlowLayout(gap=8)
        below.addWidget(self.layer)
        below.addWidget(self.steer)
        grid.addLayout(below, 2, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _build_texts(self) -> ResponsivePair:
        self.plain = label(wrap=True, name="steeringPlain")
        self.steered = label(wrap=True, name="steeringSteered")
        sides = []
        for title, text in (
            (tr("Without the vector"), self.plain),
            (tr("With the vector"), self.steered),
        ):
            side = QWidget()
            column = packed(QVBoxLayout(side), label(title, "small"), text, gap=2)
            column.addStretch(1)
            text.setAccessibleName(title)
            sides.append(side)
        self._written_in_sight = WordsInSight(self, self._look)
        pair = ResponsivePair(self._look, sides[0], sides[1], _SIDE_BY_SIDE)
        pair.hide()
        return pair

    # -- asking ----------------------------------------------------------------------------------

    def forget(self) -> None:
        """Another model has other layers, and its own examples."""
        self._targets = self._result = self._vector = None
        self._proposed, self._asked_by_hand = True, False
        self._examples = ()

    def show_model(self, summary: ModelSummary | None) -> None:
        """The examples are those of the model."""
        super().show_model(summary)
        self._examples = examples.of_model(summary.name) if summary is not None else ()

    def show_run(self, ran: RunResult) -> None:
        """Another text: what was measured of the one before goes at once."""
        self._clear()
        super().show_run(ran)

    def outdated(self) -> None:
        """Heads went off, or a patch in: nothing of before stays."""
        self._clear()
        super().outdated()

    def ask(self) -> None:
        """What can be steered in this run; then the vector that was chosen."""
        self.wanted.emit(SteeringTargetsRequest())

    def saved_state(self) -> dict[str, Any]:
        """The two texts, the layer and the strength."""
        vector = self._vector
        if vector is None or self._proposed:
            return {}
        return {
            "toward": vector.toward,
            "away": vector.away,
            "layer": vector.layer,
            "strength": vector.strength,
        }

    def restore_state(self, mapping: dict[str, Any]) -> None:
        """Choose them again."""
        saved = convert_fields(mapping, Saved)
        if not saved.toward and not saved.away:
            return
        strength = max(-STRONGEST, min(STRONGEST, saved.strength))
        texts = (saved.toward[:_LONGEST], saved.away[:_LONGEST])
        self._vector = SteeringVector(*texts, max(0, saved.layer), strength)
        self._proposed = False

    def _on_targets(self, targets: SteeringTargets, request: object) -> None:
        if not self.current(targets):
            return
        self._targets = targets
        if targets.disabled_reason:
            self._result = None
            self.say(targets.disabled_reason)
            return
        self.content()
        self._offer(targets)
        self._steer()

    def _offer(self, targets: SteeringTargets) -> None:
        """Fill the controls: with what was chosen, with an example of this text, or with none."""
        if self._vector is None or self._proposed:
            text = self.ran.request.texts[:1] if self.ran is not None else ()
            fitting = [each for each in self._examples if (each.text,) == text]
            if fitting:
                self._vector = _of_example(fitting[0])
            else:
                self._vector = SteeringVector("", "", targets.layers // 2, _STRENGTH)
        vector = self._vector
        self.examples.offer(
            [
                tr("For example …"),
                *(
                    tr(
                        "“{text}”: towards “{toward}”, away from “{away}”",
                        text=numbers.shortened(each.text, 40),
                        toward=each.toward,
                        away=each.away,
                    )
                    for each in self._examples
                ),
            ],
            0,
        )
        self.examples.setVisible(bool(self._examples))
        layer = min(vector.layer, targets.layers - 1)
        names = [tr("after layer {layer}", layer=place + 1) for place in range(targets.layers)]
        self.layer.offer(names, layer)
        for line, words in ((self.toward, vector.toward), (self.away, vector.away)):
            line.setText(words)
            line.setCursorPosition(0)  # a long text is read from its beginning
        self.strength.set_value(vector.strength)
        self._vector = self._chosen()
        self._offer_writing()

    def _offer_writing(self) -> None:
        """Offer to write where the model can and both texts are there; else say why not."""
        vector, targets = self._chosen(), self._targets
        why = targets.no_writing if targets is not None else ""
        # That texts are missing, the heading says; what no text can change is said where it shows.
        self.no_writing.setText(why)
        self.no_writing.setVisible(bool(why))
        if not why and not (vector.toward and vector.away):
            why = _TWO_TEXTS
        self.write.setEnabled(not why)
        set_tip(
            self.write,
            why or tr("The likeliest token each time, so that the vector alone makes a difference"),
        )

    def _chosen(self) -> SteeringVector:
        layer = max(0, self.layer.currentIndex())
        return SteeringVector(
            self.toward.text().strip(), self.away.text().strip(), layer, self.strength.value
        )

    @Slot()
    def _changed(self) -> None:
        """The newest place of the slider wins; nothing is asked again that was asked last."""
        vector = self._chosen()
        if vector != self._vector:
            self._vector, self._proposed = vector, False
            self._steer()

    @Slot()
    def _typing(self) -> None:
        """What is missing before anything is computed; what was computed stays until then."""
        vector = self._chosen()
        self._offer_writing()
        if self.result is None and vector.toward and vector.away:
            self.sentence_now.setText(tr("Press Steer to steer by these two texts."))

    @Slot()
    def _press(self) -> None:
        if self._chosen() != self._vector:
            self._changed()
        elif self._result is None:
            self._steer()

    @Slot()
    def _allow(self) -> None:
        can = bool(self.toward.text().strip() and self.away.text().strip())
        self.steer.setEnabled(can)
        set_tip(
            self.steer,
            "" if can else tr("Type a text to steer towards, and one to steer away from"),
        )

    def _steer(self) -> None:
        vector = self._vector
        assert vector is not None
        self._clear_texts()
        if vector.toward and vector.away:
            self.wanted.emit(Steer(vector))
        else:
            self._clear()
            self.sentence_now.setText(_TWO_TEXTS)

    @Slot(int)
    def _take_example(self, place: int) -> None:
        if not 1 <= place <= len(self._examples) or self._targets is None:
            return
        example = self._examples[place - 1]
        self._vector, self._proposed = _of_example(example), False
        if self.ran is not None and self.ran.request.texts == (example.text,):
            self._offer(self._targets)
            self._steer()
        else:
            self._asked_by_hand = True
            self.text_wanted.emit(example.text)

    @Slot()
    def _write(self) -> None:
        self._changed()
        if self._vector is not None:
            self.wanted.emit(WriteSteered(self._vector))

    # -- what came -------------------------------------------------------------------------------

    def _wanted(self, result: Steered | SteeredText) -> bool:
        """Whether a result is about what is chosen now, in this run."""
        return self.current(result) and not self._stale and result.request.vector == self._vector

    def _on_steered(self, result: Steered, request: object) -> None:
        if not self._wanted(result):
            return
        if result.question is None:
            self._result = None
            self.say(result.note)
            return
        self.content()
        self._result = result
        text = explain.headline(result)
        self.sentence_now.setText(text)
        announce(self.sentence_now, text)
        self.bars.show_pairs(
            [Pair(each.name, each.id, each.before, each.after) for each in result.answers]
        )
        self.bars.show()
        self.about.setText(explain.what(result, result.request.vector))
        self.checks.show_checks(result.checks)
        self.setAccessibleDescription(text)
        if self._asked_by_hand:  # of the run that it began for it, others tell something as well
            self._asked_by_hand = False
            self._telling.start()

    @Slot()
    def _tell(self) -> None:
        self.seen_again.emit((Steer,))

    def _on_part(self, result: SteeredText) -> None:
        if self._wanted(result) and result.question is not None:
            self._show_texts(result)

    def _on_written(self, result: SteeredText, request: object) -> None:
        if not self._wanted(result):
            return
        if result.question is None:
            self.differ.setText(result.note)
            return
        self._show_texts(result)
        self.differ.setText(explain.differ(result))
        self._written_in_sight.end()
        announce(self.differ, self.differ.text())

    def _show_texts(self, result: SteeredText) -> None:
        for place, written in ((self.plain, result.plain), (self.steered, result.steered)):
            _show_text(place, written.text, bool(written.ids) or written.ended)
        if self.texts.isHidden():
            self.texts.show()
            self._written_in_sight.follow(self.texts, self.texts.rect)

    def failed(self, failed: Failed) -> None:
        """The controls stay: a text that the model cannot read is changed there."""
        if self._content is None or self.ran is None:
            super().failed(failed)
        elif isinstance(failed.request, WriteSteered):
            self.differ.setText(failed.sentence)
        else:
            self._clear()
            self.sentence_now.setText(failed.sentence)
            announce(self.sentence_now, failed.sentence)

    def stopped(self, cancelled: Cancelled) -> None:
        """What was measured stays."""
        if self._content is None or self.ran is None:
            super().stopped(cancelled)
        elif isinstance(cancelled.request, WriteSteered):
            self.differ.setText(tr("You stopped it."))

    # -- emptying --------------------------------------------------------------------------------

    def _clear(self) -> None:
        self._result = None
        if self._content is None:
            return
        self.bars.show_pairs(())
        self.bars.hide()
        for text in (self.sentence_now, self.about):
            text.setText("")
        self.checks.show_checks(())
        self._clear_texts()

    def _clear_texts(self) -> None:
        self.texts.hide()
        self.differ.setText("")
        for text in (self.plain, self.steered):
            text.setText("")


def _of_example(example: SteeringExample) -> SteeringVector:
    return SteeringVector(example.toward, example.away, example.layer, example.strength)


def _show_text(place: QLabel, text: str, begun: bool) -> None:
    place.setText(text.strip() or (tr("Nothing but special tokens.") if begun else "…"))
