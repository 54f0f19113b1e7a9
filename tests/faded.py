"""Whether a view is faded: what it shows belongs to another input."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def faded(view: QWidget) -> bool:
    """Whether it is painted faint now."""
    effect = view.graphicsEffect()
    assert effect is not None
    return effect.isEnabled()
