"""The class that an edit names, and the part of a config that it is built from."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.engine.tasks import auto_maps
from explorer.protocol.config import ConfigEdit
from explorer.protocol.failures import ClassNeedsPackage, UnknownClass
from explorer.text.translation import tr

if TYPE_CHECKING:
    from transformers import PreTrainedConfig, PreTrainedModel


def choose_class(edit: ConfigEdit, config: PreTrainedConfig) -> type[PreTrainedModel]:
    """The exact class of the edit: its own name, or where its Auto class leads.

    Raises UnknownClass, also when the class is for another model type, and ClassNeedsPackage.
    """
    name = edit.class_name or "AutoModel"
    kind = edit.model_type
    if name in auto_maps():
        texts = auto_maps()[name].get(kind)
        if not texts:
            raise UnknownClass(tr("{name} for the model type {kind}", name=name, kind=kind))
        # The config's own `architectures` first, where the Auto class leads to several.
        name = next(
            (architecture for architecture in config.architectures or () if architecture in texts),
            texts[0],
        )
    cls = exported(name, type(config).__module__)
    if cls is None:
        raise UnknownClass(name)
    chosen: type[PreTrainedModel] = cls
    return chosen


def config_for(cls: type[PreTrainedModel], config: PreTrainedConfig) -> PreTrainedConfig:
    """The part of a config that a class is built from: the text part for a text-only class.

    As `AutoModelForX.from_config` does it (8 composite types in transformers 5.23).
    """
    wanted = getattr(cls, "config_class", None)
    if wanted is None:
        return config
    parts = (config, *(getattr(config, name, None) for name in config.sub_configs))
    return next((part for part in parts if isinstance(part, wanted)), config)


def exported(name: str, config_module: str) -> Any:
    """A class by name: exported at the top of transformers, in the modeling file beside its config,
    or in another one; None where there is none. About 200 classes are not exported at the top.

    Raises ClassNeedsPackage.
    """
    import transformers

    result = getattr(transformers, name, None)
    if result is None and name.isidentifier():
        text = config_module.replace(".configuration_", ".modeling_")
        result = _defined(text, name)
        if result is None:
            result = next(
                (item for place in _files_with(name) if (item := _defined(place, name))), None
            )
    # hasattr swallows AttributeError only: on a stand-in any public name raises ImportError.
    try:
        return result if isinstance(result, type) and hasattr(result, "from_pretrained") else None
    except ImportError as error:  # transformers puts a stand-in where a package is missing
        from explorer.engine.size.meta import packages_in

        raise ClassNeedsPackage(name, packages_in(str(error)), str(error)) from error


def _defined(module: str, name: str) -> Any:
    try:
        return getattr(importlib.import_module(module), name, None)
    except ImportError:
        return None


def _files_with(name: str) -> Iterator[str]:
    """transformers' modeling files that define a class of this name, as names of modules."""
    import transformers

    start = f"\nclass {name}(".encode()
    root = Path(transformers.__path__[0])
    # Searched as bytes: importing every modeling file to look would take far longer.
    for file in sorted(root.glob("models/*/modeling_*.py")):
        if start in file.read_bytes():
            yield f"transformers.models.{file.parent.name}.{file.stem}"
