"""Saving what was done as Python: the file dialog, and names for files."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QWidget

from explorer.text.letters import plain_letters
from explorer.text.translation import tr
from explorer.widgets.file_dialog import FileKind, ask_file

SCRIPT, NOTEBOOK = FileKind(tr("Python script"), ".py"), FileKind("Notebook", ".ipynb")


def ask_code_file(parent: QWidget, title: str, name: str, *, notebook: bool = False) -> str:
    """Let a person name a script or a notebook; empty when they change their mind.

    The ending says which it is; where they give none, the kind that was chosen in the dialog.
    """
    kinds = (NOTEBOOK, SCRIPT) if notebook else (SCRIPT, NOTEBOOK)
    return ask_file(parent, title, name + kinds[0].ending, kinds)


def is_notebook(path: str) -> bool:
    """Whether a file is to be a notebook, by its ending."""
    return path.lower().endswith(".ipynb")


def file_name(text: str) -> str:
    """A short name for a file out of the words of a title."""
    return re.sub(r"[^a-z0-9]+", "-", plain_letters(text)).strip("-")[:40] or "explore"
