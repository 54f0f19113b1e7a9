"""The text under way as a picture in Write: each token that is chosen extends it and plays.

Writing can be faster than drawing; then the picture lags behind. Afterwards every token has its own
picture: of the text that led to it, computed when somebody goes there.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, QRect, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explorer.app.app_state import Results
from explorer.app.inference.inspection_view import AGAIN
from explorer.app.theme import Theme
from explorer.features.flow.explain import FlowStep
from explorer.features.flow.protocol import (
    ANSWERING,
    FlowResult,
    TextFlowRequest,
    TextFlowResult,
)
from explorer.features.flow.scene import VECTORS
from explorer.features.flow.view.filled_sentence import FilledSentence
from explorer.features.flow.view.flow_view import FlowView, name_play
from explorer.features.flow.view.playback import Playback
from explorer.features.flow.view.timeline import Timeline
from explorer.protocol.inspection import AVERAGE
from explorer.protocol.job import Cancelled, Failed
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import Prediction
from explorer.text.translation import tr
from explorer.widgets.blocks import button

_SWEEP_MS, _SHORTEST_MS = 700, 45
"""How long a new token takes through all layers, and one step of that at the least."""

_FEWEST_ROWS, _MOST_ROWS, _SHARE = 4, 16, 0.3
"""Rows of the picture, and the share of the window's height that they may take."""


