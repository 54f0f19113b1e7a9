"""Loading a checkpoint: nothing runs that it brings, and a random model is never called trained."""

from __future__ import annotations

import os
import pickle
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from explorer import resources
from explorer.boundary import formats, hub_names, network, quantisation, weight_names
from explorer.boundary.values import several
from explorer.engine import tasks
from explorer.engine.model_class import config_for, exported
from explorer.engine.numbers import go_on
from explorer.engine.size.building import TooManyModules, building
from explorer.engine.size.meta import meta_build, packages_in
from explorer.engine.weights import (
    adapter,
    config_file,
    fresh_weights,
    gguf_file,
    key_mapping,
    memory,
    on_disk,
    other_formats,
    provenance,
)
from explorer.engine.weights.adapter import Adapter
from explorer.engine.weights.config_file import ConfigFile
from explorer.engine.weights.folder import folder_of, is_there
from explorer.engine.weights.load_progress import can_follow, followed
from explorer.engine.weights.memory import Room, WeightsNeed
from explorer.engine.weights.sentence_modules import has_modules
from explorer.engine.weights.stored import StoredWeights
from explorer.engine.weights.weight_files import WeightFiles, the_variant, weight_files
from explorer.protocol.failures import (
    AdapterAlwaysOn,
    ClassNeedsPackage,
    ConfigBroken,
    DeviceFull,
    DeviceMissing,
    Failure,
    NeedsPackage,
    NetworkNotUsed,
    NoConfig,
    NoSuchFolder,
    NotHere,
    NotReadable,
    PickleRefused,
    UnknownClass,
    WeightsBroken,
    WeightsMustBeRead,
    WrongArchitecture,
    memory_refused,
)
from explorer.protocol.job import Check, Report, Stopped
from explorer.protocol.model import LoadPart, LoadReport, WeightState
from explorer.text import numbers
from explorer.text.translation import tr

if TYPE_CHECKING:
    from transformers import GenerationConfig, PreTrainedConfig, PreTrainedModel

SEED = 42
"""What weights that a checkpoint lacks are drawn from."""


_FEW_UNUSED = 10_000
"""So many tensors that a model has no use for take transformers a tenth of a second, in which it
cannot be stopped; it is not given more (100,000 took it two seconds)."""
_QUICK_TO_READ = 20_000_000
"""Parameters up to which loading looks for values that are no numbers; else the first run does."""


def read_config(path: str, revision: str = "", check: Check = go_on) -> ConfigFile:
    """The config in a folder or a cached checkpoint.

    Raises NoSuchFolder, NotReadable, NoConfig, ConfigBroken, LinkOut, UnknownModelType,
    CodeNeeded, NeedsPackage, and the failures of `failures.foreign`.
    """
    if (gguf := gguf_file.of(path)) is not None:
        return config_file.made_of(gguf_file.values(gguf, path, check), path, check)
    folder = folder_of(path, revision)
    if folder is None:
        if Path(path).is_absolute() or os.path.exists(path):
            raise other_formats.file_failure(path)
        raise NotHere(path, revision) if hub_names.is_repo_id(path) else NoSuchFolder(path)
    if not os.access(folder, os.R_OK | os.X_OK):
        raise NotReadable(path, tr("you may not look into it"))
    if (failure := other_formats.folder_failure(folder, path, check)) is not None:
        raise failure
    if not is_there(folder, config_file.NAME):
        raise NoConfig(path)
    return config_file.read(folder, path, check)


def model_class(config: PreTrainedConfig, class_name: str, folder: Path, path: str = "") -> Any:
    """The class to load into: the one asked for, the checkpoint's own, or the bare model.

    sentence-transformers takes the bare model, whatever head the config names from the time
    before: all-mpnet-base-v2 says MPNetForMaskedLM, and has no weights for that head.
    Raises UnknownClass when transformers has no such class; `path` is where another can be chosen
    for. Raises NeedsPackage.
    """
    import transformers

    wanted = class_name or (config.architectures or ["AutoModel"])[0]
    if not class_name and "For" in wanted and has_modules(folder):
        wanted = "AutoModel"
    try:
        result = exported(wanted, type(config).__module__)
    except ClassNeedsPackage as failure:
        raise NeedsPackage(path or wanted, failure.packages, failure.details) from failure
    mapping = getattr(result, "_model_mapping", None)
    if mapping is not None:
        return _led_to(wanted, mapping, config)
    is_class = isinstance(result, type) and issubclass(result, transformers.PreTrainedModel)
    # A class without its own forward is an abstract one, such as BertPreTrainedModel.
    if not is_class or result.forward is torch.nn.Module.forward:
        raise UnknownClass(numbers.shortened(wanted), path)
    return result


