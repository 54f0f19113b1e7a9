"""From wherever a tensor is named, to its numbers in Architecture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from PySide6.QtWidgets import QPushButton, QTableView
from safetensors.torch import load_file
from transformers import AutoModelForMaskedLM, AutoTokenizer

from explorer import resources
from explorer.features.checkpoints.view.load_report import LoadReportDialog
from tests.back_translation import english
from tests.journeys.conftest import Begin, Person

BERT = resources.path("models", "mini-world-bert")
BROKEN = "bert.encoder.layer.2.output.LayerNorm.weight"


def shown(person: Person) -> str:
    """The name of the weight whose numbers are shown, once they are."""
    panel = person.window.architecture.weight
    person.until_idle()
    person.until(lambda: panel.weight is not None)
    assert person.window.centre.currentWidget() is person.window.architecture
    assert panel.weight is not None
    return panel.weight.name


@pytest.fixture
def broken(tmp_path: Path) -> str:
    """A checkpoint with a value that is no number, in one of its inner layers."""
    model = AutoModelForMaskedLM.from_pretrained(BERT)
    with torch.no_grad():
        model.get_parameter(BROKEN)[3] = torch.nan
    model.save_pretrained(tmp_path)
    AutoTokenizer.from_pretrained(BERT).save_pretrained(tmp_path)
    return str(tmp_path)


def test_a_click_on_a_tensor_of_the_checkpoint_shows_its_numbers(begin: Begin) -> None:
    person = begin(str(BERT))
    window = person.window
    window.reveal(window.checkpoint)
    files = window.checkpoint.files
    person.until(lambda: files.tensors.model().rowCount() > 0)
    assert "A click on a tensor shows its numbers" in english(files.tensor_note.text())
    name = "bert.encoder.layer.3.intermediate.dense.weight"
    files.filter.setText(name)
    table = person.find(QTableView, "headerTable")
    table.clicked.emit(table.model().index(0, 0))
    assert shown(person) == name
    view = window.architecture.weight.weight
    assert view is not None
    expected = load_file(BERT / "model.safetensors")[name].numpy()
    rows, columns = view.numbers.shape
    assert np.array_equal(view.numbers, expected[:rows, :columns])
    # Of another checkpoint than the one in memory nothing can be shown.
    person.trigger("unloadAction")
    person.until_idle()
    window.reveal(window.checkpoint)
    assert "Load this checkpoint" in english(files.tensor_note.text())
    table.clicked.emit(table.model().index(0, 0))
    assert window.centre.currentWidget() is window.checkpoint
    assert "Load this checkpoint" in person.message


def test_a_message_that_names_a_weight_leads_to_it(begin: Begin, broken: str) -> None:
    person = begin(broken)
    person.type_text("The capital of France is [MASK].")
    person.show("runButton")
    person.click("runButton")
    person.until_idle()
    assert BROKEN in person.message
    person.click("messageRemedy")
    assert shown(person) == BROKEN
    files = person.window.workbench.files
    person.window.reveal(person.window.inference)
    files.show_report()
    assert isinstance(files.report_dialog, LoadReportDialog)
    button = files.report_dialog.findChild(QPushButton, "reportShowPart")
    assert button is not None
    button.click()
    assert shown(person) == BROKEN
