"""The class that an edit names, and the part of a config that it is built from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explorer.failures import ClassNeedsPackage, UnknownClass
from explorer.messages.config import ConfigEdit
from explorer.texts import tr

if TYPE_CHECKING:
    from transformers import PreTrainedConfig, PreTrainedModel


def choose_class(edit: ConfigEdit, config: PreTrainedConfig) -> type[PreTrainedModel]:
    """The exact class of the edit: its own name, or where its Auto class leads.

    Raises UnknownClass, also when the class is for another model type, and ClassNeedsPackage.
    """
    import transformers

    from explorer.model.configs.catalogue import auto_maps

    name = edit.class_name or "AutoModel"
    kind = edit.model_type
    if name in auto_maps():
        found = auto_maps()[name].get(kind)
        if not found:
            raise UnknownClass(tr("{name} for the model type {kind}", name=name, kind=kind))
        name = next((one for one in config.architectures or () if one in found), found[0])
    cls = _exported(transformers, name, type(config).__module__)
    if cls is None:
        raise UnknownClass(name)
    chosen: type[PreTrainedModel] = cls
    return chosen


def config_for(cls: type[PreTrainedModel], config: PreTrainedConfig) -> PreTrainedConfig:
    """The part of a config that a class is built from: the text part for a text-only class.

    As `AutoModelForX.from_config` does it (8 composite types in transformers 5.23).
    """
    wanted = getattr(cls, "config_class", None)
    if wanted is None or isinstance(config, wanted):
        return config
    for name in config.sub_configs:
        sub = getattr(config, name, None)
        if sub is not None and isinstance(sub, wanted):
            part: PreTrainedConfig = sub
            return part
    return config


def _exported(package: Any, name: str, config_module: str) -> Any:
    """A class by name: exported at the top, or in the modeling file beside its config."""
    found = getattr(package, name, None)
    if found is None and name.isidentifier():
        import importlib

        try:
            module = importlib.import_module(config_module.replace(".configuration_", ".modeling_"))
        except ImportError:
            return None
        found = getattr(module, name, None)
    try:
        return found if isinstance(found, type) and hasattr(found, "from_pretrained") else None
    except ImportError as error:  # transformers puts a stand-in where a package is missing
        from explorer.model.configs.size.meta import packages_in

        raise ClassNeedsPackage(name, " and ".join(packages_in(str(error))), str(error)) from error
