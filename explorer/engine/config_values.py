"""Reading a config that was built: attributes, its text part, all values, what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explorer.boundary.values import as_dict
from explorer.features.create.compute.fields.json_values import write

if TYPE_CHECKING:
    from transformers import PreTrainedConfig


def attribute(config: Any, name: str, default: Any = None) -> Any:
    """An attribute of a config; also of one that keeps it for each layer and refuses to say it.

    Four types of transformers 5.23 raise RuntimeError for what differs from layer to layer.
    """
    try:
        return getattr(config, name, default)
    except RuntimeError:
        return vars(config).get(name, default)


def text_part(config: Any) -> Any:
    """The part that reads text, or the config itself; also where there are two such parts."""
    try:
        return config.get_text_config()
    except ValueError:  # MusicGen has a text encoder and a decoder
        return next(
            (
                getattr(config, name)
                for name in ("decoder", "text_encoder")
                if hasattr(config, name)
            ),
            config,
        )


def height_and_width(size: Any) -> tuple[int, int] | None:
    """A picture's size in pixels, one number for both or two; None for anything else."""
    match size:
        case int():
            return size, size
        case [height, width]:
            return int(height), int(width)
    return None


def full_values(config: PreTrainedConfig) -> dict[str, Any]:
    """Everything that the config holds, as its config.json would."""
    values: dict[str, Any] = config.to_dict()
    # The version that writes, not a property of the model: it would differ after every update.
    values.pop("transformers_version", None)
    return values


def differences(now: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """What of `now` is not so in `before`; sub-configs nest and keep their `model_type`."""
    mapping: dict[str, Any] = {}
    for key, value in now.items():
        old: Any = before.get(key)
        # Compared as written: 1 == True and nan != nan would judge some values wrongly.
        if key in before and write(old) == write(value):
            continue
        # Without its model_type a nested dict could not be read back as a sub-config, so it stays
        # whole.
        kind = as_dict(old).get("model_type")
        if kind is not None and as_dict(value).get("model_type") == kind:
            inner = differences(value, old)
            if inner:
                mapping[key] = inner
        else:
            mapping[key] = value
    return mapping
