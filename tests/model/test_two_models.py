"""Two models on the same input: each side as if it ran alone, and differences that are true."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tokenizers.processors import TemplateProcessing
from transformers import BertConfig, BertForMaskedLM
from transformers.utils import logging

from explorer.engine import memory
from explorer.engine.inside import head_mask
from explorer.engine.inside import hidden_states as inside_hidden_states
from explorer.engine.inside.inspection import Inspection
from explorer.engine.runner import Runner
from explorer.features.activation_patching.protocol import ApplyPatch
from explorer.features.compare import explain, explain_flow
from explorer.features.compare.compute import both_hidden, difference_words, differences
from explorer.features.compare.compute.two_models import Comparison
from explorer.features.compare.protocol import (
    ComparedFlowRequest,
    ComparedHeadsRequest,
    ComparedHiddenStatesRequest,
    ForgetOther,
    HeadChoice,
    LoadOther,
    RunBoth,
)
from explorer.protocol.failures import (
    BadInput,
    NothingRun,
    SecondModelReadsNoText,
    SecondModelTooLarge,
)
from explorer.protocol.inspection import HeadPlace
from explorer.protocol.job import Stopped
from explorer.protocol.model import TrainingRecord
from explorer.protocol.run import Run, Token
from tests.model import tiny
from tests.model.tiny import Holder, ask, no_check, no_report

TEXTS = ("w5 w9 <mask> w13",)


def _two(name: str) -> tuple[Any, Comparison, Any]:
    loaded = tiny.load(name, tiny.tokenizer())
    loaded.state = "trained"
    holder = Holder(loaded)
    return loaded, holder.part(Comparison), holder


def test_the_twin_is_the_same_config_drawn_with_its_seed() -> None:
    loaded, _, table = _two("BertForMaskedLM")
    ready = ask(table, LoadOther("twin", seed=5))
    assert ready.summary.state == "random"
    assert ready.summary.seed == 5
    assert ready.summary.parameters == sum(one.numel() for one in loaded.model.parameters())
    seen = ask(table, RunBoth(LoadOther("twin", seed=5), TEXTS))
    torch.manual_seed(5)
    twin = type(loaded.model)(loaded.model.config).eval()
    inputs = tiny.tokenizer()(list(TEXTS), return_tensors="pt")
    with torch.inference_mode():
        logits = twin(inputs.input_ids, attention_mask=inputs.attention_mask).logits
        own = loaded.model(inputs.input_ids, attention_mask=inputs.attention_mask).logits
    best = seen.other.ran.predictions[0].candidates[0]
    assert best.id == int(logits[0, 2].argmax())
    assert best.logit == float(logits[0, 2].max())
    (change,) = seen.outputs
    assert change.largest == float((own.double() - logits.double()).abs().max())
    (pair,) = seen.predictions
    one, other = own[0, 2].softmax(-1), logits[0, 2].softmax(-1)
    assert pair.moved == pytest.approx(float((one - other).abs().sum() / 2), rel=1e-5)
    for answer in pair.answers:
        id_ = tiny.tokenizer().convert_tokens_to_ids(answer.text)
        assert answer.main == pytest.approx(float(one[id_]))
        assert answer.other == pytest.approx(float(other[id_]))
    assert seen.sentence == (
        "Same config, same input. The only difference is the weights: trained on one side, "
        "random on the other."
    )


def test_training_here_explains_only_what_it_changed() -> None:
    main, other = (tiny.load(name, tiny.tokenizer()) for name in ("BertForMaskedLM",) * 2)
    main.state, other.state = "taught", "trained"
    with torch.no_grad():
        next(main.model.parameters()).add_(1)
    main.name = other.name = "a-model"
    main.source, other.source = "/trainings/1/step-5", "/models/a-model"
    main.training = TrainingRecord(
        "texts", 9, "masked words", 5, 1, 1e-3, 0, 1.0, None, "trained", "2026-01-01"
    )

    def sentence() -> str:
        return difference_words.sentence(main, other, "checkpoint", (), None, no_check)

    here = "what training in this program changed in the weights"
    assert here in sentence()
    other.name = "another-model"
    assert here not in sentence()
    assert "which come from different checkpoints" in sentence()
    other.name, other.state, other.training = "a-model", "taught", main.training
    other.source = "/trainings/1/step-9"
    assert here in sentence()
    other.source = "/trainings/2/step-9"
    assert here not in sentence()
    other = tiny.load("GPT2LMHeadModel", tiny.tokenizer())
    other.state, other.name = "trained", "a-model"
    assert here not in sentence()
    assert "the class (" in sentence()


def test_a_patch_is_in_neither_side_and_that_is_said() -> None:
    """A patch belongs to the last run; both sides run the input anew, without it."""
    loaded, _, table = _two("BertForMaskedLM")
    Runner(loaded, no_check).answer(Run(TEXTS), no_report)
    assert "patch" not in ask(table, RunBoth(LoadOther(), TEXTS)).sentence
    ask(table, ApplyPatch("w7 w7 <mask> w8", layers=(0,)))
    assert "Both run without the patch" in ask(table, LoadOther()).sentence
    seen = ask(table, RunBoth(LoadOther(), TEXTS))
    assert seen.sentence.endswith(
        "Both run without the patch: it belongs to the last run of tiny BertForMaskedLM alone."
    )
    inputs = tiny.tokenizer()(list(TEXTS), return_tensors="pt")
    with torch.inference_mode():
        own = loaded.model(inputs.input_ids, attention_mask=inputs.attention_mask).logits
    assert seen.main.ran.predictions[0].candidates[0].logit == float(own[0, 2].max())


def test_random_weights_of_a_file_are_told_apart_from_learned_ones_without_a_file() -> None:
    main, other = (tiny.load(name, tiny.tokenizer()) for name in ("BertForMaskedLM",) * 2)
    with torch.no_grad():
        next(main.model.parameters()).add_(1)
    main.state, other.state = "file", "fresh"
    sentence = difference_words.sentence(main, other, "checkpoint", (), None, no_check)
    assert "random numbers on one side only" in sentence
    assert "of a file" not in sentence


def test_other_sizes_of_another_class_are_named(tmp_path: Path) -> None:
    """By the names that transformers gives the sizes of every type, GPT-2's n_layer as well."""
    model = tiny.load("GPT2LMHeadModel").model
    model.config.n_layer += 1
    logging.disable_progress_bar()
    type(model)(model.config).save_pretrained(tmp_path)
    loaded, _, table = _two("BertForMaskedLM")
    layers = model.config.n_layer, loaded.model.config.num_hidden_layers
    assert layers[0] != layers[1]
    request = LoadOther("checkpoint", path=str(tmp_path), name="deeper")
    told = ask(table, request).sentence
    assert "the class (GPT2LMHeadModel, BertForMaskedLM)" in told
    assert f"num_hidden_layers {layers[0]} and {layers[1]}" in told
    assert "None" not in told


