"""The transformers course's own first steps, by clicking and offline.

config = BertConfig(); print(config); model = BertModel(config); a tokenizer; three short texts;
output = model(model_inputs); save config.json and pytorch_model.bin; reload.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton

from explorer.features.checkpoints.view import folder_dialogs, tokenizer_dialog
from explorer.features.hub.protocol.search import ListStarters
from explorer.features.hub.remote.lookup.lookups import Lookups
from explorer.features.hub.remote.lookup.starters import list_starters
from explorer.protocol.job import Done
from explorer.protocol.run import OutputRead, ReadOutput
from explorer.widgets.entry_list import EntryList
from explorer.widgets.token_strip import TokenStrip
from tests.back_translation import english
from tests.journeys.conftest import Person

SEQUENCES = ("Hello!", "Cool.", "Nice!")
ENCODED = [[101, 7592, 999, 102], [101, 4658, 1012, 102], [101, 3835, 999, 102]]
"""What the course's tokenizer, that of bert-base-uncased, makes of them."""

_KNOWN = {
    "[PAD]": 0, "[UNK]": 100, "[CLS]": 101, "[SEP]": 102, "[MASK]": 103,
    "!": 999, ".": 1012, "nice": 3835, "cool": 4658, "hello": 7592,
}  # fmt: skip


def _word_piece(folder: Path, size: int = 30522) -> Path:
    """A WordPiece tokenizer of `size` entries with the course's words at their own IDs."""
    from transformers import BertTokenizer

    known = {id_: word for word, id_ in _KNOWN.items()}
    vocabulary = {known.get(one, f"[unused{one}]"): one for one in range(size)}
    BertTokenizer(vocab=vocabulary).save_pretrained(folder)
    return folder


def _choose(person: Person, name: str, index: int) -> None:
    box = person.find(QComboBox, name)
    box.setCurrentIndex(index)
    box.activated.emit(index)


def _type(person: Person, texts: tuple[str, ...]) -> None:
    while person.window.findChild(QLineEdit, f"textInput.{len(texts)}") is None:
        person.click("addTextButton")
    for number, text in enumerate(texts, start=1):
        name = "textInput" if number == 1 else f"textInput.{number}"
        person.type_text(text, name)
    person.until(lambda: _ids(person) == ENCODED)
    person.until_idle()


def _ids(person: Person) -> list[list[int]]:
    rows = person.find(TokenStrip, "tokenStrip").rows
    return [[token.id for token in row] for row in rows]


