"""Random weights from a file are never called trained, and trained ones never random."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import BertConfig, BertModel

from explorer import resources
from explorer.engine.engine import Engine
from explorer.engine.weights import fresh_weights
from explorer.engine.weights.folder import is_kept
from explorer.engine.weights.initial_values import initial_values
from explorer.features import explanations
from explorer.features.checkpoints.protocol import (
    ModelPreview,
    PreviewModel,
    PreviewSave,
    SavePreview,
)
from explorer.protocol.job import Stopped
from explorer.protocol.model import LoadModel, ModelReady, SaveModel, SaveOptions
from tests.sampling import sampled
from tests.surveys.fresh_weights import (
    DTYPES,
    FAMILIES,
    HALF,
    TRAININGS,
    fresh_looking,
    from_disk,
    nothing,
    small,
    trained,
)

BERT = resources.path("models", "mini-world-bert")
SENTIMENT = resources.path("models", "mini-world-sentiment")
SIZES: dict[str, Any] = {
    "hidden_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 128,
    "vocab_size": 300,
}


@pytest.fixture(autouse=True)
def no_watch_over_bars(monkeypatch: pytest.MonkeyPatch) -> None:
    """The progress bar of plain saving starts a thread that outlives it."""
    from tqdm import tqdm

    monkeypatch.setattr(tqdm, "monitor_interval", 0)


def opened(engine: Engine, folder: Path, **more: Any) -> ModelReady:
    ready = engine(LoadModel(str(folder), **more), nothing, nothing)
    assert isinstance(ready, ModelReady)
    return ready


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("pickled", [False, True])
def test_what_plain_python_saves_unasked_appears_random(
    engine: Engine, tmp_path: Path, dtype: torch.dtype, pickled: bool
) -> None:
    """`BertModel(BertConfig()).save_pretrained(folder)`: the course's own steps."""
    torch.manual_seed(1)
    made: Any = BertModel(BertConfig(**SIZES))
    model = made.to(dtype)
    assert from_disk(model, tmp_path, pickled=pickled) == "fresh"
    ready = opened(engine, tmp_path)
    assert ready.summary.state_text == "Appears randomly initialised"
    assert ready.summary.report is not None
    assert "still hold a single number" in ready.summary.report.sentence
    told = explanations.after(ready, ready.summary)
    assert "what training taught" not in " ".join(told.paragraphs)


@pytest.mark.parametrize(("model_type", "class_name"), sampled(FAMILIES[::3], 3))
def test_a_fresh_model_of_each_family_looks_fresh(model_type: str, class_name: str) -> None:
    if model_type == "rwkv":
        pytest.skip("its matrices are orthogonal, which is not looked at")
    model = small(model_type, class_name, seed=7)
    assert model is not None
    for dtype in DTYPES[:2]:
        assert fresh_looking(model.to(dtype))


@pytest.mark.parametrize(
    "how", sampled([*TRAININGS, HALF], 3), ids=lambda how: getattr(how, "name", how)
)
@pytest.mark.parametrize("family", [("llama", "LlamaForCausalLM"), ("bert", "BertForMaskedLM")])
def test_a_trained_model_never_looks_fresh(family: tuple[str, str], how: Any) -> None:
    model = small(*family)
    assert model is not None
    assert fresh_looking(model)
    assert trained(model, how)
    assert not fresh_looking(model)


@pytest.mark.parametrize("name", ["mini-world-bert", "mini-world-gpt2", "mini-world-reviews"])
def test_a_trained_model_in_a_folder_has_weights_from_a_file(
    engine: Engine, tmp_path: Path, name: str
) -> None:
    if not resources.path("models", name).is_dir():
        name = sorted(p.name for p in resources.path("models").iterdir() if p.is_dir())[-1]
    assert opened(engine, resources.path("models", name)).summary.state == "trained"
    shutil.copytree(resources.path("models", name), tmp_path / "copy")
    ready = opened(engine, tmp_path / "copy")
    assert ready.summary.state_text == "Weights from a file"
    told = " ".join(explanations.after(ready, ready.summary).paragraphs)
    assert "Nothing in the folder says who trained these weights" in told
    assert "what training taught" not in told


