"""A tokenizer as the engine holds it: what is known of it, and a door to the process it runs in."""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import os
import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from weakref import WeakSet

import torch

from explorer.boundary import limits, typed_json
from explorer.boundary.limits import Effort
from explorer.engine.sandbox import plain_files
from explorer.engine.sandbox.process import PROCESS, Ended, Process, go_on
from explorer.engine.weights.folder import inside
from explorer.protocol.failures import (
    BadInput,
    NoTokenizerTrained,
    TokenizerChanged,
    TokenizerStopped,
    TokenizerUnread,
)
from explorer.text import numbers
from explorer.text.translation import tr


@dataclass(frozen=True)
class Facts:
    """What never changes. Fields as `serve.py` describes them; `length` counts added tokens too.

    `special_tokens`, `tokens` and `ids` are by role ("bos_token"), None for a role that nothing
    plays; `templates` are the chat templates by name; `pairs` tells whether it marks where text A
    ends and text B begins.
    """

    class_name: str
    fast: bool
    length: int
    empty: bool
    special_ids: tuple[int, ...]
    special_tokens: dict[str, str]
    tokens: dict[str, str | None]
    ids: dict[str, int | None]
    pairs: bool
    templates: dict[str, str]


@dataclass(frozen=True)
class Source:
    """Where a tokenizer was read from: a folder, or an id of the Hub with its revision.

    `stamp` are the names, sizes and times of its files: other files are another tokenizer.
    """

    path: str
    revision: str
    cache: str
    stamp: tuple[tuple[str, int, int], ...]
    plain: str = ""
    """The folder that is read instead, where files had to be written in plain UTF-8 first."""


@dataclass(frozen=True, eq=False)
class Encoding:
    """Texts as the model is given them: int64 tensors, all [texts, tokens] but `offsets`.

    `offsets` [texts, named, 2] are places in the text, None where the tokenizer tells none;
    `special` [texts, named] is 1 where a token was added; `sequences` [texts, named] tells which
    text of a pair a token is of, -1 for neither.
    """

    inputs: dict[str, torch.Tensor]
    offsets: torch.Tensor | None
    special: torch.Tensor
    sequences: torch.Tensor | None


@dataclass(frozen=True)
class CutPiece:
    """A word as the model of a tokenizer is given it, and its IDs; `added` for a token that is
    taken out of the text beforehand."""

    piece: str
    ids: tuple[int, ...]
    added: bool


@dataclass(frozen=True)
class CutText:
    """The words of a text. `kind` as `serve.py` names it; `exact` tells that their IDs are those
    of the whole text."""

    kind: str
    words: tuple[CutPiece, ...]
    exact: bool


@dataclass(frozen=True)
class MadeStep:
    """One step of making tokens of a word; the fields as `serve.py` describes them."""

    did: Literal["start", "join", "whole", "match", "unknown", "score"]
    ids: tuple[int, ...]
    at: int = -1
    rank: int = -1
    left: str = ""
    right: str = ""
    tried: tuple[str, ...] = ()
    rest: str = ""
    scores: tuple[float, ...] = ()


@dataclass(frozen=True)
class CutWord:
    """The steps of one word, what the tokenizer itself makes of it, and how many merge rules and
    pieces it knows."""

    kind: str
    steps: tuple[MadeStep, ...]
    expected: tuple[int, ...]
    rules: int
    vocabulary: int


LONGEST_WORD = 200
"""Letters of a word whose steps are shown: each step keeps all its pieces."""

_alive: WeakSet[Any] = WeakSet()
_READ = re.compile(r"token|vocab|merges|spiece|sentencepiece|\.(jinja|model|spm)$|^config\.json$")
"""What the names of files that a tokenizer is read from have in common."""


class Unread(Exception):
    """A tokenizer's files cannot be read; the message is that of transformers."""


