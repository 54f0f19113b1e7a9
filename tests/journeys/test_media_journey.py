"""A picture and a sound through the real window: dropped, shown small, run, seen inside, told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget

from explorer import resources
from explorer.features.checkpoints.view import folder_dialogs
from explorer.features.text_table.view.table_page import TablePage
from explorer.protocol.config import ConfigEdit
from explorer.protocol.model import CreateModel
from tests.afresh import now
from tests.back_translation import english
from tests.dragging import drag_enter
from tests.journeys.conftest import Person

SIZES = {
    "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4,
}  # fmt: skip
VIT = SIZES | {"image_size": 32, "patch_size": 8}
EAR = SIZES | {
    "conv_dim": [16, 16], "conv_stride": [5, 4], "conv_kernel": [10, 3],
    "num_conv_pos_embeddings": 4, "num_conv_pos_embedding_groups": 2,
    "num_feat_extract_layers": 2,
}  # fmt: skip


def created(person: Person, kind: str, class_name: str, fields: Mapping[str, object]) -> None:
    person.window.send(CreateModel(ConfigEdit(kind, class_name, json.dumps(fields)), 1))
    person.until_idle()
    assert person.message == ""
    person.show("runButton")


def dropped(person: Person, path: str) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(path)])
    person.window.dropEvent(
        QDropEvent(
            QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )  # fmt: skip
    person.until_idle()


def test_an_audience_sees_the_picture_that_runs(person: Person) -> None:
    created(person, "vit", "ViTForImageClassification", VIT)
    dropped(person, str(resources.path("examples", "shapes.png")))
    person.click("runButton")
    person.until_idle()
    tab, shown = person.window.inference, person.find(QWidget, "fileView")
    tab.mode.choose_mode("flow")
    person.until(lambda: bool(tab.views.view("flow").steps))
    place = shown.parentWidget()
    person.trigger("presentAction")
    person.until(lambda: not shown.visibleRegion().isEmpty())
    person.trigger("presentAction")
    person.until(lambda: shown.parentWidget() is place)
    assert shown.isVisible()


def test_a_new_picture_model_offers_nothing_that_another_model_wrote(person: Person) -> None:
    person.trigger("openBundled.mini-world-gpt2")
    person.until_idle()
    person.click("generateButton")
    person.until_idle()
    person.click("modeRun")
    person.until_idle()
    created(person, "vit", "ViTForImageClassification", VIT)
    views = person.window.inference.views
    said = [english(view.sentence) for view in (*views.views, *views.modes) if view.isVisible()]
    assert any(said)
    assert not any("What the model wrote" in text for text in said)


def test_a_picture_of_another_kind_says_what_it_is_to_be_saved_as(
    person: Person, tmp_path: Path
) -> None:
    """It was said to be no model; and an empty line was above the modes while there was none."""
    created(person, "vit", "ViTForImageClassification", VIT)
    steps = person.find(QLabel, "fileSteps")
    assert not now(steps.isVisible())
    photo = tmp_path / "cat.heic"
    photo.write_bytes(b"\0\0\0\x1cftypheic")
    dropped(person, str(photo))
    assert "not a picture that can be read here. PNG, JPEG" in person.message
    dropped(person, str(resources.path("examples", "shapes.png")))
    assert now(steps.isVisible())


def test_a_picture_is_dropped_run_and_seen_inside(person: Person, tmp_path: Path) -> None:
    created(person, "vit", "ViTForImageClassification", VIT)
    assert not person.find(QWidget, "textInput").isVisible()
    assert not person.find(QWidget, "examplesButton").isVisible(), "it has no examples to choose"
    run = person.window.inference.run_button
    assert not run.isEnabled()
    assert "Choose a picture" in english(run.accessibleDescription())
    dropped(person, str(resources.path("examples", "shapes.png")))
    assert "256 × 192 pixels" in english(person.find(QLabel, "fileFacts").text())
    assert "resized to 32 × 32" in english(person.find(QLabel, "fileSteps").text())
    labels = person.window.inference.findChildren(QLabel)
    said = [english(each.text()) for each in labels if each.isVisible()]
    assert not any("Choose a picture, then press Run" in text for text in said)
    assert person.find(QWidget, "fileView").isVisible()
    person.click("runButton")
    person.until_idle()
    tab = person.window.inference
    assert sum(one.probability for one in tab.bars[0].candidates) > 0.99
    assert tab.views.attention.map.values is not None
    assert tab.views.attention.map.values.shape == (17, 17)
    number = tab.tensor_card.title.text().split()[0]
    assert number == "2", "no step is left out, though a picture has no tokens"
    assert "pixel_values" in english(person.window.explain_pane.words.toPlainText())
    assert "ViTImageProcessorPil" in person.window.explain_pane.python
    flow, mode = tab.views.view("flow"), tab.mode.mode
    tab.mode.choose_mode("flow")
    person.until(lambda: bool(flow.steps))
    assert english(flow.steps[0].name) == "File"
    assert english(flow.steps[0].sentence) == "The model reads the file shapes.png."
    assert "They have no IDs" in english(flow.steps[1].sentence)
    assert flow.canvas._widths()[1] == 0, "no column of IDs is empty"
    assert not tab.live_button.isVisible(), "nothing is typed that a run could follow"
    tab.mode.choose_mode(mode)
    person.until_idle()
    for page in tab.views.views:
        tab.views.setCurrentWidget(page)
        person.until_idle()
        assert page.sentence == "" or page.sentence.endswith(".")
    past = tab.history.runs.runs[0]
    assert past.name == "shapes.png"
    tab.show_again(past)
    bad = tmp_path / "bad.png"
    bad.write_text("nothing")
    dropped(person, str(bad))
    assert "is not a picture" in person.message
    dropped(person, str(resources.path("examples", "chord.wav")))
    assert "reads no sound" in person.message


def test_a_sound_is_run_and_a_model_of_text_says_so(person: Person) -> None:
    created(person, "wav2vec2", "Wav2Vec2Model", EAR)
    run, tab = person.window.inference.run_button, person.window.inference
    assert not run.isEnabled()
    assert english(run.accessibleDescription()) == "Choose a sound first, or take the example."
    lacking = tab.lacks_input
    assert lacking, "an audience sees the page with what to choose, not a black screen"
    person.find(QPushButton, "exampleFileButton").click()
    person.until_idle()
    person.until(run.isEnabled)
    assert not person.window.inference.lacks_input
    assert "16,000 samples a second" in english(person.find(QLabel, "fileFacts").text())
    person.click("runButton")
    person.until_idle()
    assert person.message == ""
    assert "input_values" in english(tab.tensor_card.line.text())
    person.click("start.mini-world-bert")
    person.until_idle()
    assert person.window.inference.media.isHidden()
    dropped(person, str(resources.path("examples", "shapes.png")))
    assert "reads no pictures" in person.message
    person.run("The capital of France is [MASK].")


WHISPER = {
    "d_model": 32, "encoder_layers": 2, "decoder_layers": 2, "encoder_attention_heads": 4,
    "decoder_attention_heads": 4, "encoder_ffn_dim": 32, "decoder_ffn_dim": 32,
    "max_source_positions": 100, "vocab_size": 64, "pad_token_id": 0, "bos_token_id": 1,
    "eos_token_id": 2, "decoder_start_token_id": 3,
}  # fmt: skip


def test_a_decoder_writes_about_a_sound_and_every_layer_is_asked(person: Person) -> None:
    created(person, "whisper", "WhisperForConditionalGeneration", WHISPER)
    person.find(QPushButton, "exampleFileButton").click()
    person.until_idle()
    target = person.find(QLineEdit, "targetInput")
    assert target.isVisible()
    target.setText("five")
    person.click("runButton")
    assert "input IDs" in person.message
    target.setText("5, 9")
    person.click("writeAboutFile")
    person.until_idle()
    tab = person.window.inference
    tab.views.setCurrentWidget(tab.views.view("logit_lens"))
    person.until_idle()
    seen = tab.views.view("logit_lens").result
    assert seen is not None
    assert [one.id for one in seen.tokens[:3]] == [3, 5, 9]
    assert english(seen.checks[0].sentence).endswith("bit for bit.")
    assert "head" in person.window.explain_pane.python
    tab.views.setCurrentWidget(tab.views.attention)
    person.until_idle()
    assert tab.views.attention.kinds.count() == 3
    past = tab.history.runs.runs[0]
    assert past.name == "chord.wav"
    tab.history.again.emit(past.result.request)
    person.until_idle()
    assert person.message == ""


def test_a_picture_of_another_size_is_named_and_made_to_fit(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    created(person, "vit", "ViTForImageClassification", VIT)
    folder = tmp_path / "vit"
    person.save_as(folder)
    settings = {"image_processor_type": "ViTImageProcessor", "size": {"height": 224, "width": 224}}
    (folder / "preprocessor_config.json").write_text(json.dumps(settings))
    monkeypatch.setattr(folder_dialogs, "ask_open_folder", lambda parent, start: str(folder))
    person.open_folder()
    dropped(person, str(resources.path("examples", "shapes.png")))
    problem, fit = person.find(QLabel, "fileProblem"), person.find(QPushButton, "fitFileButton")
    assert "224 × 224" in problem.text()
    assert "32 × 32" in problem.text()
    assert english(fit.text()) == "Make it 32 × 32"
    person.click("runButton")
    person.until_idle()
    assert "224 × 224" in person.message
    person.window.message_bar.remedy.click()
    person.until_idle()
    assert problem.isHidden()
    assert fit.isHidden()
    assert "resized to 32 × 32" in english(person.find(QLabel, "fileSteps").text())
    person.click("runButton")
    person.until_idle()
    assert person.message == ""
    assert sum(one.probability for one in person.window.inference.bars[0].candidates) > 0.99
    assert '"height": 32' in person.window.explain_pane.python


def test_run_in_the_menu_is_grey_until_there_is_a_file(person: Person) -> None:
    created(person, "vit", "ViTForImageClassification", VIT)
    run = person.window.actions_.run
    assert not run.isEnabled()
    assert "Something is missing for a run" in english(str(run.property("why")))
    dropped(person, str(resources.path("examples", "shapes.png")))
    person.trigger("runAction")
    person.until_idle()
    assert person.window.inference.ran is not None


@pytest.mark.parametrize("field", ["textInput", "tablePaste"])
def test_a_file_that_is_dropped_on_a_field_is_opened_and_not_written_there(
    person: Person, tmp_path: Path, field: str
) -> None:
    window = person.window
    window.actions_.bundled[0].trigger()
    person.until_idle()
    file = tmp_path / "mine.csv"
    file.write_text("text\nHello there.\nGood day.\n", encoding="utf-8")
    if field == "tablePaste":
        person.trigger("textTableAction")
    widget = person.find(QWidget, field)
    data, handle = QMimeData(), window.windowHandle()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    place = widget.mapTo(window, QPoint(5, 5))
    enter = drag_enter(place, Qt.DropAction.CopyAction, data)
    QApplication.sendEvent(handle, enter)
    assert enter.isAccepted()
    drop = QDropEvent(
        QPointF(place), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(handle, drop)
    person.until_idle()
    assert "mine.csv" not in window.inference.rows.texts[0]
    if field == "tablePaste":
        page = person.find(TablePage, "textTable")
        assert page.table is not None
        assert page.table.request.path == str(file)
        assert window.centre.currentWidget() is window.inference
    else:
        assert window.centre.currentWidget().objectName() == "trainTab"
