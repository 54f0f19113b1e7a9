"""The picture of a run: its steps, what is clicked, typed and played, and that nothing is stale."""

from __future__ import annotations

import dataclasses
import re
from base64 import b64decode
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from explorer.app.theme import Theme
from explorer.features.export.view import pictures
from explorer.features.flow import explain
from explorer.features.flow.protocol import (
    ANSWERING,
    STRONGEST,
    FlowLayer,
    FlowRequest,
    FlowResult,
    FlowStack,
)
from explorer.features.flow.scene import MOST_ROWS, TOKENS, VECTORS, box_word
from explorer.features.flow.view import flow_canvas
from explorer.features.flow.view.filled_sentence import FilledSentence
from explorer.features.flow.view.flow_canvas import FlowCanvas, Spot
from explorer.features.flow.view.flow_view import FlowView
from explorer.protocol.inspection import SelfCheck
from explorer.protocol.run import Candidate, Token
from explorer.widgets.blocks import Card
from explorer.widgets.fading import Veil, is_faded
from tests.afresh import now
from tests.pdf_text import runs, streams
from tests.surveys.walk.colours import AUDIENCE, TEXT
from tests.surveys.walk.findings import Findings
from tests.surveys.walk.painted import check_painted, look_at
from tests.window.made_runs import LEARNED, Engine, frozen, prediction, ran, summary, tokens
from tests.window.subscribed import Replies

CHECK = SelfCheck("rows sum to 1", True, "The weights from each token add up to 1.")
MASK = 6


def layer(number: int, size: int, position: int, *, attends: bool = True) -> FlowLayer:
    """A layer whose chosen token attends most to the one before it."""
    weights = np.full(size, 0.3 / max(1, size - 1), np.float32)
    weights[max(0, position - 1)] = 0.7
    strongest = np.tile(np.arange(STRONGEST, dtype=np.int64), (size, 1))
    shares = np.tile(np.array([0.5, 0.3, 0.2], np.float32), (size, 1))
    ids = np.full(size, number, np.int64)
    return FlowLayer(
        number,
        f"layer {number}",
        number - 1 if attends else -1,
        number - 1 if attends else -1,
        frozen(weights) if attends else None,
        strongest if attends else None,
        frozen(shares) if attends else None,
        None,
        ids,
        frozen(np.full(size, min(1.0, 0.1 * number), np.float32)),
        frozen(np.full(size, 0.25, np.float32)),
    )


def flow(
    request: FlowRequest,
    words: tuple[Token, ...] | None = None,
    layers: int = 4,
    *,
    attends: bool = True,
    asked: bool = True,
) -> FlowResult:
    """A picture of four layers, made up."""
    named = tokens() if words is None else words
    position = MASK if request.position == ANSWERING else request.position
    position = min(position, len(named) - 1)
    vectors = np.random.default_rng(1).normal(size=(len(named), 48)).astype(np.float32)
    stack = FlowStack(
        "self",
        "Hidden states",
        named,
        frozen(vectors),
        96,
        position,
        tuple(layer(n, len(named), position, attends=attends) for n in range(1, layers + 1)),
    )
    known = {n: f"word{n}" for n in range(1, layers)} | {layers: "paris"} if asked else {}
    return FlowResult(request, 1, (stack,), known, 4 if attends else 0, (), (CHECK,), 0.01)


@pytest.fixture
def engine() -> Engine:
    return Engine({FlowRequest: flow})


@pytest.fixture
def view(qtbot: QtBot, look: Theme, engine: Engine) -> FlowView:
    made = FlowView(look)
    qtbot.addWidget(made)
    engine.replies = Replies(made)
    made.wanted.connect(engine.take)
    made.resize(900, 760)
    made.show_model(summary())
    made.show()
    made.show_run(ran(tokens()))
    return made


def names(view: FlowView) -> list[str]:
    return [step.name for step in view.steps]


def test_it_ends_at_the_answer_with_the_whole_run_in_sight(view: FlowView) -> None:
    assert names(view) == [
        "Text", "Tokens", "Vectors", "Layer 1", "Layer 2", "Layer 3", "Layer 4", "Scores", "Answer",
    ]  # fmt: skip
    assert view.step == len(view.steps) - 1
    assert "paris" in view.answer.spoken
    assert view.caption.text().startswith("“paris”, 90.0")
    assert view.canvas.grab().toImage().allGray() is False


def test_a_layer_says_what_was_measured_and_nothing_more(view: FlowView) -> None:
    view.go_to(names(view).index("Layer 2"))
    assert view.caption.text() == (
        "[MASK] attends most to “is” (70.0\N{NO-BREAK SPACE}%) and [CLS] (3.8\N{NO-BREAK SPACE}%). "
        "The logit lens now ranks “word2” first, 20.0\N{NO-BREAK SPACE}%."
    )
    for word in ("because", "understands", "knows", "reads"):
        assert word not in view.caption.text()
    assert view.caption.text() in view.canvas.accessibleDescription()


