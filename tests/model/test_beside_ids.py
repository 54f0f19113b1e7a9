"""What a class takes beside input IDs: only that may be offered to be written by hand."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from transformers import (
    BertConfig,
    BertModel,
    DebertaV2Config,
    DebertaV2Model,
    LlamaConfig,
    LlamaForCausalLM,
    PretrainedConfig,
    PreTrainedModel,
)

from explorer.engine.input_ids import other_inputs

SMALL: dict[str, Any] = {
    "hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 8,
    "vocab_size": 20,
}  # fmt: skip


@pytest.mark.parametrize(
    ("config", "kind", "has_types"),
    [
        (BertConfig(**SMALL), BertModel, True),
        (LlamaConfig(**SMALL), LlamaForCausalLM, False),
        (DebertaV2Config(**SMALL, type_vocab_size=0), DebertaV2Model, False),
    ],
)
def test_token_types_only_where_there_are_any(
    config: PretrainedConfig, kind: type[PreTrainedModel], has_types: bool
) -> None:
    model = kind(config)
    names = other_inputs(model)
    assert ("token_type_ids" in names) == has_types
    assert set(names) <= set(inspect.signature(model.forward).parameters)
    assert "attention_mask" in names
