"""What is shown first: a small model that runs already, and the ways to everything else."""

from __future__ import annotations

import math

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from explorer.app.settings import Recent
from explorer.features.checkpoints.view.local_pane import Bundled
from explorer.text.translation import tr
from explorer.widgets.blocks import Page, button, label, packed
from explorer.widgets.card_button import CardButton
from explorer.widgets.flow_layout import FlowLayout

_MOST_RECENT = 4
_ALL = 1000
"""The stretch of a widget that takes what is left, beside one of 1 for where it is hidden."""

_WIDEST = 190
"""Average characters of a page that is as wide as it gets."""

_CHARACTERS = 21
"""Average characters that fit into a card: with fewer its words break into many lines."""


class _Cards(QWidget):
    """Cards of equal width, in as many rows as their words need."""

    def __init__(self, cards: tuple[QWidget, ...]) -> None:
        super().__init__()
        self._cards, self._columns = cards, 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(10)
        self._arrange()

    def _arrange(self) -> None:
        room = self.width() // max(1, self.fontMetrics().averageCharWidth() * _CHARACTERS)
        rows = math.ceil(len(self._cards) / max(1, room))
        columns = math.ceil(len(self._cards) / rows)  # no card is alone in its row
        if columns == self._columns:
            return
        self._columns = columns
        for place, card in enumerate(self._cards):
            self._grid.addWidget(card, place // columns, place % columns)
        for column in range(len(self._cards)):
            self._grid.setColumnStretch(column, int(column < columns))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many in a row as there is room for."""
        super().resizeEvent(event)
        self._arrange()


class StartPage(Page):
    """`wanted` carries the name of the bundled model to open, `recent_wanted` a Recent;
    `back_wanted` leads back to what is open.

    `lesson_wanted`, `teach_wanted`, `folder_wanted`, `hub_wanted` and `create_wanted` ask for what
    their names say.
    The text and the picture of a run are lent to it by the Inference tab (`hold`).
    """

    wanted = Signal(str)
    lesson_wanted = Signal()
    teach_wanted = Signal()
    folder_wanted = Signal()
    hub_wanted = Signal()
    create_wanted = Signal()
    recent_wanted = Signal(object)
    back_wanted = Signal()

    def __init__(self, models: tuple[Bundled, ...]) -> None:
        super().__init__()
        self.title = label("", "display", wrap=True, name="startTitle")
        self.column.addWidget(self.title)
        self.told = label("", "muted", wrap=True, name="startTold")
        self.column.addWidget(self.told)
        self.back = button("", name="start.back")
        self.back.clicked.connect(self.back_wanted)
        self.back.hide()
        self.column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        self.held = QWidget()
        # It takes what the cards leave: they stay where they are when a run comes into it.
        self.held.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._held = packed(QVBoxLayout(self.held))
        self.column.addWidget(self.held, _ALL)
        self.buttons: list[QPushButton] = []
        self._lay_cards(models)
        self._opening = self._resuming = self._creating = False
        self._recents: tuple[Recent, ...] = ()
        self._recent = FlowLayout(gap=8)
        self.column.addLayout(self._recent)
        self.column.addStretch(1)
        self.say_waiting()

    def _lay_cards(self, models: tuple[Bundled, ...]) -> None:
        self.lesson = CardButton(
            "start.lesson",
            tr("Take the lesson"),
            tr("From a list of settings to a trained model, by doing"),
            tr("What a model is, from its config to its answers, on your own runs"),
            role="start-first",
        )
        self.lesson.clicked.connect(self.lesson_wanted)
        for model in models:
            hint = f"{model.name} {model.does}"
            start = CardButton(f"start.{model.name}", model.invitation, hint, hint)
            start.setProperty("start", model.name)
            start.clicked.connect(self._start)
            self.buttons.append(start)
        self.teach = CardButton(
            "start.teach",
            tr("Teach one yourself"),
            tr("Start with a model that knows nothing, and watch it learn the capitals"),
            tr("A small model with random weights, ready to learn in front of you"),
        )
        self.teach.clicked.connect(self.teach_wanted)
        find = CardButton(
            "start.open",
            tr("Open, find or create a model"),
            tr("From a folder, from the Hugging Face Hub, or from a config"),
            tr("From a folder, from the Hugging Face Hub, or new from a config"),
        )
        menu = QMenu(find)
        menu.addAction(tr("Open a folder…")).triggered.connect(self.folder_wanted)
        menu.addAction(tr("Search the Hugging Face Hub")).triggered.connect(self.hub_wanted)
        menu.addAction(tr("Create one from a config")).triggered.connect(self.create_wanted)
        find.clicked.connect(self._open_menu)
        self._find, self.menu = find, menu
        self.cards = _Cards((self.lesson, *self.buttons, self.teach, find))
        self.column.addWidget(self.cards)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a wide window it keeps to the middle."""
        super().resizeEvent(event)
        margin = max(0, (self.width() - _WIDEST * self.fontMetrics().averageCharWidth()) // 2)
        self.column.setContentsMargins(margin, 8, margin, 8)

    # -- the run that is shown here --------------------------------------------------------------

    def hold(self, *widgets: QWidget) -> None:
        """Show these in the middle, until somebody takes them back."""
        self.told.setText(
            tr("This is a small one, running on your computer right now. Change the sentence.")
        )
        for place, widget in enumerate(widgets):
            self._held.addWidget(widget, place)  # the last one takes what is left
        self.held.show()

    def say_open(self, name: str) -> None:
        """Somebody came back while the model of this name is open: the way back to it."""
        self.held.hide()
        self.title.setText(tr("What would you like to do?"))  # no run is in sight here
        self.told.setText(tr("{name} stays open.", name=name))
        self.back.setText(tr("Back to {name}", name=name))
        self.back.setAccessibleName(self.back.text())
        self.back.show()

    def say_waiting(self, *, loading: bool = False) -> None:
        """There is no run to show: one is on its way, or somebody has to choose."""
        self.held.setVisible(loading)
        self.title.setText(tr("See a transformer think"))
        self.back.hide()
        if loading:
            sentence = tr(
                "A small model is being opened. It came with the program and needs no network."
            )
        elif self._creating:
            sentence = tr("A model is being created.")
        elif self._opening:
            sentence = tr("A model is being opened.")
        elif self._resuming:
            sentence = tr("The program is starting. What was open the last time comes back.")
        else:
            sentence = tr(
                "No model is loaded yet. The small ones below came with the program and need no "
                "network; a click opens one and you can type at once."
            )
        self.told.setText(sentence)

    def say_opening(self, on: bool, *, resuming: bool = False, creating: bool = False) -> None:
        """Say that a model is being opened, where nothing else is shown; or that none is loaded.

        While `resuming`, nobody knows yet whether there was one the last time.
        """
        state = (on, resuming, creating)
        if state != (self._opening, self._resuming, self._creating):
            self._opening, self._resuming, self._creating = state
            if self.held.isHidden():
                self.say_waiting()

    def show_recent(self, recents: tuple[Recent, ...]) -> None:
        """Offer what was opened before."""
        while (item := self._recent.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self._recents = recents[:_MOST_RECENT]
        if self._recents:
            self._recent.addWidget(label(tr("Recent"), "heading"))
        for place, recent in enumerate(self._recents):
            link = button(recent.name, "link", name=f"start.recent.{place + 1}", tip=recent.path)
            link.setProperty("place", place)
            link.clicked.connect(self._open_recent)
            self._recent.addWidget(link)

    @Slot()
    def _open_recent(self) -> None:
        self.recent_wanted.emit(self._recents[self.sender().property("place")])

    @Slot()
    def _open_menu(self) -> None:
        card, needed = self._find.rect(), self.menu.sizeHint().height()
        place = self._find.mapToGlobal(card.bottomLeft())
        if place.y() + needed > self._find.screen().availableGeometry().bottom():
            place = self._find.mapToGlobal(card.topLeft()) - QPoint(0, needed)  # never over it
        self.menu.popup(place)

    @Slot()
    def _start(self) -> None:
        self.wanted.emit(self.sender().property("start"))
