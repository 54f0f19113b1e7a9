"""The Create pane, driven by the names of its controls, with a stand-in for the torch room."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QFontMetrics, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QScrollBar,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from explorer.app.theme import Theme
from explorer.features.create.protocol.catalogue import Catalogue, ModelClass, ReadCatalogue
from explorer.features.create.protocol.config import (
    CheckConfig,
    DescribeConfig,
    StartFromJson,
    StartFromPreset,
)
from explorer.features.create.view import config_files
from explorer.features.create.view.create_pane import CreatePane
from explorer.features.create.view.form.field_editors import BlockEditor, LabelsEditor, SwitchEditor
from explorer.features.create.view.form.field_row import Caption
from explorer.features.create.view.form.json_view import JsonEdit
from explorer.features.create.view.hub_config_dialog import HubConfigDialog
from explorer.features.create.view.model_types import ModelTypes
from explorer.protocol.config import ConfigEdit
from explorer.protocol.model import CreateModel
from explorer.text.numbers import percent
from explorer.text.translation import tr
from tests.afresh import now
from tests.window.fake_configs import FakeLane

Control = TypeVar("Control", bound=QObject)


class Person:
    """Types and clicks in the pane."""

    def __init__(self, pane: CreatePane, lane: FakeLane, qtbot: QtBot) -> None:
        self.pane, self.lane, self.qtbot = pane, lane, qtbot

    def find(self, kind: type[Control], name: str) -> Control:
        found = self.pane.findChild(kind, name)
        assert found is not None, f"there is no {name}"
        return found

    def settle(self) -> None:
        """Answer until the last verdict is about what is in the form."""

        def settled() -> bool:
            self.lane.answer()
            return self.pane.is_checked and self.pane.form.is_built

        self.qtbot.waitUntil(settled)

    def line(self, path: str) -> QLineEdit:
        return self.find(QLineEdit, f"field.{path}")

    def type_in(self, path: str, text: str) -> None:
        edit = self.line(path)
        edit.setFocus()
        edit.selectAll()
        if text:
            self.qtbot.keyClicks(edit, text)
        else:
            self.qtbot.keyClick(edit, Qt.Key.Key_Delete)

    def open(self, fold: str) -> None:
        head = self.find(QPushButton, f"fold.{fold}")
        if not head.isChecked():
            head.click()
        self.qtbot.waitUntil(lambda: self.pane.form.is_built)

    def click(self, name: str) -> None:
        button = self.find(QPushButton, name)
        assert button.isEnabled(), f"{name} is disabled"
        button.click()

    @property
    def given(self) -> dict[str, object]:
        return dict(json.loads(self.pane.edit.overrides))

    @property
    def can_create(self) -> bool:
        return self.find(QPushButton, "createButton").isEnabled()

    @property
    def why(self) -> str:
        return self.pane.foot.why.text() if not self.pane.foot.why.isHidden() else ""


@pytest.fixture
def person(qtbot: QtBot, qapp: QApplication) -> Iterator[Person]:
    look = Theme(qapp)
    look.apply()
    pane = CreatePane(look, ModelTypes())
    qtbot.addWidget(pane)
    lane = FakeLane(pane)
    pane.resize(320, 800)
    pane.show()
    pane.begin()
    made = Person(pane, lane, qtbot)
    made.settle()
    yield made
    pane.hide()


def test_before_torch_is_there_everything_can_be_chosen(qtbot: QtBot, qapp: QApplication) -> None:
    pane = CreatePane(Theme(qapp), ModelTypes())
    qtbot.addWidget(pane)
    lane = FakeLane(pane)
    pane.show()
    qtbot.waitUntil(lambda: bool(lane.waiting))  # the first sight of it asks for the form
    assert pane.settings.sentence.text().startswith("The settings appear here")
    assert pane.settings.sentence.isVisible()
    assert not pane.foot.create_button.isEnabled()
    assert not pane.foot.show_field.isVisible()
    pane.head.architecture.choose("gpt2")
    assert pane.edit == ConfigEdit("gpt2", "GPT2Model")
    qtbot.waitUntil(lambda: any(isinstance(one, CheckConfig) for one in lane.waiting))
    lane.answer()
    assert pane.is_checked
    qtbot.waitUntil(lambda: pane.form.is_built)
    pane.hide()


def test_it_begins_with_bert_and_counts_it(person: Person) -> None:
    assert person.pane.edit == ConfigEdit("bert", "BertModel")
    assert person.find(QComboBox, "architectureBox").currentText() == "BERT  (bert)"
    assert "text encoder" in person.find(QComboBox, "classBox").currentText()
    assert person.line("hidden_size").text() == "768"
    assert person.pane.footprint.headline == "108.4\u00a0M parameters"
    assert person.can_create
    assert person.find(QWidget, "footprint").accessibleName().startswith("108,")


def test_typing_is_checked_once_after_a_pause(person: Person) -> None:
    before = len(person.lane.asked)
    person.type_in("hidden_size", "1536")
    assert not person.can_create  # the numbers are of the former settings
    assert person.pane.footprint.headline
    person.settle()
    checks = person.lane.asked[before:]
    assert checks == [CheckConfig(ConfigEdit("bert", "BertModel", '{"hidden_size": 1536}'))]
    assert person.can_create


@pytest.mark.usefixtures("other_language")
def test_counting_is_said_once_in_another_language(person: Person) -> None:
    footprint = person.pane.footprint
    text = footprint.memory.text()
    for _ in range(2):
        footprint.show_counting(True)
        assert footprint.memory.text() == tr("{text} · counting…", text=text)
    footprint.show_counting(False)
    assert footprint.memory.text() == text


def test_only_the_newest_verdict_counts(person: Person) -> None:
    person.type_in("hidden_size", "1536")
    person.qtbot.waitUntil(lambda: bool(person.lane.waiting))
    old = person.lane.waiting.pop()
    person.type_in("hidden_size", "3072")
    person.lane.waiting.append(old)
    person.lane.answer()
    assert not person.can_create
    person.settle()
    assert person.pane.check.verdict is not None
    assert json.loads(person.pane.check.verdict.edit.overrides) == {"hidden_size": 3072}


def test_a_problem_stands_at_its_field_and_a_click_mends_it(person: Person) -> None:
    person.type_in("hidden_size", "770")
    person.settle()
    assert not person.can_create
    assert person.why == "hidden_size needs another value."
    edit = person.line("hidden_size")
    assert edit.property("bad")
    assert "cannot be split over 12 heads" in edit.accessibleDescription()
    buttons = person.pane.findChildren(QPushButton, "suggest.hidden_size")
    assert [one.text() for one in buttons] == ["768", "780"]
    others = person.pane.findChildren(QPushButton, "suggest.num_attention_heads")
    assert [one.text() for one in others] == ["num_attention_heads 11", "num_attention_heads 13"]
    buttons[1].click()
    person.settle()
    assert edit.text() == "780"
    assert not edit.property("bad")
    assert person.can_create


@pytest.mark.parametrize(
    ("typed", "said", "offered"),
    [
        ("12a", "“12a” is not a whole number.", ["768"]),
        ("", "This needs a whole number.", ["768"]),
        ("7.5", "“7.5” is not a whole number.", ["8", "768"]),
        ("9" * 30, "This number has more than 18 digits.", ["768"]),
    ],
)
def test_what_is_no_number_is_told_and_not_sent(
    person: Person, typed: str, said: str, offered: list[str]
) -> None:
    person.type_in("hidden_size", typed)
    assert said in person.line("hidden_size").accessibleDescription()
    assert person.why == f"hidden_size: {said}"
    shown = [one.text() for one in person.pane.findChildren(QPushButton, "suggest.hidden_size")]
    assert shown == offered
    assert not person.can_create
    person.pane.findChildren(QPushButton, "suggest.hidden_size")[-1].click()
    person.settle()
    assert person.line("hidden_size").text() == "768"
    assert person.can_create


def test_what_is_no_number_stays_until_it_is_mended(person: Person) -> None:
    """The form came back with the number before, and its reason below, which nothing took away."""
    person.type_in("hidden_size", "abc")
    person.click("jsonButton")
    person.click("showProblemButton")
    assert person.line("hidden_size").text() == "abc"
    search = person.find(QLineEdit, "fieldFilter")
    search.setText("hidden_size")
    search.clear()
    assert person.line("hidden_size").text() == "abc"
    assert not person.can_create
    assert person.pane.tools.reset.isEnabled()
    person.pane.tools.reset.click()
    person.settle()
    assert person.line("hidden_size").text() == "768"
    assert person.why == ""
    assert person.can_create


def test_a_form_that_is_drawn_anew_has_nothing_to_mend(person: Person) -> None:
    person.type_in("hidden_size", "abc")
    person.pane.restore_state(ConfigEdit("bert", "BertModel", '{"hidden_size": 96}'), 1)
    person.settle()
    assert person.line("hidden_size").text() == "96"
    assert person.can_create


def test_the_parts_are_shown_where_their_button_is_pressed(person: Person) -> None:
    """Beside the JSON the sign turned, and nothing was shown."""
    person.click("jsonButton")
    person.click("footprintParameters")
    assert not now(person.pane.shows_json)
    assert person.pane.details.isVisible()
    person.click("jsonButton")
    assert not person.pane.footprint.details.isChecked()
    person.pane.json.edit.setPlainText("{ half a ")
    person.click("footprintParameters")
    assert now(person.pane.shows_json)
    assert not person.pane.footprint.details.isChecked(), "nothing is shown that it could close"


def test_json_with_a_slip_is_not_left_and_the_cursor_goes_to_the_slip(person: Person) -> None:
    """The button back to the form was called JSON from then on, and Apply did nothing at all."""
    person.click("jsonButton")
    person.pane.json.edit.setPlainText('{"hidden_size": 64, xx}')
    person.click("jsonButton")
    assert now(person.pane.shows_json)
    assert person.pane.tools.json.text() == "‹ Form"
    assert person.pane.json.edit.textCursor().position() == 20
    person.pane.json.edit.textCursor().setPosition(0)
    person.pane.json.apply_button.click()
    assert person.pane.json.edit.textCursor().position() == 20
    person.click("discardJson")
    person.click("jsonButton")
    assert not person.pane.shows_json
    assert person.pane.tools.json.text() == "JSON"


def test_what_print_shows_is_not_narrowed(person: Person) -> None:
    person.click("jsonButton")
    form = person.find(QComboBox, "jsonForm")
    for place in (1, 0):
        form.setCurrentIndex(place)
        form.activated.emit(place)
        assert person.pane.tools.changes.isEnabled() == (place == 0)
    form.setCurrentIndex(1)
    form.activated.emit(1)
    person.click("jsonButton")
    assert person.pane.tools.changes.isEnabled(), "the form is narrowed by it"


def test_another_architecture_is_shown_as_json_too(person: Person) -> None:
    person.click("jsonButton")
    person.pane.json.edit.setPlainText("{ half a ")
    person.pane.head.architecture.choose("llama")
    person.settle()
    assert json.loads(person.pane.json.edit.toPlainText())["model_type"] == "llama"
    assert person.can_create


def test_a_change_is_marked_and_can_be_reset(person: Person) -> None:
    person.type_in("num_hidden_layers", "6")
    person.settle()
    reset = person.find(QWidget, "reset.num_hidden_layers")
    assert reset.isVisible()
    assert person.pane.form.changed == {"num_hidden_layers"}
    person.qtbot.mouseClick(reset, Qt.MouseButton.LeftButton)
    person.settle()
    assert person.line("num_hidden_layers").text() == "12"
    assert person.given == {}
    assert not reset.isVisible()


def test_undo_and_redo_go_over_fields_and_architectures(person: Person) -> None:
    person.type_in("hidden_size", "1536")
    person.type_in("vocab_size", "100")
    person.pane.head.architecture.choose("llama")
    person.settle()
    assert person.pane.edit.model_type == "llama"
    person.click("undoButton")
    person.settle()
    assert person.pane.edit.model_type == "bert"
    assert person.given == {"hidden_size": 1536, "vocab_size": 100}
    assert person.line("vocab_size").text() == "100"
    edit = person.line("vocab_size")
    edit.setFocus()
    person.qtbot.keyClick(edit, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert person.given == {"hidden_size": 1536}  # typing "100" was one step
    person.click("undoButton")
    assert person.given == {}
    person.click("redoButton")
    person.settle()
    assert person.given == {"hidden_size": 1536}
    assert person.line("hidden_size").text() == "1536"


def test_undo_brings_a_removed_head_back(person: Person) -> None:
    """The class is as much of the form as any field: each choice of it is a step of its own."""
    classes = person.pane.head.classes
    chosen = ("BertForMaskedLM", "BertForSequenceClassification", "BertModel")
    for name in chosen:
        place = classes.findData(name)
        classes.setCurrentIndex(place)
        classes.activated.emit(place)
        person.settle()
        assert person.pane.edit.class_name == name
    for name in reversed(chosen[:-1]):
        classes.setFocus()
        person.qtbot.keyClick(classes, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        person.settle()
        assert person.pane.edit.class_name == name
        assert classes.currentData() == name
    person.click("redoButton")
    person.settle()
    assert classes.currentData() == chosen[1]


def test_a_line_that_was_left_is_a_step_of_its_own(person: Person) -> None:
    person.type_in("hidden_size", "1536")
    person.line("vocab_size").setFocus()
    person.type_in("hidden_size", "3072")
    person.click("undoButton")
    assert person.given == {"hidden_size": 1536}


def test_every_kind_of_field_takes_its_value(person: Person) -> None:
    for fold in ("/more", "/training", "/general", "/tokens", "/labels"):
        person.open(fold)
    person.type_in("layer_norm_eps", "1e-6")
    person.type_in("head_dim", "32")
    person.type_in("layer_types", '["full", "sliding"]')
    person.type_in("eos_token_id", "[1, 2]")
    person.type_in("classifier_type", "mlp")
    person.find(SwitchEditor, "field.use_cache").click()
    choice = person.find(QComboBox, "field.hidden_act")
    choice.setCurrentText("relu")
    choice.activated.emit(choice.currentIndex())
    empty = person.find(QComboBox, "field.tie_word_embeddings")
    assert empty.currentText() == "empty"
    empty.setCurrentText("false")
    empty.activated.emit(empty.currentIndex())
    person.find(LabelsEditor, "field.id2label").setPlainText("good\nbad\nugly")
    person.find(BlockEditor, "field.rope_parameters").setPlainText('{"rope_theta": 500000.0}')
    assert person.given == {
        "layer_norm_eps": 1e-6,
        "head_dim": 32,
        "layer_types": ["full", "sliding"],
        "eos_token_id": [1, 2],
        "classifier_type": "mlp",
        "use_cache": False,
        "hidden_act": "relu",
        "tie_word_embeddings": False,
        "id2label": {"0": "good", "1": "bad", "2": "ugly"},
        "rope_parameters": {"rope_theta": 500000.0},
    }
    person.type_in("head_dim", "")
    assert "head_dim" not in person.given
    person.settle()
    assert person.line("head_dim").placeholderText() == "= 64"


def test_what_would_do_is_in_sight_in_a_low_window(person: Person, qtbot: QtBot) -> None:
    page, edit = person.pane.page, person.line("num_attention_heads")
    person.pane.resize(320, 540)
    page.ensureWidgetVisible(edit, 0, 0)  # at the lower edge
    assert edit.mapTo(page, edit.rect().bottomLeft()).y() > page.height() - 40
    person.type_in("num_attention_heads", "5")
    person.settle()

    def seen() -> bool:
        buttons = person.pane.findChildren(QPushButton, "suggest.num_attention_heads")
        return any(not one.visibleRegion().isEmpty() for one in buttons)

    qtbot.waitUntil(seen)


def test_a_suggestion_inside_a_dict_keeps_the_rest_of_it(person: Person) -> None:
    person.pane._put("rope_parameters.rope_theta", "1000000.0")
    assert person.given == {"rope_parameters": {"rope_theta": 1000000.0, "rope_type": "default"}}


def test_the_wheel_changes_nothing(person: Person) -> None:
    box = person.find(QComboBox, "classBox")
    before = box.currentIndex()
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, event)
    assert box.currentIndex() == before


def test_the_filter_finds_by_name_and_meaning_also_in_closed_folds(person: Person) -> None:
    person.find(QLineEdit, "fieldFilter").setText("dropped training")
    person.qtbot.waitUntil(lambda: person.pane.form.is_built)
    assert person.line("hidden_dropout_prob").isVisible()
    assert not person.line("hidden_size").isVisible()
    person.find(QLineEdit, "fieldFilter").setText("nothing like this")
    assert "No setting has" in person.pane.settings.nothing.text()
    assert person.pane.settings.nothing.isVisible()
    person.find(QLineEdit, "fieldFilter").clear()
    assert person.line("hidden_size").isVisible()
    assert not person.line("hidden_dropout_prob").isVisible()


def test_only_changes(person: Person) -> None:
    person.type_in("vocab_size", "100")
    person.settle()
    person.click("onlyChangesButton")
    assert person.line("vocab_size").isVisible()
    assert not person.line("hidden_size").isVisible()
    person.click("jsonButton")
    assert "hidden_size" not in person.find(JsonEdit, "configJson").toPlainText()
    assert "whole" not in person.find(QComboBox, "jsonForm").currentText()


def test_a_composite_edits_its_sub_configs_and_chooses_their_type(person: Person) -> None:
    person.pane.head.architecture.choose("clip")
    person.settle()
    person.open("text_config")
    person.type_in("text_config.hidden_size", "1536")
    person.settle()
    assert person.given == {"text_config": {"hidden_size": 1536}}
    slot = person.find(QComboBox, "field.text_config")
    slot.setCurrentText("llama")
    slot.activated.emit(slot.currentIndex())
    assert isinstance(person.lane.waiting[-1], DescribeConfig)
    person.settle()
    assert person.given == {"text_config": {"model_type": "llama"}}
    assert person.line("text_config.extra").text() == "1"
    person.click("undoButton")
    person.settle()
    assert person.line("text_config.hidden_size").text() == "1536"
    assert person.pane.findChild(QLineEdit, "field.text_config.extra") is None


def test_a_problem_in_a_closed_fold_is_one_click_away(person: Person) -> None:
    person.pane._put("pad_token_id", "99999")
    person.settle()
    assert person.pane.findChild(QLineEdit, "field.pad_token_id") is None
    assert "✕ 1" in person.find(QPushButton, "fold./tokens").text()
    person.click("showProblemButton")
    assert person.line("pad_token_id").isVisible()
    assert person.line("pad_token_id").property("bad")


def test_the_json_edits_both_ways(person: Person) -> None:
    person.type_in("hidden_size", "1536")
    person.settle()
    person.click("jsonButton")
    edit = person.pane.json.edit
    assert json.loads(edit.toPlainText())["hidden_size"] == 1536
    edit.setPlainText('{"model_type": "bert", "hidden_size": 1536, "vocab_size": 99}')
    assert person.why == "The JSON has changes that are not applied yet."
    person.click("applyJson")
    assert person.lane.waiting[-1] == StartFromJson(edit.toPlainText(), "bert", "BertModel")
    person.settle()
    assert person.given == {"hidden_size": 1536, "vocab_size": 99}
    person.click("jsonButton")
    person.qtbot.waitUntil(lambda: person.pane.form.is_built)
    assert person.line("vocab_size").text() == "99"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": 1\n "b": 2}', "Line 2, column 2: a comma is missing before this"),
        ("[1, 2]", "A config is an object"),
        ('{"a": NaN}', 'Write {"__float__": "NaN"}'),
        ('{"a": 1, "a": 2}', '"a" occurs twice'),
        ("", "The text is empty"),
        ("[" * 100_000, "nested too deep"),
        ('{"a": 1,}', "comma too many"),
        ('{"a": tru}', "A value belongs here"),
    ],
)
def test_a_slip_in_the_json_is_a_sentence(person: Person, text: str, said: str) -> None:
    person.click("jsonButton")
    person.pane.json.edit.setPlainText(text)
    person.pane.json.apply()
    assert said in person.pane.json.told.text()
    assert person.pane.json.edit.property("bad")
    assert not any(isinstance(one, StartFromJson) for one in person.lane.asked)
    person.click("jsonButton")  # the way back is kept shut until it is mended or discarded
    assert person.pane.json.isVisible()
    person.click("discardJson")
    assert not person.pane.json.is_dirty


@pytest.mark.parametrize("path", ["", "hidden_act"])
@pytest.mark.parametrize("changed", [False, True])
def test_the_form_comes_back_where_it_was_left(person: Person, path: str, changed: bool) -> None:
    person.pane.resize(320, 420)
    person.open("/more")
    person.open("/training")
    page, bar = person.pane.page, person.pane.page.verticalScrollBar()
    QApplication.processEvents()
    bar.setValue(0)
    if path:
        row, inner = person.pane.form.row(path), page.widget()
        assert row is not None
        assert inner is not None
        bar.setValue(row.mapTo(inner, QPoint(0, 0)).y() - 20)
    assert bar.value() > 0 or not path

    def place() -> int:
        row = person.pane.form.row(path or "hidden_size")
        return row.mapTo(page.viewport(), QPoint(0, 0)).y() if row is not None else -1

    before = place()
    person.click("jsonButton")
    QApplication.processEvents()
    if changed:
        person.pane.json.edit.setPlainText('{"num_hidden_layers": 2}')
    person.click("jsonButton")
    person.settle()
    QApplication.processEvents()
    assert place() == before
    assert bar.value() > 0 or not path


def test_the_json_counts_the_settings_as_the_form_does(person: Person) -> None:
    json_view, fields = person.pane.json, {"size", "inner", "inner.width"}

    def told() -> str:
        return json_view.told.text().replace("\N{NO-BREAK SPACE}", " ")

    json_view.show_text('{"size": 1, "inner": {"width": 2}}', fields=fields)
    assert told() == "3 settings"
    assert not json_view.edit.extraSelections()
    json_view.show_text('{"size": 1, "inner": {"width": 2, "a": 1}, "b": 2}', fields=fields)
    assert told().startswith("3 settings, as in the form. Only the JSON has the 2 entries with")
    assert "inner.a and b" in json_view.told.toolTip()
    marked = [each.cursor.selectedText() for each in json_view.edit.extraSelections()]
    assert [text.strip('":') for text in marked] == ["a", "b"]
    # The counts of the form and of its JSON are one number.
    person.click("jsonButton")
    settings = len(person.pane.draft.fields)
    counted = person.pane.tools.filter.placeholderText().replace("\N{NO-BREAK SPACE}", " ")
    assert f"{settings} settings" in counted
    assert told().startswith(f"{settings} settings")


@pytest.mark.parametrize(("height", "brief"), [(420, True), (500, True), (800, False)])
def test_a_low_pane_leaves_the_room_to_the_settings(
    person: Person, height: int, brief: bool
) -> None:
    pane = person.pane
    pane.resize(320, height)
    QApplication.processEvents()
    assert pane.foot.twin.isHidden() == brief
    assert pane.footprint.hint.isHidden() == brief
    assert pane.head.line.isHidden() == brief
    pane.page.verticalScrollBar().setValue(0)
    person.qtbot.waitUntil(lambda: sum(_whole(row, pane.page) for row in pane.form.rows) >= 3)
    low = height < 450
    assert pane.page.isAncestorOf(pane.foot) == pane.tools.undo.isHidden() == low
    if brief:  # the way to a model that fits stays, and the foot where it is
        person.type_in("num_hidden_layers", "5000")
        person.settle()
        assert not pane.footprint.hint.isHidden()
        assert pane.page.isAncestorOf(pane.foot) == low
        pane.resize(320, 800)
        pane.resize(320, height)
        assert not pane.footprint.hint.isHidden()


def _whole(row: QWidget, page: QScrollArea) -> bool:
    top = row.mapTo(page.viewport(), QPoint(0, 0)).y()
    return top >= 0 and top + row.height() <= page.viewport().height()


def test_an_unknown_key_is_marked_and_can_be_removed(person: Person) -> None:
    person.click("jsonButton")
    person.pane.json.edit.setPlainText('{"hiden_size": 512}')
    person.click("applyJson")
    person.settle()
    assert '"hiden_size" is not a setting' in person.pane.json.told.text()
    assert len(person.pane.json.edit.extraSelections()) == 1
    person.click("jsonButton")
    person.click("remove.hiden_size")
    person.settle()
    assert person.given == {}


def test_it_starts_from_a_preset_a_file_and_the_way_back(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.pane.tools.presets[1].trigger()
    assert person.lane.waiting[-1] == StartFromPreset("bert", "BertModel", "tiny")
    person.settle()
    assert person.given == {"hidden_size": 48}
    file = tmp_path / "config.json"
    file.write_text('{"model_type": "llama", "vocab_size": 77}')
    monkeypatch.setattr(config_files, "ask_open_config", lambda parent, start="": str(file))
    person.pane.tools.from_file.trigger()
    person.settle()
    assert person.pane.edit.model_type == "llama"
    assert person.given == {"vocab_size": 77}
    person.click("undoButton")
    person.settle()
    assert person.pane.edit.model_type == "bert"
    assert person.given == {"hidden_size": 48}


def test_a_checkpoint_of_the_hub_can_be_named(person: Person) -> None:
    named: list[str] = []
    person.pane.hub_config_wanted.connect(named.append)
    person.pane.tools.from_hub.trigger()
    dialog = person.pane.window().findChild(HubConfigDialog)
    assert dialog is not None
    assert not dialog.start.isEnabled()
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)  # an empty line asks for nothing
    assert dialog.isVisible()
    QTest.keyClicks(dialog.name, " google-bert/bert-base-cased ")
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    assert named == ["google-bert/bert-base-cased"]
    assert not dialog.isVisible()


def test_a_config_that_is_handed_over_is_taken_even_at_first(
    qtbot: QtBot, qapp: QApplication
) -> None:
    pane = CreatePane(Theme(qapp), ModelTypes())
    qtbot.addWidget(pane)
    lane = FakeLane(pane)
    told: list[str] = []
    pane.message_wanted.connect(told.append)
    pane.start_from('{"model_type": "llama", "vocab_size": 77}')
    pane.show()

    def taken() -> bool:
        lane.answer()
        return pane.is_checked and pane.edit.model_type == "llama" and pane.form.is_built

    qtbot.waitUntil(taken)
    assert pane.edit.model_type == "llama"
    assert json.loads(pane.edit.overrides) == {"vocab_size": 77}
    (sentence,) = told  # nothing is made yet, and the person is told so
    assert "Create model" in sentence
    pane.hide()


def test_the_config_is_saved_whole(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    person.pane.message_wanted.connect(told.append)
    file = tmp_path / "mine.json"
    monkeypatch.setattr(config_files, "ask_save_config", lambda parent, start="": str(file))
    person.pane.tools.save.trigger()
    assert json.loads(file.read_text())["hidden_size"] == 768
    assert told == [f"The config is saved in {file}."]
    assert [one.name for one in tmp_path.iterdir()] == ["mine.json"]
    monkeypatch.setattr(
        config_files, "ask_save_config", lambda parent, start="": str(tmp_path / "no" / "x.json")
    )
    person.pane.tools.save.trigger()
    assert told[1].startswith("Nothing was saved")


def test_create_sends_the_edit_and_the_seed(person: Person) -> None:
    person.type_in("num_hidden_layers", "2")
    person.settle()
    person.pane.foot.seed.setValue(7)
    person.click("createButton")
    assert person.lane.waiting[-1] == CreateModel(
        ConfigEdit("bert", "BertModel", '{"num_hidden_layers": 2}'), 7
    )
    person.pane.allow(False)
    assert not now(person.can_create)
    person.pane.allow(True)
    assert person.can_create
    assert person.line("num_hidden_layers").text() == "2"


def test_what_does_not_fit_is_refused_with_the_arithmetic(person: Person) -> None:
    person.pane._put("hidden_size", "120000")
    person.settle()
    assert not person.can_create
    assert person.why == "It does not fit into the free memory."
    footprint = person.pane.check.verdict.footprint  # type: ignore[union-attr]
    assert footprint is not None
    gauge = person.pane.footprint.bar
    assert gauge.share == footprint.run_bytes / 23_000_000_000 > 1
    assert gauge.filled == 1
    times = round(gauge.share)
    assert f"{times} times the 23.0" in person.pane.footprint.memory.text()


def test_the_gauge_shows_the_share_of_the_free_memory(person: Person) -> None:
    assert person.pane.check.verdict is not None
    footprint = person.pane.check.verdict.footprint
    assert footprint is not None
    gauge = person.find(QWidget, "memoryGauge")
    share = footprint.run_bytes / footprint.free_bytes
    assert 0 < share < 0.1
    assert person.pane.footprint.bar.filled == share
    assert percent(share) in gauge.accessibleName()
    picture = gauge.grab().toImage()
    look, middle = person.pane._look, picture.height() // 2
    taken = [
        x for x in range(picture.width()) if picture.pixelColor(x, middle) == look.colour("accent")
    ]
    assert max(taken) + 1 == pytest.approx(share * picture.width(), abs=2)


def test_a_misfit_is_shown_at_the_field_that_was_edited_last(person: Person) -> None:
    person.type_in("hidden_size", "770")
    person.settle()
    person.type_in("num_attention_heads", "9")
    person.settle()
    assert person.why == "num_attention_heads needs another value."
    assert person.line("num_attention_heads").property("bad")
    assert not person.line("hidden_size").property("bad")

    def offered(path: str) -> list[QPushButton]:
        buttons = person.pane.findChildren(QPushButton, f"suggest.{path}")
        return [one for one in buttons if one.isVisible()]

    person.qtbot.waitUntil(lambda: len(offered("num_attention_heads")) == 2)
    assert [one.text() for one in offered("num_attention_heads")] == ["8", "10"]
    shown = offered("hidden_size")
    assert [one.text() for one in shown] == ["hidden_size 765", "hidden_size 774"]
    shown[1].click()
    person.settle()
    assert person.line("hidden_size").text() == "774"
    assert person.can_create


@pytest.mark.parametrize("zoom", [100, 200, 300])
@pytest.mark.parametrize("height", [420, 800])
def test_one_thing_scrolls_and_nothing_is_cut(
    person: Person, qapp: QApplication, zoom: int, height: int
) -> None:
    """At every size of text, in the form and in the JSON, whose buttons are always in sight."""
    look = person.pane._look
    look.choose("light", zoom)
    try:
        person.pane.resize(290 * zoom // 100, max(height, 230 * zoom // 100))
        person.open("/training")
        person.type_in("num_hidden_layers", "6")
        person.settle()
        assert len(scrolling(person.pane)) <= 1
        for caption in person.pane.findChildren(Caption):
            if caption.isVisible():
                assert caption.height() >= caption.heightForWidth(caption.width())
        person.click("jsonButton")
        person.pane.json.edit.setPlainText('{"hidden_size": ')
        person.qtbot.waitUntil(lambda: person.pane.json.told.property("role") == "error")
        assert len(scrolling(person.pane)) <= 1
        for name in ("discardJson", "applyJson"):
            button = person.find(QPushButton, name)
            assert button.visibleRegion().boundingRect() == button.rect()
        assert "Form" in person.find(QPushButton, "jsonButton").text()
        person.click("discardJson")
        person.click("jsonButton")
        assert person.find(QLineEdit, "fieldFilter").isVisible()
    finally:
        look.choose("light", 100)


@pytest.mark.parametrize("zoom", [100, 200])
def test_an_unchanged_name_keeps_no_gap_for_the_mark_of_a_changed_one(
    qtbot: QtBot, look: Theme, zoom: int
) -> None:
    """A line was kept free below num_attention_heads, where its bold name would not fit."""
    look.choose("light", zoom)
    caption = Caption(look, "num_attention_heads", "")
    qtbot.addWidget(caption)
    name = QFontMetrics(look.font(13)).horizontalAdvance("num_attention_heads")
    line = caption.heightForWidth(10 * name)
    assert caption.heightForWidth(name + 2) == line
    assert caption.heightForWidth(name // 2 + 10) >= 2 * line
    caption.resize(name + 2, line)
    caption.set_changed(True)
    assert caption.heightForWidth(name + 2) == line


def scrolling(pane: QWidget) -> list[QScrollBar]:
    """The scroll bars downwards that can be moved."""
    return [
        bar
        for bar in pane.findChildren(QScrollBar)
        if bar.orientation() == Qt.Orientation.Vertical and bar.isVisible() and bar.maximum() > 0
    ]


def test_a_hint_can_be_clicked(person: Person) -> None:
    person.click("whatIfButton")
    assert person.given == {"hidden_size": 1024}


def test_where_it_does_not_fit_no_larger_one_is_offered(person: Person) -> None:
    person.type_in("num_hidden_layers", "5000")
    person.settle()
    assert not person.can_create
    person.click("whatIfButton")
    assert person.given["num_hidden_layers"] == 6


def test_the_run_size_is_checked_anew(person: Person) -> None:
    person.click("footprintParameters")
    person.qtbot.keyClicks(person.find(QLineEdit, "footprintBatch"), "6")
    person.settle()
    last = [one for one in person.lane.asked if isinstance(one, CheckConfig)][-1]
    assert (last.batch, last.length) == (16, 128)


def test_a_failed_description_can_be_tried_again(person: Person) -> None:
    person.pane.head.architecture.choose("llama")
    person.lane.fail("It could not be read.")
    assert person.pane.settings.sentence.text() == "It could not be read."
    person.click("formAgain")
    person.settle()
    assert person.line("hidden_size").isVisible()


def test_missing_packages_are_named(person: Person) -> None:
    person.pane.head.architecture.choose("timm_backbone")
    person.settle()
    assert "timm" in " ".join(
        one.text()
        for one in person.pane.settings.notes.findChildren(QWidget)
        if hasattr(one, "text")
    )


# Qt's offscreen screen says this of every popup; a real one says nothing.
@pytest.mark.qt_log_ignore("plugin does not support (raise|grabbing the keyboard)")
def test_the_architecture_box_is_searched_by_typing(person: Person) -> None:
    box = person.pane.head.architecture
    person.qtbot.keyClick(box, "w")
    popup = box.popup
    assert popup.isVisible()
    person.qtbot.keyClicks(popup.search, "hisper")
    assert popup.list.current is not None
    assert popup.list.current.key == "whisper"
    person.qtbot.keyClick(popup.search, Qt.Key.Key_Return)
    assert not popup.isVisible()
    assert person.pane.edit.model_type == "whisper"
    person.settle()


def newer(types: ModelTypes) -> Catalogue:
    """As another transformers would have it: one type more, and one class more of BERT."""
    known = types.catalogue
    bert = known.type("bert")
    assert bert is not None
    more = replace(bert, classes=(*bert.classes, ModelClass("BertForPoems", (), "Writes poems")))
    others = (one for one in known.types if one is not bert)
    zebra = replace(bert, name="zebra", title="Zebra")
    return Catalogue("9.9", (more, *others, zebra))


@pytest.mark.qt_log_ignore("plugin does not support (raise|grabbing the keyboard)")
def test_the_types_of_the_installed_transformers_are_offered_once_they_are_known(
    person: Person,
) -> None:
    box, types = person.pane.head.architecture, person.pane.types
    box.showPopup()
    box.popup.search.setText("zebra")
    assert now(box.popup.list.current) is None
    types._on_catalogue(newer(types), ReadCatalogue())
    assert box.popup.list.current is not None
    assert box.popup.list.current.key == "zebra"
    assert person.pane.edit == ConfigEdit("bert", "BertModel"), "what was begun goes on"
    assert person.find(QComboBox, "classBox").findData("BertForPoems") >= 0
    person.qtbot.keyClick(box.popup.search, Qt.Key.Key_Return)
    assert person.pane.edit.model_type == "zebra"
    person.settle()


@pytest.mark.parametrize("touched", [False, True])
def test_a_kept_config_of_a_type_that_is_known_only_later_is_taken_up(
    qtbot: QtBot, qapp: QApplication, touched: bool
) -> None:
    """Unless something else was begun meanwhile."""
    types = ModelTypes()
    pane = CreatePane(Theme(qapp), types)
    qtbot.addWidget(pane)
    pane.restore_state(ConfigEdit("zebra", "ZebraModel"), 3)
    pane.begin()
    assert pane.edit.model_type == "bert"
    if touched:
        pane.head.architecture.choose("llama")
    types._on_catalogue(newer(types), ReadCatalogue())
    assert pane.edit.model_type == ("llama" if touched else "zebra")


def test_every_control_has_a_name_that_is_spoken(person: Person) -> None:
    for fold in ("/more", "/training", "/general", "/tokens", "/labels"):
        person.open(fold)
    dumb = [
        one
        for one in person.pane.findChildren(QWidget)
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and one.isVisible()
        and not one.accessibleName()
        and not one.objectName().startswith("qt_")
    ]
    assert not dumb


def test_tab_goes_down_the_pane(person: Person) -> None:
    person.open("/more")
    person.qtbot.waitUntil(lambda: person.pane.form.is_built)
    seen = []
    widget: QWidget | None = person.find(QLineEdit, "fieldFilter")
    first = widget
    while widget is not None:
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            seen.append(widget.objectName())
        widget = widget.nextInFocusChain()
        if widget is first:
            break
    order = [
        "fieldFilter",
        "jsonButton",
        "field.hidden_size",
        "field.vocab_size",
        "fold./more",
        "field.hidden_act",
        "fold./training",
        "seedBox",
        "createButton",
    ]
    places = [seen.index(name) for name in order]
    assert places == sorted(places)


@pytest.mark.parametrize("zoom", [100, 200])
def test_nothing_is_wider_than_the_pane(person: Person, qapp: QApplication, zoom: int) -> None:
    look = person.pane._look
    look.choose("light", zoom)
    try:
        person.pane.resize(290 * zoom // 100, 620)
        for fold in ("/more", "/labels"):
            person.open(fold)
        person.type_in("hidden_size", "770")
        person.settle()
        person.pane.page.column.activate()
        inside = person.pane.page.widget()
        assert inside is not None
        assert inside.width() <= person.pane.page.viewport().width()
        assert person.pane.form.width() <= person.pane.page.viewport().width()
    finally:
        look.choose("light", 100)


def test_nothing_is_counted_while_a_value_in_sight_is_none(person: Person) -> None:
    person.settle()
    counted = person.pane.footprint.headline
    assert "parameters" in counted
    person.type_in("hidden_size", "banana")
    assert "parameters" not in person.pane.footprint.headline
    assert person.pane.footprint.memory.isHidden()
    former = person.pane.draft.given
    person.type_in("hidden_size", "768")
    person.settle()
    assert person.pane.draft.given == former
    assert person.pane.footprint.headline == counted


@pytest.mark.parametrize("scale", [100, 200])
def test_a_number_is_seen_whole_beside_its_way_back(person: Person, scale: int) -> None:
    person.pane._look.choose("light", scale)
    for path, text in (("vocab_size", "1024"), ("hidden_size", "128"), ("vocab_size", "1234567")):
        person.type_in(path, text)
        person.settle()
        line = person.line(path)
        assert person.find(QToolButton, f"reset.{path}").isVisible()
        now(person.pane)
        # The line has its frame and its paddings twice: what Qt's own hint adds to 17 letters.
        frame = line.sizeHint().width() - 17 * line.fontMetrics().horizontalAdvance("x")
        assert line.width() - frame >= line.fontMetrics().horizontalAdvance(text)


def test_after_a_suggestion_the_keyboard_is_on_the_field(person: Person) -> None:
    person.type_in("num_hidden_layers", "abc")
    button = person.pane.findChildren(QPushButton, "suggest.num_hidden_layers")[0]
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert person.line("num_hidden_layers").text() == "12"
    assert person.pane.focusWidget() is person.line("num_hidden_layers")
