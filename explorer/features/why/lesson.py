"""What lessons may know of why an answer came out."""

from __future__ import annotations

from explorer.features.why.protocol import WordsResult
from explorer.protocol.explanation import Facts
from explorer.protocol.job import Request
from explorer.text.phrases import bare


def words(result: WordsResult, request: Request) -> Facts:
    """The answer in question, and the word without which least is left of it."""
    question = result.question
    left = {
        number: float(share)
        for number, share in enumerate(result.probabilities)
        if share == share  # not a number where a word could not be left out
    }
    if question is None or not left:
        return {}
    number = min(left, key=lambda number: left[number])
    return {
        "why.answer": bare(question.name),
        "why.share": question.probability,
        "why.word": result.words[number].text,
        "why.without": left[number],
    }
