"""Prints what pip is to keep to, so that it installs one end of what pyproject.toml allows.

`oldest` pins every direct dependency to the lower end of its range; `newest` pins nothing, since
pip takes the newest by itself. What follows are pins that go before: `torch==2.13.0`.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

NAME = re.compile(r"[A-Za-z0-9_.-]+")


def pins(project: dict[str, object], end: str, instead: list[str]) -> Iterator[str]:
    """One line for each package that is not left to pip."""
    yield from instead
    named = {key(NAME.match(one)[0]) for one in instead}  # type: ignore[index]
    if end == "newest":
        return
    extras = project["optional-dependencies"]
    for one in (*project["dependencies"], *extras["test"]):  # type: ignore[call-overload, misc]
        requirement, _, marker = one.partition(";")
        name = NAME.match(requirement)[0]  # type: ignore[index]
        low = re.search(r">=\s*([0-9.]+)", requirement)
        if low and key(name) not in named:
            yield f"{name}=={low[1]}" + (f" ;{marker}" if marker else "")


def key(name: str) -> str:
    """A package's name as pip compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    with Path(__file__).parents[1].joinpath("pyproject.toml").open("rb") as file:
        print(*pins(tomllib.load(file)["project"], sys.argv[1], sys.argv[2:]), sep="\n")
