"""The tokenizer lab against the library itself: tokens, words, and every step of a word."""

from __future__ import annotations

import itertools
import json
import math
from pathlib import Path
from typing import Any

import pytest
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import AutoTokenizer, BertTokenizer, PreTrainedTokenizerFast

from explorer import resources
from explorer.features.python import code
from explorer.features.tokenizer_lab import explain, export
from explorer.features.tokenizer_lab.protocol import (
    LONGEST_WORD,
    MOST_CHARACTERS,
    ComparedTokenizer,
    CompareTokenizers,
    ShowSteps,
    StepsShown,
    TokenizersCompared,
    TokenizerSource,
)
from explorer.protocol.failures import BadInput
from explorer.protocol.model import LoadModel
from tests.fresh_python import run_fresh
from tests.lesson.conftest import Bench, Checkpoints

TEXTS = (
    "The lowest of the newest towers is unbelievably wide.",
    "naïve café – größer 🦊 ΩЖ שלום 中文",
    "  two  spaces\tand\nlines ",
    "a",
)
SENTENCES = (
    "low lower lowest new newer newest wide wider widest tower towers believe unbelievable",
    "the quick brown fox jumps over the lazy dog and the lazier dogs believe it",
)
KINDS = ("bytes", "prefixed", "suffixed", "fallback", "whole words", "pieces", "unigram", "list")


