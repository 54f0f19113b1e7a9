"""The attention view: what it asks and when, what is chosen, what is said."""

from __future__ import annotations

import dataclasses
import functools
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from explorer.app.inference.inspection_tabs import InspectionTabs
from explorer.app.theme import ZOOMS, Theme
from explorer.features.ablation.protocol import AblateHeads, AblationTargetsRequest
from explorer.features.ablation.view.answer_comparison import (
    AblationAnswerCard,
    off_in_words,
    pairs,
)
from explorer.features.attention.protocol import (
    AttentionRequest,
    AttentionResult,
    HeadRequest,
    HeadResult,
)
from explorer.features.attention.view.attention_view import AttentionView
from explorer.protocol.inspection import ALL, HeadPlace
from explorer.protocol.run import Candidate, Prediction, RunResult
from explorer.text.numbers import share
from explorer.text.translation import tr
from explorer.widgets import picture
from explorer.widgets.blocks import Page
from tests.afresh import now
from tests.window import made_runs
from tests.window.made_runs import Engine, ran, summary, tokens
from tests.window.subscribed import Replies


@pytest.fixture
def engine() -> Engine:
    return Engine(
        {
            AttentionRequest: made_runs.seen,
            HeadRequest: made_runs.head,
            AblationTargetsRequest: made_runs.switches,
            AblateHeads: made_runs.switched,
        }
    )


@pytest.fixture
def tabs(qtbot: QtBot, look: Theme, engine: Engine) -> InspectionTabs:
    made = InspectionTabs(look)
    qtbot.addWidget(made)
    made.resize(620, 700)
    engine.replies = Replies(made)
    made.wanted.connect(engine.take)
    made.show_model(summary())
    return made


def view_of(tabs: InspectionTabs) -> AttentionView:
    return tabs.attention


def test_nothing_is_asked_before_it_is_looked_at(tabs: InspectionTabs, engine: Engine) -> None:
    tabs.show_run(ran(tokens()))
    assert engine.asked == []
    tabs.show()
    assert [type(one) for one in engine.asked] == [
        AttentionRequest,
        HeadRequest,
        AblationTargetsRequest,
    ]
    tabs.hide()
    tabs.show_run(ran(tokens()))
    assert len(engine.asked) == 3


def test_without_a_run_it_says_so_and_offers_to_run(qtbot: QtBot, tabs: InspectionTabs) -> None:
    tabs.show()
    view = view_of(tabs)
    assert "Nothing has run yet" in view.sentence
    assert view.remedy is not None
    with qtbot.waitSignal(tabs.run_wanted):
        view.remedy.click()


def test_the_chosen_head_stays_over_runs_and_is_spoken(
    tabs: InspectionTabs, engine: Engine
) -> None:
    tabs.show()
    tabs.show_run(ran(tokens()))
    view = view_of(tabs)
    view.grid._take(2, 1)
    assert view.accessibleDescription().startswith("attention, layer 3 of 4, head 2: [MASK] looks")
    tabs.show_run(ran(tokens()))
    last = engine.of(HeadRequest)[-1]
    assert (last.row, last.head) == (2, 1)
    assert view.grid.current == (2, 1)


def test_a_smaller_model_moves_the_choice_to_a_head_that_is_there(
    tabs: InspectionTabs, engine: Engine
) -> None:
    tabs.show()
    tabs.show_run(ran(tokens()))
    view = view_of(tabs)
    view.grid._take(3, 3)
    engine.answers[AttentionRequest] = functools.partial(made_runs.seen, layers=2, heads=2)
    tabs.show_run(ran(tokens()))
    assert view.grid.current == (1, 1)


def test_arrow_keys_walk_over_the_heads_and_averages_are_chosen_by_the_boxes(
    qtbot: QtBot, tabs: InspectionTabs, engine: Engine
) -> None:
    tabs.show()
    tabs.show_run(ran(tokens()))
    view = view_of(tabs)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        qtbot.keyClick(view.grid, key)
    assert view.grid.current == (1, 1)
    view.heads.setCurrentIndex(0)
    view.heads.activated.emit(0)
    request = engine.of(HeadRequest)[-1]
    assert (request.row, request.head) == (1, -1)
    assert not view.switches.head_button.isEnabled()


