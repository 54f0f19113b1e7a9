"""Steering against bare torch: a plain forward hook that adds the vector gives the same logits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from explorer.engine.model_holder import ModelHolder
from explorer.engine.runner import Runner
from explorer.features.steering.examples import EXAMPLES, SteeringExample
from explorer.features.steering.protocol import (
    Steer,
    Steered,
    SteeringTargetsRequest,
    SteeringVector,
    WriteSteered,
)
from explorer.protocol.failures import BadInput, RunFailed
from explorer.protocol.job import Stopped
from tests.conftest import ROOT
from tests.model import tiny
from tests.model.tiny import Holder, ask

IDS = [5, 9, 13, 21, 8, 30, 44]
TOWARD, AWAY = "w7 w20 w33", "w11 w12"
LAYERS = {
    "GPT2LMHeadModel": "transformer.h.1",
    "LlamaForCausalLM": "model.layers.1",
    "BertForSequenceClassification": "bert.encoder.layer.1",
    "MambaForCausalLM": "backbone.layers.1",
    "T5ForConditionalGeneration": "encoder.block.1",
}


def held(name: str, ids: list[list[int]] | None = None) -> ModelHolder:
    loaded = tiny.load(name, tiny.tokenizer())
    tiny.run(loaded, ids or [IDS])
    return Holder(loaded)


def vector(strength: float, layer: int = 1) -> SteeringVector:
    return SteeringVector(TOWARD, AWAY, layer, strength)


def arguments(model: Any, ids: list[int]) -> dict[str, torch.Tensor]:
    given = {"input_ids": torch.tensor([ids])}
    if model.config.is_encoder_decoder:
        given["decoder_input_ids"] = torch.tensor([[0]])
    return given


def mean(model: Any, layer: Any, text: str) -> torch.Tensor:
    """The mean vector of a text after a layer, by a bare hook."""
    states: list[torch.Tensor] = []

    def keep(module: Any, args: Any, output: Any) -> None:
        states.append((output[0] if isinstance(output, tuple) else output).clone())

    ids = tiny.tokenizer()(text)["input_ids"]
    with torch.inference_mode(), layer.register_forward_hook(keep):
        model(**arguments(model, ids))
        return states[0].mean(dim=(0, 1))


def bare_logits(model: Any, layer: Any, strength: float) -> torch.Tensor:
    """What the bare class says with the vector added by a bare hook."""
    added = strength * (mean(model, layer, TOWARD) - mean(model, layer, AWAY))

    def add(module: Any, args: Any, output: Any) -> Any:
        if isinstance(output, tuple):
            return (output[0] + added, *output[1:])
        return output + added

    with torch.inference_mode(), layer.register_forward_hook(add):
        logits = model(**arguments(model, IDS)).logits
    return logits[0] if logits.dim() == 2 else logits[0, -1]  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("strength", [2.0, -0.75])
def test_it_is_a_bare_hook_that_adds_the_vector(name: str, strength: float) -> None:
    holder = held(name)
    model: Any = holder.loaded.model
    result = ask(holder, Steer(vector(strength)))
    assert result.question is not None, result.note
    assert result.module == LAYERS[name]
    shares = bare_logits(model, model.get_submodule(LAYERS[name]), strength).softmax(-1)
    assert max(answer.after for answer in result.answers) == pytest.approx(float(shares.max()))
    for answer in result.answers:
        assert answer.after == pytest.approx(float(shares[answer.id]), rel=1e-5)
    assert any(abs(answer.after - answer.before) > 1e-4 for answer in result.answers)
    assert result.length > 0
    assert result.state_length > 0
    # Nothing is left in the model.
    again = Runner(holder.loaded, tiny.no_check).tensors(holder.loaded.run_inputs)
    assert torch.equal(again["logits"], holder.loaded.run_outputs["logits"])


@pytest.mark.parametrize("name", LAYERS)
def test_strength_zero_is_the_run_itself(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from explorer.features.steering import compute

    holder = held(name)

    def never(*args: object) -> None:
        raise AssertionError("a hook was set")

    ask(holder, Steer(vector(1.0)))  # the two texts are known from here on
    monkeypatch.setattr(compute, "replace_output", never)
    result = ask(holder, Steer(vector(0.0)))
    assert all(answer.after == answer.before for answer in result.answers)
    assert result.checks[0].passed
    assert result.length == 0


def test_the_slider_costs_one_run_a_move() -> None:
    holder = held("GPT2LMHeadModel")
    ask(holder, Steer(vector(1.0)))
    calls: list[int] = []
    with holder.loaded.model.register_forward_hook(lambda *args: calls.append(1)):
        ask(holder, Steer(vector(1.5)))
    assert len(calls) == 1


def test_both_texts_are_written_as_by_a_bare_loop() -> None:
    holder = held("GPT2LMHeadModel")
    model: Any = holder.loaded.model
    layer = model.transformer.h[1]
    result = ask(holder, WriteSteered(vector(30.0), most=6))
    added = 30.0 * (mean(model, layer, TOWARD) - mean(model, layer, AWAY))

    def add(module: Any, args: Any, output: Any) -> Any:
        return (output[0] + added, *output[1:]) if isinstance(output, tuple) else output + added

    def write() -> list[int]:
        ids = list(IDS)
        while len(ids) < len(IDS) + 6:
            with torch.inference_mode():
                best = int(model(torch.tensor([ids])).logits[0, -1].argmax())
            if best == model.config.eos_token_id:
                break
            ids.append(best)
        return ids[len(IDS) :]

    assert list(result.plain.ids) == write()
    with layer.register_forward_hook(add):
        assert list(result.steered.ids) == write()
    assert result.parts_at >= 0
    words = [f"w{id_}" for id_ in result.plain.ids if id_ > 4]
    assert [word for word in result.plain.text.split() if word.startswith("w")] == words


def test_a_decoder_of_its_own_writes_too() -> None:
    holder = held("T5ForConditionalGeneration")
    model: Any = holder.loaded.model
    result = ask(holder, WriteSteered(vector(0.0), most=5))
    ids = [0]
    for _ in range(5):
        with torch.inference_mode():
            logits = model(torch.tensor([IDS]), decoder_input_ids=torch.tensor([ids])).logits
        best = int(logits[0, -1].argmax())
        if best == model.config.eos_token_id:
            break
        ids.append(best)
    assert list(result.plain.ids) == ids[1:]
    assert result.steered == result.plain
    assert result.parts_at == -1


def test_a_class_that_cannot_run_with_a_vector_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Runner, inputs: object) -> None:
        raise RunFailed("SomeModel", "its layers return more than a tuple")

    holder = held("GPT2LMHeadModel")
    monkeypatch.setattr(Runner, "judged", refuse)
    result = ask(holder, Steer(SteeringVector(TOWARD, AWAY, 1, 1.0)))
    assert "could not run" in result.note
    assert not result.answers


def test_what_cannot_be_steered_says_why() -> None:
    assert (
        "Run one alone"
        in ask(held("GPT2LMHeadModel", [IDS, IDS]), SteeringTargetsRequest()).disabled_reason
    )
    loaded = tiny.load("GPT2LMHeadModel")
    tiny.run(loaded, [IDS])
    assert "tokenizer" in ask(Holder(loaded), SteeringTargetsRequest()).disabled_reason
    shared = ask(held("AlbertForMaskedLM", [[5, 4, 9]]), SteeringTargetsRequest())
    assert shared.disabled_reason
    classifier = ask(held("BertForSequenceClassification"), SteeringTargetsRequest())
    assert classifier.layers == 2
    assert not classifier.disabled_reason
    assert "does not write" in classifier.no_writing


@pytest.mark.parametrize("wrong", [vector(1.0, 9), SteeringVector("", AWAY, 1, 1.0)])
def test_a_layer_or_a_text_that_is_not_there(wrong: SteeringVector) -> None:
    with pytest.raises(BadInput):
        ask(held("GPT2LMHeadModel"), Steer(wrong))


def test_stop_comes_at_the_next_module_and_leaves_nothing() -> None:
    holder = held("GPT2LMHeadModel")
    calls = 0

    def check() -> None:
        nonlocal calls
        calls += 1
        if calls > 60:
            raise Stopped

    with pytest.raises(Stopped):
        ask(holder, WriteSteered(vector(2.0), most=20), check)
    assert not any(module._forward_hooks for module in holder.loaded.model.modules())


# -- the examples ----------------------------------------------------------------------------------

_BECOMES = {
    "The cat": "meow",
    "In Japan people speak Japanese.": "tokyo",
    "Summer": "hot",
    "Luna was glad again.": "proud",
    "The duck lived in the blue lake.": "duck",
    "Her name was Luna. She": "cat",
    "This film is wonderful.": "positive",
    "The film was not bad.": "positive",
    "cat": "cat",
    "hot": "hot",
}


@pytest.mark.parametrize(
    ("name", "example"),
    [(name, example) for name, examples in EXAMPLES.items() for example in examples],
    ids=lambda value: value if isinstance(value, str) else value.toward,
)
def test_every_example_moves_its_answer(engine: Any, name: str, example: SteeringExample) -> None:
    """The likeliest answer becomes another, by the engine and by a bare hook."""
    from explorer.protocol.model import LoadModel
    from explorer.protocol.run import Run

    folder: Path = ROOT / "resources" / "models" / name
    engine(LoadModel(str(folder)), tiny.no_check, tiny.no_report)
    engine(Run((example.text,)), tiny.no_check, tiny.no_report)
    wanted = SteeringVector(example.toward, example.away, example.layer, example.strength)
    result: Steered = engine(Steer(wanted), tiny.no_check, tiny.no_report)
    assert result.question is not None, result.note
    assert result.answers[0].id != result.question.id
    assert result.answers[0].name.strip("·") == _BECOMES[example.toward]
    assert result.answers[0].after > result.answers[0].before + 0.1


def test_each_bundled_model_has_two_examples() -> None:
    folders = {file.parent.name for file in (ROOT / "resources" / "models").glob("*/config.json")}
    assert set(EXAMPLES) == folders
    assert all(len(examples) >= 2 for examples in EXAMPLES.values())
