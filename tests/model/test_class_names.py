"""The class that a checkpoint names: found wherever transformers has it, or named as unknown."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
import transformers
from transformers import BartConfig, OPTConfig
from transformers.models.bart.modeling_bart import BartDecoderWrapper
from transformers.models.opt.modeling_opt import OPTDecoder

from explorer import resources
from explorer.engine.engine import Engine
from explorer.engine.model_class import exported
from explorer.features import python
from explorer.features.checkpoints.protocol import ModelPreview, PreviewModel
from explorer.protocol.failures import UnknownClass
from explorer.protocol.model import LoadModel, ModelReady
from explorer.protocol.run import OutputRead, ReadOutput, Run
from tests.lesson.execute import execute

BART = BartConfig(
    d_model=32,
    encoder_layers=1,
    decoder_layers=1,
    encoder_attention_heads=2,
    decoder_attention_heads=2,
    encoder_ffn_dim=32,
    decoder_ffn_dim=32,
    vocab_size=100,
)
OPT = OPTConfig(
    hidden_size=32,
    num_hidden_layers=1,
    ffn_dim=32,
    num_attention_heads=2,
    vocab_size=100,
    word_embed_proj_dim=32,
)


def nothing(*words: object, **more: object) -> None:
    """Used as check and report."""


@pytest.fixture(autouse=True)
def no_watch_over_bars(monkeypatch: pytest.MonkeyPatch) -> None:
    from tqdm import tqdm

    monkeypatch.setattr(tqdm, "monitor_interval", 0)


def test_a_class_that_is_not_exported_is_found_and_loaded(engine: Engine, tmp_path: Path) -> None:
    """And its Python, run in another process, gives the same numbers."""
    assert not hasattr(transformers, "OPTDecoder")
    torch.manual_seed(3)
    OPTDecoder(OPT).save_pretrained(tmp_path)
    preview = engine(PreviewModel(str(tmp_path)), nothing, nothing)
    assert isinstance(preview, ModelPreview)
    assert (preview.class_name, preview.unknown_class) == ("OPTDecoder", "")
    ready = engine(LoadModel(str(tmp_path)), nothing, nothing)
    assert isinstance(ready, ModelReady)
    summary = ready.summary
    assert summary.class_module == "transformers.models.opt.modeling_opt"
    assert summary.report is not None
    assert summary.report.trained == summary.report.total
    request = Run(input_ids=((5, 6, 7),))
    ran = engine(request, nothing, nothing)
    read = engine(ReadOutput("last_hidden_state"), nothing, nothing)
    assert isinstance(read, OutputRead)
    code = python.code(request, ran, summary, threads=1)
    assert "from transformers.models.opt.modeling_opt import OPTDecoder" in code
    (done,) = execute([code])
    assert np.array_equal(done.arrays["outputs.last_hidden_state"], read.values)


@pytest.mark.parametrize(
    "name",
    [
        *("BartDecoderWrapper", "MBartDecoderWrapper", "PegasusDecoderWrapper", "MarianDecoder"),
        *("WhisperDecoder", "SpeechT5Decoder", "TrOCRDecoderWrapper", "T5Stack"),
    ],
)
def test_it_is_looked_for_in_every_modeling_file(name: str) -> None:
    found = exported(name, "transformers.models.bert.configuration_bert")
    assert found is not None
    assert found.__name__ == name


@pytest.mark.parametrize("name", ["NoSuchModel", "os.path", "Path", "torch", "not a name", ""])
def test_nothing_else_is_taken_for_a_class(name: str) -> None:
    assert exported(name, "transformers.models.bert.configuration_bert") is None


def test_a_decoder_wrapper_loads_whole(engine: Engine, tmp_path: Path) -> None:
    BartDecoderWrapper(BART).save_pretrained(tmp_path)
    ready = engine(LoadModel(str(tmp_path)), nothing, nothing)
    assert isinstance(ready, ModelReady)
    assert ready.summary.class_name == "BartDecoderWrapper"
    assert ready.summary.report is not None
    assert not ready.summary.report.missing


def test_an_unknown_class_is_named_and_another_can_be_chosen(
    engine: Engine, tmp_path: Path
) -> None:
    folder = tmp_path / "anti"
    shutil.copytree(resources.path("models", "mini-world-bert"), folder)
    about = json.loads((folder / "config.json").read_text()) | {"architectures": ["AntiBERTy"]}
    (folder / "config.json").write_text(json.dumps(about))
    preview = engine(PreviewModel(str(folder)), nothing, nothing)
    assert isinstance(preview, ModelPreview)
    assert (preview.class_name, preview.unknown_class) == ("", "AntiBERTy")
    with pytest.raises(UnknownClass, match="AntiBERTy") as caught:
        engine(LoadModel(str(folder)), nothing, nothing)
    assert caught.value.remedy is not None
    assert (caught.value.remedy.action, caught.value.remedy.target) == ("look", str(folder))
    ready = engine(LoadModel(str(folder), class_name="BertForMaskedLM"), nothing, nothing)
    assert isinstance(ready, ModelReady)


def test_a_preview_counts_the_files_and_what_the_config_makes(
    engine: Engine, tmp_path: Path
) -> None:
    """A config that somebody changed makes another model than the one whose weights are there."""
    stored = OPTDecoder(OPT)
    stored.save_pretrained(tmp_path)
    file = tmp_path / "config.json"
    settings = json.loads(file.read_text(encoding="utf-8"))
    same = engine(PreviewModel(str(tmp_path)), nothing, nothing)
    assert isinstance(same, ModelPreview)
    assert same.built_parameters == same.parameters == stored.num_parameters()
    settings["num_hidden_layers"] += 1
    file.write_text(json.dumps(settings), encoding="utf-8")
    built = OPTDecoder(transformers.OPTConfig.from_pretrained(tmp_path))
    changed = engine(PreviewModel(str(tmp_path)), nothing, nothing)
    assert isinstance(changed, ModelPreview)
    assert changed.parameters == stored.num_parameters()
    assert changed.built_parameters == built.num_parameters() > changed.parameters
