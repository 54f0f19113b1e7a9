"""Numbers that overflow are told as such by every request, with the layer where that begins."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import BertConfig, BertForMaskedLM, GPT2Config, GPT2LMHeadModel, GPT2Model

from explorer.engine import finite, memory
from explorer.engine.engine import Engine
from explorer.features.ablation.protocol import AblateHeads
from explorer.features.answers.protocol import CompareTexts
from explorer.features.compare.protocol import LoadOther, RunBoth
from explorer.features.generation.protocol import Generate
from explorer.protocol.failures import Failure, NotFinite, WeightsNotFinite
from explorer.protocol.inspection import HeadPlace
from explorer.protocol.job import Request
from explorer.protocol.model import LoadModel, ModelReady, Prepared
from explorer.protocol.run import Run, RunResult
from explorer.protocol.sampling import Sampling
from tests.model import tiny

TEXTS = ("w5 w9 w13", "w44 w17")
SPOILED = 1
"""The layer, from 0, whose feed-forward part is too strong for float16."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A GPT-2 in float16 whose second layer overflows."""
    torch.manual_seed(0)
    model = GPT2LMHeadModel(
        GPT2Config(vocab_size=tiny.VOCAB, n_embd=32, n_layer=3, n_head=4, n_positions=64)
    )
    with torch.no_grad():
        for part in ("c_fc", "c_proj"):
            model.get_parameter(f"transformer.h.{SPOILED}.mlp.{part}.weight").mul_(40_000)
    place = tmp_path_factory.mktemp("overflow")
    model.half().save_pretrained(place)
    tiny.tokenizer().save_pretrained(place)
    return str(place)


def _engine(folder: str, dtype: str = "auto", class_name: str = "") -> Engine:
    torch.set_num_threads(1)
    engine = Engine(Prepared("", "", ("cpu",), 1, 0.0))
    ready = _do(engine, LoadModel(folder, "tiny", class_name=class_name, dtype=dtype))
    assert isinstance(ready, ModelReady)
    return engine


def _do(engine: Engine, request: Request) -> Any:
    return engine(request, tiny.no_check, tiny.no_report)


def _refused(engine: Engine, request: Request) -> Failure:
    with pytest.raises(NotFinite) as told:
        _do(engine, request)
    return told.value


def test_the_layer_is_the_first_whose_states_are_not_finite(folder: str) -> None:
    failure = _refused(_engine(folder), Run(TEXTS))
    model = GPT2Model.from_pretrained(folder, dtype=torch.float16)
    with torch.inference_mode():
        states: Any = model(torch.tensor([[5, 9, 13]]), output_hidden_states=True).hidden_states
    first = next(n for n, one in enumerate(states) if not bool(torch.isfinite(one).all()))
    assert first == SPOILED + 1  # after that layer
    assert f"in layer {first} (transformer.h.{SPOILED}.mlp" in failure.sentence
    assert "too large for float16" in failure.sentence
    assert failure.remedy is not None
    assert failure.remedy.action == "openFloat32Action"
    assert failure.no_answer


@pytest.mark.parametrize("sample", [False, True])
def test_writing_says_the_same_sentence(folder: str, sample: bool) -> None:
    engine = _engine(folder)
    wanted = _refused(engine, Run(TEXTS)).sentence
    asked = Generate(text=TEXTS[0], max_new_tokens=3, sampling=Sampling(sample=sample))
    assert _refused(engine, asked).sentence == wanted


def test_tasks_and_comparing_say_it_too(folder: str) -> None:
    engine = _engine(folder)
    both = RunBoth(LoadOther("twin"), TEXTS[:1])
    failure = _refused(engine, both)
    assert "too large for float16" in failure.sentence
    assert failure.remedy is not None
    rounded = RunBoth(LoadOther("dtype", dtype="float16"), TEXTS[:1])
    failure = _refused(_engine(folder, "float32"), rounded)
    assert failure.sentence.startswith("tiny in float16: ")
    assert failure.remedy is None
    bare = _engine(folder, class_name="GPT2Model")
    assert "too large for float16" in _refused(bare, CompareTexts(TEXTS)).sentence


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_there_is_an_answer_in_a_wider_dtype(folder: str, dtype: str) -> None:
    ran = _do(_engine(folder, dtype), Run(TEXTS))
    assert isinstance(ran, RunResult)
    model = GPT2LMHeadModel.from_pretrained(folder, dtype=getattr(torch, dtype))
    with torch.inference_mode():
        logits = model(torch.tensor([[5, 9, 13]])).logits[0, -1].float()
    assert ran.predictions[0].candidates[0].id == int(logits.argmax())


def test_bfloat16_is_offered_where_float32_has_no_room(
    folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = _engine(folder)
    monkeypatch.setattr(memory, "free_memory", lambda: 1000)
    failure = _refused(engine, Run(TEXTS))
    assert failure.remedy is not None
    assert failure.remedy.action == "openBfloat16Action"


def test_an_epsilon_that_is_no_number_is_found_in_float32(tmp_path: Path) -> None:
    config = BertConfig(
        vocab_size=tiny.VOCAB, hidden_size=32, intermediate_size=64, num_hidden_layers=2,
        num_attention_heads=4,
    )  # fmt: skip
    BertForMaskedLM(config).save_pretrained(tmp_path)
    tiny.tokenizer().save_pretrained(tmp_path)
    engine = _engine(str(tmp_path))
    norm = engine.loaded.model.get_submodule("bert.embeddings.LayerNorm")
    assert isinstance(norm, torch.nn.LayerNorm)
    norm.eps = float("nan")  # no config.json may say so
    failure = _refused(engine, Run(TEXTS))
    assert "(NaN) in bert.embeddings.LayerNorm" in failure.sentence
    assert failure.remedy is not None
    assert (failure.remedy.action, failure.remedy.target) == ("part", "bert.embeddings.LayerNorm")


def test_weights_that_are_no_numbers_are_named(folder: str) -> None:
    engine = _engine(folder, "float32")
    with torch.no_grad():
        engine.loaded.model.lm_head.weight[3] = torch.nan
    with pytest.raises(WeightsNotFinite, match="infinite or not a number") as caught:
        _do(engine, Run(TEXTS))
    # The button leads to the tensor that is named: the head has the numbers of the embeddings.
    assert caught.value.remedy is not None
    assert caught.value.remedy.target == "transformer.wte.weight"


def test_heads_off_are_judged_and_set_on_again(folder: str) -> None:
    engine = _engine(folder, "float32")
    _do(engine, Run(TEXTS))
    engine.loaded.model.half()
    _refused(engine, AblateHeads((HeadPlace("self", 0, 0),)))
    engine.loaded.model.float()
    assert not _do(engine, Run(TEXTS)).silenced


def test_minus_infinity_and_hidden_places_are_no_fault() -> None:
    model = tiny.load("GPT2LMHeadModel").model
    logits = torch.zeros(1, 2, 4)
    logits[0, 0, 1], logits[0, 1, 2] = -torch.inf, torch.nan
    inputs = {"input_ids": torch.tensor([[5, 0]]), "attention_mask": torch.tensor([[1, 0]])}
    finite.judge(model, inputs, {"logits": logits}, tiny.no_check)
    inputs["attention_mask"] = torch.ones(1, 2, dtype=torch.int64)
    with pytest.raises(NotFinite, match="in the model"):
        finite.judge(model, inputs, {"logits": logits}, tiny.no_check)