class WrittenFlow(FlowView):
    """As high whatever the text is: of a longer one the rows that matter to the newest are drawn.

    `show_text` gives it a text that is complete, and of one that grows by `show_drawn`,
    each with the tokens that are written and the `step` that is drawn: the place of the token that
    was chosen there; as many as there are tokens where the next one is to be chosen. `token_wanted`
    carries the step that somebody wants to see.
    """

    asks = (TextFlowRequest,)
    offers_run = False
    token_wanted = Signal(int)

    def __init__(self, look: Theme) -> None:
        super().__init__(look, "written", tr("The text as a picture"))
        self._asked: TextFlowRequest | None = None
        self._longest = self._drawn_text = ""
        self._written: tuple[str, ...] = ()
        self._token = 0
        self._sweep = QTimer(self)
        self._sweep.timeout.connect(self._sweep_on)
        self.replay = Playback(self, self._is_drawn)
        self.replay.shown.connect(self.token_wanted)
        self.replay.turned.connect(self._show_replay)

    def results(self) -> Results:
        """The picture of the text under way."""
        return {TextFlowResult: self._on_text}

    def build(self) -> QWidget:
        """The same without what chooses heads and texts: those are for a run."""
        content = super().build()
        self.guess_button.hide()
        self.canvas.set_dense(True)
        look = self._look
        look.changed.connect(self._keep_rows)
        for moved_by_hand in (self.timeline.moved, self.canvas.stepped):
            moved_by_hand.connect(self._stop_moving)
        self.play_button.clicked.connect(self._stop_moving)
        layout = content.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(layout.indexOf(self.answer) + 1, self._lay_tokens())
        return content

    def _lay_tokens(self) -> QWidget:
        """Every token that was written, to go to and to replay."""
        self.tokens = Timeline(self._look, "writtenTokens", tr("Tokens that were written"))
        self.tokens.moved.connect(self._go_to_token)
        self.tokens.played.connect(self._replay)
        self.replay_button = button(
            "▶", name="writtenReplay", tip=tr("Replay the writing, token by token")
        )
        self.replay_button.clicked.connect(self._replay)
        line = self._tokens_line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.replay_button)
        row.addWidget(self.tokens, 1)
        return line

    def _show_parts(self) -> None:
        super()._show_parts()
        self._choices.hide()

    def content(self) -> QWidget:
        """As high as it will be from the first picture on."""
        built, content = self._content is not None, super().content()
        if not built:
            self._keep_rows()
            self._show_tokens(self._written, self._token)
        return content

    def sentence_field(self) -> FilledSentence:
        """The end of the text."""
        return FilledSentence(self._look, "writtenAnswer", least=2, most=2)

    def newest_words(self) -> QRect:
        """Where the end of the text is; before an audience the picture belongs to it."""
        if self._content is None or self.sentence:
            return QRect(0, 0, self.width(), min(self.height(), 2 * self._look.em))
        if self._look.presenting:
            return self.rect()
        return QRect(self.answer.mapTo(self, QPoint()), self.answer.size())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many rows as have room beside what else there is."""
        super().resizeEvent(event)
        self._keep_rows()

    @Slot()
    def _keep_rows(self) -> None:
        if self._content is not None:
            rows = int(_SHARE * self.window().height() / self._look.units(28))
            self.canvas.keep_rows(max(_FEWEST_ROWS, min(rows, _MOST_ROWS)))

    # -- what is drawn ---------------------------------------------------------------------------

    def show_model(self, summary: ModelSummary | None) -> None:
        """Another model: no text of it is there yet."""
        self._asked, self._longest = None, ""
        self._show_tokens((), 0)
        super().show_model(summary)

    def begin_writing(self) -> None:
        """Until the text is complete, nobody goes to another token of it."""
        self.replay.stop()
        if self._content is not None:
            self._tokens_line.setEnabled(False)
            self._show_replay()

    def show_text(
        self, request: TextFlowRequest | None, tokens: tuple[str, ...] = (), step: int = 0
    ) -> None:
        """This text is complete now; None: nothing is written yet."""
        chosen = self._chosen
        self._show_tokens(tokens, step)
        if self._content is not None:
            self._tokens_line.setEnabled(True)
        if request != self._asked:
            self._asked = request
            self._position = ANSWERING
        elif not self._stale:
            if chosen != self._chosen and self._result is not None and self.steps:
                self.draw(self._result, self._drawn_text)
            return
        if self.isVisible():
            self.look()
        else:
            self._stale = True

    def show_drawn(
        self, result: TextFlowResult, tokens: tuple[str, ...] = (), step: int = 0
    ) -> None:
        """The newest picture of a text that is being written."""
        request = result.request
        if self.summary is None or result.model_serial != self.summary.serial:
            return
        assert isinstance(request, TextFlowRequest)
        self._show_tokens(tokens, step)
        self._asked, self._position, self._head = request, ANSWERING, AVERAGE
        self._stale = not self.isVisible()
        self._play(result)

    def look(self) -> None:
        """Ask for the picture of the text, where another one is shown."""
        stale, self._stale = self._stale, False
        if self._asked is None:
            self.say(tr("Press Write: each token that is chosen adds a row to this picture."))
        elif stale or self._result is None or self._result.request != self._request:
            if self._content is None:
                self.say(tr("Drawing the text …"))
            self.wanted.emit(self._request)

    @property
    def _request(self) -> TextFlowRequest:
        assert self._asked is not None
        return replace(self._asked, position=self._position, head=self._head)

    def failed(self, failed: Failed) -> None:
        """The text could not be drawn; it is written on all the same."""
        self._say_why(failed.request, failed.sentence)

    def stopped(self, cancelled: Cancelled) -> None:
        """Somebody stopped it."""
        self._say_why(cancelled.request, tr("You stopped it."))

    def _say_why(self, request: object, sentence: str) -> None:
        if self._asked is not None and request == self._request:
            self.say(sentence, tr("Look again"), AGAIN)

    def _on_text(self, result: TextFlowResult, request: object) -> None:
        if self._asked is None or result.request != self._request:
            return
        if self.summary is None or result.model_serial != self.summary.serial:
            self.say(tr("Another model wrote this text: it cannot be drawn by this one."))
            return
        self._play(result)

    def _play(self, result: TextFlowResult) -> None:
        """Show the newest token on its way through the layers; one that is under way continues."""
        if not self.isVisible():
            return
        self.ran = result.ran
        assert self.ran is not None
        self.answers = self.ran.predictions
        before = self._result.request if self._result is not None else None
        grown = isinstance(before, TextFlowRequest) and self._extends(before)
        if grown and not self.playing and not self.playback.still and result.stacks:
            self.start_at(self.step if self._sweep.isActive() else VECTORS)
            self.draw(result, result.text)
            layers = len(self.steps) - VECTORS - 1
            self._sweep.start(max(_SHORTEST_MS, _SWEEP_MS // max(1, layers)))
        else:
            self._sweep.stop()
            self.draw(result, result.text)

    def _extends(self, before: TextFlowRequest) -> bool:
        """Whether the text that is asked for continues from the one that is shown."""
        now = self._request
        if now.position != before.position or now.head != before.head:
            return False
        old, new = before.input_ids + before.decoder_ids, now.input_ids + now.decoder_ids
        return len(new) > len(old) and new[: len(old)] == old

    @property
    def _chosen(self) -> str:
        """The token that was chosen where the picture is; empty where none is yet."""
        return self._written[self._token] if self._token < len(self._written) else ""

    def steps_of(
        self, result: FlowResult, text: str, predictions: tuple[Prediction, ...]
    ) -> tuple[FlowStep, ...]:
        """The last step says as well which token was chosen there: it need not be the likeliest."""
        steps = super().steps_of(result, text, predictions)
        if not steps or not self._chosen:
            return steps
        chosen = tr("It chose “{token}”.", token=self._chosen)
        return (*steps[:-1], replace(steps[-1], sentence=f"{steps[-1].sentence} {chosen}"))

    def draw(self, result: FlowResult, text: str) -> None:
        """What is below keeps its place: the sentence never takes less room than one before."""
        self._drawn_text = text
        super().draw(result, text)
        if self.steps:
            self._longest = max((self._longest, *(s.sentence for s in self.steps)), key=len)
            self.caption.reserve((self._longest, *(step.sentence for step in self.steps)))

    # -- going from token to token ---------------------------------------------------------------

    def _show_tokens(self, tokens: tuple[str, ...], step: int) -> None:
        self._written, self._token = tokens, step
        if step != self.replay.step:
            self.replay.stop()  # somebody went elsewhere
        self.replay.set_steps(len(tokens) + 1, frozenset())
        self.replay.step = step
        if self._content is not None:
            self.tokens.show_steps((*tokens, tr("next")), step)
            self._show_replay()

    def step_by(self, by: int) -> bool:
        """One step on or back; beyond the last or the first one, to the token after or before."""
        self._stop_moving()
        if super().step_by(by):
            return True
        token = self.replay.step + by
        if self.sentence or not 0 <= token <= self.replay.last:
            return False
        if self._tokens_line.isEnabled():  # else somebody would go away from what is being written
            self.start_at(0 if by > 0 else -1)
            self._go_to_token(token)
        return True

    def _is_drawn(self) -> bool:
        """Whether the token that is gone to is in sight, through all layers."""
        shown = self._result.request if self._result is not None else None
        return self._asked is None or (shown == self._request and not self._sweep.isActive())

    @Slot(int)
    def _go_to_token(self, step: int) -> None:
        self.replay.go_to(step)

    @Slot()
    def _replay(self) -> None:
        """Show each token as it was chosen, from the first one on; or pause."""
        self.playback.stop()
        self.replay.play()

    @Slot()
    def _show_replay(self) -> None:
        if self._content is not None:
            name_play(self.replay_button, playing=self.replay.playing)

    @Slot()
    def _stop_moving(self) -> None:
        """Somebody looks at one step of this token."""
        self._sweep.stop()
        self.replay.stop()
        self._show_replay()

    @Slot()
    def _sweep_on(self) -> None:
        last = len(self.steps) - 1
        stride = max(1, len(self.steps) * _SHORTEST_MS // _SWEEP_MS)
        if self.step >= last or not self.isVisible() or self.playing:
            self._sweep.stop()
        else:
            step = min(last, self.step + stride)
            self._silent = step < last  # a step in passing is not for a screen reader
            self.playback.show(step)
            self._silent = False
