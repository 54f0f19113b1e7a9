"""Saving what was done as Python, and what is seen as a picture; one function per file dialog."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

SCRIPT, NOTEBOOK, PICTURE = "Python script (*.py)", "Notebook (*.ipynb)", "Picture (*.png)"


def ask_code_file(parent: QWidget, title: str, name: str, *, notebook: bool = False) -> str:
    """Let a person name a script or a notebook; empty when they change their mind.

    The ending says which it is; where they give none, the kind that was chosen in the dialog.
    """
    kinds = [NOTEBOOK, SCRIPT] if notebook else [SCRIPT, NOTEBOOK]
    ending = ".ipynb" if notebook else ".py"
    chosen, kind = QFileDialog.getSaveFileName(parent, title, name + ending, ";;".join(kinds))
    if chosen and Path(chosen).suffix.lower() not in (".py", ".ipynb"):
        chosen += ".ipynb" if kind == NOTEBOOK else ".py"
    return chosen


def ask_picture_file(parent: QWidget, name: str) -> str:
    """Let a person name a picture; empty when they change their mind."""
    chosen, _ = QFileDialog.getSaveFileName(
        parent, "Save a picture of this view", name + ".png", PICTURE
    )
    return chosen if not chosen or chosen.lower().endswith(".png") else chosen + ".png"


def is_notebook(path: str) -> bool:
    """Whether a file is to be a notebook, by its ending."""
    return path.lower().endswith(".ipynb")


def file_name(text: str) -> str:
    """A short name for a file out of the words of a title."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:40] or "explore"
