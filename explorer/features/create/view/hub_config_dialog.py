"""Ask for the name of a checkpoint whose config becomes the starting point."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from explorer.text.translation import tr
from explorer.widgets.blocks import button, label, with_names
from explorer.widgets.dialog_frame import FramedDialog


class HubConfigDialog(FramedDialog):
    """`wanted` carries what was typed: a name, or an address from a browser."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "hubConfigDialog", tr("Start from a checkpoint of the Hub"))
        self.page.column.addWidget(
            label(
                tr(
                    "Only the checkpoint's config.json is read, a few kilobytes. Its weights are "
                    "not downloaded: the model that you create from it has random weights."
                ),
                wrap=True,
            )
        )
        self.name = with_names(
            QLineEdit(), "hubConfigName", tr("Name of the checkpoint, or its address in a browser")
        )
        self.name.setPlaceholderText("google-bert/bert-base-cased")
        self.name.setClearButtonEnabled(True)
        self.name.textChanged.connect(self._allow)
        self.page.column.addWidget(self.name)
        cancel = button(tr("Cancel"), name="hubConfigCancel")
        cancel.clicked.connect(self.reject)
        self.start = button(tr("Read its config"), "primary", name="hubConfigStart")
        self.start.clicked.connect(self.accept)
        self.start.setDefault(True)
        self.finish((), (cancel, self.start))
        self._allow()
        self.fit(64, 12)
        self.name.setFocus()

    @Slot()
    def _allow(self) -> None:
        self.start.setEnabled(bool(self.name.text().strip()))

    @Slot()
    def accept(self) -> None:
        """Hand over what was typed; an empty line asks for nothing."""
        if self.name.text().strip():
            self.wanted.emit(self.name.text().strip())
            super().accept()
