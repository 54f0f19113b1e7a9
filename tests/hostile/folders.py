"""Hostile checkpoint folders: configs, indexes, headers, pickles, tokenizers, links and names.

Every folder begins as a good one and has one thing wrong with it, or is a config that no good one
ever had. What looks odd and is none (another encoding, a file beside that makes no sense) must
open.
"""

from __future__ import annotations

import io
import json
import math
import os
import pickle
import random
import shutil
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from explorer import resources
from tests.hostile.scenario import Place, Scenario

Maker = Callable[[Path, random.Random, Place], Path | None]

_BERT = resources.path("models", "mini-world-bert")
_MAKERS: dict[str, tuple[Maker, bool]] = {}
_VALUES_A_ROUND = 60
_HEADERS_A_ROUND = 20


def scenarios(rng: random.Random) -> Iterator[Scenario]:
    """All of them; the same `rng` makes the same ones."""
    for name, (maker, harmless) in _MAKERS.items():
        yield _scenario(name, maker, rng.getrandbits(64), harmless=harmless)
    for turn in range(_VALUES_A_ROUND):
        yield _scenario(f"config value {turn}", _config_value, rng.getrandbits(64))
    for turn in range(_HEADERS_A_ROUND):
        yield _scenario(f"header {turn}", _header_value, rng.getrandbits(64))
        yield _scenario(f"bytes {turn}", _bytes_changed, rng.getrandbits(64))


def _scenario(name: str, maker: Maker, seed: int, *, harmless: bool = False) -> Scenario:
    def make(place: Place) -> str:
        folder = place.folder / "checkpoint"
        shutil.copytree(_BERT, folder)
        return str(maker(folder, random.Random(seed), place) or folder)

    return Scenario("folder", name, make, harmless)


def _hostile(maker: Maker) -> Maker:
    _MAKERS[maker.__name__.strip("_").replace("_", " ")] = (maker, False)
    return maker


def _harmless(maker: Maker) -> Maker:
    _MAKERS[maker.__name__.strip("_").replace("_", " ")] = (maker, True)
    return maker


# -- configs -------------------------------------------------------------------------------------

