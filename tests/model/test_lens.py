"""The lens and the hidden states: against transformers' own outputs, for many kinds of head."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from explorer.engine.inside.inspection import Inspection
from explorer.features.hidden_states.protocol import (
    HiddenStatesRequest,
    SimilarityRequest,
    VectorRequest,
)
from explorer.features.logit_lens.protocol import LogitLensRequest
from explorer.protocol.failures import BadInput
from tests.model import tiny
from tests.model.tiny import IDS, Holder, ask, no_check, no_report

WITH_HEAD = [
    name for name in tiny.SPECS if name.endswith(("LM", "LMHeadModel", "ConditionalGeneration"))
]


@pytest.mark.parametrize("name", WITH_HEAD)
def test_the_last_row_is_the_logits_bit_for_bit(name: str) -> None:
    loaded = tiny.load(name, tiny.tokenizer())
    tiny.run(loaded, [IDS[0], IDS[0][::-1]])
    seen = ask(Holder(loaded), LogitLensRequest(text_index=1, top=3))
    assert seen.note == ""
    (check,) = seen.checks
    assert check.passed
    assert "bit for bit" in check.sentence
    logits = loaded.run_outputs["logits"][1].float()
    best = logits.topk(3)
    assert np.allclose(seen.logits[-1], best.values, atol=1e-5)
    assert np.array_equal(seen.ids[-1], best.indices)
    assert np.allclose(seen.final[-1], seen.probabilities[-1, :, 0])
    assert len(seen.names) == len(seen.ids)
    assert all(int(id_) in seen.words for id_ in seen.ids.flatten())


def test_an_earlier_row_goes_through_norm_and_head() -> None:
    loaded = tiny.load("LlamaForCausalLM")
    tiny.run(loaded, IDS)
    seen = ask(Holder(loaded), LogitLensRequest(top=64))
    model = loaded.model
    with torch.inference_mode():
        state = model(**loaded.run_inputs, output_hidden_states=True).hidden_states[1]
        wanted = model.lm_head(model.model.norm(state))[0]
    order = np.argsort(seen.ids[1], axis=-1)
    assert np.allclose(np.take_along_axis(seen.logits[1], order, -1), wanted.numpy(), atol=1e-6)
    assert "model.norm" in seen.how
    assert seen.names == ("embeddings", "layer 1", "layer 2", "layer 3")


def test_a_post_norm_model_is_not_normed_again() -> None:
    loaded = tiny.load("BartForConditionalGeneration")
    tiny.run(loaded, IDS)
    seen = ask(Holder(loaded), LogitLensRequest())
    assert "norm" not in seen.how


def test_only_some_positions() -> None:
    loaded = tiny.load("GPT2LMHeadModel")
    tiny.run(loaded, IDS)
    table = Holder(loaded)
    whole = ask(table, LogitLensRequest())
    part = ask(table, LogitLensRequest(start=2, stop=5))
    assert np.array_equal(part.ids, whole.ids[:, 2:5])
    assert [token.id for token in part.tokens] == IDS[0][2:5]
    with pytest.raises(BadInput):
        ask(table, LogitLensRequest(start=5, stop=99))


@pytest.mark.parametrize(
    "name", ["BertModel", "BertForTokenClassification", "BertForSequenceClassification"]
)
def test_a_class_without_a_head_says_so(name: str) -> None:
    loaded = tiny.load(name)
    tiny.run(loaded, IDS)
    seen = ask(Holder(loaded), LogitLensRequest())
    assert seen.ids.size == 0
    assert "no head" in seen.note


def test_a_wrong_way_to_the_logits_is_noticed() -> None:
    loaded = tiny.load("GPT2LMHeadModel")
    tiny.run(loaded, IDS)
    holder = Holder(loaded)
    ask(holder, LogitLensRequest())
    _, states = holder.part(Inspection).states(0, no_check, no_report)
    states.outputs["logits"] = states.outputs["logits"] + 1
    assert not ask(holder, LogitLensRequest()).checks[0].passed


def test_hidden_states_are_the_models_own() -> None:
    loaded = tiny.load("GPT2LMHeadModel")
    tiny.run(loaded, IDS)
    table = Holder(loaded)
    with torch.inference_mode():
        wanted = loaded.model(**loaded.run_inputs, output_hidden_states=True).hidden_states
    (stack,) = ask(table, HiddenStatesRequest()).stacks
    assert stack.norms.shape == (4, 8)
    assert np.allclose(stack.norms, torch.stack(wanted)[:, 0].norm(dim=-1), rtol=1e-6)
    assert "transformer.ln_f" in stack.note
    vector = ask(table, VectorRequest(row=2, position=3))
    assert np.array_equal(vector.values, wanted[2][0, 3].numpy())
    assert vector.name == "layer 2"
    assert vector.token.id == IDS[0][3]


@pytest.mark.parametrize(
    ("name", "norm"),
    [("GPT2ForSequenceClassification", "transformer.ln_f"), ("BertForTokenClassification", "")],
)
def test_a_last_row_that_has_been_normed_says_so_where_no_token_is_predicted(
    name: str, norm: str
) -> None:
    loaded = tiny.load(name)
    tiny.run(loaded, IDS)
    (stack,) = ask(Holder(loaded), HiddenStatesRequest()).stacks
    assert stack.names[-1].endswith(" and norm") == bool(norm)
    assert norm in stack.note
    assert bool(stack.note) == bool(norm)


def test_similarity_is_a_cosine() -> None:
    loaded = tiny.load("BertForMaskedLM")
    tiny.run(loaded, IDS)
    seen = ask(Holder(loaded), SimilarityRequest(row=-1))
    assert np.allclose(np.diag(seen.cosine), 1, atol=1e-6)
    assert np.array_equal(seen.cosine, seen.cosine.T)
    with torch.inference_mode():
        last = loaded.model(**loaded.run_inputs, output_hidden_states=True).hidden_states[-1][0]
    assert seen.cosine[0, 1] == pytest.approx(
        float(torch.cosine_similarity(last[0], last[1], dim=0)), abs=1e-6
    )
    assert seen.name == "layer 3"


def test_two_stacks_have_their_own_hidden_states() -> None:
    loaded = tiny.load("T5ForConditionalGeneration")
    tiny.run(loaded, IDS, decoder_input_ids=torch.tensor([[0, 7, 8]]))
    stacks = ask(Holder(loaded), HiddenStatesRequest()).stacks
    assert {one.kind: one.norms.shape for one in stacks} == {"encoder": (3, 8), "decoder": (3, 3)}
    for one in stacks:  # both end in a norm of their own
        assert f"{one.kind}.final_layer_norm" in one.note
