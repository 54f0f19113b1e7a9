"""Whether the snapshots of a training go along with a saved session, and what that takes."""

from __future__ import annotations

import os

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QMessageBox, QWidget

from explorer.features.sessions import session_format
from explorer.features.training.protocol import SnapshotsKept
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.dialog_frame import stack_buttons


class SnapshotsDialog(QMessageBox):
    """`chosen` carries the path of the session, and the step in memory, None to leave them out."""

    chosen = Signal(str, object)

    def __init__(self, parent: QWidget, path: str, stored: SnapshotsKept) -> None:
        super().__init__(parent)
        self._path, self._stored = path, stored
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("snapshotsDialog")
        self.setWindowTitle(tr("Take the snapshots along?"))
        self.setTextFormat(Qt.TextFormat.PlainText)
        name = os.path.basename(path).removesuffix(session_format.ENDING)
        self.setText(
            numbers.ntr(
                "The training has {count} snapshot. With the session it takes about {size}, in the "
                "folder {folder} beside it. Without it the session names only the model that is "
                "in memory now, on this computer.",
                "The training has {count} snapshots. With the session they take about {size}, in "
                "the folder {folder} beside it. Without them the session names only the model that "
                "is in memory now, on this computer.",
                stored.snapshots,
                size=numbers.bytes_(stored.bytes),
                folder=name + session_format.SNAPSHOTS,
            )
        )
        self.take = self.addButton(tr("Take them along"), QMessageBox.ButtonRole.AcceptRole)
        self.leave = self.addButton(tr("Without them"), QMessageBox.ButtonRole.DestructiveRole)
        self.back = self.addButton(QMessageBox.StandardButton.Cancel)
        for push_button, button_name in (
            (self.take, "snapshotsTake"),
            (self.leave, "snapshotsLeave"),
            (self.back, "snapshotsCancel"),
        ):
            push_button.setObjectName(button_name)
        self.setDefaultButton(self.take)
        self.setEscapeButton(self.back)
        self.buttonClicked.connect(self._click)
        stack_buttons(self)

    @Slot(QAbstractButton)
    def _click(self, clicked: QAbstractButton) -> None:
        if clicked is not self.back:
            self.chosen.emit(self._path, self._stored.step if clicked is self.take else None)
