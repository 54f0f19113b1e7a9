"""How the window looks: theme and text size, in one place, changeable while it runs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from string import Template

import msgspec
from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from explorer import resources

ZOOMS = (100, 110, 125, 150, 175, 200, 250, 300)
"""Text sizes in percent, from smallest to largest."""

LARGE = 150
"""The smallest text, in percent, before an audience."""

_UNIT = re.compile(r"(-?\d+(?:\.\d+)?)u(-\d+)?\b")
_SMALLEST_TEXT = 13
"""Pixels of body text at 100 %, unless the system's own text is larger."""


_CODE = {
    "keyword": "special",
    "string": "good",
    "comment": "muted",
    "number": "warn",
    "name": "accent",
}
"""Which of its colours a theme colours Python with."""


class ThemeColors(msgspec.Struct, frozen=True):
    """Named colours, the tints of the tokens, and the ramp that pictures of numbers use.

    `contrast` are the colours that are others where the system asks for high contrast.
    """

    name: str
    dark: bool
    colours: dict[str, str]
    contrast: dict[str, str]
    tokens: tuple[str, ...]
    code: dict[str, str]
    ramp: tuple[str, ...]

    @classmethod
    def read(cls, name: str) -> ThemeColors:
        """The theme in `resources/themes/<name>.json`."""
        data = json.loads(resources.path("themes", f"{name}.json").read_text(encoding="utf-8"))
        return cls(
            name=data["name"],
            dark=data["dark"],
            colours=data["colours"],
            contrast=data.get("contrast", {}),
            tokens=tuple(data["tokens"]),
            code=data["code"],
            ramp=tuple(data["ramp"]),
        )

    def contrasted(self) -> ThemeColors:
        """The same with its strongest colours and borders."""
        colours = self.colours | self.contrast
        code = {name: colours[of] for name, of in _CODE.items()}
        return msgspec.structs.replace(self, colours=colours, code=code)


class Theme(QObject):
    """The theme and the text size of the application. `changed` fires after both are applied."""

    changed = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._choice = "system"
        self._presenting = False
        self._zoom = 100
        system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
        self._family = system.family()
        self._body = max(_SMALLEST_TEXT, QFontInfo(system).pixelSize())
        self._sheet = resources.path("themes", "window.qss").read_text(encoding="utf-8")
        self._window: QWidget | None = None
        self._themes: dict[str, ThemeColors] = {}
        self.theme = self._chosen()
        hints = application.styleHints()
        hints.colorSchemeChanged.connect(self._system_changed)
        hints.accessibility().contrastPreferenceChanged.connect(self.apply)

    @property
    def choice(self) -> str:
        """system, light or dark."""
        return self._choice

    @property
    def zoom(self) -> int:
        """Text size in percent; at least 150 before an audience."""
        return max(LARGE, self._zoom) if self._presenting else self._zoom

    def units(self, count: float) -> int:
        """Pixels of a length that grows with the text: one unit is one pixel at 100 %."""
        return round(count * self.zoom * self._body / (100 * _SMALLEST_TEXT))

    @property
    def em(self) -> int:
        """Pixels of body text."""
        return self.units(_SMALLEST_TEXT)

    def colour(self, name: str) -> QColor:
        """A named colour of the theme."""
        return QColor(self.theme.colours[name])

    def font(
        self, size: float = _SMALLEST_TEXT, *, bold: bool = False, fixed: bool = False
    ) -> QFont:
        """The window's font at a size in units; `fixed` for code."""
        if fixed:
            font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        else:
            font = QFont(self._family)
        font.setPixelSize(self.units(size))
        font.setBold(bold)
        return font

    def choose(self, choice: str, zoom: int) -> None:
        """Take a theme (system, light, dark) and a text size in percent, and apply both."""
        self._choice = choice if choice in ("system", "light", "dark") else "system"
        self._zoom = min(ZOOMS, key=lambda item: abs(item - zoom))
        self.apply()

    def present(self, on: bool, zoom: int) -> None:
        """Show the theme for an audience at `zoom` percent, or the chosen theme again."""
        self._presenting = on
        self.choose(self._choice, zoom)

    @property
    def presenting(self) -> bool:
        """Whether the theme for an audience is shown."""
        return self._presenting

    def dress(self, window: QWidget) -> None:
        """Put the style sheet onto this window and all that belong to it, from now on.

        On the application, Qt takes eight times as long for each change of theme or text size:
        0.8 s instead of 0.1 s with the 900 widgets of the main window. The theme ends with the
        window: the system's next change would find nothing to dress.
        """
        self._window = window
        window.destroyed.connect(self.deleteLater)
        self._application.setStyleSheet("")

    @Slot()
    def apply(self) -> None:
        """Set palette and font of the whole application, and the style sheet."""
        self.theme = self._chosen()
        self._application.setPalette(self._palette())
        self._application.setFont(self.font())
        (self._window or self._application).setStyleSheet(self._styled())
        self.changed.emit()

    @Slot()
    def _system_changed(self) -> None:
        if self._choice == "system":
            self.apply()

    def _chosen(self) -> ThemeColors:
        name = self._choice
        if name == "system":
            dark = self._application.styleHints().colorScheme() == Qt.ColorScheme.Dark
            name = "dark" if dark else "light"
        if self._presenting:  # a room that is dark stays dark
            name = "presenting-dark" if name == "dark" else "presenting"
        theme = self._named(name)
        return theme.contrasted() if wants_contrast(self._application) else theme

    def _named(self, name: str) -> ThemeColors:
        if name not in self._themes:
            self._themes[name] = ThemeColors.read(name)
        return self._themes[name]

    @contextmanager
    def on_paper(self) -> Iterator[None]:
        """The light colours for what is drawn meanwhile: it goes onto a white page."""
        before, self.theme = self.theme, self._named("light")
        try:
            yield
        finally:
            self.theme = before

    def _styled(self) -> str:
        shade = "dark" if self.theme.dark else "light"
        icons = {
            f"arrow_{way}": _url(f"arrow-{way}-{shade}.svg")
            for way in ("down", "up", "right", "left")
        }
        names = {**self.theme.colours, **icons, "check": _url(f"check-{shade}.svg")}
        scaled = _UNIT.sub(self._pixels, self._sheet)
        return Template(scaled).substitute(names)

    def _pixels(self, match: re.Match[str]) -> str:
        return f"{self.units(float(match[1])) + int(match[2] or 0)}px"

    def _palette(self) -> QPalette:
        palette = QPalette()
        for role, name in (
            (QPalette.ColorRole.Window, "back"),
            (QPalette.ColorRole.WindowText, "text"),
            (QPalette.ColorRole.Base, "field"),
            (QPalette.ColorRole.AlternateBase, "hover"),
            (QPalette.ColorRole.Text, "text"),
            (QPalette.ColorRole.Button, "frame"),
            (QPalette.ColorRole.ButtonText, "text"),
            (QPalette.ColorRole.Highlight, "select"),
            (QPalette.ColorRole.HighlightedText, "text"),
            (QPalette.ColorRole.Link, "accent"),
            (QPalette.ColorRole.PlaceholderText, "muted"),
            (QPalette.ColorRole.ToolTipBase, "frame"),
            (QPalette.ColorRole.ToolTipText, "text"),
        ):
            palette.setColor(role, self.colour(name))
        return palette


def wants_contrast(application: QApplication) -> bool:
    """Whether the system is set to high contrast."""
    hints = application.styleHints()  # kept: what it gave is gone from Python with its wrapper
    return hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast


def _url(icon: str) -> str:
    return resources.path("icons", icon).as_posix()
