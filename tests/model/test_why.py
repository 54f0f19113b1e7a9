"""Why against the bare library: words left out, heads and blocks off, vectors put in."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from explorer.engine.loaded_model import LoadedModel
from explorer.engine.model_holder import ModelHolder
from explorer.engine.runner import Runner
from explorer.features.why.compute import leave_one_out
from explorer.features.why.compute import question as asked_module
from explorer.features.why.compute.leave_one_out import in_words
from explorer.features.why.protocol import (
    AnswerChoice,
    Intervention,
    Part,
    Question,
    TryAgain,
    WhyContributions,
    WhyGradients,
    WhyMap,
    WhyParts,
    WhySwaps,
    WhyWords,
)
from explorer.protocol.failures import BadInput
from explorer.protocol.job import Stopped
from explorer.protocol.run import Token
from tests.model import tiny
from tests.model.tiny import Holder, ask

IDS = [5, 9, 13, 21, 8, 30, 44]
GAP = [5, 9, 13, 4, 8, 30, 44]
"""With the mask token."""
CHOICE = AnswerChoice()


def held(name: str, ids: list[list[int]] | None = None, tokenizer: Any = None, **more: Any) -> Any:
    loaded = tiny.load(name, tokenizer)
    tiny.run(loaded, ids or [IDS], **more)
    return Holder(loaded)


def share(model: Any, ids: list[int], id_: int, at: int = -1) -> float:
    """The probability of one answer, as the bare class gives it to a text alone."""
    with torch.inference_mode():
        logits = model(input_ids=torch.tensor([ids])).logits
    row = logits[0] if logits.dim() == 2 else logits[0, at]
    return float(row.double().softmax(-1)[id_])


# -- words -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["GPT2LMHeadModel", "LlamaForCausalLM", "MambaForCausalLM", "BertForSequenceClassification"],
)
def test_each_word_is_left_out(name: str) -> None:
    holder = held(name)
    result = ask(holder, WhyWords(CHOICE))
    model, question = holder.loaded.model, result.question
    assert question is not None
    assert question.rank == 1
    assert question.probability == pytest.approx(share(model, IDS, question.id), rel=1e-4)
    assert [word.positions for word in result.words] == [(place,) for place in range(len(IDS))]
    for place, left in enumerate(result.probabilities):
        rest = IDS[:place] + IDS[place + 1 :]
        assert float(left) == pytest.approx(share(model, rest, question.id), rel=1e-3)
    assert result.runs <= 1.2 * len(IDS) + 1


def test_a_gap_stays_where_it_is() -> None:
    tokenizer = tiny.tokenizer()
    ids = tokenizer("w5 w9 <mask> w13 w21")["input_ids"]
    holder = held("BertForMaskedLM", [ids], tokenizer)
    result = ask(holder, WhyWords(CHOICE))
    question, gap = result.question, ids.index(tokenizer.mask_token_id)
    assert question.position == gap
    positions = [word.positions for word in result.words]
    assert (gap,) not in positions
    for (place,), left in zip(positions, result.probabilities, strict=True):
        rest = ids[:place] + ids[place + 1 :]
        at = gap - (place < gap)
        own = share(holder.loaded.model, rest, question.id, at)
        assert float(left) == pytest.approx(own, rel=1e-3)


def test_a_word_is_replaced_by_the_mask_token() -> None:
    tokenizer = tiny.tokenizer()
    ids = tokenizer("w5 w9 w13 w21")["input_ids"]
    holder = held("BertForSequenceClassification", [ids], tokenizer)
    result = ask(holder, WhyWords(CHOICE, "replace"))
    assert result.filler == tokenizer.mask_token_id
    for word, left in zip(result.words, result.probabilities, strict=True):
        changed = list(ids)
        changed[word.positions[0]] = tokenizer.mask_token_id
        own = share(holder.loaded.model, changed, result.question.id)
        assert float(left) == pytest.approx(own, rel=1e-3)


def test_without_a_token_to_put_in_nothing_is_replaced() -> None:
    result = ask(held("GPT2LMHeadModel"), WhyWords(CHOICE, "replace"))
    assert result.question is None
    assert "neither a mask token" in result.note


def test_one_text_of_a_batch_is_asked_about_alone() -> None:
    mask = torch.tensor([[1] * 7, [1] * 5 + [0] * 2])
    holder = held("GPT2LMHeadModel", [IDS, [*IDS[:5], 0, 0]], attention_mask=mask)
    result = ask(holder, WhyWords(AnswerChoice(1)))
    assert len(result.tokens) == 5
    assert not result.whole_row
    own = share(holder.loaded.model, IDS[:5], result.question.id)
    assert result.question.probability == pytest.approx(own, rel=1e-4)


def test_another_answer_is_asked_about() -> None:
    holder = held("GPT2LMHeadModel")
    result = ask(holder, WhyWords(AnswerChoice(id=17)))
    assert result.question.id == 17
    assert result.question.rank > 1 or result.question.best_name == result.question.name
    own = share(holder.loaded.model, IDS[1:], 17)
    assert float(result.probabilities[0]) == pytest.approx(own, rel=1e-3)
    with pytest.raises(BadInput):
        ask(holder, WhyWords(AnswerChoice(id=1000)))


def test_an_answer_is_typed() -> None:
    tokenizer = tiny.tokenizer()
    ids = tokenizer("w5 w9 <mask>")["input_ids"]
    holder = held("BertForMaskedLM", [ids], tokenizer)
    result = ask(holder, WhyWords(AnswerChoice(typed="w33")))
    assert result.question.id == 33
    with pytest.raises(BadInput, match="not one token"):
        ask(holder, WhyWords(AnswerChoice(typed="nothing such")))
    with pytest.raises(BadInput) as failure:
        ask(holder, WhyWords(AnswerChoice(typed="w5 " * 40)))
    assert " + …" in failure.value.sentence
    assert failure.value.sentence.count(" + ") == 8


def test_labels_of_tokens_are_asked_about() -> None:
    holder = held("BertForTokenClassification")
    result = ask(holder, WhyWords(AnswerChoice(position=3)))
    question = result.question
    assert (question.kind, question.position) == ("label", 3)
    assert np.isnan(result.probabilities[3]), "without its token there is no such label"
    rest = IDS[:1] + IDS[2:]
    own = share(holder.loaded.model, rest, question.id, 2)
    assert float(result.probabilities[1]) == pytest.approx(own, rel=1e-3)


@pytest.fixture
def second_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """From the third token on, the text in which an answer is looked for."""
    original = asked_module._tokens

    def tokens_of(loaded: Any, text: int) -> tuple[Token, ...]:
        tokens = original(loaded, text)
        return tuple(replace(token, text=int(place >= 2)) for place, token in enumerate(tokens))

    monkeypatch.setattr(asked_module, "_tokens", tokens_of)


@pytest.mark.usefixtures("second_text")
def test_the_start_of_a_span_is_asked_about() -> None:
    holder = held("BertForQuestionAnswering")
    result = ask(holder, WhyWords(CHOICE))
    end = ask(holder, WhyWords(AnswerChoice(kind="end")))
    question = result.question
    with torch.inference_mode():
        bare = holder.loaded.model(input_ids=torch.tensor([IDS]))
        rest = IDS[:1] + IDS[2:]
        left = holder.loaded.model(input_ids=torch.tensor([rest]))
    assert question.id == 2 + int(bare.start_logits[0, 2:].argmax())
    own = bare.start_logits[0, 2:].softmax(-1)[question.id - 2]
    assert question.probability == pytest.approx(float(own), rel=1e-4)
    own = left.start_logits[0, 1:].softmax(-1)[question.id - 2]
    assert float(result.probabilities[1]) == pytest.approx(float(own), rel=1e-3)
    assert np.isnan(result.probabilities[question.id])
    assert end.question.id == 2 + int(bare.end_logits[0, 2:].argmax())


@pytest.mark.parametrize("name", ["BertModel", "BertForMaskedLM", "BertForMultipleChoice"])
def test_what_has_no_answer_says_so(name: str) -> None:
    ids = [[IDS]] if name == "BertForMultipleChoice" else [IDS]
    holder = held(name, ids)  # type: ignore[arg-type]
    for request in (WhyWords(CHOICE), WhySwaps(CHOICE, (1,)), WhyParts(CHOICE), WhyMap(CHOICE)):
        result = ask(holder, request)
        assert result.question is None
        assert result.note


def test_copies_that_influence_each_other_go_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model whose answer depends on how many texts there are is asked one text at a time."""
    holder = held("GPT2LMHeadModel")
    forward = Runner.forward

    def odd(self: Runner, inputs: Any, *more: Any, **given: Any) -> Any:
        outputs: Any
        outputs, seconds = forward(self, inputs, *more, **given)
        if inputs["input_ids"].shape[0] > 1:
            outputs["logits"] = outputs["logits"] * 3
        return outputs, seconds

    bare = ask(held("GPT2LMHeadModel"), WhyWords(CHOICE))
    monkeypatch.setattr(Runner, "forward", odd)
    result = ask(holder, WhyWords(CHOICE))
    assert {len(batch) for batch in result.batches} == {1}
    assert result.probabilities == pytest.approx(bare.probabilities, abs=1e-5)


