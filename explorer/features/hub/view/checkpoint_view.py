"""How the Checkpoint tab is laid out: header, download, arithmetic, then card and files."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from explorer.app.theme import Theme
from explorer.features.hub.view.card_view import CardView
from explorer.features.hub.view.checkpoint_files import CheckpointFiles
from explorer.features.hub.view.checkpoint_header import CheckpointHeader
from explorer.features.hub.view.fit_card import FitCard
from explorer.features.hub.view.transfer_card import TransferCard
from explorer.text.translation import tr
from explorer.widgets.blocks import Card, Page, button, label
from explorer.widgets.flow_layout import FlowLayout

_SIDE_BY_SIDE_EM = 46
"""The width, in widths of body text, from which the card and the files are side by side."""


class CheckpointView(QWidget):
    """The pieces of the tab. What they say and do is the tab's own matter."""

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._look = look
        self.header = CheckpointHeader(look)
        self.fit_card = FitCard(look)
        self.fit_card.hide()
        self.transfer = TransferCard()
        self.card = CardView(look)
        self.files = CheckpointFiles(look)
        left = Card(tr("Model card"))
        self.web = button(
            tr("Open on the Hub"), "link", name="openWebButton", tip=tr("In the browser")
        )
        left.head.add_control(self.web)
        left.add(self.card, 1)
        self.card_more = button(tr("Read the rest on the Hub"), "link", name="cardMoreButton")
        self.card_more.hide()
        left.add(self.card_more)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(10)
        self.split.addWidget(left)
        self.split.addWidget(self.files)
        self.split.setSizes([560, 440])
        self.body = Page()
        for widget in (self.header, self.transfer, self.fit_card):
            self.body.add(widget)
        self.body.add(self.split, 1)
        self.body.column.addStretch()  # below the header, where there is no page to show
        card = Card(tr("No checkpoint is chosen"))
        card.add(
            label(
                tr(
                    "Choose one in the Hub tab or under On this computer at the left: its model "
                    "card and its files appear here, before anything is downloaded or opened."
                ),
                "muted",
                wrap=True,
                name="checkpointEmpty",
            )
        )
        self.search = button(tr("Search the Hub"), name="searchHubButton")
        row = FlowLayout()
        row.addWidget(self.search)
        card.add_layout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        self.empty = Page()
        self.empty.add(card)
        self.empty.column.addStretch(1)
        column.addWidget(self.empty, 1)
        column.addWidget(self.body, 1)
        self.body.hide()
        header = self.header
        header.fit.toggled.connect(self._show_arithmetic)
        self.transfer.begun.connect(self._show_transfer)
        look.changed.connect(self._size)
        self._size()

    @Slot(bool)
    def _show_arithmetic(self, shown: bool) -> None:
        self.fit_card.setVisible(shown)
        if shown:
            self._bring(self.fit_card)

    @Slot()
    def _show_transfer(self) -> None:
        self._bring(self.transfer)

    def _bring(self, card: QWidget) -> None:
        """Bring a card into sight where the page is longer than the window."""
        self.body.column.activate()
        self.body.ensureWidgetVisible(card, 0, self._look.units(8))

    @Slot()
    def _size(self) -> None:
        self._turn()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Card and files are side by side where there is room, else one above the other."""
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        wide = self.width() >= _SIDE_BY_SIDE_EM * self._look.em
        way = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if self.split.orientation() != way:
            self.split.setOrientation(way)
            self.split.setSizes([560, 440] if wide else [500, 500])
        self.split.setMinimumHeight(self._look.units(260 if wide else 520))
