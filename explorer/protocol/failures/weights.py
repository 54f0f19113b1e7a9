"""Failures of weight files: damaged, cut short, missing, or not safe to open."""

from __future__ import annotations

from explorer.protocol.failures.failure import Failure
from explorer.protocol.failures.opening import CHOOSE
from explorer.protocol.job import Remedy
from explorer.text import numbers
from explorer.text.translation import tr


class WeightsEmpty(Failure):
    """A weight file of no bytes."""

    def __init__(self, name: str, path: str) -> None:
        super().__init__(
            tr(
                "{name} in {path} is empty: its download or its copy never began. Fetch it again.",
                name=numbers.shortened(name),
                path=path,
            ),
            remedy=CHOOSE,
        )


class LfsPointer(Failure):
    """A note of Git LFS is where the weights should be."""

    def __init__(self, name: str) -> None:
        super().__init__(
            tr(
                "{name} is only a note about the weights (a Git LFS pointer), not "
                "the weights themselves. Download the checkpoint from the Hub "
                "instead of cloning it.",
                name=numbers.shortened(name),
            ),
            remedy=Remedy(tr("Look for it on the Hub"), "hubPane"),
        )


class HeaderBroken(Failure):
    """The header of a safetensors file makes no sense."""

    def __init__(self, name: str, details: str) -> None:
        super().__init__(
            tr(
                "{name} is damaged: what its header says about the weights cannot "
                "be true. Fetch the file again.",
                name=numbers.shortened(name),
            ),
            remedy=CHOOSE,
            details=details,
        )


class WeightsCutShort(Failure):
    """A weight file ends before its last weight. Sizes in bytes."""

    def __init__(self, name: str, wanted: int, there: int) -> None:
        super().__init__(
            tr(
                "{file} is cut short: it should hold {expected:,} bytes and holds {present:,}. "
                "Its download or its copy stopped half-way; fetch it again.",
                file=numbers.shortened(name),
                expected=wanted,
                present=there,
            ),
            remedy=CHOOSE,
        )


class IndexBroken(Failure):
    """The index that names the shards cannot be read."""

    def __init__(self, name: str, path: str, details: str) -> None:
        super().__init__(
            tr(
                "{name} in {path} cannot be read, so it is not known which file holds which "
                "weights.",
                name=numbers.shortened(name),
                path=path,
            ),
            remedy=CHOOSE,
            details=details,
        )


class ShardMissing(Failure):
    """One of the files that the weights are spread over is not there."""

    def __init__(self, name: str, shards: int, path: str) -> None:
        super().__init__(
            numbers.ntr(
                "The weights are in {count} file, and {name} is missing in {path}.",
                "The weights are spread over {count} files, and {name} is missing in {path}.",
                shards,
                name=numbers.shortened(name),
                path=path,
            ),
            remedy=CHOOSE,
        )


class OutsideFolder(Failure):
    """The index names a file outside the checkpoint's folder."""

    def __init__(self, name: str, path: str) -> None:
        super().__init__(
            tr(
                "The index of this checkpoint points to {name}, outside its folder "
                "{path}. A checkpoint must not do that, so it was not opened.",
                name=numbers.shortened(name),
                path=path,
            ),
            remedy=CHOOSE,
        )


class LinkOut(Failure):
    """A weight file is a link to somewhere outside the checkpoint's folder and the Hub cache."""

    def __init__(self, name: str, target: str) -> None:
        super().__init__(
            tr(
                "{name} is a link to {target}, outside this folder, so it was not "
                "opened. Choose the folder that holds the weights themselves.",
                name=numbers.shortened(name),
                target=numbers.shortened(target, 200),
            ),
            remedy=CHOOSE,
        )


class NotReadable(Failure):
    """The system refuses to read a file."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(
            tr(
                "{name} cannot be read ({reason}). Check the folder's permissions, "
                "or whether its disk is still there.",
                name=numbers.shortened(name, 200),
                reason=reason[:1].lower() + reason[1:],
            ),
            remedy=CHOOSE,
        )


class WeightsOutOfReach(Failure):
    """Weights that are left on disk cannot be read any more, while the model runs."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(
            tr(
                "{name} cannot be read any more ({reason}), and weights of this model are in it. "
                "Connect its disk or bring the file back and try again, or open another model.",
                name=numbers.shortened(name, 200),
                reason=reason[:1].lower() + reason[1:],
            ),
            remedy=Remedy(tr("Try again"), "retry"),
        )


class WeightsChanged(Failure):
    """The file of weights that are left on disk is another one than when the model was opened."""

    def __init__(self, name: str, folder: str) -> None:
        super().__init__(
            tr(
                "{name} has changed since the model was opened, and some of its weights are read "
                "from there in each run: they would be those of another model. Open it again.",
                name=numbers.shortened(name, 200),
            ),
            remedy=Remedy(tr("Open it again"), "look", folder),
        )


class PickleBroken(Failure):
    """A .bin file is no archive that torch wrote."""

    def __init__(self, name: str, details: str) -> None:
        super().__init__(
            tr(
                "{name} is damaged, or is not a file of weights: torch did not write it like this.",
                name=numbers.shortened(name),
            ),
            remedy=CHOOSE,
            details=details,
        )


class WeightsNested(Failure):
    """A checkpoint of a training framework: the weights are one entry of what it holds."""

    def __init__(self, name: str, key: str) -> None:
        super().__init__(
            tr(
                "{name} is what a training framework such as Lightning saves: the weights are "
                "inside, under “{key}”. Save that part alone as pytorch_model.bin, and it opens.",
                name=name,
                key=key,
            ),
            remedy=CHOOSE,
            details="import torch\n\n"
            f"state = torch.load({name!r}, weights_only=True)\n"
            f'torch.save(state[{key!r}], "pytorch_model.bin")',
        )


class PickleRefused(Failure):
    """A .bin file wants to run code, or holds something other than weights."""

    def __init__(self, details: str) -> None:
        super().__init__(
            tr(
                "The weights were not opened: their file holds more than numbers, and opening it "
                "would run code that came with it. Ask for the checkpoint in the safetensors "
                "format."
            ),
            remedy=CHOOSE,
            details=details,
        )


class WeightsBroken(Failure):
    """The weights are truncated, damaged, or not in a format that may be opened."""

    def __init__(self, path: str, details: str) -> None:
        super().__init__(
            tr(
                "The weights in {path} cannot be read: the file is incomplete, "
                "damaged or in a format that is not safe to open. Nothing in "
                "memory was changed.",
                path=path,
            ),
            remedy=CHOOSE,
            details=details,
        )
