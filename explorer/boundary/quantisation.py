"""Whether a checkpoint's weights are packed into fewer bits, by its config and its tensors' names.

Such weights are no numbers to look at: a package unpacks them while the model runs. Measured with
transformers 5.23 on a CPU: none of its methods unpacks without a package of its own (FP8 and MXFP4
need accelerate), so they are refused, each with its name and its package. FP8 is converted into
plain numbers where that package is installed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from explorer.boundary.packages import installed
from explorer.boundary.values import as_dict, as_text, ints


@dataclass(frozen=True)
class Quantisation:
    """How weights are packed.

    `method` is its usual name, empty where nothing names it; `bits` are those of one weight, 0
    where that is not said. `packages` are what pip installs to read it; `known` tells whether
    transformers knows the method.
    """

    method: str
    bits: int
    packages: tuple[str, ...]
    known: bool = True

    @property
    def missing(self) -> tuple[str, ...]:
        """Those of the packages that are not installed."""
        return tuple(
            package for package in self.packages if not installed(_IMPORTED.get(package, package))
        )


# transformers' name of a method: its usual name, and the packages that its quantizer asks for.
_METHODS: dict[str, tuple[str, tuple[str, ...]]] = {
    "aqlm": ("AQLM", ("aqlm", "accelerate")),
    "auto-round": ("AutoRound", ("auto-round",)),
    "awq": ("AWQ", ("gptqmodel", "accelerate")),
    "bitnet": ("BitNet", ("accelerate",)),
    "bitsandbytes": ("bitsandbytes", ("bitsandbytes", "accelerate")),
    "bitsandbytes_4bit": ("bitsandbytes", ("bitsandbytes", "accelerate")),
    "bitsandbytes_8bit": ("bitsandbytes", ("bitsandbytes", "accelerate")),
    "compressed-tensors": ("compressed-tensors", ("compressed-tensors",)),
    "eetq": ("EETQ", ("kernels", "accelerate")),
    "fbgemm_fp8": ("FBGEMM FP8", ("fbgemm-gpu", "accelerate")),
    "fouroversix": ("Four Over Six", ("fouroversix",)),
    "fp8": ("FP8", ("accelerate",)),
    "fp_quant": ("FP-Quant", ("fp_quant",)),
    "gemma": ("Gemma's own method", ()),
    "gguf": ("GGUF", ("gguf",)),
    "gptq": ("GPTQ", ("gptqmodel", "optimum")),
    "higgs": ("HIGGS", ("flute-kernel", "accelerate")),
    "hqq": ("HQQ", ("hqq", "accelerate")),
    "metal": ("Metal", ("kernels",)),
    "mxfp4": ("MXFP4", ("kernels", "accelerate")),
    "mxfp8": ("MXFP8", ("accelerate",)),
    "nvfp4": ("NVFP4", ("kernels",)),
    "quanto": ("quanto", ("optimum-quanto", "accelerate")),
    "quark": ("Quark", ("amd-quark",)),
    "sinq": ("SINQ", ("sinq",)),
    "spqr": ("SpQR", ("spqr_quant", "accelerate")),
    "torchao": ("torchao", ("torchao",)),
    "vptq": ("VPTQ", ("vptq", "accelerate")),
}
# Methods of other programs, which transformers does not know.
_OTHERS = {
    "exl2": "ExLlamaV2 (EXL2)",
    "exl3": "ExLlamaV3 (EXL3)",
    "mlx": "MLX",
    "modelopt": "NVIDIA ModelOpt",
    "modelopt_fp4": "NVIDIA ModelOpt",
    "marlin": "Marlin",
}
# The name under which a package is imported, where it is not the one that pip knows.
_IMPORTED = {
    "amd-quark": "quark",
    "auto-round": "auto_round",
    "compressed-tensors": "compressed_tensors",
    "fbgemm-gpu": "fbgemm_gpu",
    "flute-kernel": "flute",
    "optimum-quanto": "optimum.quanto",
}
_KEYS = ("quantization_config", "compression_config", "quantization")
# Files beside the config in which older exporters wrote it: AutoGPTQ, AutoAWQ, NVIDIA ModelOpt.
SIDE_FILES = {
    "quantize_config.json": "gptq",
    "quant_config.json": "awq",
    "hf_quant_config.json": "modelopt",
}

_INTEGERS = {"I8", "U8", "I16", "I32", "U32", "F4", "F6_E2M3", "F6_E3M2"}


def of_config(
    config: Mapping[str, Any], side_configs: Mapping[str, Mapping[str, Any]] | None = None
) -> Quantisation | None:
    """What a config says of its weights; `side_configs` are those of `SIDE_FILES` that exist."""
    # A composite config has it in the part that is packed (text_config).
    for part in (config, *map(as_dict, config.values())):
        for key in _KEYS:
            if settings := as_dict(part.get(key)):
                return _scheme_text(settings, "mlx" if key == "quantization" else "")
    for name, values in (side_configs or {}).items():
        if values:
            return _scheme_text(values, SIDE_FILES[name])
    return None


def converted(config: Mapping[str, Any]) -> Quantisation | None:
    """How weights are packed that transformers turns into plain numbers here; None for all others.

    FP8 where accelerate is installed: it needs no graphics card then.
    """
    settings = as_dict(config.get("quantization_config"))
    if as_text(settings.get("quant_method")) != "fp8":
        return None
    packing = of_config(config)
    return packing if packing is not None and not packing.missing else None


def of_tensors(tensors: Iterable[tuple[str, str, int]]) -> Quantisation | None:
    """What the tensors themselves say: (name, dtype in safetensors' words, bytes) of each."""
    endings: set[str] = set()
    dtypes: set[str] = set()
    packed = total = 0
    for name, dtype, size in tensors:
        endings |= _endings(name)
        dtypes.add(dtype)
        total += size
        packed += size if dtype in _INTEGERS else 0
    for marks, method in _MARKS:
        if all(mark in endings or mark in dtypes for mark in marks):
            # All marks of a row, as some are shared: "qweight" alone is GPTQ's and AWQ's.
            return _named(method, 0)
    # More than half of the bytes in whole numbers: no other weights are stored so.
    return _named("", 0) if total and packed > total / 2 else None


# What only packed weights have: ends of names, and dtypes. The first row that fits counts.
_MARKS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("qweight", "g_idx"), "gptq"),
    (("qweight", "qzeros"), "awq"),
    (("SCB", "I8"), "bitsandbytes_8bit"),
    (("absmax", "quant_map"), "bitsandbytes_4bit"),
    (("weight_packed",), "compressed-tensors"),
    (("weight_scale_inv", "F8_E4M3"), "fp8"),
    (("weight_scale", "F8_E4M3"), "compressed-tensors"),
    (("weight_scale", "I8"), "compressed-tensors"),
    (("_blocks", "_scales", "U8"), "mxfp4"),
    (("codes", "codebooks"), "aqlm"),
    (("W_q",), "hqq"),
    (("_data", "_scale", "I8"), "quanto"),
    (("q_weight", "q_scale", "q_groups"), "exl2"),
    (("trellis", "suh"), "exl3"),
    (("dense_weights", "in_perm_ids"), "spqr"),
    (("centroids", "indices"), "vptq"),
    (("scales", "U32"), "mlx"),
)


