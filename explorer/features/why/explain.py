"""Why an answer came out, in words with the numbers that were measured."""

from __future__ import annotations

import numpy as np

from explorer.features.why import summary
from explorer.features.why.protocol import (
    ContributionsResult,
    GradientsResult,
    MapResult,
    Part,
    PartsResult,
    Question,
    SwapsResult,
    TriedAgain,
    WhyResult,
    WordsResult,
)
from explorer.protocol.explanation import Explanation
from explorer.protocol.inspection import HeadPlace
from explorer.protocol.model import ModelSummary
from explorer.text.numbers import count, ntr, percent
from explorer.text.phrases import apart, bare, bold, checked, head_place, named, workers_words
from explorer.text.translation import tr


def removal(result: WordsResult) -> str:
    """What was done to each word, and why so."""
    if summary.leaves_nothing(result):
        return tr("It is the only word: without it there is no text to run.")
    if result.filler < 0:
        return tr(
            "Each word was taken out, and the rest closed up: the text is shorter, and may be no "
            "sentence any more."
        )
    return tr(
        "Each word was replaced by {filler}: the other words keep their positions, and the model "
        "sees that something is missing.",
        filler=result.filler_name,
    )


def words(result: WordsResult, about: ModelSummary | None) -> Explanation:
    """Which words the answer depends on."""
    title = tr("Which words mattered")
    if result.question is None:
        return Explanation(title, (named(result.note),))
    question = result.question
    if summary.leaves_nothing(result):
        return Explanation(title, (removal(result), *checked(result.checks)))
    paragraphs = [
        tr(
            "The answer in question is {name}, with {share}. {removal} This is called "
            "[leave-one-out](glossary:leave-one-out).",
            name=bold(named(summary.quoted(question.name))),
            share=bold(percent(question.probability)),
            removal=named(removal(result)),
        )
    ]
    known = [n for n in range(len(result.words)) if not np.isnan(result.probabilities[n])]
    if known:
        paragraphs.append(_least_left(question, result, known))
    paragraphs.append(
        tr(
            "A drop shows that the answer depends on the word, or that the sentence is broken "
            "without it: try another word in its place."
        )
    )
    return Explanation(title, (*paragraphs, *checked(result.checks)))


def _least_left(question: Question, result: WordsResult, known: list[int]) -> str:
    """The word without which least is left; that none takes anything away, where that is so."""
    shares, before = result.probabilities, question.probability
    least = min(known, key=lambda n: float(shares[n]))
    most = max(known, key=lambda n: float(shares[n]))
    if summary.all_alike(before, shares):
        return tr(
            "Whichever word is left out, {probability} is left of it: the changes are too "
            "small to be seen in this number.",
            probability=bold(percent(float(shares[least]))),
        )
    if shares[least] >= before or percent(float(shares[least])) == percent(before):
        return tr(
            "Whichever word is left out, it falls no lower. Without {word} it rises to "
            "{probability}.",
            word=bold(named(summary.word_name(result, most))),
            probability=bold(percent(float(shares[most]))),
        )
    return tr(
        "Without {word} least is left of it: {probability}.",
        word=bold(named(summary.word_name(result, least))),
        probability=bold(percent(float(shares[least]))),
    )


def swaps(result: SwapsResult, about: ModelSummary | None) -> Explanation:
    """What other words in the same place do."""
    title = tr("Other words in its place")
    if not result.swaps:
        return Explanation(title, (named(result.note or tr("No other word could be tried.")),))
    best = max(result.swaps, key=lambda swap: swap.probability)
    least = min(result.swaps, key=lambda swap: swap.probability)
    source = (
        tr("They are the model's own guesses for that place.")
        if result.proposed_by == "model"
        else tr("They are the tokens whose embeddings are most similar.")
    )
    paragraphs = [
        ntr(
            "{count} other word was tried. {their_source}",
            "{count} other words were tried. {their_source}",
            len(result.swaps),
            their_source=source,
        )
    ]
    if percent(best.probability) == percent(least.probability):
        paragraphs.append(tr("Each of them leaves {share}.", share=percent(best.probability)))
    else:
        paragraphs.append(
            tr(
                "Most is left with {best_word}: {best_share}. Least with {worst_word}: "
                "{worst_share}.",
                best_word=named(summary.quoted(best.name)),
                best_share=percent(best.probability),
                worst_word=named(summary.quoted(least.name)),
                worst_share=percent(least.probability),
            )
        )
    return Explanation(title, tuple(paragraphs))


