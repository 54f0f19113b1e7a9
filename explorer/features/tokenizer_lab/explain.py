"""What several tokenizers made of a text, and how one of them cut a word."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.features.tokenizer_lab.protocol import (
    ComparedTokenizer,
    CutStep,
    StepsShown,
    TokenizersCompared,
)
from explorer.protocol.explanation import Explanation
from explorer.protocol.model import ModelSummary
from explorer.text.numbers import count, joined, ntr
from explorer.text.phrases import bold, named, term, word
from explorer.text.translation import MINUS, in_quotation_marks, localized, tr

KINDS = {
    "BPE": tr("byte-pair encoding"),
    "WordPiece": "WordPiece",
    "Unigram": "Unigram",
    "WordLevel": tr("a list of whole words"),
}


def _kind(kind: str) -> str:
    """How it cuts, with the way to the glossary."""
    match kind:
        case "BPE":
            return term(tr("byte-pair encoding"), "byte-pair-encoding")
        case "WordPiece":
            return term("WordPiece", "wordpiece")
        case "Unigram":
            return term("Unigram", "unigram")
        case "WordLevel":
            return tr("a list of whole words")
    return tr("a separate program")


def facts(result: TokenizersCompared, tokenizer: ComparedTokenizer) -> str:
    """Tokens and characters per token in one line."""
    added = len(tokenizer.row) - tokenizer.own
    sentence = ntr(
        "{count} token · {characters:.1f} characters per token",
        "{count} tokens · {characters:.1f} characters per token",
        tokenizer.own,
        characters=result.per_token(tokenizer),
    )
    if tokenizer.unknown:
        sentence += " · " + ntr(
            "of which {count} unknown", "of which {count} unknown", tokenizer.unknown
        )
    if added > 0:
        special = ntr("{count} special token added", "{count} special tokens added", added)
        sentence = f"{sentence} · {special}"
    return sentence


def about(tokenizer: ComparedTokenizer) -> str:
    """Its class, how it cuts, and how many tokens it knows."""
    kind = KINDS.get(tokenizer.kind, tr("written in Python"))
    return " · ".join(
        (
            tokenizer.class_name,
            kind,
            ntr("knows {count} token", "knows {count} tokens", tokenizer.vocabulary),
        )
    )


def compared(result: TokenizersCompared, summary: ModelSummary | None) -> Explanation:
    """Who needs the fewest and the most tokens, and why that differs."""
    read = result.read
    if not read:
        sentences = tuple(named(tokenizer.why) for tokenizer in result.tokenizers)
        return Explanation(tr("No tokenizer could be read"), sentences)
    length = len(result.request.text)
    paragraphs = []
    for tokenizer in read:
        paragraphs.append(
            tr(
                "{tokenizer} makes {tokens} of {characters}: {characters_per_token} each. It "
                "cuts by {method} and knows {vocabulary}.",
                tokenizer=bold(named(tokenizer.source.name)),
                tokens=ntr("{count} token", "{count} tokens", tokenizer.own),
                characters=ntr("{count} character", "{count} characters", length),
                characters_per_token=f"{result.per_token(tokenizer):.1f}",
                method=_kind(tokenizer.kind),
                vocabulary=ntr("{count} token", "{count} tokens", tokenizer.vocabulary),
            )
            + _unknown(tokenizer)
        )
    if len(read) > 1:
        least, most = (extreme(tokenizer.own for tokenizer in read) for extreme in (min, max))
        paragraphs.append(
            tr(
                "The fewest tokens: {least}. The most: {most}. So the same text is longer for one "
                "model than for another.",
                least=_all_with(read, least),
                most=_all_with(read, most),
            )
            if least < most
            else tr("All of them make equally many tokens.")
        )
        if any(tokenizer.unknown for tokenizer in read):
            paragraphs.append(
                tr(
                    "Few tokens are no merit where some are unknown: what was written there is "
                    "lost to the model."
                )
            )
        paragraphs.append(
            tr(
                "An ID means something only to its own tokenizer: the same number is another "
                "piece elsewhere."
            )
        )
    unread = [tokenizer for tokenizer in result.tokenizers if tokenizer.why]
    paragraphs += [
        f"{named(tokenizer.source.name)}: {named(tokenizer.why)}" for tokenizer in unread
    ]
    return Explanation(tr("One text, several tokenizers"), tuple(paragraphs))


def _unknown(tokenizer: ComparedTokenizer) -> str:
    if not tokenizer.unknown:
        return ""
    return " " + ntr(
        "{count} of its tokens is unknown: it has no piece for what is written there.",
        "{count} of its tokens are unknown: it has no pieces for what is written there.",
        tokenizer.unknown,
    )


def _all_with(read: Sequence[ComparedTokenizer], tokens: int) -> str:
    """The names of all that make so many tokens."""
    return joined([named(each.source.name) for each in read if each.own == tokens])


def step_sentence(result: StepsShown, number: int) -> str:
    """What one step did, in one sentence without marks."""
    step = result.steps[number]
    match step.did:
        case "start":
            return tr("Start: the word as its smallest pieces, {pieces}.", pieces=_count(step))
        case "join":
            before = result.steps[number - 1].pieces
            left, right = (before[place].shown for place in (step.at, step.at + 1))
            return tr(
                "Step {step} of {steps}: rule {rank} of {rules} joins “{first_piece}” and "
                "“{second_piece}”.",
                step=count(number),
                steps=count(len(result.steps) - 1),
                rank=count(step.rank + 1),
                rules=count(result.rules),
                first_piece=left,
                second_piece=right,
            )
        case "match":
            return _match(result, number)
        case "whole":
            return tr("The whole word is in the vocabulary: it stays one piece.")
        case "unknown":
            return tr("No piece of the vocabulary fits here: the whole word becomes “{piece}”.",
                      piece=step.pieces[-1].piece if step.pieces else "")  # fmt: skip
    total = sum(step.scores)
    return tr(
        "Of all ways to cut the word this one has the largest sum of scores: {scores} = "
        "{total:.2f}. A score is ln p of a piece.",
        scores=" + ".join(localized(f"{score:.2f}") for score in step.scores).replace(
            f"+ {MINUS}", f"{MINUS} "
        ),
        total=total,
    )


def _match(result: StepsShown, number: int) -> str:
    step = result.steps[number]
    missed = [in_quotation_marks(piece) for piece in step.tried[:-1]]
    step_number, steps_total = count(number + 1), count(len(result.steps))
    if not missed:
        sentence = tr(
            "Step {step} of {steps}: “{piece}”, the longest piece that fits.",
            step=step_number,
            steps=steps_total,
            piece=step.tried[-1],
        )
    else:
        sentence = ntr(
            "Step {step} of {steps}: {tried} is not in the vocabulary, then “{piece}”, the longest "
            "piece that fits.",
            "Step {step} of {steps}: {tried} are not in the vocabulary, then “{piece}”, the "
            "longest piece that fits.",
            len(missed),
            step=step_number,
            steps=steps_total,
            tried=joined(missed)
            if len(missed) <= 4
            else ntr(
                "{first} … {last} ({count} piece)",
                "{first} … {last} ({count} pieces)",
                len(missed),
                first=missed[0],
                last=missed[-1],
            ),
            piece=step.tried[-1],
        )
    return (
        f"{sentence} " + tr("Left: “{remaining_text}”.", remaining_text=step.rest)
        if step.rest
        else sentence
    )


def _count(step: CutStep) -> str:
    return ntr("{count} piece", "{count} pieces", len(step.pieces))


def steps(result: StepsShown, summary: ModelSummary | None) -> Explanation:
    """How the word was cut, and that the steps end in what the tokenizer gives."""
    pieces = joined([word(token) for token in result.expected])
    paragraphs = [
        ntr(
            "“{word}” becomes {count} token: {pieces}.",
            "“{word}” becomes {count} tokens: {pieces}.",
            len(result.expected),
            word=bold(named(result.shown)),
            pieces=pieces,
        )
    ]
    joins = [step for step in result.steps if step.did == "join"]
    if result.kind == "BPE" and joins:
        first = min(step.rank for step in joins)
        paragraphs.append(
            ntr(
                "By {kind}: it begins with {start}. Again and again the rule that comes first "
                "in the list of {rules} joins two neighbours, until no rule fits: {count} join. "
                "The first of these rules has number {first}; rules were learned in this order, "
                "frequent pairs first.",
                "By {kind}: it begins with {start}. Again and again the rule that comes first "
                "in the list of {rules} joins two neighbours, until no rule fits: {count} "
                "joins. The first of these rules has number {first}; rules were learned in this "
                "order, frequent pairs first.",
                len(joins),
                kind=_kind(result.kind),
                start=_count(result.steps[0]),
                rules=count(result.rules),
                first=count(first + 1),
            )
        )
    elif result.kind == "BPE":
        paragraphs.append(
            tr(
                "By {kind}: none of the {rules} rules joins two of its pieces.",
                kind=_kind(result.kind),
                rules=count(result.rules),
            )
            if result.steps and result.steps[0].did == "start"
            else step_sentence(result, 0)
        )
    elif result.kind == "WordPiece":
        tried = sum(len(step.tried) for step in result.steps)
        paragraphs.append(
            ntr(
                "By {method}: from the left it looks for the longest piece among {vocabulary}, "
                "then continues after it. {count} piece was looked up.",
                "By {method}: from the left it looks for the longest piece among {vocabulary}, "
                "then continues after it. {count} pieces were looked up.",
                tried,
                method=_kind(result.kind),
                vocabulary=count(result.vocabulary),
            )
        )
    elif result.steps:
        paragraphs.append(named(step_sentence(result, 0)))
    paragraphs.append(
        tr("Checked: the steps end in exactly the tokens that the tokenizer gives.")
        if result.same
        else tr(
            "These steps end in other tokens than the tokenizer gives, so it does more than they "
            "show."
        )
    )
    return Explanation(tr("How a word is cut"), tuple(paragraphs))
