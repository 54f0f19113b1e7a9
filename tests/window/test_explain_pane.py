"""The right pane: words as high as they are, and code that is broken on screen only."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QFontDatabase, QFontMetrics, QGuiApplication, QTextFormat
from PySide6.QtWidgets import QAbstractSlider, QApplication, QDialog, QPushButton, QSplitter
from pytestqt.qtbot import QtBot

from explorer.app.code_view import CodeView
from explorer.app.explain_pane import ExplainPane
from explorer.app.theme import Theme
from explorer.protocol.explanation import Explanation, OtherPython

CODE = """import torch
from transformers import AutoModelForMaskedLM, AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("a/checkpoint/with/a/long/name")
ids = tokenizer("one")["input_ids"][0]
share = 0.25  # of everything, in a comment that is a good deal longer than the pane is wide
"""


@pytest.fixture
def pane(qtbot: QtBot, qapp: QApplication) -> ExplainPane:
    made = ExplainPane(Theme(qapp))
    qtbot.addWidget(made)
    made.resize(300, 700)
    made.show()
    made.show_code(CODE)
    return made


def test_what_is_read_and_copied_is_the_code_itself(pane: ExplainPane) -> None:
    assert pane.code.toPlainText() == CODE.rstrip("\n")
    pane.code.selectAll()
    assert pane.code.createMimeDataFromSelection().text() == CODE.rstrip("\n")


def test_long_lines_go_on_further_in_and_never_within_a_name(pane: ExplainPane) -> None:
    assert QFontDatabase.families()
    block = pane.code.document().findBlockByNumber(3)
    layout = block.layout()
    lines = [layout.lineAt(one) for one in range(layout.lineCount())]
    assert len(lines) > 1
    first = block.text()[: lines[0].textLength()]
    assert first.strip("\u200b").rstrip() == "tokenizer ="
    assert lines[1].naturalTextRect().left() > lines[0].naturalTextRect().left()


@pytest.mark.parametrize("width", [120, 160, 220, 300, 420])
def test_no_width_breaks_a_name_in_two(pane: ExplainPane, qtbot: QtBot, width: int) -> None:
    code = (
        "model = AutoModelForSequenceClassification.from_pretrained(\n"
        "    checkpoint, output_hidden_states=True, attn_implementation='eager'\n)"
    )
    pane.show_code(code)
    pane.code.setFixedWidth(width)
    qtbot.waitUntil(lambda: pane.code.width() == width)
    pane.code.grab()
    ends = []
    for number in range(pane.code.document().blockCount()):
        block = pane.code.document().findBlockByNumber(number)
        layout = block.layout()
        for at in range(layout.lineCount() - 1):
            end = layout.lineAt(at).textStart() + layout.lineAt(at).textLength()
            ends.append(block.text()[end - 1 : end + 1])
    assert ends, "it is narrow enough to be broken at all"
    assert not [pair for pair in ends if re.fullmatch(r"\w\w", pair)]


LONG_NAMES = """import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

checkpoint = "google-bert/bert-base-multilingual-uncased-finetuned-sentiment"
model = AutoModelForSequenceClassification.from_pretrained(
    checkpoint, attn_implementation="eager"
)
model.set_attn_implementation("eager")
weight = model.state_dict()["bert.embeddings.word_embeddings.weight"]
with torch.inference_mode():
    outputs = model(**inputs, output_attentions=True, output_hidden_states=True)
    chances = torch.softmax(outputs.logits[0, -1].float(), dim=-1)
    for layer, attention in enumerate(outputs.attentions, start=1):
        loss = torch.nn.functional.cross_entropy(outputs.logits.flatten(0, 1), labels.flatten())