class Tokenizer:
    """Raises TokenizerStopped wherever the process exceeds its limits, and what `check` raises."""

    def __init__(self, source: Source, facts: Facts) -> None:
        self.source = source
        self.facts = facts
        # Named as in transformers.
        self.is_fast = facts.fast
        self.all_special_ids = frozenset(facts.special_ids)
        self.special_tokens_map = facts.special_tokens
        self.mask_token = facts.tokens["mask_token"]
        self.mask_token_id = facts.ids["mask_token"]
        self.pad_token_id = facts.ids["pad_token"]
        self.eos_token_id = facts.ids["eos_token"]
        self.unk_token_id = facts.ids["unk_token"]
        self.bos_token_id = facts.ids["bos_token"]
        self._names: dict[int, tuple[str | None, str]] = {}
        self._digest = ""
        _alive.add(self)

    def __len__(self) -> int:
        return self.facts.length

    @property
    def class_name(self) -> str:
        """Its class in transformers."""
        return self.facts.class_name

    def encode(
        self,
        texts: Sequence[str],
        pairs: Sequence[str] = (),
        *,
        special: bool = True,
        named: int = 0,
        side: Literal["left", "right"] | None = None,
    ) -> Encoding:
        """Texts, or pairs of texts, filled up to one length where there are several.

        Filled up on `side`, None for where it does so itself, with the end of a text where it has
        no padding token: the attention mask hides these places. Without `special` no token is
        added. Offsets and the like are of the first `named` tokens of each text, 0 for all.
        Raises BadInput where it cannot read a text.
        """
        answer = self._ask(
            {
                "do": "encode",
                "texts": list(texts),
                "pairs": list(pairs),
                "padding": len(texts) > 1,
                "side": side,
                "pad_token": self.facts.tokens["eos_token"] or self.facts.tokens["unk_token"],
                "special": special,
                "named": named,
                "most": limits.TOKENS,
            },
            _effort_for(sum(map(len, (*texts, *pairs)))),
        )
        match answer.get("error"):
            case None:
                pass
            case "long":
                raise BadInput(
                    tr(
                        "The text has {tokens} tokens, and at most {most} are read at once.",
                        tokens=numbers.count(int(answer["message"])),
                        most=numbers.count(limits.TOKENS),
                    )
                )
            case _:
                raise BadInput(
                    tr("This tokenizer could not read the text. Leave out unusual characters."),
                    str(answer["message"]),
                )
        inputs = {name: _unpacked(value) for name, value in answer["inputs"].items()}
        offsets, special_mask, sequences = (
            None if answer[name] is None else _unpacked(answer[name])
            for name in ("offsets", "special", "sequences")
        )
        assert special_mask is not None
        return Encoding(inputs, offsets, special_mask, sequences)

    def ids(self, text: str) -> list[int]:
        """The input IDs of a text as it is: no special token is added."""
        token_ids: list[int] = self.encode((text,), special=False).inputs["input_ids"][0].tolist()
        return token_ids

    def names(self, ids: Sequence[int]) -> list[tuple[str | None, str]]:
        """The piece of each ID and the text that it stands for; None for an ID it does not know."""
        # dict.fromkeys drops doubles and keeps the order of the answer.
        new = list(dict.fromkeys(token_id for token_id in ids if token_id not in self._names))
        if new:
            answer = self._ask({"do": "names", "ids": new, "most": limits.PIECE}, _effort_for(0))
            named_pieces = self._good(answer)["names"]
            self._names |= {
                id_: (piece, text) for id_, (piece, text) in zip(new, named_pieces, strict=True)
            }
        return [self._names[number] for number in ids]

    def words(self, text: str) -> CutText:
        """What it cuts a text into before it makes tokens of each word."""
        answer = self._ask(
            {"do": "words", "text": text, "most": limits.PIECE}, _effort_for(len(text))
        )
        return typed_json.convert(self._good(answer), CutText)

    def steps(self, word: str) -> CutWord:
        """How it makes tokens of one word of `words`, of at most LONGEST_WORD letters."""
        question: dict[str, object] = {"do": "steps", "word": word, "most": LONGEST_WORD}
        # The data of its model are read once, which takes as long as reading the tokenizer.
        return typed_json.convert(self._good(self._ask(question, limits.READ_TOKENIZER)), CutWord)

    def decode(self, ids: Sequence[int]) -> str:
        """The text of many tokens, without the special ones."""
        answer = self._ask(
            {"do": "decode", "ids": list(ids), "most": limits.WRITTEN}, _effort_for(0)
        )
        return str(self._good(answer)["text"])

    def vocabulary(self) -> str:
        """A digest that two tokenizers share when all their tokens have the same IDs."""
        if not self._digest:
            answer = self._ask({"do": "vocabulary"}, limits.READ_TOKENIZER)
            self._digest = str(self._good(answer)["digest"])
        return self._digest

    def changed(self) -> bool:
        """Whether its files are no longer those that it was read from."""
        try:
            return source(self.source.path, self.source.revision) != self.source
        except (Unread, OSError):
            return True

    def save(self, folder: Path) -> None:
        """Write its files into a folder. Raises OSError, and ValueError where it refuses."""
        answer = self._ask({"do": "save", "folder": str(folder)}, limits.READ_TOKENIZER)
        # An OSError again on this side, so that a full disk is reported as one.
        if answer.get("error") == "system" and answer["number"] is not None:
            raise OSError(answer["number"], answer["message"])
        if "error" in answer:
            raise ValueError(answer["message"])

    # -- the process ---------------------------------------------------------------------------

    def _ask(self, question: dict[str, object], effort: Effort) -> dict[str, Any]:
        """Its answer. A process that was begun again reads the tokenizer again first."""
        asked = {**question, "tokenizer": _key(self.source)}
        try:
            # A process that was begun again does not know it: "unknown" is the normal way to find
            # out.
            answer = PROCESS.ask(asked, effort)
            if answer.get("error") == "unknown":
                self._read_again()
                answer = PROCESS.ask(asked, effort)
        except Ended as ended:
            raise TokenizerStopped(ended.reason, effort, ended.details) from ended
        return answer

    def _read_again(self) -> None:
        """Raises TokenizerChanged where its files are not what they were."""
        try:
            same = not self.changed() and _load(self.source) == self.facts
        except (Unread, OSError):
            same = False
        if not same:
            raise TokenizerChanged

    def _good(self, answer: dict[str, Any]) -> dict[str, Any]:
        """Raises TokenizerStopped for an answer that is an error."""
        if "error" in answer:
            # "crash", because a tokenizer that named its tokens before does not fail in Python.
            raise TokenizerStopped("crash", limits.USE_TOKENIZER, str(answer["message"]))
        return answer