def parts(result: PartsResult, about: ModelSummary | None) -> Explanation:
    """Which heads and blocks the answer depends on."""
    title = tr("Which heads carry it")
    if result.question is None:
        return Explanation(title, (named(result.note),))
    paragraphs = [
        tr(
            "Each [attention head](glossary:attention-head) was switched off alone: it gives "
            "zeros, and everything else is computed as usual. The numbers are points of "
            "probability that {answer} gains or loses.",
            answer=named(summary.quoted(result.question.name)),
        ),
        tr(
            "A block that is off adds nothing to the vectors: the "
            "[attention](glossary:attention) or the [feed-forward part](glossary:feed-forward) "
            "of one layer. This is called [ablation](glossary:ablation)."
        ),
    ]
    paragraphs += [named(claim.sentences) for claim in summary.part_claims(result)[:1]]
    paragraphs += [named(note) for note in (result.heads_note, result.blocks_note) if note]
    paragraphs = [*paragraphs, *checked(result.checks)][:5]
    return Explanation(title, (*paragraphs, *workers_words(result.workers, result.workers_note)))


def patch_map(result: MapResult, about: ModelSummary | None) -> Explanation:
    """In which vectors the information is."""
    title = tr("Where the information is")
    if result.question is None:
        return Explanation(title, (named(result.note),))
    return Explanation(
        title,
        (
            tr(
                "This is [activation patching](glossary:activation-patching): the text with "
                "another word was run once for each layer and each token, with one vector of "
                "your text's own run in it."
            ),
            tr(
                "Without any vector put in, {name} has {without} there. Your text gives {share}.",
                name=bold(named(summary.quoted(result.question.name))),
                without=percent(result.without),
                share=percent(result.question.probability),
            ),
            named(summary.map_sentence(result)),
            *checked(result.checks),
            *workers_words(result.workers, result.workers_note),
        ),
    )


def gradients(result: GradientsResult, about: ModelSummary | None) -> Explanation:
    """What each token adds to the logit."""
    title = tr("Integrated gradients")
    if result.question is None:
        return Explanation(title, (named(result.note),))
    return Explanation(
        title,
        (
            tr(
                "[Integrated gradients](glossary:integrated-gradients): the embeddings grow "
                "from zero vectors to those of your text, and at each of {steps} points the "
                "slope of the [logit](glossary:logits) of {name} is measured. The slopes add up "
                "to what each token gives.",
                steps=count(result.steps),
                name=bold(named(summary.quoted(result.question.name))),
            ),
            *checked(result.checks),
            tr(
                "It compares your text with zero vectors, which are no text. Leaving words out "
                "compares it with other texts."
            ),
        ),
    )


def contributions(result: ContributionsResult, about: ModelSummary | None) -> Explanation:
    """What each part adds to the logit by itself."""
    title = tr("What contributed")
    if result.question is None:
        return Explanation(title, (named(result.note),))
    paragraphs = [
        tr(
            "This is [direct logit attribution](glossary:direct-logit-attribution). The "
            "last vector is a sum of the embeddings and of what each head and each "
            "feed-forward part added. The bars are what each of these gives to the "
            "[logit](glossary:logits) of {name}.",
            name=bold(named(summary.quoted(result.question.name))),
        )
    ]
    if result.decodes:
        paragraphs.append(
            tr(
                "The decoder answers, so these are the decoder's parts. What its "
                "[cross-attention](glossary:cross-attention) fetched from the encoder stands "
                "beside what it read of its own tokens. The embeddings are those of the token at "
                "which it answers."
            )
        )
    paragraphs.append(norms_fixed(result))
    return Explanation(
        title,
        (
            *paragraphs,
            *checked(result.checks),
            tr("What a part gives to later layers, and these to the answer, is not in its bar."),
        ),
    )