@pytest.mark.timeout(600)
def test_the_course_by_clicking(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from transformers import AutoModel, AutoTokenizer, BertConfig

    window = person.window
    # config = BertConfig()
    person.show("createPane")
    person.until(lambda: window.workbench.create_pane.is_checked)
    person.until_idle()
    assert english(person.find(QComboBox, "architectureBox").currentText()) == "BERT  (bert)"
    # print(config), beside the whole dictionary
    person.find(QPushButton, "jsonButton").setChecked(True)
    edit = person.find(QPlainTextEdit, "configJson")
    assert '"hidden_size": 768' in english(edit.toPlainText())
    assert '"chunk_size_feed_forward"' in english(edit.toPlainText())
    assert not edit.isReadOnly()
    _choose(person, "jsonForm", 1)
    assert edit.toPlainText() == str(BertConfig())
    assert edit.toPlainText().startswith("BertConfig {")
    assert edit.isReadOnly()
    assert not person.find(QPushButton, "applyJson").isEnabled()
    _choose(person, "jsonForm", 0)
    assert not edit.isReadOnly()
    # model = BertModel(config)
    person.click("createButton")
    person.until_idle()
    assert window.summary is not None
    assert window.summary.class_name == "BertModel"
    assert window.summary.parameters == 109_482_240
    assert "Random weights" in person.state()

    # A tokenizer that is too large is a sentence with a way on.
    folders = [str(_word_piece(tmp_path / "large", 30600)), str(_word_piece(tmp_path / "uncased"))]
    given = iter([folders[0], str(tmp_path), folders[1]])
    monkeypatch.setattr(tokenizer_dialog, "ask_tokenizer_folder", lambda parent, at: next(given))
    person.show("chooseTokenizerButton")
    person.click("chooseTokenizerButton")
    assert "30,522 tokens" in english(person.find(QLabel, "tokenizerAbout").text())
    person.click("tokenizerFolder")
    person.until(lambda: "30,600" in person.message)
    assert "embeddings for 30,522" in person.message
    assert english(window.message_bar.remedy.text()) == "Choose another tokenizer"
    # A folder without one is another sentence.
    window.message_bar.remedy.click()
    person.click("tokenizerFolder")
    person.until(lambda: "There is no tokenizer in" in person.message)
    # tokenizer = AutoTokenizer.from_pretrained(...)
    window.message_bar.remedy.click()
    person.click("tokenizerFolder")
    person.until(lambda: bool(window.summary and window.summary.tokenizer))
    person.until_idle()
    assert person.message == ""

    # encoded_sequences: waits until they are the course's
    _type(person, SEQUENCES)
    # output = model(model_inputs)
    person.click("runButton")
    person.until_idle()
    engine_states = _states(person)
    assert engine_states.shape == (3, 4, 768)

    # model.save_pretrained, as the course's two files
    saved = tmp_path / "directory_on_my_computer"
    person.trigger("saveAction")
    _choose(person, "saveFormat", 1)
    person.find(QLineEdit, "saveFolder").setText(str(saved))
    person.until(lambda: person.find(QPushButton, "saveButton").isEnabled())
    person.click("saveButton")
    person.until_idle()
    assert {"config.json", "pytorch_model.bin"} <= {one.name for one in saved.iterdir()}
    told = english(window.explain_pane.words.toPlainText())
    assert "config.json" in told
    assert "pytorch_model.bin" in told
    assert "109,482,240" in told

    # AutoModel.from_pretrained, bare and by clicking: the same numbers.
    inputs = AutoTokenizer.from_pretrained(folders[1])(list(SEQUENCES), return_tensors="pt")
    assert inputs["input_ids"].tolist() == ENCODED
    with torch.inference_mode():
        bare = AutoModel.from_pretrained(saved).eval()(**inputs).last_hidden_state
    assert np.allclose(bare.numpy(), engine_states, atol=1e-5)
    monkeypatch.setattr(folder_dialogs, "ask_open_folder", lambda parent, start: str(saved))
    person.open_folder()
    assert window.summary is not None
    assert window.summary.source == str(saved)
    assert "random" in english(person.state().lower())
    _type(person, SEQUENCES)
    person.click("runButton")
    person.until_idle()
    assert np.array_equal(_states(person), engine_states)


def _states(person: Person) -> np.ndarray[Any, Any]:
    """The last hidden states of the last run, read from the engine as the window would."""
    answers: list[OutputRead] = []

    def take(reply: object) -> None:
        if isinstance(reply, Done) and isinstance(reply.result, OutputRead):
            answers.append(reply.result)

    person.window.model.replied.connect(take)
    person.window.model.send(ReadOutput("last_hidden_state"))
    person.until(lambda: bool(answers))
    person.window.model.replied.disconnect(take)
    return answers[0].values


def test_tokenizers_on_this_computer_are_listed(person: Person, tmp_path: Path) -> None:
    person.click("start.mini-world-bert")
    person.until_idle()
    person.trigger("chooseTokenizerAction")
    entries = person.find(EntryList, "tokenizerList")
    listed = [entry.title for entry in entries.entries.entries]
    assert listed[:3] == ["mini-world-bert", "mini-world-gpt2", "mini-world-sentiment"]
    for place, entry in enumerate(entries.entries.entries):
        if entry.title == "mini-world-sentiment":
            entries.setCurrentIndex(entries.entries.index(place))
    person.click("tokenizerUse")
    person.until_idle()
    assert person.window.summary is not None
    assert person.window.summary.tokenizer.endswith("mini-world-sentiment")
    assert person.message == ""


def test_the_course_s_starter_is_listed_without_a_network() -> None:
    listed = list_starters(ListStarters(), Lookups(), lambda: None, lambda *words, **more: None)
    names = [one.name for one in listed.starters]
    assert "google-bert/bert-base-cased" in names
