"""Code that a checkpoint brings along never runs: not to look, to load, to run, nor to save it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from explorer import resources
from explorer.engine.engine import Engine
from explorer.features.checkpoints.protocol import PreviewModel
from explorer.features.generation.protocol import Generate
from explorer.features.media.protocol import RunOnFile
from explorer.protocol.failures import Failure
from explorer.protocol.model import AttachTokenizer, LoadModel, SaveModel
from explorer.protocol.run import Run, Tokenize
from tests.model.tiny import no_check, no_report

CODE = """
from pathlib import Path
Path({marker!r}).touch()
from transformers import {base}
class Own({base}):
    pass
def generate(*args, **more):
    pass
"""


def _own(folder: Path, file: str, base: str, marker: Path) -> None:
    (folder / file).parent.mkdir(exist_ok=True)
    (folder / file).write_text(CODE.format(marker=str(marker), base=base))


def _add(file: Path, **values: object) -> None:
    told = json.loads(file.read_text()) if file.exists() else {}
    file.write_text(json.dumps(told | values))


def _bring(folder: Path, marker: Path) -> None:
    """Python for every part that transformers takes code of a checkpoint for."""
    _own(folder, "conf.py", "BertConfig", marker)
    _own(folder, "tok.py", "BertTokenizer", marker)
    _own(folder, "proc.py", "ViTImageProcessor", marker)
    _own(folder, "custom_generate/generate.py", "BertConfig", marker)
    autos = ("AutoModel", "AutoModelForMaskedLM", "AutoModelForCausalLM",
             "AutoModelForImageClassification")  # fmt: skip
    _add(
        folder / "config.json",
        auto_map={"AutoConfig": "conf.Own", **dict.fromkeys(autos, "conf.Own")},
    )
    _add(
        folder / "tokenizer_config.json",
        auto_map={"AutoTokenizer": ["tok.Own", "tok.Own"]},
    )
    _add(
        folder / "preprocessor_config.json",
        auto_map=dict.fromkeys(
            ("AutoImageProcessor", "AutoFeatureExtractor"), f"{folder}--proc.Own"
        ),
        image_processor_type="Own",
    )
    _add(folder / "generation_config.json", custom_generate=str(folder))


@pytest.mark.parametrize("name", ["mini-world-bert", "mini-world-gpt2"])
def test_code_of_a_text_checkpoint_never_runs(engine: Engine, tmp_path: Path, name: str) -> None:
    folder, marker = tmp_path / "brings code", tmp_path / "it ran"
    shutil.copytree(resources.path("models", name), folder)
    _bring(folder, marker)
    _do_all(engine, folder, tmp_path)
    assert not marker.exists()


def test_code_of_a_picture_checkpoint_never_runs(engine: Engine, tmp_path: Path) -> None:
    from PIL import Image
    from transformers import ViTConfig, ViTForImageClassification, logging

    logging.disable_progress_bar()
    folder, marker = tmp_path / "brings code", tmp_path / "it ran"
    config = ViTConfig(
        hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=8,
        image_size=32, patch_size=16,
    )  # fmt: skip
    ViTForImageClassification(config).save_pretrained(folder)
    _bring(folder, marker)
    _do_all(engine, folder, tmp_path)
    Image.new("RGB", (32, 32)).save(tmp_path / "a.png")
    _try(engine, RunOnFile(str(tmp_path / "a.png")))
    assert not marker.exists()


def _do_all(engine: Engine, folder: Path, place: Path) -> None:
    engine(PreviewModel(str(folder)), no_check, no_report)
    engine(LoadModel(str(folder)), no_check, no_report)
    for request in (
        Tokenize(("a cat",)),
        Run(("a [MASK] cat",)),
        Generate("a", max_new_tokens=2),
        AttachTokenizer(str(folder)),
        SaveModel(str(place / "saved")),
        LoadModel(str(place / "saved")),
        Run(("a [MASK] cat",)),
    ):
        _try(engine, request)


def _try(engine: Engine, request: Any) -> None:
    try:
        engine(request, no_check, no_report)
    except Failure:
        return  # a class that does not write, or has no tokenizer: nothing ran
