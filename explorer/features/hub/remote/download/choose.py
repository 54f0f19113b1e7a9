"""Which files of a repository loading really opens, and why; the rest, and why not.

This follows transformers 5.23: `_get_resolved_checkpoint_files` for weights, and
`PreTrainedTokenizerBase.from_pretrained` for tokenizers. Names only: no network, no disk.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from explorer.boundary.limits import MOST_SHARDS
from explorer.boundary.values import as_dict, as_list, as_text
from explorer.text.translation import tr

SAFE, SAFE_INDEX = "model.safetensors", "model.safetensors.index.json"
BIN, BIN_INDEX = "pytorch_model.bin", "pytorch_model.bin.index.json"

_ALWAYS = {
    "config.json": tr("the config: which model this is, and its sizes"),
    "generation_config.json": tr("how it generates by default"),
    "tokenizer_config.json": tr("the kind of tokenizer, and its settings"),
    "special_tokens_map.json": tr("the tokenizer's special tokens"),
    "added_tokens.json": tr("tokens added to the vocabulary"),
    "chat_template.jinja": tr("how a chat is written as text"),
    "preprocessor_config.json": tr("how pictures or sound are prepared"),
    "processor_config.json": tr("how text and pictures are put together"),
}
_VOCABULARIES = (
    *("vocab.txt", "vocab.json", "merges.txt", "tokenizer.model", "spiece.model"),
    *("sentencepiece.bpe.model", "sentencepiece.model", "spm.model", "spm_char.model"),
    *("source.spm", "target.spm", "target_vocab.json", "bpe.codes", "dict.txt", "emoji.json"),
    *(
        "tekken.json",
        "tiktoken.model",
        "prophetnet.tokenizer",
        "byte_maps.json",
        "entity_vocab.json",
    ),
    *("normalizer.json", "word_shape.json", "word_pronunciation.json", "vocab-src.json"),
    *("vocab-tgt.json", "notes", "special_tokens.txt", "qwen.tiktoken"),
)
# Tokenizers written in Python alone read their own vocabulary even beside a tokenizer.json.
# tests/hub/test_choose.py compares this with the installed transformers.
PYTHON_ONLY = frozenset(
    {
        *("ProphetNet", "BertGeneration", "ByT5", "Wav2Vec2CTC", "Bartpho", "Bertweet", "Mgpstr"),
        *("GPTNeoXJapanese", "FastSpeech2Conformer", "Flaubert", "Clvp", "Perceiver", "SpeechT5"),
        *("Wav2Vec2PhonemeCTC", "BertJapanese", "Canine", "FSMT", "BioGpt", "Marian", "GPTSw3"),
        *("Tapas", "MyT5", "Phobert", "RoCBert", "Esm", "Dia", "XLM", "Vits", "CpmAnt", "CTRL"),
        *("Pop2Piano", "M2M100", "Siglip", "PLBart", "Cpm", "BlenderbotSmall", "Speech2Text"),
    }
)
PYTHON_ONLY_TYPES = frozenset(
    {
        *("bartpho", "bert-japanese", "bertweet", "biogpt", "blenderbot-small", "byt5", "canine"),
        *("clvp", "cpm", "cpmant", "ctrl", "data2vec-audio", "dia", "esm", "flaubert", "fsmt"),
        *("gpt_neox_japanese", "hubert", "mgp-str", "myt5", "perceiver", "phobert", "plbart"),
        *("prophetnet", "roc_bert", "tapas", "unispeech", "unispeech-sat", "vits", "wav2vec2"),
        *("wav2vec2-bert", "wav2vec2-conformer", "wav2vec2_phoneme", "xlm"),
        *("marian", "m2m_100", "speech_to_text", "speecht5", "siglip", "bert-generation"),
    }
)
_SENTENCES = re.compile(r"\d+_(?:Pooling|Dense|LayerNorm|Normalize|Dropout)/(?P<name>[\w.-]+)")
"""Sub-folders of sentence-transformers, whose modules.json says that they follow the model."""

_VERSIONED = re.compile(r"tokenizer\.(\d{1,9}(?:\.\d{1,9}){0,3})\.json")
_MOST_TEMPLATES = 100
_VARIANT = re.compile(r"^(?:model|pytorch_model)\.(?:(?:safetensors|bin)\.index\.)?([\w-]+)\.\w+$")


@dataclass(frozen=True)
class Weights:
    """The weights that loading opens: one file, or an index and its shards.

    `index` is empty for a single file. `label` is for a person: "safetensors", "pickle (.bin)".
    """

    files: tuple[str, ...]
    index: str
    variant: str
    pickled: bool
    label: str


@dataclass(frozen=True)
class FileChoice:
    """Paths with the reason for each, in the order in which they are worth having."""

    needed: tuple[tuple[str, str], ...]
    skipped: tuple[tuple[str, str], ...]


def weights(paths: Iterable[str], config: Mapping[str, Any]) -> Weights | None:
    """The first weights that transformers would take; None when there are none.

    For a sharded checkpoint `files` is empty: the shards are those that `index` names.
    """
    # transformers looks for weights in the root only.
    here = {path for path in paths if "/" not in path}
    explicit = as_text(config.get("transformers_weights"))
    if explicit in here:
        # transformers refuses any other file that a config names; so it is not downloaded either.
        if explicit.endswith(SAFE_INDEX.removeprefix("model")):
            return Weights((), explicit, "", False, "safetensors")
        if explicit.endswith(".safetensors"):
            return Weights((explicit,), "", "", False, "safetensors")
        return None
    # The usual set first; a variant is taken only where nothing else is.
    for variant in ("", *_variants(here)):
        for name, index, pickled, label in (
            (SAFE, SAFE_INDEX, False, "safetensors"),
            (BIN, BIN_INDEX, True, tr("pickle (.bin)")),
        ):
            # As transformers: the single file before the index.
            if (single := _with_variant(name, variant)) in here:
                return Weights((single,), "", variant, pickled, label)
            if (several := _with_variant(index, variant)) in here:
                return Weights((), several, variant, pickled, label)
    return None


def shards(index: Mapping[str, Any]) -> tuple[str, ...]:
    """The files that an index names, each once, in order; none where it names more than there are.

    They are a stranger's words: only what is among the files of the repository is one of them.
    """
    names = sorted({*map(as_text, as_dict(index.get("weight_map")).values())} - {""})
    return tuple(names) if len(names) <= MOST_SHARDS else ()


def choose(
    paths: Iterable[str],
    config: Mapping[str, Any],
    tokenizer_config: Mapping[str, Any],
    chosen: Weights,
    shard_names: tuple[str, ...] = (),
) -> FileChoice:
    """Sort a repository's paths into needed and not needed, each with why."""
    listed = sorted(set(paths))
    needed: dict[str, str] = {p: _ALWAYS[p] for p in _ALWAYS if p in listed}
    needed.update(_tokenizer(set(listed), config, tokenizer_config))
    needed.update(_sentence_modules(set(listed)))
    if chosen.index:
        needed[chosen.index] = tr("the index: which shard holds which tensor")
    names = chosen.files or shard_names
    for position, name in enumerate(names, 1):
        needed[name] = (
            tr(
                "the weights, as {format}, shard {position} of {shards}",
                format=chosen.label,
                position=position,
                shards=len(names),
            )
            if len(names) > 1
            else tr("the weights, as {format}", format=chosen.label)
        )
    taken = (chosen.files or (chosen.index,))[0]
    skipped = tuple((p, _refusal(p, taken, needed)) for p in listed if p not in needed)
    return FileChoice(tuple(needed.items()), skipped)


