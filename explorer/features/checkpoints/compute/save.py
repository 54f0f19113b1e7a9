"""Saving a model whole: written beside, read back, then swapped in; never mixed with what was."""

from __future__ import annotations

import copy
import errno
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.boundary.atomic_write import why
from explorer.engine.loaded_model import LoadedModel, summary
from explorer.engine.numbers import dtype_name
from explorer.engine.weights import on_disk, provenance
from explorer.engine.weights.folder import is_kept
from explorer.features.checkpoints.compute import card, shard_writer
from explorer.features.checkpoints.compute.swap import no_name, sibling, swap, sync_folder, tidy
from explorer.protocol.failures import (
    DiskFull,
    Failure,
    FolderInUse,
    SaveBroken,
    SaveRefused,
    TargetNotWritable,
    WouldNotComeBack,
    memory_refused,
)
from explorer.protocol.job import Check, Report, Stopped
from explorer.protocol.model import SavedFile, SaveOptions
from explorer.text.translation import tr

if TYPE_CHECKING:
    from transformers import PreTrainedModel

SPARE = 1_000_000
"""Bytes that must stay free beside what is written: names, folders, the file system itself."""


def save(
    loaded: LoadedModel,
    target: Path,
    options: SaveOptions,
    *,
    replace: bool,
    check: Check,
    report: Report,
) -> tuple[tuple[SavedFile, ...], bool]:
    """Write config.json, the weights and the tokenizer to `target`; files with sizes in bytes.

    The second of what it returns says whether the weights are saved under the model's own names,
    because under transformers' usual ones some would not be found again.

    A folder that is there is replaced as a whole, or not at all: transformers would load old
    shards that were left beside new ones. Raises FolderInUse, TargetNotWritable, DiskFull,
    SaveRefused, WouldNotComeBack, SaveBroken; then nothing in the target was touched.
    """
    if reason := no_name(str(target)):
        raise TargetNotWritable(str(target), reason)
    # A link is followed now: to swap the link itself would leave the folder behind it.
    target = Path(os.path.realpath(target))
    if os.path.isdir(target.parent):
        # A save that was killed leaves its folder here; before free space is looked at.
        tidy(target)
    if not replace and _holds_something(target):
        raise FolderInUse(str(target))
    reason = folder_problem(target, loaded.model)
    if reason:
        raise TargetNotWritable(str(target), reason)
    report(tr("Looking at the weights"))
    plan = shard_writer.plan(loaded.model, options)
    if plan.lost:
        raise WouldNotComeBack(type(loaded.model).__name__, plan.lost)
    needed = sum(file.bytes for file in plan.files()) + SPARE
    written: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(target.parent).free
        if free < needed:
            raise DiskFull(str(target.parent), needed, free)
        # Beside the target: on another disk a rename would be a copy, which can be killed halfway.
        written = sibling(target)
        check()
        plan.write(written, check, report)
        report(tr("Writing config.json and the tokenizer"))
        write_rest(loaded, written, target.name, options, check)
        plan.verify(written, check, report)
        provenance.write_note(written, origin(loaded, options))
        files = _flushed(written, check, report)
        check()
        report(tr("Moving it into place"))
        swap(written, target)
    except OSError as error:
        # EDQUOT is a full quota, which looks like a full disk to a person.
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(str(target.parent), needed, _free(target.parent)) from error
        raise TargetNotWritable(str(target), error.strerror or str(error)) from error
    finally:
        if written is not None:
            # After a swap nothing is there any more; after a failure, what was half written.
            shutil.rmtree(written, ignore_errors=True)
    return files, plan.own_names


def origin(loaded: LoadedModel, options: SaveOptions) -> provenance.Origin:
    """What the note beside the saved weights says; of trained ones, only where they are saved as
    they were loaded."""
    report, dtype = loaded.report, options.dtype or dtype_name(loaded.model.dtype)
    as_loaded = (
        loaded.state == "trained"
        and report is not None
        and not (report.rounded or report.base)
        and dtype == dtype_name(loaded.model.dtype)
    )
    copied = (report.copied_from or loaded.name) if report is not None and as_loaded else ""
    return provenance.Origin(loaded.state, loaded.training, copied)


