"""What a look inside a run shows: attention, hidden states, layers, heads off, raw tensors."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.lesson.explanations.phrases import bold, named, noun, term
from explorer.messages.inference import Prediction, Token
from explorer.messages.lesson import Explanation
from explorer.messages.model import ModelSummary
from explorer.messages.views.attention import AttentionSeen, HeadSeen
from explorer.messages.views.hidden import HiddenSeen, SimilaritySeen, VectorSeen
from explorer.messages.views.kinds import AVERAGE, SelfCheck
from explorer.messages.views.lens import LensSeen
from explorer.messages.views.switches import ALL, HeadPlace, HeadsSwitched, SwitchesSeen
from explorer.messages.views.tensors import SliceRead, TensorExported, TensorsListed
from explorer.texts import tr
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
        return Explanation(tr("No attention to see"), (named(result.note),))
    told = []
    for one in result.maps:
        heads = max(layer.heads for layer in one.layers)
        each = tr(", each with {heads}", heads=plural(heads, "head")) if len(one.layers) > 1 else ""
        size = f"{len(one.from_tokens)} × {len(one.to_tokens)}"
        told.append(
            tr(
                "{title}: {layers}{each}, and every {term} has a weight for each "
                "pair of tokens, {size}.",
                title=named(one.title),
                layers=noun(len(one.layers), "layer"),
                each=each,
                term=term(tr("attention head"), "attention-head"),
                size=bold(size),
            )
        )
        if one.note:
            told.append(named(one.note))
    told.insert(
        1,
        f"Such an {term('attention', 'attention')} weight says how much a token takes from "
        f"another. Bright is much; {_strongest(result)}",
    )
    return Explanation(tr("Where every head looks"), tuple((told + _checked(result.checks))[:4]))


def _strongest(result: AttentionSeen) -> str:
    """The head with the largest weight of all."""
    best, where = -1.0, ""
    for one in result.maps:
        for layer in one.layers:
            for head in range(layer.heads):
                value = float(one.highest[layer.row, head])
                if value > best:
                    best, where = (
                        value,
                        tr("{label}, head {head}", label=named(layer.label), head=head + 1),
                    )
    return tr(
        "the largest weight of all is {bold}, in {where}.", bold=bold(f"{best:.2f}"), where=where
    )


def head(result: HeadSeen, summary: ModelSummary | None) -> Explanation:
    """One head, or an average: who looks where the most."""
    if not result.weights.size:
        return Explanation(tr("No attention to see"), (named(result.note),))
    told = [_looks(result)]
    if result.request.row == AVERAGE or result.request.head == AVERAGE:
        told.append(tr("This is an average: no head of the model has to look like it."))
    told += _beside(result)
    told.append(
        tr(
            "Each row is one token, and its weights say what share it takes "
            "from each {term}. {value}",
            term=term("token", "token"),
            value=" ".join(named(one.sentence) for one in result.checks),
        )
    )
    return Explanation(named(result.title), tuple(told))


def _beside(result: HeadSeen) -> list[str]:
    """How this map differs from that of the model without changes."""
    if result.whole is None:
        return []
    change = abs(result.weights - result.whole)
    row, column = divmod(int(change.argmax()), change.shape[1])
    if not change[row, column]:
        return [tr("In the whole model this map is the very same.")]
    was, now = float(result.whole[row, column]), float(result.weights[row, column])
    return [
        tr(
            "Against the whole model, the weight from {from_tokens} to "
            "{to_tokens} changed the most: from {was} to {now}.",
            from_tokens=word(result.from_tokens[row]),
            to_tokens=word(result.to_tokens[column]),
            was=bold(percent(was)),
            now=bold(percent(now)),
        )
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
    text = tr(
        "{rows} looks mostly at {columns}{itself}, with {weights} of its {term}",
        rows=word(rows[row]),
        columns=word(columns[first]),
        itself=itself,
        weights=bold(percent(float(weights[first]))),
        term=term("attention", "attention"),
    )
    if len(order) > 1:
        second = int(order[1])
        text += tr(
            ", then at {columns} ({weights})",
            columns=word(columns[second]),
            weights=percent(float(weights[second])),
        )
    return text + "."


# -- hidden states and lens ------------------------------------------------------------------


def hidden(result: HiddenSeen, summary: ModelSummary | None) -> Explanation:
    """How long the vectors are, from layer to layer."""
    if not result.stacks:
        return Explanation(tr("No hidden states to see"), (named(result.note),))
    told = []
    for stack in result.stacks:
        first, last = (float(stack.norms[row][0]) for row in (0, -1))
        title = f"{named(stack.title)}: " if len(result.stacks) > 1 else ""
        after = tr("after {names}", names=named(stack.names[-1]))
        sentence = tr(
            "{title}every token is a vector of {size}, its {term}, and each "
            "layer rewrites it. That of {tokens} has length {first:.2f} as "
            "embedding and {last:.2f} {after}.",
            title=title,
            size=bold(plural(stack.size, "number")),
            term=term(tr("hidden state"), "hidden-states"),
            tokens=word(stack.tokens[0]),
            first=first,
            last=last,
            after=after,
        )
        told.append(capital(sentence))
        if stack.note:
            told.append(named(stack.note))
    return Explanation(tr("The vectors, layer by layer"), tuple(told[:4]))


def similarity(result: SimilaritySeen, summary: ModelSummary | None) -> Explanation:
    """Which two tokens are most alike."""
    told = [
        tr(
            "1 means that two vectors point the same way, 0 that they have "
            "nothing in common. These are the vectors of {name}.",
            name=named(result.name),
        )
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
            tr(
                "Most alike are {tokens} and {tokens2} ({bold}), least alike "
                "{tokens3} and {tokens4} ({bold2}).",
                tokens=word(result.tokens[other]),
                tokens2=word(result.tokens[one]),
                bold=bold(f"{high:.2f}"),
                tokens3=word(result.tokens[fourth]),
                tokens4=word(result.tokens[third]),
                bold2=bold(f"{low:.2f}"),
            )
        )
    return Explanation(tr("Which tokens are alike"), tuple(told))


_MOST_TOKENS = 200
"""Tokens whose pairs are compared for a sentence."""


def vector(result: VectorSeen, summary: ModelSummary | None) -> Explanation:
    """One token's vector."""
    return Explanation(
        tr("One vector"),
        (
            tr(
                "After {name}, {token} is these {values}, between {values2:.3g} "
                "and {values3:.3g}. Its length is {norm:.2f}.",
                name=named(result.name),
                token=word(result.token),
                values=bold(plural(len(result.values), "number")),
                values2=float(result.values.min()),
                values3=float(result.values.max()),
                norm=result.norm,
            ),
        ),
    )


