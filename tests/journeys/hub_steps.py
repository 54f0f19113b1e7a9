"""What a person does with the Hub, run in a process of its own: its settings are read at import.

python -m tests.journeys.hub_steps PROFILE online|offline
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
from PySide6.QtCore import QEventLoop, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListView, QPushButton, QWidget

from explorer.__main__ import start
from explorer.app import save_code
from explorer.app.main_window import MainWindow
from explorer.protocol.job import Done
from explorer.protocol.run import OutputRead, ReadOutput
from tests.back_translation import english

Control = TypeVar("Control", bound=QObject)
NAME = "tiny/mini-world-bert"
_PATIENCE_S = 45
_WAIT = QEventLoop.ProcessEventsFlag.WaitForMoreEvents  # QTest.qWait would keep the GIL


class Steps:
    """Finds controls by their names, and waits for facts."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window

    def find(self, kind: type[Control], name: str) -> Control:
        found = self.window.findChild(kind, name)
        assert found is not None, f"there is no {name}"
        return found

    def press(self, name: str) -> None:
        found = self.find(QPushButton, name)
        assert found.isEnabled(), f"{name} is disabled: {found.toolTip()}"
        found.click()

    def show(self, name: str) -> None:
        self.window.reveal(self.find(QWidget, name))

    def text(self, name: str) -> str:
        return english(self.find(QLabel, name).text()).replace("\N{NO-BREAK SPACE}", " ")

    def until(self, what: str, fact: Callable[[], object]) -> None:
        end = time.monotonic() + _PATIENCE_S
        while not (waited := bool(fact())) and time.monotonic() < end:
            QApplication.processEvents(_WAIT, 50)
        message = self.window.message_bar
        failure = message.failure
        told = f"{failure.sentence}\n{failure.details}" if failure is not None else ""
        assert waited, f"waited in vain until {what}. {told}"

    def logits(self) -> np.ndarray:
        """Those of the newest run, as the engine has them."""
        answers: list[OutputRead] = []

        def keep_answer(reply: object) -> None:
            if isinstance(reply, Done) and isinstance(reply.result, OutputRead):
                answers.append(reply.result)

        self.window.model.replied.connect(keep_answer)
        self.window.model.send(ReadOutput("logits"))
        self.until("the logits are read", lambda: answers)
        self.window.model.replied.disconnect(keep_answer)
        return answers[0].values

    def ready(self, name: str) -> bool:
        return self.find(QPushButton, name).isEnabled()

    def rows(self, name: str) -> list[str]:
        model = self.find(QListView, name).model()
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    def choose(self, name: str, title: str) -> None:
        view = self.find(QListView, name)
        view.setCurrentIndex(view.model().index(self.rows(name).index(title), 0))
        view.setFocus()

    def type_text(self, name: str, text: str) -> None:
        edit = self.find(QLineEdit, name)
        edit.clear()
        QTest.keyClicks(edit, text)


def online(steps: Steps) -> None:
    """Search, read the page, download with a pause, load, run."""
    steps.show("hubSearch")
    steps.until("the starters are there", lambda: steps.rows("hubResults"))
    steps.type_text("hubSearch", "mini")
    steps.until("the search is answered", lambda: steps.rows("hubResults") == [NAME])
    steps.choose("hubResults", NAME)
    QTest.keyClick(steps.find(QListView, "hubResults"), Qt.Key.Key_Return)
    steps.until("the download is planned", lambda: steps.ready("downloadButton"))
    assert steps.text("planSentence").startswith("Four files, 2.1 MB."), steps.text("planSentence")
    card = steps.window.workbench.hub_controller.tab.card
    assert "A tiny BERT" in english(card.toPlainText())
    steps.press("downloadButton")
    steps.until("bytes arrive", lambda: steps.window.workbench.hub_controller.tab.transfer.progress)
    steps.press("pauseButton")
    steps.until("it pauses", lambda: steps.text("downloadTitle").startswith("Paused"))
    steps.press("pauseButton")
    steps.until("the model is loaded", lambda: steps.window.summary is not None)
    run(steps)
    steps.show("localModels")
    steps.until("the cache lists it", lambda: NAME in steps.rows("localModels"))
    keep(steps)


def keep(steps: Steps) -> None:
    """Save the session as a script, and the logits that the window has, beside the profile."""
    beside = Path(sys.argv[1]).parent
    save_code.ask_code_file = lambda *_, **__: str(beside / "session.py")
    steps.find(QAction, "scriptAction").trigger()
    np.save(beside / "shown.npy", steps.logits())


def session(steps: Steps, file: Path) -> None:
    """On a computer that lacks the checkpoint: it is downloaded, and the session continues."""
    window = steps.window
    window.workbench.files.load(str(file))
    steps.until("it says what is missing", lambda: window.message_bar.isVisible())
    assert "Download it from the Hub" in english(window.message_bar.sentence.text())
    assert NAME in window.message_bar.sentence.text()
    steps.press("messageRemedy")
    steps.until("the download is planned", lambda: steps.ready("downloadButton"))
    loads: list[object] = []
    watch = window.workbench.hub_controller.load_wanted
    watch.connect(loads.append)
    steps.press("downloadButton")
    steps.until("the session goes on", lambda: window.summary is not None)
    steps.until("it has run", lambda: window.inference.ran is not None)
    steps.until("nothing is under way", lambda: not window.model.jobs)
    watch.disconnect(loads.append)
    assert not loads, "the page loaded it once more"
    assert window.summary is not None
    assert window.summary.serial == 1, "it was loaded more than once"
    assert window.inference.rows.texts == ("The capital of France is [MASK].",)
    assert "paris" in window.inference.bars[0].candidates[0].text


def offline(steps: Steps) -> None:
    """Without the Hub, what was downloaded opens, and searching says why it does not work."""
    steps.show("localModels")
    steps.until("the cache is read", lambda: NAME in steps.rows("localModels"))
    steps.choose("localModels", NAME)
    steps.press("openLocalButton")
    steps.until("the model is loaded", lambda: steps.window.summary is not None)
    run(steps)
    steps.show("hubSearch")
    steps.type_text("hubSearch", "mini")
    steps.until(
        "it is said why", lambda: "offline" in english(steps.window.message_bar.sentence.text())
    )
    steps.until(
        "the pane leads on", lambda: "runs without" in english(steps.text("hubNoticeSentence"))
    )


def run(steps: Steps) -> None:
    """Run the model, and see that it knows its world."""
    summary = steps.window.summary
    assert summary is not None
    assert summary.name == NAME
    assert summary.state == "trained"
    steps.show("textInput")
    steps.type_text("textInput", "The capital of France is [MASK].")
    steps.press("runButton")
    steps.until("it has run", lambda: not steps.window.model.jobs)
    spoken = [
        one.accessibleName() for one in steps.find(QWidget, "predictions").findChildren(QWidget)
    ]
    assert any("paris" in one for one in spoken), spoken


def main() -> int:
    """Do the steps; 0 when all went well."""
    profile, which = sys.argv[1:]
    window = start(["--empty", "--profile", profile, "--size", "1440x900"])
    steps = Steps(window)
    try:
        steps.until("torch is there", lambda: window.prepared is not None)
        {"online": online, "offline": offline}[which](steps)
    finally:
        window.close()
    assert not window.stuck
    assert QApplication.instance() is not None
    print("all steps done")
    return 0


if __name__ == "__main__":
    sys.exit(main())
