"""What a folder, a repository or a single file holds, by file names and small JSON files alone.

One recogniser for whatever can be opened: a folder, a drop, the command line, the cache, and a
checkpoint's page before its download. It opens no weights and needs no torch, no network, no Qt.
"""

from __future__ import annotations

import os
import re
import stat
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from explorer.boundary import typed_json
from explorer.boundary.limits import CONFIG, MOST_FILES, PROCESSOR_CONFIG
from explorer.boundary.packages import installed
from explorer.boundary.path_containment import optional
from explorer.boundary.quantisation import SIDE_FILES, Quantisation, converted, of_config
from explorer.protocol.media_kinds import (
    DOCUMENTS,
    OTHER_PICTURES,
    OTHER_SOUNDS,
    PICTURES,
    SOUNDS,
    TEXTS,
    VIDEOS,
)
from explorer.text.translation import tr

FolderKind = Literal[
    "adapter",
    "pipeline",
    "pipeline part",
    "sentence-transformers",
    "training run",
    "cached checkpoint",
    "several models",
    "needs a package",
    "quantised",
    "software",
    "weights alone",
    "training files",
    "tokenizer alone",
]

FileKind = Literal[
    "weights",
    "software",
    "archive",
    "picture",
    "other picture",
    "sound",
    "video",
    "document",
    "text",
    "training file",
    "nothing",
    "other",
]

Read = Callable[[str], Mapping[str, Any]]
"""The JSON object in a file of the folder; empty where there is none that can be read."""


@dataclass(frozen=True)
class FolderFormat:
    """What a folder holds instead of a config with weights that transformers loads.

    `file` is the file that shows it, `software` what reads it. `inside` are folders in
    it that can be opened, or GGUF files, the best one first. `base` is the checkpoint that an
    adapter belongs to, as its config names it: a Hub id or a path of the computer where it was
    trained.
    """

    kind: FolderKind
    file: str = ""
    software: str = ""
    base: str = ""
    inside: tuple[str, ...] = ()
    quantisation: Quantisation | None = None


@dataclass(frozen=True)
class FileFormat:
    """What a single file is; `software` reads it, where transformers does not."""

    kind: FileKind
    software: str = ""


# The variant and the shard in the middle of a name: model.fp16-00001-of-00002.safetensors.
_SET = r"(?:\.(?P<{}>[\w-]+?))?(?:-\d+-of-\d+)?"
_USUAL = re.compile(
    rf"model{_SET.format('safe')}\.safetensors|pytorch_model{_SET.format('pickled')}\.bin"
    r"|(?:model\.safetensors|pytorch_model\.bin)\.index(?:\.(?P<several>[\w-]+))?\.json"
)

