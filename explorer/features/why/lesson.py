"""What lessons may know of why an answer came out."""

from __future__ import annotations

from explorer.features.why.protocol import SwapsResult, WordsResult
from explorer.features.why.summary import asked_swaps, first_word
from explorer.protocol.explanation import Facts
from explorer.protocol.job import Request
from explorer.text.phrases import bare


class WhyFacts:
    """Knows what is left without each word until other words were tried in its place."""

    def __init__(self) -> None:
        self._words: WordsResult | None = None

    def words(self, result: WordsResult, request: Request) -> Facts:
        """What is known without trying other words; nothing where that still decides."""
        self._words = result
        if result.question is None or asked_swaps(result):
            return {}
        return self._facts(None)

    def swaps(self, result: SwapsResult, request: Request) -> Facts:
        """The answer in question, and the word that the summary names first."""
        return self._facts(result)

    def _facts(self, swaps: SwapsResult | None) -> Facts:
        words = self._words
        number = first_word(words, swaps) if words is not None and words.question else None
        if words is None or words.question is None or number is None:
            return {}
        return {
            "why.answer": bare(words.question.name),
            "why.share": words.question.probability,
            "why.word": words.words[number].text,
            "why.without": float(words.probabilities[number]),
        }
