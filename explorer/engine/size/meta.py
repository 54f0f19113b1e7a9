"""Building models without memory: on the meta device a tensor has a shape and no numbers.

A model of 670 billion parameters is built so in half a second; what it costs is its modules, not
its parameters. Building patches process-wide state inside transformers, so it happens in the
model lane only.
"""

from __future__ import annotations

import copy
import functools
import re
import time
import warnings
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from explorer.engine import long_steps
from explorer.engine.size.building import TooManyModules, TooSlow, building, within
from explorer.features.create.compute.checks.class_errors import described
from explorer.features.create.compute.fields.json_values import write
from explorer.protocol.job import Check, Stopped
from explorer.text import numbers
from explorer.text.translation import tr

if TYPE_CHECKING:
    from transformers import PreTrainedConfig, PreTrainedModel

LONGEST_SECONDS = 20.0
"""After this a build is given up: an edit asks for more modules than anyone waits for."""

# Builds that are held: a person switches between a few values while editing.
_KEPT = 6
_ASKED = re.compile(
    r"requires the ([\w-]+) library|pip\s+install\s+([\w-]+)|need to install ([\w-]+)"
    r"|`([\w-]+)` is required"
)
_PACKAGES = re.compile(
    r"\b(timm|detectron2|natten|torchaudio|torchvision|scipy|librosa|einops|causal_conv1d|mamba_ssm|"
    r"mlstm_kernels|xlstm|openfold|pytesseract|sentencepiece|kenlm|flash_attn|phonemizer|"
    r"fast_lsh_cumulation|python-Levenshtein|tensorflow_probability|pandas|bitsandbytes|kernels|"
    r"accelerate|numba|av|decord|soundfile)\b"
)


@dataclass(frozen=True, eq=False)
class MetaBuild:
    """A model without numbers, or why there is none.

    `sentence` tells the failure; `packages` are optional packages that would have to be installed.
    """

    model: PreTrainedModel | None
    seconds: float
    sentence: str = ""
    details: str = ""
    packages: tuple[str, ...] = ()


_BUILDS: OrderedDict[tuple[str, str], MetaBuild] = OrderedDict()


def meta_build(
    cls: type[PreTrainedModel], config: PreTrainedConfig, check: Check, seconds: float | None = None
) -> MetaBuild:
    """Build `cls` from a copy of the config, with eager attention; the newest few are kept.

    Lets only `Stopped` pass; every other failure is part of the result.
    """
    # The whole config as text: equal values make equal models.
    text = long_steps.in_thread(check, functools.partial(write, config))
    key = (f"{cls.__module__}.{cls.__name__}", text)
    if key in _BUILDS:
        _BUILDS.move_to_end(key)
        return _BUILDS[key]
    built = _build(cls, config, check, LONGEST_SECONDS if seconds is None else seconds)
    _BUILDS[key] = built
    while len(_BUILDS) > _KEPT:
        _BUILDS.popitem(last=False)
    return built


def _build(
    cls: type[PreTrainedModel], config: PreTrainedConfig, check: Check, seconds: float
) -> MetaBuild:
    config = copy.deepcopy(config)
    started = time.perf_counter()
    config.dtype = None
    # A class that has no such switch is built with what it has.
    with suppress(ValueError, AttributeError):
        config._attn_implementation = "eager"
        # Eager experts look which of them were chosen, and there are no numbers to tell; batched_mm
        # does not look.
        config._experts_implementation = "batched_mm"
    try:
        with (
            warnings.catch_warnings(),
            # Every tensor made inside, by whatever function, is on the meta device unless told
            # otherwise.
            torch.device("meta"),
            building(within(seconds, check)),
            torch.no_grad(),
        ):
            warnings.simplefilter("ignore")
            model: PreTrainedModel = cls(config)
        model.train(False)
    except Stopped:
        raise
    except TooSlow:
        return MetaBuild(
            None,
            time.perf_counter() - started,
            tr(
                "Counting this model was stopped after {seconds:.0f} seconds: it has too many "
                "parts.",
                seconds=seconds,
            ),
        )
    except TooManyModules as error:
        return MetaBuild(None, time.perf_counter() - started, error.sentence)
    except Exception as error:  # model classes raise whatever their arithmetic runs into
        return failed(error, time.perf_counter() - started)
    return MetaBuild(model, time.perf_counter() - started)


def packages_in(text: str) -> tuple[str, ...]:
    """The optional packages that an error of transformers names."""
    asked = [next(filter(None, match)).lower() for match in _ASKED.findall(text)]
    return tuple(dict.fromkeys(_PACKAGES.findall(text) or asked))


def failed(error: Exception, seconds: float) -> MetaBuild:
    """The failure of a build or a load in words, with the packages that it asks for."""
    text = f"{type(error).__name__}: {error}"
    packages: tuple[str, ...] = ()
    if isinstance(error, ImportError) or "not installed" in text or "requires the" in text:
        packages = packages_in(str(error))
        if not packages and isinstance(error, ImportError) and error.name:
            packages = (error.name,)
    sentence = described(error)
    if packages:
        sentence = numbers.ntr(
            "This class needs the package {packages}, which is not installed.",
            "This class needs the packages {packages}, which are not installed.",
            len(packages),
            packages=numbers.joined(packages),
        )
    elif "Storage size calculation overflowed" in text or "too large" in text.lower():
        sentence = tr("These sizes give a tensor that no computer could hold.")
    return MetaBuild(None, seconds, sentence, text, packages)
