"""Connect to another computer: with a pairing file made there, over ssh, or in a job or a pod of a
cluster.
"""

from __future__ import annotations

import importlib.util
import shutil

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from explorer.app import batch_form, pod_form
from explorer.app.batch_form import BatchForm
from explorer.app.pod_form import PodForm
from explorer.boundary import batch_address, pod_address, ssh_address
from explorer.boundary.batch_address import SYSTEMS, BatchAddress
from explorer.boundary.pod_address import PodAddress
from explorer.text.translation import tr
from explorer.widgets.accessibility import name_inner
from explorer.widgets.blocks import button, label, packed, with_names
from explorer.widgets.dialog_frame import FramedDialog

_NEEDED = ("distributed", "cryptography")
"""The packages of the extra `cluster`; looked for, not imported."""


class ConnectDialog(FramedDialog):
    """`wanted` carries the path of a pairing file that can be used, or an address for ssh, of a
    job or of a pod.

    `place` is one of them, the one that is offered first.
    """

    wanted = Signal(str)

    def __init__(self, parent: QWidget, place: str, reason: str) -> None:
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
        self.by_file = with_names(QRadioButton(tr("With a pairing file")), "connectByFile")
        self.by_ssh = with_names(QRadioButton(tr("Over SSH, with your own key")), "connectBySsh")
        self.by_batch = with_names(
            QRadioButton(tr("In a job of a cluster's batch system")), "connectByBatch"
        )
        self.by_pod = with_names(QRadioButton(tr("In a pod of Kubernetes")), "connectByPod")
        first = self._choice_of(place)
        self._file_part = self._with_file(place if first is self.by_file else "")
        self._ssh_part = self._over_ssh(
            place.removeprefix(ssh_address.SCHEME) if first is self.by_ssh else ""
        )
        self.job, self.pod = BatchForm(place), PodForm(place)
        self.job.changed.connect(self._look)
        self.pod.changed.connect(self._look)
        self._parts = (
            (self.by_file, self._file_part, self.file),
            (self.by_ssh, self._ssh_part, self.address),
            (self.by_batch, self.job, self.job.edits["queue"]),
            (self.by_pod, self.pod, self.pod.edits["image"]),
        )
        for choice, _, _ in self._parts:
            self.page.add(choice)
        for _, part, _ in self._parts:
            self.page.add(part)
        self.about = label("", "small", wrap=True, name="connectAbout")
        self.page.add(self.about)
        self.problem = label("", "error", wrap=True, name="connectProblem")
        self.page.add(self.problem)
        self.cancel = button(tr("Cancel"), name="connectCancel")
        self.connect_ = button(tr("Connect"), "primary", name="connectButton")
        self._reason = reason or _missing()
        self.cancel.clicked.connect(self.reject)
        self.connect_.clicked.connect(self.accept)
        for push_button in (self.browse, self.cluster, self.cancel):
            push_button.setAutoDefault(False)
        self.connect_.setDefault(True)
        self.finish((), (self.cancel, self.connect_))
        self.fit(84, 39)
        first.setChecked(True)
        self._turn()
        for choice, _, edit in self._parts:
            choice.toggled.connect(self._turn)
            if choice is first:
                # Later it stays where it is, so that arrow keys go from one choice to the next.
                edit.setFocus()

    def _choice_of(self, place: str) -> QRadioButton:
        """How a place is reached."""
        if ssh_address.is_address(place):
            return self.by_ssh
        if batch_address.is_address(place):
            return self.by_batch
        return self.by_pod if pod_address.is_address(place) else self.by_file

    def _with_file(self, path: str) -> QWidget:
        """What to do there, which file it wrote, and whose that is."""
        part = QWidget()
        column = packed(QVBoxLayout(part), gap=10)
        column.addWidget(label(tr("1. On the other computer, start:"), "heading", wrap=True))
        self.command = with_names(
            QLineEdit("transformer-explorer --share ADDRESS"),
            "connectCommand",
            tr("The command for the other computer"),
        )
        self.command.setReadOnly(True)
        column.addWidget(self.command)
        column.addWidget(
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
        column.addWidget(heading)
        self.file = with_names(QLineEdit(path), "connectFile", tr("Pairing file"))
        self.file.setClearButtonEnabled(True)
        name_inner(self.file)
        heading.setBuddy(self.file)
        self.browse = button(tr("Choose a file…"), name="connectBrowse")
        row = QWidget()
        line = packed(QHBoxLayout(row), gap=8)
        line.addWidget(self.file, 1)
        line.addWidget(self.browse)
        column.addWidget(row)
        self.cluster = button(
            tr("It is an existing Dask cluster…"),
            "link",
            name="connectCluster",
            tip=tr("Make a pairing file from its address and certificates"),
        )
        self.cluster.clicked.connect(self._ask_cluster)
        column.addWidget(self.cluster)
        self.browse.clicked.connect(self._browse)
        self.file.textChanged.connect(self._look)
        return part

    def _over_ssh(self, address: str) -> QWidget:
        """Where it is; what is done there is said."""
        part = QWidget()
        column = packed(QVBoxLayout(part), gap=10)
        heading = label(tr("Address of the other computer:"), "heading", wrap=True)
        self.address = with_names(
            QLineEdit(address), "connectAddress", tr("Address of the other computer")
        )
        self.address.setPlaceholderText("ada@gpu1.example.org")
        self.address.setClearButtonEnabled(True)
        name_inner(self.address)
        heading.setBuddy(self.address)
        self.address.textChanged.connect(self._look)
        column.addWidget(heading)
        column.addWidget(self.address)
        column.addWidget(
            label(
                tr(
                    "The ssh of this computer starts Transformer Explorer there, and ends it when "
                    "you disconnect. It uses your keys and your config; this program never asks "
                    "for a password. It is right when this works in a terminal without one: "
                    "ssh {address}",
                    address=self.address.placeholderText(),
                ),
                "muted",
                wrap=True,
            )
        )
        column.addWidget(
            label(
                tr(
                    "Where the program is not found there by its name, add its place: {example}",
                    example=f"{self.address.placeholderText()}/~/te/.venv/bin/{ssh_address.PROGRAM}",
                ),
                "muted",
                wrap=True,
            )
        )
        return part

    @Slot()
    def _turn(self) -> None:
        for choice, part, _ in self._parts:
            part.setVisible(choice.isChecked())
        self._look()

    @property
    def _place(self) -> str:
        """What was chosen: a path, an address; empty where nothing is yet.

        Raises BadAddress with the name of a value that cannot be as it is filled in.
        """
        if self.by_batch.isChecked():
            return self.job.address.text
        if self.by_pod.isChecked():
            return self.pod.address.text if self.pod.edits["image"].text().strip() else ""
        if not self.by_ssh.isChecked():
            return self.file.text().strip()
        text = self.address.text().strip()
        return text if not text or ssh_address.is_address(text) else ssh_address.SCHEME + text

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
        from explorer.protocol.failures import Failure

        about, problem = "", self._reason
        try:
            if not problem and (place := self._place):
                about = self._about(place)
        except Failure as failure:
            problem = failure.sentence
        except ssh_address.BadAddress as error:
            form = pod_form if self.by_pod.isChecked() else batch_form
            problem = form.problem_of(str(error))
        self.about.setText(about)
        self.about.setVisible(bool(about))
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.connect_.setEnabled(bool(about))

    def _about(self, place: str) -> str:
        """What a place is, and what is done there. Raises a Failure."""
        if self.by_batch.isChecked():
            return _asked(batch_address.parse(place))
        if self.by_pod.isChecked():
            return _made(pod_address.parse(place))
        return _reached(place) if self.by_ssh.isChecked() else _whose(place)

    @Slot()
    def accept(self) -> None:
        """Hand the place over."""
        if self.connect_.isEnabled():
            self.wanted.emit(self._place)
            super().accept()


def _reached(address: str) -> str:
    """What is started over ssh. Raises SshAddressRefused, SshMissing."""
    from explorer.lanes import ssh
    from explorer.protocol.failures import SshAddressRefused

    try:
        parsed = ssh_address.parse(address)
    except ssh_address.BadAddress as error:
        raise SshAddressRefused(address) from error
    ssh.program()
    return tr(
        "Starts {program} on {computer}.", program=parsed.program, computer=parsed.person_at_host
    )


def _asked(address: BatchAddress) -> str:
    """What is handed in. Raises BatchPackageMissing, BatchProgramMissing."""
    from explorer.protocol.failures import BatchPackageMissing, BatchProgramMissing

    if importlib.util.find_spec("dask_jobqueue") is None:
        raise BatchPackageMissing
    program = SYSTEMS[address.system].program
    if shutil.which(program) is None:
        raise BatchProgramMissing(address.title, program)
    return tr("Hands a job in with {program}, and waits until it begins.", program=program)


def _made(address: PodAddress) -> str:
    """What is started in the cluster. Raises KubernetesPackageMissing."""
    from explorer.protocol.failures import KubernetesPackageMissing

    if importlib.util.find_spec("kr8s") is None:
        raise KubernetesPackageMissing
    return tr("Makes a pod from {image}, and waits until it runs.", image=address.image)


def _whose(path: str) -> str:
    """Whose pairing file it is, with the fingerprint to compare. Raises PairingDamaged."""
    from explorer.lanes import pairing

    read = pairing.read(path)
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