@pytest.mark.parametrize(
    ("theme", "least"), [("light", TEXT), ("dark", TEXT), ("presenting", AUDIENCE)]
)
def test_words_are_legible_however_sure_the_lens_is(
    qtbot: QtBot, look: Theme, theme: str, least: float
) -> None:
    if theme == "presenting":
        look.present(True, 150)
    else:
        look.choose(theme, 100)
    made = flow(FlowRequest())
    stack = made.stacks[0]
    sure = np.ones(len(stack.tokens), np.float32)
    layers = tuple(dataclasses.replace(each, probabilities=sure) for each in stack.layers)
    window, canvas = QWidget(), FlowCanvas(look)
    qtbot.addWidget(window)
    card = Card()
    card.add(canvas)
    QVBoxLayout(window).addWidget(card)
    canvas.show_result(
        dataclasses.replace(made, stacks=(dataclasses.replace(stack, layers=layers),))
    )
    canvas.show_step(VECTORS + len(layers))
    window.resize(1200, 700)
    window.show()
    painted, pale = Findings(), Findings()
    check_painted(canvas, theme, painted, least, pale)
    assert painted.seen > len(stack.tokens) * (2 + len(layers)), "chip, ID and boxes of each row"
    assert not pale.lines, pale.report()


def test_a_mark_goes_to_the_next_line_with_the_word_it_closes(qtbot: QtBot, look: Theme) -> None:
    sentence = FilledSentence(look, most=20)
    qtbot.addWidget(sentence)
    sentence.show()
    sentence.show_text("Where is it , really ? The capital of France is", "paris", ".")
    cut, widths = Findings(), range(120, 420, 3)
    for width in widths:
        sentence.resize(width, 600)
        check_painted(sentence, f"{width} pixels", cut, 1, Findings())
    assert cut.seen == 13 * len(widths)
    assert not cut.lines, cut.report()


def test_each_step_draws_another_picture(view: FlowView, qtbot: QtBot) -> None:
    pictures: list[QImage] = []
    for step in range(len(view.steps)):
        view.go_to(step)
        pictures.append(view.canvas.grab().toImage())
    layers = [names(view).index(name) for name in names(view) if name.startswith("Layer")]
    for step in (1, 2, *layers):
        assert pictures[step] != pictures[step - 1], names(view)[step]


def test_keys_step_play_and_choose_another_token(view: FlowView, engine: Engine) -> None:
    view.canvas.setFocus()
    before = view.step
    QTest.keyClick(view.canvas, Qt.Key.Key_Left)
    assert view.step == before - 1
    QTest.keyClick(view.canvas, Qt.Key.Key_Right)
    assert view.step == before
    QTest.keyClick(view.canvas, Qt.Key.Key_Up)
    assert engine.of(FlowRequest)[-1].position == MASK - 1
    assert view.step == before  # the same run, seen from another token
    QTest.keyClick(view.canvas, Qt.Key.Key_Space)
    assert view.playing
    assert view.step == 0
    QTest.keyClick(view.canvas, Qt.Key.Key_Space)
    assert not view.playing


def test_the_timeline_is_dragged_and_stepped(view: FlowView) -> None:
    line = view.timeline
    line.resize(700, line.height())
    middle = line.sizeHint().height() // 3
    QTest.mousePress(line, Qt.MouseButton.LeftButton, pos=QPoint(round(line.x_of(3)), middle))
    assert view.step == 3
    QTest.keyClick(line, Qt.Key.Key_Home)
    assert view.step == 0
    QTest.keyClick(line, Qt.Key.Key_End)
    assert view.step == len(view.steps) - 1
    assert line.accessibleDescription().endswith("Answer")


def test_playing_goes_on_by_itself_and_ends_at_the_answer(
    view: FlowView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    view.playback.timer.setInterval(1)
    view.playback.growing.setDuration(1)
    view.play()
    qtbot.waitUntil(lambda: not view.playing)
    assert view.step == len(view.steps) - 1


def test_nothing_moves_where_less_motion_is_chosen(view: FlowView, qapp: QApplication) -> None:
    hints = qapp.styleHints()
    flash = hints.cursorFlashTime()
    try:
        hints.setCursorFlashTime(0)
        view.playback.show(4, moving=True)
        assert view.playback.growing.state() != view.playback.growing.State.Running
    finally:
        hints.setCursorFlashTime(flash)


def test_a_chip_draws_the_run_from_there_and_a_box_opens_the_lens(
    view: FlowView, engine: Engine, qtbot: QtBot
) -> None:
    canvas = view.canvas
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=canvas.chip_of(0, 2).center().toPoint())
    assert engine.of(FlowRequest)[-1] == FlowRequest(0, 2)
    box = canvas.box_of(0, 1, 4).center()
    view.go_to(3)  # the first layer alone
    assert canvas.spot_at(box) is None, "nothing is there yet"
    view.go_to(4)
    spot = canvas.spot_at(box)
    assert spot is not None
    assert "word2" in canvas.described(spot)
    with qtbot.waitSignal(view.detail_wanted, check_params_cb=lambda name, _: name == "lensView"):
        QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=box.toPoint())


