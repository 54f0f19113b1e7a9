"""Loading a checkpoint: nothing runs that it brings, and a random model is never called trained."""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from explorer import formats, hub_names, network, resources, words
from explorer.failures import (
    ClassNeedsPackage,
    CodeNeeded,
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
    UnknownModelType,
    WeightsBroken,
    WrongArchitecture,
    memory_refused,
)
from explorer.messages.job import Check, Report, Stopped
from explorer.messages.model import LoadPart, LoadReport, WeightState
from explorer.model import release, tasks
from explorer.model.configs.model_class import exported
from explorer.model.configs.size.meta import packages_in
from explorer.model.files import foreign, fresh, origin
from explorer.model.files.pouring import Pouring, followed
from explorer.model.files.sentence_modules import has_modules
from explorer.model.files.weight_files import WeightFiles, the_variant, weight_files
from explorer.texts import tr

if TYPE_CHECKING:
    from transformers import PreTrainedConfig, PreTrainedModel

SEED = 42
"""What weights that a checkpoint lacks are drawn from."""


_QUICK_TO_READ = 20_000_000
"""Parameters up to which loading looks for values that are no numbers; else the first run does."""


def read_config(path: str, revision: str = "") -> PreTrainedConfig:
    """The config in a folder or a cached checkpoint.

    Raises NoSuchFolder, NotReadable, NoConfig, ConfigBroken, UnknownModelType, NeedsPackage, and
    the failures of `failures.foreign`.
    """
    from transformers import AutoConfig

    folder = Path(path)
    if folder.is_absolute() or os.path.exists(folder):
        if not os.path.isdir(folder):
            raise foreign.file_failure(path)
        if not os.access(folder, os.R_OK | os.X_OK):
            raise NotReadable(path, tr("you may not look into it"))
    found = folder_of(path, revision)
    if found is None:
        raise NotHere(path, revision) if hub_names.is_repo_id(path) else NoSuchFolder(path)
    if (failure := foreign.folder_failure(found, path)) is not None:
        raise failure
    if not os.path.isfile(found / "config.json"):
        raise NoConfig(path)
    if found == folder:
        _read_json(folder / "config.json")
    options: dict[str, Any] = {"revision": revision} if revision else {}
    try:
        config: PreTrainedConfig = AutoConfig.from_pretrained(
            path, trust_remote_code=False, local_files_only=True, **options
        )
    except Failure:  # of a part that the config names
        raise
    except (ValueError, KeyError) as error:
        if network.was_refused(error):
            raise NetworkNotUsed(tr("Reading config.json"), str(error)) from error
        if os.path.isdir(folder) and "auto_map" in _read_json(folder / "config.json"):
            raise CodeNeeded(_model_type(folder), str(error)) from error
        raise UnknownModelType(_model_type(folder), str(error)) from error
    except ImportError as error:  # a config class that is a stand-in for a missing package
        raise NeedsPackage(path, " and ".join(packages_in(str(error))), str(error)) from error
    except Exception as error:  # field validators raise kinds of their own
        if network.was_refused(error):
            raise NetworkNotUsed(tr("Reading config.json"), str(error)) from error
        raise ConfigBroken(path, str(error)) from error
    return config


def _read_json(file: Path) -> dict[str, Any]:
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigBroken(str(file.parent), str(error)) from error
    if not isinstance(data, dict):
        raise ConfigBroken(str(file.parent), tr("config.json holds no JSON object"))
    return data


def _model_type(folder: Path) -> str:
    file = folder / "config.json"
    return str(_read_json(file).get("model_type", "")) if os.path.isfile(file) else ""


def model_class(
    config: PreTrainedConfig, class_name: str, folder: Path | None, path: str = ""
) -> Any:
    """The class to load into: the one asked for, the checkpoint's own, or the bare model.

    sentence-transformers takes the bare model, whatever head the config names from the time
    before: all-mpnet-base-v2 says MPNetForMaskedLM, and has no weights for that head.
    Raises UnknownClass when transformers has no such class; `path` is where another can be chosen
    for. Raises NeedsPackage.
    """
    wanted = class_name or (config.architectures or ["AutoModel"])[0]
    if not class_name and "For" in wanted and folder is not None and has_modules(folder):
        wanted = "AutoModel"
    try:
        found = exported(wanted, type(config).__module__)
    except ClassNeedsPackage as failure:
        raise NeedsPackage(path or wanted, failure.package, failure.details) from failure
    if found is None:
        raise UnknownClass(wanted, path)
    return found


