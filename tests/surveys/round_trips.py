"""Saves models of many types in every format, loads them again, and compares every weight.

`python -m tests.surveys.round_trips --types 80`: types of all text families first in turn, then
pictures, sound and the rest, each made small, created by the engine, saved as safetensors and as a
pickle, in one file and spread over several, as float32 and as bfloat16, and loaded again. Each
weight must be equal, for bfloat16 to the rounded one; what was bfloat16 in memory is saved once
more. Prints a line for each type; exit status 1 when a weight differs.
"""

from __future__ import annotations

import argparse
import dataclasses
import itertools
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from explorer.engine.engine import Engine
from explorer.engine.model_class import choose_class
from explorer.features.create.compute.catalogue import installed
from explorer.features.create.compute.edit import build_config
from explorer.features.create.protocol.catalogue import ModelType
from explorer.protocol.config import ConfigEdit
from explorer.protocol.failures import ConfigRefused
from explorer.protocol.model import CreateModel, LoadModel, Prepared, SaveModel, SaveOptions
from tests.shrink import shrunk

MOST_PARAMETERS = 8_000_000
TEXT = ("Text decoders", "Text encoders", "Text to text")
OTHERS = ("Pictures and text", "Pictures and video", "Speech and sound", "Time series", "Others")
WAYS = tuple(
    SaveOptions(form, shard_bytes=shard, dtype=dtype)  # type: ignore[arg-type]
    for form, shard, dtype in itertools.product(
        ("safetensors", "pickle"), (10**12, 60_000), ("", "bfloat16")
    )
)


def nothing(*words: object, **more: object) -> None:
    """Used as check and report."""


def chosen(count: int) -> list[ModelType]:
    """Types of all families in turn, the well-known ones of each first; text has three turns."""
    catalogue = installed()
    families = {name: [] for name in (*TEXT, *OTHERS)}  # type: ignore[var-annotated]
    for one in catalogue.types:
        if one.family in families and one.classes:
            families[one.family].append(one)
    turns = itertools.zip_longest(*families.values())
    return [one for turn in turns for one in turn if one is not None][:count]


def small(kind: ModelType) -> ConfigEdit | None:
    """The first way to make a type small that the program accepts and that is small enough."""
    names = [kind.default_class, *(one.name for one in kind.classes)]
    heads = [one for one in names if one.endswith(("ForCausalLM", "ForMaskedLM", "Generation"))]
    for edit in shrunk(kind.name):
        for name in dict.fromkeys((*heads[:1], *names[:1])):
            tried = dataclasses.replace(edit, class_name=name)
            try:
                config = build_config(tried)
                with torch.device("meta"):
                    model = choose_class(tried, config)(config)
            except Exception:  # default configs of some types are incomplete; the next is tried
                continue
            if sum(one.numel() for one in model.parameters()) > MOST_PARAMETERS:
                continue
            try:
                created(tried)
            except ConfigRefused:  # a token beyond a vocabulary that was made small
                continue
            return tried
    return None


def created(edit: ConfigEdit) -> Engine:
    """An engine with the model of a config in memory. Raises ConfigRefused."""
    engine = Engine(Prepared("", "", ("cpu",), 1, 0.0))
    engine(CreateModel(edit, 1), nothing, nothing)
    return engine


def different(
    before: dict[str, torch.Tensor], after: dict[str, torch.Tensor], dtype: str
) -> list[str]:
    """Names of weights that are not equal; with a dtype, to the rounded ones."""
    wrong = [name for name in {**before, **after} if name not in before or name not in after]
    for name, value in before.items():
        other = after.get(name)
        if other is None:
            continue
        if dtype and value.is_floating_point():  # some parts stay float32, but hold rounded numbers
            value = value.to(getattr(torch, dtype)).float()
            other = other.float()
        if value.dtype != other.dtype or not torch.equal(_bits(value), _bits(other)):
            wrong.append(name)
    return wrong


def _bits(tensor: torch.Tensor) -> torch.Tensor:
    return tensor.detach().contiguous().reshape(-1).view(torch.uint8)


def state(engine: Engine) -> dict[str, torch.Tensor]:
    """A copy of every weight of the model in memory."""
    return {name: one.clone() for name, one in engine.loaded.model.state_dict().items()}


def round_trip(edit: ConfigEdit, folder: Path, ways: Sequence[SaveOptions] = WAYS) -> list[str]:
    """What went wrong in saving and loading in each way; empty where nothing did."""
    made = created(edit)
    original = state(made)
    name = type(made.loaded.model).__name__
    wrong = []
    reader = Engine(Prepared("", "", ("cpu",), 1, 0.0))
    for options in ways:
        how = f"{options.format}, {'spread' if options.shard_bytes < 10**12 else 'one file'}"
        how += f", {options.dtype or 'as it is'}"
        target = folder / "saved"
        made(SaveModel(str(target), True, options), nothing, nothing)
        ready: Any = reader(LoadModel(str(target), class_name=name), nothing, nothing)
        found = ready.summary.report
        if found.trained < found.total or ready.summary.state != "random":
            wrong.append(f"{how}: {found.sentence} ({ready.summary.state})")
        bad = different(original, state(reader), options.dtype)
        if bad:
            wrong.append(f"{how}: {len(bad)} differ: {', '.join(bad[:3])}")
        if options.dtype:  # what is bfloat16 in memory, saved as it is
            half = state(reader)
            again = dataclasses.replace(options, dtype="")
            reader(SaveModel(str(target), True, again), nothing, nothing)
            reader(LoadModel(str(target), class_name=name), nothing, nothing)
            bad = different(half, state(reader), "")
            if bad:
                wrong.append(f"{how}, saved once more: {len(bad)} differ: {', '.join(bad[:3])}")
        shutil.rmtree(target)
    return wrong


def main(argv: Sequence[str] | None = None) -> int:
    """Go through the types; 1 when a weight was not equal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--types", type=int, default=80)
    parser.add_argument("--only", default="", help="one model type")
    options = parser.parse_args(argv)
    import transformers

    torch.set_num_threads(1)
    transformers.logging.set_verbosity(100)
    transformers.logging.disable_progress_bar()
    kinds = [one for one in chosen(10**6) if one.name == options.only] if options.only else []
    good: dict[str, int] = {}
    bad = skipped = 0
    for kind in kinds or chosen(options.types):
        started = time.monotonic()
        edit = small(kind)
        if edit is None:
            skipped += 1
            print(f"{kind.name}: not built small", flush=True)
            continue
        with tempfile.TemporaryDirectory() as name:
            try:
                wrong = round_trip(edit, Path(name))
            except Exception as error:  # the long run continues, and counts it
                wrong = [f"{type(error).__name__}: {error} {getattr(error, 'details', '')}"[:300]]
        seconds = time.monotonic() - started
        print(f"{kind.name} {edit.class_name}: {wrong or 'equal'} ({seconds:.1f} s)", flush=True)
        bad += bool(wrong)
        if not wrong:
            good[kind.family] = good.get(kind.family, 0) + 1
    print(
        f"{sum(good.values())} types equal in all {len(WAYS)} ways: {good}; "
        f"{bad} not; {skipped} not built"
    )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
