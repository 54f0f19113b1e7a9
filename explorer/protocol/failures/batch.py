"""Failures of a job of a batch system; what the system or the job wrote is in the details."""

from __future__ import annotations

from explorer.protocol.failures.computers import CONNECT
from explorer.protocol.failures.failure import Failure
from explorer.text.translation import tr

INSTALL_JOBQUEUE = "pip install dask-jobqueue"
"""What brings the extra `batch` beside a program that has the extra `cluster`."""


class BatchAddressRefused(Failure):
    """The text is no job's address, or a value has another form than it may have."""

    def __init__(self, address: str) -> None:
        super().__init__(
            tr(
                "{address} does not describe a job. Write the batch system and what the job needs, "
                "such as {example}. Queue and account are names; memory is a number with MB, GB or "
                "TB; time is hours:minutes.",
                address=address,
                example="batch://slurm/queue=gpu/cores=4/memory=16GB/time=2:00",
            ),
            remedy=CONNECT,
        )


class BatchPackageMissing(Failure):
    """The package dask-jobqueue is not installed here."""

    def __init__(self) -> None:
        super().__init__(
            tr(
                "Jobs of a batch system need the package dask-jobqueue. Install it into the "
                "environment of this program: {command}",
                command=INSTALL_JOBQUEUE,
            ),
            remedy=CONNECT,
        )


class BatchProgramMissing(Failure):
    """This computer cannot hand jobs in."""

    def __init__(self, system: str, program: str) -> None:
        super().__init__(
            tr(
                "This computer has no program {program}, so it cannot ask {system} for a job. "
                "Start Transformer Explorer on a computer of the cluster, such as its login node, "
                "or choose another batch system.",
                program=program,
                system=system,
            ),
            remedy=CONNECT,
        )


class BatchIncomplete(Failure):
    """Neither the person nor her config of dask-jobqueue says how much the job needs."""

    def __init__(self, system: str, details: str = "") -> None:
        super().__init__(
            tr(
                "{system} must know how many cores and how much memory the job needs. Fill both "
                "in, such as 4 and 16 GB.",
                system=system,
            ),
            remedy=CONNECT,
            details=details,
        )


class BatchNotKept(Failure):
    """The folder through which a job says how it is reached cannot be written."""

    def __init__(self, folder: str, reason: str) -> None:
        super().__init__(
            tr(
                "The folder {folder}, through which the job tells where it is, cannot be made: "
                "{reason}. Free some space there, or start with --profile and a folder that the "
                "whole cluster sees.",
                folder=folder,
                reason=reason,
            ),
            remedy=CONNECT,
        )


class BatchRefused(Failure):
    """The batch system did not take the job."""

    def __init__(self, system: str, program: str, words: str) -> None:
        first = next((line.strip() for line in words.splitlines() if line.strip()), "–")
        super().__init__(
            tr(
                "{system} did not accept the job. {program} said: {words} Check queue, account, "
                "cores, memory and time.",
                system=system,
                program=program,
                words=first[:300],
            ),
            remedy=CONNECT,
            details=words,
        )


class BatchEnded(Failure):
    """The job ended before the program in it could be reached."""

    def __init__(self, system: str, job: str, details: str = "") -> None:
        super().__init__(
            tr(
                "Job {job} of {system} ended before Transformer Explorer could be reached in it. "
                "What it wrote is in the details. It needs this program with its packages on the "
                "computers of the cluster, in a folder that they share.",
                job=job,
                system=system,
            ),
            remedy=CONNECT,
            details=details,
        )


class BatchLost(Failure):
    """The job went away in the middle."""

    def __init__(self, computer: str, system: str, job: str, details: str = "") -> None:
        super().__init__(
            tr(
                "The connection to {computer} was lost: job {job} of {system} ended, or the "
                "network failed. A job ends when its time is over, when it needs more memory than "
                "it asked for, or when somebody cancels it. The model that was open there is lost; "
                "everything on this computer is safe.",
                computer=computer,
                job=job,
                system=system,
            ),
            remedy=CONNECT,
            details=details,
        )
