"""What the program needs comes along: its resources in the wheel, and what it imports by pip."""

from __future__ import annotations

import ast
import email
import fnmatch
import itertools
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from packaging.version import Version

import explorer
from explorer import resources
from explorer.app import desktop_entry
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
    left = ("resources/pictures/", "resources/bundle/", "resources/site/")
    kept = [one for one in kept if not one.startswith(left)]
    assert {one.rpartition(".")[2] for one in kept} <= {
        *("json", "safetensors", "md", "wav", "png", "svg", "qss", "mo", "desktop"),
        *("html", "css", "js", "jsonl", "csv", "xml"),
    }, "nothing but what the program reads"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    if find_spec("hatchling") is None:
        pytest.skip("hatchling is not installed")
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    (file,) = folder.glob("transformer_explorer-*.whl")
    with zipfile.ZipFile(file) as archive:
        yield archive


def inside(wheel: zipfile.ZipFile, ending: str) -> str:
    (name,) = (one for one in wheel.namelist() if one.endswith(ending))
    return wheel.read(name).decode("utf-8")


def test_the_wheel_holds_the_program_and_nothing_that_made_it(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    code = {one for one in names if one.startswith("explorer/") and one.endswith(".py")}
    sources = (ROOT / "explorer").rglob("*.py")
    assert code == {one.relative_to(ROOT).as_posix() for one in sources}
    held = [one for one in names if one.startswith("explorer/_resources/")]
    assert "explorer/_resources/models/mini-world-bert/model.safetensors" in held
    assert "explorer/_resources/translations/es/LC_MESSAGES/explorer.mo" in held
    assert not any(one.endswith((".py", ".po", ".pot", ".spec")) for one in held)
    assert not any("/pictures/" in one or "/bundle/" in one for one in held)
    share = [one.partition(".data/data/share/")[2] for one in names if ".data/" in one]
    assert set(share) == {place.as_posix() for place in desktop_entry.shared().values()}
    assert not any(one.startswith("tests/") for one in names)


def test_the_wheel_starts_without_a_console_and_says_what_it_is(wheel: zipfile.ZipFile) -> None:
    assert inside(wheel, ".dist-info/entry_points.txt").split() == [
        *("[gui_scripts]", "transformer-explorer", "=", "explorer.__main__:main")
    ]
    about = email.message_from_string(inside(wheel, ".dist-info/METADATA"))
    assert about["Name"] == "transformer-explorer"
    assert about["Version"] == explorer.__version__
    assert about["Author"] == "Transformer Explorer contributors"
    assert about["License-Expression"] == "Apache-2.0"
    assert about["Keywords"]
    assert "Topic :: Education" in about.get_all("Classifier", [])
    assert about["Description-Content-Type"] == "text/markdown"
    assert about.get_all("Project-URL") is None, "there is no address yet: none is made up"


def test_the_description_leads_to_nothing_that_is_only_in_a_checkout(
    wheel: zipfile.ZipFile,
) -> None:
    about = email.message_from_string(inside(wheel, ".dist-info/METADATA"))
    text = about.get_payload()
    assert isinstance(text, str)
    assert "## What you can do" in text
    assert "explorer.show(model, tokenizer)" in text
    targets = re.findall(r"\]\(([^)]*)\)", text)
    assert targets
    assert [one for one in targets if not one.startswith(("https://", "#"))] == []
    assert "![" not in text
    assert "<!--" not in text


def test_every_package_that_is_imported_is_named() -> None:
    """Also where another one brings it along today."""
    named = {
        re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", one)[0]).lower()  # type: ignore[index]
        for one in (
            *project()["project"]["dependencies"],
            # Imported only where a person asks for what it is for, and it is there.
            *project()["project"]["optional-dependencies"]["lora"],
            *project()["project"]["optional-dependencies"]["cluster"],
            *project()["project"]["optional-dependencies"]["batch"],
            *project()["project"]["optional-dependencies"]["kubernetes"],
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


def test_what_the_checking_scripts_run_is_there() -> None:
    places = [*(ROOT / ".ci").iterdir(), *(ROOT / ".github" / "workflows").iterdir()]
    words = "\n".join(place.read_text(encoding="utf-8") for place in places)
    modules = set(re.findall(r"-m ((?:tests|explorer)\.[\w.]+)", words))
    assert "tests.surveys.classes" in modules
    assert [module for module in modules if find_spec(module) is None] == []
    lines = re.findall(r"python3? -c '([^']+)'", (ROOT / ".ci" / "run").read_text("utf-8"))
    assert any("missing_for_x11" in line for line in lines)
    for line in lines:
        # Nothing is installed when they run.
        subprocess.run([sys.executable, "-S", "-c", line], cwd=ROOT, check=True)


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
