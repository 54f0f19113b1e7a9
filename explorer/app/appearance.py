"""Theme and text size as a person changes them, remembered for the next start."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSize, Slot
from PySide6.QtGui import QGuiApplication

from explorer.app.actions import Actions
from explorer.app.settings import Settings
from explorer.app.theme import ZOOMS, Theme

_USUAL = QSize(1440, 900)
_FRAME = QSize(16, 40)
"""What the system draws around a window, in pixels, at most."""


def first_size(room: QSize) -> QSize:
    """The size of a window that was never there before, within the room that a screen has.

    A projector often has 1024 pixels across, and some systems put what is larger half out of sight.
    """
    if QGuiApplication.platformName() == "offscreen":
        return _USUAL  # nobody looks at its screen of 800 pixels
    return _USUAL.boundedTo(room - _FRAME)


class Appearance(QObject):
    """Connects the View menu's actions with the look and the profile."""

    def __init__(self, look: Theme, profile: Settings, actions: Actions, parent: QObject) -> None:
        super().__init__(parent)
        self._look, self._profile = look, profile
        actions.theme.triggered.connect(self._switch)
        actions.system_theme.triggered.connect(self._follow_system)
        actions.larger.triggered.connect(self._larger)
        actions.smaller.triggered.connect(self._smaller)
        actions.normal.triggered.connect(self._normal)

    def restore(self, theme: str | None, zoom: int | None) -> None:
        """Take theme and text size (percent) as given, or as remembered."""
        self._look.choose(
            theme or self._profile.text("theme", "system"),
            zoom or self._profile.number("zoom", 100),
        )

    @Slot()
    def _switch(self) -> None:
        self.choose("light" if self._look.theme.dark else "dark", self._look.zoom)

    @Slot()
    def _follow_system(self) -> None:
        self.choose("system", self._look.zoom)

    @Slot()
    def _larger(self) -> None:
        later = [zoom for zoom in ZOOMS if zoom > self._look.zoom]
        self.choose(self._look.choice, later[0] if later else ZOOMS[-1])

    @Slot()
    def _smaller(self) -> None:
        earlier = [zoom for zoom in ZOOMS if zoom < self._look.zoom]
        self.choose(self._look.choice, earlier[-1] if earlier else ZOOMS[0])

    @Slot()
    def _normal(self) -> None:
        self.choose(self._look.choice, 100)

    def choose(self, theme: str, zoom: int) -> None:
        """Show a theme and a size of text (percent), and remember them."""
        self._look.choose(theme, zoom)
        if self._look.presenting:  # a size for the audience, kept apart from one's own
            self._profile.keep("presentingZoom", self._look.zoom)
            return
        self._profile.keep("theme", self._look.choice)
        self._profile.keep("zoom", self._look.zoom)
