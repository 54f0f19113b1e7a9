"""What just happened when text was cut into tokens, and when the model ran."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.lesson.phrases import (
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
        paragraphs = [f"The text became {bold(plural(result.length, 'token'))}."]
    example = next((t for t in result.rows[0] if not t.special and t.shown), None)
    if example is not None:
        paragraphs.append(
            f"The model never sees the letters, only one number for each token, its "
            f"{term('input ID', 'input-ids')}: “{named(example.shown.removeprefix('·'))}” is "
            f"number {bold(count(example.id))}."
        )
    return Explanation("The text in tokens", tuple(paragraphs))


def ran(result: Ran, summary: ModelSummary | None) -> Explanation:
    """One forward pass, from tokens to what the model says."""
    first = _given(result) if result.request.input_ids else _cut(result.rows)
    paragraphs = [f"{first} {_through(result, summary)}"]
    off = sum(len(one.heads) for one in result.silenced)
    if off:
        verb = "was" if off == 1 else "were"
        paragraphs[0] += f" {capital(noun(off, 'attention head'))} {verb} switched off meanwhile."
    if not result.predictions:
        paragraphs += [_returned(result), named(result.note)]
        return Explanation("The model ran", tuple(one for one in paragraphs if one))
    kind = result.predictions[0].kind
    say = {"mask": _mask, "next": _next, "score": _score}.get(kind, _label)
    paragraphs.append(" ".join(say(one, result) for one in result.predictions[:_AT_MOST]))
    if len(result.predictions) > _AT_MOST:
        rest = noun(len(result.predictions) - _AT_MOST, "more answer")
        paragraphs[-1] += f" The list shows {rest}."
    paragraphs += _worth(result.predictions, summary)
    title = _TITLES.get(kind, "The model judged the text")
    if summary is not None and summary.state == "random":
        title = "A guess without knowledge"
    return Explanation(title, tuple(paragraphs))


_AT_MOST = 3
"""Answers told in words; the list beside shows all of them."""

_TITLES = {
    "mask": "The model filled the gap",
    "next": "The model guessed the next token",
    "score": "The model gave a score",
}


def _cut(rows: Sequence[Sequence[Token]]) -> str:
    length = len(rows[0]) if rows else 0
    special = added(rows)
    if len(rows) > 1:
        text = (
            f"The {spelled(len(rows))} texts became a {term('batch', 'batch')} of "
            f"{bold(f'{len(rows)} × ' + plural(length, 'token'))}"
        )
    else:
        text = f"The text became {bold(plural(length, 'token'))}"
    if special:
        one = len(special) == 1
        of = "each text" if len(rows) > 1 else "them"
        text += (
            f"; {spelled(len(special))} of {of}, {pieces(special)}, "
            f"{'was' if one else 'were'} added for the model"
        )
    text += "." + _pair(rows)
    filled = padding(rows) if len(rows) > 1 else 0
    if filled:
        text += (
            f" {capital(noun(filled, 'place'))} only "
            f"{'fills' if filled == 1 else 'fill'} up the shorter texts "
            f"({term('padding', 'padding')}), and the model does not look there."
        )
    return text


def _pair(rows: Sequence[Sequence[Token]]) -> str:
    """How the model tells text A from text B, where there is a text B."""
    second = [token for row in rows for token in row if token.text == 1]
    if not second:
        return ""
    told = f" {capital(noun(len(second), 'token'))} {'is' if len(second) == 1 else 'are'}"
    told += " of text B, after the mark that ends text A"
    if any(token.type > 0 for token in second):
        told += f"; {term('token types', 'token-type-ids')} 0 and 1 tell the two apart"
    return f"{told}."


def _given(result: Ran) -> str:
    rows = result.rows
    ids = bold(plural(len(rows[0]), "input ID"))
    batch = f"{noun(len(rows), 'row')} of {ids}" if len(rows) > 1 else ids
    told = f"The {batch} went into the model as you typed them, without the tokenizer."
    beside = result.request.by_hand
    hidden = sum(one == 0 for row in beside.attention_mask for one in row)
    if hidden:
        told += (
            f" Your {term('attention mask', 'attention-mask')} hid {noun(hidden, 'place')} from it."
        )
    given = [
        words
        for words, used in (
            (term("token types", "token-type-ids"), beside.token_type_ids),
            (term("position IDs", "position-ids"), beside.position_ids),
        )
        if used
    ]
    if given:
        told += f" The {joined(given)} are yours, too."
    return told


def _through(result: Ran, summary: ModelSummary | None) -> str:
    single = len(result.rows) == 1 and len(result.rows[0]) == 1
    start = "It" if result.request.input_ids else "Each token became a number; the numbers"
    if result.request.input_ids and not single:
        start = "They"
    layers = ""
    if summary is not None and summary.layers:
        layers = f" through {plural(summary.layers, 'layer')}"
    took = seconds(result.seconds)
    return f"{start} went{layers or ' through the model'}, which took {took}."


def _place(prediction: Prediction, result: Ran) -> str:
    """`For [MASK]`, and which one where there are several."""
    place = f"token {prediction.position + 1}" if prediction.position >= 0 else ""
    if len(result.rows) > 1:
        of = f"text {prediction.text_index + 1}"
        place = f"{place} of {of}" if place else of
    return place


def _mask(prediction: Prediction, result: Ran) -> str:
    best, *others = prediction.candidates
    token = named(result.rows[prediction.text_index][prediction.position].piece)
    where = f" ({_place(prediction, result)})" if len(result.predictions) > 1 else ""
    if prediction is not result.predictions[0]:
        return f"For {token}{where}: {quoted(best)} with {bold(percent(best.probability))}."
    text = (
        f"For {token}{where} it weighed all {count(prediction.out_of)} tokens of its "
        f"vocabulary: {quoted(best)} got {bold(percent(best.probability))} of the "
        f"{term('probability', 'probability')}"
    )
    return text + _runner_up(others) + "."


def _next(prediction: Prediction, result: Ran) -> str:
    best, *others = prediction.candidates
    where = f" in text {prediction.text_index + 1}" if len(result.rows) > 1 else ""
    if prediction is not result.predictions[0]:
        return f"Next{where}: {quoted(best)} with {bold(percent(best.probability))}."
    last = result.rows[prediction.text_index][prediction.position]
    after = f" after “{named(last.shown.removeprefix('·'))}”" if last.shown else ""
    text = (
        f"What comes next{after}{where}: of {count(prediction.out_of)} tokens, {quoted(best)} "
        f"got {bold(percent(best.probability))} of the {term('probability', 'probability')}"
    )
    return text + _runner_up(others) + "."


def _runner_up(others: Sequence[Candidate]) -> str:
    if not others:
        return ""
    second = others[0]
    return f", then {quoted(second)} with {percent(second.probability)}"


def _label(prediction: Prediction, result: Ran) -> str:
    where = f"Text {prediction.text_index + 1}" if len(result.rows) > 1 else "The text"
    best, *others = prediction.candidates
    if _each_on_its_own(prediction):
        yes = [one for one in prediction.candidates if one.probability > 0.5]
        listed = joined([f"{quoted(one)} ({percent(one.probability)})" for one in yes[:4]])
        got = listed or f"none; the nearest is {quoted(best)} ({percent(best.probability)})"
        return f"{where} was judged for each label on its own. Above one half: {got}."
    rest = joined([f"{quoted(one)} {percent(one.probability)}" for one in others[:3]])
    text = f"{where} got the label {quoted(best)} with {bold(percent(best.probability))}"
    return text + (f"; {rest}." if rest else ".")


def _each_on_its_own(prediction: Prediction) -> bool:
    """Several labels at once: then the engine's caption says so, and nothing need sum to one."""
    return "on its own" in prediction.caption


