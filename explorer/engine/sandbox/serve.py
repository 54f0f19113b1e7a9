"""The process in which tokenizers, chat templates and sounds of strangers are read.

A tokenizer.json can be a bomb that goes off while it is read or at a later text, and a chat
template is a program. No thread can end another, and memory that one thread takes is taken from
all; so both run here, in a process that can be killed. It is started as a script and imports
nothing of the program (the frozen program starts itself with a hidden option instead).

Each line of standard input is a question in JSON: what to `do`, the `seconds` and the `memory` in
bytes that it may take, and its arguments. Each line of standard output is its answer, or the kind
of `error` with a `message`.
"""

from __future__ import annotations

import base64
import contextlib
import faulthandler
import hashlib
import itertools
import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

_GRACE = 5
"""Seconds beyond a question's own after which the process ends itself: its parent is gone."""

TORCH = "TRANSFORMER_EXPLORER_SANDBOX_TORCH"
"""The environment's variable that lets the process import torch."""

_LONGEST_SPECIAL = 1_000
"""Characters of a special token. The longest known have about 30."""

# Characters. The longest chat templates known have some tens of thousands.
_LONGEST_TEMPLATE = 1_000_000

_SPECIAL = ("bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token",
            "mask_token")  # fmt: skip

_NETWORK = frozenset(
    f"socket.{call}" for call in ("connect", "sendto", "sendmsg", "getaddrinfo", "gethostbyname")
)

_tokenizers: dict[str, Any] = {}


class _Refused(Exception):
    """Ends a question with the kind of error that it is given."""

    def __init__(self, kind: str, message: str = "") -> None:
        super().__init__(message)
        self.kind = kind


# -- tokenizers --------------------------------------------------------------------------------


def _load(asked: dict[str, Any]) -> dict[str, object]:
    """Read a tokenizer, where it was not read before, and describe it."""
    from transformers import AutoTokenizer, PreTrainedTokenizerBase

    # First what nobody holds any more, so that its memory is there for the new one.
    _keep({"kept": [asked["tokenizer"], *asked["kept"]]})
    if asked["tokenizer"] in _tokenizers:
        return _described(_tokenizers[asked["tokenizer"]])
    options = {"revision": asked["revision"]} if asked["revision"] else {}
    tokenizer: Any = AutoTokenizer.from_pretrained(
        # As in the program itself: no code from a checkpoint, nothing from the network.
        asked["path"],
        trust_remote_code=False,
        local_files_only=True,
        cache_dir=asked["cache"],
        **options,
    )
    if not isinstance(tokenizer, PreTrainedTokenizerBase):
        raise TypeError(f"{type(tokenizer).__name__} is no tokenizer")
    described = _described(tokenizer)
    _tokenizers[asked["tokenizer"]] = tokenizer
    return described


def _gguf(asked: dict[str, Any]) -> dict[str, object]:
    """Make the tokenizer of a GGUF `file`, and save it in `folder` as any other."""
    from transformers import AutoTokenizer

    tokenizer: Any = AutoTokenizer.from_pretrained(
        asked["path"], gguf_file=asked["file"], trust_remote_code=False, local_files_only=True
    )
    tokenizer.save_pretrained(asked["folder"])
    return {}


def _keep(asked: dict[str, Any]) -> dict[str, object]:
    """Drop every tokenizer that is not named."""
    for key in set(_tokenizers) - set(asked["kept"]):
        del _tokenizers[key]
    return {}


