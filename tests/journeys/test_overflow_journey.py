"""A float16 checkpoint whose numbers overflow, through the real window, until it answers."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from PySide6.QtWidgets import QLabel
from safetensors.torch import load_file, save_file

from explorer import resources
from tests.back_translation import english
from tests.journeys.conftest import Person

TEXT = "The sun is"


def _checkpoint(folder: Path) -> str:
    """The bundled GPT-2 in float16, its feed-forward parts 600 times as strong."""
    shutil.copytree(resources.path("models", "mini-world-gpt2"), folder)
    file = folder / "model.safetensors"
    weights = load_file(file)
    for name in weights:
        if "mlp.c_fc.weight" in name or "mlp.c_proj.weight" in name:
            weights[name] *= 600
    metadata = {"format": "pt"}
    save_file({name: one.half() for name, one in weights.items()}, file, metadata=metadata)
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "dtype": "float16"}))
    return str(folder)


def test_overflow_is_said_everywhere_and_mended_by_a_button(person: Person, tmp_path: Path) -> None:
    person.window.load(_checkpoint(tmp_path / "overflow"), "overflow")
    person.until_idle()
    tab = person.window.inference
    tab.mode.choose(False)
    tab.show_texts((TEXT,))
    person.click("runButton")
    person.until_idle()
    said = person.message
    assert "too large for float16 in layer 1 (transformer.h.0.mlp" in said
    assert not tab.bars
    labels = [one.text() for one in tab.findChildren(QLabel) if one.isVisible()]
    assert said in english(labels)
    for view in tab.views.views:
        person.show(view.objectName())
        person.until_idle()
        assert english(view.sentence) == said
    tab.mode.choose(True)
    assert tab.generation is not None
    sampling = tab.generation.sampling
    for way in (sampling.greedy, sampling.draw):
        way.setChecked(True)
        person.click("generateButton")
        person.until_idle()
        assert person.message == said
        assert "ended the text" not in english(tab.generation.sentence.text())
    person.click("messageRemedy")
    person.until_idle()
    assert person.window.summary is not None
    assert person.window.summary.dtype == "float32"
    tab.mode.choose(False)
    person.run(TEXT)
    assert tab.bars
    tab.views.setCurrentIndex(0)
    person.until_idle()
    assert tab.views.attention.sentence == ""
