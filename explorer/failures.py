"""Every failure that a person can meet, each with a sentence to act on.

Raised inside a handler; the lane turns it into `Failed`. Anything else that a handler raises is
an error of this program: it is shown as `UnexpectedFailure`, with the traceback behind a button.
The rooms raise these names and add no failures of their own elsewhere.
"""

from __future__ import annotations

from explorer import words
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


class WrongArchitecture(Failure):
    """The class asked for belongs to another architecture than the checkpoint's config."""

    def __init__(self, class_name: str, model_type: str) -> None:
        super().__init__(
            f"{class_name} cannot hold this checkpoint: it was made for the model type "
            f'"{model_type}". Choose a class of that type.',
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


class WeightsEmpty(Failure):
    """A weight file of no bytes."""

    def __init__(self, name: str, path: str) -> None:
        super().__init__(
            f"{name} in {path} is empty: its download or its copy never began. Fetch it again.",
            remedy=_CHOOSE,
        )


class LfsPointer(Failure):
    """A note of Git LFS lies where the weights should be."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is only a note about the weights (a Git LFS pointer), not the weights "
            "themselves. Download the checkpoint from the Hub instead of cloning it.",
            remedy=Remedy("Look for it on the Hub", "hubPane"),
        )


class HeaderBroken(Failure):
    """The header of a safetensors file makes no sense."""

    def __init__(self, name: str, details: str) -> None:
        super().__init__(
            f"{name} is damaged: what its header says about the weights cannot be true. "
            "Fetch the file again.",
            remedy=_CHOOSE,
            details=details,
        )


class WeightsCutShort(Failure):
    """A weight file ends before its last weight. Sizes in bytes."""

    def __init__(self, name: str, wanted: int, there: int) -> None:
        super().__init__(
            f"{name} is cut short: it should hold {wanted:,} bytes and holds {there:,}. "
            "Its download or its copy stopped half-way; fetch it again.",
            remedy=_CHOOSE,
        )


class IndexBroken(Failure):
    """The index that names the shards cannot be read."""

    def __init__(self, name: str, path: str, details: str) -> None:
        super().__init__(
            f"{name} in {path} cannot be read, so nobody knows which file holds which weight.",
            remedy=_CHOOSE,
            details=details,
        )


class ShardMissing(Failure):
    """One of the files that the weights are spread over is not there."""

    def __init__(self, name: str, shards: int, path: str) -> None:
        super().__init__(
            f"The weights are spread over {shards} files, and {name} is missing in {path}.",
            remedy=_CHOOSE,
        )


class OutsideFolder(Failure):
    """The index names a file outside the checkpoint's folder."""

    def __init__(self, name: str, path: str) -> None:
        super().__init__(
            f"The index of this checkpoint points to {name}, outside its folder {path}. "
            "A checkpoint must not do that, so it was not opened.",
            remedy=_CHOOSE,
        )


class LinkOut(Failure):
    """A weight file is a link to somewhere outside the checkpoint's folder and the Hub cache."""

    def __init__(self, name: str, target: str) -> None:
        super().__init__(
            f"{name} is a link to {target}, outside this folder, so it was not opened. "
            "Choose the folder that holds the weights themselves.",
            remedy=_CHOOSE,
        )


class NotReadable(Failure):
    """The system refuses to read a file."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(
            f"{name} cannot be read ({reason[:1].lower() + reason[1:]}). Check the folder's "
            "permissions, or whether its disk is still there.",
            remedy=_CHOOSE,
        )


class PickleBroken(Failure):
    """A .bin file is no archive that torch wrote."""

    def __init__(self, name: str, details: str) -> None:
        super().__init__(
            f"{name} is damaged, or no weights at all: torch did not write it like this.",
            remedy=_CHOOSE,
            details=details,
        )


class PickleRefused(Failure):
    """A .bin file wants to run code, or holds something other than weights."""

    def __init__(self, details: str) -> None:
        super().__init__(
            "The weights were not opened: their file holds more than numbers, and opening it would "
            "run code that came with it. Ask for the checkpoint in the safetensors format.",
            remedy=_CHOOSE,
            details=details,
        )


class CodeNeeded(Failure):
    """The checkpoint can only be built by Python code that comes with it."""

    def __init__(self, model_type: str, details: str) -> None:
        what = f' ("{model_type}")' if model_type else ""
        super().__init__(
            f"This checkpoint brings Python code of its own{what}, and transformers cannot build "
            "it without. This program never runs code from a checkpoint.",
            remedy=_CHOOSE,
            details=details,
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


class MemoryTooSmall(Failure):
    """The weights do not fit into the memory that is free. Sizes in bytes."""

    def __init__(self, needed: int, free: int) -> None:
        super().__init__(
            f"The weights need {words.bytes_(needed)} and {words.bytes_(free)} of memory are free. "
            "Close other programs, or choose a smaller dtype where the checkpoint is opened.",
            remedy=Remedy("Open it differently", "openAction"),
        )


class FormerModelInTheWay(Failure):
    """The new weights fit only once the former model's memory is given back. Sizes in bytes."""

    def __init__(self, name: str, needed: int, free: int) -> None:
        super().__init__(
            f"The weights need {words.bytes_(needed)} and {words.bytes_(free)} of memory are free. "
            f"They fit once {name} is unloaded; if the loading then fails, neither is left.",
            remedy=Remedy("Unload it and go on", "releaseFirstAction"),
        )


class DeviceMissing(Failure):
    """The device asked for is not there, or refuses the model."""

    def __init__(self, device: str, details: str = "") -> None:
        super().__init__(
            f"The model cannot be put on {device}: this computer has none that torch can use, or "
            "there is not enough memory on it. Open it on the CPU instead.",
            remedy=Remedy("Open it differently", "openAction"),
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


# -- Creating --------------------------------------------------------------------------------


class ConfigRefused(Failure):
    """The settings of the form give no config; `details` name the field or the class's error."""

    def __init__(self, sentence: str, details: str = "") -> None:
        super().__init__(
            f"No model can be made from these settings. {sentence}",
            remedy=Remedy("Show the settings", "configForm"),
            details=details,
        )


class ClassNeedsPackage(Failure):
    """A class of transformers needs an optional package that is not installed."""

    def __init__(self, class_name: str, package: str, details: str = "") -> None:
        what = f"the package {package}" if package else "an optional package"
        super().__init__(
            f"{class_name} needs {what}, which is not installed.",
            remedy=Remedy("Choose another class", "classBox"),
            details=details,
        )
        self.package = package


class WeightGone(Failure):
    """A weight was asked for that the loaded model does not have."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The loaded model has no weight called {name}.",
            remedy=Remedy("Show its modules", "moduleTree"),
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


class SaveRefused(Failure):
    """transformers refuses to write a config or a tokenizer of this model."""

    def __init__(self, class_name: str, details: str) -> None:
        super().__init__(
            f"Nothing was saved: transformers refuses to write the settings of this {class_name}, "
            "because a value in them is not allowed. The model in memory is as it was.",
            details=details,
        )


class SaveBroken(Failure):
    """A file that was just written reads back as something else."""

    def __init__(self, name: str, details: str) -> None:
        super().__init__(
            f"Nothing was saved: {name} was written, but what came back from the disk is not the "
            "same. The disk may be failing; save somewhere else.",
            remedy=_SAVE_ELSEWHERE,
            details=details,
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


# -- Hub -------------------------------------------------------------------------------------

_TRY_AGAIN = Remedy("Try again", "retry")
_SIGN_IN = Remedy("Sign in…", "signInAction")
_ON_THIS_COMPUTER = Remedy("Show what is on this computer", "localPane")
_SEARCH = Remedy("Search the Hub", "hubSearch")
_CLEAN_CACHE = Remedy("Free some space", "localPane")


class HubOffline(Failure):
    """The Hub is switched off by the settings that this program was started with."""

    def __init__(self) -> None:
        super().__init__(
            "This program was started in offline mode, so it does not ask the Hub. Everything "
            "that is on this computer already can still be opened.",
            remedy=_ON_THIS_COMPUTER,
        )


class HubUnreachable(Failure):
    """No connection: no network, an unknown name, or nobody answers at that address."""

    def __init__(self, host: str, details: str = "") -> None:
        super().__init__(
            f"There is no connection to {host}: this computer is offline, or the server is down. "
            "Check the network, then try again.",
            remedy=_TRY_AGAIN,
            details=details,
        )


class HubSilent(Failure):
    """The server took the request and then said nothing for too long."""

    def __init__(self, host: str, seconds: float, details: str = "") -> None:
        super().__init__(
            f"{host} has not answered for {seconds:.0f} seconds. It may be overloaded; "
            "try again in a while.",
            remedy=_TRY_AGAIN,
            details=details,
        )


class HubLineCut(Failure):
    """The connection broke in the middle of an answer, more often than is worth repeating."""

    def __init__(self, host: str, details: str = "") -> None:
        super().__init__(
            f"The connection to {host} keeps breaking. What has arrived is kept; try again when "
            "the network is steadier.",
            remedy=_TRY_AGAIN,
            details=details,
        )


class HubBusy(Failure):
    """Too many requests (429). `seconds` is how long the server asks to wait, None if unsaid."""

    def __init__(self, host: str, seconds: float | None) -> None:
        when = "in a few minutes" if seconds is None else f"in {max(1.0, seconds):.0f} seconds"
        super().__init__(
            f"{host} has had too many requests from here and asks to wait. Try again {when}; "
            "signing in raises the limit.",
            remedy=_TRY_AGAIN,
        )
        self.seconds = seconds


class HubBroken(Failure):
    """The server failed on its side (5xx)."""

    def __init__(self, host: str, status: int, details: str = "") -> None:
        super().__init__(
            f"{host} has a problem of its own (it answered {status}). Try again later.",
            remedy=_TRY_AGAIN,
            details=details,
        )


class HubAnswerStrange(Failure):
    """The answer is not what a Hub says: a log-in page of a network, or a mirror that differs."""

    def __init__(self, host: str, details: str = "") -> None:
        super().__init__(
            f"{host} answered something that is not the Hub's. A network that wants you to log in "
            "first does this; so does a mirror that differs from the Hub.",
            remedy=_TRY_AGAIN,
            details=details,
        )


class NotSignedIn(Failure):
    """The checkpoint, or the question, needs an account and no token is here."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} is only for people who are signed in, and nobody is. Sign in with an access "
            "token of your Hugging Face account.",
            remedy=_SIGN_IN,
        )


class TokenWrong(Failure):
    """The Hub does not know the access token."""

    def __init__(self) -> None:
        super().__init__(
            "The Hub does not accept this access token. It may be mistyped, expired or revoked; "
            "make a new one on your Hugging Face settings page and sign in again.",
            remedy=_SIGN_IN,
        )


class TokenFromOutside(Failure):
    """Signing out cannot forget a token that the program was started with."""

    def __init__(self) -> None:
        super().__init__(
            "The token kept on this computer is forgotten, but this program was started with a "
            "token of its own, which stays in force until it is started without."
        )


class LicenceNotAccepted(Failure):
    """A gated checkpoint whose conditions this account has not accepted, or not yet."""

    def __init__(self, checkpoint: str, address: str) -> None:
        super().__init__(
            f"The authors of {checkpoint} ask everybody to accept their conditions first. Open its "
            "page in the browser, accept them there, then try again.",
            remedy=Remedy("Open the page in the browser", "licenceAction"),
        )
        self.address = address


class AccessDenied(Failure):
    """This account may not read the checkpoint, whatever it accepts."""

    def __init__(self, checkpoint: str) -> None:
        super().__init__(
            f"This account, or its access token, may not read {checkpoint}. Sign in with another "
            "one, or ask its owners.",
            remedy=_SIGN_IN,
        )


class NoSuchCheckpoint(Failure):
    """Private or absent: the Hub does not tell which."""

    def __init__(self, checkpoint: str, *, signed_in: bool) -> None:
        hint = "this account may not see it" if signed_in else "it is private, so sign in first"
        super().__init__(
            f"There is no checkpoint called {checkpoint} on the Hub, or {hint}.",
            remedy=_SEARCH if signed_in else _SIGN_IN,
        )


class NoSuchRevision(Failure):
    """The checkpoint has no branch, tag or commit of that name."""

    def __init__(self, checkpoint: str, revision: str) -> None:
        super().__init__(
            f"{checkpoint} has no revision called {revision}. Choose one from the list.",
            remedy=Remedy("Choose a revision", "revisionBox"),
        )


class FileGone(Failure):
    """A file of the plan is no longer on the Hub."""

    def __init__(self, checkpoint: str, path: str) -> None:
        super().__init__(
            f"{path} of {checkpoint} is not on the Hub any more. Open its page again for a new "
            "plan.",
            remedy=_TRY_AGAIN,
        )


class BadCheckpointName(Failure):
    """Not a name that a checkpoint can have."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"“{text}” is not the name of a checkpoint. Names look like "
            "google-bert/bert-base-cased.",
            remedy=_SEARCH,
        )


class NotInCache(Failure):
    """A checkpoint or a commit that the shared cache does not hold (any more)."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} is not on this computer. It may have been deleted by another program.",
            remedy=_ON_THIS_COMPUTER,
        )


