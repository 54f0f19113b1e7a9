"""The window with its lanes on another computer: connect, open, run, look, lose it, come back."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QListView, QPushButton, QWidget

pytest.importorskip("distributed", reason="another computer needs the package distributed")

from explorer import resources
from explorer.app.connect_dialog import ConnectDialog
from explorer.features.checkpoints.view import questions
from explorer.features.sessions.view import sessions_controller
from explorer.protocol.config import ConfigEdit
from explorer.protocol.job import Failed
from explorer.protocol.model import CreateModel, CreateRandomCopy, ModelSummary
from tests.back_translation import english
from tests.cluster.conftest import Shared, share
from tests.cluster.sshd import Server
from tests.journeys.conftest import Person
from tests.loopback import LoopbackHub

pytestmark = [
    pytest.mark.timeout(400),
    pytest.mark.here("it connects by itself"),
    pytest.mark.keeps_threads,  # Dask keeps threads of its own for the whole process
]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    made = share(tmp_path_factory.mktemp("there") / "home")
    yield made
    made.end()


def open_bundled(person: Person) -> ModelSummary:
    """Open the first model that came with the program, and wait for what follows from it."""
    window = person.window
    window.load(str(resources.path("models", "mini-world-bert")), "mini-world-bert")
    person.until(lambda: window.summary is not None)
    person.until_idle()
    assert window.summary is not None
    return window.summary


def in_sight(person: Person) -> str:
    """Everything that the window says now, with the tips of what can be pressed."""
    texts = []
    for widget in person.window.findChildren(QWidget):
        if isinstance(widget, QLabel | QAbstractButton):
            texts.append(widget.text())
        texts += [widget.toolTip(), widget.accessibleName()]
    tabs = person.window.sources
    texts += [tabs.tabText(place) for place in range(tabs.count())]
    return "\n".join(english(texts))


def save_session(person: Person, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions_controller, "ask_save_session", lambda *words: str(file))
    person.trigger("saveSessionAction")
    person.until_idle()
    assert "Saved the session" in person.message


def connect(person: Person, file: Path) -> None:
    person.trigger("connectAction")
    dialog = person.window.workbench.connection.dialog
    assert isinstance(dialog, ConnectDialog)
    dialog.file.setText(str(file))
    assert dialog.connect_.isEnabled(), dialog.problem.text()
    assert "Fingerprint" in english(dialog.about.text())
    dialog.connect_.click()
    person.until(lambda: person.window.state.computer is not None or bool(person.message))
    assert person.window.state.computer is not None, person.message
    person.until_idle()


def test_a_model_there_is_looked_at_here(person: Person, shared: Shared, tmp_path: Path) -> None:
    window = person.window
    before = open_bundled(person)
    connect(person, shared.pairing)
    assert not person.find(QAction, "unloadAction").isEnabled()  # no model is open there yet
    chip = person.find(QLabel, "modelComputer")
    name = window.state.computer.name  # type: ignore[union-attr]
    assert name in chip.text()
    there_opened = open_bundled(person)
    assert there_opened.source == before.source
    assert there_opened.serial != before.serial
    person.until(lambda: name in window.status.memory.text())
    person.run("The capital of France is [MASK].")
    there = person.logits()
    person.look_inside()
    assert person.message == ""

    folder = shared.home / "saved"
    person.save_as(folder)
    assert (folder / "config.json").is_file()
    assert "Saved in" in person.message
    models = person.find(QListView, "localModels")
    assert titles(models).count("saved") == 1
    assert str(folder) not in window.profile.text("recent")

    person.trigger("disconnectAction")
    person.until(lambda: window.summary is not None and window.summary.serial == before.serial)
    person.until_idle()
    assert not chip.isVisible()
    assert "saved" not in titles(models)
    assert not [recent for recent in window.profile.recent() if str(folder) in recent.path]
    person.run("The capital of France is [MASK].")
    assert (person.logits() == there).all()


def test_a_session_knows_on_which_computer_its_model_is(
    person: Person, shared: Shared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = person.window
    file, texts = tmp_path / "talk.explorer-session.json", tmp_path / "texts.csv"
    texts.write_text("text\nThe capital of Italy is [MASK].\n", "utf-8")
    open_bundled(person)
    window.send(CreateRandomCopy(3))
    person.until(lambda: len(window.workbench.files.sessions.steps) == 2)
    person.until_idle()
    here = window.workbench.files.sessions.steps
    assert len(here) == 2
    connect(person, shared.pairing)
    computer = window.state.computer
    assert computer is not None
    folder = shared.home / "own model"
    shutil.copytree(resources.path("models", "mini-world-bert"), folder)
    window.load(str(folder), "own model")
    person.until(lambda: window.summary is not None)
    person.until_idle()
    person.run("The capital of France is [MASK].")
    there = person.logits()
    save_session(person, file, monkeypatch)
    assert f"Its model is on {computer.name}" in person.message
    about = json.loads(file.read_text("utf-8"))["computer"]
    assert about == {"name": computer.name, "place": str(shared.pairing)}

    # What was open here is as it was, with both of its steps.
    person.trigger("disconnectAction")
    person.until(lambda: window.state.computer is None and window.summary is not None)
    person.until_idle()
    assert window.workbench.files.sessions.steps == here

    # Opened without the other computer it asks; connected again, it goes on by itself.
    asked: list[tuple[str, ...]] = []
    answers = ["cancel", "connect"]

    def answer(parent: object, *about: str) -> str:
        asked.append(about)
        return answers[len(asked) - 1]

    monkeypatch.setattr(questions, "ask_computer", answer)
    window.workbench.files.load(str(file))
    person.until(lambda: len(asked) == 1)
    person.until_idle()
    assert window.workbench.files.sessions.steps == here
    window.workbench.files.load(str(file))
    person.until(lambda: len(asked) == 2)
    assert asked[0] == asked[1] == (file.name, computer.name, "")
    dialog = window.workbench.connection.dialog
    assert isinstance(dialog, ConnectDialog)
    assert dialog.file.text() == str(shared.pairing)
    dialog.connect_.click()
    person.until(lambda: window.summary is not None and window.summary.source == str(folder))
    person.until_idle()
    assert window.state.computer is not None
    assert (person.logits() == there).all()


def test_a_session_of_another_computer_opened_here_says_what_is_missing(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, file = person.window, tmp_path / "talk.explorer-session.json"
    open_bundled(person)
    save_session(person, file, monkeypatch)
    data = json.loads(file.read_text("utf-8"))
    data["computer"] = {"name": "gpu1", "place": "ssh://ada@gpu1"}
    bundled = data["places"].pop(data["model"]["steps"][0]["path"])
    assert "bundled" in bundled
    data["model"]["steps"][0]["path"] = "/home/ada/own model"
    file.write_text(json.dumps(data), "utf-8")
    monkeypatch.setattr(questions, "ask_computer", lambda *about: "here")
    window.workbench.files.load(str(file))
    person.until_idle()
    assert "/home/ada/own model, which is not there" in person.message
    assert window.summary is not None


def test_what_was_made_there_is_not_lost_without_a_question(
    person: Person, shared: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, asked = person.window, []

    def cancel(parent: object, summary: ModelSummary) -> str:
        asked.append(summary.class_name)
        return "cancel"

    monkeypatch.setattr(questions, "ask_unsaved", cancel)
    connect(person, shared.pairing)
    window.send(CreateModel(ConfigEdit("bert", "BertModel", '{"num_hidden_layers": 1}'), 1))
    person.until(lambda: window.summary is not None)
    person.until_idle()
    person.trigger("disconnectAction")
    assert asked == ["BertModel"]
    assert window.state.computer is not None
    monkeypatch.setattr(questions, "ask_unsaved", lambda *_: "close")
    person.trigger("disconnectAction")
    person.until(lambda: window.state.computer is None)
    person.until_idle()


def test_what_is_dropped_here_is_not_looked_for_there(
    person: Person, shared: Shared, tmp_path: Path
) -> None:
    """A folder of the same path may be there, with another model in it."""
    window = person.window
    connect(person, shared.pairing)
    folder = tmp_path / "own model"
    shutil.copytree(resources.path("models", "mini-world-bert"), folder)
    for path in (folder, folder / "model.safetensors"):
        window.message_bar.clear()
        window.workbench.take_dropped(str(path))
        assert "This model is on your computer" in person.message
        assert english(person.find(QPushButton, "messageRemedy").text()) == "Disconnect"
        assert window.workbench.files.open_dialog is None
    person.until_idle()
    assert window.summary is None
    person.trigger("disconnectAction")
    person.until(lambda: person.works_here)
    person.until_idle()


def test_the_other_computer_goes(person: Person, shared: Shared) -> None:
    window = person.window
    connect(person, shared.pairing)
    shared.worker.kill()
    person.until(lambda: "was lost" in person.message)
    person.until(lambda: window.state.computer is None)
    assert "is safe" in person.message
    open_bundled(person)


def test_nothing_comes_over_ssh_any_more(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cable is pulled: one message, and what was here is as it was."""
    window, text = person.window, "The capital of Italy is [MASK]."
    before = open_bundled(person)
    server = Server(tmp_path / "there")
    server.on_path(monkeypatch)
    try:
        window.workbench.connection.connect_to(server.address())
        person.until(lambda: not person.works_here or bool(person.message))
        assert not person.works_here, person.message
        assert open_bundled(person).serial != before.serial
        person.run(text)
        there = person.logits()
        window.message_bar.clear()
        said: list[str] = []
        tell = window.tell_failure

        def hear(failed: Failed) -> None:
            said.append(failed.details)
            tell(failed)

        monkeypatch.setattr(window, "tell_failure", hear)
        for process in server.sessions():
            process.suspend()
        person.until(lambda: "was lost" in person.message)
        person.until(lambda: window.summary is not None and window.summary.serial == before.serial)
        person.until_idle()
        assert len(said) == 1
        assert "not responding" in said[0]  # ssh's own words
        assert person.find(QLineEdit, "textInput").text() == text
        person.run(text)
        assert (person.logits() == there).all()
    finally:
        for process in server.sessions():
            process.kill()
        server.end()


