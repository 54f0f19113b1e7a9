"""Saving a model whole: written beside, then swapped in; never mixed with what was there."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.failures import DiskFull, FolderInUse, TargetNotWritable
from explorer.messages.job import Check, Report
from explorer.messages.model import SavedFile, WeightState
from explorer.model import origin

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase


def save(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase | None,
    state: WeightState,
    target: Path,
    *,
    replace: bool,
    check: Check,
    report: Report,
) -> tuple[SavedFile, ...]:
    """Write config.json, safetensors and tokenizer to `target`; files with sizes in bytes.

    A folder that is there is replaced as a whole, or not at all: transformers would load old
    shards that were left beside new ones. Raises FolderInUse, TargetNotWritable, DiskFull.
    """
    if target.exists() and not replace and (not target.is_dir() or any(target.iterdir())):
        raise FolderInUse(str(target))
    if target.is_file():
        raise TargetNotWritable(str(target), "it is a file, not a folder")
    needed = sum(one.numel() * one.element_size() for one in model.parameters())
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(target.parent).free
        if free < needed * 1.05:
            raise DiskFull(str(target.parent), needed, free)
        beside = Path(tempfile.mkdtemp(prefix=f".{target.name}.saving-", dir=target.parent))
    except OSError as error:
        raise TargetNotWritable(str(target), error.strerror or str(error)) from error
    try:
        check()
        report("Writing config.json and the weights")
        model.save_pretrained(beside)
        check()
        if tokenizer is not None:
            report("Writing the tokenizer")
            tokenizer.save_pretrained(beside)
        origin.write_note(beside, state)
        files = []
        for file in sorted(beside.iterdir()):
            check()
            report(f"Making sure that {file.name} is on the disk")
            with file.open("rb") as stream:
                os.fsync(stream.fileno())
            files.append(SavedFile(file.name, file.stat().st_size))
        os.chmod(beside, 0o755)  # mkdtemp makes folders that only their owner may read
        _swap(beside, target)
    except OSError as error:
        raise TargetNotWritable(str(target), error.strerror or str(error)) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return tuple(files)


def _swap(beside: Path, target: Path) -> None:
    """Put the written folder in its place; what was there leaves only once it has."""
    if not target.exists():
        os.replace(beside, target)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}.old-", dir=target.parent))
    os.rmdir(old)
    os.replace(target, old)
    try:
        os.replace(beside, target)
    except OSError:
        os.replace(old, target)
        raise
    shutil.rmtree(old, ignore_errors=True)
