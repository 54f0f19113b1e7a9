"""Working on another computer: connecting, what the window says of it, and coming back.

The lanes do the work there (`lanes.far`); here is only what a person sees of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from explorer.app.actions import Requirement
from explorer.features.hub.protocol.transfer import Download
from explorer.protocol.computer import Connect, Connected, Disconnect, Disconnected
from explorer.protocol.job import Failed, Request
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.text.workplace import work_on
from explorer.widgets.elsewhere import ELSEWHERE

if TYPE_CHECKING:
    from explorer.app.connect_dialog import ConnectDialog
    from explorer.app.shell import Shell
    from explorer.features.checkpoints.view.checkpoints_controller import CheckpointsController
    from explorer.features.training.view.training_run import TrainingRun
    from explorer.protocol.failures import Failure
    from explorer.protocol.model import Prepared

KEY = "pairing"
"""The setting with the place used last: a pairing file, an address for ssh, a job or a pod."""


class Connection(QObject):
    """The door to another computer; there is one for the window."""

    _gone = Signal(object)

    def __init__(self, window: Shell, training: TrainingRun, files: CheckpointsController) -> None:
        super().__init__(window)
        self._window, self._training, self._files = window, training, files
        self.dialog: ConnectDialog | None = None
        self._lost = False
        actions = window.actions_
        actions.connect.triggered.connect(self.ask)
        actions.disconnect.triggered.connect(self.disconnect_)
        window.state.subscribe({Connected: self._on_connected, Disconnected: self._on_disconnected})
        self._gone.connect(self._on_gone)
        if window.board is not None:
            window.board.lost = self._gone.emit  # comes from the thread of the connection
        window.closed.connect(self._forget)
        files.sessions.connect_wanted.connect(self.ask_at)

    @property
    def unavailable(self) -> str:
        """Why nobody can connect now; empty where they can."""
        if self._window.embedded:
            return tr("This window looks at the model of a script, which is on this computer.")
        if self._training.busy:
            return tr("A model is in training on this computer. Stop the training first.")
        if any(isinstance(job.request, Download) for job in self._window.transfer.jobs):
            return tr("A download to this computer is under way. Pause or cancel it first.")
        return ""

    @Slot()
    def ask(self) -> None:
        """Let a person choose which computer, and how it is reached."""
        self.ask_at(self._window.profile.text(KEY))

    @Slot(str)
    def ask_at(self, place: str) -> None:
        """The same, where this place is offered."""
        from explorer.app.connect_dialog import ConnectDialog

        if self.dialog is not None:
            return
        self.dialog = ConnectDialog(self._window, place, self.unavailable)
        self.dialog.wanted.connect(self._window.message_bar.clear)
        self.dialog.wanted.connect(self.connect_to)
        self.dialog.finished.connect(self._forget_dialog)
        self.dialog.rejected.connect(self._files.sessions.forget_computer)
        self.dialog.open()

    @Slot()
    def _forget_dialog(self) -> None:
        self.dialog = None

    @Slot(str)
    def connect_to(self, place: str) -> None:
        """Connect to the computer of a pairing file, of an address for ssh, of a job or a pod.

        A message stays meanwhile: a start that connects may have had something to say before.
        """
        self._window.profile.keep(KEY, place)
        self._window.model.send(Connect(place))

    def connect_to_cluster(self, address: str, authority: str, certificate: str, key: str) -> None:
        """Connect to an existing cluster, or say what is wrong with its files."""
        from explorer.lanes import pairing
        from explorer.protocol.failures import ClusterFileDamaged

        try:
            self.connect_to(pairing.cluster_file(address, authority, certificate, key))
        except ClusterFileDamaged as failure:
            self._window.tell_failure(
                Failed(0, Connect(address), failure.sentence, failure.remedy, failure.details)
            )

    @Slot()
    def disconnect_(self) -> None:
        """Come back to this computer; what was made there and is not saved asks first."""
        unsaved, summary = self._files.unsaved, self._window.summary
        is_there = unsaved is not None and summary is not None and unsaved.serial == summary.serial
        if not is_there or self._files.may_close():
            for lane in (self._window.model, self._window.hub, self._window.transfer):
                lane.stop()  # its jobs are there, and one of them may never answer
            self._window.send(Disconnect())

    # -- what happened -------------------------------------------------------------------------

    def _on_connected(self, result: Connected, request: Request) -> None:
        computer, prepared = result.computer, result.prepared
        self._lost = False
        self._show()
        different = _different(prepared, result.here)
        if self._window.message_bar.isVisible():
            return  # banner and status say where the work is done
        self._window.message_bar.tell(
            tr(
                "Connected to {computer} ({system}): torch {torch}, transformers {transformers}, "
                "{devices}, {disk} free on its disk. Models are opened and saved there now.",
                computer=computer.name,
                system=computer.system,
                torch=prepared.torch_version,
                transformers=prepared.transformers_version,
                devices=numbers.joined(prepared.devices),
                disk=numbers.bytes_(computer.free_disk),
            )
            + (f" {different}" if different else "")
        )

    def _on_disconnected(self, result: Disconnected, request: Request) -> None:
        self._show()
        if not self._lost and result.name:
            self._window.message_bar.tell(
                tr("Disconnected from {computer}: back on this computer.", computer=result.name)
            )
        self._lost = False

    @Slot(object)
    def _on_gone(self, failure: Failure) -> None:
        """Say so, and come back to this computer: the lanes would only fail."""
        self._lost = True
        request = Connect(self._window.profile.text(KEY))
        self._window.tell_failure(
            Failed(0, request, failure.sentence, failure.remedy, failure.details)
        )
        self._window.model.send(Disconnect())

    def _show(self) -> None:
        """Everything that says where the work is done."""
        window = self._window
        computer = ELSEWHERE.computer = window.state.computer
        name = computer.name if computer is not None else ""
        work_on(name)
        window.banner.show_computer(name)
        window.sources.rename(
            window.local_pane,
            tr("On {computer}", computer=name) if name else tr("On this computer"),
        )
        if window.board is not None:
            window.status.show_computer(name, window.board)
        window.actions_.meet(
            {Requirement.HERE: computer is None, Requirement.ELSEWHERE: computer is not None}
        )
        self._files.change_computer(window.state.prepared)
        window.local_pane.show_computer(name)
        window.profile.recent_changed.emit()  # the menu lists what can be opened there

    @Slot()
    def _forget(self) -> None:
        ELSEWHERE.computer = None
        work_on("")
        if self._window.board is not None:
            self._window.board.disconnect()  # the process may live on, a notebook's or a test's


def _different(there: Prepared, here: Prepared | None) -> str:
    """What to expect where the libraries there are other versions than here; else empty."""
    pairs = (
        ("torch", there.torch_version, here.torch_version if here else ""),
        ("transformers", there.transformers_version, here.transformers_version if here else ""),
    )
    others = [f"{name} {version}" for name, other, version in pairs if version not in ("", other)]
    if not others:
        return ""
    return tr(
        "This computer has {versions}, so the same model may give slightly different numbers here.",
        versions=numbers.joined(others),
    )
