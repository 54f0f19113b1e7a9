"""Inputs worth trying for each task, for models that bring none of their own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TaskExample:
    """Texts of the first lines; `more` is a context, a target, or the choices; `pairs` texts B."""

    texts: tuple[str, ...]
    more: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """How a menu names it."""
        return f"{self.texts[0]}  +  {self.pairs[0]}" if self.pairs else self.texts[0]


PAIRS = (
    TaskExample(("A man eats an apple.",), pairs=("Somebody eats fruit.",)),
    TaskExample(
        ("The shop is open on Sunday.", "She plays the violin."),
        pairs=("The shop is closed on Sunday.", "She makes music."),
    ),
)
"""Pairs worth trying with any model whose tokenizer joins two texts."""

BESIDE_PICTURES = (
    TaskExample(("a house under the sun", "a dog on a sofa", "a ship at sea")),
    TaskExample(("something red", "something blue")),
)
"""Texts of which one fits a picture best, for models that read both."""

EXAMPLES: dict[str, tuple[TaskExample, ...]] = {
    "token-classification": (
        TaskExample(("Ada Lovelace was born in London in 1815.",)),
        TaskExample(("The United Nations has its seat in New York City.",)),
        TaskExample(("Marie Curie worked at the University of Paris.", "Her prize came in 1903.")),
    ),
    "question-answering": (
        TaskExample(
            ("Where does Maria live?",),
            ("Maria moved from Lisbon to Vienna in 2019. She has lived there ever since.",),
        ),
        TaskExample(
            ("How tall is the tower?",),
            ("The old tower stands by the river. It is 48 metres tall and has 212 steps.",),
        ),
        TaskExample(
            ("Who wrote the letter?",),
            ("Tom read the letter twice. It was his sister Anna who had written it.",),
        ),
    ),
    "multiple-choice": (
        TaskExample(
            ("It began to rain, so she",),
            ("opened her umbrella.", "watered the garden.", "put on her sunglasses."),
        ),
        TaskExample(
            ("He was hungry. He went into the kitchen and",),
            ("made a sandwich.", "parked the car.", "swam across the lake."),
        ),
    ),
    "text-to-text": (
        TaskExample(("translate English to German: The house is wonderful.",)),
        TaskExample(
            (
                "summarize: The town built a new bridge. It took three years and cost twice as "
                "much as planned, but now the way to school is short.",
            )
        ),
        TaskExample(("translate English to French: Good morning.",), ("Bon",)),
    ),
    "next-sentence": (
        TaskExample(("She opened the window.",), pairs=("Fresh air came into the room.",)),
        TaskExample(("She opened the window.",), pairs=("Penguins are birds.",)),
        TaskExample(
            ("He was hungry.", "He was hungry."),
            pairs=("He made a sandwich.", "The bank raised its fees."),
        ),
    ),
    "sentence-similarity": (
        TaskExample(
            (
                "A cat sleeps on the sofa.",
                "A kitten naps on the couch.",
                "The bank raised its fees.",
            )
        ),
        TaskExample(("I loved the film.", "I hated the film.", "The film was wonderful.")),
    ),
}
