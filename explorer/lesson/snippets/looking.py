"""The Python of looking inside a run: attention, hidden states, lens, any tensor.

Each expects `model` and the `inputs` of the run, and leaves the model as it was.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence

from explorer.lesson.snippets import layout, long_maps, patching, running
from explorer.lesson.snippets.fragment import Fragment, fragment
from explorer.lesson.snippets.silencing import eager, possible, restore, silence, switched
from explorer.messages.inference import OfRun, Ran
from explorer.messages.model import ModelSummary
from explorer.messages.views.attention import AttentionSeen, HeadSeen, LookAtHead
from explorer.messages.views.hidden import HiddenSeen, SimilaritySeen, VectorSeen
from explorer.messages.views.kinds import AVERAGE, Kind
from explorer.messages.views.lens import LensPath, LensSeen
from explorer.messages.views.tensors import SliceRead, TensorExported, TensorsListed

ATTENTIONS: dict[Kind, str] = {
    "self": "attentions",
    "encoder": "encoder_attentions",
    "decoder": "decoder_attentions",
    "cross": "cross_attentions",
}
STATES: dict[Kind, str] = {
    "self": "hidden_states",
    "encoder": "encoder_hidden_states",
    "decoder": "decoder_hidden_states",
    "cross": "decoder_hidden_states",
}

_SWITCHES = ("big_bird",)
"""Types that change to full attention during the first run of a short text, and only then can
give its weights."""

_WHOLE_BYTES = 512 * 1024 * 1024
"""Above this the program computes attention in blocks: all maps together would be too large."""


def _nothing(note: str) -> Fragment:
    return fragment(layout.comment(note))


# -- attention -------------------------------------------------------------------------------


def attentive(result: OfRun, ran: Ran, summary: ModelSummary) -> Fragment:
    """`outputs` with attention: it is returned only where it is computed step by step."""
    run = running.forward(ran, summary, ["output_attentions=True"])
    if summary.model_type in _SWITCHES:
        run = running.forward(ran, summary) + run
    if eager(result.silenced) or not switched("eager", summary):
        return run
    before = ["# Only eager attention gives its weights", *switched("eager", summary)]
    after = [f"{line}  # as it was" for line in switched(summary.attention, summary)]
    return fragment([*before, *run.lines, *after], torch=True)


def attention(result: AttentionSeen, ran: Ran, summary: ModelSummary) -> Fragment:
    """All layers and heads: the largest weight of each."""
    if not result.maps:
        return _nothing(result.note)
    if too_long(ran, summary):
        return _nothing(TOO_LONG)
    text, as_float = result.request.text_index, running.as_float(summary)
    lines = ["# For each layer, the largest weight of each head"]
    for one in result.maps:
        lines += [
            f"for layer in {_maps(ATTENTIONS[one.kind], summary)}:",
            f"    highest = layer[{text}]{as_float}.amax((-1, -2))",
            "    print(tuple(layer.shape), highest)",
        ]
    return attentive(result, ran, summary) + fragment(lines)


def head(result: HeadSeen, ran: Ran, summary: ModelSummary) -> Fragment:
    """One head's weights, or an average of them."""
    request = result.request
    if not result.weights.size:
        return _nothing(result.note)
    if too_long(ran, summary):
        return long_maps.head(result, ran, summary) or _nothing(TOO_LONG)
    lines = [
        f"# From each of {result.weights.shape[0]} tokens to each of {result.weights.shape[1]}",
        *chosen(result, request, summary),
        "print(weights.shape)",
        "print(weights)",
    ]
    seen = attentive(result, ran, summary) + fragment(lines, torch=True)
    seen += long_maps.part("weights", result.joined, result.request.part)
    if result.whole is None or not possible(result.silenced):
        return seen
    plain = dataclasses.replace(result, silenced=(), patch=None)
    again = [
        "# The same map of the whole model, and the largest change",
        "now = weights",
    ]
    told = [*chosen(result, request, summary), "print((now - weights).abs().max())"]
    return (
        seen
        + patching.take_out(result.patch)
        + restore(result.silenced, summary)
        + fragment(again)
        + attentive(plain, ran, summary)
        + fragment(told, torch=True)
        + silence(result.silenced, summary)
        + patching.put_in(result.patch, ran, summary)
        + fragment(["weights, whole = now, weights"])
    )


