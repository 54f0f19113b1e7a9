"""What a hostile input is, whichever kind it has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tests.loopback import LoopbackHub

Kind = Literal["folder", "hub", "settings", "session", "lesson", "results", "picture", "sound"]


@dataclass(frozen=True)
class Place:
    """Where a scenario may put things. `folder` is empty and of its own.

    Whatever a scenario wants to be executed writes the file `marker`; nothing ever may. `hub` is a
    server on the loopback that answers whatever a scenario tells it to, for the kind "hub" alone.
    """

    folder: Path
    marker: Path
    hub: LoopbackHub | None = None

    @property
    def server(self) -> LoopbackHub:
        """The lying Hub of this scenario."""
        assert self.hub is not None, "only scenarios of the kind hub have a server"
        return self.hub


@dataclass(frozen=True)
class Scenario:
    """One hostile input.

    `make` writes it and returns what a person would open: a path, or for the kind "hub" the id or
    the link that is typed into the search field. The same random numbers make the same input.
    `harmless` inputs look odd and must open; all others may open or be refused with a sentence.
    """

    kind: Kind
    name: str
    make: Callable[[Place], str]
    harmless: bool = False
