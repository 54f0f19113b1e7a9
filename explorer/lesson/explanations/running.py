"""What just happened when text was cut into tokens, and when the model ran."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.lesson.explanations.phrases import (
    added,
    bold,
    named,
    noun,
    padding,
    pieces,
    quoted,
    term,
    times,
)
from explorer.messages.generation import Generated
from explorer.messages.inference import Candidate, Prediction, Ran, Token, Tokenized
from explorer.messages.lesson import Explanation
from explorer.messages.model import ModelSummary
from explorer.texts import tr
from explorer.words import (
    capital,
    count,
    joined,
    percent,
    plural,
    seconds,
    shape,
    spelled,
)


def tokenized(result: Tokenized, summary: ModelSummary | None) -> Explanation:
    """A text was cut into tokens; nothing ran yet."""
    paragraphs = [_cut(result.rows)]
    if result.length > max(map(len, result.rows), default=0):
        paragraphs = [tr("The text became {length}.", length=bold(plural(result.length, "token")))]
    example = next((t for t in result.rows[0] if not t.special and t.shown), None)
    if example is not None:
        paragraphs.append(
            tr(
                "The model never sees the letters, only one number for each token, "
                "its {term}: “{shown}” is number {id}.",
                term=term(tr("input ID"), "input-ids"),
                shown=named(example.shown.removeprefix("·")),
                id=bold(count(example.id)),
            )
        )
    return Explanation(tr("The text in tokens"), tuple(paragraphs))


def ran(result: Ran, summary: ModelSummary | None) -> Explanation:
    """One forward pass, from tokens to what the model says."""
    first = _given(result) if result.request.input_ids else _cut(result.rows)
    paragraphs = [f"{first} {_through(result, summary)}"]
    off = sum(len(one.heads) for one in result.silenced)
    if off:
        verb = "was" if off == 1 else "were"
        paragraphs[0] += tr(
            " {off} {verb} switched off meanwhile.",
            off=capital(noun(off, "attention head")),
            verb=verb,
        )
    if not result.predictions:
        paragraphs += [_returned(result), named(result.note)]
        return Explanation(tr("The model ran"), tuple(one for one in paragraphs if one))
    kind = result.predictions[0].kind
    say = {"mask": _mask, "next": _next, "score": _score}.get(kind, _label)
    paragraphs.append(" ".join(say(one, result) for one in result.predictions[:_AT_MOST]))
    if len(result.predictions) > _AT_MOST:
        rest = noun(len(result.predictions) - _AT_MOST, "more answer")
        paragraphs[-1] += tr(" The list shows {rest}.", rest=rest)
    paragraphs += _worth(result.predictions, summary)
    title = _TITLES.get(kind, "The model judged the text")
    if summary is not None and summary.state == "random":
        title = tr("A guess without knowledge")
    return Explanation(title, tuple(paragraphs))


_AT_MOST = 3
"""Answers told in words; the list beside shows all of them."""

_TITLES = {
    "mask": tr("The model filled the gap"),
    "next": tr("The model guessed the next token"),
    "score": tr("The model gave a score"),
}


def _cut(rows: Sequence[Sequence[Token]]) -> str:
    length = len(rows[0]) if rows else 0
    special = added(rows)
    if len(rows) > 1:
        text = tr(
            "The {rows} texts became a {term} of {bold}",
            rows=spelled(len(rows)),
            term=term("batch", "batch"),
            bold=bold(f"{len(rows)} × " + plural(length, "token")),
        )
    else:
        text = tr("The text became {length}", length=bold(plural(length, "token")))
    if special:
        one = len(special) == 1
        of = tr("each text") if len(rows) > 1 else "them"
        text += (
            f"; {spelled(len(special))} of {of}, {pieces(special)}, "
            f"{'was' if one else 'were'} added for the model"
        )
    text += "." + _pair(rows)
    filled = padding(rows) if len(rows) > 1 else 0
    if filled:
        text += tr(
            " {filled} only {value} up the shorter texts ({term}), and the "
            "model does not look there.",
            filled=capital(noun(filled, "place")),
            value="fills" if filled == 1 else "fill",
            term=term("padding", "padding"),
        )
    return text


def _pair(rows: Sequence[Sequence[Token]]) -> str:
    """How the model tells text A from text B, where there is a text B."""
    second = [token for row in rows for token in row if token.text == 1]
    if not second:
        return ""
    told = f" {capital(noun(len(second), 'token'))} {'is' if len(second) == 1 else 'are'}"
    told += tr(" of text B, after the mark that ends text A")
    if any(token.type > 0 for token in second):
        told += f"; {term(tr('token types'), 'token-type-ids')} 0 and 1 tell the two apart"
    return f"{told}."


def _given(result: Ran) -> str:
    rows = result.rows
    ids = bold(plural(len(rows[0]), "input ID"))
    batch = tr("{rows} of {ids}", rows=noun(len(rows), "row"), ids=ids) if len(rows) > 1 else ids
    told = tr(
        "The {batch} went into the model as you typed them, without the tokenizer.", batch=batch
    )
    beside = result.request.by_hand
    hidden = sum(one == 0 for row in beside.attention_mask for one in row)
    if hidden:
        told += tr(
            " Your {term} hid {hidden} from it.",
            term=term(tr("attention mask"), "attention-mask"),
            hidden=noun(hidden, "place"),
        )
    given = [
        words
        for words, used in (
            (term(tr("token types"), "token-type-ids"), beside.token_type_ids),
            (term(tr("position IDs"), "position-ids"), beside.position_ids),
        )
        if used
    ]
    if given:
        told += tr(" The {given} are yours, too.", given=joined(given))
    return told


def _through(result: Ran, summary: ModelSummary | None) -> str:
    single = len(result.rows) == 1 and len(result.rows[0]) == 1
    start = "It" if result.request.input_ids else "Each token became a number; the numbers"
    if result.request.input_ids and not single:
        start = "They"
    layers = ""
    if summary is not None and summary.layers:
        layers = tr(" through {layers}", layers=plural(summary.layers, "layer"))
    took = seconds(result.seconds)
    return tr(
        "{start} went{value}, which took {took}.",
        start=start,
        value=layers or tr(" through the model"),
        took=took,
    )


def _place(prediction: Prediction, result: Ran) -> str:
    """`For [MASK]`, and which one where there are several."""
    place = (
        tr("token {position}", position=prediction.position + 1) if prediction.position >= 0 else ""
    )
    if len(result.rows) > 1:
        of = tr("text {text_index}", text_index=prediction.text_index + 1)
        place = tr("{place} of {of}", place=place, of=of) if place else of
    return place


def _mask(prediction: Prediction, result: Ran) -> str:
    best, *others = prediction.candidates
    token = named(result.rows[prediction.text_index][prediction.position].piece)
    where = f" ({_place(prediction, result)})" if len(result.predictions) > 1 else ""
    if prediction is not result.predictions[0]:
        return tr(
            "For {token}{where}: {best} with {probability}.",
            token=token,
            where=where,
            best=quoted(best),
            probability=bold(percent(best.probability)),
        )
    text = tr(
        "For {token}{where} it weighed all {out_of} tokens of its "
        "vocabulary: {best} got {probability} of the {term}",
        token=token,
        where=where,
        out_of=count(prediction.out_of),
        best=quoted(best),
        probability=bold(percent(best.probability)),
        term=term("probability", "probability"),
    )
    return text + _runner_up(others) + "."


def _next(prediction: Prediction, result: Ran) -> str:
    best, *others = prediction.candidates
    where = (
        tr(" in text {text_index}", text_index=prediction.text_index + 1)
        if len(result.rows) > 1
        else ""
    )
    if prediction is not result.predictions[0]:
        return tr(
            "Next{where}: {best} with {probability}.",
            where=where,
            best=quoted(best),
            probability=bold(percent(best.probability)),
        )
    last = result.rows[prediction.text_index][prediction.position]
    after = tr(" after “{shown}”", shown=named(last.shown.removeprefix("·"))) if last.shown else ""
    text = tr(
        "What comes next{after}{where}: of {out_of} tokens, {best} got {probability} of the {term}",
        after=after,
        where=where,
        out_of=count(prediction.out_of),
        best=quoted(best),
        probability=bold(percent(best.probability)),
        term=term("probability", "probability"),
    )
    return text + _runner_up(others) + "."


def _runner_up(others: Sequence[Candidate]) -> str:
    if not others:
        return ""
    second = others[0]
    return tr(
        ", then {second} with {probability}",
        second=quoted(second),
        probability=percent(second.probability),
    )


def _label(prediction: Prediction, result: Ran) -> str:
    where = (
        tr("Text {text_index}", text_index=prediction.text_index + 1)
        if len(result.rows) > 1
        else tr("The text")
    )
    best, *others = prediction.candidates
    if _each_on_its_own(prediction):
        yes = [one for one in prediction.candidates if one.probability > 0.5]
        listed = joined([f"{quoted(one)} ({percent(one.probability)})" for one in yes[:4]])
        got = listed or f"none; the nearest is {quoted(best)} ({percent(best.probability)})"
        return tr(
            "{where} was judged for each label on its own. Above one half: {got}.",
            where=where,
            got=got,
        )
    rest = joined([f"{quoted(one)} {percent(one.probability)}" for one in others[:3]])
    text = tr(
        "{where} got the label {best} with {probability}",
        where=where,
        best=quoted(best),
        probability=bold(percent(best.probability)),
    )
    return text + (f"; {rest}." if rest else ".")


def _each_on_its_own(prediction: Prediction) -> bool:
    """Several labels at once: then the engine's caption says so, and nothing need sum to one."""
    return "on its own" in prediction.caption


