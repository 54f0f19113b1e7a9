"""Configs that name another checkpoint: the cache answers, nobody is asked, and it is told."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import transformers
from huggingface_hub import constants
from transformers import ResNetConfig
from transformers.models.auto import configuration_auto
from transformers.models.auto.configuration_auto import model_type_to_module_name

from explorer.boundary import network
from explorer.engine import backbones
from explorer.engine.engine import Engine
from explorer.engine.weights import load
from explorer.features.checkpoints.protocol import PreviewModel
from explorer.protocol.config import ConfigEdit
from explorer.protocol.failures import Failure, OtherCheckpointNeeded
from explorer.protocol.model import CreateModel, LoadModel


def types_with_backbones() -> list[str]:
    """Every model type whose config can be given a backbone by its name.

    Its source is read, not imported: all of them take 3 s, and the tests are collected twice.
    """
    models = Path(transformers.__file__).parent / "models"

    def names_one(kind: str) -> bool:
        files = models.glob(f"{model_type_to_module_name(kind)}/configuration_*.py")
        sources = [file.read_text(encoding="utf-8") for file in files]
        words = ("consolidate_backbone_kwargs_to_config", "backbone_config")
        return any(word in source for source in sources for word in words)

    return [kind for kind in vars(configuration_auto)["CONFIG_MAPPING_NAMES"] if names_one(kind)]


TYPES = types_with_backbones()


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, and a Hub where nobody answers."""
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    network.settle_library()
    backbones.from_cache()
    return tmp_path / "hub"


def folder_of(tmp_path: Path, kind: str, **more: Any) -> Path:
    folder = tmp_path / kind
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({"model_type": kind, **more}))
    return folder


NAMED = {"detr", "dpt", "upernet", "maskformer", "depth_anything", "rt_detr", "vitmatte"}


def test_many_types_can_name_one() -> None:
    assert set(TYPES) >= NAMED


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("backbone", ["somebody/else", "../../x", "resnet50", "gpt2", "a" * 500])
def test_no_type_asks_the_hub(tmp_path: Path, kind: str, backbone: str) -> None:
    """0 attempts to connect: the fixture of all tests looks for them."""
    more: dict[str, Any] = {"backbone": backbone, "use_timm_backbone": False}
    folder = folder_of(tmp_path, kind, backbone_config=None, use_pretrained_backbone=True, **more)
    failure = None
    try:
        load.read_config(str(folder))
    except Failure as raised:
        failure = raised
    if isinstance(failure, OtherCheckpointNeeded):
        assert backbone == "somebody/else"
        assert backbone in failure.sentence
        assert failure.remedy is not None
        assert failure.remedy.target == backbone
    else:
        assert backbone != "somebody/else" or kind not in NAMED
        assert failure is None or "127.0.0.1" not in failure.details


@pytest.mark.parametrize("kind", ["detr", "dpt", "upernet", "maskformer", "vitmatte"])
def test_preview_load_and_create_say_which_checkpoint(
    tmp_path: Path, engine: Engine, kind: str
) -> None:
    more: dict[str, Any] = {"backbone": "somebody/else", "use_timm_backbone": False}
    folder = str(folder_of(tmp_path, kind, backbone_config=None, **more))
    overrides = json.dumps({**more, "backbone_config": None})
    edit = ConfigEdit(model_type=kind, class_name="AutoModel", overrides=overrides)
    nothing = lambda *_, **__: None  # noqa: E731
    for request in (PreviewModel(folder), LoadModel(folder), CreateModel(edit)):
        with pytest.raises(Failure) as caught:
            engine(request, nothing, nothing)
        told = caught.value.sentence + caught.value.details
        assert "somebody/else" in told, (request, told)
        assert "damaged" not in caught.value.sentence


def test_a_backbone_in_the_cache_is_read_from_there(tmp_path: Path, cache: Path) -> None:
    repo = cache / "models--somebody--else"
    commit = "0" * 40
    ResNetConfig(embedding_size=24, depths=[1, 1, 1, 1]).save_pretrained(
        repo / "snapshots" / commit
    )
    (repo / "refs").mkdir()
    (repo / "refs" / "main").write_text(commit)
    folder = folder_of(
        tmp_path, "detr", backbone="somebody/else", use_timm_backbone=False, backbone_config=None
    )
    config: Any = load.read_config(str(folder)).config
    assert config.backbone_config.model_type == "resnet"
    assert config.backbone_config.embedding_size == 24
    shutil.rmtree(repo)
    with pytest.raises(OtherCheckpointNeeded):
        load.read_config(str(folder))