def _tokenizer(
    here: set[str], config: Mapping[str, Any], tokenizer_config: Mapping[str, Any]
) -> dict[str, str]:
    """The tokenizer's own files. Beside a tokenizer.json the older vocabularies are not read."""
    texts = {
        path: tr("one more chat template")
        for path in sorted(
            text for text in here if re.fullmatch(r"additional_chat_templates/.+\.jinja", text)
        )[:_MOST_TEMPLATES]
    }
    whole = _fast_file(here, tokenizer_config)
    if whole:
        texts[whole] = tr("the whole tokenizer in one file")
    # tokenizer_config.json says the class; older checkpoints say it in config.json.
    declared = str(tokenizer_config.get("tokenizer_class") or config.get("tokenizer_class") or "")
    kind = declared.removesuffix("Fast").removesuffix("Tokenizer")
    own = kind in PYTHON_ONLY if kind else config.get("model_type") in PYTHON_ONLY_TYPES
    if not whole or own:
        texts.update({v: tr("the tokenizer's vocabulary") for v in _VOCABULARIES if v in here})
    return texts


def _sentence_modules(here: set[str]) -> dict[str, str]:
    """What says how the vectors of tokens become one vector of a text."""
    if "modules.json" not in here:
        return {}
    texts = {"modules.json": tr("how one vector of a text is made")}
    for name in ("sentence_bert_config.json", "config_sentence_transformers.json"):
        if name in here:
            texts[name] = tr("how texts are read before they become vectors")
    for path in sorted(here):
        part = _SENTENCES.fullmatch(path)
        if part is None or part["name"] not in ("config.json", SAFE, BIN):
            continue
        if part["name"] == BIN and path.replace(BIN, SAFE) in here:
            continue
        texts[path] = tr("a step after the model: {folder}", folder=path.partition("/")[0])
    return texts