def test_several_texts_are_not_said_to_be_one_input() -> None:
    _, _, table = _two("BertForMaskedLM")
    result = ask(table, RunBoth(LoadOther("twin"), ("w5 w9 <mask>", "w5 <mask>")))
    told = explain.both(result, None).plain.replace("\xa0", " ")
    assert told.startswith("The same two texts went through both models, in the same tokens.")


def test_comparing_leaves_the_last_run_alone() -> None:
    loaded, _, table = _two("BertForMaskedLM")
    ran = Runner(loaded, no_check).answer(Run(("w7 <mask>",)), no_report)
    loaded.ran = ran
    inputs = loaded.run_inputs
    ask(table, RunBoth(LoadOther(), TEXTS))
    assert loaded.run_inputs is inputs
    assert loaded.ran is ran


def test_maps_of_both_are_those_of_each_alone() -> None:
    loaded, _, table = _two("GPT2LMHeadModel")
    seen = ask(table, RunBoth(LoadOther(), ("w5 w9 w13",), look=HeadChoice("self", 2, 1)))
    loaded.model.set_attn_implementation("eager")
    ids = torch.tensor([[token.id for token in seen.main.ran.rows[0]]])
    with torch.inference_mode():
        maps = loaded.model(ids, output_attentions=True, use_cache=False).attentions
    assert np.array_equal(seen.main.head.weights, maps[2][0, 1].numpy())
    assert not np.array_equal(seen.main.head.weights, seen.other.head.weights)
    loaded.model.set_attn_implementation("sdpa")
    again = ask(table, ComparedHeadsRequest(HeadChoice("self", 0, 3)))
    assert np.array_equal(again.main.weights, maps[0][0, 3].numpy())
    assert not again.main.weights.flags.writeable


