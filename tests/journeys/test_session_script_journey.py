"""A session saved as a script runs in a fresh process and gives the logits of the window."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QTabWidget

from explorer.app import explanation_controller as teaching
from explorer.app import save_code
from explorer.features.ablation.protocol import AblateHeads
from explorer.protocol.inspection import HeadPlace
from tests.back_translation import english
from tests.fresh_python import run_fresh
from tests.journeys.conftest import Person

FRANCE, JAPAN = "The capital of France is [MASK].", "The capital of Japan is [MASK]."


def run_file(code: str, folder: Path) -> np.ndarray:
    """Run a script with its logits written at the end."""
    code += "\nimport numpy\n\nnumpy.save('logits.npy', outputs.logits.numpy())\n"
    done = run_fresh(code, folder)
    assert done.returncode == 0, done.stderr
    return np.load(folder / "logits.npy")  # type: ignore[no-any-return]


def test_the_session_as_a_script_and_as_a_notebook(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = person.window
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    person.look_inside()
    tabs = person.find(QTabWidget, "viewTabs")
    tabs.setCurrentIndex(1)  # the lens: a person asks, so it is told and kept
    person.until_idle()
    assert "layer" in english(window.explain_pane.title.text())
    tabs.setCurrentIndex(0)
    person.until_idle()
    window.workbench.send(AblateHeads((HeadPlace("self", 1, 2),)))
    person.until_idle()
    assert "A head is off" in english(window.explain_pane.title.text())
    person.run(JAPAN)
    assert "switched off in this run" in english(window.explain_pane.words.toPlainText())
    shown = person.logits()

    asked: list[bool] = []
    names = {False: tmp_path / "session.py", True: tmp_path / "session.ipynb"}

    def choose(parent: object, title: str, name: str, *, notebook: bool = False) -> str:
        asked.append(notebook)
        return str(names[notebook])

    monkeypatch.setattr(save_code, "ask_code_file", choose)
    person.trigger("scriptAction")
    assert "session.py" in person.message
    person.trigger("notebookAction")
    assert asked == [False, True]
    script = names[False].read_text(encoding="utf-8")
    assert script.count("# -- ") >= 5
    assert np.array_equal(run_file(script, tmp_path), shown)
    cells = json.loads(names[True].read_text(encoding="utf-8"))["cells"]
    code = "\n\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
    assert np.array_equal(run_file(code, tmp_path), shown)

    # The last step alone, as a file of its own.
    names[False] = tmp_path / "step.py"
    person.click("saveCode")
    assert np.array_equal(run_file(names[False].read_text(encoding="utf-8"), tmp_path), shown)


def test_a_place_that_cannot_be_written_is_told(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.click("start.mini-world-bert")
    person.until_idle()
    nowhere = str(tmp_path / "missing" / "session.py")
    monkeypatch.setattr(save_code, "ask_code_file", lambda *_, **__: nowhere)
    person.trigger("scriptAction")
    assert "Nothing was saved" in person.message
    assert "the folder is not there" in person.message


def test_a_long_job_is_told_beforehand_and_a_look_by_itself_is_not(person: Person) -> None:
    window = person.window
    teaching = window.workbench.explanations
    person.click("start.mini-world-bert")
    teaching._explain_preview()  # as after the pause, while the job is still under way
    assert english(window.explain_pane.title.text()) == "What will happen"
    assert "No code that a checkpoint brings" in english(window.explain_pane.words.toPlainText())
    person.until_idle()
    assert english(window.explain_pane.title.text()) == "A trained model"
    person.run(FRANCE)  # Flow looks by itself: the run stays told
    assert english(window.explain_pane.title.text()) == "The model filled the gap"
    assert len(teaching.record.steps) == 2
    person.trigger("explainTermAction")
    shown = teaching.glossary.popup.isVisible() or teaching.glossary.list is not None
    assert shown
    if teaching.glossary.list is not None:
        teaching.glossary.list.close()


def test_the_session_as_a_page(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = person.find(QAction, "pageAction")
    assert not page.isEnabled()
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    person.look_inside()
    file = tmp_path / "session.html"
    monkeypatch.setattr(teaching, "ask_file", lambda *_: str(file))
    page.trigger()
    assert "session.html" in person.message
    written = file.read_text(encoding="utf-8")
    assert "paris" in written
    assert "<svg" in written  # the attention that the page in sight had looked at
    assert "<script" not in written
    monkeypatch.setattr(teaching, "ask_file", lambda *_: str(tmp_path / "missing" / "a.html"))
    page.trigger()
    assert "Nothing was saved" in person.message