def load(
    path: str,
    *,
    class_name: str = "",
    revision: str = "",
    dtype: str = "auto",
    variant: str = "",
    device: str = "cpu",
    mapped: bool,
    check: Check,
    report: Report,
    before: Callable[[WeightFiles], None] | None = None,
) -> tuple[PreTrainedModel, LoadReport, WeightState]:
    """Build the model of a checkpoint and fill it with its weights, in evaluation mode.

    `before` is told of the weight files once all is judged and nothing is opened; it may refuse.
    `mapped` leaves the weights in the file until they are needed: only for files that nobody
    changes (the cache, the bundled models), because a mapped file that is cut short ends the
    process. Raises the failures of `read_config`, UnknownClass, NoWeights, WeightsBroken.
    """
    report(tr("Reading config.json"))
    config = read_config(path, revision)
    folder = folder_of(path, revision)
    cls = model_class(config, class_name, folder, path)
    found_files = None
    if folder is not None:
        report(tr("Looking at the weight files"))
        variant = the_variant(folder, variant)
        found_files = weight_files(folder, variant)
        foreign.refuse_packed(folder, path, found_files.tensors)
    own = getattr(cls, "config_class", None)
    # Some types have no class of their own: transformers leads them to another's.
    led = tasks.auto_class(config.model_type, cls.__name__)
    if own and not isinstance(config, own) and not led:
        raise WrongArchitecture(cls.__name__, config.model_type)
    check()
    if before is not None and found_files is not None:
        before(found_files)
    report(tr("Building {name}", name=cls.__name__))
    # Weights that the checkpoint lacks are drawn at random: the same ones at each load.
    torch.manual_seed(SEED)
    options: dict[str, Any] = {"revision": revision} if revision else {}
    if variant:
        options["variant"] = variant
    pouring = Pouring(check, report, copies=device != "cpu" or not mapped)
    try:
        with followed(pouring):
            model, info = cls.from_pretrained(
                path,
                config=config,
                dtype=dtype if dtype == "auto" else getattr(torch, dtype),
                output_loading_info=True,
                ignore_mismatched_sizes=True,
                local_files_only=True,
                trust_remote_code=False,
                weights_only=True,
                **options,
            )
    except (Stopped, MemoryError, Failure):
        raise
    except ImportError as error:  # built only with an optional package
        packages = packages_in(str(error))
        if packages:
            raise NeedsPackage(path, " and ".join(packages), str(error)) from error
        raise ConfigBroken(path, str(error)) from error
    except pickle.UnpicklingError as error:
        raise PickleRefused(str(error)) from error
    except Exception as error:  # SafetensorError, RuntimeError, OSError, UnpicklingError, ...
        if memory_refused(error):
            raise MemoryError(str(error)) from error
        told = f"{type(error).__name__}: {error}"
        if network.was_refused(error):
            raise NetworkNotUsed(tr("Loading the model"), told) from error
        raise (ConfigBroken if _while_built(error) else WeightsBroken)(path, told) from error
    if device != "cpu":
        put_on(model, device, pouring)
    elif not mapped:
        _take_over(model, pouring, folder)
    if model.training:  # a walk over all modules, which transformers did already
        model.eval()
    found = judge(model, info)
    if folder is not None and (adapter := formats.adapter_beside(os.listdir(folder))):
        found = replace(found, sentence=f"{found.sentence} {_adapter_sentence(model, adapter)}")
    report(tr("Looking whether the weights were ever trained"))
    look = _look(model, found, folder or Path(path), check)
    if look is not None:
        found = replace(found, sentence=f"{found.sentence} {_fresh_sentence(model, look)}")
    state = origin.state(folder or Path(path), found, fresh=look is not None)
    return model, found, state


def _look(
    model: PreTrainedModel, report: LoadReport, folder: Path, check: Check
) -> fresh.FreshLook | None:
    """Whether what came from the file looks fresh; the bundled models are known to be trained."""
    if Path(os.path.realpath(folder)).parent == resources.path("models").resolve():
        return None
    drawn = {*report.missing, *(name for name, _, _ in report.mismatched)}
    read = {name for name, _ in model.named_parameters()} - drawn
    return fresh.looks_fresh(model, read, check) if read else None


def _fresh_sentence(model: PreTrainedModel, look: fresh.FreshLook) -> str:
    kind, single = type(model).__name__, look.zeros + look.constants
    if not single:
        return tr(
            "They look randomly initialised: the values of {drawn} tensors are spread just as "
            "{kind} draws them at random ({values:,} values were looked at).",
            drawn=look.drawn,
            kind=kind,
            values=look.values,
        )
    return tr(
        "They look randomly initialised: {single} tensors still hold one single number, such as 0 "
        "or 1, as {kind} begins, and the values of {drawn} others are spread just as it draws them "
        "at random ({values:,} values were looked at). Training moves all of these.",
        single=single,
        drawn=look.drawn,
        kind=kind,
        values=look.values,
    )


def _adapter_sentence(model: PreTrainedModel, adapter: str) -> str:
    """What became of an adapter beside whole weights: transformers applies it where it can."""
    if getattr(model, "_hf_peft_config_loaded", False):
        return tr("The adapter beside them ({adapter}) is applied to them.", adapter=adapter)
    return tr("An adapter is beside them ({adapter}); it is not applied to them.", adapter=adapter)


def _while_built(error: BaseException) -> bool:
    """Whether a class of a model could not be built: then its config is wrong, not its weights."""
    place = error.__traceback__
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


