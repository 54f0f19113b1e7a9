"""Requests and results about checkpoints on the disk: previews, and whether a copy is equal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from explorer.protocol.job import Request
from explorer.protocol.model import USUAL_OPTIONS, SavedFile, SaveOptions, WeightState
from explorer.text.translation import tr

# -- opening ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class PreviewModel(Request):
    """What a folder or a cached checkpoint holds, known without opening a weight -> `ModelPreview`.

    `variant` is as in `LoadModel`.
    """

    title: ClassVar[str] = tr("Looking at the checkpoint")
    replaces: ClassVar[str | None] = "preview"
    path: str
    name: str = ""
    revision: str = ""
    variant: str = ""


@dataclass(frozen=True)
class SplitWeights:
    """What memory would hold of the weights and what would stay on disk, in bytes.

    `seconds` is what a run takes to read and use the latter: found by trying a part of them.
    """

    in_memory: int
    on_disk: int
    seconds: float


@dataclass(frozen=True)
class MemoryNeed:
    """What loading takes of memory in one dtype, in bytes.

    `split` is how it fits all the same, with weights left on disk; None where it need not or
    cannot.
    """

    dtype: str
    bytes: int
    split: SplitWeights | None = None


@dataclass(frozen=True)
class ModelPreview:
    """A checkpoint before it is loaded.

    `class_name` is the checkpoint's own class, empty where it names none that transformers has.
    `parameters` and `dtypes` (dtype, count) come from the files' headers; pickled weights have
    none, so there both are empty. `built_parameters` are those of the model that the config
    makes, tied ones once, 0 where the class is unknown. `needs` come from the shapes that the
    config implies, and begin with the dtype as stored ("auto"). `free` is the memory free now and
    `frees` what the model in memory would give back. `state` is what a note beside the weights
    says, None without one.
    `unknown_class` is the class that the checkpoint names where transformers has none of that name.
    `converted`: it is a GGUF file, whose weights become plain numbers; `rounded` is what it, or
    FP8, has rounded them to, empty where nothing was. `base` is the checkpoint that an adapter
    belongs to, whose facts these are; empty for whole models. `reads_text` is False for a class
    that only sees or hears: it needs no tokenizer.
    """

    path: str
    name: str
    revision: str
    variant: str
    class_name: str
    model_type: str
    parameters: int
    dtypes: tuple[tuple[str, int], ...]
    files: tuple[SavedFile, ...]
    pickled: bool
    tokenizer: str
    tokenizer_note: str
    state: WeightState | None
    needs: tuple[MemoryNeed, ...]
    free: int
    frees: int
    unknown_class: str = ""
    converted: bool = False
    rounded: str = ""
    reads_text: bool = True
    base: str = ""
    built_parameters: int = 0

    @property
    def bytes(self) -> int:
        """The size of the weight files."""
        return sum(file.bytes for file in self.files)

    def need(self, dtype: str) -> int:
        """Bytes of memory that the weights need in a dtype."""
        return self._need(dtype).bytes

    def _need(self, dtype: str) -> MemoryNeed:
        return next((need for need in self.needs if need.dtype == dtype), self.needs[0])

    def split(self, dtype: str) -> SplitWeights | None:
        """What would be in memory and what on disk, where it fits only so."""
        return self._need(dtype).split

    def fits(self, dtype: str) -> Literal["beside", "instead", "on disk", "no"]:
        """Whether it fits beside the model in memory, only in its place, not even so but with
        weights left on disk, or not at all."""
        need = self._need(dtype)
        if need.bytes <= self.free:
            return "beside"
        if need.bytes <= self.free + self.frees:
            return "instead"
        return "on disk" if need.split is not None else "no"


@dataclass(frozen=True)
class CheckModel(Request):
    """Is the model `serial` still in memory? -> `ModelKept` or `ModelUnloaded`.

    Asked after a load that was allowed to give the former model back and then did not succeed.
    """

    title: ClassVar[str] = tr("Checking what is in memory")
    serial: int


@dataclass(frozen=True)
class ModelKept:
    """The model that was asked about is still in memory."""

    serial: int


# -- saving ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class PreviewSave(Request):
    """What saving would write, and into what -> `SavePreview`. Nothing is written there."""

    title: ClassVar[str] = tr("Checking what would be written")
    replaces: ClassVar[str | None] = "preview"
    folder: str
    options: SaveOptions = USUAL_OPTIONS


@dataclass(frozen=True)
class SavePreview:
    """The files that saving would write, with their sizes (of weights: within a few kB).

    `there` names what the folder holds now; all of it would go. `is_model` says that it looks
    like a saved model. `problem` is why it cannot be written, empty where it can. `exact` is
    False where the numbers are rounded to another dtype.
    """

    folder: str
    files: tuple[SavedFile, ...]
    free: int
    there: tuple[str, ...]
    is_model: bool
    exact: bool
    problem: str = ""

    @property
    def bytes(self) -> int:
        """The size of all files."""
        return sum(file.bytes for file in self.files)


@dataclass(frozen=True)
class CompareSaved(Request):
    """Load a saved folder again beside the model in memory and compare them -> `SavedCompared`."""

    title: ClassVar[str] = tr("Comparing with what was saved")
    folder: str


@dataclass(frozen=True)
class SavedCompared:
    """Every tensor of the model against the one on the disk, and the outputs of the last run.

    `different` names tensors that are not equal bit for bit, `largest` is the largest difference
    of two values in them. `outputs` names the outputs of the last run that were computed again
    with the reloaded model, `outputs_different` those that are not equal bit for bit;
    `disabled_reason` says why none were compared. `identical` is True only where everything is
    equal bit for bit."""

    folder: str
    tensors: int
    different: tuple[str, ...]
    largest: float
    outputs: tuple[str, ...]
    outputs_different: tuple[str, ...]
    disabled_reason: str
    sentence: str
    seconds: float

    @property
    def identical(self) -> bool:
        """Whether every tensor and every output that was compared is equal bit for bit."""
        return not self.different and not self.outputs_different


@dataclass(frozen=True)
class TidyFolders(Request):
    """Put in order what a save that was killed left beside these folders -> `FoldersTidied`."""

    stays_here: ClassVar[bool] = True
    title: ClassVar[str] = tr("Checking the saved models")
    folders: tuple[str, ...]


@dataclass(frozen=True)
class FoldersTidied:
    """`restored` are folders put back from beside, `removed` left-overs, `missing` those gone."""

    restored: tuple[str, ...]
    removed: tuple[str, ...]
    missing: tuple[str, ...]
