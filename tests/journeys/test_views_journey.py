"""Looking inside real runs of the bundled models, through the real window."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QPushButton, QTabWidget

from explorer.app.inference.inspection_tabs import InspectionTabs
from explorer.features.attention.view.head_grid import HeadGrid
from explorer.features.tensors.view import raw_view
from explorer.protocol.config import ConfigEdit
from explorer.protocol.inspection import HeadPlace
from explorer.protocol.model import CreateModel
from explorer.text.numbers import share
from explorer.text.translation import localized
from tests.afresh import now
from tests.back_translation import english
from tests.journeys.conftest import Person

SENTENCE = "The capital of France is [MASK]."


def opened(person: Person, name: str = "mini-world-bert", text: str = SENTENCE) -> InspectionTabs:
    person.click(f"start.{name}")
    person.until_idle()
    person.run(text)
    person.look_inside()
    found = person.find(QTabWidget, "viewTabs")
    assert isinstance(found, InspectionTabs)
    return found


def test_the_first_values_of_a_tensor_lead_to_all_of_them(person: Person) -> None:
    text = "The capital of France is not the capital of Japan, and that of Italy is [MASK]."
    tabs = opened(person, text=text)
    card = person.window.inference.tensor_card
    whole = person.find(QPushButton, "wholeTensorButton")
    assert not whole.isVisible()
    person.click("tensorValuesButton")
    assert whole.isVisible()
    ran = person.window.inference.ran
    assert ran is not None
    ids = [token.id for token in ran.rows[0]]
    assert len(ids) > 12, "more than the table has room for"
    card.table.selectRow(len(card.table.shown) - 1)
    assert "logits" in whole.text()
    card.table.selectRow(0)
    person.click("wholeTensorButton")
    person.until_idle()
    raw = tabs.view("tensors")
    assert tabs.currentIndex() == tabs.indexOf(raw)
    assert raw._name == "input_ids"
    model = raw.table.model()
    row = [model.index(0, place).data() for place in range(model.columnCount())]
    assert [int(str(each).replace(",", "")) for each in row] == ids


def test_every_view_shows_what_the_run_computed(person: Person) -> None:
    tabs = opened(person)
    view = tabs.attention
    assert view.map.values is not None
    assert view.map.values.shape == (9, 9)
    assert np.allclose(view.map.values.sum(-1), 1, atol=1e-5)
    assert all(check.passed for check in view.checks.checks)
    grid = person.find(HeadGrid, "headGrid")
    first = view.map.values
    grid._take(2, 1)
    person.until_idle()
    assert "Layer 3 · head 2" in english(view.told.text())
    assert not np.array_equal(first, view.map.values)
    assert english(view.accessibleDescription()).startswith(
        "attention, layer 3 of 4, head 2: [MASK] "
    )

    person.show("lensView")
    person.until_idle()
    said = person.window.inference.bars[0].candidates[0]
    last = tabs.view("logit_lens").ladder.cells[-1][0]
    assert last.text == said.text
    assert last.share == pytest.approx(said.probability, rel=1e-5)
    assert [check.passed for check in tabs.view("logit_lens").checks.checks] == [True]

    person.show("hiddenView")
    person.until_idle()
    vector, norms = (
        tabs.view("hidden_states").vector.values,
        tabs.view("hidden_states").norms.values,
    )
    assert vector is not None
    assert norms is not None
    assert float(np.linalg.norm(vector.astype(np.float64))) == pytest.approx(
        float(norms[-1, 6]), rel=1e-5
    )
    assert tabs.view("hidden_states").similar.values is not None
    assert np.allclose(np.diag(tabs.view("hidden_states").similar.values), 1, atol=1e-5)

    person.show("rawView")
    person.until_idle()
    assert tabs.view("tensors").tensor is not None
    assert tabs.view("tensors").tensor.name == "logits"
    assert int(tabs.view("tensors").histogram.values.sum()) == int(
        np.prod(tabs.view("tensors").tensor.shape)
    )
    assert person.message == ""


def test_a_tensor_is_exported_as_the_numbers_that_are_shown(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tabs = opened(person)
    person.show("rawView")
    person.until_idle()
    monkeypatch.setattr(raw_view, "ask_export_file", lambda parent, start: str(tmp_path / start))
    person.click("exportTensorButton")
    person.until_idle()
    values = np.load(tmp_path / "logits.npy")
    assert localized(f"{values[0, 3, 5]:.4f}") == tabs.view("tensors").table.text_at(3, 5)
    assert "logits.npy" in person.message


def test_heads_go_off_are_seen_everywhere_and_come_back_bit_for_bit(person: Person) -> None:
    tabs = opened(person)
    card = person.window.inference.switched
    tabs.attention.grid._take(3, 1)
    person.until_idle()
    whole = tabs.attention.map.values
    tabs.attention.grid._take(1, 0)
    person.click("switchHeadButton")
    person.until_idle()
    assert now(tabs.attention.off) == (HeadPlace("self", 1, 0),)
    assert tabs.attention.grid.off == {(1, 0)}
    (bars,) = card.bars
    assert bars.pairs[0].text == "paris"
    assert bars.pairs[0].before != bars.pairs[0].after
    assert card.checks.checks[0].passed
    tabs.attention.grid._take(3, 1)
    person.until_idle()
    assert whole is not None
    assert tabs.attention.map.values is not None
    assert not np.array_equal(whole, tabs.attention.map.values)  # later layers see it

    person.run(SENTENCE)  # it stays off for the next run
    shown = person.window.inference.bars[0].candidates[0].probability
    assert shown == pytest.approx(bars.pairs[0].after, rel=1e-6)
    assert card.which.isVisible()

    person.click("restoreAllHeads")
    person.until_idle()
    assert tabs.attention.off == ()
    assert "bit for bit" in english(card.checks.checks[0].sentence)
    assert card.checks.checks[0].passed
    assert np.array_equal(whole, tabs.attention.map.values)
    # The run was made with the head off: the answers in sight are those of the whole model.
    inference = person.window.inference
    assert inference.bars[0].isVisible()
    assert inference.bars[0].candidates[0].probability == pytest.approx(
        bars.pairs[0].before, rel=1e-6
    )
    assert inference.ran is not None
    named = len(inference.ran.predictions[0].candidates)
    assert len(inference.bars[0].candidates) == named, "as many as any run shows"
    assert inference.answers[0].candidates[0].probability == pytest.approx(
        bars.pairs[0].before, rel=1e-6
    )


def test_a_batch_shows_each_text_and_a_switched_off_layer(person: Person) -> None:
    tabs = opened(person)
    person.window.inference._rows.set_texts((SENTENCE, "I see [MASK]."))
    person.click("runButton")
    person.until_idle()
    texts = person.find(QComboBox, "attentionText")
    assert texts.isVisible()
    texts.setCurrentIndex(1)
    texts.activated.emit(1)
    person.until_idle()
    assert "[PAD]" in tabs.attention.map.names[0]
    person.click("switchLayerButton")
    person.until_idle()
    assert {(0, n) for n in range(4)} == tabs.attention.grid.off
    assert len(person.window.inference.switched.bars) == 2
    person.run(SENTENCE)  # one text again: the choice of text falls back
    assert person.message == ""


def test_a_model_without_attention_says_why_and_shows_the_rest(person: Person) -> None:
    sizes = {"vocab_size": 64, "hidden_size": 32, "num_hidden_layers": 2, "state_size": 8}
    edit = ConfigEdit("mamba", "MambaForCausalLM", json.dumps(sizes))
    person.window.send(CreateModel(edit, 1))
    person.until_idle()
    person.show("viewTabs")
    person.window.inference.ids.setPlainText("[[1, 2, 3, 4]]")
    person.click("runButton")
    person.until_idle()
    tabs = person.find(QTabWidget, "viewTabs")
    assert isinstance(tabs, InspectionTabs)
    assert "attention" in english(tabs.attention.sentence)
    assert tabs.attention.remedy is not None
    tabs.attention.remedy.click()
    person.until_idle()
    assert tabs.currentWidget() is tabs.view("hidden_states")
    assert tabs.view("hidden_states").norms.values is not None
    person.show("lensView")
    person.until_idle()
    assert tabs.view("logit_lens").checks.checks[0].passed
    assert person.message == ""


def test_nothing_is_asked_while_the_views_are_out_of_sight(person: Person) -> None:
    person.click("start.mini-world-bert")
    person.until_idle()
    person.show("moduleTree")
    asked: list[object] = []
    person.window.inference.views.wanted.connect(asked.append, Qt.ConnectionType.DirectConnection)
    person.find(QPushButton, "runButton").click()
    person.until_idle()
    assert asked == []
    person.show("attentionView")
    person.until_idle()
    assert asked
    person.window.inference.views.wanted.disconnect(asked.append)


def test_a_former_run_is_patched_in_and_out_again(person: Person) -> None:
    tabs = opened(person, text="The capital of Spain is [MASK].")
    person.run(SENTENCE)
    inference, chip = person.window.inference, person.window.banner.changed
    whole = tabs.attention.map.values
    person.show("patchView")
    person.until_idle()
    view = tabs.patching
    assert view.chosen is not None
    assert view.chosen.name == "The capital of Spain is [MASK]."
    person.click("patchDiffering")
    assert view.places.text() == "5"
    person.click("patchButton")
    person.until_idle()
    (bars,) = inference.switched.bars
    after = max(bars.pairs, key=lambda one: one.after if one.after == one.after else 0)
    assert (bars.pairs[0].text, after.text) == ("paris", "madrid")
    assert inference.answer_line.spoken == "The capital of France is madrid."
    assert english((chip.text(), chip.isVisible())) == ("Patched · Restore", True)
    assert all(one.passed for one in view.checks.checks)
    assert "activation patching" in english(person.window.explain_pane.words.toPlainText())
    assert "patches = hooked(put)" in person.window.explain_pane.python

    person.show("attentionView")
    person.until_idle()
    person.show("patchView")
    person.until_idle()
    words = english(person.window.explain_pane.words.toPlainText())
    assert "taken from the other text" in words, "what it showed, and not what could be done"
    person.show("attentionView")
    person.until_idle()
    tabs.attention.grid._take(3, 1)
    person.until_idle()
    beside = tabs.attention.beside
    assert beside.isVisible()
    beside.setCurrentIndex(1)
    beside.activated.emit(1)
    tabs.attention.grid._take(0, 0)
    person.until_idle()
    assert np.array_equal(tabs.attention.map.values, whole)  # type: ignore[arg-type]

    tabs.attention.grid._take(1, 0)
    person.click("switchHeadButton")
    person.until_idle()
    assert english(chip.text()) == "1\N{NO-BREAK SPACE}head off, patched · Restore"
    chip.click()
    person.until_idle()
    assert not chip.isVisible()
    assert inference.switched.checks.checks[0].passed
    names = english([one.name for one in inference.history.runs.runs])
    assert f"{SENTENCE} · 1\N{NO-BREAK SPACE}head off, patched" in names
    assert names[-2:] == [SENTENCE, "The capital of Spain is [MASK]."]
    assert person.message == ""


def test_why_a_patch_is_not_possible_is_told(person: Person) -> None:
    tabs = opened(person)
    person.show("patchView")
    person.until_idle()
    assert "no other run of this model" in english(tabs.patching.disabled_reason.text())
    assert not tabs.patching.patch_button.isEnabled()
    person.run("I see [MASK].")
    person.until_idle()
    assert "This run had" not in english(tabs.patching.disabled_reason.text())
    assert "needs" not in english(tabs.patching.sentence)
    assert "both need the same number" in english(tabs.patching.disabled_reason.text())
    person.run("The capital of Spain is [MASK].")
    person.until_idle()
    chosen = tabs.patching.chosen
    assert chosen is not None
    assert chosen.name == SENTENCE, "the run that fits, not the one before"
    person.window.inference._rows.set_texts((SENTENCE, "I see [MASK]."))
    person.click("runButton")
    person.until_idle()
    assert "several" in english(tabs.patching.sentence)


def test_the_words_follow_the_view_that_is_looked_at(person: Person) -> None:
    opened(person)
    pane = person.window.explain_pane
    person.show("lensView")
    person.until_idle()
    told = pane.title.text(), pane.python
    person.show("hiddenView")
    person.until_idle()
    assert pane.title.text() != told[0]
    steps = len(person.window.workbench.explanations.record.steps)
    person.show("lensView")
    person.until_idle()
    assert (pane.title.text(), pane.python) == told
    assert len(person.window.workbench.explanations.record.steps) == steps, "nothing was done again"
    person.show("attentionView")
    person.until_idle()
    assert english(pane.title.text()) == "Where every head looks", "as it was left"


def test_the_weights_of_a_long_text_are_read_exactly_out_of_a_picture_that_fits(
    person: Person,
) -> None:
    tokens = 900
    sizes = {"vocab_size": 50, "n_embd": 16, "n_layer": 1, "n_head": 2, "n_positions": tokens}
    person.window.send(CreateModel(ConfigEdit("gpt2", "GPT2LMHeadModel", json.dumps(sizes)), 1))
    person.until_idle()
    person.show("viewTabs")
    tab = person.window.inference
    tab.ids.setPlainText(json.dumps([[place * 7 % 50 for place in range(tokens)]]))
    person.click("runButton")
    person.until_idle()
    view = tab.views.attention
    assert view.head is not None
    weights, picture = view.head.weights, view.map.values
    assert picture is not None
    assert weights.shape == (tokens, tokens)
    assert max(picture.shape) <= max(view.head.request.part.down, view.head.request.part.across)
    assert picture.max() == weights.max()
    for row, column in ((800, 3), (12, 11)):
        view.closer.go_to(row, column)
        person.until_idle()
        assert view.closer.joined is not None
        assert view.closer.joined.exact
        assert view.closer.place_of(*view.map.spot) == (row, column)
        assert share(float(weights[row, column])) in view.map.accessibleDescription()
    view.closer.tools.all.click()
    person.until_idle()
    told = person.window.workbench.explanations.shown
    view.closer.map.cells_for = lambda width: 700  # type: ignore[method-assign]
    view.closer._sharpen()
    person.until_idle()
    assert view.map.values is not None
    assert view.map.values.shape[0] > picture.shape[0]
    assert person.window.workbench.explanations.shown is told  # nobody asked for that
    assert person.message == ""