"""


def code_lines(view: CodeView) -> list[tuple[str, str, float, float]]:
    """Of each line on the screen: what came before it in its line of the code, its letters, and
    where these begin and end, in pixels."""
    lines, block = [], view.document().begin()
    while block.isValid():
        layout = block.layout()
        for line in (layout.lineAt(number) for number in range(layout.lineCount())):
            at, end = line.textStart(), line.textStart() + line.textLength()
            place = line.naturalTextRect().translated(layout.position())
            lines.append((block.text()[:at], block.text()[at:end], place.left(), place.right()))
        block = block.next()
    return lines


@pytest.mark.parametrize("width", range(200, 501, 20))
def test_no_letter_is_out_of_reach_and_breaks_are_where_python_has_them(
    qtbot: QtBot, look: Theme, width: int
) -> None:
    view = CodeView(look, "code", "Code")
    qtbot.addWidget(view)
    view.show_code(LONG_NAMES)
    view.resize(width, 900)
    view.show()
    qtbot.waitExposed(view)
    bar, seen = view.horizontalScrollBar(), view.viewport().width()
    assert view.toPlainText() == LONG_NAMES.rstrip("\n")
    for before, letters, left, right in code_lines(view):
        assert left >= 0
        assert right <= seen + bar.maximum() + 1, letters
        assert right <= seen + 1 or bar.isVisible(), letters
        if not before.strip():
            continue
        assert not re.fullmatch(r"\w\w", (before + letters)[len(before) - 1 : len(before) + 1])
        if letters.lstrip("\u200b").startswith("."):
            assert sum(map(before.count, "([{")) > sum(map(before.count, ")]}")), letters


def test_letters_are_smaller_where_a_name_has_no_room_and_as_before_where_it_has(
    qtbot: QtBot, look: Theme
) -> None:
    view = CodeView(look, "code", "Code")
    qtbot.addWidget(view)
    view.resize(260, 300)
    view.show()
    qtbot.waitExposed(view)

    def size() -> int:
        formats = view.document().begin().begin().fragment().charFormat()
        return int(formats.property(QTextFormat.Property.FontPixelSize))

    view.show_code("a_name_that_is_thirty_seven_letters()\n")
    assert size() == look.units(10)
    assert view.horizontalScrollBar().maximum() == 0
    view.resize(400, 300)
    assert size() == look.units(12)


def test_a_wide_view_has_all_of_the_code(pane: ExplainPane) -> None:
    pane.wide.click()
    dialog = pane.findChild(QDialog, "wideCodeDialog")
    assert dialog is not None
    view = dialog.findChild(CodeView, "wideCodeView")
    assert view is not None
    assert view.toPlainText() == CODE.rstrip("\n")
    assert view.width() > dialog.width() * 0.6
    dialog.accept()


def test_the_code_begins_below_the_words_until_the_border_is_dragged(
    pane: ExplainPane, qtbot: QtBot
) -> None:
    split = pane.findChild(QSplitter)
    assert split is not None
    pane.show_words(Explanation("Short", ("One line.",)))
    short = split.sizes()[0]
    pane.show_words(Explanation("Long", ("A sentence that is told again. " * 12,)))
    qtbot.waitUntil(lambda: split.sizes()[0] > short)
    long = split.sizes()[0]
    assert pane.words.verticalScrollBar().maximum() == 0
    pane.show_words(Explanation("Endless", ("A sentence that is told again. " * 400,)))
    qtbot.waitUntil(lambda: long < split.sizes()[0] < split.height() * 0.65)
    split.moveSplitter(200, 1)
    pane.show_words(Explanation("Short", ("One line.",)))
    assert split.sizes()[0] == pytest.approx(200, abs=2)


def test_of_long_code_the_beginning_is_shown_and_all_is_copied(pane: ExplainPane) -> None:
    code = "".join(f"text_{n} = {'x' * 80!r}\n" for n in range(3_000))
    pane.show_code(code)
    shown = pane.code.toPlainText()
    assert len(shown) < 100_200
    lines = shown.split("\n")
    assert code.startswith("\n".join(lines[:-1]))
    rest = len(code) - len("\n".join(lines[:-1])) - 1
    assert lines[-1].startswith(f"# … and {rest:,}")
    assert pane.python == code
    pane.copy.click()
    assert QGuiApplication.clipboard().text() == code


OTHER = OtherPython("Our loop", "With Trainer", "They agree within 0.0001.", "trainer.train()\n")


def test_a_second_way_to_write_it_stands_beside_the_first(
    pane: ExplainPane,
) -> None:
    assert not pane.other_way.isVisible()
    pane.show_code(CODE, OTHER)
    assert pane.usual_way.isVisible()
    assert not pane.way_note.isVisible()
    assert pane.python == CODE
    pane.other_way.click()
    assert pane.code.toPlainText() == "trainer.train()"
    assert pane.python == OTHER.code
    assert pane.way_note.text() == OTHER.note
    assert pane.way_note.isVisible()
    pane.show_code(CODE, OTHER)
    assert pane.in_other_way, "the choice stays"
    pane.show_code(CODE)
    assert pane.python == CODE, "here there is one way alone"
    assert not pane.way_note.isVisible()


def test_both_ways_stand_side_by_side_in_the_wide_view(pane: ExplainPane) -> None:
    pane.show_code(CODE, OTHER)
    pane.wide.click()
    dialog = pane.findChild(QDialog, "wideCodeDialog")
    assert dialog is not None
    shown = {name: dialog.findChild(CodeView, name) for name in ("wideCodeView", "wideCodeOther")}
    texts = [view.toPlainText() if view is not None else "" for view in shown.values()]
    assert texts == [CODE.rstrip("\n"), "trainer.train()"]
    copied = dialog.findChild(QPushButton, "wideCodeCopyOther")
    assert copied is not None
    copied.click()
    assert QGuiApplication.clipboard().text() == OTHER.code
    dialog.close()


def test_the_rest_of_a_line_is_not_where_the_block_that_it_opens_is(pane: ExplainPane) -> None:
    """Else an argument looks like the rest of the name."""
    pane.resize(240, 700)
    pane.show_code(
        "model, what_was_not_in_it = from_pretrained(\n    checkpoint, disable_mmap=True\n)\n"
    )
    document = pane.code.document()
    first, second = document.findBlockByNumber(0), document.findBlockByNumber(1)
    lines = [first.layout().lineAt(place) for place in range(first.layout().lineCount())]
    assert len(lines) > 1
    rest = lines[1].naturalTextRect().left() + first.layout().position().x()
    inner = second.layout().lineAt(0)
    letter = inner.cursorToX(1)[0] - inner.cursorToX(0)[0]  # type: ignore[index]
    assert rest > inner.cursorToX(4)[0] + second.layout().position().x() + letter  # type: ignore[index]


@pytest.mark.parametrize("height", [380, 431, 447, 490])
def test_words_that_do_not_fit_end_with_a_whole_line(
    pane: ExplainPane, qtbot: QtBot, height: int
) -> None:
    pane.resize(300, height)
    pane.show_words(Explanation("Long", ("What happened is told in many words. " * 9,) * 4))
    words = pane.words

    def bottoms() -> list[float]:
        block, found = words.document().begin(), []
        while block.isValid():
            top = words.document().documentLayout().blockBoundingRect(block).top()
            lines = (block.layout().lineAt(n) for n in range(block.layout().lineCount()))
            found += [top + line.y() + line.height() for line in lines]
            block = block.next()
        return found

    qtbot.waitUntil(
        lambda: any(0 <= words.viewport().height() - bottom < 1 for bottom in bottoms())
    )


STEPS = "import torch\n" + "".join(f"x{n} = torch.ones({n})\n" for n in range(60))


def line_on_top(pane: ExplainPane) -> str:
    code = pane.code
    # Some pixels down: the last of the line above may still be seen.
    first = code.cursorForPosition(QPoint(0, 8)).block().text()
    return first.replace("\u200b", "")


def test_the_line_that_the_newest_action_added_is_in_sight(pane: ExplainPane) -> None:
    pane.show_code(STEPS, action="Opening")
    assert line_on_top(pane).startswith(("import", "x0"))
    saved = f"import os\n{STEPS}# Written as files.\nmodel.save_pretrained('folder')\n"
    pane.show_code(saved, action="Saving")
    assert (
        pane.code.cursorForPosition(pane.code.viewport().rect().bottomLeft())
        .block()
        .text()
        .replace("\u200b", "")
        .startswith("model.save_pretrained")
    )
    pane.show_code(STEPS.replace("x20 = torch.ones(20)", "x20 = torch.ones(21)"), action="Running")
    assert line_on_top(pane).startswith("x20")


def test_what_is_put_in_front_of_the_code_is_not_what_the_step_did(pane: ExplainPane) -> None:
    """A first run sets the threads above the loading, and runs below it."""
    pane.show_code(STEPS, action="Opening")
    rest = "".join(f"y{n} = model({n})\n" for n in range(60))
    pane.show_code(f"torch.set_num_threads(1)\n{STEPS}{rest}", action="Running")
    assert line_on_top(pane).startswith("y0 ")


def test_what_a_person_scrolled_to_stays_until_another_action(pane: ExplainPane) -> None:
    pane.show_code(STEPS, action="Running")
    bar = pane.code.verticalScrollBar()
    bar.triggerAction(QAbstractSlider.SliderAction.SliderSingleStepAdd)
    place = bar.value()
    assert place
    pane.show_code(STEPS.replace("x50 = torch.ones(50)", "x50 = 5"), action="Running")
    assert bar.value() == place
    pane.show_code(STEPS.replace("x3 = torch.ones(3)", "x3 = 3"), action="Saving")
    assert line_on_top(pane).startswith("x3 ")


def test_code_that_ends_below_is_cut_in_no_line(qtbot: QtBot, look: Theme) -> None:
    """What a step added is at the upper edge, or the whole line before it that still fits."""
    view = CodeView(look, "code", "Code")
    qtbot.addWidget(view)
    view.resize(260, 150)
    view.show()
    before = "\n".join(f"first_{number} = {number}" for number in range(30))
    view.show_code(before, "one")
    view.show_code(f"{before}\nlast = 1\n", "two")
    bar, document = view.verticalScrollBar(), view.document()
    assert bar.value() == bar.maximum() > 0
    tops = []
    block = document.begin()
    while block.isValid():
        tops.append(document.documentLayout().blockBoundingRect(block).top())
        block = block.next()
    assert min(abs(top - bar.value()) for top in tops) <= 1


def test_a_value_goes_to_the_next_line_before_it_is_cut(qtbot: QtBot, look: Theme) -> None:
    view = CodeView(look, "code", "Code")
    qtbot.addWidget(view)
    code = "config = BertConfig(\n    num_attention_heads=8,\n    intermediate_size=128,\n)\n"
    view.show_code(code)
    name = view.fontMetrics().horizontalAdvance("0" * 30)
    view.resize(name, 300)
    view.show()
    wide = view.document().idealWidth()
    assert view.toPlainText() == code.rstrip("\n")
    view.show_code(code.replace("8,", "8" * 9 + ","))
    assert view.document().idealWidth() < wide + 5 * view.fontMetrics().horizontalAdvance("0")


@pytest.mark.parametrize("letters", [26, 34])
def test_a_long_name_far_to_the_right_needs_no_scrolling(
    qtbot: QtBot, look: Theme, letters: int
) -> None:
    """The rest of a line within three loops began so far to the right that no name had room."""
    view = CodeView(look, "code", "Code")
    qtbot.addWidget(view)
    view.show()
    code = f"{' ' * 16}loss = mean(torch.nn.functional.cross_entropy_of_all(logits, label))\n"
    view.show_code(code)
    font = look.font(fixed=True)
    font.setPixelSize(look.units(12))
    view.resize(QFontMetrics(font).horizontalAdvance("0" * letters) + 40, 300)
    qtbot.waitUntil(lambda: view.horizontalScrollBar().maximum() == 0)
    assert view.toPlainText() == code.rstrip("\n")
