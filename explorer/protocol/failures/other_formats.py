"""Failures of opening what transformers does not load: each says what it is and what can be done.

`name` is the folder's or file's path, or the name of a checkpoint on the Hub (`on_hub`).
"""

from __future__ import annotations

import os

from explorer.boundary.formats import FileFormat, FolderFormat
from explorer.boundary.packages import installed, packed
from explorer.boundary.quantisation import Quantisation
from explorer.protocol.failures.checkpoints import SEARCH
from explorer.protocol.failures.failure import Failure
from explorer.protocol.failures.opening import CHOOSE
from explorer.protocol.job import Remedy
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.text.workplace import workplace


class AdapterAlone(Failure):
    """An adapter (LoRA and its kin) that cannot be merged into the model that it changes.

    `kind` is what peft calls it.
    """

    def __init__(self, name: str, base: str, *, on_hub: bool, kind: str = "") -> None:
        if not base:
            sentence = tr(
                "{name} is an adapter: it holds only the changes that fine-tuning made, not the "
                "model itself. Its adapter_config.json does not say which model it belongs to.",
                name=name,
            )
            super().__init__(sentence, remedy=SEARCH if on_hub else CHOOSE)
            return
        here = not on_hub and os.path.isdir(base)
        lora = kind in ("", "LORA")
        details = ""
        if on_hub:
            why = tr("This program does not download adapters, but it can open {base}.", base=base)
        elif not lora:
            why = tr(
                "It is of the kind {kind}, and this program applies LoRA alone. It can open "
                "{base}.",
                kind=numbers.shortened(kind),
                base=base,
            )
        elif not installed("peft"):
            why = tr(
                "Applying it needs the package peft, which is not installed. {base} can be opened "
                "without it.",
                base=base,
            )
            details = 'pip install "transformer-explorer[lora]"'
        else:
            why = tr(
                "{base} is not on {computer}. Download it, then open the adapter again.",
                base=base,
                computer=workplace(),
            )
        super().__init__(
            tr(
                "{name} is an adapter for {base}: it holds only the changes that fine-tuning "
                "made, not the model itself. {why}",
                name=name,
                base=base,
                why=why,
            ),
            remedy=Remedy(tr("Open {base}", base=base), "open", base)
            if here
            else Remedy(tr("Show {base} on the Hub", base=base), "page", base),
            details=details,
        )


class ForOtherSoftware(Failure):
    """Weights in a format of another program or library."""

    def __init__(self, name: str, software: str, file: str, *, on_hub: bool) -> None:
        sentence = (
            tr(
                "{name} is made for {software}, which this program cannot read. Many models are "
                "also on the Hub as safetensors: look for that version.",
                name=name,
                software=software,
            )
            if not file
            else tr(
                "{name} holds weights for {software} ({file}), which this program cannot read. "
                "Many models are also on the Hub as safetensors: look for that version.",
                name=name,
                software=software,
                file=file,
            )
        )
        super().__init__(
            sentence, remedy=SEARCH if on_hub else Remedy(tr("Search the Hub"), "hubSearch")
        )


_NAMED = 3
"""Folders that are named of those that hold models."""
_FIRST_IS_MEANT = ("pipeline", "sentence-transformers", "training run", "cached checkpoint")
"""Formats in which the first of the folders inside is the model."""


