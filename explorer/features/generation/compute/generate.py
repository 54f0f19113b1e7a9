"""Writing text token by token: an own loop, so that each step can be seen, picked or taken back."""

from __future__ import annotations

import dataclasses
import time
from contextlib import ExitStack
from dataclasses import dataclass, field

import torch

from explorer.engine import finite, forward, input_ids, numbers, tokenization
from explorer.engine.inside import head_mask
from explorer.engine.inside.arrays import floats, integers
from explorer.engine.loaded_model import LoadedModel
from explorer.engine.model_holder import HolderPart, ModelHolder
from explorer.engine.sandbox import process
from explorer.engine.token_text import Words
from explorer.features.flow.protocol import TextFlowRequest, TextFlowResult
from explorer.features.generation.compute.choose import Chooser, candidates
from explorer.features.generation.compute.decode import Decoder
from explorer.features.generation.compute.prompt import Prompt, prompt_of, render
from explorer.features.generation.protocol import (
    AnyWriting,
    ChatRendered,
    ContinueText,
    Generate,
    Generated,
    GeneratedSoFar,
    GeneratedToken,
    PickToken,
    ReadWritten,
    RenderChat,
    ReopenText,
    StepBack,
    StepCandidate,
    StepRequest,
    StepResult,
    StopReason,
)
from explorer.protocol.failures import BadInput, Failure
from explorer.protocol.inspection import HeadPlace
from explorer.protocol.job import Check, Report, Stopped
from explorer.protocol.sampling import Sampling
from explorer.text.numbers import ntr
from explorer.text.translation import tr

STORED_STEPS = 512
STORED_BYTES = 256 * 1024 * 1024
"""Logits that are kept for the sliders: of so many steps, in so many bytes."""

QUICK = 0.1
"""Seconds of a step below which the stop switch is looked at per token and not per layer."""

SHOWN_EVERY = 0.05
"""Seconds between two pictures: reports of a job come no faster."""

NAMED = 1000
"""Tokens of a step that are named for the sliders: what settings can bring up."""


