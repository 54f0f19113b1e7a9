"""GGUF files: the weights, the tokens and the Python against bare transformers."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tqdm import tqdm

from explorer.boundary import packages
from explorer.engine.engine import Engine
from explorer.engine.loaded_model import summary
from explorer.engine.weights import gguf_file
from explorer.features import python
from explorer.features.checkpoints.protocol import CompareSaved, ModelPreview, PreviewModel
from explorer.features.compare.protocol import LoadOther
from explorer.features.export.session_script import session_script
from explorer.protocol.explanation import Step
from explorer.protocol.failures import ConfigBroken, GgufInside, NeedsPackage
from explorer.protocol.model import LoadModel, ModelReady, SaveModel
from explorer.protocol.run import Run, RunResult
from tests import gguf_files
from tests.lesson.execute import execute
from tests.model import tiny
from tests.model.test_gguf_header import made

TEXT = "a(b!c"


@pytest.fixture(autouse=True, scope="module")
def _installed() -> None:
    for package in ("gguf", "accelerate"):
        pytest.importorskip(package, reason="GGUF files need the packages gguf and accelerate")
    from transformers import logging

    logging.disable_progress_bar()
    tqdm.monitor_interval = 0  # a thread that watches bars, and stays


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Llama in three types."""
    folder = tmp_path_factory.mktemp("gguf")
    for kind in ("Q4_K", "Q8_0", "F32"):
        gguf_files.write(folder / f"tiny.{kind}.gguf", gguf_files.llama(), kind)
    return folder


def _opened(engine: Engine, path: Path, **more: Any) -> ModelReady:
    ready = engine(LoadModel(str(path), **more), tiny.no_check, tiny.no_report)
    assert isinstance(ready, ModelReady)
    return ready


@pytest.mark.parametrize(
    ("kind", "words"),
    [("Q4_K", "Approximate: converted from Q4_K"), ("Q8_0", ""), ("F32", "")],
)
def test_every_weight_is_that_of_bare_transformers(
    engine: Engine, folder: Path, kind: str, words: str
) -> None:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    file = folder / f"tiny.{kind}.gguf"
    ready = _opened(engine, file)
    bare = AutoModelForCausalLM.from_pretrained(folder, gguf_file=file.name).eval()
    for parameter in bare.parameters():  # where its memory begins decides the last digit
        parameter.data = parameter.data.clone()
    own = engine.loaded.model.state_dict()
    assert own.keys() == bare.state_dict().keys()
    for name, tensor in bare.state_dict().items():
        assert torch.equal(own[name], tensor), name
    assert ready.summary.report is not None
    assert ready.summary.report.rounded == ("" if kind == "F32" else kind)
    # Random weights in F32 and Q8_0 look random still, which says more than the type.
    assert ready.summary.state_text == (words or "Appears randomly initialised")
    result = engine(Run((TEXT,)), tiny.no_check, tiny.no_report)
    assert isinstance(result, RunResult)
    tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=file.name)
    inputs = tokenizer(TEXT, return_tensors="pt")
    assert [token.id for token in result.rows[0]] == inputs["input_ids"][0].tolist()
    with torch.inference_mode():
        assert torch.equal(engine.loaded.run_outputs["logits"], bare(**inputs).logits)


def test_the_original_weights_come_back_where_nothing_was_rounded(
    engine: Engine, folder: Path
) -> None:
    _opened(engine, folder / "tiny.F32.gguf")
    for name, tensor in gguf_files.llama().state_dict().items():
        assert torch.equal(engine.loaded.model.state_dict()[name], tensor), name


def test_its_python_gives_the_same_bits_also_after_saving(
    engine: Engine, folder: Path, tmp_path: Path
) -> None:
    steps = []
    for request in (
        LoadModel(str(folder / "tiny.Q8_0.gguf")),
        Run((TEXT,)),
        SaveModel(str(tmp_path / "saved")),
    ):
        result = engine(request, tiny.no_check, tiny.no_report)
        steps.append(Step(request, result, summary(engine.loaded)))
    logits = engine.loaded.run_outputs["logits"].numpy()
    compared: Any = engine(CompareSaved(str(tmp_path / "saved")), tiny.no_check, tiny.no_report)
    assert compared.identical
    shutil.rmtree(tmp_path / "saved")
    (ran,) = execute([session_script(steps, threads=torch.get_num_threads())])
    assert np.array_equal(ran.arrays["outputs.logits"], logits)
    compared = engine(CompareSaved(str(tmp_path / "saved")), tiny.no_check, tiny.no_report)
    assert not compared.different


