"""Failures of a learner's results and of a class of them."""

from __future__ import annotations

from explorer.protocol.failures.failure import Failure
from explorer.protocol.job import Remedy
from explorer.text.translation import tr


class ResultsNotSaved(Failure):
    """The results page cannot be written."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(
            tr(
                "Your results were not saved: {path} cannot be written, because {reason}.",
                path=path,
                reason=reason,
            ),
            remedy=Remedy(tr("Save somewhere else"), "saveResultsAction"),
        )


class ResultsNotRead(Failure):
    """A learner's page is gone, or none of this program."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(
            tr("The page {path} cannot be shown: {reason}.", path=path, reason=reason),
            remedy=Remedy(tr("Read the class again"), "classAgain"),
        )


class ClassNotRead(Failure):
    """The folder of a class is gone or cannot be read."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(
            tr("The folder {path} cannot be read: {reason}.", path=path, reason=reason),
            remedy=Remedy(tr("Choose another folder"), "openClassAction"),
        )
