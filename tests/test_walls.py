"""The walls between the rooms, tested in fresh interpreters."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "explorer"
ROOMS = ("model", "hub", "lesson", "window")
HEAVY = ("torch", "transformers", "huggingface_hub")
NOT_ALLOWED = {
    "messages": ("PySide6", *HEAVY, "numpy"),
    "model": ("PySide6",),
    "hub": ("PySide6", "torch", "transformers"),
    "lesson": ("PySide6", *HEAVY),
    "window": HEAVY,
}


def _modules(room: str) -> list[str]:
    files = sorted((PACKAGE / room).rglob("*.py"))
    return [
        ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for file in files
    ]


@pytest.mark.parametrize("room", sorted(NOT_ALLOWED))
def test_importing_a_room_brings_nothing_that_belongs_elsewhere(room: str) -> None:
    """One interpreter a room: every module of it is imported, then what came along is judged."""
    code = (
        "import importlib, sys\n"
        f"for name in {_modules(room)!r}:\n"
        "    importlib.import_module(name)\n"
        f"    for other in {NOT_ALLOWED[room]!r}:\n"
        "        assert other not in sys.modules, f'{name} imports {other}'\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_meet_only_in_messages(room: str) -> None:
    others = {f"explorer.{one}" for one in ROOMS if one != room}
    found = []
    for file in sorted((PACKAGE / room).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
            elif isinstance(node, ast.Import):
                names = [one.name for one in node.names]
            for name in names:
                if any(name == other or name.startswith(other + ".") for other in others):
                    found.append(f"{file.relative_to(ROOT)}:{node.lineno} imports {name}")
    assert not found, "\n".join(found)


def test_only_the_worker_knows_threads() -> None:
    found = [
        str(file.relative_to(ROOT))
        for file in sorted((PACKAGE / "window").rglob("*.py"))
        if "QThread" in file.read_text(encoding="utf-8")
    ]
    assert not found


def test_no_pane_spins_the_event_loop_itself() -> None:
    found = [
        str(file.relative_to(ROOT))
        for file in sorted(PACKAGE.rglob("*.py"))
        if "processEvents" in file.read_text(encoding="utf-8")
    ]
    assert not found


def test_a_delayed_call_knows_whose_end_it_must_not_outlive() -> None:
    """Without a context a single shot also fires when its widget has been deleted."""
    found = []
    for file in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or len(node.args) > 2:
                continue
            if ast.unparse(node.func).endswith("singleShot"):
                found.append(f"{file.relative_to(ROOT)}:{node.lineno}")
    assert not found, "\n".join(found)
