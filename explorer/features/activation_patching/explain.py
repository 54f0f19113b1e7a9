"""Vectors of another run in the last one, and out again."""

from __future__ import annotations

from explorer.features.ablation.explain import change
from explorer.features.activation_patching.protocol import (
    PatchApplied,
    PatchRemoved,
    PatchTargets,
)
from explorer.protocol.explanation import Explanation
from explorer.protocol.model import ModelSummary
from explorer.text.numbers import amount, joined, ntr, rounded
from explorer.text.phrases import bare, bold, named, word
from explorer.text.translation import tr


def possible(result: PatchTargets, summary: ModelSummary | None) -> Explanation:
    """What patching is, before anything is patched."""
    title = tr("Putting vectors of one run into another")
    if result.disabled_reason:
        return Explanation(title, (named(result.disabled_reason),))
    return Explanation(
        title,
        (
            tr(
                "[Activation patching](glossary:activation-patching) asks where a fact is: "
                "vectors of a second text replace those of your run, and the answer shows "
                "whether it moves with them."
            ),
            tr(
                "Your run has {tokens}, so the second text needs the same number. Choose which "
                "of the {layers} and which tokens are replaced.",
                tokens=bold(ntr("{count} token", "{count} tokens", result.tokens)),
                layers=ntr("{count} layer", "{count} layers", result.layers),
            ),
        ),
    )


def patched(result: PatchApplied, summary: ModelSummary | None) -> Explanation:
    """Vectors of another run were put in: what that does to the answer."""
    asked = result.request
    where = tr("all tokens")
    if asked.positions:
        some = [word(result.source_tokens[place]) for place in asked.positions[:4]]
        more = [tr("others")] if len(asked.positions) > 4 else []
        where = ntr(
            "{count:words} token ({tokens})",
            "{count:words} tokens ({tokens})",
            len(asked.positions),
            tokens=joined([*some, *more]),
        )
    sentences = [
        tr(
            "{vectors} of {tokens} {layers} were taken from the other text's run; everything "
            "else is the run that you see. This is called [activation "
            "patching](glossary:activation-patching).",
            vectors=_what(result),
            tokens=where,
            layers=_layers(result),
        )
    ]
    sentences += change(result.original, result.patched)
    if result.source and result.source[0].candidates:
        best = result.source[0].candidates[0]
        sentences.append(
            tr(
                "The other text by itself says “{answer}” with {probability}.",
                answer=named(bare(best.text)),
                probability=amount(best),
            )
        )
    if not result.original:
        sentences.append(
            tr(
                "The largest change of any output is {difference}.",
                difference=bold(rounded(result.largest_change)),
            )
        )
    sentences += [named(check.sentence) for check in result.checks]
    sentences.append(
        tr("The patch stays in for every view until you restore the run or run something else.")
    )
    return Explanation(tr("A run with a patch"), tuple(sentences[:5]))


def _what(result: PatchApplied) -> str:
    match result.request.part:
        case "attention":
            return tr("What [attention](glossary:attention) adds to the vectors")
        case "mlp":
            return tr("What the [feed-forward part](glossary:feed-forward) adds to the vectors")
        case _:
            return tr("The [hidden states](glossary:hidden-states)")


def _layers(result: PatchApplied) -> str:
    numbers = [str(layer + 1) for layer in sorted(result.request.layers)]
    where = "after" if result.request.part == "residual" else "in"
    many = "layer" if len(numbers) == 1 else "layers"
    return f"{where} {many} {joined(numbers)}"


def taken_out(result: PatchRemoved, summary: ModelSummary | None) -> Explanation:
    """The patch was taken out."""
    sentences = [
        tr(
            "This is the original run again: nothing in it comes from another text. No "
            "weight was touched."
        )
    ]
    sentences += [named(check.sentence) for check in result.checks]
    return Explanation(tr("The patch is removed"), tuple(sentences))
