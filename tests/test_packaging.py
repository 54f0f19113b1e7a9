"""What the program reads at run time travels in the wheel."""

from __future__ import annotations

import ast
import tomllib

from explorer import resources
from tests.conftest import ROOT


def test_every_resource_that_is_read_is_in_the_wheel() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        wheel = tomllib.load(file)["tool"]["hatch"]["build"]["targets"]["wheel"]
    packed = {one.removeprefix("resources/") for one in wheel["force-include"]}
    read = set()
    for file in (ROOT / "explorer").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "resources.path":
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant):
                    read.add(str(first.value))
    assert read >= {"glossary.json", "models", "examples"}
    assert read <= packed, f"not in the wheel: {sorted(read - packed)}"
    for one in packed:
        assert resources.path(one).exists(), one
