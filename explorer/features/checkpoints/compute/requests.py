"""The requests about folders on the disk, as a table for the engine: preview, save, compare."""

from __future__ import annotations

import dataclasses
import os
import shutil
import time
from pathlib import Path

from explorer.boundary.own_data import is_own_snapshot, note_saved
from explorer.engine.loaded_model import LoadedModel, summary
from explorer.engine.model_holder import HolderPart
from explorer.engine.numbers import dtype_name
from explorer.engine.weights import provenance
from explorer.features.checkpoints.compute import card, compare_saved, preview, save, shard_writer
from explorer.features.checkpoints.compute.swap import no_name, tidy
from explorer.features.checkpoints.protocol import (
    CompareSaved,
    FoldersTidied,
    ModelPreview,
    PreviewModel,
    PreviewSave,
    SavedCompared,
    SavePreview,
    TidyFolders,
)
from explorer.protocol.failures import Failure, WouldNotComeBack
from explorer.protocol.job import Check, Report
from explorer.protocol.model import ModelSaved, SavedFile, SaveModel, SaveOptions

_NAMES_SHOWN = 200
"""Names of a folder's content that are listed; the question needs only a few."""


class CheckpointRequests(HolderPart):
    """Previews, saves and compares folders; what a preview found out is kept for the next one."""

    _rest: tuple[tuple[object, ...], list[SavedFile]] | None = None

    def forget(self) -> None:
        """Drop what was found out about the model that goes."""
        self._rest = None

    def preview_model(self, request: PreviewModel, check: Check, report: Report) -> ModelPreview:
        return preview.preview(request, self.holder.bytes, check, report)

    def preview_save(self, request: PreviewSave, check: Check, report: Report) -> SavePreview:
        loaded = self.holder.loaded
        options = request.options
        problem = no_name(request.folder)
        # realpath where there is a name at all: the folder shown is the one that is written.
        target = Path(request.folder if problem else os.path.realpath(request.folder))
        name = "" if problem else target.name
        problem = problem or save.folder_problem(target, loaded.model)
        names: list[str] = []
        if os.path.isdir(target):
            try:
                names = sorted(os.listdir(target))
            except OSError as error:
                problem = problem or (error.strerror or str(error)).lower()
        plan = shard_writer.plan(loaded.model, options)
        if plan.lost:
            problem = WouldNotComeBack(type(loaded.model).__name__, plan.lost).sentence
        check()
        try:
            files = [*plan.files(), *self._rest_files(loaded, name, options, check)]
        except Failure as failure:
            files, problem = plan.files(), problem or failure.sentence
        origin = save.origin(loaded, options)
        if origin.needs_note:
            weights = [
                file.name for file in plan.files() if file.name.endswith((".safetensors", ".bin"))
            ]
            size = provenance.note_bytes(weights, origin)
            files.append(SavedFile(provenance.NOTE, size))
        # disk_usage needs a folder that is there; the target need not be.
        above = next((path for path in (target, *target.parents) if os.path.exists(path)), target)
        return SavePreview(
            folder=request.folder,
            files=tuple(sorted(files, key=lambda file: file.name)),
            free=shutil.disk_usage(above).free,
            there=tuple(names[:_NAMES_SHOWN]),
            is_model="config.json" in names,
            exact=not options.dtype or options.dtype == dtype_name(loaded.model.dtype),
            problem=problem,
        )

    def _rest_files(
        self, loaded: LoadedModel, name: str, options: SaveOptions, check: Check
    ) -> list[SavedFile]:
        """Everything but the weights and the card; written elsewhere once, to know the sizes."""
        # The card names the folder, so it changes with every letter typed; it is made apart.
        without = dataclasses.replace(options, card=False)
        key = (loaded.serial, loaded.tokenizer_source, without)
        if self._rest is None or self._rest[0] != key:
            self._rest = (key, save.rest_files(loaded, name, without, check))
        files = list(self._rest[1])
        if options.card:
            text = card.card(summary(loaded), name, options)
            files.append(SavedFile(card.NAME, len(text.encode())))
        return files

    def save(self, request: SaveModel, check: Check, report: Report) -> ModelSaved:
        loaded = self.holder.loaded
        started = time.monotonic()
        files, own_names = save.save(
            loaded,
            Path(request.folder),
            request.options,
            replace=request.replace,
            check=check,
            report=report,
        )
        seconds = time.monotonic() - started
        if not is_own_snapshot(request.folder):
            note_saved(loaded.source)
        return ModelSaved(
            request.folder, files, summary(loaded), seconds, request.options, own_names
        )

    def compare(self, request: CompareSaved, check: Check, report: Report) -> SavedCompared:
        return compare_saved.compare(self.holder.loaded, request.folder, check, report)

    def tidy_folders(self, request: TidyFolders, check: Check, report: Report) -> FoldersTidied:
        restored, removed, missing = [], [], []
        for folder in request.folders:
            check()
            put_back, gone = tidy(Path(folder))
            if put_back:
                restored.append(folder)
            removed += [str(Path(folder).parent / name) for name in gone]
            if not os.path.exists(folder):  # a folder, or a GGUF file
                missing.append(folder)
        return FoldersTidied(tuple(restored), tuple(removed), tuple(missing))
