"""Folders, repositories and files that transformers does not load, and what must be said of each.

`FOLDERS` maps a name to (files, words of the sentence, the folder inside that a button opens);
`FILES` maps a file's name to (content, words of the sentence). Contents are the real formats' own
first bytes.
"""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import numpy as np

from tests.loopback.checkpoints import safetensors

Files = dict[str, bytes]

_CONFIG = json.dumps({"model_type": "bert", "architectures": ["BertModel"]}).encode()
_WHOLE: Files = {"config.json": _CONFIG, "model.safetensors": b"x"}
GGUF = b"GGUF" + (3).to_bytes(4, "little") + bytes(64)


def _inside(folder: str, files: Files | None = None) -> Files:
    return {f"{folder}/{name}": content for name, content in (files or _WHOLE).items()}


def _adapter(**more: object) -> Files:
    return {
        "adapter_config.json": json.dumps({"peft_type": "LORA", **more}).encode(),
        "adapter_model.safetensors": b"x",
    }


FOLDERS: dict[str, tuple[Files, str, str]] = {
    "adapter": (
        _adapter(base_model_name_or_path="openai-community/gpt2"),
        "an adapter for openai-community/gpt2",
        "",
    ),
    "adapter of nothing": (_adapter(), "does not say which model it belongs to", ""),
    "older adapter": (
        {
            "adapter_config.json": b'{"model_name": "bert-base-uncased"}',
            "pytorch_adapter.bin": b"x",
        },
        "an adapter for bert-base-uncased",
        "",
    ),
    "adapter of a run": (
        {**_adapter(base_model_name_or_path="a/b"), **_inside("checkpoint-5", _adapter())},
        "an adapter for a/b",
        "",
    ),
    "LoRA of pictures": ({"pytorch_lora_weights.safetensors": b"x"}, "is an adapter", ""),
    "GGUF": (
        {"tiny.Q4_K_M.gguf": GGUF, "config.json": _CONFIG},
        "as a GGUF file: tiny.Q4_K_M.gguf",
        "tiny.Q4_K_M.gguf",
    ),
    "GGML": ({"ggml-base.en.bin": b"lmgg"}, "old llama.cpp", ""),
    "ONNX": ({"config.json": _CONFIG, "onnx/model.onnx": b"x"}, "ONNX Runtime", ""),
    "OpenVINO": (
        {"config.json": _CONFIG, "openvino_model.xml": b"<", "openvino_model.bin": b"x"},
        "OpenVINO",
        "",
    ),
    "TensorFlow": ({"config.json": _CONFIG, "tf_model.h5": b"\x89HDF"}, "TensorFlow", ""),
    "TensorFlow 1": (
        {
            "bert_model.ckpt.index": b"x",
            "bert_model.ckpt.data-00000-of-00001": b"x",
            "bert_config.json": b"{}",
            "vocab.txt": b"a",
        },
        "TensorFlow",
        "",
    ),
    "saved model": ({"saved_model.pb": b"x", "variables/variables.index": b"x"}, "TensorFlow", ""),
    "Keras": (
        {"config.json": b'{"registered_name": "x>y"}', "model.weights.h5": b"\x89HDF"},
        "Keras",
        "",
    ),
    "Flax": ({"config.json": _CONFIG, "flax_model.msgpack": b"x"}, "Flax (JAX)", ""),
    "CTranslate2": (
        {"config.json": b"{}", "model.bin": b"x", "vocabulary.json": b"[]"},
        "CTranslate2",
        "",
    ),
    "MLX": ({"config.json": _CONFIG, "weights.npz": b"PK"}, "MLX (Apple)", ""),
    "Core ML": (
        {"model.mlpackage/Manifest.json": b"{}", "model.mlpackage/Data/model.mlmodel": b"x"},
        "Core ML (Apple)",
        "",
    ),
    "rust-bert": ({"config.json": _CONFIG, "rust_model.ot": b"x"}, "rust-bert", ""),
    "NeMo": ({"parakeet.nemo": b"x"}, "NeMo (NVIDIA)", ""),
    "Paddle": ({"model_state.pdparams": b"x"}, "PaddlePaddle", ""),
    "original Llama": ({"consolidated.00.pth": b"x", "params.json": b"{}"}, "original code", ""),
    "Ollama": (
        {"manifests/registry/tiny/latest": b"{}", "blobs/sha256-" + "0a" * 32: GGUF},
        "Ollama",
        "",
    ),
    "pipeline": (
        {
            "model_index.json": b'{"_class_name": "StableDiffusionPipeline"}',
            **_inside("text_encoder"),
            "unet/config.json": b"{}",
            "unet/diffusion_pytorch_model.safetensors": b"x",
        },
        "diffusers pipeline",
        "text_encoder",
    ),
    "part of a pipeline": (
        {
            "config.json": b'{"_class_name": "UNet2DConditionModel", "_diffusers_version": "0.6"}',
            "diffusion_pytorch_model.safetensors": b"x",
        },
        "part of a diffusers pipeline (UNet2DConditionModel)",
        "",
    ),
    "older sentence-transformers": (
        {
            "modules.json": b'[{"path": "0_Transformer"}]',
            **_inside("0_Transformer"),
            "1_Pooling/config.json": b"{}",
        },
        "older layout of sentence-transformers",
        "0_Transformer",
    ),
    "training run": (
        {
            **_inside("checkpoint-500", {**_WHOLE, "optimizer.pt": b"x"}),
            **_inside("checkpoint-1500"),
            **_inside("checkpoint-1000"),
            "trainer_state.json": b"{}",
        },
        "checkpoint-1500 is the newest",
        "checkpoint-1500",
    ),
    "folder of the cache": (
        {**_inside("snapshots/" + "a" * 40), "refs/main": b"a" * 40},
        "Hugging Face cache",
        "snapshots/" + "a" * 40,
    ),
    "several models": (
        {**_inside("second"), **_inside("first"), "notes.txt": b"x"},
        "folders inside do: first and second",
        "",
    ),
    "timm": (
        {
            "config.json": b'{"architecture": "resnet18", "num_features": 512}',
            "model.safetensors": b"x",
        },
        "needs the package timm",
        "",
    ),
    "weights alone": (
        {"model.safetensors": b"x", "tokenizer.json": b"{}"},
        "weights (model.safetensors) but no config.json",
        "",
    ),
    "pickled weights alone": ({"epoch3.ckpt": b"x"}, "weights (epoch3.ckpt)", ""),
    "state of a run": ({"optimizer.pt": b"x", "scheduler.pt": b"x"}, "state of a training run", ""),
    "tokenizer alone": ({"tokenizer.json": b"{}", "merges.txt": b"x"}, "holds a tokenizer", ""),
}