def lens(result: LensSeen, summary: ModelSummary | None) -> Explanation:
    """From which layer on the answer stands."""
    if not result.names:
        return Explanation(tr("This model cannot be asked layer by layer"), (named(result.note),))
    place = next((at for at, token in enumerate(result.tokens) if token.mask), -1)
    best = result.ids[:, place, 0]
    answer = named(result.words[int(best[-1])].strip("·"))
    since = len(best) - 1
    while since and best[since - 1] == best[-1]:
        since -= 1
    share = percent(float(result.final[-1, place]))
    at = word(result.tokens[place])
    told = [
        tr(
            "If the model stopped after {names}, its first choice at {at} "
            "would be “{words}”. At the end it is “{answer}”, with {share} of "
            "the {term}.",
            names=named(result.names[0]),
            at=at,
            words=named(result.words[int(best[0])].strip("·")),
            answer=answer,
            share=bold(share),
            term=term("probability", "probability"),
        )
    ]
    if since:
        told.append(
            f"“{answer}” comes first from {bold(named(result.names[since]))} on; before that, "
            f"after {named(result.names[since - 1])}, it had "
            f"{percent(float(result.final[since - 1, place]))}."
        )
    else:
        told.append(tr("“{answer}” comes first from the very beginning.", answer=answer))
    told.append(_way(result))
    return Explanation(
        tr("What each layer would say"), (*told, *_checked(result.checks), *_noise(summary))[:4]
    )


def _way(result: LensSeen) -> str:
    """How a layer is asked, shorter than with all names of modules."""
    path = result.path
    if path is None:
        return named(result.how)
    steps = [step.split(".") for step in path.steps]
    shared = [parts[0] for parts in zip(*steps, strict=False) if len(set(parts)) == 1]
    head = ".".join(shared) or joined(path.steps)
    norm = tr(" the final norm ({norm}) and", norm=path.norm) if path.norm else ""
    return tr(
        "Each layer's {term} went through{norm} the model's own head "
        "({head}), as the last layer's does.",
        term=term(tr("hidden state"), "hidden-states"),
        norm=norm,
        head=named(head),
    )


def _noise(summary: ModelSummary | None) -> list[str]:
    if summary is None or summary.state != "random":
        return []
    return [
        tr("The {term}, so this is noise.", term=term(tr("weights are random"), "random-weights"))
    ]


# -- changing a run --------------------------------------------------------------------------


