"""Input by hand and pairs in the Inference tab: read, padded, refused, marked."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from explorer.app.inference.inference_tab import InferenceTab
from explorer.app.start_page import StartPage
from explorer.app.theme import Theme
from explorer.features.answers.protocol import CompareTexts, TextsCompared
from explorer.features.generation.protocol import Generated
from explorer.features.inputs.view.ids_text import padded, read_ids, read_rows, unpadded, written
from explorer.features.inputs.view.manual_inputs import ManualInputField
from explorer.features.inputs.view.text_line import TextLine, character, units
from explorer.protocol.job import Failed
from explorer.protocol.run import Run, Token, Tokenize, Tokenized
from explorer.protocol.task_run import TaskRun
from tests.window.made_runs import Engine, ran, summary, tokens
from tests.window.subscribed import idle_state

RAW = "[[101, 7592, 999, 102], [101, 4658, 1012, 102], [101, 3835, 999, 102]]"


@pytest.fixture
def tab(qtbot: QtBot, look: Theme) -> InferenceTab:
    made = InferenceTab(look, cast(StartPage, QWidget()))
    made.subscribe(idle_state())
    qtbot.addWidget(made)
    made.resize(700, 800)
    made.show()
    made.pages.show_run(True)  # as once a model came
    return made


def _asked(tab: InferenceTab) -> Engine:
    engine = Engine({})
    tab.wanted.connect(engine.take)
    return engine


def _press(tab: InferenceTab, name: str) -> None:
    button = tab.findChild(QPushButton, name)
    assert button is not None
    assert button.isVisible()
    button.click()


def _problem(tab: InferenceTab) -> str:
    found = tab.findChild(QLabel, "idsProblem")
    assert isinstance(found, QLabel)
    return found.text() if found.isVisible() else ""


def test_raw_lists_are_run_without_a_tokenizer(tab: InferenceTab) -> None:
    engine = _asked(tab)
    tab.show_model(summary(tokenizer="", vocab_size=30522))
    _press(tab, "typeIdsButton")
    tab.ids.setPlainText(RAW)
    tab.run_button.click()
    (request,) = engine.of(Run)
    assert isinstance(request, Run)
    assert request.input_ids[1] == (101, 4658, 1012, 102)
    tab._text.show_previous(is_previous=True)
    assert tab._text.previous.text().startswith("Previous input")


def test_a_model_without_a_tokenizer_offers_the_ways_out(tab: InferenceTab, qtbot: QtBot) -> None:
    engine = _asked(tab)
    attach = QAction("mini-world-bert")
    tab.offer_tokenizers([attach])
    tab.show_model(summary(tokenizer="", vocab_size=30522))
    assert not tab.rows.isVisible()
    assert not tab.examples.isVisible()
    assert not tab.ids.isVisible()
    assert not tab.split.isVisible(), "nothing was split"
    # A tokenizer with more tokens than the model has embeddings is not offered.
    attach.setProperty("tokens", 1024)
    offer = tab.findChild(QPushButton, "attach.mini-world-bert")
    assert offer is not None
    tab.show_model(summary(tokenizer="", vocab_size=1000))
    assert not offer.isEnabled()
    assert "1,024" in offer.toolTip()
    tab.show_model(summary(tokenizer="", vocab_size=30522))
    assert offer.isEnabled()
    # Run is grey without an input, and says what is missing.
    assert not tab.run_button.isEnabled()
    assert "There is nothing to run yet" in tab.run_button.toolTip()
    remedy = tab.views.attention.remedy
    assert remedy is not None
    assert (remedy.isEnabled(), remedy.toolTip()) == (False, tab.run_button.toolTip())
    with qtbot.waitSignal(tab.tokenizer_wanted):
        _press(tab, "chooseTokenizerButton")
    with qtbot.waitSignal(attach.triggered):
        _press(tab, "attach.mini-world-bert")
    # Those of an example can be run at once.
    _press(tab, "exampleIdsButton")
    assert remedy.isEnabled()
    tab.ids.setPlainText("[[1, 2], [3]]")
    assert not tab.run_button.isEnabled()
    assert "different lengths" in tab.run_button.toolTip()
    _press(tab, "exampleIdsButton")
    tab.run_button.click()
    (request,) = engine.of(Run)
    assert isinstance(request, Run)
    assert str([list(row) for row in request.input_ids]) == RAW
    # With a tokenizer it reads text.
    tab.show_model(summary(2, vocab_size=30522))
    assert tab.rows.isVisible()
    without = tab.findChild(QWidget, "withoutTokenizer")
    assert without is not None
    assert not without.isVisible()


def test_ids_that_were_put_away_are_shown_again_when_they_run(tab: InferenceTab) -> None:
    engine = _asked(tab)
    tab.show_model(summary(tokenizer=""))
    _press(tab, "typeIdsButton")
    tab.ids.setPlainText("[[5, 6]]")
    tab.edit_ids.setChecked(False)
    assert not tab.ids.isVisible()
    tab.run_button.click()
    (request,) = engine.of(Run)
    assert isinstance(request, Run)
    assert request.input_ids == ((5, 6),)
    assert tab.ids.isVisible()


def test_the_courses_ids_are_offered_only_where_the_model_knows_them(tab: InferenceTab) -> None:
    course = tab.findChild(QPushButton, "exampleIdsButton")
    assert course is not None
    tab.show_model(summary(tokenizer="", vocab_size=7592))
    assert not course.isEnabled()
    assert "7,591" in course.toolTip()
    tab.show_model(summary(2, tokenizer="", vocab_size=7593))
    assert course.isEnabled()


def test_what_ran_on_ids_by_hand_belongs_to_them(tab: InferenceTab) -> None:
    """A comparison of rows of IDs is no result of another input."""
    ids = ((5, 6), (7, 8))
    rows = tuple(
        tuple(Token(str(each), str(each), each, False, False, -1, -1, type=0) for each in row)
        for row in ids
    )
    cosine = np.ones((2, 2), np.float32)
    run = TaskRun(1, rows, (), (), 0.01)
    answer = TextsCompared(CompareTexts((), ids), run, cosine, cosine, "averaged", ())
    tab.show_model(summary(tokenizer="", task="sentence-similarity"))
    _press(tab, "typeIdsButton")
    tab.ids.setPlainText("[[5, 6], [7, 8]]")
    tab.show_answer(answer)
    previous = tab.findChild(QPushButton, "previousText")
    assert previous is not None
    assert not previous.isVisible()
    texts = " ".join(found.text() for found in tab.findChildren(QLabel) if found.text())
    assert "row 1 and row 2" in texts
    tab.ids.setPlainText("[[5, 6], [7, 9]]")
    assert previous.isVisible()


def test_the_modes_keep_their_place_where_the_decoder_has_a_field(tab: InferenceTab) -> None:
    """A run of an encoder and a decoder asks for what is written already; Write does not."""
    tab.show_model(summary(task="text-to-text", auto_class="AutoModelForSeq2SeqLM"))
    places = []
    for mode in ("write", "flow", "look"):
        tab.mode.choose_mode(mode)
        QApplication.processEvents()
        QApplication.processEvents()
        places.append(tab.mode.mapTo(tab, QPoint(0, 0)).y())
    assert len(set(places)) == 1
    assert tab.inputs.isVisible()
    assert tab.inputs.mapTo(tab, QPoint(0, 0)).y() > places[0]
    tab.show_model(summary(serial=2, task="question-answering"))
    QApplication.processEvents()
    assert tab.inputs.mapTo(tab, QPoint(0, 0)).y() < tab.mode.mapTo(tab, QPoint(0, 0)).y()


def test_a_text_that_could_not_run_shows_its_own_tokens(tab: InferenceTab, qtbot: QtBot) -> None:
    """Those of the run before would belong to another text, and so would how long that took."""
    engine = _asked(tab)
    tab.show_model(summary())
    tab.mode.choose_mode("look")
    tab.show_run(ran(tokens()))
    assert tab.tensor_card.time.isVisible()
    tab.rows.set_texts(("far too long",))
    asked = len(engine.of(Tokenize))
    tab._on_failed(Failed(1, Run(("far too long",)), "The text is too long.", None, ""))
    qtbot.waitUntil(lambda: len(engine.of(Tokenize)) > asked)
    assert engine.of(Tokenize)[-1].texts == ("far too long",)
    tab.show_tokens(Tokenized(("far too long",), (tokens(),), ()))
    assert not tab.tensor_card.time.isVisible()


def test_a_new_text_counts_after_a_look_into_what_was_written(tab: InferenceTab) -> None:
    """The IDs were filled in for one look; IDs that a person wrote stay, and it is said."""
    engine = _asked(tab)
    said: list[str] = []
    tab.message_wanted.connect(said.append)
    tab.show_model(summary())
    token = Token("cat", "cat", 7, False, False, 0, 3)
    written = SimpleNamespace(text="cat", ends=(), prompt=(token,), tokens=())
    tab._look_inside_text(cast(Generated, written))
    assert tab.edit_ids.isChecked()
    QTest.keyClicks(tab.rows.first, "!")
    assert not tab.edit_ids.isChecked()
    tab.run_button.click()
    assert not engine.of(Run)[-1].input_ids
    tab.edit_ids.click()
    tab.ids.setPlainText("[[5, 6]]")
    QTest.keyClicks(tab.rows.first, "?")
    assert tab.edit_ids.isChecked()
    QTest.keyClick(tab.rows.first, Qt.Key.Key_Return)
    assert engine.of(Run)[-1].input_ids == ((5, 6),)
    assert "not the text" in said[-1]


def test_what_goes_with_the_ids_is_folded_away_until_it_is_written(tab: InferenceTab) -> None:
    tab.show_model(summary(tokenizer=""))
    _press(tab, "typeIdsButton")
    mask = tab.findChild(QPlainTextEdit, "maskEdit")
    assert mask is not None
    assert not mask.isVisible()
    tab.ids.setPlainText("[[1, 2, 3], [4]]")
    _press(tab, "padRightButton")  # writes the mask
    assert mask.isVisible()


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("tensor([[101, 7592], [101, 102]])", 2),
        ("torch.tensor([[101,\n 7592]], dtype=torch.int64)", 1),
        ("array([101, 7592, 102])", 1),
        ("101 102\n103 104", 2),
        ("[[101, 102],]", 1),
    ],
)
def test_lists_are_read_as_python_prints_them(text: str, rows: int) -> None:
    found, problem = read_ids(text)
    assert not problem
    assert len(found) == rows


@pytest.mark.parametrize(
    "text", ["[[7592.0]]", "[[NaN]]", "[]", "[[]]", "[[1], []]", "[[Infinity]]", "[[1e3]]"]
)
def test_what_is_no_whole_number_is_told(text: str) -> None:
    found, problem = read_rows(text, "token types")
    assert not found
    assert problem.endswith(".")


def test_ragged_rows_are_told_and_padded_on_either_side(tab: InferenceTab) -> None:
    engine = _asked(tab)
    tab.show_model(summary(tokenizer="", config_json='{"pad_token_id": 7}'))
    _press(tab, "typeIdsButton")
    tab.ids.setPlainText("[[1, 2, 3], [4]]")
    tab.run_button.click()
    assert not engine.of(Run)
    assert "different lengths" in _problem(tab)
    button = tab.findChild(QPushButton, "padRightButton")
    assert button is not None
    button.click()
    tab.run_button.click()
    left = tab.findChild(QPushButton, "padLeftButton")
    assert left is not None
    left.click()
    tab.run_button.click()
    first, second = engine.of(Run)
    assert isinstance(first, Run)
    assert isinstance(second, Run)
    assert first.input_ids == ((1, 2, 3), (4, 7, 7))
    assert first.by_hand.attention_mask == ((1, 1, 1), (1, 0, 0))
    assert second.input_ids == ((1, 2, 3), (7, 7, 4))
    assert second.by_hand.attention_mask == ((1, 1, 1), (0, 0, 1))


def test_padding_fills_up_what_stands_beside_the_ids(tab: InferenceTab) -> None:
    engine = _asked(tab)
    tab.show_model(summary(tokenizer="", config_json="{}", pad_id=9))
    _press(tab, "typeIdsButton")
    hand = tab.findChild(ManualInputField)
    assert hand is not None
    tab.ids.setPlainText("[[1, 2, 3], [4]]")
    hand.types.setPlainText("[[0, 1, 1], [1]]")
    hand.positions.setPlainText("[[5, 6, 7], [5]]")
    hand.pad_right.click()
    hand.pad_left.click()
    tab.run_button.click()
    (request,) = engine.of(Run)
    assert isinstance(request, Run)
    assert request.input_ids == ((1, 2, 3), (9, 9, 4))
    assert request.by_hand.token_type_ids == ((0, 1, 1), (0, 0, 1))
    assert request.by_hand.position_ids == ((5, 6, 7), (0, 0, 5))


def test_positions_are_filled_in_as_the_mask_shows(tab: InferenceTab) -> None:
    engine = _asked(tab)
    tab.show_model(summary(tokenizer=""))
    _press(tab, "typeIdsButton")
    hand = tab.findChild(ManualInputField)
    assert hand is not None
    tab.ids.setPlainText("[[1, 2, 3], [4]]")
    hand.pad_left.click()
    fill = tab.findChild(QPushButton, "positionsEdit.fill")
    assert fill is not None
    fill.click()
    tab.run_button.click()
    (request,) = engine.of(Run)
    assert isinstance(request, Run)
    assert request.by_hand.position_ids == ((0, 1, 2), (0, 0, 0))


def test_the_mask_that_is_filled_in_hides_the_padding(tab: InferenceTab) -> None:
    """It showed all, and padding on the other side then left the padding to be read."""
    engine = _asked(tab)
    tab.show_model(summary(tokenizer="", config_json="{}", pad_id=9))
    _press(tab, "typeIdsButton")
    hand = tab.findChild(ManualInputField)
    assert hand is not None
    tab.ids.setPlainText("[[1, 2, 3], [4]]")
    hand.pad_right.click()
    fill = tab.findChild(QPushButton, "maskEdit.fill")
    assert fill is not None
    fill.click()
    assert read_rows(hand.attended.toPlainText(), "")[0] == ((1, 1, 1), (1, 0, 0))
    hand.attended.setPlainText("[[1, 1, 1], [1, 1, 1]]")
    hand.pad_left.click()
    tab.run_button.click()
    (request,) = engine.of(Run)
    assert isinstance(request, Run)
    assert request.input_ids == ((1, 2, 3), (9, 9, 4))
    assert request.by_hand.attention_mask == ((1, 1, 1), (0, 0, 1))
    hand.attended.clear()
    fill.click()
    assert read_rows(hand.attended.toPlainText(), "")[0] == ((1, 1, 1), (0, 0, 1))


def test_where_no_padding_token_is_known_the_mask_knows_what_was_padded(tab: InferenceTab) -> None:
    """0 fills the rows up then, and may be a token of a text as well."""
    tab.show_model(summary(tokenizer="", config_json="{}", pad_id=-1))
    _press(tab, "typeIdsButton")
    hand = tab.findChild(ManualInputField)
    fill = tab.findChild(QPushButton, "maskEdit.fill")
    assert hand is not None
    assert fill is not None
    tab.ids.setPlainText("[[1, 2], [3, 0]]")
    hand.pad_left.click()
    assert read_ids(tab.ids.toPlainText())[0] == ((1, 2), (3, 0))
    fill.click()
    assert read_rows(hand.attended.toPlainText(), "")[0] == ((1, 1), (1, 1))
    tab.ids.setPlainText("[[1, 2], [3]]")
    hand.attended.clear()
    hand.pad_left.click()
    fill.click()
    assert read_rows(hand.attended.toPlainText(), "")[0] == ((1, 1), (0, 1))


@pytest.mark.parametrize(
    ("rows", "mask"),
    [
        (((1, 9), (2, 9)), ((1, 1), (1, 1))),  # the end of each text, not padding
        (((1, 2), (9, 9)), ((1, 1), (1, 1))),  # nothing else is in the row
        (((1, 9, 2), (9, 3, 9)), ((1, 1, 1), (0, 1, 0))),
        (((1, 2, 3), (9, 4)), ((1, 1, 1), (1, 1))),
        (((9,),), ((1,),)),
    ],
)
def test_padding_is_what_fills_rows_up(
    rows: tuple[tuple[int, ...], ...], mask: tuple[tuple[int, ...], ...]
) -> None:
    assert unpadded(rows, 9) == mask


def test_no_tokens_are_written_as_nothing() -> None:
    """As “[]” they opened the editor of another model, which then complained of an empty list."""
    assert written(()) == ""
    assert written(((),)) == ""
    assert written(((1,), ())) == "[[1],\n []]"


def test_padding_keeps_equal_rows() -> None:
    assert padded(((1, 2), (3, 4)), 0, left=True) == (((1, 2), (3, 4)), ((1, 1), (1, 1)))


def test_usual_values_are_filled_in_and_sent(tab: InferenceTab) -> None:
    engine = _asked(tab)
    tab.show_model(summary(tokenizer=""))
    _press(tab, "typeIdsButton")
    tab.ids.setPlainText("[[5, 6, 7]]")
    for name in ("maskEdit", "typesEdit", "positionsEdit"):
        button = tab.findChild(QPushButton, f"{name}.fill")
        assert button is not None
        button.click()
    tab.run_button.click()
    (request,) = engine.of(Run)
    assert isinstance(request, Run)
    assert request.by_hand.named() == {
        "attention_mask": ((1, 1, 1),),
        "token_type_ids": ((0, 0, 0),),
        "position_ids": ((0, 1, 2),),
    }


def test_a_wrong_mask_is_told_and_marked(tab: InferenceTab) -> None:
    engine = _asked(tab)
    tab.show_model(summary(tokenizer=""))
    _press(tab, "typeIdsButton")
    tab.ids.setPlainText("[[5, 6]]")
    mask = tab.findChild(QPlainTextEdit, "maskEdit")
    assert mask is not None
    mask.setPlainText("[[1, yes]]")
    tab.run_button.click()
    assert not engine.of(Run)
    assert "attention mask" in _problem(tab)
    assert mask.property("bad")


def test_a_paste_of_ten_megabytes_is_refused(tab: InferenceTab) -> None:
    tab.show_model(summary(tokenizer=""))
    _press(tab, "typeIdsButton")
    data = QMimeData()
    data.setText("[[" + "7," * 5_000_000 + "7]]")
    tab.ids.setPlainText("[[5]]")
    tab.ids.insertFromMimeData(data)
    assert tab.ids.toPlainText() == "[[5]]"
    assert "Nothing was pasted" in _problem(tab)


def test_a_text_that_is_too_long_for_the_box_is_told(tab: InferenceTab, qtbot: QtBot) -> None:
    from PySide6.QtGui import QGuiApplication

    tab.show_model(summary())
    told: list[str] = []
    tab.message_wanted.connect(told.append)
    QGuiApplication.clipboard().setText("a" * 300_000)
    tab._rows.first.selectAll()
    tab._rows.first.paste()
    assert len(tab._rows.first.text()) == 100_000
    assert "100,000 characters" in told[0]


def test_pairs_are_asked_for_where_the_tokenizer_joins_them(tab: InferenceTab) -> None:
    engine = _asked(tab)
    tab.show_model(summary(task="text-classification", pairs=False))
    assert tab.pairs.isHidden()
    tab.show_model(summary(2, task="sentence-similarity", pairs=True))
    assert not tab.pairs.isHidden()
    tab.show_texts(("one",), ("two",))
    tab.run_button.click()
    (request,) = engine.of(Run)
    assert isinstance(request, Run)
    assert (request.texts, request.pairs) == (("one",), ("two",))
    tab.pairs.setChecked(False)
    tab.run_button.click()
    assert engine.of(CompareTexts)
    tab.show_model(summary(3, task="next-sentence", pairs=True, tokenizer="there"))
    assert tab.pairs.isChecked()
    last = engine.of(Tokenize)[-1]
    assert isinstance(last, Tokenize)
    assert len(last.pairs) == 1


def test_token_and_characters_point_at_each_other(tab: InferenceTab) -> None:
    tab.show_model(summary(task="text-classification", pairs=True))
    text = "I 😀 it"
    tab.show_texts((text,), ("no",))
    row = (
        Token("[CLS]", "[CLS]", 1, True, False, -1, -1, 0, 0),
        Token("I", "I", 9, False, False, 0, 1, 0, 0),
        *(Token(f"b{n}", f"b{n}", n, False, False, 2, 3, 0, 0) for n in (20, 21, 22, 23)),
        Token("it", "it", 12, False, False, 4, 6, 0, 0),
        Token("no", "no", 14, False, False, 0, 2, 1, 1),
        Token("[PAD]", "[PAD]", 0, True, False, -1, -1, 0, 0, False),
    )
    tab.show_tokens(Tokenized((text,), (row,), (), ("no",)))
    told = tab.findChild(QLabel, "tokenTold")
    assert told is not None
    tab.strip.hovered.emit(0, 3)
    assert tab._rows.first.marked == (2, 3)
    assert "4\N{NO-BREAK SPACE}tokens together" in told.text()
    assert "“😀”" in told.text()
    tab.strip.hovered.emit(0, 7)
    second = tab.findChild(TextLine, "pairInput")
    assert second is not None
    assert second.marked == (0, 2)
    assert tab._rows.first.marked == (-1, 0)
    assert "text B" in told.text()
    tab.strip.hovered.emit(0, 8)
    assert "hidden by the attention mask" in told.text()
    tab._rows.first.pointed.emit(2)
    assert tab.strip._kin == {(0, n) for n in (2, 3, 4, 5)}
    assert tab._rows.texts == (text,), "marking changes no text"


def test_places_in_qts_counting() -> None:
    text = "a😀b"
    assert [units(text, n) for n in range(4)] == [0, 1, 3, 4]
    assert [character(text, n) for n in range(5)] == [0, 1, 1, 2, 3]


def test_another_model_is_read_from_its_beginning(tab: InferenceTab) -> None:
    tab.resize(500, 200)
    tab.show_model(summary(1, tokenizer="", vocab_size=30522))
    QApplication.processEvents()
    bar = tab._page.verticalScrollBar()
    assert bar.maximum()
    bar.setValue(bar.maximum())
    tab.show_model(summary(2, tokenizer="", vocab_size=30522))
    assert bar.value() == 0


def test_only_what_the_class_takes_is_offered_beside_the_ids(tab: InferenceTab) -> None:
    """A Llama has no token types: nobody is asked for them, and none are left from before."""
    types = tab.findChild(QPlainTextEdit, "typesEdit")
    more = tab.findChild(QPushButton, "moreInputsButton")
    assert types is not None
    assert more is not None
    tab.show_model(summary())
    tab.edit_ids.setChecked(True)
    more.setChecked(True)
    assert types.isVisible()
    types.setPlainText("[[0, 1]]")
    tab.show_model(replace(summary(), serial=99, beside_ids=("attention_mask", "position_ids")))
    tab.edit_ids.setChecked(True)
    more.setChecked(True)
    assert not types.isVisible()
    assert types.toPlainText() == ""
    assert more.accessibleName() == "Attention mask, positions"