def _led_to(name: str, mapping: Any, config: PreTrainedConfig) -> Any:
    """The class that an Auto class leads to for this config."""
    if type(config) not in mapping:
        kind = config.model_type
        raise UnknownClass(tr("{name} for the model type {kind}", name=name, kind=kind))
    result = mapping[type(config)]
    classes = several(result)
    named = config.architectures or ()
    return next((item for item in classes if item.__name__ in named), classes[0])


def load(
    path: str,
    *,
    class_name: str = "",
    revision: str = "",
    dtype: str = "auto",
    variant: str = "",
    prefix: str = "",
    device: str = "cpu",
    adapter_on: bool = True,
    check: Check,
    report: Report,
    room: Room,
) -> tuple[PreTrainedModel, LoadReport, WeightState]:
    """Build the model of a checkpoint and fill it with its weights, in evaluation mode.

    `room` is asked once the model's shapes are known and nothing is read; it may refuse. The
    weights are copied out of their files, but for those that `room` leaves there. `prefix` is taken
    off the names in the files. `adapter_on`: whether the adapter of an adapter's folder is on.
    Raises the failures of `read_config`, UnknownClass, NoWeights, WeightsBroken and their kin, and
    WeightsMustBeRead where weights are to be left that this class cannot leave.
    """
    if (own := adapter.of(path, check)) is not None:
        wanted = class_name or own.class_name
        merged = _with_adapter(own, wanted, dtype, check, report, room)
        put_on(merged[0], device, check, report)
        if not adapter_on:
            if not adapter.state(merged[0]):
                raise AdapterAlwaysOn(path, whole=not adapter.switchable(own))
            adapter.switch(merged[0], on=False)
        return merged
    report(tr("Reading config.json"))
    file = read_config(path, revision, check)
    folder = place_of(path, revision)
    config = file.config
    cls = model_class(config, class_name, folder, path)
    report(tr("Looking at the weight files"))
    files = files_of(path, revision, variant, file, check)
    packing = quantisation.converted(file.values)
    own = getattr(cls, "config_class", None)
    # Some types have no class: transformers leads them to another's.
    led = tasks.auto_class(config.model_type, cls.__name__)
    # `config_for` picks the text part where the class is for text only.
    if led:
        config = config_for(cls, config)
    elif own and not isinstance(config, own):
        raise WrongArchitecture(cls.__name__, config.model_type)
    check()
    # A pickle says its shapes only when it is read: its size stands in until the model is built.
    if files.pickled:
        room(WeightsNeed(files.bytes))
    report(tr("Building {name}", name=cls.__name__))
    writes, problem = config_file.generation_config(folder, file.values, check)
    stored = StoredWeights(files, check)

    leaving = can_leave(cls, file)
    spare: set[str] = set()
    joined: list[str] = []
    held_back: dict[str, str] = {}

    def built(model: PreTrainedModel) -> None:
        many = len(stored.names) - len(model.state_dict()) > _FEW_UNUSED
        if many and not (prefix or files.converted):
            held_back.update(key_mapping.unused_names(model, stored.names, check))
            stored.hold_back(held_back)
        need = memory.need(model, files, model.dtype, prefix=prefix, leaving=leaving, check=check)
        budget = room(need)
        if budget is not None and need.leavable is not None:
            _, left = need.leavable.split(budget)
            spare.update(head.name for head in need.leavable.spare)
            stored.leave = {
                head.name: model.dtype for unit in (*left, need.leavable.spare) for head in unit
            }
            for name, (shape, pieces) in need.leavable.together.items():
                if pieces[0][0].name in stored.leave:
                    stored.leave_together(name, pieces, model.dtype, shape)
                    joined.append(name)

    # Without transformers' function the model cannot be met on its way, and a GGUF file is
    # converted before it is: built once more without numbers.
    met = can_follow() and not files.converted
    if not met and (bare := meta_build(cls, config, check).model) is not None:
        built(bare)
    # Weights that the checkpoint lacks are drawn at random: the same ones at each load.
    torch.manual_seed(SEED)
    try:
        with followed(check, report, built if met else None), building(check):
            model, info = _filled(
                cls, config, folder, stored, dtype, prefix, writes, packed=packing is not None
            )
    except (Failure, Stopped, MemoryError):
        raise
    except TooManyModules as error:
        raise ConfigBroken(path, error.sentence) from error
    except ImportError as error:  # built only with an optional package
        packages = packages_in(str(error))
        if packages:
            raise NeedsPackage(path, packages, str(error)) from error
        raise config_file.broken(path, error) from error
    except pickle.UnpicklingError as error:
        raise PickleRefused(str(error)) from error
    except Exception as error:  # RuntimeError, OSError, EOFError, ...
        if memory_refused(error):
            raise MemoryError(str(error)) from error
        sentence = f"{type(error).__name__}: {error}"
        if network.was_refused(error):
            raise NetworkNotUsed(tr("Loading the model"), sentence) from error
        if _while_built(error):
            raise config_file.broken(path, error) from error
        if stored.left:
            raise WeightsMustBeRead(cls.__name__, sentence) from error
        raise WeightsBroken(path, sentence) from error
    stored.check = go_on
    if set(stored.leave) - spare - on_disk.attach(model, stored):
        # Loading did not do what the names and shapes said: then no number can be trusted.
        raise WeightsMustBeRead(cls.__name__)
    if joined:
        renamed = weight_names.key_mapping(prefix) if prefix else None
        key_mapping.remember(model, stored.names, renamed, check)
    model.name_or_path = path
    model.config.name_or_path = path
    put_on(model, device, check, report)
    if model.training:  # a walk over all modules, which transformers did already
        model.train(False)
    if held_back:
        info["unexpected_keys"] |= key_mapping.unexpected(model, held_back.values())
    report_ = judge(model, info)
    if not prefix:
        report_ = _with_prefix(model, report_, stored.names or report_.unused, check)
    report(tr("Checking whether the weights were ever trained"))
    look = _look(model, report_, folder, check)
    unused = "" if files.converted else formats.adapter_beside(os.listdir(folder))
    rounded = rounded_to(file, files)
    left = on_disk.bytes_of(model)
    state = provenance.state(folder, report_, check, fresh=look is not None)
    copied = provenance.copied_from(folder) if state == "trained" else ""
    notes = [
        report_.sentence,
        copied and tr("They are a copy of those of {name}, saved here unchanged.", name=copied),
        rounded and _rounded_sentence(rounded),
        problem and f"{problem}.",
        unused and _adapter_sentence(unused),
        look and _fresh_sentence(model, look),
        left and _left_sentence(left),
    ]
    return (
        model,
        replace(
            report_,
            sentence=" ".join(note for note in notes if note),
            on_disk=left,
            rounded=rounded,
            copied_from=copied,
        ),
        state,
    )


