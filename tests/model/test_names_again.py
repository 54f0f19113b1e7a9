"""Weights whose usual names do not lead back to them are saved under their own, or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
import transformers

from explorer import resources
from explorer.engine.engine import Engine
from explorer.engine.weights import key_mapping
from explorer.features import explanations, python
from explorer.features.checkpoints.protocol import PreviewSave
from explorer.features.create.protocol.catalogue import Catalogue
from explorer.protocol.failures import WouldNotComeBack
from explorer.protocol.model import CreateModel, LoadModel, Prepared, SaveModel, SaveOptions
from tests.surveys.round_trips import different, nothing, small, state


def _made(model_type: str) -> Engine:
    text = resources.path("catalogue.json").read_text(encoding="utf-8")
    kind = next(one for one in Catalogue.from_json(text).types if one.name == model_type)
    edit = small(kind)
    assert edit is not None
    engine = Engine(Prepared("", "", ("cpu",), 1, 0.0))
    engine(CreateModel(edit, 1), nothing, nothing)
    return engine


def _read(folder: Path, name: str) -> Any:
    reader = Engine(Prepared("", "", ("cpu",), 1, 0.0))
    ready: Any = reader(LoadModel(str(folder), class_name=name), nothing, nothing)
    return reader, ready.summary.report


@pytest.mark.parametrize("form", ["safetensors", "pickle"])
def test_shieldgemma_comes_back_equal(tmp_path: Path, form: Any) -> None:
    engine = _made("shieldgemma2")
    request = SaveModel(str(tmp_path / "saved"), True, SaveOptions(form))
    saved: Any = engine(request, nothing, nothing)
    name = type(engine.loaded.model).__name__
    assert saved.own_names
    reader, report = _read(tmp_path / "saved", name)
    assert report.trained == report.total
    assert different(state(engine), state(reader), "") == []
    assert "the model's own names" in explanations.after(saved, None).plain
    if form == "pickle":
        return
    script = python.code(request, saved, saved.summary)
    assert "save_original_format=False" in script
    transformers.logging.disable_progress_bar()
    # As that script does, in the library alone; without the argument it would lose weights.
    engine.loaded.model.save_pretrained(tmp_path / "by hand", save_original_format=False)
    assert different(state(engine), state(_read(tmp_path / "by hand", name)[0]), "") == []
    engine.loaded.model.save_pretrained(tmp_path / "lossy")
    assert different(state(engine), state(_read(tmp_path / "lossy", name)[0]), "")


def test_fused_weights_keep_the_usual_names(tmp_path: Path) -> None:
    engine = _made("mixtral")
    saved: Any = engine(SaveModel(str(tmp_path / "saved")), nothing, nothing)
    assert not saved.own_names
    reader, _ = _read(tmp_path / "saved", type(engine.loaded.model).__name__)
    assert different(state(engine), state(reader), "") == []


def test_what_no_name_leads_back_to_is_told_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = _made("bert")
    torch.manual_seed(1)
    monkeypatch.setattr(key_mapping, "lost", lambda model, names, wanted: list(wanted)[:2])
    request = SaveModel(str(tmp_path / "saved"))
    preview: Any = engine(PreviewSave(request.folder, request.options), nothing, nothing)
    assert "would be random again" in preview.problem
    with pytest.raises(WouldNotComeBack, match="Nothing was written"):
        engine(request, nothing, nothing)
    assert not list(tmp_path.iterdir())
