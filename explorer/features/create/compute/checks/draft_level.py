"""One level of a draft (the config, or one of its sub-configs) as the rules see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from explorer.boundary.values import as_int
from explorer.features.create.compute.fields.defaults import default_values
from explorer.features.create.compute.fields.json_values import write
from explorer.features.create.compute.fields.schema import Schema
from explorer.features.create.protocol.config import FieldValue, Problem


@dataclass(frozen=True)
class Finding:
    """A rule's finding. `hard`: no build may be tried; else the build has the last word."""

    problem: Problem
    hard: bool = True


@dataclass(frozen=True)
class Level:
    """The schema of one level, where it is, and what was given there.

    `ours` are names in `given` that the person did not write: filled in, or the slot's own.
    """

    own: Schema
    prefix: str
    given: dict[str, Any]
    ours: frozenset[str] = frozenset()

    def value(self, name: str) -> Any:
        """What was given, else the default as the class computes it, else the field's default."""
        if name in self.given:
            return self.given[name]
        spec = self.own.fields.get(name)
        if spec is not None and spec.default is not None:
            return spec.default
        # A value computed from others is only right while those others are the defaults.
        return None if self.given else default_values(self.own.config_class).get(name)

    def number(self, name: str) -> int | None:
        """A whole number of this level, or None where it is something else."""
        return as_int(self.value(self.own.alias.get(name, name)))

    def has(self, name: str) -> bool:
        """Whether the class has a field of that very name."""
        return name in self.own.fields

    def touched(self, *names: str) -> str:
        """The first of the names that was given by the person; "" for none."""
        return next((name for name in names if name in self.given and name not in self.ours), "")

    def problem(
        self, name: str, sentence: str, ideas: tuple[Any, ...] | list[Any], **more: Any
    ) -> Problem:
        """A problem at a field of this level, with what would work instead."""
        # dict.fromkeys keeps the order and drops doubles: a default may also be the nearest value.
        texts = tuple(dict.fromkeys(write(idea) for idea in ideas))
        return Problem(self.prefix + name, sentence, texts, **more)

    def misfit(self, name: str, why: str, ways: dict[str, list[Any]]) -> Problem:
        """A problem between fields: at `name`, with the values of each field that would mend it.

        `why` has no full stop: those ways out that turn out to work are written after it.
        """
        others = tuple(
            FieldValue(self.prefix + other, write(idea))
            for other, ideas in ways.items()
            for idea in ideas
            if other != name and self.has(other)
        )
        return self.problem(name, why, ways[name], elsewhere=others)


def levels(
    own: Schema, values: dict[str, Any], prefix: str = "", ours: frozenset[str] = frozenset()
) -> Iterator[Level]:
    """The draft's level and, after it, every sub-config in which something was given.

    `ours` are whole paths.
    """
    from explorer.features.create.compute.draft import slot_schema

    yield Level(own, prefix, values, frozenset(n for n in values if prefix + n in ours))
    for name in own.slots:
        value = values.get(name)
        if isinstance(value, dict):
            yield from levels(slot_schema(own, name, value), value, f"{prefix}{name}.", ours)