def norms_fixed(result: ContributionsResult) -> str:
    """What is held still, so that the parts can be added up."""
    norms = sum(step.kind == "norm" for step in result.steps)
    if norms > 1:
        return tr(
            "This model norms after each sum. A norm divides by the length of the whole sum, so "
            "all scales are fixed at what they were in this run. Then the parts can be added up."
        )
    if not norms:
        return tr("No norm comes after the last sum, so the parts can be added up as they are.")
    return tr(
        "The final norm divides by the length of the whole sum. Its scale is fixed at what "
        "it was in this run, so that the parts can be added up."
    )


def part_name(result: ContributionsResult, place: int) -> str:
    """What a part is called; in a model of two stacks as in the grid of heads."""
    part = result.parts[place]
    name = _part(part)
    stacks = {"decoder": tr("Decoder"), "cross": tr("Cross")}
    if part.where not in stacks or part.layer < 0:
        return name
    return tr("{stack} · {part}", stack=stacks[part.where], part=name)


def _part(part: Part) -> str:
    layer = part.layer + 1
    match part.kind:
        case "embeddings":
            return tr("embeddings")
        case "head":
            return head_place(HeadPlace("self", part.layer, part.head))
        case "attention":
            return tr("layer {layer} attention", layer=layer)
        case "attention bias":
            return tr("layer {layer} attention's bias", layer=layer)
        case "feed-forward":
            return tr("layer {layer} feed-forward", layer=layer)
    return tr("biases of the end")


def again(result: TriedAgain, about: ModelSummary | None) -> Explanation:
    """One intervention was done again."""
    question = result.question
    if question is None:
        return Explanation(tr("Tried again"), (named(result.note),))
    asked = tr("The answer in question is {name}.", name=bold(named(summary.quoted(question.name))))
    return Explanation(tr("Tried again"), (asked, named(f"{done(result)} {tried(result)}")))


def tried(result: TriedAgain) -> str:
    """What came out, and whether it is what was measured before."""
    if result.question is None:
        return result.note
    share = percent(result.probability)
    if result.agrees and result.request.intervention.kind == "patched":
        # Put into another text: that one without it is what the claim compares with.
        return tr(
            "Repeated just now: {share}. Your own text gives {own_share}.",
            share=share,
            own_share=percent(result.question.probability),
        )
    if result.agrees:
        return tr(
            "Repeated just now: {share}, {points} points.",
            share=share,
            points=summary.points(result.probability - result.question.probability),
        )
    return tr(
        "Repeated just now: {share}; before it was {before}. This model does not give the same "
        "answer twice.",
        share=share,
        before=percent(result.request.measured),
    )


def asked(result: WhyResult) -> str:
    """The question in a few words."""
    question = result.question
    if question is None:
        return result.note
    return tr(
        "{share} (logit {logit:.3f}, number {rank} of {total})",
        share=percent(question.probability),
        logit=question.logit,
        rank=count(question.rank),
        total=count(question.out_of),
    )


def done(result: TriedAgain) -> str:
    """What was done, in a few words."""
    what, tokens = result.request.intervention, result.tokens
    names = [bare(token.shown) for token in tokens]
    word = summary.quoted(" ".join(names[place] for place in what.positions))
    if len(what.positions) == 1:
        word = apart([summary.quoted(name) for name in names], what.positions[0])
    row, place = what.part
    match what.kind:
        case "without":
            return tr("Without {word}.", word=word)
        case "replaced":
            return tr("With {word} replaced.", word=word)
        case "head":
            return tr("One head off.")
        case "attention":
            return tr("The attention of layer {layer} off.", layer=row + 1)
        case "feed-forward":
            return tr("The feed-forward block of layer {layer} off.", layer=row + 1)
    return tr("One vector put in at token {position}.", position=place + 1)
