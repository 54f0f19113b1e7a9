"""Pairs of texts, and masks, token types and positions written by hand, into a run."""

from __future__ import annotations

import pytest
import torch
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import PreTrainedTokenizerFast

from explorer import resources
from explorer.engine import forward, tokenization
from explorer.engine.loaded_model import LoadedModel, summary
from explorer.engine.runner import Runner
from explorer.protocol.failures import BadInput
from explorer.protocol.run import ManualInputs, Run
from tests.model import tiny


def _joining() -> PreTrainedTokenizerFast:
    """Words w0..w63 with marks around text A and text B, and token types."""
    names = ["[PAD]", "[CLS]", "[SEP]", "[UNK]", "[MASK]"]
    words = {word: place for place, word in enumerate(names)}
    words |= {f"w{place}": place for place in range(len(names), tiny.VOCAB)}
    inner = Tokenizer(models.WordLevel(words, unk_token="[UNK]"))
    inner.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    inner.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 1), ("[SEP]", 2)],
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=inner,
        pad_token="[PAD]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        unk_token="[UNK]",
        mask_token="[MASK]",
        model_input_names=["input_ids", "token_type_ids", "attention_mask"],
    )


def _run(loaded: LoadedModel, request: Run) -> object:
    return Runner(loaded, tiny.no_check).answer(request, tiny.no_report)


def test_a_pair_goes_in_with_its_token_types() -> None:
    loaded = tiny.load("BertForSequenceClassification", _joining())
    assert summary(loaded).pairs
    ran = Runner(loaded, tiny.no_check).answer(
        Run(("w5 w9", "w8"), pairs=("w30", "w7 w44")), tiny.no_report
    )
    assert [one.type for one in ran.rows[0]] == [0, 0, 0, 0, 1, 1]
    assert [one.text for one in ran.rows[1] if one.start >= 0] == [0, 1, 1]
    with torch.inference_mode():
        wanted = loaded.model(
            input_ids=torch.tensor([[1, 5, 9, 2, 30, 2], [1, 8, 2, 7, 44, 2]]),
            token_type_ids=torch.tensor([[0, 0, 0, 0, 1, 1], [0, 0, 0, 1, 1, 1]]),
            attention_mask=torch.ones(2, 6, dtype=torch.long),
        ).logits
    assert torch.equal(loaded.run_outputs["logits"], wanted)


def test_a_missing_text_b_is_told() -> None:
    loaded = tiny.load("BertForSequenceClassification", _joining())
    with pytest.raises(BadInput, match="text B"):
        _run(loaded, Run(("w5", "w6"), pairs=("w8", " ")))


def test_a_tokenizer_that_only_glues_offers_no_pairs() -> None:
    assert not tokenization.joins_pairs(tiny.held(tiny.tokenizer()))
    assert not tokenization.joins_pairs(None)


def test_next_sentence_is_answered_in_words() -> None:
    from transformers import BertConfig, BertForNextSentencePrediction

    config = BertConfig(
        vocab_size=64, hidden_size=32, intermediate_size=64, num_hidden_layers=1,
        num_attention_heads=4,
    )  # fmt: skip
    torch.manual_seed(0)
    model = BertForNextSentencePrediction(config).eval()
    loaded = LoadedModel(1, model, tiny.held(_joining()), "random", "tiny")
    ran = Runner(loaded, tiny.no_check).answer(Run(("w5",), pairs=("w9",)), tiny.no_report)
    chances = loaded.run_outputs["logits"][0].softmax(-1)
    (said,) = ran.predictions
    for one in said.candidates:
        assert one.probability == pytest.approx(float(chances[one.id]))
    assert {one.text for one in said.candidates} == {
        "text B follows text A",
        "text B comes from elsewhere",
    }


