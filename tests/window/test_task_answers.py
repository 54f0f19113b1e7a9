"""What the further tasks ask for and show, from made-up answers."""

from __future__ import annotations

from typing import cast

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from explorer.app.inference.inference_tab import InferenceTab
from explorer.app.start_page import StartPage
from explorer.app.theme import Theme
from explorer.features.answers.protocol import (
    AnswerChosen,
    AskQuestion,
    ChooseAnswer,
    CompareTexts,
    LabelledSpan,
    LabelledToken,
    LabelTokens,
    QuestionAnswered,
    RunWithTarget,
    SpanAnswer,
    TextsCompared,
    TokensLabelled,
)
from explorer.features.answers.view.span_text import Mark, SpanText
from explorer.features.inputs.view.task_examples import EXAMPLES
from explorer.protocol.job import Request
from explorer.protocol.run import Candidate, Run, TensorInfo, Token
from explorer.protocol.task_run import TaskRun
from explorer.widgets.bars import Bars
from explorer.widgets.heat_map import HeatMap
from tests.window.made_runs import frozen, summary, tokens
from tests.window.subscribed import Replies, idle_state

WORDS = ("paris", "is", "old")


def told(rows: int = 1) -> TaskRun:
    info = TensorInfo("logits", "float32", (rows, 3, 2), "…")
    return TaskRun(1, (tokens(WORDS),) * rows, (info,), (info,), 0.01)


@pytest.fixture
def tab(look: Theme, qtbot: QtBot) -> InferenceTab:
    made = InferenceTab(look, cast(StartPage, QWidget()))
    made.subscribe(idle_state())
    qtbot.addWidget(made)
    made.resize(1000, 900)
    made.show()
    made.pages.show_run(True)  # as once a model came
    return made


def _asked(tab: InferenceTab) -> Request:
    asked: list[Request] = []
    tab.wanted.connect(asked.append)
    tab.run_button.click()
    return asked[-1]


def test_each_task_has_its_inputs_and_examples(tab: InferenceTab) -> None:
    expected: dict[str, type[Request]] = {
        "token-classification": LabelTokens,
        "question-answering": AskQuestion,
        "multiple-choice": ChooseAnswer,
        "text-to-text": RunWithTarget,
        "sentence-similarity": CompareTexts,
        "fill-mask": Run,
    }
    for serial, (task, kind) in enumerate(expected.items(), start=1):
        tab.show_model(summary(serial, task=task))
        assert tab.inputs.context.isVisible() == (task == "question-answering")
        assert tab.inputs.choices.isVisible() == (task == "multiple-choice")
        assert tab.inputs.target.isVisible() == (task == "text-to-text")
        request = _asked(tab)
        assert type(request) is kind
        if isinstance(request, AskQuestion):
            first = EXAMPLES[task][0]
            assert (request.question, request.context) == (first.texts[0], first.more[0])
        if isinstance(request, ChooseAnswer):
            assert len(request.choices) == 3
        if isinstance(request, CompareTexts):
            assert len(request.texts) == 3


def test_ids_by_hand_go_to_the_task_that_takes_them(tab: InferenceTab) -> None:
    for serial, (task, kind) in enumerate(
        (("token-classification", LabelTokens), ("multiple-choice", Run)), start=1
    ):
        tab.show_model(summary(serial, task=task))
        tab.edit_ids.setChecked(True)
        tab.ids.setPlainText("[[1, 2, 3]]")
        request = _asked(tab)
        assert type(request) is kind
        assert request.input_ids == ((1, 2, 3),)  # type: ignore[attr-defined]
        tab.edit_ids.setChecked(False)


