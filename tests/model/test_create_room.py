"""Random weights are judged by their shapes before one of them is drawn, and parts have an end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers

from explorer.engine import build, memory
from explorer.engine.engine import Engine
from explorer.engine.size import meta
from explorer.engine.weights import memory as weights_memory
from explorer.features import explanations
from explorer.features.compare.protocol import LoadOther, OtherReady
from explorer.features.create.protocol.config import CheckConfig, ConfigVerdict
from explorer.protocol.config import ConfigEdit
from explorer.protocol.failures import (
    ConfigBroken,
    ConfigRefused,
    NoRoomToCreate,
    SecondModelTooLarge,
)
from explorer.protocol.job import Request
from explorer.protocol.model import CreateModel, CreateRandomCopy, LoadModel, ModelReady
from explorer.text.translation import tr

# A causal mask of 3,000 × 3,000 bytes, which is no parameter, and an output tied to the input.
SMALL: dict[str, Any] = {"hidden_size": 8, "num_heads": 2, "num_layers": 1, "vocab_size": 100}
SMALL |= {"attention_types": [[["global"], 1]], "max_position_embeddings": 3000}
SMALL |= {"bos_token_id": 1, "eos_token_id": 2}
EDIT = ConfigEdit("gpt_neo", "GPTNeoForCausalLM", json.dumps(SMALL))


def quiet(*words: object, **more: object) -> None:
    """Used as check and report."""


def with_free(bytes_: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "free_memory", lambda: bytes_)


def _never(*given: object) -> None:
    raise AssertionError("it was built")


def test_buffers_count_and_tied_weights_count_twice_while_they_are_drawn() -> None:
    config = transformers.GPTNeoConfig(**SMALL)
    built = meta.meta_build(transformers.GPTNeoForCausalLM, config, quiet).model
    assert built is not None
    whole = transformers.GPTNeoForCausalLM(config)
    tensors = {one.data_ptr(): one for one in (*whole.parameters(), *whole.buffers())}
    held = sum(one.numel() * one.element_size() for one in tensors.values())
    assert held > 3000 * 3000, "one causal mask of bytes"
    assert weights_memory.drawn(built).bytes == held + 4 * 100 * 8
    assert weights_memory.drawn(built).leavable is None


@pytest.mark.parametrize("held", [False, True], ids=["alone", "beside a model"])
def test_create_is_refused_before_anything_is_drawn(
    engine: Engine, held: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if held:
        engine(CreateModel(EDIT, 1), quiet, quiet)
    before = engine._loaded
    parameters = 4 * sum(one.numel() for one in transformers.GPTNeoForCausalLM(
        transformers.GPTNeoConfig(**SMALL)
    ).parameters())  # fmt: skip
    with_free(2 * parameters, monkeypatch)
    monkeypatch.setattr(build, "building", _never)
    requests: list[Request] = [CreateModel(EDIT, 2)]
    requests += [CreateRandomCopy(2)] if held else []
    for request in requests:
        with pytest.raises(NoRoomToCreate) as refused:
            engine(request, quiet, quiet)
        assert refused.value.remedy is not None
        # Unloading helps only where there is a model; else a smaller one can be chosen.
        assert refused.value.remedy.action == ("unloadAction" if held else "createPane")
        assert ("unload" in refused.value.sentence) == held
    if held:
        with pytest.raises(SecondModelTooLarge):
            engine(LoadOther("twin", seed=3), quiet, quiet)
    assert engine._loaded is before


def test_create_goes_on_where_there_is_room(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_free(10_000_000, monkeypatch)
    assert isinstance(engine(CreateModel(EDIT, 1), quiet, quiet), ModelReady)


def test_a_config_that_no_model_can_be_built_from_is_told(engine: Engine) -> None:
    edit = ConfigEdit("bert", "BertModel", '{"hidden_size": 30, "num_attention_heads": 7}')
    with pytest.raises(ConfigRefused):
        engine(CreateModel(edit, 1), quiet, quiet)


PARTS = [
    ("albert", "inner_group_num"),
    ("canine", "num_hash_functions"),
    ("rt_detr", "decoder_n_points"),
    ("d_fine", "decoder_n_points"),
    ("wav2vec2", "num_conv_pos_embeddings"),
    ("data2vec-audio", "num_conv_pos_embeddings"),
    ("bert", "num_hidden_layers"),
    ("mobilebert", "num_feedforward_networks"),
    ("vits", "prior_encoder_num_flows"),
    ("perceiver", "num_self_attends_per_block"),
    ("mamba2", "n_groups"),
]


@pytest.mark.parametrize(("kind", "field"), PARTS)
def test_parts_without_an_end_are_refused_before_they_are_built(
    kind: str, field: str, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meta, "_build", _never)
    monkeypatch.setattr(build, "building", _never)
    config_class: Any = transformers.CONFIG_MAPPING[kind]
    usual = getattr(config_class(), config_class.attribute_map.get(field, field))
    value = [10**8] * len(usual) if isinstance(usual, list) else 10**8
    edit = ConfigEdit(kind, "AutoModel", json.dumps({field: value}))
    verdict = engine(CheckConfig(edit), quiet, quiet)
    assert isinstance(verdict, ConfigVerdict)
    assert field in {one.path for one in verdict.problems if one.level == "error"}
    with pytest.raises(ConfigRefused):
        engine(CreateModel(edit, 1), quiet, quiet)
    (tmp_path / "config.json").write_text(json.dumps({"model_type": kind, field: value}))
    with pytest.raises(ConfigBroken, match=field):
        engine(LoadModel(str(tmp_path)), quiet, quiet)


def test_parts_as_many_as_the_class_has_by_itself_are_built() -> None:
    config = transformers.Wav2Vec2Config(num_conv_pos_embeddings=128)
    with torch.device("meta"):
        transformers.AutoModel.from_config(config)


@pytest.mark.usefixtures("other_language")
def test_the_twin_of_a_twin_is_named_once_in_another_language(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_free(10_000_000, monkeypatch)
    made = engine(CreateModel(EDIT, 1), quiet, quiet)
    assert isinstance(made, ModelReady)
    name = made.summary.name
    for _ in range(2):
        ready = engine(CreateRandomCopy(2), quiet, quiet)
        assert isinstance(ready, ModelReady)
        twin = ready.summary
        assert twin.twin_of == name
        assert twin.name == tr("untrained twin of {name}", name=name)
        assert f"“{name}”" in explanations.after(ready, twin).plain
    other = engine(LoadOther("twin", seed=3), quiet, quiet)
    assert isinstance(other, OtherReady)
    assert (other.summary.twin_of, other.summary.name) == (name, twin.name)
