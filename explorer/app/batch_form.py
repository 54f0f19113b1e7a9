"""What a job of a batch system needs: which system, which queue, how much of what, for how long."""

from __future__ import annotations

import os
import shutil

from explorer.app.value_form import ValueForm
from explorer.boundary import batch_address
from explorer.boundary.batch_address import SYSTEMS, BatchAddress
from explorer.boundary.ssh_address import BadAddress
from explorer.text.translation import tr
from explorer.widgets.combo_box import ComboBox

_NAMES = tuple(SYSTEMS)


class BatchForm(ValueForm):
    """Filled in with an address, where `place` is one."""

    def __init__(self, place: str) -> None:
        super().__init__("connectJob")
        self.add_text(
            tr(
                "The batch system of a cluster gives one of its computers to a job. This "
                "program hands one in that holds the model, connects once it has begun, and "
                "cancels it when you disconnect. It works on a computer of the cluster, such "
                "as its login node."
            )
        )
        address = _parsed(place)
        self.system = ComboBox("connectSystem", tr("Batch system"))
        titles = tuple(system.title for system in SYSTEMS.values())
        system = address.system if address else _of_this_computer()
        self.system.offer(titles, _NAMES.index(system))
        self.system.currentIndexChanged.connect(self.changed)
        self.add_row(tr("Batch system"), self.system)
        self.add_edits(
            (
                ("queue", tr("Queue or partition"), "gpu"),
                ("account", tr("Account or project"), ""),
                ("cores", tr("Cores"), "4"),
                ("memory", tr("Memory"), "16 GB"),
                ("time", tr("Time (hours:minutes)"), "2:00"),
            ),
            address,
        )
        self.add_text(
            tr(
                "What stays empty is as {file} says, the settings of dask-jobqueue. Whatever "
                "else your cluster wants, such as a graphics card, belongs there as well.",
                file="~/.config/dask/jobqueue.yaml",
            )
        )

    @property
    def address(self) -> BatchAddress:
        """What is filled in. Raises BadAddress with the name of what cannot be so."""
        return batch_address.checked(_NAMES[self.system.currentIndex()], self.typed)


def problem_of(name: str) -> str:
    """What is wrong with a value that cannot be as it is filled in."""
    if name == "cores":
        return tr("Cores: a whole number from 1 on.")
    if name == "memory":
        return tr("Memory: a number with MB, GB or TB, such as 16 GB.")
    if name == "time":
        return tr("Time: hours and minutes, such as 2:00.")
    return tr("Queue and account: letters, digits and . _ + @ - without blanks.")


def _parsed(place: str) -> BatchAddress | None:
    try:
        return batch_address.parse(place)
    except BadAddress:
        return None


def _of_this_computer() -> str:
    """The system whose program this computer has; two of them call it alike."""
    if shutil.which(SYSTEMS["sge"].program) and os.environ.get("SGE_ROOT"):
        return "sge"
    return next((name for name, each in SYSTEMS.items() if shutil.which(each.program)), "slurm")
