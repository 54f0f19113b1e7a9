"""The foot of the Create pane: what the model would take, why it cannot be created, and Create."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.app.theme import Theme
from explorer.features.create.view.disabled_reason import Reason
from explorer.features.create.view.footprint_view import FootprintView
from explorer.text.translation import tr
from explorer.widgets.blocks import Card, Hint, button, label, with_names
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.setting_row import WholeBox
from explorer.widgets.small_controls import set_tip

_LARGEST_SEED = 2**31 - 1


class CreateFoot(Card):
    """`field_wanted` carries the path of the field that is in the way."""

    field_wanted = Signal(str)

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self.footprint = FootprintView(look)
        self.why = Hint("", "warning", "createStatus")
        self.show_field = button(tr("Show it"), "link", name="showProblemButton")
        self.show_field.clicked.connect(self._show_field)
        self.why.hide()
        self.show_field.hide()
        self.seed = with_names(WholeBox(), "seedBox", tr("Seed"))
        self.seed.setToolTip(tr("The same seed gives the same random weights"))
        self.seed.setRange(0, _LARGEST_SEED)
        self.seed.setValue(42)
        self.seed.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._size)
        self._size()
        self.create_button = button(tr("Create model"), "primary", name="createButton")
        self.twin = button(tr("Create an untrained twin"), "link", name="twinButton")
        self.twin.setEnabled(False)
        why = FlowLayout(gap=6)
        why.add_growing(self.why)
        why.addWidget(self.show_field)
        row = FlowLayout(gap=8)
        row.addWidget(label(tr("Seed"), "muted"))
        row.add_growing(self.seed)
        row.addWidget(self.create_button)
        self.add(self.footprint)
        self.add_layout(why)
        self.add_layout(row)
        self.add(self.twin)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """What Tab stops at, in order."""
        view = self.footprint
        return (
            view.details,
            view.hint.button,
            self.show_field,
            self.seed,
            self.create_button,
            self.twin,
        )

    def be_brief(self, on: bool) -> None:
        """Leave out, in a low pane, what the Model menu and the details have as well."""
        self.twin.setHidden(on)
        self.footprint.be_brief(on)

    def show_reason(self, reason: Reason) -> None:
        """Offer Create, or say why not."""
        self.create_button.setEnabled(not reason.sentence)
        set_tip(self.create_button, reason.sentence or tr("Create it, with random weights"))
        if reason.counting:
            return  # the line stays as it is, so that nothing jumps with each key
        # What is under way is shown at the foot of the window; here it would move the fields.
        sentence = "" if reason.busy else reason.sentence
        self.why.say(sentence)
        self.show_field.setVisible(bool(reason.path))
        self.show_field.setProperty("path", reason.path)

    @Slot()
    def _size(self) -> None:
        self.seed.setMinimumWidth(self.seed.fontMetrics().averageCharWidth() * 9)

    @Slot()
    def _show_field(self) -> None:
        self.field_wanted.emit(self.show_field.property("path"))