def _described(tokenizer: Any) -> dict[str, object]:
    named = {name: getattr(tokenizer, name) for name in _SPECIAL}
    # A token of a million characters would be copied into every answer.
    for name, text in named.items():
        if text is not None and len(str(text)) > _LONGEST_SPECIAL:
            raise ValueError(f"{name} has {len(str(text)):,} characters")
    special = sorted({int(token_id) for token_id in tokenizer.all_special_ids})
    try:
        more = tokenizer.num_special_tokens_to_add(pair=True)
        pairs = more > tokenizer.num_special_tokens_to_add(pair=False)
    except Exception:  # tokenizers written in Python answer as they like
        pairs = "token_type_ids" in tokenizer.model_input_names
    # Measured: a BERT folder without vocabulary gives a five-token tokenizer, no error.
    empty = len(tokenizer) <= len(special) and not getattr(tokenizer, "byte_fallback", False)
    return {
        "class_name": type(tokenizer).__name__,
        "fast": bool(tokenizer.is_fast),
        "length": len(tokenizer),
        "empty": empty and len(tokenizer.get_vocab()) <= len(special),
        "special_ids": special,
        "special_tokens": {
            name: str(token)[:_LONGEST_SPECIAL]
            for name, token in tokenizer.special_tokens_map.items()
        },
        "tokens": {name: None if text is None else str(text) for name, text in named.items()},
        "ids": {name: _id(tokenizer, f"{name}_id") for name in _SPECIAL},
        "pairs": bool(pairs),
        "templates": _templates(getattr(tokenizer, "chat_template", None)),
    }


def _id(tokenizer: Any, name: str) -> int | None:
    token_id = getattr(tokenizer, name)
    return int(token_id) if isinstance(token_id, int) else None


def _templates(templates: object) -> dict[str, str]:
    """Every chat template by its name; an only one has the name default."""
    by_name = templates if isinstance(templates, dict) else {"default": templates}
    return {
        str(name): template
        for name, template in by_name.items()
        if isinstance(template, str) and 0 < len(template) <= _LONGEST_TEMPLATE
    }


def _encode(tokenizer: Any, asked: dict[str, Any]) -> dict[str, object]:
    """Texts as rows of one length. Offsets and the like are of the first `named` tokens."""
    # transformers refuses padding without a pad token. A token is lent for this call only: the
    # attention mask hides it, and saving must not write it.
    lent = asked["padding"] and tokenizer.pad_token is None
    if lent:
        tokenizer.pad_token = asked["pad_token"]
    try:
        encoding = tokenizer(
            asked["texts"],
            asked["pairs"] or None,
            padding=asked["padding"],
            padding_side=asked["side"],
            add_special_tokens=asked["special"],
            return_offsets_mapping=bool(tokenizer.is_fast),
            return_special_tokens_mask=True,
        )
    finally:
        if lent:
            tokenizer.pad_token = None
    places = sum(len(row) for row in encoding["input_ids"])
    if places > asked["most"]:
        raise _Refused("long", str(places))
    offsets = encoding.pop("offset_mapping", None)
    special = encoding.pop("special_tokens_mask")
    cut = asked["named"] or None
    # Which text of a pair a token is of is known to fast tokenizers only.
    sequences = None
    if tokenizer.is_fast and asked["pairs"]:
        sequences = [
            [
                -1 if sequence_id is None else sequence_id
                for sequence_id in encoding.sequence_ids(row)[:cut]
            ]
            for row in range(len(asked["texts"]))
        ]
    inputs = {name: _packed(value) for name, value in encoding.items()}
    return {
        "inputs": {name: value for name, value in inputs.items() if value is not None},
        "offsets": None if offsets is None else _packed([row[:cut] for row in offsets]),
        "special": _packed([row[:cut] for row in special]),
        "sequences": None if sequences is None else _packed(sequences),
    }


def _packed(rows: Any) -> dict[str, object] | None:
    """Rows of whole numbers as a shape and int64 in base64; None for anything else."""
    import numpy as np

    try:
        array = np.asarray(rows)
    except ValueError:  # rows of different lengths
        return None
    # Booleans, signed and unsigned integers only.
    if array.size and array.dtype.kind not in "iub":
        return None
    # base64 of bytes is a third longer than they are; as JSON numbers they would take several times
    # that, and seconds to parse.
    data = base64.b64encode(array.astype("<i8").tobytes()).decode("ascii")
    return {"shape": list(array.shape), "data": data}


def _names(tokenizer: Any, asked: dict[str, Any]) -> dict[str, object]:
    """The piece and the text of each ID; no piece for an ID that the tokenizer does not know."""
    most = asked["most"]
    names = []
    for id_ in asked["ids"]:
        piece, text = _piece(tokenizer, id_), ""
        if piece is not None:
            with contextlib.suppress(Exception):  # its piece alone will do
                text = str(tokenizer.convert_tokens_to_string([piece]))
            piece, text = _short(piece, most), _short(text, most)
        names.append((piece, text))
    return {"names": names}