def _with_adapter(
    own: Adapter, class_name: str, dtype: str, check: Check, report: Report, room: Room
) -> tuple[PreTrainedModel, LoadReport, WeightState]:
    """The base of an adapter, with the adapter merged into its weights."""
    # Both matrices of each layer, and what their product changes, are there on the way.
    extra = 2 * adapter.files(own, check).bytes
    keep = adapter.switchable(own)

    def with_room(need: WeightsNeed) -> int | None:
        nonlocal keep
        if keep:
            try:
                changed = adapter.changed_bytes(own, check)
                return room(WeightsNeed(need.bytes + extra + changed))
            except Failure:  # then it is merged for good, where that has room
                keep = False
        return room(WeightsNeed(need.bytes + extra))

    model, base_report, state = load(
        own.base,
        class_name=class_name,
        revision=own.revision,
        dtype=dtype,
        check=check,
        report=report,
        room=with_room,
    )
    report(tr("Merging the adapter into the weights"))
    layers = adapter.merge(model, own, check, keep=keep)
    # A head that was trained with the adapter lies in its folder, whole.
    missing = tuple(name for name in base_report.missing if not adapter.brings(own, name))
    sizes = {name: parameter.numel() for name, parameter in model.named_parameters()}
    untrained = {*missing, *(name for name, _, _ in base_report.mismatched)}
    sentence = numbers.ntr(
        "An adapter changed {count} layer: its small matrices were multiplied and added to the "
        "weights of {base}.",
        "An adapter changed {count} layers: its small matrices were multiplied and added to the "
        "weights of {base}.",
        layers,
        base=Path(own.base).name,
    )
    if not untrained:
        whole = tr("All {total} tensors of weights came from the two.", total=len(sizes))
        sentence = f"{sentence} {whole}"
    else:
        sentence = f"{base_report.sentence} {sentence}"
    merged = replace(
        base_report,
        trained=len(sizes) - len(untrained),
        trained_parameters=base_report.total_parameters - sum(sizes[name] for name in untrained),
        missing=missing,
        parts=parts_of(sizes, untrained, {name for name, _, _ in base_report.mismatched}),
        sentence=sentence,
        base=own.base,
        base_revision=own.revision,
    )
    # Nobody vouches for what the adapter's folder says.
    known = state in ("trained", "taught") or (state == "partly" and not untrained)
    model.name_or_path = model.config.name_or_path = own.path
    return model, merged, "file" if known else state


