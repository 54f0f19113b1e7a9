"""Failures of working on another computer."""

from __future__ import annotations

from explorer.boundary.packages import packed
from explorer.protocol.failures.failure import Failure
from explorer.protocol.job import Remedy
from explorer.text.translation import tr

CONNECT = Remedy(tr("Connect…"), "connectAction")
INSTALL = "pip install distributed cryptography"
"""What brings the extra `cluster` beside a program that is installed already."""


class ClusterMissing(Failure):
    """The packages of the extra `cluster` are not installed here."""

    def __init__(self, package: str) -> None:
        if packed():
            sentence = tr(
                "To work on another computer, the package {package} is needed on both, and nothing "
                "can be added to this program. Use Transformer Explorer installed with pip there "
                "and here, with that package beside it.",
                package=package,
            )
        else:
            sentence = tr(
                "To work on another computer, the package {package} is needed on both. Install it "
                "into the environment of this program: {command}",
                package=package,
                command=INSTALL,
            )
        super().__init__(sentence)


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


class ClusterFileDamaged(Failure):
    """A file that a cluster's clients use cannot be used, or its address is none."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(
            tr(
                "{file} cannot be used to connect to a cluster: {reason}. Who runs the cluster has "
                "its address (tls://host:port) and three PEM files: authority, certificate, key.",
                file=file,
                reason=reason,
            ),
            remedy=CONNECT,
        )


class NoExplorerThere(Failure):
    """A Dask cluster none of whose workers has the handlers of this program."""

    def __init__(self, name: str, details: str = "") -> None:
        super().__init__(
            tr(
                "No worker of the cluster at {name} can serve this window. Install Transformer "
                "Explorer on a worker, and start it with: dask worker … "
                "--preload explorer.lanes.preload",
                name=name,
            ),
            remedy=CONNECT,
            details=details,
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


class CertificateExpired(Failure):
    """The certificates of the pairing file were valid for a time that is over."""

    def __init__(self, name: str, details: str = "") -> None:
        super().__init__(
            tr(
                "The certificates of this pairing file have expired. On {name}, start "
                "transformer-explorer --share again with --new-certificates, and copy its new "
                "pairing file here. Check the date of both computers as well.",
                name=name,
            ),
            remedy=CONNECT,
            details=details,
        )


class StrangerAnswers(Failure):
    """Something listens at the address of the pairing file that does not speak TLS."""

    def __init__(self, name: str, address: str, details: str = "") -> None:
        super().__init__(
            tr(
                "What answers at {address} is another program, and not Transformer Explorer on "
                "{name}. Start transformer-explorer --share there once more, and copy its new "
                "pairing file here.",
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


class FileNotKept(Failure):
    """A file of the window's computer could not lie on the other one for as long as it is used."""

    def __init__(self, file: str, name: str, details: str = "") -> None:
        super().__init__(
            tr(
                "{computer} could not keep {file} for a moment, as this needs: its folder for "
                "temporary files cannot be written. Free some space there, then try again.",
                file=file,
                computer=name,
            ),
            remedy=Remedy(tr("Try again"), "retry"),
            details=details,
        )


class NotThere(Failure):
    """This cannot be done while another computer does the work; `why` is a whole sentence."""

    def __init__(self, why: str) -> None:
        super().__init__(why, remedy=Remedy(tr("Disconnect"), "disconnectAction"))
