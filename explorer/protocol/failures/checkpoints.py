"""Failures of finding a checkpoint on the Hub."""

from __future__ import annotations

from explorer.protocol.failures.account import SIGN_IN
from explorer.protocol.failures.failure import Failure
from explorer.protocol.job import Remedy
from explorer.text.translation import tr

SEARCH = Remedy(tr("Search the Hub"), "hubSearch")


class NoSuchCheckpoint(Failure):
    """Private or absent: the Hub does not tell which."""

    def __init__(self, checkpoint: str, *, signed_in: bool) -> None:
        hint = (
            tr("this account may not see it")
            if signed_in
            else tr("it is private, so sign in first")
        )
        super().__init__(
            tr(
                "There is no checkpoint called {checkpoint} on the Hub, or {hint}.",
                checkpoint=checkpoint,
                hint=hint,
            ),
            remedy=SEARCH if signed_in else SIGN_IN,
        )


class NoSuchRevision(Failure):
    """The checkpoint has no branch, tag or commit of that name."""

    def __init__(self, checkpoint: str, revision: str) -> None:
        super().__init__(
            tr(
                "{checkpoint} has no revision called {revision}. Choose one from the list.",
                checkpoint=checkpoint,
                revision=revision,
            ),
            remedy=Remedy(tr("Choose a revision"), "revisionBox"),
        )


class BadCheckpointName(Failure):
    """Not a name that a checkpoint can have."""

    def __init__(self, text: str) -> None:
        super().__init__(
            tr(
                "“{name}” is not the name of a checkpoint. Names look like "
                "google-bert/bert-base-cased.",
                name=text,
            ),
            remedy=SEARCH,
        )


class BadLink(Failure):
    """A link that begins like one of this program's, and names no checkpoint."""

    def __init__(self, text: str) -> None:
        super().__init__(
            tr(
                "This link cannot be opened: it names no checkpoint. Links of this program look "
                "like transformer-explorer://hf/google-bert/bert-base-cased."
            ),
            remedy=SEARCH,
            details=text,
        )


class LessonNotHere(Failure):
    """A link names a lesson that did not come with the program and was never opened here."""

    def __init__(self, key: str) -> None:
        super().__init__(
            tr(
                "The lesson {key} is not on this computer. Open its file once; then the link "
                "finds it.",
                key=key,
            ),
            remedy=Remedy(tr("Open a lesson from a file…"), "lessonFileAction"),
        )


class NoConfigOnHub(Failure):
    """The checkpoint is there, but it has no config.json to begin from."""

    def __init__(self, checkpoint: str) -> None:
        super().__init__(
            tr(
                "{checkpoint} has no config.json, so there is nothing to start "
                "from. Choose another checkpoint.",
                checkpoint=checkpoint,
            ),
            remedy=SEARCH,
        )


class NoWeightsToLoad(Failure):
    """The repository has no weights in a format that loads here; `text` says what it has."""

    def __init__(self, checkpoint: str, text: str) -> None:
        super().__init__(
            tr(
                "{checkpoint} has no weights that can be loaded here: {problem}. Choose another "
                "checkpoint, or another revision.",
                checkpoint=checkpoint,
                problem=text,
            ),
            remedy=SEARCH,
        )
