"""An edited config, and what a model of it would take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ConfigEdit:
    """The whole state of the form, and what a model is created from.

    `class_name` is an Auto class ("AutoModelForMaskedLM") or an exact class ("BertForMaskedLM").
    `overrides` is a JSON object with only what was given: `{"hidden_size": 512}`; sub-configs
    nest, and a free slot's `model_type` is inside its object.
    """

    model_type: str
    class_name: str = ""
    overrides: str = "{}"


@dataclass(frozen=True)
class ModelPart:
    """A share of the parameters: the embeddings, the layers, the head, ..."""

    name: str
    role: str
    parameters: int
    share: float


@dataclass(frozen=True)
class WhatIf:
    """One change and its price: `hidden_size` 1024 makes it `factor` times as large."""

    path: str
    value: str
    parameters: int
    factor: float
    sentence: str


@dataclass(frozen=True)
class Footprint:
    """What the model would take. Bytes are exact for the weights, an estimate for the run.

    `buffer_bytes` is what the model keeps beside its weights, such as the numbers of positions.
    `run_bytes` is weights (float32) + activations + key-value cache at `batch` x `length`.
    `fits` compares it with `free_bytes`; `sentence` is the arithmetic in words.
    """

    parameters: int
    trainable_names: int
    parts: tuple[ModelPart, ...]
    float32_bytes: int
    bfloat16_bytes: int
    int8_bytes: int
    activation_bytes: int
    cache_bytes: int
    run_bytes: int
    batch: int
    length: int
    free_bytes: int
    fits: bool
    sentence: str
    class_name: str
    seconds: float
    buffer_bytes: int = 0
