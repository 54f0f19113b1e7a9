"""Generation: what is asked, what is painted, and that sliders never ask the model."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QSlider
from pytestqt.qtbot import QtBot

from explorer.app.theme import Theme
from explorer.features.generation.protocol import (
    ContinueText,
    Generate,
    Generated,
    GeneratedSoFar,
    GeneratedToken,
    PickToken,
    StepBack,
    StepCandidate,
    StepRequest,
    StepResult,
)
from explorer.features.generation.view.generation_pane import GenerationPane
from explorer.features.generation.view.next_token_card import NextTokenCard
from explorer.protocol.job import Request
from explorer.protocol.run import Token
from explorer.protocol.sampling import Sampling, SamplingDefaults
from tests.window.made_runs import Engine, summary
from tests.window.subscribed import Replies

LOGITS = np.linspace(5, -5, 50, dtype=np.float32)


def token(place: int) -> Token:
    return Token(f"·w{place}", f"·w{place}", place, False, False, -1, -1)


def candidates(best: int = 0) -> tuple[StepCandidate, ...]:
    return tuple(
        StepCandidate(f"·w{n}", n, 5.0 - n, 0.5 / (n + 1), 0.4 / (n + 1)) for n in range(20)
    )


class Writer:
    """The text under way, as the engine keeps it."""

    def __init__(self) -> None:
        self.ids: list[tuple[int, bool]] = []

    def answer(self, request: Request) -> Generated:
        made = 0
        if isinstance(request, Generate):
            self.ids = [(n, False) for n in range(request.max_new_tokens)]
            made = request.max_new_tokens
        elif isinstance(request, ContinueText):
            self.ids += [(40 + n, False) for n in range(request.max_new_tokens)]
            made = request.max_new_tokens
        elif isinstance(request, StepBack):
            del self.ids[request.keep :]
        elif isinstance(request, PickToken):
            self.ids[request.step :] = [(request.token_id, True)]
        tokens = tuple(
            GeneratedToken(token(id_), 0.5, 0.6, candidates(), by_hand=hand)
            for id_, hand in self.ids
        )
        return Generated(
            request, 1, (token(90), token(91)), tokens, candidates(), "text", "asked",
            f"It wrote {made}.", made, 0.012 if made else 0.0, 1.0, 41.0 if made else 0.0, 0,
            len(tokens) + 1, 50, "",
        )  # fmt: skip


def step(request: StepRequest) -> StepResult:
    words = {n: f"·w{n}" for n in range(50)}
    return StepResult(request, 1, LOGITS, np.array([0], np.int64), words)


@pytest.fixture
def engine() -> Engine:
    writer = Writer()
    kinds = (Generate, ContinueText, PickToken, StepBack)
    return Engine({**dict.fromkeys(kinds, writer.answer), StepRequest: step})


@pytest.fixture
def pane(qtbot: QtBot, look: Theme, engine: Engine) -> GenerationPane:
    made = GenerationPane(look, lambda: ("Once", ()))
    qtbot.addWidget(made)
    qtbot.addWidget(made.buttons)
    made.resize(760, 700)
    engine.replies = Replies(made)
    made.wanted.connect(engine.take)
    made.show_model(summary(task="text-generation"))
    made.show()
    made.sampling.most.setValue(6)
    return made


def test_generate_writes_and_tells_the_speed(pane: GenerationPane, engine: Engine) -> None:
    pane.generate.click()
    request = engine.asked[0]
    assert isinstance(request, Generate)
    assert (request.text, request.max_new_tokens) == ("Once", 6)
    assert request.sampling == pane.sampling.settings
    assert len(pane.text.tokens) == 6
    assert "41 tokens/s" in pane.speed.text()
    assert "12" in pane.speed.text()
    assert isinstance(engine.asked[-1], StepRequest)
    assert engine.asked[-1].step == 6
    pane.grab()


def test_tokens_stream_in_while_it_goes_on(pane: GenerationPane, engine: Engine) -> None:
    engine.answers.clear()
    pane.generate.click()
    assert pane.stop.isEnabled()
    assert not pane.choose.isEnabled()
    one = GeneratedToken(token(1), 0.2, 0.3, candidates())
    pane.show_so_far(GeneratedSoFar((token(90),), (one, one), "w1 w1", 30.0))
    assert len(pane.text.tokens) == 2
    assert "30 tokens/s" in pane.speed.text()
    assert engine.replies is not None
    engine.replies.stop(engine.asked[0])
    assert not pane.stop.isEnabled()
    assert "before the first token" in pane.sentence.text()


def test_a_slider_redraws_from_stored_logits_and_asks_nothing(
    pane: GenerationPane, engine: Engine
) -> None:
    pane.generate.click()
    asked = len(engine.asked)
    slider = pane.findChild(QSlider, "temperature")
    assert slider is not None
    before = pane.candidates.pairs[0]
    slider.setValue(20)
    sharper = pane.candidates.pairs[0]
    assert sharper.before == pytest.approx(before.before)
    assert sharper.after > before.after
    top_k = pane.findChild(QSlider, "topK")
    assert top_k is not None
    top_k.setValue(2)
    assert sum(one.after > 0 for one in pane.candidates.pairs) <= 2
    assert pane.sampling.top_k.told.text() == "Only the 2 likeliest tokens may be drawn."
    pane.sampling.greedy.setChecked(True)
    assert [one.after for one in pane.candidates.pairs[:2]] == [1.0, 0.0]
    assert not slider.isEnabled()
    assert len(engine.asked) == asked


def test_a_token_is_picked_by_click_and_by_keys(
    qtbot: QtBot, pane: GenerationPane, engine: Engine
) -> None:
    pane.generate.click()
    line = pane.candidates._line
    qtbot.mouseClick(
        pane.candidates,
        Qt.MouseButton.LeftButton,
        pos=QPoint(20, line + line // 2),
    )
    picked = engine.of(PickToken)[-1]
    assert (picked.step, picked.token_id) == (6, 1)
    assert pane.text.tokens[-1].by_hand
    pane.candidates.setFocus()
    qtbot.keyClick(pane.candidates, Qt.Key.Key_Down)
    qtbot.keyClick(pane.candidates, Qt.Key.Key_Down)
    qtbot.keyClick(pane.candidates, Qt.Key.Key_Return)
    assert engine.of(PickToken)[-1].step == 7


def test_going_back_to_a_token_shows_what_else_could_stand_there_and_branches(
    qtbot: QtBot, pane: GenerationPane, engine: Engine
) -> None:
    pane.generate.click()
    chip = pane.text._chips[2 + 3]
    qtbot.mouseClick(pane.text, Qt.MouseButton.LeftButton, pos=chip.area.center().toPoint())
    assert pane.text.step == 3
    assert len(pane.text.tokens) == 6  # nothing is lost by looking
    assert "Token 4" in pane.title.text()
    assert engine.of(StepRequest)[-1].step == 3
    assert any(one.mark and one.id == 3 for one in pane.candidates.pairs)
    pane.candidates.picked.emit(9)
    assert [one.token.id for one in pane.text.tokens] == [0, 1, 2, 9]
    assert pane.text.step == 4


def test_let_it_choose_from_an_earlier_place_goes_back_first(
    pane: GenerationPane, engine: Engine
) -> None:
    pane.generate.click()
    pane.text.go_to(2)
    pane.choose.click()
    kinds = [type(one) for one in engine.asked if not isinstance(one, StepRequest)]
    assert kinds == [Generate, StepBack, ContinueText]
    assert len(pane.text.tokens) == 3


def test_each_further_step_draws_with_a_seed_of_its_own(
    pane: GenerationPane, engine: Engine
) -> None:
    pane.generate.click()
    pane.choose.click()
    pane.choose.click()
    seeds = [one.sampling.seed for one in engine.of(ContinueText)]
    assert seeds == [48, 49]


def test_back_one_takes_the_last_token_back(pane: GenerationPane, engine: Engine) -> None:
    pane.generate.click()
    pane.back.click()
    assert len(pane.text.tokens) == 5
    assert engine.of(StepBack)[-1].keep == 5


def test_next_token_begins_a_text_only_when_the_text_is_another(
    qtbot: QtBot, look: Theme, engine: Engine
) -> None:
    text = ["Once"]
    made = GenerationPane(look, lambda: (text[0], ()))
    qtbot.addWidget(made)
    qtbot.addWidget(made.buttons)
    engine.replies = Replies(made)
    made.wanted.connect(engine.take)
    made.show_model(summary(task="text-generation"))
    made.choose.click()
    made.choose.click()
    text[0] = "Twice"
    made.choose.click()
    kinds = [type(one) for one in engine.asked if not isinstance(one, StepRequest)]
    assert kinds == [Generate, ContinueText, Generate]


def test_keys_walk_along_what_was_written(
    qtbot: QtBot, pane: GenerationPane, engine: Engine
) -> None:
    pane.generate.click()
    qtbot.keyClick(pane.text, Qt.Key.Key_Left)
    qtbot.keyClick(pane.text, Qt.Key.Key_Left)
    assert pane.text.step == 4
    assert "new token 5" in pane.text.accessibleDescription()
    qtbot.keyClick(pane.text, Qt.Key.Key_End)
    assert pane.text.step == 6


def test_another_model_has_no_text_under_way(pane: GenerationPane, engine: Engine) -> None:
    pane.generate.click()
    pane.show_model(summary(2, task="text-generation"))
    assert pane.text.tokens == ()
    assert not pane.on.isEnabled()
    stale = replace(Writer().answer(Generate("x", max_new_tokens=2)), model_serial=1)
    pane.show_generated(stale, stale.request)
    assert pane.text.tokens == ()


@pytest.mark.parametrize("zoom", [100, 200])
def test_nothing_is_clipped(pane: GenerationPane, look: Theme, zoom: int) -> None:
    pane.generate.click()
    look.choose("dark", zoom)
    for _ in range(2):  # the first may put side by side what was not, or the other way round
        pane.resize(620, max(700, pane.layout().totalHeightForWidth(620)))  # type: ignore[union-attr]
        pane.grab()
    for row in (pane.sampling.temperature, pane.sampling.top_p):
        assert row.slider.height() >= look.units(16)
        assert row.told.height() >= row.told.heightForWidth(row.told.width()) - 2
    assert pane.candidates.height() >= pane.candidates.minimumSizeHint().height()


def test_settings_start_as_the_checkpoint_says_and_as_usual_after_it(
    qtbot: QtBot, look: Theme
) -> None:
    pane = GenerationPane(look, lambda: ("", ()))
    qtbot.addWidget(pane)
    card = pane.sampling
    usual = card.settings
    own = SamplingDefaults(Sampling(True, 2.5, 1000, 0.8, 1.1), 12)
    pane.show_model(replace(summary(1), sampling=own))
    assert card.settings == replace(own.sampling, seed=usual.seed)
    assert card.most.value() == 12
    assert "checkpoint's own" in card.origin.text()
    assert not card.own.isEnabled(), "they are the checkpoint's already"
    card.temperature.box.setValue(0.3)
    assert "You changed" in card.origin.text()
    card.own.click()
    assert card.settings == replace(own.sampling, seed=usual.seed)
    assert "These are the checkpoint's own" in card.origin.text()
    card.temperature.set_value(0.3)
    pane.show_model(replace(summary(1), sampling=own, tokenizer="another"))
    assert card.temperature.value == 0.3  # the same model: a person's choice stays
    pane.show_model(summary(2))
    assert card.settings == usual
    assert "brings no settings" in card.origin.text()
    assert card.own.isHidden()
    greedy = SamplingDefaults(Sampling(False, 0.6), ignored=("temperature",))
    pane.show_model(replace(summary(3), sampling=greedy))
    assert card.greedy.isChecked()
    assert "temperature" in card.origin.text()
    pane.show_model(replace(summary(1), sampling=own))
    assert card.temperature.value == 0.3


def test_both_bars_are_told_apart_before_an_audience(look: Theme, qtbot: QtBot) -> None:
    card = NextTokenCard(look)
    qtbot.addWidget(card)
    card.show()
    assert not card.hint.isVisible()  # there are no bars before anything is written
    text = Writer().answer(Generate("asked", max_new_tokens=2))
    card.show_step(text, len(text.tokens), None, Sampling(), can_go_on=True)
    for lines in (0, 5):
        card.limit(lines)
        assert card.hint.isVisible()
        assert "thick bar: the model's own probability" in card.hint.text()
