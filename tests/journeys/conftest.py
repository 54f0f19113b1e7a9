"""The whole program in a test: the real window, the real lanes, real tiny models.

With `--engine far` each window is connected to a computer that is shared by another process with a
home of its own; what is about files of this computer alone is left out, and says so. With
`--language es` each window speaks Spanish, and what is on the screen is compared by `english`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from explorer.__main__ import start
from explorer.app.main_window import MainWindow
from explorer.features.checkpoints.view import questions
from explorer.protocol.job import Done
from explorer.protocol.run import OutputRead, ReadOutput
from explorer.widgets.elsewhere import Elsewhere
from tests.back_translation import english
from tests.cluster.conftest import Shared, share

Control = TypeVar("Control", bound=QObject)
PATIENCE_MS = 60_000


class Person:
    """Drives the window as a person would, by the names that scripts and tests share."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self._qtbot = window, qtbot

    def find(self, kind: type[Control], name: str) -> Control:
        found = self.window.findChild(kind, name)
        assert found is not None, f"there is no {name}"
        return found

    def click(self, name: str) -> None:
        button = self.find(QPushButton, name)
        assert button.isEnabled(), f"{name} is disabled"
        button.click()

    def trigger(self, name: str) -> None:
        action = self.find(QAction, name)
        assert action.isEnabled(), f"{name} is disabled"
        action.trigger()

    def type_text(self, text: str, name: str = "textInput") -> None:
        edit = self.find(QLineEdit, name)
        edit.clear()
        self._qtbot.keyClicks(edit, text)

    def show(self, name: str) -> None:
        self.window.reveal(self.find(QWidget, name))

    def until_idle(self) -> None:
        self._qtbot.waitUntil(lambda: not self.window.model.jobs, timeout=PATIENCE_MS)

    def until(self, fact: Callable[..., bool | None]) -> None:
        self._qtbot.waitUntil(fact, timeout=PATIENCE_MS)

    @property
    def works_here(self) -> bool:
        """Whether this computer does the work, and not another one."""
        return self.window.state.computer is None

    @property
    def message(self) -> str:
        bar = self.window.message_bar
        return english(bar.sentence.text()) if bar.isVisible() else ""

    def state(self) -> str:
        return english(self.find(QPushButton, "modelState").text())

    def save_as(self, folder: Path) -> None:
        """Save as…, with the usual choices."""
        self.trigger("saveAction")
        self.find(QLineEdit, "saveFolder").setText(str(folder))
        self.until(lambda: self.find(QPushButton, "saveButton").isEnabled())
        self.click("saveButton")
        self.until_idle()

    def open_folder(self) -> None:
        """Open…, with the usual settings; the folder is what the file dialog answers."""
        self.trigger("openAction")
        self.until(lambda: self.find(QPushButton, "openCheckpoint").isEnabled())
        self.click("openCheckpoint")
        self.until_idle()

    def logits(self) -> np.ndarray:
        """The logits of the last run, read from the engine as the window would."""
        answers: list[OutputRead] = []

        def take(reply: object) -> None:
            if isinstance(reply, Done) and isinstance(reply.result, OutputRead):
                answers.append(reply.result)

        self.window.model.replied.connect(take)
        self.window.model.send(ReadOutput("logits"))
        self.until(lambda: bool(answers))
        self.window.model.replied.disconnect(take)
        return answers[0].values

    def look_inside(self) -> None:
        """Choose the mode with every step of a run, and wait for what it shows."""
        self.click("modeRun")
        self.until_idle()

    def measure_why(self) -> None:
        """Wait in Why until all of it has come; a slow computer is told the cost first."""
        view = self.window.inference.views.view("why")

        def complete() -> bool:
            start = self.window.findChild(QPushButton, "whyStart")
            if start is not None and start.isVisible():
                start.click()
            return view.result is not None and view.result.complete

        self.until(complete)
        self.until_idle()

    def run(self, text: str) -> None:
        """Type a text, press Run, which is not in sight while writing, and wait for the answer."""
        self.type_text(text)
        self.show("runButton")
        self.click("runButton")
        self.until_idle()
        assert self.message == ""


class Computers:
    """Shares as many computers as there are windows at a time; none where the work is done here."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._free: list[Shared] = []
        self._lent: list[Shared] = []

    def start(self, arguments: list[str], qtbot: QtBot) -> Person:
        """Open a window, connected to a computer of its own."""
        if self._folder is None:
            window = start(arguments)
            qtbot.addWidget(window)
            return Person(window, qtbot)
        if not self._free:
            self._free.append(share(self._folder / f"home{len(self._lent)}"))
        computer = self._free.pop()
        self._lent.append(computer)
        window = start([*arguments, "--connect", str(computer.pairing)])
        qtbot.addWidget(window)
        person = Person(window, qtbot)
        # Two programs begin, each with its own torch.
        qtbot.waitUntil(lambda: window.state.computer is not None, timeout=4 * PATIENCE_MS)
        person.until_idle()
        if "Connected to" in person.message:  # what was opened meanwhile may have said more
            window.message_bar.clear()
        return person

    def take_back(self) -> None:
        """The windows are closed."""
        self._free += self._lent
        self._lent = []

    def end(self) -> None:
        for computer in (*self._free, *self._lent):
            computer.end()


@pytest.fixture(scope="session")
def computers(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Computers]:
    """Where the windows of this run have their work done."""
    far = request.config.getoption("--engine") == "far"
    made = Computers(tmp_path_factory.mktemp("there") if far else None)
    yield made
    made.end()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is about English alone is left out in another language."""
    if os.environ.get("TESTED_LANGUAGE"):
        for item in items:
            for mark in item.iter_markers("in_english"):
                item.add_marker(pytest.mark.skip(reason=f"in English alone: {mark.args[0]}"))


Begin = Callable[..., Person]
"""Starts the program with these arguments, in a profile of its own or in the one named."""


@pytest.fixture(autouse=True)
def _goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody sits here to answer: a trained model that nobody saved may go."""
    monkeypatch.setattr(questions, "ask_unsaved", lambda *_, **more: "close")


@pytest.fixture(autouse=True)
def _types_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders of another computer are typed: those that a test would choose on this one."""

    def ask_folder(self: Elsewhere, parent: QWidget, title: str) -> str:
        return QFileDialog.getExistingDirectory(parent, title)

    monkeypatch.setattr(Elsewhere, "ask_folder", ask_folder)


@pytest.fixture
def person(qtbot: QtBot, tmp_path: Path, computers: Computers) -> Iterator[Person]:
    profile = str(tmp_path / "profile")
    person = computers.start(["--empty", "--profile", profile, "--size", "1440x900"], qtbot)
    window = person.window
    person.until(lambda: window.prepared is not None)
    yield person
    window.close()
    computers.take_back()
    assert not window.stuck


@pytest.fixture
def begin(qtbot: QtBot, tmp_path: Path, computers: Computers) -> Iterator[Begin]:
    """Start the program, each time with a profile of its own unless one is named."""
    windows: list[MainWindow] = []

    def started(*arguments: str, profile: str = "") -> Person:
        folder = tmp_path / (profile or f"profile{len(windows)}")
        usual = ["--empty", "--profile", str(folder), "--size", "1440x900"]
        person = computers.start([*usual, *arguments], qtbot)
        windows.append(person.window)
        person.until(lambda: person.window.prepared is not None)
        person.until_idle()
        return person

    yield started
    for window in windows:
        window.close()
    computers.take_back()
