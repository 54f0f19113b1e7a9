"""What a walk found, each thing once: the place, the widget, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget


@dataclass
class Findings:
    """Collected by kind of defect; the same defect in several places is one line."""

    lines: dict[str, list[str]] = field(default_factory=dict)
    seen: int = 0

    def add(self, what: str, widget: QObject | None, place: str) -> None:
        """Keep one defect and the place where it was seen."""
        self.lines.setdefault(f"{what}  [{called(widget)}]", []).append(place)

    def report(self) -> str:
        """One line for each defect, with the first places where it was seen."""
        return "\n".join(
            f"{what}\n      {len(places)}x: {', '.join(dict.fromkeys(places[:40]))[:300]}"
            for what, places in sorted(self.lines.items())
        )


def called(widget: QObject | None) -> str:
    """A widget as a developer would look for it: its class, name, text and parents."""
    if widget is None:
        return ""
    parts: list[str] = []
    one: QObject | None = widget
    while one is not None and len(parts) < 4:
        name = one.objectName()
        if one is widget or name:
            parts.append(f"{type(one).__name__}{'#' + name if name else ''}")
        one = one.parent()
    text = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
    return f"{' < '.join(parts)}" + (f" {text[:50]!r}" if text else "")


def visible(root: QWidget) -> Iterator[QWidget]:
    """A widget and all within it that are shown, windows of their own left out."""
    if root.isVisible():
        yield root
        for child in root.children():
            if isinstance(child, QWidget) and not child.isWindow():
                yield from visible(child)
