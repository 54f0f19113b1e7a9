"""In what two models differ, as a sentence before and after they are run."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import torch

from explorer.engine.loaded_model import LoadedModel
from explorer.engine.numbers import dtype_name
from explorer.features.compare.compute.vocabularies import same_vocabulary
from explorer.features.compare.protocol import OtherKind
from explorer.protocol.inspection import HeadPlace
from explorer.protocol.job import Check
from explorer.protocol.model import NOISE
from explorer.text import numbers
from explorer.text.numbers import ntr
from explorer.text.phrases import head_place
from explorer.text.translation import tr

_NOT_MEANT = frozenset(
    {"_name_or_path", "transformers_version", "dtype", "torch_dtype", "architectures"}
)
"""Of a config: where it came from and how its numbers are stored, not what is computed."""
_IN_EVERY_CONFIG = frozenset(
    {"hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size", "vocab_size"}
)
"""Names that transformers gives the sizes of every type, whatever its own fields are called."""
_SIZES = _IN_EVERY_CONFIG | frozenset(
    {"n_embd", "n_layer", "n_head", "d_model", "num_layers", "dim", "n_layers", "n_heads"}
)
"""Fields that are named first where several differ."""
_MOST_NAMED = 3


def sentence(
    main: LoadedModel,
    other: LoadedModel,
    kind: OtherKind,
    off: tuple[HeadPlace, ...],
    same_tokens: bool | None,
    check: Check,
) -> str:
    """What differs between the two, judged by what they are; None: nothing was run yet."""
    if kind == "heads":
        same = {
            None: tr("Same model."),
            True: tr("Same model, same input."),
            False: tr("Same model, but other tokens."),
        }[same_tokens]
        if not off:
            return f"{same} " + tr("No head is off, so nothing differs.")
        difference = tr(
            "The only difference: {heads} in {model}.", heads=_off(off), model=main.name
        )
        return f"{same} {difference}"
    same = (
        {
            None: tr("Same checkpoint."),
            True: tr("Same checkpoint, same input."),
            False: tr("Same checkpoint, but other tokens."),
        }
        if kind == "dtype"
        else {
            None: tr("Same config."),
            True: tr("Same config, same input."),
            False: tr("Same config, but other tokens."),
        }
    )[same_tokens]
    same_class = type(main.model) is type(other.model)
    changed = _changed(main, other)
    dtypes = [dtype_name(loaded.model.dtype) for loaded in (other, main)]
    differences = []
    if not same_class:
        names = [type(model.model).__name__ for model in (other, main)]
        differences.append(tr("the class ({first}, {second})", first=names[0], second=names[1]))
    if changed:
        differences.append(tr("the config ({fields})", fields=_listed(changed)))
    if other.tokenizer is not main.tokenizer and not same_vocabulary(other, main):
        differences.append(tr("the tokenizer"))
    if dtypes[0] != dtypes[1]:
        differences.append(tr("the dtype ({first}, {second})", first=dtypes[0], second=dtypes[1]))
    if off:
        differences.append(tr("the heads ({heads} in {model})", heads=_off(off), model=main.name))
    weights = _weights(main, other) if kind != "dtype" else ""
    if kind == "adapter":
        differences.append(tr("what the adapter changes in the weights"))
    # Where they come from says nothing of a copy that was saved, or drawn from the same seed.
    elif weights and not _same_numbers(main, other, check):
        differences.append(weights)
    if len(differences) == 1:
        difference = tr("The only difference is {difference}.", difference=differences[0])
        judged = f"{same} {difference}"
    elif not differences:
        judged = f"{same} " + tr("The numbers are the same too, so nothing differs.")
    else:
        judged = tr("What differs: {differences}.", differences=numbers.joined(differences))
    return judged + _read_with(main, other, kind)


def patch_words(main: LoadedModel) -> str:
    """That both run without the patch, which belongs to the last run alone; empty without one."""
    if main.patch is None:
        return ""
    return " " + tr(
        "Both run without the patch: it belongs to the last run of {model} alone.", model=main.name
    )


def _read_with(main: LoadedModel, other: LoadedModel, kind: OtherKind) -> str:
    """Whose tokenizer reads the text, where one of two checkpoints has none."""
    if kind != "checkpoint" or (main.tokenizer is None and other.tokenizer is None):
        return ""
    if main.unread_tokenizer is not None:
        return " " + tr(
            "The tokenizer of {name} could not be read, so both are given input IDs.",
            name=main.name,
        )
    if main.tokenizer is None:
        return " " + tr(
            "Only {name} has a tokenizer, so both are given input IDs.", name=other.name
        )
    if other.unread_tokenizer is not None:
        name = other.name
        return (
            " "
            + tr(
                "The tokenizer of {name} could not be read, and that of {main} does not fit it.",
                name=name,
                main=main.name,
            )
            if other.tokenizer is None
            else " "
            + tr(
                "The tokenizer of {name} could not be read: that of {main} reads the text for "
                "both.",
                name=name,
                main=main.name,
            )
        )
    if other.tokenizer is None:
        return " " + tr(
            "{name} has no tokenizer, and that of {main} does not fit it.",
            name=other.name,
            main=main.name,
        )
    if other.tokenizer is main.tokenizer:
        return " " + tr(
            "{model} has no tokenizer: that of {other_model} reads the text for both.",
            model=other.name,
            other_model=main.name,
        )
    return ""


def _weights(main: LoadedModel, other: LoadedModel) -> str:
    """In what the weights differ by where they come from; empty where they do not."""
    states = {main.state, other.state}
    if states in ({"trained", "random"}, {"taught", "random"}):
        # Random weights of another seed differ from those that the training began with as well.
        return tr("the weights: trained on one side, random on the other")
    if states <= set(NOISE):
        return tr("the random numbers that the weights were drawn as")
    if "given" in states and main.from_python != other.from_python:
        return tr("the weights: those of the model in Python on one side, others on the other")
    if states & set(NOISE):
        # Random weights may lie in a file too, and nobody may know who trained the others.
        return tr("the weights, which are random numbers on one side only")
    if "taught" in states and _by_one_training(main, other):
        return tr("what training in this program changed in the weights")
    if main.source == other.source and main.revision == other.revision:
        return ""
    return tr("the weights, which come from different checkpoints")


def _by_one_training(main: LoadedModel, other: LoadedModel) -> bool:
    """Whether both are moments of one training here, or one is what the other began as."""
    same = type(main.model) is type(other.model) and main.name == other.name
    if not same or _changed(main, other):
        return False
    if main.state == other.state:
        # Moments of one training lie in one folder, each in its own.
        return Path(main.source).parent == Path(other.source).parent
    taught, former = (main, other) if main.state == "taught" else (other, main)
    before = taught.training.before if taught.training is not None else None
    return before == former.state


def _same_numbers(main: LoadedModel, other: LoadedModel, check: Check) -> bool:
    """Whether every parameter of the two is the same, to the last bit."""
    first, second = (dict(loaded.model.named_parameters()) for loaded in (main, other))
    if first.keys() != second.keys():
        return False
    for name, tensor in first.items():
        check()
        if not _equal(tensor, second[name]):
            return False
    return True


def _equal(first: torch.Tensor, second: torch.Tensor) -> bool:
    kinds = [(it.shape, it.dtype, it.device) for it in (first, second)]
    return kinds[0] == kinds[1] and not first.is_meta and torch.equal(first, second)


def _changed(main: LoadedModel, other: LoadedModel) -> list[str]:
    """Config fields that differ, with both values: the other's first."""
    if type(main.model) is type(other.model):
        other_config, two = (_config(loaded) for loaded in (other, main))
    else:  # what their other fields mean differs as well
        other_config, two = (_sizes(loaded) for loaded in (other, main))
        for name in other_config.keys() ^ two.keys():
            (other_config if name in other_config else two).pop(name)
    differences = []
    for name in {**two, **other_config}:
        if name not in _NOT_MEANT and other_config.get(name) != two.get(name):
            differences.append(
                tr(
                    "{field} {other_value} and {own_value}",
                    field=name,
                    other_value=_short(other_config.get(name)),
                    own_value=_short(two.get(name)),
                )
            )
    return sorted(differences, key=lambda text: (text.split()[0] not in _SIZES, text))


def _config(loaded: LoadedModel) -> dict[str, Any]:
    config: dict[str, Any] = loaded.model.config.to_dict()
    return config


def _sizes(loaded: LoadedModel) -> dict[str, Any]:
    config = loaded.model.config
    return {
        name: getattr(config, name) for name in sorted(_IN_EVERY_CONFIG) if hasattr(config, name)
    }


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 24 else f"{text[:22]}…"


def _listed(changed: list[str]) -> str:
    shown = changed[:_MOST_NAMED]
    rest = len(changed) - len(shown)
    more = [numbers.ntr("{count} more field", "{count} more fields", rest)] if rest else []
    return numbers.joined([*shown, *more])


def _off(off: Iterable[HeadPlace]) -> str:
    heads = [head_place(place) for place in off]
    if len(heads) > _MOST_NAMED:
        return ntr("{count} head or layer is off", "{count} heads or layers are off", len(heads))
    return ntr("{heads} is off", "{heads} are off", len(heads), heads=numbers.joined(heads))
