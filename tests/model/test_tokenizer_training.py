"""A tokenizer trained on one's text: its merges, its files, its Python, and what it refuses."""

from __future__ import annotations

import itertools
import json
import random
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from explorer.engine.engine import Engine
from explorer.features.python import code
from explorer.features.training.protocol import (
    BundledData,
    ContinueTraining,
    DataChoice,
    DescribeTraining,
    OpenSnapshot,
    PastedText,
    ReadTrainingData,
    StartTraining,
    TokenizerTrained,
    TrainTokenizer,
)
from explorer.protocol.config import ConfigEdit
from explorer.protocol.failures import NoTokenizer, NoTokenizerTrained, TooFewTexts
from explorer.protocol.job import Stopped
from explorer.protocol.model import AttachTokenizer, CreateModel, LoadModel, Prepared, SaveModel
from tests.fresh_python import run_fresh
from tests.model.test_training import SETTINGS, ask, opened, session
from tests.model.test_training_script import _digest, _told

LINES = PastedText("\n".join(f"The newest robot sang low and wide, {n} times." for n in range(30)))


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def created(model_type: str, class_name: str, **config: Any) -> Engine:
    """A model of random weights from a config, which has no tokenizer."""
    torch.set_num_threads(1)
    engine = Engine(Prepared("", "", ("cpu",), 1, 0.0))
    small = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}
    sizes = {
        "gpt2": {"n_embd": 32, "n_layer": 1, "n_head": 2},
        "t5": {"d_model": 16, "d_ff": 32, "num_layers": 1, "num_heads": 2, "d_kv": 8},
    }
    values = sizes.get(model_type, small | {"intermediate_size": 64}) | config
    ask(engine, CreateModel(ConfigEdit(model_type, class_name, json.dumps(values))))
    return engine


def trained(engine: Engine, data: DataChoice = LINES, tokens: int = 300) -> TokenizerTrained:
    """A tokenizer of the data, which the model then has."""
    result: TokenizerTrained = ask(engine, TrainTokenizer(data, "", tokens))
    ask(engine, AttachTokenizer(result.folder, result.name))
    return result


def bare(folder: str) -> Any:
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(folder)


# -- its merges --------------------------------------------------------------------------------


def _merged(words: Counter[tuple[str, ...]], known: list[str], size: int, within: str) -> list[Any]:
    """Byte-pair encoding as it is told in class: the most frequent pair, again and again."""
    numbers = {piece: number for number, piece in enumerate(known)}
    rules: list[tuple[str, str]] = []
    while len(numbers) < size:
        pairs: Counter[tuple[str, str]] = Counter()
        for word, count in words.items():
            for pair in itertools.pairwise(word):
                pairs[pair] += count
        often = {pair: count for pair, count in pairs.items() if count > 1}
        if not often:
            break
        # Of several that are as frequent, that of the smallest numbers.
        left, right = min(
            often, key=lambda pair: (-often[pair], numbers[pair[0]], numbers[pair[1]])
        )
        joined = left + right[len(within) :] if within else left + right
        rules.append((left, right))
        numbers.setdefault(joined, len(numbers))
        after: Counter[tuple[str, ...]] = Counter()
        for word, count in words.items():
            pieces: list[str] = []
            for piece in word:
                if pieces and (pieces[-1], piece) == (left, right):
                    pieces[-1] = joined
                else:
                    pieces.append(piece)
            after[tuple(pieces)] += count
        words = after
    return rules


def _file(result: TokenizerTrained) -> dict[str, Any]:
    text = (Path(result.folder) / "tokenizer.json").read_text(encoding="utf-8")
    model: dict[str, Any] = json.loads(text)["model"]
    return model


