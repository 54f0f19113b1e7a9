"""Going the way: each place in each look, with every check that belongs there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtWidgets import QDialog, QMenu, QMenuBar, QWidget

import explorer.__main__ as program
from explorer.text.glossary import Glossary
from tests.surveys.walk.colours import AUDIENCE, TEXT, check_contrast
from tests.surveys.walk.findings import Findings
from tests.surveys.walk.fitting import check_fit
from tests.surveys.walk.keyboard import check_tab
from tests.surveys.walk.language import Spoken, check_menu_translated, check_translated
from tests.surveys.walk.names import check_menu, check_names
from tests.surveys.walk.painted import check_painted
from tests.surveys.walk.places import Place, Walker
from tests.surveys.walk.terms import check_terms
from tests.window.fake_hub import FakeHub

_STAGES_IN_A_TURN = 4
"""Stages that are looked at in one look: changing it takes longer than looking."""
SIZES = ((1024, 700), (1440, 900))


@dataclass(frozen=True)
class As:
    """How the window looks at a place: theme, text in percent, size in pixels."""

    theme: str = "light"
    zoom: int = 100
    size: tuple[int, int] = (1440, 900)

    def __str__(self) -> str:
        return f"{self.theme} {self.zoom} % {self.size[0]}x{self.size[1]}"


EVERY = tuple(
    As(theme, zoom, size)
    for theme in ("light", "dark")
    for zoom in (100, 200, 300)
    for size in SIZES
)
"""Both themes, three sizes of text, two sizes of window."""
FEW = (As("light", 100, SIZES[0]), As("dark", 200, SIZES[1]), As("light", 300, SIZES[0]))
"""A part of them."""
IN_TURN = (*FEW, As("dark", 300, SIZES[1]), As("light", 200, SIZES[0]), FEW[2])
"""What the suite takes, one for each stage in turn."""


@dataclass
class Way:
    """What is checked, and what was found. `only` narrows to places whose name holds it.

    With `in_turn` each stage is looked at in one look only, some stages in the first, and so on.
    With `language` the program speaks another one, and must not say a word of English.
    """

    looks: tuple[As, ...] = EVERY
    only: str = ""
    in_turn: bool = False
    pictures: Path | None = None
    language: str = ""
    fit: Findings = field(default_factory=Findings)
    names: Findings = field(default_factory=Findings)
    tab: Findings = field(default_factory=Findings)
    contrast: Findings = field(default_factory=Findings)
    terms: Findings = field(default_factory=Findings)
    translated: Findings = field(default_factory=Findings)
    unexpected: Findings = field(default_factory=Findings)
    places: list[str] = field(default_factory=list)
    _glossary: Glossary = field(default_factory=Glossary.load)
    _spoken: Spoken | None = None

    def go(self, walker: Walker) -> None:
        """Walk through everything."""
        self._spoken = Spoken.of(self.language) if self.language else None
        window = walker.window
        shown: As | None = None
        for number, (stage, places) in enumerate(walker.stages()):
            turn = min(number // _STAGES_IN_A_TURN, len(self.looks) - 1)
            looks = self.looks[turn : turn + 1] if self.in_turn else self.looks
            wanted = [one for one in places if self.only in f"{stage}: {one.name}"]
            audience = stage.startswith("presenting")
            if audience:
                window.actions_.present.trigger()
            for place, look in enumerate(looks if wanted else ()):
                if look != shown or audience:
                    window.look.choose("light" if audience else look.theme, look.zoom)
                shown = look
                window.resize(*look.size)
                walker.settle()
                for one in wanted:
                    self._look(walker, stage, one, look, first=place == 0)
            if audience:
                window.actions_.present.trigger()
        for bar in window.findChildren(QMenuBar):
            for menu in bar.findChildren(QMenu):
                check_menu(menu, f"menu {menu.objectName()}", self.names)
                if self._spoken is not None:
                    check_menu_translated(menu, menu.objectName(), self._spoken, self.translated)

    def _look(self, walker: Walker, stage: str, one: Place, look: As, *, first: bool) -> None:
        name = f"{stage}: {one.name}"
        where = f"{name}, {look}"
        root = one.show()
        walker.settle()
        self.places.append(where)
        check_fit(root, where, self.fit)
        self.unexpected.seen += 1
        failed = walker.window.message_bar.failure
        if failed is not None and failed.remedy and failed.remedy.target == "diagnosticsAction":
            self.unexpected.add(failed.sentence, walker.window.message_bar, where)
        audience = walker.window.look.presenting
        least = AUDIENCE if audience else TEXT
        check_painted(root, where, self.fit, least, self.contrast)
        picture = root.grab().toImage()
        if self.pictures is not None:
            file = where.replace(" ", "-").replace(":", "").replace(",", "").replace("%", "")
            # A card over the window is seen with what it is on.
            whole = picture if root.isWindow() else root.window().grab().toImage()
            whole.save(str(self.pictures / f"{file}.png"))
        if look.zoom >= 200 or audience:
            check_contrast(root, picture, where, self.contrast, least)
        if first:
            check_names(root, where, self.names)
            if self._spoken is not None:
                check_translated(root, where, self._spoken, self.translated)
            else:
                check_terms(root, where, self._glossary, self.terms)
        if first and one.keys:
            check_tab(root.window(), where, self.tab)
        if root is not walker.window:
            self._close(root)
            walker.idle()

    @staticmethod
    def _close(root: QWidget) -> None:
        if isinstance(root, QDialog):
            root.reject()
        else:
            root.hide()


@contextmanager
def walker(folder: Path, language: str = "") -> Iterator[Walker]:
    """The program, started with a stand-in for the Hub; closed at the end."""
    hub = FakeHub()
    real = program._hub_lane
    program._hub_lane = lambda report: hub
    try:
        window = program.start(
            [
                *("--empty", "--profile", str(folder / "profile"), "--size", "1440x900"),
                *(("--language", language) if language else ()),
            ]
        )
    finally:
        program._hub_lane = real
    made = Walker(window, hub, folder)
    try:
        made.until(lambda: window.prepared is not None, "for torch")
        yield made
    finally:
        hub.go.set()
        window.close()
