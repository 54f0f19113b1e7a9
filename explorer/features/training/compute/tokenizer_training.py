"""A tokenizer trained on the texts that a model is to learn from, fitting what the model knows."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.boundary import atomic_write
from explorer.boundary.own_data import trained_tokenizers
from explorer.engine import input_ids, tokenization
from explorer.engine.config_values import attribute, text_part
from explorer.engine.loaded_model import LoadedModel
from explorer.engine.sandbox import tokenizer as remote
from explorer.features.training.compute import objectives
from explorer.features.training.compute.read import TrainingText, fit_a_script
from explorer.features.training.protocol import (
    BundledData,
    MergeRule,
    TokenizerChoice,
    TokenizerKind,
    TokenizerTrained,
    TrainTokenizer,
)
from explorer.protocol.failures import NoTokenizerTrained
from explorer.protocol.job import Check, Report
from explorer.protocol.model import NOISE, OTHER_TOKENIZER
from explorer.text import numbers
from explorer.text.translation import tr

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_BYTES = 256
_FEWEST_PIECES = 20
_MOST, _USUAL = 50_000, 4_000
"""Tokens: GPT-2 has 50,257 and BERT 30,522; a text of some hundred lines has no more than 4,000."""

_CHOSEN_PLACES = 8
"""IDs of special tokens in a config up to which a tokenizer can be made to fit them."""

_KEPT = 20
"""Tokenizers that are kept on the disk: a saved session may name one."""


@dataclass(frozen=True)
class _Plan:
    """What kind of tokenizer a model gets: its special tokens by role and by ID."""

    kind: TokenizerKind
    special: tuple[str, ...]
    roles: dict[str, str]
    around: tuple[str, str]

    @property
    def least(self) -> int:
        """The fewest tokens that such a tokenizer has."""
        return len(self.special) + (_BYTES if self.kind == "BPE" else _FEWEST_PIECES)


def _plan(model: PreTrainedModel) -> _Plan:
    """WordPiece for what fills gaps and judges; for what writes, byte-pair encoding.

    The special tokens have the IDs that the config names, where these are among the first few: the
    embedding of a padding ID, for one, never learns.
    """
    config: Any = text_part(model.config)
    pad, begin, end = (
        attribute(config, f"{role}_token_id", None) for role in ("pad", "bos", "eos")
    )
    if model.config.is_encoder_decoder:
        tokens = [("pad_token", "<pad>", pad), ("eos_token", "</s>", end)]
        if begin is not None and begin != end:
            tokens.append(("bos_token", "<s>", begin))
        return _arranged("BPE", tokens, ("", "</s>"))
    if objectives.own(model) == "next token":
        tokens = [("eos_token", "<|endoftext|>", end)]
        if pad is not None and pad != end:
            tokens.append(("pad_token", "<|pad|>", pad))
        if begin is not None and begin != end:
            tokens.append(("bos_token", "<|begin|>", begin))
        return _arranged("BPE", tokens, ("", ""))
    tokens = [
        ("pad_token", "[PAD]", pad),
        ("unk_token", "[UNK]", None),
        ("cls_token", "[CLS]", begin),
        ("sep_token", "[SEP]", end),
        ("mask_token", "[MASK]", None),
    ]
    return _arranged("WordPiece", tokens, ("[CLS]", "[SEP]"))


def _arranged(
    kind: TokenizerKind, tokens: Sequence[tuple[str, str, object]], around: tuple[str, str]
) -> _Plan:
    """Each special token at the ID that the config names, the others in the gaps."""
    places: dict[int, str] = {}
    for _, token, wanted in tokens:
        if isinstance(wanted, int) and 0 <= wanted < _CHOSEN_PLACES:
            places.setdefault(wanted, token)
    others = [token for _, token, _ in tokens if token not in places.values()]
    count = max([*(place + 1 for place in places), len(tokens)])
    free = (place for place in range(count) if place not in places)
    places |= dict(zip(free, others, strict=False))
    special = tuple(places.get(place, f"<unused{place}>") for place in range(count))
    return _Plan(kind, special, {role: token for role, token, _ in tokens}, around)


def choice(loaded: LoadedModel) -> TokenizerChoice:
    """The tokenizer in use, and the one that could be trained."""
    plan, known = _plan(loaded.model), input_ids.vocab_size(loaded.model)
    most = min(known, _MOST)
    disabled_reason = ""
    if most < plan.least:
        disabled_reason = tr(
            "This model has embeddings for {embeddings} tokens, and a tokenizer of this kind "
            "needs {least} for its letters alone. Create a model with a larger vocab_size.",
            embeddings=numbers.count(known),
            least=numbers.count(plan.least),
        )
    tokenizer, source = loaded.tokenizer, loaded.tokenizer_source
    # One that came with the model is called as it: the folder of a snapshot says a step.
    name = loaded.name if source == loaded.source else os.path.basename(source)
    return TokenizerChoice(
        name=name if tokenizer is not None else "",
        tokens=len(tokenizer) if tokenizer is not None else 0,
        kind=plan.kind,
        least=plan.least,
        most=most,
        usual=min(most, max(_USUAL, plan.least)),
        disabled_reason=disabled_reason,
        meaning="" if loaded.state in NOISE else OTHER_TOKENIZER,
    )


def train(
    loaded: LoadedModel,
    request: TrainTokenizer,
    texts: Sequence[TrainingText],
    title: str,
    with_answers: bool,
    check: Check,
    report: Report,
) -> TokenizerTrained:
    """Train one on these texts, and on their answers. Raises NoTokenizerTrained."""
    offered, plan = choice(loaded), _plan(loaded.model)
    if offered.disabled_reason:
        raise NoTokenizerTrained(offered.disabled_reason)
    if not offered.least <= request.tokens <= offered.most:
        raise NoTokenizerTrained(
            tr(
                "The number of tokens has to be from {least} to {most}: this model has "
                "embeddings for {most}.",
                least=numbers.count(offered.least),
                most=numbers.count(offered.most),
            )
        )
    lines = lines_of(texts, with_answers)
    digest = digest_of(lines)
    longest = input_ids.max_length(loaded.model)
    asked = (digest, plan.kind, plan.special, request.tokens, longest, _version())
    name = f"{plan.kind.lower()}-{hashlib.sha256(repr(asked).encode()).hexdigest()[:12]}"
    folder = trained_tokenizers() / name
    began = time.perf_counter()
    report(
        numbers.ntr(
            "Training a tokenizer on {count} text",
            "Training a tokenizer on {count} texts",
            len(texts),
        )
    )
    own: tuple[tuple[str, str], ...] = ()
    if not isinstance(request.data, BundledData):
        own = tuple((text.text, text.answer) for text in texts)
    learned, texts_file = _trained(folder, lines, own, plan, request.tokens, longest, check)
    tokenizer = tokenization.read_tokenizer(str(folder))
    assert tokenizer is not None
    words = tokenization.words_of(tokenizer, range(learned.tokens))
    return TokenizerTrained(
        request=request,
        serial=loaded.serial,
        folder=str(folder),
        name=tr("trained on {title}", title=title),
        title=title,
        kind=plan.kind,
        tokens=learned.tokens,
        special=plan.special,
        roles=tuple(plan.roles.items()),
        letters=learned.tokens - len(plan.special) - len({rule[2] for rule in learned.rules}),
        rules=tuple(MergeRule(*(words[id_] for id_ in rule)) for rule in learned.rules),
        texts=len(texts),
        around=plan.around,
        longest=longest,
        seconds=time.perf_counter() - began,
        digest=digest,
        with_answers=with_answers,
        own_texts=own,
        texts_file=texts_file,
        notes=_notes(loaded.model, plan, learned.tokens, request.tokens),
    )


def lines_of(texts: Sequence[TrainingText], with_answers: bool) -> list[str]:
    """What a tokenizer is trained on: the texts, then the answers that have to be written."""
    answers = [text.answer for text in texts] if with_answers else []
    return [*(text.text for text in texts), *answers]


def digest_of(lines: Sequence[str]) -> str:
    """What tells whether two tokenizers were trained on the same."""
    digest = hashlib.sha256()
    for line in lines:
        digest.update(json.dumps(line).encode() + b"\n")
    return digest.hexdigest()


def _trained(
    folder: Path,
    lines: Sequence[str],
    own: Sequence[tuple[str, str]],
    plan: _Plan,
    tokens: int,
    longest: int,
    check: Check,
) -> tuple[remote.Learned, str]:
    """Train, in a folder that takes its place once it is whole; the file with a person's texts."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=".part-", dir=folder.parent))
    except OSError as error:
        raise NoTokenizerTrained(_not_written(error)) from error
    try:
        texts = part / "lines.jsonl"
        with texts.open("w", encoding="ascii") as file:
            for line in lines:
                check()
                file.write(json.dumps(line) + "\n")
        learned = remote.train(
            remote.Training(
                plan.kind,
                str(texts),
                plan.special,
                tokens,
                plan.roles,
                plan.around,
                longest,
                str(part),
            )
        )
        texts.unlink()
        in_file = not fit_a_script(own)
        if in_file:
            atomic_write.write(part / "texts.json", json.dumps(own))
        if not folder.is_dir():  # the same is there already, and may be in use
            os.replace(part, folder)
        _tidy(folder)
    except OSError as error:
        raise NoTokenizerTrained(_not_written(error)) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return learned, str(folder / "texts.json") if in_file else ""


