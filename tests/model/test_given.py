"""A model that a script holds, in the engine: the very object, and given back as it was."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import AutoModelForMaskedLM, AutoTokenizer, logging

from explorer import resources
from explorer.engine.engine import Engine
from explorer.features import explanations, python
from explorer.features.compare.protocol import LoadOther, RunBoth
from explorer.protocol import model_handover
from explorer.protocol.model import (
    FROM_PYTHON,
    LoadModel,
    ModelReady,
    SaveModel,
    ShowModel,
    UnloadModel,
)
from explorer.protocol.run import Run, RunResult
from tests.model.tiny import ask

BERT = str(resources.path("models", "mini-world-bert"))
SENTENCE = "The capital of France is [MASK]."


@pytest.fixture
def model() -> Any:
    logging.disable_progress_bar()  # its thread would be left behind
    return AutoModelForMaskedLM.from_pretrained(BERT).train()


@pytest.fixture
def tokenizer() -> Any:
    return AutoTokenizer.from_pretrained(BERT)


@pytest.fixture(autouse=True)
def nothing_given() -> Iterator[None]:
    yield
    model_handover.take_back()


def show(engine: Engine, model: Any, tokenizer: Any = None) -> ModelReady:
    ready = ask(engine, ShowModel(model_handover.give(model, tokenizer), "mine"))
    assert isinstance(ready, ModelReady)
    return ready


def test_it_is_the_very_model_and_says_whose_it_is(
    engine: Engine, model: Any, tokenizer: Any
) -> None:
    ready = show(engine, model, tokenizer)
    assert engine.loaded.model is model
    assert not model.training
    about = ready.summary
    assert (about.state, about.state_text) == ("given", "Weights from Python")
    assert (about.source, about.tokenizer, about.report) == ("", FROM_PYTHON, None)
    ran = ask(engine, Run((SENTENCE,)))
    assert isinstance(ran, RunResult)
    with torch.inference_mode():
        inputs = tokenizer(SENTENCE, return_tensors="pt")
        logits = model(**inputs).logits[0]
    place = int((inputs["input_ids"][0] == tokenizer.mask_token_id).nonzero())
    best = ran.predictions[0].candidates[0]
    assert best.logit == float(logits[place].max())
    words = explanations.after(ready, about)
    assert "not a copy" in words.paragraphs[0]


def test_unloading_gives_it_back_and_its_weights_stay(
    engine: Engine, model: Any, tokenizer: Any
) -> None:
    before = {name: value.clone() for name, value in model.state_dict().items()}
    about = show(engine, model, tokenizer).summary
    gone = ask(engine, UnloadModel())
    assert gone.freed == 0
    assert explanations.after(gone, about).title == "The model is Python's again"
    assert model.training
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())


def test_another_model_gives_it_back_as_well(engine: Engine, model: Any) -> None:
    show(engine, model)
    assert engine.bytes == 0, "nothing would be freed"
    ask(engine, LoadModel(BERT))
    assert model.training
    assert engine.bytes > 2_000_000


def test_shown_twice_it_is_given_back_as_it_was_first(
    engine: Engine, model: Any, tokenizer: Any
) -> None:
    show(engine, model)
    show(engine, model, tokenizer)
    assert not model.training
    model_handover.take_back()
    assert model.training


def test_a_tokenizer_that_cuts_otherwise_when_read_again_is_refused(
    engine: Engine, model: Any, tokenizer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is saved must be what Python has; the model runs on IDs all the same."""

    def save(self: Any, folder: Path) -> None:
        for file in resources.path("models", "mini-world-sentiment").glob("tokenizer*"):
            shutil.copy(file, folder)

    monkeypatch.setattr(type(tokenizer), "save_pretrained", save)
    about = show(engine, model, tokenizer).summary
    assert about.tokenizer == ""
    assert "cannot be read" in about.unread_tokenizer


def test_saved_and_compared_it_is_called_what_it_is(
    engine: Engine, model: Any, tokenizer: Any, tmp_path: Path
) -> None:
    show(engine, model, tokenizer)
    ask(engine, SaveModel(str(tmp_path / "saved")))
    card = (tmp_path / "saved" / "README.md").read_text(encoding="utf-8")
    assert "A Python program held it." in card
    assert "Nothing says who trained them." in card
    again = AutoModelForMaskedLM.from_pretrained(tmp_path / "saved")
    for name, value in again.state_dict().items():
        assert torch.equal(value, model.state_dict()[name])
    twin = ask(engine, LoadOther("twin", 3)).summary
    assert twin.from_python
    code = python.code(ShowModel(1), ModelReady(twin, "twin"), twin)
    names: dict[str, Any] = {"model": model, "tokenizer": tokenizer}
    exec(code, names)
    torch.manual_seed(3)
    expected = type(model)(model.config)
    assert torch.equal(
        names["model"].get_input_embeddings().weight, expected.get_input_embeddings().weight
    )


def test_another_dtype_is_a_copy_and_so_it_is_in_python(
    engine: Engine, model: Any, tokenizer: Any
) -> None:
    """The object that the caller holds keeps its dtype and its weights."""
    before = {name: value.clone() for name, value in model.state_dict().items()}
    about = show(engine, model, tokenizer).summary
    asked = RunBoth(LoadOther("dtype", dtype="bfloat16"), (SENTENCE,))
    both = ask(engine, asked)
    assert both.other.summary.dtype == "bfloat16"
    names: dict[str, Any] = {"model": model, "tokenizer": tokenizer}
    exec(python.code(ShowModel(1), ModelReady(about, "given"), about), names)
    exec(python.code(asked, both, about), names)
    assert names["model"] is not model
    assert names["model"].dtype == torch.bfloat16
    for name, value in model.state_dict().items():
        assert value.dtype == before[name].dtype
        assert torch.equal(value, before[name])
    alone = copy.deepcopy(model).to(torch.bfloat16).eval()
    alone.set_attn_implementation("eager")
    with torch.no_grad():
        expected = alone(**tokenizer(asked.texts[0], return_tensors="pt")).logits
    assert torch.equal(names["outputs"].logits, expected)