TOO_LONG = (
    "This text is so long that all attention maps together would fill the memory. The program "
    "computes them in blocks; there is no short Python for that."
)


def chosen(result: HeadSeen, request: LookAtHead, summary: ModelSummary) -> list[str]:
    """`weights = ...` out of `outputs`: one head's, or an average."""
    text, as_float = request.text_index, running.as_float(summary)
    name = ATTENTIONS[request.kind]
    if request.row != AVERAGE:
        place = f"outputs.{result.tensor or f'{name}[{request.row}]'}"
        if request.head == AVERAGE:
            return [f"weights = {place}[{text}]{as_float}.mean(0)"]
        return [f"weights = {place}[{text}, {request.head}]{as_float}"]
    one = f"one[{text}]{as_float}"
    one += ".mean(0)" if request.head == AVERAGE else f"[{request.head}]"
    same = [
        "shape = maps[0].shape  # of a layer that shortened the text: another",
        "maps = [one for one in maps if one.shape == shape]",
    ]
    return [
        f"maps = {_maps(name, summary)}",
        *(["maps = list(maps)", *same] if result.left_out else []),
        f"layers = [{one} for one in maps]",
        "weights = torch.stack(layers).mean(0)",
    ]


def _maps(name: str, summary: ModelSummary) -> str:
    """The maps of a kind; hybrids return None for layers that have no attention."""
    kinds = json.loads(summary.config_json).get("layer_types") or ()
    return f"filter(torch.is_tensor, outputs.{name})" if len(set(kinds)) > 1 else f"outputs.{name}"


def too_long(ran: Ran, summary: ModelSummary) -> bool:
    """Whether the program does not keep all maps of this run, but computes them in blocks."""
    if not ran.rows:  # a picture or a sound
        return False
    length = len(ran.rows[0])
    size = summary.layers * summary.heads * len(ran.rows) * length * length * 4
    return size > _WHOLE_BYTES


# -- hidden states ---------------------------------------------------------------------------


def _stateful(ran: Ran, summary: ModelSummary) -> Fragment:
    return running.forward(ran, summary, ["output_hidden_states=True"])


def hidden(result: HiddenSeen, ran: Ran, summary: ModelSummary) -> Fragment:
    """The length of each token's vector after each layer."""
    if not result.stacks:
        return _nothing(result.note)
    text, as_float = result.request.text_index, running.as_float(summary)
    lines = ["# How long each token's vector is, from layer to layer"]
    for stack in result.stacks:
        lines += [
            f"for state in {_states(STATES[stack.kind], stack.places)}:",
            f"    norms = state[{text}]{as_float}.norm(dim=-1)",
            "    print(norms)",
        ]
    return _stateful(ran, summary) + fragment(lines)


def _states(name: str, places: Sequence[int]) -> str:
    """The hidden states that are shown: all, or those at some places."""
    if not places:
        return f"outputs.{name}"
    return f"[outputs.{name}[n] for n in {list(places)}]"


def similarity(result: SimilaritySeen, ran: Ran, summary: ModelSummary) -> Fragment:
    """Cosine similarity of all pairs of tokens."""
    asked, as_float = result.request, running.as_float(summary)
    tensor = result.tensor or f"{STATES[asked.kind]}[{asked.row}]"
    place = f"{tensor}[{asked.text_index}]"
    return (
        _stateful(ran, summary)
        + fragment(
            [
                "# 1: the same direction; 0: nothing in common",
                f"vectors = outputs.{place}{as_float}",
                "unit = torch.nn.functional.normalize(vectors, dim=-1)",
                "cosine = (unit @ unit.T).clamp(-1, 1)",
                "print(cosine)",
            ],
            torch=True,
        )
        + long_maps.part("cosine", result.joined, asked.part)
    )


