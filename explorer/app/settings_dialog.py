"""The settings in one window: each works at once, or says that it will at the next start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from explorer.app import hub_address
from explorer.app.language import translations
from explorer.app.theme import ZOOMS
from explorer.features.hub.protocol.cache import CacheListing, ListCache
from explorer.protocol.job import Request
from explorer.text.translation import tr
from explorer.widgets.accessibility import name_inner
from explorer.widgets.blocks import button, label, set_role, with_names
from explorer.widgets.combo_box import ComboBox
from explorer.widgets.dialog_frame import FramedDialog

if TYPE_CHECKING:
    from explorer.app.shell import Shell

_THEMES = ("system", "light", "dark")
_SIZE = 72, 40
"""Letters and lines of text that have room."""


class SettingsDialog(FramedDialog):
    """Theme, size of the text, language, motion, Live, start, the Hub and the cache."""

    def __init__(self, window: Shell) -> None:
        super().__init__(window, "settingsDialog", tr("Settings"))
        self._window = window
        profile, actions = window.profile, window.actions_
        self._add_look()
        self.motion = self._tick(
            "settingsMotion", tr("Less motion"), actions.less_motion.isChecked()
        )
        self.motion.toggled.connect(self._reduce_motion)
        self.live = self._tick(
            "settingsLive",
            tr("Live: run while I type"),
            window.inference.live_button.isChecked(),
        )
        self.live.toggled.connect(window.inference.live_button.setChecked)
        # A line of its own: that of a check box does not wrap, and large text has no room for it.
        self.page.add(label(tr("Where the model is quick enough."), "muted", wrap=True))
        self.reopen = self._tick(
            "settingsReopen", tr("Reopen the last model at start"), actions.reopen.isChecked()
        )
        self.reopen.toggled.connect(self._reopen_last)
        self._add_language(profile.text("language"))
        self._add_hub(profile.text(hub_address.KEY))
        self.cache = label("", "muted", wrap=True, name="settingsCache")
        self._add(tr("Where downloaded checkpoints are kept"), self.cache)
        close = button(tr("Close"), "primary", name="settingsClose")
        close.clicked.connect(self.close)
        self.finish((), (close,))
        self.fit(*_SIZE)
        window.state.subscribe({CacheListing: self._show_cache})
        window.hub.send(ListCache())
        self.theme.setFocus()

    # -- rows --------------------------------------------------------------------------------

    def _add(self, name: str, *controls: QWidget) -> None:
        heading = label(name, "heading", wrap=True)
        heading.setBuddy(controls[0])
        self.page.add(heading)
        for control in controls:
            self.page.add(control)

    def _tick(self, name: str, text: str, on: bool) -> QCheckBox:
        box = with_names(QCheckBox(text), name)
        box.setChecked(on)
        self.page.add(box)
        return box

    def _add_look(self) -> None:
        look = self._window.look
        self.theme = ComboBox("settingsTheme", tr("Theme"), most=40)
        self.theme.offer(
            (tr("Same as the system"), tr("Light"), tr("Dark")), _THEMES.index(look.choice)
        )
        self.theme.activated.connect(self._show_look)
        self._add(tr("Theme"), self.theme)
        self.text_size = ComboBox("settingsText", tr("Size of the text"), most=40)
        nearest = min(range(len(ZOOMS)), key=lambda place: abs(ZOOMS[place] - look.zoom))
        self.text_size.offer([f"{zoom} %" for zoom in ZOOMS], nearest)
        self.text_size.activated.connect(self._show_look)
        self._add(tr("Size of the text"), self.text_size)

    def _add_language(self, chosen: str) -> None:
        self._codes = ["", "en", *translations()]
        names = [tr("Same as the system"), tr("English"), *map(_named, self._codes[2:])]
        self.language = ComboBox("settingsLanguage", tr("Language"), most=40)
        place = self._codes.index(chosen) if chosen in self._codes else 0
        self.language.offer(names, place)
        self.language.activated.connect(self._keep_language)
        later = label(tr("From the next start on."), "muted", wrap=True)
        self._add(tr("Language"), self.language, later)

    def _add_hub(self, chosen: str) -> None:
        self.hub = with_names(
            QLineEdit(hub_address.from_outside() or chosen), "settingsHub", tr("Address of the Hub")
        )
        self.hub.setPlaceholderText(hub_address.USUAL)
        self.hub.setClearButtonEnabled(True)
        name_inner(self.hub)
        self.hub_note = label("", "muted", wrap=True, name="settingsHubNote")
        self._add(tr("Address of the Hub"), self.hub, self.hub_note)
        if hub_address.from_outside():
            self.hub.setEnabled(False)
            self.hub_note.setText(
                tr(
                    "{variable} is set where the program was started, and decides.",
                    variable=hub_address.ENVIRONMENT,
                )
            )
        else:
            self.hub.textChanged.connect(self._keep_hub)
            self._keep_hub(self.hub.text())

    # -- changes -----------------------------------------------------------------------------

    @Slot()
    def _show_look(self) -> None:
        self._window.appearance.choose(
            _THEMES[self.theme.currentIndex()], ZOOMS[self.text_size.currentIndex()]
        )
        self.fit(*_SIZE)  # larger text needs a larger dialog

    @Slot(bool)
    def _reduce_motion(self, on: bool) -> None:
        _switch(self._window.actions_.less_motion, on)

    @Slot(bool)
    def _reopen_last(self, on: bool) -> None:
        _switch(self._window.actions_.reopen, on)

    @Slot()
    def _keep_language(self) -> None:
        self._window.profile.keep("language", self._codes[self.language.currentIndex()])

    @Slot(str)
    def _keep_hub(self, text: str) -> None:
        """Remember an address that can be one, and say what is wrong with any other."""
        address = text.strip().rstrip("/")
        good = not address or hub_address.is_address(address)
        set_role(self.hub_note, "muted" if good else "error")
        if not good:
            self.hub_note.setText(
                tr(
                    "An address looks like {example}. This one is not kept.",
                    example=hub_address.USUAL,
                )
            )
            return
        self._window.profile.keep(hub_address.KEY, address)
        self.hub_note.setText(
            tr("Empty: {usual_folder}. From the next start on.", usual_folder=hub_address.USUAL)
        )

    def _show_cache(self, listing: CacheListing, request: Request) -> None:
        self.cache.setText(listing.cache)


def _named(code: str) -> str:
    return QLocale(code).nativeLanguageName() or code


def _switch(action: QAction, on: bool) -> None:
    """Have a person's choice do what the menu does."""
    if on != action.isChecked():
        action.trigger()
