"""The self-check of batches: it holds, or says which text is another alone, how far, and why."""

from __future__ import annotations

from typing import Any

import pytest
import torch
import transformers

from explorer.engine.engine import Engine
from explorer.engine.loaded_model import LoadedModel
from explorer.features.answers.protocol import CheckRows, ChooseAnswer, CompareTexts
from explorer.protocol.inspection import SelfCheck
from explorer.protocol.job import Request, Stopped
from explorer.protocol.model import Prepared
from explorer.protocol.run import ManualInputs, Run
from tests.model import tiny

TEXTS = ("w5 w9 w13 w21 w8 w30", "w44 w17", "w6 w7 w8")


def _engine(loaded: LoadedModel) -> Engine:
    engine = Engine(Prepared("", "", ("cpu",), 1, 0.0))
    engine._loaded = loaded
    return engine


def _checked(engine: Engine, request: Request) -> SelfCheck:
    engine(request, tiny.no_check, tiny.no_report)
    found: Any = engine(CheckRows(1, request), tiny.no_check, tiny.no_report)
    (one,) = found.checks
    assert isinstance(one, SelfCheck)
    return one


@pytest.mark.parametrize(
    "name",
    [
        "BertForMaskedLM", "GPT2LMHeadModel", "LlamaForCausalLM", "MambaForCausalLM", "BertModel",
        "BartForConditionalGeneration", "BertForSequenceClassification",
    ],
)  # fmt: skip
def test_it_holds_where_each_text_is_as_alone(name: str) -> None:
    engine = _engine(tiny.load(name, tiny.tokenizer()))
    request = CompareTexts(TEXTS) if name == "BertModel" else Run(TEXTS)
    assert _checked(engine, request).passed


def test_it_holds_for_choices_and_for_rows_filled_up_on_the_left_by_hand() -> None:
    engine = _engine(tiny.load("BertForMultipleChoice", tiny.tokenizer()))
    assert _checked(engine, ChooseAnswer("w5 w9", ("w13 w21 w8", "w44"))).passed
    engine = _engine(tiny.load("GPT2LMHeadModel"))
    ids, mask = ((5, 9, 13), (0, 0, 44)), ((1, 1, 1), (0, 0, 1))
    assert _checked(engine, Run(input_ids=ids, by_hand=ManualInputs(attention_mask=mask))).passed


def test_positions_that_count_the_padding_are_found_out() -> None:
    engine = _engine(tiny.load("GPT2LMHeadModel"))
    ids, mask = ((5, 9, 13), (0, 0, 44)), ((1, 1, 1), (0, 0, 1))
    engine(
        Run(input_ids=ids, by_hand=ManualInputs(attention_mask=mask)), tiny.no_check, tiny.no_report
    )
    request = Run(input_ids=ids, by_hand=ManualInputs(attention_mask=mask))
    loaded = engine.loaded
    loaded.run_inputs.pop("position_ids")  # as it was before: counted through the padding
    with torch.inference_mode():
        loaded.run_outputs["logits"] = loaded.model(**loaded.run_inputs).logits
    found: Any = engine(CheckRows(1, request), tiny.no_check, tiny.no_report)
    assert not found.checks[0].passed
    assert "for text 2" in found.checks[0].sentence


def test_a_class_without_attention_mask_is_named() -> None:
    config = transformers.FNetConfig(
        vocab_size=tiny.VOCAB, hidden_size=32, num_hidden_layers=2, intermediate_size=64
    )
    torch.manual_seed(0)
    model: Any = transformers.FNetForMaskedLM(config).eval()
    held = tiny.held(tiny.tokenizer())
    told = _checked(_engine(LoadedModel(1, model, held, "random", "tiny")), Run(TEXTS))
    assert not told.passed
    assert "for text 2 and text 3" in told.sentence
    assert "FNetForMaskedLM takes no attention mask" in told.sentence


def test_a_class_that_padding_changes_is_named() -> None:
    config = transformers.ConvBertConfig(
        vocab_size=tiny.VOCAB, hidden_size=32, embedding_size=32, num_hidden_layers=2,
        num_attention_heads=4, intermediate_size=64,
    )  # fmt: skip
    torch.manual_seed(0)
    model: Any = transformers.ConvBertForMaskedLM(config).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() > 1:
                parameter.mul_(8)
    held = tiny.held(tiny.tokenizer())
    told = _checked(_engine(LoadedModel(1, model, held, "random", "tiny")), Run(TEXTS))
    assert not told.passed
    assert "padding changes what comes out" in told.sentence


def test_rows_that_influence_each_other_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = tiny.load("GPT2LMHeadModel", tiny.tokenizer())
    block = loaded.model.get_submodule("transformer.h.0.mlp")
    block.register_forward_hook(lambda module, given, made: made + made.mean(0, keepdim=True))
    told = _checked(_engine(loaded), Run(TEXTS))
    assert not told.passed
    assert "influence each other" in told.sentence


def test_a_run_that_has_gone_is_not_checked() -> None:
    engine = _engine(tiny.load("GPT2LMHeadModel", tiny.tokenizer()))
    engine(Run(TEXTS), tiny.no_check, tiny.no_report)
    engine(Run(TEXTS[:2]), tiny.no_check, tiny.no_report)
    for request in (CheckRows(1, Run(TEXTS)), CheckRows(2, Run(TEXTS[:2]))):
        with pytest.raises(Stopped):
            engine(request, tiny.no_check, tiny.no_report)
    before = engine.loaded.run_outputs
    engine(CheckRows(1, Run(TEXTS[:2])), tiny.no_check, tiny.no_report)
    assert engine.loaded.run_outputs is before  # the run that the views look into stays
