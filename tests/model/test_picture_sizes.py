"""A processor that makes pictures of another size than the model reads: named before the run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from explorer import resources
from explorer.engine.engine import Engine
from explorer.engine.loaded_model import LoadedModel, summary
from explorer.features import python
from explorer.features.media.compute import picture_sizes
from explorer.features.media.protocol import FilePreview, FilePreviewRequest, RunOnFile
from explorer.protocol.failures import PictureSizeDiffers
from explorer.protocol.model import LoadModel, Prepared
from tests.lesson.execute import execute
from tests.model import tiny
from tests.model.test_media import _SPECS

PICTURE = str(resources.path("examples", "shapes.png"))


@pytest.fixture(autouse=True, scope="module")
def _quiet() -> None:
    from transformers import logging

    logging.disable_progress_bar()


def _engine(folder: Path, size: int, wanted: int = 32) -> Engine:
    """A ViT for pictures of 32 × 32 whose processor makes `size` × `size`."""
    from transformers import ViTConfig, ViTForImageClassification, ViTImageProcessorPil

    sizes: dict[str, Any] = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2}
    sizes |= {"intermediate_size": 32, "image_size": wanted, "patch_size": 8, "num_labels": 3}
    config = ViTConfig(**sizes)
    torch.manual_seed(0)
    ViTForImageClassification(config).save_pretrained(folder)
    ViTImageProcessorPil(size={"height": size, "width": size}).save_pretrained(folder)
    engine = Engine(Prepared("", "", ("cpu",), 1, 0.0))
    engine(LoadModel(str(folder)), tiny.no_check, tiny.no_report)
    return engine


def _seen(engine: Engine, *, fit: bool = False) -> FilePreview:
    seen = engine(FilePreviewRequest(PICTURE, fit=fit), tiny.no_check, tiny.no_report)
    assert isinstance(seen, FilePreview)
    return seen


def test_both_sizes_are_named_before_the_run_and_it_can_be_made_to_fit(tmp_path: Path) -> None:
    engine = _engine(tmp_path, 224)
    seen = _seen(engine)
    assert "224 × 224" in seen.problem
    assert "32 × 32" in seen.problem
    assert seen.fit == "Make it 32 × 32"
    with pytest.raises(PictureSizeDiffers, match="224 × 224") as raised:
        engine(RunOnFile(PICTURE), tiny.no_check, tiny.no_report)
    assert raised.value.remedy is not None
    assert raised.value.remedy.action == "fitFileAction"
    seen = _seen(engine, fit=True)
    assert (seen.problem, seen.fit) == ("", "")
    assert any("32 × 32" in step for step in seen.recipe.steps)
    request = RunOnFile(PICTURE, fit=True)
    result = engine(request, tiny.no_check, tiny.no_report)
    from transformers import ViTImageProcessorPil

    bare = ViTImageProcessorPil(size={"height": 32, "width": 32})
    pixels = bare(Image.open(PICTURE).convert("RGB"), return_tensors="pt")["pixel_values"]
    assert torch.equal(engine.loaded.run_inputs["pixel_values"], pixels)
    with torch.inference_mode():
        logits = engine.loaded.model(pixels).logits
    assert torch.equal(engine.loaded.run_outputs["logits"], logits)
    threads = torch.get_num_threads()
    code = python.code(request, result, summary(engine.loaded), threads=threads)
    (made,) = execute([code])
    assert np.array_equal(made.arrays["outputs.logits"], logits.numpy())


def test_sizes_that_fit_say_nothing(tmp_path: Path) -> None:
    engine = _engine(tmp_path, 32)
    seen = _seen(engine)
    assert (seen.problem, seen.fit) == ("", "")


def test_a_file_that_the_program_prepares_itself_can_be_made_to_fit(tmp_path: Path) -> None:
    engine = _engine(tmp_path, 32)
    odd = {"image_processor_type": "Sam2ImageProcessor", "size": {"height": 64, "width": 48}}
    engine.loaded.processor_files = {"preprocessor_config.json": json.dumps(odd)}
    seen = _seen(engine)
    assert "64 × 48" in seen.problem
    engine(RunOnFile(PICTURE, fit=True), tiny.no_check, tiny.no_report)
    assert engine.loaded.run_inputs["pixel_values"].shape == (1, 3, 32, 32)


@pytest.mark.parametrize(
    ("name", "reads_any"),
    [
        ("ViTModel", False),
        ("CLIPVisionModel", False),
        ("ResNetForImageClassification", True),
        ("ConvNextModel", True),
    ],
)
def test_only_models_of_one_size_refuse_another(name: str, reads_any: bool) -> None:
    """image_size in a config means nothing to models that read any size."""
    import transformers

    config_name, fields = _SPECS[name]
    config: Any = getattr(transformers, config_name)(**fields)
    if reads_any:
        config.image_size = 32
    model = getattr(transformers, name)(config).eval()
    LoadedModel(1, model, None, "random", name)
    told = picture_sizes.differs(model, torch.zeros(1, 3, 64, 64), can_fit=True)
    assert (told is None) == reads_any
    if reads_any:
        model(torch.zeros(1, 3, 64, 64))  # and so it does
    else:
        with pytest.raises((ValueError, RuntimeError)):
            model(torch.zeros(1, 3, 64, 64))
    assert picture_sizes.differs(model, torch.zeros(1, 3, 32, 32), can_fit=True) is None
