"""Further tasks and the history of runs, with a bundled model, through the real window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from explorer import resources
from explorer.features.ablation.protocol import AblateHeads
from explorer.features.answers.view.span_text import SpanText
from explorer.features.history.view.history_dialog import HistoryDialog
from explorer.protocol.model import LoadModel
from explorer.widgets.combo_box import TextChoice
from tests.back_translation import english
from tests.journeys.conftest import Person

BERT = str(resources.path("models", "mini-world-bert"))


def opened(person: Person, class_name: str) -> None:
    person.window.send(LoadModel(BERT, "mini-world-bert", class_name=class_name))
    person.until_idle()


def test_a_question_is_answered_in_its_context_and_seen_inside(person: Person) -> None:
    opened(person, "BertForQuestionAnswering")
    assert person.window.summary is not None
    assert person.window.summary.task == "question-answering"
    person.show("textInput")
    context = person.find(QPlainTextEdit, "contextInput")
    context.setPlainText("paris is the capital of france .")
    person.look_inside()
    person.run("what is the capital of france ?")
    text = person.find(SpanText, "answerText")
    (mark,) = text.marks
    best = person.window.inference.bars[0].candidates[0]
    assert context.toPlainText()[mark.start : mark.end] == best.text
    assert mark.probability == pytest.approx(best.probability)
    assert person.window.inference.views.attention.map.values is not None
    assert english(person.window.explain_pane.title.text()) == "An answer in the context"
    assert "start_logits" in person.window.explain_pane.python


def test_each_other_task_runs_its_first_example(person: Person) -> None:
    for class_name in ("BertForTokenClassification", "BertForMultipleChoice", "BertModel"):
        opened(person, class_name)
        person.show("textInput")
        person.click("runButton")
        person.until_idle()
        assert person.message == ""
        assert person.window.inference.history.runs.runs[0].summary.class_name == class_name
    assert len(person.window.inference.history.runs.runs) == 3


def test_the_rows_of_a_choice_are_called_choices(person: Person) -> None:
    """They were "Text 1" and "Text 2" in each view that looks into the run."""
    opened(person, "BertForMultipleChoice")
    person.show("textInput")
    person.look_inside()
    person.click("runButton")
    person.until_idle()
    for view in ("attention", "hidden_states"):
        person.window.inference.views.setCurrentWidget(person.window.inference.views.view(view))
        person.until_idle()
        box = person.window.inference.views.view(view).findChild(TextChoice)
        names = [english(box.itemText(place)) for place in range(box.count())]
        assert names == ["Choice 1", "Choice 2", "Choice 3"]


def test_a_former_run_is_shown_again_also_of_another_model(person: Person) -> None:
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run("The capital of France is [MASK].")
    first = person.window.inference.bars[0].candidates
    person.run("A dog says [MASK].")
    person.click("historyButton")
    dialog = person.find(HistoryDialog, "historyDialog")
    person.find(QListWidget, "historyList").setCurrentRow(1)
    jobs = len(person.window.inference.history.runs.runs)
    dialog.open_button.click()
    person.until_idle()
    tab = person.window.inference
    assert tab.bars[0].candidates == first
    person.until(lambda: tab.bars[0].isVisible())
    assert len(tab.history.runs.runs) == jobs
    assert "“paris”" in english(person.window.explain_pane.words.toPlainText())
    assert "Nothing was run." in english(tab._again.text()), "said once, beside the text"
    assert "Run it again to look inside" in english(tab.views.attention.sentence)
    person.window.load(str(resources.path("models", "mini-world-gpt2")), "mini-world-gpt2")
    person.until_idle()
    tab.show_again(tab.history.runs.runs[0])
    person.until_idle()
    assert "belongs to mini-world-bert" in english(tab._again.text())
    assert person.message == ""


def test_each_text_of_a_batch_is_compared_with_the_text_alone(person: Person) -> None:
    person.click("start.mini-world-bert")
    person.until_idle()
    tab = person.window.inference
    tab.show_texts(("The capital of France is [MASK].", "A dog says [MASK]."))
    person.look_inside()
    person.click("runButton")
    person.until_idle()
    (check,) = tab.alone.checks
    assert check.passed
    assert "the same numbers" in english(check.sentence)
    assert tab.alone.isVisible()
    tab.views.setCurrentIndex(1)
    person.until_idle()
    assert tab.alone.checks == (check,)
    tab.show_texts(("A dog says [MASK].",))
    person.click("runButton")
    person.until_idle()
    assert not tab.alone.isVisible()


@pytest.mark.parametrize("class_name", ["BertForQuestionAnswering", "BertForMultipleChoice"])
def test_run_says_what_has_to_be_written_before_anybody_presses_it(
    person: Person, class_name: str
) -> None:
    opened(person, class_name)
    person.show("textInput")
    run, inputs = person.find(QPushButton, "runButton"), person.window.inference.inputs
    assert run.isEnabled()
    assert english(run.accessibleDescription()) == "Run the model (Return)"
    choices = [row.edit for row in inputs.choices._rows][1:]  # one alone is no choice
    needed: list[QLineEdit | QPlainTextEdit] = [inputs.context]
    for field in choices if class_name == "BertForMultipleChoice" else needed:
        field.setFocus()
        field.selectAll()
        QTest.keyClick(field, Qt.Key.Key_Delete)
    person.until(lambda: not run.isEnabled())
    reason = english(run.accessibleDescription())
    assert reason.startswith("Write ")
    line = person.find(QLineEdit, "textInput")
    line.setFocus()
    runs = len(person.window.inference.history.runs.runs)
    QTest.keyClick(line, Qt.Key.Key_Return)
    person.until_idle()
    assert english(person.message) == reason, "Return says it as well"
    assert len(person.window.inference.history.runs.runs) == runs
    field.setFocus()
    QTest.keyClicks(field, "france is in europe .")
    person.until(run.isEnabled)


@pytest.mark.parametrize(
    ("class_name", "scores", "tokens"),
    [
        (
            "BertForTokenClassification",
            "The last vector of each token gives a score to each",
            "The",
        ),
        ("BertForQuestionAnswering", "The last vector of each token gives two scores", "The two"),
        ("BertModel", "This class answers with vectors, not with scores.", "The"),
    ],
)
def test_the_picture_says_where_the_scores_of_each_task_come_from(
    person: Person, class_name: str, scores: str, tokens: str
) -> None:
    """A class that labels tokens had no scores, and one that finds answers chose among 0."""
    opened(person, class_name)
    person.click("modeFlow")
    person.click("runButton")
    person.until_idle()
    steps = person.window.inference.views.view("flow").steps
    assert english(steps[-2].sentence).startswith(scores)
    assert english(steps[1].sentence).startswith(f"{tokens} text")


@pytest.mark.parametrize(
    "class_name", ["BertForTokenClassification", "BertForQuestionAnswering", "BertModel"]
)
def test_with_heads_off_no_answer_of_the_whole_model_stays(person: Person, class_name: str) -> None:
    """Labels, spans and cosines of the whole model stood beside “8 heads off”."""
    opened(person, class_name)
    person.look_inside()
    person.click("runButton")
    person.until_idle()
    tab = person.window.inference
    before = tab.answers, tab._plain.findChildren(QWidget)
    assert before[1]
    person.click("switchLayerButton")
    person.until_idle()
    assert tab.answers == ()
    (said,) = tab._plain.findChildren(QLabel)
    assert english(said.text()) == "Press Run to see what the model says now."
    assert "Here only its output tensors are computed again." in english(tab.switched.told.text())
    assert "The Inference tab does that" not in english(
        person.window.explain_pane.words.toPlainText()
    )
    person.click("modeFlow")
    person.until_idle()
    last = person.window.inference.views.view("flow").steps[-1]
    assert english(last.sentence) == "Press Run to see what the model says now."
    person.look_inside()
    person.click("restoreHeadsButton")
    person.until_idle()
    assert tab.answers == before[0]
    assert len(tab._plain.findChildren(QWidget)) == len(before[1])


def test_heads_that_go_on_again_change_nothing_of_a_former_run_in_sight(person: Person) -> None:
    person.click("start.mini-world-bert")
    person.until_idle()
    person.look_inside()
    person.run("The capital of France is [MASK].")
    tab = person.window.inference
    first = tab.answers
    person.run("The sky is [MASK].")
    second = tab.answers
    person.click("switchLayerButton")
    person.until_idle()
    assert tab.answers != second
    assert all(view.answers == tab.answers for view in tab.views.views), "Why lists them as well"
    tab.show_again(tab.history.runs.runs[-1])
    person.until_idle()
    assert tab.answers == first
    person.window.send(AblateHeads(()))
    person.until_idle()
    assert tab.answers == first, "and not those to the text that ran last"
