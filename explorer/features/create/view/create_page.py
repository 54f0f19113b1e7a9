"""How the Create pane is laid out: what is chosen, the settings, what they cost, and Create."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.app.theme import Theme
from explorer.features.create.view.architecture_card import ArchitectureCard
from explorer.features.create.view.create_foot import CreateFoot
from explorer.features.create.view.footprint_details import FootprintDetails
from explorer.features.create.view.form.field_row import FieldRow
from explorer.features.create.view.form.settings_card import SettingsCard
from explorer.widgets.blocks import Card, Page, packed

_LEAST = 260
"""Height for the settings, in units, below which the foot scrolls with them."""


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
        # The JSON scrolls by itself, so it is beside the page that scrolls, never in it.
        self.text = Card()
        self.text.add(self.json, 1)
        self.text.hide()
        self._outer = packed(QVBoxLayout(self), gap=8, margins=(0, 4, 0, 0))
        for widget, stretch in ((self.page, 1), (self.text, 1), (self.foot, 0)):
            self._outer.addWidget(widget, stretch)
        look.changed.connect(self._arrange)
        self.form.built.connect(self.order_tabs)
        self.settings.turned.connect(self._turn)
        footprint = self.footprint
        footprint.details.toggled.connect(self._toggle_details)
        self.foot.field_wanted.connect(self.reveal)
        # Where more or less room is needed than before, such as for a problem below a field.
        self.page.verticalScrollBar().rangeChanged.connect(self._follow_problems_soon)

    @property
    def shows_json(self) -> bool:
        """Whether the config is shown as JSON."""
        return self.tools.json.isChecked()

    @Slot()
    def _turn(self) -> None:
        """Show the form, or the JSON, with the tools over it."""
        on = self.shows_json
        if on == self.text.isHidden():
            had_focus = self.tools.json.hasFocus()
            body = self.text.body if on else self.settings.body
            body.insertWidget(0, self.tools)
            self.text.setVisible(on)
            self.page.setHidden(on)
            if had_focus:
                self.tools.json.setFocus()
        self._arrange()
        self.order_tabs()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the foot in sight where it leaves room for the settings."""
        super().resizeEvent(event)
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        """The foot stays below the page; in a low pane it is the page's end instead."""
        low = self.height() < self.foot.heightForWidth(self.width()) + self._look.units(_LEAST)
        inside = self.page.isAncestorOf(self.foot)
        if low != inside:
            (self.page.column if low else self._outer).addWidget(self.foot)
        self.tools.show_few(json=self.shows_json, low=low)

    @Slot(str)
    def reveal(self, path: str) -> None:
        """Bring a setting into sight and focus its editor."""
        row = self.settings.reveal(path)
        if row is not None:
            self.page.column.activate()
            self.page.ensureWidgetVisible(row, 0, self._look.units(30))
            row.focus()

    @Slot()
    def _follow_problems_soon(self) -> None:
        QTimer.singleShot(0, self, self._follow_problems)  # once the rows have their places

    @Slot()
    def _follow_problems(self) -> None:
        """Have what is wrong with the field that is being edited in sight, and what would do."""
        row: QObject | None = self.page.focusWidget()
        while row is not None and not isinstance(row, FieldRow):
            row = row.parent()
        if row is not None and row.has_problems and row.isAncestorOf(self.window().focusWidget()):
            self.page.ensureWidgetVisible(row, 0, 0)

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
