"""What a checkpoint holds, told from its config, its files' headers and its tokenizer alone."""

from __future__ import annotations

import math
from pathlib import Path

from explorer.failures import NoSuchFolder, TokenizerBroken, UnknownClass
from explorer.messages.files import MemoryNeed, ModelPreview, PreviewModel
from explorer.messages.job import Check, Report
from explorer.messages.model import SavedFile
from explorer.model import tokens
from explorer.model.files import foreign, load, origin
from explorer.model.files.weight_files import WeightFiles, dtypes, the_variant, weight_files
from explorer.texts import tr

DTYPES = ("float32", "bfloat16", "float16")
"""What a person can choose besides the dtype as stored."""

_BYTES = {"float64": 8, "float32": 4, "bfloat16": 2, "float16": 2}
_NAMES = {
    "F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16",
    "F8_E4M3": "float8_e4m3fn", "F8_E5M2": "float8_e5m2",
}  # fmt: skip
_QUICK_TO_HASH = 2_000_000_000
"""Bytes of weights up to which the note beside them is checked against them in a preview."""


def preview(request: PreviewModel, frees: int, check: Check, report: Report) -> ModelPreview:
    """Look at a checkpoint. `frees` is what the model in memory occupies, in bytes.

    Raises what loading would raise before it opens the weights.
    """
    report(tr("Reading config.json"))
    config = load.read_config(request.path, request.revision)
    folder = load.folder_of(request.path, request.revision)
    if folder is None:
        raise NoSuchFolder(request.path)
    check()
    report(tr("Looking at the weight files"))
    variant = the_variant(folder, request.variant)
    files = weight_files(folder, variant)
    foreign.refuse_packed(folder, request.path, files.tensors)
    stored = tuple(
        sorted(
            ((_NAMES.get(name, name.lower()), count) for name, count in dtypes(files).items()),
            key=lambda row: -row[1],
        )
    )
    check()
    report(tr("Reading the tokenizer"))
    tokenizer, note = _tokenizer(request)
    check()
    own = unknown = ""
    try:
        own = load.model_class(config, "", folder).__name__
    except UnknownClass as failure:
        unknown = failure.class_name
    return ModelPreview(
        path=request.path,
        name=request.name or Path(request.path).name,
        revision=request.revision,
        variant=variant,
        class_name=own,
        model_type=str(config.model_type),
        parameters=files.parameters,
        dtypes=stored,
        files=tuple(SavedFile(one.name, one.stat().st_size) for one in files.files),
        pickled=files.pickled,
        tokenizer=tokenizer,
        tokenizer_note=note,
        state=origin.noted(folder) if files.bytes <= _QUICK_TO_HASH else None,
        needs=tuple(MemoryNeed(one, need(files, one)) for one in ("auto", *DTYPES)),
        free=free_memory(),
        frees=frees,
        unknown_class=unknown,
    )


def _tokenizer(request: PreviewModel) -> tuple[str, str]:
    """The tokenizer's class, and why there is none where there is none."""
    try:
        found = tokens.read_tokenizer(request.path, request.revision)
    except TokenizerBroken as broken:
        return "", broken.sentence
    if found is None:
        return "", tr("It has no tokenizer, so it runs on input IDs or on a borrowed one.")
    return found.class_name, tr("{found:,} tokens", found=len(found))


def need(files: WeightFiles, dtype: str) -> int:
    """Bytes of memory for the weights in a dtype ("auto": as stored)."""
    if files.pickled:  # without headers: most of these files hold float32
        return files.bytes if dtype == "auto" else files.bytes * _BYTES.get(dtype, 4) // 4
    total = 0
    for tensor in files.tensors:
        numbers = math.prod(tensor.shape)
        stored = _NAMES.get(tensor.dtype)
        if stored is None or dtype == "auto":
            total += tensor.bytes
        else:
            total += numbers * _BYTES.get(dtype, 4)
    return total


def free_memory() -> int:
    """Bytes of memory that are free now."""
    import psutil

    return int(psutil.virtual_memory().available)
