"""The picture of a text under way: it follows each token, keeps its height, and is never stale."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from explorer.app.theme import Theme
from explorer.features.flow.protocol import (
    FlowRequest,
    FlowResult,
    TextFlowRequest,
    TextFlowResult,
)
from explorer.features.flow.scene import VECTORS
from explorer.features.flow.view.written_flow import WrittenFlow
from explorer.protocol.run import Prediction
from tests.window.made_runs import Engine, prediction, ran, summary, tokens
from tests.window.subscribed import Replies
from tests.window.test_flow_view import flow

PROMPT = (5, 6, 7)


def drawn(request: TextFlowRequest) -> TextFlowResult:
    """A made up picture of a text whose tokens are called by their IDs."""
    words = tokens([f"w{id_}" for id_ in request.input_ids])
    position = request.position if request.position >= 0 else len(words) - 1
    made = flow(FlowRequest(position=position), words)
    known = {field.name: getattr(made, field.name) for field in fields(FlowResult)}
    following: Prediction = replace(prediction(), kind="next", position=len(words) - 1)
    run = replace(ran(words), predictions=(following,))
    return TextFlowResult(**known | {"request": request, "ran": run}, text=spelled(request))


def spelled(request: TextFlowRequest) -> str:
    return " ".join(f"w{id_}" for id_ in request.input_ids)


@pytest.fixture
def engine() -> Engine:
    return Engine({TextFlowRequest: drawn})


@pytest.fixture
def view(qtbot: QtBot, look: Theme, engine: Engine) -> WrittenFlow:
    made = WrittenFlow(look)
    qtbot.addWidget(made)
    made.resize(900, 700)
    engine.replies = Replies(made)
    made.wanted.connect(engine.take)
    made.show_model(summary(task="text-generation"))
    made.show()
    return made


def test_it_says_what_fills_it_and_then_shows_the_text(view: WrittenFlow, engine: Engine) -> None:
    assert "Press Write" in view.sentence
    assert not engine.asked
    view.show_text(TextFlowRequest(PROMPT))
    assert not view.sentence
    assert view.answer.spoken == "w5 w6 w7 paris"
    assert view.step == len(view.steps) - 1, "nothing played before it"
    assert not view.heads.isVisible()
    assert not view.guess_button.isVisible()


def test_it_asks_once_for_a_text(view: WrittenFlow, engine: Engine) -> None:
    for _ in range(3):
        view.show_text(TextFlowRequest(PROMPT))
    assert len(engine.asked) == 1
    view.show_drawn(drawn(TextFlowRequest((*PROMPT, 8))))
    view.show_text(TextFlowRequest((*PROMPT, 8)))  # it came while it was written
    assert len(engine.asked) == 1
    view.outdated()  # heads went off
    assert len(engine.asked) == 2


def test_each_token_plays_through_the_layers_to_its_answer(view: WrittenFlow, qtbot: QtBot) -> None:
    view.show_text(TextFlowRequest(PROMPT))
    view.show_text(TextFlowRequest((*PROMPT, 8)))
    assert view.step == VECTORS
    qtbot.waitUntil(lambda: view.step == len(view.steps) - 1)
    view.show_text(TextFlowRequest(PROMPT))  # a token taken back plays nothing
    assert view.step == len(view.steps) - 1


def test_the_newest_picture_takes_the_place_of_one_that_plays(
    view: WrittenFlow, qtbot: QtBot
) -> None:
    view.show_drawn(drawn(TextFlowRequest(PROMPT)))
    view.show_drawn(drawn(TextFlowRequest((*PROMPT, 8))))
    qtbot.waitUntil(lambda: view.step > VECTORS)
    for count in range(2, 6):
        step = view.step
        view.show_drawn(drawn(TextFlowRequest((*PROMPT, *range(8, 8 + count)))))
        assert view.step == step, "it goes on where the one before was"
        assert view.answer.spoken.startswith("w5 w6 w7 w8 w9")
    qtbot.waitUntil(lambda: view.step == len(view.steps) - 1)


def test_nothing_moves_where_less_motion_is_chosen(view: WrittenFlow, qapp: QApplication) -> None:
    before = qapp.cursorFlashTime()
    qapp.setCursorFlashTime(0)
    try:
        view.show_text(TextFlowRequest(PROMPT))
        view.show_text(TextFlowRequest((*PROMPT, 8)))
        assert view.step == len(view.steps) - 1
    finally:
        qapp.setCursorFlashTime(before)


def test_who_moves_the_timeline_ends_the_playing(view: WrittenFlow, qtbot: QtBot) -> None:
    view.show_text(TextFlowRequest(PROMPT))
    view.show_text(TextFlowRequest((*PROMPT, 8)))
    view.timeline.moved.emit(1)
    QTest.qWait(0)
    assert not view._sweep.isActive()
    assert view.step == 1


def test_it_is_as_high_whatever_the_text_is(view: WrittenFlow, qapp: QApplication) -> None:
    view.show_text(TextFlowRequest(PROMPT))
    qapp.processEvents()
    high = view.canvas.sizeHint().height()
    for count in (10, 40, 300):
        view.show_text(TextFlowRequest(tuple(range(count))))
        qapp.processEvents()
        assert view.canvas.sizeHint().height() == high
        assert view.canvas.hidden_rows >= max(0, count - 16)


def test_another_token_can_be_chosen(view: WrittenFlow, engine: Engine) -> None:
    view.show_text(TextFlowRequest(PROMPT))
    view.canvas.chosen.emit(1)
    assert engine.asked[-1] == TextFlowRequest(PROMPT, position=1)
    assert view.canvas.result is not None
    assert view.canvas.result.stacks[-1].position == 1
    view.show_text(TextFlowRequest((*PROMPT, 8)))
    assert engine.asked[-1] == TextFlowRequest((*PROMPT, 8)), "the newest again"


def test_a_picture_of_another_text_or_model_is_not_drawn(view: WrittenFlow, engine: Engine) -> None:
    engine.answers.clear()
    request = TextFlowRequest(PROMPT)
    view.show_text(request)
    assert engine.replies is not None
    other = TextFlowRequest((9, 9))
    engine.replies.answer(drawn(other), other)
    assert view.result is None
    engine.replies.answer(replace(drawn(request), model_serial=7), request)
    assert view.result is None
    assert "Another model" in view.sentence
    view.show_drawn(replace(drawn(request), model_serial=7))
    assert view.result is None
    view.show_model(summary(serial=8, task="text-generation"))
    assert "Press Write" in view.sentence


def test_why_it_was_not_drawn_is_said_and_asked_again(view: WrittenFlow, engine: Engine) -> None:
    engine.answers.clear()
    request = TextFlowRequest(PROMPT)
    view.show_text(request)
    assert engine.replies is not None
    engine.replies.fail(request, "This model reads at most 2 tokens.")
    assert view.sentence == "This model reads at most 2 tokens."
    engine.answers[TextFlowRequest] = drawn
    assert view.remedy is not None
    view.remedy.click()
    assert not view.sentence
    assert view.result is not None


def test_out_of_sight_it_asks_nothing(view: WrittenFlow, engine: Engine) -> None:
    view.hide()
    view.show_text(TextFlowRequest(PROMPT))
    view.show_drawn(drawn(TextFlowRequest((*PROMPT, 8))))
    assert not engine.asked
    view.show()
    assert engine.asked == [TextFlowRequest((*PROMPT, 8))]


def test_every_token_that_was_written_can_be_gone_to(view: WrittenFlow) -> None:
    asked: list[int] = []
    view.token_wanted.connect(asked.append)
    view.show_text(TextFlowRequest((*PROMPT, 8, 9)), ("w8", "w9"), 2)
    assert view.tokens._names == ("w8", "w9", "next")
    assert view.tokens.value() == 2
    QTest.keyClick(view.tokens, Qt.Key.Key_Left)
    assert asked == [1]
    view.show_text(TextFlowRequest((*PROMPT, 8)), ("w8", "w9"), 1)
    assert view.steps[-1].sentence.endswith("It chose “w9”.")
    assert view.answer.spoken.startswith("w5 w6 w7 w8")
    view.show_text(TextFlowRequest((*PROMPT, 8)), ("w8",), 1)  # w9 was taken back
    assert "chose" not in view.steps[-1].sentence
    assert view.caption.text() == view.steps[-1].sentence


def test_while_it_is_written_the_picture_may_lag_and_nobody_goes_back(view: WrittenFlow) -> None:
    view.show_text(TextFlowRequest(PROMPT), (), 0)
    view.begin_writing()
    assert not view.tokens.isEnabled()
    view.show_drawn(drawn(TextFlowRequest((*PROMPT, 8))), ("w8", "w9", "w10"), 1)
    assert view.tokens.value() == 1, "what is drawn, not what is written"
    assert len(view.tokens._names) == 4
    assert not view.tokens.isEnabled()
    view.show_text(TextFlowRequest((*PROMPT, 8, 9, 10)), ("w8", "w9", "w10"), 3)
    assert view.tokens.isEnabled()


def test_the_writing_is_replayed_token_by_token_and_waits_for_each_picture(
    view: WrittenFlow, engine: Engine, qtbot: QtBot
) -> None:
    ids, words = (*PROMPT, 8, 9), ("w8", "w9")

    def playing() -> bool:
        return view.replay_button.accessibleName() == "Pause"

    def go_to(step: int) -> None:
        shown.append(step)
        view.show_text(TextFlowRequest(ids[: len(PROMPT) + step]), words, step)

    shown: list[int] = []
    view.token_wanted.connect(go_to)
    view.show_text(TextFlowRequest(ids), words, 2)
    view.replay.timer.setInterval(10)
    view.replay_button.click()
    assert playing()
    qtbot.waitUntil(lambda: not playing())
    assert shown == [0, 1, 2]
    assert view.result is not None
    assert view.result.request == TextFlowRequest(ids)

    engine.answers.clear()  # the next picture takes long
    view.replay_button.click()
    ticks: list[None] = []
    view.replay.timer.timeout.connect(lambda: ticks.append(None))
    qtbot.waitUntil(lambda: len(ticks) > 3)
    assert shown == [0, 1, 2, 0]
    view.replay_button.click()
    assert not playing()

    engine.answers[TextFlowRequest] = drawn
    view.replay_button.click()
    view.begin_writing()  # somebody writes on
    assert not playing()