def test_byte_pair_encoding_learns_the_rules_that_counting_by_hand_gives() -> None:
    rng = random.Random(1)
    text = "\n".join(" ".join(rng.choices(["low", "lower", "new", "wide"], k=6)) for _ in range(40))
    engine = opened("mini-world-gpt2")
    result = trained(engine, PastedText(text), 275)
    known = sorted(_file(result)["vocab"], key=_file(result)["vocab"].get)[:257]
    words: Counter[tuple[str, ...]] = Counter()
    for line, _ in result.own_texts:
        first, *others = line.split(" ")
        words[tuple(first)] += 1
        words.update(("Ġ", *word) for word in others)
    expected = _merged(words, known, 275, "")
    assert [tuple(rule) for rule in _file(result)["merges"]] == expected
    shown = [(rule.left, rule.right) for rule in result.rules]
    assert shown == [(a.replace("Ġ", "·"), b.replace("Ġ", "·")) for a, b in expected]
    assert result.tokens == result.letters + len(result.special) + len(result.rules)


def test_wordpiece_has_the_pieces_that_counting_by_hand_gives() -> None:
    rng = random.Random(2)
    text = "\n".join(" ".join(rng.choices(["low", "lower", "new", "wide"], k=6)) for _ in range(40))
    engine = opened("mini-world-bert")
    result = trained(engine, PastedText(text), 40)
    vocabulary = _file(result)["vocab"]
    pieces = sorted(vocabulary, key=vocabulary.get)
    words = Counter(
        (word[0], *(f"##{letter}" for letter in word[1:]))
        for line, _ in result.own_texts
        for word in line.split(" ")
    )
    letters = {piece for word in words for piece in word}
    begin = len(result.special) + result.letters
    assert letters <= set(pieces[:begin])
    expected = _merged(words, pieces[:begin], 40, "##")
    joined = [left + right[2:] for left, right in expected]
    assert pieces[begin:] == list(dict.fromkeys(joined))
    assert [(rule.left, rule.right) for rule in result.rules] == expected


@pytest.mark.parametrize("model", ["mini-world-gpt2", "mini-world-bert"])
def test_the_same_text_gives_the_same_tokenizer(model: str, tmp_path: Path) -> None:
    data = BundledData("stories")
    first = ask(opened(model), TrainTokenizer(data, "", 400))
    told = (Path(first.folder) / "tokenizer.json").read_bytes()
    for file in Path(first.folder).iterdir():
        file.unlink()
    Path(first.folder).rmdir()
    again = ask(opened(model), TrainTokenizer(data, "", 400))
    assert again.folder == first.folder
    assert (Path(again.folder) / "tokenizer.json").read_bytes() == told


# -- its Python --------------------------------------------------------------------------------

CASES: dict[str, tuple[str, DataChoice, int]] = {
    "bytes": ("mini-world-gpt2", BundledData("stories"), 500),
    "pieces": ("mini-world-bert", BundledData("capitals"), 300),
    "own lines": ("mini-world-gpt2", LINES, 280),
    "labels": ("mini-world-sentiment", BundledData("reviews"), 200),
}


@pytest.mark.parametrize("name", CASES)
def test_the_script_trains_the_same_tokenizer_and_the_same_model(name: str, tmp_path: Path) -> None:
    model, data, tokens = CASES[name]
    engine = opened(model)
    request = TrainTokenizer(data, "", tokens)
    result = ask(engine, request)
    done = run_fresh(code(request, result, None) + "\ntokenizer.save_pretrained('told')", tmp_path)
    assert done.returncode == 0, done.stderr
    for file in ("tokenizer.json", "tokenizer_config.json"):
        assert (tmp_path / "told" / file).read_bytes() == (Path(result.folder) / file).read_bytes()

    ask(engine, AttachTokenizer(result.folder, result.name))
    started = ask(engine, StartTraining(data, "", replace(SETTINGS, steps=6)))
    assert started.tokenizer == result
    go_on = ContinueTraining(started.training)
    text = code(go_on, ask(engine, go_on), None)
    assert "PreTrainedTokenizerFast" in text
    assert result.folder not in text
    losses, digest = _told(text, tmp_path)
    assert losses == session(engine).learner.losses
    assert digest == _digest(session(engine).learner.model.eval())


