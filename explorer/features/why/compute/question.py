"""The answer in question: which it is, and how its probability is read from the logits of a run.

Everything that asks why runs copies of one text with something changed. A copy may lack tokens, so
each says which positions of the text it kept; the place of the answer moves with them.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from explorer.engine import long_steps, padding, tasks
from explorer.engine.inside import head_mask, last_run
from explorer.engine.inside.inspection import Inspection
from explorer.engine.loaded_model import LoadedModel
from explorer.engine.model_holder import ModelHolder
from explorer.engine.runner import Runner
from explorer.engine.tensors import Tensors
from explorer.engine.token_text import Words
from explorer.features.why.protocol import LIKELIEST, AnswerChoice, Question, QuestionKind
from explorer.protocol.failures import BadInput
from explorer.protocol.job import Check
from explorer.protocol.run import Token
from explorer.text.translation import tr

CHUNK_BYTES = 256_000_000
"""Logits of copies that are held at once."""

MOST_AT_ONCE = 64
"""Copies that go through the model together: more gain little, and a stop waits for them."""

_MOST_PIECES = 8
"""Tokens of a word that are named where it is not one."""


class NoQuestion(Exception):
    """Why nothing can be asked here, as a sentence."""


@dataclass
class Answers:
    """What copies of a text say: the asked answer's float32 [copies] probability and logit, and
    int64 [copies] the likeliest answer."""

    probabilities: torch.Tensor
    logits: torch.Tensor
    best: torch.Tensor


@dataclass
class Asked:
    """One text of the last run, alone, and the answer in question.

    `inputs` are its tensors [1, ...], without padding; `tokens` its tokens; `whole_row` whether
    that is all that ran. `outputs` are those of its run.
    """

    loaded: LoadedModel
    runner: Runner
    inputs: Tensors
    outputs: Tensors
    tokens: tuple[Token, ...]
    whole_row: bool
    question: Question
    runs: int = 0

    @property
    def length(self) -> int:
        """Tokens of the text."""
        return len(self.tokens)

    @property
    def at_once(self) -> int:
        """Copies that may go through the model together."""
        logits = _logits(self.outputs, self.question.kind)
        numbers = max(1, logits.numel() // logits.shape[0])
        return max(1, min(MOST_AT_ONCE, CHUNK_BYTES // (4 * numbers)))

    def along_tokens(self) -> tuple[str, ...]:
        """The inputs that have an entry for each token of the text."""
        return tuple(
            name
            for name, value in self.inputs.items()
            if not name.startswith("decoder") and value.shape[-1] == self.length
        )

    def facts(self, started: float) -> dict[str, Any]:
        """What every result says of it; `started` is when the work began."""
        return {
            "model_serial": self.loaded.serial,
            "question": self.question,
            "tokens": self.tokens,
            "runs": self.runs,
            "seconds": time.perf_counter() - started,
            "whole_row": self.whole_row,
        }

    def copies(self, count: int) -> Tensors:
        """So many copies of the text: [copies, ...] each."""
        # contiguous: repeat_interleave of one row may return the input itself.
        return {name: value.repeat_interleave(count, 0) for name, value in self.inputs.items()}

    def without(self, removed: Sequence[Sequence[int]]) -> tuple[Tensors, list[list[int]]]:
        """A copy of the text for each list of positions, without these; all lists equally long.

        Also the positions that each copy kept.
        """
        stored = [[place for place in range(self.length) if place not in some] for some in removed]
        along = self.along_tokens()
        copies = {
            name: torch.cat([value[..., some] for some in stored])
            if name in along
            else value.repeat_interleave(len(stored), 0)
            for name, value in self.inputs.items()
        }
        if "position_ids" in copies:
            # Positions count on over what is left.
            left = len(stored[0])
            copies["position_ids"] = self.inputs["position_ids"][..., :left].repeat(len(stored), 1)
        return copies, stored

    def replaced(self, changes: Sequence[Sequence[tuple[int, int]]]) -> Tensors:
        """A copy of the text for each list of (position, ID) with these put in."""
        copies = self.copies(len(changes))
        ids = copies["input_ids"] = copies["input_ids"].clone()
        for copy, some in enumerate(changes):
            for place, id_ in some:
                ids[copy, place] = id_
        return copies

    def answers(self, inputs: Tensors, remaining: Sequence[Sequence[int]] | None = None) -> Answers:
        """Run copies and read the answer in question. `remaining` as of `without`, None for all."""
        count = next(iter(inputs.values())).shape[0]
        self.runs += count
        outputs, _ = self.runner.forward(inputs)
        return self.read(outputs, remaining or [list(range(self.length))] * count)

    def read(self, outputs: Mapping[str, Any], remaining: Sequence[Sequence[int]]) -> Answers:
        """The answer in question in the outputs of copies that kept these positions."""

        def read() -> Answers:
            rows, ids = self.rows_of(outputs, remaining)  # [copies, answers], [copies]
            shares = rows.float().sigmoid() if self.question.independent else _softmax(rows)
            own = ids[:, None]  # [copies, 1]
            return Answers(
                shares.gather(-1, own)[:, 0],
                rows.float().gather(-1, own)[:, 0],
                rows.argmax(-1),
            )

        with torch.inference_mode():
            answers: Answers = long_steps.apart(self.runner.check, read)
            return answers

    def rows_of(
        self, outputs: Mapping[str, Any], remaining: Sequence[Sequence[int]]
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits [copies, answers] where the model answers, and the place [copies] of the asked."""
        asked = self.question
        logits = _logits(outputs, asked.kind)
        copies = range(len(remaining))
        ids = torch.full((len(remaining),), asked.id)
        if asked.kind in ("start", "end"):
            # [copies, tokens]: outside of the context nothing can begin or end.
            outside = torch.tensor(
                [[self.tokens[place].text != 1 for place in some] for some in remaining]
            )
            ids = torch.tensor([some.index(asked.id) for some in remaining])
            return logits.masked_fill(outside, -torch.inf), ids
        if logits.dim() == 2:
            return logits, ids
        if asked.kind == "next":
            return logits[:, -1], ids
        # Two lists as an index pick pairs: copy r at its place.
        return logits[copies, [some.index(asked.position) for some in remaining]], ids


