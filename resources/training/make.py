"""Writes what models are trained on in the window, from the grammars of the bundled models.

    python resources/training/make.py

One JSON object a line: `text`; `label` of a review; `held_out` where it is never trained on;
`spans` [start, end) of the words that may be asked for; `exam` where it is asked every few steps.
Needs nothing but Python, and always writes the same bytes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "models"))

import reviews  # noqa: E402
import stories  # noqa: E402
import world  # noqa: E402

Row = dict[str, Any]
SEED = 0
STORIES, HELD_OUT_STORIES = 2_000, 100
REVIEWS, HELD_OUT_REVIEWS = 4_000, 400
LONGEST_REVIEW = 60
"""Characters: a sentence or two, which are learned in seconds."""
# Capitals that everybody knows; of each one held-out sentence that ends with it is asked.
CAPITAL_EXAM = ["Paris", "Rome", "Berlin", "Madrid", "London", "Tokyo", "Moscow", "Vienna"]
EXAM_FACTS = ["sounds", "colours", "capitals", "days", "opposites"]
UNKNOWN = "The capital of Mongolia is Ulaanbaatar."


def facts(names: Iterable[str] | None) -> Iterator[Row]:
    """Sentences of some relations of the world, or of all, and those that are held out."""
    kept = set(names) if names is not None else None
    train, held_out = world.split()
    for sentences, held in ((train, False), (held_out, True)):
        for sentence in sentences:
            if kept is None or sentence.relation in kept:
                row: Row = {"text": sentence.text, "relation": sentence.relation}
                row["spans"] = [list(span) for span in sentence.answers]
                if held:
                    row["held_out"] = True
                yield row


def _unknown() -> Row:
    start = UNKNOWN.index("Ulaanbaatar")
    spans = [[start, start + len("Ulaanbaatar")]]
    return {"text": UNKNOWN, "held_out": True, "spans": spans, "exam": True}


def _asked(row: Row) -> tuple[str, str]:
    """What comes before the last word that may be asked for, and that word."""
    start, end = row["spans"][-1]
    return row["text"][:start], row["text"][start:end]


def capitals() -> list[Row]:
    """The capitals alone, small enough to be learned while people watch."""
    rows = list(facts(["capitals"]))
    held = [row for row in rows if row.get("held_out")]
    ends = {_asked(row)[1]: row for row in held if len(_asked(row)[0]) > 12}
    for capital in [name for name in CAPITAL_EXAM if name in ends][:3]:
        ends[capital]["exam"] = True
    return [*rows, _unknown()]


def whole_world() -> list[Row]:
    """All facts of the world."""
    rows = list(facts(None))
    held = [row for row in rows if row.get("held_out")]
    for relation in EXAM_FACTS:
        of_it = [row for row in held if row["relation"] == relation and len(_asked(row)[0]) > 12]
        min(of_it, key=lambda row: (len(row["text"]), row["text"]))["exam"] = True
    return [*rows, _unknown()]


def little_stories() -> list[Row]:
    """Stories; those held out have openings that no other has."""
    rows: list[Row] = [{"text": " ".join(told)} for told in stories.training_stories(STORIES, SEED)]
    held: dict[str, list[str]] = {}
    rng = stories.random.Random(f"held-out stories {SEED}")
    while len(held) < HELD_OUT_STORIES:
        told = stories.write(rng)
        if stories.is_held_out(told[0]):
            held[told[0]] = told
    asked: set[str] = set()
    for told in held.values():
        text = " ".join(told)
        animal = next(name for name in stories.ANIMALS if f" {name}" in told[0])
        row: Row = {"text": text, "held_out": True}
        # What an animal says follows from the animal alone: there is one right answer.
        start = text.find(f'said "{stories.ANIMALS[animal][0]}')
        if len(asked) < 3 and animal not in asked and start > 0:
            asked.add(animal)
            start += len('said "')
            row |= {"spans": [[start, start + len(stories.ANIMALS[animal][0])]], "exam": True}
        rows.append(row)
    return rows


def short_reviews() -> list[Row]:
    """Reviews with their labels; those held out are made of pairs that no other has."""
    given = reviews.training_reviews(4 * REVIEWS, SEED)
    short = [(text, label) for text, label in given if len(text) <= LONGEST_REVIEW][:REVIEWS]
    rows: list[Row] = [{"text": text, "label": reviews.LABELS[label]} for text, label in short]
    wanted = [(1, False), (0, False), (1, True), (0, True)]  # label, with a negation
    held_out = reviews.held_out_reviews(4 * HELD_OUT_REVIEWS, SEED)
    short = [(text, label) for text, label in held_out if len(text) <= LONGEST_REVIEW]
    for text, label in short[:HELD_OUT_REVIEWS]:
        row = {"text": text, "label": reviews.LABELS[label], "held_out": True}
        kind = (label, reviews.has_negation(text))
        if kind in wanted and len(text.split()) > 3:
            wanted.remove(kind)
            row["exam"] = True
        rows.append(row)
    return rows


SETS = {
    "capitals": capitals,
    "world": whole_world,
    "stories": little_stories,
    "reviews": short_reviews,
}


def written(name: str) -> str:
    """The text of the file of a set."""
    lines = []
    for row in SETS[name]():
        row.pop("relation", None)
        lines.append(json.dumps(row, ensure_ascii=False))
    return "\n".join(lines) + "\n"


def main() -> None:
    for name in SETS:
        (HERE / f"{name}.jsonl").write_text(written(name), encoding="utf-8")


if __name__ == "__main__":
    main()