def _with_prefix(
    model: PreTrainedModel, report: LoadReport, names: Collection[str], check: Check
) -> LoadReport:
    """The report with the prefix that keeps the `names` in the file from being the model's."""
    missing = len(report.missing)
    if not missing or not report.unused:
        return report
    left = {
        prefix: len(
            key_mapping.lost(
                model,
                (weight_names.without(name, prefix) for name in names),
                report.missing,
                check,
            )
        )
        for prefix in weight_names.candidates(report.unused)
    }
    best = min(left, key=lambda prefix: left[prefix], default="")
    # A prefix that explains less than half of what is missing is chance.
    if not best or left[best] > missing / 2:
        return report
    sentence = tr(
        "The names in the file begin with “{prefix}”, which a wrapper around the model "
        "adds (DataParallel, torch.compile, FSDP, Lightning), so {missing} of {total} "
        "tensors were not found and are random. Without the prefix, {count} of them "
        "are found.",
        prefix=best,
        missing=missing,
        total=report.total,
        count=missing - left[best],
    )
    return replace(report, sentence=sentence, prefix=best)


def _look(
    model: PreTrainedModel, report: LoadReport, folder: Path, check: Check
) -> fresh_weights.FreshLook | None:
    """Whether what came from the file looks fresh; the bundled models are known to be trained."""
    if Path(os.path.realpath(folder)).parent == resources.path("models").resolve():
        return None
    # What was drawn here looks fresh by right; only what the file gave is judged.
    drawn = {*report.missing, *(name for name, _, _ in report.mismatched)}
    read = {name for name, _ in model.named_parameters()} - drawn
    return fresh_weights.looks_fresh(model, read, check) if read else None


def _fresh_sentence(model: PreTrainedModel, look: fresh_weights.FreshLook) -> str:
    kind, single = type(model).__name__, look.zeros + look.constants
    if not single:
        return tr(
            "They look randomly initialised: the values of {tensors} tensors are spread just as "
            "{class_name} draws them at random ({numbers:,} values were looked at).",
            tensors=look.drawn,
            class_name=kind,
            numbers=look.values,
        )
    return tr(
        "They look randomly initialised: {constant_tensors} tensors still hold a single number, "
        "such as 0 or 1, as they do in a new {class_name}, and the values of {others} others are "
        "spread just as a new one draws them ({numbers:,} values were looked at). Training "
        "changes all of these.",
        constant_tensors=single,
        others=look.drawn,
        class_name=kind,
        numbers=look.values,
    )


def _left_sentence(left: int) -> str:
    return tr(
        "Not all weights fit into memory: {left} of them stay on disk and are read in each run.",
        left=numbers.bytes_(left),
    )


_NEED_THE_FOLDER = ("Qwen2_5OmniForConditionalGeneration",)
"""Classes that read more files of the folder than weights while they are loaded."""


def _filled(
    cls: Any,
    config: PreTrainedConfig,
    folder: Path,
    stored: StoredWeights,
    dtype: str,
    prefix: str,
    writes: GenerationConfig | None,
    *,
    packed: bool,
) -> tuple[PreTrainedModel, dict[str, Any]]:
    """The model with its weights, and what transformers says about them.

    transformers is given the config and the tensors, not the folder: it opens no file itself.
    """
    more: dict[str, Any] = {
        "config": config,
        "output_loading_info": True,
        # Shapes that do not fit are reported in `info` instead of raised, and judged in `judge`.
        "ignore_mismatched_sizes": True,
        "local_files_only": True,
        "trust_remote_code": False,
        "weights_only": True,
    }
    if packed:
        from transformers import FineGrainedFP8Config

        more["quantization_config"] = FineGrainedFP8Config(dequantize=True)
    if prefix:
        more["key_mapping"] = weight_names.key_mapping(prefix)
    if stored.files.converted:
        wanted = dtype if dtype == "auto" else getattr(torch, dtype)
        return gguf_file.filled(cls, config, stored.files.files[0], wanted, more)
    if _reads_files(cls, config):
        kind = dtype if dtype == "auto" else getattr(torch, dtype)
        return cls.from_pretrained(str(folder), dtype=kind, disable_mmap=True, **more)  # type: ignore[no-any-return]
    # Given as tensors: transformers would map the file, and open others of the folder.
    state = stored.state_dict()
    # As `dtype="auto"` does: the config's own, else that of the weights.
    kind = getattr(torch, dtype) if dtype != "auto" else config.dtype or stored.dtype
    model, info = cls.from_pretrained(
        None, state_dict=state, dtype=kind, generation_config=writes, **more
    )
    if writes is not None and model.can_generate():
        # As the library leaves it: by this it knows whether anybody changed the settings since.
        model.generation_config._original_object_hash = hash(model.generation_config)
    return model, info


