"""My results: from runs and a lesson to one page; and a class of such pages, to one learner."""

from __future__ import annotations

import csv
import html
import io
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QPlainTextEdit, QPushButton

from explorer import resources
from explorer.features.class_results import results_format
from explorer.features.class_results.protocol import AskedText, ClassRead, ReadClass, Results
from explorer.features.class_results.view import class_controller, class_page
from explorer.features.class_results.view.class_page import ClassPage, LearnersTable
from explorer.features.class_results.view.learner_card import PngPicture
from explorer.features.class_results.view.run_pictures import RunPictures
from explorer.features.flow.view.flow_view import FlowView
from explorer.protocol.job import Cancelled
from explorer.protocol.run import RunResult
from explorer.text import numbers
from tests.afresh import now
from tests.back_translation import english
from tests.journeys.conftest import Begin, Person
from tests.journeys.lesson_keys import pick

BERT = str(resources.path("models", "mini-world-bert"))
TEXT = "The capital of Italy is [MASK]."
EVIL = '<img src=x onerror="alert(1)"></script>'


def save(
    person: Person, file: Path, monkeypatch: pytest.MonkeyPatch, name: str = "", note: str = ""
) -> Results:
    """Save my results, and read them back."""
    monkeypatch.setattr(class_controller, "ask_results_file", lambda *words: str(file))
    person.trigger("saveResultsAction")
    person.find(QLineEdit, "resultsName").setText(name)
    if note:
        person.find(QPlainTextEdit, "resultsNote").setPlainText(note)
    person.click("resultsSave")
    person.until(lambda: "Saved your results" in person.message)
    person.until_idle()
    return results_format.read(file.read_bytes())


def open_class(person: Person, folder: Path, monkeypatch: pytest.MonkeyPatch) -> LearnersTable:
    monkeypatch.setattr(class_controller, "ask_class_folder", lambda *words: str(folder))
    person.trigger("openClassAction")
    person.until_idle()
    rows = person.find(LearnersTable, "classRows")
    person.until(rows.isVisible)
    return rows


