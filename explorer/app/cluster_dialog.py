"""A pairing file for an existing Dask cluster, made from the files that its clients use."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QLineEdit, QWidget

from explorer.text.translation import tr
from explorer.widgets.accessibility import name_inner
from explorer.widgets.blocks import button, label, packed, with_names
from explorer.widgets.dialog_frame import FramedDialog

PRELOAD = "dask worker … --preload explorer.lanes.preload"


class ClusterDialog(FramedDialog):
    """`ready` carries the path of the pairing file."""

    ready = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "clusterDialog", tr("An existing Dask cluster"))
        self.page.add(
            label(
                tr(
                    "One worker of a cluster can hold the model. It needs this program, in the "
                    "same version, and begins with:"
                ),
                wrap=True,
            )
        )
        self.command = with_names(
            QLineEdit(PRELOAD), "clusterCommand", tr("The command for a worker of the cluster")
        )
        self.command.setReadOnly(True)
        self.page.add(self.command)
        self.address = QLineEdit()
        self.address.setPlaceholderText("tls://host:8786")
        self._field("clusterAddress", tr("Address of the scheduler"), self.address)
        self.authority = self._file_field("clusterAuthority", tr("Certificate of the authority"))
        self.certificate = self._file_field("clusterCertificate", tr("Your certificate"))
        self.key = self._file_field("clusterKey", tr("Your key"))
        self.page.add(
            label(
                tr(
                    "Whoever holds these files can run any program on the cluster; this program "
                    "cannot limit that, as it does on a computer that is shared. What the cluster "
                    "answers is checked as it is there. The files are copied into a pairing file "
                    "that you alone may read."
                ),
                "muted",
                wrap=True,
                name="clusterWarning",
            )
        )
        self.problem = label("", "error", wrap=True, name="clusterProblem")
        self.problem.hide()
        self.page.add(self.problem)
        self.cancel = button(tr("Cancel"), name="clusterCancel")
        self.cancel.setAutoDefault(False)
        self.use = button(tr("Use this cluster"), "primary", name="clusterUse")
        self.use.setDefault(True)
        self.cancel.clicked.connect(self.reject)
        self.use.clicked.connect(self.accept)
        self.finish((), (self.cancel, self.use))
        self.fit(80, 40)
        self._look()
        self.address.setFocus()

    def _field(self, name: str, title: str, edit: QLineEdit, *widgets: QWidget) -> None:
        heading: QLabel = label(title, wrap=True)
        with_names(edit, name, title)
        name_inner(edit)
        heading.setBuddy(edit)
        edit.textChanged.connect(self._look)
        row = QWidget()
        line = packed(QHBoxLayout(row), gap=8)
        line.addWidget(edit, 1)
        for widget in widgets:
            line.addWidget(widget)
        self.page.add(heading)
        self.page.add(row)

    def _file_field(self, name: str, title: str) -> QLineEdit:
        edit = QLineEdit()
        choose = button(tr("Choose…"), name=f"{name}Browse")
        choose.setAccessibleName(tr("Choose a file: {title}", title=title))
        choose.setAutoDefault(False)

        def browse() -> None:
            path = ask_pem_file(self, title)
            if path:
                edit.setText(path)

        choose.clicked.connect(browse)
        self._field(name, title, edit, choose)
        return edit

    @property
    def _texts(self) -> tuple[str, str, str, str]:
        edits = (self.address, self.authority, self.certificate, self.key)
        address, authority, certificate, key = (edit.text().strip() for edit in edits)
        return address, authority, certificate, key

    @Slot()
    def _look(self) -> None:
        self.use.setEnabled(all(self._texts))
        self.problem.hide()

    @Slot()
    def _bring_problem(self) -> None:
        self.page.ensureWidgetVisible(self.problem)

    @Slot()
    def accept(self) -> None:
        """Make the pairing file, or say what is wrong with the files."""
        from explorer.lanes import pairing
        from explorer.protocol.failures import ClusterFileDamaged

        if not self.use.isEnabled():
            return
        try:
            path = pairing.cluster_file(*self._texts)
        except ClusterFileDamaged as damaged:
            self.problem.setText(damaged.sentence)
            self.problem.show()
            QTimer.singleShot(0, self, self._bring_problem)  # it has its height then
            return
        self.ready.emit(path)
        super().accept()


def ask_pem_file(parent: QWidget, title: str) -> str:
    """Let a person choose one of the files; empty when they change their mind."""
    return QFileDialog.getOpenFileName(parent, title)[0]
