"""Opening and saving as a person does it: previews, choices, questions, the desk as it was left."""

from __future__ import annotations

import functools
import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from huggingface_hub import constants
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QTableWidget
from pytestqt.qtbot import QtBot
from safetensors.torch import load_file, save_file
from tqdm import tqdm

from explorer import resources
from explorer.app.main_window import MainWindow
from explorer.app.settings import Recent, Settings
from explorer.engine import memory
from explorer.features.checkpoints.view import local_pane, questions
from explorer.features.checkpoints.view.checkpoints_controller import (
    CheckpointsController,
    checkpoint_of,
)
from explorer.features.sessions.view import session_state
from explorer.protocol.config import ConfigEdit
from explorer.protocol.job import Done, Failed, Remedy, Request
from explorer.protocol.model import CreateModel, LoadModel, ModelReady, Prepare
from explorer.protocol.run import Tokenized
from explorer.text.translation import tr
from tests.afresh import now
from tests.back_translation import english
from tests.foreign import FILES, FOLDERS, write
from tests.fresh_python import run_fresh
from tests.journeys.conftest import Begin, Person
from tests.journeys.lesson_keys import pick
from tests.model.test_adapter import written as written_adapter

dropped = pytest.mark.here("what is dropped is on this computer")
resumed = pytest.mark.here(
    "a start by itself connects to nobody: what was open there is not remembered"
)
BERT = str(resources.path("models", "mini-world-bert"))
SENTENCE = "The capital of France is [MASK]."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "модель 🦊"
    shutil.copytree(BERT, target)
    return target


def desk(person: Person) -> CheckpointsController:
    return person.window.workbench.files


def look_at(person: Person, path: Path | str) -> None:
    desk(person).look_at(str(path))
    person.until(lambda: person.find(QPushButton, "openCheckpoint").isEnabled())


def test_a_preview_says_what_it_is_and_choices_are_followed(person: Person, folder: Path) -> None:
    look_at(person, folder)
    dialog = desk(person).open_dialog
    assert dialog is not None
    assert dialog.open_button.isDefault()
    assert "BertForMaskedLM" in english(dialog.facts.text("kind"))
    assert "530,904" in english(dialog.facts.text("parameters"))
    assert "696 tokens" in english(dialog.facts.text("tokenizer"))
    assert not dialog.usual.isEnabled()
    texts = [dialog.class_box.itemText(place) for place in range(dialog.class_box.count())]
    assert "AutoModel → BertModel" in texts
    dialog.class_box.setCurrentIndex(texts.index("BertForSequenceClassification"))
    dialog.dtype_box.setCurrentIndex(2)
    dialog.dtype_box.activated.emit(2)
    assert dialog.usual.isEnabled()
    person.click("openCheckpoint")
    person.until_idle()
    summary = person.window.summary
    assert summary is not None
    assert (summary.class_name, summary.dtype) == ("BertForSequenceClassification", "bfloat16")
    assert person.state() == "Partly random"
    # What is new is told at once, by part.
    report = desk(person).report_dialog
    assert report is not None
    assert "classifier" in english(report.names.toPlainText())
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
        if "not here" in english(box.itemText(place)):
            assert not box.model().flags(box.model().index(place, 0)) & Qt.ItemFlag.ItemIsEnabled
            assert "torch finds no" in english(box.toolTip())


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
        assert checkpoint_of(str(tmp_path / name)) == (str(tmp_path / name), ""), name
        (tmp_path / "config.json").touch()
        assert checkpoint_of(str(tmp_path / name)) == (str(tmp_path), variant), name
        (tmp_path / "config.json").unlink()
    (tmp_path / "notes.txt").touch()
    assert checkpoint_of(str(tmp_path / "notes.txt")) == (str(tmp_path / "notes.txt"), "")


@dropped
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
    person.until(lambda: person.find(QPushButton, "openCheckpoint").isEnabled())
    assert person.window.summary is None
    person.click("openCheckpoint")
    person.until_idle()
    assert person.state() == "Weights from a file"


