"""The model in memory and its description for the window."""

from __future__ import annotations

import copy
import functools
import inspect
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import msgspec
import torch
from torch import nn

from explorer.boundary import typed_json
from explorer.boundary.limits import EXAMPLES
from explorer.boundary.own_data import is_own_snapshot
from explorer.boundary.path_containment import optional
from explorer.boundary.typed_json import Malformed
from explorer.boundary.values import as_int
from explorer.engine import (
    chat_templates,
    decoder_inputs,
    input_ids,
    long_steps,
    tasks,
    tokenization,
)
from explorer.engine.config_values import text_part
from explorer.engine.media import processor
from explorer.engine.numbers import dtype_name
from explorer.engine.sampling_defaults import sampling_defaults
from explorer.engine.sandbox.tokenizer import Tokenizer
from explorer.engine.weights import adapter
from explorer.engine.weights.sentence_modules import SentenceModules
from explorer.protocol.config import ConfigEdit
from explorer.protocol.job import Check
from explorer.protocol.model import (
    Example,
    LoadReport,
    ModelSummary,
    TrainingRecord,
    WeightState,
    config_values,
)
from explorer.protocol.run import Patched, RunResult
from explorer.protocol.task_run import Answer
from explorer.text import numbers as numbers_in_words
from explorer.text.translation import tr

if TYPE_CHECKING:
    from transformers import PreTrainedConfig, PreTrainedModel

STATE_TEXT: dict[WeightState, str] = {
    "trained": tr("Trained weights"),
    "taught": tr("Trained in this program"),
    "file": tr("Weights from a file"),
    "given": tr("Weights from Python"),
    "partly": tr("Partly random"),
    "fresh": tr("Appears randomly initialised"),
    "random": tr("Random weights: it has not learned anything yet"),
}

_MOST_EXAMPLES = 100
"""Examples of a checkpoint that are offered."""


@dataclass(frozen=True)
class UnreadTokenizer:
    """Why the tokenizer beside the weights was not read; `again` where it may be read next time."""

    sentence: str
    details: str
    again: bool


class AppliedPatch(Protocol):
    """What another run put into the last one; `explorer.engine.inside.patching` makes it."""

    description: Patched
    states: dict[str, torch.Tensor]

    def installed(self, model: nn.Module) -> AbstractContextManager[None]:
        """Every run inside has the vectors in their places."""

    def again(self, loaded: LoadedModel, check: Check) -> None:
        """Compute the vectors once more: the model they come from has other heads on now."""


class GivenModel(Protocol):
    """A model that somebody else holds; `explorer.engine.script_model` makes it."""

    def restore(self) -> None:
        """Put it back as it was when it was taken; doing it again changes nothing."""