def shown(rows: LearnersTable) -> list[list[str]]:
    model = rows.model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_runs_notes_and_pictures_are_on_the_page(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = begin(BERT)
    person.run(TEXT)
    person.run(EVIL + " [MASK].")
    ran = person.window.inference.ran
    assert isinstance(ran, RunResult)
    file = tmp_path / "mine.html"
    results = save(person, file, monkeypatch, EVIL, "I wondered.\n" + str(Path.home() / "secret"))
    assert results.name == EVIL
    newest, older = results.runs
    assert (newest.texts, older.texts) == ((EVIL + " [MASK].",), (TEXT,))
    assert newest.note == "I wondered.\n~/secret"
    best = ran.predictions[0].candidates[0]
    kept = newest.predictions[0].answers[0]
    assert (kept.text, kept.id, kept.probability) == (best.text, best.id, best.probability)
    pictures = results_format.pictures(file.read_bytes(), results, lambda: None)
    assert set(pictures) == {newest.number, older.number}
    text = file.read_text(encoding="utf-8")
    assert "<img src=x" not in text
    assert html.escape(EVIL, quote=True) in text
    for place in (str(Path.home()), str(resources.path()), str(tmp_path)):
        assert place not in text
    # The name and the note are there when the dialog is opened again, and no longer.
    person.trigger("saveResultsAction")
    assert person.find(QLineEdit, "resultsName").text() == EVIL
    assert person.find(QPlainTextEdit, "resultsNote").toPlainText().startswith("I wondered.")
    person.click("resultsClose")
    assert EVIL not in (person.window.profile.folder / "settings.json").read_text("utf-8")


def test_a_picture_with_heads_off_is_not_that_of_the_whole_model(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = begin(BERT)
    person.run(TEXT)
    window = person.window
    whole = window.inference.ran
    before = window.flow_of(whole)
    assert before is not None
    person.look_inside()
    window.inference.views.attention.switches.switch(1, 3)
    person.until_idle()
    person.click("modeFlow")
    person.until_idle()
    changed = window.inference.history.runs.runs[0]
    assert changed.changed
    off = window.flow_of(changed.result)
    assert off is not None
    assert off.silenced
    assert window.flow_of(whole) is before
    results = save(person, tmp_path / "mine.html", monkeypatch)
    assert [run.changed for run in results.runs] == [changed.changed, ""]


def test_what_was_done_in_a_lesson_is_on_the_page(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not person.window.lessons_begun()
    person.trigger("tourAction")
    person.click("act.0.1")
    person.until_idle()
    lessons = person.window.workbench.lessons
    lesson = lessons.lesson
    assert lesson is not None
    page = next(page for page in lesson.pages if page.tasks)
    progress = lessons.shelf.begun()[0]
    progress._told[f"{page.key}#0"] = "You did **it**."
    progress.keep(page)
    (kept,) = save(person, tmp_path / "mine.html", monkeypatch, "Ada").lessons
    assert kept.title == lesson.title
    assert len(kept.pages) == sum(bool(page.tasks) for page in lesson.pages)
    assert kept.pages[0].tasks[0].done
    assert kept.pages[0].tasks[0].outcome == "You did it."
    assert not any(task.outcome for page in kept.pages for task in page.tasks if not task.done)
    assert kept.done == (len(page.tasks) == 1)


def test_a_class_is_opened_without_a_model_and_a_row_leads_to_its_learner(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = begin(BERT)
    person.run(TEXT)
    folder = tmp_path / "class"
    folder.mkdir()
    results = save(person, folder / "ada.html", monkeypatch, "Ada", "As I thought.")
    person.run("The capital of Spain is [MASK].")
    save(person, folder / "bob.html", monkeypatch, "Bob")
    (folder / "zoe.html").write_text("<script>alert(1)</script>")
    person.trigger("unloadAction")
    person.until_idle()
    rows = open_class(person, folder, monkeypatch)
    assert rows.isVisible()
    best = results.runs[0].predictions[0].answers[0]
    said = f"{best.text} {numbers.percent(best.probability)}"
    cells = shown(rows)
    assert [row[0] for row in cells] == ["Ada", "Bob", "zoe.html"]
    assert [row[3] for row in cells] == [said, said, ""]
    assert [bool(row[4]) for row in cells] == [False, True, False]
    whole = rows.model().headerData(3, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert TEXT in whole
    assert "mini-world-bert" in whole
    words = english(person.window.explain_pane.words.toPlainText())
    assert "3 pages read" in words.replace("\N{NO-BREAK SPACE}", " ")
    # The bad page says why.
    rows.setCurrentIndex(rows.model().index(2, 0))
    QTest.keyClick(rows, Qt.Key.Key_Return)
    assert "not a results page" in english(person.find(QLabel, "classWhy").text())
    # A learner's page, as data.
    rows.setCurrentIndex(rows.model().index(0, 0))
    QTest.keyClick(rows, Qt.Key.Key_Return)
    person.until_idle()
    assert not rows.isVisible()
    runs = person.find(QListWidget, "learnerRuns")
    assert runs.count() == 1
    assert person.window.focusWidget() is runs
    assert english(person.find(QLabel, "learnerText").text()) == f"“{TEXT}”"
    assert "As I thought." in english(person.find(QLabel, "learnerNote").text())
    assert person.find(PngPicture, "learnerPicture").isVisible()
    assert "Ada" in english(person.window.explain_pane.words.toPlainText())
    person.click("learnerBack")
    assert rows.isVisible()
    assert rows.currentIndex().row() == 0
    assert "Ada" not in english(person.window.explain_pane.words.toPlainText())
    person.click("classBack")
    assert not rows.isVisible()


def test_a_class_is_saved_as_a_table_and_read_again(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = begin(BERT)
    person.run("=1+1 [MASK]")
    folder = tmp_path / "class"
    folder.mkdir()
    save(person, folder / "ada.html", monkeypatch, "=Ada")
    rows = open_class(person, folder, monkeypatch)
    monkeypatch.setattr(class_controller, "ask_file", lambda *words: str(tmp_path / "class.csv"))
    person.click("classSave")
    head, line = csv.reader(io.StringIO((tmp_path / "class.csv").read_text("utf-8")))
    assert line[0] == "'=Ada"
    assert any(name.startswith("'=1+1 [MASK]") for name in head)
    (folder / "late.html").write_bytes((folder / "ada.html").read_bytes())
    person.click("classAgain")
    person.until_idle()
    assert len(shown(rows)) == 2


def test_stop_keeps_the_rows_that_were_read(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = begin(BERT)
    person.run(TEXT)
    save(person, tmp_path / "0.html", monkeypatch, "Ada")
    rows = open_class(person, tmp_path, monkeypatch)
    page = person.find(ClassPage, "classPage")
    request = ReadClass("elsewhere", 99)
    page.wanted.disconnect()
    page.read(request)
    stop = person.find(QPushButton, "classStop")
    assert stop.isVisible()
    read = ClassRead(request, (), 5)
    page._on_partial(read)
    assert page.result == read
    # What belongs to another folder comes too late.
    page._on_partial(ClassRead(ReadClass("former", 1), (), 9))
    assert page.result == read
    page._on_stopped(Cancelled(1, request))
    assert not stop.isVisible()
    assert page.result == read
    assert rows.isVisible()


def test_the_same_question_at_two_snapshots_has_the_step_in_its_head() -> None:
    asked = "What is the capital of France, and of which country is it?"
    steps = ("Taught 500 steps here", "Taught 126 steps here")
    rows = class_page._Learners()
    rows.show_class([AskedText(asked, "mini", each) for each in steps], [])
    assert rows.heads[3].startswith("What is the")
    assert [head.rpartition(" · ")[2] for head in rows.heads[3:]] == list(steps)
    rows.show_class([AskedText(asked, "mini", steps[0])], [])
    assert "·" not in rows.heads[3], "there is nothing to tell apart"


def test_a_lesson_comes_to_the_front_over_a_class(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = begin(BERT)
    window = person.window
    person.run(TEXT)
    save(person, tmp_path / "one.html", monkeypatch, "Ada")
    open_class(person, tmp_path, monkeypatch)
    assert now(window.inference.pages.aside is not None)
    pick(person, "act.0.4")
    assert now(window.inference.pages.aside is None)
    assert window.inference.rows.first.isVisible()
    open_class(person, tmp_path, monkeypatch)
    lessons = window.workbench.lessons
    assert lessons.card is not None
    lessons.card.take_focus()
    lessons.go()
    assert window.inference.rows.first.isVisible(), "Show me leads to what the page is about"
    lessons.leave()


def test_heads_that_begin_alike_show_where_they_part() -> None:
    rows = class_page._Learners()
    weights = ("Random weights: it has not learned anything", "Trained weights")
    texts = [f"The capital of {name} is [MASK]." for name in ("France", "Italy")]
    rows.show_class([AskedText(text, "mini", each) for text in texts for each in weights], [])
    heads = list(rows.heads[3:])
    assert len(set(heads)) == 4
    assert all(len(head) <= 40 for head in heads), heads
    assert heads[0] == "…France is [… · Random weights"


def test_names_stay_in_sight_where_their_column_is_not(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = begin(BERT, "--size", "1024x700")
    for name in ("Italy", "France", "Japan", "Spain", "Kenya"):
        person.run(f"The capital of {name} is [MASK].")
    save(person, tmp_path / "one.html", monkeypatch, "Ada")
    rows = open_class(person, tmp_path, monkeypatch)
    names, bar = rows.verticalHeader(), rows.horizontalScrollBar()
    assert not names.isVisible()
    assert rows.model().headerData(0, Qt.Orientation.Vertical) == "Ada"
    rows.resize(300, rows.height())
    person.until(lambda: bar.maximum() > rows.columnWidth(0))
    bar.setValue(bar.maximum())
    assert names.isVisible()
    corner = person.find(QLabel, "classCorner")
    person.until(corner.isVisible)
    assert corner.text() == rows.model().headerData(0, Qt.Orientation.Horizontal)
    person.until(lambda: corner.width() >= corner.fontMetrics().horizontalAdvance(corner.text()))
    bar.setValue(0)
    assert not names.isVisible()


def test_pictures_are_for_a_white_page_whatever_the_theme(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = begin(BERT)
    person.run(TEXT)
    person.window.look.choose("dark", 100)
    theme = person.window.look.theme
    file = tmp_path / "mine.html"
    results = save(person, file, monkeypatch, "Ada")
    (picture,) = results_format.pictures(file.read_bytes(), results, lambda: None).values()
    assert QImage.fromData(picture).pixelColor(0, 0).lightness() > 200
    assert person.window.look.theme is theme


def test_the_picture_of_a_run_is_the_same_in_every_theme(person: Person) -> None:
    """It goes onto a page: dark letters on a dark ground were what a dark window saved."""
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    person.click("modeFlow")
    person.run(TEXT)
    view = person.window.inference.views.view("flow")
    assert isinstance(view, FlowView)
    assert view.result is not None
    drawn = []
    for theme in ("light", "dark"):
        person.window.look.choose(theme, 100)
        pictures = RunPictures(person.window.look, person.window)
        pictures.begin({0: view.result})
        person.until(lambda pictures=pictures: 0 in pictures.files)
        drawn.append(QImage.fromData(pictures.files[0]))
    light, dark = drawn
    assert dark.pixelColor(40, 40).lightness() > 200
    assert light == dark