def test_one_head_can_be_chosen(view: FlowView, engine: Engine) -> None:
    assert view.heads.count() == 5
    view.heads.setCurrentIndex(3)
    view.heads.activated.emit(3)
    assert engine.of(FlowRequest)[-1].head == 2
    assert view.heads.currentIndex() == 3


def test_another_model_forgets_what_was_chosen(view: FlowView, engine: Engine) -> None:
    view._choose(2)
    view.play()
    view.show_model(summary(2))
    assert not view.playing
    assert view.sentence
    engine.answers[FlowRequest] = lambda request: dataclasses.replace(flow(request), model_serial=2)
    view.show_run(ran(tokens(), serial=2))
    assert engine.of(FlowRequest)[-1] == FlowRequest()


def test_an_answer_about_another_model_is_not_drawn(view: FlowView) -> None:
    shown = view.result
    stale = dataclasses.replace(flow(FlowRequest()), model_serial=7)
    view._on_result(stale, stale.request)
    assert view.result is shown


def test_a_new_run_leaves_no_token_chosen_that_it_has_not(view: FlowView, engine: Engine) -> None:
    view._choose(8)
    view.show_run(ran(tokens()[:4]))
    assert engine.of(FlowRequest)[-1].position == ANSWERING


def test_a_token_stays_chosen_in_its_own_text_alone(view: FlowView, engine: Engine) -> None:
    view._choose(2)
    view.show_run(ran(tokens()))
    assert engine.of(FlowRequest)[-1].position == 2
    other = ("[CLS]", *("another" for _ in tokens()[2:]), "[SEP]")
    assert len(other) == len(tokens())
    view.show_run(ran(tokens(other)))
    assert engine.of(FlowRequest)[-1].position == ANSWERING


def test_what_cannot_be_drawn_is_said(view: FlowView) -> None:
    empty = FlowResult(FlowRequest(), 1, (), {}, 0, ("Nothing here.",), (), 0.0)
    view._on_result(empty, empty.request)
    assert view.sentence == "Nothing here."


@pytest.mark.parametrize(("attends", "asked"), [(False, True), (True, False), (False, False)])
def test_what_a_model_lacks_is_left_out(view: FlowView, attends: bool, asked: bool) -> None:
    result = flow(FlowRequest(), attends=attends, asked=asked)
    view._on_result(result, result.request)
    view.go_to(4)
    assert ("without attention" in view.caption.text()) is not attends
    assert ("logit lens" in view.caption.text()) is asked
    assert view.heads.isVisible() is attends
    view.canvas.grab()


def test_of_a_very_long_text_rows_that_matter_are_drawn(qtbot: QtBot, look: Theme) -> None:
    canvas = FlowCanvas(look)
    qtbot.addWidget(canvas)
    words = tokens([f"w{n}" for n in range(376)])
    canvas.show_result(flow(FlowRequest(position=375), words))
    assert canvas.hidden_rows == 376 - MOST_ROWS
    canvas.resize(900, canvas.sizeHint().height())
    canvas.show_step(6)
    assert canvas.grab().height() == canvas.sizeHint().height()


@pytest.mark.parametrize("attends", [True, False])
def test_where_tokens_are_left_out_a_mark_says_how_many(
    qtbot: QtBot, look: Theme, attends: bool
) -> None:
    canvas = FlowCanvas(look)
    qtbot.addWidget(canvas)
    words = tokens([f"w{n}" for n in range(40)])
    canvas.show_result(flow(FlowRequest(position=39), words, attends=attends))
    assert not canvas.hidden_rows
    canvas.limit_rows(12)
    canvas.resize(900, canvas.sizeHint().height())
    canvas.show_step(6)
    assert canvas.rows <= 12, "with the marks"
    drawn = canvas._rows[0]
    gaps = [(at, after - at - 1) for at, after in pairwise((-1, *drawn, 40)) if after - at > 1]
    assert sum(missing for _, missing in gaps) == canvas.hidden_rows > 0
    assert all(missing > 1 for _, missing in gaps), "a token takes no more room than its mark"
    painted = look_at(canvas)[0]
    marks = [each for each in painted if each.text.startswith("+")][: len(gaps)]
    assert [each.text for each in marks] == [f"+{missing}\xa0tokens hidden" for _, missing in gaps]
    for mark, (row, _) in zip(marks, gaps, strict=True):
        y = mark.area.boundingRect().center().y()
        assert canvas.spot_at(QPointF(5, y)) is None
        assert row < 0 or y - canvas._y(0, row) == pytest.approx(canvas._line, abs=1), "below it"


@pytest.fixture
def deep(qtbot: QtBot, look: Theme) -> FlowCanvas:
    """A picture of 48 layers, too narrow for a column each."""
    canvas = FlowCanvas(look)
    qtbot.addWidget(canvas)
    canvas.show_result(flow(FlowRequest(), layers=48))
    canvas.resize(900, canvas.sizeHint().height())
    canvas.resize(900, canvas.sizeHint().height())  # the remark below is known from the width
    return canvas


