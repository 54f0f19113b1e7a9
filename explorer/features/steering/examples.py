"""Texts to steer by for the bundled models, each seen to work on the text that it is tried on.

`tests/model/test_steering.py` measures every one of them again.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SteeringExample:
    """Run `text`, and add the difference of the other two after `layer` (from 0)."""

    text: str
    toward: str
    away: str
    layer: int
    strength: float


EXAMPLES: dict[str, tuple[SteeringExample, ...]] = {
    "mini-world-bert": (
        SteeringExample("A dog says [MASK].", "The cat", "The dog", 0, 1.0),
        SteeringExample(
            "The capital of France is [MASK].",
            "In Japan people speak Japanese.",
            "In France people speak French.",
            0,
            2.0,
        ),
        SteeringExample("In winter it is [MASK].", "Summer", "Winter", 2, 1.0),
    ),
    "mini-world-gpt2": (
        SteeringExample("Luna was", "Luna was glad again.", "Luna was sad and upset.", 1, 2.0),
        SteeringExample(
            "Long ago a brave",
            "The duck lived in the blue lake.",
            "The dog lived on the old farm.",
            2,
            3.0,
        ),
        SteeringExample(
            "Long ago a brave", "Her name was Luna. She", "His name was Otto. He", 2, 2.0
        ),
    ),
    "mini-world-sentiment": (
        SteeringExample(
            "The soup was not good.", "This film is wonderful.", "This film is terrible.", 1, 2.0
        ),
        SteeringExample(
            "The soup was awful.", "The film was not bad.", "The film was bad.", 1, 1.0
        ),
    ),
    "mini-world-copy": (
        SteeringExample(
            "fly sofia nairobi cup cat bed opposite home call sky fly sofia",
            "cat",
            "nairobi",
            1,
            1.0,
        ),
        SteeringExample(
            "boat frog baker seven who hot sofia january boat frog baker", "hot", "seven", 1, 1.0
        ),
    ),
}
"""By the name of the model."""


def of_model(name: str) -> tuple[SteeringExample, ...]:
    """The examples of a model; none where none was measured."""
    return EXAMPLES.get(name, ())
