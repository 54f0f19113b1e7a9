"""Failures of working on another computer."""

from __future__ import annotations

from explorer.protocol.failures.failure import Failure
from explorer.protocol.job import Remedy
from explorer.text.translation import tr

CONNECT = Remedy(tr("Connect…"), "connectAction")
INSTALL = "pip install distributed cryptography"
"""What brings the extra `cluster` beside a program that is installed already."""


class ClusterMissing(Failure):
    """The packages of the extra `cluster` are not installed here."""

    def __init__(self, package: str) -> None:
        super().__init__(
            tr(
                "To work on another computer, the package {package} is needed on both. Install it "
                "into the environment of this program: {command}",
                package=package,
                command=INSTALL,
            )
        )


class PairingDamaged(Failure):
    """The file is not a pairing file, or part of it is missing."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(
            tr(
                "{path} cannot be used as a pairing file: {reason}. Copy it again from the other "
                "computer, where transformer-explorer --share wrote it.",
                path=path,
                reason=reason,
            ),
            remedy=CONNECT,
        )


class ComputerSilent(Failure):
    """Nobody answers at the address of the pairing file."""

    def __init__(self, name: str, address: str, details: str = "") -> None:
        super().__init__(
            tr(
                "{name} does not answer at {address}. Check that it is switched on and in the same "
                "network, and that transformer-explorer --share is running there.",
                name=name,
                address=address,
            ),
            remedy=CONNECT,
            details=details,
        )


class ForeignCertificate(Failure):
    """The computer at the address does not have the certificate of the pairing file."""

    def __init__(self, name: str, address: str, details: str = "") -> None:
        super().__init__(
            tr(
                "The computer at {address} is not the {name} of this pairing file: its certificate "
                "is different. Either the file belongs to another computer, or {name} has new "
                "certificates. Copy a new pairing file from it.",
                name=name,
                address=address,
            ),
            remedy=CONNECT,
            details=details,
        )


class OtherVersion(Failure):
    """The program there is another version."""

    def __init__(self, name: str, there: str, here: str) -> None:
        super().__init__(
            tr(
                "{name} runs Transformer Explorer {there}, this computer {here}. Both need the "
                "same version: install it on one of them.",
                name=name,
                there=there,
                here=here,
            )
        )


class ComputerBusy(Failure):
    """Another window works there."""

    def __init__(self, name: str) -> None:
        super().__init__(
            tr(
                "Another window is connected to {name}. One window at a time can work there; "
                "disconnect the other one first.",
                name=name,
            ),
            remedy=CONNECT,
        )


class ConnectionLost(Failure):
    """The other computer went away in the middle."""

    def __init__(self, name: str, details: str = "") -> None:
        super().__init__(
            tr(
                "The connection to {name} was lost: its program ended, or the network failed. The "
                "model that was open there is lost; everything on this computer is safe.",
                name=name,
            ),
            remedy=CONNECT,
            details=details,
        )


class AnswerRefused(Failure):
    """What came from the other computer is not a message of this program."""

    def __init__(self, name: str, details: str = "") -> None:
        super().__init__(
            tr(
                "{name} sent an answer that this program does not understand. None of it was used. "
                "If this happens again, disconnect and make a new pairing file there.",
                name=name,
            ),
            details=details,
        )


class NotThere(Failure):
    """This cannot be done while another computer does the work; `why` is a whole sentence."""

    def __init__(self, why: str) -> None:
        super().__init__(why, remedy=Remedy(tr("Disconnect"), "disconnectAction"))