def _token(text: str, start: int, end: int, piece: str = "", special: bool = False) -> Token:
    return Token(piece or text, text, 7, special, False, start, end)


def test_words_are_those_of_the_text() -> None:
    text = "Unhappy France."
    tokens = [
        _token("[CLS]", -1, -1, special=True),
        _token("un", 0, 2),
        _token("##happy", 2, 7, "##happy"),
        _token("·Fra", 7, 11),
        _token("nce", 11, 14),
        _token(".", 14, 15),
    ]
    words = in_words(tokens, (text,))
    assert [(word.text, word.positions) for word in words] == [
        ("Unhappy", (1, 2)), ("France", (3, 4)), (".", (5,)),
    ]  # fmt: skip


def test_without_places_in_a_text_each_token_is_a_word() -> None:
    tokens = [_token("un", -1, -1), _token("##happy", -1, -1, "##happy"), _token("a", -1, -1)]
    assert [word.positions for word in in_words(tokens, ())] == [(0, 1), (2,)]


def test_a_space_that_is_a_token_of_its_own_is_not_named_by_its_id() -> None:
    tokens = [_token("has", 0, 3), _token("·", 3, 4), _token("[", 4, 5)]
    assert [word.text for word in in_words(tokens, ("has [",))] == ["has", "·", "["]


def test_words_of_scripts_without_spaces_are_tokens() -> None:
    tokens = [_token("東京", 0, 2), _token("都", 2, 3)]
    assert [word.text for word in in_words(tokens, ("東京都",))] == ["東京", "都"]