_ENDS = {"bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 0}
_SMALL = {"hidden_size": 32, "intermediate_size": 64, "num_attention_heads": 4}
_BASES: dict[str, dict[str, Any]] = {
    "BertForMaskedLM": {**_SMALL, "num_hidden_layers": 2, "vocab_size": 256},
    "GPT2LMHeadModel": {"n_embd": 32, "n_layer": 2, "n_head": 4, "n_positions": 64, **_ENDS},
    "LlamaForCausalLM": {**_SMALL, **_ENDS, "num_hidden_layers": 2, "vocab_size": 256},
    "MixtralForCausalLM": {**_SMALL, **_ENDS, "num_hidden_layers": 2, "num_local_experts": 4},
    "DeepseekV3ForCausalLM": {**_SMALL, **_ENDS, "num_hidden_layers": 2, "n_routed_experts": 8},
    "T5ForConditionalGeneration": {"d_model": 32, "num_layers": 2, "num_heads": 4, "d_ff": 64},
    "BartForConditionalGeneration": {"d_model": 32, "encoder_layers": 2, "decoder_layers": 2},
    "MambaForCausalLM": {"hidden_size": 32, "num_hidden_layers": 2, "state_size": 8, **_ENDS},
    "ViTForImageClassification": {**_SMALL, "num_hidden_layers": 2, "image_size": 32},
    "WhisperForConditionalGeneration": {"d_model": 32, "encoder_layers": 2, "decoder_layers": 2},
    "CLIPModel": {"text_config": {**_SMALL}, "vision_config": {**_SMALL, "image_size": 32}},
    "Gemma3ForConditionalGeneration": {"text_config": {**_SMALL}, "vision_config": {**_SMALL}},
    "DetrForObjectDetection": {"d_model": 32, "encoder_layers": 1, "decoder_layers": 1},
    "SwinForImageClassification": {"embed_dim": 16, "depths": [1, 1], "num_heads": [2, 2]},
}
_TYPES = {
    "BertForMaskedLM": "bert", "GPT2LMHeadModel": "gpt2", "LlamaForCausalLM": "llama",
    "MixtralForCausalLM": "mixtral", "DeepseekV3ForCausalLM": "deepseek_v3",
    "T5ForConditionalGeneration": "t5", "BartForConditionalGeneration": "bart",
    "MambaForCausalLM": "mamba", "ViTForImageClassification": "vit",
    "WhisperForConditionalGeneration": "whisper", "CLIPModel": "clip",
    "Gemma3ForConditionalGeneration": "gemma3", "DetrForObjectDetection": "detr",
    "SwinForImageClassification": "swin",
}  # fmt: skip
_KEYS = (
    "architectures", "model_type", "dtype", "torch_dtype", "id2label", "label2id", "num_labels",
    "vocab_size", "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size",
    "num_key_value_heads", "head_dim", "max_position_embeddings", "layer_norm_eps", "rms_norm_eps",
    "hidden_act", "initializer_range", "rope_theta", "rope_scaling", "rope_parameters",
    "layer_types", "sliding_window", "tie_word_embeddings", "bos_token_id", "eos_token_id",
    "pad_token_id", "quantization_config", "attn_implementation", "_attn_implementation",
    "experts_implementation", "auto_map", "transformers_weights", "configuration_files",
    "backbone", "backbone_config", "use_pretrained_backbone", "text_config", "vision_config",
    "decoder", "encoder", "generation_config", "problem_type", "pruned_heads", "is_decoder",
    "per_layer_config", "fusion_config", "num_experts_per_tok", "image_size", "patch_size",
    "num_channels", "depths", "embed_dim", "d_model", "num_mel_bins", "max_source_positions",
    "use_cache", "output_attentions", "torchscript", "name_or_path", "_name_or_path",
    "transformers_version", "to_dict", "from_dict", "__class__", "__dict__", "_internal_dict",
    "adapter_config", "tokenizer_class", "is_encoder_decoder", "return_dict",
    "chunk_size_feed_forward",
)  # fmt: skip
_RAW = (
    "null", "true", "false", "0", "-1", "1", "3", "1.5", "-0.0", "1e400", "NaN", "Infinity",
    "-Infinity", str(2**31), str(2**63 - 1), str(-(2**63)), str(10**30), "20000", "1000000000",
    '"5"', '""', '"../../../etc/passwd"', '"somebody/else"', '"\\ud800"', '"\\u202e\\u0000"',
    '"torch.float32"', '"int8"', '"banana"', "[]", "[null]", "[5]", '["a"]', "[[1, 2]]", "{}",
    '{"a": 1}', '{"": null}', '{"0": "a", "2": "b"}', '{"model_type": "bert"}',
    '{"model_type": "zzz"}', '{"model_type": 5}', "[" + "1," * 5_000 + "1]",
    '"' + "x" * 15_000 + '"', "[" * 60 + "]" * 60, '{"a":' * 70 + "1" + "}" * 70,
    '{"quant_method": "zzz"}', '{"quant_method": "gptq", "bits": "x"}',
    '{"rope_type": "zzz", "factor": "x"}', '{"rope_type": "yarn", "factor": -1}',
)  # fmt: skip


def _config_value(folder: Path, rng: random.Random, place: Place) -> None:
    """A config of any type with one value, anywhere, replaced by one that nobody meant."""
    name = rng.choice(sorted(_BASES))
    config = {"architectures": [name], "model_type": _TYPES[name], **_BASES[name]}
    inner = config
    if rng.random() < 0.3:
        parts = [one for one in config.values() if isinstance(one, dict)]
        inner = rng.choice(parts) if parts else config
    keys = [*inner, *_KEYS]
    mark = "@@mark@@"
    inner[rng.choice(keys)] = mark
    text = json.dumps(config).replace(f'"{mark}"', rng.choice(_RAW))
    (folder / "config.json").write_text(text)


def _write(folder: Path, **values: object) -> None:
    file = folder / "config.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | values))


@_hostile
def _config_nested(folder: Path, rng: random.Random, place: Place) -> None:
    (folder / "config.json").write_text('{"a":' * 100_000 + "1" + "}" * 100_000)


@_hostile
def _config_of_300_megabytes(folder: Path, rng: random.Random, place: Place) -> None:
    with (folder / "config.json").open("r+b") as file:
        file.truncate(300_000_000)


@_hostile
def _config_of_many_keys(folder: Path, rng: random.Random, place: Place) -> None:
    _write(folder, **{f"k{number}": number for number in range(120_000)})


@_hostile
def _config_of_a_number_without_end(folder: Path, rng: random.Random, place: Place) -> None:
    (folder / "config.json").write_text(
        '{"model_type": "bert", "vocab_size": ' + "9" * 100_000 + "}"
    )


@_hostile
def _config_that_is_a_pipe(folder: Path, rng: random.Random, place: Place) -> None:
    (folder / "config.json").unlink()
    os.mkfifo(folder / "config.json")


@_hostile
def _config_that_is_a_device(folder: Path, rng: random.Random, place: Place) -> None:
    (folder / "config.json").unlink()
    (folder / "config.json").symlink_to("/dev/zero")


@_hostile
def _config_elsewhere(folder: Path, rng: random.Random, place: Place) -> None:
    shutil.move(folder / "config.json", place.folder / "elsewhere.json")
    (folder / "config.json").symlink_to(place.folder / "elsewhere.json")


@_hostile
def _config_with_keys_twice(folder: Path, rng: random.Random, place: Place) -> None:
    text = (folder / "config.json").read_text().rstrip().removesuffix("}")
    (folder / "config.json").write_text(f'{text}, "vocab_size": -5, "vocab_size": {{}}}}')


@_harmless
def _config_in_utf_16(folder: Path, rng: random.Random, place: Place) -> None:
    file = folder / "config.json"
    file.write_bytes(file.read_text().encode("utf-16"))


@_harmless
def _every_json_with_a_byte_order_mark(folder: Path, rng: random.Random, place: Place) -> None:
    for file in folder.glob("*.json"):
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())


