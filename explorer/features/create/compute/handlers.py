"""The requests of the config editor: none of them needs a model in memory."""

from __future__ import annotations

import copy
import functools
import time

from explorer.engine import build, memory
from explorer.engine.engine import Engine
from explorer.engine.inside import head_mask
from explorer.engine.loaded_model import LoadedModel, summary
from explorer.engine.model_holder import ModelHolder
from explorer.engine.weights.memory import WeightsNeed
from explorer.features.create.compute import catalogue, start, verdict
from explorer.features.create.compute.fields import form
from explorer.features.create.protocol.catalogue import Catalogue, ReadCatalogue
from explorer.features.create.protocol.config import (
    CheckConfig,
    ConfigForm,
    ConfigStart,
    ConfigVerdict,
    DescribeConfig,
    StartFromJson,
    StartFromPreset,
)
from explorer.protocol.failures import NoRoomToCreate
from explorer.protocol.job import Check, Report
from explorer.protocol.model import CreateModel, CreateRandomCopy, ModelReady
from explorer.text.translation import tr


def read_catalogue(
    holder: ModelHolder, request: ReadCatalogue, check: Check, report: Report
) -> Catalogue:
    """Every model type and its classes, of the transformers that is installed."""
    return catalogue.read_catalogue(request, check, report)


def describe_config(
    holder: ModelHolder, request: DescribeConfig, check: Check, report: Report
) -> ConfigForm:
    """The fields of a model type's config, with their meanings and usual values."""
    return form.describe_config(request, check, report)


def check_config(
    holder: ModelHolder, request: CheckConfig, check: Check, report: Report
) -> ConfigVerdict:
    """What an edited config would give, counted on the meta device."""
    return verdict.check_config(request, check, report)


def start_from_preset(
    holder: ModelHolder, request: StartFromPreset, check: Check, report: Report
) -> ConfigStart:
    """The config of a preset."""
    return start.start_from_preset(request, check, report)


def start_from_json(
    holder: ModelHolder, request: StartFromJson, check: Check, report: Report
) -> ConfigStart:
    """The config of a config.json."""
    return start.start_from_json(request, check, report)


def create_model(engine: Engine, request: CreateModel, check: Check, report: Report) -> ModelReady:
    started = time.monotonic()
    model = build.from_edit(
        request.edit, request.seed, check, report, functools.partial(_make_room, engine)
    )
    created = LoadedModel(
        serial=engine.next_serial(),
        model=model,
        tokenizer=None,
        state="random",
        name=f"my-{model.config.model_type}",  # as that of a folder, in no language
        seed=request.seed,
        edit=request.edit,
        seconds=time.monotonic() - started,
    )
    created.write_config(check)
    engine.replace(created)
    return ModelReady(summary(created), "created")


def create_random_copy(
    engine: Engine, request: CreateRandomCopy, check: Check, report: Report
) -> ModelReady:
    original = engine.loaded
    name = original.twin_of or original.name
    head_mask.restore(original.model)  # its config would name our own attention otherwise
    started = time.monotonic()
    model = build.from_config(
        type(original.model),
        # The model keeps its config and writes into it: two models must not share one.
        copy.deepcopy(original.model.config),
        request.seed,
        check,
        report,
        functools.partial(_make_room, engine),
    )
    source, revision = original.config_place
    twin = LoadedModel(
        serial=engine.next_serial(),
        model=model,
        tokenizer=original.tokenizer,
        state="random",
        name=tr("untrained twin of {name}", name=name),
        twin_of=name,
        source=source,
        revision=revision,
        tokenizer_source=original.tokenizer_source,
        unread_tokenizer=original.unread_tokenizer,
        seed=request.seed,
        edit=original.edit,
        examples=original.examples,
        processor_files=original.processor_files,
        sentence_modules=original.sentence_modules,
        seconds=time.monotonic() - started,
        from_python=original.from_python,
    )
    twin.write_config(check)
    engine.replace(twin)
    return ModelReady(summary(twin), "twin")


def _make_room(engine: Engine, need: WeightsNeed) -> None:
    """Refuse random weights that do not fit beside the model in memory, before it is lost."""
    if need.bytes > memory.free_memory():
        engine.make_room()  # what only serves comparing goes first
    free = memory.free_memory()
    if need.bytes > free:
        raise NoRoomToCreate(need.bytes, free, helps=need.bytes <= free + engine.bytes)
