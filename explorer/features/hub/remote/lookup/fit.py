"""Will it fit? Memory for the weights, for a run and for loading, from headers and config alone.

The terms were measured with `python -m tests.surveys.fit` (transformers 5.23, torch 2.13, CPU):
weights of the stored dtype are the file itself, mapped; weights of another dtype are read beside
it, so that both count while loading. What is not known is said so, and never taken for "too large".
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from explorer.boundary.quantisation import converted
from explorer.boundary.values import as_dict, as_list, ints
from explorer.features.hub.protocol.checkpoint_page import TensorHeader
from explorer.features.hub.protocol.fit import CheckFit, Fit, FitLine
from explorer.features.hub.remote.lookup import names
from explorer.features.hub.remote.lookup.facts import (
    CheckpointFacts,
    gather,
    gather_headers,
    refusal,
)
from explorer.features.hub.remote.lookup.lookups import Lookups
from explorer.features.hub.remote.lookup.rows import BYTES_OF, memory_free, verdict
from explorer.protocol.job import Check, Report
from explorer.text import numbers
from explorer.text.translation import tr

_TARGET = {"float32": 4, "bfloat16": 2, "float16": 2, "float64": 8}
_FLOATS = {"F64", "F32", "F16", "BF16"}
_NAME_OF = {"F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16"}
_FIRST_RUN = 8_000_000  # bytes: buffers and kernels of a first run, whatever the model
_LOADER = 3_500_000  # bytes: what reading and assigning takes beside the tensors


@dataclass(frozen=True)
class Sizes:
    """The numbers of a config that memory depends on; text models in transformers' words."""

    hidden: int
    layers: int
    heads: int
    kv_width: int
    intermediate: int
    vocabulary: int
    keeps_keys: bool
    has_head: bool
    gated: bool


def check_fit(request: CheckFit, lookups: Lookups, check: Check, report: Report) -> Fit:
    """The answer for one checkpoint, from facts that are remembered between two askings."""
    checkpoint, revision = names.asked(request.checkpoint, request.revision)
    facts = gather(lookups, checkpoint, revision, check, report)
    # What unloading gives back counts as room: the person is asked before.
    room = memory_free() + request.frees
    if facts.gate is None and refusal(facts) is not None:
        packed = facts.foreign is not None and facts.foreign.quantisation is not None
        why = tr("its weights are packed") if packed else tr("there is nothing to load here")
        return cannot_tell(why, room)
    if converted(facts.config) is not None:  # in memory they are plain, and several times larger
        return cannot_tell(tr("its weights are packed"), room)
    headers = gather_headers(lookups, facts, check, report)
    if headers.tensors and not headers.note:
        tensors = headers.tensors
    else:
        tensors = _from_sizes(facts, headers.note)
        if not tensors:
            return cannot_tell(headers.note or tr("the Hub does not say how large it is"), room)

    return work_out(tensors, facts.config, request, room)


def work_out(
    tensors: tuple[TensorHeader, ...],
    config: Mapping[str, Any],
    request: CheckFit,
    room: int,
) -> Fit:
    """The arithmetic. `room` is memory free now plus what unloading the current model frees."""
    stored = sum(tensor.bytes for tensor in tensors)
    main = _commonest(tensors)
    dtype = _NAME_OF.get(main, main) if request.dtype == "auto" else request.dtype
    wide = _TARGET.get(dtype)
    sizes = read_sizes(config)
    if wide is None:
        return cannot_tell(
            tr("the weights are stored as {main}, which is not counted here", main=main), room
        )
    if sizes is None:
        return cannot_tell(tr("its config has other sizes than those of a text model"), room)
    # Each tensor as it will be in memory; whole numbers keep their dtype.
    weights = sum(_bytes_at(tensor, wide) for tensor in tensors)
    converted = weights != stored or _NAME_OF.get(main) != dtype
    running = working_bytes(sizes, request.batch, request.length, wide, request.attention)
    number = stored if converted else 0
    # Weights of another dtype: the file's pages and the converted copy at once.
    loading = weights + number + _LOADER
    run = weights + running + _FIRST_RUN
    needed = max(loading, run)
    lines = [
        FitLine(
            tr("Weights"), weights, tr("every tensor of the checkpoint as {dtype}", dtype=dtype)
        ),
        FitLine(
            tr("The file beside them"),
            number,
            tr("read as {main} and turned into {dtype}", main=_NAME_OF.get(main, main), dtype=dtype)
            if converted
            else tr(
                "nothing: the weights are stored as {dtype} and used from the file", dtype=dtype
            ),
        ),
        FitLine(
            tr("Working memory"),
            running,
            tr(
                "{batch} × {length} tokens, keeping the attention of every layer",
                batch=numbers.count(request.batch),
                length=numbers.count(request.length),
            )
            if request.attention
            else tr(
                "{batch} × {length} tokens",
                batch=numbers.count(request.batch),
                length=numbers.count(request.length),
            ),
        ),
        FitLine(tr("A first run's own buffers"), _FIRST_RUN, tr("measured, whatever the model")),
        FitLine(
            tr("Needed at the most"),
            needed,
            tr("while loading: the weights and the file beside them")
            if loading > run
            else tr("while running: the weights, the working memory and the buffers"),
        ),
        FitLine(tr("Memory free now"), room - request.frees, tr("as the system reports it")),
        FitLine(
            tr("Unloading the current model frees"), request.frees, tr("the weights in memory now")
        ),
    ]
    answer = verdict(needed, room)
    sentence = {
        "fits": tr(
            "Fits: needs about {needed} of {memory}.",
            needed=numbers.bytes_(needed),
            memory=numbers.bytes_(room),
        ),
        "tight": tr(
            "Tight: needs about {needed} of {memory}.",
            needed=numbers.bytes_(needed),
            memory=numbers.bytes_(room),
        ),
        "too large": (
            tr(
                "Too large: needs about {needed}, and there are {memory}. Once it is downloaded, "
                "some weights may stay on disk when it is opened.",
                needed=numbers.bytes_(needed),
                memory=numbers.bytes_(room),
            )
        ),
    }[answer]
    return Fit(answer, sentence, weights, loading, run, needed, room, dtype, tuple(lines))


