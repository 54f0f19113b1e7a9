"""Vectors of texts as the checkpoint's own modules.json says, against formulas written out here."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from explorer import resources
from explorer.engine.engine import Engine
from explorer.engine.loaded_model import summary
from explorer.features import python
from explorer.features.answers.protocol import CompareTexts, TextsCompared
from explorer.features.export.session_script import session_script
from explorer.protocol.config import ConfigEdit
from explorer.protocol.explanation import Step
from explorer.protocol.failures import BadInput
from explorer.protocol.model import AttachTokenizer, CreateModel, LoadModel, Prepared, SaveModel
from tests.lesson.execute import execute
from tests.model import tiny

TEXTS = ("i loved the film", "the film was bad and the dog said so", "paris")
SIZE = 96
"""Values of a hidden state of the bundled BERT."""

_OLD = "sentence_transformers.models."
_NEW = "sentence_transformers.sentence_transformer.modules.pooling."


@pytest.fixture(autouse=True, scope="module")
def _quiet() -> None:
    from transformers import logging

    logging.disable_progress_bar()


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BertModel with its tokenizer, saved without any modules.json."""
    from transformers import AutoTokenizer, BertModel

    folder = tmp_path_factory.mktemp("bare")
    source = resources.path("models", "mini-world-bert")
    BertModel.from_pretrained(source).save_pretrained(folder)
    AutoTokenizer.from_pretrained(source).save_pretrained(folder)
    return folder


def _copy(bare: Path, target: Path) -> Path:
    target.mkdir(parents=True, exist_ok=True)
    for file in bare.iterdir():
        (target / file.name).write_bytes(file.read_bytes())
    return target


def _module(folder: Path, name: str, kind: str, config: dict[str, Any] | None = None) -> None:
    """Append a module to modules.json, as sentence-transformers writes it."""
    listed = folder / "modules.json"
    first = [{"idx": 0, "name": "0", "path": "", "type": f"{_OLD}Transformer"}]
    rows = json.loads(listed.read_text()) if listed.exists() else first
    rows.append({"idx": len(rows), "name": str(len(rows)), "path": name, "type": kind})
    listed.write_text(json.dumps(rows))
    (folder / name).mkdir(exist_ok=True)
    if config is not None:
        (folder / name / "config.json").write_text(json.dumps(config))


def _hidden(folder: Path) -> tuple[torch.Tensor, torch.Tensor]:
    """Hidden states and mask of TEXTS, by bare transformers."""
    from transformers import AutoTokenizer, BertModel

    tokenizer = AutoTokenizer.from_pretrained(folder)
    inputs = tokenizer(list(TEXTS), padding=True, return_tensors="pt")
    with torch.inference_mode():
        states = BertModel.from_pretrained(folder).eval()(**inputs).last_hidden_state
    return states, inputs["attention_mask"]


def _each(make: Callable[[torch.Tensor], torch.Tensor]) -> Callable[[Any, Any], torch.Tensor]:
    """`make` a vector of the hidden states of one text alone, [tokens, size], for each text."""
    return lambda states, mask: torch.stack(
        [make(row[kept.bool()]) for row, kept in zip(states, mask, strict=True)]
    )


def _weighted(row: torch.Tensor) -> torch.Tensor:
    weights = torch.arange(1.0, len(row) + 1)
    return (row * weights[:, None]).sum(0) / weights.sum()


