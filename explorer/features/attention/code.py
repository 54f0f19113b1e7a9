"""The Python of attention: all maps of a run, one head, an average.

Expects `model` and the `inputs` of the run, and leaves the model as it was.
"""

from __future__ import annotations

import dataclasses

from explorer.features.activation_patching import code as activation_patching_code
from explorer.features.attention import code_long
from explorer.features.attention.protocol import AttentionResult, HeadRequest, HeadResult
from explorer.protocol.inspection import AVERAGE, Kind
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import InspectionResult, RunResult
from explorer.text.python import inputs, layout
from explorer.text.python.ablation import eager, possible, restore, silence, switched, switched_back
from explorer.text.python.fragment import Fragment, fragment, remark
from explorer.text.translation import tr

ATTENTIONS: dict[Kind, str] = {
    "self": "attentions",
    "encoder": "encoder_attentions",
    "decoder": "decoder_attentions",
    "cross": "cross_attentions",
}

_SWITCHES = ("big_bird",)
"""Types that change to full attention during the first run of a short text, and only then can
give its weights."""

_WHOLE_BYTES = 512 * 1024 * 1024
"""Above this the program computes attention in blocks: all maps together would be too large."""


def attentive(result: InspectionResult, ran: RunResult, summary: ModelSummary) -> Fragment:
    """`outputs` with attention: it is returned only where it is computed step by step."""
    run = run_for_weights(ran, summary, "output_attentions=True")
    # Our own attention, where heads are off, returns its weights by itself.
    if eager(result.silenced) or not switched("eager", summary):
        return run
    before = [
        *layout.comment(tr("Only eager attention gives its weights")),
        *switched("eager", summary),
    ]
    after = switched_back(summary)
    return fragment([*before, *run.lines, *after], torch=True).running()


def run_for_weights(ran: RunResult, summary: ModelSummary, *asked: str) -> Fragment:
    """A run whose weights can be asked for, twice where only the second one gives them."""
    run = inputs.forward(ran, summary, list(asked))
    if summary.model_type in _SWITCHES:
        run = (inputs.forward(ran, summary) + run).running()
    return run


def attention(result: AttentionResult, ran: RunResult, summary: ModelSummary) -> Fragment:
    """All layers and heads: the largest weight of each."""
    if not result.maps:
        return remark(result.note)
    if too_long(ran, summary):
        return remark_too_long()
    text, as_float = result.request.text_index, inputs.as_float(summary)
    lines = layout.comment(tr("For each layer, the largest weight of each head"))
    for maps in result.maps:
        lines += [
            f"for layer in {_maps(ATTENTIONS[maps.kind], summary)}:",
            # [heads, from, to] → [heads]
            f"    highest = layer[{text}]{as_float}.amax((-1, -2))",
            "    print(tuple(layer.shape), highest)",
        ]
    return attentive(result, ran, summary) + fragment(lines)


def head(result: HeadResult, ran: RunResult, summary: ModelSummary) -> Fragment:
    """One head's weights, or an average of them."""
    request = result.request
    if not result.weights.size:
        return remark(result.note)
    if too_long(ran, summary):
        long = code_long.head(result, ran, summary)
        if long is None:
            return remark_too_long()
        words = [*by_words(result), "print(weights)"] if result.to_words else []
        return long + fragment([*words, *together(result)], torch=True)
    down, across = len(result.from_words), len(result.to_words)
    tokens = [stop for spans in (result.from_words, result.to_words) for _, stop in spans[-1:]]
    sizes = tokens if down and across else result.weights.shape
    lines = [
        *layout.comment(
            tr("From each of {rows} tokens to each of {columns}", rows=sizes[0], columns=sizes[1])
        ),
        *chosen(result, request, summary),
        *by_words(result),
        "print(weights.shape)",
        "print(weights)",
        *together(result),
    ]
    shown = attentive(result, ran, summary) + fragment(lines, torch=True)
    shown += code_long.part("weights", result.joined, result.request.part)
    if result.whole is None or not possible(result.silenced):
        return shown
    plain = dataclasses.replace(result, silenced=(), patch=None)
    again = [
        *layout.comment(tr("The same map of the whole model, and the largest change")),
        "now = weights",
    ]
    sentences = [
        *chosen(result, request, summary),
        *by_words(result),
        "print((now - weights).abs().max())",
    ]
    return (
        shown
        + activation_patching_code.take_out(result.patch)
        + restore(result.silenced, summary)
        + fragment(again)
        + attentive(plain, ran, summary)
        + fragment(sentences, torch=True)
        + silence(result.silenced, summary)
        + activation_patching_code.put_in(result.patch, ran, summary)
        + fragment(["weights, whole = now, weights"])
    )