def test_the_head_that_the_keys_went_to_is_in_sight(
    qtbot: QtBot, tabs: InspectionTabs, look: Theme
) -> None:
    """In large text the rows of heads are below the window, and the page stayed where it was."""
    look.choose("light", 200)
    page = Page()
    page.add(tabs)
    qtbot.addWidget(page)
    page.resize(620, 300)
    page.show()
    tabs.show_run(ran(tokens()))
    grid = view_of(tabs).grid
    port = page.viewport()
    qtbot.waitUntil(lambda: page.verticalScrollBar().maximum() > port.height())
    seen = []
    for key in 3 * [Qt.Key.Key_Down] + 3 * [Qt.Key.Key_Up]:
        qtbot.keyClick(grid, key)
        cell = grid._cell(*grid.current).toAlignedRect()
        seen.append(port.rect().contains(QRect(grid.mapTo(port, cell.topLeft()), cell.size())))
    tabs.setParent(None)  # closed by itself
    assert seen == 6 * [True]


def test_the_mouse_tells_from_where_to_where_with_the_weight(
    qtbot: QtBot, tabs: InspectionTabs
) -> None:
    tabs.show()
    tabs.show_run(ran(tokens()))
    view = view_of(tabs)
    area = view.map._place()
    cell = QPoint(
        round(area.x() + area.width() * 4.5 / 9), round(area.y() + area.height() * 6.5 / 9)
    )
    qtbot.mouseMove(view.map, cell)
    qtbot.waitUntil(lambda: view.map.spot == (6, 4))
    assert view.map.values is not None
    weight = float(view.map.values[6, 4])
    assert f"[MASK] → france, {share(weight)}" in view.told.text()
    assert share(weight) in view.map.accessibleDescription()


def test_what_is_said_is_of_the_framed_cell_and_without_a_frame_of_the_mask(
    qtbot: QtBot, tabs: InspectionTabs
) -> None:
    tabs.show()
    tabs.show_run(ran(tokens()))
    view = view_of(tabs)
    with qtbot.waitActive(tabs):
        tabs.activateWindow()
    QApplication.sendEvent(view.map, QEvent(QEvent.Type.Leave))
    view.map.setFocus()
    assert view.map.hasFocus()
    view.map.point(3, 4)
    framed = view.told.text()
    assert " → france, " in framed
    view.grid.setFocus()
    assert view.map.marked == (-1, -1)
    assert "[MASK] looks most at" in view.told.text()
    view.grid._take(2, 1)
    assert "[MASK] looks most at" in view.told.text()
    # The keys begin there again, and the cell is told again.
    view.map.setFocus()
    assert view.map.marked == (3, 4)
    assert " → france, " in view.told.text()
    # Tools look closer at a cell: it keeps its frame, and its sentence.
    view.map.holds_spot = True
    view.grid.setFocus()
    QApplication.sendEvent(view.map, QEvent(QEvent.Type.Leave))
    assert view.map.marked == (3, 4)
    assert " → france, " in view.told.text()


def test_special_tokens_can_be_hidden_and_the_mask_stays(tabs: InspectionTabs) -> None:
    tabs.show()
    tabs.show_run(ran(tokens()))
    view = view_of(tabs)
    view.hide_special.setChecked(True)
    assert view.map.names[0] == ("the", "capital", "of", "france", "is", "[MASK]", ".")
    assert view.map.values is not None
    assert view.map.values.shape == (7, 7)