def _not_written(error: OSError) -> str:
    return tr("The tokenizer could not be written: {why}.", why=atomic_write.why(error))


def _tidy(used: Path) -> None:
    """Remove all but the newest."""
    os.utime(used)
    folders = sorted(
        (item for item in used.parent.iterdir() if item.is_dir()),
        key=lambda item: item.stat().st_mtime,
        reverse=True,
    )
    for folder in folders[_KEPT:]:
        shutil.rmtree(folder, ignore_errors=True)


def _notes(model: PreTrainedModel, plan: _Plan, tokens: int, wanted: int) -> tuple[str, ...]:
    notes = []
    if tokens < wanted:
        notes.append(
            numbers.ntr(
                "The text has no more pairs that come twice: {count} token of the {limit} that "
                "you allowed.",
                "The text has no more pairs that come twice: {count} tokens of the {limit} that "
                "you allowed.",
                tokens,
                limit=numbers.count(wanted),
            )
        )
    end = attribute(text_part(model.config), "eos_token_id", None)
    token = plan.roles.get("eos_token", "")
    if isinstance(end, int) and token and plan.special.index(token) != end:
        notes.append(
            tr(
                "The config says that ID {config_id} ends a text; with this tokenizer it is ID "
                "{tokenizer_id}. So it keeps writing until the number of tokens that you allow.",
                config_id=numbers.count(end),
                tokenizer_id=numbers.count(plan.special.index(token)),
            )
        )
    return tuple(notes)


def _version() -> str:
    import tokenizers

    return tokenizers.__version__
