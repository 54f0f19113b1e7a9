"""The default config of each class, built once; what the class computes is read from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from transformers import PreTrainedConfig

_BUILT: dict[Any, tuple[PreTrainedConfig | None, str]] = {}
_VALUES: dict[Any, dict[str, Any]] = {}


def _built(cls: Any) -> tuple[PreTrainedConfig | None, str]:
    if cls not in _BUILT:
        try:
            _BUILT[cls] = cls(), ""
        except Exception as error:  # two of 804 refuse their own defaults, each in its own way
            _BUILT[cls] = None, f"{type(error).__name__}: {error}"
    return _BUILT[cls]


def default_config(cls: type[PreTrainedConfig]) -> PreTrainedConfig | None:
    """The config with all defaults; to be read, never to be given away or changed.

    None for the two of 804 classes that refuse their own defaults; `refusal` has the reason.
    """
    return _built(cls)[0]


def refusal(cls: type[PreTrainedConfig]) -> str:
    """Why a class cannot be built from its own defaults; empty for nearly all of them."""
    return _built(cls)[1]


def default_values(cls: Any) -> dict[str, Any]:
    """The defaults as config.json would hold them; not to be changed."""
    if cls not in _VALUES:
        config = default_config(cls)
        values: dict[str, Any] = config.to_dict() if config is not None else {}
        values.pop("transformers_version", None)
        _VALUES[cls] = values
    return _VALUES[cls]
