"""How the Create pane is laid out: what is chosen, the settings, what they cost, and Create."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.app.theme import Theme
from explorer.features.create.view.architecture_card import ArchitectureCard
from explorer.features.create.view.create_foot import CreateFoot
from explorer.features.create.view.footprint_details import FootprintDetails
from explorer.features.create.view.form.settings_card import SettingsCard
from explorer.widgets.blocks import Page
from explorer.widgets.fit_scroll_area import FitScrollArea


class CreatePage(QWidget):
    """Lays the cards out and keeps them in sight and in order; what they do is the pane's."""

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._look = look
        self.head = ArchitectureCard(look)
        self.settings = SettingsCard(look)
        self.form = self.settings.form
        self.json = self.settings.json
        self.tools = self.settings.tools
        self.details = FootprintDetails(look)
        self.page = Page(gap=8)
        self.page.add(self.head)
        self.page.add(self.settings, 1)
        self.page.add(self.details)
        self.details.hide()
        self.foot = CreateFoot(look)
        self.footprint = self.foot.footprint
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 4, 0, 0)
        scroll = FitScrollArea(gap=8)
        outer.addWidget(scroll)
        scroll.column.addWidget(self.page, 1)
        scroll.column.addWidget(self.foot)
        look.changed.connect(self._size)
        self.form.built.connect(self.order_tabs)
        self.settings.turned.connect(self.order_tabs)
        footprint = self.footprint
        footprint.details.toggled.connect(self._toggle_details)
        self.foot.field_wanted.connect(self.reveal)
        self._size()

    @Slot()
    def _size(self) -> None:
        self.settings.setMinimumHeight(self._look.units(380))
        self.page.setMinimumHeight(self._look.units(90))

    @Slot(str)
    def reveal(self, path: str) -> None:
        """Bring a setting into sight and focus its editor."""
        if self.settings.reveal(path):
            self.page.ensureWidgetVisible(self.settings)

    @Slot(bool)
    def _toggle_details(self, on: bool) -> None:
        self.details.setVisible(on)
        if on:
            self.page.column.activate()
            self.page.ensureWidgetVisible(self.details)
        self.order_tabs()

    @Slot()
    def order_tabs(self) -> None:
        """Tab goes down the pane, whenever the rows of the form were made."""
        stops = [
            *(self.head.architecture, self.head.classes),
            *self.settings.stops,
            *(self.details.parts_button, self.details.batch, self.details.length),
            *self.foot.stops,
        ]
        for stop, following in pairwise(stops):
            QWidget.setTabOrder(stop, following)