@pytest.mark.parametrize("width", [480, 560, 640, 900])
def test_the_word_of_the_chosen_token_is_written_wherever_a_usual_hand_has_room(
    qtbot: QtBot, look: Theme, width: int
) -> None:
    canvas = FlowCanvas(look)
    qtbot.addWidget(canvas)
    made = flow(FlowRequest())
    canvas.show_result(dataclasses.replace(made, words=dict.fromkeys(made.words, "portuguese")))
    canvas.resize(width, canvas.sizeHint().height())
    room = int(canvas.box_of(0, 0, MASK).width()) - 6
    text, font = canvas._fitted("portuguese", room, own=True)
    fits = QFontMetrics(look.font(8)).horizontalAdvance("portuguese") <= room
    assert fits, "the box is as wide as its column lets it be"
    other = int(canvas.box_of(0, 0, 0).width()) - 6
    assert QFontMetrics(look.font(8)).horizontalAdvance("portuguese") <= other, (
        "nor is it cut there"
    )
    assert text.startswith("portuguese")
    assert QFontMetrics(font).horizontalAdvance(text) <= room
    # Its share is there as well in each layer, below the box where it has no room beside the word.
    canvas.show_step(8)
    root = ElementTree.fromstring(pictures.svg(canvas, look.colour("card")))
    drawn = [each.text or "" for each in root.iter("{http://www.w3.org/2000/svg}text")]
    assert sum(each.endswith("%") for each in drawn) == 4, drawn


@pytest.mark.parametrize("width", [560, 700, 900])
def test_the_shares_of_a_row_are_all_beside_their_words_or_all_below(
    qtbot: QtBot, look: Theme, width: int
) -> None:
    """Only the longest word had its share below the box, as where the lesson takes room."""
    canvas = FlowCanvas(look)
    qtbot.addWidget(canvas)
    made = flow(FlowRequest())
    longest = made.words | {2: "portuguese"}
    canvas.show_result(dataclasses.replace(made, words=longest))
    canvas.resize(width, canvas.sizeHint().height())
    canvas.show_step(8)
    root = ElementTree.fromstring(pictures.svg(canvas, look.colour("card")))
    drawn = [each.text or "" for each in root.iter("{http://www.w3.org/2000/svg}text")]
    shares = [each for each in drawn if each.endswith("%")]
    assert len(shares) == 4, drawn
    assert len({"  " in each for each in shares}) == 1, shares


def test_of_a_word_that_fits_in_no_size_the_beginning_is_written(qtbot: QtBot, look: Theme) -> None:
    canvas = FlowCanvas(look)
    qtbot.addWidget(canvas)
    canvas.show_result(flow(FlowRequest()))
    canvas.resize(700, canvas.sizeHint().height())
    room = QFontMetrics(canvas._font(8)).horizontalAdvance("instrum…")
    text, font = canvas._fitted("instrument", room, own=False)
    assert text.startswith("inst")
    assert text.endswith("…")
    assert QFontMetrics(font).horizontalAdvance(text) <= room


def test_many_layers_share_columns_wide_enough_for_words(deep: FlowCanvas) -> None:
    deep.show_step(50)
    columns = {deep.box_of(0, layer, 0).left() for layer in range(48)}
    assert len(columns) < 48
    assert deep.box_of(0, 47, 0).right() <= 900
    assert deep.box_of(0, 0, 0).width() > QFontMetrics(deep.font()).horizontalAdvance("mm")
    assert deep.sizeHint().height() == deep.grab().height()


def test_the_names_of_shared_columns_never_touch(qtbot: QtBot, look: Theme) -> None:
    canvas = FlowCanvas(look)
    qtbot.addWidget(canvas)
    canvas.show_result(flow(FlowRequest(), layers=12))
    for width in range(500, 1000, 6):
        canvas.resize(width, canvas.sizeHint().height())
        heads = [(x, x + room) for x, room, _, step in canvas._heads() if step > VECTORS]
        assert len(heads) > 1
        assert all(end <= begin for (_, end), (begin, _) in pairwise(heads)), width
        assert heads[-1][1] <= width


def test_numbers_in_the_boxes_have_their_name_above_them(qtbot: QtBot, look: Theme) -> None:
    """A model without a head over the vocabulary has no words there."""
    canvas = FlowCanvas(look)
    qtbot.addWidget(canvas)
    canvas.resize(900, 500)
    made = flow(FlowRequest())
    canvas.show_result(made)
    with_words = [text for _, _, text, step in canvas._heads() if step > VECTORS]
    canvas.show_result(dataclasses.replace(made, words={}))
    with_numbers = [text for _, _, text, step in canvas._heads() if step > VECTORS]
    assert with_words[0] == "Layer 1"
    assert with_numbers == [f"{text}: turn" for text in with_words]


def test_a_shared_column_shows_the_last_of_its_layers_that_came(deep: FlowCanvas) -> None:
    shared = [n for n in range(48) if deep.box_of(0, n, 0) == deep.box_of(0, 0, 0)]
    assert len(shared) > 1
    inside = deep.box_of(0, 0, 0).center()
    for last in (*shared, shared[-1] + 1):
        deep.show_step(TOKENS + 2 + last)
        spot = deep.spot_at(inside)
        assert spot is not None
        assert spot.layer == min(last, shared[-1])