class ModelsInside(Failure):
    """A folder whose models are in folders inside: a pipeline, a training run, a cache."""

    def __init__(self, name: str, format: FolderFormat, *, on_hub: bool) -> None:
        first = format.inside[0] if format.inside else ""
        names = numbers.joined(list(format.inside[:_NAMED]))
        several = len(format.inside) > 1
        sentence = {
            "pipeline": tr(
                "{name} is a diffusers pipeline: several models that work together. This program "
                "opens one transformer at a time.",
                name=name,
            ),
            "sentence-transformers": tr(
                "{name} has the older layout of sentence-transformers: its transformer is in the "
                "folder {first} inside.",
                name=name,
                first=first,
            ),
            "training run": tr(
                "{name} is the output of a training run. The models are in the folders inside; "
                "{first} is the newest.",
                name=name,
                first=first,
            ),
            "cached checkpoint": tr(
                "{name} is a folder of the Hugging Face cache. The model is in {first} inside.",
                name=name,
                first=first,
            ),
        }.get(
            format.kind,
            tr(
                "{folder} holds no model itself, but folders inside do: {inner_folders}.",
                folder=name,
                inner_folders=names,
            )
            if len(format.inside) <= _NAMED
            else numbers.ntr(
                "{folder} holds no model itself, but {count} folder inside does, for instance "
                "{inner_folders}.",
                "{folder} holds no model itself, but {count} folders inside do, for instance "
                "{inner_folders}.",
                len(format.inside),
                folder=name,
                inner_folders=names,
            ),
        )
        if on_hub:
            sentence = tr(
                "{sentence} Only models at the top of a repository can be downloaded here.",
                sentence=sentence,
            )
        remedy = SEARCH if on_hub else CHOOSE
        if first and not on_hub:
            remedy = Remedy(tr("Open {first}", first=first), "open", os.path.join(name, first))
            if several and format.kind not in _FIRST_IS_MEANT:
                remedy = Remedy(tr("Choose one of them…"), "choose", name)
        super().__init__(sentence, remedy=remedy)


class PipelinePart(Failure):
    """One model of a diffusers pipeline that is no transformer of transformers."""

    def __init__(self, name: str, class_name: str, *, on_hub: bool) -> None:
        super().__init__(
            tr(
                "{name} is a part of a diffusers pipeline ({class_name}). transformers cannot "
                "build it, so it cannot be opened here.",
                name=name,
                class_name=class_name or "diffusers",
            ),
            remedy=SEARCH if on_hub else CHOOSE,
        )


class ConfigMissing(Failure):
    """Weights without the config.json that says how their model is built."""

    def __init__(self, name: str, file: str, *, on_hub: bool) -> None:
        super().__init__(
            tr(
                "{name} has weights ({file}) but no config.json, and weights alone do not say "
                "how their model is built. Choose another checkpoint.",
                name=name,
                file=file,
            )
            if on_hub
            else tr(
                "{name} holds weights ({file}) but no config.json, and weights alone do not say "
                "how their model is built. Put the config.json of the same checkpoint beside "
                "them.",
                name=name,
                file=file,
            ),
            remedy=SEARCH if on_hub else CHOOSE,
        )


class PartOfModel(Failure):
    """A tokenizer, or the state of a training run, and no model."""

    def __init__(self, name: str, format: FolderFormat, *, on_hub: bool) -> None:
        held = (
            tr("{name} holds a tokenizer ({file}) but no model.", name=name, file=format.file)
            if format.kind == "tokenizer alone"
            else tr(
                "{name} holds the state of a training run ({file}) but no model.",
                name=name,
                file=format.file,
            )
        )
        super().__init__(held, remedy=SEARCH if on_hub else CHOOSE)


class NeedsPackage(Failure):
    """A checkpoint that transformers builds only with an optional package that is missing."""

    def __init__(
        self, name: str, packages: tuple[str, ...], details: str = "", *, on_hub: bool = False
    ) -> None:
        names = {"name": name, "packages": numbers.joined(packages)}
        if not packed():
            sentence = numbers.ntr(
                "{name} needs the package {packages}, which is not installed. Install it where "
                "Transformer Explorer is installed and start the program again.",
                "{name} needs the packages {packages}, which are not installed. Install them "
                "where Transformer Explorer is installed and start the program again.",
                len(packages),
                **names,
            )
            details = details or f"pip install {' '.join(packages)}"
        else:
            sentence = numbers.ntr(
                "{name} needs the package {packages}, and nothing can be added to this program. "
                "Transformer Explorer installed with pip can open it, with that package beside it.",
                "{name} needs the packages {packages}, and nothing can be added to this program. "
                "Transformer Explorer installed with pip can open it, with those packages beside "
                "it.",
                len(packages),
                **names,
            )
        super().__init__(sentence, remedy=SEARCH if on_hub else CHOOSE, details=details)
        self.packages = packages