def _endings(name: str) -> set[str]:
    """The last word of a tensor's name, and what of it follows its last `_`."""
    last = name.rpartition(".")[2]
    endings = {last}
    if "_" in last:
        endings.add("_" + last.rpartition("_")[2])
    return endings


def _scheme_text(settings: Mapping[str, Any], otherwise: str) -> Quantisation:
    method = settings.get("quant_method")
    counts = (settings.get(key) for key in ("bits", "w_bit", "weight_bits", "nbits"))
    bits = next(iter(ints(counts)), 0)
    # bitsandbytes before transformers named methods.
    if settings.get("load_in_4bit") is True:
        method, bits = "bitsandbytes", 4
    elif settings.get("load_in_8bit") is True:
        method, bits = "bitsandbytes", 8
    name = " ".join(as_text(method).split())[:60]
    # MLX writes its settings once more under transformers' key, without a method.
    return _named(name or otherwise or ("mlx" if "group_size" in settings else ""), bits)


def _named(method: str, bits: int) -> Quantisation:
    if method in _METHODS:
        name, packages = _METHODS[method]
        if not bits and method.endswith("bit"):
            # The digit before "bit": bitsandbytes_4bit.
            bits = int(method[-4])
        return Quantisation(name, bits if 0 < bits < 32 else 0, packages)
    return Quantisation(_OTHERS.get(method, method), bits if 0 < bits < 32 else 0, (), known=False)