def test_stepping_through_shared_columns_paints_what_a_jump_paints(deep: FlowCanvas) -> None:
    for step in range(3, 12):
        deep.show_step(step)
        stepped = deep.grab().toImage()
        deep.show_step(0)
        deep.show_step(step)
        assert stepped == deep.grab().toImage(), step
        deep.show_step(step)


def test_stepping_in_a_shared_column_leaves_what_is_said_below(deep: FlowCanvas) -> None:
    deep.show()
    assert deep._remarks
    below = deep.rect()
    below.setTop(round(deep._head + deep.rows * deep._line) + 1)
    first = deep._step_of(0, 0)
    deep.show_step(first)
    before = deep.grab(below).toImage()
    deep.show_step(first + 1)  # clears the column that both share
    assert deep._ground
    assert deep.grab(below).toImage() == before


def test_a_picture_in_parts_is_the_whole_picture(
    qtbot: QtBot, look: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only ribbons and boxes beside a part are painted into it."""
    canvas = FlowCanvas(look)
    qtbot.addWidget(canvas)
    canvas.show_result(flow(FlowRequest(), tokens([f"w{n}" for n in range(50)])))
    canvas.resize(900, canvas.sizeHint().height())
    canvas.setAutoFillBackground(True)
    pictures = []
    for height in (canvas.height() + 1, 160):
        monkeypatch.setattr(flow_canvas, "_STRIP", height)
        canvas.show_step(0)
        canvas.show_step(TOKENS + 3)
        pictures.append(_pixels(canvas.grab().toImage()))
    whole, parts = pictures
    # Qt bends a curve a little differently near an edge; a ribbon is many more pixels than that.
    assert (whole != parts).mean() < 0.0004


def _pixels(image: QImage) -> NDArray[np.uint8]:
    """Its shades of grey, [rows, columns]."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    pixels = np.frombuffer(grey.constBits(), np.uint8)
    return pixels.reshape(grey.height(), grey.bytesPerLine())[:, : grey.width()].copy()


def test_faded_it_is_painted_wherever_it_is_scrolled_to(qtbot: QtBot, look: Theme) -> None:
    canvas = FlowCanvas(look)
    canvas.show_result(flow(FlowRequest(), tokens([f"w{n}" for n in range(100)])))
    canvas.setFixedSize(600, canvas.sizeHint().height())
    canvas.show_step(TOKENS + 3)
    veil = Veil(canvas)
    page = QScrollArea()
    qtbot.addWidget(page)
    page.setWidget(canvas)
    room = page.viewport()
    room.setStyleSheet("background: white")
    page.resize(640, 300)
    page.show()
    bar = page.verticalScrollBar()
    for place in (0, bar.maximum() // 2, bar.maximum()):
        bar.setValue(place)
        pictures = []
        for faded in (False, True):
            veil.lay(faded)
            pictures.append(_pixels(room.grab().toImage()))
        usual, faint = pictures
        assert is_faded(canvas)
        drawn = usual.min(axis=1) < 200  # rows of pixels with something to see
        assert drawn.mean() > 0.5
        assert (np.ptp(faint[drawn], axis=1) > 10).all()


@pytest.mark.parametrize("zoom", [100, 200, 300])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_is_as_high_as_it_needs_at_any_size(
    view: FlowView, look: Theme, zoom: int, theme: str, qtbot: QtBot
) -> None:
    look.choose(theme, zoom)
    for _ in range(3):  # as its page would: words wrap once the width is known
        QApplication.processEvents()
        view.resize(700, max(view.heightForWidth(700), view.sizeHint().height()))
    QApplication.processEvents()
    assert view.canvas.height() >= view.canvas.minimumSizeHint().height()
    assert view.answer.height() >= view.answer.minimumSizeHint().height()
    assert view.canvas.width() <= 700
    look.choose("light", 100)


def test_the_answer_is_filled_in_appended_or_beside(view: FlowView) -> None:
    view.answer.show_text("The capital of France is", "paris", ".")
    assert view.answer.spoken == "The capital of France is paris."
    words = [word for word, *_ in view.answer._placed()]
    assert words == ["The", "capital", "of", "France", "is", "paris", "."]
    answers = [word for word, kind, *_ in view.answer._placed() if kind == "answer"]
    assert answers == ["paris"]


def test_the_drawing_of_it_is_an_svg(view: FlowView, look: Theme) -> None:
    root = ElementTree.fromstring(pictures.svg(view.canvas, look.colour("card")))
    drawn = {each.text for each in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"paris", "[MASK]", "Tokens", "Vector", "Layer 1"} <= drawn
    # Only the stripes of the vectors are images: to each token its own two rows.
    address = "{http://www.w3.org/1999/xlink}href"
    images = [
        QImage.fromData(b64decode(each.attrib[address].partition(",")[2]))
        for each in root.iter("{http://www.w3.org/2000/svg}image")
    ]
    whole = view.canvas._stripes_of(0)
    rows = view.canvas._rows[0]
    assert [each.height() for each in images] == [2] * len(rows)
    for row, image in zip(rows, images, strict=True):
        for x in (0, whole.width() // 2, whole.width() - 1):
            for half in (0, 1):
                assert image.pixelColor(x, half) == whole.pixelColor(x, 2 * row + half)


def test_the_sign_of_a_number_is_seen_without_colours(view: FlowView, look: Theme) -> None:
    """Above zero a stripe is in the upper half, below zero in the lower one."""
    canvas = view.canvas
    stack = canvas._stacks()[0]
    grey = canvas.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    chip, identity, strip = canvas._widths()
    high, card = canvas._measures.chip_height, look.colour("card").lightness()
    seen = 0
    for row in canvas._rows[0]:
        vector = stack.vectors[row]
        wide = strip / len(vector)
        for number in np.flatnonzero(np.abs(vector) > 0.5 * np.abs(vector).max()):
            x = int(canvas._left(0) + chip + identity + 4 + (number + 0.5) * wide)
            upper, lower = (
                grey.pixelColor(x, int(canvas._y(0, row) + half * high * 0.2)).lightness()
                for half in (-1, 1)
            )
            filled, empty = (upper, lower) if vector[number] > 0 else (lower, upper)
            assert abs(empty - card) < 30 < abs(filled - card), (row, number)
            seen += 1
    assert seen > 10


def test_the_signs_of_a_vector_are_spoken(view: FlowView) -> None:
    stack = view.canvas._stacks()[0]
    vector = stack.vectors[1]
    spoken = view.canvas.described(Spot("vector", 0, 1))
    assert f"{int((vector > 0).sum())} are above zero" in spoken
    assert f"{int((vector < 0).sum())} below" in spoken


def test_words_of_a_token_are_the_models_own() -> None:
    special, plain = tokens(["[MASK]", "paris"])
    assert explain.spelled(special) == "[MASK]"
    assert explain.spelled(plain) == "“paris”"
    assert explain.answer_sentence(prediction("paris", 0.9)).startswith("“paris”, 90.0")


def test_a_drawing_of_it_is_lines_and_text(view: FlowView, look: Theme) -> None:
    """Only the stripes of the vectors are pictures of numbers, as everywhere."""
    data = pictures.pdf(view, look.colour("card"))
    assert {"paris", "[MASK]", "Layer 4", "word2", view.caption.text()} <= set(runs(data))
    wide = [int(each) for each in re.findall(rb"/Subtype /Image\n/Width (\d+)", data)]
    assert max(wide) <= look.units(60)
    (drawn,) = [each for each in streams(data) if b" Tf " in each]
    # Qt draws an image as transparent as the brush before it: each is drawn with the opaque state.
    states = re.findall(rb"/(\w+) gs\n[^/]*/Im\d+ +Do", drawn)
    assert set(states) == {b"GSa"}
    layers = 4
    curves = len(re.findall(rb" c\n", drawn))
    assert curves >= layers * (1 + len(tokens()))  # ribbons into the chosen and the others


def test_a_picture_with_more_pixels_shows_more(view: FlowView, look: Theme) -> None:
    data = pictures.png(view, look.colour("card"))
    picture = QImage.fromData(QByteArray(data))
    canvas = view.canvas
    corner = canvas.mapTo(view, QPoint(0, 0)) + QPoint(14, 14)
    part = picture.copy(QRect(corner * 2, canvas.size() * 2))
    screen = canvas.grab().toImage().convertToFormat(part.format())
    smooth = Qt.TransformationMode.SmoothTransformation
    enlarged = screen.scaled(part.size(), Qt.AspectRatioMode.IgnoreAspectRatio, smooth)

    def edges(image: QImage) -> float:
        grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
        rows = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), -1)
        values = rows[:, : grey.width()].astype(np.int64)
        return float((np.diff(values, axis=1) ** 2).sum())

    assert edges(part) > 1.5 * edges(enlarged)


# -- guess first -----------------------------------------------------------------------------


def given_away(view: FlowView) -> list[str]:
    """Whatever of the view a person can see, hear or point at that holds the answer."""
    stack = view.canvas.result.stacks[0] if view.canvas.result is not None else None
    assert stack is not None
    spots = [
        Spot("box", 0, row, at)
        for row in range(len(stack.tokens))
        for at in range(len(stack.layers))
    ]
    said = [view.canvas.described(spot) for spot in spots]
    for widget in (view, *view.findChildren(QWidget)):
        if widget.isVisibleTo(view):
            said += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
            said += [widget.text()] if isinstance(widget, QLabel) else []
    return [text for text in said if "paris" in text]


def run_with(view: FlowView, engine: Engine, kind: str = "mask") -> None:
    """Run once more; the answer is the token that the lens ranks first after the last layer."""
    candidates = (Candidate("paris", 4, 0.9, 5.0), *prediction().candidates[1:])
    position = -1 if kind in ("label", "score") else MASK
    said = dataclasses.replace(prediction(), kind=kind, position=position, candidates=candidates)
    new = dataclasses.replace(ran(tokens()), predictions=(said,))
    engine.answers[FlowRequest] = lambda request: dataclasses.replace(
        flow(request, asked=kind in ("mask", "next")),
        ran=new,
    )
    view.show_run(new)


def test_while_guessing_nothing_gives_the_answer_away(view: FlowView, engine: Engine) -> None:
    run_with(view, engine)
    assert given_away(view)
    view.guess(True)
    assert view.step == 0
    wide = view.answer.gap.width()
    for words in ("a", "a much longer answer"):
        view.answer.show_text("The capital of France is", words, ".")
        assert view.answer.gap.width() == wide, "its width says nothing of the answer"
    for step in range(len(view.steps) - 1):
        view.go_to(step)
        assert given_away(view) == [], names(view)[step]
        assert not view._bars.isVisible()  # type: ignore[union-attr]
        assert view.unknown.isVisible()
    view.go_to(names(view).index("Layer 2"))
    assert "[MASK] attends most to" in view.caption.text()
    assert "word2" not in view.caption.text()
    view._choose(2)  # seen from another token, the row that answers says nothing either
    assert view.canvas.result is not None
    assert view.canvas.result.stacks[0].position == 2
    assert given_away(view) == []
    view.go_to(len(view.steps) - 1)
    assert given_away(view)
    assert view._bars.isVisible()  # type: ignore[union-attr]
    view.go_to(2)
    assert "paris" in view.answer.spoken, "what was revealed stays so"


def test_words_that_are_the_answer_are_hidden_in_every_row(view: FlowView, engine: Engine) -> None:
    """The lens may rank the answer first at another token as well."""
    run_with(view, engine)
    view.guess(True)
    assert "paris" not in view.canvas.described(Spot("box", 0, 4, 3))
    assert "word1" in view.canvas.described(Spot("box", 0, 4, 0))
    view.reveal()
    assert "paris" in view.canvas.described(Spot("box", 0, 4, 3))


def test_a_question_mark_is_no_hidden_word(view: FlowView, engine: Engine) -> None:
    run_with(view, engine)
    result = view.canvas.result
    assert result is not None
    layer = result.stacks[0].layers[0]
    asks = dataclasses.replace(result, words=dict.fromkeys(result.words, "?"))
    assert box_word(result, layer, 1) == explain.lens_word(result, layer, 1)
    assert box_word(asks, layer, 1) == "“?”"
    assert explain.lens_word(asks, layer, 1) == "?"


def test_the_gap_reveals_and_a_new_run_hides_again(
    view: FlowView, engine: Engine, qtbot: QtBot
) -> None:
    view.guess_button.click()
    assert now(view.hiding)
    with qtbot.assertNotEmitted(view.detail_wanted):  # it would open the lens, which says it
        for spot in (Spot("box", 0, MASK, 3), Spot("vector", 0, 1), Spot("ribbon", 0, MASK, 1, 2)):
            view.canvas._open(spot)
        view.canvas.setFocus()
        view.go_to(4)
        QTest.keyClick(view.canvas, Qt.Key.Key_Return)
    assert "Click" not in view.canvas.described(Spot("vector", 0, 1))
    middle = view.answer.gap.center().toPoint()
    QTest.mouseClick(view.answer, Qt.MouseButton.LeftButton, pos=middle)
    assert not now(view.hiding)
    assert view.step == len(view.steps) - 1
    assert "paris" in view.answer.spoken
    with qtbot.waitSignal(view.detail_wanted):
        view.canvas._open(Spot("box", 0, MASK, 3))
    run_with(view, engine)
    assert view.hiding
    assert view.step == 0
    assert "paris" not in view.answer.spoken
    view.guess_button.click()
    assert not view.guessing
    assert "paris" in view.answer.spoken


@pytest.mark.parametrize("kind", ["mask", "next", "label", "score"])
def test_any_kind_of_answer_can_be_guessed(view: FlowView, engine: Engine, kind: str) -> None:
    view.guess(True)
    run_with(view, engine, kind)
    for step in range(len(view.steps) - 1):
        view.go_to(step)
        assert given_away(view) == []
    view.reveal()
    assert "paris" in view.answer.spoken


def test_the_height_of_the_caption_is_that_of_the_longest(view: FlowView) -> None:
    view.resize(420, 900)
    QApplication.processEvents()
    heights = set()
    for step in range(len(view.steps)):
        view.go_to(step)
        QApplication.processEvents()
        heights.add(view.caption.height())
    assert len(heights) == 1
    metrics = view.caption.fontMetrics()
    room = QRect(0, 0, view.caption.width(), 9999)
    longest = max(
        metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, step.sentence).height()
        for step in view.steps
    )
    assert heights.pop() >= longest