def put_on(model: PreTrainedModel, device: str, pouring: Pouring | None = None) -> None:
    """Move a model to a device, module by module, so that it can be watched and stopped.

    Weights of a mapped file are copied by it. Raises DeviceFull, and DeviceMissing where it does
    not work otherwise.
    """
    modules = list(model.named_modules())
    moved: set[int] = set()  # tied weights belong to two modules and arrive once
    if pouring is not None:
        pouring.copying(model)
    try:
        for done, (path, module) in enumerate(modules):
            # What `Module.to` does for one module after the other; tied weights stay tied.
            module._apply(lambda tensor: tensor.to(device), recurse=False)
            if pouring is not None:
                new = {id(one) for one in module.parameters(recurse=False)} - moved
                moved |= new
                for _ in new:
                    pouring.copied(
                        tr("Putting {path} on {device}", path=path, device=device),
                        done / len(modules),
                        path,
                    )
    except (RuntimeError, AssertionError) as error:  # torch's own kinds derive from these
        if isinstance(error, torch.OutOfMemoryError) or "out of memory" in str(error):  # MPS
            size = sum(one.numel() * one.element_size() for one in model.parameters())
            raise DeviceFull(device, size, str(error)) from error
        raise DeviceMissing(device, str(error)) from error


def folder_of(path: str, revision: str = "") -> Path | None:
    """The folder itself, or the snapshot of a cached checkpoint; None where neither is there."""
    folder = Path(path)
    if os.path.isdir(folder):
        return folder
    if not hub_names.is_repo_id(path) or (revision and not hub_names.is_revision(revision)):
        return None  # sessions, links and the command line may name anything
    from huggingface_hub import try_to_load_from_cache

    found = try_to_load_from_cache(path, "config.json", revision=revision or None)
    return Path(found).parent if isinstance(found, str) else None


def judge(model: PreTrainedModel, info: dict[str, Any]) -> LoadReport:
    """Count what came from the checkpoint; transformers itself calls every load a success."""
    missing = set(info["missing_keys"])
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
        sentence = tr("All {total} weights came from the checkpoint.", total=total)
    elif not trained:
        sentence = tr(
            "None of the weights fit: this checkpoint was not made for {kind}. "
            "Every weight of the model is random.",
            kind=kind,
        )
    else:
        parts = sorted({name.split(".")[0] for name in untrained})
        sentence = tr(
            "{untrained} of {total} weights are not in the checkpoint and are "
            "random ({parts}). What depends on them means nothing until they "
            "are trained.",
            untrained=len(untrained),
            total=total,
            parts=", ".join(parts),
        )
    broken = not_finite(model) if total_parameters <= _QUICK_TO_READ else ()
    if broken:
        sentence += " " + not_finite_sentence(broken)
    if unused:
        have = "has" if len(unused) == 1 else "have"
        sentence += tr(
            " {unused} of the checkpoint {have} no place in ",
            unused=words.plural(len(unused), "tensor"),
            have=have,
        )
        sentence += f"{kind}."
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
    )


def parts_of(
    sizes: dict[str, int], untrained: set[str], mismatched: set[str]
) -> tuple[LoadPart, ...]:
    """The weights counted by part: the first two words of their names, without layer numbers."""
    groups: dict[str, list[str]] = {}
    for name in sizes:
        parts = [one for one in name.split(".")[:-1] if not one.isdecimal()]
        groups.setdefault(".".join(parts[:2]) or name, []).append(name)
    return tuple(
        LoadPart(
            name=part,
            trained=sum(one not in untrained for one in names),
            missing=sum(one in untrained and one not in mismatched for one in names),
            mismatched=sum(one in mismatched for one in names),
            trained_parameters=sum(sizes[one] for one in names if one not in untrained),
            total_parameters=sum(sizes[one] for one in names),
        )
        for part, names in groups.items()
    )


def _take_over(model: PreTrainedModel, pouring: Pouring, folder: Path | None) -> None:
    """Copy every weight out of the mapped file, so that nothing can happen to it any more.

    transformers' own way (`disable_mmap`) copies the whole file while it holds the interpreter
    lock: 0.24 s for 438 MB in which the window stood still. These copies release it.
    """
    pouring.copying(model)
    weights = list(model.named_parameters())
    mapped = release.MappedFiles(folder) if folder is not None else None
    with torch.no_grad():
        for done, (name, tensor) in enumerate(weights):
            former = tensor.data
            tensor.data = former.clone()
            if mapped is not None:
                mapped.give_back(former)
            pouring.copied(
                tr("Reading {name}", name=name), done / len(weights), name.rpartition(".")[0]
            )
        for buffer in model.buffers():
            buffer.data = buffer.data.clone()


def not_finite(model: PreTrainedModel) -> tuple[str, ...]:
    """Names of the weights in which a value is infinite or not a number. Reads all of them."""
    return tuple(
        name
        for name, parameter in model.named_parameters()
        if parameter.is_floating_point() and not bool(torch.isfinite(parameter.detach()).all())
    )


def not_finite_sentence(names: tuple[str, ...]) -> str:
    """What it means that these weights hold values that are no numbers."""
    several = (
        tr("{names} weights hold", names=len(names))
        if len(names) > 1
        else tr("{names} holds", names=names[0])
    )
    return tr(
        "{several} values that are infinite or not a number (NaN), so the model may give no "
        "answer.",
        several=several,
    )