def _made(kind: str) -> Any:
    """A tokenizer of each kind that is in use, trained on the spot."""
    special = ["<unk>", "<pad>", "</s>"]
    quiet: dict[str, Any] = {"show_progress": False, "special_tokens": special}
    if kind in ("bytes", "whole words"):
        inner = Tokenizer(models.BPE(ignore_merges=kind == "whole words"))
        inner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        inner.decoder = decoders.ByteLevel()
        alphabet = pre_tokenizers.ByteLevel.alphabet()
        trainer: Any = trainers.BpeTrainer(vocab_size=330, initial_alphabet=alphabet, **quiet)
    elif kind in ("prefixed", "suffixed"):
        sign = ("continuing_subword_prefix", "##") if kind == "prefixed" else None
        more: dict[str, Any] = dict([sign or ("end_of_word_suffix", "</w>")])
        inner = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, **more))
        inner.normalizer = normalizers.Lowercase()
        inner.pre_tokenizer = pre_tokenizers.Whitespace()
        trainer = trainers.BpeTrainer(vocab_size=120, **more, **quiet)
    elif kind == "fallback":
        inner = Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True))
        inner.normalizer = normalizers.Sequence(
            [normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]
        )
        inner.decoder = decoders.Sequence(
            [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]
        )
        bytes_ = [f"<0x{byte:02X}>" for byte in range(256)]
        trainer = trainers.BpeTrainer(
            vocab_size=400, show_progress=False, special_tokens=[*special, *bytes_]
        )
    elif kind == "pieces":
        inner = Tokenizer(models.WordPiece(unk_token="<unk>"))
        inner.normalizer = normalizers.BertNormalizer(lowercase=True)
        inner.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        trainer = trainers.WordPieceTrainer(vocab_size=90, **quiet)
    elif kind == "unigram":
        inner = Tokenizer(models.Unigram())
        inner.pre_tokenizer = pre_tokenizers.Metaspace()
        trainer = trainers.UnigramTrainer(vocab_size=90, unk_token="<unk>", **quiet)
    else:
        inner = Tokenizer(models.WordLevel(unk_token="<unk>"))
        inner.pre_tokenizer = pre_tokenizers.Whitespace()
        trainer = trainers.WordLevelTrainer(**quiet)
    inner.train_from_iterator(SENTENCES * 20, trainer)
    if kind == "fallback":  # trained as added tokens, but bytes are pieces like any other
        spec = json.loads(inner.to_str())
        spec["added_tokens"] = [one for one in spec["added_tokens"] if one["content"] in special]
        inner = Tokenizer.from_str(json.dumps(spec))
    return PreTrainedTokenizerFast(
        tokenizer_object=inner, unk_token="<unk>", pad_token="<pad>", eos_token="</s>"
    )


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A folder with a tokenizer of each kind."""
    root = tmp_path_factory.mktemp("tokenizers")
    for kind in KINDS:
        _made(kind).save_pretrained(root / kind.replace(" ", "-"))
    return {kind: str(root / kind.replace(" ", "-")) for kind in KINDS}


def _compare(bench: Bench, text: str, *paths: str) -> TokenizersCompared:
    sources = tuple(TokenizerSource(Path(path).name or "own", path) for path in paths)
    result = bench.do(CompareTokenizers(text, sources))
    assert isinstance(result, TokenizersCompared)
    return result


def _steps(bench: Bench, path: str, word: str) -> StepsShown:
    result = bench.do(ShowSteps(TokenizerSource(Path(path).name, path), word))
    assert isinstance(result, StepsShown)
    return result


def _one(bench: Bench, text: str, path: str) -> ComparedTokenizer:
    (one,) = _compare(bench, text, path).tokenizers
    assert not one.why
    return one


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", TEXTS)
def test_tokens_are_those_of_the_library(
    kind: str, text: str, desk: Bench, folders: dict[str, str]
) -> None:
    bare = AutoTokenizer.from_pretrained(folders[kind])
    result = _compare(desk, text, folders[kind])
    (one,) = result.tokenizers
    assert [token.id for token in one.row] == bare(text)["input_ids"]
    own = bare(text, add_special_tokens=False)["input_ids"]
    assert one.own == len(own)
    assert result.per_token(one) == len(text) / max(1, len(own))
    assert one.vocabulary == len(bare)
    assert one.kind == type(bare.backend_tokenizer.model).__name__
    # The words together are all of the text's tokens, each once.
    assert [n for word in one.words for n in range(word.first, word.first + word.count)] == list(
        range(len(own))
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", TEXTS)
def test_every_word_ends_in_what_the_tokenizer_gives(
    kind: str, text: str, desk: Bench, folders: dict[str, str]
) -> None:
    one = _one(desk, text, folders[kind])
    assert one.words
    for word in one.words:
        if len(word.piece) > LONGEST_WORD:
            continue
        result = _steps(desk, folders[kind], word.piece)
        ids = [token.id for token in one.row[word.first : word.first + word.count]]
        assert [token.id for token in result.expected] == ids
        if ids:
            assert result.same, (word, result)
            assert [token.id for token in result.steps[-1].pieces] == ids


def test_joins_follow_the_rules_by_rank_and_each_step_joins_two_neighbours(
    desk: Bench, folders: dict[str, str]
) -> None:
    result = _steps(desk, folders["bytes"], "Ġunbelievable")
    model = json.loads(Path(folders["bytes"], "tokenizer.json").read_text("utf-8"))["model"]
    rules = [tuple(rule.split(" ", 1)) if isinstance(rule, str) else tuple(rule)
             for rule in model["merges"]]  # fmt: skip
    assert result.rules == len(rules)
    assert [token.piece for token in result.steps[0].pieces] == list("Ġunbelievable")
    joins = result.steps[1:]
    assert len(joins) > 5
    for before, step in itertools.pairwise(result.steps):
        pieces = [token.piece for token in before.pieces]
        assert rules[step.rank] == (step.left, step.right)
        assert pieces[step.at : step.at + 2] == [step.left, step.right]
        possible = [rules.index(pair) for pair in itertools.pairwise(pieces) if pair in rules]
        assert step.rank == min(possible), "the first rule that fits"
        pieces[step.at : step.at + 2] = [step.left + step.right]
        assert [token.piece for token in step.pieces] == pieces
    last = [token.piece for token in result.steps[-1].pieces]
    assert not [pair for pair in itertools.pairwise(last) if pair in rules]


def test_wordpiece_takes_the_longest_piece_from_the_left(
    desk: Bench, folders: dict[str, str]
) -> None:
    known = json.loads(Path(folders["pieces"], "tokenizer.json").read_text("utf-8"))["model"]
    for word in ("unbelievable", "lowest", "quickest"):
        result = _steps(desk, folders["pieces"], word)
        begin = 0
        for step in result.steps:
            prefix = "##" * (begin > 0)
            ends = [end for end in range(len(word), begin, -1)
                    if prefix + word[begin:end] in known["vocab"]]  # fmt: skip
            assert step.tried[-1] == prefix + word[begin : ends[0]]
            assert list(step.tried) == [prefix + word[begin:end]
                                        for end in range(len(word), ends[0] - 1, -1)]  # fmt: skip
            begin = ends[0]
            assert step.rest == word[begin:]
        assert begin == len(word)
    unknown = _steps(desk, folders["pieces"], "ΩЖ")
    assert [step.did for step in unknown.steps] == ["unknown"]
    assert unknown.same


def test_unigram_shows_the_scores_of_the_best_way_to_cut(
    desk: Bench, folders: dict[str, str]
) -> None:
    vocabulary = json.loads(Path(folders["unigram"], "tokenizer.json").read_text("utf-8"))
    scores = dict(vocabulary["model"]["vocab"])
    word = "▁believed"
    result = _steps(desk, folders["unigram"], word)
    (step,) = result.steps
    assert list(step.scores) == pytest.approx([scores[token.piece] for token in step.pieces])

    def best(rest: str) -> float:
        """The best sum over all ways to cut, tried out."""
        if not rest:
            return 0.0
        return max(
            (scores[rest[:n]] + best(rest[n:]) for n in range(1, len(rest) + 1)
             if rest[:n] in scores),
            default=-math.inf,
        )  # fmt: skip

    assert sum(step.scores) == pytest.approx(best(word))


def test_bytes_are_shown_as_bytes(desk: Bench, folders: dict[str, str]) -> None:
    for kind in ("bytes", "fallback"):
        one = _one(desk, "🦊", folders[kind])
        raw = b"".join(token.raw for token in one.row)
        assert raw == "🦊".encode(), kind
        assert "🦊 1/4" in [token.shown for token in one.row]
        word = next(word for word in one.words if word.count >= 4)
        start = _steps(desk, folders[kind], word.piece).steps[0]
        assert b"".join(token.raw for token in start.pieces) == "🦊".encode()


def test_special_tokens_in_the_text_are_no_words_to_cut(
    desk: Bench, checkpoints: Checkpoints
) -> None:
    one = _one(desk, "the capital is [MASK] .", checkpoints.bert)
    assert [token.piece for token in one.row][:1] == ["[CLS]"]
    assert one.word_at(0) is None
    masks = [n for n, token in enumerate(one.row) if token.mask]
    assert [one.word_at(n) for n in masks] == [None]
    word = one.word_at(2)
    assert word is not None
    assert word.piece == "capital"


def test_a_tokenizer_that_was_saved_anew_is_read_anew(desk: Bench, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    for kind in ("bytes", "pieces"):
        _made(kind).save_pretrained(folder)
        bare = AutoTokenizer.from_pretrained(folder)
        one = _one(desk, TEXTS[0], str(folder))
        assert [token.id for token in one.row] == bare(TEXTS[0])["input_ids"]
        assert _steps(desk, str(folder), "newest").kind == one.kind


def test_what_cannot_be_read_says_why_and_the_others_are_shown(
    desk: Bench, checkpoints: Checkpoints, tmp_path: Path
) -> None:
    (tmp_path / "tokenizer.json").write_text("{}", encoding="utf-8")
    empty = tmp_path / "empty"
    empty.mkdir()
    result = _compare(desk, "the sky", checkpoints.bert, str(tmp_path), str(empty), "")
    assert [bool(one.why) for one in result.tokenizers] == [False, True, True, True]
    assert all(one.why.endswith(".") for one in result.tokenizers[1:])
    desk.do(LoadModel(checkpoints.gpt2))
    own = _compare(desk, "the sky", "").tokenizers[0]
    assert not own.why
    assert own.path == checkpoints.gpt2
    told = explain.compared(result, None).plain
    assert "tiny-bert" in told


def test_a_tokenizer_written_in_python_has_tokens_and_no_steps(desk: Bench, tmp_path: Path) -> None:
    from transformers import ByT5Tokenizer

    ByT5Tokenizer().save_pretrained(tmp_path)
    one = _one(desk, "é a", str(tmp_path))
    assert (one.kind, one.words) == ("", ())
    assert one.own == len("é a".encode())
    assert b"".join(token.raw for token in one.row[:2]) == "é".encode()


def test_too_much_is_refused(desk: Bench, checkpoints: Checkpoints) -> None:
    with pytest.raises(BadInput):
        _compare(desk, "a" * (MOST_CHARACTERS + 1), checkpoints.bert)
    with pytest.raises(BadInput):
        _steps(desk, checkpoints.bert, "a" * (LONGEST_WORD + 1))
    with pytest.raises(BadInput):
        _compare(desk, "\ud800", checkpoints.bert)


def test_what_was_saved_with_the_file_cuts_nothing(desk: Bench) -> None:
    folder = str(resources.path("models", "mini-world-sentiment"))
    text = "the soup was cold " * 30
    one = _one(desk, text, folder)
    assert json.loads(Path(folder, "tokenizer.json").read_text("utf-8"))["truncation"]
    assert one.own == 120
    assert len(one.words) == 120


# -- Python, words, tables -------------------------------------------------------------------------


def test_python_prints_the_same_tokens(
    desk: Bench, folders: dict[str, str], checkpoints: Checkpoints, tmp_path: Path
) -> None:
    bundled = str(resources.path("models", "mini-world-gpt2"))
    paths = (folders["bytes"], folders["pieces"], checkpoints.bert, bundled)
    result = _compare(desk, TEXTS[1], *paths)
    child = run_fresh(code(result.request, result, None), tmp_path)
    assert child.returncode == 0, child.stderr
    lines = child.stdout.splitlines()
    assert [json.loads(line) for line in lines[1::3]] == [
        [token.id for token in one.row] for one in result.read
    ]
    for line, one in zip(lines[2::3], result.read, strict=True):
        assert line == f"{one.own} tokens, {result.per_token(one):.1f} characters each"


@pytest.mark.parametrize("kind", KINDS)
def test_python_prints_the_same_steps(
    kind: str, desk: Bench, folders: dict[str, str], tmp_path: Path
) -> None:
    one = _one(desk, "the unbelievable fox 🦊", folders[kind])
    word = max(one.words, key=lambda each: each.count)
    result = _steps(desk, folders[kind], word.piece)
    child = run_fresh(code(result.request, result, None), tmp_path)
    assert child.returncode == 0, child.stderr
    lines = child.stdout.splitlines()
    assert json.loads(lines[-1]) == [token.id for token in result.expected]
    joins = [step for step in result.steps if step.did == "join"]
    if joins:
        assert lines[:-2] == [
            f"rule {step.rank + 1} {[token.piece for token in step.pieces]}" for step in joins
        ]
    if result.kind == "WordPiece":
        assert lines[:-2] == [
            f"{[token.piece for token in step.pieces]} {step.rest}" for step in result.steps
        ]


@pytest.mark.parametrize("kind", KINDS)
def test_the_words_hold_the_numbers(kind: str, desk: Bench, folders: dict[str, str]) -> None:
    result = _compare(desk, TEXTS[0], folders[kind], folders["bytes"])
    plain = explain.compared(result, None).plain.replace("\N{NO-BREAK SPACE}", " ")
    for one in result.read:
        assert f"{one.own} tokens" in plain
        assert f"{result.per_token(one):.1f}" in plain
    table = export.tokens_table(result)
    assert len(table.rows) == sum(len(one.row) for one in result.read)
    assert "<table" in export.compared(result)
    word = max(result.read[0].words, key=lambda each: each.count)
    steps = _steps(desk, folders[kind], word.piece)
    plain = explain.steps(steps, None).plain.replace("\N{NO-BREAK SPACE}", " ")
    assert "Checked" in plain
    for number in range(len(steps.steps)):
        assert explain.step_sentence(steps, number).endswith(".")
    assert "<table" in export.steps(steps)


def test_a_real_vocabulary_of_bert(desk: Bench) -> None:
    folder = str(resources.path("models", "mini-world-bert"))
    bare = BertTokenizer.from_pretrained(folder)
    one = _one(desk, "Unhappiness is not happiness.", folder)
    assert [token.piece for token in one.row] == bare.convert_ids_to_tokens(
        bare("Unhappiness is not happiness.")["input_ids"]
    )


def test_ties_and_unknown_tokens_are_said(desk: Bench) -> None:
    names = ("mini-world-copy", "mini-world-sentiment", "mini-world-gpt2")
    folders = [str(resources.path("models", name)) for name in names]
    text = "The film was great."
    result = _compare(desk, text, *folders)
    bare = [AutoTokenizer.from_pretrained(folder) for folder in folders]
    ids = [each(text)["input_ids"] for each in bare]
    unknown = [row.count(each.unk_token_id) for row, each in zip(ids, bare, strict=True)]
    assert unknown[0] > 0
    assert [one.unknown for one in result.read][:2] == unknown[:2]
    assert result.read[0].own == result.read[1].own < result.read[2].own
    plain = explain.compared(result, None).plain.replace("\N{NO-BREAK SPACE}", " ")
    both, most = (
        (result.read[0].source.name, result.read[1].source.name),
        result.read[2].source.name,
    )
    assert f"The fewest tokens: {both[0]} and {both[1]}. The most: {most}." in plain
    assert f"{unknown[0]} of its tokens are unknown" in plain
    assert f"of which {unknown[0]} unknown" in explain.facts(result, result.read[0]).replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert "one token after the other" not in plain
    same = explain.compared(_compare(desk, text, *folders[:2]), None).plain
    assert "equally many" in same
