"""Failures of downloading, and of the shared cache."""

from __future__ import annotations

from explorer.protocol.failures.checkpoints import SEARCH
from explorer.protocol.failures.connection import DOWNLOADED, TRY_AGAIN
from explorer.protocol.failures.failure import Failure
from explorer.protocol.job import Remedy
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.text.workplace import workplace

CLEAN_CACHE = Remedy(tr("Free some space"), "localPane")


class FileGone(Failure):
    """A file of the plan is no longer on the Hub."""

    def __init__(self, checkpoint: str, path: str) -> None:
        super().__init__(
            tr(
                "{path} of {checkpoint} is not on the Hub any more. Open its page "
                "again for a new plan.",
                path=path,
                checkpoint=checkpoint,
            ),
            remedy=TRY_AGAIN,
        )


class NotInCache(Failure):
    """A checkpoint or a commit that the shared cache does not hold (any more)."""

    def __init__(self, what: str) -> None:
        super().__init__(
            tr(
                "{file} is not on {computer}. It may have been deleted by another program.",
                file=what,
                computer=workplace(),
            ),
            remedy=DOWNLOADED,
        )


class NoRoomOnDisk(Failure):
    """The disk cannot hold what a plan needs, or became full on the way. Bytes."""

    def __init__(self, cache: str, needed: int, free: int) -> None:
        super().__init__(
            tr(
                "{needed} are still missing, but the disk with {cache} has only {free} free. "
                "What has arrived is kept: free some space, then continue.",
                needed=numbers.bytes_(needed),
                cache=cache,
                free=numbers.bytes_(free),
            ),
            remedy=CLEAN_CACHE,
        )


class CacheNotWritable(Failure):
    """The folder of the shared cache cannot be written to."""

    def __init__(self, cache: str, details: str = "") -> None:
        super().__init__(
            tr(
                "Nothing can be written to {cache}, where checkpoints are kept. It "
                "may be read-only or belong to somebody else.",
                cache=cache,
            ),
            remedy=TRY_AGAIN,
            details=details,
        )


class FileChanged(Failure):
    """The server offers another content than the one planned (its ETag differs)."""

    def __init__(self, checkpoint: str, path: str) -> None:
        super().__init__(
            tr(
                "{path} of {checkpoint} is not the file that was planned: it has "
                "changed on the server. Nothing of it was kept as complete; try "
                "again with a new plan.",
                path=path,
                checkpoint=checkpoint,
            ),
            remedy=TRY_AGAIN,
        )


class WrongLength(Failure):
    """The server sends a file of another length than the one planned."""

    def __init__(self, path: str, expected: int, number: int) -> None:
        super().__init__(
            tr(
                "{path} should have {expected} bytes, but the server says {announced}. It was "
                "not kept; try again.",
                path=path,
                expected=numbers.count(expected),
                announced=numbers.count(number),
            ),
            remedy=TRY_AGAIN,
        )


class WrongContent(Failure):
    """A file arrived whole, and its checksum is wrong."""

    def __init__(self, path: str, expected: str, text: str) -> None:
        super().__init__(
            tr(
                "{path} arrived damaged: its checksum is not the one that the Hub "
                "names. It was thrown away; try again.",
                path=path,
            ),
            remedy=TRY_AGAIN,
            details=tr("expected {expected}\nfound {received}", expected=expected, received=text),
        )


class CacheLeadsOut(Failure):
    """A link inside a checkpoint's folder leads out of it: nothing is read or written there."""

    def __init__(self, path: str) -> None:
        super().__init__(
            tr(
                "{path} leads out of the folder where this checkpoint is kept, through a link. "
                "Nothing was read or written there: remove the link, then try again.",
                path=numbers.shortened(path),
            ),
            remedy=DOWNLOADED,
        )


class FileNameRefused(Failure):
    """A file that loading needs has a name that no file in the cache may have."""

    def __init__(self, checkpoint: str, path: str) -> None:
        super().__init__(
            tr(
                "{checkpoint} needs a file called “{path}”, and a file cannot safely be called "
                "that on every computer. Nothing was downloaded.",
                checkpoint=checkpoint,
                path=numbers.shortened(path),
            ),
            remedy=SEARCH,
        )


class NameRefused(Failure):
    """A name that came from outside could lead out of the cache, or is no name at all."""

    def __init__(self, details: str) -> None:
        super().__init__(
            tr(
                "This was not done, because it names something that cannot be in the cache of "
                "checkpoints."
            ),
            remedy=DOWNLOADED,
            details=details,
        )