@_harmless
def _config_without_a_type(folder: Path, rng: random.Random, place: Place) -> None:
    file = folder / "config.json"
    values = json.loads(file.read_text())
    del values["model_type"]
    file.write_text(json.dumps(values))


@_harmless
def _config_with_numbers_that_json_lacks(folder: Path, rng: random.Random, place: Place) -> None:
    _write(folder, loss=math.nan, limit=[0.0, math.inf])


@_hostile
def _layers_without_end(folder: Path, rng: random.Random, place: Place) -> None:
    _write(folder, num_hidden_layers=rng.choice((1_001, 20_000, 10**6, 10**9, 2**62)))


@_hostile
def _layers_just_within_the_limit(folder: Path, rng: random.Random, place: Place) -> None:
    _write(folder, num_hidden_layers=1_000)


@_hostile
def _experts_in_every_layer(folder: Path, rng: random.Random, place: Place) -> None:
    config = {**_BASES["MixtralForCausalLM"], "num_hidden_layers": 900, "num_local_experts": 8_000}
    config |= {"model_type": "qwen2_moe", "num_experts": 8_000, "vocab_size": 64}
    (folder / "config.json").write_text(json.dumps(config))


@_hostile
def _labels_without_end(folder: Path, rng: random.Random, place: Place) -> None:
    _write(folder, num_labels=rng.choice((10**6, 10**9)))


@_hostile
def _vocabulary_larger_than_memory(folder: Path, rng: random.Random, place: Place) -> None:
    _write(folder, vocab_size=rng.choice((10**8, 10**7 * 13)))


@_hostile
def _positions_larger_than_memory(folder: Path, rng: random.Random, place: Place) -> None:
    _write(folder, max_position_embeddings=10**8)


@_hostile
def _pictures_larger_than_memory(folder: Path, rng: random.Random, place: Place) -> None:
    config = {**_BASES["ViTForImageClassification"], "image_size": 10**7, "patch_size": 1}
    config |= {"model_type": "vit", "architectures": ["ViTForImageClassification"]}
    (folder / "config.json").write_text(json.dumps(config))


@_hostile
def _class_of_a_name_without_end(folder: Path, rng: random.Random, place: Place) -> None:
    _write(folder, architectures=["A" * 15_000])


@_hostile
def _class_that_is_none(folder: Path, rng: random.Random, place: Place) -> None:
    names = ("BertTokenizer", "BertConfig", "pipeline", "__class__", "PreTrainedModel", "logging",
             "Trainer", "BertPreTrainedModel", "AutoTokenizer", "GenerationMixin")  # fmt: skip
    _write(folder, architectures=[rng.choice(names)])


@_hostile
def _a_backbone_of_the_hub(folder: Path, rng: random.Random, place: Place) -> None:
    kind = rng.choice(("detr", "dpt", "upernet", "maskformer", "vitmatte", "depth_anything"))
    config = {"model_type": kind, "backbone": "somebody/else", "use_pretrained_backbone": True}
    config |= {"use_timm_backbone": False, "backbone_config": None}
    (folder / "config.json").write_text(json.dumps(config))


