"""Requests and results about the one model in memory: prepare, create, load, save, unload."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal

from explorer.protocol.config import ConfigEdit
from explorer.protocol.job import Request
from explorer.protocol.sampling import SamplingDefaults
from explorer.text.translation import tr

WeightState = Literal["trained", "taught", "file", "given", "partly", "fresh", "random"]
"""What is known of the weights.

"trained" only where it is known: a bundled model, a checkpoint of the Hub whose numbers do not
look fresh, or an unchanged copy of one that was saved here. "taught": they learned on this
computer, in this program (`TrainingRecord`). "file": they came from a file, and nothing says who
trained them. "given": a script or a notebook holds them, and nothing says who trained them.
"partly": some were newly initialised. "fresh": they came from a file or a script and look randomly
initialised. "random": they were drawn here, or a note beside them says that they were.
"""

NOISE: tuple[WeightState, ...] = ("random", "fresh")
"""The states of weights that have learned nothing, as far as can be seen."""


@dataclass(frozen=True)
class TrainingRecord:
    """How weights were trained here; it goes along where they are saved.

    `data` is what they learned from, in words, `texts` how many. `loss` is the last one of the
    training, `held_out_loss` on texts it never saw, None where there were none. `before` is the
    state that the weights had, `ended` the time (ISO, local), `earlier` the steps of trainings here
    before this one. `held_out_step` is the step that `held_out_loss` is of, None for `steps`.
    """

    data: str
    texts: int
    objective: str
    steps: int
    batch_size: int
    learning_rate: float
    seed: int
    loss: float
    held_out_loss: float | None
    before: WeightState
    ended: str
    earlier: int = 0
    held_out_step: int | None = None


@dataclass(frozen=True)
class Prepare(Request):
    """Import torch and transformers in the worker; sent once, right after the first paint."""

    title: ClassVar[str] = tr("Preparing torch and transformers")
    stoppable: ClassVar[bool] = False

    @property
    def needs_model(self) -> bool:
        """It is about the packages."""
        return False


@dataclass(frozen=True)
class Prepared:
    """The engine is ready. Versions are those imported; `threads` is what torch computes with."""

    torch_version: str
    transformers_version: str
    devices: tuple[str, ...]
    threads: int
    seconds: float


@dataclass(frozen=True)
class CreateModel(Request):
    """Build a model with random weights from an edited config; the same seed, the same weights."""

    title: ClassVar[str] = tr("Creating the model")
    edit: ConfigEdit
    seed: int = 42


@dataclass(frozen=True)
class CreateRandomCopy(Request):
    """Build an untrained model with the very config, class and tokenizer of the loaded one."""

    title: ClassVar[str] = tr("Creating the untrained twin")
    seed: int = 42


@dataclass(frozen=True)
class LoadModel(Request):
    """Load config, weights and tokenizer from a folder or from the shared cache.

    `class_name` is empty for the checkpoint's own class. `revision` is a commit of the Hub cache;
    nothing is downloaded here. `name` is what the banner calls it. `variant` names one of several
    sets of weights ("fp16" for model.fp16.safetensors), empty for the usual one. `device` is cpu,
    cuda or mps. `release_first` permits giving the former model's memory back before the new one
    is loaded; when that then fails, none is left. `prefix` is taken off the names in the file.
    `on_disk` permits leaving weights on disk that do not fit into memory. `adapter` is for the
    folder of an adapter: whether it is on. Where only that differs from the model in memory,
    nothing is read again.
    """

    title: ClassVar[str] = tr("Loading the checkpoint")
    path: str
    name: str = ""
    class_name: str = ""
    revision: str = ""
    dtype: str = "auto"
    variant: str = ""
    device: str = "cpu"
    release_first: bool = False
    prefix: str = ""
    on_disk: bool = False
    adapter: bool = True


FROM_PYTHON = "explorer.show"
"""What is named as the origin of a tokenizer that a script or a notebook holds."""


@dataclass(frozen=True)
class ShowModel(Request):
    """Take the model and the tokenizer that a script or a notebook holds, as they are.

    `number` is what `explorer.protocol.model_handover` gave for them.
    """

    refused_there: ClassVar[str] = tr(
        "The model of a script is in its own memory. Disconnect to look at it."
    )
    title: ClassVar[str] = tr("Taking the model from Python")
    number: int
    name: str = ""


@dataclass(frozen=True)
class AttachTokenizer(Request):
    """Give the model in memory the tokenizer of a folder or cached checkpoint, even its own."""

    title: ClassVar[str] = tr("Reading the tokenizer")
    path: str
    name: str = ""
    revision: str = ""


OTHER_TOKENIZER = tr(
    "These weights were trained with the tokenizer that they came with: each embedding belongs to "
    "one of its tokens. With another one the same IDs mean other pieces, so what it knows of words "
    "is lost until it has learned them again."
)
"""What is said where a model that knows something gets a tokenizer that it was not trained with."""

WeightFormat = Literal["safetensors", "pickle"]
"""`model.safetensors`, or `pytorch_model.bin` as `torch.save` writes it."""

SHARD_BYTES = 50_000_000_000
"""The largest file of weights unless a person chooses another: what transformers does."""


@dataclass(frozen=True)
class SaveOptions:
    """How a model is written. `dtype` is empty for the one in memory; the model never changes.

    `card` adds a README.md that says what the model is and whether it was trained.
    """

    format: WeightFormat = "safetensors"
    shard_bytes: int = SHARD_BYTES
    dtype: str = ""
    tokenizer: bool = True
    generation_config: bool = True
    card: bool = True


USUAL_OPTIONS = SaveOptions()
"""As transformers itself saves, with a card."""


@dataclass(frozen=True)
class SaveModel(Request):
    """Write config.json, the weights and the tokenizer into `folder`.

    `replace` allows a folder that is there already to be replaced as a whole.
    """

    title: ClassVar[str] = tr("Saving the model")
    folder: str
    replace: bool = False
    options: SaveOptions = USUAL_OPTIONS


@dataclass(frozen=True)
class UnloadModel(Request):
    """Give the model's memory back."""

    title: ClassVar[str] = tr("Unloading the model")