def test_special_tokens_are_offered_to_be_hidden_only_where_there_are_any(
    tabs: InspectionTabs, engine: Engine
) -> None:
    tabs.show()
    tabs.show_run(ran(tokens()))
    view = view_of(tabs)
    assert view.hide_special.isEnabled()
    plain = tokens("abcdefghi")

    def head(request: HeadRequest) -> HeadResult:
        return replace(made_runs.head(request), from_tokens=plain, to_tokens=plain)

    engine.answers[HeadRequest] = head
    tabs.show_run(ran(plain))
    assert not view.hide_special.isEnabled()
    assert "no special tokens" in view.hide_special.toolTip()


def test_heads_are_switched_off_by_the_right_button_by_a_button_and_by_delete(
    qtbot: QtBot, tabs: InspectionTabs, engine: Engine
) -> None:
    tabs.show()
    tabs.show_run(ran(tokens()))
    view = view_of(tabs)
    place = view.grid._cell(2, 1).center().toPoint()
    qtbot.mouseClick(view.grid, Qt.MouseButton.RightButton, pos=place)
    assert now(view.off) == (HeadPlace("self", 2, 1),)
    assert view.grid.off == {(2, 1)}
    assert "switched off" in view.grid.spoken_text(2, 1)
    view.grid.choose(0, 0)
    qtbot.keyClick(view.grid, Qt.Key.Key_Delete)
    assert now(view.off) == (HeadPlace("self", 0, 0), HeadPlace("self", 2, 1))
    view.grid._take(3, 0)
    view.switches.layer_button.click()
    assert HeadPlace("self", 3, ALL) in view.off
    assert {(3, 0), (3, 1), (3, 2), (3, 3)} <= view.grid.off
    view.switches.switch(3, 2)  # one of the layer comes back
    assert HeadPlace("self", 3, 1) in view.off
    assert (3, 2) not in view.grid.off
    view.switches.restore.click()
    assert view.off == ()
    looks = len(engine.of(AttentionRequest))
    assert looks == 1 + len(engine.of(AblateHeads))


def test_a_class_that_refuses_says_why(tabs: InspectionTabs, engine: Engine) -> None:
    engine.answers[AblationTargetsRequest] = functools.partial(made_runs.switches, means="refused")
    tabs.show()
    tabs.show_run(ran(tokens()))
    view = view_of(tabs)
    assert not view.switches.head_button.isEnabled()
    assert view.switches.sentence.text() == "These heads are halves of one."
    view.switches.switch(0, 0)
    assert engine.of(AblateHeads) == []


def test_a_model_without_attention_says_so_and_leads_on(
    tabs: InspectionTabs, engine: Engine
) -> None:
    note = "None of this model's layers has attention."
    engine.answers[AttentionRequest] = lambda request: AttentionResult(
        request,
        1,
        (),
        note,
        (),
        0.0,
    )
    tabs.show()
    tabs.show_run(ran(tokens()))
    view = view_of(tabs)
    assert view.sentence == note
    assert view.remedy is not None
    view.remedy.click()
    assert tabs.currentWidget() is tabs.view("hidden_states")


def test_a_stopped_look_can_be_asked_for_again(tabs: InspectionTabs, engine: Engine) -> None:
    answer = engine.answers.pop(AttentionRequest)
    tabs.show()
    tabs.show_run(ran(tokens()))
    view = view_of(tabs)
    assert engine.replies is not None
    engine.replies.stop(engine.asked[-1])
    assert view.sentence == "You stopped it."
    engine.answers[AttentionRequest] = answer
    assert view.remedy is not None
    view.remedy.click()
    assert view.sentence == ""


def test_checks_open_their_sentence_on_a_click(tabs: InspectionTabs) -> None:
    tabs.show()
    tabs.show_run(ran(tokens()))
    view = view_of(tabs)
    (mark,) = view.checks.findChildren(QPushButton)
    assert mark.text().startswith("✓")
    mark.click()
    assert "16 of 16" in view.checks.sentence.text()
    assert view.checks.sentence.isVisible()
    mark.click()
    assert not view.checks.sentence.isVisible()


def test_answers_of_another_model_are_not_shown(tabs: InspectionTabs, engine: Engine) -> None:
    tabs.show()
    tabs.show_run(ran(tokens()))
    shown = view_of(tabs).grid.maps
    request = AttentionRequest()
    tabs.attention._on_seen(made_runs.seen(request, layers=2, serial=7), request)
    assert view_of(tabs).grid.maps is shown