def _piece(tokenizer: Any, id_: int) -> str | None:
    try:
        piece = tokenizer.convert_ids_to_tokens(id_)
    except Exception:  # an index error, an overflow, or no letter of that number
        return None
    return None if piece is None else str(piece)


def _short(text: str, most: int) -> str:
    """At most so many characters, and no half of one, which no window can draw."""
    text = text if len(text) <= most else text[:most] + "…"
    # A lone surrogate becomes "?".
    return text.encode("utf-8", "replace").decode("utf-8")


def _decode(tokenizer: Any, asked: dict[str, Any]) -> dict[str, object]:
    text = str(tokenizer.decode(asked["ids"], skip_special_tokens=True))
    return {"text": _bounded(text, asked["most"])}


def _bounded(text: str, most: int) -> str:
    if len(text) > most:
        raise _Refused("long", str(len(text)))
    return text


def _vocabulary(tokenizer: Any, asked: dict[str, Any]) -> dict[str, object]:
    """A digest that two tokenizers share when all their tokens have the same IDs."""
    digest = hashlib.sha256()
    # Sorted, because get_vocab() promises no order; the length keeps pieces apart that hold spaces.
    for piece, id_ in sorted(tokenizer.get_vocab().items()):
        digest.update(f"{len(piece)} {piece} {id_}\n".encode("utf-8", "surrogatepass"))
    return {"digest": digest.hexdigest()}


# -- how a text was cut ------------------------------------------------------------------------

_models: WeakKeyDictionary[Any, dict[str, Any]] = WeakKeyDictionary()
"""The model of the tokenizer asked last, as tokenizer.json has it; its merges by their pair.

By the tokenizer itself: the id() of one that is gone is given to the next.
"""


def _words(tokenizer: Any, asked: dict[str, Any]) -> dict[str, object]:
    """The words that a tokenizer cuts a text into before it makes tokens of them.

    `kind` names its model (BPE, WordPiece, Unigram, WordLevel), "" where it is not one of the
    tokenizers library. Each of `words` has its `piece` as the model is given it, its `ids` as the
    model answers, and `added` where it is a token that is taken out beforehand. `exact` tells
    whether their IDs are those of the whole text.
    """
    if not tokenizer.is_fast:
        return {"kind": "", "words": [], "exact": False}
    backend = tokenizer.backend_tokenizer
    text = asked["text"]
    # As transformers does before each call: what was saved with the file cuts nothing here.
    backend.no_truncation()
    backend.no_padding()
    whole = backend.encode(text, add_special_tokens=False)
    added = {id_: token.content for id_, token in backend.get_added_tokens_decoder().items()}
    words: list[dict[str, object]] = []
    ids: list[int] = []
    begin = 0
    cuts = [
        (start, end, id_)
        for (start, end), id_ in zip(whole.offsets, whole.ids, strict=True)
        # An unknown token is one of these as well, for what the text does not hold in this form.
        if end > start and added.get(id_) == text[start:end].strip()
    ]
    for start, end, id_ in (*cuts, (len(text), len(text), None)):
        for piece in _pieces(backend, text[begin:start]):
            tokens = [token.id for token in backend.model.tokenize(piece)]
            words.append({"piece": _short(piece, asked["most"]), "ids": tokens, "added": False})
            ids += tokens
        if id_ is not None:
            words.append({"piece": text[start:end], "ids": [id_], "added": True})
            ids.append(id_)
        begin = end
    return {"kind": type(backend.model).__name__, "words": words, "exact": ids == whole.ids}


def _pieces(backend: Any, text: str) -> list[str]:
    """A text normalised, and cut where no token may reach across."""
    if not text:
        return []
    if backend.normalizer is not None:
        text = backend.normalizer.normalize_str(text)
    if backend.pre_tokenizer is None:
        return [text]
    return [piece for piece, _ in backend.pre_tokenizer.pre_tokenize_str(text)]


