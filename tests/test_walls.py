"""The walls between the rooms, tested in fresh interpreters."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.fresh_python import run_fresh

PACKAGE = ROOT / "explorer"
HEAVY = ("torch", "transformers", "huggingface_hub")
QT = ("PySide6",)
NOT_ALLOWED = {
    "protocol": (*QT, *HEAVY),
    "text": (*QT, *HEAVY),
    "boundary": (*QT, *HEAVY),
    "engine": QT,
    "compute": QT,
    "remote": (*QT, "torch", "transformers"),
    "explain": (*QT, *HEAVY),
    "code": (*QT, *HEAVY),
    "export": (*QT, *HEAVY),
    "animation": (*QT, *HEAVY),
    "view": HEAVY,
    "app": HEAVY,
    "widgets": HEAVY,
}
"""What a file of that role may not bring along; its role is its name or that of a folder above."""


def _role(file: Path) -> str:
    """What a file may do: its room, or inside a feature the innermost name that is a role."""
    first, *rest = file.relative_to(PACKAGE).with_suffix("").parts
    if first != "features":
        return first
    return next((part.split("_")[0] for part in reversed(rest) if _is_role(part)), "")


def _is_role(part: str) -> bool:
    return part in NOT_ALLOWED or part.startswith(("explain_", "code_"))


def _modules(role: str) -> list[str]:
    return [
        ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for file in sorted(PACKAGE.rglob("*.py"))
        if _role(file) == role
    ]


@pytest.mark.parametrize("role", sorted(NOT_ALLOWED))
def test_importing_a_role_brings_nothing_that_belongs_elsewhere(role: str) -> None:
    """One process a role: every module of it is imported, then what came along is judged.

    Who may import torch may begin with it: that process is a fork of one that has.
    """
    modules = _modules(role)
    assert modules
    code = (
        "import importlib, sys\n"
        f"for name in {modules!r}:\n"
        "    importlib.import_module(name)\n"
        f"    for other in {NOT_ALLOWED[role]!r}:\n"
        "        assert other not in sys.modules, f'{name} imports {other}'\n"
    )
    command = [sys.executable, "-c", code]
    if set(NOT_ALLOWED[role]) & set(HEAVY):
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    else:
        done = run_fresh(code, ROOT)
    assert done.returncode == 0, done.stderr


def test_only_the_worker_knows_threads() -> None:
    found = [
        str(file.relative_to(ROOT))
        for file in sorted(PACKAGE.rglob("*.py"))
        if file.parent.name != "lanes" and "QThread" in file.read_text(encoding="utf-8")
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


def test_a_painter_ends_with_its_block_also_after_an_error() -> None:
    """Qt goes on painting before Python sees the error, and crashes on a painter at work."""
    found = []
    for file in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        made = {n for n in ast.walk(tree) if isinstance(n, ast.Call) and _makes_painter(n)}
        ended = {
            item.context_expr for n in ast.walk(tree) if isinstance(n, ast.With) for item in n.items
        }
        found += [f"{file.relative_to(ROOT)}:{node.lineno}" for node in made - ended]
    assert not found, "\n".join(found)


def _makes_painter(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id == "QPainter"
