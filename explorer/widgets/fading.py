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


def is_faded(widget: QWidget) -> bool:
    """Whether it is painted faint now, with what it belongs to."""
    above: QWidget | None = widget
    while above is not None:
        effect = above.graphicsEffect()
        if isinstance(effect, QGraphicsOpacityEffect) and effect.isEnabled():
            return True
        above = above.parentWidget()
    return False
