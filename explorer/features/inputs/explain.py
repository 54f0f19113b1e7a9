"""What a text became before the model saw it: tokens, their input IDs, padding."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.protocol.explanation import Explanation
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import RunResult, Token, Tokenized
from explorer.text.numbers import capital, count, joined, plural, spelled
from explorer.text.phrases import added, bold, named, noun, padding, pieces, term
from explorer.text.translation import tr


def tokenized(result: Tokenized, summary: ModelSummary | None) -> Explanation:
    """A text was cut into tokens; nothing ran yet."""
    paragraphs = [cut(result.rows)]
    # Of a long paste only the first tokens are named; its length is told whole.
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


def cut(rows: Sequence[Sequence[Token]]) -> str:
    """How many tokens the texts became, and which of them were added."""
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
        single = len(special) == 1
        of = tr("each text") if len(rows) > 1 else "them"
        text += tr(
            "; {special} of {of}, {special2}, {value} added for the model",
            special=spelled(len(special)),
            of=of,
            special2=pieces(special),
            value="was" if single else "were",
        )
    text += "." + _pair(rows)
    filled = padding(rows) if len(rows) > 1 else 0
    if filled:
        text += tr(
            " {filled} only {value} up the shorter texts ({term}), and the "
            "model does not look there.",
            filled=capital(noun(filled, "position")),
            value="fills" if filled == 1 else "fill",
            term=term("padding", "padding"),
        )
    return text


def _pair(rows: Sequence[Sequence[Token]]) -> str:
    """How the model tells text A from text B, where there is a text B."""
    second = [token for row in rows for token in row if token.text == 1]
    if not second:
        return ""
    sentence = f" {capital(noun(len(second), 'token'))} {'is' if len(second) == 1 else 'are'}"
    sentence += tr(" of text B, after the mark that ends text A")
    if any(token.type > 0 for token in second):
        sentence += tr(
            "; {term} 0 and 1 tell the two apart", term=term(tr("token types"), "token-type-ids")
        )
    return f"{sentence}."


def given(result: RunResult) -> str:
    """The input IDs that a person gave, and what was given beside them."""
    rows = result.rows
    ids = bold(plural(len(rows[0]), "input ID"))
    batch = tr("{rows} of {ids}", rows=noun(len(rows), "row"), ids=ids) if len(rows) > 1 else ids
    sentence = tr(
        "The {batch} went into the model as you typed them, without the tokenizer.", batch=batch
    )
    inputs = result.request.by_hand
    hidden = sum(number == 0 for row in inputs.attention_mask for number in row)
    if hidden:
        sentence += tr(
            " Your {term} hid {hidden} from it.",
            term=term(tr("attention mask"), "attention-mask"),
            hidden=noun(hidden, "position"),
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
        sentence += tr(" The {given} are yours, too.", given=joined(given))
    return sentence
