"""The engine owns the model and the tokenizer; one lane calls it, one request at a time.

Nothing that it returns is a tensor or a module. Building and loading patch process-wide state
inside transformers, so all of that happens here, in the model lane's thread, and nowhere else.
"""

from __future__ import annotations

import copy
import dataclasses
import functools
import itertools
import time
from collections.abc import Callable
from typing import Any

from explorer.engine import build, memory, numbers, rows_check, runner, task_run, tokenization
from explorer.engine.inside import head_mask
from explorer.engine.inside.requests import InspectionRequests
from explorer.engine.loaded_model import LoadedModel, read_examples, summary
from explorer.engine.media import processor
from explorer.engine.sandbox import process, tokenizer
from explorer.engine.weights import load, sentence_modules
from explorer.engine.weights.loaded import record
from explorer.engine.weights.memory import Need
from explorer.features.answers.compute import answers
from explorer.features.answers.protocol import Answer, CheckRows, RowsChecked
from explorer.features.checkpoints.compute import preview
from explorer.features.checkpoints.compute.requests import CheckpointRequests
from explorer.features.checkpoints.protocol import CheckModel, ModelKept
from explorer.features.compare.compute.two_models import ComparisonRequests
from explorer.features.create.compute import requests
from explorer.features.generation.compute.generate import GenerationRequests
from explorer.features.generation.protocol import Generated
from explorer.features.media.compute import run_file
from explorer.protocol.failures import (
    DeviceMissing,
    FormerModelInTheWay,
    MemoryTooSmall,
    NoModel,
    NoRoomToCreate,
    NothingRun,
    NoTokenizerInFolder,
    TokenizerTooLarge,
)
from explorer.protocol.job import Check, Report, Request, Stopped
from explorer.protocol.model import (
    AttachTokenizer,
    CreateModel,
    CreateRandomCopy,
    LoadModel,
    ModelReady,
    ModelUnloaded,
    Prepare,
    Prepared,
    UnloadModel,
)
from explorer.protocol.run import (
    InspectionResult,
    OutputRead,
    ReadOutput,
    Run,
    RunResult,
    Tokenize,
    Tokenized,
)
from explorer.text.translation import tr


