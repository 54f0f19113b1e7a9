"""A session as a Jupyter notebook: what happened in words, then the Python of it, step by step."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from explorer.features import explanations
from explorer.features.export.session_script import parts, settings, worth_keeping
from explorer.protocol.explanation import Step, marked
from explorer.text.python.fragment import Fragment, source
from explorer.text.translation import tr


def notebook(steps: Sequence[Step], *, threads: int = 0, title: str = "") -> str:
    """The text of an .ipynb file (nbformat 4.5); its cells run from top to bottom.

    All imports are in the first code cell. `threads` as in `python.code`.
    """
    title = title or tr("A session")
    origin = tr("Made with Transformer Explorer.")
    rows = worth_keeping(steps)
    actions = parts(rows)
    cells = [_words(f"# {title}\n\n{origin}")]
    before = settings(rows, threads)
    first = source([_imports([before, *actions]), before])
    if first.strip():
        cells.append(_code(first))
    for number, (step, own) in enumerate(zip(rows, actions, strict=True), start=1):
        explanation = explanations.after(step.result, step.summary)
        text = "\n\n".join(_markdown(paragraph) for paragraph in explanation.paragraphs)
        cells.append(_words(f"## {number}. {_markdown(explanation.title)}\n\n{text}"))
        cells.append(_code("\n".join(own.lines).strip("\n")))
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    whole = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _imports(parts: Sequence[Fragment]) -> Fragment:
    """What the parts import, without their lines."""
    return sum((part.only_imports() for part in parts), Fragment())


def _markdown(paragraph: str) -> str:
    """The paragraph as Markdown: bold stays, terms become plain words, signs are escaped."""
    pieces = []
    for piece in marked(paragraph):
        text = "".join(f"\\{sign}" if sign in r"\`*_[]<>#$" else sign for sign in piece.text)
        pieces.append(f"**{text}**" if piece.bold else text)
    return "".join(pieces)


def _words(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)}


def _code(text: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": text.rstrip("\n").splitlines(keepends=True),
    }
