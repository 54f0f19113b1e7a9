"""What a model says does not depend on what it read before: parts that remember are put back."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoModelForMaskedLM, BigBirdConfig, LlamaConfig

from explorer.engine.loaded_model import LoadedModel
from explorer.engine.runner import Runner
from explorer.features.ablation.protocol import AblateHeads
from explorer.features.attention.protocol import AttentionRequest
from explorer.protocol.inspection import HeadPlace
from explorer.protocol.run import Run
from tests.model.tiny import Holder, ask, no_check, no_report

_SIZES: dict[str, Any] = {
    "vocab_size": 64,
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
}
SHORT = (tuple(range(5, 15)),)
LONG = (tuple(5 + place % 50 for place in range(60)),)
MIDDLE = (tuple(6 + place % 50 for place in range(30)),)


def _loaded(model: Any) -> LoadedModel:
    return LoadedModel(1, model.eval(), None, "random", "made", "")


@pytest.fixture
def bird() -> Any:
    torch.manual_seed(1)
    config = BigBirdConfig(**_SIZES, block_size=4, num_random_blocks=1, max_position_embeddings=128)
    return AutoModelForMaskedLM.from_config(config)


@pytest.fixture
def stretched() -> Any:
    torch.manual_seed(1)
    rope = {"rope_type": "dynamic", "rope_theta": 10_000.0, "factor": 4.0}
    config = LlamaConfig(**_SIZES, max_position_embeddings=16, rope_parameters=rope)
    return AutoModelForCausalLM.from_config(config)


def _logits(loaded: LoadedModel, ids: Any) -> torch.Tensor:
    Runner(loaded, no_check).answer(Run(input_ids=ids), no_report)
    return loaded.run_outputs["logits"]


@pytest.mark.parametrize("name", ["bird", "stretched"])
def test_every_run_is_as_the_first(name: str, request: pytest.FixtureRequest) -> None:
    model = request.getfixturevalue(name)
    alone = {ids: _logits(_loaded(copy.deepcopy(model)), ids) for ids in (SHORT, MIDDLE, LONG)}
    loaded = _loaded(model)
    for ids in (LONG, SHORT, MIDDLE, LONG, MIDDLE, SHORT, LONG):
        assert torch.equal(_logits(loaded, ids), alone[ids]), len(ids[0])


def test_the_library_itself_would_remember(bird: Any) -> None:
    fresh = copy.deepcopy(bird).eval()
    bird.eval()
    with torch.inference_mode():
        first = fresh(torch.tensor(LONG)).logits
        bird(torch.tensor(SHORT))
        assert not torch.equal(bird(torch.tensor(LONG)).logits, first)


def test_a_head_stays_off_when_the_attention_changes(bird: Any) -> None:
    fresh = _loaded(copy.deepcopy(bird))
    _logits(fresh, LONG)
    off = AblateHeads((HeadPlace("self", 0, 1),))
    views = Holder(fresh)
    ask(views, off)
    wanted = _logits(fresh, LONG)
    loaded = _loaded(bird)
    whole = _logits(loaded, LONG)
    assert not torch.equal(whole, wanted)
    _logits(loaded, SHORT)
    table = Holder(loaded)
    ask(table, off)
    assert torch.equal(_logits(loaded, LONG), wanted)
    _logits(loaded, SHORT)
    assert torch.equal(_logits(loaded, LONG), wanted)
    ask(table, AblateHeads(()))
    assert torch.equal(_logits(loaded, LONG), whole)


def test_looking_at_a_short_text_leaves_a_long_one_as_it_was(bird: Any) -> None:
    loaded = _loaded(bird)
    first = _logits(loaded, LONG)
    _logits(loaded, SHORT)
    seen = ask(Holder(loaded), AttentionRequest())
    assert seen.maps  # a short text has full attention, and shows it
    assert torch.equal(_logits(loaded, LONG), first)