_SOFTWARE: tuple[tuple[str, str], ...] = (
    (r"\.gguf$", "GGUF (llama.cpp, Ollama, LM Studio)"),
    (r"(^|/)ggml-[^/]*\.bin$|\.ggml(v\d)?(\.\w+)*(\.bin)?$", tr("GGML (old llama.cpp)")),
    (r"\.onnx$|\.onnx_data$|\.ort$", "ONNX Runtime"),
    (r"(^|/)openvino_[^/]*\.(xml|bin)$", "OpenVINO"),
    (r"(^|/)tf_model[^/]*\.h5$|(^|/)saved_model\.pb$|\.tflite$", "TensorFlow"),
    (r"\.ckpt([-.]\d+)?\.(index|meta|data-\d+-of-\d+)$", "TensorFlow"),
    (r"\.keras$|\.weights\.h5$", "Keras"),
    (r"\.(h5|hdf5)$", tr("TensorFlow or Keras")),
    (r"\.msgpack$", "Flax (JAX)"),
    (r"(^|/)_CHECKPOINT_METADATA$|(^|/)manifest\.ocdbt$", "Orbax (JAX)"),
    (r"\.mlmodel$|\.mlpackage/|\.mlmodelc/", "Core ML (Apple)"),
    (r"(^|/)weights(\.\d+)?\.npz$", "MLX (Apple)"),
    (r"\.ot$", "rust-bert"),
    (r"\.nemo$", "NeMo (NVIDIA)"),
    (r"\.engine$", "TensorRT (NVIDIA)"),
    (r"\.pte$", "ExecuTorch"),
    (r"\.(pdparams|pdmodel|pdiparams)$", "PaddlePaddle"),
    (r"\.llamafile$", "llamafile"),
    (r"\.(bnn|mnn)$", "MNN"),
    (r"\.(ncnn|param)\.bin$|\.ncnn$", "ncnn"),
    (r"(^|/)(open_clip_pytorch_model\.bin|open_clip_(config|model)[^/]*)$", "OpenCLIP"),
    (r"(^|/)consolidated[^/]*\.(pth|safetensors)$", tr("the model's original code")),
    (r"(^|/)(sklearn_model|model)\.(joblib|pkl|pickle|skops)$", "scikit-learn"),
    (r"(^|/)(blobs/)?sha256[-:][0-9a-f]{64}$", "Ollama"),
)
# CTranslate2 calls its weights model.bin, as many others do; its vocabulary tells it apart.
_CTRANSLATE2 = re.compile(r"(shared_|source_|target_)?vocabulary\.(json|txt)")
_TRAINING = re.compile(
    r"(optimizer|scheduler|scaler|rng_state(_\d+)?|training_args|trainer_state)\.(pt|pth|bin|json)"
)
_TOKENIZER = re.compile(r"tokenizer(_config)?\.json|vocab\.(txt|json)|(spiece|tokenizer)\.model")
_WEIGHTS = (".safetensors", ".bin", ".pt", ".pth", ".ckpt")
_RUN = re.compile(r"checkpoint-(\d+)")

# Local folders are listed this far; a marker is never deeper than in `snapshots/<commit>/`.
_MOST_NAMES = 3_000
_DEEPEST = 3


def label(format: FolderFormat) -> str:
    """What a folder is, in a word or two for a list."""
    match format.kind:
        case "software":
            return format.software.partition(" (")[0]
        case "adapter":
            return tr("adapter")
        case "pipeline" | "pipeline part":
            return "diffusers"
        case "quantised":
            named = format.quantisation.method if format.quantisation is not None else ""
            return named.partition(" (")[0] or tr("quantised")
        case "needs a package":
            return format.software
        case "weights alone":
            return tr("no config.json")
        case "tokenizer alone":
            return tr("tokenizer")
        case _:
            return tr("models inside")


def variant_of(name: str) -> str | None:
    """The variant that a weight file's name means ("" for the usual one, "fp16"), None for a name
    that transformers does not look for."""
    match = _USUAL.fullmatch(name)
    return None if match is None else next((group for group in match.groups() if group), "")


def folder_format(paths: Iterable[str], read: Read) -> FolderFormat | None:
    """What a folder is when it is no checkpoint that transformers loads; None where it is one, and
    where nothing is known about it. `paths` are relative, with `/`."""
    # The nearest first: what is in the folder itself says more than what is in folders inside.
    names = sorted(set(paths), key=lambda name: (name.count("/"), name))
    here = {name for name in names if "/" not in name}
    config = read("config.json") if "config.json" in here else {}
    # Before has_weights: a quantised checkpoint has weights under the usual names.
    marked = _marked(config) or _quantised(here, config, read)
    if marked is not None:
        return marked
    if "config.json" in here and has_weights(here, config):
        return None
    for kind in (_adapter, _nested, _software):
        if (result := kind(names, here, read)) is not None:
            return result
    return _parts(here)


def has_weights(here: Iterable[str], config: Mapping[str, Any]) -> bool:
    """Whether one of these files is named as transformers names weights, or as the config does."""
    named = config.get("transformers_weights")
    return any(name == named or variant_of(name) is not None for name in here)


def adapter_beside(paths: Iterable[str]) -> str:
    """The adapter that is beside whole weights and is not applied to them; empty for none."""
    here = set(paths)
    files = ("adapter_model.safetensors", "adapter_model.bin")
    return next((name for name in files if name in here and "adapter_config.json" in here), "")


