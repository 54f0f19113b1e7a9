"""Writing with the bundled GPT-2: streaming, sliders, picking, going back, stopping."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
import torch
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QSlider,
    QSpinBox,
    QToolButton,
)
from transformers import GPT2LMHeadModel, T5Config, T5ForConditionalGeneration

from explorer import resources
from explorer.features.class_results.view import collect
from explorer.features.flow import animation as flow_animation
from explorer.features.flow.protocol import FlowResult
from explorer.features.flow.view.flow_canvas import Spot
from explorer.features.flow.view.flow_view import FlowView
from explorer.features.generation import sampling
from explorer.features.generation.compute import generate
from explorer.features.generation.protocol import GeneratedSoFar
from explorer.features.generation.view.generation_pane import GenerationPane
from explorer.lanes import ending
from explorer.protocol.config import ConfigEdit
from explorer.protocol.job import Failed, Progress
from explorer.protocol.model import AttachTokenizer, CreateModel, CreateRandomCopy
from explorer.protocol.run import Run
from tests.back_translation import english
from tests.faded import faded
from tests.journeys.conftest import Person


def opened(person: Person, most: int = 12) -> GenerationPane:
    person.click("start.mini-world-gpt2")
    person.until_idle()
    person.click("modeGenerate")
    person.type_text("Once upon a time")
    person.find(QSpinBox, "maxNewTokens").setValue(most)
    pane = person.window.inference.generation
    assert pane is not None
    assert pane.isVisible()
    return pane


def written(pane: GenerationPane) -> list[int]:
    return [one.token.id for one in pane.text.tokens]


def test_write_pick_go_back_branch_and_write_on(person: Person) -> None:
    pane = opened(person)
    person.click("generateButton")
    person.until_idle()
    first = written(pane)
    assert 0 < len(first) <= 12
    assert "tokens/s" in english(pane.speed.text())
    assert f"{len(first)} tokens" in english(person.window.explain_pane.words.toPlainText())

    person.click("generateButton")  # the same seed writes the same
    person.until_idle()
    assert written(pane) == first

    pane.text.go_to(2)  # look at the third token: nothing is lost
    person.until_idle()
    assert written(pane) == first
    other = next(one.id for one in pane.candidates.pairs if one.id != first[2])
    pane.candidates.picked.emit(other)
    person.until_idle()
    assert written(pane) == [*first[:2], other]
    assert pane.text.tokens[2].by_hand

    person.click("nextToken")
    person.until_idle()
    assert len(written(pane)) == 4
    person.click("undoToken")
    person.until_idle()
    assert written(pane) == [*first[:2], other]
    assert person.message == ""


def test_the_sliders_show_what_the_settings_would_do_without_the_model(person: Person) -> None:
    pane = opened(person, 3)
    person.click("generateButton")
    person.until_idle()
    seen = pane._logits
    assert seen is not None
    before = person.window.model.jobs
    person.find(QSlider, "temperature").setValue(150)
    person.find(QSlider, "topK").setValue(3)
    assert person.window.model.jobs == before == ()
    wanted = sampling.reshape_distribution(seen.logits, pane.sampling.settings, seen.tokens_read)
    for pair in pane.candidates.pairs:
        assert np.isclose(pair.after, wanted[pair.id])
    assert sum(pair.after > 0 for pair in pane.candidates.pairs) <= 3


def test_greedy_takes_the_likeliest_each_time(person: Person) -> None:
    pane = opened(person, 5)
    person.find(QRadioButton, "greedyChoice").setChecked(True)
    person.click("generateButton")
    person.until_idle()
    for one in pane.text.tokens:
        assert one.probability == max(other.probability for other in one.candidates)


def test_stop_keeps_what_was_written_and_it_can_go_on(person: Person) -> None:
    pane = opened(person, 110)
    partials: list[int] = []

    def stop_at_the_first(reply: object) -> None:
        if isinstance(reply, Progress) and isinstance(reply.partial, GeneratedSoFar):
            partials.append(len(reply.partial.tokens))
            person.find(QPushButton, "stopGenerating").click()

    person.window.model.replied.connect(stop_at_the_first)
    person.click("generateButton")
    person.until_idle()
    person.window.model.replied.disconnect(stop_at_the_first)
    assert partials
    assert 0 < len(written(pane)) <= 110
    assert person.message == ""
    count = len(written(pane))
    person.click("nextToken")
    person.until_idle()
    assert len(written(pane)) == count + 1


def test_generate_is_offered_only_where_the_model_writes(person: Person) -> None:
    pane = opened(person)
    person.click("generateButton")
    person.until_idle()
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    write = person.find(QPushButton, "modeGenerate")
    assert write.isVisible()
    assert not write.isEnabled()
    tip = english(write.accessibleDescription())
    assert tip.startswith("This model does not continue a text")
    assert "Open one that does, such as mini-world-gpt2" in tip
    assert not pane.isVisible()
    assert person.find(QPushButton, "runButton").isVisible()
    person.run("The capital of France is [MASK].")


def test_what_belongs_to_a_run_leaves_write_and_what_belongs_to_writing_leads_there(
    person: Person,
) -> None:
    pane = opened(person, 3)
    mode, line = person.window.inference.mode, person.find(QLineEdit, "textInput")
    person.click("modeFlow")
    line.setFocus()
    person.until(line.hasFocus)
    person.trigger("runAction")  # in Write it writes: test_keyboard_journey
    person.until_idle()
    assert mode.mode == "flow"
    assert person.window.inference.views.view("flow").isVisible()
    assert line.hasFocus(), "one may type on"
    person.show("temperature")
    assert mode.generating
    person.type_text("Once upon a dog")
    assert not person.find(QPushButton, "previousText").isVisible(), "it is about runs"
    assert not person.find(QPushButton, "liveButton").isVisible()
    person.show("addTextButton")
    assert person.find(QPushButton, "addTextButton").isVisible()
    person.click("modeGenerate")
    person.show("runButton")
    assert person.find(QPushButton, "runButton").isVisible()
    # In Write an example is written on from, and not run out of sight.
    person.click("modeGenerate")
    person.find(QToolButton, "examplesButton").menu().actions()[0].trigger()
    person.until_idle()
    assert mode.generating
    assert len(written(pane)) == 3
    assert pane.text.tokens


def test_another_model_is_asked_nothing_about_a_run_of_the_one_before(person: Person) -> None:
    opened(person, 3)
    person.window.send(Run(("Once upon a time",)))  # out of sight: Flow has not looked at it
    person.until_idle()
    failed: list[object] = []

    def listen(reply: object) -> None:
        if isinstance(reply, Failed):
            failed.append(reply.request)

    person.window.model.replied.connect(listen)
    person.trigger("openBundled.mini-world-sentiment")  # it does not write: Flow is in sight again
    person.until_idle()
    assert failed == []


def test_return_generates_and_one_run_is_a_click_away(person: Person) -> None:
    pane = opened(person, 4)
    person.window.inference._rows.first.returnPressed.emit()
    person.until_idle()
    assert len(written(pane)) == 4
    person.click("modeRun")
    assert not pane.isVisible()
    person.run("Once upon a time")
    assert person.window.inference.bars[0].prediction.kind == "next"


def test_a_text_is_opened_again_with_its_branches_and_goes_on(person: Person) -> None:
    pane = opened(person, 6)
    person.click("generateButton")
    person.until_idle()
    first = written(pane)
    pane.text.go_to(2)
    person.until_idle()
    other = next(one.id for one in pane.candidates.pairs if one.id != first[2])
    pane.candidates.picked.emit(other)
    person.until_idle()
    pane.sampling.temperature.box.setValue(1.3)
    person.type_text("The capital of")
    person.click("generateButton")
    person.until_idle()
    history = person.window.inference.history.runs
    names = [one.name for one in history.runs]
    assert english(names[0]) == "Written: The capital of"
    # Not given back in English: “Once” is also Spanish, for eleven.
    assert names[1:] == [names[0].replace("The capital of", "Once upon a time")]
    past = history.runs[1]
    person.window.inference.show_again(past)
    assert not person.window.model.jobs  # nothing is run for it
    assert written(pane) == [*first[:2], other]
    assert pane.sampling.settings.temperature == 0.7
    assert pane.candidates.pairs
    assert pane.branches.isVisible()
    pane.branches.setCurrentIndex(0)
    pane.branches.activated.emit(0)
    assert written(pane) == first
    person.click("continueText")
    person.until_idle()
    assert written(pane)[:6] == first
    assert len(written(pane)) > 6
    assert len(history.runs) == 2  # it is still the same text
    assert person.message == ""

    person.window.send(CreateRandomCopy(1))
    person.until_idle()
    person.window.inference.show_again(history.runs[1])
    assert "not in memory" in english(pane.sentence.text())
    assert not person.find(QPushButton, "continueText").isEnabled()


def test_presenting_never_mixes_runs_and_gives_back_what_was_written(person: Person) -> None:
    pane = opened(person, 6)
    inference = person.window.inference
    person.click("modeFlow")
    person.run("Once upon a time")
    person.click("modeGenerate")
    texts = []
    for start in ("Once upon a time", "The old king"):
        person.type_text(start)
        person.click("generateButton")
        person.until_idle()
        texts.append(written(pane))
    pane.text.go_to(2)
    person.until_idle()
    result, pairs, settings = pane.written, pane.candidates.pairs, pane.sampling.saved_state()
    kept = len(inference.history.runs.runs)

    person.trigger("presentAction")
    person.until_idle()
    presenting = person.window.workbench.explanations.presenting
    for text in reversed(texts):
        presenting.back()
        person.until_idle()
        assert written(pane) == text
        assert pane.text.isVisible()
        assert not inference.tensor_card.isVisible()
        assert not inference._tokens.isVisible()
        assert not inference.flow.isVisible()
    presenting.back()
    person.until_idle()
    assert inference.mode.reads
    assert not pane.isVisible()
    presenting.leave()
    person.until_idle()
    assert inference.mode.generating
    assert pane.written is result
    assert written(pane) == texts[-1]
    assert pane.text.step == 2
    assert pane.candidates.pairs == pairs
    assert pane.sampling.saved_state() == settings
    assert english(person.find(QLineEdit, "textInput").text()) == "The old king"
    assert len(inference.history.runs.runs) == kept, "showing is no new run"
    person.click("continueText")
    person.until(lambda: len(written(pane)) == 8)
    assert written(pane)[:2] == texts[-1][:2]


def test_what_it_wrote_is_looked_into_and_write_has_its_text_again(person: Person) -> None:
    pane = opened(person, 4)
    person.click("generateButton")
    person.until_idle()
    result = pane.written
    assert result is not None
    person.click("lookInsideText")
    person.until_idle()
    inference = person.window.inference
    assert inference.mode.mode == "flow"
    ran = inference.ran
    assert ran is not None
    ids = [token.id for token in result.prompt] + written(pane)
    assert [token.id for token in ran.rows[0]] == ids
    # Everywhere it has the name of its text: these are the IDs that were written.
    whole = inference.rows.first.text()
    assert whole.startswith("Once upon a time")
    assert ran.texts == (whole,)
    view = inference.views.view("flow")
    assert isinstance(view, FlowView)
    assert view.answer.spoken.startswith(whole)
    assert view.answer.spoken != whole
    past = inference.history.runs.runs[0]
    assert past.name.startswith(whole[:40])
    assert collect._texts(past) == (whole,)
    assert view.result is not None
    assert flow_animation._data(view.result, None)["sentence"][0] == whole
    person.click("modeRun")
    person.until_idle()
    assert not person.find(QPushButton, "previousText").isVisible()
    person.click("modeGenerate")
    assert not inference.edit_ids.isChecked(), "the text in the box is written on from"
    assert not person.find(QPushButton, "previousText").isVisible()
    person.type_text("Another text")
    assert person.find(QPushButton, "previousText").isVisible()
    person.click("previousText")
    person.until_idle()
    assert not person.find(QPushButton, "previousText").isVisible()
    assert pane.written is not result


def test_what_a_decoder_wrote_is_looked_into_in_the_decoder(person: Person) -> None:
    """The encoder reads the text that was typed, and nothing that answers it."""
    sizes: dict[str, Any] = {
        "vocab_size": 1000,
        "d_model": 32,
        "d_kv": 8,
        "d_ff": 64,
        "num_layers": 2,
    }
    edit = ConfigEdit("t5", "T5ForConditionalGeneration", json.dumps(sizes | {"num_heads": 4}))
    person.window.model.send(CreateModel(edit, 3))
    person.until_idle()
    words = resources.path("models", "mini-world-bert")
    person.window.model.send(AttachTokenizer(str(words), "mini-world-bert"))
    person.until_idle()
    person.click("modeGenerate")
    person.type_text("the dog says")
    person.find(QSpinBox, "maxNewTokens").setValue(3)
    person.click("generateButton")
    person.until_idle()
    inference = person.window.inference
    pane = inference.generation
    assert pane is not None
    result = pane.written
    assert result is not None
    new = [token.token.id for token in result.tokens if token.token.id not in result.ends]
    assert new
    person.click("lookInsideText")
    person.until_idle()
    assert inference.rows.first.text() == "the dog says"
    assert inference.inputs.target.text() != ""
    ran = inference.ran
    assert ran is not None
    prompt = [token.id for token in result.prompt]
    assert [token.id for token in ran.rows[0]] == prompt
    torch.manual_seed(3)
    bare = T5ForConditionalGeneration(T5Config(**sizes, num_heads=4)).eval()
    with torch.inference_mode():
        logits = bare(
            input_ids=torch.tensor([prompt]), decoder_input_ids=torch.tensor([[0, *new]])
        ).logits
    assert np.array_equal(person.logits(), logits.numpy())
    person.look_inside()
    assert not person.find(QPushButton, "previousText").isVisible()
    person.click("modeWhy")
    person.measure_why()
    assert inference.rows.first.text() == "the dog says"
    person.click("modeGenerate")
    person.click("modeFlow")
    assert inference.inputs.target.text() == "", "who writes again begins anew"


def test_why_and_look_inside_offer_what_was_written(person: Person) -> None:
    pane = opened(person, 4)
    person.click("modeWhy")
    assert "Nothing has run yet" in english(person.find(QLabel, "whyView.empty").text())
    person.click("modeGenerate")
    person.click("generateButton")
    person.until_idle()
    result = pane.written
    assert result is not None
    person.click("modeRun")
    offers = person.window.inference.findChildren(QPushButton)
    offered = [one for one in offers if one.isVisible() and "wrote" in english(one.text())]
    assert len(offered) == 1, "once on a page"
    person.click("modeWhy")
    assert "Nothing has run yet" not in english(person.find(QLabel, "whyView.empty").text())
    person.click("whyView.remedy")
    person.until_idle()
    inference = person.window.inference
    assert inference.mode.mode == "why"
    assert inference.ran is not None
    ids = [token.id for token in result.prompt] + written(pane)
    assert [token.id for token in inference.ran.rows[0]] == ids


def test_there_is_one_primary_button_and_it_stays_where_it_is(person: Person) -> None:
    pane = opened(person, 4)
    person.click("modeFlow")
    person.run("Once upon a time")
    line = person.window.inference

    def right(name: str) -> int:
        button = person.find(QPushButton, name)
        return int(button.mapTo(line, button.rect().bottomRight()).x())

    place = right("runButton")
    person.click("modeGenerate")
    person.until_idle()
    primary = [
        button.objectName()
        for button in line.findChildren(QPushButton)
        if button.isVisible() and button.property("role") == "primary"
    ]
    assert primary == ["generateButton"]
    places = {right("generateButton")}
    person.click("generateButton")
    places.add(right("generateButton"))
    person.until_idle()
    places.add(right("generateButton"))
    pane.text.go_to(1)
    places.add(right("generateButton"))
    assert places == {place}


def test_the_text_is_a_picture_that_each_token_extends(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ending, "REPORT_INTERVAL", 0.0)  # else none between on a busy machine
    pane = opened(person)
    person.click("writtenPicture")
    view = person.window.inference.picture
    assert view is not None
    assert view.isVisible()
    assert "Press Write" in english(view.sentence)
    came: list[object] = []
    view.moved.connect(lambda: came.append(view.result))
    person.click("generateButton")
    person.until_idle()

    def whole() -> list[int]:
        return [token.id for token in pane.text._prompt] + written(pane)

    def drawn() -> list[int]:
        assert view.result is not None
        assert view.result.answering is not None
        return [token.id for token in view.result.answering.tokens]

    assert drawn() == whole()
    assert len({id(result) for result in came if result is not None}) > 1, "it grew meanwhile"
    first = written(pane)
    person.until(lambda: view.step == len(view.steps) - 1)
    assert view.answer.spoken.startswith("Once upon a time")

    pane.text.go_to(2)  # a step back is the picture of the text up to there
    person.until_idle()
    assert drawn() == whole()[: len(whole()) - len(first) + 2]
    other = next(one.id for one in pane.candidates.pairs if one.id != first[2])
    pane.candidates.picked.emit(other)
    person.until_idle()
    assert drawn() == whole()
    assert drawn()[-1] == other

    person.type_text("A cat")  # what is shown belongs to another text now: it fades and says so
    assert person.find(QPushButton, "previousText").isVisible()
    assert faded(view)
    person.click("generateButton")
    person.until_idle()
    assert drawn() == whole()
    assert not faded(view)

    person.click("writtenPicture")  # out of sight: nothing more is drawn of it
    assert not view.isVisible()
    shown = view.result
    person.click("nextToken")
    person.until_idle()
    assert view.result is shown
    person.click("writtenPicture")
    person.until_idle()
    assert drawn() == whole()
    assert person.message == ""


def test_each_written_token_has_its_picture_however_fast_it_was_written(person: Person) -> None:
    """The pictures come too slowly for most tokens; afterwards each can be gone to, and its answers
    are those of transformers for exactly the text before it."""
    pane = opened(person)
    person.click("writtenPicture")
    view = person.window.inference.picture
    assert view is not None
    came: list[object] = []
    view.moved.connect(lambda: came.append(view.result))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generate, "SHOWN_EVERY", 3_600.0)  # one picture at the most
        person.click("generateButton")
        person.until_idle()
    new = written(pane)
    shown = {id(result) for result in came if isinstance(result, FlowResult)}
    assert len(shown) < len(new), "some were skipped"
    result = pane.written
    assert result is not None
    folder = resources.path("models", "mini-world-gpt2")
    model = GPT2LMHeadModel.from_pretrained(folder, attn_implementation="eager").eval()
    prompt = [token.id for token in result.prompt]

    slider = person.find(QSlider, "writtenTokens")
    assert slider.maximum() == len(new)
    for step in range(len(new) + 1):
        slider.setValue(step)
        person.until_idle()
        assert view.result is not None
        assert view.result.answering is not None
        assert view.ran is not None
        ids = torch.tensor([[*prompt, *new[:step]]])
        with torch.inference_mode():
            best = model(input_ids=ids).logits[0, -1].softmax(-1).topk(5)
        assert [token.id for token in view.result.answering.tokens] == ids[0].tolist()
        (following,) = view.ran.predictions
        assert [one.id for one in following.candidates] == best.indices.tolist()
        assert [one.probability for one in following.candidates] == best.values.tolist()
        assert pane.text.step == step
    assert person.message == ""


def test_a_click_on_the_picture_of_a_text_looks_inside_of_that_text(person: Person) -> None:
    pane = opened(person, 4)
    person.click("writtenPicture")
    person.click("generateButton")
    person.until_idle()
    view = person.window.inference.picture
    assert view is not None
    count = len(pane.text._prompt) + 4
    view._open(Spot("box", 0, count - 1, 1))
    person.until_idle()
    inference = person.window.inference
    assert inference.mode.mode == "look"
    assert inference.ran is not None
    assert len(inference.ran.rows[0]) == count
    lens = inference.views.view("logit_lens")
    assert lens.isVisible()
    assert not lens.sentence