# -- other words -----------------------------------------------------------------------------------


def test_other_words_are_put_in() -> None:
    holder = held("GPT2LMHeadModel")
    result = ask(holder, WhySwaps(CHOICE, (2, 4)))
    assert result.proposed_by == "model"
    assert {swap.position for swap in result.swaps} == {2, 4}
    for swap in result.swaps:
        changed = list(IDS)
        changed[swap.position] = swap.id
        assert swap.id != IDS[swap.position]
        own = share(holder.loaded.model, changed, result.question.id)
        assert swap.probability == pytest.approx(own, rel=1e-3)
    assert sum(a != b for a, b in zip(result.counterpart, IDS, strict=True)) == 1


# -- heads and blocks ------------------------------------------------------------------------------


def test_each_head_is_off_alone() -> None:
    holder = held("GPT2LMHeadModel")
    result = ask(holder, WhyParts(CHOICE))
    model = holder.loaded.model
    size = model.config.n_embd // model.config.n_head
    assert result.heads.shape == (3, 4)
    assert result.batched
    for layer, block in enumerate(model.transformer.h):
        for head in range(4):

            def silence(module: Any, args: Any, head: int = head) -> Any:
                value = args[0].clone()
                value[..., head * size : (head + 1) * size] = 0
                return (value,)

            with block.attn.c_proj.register_forward_pre_hook(silence):
                own = share(model, IDS, result.question.id)
            assert float(result.heads[layer, head]) == pytest.approx(own, rel=1e-3)
    for layer, block in enumerate(model.transformer.h):
        for module, shares in ((block.attn, result.attention), (block.mlp, result.feed_forward)):

            def nothing(module: Any, args: Any, output: Any) -> Any:
                if isinstance(output, tuple):
                    return (torch.zeros_like(output[0]), *output[1:])
                return torch.zeros_like(output)

            with module.register_forward_hook(nothing):
                own = share(model, IDS, result.question.id)
            assert float(shares[layer]) == pytest.approx(own, rel=1e-3)
    assert result.runs <= 1.1 * result.heads.size + 6 + 2


@pytest.mark.parametrize(
    "name",
    [
        "BertForSequenceClassification",
        "LlamaForCausalLM",
        "FalconForCausalLM",
        "T5ForConditionalGeneration",
    ],
)
def test_a_head_in_a_batch_is_as_alone(name: str) -> None:
    holder = held(name)
    result = ask(holder, WhyParts(CHOICE))
    assert result.question is not None
    assert not np.isnan(result.heads).all()
    for row in range(len(result.rows)):
        done = Intervention("head", part=(row, 1))
        again = ask(holder, TryAgain(CHOICE, done, float(result.heads[row, 1])))
        assert again.agrees


def test_a_feed_forward_part_that_is_not_switched_off_is_not_said_to_be_missing() -> None:
    result = ask(held("OPTForCausalLM"), WhyParts(CHOICE))
    assert not any(result.feed_modules)
    assert "puts the tokens of all texts into one row" in result.blocks_note
    assert "was found" not in result.blocks_note


def test_parts_of_a_model_without_heads_say_so() -> None:
    result = ask(held("MambaForCausalLM"), WhyParts(CHOICE))
    assert result.question is not None
    assert result.heads.size == 0
    assert result.heads_note


# -- the map ---------------------------------------------------------------------------------------


def test_each_vector_is_put_in_alone() -> None:
    holder = held("LlamaForCausalLM")
    other = [*IDS]
    other[2] = 40
    result = ask(holder, WhyMap(CHOICE, tuple(other)))
    model = holder.loaded.model
    states: dict[int, torch.Tensor] = {}
    layers = list(model.model.layers)
    assert result.values.shape == (len(layers) + 1, len(IDS))
    assert result.without == pytest.approx(share(model, other, result.question.id), rel=1e-3)
    assert result.differing == (2,)
    with torch.inference_mode():
        hidden = model(input_ids=torch.tensor([IDS]), output_hidden_states=True).hidden_states
    for layer, module in enumerate(layers):
        # The last hidden state is normed; the layer's own output is not.
        def keep(module: Any, args: Any, output: Any, layer: int = layer) -> None:
            states[layer] = (output[0] if isinstance(output, tuple) else output).clone()

        with module.register_forward_hook(keep), torch.inference_mode():
            model(input_ids=torch.tensor([IDS]))
    assert torch.equal(states[0], hidden[1])
    for layer, module in enumerate(layers):
        for place in range(len(IDS)):

            def put(module: Any, args: Any, output: Any, place: int = place) -> Any:
                tuples = isinstance(output, tuple)
                state = (output[0] if tuples else output).clone()
                state[:, place] = states[layer][:, place]  # noqa: B023
                return (state, *output[1:]) if tuples else state

            with module.register_forward_hook(put):
                own = share(model, other, result.question.id)
            assert float(result.values[layer + 1, place]) == pytest.approx(own, rel=1e-3)
    # Before the first layer only the token that differs can bring anything back, and brings all.
    assert float(result.values[0, 2]) == pytest.approx(result.question.probability, rel=1e-3)
    assert result.checks[0].passed
    assert result.runs <= 1.1 * result.values.size + 3


