"""The window with its lanes on another computer: connect, open, run, look, lose it, come back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

pytest.importorskip("distributed", reason="another computer needs the package distributed")

from explorer import resources
from explorer.app.connect_dialog import ConnectDialog
from explorer.features.checkpoints.view import questions
from explorer.protocol.config import ConfigEdit
from explorer.protocol.model import CreateModel, ModelSummary
from tests.cluster.conftest import Shared, share
from tests.journeys.conftest import Person

pytestmark = [
    pytest.mark.timeout(400),
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


def connect(person: Person, file: Path) -> None:
    person.trigger("connectAction")
    dialog = person.window.workbench.connection.dialog
    assert isinstance(dialog, ConnectDialog)
    dialog.file.setText(str(file))
    assert dialog.connect_.isEnabled(), dialog.problem.text()
    assert "Fingerprint" in dialog.about.text()
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
    assert not person.find(QAction, "saveSessionAction").isEnabled()
    assert "Disconnect" in person.find(QAction, "saveSessionAction").property("why")
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
    assert not [recent for recent in window.profile.recent() if str(folder) in recent.path]

    person.trigger("disconnectAction")
    person.until(lambda: window.summary is not None and window.summary.serial == before.serial)
    person.until_idle()
    assert not chip.isVisible()
    person.run("The capital of France is [MASK].")
    assert (person.logits() == there).all()


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


def test_the_other_computer_goes(person: Person, shared: Shared) -> None:
    window = person.window
    connect(person, shared.pairing)
    shared.worker.kill()
    person.until(lambda: "was lost" in person.message)
    person.until(lambda: window.state.computer is None)
    assert "is safe" in person.message
    open_bundled(person)


def test_what_is_wrong_with_a_file_is_said_in_the_dialog(person: Person, tmp_path: Path) -> None:
    person.trigger("connectAction")
    file = tmp_path / "x.json"
    file.write_text("{}", "utf-8")
    edit = person.find(QLineEdit, "connectFile")
    edit.setText(str(file))
    assert "cannot be used" in person.find(QLabel, "connectProblem").text()
    assert not person.find(QPushButton, "connectButton").isEnabled()
    person.click("connectCancel")
