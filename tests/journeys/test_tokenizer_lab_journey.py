"""The tokenizer lab: from the token strip and from the menu, with several tokenizers, and back."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot
from transformers import AutoTokenizer

from explorer import resources
from explorer.app.commands import gather, search
from explorer.features.export.view import exportables, pictures
from explorer.features.sessions.view import session_state
from explorer.features.tokenizer_lab.protocol import (
    MOST_TOKENIZERS,
    CompareTokenizers,
    ShowSteps,
)
from explorer.features.tokenizer_lab.view.lab_page import LabPage
from explorer.protocol.model import LoadModel
from explorer.text.table import Table
from explorer.text.translation import tr
from explorer.widgets.accessibility import EntryLine
from explorer.widgets.token_strip import TokenStrip
from tests.back_translation import english
from tests.journeys.conftest import Person

TEXT = "The unbelievable fox is unkind."


def _folder(name: str) -> str:
    return str(resources.path("models", name))


def _opened(person: Person) -> LabPage:
    page = person.find(LabPage, "tokenizerLab")
    person.until(lambda: page.result is not None)
    person.until_idle()
    return page


def test_from_the_strip_to_the_steps_of_a_word(person: Person) -> None:
    person.window.actions_.bundled[1].trigger()
    person.until_idle()
    person.look_inside()
    person.type_text(TEXT)
    person.until_idle()
    person.click("howSplitButton")
    page = _opened(person)
    assert page.isVisible()
    (card,) = page.cards
    bare = AutoTokenizer.from_pretrained(_folder("mini-world-gpt2"))
    assert card.cut is not None
    assert [token.id for token in card.cut.row] == bare(TEXT)["input_ids"]
    person.until(lambda: card.steps.result is not None)
    result = card.steps.result
    assert result is not None
    assert result.same
    assert len(result.expected) > 1, "the first word that becomes several tokens"
    # Along the steps by the button and by the keys.
    assert card.steps.step == 0
    person.click("labStepOn")
    assert card.steps.step == 1
    QTest.keyClick(card.steps.line, Qt.Key.Key_End)
    assert card.steps.step == len(result.steps) - 1
    strip = person.find(TokenStrip, "labStepStrip")
    assert [token.id for token in strip.rows[0]] == [token.id for token in result.expected]
    assert not card.steps.on.isEnabled()
    assert result.shown in person.window.explain_pane.words.toPlainText()
    assert "ranks" in person.window.explain_pane.python
    person.click("labBack")
    assert not page.isVisible()
    assert english(result.shown + "” becomes") not in english(
        person.window.explain_pane.words.toPlainText()
    )


def test_several_tokenizers_follow_the_typing(
    person: Person, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    action = person.find(QAction, "tokenizerLabAction")
    assert action.isEnabled(), "no model is needed"
    action.trigger()
    page = _opened(person)
    assert len(page.cards) >= 3, "the bundled ones"
    edit = person.find(EntryLine, "labText")
    edit.clear()
    qtbot.keyClicks(edit, TEXT)
    person.until(lambda: page.result is not None and page.result.request.text == TEXT)
    assert page.result is not None
    for one in page.result.tokenizers:
        bare = AutoTokenizer.from_pretrained(one.source.path)
        assert [token.id for token in one.row] == bare(TEXT)["input_ids"]
    names = {one.source.name for one in page.result.tokenizers}
    assert {"mini-world-bert", "mini-world-gpt2"} <= names
    # One less, then a folder of one's own.
    person.find(QPushButton, page.cards[0].remove.objectName()).click()
    folder = tmp_path / "mine"
    bare.save_pretrained(folder)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *given: str(folder))
    choice = person.find(QComboBox, "labChoice")
    choice.activated.emit(choice.count() - 1)
    person.until(lambda: page.cards[-1].cut is not None)
    person.until_idle()
    assert page.cards[-1].source.name == "mine"
    saved = tmp_path / "tokens.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *given: (str(saved), ""))
    person.click("labSave")
    with open(saved, encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["tokenizer"] == "mine"]
    assert [int(row["id"]) for row in rows] == bare(TEXT)["input_ids"]


def test_what_is_no_tokenizer_says_so_beside_the_others(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.trigger("tokenizerLabAction")
    page = _opened(person)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *given: str(tmp_path))
    choice = person.find(QComboBox, "labChoice")
    choice.activated.emit(choice.count() - 1)
    person.until(lambda: page.cards[-1].cut is not None)
    card = page.cards[-1]
    assert card.cut is not None
    assert card.cut.why
    assert card.cut.why in person.find(QLabel, card.note.objectName()).text()
    assert all(each.cut and not each.cut.why for each in page.cards[:-1])


def test_six_at_once_and_the_model_in_memory_changes(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.window.actions_.bundled[0].trigger()
    person.until_idle()
    person.trigger("tokenizerLabAction")
    page = _opened(person)
    own = page.cards[0]
    assert not own.source.path
    choice = person.find(QComboBox, "labChoice")
    offered = [choice.itemText(place) for place in range(choice.count())]
    assert person.window.summary is not None
    assert person.window.summary.name not in offered, "it is there as the model in memory"
    while len(page.cards) < MOST_TOKENIZERS and choice.count() > 2:
        choice.activated.emit(1)
        person.until_idle()
    assert choice.isEnabled() == (len(page.cards) < MOST_TOKENIZERS)
    person.window.actions_.bundled[1].trigger()
    person.until_idle()
    first = page.cards[0]
    assert page.isVisible()
    assert first.cut is not None
    assert first.cut.path == _folder("mini-world-gpt2")
    read = [card.cut.path for card in page.cards if card.cut is not None]
    assert len(set(read)) == len(read) == len(page.cards), "each tokenizer is there once"
    monkeypatch.setattr(
        QFileDialog, "getExistingDirectory", lambda *given: _folder("mini-world-gpt2") + "/"
    )
    page.folder_wanted.emit()
    person.until_idle()
    assert len(page.cards) == len(read)
    person.trigger("unloadAction")
    person.until_idle()
    assert all(card.source.path for card in page.cards)


def test_a_token_is_picked_by_the_keyboard(person: Person) -> None:
    person.window.actions_.bundled[0].trigger()
    person.until_idle()
    person.trigger("tokenizerLabAction")
    page = _opened(person)
    card = page.cards[0]
    card.strip.setFocus()
    QTest.keyClick(card.strip, Qt.Key.Key_Right)  # [CLS], which was added
    QTest.keyClick(card.strip, Qt.Key.Key_Return)
    person.until_idle()
    assert card.steps.result is None
    QTest.keyClick(card.strip, Qt.Key.Key_Right)
    QTest.keyClick(card.strip, Qt.Key.Key_Return)
    person.until(lambda: card.steps.result is not None)
    assert card.strip.chosen


def test_the_commands_find_both(person: Person) -> None:
    commands = gather(person.window)
    actions = person.window.actions_
    for words, action in (
        (tr("Tokenizer lab"), actions.tokenizer_lab),
        (tr("Many texts…").rstrip("…"), actions.text_table),
    ):
        best = search(commands, words)[0]
        assert english(best.where) == "Model"
        assert best.more == action.toolTip()


def test_the_tokens_are_in_the_export_menu_and_a_session_keeps_the_tokenizers(
    person: Person,
) -> None:
    window = person.window
    assert "ompare tokenizers" in english(exportables.disabled_reason(window, "tokenizerLab"))
    window.actions_.bundled[1].trigger()
    person.until_idle()
    person.look_inside()
    person.type_text(TEXT)
    person.until_idle()
    person.trigger("tokenizerLabAction")
    page = _opened(person)
    assert len(page.cards) > 1
    assert not exportables.disabled_reason(window, "tokenizerLab")
    (source,) = exportables.of_view("tokenizerLab")
    table = source.make(window)
    assert isinstance(table, Table)
    rows = list(csv.DictReader(io.StringIO(table.csv().removeprefix("\ufeff"))))
    for card in page.cards:
        assert card.cut is not None
        own = [int(row["id"]) for row in rows if row["tokenizer"] == card.source.name]
        assert own == [token.id for token in card.cut.row]
    # Its picture has all of it, also what is below the window's edge, by either way.
    assert all(pictures.subject(page).isAncestorOf(card) for card in page.cards)
    assert pictures.subject(window.inference) is pictures.subject(page)
    # Kept and put back: the same text, cut by the same tokenizers.
    pages = json.loads(json.dumps(session_state.take_up(window)))
    before = [card.source for card in page.cards]
    page.text.setText("something else")
    page.restore("something else", before[:1])
    person.click("labBack")
    session_state.put_back(window, pages)
    person.until_idle()
    assert page.isVisible()
    assert page.text.text() == TEXT
    assert [card.source for card in page.cards] == before
    # An older session says nothing of it, and what is no list of tokenizers is passed over.
    del pages["asides"]
    session_state.put_back(window, pages)
    for odd in ({"sources": 3, "text": 4}, {"sources": [{"path": 5}], "text": None}):
        session_state.put_back(window, pages | {"asides": {"tokenizer_lab": odd}})
    person.until_idle()
    assert [card.source for card in page.cards] == before


def test_a_model_that_comes_under_the_lab_takes_no_words_from_it(person: Person) -> None:
    """Opened while a model is loading: the words beside the lab are its own, also afterwards."""
    window = person.window
    person.click("start.mini-world-bert")
    person.until_idle()
    person.trigger("openBundled.mini-world-gpt2")
    person.trigger("tokenizerLabAction")
    _opened(person)
    explanations = window.workbench.explanations
    assert explanations.shown is not None
    assert isinstance(explanations.shown.request, CompareTokenizers | ShowSteps)
    person.trigger("openBundled.mini-world-sentiment")
    person.until_idle()
    if window.inference.pages.aside is not None:
        assert isinstance(explanations.shown.request, CompareTokenizers | ShowSteps)
        window.inference.close_aside()
    assert isinstance(explanations.shown.request, LoadModel)