def test_a_decoder_beside_the_patched_encoder_reads_the_counterpart() -> None:
    """BART's decoder reads the text too; the map is of the stack that has more layers."""
    tokenizer = tiny.tokenizer()
    ids = tokenizer("w5 w9 <mask> w13 w21 </s>")["input_ids"]
    loaded = tiny.load("BartForConditionalGeneration", tokenizer)
    model: Any = loaded.model
    model.model.decoder.layers = model.model.decoder.layers[:2]  # as many as the encoder
    tiny.run(loaded, [ids])
    holder, other = Holder(loaded), [*ids[:1], 40, *ids[2:]]
    result = ask(holder, WhyMap(CHOICE, tuple(other)))
    question = result.question
    assert result.checks[0].passed
    assert "in the decoder" in result.checks[0].sentence

    def reads(encoder: list[int], decoder: list[int]) -> float:
        shifted = torch.tensor([[model.config.decoder_start_token_id, *decoder[:-1]]])
        with torch.inference_mode():
            logits = model(torch.tensor([encoder]), decoder_input_ids=shifted).logits
        return float(logits[0, question.position].double().softmax(-1)[question.id])

    assert question.probability == pytest.approx(reads(ids, ids), rel=1e-4)
    assert result.without == pytest.approx(reads(other, other), rel=1e-4)
    # Only the vector of the token that differs is another one when it enters the first layer.
    assert float(result.values[0, 1]) == pytest.approx(reads(ids, other), rel=1e-4)


def test_a_longer_decoder_is_patched_beside_the_encoder() -> None:
    tokenizer = tiny.tokenizer()
    ids = tokenizer("w5 w9 <mask> w13 w21 </s>")["input_ids"]
    holder = held("BartForConditionalGeneration", [ids], tokenizer)
    result = ask(holder, WhyMap(CHOICE, (*ids[:1], 40, *ids[2:])))
    assert ".decoder." in result.modules[0]
    assert result.checks[0].passed
    assert "in the encoder" in result.checks[0].sentence


def test_a_counterpart_of_another_length_is_refused() -> None:
    with pytest.raises(BadInput, match="the same number"):
        ask(held("GPT2LMHeadModel"), WhyMap(CHOICE, tuple(IDS[:-1])))


def test_small_batches_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    other = (*IDS[:2], 40, *IDS[3:])
    requests = (WhyWords(CHOICE), WhyParts(CHOICE), WhyMap(CHOICE, other))
    whole = [ask(held("GPT2LMHeadModel"), request) for request in requests]
    monkeypatch.setattr(asked_module, "MOST_AT_ONCE", 1)
    alone = [ask(held("GPT2LMHeadModel"), request) for request in requests]
    assert alone[0].probabilities == pytest.approx(whole[0].probabilities, rel=1e-3)
    assert alone[1].heads == pytest.approx(whole[1].heads, rel=1e-3)
    assert alone[2].values == pytest.approx(whole[2].values, rel=1e-3)


def test_nothing_is_left_on_the_model() -> None:
    """After all of it a run gives the same bits, also after a stop in the middle."""
    holder: ModelHolder = held("GPT2LMHeadModel")
    before = holder.loaded.run_outputs["logits"]
    other = (*IDS[:2], 40, *IDS[3:])
    for request in (WhyWords(CHOICE), WhyParts(CHOICE), WhyMap(CHOICE, other)):
        ask(holder, request)
        calls = 0

        def check() -> None:
            nonlocal calls
            calls += 1
            if calls > 30:
                raise Stopped

        with pytest.raises(Stopped):
            ask(holder, request, check)
        after = Runner(holder.loaded, tiny.no_check).tensors(holder.loaded.run_inputs)
        assert torch.equal(after["logits"], before)
        hooks = [
            hook
            for module in holder.loaded.model.modules()
            for hook in module._forward_hooks.values()
            # transformers' own stay once somebody asked for hidden states.
            if not hook.__module__.startswith("transformers.")
        ]
        assert not hooks
        assert not any(module._forward_pre_hooks for module in holder.loaded.model.modules())


def test_partial_results_come_layer_by_layer() -> None:
    partials: list[Any] = []

    def report(text: str, fraction: float | None = None, partial: object = None) -> None:
        if partial is not None:
            partials.append(partial)

    other = (*IDS[:2], 40, *IDS[3:])
    ask(held("GPT2LMHeadModel"), WhyMap(CHOICE, other), tiny.no_check, report)
    known = [int((~np.isnan(one.values)).sum()) for one in partials]
    assert known == [len(IDS) * row for row in range(1, 5)]


def test_with_a_head_off_nothing_is_asked() -> None:
    from explorer.features.ablation.protocol import AblateHeads
    from explorer.protocol.inspection import HeadPlace

    holder = held("GPT2LMHeadModel")
    ask(holder, AblateHeads((HeadPlace("self", 0, 0),)))
    result = ask(holder, WhyWords(CHOICE))
    assert result.question is None
    assert "heads are off" in result.note


# -- gradients and sums ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "GPT2LMHeadModel",
        "LlamaForCausalLM",
        "BertForSequenceClassification",
        "T5ForConditionalGeneration",
    ],
)
def test_integrated_gradients_add_up(name: str) -> None:
    holder = held(name)
    result = ask(holder, WhyGradients(CHOICE))
    assert result.question is not None, result.note
    difference = result.end - result.start
    assert float(result.parts.sum()) == pytest.approx(difference, rel=1e-3)
    assert result.checks[0].passed
    assert result.end == pytest.approx(result.question.logit, rel=1e-4)