@dataclass(frozen=True)
class Training:
    """How a tokenizer is trained; the fields as `serve.py` describes them. `texts` is a file."""

    kind: Literal["BPE", "WordPiece"]
    texts: str
    special: tuple[str, ...]
    tokens: int
    roles: dict[str, str]
    around: tuple[str, str]
    longest: int
    folder: str


@dataclass(frozen=True)
class Learned:
    """What training gave: `rules` are the IDs of two pieces and of what they became, in order."""

    rules: tuple[tuple[int, int, int], ...]
    tokens: int


def train(asked: Training) -> Learned:
    """Train a tokenizer, and write it into its folder.

    Raises NoTokenizerTrained with the reason, and what `check` raises.
    """
    question: dict[str, object] = {"do": "train", **dataclasses.asdict(asked)}
    try:
        answer = PROCESS.ask(question, limits.TRAIN_TOKENIZER)
    except Ended as ended:
        raise NoTokenizerTrained(_why_ended(ended.reason), ended.details) from ended
    if "error" in answer:
        sentence = tr("No tokenizer could be trained on this text.")
        raise NoTokenizerTrained(sentence, str(answer["message"]))
    return typed_json.convert(answer, Learned)


def _why_ended(reason: str) -> str:
    effort = limits.TRAIN_TOKENIZER
    match reason:
        case "time":
            return tr(
                "Training the tokenizer took more than {seconds:.0f} seconds and was stopped. "
                "Choose a shorter text.",
                seconds=effort.seconds,
            )
        case "memory" | "answer":
            return tr(
                "Training the tokenizer took more than {memory} of memory and was stopped. Choose "
                "a shorter text.",
                memory=numbers.bytes_(effort.memory),
            )
    return tr("The process that trains tokenizers ended by itself. Try again.")


def read(where: Source) -> Tokenizer:
    """The tokenizer of a source. Raises Unread, and TokenizerUnread where a limit was hit."""
    return Tokenizer(where, _load(where))


