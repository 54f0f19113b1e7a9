"""The Python of further tasks: labels of tokens, answers in a context, choices, vectors, targets.

Each puts what the model is given into `inputs`, so that a look inside can follow.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explorer.features.answers.protocol import (
    AnswerChosen,
    AskQuestion,
    ChooseAnswer,
    CompareTexts,
    LabelTokens,
    QuestionAnswered,
    RunWithTarget,
    TargetRan,
    TextsCompared,
    TokensLabelled,
)
from explorer.features.media import code as media_code
from explorer.features.media.protocol import FileRunResult
from explorer.protocol.job import Request
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import InspectionResult, Run, RunResult
from explorer.protocol.task_run import Answer, PoolingStep
from explorer.text.python import layout
from explorer.text.python.fragment import Fragment, fragment
from explorer.text.python.inputs import (
    as_float,
    forward,
    from_ids,
    given,
    inputs,
    on,
    pad_seen,
    padded,
    padding,
    positions,
)
from explorer.text.python.model import place
from explorer.text.translation import tr

# -- the last run, whatever made it ----------------------------------------------------------------


def ran_of(result: InspectionResult) -> RunResult | None:
    """The run that was looked into, as one of `Run`; None where it is not known."""
    answer = _answer_of(result)
    return as_ran(answer) if answer is not None else result.ran


def request_of(result: InspectionResult) -> Request | None:
    """The request that made the run that was looked into."""
    answer = _answer_of(result)
    if answer is not None:
        return answer.request
    return result.ran.request if result.ran is not None else None


def looked_into(result: InspectionResult, summary: ModelSummary) -> Fragment:
    """`inputs = ...` of the run that was looked into."""
    answer = _answer_of(result)
    if answer is not None:
        return _GIVEN[type(answer)](answer.request, answer)
    return given(result.ran, summary) if result.ran is not None else Fragment()


def _answer_of(result: InspectionResult) -> Answer | None:
    """The answer whose run was looked into; None where `Run` made it."""
    return result.answer if isinstance(result.answer, Answer) else None


def as_ran(answer: Answer) -> RunResult:
    """What an answer tells of its run, without predictions."""
    run = answer.run
    return RunResult(
        request=Run(),
        model_serial=run.model_serial,
        rows=run.rows,
        inputs=run.inputs,
        outputs=run.outputs,
        predictions=(),
        note="",
        seconds=run.seconds,
        silenced=run.silenced,
    )


# -- what the model is given -----------------------------------------------------------------------


def _texts(request: LabelTokens | CompareTexts, result: TokensLabelled | TextsCompared) -> Fragment:
    if request.input_ids:
        created = from_ids(request.input_ids, request.by_hand)
    else:
        created = inputs(request.texts, result.run.rows)
    return created.then(positions(result.run.inputs, request.by_hand))


def _question(request: AskQuestion, result: QuestionAnswered) -> Fragment:
    lines = [
        *layout.assigned("question", request.question),
        *layout.assigned("context", request.context),
        *layout.called("inputs = tokenizer", ["[question]", "[context]", 'return_tensors="pt"']),
    ]
    return fragment(lines)


def _choices(request: ChooseAnswer, result: AnswerChosen) -> Fragment:
    rows = result.run.rows
    lines = [
        *layout.assigned("text", request.text),
        *layout.assigned_list("choices", request.choices),
        *padding(pad_seen(rows)),
        *layout.called(
            "inputs = tokenizer",
            ["[text] * len(choices)", "choices", *padded(rows), 'return_tensors="pt"'],
        ),
        *positions(result.run.inputs).lines,
        *layout.comment(tr("One text with several choices: [1, choices, tokens]")),
        # value[None] puts an axis of one text in front: [choices, tokens] → [1, choices, tokens].
        "inputs = {name: value[None] for name, value in inputs.items()}",
    ]
    return fragment(lines)


def _target(request: RunWithTarget, result: TargetRan) -> Fragment:
    if request.input_ids:
        source = from_ids((request.input_ids,))
    else:
        source = inputs((request.text,), ())
    read = tuple(token.id for token in result.target_tokens)
    return source + fragment(
        [
            *layout.comment(tr("What the decoder has written already; its start first")),
            *layout.rows_of_numbers("written", (read,)),
            'inputs["decoder_input_ids"] = written',
        ],
        torch=True,
    )


_GIVEN: dict[type, Callable[[Any, Any], Fragment]] = {
    TokensLabelled: _texts,
    QuestionAnswered: _question,
    AnswerChosen: _choices,
    TextsCompared: _texts,
    TargetRan: _target,
    FileRunResult: media_code.given,
}

# -- what it says ----------------------------------------------------------------------------------


def _labelled(request: LabelTokens, result: TokensLabelled, summary: ModelSummary) -> Fragment:
    return fragment(
        [
            *layout.comment(tr("The likeliest label of each token")),
            "names = model.config.id2label",
            "for row, ids in zip(",
            f'    outputs.logits{as_float(summary)}.softmax(-1), inputs["input_ids"]',
            "):",
            "    for best, i in zip(row, ids):",
            "        label = names[best.argmax().item()]",
            '        print(f"{i.item():6} {label:12} {best.max():.1%}")',
        ]
    )


def _asked(request: AskQuestion, result: QuestionAnswered, summary: ModelSummary) -> Fragment:
    return fragment(
        [
            *layout.comment(tr("Only tokens of the context can be the answer")),
            "inside = [one == 1 for one in inputs.sequence_ids(0)]",
            f"outside = ~torch.tensor(inside){on(summary)}",
            "start, end = (",
            f"    logits[0]{as_float(summary)}.masked_fill(outside, -torch.inf).softmax(-1)",
            "    for logits in (outputs.start_logits, outputs.end_logits)",
            ")",
            *layout.comment(tr("At most 30 tokens, and never backwards")),
            # [start, 1] × [1, end]: triu leaves ends at or after their start, tril(29) at most 30
            # tokens.
            "best = (start[:, None] * end[None, :]).triu().tril(29)",
            "first, last = divmod(best.argmax().item(), len(start))",
            'answer = inputs["input_ids"][0, first : last + 1]',
            'print(f"{tokenizer.decode(answer)}: {best.max():.1%}")',
        ],
        torch=True,
    )


def _chosen(request: ChooseAnswer, result: AnswerChosen, summary: ModelSummary) -> Fragment:
    return fragment(
        [
            f"best = outputs.logits[0]{as_float(summary)}.softmax(-1)",
            "for p, choice in zip(best, choices):",
            '    print(f"{choice:30} {p:.1%}")',
        ]
    )


def _pooled(mode: str) -> tuple[str, ...]:
    """Lines that make `vectors` of `states` and `mask`."""
    ways = {
        "mean": (
            *layout.comment(tr("One vector for each text: the mean over its tokens")),
            # mask [texts, tokens] → [texts, tokens, 1], to be broadcast over the size of a state.
            "kept = mask[..., None]",
            "vectors = (states * kept).sum(1) / kept.sum(1).clamp_min(1)",
        ),
        "mean_sqrt_len_tokens": (
            *layout.comment(tr("One vector for each text: a sum over its tokens")),
            "kept = mask[..., None]",
            "count = kept.sum(1).clamp_min(1)",
            "vectors = (states * kept).sum(1) / count.sqrt()",
        ),
        "max": (
            *layout.comment(tr("One vector for each text: the largest values")),
            # -inf and not 0 at padding: the largest of negative values must not be 0.
            "hidden = mask[..., None] == 0",
            "vectors = states.masked_fill(hidden, -torch.inf).amax(1)",
        ),
        "weightedmean": (
            *layout.comment(tr("One vector for each text: later tokens count more")),
            "places = torch.arange(1, mask.shape[1] + 1).to(mask)",
            # argmax of the mask is the first token that counts, with padding on either side.
            "places = places - mask.argmax(1, keepdim=True)",
            "kept = (mask * places)[..., None]",
            "vectors = (states * kept).sum(1) / kept.sum(1).clamp_min(1)",
        ),
        "cls": (
            *layout.comment(tr("One vector for each text: that of its first token")),
            "places = mask.argmax(1)",
            # A different token for each text: [texts, size].
            "vectors = states[torch.arange(len(states)), places]",
        ),
        "lasttoken": (
            *layout.comment(tr("One vector for each text: that of its last token")),
            "places = mask.shape[1] - 1 - mask.flip(1).argmax(1)",
            "vectors = states[torch.arange(len(states)), places]",
        ),
    }
    return ways[mode]


_FUNCTIONS = "torch.nn.functional"


def _compared(request: CompareTexts, result: TextsCompared, summary: ModelSummary) -> Fragment:
    created = fragment(
        [
            f"states = outputs.{_states(result, summary)}.float()",
            'mask = inputs.get("attention_mask")',
            "if mask is None:",
            '    mask = torch.ones_like(inputs["input_ids"])',
            f"mask = mask.float(){on(summary)}",
        ],
        torch=True,
    )
    for step in result.steps:
        created = created.then(_step(step, summary))
    return created.then(
        fragment(
            [
                f"unit = {_FUNCTIONS}.normalize(vectors, dim=-1)",
                "cosine = (unit @ unit.T).clamp(-1, 1)",  # [texts, texts]
                "print(cosine)",
            ]
        )
    )


def _step(step: PoolingStep, summary: ModelSummary) -> Fragment:
    """One step from hidden states to a text's vector; one with weights needs `checkpoint`."""
    if step.kind == "normalize":
        return fragment(
            [
                *layout.comment(tr("Scaled to length 1")),
                f"vectors = {_FUNCTIONS}.normalize(vectors, dim=-1)",
            ]
        )
    if step.kind == "pooling":
        if len(step.modes) == 1:
            return fragment(_pooled(step.modes[0]))
        lines = [*layout.comment(tr("Several vectors, set side by side")), "parts = []"]
        for mode in step.modes:
            lines += [*_pooled(mode), "parts.append(vectors)"]
        return fragment([*lines, "vectors = torch.cat(parts, -1)"])
    where = place(summary.source, summary.revision)
    more = ["revision=revision"] if where.revision else []
    part = "linear" if step.kind == "dense" else "norm"
    bias = f'own["{part}.bias"].to(vectors)' if step.bias else "None"
    weight = f'own["{part}.weight"].to(vectors)'
    lines = layout.called("file = cached_file", ["checkpoint", layout.string(step.file), *more])
    if step.file.endswith(".safetensors"):
        lines.append("own = load_file(file)")
        imports = {"from safetensors.torch import load_file"}
    else:
        lines += layout.called(
            "own = torch.load", ["file", 'map_location="cpu"', "weights_only=True"]
        )
        imports = set()
    if step.kind == "dense":
        lines = [*layout.comment(tr("The checkpoint's own dense layer")), *lines]
        lines += layout.called(f"vectors = {_FUNCTIONS}.linear", ["vectors", weight, bias])
        lines.append(f"vectors = torch.nn.{step.activation}()(vectors)")
    else:
        lines = [*layout.comment(tr("The checkpoint's own layer norm")), *lines]
        # vectors.shape[1:] is (size,): one norm for each text.
        lines += layout.called(
            f"vectors = {_FUNCTIONS}.layer_norm", ["vectors", "vectors.shape[1:]", weight, bias]
        )
    imports.add("from transformers.utils import cached_file")
    return Fragment(tuple(lines), imports=frozenset(imports))


