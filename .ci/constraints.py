"""Prints what pip is to keep to, so that it installs one end of what pyproject.toml allows.

`oldest` pins every direct dependency to the lower end of its range; `newest` pins nothing, since
pip takes the newest by itself. What follows are pins that go before: `torch==2.13.0`. With
`--outdated FILE` (what `pip list --outdated --format json` says) it prints instead which direct
dependency was installed in another version than that end: pinned, or held back by another package.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

NAME = re.compile(r"[A-Za-z0-9_.-]+")
LOW = re.compile(r">=\s*([0-9.]+)")


def requirements(project: dict[str, object]) -> Iterator[str]:
    """Every direct dependency, those of the tests included."""
    extras = project["optional-dependencies"]
    yield from (*project["dependencies"], *extras["test"])  # type: ignore[call-overload, misc]


def pins(project: dict[str, object], end: str, instead: list[str]) -> Iterator[str]:
    """One line for each package that is not left to pip."""
    yield from instead
    named = {key(NAME.match(one)[0]) for one in instead}  # type: ignore[index]
    if end == "newest":
        return
    for one in requirements(project):
        requirement, _, marker = one.partition(";")
        name = NAME.match(requirement)[0]  # type: ignore[index]
        low = LOW.search(requirement)
        if low and key(name) not in named:
            yield f"{name}=={low[1]}" + (f" ;{marker}" if marker else "")


def elsewhere(project: dict[str, object], end: str, outdated: Path) -> Iterator[str]:
    """One line for each dependency that is not at that end of its range; for none, a line too."""
    from packaging.requirements import Requirement
    from packaging.version import Version

    newest = {key(one["name"]): one["latest_version"] for one in json.loads(outdated.read_text())}
    all_there = True
    for one in map(Requirement, requirements(project)):
        if one.marker and not one.marker.evaluate():
            continue
        low = LOW.search(str(one.specifier))
        wanted = low[1] if end == "oldest" and low else newest.get(key(one.name), "")
        if end == "oldest" and not low:
            continue
        there = version(one.name)
        if wanted and wanted in one.specifier and Version(there) != Version(wanted):
            all_there = False
            yield f"{one.name} {there} instead of {wanted}"
    if all_there:
        yield "nothing: every range is at its end"


def key(name: str) -> str:
    """A package's name as pip compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    with Path(__file__).parents[1].joinpath("pyproject.toml").open("rb") as file:
        about = tomllib.load(file)["project"]
    end, *more = sys.argv[1:]
    if more[:1] == ["--outdated"]:
        print(*elsewhere(about, end, Path(more[1])), sep="\n")
    else:
        print(*pins(about, end, more), sep="\n")