def test_integrated_gradients_are_those_of_many_small_steps() -> None:
    holder = held("GPT2LMHeadModel")
    result = ask(holder, WhyGradients(CHOICE))
    model = holder.loaded.model
    embeddings = model.transformer.wte(torch.tensor([IDS])).detach()
    steps, total = 400, torch.zeros(len(IDS), dtype=torch.float64)
    for step in range(steps):
        given = (embeddings * ((step + 0.5) / steps)).requires_grad_()
        logit = model(inputs_embeds=given).logits[0, -1, result.question.id]
        (slope,) = torch.autograd.grad(logit, given)
        total += (slope * embeddings).double().sum(-1)[0] / steps
    assert result.parts == pytest.approx(total.numpy(), abs=2e-3)
    assert all(parameter.grad is None for parameter in model.parameters())


def test_the_integrated_gradients_of_t5_are_those_of_many_points_at_every_scale() -> None:
    """Its logit changes from 1e-20 of the embeddings on: an independent sum over 21 decades."""
    holder = held("T5ForConditionalGeneration")
    result = ask(holder, WhyGradients(CHOICE))
    assert len(result.cuts) > 1
    assert result.steps == 8 * len(result.cuts)
    model = holder.loaded.model
    embeddings = model.shared(torch.tensor([IDS])).detach()
    start = torch.zeros(1, 1, dtype=torch.int64)
    exponents = torch.linspace(-21, 0, 6001, dtype=torch.float64)
    total = torch.zeros(len(IDS), dtype=torch.float64)
    for some in ((exponents[1:] + exponents[:-1]) / 2).split(200):
        scales = 10**some
        given = (embeddings * scales.float()[:, None, None]).requires_grad_()
        logits = model(inputs_embeds=given, decoder_input_ids=start.expand(len(some), 1)).logits
        (slope,) = torch.autograd.grad(logits[:, -1, result.question.id].sum(), given)
        each = (slope.double() * embeddings.double()).sum(-1)
        total += (scales[:, None] * each).sum(0) * (21 / 6000) * np.log(10)
    # Its own error, by its own sum, is about as large.
    assert result.parts == pytest.approx(total.numpy(), abs=0.05 * np.abs(total.numpy()).max())


@pytest.mark.parametrize(
    ("name", "norm"),
    [("GPT2LMHeadModel", "ln"), ("LlamaForCausalLM", "rms"), ("MixtralForCausalLM", "rms")],
)
def test_the_parts_add_up_to_the_logit(name: str, norm: str) -> None:
    holder = held(name)
    result = ask(holder, WhyContributions(CHOICE))
    assert result.question is not None, result.note
    model, id_ = holder.loaded.model, result.question.id
    assert float(result.values.sum()) == pytest.approx(result.question.logit, abs=1e-4)
    assert result.checks[0].passed
    # What a whole layer adds, from the bare hidden states with the norm's scale fixed.
    states: list[torch.Tensor] = []
    layers = model.transformer.h if norm == "ln" else model.model.layers
    final = model.transformer.ln_f if norm == "ln" else model.model.norm

    def keep(module: Any, args: Any, output: Any) -> None:
        states.append((output[0] if isinstance(output, tuple) else output)[0, -1].double())

    def enter(module: Any, args: Any, named: Any) -> None:
        states.append((args[0] if args else named["hidden_states"])[0, -1].double())

    handles = [layer.register_forward_hook(keep) for layer in layers]
    handles.append(layers[0].register_forward_pre_hook(enter, with_kwargs=True))
    with torch.inference_mode():
        model(input_ids=torch.tensor([IDS]))
    for handle in handles:
        handle.remove()
    last, row = states[-1], model.lm_head.weight[id_].detach().double()
    if norm == "ln":
        scale = 1 / (last.var(unbiased=False) + final.eps).sqrt()
    else:
        scale = 1 / (last.square().mean() + final.variance_epsilon).sqrt()

    def gives(vector: torch.Tensor) -> float:
        centred = vector - vector.mean() if norm == "ln" else vector
        return float((centred * scale * final.weight.detach().double()) @ row)

    for layer in range(len(layers)):
        own = sum(
            float(value)
            for part, value in zip(result.parts, result.values, strict=True)
            if part.layer == layer
        )
        assert own == pytest.approx(gives(states[layer + 1] - states[layer]), abs=1e-4)
    assert float(result.values[0]) == pytest.approx(gives(states[0]), abs=1e-4)


def test_one_head_adds_what_its_rows_of_the_projection_give() -> None:
    holder = held("GPT2LMHeadModel")
    whole = ask(holder, WhyContributions(CHOICE))
    heads = [part for part in whole.parts if part.kind == "head"]
    assert len(heads) == 12
    model = holder.loaded.model
    module = model.transformer.h[2].attn.c_proj
    with torch.no_grad():
        module.weight[:8] = 0  # the rows of its first head
    tiny.run(holder.loaded, [IDS])
    without = ask(holder, WhyContributions(AnswerChoice(id=whole.question.id)))
    place = whole.parts.index(heads[8])
    assert (heads[8].layer, heads[8].head) == (2, 0)
    assert abs(float(without.values[place])) < 1e-9 < abs(float(whole.values[place]))


