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
    """The file is no pairing file, or not all of it is there."""

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
    """Who answers has other certificates than the pairing file."""

    def __init__(self, name: str, address: str, details: str = "") -> None:
        super().__init__(
            tr(
                "Who answers at {address} is not the {name} of this pairing file: the certificates "
                "differ. The file belongs to another computer, or the certificates there were made "
                "anew. Bring a new pairing file from there.",
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
                "{name} has gone: its program ended, or the network is cut. The model that was "
                "open there is lost; everything on this computer is kept.",
                name=name,
            ),
            remedy=CONNECT,
            details=details,
        )


class AnswerRefused(Failure):
    """What came from the other computer is no message of this program."""

    def __init__(self, name: str, details: str = "") -> None:
        super().__init__(
            tr(
                "{name} sent something that is no answer of this program. Nothing of it was used. "
                "If this happens again, disconnect and make a new pairing file there.",
                name=name,
            ),
            details=details,
        )


class NotThere(Failure):
    """This cannot be done while another computer does the work; `why` is a whole sentence."""

    def __init__(self, why: str) -> None:
        super().__init__(why, remedy=Remedy(tr("Disconnect"), "disconnectAction"))
