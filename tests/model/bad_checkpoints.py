"""Checkpoints that are wrong in one way each, made from a good one, with what must be said of it.

`MAKERS` maps a name to (maker, words of the sentence). A maker takes a fresh copy of a good
checkpoint's folder and spoils it; it may return another path to open instead.
"""

from __future__ import annotations

import json
import os
import pickle
import shutil
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file

CANARY = "the code of the checkpoint ran"
"""The name of the file that a malicious pickle would write, beside the checkpoint."""

Maker = Callable[[Path], Path | None]
MAKERS: dict[str, tuple[Maker, str]] = {}


def bad(words: str) -> Callable[[Maker], Maker]:
    """Register a maker with words that its sentence must contain."""

    def register(maker: Maker) -> Maker:
        MAKERS[maker.__name__] = (maker, words)
        return maker

    return register


def _config(folder: Path, **changes: object) -> None:
    file = folder / "config.json"
    data = json.loads(file.read_text())
    for name, value in changes.items():
        if value is None:
            data.pop(name, None)
        else:
            data[name] = value
    file.write_text(json.dumps(data))


def _weights(folder: Path) -> Path:
    return folder / "model.safetensors"


def _tensors(folder: Path) -> dict[str, torch.Tensor]:
    return {name: value.clone() for name, value in load_file(_weights(folder)).items()}


def _to_bin(folder: Path, value: Any | None = None) -> Path:
    state = _tensors(folder)
    _weights(folder).unlink()
    target = folder / "pytorch_model.bin"
    torch.save(state if value is None else value, target)
    return target


def _shard(folder: Path) -> tuple[dict[str, str], Path]:
    state = _tensors(folder)
    _weights(folder).unlink()
    names = sorted(state)
    half = len(names) // 2
    first, second = "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"
    save_file({n: state[n] for n in names[:half]}, folder / first, {"format": "pt"})
    save_file({n: state[n] for n in names[half:]}, folder / second, {"format": "pt"})
    where = {n: first if place < half else second for place, n in enumerate(names)}
    index = folder / "model.safetensors.index.json"
    index.write_text(json.dumps({"metadata": {}, "weight_map": where}))
    return where, index


def _header(folder: Path) -> tuple[dict[str, Any], bytes]:
    raw = _weights(folder).read_bytes()
    (length,) = struct.unpack("<Q", raw[:8])
    return json.loads(raw[8 : 8 + length]), raw[8 + length :]


def _write_header(folder: Path, head: object, data: bytes) -> None:
    text = json.dumps(head).encode()
    _weights(folder).write_bytes(struct.pack("<Q", len(text)) + text + data)


# -- the folder ------------------------------------------------------------------------------


@bad("no folder")
def folder_missing(folder: Path) -> Path:
    shutil.rmtree(folder)
    return folder