@dataclass
class Text:
    """The text under way: what was read, what was written, and the logits of each step.

    `logits[place]` led to the new token `place`; one entry more than tokens means that what could
    come next is known already. Entries that no longer fit are None.
    """

    serial: int
    prompt: Prompt
    decoder: Decoder
    words: Words
    off: tuple[HeadPlace, ...]
    longest: int
    new: list[GeneratedToken] = field(default_factory=list)
    logits: list[torch.Tensor | None] = field(default_factory=list)

    @property
    def ids(self) -> list[int]:
        """What the model reads next: the start and all new tokens."""
        return [*self.prompt.start, *(generated.token.id for generated in self.new)]

    def next_logits(self) -> torch.Tensor:
        """Float32 [vocabulary] for the token after the last; computed where not known."""
        # logits[place] are those that lead to the token `place`, which is not written yet.
        place = len(self.new)
        if len(self.logits) > place and self.logits[place] is not None:
            logits = self.logits[place]
            assert logits is not None
            return logits
        if self.longest and len(self.prompt.start) + place > self.longest:
            raise BadInput(tr("This model reads at most {longest} tokens.", longest=self.longest))
        logits = self.decoder.logits(self.ids)
        self.judge(logits)
        del self.logits[place:]
        self.logits.append(logits)
        # 4 bytes each; 512 steps of a vocabulary of 128,000 would be 262 MB.
        room = max(1, min(STORED_STEPS, STORED_BYTES // (4 * logits.numel())))
        if len(self.logits) > room:
            # The oldest goes: sliders are moved over what was just written.
            self.logits[len(self.logits) - room - 1] = None
        return logits

    def judge(self, logits: torch.Tensor) -> None:
        """Raises NotFinite or WeightsNotFinite where no token can be chosen from these logits."""
        if finite.fine(logits):
            return
        ids = torch.tensor([self.ids])
        inputs = {"input_ids": ids}
        if self.decoder.two_stacks:
            inputs = {"input_ids": torch.tensor([self.prompt.ids]), "decoder_input_ids": ids}
        inputs["attention_mask"] = torch.ones_like(inputs["input_ids"])
        raise finite.not_finite(self.decoder.model, inputs, numbers.go_on)

    def keep(self, count: int) -> None:
        """Drop all new tokens but the first `count`; what could come next stays known."""
        del self.new[count:]
        del self.logits[count + 1 :]
        # The cache too must forget them, or the next token would be read after words that are gone.
        self.decoder.back_to(len(self.prompt.start) + count)


class Drawing:
    """Pictures of a text while it is written, where they are `wanted`; the newest one is kept.

    They take half of the time at the most, and no more come than the window can show. One that
    cannot be drawn is left out: the writing continues. `seconds` is what they took, `step` how many
    new tokens the newest one has read.
    """

    def __init__(self, holder: ModelHolder, *, wanted: bool) -> None:
        self._holder, self._wanted = holder, wanted
        self._drawn: TextFlowResult | None = None
        self._ended = self._cost = 0.0
        self.seconds = 0.0
        self.step = 0

    def newest(self, text: Text, check: Check) -> TextFlowResult | None:
        """The newest picture; of the text as it is now, where it is time for one. None: none."""
        started = time.perf_counter()
        if self._wanted and started - self._ended >= max(SHOWN_EVERY, self._cost):
            two = text.decoder.two_stacks
            asked = TextFlowRequest(
                tuple(text.prompt.ids if two else text.ids), tuple(text.ids if two else ())
            )
            try:
                drawn = self._holder.handle(asked, check, _unheard)
                assert isinstance(drawn, TextFlowResult)
                self._drawn, self.step = drawn, len(text.new)
            except Failure:
                self._wanted, self._drawn = False, None
            self._ended = time.perf_counter()
            self._cost = self._ended - started
            self.seconds += self._cost
        return self._drawn


def _unheard(text: str, fraction: float | None = None, partial: object = None) -> None:
    """What a picture tells while it is drawn: the writing has its own words."""


class GenerationRequests(HolderPart):
    """Writes a text token by token; holds the one text under way."""

    _text: Text | None = None

    def forget(self) -> None:
        """Drop the text under way: for the engine, when a model goes."""
        self._text = None

    def generate(self, request: Generate, check: Check, report: Report) -> Generated:
        report(tr("Cutting the text into tokens"))
        text = self._begun(request, check)
        return self._write(text, request, request.max_new_tokens, check, report)

    def _begun(self, request: Generate, check: Check) -> Text:
        """A new text under way, with nothing written yet."""
        loaded: LoadedModel = self.holder.loaded
        prompt = prompt_of(loaded, request, check)
        self._text = text = Text(
            serial=loaded.serial,
            prompt=prompt,
            decoder=Decoder(loaded.model, torch.tensor([prompt.ids])),
            words=Words(loaded.tokenizer),
            off=head_mask.off(loaded.model),
            longest=input_ids.max_length(loaded.model),
        )
        return text

    def reopen(self, request: ReopenText, check: Check, report: Report) -> Generated:
        text = self._begun(Generate(input_ids=request.prompt), check)
        ids = [[token.token.id for token in request.tokens]] if request.tokens else []
        if ids:
            input_ids.tensor(self.holder.loaded.model, ids)
        text.new = list(request.tokens)
        # What led to these tokens was another run's; only what comes next is computed.
        text.logits = [None] * len(text.new)
        report(tr("Reading the text again"))
        return self._write(text, request, 0, check, report)

    def read_written(self, request: ReadWritten, check: Check, report: Report) -> Generated:
        text = self._begun(request.begun, check)
        report(tr("Reading the text again"))
        return self._write(text, request, len(request.tokens), check, report)

    def render_chat(self, request: RenderChat, check: Check, report: Report) -> ChatRendered:
        report(tr("Reading the chat template"))
        return render(self.holder.loaded, request, check)

    def continue_text(self, request: ContinueText, check: Check, report: Report) -> Generated:
        return self._write(self._current(), request, request.max_new_tokens, check, report)

    def _current(self) -> Text:
        """The text under way. Raises BadInput where there is none for this model."""
        loaded: LoadedModel = self.holder.loaded
        text = self._text
        if text is None or text.serial != loaded.serial:
            raise BadInput(tr("This model has not begun a text. Generate one first."))
        off = head_mask.off(loaded.model)
        if text.off != off:  # what the model remembers was computed with other heads
            text.decoder.forget()
            text.off = off
        return text

    def pick_token(self, request: PickToken, check: Check, report: Report) -> Generated:
        text = self._current()
        if not 0 <= request.step <= len(text.new):
            raise BadInput(
                tr(
                    "There is no step {step}: {written} were written.",
                    step=request.step + 1,
                    written=len(text.new),
                )
            )
        chooser = _chooser(request.sampling)
        with forward.checked_at_modules(self.holder.loaded.model, check):
            text.keep(request.step)
            logits = text.next_logits()
            self._append(text, logits, chooser, request.candidates, request.token_id)
        return self._write(text, request, 0, check, report)

    def step_back(self, request: StepBack, check: Check, report: Report) -> Generated:
        text = self._current()
        text.keep(max(0, min(request.keep, len(text.new))))
        return self._write(text, request, 0, check, report)

    def _append(
        self,
        text: Text,
        logits: torch.Tensor,
        chooser: Chooser,
        count: int,
        given: int | None = None,
        *,
        by_hand: bool = True,
    ) -> int:
        """Add one token: chosen by the settings, or the one that is given, as a person picks it."""
        if given is not None and not 0 <= given < logits.numel():
            raise BadInput(tr("The model knows no token {token_id}.", token_id=given))
        # After the settings; the candidates show both this and the model's own chance.
        after = chooser.probabilities(chooser.scores(logits, text.ids))  # [vocabulary]
        chosen = chooser.choose(after) if given is None else given
        named = candidates(logits, after, text.words, count, chosen)
        own = next(candidate for candidate in named if candidate.id == chosen)
        token = tokenization.tokens_of(self.holder.loaded.tokenizer, [chosen])[0]
        text.new.append(
            GeneratedToken(
                token, own.probability, own.after, named, by_hand=by_hand and given is not None
            )
        )
        return chosen

    def _write(
        self,
        text: Text,
        request: AnyWriting,
        wanted: int,
        check: Check,
        report: Report,
    ) -> Generated:
        """Write up to `wanted` tokens, then find out what could come next.

        A person's stop ends it with what is there, once there is something. A text of a session is
        read on instead: its tokens are given.
        """
        read = request if isinstance(request, ReadWritten) else None
        chooser = _chooser(request.sampling)
        started = time.perf_counter()
        count, first, seconds = 0, 0.0, 0.0
        drawing = Drawing(self.holder, wanted=getattr(request, "draw", False))
        # With nothing wanted it only says what could come next: for a pick or a step back.
        stopped: StopReason = "as many as asked" if wanted else "asked"
        following: tuple[StepCandidate, ...] = ()
        with ExitStack() as layers:
            layers.enter_context(forward.checked_at_modules(self.holder.loaded.model, check))
            try:
                while count < wanted:
                    check()
                    if _full(text):
                        stopped = "longest input"
                        break
                    given = read.tokens[count] if read is not None else None
                    by_hand = read is not None and count in read.by_hand
                    chosen = self._append(
                        text,
                        text.next_logits(),
                        chooser,
                        request.candidates,
                        given,
                        by_hand=by_hand,
                    )
                    count += 1
                    step, seconds = seconds, time.perf_counter() - started - drawing.seconds
                    first = first or seconds
                    if count > 1 and seconds - step < QUICK:
                        layers.close()  # stopped between tokens; hooks cost 3 % of the speed
                    drawn = drawing.newest(text, check)
                    report(
                        _progress(count, wanted) if read is None else tr("Reading the text again"),
                        count / wanted,
                        self._so_far(text, count / seconds, drawn, drawing.step),
                    )
                    if chosen in text.prompt.ends and (read is None or count == wanted):
                        stopped = "end of text"
                        break
                ended = bool(text.new) and text.new[-1].token.id in text.prompt.ends
                if not ended and not _full(text):
                    check()
                    # What could come next is computed too, so that a person can pick it at once.
                    logits = text.next_logits()
                    after = chooser.probabilities(chooser.scores(logits, text.ids))
                    following = candidates(logits, after, text.words, request.candidates)
            except Stopped:
                if not count:
                    raise
                stopped = "you stopped it"
        with process.stoppable(process.go_on):  # what was written is kept, also after a stop
            so_far = self._so_far(text, count / seconds if seconds else 0.0)
        stored = [place for place, tensor in enumerate(text.logits) if tensor is not None]
        return Generated(
            request=request,
            model_serial=text.serial,
            prompt=so_far.prompt,
            tokens=so_far.tokens,
            next=following,
            text=so_far.text,
            stopped=stopped,
            sentence=_sentence(text, stopped, count) if read is None else _read_again(text, read),
            count=count,
            first_seconds=first,
            seconds=seconds,
            tokens_per_second=so_far.tokens_per_second,
            first_stored=stored[0] if stored else 0,
            stored_steps=len(stored),
            vocab_size=_vocabulary(text),
            note=text.prompt.note,
            start=tuple(text.prompt.start),
            ends=tuple(sorted(text.prompt.ends)),
            unused=text.prompt.unused,
            cache_argument=text.decoder.cache_argument,
            cached=text.decoder.cached,
            own_positions=text.prompt.own_positions,
        )

    def _so_far(
        self,
        text: Text,
        speed: float,
        drawn: TextFlowResult | None = None,
        drawn_step: int = 0,
    ) -> GeneratedSoFar:
        tokenizer = self.holder.loaded.tokenizer
        ids = [generated_token.token.id for generated_token in text.new]
        words = tokenizer.decode(ids) if tokenizer else ""
        new = text.new
        if any(item.token.raw for item in new):  # which part of a character each is, is known now
            named = tokenization.with_parts([entry.token for entry in new])
            new = [
                dataclasses.replace(element, token=token)
                for element, token in zip(new, named, strict=True)
            ]
        return GeneratedSoFar(text.prompt.tokens, tuple(new), words, speed, drawn, drawn_step)

    def step(self, request: StepRequest, check: Check, report: Report) -> StepResult:
        text = self._current()
        if not 0 <= request.step < len(text.logits):
            raise BadInput(tr("There is no step {step} to look at.", step=request.step + 1))
        logits = text.logits[request.step]
        if logits is None:
            raise BadInput(tr("The logits of this step were dropped to make room for later ones."))
        # Only the likeliest are named: the window moves its sliders over all of them by number.
        best = logits.topk(min(NAMED, logits.numel())).indices.tolist()
        # As the penalty saw them: everything that was read before this step.
        before: list[int] = text.ids[: len(text.prompt.start) + request.step]
        return StepResult(
            request=request,
            model_serial=text.serial,
            logits=floats(logits),
            tokens_read=integers(torch.tensor(sorted(set(before)), dtype=torch.int64)),
            words=dict(zip(best, text.words.of(best), strict=True)),
        )


def _chooser(settings: Sampling) -> Chooser:
    if not (settings.temperature > 0 and settings.repetition_penalty > 0):
        raise BadInput(tr("Temperature and repetition penalty must be above zero."))
    if not (0 <= settings.top_p <= 1 and settings.top_k >= 0):
        raise BadInput(tr("Top-p must be between 0 and 1, and top-k must not be below zero."))
    return Chooser(settings)


def _full(text: Text) -> bool:
    # A text of exactly the longest input can still be read, and gives one token more.
    return bool(text.longest) and len(text.prompt.start) + len(text.new) > text.longest


def _progress(written: int, wanted: int) -> str:
    return ntr(
        "Wrote {written} of {count} token",
        "Wrote {written} of {count} tokens",
        wanted,
        written=written,
    )


def _read_again(text: Text, request: ReadWritten) -> str:
    """How much of a text of a session was read, and whether this model could have written it."""
    wanted, count = len(request.tokens), len(text.new)
    sentences = [
        ntr(
            "This text is from the session: the model has just read its {count} token again, so "
            "every number is new.",
            "This text is from the session: the model has just read its {count} tokens again, "
            "one after the other, so every number is new.",
            wanted,
        )
        if count == wanted
        else ntr(
            "This text is from the session: only the first {read} of its {count} token was read "
            "again.",
            "This text is from the session: only the first {read} of its {count} tokens were read "
            "again.",
            wanted,
            read=count,
        )
    ]
    others = sum(token.after == 0 and not token.by_hand for token in text.new)
    if others:
        sentences.append(
            ntr(
                "With the settings as they are, the model would not choose {count} of them.",
                "With the settings as they are, the model would not choose {count} of them.",
                others,
            )
        )
    return " ".join(sentences)


def _vocabulary(text: Text) -> int:
    return next(
        (step_logits.numel() for step_logits in reversed(text.logits) if step_logits is not None), 0
    )


def _sentence(text: Text, stopped: StopReason, token_count: int) -> str:
    match stopped:
        case "end of text":
            return ntr(
                "The model ended the text itself, after {count} token.",
                "The model ended the text itself, after {count} tokens.",
                token_count,
            )
        case "longest input":
            return tr(
                "The text is now as long as this model can read: {longest} tokens.",
                longest=text.longest,
            )
        case "you stopped it":
            return ntr(
                "You stopped it after {count} token; it can continue from here.",
                "You stopped it after {count} tokens; it can continue from here.",
                token_count,
            )
        case "as many as asked":
            return ntr(
                "It wrote the {count} token that you asked for.",
                "It wrote all {count} tokens that you asked for.",
                token_count,
            )
        case _:
            return tr("Pick a token of the list, or let the model continue.")
