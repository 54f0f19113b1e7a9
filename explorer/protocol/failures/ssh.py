"""Failures of reaching another computer over ssh; what ssh itself wrote is in the details."""

from __future__ import annotations

from explorer.protocol.failures.computers import CONNECT, INSTALL
from explorer.protocol.failures.failure import Failure
from explorer.text.translation import tr


class SshAddressRefused(Failure):
    """The text is no address for ssh, or ssh could take a part of it for an option."""

    def __init__(self, address: str) -> None:
        super().__init__(
            tr(
                "{address} is not an address for SSH. Write ssh://name@host, or "
                "ssh://name@host:port. Only letters, digits and . _ + - can be in it, and no part "
                "begins with -.",
                address=address,
            ),
            remedy=CONNECT,
        )


class SshMissing(Failure):
    """This computer has no program called ssh."""

    def __init__(self) -> None:
        super().__init__(
            tr(
                "This computer has no program ssh. Install the OpenSSH client: on Windows under "
                "Settings, Optional features; on Linux the package openssh-client. Then start this "
                "program again."
            ),
            remedy=CONNECT,
        )


class SshHostUnknown(Failure):
    """No computer has this name in the network, and the person's ssh config gives it none."""

    def __init__(self, host: str, details: str = "") -> None:
        super().__init__(
            tr(
                "No computer called {host} was found. Check how the name is written, and that this "
                "computer is in the right network.",
                host=host,
            ),
            remedy=CONNECT,
            details=details,
        )


class SshSilent(Failure):
    """No ssh server answers there."""

    def __init__(self, host: str, details: str = "") -> None:
        super().__init__(
            tr(
                "{host} does not answer over SSH. Check that it is switched on, that its SSH "
                "server is running, and that the port is right.",
                host=host,
            ),
            remedy=CONNECT,
            details=details,
        )


class SshHostKeyNew(Failure):
    """This computer has never seen the host's key; only a person can say whether it is right."""

    def __init__(self, host: str, command: str, details: str = "") -> None:
        super().__init__(
            tr(
                "This computer does not know {host} yet. Connect once in a terminal: {command}. "
                "Compare the fingerprint that it shows with the one of {host}, answer yes, and "
                "connect here again.",
                host=host,
                command=command,
            ),
            remedy=CONNECT,
            details=details,
        )


class SshHostKeyChanged(Failure):
    """The host has another key than the one that this computer knows."""

    def __init__(self, host: str, known_as: str, details: str = "") -> None:
        super().__init__(
            tr(
                "{host} shows another key than before, so it may be another computer. Nothing was "
                "sent. Ask who runs it. If its key is new, remove the old one in a terminal with "
                "ssh-keygen -R {known_as}, and connect there once.",
                host=host,
                known_as=known_as,
            ),
            remedy=CONNECT,
            details=details,
        )


class SshDenied(Failure):
    """The host takes none of the person's keys; passwords are never asked for here."""

    def __init__(self, host: str, command: str, details: str = "") -> None:
        super().__init__(
            tr(
                "{host} does not let you in with a key, and this program never asks for passwords. "
                "Make a key with ssh-keygen, put it there with ssh-copy-id, and unlock it with "
                "ssh-add. It is right when this works in a terminal without a password: {command}",
                host=host,
                command=command,
            ),
            remedy=CONNECT,
            details=details,
        )


class SshForwardingRefused(Failure):
    """The ssh server there lets nobody reach its computer's ports."""

    def __init__(self, host: str, details: str = "") -> None:
        super().__init__(
            tr(
                "The SSH server of {host} does not allow port forwarding, which this program needs "
                "to reach the model there. Ask who runs it for AllowTcpForwarding, or share that "
                "computer with a pairing file.",
                host=host,
            ),
            remedy=CONNECT,
            details=details,
        )


class SshFailed(Failure):
    """ssh ended for a reason of its own, such as a mistake in the person's config."""

    def __init__(self, host: str, command: str, details: str = "") -> None:
        super().__init__(
            tr(
                "ssh could not connect to {host}. Its own words are in the details. Try it in a "
                "terminal: {command}",
                host=host,
                command=command,
            ),
            remedy=CONNECT,
            details=details,
        )


class NoProgramThere(Failure):
    """The shell there finds no Transformer Explorer."""

    def __init__(self, host: str, program: str, details: str = "") -> None:
        super().__init__(
            tr(
                "{host} has no program {program}. Install it there, in the folder of Transformer "
                "Explorer: {command}. If it is installed already, add where it is: {example}",
                host=host,
                program=program,
                command='python3 -m venv .venv && .venv/bin/pip install ".[cluster]"',
                example=f"ssh://{host}/~/transformer-explorer/.venv/bin/transformer-explorer",
            ),
            remedy=CONNECT,
            details=details,
        )


class ClusterMissingThere(Failure):
    """The packages of the extra `cluster` are not installed on the other computer."""

    def __init__(self, host: str, details: str = "") -> None:
        super().__init__(
            tr(
                "Transformer Explorer on {host} lacks packages that this needs. Install them into "
                "its environment there: {command}",
                host=host,
                command=INSTALL,
            ),
            remedy=CONNECT,
            details=details,
        )


class DiskFullThere(Failure):
    """The program there has no room for its certificates, which lie in a temporary file briefly."""

    def __init__(self, host: str, details: str = "") -> None:
        super().__init__(
            tr(
                "Transformer Explorer did not start on {host}: its disk for temporary files is "
                "full. Free some space there, then connect again.",
                host=host,
            ),
            remedy=CONNECT,
            details=details,
        )


class NotStartedThere(Failure):
    """The program was found there, but it did not come as far as being reached."""

    def __init__(self, host: str, command: str, details: str = "") -> None:
        super().__init__(
            tr(
                "Transformer Explorer did not start on {host}. What it wrote is in the details. "
                "Perhaps it is another version; try it in a terminal: {command}",
                host=host,
                command=command,
            ),
            remedy=CONNECT,
            details=details,
        )
