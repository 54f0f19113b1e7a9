"""`batch://SYSTEM/queue=…/cores=…/memory=…/time=…`: a job of a batch system that holds the model.

Its values become lines of a script that a shell reads (`named_values`), and no other option of a
batch system can be given here. Those are in the person's own config of dask-jobqueue.
"""

from __future__ import annotations

from dataclasses import dataclass

from explorer.boundary import named_values
from explorer.boundary.ssh_address import BadAddress

SCHEME = "batch://"


@dataclass(frozen=True)
class BatchSystem:
    """A batch system: what it is called, and the program that hands jobs in."""

    title: str
    program: str


SYSTEMS = {
    "slurm": BatchSystem("SLURM", "sbatch"),
    "pbs": BatchSystem("PBS", "qsub"),
    "sge": BatchSystem("Grid Engine", "qsub"),
    "lsf": BatchSystem("LSF", "bsub"),
    "oar": BatchSystem("OAR", "oarsub"),
    "moab": BatchSystem("Moab", "msub"),
}
"""Those of dask-jobqueue but HTCondor, whose jobs need not share a disk with who hands them in."""

_NAME = r"[A-Za-z0-9_][A-Za-z0-9_.+@-]{0,63}"
_FORMS = {
    "queue": _NAME,
    "account": _NAME,
    "cores": named_values.COUNT,
    "memory": named_values.MEMORY,
    "time": r"\d{1,4}:[0-5]\d",
}


@dataclass(frozen=True)
class BatchAddress:
    """A job to ask for. What is empty is as the person's config of dask-jobqueue has it.

    `memory` is such as 16GB, `time` such as 2:30, hours and minutes.
    """

    system: str
    queue: str = ""
    account: str = ""
    cores: str = ""
    memory: str = ""
    time: str = ""

    @property
    def title(self) -> str:
        """What the batch system is called."""
        return SYSTEMS[self.system].title

    @property
    def text(self) -> str:
        """The address; `parse` reads it."""
        values = {name: getattr(self, name) for name in _FORMS}
        return named_values.joined(SCHEME, self.system, values)


def is_address(text: str) -> bool:
    """Whether it begins as such an address, whatever follows."""
    return named_values.begins(text, SCHEME)


def parse(text: str) -> BatchAddress:
    """The parts of an address. Raises BadAddress."""
    system, values = named_values.split(text, SCHEME, _FORMS)
    return checked(system.lower(), values)


def checked(system: str, values: dict[str, str]) -> BatchAddress:
    """The address with these values, of which empty ones are left out. Raises BadAddress.

    Its argument is then the name of the value that is not of the right form.
    """
    if system not in SYSTEMS:
        raise BadAddress("system")
    return BatchAddress(system, **named_values.checked(values, _FORMS))
