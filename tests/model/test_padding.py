"""Texts of different length in one batch come out as each does alone with bare transformers."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import torch
import transformers

from explorer.engine import padding
from explorer.engine.engine import Engine
from explorer.engine.loaded_model import LoadedModel
from explorer.engine.runner import Runner
from explorer.features.answers.compute.answers import choose_answer
from explorer.features.answers.protocol import ChooseAnswer
from explorer.protocol.failures import BadInput
from explorer.protocol.model import Prepared
from explorer.protocol.run import ManualInputs, Run, RunResult, Tokenize
from tests.model import tiny

LONG, SHORT = "w5 w9 w13 w21 w8 w30", "w44 w17"
TEXTS = {LONG: [5, 9, 13, 21, 8, 30], SHORT: [44, 17]}
SMALL = {"vocab_size": tiny.VOCAB, "n_embd": 32, "n_layer": 2, "n_head": 4}


def left() -> Any:
    """A tokenizer that would fill rows up on the left by itself."""
    tokenizer = copy.deepcopy(tiny.tokenizer())
    tokenizer.padding_side = "left"
    return tokenizer


def made(class_name: str, tokenizer: Any = None, **fields: Any) -> LoadedModel:
    """A tiny model of any class, its weights large enough to tell places apart."""
    cls = getattr(transformers, class_name)
    torch.manual_seed(3)
    model = cls(cls.config_class(**fields)).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() > 1:
                parameter.mul_(8)
    return LoadedModel(1, model, tiny.held(tokenizer or left()), "random", class_name)


def run(loaded: LoadedModel, request: Run) -> RunResult:
    return Runner(loaded, tiny.no_check).answer(request, tiny.no_report)


def alone(loaded: LoadedModel, ids: list[int], name: str = "logits") -> torch.Tensor:
    """What transformers makes of one text, with nothing of the program in between."""
    more = {}
    if loaded.model.config.is_encoder_decoder:
        more["decoder_input_ids"] = torch.tensor([[loaded.model.config.decoder_start_token_id]])
    with torch.inference_mode():
        outputs: Any = loaded.model(input_ids=torch.tensor([ids]), **more)
    found: torch.Tensor = outputs[name][0]
    return found


def near(one: torch.Tensor, other: torch.Tensor) -> bool:
    return torch.allclose(one, other, atol=1e-5 * float(other.abs().max()), rtol=0)


@pytest.mark.parametrize(
    "name",
    [
        "BertForMaskedLM", "RobertaForMaskedLM", "GPT2LMHeadModel", "LlamaForCausalLM",
        "MambaForCausalLM", "FalconForCausalLM", "JambaForCausalLM", "OpenAIGPTLMHeadModel",
        "BartForConditionalGeneration",
    ],
)  # fmt: skip
def test_each_text_of_a_batch_is_as_alone(name: str) -> None:
    loaded = tiny.load(name, left())
    ran = run(loaded, Run((LONG, SHORT)))
    assert [one.attended for one in ran.rows[1]] == [True] * 2 + [False] * 4
    for row, ids in enumerate(TEXTS.values()):
        wanted = alone(loaded, ids)
        assert near(loaded.run_outputs["logits"][row, : len(wanted)], wanted)


def test_the_next_token_is_that_of_the_text_alone() -> None:
    loaded = tiny.load("GPT2LMHeadModel", left())
    ran = run(loaded, Run((LONG, SHORT)))
    for said, ids in zip(ran.predictions, TEXTS.values(), strict=True):
        chances = alone(loaded, ids)[-1].softmax(-1)
        assert said.candidates[0].id == int(chances.argmax())
        assert said.candidates[0].probability == pytest.approx(float(chances.max()), rel=1e-4)


@pytest.mark.parametrize(
    "name", ["GPT2LMHeadModel", "LlamaForCausalLM", "BertForMaskedLM", "RobertaForMaskedLM"]
)
def test_rows_filled_up_on_the_left_by_hand_count_from_their_first_token(name: str) -> None:
    loaded = tiny.load(name)
    ids = ((5, 9, 13, 21, 8, 30), (0, 0, 0, 0, 44, 17))
    mask = ((1,) * 6, (0, 0, 0, 0, 1, 1))
    run(loaded, Run(input_ids=ids, by_hand=ManualInputs(attention_mask=mask)))
    wanted = alone(loaded, [44, 17])
    assert near(loaded.run_outputs["logits"][1, 4:], wanted)
    counted = loaded.run_inputs.get("position_ids")
    if name.startswith("Roberta"):
        assert counted is None  # it counts the IDs that are not padding itself
    else:
        assert counted is not None
        assert counted.tolist() == [[0, 1, 2, 3, 4, 5], [0, 0, 0, 0, 0, 1]]


def test_positions_written_by_hand_stay_as_they_are() -> None:
    loaded = tiny.load("GPT2LMHeadModel")
    by_hand = ManualInputs(attention_mask=((0, 1, 1),), position_ids=((5, 6, 7),))
    run(loaded, Run(input_ids=((0, 44, 17),), by_hand=by_hand))
    assert loaded.run_inputs["position_ids"].tolist() == [[5, 6, 7]]


def test_a_class_that_begins_to_count_at_two_is_given_such_positions() -> None:
    loaded = made(
        "NystromformerForMaskedLM", vocab_size=tiny.VOCAB, hidden_size=32, num_hidden_layers=1,
        num_attention_heads=4, intermediate_size=64, max_position_embeddings=64,
    )  # fmt: skip
    inputs = {"attention_mask": torch.tensor([[1, 1, 1], [0, 1, 1]])}
    assert padding.with_positions(loaded.model, inputs)["position_ids"].tolist() == [
        [2, 3, 4],
        [2, 2, 3],
    ]


# -- classes that look at the last place or for the last token -----------------------------------


def _xlnet(class_name: str) -> LoadedModel:
    return made(
        class_name, vocab_size=tiny.VOCAB, d_model=32, n_layer=2, n_head=4, d_inner=64,
        num_labels=3, mem_len=None, pad_token_id=0,
    )  # fmt: skip


def test_a_class_that_sums_a_text_up_by_its_last_place_is_filled_up_on_the_left() -> None:
    loaded = _xlnet("XLNetForSequenceClassification")
    loaded.tokenizer = tiny.held(tiny.tokenizer())  # which would do so on the right
    ran = run(loaded, Run((LONG, SHORT)))
    assert [one.attended for one in ran.rows[1]] == [False] * 4 + [True] * 2
    for row, ids in enumerate(TEXTS.values()):
        assert near(loaded.run_outputs["logits"][row], alone(loaded, ids))


def test_choices_of_such_a_class_are_as_each_alone() -> None:
    loaded = _xlnet("XLNetForMultipleChoice")
    asked = ChooseAnswer("w5 w9", ("w13 w21 w8 w30", "w44"))
    chosen = choose_answer(tiny.Holder(loaded), asked, tiny.no_check, tiny.no_report)
    for choice, ids in zip(chosen.choices, ([5, 9, 13, 21, 8, 30], [5, 9, 44]), strict=True):
        types = torch.zeros(1, 1, len(ids), dtype=torch.int64)
        with torch.inference_mode():
            one = loaded.model(torch.tensor([[ids]]), token_type_ids=types).logits
        assert choice.logit == pytest.approx(float(one), abs=1e-5)


def test_double_heads_are_given_positions_as_well() -> None:
    loaded = made("GPT2DoubleHeadsModel", **SMALL, n_positions=64)
    run(loaded, Run((LONG, SHORT)))
    assert loaded.run_inputs["position_ids"][1].tolist() == [0, 0, 0, 0, 0, 1]
    for row, ids in enumerate(TEXTS.values()):
        wanted = alone(loaded, ids)
        assert near(loaded.run_outputs["logits"][row, -len(ids) :], wanted)
        assert near(loaded.run_outputs["mc_logits"][row], alone(loaded, ids, "mc_logits"))


def _classifier(pad: int | None, tokenizer: Any = None) -> LoadedModel:
    return made(
        "GPT2ForSequenceClassification", tokenizer, **SMALL, n_positions=64, num_labels=3,
        pad_token_id=pad, eos_token_id=2,
    )  # fmt: skip


def _without_padding_token() -> Any:
    tokenizer = left()
    tokenizer.pad_token = None
    return tokenizer


@pytest.mark.parametrize("pad", [None, -1, 0, 7, 50_256])
@pytest.mark.parametrize("short", [SHORT, "w44 </s>", "w44 <pad>", "w44 w7"])
@pytest.mark.parametrize("lacks", [False, True])
def test_a_decoder_that_classifies_reads_the_last_token_of_each_text(
    pad: int | None, short: str, lacks: bool
) -> None:
    loaded = _classifier(pad, _without_padding_token() if lacks else None)
    ran = run(loaded, Run((LONG, short)))
    assert len(ran.predictions) == 2
    assert loaded.model.config.pad_token_id == pad
    for row, text in enumerate((LONG, short)):
        ids = tiny.tokenizer()(text).input_ids
        assert near(loaded.run_outputs["logits"][row], alone(loaded, ids))
    shown = [[token.id for token in row] for row in ran.rows]
    assert shown == loaded.run_inputs["input_ids"].tolist()


def test_texts_of_one_length_need_no_padding_token() -> None:
    loaded = _classifier(None, _without_padding_token())
    run(loaded, Run(("w5 </s>", "</s> w9")))
    for row, ids in enumerate(([5, 2], [2, 9])):
        assert near(loaded.run_outputs["logits"][row], alone(loaded, ids))


def test_the_views_read_the_same_run_of_a_classifier() -> None:
    from explorer.features.hidden_states.protocol import HiddenStatesRequest

    loaded = _classifier(None)
    run(loaded, Run((LONG, SHORT)))
    seen = tiny.ask(tiny.Holder(loaded), HiddenStatesRequest(1))
    with torch.inference_mode():
        states: Any = loaded.model(torch.tensor([[44, 17]]), output_hidden_states=True)
    norms = states.hidden_states[-1][0].norm(dim=-1)
    assert seen.stacks[0].norms[-1, :2] == pytest.approx(norms.numpy(), rel=1e-4)


def test_rows_filled_up_by_hand_with_their_own_last_token_are_refused() -> None:
    loaded = _classifier(None)
    by_hand = ManualInputs(attention_mask=((1, 1, 1), (1, 1, 0)))
    with pytest.raises(BadInput, match="not the last token of any row"):
        run(loaded, Run(input_ids=((5, 9, 13), (44, 7, 7)), by_hand=by_hand))
    run(loaded, Run(input_ids=((5, 9, 13), (44, 7, 3)), by_hand=by_hand))
    assert near(loaded.run_outputs["logits"][1], alone(loaded, [44, 7]))


def test_a_tokenizer_that_can_fill_nothing_up_says_so() -> None:
    tokenizer = _without_padding_token()
    tokenizer.eos_token = tokenizer.unk_token = None
    loaded = tiny.load("GPT2LMHeadModel", tokenizer)
    with pytest.raises(BadInput, match="one at a time"):
        run(loaded, Run((LONG, SHORT)))
    assert run(loaded, Run((SHORT,))).predictions


def test_what_is_typed_is_shown_as_it_will_be_run() -> None:
    engine = Engine(Prepared("", "", ("cpu",), 1, 0.0))
    engine._loaded = made("GPT2DoubleHeadsModel", **SMALL, n_positions=64)
    typed = engine(Tokenize((LONG, SHORT)), tiny.no_check, tiny.no_report)
    ran = engine(Run((LONG, SHORT)), tiny.no_check, tiny.no_report)
    assert isinstance(ran, RunResult)
    assert typed.rows == ran.rows  # type: ignore[attr-defined]
    assert typed.tensors == ran.inputs  # type: ignore[attr-defined]
