"""Packed weights are named by their method and package, and never called damaged or trained."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from explorer import resources
from explorer.boundary import quantisation
from explorer.engine.engine import Engine
from explorer.features.checkpoints.protocol import PreviewModel
from explorer.protocol.failures import Quantised
from explorer.protocol.model import AttachTokenizer, LoadModel, ModelReady
from tests.foreign import QUANTISED, write

GPT2 = resources.path("models", "mini-world-gpt2")


def nothing(*words: object, **more: object) -> None:
    """Used as check and report."""


def refused(engine: Engine, request: LoadModel | PreviewModel) -> Quantised:
    with pytest.raises(Quantised) as caught:
        engine(request, nothing, nothing)
    return caught.value


@pytest.mark.parametrize("name", QUANTISED)
def test_the_method_and_its_package_are_named(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(quantisation, "installed", lambda package: False)
    files, words = QUANTISED[name]
    folder = write(tmp_path, files)
    for way in (PreviewModel, LoadModel):
        failure = refused(engine, way(str(folder)))
        assert words in failure.sentence
        assert "damaged" not in failure.sentence
        for package in failure.packing.packages:
            assert package in failure.sentence
        assert ("not installed" in failure.sentence) == bool(failure.packing.missing)
        assert failure.remedy is not None


def test_every_method_of_transformers_is_known() -> None:
    """Each with the name of a package, unless its quantizer asks for none."""
    from transformers.quantizers.auto import AUTO_QUANTIZATION_CONFIG_MAPPING

    for method in AUTO_QUANTIZATION_CONFIG_MAPPING:
        found = quantisation.of_config({"quantization_config": {"quant_method": method}})
        assert found is not None
        assert found.known, method
        assert found.packages or method == "gemma"


def test_an_installed_package_is_not_called_missing(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quantisation, "installed", lambda name: True)
    failure = refused(engine, LoadModel(str(write(tmp_path, QUANTISED["GPTQ"][0]))))
    assert "gptqmodel and optimum" in failure.sentence
    assert "not installed" not in failure.sentence


def test_the_model_that_it_was_made_from_can_be_shown(engine: Engine, tmp_path: Path) -> None:
    write(tmp_path, QUANTISED["AWQ"][0])
    (tmp_path / "README.md").write_text("---\nlicense: mit\nbase_model:\n- org/plain\n---\n# AWQ\n")
    failure = refused(engine, LoadModel(str(tmp_path)))
    assert failure.remedy is not None
    assert (failure.remedy.action, failure.remedy.target) == ("page", "org/plain")


def test_a_pickle_of_packed_weights_is_known_by_its_config(engine: Engine, tmp_path: Path) -> None:
    write(tmp_path, QUANTISED["bitsandbytes 4"][0])
    (tmp_path / "model.safetensors").unlink()
    torch.save({"a.weight": torch.zeros(4, dtype=torch.uint8)}, tmp_path / "pytorch_model.bin")
    refused(engine, LoadModel(str(tmp_path)))


def test_its_tokenizer_can_be_borrowed_all_the_same(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "packed"
    shutil.copytree(GPT2, folder)
    about = json.loads((folder / "config.json").read_text())
    about["quantization_config"] = {"quant_method": "gptq", "bits": 4}
    (folder / "config.json").write_text(json.dumps(about))
    refused(engine, LoadModel(str(folder)))
    engine(LoadModel(str(GPT2)), nothing, nothing)
    ready = engine(AttachTokenizer(str(folder)), nothing, nothing)
    assert isinstance(ready, ModelReady)
    assert ready.summary.tokenizer == str(folder)


def test_whole_numbers_beside_weights_do_not_make_them_packed(
    engine: Engine, tmp_path: Path
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(GPT2, folder)
    state = load_file(folder / "model.safetensors")
    state["transformer.position_ids"] = torch.arange(10_000)
    save_file(state, folder / "model.safetensors", {"format": "pt"})
    about = json.loads((folder / "config.json").read_text()) | {"quantization_config": None}
    (folder / "config.json").write_text(json.dumps(about))
    assert isinstance(engine(LoadModel(str(folder)), nothing, nothing), ModelReady)