@pytest.mark.parametrize("way", [pytest.param("drop", marks=dropped), "command line"])
def test_a_training_run_offers_its_newest_checkpoint(
    person: Person, tmp_path: Path, way: str
) -> None:
    for step in (5, 500, 60):
        shutil.copytree(BERT, tmp_path / "run" / f"checkpoint-{step}")
    run = str(tmp_path / "run")
    if way == "drop":
        person.window.workbench.take_dropped(run)
    else:
        desk(person).load(run)
    bar = person.window.message_bar
    person.until(lambda: bar.isVisible() and bar.failure is not None)
    assert "checkpoint-500 is the newest" in english(bar.sentence.text())
    assert english(bar.remedy.text()) == "Open checkpoint-500"
    person.click("messageRemedy")
    if way == "drop":
        person.until(lambda: person.find(QPushButton, "openCheckpoint").isEnabled())
        person.click("openCheckpoint")
    person.until_idle()
    summary = person.window.summary
    assert summary is not None
    assert summary.source == os.path.join(run, "checkpoint-500")


def test_a_prefix_is_taken_off_by_a_click(person: Person, folder: Path) -> None:
    state = load_file(folder / "model.safetensors")
    wrapped = {f"module.{name}": value for name, value in state.items()}
    save_file(wrapped, folder / "model.safetensors", {"format": "pt"})
    desk(person).load(str(folder))
    person.until(lambda: desk(person).report_dialog is not None)
    assert person.state().startswith("Random weights")
    assert (
        english(person.find(QPushButton, "reportWithoutPrefix").text()) == "Load without “module.”"
    )
    person.click("reportWithoutPrefix")
    person.until_idle()
    assert person.state() == "Weights from a file"
    assert person.window.profile.recent()[0].prefix == "module."
    assert desk(person).report_dialog is None


