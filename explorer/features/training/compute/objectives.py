"""What a model can be trained for, and the copy of it that learns."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import torch

from explorer.engine import tasks
from explorer.engine.inside import head_mask
from explorer.engine.loaded_model import LoadedModel
from explorer.engine.media import processor
from explorer.engine.model_class import exported
from explorer.features.training.protocol import Objective, ObjectiveChoice
from explorer.protocol.failures import CannotTrain, ClassNeedsPackage
from explorer.text.translation import tr

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_OF_TASK: dict[str, Objective] = {
    tasks.FILL_MASK: "masked words",
    tasks.TEXT_GENERATION: "next token",
    tasks.TEXT_CLASSIFICATION: "labels",
    tasks.TEXT_TO_TEXT: "text to text",
}
_TITLES: dict[Objective, str] = {
    "masked words": tr("Masked words"),
    "next token": tr("Next token"),
    "labels": tr("Labels"),
    "text to text": tr("Text to text"),
}
_SENTENCES: dict[Objective, str] = {
    "masked words": tr("Some words are hidden, and it learns to fill them in."),
    "next token": tr("It reads a text and learns to guess what comes next, at every token."),
    "labels": tr("It reads a text and learns which of a few labels it has."),
    "text to text": tr("It reads one text and learns to write the other one."),
}


def own(model: PreTrainedModel) -> Objective | None:
    """The objective that the class of a model is made for; None where there is none."""
    objective = _OF_TASK.get(tasks.of_model(model))
    # BART and its kin fill in masks by writing the whole text once more with their decoder.
    if objective == "masked words" and model.config.is_encoder_decoder:
        return "text to text"
    return objective


def choices(model: PreTrainedModel) -> tuple[ObjectiveChoice, ...]:
    """Every objective, its own first, and why those that cannot be had cannot."""
    objective = own(model)
    names: list[Objective] = ["masked words", "next token", "labels", "text to text"]
    names.sort(key=lambda name: name != objective)
    return tuple(_choice(model, name, objective) for name in names)


def _choice(
    model: PreTrainedModel, name: Objective, objective: Objective | None
) -> ObjectiveChoice:
    title, sentence = _TITLES[name], _SENTENCES[name]
    if name == objective:
        return ObjectiveChoice(name, title, sentence)
    if name == "labels" and label_class(model) is not None:
        sentence += " " + tr("Teach it your labels: it gets a new head for them.")
        return ObjectiveChoice(name, title, sentence, adds_head=True)
    why = tr("{name} has no output for this.", name=type(model).__name__)
    return ObjectiveChoice(name, title, sentence, why)


def label_class(model: PreTrainedModel) -> type[PreTrainedModel] | None:
    """The class of the same type that judges a whole text; None where there is none."""
    names = tasks.auto_maps()["AutoModelForSequenceClassification"].get(model.config.model_type)
    if not names:
        return None
    try:
        result: type[PreTrainedModel] | None = exported(names[0], type(model.config).__module__)
    except ClassNeedsPackage:
        return None
    return result


def judge(loaded: LoadedModel) -> None:
    """Raises CannotTrain for a model that nothing here can train, with the reason."""
    model = loaded.model
    name = type(model).__name__
    if "text" not in processor.reads(model):
        raise CannotTrain(tr("{name} reads no text, and only text is taught here.", name=name))
    if own(model) is None and label_class(model) is None:
        raise CannotTrain(
            tr(
                "{name} has no output that could be compared with a right answer. Classes for "
                "masked words, the next token, labels and text to text can be trained.",
                name=name,
            )
        )
    if own(model) is not None and "labels" not in inspect.signature(model.forward).parameters:
        raise CannotTrain(
            tr("{name} does not compute a loss: it takes no right answers.", name=name)
        )
    if tasks.sees_later_tokens(model):
        raise CannotTrain(
            tr(
                "{name} sees the tokens that it would learn to guess: is_decoder is off in its "
                "config. Create it with is_decoder on.",
                name=name,
            )
        )
    if loaded.report is not None and loaded.report.on_disk:
        raise CannotTrain(
            tr(
                "Some weights of this model stay on disk because memory does not hold them, so "
                "there is no room to train it."
            )
        )
    kinds = {str(item.dtype) for item in model.parameters() if not item.dtype.is_floating_point}
    if kinds:
        raise CannotTrain(
            tr("{name} has weights of whole numbers ({kinds}).", name=name, kinds=", ".join(kinds))
        )


def learner(
    loaded: LoadedModel, objective: Objective, labels: Sequence[str], seed: int
) -> tuple[PreTrainedModel, bool, tuple[str, ...]]:
    """A copy of the model that can learn, in float32; whether it got a new head; its labels.

    The labels come in the order of the head's outputs. Heads that are switched off are on in it.
    """
    if objective != "labels":
        return copied(loaded), False, ()
    model = loaded.model
    config: Any = model.config
    if own(model) == "labels":
        known = labels_in_order(model, tuple(labels))
        if len(known) == len(config.id2label) and set(known) == {
            str(label) for label in config.id2label.values()
        }:
            return copied(loaded), False, known
    return _with_head(loaded, labels, seed), True, tuple(labels)


def labels_in_order(model: PreTrainedModel, labels: tuple[str, ...]) -> tuple[str, ...]:
    """The labels in the order of the head's outputs, where it has these; else as they are."""
    config: Any = model.config
    # As in config.json, whose keys may have any order.
    known = tuple(str(config.id2label[key]) for key in sorted(config.id2label))
    return known if set(labels) <= set(known) and len(known) > 1 else labels


def copied(loaded: LoadedModel) -> PreTrainedModel:
    """A copy of the model in memory, in float32, with every head on."""
    off = head_mask.off(loaded.model)
    head_mask.restore(loaded.model)
    try:
        model = copy.deepcopy(loaded.model)
    finally:
        if off:
            head_mask.set_off(loaded, off, lambda: None)
    return _ready(model, loaded.model.device)


def _ready(model: PreTrainedModel, device: torch.device) -> PreTrainedModel:
    # In half precision a small step of a weight would be rounded away.
    module: Any = model  # its own `float` and `to` have no types
    ready: PreTrainedModel = module.float().to(device)
    return ready


def _with_head(loaded: LoadedModel, labels: Sequence[str], seed: int) -> PreTrainedModel:
    """The body of the model under a fresh head for labels, drawn with the seed."""
    cls = label_class(loaded.model)
    assert cls is not None
    config: Any = copy.deepcopy(loaded.model.config)
    config.id2label = dict(enumerate(labels))
    config.label2id = {label: number for number, label in enumerate(labels)}
    config.problem_type = "single_label_classification"
    config.architectures = [cls.__name__]
    torch.manual_seed(seed)
    model: PreTrainedModel = cls(config)
    # What the body of the one has and the other has not (a pooler) stays fresh.
    model.base_model.load_state_dict(copied(loaded).base_model.state_dict(), strict=False)
    return _ready(model, loaded.model.device)
