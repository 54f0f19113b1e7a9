"""A GGUF file as a checkpoint: transformers converts its weights into plain numbers.

Config, weights and tokenizer are in the one file. Its header was read within limits before
transformers or the package gguf open it (`explorer.boundary.gguf_header`); they map the file while
they convert it, and hold nothing of it afterwards.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.boundary import gguf_header
from explorer.boundary.gguf_header import PLAIN, UNCONVERTED, CutShort, GgufHeader, UnknownType
from explorer.boundary.packages import installed
from explorer.boundary.typed_json import Malformed
from explorer.engine import long_steps
from explorer.engine.numbers import go_on
from explorer.engine.weights.weight_files import TensorHead, WeightFiles
from explorer.protocol.failures import (
    ConfigBroken,
    GgufNotSupported,
    HeaderBroken,
    NeedsPackage,
    NotReadable,
    WeightsCutShort,
)
from explorer.protocol.job import Check
from explorer.text.translation import tr

if TYPE_CHECKING:
    from transformers import PreTrainedConfig, PreTrainedModel

# transformers asks for it whatever the architecture is.
_ALWAYS = ("accelerate",)
_INSTALL = 'pip install "transformer-explorer[gguf]"'
# GGUF's names of architectures that transformers knows by another; see `load_gguf_checkpoint`.
_ALIASES = {"qwen2moe", "qwen3moe", "gpt-oss", "gpt_oss", "minimax-m2", "t5encoder"}


def of(path: str) -> Path | None:
    """The GGUF file that a path means; None for anything else. Told by its first bytes."""
    if not os.path.isfile(path):
        return None
    try:
        with Path(path).open("rb") as file:
            return Path(path) if file.read(4) == gguf_header.MAGIC else None
    except OSError:
        return None


def header(file: Path, check: Check) -> GgufHeader:
    """Its header. Raises HeaderBroken, WeightsCutShort, GgufNotSupported, NotReadable."""
    try:
        return gguf_header.read(file, check)
    except CutShort as error:
        raise WeightsCutShort(file.name, error.wanted, error.there) from error
    except UnknownType as error:
        raise GgufNotSupported(str(file), str(error.kind), architecture=False) from error
    except Malformed as error:
        raise HeaderBroken(file.name, str(error)) from error
    except OSError as error:
        raise NotReadable(file.name, error.strerror or str(error)) from error


def weights(file: Path, check: Check) -> WeightFiles:
    """Its tensors, as those of any other file of weights; their dtypes are GGUF's words."""
    tensors = tuple(
        TensorHead(tensor.name, tensor.type, tensor.shape, file.name, tensor.bytes, tensor.start)
        for tensor in header(file, check).tensors
    )
    return WeightFiles(False, (file,), tensors, file.stat().st_size, converted=True)


def keys(file: Path) -> bytes:
    """A file of its keys alone, without weights; raises as `header`."""
    return gguf_header.without_tensors(file, header(file, go_on).keys_end)


def has_tokenizer(file: Path) -> bool:
    """Whether a tokenizer can be made from it; raises as `header`."""
    return "tokenizer.ggml.tokens" in header(file, go_on).keys


def values(file: Path, path: str, check: Check) -> dict[str, Any]:
    """What its keys say, in the words of a config.json.

    Raises GgufNotSupported and NeedsPackage besides the failures of `header`, and ConfigBroken.
    """
    about = header(file, check)
    _judge(about, path)
    try:
        # A vocabulary of 256,000 tokens is walked over one by one: seconds.
        return long_steps.in_thread(check, lambda: _config(file))
    except ImportError as error:
        raise _needs(path, ("gguf",), str(error)) from error
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        reason = tr("Its keys do not say all that a config needs.")
        raise ConfigBroken(path, reason, f"{type(error).__name__}: {error}") from error


def _config(file: Path) -> dict[str, Any]:
    from transformers import PreTrainedConfig
    from transformers.models.auto.modeling_auto import (
        MODEL_FOR_CAUSAL_LM_MAPPING_NAMES,
        MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES,
    )

    config, _ = PreTrainedConfig.get_config_dict(
        str(file.parent), gguf_file=file.name, local_files_only=True
    )
    kind = str(config.get("model_type"))
    # Such a file names no class: it was made to write text.
    name = MODEL_FOR_CAUSAL_LM_MAPPING_NAMES.get(
        kind
    ) or MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES.get(kind)
    return {"architectures": [name] if name else None, **config}


def _judge(about: GgufHeader, path: str) -> None:
    """Refuse what cannot be converted here, before anything of it is."""
    import transformers

    if not hasattr(transformers, "GgufConfig"):
        raise _needs(path, ("transformers 5.24",))
    from transformers.integrations.gguf.dequant import GGML_NAME
    from transformers.integrations.gguf.gguf_conversion_mapping import GGUF_ARCHS
    from transformers.modeling_gguf_pytorch_utils import GGUF_SUPPORTED_ARCHITECTURES

    native = about.architecture in GGUF_ARCHS
    known = {*GGUF_SUPPORTED_ARCHITECTURES} - {"general", "tokenizer"} | _ALIASES
    if not native and about.architecture not in known:
        raise GgufNotSupported(path, about.architecture, architecture=True)
    # transformers takes sizes that are not there from another model.
    for name in ("block_count", "embedding_length"):
        if f"{about.architecture}.{name}" not in about.keys:
            reason = tr("It does not say how large the model is ({name}).", name=name)
            raise ConfigBroken(path, reason)
    for tensor in about.tensors:
        readable = tensor.type in PLAIN or (
            tensor.type in GGML_NAME.values() if native else tensor.type not in UNCONVERTED
        )
        if not readable:
            raise GgufNotSupported(path, tensor.type, architecture=False)
    missing = [
        package for package in (*(() if native else ("gguf",)), *_ALWAYS) if not installed(package)
    ]
    if missing:
        raise _needs(path, tuple(missing))


def _needs(path: str, packages: tuple[str, ...], details: str = "") -> NeedsPackage:
    return NeedsPackage(path, packages, f"{_INSTALL}\n{details}".strip())


def filled(
    cls: Any, config: PreTrainedConfig, file: Path, dtype: Any, more: Mapping[str, Any]
) -> tuple[PreTrainedModel, dict[str, Any]]:
    """The model with the weights of the file as plain numbers, and what transformers says of it."""
    from transformers import GgufConfig

    model, info = cls.from_pretrained(
        str(file.parent),
        gguf_file=file.name,
        dtype=dtype,
        # Also where a kernel is there that computes with packed weights: they are to be looked at,
        # and the model can be saved as any other.
        quantization_config=GgufConfig(dequantize=True),
        **{**more, "config": config},
    )
    # numpy made them, whose memory begins anywhere: the last digit of a product depends on that.
    for parameter in model.parameters():
        parameter.data = parameter.data.clone()
    return model, info


def rounded(files: WeightFiles) -> str:
    """The types that its weights were rounded to, those of the most numbers first; empty where
    nothing was rounded."""
    counts: dict[str, int] = {}
    for tensor in files.tensors:
        if tensor.dtype not in PLAIN:
            counts[tensor.dtype] = counts.get(tensor.dtype, 0) + tensor.bytes
    return ", ".join(sorted(counts, key=lambda kind: -counts[kind])[:3])
