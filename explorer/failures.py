"""Every failure that a person can meet, each with a sentence to act on.

Raised inside a handler; the lane turns it into `Failed`. Anything else that a handler raises is
an error of this program: it is shown as `UnexpectedFailure`, with the traceback behind a button.
The rooms raise these names and add no failures of their own elsewhere.
"""

from __future__ import annotations

from explorer.messages.job import Remedy


class Failure(Exception):
    """Something a person can act on: `sentence`, an optional `remedy`, `details` on demand."""

    remedy: Remedy | None = None

    def __init__(self, sentence: str, *, remedy: Remedy | None = None, details: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.details = details
        if remedy is not None:
            self.remedy = remedy


class UnexpectedFailure(Failure):
    """A handler raised what nobody foresaw; the details hold the traceback."""

    @classmethod
    def of(cls, title: str, error: BaseException, details: str) -> UnexpectedFailure:
        """Name the action and the kind of error; the words of a library stay in the details."""
        what = title[:1].lower() + title[1:]
        return cls(
            f"Something unexpected went wrong while {what} ({type(error).__name__}). "
            "The program goes on; the details help to report it.",
            remedy=Remedy("Copy diagnostics", "diagnosticsAction"),
            details=details,
        )


class OutOfMemory(Failure):
    """The system refused memory in the middle of a job."""

    def __init__(self, title: str) -> None:
        super().__init__(
            f"There was not enough memory for this: {title[:1].lower() + title[1:]}. "
            "Unload the model or close other programs, then try again.",
            remedy=Remedy("Unload the model", "unloadAction"),
        )


# -- Preparing -------------------------------------------------------------------------------


class PackageMissing(Failure):
    """A package that the program needs cannot be imported."""

    def __init__(self, package: str, details: str = "") -> None:
        super().__init__(
            f"The package {package} is missing or broken, so no model can be used. "
            "Install Transformer Explorer again as its README says.",
            remedy=Remedy("Copy diagnostics", "diagnosticsAction"),
            details=details,
        )


# -- Opening ---------------------------------------------------------------------------------

_CHOOSE = Remedy("Choose another folder", "openAction")


class NoSuchFolder(Failure):
    """The folder to open is gone, or is a file."""

    def __init__(self, path: str) -> None:
        super().__init__(f"There is no folder {path}. Was it moved?", remedy=_CHOOSE)


class NoConfig(Failure):
    """The folder has no config.json."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"The folder {path} has no config.json, so it is not a saved model. "
            "Choose the folder that holds config.json and the weights.",
            remedy=_CHOOSE,
        )


class ConfigBroken(Failure):
    """config.json cannot be read, or the config class refuses a value in it."""

    def __init__(self, path: str, details: str) -> None:
        super().__init__(
            f"The config.json in {path} cannot be used: it is damaged, or a value in it is not "
            "allowed.",
            remedy=_CHOOSE,
            details=details,
        )


class UnknownModelType(Failure):
    """The config names no model type, or one that this transformers does not have."""

    def __init__(self, model_type: str, details: str) -> None:
        what = f'the model type "{model_type}"' if model_type else "no model type"
        super().__init__(
            f"The config names {what}, which the installed transformers cannot build. It may need "
            "a newer version, or code of its own, which this program never runs.",
            remedy=_CHOOSE,
            details=details,
        )


class UnknownClass(Failure):
    """The class asked for does not exist in transformers."""

    def __init__(self, class_name: str) -> None:
        super().__init__(
            f"transformers has no class {class_name}. The checkpoint may need code of its own, "
            "which this program never runs; another class may still load its weights.",
            remedy=_CHOOSE,
        )


class NoWeights(Failure):
    """The folder has a config but no weights."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"The folder {path} has a config but no weights: neither model.safetensors nor "
            "pytorch_model.bin. A new model with random weights can be created from its config.",
            remedy=Remedy("Create one instead", "createPane"),
        )


class WeightsBroken(Failure):
    """The weights are truncated, damaged, or not in a format that may be opened."""

    def __init__(self, path: str, details: str) -> None:
        super().__init__(
            f"The weights in {path} cannot be read: the file is incomplete, damaged or in a format "
            "that is not safe to open. The model that was loaded before is still there.",
            remedy=_CHOOSE,
            details=details,
        )


class TokenizerBroken(Failure):
    """Tokenizer files are there, but give no usable tokenizer."""

    def __init__(self, details: str) -> None:
        super().__init__(
            "The tokenizer's files cannot be read, or hold no vocabulary. The model can still run "
            "on input IDs typed by hand.",
            remedy=Remedy("Type input IDs", "idsEdit"),
            details=details,
        )


# -- Saving ----------------------------------------------------------------------------------

_SAVE_ELSEWHERE = Remedy("Save somewhere else", "saveAction")


class FolderInUse(Failure):
    """The target folder holds something, and nobody said that it may be replaced."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"The folder {path} is not empty, and nothing in it was touched.",
            remedy=_SAVE_ELSEWHERE,
        )


class TargetNotWritable(Failure):
    """The target cannot be written."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(
            f"Nothing was saved: {path} cannot be written ({reason[:1].lower() + reason[1:]}).",
            remedy=_SAVE_ELSEWHERE,
        )


class DiskFull(Failure):
    """Not enough room for the weights. Sizes in bytes."""

    def __init__(self, path: str, needed: int, free: int) -> None:
        super().__init__(
            f"Nothing was saved: the model needs {needed / 1e6:,.0f} MB and {path} has "
            f"{free / 1e6:,.0f} MB free.",
            remedy=_SAVE_ELSEWHERE,
        )


# -- Running ---------------------------------------------------------------------------------


class NoModel(Failure):
    """A run, a save or a look was asked for while no model is in memory."""

    def __init__(self) -> None:
        super().__init__(
            "No model is loaded. Open one, or create one first.",
            remedy=Remedy("Show the models on this computer", "localPane"),
        )


class NoTokenizer(Failure):
    """Text was given to a model that has no tokenizer."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} has no tokenizer, so it cannot read text. Type input IDs instead, or borrow "
            "the tokenizer of another model.",
            remedy=Remedy("Type input IDs", "idsEdit"),
        )


class BadInput(Failure):
    """Input that the model cannot take; the sentence says what and why."""

    def __init__(self, sentence: str, details: str = "") -> None:
        super().__init__(sentence, remedy=Remedy("Change the input", "textInput"), details=details)


class RunFailed(Failure):
    """The model raised an error of its own in the forward pass."""

    def __init__(self, class_name: str, details: str) -> None:
        super().__init__(
            f"{class_name} could not run on this input: it may need more than text, or its config "
            "may not fit together.",
            remedy=Remedy("Change the input", "textInput"),
            details=details,
        )


class NothingRun(Failure):
    """An output was asked for before any run."""

    def __init__(self) -> None:
        super().__init__(
            "The model has not run yet, so there is no output to read.",
            remedy=Remedy("Run the model", "runButton"),
        )
