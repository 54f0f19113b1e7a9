"""The right pane is about the view and the selection in sight, whatever was looked at before."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QWidget,
)

from explorer import resources
from explorer.features.ablation.protocol import AblateHeads
from explorer.features.attention.view.attention_view import AttentionView
from explorer.features.hidden_states.view import HiddenStatesView
from explorer.protocol.config import ConfigEdit
from explorer.protocol.inspection import HeadPlace
from explorer.protocol.model import CreateModel, CreateRandomCopy, LoadModel
from explorer.protocol.run import InspectionResult
from explorer.text.run_facts import speaker
from explorer.text.translation import tr
from explorer.widgets.token_words import word
from tests.back_translation import english
from tests.fresh_python import run_fresh
from tests.journeys.conftest import Begin, Person
from tests.model import chat_templates

TEXT = "The capital of France is [MASK]."
SMALL = '{"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2}'


def told(person: Person) -> str:
    pane = person.window.explain_pane
    return f"{english(pane.title.text())} {english(pane.words.toPlainText())}"


@pytest.fixture
def looking(person: Person) -> Person:
    person.click("start.mini-world-bert")
    person.until_idle()
    person.look_inside()
    person.run(TEXT)
    person.until_idle()
    return person


def turn(person: Person, name: str) -> QWidget:
    tabs = person.window.inference.views
    page = person.find(QWidget, name)
    tabs.setCurrentWidget(page)
    person.until_idle()
    return page


def test_every_view_has_words_of_its_own_and_they_come_back(looking: Person) -> None:
    tabs = looking.window.inference.views
    pages = [tabs.widget(place) for place in range(tabs.count())]
    names = [page.objectName() for page in pages if page is not None]
    words: dict[str, str] = {}
    for name in (*names[1:], names[0]):
        turn(looking, name)
        words[name] = told(looking)
    assert len(set(words.values())) == len(names), "each view tells something else"
    again: dict[str, str] = {}
    for name in (*reversed(names), *names):  # the last look of each view, and that stays
        turn(looking, name)
        assert again.setdefault(name, told(looking)) == told(looking)
        assert "no Python for this step" not in english(looking.window.explain_pane.python)
    assert len(set(again.values())) == len(names)
    assert again["patchView"] == words["patchView"]


def test_hidden_states_speak_of_the_token_of_the_view(looking: Person) -> None:
    page = turn(looking, "hiddenView")
    assert isinstance(page, HiddenStatesView)
    stack = page.stack
    assert stack is not None
    place = speaker(stack.tokens)
    assert word(stack.tokens[place]) == "[MASK]"
    assert word(stack.tokens[place]) in page.told.text()
    assert "[MASK]" in told(looking)
    assert f"{float(stack.norms[-1][place]):.3g}" in told(looking)
    page.norm_map.chosen.emit(2, 4)
    looking.until_idle()
    assert f"“{word(stack.tokens[4])}”" in told(looking)
    assert english(stack.names[2]) in told(looking)
    turn(looking, "rawView")
    turn(looking, "hiddenView")
    assert f"“{word(stack.tokens[4])}”" in told(looking)
    looking.run(TEXT)  # the chosen token stays, so the words of the next look are about it
    turn(looking, "rawView")
    turn(looking, "hiddenView")
    assert f"“{word(stack.tokens[4])}”" in told(looking)


def test_run_again_beside_a_view_tells_what_that_view_shows_of_the_new_run(
    looking: Person,
) -> None:
    """Run was pressed in Why: beside it stood how long the run took."""
    window = looking.window
    steps = window.workbench.explanations
    for name in ("attentionView", "hiddenView"):
        turn(looking, name)
        about = type(steps.shown.request) if steps.shown is not None else None
        for text in ("The capital of Italy is [MASK].", TEXT):
            looking.run(text)
            looking.until(
                lambda about=about: (
                    steps.shown is not None
                    and isinstance(steps.shown.result, InspectionResult)
                    and type(steps.shown.request) is about
                    and steps.shown.result.ran is window.inference.ran
                )
            )
    looking.click("modeWhy")
    looking.measure_why()
    why = window.inference.views.view("why")
    looking.run("The capital of Italy is [MASK].")
    looking.measure_why()
    looking.until(lambda: steps.shown is not None and type(steps.shown.request) in why.asks)
    assert "rome" in told(looking)
    about_words = told(looking)
    looking.click("modeFlow")
    looking.click("modeWhy")
    assert told(looking) == about_words, "as it was left, not what was measured last"
    looking.click("modeFlow")  # the run itself is what is in sight
    looking.run(TEXT)
    looking.until(lambda: told(looking).startswith("The model filled the gap"))


def test_a_head_that_is_chosen_is_told(looking: Person) -> None:
    page = turn(looking, "attentionView")
    assert isinstance(page, AttentionView)
    page.grid.chosen.emit(1, 2)
    looking.until_idle()
    assert page._head is not None
    assert looking.window.explain_pane.title.text() == page._head.title


@pytest.mark.parametrize("name", ["attentionView", "hiddenView"])
def test_a_heading_of_a_mere_hover_goes_with_the_mouse(looking: Person, name: str) -> None:
    page = turn(looking, name)
    assert isinstance(page, (AttentionView, HiddenStatesView))
    shown = page.map if isinstance(page, AttentionView) else page.norms
    heading = page.told.text()
    shown.point(0, 1)
    assert page.told.text() != heading
    QApplication.sendEvent(shown, QEvent(QEvent.Type.Leave))
    assert page.told.text() == heading


def test_beside_a_checkpoint_the_words_are_about_it(looking: Person) -> None:
    window = looking.window
    about_run = told(looking)
    window.centre.setCurrentWidget(window.checkpoint)
    looking.until_idle()
    assert "The checkpoint of the model in memory" in told(looking)
    window.local_pane.list.select(str(resources.path("models", "mini-world-sentiment")))
    assert "mini-world-sentiment" in told(looking), "not the one that was looked at before"
    assert "mini-world-bert” (2.1" in told(looking).replace("\xa0", " "), "which goes"
    window.centre.setCurrentWidget(window.compare)
    assert "mini-world-sentiment" not in told(looking)
    window.centre.setCurrentWidget(window.checkpoint)
    assert "mini-world-sentiment" in told(looking)
    window.checkpoint.follow(None)
    assert "Before a checkpoint is opened" in told(looking)
    window.centre.setCurrentWidget(window.inference)
    assert told(looking) == about_run, "the view of the run again"


def test_while_create_or_the_hub_is_used_the_words_are_about_that(looking: Person) -> None:
    window = looking.window
    about_run = told(looking)
    line = looking.find(QLineEdit, "textInput")
    line.setFocus()
    looking.until(line.hasFocus)
    window.sources.setCurrentWidget(window.create_pane)
    looking.until(lambda: window.create_pane.check.current is not None)
    looking.until_idle()
    field = looking.find(QLineEdit, "fieldFilter")
    field.setFocus()
    looking.until(field.hasFocus)
    assert told(looking).startswith("What will happen")
    search = looking.find(QLineEdit, "hubSearch")
    window.reveal(search)
    looking.until(search.hasFocus)
    assert "Hugging Face Hub" in told(looking)
    line.setFocus()
    looking.until(line.hasFocus)
    assert told(looking) == about_run
    assert looking.find(QLabel, "explainTitle").isVisible()


def test_compare_and_train_have_words_of_their_own_before_anything_is_done(
    looking: Person,
) -> None:
    window = looking.window
    about_run, ahead, titles = told(looking), [], []
    for name in ("compareTab", "trainTab"):
        window.centre.setCurrentWidget(looking.find(QWidget, name))
        looking.until_idle()
        ahead.append(told(looking))
        titles.append(window.explain_pane.title.text())
        window.centre.setCurrentWidget(window.inference)
        looking.until_idle()
        about_run = told(looking)  # of the view that is in sight again
        assert about_run not in ahead
    assert titles == [tr("Comparing two models"), tr("Teaching the model")]
    window.centre.setCurrentWidget(looking.find(QWidget, "compareTab"))
    looking.click("twinOtherButton")
    looking.until_idle()
    looking.click("runBothButton")
    looking.until_idle()
    about_both = told(looking)
    assert about_both not in (about_run, *ahead)
    window.centre.setCurrentWidget(window.inference)
    assert told(looking) == about_run
    window.centre.setCurrentWidget(looking.find(QWidget, "compareTab"))
    assert told(looking) == about_both


def test_a_run_behind_another_page_leaves_its_words(looking: Person) -> None:
    """As when the program starts where it was left, in Train: the run of then comes back too."""
    window = looking.window
    window.centre.setCurrentWidget(looking.find(QWidget, "trainTab"))
    looking.until_idle()
    before = told(looking)
    assert before.startswith("Teaching the model")
    window.inference.run_live()
    looking.until_idle()
    looking.until(lambda: window.inference.ran is not None)
    assert told(looking) == before
    window.centre.setCurrentWidget(window.inference)
    looking.until(lambda: told(looking).startswith("The model filled the gap"))


def test_the_words_are_about_train_while_somebody_works_there(looking: Person) -> None:
    """With a click into the page they went back to the run, or to the tokenizer."""
    window = looking.window
    window.centre.setCurrentWidget(looking.find(QWidget, "trainTab"))
    for name in ("trainSteps", "hubSearch", "trainBatch"):
        looking.show(name)
        looking.until_idle()
        assert told(looking).startswith("Teaching the model") == (name != "hubSearch")
    looking.show("textInput")
    looking.until_idle()
    assert not told(looking).startswith("Teaching the model")


def test_architecture_has_words_and_python_of_its_own(looking: Person) -> None:
    window, pane = looking.window, looking.window.explain_pane
    tab = window.workbench.architecture

    def turn_to(page: QWidget) -> None:
        window.centre.setCurrentWidget(page)
        looking.until_idle()

    turn_to(tab)
    about_tree = told(looking)
    assert about_tree.startswith("What the model is made of")
    assert "model.named_parameters()" in pane.python
    turn_to(window.inference)
    about_run = told(looking)
    assert about_run != about_tree
    turn_to(tab)
    assert told(looking) == about_tree
    tab.view.setCurrentIndex(tab.rows.index_of(3))
    looking.until_idle()
    about_weight = told(looking)
    assert about_weight.startswith("One tensor of weights")
    turn_to(window.inference)
    assert told(looking) == about_run
    turn_to(tab)
    assert told(looking) == about_weight


def test_after_teach_one_yourself_the_words_are_about_teaching(person: Person) -> None:
    person.click("start.teach")
    person.until(person.find(QWidget, "trainTab").isVisible)
    person.until_idle()
    assert told(person).startswith("Teaching the model")


def test_the_python_of_another_model_is_not_that_of_the_run_before(looking: Person) -> None:
    window, pane = looking.window, looking.window.explain_pane
    assert "outputs" in pane.python
    window.workbench.send(CreateRandomCopy(5))
    looking.until_idle()
    assert "torch.manual_seed(5)" in pane.python  # it draws the weights, and runs nothing
    assert "outputs" not in pane.python
    looking.click("start.mini-world-gpt2")
    looking.until_idle()
    assert "mini-world-gpt2" in pane.python
    assert "outputs" not in pane.python


def test_an_open_section_below_the_views_does_not_take_the_words(looking: Person) -> None:
    looking.show("nearestView")
    looking.until_idle()
    assert "Nearest to" in told(looking), "who opens it reads about it"
    looking.click("modeFlow")
    looking.run("The capital of Italy is [MASK].")
    looking.show("attentionView")  # the section asks again, and so does the view above it
    looking.until_idle()
    assert looking.find(QWidget, "nearestView").isVisible()
    assert "Nearest to" not in told(looking)
    assert "head" in english(looking.window.explain_pane.title.text())
    for mode in ("modeFlow", "modeRun"):  # nothing is new in either of them
        looking.click(mode)
        looking.until_idle()
    assert looking.find(QWidget, "nearestView").isVisible()
    assert "Nearest to" not in told(looking)
    assert "head" in english(looking.window.explain_pane.title.text())


def test_a_part_without_weights_leaves_no_words_about_another_one(person: Person) -> None:
    window = person.window
    person.click("start.mini-world-bert")
    person.until_idle()
    window.reveal(window.architecture)
    person.until_idle()
    tab, pane = window.architecture, window.explain_pane
    assert tab.tree is not None
    rows = tab.tree.rows
    first = next(place for place, row in enumerate(rows) if row.weights)
    bare = next(place for place, row in enumerate(rows) if place > first and not row.weights)
    tab.view.setCurrentIndex(tab.rows.index_of(first))
    person.until(lambda: english(pane.title.text()) == "One tensor of weights")
    tab.view.setCurrentIndex(tab.rows.index_of(bare))
    assert english(pane.title.text()) == "What the model is made of"
    assert rows[first].weights[0] not in pane.python


_LOGITS = """
tokens = tokenizer("The capital of France is [MASK].", return_tensors="pt")
with torch.inference_mode():
    print("LOGITS", model(**tokens).logits.double().sum().item())