def test_a_training_on_other_texts_reads_the_tokenizer_from_its_folder(tmp_path: Path) -> None:
    engine = opened("mini-world-gpt2")
    result = trained(engine)
    started = ask(engine, StartTraining(BundledData("stories"), "", replace(SETTINGS, steps=4)))
    assert started.tokenizer is None
    go_on = ContinueTraining(started.training)
    text = code(go_on, ask(engine, go_on), None)
    assert "PreTrainedTokenizerFast" not in text
    losses, _ = _told(text, tmp_path)
    assert losses == session(engine).learner.losses
    assert Path(result.folder).name in text


def test_texts_to_write_are_learned_as_well(tmp_path: Path) -> None:
    engine = created("t5", "T5ForConditionalGeneration", vocab_size=400, decoder_start_token_id=0)
    rows = "\n".join(f"count {n} up,zwölf {n} zwölf" for n in range(30))
    data = PastedText(f"text,target\n{rows}")
    request = TrainTokenizer(data, "", 300)
    result = ask(engine, request)
    assert "zwölf" in {rule.joined.strip("·") for rule in result.rules}, "it has to write it"
    assert result.special[:2] == ("<pad>", "</s>"), "as the config has them"
    ask(engine, AttachTokenizer(result.folder, result.name))
    assert bare(result.folder)("up").input_ids[-1] == 1
    started = ask(engine, StartTraining(data, "", replace(SETTINGS, steps=4)))
    go_on = ContinueTraining(started.training)
    losses, digest = _told(code(go_on, ask(engine, go_on), None), tmp_path)
    assert losses == session(engine).learner.losses
    assert digest == _digest(session(engine).learner.model.eval())


# -- with the model ----------------------------------------------------------------------------


def test_a_model_of_a_config_gets_a_tokenizer_learns_is_saved_and_opened_again(
    tmp_path: Path,
) -> None:
    engine = created("bert", "BertForMaskedLM", vocab_size=200)
    offer = ask(engine, DescribeTraining())
    assert offer.disabled_reason
    assert offer.lacks_tokenizer
    assert offer.sets, "all else can be chosen"
    assert (offer.tokenizer.kind, offer.tokenizer.most) == ("WordPiece", 200)
    assert not offer.tokenizer.meaning, "it knows nothing that could be lost"
    with pytest.raises(NoTokenizer):
        ask(engine, ReadTrainingData(BundledData("capitals")))
    result = trained(engine, BundledData("capitals"), 200)
    assert result.tokens == 200
    offer = ask(engine, DescribeTraining())
    assert not offer.disabled_reason
    assert offer.tokenizer.tokens == 200
    read = ask(engine, ReadTrainingData(BundledData("capitals")))
    assert read.unknown == 0
    settings = replace(SETTINGS, steps=3)
    started = ask(engine, StartTraining(BundledData("capitals"), "", settings))
    ask(engine, ContinueTraining(started.training))
    ask(engine, OpenSnapshot(started.training, 3))
    folder = str(tmp_path / "saved")
    ask(engine, SaveModel(folder))
    loaded = ask(engine, LoadModel(folder)).summary
    assert loaded.tokenizer == folder
    text = "The capital of France is [MASK]."
    ids = engine.loaded.tokenizer.encode([text]).inputs["input_ids"][0].tolist()  # type: ignore[union-attr]
    assert ids == bare(result.folder)(text).input_ids
    assert bare(folder)(text).input_ids == ids
    assert bare(folder).mask_token_id in ids


