"""Small phrases that several explanations share: tokens, answers, glossary marks."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from explorer.protocol.explanation import escaped
from explorer.protocol.inspection import ALL, HeadPlace, SelfCheck
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import Candidate, Prediction, Token
from explorer.text.byte_pieces import left_to_right
from explorer.text.numbers import count, joined, ntr, percent
from explorer.text.translation import in_quotation_marks, tr


def term(words: str, key: str) -> str:
    """Words with a dotted underline that opens the glossary."""
    return f"[{words}](glossary:{key})"


def bold(text: str) -> str:
    """The number or the word that a sentence is about."""
    return f"**{text}**"


def quoted(candidate: Candidate) -> str:
    """An answer in quotation marks, its leading space taken off: “paris”."""
    text = candidate.text.removeprefix("·")
    if text == "":
        return tr("a space")
    if text == "⏎":
        return tr("a line break")
    return in_quotation_marks(escaped(left_to_right(text)))


def bare(text: str) -> str:
    """A token's text without the dots that stand for spaces around it; of mere spaces a dot."""
    return text.strip("·").strip() or text[:1]


def named(text: str) -> str:
    """A name that people chose, safe inside a paragraph."""
    return escaped(text)


def largest_part(share: float, name: str, role: str) -> str:
    """Where the largest part of a model's parameters is, as a sentence."""
    sentence = (
        tr("Most of them, {share}, are in {name}", share=percent(share), name=named(name))
        if share > 0.5
        else tr(
            "The largest part of them, {share}, is in {name}",
            share=percent(share),
            name=named(name),
        )
    )
    return sentence + (f" ({named(role)})." if role else ".")


def word(token: Token) -> str:
    """A token in quotation marks."""
    text = bare(token.shown or str(token.id))
    return in_quotation_marks(named(left_to_right(text)))


def apart(names: Sequence[str], place: int) -> str:
    """The name at a place; of several equal ones also which of them it is."""
    plain = [name.strip("·").strip() or name for name in names]
    same = [number for number, other in enumerate(plain) if other == plain[place]]
    if len(same) < 2:
        return names[place]
    return tr(
        "{word} ({place} of {count})",
        word=names[place],
        place=same.index(place) + 1,
        count=len(same),
    )


def checked(checks: Sequence[SelfCheck]) -> list[str]:
    """What a look proved about itself, as one paragraph; none where nothing was checked."""
    return [named(" ".join(check.sentence for check in checks))] if checks else []


def added(rows: Sequence[Sequence[Token]]) -> tuple[Token, ...]:
    """The tokens that were added for the model to each text, padding not counted.

    Those are special and stand for no character. A slow tokenizer says of no token what it stands
    for, so the row with the fewest of them shows what every row got.
    """
    # A text's own tokens have places in it; what was added has none.
    each = [
        tuple(t for t in row if t.special and t.attended and t.start < 0 and not t.mask)
        for row in rows
    ]
    return min(each, key=len, default=())


def padding(rows: Sequence[Sequence[Token]]) -> int:
    """How many tokens of a batch only fill its shorter rows up: the mask hides them."""
    return sum(not token.attended for row in rows for token in row)


def pieces(tokens: Sequence[Token]) -> str:
    """`[CLS] and [SEP]`: the tokens' own spelling."""
    return joined([named(token.piece) for token in tokens])


def empty_texts(texts: Sequence[str], rows: Sequence[Sequence[Token]]) -> str:
    """That a text is empty, and what was read of it; nothing where each has something in it."""
    if len(texts) != len(rows):
        return ""
    row = next((row for text, row in zip(texts, rows, strict=True) if not text.strip()), ())
    # The second text of a pair, or a picture, is something.
    if not row or not all(token.special for token in row):
        return ""
    read = joined([left_to_right(token.piece) for token in row])
    return ntr(
        "The text is empty: the model read only {tokens}.",
        "The text is empty: the model read only {tokens}.",
        len(row),
        tokens=read,
    )


def architecture(summary: ModelSummary) -> str:
    """`4 layers with 8 attention heads each`, as far as the model has them; else empty.

    Of two stacks these are the encoder's: how many the decoder has is another setting.
    """
    if not summary.layers:
        return ""
    if summary.decoder is not None:
        stack = architecture(dataclasses.replace(summary, decoder=None))
        return tr("an encoder of {layers}, and a decoder", layers=stack)
    layers = ntr("{count} layer", "{count} layers", summary.layers)
    if not summary.heads:
        return layers
    if summary.layers == 1:
        return ntr(
            "1 layer with {count} attention head",
            "1 layer with {count} attention heads",
            summary.heads,
        )
    return ntr(
        "{layers} with {count} attention head each",
        "{layers} with {count} attention heads each",
        summary.heads,
        layers=layers,
    )


def layer_place(kind: str, layer: int) -> str:
    """`layer 3`, `decoder layer 3`: a layer, counted from 0, and the stack that it belongs to."""
    match kind:
        case "encoder":
            return tr("encoder layer {layer}", layer=layer + 1)
        case "decoder":
            return tr("decoder layer {layer}", layer=layer + 1)
        case "cross":
            return tr("cross-attention layer {layer}", layer=layer + 1)
        case _:
            return tr("layer {layer}", layer=layer + 1)


def head_place(place: HeadPlace) -> str:
    """`head 5 of layer 3`, `all heads of decoder layer 3`."""
    layer = layer_place(place.kind, place.layer)
    if place.head == ALL:
        return tr("all heads of {layer}", layer=layer)
    return tr("head {head} of {layer}", head=place.head + 1, layer=layer)


def prediction_title(prediction: Prediction, texts: int) -> str:
    """What a prediction is of, and where: its text if several were run, the position of a mask."""
    facts = [prediction.caption]
    if texts > 1:
        facts.append(tr("text {text_number}", text_number=prediction.text_index + 1))
    if prediction.position >= 0 and prediction.kind == "mask":
        facts.append(tr("position {position}", position=prediction.position + 1))
    return " · ".join(facts)


def times(factor: float) -> str:
    """`1.3 times`, `25 times`, `1,200 times`."""
    return (
        tr("{factor:.1f} times", factor=factor)
        if factor < 9.95
        else tr("{factor} times", factor=count(round(factor)))
    )


def workers_words(workers: int, note: str) -> list[str]:
    """How many workers shared some work, and why there were no more; nothing for one of one."""
    sentences = []
    if workers > 1:
        sentences.append(
            ntr(
                "{count} [worker](glossary:worker) did it.",
                "{count} [workers](glossary:worker) shared it, each with a copy of the model of "
                "its own. The numbers are those of one.",
                workers,
            )
        )
    return [*sentences, *([named(note)] if note else [])]