def test_what_was_in_sight_is_put_back(view: FlowView, engine: Engine) -> None:
    run_with(view, engine)
    view.go_to(3)
    place = view.place
    view.guess(True)
    view._choose(4)
    view.go_to(6)
    view.put_back(place)
    assert view.place == place
    assert view.step == 3
    assert view.result is place.result
    assert not view.guessing


def test_the_picture_stays_while_another_step_of_a_training_is_opened(
    view: FlowView, engine: Engine, qtbot: QtBot
) -> None:
    """Passing many of them, an empty page between two pictures would flicker."""

    def of_model(request: FlowRequest) -> FlowResult:
        assert view.summary is not None
        return dataclasses.replace(flow(request), model_serial=view.summary.serial)

    engine.answers[FlowRequest] = of_model
    view._late.setInterval(60_000)
    asked = len(engine.asked)
    view.show_model(summary(2, training=LEARNED))
    assert (view.sentence, view.result) == ("", None)
    assert view.canvas.isVisible()
    # Nothing can be asked about the picture of the step before any more.
    view.canvas.chosen.emit(2)
    view.canvas.opened.emit(Spot("box", 0, 1, MASK))
    assert len(engine.asked) == asked
    view.show_run(ran(tokens(), serial=2))
    assert now(view.result) is not None
    # Where no run comes, the picture of the other weights goes.
    view._late.setInterval(0)
    view.show_model(summary(3, training=LEARNED))
    qtbot.waitUntil(lambda: "Nothing has run yet" in view.sentence)
    # And at once where it is another model altogether.
    view._late.setInterval(60_000)
    view.show_run(ran(tokens(), serial=3))
    assert now(view.sentence) == ""
    view.show_model(summary(4, class_name="BertLMHeadModel", training=LEARNED))
    assert "Nothing has run yet" in view.sentence