def test_heads_off_against_the_whole_model() -> None:
    loaded, _, table = _two("BertForMaskedLM")
    whole = ask(table, RunBoth(LoadOther("heads"), TEXTS))
    assert "nothing differs" in whole.sentence
    assert whole.outputs[0].largest == 0.0
    off = (HeadPlace("self", 1, 2),)
    head_mask.set_off(loaded, off, no_check)
    seen = ask(table, RunBoth(LoadOther("heads"), TEXTS))
    assert head_mask.off(loaded.model) == off  # as it was before
    assert seen.other.ran.predictions == whole.main.ran.predictions
    assert seen.main.ran.silenced[0].heads == (2,)
    assert seen.outputs[0].largest > 0
    assert "head 3 of layer 2 is off" in seen.sentence
    head_mask.restore(loaded.model)
    late = ask(table, ComparedHeadsRequest(HeadChoice("self", 2, 0)))  # still of that run
    first = ask(table, ComparedHeadsRequest(HeadChoice("self", 2, 0)))
    assert np.array_equal(late.main.weights, first.main.weights)
    assert not np.array_equal(late.main.weights, late.other.weights)
    assert head_mask.off(loaded.model) == ()


def test_another_dtype_of_a_created_model() -> None:
    loaded, _, table = _two("BertForMaskedLM")
    seen = ask(table, RunBoth(LoadOther("dtype", dtype="bfloat16"), TEXTS))
    assert seen.other.summary.dtype == "bfloat16"
    assert loaded.model.dtype == torch.float32
    assert 0 < seen.outputs[0].largest < 1
    assert seen.sentence.endswith("The only difference is the dtype (bfloat16, float32).")


def test_memory_is_told_beforehand_and_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    _, two, table = _two("BertForMaskedLM")
    with pytest.raises(NothingRun):
        ask(table, ComparedHeadsRequest())
    ask(table, LoadOther())
    freed = ask(table, ForgetOther()).freed
    assert freed > 0
    assert two.release() == 0
    monkeypatch.setattr(memory, "free_memory", lambda: 10)
    with pytest.raises(SecondModelTooLarge):
        ask(table, LoadOther())
    assert two.release() == 0


def test_a_twin_in_bfloat16_is_drawn_in_float32_and_needs_its_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loaded, _, table = _two("BertForMaskedLM")
    loaded.model.to(torch.bfloat16)
    size = sum(4 * one.numel() for one in loaded.model.parameters())
    size += sum(one.numel() * one.element_size() for one in loaded.model.buffers())
    # The decoder is drawn before it is tied to the embeddings.
    size += 4 * (tiny.VOCAB * 32 + tiny.VOCAB)
    monkeypatch.setattr(memory, "free_memory", lambda: size - 1)
    with pytest.raises(SecondModelTooLarge):
        ask(table, LoadOther())
    monkeypatch.setattr(memory, "free_memory", lambda: size)
    assert ask(table, LoadOther()).summary.dtype == "bfloat16"


def test_a_checkpoint_without_a_tokenizer_reads_with_the_first_ones(tmp_path: Path) -> None:
    loaded, _, table = _two("BertForMaskedLM")
    logging.disable_progress_bar()
    loaded.model.save_pretrained(tmp_path / "same")
    request = LoadOther("checkpoint", path=str(tmp_path / "same"), name="same")
    ready = ask(table, request)
    assert "same has no tokenizer: that of" in ready.sentence
    assert "the tokenizer and" not in ready.sentence
    seen = ask(table, RunBoth(request, TEXTS))
    assert seen.outputs[0].largest == 0.0
    loaded.tokenizer = None
    ids = ask(table, RunBoth(request, (), ((5, 9, 4, 13),)))  # nothing is lent any more
    assert ids.other.summary.tokenizer == ""


def test_a_tokenizer_that_does_not_fit_is_not_lent(tmp_path: Path) -> None:
    _, _, table = _two("BertForMaskedLM")
    config = BertConfig(vocab_size=31, hidden_size=8, num_hidden_layers=1, num_attention_heads=1)
    logging.disable_progress_bar()
    BertForMaskedLM(config).save_pretrained(tmp_path / "small")
    request = LoadOther("checkpoint", path=str(tmp_path / "small"), name="small")
    assert "does not fit it" in ask(table, request).sentence
    with pytest.raises(SecondModelReadsNoText, match="31 tokens"):
        ask(table, RunBoth(request, TEXTS))


