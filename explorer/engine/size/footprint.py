"""What a model takes: parameters by part, bytes by kind of number, memory to run it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from explorer.boundary.values import as_size
from explorer.engine.config_values import attribute, text_part
from explorer.features.architecture.compute.module_roles import role
from explorer.protocol.config import Footprint, ModelPart
from explorer.text import numbers
from explorer.text.translation import tr

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel

_FLOAT32 = 4
_MOST_PARTS = 12


def memory_free() -> int:
    """Bytes that can be taken without pushing other programs out."""
    import psutil

    return int(psutil.virtual_memory().available)


def count(model: PreTrainedModel) -> int:
    """Parameters, tied ones once."""
    # parameters() yields a tensor that several modules share once.
    return sum(parameter.numel() for parameter in model.parameters())


def footprint(
    model: PreTrainedModel, batch: int, length: int, free_bytes: int, seconds: float
) -> Footprint:
    """Count a model (on the meta device or real). `seconds` is what building it took."""
    started = time.perf_counter()
    parameters = count(model)
    activations, cache = run_bytes(model, batch, length)
    # float32: what a fresh model is made of.
    weights = parameters * _FLOAT32
    whole = weights + activations + cache
    fits = whole <= free_bytes
    return Footprint(
        parameters=parameters,
        trainable_names=sum(1 for _ in model.parameters()),
        parts=parts(model, parameters),
        float32_bytes=weights,
        bfloat16_bytes=parameters * 2,
        int8_bytes=parameters,
        activation_bytes=activations,
        cache_bytes=cache,
        run_bytes=whole,
        batch=batch,
        length=length,
        free_bytes=free_bytes,
        fits=fits,
        sentence=_sentence(parameters, weights, activations + cache, free_bytes, fits),
        class_name=type(model).__name__,
        seconds=seconds + time.perf_counter() - started,
        buffer_bytes=sum(each.numel() * each.element_size() for each in model.buffers()),
    )


def parts(model: PreTrainedModel, parameters: int) -> tuple[ModelPart, ...]:
    """The shares of the model: its children, the base model opened; they sum to the whole."""
    counted: set[int] = set()
    rows: list[tuple[str, str, int]] = []

    def add(name: str, module: torch.nn.Module, *, deep: bool = True) -> None:
        new = [
            parameter
            for parameter in module.parameters(recurse=deep)
            if id(parameter) not in counted
        ]
        # A tied weight belongs to the first part that has it, so that the parts sum to the whole.
        counted.update(id(item) for item in new)
        size = sum(entry.numel() for entry in new)
        if size:
            rows.append((name, role(name.rpartition(".")[2], module), size))

    base = getattr(model, model.base_model_prefix, None) if model.base_model_prefix else None
    for name, child in model.named_children():
        # The base model (bert, transformer, model) is opened: as one part it would be nearly
        # everything.
        if child is base and base is not model:
            for inner_name, inner in child.named_children():
                add(f"{name}.{inner_name}", inner)
            add(name, child, deep=False)
        else:
            add(name, child)
    add("", model, deep=False)
    rows.sort(key=lambda row: -row[2])
    if len(rows) > _MOST_PARTS:
        rest = sum(size for _, _, size in rows[_MOST_PARTS - 1 :])
        count_rest = len(rows) - _MOST_PARTS + 1
        rows = [
            *rows[: _MOST_PARTS - 1],
            (tr("{count_rest} smaller parts", count_rest=count_rest), "together", rest),
        ]
    return tuple(
        ModelPart(
            name or tr("its own weights"), words, size, size / parameters if parameters else 0.0
        )
        for name, words, size in rows
    )


def run_bytes(model: PreTrainedModel, batch: int, length: int) -> tuple[int, int]:
    """Bytes of activations and of the key-value cache for one run in float32, estimated.

    Activations: one layer's working set, the logits, and the hidden states of all layers, which
    the program keeps to show them. Attention scores count twice (before and after softmax).
    """
    config: Any = model.config
    text = text_part(config)
    width = _first(text, "hidden_size", "d_model", "dim", "embed_dim") or 768
    layers = _first(text, "num_hidden_layers", "num_layers", "encoder_layers") or 12
    heads = _first(text, "num_attention_heads", "num_heads") or 1
    wide = _first(text, "intermediate_size", "d_ff", "encoder_ffn_dim") or 4 * width
    logits = _first(text, "vocab_size") if _has_head(model) else 0
    rows = batch * length  # tokens of the batch
    # What grows with the square of the length, and so decides for long texts.
    scores = 2 * batch * heads * length * length
    # For each token: one layer's working set (8 widths, and twice the wide layer), every hidden
    # state, and the logits with a copy of them.
    values = rows * (8 * width + 2 * wide + (layers + 1) * width + 2 * logits) + scores
    cache = 0
    if model.can_generate():
        # Grouped queries share keys and values; the cache holds only those.
        few = _first(text, "num_key_value_heads") or heads
        # Some configs (Gemma, Qwen3) name a head size that is not width / heads.
        size = _first(text, "head_dim") or width // max(1, heads)
        cache = 2 * layers * few * size * rows * _FLOAT32  # keys and values
    return values * _FLOAT32, cache


def _has_head(model: Any) -> bool:
    """Whether the model scores the whole vocabulary."""
    try:
        return model.get_output_embeddings() is not None
    except (AttributeError, NotImplementedError):
        return False


def _first(config: Any, *names: str) -> int:
    return next(filter(None, (as_size(attribute(config, name)) for name in names)), 0)


def _sentence(parameters: int, weights: int, run: int, free: int, fits: bool) -> str:
    arithmetic = tr(
        "{parameters:,} parameters of 4 bytes each are {weights}; running "
        "adds about {run}; {free} are free",
        parameters=parameters,
        weights=numbers.bytes_(weights),
        run=numbers.bytes_(run),
        free=numbers.bytes_(free),
    )
    return (
        tr("It fits: {arithmetic}.", arithmetic=arithmetic)
        if fits
        else tr("It does not fit: {arithmetic}.", arithmetic=arithmetic)
    )
