"""What it learns from: the sets that come with the program, and a person's own text."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from explorer.features.training.protocol import BundledName, BundledSet
from explorer.text.translation import tr
from explorer.widgets.blocks import packed, with_names
from explorer.widgets.card_button import CardButton
from explorer.widgets.small_controls import empty

OWN = "own"
_HOW_OWN = tr("Paste it, drop a file, or open one: TXT, CSV or JSON Lines")


class DataCards(QWidget):
    """One card each, of which one is chosen; `chosen` carries its name, or `OWN`."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        with_names(self, "trainData", tr("What it learns from"))
        self._column = packed(QVBoxLayout(self), gap=6)
        self._group = QButtonGroup(self)
        self._sets: tuple[BundledSet, ...] = ()
        self._own: CardButton | None = None
        self._own_name = ""

    def show_sets(self, sets: tuple[BundledSet, ...], current: str) -> None:
        """Offer these, of which one is chosen; those that do not fit are grey and say why."""
        if sets != self._sets or not self._group.buttons():
            self._sets = sets
            for old in self._group.buttons():
                self._group.removeButton(old)
            empty(self._column)
            for bundled in sorted(sets, key=lambda item: bool(item.disabled_reason)):
                self._add(bundled.name, bundled.title, _about(bundled), not bundled.disabled_reason)
            self._own = self._add(OWN, tr("My own text…"), _HOW_OWN, True)
            self.name_own(self._own_name)
        for card in self._group.buttons():
            card.setChecked(card.property("data") == current)

    def name_own(self, name: str) -> None:
        """Name the person's own text; empty where there is none."""
        self._own_name = name
        if self._own is not None:
            self._own.say(name or _HOW_OWN)

    def _add(self, name: BundledName | str, what: str, how: str, enabled: bool) -> CardButton:
        card = CardButton(f"trainData.{name}", what, how, how)
        card.setProperty("data", name)
        card.setCheckable(True)
        card.setEnabled(enabled)
        card.clicked.connect(self._click)
        self._group.addButton(card)
        self._column.addWidget(card)
        return card

    @Slot()
    def _click(self) -> None:
        self.chosen.emit(self.sender().property("data"))


def _about(bundled: BundledSet) -> str:
    return bundled.disabled_reason or bundled.sentence
