"""The card at the top of the Create pane: which architecture, and which class of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot

from explorer.app.theme import Theme
from explorer.features.create.protocol.catalogue import Catalogue, ModelClass
from explorer.features.create.view.architecture_box import ArchitectureBox
from explorer.protocol.config import ConfigEdit
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import Card, label, with_names
from explorer.widgets.small_controls import ChoiceBox, tip


class ArchitectureCard(Card):
    """`class_chosen` carries the name of a class that a person chose."""

    class_chosen = Signal(str)

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._catalogue: Catalogue | None = None
        self._listed = ""
        self.body.setSpacing(5)
        self.architecture = ArchitectureBox(look)
        self.line = label("", "small", wrap=True, name="architectureLine")
        self.classes = with_names(ChoiceBox(), "classBox", tr("Class"))
        self.classes.activated.connect(self._choose)
        self._titles = label(tr("Architecture"), "muted"), label(tr("Class"), "muted")
        self._brief = False
        self.add(self._titles[0])
        self.add(self.architecture)
        self.add(self.line)
        self.add(self._titles[1])
        self.add(self.classes)

    def be_brief(self, on: bool) -> None:
        """Show the two boxes alone, whose entries and tips say the rest, in a low pane."""
        self._brief = on
        for title in self._titles:
            title.setHidden(on)
        self._show_line()

    def _show_line(self) -> None:
        self.line.setHidden(self._brief or not self.line.text())

    def show_catalogue(self, catalogue: Catalogue) -> None:
        """Offer these types."""
        self._catalogue = catalogue
        self._listed = ""
        self.architecture.show_catalogue(catalogue)

    def knows(self, name: str) -> bool:
        """Whether there is such a model type."""
        return self._catalogue is not None and self._catalogue.type(name) is not None

    def default_class(self, name: str) -> str:
        """The class to begin with, for a model type."""
        model_type = self._catalogue.type(name) if self._catalogue is not None else None
        return model_type.default_class if model_type is not None else ""

    def show_edit(self, edit: ConfigEdit) -> None:
        """Show an edit's architecture and class, without telling that they were chosen."""
        self.architecture.show_type(edit.model_type)
        model_type = self._catalogue.type(edit.model_type) if self._catalogue is not None else None
        self.line.setText(model_type.line if model_type is not None else "")
        self._show_line()
        if self._listed != edit.model_type:
            self._listed = edit.model_type
            self.classes.clear()
            for model_class in model_type.classes if model_type is not None else ():
                self._add(model_class)
        place = self.classes.findData(edit.class_name)
        if place < 0 and edit.class_name:
            exact = [
                class_name
                for class_name in (model_type.classes if model_type else ())
                if edit.class_name in class_name.auto
            ]
            if exact:
                place = self.classes.findData(exact[0].name)
            else:
                self.classes.addItem(edit.class_name, edit.class_name)
                place = self.classes.count() - 1
        self.classes.setCurrentIndex(place)
        self._explain()

    def _add(self, model_class: ModelClass) -> None:
        purpose = model_class.purpose[:1].lower() + model_class.purpose[1:]
        self.classes.addItem(f"{model_class.name} — {purpose}", model_class.name)
        auto = (
            tr("Auto classes: {auto}", auto=numbers.joined(model_class.auto))
            if model_class.auto
            else ""
        )
        self.classes.setItemData(
            self.classes.count() - 1, tip(model_class.purpose, auto), Qt.ItemDataRole.ToolTipRole
        )

    @Slot()
    def _choose(self) -> None:
        self._explain()
        self.class_chosen.emit(self.classes.currentData())

    def _explain(self) -> None:
        self.classes.setToolTip(str(self.classes.currentData(Qt.ItemDataRole.ToolTipRole) or ""))
        self.classes.setAccessibleDescription(self.classes.currentText())
