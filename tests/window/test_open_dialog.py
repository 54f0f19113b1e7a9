"""The preview's choices: classes, dtypes, and the devices that this computer has."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from explorer import resources
from explorer.app.theme import Theme
from explorer.features.checkpoints.protocol import (
    MemoryNeed,
    ModelPreview,
    PreviewModel,
    SplitWeights,
)
from explorer.features.checkpoints.view import folder_dialogs
from explorer.features.checkpoints.view.open_dialog import OpenDialog
from explorer.features.create.protocol.catalogue import Catalogue
from explorer.protocol.model import LoadModel, Prepared, SavedFile

PREVIEW = ModelPreview(
    path="/m",
    name="m",
    revision="",
    variant="",
    class_name="BertForMaskedLM",
    model_type="bert",
    parameters=100,
    dtypes=(("float32", 100),),
    files=(SavedFile("model.safetensors", 400),),
    pickled=False,
    tokenizer="BertTokenizer",
    tokenizer_note="10 tokens",
    state=None,
    needs=(MemoryNeed("auto", 400), MemoryNeed("float32", 400), MemoryNeed("bfloat16", 200)),
    free=1000,
    frees=0,
)
DEVICES = [("cpu",), ("cpu", "cuda"), ("cpu", "mps"), ("cpu", "cuda", "mps")]


@pytest.fixture
def parent(qtbot: QtBot, qapp: QApplication) -> QWidget:
    look = Theme(qapp)
    look.apply()
    made = QWidget()
    qtbot.addWidget(made)
    return made


def dialog(parent: QWidget, devices: tuple[str, ...]) -> tuple[OpenDialog, list[object]]:
    catalogue = Catalogue.from_json(resources.path("catalogue.json").read_text(encoding="utf-8"))
    made = OpenDialog(PreviewModel("/m", "m"), catalogue, Prepared("", "", devices, 1, 0.0), parent)
    asked: list[object] = []
    made.wanted.connect(asked.append)
    made.show_preview(PREVIEW)
    return made, asked


@pytest.mark.parametrize("devices", DEVICES)
def test_each_device_that_is_there_can_be_chosen_and_the_others_say_why_not(
    parent: QWidget, devices: tuple[str, ...]
) -> None:
    made, _ = dialog(parent, devices)
    box = made.device_box
    for place, name in enumerate(("cpu", "cuda", "mps")):
        index = box.model().index(place, 0)
        there = name in devices
        assert bool(box.model().flags(index) & Qt.ItemFlag.ItemIsEnabled) == there
        assert ("not available here" in box.itemText(place)) == (not there)
        if not there:
            assert "torch finds no" in box.model().data(index, Qt.ItemDataRole.ToolTipRole)
            assert "torch finds no" in box.toolTip()
    made.reject()


@pytest.mark.parametrize(("place", "name"), [(1, "cuda"), (2, "mps")])
def test_the_chosen_device_is_asked_for(parent: QWidget, place: int, name: str) -> None:
    made, asked = dialog(parent, ("cpu", "cuda", "mps"))
    assert not made.usual.isEnabled()
    made.device_box.setCurrentIndex(place)
    made.device_box.activated.emit(place)
    assert made.usual.isEnabled()
    made.open_button.click()
    assert len(asked) == 1
    request = asked[0]
    assert isinstance(request, LoadModel)
    assert (request.device, request.dtype, request.class_name) == (name, "auto", "")
    # The usual settings stay on the CPU, which every computer has.
    made, asked = dialog(parent, ("cpu", "cuda", "mps"))
    made.open_button.click()
    assert isinstance(asked[0], LoadModel)
    assert asked[0].device == "cpu"


def test_the_devices_that_torch_finds_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    from explorer.engine import prepare

    for cuda, mps, found in (
        (False, False, ("cpu",)),
        (True, False, ("cpu", "cuda")),
        (False, True, ("cpu", "mps")),
    ):
        monkeypatch.setattr(torch.cuda, "is_available", lambda cuda=cuda: cuda)
        monkeypatch.setattr(torch.backends.mps, "is_available", lambda mps=mps: mps)
        assert prepare._devices() == found


def test_a_gguf_file_says_its_sizes_and_that_it_is_rounded(parent: QWidget) -> None:
    made, _ = dialog(parent, ("cpu",))
    file = (SavedFile("m.Q4_K_M.gguf", 60),)
    types = (("Q4_K", 90), ("float32", 10))
    made.show_preview(replace(PREVIEW, files=file, dtypes=types, converted=True, rounded="Q4_K"))
    assert "converted into plain numbers" in made.facts.text("files")
    assert "Approximate: the file holds the weights rounded to Q4_K" in made.facts.text("state")
    assert "90 in Q4_K" in made.facts.text("parameters")
    assert "weights need 400 B" in made.facts.text("memory").replace("\N{NO-BREAK SPACE}", " ")
    assert made.dtype_box.itemText(0).startswith("as converted")
    made.reject()


def test_what_stays_on_disk_is_said_before_and_agreed_to(parent: QWidget) -> None:
    made, asked = dialog(parent, ("cpu", "cuda"))
    assert made.open_button.text() == "Open"
    large = MemoryNeed("auto", 4_000, SplitWeights(900, 3_000, 12.0))
    made.show_preview(replace(PREVIEW, needs=(large, MemoryNeed("bfloat16", 800))))
    words = made.facts.text("memory").replace("\N{NO-BREAK SPACE}", " ")
    assert "900 B of the weights stay in memory. 3.0 kB stay on disk" in words
    assert "about 12 s" in words
    assert made.open_button.text() == "Leave weights on disk"
    # A GPU computes with what is in its own memory.
    made.device_box.setCurrentIndex(1)
    made.device_box.activated.emit(1)
    assert not made.open_button.isEnabled()
    assert "only where the CPU computes" in made.facts.text("memory")
    made.device_box.setCurrentIndex(0)
    made.device_box.activated.emit(0)
    made.dtype_box.setCurrentIndex(2)
    made.dtype_box.activated.emit(2)
    assert made.open_button.text() == "Open"
    made.usual.click()
    made.open_button.click()
    (request,) = asked
    assert isinstance(request, LoadModel)
    assert request.on_disk
    assert request.release_first


@pytest.mark.parametrize(("name", "warns"), [("AutoModel", False), ("AutoModelForMaskedLM", True)])
def test_another_name_of_the_same_class_brings_no_random_weights(
    parent: QWidget, name: str, warns: bool
) -> None:
    made, _ = dialog(parent, ("cpu",))
    made.show_preview(replace(PREVIEW, class_name="BertModel"))
    texts = [made.class_box.itemText(place) for place in range(made.class_box.count())]
    place = next(n for n, text in enumerate(texts) if text.startswith(f"{name} "))
    made.class_box.setCurrentIndex(place)
    made.class_box.activated.emit(place)
    assert ("random" in made.purpose.text()) is warns
    assert made.purpose.text().strip()


@pytest.mark.parametrize("way", ["button", "Return"])
def test_where_a_file_of_a_model_is_typed_its_folder_is_opened(
    parent: QWidget, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, way: str
) -> None:
    """The button was greyed out without a word."""
    folder = resources.path("models", "mini-world-bert")
    typed = str(folder / "model.safetensors")

    def type_a_file(dialog: QFileDialog) -> int:
        name = dialog.findChild(QLineEdit, "fileNameEdit")
        buttons = dialog.findChild(QDialogButtonBox)
        assert name is not None
        assert buttons is not None
        name.setText(typed)
        choose = buttons.button(QDialogButtonBox.StandardButton.Open)
        assert choose.isEnabled()
        if way == "button":
            choose.click()
        else:
            name.returnPressed.emit()
        return dialog.result()

    monkeypatch.setattr(QFileDialog, "exec", type_a_file)
    assert folder_dialogs.ask_open_folder(parent, "") == str(folder)
    # A file that belongs to no model is judged itself: its folder was, in other words.
    for file in (tmp_path / "model.safetensors", tmp_path / "bert.zip"):
        file.write_bytes(b"PK")
        typed = str(file)
        assert folder_dialogs.ask_open_folder(parent, "") == typed


@pytest.mark.parametrize(
    ("built", "said"),
    [
        (100, "100 · float32"),
        (0, "100 · float32"),
        (1_250, "100 in its files · float32. The model that its config makes has 1,250."),
    ],
)
def test_where_the_config_makes_another_number_both_are_said(
    parent: QWidget, built: int, said: str
) -> None:
    made, _ = dialog(parent, ("cpu",))
    made.show_preview(replace(PREVIEW, built_parameters=built))
    assert made.facts.text("parameters") == said
