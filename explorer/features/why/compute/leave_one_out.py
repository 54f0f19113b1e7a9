"""Leave one word out: the text again without each word, or with something else in its place.

Words are runs of letters, found by the tokens' places in the text; a mark such as "." is a word of
its own. Copies from which as many tokens were taken have one length, so that no padding is needed.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import torch

from explorer.engine.inside.arrays import floats, integers
from explorer.engine.model_holder import ModelHolder
from explorer.features.why.compute import contributions, gradients
from explorer.features.why.compute.question import Answers, Asked, NoQuestion, ask, names
from explorer.features.why.protocol import ROUNDING, Removal, WhyWords, Word, WordsResult
from explorer.protocol.inspection import SelfCheck
from explorer.protocol.job import Check, Report
from explorer.protocol.run import Token
from explorer.text.phrases import bare
from explorer.text.translation import tr

_WRITTEN_TOGETHER = "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
"""Thai to Tibetan, Burmese, Khmer, kana, Han: written without spaces, so each token is a word."""

_WORD = re.compile(rf"[{_WRITTEN_TOGETHER}]|[^\W_]+(?:['’\-][^\W_]+)*|[^\w\s]|_")


def words(holder: ModelHolder, request: WhyWords, check: Check, report: Report) -> WordsResult:
    """The probability of the answer without each word. Raises as `ask`."""
    started = time.perf_counter()
    loaded = holder.loaded
    try:
        asked = ask(holder, request.choice, check)
        filler, kinds = _filler(asked, request.removal)
    except NoQuestion as why:
        empty = torch.zeros(0)  # [words]
        return WordsResult(
            request=request,
            model_serial=loaded.serial,
            note=str(why),
            probabilities=floats(empty),
            logits=floats(empty),
            best=integers(empty),
        )
    left = _LeftOut(request, asked, in_words(asked.tokens, _texts(holder, request)), filler, kinds)
    left.started = started
    left.run(check, report)
    result = left.result(done=True)  # `runs` are those of the words
    check()
    no_parts = contributions.sum_refusal(holder, asked)
    check()
    return replace(result, no_parts=no_parts, no_gradients=gradients.line_refusal(asked))


def _texts(holder: ModelHolder, request: WhyWords) -> tuple[str, ...]:
    """The text in question, and the text B behind it where there is one."""
    loaded, row = holder.loaded, request.choice.text_index
    if loaded.ran is not None:
        given = loaded.ran.request
        texts, pairs = given.texts, given.pairs
        return (*texts[row : row + 1], *pairs[row : row + 1])
    asked = loaded.answer.request if loaded.answer is not None else None
    for first, second in (("question", "context"), ("text", "")):
        if hasattr(asked, first):
            return tuple(getattr(asked, name) for name in (first, second) if name)
    return tuple(getattr(asked, "texts", ()))[row : row + 1]


def in_words(tokens: Sequence[Token], texts: Sequence[str]) -> tuple[Word, ...]:
    """The words of a row, as the text they are of is read; tokens that steer the model are none.

    Without places in a text each token is a word, and pieces that begin with ## go to the one
    before. Tokens that share a letter or a word are one word.
    """
    groups: list[list[int]] = []
    ends: list[tuple[int, int]] = []  # the text and the word (of it) that each group ends in
    result = [list(_WORD.finditer(text)) for text in texts]
    for place, token in enumerate(tokens):
        if token.special or token.mask or not token.attended:
            continue
        if token.start < 0 or token.text >= len(texts):
            if token.piece.startswith("##") and groups and groups[-1][-1] == place - 1:
                groups[-1].append(place)
            else:
                groups.append([place])
                ends.append((-1, -1))
            continue
        # The words that this token has letters of, by number.
        own = [
            number
            for number, match in enumerate(result[token.text])
            if match.start() < token.end and token.start < match.end()
        ]
        if own and ends and groups[-1][-1] == place - 1 and ends[-1] == (token.text, own[0]):
            groups[-1].append(place)
            ends[-1] = (token.text, own[-1])
        else:
            groups.append([place])
            ends.append((token.text, own[-1] if own else -1))
    return tuple(Word(_spelled(tokens, group, texts), tuple(group)) for group in groups)


def _spelled(tokens: Sequence[Token], group: Sequence[int], texts: Sequence[str]) -> str:
    first, last = tokens[group[0]], tokens[group[-1]]
    if first.start >= 0 and first.text < len(texts):
        written = texts[first.text][first.start : last.end].strip()
        if written:
            return written
    shown = bare("".join(tokens[place].shown.removeprefix("##") for place in group))
    return shown or str(first.id)


def _filler(asked: Asked, removal: Removal) -> tuple[int, tuple[Removal, ...]]:
    """The ID that takes the place of a word's tokens, -1 for none; and what is possible."""
    tokenizer = asked.loaded.tokenizer
    known = None
    if tokenizer is not None:
        known = tokenizer.mask_token_id
        if known is None:
            known = tokenizer.unk_token_id
    kinds: tuple[Removal, ...] = ("remove", "replace") if known is not None else ("remove",)
    if removal == "replace":
        if known is None:
            raise NoQuestion(
                tr(
                    "This tokenizer has neither a mask token nor one for unknown words, so there "
                    "is nothing to put in a word's place. Take words out instead."
                )
            )
        return int(known), kinds
    return -1, kinds