def _steps(tokenizer: Any, asked: dict[str, Any]) -> dict[str, object]:
    """How the model of a tokenizer makes tokens of one word, step by step, from its own data.

    Each of `steps` says what it `did` (start, join, whole, match, unknown, score), the `ids` after
    it, where (`at`), for a join the `rank` of its rule and what it joined, for a match what was
    `tried` and the `rest` of the word, for scores one of each piece. `expected` are the IDs that
    the tokenizer itself makes of the word.
    """
    word = asked["word"]
    if len(word) > asked["most"]:
        raise _Refused("long", str(len(word)))
    model = _model(tokenizer)
    kind = model["type"]
    expected = [token.id for token in tokenizer.backend_tokenizer.model.tokenize(word)]
    if kind == "Unigram":
        scores = [float(model["vocab"][id_][1]) for id_ in expected]
        steps = [{"did": "score", "ids": expected, "scores": scores}]
    else:
        make = {"BPE": _joins, "WordPiece": _matches}.get(kind, _looked_up)
        steps = make(model, word)
        for step in steps:
            step["ids"] = [model["vocab"].get(symbol, -1) for symbol in step.pop("symbols")]
    return {
        "kind": kind,
        "steps": steps,
        "expected": expected,
        "rules": len(model.get("merges") or ()),
        "vocabulary": len(model["vocab"]),
    }


def _model(tokenizer: Any) -> dict[str, Any]:
    """The model of tokenizer.json; parsed once."""
    if tokenizer not in _models:
        _models.clear()  # one is looked at after the other, and they are large
        model: dict[str, Any] = json.loads(tokenizer.backend_tokenizer.to_str())["model"]
        if model["type"] == "BPE":
            pairs = (
                tuple(rule.split(" ", 1)) if isinstance(rule, str) else tuple(rule)
                for rule in model["merges"]
            )
            model["merges"] = {pair: rank for rank, pair in enumerate(pairs)}
        _models[tokenizer] = model
    return _models[tokenizer]


def _joins(model: dict[str, Any], word: str) -> list[dict[str, Any]]:
    """Byte-pair encoding: the rule of the lowest rank joins its leftmost pair, again and again."""
    known, ranks = model["vocab"], model["merges"]
    if model.get("ignore_merges") and word in known:
        return [_step("whole", [word])]
    symbols = _letters(model, word)
    steps = [_step("start", symbols)]
    within = model.get("continuing_subword_prefix") or ""
    while True:
        rules = [
            (ranks[pair], place)
            for place, pair in enumerate(itertools.pairwise(symbols))
            if pair in ranks
        ]
        if not rules:
            return steps
        rank, place = min(rules)
        left, right = symbols[place : place + 2]
        joined = left + right[len(within) :]
        symbols = [*symbols[:place], joined, *symbols[place + 2 :]]
        steps.append(_step("join", symbols, at=place, rank=rank, left=left, right=right))


def _letters(model: dict[str, Any], word: str) -> list[str]:
    """What byte-pair encoding begins with: letters, bytes of those it does not know, or unknown."""
    known = model["vocab"]
    within, last = model.get("continuing_subword_prefix"), model.get("end_of_word_suffix")
    symbols: list[str] = []
    for place, letter in enumerate(word):
        symbol = (within or "") * (place > 0) + letter + (last or "") * (place == len(word) - 1)
        if symbol in known:
            symbols.append(symbol)
            continue
        spelled = [f"<0x{byte:02X}>" for byte in symbol.encode("utf-8", "replace")]
        if model.get("byte_fallback") and all(byte in known for byte in spelled):
            symbols += spelled
            continue
        unknown = model.get("unk_token")
        fused = model.get("fuse_unk") and symbols[-1:] == [unknown]
        if unknown is not None and not fused:
            symbols.append(unknown)
    return symbols


