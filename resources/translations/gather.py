"""Bring `english.ts` up to date: every text of the program, for Qt Linguist to translate.

    python resources/translations/gather.py [CODE]     with a language, its own file as well

`pyside6-lupdate` reads the calls of `tr` in the sources. What it cannot see, because the program
looks it up by a variable, is handed to it in a file made for it: the nouns that are counted, and
the texts of `resources/*.json`.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

from explorer.text.numbers import plural_of  # noqa: E402

COUNTING = ("plural", "noun")
"""Functions whose second argument is an English noun that is counted."""


def nouns(source: str) -> Iterator[str]:
    """The nouns that a source counts, each as one and as several."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        name = node.func.id if isinstance(node.func, ast.Name) else name
        if name not in COUNTING or len(node.args) < 2:
            continue
        words = [one.value for one in node.args[1:3] if isinstance(one, ast.Constant)]
        if words and isinstance(words[0], str):
            yield words[0]
            yield str(words[1]) if len(words) > 1 else plural_of(words[0])


def data_texts() -> Iterator[str]:
    """What people read of the glossary, the catalogue and the list for beginners."""

    def read(name: str) -> Any:
        return json.loads((ROOT / "resources" / name).read_text(encoding="utf-8"))

    for row in read("glossary.json").values():
        yield from (row["title"], row["line"], row["paragraph"], *row.get("numbers", ()))
    catalogue = read("catalogue.json")
    yield from catalogue["purposes"]
    for row in catalogue["types"]:
        yield row["family"]
        yield row["line"]
    for row in read("starter_checkpoints.json")["checkpoints"]:
        yield row["why"]


def gather(target: Path) -> None:
    """Write every text into a .ts file; translations that it holds already are kept."""
    sources = sorted((ROOT / "explorer").rglob("*.py"))
    found = {noun for file in sources for noun in nouns(file.read_text(encoding="utf-8"))}
    found |= set(data_texts())
    lines = [f"tr({json.dumps(text, ensure_ascii=False)})" for text in sorted(found)]
    with tempfile.TemporaryDirectory() as folder:
        looked_up = Path(folder, "looked_up.py")
        looked_up.write_text("\n".join(lines) + "\n", encoding="utf-8")
        options = ["-locations", "none", "-no-obsolete", "-silent"]
        tool = Path(sys.executable).with_name("pyside6-lupdate")
        files = [str(file) for file in (*sources, looked_up)]
        subprocess.run([str(tool), *files, *options, "-ts", str(target)], check=True)


if __name__ == "__main__":
    for code in ("english", *sys.argv[1:]):
        gather(HERE / f"{code}.ts")