class GgufNotSupported(Failure):
    """A GGUF file that transformers does not convert; `what` is its architecture or a type."""

    def __init__(self, path: str, what: str, *, architecture: bool) -> None:
        name = os.path.basename(path)
        super().__init__(
            tr(
                "{name} holds a model of the architecture “{architecture}”, and the installed "
                "transformers converts no GGUF file of that kind. Look for the same model as "
                "safetensors.",
                name=name,
                architecture=numbers.shortened(what),
            )
            if architecture
            else tr(
                "{name} holds weights of the type {type}, which the installed transformers "
                "cannot convert. Look for a file of another type, such as Q8_0 or Q4_K_M, or for "
                "the same model as safetensors.",
                name=name,
                type=what,
            ),
            remedy=Remedy(tr("Search the Hub"), "hubSearch"),
        )


class GgufInside(Failure):
    """A folder or a repository whose models are GGUF files; each is opened by itself."""

    def __init__(self, name: str, files: tuple[str, ...], *, on_hub: bool = False) -> None:
        first, listed = files[0], numbers.joined(list(files[:3]))
        sentence = numbers.ntr(
            "{name} holds a model as a GGUF file: {files}.",
            "{name} holds {count} models as GGUF files, such as {files}.",
            len(files),
            name=name,
            files=listed,
        )
        sentence += " " + (
            tr(
                "This program does not download them. Fetch one with your browser and drop it onto "
                "the window, or look for the same model as safetensors."
            )
            if on_hub
            else tr("Such a file is opened by itself: drop the one you want onto the window.")
        )
        opens = Remedy(tr("Open {first}", first=first), "open", os.path.join(name, first))
        super().__init__(sentence, remedy=SEARCH if on_hub else opens)


class Quantised(Failure):
    """Weights that are packed into fewer bits. `base` is the checkpoint they were made from."""

    def __init__(
        self, name: str, packing: Quantisation, base: str = "", *, on_hub: bool = False
    ) -> None:
        packages = packing.missing or packing.packages
        method, listed = packing.method, numbers.joined(packages)
        if packing.bits:
            method = tr("{method}, {bits} bits", method=method, bits=packing.bits)
        if not packing.method:
            sentence = tr(
                "The weights of {name} are packed into fewer bits (quantised), and nothing in it "
                "says how. Look for the model without quantisation.",
                name=name,
            )
        elif not packing.known:
            sentence = tr(
                "{name} is quantised ({method}) in a way that transformers does not know, so its "
                "weights cannot be unpacked here. Look for the model without quantisation.",
                name=name,
                method=method,
            )
        elif packing.missing:
            sentence = numbers.ntr(
                "{name} is quantised ({method}): its weights are packed into fewer bits, and "
                "unpacking them needs {packages}, which is not installed. Look for the model "
                "without quantisation, which can be opened here.",
                "{name} is quantised ({method}): its weights are packed into fewer bits, and "
                "unpacking them needs {packages}, which are not installed. Look for the model "
                "without quantisation, which can be opened here.",
                len(packages),
                name=name,
                method=method,
                packages=listed,
            )
        elif packing.packages:
            sentence = numbers.ntr(
                "{name} is quantised ({method}): its weights are packed into fewer bits. "
                "{packages} is installed, but this program shows only weights that are not "
                "packed. Look for the model without quantisation.",
                "{name} is quantised ({method}): its weights are packed into fewer bits. "
                "{packages} are installed, but this program shows only weights that are not "
                "packed. Look for the model without quantisation.",
                len(packages),
                name=name,
                method=method,
                packages=listed,
            )
        else:
            sentence = tr(
                "{name} is quantised ({method}): its weights are packed into fewer bits, and this "
                "program shows only weights that are not packed. Look for the model without "
                "quantisation.",
                name=name,
                method=method,
            )
        remedy = SEARCH if on_hub else Remedy(tr("Search the Hub"), "hubSearch")
        if base:
            remedy = Remedy(tr("Show {checkpoint} on the Hub", checkpoint=base), "page", base)
        super().__init__(sentence, remedy=remedy)
        self.packing = packing


