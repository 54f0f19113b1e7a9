"""config.json of a checkpoint: read within limits, judged, and made into a config.

transformers is handed the values and not the file, so it reads nothing itself: not in another
encoding, not without an end, not elsewhere.
"""

from __future__ import annotations

import copy
import functools
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from explorer.boundary import network, typed_json
from explorer.boundary.limits import CONFIG, GENERATION_CONFIG
from explorer.boundary.path_containment import optional
from explorer.boundary.typed_json import Malformed
from explorer.engine import long_steps
from explorer.engine.size.meta import packages_in
from explorer.engine.weights.folder import inside
from explorer.features.create.compute.checks import config_limits
from explorer.features.create.compute.checks.class_errors import described
from explorer.protocol.failures import (
    CodeNeeded,
    ConfigBroken,
    Failure,
    NeedsPackage,
    NetworkNotUsed,
    NotReadable,
    UnknownModelType,
)
from explorer.protocol.job import Check, Stopped
from explorer.text import numbers
from explorer.text.translation import tr

if TYPE_CHECKING:
    from transformers import GenerationConfig, PreTrainedConfig

NAME = "config.json"


class _Known(msgspec.Struct):
    """What this program itself looks at in a config.json, by its type."""

    architectures: list[str] | None = None
    model_type: str | None = None
    auto_map: dict[str, Any] | None = None
    transformers_weights: str | None = None
    configuration_files: list[str] | None = None


@dataclass(frozen=True)
class ConfigFile:
    """A config.json: its values as they were written, and the config that they make.

    `weights` is the weight file that it names itself, empty for the usual ones.
    """

    values: dict[str, Any]
    config: PreTrainedConfig
    weights: str


def read(folder: Path, path: str, check: Check) -> ConfigFile:
    """Read the config of a folder that has one. `path` is what a person calls the folder.

    Raises ConfigBroken, LinkOut, NotReadable, UnknownModelType, CodeNeeded, NeedsPackage.
    """
    values = _values(folder, NAME, path, check)
    known = _convert(values, path)
    if known.configuration_files:
        name = _of_this_version(known.configuration_files)
        values = values if name == NAME else _values(folder, name, path, check)
    return made_of(values, path, check)


def made_of(values: dict[str, Any], path: str, check: Check) -> ConfigFile:
    """Judge the values of a config, and make it. Raises as `read`."""
    known = _convert(values, path)
    kind = _kind(values, known)
    try:
        config_limits.judge(kind, values)
    except Malformed as error:
        raise ConfigBroken(path, _reason(error)) from error
    check()
    try:
        # The library copies and writes it several times: 0.5 to 1 s for 100,000 labels.
        config = long_steps.in_thread(check, functools.partial(_config, kind, values, path))
    except ImportError as error:  # a config class that is a stand-in for a missing package
        raise NeedsPackage(path, packages_in(str(error)), str(error)) from error
    except (MemoryError, Failure, Stopped):
        raise
    except Exception as error:  # field validators raise their own kinds of error
        if network.was_refused(error):
            raise NetworkNotUsed(tr("Reading config.json"), str(error)) from error
        raise broken(path, error) from error
    check()
    return ConfigFile(values, config, known.transformers_weights or "")


def _config(kind: Any, values: dict[str, Any], path: str) -> PreTrainedConfig:
    """The config of a class of transformers; raises what the class raises."""
    # A copy: from_dict takes entries out of what it is given.
    config = kind.from_dict(config_limits.settled(kind, copy.deepcopy(values)), name_or_path=path)
    # What cannot be copied and written could be neither loaded nor shown.
    copy.deepcopy(config).to_json_string(use_diff=False)
    return config  # type: ignore[no-any-return]


def broken(path: str, error: Exception) -> ConfigBroken:
    """The failure for whatever a class of transformers raises about a config."""
    return ConfigBroken(path, described(error), f"{type(error).__name__}: {error}")


def generation_config(
    folder: Path, values: dict[str, Any], check: Check
) -> tuple[GenerationConfig | None, str]:
    """How the checkpoint writes, as `from_pretrained` finds it out, and what was wrong with that.

    From generation_config.json, or where there is none from the `values` of config.json. None
    where neither can be used: the class has settings of its own.
    """
    from transformers import GenerationConfig

    problem = ""
    file = optional(folder, "generation_config.json")
    if file is not None:
        try:
            mapping = typed_json.read_object(file, GENERATION_CONFIG, check)
            for name in mapping:
                # GenerationConfig sets every key as an attribute: `generate` or `__class__` would
                # replace a method.
                if name.startswith("__") or callable(getattr(GenerationConfig, name, None)):
                    raise Malformed(tr("no setting can have this name"), f"$.{name}")
            return GenerationConfig.from_dict(mapping), ""
        except Malformed as error:
            problem = str(error)
        except OSError as error:
            problem = error.strerror or str(error)
        except (ValueError, TypeError, AttributeError, KeyError) as error:
            problem = described(error)
        problem = tr("generation_config.json is left out: {problem}", problem=problem.rstrip("."))
    try:
        return long_steps.in_thread(
            check, lambda: GenerationConfig.from_model_config(copy.deepcopy(values))
        ), problem
    except (ValueError, TypeError, AttributeError, KeyError):
        return None, problem


def _values(folder: Path, name: str, path: str, check: Check) -> dict[str, Any]:
    try:
        values: dict[str, Any] = _with_floats(
            typed_json.read_object(inside(folder, name), CONFIG, check)
        )
        return values
    except OSError as error:
        raise NotReadable(name, error.strerror or str(error)) from error
    except Malformed as error:
        raise ConfigBroken(path, _reason(error)) from error


def _with_floats(values: Any) -> Any:
    """With {"__float__": "Infinity"}, as transformers writes what JSON lacks, turned back."""
    match values:
        case {"__float__": "Infinity" | "-Infinity" | "NaN" as name, **rest} if not rest:
            return float(name)
        case dict():
            return {key: _with_floats(value) for key, value in values.items()}
        case list():
            return [_with_floats(item) for item in values]
    return values


def _convert(values: dict[str, Any], path: str) -> _Known:
    try:
        return typed_json.convert(values, _Known)
    except Malformed as error:
        raise ConfigBroken(path, _reason(error)) from error


def _reason(error: Malformed) -> str:
    return f"{numbers.shortened(str(error), 400)}."


def _of_this_version(names: list[str]) -> str:
    """The config for this version of transformers, where a checkpoint brings one for each."""
    from transformers.configuration_utils import get_configuration_file

    try:
        return get_configuration_file(names)
    except ValueError:  # a name without a version
        return NAME


def _kind(values: dict[str, Any], known: _Known) -> Any:
    """The config class, as AutoConfig chooses it; where no type is named, `architectures` says."""
    from transformers import CONFIG_MAPPING

    name = known.model_type
    if name is None and "pretrained_cfg" in values:
        name = "timm_wrapper"
    if name == "mistral" and "layer_types" in values:
        name = "ministral"  # as AutoConfig does: the layers attend in different ways
    if name is None:
        name = _type_of(known.architectures or ())
    if name is not None and name in CONFIG_MAPPING:
        return CONFIG_MAPPING[name]
    if known.auto_map is not None:
        raise CodeNeeded(numbers.shortened(name or ""), "")
    raise UnknownModelType(numbers.shortened(name or ""), "")


def _type_of(names: list[str] | tuple[str, ...]) -> str | None:
    """The model type of the first class that transformers has."""
    import transformers

    for name in names:
        kind = getattr(getattr(transformers, name, None), "config_class", None)
        if kind is not None:
            return str(kind.model_type)
    return None
