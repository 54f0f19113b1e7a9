"""What a look inside a run shows: attention, hidden states, layers, heads off, raw tensors."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.lesson.phrases import bold, named, noun, term
from explorer.messages.inference import Prediction, Token
from explorer.messages.lesson import Explanation
from explorer.messages.model import ModelSummary
from explorer.messages.views.attention import AttentionSeen, HeadSeen
from explorer.messages.views.hidden import HiddenSeen, SimilaritySeen, VectorSeen
from explorer.messages.views.kinds import AVERAGE, SelfCheck
from explorer.messages.views.lens import LensSeen
from explorer.messages.views.switches import ALL, HeadPlace, HeadsSwitched, SwitchesSeen
from explorer.messages.views.tensors import SliceRead, TensorExported, TensorsListed
from explorer.words import bytes_, capital, count, joined, percent, plural, shape


def _checked(checks: Sequence[SelfCheck]) -> list[str]:
    return [named(" ".join(check.sentence for check in checks))] if checks else []


def word(token: Token) -> str:
    """A token in quotation marks."""
    return f"“{named((token.shown or str(token.id)).strip('·') or '·')}”"


# -- attention -------------------------------------------------------------------------------


def attention(result: AttentionSeen, summary: ModelSummary | None) -> Explanation:
    """The overview of all heads."""
    if not result.maps:
        return Explanation("No attention to see", (named(result.note),))
    told = []
    for one in result.maps:
        heads = max(layer.heads for layer in one.layers)
        each = f", each with {plural(heads, 'head')}" if len(one.layers) > 1 else ""
        size = f"{len(one.from_tokens)} × {len(one.to_tokens)}"
        told.append(
            f"{named(one.title)}: {noun(len(one.layers), 'layer')}{each}, and every "
            f"{term('attention head', 'attention-head')} has a weight for each pair of tokens, "
            f"{bold(size)}."
        )
        if one.note:
            told.append(named(one.note))
    told.insert(
        1,
        f"Such an {term('attention', 'attention')} weight says how much a token takes from "
        f"another. Bright is much; {_strongest(result)}",
    )
    return Explanation("Where every head looks", tuple((told + _checked(result.checks))[:4]))


def _strongest(result: AttentionSeen) -> str:
    """The head with the largest weight of all."""
    best, where = -1.0, ""
    for one in result.maps:
        for layer in one.layers:
            for head in range(layer.heads):
                value = float(one.highest[layer.row, head])
                if value > best:
                    best, where = value, f"{named(layer.label)}, head {head + 1}"
    return f"the largest weight of all is {bold(f'{best:.2f}')}, in {where}."


def head(result: HeadSeen, summary: ModelSummary | None) -> Explanation:
    """One head, or an average: who looks where the most."""
    if not result.weights.size:
        return Explanation("No attention to see", (named(result.note),))
    told = [_looks(result)]
    if result.request.row == AVERAGE or result.request.head == AVERAGE:
        told.append("This is an average: no head of the model has to look like it.")
    told += _beside(result)
    told.append(
        "Each row is one token, and its weights say what share it takes from each "
        f"{term('token', 'token')}. {' '.join(named(one.sentence) for one in result.checks)}"
    )
    return Explanation(named(result.title), tuple(told))


def _beside(result: HeadSeen) -> list[str]:
    """How this map differs from that of the model without changes."""
    if result.whole is None:
        return []
    change = abs(result.weights - result.whole)
    row, column = divmod(int(change.argmax()), change.shape[1])
    if not change[row, column]:
        return ["In the whole model this map is the very same."]
    was, now = float(result.whole[row, column]), float(result.weights[row, column])
    return [
        f"Against the whole model, the weight from {word(result.from_tokens[row])} to "
        f"{word(result.to_tokens[column])} changed the most: from {bold(percent(was))} to "
        f"{bold(percent(now))}."
    ]


def _looks(result: HeadSeen) -> str:
    """The token that matters (a mask, else the strongest looker) and where it looks."""
    rows, columns = result.from_tokens, result.to_tokens
    masks = [place for place, token in enumerate(rows) if token.mask]
    strongest = result.weights.max(axis=1)
    row = masks[0] if masks else int(strongest.argmax())
    weights = result.weights[row]
    order = weights.argsort()[::-1]
    first = int(order[0])
    itself = " (itself)" if first == row and len(rows) == len(columns) else ""
    text = (
        f"{word(rows[row])} looks mostly at {word(columns[first])}{itself}, with "
        f"{bold(percent(float(weights[first])))} of its {term('attention', 'attention')}"
    )
    if len(order) > 1:
        second = int(order[1])
        text += f", then at {word(columns[second])} ({percent(float(weights[second]))})"
    return text + "."


# -- hidden states and lens ------------------------------------------------------------------


def hidden(result: HiddenSeen, summary: ModelSummary | None) -> Explanation:
    """How long the vectors are, from layer to layer."""
    if not result.stacks:
        return Explanation("No hidden states to see", (named(result.note),))
    told = []
    for stack in result.stacks:
        first, last = (float(stack.norms[row][0]) for row in (0, -1))
        title = f"{named(stack.title)}: " if len(result.stacks) > 1 else ""
        after = f"after {named(stack.names[-1])}"
        told.append(
            f"{title}every token is a vector of {bold(plural(stack.size, 'number'))}, its "
            f"{term('hidden state', 'hidden-states')}, and each layer rewrites it. That of "
            f"{word(stack.tokens[0])} has length {first:.2f} as embedding and "
            f"{last:.2f} {after}."
        )
        if stack.note:
            told.append(named(stack.note))
    return Explanation("The vectors, layer by layer", tuple(told[:4]))


def similarity(result: SimilaritySeen, summary: ModelSummary | None) -> Explanation:
    """Which two tokens are most alike."""
    told = [
        "1 means that two vectors point the same way, 0 that they have nothing in common. These "
        f"are the vectors of {named(result.name)}."
    ]
    size = len(result.tokens)
    pairs = [
        (float(result.cosine[one, other]), one, other)
        for one in range(min(size, _MOST_TOKENS))
        for other in range(one)
    ]
    if pairs:
        (high, one, other), (low, third, fourth) = max(pairs), min(pairs)
        told.append(
            f"Most alike are {word(result.tokens[other])} and {word(result.tokens[one])} "
            f"({bold(f'{high:.2f}')}), least alike {word(result.tokens[fourth])} and "
            f"{word(result.tokens[third])} ({bold(f'{low:.2f}')})."
        )
    return Explanation("Which tokens are alike", tuple(told))


_MOST_TOKENS = 200
"""Tokens whose pairs are compared for a sentence."""


def vector(result: VectorSeen, summary: ModelSummary | None) -> Explanation:
    """One token's vector."""
    return Explanation(
        "One vector",
        (
            f"After {named(result.name)}, {word(result.token)} is these "
            f"{bold(plural(len(result.values), 'number'))}, between "
            f"{float(result.values.min()):.3g} and {float(result.values.max()):.3g}. Its length "
            f"is {result.norm:.2f}.",
        ),
    )