def _softmax(rows: torch.Tensor) -> torch.Tensor:
    # In float32 also for a model in half precision: many small shares would not add up to 1.
    return rows.float().softmax(-1)


def _logits(outputs: Mapping[str, Any], kind: QuestionKind) -> torch.Tensor:
    names = {"start": ("start_logits",), "end": ("end_logits",)}
    for name in names.get(kind, ("logits", "prediction_logits")):
        if isinstance(outputs.get(name), torch.Tensor):
            logits: torch.Tensor = outputs[name]
            return logits
    raise NoQuestion(tr("This class has no head that answers: there is no answer to ask about."))


# -- what can be asked -----------------------------------------------------------------------------


def ask(holder: ModelHolder, choice: AnswerChoice, check: Check) -> Asked:
    """The text and the answer in question. Raises NoQuestion where this run has none, BadInput for
    a text, a position or a word that is not there, and what a run raises."""
    loaded = holder.part(Inspection).need_text(choice.text_index)
    if loaded.patch is not None:
        raise NoQuestion(tr("Vectors of another run are in this one. Take the patch out first."))
    if head_mask.off(loaded.model):
        raise NoQuestion(tr("Some heads are off. Switch them on again first."))
    if loaded.run_inputs.get("input_ids") is None:
        raise NoQuestion(tr("This asks about the tokens of a text, and this run had none."))
    if loaded.run_inputs["input_ids"].dim() != 2:
        raise NoQuestion(
            tr("Several choices were read side by side, so no word is left out of one text.")
        )
    runner = Runner(loaded, check)
    inputs, tokens, whole = _row(loaded, choice.text_index)
    outputs, runs = loaded.run_outputs, 0
    if not whole:
        outputs, runs = runner.tensors(inputs), 1
    kind, position = _place(loaded, choice, tokens, outputs)
    blank = Question(kind, choice.text_index, position, 0, "", 0.0, 0.0, 0, 0)
    asked = Asked(loaded, runner, inputs, outputs, tokens, whole, blank, runs)
    asked.question = _question(asked, choice)
    return asked


