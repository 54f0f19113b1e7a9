"""A stand-in for the torch room: answers the Create pane's requests with small, true-to-form data.

It knows no config class: fields are made here, and counting is arithmetic. What the real handlers
answer is tested where they live; here only what is drawn of it.
"""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QObject, Slot

from explorer.features.create.protocol.config import (
    CheckConfig,
    ConfigForm,
    ConfigStart,
    ConfigVerdict,
    DescribeConfig,
    FieldValue,
    FilledField,
    FormField,
    Problem,
    StartFromJson,
    StartFromPreset,
)
from explorer.features.create.view import overrides
from explorer.features.create.view.create_pane import CreatePane
from explorer.protocol.config import ConfigEdit, Footprint, ModelPart, WhatIf
from explorer.protocol.job import Request
from tests.window.subscribed import Replies


def field(path: str, kind: str, default: object, group: str = "sizes", **more: Any) -> FormField:
    """A field with a default."""
    text = json.dumps(default)
    more.setdefault("plain", f"What {path.rpartition('.')[2].replace('_', ' ')} is for")
    more.setdefault("type_text", kind)
    more.setdefault("optional", default is None)
    return FormField(
        path=path,
        name=path.rpartition(".")[2],
        kind=kind,  # type: ignore[arg-type]
        default=text,
        value=more.pop("value", text),
        changed=False,
        group=group,  # type: ignore[arg-type]
        description=more.pop("description", f"The description of {path} in full length."),
        **more,
    )


def bert_fields(prefix: str = "") -> tuple[FormField, ...]:
    """Most of the fields of a BERT."""
    p = prefix
    return (
        field(f"{p}hidden_size", "int", 768, plain="Size of each token's vector", low=1),
        field(f"{p}num_hidden_layers", "int", 12, plain="How many layers are stacked"),
        field(
            f"{p}num_attention_heads", "int", 12, plain="Heads that look at the text in parallel"
        ),
        field(f"{p}intermediate_size", "int", 3072, plain="Width of the feed-forward part"),
        field(
            f"{p}max_position_embeddings", "int", 512, plain="Longest text it can read, in tokens"
        ),
        field(f"{p}vocab_size", "int", 30522, plain="How many different tokens it knows"),
        field(
            f"{p}hidden_act",
            "choice",
            "gelu",
            "more",
            choices=("gelu", "relu", "silu", "gelu_pytorch_tanh"),
            plain="Activation function",
        ),
        field(f"{p}layer_norm_eps", "float", 1e-12, "more"),
        field(f"{p}head_dim", "int", None, "more", value="64"),
        field(f"{p}layer_types", "list", None, "more", type_text="list[str] | None"),
        field(
            f"{p}rope_parameters",
            "rope",
            {"rope_theta": 10000.0, "rope_type": "default"},
            "more",
        ),
        field(
            f"{p}hidden_dropout_prob",
            "float",
            0.1,
            "training",
            low=0,
            high=1,
            plain="Dropout: share of values dropped in training",
        ),
        field(f"{p}use_cache", "bool", True, "general"),
        field(f"{p}tie_word_embeddings", "bool", None, "general"),
        field(f"{p}classifier_type", "str", None, "general"),
        field(f"{p}pad_token_id", "int", 0, "tokens", type_text="int | None", optional=True),
        field(f"{p}eos_token_id", "int", None, "tokens", type_text="int | list[int] | None"),
        field(f"{p}id2label", "labels", {"0": "LABEL_0", "1": "LABEL_1"}, "labels"),
    )


def fields_of(edit: ConfigEdit) -> tuple[FormField, ...]:
    """BERT for most types, a composite for clip, a long one for deepseek_v3."""
    given = json.loads(edit.overrides)
    if edit.model_type == "deepseek_v3":
        more = tuple(
            field(f"setting_{place}", "int", place, "sizes" if place < 20 else "more")
            for place in range(75 - len(bert_fields()))
        )
        return (*bert_fields(), *more)
    if edit.model_type != "clip":
        return bert_fields()
    slot = given.get("text_config") or {}
    kind = slot.get("model_type", "clip_text_model") if isinstance(slot, dict) else ""
    return (
        field("projection_dim", "int", 512),
        field(
            "text_config",
            "config",
            {"model_type": "clip_text_model"},
            model_type=kind,
            model_types=("clip_text_model", "bert", "llama"),
            fields=bert_fields("text_config.")
            + ((field("text_config.extra", "int", 1),) if kind == "llama" else ()),
            plain="The part that reads text",
        ),
        field(
            "vision_config",
            "config",
            {"model_type": "clip_vision_model"},
            model_type="clip_vision_model",
            fields=bert_fields("vision_config."),
            plain="The part that reads pictures",
        ),
        field("logit_scale", "float", 2.6592, "more"),
    )


def form_of(edit: ConfigEdit) -> ConfigForm:
    """The form of an edit."""
    return ConfigForm(
        edit, "FakeConfig", "A config.", fields_of(edit), (), ("default", "tiny", "base")
    )