@_hostile
def _a_kernel_of_the_hub(folder: Path, rng: random.Random, place: Place) -> None:
    _write(folder, attn_implementation="somebody/kernel", _attn_implementation="somebody/kernel")


def _code(place: Place) -> str:
    return f"open({str(place.marker)!r}, 'w').close()\nclass Config: pass\nclass Model: pass\n"


@_hostile
def _code_for_everything(folder: Path, rng: random.Random, place: Place) -> None:
    for name in ("code.py", "modeling_code.py", "configuration_code.py", "tokenization_code.py",
                 "custom_generate/generate.py", "__init__.py", "processing_code.py"):  # fmt: skip
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(_code(place))
    autos: dict[str, str | list[str]]
    autos = {f"Auto{one}": "code.Model" for one in ("Config", "Model", "ModelForMaskedLM")}
    autos |= {"AutoTokenizer": ["code.Model", "code.Model"]}
    _write(folder, auto_map=autos, model_type=rng.choice(("zzz", "bert")), trust_remote_code=True)
    tokenizer = json.loads((folder / "tokenizer_config.json").read_text())
    tokenizer |= {"auto_map": autos, "trust_remote_code": True, "tokenizer_class": "Model"}
    (folder / "tokenizer_config.json").write_text(json.dumps(tokenizer))


@_hostile
def _weights_named_elsewhere(folder: Path, rng: random.Random, place: Place) -> None:
    shutil.copy(folder / "model.safetensors", place.folder / "other.safetensors")
    _write(
        folder, transformers_weights=rng.choice(("../other.safetensors", "/etc/passwd", "a.bin"))
    )


@_hostile
def _another_config_named_elsewhere(folder: Path, rng: random.Random, place: Place) -> None:
    (place.folder / "config.1.0.json").write_text("{}")
    _write(folder, configuration_files=["config./../../config.1.0.json", "config.x.json"])


# -- weights -------------------------------------------------------------------------------------


def _weights(folder: Path) -> tuple[dict[str, Any], bytes]:
    raw = (folder / "model.safetensors").read_bytes()
    (length,) = struct.unpack("<Q", raw[:8])
    return json.loads(raw[8 : 8 + length]), raw[8 + length :]


def _write_header(folder: Path, text: bytes, data: bytes = b"") -> None:
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)


def _header_value(folder: Path, rng: random.Random, place: Place) -> None:
    """One value of the header replaced."""
    head, data = _weights(folder)
    names = [one for one in head if one != "__metadata__"]
    entry = head[rng.choice(names)]
    key = rng.choice(("dtype", "shape", "data_offsets", "shape.", "data_offsets."))
    mark = "@@mark@@"
    if key.endswith("."):
        entry[key[:-1]][rng.randrange(len(entry[key[:-1]]) or 1) :] = [mark]
    else:
        entry[key] = mark
    text = json.dumps(head).replace(f'"{mark}"', rng.choice(_RAW))
    _write_header(folder, text.encode(), data)


def _bytes_changed(folder: Path, rng: random.Random, place: Place) -> None:
    """A few bytes of one file changed, or its end cut off."""
    file = rng.choice(sorted(one for one in folder.iterdir() if one.is_file()))
    data = bytearray(file.read_bytes())
    if rng.random() < 0.3:
        del data[rng.randrange(len(data)) :]
    for _ in range(rng.choice((1, 3, 40))):
        if data:
            at = rng.randrange(min(len(data), rng.choice((20, 2_000, len(data)))))
            data[at] = rng.randrange(256)
    file.write_bytes(data)


@_hostile
def _a_tensor_name_of_a_million_signs(folder: Path, rng: random.Random, place: Place) -> None:
    head, data = _weights(folder)
    name = next(one for one in head if one != "__metadata__")
    head["x" * 1_000_000] = head.pop(name)
    _write_header(folder, json.dumps(head).encode(), data)


@_hostile
def _a_tensor_name_of_a_thousand_signs(folder: Path, rng: random.Random, place: Place) -> None:
    head, data = _weights(folder)
    name = next(one for one in head if one != "__metadata__")
    head["\u202e\n\x00" + "ש" * 300] = head.pop(name)
    _write_header(folder, json.dumps(head).encode(), data)


