"""From the start to a saved model that answers the same, bit for bit."""

from __future__ import annotations

import gc
from pathlib import Path

import numpy as np
import pytest
import transformers
from PySide6.QtWidgets import QPushButton

from explorer import resources
from explorer.features.checkpoints.view import folder_dialogs
from explorer.features.create.compute.catalogue import installed, shipped
from explorer.features.create.protocol.catalogue import Catalogue, ReadCatalogue
from explorer.protocol.config import ConfigEdit
from explorer.widgets.token_strip import TokenStrip
from tests.back_translation import english
from tests.journeys.conftest import Begin, Person

SENTENCE = "The capital of France is [MASK]."


def test_open_run_compare_with_noise_save_and_open_again(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = person.window
    assert not gc.isenabled()

    # A bundled model answers.
    person.click("start.mini-world-bert")
    person.until_idle()
    assert person.state() == "Trained weights"
    person.run(SENTENCE)
    (bars,) = window.inference.bars
    assert bars.candidates[0].text == "paris"
    assert bars.candidates[0].probability > 0.5
    pieces = [token.piece for token in person.find(TokenStrip, "tokenStrip").rows[0]]
    assert pieces == ["[CLS]", "the", "capital", "of", "france", "is", "[MASK]", ".", "[SEP]"]
    shapes = {info.name: info.shape for info in window.inference.tensor_card.table.shown}
    assert shapes["input_ids"] == (1, 9)
    assert shapes["logits"][:2] == (1, 9)
    assert "paris" in english(window.explain_pane.words.toPlainText())
    assert "AutoModelForMaskedLM" in window.explain_pane.python

    # Its untrained twin gives noise, and the banner says so.
    person.trigger("twinAction")
    person.until_idle()
    assert person.state() == "Random weights: it has not learned anything yet"
    person.run(SENTENCE)
    (bars,) = window.inference.bars
    assert bars.candidates[0].probability < 20 * bars.prediction.uniform
    untrained = person.logits()

    # Saved and opened again, it gives the same numbers, and is still called untrained.
    folder = tmp_path / "my model ü"
    person.save_as(folder)
    assert (folder / "config.json").is_file()
    assert (folder / "model.safetensors").is_file()
    assert (folder / "tokenizer.json").is_file()
    person.trigger("unloadAction")
    person.until_idle()
    assert window.summary is None
    monkeypatch.setattr(folder_dialogs, "ask_open_folder", lambda parent, start: str(folder))
    person.open_folder()
    assert person.state() == "Random weights: it has not learned anything yet"
    person.run(SENTENCE)
    again = person.logits()
    assert again.dtype == untrained.dtype
    assert np.array_equal(again, untrained)


def test_a_trained_model_saved_and_opened_again_is_still_trained(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run(SENTENCE)
    before = person.logits()
    folder = tmp_path / "copy"
    monkeypatch.setattr(folder_dialogs, "ask_open_folder", lambda parent, start: str(folder))
    person.save_as(folder)
    person.open_folder()
    assert person.state() == "Trained weights, copied from mini-world-bert"
    person.run(SENTENCE)
    assert np.array_equal(person.logits(), before)


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("mini-world-gpt2", "Once upon a time", "next"),
        ("mini-world-sentiment", "I loved the film.", "label"),
    ],
)
def test_the_other_bundled_models_answer_too(
    person: Person, name: str, text: str, kind: str
) -> None:
    person.click(f"start.{name}")
    person.until_idle()
    person.run(text)
    (bars,) = person.window.inference.bars
    assert bars.prediction.kind == kind
    assert sum(one.probability for one in bars.candidates) <= 1.0001
    if kind == "label":
        assert bars.candidates[0].text == "positive"
        assert bars.candidates[0].probability > 0.8


def test_the_types_of_the_installed_transformers_are_offered(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the list that was shipped is of another version and lacks some."""
    listed, path = shipped(), resources.path
    fewer = tuple(one for one in listed.types if one.name not in ("llama", "qwen3"))
    other = tmp_path / "catalogue.json"
    other.write_text(Catalogue("5.0.0", fewer).to_json(), encoding="utf-8")
    wanted = ("catalogue.json",)
    monkeypatch.setattr(
        resources, "path", lambda *parts: other if parts == wanted else path(*parts)
    )
    person = begin()
    pane = person.window.create_pane
    person.show("createPane")
    assert pane.types.catalogue.transformers_version == transformers.__version__
    person.until(lambda: pane.edit.model_type == "bert")
    pane.head.architecture.choose("llama")
    person.until_idle()
    person.until(lambda: pane.draft.form is not None and not pane.draft.needs_form)
    assert pane.edit == ConfigEdit("llama", "LlamaModel")
    assert pane.types.catalogue.types == installed().types
    assert person.message == ""
    # Nobody waits for it: the shipped one serves, and nothing turns grey.
    person.window.model.send(ReadCatalogue())
    assert person.window.actions_.teach.isEnabled()
    person.until_idle()


def test_a_click_before_torch_is_there_is_answered_once_it_is(person: Person) -> None:
    """The fixture waits; here the click comes while another model is still being built."""
    person.click("start.mini-world-bert")
    person.trigger("openBundled.mini-world-gpt2")
    person.until_idle()
    assert person.window.summary is not None
    assert person.window.summary.name == "mini-world-gpt2"


def test_the_wrong_input_is_told_in_a_sentence_and_changes_nothing(person: Person) -> None:
    person.click("start.mini-world-bert")
    person.until_idle()
    person.find(QPushButton, "editIdsButton").setChecked(True)
    person.window.inference.ids.setPlainText("[[2, 99999, 3]]")
    person.click("runButton")
    person.until_idle()
    assert "99,999" in person.message
    assert "vocabulary" in person.message
    person.find(QPushButton, "editIdsButton").setChecked(False)
    person.run(SENTENCE)
    assert person.window.inference.bars[0].candidates[0].text == "paris"


def test_opening_a_folder_without_a_model_keeps_the_model_that_is_there(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.click("start.mini-world-bert")
    person.until_idle()
    monkeypatch.setattr(folder_dialogs, "ask_open_folder", lambda parent, start: str(tmp_path))
    person.trigger("openAction")
    person.until_idle()
    assert "config.json" in person.message
    assert "Traceback" not in person.message
    assert person.window.summary is not None
    person.run(SENTENCE)


def test_many_runs_in_a_row_leave_one_answer_and_no_job(person: Person) -> None:
    person.click("start.mini-world-bert")
    person.until_idle()
    for number in range(300):
        person.window.inference._rows.set_texts((f"The capital of France is [MASK]. {number}",))
        person.window.inference._run()
    person.until_idle()
    assert person.message == ""
    tokens = person.find(TokenStrip, "tokenStrip").rows[0]
    assert any("9" in token.piece for token in tokens)
    assert person.window.model.jobs == ()
