"""The Compare tab against made-up answers: what it asks for, and what it shows."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from explorer.app.settings import Settings
from explorer.app.theme import Theme
from explorer.features.ablation.protocol import AblateHeads, AblationResult
from explorer.features.attention.protocol import HeadRequest, HeadResult
from explorer.features.checkpoints.view.local_pane import Bundled
from explorer.features.compare.protocol import (
    AnswerPair,
    AttentionChange,
    ComparedFlowRequest,
    ComparedFlowResult,
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
from explorer.features.compare.view.flow_pair import FlowPair
from explorer.features.flow.protocol import FlowRequest
from explorer.protocol.job import Request
from explorer.protocol.run import AblatedHeads, Token
from explorer.widgets.heat_map import HeatMap
from tests.afresh import now
from tests.faded import faded
from tests.surveys.walk.painted import look_at
from tests.window.made_runs import Engine, frozen, prediction, ran, summary, tokens, weights
from tests.window.subscribed import Replies
from tests.window.test_flow_view import flow

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
        "Same config, same input. The only difference is the weights: trained on one side, "
        "random on the other.",
        disabled_reason,
    )


def ready(request: LoadOther) -> OtherReady:
    return OtherReady(request, 1, side(False, HeadChoice(), tokens()).summary, "They differ.")


class Bench:
    """The tab with an engine that answers at once."""

    layers = 4
    """Of the other model."""

    def __init__(self, tab: CompareTab) -> None:
        self.tab = tab
        self.engine = Engine(
            {
                LoadOther: ready,
                RunBoth: both,
                ForgetOther: lambda request: OtherForgotten(4000),
                ComparedHeadsRequest: self._heads,
                ComparedFlowRequest: self._flow,
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

    def _flow(self, request: ComparedFlowRequest) -> ComparedFlowResult:
        assert self.tab.result is not None
        shared, layers = self.tab.result.same_tokens, self.layers
        main = flow(FlowRequest(position=request.position))
        seen_from = request.position if shared else request.other_position
        words = tokens() if shared else tokens()[:-1]
        other = flow(FlowRequest(position=seen_from), words, layers=layers)
        note = "" if shared else "The two have different tokenizers."
        return ComparedFlowResult(request, 1, other, main, 4, note, both=self.tab.result)


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


def test_every_number_has_a_word_for_what_it_is(desk: Bench) -> None:
    _ran(desk)
    tab = desk.tab
    assert "“paris”, probability 0.20\xa0% → 90.0\xa0%" in tab.numbers.text()
    for side_ in (tab.left, tab.right):
        captions = [each.text() for each in side_.findChildren(QLabel)]
        assert any(text.endswith(" · probability") for text in captions)
    tab.heads.layers.setCurrentIndex(3)
    tab.heads.layers.activated.emit(3)
    change = tab.findChild(HeatMap, "attentionChangeMap")
    assert change is not None
    assert change._tell is not None
    assert ": attention " in change._tell(0, 1)
    legends = {
        each.objectName(): [drawn.text for drawn in look_at(each)[0]]
        for each in tab.findChildren(HeatMap)
        if each.values is not None
    }
    assert "attention weight" in legends["compareMap.left"]
    assert "attention weight" in legends["compareMap.right"]
    assert "change of the weight" in legends["attentionChangeMap"]
    assert all(texts[-1] and not texts[-1][-1].isdigit() for texts in legends.values())


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
    assert "It has 2 layers." in desk.tab.left.missing_map.text()
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


def test_a_model_of_pictures_is_asked_for_no_text_and_no_ids(desk: Bench) -> None:
    desk.tab.show_model(summary(tokenizer="", reads=("picture",)))
    desk.tab.choice.twin.click()
    assert not desk.tab.text.isEnabled()
    assert "IDs" not in desk.tab.text.placeholderText()
    assert not desk.tab.run_button.isEnabled()
    assert "reads none" in desk.tab.run_button.toolTip()


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


def run_both(desk: Bench) -> FlowPair:
    desk.tab.show_model(summary())
    desk.tab.choice.twin.click()
    desk.tab.run_button.click()
    return desk.tab.flows


def test_both_runs_are_pictures_with_the_same_rows_and_one_timeline(desk: Bench) -> None:
    pair = run_both(desk)
    assert pair.isVisible()
    assert not pair.note.isVisible()
    assert (pair.left.name.text(), pair.right.name.text()) == ("Untrained twin", "made")
    last = pair.playback.last
    assert pair.timeline.step == last
    assert pair.left.caption.text() == pair.left.steps[-1].sentence != ""
    pair.timeline.moved.emit(4)
    for side in (pair.left, pair.right):
        assert side.canvas._step == 4
        assert side.caption.text() == side.steps[4].sentence
    pair.left.canvas.stepped.emit(-1)
    assert [side.canvas._step for side in (pair.left, pair.right)] == [3, 3]
    pair.left.canvas.chosen.emit(2)
    assert desk.engine.of(ComparedFlowRequest)[-1] == ComparedFlowRequest(0, 2, 2)
    for side in (pair.left, pair.right):
        assert side.canvas.result is not None
        assert side.canvas.result.stacks[-1].position == 2
        assert side.canvas._step == 3, "seen from another token it stays at its step"
    pair.heads.setCurrentIndex(2)
    pair.heads.activated.emit(2)
    assert desk.engine.of(ComparedFlowRequest)[-1] == ComparedFlowRequest(0, 2, 2, 1)


def test_both_pictures_play_together(desk: Bench, qtbot: QtBot) -> None:
    pair = run_both(desk)
    pair.playback.timer.setInterval(1)
    pair.playback.growing.setDuration(1)
    seen: list[tuple[int, int]] = []
    pair.playback.grown.connect(
        lambda: seen.append((pair.left.canvas._step, pair.right.canvas._step))
    )
    pair.play_button.click()
    qtbot.waitUntil(lambda: pair.timeline.step == pair.playback.last and not pair.playback.playing)
    assert {left for left, _ in seen} == set(range(pair.playback.last + 1))
    assert all(left == right for left, right in seen)


def test_the_shallower_model_waits_at_its_last_layer(desk: Bench) -> None:
    desk.layers = 2
    pair = run_both(desk)
    shallow, deep = pair.left, pair.right
    steps = []
    for step in range(pair.playback.last + 1):
        pair.playback.go_to(step)
        steps.append((shallow.canvas._step, deep.canvas._step))
        assert pair.timeline.step == step
    #        text, tokens, vectors, layers 1 to 4, scores, answer
    assert [one for one, _ in steps] == [0, 1, 2, 3, 4, 4, 4, 5, 6]
    assert [two for _, two in steps] == list(range(9))
    desk.tab.swap.click()
    assert pair.left.layers == 4
    pair.playback.go_to(5)
    assert pair.right.canvas._step == 4


def test_other_tokens_say_why_each_picture_has_its_own_rows(desk: Bench) -> None:
    desk.engine.answers[RunBoth] = lambda request: both(request, same=False)
    pair = run_both(desk)
    assert pair.note.text() == "The two have different tokenizers."
    pair.left.canvas.chosen.emit(1)
    assert desk.engine.of(ComparedFlowRequest)[-1] == ComparedFlowRequest(0, -1, 1)
    desk.tab.swap.click()
    pair.left.canvas.chosen.emit(3)
    assert desk.engine.of(ComparedFlowRequest)[-1] == ComparedFlowRequest(0, 3, 1)


def test_another_run_of_both_leaves_no_picture_of_the_last_one(desk: Bench) -> None:
    pair = run_both(desk)
    del desk.engine.answers[ComparedFlowRequest]
    assert pair.result is not None
    old, request = pair.result, pair.request
    desk.tab.run_button.click()
    assert faded(pair), "faded until the new one comes"
    desk.replies.answer(old, request)
    assert faded(pair)
    desk.replies.fail(request, "There is no memory left.")
    assert now(pair.result) is None
    assert not pair.isVisible()


def test_what_belongs_to_another_text_fades_and_says_so(desk: Bench) -> None:
    pair, tab = run_both(desk), desk.tab
    parts = (pair, tab._sides, tab._difference)
    assert not tab.input.previous.isVisible()
    text = tab.text.text()
    QTest.keyClicks(tab.text, "x")
    assert tab.input.previous.isVisible()
    assert all(faded(part) for part in parts)
    QTest.keyClick(tab.text, Qt.Key.Key_Backspace)
    assert tab.text.text() == text
    assert not tab.input.previous.isVisible()
    assert not any(faded(part) for part in parts)
    tab.input.put_back(("Another text.",))
    assert tab.input.previous.isVisible()
    tab.input.previous.click()
    assert desk.engine.of(RunBoth)[-1].texts == tab.rows.texts
    assert not tab.input.previous.isVisible()
