"""The default config of each class, built once; what the class computes is read from it."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from transformers import PreTrainedConfig


@functools.cache
def _built(cls: type[Any]) -> tuple[PreTrainedConfig | None, str]:
    try:
        return cls(), ""
    except Exception as error:  # two of 804 refuse their own defaults, each in its own way
        return None, f"{type(error).__name__}: {error}"


def default_config(cls: type[PreTrainedConfig]) -> PreTrainedConfig | None:
    """The config with all defaults; to be read, never to be given away or changed.

    None for the two of 804 classes that refuse their own defaults; `refusal` has the reason.
    """
    return _built(cls)[0]


def refusal(cls: type[PreTrainedConfig]) -> str:
    """Why a class cannot be built from its own defaults; empty for nearly all of them."""
    return _built(cls)[1]


@functools.cache
def _values(cls: type[Any]) -> dict[str, Any]:
    config = default_config(cls)
    if config is None:
        return {}
    values: dict[str, Any] = config.to_dict()
    values.pop("transformers_version", None)
    return values


def default_values(cls: type[PreTrainedConfig]) -> dict[str, Any]:
    """The defaults as config.json would hold them; not to be changed."""
    return _values(cls)