@dataclass
class LoadedModel:
    """The one model that is in memory, with all that belongs to it. Never leaves the torch room."""

    serial: int
    model: PreTrainedModel
    tokenizer: Tokenizer | None
    state: WeightState
    name: str
    source: str = ""
    revision: str = ""
    tokenizer_source: str = ""
    unread_tokenizer: UnreadTokenizer | None = None
    seed: int | None = None
    asked_dtype: str = "auto"
    variant: str = ""
    prefix: str = ""
    edit: ConfigEdit | None = None
    report: LoadReport | None = None
    examples: tuple[Example, ...] = ()
    seconds: float = 0.0
    processor_files: dict[str, str] = field(default_factory=dict)
    sentence_modules: SentenceModules | None = None
    twin_of: str = ""
    training: TrainingRecord | None = None
    from_python: bool = False
    given: GivenModel | None = None
    run_inputs: dict[str, torch.Tensor] = field(default_factory=dict)
    run_outputs: dict[str, torch.Tensor] = field(default_factory=dict)
    # Asked once, as loaded: looking inside switches it and puts it back.
    attention: str = ""
    _config_json: str = ""
    _ran: tuple[RunResult | Answer, dict[str, torch.Tensor]] | None = None
    _patch: tuple[AppliedPatch, dict[str, torch.Tensor]] | None = None

    def __post_init__(self) -> None:
        if self.model._can_set_attn_implementation():
            self.attention = str(self.model.config._attn_implementation or "")

    @property
    def config_json(self) -> str:
        """The whole config as JSON, written once: one of very many keys takes half a second."""
        if not self._config_json:
            self._config_json = self._written_config()
        return self._config_json

    def write_config(self, check: Check) -> None:
        """Write the config for `config_json`, where a stop may still leave all as it was."""
        if not self._config_json:
            self._config_json = long_steps.in_thread(check, self._written_config)
            long_steps.in_thread(check, functools.partial(config_values, self._config_json))

    def _written_config(self) -> str:
        return str(self.model.config.to_json_string(use_diff=False))

    @property
    def config_place(self) -> tuple[str, str]:
        """Where its config lies, with the revision: an adapter's folder has none."""
        if self.report is not None and self.report.base:
            return self.report.base, self.report.base_revision
        return self.source, self.revision

    def aside(self) -> LoadedModel:
        """A separate record over the same weights: a run of it leaves the last run as it is."""
        # A shallow copy: weights and tokenizer are shared, the last run is not.
        clone = copy.copy(self)
        clone.run_inputs, clone.run_outputs, clone._ran, clone._patch = {}, {}, None, None
        return clone

    @property
    def ran(self) -> RunResult | None:
        """The last run, None where it was made by another request than `Run`."""
        answer = self._last
        return answer if isinstance(answer, RunResult) else None

    @ran.setter
    def ran(self, ran: RunResult | Answer) -> None:
        self._ran = (ran, self.run_inputs)

    @property
    def answer(self) -> Answer | None:
        """What the last run answered, where it was made by another request than `Run`."""
        result = self._last
        return None if isinstance(result, RunResult) else result

    @property
    def _last(self) -> RunResult | Answer | None:
        answers = self._ran
        # A run by another path replaces `run_inputs`, and what belonged to the old ones is then no
        # longer the last.
        return answers[0] if answers is not None and answers[1] is self.run_inputs else None

    @property
    def patch(self) -> AppliedPatch | None:
        """What another run put into the last one; a new run has nothing in it."""
        patches = self._patch
        return patches[0] if patches is not None and patches[1] is self.run_inputs else None

    @patch.setter
    def patch(self, patch: AppliedPatch | None) -> None:
        self._patch = None if patch is None else (patch, self.run_inputs)


def summary(loaded: LoadedModel) -> ModelSummary:
    """Describe the model in memory; every number is read from the model itself."""
    model, config = loaded.model, loaded.model.config
    text: PreTrainedConfig = text_part(config)
    # parameters() yields a tied tensor once; by address, buffers that are views of others count
    # once too.
    parameters = tuple(model.parameters())
    first = parameters[0] if parameters else None
    tensors = {t.data_ptr(): t for t in (*parameters, *model.buffers()) if t.numel()}
    labels: dict[Any, Any] = dict(config.id2label or {})
    task = tasks.of_model(model)
    switched, report = adapter.state(model), loaded.report
    if switched == "off" and report is not None:
        sentence = tr(
            "The adapter is switched off: these are the weights of its base, {base}, as they are "
            "without it.",
            base=Path(report.base).name,
        )
        report = replace(report, sentence=sentence)
    return ModelSummary(
        serial=loaded.serial,
        class_name=type(model).__name__,
        auto_class=tasks.auto_class(config.model_type, type(model).__name__),
        class_module=_module(model),
        config_class=type(config).__name__,
        model_type=config.model_type,
        name=loaded.name,
        source=loaded.source,
        revision=loaded.revision,
        state=loaded.state,
        state_text=state_text(
            loaded.state, loaded.training, loaded.report, switched, _trained_as(loaded)
        ),
        parameters=sum(parameter.numel() for parameter in parameters),
        bytes=sum(tensor.numel() * tensor.element_size() for tensor in tensors.values()),
        dtype=dtype_name(first.dtype) if first is not None else "",
        device=str(model.device),
        task=task,
        tokenizer=loaded.tokenizer_source,
        tokenizer_class=loaded.tokenizer.class_name if loaded.tokenizer is not None else "",
        mask_token=(loaded.tokenizer and loaded.tokenizer.mask_token) or "",
        vocab_size=input_ids.vocab_size(model),
        max_length=input_ids.max_length(model),
        layers=_number(text, "num_hidden_layers"),
        heads=_number(text, "num_attention_heads"),
        hidden_size=_number(text, "hidden_size"),
        # id2label read from JSON may have its keys in any order; the head's columns are 0, 1, 2, …
        labels=tuple(str(labels[key]) for key in sorted(labels))
        if task in (*tasks.LABELS, tasks.TOKEN_CLASSIFICATION)
        else (),
        seed=loaded.seed,
        asked_dtype=loaded.asked_dtype,
        edit=loaded.edit,
        config_json=loaded.config_json,
        report=report,
        examples=loaded.examples,
        seconds=loaded.seconds,
        attention=loaded.attention,
        attention_parts=_attention_parts(loaded),
        variant=loaded.variant,
        prefix=loaded.prefix,
        decoder=decoder_inputs.describe(model),
        takes_cache="use_cache" in inspect.signature(model.forward).parameters,
        chat_templates=tuple(chat_templates.named(loaded.tokenizer)),
        pairs=tokenization.joins_pairs(loaded.tokenizer),
        reads=processor.reads(model),
        says=processor.says(model),
        sampling=sampling_defaults(model),
        generates=loaded.model.can_generate(),
        pad_id=tokenization.pad_id(loaded.tokenizer),
        beside_ids=input_ids.other_inputs(model),
        unread_tokenizer=loaded.unread_tokenizer.sentence if loaded.unread_tokenizer else "",
        twin_of=loaded.twin_of,
        training=loaded.training,
        from_python=loaded.from_python,
        adapter=switched,
        is_snapshot=is_own_snapshot(loaded.source),
    )