def _load(where: Source) -> Facts:
    """Have the process read it, and drop those that nobody holds any more."""
    question: dict[str, object] = {
        "do": "load",
        "tokenizer": _key(where),
        "path": where.plain or where.path,
        "revision": "" if where.plain else where.revision,
        "cache": where.cache,
        "kept": _kept(),
    }
    try:
        answer = PROCESS.ask(question, limits.READ_TOKENIZER)
    except Ended as ended:
        raise TokenizerUnread(ended.reason, limits.READ_TOKENIZER, ended.details) from ended
    if "error" in answer:
        raise Unread(str(answer["message"]))
    return typed_json.convert(answer, Facts)


def forget(held: Tokenizer | None) -> None:
    """Give back the memory of all tokenizers but the one that is held still.

    Which those are is said and not waited for: an object in a circle lives until the next
    collection. A tokenizer that is asked all the same is read again first.
    """
    _alive.clear()
    if held is not None:
        _alive.add(held)
    if PROCESS.running:
        with contextlib.suppress(Ended):
            PROCESS.ask({"do": "keep", "kept": _kept()}, limits.USE_TOKENIZER, go_on)


def _kept() -> list[str]:
    return [_key(tokenizer.source) for tokenizer in _alive]


def source(path: str, revision: str = "") -> Source:
    """Where a tokenizer is read from, with a stamp of what is there now."""
    from huggingface_hub import constants

    from explorer.engine.weights import gguf_file
    from explorer.engine.weights.folder import folder_of

    gguf = gguf_file.of(path)
    folder = gguf.parent if gguf is not None else folder_of(path, revision)
    stamp = []
    if folder is not None:
        names = list(filter(_READ.search, sorted(os.listdir(folder))))
        for name in names if gguf is None else [gguf.name, *names]:
            # Nanoseconds: a file written twice within a second must not look the same.
            with contextlib.suppress(OSError):
                about = os.stat(folder / name)
                stamp.append((name, about.st_size, about.st_mtime_ns))
    plain = ""
    if folder is not None:
        names = [name for name, *_ in stamp if os.path.isfile(folder / name)]
        try:
            plain = (
                plain_files.plain_folder(folder, names, tuple(stamp))
                if gguf is None
                else _of_gguf(gguf, names[1:], tuple(stamp))
            )
        except typed_json.Malformed as error:
            raise Unread(str(error)) from error
    return Source(path, revision, constants.HF_HUB_CACHE, tuple(stamp), plain)


def _of_gguf(file: Path, names: Sequence[str], stamp: object) -> str:
    """A folder with the tokenizer of a GGUF file, as transformers makes it of its keys.

    Raises Unread, and TokenizerUnread where a limit was hit.
    """
    from explorer.engine.weights import gguf_file

    if (file, stamp) in _made:
        return _made[file, stamp]
    with tempfile.TemporaryDirectory() as keys:
        # Without the weights, which the process would map; what is beside the file counts too.
        (Path(keys) / file.name).write_bytes(gguf_file.keys(file))
        for name in names:
            shutil.copyfile(inside(file.parent, name), Path(keys) / name)
        folder = plain_files.temporary()
        question: dict[str, object] = {
            "do": "gguf",
            "path": keys,
            "file": file.name,
            "folder": folder,
        }
        process = Process(torch=True)
        try:
            answer = process.ask(question, limits.READ_TOKENIZER)
        except Ended as ended:
            raise TokenizerUnread(ended.reason, limits.READ_TOKENIZER, ended.details) from ended
        finally:
            process.end()
    if "error" in answer:
        raise Unread(str(answer["message"]))
    _made[file, stamp] = folder
    return folder


_made: dict[tuple[Path, object], str] = {}
"""The folders of tokenizers that were made of GGUF files."""


def _key(where: Source) -> str:
    return repr(dataclasses.astuple(where))


def _effort_for(characters: int) -> Effort:
    base, more = limits.USE_TOKENIZER, limits.USE_TOKENIZER_PER_CHARACTER
    return Effort(
        base.seconds + characters * more.seconds,
        base.memory + characters * more.memory,
        base.answer,
    )


def _unpacked(value: dict[str, Any]) -> torch.Tensor:
    # bytearray, because frombuffer warns of memory that cannot be written, and bytes are such.
    data = bytearray(base64.b64decode(value["data"]))
    flat = torch.frombuffer(data, dtype=torch.int64) if data else torch.empty(0, dtype=torch.int64)
    return flat.reshape(value["shape"])