def vector(result: VectorSeen, ran: Ran, summary: ModelSummary) -> Fragment:
    """One token's vector."""
    asked, as_float = result.request, running.as_float(summary)
    tensor = result.tensor or f"{STATES[asked.kind]}[{asked.row}]"
    place = f"{tensor}[{asked.text_index}, {asked.position}]"
    return _stateful(ran, summary) + fragment(
        [f"vector = outputs.{place}{as_float}", "print(vector.norm())", "print(vector)"]
    )


# -- lens ------------------------------------------------------------------------------------


def lens(result: LensSeen, ran: Ran, summary: ModelSummary) -> Fragment:
    """What the model would say after each layer."""
    path = result.path
    if path is None or not result.names:
        return _nothing(result.note)
    positions = result.ids.shape[1]
    if not path.alone or positions > result.at_once:
        return _nothing(
            f"{result.how} That cannot be repeated in a few lines of Python"
            + (": the text is too long to go through the head at once." if path.alone else ".")
        )
    stack = STATES["decoder" if len(_stacks(summary)) > 1 else "self"]
    state, lines = _piece(result, ran), []
    shown = _states(stack, result.places)
    if result.stream:
        lines = ["# This class predicts from a stream of its own, the first"]
        lines += [
            "length = outputs.logits.shape[1]",
            f"first = [one[:, :length] for one in outputs.{result.stream}]",
        ]
        shown = "first"
    if path.norm:
        lines += [
            f"states = list({shown})",
            "# The last state has passed the final norm already",
            "with torch.inference_mode():",
            *(f"    {line}" for line in _normed(path)),
        ]
        stack = "states"
    else:
        stack = shown
    head, short = _common(path.steps)
    lines += [
        "# After each layer: the likeliest token at each place",
        *([f"head = model.{head}"] if head else []),
        f"for state in {stack}:",
        "    with torch.inference_mode():",
    ]
    given = f"state{state}" + (
        f" {'/' if path.divided else '*'} {path.before!r}" if path.before else ""
    )
    for step in short:
        lines += layout.called(f"        logits = {'head' if head else 'model'}{step}", [given])
        given = "logits"
    lines += [
        *(f"        {line}" for line in _after(path)),
        f"    best = logits[0]{running.as_float(summary)}.softmax(-1).topk({result.ids.shape[2]})",
        _spoken(summary),
    ]
    return _stateful(ran, summary) + fragment(lines, torch=True)


def _stacks(summary: ModelSummary) -> tuple[str, ...]:
    both = bool(json.loads(summary.config_json).get("is_encoder_decoder"))
    return ("encoder", "decoder") if both else ("self",)


def _common(steps: Sequence[str]) -> tuple[str, list[str]]:
    """What the names of several modules begin with, and the rest of each: `cls`, `.decoder`."""
    shared: list[str] = []
    for parts in zip(*(step.split(".") for step in steps), strict=False):
        if len(steps) < 2 or len(set(parts)) > 1:
            break
        shared.append(parts[0])
    head = ".".join(shared)
    return head, [f".{step.removeprefix(head).removeprefix('.')}" for step in steps]


def _normed(path: LensPath) -> list[str]:
    return ["for number, state in enumerate(states[:-1]):",
            f"    states[number] = model.{path.norm}(state)"]  # fmt: skip


def _piece(result: LensSeen, ran: Ran) -> str:
    """The text and the positions, where they are not everything."""
    text, stop = result.request.text_index, result.request.stop
    places = f"{result.start or ''}:{stop or ''}" if result.start or stop else ""
    if places:
        return f"[{text}:{text + 1}, {places}]"
    return f"[{text}:{text + 1}]" if len(ran.rows) > 1 else ""


