"""Failures of session files."""

from __future__ import annotations

from explorer.protocol.failures.failure import Failure
from explorer.protocol.job import Remedy
from explorer.text.translation import tr

_ANOTHER = Remedy(tr("Choose another file"), "openSessionAction")
_ELSEWHERE = Remedy(tr("Save somewhere else"), "saveSessionAction")


class SessionNotRead(Failure):
    """The session file is gone or cannot be read."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(
            tr(
                "The session {path} cannot be read: {reason}. What was open is as it was.",
                path=path,
                reason=reason,
            ),
            remedy=_ANOTHER,
        )


class SessionBroken(Failure):
    """The file is no session, or a damaged one."""

    def __init__(self, path: str, details: str) -> None:
        super().__init__(
            tr(
                "{path} is not a session of this program, or it is damaged. Nothing was changed.",
                path=path,
            ),
            remedy=_ANOTHER,
            details=f"{path}: {details}",
        )


class SessionFromAnotherVersion(Failure):
    """The session has a version that this program does not read."""

    def __init__(self, path: str, version: int, known: int) -> None:
        if version > known:
            why = tr(
                "It was written by a newer Transformer Explorer (session version {version}; this "
                "one reads {known_version}). Install the newer program to open it.",
                version=version,
                known_version=known,
            )
        else:
            why = tr(
                "Its version is {version}, and this program reads version {known_version}. Save it "
                "again with the program that wrote it.",
                version=version,
                known_version=known,
            )
        super().__init__(
            tr("The session {path} cannot be opened. {why}", path=path, why=why), remedy=_ANOTHER
        )


class SessionNotSaved(Failure):
    """The session file cannot be written."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(
            tr(
                "The session was not saved: {path} cannot be written, because {reason}.",
                path=path,
                reason=reason,
            ),
            remedy=_ELSEWHERE,
        )
