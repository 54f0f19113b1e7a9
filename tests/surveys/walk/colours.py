"""Contrast as WCAG 2 computes it: of the themes' named pairs, and of what is on the screen."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QTabBar, QWidget

from explorer.app.theme import ThemeColors
from explorer.widgets.fading import is_faded
from explorer.widgets.picture import ramp
from tests.surveys.walk.findings import Findings, visible

TEXT, AUDIENCE, SHAPE = 4.5, 7.0, 3.0
"""The least contrast of text, of text before an audience, and of what only has a shape."""

_GROUNDS = ("back", "frame", "card", "field")
TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    *(("text", ground) for ground in (*_GROUNDS, "hover", "chip", "accent_soft", "select")),
    *(("muted", ground) for ground in (*_GROUNDS, "hover", "chip", "accent_soft")),
    *(("accent", ground) for ground in (*_GROUNDS, "hover", "accent_soft")),
    *(("special", ground) for ground in (*_GROUNDS, "accent_soft")),
    *((name, ground) for name in ("good", "warn", "bad") for ground in ("back", "card", "frame")),
    ("on_accent", "accent"),
    ("good", "good_back"),
    ("warn", "warn_back"),
    ("bad", "bad_back"),
    ("text", "bad_back"),
    ("accent", "bad_back"),
)
"""Text and what the style sheet and the painted widgets put it on."""
SHAPE_PAIRS = (("field_line", "field"), ("accent", "card"), ("accent", "track"), ("accent", "back"))
"""Borders of fields, the ring of the focus, and bars on their track."""


def luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white)."""
    shade = QColor(colour)
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (shade.redF(), shade.greenF(), shade.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def too_pale(theme: ThemeColors, least: float) -> list[str]:
    """The named pairs of a theme that have too little contrast."""
    colours = theme.colours
    pairs = [(fore, back, colours[fore], colours[back]) for fore, back in TEXT_PAIRS]
    pairs += [("text", f"token {one}", colours["text"], one) for one in theme.tokens]
    pairs += [(f"code {name}", "card", code, colours["card"]) for name, code in theme.code.items()]
    found = [
        f"{theme.name}: {fore} on {back} {contrast(a, b):.2f}"
        for fore, back, a, b in pairs
        if contrast(a, b) < least
    ]
    return found + [
        f"{theme.name}: {fore} beside {back} {contrast(colours[fore], colours[back]):.2f}"
        for fore, back in SHAPE_PAIRS
        if contrast(colours[fore], colours[back]) < SHAPE
    ]


def steps_of(theme: ThemeColors) -> list[float]:
    """The luminance of each of the 256 shades that pictures of numbers use."""
    return [luminance(QColor(one).name()) for one in ramp(theme.ramp)]


def check_contrast(
    root: QWidget, picture: QImage, place: str, found: Findings, least: float
) -> None:
    """What labels, buttons, boxes and tabs look like on a picture of their window.

    The text is the colour farthest from the ground: thin strokes are blurred into it, so it is
    seen at its true contrast only where letters are large. Called at 200 %.
    """
    for widget in visible(root):
        if not isinstance(widget, QLabel | QAbstractButton | QComboBox | QTabBar):
            continue
        if not widget.isEnabled() or _empty(widget) or is_faded(widget):
            continue
        where = QRect(widget.mapTo(root, QPoint(0, 0)), widget.size())
        seen = widget.visibleRegion().boundingRect().translated(where.topLeft())
        inner = where.adjusted(4, 4, -4, -4)
        if inner.width() < 8 or inner.height() < 10 or not seen.contains(inner):
            continue
        found.seen += 1
        ratio, fore, back = _farthest(picture, inner)
        if 1.05 < ratio < least:
            found.add(f"too little contrast: {fore} on {back}, {ratio:.1f}", widget, place)


def _empty(widget: QWidget) -> bool:
    return isinstance(widget, QLabel | QAbstractButton) and not widget.text()


def _farthest(picture: QImage, area: QRect) -> tuple[float, str, str]:
    part = picture.copy(area.intersected(picture.rect()))
    part = part.convertToFormat(QImage.Format.Format_RGB32)
    if part.isNull():
        return 1.0, "", ""
    levels = np.frombuffer(part.constBits(), np.uint32).reshape(part.height(), -1)
    found, counts = np.unique(levels[:, : part.width()], return_counts=True)
    names = [QColor(int(one)).name() for one in found]
    ground = names[int(counts.argmax())]
    best = max(set(names), key=lambda one: contrast(one, ground))
    return contrast(best, ground), best, ground