def test_what_is_wrong_with_a_file_is_said_in_the_dialog(person: Person, tmp_path: Path) -> None:
    person.trigger("connectAction")
    file = tmp_path / "x.json"
    file.write_text("{}", "utf-8")
    edit = person.find(QLineEdit, "connectFile")
    edit.setText(str(file))
    assert "cannot be used" in english(person.find(QLabel, "connectProblem").text())
    assert not person.find(QPushButton, "connectButton").isEnabled()
    person.click("connectCancel")


def test_a_download_lands_on_the_other_computer_and_it_says_so(
    person: Person, tmp_path: Path
) -> None:
    window, name = person.window, "tiny/mini-world-bert"
    bundled = resources.path("models", "mini-world-bert")
    with LoopbackHub() as hub:
        hub.add(name, {file.name: file.read_bytes() for file in bundled.iterdir()})
        there = share(tmp_path / "there", HF_ENDPOINT=hub.url, HF_HUB_DISABLE_IMPLICIT_TOKEN="0")
        try:
            connect(person, there.pairing)
            computer = window.state.computer
            assert computer is not None
            place = window.sources.indexOf(window.local_pane)
            assert english(window.sources.tabText(place)) == f"On {computer.name}"
            assert window.sources.tabBar().tabToolTip(place) == f"On {computer.name}"
            models = person.find(QListView, "localModels")
            assert english(models.accessibleName()) == f"Models on {computer.name}"

            window.open_page(name, "main")
            person.until(lambda: person.find(QPushButton, "downloadButton").isEnabled())
            chip = person.find(QAbstractButton, "fitChip")
            person.until(lambda: f"on {computer.name}" in english(chip.text()))
            person.click("downloadButton")
            person.until(lambda: window.summary is not None)
            person.until_idle()
            assert person.message == ""
            assert list((there.home / "hf" / "hub").rglob("model.safetensors"))
            own = Path(os.environ["XDG_CACHE_HOME"])
            assert not list(own.rglob("model.safetensors"))
            person.until(lambda: name in titles(models))
            assert "this computer" not in english(
                in_sight(person).replace("back to this computer", "")
            )
            person.run("The capital of France is [MASK].")
            downloaded = person.logits()

            person.trigger("signInAction")
            dialog = window.workbench.hub_controller.dialog
            assert dialog is not None
            assert computer.name in dialog.there.text()
            dialog.reject()

            person.trigger("disconnectAction")
            person.until(lambda: window.state.computer is None)
            person.until(lambda: name not in titles(models))
            assert english(window.sources.tabText(place)) == "On this computer"
        finally:
            there.end()
    open_bundled(person)
    person.run("The capital of France is [MASK].")
    assert (person.logits() == downloaded).all()


def titles(view: QListView) -> list[str]:
    model = view.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]
