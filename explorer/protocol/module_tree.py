"""The modules of a model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from explorer.text.letters import plain_letters


@dataclass(frozen=True)
class ModuleRow:
    """One line of the tree of modules; `parent` is an index into the rows, -1 for the root.

    `repeats` > 1 folds identical neighbours: the row stands for all of them ("layer.0-11"), its
    children are those of the first, and `parameters` counts them all. `shape` is the output's
    shape with `n` for the length, "" where the run without numbers did not reach it.
    `order` is its place among all in the order of that run, -1 where the run did not reach it, and
    `reads` are the rows whose output is in what it was given, with nothing read in between.
    `alike` are the names of the folded neighbours, the first included; empty where there are none.
    """

    path: str
    label: str
    class_name: str
    role: str
    shape: str
    parameters: int
    own_parameters: int
    share: float
    dtype: str
    depth: int
    parent: int
    repeats: int = 1
    weights: tuple[str, ...] = ()
    tied: bool = False
    order: int = -1
    reads: tuple[int, ...] = ()
    alike: tuple[str, ...] = ()


@dataclass(frozen=True)
class PartPlace:
    """A row, and by row which of its folded neighbours are meant; `weight` by its full name.

    Rows that are not in `picks` mean the first of their neighbours.
    """

    row: int
    picks: Mapping[int, int]
    weight: str = ""


@dataclass(frozen=True)
class ModuleTree:
    """The modules, parents before children. `note` says why shapes are missing, if they are."""

    class_name: str
    rows: tuple[ModuleRow, ...]
    parameters: int
    real: bool
    note: str = ""

    def find(self, text: str) -> tuple[PartPlace, ...]:
        """Where a full name leads, or else the rows in which every word of `text` occurs.

        A row that stands for several layers has the names of all of them, but is there once.
        """
        exact = self.place_of(text.strip())
        words = plain_letters(text).split()
        places = (self._where(number, words) for number in range(len(self.rows)))
        others = [place for place in places if place is not None]
        if exact is None:
            return tuple(others)
        return (exact, *(place for place in others if place.row != exact.row))

    def _where(self, number: int, words: list[str]) -> PartPlace | None:
        """This row, in the first of its neighbours whose names hold every word."""
        row, folded = self.rows[number], self.folded(number)
        wanted = {digits for word in words for digits in re.findall(r"\d+", word)}
        choices = [
            [pick for pick, name in enumerate(self.rows[each].alike) if not pick or name in wanted]
            for each in folded
        ]
        for chosen in product(*choices):
            picks = dict(zip(folded, chosen, strict=True))
            names = [self.name_in(number, name, picks) for name in (row.path, *row.weights)]
            text = f"{' '.join(names)} {row.class_name} {row.role}"
            if _holds(text, words):
                named = (name for name in names[1:] if _holds(name, words))
                return PartPlace(number, picks, next(named, ""))
        return None

    def folded(self, number: int) -> tuple[int, ...]:
        """The rows around a row, itself included, that stand for several neighbours."""
        around = []
        while number >= 0:
            if self.rows[number].alike:
                around.append(number)
            number = self.rows[number].parent
        return tuple(reversed(around))

    def name_in(self, number: int, name: str, picks: Mapping[int, int]) -> str:
        """The full name of a part of a row, or of a weight in it, in the neighbours picked."""
        parts = name.split(".")
        for row in self.folded(number):
            parts[self.rows[row].path.count(".")] = self.rows[row].alike[picks.get(row, 0)]
        return ".".join(parts)

    def below(self, number: int) -> Iterator[tuple[int, str]]:
        """The weights of a part and of all inside it, each with its row."""
        for place in range(number, len(self.rows)):
            row = self.rows[place]
            if place > number and row.depth <= self.rows[number].depth:
                return
            yield from ((place, weight) for weight in row.weights)

    def place_in_file(self, name: str) -> PartPlace | None:
        """Where the weight is that a checkpoint file calls so.

        Its name may lack the part under a head, or have one that this class lacks, and the norms
        of old files have gamma and beta.
        """
        owner, dot, last = name.rpartition(".")
        last = {"gamma": "weight", "beta": "bias"}.get(last, last)
        outer = [row.path for row in self.rows if row.depth == 1]
        for known in (name, f"{owner}{dot}{last}"):
            for tried in (known, known.partition(".")[2], *(f"{path}.{known}" for path in outer)):
                place = self.place_of(tried)
                if place is not None and place.weight:
                    return place
        return None

    def place_of(self, name: str) -> PartPlace | None:
        """Where the module or the weight of this full name is; None where there is none."""
        if not self.rows or not name:
            return None
        children: dict[int, list[int]] = {}
        for number, row in enumerate(self.rows):
            children.setdefault(row.parent, []).append(number)
        number, picks, left = 0, dict[int, int](), name.split(".")
        while left:
            for child in children.get(number, ()):
                row = self.rows[child]
                names = row.alike or (row.path.rpartition(".")[2],)
                if left[0] in names:
                    if row.alike:
                        picks[child] = names.index(left[0])
                    number, left = child, left[1:]
                    break
            else:
                break
        if not left:
            return PartPlace(number, picks)
        weights = [weight.rpartition(".")[2] for weight in self.rows[number].weights]
        return PartPlace(number, picks, name) if left[0] in weights and len(left) == 1 else None


def _holds(text: str, words: list[str]) -> bool:
    plain = plain_letters(text)
    return all(word in plain for word in words)
