"""What the program needs comes along: its resources in the wheel, and what it imports by pip."""

from __future__ import annotations

import ast
import fnmatch
import itertools
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from packaging.version import Version

from explorer import resources
from tests.conftest import ROOT

DISTRIBUTIONS = {"PIL": "pillow", "PySide6": "pyside6-essentials", "shiboken6": "shiboken6"}
"""Distributions that have another name than what is imported of them."""

BROUGHT = {"shiboken6": "pyside6-essentials"}
"""Half of another distribution, in the same version: nothing to name."""


def project() -> dict[str, Any]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)


def trees() -> Iterator[ast.AST]:
    for file in sorted((ROOT / "explorer").rglob("*.py")):
        yield from ast.walk(ast.parse(file.read_text(encoding="utf-8")))


def test_every_resource_that_is_read_is_in_the_wheel() -> None:
    build = project()["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert build["only-include"] == ["explorer", "resources"]
    assert build["sources"] == {"resources": "explorer/_resources"}
    left_out = [one.lstrip("/") for one in build["exclude"]]
    read = set()
    for node in trees():
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "resources.path":
            # Up to the first part that is known only while it runs.
            known = itertools.takewhile(lambda one: isinstance(one, ast.Constant), node.args)
            parts = [ast.literal_eval(one) for one in known]
            read.add("/".join(["resources", *(str(one) for one in parts)]))
    assert read >= {"resources/glossary.json", "resources/models", "resources/examples"}
    for one in read:
        assert (ROOT / one).exists(), one
        assert not any(fnmatch.fnmatch(one, rule) for rule in left_out), one
    shipped = [
        str(file.relative_to(ROOT).as_posix())
        for file in resources.path().rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    ]
    kept = [one for one in shipped if not any(fnmatch.fnmatch(one, rule) for rule in left_out)]
    kept = [one for one in kept if not one.startswith("resources/pictures/")]
    assert {one.rpartition(".")[2] for one in kept} <= {
        *("json", "safetensors", "md", "wav", "png", "svg", "qss", "mo", "desktop"),
        *("html", "css", "js", "jsonl", "csv"),
    }, "nothing but what the program reads"


def test_every_package_that_is_imported_is_named() -> None:
    """Also where another one brings it along today."""
    named = {
        re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", one)[0]).lower()  # type: ignore[index]
        for one in (
            *project()["project"]["dependencies"],
            # Imported only where a person asks for what it is for, and it is there.
            *project()["project"]["optional-dependencies"]["lora"],
        )
    }
    imported = set()
    for node in trees():
        if isinstance(node, ast.Import):
            imported |= {one.name.partition(".")[0] for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            imported.add(node.module.partition(".")[0])
    others = imported - sys.stdlib_module_names - {"explorer"}
    needed = {BROUGHT.get(one, DISTRIBUTIONS.get(one, one)).lower() for one in others}
    assert {re.sub(r"[-_.]+", "-", one) for one in needed} <= named
    assert {"torch", "numpy", "httpx2", "filelock"} <= needed


def test_the_oldest_versions_are_the_lower_ends_of_the_ranges() -> None:
    script = [sys.executable, str(ROOT / ".ci" / "constraints.py")]

    def asked(*words: str) -> list[str]:
        done = subprocess.run([*script, *words], capture_output=True, text=True, check=True)
        return done.stdout.splitlines()

    oldest = asked("oldest", "Torch==2.13.0")
    assert oldest[0] == "Torch==2.13.0"
    assert not any(one.startswith("torch==") for one in oldest)
    assert "transformers==5.23" in oldest
    assert "PySide6-Essentials==6.11.2 ; python_version < '3.12'" in oldest
    ranges = [*project()["project"]["dependencies"]]
    assert len(oldest) >= len(ranges)
    assert asked("newest", "torch==2.14.1") == ["torch==2.14.1"]


def test_what_is_not_at_its_end_is_named(tmp_path: Path) -> None:
    outdated = tmp_path / "outdated.json"
    newer = [
        {"name": "NumPy", "latest_version": "2.999"},
        {"name": "torch", "latest_version": "99.0"},  # out of its range
        {"name": "somebody-elses", "latest_version": "2.0"},
    ]
    outdated.write_text(json.dumps(newer))
    script = [sys.executable, str(ROOT / ".ci" / "constraints.py")]

    def told(end: str) -> list[str]:
        command = [*script, end, "--outdated", str(outdated)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return done.stdout.splitlines()

    assert told("newest") == [f"numpy {version('numpy')} instead of 2.999"]
    if Version(version("numpy")) > Version("2.0"):
        assert f"numpy {version('numpy')} instead of 2.0" in told("oldest")
    assert not any(one.startswith("somebody") for one in told("oldest"))
    outdated.write_text("[]")
    assert told("newest") == ["nothing: every range is at its end"]