@dataclass(frozen=True)
class LoadPart:
    """One part of a model (`bert.encoder`, `cls`), counted in tensors and in parameters."""

    name: str
    trained: int
    missing: int
    mismatched: int
    trained_parameters: int
    total_parameters: int


@dataclass(frozen=True)
class LoadReport:
    """Which weights came from the checkpoint, counted in tensors and in parameters.

    `unused` are tensors of the checkpoint that the class has no place for; `mismatched` are
    (name, shape in the checkpoint, shape in the model). `sentence` is the judgement in words.
    `parts` follows the order of the model. `on_disk`: bytes of the weights that stay on disk,
    because memory does not hold all; 0 where it does. `prefix` begins the names in the checkpoint,
    and without it they are names of the model; empty where there is none. `rounded`: what a GGUF
    file or FP8 had rounded the weights to before they became plain numbers; empty where nothing was
    rounded.
    `base` is the checkpoint whose weights an adapter was merged into, empty without one.
    `not_finite` are weights in which a value is infinite or not a number. `copied_from` names the
    trained checkpoint that the weights are an unchanged copy of, saved on this computer.
    """

    trained: int
    total: int
    trained_parameters: int
    total_parameters: int
    missing: tuple[str, ...]
    unused: tuple[str, ...]
    mismatched: tuple[tuple[str, str, str], ...]
    sentence: str
    parts: tuple[LoadPart, ...] = ()
    on_disk: int = 0
    prefix: str = ""
    rounded: str = ""
    base: str = ""
    base_revision: str = ""
    not_finite: tuple[str, ...] = ()
    copied_from: str = ""


@dataclass(frozen=True)
class Example:
    """An input worth trying, with why."""

    text: str
    note: str = ""


@dataclass(frozen=True)
class DecoderStart:
    """What the decoder of a model of two stacks reads where nobody gave it anything.

    `reads` is start (`token` alone, as when it writes), text (`token`, then the text that the
    encoder reads, without its last token) or own (the class makes it itself). It has `streams`
    rows for each text. `known` tells that `generate` begins with `token` without being told.
    """

    reads: Literal["start", "text", "own"]
    token: int
    streams: int = 1
    known: bool = True


@functools.lru_cache(maxsize=4)
def config_values(config_json: str) -> Mapping[str, Any]:
    """What a config says, without its tables of labels, of which it may have 100,000.

    Read once for each text: the model's lane does it as soon as it has written one, so that the
    window, where a read of so many labels would be felt, finds it here.
    """
    values: dict[str, Any] = json.loads(config_json) if config_json else {}
    for part in (values, *(value for value in values.values() if isinstance(value, dict))):
        for name in ("id2label", "label2id"):
            part.pop(name, None)
    return values


BESIDE_IDS = ("attention_mask", "token_type_ids", "position_ids")
"""Inputs that may be written by hand beside input IDs."""