_LAYER = "model.decoder.layers.{}."
_T5_PARTS = ("0.SelfAttention.o", "1.EncDecAttention.o", "2.DenseReluDense.wo")
_BART_PARTS = ("self_attn.out_proj", "encoder_attn.out_proj", "fc2")
DECODER = {
    "T5ForConditionalGeneration": ("decoder.block.{}.layer.", _T5_PARTS),
    "PegasusForConditionalGeneration": (_LAYER, _BART_PARTS),
    "MarianMTModel": (_LAYER, _BART_PARTS),
    "BartForConditionalGeneration": (_LAYER, _BART_PARTS),
}
"""What adds to the vector in each decoder layer. T5 and Pegasus norm before it, Marian and BART
after it; BART fills a gap, which its decoder reads."""


@pytest.mark.parametrize("name", DECODER)
def test_the_parts_of_a_decoder_add_up_as_the_bare_model_says(name: str) -> None:
    """Each part alone taken out of the bare model, while all others and the norms' scales are
    held: that changes the logit by what the part adds."""
    gap = name.startswith("Bart")
    holder = held(name, [GAP], tiny.tokenizer()) if gap else held(name)
    result = ask(holder, WhyContributions(CHOICE))
    assert result.question is not None, result.note
    assert result.checks[0].passed
    assert result.decodes
    model, id_ = holder.loaded.model, result.question.id
    given = dict(holder.loaded.run_inputs)
    if not gap:
        given["decoder_input_ids"] = torch.tensor([[0]])
    before, ends = DECODER[name]
    decoder = model.get_decoder()
    layers = len(decoder.block if name.startswith("T5") else decoder.layers)
    adding = [before.format(layer) + end for layer in range(layers) for end in ends]
    place = GAP.index(4) if gap else -1
    bare = _Held(model, adding, lambda outputs: outputs.logits[0, place, id_])
    with torch.inference_mode():
        whole = bare.logit(given)
        assert float(result.values.sum()) == pytest.approx(whole, abs=1e-4)
        for layer in range(layers):
            for end, where, kind in zip(
                ends, ("decoder", "cross", "decoder"), ("head", "head", "feed-forward"), strict=True
            ):
                module = before.format(layer) + end
                own = [
                    float(value)
                    for part, value in zip(result.parts, result.values, strict=True)
                    if (part.layer, part.where) == (layer, where)
                    and (part.kind == "feed-forward") == (kind == "feed-forward")
                ]
                changed = bare.logit(given, {module: None})
                assert sum(own) == pytest.approx(whole - changed, abs=1e-4)
                for head in range(4 if kind == "head" else 0):
                    changed = bare.logit(given, {module: head})
                    assert own[head] == pytest.approx(whole - changed, abs=1e-4)
    assert len(result.parts) >= 2 + layers * (4 + 4 + 1)
    assert result.runs <= 4


_BERT = ("bert.encoder.layer.{}.", ("attention.output.dense", "output.dense"))
ALONE = {
    "OPTForCausalLM": ("model.decoder.layers.{}.", ("self_attn.out_proj", "fc2")),
    "OpenAIGPTLMHeadModel": ("transformer.h.{}.", ("attn.c_proj", "mlp.c_proj")),
    "GPT2ForSequenceClassification": ("transformer.h.{}.", ("attn.c_proj", "mlp.c_proj")),
    "BertForTokenClassification": _BERT,
    "BertForQuestionAnswering": _BERT,
}
"""OPT makes one axis of rows and tokens in its feed-forward part; GPT's layers return a list, and
norm the whole sum after each part. The others judge the last token, one token, and each token."""


def _logit_of(outputs: Any, question: Question) -> torch.Tensor:
    """The logit in question, read from what the bare class returned."""
    row: torch.Tensor  # [answers]
    if question.kind == "start":
        row = outputs.start_logits[0]
    elif question.kind == "label" and question.position < 0:
        row = outputs.logits[0]
    else:
        row = outputs.logits[0, question.position]
    return row[question.id]


@pytest.mark.usefixtures("second_text")
@pytest.mark.parametrize("name", ALONE)
def test_the_parts_of_other_layers_add_up_as_the_bare_model_says(name: str) -> None:
    holder = held(name)
    result = ask(holder, WhyContributions(CHOICE))
    assert result.question is not None, result.note
    question, model = result.question, holder.loaded.model
    before, ends = ALONE[name]
    layers = model.config.num_hidden_layers
    adding = [before.format(layer) + end for layer in range(layers) for end in ends]
    bare = _Held(model, adding, lambda outputs: _logit_of(outputs, question))
    given = {"input_ids": torch.tensor([IDS])}
    values = dict(zip(result.parts, result.values, strict=True))
    with torch.inference_mode():
        whole = bare.logit(given)
        assert float(result.values.sum()) == pytest.approx(whole, abs=1e-4)
        for layer in range(layers):
            mixes, feeds = (before.format(layer) + end for end in ends)
            fed = values[Part("feed-forward", "self", layer, -1)]
            assert fed == pytest.approx(whole - bare.logit(given, {feeds: None}), abs=1e-4)
            for head in range(4):
                own = values[Part("head", "self", layer, head)]
                changed = bare.logit(given, {mixes: head})
                assert own == pytest.approx(whole - changed, abs=1e-4)


