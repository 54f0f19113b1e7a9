"""Which classes the truth run goes through, and a sample that touches every family and task."""

from __future__ import annotations

import functools
import random
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass

from explorer.features.create.compute.catalogue import installed

TASKS = {
    "AutoModelForCausalLM": "causal",
    "AutoModelForMaskedLM": "masked",
    "AutoModelForSeq2SeqLM": "seq2seq",
    "AutoModelForSequenceClassification": "sequence",
    "AutoModelForTokenClassification": "token",
    "AutoModelForQuestionAnswering": "question",
    "AutoModelForMultipleChoice": "choice",
    "AutoModel": "base",
}
"""A class belongs to the first of these that leads to it; the others are exact classes."""


@dataclass(frozen=True)
class One:
    """A class of a type. `also` are all tasks whose Auto class leads to it."""

    kind: str
    family: str
    name: str
    task: str
    also: tuple[str, ...]

    def told(self) -> dict[str, object]:
        """As JSON."""
        return asdict(self)


types = functools.cache(installed)
"""The catalogue of the installed transformers."""


def classes() -> list[One]:
    """Every class of every type, those of families that read text first."""
    found = []
    for one in types().types:
        for own in one.classes:
            family = one.family
            if own.name.endswith("TextToText"):
                family = "Text to text"  # of a type that also speaks
            also = tuple(task for auto, task in TASKS.items() if auto in own.auto)
            found.append(One(one.name, family, own.name, (*also, "exact")[0], also))
    return sorted(found, key=lambda one: not one.family.startswith("Text"))


def sample(all_of_them: list[One], count: int) -> list[One]:
    """An order in which every prefix is spread over families of types and over tasks."""
    rest = list(all_of_them)
    random.Random(0).shuffle(rest)
    by_pair: dict[tuple[str, str], list[One]] = defaultdict(list)
    for one in rest:
        by_pair[one.family, one.task].append(one)
    order: list[One] = []
    types: Counter[str] = Counter()
    while by_pair and len(order) < 8 * count:
        for pair in sorted(by_pair):
            group = by_pair[pair]
            group.sort(key=lambda one: -types[one.kind])  # a type not yet seen is taken first
            chosen = group.pop()
            types[chosen.kind] += 1
            order.append(chosen)
        by_pair = defaultdict(list, {pair: group for pair, group in by_pair.items() if group})
    return order