def _fast_file(here: set[str], tokenizer_config: Mapping[str, Any]) -> str:
    """tokenizer.json, or the newest of the versioned ones that tokenizer_config.json lists."""
    versions = {}
    for name in as_list(tokenizer_config.get("fast_tokenizer_files")):
        if m := _VERSIONED.fullmatch(as_text(name)):
            # By numbers: as text, 4.9 would be newer than 4.45.
            versions[tuple(int(part) for part in m[1].split("."))] = name
    newest = versions[max(versions)] if versions else ""
    if newest in here:
        return newest
    return "tokenizer.json" if "tokenizer.json" in here else ""


def _variants(here: set[str]) -> list[str]:
    """Variants on offer, full precision last: a variant is taken only when nothing else exists."""
    texts = {m[1] for path in here if (m := _VARIANT.match(path)) and m[1] != "index"}
    # -of- marks a shard, not a variant.
    return sorted(v for v in texts if not re.fullmatch(r"\d{5}-of-\d{5}", v) and "-of-" not in v)


def _with_variant(name: str, variant: str) -> str:
    """transformers' `_add_variant`: model.fp16.safetensors, model.safetensors.index.fp16.json."""
    if not variant:
        return name
    stem, dot, ending = name.rpartition(".")
    return f"{stem}.{variant}{dot}{ending}"


_KINDS: tuple[tuple[str, str], ...] = (
    (
        r"\.(h5|msgpack|ot|tflite|mlmodel|mlpackage|onnx|onnx_data|gguf|ggml|pte|ckpt.*)$",
        tr("weights for other software"),
    ),
    (r"\.py$", tr("code of the authors, which this program never runs")),
    (
        r"\.(md|txt|pdf|png|jpe?g|gif|svg|webp|ipynb)$|^\.gitattributes$|^LICENSE|^NOTICE|USE_POLICY",
        tr("for reading, not for loading"),
    ),
    (
        r"(optimizer|scheduler|trainer_state|training_args|rng_state|events\.out|global_step)",
        tr("left over from training"),
    ),
)


def _refusal(path: str, taken: str, needed: Mapping[str, str]) -> str:
    name = path.rpartition("/")[2]
    if path in _VOCABULARIES:
        return tr("the whole tokenizer is in tokenizer.json")
    if "/" in path:
        return tr("loading does not open the sub-folder {folder}", folder=path.split("/")[0])
    if name.startswith(("tokenizer.", "tokenizer_")) and name.endswith(".json"):
        return tr("another version of the tokenizer")
    for pattern, why in _KINDS:
        if re.search(pattern, name):
            return why
    if name.endswith((".safetensors", ".bin", ".pt", ".pth", ".index.json")):
        return tr("the same weights again; {file} is enough", file=taken)
    return tr("loading does not open it")
