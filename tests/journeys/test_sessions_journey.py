"""The whole desk saved to a file and opened elsewhere, and the desk of the last time."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel, QListWidget, QPushButton
from transformers import AutoModelForMaskedLM, logging

from explorer import resources
from explorer.app import save_code
from explorer.features.checkpoints.view import folder_dialogs, questions
from explorer.features.generation.protocol import Generated
from explorer.features.sessions.view import sessions_controller
from explorer.features.sessions.view.snapshots_dialog import SnapshotsDialog
from explorer.features.training.view.train_tab import TrainTab
from explorer.protocol import model_handover
from explorer.protocol.config import ConfigEdit
from explorer.protocol.model import CreateModel, CreateRandomCopy, LoadModel, ShowModel
from explorer.widgets.dot_slider import StepSlider
from explorer.widgets.setting_row import WholeBox
from tests.afresh import now
from tests.back_translation import english
from tests.journeys.conftest import Begin, Person
from tests.journeys.test_session_script_journey import run_file

BERT = str(resources.path("models", "mini-world-bert"))
GPT2 = str(resources.path("models", "mini-world-gpt2"))
TEXTS = ("The capital of Italy is [MASK].", "The capital of Spain is [MASK].")
BOTH = ("I see [MASK].", "The capital of Japan is [MASK].", '{"odd": [1]}')
SMALL = '{"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}'


def save(person: Person, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions_controller, "ask_save_session", lambda *words: str(file))
    person.trigger("saveSessionAction")
    person.until_idle()
    assert "Saved the session" in person.message


def settled(person: Person) -> None:
    """Wait until pages that answer results have nothing more to ask."""
    person.until_idle()
    person.until(lambda: not person.window.inference._typing.isActive())
    person.until_idle()


def drop(person: Person, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    person.window.dropEvent(
        QDropEvent(
            QPoint(5, 5),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            QEvent.Type.Drop,
        )
    )


def test_a_whole_desk_goes_on_elsewhere(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "talk.explorer-session.json"
    person = begin(BERT)
    window = person.window
    window.inference.show_texts(TEXTS)
    person.look_inside()
    person.click("runButton")
    settled(person)
    attention = window.inference.views.attention
    attention._take(1, 2)
    attention.hide_special.setChecked(True)
    attention.switches.switch(1, 3)
    settled(person)
    off = attention.off
    assert len(off) == 1
    window.inference.views.setCurrentWidget(window.inference.views.view("logit_lens"))
    settled(person)
    window.inference.views.view("logit_lens")._go(3)
    settled(person)
    window.workbench.compare.choice.twin.click()
    settled(person)
    window.create_pane.restore_state(ConfigEdit("bert", "BertModel", SMALL), 11)
    window.workbench.compare.swap.click()
    person.click("compareAddText")
    window.workbench.compare.rows.set_texts(BOTH)
    window.workbench.compare.rows.changed.emit()
    said = [one.candidates for one in window.inference.bars]
    window.sources.setCurrentWidget(window.create_pane)
    settled(person)
    save(person, file, monkeypatch)
    person.window.close()

    again = begin(str(file))
    settled(again)
    window = again.window
    assert again.state() == "Trained weights"
    assert "talk.explorer-session.json is open." in again.message
    assert "What will happen" not in window.explain_pane.title.text()
    assert window.inference.rows.texts == TEXTS
    assert window.inference.views.currentWidget() is window.inference.views.view("logit_lens")
    assert window.inference.views.view("logit_lens").position == 3
    attention = window.inference.views.attention
    assert attention.off == off
    assert [one.candidates for one in window.inference.bars] == said
    assert window.sources.currentWidget() is window.create_pane
    assert window.create_pane.saved_state == ConfigEdit("bert", "BertModel", SMALL)
    assert window.create_pane.seed == 11
    window.inference.views.setCurrentWidget(attention)
    settled(again)
    chosen = (attention.layers.currentText(), attention.heads.currentText())
    assert english(chosen) == ("Layer 2", "Head 3")
    assert attention.hide_special.isChecked()
    # Compare's second model is made when the tab is looked at.
    compare = window.workbench.compare
    assert now(compare.asked) is None
    window.centre.setCurrentWidget(compare)
    settled(again)
    assert compare.asked is not None
    assert compare.asked.kind == "twin"
    assert compare.swapped
    assert compare.rows.texts == BOTH


def test_heads_that_are_off_come_back_with_their_words_and_their_python(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, script = tmp_path / "off.explorer-session.json", tmp_path / "off.py"
    person = begin(BERT)
    person.look_inside()
    person.run(TEXTS[1])
    whole = person.logits()
    person.window.inference.views.attention.switches.switch(1, -1)
    settled(person)
    shown = person.logits()
    assert not np.array_equal(shown, whole)
    save(person, file, monkeypatch)
    person.window.close()

    again = begin(str(file))
    settled(again)
    assert again.window.inference.views.attention.off
    assert english(again.window.explain_pane.title.text()) == "Heads are off"
    monkeypatch.setattr(save_code, "ask_code_file", lambda *words, **kinds: str(script))
    again.trigger("scriptAction")
    assert np.array_equal(run_file(script.read_text(encoding="utf-8"), tmp_path), shown)


def test_writing_and_its_settings_come_back(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "story.explorer-session.json"
    person = begin(GPT2)
    tab = person.window.inference
    tab.mode.choose(True)
    assert tab.generation is not None
    kept = {
        "sample": True, "temperature": 1.3, "top_k": 7, "top_p": 0.5,
        "repetition_penalty": 1.2, "seed": 5, "max_new_tokens": 9,
    }  # fmt: skip
    tab.generation.restore_state(kept)
    tab.show_texts(("Once there was a cat",))
    person.click("generateButton")
    settled(person)
    written = tab.generation.text.accessibleDescription()
    save(person, file, monkeypatch)
    again = begin(str(file))
    settled(again)
    tab = again.window.inference
    assert tab.generation is not None
    assert tab.mode.generating
    assert tab.rows.texts == ("Once there was a cat",)
    assert tab.generation.saved_state() == kept
    assert tab.generation.text.accessibleDescription() == written


def probabilities(text: Generated | None) -> list[tuple[int, float, float, bool]]:
    assert text is not None
    return [(one.token.id, one.probability, one.after, one.by_hand) for one in text.tokens]


def test_a_written_text_comes_back_with_numbers_that_are_computed_again(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "story.explorer-session.json"
    person = begin(GPT2)
    tab = person.window.inference
    tab.mode.choose(True)
    assert tab.generation is not None
    tab.generation.restore_state({"max_new_tokens": 4})
    tab.show_texts(("The capital of France is",))
    person.click("generateButton")
    settled(person)
    second = tab.generation.written
    assert second is not None
    tab.generation.candidates.picked.emit(second.next[1].id)
    settled(person)
    written, next_ = probabilities(tab.generation.written), tab.generation.written
    assert [by_hand for _, _, _, by_hand in written] == [False] * 4 + [True]
    save(person, file, monkeypatch)
    assert "probability" not in file.read_text(encoding="utf-8")

    again = begin(str(file))
    settled(again)
    pane = again.window.inference.generation
    assert pane is not None
    assert probabilities(pane.written) == written
    assert pane.written is not None
    assert next_ is not None
    assert pane.written.next == next_.next
    assert "has just read its 5\N{NO-BREAK SPACE}tokens again" in english(pane.sentence.text())
    assert not pane.outdated
    words = english(again.window.explain_pane.words.toPlainText())
    assert "of your text come" in words, "they were about the opened model"
    assert [run.written is not None for run in again.window.inference.history.runs.runs] == [True]
    pane.on.click()
    settled(again)
    assert len(pane.written.tokens) == 9
    assert len(again.window.inference.history.runs.runs) == 1


def test_a_text_that_the_model_would_not_write_says_so(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anybody can write a session file."""
    file = tmp_path / "story.explorer-session.json"
    person = begin(GPT2)
    tab = person.window.inference
    tab.mode.choose(True)
    assert tab.generation is not None
    tab.generation.restore_state({"max_new_tokens": 3})
    tab.show_texts(("The capital of France is",))
    person.click("generateButton")
    settled(person)
    save(person, file, monkeypatch)
    session = json.loads(file.read_text(encoding="utf-8"))
    session["pages"]["generation"]["written"]["tokens"][1] += 1
    file.write_text(json.dumps(session), encoding="utf-8")
    again = begin(str(file))
    settled(again)
    pane = again.window.inference.generation
    assert pane is not None
    assert "would not choose" in english(pane.sentence.text())
    session["pages"]["generation"]["written"]["tokens"][1] = 10**9
    file.write_text(json.dumps(session), encoding="utf-8")
    hostile = begin(str(file))
    settled(hostile)
    assert "knows no token" in hostile.message


