"""The Python of the head finder. Expects `model` and the `inputs` of the run."""

from __future__ import annotations

import dataclasses

from explorer.features.attention import code as attention_code
from explorer.features.head_finder.protocol import HeadScores
from explorer.protocol.inspection import Kind
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import RunResult, TensorInfo
from explorer.text.python import inputs, layout
from explorer.text.python.ablation import eager, switched, switched_back
from explorer.text.python.fragment import Fragment, fragment, remark
from explorer.text.translation import tr


def _names(*, repeated: bool) -> list[str]:
    """What is printed before each share, in the order of JOBS."""
    names = [tr("token before"), tr("first token"), tr("same token")]
    lines = layout.assigned_list("names", names)
    return [*lines, f"names += [{layout.string(tr('repeated list'))}]"] if repeated else lines


def _looks() -> list[str]:
    """Functions that say how much of its attention a head gives to what."""
    return [
        "def with_even(weights):",
        *layout.docstring(tr("One head more, which looks at all it may see alike.")),
        "    seen = (weights > 0).any(0).float()",
        "    even = seen / seen.sum(-1, keepdim=True)",
        "    return torch.cat([weights, even[None]])",
        "",
        "",
        "def looks(weights, ids):",
        *layout.docstring(tr("Shares: token before, first token, same token.")),
        *layout.noted("    weights = with_even(weights)", tr("[heads + 1, from, to]")),
        "    later = torch.arange(1, len(ids))",
        "    same = ids[:, None] == ids",
        "    return torch.stack(",
        "        [",
        "            weights[:, later, later - 1].mean(-1),",
        "            weights[:, later, 0].mean(-1),",
        "            (weights * same)[:, later].sum(-1).mean(-1),",
        "        ]",
        "    )",
        "",
        "",
    ]


def scores(result: HeadScores, ran: RunResult, summary: ModelSummary) -> Fragment:
    """The four shares of every head, and of attention that is spread evenly."""
    if not result.layers:
        return remark(result.note)
    kinds: list[Kind] = list(dict.fromkeys(layer.kind for layer in result.layers))
    lines = _looks()
    if not result.random_note:
        lines += _repeats(result)
    lines += [*_names(repeated=not result.random_note), "scores = []"]
    for kind in kinds:
        lines += _of_kind(result, kind, ran, summary)
    if len({layer.heads for layer in result.layers}) == 1:
        lines += layout.noted("scores = torch.stack(scores, 1)", tr("[4, layers, heads + 1]"))
    own = attention_code.attentive(result, ran, summary)
    return own + _random(result, ran, summary) + fragment(lines, torch=True)


def _random(result: HeadScores, ran: RunResult, summary: ModelSummary) -> Fragment:
    """`again`: the attention on random tokens that are said twice."""
    if result.random_note:
        return Fragment()
    rows = layout.rows_of_numbers("random_ids", (result.random_ids,))
    given = ['    "input_ids": random_ids,', '    "attention_mask": torch.ones_like(random_ids),']
    if result.to_decoder:
        rows += layout.rows_of_numbers("to_decoder", (result.to_decoder,))
        given.append('    "decoder_input_ids": to_decoder,')
        info = TensorInfo("decoder_input_ids", "int64", (1, len(result.to_decoder)), "")
        others = tuple(tensor for tensor in ran.inputs if tensor.name != "decoder_input_ids")
        ran = dataclasses.replace(ran, inputs=(*others, info))
    run = inputs.forward(
        ran, summary, ["output_attentions=True"], to="again", given="twice", rows="1"
    )
    choose = not eager(result.silenced)
    return fragment(
        [
            *layout.comment(tr("{length} random tokens, said twice", length=result.length)),
            *rows,
            "twice = {",
            *given,
            "}",
            *(switched("eager", summary) if choose else []),
            *run.lines,
            *(switched_back(summary) if choose else []),
        ],
        torch=True,
    )


def _repeats(result: HeadScores) -> list[str]:
    length = result.length
    return [
        "def repeats(weights, start):",
        *layout.docstring(tr("To the token after the same one in the first list.")),
        "    weights = with_even(weights)",
        f"    second = torch.arange(start + {length}, start + {2 * length})",
        f"    return weights[:, second, second - {length - 1}].mean(-1)",
        "",
        "",
    ]


def _of_kind(result: HeadScores, kind: Kind, ran: RunResult, summary: ModelSummary) -> list[str]:
    layers = [layer for layer in result.layers if layer.kind == kind]
    text, as_float = result.request.text_index, inputs.as_float(summary)
    name = attention_code.ATTENTIONS[kind]
    start, stop = (0, 0) if kind == "decoder" else (result.start, result.stop)
    begins = 1 if kind == "decoder" else result.before
    lines = [f'ids = inputs["input_ids"][{text}]{inputs.on(summary)}']
    if kind == "decoder":
        lines = [
            *layout.comment(tr("What the decoder read")),
            *layout.numbers("ids", result.decoder_ids),
            f"ids = torch.tensor(ids){inputs.on(summary)}",
        ]
    part = f"[{text}]"
    if (start, stop) != (0, 0) and ran.rows and (start, stop) != (0, len(ran.rows[text])):
        part = f"[{text}, :, {start}:{stop}, {start}:{stop}]"
        lines += layout.noted(f"ids = ids[{start}:{stop}]", tr("without what fills it up"))
    lines += [
        f"for place in {_places([layer.place for layer in layers])}:",
        f"    weights = outputs.{name}[place]{part}{as_float}",
        "    shares = looks(weights, ids)",
    ]
    if not result.random_note:
        lines += [
            f"    weights = again.{name}[place][0]{as_float}",
            f"    repeated = repeats(weights, {begins})",
            "    shares = torch.cat([shares, repeated[None]])",
        ]
    number = "place + 1"
    if any(layer.place != layer.layer for layer in layers):
        numbers = {layer.place: layer.layer + 1 for layer in layers}
        lines = [*layout.noted(f"numbers = {numbers}", tr("of the layers")), *lines]
        number = "numbers[place]"
    title = tr("layer {layer}, head {head}")
    if kind == "encoder":
        title = tr("encoder layer {layer}, head {head}")
    elif kind == "decoder":
        title = tr("decoder layer {layer}, head {head}")
    return [
        *lines,
        "    for head, own in enumerate(shares.T[:-1], 1):",
        *layout.printed(title, 8, layer=number, head="head"),
        "        for name, share in zip(names, own):",
        '            print(f"    {name:15} {share:.1%}")',
        "    scores.append(shares)",
    ]


def _places(places: list[int]) -> str:
    if places == list(range(len(places))):
        return f"range({len(places)})"
    return repr(places)
