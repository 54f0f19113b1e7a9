"""How a tokenizer was trained, in words with its own numbers."""

from __future__ import annotations

from explorer.features.training.protocol import MergeRule, TokenizerTrained
from explorer.protocol.explanation import Explanation
from explorer.protocol.model import ModelSummary
from explorer.text.numbers import count, joined, ntr, seconds
from explorer.text.phrases import bold, named, term
from explorer.text.translation import tr

_SHOWN = 3
"""How many rules are named: the first ones."""


def trained(result: TokenizerTrained, summary: ModelSummary | None) -> Explanation:
    """Where its pieces come from, and what that means for the model."""
    paragraphs = [
        tr(
            "It read {texts} of {title} in {time} and counted which two neighbours occur "
            "together most often. It began with {special} and {letters}, and {rules} joined two "
            "pieces into a new one.",
            texts=ntr("{count} text", "{count} texts", result.texts),
            title=named(result.title),
            time=seconds(result.seconds),
            special=ntr("{count} special token", "{count} special tokens", len(result.special)),
            letters=ntr("{count} letter", "{count} letters", result.letters),
            rules=bold(ntr("{count} rule", "{count} rules", len(result.rules))),
        )
    ]
    if result.rules:
        first = joined([rule_text(rule) for rule in result.rules[:_SHOWN]])
        last = rule_text(result.rules[-1])
        paragraphs.append(
            tr(
                "The first rules are {first}; the last one is {last}. They are in the order of "
                "how often the pair occurred.",
                first=named(first),
                last=named(last),
            )
        )
    if result.kind == "BPE":
        cuts = tr(
            "A word is cut by applying the rules in this order: that is [byte-pair "
            "encoding](glossary:byte-pair-encoding). Its letters are the 256 bytes, so no text "
            "is unknown to it."
        )
    else:
        cuts = tr(
            "{wordpiece} keeps the pieces and forgets the rules: it cuts a word by taking the "
            "longest piece that fits, from the left on. It makes all letters small.",
            wordpiece=term("WordPiece", "wordpiece"),
        )
    paragraphs.append(cuts)
    paragraphs.append(
        ntr(
            "The model now reads with this [tokenizer](glossary:tokenizer): **{count} token**, "
            "each with a row of the embedding. It is saved with the model.",
            "The model now reads with this [tokenizer](glossary:tokenizer): **{count} tokens**, "
            "each with a row of the embedding. It is saved with the model.",
            result.tokens,
        )
    )
    paragraphs += [named(note) for note in result.notes]
    return Explanation(tr("A tokenizer of this text"), tuple(paragraphs))


def rule_text(rule: MergeRule) -> str:
    """A rule in a line."""
    return f"{rule.left} + {rule.right} → {rule.joined}"


def size(result: TokenizerTrained) -> str:
    """Its tokens in a line."""
    return ntr(
        "{count} token: {special} special, {letters} letters, {rules} joined from two others",
        "{count} tokens: {special} special, {letters} letters, {rules} joined from two others",
        result.tokens,
        special=count(len(result.special)),
        letters=count(result.letters),
        rules=count(len(result.rules)),
    )
