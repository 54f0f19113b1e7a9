"""Failures of saving."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.protocol.failures.failure import Failure
from explorer.protocol.job import Remedy
from explorer.text import numbers
from explorer.text.translation import tr

SAVE_ELSEWHERE = Remedy(tr("Save somewhere else"), "saveAction")


class FolderInUse(Failure):
    """The target folder holds something, and nobody said that it may be replaced."""

    def __init__(self, path: str) -> None:
        super().__init__(
            tr("The folder {path} is not empty, and nothing in it was touched.", path=path),
            remedy=SAVE_ELSEWHERE,
        )


class TargetNotWritable(Failure):
    """The target cannot be written."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(
            tr(
                "Nothing was saved: {path} cannot be written ({reason}).",
                path=path,
                reason=reason[:1].lower() + reason[1:],
            ),
            remedy=SAVE_ELSEWHERE,
        )


class ExportNotWritable(Failure):
    """The file for a tensor cannot be written; `why` is the end of a sentence."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(
            tr("Nothing was saved: {path} cannot be written, because {why}.", path=path, why=why),
            remedy=Remedy(tr("Save somewhere else"), "exportButton"),
        )


class WeightNotWritable(Failure):
    """The file for a weight cannot be written; `why` is the end of a sentence."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(
            tr("Nothing was saved: {path} cannot be written, because {why}.", path=path, why=why),
            remedy=Remedy(tr("Try again"), "retry"),
        )


class DiskFull(Failure):
    """Not enough room for the weights. Sizes in bytes."""

    def __init__(self, path: str, needed: int, free: int) -> None:
        super().__init__(
            tr(
                "Nothing was saved: the model needs {needed:,.0f} MB and {path} "
                "has {free:,.0f} MB free.",
                needed=needed / 1000000.0,
                path=path,
                free=free / 1000000.0,
            ),
            remedy=SAVE_ELSEWHERE,
        )


class SaveRefused(Failure):
    """transformers refuses to write a config or a tokenizer of this model."""

    def __init__(self, class_name: str, details: str) -> None:
        super().__init__(
            tr(
                "Nothing was saved: transformers refuses to write the settings of "
                "this {class_name}, because a value in them is not allowed. The "
                "model in memory is as it was.",
                class_name=class_name,
            ),
            remedy=Remedy(tr("Copy diagnostics"), "diagnosticsAction"),
            details=details,
        )


class WouldNotComeBack(Failure):
    """transformers would not find some weights again in what it saves of this class."""

    def __init__(self, class_name: str, lost: Sequence[str]) -> None:
        super().__init__(
            numbers.ntr(
                "{class_name} would not read all of its weights back from a saved folder: "
                "{count} tensor would be random again. Nothing was written.",
                "{class_name} would not read all of its weights back from a saved folder: "
                "{count} tensors would be random again. Nothing was written.",
                len(lost),
                class_name=class_name,
            ),
            details="\n".join(lost),
        )


class SaveBroken(Failure):
    """A file that was just written reads back as something else."""

    def __init__(self, name: str, details: str) -> None:
        super().__init__(
            tr(
                "Nothing was saved: {file} was written, but what was read back is not the same. "
                "The disk may be failing; save somewhere else.",
                file=name,
            ),
            remedy=SAVE_ELSEWHERE,
            details=details,
        )
