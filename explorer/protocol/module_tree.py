"""The modules of a model."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.text.letters import plain_letters


@dataclass(frozen=True)
class ModuleRow:
    """One line of the tree of modules; `parent` is an index into the rows, -1 for the root.

    `repeats` > 1 folds identical neighbours: the row stands for all of them ("layer.0-11"), its
    children are those of the first, and `parameters` counts them all. `shape` is the output's
    shape with `n` for the length, "" where the run without numbers did not reach it.
    `order` is its place among all in the order of that run, -1 where the run did not reach it, and
    `reads` are the rows whose output is in what it was given, with nothing read in between.
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


@dataclass(frozen=True)
class ModuleTree:
    """The modules, parents before children. `note` says why shapes are missing, if they are."""

    class_name: str
    rows: tuple[ModuleRow, ...]
    parameters: int
    real: bool
    note: str = ""

    def find(self, text: str) -> tuple[int, ...]:
        """Indices of the rows in which every word of `text` occurs (path, class or role)."""
        words = plain_letters(text).split()
        return tuple(
            index
            for index, row in enumerate(self.rows)
            if all(
                word in plain_letters(f"{row.path} {row.class_name} {row.role}") for word in words
            )
        )