def _zip(name: str) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr(name, b"x")
    return kept.getvalue()


def _npz() -> bytes:
    kept = io.BytesIO()
    np.savez(kept, first=np.zeros(2))
    return kept.getvalue()


FILES: dict[str, tuple[bytes, str]] = {
    "tiny.gguf": (GGUF, "tiny.gguf is damaged"),
    "no-ending": (GGUF, "no-ending is damaged"),
    "sha256-" + "0a" * 32: (b"{}", "is made for Ollama"),
    "model.onnx": (b"\x08\x07", "is made for ONNX Runtime"),
    "model.h5": (b"\x89HDF\r\n", "is made for TensorFlow or Keras"),
    "model.keras": (_zip("metadata.json"), "is made for Keras"),
    "flax_model.msgpack": (b"\x81", "is made for Flax (JAX)"),
    "numbers.npz": (_npz(), "is made for NumPy"),
    "weights.npz": (_npz(), "is made for MLX (Apple)"),
    "numbers.npy": (b"\x93NUMPY", "is made for NumPy"),
    "model.tflite": (b"\x20\0\0\0TFL3", "is made for TensorFlow"),
    "model.zip": (_zip("model/config.json"), "is an archive"),
    "model.tar.gz": (b"\x1f\x8b\x08", "is an archive"),
    "model.tar": (bytes(257) + b"ustar", "is an archive"),
    "weights.safetensors": (b"\x02\0\0\0\0\0\0\0{}", "weights (weights.safetensors)"),
    "model.safetensors": (b"\x02\0\0\0\0\0\0\0{}", "weights (model.safetensors)"),
    "pytorch_model.bin": (_zip("archive/data.pkl"), "weights (pytorch_model.bin)"),
    "best.pt": (_zip("best/data.pkl"), "weights (best.pt)"),
    "best.pth": (b"\x80\x02", "weights (best.pth)"),
    "last.ckpt": (_zip("last/data.pkl"), "weights (last.ckpt)"),
    "optimizer.pt": (_zip("optimizer/data.pkl"), "part of a training run"),
    "cat.png": (b"\x89PNG\r\n", "is a picture"),
    "cat.jpg": (b"\xff\xd8\xff\xe0", "is a picture"),
    "dog.wav": (b"RIFF\0\0\0\0WAVE", "is a sound"),
    "dog.m4a": (b"\0\0\0\x1cftypM4A ", "is a sound"),
    "cat.heic": (b"\0\0\0\x1cftypheic", "Save it as PNG or JPEG"),
    "drawing.svg": (b"<svg/>", "Save it as PNG or JPEG"),
    "film.mp4": (b"\0\0\0\x1cftypisom", "is a video"),
    "film.webm": (b"\x1a\x45\xdf\xa3", "is a video"),
    "film.avi": (b"RIFF\0\0\0\0AVI ", "is a video"),
    "paper.pdf": (b"%PDF-1.7", "is a document"),
    "renamed": (b"%PDF-1.7", "is a document"),
    "letter.docx": (_zip("[Content_Types].xml"), "is a document"),
    "notes.txt": (b"some words", "is a text, not a model"),
    "notes.xyz": (b"some words", "A model is a folder"),
    "empty.bin": (b"", "is empty"),
}