@pytest.mark.parametrize("kind", ["trained", "fresh"])
def test_a_checkpoint_of_the_hub_is_trained_unless_it_looks_fresh(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    folder = tmp_path / "models--o--m" / "snapshots" / ("a" * 40)
    if kind == "trained":
        shutil.copytree(BERT, folder)
    else:
        BertModel(BertConfig(**SIZES)).save_pretrained(folder)
    assert is_kept(folder)
    assert opened(engine, folder).summary.state == kind


def test_saving_it_keeps_saying_so(engine: Engine, tmp_path: Path) -> None:
    BertModel(BertConfig(**SIZES)).save_pretrained(tmp_path / "first")
    opened(engine, tmp_path / "first")
    engine(SaveModel(str(tmp_path / "second")), nothing, nothing)
    preview = engine(PreviewModel(str(tmp_path / "second")), nothing, nothing)
    assert isinstance(preview, ModelPreview)
    assert preview.state == "fresh"
    assert "Appears randomly initialised" in (tmp_path / "second" / "README.md").read_text()
    assert opened(engine, tmp_path / "second").summary.state == "fresh"


def test_the_note_is_foretold_to_the_byte(engine: Engine, tmp_path: Path) -> None:
    BertModel(BertConfig(**SIZES)).save_pretrained(tmp_path / "bare")
    opened(engine, tmp_path / "bare")
    target = tmp_path / "saved"
    preview = engine(PreviewSave(str(target)), nothing, nothing)
    assert isinstance(preview, SavePreview)
    engine(SaveModel(str(target)), nothing, nothing)
    foretold = {file.name: file.bytes for file in preview.files}
    name = "weights_origin.json"
    assert foretold[name] == (target / name).stat().st_size


def test_a_note_cannot_make_weights_trained(engine: Engine, tmp_path: Path) -> None:
    BertModel(BertConfig(**SIZES)).save_pretrained(tmp_path)
    opened(engine, tmp_path)
    engine(SaveModel(str(tmp_path / "noted")), nothing, nothing)
    note = tmp_path / "noted" / "weights_origin.json"
    note.write_text(json.dumps(json.loads(note.read_text()) | {"weights": "trained"}))
    assert opened(engine, tmp_path / "noted").summary.state == "fresh"


def test_an_unchanged_copy_of_a_trained_model_stays_trained(engine: Engine, tmp_path: Path) -> None:
    opened(engine, BERT)
    saved = tmp_path / "saved"
    preview = engine(PreviewSave(str(saved)), nothing, nothing)
    assert isinstance(preview, SavePreview)
    engine(SaveModel(str(saved)), nothing, nothing)
    foretold = {file.name: file.bytes for file in preview.files}
    assert foretold["weights_origin.json"] == (saved / "weights_origin.json").stat().st_size
    for folder, copy in ((saved, tmp_path / "copy"), (tmp_path / "copy", tmp_path / "last")):
        ready = opened(engine, folder)
        assert ready.summary.state == "trained"
        assert ready.summary.state_text == "Trained weights, copied from mini-world-bert"
        told = " ".join(explanations.after(ready, ready.summary).paragraphs)
        assert "Nothing in the folder" not in told
        assert "a copy of those of mini-world-bert, saved here unchanged" in told
        engine(SaveModel(str(copy)), nothing, nothing)
    # A new head is none of what was copied.
    headed = opened(engine, saved, class_name="BertForSequenceClassification")
    assert headed.summary.state == "partly"


def test_a_head_that_learned_another_task_is_said_to_be_of_another_class(engine: Engine) -> None:
    """Its shape fits, so that nothing is missing, and nothing said that it judges no tokens."""
    ready = opened(engine, SENTIMENT, class_name="BertForTokenClassification")
    assert ready.summary.report is not None
    assert not ready.summary.report.missing
    assert ready.summary.state_text == "Trained weights, of a BertForSequenceClassification"
    told = " ".join(explanations.after(ready, ready.summary).paragraphs)
    assert "was built by the sizes in config.json" in told
    assert "The weights of the model hold what training taught it." in told
    own = opened(engine, SENTIMENT)
    assert own.summary.state_text == "Trained weights"


def test_a_copy_that_was_changed_or_came_from_elsewhere_is_not_called_trained(
    engine: Engine, tmp_path: Path
) -> None:
    opened(engine, BERT)
    for name in ("changed", "renamed", "rounded"):
        options = SaveOptions(dtype="float16") if name == "rounded" else SaveOptions()
        engine(SaveModel(str(tmp_path / name), options=options), nothing, nothing)
    weights = tmp_path / "changed" / "model.safetensors"
    tensors = load_file(weights)
    tensors["bert.embeddings.word_embeddings.weight"][7, 7] += 1
    save_file(tensors, weights, {"format": "pt"})
    note = tmp_path / "renamed" / "weights_origin.json"
    note.write_text(note.read_text().replace("mini-world-bert", "another"))
    for name in ("changed", "renamed", "rounded"):
        assert opened(engine, tmp_path / name).summary.state == "file", name


def test_another_head_on_random_weights_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    BertModel(BertConfig(**SIZES)).save_pretrained(tmp_path)
    ready = opened(engine, tmp_path, class_name="BertForSequenceClassification")
    assert ready.summary.state == "fresh"
    assert ready.summary.report is not None
    assert ready.summary.report.trained < ready.summary.report.total


def test_one_moved_bias_is_enough(tmp_path: Path) -> None:
    model = BertModel(BertConfig(**SIZES))
    assert fresh_looking(model)
    with torch.no_grad():
        model.get_parameter("encoder.layer.1.output.dense.bias").add_(1e-6 * torch.randn(64))
    assert not fresh_looking(model)


def test_the_look_can_be_stopped_and_draws_nothing() -> None:
    model = BertModel(BertConfig(**SIZES))
    state = torch.random.get_rng_state()
    assert fresh_looking(model)
    assert torch.equal(torch.random.get_rng_state(), state)

    def check() -> None:
        raise Stopped

    with pytest.raises(Stopped):
        fresh_weights.looks_fresh(model, {name for name, _ in model.named_parameters()}, check)
    with pytest.raises(Stopped):
        initial_values(BertModel, model.config, check)
    assert torch.nn.init.trunc_normal_.__module__ == "torch.nn.init"


def test_the_drawings_are_those_of_the_class() -> None:
    """Against the numbers that the class really draws, tensor by tensor."""
    from transformers import T5Config, T5ForConditionalGeneration

    config = T5Config(d_model=64, d_ff=128, num_layers=2, num_heads=4, d_kv=16, vocab_size=300)
    steps = initial_values(T5ForConditionalGeneration, config, nothing)
    model = T5ForConditionalGeneration(config)
    names = {name for name, _ in model.named_parameters()}
    assert names <= set(steps)
    for name, tensor in model.named_parameters():
        (kind, numbers), *after = steps[name]
        assert not after
        spread = float(tensor.detach().std()) if tensor.numel() > 64 else None
        if kind == "constant":
            assert bool((tensor == numbers[0]).all())
        elif spread is not None:
            assert abs(spread / numbers[1] - 1) < 0.1, name


def test_the_survey_is_a_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.surveys.fresh_weights", "--help"],
        capture_output=True,
        text=True,
    )
    assert "looks at" in done.stdout or "looked at" in done.stdout