_POOLINGS: dict[str, tuple[dict[str, Any], Callable[[Any, Any], torch.Tensor]]] = {
    "cls": ({"pooling_mode_cls_token": True}, _each(lambda row: row[0])),
    "mean": ({"pooling_mode_mean_tokens": True}, _each(lambda row: row.mean(0))),
    "max": ({"pooling_mode_max_tokens": True}, _each(lambda row: row.amax(0))),
    "root": (
        {"pooling_mode_mean_sqrt_len_tokens": True},
        _each(lambda row: row.sum(0) / len(row) ** 0.5),
    ),
    "weighted": ({"pooling_mode_weightedmean_tokens": True}, _each(_weighted)),
    "last": ({"pooling_mode_lasttoken": True}, _each(lambda row: row[-1])),
    "new": ({"pooling_mode": "lasttoken", "embedding_dimension": SIZE}, _each(lambda row: row[-1])),
    "none": ({"pooling_mode_cls_token": False}, _each(lambda row: row.mean(0))),
    "both": (
        {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": True},
        _each(lambda row: torch.cat([row[0], row.mean(0)])),
    ),
    "several": (
        {"pooling_mode": ["mean", "max"]},
        _each(lambda row: torch.cat([row.mean(0), row.amax(0)])),
    ),
}  # fmt: skip


def _asked(folder: Path) -> tuple[Engine, TextsCompared, str]:
    engine = Engine(Prepared("", "", ("cpu",), 1, 0.0))
    engine(LoadModel(str(folder)), tiny.no_check, tiny.no_report)
    request = CompareTexts(TEXTS)
    result = engine(request, tiny.no_check, tiny.no_report)
    assert isinstance(result, TextsCompared)
    return engine, result, python.code(request, result, summary(engine.loaded))


def _cosine(vectors: torch.Tensor) -> np.ndarray[Any, Any]:
    rows = vectors.double().numpy()
    rows = rows / np.linalg.norm(rows, axis=-1, keepdims=True)
    cosine: np.ndarray[Any, Any] = rows @ rows.T
    return cosine


def test_each_pooling_is_the_checkpoint_s_own(bare: Path, tmp_path: Path) -> None:
    codes, told = [], []
    states, mask = _hidden(bare)
    for name, (config, by_hand) in _POOLINGS.items():
        folder = _copy(bare, tmp_path / name)
        kind = f"{_NEW}Pooling" if name in ("new", "several") else f"{_OLD}Pooling"
        _module(folder, "1_Pooling", kind, {"word_embedding_dimension": SIZE, **config})
        _, result, code = _asked(folder)
        assert np.allclose(result.vectors, by_hand(states, mask), atol=1e-5), name
        assert np.allclose(result.cosine, _cosine(by_hand(states, mask)), atol=1e-5), name
        assert "checkpoint's own pooling" in result.how
        codes.append(code)
        told.append(result)
    for result, made in zip(told, execute(codes), strict=True):
        assert np.array_equal(made.arrays["own.cosine"], result.cosine)
    means = told[list(_POOLINGS).index("mean")].cosine, told[list(_POOLINGS).index("cls")].cosine
    assert np.abs(means[0] - means[1]).max() > 0.01  # else the test could not tell them apart


def test_without_modules_the_mean_is_taken_and_said(bare: Path) -> None:
    _, result, _ = _asked(bare)
    states, mask = _hidden(bare)
    assert np.allclose(result.vectors, _POOLINGS["mean"][1](states, mask), atol=1e-5)
    assert "does not say how to pool" in result.how


def test_a_model_that_was_created_has_no_checkpoint_that_could_say_how_to_pool() -> None:
    engine = Engine(Prepared("", "", ("cpu",), 1, 0.0))
    sizes = '{"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}'
    edit = ConfigEdit("bert", "BertModel", sizes)
    engine(CreateModel(edit, 3), tiny.no_check, tiny.no_report)
    assert engine.loaded.name == "my-bert"
    asked = CompareTexts(input_ids=((101, 102), (101, 7)))
    result = engine(asked, tiny.no_check, tiny.no_report)
    assert isinstance(result, TextsCompared)
    assert "the mean is used" in result.how
    assert "checkpoint" not in result.how


@pytest.mark.parametrize("pickled", [False, True])
def test_dense_norm_and_normalize_follow_and_are_saved_again(
    bare: Path, tmp_path: Path, pickled: bool
) -> None:
    torch.manual_seed(4)
    dense = {"linear.weight": torch.randn(24, SIZE) / 9, "linear.bias": torch.randn(24)}
    norm = {"norm.weight": torch.rand(24) + 0.5, "norm.bias": torch.randn(24)}
    folder = _copy(bare, tmp_path / "first")
    _module(folder, "1_Pooling", f"{_OLD}Pooling", {"pooling_mode_mean_tokens": True})
    about: dict[str, object] = {"in_features": SIZE, "out_features": 24, "bias": True}
    about["activation_function"] = "torch.nn.modules.activation.Tanh"
    _module(folder, "2_Dense", f"{_OLD}Dense", about)
    _module(folder, "3_LayerNorm", f"{_OLD}LayerNorm", {"dimension": 24})
    _module(folder, "4_Dropout", f"{_OLD}Dropout", {"dropout": 0.5})
    _module(folder, "5_Normalize", f"{_OLD}Normalize")
    for name, tensors in (("2_Dense", dense), ("3_LayerNorm", norm)):
        if pickled:
            torch.save(tensors, folder / name / "pytorch_model.bin")
        else:
            save_file(tensors, folder / name / "model.safetensors")
    engine, result, code = _asked(folder)
    states, mask = _hidden(bare)
    mean = _POOLINGS["mean"][1](states, mask).double().numpy()
    values = np.tanh(
        mean @ dense["linear.weight"].double().numpy().T + dense["linear.bias"].numpy()
    )
    values = values - values.mean(-1, keepdims=True)
    values /= np.sqrt((values**2).mean(-1, keepdims=True) + 1e-5)
    values = values * norm["norm.weight"].numpy() + norm["norm.bias"].numpy()
    values /= np.linalg.norm(values, axis=-1, keepdims=True)
    assert np.allclose(result.vectors, values, atol=1e-5)
    assert "96 values into 24, followed by Tanh" in result.how
    assert "length 1" in result.how
    (made,) = execute([code])
    assert np.array_equal(made.arrays["own.vectors"], result.vectors)
    second = tmp_path / "second"
    engine(SaveModel(str(second)), tiny.no_check, tiny.no_report)
    _, again, _ = _asked(second)
    assert np.array_equal(again.vectors, result.vectors)
    assert (second / "5_Normalize").exists() or "5_Normalize" in (
        second / "modules.json"
    ).read_text()


def test_an_old_layout_keeps_its_modules_beside_the_transformer(bare: Path, tmp_path: Path) -> None:
    folder = tmp_path / "old" / "0_BERT"
    folder.parent.mkdir()
    _copy(bare, folder)
    rows = [{"idx": 0, "name": "0", "path": "0_BERT", "type": f"{_OLD}BERT"}]
    (folder.parent / "modules.json").write_text(json.dumps(rows))
    _module(folder.parent, "1_Pooling", f"{_OLD}Pooling", {"pooling_mode_cls_token": True})
    _module(folder.parent, "2_Dense", f"{_OLD}Dense", {"activation_function": "torch.nn.ReLU"})
    weight = torch.linspace(-1, 1, 8 * SIZE).reshape(8, SIZE)
    save_file({"linear.weight": weight}, folder.parent / "2_Dense" / "model.safetensors")
    engine, result, code = _asked(folder)
    states, _ = _hidden(bare)
    assert np.allclose(result.vectors, (states[:, 0] @ weight.T).relu(), atol=1e-5)
    (made,) = execute([code])
    assert np.array_equal(made.arrays["own.vectors"], result.vectors)
    engine(SaveModel(str(tmp_path / "new")), tiny.no_check, tiny.no_report)
    _, again, _ = _asked(tmp_path / "new")
    assert np.array_equal(again.vectors, result.vectors)


@pytest.mark.parametrize(
    ("kind", "config", "why"),
    [
        ("CNN", {}, "is a CNN"),
        ("Dense", {"activation_function": "os.system"}, "needs the function system"),
        ("Dense", {"module_input_name": "token_embeddings"}, "works on single tokens"),
        ("Dense", {"use_residual": True}, "adds its input"),
        ("Pooling", {"pooling_mode": "median"}, "pools by “median”"),
    ],
)
def test_what_is_not_computed_here_is_said_and_the_mean_is_taken(
    bare: Path, tmp_path: Path, kind: str, config: dict[str, Any], why: str
) -> None:
    folder = _copy(bare, tmp_path / "odd")
    _module(folder, "1_Pooling", f"{_OLD}Pooling", {"pooling_mode_cls_token": True})
    _module(folder, f"2_{kind}", f"{_OLD}{kind}", config)
    save_file({"linear.weight": torch.ones(4, SIZE)}, folder / f"2_{kind}" / "model.safetensors")
    _, result, _ = _asked(folder)
    states, mask = _hidden(bare)
    assert np.allclose(result.vectors, _POOLINGS["mean"][1](states, mask), atol=1e-5)
    assert why in result.how
    assert "not used here" in result.how


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / "2_Dense" / "model.safetensors").write_bytes(b"short"),
        lambda folder: (folder / "2_Dense" / "model.safetensors").unlink(),
        lambda folder: save_file(
            {"linear.weight": torch.ones(4)}, folder / "2_Dense" / "model.safetensors"
        ),
        lambda folder: (folder / "modules.json").write_text(
            (folder / "modules.json").read_text().replace("2_Dense", "../2_Dense")
        ),
    ],
)
def test_damaged_modules_are_said(
    bare: Path, tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    folder = _copy(bare, tmp_path / "bad")
    _module(folder, "1_Pooling", f"{_OLD}Pooling", {})
    _module(folder, "2_Dense", f"{_OLD}Dense", {})
    save_file({"linear.weight": torch.ones(4, SIZE)}, folder / "2_Dense" / "model.safetensors")
    damage(folder)
    _, result, _ = _asked(folder)
    assert "not used here" in result.how
    assert result.vectors.shape == (3, SIZE)


def test_steps_that_do_not_fit_together_are_a_sentence(bare: Path, tmp_path: Path) -> None:
    folder = _copy(bare, tmp_path / "bad")
    _module(folder, "1_Pooling", f"{_OLD}Pooling", {})
    _module(folder, "2_Dense", f"{_OLD}Dense", {})
    save_file({"linear.weight": torch.ones(4, 64)}, folder / "2_Dense" / "model.safetensors")
    with pytest.raises(BadInput, match="takes vectors of 64 values, and here they have 96"):
        _asked(folder)


def test_what_sentence_transformers_does_besides_is_said(bare: Path, tmp_path: Path) -> None:
    folder = _copy(bare, tmp_path / "more")
    _module(folder, "1_Pooling", f"{_OLD}Pooling", {})
    (folder / "sentence_bert_config.json").write_text(
        '{"max_seq_length": 4, "do_lower_case": true}'
    )
    (folder / "config_sentence_transformers.json").write_text(
        '{"prompts": {"query": "query: "}, "default_prompt_name": "query"}'
    )
    engine, result, _ = _asked(folder)
    assert "only the first 4 tokens" in result.how
    assert "“query: ”" in result.how
    short = engine(CompareTexts(("Paris",)), tiny.no_check, tiny.no_report)
    assert isinstance(short, TextsCompared)
    assert "lower case" in short.how
    assert "first 4 tokens" not in short.how
    engine(SaveModel(str(tmp_path / "saved")), tiny.no_check, tiny.no_report)
    name = "sentence_bert_config.json"
    assert (tmp_path / "saved" / name).read_text() == (folder / name).read_text()


def test_the_bare_model_is_loaded_where_the_head_has_no_weights(bare: Path, tmp_path: Path) -> None:
    folder = _copy(bare, tmp_path / "head")
    _module(folder, "1_Pooling", f"{_OLD}Pooling", {})
    config = json.loads((folder / "config.json").read_text())
    config["architectures"] = ["BertForMaskedLM"]
    (folder / "config.json").write_text(json.dumps(config))
    engine, _, _ = _asked(folder)
    assert type(engine.loaded.model).__name__ == "BertModel"
    assert engine.loaded.state != "partly"


def test_a_script_reads_the_pooling_from_the_model_s_own_checkpoint(
    bare: Path, tmp_path: Path
) -> None:
    """Also after the tokenizer of another folder was attached in between."""
    folder = _copy(bare, tmp_path / "own")
    _module(folder, "1_Pooling", f"{_OLD}Pooling", {"pooling_mode_cls_token": True})
    _module(folder, "2_Dense", f"{_OLD}Dense", {"activation_function": "torch.nn.Tanh"})
    weight = torch.linspace(-1, 1, 8 * SIZE).reshape(8, SIZE)
    save_file({"linear.weight": weight}, folder / "2_Dense" / "model.safetensors")
    engine = Engine(Prepared("", "", ("cpu",), 1, 0.0))
    steps = []
    for request in (
        LoadModel(str(folder)),
        AttachTokenizer(str(bare)),
        CompareTexts(TEXTS),
        AttachTokenizer(str(folder)),
        CompareTexts(TEXTS),
    ):
        result = engine(request, tiny.no_check, tiny.no_report)
        steps.append(Step(request, result, summary(engine.loaded)))
    (made,) = execute([session_script(steps)])
    assert isinstance(result, TextsCompared)
    assert np.array_equal(made.arrays["own.vectors"], result.vectors)


_PACKAGE = "sentence_transformers"


@pytest.mark.parametrize("mode", ["cls", "mean", "max", "weightedmean", "lasttoken"])
@pytest.mark.filterwarnings("ignore")  # the package's own, of names that it gave up
@pytest.mark.reaches  # it asks the Hub about the model that it saves
@pytest.mark.keeps_threads  # its bars leave tqdm's monitor behind
def test_sentence_transformers_makes_the_same_vectors(
    bare: Path, tmp_path: Path, mode: str
) -> None:
    """Of a folder that the package itself wrote, where it is installed."""
    package = pytest.importorskip(_PACKAGE, reason="a cross-check against another package")
    modules: Any = package.sentence_transformer.modules
    torch.manual_seed(5)
    own = package.SentenceTransformer(
        modules=[
            modules.Transformer(str(bare)),
            modules.Pooling(SIZE, mode),
            modules.Dense(SIZE, 24),
            modules.Normalize(),
        ],
        device="cpu",
    )
    own.save(str(tmp_path / "written"))
    _, result, _ = _asked(tmp_path / "written")
    vectors = own.encode(list(TEXTS), convert_to_numpy=True)
    assert np.abs(result.vectors - vectors).max() <= 1e-6
    similar = own.similarity(vectors, vectors).numpy()
    assert np.abs(result.cosine - similar).max() <= 1e-6
    assert "checkpoint's own pooling" in result.how
    assert "not used here" not in result.how