def _states(result: TextsCompared, summary: ModelSummary) -> str:
    names = {output.name for output in result.run.outputs}
    for name in ("encoder_last_hidden_state", "last_hidden_state"):
        if name in names:
            return name
    # Without an output of its own, what was read is the encoder's where there are two stacks.
    both = bool(summary.config.get("is_encoder_decoder"))
    return "encoder_hidden_states[-1]" if both else "hidden_states[-1]"


def _next(request: RunWithTarget, result: TargetRan, summary: ModelSummary) -> Fragment:
    shown = "tokenizer.decode(i)" if summary.tokenizer else "i.item()"
    return fragment(
        [
            *layout.comment(tr("The likeliest next tokens of the answer")),
            f"best = outputs.logits[0, -1]{as_float(summary)}.softmax(-1).topk({request.top})",
            "for p, i in zip(*best):",
            f'    print(f"{{{shown}:15}} {{p:.1%}}")',
        ]
    )


_PRINT_ANSWER: dict[type, Callable[[Any, Any, ModelSummary], Fragment]] = {
    TokensLabelled: _labelled,
    QuestionAnswered: _asked,
    AnswerChosen: _chosen,
    TextsCompared: _compared,
    TargetRan: _next,
    FileRunResult: media_code.decoded_words,
}


def write(request: Request, result: object, summary: ModelSummary | None) -> Fragment:
    """The Python of one of these requests; `model` and `tokenizer` are there already."""
    if not isinstance(result, Answer) or summary is None:
        return Fragment()
    more = []
    if isinstance(result, TextsCompared) and "[" in _states(result, summary):
        more.append("output_hidden_states=True")
    run = forward(as_ran(result), summary, more)
    return (
        _GIVEN[type(result)](request, result)
        + run
        + _PRINT_ANSWER[type(result)](request, result, summary)
    )