def test_what_is_written_by_hand_reaches_the_model() -> None:
    loaded = tiny.load("BertForMaskedLM", tiny.tokenizer())
    by_hand = ManualInputs(((1, 1, 0),), ((0, 1, 1),), ((4, 2, 0),))
    ran = Runner(loaded, tiny.no_check).answer(
        Run(input_ids=((5, 9, 13),), by_hand=by_hand), tiny.no_report
    )
    assert [one.attended for one in ran.rows[0]] == [True, True, False]
    with torch.inference_mode():
        wanted = loaded.model(
            input_ids=torch.tensor([[5, 9, 13]]),
            attention_mask=torch.tensor([[1, 1, 0]]),
            token_type_ids=torch.tensor([[0, 1, 1]]),
            position_ids=torch.tensor([[4, 2, 0]]),
        ).logits
    assert torch.equal(loaded.run_outputs["logits"], wanted)


@pytest.mark.parametrize(
    ("ids", "by_hand", "word"),
    [
        ((), ManualInputs(), "no token"),
        (((),), ManualInputs(), "no token"),
        (((5, 9), (5,)), ManualInputs(), "different lengths"),
        (((5, 64),), ManualInputs(), "vocabulary"),
        (((5, -1),), ManualInputs(), "vocabulary"),
        (((5, 10**30),), ManualInputs(), "vocabulary"),
        (((5,) * 513,), ManualInputs(), "at most 512"),
        (((5, 9),), ManualInputs(attention_mask=((1, 2),)), "attention mask"),
        (((5, 9),), ManualInputs(attention_mask=((0, 0),)), "hides every token"),
        (((5, 9),), ManualInputs(attention_mask=((1,),)), "each input ID"),
        (((5, 9),), ManualInputs(attention_mask=((1, 1), (1, 1))), "each input ID"),
        (((5, 9),), ManualInputs(token_type_ids=((0, 2),)), "no token type 2"),
        (((5, 9),), ManualInputs(position_ids=((0, 512),)), "no position 512"),
        (((5, 9),), ManualInputs(position_ids=((0, -1),)), "no position -1"),
    ],
)  # fmt: skip
def test_impossible_values_are_told_before_the_model_is_called(
    monkeypatch: pytest.MonkeyPatch,
    ids: tuple[tuple[int, ...], ...],
    by_hand: ManualInputs,
    word: str,
) -> None:
    loaded = tiny.load("BertForMaskedLM")

    def called(*words: object, **more: object) -> None:
        raise AssertionError("the model was called")

    monkeypatch.setattr(loaded.model, "forward", loaded.model.forward)
    monkeypatch.setattr(forward, "forward", called)
    request = Run(input_ids=ids or ((),), by_hand=by_hand)
    with pytest.raises(BadInput, match=word):
        _run(loaded, request)


def test_a_field_that_the_class_does_not_take_is_told() -> None:
    loaded = tiny.load("T5ForConditionalGeneration")
    with pytest.raises(BadInput, match="takes no token types"):
        _run(loaded, Run(input_ids=((5, 9),), by_hand=ManualInputs(token_type_ids=((0, 0),))))


def test_half_a_character_is_told() -> None:
    loaded = tiny.load("BertForMaskedLM", tiny.tokenizer())
    with pytest.raises(BadInput, match="position 3"):
        _run(loaded, Run(("w5\ud83d",)))


@pytest.mark.parametrize("name", ["mini-world-bert", "mini-world-gpt2", "mini-world-sentiment"])
def test_special_tokens_in_the_text_are_understood(name: str) -> None:
    tokenizer = tokenization.read_tokenizer(str(resources.path("models", name)))
    assert tokenizer is not None
    for special, _ in tokenizer.names(sorted(tokenizer.all_special_ids)):
        _, (row,) = tokenization.encode(tokenizer, (f"a {special} cat",))
        assert any(one.special and one.piece == special and one.start == 2 for one in row)


def test_an_emoji_of_four_bytes_is_four_tokens_of_one_character() -> None:
    tokenizer = tokenization.read_tokenizer(str(resources.path("models", "mini-world-gpt2")))
    assert tokenizer is not None
    _, (row,) = tokenization.encode(tokenizer, ("a 😀.",))
    assert [(one.start, one.end) for one in row if one.start == 2] == [(2, 3)] * 4