def _reads_files(cls: Any, config: PreTrainedConfig) -> bool:
    """Whether a class opens files of the checkpoint itself while it is loaded."""
    return bool(type(config).extra_files) or cls.__name__ in _NEED_THE_FOLDER


def can_leave(cls: Any, file: ConfigFile) -> bool:
    """Whether weights of a checkpoint may be left on disk: not where its class opens the files
    itself, nor where they are packed."""
    return quantisation.converted(file.values) is None and not _reads_files(cls, file.config)


def place_of(path: str, revision: str = "") -> Path:
    """Where a checkpoint is whose config was read: its folder, or the GGUF file itself."""
    place = gguf_file.of(path) or folder_of(path, revision)
    assert place is not None, "its config was read"
    return place


def files_of(path: str, revision: str, variant: str, file: ConfigFile, check: Check) -> WeightFiles:
    """The weight files of a checkpoint whose config was read: what loading will open.

    Raises the failures of `weight_files`, and Quantised.
    """
    if (gguf := gguf_file.of(path)) is not None:
        return gguf_file.weights(gguf, check)
    folder = place_of(path, revision)
    files = weight_files(
        folder,
        the_variant(folder, variant),
        check,
        named=file.weights,
        more=type(file.config).extra_files,
    )
    # Before anything is built: packed weights would be taken for missing ones.
    if quantisation.converted(file.values) is None:
        other_formats.refuse_packed(folder, path, files.tensors)
    return files


def rounded_to(file: ConfigFile, files: WeightFiles) -> str:
    """What the files have rounded the weights to, of which they become plain numbers again."""
    if files.converted:
        return gguf_file.rounded(files)
    packing = quantisation.converted(file.values)
    return packing.method if packing is not None else ""


def _rounded_sentence(types: str) -> str:
    return tr(
        "They are approximate: the file holds them rounded to {types}, and they were converted "
        "back into plain numbers. What rounding lost does not come back.",
        types=types,
    )


def _adapter_sentence(file: str) -> str:
    return tr(
        "There is an adapter in the same folder ({adapter}); it is not applied.", adapter=file
    )


def _while_built(error: BaseException) -> bool:
    """Whether a class of a model could not be built: then its config is wrong, not its weights."""
    place = error.__traceback__
    # The traceback leads from here inwards: the frame of a model's __init__ is among them.
    while place is not None:
        code = place.tb_frame.f_code
        where = place.tb_frame.f_globals.get("__name__", "")
        if code.co_name == "__init__" and where.startswith("transformers.models."):
            return True
        place = place.tb_next
    return False


def variant_of(path: str, revision: str, asked: str) -> str:
    """The set of weights that loading takes: the one asked for, or the only one there is."""
    folder = folder_of(path, revision)
    return asked if folder is None else the_variant(folder, asked)


def put_on(model: PreTrainedModel, device: str, check: Check, report: Report) -> None:
    """Move a model to a device, module by module, so that it can be watched and stopped.

    Weights of a mapped file are copied by it. Raises DeviceFull, and DeviceMissing where it does
    not work otherwise. It was built on the processor, and is left there where that is meant.
    """
    if device == "cpu":
        return
    modules = list(model.named_modules())
    try:
        for done, (path, module) in enumerate(modules):
            check()
            report(tr("Putting {path} on {device}", path=path, device=device), done / len(modules))
            # What `Module.to` does for one module after the other; tied weights stay tied.
            # _apply, because Module.to has no version for one module without its children.
            module._apply(lambda tensor: tensor.to(device), recurse=False)
    except (RuntimeError, AssertionError) as error:  # torch's own kinds derive from these
        if isinstance(error, torch.OutOfMemoryError) or "out of memory" in str(error):  # MPS
            size = sum(item.numel() * item.element_size() for item in model.parameters())
            raise DeviceFull(device, size, str(error)) from error
        raise DeviceMissing(device, str(error)) from error