def cannot_tell(why: str, room: int) -> Fit:
    """The answer where nothing is known that could be counted."""
    return Fit(
        "cannot tell",
        tr("It is not known whether it fits: {why}.", why=why.removesuffix(".")),
        0,
        0,
        0,
        0,
        room,
        "",
        (),
    )


def working_bytes(sizes: Sizes, batch: int, length: int, wide: int, attention: bool) -> int:
    """Bytes of one forward pass on top of the weights; the largest moment counts.

    A layer holds its input, its norm and its inner width (twice, and once more when gated) or its
    queries, keys and values; the head holds the logits on top, because freed blocks of a layer's
    size stay with the process (glibc raises its mapping threshold to 32 MB).
    """
    tokens = batch * length
    # Twice: before and after the activation; gated layers (SwiGLU) have two projections.
    inner = tokens * sizes.intermediate * wide * (3 if sizes.gated else 2)
    # Input, norm, queries, keys and values, of one width each.
    attending = tokens * sizes.hidden * wide * 5
    layer = tokens * sizes.hidden * wide * 2 + max(inner, attending)
    head = tokens * sizes.vocabulary * wide if sizes.has_head else 0
    # Keys and values of every layer: [batch, key-value heads, tokens, size] each.
    keys = 2 * sizes.layers * tokens * sizes.kv_width * wide if sizes.keeps_keys else 0
    square = batch * sizes.heads * length * length
    # All maps are kept in the model's dtype; the one at work in float32, before and after softmax.
    number = square * wide * sizes.layers + square * 8 if attention else 0
    return layer + head + tokens * sizes.hidden * wide + keys + number


def read_sizes(config: Mapping[str, Any]) -> Sizes | None:
    """Sizes under any of their usual names; None when the essential ones are not there."""
    # A composite config holds the text model's sizes in text_config.
    text = {**config, **as_dict(config.get("text_config"))}

    def first(*keys: str) -> int | None:
        return next(iter(ints(text.get(key) for key in keys)), None)

    hidden = first("hidden_size", "d_model", "n_embd", "dim", "emb_dim", "embed_dim")
    layers = first("num_hidden_layers", "n_layer", "n_layers", "num_layers", "encoder_layers")
    if not hidden or not layers:
        return None
    heads = first("num_attention_heads", "n_head", "n_heads", "num_heads") or first(
        "encoder_attention_heads"
    )
    heads = heads or 1
    # The config's own head size where it names one (Gemma, Qwen3).
    width = first("head_dim", "d_kv") or hidden // heads
    name = str(next(iter(as_list(config.get("architectures"))), ""))
    decodes = "CausalLM" in name or "LMHead" in name or "ConditionalGeneration" in name
    intermediate = first("intermediate_size", "ffn_dim", "n_inner", "d_ff", "hidden_dim")
    act = str(text.get("hidden_act") or text.get("feed_forward_proj") or "")
    return Sizes(
        hidden=hidden,
        layers=layers + (first("decoder_layers", "num_decoder_layers") or 0),
        heads=heads,
        # Grouped queries: the cache holds key-value heads only.
        kv_width=(first("num_key_value_heads", "num_kv_heads") or heads) * width,
        intermediate=intermediate or first("encoder_ffn_dim") or 4 * hidden,
        vocabulary=first("vocab_size") or 0,
        keeps_keys=decodes and text.get("use_cache", True) is not False,
        has_head=decodes or "MaskedLM" in name or "ForPreTraining" in name,
        gated="silu" in act or "swish" in act or "gated" in act or "glu" in act,
    )


def _bytes_at(tensor: TensorHeader, wide: int) -> int:
    return math.prod(tensor.shape) * wide if tensor.dtype in _FLOATS else tensor.bytes


def _commonest(tensors: tuple[TensorHeader, ...]) -> str:
    total: dict[str, int] = {}
    for tensor in tensors:
        total[tensor.dtype] = total.get(tensor.dtype, 0) + tensor.bytes
    return max(total, key=lambda dtype: total[dtype]) if total else ""


def _from_sizes(facts: CheckpointFacts, note: str) -> tuple[TensorHeader, ...]:
    """Without headers: the weight files' sizes as one tensor of the config's dtype."""
    if facts.weights is None or facts.gate is not None:
        return ()
    files = set(facts.weights.files or facts.shards)
    size = sum(entry.size for entry in facts.entries if entry.path in files)
    sentence = str(facts.config.get("dtype") or facts.config.get("torch_dtype") or "float32")
    # "float32" in the config's words to "F32" in safetensors'.
    dtype = next((d for d, name in _NAME_OF.items() if name == sentence), "")
    if not size or not dtype:
        return ()
    count = size // BYTES_OF[dtype]
    return (TensorHeader("all", dtype, (count,), size, facts.weights.label),)