def _score(prediction: Prediction, result: Ran) -> str:
    where = (
        tr("Text {text_index}", text_index=prediction.text_index + 1)
        if len(result.rows) > 1
        else tr("The text")
    )
    value = prediction.candidates[0].logit
    return tr(
        "{where} got {bold}: a score, not a choice between answers.",
        where=where,
        bold=bold(f"{value:.3f}"),
    )


def _worth(predictions: Sequence[Prediction], summary: ModelSummary | None) -> list[str]:
    """What the answers are worth: noise, partly noise, or what training taught."""
    if summary is None or summary.state == "trained":
        return []
    if summary.state == "partly":
        report = summary.report
        if report is None or report.trained == report.total:
            return [tr("Some of its weights are random, so do not rely on this answer.")]
        missing = report.total - report.trained
        return [
            tr(
                "{missing} of {total} {value} random, so do not rely on this answer.",
                missing=capital(noun(missing, "weight")),
                total=count(report.total),
                value="is" if missing == 1 else "are",
            )
        ]
    first = predictions[0]
    if first.kind == "score" or _each_on_its_own(first):
        return [
            tr(
                "The {term}, so this is noise.",
                term=term(tr("weights are random"), "random-weights"),
            )
        ]
    best = first.candidates[0].probability
    factor = best / first.uniform
    return [
        f"The {term(tr('weights are random'), 'random-weights')}, so this is noise. If all "
        f"{count(first.out_of)} answers were equally likely, each would get "
        f"{bold(percent(first.uniform))}; by chance, the first one got {times(factor)} that."
    ]