@_hostile
def _hundreds_of_thousands_of_tensors(folder: Path, rng: random.Random, place: Place) -> None:
    head, data = _weights(folder)
    entry = {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]}
    count = rng.choice((100_000, 250_000, 500_000))
    head |= {f"{number}": entry for number in range(count)}
    _write_header(folder, json.dumps(head, separators=(",", ":")).encode(), data)


@_hostile
def _a_header_of_99_megabytes(folder: Path, rng: random.Random, place: Place) -> None:
    _write_header(folder, b'{"x":[' + b"0," * 49_000_000 + b"0]}")


@_hostile
def _a_header_of_24_megabytes_in_one_entry(folder: Path, rng: random.Random, place: Place) -> None:
    _write_header(folder, b'{"x":[' + b"0," * 12_000_000 + b"0]}")


@_hostile
def _a_nested_header(folder: Path, rng: random.Random, place: Place) -> None:
    depth = rng.choice((100, 5_000, 1_000_000))
    _write_header(folder, b'{"x":' + b"[" * depth + b"]" * depth + b"}")


@_hostile
def _a_shape_of_many_large_numbers(folder: Path, rng: random.Random, place: Place) -> None:
    shape = b"[" + b",".join([b"9" * 4_000] * 1_500) + b"]"
    _write_header(folder, b'{"x":{"dtype":"F32","data_offsets":[0,4],"shape":' + shape + b"}}")


@_hostile
def _a_header_with_deep_metadata(folder: Path, rng: random.Random, place: Place) -> None:
    _, data = _weights(folder)
    _write_header(
        folder, b'{"__metadata__":' + b'{"a":' * 50_000 + b"1" + b"}" * 50_000 + b"}", data
    )


@_hostile
def _a_sparse_file_of_a_terabyte(folder: Path, rng: random.Random, place: Place) -> None:
    with (folder / "model.safetensors").open("r+b") as file:
        file.truncate(10**11)