def by_words(result: HeadResult) -> list[str]:
    """`weights` of tokens to those of words; nothing where each word is one token."""
    if not result.to_words:
        return []
    rows, columns = (
        [stop - start for start, stop in spans] for spans in (result.from_words, result.to_words)
    )
    name = "sizes" if rows == columns else "row_sizes"
    return [
        *layout.comment(
            tr("Whole words: to a word the sum over its tokens, from a word the mean"), width=80
        ),
        *layout.numbers("sizes", columns),
        *([] if rows == columns else layout.numbers(name, rows)),
        "parts = weights.split(sizes, 1)",
        "weights = torch.stack([part.sum(1) for part in parts], 1)",
        f"parts = weights.split({name})",
        "weights = torch.stack([part.mean(0) for part in parts])",
    ]


def together(result: HeadResult) -> list[str]:
    """The attention that each row gives to the chosen columns together."""
    columns = [place for place in result.request.chosen if place < result.weights.shape[1]]
    if not columns:
        return []
    what = tr("What each row gives to the chosen tokens together")
    if result.to_words:
        what = tr("What each row gives to the chosen words together")
    return [
        *layout.comment(what),
        *layout.numbers("columns", columns),
        "together = weights[:, columns].sum(1)",
        "print(together)",
    ]


def remark_too_long() -> Fragment:
    """Where all maps together would fill the memory."""
    return remark(
        tr(
            "This text is so long that all attention maps together would fill the memory. The "
            "program computes them in blocks; there is no short Python for that."
        )
    )


def chosen(result: HeadResult, request: HeadRequest, summary: ModelSummary) -> list[str]:
    """`weights = ...` out of `outputs`: one head's, or an average."""
    text, as_float = request.text_index, inputs.as_float(summary)
    name = ATTENTIONS[request.kind]
    if request.row != AVERAGE:
        place = f"outputs.{result.tensor or f'{name}[{request.row}]'}"
        if request.head == AVERAGE:
            return [f"weights = {place}[{text}]{as_float}.mean(0)"]
        return [f"weights = {place}[{text}, {request.head}]{as_float}"]
    word = f"one[{text}]{as_float}"
    word += ".mean(0)" if request.head == AVERAGE else f"[{request.head}]"
    same = [
        # A Funnel shortens the text on the way: only maps of one shape can be averaged.
        *layout.noted(
            "shape = maps[0].shape", tr("of a layer that shortened the text: another"), width=80
        ),
        "maps = [one for one in maps if one.shape == shape]",
    ]
    return [
        f"maps = {_maps(name, summary)}",
        *(["maps = list(maps)", *same] if result.left_out else []),
        f"layers = [{word} for one in maps]",
        "weights = torch.stack(layers).mean(0)",
    ]


def _maps(name: str, summary: ModelSummary) -> str:
    """The maps of a kind; hybrids return None for layers that have no attention."""
    kinds = summary.config.get("layer_types") or ()
    return f"filter(torch.is_tensor, outputs.{name})" if len(set(kinds)) > 1 else f"outputs.{name}"


def too_long(ran: RunResult, summary: ModelSummary) -> bool:
    """Whether the program does not keep all maps of this run, but computes them in blocks."""
    if not ran.rows:  # a picture or a sound
        return False
    length = len(ran.rows[0])
    # 4 bytes each in float32; the same estimate as the engine's `capture.expected_bytes`.
    size = summary.layers * summary.heads * len(ran.rows) * length * length * 4
    return size > _WHOLE_BYTES