def test_stopping_leaves_no_second_model() -> None:
    _, two, table = _two("BertForMaskedLM")

    def check() -> None:
        raise Stopped

    with pytest.raises(Stopped):
        ask(table, LoadOther(), check)
    assert two.release() == 0


def test_both_run_on_ids_without_a_tokenizer() -> None:
    loaded = tiny.load("LlamaForCausalLM")
    table = Holder(loaded)
    seen = ask(table, RunBoth(LoadOther(), (), ((5, 9, 13),)))
    assert seen.same_tokens
    assert seen.predictions[0].answers[0].text.startswith("ID ")


def _words(text: str, pieces: list[str], first_id: int) -> list[Token]:
    found, start = [], 0
    for place, piece in enumerate(pieces):
        start = text.index(piece, start)
        found.append(Token(piece, piece, first_id + place, False, False, start, start + len(piece)))
        start += len(piece)
    return found


def test_tokens_meet_by_their_characters() -> None:
    text = "the capital of france"
    cls, end = (
        Token("[CLS]", "[CLS]", 1, True, False, -1, -1),
        Token("</s>", "", 2, True, False, -1, -1),
    )
    one = [cls, *_words(text, ["the", "capital", "of", "france"], 10)]
    two = [*_words(text, ["the", "cap", "ital", "of", "france"], 30), end]
    assert differences.align(one, two) == (
        (0, -1), (1, 0), (2, -1), (-1, 1), (-1, 2), (3, 3), (4, 4), (-1, 5),
    )  # fmt: skip
    spaced = [*_words(text, ["the", " capital", " of", " france"], 50), end]
    assert differences.align(one, spaced, text)[1:] == (
        (1, 0), (2, 1), (3, 2), (4, 3), (-1, 4),
    )  # fmt: skip
    assert differences.align(one, one) == tuple((place, place) for place in range(5))


def test_bytes_of_one_character_meet_in_order() -> None:
    def emoji(first: int, count: int) -> list[Token]:
        return [Token("b", "b", first + n, False, False, 0, 1) for n in range(count)]

    assert differences.align(emoji(1, 3), emoji(9, 4)) == ((0, 0), (1, 1), (2, 2), (-1, 3))


def test_hidden_states_of_both_are_those_of_each() -> None:
    loaded, _, table = _two("BertForMaskedLM")
    with pytest.raises(NothingRun):
        ask(table, ComparedHiddenStatesRequest())
    both = ask(table, RunBoth(LoadOther("twin", seed=5), ("w5 w9 <mask> w13", "w6 w7")))
    assert len(both.aligned) == 2
    seen = ask(table, ComparedHiddenStatesRequest(1))
    (stack,) = seen.stacks
    assert stack.names == ("embeddings", "layer 1", "layer 2", "layer 3")
    torch.manual_seed(5)
    twin = type(loaded.model)(loaded.model.config).eval()
    inputs = tiny.tokenizer()(["w5 w9 <mask> w13", "w6 w7"], padding=True, return_tensors="pt")
    with torch.inference_mode():
        rows = [
            one(
                inputs.input_ids,
                attention_mask=inputs.attention_mask,
                output_hidden_states=True,
            ).hidden_states[2][1]
            for one in (twin, loaded.model)
        ]
    wanted = torch.nn.functional.cosine_similarity(rows[0], rows[1], dim=-1)
    assert np.allclose(stack.cosine[2], wanted, atol=1e-5)
    assert np.allclose(stack.distance[2], (rows[0] - rows[1]).norm(dim=-1), rtol=1e-4)
    assert np.allclose(stack.main_norms[2], rows[1].norm(dim=-1), rtol=1e-4)
    assert seen.both is both
    with pytest.raises(BadInput, match="no text 3"):
        ask(table, ComparedHiddenStatesRequest(2))