def test_two_stacks_are_named_above_their_tokens(qtbot: QtBot, look: Theme) -> None:
    made = flow(FlowRequest())
    (stack,) = made.stacks
    both = (
        dataclasses.replace(stack, kind="encoder", title="Encoder", position=-1),
        dataclasses.replace(stack, kind="decoder", title="Decoder"),
    )
    canvas = FlowCanvas(look)
    qtbot.addWidget(canvas)
    canvas.resize(1200, 700)
    canvas.show_result(made)
    assert [text for _, _, text, _ in canvas._heads()].count("Tokens") == 1
    canvas.show_result(dataclasses.replace(made, stacks=both))
    above = [text for _, _, text, _ in canvas._heads()]
    assert above.index("Encoder") < above.index("Decoder")
    assert "Tokens" not in above


def test_an_encoder_without_words_leaves_the_room_to_the_decoder(qtbot: QtBot, look: Theme) -> None:
    made = flow(FlowRequest())
    (stack,) = made.stacks
    silent = tuple(
        dataclasses.replace(layer, ids=np.full_like(layer.ids, -1)) for layer in stack.layers
    )
    both = (
        dataclasses.replace(stack, kind="encoder", title="Encoder", position=-1, layers=silent),
        dataclasses.replace(stack, kind="decoder", title="Decoder"),
    )
    canvas = FlowCanvas(look)
    qtbot.addWidget(canvas)
    canvas.resize(900, 700)
    canvas.show_result(dataclasses.replace(made, stacks=both))
    last, row = len(stack.layers) - 1, canvas._rows[0][0]
    encoder, decoder = canvas._box(0, last, row), canvas._box(1, last, canvas._rows[1][0])
    assert decoder.width() > 1.3 * encoder.width()
    assert canvas._left(1) - encoder.right() >= look.units(10)
    assert decoder.right() < canvas.width()
    spot = canvas.spot_at(QPointF(canvas._left(1) + 4, decoder.center().y()))
    assert spot is not None
    assert (spot.stack, spot.kind) == (1, "chip")


