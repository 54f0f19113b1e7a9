"""Failures of opening: the folder, its config, its class, its tokenizer, and room for it."""

from __future__ import annotations

import os

from explorer.boundary.limits import Effort
from explorer.boundary.redaction import redact
from explorer.protocol.failures.failure import Failure
from explorer.protocol.job import Remedy
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.text.workplace import workplace

CHOOSE = Remedy(tr("Choose another folder"), "openAction")


class NoSuchFolder(Failure):
    """The folder to open is gone, or is a file."""

    def __init__(self, path: str) -> None:
        super().__init__(tr("There is no folder {path}. Was it moved?", path=path), remedy=CHOOSE)


class NotHere(Failure):
    """The name of a checkpoint of the Hub that is not in the shared cache."""

    def __init__(self, name: str, revision: str = "") -> None:
        which = (
            tr("{name} (commit {revision})", name=name, revision=redact(revision)[:12])
            if revision
            else name
        )
        super().__init__(
            tr(
                "There is no folder {folder}, and {checkpoint} is not among the checkpoints that "
                "were downloaded. Its page on the Hub offers to download it.",
                folder=name,
                checkpoint=which,
            ),
            remedy=Remedy(tr("Show its page"), "fetchModelAction"),
        )


class NoConfig(Failure):
    """The folder has no config.json."""

    def __init__(self, path: str) -> None:
        super().__init__(
            tr(
                "The folder {path} has no config.json, so it is not a saved model. "
                "Choose the folder that holds config.json and the weights.",
                path=path,
            ),
            remedy=CHOOSE,
        )


class ConfigBroken(Failure):
    """config.json cannot be read, or a value in it cannot be used. `reason` is a sentence."""

    def __init__(self, path: str, reason: str, details: str = "") -> None:
        super().__init__(
            tr(
                "The config.json in {path} cannot be used. {reason}",
                path=path,
                reason=numbers.capital(reason),
            ),
            remedy=CHOOSE,
            details=details,
        )


class UnknownModelType(Failure):
    """The config names no model type, or one that this transformers does not have."""

    def __init__(self, model_type: str, details: str) -> None:
        what = (
            tr('the model type "{model_type}"', model_type=model_type)
            if model_type
            else tr("no model type")
        )
        super().__init__(
            tr(
                "The config names {class_or_type}, which the installed transformers cannot "
                "build. It may need a newer version, or code of its own, which this program "
                "never runs.",
                class_or_type=what,
            ),
            remedy=CHOOSE,
            details=details,
        )


class UnknownClass(Failure):
    """The class asked for does not exist in transformers."""

    def __init__(self, class_name: str, path: str = "") -> None:
        another = Remedy(tr("Choose another class"), "look", path)
        super().__init__(
            tr(
                "transformers has no class {class_name}. The checkpoint may need "
                "code of its own, which this program never runs; another class may "
                "still load its weights.",
                class_name=class_name,
            ),
            remedy=another if path else CHOOSE,
        )
        self.class_name = class_name


class WrongArchitecture(Failure):
    """The class asked for belongs to another architecture than the checkpoint's config."""

    def __init__(self, class_name: str, model_type: str) -> None:
        super().__init__(
            tr(
                "{class_name} cannot hold this checkpoint: it was made for the "
                'model type "{model_type}". Choose a class of that type.',
                class_name=class_name,
                model_type=model_type,
            ),
            remedy=CHOOSE,
        )


class NoWeights(Failure):
    """The folder has a config but no weights."""

    def __init__(self, path: str) -> None:
        super().__init__(
            tr(
                "The folder {path} has a config but no weights: neither "
                "model.safetensors nor pytorch_model.bin. A new model with random "
                "weights can be created from its config.",
                path=path,
            ),
            remedy=Remedy(
                tr("Put its config into Create"),
                "create",
                target=os.path.join(path, "config.json"),
            ),
        )


class CodeNeeded(Failure):
    """The checkpoint can only be built by Python code that comes with it."""

    def __init__(self, model_type: str, details: str) -> None:
        super().__init__(
            tr(
                'This checkpoint brings its own Python code for "{model_type}", and transformers '
                "cannot build it without that code. This program never runs code from a "
                "checkpoint.",
                model_type=model_type,
            )
            if model_type
            else tr(
                "This checkpoint brings its own Python code, and transformers cannot build it "
                "without that code. This program never runs code from a checkpoint."
            ),
            remedy=CHOOSE,
            details=details,
        )


class MemoryTooSmall(Failure):
    """The weights do not fit into the memory that is free. Sizes in bytes.

    `on_disk`: some of them can be left on disk, and memory has room for the others. `fused`: they
    cannot, because most are put together from several tensors of the files.
    """

    def __init__(
        self, needed: int, free: int, *, on_disk: bool = False, fused: bool = False
    ) -> None:
        sizes = {"needed": numbers.bytes_(needed), "free": numbers.bytes_(free)}
        if on_disk:
            super().__init__(
                tr(
                    "The weights need {needed}, but only {free} of memory are free. Some of them "
                    "can stay on disk and be read in each run, which is slower. Closing other "
                    "programs or a smaller dtype may help too.",
                    **sizes,
                ),
                remedy=Remedy(tr("Leave weights on disk"), "leaveOnDiskAction"),
            )
            return
        sentence = tr(
            "The weights need {needed}, but only {free} of memory are free. Close other "
            "programs, or choose a smaller dtype where the checkpoint is opened.",
            **sizes,
        )
        if fused:
            sentence += " " + tr(
                "They cannot stay on disk: most are put together from several tensors of the file."
            )
        super().__init__(
            sentence,
            remedy=Remedy(tr("Open it differently"), "openAction"),
        )