def _score(prediction: Prediction, result: Ran) -> str:
    where = f"Text {prediction.text_index + 1}" if len(result.rows) > 1 else "The text"
    value = prediction.candidates[0].logit
    return f"{where} got {bold(f'{value:.3f}')}: a score, not a choice between answers."


def _worth(predictions: Sequence[Prediction], summary: ModelSummary | None) -> list[str]:
    """What the answers are worth: noise, partly noise, or what training taught."""
    if summary is None or summary.state == "trained":
        return []
    if summary.state == "partly":
        report = summary.report
        if report is None or report.trained == report.total:
            return ["Some of its weights are random, so do not rely on this answer."]
        missing = report.total - report.trained
        return [
            f"{capital(noun(missing, 'weight'))} of {count(report.total)} "
            f"{'is' if missing == 1 else 'are'} random, so do not rely on this answer."
        ]
    first = predictions[0]
    if first.kind == "score" or _each_on_its_own(first):
        return [f"The {term('weights are random', 'random-weights')}, so this is noise."]
    best = first.candidates[0].probability
    factor = best / first.uniform
    return [
        f"The {term('weights are random', 'random-weights')}, so this is noise. If all "
        f"{count(first.out_of)} answers were equally likely, each would get "
        f"{bold(percent(first.uniform))}; by chance, the first one got {times(factor)} that."
    ]


def _returned(result: Ran) -> str:
    """The tensors, where there is nothing else to tell."""
    first = next((one for one in result.outputs if one.name.isidentifier()), None)
    if first is None:
        return ""
    text = f"It returned {first.name}, a {term('tensor', 'tensor')} of shape {shape(first.shape)}"
    rows, length = len(result.rows), len(result.rows[0])
    if first.name == "last_hidden_state" and first.shape[:2] == (rows, length):
        size = plural(first.shape[-1], "number")
        text += f": for each token a vector of {size}"
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
    return [f"It was surest of {told[0]} and least sure of {told[1]}."]


def _readable(token: Token) -> str:
    shown = token.shown.strip("·")
    return shown if shown and shown.isprintable() else token.piece or str(token.id)


def generated(result: Generated, summary: ModelSummary | None) -> Explanation:
    """Text was written on, token by token, or a token was chosen by hand."""
    start = plural(len(result.prompt), "token")
    if not result.tokens:
        first = f"The text so far is {bold(start)}; nothing was written yet."
    else:
        first = (
            f"After the {start} of your text the model wrote "
            f"{bold(plural(len(result.tokens), 'token'))}, one after the other: each is chosen "
            "with all that stands before it."
        )
    paragraphs = [first]
    if result.made:
        paragraphs.append(
            f"That took {seconds(result.seconds)}, {result.tokens_per_second:.1f} tokens a second. "
            f"{named(result.sentence)}".rstrip()
        )
    if result.tokens:
        paragraphs += _surest(result)
    by_hand = sum(token.by_hand for token in result.tokens)
    if by_hand:
        paragraphs.append(f"{capital(noun(by_hand, 'token'))} you chose yourself.")
    if summary is not None and summary.state == "random":
        paragraphs.append(f"The {term('weights are random', 'random-weights')}: this is noise.")
    elif result.note:
        paragraphs.append(named(result.note))
    return Explanation("The model wrote on", tuple(paragraphs))
