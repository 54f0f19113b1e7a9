"""What is asked every few steps and never trained on: held-out texts, questions, and a sample."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import torch

from explorer.engine.loaded_model import LoadedModel
from explorer.engine.sandbox.tokenizer import Tokenizer
from explorer.engine.token_text import Words
from explorer.features.training.compute.read import TrainingText
from explorer.features.training.compute.rows import IGNORED, Batches, Row
from explorer.features.training.compute.step_failures import step_failures
from explorer.features.training.protocol import ExamAnswer, ExamQuestion, Objective
from explorer.protocol.failures import BadInput

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_FEWEST_HELD_OUT, _MOST_HELD_OUT = 12, 48
"""Held-out rows that are judged at an exam: half of what a batch has, a sixth of a step's work."""

_MOST_WORDS = 4
"""Tokens that are written for an answer."""

_SAMPLE = 24
"""Tokens that are written for a sample."""

_FORMER = 2
"""Questions about what it knew before."""


@dataclass(frozen=True)
class _Asked:
    """A question as the model reads it: [1, tokens]. `place` is where it answers.

    `right` are the IDs of the right answer, of which the first counts; for labels its number.
    """

    question: ExamQuestion
    ids: torch.Tensor
    place: int
    right: tuple[int, ...]


@dataclass(frozen=True)
class ExamResult:
    """One exam: NaN where nothing is held out."""

    held_out_loss: float
    held_out_right: float
    answers: tuple[ExamAnswer, ...]
    sample: str


