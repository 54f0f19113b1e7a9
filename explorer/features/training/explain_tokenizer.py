"""How a tokenizer was trained, in words with its own numbers."""

from __future__ import annotations

from explorer.features.training.protocol import MergeRule, TokenizerTrained
from explorer.protocol.explanation import Explanation
from explorer.protocol.model import ModelSummary
from explorer.text.numbers import count, joined, plural, seconds
from explorer.text.phrases import bold, named, term
from explorer.text.translation import tr

_SHOWN = 3
"""Rules that are told of: the first ones."""


def trained(result: TokenizerTrained, summary: ModelSummary | None) -> Explanation:
    """Where its pieces come from, and what that means for the model."""
    paragraphs = [
        tr(
            "It read {texts} of {title} in {time} and counted which neighbours stand side by side "
            "most often. It began with {special} and {letters}, and {rules} joined two pieces "
            "into a new one.",
            texts=plural(result.texts, "text"),
            title=named(result.title),
            time=seconds(result.seconds),
            special=plural(len(result.special), "special token"),
            letters=plural(result.letters, "letter"),
            rules=bold(plural(len(result.rules), "rule")),
        )
    ]
    if result.rules:
        first = joined([rule_text(rule) for rule in result.rules[:_SHOWN]])
        last = rule_text(result.rules[-1])
        paragraphs.append(
            tr(
                "The first rules are {first}; the last one is {last}. The order is that of how "
                "often the pair came.",
                first=named(first),
                last=named(last),
            )
        )
    if result.kind == "BPE":
        cuts = tr(
            "A word is cut by applying the rules in this order: that is {bpe}. Its letters are "
            "the 256 bytes, so no text is unknown to it.",
            bpe=term(tr("byte-pair encoding"), "byte-pair-encoding"),
        )
    else:
        cuts = tr(
            "{wordpiece} keeps the pieces and forgets the rules: it cuts a word by taking the "
            "longest piece that fits, from the left on. It makes all letters small.",
            wordpiece=term("WordPiece", "wordpiece"),
        )
    paragraphs.append(cuts)
    paragraphs.append(
        tr(
            "The model now reads with this {tokenizer}: {tokens}, each with a row of the "
            "embedding. It is saved with the model.",
            tokenizer=term(tr("tokenizer"), "tokenizer"),
            tokens=bold(plural(result.tokens, "token")),
        )
    )
    paragraphs += [named(note) for note in result.notes]
    return Explanation(tr("A tokenizer of this text"), tuple(paragraphs))


def rule_text(rule: MergeRule) -> str:
    """A rule in a line."""
    return f"{rule.left} + {rule.right} → {rule.joined}"


def size(result: TokenizerTrained) -> str:
    """Its tokens in a line."""
    return tr(
        "{tokens}: {special} special, {letters} letters, {rules} joined from two others",
        tokens=plural(result.tokens, "token"),
        special=count(len(result.special)),
        letters=count(result.letters),
        rules=count(len(result.rules)),
    )