class Engine:
    """The handler of the model lane."""

    def __init__(self, prepared: Prepared) -> None:
        self._prepared = prepared
        self._serials = itertools.count(1)
        self._loaded: LoadedModel | None = None
        self._views = InspectionRequests(self)
        self._filing = CheckpointRequests(self)
        self._writing = GenerationRequests(self)
        self._two = ComparisonRequests(self)
        self._table: dict[type[Request], Callable[[Any, Check, Report], object]] = {
            Prepare: self._prepare,
            CreateModel: self._create,
            CreateRandomCopy: self._twin,
            LoadModel: self._load,
            AttachTokenizer: self._borrow,
            UnloadModel: self._unload,
            CheckModel: self._check_model,
            Tokenize: self._tokenize,
            Run: self._run,
            ReadOutput: self._read_output,
            **requests.table(self),
            **self._views.table(),
            **self._writing.table(),
            **self._filing.table(),
            **answers.table(self),
            CheckRows: self._check_rows,
            **run_file.table(self),
            **self._two.table(),
        }

    def __call__(self, request: Request, check: Check, report: Report) -> object:
        """Do one request; raises Failure, Stopped, or what nobody foresaw."""
        with process.stoppable(check):
            result = self._table[type(request)](request, check, report)
        return self._told(result)

    def _told(self, result: object) -> object:
        """The result with what it belongs to: the last run, and the heads that were off."""
        loaded = self._loaded
        if loaded is None or not isinstance(
            result, (RunResult, InspectionResult, Generated, Answer)
        ):
            return result
        silenced = head_mask.silenced(loaded.model)
        if isinstance(result, InspectionResult):
            return dataclasses.replace(
                result,
                ran=loaded.ran,
                answer=loaded.answer,
                silenced=silenced,
                patch=loaded.patch.told if loaded.patch is not None else None,
            )
        if isinstance(result, Answer):
            told = dataclasses.replace(result.run, silenced=silenced)
            loaded.ran = result = dataclasses.replace(result, run=told)
            return result
        result = dataclasses.replace(result, silenced=silenced)
        if isinstance(result, RunResult):
            loaded.ran = result
        return result

    @property
    def loaded(self) -> LoadedModel:
        """The model in memory; raises NoModel when there is none."""
        if self._loaded is None:
            raise NoModel
        return self._loaded

    @property
    def bytes(self) -> int:
        """What the weights of the model in memory occupy, 0 without one."""
        return summary(self._loaded).bytes if self._loaded is not None else 0

    def _prepare(self, request: Prepare, check: Check, report: Report) -> Prepared:
        return self._prepared

    # -- getting a model ---------------------------------------------------------------------

    def _create(self, request: CreateModel, check: Check, report: Report) -> ModelReady:
        started = time.monotonic()
        model = build.from_edit(
            request.edit, request.seed, check, report, self._make_room_to_create
        )
        self._replace(
            LoadedModel(
                serial=next(self._serials),
                model=model,
                tokenizer=None,
                state="random",
                name=tr("new, from a config"),
                seed=request.seed,
                edit=request.edit,
                seconds=time.monotonic() - started,
            )
        )
        return ModelReady(summary(self.loaded), "created")

    def _twin(self, request: CreateRandomCopy, check: Check, report: Report) -> ModelReady:
        original = self.loaded
        head_mask.restore(original.model)  # its config would name our own attention otherwise
        started = time.monotonic()
        model = build.from_config(
            type(original.model),
            copy.deepcopy(original.model.config),
            request.seed,
            check,
            report,
            self._make_room_to_create,
        )
        self._replace(
            LoadedModel(
                serial=next(self._serials),
                model=model,
                tokenizer=original.tokenizer,
                state="random",
                name=tr(
                    "untrained twin of {name}",
                    name=original.name.removeprefix("untrained twin of "),
                ),
                source=original.source,
                revision=original.revision,
                tokenizer_source=original.tokenizer_source,
                unread_tokenizer=original.unread_tokenizer,
                seed=request.seed,
                edit=original.edit,
                examples=original.examples,
                processor_files=original.processor_files,
                sentence_modules=original.sentence_modules,
                seconds=time.monotonic() - started,
            )
        )
        return ModelReady(summary(self.loaded), "twin")

    def _load(self, request: LoadModel, check: Check, report: Report) -> ModelReady:
        started = time.monotonic()
        if request.device not in self._prepared.devices and request.device != "cpu":
            raise DeviceMissing(request.device)
        model, found, state = load.load(
            request.path,
            class_name=request.class_name,
            revision=request.revision,
            dtype=request.dtype,
            variant=request.variant,
            prefix=request.prefix,
            device=request.device,
            check=check,
            report=report,
            room=functools.partial(self._make_room, request),
        )
        check()
        report(tr("Reading the tokenizer"))
        made = record(next(self._serials), request, model, found, state)
        check()
        made.asked_dtype = request.dtype
        made.prefix = request.prefix
        made.variant = load.variant_of(request.path, request.revision, request.variant)
        folder = load.folder_of(request.path, request.revision)
        made.examples = read_examples(folder)
        made.processor_files = processor.processor_files(folder)
        made.sentence_modules = sentence_modules.read(folder, check)
        made.seconds = time.monotonic() - started
        self._replace(made)
        return ModelReady(summary(self.loaded), "loaded")

    def _make_room(self, request: LoadModel, need: Need) -> bool:
        """Give the former model back where both do not fit and a person agreed; else refuse.

        Answers whether the weights have to stay in their files, because they fit no otherwise.
        """
        if need.bytes <= preview.free_memory():
            return False
        self._two.forget()  # what only serves comparing goes first
        free = preview.free_memory()
        stay = (
            need.bytes > free + self.bytes and need.mapped is not None and request.device == "cpu"
        )
        needed = need.mapped if stay and need.mapped is not None else need.bytes
        if needed <= free:
            return stay
        if needed > free + self.bytes:
            raise MemoryTooSmall(need.bytes, free)
        if not request.release_first:
            raise FormerModelInTheWay(self.loaded.name, needed, free)
        self._replace(None)
        return stay

    def _make_room_to_create(self, need: Need) -> bool:
        """Refuse random weights that do not fit beside the model in memory, before it is lost."""
        if need.bytes > preview.free_memory():
            self._two.forget()  # what only serves comparing goes first
        free = preview.free_memory()
        if need.bytes > free:
            raise NoRoomToCreate(need.bytes, free, helps=need.bytes <= free + self.bytes)
        return False

    def _check_model(
        self, request: CheckModel, check: Check, report: Report
    ) -> ModelKept | ModelUnloaded:
        if self._loaded is not None and self._loaded.serial == request.serial:
            return ModelKept(request.serial)
        return ModelUnloaded("", 0)

    def _borrow(self, request: AttachTokenizer, check: Check, report: Report) -> ModelReady:
        loaded = self.loaded
        name = request.name or request.path
        tokenizer = tokenization.read_tokenizer(request.path, request.revision)
        if tokenizer is None:
            raise NoTokenizerInFolder(name)
        known = summary(loaded).vocab_size
        # The model's own one is taken as loading takes it, whatever its size.
        if known and len(tokenizer) > known and request.path != loaded.source:
            raise TokenizerTooLarge(name, len(tokenizer), known)
        loaded.tokenizer = tokenizer
        loaded.tokenizer_source = request.path
        loaded.unread_tokenizer = None
        loaded.examples = read_examples(load.folder_of(request.path, request.revision))
        return ModelReady(summary(loaded), "tokenizer")

    def _replace(self, new: LoadedModel | None) -> int:
        """Put a model in the place of the old one and give the old one's memory back."""
        old, self._loaded = self._loaded, new
        self._views.forget()
        self._writing.forget()
        self._filing.forget()
        self._two.forget()
        freed = 0
        if old is not None:
            freed = memory.release(old.model)
            del old
            tokenizer.forget(new.tokenizer if new is not None else None)
            memory.trim()
        return freed

    def _unload(self, request: UnloadModel, check: Check, report: Report) -> ModelUnloaded:
        name = self.loaded.name
        return ModelUnloaded(name, self._replace(None))

    # -- running it --------------------------------------------------------------------------

    def _tokenize(self, request: Tokenize, check: Check, report: Report) -> Tokenized:
        tensors, rows = task_run.batch(
            self.loaded, request.texts, request.pairs, longest=0, most=tokenization.MOST_TOLD
        )
        infos = tuple(numbers.tensor_info(name, value) for name, value in tensors.items())
        return Tokenized(request.texts, rows, infos, request.pairs, tensors["input_ids"].shape[-1])

    def _run(self, request: Run, check: Check, report: Report) -> RunResult:
        return runner.run(self.loaded, request, check, report)

    def _check_rows(self, request: CheckRows, check: Check, report: Report) -> RowsChecked:
        if self._loaded is None:
            raise Stopped
        return rows_check.check_rows(self._loaded, request, check, report)

    def _read_output(self, request: ReadOutput, check: Check, report: Report) -> OutputRead:
        value = {**self.loaded.run_inputs, **self.loaded.run_outputs}.get(request.name)
        if value is None:
            raise NothingRun
        return OutputRead(request.name, numbers.to_numpy(value))