def test_the_room_of_a_step_is_that_of_the_longest_of_a_thousand(qtbot: QtBot) -> None:
    """Though only some of so many are laid out."""
    from explorer.features.flow.view.step_sentence import StepSentence

    label = StepSentence()
    qtbot.addWidget(label)
    sentences = tuple(
        f"Layer {number}: “word” attends most to “{'is' * (1 + number % 7)}” ({number % 101} %)."
        for number in range(1_000)
    )
    label.reserve(sentences)
    room = QRect(0, 0, 150, 1 << 20)
    most = max(
        label.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, sentence).height()
        for sentence in sentences
    )
    assert label.heightForWidth(150) == most
    label.reserve(("Short.", sentences[6]))
    assert label.heightForWidth(150) == most


def test_a_number_below_its_box_has_a_ground_of_its_own(look: Theme, qtbot: QtBot) -> None:
    canvas = FlowCanvas(look)
    qtbot.addWidget(canvas)
    canvas.show_result(flow(FlowRequest()))
    canvas.resize(700, canvas.sizeHint().height())
    image = QImage(200, 80, QImage.Format.Format_RGB32)
    image.fill(look.colour("special"))  # as where the strongest ribbon passes
    with QPainter(image) as painter:
        painter.setPen(look.colour("text"))
        canvas._paint_share(painter, QRectF(50, 10, 100, canvas._measures.box_height), "97.4 %")
    colours = {image.pixelColor(x, y).name() for x in range(200) for y in range(80)}
    assert {look.colour("card").name(), look.colour("text").name()} <= colours