def _after(path: LensPath) -> list[str]:
    match path.after:
        case "times":
            return [f"logits = logits * {path.by!r}"]
        case "divided by":
            return [f"logits = logits / {path.by!r}"]
        case "cap":
            return [f"logits = torch.tanh(logits / {path.by!r}) * {path.by!r}"]
        case "bias":
            return ["logits = logits + model.final_logits_bias"]
        case _:
            return []


def _spoken(summary: ModelSummary) -> str:
    if summary.tokenizer:
        return "    print(tokenizer.convert_ids_to_tokens(best.indices[:, 0]))"
    return "    print(best.indices[:, 0].tolist())"


# -- raw tensors -----------------------------------------------------------------------------


def tensor(name: str, result: OfRun, ran: Ran, summary: ModelSummary) -> Fragment:
    """`tensor = ...`: one tensor of the run by its name in the program."""
    if any(one.name == name for one in ran.inputs):
        return fragment([f"tensor = inputs[{layout.string(name)}]"])
    root = name.partition("[")[0]
    get = fragment([f"tensor = outputs.{name}"])
    if root in ATTENTIONS.values():
        return attentive(result, ran, summary) + get
    if root in STATES.values() and all(one.name != name for one in ran.outputs):
        return _stateful(ran, summary) + get
    return running.forward(ran, summary) + get


def listed(result: TensorsListed, ran: Ran, summary: ModelSummary) -> Fragment:
    """Every tensor that went in or came out."""
    return running.forward(ran, summary) + fragment(
        [
            "for name, value in (*inputs.items(), *outputs.items()):",
            "    if torch.is_tensor(value):",
            "        print(name, value.dtype, tuple(value.shape))",
        ],
        torch=True,
    )


def table(result: SliceRead, ran: Ran, summary: ModelSummary) -> Fragment:
    """A table out of a tensor."""
    asked, shape = result.request, result.shape
    if len(shape) < 2:
        place = "tensor.reshape(1, -1)"
    else:
        place = f"tensor{_index(shape, asked.rows, asked.columns, asked.at)}"
    rows, columns = asked.row_start, asked.column_start
    window = (
        f"[{rows}:{rows + max(1, asked.row_count)}, "
        f"{columns}:{columns + max(1, asked.column_count)}]"
    )
    return tensor(asked.name, result, ran, summary) + fragment(
        [f"table = {place}", f"table = table{window}", "print(table)"]
    )


def _index(shape: Sequence[int], rows: int, columns: int, at: Sequence[int]) -> str:
    axes = len(shape)
    shown = (rows % axes, columns % axes)
    places = [
        ":" if axis in shown else str(at[axis] if axis < len(at) else 0) for axis in range(axes)
    ]
    turned = ".T" if shown[0] > shown[1] else ""
    while places and places[-1] == ":":
        places.pop()
    return (f"[{', '.join(places)}]" if places else "") + turned


def exported(result: TensorExported, ran: Ran, summary: ModelSummary) -> Fragment:
    """A tensor written to a file."""
    values = "values = tensor.float().cpu().numpy()"
    if any(one.name == result.name and "int" in one.dtype for one in (*ran.inputs, *ran.outputs)):
        values = "values = tensor.cpu().numpy()"
    got = tensor(result.name, result, ran, summary)
    return got + fragment([values]).then(written(result.path))


def written(path: str) -> Fragment:
    """`values` in a file, as the program writes them: .npy, or .csv."""
    lines = layout.assigned("path", path)
    if path.lower().endswith(".npy"):
        lines.append("np.save(path, values)")
    else:
        lines += [
            "# The program's file also counts rows and columns",
            "rows = values.reshape(-1, values.shape[-1])",
            'np.savetxt(path, rows, fmt="%.9g", delimiter=",")',
        ]
    return Fragment(tuple(lines), numpy=True)