@bad("config.json")
def folder_empty(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


@bad("model is a folder")
def folder_is_a_file(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("not a folder")


@bad("no folder")
def path_of_nothing_with_every_script(folder: Path) -> Path:
    return folder / "模型 מודל نموذج модель 🦊"


# -- the config ------------------------------------------------------------------------------


@bad("no config.json")
def config_missing(folder: Path) -> None:
    (folder / "config.json").unlink()


@bad("cannot be used")
def config_empty(folder: Path) -> None:
    (folder / "config.json").write_text("")


@bad("cannot be used")
def config_cut_short(folder: Path) -> None:
    file = folder / "config.json"
    file.write_text(file.read_text()[:100])


@bad("cannot be used")
def config_is_a_list(folder: Path) -> None:
    (folder / "config.json").write_text("[1, 2]")


@bad("cannot be used")
def config_is_no_text(folder: Path) -> None:
    (folder / "config.json").write_bytes(bytes(range(256)) * 4)


@bad("cannot be used")
def config_too_deep(folder: Path) -> None:
    (folder / "config.json").write_text('{"a":' * 5000 + "1" + "}" * 5000)


@bad("no config.json")
def config_is_a_folder(folder: Path) -> None:
    (folder / "config.json").unlink()
    (folder / "config.json").mkdir()


@bad("model type")
def config_without_type(folder: Path) -> None:
    _config(folder, model_type=None, architectures=None)


@bad("zzz")
def config_of_unknown_type(folder: Path) -> None:
    _config(folder, model_type="zzz")


@bad("its own Python code")
def config_with_code_of_its_own(folder: Path) -> None:
    (folder / "code.py").write_text(f"open({str(folder / CANARY)!r}, 'w')\n")
    auto = {"AutoConfig": "code.MyConfig", "AutoModel": "code.MyModel"}
    _config(folder, model_type="zzz", auto_map=auto)


@bad("cannot be used")
def config_with_a_wrong_value(folder: Path) -> None:
    _config(folder, hidden_size="large")


@bad("cannot be used")
def config_with_a_wrong_dtype(folder: Path) -> None:
    _config(folder, dtype="float99")


@bad("NoSuchModel")
def config_of_an_unknown_class(folder: Path) -> None:
    _config(folder, architectures=["NoSuchModel"])


@bad("")
def config_that_cannot_be_built(folder: Path) -> None:
    _config(folder, num_attention_heads=7)


@bad("config.json")
def config_with_a_negative_size(folder: Path) -> None:
    _config(folder, hidden_size=-1)


@bad("")
def config_with_a_padding_outside_the_vocabulary(folder: Path) -> None:
    _config(folder, pad_token_id=999_999)


@bad("")
def config_larger_than_any_memory(folder: Path) -> None:
    _config(folder, vocab_size=10**12)


# -- safetensors -----------------------------------------------------------------------------


@bad("no weights")
def weights_missing(folder: Path) -> None:
    _weights(folder).unlink()


@bad("empty")
def weights_of_no_bytes(folder: Path) -> None:
    _weights(folder).write_bytes(b"")


@bad("cut short")
def weights_cut_short(folder: Path) -> None:
    file = _weights(folder)
    file.write_bytes(file.read_bytes()[:-1000])


@bad("cut short")
def weights_cut_inside_the_header(folder: Path) -> None:
    file = _weights(folder)
    file.write_bytes(file.read_bytes()[:200])


@bad("damaged")
def weights_of_five_bytes(folder: Path) -> None:
    _weights(folder).write_bytes(b"hello")


@bad("Git LFS")
def weights_are_a_pointer(folder: Path) -> None:
    _weights(folder).write_text(
        "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 100\n"
    )


@bad("damaged")
def header_of_more_than_100_megabytes(folder: Path) -> None:
    file = _weights(folder)
    file.write_bytes(struct.pack("<Q", 200_000_000) + file.read_bytes()[8:])


@bad("damaged")
def header_longer_than_any_file(folder: Path) -> None:
    file = _weights(folder)
    file.write_bytes(struct.pack("<Q", 2**63) + file.read_bytes()[8:])


@bad("damaged")
def header_is_no_json(folder: Path) -> None:
    text = b"{" * 64
    _weights(folder).write_bytes(struct.pack("<Q", len(text)) + text)


@bad("damaged")
def header_is_a_list(folder: Path) -> None:
    _write_header(folder, [1, 2], b"")


@bad("damaged")
def header_lies_about_a_shape(folder: Path) -> None:
    head, data = _header(folder)
    name = next(one for one in head if one != "__metadata__")
    head[name]["shape"] = [3, 3]
    _write_header(folder, head, data)


@bad("cut short")
def header_points_beyond_the_file(folder: Path) -> None:
    head, data = _header(folder)
    name = next(one for one in head if one != "__metadata__")
    first, last = head[name]["data_offsets"]
    head[name]["data_offsets"] = [first + 10**9, last + 10**9]
    _write_header(folder, head, data)


@bad("damaged")
def header_without_offsets(folder: Path) -> None:
    head, data = _header(folder)
    name = next(one for one in head if one != "__metadata__")
    del head[name]["data_offsets"]
    _write_header(folder, head, data)


@bad("damaged")
def header_with_an_entry_that_is_text(folder: Path) -> None:
    head, data = _header(folder)
    name = next(one for one in head if one != "__metadata__")
    head[name] = "text"
    _write_header(folder, head, data)


@bad("")
def header_with_overlapping_weights(folder: Path) -> None:
    head, data = _header(folder)
    names = [one for one in head if one != "__metadata__"]
    same = [one for one in names if head[one]["shape"] == head[names[0]]["shape"]]
    other = same[1] if len(same) > 1 else names[1]
    size = head[other]["data_offsets"][1] - head[other]["data_offsets"][0]
    head[other]["data_offsets"] = [0, size]
    _write_header(folder, head, data)


@bad("")
def header_of_an_unknown_dtype(folder: Path) -> None:
    head, data = _header(folder)
    name = next(one for one in head if one != "__metadata__")
    head[name]["dtype"] = "F99"
    _write_header(folder, head, data)


@bad("a link")
def weights_are_a_link_out(folder: Path) -> None:
    outside = folder.parent / "elsewhere.safetensors"
    shutil.move(_weights(folder), outside)
    _weights(folder).symlink_to(outside)


@bad("no weights")
def weights_are_a_link_to_nothing(folder: Path) -> None:
    _weights(folder).unlink()
    _weights(folder).symlink_to(folder / "gone")


@bad("no weights")
def weights_are_a_folder(folder: Path) -> None:
    _weights(folder).unlink()
    _weights(folder).mkdir()


# -- shards ----------------------------------------------------------------------------------


@bad("is missing")
def shard_missing(folder: Path) -> None:
    where, _ = _shard(folder)
    (folder / sorted(set(where.values()))[1]).unlink()


@bad("cut short")
def shard_cut_short(folder: Path) -> None:
    where, _ = _shard(folder)
    file = folder / sorted(set(where.values()))[0]
    file.write_bytes(file.read_bytes()[:-64])


@bad("index.json")
def index_is_no_json(folder: Path) -> None:
    _, index = _shard(folder)
    index.write_text("{")


@bad("index.json")
def index_without_a_map(folder: Path) -> None:
    _, index = _shard(folder)
    index.write_text("{}")


@bad("index.json")
def index_of_nothing(folder: Path) -> None:
    _, index = _shard(folder)
    index.write_text('{"weight_map": {}}')


@bad("index.json")
def index_map_is_a_list(folder: Path) -> None:
    _, index = _shard(folder)
    index.write_text('{"weight_map": [1]}')


@bad("outside its folder")
def index_points_up(folder: Path) -> None:
    where, index = _shard(folder)
    index.write_text(json.dumps({"weight_map": dict.fromkeys(where, "../other.safetensors")}))


@bad("outside its folder")
def index_points_to_the_root(folder: Path) -> None:
    where, index = _shard(folder)
    index.write_text(json.dumps({"weight_map": dict.fromkeys(where, "/etc/hostname")}))


# -- pickles ---------------------------------------------------------------------------------


class _Evil:
    def __init__(self, target: Path) -> None:
        self._target = target

    def __reduce__(self) -> tuple[Any, ...]:
        return (os.system, (f"touch '{self._target}'",))


@bad("not opened")
def bin_that_runs_code(folder: Path) -> None:
    _to_bin(folder, {"weight": _Evil(folder / CANARY)})


@bad("")
def bin_that_is_a_bare_malicious_pickle(folder: Path) -> None:
    _weights(folder).unlink()
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps(_Evil(folder / CANARY)))


@bad("not opened")
def bin_that_is_a_whole_model(folder: Path) -> None:
    _to_bin(folder, torch.nn.Linear(2, 2))


@bad("")
def bin_that_is_a_list(folder: Path) -> None:
    _to_bin(folder, [1, 2, 3])


@bad("")
def bin_cut_short(folder: Path) -> None:
    file = _to_bin(folder)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


@bad("empty")
def bin_of_no_bytes(folder: Path) -> None:
    _to_bin(folder).write_bytes(b"")


@bad("not a file of weights")
def bin_that_is_text(folder: Path) -> None:
    _to_bin(folder).write_text("these are no weights")


@bad("Git LFS")
def bin_is_a_pointer(folder: Path) -> None:
    _to_bin(folder).write_text("version https://git-lfs.github.com/spec/v1\n")


@bad("is missing")
def bin_shard_missing(folder: Path) -> None:
    _to_bin(folder).unlink()
    index = {"metadata": {}, "weight_map": {"bert": "pytorch_model-00001-of-00002.bin"}}
    (folder / "pytorch_model.bin.index.json").write_text(json.dumps(index))


@bad("outside its folder")
def bin_index_points_up(folder: Path) -> None:
    _to_bin(folder).unlink()
    index = {"metadata": {}, "weight_map": {"bert": "../../pytorch_model.bin"}}
    (folder / "pytorch_model.bin.index.json").write_text(json.dumps(index))