def switches(result: SwitchesSeen, summary: ModelSummary | None) -> Explanation:
    """Which heads can be switched off."""
    if result.means == "refused":
        return Explanation(tr("No head can be switched off here"), (named(result.sentence),))
    total = sum(row.heads for row in result.rows)
    return Explanation(
        tr("Heads that can be switched off"),
        (
            tr(
                "{total} in {rows}. {sentence}",
                total=bold(count(total)),
                rows=noun(len(result.rows), "layer"),
                sentence=named(result.sentence),
            ),
        ),
    )


def heads(result: HeadsSwitched, summary: ModelSummary | None) -> Explanation:
    """Heads went off or on: what that does to the answer."""
    if not result.off:
        title = tr("All heads are on again")
        told = [tr("The model is whole again. Its weights were never touched.")]
    else:
        title = tr("Heads are off")
        one = len(result.off) == 1 and result.off[0].head != ALL
        told = [
            tr(
                "{off} now {value} nothing to the layers above: an {term} that is "
                "off leaves zeros. No weight was touched, so switching back "
                "restores every bit.",
                off=capital(_places(result.off)),
                value="gives" if one else "give",
                term=term(tr("attention head"), "attention-head"),
            )
        ]
        told += change(result.before, result.after)
        if result.before or result.largest_change:
            told.append(
                tr(
                    "The largest change of any output is {largest_change:.3g}.",
                    largest_change=result.largest_change,
                )
            )
    if result.note:
        told.append(named(result.note))
    return Explanation(title, tuple((told + _checked(result.checks))[:4]))


def _places(off: Sequence[HeadPlace]) -> str:
    named_ = []
    for place in off[:4]:
        which = tr("all heads") if place.head == ALL else tr("head {head}", head=place.head + 1)
        kind = "" if place.kind == "self" else f" ({place.kind})"
        named_.append(
            tr("{which} of layer {layer}{kind}", which=which, layer=place.layer + 1, kind=kind)
        )
    if len(off) > 4:
        named_.append(tr("{off} more", off=len(off) - 4))
    return joined(named_)


def change(
    before: Sequence[Prediction], after: Sequence[Prediction], now_: str = "now"
) -> list[str]:
    """The first answer before and after."""
    if not (before and after and before[0].candidates and after[0].candidates):
        return []
    was, now = before[0].candidates[0], after[0].candidates[0]
    then = next((one for one in after[0].candidates if one.id == was.id), None)
    left = f"{percent(then.probability)}" if then is not None else tr("less than the first few")
    word = named(was.text.strip("·"))
    text = tr(
        "“{word}” had {probability} and has {left} {now}",
        word=word,
        probability=bold(percent(was.probability)),
        left=bold(left),
        now=now_,
    )
    if now.id == was.id:
        return [f"{text}; it is still the first answer."]
    other = named(now.text.strip("·"))
    return [f"{text}; the first answer is “{other}” with {percent(now.probability)}."]


# -- raw tensors -----------------------------------------------------------------------------


def listed(result: TensorsListed, summary: ModelSummary | None) -> Explanation:
    """All tensors that can be read."""
    return Explanation(
        tr("The tensors of this run"),
        (
            tr(
                "{tensors} can be read: what went in, what came out, and what was "
                "captured while you looked.",
                tensors=capital(noun(len(result.tensors), "tensor")),
            ),
        ),
    )


def table(result: SliceRead, summary: ModelSummary | None) -> Explanation:
    """A table out of a tensor."""
    rows, columns = result.slice_shape
    told = [
        tr(
            "{name} is a {term} of shape {shape} in {dtype}. This is a table of {bold} out of it.",
            name=named(result.request.name),
            term=term("tensor", "tensor"),
            shape=shape(result.shape),
            dtype=result.dtype,
            bold=bold(f"{rows:,} × {columns:,}"),
        )
    ]
    spread = tr(
        "Its numbers lie between {low:.3g} and {high:.3g}, with mean "
        "{mean:.3g} and standard deviation {deviation:.3g}.",
        low=result.low,
        high=result.high,
        mean=result.mean,
        deviation=result.deviation,
    )
    if result.not_finite:
        spread += tr(
            " {not_finite} not finite.", not_finite=capital(noun(result.not_finite, "value"))
        )
    return Explanation(tr("A piece of a tensor"), (*told, spread))


def exported(result: TensorExported, summary: ModelSummary | None) -> Explanation:
    """A tensor was written to a file."""
    kind = tr("numpy reads") if result.path.lower().endswith(".npy") else tr("spreadsheets read")
    return Explanation(
        tr("The tensor is saved"),
        (
            tr(
                "{name}, of shape {shape}, was written to {path} ({bytes}). It is "
                "a file that {kind}, and it holds every number as it is.",
                name=named(result.name),
                shape=shape(result.shape),
                path=named(result.path),
                bytes=bold(bytes_(result.bytes)),
                kind=kind,
            ),
        ),
    )
