"""Comparing real models through the real window: the twin, another checkpoint, a head off."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit

from explorer import resources
from explorer.features.compare import explain as compare_explain
from explorer.features.compare.protocol import LoadOther
from tests.back_translation import english
from tests.faded import faded
from tests.journeys.conftest import Person

SENTENCE = "The capital of France is [MASK]."


def opened(person: Person, name: str = "mini-world-bert") -> None:
    person.click(f"start.{name}")
    person.until_idle()
    person.show("compareTab")


def test_the_untrained_twin_in_two_clicks(person: Person) -> None:
    opened(person)
    tab = person.window.workbench.compare
    assert tab.text.text() == SENTENCE
    person.click("twinOtherButton")
    person.until_idle()
    person.click("runBothButton")
    person.until_idle()
    assert tab.right.bars[0].candidates[0].text == "paris"
    assert tab.right.bars[0].candidates[0].probability > 0.5
    assert tab.left.bars[0].candidates[0].probability < 0.1
    assert english(tab.sentence.text()) == (
        "Same config, same input. The only difference is the weights: trained on one side, "
        "random on the other."
    )
    one, two = tab.left.map.values, tab.right.map.values
    assert one is not None
    assert two is not None
    assert np.allclose(one.sum(-1), 1, atol=1e-5)
    assert not np.allclose(one, two, atol=0.05)
    assert tab.attention_change.isVisible()
    assert np.allclose(tab.attention_change.map.values, np.abs(one - two), atol=1e-6)  # type: ignore[arg-type]
    assert tab.hidden.isVisible()
    cosine = tab.hidden.map.values
    assert cosine is not None
    assert cosine.shape == (5, 9)
    tab.hidden.measures.setCurrentIndex(1)
    tab.hidden.measures.activated.emit(1)
    assert "difference" in english(tab.hidden.told.text())
    assert "untrained twin" in english(person.window.explain_pane.python)
    assert english(person.window.explain_pane.title.text()) == "Two models, one input"
    assert person.message == ""
    assert tab.flows.isVisible()
    assert not tab.flows.note.isVisible()
    assert "paris" in english(tab.flows.right.caption.text())

    # Pictures, words and Python are about the text before.
    QTest.keyClicks(tab.text, "x")
    assert tab.input.previous.isVisible()
    assert person.window.explain_pane.previous.isVisible()
    person.click("comparePrevious")
    person.until_idle()
    assert not tab.input.previous.isVisible()
    assert not person.window.explain_pane.previous.isVisible()
    assert not faded(tab.flows)


def test_a_checkpoint_with_another_tokenizer(person: Person) -> None:
    opened(person)
    tab = person.window.workbench.compare
    path = str(resources.path("models", "mini-world-sentiment"))
    tab.choose(LoadOther("checkpoint", path=path, name="mini-world-sentiment"))
    person.until_idle()
    person.click("runBothButton")
    person.until_idle()
    assert tab.left.strip._alone
    assert "different vocabularies" in english(tab.numbers.text())
    assert tab.left.bars[0].candidates[0].text in ("positive", "negative")
    assert person.message == ""


def test_the_same_tokens_with_other_ids_say_so(person: Person) -> None:
    opened(person)
    tab = person.window.workbench.compare
    path = str(resources.path("models", "mini-world-sentiment"))
    tab.choose(LoadOther("checkpoint", path=path, name="mini-world-sentiment"))
    person.until_idle()
    tab.text.setText("It is not bad.")
    person.click("runBothButton")
    person.until_idle()
    result = tab.result
    assert result is not None
    pieces = [[token.piece for token in each.ran.rows[0]] for each in (result.main, result.other)]
    assert pieces[0] == pieces[1]
    assert not result.same_tokens
    assert "dashed" not in english(tab.numbers.text()), "no token has one"
    why = english(tab.flows.note.text())
    assert "cut the text into the same tokens, but number them differently" in why
    assert "reads 7" not in why
    assert "each with IDs of its own" in english(compare_explain.both(result, None).plain)


def test_compare_begins_with_what_inference_holds(person: Person) -> None:
    person.click("start.mini-world-bert")
    person.until_idle()
    held = person.find(QLineEdit, "textInput")
    held.setText("The capital of Peru is [MASK].")
    person.until_idle()
    person.show("compareTab")
    tab = person.window.workbench.compare
    assert tab.text.text() == "The capital of Peru is [MASK]."
    # What a person writes here stays here.
    person.type_text("Paris is in [MASK].", "compareText")
    person.window.reveal(person.window.inference)
    held.setText("Rome is in [MASK].")
    person.until_idle()
    person.show("compareTab")
    assert tab.text.text() == "Paris is in [MASK]."


def test_an_empty_text_says_what_was_read(person: Person) -> None:
    person.click("start.mini-world-bert")
    person.until_idle()
    read = "The text is empty: the model read only [CLS] and [SEP]."
    person.run("")
    told = person.find(QLabel, "historyTold")
    assert told.isVisible()
    assert english(told.text()) == read
    person.run(SENTENCE)
    assert not told.isVisible()
    person.show("compareTab")
    tab = person.window.workbench.compare
    person.click("twinOtherButton")
    person.until_idle()
    tab.text.setText("")
    person.click("runBothButton")
    person.until_idle()
    assert english(tab.sentence.text()).startswith(read)
    tab.text.setText(SENTENCE)
    person.click("runBothButton")
    person.until_idle()
    assert "empty" not in english(tab.sentence.text())


def test_a_head_off_beside_the_whole_model(person: Person) -> None:
    opened(person)
    person.show("attentionView")
    person.run(SENTENCE)
    person.click("switchHeadButton")
    person.until_idle()
    person.show("compareTab")
    person.click("wholeModelButton")
    person.until_idle()
    person.click("runBothButton")
    person.until_idle()
    tab = person.window.workbench.compare
    assert "head 1 of layer 1 is off" in english(tab.sentence.text())
    shown = person.window.inference.switched.bars[0].pairs[0]
    assert tab.left.bars[0].candidates[0].probability == pytest.approx(shown.before, rel=1e-6)
    assert tab.right.bars[0].candidates[0].probability == pytest.approx(shown.after, rel=1e-6)
    assert "head 1 off" in english(tab.right.about.text())
    assert person.message == ""


def test_opening_another_model_takes_the_second_one_away(person: Person) -> None:
    opened(person)
    tab = person.window.workbench.compare
    person.click("twinOtherButton")
    person.until_idle()
    assert tab.run_button.isEnabled()
    person.window.load(str(resources.path("models", "mini-world-gpt2")), "mini-world-gpt2")
    person.until_idle()
    assert not tab.run_button.isEnabled()
    assert tab.text.text() != SENTENCE


def test_a_batch_through_both_and_one_text_of_it(person: Person) -> None:
    opened(person)
    tab = person.window.workbench.compare
    person.click("twinOtherButton")
    person.until_idle()
    person.click("compareAddText")
    tab.rows.set_texts((SENTENCE, "I see [MASK]."))
    person.click("runBothButton")
    person.until_idle()
    assert len(tab.right.bars) == 2
    assert tab.heads.texts.isVisible()
    first = tab.hidden.map.values
    tab.heads.texts.setCurrentIndex(1)
    tab.heads.texts.activated.emit(1)
    person.until_idle()
    assert "[PAD]" in tab.right.map.names[0]
    assert not np.array_equal(tab.hidden.map.values, first)  # type: ignore[arg-type]
    assert english(person.window.explain_pane.title.text()) == "The vectors of both, layer by layer"
    assert "output_hidden_states=True" in person.window.explain_pane.python
    assert person.message == ""