def _quantised(here: set[str], config: Mapping[str, Any], read: Read) -> FolderFormat | None:
    quantisation = of_config(config, {name: read(name) for name in SIDE_FILES if name in here})
    if quantisation is None or converted(config) is not None:
        return None
    return FolderFormat("quantised", "config.json", quantisation=quantisation)


_BASE = re.compile(r"^base_model:\s*(?:-\s*)?[\"']?([\w.-]+/[\w.-]+)", re.MULTILINE)


def base_in_card(card: str) -> str:
    """The checkpoint that a model card names as the one it was made from; empty for none."""
    # Only in the YAML between the first two lines of dashes; the text may speak of many models.
    match = _BASE.search(card[:20_000]) if card.startswith("---") else None
    return match[1] if match is not None else ""


def _marked(config: Mapping[str, Any]) -> FolderFormat | None:
    """Configs that say themselves that they are for another library."""
    if "_diffusers_version" in config or ("_class_name" in config and "model_type" not in config):
        return FolderFormat("pipeline part", "config.json", software=_word(config, "_class_name"))
    timm = "architecture" in config and ("pretrained_cfg" in config or "num_features" in config)
    timm = timm or config.get("model_type") in ("timm_wrapper", "timm_backbone")
    if timm and not installed("timm"):
        return FolderFormat("needs a package", "config.json", software="timm")
    if "registered_name" in config or str(config.get("module", "")).startswith("keras"):
        return FolderFormat("software", "config.json", software="Keras")
    return None


def _adapter(names: list[str], here: set[str], read: Read) -> FolderFormat | None:
    marks = ("adapter_config.json", "adapter_model.safetensors", "adapter_model.bin")
    lora = next((name for name in names if name.endswith("pytorch_lora_weights.safetensors")), "")
    if not here & set(marks) and not lora:
        return None
    about = read("adapter_config.json") if "adapter_config.json" in here else {}
    base = _word(about, "base_model_name_or_path") or _word(about, "model_name")
    file = next((name for name in reversed(marks) if name in here), lora)
    # The path of another computer: whoever looked for it on Windows would ask that one, and say
    # who asks.
    if base.startswith(("//", "\\\\")):
        base = ""
    return FolderFormat("adapter", file, software=_word(about, "peft_type"), base=base)


def _nested(names: list[str], here: set[str], read: Read) -> FolderFormat | None:
    """Folders whose models are in folders inside."""
    inside = _models_inside(names)
    if "model_index.json" in here:
        return FolderFormat("pipeline", "model_index.json", inside=inside)
    if inside and ("modules.json" in here or inside[0] == "0_Transformer"):
        return FolderFormat("sentence-transformers", "modules.json", inside=inside)
    runs = {name.split("/")[0] for name in names if "/" in name}
    # checkpoint-500, checkpoint-1000: the Trainer's, the latest first.
    steps = sorted(
        ((int(match[1]), run) for run in runs if (match := _RUN.fullmatch(run))), reverse=True
    )
    if steps:
        return FolderFormat("training run", steps[0][1], inside=tuple(run for _, run in steps))
    # snapshots/<commit>: the folder of a checkpoint in the Hub cache was opened.
    snapshots = tuple(text for text in inside if text.startswith("snapshots/"))
    if snapshots:
        return FolderFormat("cached checkpoint", "snapshots", inside=snapshots)
    if inside:
        return FolderFormat("several models", inside[0] + "/config.json", inside=inside)
    return None


def _models_inside(names: list[str]) -> tuple[str, ...]:
    """Folders with a config and weights that transformers would load, the shallowest first."""
    files: dict[str, set[str]] = {}
    for name in names:
        folder, _, file = name.rpartition("/")
        if folder:
            files.setdefault(folder, set()).add(file)
    whole = [
        text for text, inner in files.items() if "config.json" in inner and has_weights(inner, {})
    ]
    return tuple(sorted(whole, key=lambda word: (word.count("/"), word)))


