"""What a checkpoint holds, known from its config, its files' headers and its tokenizer alone."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from explorer.engine import memory as engine_memory
from explorer.engine import tokenization
from explorer.engine.media import processor
from explorer.engine.model_class import config_for
from explorer.engine.numbers import dtype_name
from explorer.engine.size.footprint import count
from explorer.engine.size.meta import meta_build
from explorer.engine.weights import adapter, load, memory, provenance
from explorer.engine.weights.memory import WeightsNeed
from explorer.engine.weights.on_disk import seconds_a_run
from explorer.engine.weights.stored import StoredWeights, torch_dtype
from explorer.engine.weights.weight_files import WeightFiles, dtypes
from explorer.features.checkpoints.protocol import (
    MemoryNeed,
    ModelPreview,
    PreviewModel,
    SplitWeights,
)
from explorer.protocol.failures import (
    NotReadable,
    TokenizerBroken,
    UnknownClass,
    WeightsCutShort,
)
from explorer.protocol.job import Check, Report
from explorer.protocol.model import SavedFile
from explorer.text.translation import tr

if TYPE_CHECKING:
    from transformers import PreTrainedModel

DTYPES = ("float32", "bfloat16", "float16")
"""What a person can choose besides the dtype as stored."""

_QUICK_TO_HASH = 2_000_000_000
"""Bytes of weights up to which the note beside them is checked against them in a preview."""


def preview(request: PreviewModel, frees: int, check: Check, report: Report) -> ModelPreview:
    """Look at a checkpoint. `frees` is what the model in memory occupies, in bytes.

    Raises what loading would raise before it opens the weights.
    """
    if (merged := adapter.of(request.path, check)) is None:
        return _preview(request, "", frees, check, report)
    own = adapter.files(merged, check)
    asked = replace(request, path=merged.base, revision=merged.revision, variant="")
    base = _preview(asked, merged.class_name, frees, check, report)
    tokenizer = _tokenizer(request)
    of_base = (base.tokenizer, base.tokenizer_note)
    return replace(
        base,
        path=request.path,
        name=request.name or Path(request.path).name,
        tokenizer=(tokenizer if tokenizer[0] else of_base)[0],
        tokenizer_note=(tokenizer if tokenizer[0] else of_base)[1],
        files=(*(SavedFile(file.name, file.stat().st_size) for file in own.files), *base.files),
        # The adapter's matrices, and what their product changes, are there on the way.
        needs=tuple(MemoryNeed(need.dtype, need.bytes + 2 * own.bytes) for need in base.needs),
        base=merged.base,
    )


def _preview(
    request: PreviewModel, class_name: str, frees: int, check: Check, report: Report
) -> ModelPreview:
    report(tr("Reading config.json"))
    file = load.read_config(request.path, request.revision, check)
    folder = load.place_of(request.path, request.revision)
    config = file.config
    report(tr("Looking at the weight files"))
    variant = load.variant_of(request.path, request.revision, request.variant)
    files = load.files_of(request.path, request.revision, variant, file, check)
    stored = tuple(
        sorted(
            ((_name(name), count) for name, count in dtypes(files).items()),
            key=lambda row: -row[1],
        )
    )
    check()
    report(tr("Counting the memory that it needs"))
    cls, unknown = None, ""
    try:
        cls = load.model_class(config, class_name, folder)
    except UnknownClass as failure:
        unknown = failure.class_name
    leaving = cls is not None and load.can_leave(cls, file)
    free = engine_memory.free_memory()
    # A class that the shapes come from; a checkpoint whose class is unknown has none.
    model = meta_build(cls, config_for(cls, config), check).model if cls is not None else None
    needs = _needs(model, config, files, free + frees, check, leaving=leaving)
    check()
    report(tr("Reading the tokenizer"))
    reads_text = cls is None or processor.reads_text(cls)
    tokenizer, note = _tokenizer(request, reads_text=reads_text)
    check()
    return ModelPreview(
        path=request.path,
        name=request.name or Path(request.path).name,
        revision=request.revision,
        variant=variant,
        class_name=cls.__name__ if cls is not None else "",
        model_type=str(config.model_type),
        parameters=files.parameters,
        built_parameters=count(model) if model is not None else 0,
        dtypes=stored,
        files=tuple(SavedFile(path.name, path.stat().st_size) for path in files.files),
        pickled=files.pickled,
        tokenizer=tokenizer,
        tokenizer_note=note,
        reads_text=reads_text,
        # Hashing more than that takes seconds, in which nobody sees the preview.
        state=provenance.noted(folder, check) if files.bytes <= _QUICK_TO_HASH else None,
        needs=needs,
        converted=files.converted,
        rounded=load.rounded_to(file, files),
        free=free,
        frees=frees,
        unknown_class=unknown,
    )


def _name(stored: str) -> str:
    """torch's name for a dtype in safetensors' words; GGUF's own types keep their names."""
    dtype = torch_dtype(stored)
    return dtype_name(dtype) if dtype is not None else stored


def _needs(
    model: PreTrainedModel | None,
    config: Any,
    files: WeightFiles,
    free: int,
    check: Check,
    *,
    leaving: bool,
) -> tuple[MemoryNeed, ...]:
    """What loading takes in each dtype: from the shapes of the model, else from the files.

    `free`: bytes of memory that it may have. `leaving`: whether weights may be left on disk.
    """
    # A config of several parts may name a dtype for each, as an object.
    own = config.dtype if isinstance(config.dtype, torch.dtype) else None
    rows = []
    for name in ("auto", *DTYPES):
        own = torch.float32 if files.converted else own or StoredWeights(files, check).dtype
        wanted = getattr(torch, name, own)
        if model is None:
            rows.append(MemoryNeed(name, _of_files(files, name)))
            continue
        need = memory.need(model, files, wanted, leaving=leaving, check=check)
        rows.append(MemoryNeed(name, need.bytes, _split(need, files, free, check)))
    return tuple(rows)


def _split(need: WeightsNeed, files: WeightFiles, free: int, check: Check) -> SplitWeights | None:
    """What would stay on disk, and what that costs, where not all fits into so many free bytes."""
    budget = memory.left_beside(need, free)
    if budget is None or need.leavable is None:
        return None
    in_memory, units = need.leavable.split(budget)
    left = sum(map(need.leavable.size, units))
    try:
        seconds = seconds_a_run(StoredWeights(files, check), units, need.leavable.dtype)
    except (NotReadable, WeightsCutShort):
        return None  # opening it says so
    return SplitWeights(in_memory, left, seconds)


def _tokenizer(request: PreviewModel, *, reads_text: bool = True) -> tuple[str, str]:
    """The tokenizer's class, and why there is none where there is none."""
    try:
        tokenizer = tokenization.read_tokenizer(request.path, request.revision)
    except TokenizerBroken as broken:
        return "", broken.sentence
    if tokenizer is None and not reads_text:
        return "", tr("It needs none: it reads no text.")
    if tokenizer is None:
        return "", tr(
            "It has no tokenizer: it runs on input IDs, or with the tokenizer of another model."
        )
    return tokenizer.class_name, tr("{vocabulary_size:,} tokens", vocabulary_size=len(tokenizer))


def _of_files(files: WeightFiles, dtype: str) -> int:
    """Bytes of the tensors that are stored, in a dtype ("auto": as they are)."""
    size = None if dtype == "auto" else getattr(torch, dtype).itemsize
    if files.pickled or size is None:  # without headers: most of these files hold float32
        # Of pickles only the size is known without opening them.
        return files.bytes if size is None else files.bytes * size // 4
    return sum(math.prod(tensor.shape) * size for tensor in files.tensors)