class NoWeightsToLoad(Failure):
    """The repository has no weights in a format that loads here; `found` says what it has."""

    def __init__(self, checkpoint: str, found: str) -> None:
        super().__init__(
            f"{checkpoint} has no weights that can be loaded here: {found}. Choose another "
            "checkpoint, or another revision.",
            remedy=_SEARCH,
        )


class NoRoomOnDisk(Failure):
    """The disk cannot hold what a plan needs, or became full on the way. Bytes."""

    def __init__(self, cache: str, needed: int, free: int) -> None:
        super().__init__(
            f"{words.bytes_(needed)} are still to come and the disk with {cache} has "
            f"{words.bytes_(free)} free. What has arrived is kept: free some space, then go on.",
            remedy=_CLEAN_CACHE,
        )


class CacheNotWritable(Failure):
    """The folder of the shared cache cannot be written to."""

    def __init__(self, cache: str, details: str = "") -> None:
        super().__init__(
            f"Nothing can be written to {cache}, where checkpoints are kept. It may be read-only "
            "or belong to somebody else.",
            remedy=_TRY_AGAIN,
            details=details,
        )


class FileChanged(Failure):
    """The server offers another content than the one planned (its ETag differs)."""

    def __init__(self, checkpoint: str, path: str) -> None:
        super().__init__(
            f"{path} of {checkpoint} is not the file that was planned: it has changed on the "
            "server. Nothing of it was kept as complete; try again with a new plan.",
            remedy=_TRY_AGAIN,
        )


class WrongLength(Failure):
    """The server sends a file of another length than the one planned."""

    def __init__(self, path: str, expected: int, found: int) -> None:
        super().__init__(
            f"{path} should have {words.count(expected)} bytes, but the server says "
            f"{words.count(found)}. It was not kept; try again.",
            remedy=_TRY_AGAIN,
        )


class WrongContent(Failure):
    """A file arrived whole, and its checksum is wrong."""

    def __init__(self, path: str, expected: str, found: str) -> None:
        super().__init__(
            f"{path} arrived damaged: its checksum is not the one that the Hub names. It was "
            "thrown away; try again.",
            remedy=_TRY_AGAIN,
            details=f"expected {expected}\nfound {found}",
        )
