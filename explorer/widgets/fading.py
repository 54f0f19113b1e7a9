"""Fading what is shown beside something that it does not belong to any more."""

from __future__ import annotations

from PySide6.QtWidgets import QGraphicsOpacityEffect, QWidget

_FADED = 0.35
"""How much is left in sight of what belongs to another text than the one typed."""


def fading(widget: QWidget) -> QGraphicsOpacityEffect:
    """The effect of a widget that fades it while it is enabled."""
    effect = QGraphicsOpacityEffect(widget)
    effect.setOpacity(_FADED)
    effect.setEnabled(False)
    widget.setGraphicsEffect(effect)
    return effect
