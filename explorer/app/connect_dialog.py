"""Connect to another computer: what to do there, which pairing file, and whose it is."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from explorer.text.translation import tr
from explorer.widgets.accessibility import name_inner
from explorer.widgets.blocks import button, label, packed, with_names
from explorer.widgets.dialog_frame import FramedDialog

if TYPE_CHECKING:
    from explorer.lanes.pairing import Pairing

_NEEDED = ("distributed", "cryptography")
"""The packages of the extra `cluster`; looked for, not imported."""


class ConnectDialog(FramedDialog):
    """`wanted` carries the path of a pairing file that can be used."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget, path: str, reason: str) -> None:
        super().__init__(parent, "connectDialog", tr("Connect to another computer"))
        self.page.add(
            label(
                tr(
                    "Another computer, such as one with more memory or a graphics card, can hold "
                    "the model and run it; you look at it here. Both need the same version of "
                    "Transformer Explorer."
                ),
                wrap=True,
            )
        )
        self.page.add(label(tr("1. On the other computer, start:"), "heading", wrap=True))
        self.command = with_names(
            QLineEdit("transformer-explorer --share ADDRESS"),
            "connectCommand",
            tr("The command for the other computer"),
        )
        self.command.setReadOnly(True)
        self.page.add(self.command)
        self.page.add(
            label(
                tr(
                    "ADDRESS is an address of that computer, such as 192.168.1.7. The command "
                    "writes a pairing file. Copy it to this computer privately: it works like a "
                    "key."
                ),
                "muted",
                wrap=True,
            )
        )
        heading = label(tr("2. Choose its pairing file here:"), "heading", wrap=True)
        self.page.add(heading)
        self.file = with_names(QLineEdit(path), "connectFile", tr("Pairing file"))
        self.file.setClearButtonEnabled(True)
        name_inner(self.file)
        heading.setBuddy(self.file)
        self.browse = button(tr("Choose a file…"), name="connectBrowse")
        row = QWidget()
        line = packed(QHBoxLayout(row), gap=8)
        line.addWidget(self.file, 1)
        line.addWidget(self.browse)
        self.page.add(row)
        self.cluster = button(
            tr("It is an existing Dask cluster…"),
            "link",
            name="connectCluster",
            tip=tr("Make a pairing file from its address and certificates"),
        )
        self.cluster.clicked.connect(self._ask_cluster)
        self.page.add(self.cluster)
        self.about = label("", "small", wrap=True, name="connectAbout")
        self.page.add(self.about)
        self.problem = label("", "error", wrap=True, name="connectProblem")
        self.page.add(self.problem)
        self.cancel = button(tr("Cancel"), name="connectCancel")
        self.connect_ = button(tr("Connect"), "primary", name="connectButton")
        self._reason = reason or _missing()
        self.browse.clicked.connect(self._browse)
        self.file.textChanged.connect(self._look)
        self.cancel.clicked.connect(self.reject)
        self.connect_.clicked.connect(self.accept)
        for push_button in (self.browse, self.cluster, self.cancel):
            push_button.setAutoDefault(False)
        self.connect_.setDefault(True)
        self.finish((), (self.cancel, self.connect_))
        self.fit(76, 24)
        self._look()
        self.file.setFocus()

    @Slot()
    def _browse(self) -> None:
        chosen = ask_pairing_file(self)
        if chosen:
            self.file.setText(chosen)

    @Slot()
    def _ask_cluster(self) -> None:
        from explorer.app.cluster_dialog import ClusterDialog

        dialog = ClusterDialog(self)
        dialog.ready.connect(self.file.setText)
        dialog.open()

    @Slot()
    def _look(self) -> None:
        """Say whose file it is, with the fingerprint to compare, or why it cannot be used."""
        from explorer.lanes import pairing
        from explorer.protocol.failures import PairingDamaged

        path, about, problem = self.file.text().strip(), "", self._reason
        if path and not problem:
            try:
                read = pairing.read(path)
            except PairingDamaged as damaged:
                problem = damaged.sentence
            else:
                about = _whose(read)
        self.about.setText(about)
        self.about.setVisible(bool(about))
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.connect_.setEnabled(bool(about))

    @Slot()
    def accept(self) -> None:
        """Hand the file over."""
        if self.connect_.isEnabled():
            self.wanted.emit(self.file.text().strip())
            super().accept()


def _whose(read: Pairing) -> str:
    """Whose file it is, with the fingerprint to compare."""
    fingerprint = read.certificate.fingerprint
    if read.of_cluster:
        return tr(
            "The Dask cluster at {address}. Fingerprint of its authority:\n{fingerprint}",
            address=read.address,
            fingerprint=fingerprint,
        )
    return tr(
        "{computer} at {address}. Fingerprint, which is also shown there:\n{fingerprint}",
        computer=read.computer,
        address=read.address,
        fingerprint=fingerprint,
    )


def _missing() -> str:
    """What has to be installed here first; empty where nothing has to be."""
    from explorer.protocol.failures import ClusterMissing

    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    return ClusterMissing(missing[0]).sentence if missing else ""


def ask_pairing_file(parent: QWidget) -> str:
    """Let a person choose a pairing file; empty when they change their mind."""
    kinds = tr("Pairing file (*.json)")
    return QFileDialog.getOpenFileName(parent, tr("Choose a pairing file"), "", kinds)[0]