"""
_BARE = """
import sys
import torch
from transformers import AutoModelForMaskedLM, AutoTokenizer
tokenizer = AutoTokenizer.from_pretrained(sys.argv[1])
model = AutoModelForMaskedLM.from_pretrained(sys.argv[1]).eval()
torch.set_num_threads(int(sys.argv[2]))
def silence(module, given):
    mixed = given[0].clone()
    mixed[..., : mixed.shape[-1] // model.config.num_attention_heads] = 0
    return (mixed,)
layer = model.bert.encoder.layer[3]
layer.attention.output.dense.register_forward_pre_hook(silence)
"""


def _logits(script: str, folder: Path, *words: str) -> float:
    done = run_fresh(script + _LOGITS, folder, *words)
    assert done.returncode == 0, f"{script}\n{done.stderr}"
    told_lines = [line for line in done.stdout.splitlines() if line.startswith("LOGITS")]
    return float(told_lines[0].split()[1])


def test_a_head_that_was_switched_off_after_the_run_is_in_the_python_of_every_view(
    looking: Person, tmp_path: Path
) -> None:
    """Patching, before anything is patched, showed the run with all of its heads on."""
    window = looking.window
    summary, prepared = window.summary, window.prepared
    assert summary is not None
    assert prepared is not None
    window.workbench.send(AblateHeads((HeadPlace("self", 3, 0),)))
    looking.until_idle()
    bare = _logits(_BARE, tmp_path, summary.source, str(prepared.threads))
    tabs = window.inference.views
    for place in range(tabs.count()):
        page = tabs.widget(place)
        assert page is not None
        turn(looking, page.objectName())
        # Attention is computed with eager in some: other last digits.
        logits = _logits(window.explain_pane.python, tmp_path)
        assert logits == pytest.approx(bare, rel=1e-6), tabs.tabText(place)
    turn(looking, "patchView")
    said = run_fresh(window.explain_pane.python, tmp_path).stdout
    now = window.inference.answers[0].candidates[0]
    assert f"{now.probability:.1%}" in said
    window.workbench.send(AblateHeads(()))
    looking.until_idle()
    assert abs(_logits(window.explain_pane.python, tmp_path) / bare - 1) > 1e-4


def test_a_message_covers_no_button(looking: Person) -> None:
    """It lay over Restore all, and a click there did nothing."""
    window = looking.window
    window.workbench.send(AblateHeads((HeadPlace("self", 3, 0),)))
    looking.until_idle()
    turn(looking, "attentionView")
    bar = window.message_bar
    window.message_bar.tell("Saved /home/somebody/session.py: 120 lines.")
    looking.until(bar.isVisible)
    looking.until_idle()

    def area(widget: QWidget) -> QRect:
        return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())

    buttons = [
        each
        for each in window.inference.findChildren(QAbstractButton)
        if each.isEnabled() and not each.visibleRegion().isEmpty()
    ]
    assert any(english(each.text()) == "Restore all" for each in buttons)
    looking.until(lambda: not any(area(bar).intersects(area(each)) for each in buttons))


def in_sight(person: Person) -> bool:
    """Whether the words are about the model in memory, or say that they are about another."""
    pane, shown = person.window.explain_pane, person.window.workbench.explanations.shown
    summary = person.window.summary
    ahead = shown is None or not told(person).startswith(
        person.window.teacher.explain(shown.result, shown.summary).title
    )
    same = shown is not None and summary is not None and shown.summary == summary
    return ahead or same or pane.previous.isVisible()


ASIDES = ("", "textTableAction", "tokenizerLabAction")


@pytest.mark.parametrize("aside", ASIDES)
def test_no_words_and_no_python_are_about_a_model_that_is_not_in_memory(
    looking: Person, aside: str
) -> None:
    window = looking.window
    turn(looking, "patchView")
    if aside:
        looking.trigger(aside)
        looking.until_idle()
        assert "Your run has" not in told(looking), "the run is out of sight"
    looking.trigger("openBundled.mini-world-sentiment")
    looking.until_idle()
    looking.until(lambda: in_sight(looking))
    assert "Your run has" not in told(looking)
    pane = window.explain_pane
    assert "mini-world-bert" not in pane.python or pane.previous.isVisible()
    for each in ("architectureTab", "trainTab", "compareTab", "inferenceTab"):
        looking.show(each)
        looking.until_idle()
        looking.until(lambda: in_sight(looking))
        assert "mini-world-bert" not in pane.python or pane.previous.isVisible()


def test_words_about_a_page_at_the_left_go_with_it(looking: Person) -> None:
    sources = looking.window.sources
    before = told(looking)
    hub = looking.find(QLineEdit, "hubSearch")
    looking.window.reveal(hub)
    hub.setFocus()
    looking.until(lambda: "Finding a checkpoint" in told(looking))
    local = looking.find(QWidget, "localPane")
    sources.setCurrentWidget(local)
    looking.until(lambda: told(looking) == before)


def test_no_words_stay_beside_a_page_where_nothing_was_done(person: Person) -> None:
    """Compare's words stayed beside “Nothing has run yet”, and nothing said that they were."""
    window = person.window
    person.click("start.mini-world-bert")
    person.until_idle()
    window.centre.setCurrentWidget(person.find(QWidget, "compareTab"))
    person.click("twinOtherButton")
    person.until_idle()
    person.click("runBothButton")
    person.until_idle()
    about_both = told(person)
    window.workbench.send(CreateRandomCopy(3))
    person.until_idle()
    person.click("twinOtherButton")
    person.until_idle()
    person.click("runBothButton")
    person.until_idle()
    assert window.inference.ran is None
    for name in ("inferenceTab", "trainTab", "inferenceTab"):
        window.centre.setCurrentWidget(person.find(QWidget, name))
        person.until_idle()
        title = english(window.explain_pane.title.text())
        assert title not in ("Two models, one input", ""), name
        assert about_both != told(person)


def test_a_page_that_could_not_be_read_is_not_of_the_model_in_memory(person: Person) -> None:
    """A created model came from no files, and such a page is about none."""
    window = person.window
    person.until_idle()
    window.workbench.send(CreateModel(ConfigEdit("bert", "BertModel", SMALL)))
    person.until_idle()
    assert window.summary is not None
    assert window.summary.source == ""
    window.centre.setCurrentWidget(window.checkpoint)
    window.checkpoint.open_page("somebody/nothing-there")
    person.until(lambda: not window.checkpoint.is_asking)
    person.until_idle()
    assert window.checkpoint.subject == ""
    assert "came from these files" not in told(person)
    assert "The checkpoint of the model in memory" not in told(person)


def test_that_the_model_is_gone_is_not_about_another_one(looking: Person) -> None:
    looking.trigger("unloadAction")
    looking.until_idle()
    assert looking.window.summary is None
    assert not looking.window.explain_pane.previous.isVisible()


def test_create_says_what_will_happen_only_to_who_is_there(looking: Person) -> None:
    """A form that a session puts back tells nobody that a model will be built."""
    window = looking.window
    about_run = told(looking)
    line = looking.find(QLineEdit, "textInput")
    line.setFocus()
    looking.until(line.hasFocus)
    window.sources.setCurrentWidget(window.create_pane)
    looking.until(lambda: window.create_pane.check.current is not None)
    before = window.create_pane.check.current
    window.create_pane.restore_state(ConfigEdit("bert", "BertModel", SMALL), 11)
    looking.until(lambda: window.create_pane.check.current not in (None, before))
    looking.until_idle()
    assert told(looking) == about_run


def test_in_flow_the_words_are_about_the_picture_where_the_answer_is_not_drawn(
    begin: Begin, tmp_path: Path
) -> None:
    """How alike texts are is shown elsewhere; the Python is that of the answer all the same."""
    from transformers import AutoTokenizer, BertModel

    bundled = resources.path("models", "mini-world-bert")
    BertModel.from_pretrained(bundled).save_pretrained(tmp_path)
    AutoTokenizer.from_pretrained(bundled).save_pretrained(tmp_path)
    person = begin(str(tmp_path))
    person.until_idle()
    person.window.inference.show_texts(("A cat sleeps.", "A dog sleeps."))
    person.click("runButton")
    person.until_idle()
    assert "The run as a picture" in told(person)
    assert "1 minus the cosine" in told(person)
    assert "How alike" not in told(person)
    assert "cosine = " in person.window.explain_pane.python
    person.look_inside()
    assert "The run as a picture" not in told(person)
    person.click("modeFlow")
    person.until_idle()
    assert "The run as a picture" in told(person)


def test_write_and_chat_have_the_words_of_their_own_text_again(
    person: Person, tmp_path: Path
) -> None:
    """Beside a written text stood the picture of another run, as “About the previous input”."""
    person.window.send(LoadModel(chat_templates.checkpoint(tmp_path / "chatml")))
    person.until_idle()
    person.find(QSpinBox, "maxNewTokens").setValue(5)
    person.find(QPlainTextEdit, "chatInput").setPlainText("Hello")
    person.click("chatSend")
    person.until_idle()
    chatted = told(person)
    person.click("modeGenerate")
    person.type_text("Hello")
    person.click("generateButton")
    person.until_idle()
    wrote = told(person)
    assert wrote != chatted
    assert wrote.startswith("The model continued the text")
    python = person.window.explain_pane.python
    person.click("modeFlow")
    person.run("Good morning")
    assert told(person) not in (wrote, chatted)
    person.click("modeGenerate")
    assert told(person) == wrote
    assert person.window.explain_pane.python == python
    person.click("modeChat")
    assert told(person) == chatted
    person.click("modeFlow")
    assert told(person) not in (wrote, chatted)


def test_heads_that_are_restored_beside_another_text_were_those_of_the_text_before(
    looking: Person,
) -> None:
    window = looking.window
    window.workbench.send(AblateHeads((HeadPlace("self", 3, 0),)))
    looking.until_idle()
    pane = window.explain_pane
    assert not pane.previous.isVisible()
    live = looking.find(QAbstractButton, "liveButton")
    live.setChecked(False)  # or it would run while one types
    looking.type_text("The capital of Spain is [MASK].")
    window.workbench.send(AblateHeads(()))
    looking.until_idle()
    assert english(pane.previous.text()) == "About the previous input"
    assert pane.previous.isVisible()