def _row(loaded: LoadedModel, text: int) -> tuple[Tensors, tuple[Token, ...], bool]:
    """The text alone, without what fills it up, and whether it was alone and whole anyway."""
    inputs = loaded.run_inputs
    ids = inputs["input_ids"]
    row = _tokens(loaded, text)
    length = ids.shape[-1]
    mask = inputs.get("attention_mask")
    visited = list(range(length))
    if mask is not None and mask.shape == ids.shape and ids.shape[0] > 1:
        # From the first seen place to the last: hidden ones between them belong to the text.
        known = mask[text].nonzero().flatten().tolist() or visited
        visited = list(range(known[0], known[-1] + 1))
    if ids.shape[0] == 1 and len(visited) == length:
        return inputs, row, True
    each = {name: value[text : text + 1] for name, value in inputs.items()}
    if len(visited) < length:
        first, stop = visited[0], visited[-1] + 1
        each = {
            name: value[..., first:stop] if value.shape[-1] == length else value
            for name, value in each.items()
        }
        # Positions were made for the batch; alone they are those that the class counts itself.
        each.pop("position_ids", None)
        each = padding.with_positions(loaded.model, each)
    return each, row[visited[0] : visited[-1] + 1], False


def _tokens(loaded: LoadedModel, text: int) -> tuple[Token, ...]:
    """The tokens of a text with their places in it, as its run was answered."""
    ran = loaded.ran
    answer: Any = loaded.answer
    rows = ran.rows if ran is not None else answer.run.rows if answer is not None else ()
    length = loaded.run_inputs["input_ids"].shape[-1]
    if text < len(rows) and len(rows[text]) == length:
        return tuple(rows[text])
    return last_run.input_tokens(loaded, text)


def _place(
    loaded: LoadedModel, choice: AnswerChoice, tokens: Sequence[Token], outputs: Tensors
) -> tuple[QuestionKind, int]:
    """What is answered, and at which position of the text; -1 for the whole text."""
    task = tasks.of_model(loaded.model)
    name = type(loaded.model).__name__
    match task:
        case tasks.FILL_MASK:
            gaps = [place for place, token in enumerate(tokens) if token.mask]
            if not gaps:
                raise NoQuestion(
                    tr("There is no gap in the text, so there is no answer to ask about.")
                )
            return "mask", _one_of(gaps, choice.position)
        case tasks.TEXT_GENERATION:
            return "next", len(tokens) - 1
        case tasks.TEXT_TO_TEXT:
            return "next", -1  # the decoder's last place, which is none of the text's
        case tasks.TEXT_CLASSIFICATION | tasks.NEXT_SENTENCE:
            logits = _logits(outputs, "label")
            several = loaded.model.config.problem_type == "multi_label_classification"
            single = logits.shape[-1] == 1 and not several
            if single or loaded.model.config.problem_type == "regression":
                raise NoQuestion(
                    tr(
                        "{class_name} gives a score instead of choosing an answer, so there is "
                        "no probability that could fall.",
                        class_name=name,
                    )
                )
            return "label", -1
        case tasks.TOKEN_CLASSIFICATION:
            places = [place for place, token in enumerate(tokens) if not token.special]
            if not places:
                raise NoQuestion(tr("There is no token whose label could be asked about."))
            return "label", _one_of(places, choice.position)
        case tasks.QUESTION_ANSWERING:
            if not any(token.text == 1 for token in tokens):
                raise NoQuestion(
                    tr("The answer is looked for in a second text, and this run had none.")
                )
            return ("end" if choice.kind == "end" else "start"), -1
    raise NoQuestion(
        tr(
            "{name} gives vectors and no answer. This needs one: a gap, a next token, a label or "
            "a span.",
            name=name,
        )
    )


def _one_of(places: list[int], wanted: int) -> int:
    if wanted >= 0 and wanted not in places:
        raise BadInput(tr("The model gives no answer at token {position}.", position=wanted + 1))
    return wanted if wanted >= 0 else places[0]