def _packed(method: dict[str, object], key: str = "quantization_config") -> Files:
    about = json.loads(_CONFIG) | {key: method}
    return {
        "config.json": json.dumps(about).encode(),
        "model.safetensors": safetensors({"a.weight": (4, 4)}),
    }


def _tensors(*parts: tuple[str, str]) -> Files:
    """A checkpoint whose config says nothing: only its tensors (name, dtype) do."""
    entries, at = {}, 0
    for name, dtype in parts:
        size = 64 * {"F32": 4, "I32": 4, "U32": 4, "F16": 2}.get(dtype, 1)
        entries[name] = {"dtype": dtype, "shape": [64], "data_offsets": [at, at + size]}
        at += size
    head = json.dumps(entries).encode()
    file = len(head).to_bytes(8, "little") + head + bytes(at)
    return {"config.json": _CONFIG, "model.safetensors": file}


QUANTISED: dict[str, tuple[Files, str]] = {
    "GPTQ": (_packed({"quant_method": "gptq", "bits": 4}), "(GPTQ, 4 bits)"),
    "AWQ": (_packed({"quant_method": "awq", "bits": 4, "version": "gemm"}), "(AWQ, 4 bits)"),
    "bitsandbytes 4": (
        _packed({"quant_method": "bitsandbytes", "load_in_4bit": True}),
        "(bitsandbytes, 4 bits)",
    ),
    "bitsandbytes 8": (_packed({"load_in_8bit": True}), "(bitsandbytes, 8 bits)"),
    "compressed-tensors": (
        _packed({"quant_method": "compressed-tensors", "format": "pack-quantized"}),
        "(compressed-tensors)",
    ),
    "older compressed-tensors": (
        _packed({"quant_method": "compressed-tensors"}, "compression_config"),
        "(compressed-tensors)",
    ),
    "MLX": (_packed({"group_size": 64, "bits": 4}, "quantization"), "(MLX, 4 bits)"),
    "MLX twice": (_packed({"group_size": 64, "bits": 4}), "(MLX, 4 bits)"),
    "of its text part": (
        _packed({"quantization_config": {"quant_method": "fp8"}}, "text_config"),
        "(FP8)",
    ),
    "unknown": (
        _packed({"quant_method": "squeezed-further"}),
        "(squeezed-further) in a way that transformers does not know",
    ),
    "EXL2": (_packed({"quant_method": "exl2", "bits": 4}), "(ExLlamaV2 (EXL2), 4 bits)"),
    "older GPTQ": (
        {**_packed({}), "quantize_config.json": b'{"bits": 3, "group_size": 128}'},
        "(GPTQ, 3 bits)",
    ),
    "older AWQ": ({**_packed({}), "quant_config.json": b'{"w_bit": 4}'}, "(AWQ, 4 bits)"),
    "ModelOpt": (
        {**_packed({}), "hf_quant_config.json": b'{"quantization": {"quant_algo": "FP8"}}'},
        "(NVIDIA ModelOpt)",
    ),
    **{
        f"named {method}": (_packed({"quant_method": method}), words)
        for method, words in {
            "aqlm": "(AQLM)",
            "auto-round": "(AutoRound)",
            "bitnet": "(BitNet)",
            "eetq": "(EETQ)",
            "fbgemm_fp8": "(FBGEMM FP8)",
            "fp8": "(FP8)",
            "fp_quant": "(FP-Quant)",
            "higgs": "(HIGGS)",
            "hqq": "(HQQ)",
            "mxfp4": "(MXFP4)",
            "quanto": "(quanto)",
            "quark": "(Quark)",
            "spqr": "(SpQR)",
            "torchao": "(torchao)",
            "vptq": "(VPTQ)",
        }.items()
    },
    "tensors of GPTQ": (
        _tensors(
            ("a.qweight", "I32"), ("a.qzeros", "I32"), ("a.g_idx", "I32"), ("a.scales", "F16")
        ),
        "(GPTQ)",
    ),
    "tensors of AWQ": (_tensors(("a.qweight", "I32"), ("a.qzeros", "I32")), "(AWQ)"),
    "tensors of bitsandbytes 8": (
        _tensors(("a.weight", "I8"), ("a.SCB", "F32")),
        "(bitsandbytes, 8 bits)",
    ),
    "tensors of bitsandbytes 4": (
        _tensors(("a.weight", "U8"), ("a.weight.absmax", "F32"), ("a.weight.quant_map", "F32")),
        "(bitsandbytes, 4 bits)",
    ),
    "tensors of compressed-tensors": (
        _tensors(("a.weight_packed", "I32"), ("a.weight_scale", "F16")),
        "(compressed-tensors)",
    ),
    "tensors of FP8": (_tensors(("a.weight", "F8_E4M3"), ("a.weight_scale_inv", "F32")), "(FP8)"),
    "tensors of MXFP4": (_tensors(("a.w_blocks", "U8"), ("a.w_scales", "U8")), "(MXFP4)"),
    "tensors of MLX": (_tensors(("a.weight", "U32"), ("a.scales", "F16")), "(MLX)"),
    "tensors of HQQ": (_tensors(("a.W_q", "U8"), ("a.meta", "U8")), "(HQQ)"),
    "tensors of AQLM": (_tensors(("a.codes", "I8"), ("a.codebooks", "F16")), "(AQLM)"),
    "tensors of nobody": (
        _tensors(("a.weight", "I32"), ("a.step", "F16")),
        "nothing in it says how",
    ),
}


def write(folder: Path, files: Files) -> Path:
    """Write the files below a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder
