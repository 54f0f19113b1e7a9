"""Writing text token by token: what it wrote, what could come next, and how it chooses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explorer import words
from explorer.messages.generation import (
    ContinueText,
    Generate,
    Generated,
    GeneratedSoFar,
    LookAtStep,
    PickToken,
    Sampling,
    StepBack,
    StepCandidate,
    StepSeen,
)
from explorer.messages.job import Cancelled, Failed, Request
from explorer.messages.model import ModelSummary
from explorer.window.inference.generated_text import GeneratedText
from explorer.window.inference.sampling_card import SamplingCard
from explorer.window.inference.view import Results
from explorer.window.look import Look
from explorer.window.parts.beside import Beside
from explorer.window.parts.blocks import Card, button, label
from explorer.window.parts.flow import FlowLayout
from explorer.window.parts.pair_bars import Pair, PairBars
from explorer.window.parts.token_words import plain

Source = Callable[[], tuple[str, tuple[int, ...]]]
"""The text to write on from, or the input IDs where they are given by hand."""

_SHOWN = 10
_ENDED = "Nothing can follow here: the text has ended."
_STOPPED = "It was stopped before it weighed the next token. Let it choose, or write on."
_JOBS = (Generate, ContinueText, PickToken, StepBack)


class GenerationPane(QWidget):
    """Keeps the text under way. `buttons` stand beside the text that is written on from."""

    wanted = Signal(object)
    stop_wanted = Signal()
    begun = Signal()

    def __init__(self, look: Look, source: Source) -> None:
        super().__init__()
        self._look, self._source = look, source
        self._summary: ModelSummary | None = None
        self._text: Generated | None = None
        self._from: tuple[str, tuple[int, ...]] = ("", ())
        self._logits: StepSeen | None = None
        self._then: Request | None = None
        self._busy = False
        self.setObjectName("generationPane")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._written())
        self.sampling = SamplingCard()
        self.sampling.changed.connect(self._redraw)
        column.addWidget(Beside(look, self._next(), self.sampling, 46, (16, 9)), 1)
        self.buttons = self._beside_text()
        self._allow()

    # -- building ----------------------------------------------------------------------------

    def _beside_text(self) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.generate = button("Generate", "primary", name="generateButton")
        self.generate.setToolTip("Write on from this text")
        self.one = button("One step", name="oneStepButton", tip="Write one token")
        self.stop = button("Stop", name="stopGenerating", tip="Stop within one token (Esc)")
        self.generate.clicked.connect(self.start)
        self.one.clicked.connect(self._one_step)
        self.stop.clicked.connect(self.stop_wanted)
        for each in (self.generate, self.one, self.stop):
            row.addWidget(each)
        return made

    def _written(self) -> Card:
        hint = "Paler = less sure; click a word to go back there and choose another."
        card = Card("What it wrote", number="2")
        self.speed = label(role="chip", name="generationSpeed")
        self.speed.hide()
        card.head.add_control(self.speed)
        self.text = GeneratedText(self._look)
        self.text.chosen.connect(self._go_to)
        card.add(self.text)
        card.add(label(hint, "small", wrap=True))
        self.sentence = label(role="muted", wrap=True, name="generationSentence")
        card.add(self.sentence)
        return card

    def _next(self) -> Card:
        card = Card("Next token: pick one yourself", "before → after the settings", "3")
        self.title = card.title
        self.candidates = PairBars(self._look, "candidates", "What could come next", choosing=True)
        self.candidates.picked.connect(self._pick)
        card.add(self.candidates)
        self.empty = label("Generate first, or take one step.", "muted", wrap=True)
        card.add(self.empty)
        row = FlowLayout(gap=8)
        self.choose = button("Let it choose", "primary", name="letItChoose")
        self.choose.setToolTip("One token, as the settings choose it")
        self.on = button("Write on", name="writeOn", tip="As many more tokens as asked for")
        self.back = button("Back one", name="backOne", tip="Take the last token back")
        self.choose.clicked.connect(self._let_it_choose)
        self.on.clicked.connect(self._write_on)
        self.back.clicked.connect(self._back)
        for each in (self.choose, self.on, self.back):
            row.addWidget(each)
        card.add_layout(row)
        card.body.addStretch(1)
        return card

    # -- what the window tells ---------------------------------------------------------------

    def show_model(self, summary: ModelSummary | None) -> None:
        """Another model: no text is under way with it."""
        self._summary = summary
        self._text = self._logits = self._then = None
        self._busy = False
        self.text.show_tokens((), ())
        self.speed.hide()
        self.sentence.setText("Nothing is written yet.")
        self._redraw()
        self._allow()

    def results(self) -> Results:
        """The text under way, and one step's logits."""
        return {Generated: self._on_generated, StepSeen: self._on_step}

    @property
    def written(self) -> Generated | None:
        """The text under way, with the candidates of its steps."""
        return self._text

    def show_so_far(self, found: GeneratedSoFar) -> None:
        """Tokens that were written while it goes on."""
        self.text.show_tokens(found.prompt, found.tokens)
        self._say_speed(found.tokens_per_second, 0.0)

    def ended(self, reply: Failed | Cancelled) -> None:
        """A request did not end well: what was written before it stays."""
        if isinstance(reply.request, _JOBS):
            self._busy, self._then = False, None
            if self._text is not None:
                self.text.show_tokens(self._text.prompt, self._text.tokens)
            elif isinstance(reply, Cancelled):
                self.sentence.setText("You stopped it before the first token.")
            self._redraw()
            self._allow()

    def _on_generated(self, result: Generated, request: Request) -> None:
        if self._summary is None or result.model_serial != self._summary.serial:
            return
        self._text, self._busy, self._logits = result, False, None
        self.text.show_tokens(result.prompt, result.tokens)
        if result.made:
            self._say_speed(result.tokens_per_second, result.first_seconds)
        self.sentence.setText(" ".join(one for one in (result.sentence, result.note) if one))
        self._redraw()
        self._allow()
        if self._then is not None:
            following, self._then = self._then, None
            self._send(following)
            return
        self._ask_logits()

    def _on_step(self, seen: StepSeen, request: Request) -> None:
        if self._text is not None and seen.model_serial == self._text.model_serial:
            self._logits = seen
            self._redraw()

    def _say_speed(self, speed: float, first: float) -> None:
        told = f"{speed:.0f} tokens/s"
        if first:
            told += f" · first after {words.seconds(first)}"
        self.speed.setText(told)
        self.speed.setVisible(speed > 0)

    # -- what a person does ------------------------------------------------------------------

    def _send(self, request: Request) -> None:
        self._busy = True
        self._allow()
        self.wanted.emit(request)

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
        self._from = self._source()
        text, ids = self._from
        self._text = self._logits = None
        self.sentence.setText("Writing …")
        self._send(
            Generate(text, ids, self.sampling.chat.isChecked(), count, self.sampling.settings)
        )

    @Slot()
    def _one_step(self) -> None:
        if self._text is None or self._from != self._source():
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
        if text is None or self._busy:
            return
        last = text.first_stored + text.stored_steps
        if text.first_stored <= self.text.step < last:
            self.wanted.emit(LookAtStep(self.text.step))

    # -- what could stand here ---------------------------------------------------------------

    @Slot()
    def _redraw(self) -> None:
        """The candidates of the step that is looked at, with the settings as they are now."""
        text, step = self._text, self.text.step
        pairs: tuple[Pair, ...] = ()
        taken = -1
        if text is not None:
            back = step < len(text.tokens)
            taken = text.tokens[step].token.id if back else -1
            seen = self._logits
            if seen is not None and seen.request.step == step:
                pairs = reshaped(seen, self.sampling.settings, taken)
            else:
                stored = text.tokens[step].candidates if back else text.next
                pairs = _stored(stored, taken)
            title = f"Token {step + 1}: pick another" if back else "Next token: pick one yourself"
            self.title.setText(f"3  {title}")
        self.candidates.show_pairs(pairs)
        self.candidates.setVisible(bool(pairs))
        if text is not None and not pairs:
            self.empty.setText(_STOPPED if self._can_go_on else _ENDED)
        elif text is None:
            self.empty.setText("Generate first, or take one step.")
        self.empty.setVisible(not pairs)

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
        self.candidates.setEnabled(not self._busy)
        idle = ready and not self._busy
        self.choose.setEnabled(idle and (text is None or self._can_go_on))
        self.on.setEnabled(idle and self._can_go_on)
        back = text is not None and self.text.step < len(text.tokens)
        self.back.setText("Go back here" if back else "Back one")
        self.back.setAccessibleName(self.back.text())
        self.back.setEnabled(text is not None and bool(text.tokens) and not self._busy)


def _stored(candidates: tuple[StepCandidate, ...], taken: int) -> tuple[Pair, ...]:
    shown = [one for place, one in enumerate(candidates) if place < _SHOWN or one.id == taken]
    return tuple(
        Pair(plain(one.text), one.id, one.probability, one.after, "✓ " if one.id == taken else "")
        for one in shown
    )


def reshaped(seen: StepSeen, settings: Sampling, taken: int = -1) -> tuple[Pair, ...]:
    """The likeliest tokens of a step before and after settings, without running the model."""
    import numpy as np

    from explorer import sampling

    before = sampling.softmax(seen.logits)
    after = sampling.reshape_distribution(seen.logits, settings, seen.seen)
    count = min(_SHOWN, before.size)
    either = np.maximum(before, after)
    best = np.argpartition(either, -count)[-count:]
    if 0 <= taken < before.size and taken not in best:
        best = np.append(best, taken)
    order = np.lexsort((-before[best], -after[best]))
    return tuple(
        Pair(
            plain(seen.words.get(int(id_), f"ID {int(id_)}")),
            int(id_),
            float(before[id_]),
            float(after[id_]),
            "✓ " if int(id_) == taken else "",
        )
        for id_ in best[order]
    )