@pytest.mark.parametrize(
    ("class_name", "model_type", "ids", "special"),
    [
        ("RobertaForMaskedLM", "roberta", {"bos_token_id": 0, "pad_token_id": 1, "eos_token_id": 2},
         ("[CLS]", "[PAD]", "[SEP]", "[UNK]", "[MASK]")),
        ("LlamaForCausalLM", "llama", {"bos_token_id": 1, "eos_token_id": 2},
         ("<unused0>", "<|begin|>", "<|endoftext|>")),
        ("GPT2LMHeadModel", "gpt2", {"bos_token_id": 3, "eos_token_id": 3, "pad_token_id": 0},
         ("<|pad|>", "<unused1>", "<unused2>", "<|endoftext|>")),
    ],
)  # fmt: skip
def test_special_tokens_have_the_ids_of_the_config(
    class_name: str, model_type: str, ids: dict[str, int], special: tuple[str, ...]
) -> None:
    engine = created(model_type, class_name, vocab_size=600, **ids)
    result = trained(engine, tokens=320)
    assert result.special == special
    tokenizer = bare(result.folder)
    assert tokenizer.convert_ids_to_tokens(range(len(special))) == list(special)
    assert tokenizer.pad_token_id == ids.get("pad_token_id")
    assert not result.notes or "no more pairs" in result.notes[0]


def test_an_end_that_the_config_has_elsewhere_is_told() -> None:
    engine = created(
        "gpt2", "GPT2LMHeadModel", vocab_size=2_000, eos_token_id=1_999, bos_token_id=1_999
    )
    result = trained(engine, tokens=300)
    assert any("1,999" in note for note in result.notes)


def test_a_trained_model_is_told_what_another_tokenizer_means() -> None:
    offer = ask(opened("mini-world-gpt2", random=False), DescribeTraining())
    assert "what it knows of words is lost" in offer.tokenizer.meaning


# -- what it refuses ---------------------------------------------------------------------------


def test_a_model_with_too_few_embeddings_is_refused_with_the_reason() -> None:
    engine = opened("mini-world-copy")
    offer = ask(engine, DescribeTraining())
    assert "202 tokens" in offer.tokenizer.disabled_reason
    with pytest.raises(NoTokenizerTrained, match="202 tokens"):
        ask(engine, TrainTokenizer(LINES, "", 200))


@pytest.mark.parametrize("tokens", [-1, 0, 10, 1_025, 10**12])
def test_a_size_that_does_not_fit_is_refused(tokens: int) -> None:
    with pytest.raises(NoTokenizerTrained, match="1,024"):
        ask(opened("mini-world-gpt2"), TrainTokenizer(LINES, "", tokens))


def test_too_few_texts_are_refused() -> None:
    with pytest.raises(TooFewTexts):
        ask(opened("mini-world-gpt2"), TrainTokenizer(PastedText("one\ntwo"), "", 300))


STRANGE = {
    "many letters": "\n".join(
        "".join(map(chr, range(at, at + 40))) for at in range(0x4E00, 0x6E00, 40)
    ),
    "marks": "\n".join("e\u0301\u0302\u200d🏳️‍🌈 ## [MASK] <|endoftext|> </s>" for _ in range(20)),
    "one letter": "\n".join("a" * n for n in range(1, 40)),
    "signs": "\n".join("##ab #a ##" * n for n in range(1, 20)),
    "long word": "\n".join("x" * 5_000 + f" is {n}" for n in range(8)),
}  # fmt: skip


@pytest.mark.parametrize("name", STRANGE)
@pytest.mark.parametrize("model", ["mini-world-gpt2", "mini-world-bert"])
def test_strange_texts_give_a_tokenizer_within_the_size(model: str, name: str) -> None:
    engine = opened(model)
    result = trained(engine, PastedText(STRANGE[name]), 290)
    assert result.tokens <= 290
    assert len(bare(result.folder)) == result.tokens
    assert ask(engine, ReadTrainingData(PastedText(STRANGE[name]))).training > 0


def test_a_stop_leaves_nothing_behind(tmp_path: Path) -> None:
    engine = opened("mini-world-gpt2")
    calls = 0

    def stop() -> None:
        nonlocal calls
        calls += 1
        if calls > 40:
            raise Stopped

    with pytest.raises(Stopped):
        ask(engine, TrainTokenizer(BundledData("stories"), "", 500), stop)
    assert not list((tmp_path / "data").rglob("*.json*"))
    assert engine.loaded.tokenizer_source.endswith("mini-world-gpt2")
