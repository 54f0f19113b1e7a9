"""My results: what is not there yet is not shown as an empty box, and nothing is not saved."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from explorer.features.class_results.protocol import KeptLesson
from explorer.features.class_results.view.results_dialog import ResultsDialog
from explorer.features.history.view.run_history import RunHistory

LESSON = KeptLesson("What a model is made of", ())


@pytest.mark.parametrize("lessons", [(), (LESSON,)])
def test_without_a_run_there_is_no_empty_list_of_runs(
    qtbot: QtBot, lessons: tuple[KeptLesson, ...]
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    dialog = ResultsDialog(parent, RunHistory(), lessons, frozenset(), "Ada")
    dialog.open()
    for part in (dialog.runs, dialog.note):
        assert not part.isVisible()
        headings = [each for each in dialog.findChildren(QLabel) if each.buddy() is part]
        assert [each.isVisible() for each in headings] == [False]
    assert dialog.name.isVisible()
    assert dialog.save_button.isEnabled() == bool(lessons)
    assert dialog.progress.text().startswith("There are no runs yet")
    dialog.close()