def test_an_adapter_leads_to_the_page_of_its_model(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(person.window.workbench.hub_controller, "open_page", opened.append)
    desk(person).load(str(write(tmp_path / "lora", FOLDERS["adapter"][0])))
    person.until(lambda: person.window.message_bar.isVisible())
    assert (
        english(person.window.message_bar.remedy.text()) == "Show openai-community/gpt2 on the Hub"
    )
    person.click("messageRemedy")
    assert opened == ["openai-community/gpt2"]


@pytest.mark.filterwarnings("ignore")  # peft's own, of GPT-2's turned layers
def test_an_adapter_is_switched_off_and_on_in_the_menu(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("peft", reason="adapters need the package peft")
    monkeypatch.setattr(tqdm, "monitor_interval", 0)  # a thread that watches bars, and stays
    action, window = person.window.actions_.adapter, person.window
    assert not action.isEnabled(), "there is none yet"
    desk(person).load(str(written_adapter(tmp_path / "adapter")))

    def is_(state: str) -> None:
        person.until(lambda: window.summary is not None and window.summary.adapter == state)
        person.until(action.isEnabled)
        assert action.isChecked() == (state == "on")

    is_("on")
    action.trigger()
    is_("off")
    state = window.banner.findChild(QPushButton, "modelState")
    assert state is not None
    assert "its adapter switched off" in english(state.toolTip())
    desk(person).show_report()
    dialog = desk(person).report_dialog
    assert dialog is not None
    dialog.switch_adapter.click()
    is_("on")


@dropped
@pytest.mark.parametrize("name", ["tiny.gguf", "model.onnx", "model.h5", "best.pth"])
def test_a_dropped_file_of_other_software_is_named(
    person: Person, tmp_path: Path, name: str
) -> None:
    content, words = FILES[name]
    (tmp_path / name).write_bytes(content)
    person.window.workbench.take_dropped(str(tmp_path / name))
    person.until(lambda: person.window.message_bar.isVisible())
    assert words in english(person.window.message_bar.sentence.text())
    assert desk(person).open_dialog is None


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
    assert "replaced" in english(dialog.problem.text())
    person.click("saveButton")
    assert desk(person).save_dialog is dialog
    assert "bert" in (folder / "config.json").read_text()
    person.click("saveButton")
    person.until_idle()
    assert asked == [str(folder)] * 2
    assert "gpt2" in (folder / "config.json").read_text()
    assert "Saved in" in person.message
    # One click loads it again and compares.
    person.click("messageRemedy")
    person.until_idle()
    assert "identical, bit for bit" in person.message
    # So do the words and the Python beside it, in a process of its own.
    pane = person.window.explain_pane
    assert english(pane.title.text()) == "What was saved is what is in memory"
    assert "type(model).from_pretrained(folder" in pane.python
    ended = run_fresh(pane.python, folder.parent)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.rstrip().endswith(": []")  # the names of those that differ
    weights = load_file(folder / "model.safetensors")
    name = "transformer.h.0.ln_1.weight"
    weights[name][0] += 1
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    ended = run_fresh(pane.python, folder.parent)
    assert ended.stdout.rstrip().endswith(f": ['{name}']"), ended.stderr


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
    assert english(dialog.files.text("file0")).startswith("config.json")
    assert "rounded" in english(dialog.note.text())
    person.click("saveButton")
    person.until_idle()
    assert (tmp_path / "half" / "pytorch_model.bin").is_file()
    assert not (tmp_path / "half" / "README.md").exists()
    person.trigger("checkSavedAction")
    person.until_idle()
    assert "rounded" in person.message


def test_return_right_after_typing_saves_as_soon_as_it_can(person: Person, tmp_path: Path) -> None:
    person.click("start.mini-world-bert")
    person.until_idle()
    person.trigger("saveAction")
    field = person.find(QLineEdit, "saveFolder")
    field.setText(str(tmp_path / "quick"))
    assert not person.find(QPushButton, "saveButton").isEnabled(), "nothing is known of it yet"
    QTest.keyClick(field, Qt.Key.Key_Return)
    person.until((tmp_path / "quick" / "model.safetensors").is_file)
    person.until_idle()


def test_a_folder_that_cannot_be_written_is_no_target(person: Person) -> None:
    person.click("start.mini-world-bert")
    person.until_idle()
    person.trigger("saveAction")
    dialog = desk(person).save_dialog
    assert dialog is not None
    person.find(QLineEdit, "saveFolder").setText(BERT)
    person.until(lambda: "cannot" in english(dialog.problem.text()))
    assert not dialog.save.isEnabled()


def test_nothing_ends_before_a_person_agrees_to_leave(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, answers = person.window, ["close", "cancel"]
    monkeypatch.setattr(questions, "ask_unsaved", lambda *asked, **how: answers.pop())
    small = '{"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}'
    window.send(CreateModel(ConfigEdit("bert", "BertModel", small), 1))
    person.until_idle()
    pick(person, "act.0.1")
    lessons, presenting = window.workbench.lessons, window.workbench.explanations.presenting
    person.until(lambda: lessons.page is not None)
    page = lessons.page
    person.trigger("presentAction")
    person.trigger("quitAction")
    assert answers == ["close"]
    assert presenting.on
    assert lessons.page is page
    person.trigger("quitAction")
    assert not window.isVisible()
    assert now(not presenting.on)
    assert now(lessons.page is None)


def test_a_presentation_ends_before_its_model_is_saved_on_quitting(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folders of the person stood before the audience, in the window without its menus."""
    window = person.window
    monkeypatch.setattr(questions, "ask_unsaved", lambda *asked, **how: "save")
    small = '{"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}'
    window.send(CreateModel(ConfigEdit("bert", "BertModel", small), 1))
    person.until_idle()
    person.trigger("presentAction")
    assert window.look.presenting
    person.trigger("quitAction")
    assert now(not window.look.presenting)
    assert not window.menuBar().isHidden()
    assert desk(person).save_dialog is not None


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
    assert person.message == ""  # a dialog without a tokenizer to save opens as any other
    if answer == "save":
        person.find(QLineEdit, "saveFolder").setText(str(tmp_path / "mine"))
        person.until(lambda: person.find(QPushButton, "saveButton").isEnabled())
        person.click("saveButton")
        person.until_idle()
        assert desk(person).unsaved is None


@pytest.mark.here("which folders are gone is looked up for this computer, at its start")
def test_the_recent_list_pins_forgets_and_tells_what_is_missing(
    person: Person, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        shutil.copytree(BERT, tmp_path / name)
        person.window.load(str(tmp_path / name), name)
        person.until_idle()
    pane = person.window.local_pane

    def titles() -> list[str]:
        return [one.title for one in pane.list.entries.entries[4:6]]

    assert titles() == ["two", "one"]
    pane.list.select(str(tmp_path / "one"))
    person.click("pinRecentButton")
    assert titles() == ["one", "two"]
    shutil.rmtree(tmp_path / "two")
    # What is done once the engine is ready: it looks which folders are still there.
    person.window.state.on_reply(Done(0, Prepare(), desk(person).prepared))
    person.until_idle()
    entry = pane.list.entries.entries[5]
    assert (english(entry.badge), entry.dim) == ("missing", True)
    pane.list.select(str(tmp_path / "two"))
    assert "not there any more" in english(pane.disabled_reason.text())
    person.click("forgetRecentButton")
    assert titles() == ["one"]
    person.click("messageRemedy")
    assert titles() == ["one", "two"]
    person.click("forgetRecentButton")
    pane.list.setFocus()
    undo = person.window.actions_.undo
    person.window.actions_.edit_menu.aboutToShow.emit()
    assert undo.isEnabled()
    undo.trigger()
    assert titles() == ["one", "two"]
    person.window.actions_.edit_menu.aboutToShow.emit()
    assert not undo.isEnabled()


@pytest.fixture
def begin(begin: Begin) -> Begin:
    """Start the program with one profile, as often as a test wants."""
    return functools.partial(begin, profile="profile")


@resumed
def test_the_desk_is_as_it_was_left(begin: Begin, folder: Path) -> None:
    person = begin(str(folder / "config.json"))
    assert person.state() == "Weights from a file"
    person.type_text("Paris is big.")
    person.show("architectureTab")
    person.window.close()
    again = begin()
    assert again.state() == "Weights from a file"
    assert english(again.find(QLineEdit, "textInput").text()) == "Paris is big."
    centre = again.window.centre
    assert english(centre.tabText(centre.currentIndex())) == "Architecture"
    again.find(local_pane.LocalPane, "localPane")
    again.window.actions_.reopen.setChecked(False)
    again.window.close()
    assert begin().window.summary is None


@resumed
@pytest.mark.parametrize("quick", [True, False])
def test_the_picture_is_there_again_where_the_run_was_quick(
    begin: Begin, folder: Path, monkeypatch: pytest.MonkeyPatch, quick: bool
) -> None:
    monkeypatch.setattr(session_state, "QUICK_SECONDS", 3600.0 if quick else 0.0)
    person = begin(str(folder))
    person.type_text("Paris is big.")
    person.click("runButton")
    person.until_idle()
    assert person.window.inference.ran is not None
    before = person.window.inference.answers
    person.window.close()
    again = begin()
    again.until_idle()
    assert english(again.find(QLineEdit, "textInput").text()) == "Paris is big."
    assert (again.window.inference.ran is not None) == quick
    assert again.window.inference.answers == (before if quick else ())


def test_a_run_that_did_not_end_properly_is_not_repeated(begin: Begin, folder: Path) -> None:
    person = begin(str(folder))
    person.window.close()
    person.window.profile.keep("running", "yes")  # as after a crash
    person.window.profile.finish()
    assert begin().window.summary is None


@pytest.mark.here("it sets how much memory the process with the model has")
def test_permission_is_asked_where_both_models_do_not_fit(
    person: Person, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    person.click("start.mini-world-bert")
    person.until_idle()
    monkeypatch.setattr(memory, "free_memory", lambda: 1_000_000)
    person.window.load(str(folder), "second")
    person.until_idle()
    failure = person.window.last_failure
    assert isinstance(failure, Failed)
    assert "unloaded" in english(failure.sentence)
    assert failure.remedy == Remedy(tr("Unload it and continue"), "releaseFirstAction")
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
    monkeypatch.setattr(memory, "free_memory", lambda: 1_000_000)
    person.window.send(LoadModel(str(broken), release_first=True))
    person.until_idle()
    assert (person.window.summary is None) == (person.window.last_failure is not failure)


def test_a_saved_variant_opens(person: Person, folder: Path) -> None:
    state = load_file(folder / "model.safetensors")
    half = {name: value.to(torch.float16) for name, value in state.items()}
    (folder / "model.safetensors").unlink()
    save_file(half, folder / "model.fp16.safetensors", {"format": "pt"})
    look_at(person, folder)
    person.click("openCheckpoint")
    person.until_idle()
    assert person.state() == "Weights from a file"
    person.run(SENTENCE)
    assert np.isfinite(person.window.inference.bars[0].candidates[0].probability)


# -- every way of opening ----------------------------------------------------------------------


@pytest.mark.parametrize("what", ["", "model.safetensors", "config.json"])
def test_the_command_line_opens_a_folder_and_each_file_in_it(
    begin: Begin, folder: Path, what: str
) -> None:
    person = begin(str(folder / what) if what else str(folder))
    assert person.state() == "Weights from a file"
    assert person.window.summary is not None
    assert person.window.summary.source == str(folder)


@pytest.mark.here("the checkpoint is in a cache of this computer")
def test_the_command_line_opens_a_cached_checkpoint_by_its_id(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    into_cache(cache)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(cache))
    person = begin("org/mini")
    assert person.state() == "Trained weights"
    assert person.window.summary is not None
    assert (person.window.summary.name, person.window.summary.source) == ("org/mini", "org/mini")


def test_a_hub_id_that_was_never_downloaded_leads_to_its_page(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "empty"))
    person = begin("org/not-here")
    assert "not among the checkpoints that were downloaded" in person.message
    opened: list[tuple[str, str]] = []
    hub = person.window.workbench.hub_controller
    monkeypatch.setattr(hub, "open_page", lambda *words: opened.append(words))
    person.click("messageRemedy")
    assert opened == [("org/not-here", "main")]


def test_a_path_that_is_no_id_either_is_called_a_missing_folder(begin: Begin) -> None:
    person = begin("./no such/folder")
    assert "There is no folder" in person.message


def test_a_recent_model_opens_as_it_was_opened(person: Person, folder: Path) -> None:
    person.window.send(LoadModel(str(folder), "mine", "BertModel", dtype="bfloat16", device="cpu"))
    person.until_idle()
    person.trigger("unloadAction")
    person.until_idle()
    pane = person.window.local_pane
    pane.list.select(str(folder))
    entry = pane.list.current
    assert entry is not None
    assert entry.facts.startswith("BertModel · bfloat16 · ")
    person.click("openLocalButton")
    person.until_idle()
    summary = person.window.summary
    assert summary is not None
    assert (summary.class_name, summary.dtype, summary.name) == ("BertModel", "bfloat16", "mine")


def test_a_recent_device_that_is_gone_is_the_cpu(person: Person, folder: Path) -> None:
    profile = person.window.profile
    profile.remember(Recent(str(folder), "mine", "BertForMaskedLM", "trained", device="cuda"))
    person.window.local_pane.list.select(str(folder))
    person.click("openLocalButton")
    person.until_idle()
    assert person.window.summary is not None
    assert person.window.summary.device == "cpu"


def test_pinning_and_removing_work_by_keyboard(
    person: Person, tmp_path: Path, qtbot: QtBot
) -> None:
    profile, pane = person.window.profile, person.window.local_pane
    for name in ("one", "two", "three"):
        profile.remember(Recent(str(tmp_path / name), name, "BertModel", "trained"))

    def titles() -> list[str]:
        return [one.title for one in pane.list.entries.entries[4:]]

    assert titles() == ["three", "two", "one"]
    pane.list.select(str(tmp_path / "two"))
    pane.list.setFocus()
    qtbot.keyClick(pane.list, Qt.Key.Key_Delete)
    assert titles() == ["three", "one"]
    assert pane.list.current is not None
    assert pane.list.current.title == "one"  # the keyboard continues from there
    pane.pin_button.setFocus()
    qtbot.keyClick(pane.pin_button, Qt.Key.Key_Space)
    assert titles() == ["one", "three"]
    assert english(pane.pin_button.text()) == "Unpin"
    qtbot.keyClick(pane.forget_button, Qt.Key.Key_Space)
    assert titles() == ["three"]
    # Bundled models stay.
    pane.list.setCurrentIndex(pane.list.entries.index(0))
    qtbot.keyClick(pane.list, Qt.Key.Key_Delete)
    assert len(pane.list.entries.entries) == 5


def test_a_recent_list_of_another_version_is_read_as_far_as_it_can_be(tmp_path: Path) -> None:
    profile = Settings(str(tmp_path))
    good = {"path": "/m", "name": "m", "class_name": "C", "state": "trained"}
    rows = [{**good, "later": 1}, {"path": "/n"}, {**good, "pinned": "yes"}, 3, good]
    profile.keep("recent", json.dumps(rows))
    assert profile.recent() == (Recent("/m", "m", "C", "trained"),) * 2
    for text in ("{", "3", '{"a": 1}'):
        profile.keep("recent", text)
        assert profile.recent() == ()


def into_cache(cache: Path, name: str = "org/mini") -> None:
    """Lay the bundled model out as the Hub's cache does."""
    commit = "a" * 40
    home = cache / ("models--" + name.replace("/", "--"))
    shutil.copytree(BERT, home / "snapshots" / commit)
    (home / "refs").mkdir()
    (home / "refs" / "main").write_text(commit)


class _Listener(QObject):
    """Notes the state of the window when it receives, as the last of all, a model and tokens."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.seen: list[object] = []
        window.state.subscribe({ModelReady: self._on_model, Tokenized: self._on_tokens})

    def _on_model(self, ready: ModelReady, request: Request) -> None:
        unload = self._window.actions_.unload.isEnabled()
        self.seen.append((unload, bool(self._window.model.jobs)))

    def _on_tokens(self, tokenized: Tokenized, request: Request) -> None:
        self.seen.append("tokens")


def test_a_model_is_received_step_by_step_and_other_replies_wait(person: Person) -> None:
    window = person.window
    listener = _Listener(window)
    person.click("start.mini-world-bert")
    person.until_idle()
    # Nothing may be asked of a model that is half shown, and it counts as under way till then.
    assert listener.seen[0] == (False, True)
    assert set(listener.seen[1:]) == {"tokens"}
    assert window.actions_.unload.isEnabled()
    assert window.workbench.explanations.shown is not None


def test_a_folder_without_weights_leads_to_create_with_its_config(
    person: Person, tmp_path: Path
) -> None:
    given = {"model_type": "bert", "architectures": ["BertModel"], "hidden_size": 60}
    (tmp_path / "config.json").write_text(json.dumps(given | {"num_attention_heads": 4}))
    person.window.workbench.files.load(str(tmp_path))
    person.until_idle()
    assert "no weights" in person.message
    person.click("messageRemedy")
    for name, value in (("hidden_size", "60"), ("num_attention_heads", "4")):

        def shown(path: str = f"field.{name}", wanted: str = value) -> bool:
            edit = person.window.findChild(QLineEdit, path)  # the form is built piece by piece
            return edit is not None and edit.text() == wanted

        person.until(shown)
    assert person.window.create_pane.isVisible()
