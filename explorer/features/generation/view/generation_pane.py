"""Writing text token by token: what it wrote, what could come next, and how it chooses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.app.app_state import AppState
from explorer.app.theme import Theme
from explorer.features.chat.view.chat_box import ChatBox
from explorer.features.generation.protocol import (
    ChatRendered,
    ContinueText,
    Generate,
    Generated,
    GeneratedSoFar,
    PickToken,
    RenderChat,
    ReopenText,
    StepBack,
    StepRequest,
    StepResult,
)
from explorer.features.generation.view.next_token_card import NextTokenCard
from explorer.features.generation.view.sampling_card import SamplingCard
from explorer.features.generation.view.start_buttons import StartButtons
from explorer.features.generation.view.written import Written, reopening
from explorer.features.generation.view.written_card import WrittenCard
from explorer.protocol.job import Cancelled, Failed, Request
from explorer.protocol.model import ModelSummary
from explorer.protocol.sampling import Sampling
from explorer.text.translation import tr
from explorer.widgets.responsive_pair import ResponsivePair

Source = Callable[[], tuple[str, tuple[int, ...]]]
"""The text to write on from, or the input IDs where they are given by hand."""

_JOBS = (Generate, ContinueText, PickToken, StepBack, ReopenText)


class GenerationPane(QWidget):
    """Keeps the text under way. `buttons` stand beside the text that is written on from.

    `generated` carries each Generated of the model in memory, for the history; `text_wanted`
    what shall stand in the box that is written on from."""

    wanted = Signal(object)
    stop_wanted = Signal()
    begun = Signal()
    generated = Signal(object)
    text_wanted = Signal(str)

    def __init__(self, look: Theme, source: Source) -> None:
        super().__init__()
        self._look, self._source = look, source
        self._summary: ModelSummary | None = None
        self._text: Generated | None = None
        self._asked: Generate | None = None
        self._logits: StepResult | None = None
        self._then: Request | None = None
        self._busy = self._closed = False
        self._why_not = ""
        self._written_: Written | None = None
        self.setObjectName("generationPane")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.chat = ChatBox(look)
        self.chat.wanted.connect(self.wanted)
        self.chat.changed.connect(self.follow_text)
        self.chat.text_back.connect(self.text_wanted)
        chat = self.chat
        chat.reply.clicked.connect(self._reply)
        column.addWidget(self.chat)
        column.addWidget(self._written())
        self.sampling = SamplingCard()
        self.sampling.changed.connect(self._redraw)
        column.addWidget(ResponsivePair(look, self._next(), self.sampling, 46, (16, 9)), 1)
        self.buttons = self._beside_text()
        self._allow()

    # -- building ----------------------------------------------------------------------------

    def _beside_text(self) -> StartButtons:
        buttons = StartButtons()
        self.generate, self.one, self.stop = buttons.generate, buttons.one, buttons.stop
        self.generate.clicked.connect(self.start)
        self.one.clicked.connect(self._one_step)
        self.stop.clicked.connect(self.stop_wanted)
        return buttons

    def _written(self) -> WrittenCard:
        card = self._shown = WrittenCard(self._look, self.chat.reply)
        self.text, self.branches = card.text, card.branches
        self.speed, self.sentence = card.speed, card.sentence
        self.text.chosen.connect(self._go_to)
        self.branches.activated.connect(self._go_to_branch)
        return card

    def _next(self) -> NextTokenCard:
        card = self._following = NextTokenCard(self._look)
        self.title, self.candidates = card.title, card.candidates
        self.choose, self.on, self.back = card.choose, card.on, card.back
        self.candidates.picked.connect(self._pick)
        self.choose.clicked.connect(self._let_it_choose)
        self.on.clicked.connect(self._write_on)
        self.back.clicked.connect(self._back)
        return card

    # -- what the window tells ---------------------------------------------------------------

    def show_model(self, summary: ModelSummary | None) -> None:
        """Another model: no text is under way with it."""
        self._summary = summary
        self._text = self._logits = self._then = self._written_ = self._asked = None
        self._busy = self._closed = False
        self.chat.show_model(summary)
        self.sampling.show_model(summary)
        self.follow_text()
        self.text.show_tokens((), ())
        self.branches.hide()
        self.speed.hide()
        self.sentence.setText(tr("Nothing is written yet."))
        self._redraw()
        self._allow()

    def saved_state(self) -> dict[str, Any]:
        """Every setting, as JSON values."""
        return {**self.sampling.saved_state(), **self.chat.saved_state()}

    def restore_state(self, mapping: dict[str, Any]) -> None:
        """Set again what was kept."""
        self.sampling.restore_state(mapping)
        self.chat.restore_state(mapping)

    def subscribe(self, state: AppState) -> None:
        """Receive the text under way, and one step's logits."""
        state.subscribe(
            {
                Generated: self.show_generated,
                StepResult: self._on_step,
                ChatRendered: self._on_rendered,
            },
            dict.fromkeys(_JOBS, self._on_failed),
            dict.fromkeys(_JOBS, self._on_stopped),
            {GeneratedSoFar: self.show_so_far},
        )
        state.subscribe(failures=dict.fromkeys((RenderChat, Generate), self._on_chat_failed))

    @property
    def written(self) -> Generated | None:
        """The text under way, with the candidates of its steps."""
        return self._text

    def show_so_far(self, far: GeneratedSoFar) -> None:
        """Tokens that were written while it goes on."""
        self.text.show_tokens(far.prompt, far.tokens)
        self.text.announce_more(done=False)
        self._shown.say_speed(far.tokens_per_second, 0.0)

    def _on_chat_failed(self, failed: Failed) -> None:
        off = failed.remedy is not None and failed.remedy.action == self.chat.off.objectName()
        self.chat.show_problem(failed.sentence if off else "")

    def _on_failed(self, failed: Failed) -> None:
        self._end(tr("Nothing is written yet."))

    def _on_stopped(self, cancelled: Cancelled) -> None:
        self._end(tr("You stopped it before the first token."))

    def _end(self, why_empty: str) -> None:
        """A request did not end well: what was written before it stays."""
        self._busy, self._then = False, None
        if self._text is not None:
            self.text.show_tokens(self._text.prompt, self._text.tokens)
        else:
            self.sentence.setText(why_empty)
        self._redraw()
        self._allow()

    def show_generated(self, result: Generated, request: Request) -> None:
        """Show the text under way, and go on with what waits for it."""
        if self._summary is None or result.model_serial != self._summary.serial:
            return
        self._text, self._busy, self._logits = result, False, None
        self._closed = False
        self.chat.forget_problem()
        self.generated.emit(result)
        self.text.show_tokens(result.prompt, result.tokens)
        self.text.announce_more(done=True)
        if result.count:
            self._shown.say_speed(result.tokens_per_second, result.first_seconds)
        self.sentence.setText(" ".join(text for text in (result.sentence, result.note) if text))
        self._redraw()
        self._allow()
        if self._then is not None:
            following, self._then = self._then, None
            self._send(following)
            return
        self._ask_logits()

    def _on_step(self, result: StepResult, request: Request) -> None:
        if self._text is not None and result.model_serial == self._text.model_serial:
            self._logits = result
            self._redraw()

    def _on_rendered(self, rendered: ChatRendered, request: Request) -> None:
        self.chat.show_rendered(rendered)

    @Slot()
    def follow_text(self) -> None:
        """The text that is written on from is another now, or the conversation around it."""
        self.chat.follow(self._source()[0] if self._summary is not None else "")
        self._allow()

    # -- what a person does ------------------------------------------------------------------

    def _send(self, request: Request) -> None:
        self._busy = True
        self._allow()
        if self._closed and self._text is not None and not isinstance(request, Generate):
            self._then, request = request, reopening(self._text, self.sampling.settings)
        self.wanted.emit(request)

    # -- a text of the history ---------------------------------------------------------------

    def reopen(self, written: Written, sentence: str) -> None:
        """Show a text that was written before, without running anything; `sentence` says why it
        cannot go on, where another model wrote it."""
        self._logits = self._then = None
        self.sampling.restore_state(asdict(written.sampling))
        self.chat.take_request(written.request)
        self.begun.emit()
        self._asked = written.request
        self._take_branch(written.result, sentence)
        self.show_branches(written)

    def _take_branch(self, result: Generated, sentence: str = "") -> None:
        self._text, self._logits, self._closed, self._why_not = result, None, True, sentence
        self.text.show_tokens(result.prompt, result.tokens)
        self.speed.hide()
        text = tr("From the history: nothing was run. ")
        self.sentence.setText(f"{text}{sentence or result.sentence}")
        self._redraw()
        self._allow()

    def show_branches(self, written: Written) -> None:
        """The branches of the text under way, where there is more than one."""
        self._written_ = written
        self.branches.offer(written.tree, written.current)
        self.branches.setVisible(len(written.branches) > 1)

    @Slot(int)
    def _go_to_branch(self, place: int) -> None:
        if self._written_ is not None and not self._busy:
            self._take_branch(self._written_.branches[place], self._why_not)

    def _settings(self, step: int) -> Sampling:
        """Each step of its own draws with a seed of its own: one seed would repeat its number."""
        settings = self.sampling.settings
        return replace(settings, seed=(settings.seed + step) % 2**31)

    @Slot()
    def start(self) -> None:
        """Write a new text."""
        self._begin(self.sampling.most.value())

    def _begin(self, count: int) -> None:
        if self._summary is None:
            return
        self.begun.emit()
        self._text = self._logits = self._written_ = None
        self._closed = False
        self.branches.hide()
        self.sentence.setText(tr("Writing …"))
        self.follow_text()
        self._asked = self._request(count)
        self._send(self._asked)

    def _request(self, count: int) -> Generate:
        """To write a text anew, with everything as it is on the screen."""
        text, ids = self._source()
        chat = self.chat.asked()
        return Generate(
            text,
            ids,
            chat=self.chat.on,
            max_new_tokens=count,
            sampling=self.sampling.settings,
            **chat,
        )

    def _same_start(self) -> bool:
        """Whether a text written anew would begin as the one under way did."""
        asked = self._asked
        if asked is None:
            return False
        now = self._request(asked.max_new_tokens)
        return replace(now, sampling=asked.sampling) == asked

    @Slot()
    def _reply(self) -> None:
        """The message and its answer become turns; the box is empty for the next message."""
        asked, text = self._asked, self._text
        if asked is None or text is None or self._busy:
            return
        typed = self._source()[0]
        self.chat.take_request(asked)
        self.chat.go_on(asked.text, text.text.strip())
        self._text = self._logits = self._asked = self._written_ = None
        self.text.show_tokens((), ())
        self.branches.hide()
        self.speed.hide()
        self.sentence.setText(tr("The answer is a turn now. Type your next message."))
        self._redraw()
        self._allow()
        self.text_wanted.emit("" if typed == asked.text else typed)

    @Slot()
    def _one_step(self) -> None:
        if self._text is None or not self._same_start():
            self._begin(1)
        else:
            self._let_it_choose()

    @Slot()
    def _let_it_choose(self) -> None:
        self._go_on(1)

    @Slot()
    def _write_on(self) -> None:
        self._go_on(self.sampling.most.value())

    def _go_on(self, count: int) -> None:
        if self._text is None:
            self._begin(count)
            return
        step = self.text.step
        request = ContinueText(count, self._settings(step))
        if step < len(self._text.tokens):
            self._then = request
            self._send(StepBack(step, self._settings(step)))
        else:
            self._send(request)

    @Slot()
    def _back(self) -> None:
        if self._text is None:
            return
        step = self.text.step
        keep = step if step < len(self._text.tokens) else step - 1
        self._send(StepBack(max(0, keep), self._settings(max(0, keep))))

    @Slot(int)
    def _pick(self, token_id: int) -> None:
        if self._text is not None and not self._busy:
            step = self.text.step
            self._send(PickToken(step, token_id, self._settings(step)))

    @Slot(int)
    def _go_to(self, step: int) -> None:
        self._logits = None
        self._redraw()
        self._allow()
        self._ask_logits()

    def _ask_logits(self) -> None:
        text = self._text
        if text is None or self._busy or self._closed:
            return
        last = text.first_stored + text.stored_steps
        if text.first_stored <= self.text.step < last:
            self.wanted.emit(StepRequest(self.text.step))

    # -- what could stand here ---------------------------------------------------------------

    @Slot()
    def _redraw(self) -> None:
        """The candidates of the step that is looked at, with the settings as they are now."""
        self._following.show_step(
            self._text, self.text.step, self._logits, self.sampling.settings, self._can_go_on
        )

    @property
    def _can_go_on(self) -> bool:
        """Whether a token can follow at the step that is looked at."""
        text = self._text
        if text is None:
            return False
        at_end = self.text.step >= len(text.tokens)
        return not at_end or text.stopped not in ("end of text", "longest input")

    def _allow(self) -> None:
        text = self._text
        ready = self._summary is not None
        self.generate.setEnabled(ready)
        self.one.setEnabled(ready and not self._busy)
        self.stop.setEnabled(self._busy)
        free = not self._busy and not (self._closed and self._why_not)
        self.candidates.setEnabled(free)
        idle = ready and free
        self.choose.setEnabled(idle and (text is None or self._can_go_on))
        self.on.setEnabled(idle and self._can_go_on)
        back = text is not None and self.text.step < len(text.tokens)
        self._following.name_back(to_here=back)
        answered = self._asked is not None and self._asked.chat and self.chat.on
        self.chat.reply.setVisible(answered and text is not None and bool(text.tokens))
        self.chat.reply.setEnabled(not self._busy)
        self.back.setEnabled(text is not None and bool(text.tokens) and idle)
