"""What a text became before the model saw it: tokens, their input IDs, padding."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.protocol.explanation import Explanation
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import RunResult, Token, Tokenized
from explorer.text.numbers import capital, count, joined, ntr, spelled
from explorer.text.phrases import added, bold, named, padding, pieces, term
from explorer.text.translation import tr


def tokenized(result: Tokenized, summary: ModelSummary | None) -> Explanation:
    """A text was cut into tokens; nothing ran yet."""
    paragraphs = [cut(result.rows)]
    # Of a long paste only the first tokens are named; its length is given in full.
    if result.length > max(map(len, result.rows), default=0):
        paragraphs = [
            ntr(
                "The text became **{count} token**.",
                "The text became **{count} tokens**.",
                result.length,
            )
        ]
    example = next((t for t in result.rows[0] if not t.special and t.shown), None)
    if example is not None:
        paragraphs.append(
            tr(
                "The model never sees the letters, only one number for each token, its [input "
                "ID](glossary:input-ids): “{token}” is number {id}.",
                token=named(example.shown.removeprefix("·")),
                id=bold(count(example.id)),
            )
        )
    return Explanation(tr("The text in tokens"), tuple(paragraphs))


def cut(rows: Sequence[Sequence[Token]]) -> str:
    """How many tokens the texts became, and which of them were added."""
    length = len(rows[0]) if rows else 0
    special = added(rows)
    if len(rows) > 1:
        text = ntr(
            "The {texts} texts became a [batch](glossary:batch) of **{rows} × {count} token**.",
            "The {texts} texts became a [batch](glossary:batch) of **{rows} × {count} tokens**.",
            length,
            texts=spelled(len(rows)),
            rows=count(len(rows)),
        )
    else:
        text = ntr(
            "The text became **{count} token**.", "The text became **{count} tokens**.", length
        )
    if special and len(rows) > 1:
        text += " " + capital(
            ntr(
                "{count:words} token of each text, {tokens}, was added for the model.",
                "{count:words} tokens of each text, {tokens}, were added for the model.",
                len(special),
                tokens=pieces(special),
            )
        )
    elif special:
        text += " " + capital(
            ntr(
                "{count:words} of them, {tokens}, was added for the model.",
                "{count:words} of them, {tokens}, were added for the model.",
                len(special),
                tokens=pieces(special),
            )
        )
    text += _pair(rows)
    filled = padding(rows) if len(rows) > 1 else 0
    if filled:
        text += " " + capital(
            ntr(
                "{count:words} position only fills up the shorter texts "
                "([padding](glossary:padding)), and the model ignores it.",
                "{count:words} positions only fill up the shorter texts "
                "([padding](glossary:padding)), and the model ignores them.",
                filled,
            )
        )
    return text


def _pair(rows: Sequence[Sequence[Token]]) -> str:
    """How the model tells text A from text B, where there is a text B."""
    second = [token for row in rows for token in row if token.text == 1]
    if not second:
        return ""
    if any(token.type > 0 for token in second):
        sentence = ntr(
            "{count:words} token belongs to text B, after the mark that ends text A; [token "
            "types](glossary:token-type-ids) 0 and 1 tell the two apart.",
            "{count:words} tokens belong to text B, after the mark that ends text A; [token "
            "types](glossary:token-type-ids) 0 and 1 tell the two apart.",
            len(second),
        )
    else:
        sentence = ntr(
            "{count:words} token belongs to text B, after the mark that ends text A.",
            "{count:words} tokens belong to text B, after the mark that ends text A.",
            len(second),
        )
    return " " + capital(sentence)


def given(result: RunResult) -> str:
    """The input IDs that a person gave, and what was given beside them."""
    rows = result.rows
    ids = bold(ntr("{count} input ID", "{count} input IDs", len(rows[0])))
    batch = (
        ntr("{count:words} row of {ids}", "{count:words} rows of {ids}", len(rows), ids=ids)
        if len(rows) > 1
        else ids
    )
    sentence = tr("The {batch} went straight into the model, without the tokenizer.", batch=batch)
    inputs = result.request.by_hand
    hidden = sum(number == 0 for row in inputs.attention_mask for number in row)
    if hidden:
        sentence += " " + ntr(
            "Your [attention mask](glossary:attention-mask) hid {count:words} position from it.",
            "Your [attention mask](glossary:attention-mask) hid {count:words} positions from it.",
            hidden,
        )
    given = [
        words
        for words, used in (
            (term(tr("token types"), "token-type-ids"), inputs.token_type_ids),
            (term(tr("position IDs"), "position-ids"), inputs.position_ids),
        )
        if used
    ]
    if given:
        sentence += " " + tr("The {tensors} are yours, too.", tensors=joined(given))
    return sentence