def test_512_tokens_and_144_heads_are_painted_as_two_pictures(
    tabs: InspectionTabs, engine: Engine
) -> None:
    many = [f"t{n}" for n in range(512)]
    engine.answers[AttentionRequest] = functools.partial(
        made_runs.seen, words=many, layers=12, heads=12
    )
    engine.answers[HeadRequest] = functools.partial(made_runs.head, words=many)
    tabs.show()
    tabs.show_run(ran(tokens(many)))
    view = view_of(tabs)
    request = engine.of(AttentionRequest)[-1]
    assert request.scale == "map"
    labelled = view.map._labelled(512, 20.0, 100)
    assert len(labelled) <= 512 / 19
    assert 100 in labelled
    assert view.map._image(view.map._place()).width() <= view.map.width()
    view.grid._image()
    view.map.point(511, 511)
    assert "t511" in view.told.text()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [420, 900])
def test_nothing_is_clipped_at_any_text_size(
    tabs: InspectionTabs, look: Theme, theme: str, width: int
) -> None:
    tabs.show()
    tabs.show_run(ran(tokens()))
    view = view_of(tabs)
    for zoom in (ZOOMS[0], 200):
        look.choose(theme, zoom)
        tabs.resize(width, max(700, tabs.heightForWidth(width)))
        tabs.grab()
        for widget in (view.map, view.grid, view.told, view.switches.head_button):
            assert widget.height() >= widget.minimumSizeHint().height() - 1, widget
            assert view.rect().contains(widget.mapTo(view, widget.rect().bottomLeft()))


# -- what else is drawn of it ----------------------------------------------------------------


def test_before_and_after_are_shown_side_by_side(qtbot: QtBot, look: Theme) -> None:
    card = AblationAnswerCard(look)
    qtbot.addWidget(card)
    card.resize(300, 400)
    request = AblateHeads((HeadPlace("self", 2, 1),))
    card.show_switched(made_runs.switched(request))
    (bars,) = card.bars
    assert (bars.pairs[0].text, bars.pairs[0].before, bars.pairs[0].after) == ("paris", 0.9, 0.5)
    assert "head 2 of layer 3" in card.which.text()
    assert card.checks.checks[0].passed
    card.show_run()
    assert card.bars == ()
    assert card.restore.isVisibleTo(card)  # still off for the new run
    card.forget()
    assert card.isHidden()


@pytest.mark.usefixtures("other_language")
def test_the_place_of_a_mask_is_named_in_another_language(qtbot: QtBot, look: Theme) -> None:
    card = AblationAnswerCard(look)
    qtbot.addWidget(card)
    switched = made_runs.switched(AblateHeads((HeadPlace("self", 2, 1),)))
    caption = tr("Top {top} for {piece}", top=6, piece="[MASK]")
    before = dataclasses.replace(switched.before[0], caption=caption, piece="[MASK]")
    card.show_switched(dataclasses.replace(switched, before=(before,)))
    shown = [item.text() for item in card.findChildren(QLabel)]
    assert tr("For {place}, position {position}", place="[MASK]", position=7) in shown


def test_an_answer_that_one_side_did_not_name_has_no_number() -> None:
    made = pairs(made_runs.prediction("paris"), made_runs.prediction("rome"))
    assert made[0].text == "paris"
    lone = pairs(
        made_runs.prediction(),
        Prediction("mask", 0, 6, "", (Candidate("x", 77, 1.0, 1.0),), 100),
    )
    assert lone[-1].description == "– → 100 %".replace(" %", "\N{NO-BREAK SPACE}%")


def test_many_heads_are_counted_and_few_are_named() -> None:
    assert (
        off_in_words((HeadPlace("cross", 0, ALL),)) == "Off: all heads of cross-attention layer 1"
    )
    assert off_in_words(tuple(HeadPlace("self", 0, n) for n in range(9))).startswith("Off: 9 ")