def _software(names: list[str], here: set[str], read: Read) -> FolderFormat | None:
    if "model.bin" in here and any(_CTRANSLATE2.fullmatch(name) for name in here):
        return FolderFormat("software", "model.bin", software="CTranslate2 (faster-whisper)")
    for pattern, software in _SOFTWARE:
        file = next((name for name in names if re.search(pattern, name)), "")
        if file and (file.count("/") < 2 or ".ml" in file):  # deeper ones tell of other folders
            # Each GGUF file is a whole model and can be opened by itself.
            whole = tuple(name for name in sorted(here) if name.lower().endswith(".gguf"))
            inside = whole if file in whole else ()
            return FolderFormat("software", file, software=software, inside=inside)
    return None


def _parts(here: set[str]) -> FolderFormat | None:
    """Folders that hold a part of a checkpoint: weights, or a tokenizer, and no config."""
    if "config.json" in here:
        return None
    weights = sorted(
        (name for name in here if name.endswith(_WEIGHTS) and not _TRAINING.fullmatch(name)),
        key=lambda name: (variant_of(name) is None, not name.endswith(".safetensors"), name),
    )
    if weights:
        return FolderFormat("weights alone", weights[0])
    training = next((name for name in sorted(here) if _TRAINING.fullmatch(name)), "")
    if training:
        return FolderFormat("training files", training)
    tokenizer = next((name for name in sorted(here) if _TOKENIZER.fullmatch(name)), "")
    return FolderFormat("tokenizer alone", tokenizer) if tokenizer else None


def _word(values: Mapping[str, Any], key: str) -> str:
    """A short text of a stranger's JSON, on one line."""
    value = values.get(key)
    return " ".join(value.split())[:200] if isinstance(value, str) else ""


# -- on this computer ------------------------------------------------------------------------


def names_in(folder: Path) -> list[str]:
    """The files in a folder and in the three levels below, the nearest first.

    Of the folder itself up to 100,000, so that no checkpoint is missed among thousands of other
    files; of all levels below 3,000 together. Links to folders are not followed. A folder that
    cannot be read counts as empty.
    """
    names: list[str] = []
    most, left = MOST_FILES, deque([("", 0)])
    while left and len(names) < most:
        inner, depth = left.popleft()
        try:
            with os.scandir(folder / inner) as entries:
                for entry in entries:
                    name = f"{inner}/{entry.name}" if inner else entry.name
                    # Without following links: a link to a folder above would never end.
                    if entry.is_dir(follow_symlinks=False):
                        if depth < _DEEPEST and not entry.name.startswith("."):
                            left.append((name, depth + 1))
                    elif len(names) < most:
                        names.append(name)
        except OSError:
            continue
        if not depth:
            most = len(names) + _MOST_NAMES
    return names


def read_json(folder: Path, check: Callable[[], None] = lambda: None) -> Read:
    """Reads the JSON files of a folder; what cannot be read counts as empty, if `check` lets it."""

    def read(name: str) -> Mapping[str, Any]:
        limit = CONFIG if name == "config.json" else PROCESSOR_CONFIG
        file = optional(folder, name)
        if file is None:
            return {}
        try:
            return typed_json.read_object(file, limit, check)
        except (OSError, typed_json.Malformed):
            return {}

    return read