@dataclass
class _LeftOut:
    """The words of one text, and what became of the answer without each so far."""

    request: WhyWords
    asked: Asked
    words: tuple[Word, ...]
    filler: int
    kinds: tuple[Removal, ...]
    started: float = 0.0
    batches: list[tuple[int, ...]] = field(default_factory=list)
    checks: tuple[SelfCheck, ...] = ()

    def __post_init__(self) -> None:
        count = len(self.words)
        self.probabilities = torch.full((count,), torch.nan)
        self.logits = torch.full((count,), torch.nan)
        self.best = torch.full((count,), -1)

    def run(self, check: Check, report: Report) -> None:
        """Batch by batch, then one word alone: does a batch change what a text says?"""
        possible = [number for number in range(len(self.words)) if self._possible(number)]
        for batch in self._batched(possible, self.asked.at_once):
            check()
            self._put(batch, self._answers(batch))
            done = sum(map(len, self.batches)) / max(1, len(possible))
            report(tr("Leaving words out"), done, self.result())
        if len(possible) < 2 or max(map(len, self.batches)) == 1:
            return
        number = min(possible, key=lambda number: float(self.probabilities[number]))
        check()
        alone = float(self._answers((number,)).probabilities[0])
        apart = abs(alone - float(self.probabilities[number]))
        if apart > ROUNDING:  # the copies of a batch influence each other: one by one, then
            self.batches.clear()
            for number in possible:
                check()
                self._put((number,), self._answers((number,)))
                report(tr("Leaving words out"), None, self.result())
        self.checks = (_alone(apart),)

    def _possible(self, number: int) -> bool:
        """Whether something of the text is left, and the place of the answer too."""
        places, question = self.words[number].positions, self.asked.question
        if self.filler >= 0:
            return True
        if question.kind in ("mask", "label") and question.position in places:
            return False
        if question.kind in ("start", "end"):
            others = [
                place
                for place, token in enumerate(self.asked.tokens)
                if token.text == 1 and place not in places
            ]
            return question.id in others and len(others) > 1
        return len(places) < self.asked.length

    def _batched(self, possible: Sequence[int], at_once: int) -> list[tuple[int, ...]]:
        """The words that go together: those of as many tokens, or all where none is taken out."""
        by_length: dict[int, list[int]] = {}
        for number in possible:
            tokens = len(self.words[number].positions) if self.filler < 0 else 0
            by_length.setdefault(tokens, []).append(number)
        return [
            tuple(some[start : start + at_once])
            for _, some in sorted(by_length.items())
            for start in range(0, len(some), at_once)
        ]

    def _answers(self, batch: Sequence[int]) -> Answers:
        places = [self.words[number].positions for number in batch]
        if self.filler < 0:
            return self.asked.answers(*self.asked.without(places))
        changes = [[(place, self.filler) for place in some] for some in places]
        return self.asked.answers(self.asked.replaced(changes))

    def _put(self, batch: Sequence[int], answers: Answers) -> None:
        self.batches.append(tuple(batch))
        some = list(batch)
        self.probabilities[some] = answers.probabilities.float()
        self.logits[some] = answers.logits.float()
        best = answers.best
        if self.asked.question.kind in ("start", "end") and self.filler < 0:
            # The place in the shorter copy → in the text.
            _, stored = self.asked.without([self.words[number].positions for number in batch])
            best = torch.tensor([some[int(at)] for some, at in zip(stored, best, strict=True)])
        self.best[some] = best

    def result(self, *, done: bool = False) -> WordsResult:
        """What is known so far."""
        ids = sorted({int(id_) for id_ in self.best if id_ >= 0})
        filler = names_of_tokens(self.asked, self.filler) if self.filler >= 0 else ""
        return WordsResult(
            request=self.request,
            checks=self.checks,
            **self.asked.facts(self.started),
            words=self.words,
            probabilities=floats(self.probabilities),
            logits=floats(self.logits),
            best=integers(self.best),
            names=names(self.asked, ids) if done else {},
            batches=tuple(self.batches),
            filler=self.filler,
            filler_name=filler,
            kinds_of_removal=self.kinds,
        )


def names_of_tokens(asked: Asked, id_: int) -> str:
    """What a token is called, also where the answers are labels."""
    from explorer.engine.token_text import Words

    return Words(asked.loaded.tokenizer)[id_]


def _alone(apart: float) -> SelfCheck:
    passed = apart <= ROUNDING
    sentence = (
        tr(
            "Run on its own, one of these texts gives a probability that differs by "
            "{difference:.1g}.",
            difference=apart,
        )
        if 0 < apart <= ROUNDING
        else tr("Run on its own, one of these texts gives the same probability.")
        if passed
        else tr("In a batch this model gives other numbers than alone, so each text was run alone.")
    )
    return SelfCheck(tr("in a batch = alone"), True, sentence)