def test_shrinking_keeps_the_brightest_pixel_and_growing_repeats() -> None:
    levels = np.zeros((100, 100), np.uint8)
    levels[57, 3] = 200
    small = picture.fit(picture.fit(levels, 0, 10), 1, 7)
    assert small.shape == (10, 7)
    assert small.max() == 200
    grown = picture.fit(np.array([[1, 2]], np.uint8), 1, 6)
    assert grown.tolist() == [[1, 1, 1, 2, 2, 2]]
    assert picture.levels(np.array([[np.nan, 0, 2, 9]], np.float32), 0, 2).tolist() == [
        [0, 0, 255, 255]
    ]


def test_an_image_of_odd_width_is_not_skewed(look: Theme) -> None:
    levels = np.arange(15, dtype=np.uint8).reshape(3, 5) * 17
    image = picture.image(levels, look.theme.ramp)
    ramp = picture.ramp(look.theme.ramp)
    assert [image.pixel(x, 2) for x in range(5)] == [ramp[int(one)] for one in levels[2]]


def test_a_run_of_no_rows_breaks_nothing(tabs: InspectionTabs) -> None:
    empty: RunResult = ran()
    tabs.show()
    tabs.show_run(empty)


def test_tokens_are_chosen_and_their_attention_is_added_up(
    tabs: InspectionTabs, engine: Engine
) -> None:
    tabs.show()
    tabs.show_run(ran(tokens()))
    view = view_of(tabs)
    for place in (4, 2, 5, 5):
        view.sum_strip.picked.emit(0, place)
    last = engine.of(HeadRequest)[-1]
    assert isinstance(last, HeadRequest)
    assert last.chosen == (2, 4)
    assert view.sum_strip.chosen == {(0, 2), (0, 4)}
    assert view.head is not None
    mask = [token.mask for token in view.head.from_tokens].index(True)
    wanted = float(view.head.weights[mask, [2, 4]].sum())
    assert share(wanted) in view.together.text()
    assert view.together.isVisibleTo(tabs)
    assert not view.panel.words.isEnabled(), "each word is one token"
    tabs.show_run(ran(tokens()))
    assert engine.of(HeadRequest)[-1].chosen == ()
    assert not view.together.isVisibleTo(tabs)


def test_a_text_of_which_no_tokens_can_be_chosen_says_why(
    tabs: InspectionTabs, engine: Engine, look: Theme
) -> None:
    many = [f"t{n}" for n in range(300)]
    engine.answers[AttentionRequest] = functools.partial(made_runs.seen, words=many)
    engine.answers[HeadRequest] = functools.partial(made_runs.head, words=many)
    look.choose("dark", 300)
    tabs.show()
    tabs.show_run(ran(tokens(many)))
    view = view_of(tabs)
    assert not view.sum_strip.isVisibleTo(tabs)
    assert view.sum_caption.isVisibleTo(tabs)
    assert "at most 128 tokens, and here are 300" in view.sum_caption.text()
    engine.answers[AttentionRequest] = made_runs.seen
    engine.answers[HeadRequest] = made_runs.head
    tabs.show_run(ran(tokens()))
    assert view.sum_strip.isVisibleTo(tabs)
    assert view.sum_caption.text() == "Choose tokens to add up the attention to them:"


def test_whole_words_are_offered_where_a_word_has_pieces(
    qtbot: QtBot, tabs: InspectionTabs, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    pieces = tuple(
        dataclasses.replace(token, start=place, end=place + 1, shown=f"##{token.shown}")
        if not token.special
        else token
        for place, token in enumerate(tokens())
    )
    monkeypatch.setattr(made_runs, "tokens", lambda words=(): pieces)
    tabs.show()
    tabs.show_run(ran(pieces))
    view = view_of(tabs)
    assert view.panel.words.isEnabled()
    view.panel.words.click()
    assert engine.of(HeadRequest)[-1].words is True
    assert view.saved_state()["words"] is True