def _matches(model: dict[str, Any], word: str) -> list[dict[str, Any]]:
    """WordPiece: the longest piece that it knows, from the left, again and again."""
    known, within = model["vocab"], model["continuing_subword_prefix"]
    if len(word) > model["max_input_chars_per_word"]:
        return [_step("unknown", [model["unk_token"]])]
    pieces: list[str] = []
    steps: list[dict[str, Any]] = []
    begin = 0
    while begin < len(word):
        tried = []
        for end in range(len(word), begin, -1):
            piece = within * (begin > 0) + word[begin:end]
            tried.append(piece)
            if piece in known:
                break
        else:
            return [*steps, _step("unknown", [model["unk_token"]], tried=tried)]
        pieces.append(piece)
        begin = end
        at = len(pieces) - 1
        steps.append(_step("match", pieces, at=at, tried=tried, rest=word[begin:]))
    return steps


def _looked_up(model: dict[str, Any], word: str) -> list[dict[str, Any]]:
    """A list of whole words: the word, or unknown."""
    known = word in model["vocab"]
    return [_step("whole" if known else "unknown", [word if known else model["unk_token"]])]


def _step(did: str, symbols: Sequence[str], **more: Any) -> dict[str, Any]:
    return {"did": did, "symbols": list(symbols), **more}


def _save(tokenizer: Any, asked: dict[str, Any]) -> dict[str, object]:
    tokenizer.save_pretrained(asked["folder"])
    return {}


# -- training ----------------------------------------------------------------------------------

_TWICE = 2
"""How often two pieces must be neighbours to become one: what occurred once is no rule."""


def _train(asked: dict[str, Any]) -> dict[str, object]:
    """Train a tokenizer on the `texts` of a file (one JSON string a line), and save it in `folder`.

    It has up to `tokens` tokens, of which the `special` ones have the first IDs. `roles` says which
    is the pad_token and so on, `around` which come before and after each text, `longest` how many
    tokens a text may have, 0 for any. Each of `rules` are the IDs of two pieces and of what they
    became, in the order in which they were learned. `code_tokenizer.py` writes the same for a
    script.
    """
    from tokenizers import processors
    from transformers import PreTrainedTokenizerFast

    with open(asked["texts"], encoding="utf-8") as file:
        texts = [json.loads(line) for line in file]
    train = _train_pieces if asked["kind"] == "WordPiece" else _train_bytes
    backend, merges = train(texts, asked["special"], asked["tokens"])
    before, after = asked["around"]
    if before or after:
        ids = [(token, backend.token_to_id(token)) for token in (before, after) if token]
        backend.post_processor = processors.TemplateProcessing(
            single=f"{before} $A {after}".strip(),
            pair=f"{before} $A {after} $B:1 {after}:1".strip(),
            special_tokens=ids,
        )
    options = {"model_max_length": asked["longest"]} if asked["longest"] else {}
    fast: Any = PreTrainedTokenizerFast  # its signature has no types
    tokenizer = fast(
        tokenizer_object=backend, clean_up_tokenization_spaces=False, **asked["roles"], **options
    )
    tokenizer.save_pretrained(asked["folder"])
    vocabulary = backend.get_vocab()
    within = len("##") if asked["kind"] == "WordPiece" else 0
    rules = [
        (vocabulary[left], vocabulary[right], vocabulary[left + right[within:]])
        for left, right in merges
    ]
    return {"rules": rules, "tokens": len(vocabulary)}