def test_a_picture_comes_back_or_is_missed_aloud(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, picture = tmp_path / "seen.explorer-session.json", tmp_path / "mine.png"
    shutil.copy(resources.path("examples", "shapes.png"), picture)
    person = begin()
    sizes = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4}
    sizes |= {"intermediate_size": 64, "image_size": 32, "patch_size": 8}
    vit = ConfigEdit("vit", "ViTForImageClassification", json.dumps(sizes))
    person.window.model.send(CreateModel(vit, 2))
    person.until_idle()
    person.window.inference.media.set_file(str(picture))
    person.until_idle()
    person.click("runButton")
    person.until_idle()
    logits = person.logits()
    save(person, file, monkeypatch)
    again = begin(str(file))
    settled(again)
    assert "mine.png" in again.find(QLabel, "fileFacts").text()
    assert np.array_equal(again.logits(), logits)
    assert "not here any more" not in again.message
    picture.unlink()
    later = begin(str(file))
    settled(later)
    assert f"The picture of the session is not here any more: {picture}." in later.message
    assert not later.window.inference.media.path


def test_ids_given_by_hand_come_back(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "ids.explorer-session.json"
    person = begin(BERT)
    person.look_inside()
    person.click("editIdsButton")
    person.window.inference.ids.setPlainText("[[2, 30, 40, 3]]")
    person.click("runButton")
    settled(person)
    save(person, file, monkeypatch)
    again = begin()
    drop(again, file)
    settled(again)
    tab = again.window.inference
    assert tab.edit_ids.isChecked()
    assert json.loads(tab.ids.toPlainText()) == [[2, 30, 40, 3]]
    assert tab.ran is not None


def test_a_created_model_is_made_again_bit_for_bit(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "made.explorer-session.json"
    person = begin()
    person.window.send(CreateModel(ConfigEdit("bert", "BertForMaskedLM", SMALL), 7))
    person.until_idle()
    person.window.send(CreateRandomCopy(5))
    person.until_idle()
    save(person, file, monkeypatch)
    assert "config and seed" in person.message
    # It is not lost any more, so that nobody is asked on quitting.
    asked: list[object] = []

    def ask_unsaved(*words: object) -> str:
        asked.append(words)
        return "close"

    monkeypatch.setattr(questions, "ask_unsaved", ask_unsaved)
    person.trigger("quitAction")
    assert not asked
    again = begin(str(file))
    settled(again)
    assert again.window.summary is not None
    assert again.window.summary.seed == 5
    assert "differ" not in again.message
    assert again.window.workbench.files.unsaved is None  # the file holds what makes it again
    # Other weights than those that were saved are told.
    data = json.loads(file.read_text())
    data["model"]["weights"] = "0" * 64
    file.write_text(json.dumps(data))
    other = begin(str(file))
    settled(other)
    assert "weights differ" in other.message


def test_a_model_that_is_not_here_can_be_shown_where_it_is(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a" / "moved.explorer-session.json"
    file.parent.mkdir()
    shutil.copytree(BERT, tmp_path / "old")
    person = begin(str(tmp_path / "old"))
    person.window.inference.show_texts(TEXTS)
    save(person, file, monkeypatch)
    person.window.close()
    (tmp_path / "new place").mkdir()
    shutil.move(tmp_path / "old", tmp_path / "new place" / "bert")
    again = begin(str(file))
    assert "which is not there" in again.message
    assert now(again.window.summary) is None
    answers = iter(["", str(tmp_path / "new place" / "bert")])
    monkeypatch.setattr(folder_dialogs, "ask_open_folder", lambda *words: next(answers))
    again.click("messageRemedy")
    assert "which is not there" in again.message  # a person changed their mind: still offered
    again.click("messageRemedy")
    settled(again)
    assert again.state() == "Weights from a file"
    assert again.window.inference.rows.texts == TEXTS
    # It is called what the folder is called that was chosen.
    summary = now(again.window.summary)
    assert summary is not None
    assert summary.name == "bert"


@pytest.mark.here("the model of a script is in its own memory")
def test_a_model_from_python_is_not_in_the_session_which_says_so(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    logging.disable_progress_bar()  # its thread would be left behind
    model = AutoModelForMaskedLM.from_pretrained(resources.path("models", "mini-world-bert"))
    person.window.send(ShowModel(model_handover.give(model, None), "mine"))
    person.until_idle()
    file = tmp_path / "given.explorer.json"
    for made in ("given", "its twin"):
        save(person, file, monkeypatch)
        assert "came from Python and is not in the session" in person.message, made
        assert json.loads(file.read_text(encoding="utf-8")).get("model") is None, made
        person.trigger("twinAction")
        person.until_idle()
    person.trigger("openBundled.mini-world-sentiment")
    person.until_idle()
    save(person, file, monkeypatch)
    assert "Python" not in person.message
    model_handover.take_back()


def test_a_broken_session_leaves_the_desk_as_it_was(begin: Begin, tmp_path: Path) -> None:
    person = begin(BERT)
    serial = person.window.summary.serial if person.window.summary is not None else 0
    for content, said in (
        ("{", "damaged"),
        ('{"format": "transformer-explorer-session", "version": 7}', "newer"),
    ):
        file = tmp_path / "broken.explorer-session.json"
        file.write_text(content)
        drop(person, file)
        settled(person)
        assert said in person.message
        assert person.window.summary is not None
        assert person.window.summary.serial == serial


def test_a_session_that_brings_a_bad_checkpoint_keeps_the_former_model(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(GPT2, tmp_path / "bad")
    file = tmp_path / "bad.explorer-session.json"
    person = begin(str(tmp_path / "bad"))
    save(person, file, monkeypatch)
    (tmp_path / "bad" / "model.safetensors").write_bytes(b"")
    person.window.load(BERT)
    settled(person)
    person.window.workbench.files.sessions.open(str(file))
    settled(person)
    assert "empty" in person.message
    assert person.window.summary is not None
    assert person.window.summary.name == "mini-world-bert"


def test_runs_of_a_session_can_be_run_again(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from explorer.features.history.view.history_dialog import HistoryDialog

    file = tmp_path / "runs.explorer-session.json"
    person = begin(BERT)
    for text in TEXTS:
        person.run(text)
    save(person, file, monkeypatch)
    again = begin(str(file))
    settled(again)
    runs = again.window.inference.history.runs
    assert [one.ran.request.texts for one in runs.runs] == [TEXTS[1:]]  # it was run on opening
    assert [one.name for one in runs.later] == [TEXTS[0]]
    again.click("historyButton")
    dialog = again.find(HistoryDialog, "historyDialog")
    items = again.find(QListWidget, "historyList")
    items.clearSelection()
    items.setCurrentRow(1)
    assert "Run again" in english(dialog.about.text())
    assert not dialog.open_button.isEnabled()
    dialog.again_button.click()
    settled(again)
    assert again.window.inference.rows.texts == TEXTS[:1]
    assert [one.ran.request.texts for one in runs.runs] == [TEXTS[:1], TEXTS[1:]]
    assert runs.later == ()


@pytest.mark.here("a start by itself connects to nobody: what was open there is not remembered")
def test_all_of_the_desk_is_there_at_the_next_start(begin: Begin, tmp_path: Path) -> None:
    shutil.copytree(BERT, tmp_path / "mine")
    person = begin(profile="one")
    person.window.send(
        LoadModel(str(tmp_path / "mine"), "mine", "BertForSequenceClassification", "", "bfloat16")
    )
    settled(person)
    if person.window.workbench.files.report_dialog is not None:
        person.click("reportClose")
    person.window.inference.show_texts(("one", "two", "three"))
    person.window.inference.views.setCurrentWidget(
        person.window.inference.views.view("hidden_states")
    )
    person.window.sources.setCurrentIndex(1)
    person.show("architectureTab")
    person.window.close()
    again = begin(profile="one")
    settled(again)
    window = again.window
    assert window.summary is not None
    assert (window.summary.class_name, window.summary.dtype, window.summary.name) == (
        "BertForSequenceClassification", "bfloat16", "mine",
    )  # fmt: skip
    assert window.inference.rows.texts == ("one", "two", "three")
    assert window.inference.views.currentWidget() is window.inference.views.view("hidden_states")
    assert window.sources.currentIndex() == 1
    assert window.centre.currentWidget() is window.architecture
    assert window.inference.ran is None  # nothing runs that nobody asked for


@pytest.mark.here("a start by itself connects to nobody: what was open there is not remembered")
def test_who_went_elsewhere_while_the_model_came_is_left_there(begin: Begin) -> None:
    """The Hub was searched, and the list of this computer came in its place; and on Architecture
    the words were about the run, which nobody looked at."""
    person = begin(profile="one")
    person.window.send(LoadModel(BERT, "mini-world-bert"))
    settled(person)
    person.window.inference.show_texts(TEXTS[:1])
    person.click("runButton")
    settled(person)
    person.show("architectureTab")
    settled(person)
    person.window.close()
    again = begin(profile="one")
    settled(again)
    assert again.window.centre.currentWidget() is again.window.architecture
    assert again.window.inference.ran is not None
    assert english(again.window.explain_pane.title.text()) == "What the model is made of"
    again.window.close()
    hurried = begin(profile="one")
    hurried.window.close()  # before there was anything to put back: it is still there the next time
    third = begin(profile="one")
    third.window.sources.setCurrentIndex(1)
    third.show("checkpointTab")
    settled(third)
    assert third.window.summary is not None
    assert third.window.sources.currentIndex() == 1
    assert third.window.centre.currentWidget() is third.window.checkpoint
    third.show("architectureTab")
    third.window.sources.setCurrentIndex(0)
    third.window.close()
    fourth = begin(profile="one")
    fourth.window.sources.setCurrentIndex(1)
    fourth.window.inference.show_texts(("Typed meanwhile: [MASK].",))
    settled(fourth)
    assert fourth.window.sources.currentIndex() == 1
    assert fourth.window.centre.currentWidget() is fourth.window.architecture
    assert fourth.window.inference.rows.texts == ("Typed meanwhile: [MASK].",)


def test_what_is_done_while_a_session_opens_wins(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The left tab was turned back, under the pointer of who had just clicked another."""
    file = tmp_path / "talk.explorer-session.json"
    person = begin(BERT)
    window = person.window
    window.inference.show_texts(TEXTS)
    window.inference.mode.choose_mode("why")
    window.sources.setCurrentIndex(0)
    person.show("compareTab")
    settled(person)
    save(person, file, monkeypatch)
    window.sources.setCurrentIndex(2)
    window.inference.show_texts(("Before.",))
    sessions = window.workbench.files.sessions
    sessions.open(str(file))
    person.until(lambda: sessions._coming is not None)
    assert window.sources.currentIndex() == 0
    window.sources.setCurrentIndex(1)
    window.inference.mode.choose_mode("flow")
    settled(person)
    assert "is open" in person.message
    assert window.sources.currentIndex() == 1
    assert window.inference.mode.mode == "flow"
    assert window.centre.currentWidget() is window.compare
    assert window.inference.rows.texts == TEXTS


@pytest.mark.here("a start by itself connects to nobody: what was open there is not remembered")
def test_the_next_start_brings_a_written_text_back(begin: Begin) -> None:
    person = begin(profile="one")
    person.window.send(LoadModel(GPT2, "mini-world-gpt2"))
    settled(person)
    tab = person.window.inference
    tab.mode.choose(True)
    assert tab.generation is not None
    tab.generation.restore_state({"max_new_tokens": 4})
    tab.show_texts(("The capital of France is",))
    person.click("generateButton")
    settled(person)
    written = probabilities(tab.generation.written)
    person.window.close()
    again = begin(profile="one")
    settled(again)
    pane = again.window.inference.generation
    assert pane is not None
    assert probabilities(pane.written) == written


@pytest.mark.here("the snapshots of a training there stay there, which the session says")
def test_snapshots_of_a_training_travel_with_the_session(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "talk.explorer-session.json"
    person = begin()
    person.click("start.teach")
    tab = person.find(TrainTab, "trainTab")
    person.until(lambda: person.find(QPushButton, "trainButton").isEnabled() and tab.isVisible())
    person.find(WholeBox, "trainSteps").setValue(6)
    person.find(WholeBox, "trainBatch").setValue(8)
    person.click("trainButton")
    person.until(lambda: tab.run.stage == "ended")
    settled(person)
    losses = tab.run.progress.losses if tab.run.progress is not None else np.zeros(0)
    kept = tab.run.steps_kept
    monkeypatch.setattr(sessions_controller, "ask_save_session", lambda *words: str(file))
    person.trigger("saveSessionAction")
    settled(person)
    dialog = person.find(SnapshotsDialog, "snapshotsDialog")
    assert "snapshots" in english(dialog.text())
    assert "MB" in english(dialog.text())
    dialog.take.click()
    settled(person)
    assert "snapshots in the folder beside it: " in person.message
    assert "together. Take both along." in person.message
    assert person.window.workbench.files.unsaved is None, "the file has it"
    tab.timeline.moments.setValue(kept[0])
    tab.timeline.look_inside.click()
    settled(person)
    person.find(StepSlider, "snapshotSteps").setValue(kept[-1])
    settled(person)
    assert tab.run.step_in_memory == kept[-1]
    assert person.window.workbench.files.unsaved is None, "it has every snapshot"
    person.window.centre.setCurrentWidget(tab)
    settled(person)
    words = english(person.window.explain_pane.words.toPlainText())
    assert f"after {kept[-1]}" in words.replace("\N{NO-BREAK SPACE}", " ")
    assert f"step-{kept[-1]}" in person.window.explain_pane.python
    person.window.close()

    moved = tmp_path / "moved"
    moved.mkdir()
    for item in ("talk.explorer-session.json", "talk.explorer-snapshots"):
        (tmp_path / item).rename(moved / item)
    again = begin(str(moved / file.name))
    settled(again)
    again.until(lambda: again.state().startswith("Trained in this program"))
    assert again.message == f"The session {file.name} is open."
    assert again.window.workbench.files.unsaved is None, "the file has it"
    tab = again.find(TrainTab, "trainTab")
    assert tab.run.stage == "ended"
    assert tab.run.steps_kept == kept
    assert tab.run.step_in_memory == kept[-1]
    assert tab.run.progress is not None
    assert np.array_equal(tab.run.progress.losses, losses)
    again.window.centre.setCurrentWidget(tab)
    settled(again)
    tab.timeline.moments.setValue(kept[0])
    tab.timeline.look_inside.click()
    settled(again)
    assert tab.run.step_in_memory == kept[0], "every view opens at any of them"


@pytest.mark.here("the snapshots of a training there stay there, which the session says")
def test_a_session_can_leave_the_snapshots_out(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "talk.explorer-session.json"
    person = begin()
    person.click("start.teach")
    tab = person.find(TrainTab, "trainTab")
    person.until(lambda: person.find(QPushButton, "trainButton").isEnabled() and tab.isVisible())
    person.find(WholeBox, "trainSteps").setValue(2)
    person.click("trainButton")
    person.until(lambda: tab.run.stage == "ended")
    settled(person)
    monkeypatch.setattr(sessions_controller, "ask_save_session", lambda *words: str(file))
    person.trigger("saveSessionAction")
    settled(person)
    person.find(SnapshotsDialog, "snapshotsDialog").back.click()
    settled(person)
    assert not file.exists()
    person.trigger("saveSessionAction")
    settled(person)
    person.find(SnapshotsDialog, "snapshotsDialog").leave.click()
    settled(person)
    assert file.exists()
    assert not (tmp_path / "talk.explorer-snapshots").exists()
    assert "snapshots" not in person.message, "it was chosen"

    person.trigger("unloadAction")
    settled(person)
    person.trigger("saveSessionAction")
    settled(person)
    assert "its snapshots are not in the session" in person.message