def lens(result: LensSeen, summary: ModelSummary | None) -> Explanation:
    """From which layer on the answer stands."""
    if not result.names:
        return Explanation("This model cannot be asked layer by layer", (named(result.note),))
    place = next((at for at, token in enumerate(result.tokens) if token.mask), -1)
    best = result.ids[:, place, 0]
    answer = named(result.words[int(best[-1])].strip("·"))
    since = len(best) - 1
    while since and best[since - 1] == best[-1]:
        since -= 1
    share = percent(float(result.final[-1, place]))
    at = word(result.tokens[place])
    told = [
        f"If the model stopped after {named(result.names[0])}, its first choice at {at} would be "
        f"“{named(result.words[int(best[0])].strip('·'))}”. At the end it is “{answer}”, with "
        f"{bold(share)} of the {term('probability', 'probability')}."
    ]
    if since:
        told.append(
            f"“{answer}” comes first from {bold(named(result.names[since]))} on; before that, "
            f"after {named(result.names[since - 1])}, it had "
            f"{percent(float(result.final[since - 1, place]))}."
        )
    else:
        told.append(f"“{answer}” comes first from the very beginning.")
    told.append(_way(result))
    return Explanation(
        "What each layer would say", (*told, *_checked(result.checks), *_noise(summary))[:4]
    )


def _way(result: LensSeen) -> str:
    """How a layer is asked, shorter than with all names of modules."""
    path = result.path
    if path is None:
        return named(result.how)
    steps = [step.split(".") for step in path.steps]
    shared = [parts[0] for parts in zip(*steps, strict=False) if len(set(parts)) == 1]
    head = ".".join(shared) or joined(path.steps)
    norm = f" the final norm ({path.norm}) and" if path.norm else ""
    return (
        f"Each layer's {term('hidden state', 'hidden-states')} went through{norm} the model's own "
        f"head ({named(head)}), as the last layer's does."
    )


