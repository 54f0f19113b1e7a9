"""Tasks beyond masks, next tokens and labels of a text: each runs once and reads its outputs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from explorer.engine import tokenization
from explorer.engine.inside.arrays import floats
from explorer.engine.model_holder import ModelHolder
from explorer.engine.runner import Runner
from explorer.features.answers.compute import rows_check
from explorer.features.answers.protocol import (
    AnswerChosen,
    AskQuestion,
    CheckRows,
    ChooseAnswer,
    LabelledSpan,
    LabelledToken,
    LabelTokens,
    QuestionAnswered,
    RowsChecked,
    SpanAnswer,
    TokensLabelled,
)
from explorer.protocol.failures import BadInput, NoModel
from explorer.protocol.job import Check, Report, Stopped
from explorer.protocol.run import Candidate, Token
from explorer.text.translation import tr

LONGEST_ANSWER = 30
"""Tokens of the longest answer that is looked for inside a context."""

# -- a label for every token -------------------------------------------------------------------


def label_tokens(
    holder: ModelHolder, request: LabelTokens, check: Check, report: Report
) -> TokensLabelled:
    """Softmax over the labels at every token; B-, I-, E-, S- and plain labels make spans."""
    loaded = holder.loaded
    runner = Runner(loaded, check)
    inputs, rows = runner.encode(request.texts, request.input_ids, request.by_hand)
    run = runner.run(inputs, rows, report)
    (logits,) = runner.output("logits")  # [texts, tokens, labels]
    if logits.dim() != 3:
        raise BadInput(tr("{name} gives no label to each token.", name=type(loaded.model).__name__))
    names: Any = loaded.model.config.id2label or {}
    labels = tuple(str(names.get(number, f"LABEL_{number}")) for number in range(logits.shape[-1]))
    mask = inputs.get("attention_mask")
    entries, spans = [], []
    for text, row in enumerate(rows):
        numbers = [
            place
            for place, token in enumerate(row)
            if not token.special and (mask is None or bool(mask[text, place]))
        ]
        check()
        labelled = tuple(_labelled(place, logits[text, place], labels) for place in numbers)
        entries.append(labelled)
        source = request.texts[text] if text < len(request.texts) else ""
        spans += _spans(text, source, row, labelled)
    return TokensLabelled(request, run, labels, tuple(entries), tuple(spans))


def _labelled(place: int, logits: torch.Tensor, labels: Sequence[str]) -> LabelledToken:
    chances = logits.softmax(-1)
    candidates = tuple(
        Candidate(labels[item], item, float(chances[item]), float(logits[item]))
        for item in chances.argsort(descending=True).tolist()
    )
    return LabelledToken(place, candidates[0].text, candidates[0].probability, candidates)


def _spans(
    text_index: int, text: str, row: Sequence[Token], labelled: Sequence[LabelledToken]
) -> list[LabelledSpan]:
    """Neighbours of one kind; "O" is no kind, and "B-" or "S-" begins a new span."""
    groups: list[list[LabelledToken]] = []
    before = ""
    for token in labelled:
        kind = _kind(token.label)
        # WordPiece: a model labels the rest of a word B- too, and it is still one span.
        begins = token.label[:2] in ("B-", "S-") and not row[token.position].piece.startswith("##")
        if kind and (kind != before or begins):
            groups.append([])
        if kind:
            groups[-1].append(token)
        before = kind
    spans = []
    for group in groups:
        first, last = row[group[0].position], row[group[-1].position]
        spans.append(
            LabelledSpan(
                text_index=text_index,
                label=_kind(group[0].label),
                first=group[0].position,
                last=group[-1].position,
                start=first.start,
                end=last.end,
                text=text[first.start : last.end] if 0 <= first.start < last.end else "",
                probability=sum(labelled_token.probability for labelled_token in group)
                / len(group),
            )
        )
    return spans


def _kind(label: str) -> str:
    if label == "O":
        return ""
    return label[2:] if label[:2] in ("B-", "I-", "E-", "S-", "L-", "U-") else label


# -- the answer inside a context ---------------------------------------------------------------


def ask_question(
    holder: ModelHolder, request: AskQuestion, check: Check, report: Report
) -> QuestionAnswered:
    """The likeliest stretches of the context, as the pipeline of transformers ranks them.

    Raises BadInput for an empty question or context, and for text that is too long.
    """
    loaded = holder.loaded
    if request.missing:
        raise BadInput(request.missing)
    if not tokenization.need(loaded).is_fast:
        raise BadInput(tr("This tokenizer does not say which text a token is from."))
    runner = Runner(loaded, check)
    # Two texts as one row; a token's offsets are into its own text.
    inputs, (row,) = runner.encode((request.question,), pairs=(request.context,))
    run = runner.run(inputs, (row,), report)
    starts, ends = runner.output("start_logits", "end_logits")
    # [tokens], True where the context is not
    outside = torch.tensor([token.text != 1 for token in row])
    # Hidden before the softmax, so that the chances of the context alone add up to 1.
    start = starts[0].masked_fill(outside, -torch.inf).softmax(-1)
    end = ends[0].masked_fill(outside, -torch.inf).softmax(-1)
    # [tokens, tokens], start down and end across. triu: an end is not before its start; tril:
    # within the longest answer.
    both = torch.triu(start[:, None] * end[None, :]).tril(LONGEST_ANSWER - 1)
    best = both.flatten().topk(min(max(1, request.top), both.numel()))
    answers = []
    for place, probability in zip(best.indices.tolist(), best.values.tolist(), strict=True):
        # Back from a place in the flat array: start × tokens + end.
        first, last = divmod(place, len(row))
        # 0 for what triu and tril took away; topk fills up with these in a short context.
        if probability > 0:
            a, b = row[first].start, row[last].end
            answers.append(
                SpanAnswer(first, last, a, b, request.context[max(a, 0) : max(b, 0)], probability)
            )
    return QuestionAnswered(request, run, tuple(answers), floats(start), floats(end))


# -- one of several ----------------------------------------------------------------------------


def choose_answer(
    holder: ModelHolder, request: ChooseAnswer, check: Check, report: Report
) -> AnswerChosen:
    """Softmax over the choices, each read together with the text: inputs [1, choices, tokens]."""
    loaded = holder.loaded
    if request.missing:
        raise BadInput(request.missing)
    texts = [request.text] * len(request.choices)
    runner = Runner(loaded, check)
    flat, rows = runner.encode(texts, pairs=request.choices)
    inputs = {name: value[None] for name, value in flat.items()}  # (1, choices, tokens)
    run = runner.run(inputs, rows, report)
    (logits,) = runner.output("logits")  # [1, choices]
    if logits.shape != (1, len(request.choices)):
        raise BadInput(
            tr("{name} is not made to choose among several.", name=type(loaded.model).__name__)
        )
    chances = logits[0].softmax(-1)
    candidates = tuple(
        Candidate(text, place, float(chances[place]), float(logits[0, place]))
        for place, text in enumerate(request.choices)
    )
    return AnswerChosen(request, run, candidates, int(chances.argmax()))


def check_rows(
    holder: ModelHolder, request: CheckRows, check: Check, report: Report
) -> RowsChecked:
    """Run each text of the last run alone and compare. Raises Stopped where that run has gone."""
    try:
        loaded = holder.loaded
    except NoModel:
        raise Stopped from None
    return rows_check.check_rows(loaded, request, check, report)