class AdapterAlwaysOn(Failure):
    """An adapter that is to be switched off, and cannot be.

    `whole`: it brings layers or biases of its own, which its base does not have.
    """

    def __init__(self, path: str, *, whole: bool) -> None:
        reason = (
            tr("it also brings whole layers or biases of its own")
            if whole
            else tr("memory has no room for the weights of its base beside it")
        )
        super().__init__(
            tr(
                "The adapter in {path} cannot be switched off: {reason}. Compare can load its "
                "base as a second model.",
                path=path,
                reason=reason,
            ),
            remedy=CHOOSE,
        )


class WeightsMustBeRead(Failure):
    """A class does more with its weights while it is loaded than to take them as they are."""

    def __init__(self, class_name: str, details: str = "") -> None:
        super().__init__(
            tr(
                "{name} changes its weights while they are loaded, so they cannot stay on disk. "
                "Close other programs, or choose a smaller dtype where the checkpoint is opened.",
                name=class_name,
            ),
            remedy=Remedy(tr("Open it differently"), "openAction"),
            details=details,
        )


class FormerModelInTheWay(Failure):
    """The new weights fit only once the former model's memory is given back. Sizes in bytes."""

    def __init__(self, name: str, needed: int, free: int) -> None:
        super().__init__(
            tr(
                "The weights need {needed}, but only {free} of memory are free. They fit once "
                "{name} is unloaded; if the loading then fails, neither is left.",
                needed=numbers.bytes_(needed),
                free=numbers.bytes_(free),
                name=name,
            ),
            remedy=Remedy(tr("Unload it and continue"), "releaseFirstAction"),
        )


class DeviceMissing(Failure):
    """The device asked for is not there, or refuses the model."""

    def __init__(self, device: str, details: str = "") -> None:
        super().__init__(
            tr(
                "The model cannot be put on {device}: {computer} has none that "
                "torch can use, or it refuses this model. Open it on the CPU "
                "instead.",
                computer=workplace(),
                device=device,
            ),
            remedy=Remedy(tr("Open it differently"), "openAction"),
            details=details,
        )


class DeviceFull(Failure):
    """The device does not have enough memory for the weights. Sizes in bytes."""

    def __init__(self, device: str, needed: int, details: str = "") -> None:
        super().__init__(
            tr(
                "The weights need {needed} and do not fit into the memory of "
                "{device}. Open it on the CPU, or choose a smaller dtype.",
                needed=numbers.bytes_(needed),
                device=device,
            ),
            remedy=Remedy(tr("Open it differently"), "openAction"),
            details=details,
        )


class TokenizerBroken(Failure):
    """Tokenizer files are there, but give no usable tokenizer."""

    def __init__(self, details: str) -> None:
        super().__init__(
            tr(
                "The tokenizer's files cannot be read, or hold no vocabulary. The model can "
                "still run on input IDs typed by hand."
            ),
            remedy=Remedy(tr("Choose another tokenizer"), "chooseTokenizerAction"),
            details=details,
        )


class TokenizerNeedsPackage(TokenizerBroken):
    """Tokenizer files are there, and only an optional package can read them."""

    def __init__(self, package: str, details: str) -> None:
        super().__init__(details)
        self.sentence = tr(
            "The tokenizer needs the package {package}, which is not installed. The model can "
            "still run on input IDs typed by hand.",
            package=package,
        )
        self.package = package


class OtherCheckpointNeeded(Failure):
    """The config names another checkpoint for a part of the model, and it is not in the cache."""

    def __init__(self, name: str) -> None:
        super().__init__(
            tr(
                "The config asks for another checkpoint, {name}, for a part of the model, and "
                "it is not on {computer}. Download it from its page, then try again.",
                computer=workplace(),
                name=numbers.shortened(name),
            ),
            remedy=Remedy(tr("Show its page on the Hub"), "page", name),
        )


class NetworkNotUsed(Failure):
    """A library wanted to fetch something in the middle of a job that is not about the Hub."""

    def __init__(self, title: str, details: str = "") -> None:
        super().__init__(
            tr(
                "Something that is not on {computer} is needed for this: {title}. This program "
                "fetches nothing on its own; the details name what was asked for.",
                computer=workplace(),
                title=title[:1].lower() + title[1:],
            ),
            details=details,
        )


class TokenizerUnread(TokenizerBroken):
    """Reading the tokenizer's files took more than it may, and was stopped.

    `reason` is one of "time", "memory", "answer", "crash" and "start", as the process tells it.
    """

    def __init__(self, reason: str, effort: Effort, details: str) -> None:
        super().__init__(details)
        self.remedy = Remedy(tr("Try again"), "retry")
        match reason:
            case "time":
                self.sentence = tr(
                    "Reading the tokenizer of this checkpoint took more than {seconds:.0f} seconds "
                    "and was stopped. The model can still run on input IDs typed by hand.",
                    seconds=effort.seconds,
                )
            case "memory" | "answer":
                self.sentence = tr(
                    "Reading the tokenizer of this checkpoint took more than {memory} of memory "
                    "and was stopped. The model can still run on input IDs typed by hand.",
                    memory=numbers.bytes_(effort.memory),
                )
            case "start":
                self.sentence = tr(
                    "The process that reads tokenizers could not be started. The model can still "
                    "run on input IDs typed by hand."
                )
            case _:
                self.sentence = tr(
                    "The process that reads tokenizers crashed on the files of this checkpoint. "
                    "The model can still run on input IDs typed by hand."
                )
