"""Many texts: from the button to accuracy, the matrix, one row in Flow, and back."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QLabel, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from explorer.features.export.view import exportables
from explorer.features.sessions import session_format
from explorer.features.sessions.protocol import SessionState
from explorer.features.sessions.view import session_state
from explorer.features.text_table.compute import run as table_run
from explorer.features.text_table.protocol import RunTexts, TextTableResult
from explorer.features.text_table.view import table_page
from explorer.features.text_table.view.rows_view import RowsView
from explorer.features.text_table.view.table_page import TablePage
from explorer.protocol.job import Done
from explorer.protocol.run import RunResult
from explorer.text.table import Table
from explorer.widgets.word_grid import WordGrid
from tests.afresh import now
from tests.back_translation import english
from tests.journeys.conftest import Begin, Person

ROWS = (
    ("I loved this wonderful film.", "positive"),
    ("I hated the awful boring food.", "negative"),
    ("The hotel was great.", "negative"),
    ("The soup was cold.", "negative"),
)


def _open(person: Person, number: int) -> TablePage:
    """Open a bundled model and the page of many texts."""
    person.window.actions_.bundled[number].trigger()
    person.until_idle()
    person.click("manyTextsButton")
    return person.find(TablePage, "textTable")


def _paste(person: Person, rows: tuple[tuple[str, str], ...] = ROWS, times: int = 1) -> None:
    box = person.find(QPlainTextEdit, "tablePaste")
    mime = QMimeData()
    text = "text\tlabel\n" + "".join(f"{text}\t{label}\n" for text, label in rows * times)
    mime.setText(text)
    box.insertFromMimeData(mime)
    person.click("tableUse")
    person.until_idle()


def _shown(person: Person) -> list[list[str]]:
    model = person.find(RowsView, "tableRows").model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_beside_a_table_that_another_model_has_not_read_nothing_is_told_of_its_answers(
    person: Person,
) -> None:
    _open(person, 2)
    _paste(person)
    person.click("tableRun")
    person.until_idle()
    assert "75.0" in person.window.explain_pane.words.toPlainText()
    person.click("tableBack")
    person.window.actions_.bundled[0].trigger()
    person.until_idle()
    person.click("manyTextsButton")
    person.until_idle()
    assert english(person.window.explain_pane.title.text()) == "Many texts at once"
    assert "75.0" not in person.window.explain_pane.words.toPlainText()


def test_a_text_that_is_too_long_for_one_line_has_two(person: Person) -> None:
    _open(person, 2)
    _paste(person)
    rows = person.find(RowsView, "tableRows")
    one_line = rows.rowHeight(0)
    person.click("tableOther")
    _paste(
        person, (*ROWS, ("The film was long, and the soup that followed it was cold.", "negative"))
    )
    assert rows.rowHeight(0) == rows.rowHeight(len(ROWS))
    assert rows.rowHeight(0) >= one_line + rows.fontMetrics().height()
    assert rows.viewport().width() >= rows.horizontalHeader().length(), "nothing scrolls sideways"


def test_labelled_texts_from_a_paste_to_one_row_and_back(person: Person) -> None:
    page = _open(person, 2)
    assert page.isVisible()
    _paste(person)
    assert [row[1] for row in _shown(person)] == [text for text, _ in ROWS]
    person.click("tableRun")
    person.until_idle()
    answers = ("positive", "negative", "positive", "negative")
    assert [row[2] for row in _shown(person)] == list(answers)
    assert "75.0" in person.find(QLabel, "tableSums").text()
    assert "75.0" in person.window.explain_pane.words.toPlainText()
    # The commonest mistake, by its cell, then without it.
    person.click("tableMatrix")
    person.find(WordGrid, "confusionMatrix").picked.emit(0, 1)
    assert [row[1] for row in _shown(person)] == [ROWS[2][0]]
    person.click("tableFiltered")
    assert len(_shown(person)) == len(ROWS)
    person.find(QCheckBox, "tableWrong").click()
    assert [row[6] for row in _shown(person)] == ["✗"]
    # Return opens the row where its run is shown.
    rows = person.find(RowsView, "tableRows")
    rows.setCurrentIndex(rows.model().index(0, 0))
    QTest.keyClick(rows, Qt.Key.Key_Return)
    person.until(lambda: isinstance(person.window.inference.ran, RunResult))
    person.until_idle()
    inference = person.window.inference
    assert inference.ran is not None
    assert inference.ran.request.texts == (ROWS[2][0],)
    assert not page.isVisible()
    assert inference.mode.mode == "flow"
    best = inference.ran.predictions[0].candidates[0]
    assert page.result is not None
    answer = page.result.answers[2]
    assert answer is not None
    assert best.text == answer.answer
    assert best.probability == pytest.approx(answer.probability, rel=1e-5)
    person.click("manyTextsButton")
    assert page.isVisible()
    assert len(_shown(person)) == 1, "it is as it was left"
    person.click("tableBack")
    assert not page.isVisible()


def test_workers_are_offered_with_their_memory_and_not_used_for_little(person: Person) -> None:
    page = _open(person, 2)
    _paste(person)
    box = person.find(QComboBox, "tableWorkers")
    assert box.isVisible()
    assert box.count() == min(8, person.window.prepared.threads + 1)  # type: ignore[union-attr]
    assert box.itemText(0) == "1"
    assert "701 MB more" in english(box.itemText(1)).replace("\N{NO-BREAK SPACE}", " ")
    box.setCurrentIndex(1)
    person.click("tableRun")
    person.until_idle()
    assert page.result is not None
    assert (page.result.request.workers, page.result.workers) == (2, 1)
    assert "too short" in english(person.find(QLabel, "tableCheck").text())
    assert "too short" in english(person.window.explain_pane.words.toPlainText())
    person.window.actions_.bundled[0].trigger()
    person.until_idle()
    assert page.workers.workers == 2, "the choice stays"


def test_rows_are_sorted_by_the_head_and_by_the_keyboard(person: Person) -> None:
    page = _open(person, 2)
    _paste(person)
    person.click("tableRun")
    person.until_idle()
    result = page.result
    assert result is not None
    by_loss = sorted(result.ran, key=lambda answer: answer.loss, reverse=True)
    order = person.find(QComboBox, "tableOrder")
    order.setCurrentIndex(4)
    order.activated.emit(4)
    person.click("tableTurn")
    assert [row[1] for row in _shown(person)] == [ROWS[answer.row][0] for answer in by_loss]
    head = person.find(RowsView, "tableRows").horizontalHeader()
    head.sectionClicked.emit(5)
    assert [row[5] for row in _shown(person)] == sorted(label for _, label in ROWS)
    head.sectionClicked.emit(5)
    assert [row[5] for row in _shown(person)] == sorted((x for _, x in ROWS), reverse=True)


def test_who_sorts_sees_the_first_row_and_an_arrow_that_fits(person: Person) -> None:
    page = _open(person, 2)
    person.click("tableExample")
    person.until(lambda: page.table is not None)
    person.click("tableRun")
    person.until_idle()
    rows = person.find(RowsView, "tableRows")
    bar, head = rows.verticalScrollBar(), rows.horizontalHeader()
    person.until(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    head.sectionClicked.emit(4)
    assert bar.value() == 0
    # Fusion draws the arrow of a descending order upwards, which is read as ascending.
    assert head.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
    head.sectionClicked.emit(4)
    assert head.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder


def test_a_file_its_columns_and_the_saved_table(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, saved = tmp_path / "rows.csv", tmp_path / "out.csv"
    file.write_text("n,a,b\n1,good film,bad film\n2,,cold soup\n3,great hotel,awful food\n")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *given: (str(file), ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *given: (str(saved), ""))
    page = _open(person, 2)
    person.click("tableOpenFile")
    person.until(lambda: page.table is not None)
    box = person.find(QComboBox, "tableTextColumn")
    names = person.find(QCheckBox, "tableNames")
    if not names.isChecked():
        names.click()
        person.until_idle()
    box.setCurrentIndex(box.findText("a"))
    box.activated.emit(box.currentIndex())
    person.until_idle()
    assert page.table is not None
    assert [row.text for row in page.table.rows] == ["good film", "great hotel"]
    assert "3" in person.find(QLabel, "tableLeftOut").text()
    person.click("tableRun")
    person.until_idle()
    person.click("tableSave")
    with open(saved, encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert [row["text"] for row in rows] == ["good film", "great hotel"]
    assert page.result is not None
    assert [float(row["probability"]) for row in rows] == [
        answer.probability for answer in page.result.ran
    ]


@pytest.mark.here("it holds the work back within the process that does it")
def test_a_look_does_not_wait_for_the_table_and_a_stop_keeps_what_is_there(
    person: Person, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_run, "TOKENS_AT_ONCE", 16)
    ask, most = table_run._Work._ask, [100]

    def held(work: table_run._Work, batch: Sequence[int]) -> object:
        """However slow the window is, so many rows are left for what comes between."""
        while sum(answer is not None for answer in work.rows.answers) >= most[0]:
            work.check()
            time.sleep(0.001)
        return ask(work, batch)

    monkeypatch.setattr(table_run._Work, "_ask", held)
    # What is held back is reported first, however fast the computer is.
    monkeypatch.setattr(table_run, "_TELL_SECONDS", 0.0)
    page = _open(person, 2)
    _paste(person, times=75)
    ended: list[type] = []
    person.window.state.finished.connect(
        lambda done: ended.append(type(done.result)) if isinstance(done, Done) else None
    )
    person.click("tableRun")
    person.until(lambda: page.result is not None and len(page.result.ran) > 5)
    # A run of one text meanwhile.
    person.window.inference.show_texts(("The soup was hot.",))
    person.window.inference.run_button.click()
    person.until(lambda: RunResult in ended)
    assert TextTableResult not in ended, "it did not wait"
    assert page.running
    before = page.result
    assert before is not None
    most[0] = 200
    person.until(lambda: page.result is not None and len(page.result.ran) > len(before.ran))
    person.click("tableStop")
    most[0] = 300
    person.until(lambda: not page.running)
    person.until_idle()
    kept = page.result
    assert kept is not None
    assert 0 < len(kept.ran) < 300
    person.click("tableRun")
    person.until_idle()
    assert page.result is not None
    assert page.result.complete
    known = {answer.row: answer for answer in page.result.ran}
    assert all(known[answer.row] == answer for answer in kept.ran)


def test_another_model_forgets_the_answers_and_keeps_the_texts(person: Person) -> None:
    page = _open(person, 2)
    _paste(person)
    person.click("tableRun")
    person.until_idle()
    person.window.actions_.bundled[1].trigger()
    person.until_idle()
    assert page.isVisible(), "the same texts may be run with the other model"
    assert now(page.result) is None
    assert [row[2] for row in _shown(person)] == [""] * len(ROWS)
    person.click("tableRun")
    person.until_idle()
    assert page.result is not None
    assert page.result.task == "text-generation"


def test_other_texts_leave_no_words_about_those_before(person: Person) -> None:
    _open(person, 2)
    _paste(person)
    person.click("tableRun")
    person.until_idle()
    pane = person.window.explain_pane
    assert "75.0" in pane.words.toPlainText()
    person.window.actions_.bundled[1].trigger()
    person.until_idle()
    person.click("tableOther")
    assert "75.0" not in pane.words.toPlainText()
    assert "The model in memory answers every text of a table" in english(pane.words.toPlainText())
    assert "accuracy" not in pane.code.toPlainText()


def test_a_run_that_begins_again_and_is_stopped_leaves_no_words_about_the_one_before(
    person: Person,
) -> None:
    page = _open(person, 2)
    _paste(person)
    person.click("tableRun")
    person.until_idle()
    pane = person.window.explain_pane
    assert "75.0" in pane.words.toPlainText()
    person.click("tableRun")
    person.click("tableStop")
    person.until(lambda: not page.running)
    person.until_idle()
    # However much of it ran before the stop came: only a whole run has words of its own.
    complete = page.result is not None and page.result.complete
    assert ("75.0" in pane.words.toPlainText()) == complete


def test_what_gives_no_single_answer_is_grey_and_says_why(begin: Begin) -> None:
    person = begin()
    action = person.find(QAction, "textTableAction")
    assert not action.isEnabled()
    assert action.property("why")
    person.window.actions_.bundled[0].trigger()
    person.until_idle()
    assert action.isEnabled()
    action.trigger()
    assert person.find(TablePage, "textTable").isVisible()
    person.trigger("unloadAction")
    person.until_idle()
    assert not action.isEnabled()
    many = person.find(QPushButton, "manyTextsButton")
    assert not many.isEnabled()
    assert many.accessibleDescription()


def test_a_long_paste_is_read_without_being_shown(person: Person) -> None:
    page = _open(person, 2)
    _paste_text = "The hotel was great and clean and quiet.\n" * 12_000
    mime = QMimeData()
    mime.setText(_paste_text)
    box = person.find(QPlainTextEdit, "tablePaste")
    box.insertFromMimeData(mime)
    person.until(lambda: page.table is not None)
    assert page.table is not None
    assert (len(page.table.rows), page.table.more) == (10_000, 2_000)
    assert box.document().isEmpty()


def test_the_request_carries_what_its_python_needs(person: Person) -> None:
    _open(person, 2)
    _paste(person)
    person.click("tableRun")
    person.until_idle()
    shown = person.window.workbench.explanations.shown
    assert shown is not None
    assert isinstance(shown.request, RunTexts)
    assert "batches" in person.window.explain_pane.python


# -- taken along ----------------------------------------------------------------------------------


def test_the_table_and_its_matrix_are_in_the_export_menu(person: Person) -> None:
    window = person.window
    assert "Many texts" in english(exportables.disabled_reason(window, "textTable"))
    page = _open(person, 2)
    _paste(person)
    assert "Many texts" in english(exportables.disabled_reason(window, "textTable"))
    person.click("tableRun")
    person.until_idle()
    assert not exportables.disabled_reason(window, "textTable")
    tables = {source.key: source.make(window) for source in exportables.of_view("textTable")}
    rows, matrix = tables["texts"], tables["confusion"]
    assert isinstance(rows, Table)
    assert isinstance(matrix, Table)
    read = list(csv.DictReader(io.StringIO(rows.csv().removeprefix("\ufeff"))))
    assert [row["text"] for row in read] == [text for text, _ in ROWS]
    assert page.result is not None
    shares = [answer.probability for answer in page.result.answers if answer is not None]
    assert [float(row["probability"]) for row in read] == pytest.approx(shares)
    counted = list(csv.reader(io.StringIO(matrix.csv().removeprefix("\ufeff"))))
    assert sum(int(value) for row in counted[1:] for value in row[1:]) == len(ROWS)
    # From the run again: the page is brought back into sight for its picture.
    person.click("tableBack")
    assert not page.isVisible()
    window.reveal(page)
    assert page.isVisible()


def test_without_labels_there_is_no_matrix_to_export(person: Person) -> None:
    _open(person, 2)
    person.find(QPlainTextEdit, "tablePaste").setPlainText("A fine film.\nA bad film.")
    person.click("tableUse")
    person.until_idle()
    person.click("tableRun")
    person.until_idle()
    tables = {source.key: source.make(person.window) for source in exportables.of_view("textTable")}
    assert isinstance(tables["texts"], Table)
    assert isinstance(tables["confusion"], str)
    assert "labels" in english(tables["confusion"])


def test_a_session_keeps_the_texts_and_their_order(person: Person) -> None:
    page = _open(person, 2)
    _paste(person)
    person.click("tableTurn")
    before = [row[1] for row in _shown(person)]
    text = session_format.write(
        SessionState(None, json.dumps(session_state.take_up(person.window)))
    )
    pages = session_format.pages_of(session_format.read(text).state.pages)
    person.click("tableOther")
    assert now(page.table) is None
    person.click("tableBack")
    session_state.put_back(person.window, pages)
    person.until_idle()
    assert page.isVisible()
    assert page.table is not None
    assert [row[1] for row in _shown(person)] == before
    assert page.table.labelled == len(ROWS)
    assert page.result is None, "the answers are run again"


def test_a_session_of_an_older_form_has_no_table(person: Person) -> None:
    page = _open(person, 2)
    _paste(person)
    pages = session_state.take_up(person.window)
    del pages["asides"]
    table = page.table
    session_state.put_back(person.window, pages)
    assert page.table is table
    none: list[object] = []
    oddities = (none, 3, {"text_table": 7}, {"text_table": {"texts": {"do": "LoadModel"}}})
    for odd in oddities:
        session_state.put_back(person.window, pages | {"asides": odd})
    person.until_idle()
    assert page.table is table


def test_a_paste_that_is_too_long_is_left_out_and_said(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_page, "MOST_KEPT", 20)
    _open(person, 2)
    _paste(person)
    pages = session_state.take_up(person.window)
    assert "texts" not in pages["asides"]["text_table"]
    session_state.put_back(person.window, pages)
    assert "too long to be kept" in person.message