def test_spans_stand_in_the_text_with_their_label(tab: InferenceTab) -> None:
    tab.show_model(summary(task="token-classification"))
    answer = TokensLabelled(
        LabelTokens(("Paris is old",)),
        told(),
        ("O", "CITY"),
        ((LabelledToken(0, "CITY", 0.9, (Candidate("CITY", 1, 0.9, 2.0),)),),),
        (LabelledSpan(0, "CITY", 0, 0, 0, 5, "Paris", 0.9),),
    )
    Replies(tab).answer(answer, answer.request)
    (text,) = tab.findChildren(SpanText)
    assert text.marks == (Mark(0, 5, "CITY", 0.9),)
    assert "Paris: CITY 90.0" in text.accessibleDescription()
    assert tab.bars[0].candidates[0].text == "paris → CITY"
    assert len(tab.history.runs.runs) == 1


def test_an_answer_is_marked_in_its_context(tab: InferenceTab) -> None:
    tab.show_model(summary(task="question-answering"))
    zeros = frozen(np.zeros(3, np.float32))
    best = SpanAnswer(0, 0, 0, 5, "Paris", 0.7)
    answer = QuestionAnswered(
        AskQuestion("What is old?", "Paris is old"), told(), (best,), zeros, zeros
    )
    Replies(tab).answer(answer, answer.request)
    (text,) = tab.findChildren(SpanText)
    assert text.marks == (Mark(0, 5, "answer", 0.7),)
    assert tab.bars[0].candidates[0].text == "Paris"


def test_choices_keep_their_order_and_the_best_is_named(tab: InferenceTab) -> None:
    tab.show_model(summary(task="multiple-choice"))
    choices = (Candidate("no", 0, 0.2, 0.0), Candidate("yes", 1, 0.8, 1.4))
    answer = AnswerChosen(ChooseAnswer("So?", ("no", "yes")), told(2), choices, 1)
    Replies(tab).answer(answer, answer.request)
    assert [one.text for one in tab.bars[0].candidates] == ["no", "yes"]


def test_similarity_is_a_matrix_with_its_numbers_in_words(tab: InferenceTab) -> None:
    tab.show_model(summary(task="sentence-similarity"))
    cosine = frozen(np.array([[1, 0.5], [0.5, 1]], np.float32))
    request = CompareTexts(("a cat", "a dog"))
    answer = TextsCompared(
        request, told(2), cosine, frozen(np.ones((2, 4), np.float32)), "Mean.", ()
    )
    Replies(tab).answer(answer, request)
    maps = [one for one in tab.findChildren(HeatMap) if one.objectName() == "similarityMap"]
    assert maps[0].values is cosine
    assert maps[0].names == (("1  a cat", "2  a dog"), ("1", "2"))


def test_an_answer_of_another_model_is_dropped(tab: InferenceTab) -> None:
    tab.show_model(summary(5, task="multiple-choice"))
    answer = AnswerChosen(ChooseAnswer("So?", ("no", "yes")), told(2), (), 0)
    Replies(tab).answer(answer, answer.request)
    assert tab.findChildren(Bars) == []


def test_a_long_span_breaks_into_words(look: Theme, qtbot: QtBot) -> None:
    text = "one two three four five six seven eight nine ten"
    made = SpanText(look, text, [Mark(0, len(text), "ALL", 0.5)])
    qtbot.addWidget(made)
    made.resize(QSize(160, 300))
    made.heightForWidth(160)
    assert len(made._pieces) == 10
    assert [piece.last for piece in made._pieces] == [False] * 9 + [True]
    assert made.heightForWidth(160) > made.heightForWidth(900)
    assert all(piece.area.right() <= 900 for piece in made._pieces)


def test_tokens_without_offsets_are_listed(tab: InferenceTab) -> None:
    tab.show_model(summary(task="token-classification"))
    row = (Token("", "", 7, False, False, -1, -1),)
    run = TaskRun(1, (row,), (), (), 0.01)
    label = LabelledToken(0, "B", 0.6, (Candidate("B", 1, 0.6, 0.1),))
    answer = TokensLabelled(LabelTokens((), ((7,),)), run, ("O", "B"), ((label,),), ())
    Replies(tab).answer(answer, answer.request)
    assert tab.bars[0].candidates[0].text == "7 → B"
