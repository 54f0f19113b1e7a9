"""`batch://SYSTEM/queue=…/cores=…/memory=…/time=…`: a job of a batch system that holds the model.

A person types it or fills in a form, and a session file may bring it, which anybody may have
written. Its values become lines of a script that a shell reads: so each has a narrow form, and no
other option of a batch system can be given here. Those are in the person's own config of
dask-jobqueue.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from explorer.boundary.ssh_address import BadAddress

SCHEME = "batch://"
_LONGEST = 600


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
    "cores": r"[1-9]\d{0,3}",
    "memory": r"[1-9]\d{0,5}(?:\.\d{1,3})?[KMGT]i?B",
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
        given = ((name, getattr(self, name)) for name in _FORMS)
        return f"{SCHEME}{self.system}" + "".join(
            f"/{name}={value}" for name, value in given if value
        )


def is_address(text: str) -> bool:
    """Whether it begins as such an address, whatever follows."""
    return text[: len(SCHEME)].lower() == SCHEME


def parse(text: str) -> BatchAddress:
    """The parts of an address. Raises BadAddress."""
    text = text.strip()
    if not is_address(text) or len(text) > _LONGEST:
        raise BadAddress(text[:_LONGEST])
    system, *parts = text[len(SCHEME) :].rstrip("/").split("/")
    values: dict[str, str] = {}
    for part in parts:
        name, _, value = part.partition("=")
        if name in values:
            raise BadAddress(text)
        values[name] = value
    return checked(system.lower(), values)


def checked(system: str, values: dict[str, str]) -> BatchAddress:
    """The address with these values, of which empty ones are left out. Raises BadAddress.

    Its argument is then the name of the value that is not of the right form.
    """
    if system not in SYSTEMS:
        raise BadAddress("system")
    for name in values.keys() - _FORMS.keys():
        raise BadAddress(name)
    given = {name: value.strip() for name, value in values.items() if value.strip()}
    if "memory" in given:
        given["memory"] = given["memory"].replace(" ", "").upper().replace("I", "i")
    for name, value in given.items():
        if not re.fullmatch(_FORMS[name], value, re.ASCII):
            raise BadAddress(name)
    return BatchAddress(system, **given)