def _question(asked: Asked, choice: AnswerChoice) -> Question:
    """The question with its answer and the numbers of the run."""
    asked_about = asked.question
    every = [list(range(asked.length))]
    if asked_about.kind in ("start", "end"):
        # Any token of the context, so that the rest of the row can be looked at.
        first = next(place for place, token in enumerate(asked.tokens) if token.text == 1)
        asked.question = _with(asked_about, id=first)
    config = asked.loaded.model.config
    several = config.problem_type == "multi_label_classification"
    independent = asked_about.kind == "label" and asked_about.position < 0 and several
    with torch.inference_mode():
        rows, _ = asked.rows_of(asked.outputs, every)
        logits = rows[0].float()  # [answers]
        shares = logits.sigmoid() if independent else logits.softmax(-1)
        if not bool(torch.isfinite(shares).all()):
            raise NoQuestion(tr("The probabilities of this run are not numbers."))
        best = int(rows[0].argmax())
        id_ = best if choice.id == LIKELIEST else choice.id
        if choice.typed.strip():
            id_ = typed(asked, choice.typed.strip(), shares)
        if not 0 <= id_ < logits.numel():
            raise BadInput(tr("There is no answer number {id}.", id=id_))
        rank = int((shares > shares[id_]).sum()) + 1
    return _with(
        asked_about,
        id=id_,
        name=names(asked, (id_,))[id_],
        probability=float(shares[id_]),
        logit=float(logits[id_]),
        rank=rank,
        out_of=int(torch.isfinite(logits).sum()),
        best_name=names(asked, (best,))[best],
        independent=independent,
    )


def _with(question: Question, **changes: Any) -> Question:
    import dataclasses

    return dataclasses.replace(question, **changes)


def names(asked: Asked, ids: Sequence[int]) -> dict[int, str]:
    """What answers are called: a token, a label, or the token where a span starts or ends."""
    kind = asked.question.kind
    if kind in ("start", "end"):
        return {id_: asked.tokens[id_].shown or str(asked.tokens[id_].id) for id_ in ids}
    if kind == "label":
        model = asked.loaded.model
        if tasks.of_model(model) == tasks.NEXT_SENTENCE:
            follows = (tr("text B follows text A"), tr("text B is from elsewhere"))
            return {id_: follows[id_] for id_ in ids}
        labels: Any = model.config.id2label or {}
        return {id_: str(labels.get(id_, f"LABEL_{id_}")) for id_ in ids}
    return dict(zip(ids, Words(asked.loaded.tokenizer).of(ids), strict=True))


def typed(asked: Asked, text: str, shares: torch.Tensor) -> int:
    """The ID of the answer that a person typed: a label by its name, or one token.

    Of a word with and without a space before it, the likelier is meant. Raises BadInput where the
    model has no such answer.
    """
    if asked.question.kind == "label":
        labels = names(asked, range(shares.numel()))
        for id_, name in labels.items():
            if name.casefold() == text.casefold():
                return id_
        raise BadInput(tr("There is no label “{label}”.", label=text))
    if asked.question.kind in ("start", "end"):
        for place, token in enumerate(asked.tokens):
            if token.text == 1 and token.shown.strip("·").casefold() == text.casefold():
                return place
        raise BadInput(tr("The text has no token “{token}”.", token=text))
    tokenizer = asked.loaded.tokenizer
    if tokenizer is None:
        raise BadInput(tr("Without a tokenizer no word has an ID. Choose an answer of the list."))
    ways = [tokenizer.ids(f" {text}"), tokenizer.ids(text)]
    unknown = tokenizer.unk_token_id
    single = [ids[0] for ids in ways if len(ids) == 1 and ids[0] < shares.numel()]
    known = [id_ for id_ in single if id_ != unknown]
    if known:
        return max(known, key=lambda id_: float(shares[id_]))
    words = Words(tokenizer).of(ways[1][:_MOST_PIECES])
    pieces = " + ".join(words if len(ways[1]) <= _MOST_PIECES else [*words, "…"])
    raise BadInput(
        tr(
            "“{word}” is not one token of this model: it would be written as {pieces}. Ask about "
            "a shorter or more common word.",
            word=text,
            pieces=pieces,
        )
    )