@_hostile
def _one_tensor_larger_than_memory(folder: Path, rng: random.Random, place: Place) -> None:
    size = 10**11
    entry = {"dtype": "F32", "shape": [size // 4], "data_offsets": [0, size]}
    text = json.dumps({"bert.embeddings.word_embeddings.weight": entry}).encode()
    with (folder / "model.safetensors").open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        file.truncate(8 + len(text) + size)


def _index(folder: Path, names: dict[str, Any] | str) -> None:
    text = names if isinstance(names, str) else json.dumps({"weight_map": names})
    (folder / "model.safetensors").rename(folder / "model-00001-of-00001.safetensors")
    (folder / "model.safetensors.index.json").write_text(text)


@_hostile
def _an_index_of_100000_shards(folder: Path, rng: random.Random, place: Place) -> None:
    _index(folder, {f"t{number}": f"m{number}.safetensors" for number in range(100_000)})


@_hostile
def _an_index_of_odd_names(folder: Path, rng: random.Random, place: Place) -> None:
    names = ("x" * 100_000, "a\0b", "a\nb", "\u202egnp", "../a", "/etc/passwd", "", ".", "..",
             "a/../../b", "C:\\nul", "con", "~/a", "file:///a", "\ud800")  # fmt: skip
    _index(folder, {"t": rng.choice(names)})


@_hostile
def _a_nested_index(folder: Path, rng: random.Random, place: Place) -> None:
    _index(folder, '{"weight_map":' * 20_000 + "1" + "}" * 20_000)


@_hostile
def _shards_behind_a_linked_folder(folder: Path, rng: random.Random, place: Place) -> None:
    elsewhere = place.folder / "elsewhere"
    elsewhere.mkdir()
    shutil.move(folder / "model.safetensors", elsewhere / "a.safetensors")
    (folder / "parts").symlink_to(elsewhere, target_is_directory=True)
    index = {"weight_map": {"t": "parts/a.safetensors"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))


@_hostile
def _weights_that_are_something_else(folder: Path, rng: random.Random, place: Place) -> None:
    file = folder / "model.safetensors"
    file.unlink()
    kind = rng.choice(("pipe", "device", "itself", "folder", "elsewhere", "memory"))
    if kind == "pipe":
        os.mkfifo(file)
    elif kind == "folder":
        file.mkdir()
    else:
        targets = {"device": "/dev/zero", "itself": file.name, "elsewhere": "/etc/hostname"}
        file.symlink_to(targets.get(kind, "/proc/self/mem"))


# -- pickles -------------------------------------------------------------------------------------


class _Runs:
    """Runs code where it is unpickled without care."""

    def __init__(self, marker: Path, way: int) -> None:
        self._marker, self._way = str(marker), way

    def __reduce__(self) -> tuple[Any, ...]:
        code = f"open({self._marker!r}, 'w').close()"
        if self._way == 0:
            return os.system, (f"touch '{self._marker}'",)
        if self._way == 1:
            return eval, (code,)
        if self._way == 2:
            return __import__("builtins").exec, (code,)
        return open, (self._marker, "w")


def _pickled(folder: Path, value: object, *, archive: bool) -> None:
    (folder / "model.safetensors").unlink()
    data = pickle.dumps(value, protocol=2)
    file = folder / "pytorch_model.bin"
    if not archive:
        file.write_bytes(data)
        return
    with zipfile.ZipFile(file, "w") as zipped:
        zipped.writestr("archive/data.pkl", data)
        zipped.writestr("archive/version", b"3\n")
        zipped.writestr("archive/byteorder", b"little")


@_hostile
def _a_pickle_that_runs_code(folder: Path, rng: random.Random, place: Place) -> None:
    value = {"bert.weight": _Runs(place.marker, rng.randrange(4))}
    _pickled(folder, value, archive=rng.random() < 0.5)


@_hostile
def _a_pickle_of_the_old_kind(folder: Path, rng: random.Random, place: Place) -> None:
    import torch

    (folder / "model.safetensors").unlink()
    value = {"bert.weight": _Runs(place.marker, rng.randrange(4))}
    torch.save(value, folder / "pytorch_model.bin", _use_new_zipfile_serialization=False)


@_hostile
def _a_pickle_that_asks_for_memory(folder: Path, rng: random.Random, place: Place) -> None:
    (folder / "model.safetensors").unlink()
    ask = b"\x80\x02cbuiltins\nbytearray\n\x8a\x06" + (10**13).to_bytes(6, "little") + b"\x85R."
    (folder / "pytorch_model.bin").write_bytes(ask)


@_hostile
def _a_pickle_of_many_marks(folder: Path, rng: random.Random, place: Place) -> None:
    (folder / "model.safetensors").unlink()
    nested = b"\x80\x02" + b"(" * 3_000_000 + b"."
    (folder / "pytorch_model.bin").write_bytes(nested)


@_hostile
def _a_pickle_of_odd_names(folder: Path, rng: random.Random, place: Place) -> None:
    import torch

    (folder / "model.safetensors").unlink()
    one = torch.zeros(2)
    values: tuple[object, ...] = (
        {5: one},
        {"x" * 100_000: one},
        [one],
        one,
        {"a": 5},
        {},
        {None: None},
        {"a": {"b": one}},
    )
    torch.save(rng.choice(values), folder / "pytorch_model.bin")


@_hostile
def _a_zip_bomb(folder: Path, rng: random.Random, place: Place) -> None:
    (folder / "model.safetensors").unlink()
    with zipfile.ZipFile(folder / "pytorch_model.bin", "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("archive/data.pkl", pickle.dumps({"a": 1}, protocol=2))
        zipped.writestr("archive/data/0", bytes(300_000_000))


@_hostile
def _an_archive_of_odd_members(folder: Path, rng: random.Random, place: Place) -> None:
    (folder / "model.safetensors").unlink()
    with zipfile.ZipFile(folder / "pytorch_model.bin", "w") as zipped:
        for name in ("../../evil", "/tmp/evil", "a" * 60_000, "archive/data.pkl"):
            zipped.writestr(name, b"\x80\x02}.")


# -- tokenizers, and what is beside ------------------------------------------------------------


@_hostile
def _a_nested_tokenizer(folder: Path, rng: random.Random, place: Place) -> None:
    (folder / "tokenizer.json").write_text("[" * 100_000 + "]" * 100_000)


@_hostile
def _a_tokenizer_elsewhere(folder: Path, rng: random.Random, place: Place) -> None:
    shutil.move(folder / "tokenizer.json", place.folder / "elsewhere.json")
    (folder / "tokenizer.json").symlink_to(place.folder / "elsewhere.json")


@_hostile
def _a_tokenizer_that_grows(folder: Path, rng: random.Random, place: Place) -> None:
    file = folder / "tokenizer.json"
    values = json.loads(file.read_text())
    grow = {"type": "Replace", "pattern": {"String": "a"}, "content": "a" * 1_000}
    values["normalizer"] = {"type": "Sequence", "normalizers": [grow] * 12}
    file.write_text(json.dumps(values))


@_hostile
def _a_tokenizer_of_another_class(folder: Path, rng: random.Random, place: Place) -> None:
    file = folder / "tokenizer_config.json"
    values = json.loads(file.read_text())
    values["tokenizer_class"] = rng.choice(("BertModel", "AutoModel", "", "os", 5, None, ["a"]))
    file.write_text(json.dumps(values))


@_hostile
def _a_template_that_runs_code(folder: Path, rng: random.Random, place: Place) -> None:
    file = folder / "tokenizer_config.json"
    values = json.loads(file.read_text())
    values["chat_template"] = (
        "{{ ''.__class__.__mro__[1].__subclasses__() }}"
        f"{{{{ cycler.__init__.__globals__.os.system('touch {place.marker}') }}}}"
    )
    file.write_text(json.dumps(values))


_BESIDE = ("examples.json", "weights_origin.json", "generation_config.json", "README.md",
           "preprocessor_config.json", "special_tokens_map.json", "trainer_state.json")  # fmt: skip


def _beside(name: str, content: bytes) -> Maker:
    def make(folder: Path, rng: random.Random, place: Place) -> None:
        (folder / name).write_bytes(content)

    return make


for _name in _BESIDE[:5]:
    for _what, _content in (
        ("nested", b'{"a":' * 50_000 + b"1" + b"}" * 50_000),
        ("of many rows", b"[" + b'{"text": "x"},' * 60_000 + b"{}]"),
        ("that is no text", bytes(range(256)) * 40),
        ("of wrong kinds", b'{"text": 5, "weights": [1], "sha256": 5, "temperature": "x"}'),
    ):
        _MAKERS[f"{_name} {_what}"] = (_beside(_name, _content), True)


@_hostile
def _modules_elsewhere(folder: Path, rng: random.Random, place: Place) -> None:
    path = rng.choice(("../1_Pooling", "/etc", "1_Pooling", "a" * 5_000, "1_\0"))
    rows = [
        {"idx": 0, "path": "", "type": "Transformer"},
        {"idx": 1, "path": path, "type": "x.Dense"},
    ]
    (folder / "modules.json").write_text(json.dumps(rows))
    (place.folder / "1_Pooling").mkdir()
    (folder / "1_Pooling").symlink_to(place.folder / "1_Pooling", target_is_directory=True)


@_hostile
def _an_adapter_that_names_a_file(folder: Path, rng: random.Random, place: Place) -> None:
    (folder / "model.safetensors").rename(folder / "adapter_model.safetensors")
    about = {"base_model_name_or_path": rng.choice(("/etc/passwd", "../..", "a" * 9_000, 5, None))}
    (folder / "adapter_config.json").write_text(json.dumps(about))


# -- the folder itself ---------------------------------------------------------------------------


@_harmless
def _a_folder_of_many_files(folder: Path, rng: random.Random, place: Place) -> None:
    for number in range(20_000):
        (folder / f"unrelated {number}.txt").touch()


@_harmless
def _a_folder_with_an_odd_name(folder: Path, rng: random.Random, place: Place) -> Path:
    names = (
        "a b",
        "\u202egnp.exe",
        "a\nb",
        "模型",
        "-rf",
        "%s{0}",
        "<b>",
        "x" * 200,
        "model.safetensors",
    )
    return folder.rename(place.folder / rng.choice(names))


@_hostile
def _a_folder_that_contains_itself(folder: Path, rng: random.Random, place: Place) -> None:
    (folder / "config.json").unlink()
    (folder / "inside").symlink_to(folder, target_is_directory=True)


@_hostile
def _a_folder_that_links_to_itself(folder: Path, rng: random.Random, place: Place) -> Path:
    link = place.folder / "circle"
    link.symlink_to(link, target_is_directory=True)
    return link


@_hostile
def _a_deep_folder(folder: Path, rng: random.Random, place: Place) -> Path:
    (folder / "config.json").unlink()
    deep = folder
    for _ in range(15):
        deep = deep / ("x" * 100)
    deep.mkdir(parents=True)
    return folder


@_hostile
def _a_folder_that_is_an_archive(folder: Path, rng: random.Random, place: Place) -> Path:
    file = place.folder / "model.zip"
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as zipped:
        zipped.writestr("../../config.json", "{}")
    file.write_bytes(data.getvalue())
    return file
