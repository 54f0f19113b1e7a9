"""The picture of a run: its numbers against transformers' own, for every form of model."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
import torch

from explorer.engine.inside import capture
from explorer.engine.runner import Runner
from explorer.features.flow import compute, explain
from explorer.features.flow.protocol import FlowRequest, FlowResult, FlowStack
from explorer.protocol.failures import BadInput
from explorer.protocol.run import Token
from explorer.text import numbers
from tests.model import tiny
from tests.model.tiny import IDS, Holder, ask

TWO = [*IDS, [*IDS[0][:-2], *IDS[0][:2]]]


AS_IT_IS = FlowRequest()


def drawn(name: str, request: FlowRequest = AS_IT_IS, ids: list[list[int]] = IDS) -> FlowResult:
    loaded = tiny.load(name)
    tiny.run(loaded, ids)
    result = ask(Holder(loaded), request)
    assert isinstance(result, FlowResult)
    return result


def answering(result: FlowResult) -> FlowStack:
    assert result.answering is not None
    return result.answering


@pytest.mark.parametrize(
    "name", ["BertForMaskedLM", "LlamaForCausalLM", "Gemma2ForCausalLM", "AlbertForMaskedLM"]
)
@pytest.mark.parametrize("text", [0, 1])
def test_every_number_is_transformers_own(name: str, text: int) -> None:
    loaded = tiny.load(name)
    tiny.run(loaded, TWO)
    result = ask(Holder(loaded), FlowRequest(text_index=text, position=2))
    model = loaded.model
    model.set_attn_implementation("eager")
    with torch.inference_mode():
        outputs = model(
            **loaded.run_inputs, output_attentions=True, output_hidden_states=True, return_dict=True
        )
    stack = answering(result)
    assert stack.position == 2
    assert len(stack.layers) == len(outputs.attentions)
    for layer, weights in zip(stack.layers, outputs.attentions, strict=True):
        mean = weights[text].mean(0)
        np.testing.assert_array_equal(layer.weights, mean[2].numpy())
        assert layer.strongest is not None
        best = mean.topk(layer.strongest.shape[1], dim=-1)
        np.testing.assert_array_equal(layer.shares, best.values.numpy())
        np.testing.assert_array_equal(layer.strongest, best.indices.numpy())
    np.testing.assert_array_equal(
        stack.vectors, outputs.hidden_states[0][text, :, : stack.vectors.shape[1]].numpy()
    )
    last = outputs.logits[text].float().softmax(-1).max(-1)
    np.testing.assert_array_equal(stack.layers[-1].ids, last.indices.numpy())
    np.testing.assert_allclose(stack.layers[-1].probabilities, last.values.numpy(), rtol=1e-5)
    for number, layer in enumerate(stack.layers, start=1):
        before, after = outputs.hidden_states[number - 1 : number + 1]
        cosine = torch.nn.functional.cosine_similarity(before[text], after[text], dim=-1)
        np.testing.assert_allclose(layer.turned, 1 - cosine.numpy(), atol=1e-6)


@pytest.mark.parametrize("name", ["BertModel", "BertForMaskedLM", "LlamaForCausalLM"])
def test_the_run_is_drawn_from_a_token_of_the_text_where_its_end_is_padding(name: str) -> None:
    loaded = tiny.load(name)
    tiny.run(loaded, [IDS[0], IDS[0]])
    tokens = len(IDS[0])
    mask = torch.ones(2, tokens, dtype=torch.long)
    mask[1, tokens - 3 :] = 0
    loaded.run_inputs = {**loaded.run_inputs, "attention_mask": mask}
    stack = answering(ask(Holder(loaded), FlowRequest(text_index=1)))
    assert [token.attended for token in stack.tokens] == mask[1].bool().tolist()
    assert mask[1, stack.position] == 1


def test_one_head_is_that_head() -> None:
    result = drawn("BertForMaskedLM", FlowRequest(position=1, head=3))
    loaded = tiny.load("BertForMaskedLM")
    tiny.run(loaded, IDS)
    loaded.model.set_attn_implementation("eager")
    with torch.inference_mode():
        outputs = loaded.model(**loaded.run_inputs, output_attentions=True)
    for layer, weights in zip(answering(result).layers, outputs.attentions, strict=True):
        np.testing.assert_array_equal(layer.weights, weights[0, 3, 1].numpy())


def test_it_begins_where_the_model_answers() -> None:
    length = len(IDS[0])
    # Reads in both directions, from left to right, and an encoder with a decoder.
    assert answering(drawn("BertModel")).position == 0
    assert answering(drawn("LlamaForCausalLM")).position == length - 1
    both = drawn("BartForConditionalGeneration")
    assert answering(both).kind == "decoder"
    assert answering(both).position == len(answering(both).tokens) - 1


def test_only_a_model_that_reads_on_answers_in_the_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    tokens_of = compute._tokens

    def with_a_gap(*args: Any) -> tuple[Token, ...]:
        first, second, *rest = tokens_of(*args)
        return (first, dataclasses.replace(second, mask=True), *rest)

    monkeypatch.setattr(compute, "_tokens", with_a_gap)
    assert answering(drawn("BertForMaskedLM")).position == 1
    # The tokenizer of another type may have a mask; what writes goes on behind the last token.
    assert answering(drawn("LlamaForCausalLM")).position == len(IDS[0]) - 1


def test_a_box_says_what_its_number_is() -> None:
    bare = drawn("BertModel")
    turned = numbers.distance(float(answering(bare).layers[0].turned[2]))
    assert f"turned its vector by {turned} (1 minus" in explain.box_sentence(bare, 0, 0, 2)
    assert "turned" not in explain.box_sentence(drawn("BertForMaskedLM"), 0, 0, 2)


@pytest.mark.parametrize("name", ["T5ForConditionalGeneration", "BartForConditionalGeneration"])
def test_two_stacks_and_what_joins_them(name: str) -> None:
    result = drawn(name)
    encoder, decoder = result.stacks
    assert (encoder.kind, decoder.kind) == ("encoder", "decoder")
    assert encoder.position == -1
    assert len(encoder.tokens) == len(IDS[0])
    for layer in decoder.layers:
        assert layer.cross is not None
        assert layer.cross.shape == (len(encoder.tokens),)
        assert layer.cross.sum() == pytest.approx(1, abs=1e-5)
    assert all((layer.ids == -1).all() for layer in encoder.layers)
    assert (decoder.layers[-1].ids >= 0).all()


def test_tokens_of_a_decoder_are_not_said_to_pass_the_encoder() -> None:
    result = drawn("BartForConditionalGeneration")  # 2 and 3 layers
    assert "went through 3\xa0layers." in explain.flow(result, None).paragraphs[0]


def test_layers_without_attention_say_so() -> None:
    result = drawn("MambaForCausalLM")
    stack = answering(result)
    assert all(layer.weights is None and layer.strongest is None for layer in stack.layers)
    assert result.heads == 0
    assert any("attention" in note for note in result.notes)
    sentence = explain.layer_sentence(result, 0, 0)
    assert "without attention" in sentence
    assert "logit lens" in sentence


def test_weights_that_are_not_between_the_tokens_are_not_drawn() -> None:
    result = drawn("LongformerForMaskedLM")
    assert all(layer.weights is None for layer in answering(result).layers)
    assert any("look through a window" in note for note in result.notes)


def test_each_layer_of_a_hybrid_is_of_its_own_kind() -> None:
    stack = answering(drawn("JambaForCausalLM"))
    with_attention = [layer.weights is not None for layer in stack.layers]
    assert True in with_attention
    assert False in with_attention


@pytest.mark.parametrize("name", ["BertModel", "BertForTokenClassification"])
def test_a_class_without_a_head_over_the_vocabulary_gives_vectors(name: str) -> None:
    result = drawn(name)
    assert result.words == {}  # a label's number is no token's ID
    assert any("vectors, not words" in note for note in result.notes)
    assert "The number in each box is how far" in " ".join(explain.flow(result, None).paragraphs)
    assert all(np.isfinite(layer.turned).all() for layer in answering(result).layers)


def test_one_pass_serves_every_position_and_head(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = tiny.load("BertForMaskedLM")
    tiny.run(loaded, IDS)
    holder, runs, plain = Holder(loaded), [0], Runner.again

    def again(*values: Any, **named: Any) -> Any:
        runs[0] += 1
        return plain(*values, **named)

    monkeypatch.setattr(Runner, "again", again)
    for request in (FlowRequest(), FlowRequest(position=2), FlowRequest(position=2, head=1)):
        ask(holder, request)
    assert runs[0] == 1
    tiny.run(loaded, [IDS[0][:4]])
    assert len(answering(ask(holder, FlowRequest())).tokens) == 4


def test_of_a_long_text_the_lens_is_asked_at_one_position(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compute, "MOST_ASKED", 8)
    stack = answering(drawn("LlamaForCausalLM", FlowRequest(position=3)))
    for layer in stack.layers:
        assert (layer.ids >= 0).sum() == 1
        assert layer.ids[3] >= 0


def test_a_text_whose_maps_do_not_fit_is_drawn_without_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(capture, "WHOLE_BYTES", 0)
    result = drawn("LlamaForCausalLM")
    assert all(layer.weights is None for layer in answering(result).layers)
    assert any("too long" in note for note in result.notes)
    assert (answering(result).layers[-1].ids >= 0).all()


@pytest.mark.parametrize(
    "request_", [FlowRequest(position=99), FlowRequest(position=-5), FlowRequest(head=99)]
)
def test_what_is_not_there_is_refused_in_a_sentence(request_: FlowRequest) -> None:
    with pytest.raises(BadInput, match="there is no"):
        drawn("BertForMaskedLM", request_)


def test_the_run_is_as_it_was_afterwards() -> None:
    loaded = tiny.load("LlamaForCausalLM")
    tiny.run(loaded, IDS)
    before, way = loaded.run_outputs["logits"].clone(), loaded.model.config._attn_implementation
    ask(Holder(loaded), FlowRequest())
    assert torch.equal(loaded.run_outputs["logits"], before)
    assert loaded.model.config._attn_implementation == way


def test_at_most_two_megabytes_cross_the_thread() -> None:
    ids = [[1 + place % 20 for place in range(200)]]
    result = drawn("LlamaForCausalLM", ids=ids)
    size = sum(
        array.nbytes
        for stack in result.stacks
        for layer in stack.layers
        for array in (layer.weights, layer.strongest, layer.shares, layer.ids, layer.probabilities)
        if array is not None
    )
    assert size + sum(stack.vectors.nbytes for stack in result.stacks) < 2_000_000
