"""The Python of steering. Expects `model`, `tokenizer` and the `inputs` of the run."""

from __future__ import annotations

import dataclasses

from explorer.features.steering.protocol import (
    Steered,
    SteeredText,
    SteeringResult,
    SteeringVector,
)
from explorer.features.why.code import share_of
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import RunResult, TensorInfo
from explorer.text.python import inputs, layout
from explorer.text.python.fragment import Fragment, fragment, remark
from explorer.text.translation import tr


def steered(result: Steered, ran: RunResult, summary: ModelSummary) -> Fragment:
    """The probabilities of the answers without and with the vector."""
    question = result.question
    if question is None:
        return remark(result.note)
    own = question.kind in ("start", "end")
    answers = [result.asked] if own else list(result.answers)
    ids = [answer.id for answer in answers]
    lines = [
        *([] if own else [*layout.numbers("answer", ids), ""]),
        "before = share(inputs)",
        *_with_vector(result.request.vector, ["after = share(inputs)"]),
        "for row in zip(before.flatten(), after.flatten()):",
        '    print(" → ".join(f"{share:.6f}" for share in row))',
    ]
    return (
        share_of(result.question, result.tokens, ran, summary)
        + _vector(result, result.request.vector, ran, summary)
        + fragment(lines, torch=True)
    )


def written(result: SteeredText, ran: RunResult, summary: ModelSummary) -> Fragment:
    """What is written without and with the vector, the likeliest token each time."""
    if result.question is None:
        return remark(result.note)
    vector, two_stacks = result.request.vector, result.start >= 0
    if two_stacks:
        read = [
            "        given = {",
            "            name: value",
            "            for name, value in inputs.items()",
            '            if not name.startswith("decoder")',
            "        }",
            '        given["decoder_input_ids"] = ids',
        ]
        ids = f"torch.tensor([[{result.start}]])"
        # The run may have had no decoder's text of its own; here it always is given.
        decoded = TensorInfo("decoder_input_ids", "int64", (1, 1), "")
        names = inputs.without_decoder(ran).inputs
        ran = dataclasses.replace(ran, inputs=(decoded, *names))
    else:
        read = [
            "        given = {",
            '            "input_ids": ids,',
            '            "attention_mask": torch.ones_like(ids),',
            "        }",
        ]
        ids = 'inputs["input_ids"]'
    run = inputs.forward(ran, summary, given="given", rows="1")
    lines = [
        *layout.numbers("ends", result.ends),
        "",
        "",
        "def write():",
        *layout.docstring(tr("The likeliest token each time.")),
        f"    ids = {ids}",
        "    read = ids.shape[-1]",
        f"    for _ in range({_most(result)}):",
        *read,
        *(f"        {line}" for line in run.lines),
        "        best = outputs.logits[0, -1].argmax()",
        "        if best in ends:",
        "            break",
        "        ids = torch.cat([ids, best[None, None]], -1)",
        "    return ids[0, read:].tolist()",
        "",
        "",
        "plain = write()",
        *_with_vector(vector, ["steered = write()"]),
        "for ids in (plain, steered):",
        "    print(tokenizer.decode(ids, skip_special_tokens=True))",
    ]
    return _vector(result, vector, ran, summary) + dataclasses.replace(
        fragment(lines, torch=True), names=run.names
    )


def _most(result: SteeredText) -> int:
    """How often a token was asked for: fewer times where the model reads no more."""
    texts = (result.plain, result.steered)
    cut = [len(text.ids) for text in texts if not text.ended]
    return max(cut, default=result.request.most)


def _vector(
    result: SteeringResult, vector: SteeringVector, ran: RunResult, summary: ModelSummary
) -> Fragment:
    """`vector`: the mean hidden state of one text after a layer, less that of the other."""
    alone = dataclasses.replace(inputs.without_decoder(ran), rows=(result.tokens,))
    run = inputs.forward(alone, summary, to="source", given="given", rows="1")
    lines = [
        *layout.called("layer = model.get_submodule", [layout.string(result.module)]),
        "",
        "",
        "def mean_state(text):",
        *layout.docstring(tr("The mean vector after the layer over all tokens.")),
        "    kept = []",
        "",
        "    def keep(module, args, output):",
        "        tuples = isinstance(output, tuple | list)",
        "        state = output[0] if tuples else output",
        "        kept.append(state.clone())",
        "",
        '    given = tokenizer(text, return_tensors="pt")',
        "    hook = layer.register_forward_hook(keep, prepend=True)",
        *(f"    {line}" for line in run.lines),
        "    hook.remove()",
        # [1, tokens, size] → [size]
        "    with torch.inference_mode():",
        "        return kept[0][0].mean(0)",
        "",
        "",
        *layout.assigned("toward", vector.toward),
        *layout.assigned("away", vector.away),
        "with torch.inference_mode():",
        "    vector = mean_state(toward) - mean_state(away)",
        "",
        "",
        "def steer(module, args, output):",
        *layout.docstring(tr("Adds the vector at every token.")),
        "    tuples = isinstance(output, tuple | list)",
        "    state = output[0] if tuples else output",
        f"    state = state + {vector.strength!r} * vector",
        "    return (state, *output[1:]) if tuples else state",
        "",
    ]
    return dataclasses.replace(fragment(lines, torch=True), names=run.names)


def _with_vector(vector: SteeringVector, lines: list[str]) -> list[str]:
    """The lines with the vector in the model; with strength 0 without a hook."""
    if not vector.strength:
        return [*layout.comment(tr("Strength 0: nothing is added")), *lines]
    return [
        *layout.comment(tr("Before other hooks, so that hidden states show it")),
        "hook = layer.register_forward_hook(steer, prepend=True)",
        *lines,
        "hook.remove()",
    ]
