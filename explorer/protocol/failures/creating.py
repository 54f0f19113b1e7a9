"""Failures of creating a model, and of reading its parts."""

from __future__ import annotations

from explorer.protocol.failures.failure import Failure
from explorer.protocol.job import Remedy
from explorer.text import numbers
from explorer.text.translation import tr


class ConfigRefused(Failure):
    """The settings of the form give no config; `details` name the field or the class's error."""

    def __init__(self, sentence: str, details: str = "") -> None:
        super().__init__(
            tr("No model can be made from these settings. {sentence}", sentence=sentence),
            remedy=Remedy(tr("Show the settings"), "createPane"),
            details=details,
        )


class NoRoomToCreate(Failure):
    """The new weights do not fit beside what is in memory. Sizes in bytes.

    `helps`: they would fit once the model in memory is unloaded.
    """

    def __init__(self, needed: int, free: int, *, helps: bool) -> None:
        sizes = {"needed": numbers.bytes_(needed), "free": numbers.bytes_(free)}
        super().__init__(
            tr(
                "A model of this size needs {needed}, but only {free} of memory are free. "
                "Close other programs, or unload the model that is in memory.",
                **sizes,
            )
            if helps
            else tr(
                "A model of this size needs {needed}, but only {free} of memory are free. "
                "Nothing was built. Choose a smaller one, or close other programs.",
                **sizes,
            ),
            remedy=Remedy(tr("Unload the model"), "unloadAction")
            if helps
            else Remedy(tr("Show the settings"), "createPane"),
        )


class ClassNeedsPackage(Failure):
    """A class of transformers needs an optional package that is not installed."""

    def __init__(self, class_name: str, packages: tuple[str, ...], details: str = "") -> None:
        if packages:
            sentence = numbers.ntr(
                "{class_name} needs the package {packages}, which is not installed.",
                "{class_name} needs the packages {packages}, which are not installed.",
                len(packages),
                class_name=class_name,
                packages=numbers.joined(packages),
            )
        else:
            sentence = tr(
                "{class_name} needs an optional package, which is not installed.",
                class_name=class_name,
            )
        super().__init__(
            sentence,
            remedy=Remedy(tr("Choose another class"), "classBox"),
            details=details,
        )
        self.packages = packages


class WeightGone(Failure):
    """A weight was asked for that the loaded model does not have."""

    def __init__(self, name: str) -> None:
        super().__init__(
            tr("The loaded model has no tensor called {name}.", name=name),
            remedy=Remedy(tr("Show its modules"), "moduleTree"),
        )