def _train_bytes(texts: list[str], special: list[str], tokens: int) -> tuple[Any, Any]:
    """Byte-level byte-pair encoding as GPT-2's: it can write any text."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    backend = Tokenizer(models.BPE())
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    backend.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=tokens,
        min_frequency=_TWICE,
        special_tokens=special,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    backend.train_from_iterator(texts, trainer)
    return backend, json.loads(backend.to_str())["model"]["merges"]


def _train_pieces(texts: list[str], special: list[str], tokens: int) -> tuple[Any, Any]:
    """WordPiece as BERT's, in small letters: its pieces are those that merging makes.

    The library's own trainer does the same, but it numbers the letters inside words by chance
    (tokenizers 0.22): two trainings on one text give two tokenizers. Here they are given in order.
    """
    from collections import Counter

    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

    normalizer = normalizers.BertNormalizer(lowercase=True)
    cut = pre_tokenizers.BertPreTokenizer()
    words = Counter(
        word for text in texts for word, _ in cut.pre_tokenize_str(normalizer.normalize_str(text))
    )
    often: Counter[str] = Counter()
    for word, count in words.items():
        for letter in word:
            often[letter] += count
    # Half of the room at most: each may occur at the beginning of a word and inside.
    letters = sorted(letter for letter, _ in often.most_common((tokens - len(special)) // 2))
    inside = {letter for word in words for letter in word[1:]}
    pieces = [*letters, *(f"##{letter}" for letter in letters if letter in inside)]
    merging = Tokenizer(models.BPE(continuing_subword_prefix="##"))
    merging.normalizer, merging.pre_tokenizer = normalizer, cut
    trainer = trainers.BpeTrainer(
        vocab_size=tokens,
        min_frequency=_TWICE,
        special_tokens=[*special, *pieces],
        limit_alphabet=0,  # no other letters
        continuing_subword_prefix="##",
        show_progress=False,
    )
    merging.train_from_iterator(texts, trainer)
    learned = json.loads(merging.to_str())["model"]
    backend = Tokenizer(models.WordPiece(learned["vocab"], unk_token="[UNK]"))
    backend.normalizer, backend.pre_tokenizer = normalizer, cut
    backend.decoder = decoders.WordPiece()
    backend.add_special_tokens(special)
    return backend, learned["merges"]


# -- chat templates ----------------------------------------------------------------------------


def _template(asked: dict[str, Any]) -> dict[str, object]:
    from jinja2 import exceptions
    from transformers.utils.chat_template_utils import render_jinja_template

    try:
        # In transformers' sandboxed Jinja environment, as apply_chat_template itself fills it in.
        rendered: Any = render_jinja_template(
            conversations=[asked["messages"]],
            chat_template=asked["template"],
            add_generation_prompt=asked["prompted"],
            **asked["variables"],
        )
    except exceptions.TemplateSyntaxError as error:
        return {"error": "syntax", "message": error.message or "", "line": error.lineno}
    except exceptions.SecurityError as error:
        return {"error": "security", "message": str(error)}
    except exceptions.UndefinedError as error:
        return {"error": "undefined", "message": str(error)}
    # raise_exception() in a template, by which many refuse a system message or two user turns.
    except exceptions.TemplateError as error:
        return {"error": "refused", "message": str(error)}
    return {"text": _bounded(rendered[0][0], asked["most"])}


# -- questions ---------------------------------------------------------------------------------


def _sound(asked: dict[str, Any]) -> dict[str, object]:
    """The samples of a sound file, float32 [samples], the mean of its channels."""
    import numpy as np
    import soundfile

    try:
        with soundfile.SoundFile(asked["path"]) as file:
            rate, channels = file.samplerate, file.channels
            known = 0 < rate <= asked["rate_at_most"] and 0 < channels <= asked["channels_at_most"]
            if not known:
                raise _Refused("odd")
            most = rate * asked["seconds_at_most"]
            # One more than may be: what a header says of the length need not be true.
            samples = file.read(most + 1, dtype="float32", always_2d=True)  # [samples, channels]
    except soundfile.SoundFileError as error:
        raise _Refused("other", str(error)) from error
    if len(samples) > most:
        raise _Refused("long")
    mean = samples.mean(1).astype(np.float32)  # [samples]
    packed = base64.b64encode(mean.astype("<f4").tobytes()).decode("ascii")
    return {"samples": packed, "rate": rate, "channels": channels}


_ANY: dict[str, Callable[[dict[str, Any]], dict[str, object]]] = {
    "load": _load,
    "gguf": _gguf,
    "keep": _keep,
    "template": _template,
    "sound": _sound,
    "train": _train,
}
_OF_TOKENIZER: dict[str, Callable[[Any, dict[str, Any]], dict[str, object]]] = {
    "encode": _encode,
    # After memory or native code failed nothing in the process can be trusted: its parent starts a
    # new one.
    "names": _names,
    "decode": _decode,
    "vocabulary": _vocabulary,
    "words": _words,
    "steps": _steps,
    "save": _save,
}


def _answered(asked: dict[str, Any]) -> dict[str, object]:
    try:
        if asked["do"] in _ANY:
            return _ANY[asked["do"]](asked)
        tokenizer = _tokenizers.get(asked["tokenizer"])
        if tokenizer is None:
            return {"error": "unknown", "message": ""}
        return _OF_TOKENIZER[asked["do"]](tokenizer, asked)
    except _Refused as error:
        return {"error": error.kind, "message": str(error)}
    except MemoryError:
        return {"error": "memory", "message": ""}
    except OSError as error:
        return {"error": "system", "number": error.errno, "message": error.strerror or str(error)}
    except ImportError as error:
        return {"error": "package", "message": str(error)[:2000]}
    except Exception as error:  # they raise a dozen kinds, down to JSONDecodeError
        return {"error": "other", "message": f"{type(error).__name__}: {error}"[:2000]}
    except BaseException as error:  # the PanicException of native code is no Exception
        return {"error": "crash", "message": f"{type(error).__name__}: {error}"[:2000]}


def _limit_memory(allowed: int) -> None:
    """Let the process grow by so many bytes, 0 for any: on Linux.

    macOS ignores this limit and Windows has none; there the parent's watch is the only one.
    """
    try:
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        if allowed:
            with open("/proc/self/statm", encoding="ascii") as file:
                # statm counts in pages; its first number is all address space, which is what
                # RLIMIT_AS limits.
                now = int(file.read().split()[0]) * resource.getpagesize()
            most = now + allowed if most == resource.RLIM_INFINITY else min(now + allowed, most)
        # Only the soft limit: the hard one, once lowered, cannot be raised again for the next
        # question.
        resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))
    except (ImportError, OSError, ValueError):
        pass


def _die_first() -> None:
    """Let Linux end this process, not the program, where the whole system runs out of memory."""
    with contextlib.suppress(OSError):
        # 1000 is the highest score: the first to go.
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def _no_network(event: str, arguments: Sequence[object]) -> None:
    if event in _NETWORK:
        raise OSError("this process has no network")


def _prepare() -> None:
    """Import what every question needs. Raises ImportError.

    Without torch, which no tokenizer needs: 70 MB and 2 s instead of 250 MB and 6 s. Only what
    transformers reads GGUF files with asks for it.
    """
    if TORCH in os.environ:
        import transformers.modeling_gguf_pytorch_utils  # noqa: F401
    else:
        # None in sys.modules makes `import torch` raise ImportError; transformers runs without.
        sys.modules["torch"] = None  # type: ignore[assignment]
    from transformers import AutoTokenizer, BertTokenizer, PreTrainedTokenizerFast  # noqa: F401
    from transformers.utils.chat_template_utils import render_jinja_template  # noqa: F401

    with contextlib.suppress(ImportError):
        import jinja2.ext  # noqa: F401


def main() -> int:
    """Answer line by line until the other end closes."""
    # File descriptor 1 is kept under another number, and 1 itself then leads to standard error.
    questions, answers = os.fdopen(0, "rb", closefd=False), os.fdopen(os.dup(1), "wb")
    last_words = os.fdopen(2, "w", closefd=False)
    os.dup2(2, 1)  # what a library prints is no answer

    def send(answer: dict[str, object]) -> None:
        answers.write(json.dumps(answer).encode("ascii") + b"\n")
        answers.flush()

    faulthandler.enable(last_words)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the program, which ends this one
    _die_first()
    try:
        _prepare()
    except Exception as error:
        send({"error": "package", "message": f"{type(error).__name__}: {error}"})
        return 1
    # After the imports, which may look at sockets themselves.
    sys.addaudithook(_no_network)
    send({"ready": True})
    for line in questions:
        asked = json.loads(line)
        # In C and without the interpreter's lock: it ends the process whatever native code does.
        # Before the limit: its thread needs memory too, and Python 3.13 fails without it.
        faulthandler.dump_traceback_later(asked["seconds"] + _GRACE, exit=True, file=last_words)
        _limit_memory(asked["memory"])
        answer = _answered(asked)
        faulthandler.cancel_dump_traceback_later()
        _limit_memory(0)
        send(answer)
        if answer.get("error") in ("memory", "crash"):
            return 1  # what it left behind is not to be trusted
    return 0


if __name__ == "__main__":
    sys.exit(main())