def test_pictures_of_both_are_those_of_each_alone() -> None:
    _, comparison, table = _two("BertForMaskedLM")
    ask(table, RunBoth(LoadOther("twin", seed=5), TEXTS))
    result = ask(table, ComparedFlowRequest())
    assert result.shared
    assert comparison._sides is not None
    inputs = tiny.tokenizer()(list(TEXTS), return_tensors="pt")
    for side, picture in zip(comparison._sides, (result.other, result.main), strict=True):
        model = side.loaded.model
        model.set_attn_implementation("eager")
        with torch.inference_mode():
            outputs = model(**inputs, output_attentions=True, return_dict=True)
        stack = picture.answering
        assert stack.position == 2, "the mask, in both"
        for layer, maps in zip(stack.layers, outputs.attentions, strict=True):
            np.testing.assert_array_equal(layer.weights, maps[0].mean(0)[2].numpy())
    moved = ask(table, ComparedFlowRequest(position=1, other_position=3, head=1))
    assert moved.main.answering.position == moved.other.answering.position == 1
    told = explain_flow.both_flow(result, None).plain
    assert "differs most in layer" in told
    same = ask(table, RunBoth(LoadOther("heads"), TEXTS))
    assert same.same_tokens
    told = explain_flow.both_flow(ask(table, ComparedFlowRequest()), None).plain
    assert "both attend exactly alike" in told


def test_pictures_of_other_tokens_have_rows_of_their_own(tmp_path: Path) -> None:
    _, _, table = _two("BertForMaskedLM")
    with pytest.raises(NothingRun):
        ask(table, ComparedFlowRequest())
    other = _other_tokenizer(tmp_path)
    ask(table, RunBoth(LoadOther("checkpoint", path=other), TEXTS))
    result = ask(table, ComparedFlowRequest(position=1, other_position=0))
    assert not result.shared
    assert "different tokenizers" in result.note
    assert f"reads {len(result.main.answering.tokens)} tokens" in result.note.replace("\xa0", " ")
    assert result.main.answering.position == 1
    assert result.other.answering.position == 0
    assert "different tokenizers" in explain_flow.both_flow(result, None).plain
    # The picture of one text counts that text alone.
    ask(table, RunBoth(LoadOther("checkpoint", path=other), (*TEXTS, "w5 w9")))
    second = ask(table, ComparedFlowRequest(text_index=1))
    for side in (second.main, second.other):
        said = f"reads {len(side.answering.tokens)} tokens"
        assert said in second.note.replace("\xa0", " ")
    with pytest.raises(BadInput):
        ask(table, ComparedFlowRequest(text_index=4))


def _other_tokenizer(folder: Path) -> str:
    """A checkpoint whose tokenizer adds a token at the start."""
    path = str(folder / "other")
    tiny.load("GPT2LMHeadModel").model.save_pretrained(path)
    tokenizer = copy.deepcopy(tiny.tokenizer())
    tokenizer._tokenizer.post_processor = TemplateProcessing(
        single="<s> $A", special_tokens=[("<s>", tokenizer.convert_tokens_to_ids("<s>"))]
    )
    tokenizer.save_pretrained(path)
    return path


def test_hidden_states_of_other_sizes_depths_and_tokens_are_told() -> None:
    loaded, two, table = _two("GPT2LMHeadModel")
    ask(table, RunBoth(LoadOther("twin"), TEXTS))
    main = loaded, two._sides[1].holder.part(Inspection).states(0, no_check, no_report)[1]  # type: ignore[index]
    other = tiny.load("BertForMaskedLM", tiny.tokenizer())
    tiny.run(other, [[5, 9, 4, 13]])
    small = tiny.load("OpenAIGPTLMHeadModel", tiny.tokenizer())
    tiny.run(small, [[5, 9, 4, 13]])
    states = inside_hidden_states.capture(small, no_check)
    pairs = [(0, 0), (1, -1), (2, 2), (-1, 3)]
    loaded.run_inputs = small.run_inputs
    seen = both_hidden.compared(ComparedHiddenStatesRequest(), 1, (small, states), main, pairs)
    (stack,) = seen.stacks
    assert stack.names == ("embeddings", "layer 1 ↔ layer 2", "layer 2 ↔ layer 3")
    assert stack.cosine.shape == (3, 2)
    assert "2 of 4 tokens" in stack.note
    states.stacks["self"] = [row[..., :16] for row in states.stacks["self"]]
    seen = both_hidden.compared(ComparedHiddenStatesRequest(), 1, (small, states), main, pairs)
    assert seen.stacks[0].cosine.size == 0
    assert seen.stacks[0].other_norms.shape == (3, 2)
    assert "16 and 32 numbers" in seen.stacks[0].note
