"""Loading a checkpoint, giving it a tokenizer, and giving its memory back."""

from __future__ import annotations

import functools
import time

from explorer.engine import memory, tokenization
from explorer.engine.engine import Engine
from explorer.engine.inside import head_mask
from explorer.engine.loaded_model import LoadedModel, read_examples, summary
from explorer.engine.media import processor as reading
from explorer.engine.weights import adapter, load, provenance, sentence_modules
from explorer.engine.weights.folder import folder_of
from explorer.engine.weights.loaded import record
from explorer.engine.weights.memory import SHARE, WeightsNeed, left_beside
from explorer.features.checkpoints.protocol import CheckModel, ModelKept
from explorer.protocol.failures import (
    ConfigBroken,
    DeviceMissing,
    FormerModelInTheWay,
    MemoryTooSmall,
    NoTokenizerInFolder,
    TokenizerTooLarge,
)
from explorer.protocol.job import Check, Report
from explorer.protocol.model import (
    AttachTokenizer,
    LoadModel,
    ModelReady,
    ModelSummary,
    ModelUnloaded,
    Prepare,
    Prepared,
    UnloadModel,
)
from explorer.text.translation import tr


def prepare(engine: Engine, request: Prepare, check: Check, report: Report) -> Prepared:
    return engine.prepared


def load_model(engine: Engine, request: LoadModel, check: Check, report: Report) -> ModelReady:
    started = time.monotonic()
    if request.device not in engine.prepared.devices and request.device != "cpu":
        raise DeviceMissing(request.device)
    if _adapter_differs(engine, request):
        return ModelReady(_switched(engine, request, check), "loaded")
    model, load_report, state = load.load(
        request.path,
        class_name=request.class_name,
        revision=request.revision,
        dtype=request.dtype,
        variant=request.variant,
        prefix=request.prefix,
        device=request.device,
        adapter_on=request.adapter,
        check=check,
        report=report,
        room=functools.partial(_make_room, engine, request),
    )
    # The weights are there, and the former model still is: a stop here leaves it in its place.
    check()
    report(tr("Reading the tokenizer"))
    loaded_model = record(engine.next_serial(), request, model, load_report, state)
    check()
    loaded_model.asked_dtype = request.dtype
    loaded_model.prefix = request.prefix
    loaded_model.variant = load.variant_of(request.path, request.revision, request.variant)
    folder = folder_of(request.path, request.revision)
    if state == "taught" and folder is not None:
        loaded_model.training = provenance.training(folder)
    loaded_model.examples = read_examples(folder)
    loaded_model.processor_files = reading.processor_files(folder)
    loaded_model.sentence_modules = sentence_modules.read(folder, check)
    loaded_model.seconds = time.monotonic() - started
    # It may refuse a config, and then the former model must be there still.
    about = _described(request, loaded_model, check)  # before the former model is gone
    engine.replace(loaded_model)
    return ModelReady(about, "loaded")


def _adapter_differs(engine: Engine, request: LoadModel) -> bool:
    """Whether the model in memory is what is asked for, but for its adapter being off or on."""
    loaded = engine.model
    if loaded is None or adapter.state(loaded.model) in ("", "on" if request.adapter else "off"):
        return False
    kinds = ("", type(loaded.model).__name__)
    here = (loaded.source, loaded.revision, loaded.asked_dtype, loaded.variant, loaded.prefix)
    wanted = (request.path, request.revision, request.dtype, request.variant, request.prefix)
    device = loaded.model.device.type == request.device.partition(":")[0]
    return here == wanted and request.class_name in kinds and device


def _switched(engine: Engine, request: LoadModel, check: Check) -> ModelSummary:
    """Switch the adapter of the model in memory: for everybody else it is another model."""
    started = time.monotonic()
    loaded = engine.loaded
    head_mask.set_off(loaded, (), check)
    adapter.switch(loaded.model, on=request.adapter)
    record = loaded.aside()
    record.serial = engine.next_serial()
    record.seconds = time.monotonic() - started
    engine.renew(record)
    return summary(record)


def _described(request: LoadModel, loaded: LoadedModel, check: Check) -> ModelSummary:
    """The model for the window. Raises ConfigBroken where its config cannot even be described."""
    try:
        loaded.write_config(check)
        return summary(loaded)
    except (AttributeError, KeyError, TypeError, ValueError, RuntimeError) as error:
        # A config may hold anything where its class checks nothing: labels that are no dict, sizes
        # that are texts. The library built a model of it all the same.
        reason = tr("A model can be built from it, but one of its values is of the wrong kind.")
        raise ConfigBroken(request.path, reason, f"{type(error).__name__}: {error}") from error


def _make_room(engine: Engine, request: LoadModel, need: WeightsNeed) -> int | None:
    """Give the former model back where both do not fit and a person agreed; else refuse.

    Answers how many bytes memory has for the weights where a person agreed to leave the others on
    disk, because they fit no otherwise; else None.
    """
    if need.bytes <= memory.free_memory():
        return None
    engine.make_room()  # what only serves comparing goes first
    free = memory.free_memory()
    if need.bytes <= free:
        return None
    leave = need.bytes > free + engine.bytes
    if leave:
        # A GPU computes with what is in its own memory.
        leavable = need.leavable if request.device == "cpu" else None
        possible = left_beside(WeightsNeed(need.bytes, leavable), free + engine.bytes) is not None
        if leavable is None or not possible or not request.on_disk:
            fused = leavable is not None and 2 * leavable.fused > need.bytes
            raise MemoryTooSmall(need.bytes, free, on_disk=possible, fused=fused)
        # The former model goes all the same: what it occupies is read from memory in each run.
    if engine.bytes:
        if not request.release_first:
            needed = need.leavable.least if leave and need.leavable else need.bytes
            raise FormerModelInTheWay(engine.loaded.name, needed, free)
        engine.replace(None)
    return int(SHARE * memory.free_memory()) if leave else None


def check_model(
    engine: Engine, request: CheckModel, check: Check, report: Report
) -> ModelKept | ModelUnloaded:
    if engine.model is not None and engine.model.serial == request.serial:
        return ModelKept(request.serial)
    return ModelUnloaded("", 0)


def attach_tokenizer(
    engine: Engine, request: AttachTokenizer, check: Check, report: Report
) -> ModelReady:
    loaded = engine.loaded
    name = request.name or request.path
    tokenizer = tokenization.read_tokenizer(request.path, request.revision)
    if tokenizer is None:
        raise NoTokenizerInFolder(name)
    known = summary(loaded).vocab_size
    # The model's own one is taken as loading takes it, whatever its size.
    # IDs beyond the table would raise an IndexError in the middle of a run.
    if known and len(tokenizer) > known and request.path != loaded.source:
        raise TokenizerTooLarge(name, len(tokenizer), known)
    loaded.tokenizer = tokenizer
    loaded.tokenizer_source = request.path
    loaded.unread_tokenizer = None
    loaded.examples = read_examples(folder_of(request.path, request.revision))
    return ModelReady(summary(loaded), "tokenizer")


def unload_model(
    engine: Engine, request: UnloadModel, check: Check, report: Report
) -> ModelUnloaded:
    name = engine.loaded.name
    return ModelUnloaded(name, engine.replace(None))