def state_text(
    state: WeightState,
    training: TrainingRecord | None,
    report: LoadReport | None = None,
    switched: adapter.State = "",
    trained_as: str = "",
) -> str:
    """What the banner says of the weights; `trained_as` is another class that they are of."""
    if state in ("file", "trained") and report is not None and report.rounded:
        return tr("Approximate: converted from {types}", types=report.rounded)
    if state == "trained" and report is not None and report.copied_from:
        return tr("Trained weights, copied from {name}", name=report.copied_from)
    if state == "file" and report is not None and report.base:
        if switched == "off":
            return tr("Weights from a file, its adapter switched off")
        return tr("Weights from a file, with an adapter merged in")
    if trained_as and state == "trained":
        return tr("Trained weights, of a {class_name}", class_name=trained_as)
    if trained_as and state == "file":
        return tr("Weights from a file, of a {class_name}", class_name=trained_as)
    if training is None:
        return STATE_TEXT[state]
    if training.earlier:
        return numbers_in_words.ntr(
            "Trained in this program: {count} step on {data}, after {earlier} before",
            "Trained in this program: {count} steps on {data}, after {earlier} before",
            training.steps,
            data=training.data,
            earlier=numbers_in_words.count(training.earlier),
        )
    return numbers_in_words.ntr(
        "Trained in this program: {count} step on {data}",
        "Trained in this program: {count} steps on {data}",
        training.steps,
        data=training.data,
    )


def _trained_as(loaded: LoadedModel) -> str:
    """The class that a checkpoint was saved as, where this one has a head on as well: weights that
    fit into it learned another task."""
    model, named = loaded.model, loaded.model.config.architectures
    if loaded.report is None or not named or model.base_model is model:
        return ""
    is_own = type(model).__name__ in named
    return "" if is_own else named[0]


def _attention_parts(loaded: LoadedModel) -> tuple[tuple[str, str], ...]:
    """How each part computes attention where they differ: MusicGen's sound codec has no SDPA."""
    config: Any = loaded.model.config
    parts = [(name, getattr(config, name, None)) for name in config.sub_configs]
    attention_parts = [
        (name, str(sub_config._attn_implementation))
        for name, sub_config in parts
        # A part whose config names none (DBRX's attention) computes it as the whole does.
        if sub_config is not None and sub_config._attn_implementation is not None
    ]
    if not loaded.attention or all(own == loaded.attention for _, own in attention_parts):
        return ()
    return (("", loaded.attention), *attention_parts)


def _module(model: PreTrainedModel) -> str:
    import transformers

    return "" if hasattr(transformers, type(model).__name__) else type(model).__module__


def _number(config: PreTrainedConfig, name: str) -> int:
    return as_int(getattr(config, name, 0)) or 0


def read_examples(folder: Path | None) -> tuple[Example, ...]:
    """Inputs worth trying, from an `examples.json` beside the weights; none where it has none."""
    file = optional(folder, "examples.json")
    if file is None:
        return ()
    try:
        rows = typed_json.read(file, EXAMPLES, list[_Example])
    except (OSError, Malformed):
        return ()  # somebody else's file of the same name
    return tuple(Example(row.text, row.note) for row in rows[:_MOST_EXAMPLES])


class _Example(msgspec.Struct):
    text: str
    note: str = ""
