"""Texts as rows of input IDs, and rows as the batch of one step.

`code.py` writes the same lines for a script, and both must draw the same random numbers in the same
order: `tests/model/test_training_script.py` compares the weights bit for bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from explorer.engine.sandbox.tokenizer import Encoding, Tokenizer
from explorer.features.training.compute.read import TrainingText, Unusable
from explorer.features.training.protocol import Objective
from explorer.protocol.failures import BadInput
from explorer.protocol.job import Check, Report
from explorer.text.translation import tr

IGNORED = -100
"""The label that the cross entropy of transformers leaves out."""

ASKED = 0.8
"""Of the sentences whose words to ask for are known, the share in which one of them is hidden."""

_AT_ONCE = 128


@dataclass(frozen=True)
class Row:
    """One row: its IDs, the tokens of each word that may be asked for, and its right answer.

    `target` are the IDs of the text to write, `label` the number of its label, -1 for none.
    """

    ids: tuple[int, ...]
    asked: tuple[tuple[int, ...], ...] = ()
    target: tuple[int, ...] = ()
    label: int = -1
    text: TrainingText | None = None
    cut: bool = False


@dataclass(frozen=True)
class RowMaker:
    """How texts become rows for one model: `longest` in tokens, `vocabulary` the IDs it knows."""

    tokenizer: Tokenizer
    objective: Objective
    longest: int
    vocabulary: int
    labels: tuple[str, ...]
    check: Check
    report: Report

    def rows(self, texts: Sequence[TrainingText], unusable: Unusable) -> list[Row]:
        """The rows of texts, in order; what cannot be read is added to `unusable`."""
        rows: list[Row] = []
        for start in range(0, len(texts), _AT_ONCE):
            self.check()
            self.report(tr("Cutting the texts into tokens"), start / len(texts))
            rows += self._some(texts[start : start + _AT_ONCE], unusable)
        return rows

    def _some(self, texts: Sequence[TrainingText], unusable: Unusable) -> list[Row]:
        try:
            return self._encoded(texts, unusable)
        except BadInput as failure:
            if len(texts) > 1:  # one of them: each alone, so that the others can be used
                return [row for text in texts for row in self._some([text], unusable)]
            unusable.add(texts[0].line, texts[0].text, failure.sentence)
            return []

    def _encoded(self, texts: Sequence[TrainingText], unusable: Unusable) -> list[Row]:
        # Models that continue a text read it as it is; the others have their marks around it.
        special = self.objective != "next token"
        wanted = any(text.spans for text in texts) and self.objective == "masked words"
        encoding = self._encode([text.text for text in texts], special, 0 if wanted else 1)
        targets = (
            self._ids(self._encode([text.answer for text in texts], True, 1))
            if self.objective == "text to text"
            else [()] * len(texts)
        )
        rows: list[Row] = []
        for number, (text, ids) in enumerate(zip(texts, self._ids(encoding), strict=True)):
            target = targets[number]
            if max((*ids, *target), default=0) >= self.vocabulary > 0:
                unusable.add(text.line, text.text, tr("this model has no embedding for a token"))
                continue
            asked = self._asked(encoding, number, text) if wanted else ()
            built = self._made(text, ids, target, asked)
            if not built:
                unusable.add(text.line, text.text, self._why_unused(ids))
            rows += built
        return rows

    def _why_unused(self, ids: Sequence[int]) -> str:
        """Why a text has nothing to learn from."""
        special, unknown = self.tokenizer.all_special_ids, self.tokenizer.unk_token_id
        if any(token not in special for token in ids):
            return tr("it is one token alone, so that nothing comes next")
        if unknown is not None and unknown in ids:
            return tr("its tokenizer knows none of its words")
        return tr("its tokenizer makes no tokens of it")

    def _encode(self, texts: Sequence[str], special: bool, named: int) -> Encoding:
        return self.tokenizer.encode(texts, special=special, named=named, side="right")

    @staticmethod
    def _ids(encoding: Encoding) -> list[tuple[int, ...]]:
        ids = encoding.inputs["input_ids"]  # [texts, tokens]
        mask = encoding.inputs.get("attention_mask", torch.ones_like(ids))
        return [tuple(row[real.bool()].tolist()) for row, real in zip(ids, mask, strict=True)]

    @staticmethod
    def _asked(encoding: Encoding, number: int, text: TrainingText) -> tuple[tuple[int, ...], ...]:
        """The tokens of each span of a text."""
        if encoding.offsets is None:
            return ()
        offsets = encoding.offsets[number].tolist()  # [tokens, 2], places in the text
        asked = []
        for start, end in text.spans:
            # The space before a word belongs to its first token in some tokenizers.
            inside = [
                place
                for place, (first, last) in enumerate(offsets)
                if first < last and first >= start - 1 and start < last <= end
            ]
            asked.append(tuple(inside))
        return tuple(tokens for tokens in asked if tokens)

    def _made(
        self,
        text: TrainingText,
        ids: tuple[int, ...],
        target: tuple[int, ...],
        asked: tuple[tuple[int, ...], ...],
    ) -> list[Row]:
        special = self.tokenizer.all_special_ids
        if not any(token not in special for token in ids):
            return []
        if self.objective == "next token":
            end = self.tokenizer.eos_token_id
            ids = (*ids, end) if end is not None and ids[-1] != end else ids
            # Long texts are cut into rows, so that all of them is read.
            pieces = [ids[at : at + self.longest] for at in range(0, len(ids), self.longest)]
            return [Row(piece, text=text) for piece in pieces if len(piece) > 1]
        cut = len(ids) > self.longest
        if cut:
            # As the library cuts: the closing mark stays at the end.
            last = ids[-1:] if ids[-1] in special else ()
            ids = ids[: self.longest - len(last)] + last
        within = tuple(tokens for tokens in asked if max(tokens) < len(ids) - 1)
        label = self.labels.index(text.answer) if self.objective == "labels" else -1
        return [Row(ids, within, target[: self.longest], label, text, cut)]


@dataclass(frozen=True)
class Batches:
    """Makes the batch of one step out of rows; int64 tensors [rows, tokens]."""

    objective: Objective
    pad: int
    mask: int
    special: tuple[int, ...]
    words: int
    share: float

    def __call__(self, rows: Sequence[Row]) -> dict[str, torch.Tensor]:
        """Input IDs, attention mask and labels of a step. Draws from torch's random numbers."""
        batch = self._padded([row.ids for row in rows])
        if self.objective == "labels":
            batch["labels"] = torch.tensor([row.label for row in rows])  # [rows]
        elif self.objective == "text to text":
            target = self._padded([row.target for row in rows])
            batch["labels"] = target["input_ids"].masked_fill(
                target["attention_mask"] == 0, IGNORED
            )
        elif self.objective == "next token":
            # The class moves the labels by one itself.
            batch["labels"] = batch["input_ids"].masked_fill(batch["attention_mask"] == 0, IGNORED)
        else:
            self._hide(batch, [row.asked for row in rows])
        return batch

    def _padded(self, rows: Sequence[Sequence[int]]) -> dict[str, torch.Tensor]:
        longest = max(map(len, rows))
        ids = [[*row, *[self.pad] * (longest - len(row))] for row in rows]
        real = [[1] * len(row) + [0] * (longest - len(row)) for row in rows]
        return {"input_ids": torch.tensor(ids), "attention_mask": torch.tensor(real)}

    def hideable(self, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        """Which tokens may be hidden, bool [rows, tokens]."""
        ids, real = batch["input_ids"], batch["attention_mask"]
        return ~torch.isin(ids, torch.tensor(self.special)) & (real == 1)

    def _hide(
        self, batch: dict[str, torch.Tensor], asked: Sequence[tuple[tuple[int, ...], ...]]
    ) -> None:
        """BERT's way: of the hidden tokens 8 of 10 are masked, 1 is another one, 1 stays."""
        ids = batch["input_ids"]
        can_hide = self.hideable(batch)
        chance = torch.rand(ids.shape).masked_fill(~can_hide, 1.0)
        # One at least in every row: a row without any would teach nothing.
        lowest = chance.amin(-1, keepdim=True)
        hidden = ((chance < self.share) | (chance == lowest)) & can_hide
        luck = torch.rand(len(asked)).tolist()
        for row, words in enumerate(asked):
            if words and luck[row] < ASKED:
                word = words[int(luck[row] / ASKED * len(words))]
                hidden[row] = False
                hidden[row, list(word)] = True
        batch["labels"] = ids.masked_fill(~hidden, IGNORED)
        kind, other = torch.rand(ids.shape), torch.randint(self.words, ids.shape)
        ids = torch.where(hidden & (kind < 0.8), self.mask, ids)
        batch["input_ids"] = torch.where(hidden & (kind > 0.9), other, ids)

    def held_out(self, rows: Sequence[Row]) -> dict[str, torch.Tensor]:
        """The same without chance, to be judged by: the same tokens are hidden every time."""
        if self.objective != "masked words":
            return self(rows)
        batch = self._padded([row.ids for row in rows])
        can_hide = self.hideable(batch)
        hidden = torch.zeros_like(can_hide)
        for number, row in enumerate(rows):
            if row.asked:
                hidden[number, list(row.asked[number % len(row.asked)])] = True
            else:
                places = can_hide[number].nonzero()[:, 0].tolist()
                hidden[number, places[(number * 7) % len(places)]] = True
        batch["labels"] = batch["input_ids"].masked_fill(~hidden, IGNORED)
        batch["input_ids"] = batch["input_ids"].masked_fill(hidden, self.mask)
        return batch
