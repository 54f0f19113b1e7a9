"""The Compare tab against made-up answers: what it asks for, and what it shows."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from explorer.app.settings import Settings
from explorer.app.theme import Theme
from explorer.features.ablation.protocol import AblateHeads, AblationResult
from explorer.features.attention.protocol import HeadRequest, HeadResult
from explorer.features.checkpoints.view.local_pane import Bundled
from explorer.features.compare.protocol import (
    AnswerPair,
    AttentionChange,
    ComparedHeadsRequest,
    ComparedHeadsResult,
    ComparedRun,
    ComparisonResult,
    ForgetOther,
    HeadChoice,
    HeadsOf,
    LoadOther,
    OtherForgotten,
    OtherReady,
    OutputChange,
    PredictionPair,
    RunBoth,
)
from explorer.features.compare.view.compare_tab import CompareTab
from explorer.protocol.job import Request
from explorer.protocol.run import AblatedHeads, Token
from tests.window.made_runs import Engine, frozen, prediction, ran, summary, tokens, weights
from tests.window.subscribed import Replies

MAPS = HeadsOf("self", "Attention", ("layer 1", "layer 2", "layer 3", "layer 4"), (4, 4, 4, 4))
FEWER = HeadsOf("self", "Attention", ("layer 1", "layer 2"), (8, 8))


def head(choice: HeadChoice, seed: int, note: str = "") -> HeadResult:
    request = HeadRequest(choice.kind, choice.row, choice.head)
    if note:
        empty = frozen(weights(1)[:0])
        return HeadResult(request, 1, "", empty, (), (), (), note)
    row = tokens()
    title = f"Layer {choice.row + 1} · head {choice.head + 1}"
    return HeadResult(request, 1, title, weights(len(row), seed), row, row, (), "")


def side(
    main: bool, choice: HeadChoice, words: tuple[Token, ...], maps: HeadsOf = MAPS
) -> ComparedRun:
    about = summary(1 if main else -1)
    if not main:
        about = dataclasses.replace(
            about,
            name="untrained twin of made",
            twin_of="made",
            state="random",
            state_text="Random",
            seed=42,
        )
    made = ran(words)
    said = prediction("paris", 0.9) if main else prediction("fish", 0.1)
    made = dataclasses.replace(made, predictions=(said,))
    return ComparedRun(about, made, (maps,), head(choice, int(main)))


def both(request: RunBoth, *, same: bool = True, disabled_reason: str = "") -> ComparisonResult:
    row = tokens()
    other = row if same else row[:-1]
    aligned = [(place, place) for place in range(len(other))]
    if not same:
        aligned.append((-1, len(row) - 1))
    return ComparisonResult(
        request,
        1,
        side(False, request.look, other),
        side(True, request.look, row),
        (tuple(aligned),),
        same,
        (PredictionPair("Top 5 for [MASK]", 0, 0, (AnswerPair("paris", 0.002, 0.9),), 0.85),),
        (OutputChange("logits", None if disabled_reason else 7.25, disabled_reason),),
        "Same config, same input. The only difference is what training put into the numbers.",
        disabled_reason,
    )


def ready(request: LoadOther) -> OtherReady:
    return OtherReady(request, 1, side(False, HeadChoice(), tokens()).summary, "They differ.")


class Bench:
    """The tab with an engine that answers at once."""

    def __init__(self, tab: CompareTab) -> None:
        self.tab = tab
        self.engine = Engine(
            {
                LoadOther: ready,
                RunBoth: both,
                ForgetOther: lambda request: OtherForgotten(4000),
                ComparedHeadsRequest: self._heads,
            }
        )
        self.replies = self.engine.replies = Replies(tab)
        tab.wanted.connect(self.engine.take)

    def _heads(self, request: ComparedHeadsRequest) -> ComparedHeadsResult:
        one, two = head(request.look, 5), head(request.look, 6)
        places = tuple(range(len(one.from_tokens)))
        change = AttentionChange(
            frozen(abs(two.weights - one.weights)), places, places, places, places
        )
        return ComparedHeadsResult(request, 1, one, two, change, both=self.tab.result)


@pytest.fixture
def desk(look: Theme, qtbot: QtBot, tmp_path: Path) -> Bench:
    bundled = (Bundled("other-model", "/somewhere/other", 10, "", ""),)
    tab = CompareTab(look, Settings(str(tmp_path)), bundled)
    qtbot.addWidget(tab)
    tab.resize(900, 900)
    tab.show()
    return Bench(tab)


def test_one_click_makes_the_twin_and_one_runs_both(desk: Bench) -> None:
    tab = desk.tab
    assert tab.open_button.isVisible()
    tab.show_model(summary())
    tab.text.setText("The capital of France is [MASK].")
    assert not tab.run_button.isEnabled()
    tab.choice.seed.setValue(7)
    tab.choice.twin.click()
    assert desk.engine.of(LoadOther) == [LoadOther("twin", 7)]
    assert tab.left.name.text() == "Untrained twin, seed 42"
    assert tab.choice.told.text() == "They differ."
    tab.run_button.click()
    (request,) = desk.engine.of(RunBoth)
    assert isinstance(request, RunBoth)
    assert request.other == LoadOther("twin", 7)
    assert request.texts == ("The capital of France is [MASK].",)
    assert [bars.candidates[0].text for bars in tab.left.bars] == ["fish"]
    assert [bars.candidates[0].text for bars in tab.right.bars] == ["paris"]
    assert tab.left.chip.text() == "Random weights"
    assert tab.right.chip.text() == "Trained weights"
    assert tab.left.map.values is not None
    assert tab.sentence.text().startswith("Same config, same input.")
    assert "0.2" in tab.numbers.text()
    assert "7.25" in tab.numbers.text()
    assert len(tab.strip.rows[0]) == 9


def _ran(desk: Bench) -> None:
    desk.tab.show_model(summary())
    desk.tab.choice.twin.click()
    desk.tab.run_button.click()


def test_swapping_changes_places_and_the_order_of_the_numbers(desk: Bench) -> None:
    _ran(desk)
    before = desk.tab.numbers.text()
    asked = len(desk.engine.asked)
    desk.tab.swap.click()
    assert desk.tab.left.bars[0].candidates[0].text == "paris"
    assert desk.tab.numbers.text() != before
    assert len(desk.engine.asked) == asked


def test_one_choice_of_head_for_both(desk: Bench) -> None:
    _ran(desk)
    first = desk.tab.left.map.values
    desk.tab.heads.layers.setCurrentIndex(3)
    desk.tab.heads.layers.activated.emit(3)
    (request,) = desk.engine.of(ComparedHeadsRequest)
    assert request == ComparedHeadsRequest(HeadChoice("self", 2, 0))
    assert desk.tab.left.map_title.text() == "Attention, layer 3, head 1"
    assert desk.tab.left.map.values is not first
    assert desk.tab.attention_change.isVisible()
    second = desk.tab.left.map.values
    desk.tab.swap.click()  # the chosen map changes places, not the first one
    assert desk.tab.right.map.values is second
    desk.tab.run_button.click()  # the choice stays
    assert desk.engine.of(RunBoth)[-1].look == HeadChoice("self", 2, 0)


def test_a_layer_that_only_one_has_says_so(desk: Bench) -> None:
    choice = HeadChoice("self", 3, 0)

    def uneven(request: Request) -> ComparisonResult:
        assert isinstance(request, RunBoth)
        made = both(request)
        return dataclasses.replace(
            made,
            other=dataclasses.replace(
                side(False, choice, tokens(), FEWER), head=head(choice, 0, "It has 2 layers.")
            ),
        )

    desk.engine.answers[RunBoth] = uneven
    _ran(desk)
    assert desk.tab.heads.layers.count() == 5
    assert desk.tab.heads.heads.count() == 9  # eight heads in the first layers of one of them
    assert "It has 2 layers." in desk.tab.left.why_not.text()
    assert not desk.tab.left.map.isVisible()
    assert desk.tab.right.map.isVisible()


def test_other_tokens_are_shown_on_each_side_and_marked(desk: Bench) -> None:
    desk.engine.answers[RunBoth] = lambda request: both(
        request,
        same=False,
        disabled_reason="Different vocabularies.",
    )
    _ran(desk)
    assert not desk.tab.strip.isVisible()
    assert desk.tab.left.strip.isVisible()
    assert desk.tab.right.strip._alone == frozenset({(0, 8)})
    assert "Different vocabularies." in desk.tab.numbers.text()
    assert "dashed border" in desk.tab.numbers.text()


def test_checkpoints_and_dtypes_are_offered(desk: Bench) -> None:
    tab = desk.tab
    tab.show_model(summary())
    for button, expected in (
        (tab.choice.checkpoint, ["other-model", "Open a folder…"]),
        (tab.choice.dtype, ["bfloat16", "float16"]),
    ):
        assert isinstance(button, QToolButton)
        menu = button.menu()
        menu.aboutToShow.emit()
        assert [one.text() for one in menu.actions() if not one.isSeparator()] == expected
        menu.actions()[0].trigger()
    assert desk.engine.of(LoadOther) == [
        LoadOther("checkpoint", path="/somewhere/other", name="other-model"),
        LoadOther("dtype", dtype="bfloat16"),
    ]


def test_heads_that_are_off_offer_the_whole_model_and_outdate(desk: Bench) -> None:
    _ran(desk)
    assert not desk.tab.choice.whole.isVisible()
    silenced = AblatedHeads("self", 1, (0,), 4, "x", True)
    other = dataclasses.replace(ran(tokens()), silenced=(silenced,))
    desk.replies.answer(other, other.request)
    assert desk.tab.choice.whole.isVisible()
    switched = AblationResult(AblateHeads(()), 1, (), "interface", (), (), 0.0, "", (), 0.0)
    desk.replies.answer(switched, switched.request)
    assert "Run both again" in desk.tab.sentence.text()
    assert not desk.tab.choice.whole.isVisible()


def test_forgetting_and_failing_leave_the_choice(desk: Bench, qtbot: QtBot) -> None:
    _ran(desk)
    with qtbot.waitSignal(desk.tab.message_wanted, check_params_cb=lambda text: "4.0" in text):
        desk.tab.choice.forget.click()
    assert not desk.tab.run_button.isEnabled()
    assert not desk.tab.left.isVisible()
    desk.engine.answers.pop(LoadOther)
    desk.tab.choice.twin.click()
    assert not desk.tab.choice.twin.isEnabled()
    desk.replies.fail(LoadOther(), "It does not fit.")
    assert desk.tab.choice.twin.isEnabled()


def test_another_model_forgets_the_comparison(desk: Bench) -> None:
    _ran(desk)
    desk.tab.show_model(summary(2))
    assert not desk.tab.run_button.isEnabled()
    assert not desk.tab.sentence.isVisible()
    desk.tab.show_model(None)
    assert desk.tab.open_button.isVisible()


def test_beside_random_weights_nothing_is_said_of_training(desk: Bench) -> None:
    told = desk.tab.choice.told
    desk.tab.show_model(summary(state="random"))
    assert "taught" not in told.text()
    assert "chance" in told.text()
    desk.tab.show_model(summary(2, state="trained"))
    assert "taught" in told.text()


def test_without_a_tokenizer_the_line_takes_ids(desk: Bench) -> None:
    desk.tab.show_model(summary(tokenizer=""))
    desk.tab.choice.twin.click()
    desk.tab.text.setText("nonsense")
    desk.tab.run_button.click()
    assert desk.tab.problem.isVisible()
    assert not desk.engine.of(RunBoth)
    assert not desk.tab.input.more.isVisible()  # one line holds all rows of IDs
    desk.tab.text.setText("[[1, 2, 3]]")
    desk.tab.run_button.click()
    assert desk.engine.of(RunBoth)[0].input_ids == ((1, 2, 3),)
    assert not desk.tab.problem.isVisible()


def test_narrow_columns_stack_and_a_picture_is_asked_for(desk: Bench, qtbot: QtBot) -> None:
    _ran(desk)
    assert desk.tab._sides.side_by_side
    desk.tab.resize(420, 700)
    qtbot.waitUntil(lambda: not desk.tab._sides.side_by_side)
    with qtbot.waitSignal(desk.tab.picture_wanted):
        desk.tab.save.click()


def test_maps_of_other_tokens_say_why_nothing_is_subtracted(desk: Bench) -> None:
    _ran(desk)
    assert desk.tab.result is not None
    assert not desk.tab.attention_change.isVisible()
    empty = frozen(weights(1)[:0])
    desk.engine.answers[ComparedHeadsRequest] = lambda request: dataclasses.replace(
        desk._heads(request),
        attention=AttentionChange(empty, note="Other tokens."),
    )
    desk.tab.heads.layers.activated.emit(1)
    assert desk.tab.attention_change.isVisible()
    assert desk.tab.attention_change.note.text() == "Other tokens."
    assert not desk.tab.attention_change.map.isVisible()


def test_the_whole_batch_is_put_back(desk: Bench) -> None:
    desk.tab.show_model(summary())
    desk.tab.put_back(tuple(f"text {n}" for n in range(20)), swapped=True)
    assert desk.tab.rows.texts == tuple(f"text {n}" for n in range(8))
    other = ran(tokens())
    desk.replies.answer(other, other.request)
    assert len(desk.tab.rows.texts) == 8
