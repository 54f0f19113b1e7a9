"""How surprising a text was to the model, in words."""

from __future__ import annotations

import math

from explorer.features.surprise.protocol import SurpriseResult
from explorer.protocol.explanation import Explanation
from explorer.protocol.model import ModelSummary
from explorer.text.numbers import count, ntr, percent, rounded
from explorer.text.phrases import apart, bare, bold, named, word
from explorer.text.translation import in_quotation_marks, tr


def headline(result: SurpriseResult) -> str:
    """Loss and perplexity in one line."""
    return ntr(
        "Loss {loss} · perplexity {perplexity} over {count} token",
        "Loss {loss} · perplexity {perplexity} over {count} tokens",
        len(result.scored),
        loss=rounded(result.loss),
        perplexity=_perplexity(result),
    )


def _perplexity(result: SurpriseResult) -> str:
    return rounded(result.perplexity)


def bits(result: SurpriseResult, place: int) -> str:
    """The surprisal of one token."""
    # -log2 of 1 may be -0.0, which would be written with its sign.
    return rounded(max(0.0, float(result.surprisals[place])))


def token(result: SurpriseResult, place: int) -> str:
    """All about one token: its probability, its rank, and what the model expected."""
    best = int(result.best[place])
    return tr(
        "{token}: probability {share}, {bits} bits, rank {rank}. The first choice was "
        "{first_choice} with {best_share}.",
        token=word(result.tokens[place]),
        share=percent(float(result.probabilities[place])),
        bits=bits(result, place),
        rank=count(int(result.ranks[place])),
        first_choice=named(result.words.get(best, str(best))),
        best_share=percent(float(result.best_probabilities[place])),
    )


def how(result: SurpriseResult) -> str:
    """How the model was asked."""
    if result.method == "masked":
        return tr(
            "This model reads in both directions. One token after the other was masked, "
            "and the model was asked for it with all other tokens visible. So this is a "
            "pseudo-perplexity; it cannot be compared with that of a model that reads from "
            "left to right."
        )
    if result.method == "target":
        return tr(
            "Each token of the decoder's text was asked for after the tokens before it, "
            "with the whole input visible. Nothing is asked about the first one: it only "
            "starts the text."
        )
    return tr(
        "Each token was asked for after the tokens before it. Nothing comes before the first, so "
        "it is not counted."
    )


def _mean(result: SurpriseResult, vocabulary: int) -> str:
    """The loss, and the perplexity: more than there are tokens to choose from is no choice."""
    mean = rounded(result.loss / math.log(2))
    values = {"loss": rounded(result.loss), "mean": mean, "perplexity": bold(_perplexity(result))}
    if 0 < vocabulary < result.perplexity:
        return ntr(
            "It is {mean} bits for {count} token, which as [loss](glossary:loss) (in nats, with "
            "the natural logarithm) is {loss}. As "
            "[perplexity](glossary:perplexity) it is {perplexity}, more than the {vocabulary} "
            "tokens that it knows: giving all of them the same probability would have been better "
            "here.",
            "On average it is {mean} bits over {count} tokens, which as [loss](glossary:loss) (in "
            "nats, with the natural logarithm) is {loss}. As "
            "[perplexity](glossary:perplexity) it is {perplexity}, more than the {vocabulary} "
            "tokens that it knows: giving all of them the same probability would have been better "
            "here.",
            len(result.scored),
            vocabulary=count(vocabulary),
            **values,
        )
    return ntr(
        "It is {mean} bits for {count} token, which as [loss](glossary:loss) (in nats, with the "
        "natural logarithm) is {loss}. As "
        "[perplexity](glossary:perplexity) it is {perplexity}: the model was as unsure "
        "as if it chose among that many tokens each time.",
        "On average it is {mean} bits over {count} tokens, which as [loss](glossary:loss) (in "
        "nats, with the natural logarithm) is {loss}. As "
        "[perplexity](glossary:perplexity) it is {perplexity}: the model was as unsure "
        "as if it chose among that many tokens each time.",
        len(result.scored),
        **values,
    )


def surprise(result: SurpriseResult, summary: ModelSummary | None) -> Explanation:
    """The most and the least surprising token, and what the numbers mean."""
    if not result.scored:
        why = named(result.note) or tr("This text has no token that the model could expect.")
        return Explanation(tr("Nothing to measure here"), (why,))
    most = result.most_surprising(1)[0]
    least = max(result.scored, key=lambda place: float(result.probabilities[place]))
    names = [word(token) for token in result.tokens]
    own, first_choice = result.tokens[most], result.words.get(int(result.best[most]), "?")
    if own.shown and bare(own.shown) == bare(first_choice):  # only a space tells them apart
        names[most] = in_quotation_marks(named(own.shown))
    else:
        first_choice = bare(first_choice)
    values = {
        "token": bold(apart(names, most)),
        "share": percent(float(result.probabilities[most])),
        "bits": bits(result, most),
    }
    paragraphs = [
        tr(
            "The most surprising token is {token}: the model gave it {share}, that is {bits} "
            "bits of [surprisal](glossary:surprisal). It was still its first choice.",
            **values,
        )
        if int(result.best[most]) == own.id
        else tr(
            "The most surprising token is {token}: the model gave it {share}, that is {bits} "
            "bits of [surprisal](glossary:surprisal). It expected “{first_choice}”.",
            **values,
            first_choice=named(first_choice),
        ),
        tr(
            "The least surprising one is {token}, with {share}.",
            token=bold(apart(names, least)),
            share=percent(float(result.probabilities[least])),
        ),
        _mean(result, summary.vocab_size if summary is not None else 0),
        how(result),
    ]
    if summary is not None and summary.is_noise:
        paragraphs[-1] = tr(
            "The [weights are random](glossary:random-weights), so every token surprises it "
            "about equally."
        )
    return Explanation(tr("How surprising this text is"), tuple(paragraphs))
