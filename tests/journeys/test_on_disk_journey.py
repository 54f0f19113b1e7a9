"""A checkpoint that is larger than memory, through the whole window: its weights stay on disk."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
import transformers
from PySide6.QtWidgets import QLabel, QPushButton
from safetensors.torch import load_file

from explorer import resources
from explorer.engine import memory
from explorer.engine.weights import on_disk
from explorer.features.compare.protocol import LoadOther
from explorer.protocol.job import Remedy
from explorer.text.translation import tr
from tests.back_translation import english
from tests.journeys.conftest import Person

pytestmark = pytest.mark.here("it sets how much memory the process with the model has")
TEXT = "Once upon a time there was a little girl"
LARGER = (
    "Larger than memory: its file is mapped, and the system reads what is needed.\n"
    "The same numbers; a last digit may differ where they begin elsewhere"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(resources.path("models", "mini-world-gpt2"), tmp_path / "large"))


@pytest.fixture
def opened(person: Person, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Person:
    """The checkpoint is open with weights on disk, as a person who agreed has it."""
    monkeypatch.setattr(on_disk, "SMALL", 2_000)
    monkeypatch.setattr(memory, "free_memory", lambda: 1_700_000)
    person.window.load(str(folder))
    person.until_idle()
    assert person.window.summary is None
    failure = person.window.last_failure
    assert failure is not None
    assert failure.remedy == Remedy(tr("Leave weights on disk"), "leaveOnDiskAction")
    person.click("messageRemedy")
    person.until(lambda: person.find(QPushButton, "openCheckpoint").isEnabled())
    dialog = person.window.workbench.files.open_dialog
    assert dialog is not None
    assert english(dialog.open_button.text()) == "Leave weights on disk"
    words = dialog.facts.text("memory").replace("\N{NO-BREAK SPACE}", " ")
    assert "of the weights stay in memory" in english(words)
    assert "read again in each run, which takes about" in english(words)
    person.click("openCheckpoint")
    person.until_idle()
    return person


def test_all_views_of_it_work(opened: Person, folder: Path, tmp_path: Path) -> None:
    person = opened
    summary = person.window.summary
    assert summary is not None
    assert summary.on_disk > 500_000
    assert "weights on disk" in english(person.find(QLabel, "modelSize").text())
    larger, _, _ = tr(LARGER).partition(":")
    assert f"# {larger}" in person.window.explain_pane.python
    person.run(TEXT)
    transformers.logging.disable_progress_bar()
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    plain = transformers.GPT2LMHeadModel.from_pretrained(folder, disable_mmap=True).eval()
    with torch.inference_mode():
        wanted = plain(**tokenizer(TEXT, return_tensors="pt")).logits.numpy()
    assert np.array_equal(person.logits(), wanted)
    person.look_inside()
    for name in ("attentionView", "lensView", "hiddenView", "rawView"):
        person.show(name)
        person.until_idle()
        assert person.message == "", name
    person.click("modeWhy")
    person.measure_why()
    assert person.window.inference.views.view("why").claims
    person.click("modeFlow")
    person.until_idle()
    person.show("moduleTree")
    person.until_idle()
    person.show("compareTab")
    assert person.message == ""
    person.save_as(tmp_path / "saved")
    person.trigger("checkSavedAction")
    person.until_idle()
    assert "identical, bit for bit" in person.message
    person.show("trainTab")
    person.until_idle()
    person.trigger("unloadAction")
    person.until_idle()
    assert person.window.summary is None


def test_a_disk_that_is_gone_is_a_message_and_trying_again_helps(
    opened: Person, folder: Path, tmp_path: Path
) -> None:
    person = opened
    person.run(TEXT)
    before = person.logits()
    file = folder / "model.safetensors"
    away = file.rename(tmp_path / "unplugged")
    person.show("runButton")
    person.click("runButton")
    person.until_idle()
    assert "model.safetensors cannot be read any more (no such file" in person.message
    assert person.window.summary is not None
    away.rename(file)
    person.click("messageRemedy")
    person.until_idle()
    assert person.message == ""
    assert np.array_equal(person.logits(), before)


def test_a_weight_is_shown_and_a_twin_has_no_room(opened: Person, folder: Path) -> None:
    person = opened
    person.run(TEXT)
    name = "transformer.h.3.mlp.c_fc.weight"
    person.show("moduleTree")
    person.until_idle()
    person.window.architecture.weight.offer((name,))
    person.until_idle()
    weight = person.window.architecture.weight.weight
    assert weight is not None
    own = load_file(folder / "model.safetensors")[name]
    rows, columns = weight.numbers.shape
    assert np.array_equal(weight.numbers, own[:rows, :columns].numpy())
    assert weight.deviation == pytest.approx(float(own.double().std(correction=0)), rel=1e-6)
    person.show("compareTab")
    person.window.workbench.compare.choose(LoadOther("twin"))
    person.until_idle()
    assert "memory" in person.message, "there is no room for its twin"