@dataclass(frozen=True)
class ModelSummary:
    """The model in memory, as the banner and the panes describe it.

    `parameters` counts tied ones once; `bytes` is what parameters and buffers occupy. `task` is
    what can be shown of its output: fill-mask, text-generation, text-classification, one of
    `answers.AnswerTask`, or outputs.
    `source` is the folder or Hub id it came from, empty for a created one. `max_length` is the
    longest input in tokens, 0 where the model sets no limit. `auto_class` is the Auto class whose
    mapping leads to `class_name`, empty where none does. `class_module` is the module to import the
    class from, empty where transformers exports it at the top. `edit` is what a created model was
    made from, None for a loaded one; `seed` is what random weights were drawn from, None where
    there are none; `asked_dtype` is what loading was told ("auto": as stored). `tokenizer` is where
    the tokenizer came from. `attention` is how it computes attention ("sdpa", "eager"), empty where
    the class does not let that be chosen; `attention_parts` are the same by part (the whole is "")
    where the parts differ. `variant` is the set of weights that was loaded, empty for the usual
    one. `chat_templates` names those that the tokenizer has, the usual one first; `pairs` tells
    whether it joins two texts with a mark between them. `reads` is what it can be given: text,
    picture, sound. `decoder` is how its decoder begins, None for one stack. `says` tells that a
    decoder says words about a picture or a sound. `generates` tells whether its class writes, and
    so has a generation config. `pad_id` is the ID that its tokenizer fills
    shorter texts up with, -1 where it has none. `beside_ids` are those of BESIDE_IDS that its class
    takes. `unread_tokenizer` says why the tokenizer that is
    beside the weights could not be read, empty where none does or it was. `twin_of` is the name of
    the model that this is the untrained twin of, empty where it is none. `training` is how weights
    in the state "taught" learned. `from_python` tells that a script or a notebook holds the model,
    or the one that it is the untrained twin of. `adapter` is on or off where an adapter was merged
    that can be switched, else empty. `is_snapshot` tells that `source` is a snapshot which the
    program keeps in the folder of its training, on the computer that has the model.
    """

    serial: int
    class_name: str
    auto_class: str
    config_class: str
    model_type: str
    name: str
    source: str
    revision: str
    state: WeightState
    state_text: str
    parameters: int
    bytes: int
    dtype: str
    device: str
    task: str
    tokenizer: str
    tokenizer_class: str
    mask_token: str
    vocab_size: int
    max_length: int
    layers: int
    heads: int
    hidden_size: int
    labels: tuple[str, ...]
    seed: int | None
    asked_dtype: str
    edit: ConfigEdit | None
    config_json: str
    report: LoadReport | None
    examples: tuple[Example, ...]
    seconds: float
    attention: str = ""
    attention_parts: tuple[tuple[str, str], ...] = ()
    variant: str = ""
    prefix: str = ""
    decoder: DecoderStart | None = None
    takes_cache: bool = True
    class_module: str = ""
    chat_templates: tuple[str, ...] = ()
    pairs: bool = False
    reads: tuple[str, ...] = ("text",)
    says: bool = False
    sampling: SamplingDefaults | None = None
    generates: bool = False
    pad_id: int = -1
    beside_ids: tuple[str, ...] = BESIDE_IDS
    unread_tokenizer: str = ""
    twin_of: str = ""
    training: TrainingRecord | None = None
    from_python: bool = False
    adapter: Literal["", "on", "off"] = ""
    is_snapshot: bool = False

    @property
    def config(self) -> Mapping[str, Any]:
        """What `config_json` says, without its tables of labels."""
        return config_values(self.config_json)

    @property
    def on_disk(self) -> int:
        """Bytes of its weights that are on disk and read in each run."""
        return self.report.on_disk if self.report is not None else 0

    @property
    def bytes_in_memory(self) -> int:
        """What it occupies of memory."""
        return self.bytes - self.on_disk

    def read_from(self, folder: str) -> ModelSummary:
        """The same, as it is read from a folder that it was saved in whole."""
        tokenizer = folder if self.tokenizer == self.source else self.tokenizer
        return replace(
            self,
            source=folder,
            tokenizer=tokenizer,
            revision="",
            variant="",
            prefix="",
            is_snapshot=False,
        )

    @property
    def is_noise(self) -> bool:
        """Whether its weights have learned nothing, as far as can be seen."""
        return self.state in NOISE

    @property
    def caution(self) -> str:
        """What is said beside each answer of weights that nobody trained; else nothing."""
        if self.is_noise:
            return tr("random weights: this is noise")
        if self.state == "partly":
            return tr("partly random weights: do not rely on this")
        return ""


def another_step(before: ModelSummary | None, now: ModelSummary | None) -> bool:
    """Whether both are steps of a training: the same model and words, with other weights."""
    if before is None or now is None or not (before.training or now.training):
        return False
    return all(
        getattr(before, name) == getattr(now, name)
        for name in ("class_name", "tokenizer_class", "vocab_size", "layers", "heads", "labels")
    )


@dataclass(frozen=True)
class ModelReady:
    """A model is in memory. `verb`: created, twin, loaded, given, tokenizer or snapshot."""

    summary: ModelSummary
    verb: Literal["created", "twin", "loaded", "given", "tokenizer", "snapshot"]


@dataclass(frozen=True)
class SavedFile:
    """One file of a saved folder, with its size in bytes."""

    name: str
    bytes: int


@dataclass(frozen=True)
class ModelSaved:
    """The folder was written whole; `summary` is the model that was saved, `options` how.

    `own_names` says that the weights are saved under the model's own names, because transformers
    would not find all of them again under those that it usually writes.
    """

    folder: str
    files: tuple[SavedFile, ...]
    summary: ModelSummary
    seconds: float
    options: SaveOptions = USUAL_OPTIONS
    own_names: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether the folder gives the very same model back: not rounded, with its tokenizer."""
        rounded = self.options.dtype not in ("", self.summary.dtype)
        return not rounded and (self.options.tokenizer or not self.summary.tokenizer)


@dataclass(frozen=True)
class ModelUnloaded:
    """No model is in memory any more; `freed` is the bytes its weights occupied."""

    name: str
    freed: int


GETS_MODEL = (CreateModel, CreateRandomCopy, LoadModel, ShowModel, AttachTokenizer)
"""The requests whose Python gets the model, or its tokenizer."""
