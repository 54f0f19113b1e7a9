"""Whether a view is faded: what it shows belongs to another input."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from explorer.widgets.fading import Veil


def faded(view: QWidget) -> bool:
    """Whether it is painted faint now."""
    (veil,) = (each for each in view.children() if isinstance(each, Veil))
    return veil.lies
