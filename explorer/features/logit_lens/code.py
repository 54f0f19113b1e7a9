"""The Python of the lens: each layer's hidden states through the model's own head.

Expects `model` and the `inputs` of the run.
"""

from __future__ import annotations

from collections.abc import Sequence

from explorer.features.hidden_states.code import STATES, stateful, states_at
from explorer.features.logit_lens.protocol import LogitLensResult
from explorer.protocol.inspection import LensPath
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import RunResult
from explorer.text.python import inputs, layout
from explorer.text.python.fragment import Fragment, fragment, remark
from explorer.text.translation import tr


def lens(result: LogitLensResult, ran: RunResult, summary: ModelSummary) -> Fragment:
    """What the model would say after each layer."""
    path = result.path
    if path is None or not result.names:
        return remark(result.note)
    positions = result.ids.shape[1]
    if not path.alone or positions > result.at_once:
        why = tr("{reason} That cannot be repeated in a few lines of Python.", reason=result.how)
        if path.alone:
            why = tr(
                "{reason} That cannot be repeated in a few lines of Python: the text is too long "
                "to go through the head at once.",
                reason=result.how,
            )
        return remark(why)
    stack = STATES["decoder" if len(_stacks(summary)) > 1 else "self"]
    lines, shown = [], states_at(stack, result.places)
    if result.stream:
        lines = layout.comment(tr("This class predicts from a stream of its own, the first"))
        lines += [
            "length = outputs.logits.shape[1]",
            f"first = [one[:, :length] for one in outputs.{result.stream}]",
        ]
        shown = "first"
    if not writable(path):
        return remark(tr("A module of this path has a name that Python cannot write."))
    lines += asked(path, shown, _piece(result, ran), result.ids.shape[2], summary)
    return stateful(ran, summary) + fragment(lines, torch=True)


def writable(path: LensPath) -> bool:
    """Whether Python can write the names of all modules of a path."""
    modules = [*path.steps, path.norm or "norm"]
    return all(name.isidentifier() for module in modules for name in module.split("."))


def asked(path: LensPath, states: str, piece: str, top: int, summary: ModelSummary) -> list[str]:
    """The likeliest `top` tokens after each layer; `piece` is what of each state is read."""
    lines, stack = [], states
    if path.norm:
        lines += [
            f"states = list({states})",
            *layout.comment(tr("The last state has passed the final norm already")),
            "with torch.inference_mode():",
            *(f"    {line}" for line in _normed(path)),
        ]
        stack = "states"
    head, short = _common(path.steps)
    lines += [
        *layout.comment(tr("After each layer: the likeliest token at each place")),
        *([f"head = model.{head}"] if head else []),
        f"for state in {stack}:",
        "    with torch.inference_mode():",
    ]
    given = f"state{piece}" + (
        # !r writes every digit, so that the Python multiplies by the very same number.
        f" {'/' if path.divided else '*'} {path.before!r}" if path.before else ""
    )
    for step in short:
        lines += layout.called(f"        logits = {'head' if head else 'model'}{step}", [given])
        given = "logits"
    return [
        *lines,
        *(f"        {line}" for line in _after(path)),
        f"    best = logits[0]{inputs.as_float(summary)}.softmax(-1).topk({top})",
        *_printed(summary),
    ]


def _stacks(summary: ModelSummary) -> tuple[str, ...]:
    both = bool(summary.config.get("is_encoder_decoder"))
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
    # All but the last, which transformers returns normed already.
    return ["for number, state in enumerate(states[:-1]):",
            f"    states[number] = model.{path.norm}(state)"]  # fmt: skip


def _piece(result: LogitLensResult, ran: RunResult) -> str:
    """The text and the positions, where they are not everything."""
    text, stop = result.request.text_index, result.request.stop
    places = f"{result.start or ''}:{stop or ''}" if result.start or stop else ""
    if places:
        # A slice and not an index: the head takes [texts, tokens, size].
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


def _printed(summary: ModelSummary) -> list[str]:
    """Each place's likeliest token with its share, words as a person reads them."""
    words = "tokenizer.batch_decode(best.indices[:, :1])"
    return [
        f"    words = {words if summary.tokenizer else 'best.indices[:, 0].tolist()'}",
        "    shares = zip(words, best.values[:, 0].tolist())",
        '    shown = [f"{word!r} {share:.1%}" for word, share in shares]',
        '    print(", ".join(shown))',
    ]
