"""All texts of a table through the model, in batches of rows that are equally long.

Rows of one length need no padding, so nothing that fills a row up can change its numbers. The work
yields after each batch where something else is asked of the model, and continues where it was. The
batches are the same however many processes run them.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import torch
from torch.nn import functional

from explorer.boundary import limits
from explorer.engine import decoder_inputs, input_ids, long_steps, tasks, tokenization
from explorer.engine.inside import head_mask
from explorer.engine.loaded_model import LoadedModel
from explorer.engine.model_holder import HolderPart
from explorer.engine.numbers import apart, rounding
from explorer.engine.runner import Runner
from explorer.engine.sandbox.tokenizer import Tokenizer
from explorer.engine.tensors import Tensors
from explorer.engine.workers.spread import Parts, Workers, WorkPlan
from explorer.features.ablation.protocol import AblateHeads
from explorer.features.text_table.protocol import (
    ReadTexts,
    RowAnswer,
    RunTexts,
    TextRow,
    TextTableResult,
    label_id,
)
from explorer.protocol.failures import BadInput
from explorer.protocol.inspection import SelfCheck
from explorer.protocol.job import Check, Report, Stopped
from explorer.protocol.run import AblatedHeads, Prediction
from explorer.text import numbers
from explorer.text.translation import tr

TOKENS_AT_ONCE = 1_024
"""Tokens of a batch: some tenths of a second of a model of 100 million weights."""
_LOGIT_BYTES = 256_000_000
"""Logits of a batch at the most: tokens × vocabulary × 4 bytes."""
_READ_AT_ONCE = 64
"""Texts that are cut into tokens together."""
_LONG_LOSS = 2_000_000
"""Logits of a loss that a stop need not wait for."""
_TELL_SECONDS = 0.25
"""Seconds between two states of the table that are reported: each is looked through as a whole."""
_CHECKED = 4
"""Batches of which one row is run alone as well."""


class _RowsMixed(Exception):
    """A row gives something else in a batch than alone."""


@dataclass
class _Rows:
    """How far a table has come; kept between two slices of the work."""

    request: RunTexts
    silenced: tuple[AblatedHeads, ...]
    answers: list[RowAnswer | None]
    lengths: list[int] = field(default_factory=list)
    masks: list[int] = field(default_factory=list)
    labels: dict[str, frozenset[int]] | None = None
    alone: bool = False
    at_once: int = 0
    checked: int = 0
    most_apart: float = 0.0
    seconds: float = 0.0
    names: tuple[str, ...] = ()
    independent: bool = False
    is_score: bool = False
    returned: tuple[str, ...] = ()
    plan: WorkPlan | None = None
    workers: int = 1
    threads: int = 0
    note: str = ""

    @property
    def texts(self) -> tuple[TextRow, ...]:
        return self.request.table.rows


class TableRuns(HolderPart):
    """Runs one table after the other, and remembers the one that is not done."""

    _kept: _Rows | None = None

    def forget(self) -> None:
        """The model goes, and with it what it said."""
        self._kept = None

    def run(self, request: RunTexts, check: Check, report: Report) -> TextTableResult:
        """Run the rows that are missing. Raises Stopped where the model is another one by now."""
        loaded = self.holder.loaded
        if loaded.serial != request.serial:
            raise Stopped
        silenced = head_mask.silenced(loaded.model)
        stored = self._kept
        if stored is None or stored.request != request or stored.silenced != silenced:
            stored = _Rows(request, silenced, [None] * len(request.table.rows))
            # Of a part, rows are run alone by the process that sees to the whole.
            stored.checked = _CHECKED if request.is_part else 0
        self._kept = stored
        work = _Work(loaded, self.holder.part(Workers), stored, check, report)
        work.read()
        work.run()
        self._kept = None  # asked again, it begins again
        return work.result()


class _Work:
    """One slice: until all is done, or until `check` raises."""

    def __init__(
        self, loaded: LoadedModel, workers: Workers, rows: _Rows, check: Check, report: Report
    ) -> None:
        self.rows, self.check, self.report = rows, check, report
        self.workers = workers
        self.loaded = loaded
        self.runner = Runner(loaded, check)
        self.tokenizer = tokenization.need(loaded)
        self.task = tasks.of_model(loaded.model)
        self._told = self._since = 0.0
        self._longest = input_ids.max_length(loaded.model)

    # -- texts into tokens -------------------------------------------------------------------------

    def read(self) -> None:
        """How many tokens each text has, and which words the labels are."""
        rows, all_texts = self.rows, self.rows.texts
        mask_id = self.tokenizer.mask_token_id
        while len(rows.lengths) < len(all_texts):
            first = len(rows.lengths)
            self.check()
            self.report(
                tr("Cutting the texts into tokens: {count}", count=numbers.count(first)), None
            )
            texts = [row.text for row in all_texts[first : first + _READ_AT_ONCE]]
            for ids in _ids(self.tokenizer, texts):
                row = len(rows.lengths)
                masks = ids.count(mask_id) if ids is not None and mask_id is not None else 0
                rows.masks.append(masks)
                rows.lengths.append(len(ids) if ids is not None else 0)
                why = self._refusal(ids, masks)
                if why:
                    rows.answers[row] = RowAnswer(row, tokens=rows.lengths[row], why=why)
        if rows.labels is None:
            rows.labels = self._words() if self.task != tasks.TEXT_CLASSIFICATION else {}
        if not rows.at_once:
            words = input_ids.vocab_size(self.loaded.model) or 50_000
            by_memory = _LOGIT_BYTES // (4 * words)
            one_answer = self.task == tasks.TEXT_CLASSIFICATION
            rows.at_once = TOKENS_AT_ONCE if one_answer else max(1, min(TOKENS_AT_ONCE, by_memory))
            rows.alone = not _fills_up(self.tokenizer) or self._starts_decoder()

    def _starts_decoder(self) -> bool:
        """Whether a decoder is started for each row: such a start is made for one row at a time."""
        decoder = decoder_inputs.describe(self.loaded.model)
        return decoder is not None and decoder.reads != "own"

    def _refusal(self, ids: list[int] | None, masks: int) -> str:
        """Why a row cannot be run by this model; empty where it can."""
        if ids is None:
            return tr("This tokenizer cannot read it.")
        if not ids:
            return tr("It has no tokens.")
        if self._longest and len(ids) > self._longest:
            return tr(
                "It has {tokens} tokens, and this model reads at most {most}.",
                tokens=numbers.count(len(ids)),
                most=numbers.count(self._longest),
            )
        if self.task == tasks.FILL_MASK and not masks:
            return tr("There is no {mask} in it.", mask=str(self.tokenizer.mask_token))
        return ""

    def _words(self) -> dict[str, frozenset[int]]:
        """The token of each label that is one token, with or without a space before it.

        The token for what a vocabulary lacks stands for no label: it would be the same for all.
        """
        unknown = self.tokenizer.unk_token_id
        labels = list(dict.fromkeys(row.label for row in self.rows.texts if row.label))
        words: dict[str, set[int]] = {label: set() for label in labels}
        for before in ("", " "):
            for first in range(0, len(labels), _READ_AT_ONCE):
                self.check()
                some = labels[first : first + _READ_AT_ONCE]
                spelled = [before + label for label in some]
                for label, ids in zip(
                    some, _ids(self.tokenizer, spelled, special=False), strict=True
                ):
                    if ids is not None and len(ids) == 1 and ids[0] != unknown:
                        words[label].add(ids[0])
        return {label: frozenset(ids) for label, ids in words.items()}

    # -- running -----------------------------------------------------------------------------------

    def _batches(self) -> Iterator[list[int]]:
        """Rows without an answer: equally long ones together, the shortest first."""
        rows = self.rows
        order = sorted(
            (row for row, answer in enumerate(rows.answers) if not answer or not answer.why),
            key=lambda row: (rows.lengths[row], row),
        )
        batch: list[int] = []
        for row in order:
            length = rows.lengths[row]
            full = rows.alone or (len(batch) + 1) * length > rows.at_once
            if batch and (full or rows.lengths[batch[0]] != length):
                yield batch
                batch = []
            batch.append(row)
        if batch:
            yield batch

    def run(self) -> None:
        """Run what has no answer yet. The batches are the same however often it was stopped."""
        rows = self.rows
        while True:
            try:
                self._run_waiting()
            except _RowsMixed:
                # This class mixes the rows of a batch: all of them once more, each for itself.
                rows.alone, rows.at_once, rows.plan = True, 0, None
                rows.answers = [
                    answer if answer is not None and answer.why else None for answer in rows.answers
                ]
            else:
                return

    def _run_waiting(self) -> None:
        rows = self.rows
        waiting = [batch for batch in self._batches() if rows.answers[batch[0]] is None]
        off = head_mask.off(self.loaded.model)
        work = Parts(
            waiting,
            own=self._own,
            request=self._part,
            read=_of_part,
            keep=self._keep,
            weights=[float(sum(rows.lengths[row] for row in batch)) for batch in waiting],
            before=(AblateHeads(off),) if off else (),
        )
        self._since = time.perf_counter()
        if rows.plan is None:
            self._tell()
            usual = torch.get_num_threads()
            rows.plan = self.workers.plan(work, rows.request.workers)
            rows.threads = rows.plan.threads if rows.plan.threads != usual else 0
            rows.note = rows.plan.note
        self.workers.spread(work, rows.plan, self.check, self.report)
        rows.note = rows.plan.note or self.workers.note

    def _own(self, batch: list[int]) -> tuple[RowAnswer, ...]:
        """The answers to the rows of a batch. Raises _RowsMixed where they depend on each other."""
        rows = self.rows
        self._tell()
        inputs, outputs, predictions = self._ask(batch)
        if len(batch) > 1 and rows.checked < _CHECKED and not self._as_alone(batch, outputs):
            raise _RowsMixed
        rows.returned = tuple(outputs)
        return tuple(
            self._answer(row, place, inputs, outputs, predictions)
            for place, row in enumerate(batch)
        )

    def _part(self, batch: list[int]) -> RunTexts:
        """What another process is asked for a batch: the same of a table that is this batch."""
        table = self.rows.request.table
        some = tuple(table.rows[row] for row in batch)
        table = replace(table, request=ReadTexts(), rows=some, left_out=())
        return RunTexts(self.loaded.serial, table, is_part=True)

    def _keep(self, batch: list[int], answers: tuple[RowAnswer, ...]) -> None:
        rows, now = self.rows, time.perf_counter()
        for row, answer in zip(batch, answers, strict=True):
            rows.answers[row] = answer
        rows.workers = max(rows.workers, self.workers.active)
        rows.seconds += now - self._since
        self._since = now
        self._tell()

    def _ask(self, batch: Sequence[int]) -> tuple[Tensors, Tensors, tuple[Prediction, ...]]:
        inputs, tokens = self.runner.encode([self.rows.texts[row].text for row in batch])
        outputs, _ = self.runner.judged(inputs)
        predictions, note = self.runner.predictions(outputs, inputs, tokens, 1)
        if not predictions:
            raise BadInput(note)
        return inputs, outputs, predictions

    def _as_alone(self, batch: Sequence[int], outputs: Tensors) -> bool:
        """Whether the first row of a batch gives alone what it gives in it."""
        name = _logits(outputs)
        _, alone, _ = self._ask(batch[:1])
        value, other = outputs[name][0], alone[name][0]  # [tokens, …] or [labels]
        distance = apart(value, other)
        self.rows.checked += 1
        self.rows.most_apart = max(self.rows.most_apart, distance)
        return distance <= rounding(value.dtype)

    def _answer(
        self,
        row: int,
        place: int,
        inputs: Tensors,
        outputs: Tensors,
        predictions: Sequence[Prediction],
    ) -> RowAnswer:
        """What the model said to a row that is at `place` in its batch."""
        rows = self.rows
        spoken = next(prediction for prediction in predictions if prediction.text_index == place)
        best = spoken.candidates[0]
        logits = outputs[_logits(outputs)][place]  # [tokens, vocabulary] or [labels]
        if spoken.kind in ("label", "score") and not rows.names:
            rows.names = tuple(
                candidate.text
                for candidate in sorted(spoken.candidates, key=lambda candidate: candidate.id)
            )
            rows.independent, rows.is_score = spoken.independent, best.is_score
        right, loss = self._judge(rows.texts[row].label, spoken, logits, inputs["input_ids"][place])
        return RowAnswer(
            row=row,
            answer=best.text,
            answer_id=best.id,
            probability=best.probability,
            logit=best.logit,
            loss=loss,
            right=right,
            tokens=rows.lengths[row],
            masks=rows.masks[row] if self.task == tasks.FILL_MASK else 0,
        )

    def _judge(
        self, label: str, prediction: Prediction, logits: torch.Tensor, ids: torch.Tensor
    ) -> tuple[bool | None, float]:
        """Whether the answer is the label, and the loss."""
        best = prediction.candidates[0]
        if prediction.kind == "label":
            wanted = label_id(label, self.rows.names) if label else None
            right = best.id == wanted if wanted is not None else None
            # Independent labels have a loss only where all of them are known.
            item = wanted is not None and not prediction.independent
            return right, self._cross_entropy(logits, wanted) if item else float("nan")
        if prediction.kind == "score":
            return None, float("nan")
        words = (self.rows.labels or {}).get(label, frozenset())
        right = best.id in words if words else None
        if prediction.kind == "next":
            # Of the text itself: each token after those before it.
            follows = logits.dim() == 2 and logits.shape[0] == ids.shape[0] > 1
            return right, self._cross_entropy(logits[:-1], ids[1:]) if follows else float("nan")
        losses = [self._cross_entropy(logits[prediction.position], word) for word in sorted(words)]
        return right, min(losses, default=float("nan"))

    def _cross_entropy(self, logits: torch.Tensor, wanted: torch.Tensor | int | None) -> float:
        """The mean of −ln p of `wanted`: of one of [classes], or of each row of [tokens, classes].

        In float32 also for a model in half precision.
        """
        target = torch.as_tensor(wanted, device=logits.device)

        def work() -> torch.Tensor:
            return functional.cross_entropy(logits.float(), target)

        with torch.inference_mode():
            # Handed over it takes 3 ms; most of them take less than one.
            long = logits.numel() > _LONG_LOSS
            return float(long_steps.apart(self.check, work) if long else work())

    # -- reports ------------------------------------------------------------------------------

    @property
    def _fraction(self) -> float:
        rows = self.rows
        everything = sum(
            length
            for length, answer in zip(rows.lengths, rows.answers, strict=True)
            if not answer or not answer.why
        )
        done = sum(item.tokens for item in rows.answers if item is not None and not item.why)
        return done / everything if everything else 1.0

    def _tell(self) -> None:
        now = time.monotonic()
        if now - self._told < _TELL_SECONDS:
            return
        self._told = now
        done = sum(answer is not None for answer in self.rows.answers)
        text = numbers.ntr(
            "{done} of {count} text",
            "{done} of {count} texts",
            len(self.rows.answers),
            done=numbers.count(done),
        )
        self.report(text, self._fraction, self.result())

    def result(self) -> TextTableResult:
        """What is known now."""
        rows = self.rows
        return TextTableResult(
            request=rows.request,
            model_serial=self.loaded.serial,
            task=self.task,
            answers=tuple(rows.answers),
            seconds=rows.seconds,
            fraction=self._fraction,
            at_once=rows.at_once,
            names=rows.names,
            independent=rows.independent,
            is_score=rows.is_score,
            unknown=self._unknown(),
            check=self._self_check(),
            returned=rows.returned,
            silenced_heads=rows.silenced,
            workers=rows.workers,
            threads=rows.threads,
            workers_note=rows.note,
        )

    def _unknown(self) -> tuple[str, ...]:
        """Labels that no answer can be equal to."""
        rows = self.rows
        labels = dict.fromkeys(row.label for row in rows.texts if row.label)
        if self.task == tasks.TEXT_CLASSIFICATION:
            if not rows.names:
                return ()
            return tuple(name for name in labels if label_id(name, rows.names) is None)
        return tuple(name for name in labels if not (rows.labels or {}).get(name))

    def _self_check(self) -> SelfCheck | None:
        rows = self.rows
        if not rows.checked:
            return None
        if rows.alone:
            return SelfCheck(
                tr("in a batch = alone"),
                False,
                tr(
                    "{kind} mixes the rows of a batch, so every text was run alone.",
                    kind=type(self.loaded.model).__name__,
                ),
            )
        return SelfCheck(
            tr("in a batch = alone"),
            True,
            numbers.ntr(
                "{count} text of a batch was run alone as well: the largest "
                "difference is {most:.1g} of the largest number.",
                "{count} texts of different batches were run alone as well: the largest "
                "difference is {most:.1g} of the largest number.",
                rows.checked,
                most=rows.most_apart,
            ),
        )


def _of_part(batch: list[int], result: TextTableResult) -> tuple[RowAnswer, ...]:
    """The answers of another process, by the rows that they have in the whole table."""
    return tuple(
        replace(answer, row=row)
        for row, answer in zip(batch, result.answers, strict=True)
        if answer is not None
    )


def _logits(outputs: Tensors) -> str:
    return "logits" if "logits" in outputs else "prediction_logits"


def _fills_up(tokenizer: Tokenizer) -> bool:
    """Whether several texts can be read at once: the library asks for a padding token then."""
    roles = ("pad_token", "eos_token", "unk_token")
    return any(tokenizer.facts.tokens[role] is not None for role in roles)


def _ids(
    tokenizer: Tokenizer, texts: Sequence[str], *, special: bool = True
) -> Iterator[list[int] | None]:
    """The IDs of each text, without what fills them up; None for a text that cannot be read."""
    together = _fills_up(tokenizer) and sum(map(len, texts)) * len(texts) < limits.TOKENS
    if together or len(texts) == 1:
        try:
            inputs = tokenizer.encode(texts, special=special, named=1, side="right").inputs
        except BadInput:
            if len(texts) == 1:
                yield None
                return
        else:
            ids, mask = inputs["input_ids"].tolist(), inputs.get("attention_mask")
            if mask is not None:
                for row, visited in zip(ids, mask.sum(-1).tolist(), strict=True):
                    yield row[:visited]
                return
            if len(texts) == 1:
                yield ids[0]
                return
    for text in texts:
        yield from _ids(tokenizer, (text,), special=special)