def judge(model: PreTrainedModel, info: dict[str, Any]) -> LoadReport:
    """Count what came from the checkpoint; transformers itself calls every load a success."""
    missing = set(info["missing_keys"])
    # transformers reports (name, shape in the file, shape in the model).
    mismatched = {
        row[0]: (str(tuple(row[1])), str(tuple(row[2]))) for row in info["mismatched_keys"]
    }
    sizes = {name: parameter.numel() for name, parameter in model.named_parameters()}
    untrained = {name for name in sizes if name in missing or name in mismatched}
    total = len(sizes)
    trained = total - len(untrained)
    total_parameters = sum(sizes.values())
    trained_parameters = total_parameters - sum(sizes[name] for name in untrained)
    unused = tuple(sorted(str(name) for name in info["unexpected_keys"]))
    kind = type(model).__name__
    if not untrained:
        sentence = numbers.ntr(
            "The tensor of weights came from the checkpoint.",
            "All {count} tensors of weights came from the checkpoint.",
            total,
        )
    elif not trained:
        sentence = tr(
            "None of the weights fit: this checkpoint was not made for {kind}. "
            "Every weight of the model is random.",
            kind=kind,
        )
    else:
        parts = sorted({name.split(".")[0] for name in untrained})
        sentence = numbers.ntr(
            "{count} of {total} tensors of weights did not come from the checkpoint and is random "
            "({parts}). What depends on it means nothing until it is trained.",
            "{count} of {total} tensors of weights did not come from the checkpoint and are random "
            "({parts}). What depends on them means nothing until they are trained.",
            len(untrained),
            total=total,
            parts=", ".join(parts),
        )
    broken = not_finite(model) if total_parameters <= _QUICK_TO_READ else ()
    if broken:
        sentence += " " + not_finite_sentence(broken)
    if unused:
        sentence += " " + numbers.ntr(
            "{kind} does not use {count} tensor of the checkpoint.",
            "{kind} does not use {count} tensors of the checkpoint.",
            len(unused),
            kind=kind,
        )
    return LoadReport(
        trained=trained,
        total=total,
        trained_parameters=trained_parameters,
        total_parameters=total_parameters,
        missing=tuple(sorted(untrained - set(mismatched))),
        unused=unused,
        mismatched=tuple((name, *shapes) for name, shapes in sorted(mismatched.items())),
        sentence=sentence,
        parts=parts_of(sizes, untrained, set(mismatched)),
        not_finite=broken,
    )


def parts_of(
    sizes: dict[str, int], untrained: set[str], mismatched: set[str]
) -> tuple[LoadPart, ...]:
    """The weights counted by part: the first two words of their names, without layer numbers."""
    groups: dict[str, list[str]] = {}
    for name in sizes:
        # `encoder.layer.11.output.dense` and all its neighbours count as `encoder.layer`.
        parts = [text for text in name.split(".")[:-1] if not text.isdecimal()]
        groups.setdefault(".".join(parts[:2]) or name, []).append(name)
    return tuple(
        LoadPart(
            name=part,
            trained=sum(word not in untrained for word in names),
            missing=sum(item in untrained and item not in mismatched for item in names),
            mismatched=sum(entry in mismatched for entry in names),
            trained_parameters=sum(sizes[element] for element in names if element not in untrained),
            total_parameters=sum(sizes[current_name] for current_name in names),
        )
        for part, names in groups.items()
    )


def not_finite(model: PreTrainedModel) -> tuple[str, ...]:
    """Names of the weights in which a value is infinite or not a number. Reads all of them."""
    return tuple(
        name
        for name, parameter in model.named_parameters()
        if parameter.is_floating_point()
        and not bool(torch.isfinite(on_disk.weight_of(parameter).detach()).all())
    )


def not_finite_sentence(names: tuple[str, ...]) -> str:
    """What it means that these weights hold values that are no numbers."""
    return numbers.ntr(
        "{tensor} holds values that are infinite or not a number (NaN), so the model may give no "
        "answer.",
        "{count} tensors hold values that are infinite or not a number (NaN), so the model may "
        "give no answer.",
        len(names),
        tensor=names[0],
    )
