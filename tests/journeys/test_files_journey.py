"""Opening and saving as a person does it: previews, choices, questions, the desk as it was left."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QTableWidget
from pytestqt.qtbot import QtBot
from safetensors.torch import load_file, save_file

from explorer import resources
from explorer.__main__ import start
from explorer.messages.config import ConfigEdit
from explorer.messages.job import Failed, Remedy
from explorer.messages.model import CreateModel, LoadModel
from explorer.window.files import local_pane, questions
from explorer.window.files.files_desk import FilesDesk, checkpoint_of
from tests.journeys.conftest import Person

BERT = str(resources.path("models", "mini-world-bert"))
SENTENCE = "The capital of France is [MASK]."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "модель 🦊"
    shutil.copytree(BERT, target)
    return target


def desk(person: Person) -> FilesDesk:
    return person.window.workbench.files


def look_at(person: Person, path: Path | str) -> None:
    desk(person).look_at(str(path))
    person.until(lambda: person.find(QPushButton, "openUsual").isEnabled())


def test_a_preview_says_what_it_is_and_choices_are_followed(person: Person, folder: Path) -> None:
    look_at(person, folder)
    dialog = desk(person).open_dialog
    assert dialog is not None
    assert dialog.usual.isDefault()
    assert "BertForMaskedLM" in dialog.facts.text("kind")
    assert "530,904" in dialog.facts.text("parameters")
    assert "696 tokens" in dialog.facts.text("tokenizer")
    assert not dialog.chosen.isEnabled()
    texts = [dialog.class_box.itemText(place) for place in range(dialog.class_box.count())]
    assert "AutoModel → BertModel" in texts
    dialog.class_box.setCurrentIndex(texts.index("BertForSequenceClassification"))
    dialog.dtype_box.setCurrentIndex(2)
    dialog.dtype_box.activated.emit(2)
    assert dialog.chosen.isEnabled()
    person.click("openChosen")
    person.until_idle()
    summary = person.window.summary
    assert summary is not None
    assert (summary.class_name, summary.dtype) == ("BertForSequenceClassification", "bfloat16")
    assert person.state() == "Partly random"
    # What is new is told at once, by part.
    report = desk(person).report_dialog
    assert report is not None
    assert "classifier" in report.names.toPlainText()
    table = person.find(QTableWidget, "reportParts")
    parts = [table.item(row, 0).text() for row in range(table.rowCount())]  # type: ignore[union-attr]
    assert "bert.encoder" in parts
    person.click("reportClose")
    assert desk(person).report_dialog is None
    person.click("modelState")
    assert desk(person).report_dialog is not None


def test_devices_that_are_not_there_say_why(person: Person) -> None:
    look_at(person, BERT)
    box = person.find(QComboBox, "openDevice")
    for place in range(1, 3):
        if "not here" in box.itemText(place):
            assert not box.model().flags(box.model().index(place, 0)) & Qt.ItemFlag.ItemIsEnabled
            assert "torch finds no" in box.toolTip()


@pytest.mark.parametrize("name", ["model.safetensors", "config.json", "tokenizer.json"])
def test_a_file_inside_a_checkpoint_means_the_checkpoint(folder: Path, name: str) -> None:
    assert checkpoint_of(str(folder / name)) == (str(folder), "")
    assert checkpoint_of(str(folder)) == (str(folder), "")


def test_a_weight_file_may_name_a_variant(tmp_path: Path) -> None:
    for name, variant in (
        ("model.fp16.safetensors", "fp16"),
        ("model.fp16-00001-of-00002.safetensors", "fp16"),
        ("model-00001-of-00002.safetensors", ""),
        ("model.safetensors.index.fp16.json", "fp16"),
        ("pytorch_model.bin", ""),
    ):
        (tmp_path / name).touch()
        assert checkpoint_of(str(tmp_path / name)) == (str(tmp_path), variant), name
    (tmp_path / "notes.txt").touch()
    assert checkpoint_of(str(tmp_path / "notes.txt")) == (str(tmp_path / "notes.txt"), "")


def test_a_dropped_file_is_shown_before_it_is_loaded(person: Person, folder: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder / "model.safetensors"))])
    event = QDropEvent(
        QPoint(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        QEvent.Type.Drop,
    )
    person.window.dropEvent(event)
    person.until(lambda: person.find(QPushButton, "openUsual").isEnabled())
    assert person.window.summary is None
    person.click("openUsual")
    person.until_idle()
    assert person.state() == "Trained weights"


def test_a_wrong_checkpoint_closes_its_preview_and_is_told(person: Person, folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"")
    desk(person).look_at(str(folder))
    person.until(lambda: desk(person).open_dialog is None)
    assert "empty" in person.message


def test_saving_asks_before_a_folder_is_replaced(
    person: Person, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.click("start.mini-world-gpt2")
    person.until_idle()
    answers = iter([False, True])
    asked: list[str] = []

    def ask(parent: object, preview: object) -> bool:
        asked.append(preview.folder)  # type: ignore[attr-defined]
        return next(answers)

    monkeypatch.setattr(questions, "ask_replace", ask)
    person.trigger("saveAction")
    person.find(QLineEdit, "saveFolder").setText(str(folder))
    person.until(lambda: person.find(QPushButton, "saveButton").isEnabled())
    dialog = desk(person).save_dialog
    assert dialog is not None
    assert "replaced" in dialog.problem.text()
    person.click("saveButton")
    assert desk(person).save_dialog is dialog
    assert "bert" in (folder / "config.json").read_text()
    person.click("saveButton")
    person.until_idle()
    assert asked == [str(folder)] * 2
    assert "gpt2" in (folder / "config.json").read_text()
    assert "Saved in" in person.message
    # One click loads it anew and compares.
    person.click("messageRemedy")
    person.until_idle()
    assert "identical, bit for bit" in person.message


def test_save_choices_are_previewed_and_kept(person: Person, tmp_path: Path) -> None:
    person.click("start.mini-world-bert")
    person.until_idle()
    person.trigger("saveAction")
    dialog = desk(person).save_dialog
    assert dialog is not None
    dialog.format_box.setCurrentIndex(1)
    dialog.dtype_box.setCurrentIndex(1)
    dialog.card.setChecked(False)
    person.find(QLineEdit, "saveFolder").setText(str(tmp_path / "half"))
    person.until(lambda: person.find(QPushButton, "saveButton").isEnabled())
    assert dialog.files.text("file0").startswith("config.json")
    assert "rounded" in dialog.note.text()
    person.click("saveButton")
    person.until_idle()
    assert (tmp_path / "half" / "pytorch_model.bin").is_file()
    assert not (tmp_path / "half" / "README.md").exists()
    person.trigger("checkSavedAction")
    person.until_idle()
    assert "rounded" in person.message


def test_a_folder_that_cannot_be_written_is_no_target(person: Person) -> None:
    person.click("start.mini-world-bert")
    person.until_idle()
    person.trigger("saveAction")
    dialog = desk(person).save_dialog
    assert dialog is not None
    person.find(QLineEdit, "saveFolder").setText(BERT)
    person.until(lambda: "cannot" in dialog.problem.text())
    assert not dialog.save.isEnabled()


@pytest.mark.parametrize("answer", ["cancel", "save", "close"])
def test_a_created_model_is_mentioned_on_quitting(
    person: Person, tmp_path: Path, answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = person.window
    asked: list[str] = []

    def ask(parent: object, summary: object) -> str:
        asked.append(summary.class_name)  # type: ignore[attr-defined]
        return answer

    monkeypatch.setattr(questions, "ask_unsaved", ask)
    small = '{"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}'
    window.send(CreateModel(ConfigEdit("bert", "BertModel", small), 1))
    person.until_idle()
    assert person.message == ""
    person.trigger("quitAction")
    assert asked == ["BertModel"]
    assert window.isVisible() == (answer != "close")
    assert (desk(person).save_dialog is not None) == (answer == "save")
    if answer == "save":
        person.find(QLineEdit, "saveFolder").setText(str(tmp_path / "mine"))
        person.until(lambda: person.find(QPushButton, "saveButton").isEnabled())
        person.click("saveButton")
        person.until_idle()
        assert desk(person).unsaved is None


def test_the_recent_list_pins_forgets_and_tells_what_is_missing(
    person: Person, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        shutil.copytree(BERT, tmp_path / name)
        person.window.load(str(tmp_path / name), name)
        person.until_idle()
    pane = person.window.local_pane
    titles = lambda: [one.title for one in pane.list.entries.entries[3:5]]  # noqa: E731
    assert titles() == ["two", "one"]
    pane.list.select(str(tmp_path / "one"))
    person.click("pinRecentButton")
    assert titles() == ["one", "two"]
    shutil.rmtree(tmp_path / "two")
    desk(person).begin(desk(person).prepared)
    person.until_idle()
    entry = pane.list.entries.entries[4]
    assert (entry.badge, entry.dim) == ("missing", True)
    pane.list.select(str(tmp_path / "two"))
    assert "not there any more" in pane.why_not.text()
    person.click("forgetRecentButton")
    assert titles() == ["one"]


@pytest.fixture
def begin(qtbot: QtBot, tmp_path: Path) -> Iterator[object]:
    """Start the program with one profile, as often as a test wants."""
    windows = []

    def started(*arguments: str) -> Person:
        window = start(["--profile", str(tmp_path / "profile"), "--size", "1440x900", *arguments])
        qtbot.addWidget(window)
        windows.append(window)
        person = Person(window, qtbot)
        person.until(lambda: window.prepared is not None)
        person.until_idle()
        return person

    yield started
    for window in windows:
        window.close()


def test_the_desk_is_as_it_was_left(begin: object, folder: Path) -> None:
    person = begin(str(folder / "config.json"))  # type: ignore[operator]
    assert person.state() == "Trained weights"
    person.type_text("Paris is big.")
    person.show("architectureTab")
    person.window.close()
    again = begin()  # type: ignore[operator]
    assert again.state() == "Trained weights"
    assert again.find(QLineEdit, "textInput").text() == "Paris is big."
    centre = again.window.centre
    assert centre.tabText(centre.currentIndex()) == "Architecture"
    again.find(local_pane.LocalPane, "localPane")
    again.window.actions_.reopen.setChecked(False)
    again.window.close()
    assert begin().window.summary is None  # type: ignore[operator]


def test_a_run_that_did_not_end_properly_is_not_repeated(begin: object, folder: Path) -> None:
    person = begin(str(folder))  # type: ignore[operator]
    person.window.close()
    person.window.profile.keep("running", "yes")  # as after a crash
    assert begin().window.summary is None  # type: ignore[operator]


def test_permission_is_asked_where_both_models_do_not_fit(
    person: Person, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from explorer.model.files import preview

    person.click("start.mini-world-bert")
    person.until_idle()
    monkeypatch.setattr(preview, "free_memory", lambda: 1_000_000)
    person.window.load(str(folder), "second")
    person.until_idle()
    failure = person.window.last_failure
    assert isinstance(failure, Failed)
    assert "unloaded" in failure.sentence
    assert failure.remedy == Remedy("Unload it and go on", "releaseFirstAction")
    assert person.window.summary is not None
    assert person.window.summary.name == "mini-world-bert"
    person.click("messageRemedy")
    person.until_idle()
    assert person.window.summary.name == "second"
    # When the loading fails after that, the window knows that none is left.
    broken = folder.parent / "broken"
    shutil.copytree(folder, broken)
    state = {name: value.clone() for name, value in load_file(broken / "model.safetensors").items()}
    save_file(state, broken / "model.safetensors", {"format": "strange"})
    monkeypatch.setattr(preview, "free_memory", lambda: 1_000_000)
    person.window.send(LoadModel(str(broken), release_first=True))
    person.until_idle()
    assert (person.window.summary is None) == (person.window.last_failure is not failure)


def test_a_saved_variant_opens(person: Person, folder: Path) -> None:
    state = load_file(folder / "model.safetensors")
    half = {name: value.to(torch.float16) for name, value in state.items()}
    (folder / "model.safetensors").unlink()
    save_file(half, folder / "model.fp16.safetensors", {"format": "pt"})
    look_at(person, folder)
    person.click("openUsual")
    person.until_idle()
    assert person.state() == "Trained weights"
    person.run(SENTENCE)
    assert np.isfinite(person.window.inference.bars[0].candidates[0].probability)
