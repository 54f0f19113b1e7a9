"""Tasks that are answered otherwise: spans, answers in a context, choices, targets, similarity."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explorer.lesson import layout
from explorer.lesson.fragment import Fragment, fragment
from explorer.lesson.phrases import bold, noun, term
from explorer.lesson.running import inputs
from explorer.messages.answers import (
    AnswerChosen,
    AskQuestion,
    ChooseAnswer,
    CompareTexts,
    LabelTokens,
    QuestionAnswered,
    RunTold,
    RunWithTarget,
    TargetRan,
    TextsCompared,
    TokensLabelled,
)
from explorer.messages.job import Request
from explorer.messages.lesson import Explanation, escaped
from explorer.messages.model import ModelSummary
from explorer.words import joined, percent, seconds

ANSWERS = (TokensLabelled, QuestionAnswered, AnswerChosen, TextsCompared, TargetRan)

# -- in words ------------------------------------------------------------------------------------


def _read(run: RunTold) -> str:
    count = sum(1 for row in run.rows for token in row if token.piece.strip("[]<>|") != "PAD")
    return f"The model read {noun(count, 'token')} and was done after {seconds(run.seconds)}."


def labelled(result: TokensLabelled, summary: ModelSummary | None) -> Explanation:
    """A label for every token."""
    count = sum(len(row) for row in result.tokens)
    told = [
        f"{_read(result.run)} Each of the {noun(count, 'token')} of your text got "
        f"{term('logits', 'logits')} for {noun(len(result.labels), 'label')}, and the likeliest "
        "label of each is shown."
    ]
    if result.spans:
        named = [
            f"“{escaped(one.text)}” is {bold(escaped(one.label))} ({percent(one.probability)})"
            for one in result.spans[:3]
            if one.text
        ]
        if named:
            told.append(f"Neighbours of one label make a span: {joined(named)}.")
    else:
        told.append("No token got a label that makes a span.")
    return Explanation("A label for each token", tuple(told))


def answered(result: QuestionAnswered, summary: ModelSummary | None) -> Explanation:
    """The answer inside a context."""
    told = [
        f"{_read(result.run)} For every token of the context it said how likely the answer "
        "starts there, and how likely it ends there.",
    ]
    if result.answers:
        best = result.answers[0]
        told.append(
            f"The likeliest stretch is “{escaped(best.text)}”, "
            f"{bold(percent(best.probability))}: the two probabilities multiplied. It can only "
            "copy from the context."
        )
    return Explanation("An answer in the context", tuple(told))


def chosen(result: AnswerChosen, summary: ModelSummary | None) -> Explanation:
    """One of several endings."""
    best = result.choices[result.best]
    return Explanation(
        "One of several",
        (
            f"{_read(result.run)} Each of the {noun(len(result.choices), 'choice')} was read "
            "together with the text and got one number.",
            f"{term('Softmax', 'softmax')} makes them shares of 100 %: “{escaped(best.text)}” "
            f"got {bold(percent(best.probability))}.",
        ),
    )


def compared(result: TextsCompared, summary: ModelSummary | None) -> Explanation:
    """How alike texts are."""
    count, size = result.vectors.shape
    told = [f"{_read(result.run)} {escaped(result.how)} It has {noun(size, 'number')}."]
    if count > 1:
        pairs = [
            (float(result.cosine[a, b]), a, b) for a in range(count) for b in range(a + 1, count)
        ]
        best = max(pairs)
        told.append(
            f"The cosine of two vectors is 1 where they point the same way. Text {best[1] + 1} "
            f"and text {best[2] + 1} are most alike: {bold(f'{best[0]:.3f}')}."
        )
    return Explanation("How alike the texts are", tuple(told))


def targeted(result: TargetRan, summary: ModelSummary | None) -> Explanation:
    """What the decoder would write next."""
    last = result.predictions[-1]
    best = last.candidates[0]
    return Explanation(
        "Text to text",
        (
            f"{_read(result.run)} The encoder read your text once; the decoder was given "
            f"{noun(len(result.target_tokens), 'token')} and looked at it.",
            f"Next it would write “{escaped(best.text)}” with {bold(percent(best.probability))}. "
            "Generate lets it go on by itself.",
        ),
    )


# -- in Python -----------------------------------------------------------------------------------


def _padded(run: RunTold) -> bool:
    return any(token.special and "pad" in token.piece.lower() for row in run.rows for token in row)


def _given(request: LabelTokens | CompareTexts, run: RunTold) -> Fragment:
    if not request.input_ids:
        return inputs(request.texts, _padded(run))
    ids = [
        *layout.rows_of_numbers("input_ids", request.input_ids),
        'inputs = {"input_ids": input_ids}',
    ]
    return fragment(ids, torch=True)


_FORWARD = fragment(["with torch.inference_mode():", "    outputs = model(**inputs)"], torch=True)


def _label(request: LabelTokens, result: TokensLabelled) -> Fragment:
    return (
        _given(request, result.run)
        + _FORWARD
        + fragment(
            [
                "# The likeliest label of each token",
                "names = model.config.id2label",
                "for row, ids in zip(",
                '    outputs.logits.softmax(-1), inputs["input_ids"]',
                "):",
                "    for best, i in zip(row, ids):",
                "        label = names[best.argmax().item()]",
                '        print(f"{i.item():6} {label:12} {best.max():.1%}")',
            ]
        )
    )


def _ask(request: AskQuestion, result: QuestionAnswered) -> Fragment:
    lines = [
        *layout.assigned("question", request.question),
        *layout.assigned("context", request.context),
        *layout.called("inputs = tokenizer", ["[question]", "[context]", 'return_tensors="pt"']),
    ]
    return (
        fragment(lines)
        + _FORWARD
        + fragment(
            [
                "# Only tokens of the context can be the answer",
                "inside = [one == 1 for one in inputs.sequence_ids(0)]",
                "outside = ~torch.tensor(inside)",
                "start, end = (",
                "    logits[0].masked_fill(outside, -torch.inf).softmax(-1)",
                "    for logits in (outputs.start_logits, outputs.end_logits)",
                ")",
                "# At most 30 tokens, and never backwards",
                "best = (start[:, None] * end[None, :]).triu().tril(29)",
                "first, last = divmod(best.argmax().item(), len(start))",
                'answer = inputs["input_ids"][0, first : last + 1]',
                'print(f"{tokenizer.decode(answer)}: {best.max():.1%}")',
            ],
            torch=True,
        )
    )


def _choose(request: ChooseAnswer, result: AnswerChosen) -> Fragment:
    lines = [
        *layout.assigned("text", request.text),
        *layout.assigned_list("choices", request.choices),
        *layout.called(
            "inputs = tokenizer",
            ["[text] * len(choices)", "choices", "padding=True", 'return_tensors="pt"'],
        ),
        "# One text with several choices: [1, choices, tokens]",
        "inputs = {name: value[None] for name, value in inputs.items()}",
    ]
    return (
        fragment(lines)
        + _FORWARD
        + fragment(
            [
                "best = outputs.logits[0].softmax(-1)",
                "for p, choice in zip(best, choices):",
                '    print(f"{choice:30} {p:.1%}")',
            ]
        )
    )


def _compare(request: CompareTexts, result: TextsCompared) -> Fragment:
    return (
        _given(request, result.run)
        + _FORWARD
        + fragment(
            [
                "# One vector for each text: the mean over its tokens",
                "states = outputs.last_hidden_state.float()",
                'mask = inputs.get("attention_mask")',
                "if mask is None:",
                '    mask = torch.ones_like(inputs["input_ids"])',
                "mask = mask[..., None].float()",
                "vectors = (states * mask).sum(1) / mask.sum(1)",
                "unit = torch.nn.functional.normalize(vectors, dim=-1)",
                "cosine = unit @ unit.T",
                "print(cosine)",
            ],
            torch=True,
        )
    )


def _target(request: RunWithTarget, result: TargetRan) -> Fragment:
    if request.input_ids:
        start = fragment(
            [
                *layout.rows_of_numbers("input_ids", (request.input_ids,)),
                'inputs = {"input_ids": input_ids}',
            ],
            torch=True,
        )
    else:
        start = inputs((request.text,), padded=False)
    read = [token.id for token in result.target_tokens]
    return (
        start
        + fragment(
            [
                "# What the decoder has written already; its start first",
                *layout.rows_of_numbers("written", (tuple(read),)),
                "with torch.inference_mode():",
                "    outputs = model(",
                "        **inputs, decoder_input_ids=written, use_cache=False",
                "    )",
            ],
            torch=True,
        )
        + fragment(
            [
                "# The likeliest next tokens of the answer",
                f"best = outputs.logits[0, -1].softmax(-1).topk({request.top})",
                "for p, i in zip(*best):",
                '    print(f"{i.item():8} {p:.1%}")',
            ]
        )
    )


_WRITERS: dict[type, Callable[[Any, Any], Fragment]] = {
    TokensLabelled: _label,
    QuestionAnswered: _ask,
    AnswerChosen: _choose,
    TextsCompared: _compare,
    TargetRan: _target,
}


def write(request: Request, result: object, summary: ModelSummary | None) -> Fragment:
    """The Python of one of these requests; `model` and `tokenizer` are there already."""
    found = _WRITERS.get(type(result))
    if found is None or summary is None:
        return Fragment()
    return found(request, result)


TELLERS: dict[type, Callable[[Any, ModelSummary | None], Explanation]] = {
    TokensLabelled: labelled,
    QuestionAnswered: answered,
    AnswerChosen: chosen,
    TextsCompared: compared,
    TargetRan: targeted,
}
ACTIONS: dict[type[Request], Callable[[Any, object, ModelSummary | None], Fragment]] = (
    dict.fromkeys((LabelTokens, AskQuestion, ChooseAnswer, CompareTexts, RunWithTarget), write)
)