def verdict_of(edit: ConfigEdit, batch: int = 1, length: int = 128) -> ConfigVerdict:
    """Judge heads and dropout, count roughly, and know the fields of `fields_of`."""
    given = json.loads(edit.overrides)
    fields = {one.path: one for one in overrides.walk(fields_of(edit))}
    whole = {
        one.name: overrides.value_of(one, given) for one in fields_of(edit) if one.kind != "config"
    }
    problems = []
    for prefix in ("", "text_config."):
        if f"{prefix}hidden_size" not in fields:
            continue
        size = overrides.value_of(fields[f"{prefix}hidden_size"], given)
        heads = overrides.value_of(fields[f"{prefix}num_attention_heads"], given)
        if size % heads:
            near = size - size % heads
            problems.append(
                Problem(
                    f"{prefix}hidden_size",
                    f"hidden_size {size} cannot be split over {heads} heads: each head takes an "
                    "equal share of the vector.",
                    (str(near), str(near + heads)),
                    elsewhere=tuple(
                        FieldValue(f"{prefix}num_attention_heads", str(number))
                        for number in (heads - 1, heads + 1)
                    ),
                )
            )
    if whole.get("pad_token_id", 0) and whole["pad_token_id"] >= whole["vocab_size"]:
        problems.append(
            Problem("pad_token_id", "pad_token_id lies beyond the vocabulary.", ("0", "null"))
        )
    unknown = tuple(key for key in given if key not in fields)
    size, layers = whole.get("hidden_size", 512), whole.get("num_hidden_layers", 12)
    count = 30522 * size + layers * 12 * size * size
    parts = (
        ModelPart("embeddings", "turns token IDs into vectors", 30522 * size, 30522 * size / count),
        ModelPart("layers", "attention, then feed-forward", layers * 12 * size**2, 0.0),
    )
    parts = (
        parts[0],
        ModelPart(parts[1].name, parts[1].role, parts[1].parameters, 1 - parts[0].share),
    )
    footprint = Footprint(
        parameters=count,
        trainable_names=199,
        parts=parts,
        float32_bytes=4 * count,
        bfloat16_bytes=2 * count,
        int8_bytes=count,
        activation_bytes=batch * length * size * 40,
        cache_bytes=batch * length * size * layers * 8,
        run_bytes=4 * count + batch * length * size * 40,
        batch=batch,
        length=length,
        free_bytes=23_000_000_000,
        fits=4 * count < 23_000_000_000,
        sentence="It fits: 23 GB are free."
        if 4 * count < 23_000_000_000
        else "It does not fit into the 23 GB that are free.",
        class_name=edit.class_name,
        seconds=0.08,
    )
    bad = bool(problems)
    return ConfigVerdict(
        edit=edit,
        problems=tuple(problems),
        unknown_keys=unknown,
        config_json=json.dumps({"model_type": edit.model_type, **whole, **given}),
        differences_json=edit.overrides,
        resolved=(("head_dim", str(size // whole.get("num_attention_heads", 12))),),
        derived=(),
        filled=(FilledField("pad_token_id", "0", "needed by the embeddings"),)
        if edit.model_type == "llama"
        else (),
        footprint=None if bad else footprint,
        what_ifs=()
        if bad
        else (
            WhatIf("hidden_size", "1024", count, 1.8, "If hidden_size were 1024: 193.9 M · 776 MB"),
            WhatIf("num_hidden_layers", "6", count, 0.6, "If num_hidden_layers were 6: 66.9 M"),
        ),
        missing_packages=("timm",) if edit.model_type == "timm_backbone" else (),
    )


class FakeLane(QObject):
    """Takes what a pane wants; answers when told to, in order."""

    def __init__(self, pane: CreatePane) -> None:
        super().__init__()
        self.replies = Replies(pane)
        self.asked: list[Request] = []
        self.waiting: list[Request] = []
        pane.wanted.connect(self.take)

    @Slot(object)
    def take(self, request: Request) -> None:
        """Keep a request."""
        self.asked.append(request)
        self.waiting.append(request)

    def answer(self) -> int:
        """Answer everything that waits; how many it were."""
        waiting, self.waiting = self.waiting, []
        for request in waiting:
            result = self._result(request)
            if result is not None:
                self.replies.answer(result, request)
        return len(waiting)

    def fail(self, sentence: str) -> None:
        """Let the oldest request fail."""
        self.replies.fail(self.waiting.pop(0), sentence)

    @staticmethod
    def _result(request: Request) -> object:
        if isinstance(request, DescribeConfig):
            return form_of(request.edit)
        if isinstance(request, CheckConfig):
            return verdict_of(request.edit, request.batch, request.length)
        if isinstance(request, StartFromPreset):
            given = {"hidden_size": 48} if request.preset == "tiny" else {}
            edit = ConfigEdit(request.model_type, request.class_name, json.dumps(given))
            return ConfigStart(edit, form_of(edit), (), ())
        if isinstance(request, StartFromJson):
            return _started(request)
        return None


def _started(request: StartFromJson) -> ConfigStart:
    data = json.loads(request.text)
    kind = data.pop("model_type", request.model_type)
    edit = ConfigEdit(kind, request.class_name or "BertModel")
    defaults = {one.path: json.loads(one.default) for one in fields_of(edit)}
    given = {
        key: value
        for key, value in data.items()
        if key not in defaults or not overrides.same(value, defaults[key])
    }
    edit = ConfigEdit(kind, edit.class_name, json.dumps(given))
    unknown = tuple(key for key in given if key not in defaults)
    return ConfigStart(edit, form_of(edit), unknown, ())
