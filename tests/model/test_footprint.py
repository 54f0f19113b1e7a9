"""What Create says that a model will take is what the banner says once it is there."""

from __future__ import annotations

import json

import pytest
import torch
import transformers

from explorer.engine.engine import Engine
from explorer.engine.size.footprint import footprint
from explorer.features.create.view.footprint_view import memory_line
from explorer.protocol.config import ConfigEdit
from explorer.protocol.model import CreateModel, ModelReady
from explorer.text import numbers
from tests.model import tiny

SIZES = {
    "hidden_size": 32,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": 64,
    "vocab_size": 90,
}


@pytest.mark.parametrize("name", ["BertForMaskedLM", "LlamaForCausalLM"])
def test_weights_and_fixed_numbers_make_what_the_model_takes(engine: Engine, name: str) -> None:
    cls = getattr(transformers, name)
    with torch.device("meta"):
        planned = cls(cls.config_class(**SIZES))
    size = footprint(planned, 1, 8, 10**9, 0.0)
    edit = ConfigEdit(cls.config_class.model_type, name, json.dumps(SIZES))
    ready = engine(CreateModel(edit), tiny.no_check, tiny.no_report)
    assert isinstance(ready, ModelReady)
    assert size.buffer_bytes > 0
    assert size.float32_bytes + size.buffer_bytes == ready.summary.bytes
    whole = numbers.bytes_(ready.summary.bytes)
    assert whole in memory_line(size)
    same = whole == numbers.bytes_(size.float32_bytes)
    assert ("fixed numbers" in memory_line(size)) is not same