class _Held:
    """A bare model whose decoder's parts give what they gave, and whose norms keep their scale."""

    def __init__(self, model: Any, adding: list[str], read: Callable[[Any], torch.Tensor]) -> None:
        self.model, self.adding, self.logit_of = model, adding, read
        self.norms = [
            module
            for module in (
                model.get_decoder() if model.config.is_encoder_decoder else model
            ).modules()
            if type(module).__name__ in ("T5LayerNorm", "LayerNorm")
        ]
        self.gave: dict[Any, torch.Tensor] = {}
        self.read: dict[Any, torch.Tensor] = {}

    def logit(self, given: Any, off: dict[str, int | None] | None = None) -> float:
        """With one part off (or one head of it)."""
        handles = []
        for name in self.adding:
            module = self.model.get_submodule(name)
            handles.append(module.register_forward_hook(self._of_part(name, off)))
        handles += [norm.register_forward_hook(self._of_norm(off)) for norm in self.norms]
        outputs = self.model(**given)
        for handle in handles:
            handle.remove()
        return float(self.logit_of(outputs))

    def _of_part(self, name: str, off: dict[str, int | None] | None) -> Any:
        def hook(module: Any, args: Any, output: torch.Tensor) -> torch.Tensor:
            if off is None:
                self.gave[name], self.read[name] = output.clone(), args[0].clone()
                return output
            if name not in off:
                return self.gave[name]
            head = off[name]
            if head is None:
                return torch.zeros_like(output)
            size = args[0].shape[-1] // 4
            columns = slice(head * size, (head + 1) * size)
            # [size of a head, size]: a Conv1D keeps [in, out].
            linear = isinstance(module, torch.nn.Linear)
            rows = module.weight[:, columns].T if linear else module.weight[columns]
            own: torch.Tensor = self.read[name][..., columns] @ rows
            return self.gave[name] - own

        return hook

    def _of_norm(self, off: dict[str, int | None] | None) -> Any:
        def hook(module: Any, args: Any, output: torch.Tensor) -> Any:
            if off is None:
                self.read[module] = args[0].clone()
                return output
            first, now = self.read[module], args[0]
            if isinstance(module, torch.nn.LayerNorm):
                scale = 1 / (first.var(-1, unbiased=False, keepdim=True) + module.eps).sqrt()
                return (now - now.mean(-1, keepdim=True)) * scale * module.weight + module.bias
            scale = torch.rsqrt(first.square().mean(-1, keepdim=True) + module.variance_epsilon)
            return now * scale * module.weight

        return hook


def test_a_bias_behind_the_head_goes_to_the_biases_of_the_end() -> None:
    """Marian's and BART's `final_logits_bias`."""
    holder = held("MarianMTModel")
    plain = ask(holder, WhyContributions(CHOICE))
    model, id_ = holder.loaded.model, plain.question.id
    model.final_logits_bias[0, id_] = 0.75
    tiny.run(holder.loaded, [IDS])
    result = ask(Holder(holder.loaded), WhyContributions(AnswerChoice(id=id_)))
    assert result.final_bias
    assert result.values[:-1] == pytest.approx(plain.values[:-1], abs=1e-5)
    assert float(result.values[-1] - plain.values[-1]) == pytest.approx(0.75, abs=1e-5)


@pytest.mark.parametrize("name", ["BertForMaskedLM", "BertForSequenceClassification"])
def test_a_head_of_several_steps_says_why_parts_do_not_add_up(name: str) -> None:
    tokenizer = tiny.tokenizer()
    ids = tokenizer("w5 w9 <mask> w13")["input_ids"]
    holder = held(name, [ids], tokenizer)
    before = ask(holder, WhyWords(CHOICE))
    result = ask(holder, WhyContributions(CHOICE))
    assert result.question is None
    assert result.note
    assert before.no_parts == result.note, "it is known before anybody asks"
    assert before.no_gradients == ""


def test_what_can_be_added_up_is_known_before_anybody_asks() -> None:
    result = ask(held("GPT2LMHeadModel"), WhyWords(CHOICE))
    assert (result.no_parts, result.no_gradients) == ("", "")
    mask = torch.tensor([[1] * 7, [1] * 5 + [0] * 2])
    holder = held("GPT2LMHeadModel", [IDS, [*IDS[:5], 0, 0]], attention_mask=mask)
    batch = ask(holder, WhyWords(AnswerChoice(1)))
    assert batch.no_parts == ask(holder, WhyContributions(AnswerChoice(1))).note
    assert "ran alone" in batch.no_parts
    holder = held("GPT2LMHeadModel")

    forward = holder.loaded.model.forward

    @functools.wraps(forward)
    def refuse(*args: Any, inputs_embeds: Any = None, **named: Any) -> Any:
        if inputs_embeds is not None:
            raise TypeError("no embeddings here")
        return forward(*args, **named)

    holder.loaded.model.forward = refuse
    result = ask(holder, WhyWords(CHOICE))
    assert "does not read embeddings" in result.no_gradients
    assert result.no_gradients == ask(holder, WhyGradients(CHOICE)).note


def test_integrating_can_be_stopped() -> None:
    calls = 0

    def check() -> None:
        nonlocal calls
        calls += 1
        if calls > 40:
            raise Stopped

    with pytest.raises(Stopped):
        ask(held("GPT2LMHeadModel"), WhyGradients(CHOICE), check)


def test_a_model_without_a_backward_pass_says_so() -> None:
    """Reformer's own backward pass refuses outside of training; no gradient is a sentence."""
    holder = held("GPT2LMHeadModel")

    class Refuses(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, value: torch.Tensor) -> torch.Tensor:
            return value.clone()

        @staticmethod
        def backward(ctx: Any, *slopes: torch.Tensor) -> torch.Tensor:
            raise AssertionError("only in training")

    def refuse(module: Any, args: Any, output: torch.Tensor) -> torch.Tensor:
        refused: torch.Tensor = Refuses.apply(output)  # type: ignore[no-untyped-call]
        return refused

    holder.loaded.model.transformer.ln_f.register_forward_hook(refuse)
    result = ask(holder, WhyGradients(CHOICE))
    assert result.question is None
    assert "No gradient" in result.note
    assert "only in training" in result.note


