"""Which task a model class is for, read from transformers' own Auto mappings."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from explorer.boundary.values import several

if TYPE_CHECKING:
    from transformers import PreTrainedModel

FILL_MASK = "fill-mask"
TEXT_GENERATION = "text-generation"
TEXT_CLASSIFICATION = "text-classification"
TOKEN_CLASSIFICATION = "token-classification"
LABELS = ("text-classification", "image-classification", "audio-classification")
"""Tasks whose answer is one label, or several, of the whole input."""
QUESTION_ANSWERING = "question-answering"
MULTIPLE_CHOICE = "multiple-choice"
TEXT_TO_TEXT = "text-to-text"
NEXT_SENTENCE = "next-sentence"
IMAGE_CLASSIFICATION = "image-classification"
AUDIO_CLASSIFICATION = "audio-classification"
SENTENCE_SIMILARITY = "sentence-similarity"
OUTPUTS = "outputs"
"""What is shown of a class without a known task: the tensors it returns."""

_TASK_OF_AUTO = {
    "AutoModelForMaskedLM": FILL_MASK,
    "AutoModelForCausalLM": TEXT_GENERATION,
    "AutoModelForSequenceClassification": TEXT_CLASSIFICATION,
    "AutoModelForTokenClassification": TOKEN_CLASSIFICATION,
    "AutoModelForQuestionAnswering": QUESTION_ANSWERING,
    "AutoModelForMultipleChoice": MULTIPLE_CHOICE,
    "AutoModelForNextSentencePrediction": NEXT_SENTENCE,
    "AutoModelForSeq2SeqLM": TEXT_TO_TEXT,
    "AutoModelForImageClassification": IMAGE_CLASSIFICATION,
    "AutoModelForAudioClassification": AUDIO_CLASSIFICATION,
    "AutoModel": SENTENCE_SIMILARITY,
    "AutoModelForTextEncoding": SENTENCE_SIMILARITY,
}
_READS_MORE = (
    "AutoModelForSeq2SeqLM",
    "AutoModelForSpeechSeq2Seq",
    "AutoModelForImageTextToText",
)
"""Types of two stacks, or that read sound or pictures too."""
_READS_TEXT = (
    "AutoModelForMaskedLM",
    "AutoModelForCausalLM",
    "AutoModelForSequenceClassification",
)
"""Types with one of these classes read text: the catch-all AutoModel leads to all types."""


@functools.cache
def auto_maps() -> dict[str, dict[str, tuple[str, ...]]]:
    """Auto class -> model type -> class names, for every Auto class of transformers."""
    from transformers.models.auto import modeling_auto

    maps: dict[str, dict[str, tuple[str, ...]]] = {}
    # The mapping of an Auto class holds a dict of names by model type under the same attribute.
    for name, value in vars(modeling_auto).items():
        names = getattr(getattr(value, "_model_mapping", None), "_model_mapping", None)
        if name.startswith("Auto") and names is not None:
            maps[name] = {kind: tuple(several(entry)) for kind, entry in names.items()}
    return maps


def _leads_to(auto: str, model_type: str) -> tuple[str, ...]:
    """The class that an Auto class leads to, the first where a type has several; or none."""
    # The first is the class that AutoModel itself would choose.
    return auto_maps().get(auto, {}).get(model_type, ())[:1]


def auto_class(model_type: str, class_name: str) -> str:
    """The Auto class that leads from `model_type` to `class_name`; empty where none does.

    A class with a task is preferred to the catch-all ones: AutoModelForMaskedLM, not
    AutoModelForPreTraining.
    """
    auto_classes = [auto for auto in auto_maps() if class_name in _leads_to(auto, model_type)]
    auto_classes.sort(
        key=lambda auto: (auto not in _TASK_OF_AUTO, "PreTraining" in auto, len(auto))
    )
    return auto_classes[0] if auto_classes else ""


def of_model(model: PreTrainedModel) -> str:
    """The task of a model's class."""
    return task(model.config.model_type, type(model).__name__)


def sees_later_tokens(model: PreTrainedModel) -> bool:
    """Whether each token of a class for the next token sees those after it, too.

    So do BERT's kin unless their config says `is_decoder`. GPT-NeoX has the setting and no use
    for it.
    """
    config = model.config
    return (
        of_model(model) == TEXT_GENERATION
        and getattr(config, "is_decoder", None) is False
        and not config.model_type.startswith("gpt_neox")
    )


def task(model_type: str, class_name: str) -> str:
    """What can be said about the outputs of a class: one of the tasks of this module."""
    for auto, name in _TASK_OF_AUTO.items():
        if class_name not in _leads_to(auto, model_type):
            continue
        # The encoder of a type of two stacks reads text by itself: T5EncoderModel.
        alone = _one_stack_of_text(model_type) or class_name.endswith("EncoderModel")
        return name if name != SENTENCE_SIMILARITY or alone else OUTPUTS
    if class_name in _leads_to("AutoModelForImageTextToText", model_type):
        return _of_pictures_and_text(class_name)
    return OUTPUTS


def _of_pictures_and_text(class_name: str) -> str:
    """What such a class does with text alone: LLaVA continues writing, Florence-2 answers it."""
    import transformers

    model_class: Any = getattr(transformers, class_name)
    config = model_class.config_class
    if model_class.main_input_name != "input_ids" or config is None or "Diffusion" in class_name:
        return OUTPUTS  # it begins with a picture, or does not write token by token
    return TEXT_TO_TEXT if getattr(config, "is_encoder_decoder", False) else TEXT_GENERATION


def _one_stack_of_text(model_type: str) -> bool:
    """Whether the bare model gives a vector for each token that it reads."""
    if any(_leads_to(auto, model_type) for auto in _READS_MORE):
        return False
    return any(_leads_to(auto, model_type) for auto in _READS_TEXT)