def _holds_something(target: Path) -> bool:
    try:
        return os.path.exists(target) and (not os.path.isdir(target) or bool(os.listdir(target)))
    except OSError as error:  # a folder that nobody may look into
        raise TargetNotWritable(str(target), why(error)) from error


def folder_problem(target: Path, model: PreTrainedModel) -> str:
    """Why a folder cannot be a target, in words that go into brackets; empty where it can."""
    if os.path.isfile(target):
        return tr("it is a file, not a folder")
    if any(Path(os.path.realpath(file.parent)) == target for file in on_disk.files_of(model)):
        return tr("weights of this model stay there on disk, and are read in each run")
    if is_kept(target):
        return tr("it belongs to the models that are kept for you, and these never change")
    if target.name.startswith(".") and ".saving-" in target.name:
        return tr("the program uses this name itself")
    above = next((parent for parent in target.parents if os.path.exists(parent)), target.parent)
    if not os.path.isdir(above) or not os.access(above, os.W_OK):
        return tr("you may not write in {above}", above=above)
    return ""


def write_rest(
    loaded: LoadedModel, folder: Path, name: str, options: SaveOptions, check: Check
) -> None:
    """Everything but the weights. Raises SaveRefused where transformers refuses a config."""
    model = loaded.model
    try:
        config = _config(model, options)
        check()
        config.save_pretrained(folder)
        if options.generation_config and model.can_generate():
            model.generation_config.save_pretrained(folder)
        if options.tokenizer and loaded.tokenizer is not None:
            loaded.tokenizer.save(folder)
        for file, text in loaded.processor_files.items():
            (folder / file).write_text(text, encoding="utf-8")
        if loaded.sentence_modules is not None:
            loaded.sentence_modules.write(folder)
    except (OSError, Failure, Stopped):
        raise
    except Exception as error:  # validators raise their own kinds of error
        if memory_refused(error):
            raise
        raise SaveRefused(type(model).__name__, f"{type(error).__name__}: {error}") from error
    if options.card:
        text = card.card(summary(loaded), name, options)
        (folder / card.NAME).write_text(text, encoding="utf-8")


def _config(model: PreTrainedModel, options: SaveOptions) -> Any:
    """A copy of the config that names this class and the dtype that is written."""
    config = copy.deepcopy(model.config)
    config.architectures = [type(model).__name__]
    dtype = options.dtype or dtype_name(model.dtype)
    # Sub-configs with another dtype would otherwise say the one before rounding.
    for part in (config, *(getattr(config, key, None) for key in config.sub_configs)):
        if part is not None and (part is config or getattr(part, "dtype", None) is not None):
            part.dtype = dtype
    return config


def _flushed(folder: Path, check: Check, report: Report) -> tuple[SavedFile, ...]:
    """Make sure that every file and its name are on the disk, and that config.json reads."""
    try:
        json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except ValueError as error:
        raise SaveBroken("config.json", str(error)) from error
    files = []
    for file in sorted(path for path in folder.rglob("*") if os.path.isfile(path)):
        check()
        name = file.relative_to(folder).as_posix()
        report(tr("Making sure that {name} is on the disk", name=name))
        # rb+: Windows flushes only files that are open for writing.
        with file.open("rb+") as stream:
            shard_writer.flush(stream)
        files.append(SavedFile(name, file.stat().st_size))
    for place in (
        *(file_path for file_path in folder.rglob("*") if os.path.isdir(file_path)),
        folder,
    ):
        sync_folder(place)
    return tuple(files)


def _free(folder: Path) -> int:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0


def rest_files(
    loaded: LoadedModel, name: str, options: SaveOptions, check: Check
) -> list[SavedFile]:
    """The files beside the weights with their sizes, found by writing them elsewhere."""
    with tempfile.TemporaryDirectory(prefix="transformer-explorer-") as place:
        folder = Path(place)
        write_rest(loaded, folder, name, options, check)
        return [
            SavedFile(path.relative_to(folder).as_posix(), path.stat().st_size)
            for path in sorted(folder.rglob("*"))
            if os.path.isfile(path)
        ]
