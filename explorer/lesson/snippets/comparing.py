"""The Python of two models on the same input."""

from __future__ import annotations

from explorer.lesson.snippets import layout
from explorer.lesson.snippets.fragment import Fragment, fragment
from explorer.lesson.snippets.looking import STATES
from explorer.lesson.snippets.obtaining import is_loaded, obtain
from explorer.lesson.snippets.running import answers, forward, given
from explorer.lesson.snippets.silencing import restore, silence
from explorer.messages.compare import (
    BothHiddenSeen,
    BothRan,
    LoadOther,
    LookAtBothHidden,
    OtherReady,
    RunBoth,
    SideRan,
)
from explorer.messages.model import ModelSummary


def load_other(request: LoadOther, result: object, summary: ModelSummary | None) -> Fragment:
    """Getting the second model alone; it takes the names `tokenizer` and `model` over."""
    if not isinstance(result, OtherReady) or summary is None:
        return Fragment()
    return _get(request, result.summary)


def run_both(request: RunBoth, result: object, summary: ModelSummary | None) -> Fragment:
    """One run after the other; `model` and `tokenizer` of the first are there already."""
    if not isinstance(result, BothRan) or summary is None:
        return Fragment()
    return _both(result, summary, ()) + _difference(result)


def both_hidden(
    request: LookAtBothHidden, result: object, summary: ModelSummary | None
) -> Fragment:
    """Both models again with their hidden states; expects what `run_both` expects."""
    if not isinstance(result, BothHiddenSeen) or result.both is None or summary is None:
        return Fragment()
    ran = _both(result.both, summary, ("output_hidden_states=True",))
    stack = next((one for one in result.stacks if one.cosine.size), None)
    plain = result.both.same_tokens and stack is not None and "↔" not in stack.names[-1]
    if stack is None or not plain:
        note = stack.note if stack is not None else result.note
        return ran + fragment(layout.comment(note or "Their layers and tokens do not match."))
    states, text = STATES[stack.kind], request.text_index
    lines = [
        "# 1: the vectors of both point the same way",
        f"states = zip(first.{states}, outputs.{states})",
        "for one, two in states:",
        f"    one, two = one[{text}].float(), two[{text}].float()",
        "    cosine = torch.cosine_similarity(one, two, dim=-1).clamp(-1, 1)",
        "    print(cosine, (one - two).norm(dim=-1))",
    ]
    return ran + fragment(lines, torch=True)


def _both(result: BothRan, summary: ModelSummary, more: tuple[str, ...]) -> Fragment:
    """One model after the other; `first` and `outputs` are what they return."""
    main, other, asked = result.main, result.other, result.request.other
    if asked.kind == "heads":
        parts = [
            given(main.ran),
            fragment(["# First with every head on"]),
            *_ran(other, more),
            fragment(["first = outputs"]),
            silence(main.ran.silenced, summary),
            *_ran(main, more),
        ]
    else:
        parts = [silence(main.ran.silenced, summary), given(main.ran), *_ran(main, more)]
        parts.append(fragment(["first = outputs"]))
        if asked.kind == "dtype" and not is_loaded(other.summary):
            parts.append(restore(main.ran.silenced, summary))
        parts.append(_get(asked, other.summary))
        if asked.kind == "checkpoint":
            parts.append(given(other.ran))
        parts += _ran(other, more)
    return sum(parts, Fragment())


def _ran(side: SideRan, more: tuple[str, ...]) -> list[Fragment]:
    said = answers(side.ran, side.ran.predictions, side.summary)
    return [forward(side.ran, side.summary, more), said]


def _get(asked: LoadOther, other: ModelSummary) -> Fragment:
    """`model`, and `tokenizer` where it has its own, become the second one's."""
    if asked.kind == "heads":
        return fragment(["# The second model is the same one, with every head on"])
    if asked.kind == "dtype" and not is_loaded(other):
        lines = [f"# The same weights in {asked.dtype}", f"model.to(torch.{asked.dtype})"]
        return fragment(lines, torch=True)
    what = {
        "twin": f"# Now the untrained twin, drawn with seed {asked.seed}",
        "dtype": f"# Now the same checkpoint in {asked.dtype}",
    }
    made = fragment([what.get(asked.kind, "# Now the other checkpoint")]) + obtain(other)
    if asked.kind == "twin" and other.dtype != "float32":
        made += fragment([f"model.to(torch.{other.dtype})"], torch=True)
    return made


def _difference(result: BothRan) -> Fragment:
    if result.why_not:
        return fragment(layout.comment(result.why_not))
    names = [one.name for one in result.outputs if one.largest is not None]
    lines = ["# The largest difference of any number"]
    for name in [one for one in names if one.isidentifier()][:3]:
        lines.append(f"change = outputs.{name}.double() - first.{name}.double()")
        lines.append(f'print("{name}", change.abs().max().item())')
    return fragment(lines if len(lines) > 1 else [])