class Exam:
    """The questions of one training, in tokens, ready to be asked at any step."""

    def __init__(
        self,
        tokenizer: Tokenizer,
        objective: Objective,
        labels: Sequence[str],
        held_out: Sequence[Row],
        batches: Batches,
        longest: int,
        batch_size: int,
    ) -> None:
        self._tokenizer = tokenizer
        self._objective = objective
        self._labels = tuple(labels)
        self._longest = longest
        self._mask = tokenizer.mask_token_id
        self._asked: list[_Asked] = []
        self.prompt = ""
        # Spread over all of them, so that every kind is among them.
        most = min(_MOST_HELD_OUT, max(_FEWEST_HELD_OUT, batch_size // 2))
        some = held_out[:: max(1, len(held_out) // most)][:most]
        self._batch = batches.held_out(some) if some else None
        if objective in ("next token", "text to text") and held_out and held_out[0].text:
            self.prompt = _beginning(held_out[0].text.text, objective)

    @property
    def questions(self) -> tuple[ExamQuestion, ...]:
        """What is asked, in order."""
        return tuple(asked.question for asked in self._asked)

    # -- what is asked -----------------------------------------------------------------------------

    def add(self, text: TrainingText) -> None:
        """Ask about a text that is held out."""
        match self._objective:
            case "labels":
                if text.answer in self._labels:
                    number = self._labels.index(text.answer)
                    self._add(ExamQuestion(text.text, text.answer), text.text, (number,))
            case "text to text":
                self._add(ExamQuestion(text.text, text.answer), text.text, ())
            case "masked words":
                self._add_masked(text)
            case "next token":
                self._add_next(text)

    def mark_unseen(self, texts: Sequence[TrainingText]) -> None:
        """Mark the questions whose answer is in none of these, which are what it learns from."""
        if self._objective not in ("masked words", "next token"):
            return
        lines = "\n".join(text.text for text in texts).lower()
        self._asked = [
            replace(asked, question=replace(question, unseen=question.answer.lower() not in lines))
            for asked in self._asked
            for question in (asked.question,)
        ]

    def _add_masked(self, text: TrainingText) -> None:
        start, end = text.spans[-1] if text.spans else _longest_word(text.text)
        answer, mask = text.text[start:end], self._tokenizer.mask_token or ""
        shown = f"{text.text[:start]}{mask}{text.text[end:]}"
        # The mask is alone: the space before it is its own in some tokenizers, not the word's.
        ids = self._ids(answer) if start == 0 else self._ids(f" {answer}")
        self._add(ExamQuestion(shown, self._word(answer)), shown, tuple(ids))

    def _word(self, answer: str) -> str:
        """The word as the tokenizer writes it: many know small letters alone."""
        written = self._tokenizer.decode(self._ids(answer)).strip()
        return written if written.lower() == answer.lower() else answer

    def _add_next(self, text: TrainingText) -> None:
        if text.spans:
            start, end = text.spans[-1]
        else:
            start, end = _longest_word(text.text, after=len(text.text) // 2)
        prompt, answer = text.text[:start], text.text[start:end]
        if not prompt.strip():
            return
        # The space between is the first sign of the answer, where there is one.
        space = " " if prompt != prompt.rstrip() else ""
        prompt = prompt.rstrip()
        ids = tuple(self._ids(f"{space}{answer}"))
        self._add(ExamQuestion(prompt, answer), prompt, ids)

    def _ids(self, text: str) -> list[int]:
        return self._tokenizer.ids(text)

    def _add(self, question: ExamQuestion, text: str, right: tuple[int, ...]) -> None:
        try:
            encoding = self._tokenizer.encode([text], special=self._objective != "next token")
        except BadInput:
            return
        ids = encoding.inputs["input_ids"]  # [1, tokens]
        if ids.shape[1] > self._longest or not ids.shape[1]:
            return
        place = ids.shape[1] - 1
        if self._objective == "masked words":
            places = [at for at, item in enumerate(ids[0].tolist()) if item == self._mask]
            if not places:
                return
            place = places[0]
        self._asked.append(_Asked(question, ids, place, right))

    def add_former(self, loaded: LoadedModel, texts: Sequence[str]) -> None:
        """Ask also what the model knew before: its own examples, and its own answers to them."""
        for text in texts:
            former = [asked for asked in self._asked if asked.question.former]
            if len(former) == _FORMER:
                return
            mask = self._tokenizer.mask_token or ""
            if self._objective == "masked words" and "[MASK]" in text and mask:
                text = text.replace("[MASK]", mask)
            before = len(self._asked)
            self._add(ExamQuestion(text, "", former=True), text, ())
            if len(self._asked) > before:
                asked = self._asked.pop()
                with torch.no_grad():
                    shares = self._logits(loaded.model, [asked])[0].softmax(-1)
                    answer = self._answer(loaded.model, asked, shares)
                ids = (int(shares.argmax()),)
                question = replace(asked.question, answer=answer.text)
                self._asked.append(replace(asked, question=question, right=ids))

    # -- asking ------------------------------------------------------------------------------------

    @torch.no_grad()
    def ask(self, model: PreTrainedModel, *, sample: bool = True) -> ExamResult:
        """Ask everything of a model, which is in evaluation mode meanwhile; `sample` to write."""
        with _evaluated(model), step_failures(model):
            loss, right = self._held_out(model)
            answers = self._answers(model)
            return ExamResult(loss, right, answers, self._sample(model) if sample else "")

    @torch.no_grad()
    def judge(self, model: PreTrainedModel) -> tuple[float, float]:
        """The loss on held-out texts, and the share answered right; NaN where there are none."""
        with _evaluated(model), step_failures(model):
            return self._held_out(model)

    @property
    def judged_by(self) -> dict[str, torch.Tensor]:
        """The held-out texts as the model takes them; empty where there are none."""
        return self._batch or {}

    def _held_out(self, model: PreTrainedModel) -> tuple[float, float]:
        if self._batch is None:
            return float("nan"), float("nan")
        batch = {name: value.to(model.device) for name, value in self._batch.items()}
        outputs: Any = model(**batch)
        labels, logits = batch["labels"], outputs.logits
        if self._objective == "next token":
            # The logits at one token are about the next.
            labels, logits = labels[:, 1:], logits[:, :-1]
        judged = labels != IGNORED
        right = logits.argmax(-1)[judged] == labels[judged]
        return outputs.loss.item(), right.float().mean().item()

    def _answers(self, model: PreTrainedModel) -> tuple[ExamAnswer, ...]:
        """Answers in the order of the questions.

        Questions of one length are one batch, which needs no padding: four small forwards cost
        three times as much as one of four rows.
        """
        if self._objective == "text to text":
            return tuple(self._written(model, asked) for asked in self._asked)
        answers: dict[int, ExamAnswer] = {}
        lengths: dict[int, list[int]] = {}
        for number, asked in enumerate(self._asked):
            lengths.setdefault(asked.ids.shape[1], []).append(number)
        for numbers in lengths.values():
            batch = [self._asked[number] for number in numbers]
            answers.update(zip(numbers, self._answered(model, batch), strict=True))
        return tuple(answers[number] for number in range(len(self._asked)))

    def _logits(self, model: PreTrainedModel, batch: Sequence[_Asked]) -> torch.Tensor:
        """The logits where questions of one length are answered: [questions, words or labels]."""
        ids = torch.cat([asked.ids for asked in batch])  # [questions, tokens]
        outputs: Any = model(input_ids=ids.to(model.device))
        logits: torch.Tensor = outputs.logits.float().cpu()
        if self._objective == "labels":
            return logits
        return logits[torch.arange(len(batch)), [asked.place for asked in batch]]

    def _answered(self, model: PreTrainedModel, batch: Sequence[_Asked]) -> list[ExamAnswer]:
        """Answers to questions of one length."""
        logits = self._logits(model, batch)
        return [
            self._answer(model, asked, row)
            for asked, row in zip(batch, logits.softmax(-1), strict=True)
        ]

    def _answer(self, model: PreTrainedModel, asked: _Asked, shares: torch.Tensor) -> ExamAnswer:
        """The answer by the probabilities where it is asked for: [vocabulary], or [labels]."""
        best = int(shares.argmax())
        probability = float(shares[best])
        first = asked.right[0] if asked.right else -1
        if self._objective == "labels":
            return ExamAnswer(self._labels[best], probability, best == first)
        # A word of several tokens counts only as a whole where it is written.
        if self._objective == "next token" and not asked.question.former:
            written = self._word_of(model, asked, best)
            right = tuple(written[: len(asked.right)]) == asked.right
            text = self._tokenizer.decode(written).strip() or "·"
            return ExamAnswer(_first_word(text), probability, right)
        text = Words(self._tokenizer).of([best])[0].strip()
        return ExamAnswer(text or "·", probability, (best,) == asked.right)

    def _word_of(self, model: PreTrainedModel, asked: _Asked, first: int) -> list[int]:
        """The tokens that it writes as an answer, until its first word is whole."""
        written = [first]
        while len(written) < max(_MOST_WORDS, len(asked.right)):
            whole = len(self._tokenizer.decode(written).split()) > 1
            if written[-1] == self._tokenizer.eos_token_id or (
                whole and len(written) >= len(asked.right)
            ):
                break
            row = torch.cat([asked.ids, torch.tensor([written])], -1)
            further = self._greedy(model, row, 1)
            if not further:  # as long as the rows that it learns from
                break
            written += further
        return written

    def _written(self, model: PreTrainedModel, asked: _Asked) -> ExamAnswer:
        """What a model of two stacks writes, and how sure it was of the first token of it."""
        module: Any = model
        options = {"do_sample": False, "num_beams": 1, "max_new_tokens": _SAMPLE}
        result = module.generate(
            input_ids=asked.ids.to(model.device),
            return_dict_in_generate=True,
            output_logits=True,
            **options,
        )
        text = self._tokenizer.decode(result.sequences[0].tolist()).strip()
        share = float(result.logits[0][0].float().softmax(-1).max())
        right = text == asked.question.answer
        return ExamAnswer(text or "·", share, right)

    def _greedy(self, model: PreTrainedModel, ids: torch.Tensor, tokens: int) -> list[int]:
        """The likeliest next tokens, one after the other."""
        written: list[int] = []
        row = ids.to(model.device)
        while len(written) < tokens and row.shape[1] < self._longest:
            outputs: Any = model(input_ids=row)
            token = outputs.logits[0, -1].argmax()
            written.append(int(token))
            if int(token) == self._tokenizer.eos_token_id:
                break
            row = torch.cat([row, token[None, None]], -1)
        return written

    def _sample(self, model: PreTrainedModel) -> str:
        if not self.prompt or self._objective != "next token":
            return ""
        prompt = self._ids(self.prompt)
        written = self._greedy(model, torch.tensor([prompt]), _SAMPLE)
        # Decoded alone, a word loses the space before it in many tokenizers.
        before, whole = self._tokenizer.decode(prompt), self._tokenizer.decode([*prompt, *written])
        return (
            whole.removeprefix(before)
            if whole.startswith(before)
            else self._tokenizer.decode(written)
        )


@contextmanager
def _evaluated(model: PreTrainedModel) -> Iterator[None]:
    """Inside, it is in evaluation mode."""
    training = model.training
    model.train(False)
    try:
        yield
    finally:
        model.train(training)


def _longest_word(text: str, after: int = 0) -> tuple[int, int]:
    """Where the longest word is, as [start, end); the last of several."""
    words = [match.span() for match in re.finditer(r"\w+", text)] or [(0, len(text))]
    later = [span for span in words if span[0] >= after] or words[-1:]
    return max(reversed(later), key=lambda span: span[1] - span[0])


def _first_word(text: str) -> str:
    first = text.split()[0]
    return first.strip(".,;:!?\"'") or first


def _beginning(text: str, objective: Objective) -> str:
    """The first words of a text, to be continued."""
    if objective == "text to text":
        return text
    words = text.split(" ")
    return " ".join(words[: max(1, min(6, len(words) // 3))])