def test_the_preview_says_the_sizes_before_anything_is_converted(
    engine: Engine, folder: Path
) -> None:
    file = folder / "tiny.Q4_K.gguf"
    preview = engine(PreviewModel(str(file)), tiny.no_check, tiny.no_report)
    assert isinstance(preview, ModelPreview)
    total = sum(tensor.numel() for tensor in gguf_files.llama().state_dict().values())
    assert (preview.parameters, preview.bytes) == (total, file.stat().st_size)
    assert (preview.converted, preview.rounded) == (True, "Q4_K")
    assert dict(preview.dtypes).keys() == {"Q4_K", "float32"}
    # Four bytes for each weight, and a little more on the way.
    assert 4 * total < preview.need("auto") < 6 * total
    assert preview.need("bfloat16") < preview.need("float32")
    assert preview.class_name == "LlamaForCausalLM"
    assert preview.tokenizer


def test_another_dtype_is_that_of_bare_transformers(engine: Engine, folder: Path) -> None:
    from transformers import AutoModelForCausalLM

    file = folder / "tiny.Q8_0.gguf"
    _opened(engine, file, dtype="bfloat16")
    bare = AutoModelForCausalLM.from_pretrained(folder, gguf_file=file.name, dtype=torch.bfloat16)
    for name, tensor in bare.state_dict().items():
        assert torch.equal(engine.loaded.model.state_dict()[name], tensor), name


def test_two_types_are_compared(engine: Engine, folder: Path) -> None:
    _opened(engine, folder / "tiny.F32.gguf")
    other = LoadOther("checkpoint", path=str(folder / "tiny.Q8_0.gguf"))
    result: Any = engine(other, tiny.no_check, tiny.no_report)
    assert result.summary.class_name == "LlamaForCausalLM"


def test_the_folder_offers_its_files(engine: Engine, folder: Path) -> None:
    with pytest.raises(GgufInside) as caught:
        engine(LoadModel(str(folder)), tiny.no_check, tiny.no_report)
    assert "models as GGUF files, such as tiny.F32.gguf" in caught.value.sentence
    assert caught.value.remedy is not None
    assert _opened(engine, Path(caught.value.remedy.target)).summary.report


def test_without_a_vocabulary_it_runs_on_input_ids(engine: Engine, tmp_path: Path) -> None:
    file = gguf_files.write(tmp_path / "bare.gguf", gguf_files.llama(), tokens=False)
    assert _opened(engine, file).summary.tokenizer == ""
    engine(Run(input_ids=((1, 5, 7),)), tiny.no_check, tiny.no_report)


def test_a_stop_leaves_the_former_model(engine: Engine, folder: Path) -> None:
    from explorer.protocol.job import Stopped

    _opened(engine, folder / "tiny.F32.gguf")
    serial = engine.loaded.serial

    def stop(text: str, fraction: float | None = None, partial: object = None) -> None:
        if "GGUF" in text:
            raise Stopped

    with pytest.raises(Stopped):
        engine(LoadModel(str(folder / "tiny.Q8_0.gguf")), tiny.no_check, stop)
    assert engine.loaded.serial == serial


def test_a_missing_package_is_named(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        gguf_file, "installed", lambda name: name != "gguf" and packages.installed(name)
    )
    with pytest.raises(NeedsPackage) as caught:
        engine(PreviewModel(str(folder / "tiny.F32.gguf")), tiny.no_check, tiny.no_report)
    assert caught.value.packages == ("gguf",)
    assert "[gguf]" in caught.value.details


def test_keys_that_say_too_little_are_a_sentence(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "little.gguf"
    file.write_bytes(made())
    with pytest.raises(ConfigBroken, match="how large the model is"):
        engine(LoadModel(str(file)), tiny.no_check, tiny.no_report)


def test_the_code_of_a_gguf_file_names_it(engine: Engine, folder: Path) -> None:
    request = LoadModel(str(folder / "tiny.F32.gguf"))
    ready = engine(request, tiny.no_check, tiny.no_report)
    code = python.code(request, ready, summary(engine.loaded))
    assert 'gguf_file="tiny.F32.gguf"' in code
    assert "GgufConfig(dequantize=True)" in code