def _returned(result: Ran) -> str:
    """The tensors, where there is nothing else to tell."""
    first = next((one for one in result.outputs if one.name.isidentifier()), None)
    if first is None:
        return ""
    text = tr(
        "It returned {name}, a {term} of shape {shape}",
        name=first.name,
        term=term("tensor", "tensor"),
        shape=shape(first.shape),
    )
    rows, length = len(result.rows), len(result.rows[0])
    if first.name == "last_hidden_state" and first.shape[:2] == (rows, length):
        size = plural(first.shape[-1], "number")
        text += tr(": for each token a vector of {size}", size=size)
    return text + "."


def _surest(result: Generated) -> list[str]:
    """Where the model was most and least sure of itself."""
    written = [one for one in result.tokens if not one.by_hand]
    if len(written) < 2:
        return []
    most = max(written, key=lambda one: one.probability)
    least = min(written, key=lambda one: one.probability)
    told = [
        f"“{named(_readable(one.token))}” ({percent(one.probability)})" for one in (most, least)
    ]
    return [tr("It was surest of {told} and least sure of {told2}.", told=told[0], told2=told[1])]


def _readable(token: Token) -> str:
    shown = token.shown.strip("·")
    return shown if shown and shown.isprintable() else token.piece or str(token.id)


def generated(result: Generated, summary: ModelSummary | None) -> Explanation:
    """Text was written on, token by token, or a token was chosen by hand."""
    start = plural(len(result.prompt), "token")
    if not result.tokens:
        first = f"The text so far is {bold(start)}; nothing was written yet."
    else:
        first = tr(
            "After the {start} of your text the model wrote {tokens}, one "
            "after the other: each is chosen with all that stands before it.",
            start=start,
            tokens=bold(plural(len(result.tokens), "token")),
        )
    paragraphs = [first]
    if result.made:
        paragraphs.append(
            tr(
                "That took {seconds}, {tokens_per_second:.1f} tokens a second. {sentence}",
                seconds=seconds(result.seconds),
                tokens_per_second=result.tokens_per_second,
                sentence=named(result.sentence),
            ).rstrip()
        )
    if result.tokens:
        paragraphs += _surest(result)
    by_hand = sum(token.by_hand for token in result.tokens)
    if by_hand:
        paragraphs.append(
            tr("{by_hand} you chose yourself.", by_hand=capital(noun(by_hand, "token")))
        )
    if summary is not None and summary.state == "random":
        paragraphs.append(
            tr("The {term}: this is noise.", term=term(tr("weights are random"), "random-weights"))
        )
    elif result.note:
        paragraphs.append(named(result.note))
    return Explanation(tr("The model wrote on"), tuple(paragraphs))