_MAGIC: tuple[tuple[bytes, FileFormat], ...] = (
    # GGUF's magic, and those of its forerunners: "ggml" and "ggjt" written as little-endian
    # numbers.
    (b"GGUF", FileFormat("software", "GGUF (llama.cpp, Ollama, LM Studio)")),
    (b"lmgg", FileFormat("software", tr("GGML (old llama.cpp)"))),
    (b"tjgg", FileFormat("software", tr("GGML (old llama.cpp)"))),
    (b"\x89HDF", FileFormat("software", tr("TensorFlow or Keras"))),
    (b"\x93NUMPY", FileFormat("software", "NumPy")),
    (b"\x89PNG", FileFormat("picture")),
    (b"\xff\xd8\xff", FileFormat("picture")),
    # GIF87a or GIF89a.
    (b"GIF8", FileFormat("picture")),
    (b"%PDF", FileFormat("document")),
    # The compound files of older Word, Excel and PowerPoint.
    (b"\xd0\xcf\x11\xe0", FileFormat("document")),
    (b"{\\rtf", FileFormat("document")),
    # EBML: Matroska and WebM.
    (b"\x1a\x45\xdf\xa3", FileFormat("video")),
    (b"\x1f\x8b", FileFormat("archive")),
    (b"7z\xbc\xaf", FileFormat("archive")),
    (b"Rar!", FileFormat("archive")),
    (b"\xfd7zXZ", FileFormat("archive")),
    (b"\x28\xb5\x2f\xfd", FileFormat("archive")),
    (b"BZh", FileFormat("archive")),
)
_BRANDS: dict[bytes, FileKind] = {
    **dict.fromkeys((b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif"), "other picture"),
    **dict.fromkeys((b"M4A ", b"M4B "), "sound"),
}
_ENDINGS: tuple[tuple[FileKind, tuple[str, ...]], ...] = (
    ("picture", PICTURES),
    ("other picture", OTHER_PICTURES),
    ("sound", (*SOUNDS, *OTHER_SOUNDS)),
    ("video", VIDEOS),
    ("document", DOCUMENTS),
    ("text", TEXTS),
)
_OTHER = FileFormat("other")
_ARCHIVES = (".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".7z", ".rar", ".zst")


def file_format(path: Path) -> FileFormat:
    """What one file is, by its first bytes, then by its name.

    Raises OSError where it cannot be read. What is no regular file counts as "nothing".
    """
    if not stat.S_ISREG(os.stat(path).st_mode):
        return FileFormat("nothing")
    with path.open("rb") as file:
        start = file.read(512)
    name = path.name.lower()
    if not start:
        return FileFormat("nothing")
    if _TRAINING.fullmatch(name):
        return FileFormat("training file")
    for magic, what in _MAGIC:
        if start.startswith(magic):
            return what
    # The local header of a zip file's first member.
    if start.startswith(b"PK\x03\x04"):
        return _zipped(start, name)
    # A tar has no magic at its start: "ustar" is at byte 257 (POSIX).
    if start[257:262] == b"ustar" or name.endswith(_ARCHIVES):
        return FileFormat("archive")
    for pattern, software in _SOFTWARE:
        if re.search(pattern, path.name):
            return FileFormat("software", software)
    # The file identifier of a FlatBuffer is at byte 4.
    if start[4:8] == b"TFL3":
        return FileFormat("software", "TensorFlow")
    if name.endswith(_WEIGHTS):
        return FileFormat("weights")
    # The first box of an MP4, and what brand of it the file is (ISO/IEC 14496-12).
    if start[4:8] == b"ftyp":
        return FileFormat(_BRANDS.get(start[8:12], "video"))
    return next((FileFormat(kind) for kind, of in _ENDINGS if name.endswith(of)), _OTHER)


def _zipped(start: bytes, name: str) -> FileFormat:
    """torch, NumPy and Keras write zip files too: the name of the first member tells them apart."""
    # Of a zip's local header: the length of the name at byte 26, the name from byte 30 on.
    length = int.from_bytes(start[26:28], "little")
    first = start[30 : 30 + length].decode("utf-8", "replace")
    if name.endswith(DOCUMENTS):
        return FileFormat("document")
    if first.endswith(".npy"):
        mlx = re.fullmatch(r"weights(\.\d+)?\.npz", name)
        return FileFormat("software", "MLX (Apple)" if mlx else "NumPy")
    if name.endswith(".keras"):
        return FileFormat("software", "Keras")
    if name.endswith(".nemo"):
        return FileFormat("software", "NeMo (NVIDIA)")
    # torch.save's members are called archive/data.pkl, archive/version, …
    torch = first.endswith(("/data.pkl", "/.format_version", "/byteorder", "/version"))
    return FileFormat("weights" if torch or name.endswith(_WEIGHTS) else "archive")