class NotAModel(Failure):
    """A single file that is no model."""

    def __init__(self, path: str, kind: str, *, config_beside: bool) -> None:
        name = path
        sentences = {
            "archive": tr(
                "{name} is an archive. Unpack it, then open the folder that holds config.json.",
                name=name,
            ),
            "picture": tr(
                "{name} is a picture, not a model. Open a model that reads pictures first, then "
                "drop the picture onto the window.",
                name=name,
            ),
            "sound": tr(
                "{name} is a sound, not a model. Open a model that reads sound first, then drop "
                "the sound onto the window.",
                name=name,
            ),
            "other picture": tr(
                "{name} is a kind of picture that cannot be read here. Save it as PNG or JPEG, "
                "open a model that reads pictures, then drop it onto the window.",
                name=name,
            ),
            "video": tr(
                "{name} is a video, and no model that runs here reads videos. Save one picture "
                "of it as PNG or JPEG, or its sound as WAV or MP3, open a model that reads that, "
                "then drop it onto the window.",
                name=name,
            ),
            "document": tr(
                "{name} is a document, and only plain text is read here. Copy the words you want "
                "from it into the text field, or save it as plain text (.txt): a model that is "
                "open learns from that when you drop it onto the window.",
                name=name,
            ),
            "text": tr(
                "{name} is a text, not a model. Open a model first, then drop the text onto the "
                "window: the model learns from it, or reads its lines in Many texts.",
                name=name,
            ),
            "nothing": tr(
                "{name} is empty or not a regular file, so it holds no model.", name=name
            ),
            "training file": tr(
                "{name} is a part of a training run, not a model. Choose the folder that holds "
                "config.json and the weights.",
                name=name,
            ),
        }
        other = tr(
            "{name} is a kind of file that is not read here. A model is a folder that holds "
            "config.json and the weights: choose that. Pictures, sounds and plain texts (.txt, "
            ".csv) can be dropped onto the window once a model that reads them is open.",
            name=name,
        )
        folder = Remedy(tr("Open its folder"), "open", os.path.dirname(path))
        super().__init__(sentences.get(kind, other), remedy=folder if config_beside else CHOOSE)


class OtherFileName(Failure):
    """A weight file beside a config, under a name that transformers does not look for."""

    def __init__(self, path: str, folder: str) -> None:
        super().__init__(
            tr(
                "{file} is beside a config.json, but transformers only looks for "
                "model.safetensors and pytorch_model.bin there. Rename a copy of it, or open the "
                "folder as it is.",
                file=os.path.basename(path),
            ),
            remedy=Remedy(tr("Open its folder"), "open", folder),
        )


def foreign_folder(
    name: str, format: FolderFormat, base: str = "", *, on_hub: bool = False
) -> Failure:
    """The failure of opening a folder, or a checkpoint on the Hub, that is not for transformers.

    `base` is the checkpoint that its card says it was made from.
    """
    if format.quantisation is not None:
        return Quantised(name, format.quantisation, base, on_hub=on_hub)
    match format.kind:
        case "adapter":
            return AdapterAlone(name, format.base, on_hub=on_hub, kind=format.software)
        case "software":
            if format.inside:
                return GgufInside(name, format.inside, on_hub=on_hub)
            return ForOtherSoftware(name, format.software, format.file, on_hub=on_hub)
        case "pipeline part":
            return PipelinePart(name, format.software, on_hub=on_hub)
        case "weights alone":
            return ConfigMissing(name, format.file, on_hub=on_hub)
        case "needs a package":
            return NeedsPackage(name, (format.software,), on_hub=on_hub)
        case "tokenizer alone" | "training files":
            return PartOfModel(name, format, on_hub=on_hub)
        case _:
            return ModelsInside(name, format, on_hub=on_hub)


def foreign_file(path: str, format: FileFormat, *, config_beside: bool) -> Failure:
    """The failure of opening a single file that belongs to no checkpoint beside it."""
    folder = os.path.dirname(path)
    if format.kind == "software":
        return ForOtherSoftware(path, format.software, "", on_hub=False)
    if format.kind == "weights":
        if config_beside:
            return OtherFileName(path, folder)
        return ConfigMissing(folder, os.path.basename(path), on_hub=False)
    return NotAModel(path, format.kind, config_beside=config_beside)