WAYS: dict[str, tuple[str, dict[str, Any]]] = {
    # Its layers are several lists, and the first one's vectors are added past it.
    "XLMForSequenceClassification": ("XLMConfig", {"emb_dim": 32, "n_layers": 2, "n_heads": 4}),
    # It hands the vectors over three times.
    "FunnelForSequenceClassification": (
        "FunnelConfig",
        {"block_sizes": [2, 2], "d_model": 32, "n_head": 4, "d_head": 8, "d_inner": 64},
    ),
    # Each of its two layers has a longer list of feed-forward parts.
    "MobileBertForSequenceClassification": (
        "MobileBertConfig",
        {"hidden_size": 32, "num_hidden_layers": 2, "embedding_size": 16, "intermediate_size": 32}
        | {"intra_bottleneck_size": 16, "true_hidden_size": 16},
    ),
    "BertForSequenceClassification": (
        "BertConfig",
        {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4},
    ),
}


@pytest.mark.parametrize("name", WAYS)
def test_one_vector_of_the_embeddings_is_one_token(name: str) -> None:
    """Texts that differ in one token: its vector alone, before all layers, makes the text itself,
    and any other there changes nothing. After the last layer all vectors make it."""
    import transformers

    config_name, fields = WAYS[name]
    config = getattr(transformers, config_name)(vocab_size=tiny.VOCAB, **fields)
    torch.manual_seed(5)
    model = getattr(transformers, name)(config).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() > 1:
                parameter.mul_(8)
    loaded = LoadedModel(1, model, None, "file", name)
    tiny.run(loaded, [IDS])
    other = [*IDS[:2], 40, *IDS[3:]]
    result = ask(Holder(loaded), WhyMap(CHOICE, tuple(other)))
    assert result.question is not None, result.note
    assert result.checks[0].passed, result.checks[0].sentence
    before, id_ = result.question.probability, result.question.id
    assert before == pytest.approx(share(model, IDS, id_), rel=1e-4)
    without = share(model, other, id_)
    assert abs(before - without) > 1e-3
    expected = [before if place == 2 else without for place in range(len(IDS))]
    if not name.startswith("MobileBert"):  # which mixes each embedding with its neighbours' first
        assert result.values[0] == pytest.approx(expected, rel=1e-4)
    with torch.inference_mode():
        states = model(input_ids=torch.tensor([IDS]), output_hidden_states=True).hidden_states
    kept: list[torch.Tensor] = []

    def keep(module: Any, args: Any, output: Any) -> None:
        kept.append(output[0] if isinstance(output, tuple) else output)

    for module in result.modules:
        handle = model.get_submodule(module).register_forward_hook(keep)
        with torch.inference_mode():
            model(input_ids=torch.tensor([IDS]))
        handle.remove()
    for state, layer in zip(states[1:], kept, strict=False):
        torch.testing.assert_close(state, layer)


def test_what_layers_read_beside_the_vectors_is_named() -> None:
    """Zamba's shared layers read the embeddings again: the map says so, and counts them in."""
    from transformers import ZambaConfig, ZambaForCausalLM

    config = ZambaConfig(
        vocab_size=tiny.VOCAB, hidden_size=32, intermediate_size=64, num_hidden_layers=6,
        num_attention_heads=4, num_key_value_heads=4, attn_layer_period=2, attn_layer_offset=1,
        n_mamba_heads=2, mamba_d_state=8, use_mamba_kernels=False, pad_token_id=None,
    )  # fmt: skip
    torch.manual_seed(5)
    model = ZambaForCausalLM(config).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() == 2:
                parameter.mul_(8)
    loaded = LoadedModel(1, model, None, "file", "zamba")
    tiny.run(loaded, [IDS])
    result = ask(Holder(loaded), WhyMap(CHOICE, (*IDS[:-1], 40)))
    (check,) = result.checks
    assert check.passed, check.sentence
    assert "original_hidden_states" in check.sentence


def test_a_layer_that_cannot_be_given_another_vector_has_no_map(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Reformer's layers hand on a tuple with names, which a patch makes a plain one of."""
    holder = held("GPT2LMHeadModel")
    forward = type(holder.loaded.model.transformer.h[1]).forward
    seen: list[torch.Tensor] = []

    def once(self: Any, state: torch.Tensor, *args: Any, **named: Any) -> Any:
        if seen and len(state) > 1:
            raise TypeError("no vectors of several texts")
        seen.append(state)
        return forward(self, state, *args, **named)

    ask(holder, WhyWords(CHOICE))
    monkeypatch.setattr(type(holder.loaded.model.transformer.h[1]), "forward", once)
    result = ask(holder, WhyMap(CHOICE, (*IDS[:2], 40, *IDS[3:])))
    assert result.question is None
    assert "does not run with a vector put in" in result.note
    assert "no vectors of several texts" in result.note


def test_a_check_alone_says_the_difference_where_there_is_one() -> None:
    same, small, large = (leave_one_out._alone(apart).sentence for apart in (0.0, 3e-8, 0.5))
    assert same == "Run on its own, one of these texts gives the same probability."
    assert "3e-08" in small
    assert "each text was run alone" in large