def _noise(summary: ModelSummary | None) -> list[str]:
    if summary is None or summary.state != "random":
        return []
    return [f"The {term('weights are random', 'random-weights')}, so this is noise."]


# -- changing a run --------------------------------------------------------------------------


def switches(result: SwitchesSeen, summary: ModelSummary | None) -> Explanation:
    """Which heads can be switched off."""
    if result.means == "refused":
        return Explanation("No head can be switched off here", (named(result.sentence),))
    total = sum(row.heads for row in result.rows)
    return Explanation(
        "Heads that can be switched off",
        (f"{bold(count(total))} in {noun(len(result.rows), 'layer')}. {named(result.sentence)}",),
    )


def heads(result: HeadsSwitched, summary: ModelSummary | None) -> Explanation:
    """Heads went off or on: what that does to the answer."""
    if not result.off:
        title = "All heads are on again"
        told = ["The model is whole again. Its weights were never touched."]
    else:
        title = "Heads are off"
        one = len(result.off) == 1 and result.off[0].head != ALL
        told = [
            f"{capital(_places(result.off))} now "
            f"{'gives' if one else 'give'} nothing to the layers above: an "
            f"{term('attention head', 'attention-head')} that is off leaves zeros. No weight was "
            "touched, so switching back restores every bit."
        ]
        told += change(result.before, result.after)
        if result.before or result.largest_change:
            told.append(f"The largest change of any output is {result.largest_change:.3g}.")
    if result.note:
        told.append(named(result.note))
    return Explanation(title, tuple((told + _checked(result.checks))[:4]))


def _places(off: Sequence[HeadPlace]) -> str:
    named_ = []
    for place in off[:4]:
        which = "all heads" if place.head == ALL else f"head {place.head + 1}"
        kind = "" if place.kind == "self" else f" ({place.kind})"
        named_.append(f"{which} of layer {place.layer + 1}{kind}")
    if len(off) > 4:
        named_.append(f"{len(off) - 4} more")
    return joined(named_)


def change(
    before: Sequence[Prediction], after: Sequence[Prediction], now_: str = "now"
) -> list[str]:
    """The first answer before and after."""
    if not (before and after and before[0].candidates and after[0].candidates):
        return []
    was, now = before[0].candidates[0], after[0].candidates[0]
    then = next((one for one in after[0].candidates if one.id == was.id), None)
    left = f"{percent(then.probability)}" if then is not None else "less than the first few"
    word = named(was.text.strip("·"))
    text = f"“{word}” had {bold(percent(was.probability))} and has {bold(left)} {now_}"
    if now.id == was.id:
        return [f"{text}; it is still the first answer."]
    other = named(now.text.strip("·"))
    return [f"{text}; the first answer is “{other}” with {percent(now.probability)}."]


# -- raw tensors -----------------------------------------------------------------------------


def listed(result: TensorsListed, summary: ModelSummary | None) -> Explanation:
    """All tensors that can be read."""
    return Explanation(
        "The tensors of this run",
        (
            f"{capital(noun(len(result.tensors), 'tensor'))} can be read: what went in, what came "
            "out, and what was captured while you looked.",
        ),
    )


def table(result: SliceRead, summary: ModelSummary | None) -> Explanation:
    """A table out of a tensor."""
    rows, columns = result.slice_shape
    told = [
        f"{named(result.request.name)} is a {term('tensor', 'tensor')} of shape "
        f"{shape(result.shape)} in {result.dtype}. This is a table of "
        f"{bold(f'{rows:,} × {columns:,}')} out of it."
    ]
    spread = (
        f"Its numbers lie between {result.low:.3g} and {result.high:.3g}, with mean "
        f"{result.mean:.3g} and standard deviation {result.deviation:.3g}."
    )
    if result.not_finite:
        spread += f" {capital(noun(result.not_finite, 'value'))} not finite."
    return Explanation("A piece of a tensor", (*told, spread))


def exported(result: TensorExported, summary: ModelSummary | None) -> Explanation:
    """A tensor was written to a file."""
    kind = "numpy reads" if result.path.lower().endswith(".npy") else "spreadsheets read"
    return Explanation(
        "The tensor is saved",
        (
            f"{named(result.name)}, of shape {shape(result.shape)}, was written to "
            f"{named(result.path)} ({bold(bytes_(result.bytes))}). It is a file that {kind}, and "
            "it holds every number as it is.",
        ),
    )
