"""Writing text token by token: what it wrote, what could come next, and how it chooses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

from PySide6.QtCore import QPoint, QRect, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.app.app_state import AppState
from explorer.app.theme import LARGE, Theme
from explorer.features.flow.protocol import TextFlowRequest
from explorer.features.generation.protocol import (
    WRITING,
    ContinueText,
    Generate,
    Generated,
    GeneratedSoFar,
    PickToken,
    ReadWritten,
    StepBack,
    StepRequest,
    StepResult,
    beginning,
)
from explorer.features.generation.view.generated_text import USUAL
from explorer.features.generation.view.next_token_card import NextTokenCard
from explorer.features.generation.view.sampling_card import SamplingCard
from explorer.features.generation.view.start_buttons import StartButtons
from explorer.features.generation.view.text_branches import Written, reopening
from explorer.features.generation.view.text_branches_card import WrittenCard
from explorer.protocol.job import Cancelled, Failed, Request
from explorer.protocol.model import ModelSummary
from explorer.protocol.sampling import Sampling
from explorer.text.translation import tr
from explorer.widgets.fading import Veil
from explorer.widgets.responsive_pair import ResponsivePair

Source = Callable[[], tuple[str, tuple[int, ...]]]
"""The text to write on from, or the input IDs where they are given by hand."""

_SIZES = (28, 24, 20, 17, 15, 13, 11, 9)
"""The letters of a text before an audience, in units: the largest that leave nothing to scroll."""
_READ_SECONDS = 5
_TRIES = 3
"""How often lines are left out: what says how many tokens went takes room as well."""
_FEWEST, _MOST, _SHARE = 3, 8, 0.34
"""What could come next, in lines before an audience, and the share of the height for it."""


@dataclass(frozen=True)
class TextUnderWay:
    """What is shown of a text, to be shown again: `step` is the one that is looked at."""

    text: Generated | None
    asked: Generate | None
    branches: Written | None
    past: int
    closed: bool
    refusal: str
    step: int
    logits: StepResult | None
    settings: dict[str, Any]
    sentence: str


class GenerationPane(QWidget):
    """Keeps the text under way. `buttons` are beside the text that is written on from.

    `generated` carries each Generated of this text, for the history, and `resumed` the number of
    the entry that the next one belongs to; `look_wanted` a text to look inside of. `changed` fires
    when `outdated` or `to_draw` may have changed, `continued` when the text grows. Where `draws`,
    `drawn` carries pictures of the text while it is written."""

    wanted = Signal(object)
    stop_wanted = Signal()
    begun = Signal()
    continued = Signal()
    generated = Signal(object)
    resumed = Signal(int)
    look_wanted = Signal(object)
    drawn = Signal(object)
    changed = Signal()
    draws = False

    def __init__(self, look: Theme, source: Source) -> None:
        super().__init__()
        self._look, self._source = look, source
        self._summary: ModelSummary | None = None
        self._text: Generated | None = None
        self._asked: Generate | None = None
        self._logits: StepResult | None = None
        self._sent: Request | None = None
        self._then: list[Request] = []
        self._past = 0
        self._busy = self._closed = self._awaited = False
        self._refusal = ""
        self._written_: Written | None = None
        self.setObjectName("generationPane")
        self._audience = False
        self._fitted: tuple[tuple[int, ...], int] = ((), 0)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._written())
        self.sampling = SamplingCard()
        self.sampling.changed.connect(self._redraw)
        around = self._around = QWidget()
        self._place = QVBoxLayout(around)
        self._place.setContentsMargins(0, 0, 0, 0)
        self.hold_settings()
        self._below = ResponsivePair(look, self._next(), around, 46, (16, 9))
        column.addWidget(self._below, 1)
        self._of_text = [Veil(each) for each in (self.text, self.speed, self._following)]
        self._of_end = Veil(self.sentence)
        self.buttons = self._beside_text()
        self._allow()

    # -- building ----------------------------------------------------------------------------

    def _beside_text(self) -> StartButtons:
        buttons = StartButtons()
        self.generate, self.stop = buttons.write, buttons.stop
        self.generate.clicked.connect(self.start)
        self.stop.clicked.connect(self.stop_wanted)
        return buttons

    def _written(self) -> WrittenCard:
        card = self._shown = WrittenCard(self._look)
        self.text, self.branches = card.text, card.branches
        self.speed, self.sentence = card.speed, card.sentence
        self.text.chosen.connect(self._go_to)
        self.choose, self.on, self.back = card.choose, card.on, card.back
        self.choose.clicked.connect(self._one_step)
        self.on.clicked.connect(self._write_on)
        self.back.clicked.connect(self._back)
        card.look_inside.clicked.connect(self._look_inside)
        self.branches.activated.connect(self._go_to_branch)
        return card

    def _next(self) -> NextTokenCard:
        card = self._following = NextTokenCard(self._look)
        self.title, self.candidates = card.title, card.candidates
        self.candidates.picked.connect(self._pick)
        return card

    def hold_settings(self) -> None:
        """Take the settings of how it chooses, which Chat shows as well."""
        if self._place.indexOf(self.sampling) < 0:
            self._place.addWidget(self.sampling)
        self.sampling.show()

    # -- before an audience ------------------------------------------------------------------

    def fill(self, on: bool) -> None:
        """Show the text, its next token and the buttons for it, and nothing else; or all again."""
        self._audience = on
        self._shown.fill(on)
        self._around.setHidden(on)
        self._column.setStretchFactor(self._shown, int(on))
        self._column.setStretchFactor(self._below, int(not on))
        if not on:
            self.text.enlarge(USUAL)
            self._fitted = (), 0
            self._following.limit()

    @property
    def spared(self) -> tuple[QWidget, ...]:
        """What an audience does not see."""
        return self._around, *self._shown.around_text

    def fit(self, spare: Callable[[], int], height: int) -> None:
        """Have letters as large as leaves nothing to scroll, and of a long text its end.

        What could come next has a part of `height` pixels; `spare` is what is left of them, below 0
        what is missing."""
        line, text = self.candidates.line, self.text
        bars = max(_FEWEST, min(_MOST, int(height * _SHARE) // max(1, line)))
        self._following.limit(bars)
        room, long = (height, line, self.width()), text.length
        grows = room == self._fitted[0] and long >= self._fitted[1]
        self._fitted = room, long
        if grows and self._left(spare) >= 0:
            return
        # No smaller than an audience sees other words, however large the text is.
        least = USUAL * LARGE / self._look.zoom
        for size in (each for each in _SIZES if each >= least):
            # Of a text that grows the letters never do: each size is measured word by word.
            if not grows or size < text.letters:
                text.enlarge(size)
                if self._left(spare) >= 0:
                    return
        for _ in range(_TRIES):
            missing = -self._left(spare)
            if missing <= 0:
                return
            text.leave_out(missing)

    def _left(self, spare: Callable[[], int]) -> int:
        # Else a layout asks those in it only once Qt has laid all of them out.
        for part in (self._following, self._below, self._shown, self):
            part.updateGeometry()
        return spare()

    # -- what the window tells ---------------------------------------------------------------

    def show_model(self, summary: ModelSummary | None) -> None:
        """Another model: no text is under way with it."""
        self._summary = summary
        self._text = self._logits = self._written_ = self._asked = self._sent = None
        self._then.clear()
        self._busy = self._closed = self._awaited = False
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
        return self.sampling.saved_state()

    def restore_state(self, mapping: dict[str, Any]) -> None:
        """Set again what was kept."""
        self.sampling.restore_state(mapping)

    @property
    def to_read_again(self) -> ReadWritten | None:
        """What brings the text back in another session; None where nothing is written."""
        text = self._text
        if text is None or self._asked is None or not text.tokens or self._refusal:
            return None
        ids = tuple(entry.token.id for entry in text.tokens)
        by_hand = tuple(place for place, entry in enumerate(text.tokens) if entry.by_hand)
        return ReadWritten(self._asked, ids, by_hand, self.sampling.settings)

    @property
    def quickly_read(self) -> bool:
        """Whether reading the text again, token by token, is a matter of seconds."""
        text = self._text
        return text is not None and len(text.tokens) <= _READ_SECONDS * text.tokens_per_second

    def read_again(self, request: ReadWritten) -> None:
        """Have the model read a text of another session, so that it goes on here."""
        self._begin_with(replace(request, draw=self.draws), request.begun)

    def subscribe(self, state: AppState) -> None:
        """Receive the text under way, and one step's logits."""
        state.subscribe(
            {
                Generated: self._on_generated,
                StepResult: self._on_step,
            },
            dict.fromkeys(WRITING, self._on_failed),
            dict.fromkeys(WRITING, self._on_stopped),
            {GeneratedSoFar: self._on_so_far},
        )

    @property
    def written(self) -> Generated | None:
        """The text under way, with the candidates of its steps."""
        return self._text

    @property
    def is_text_of_model(self) -> bool:
        """Whether a text is there that the model in memory wrote, and none is being written."""
        return self._shown.look_inside.isEnabled()

    @property
    def begun_with(self) -> str:
        """The text that was continued; empty where it was begun with input IDs."""
        return self._asked.text if self._asked is not None else ""

    def _on_generated(self, result: Generated, request: Request) -> None:
        if request == self._sent:
            self.show_generated(result, request)
        else:
            self._closed = self._text is not None  # the engine's text is that of Chat now

    def _on_so_far(self, far: GeneratedSoFar) -> None:
        if self._busy:
            self.show_so_far(far)

    def show_so_far(self, far: GeneratedSoFar) -> None:
        """Tokens that were written while it continues."""
        self._awaited = False
        self.text.show_tokens(far.prompt, far.tokens)
        self._fade()
        if self._audience:
            self._following.show_chosen(far)
        self.text.announce_more(done=False)
        self._shown.say_speed(far.tokens_per_second, 0.0)
        if far.drawn is not None:
            self.drawn.emit(far)

    def newest_words(self) -> QRect:
        """Where the words are that were written last, and the buttons that continue from there."""
        newest, row = self.text.newest_words(), self.choose.rect()
        words = newest.translated(self.text.mapTo(self, QPoint()))
        return words.united(row.translated(self.choose.mapTo(self, QPoint())))

    @property
    def busy(self) -> bool:
        """Whether a text is being written now."""
        return self._busy

    @property
    def to_draw(self) -> TextFlowRequest | None:
        """The text up to the step that is looked at, as a picture; None where there is none."""
        text = self._text
        if text is None or self._summary is None:
            return None
        prompt = tuple(token.id for token in text.prompt)
        new = tuple(entry.token.id for entry in text.tokens[: self.text.step])
        if self._summary.decoder is not None:
            return TextFlowRequest(prompt, (*text.start, *new))
        return TextFlowRequest((*prompt, *new))

    def _on_failed(self, failed: Failed) -> None:
        if failed.request == self._sent:
            self._end(tr("Nothing is written yet."))

    def _on_stopped(self, cancelled: Cancelled) -> None:
        if cancelled.request == self._sent:
            self._end(tr("You stopped it before the first token."))

    def _end(self, why_empty: str) -> None:
        """A request did not end well: what was written before it stays."""
        self._busy = self._awaited = False
        self._then.clear()
        if self._text is not None:
            self.text.show_tokens(self._text.prompt, self._text.tokens)
        else:
            self.text.show_tokens((), ())  # nothing of the text before stays
            self.speed.hide()
            self.sentence.setText(why_empty)
        self._redraw()
        self._allow()

    def show_generated(self, result: Generated, request: Request) -> None:
        """Show the text under way, and continue with what waits for it."""
        if self._summary is None or result.model_serial != self._summary.serial:
            return
        self._text, self._busy, self._logits = result, False, None
        self._closed = self._awaited = False
        self.generated.emit(result)
        self.text.show_tokens(result.prompt, result.tokens)
        self.text.announce_more(done=True)
        if result.count or not result.tokens:  # a text that was undone has no speed
            self._shown.say_speed(result.tokens_per_second, result.first_seconds)
        self.sentence.setText(" ".join(text for text in (result.sentence, result.note) if text))
        self._redraw()
        self._allow()
        if self._then:
            self._go(self._then.pop(0))
            return
        self._ask_logits()

    def _on_step(self, result: StepResult, request: Request) -> None:
        if self._text is not None and result.model_serial == self._text.model_serial:
            self._logits = result
            self._redraw()

    @Slot()
    def follow_text(self) -> None:
        """The text that is written on from is another now."""
        self._allow()
        self.changed.emit()

    # -- what a person does ------------------------------------------------------------------

    def _send(self, *requests: Request) -> None:
        """One after the other; before them the text under way is opened again where it is not."""
        text = self._text
        if self._closed and text is not None and not isinstance(requests[0], Generate):
            self.resumed.emit(self._past)
            requests = (reopening(text, self.sampling.settings), *requests)
        if beginning(requests[0]) is None:
            self.continued.emit()
        first, *self._then = requests
        self._go(first)

    def _go(self, request: Request) -> None:
        self._busy, self._sent = True, request
        self._allow()
        self.wanted.emit(request)

    # -- while former runs are shown ---------------------------------------------------------

    @property
    def under_way(self) -> TextUnderWay:
        """What is shown, for `put_back`."""
        return TextUnderWay(
            self._text, self._asked, self._written_, self._past, self._closed, self._refusal,
            self.text.step, self._logits, self.sampling.saved_state(), self.sentence.text(),
        )  # fmt: skip

    def put_back(self, way: TextUnderWay) -> None:
        """Show again what was shown, unless a text is being written by now."""
        if self._busy:
            return
        self._text, self._asked, self._past = way.text, way.asked, way.past
        self._closed, self._refusal, self._logits = way.closed, way.refusal, way.logits
        self.sampling.restore_state(way.settings)
        text = way.text
        self.text.show_tokens(text.prompt if text else (), text.tokens if text else ())
        self.text.mark(way.step)
        self.branches.hide()
        if way.branches is not None:
            self.show_branches(way.branches, way.past)
        self.sentence.setText(way.sentence)
        if text is not None:
            self._shown.say_speed(text.tokens_per_second, text.first_seconds)
        self._redraw()
        self._allow()

    # -- a text of the history ---------------------------------------------------------------

    def reopen(self, written: Written, sentence: str, past: int) -> None:
        """Show a text that was written before, without running anything; `sentence` says why it
        cannot continue, where another model wrote it. `past` is its number in the history."""
        self._logits = None
        self._then.clear()
        self.sampling.restore_state(asdict(written.sampling))
        self.begun.emit()
        self._asked = written.request
        self._take_branch(written.result, sentence)
        self.show_branches(written, past)

    def _take_branch(self, result: Generated, sentence: str = "") -> None:
        self._text, self._logits, self._closed, self._refusal = result, None, True, sentence
        self.text.show_tokens(result.prompt, result.tokens)
        self.speed.hide()
        text = tr("From the history: nothing was run.") + " "
        self.sentence.setText(f"{text}{sentence or result.sentence}")
        self._redraw()
        self._allow()

    def show_branches(self, written: Written, past: int) -> None:
        """The branches of the text under way, where there is more than one; `past` is the number
        of its entry in the history."""
        self._written_, self._past = written, past
        self.branches.offer(written.tree, written.current)
        self.branches.setVisible(len(written.branches) > 1)

    @Slot(int)
    def _go_to_branch(self, place: int) -> None:
        if self._written_ is not None and not self._busy:
            self._take_branch(self._written_.branches[place], self._refusal)

    def _settings(self, step: int) -> Sampling:
        """Each single step draws with a new seed: the same seed would repeat its number."""
        settings = self.sampling.settings
        return replace(settings, seed=(settings.seed + step) % 2**31)

    @Slot()
    def start(self) -> None:
        """Write a new text."""
        self._begin(self.sampling.most.value())

    @property
    def outdated(self) -> bool:
        """Whether what is shown was written from another text than the one in the box."""
        shown = self._text is not None and self._asked is not None and not self._busy
        return shown and not self._same_start()

    @property
    def awaited(self) -> bool:
        """Whether another text was begun than the one that words are about: none has ended yet."""
        return self._text is None and self._asked is not None

    def _fade(self) -> None:
        """Fade what is of another text than the one in the box, or than the one that is begun."""
        for veil in self._of_text:
            veil.lay(self._awaited or self.outdated)
        self._of_end.lay(self.outdated)

    def adopt(self, request: Request) -> None:
        """Await the answer to a request that was sent while a text of another time was shown."""
        self._busy, self._sent = True, request
        begun = beginning(request)
        if begun is not None:
            self._forget_text()
            self._asked = begun
        self._allow()

    @Slot()
    def _look_inside(self) -> None:
        if self._text is not None:
            self.look_wanted.emit(self._text)

    def _begin(self, count: int) -> None:
        if self._summary is None:
            return
        request = self._request(count)
        self._begin_with(request, request)

    def _begin_with(self, request: Generate | ReadWritten, begun: Generate) -> None:
        self.begun.emit()
        self._forget_text()
        self._asked = begun
        self.follow_text()
        self._send(request)

    def _forget_text(self) -> None:
        """Another text begins: until its first token comes the one before is seen, but faded."""
        self._text = self._logits = self._written_ = None
        self._closed, self._awaited = False, True
        self.branches.hide()
        self.sentence.setText(tr("Writing …"))

    def _request(self, count: int) -> Generate:
        """Write a text from its beginning, with everything as it is on the screen."""
        text, ids = self._source()
        return Generate(
            text, ids, max_new_tokens=count, sampling=self.sampling.settings, draw=self.draws
        )

    def _same_start(self) -> bool:
        """Whether a text written from its beginning would begin as the one under way did."""
        asked = self._asked
        if asked is None:
            return False
        now = self._request(asked.max_new_tokens)
        return replace(now, sampling=asked.sampling) == asked

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
        request = ContinueText(count, self._settings(step), draw=self.draws)
        if step < len(self._text.tokens):
            self._send(StepBack(step, self._settings(step)), request)
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

    # -- what could come here ---------------------------------------------------------------

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
        self.stop.setEnabled(self._busy)
        free = not self._busy and not (self._closed and self._refusal)
        self.candidates.setEnabled(free)
        idle = ready and free
        self.choose.setEnabled(idle and (text is None or self._can_go_on))
        self.on.setEnabled(idle and self._can_go_on)
        back = text is not None and self.text.step < len(text.tokens)
        self._shown.name_back(to_here=back)
        self._fade()
        self.changed.emit()
        self._shown.look_inside.setEnabled(text is not None and bool(text.tokens) and idle)
        self.back.setEnabled(text is not None and bool(text.tokens) and idle)
