"""A conversation in the real window, with chat templates as they are in checkpoints."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from explorer.engine.sandbox.process import PROCESS
from explorer.features.chat.view import chat_pane
from explorer.features.chat.view.bubble import Bubble
from explorer.features.chat.view.chat_pane import ChatPane
from explorer.features.chat.view.no_chat import NoChatCard
from explorer.features.generation.protocol import Generated, GeneratedSoFar, Turn
from explorer.features.history.view.history_dialog import HistoryDialog
from explorer.features.sessions.view import sessions_controller
from explorer.features.sessions.view.session_state import put_back, take_up
from explorer.protocol.job import Progress
from explorer.protocol.model import LoadModel
from explorer.protocol.run import RunResult
from explorer.widgets.combo_box import ComboBox
from tests.afresh import now
from tests.back_translation import english
from tests.journeys.conftest import Begin, Person
from tests.model import chat_templates

HELLO, CAPITAL = "Hello, how are you?", "What is the capital of France?"


@pytest.fixture(autouse=True, scope="module")
def _ends() -> Iterator[None]:
    from transformers import logging

    logging.disable_progress_bar()
    yield
    PROCESS.end()


def opened(person: Person, folder: str, most: int = 5) -> ChatPane:
    person.window.send(LoadModel(folder))
    person.until_idle()
    person.find(QSpinBox, "maxNewTokens").setValue(most)
    pane = person.window.inference.chat
    assert pane is not None
    return pane


def write(person: Person, text: str) -> QPlainTextEdit:
    field = person.find(QPlainTextEdit, "chatInput")
    field.setPlainText(text)
    return field


def say(person: Person, text: str) -> None:
    write(person, text)
    person.click("chatSend")
    settle(person)


def settle(person: Person) -> None:
    """Wait until everything that was asked for an answer has come."""
    pane = person.window.inference.chat
    assert pane is not None
    person.until(lambda: not pane.busy)
    person.until_idle()


def answer(pane: ChatPane) -> Generated:
    result = pane.tree.path[-1].result
    assert result is not None
    return result


def prompt(pane: ChatPane) -> str:
    return "".join(one.piece for one in answer(pane).prompt)


def test_a_checkpoint_with_a_template_opens_as_a_chat_one_can_type_in(
    person: Person, tmp_path: Path
) -> None:
    pane = opened(person, chat_templates.checkpoint(tmp_path / "chatml"))
    assert person.window.inference.mode.mode == "chat"
    assert pane.isVisible()
    field = person.find(QPlainTextEdit, "chatInput")
    person.until(field.hasFocus)
    QTest.keyClicks(field, "Hello,")
    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(field, "you")
    assert now(pane.turns) == ()
    QTest.keyClick(field, Qt.Key.Key_Return)
    person.until_idle()
    assert [turn.role for turn in pane.turns] == ["user", "assistant"]
    assert pane.turns[0].content == "Hello,\nyou"
    assert field.toPlainText() == ""
    QTest.keyClick(field, Qt.Key.Key_Return)  # nothing is sent when nothing is written
    assert len(pane.turns) == 2
    # The modes stay where they are, so that the next click meets what is seen.
    bar = person.window.inference.mode
    places = set()
    for name in ("modeChat", "modeFlow", "modeRun", "modeGenerate", "modeChat"):
        person.click(name)
        QGuiApplication.processEvents()
        places.add(bar.mapTo(person.window, bar.rect().topLeft()).y())
    assert len(places) == 1


def test_a_model_without_a_template_says_why_it_does_not_chat(person: Person) -> None:
    person.click("start.mini-world-gpt2")
    person.until_idle()
    chat = person.find(QPushButton, "modeChat")
    assert "no chat template" in english(chat.toolTip())
    assert "no chat template" in english(chat.accessibleDescription())
    inference = person.window.inference
    assert inference.mode.mode == "write"
    page = inference.no_chat
    assert not now(page.isVisible())
    assert inference.findChildren(NoChatCard) == [page]
    person.click("modeChat")
    assert now(page.isVisible())
    assert "was not trained to chat" in english(page.why.text())
    assert not inference.line.isVisible()
    title = person.window.explain_pane.title
    assert english(title.text()) == "What a model needs to chat"
    person.click("noChatWrite")
    assert english(now(title.text())) != "What a model needs to chat"
    assert (now(inference.mode.mode), page.isVisible()) == ("write", False)
    assert inference.rows.first.hasFocus()


def test_a_model_that_does_not_write_leads_to_one_that_chats(person: Person) -> None:
    person.click("start.mini-world-bert")
    person.until_idle()
    person.click("modeChat")
    page = person.window.inference.no_chat
    assert page.isVisible()
    assert "does not write text" in english(page.why.text())
    bar = person.find(QWidget, "modeBar")
    below = bar.mapTo(person.window, bar.rect().bottomLeft()).y()
    gap = page.mapTo(person.window, page.rect().topLeft()).y() - below
    assert 0 < gap < bar.height(), "it follows the modes, without a hole between them"
    assert not page.write.isVisible()
    assert not page.tokenizer.isVisible()
    person.click("noChatFind")
    box = person.find(QLineEdit, "hubSearch")
    assert box.isVisible()
    assert box.text() == "Instruct"


def test_the_page_of_a_conversation_goes_where_a_model_holds_none(
    person: Person, tmp_path: Path
) -> None:
    pane = opened(person, chat_templates.checkpoint(tmp_path / "chatml"))
    assert now(pane.isVisible())
    person.trigger("openBundled.mini-world-gpt2")
    person.until_idle()
    person.click("modeChat")
    assert person.window.inference.no_chat.isVisible()
    assert not now(pane.isVisible())
    assert not pane.head.isVisible()
    assert not any(tool.isVisible() for tool in pane.tools)


def test_a_conversation_of_several_turns(person: Person, tmp_path: Path) -> None:
    pane = opened(person, chat_templates.checkpoint(tmp_path / "chatml"))
    person.find(QLineEdit, "systemText").setText("Be brief, please.")
    say(person, HELLO)
    assert person.message == ""
    first = answer(pane)
    assert now(pane.turns) == (Turn("user", HELLO), Turn("assistant", first.text.strip()))

    say(person, CAPITAL)
    assert prompt(pane).count("<|im_start|>") == 5  # system, two turns, the text, the answer
    python = person.window.explain_pane.python
    assert "apply_chat_template" in python
    assert '{"role": "assistant", "content": turn_2}' in python
    assert "chat template" in english(person.window.explain_pane.words.toPlainText())

    person.click("copyMessage.3")
    assert QGuiApplication.clipboard().text() == CAPITAL

    person.click("editMessage.1")
    person.find(QPlainTextEdit, "messageBox.1").setPlainText("Hello.")
    person.click("keepMessage.1")
    settle(person)
    assert pane.tree.path[0].content == "Hello."
    assert len(pane.turns) == 2  # it was sent again: what followed the former words is a branch
    person.click("beforeMessage.1")
    assert [turn.content for turn in pane.turns][::2] == [HELLO, CAPITAL]
    person.click("editMessage.2")
    box = person.find(QPlainTextEdit, "messageBox.2")
    box.setPlainText("Fine.")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert now(pane.turns) == (Turn("user", HELLO), Turn("assistant", "Fine."))
    person.click("editMessage.1")
    QTest.keyClick(person.find(QPlainTextEdit, "messageBox.1"), Qt.Key.Key_Escape)
    assert not pane.conversation.bubbles[0].editing
    say(person, CAPITAL)
    assert "Fine.<|im_end|>" in prompt(pane)

    write(person, "And Italy?")
    person.click("chatDetails")
    person.until(lambda: "And Italy?<|im_end|>" in english(pane.rendered.text()))
    assert "Fine.<|im_end|>" in english(pane.rendered.text())
    person.find(QCheckBox, "generationPrompt").setChecked(False)
    person.until(lambda: pane.rendered.text().endswith("<|im_end|>⏎\n"))
    person.until_idle()
    person.click("clearChat")
    assert now(pane.turns) == ()


def test_another_answer_another_token_and_more_of_an_answer(person: Person, tmp_path: Path) -> None:
    pane = opened(person, chat_templates.checkpoint(tmp_path / "chatml"), 3)
    say(person, HELLO)
    first = answer(pane)
    assert first.stopped == "as many as asked"
    person.click("againMessage.2")
    settle(person)
    second = answer(pane)
    assert second is not first
    assert pane.tree.branches(1) == (1, 2)
    person.click("beforeMessage.2")
    assert answer(pane) is first

    person.click("continueMessage.2")  # the engine's text is the second answer by now
    settle(person)
    more = answer(pane)
    assert more.tokens[: len(first.tokens)] == first.tokens
    assert len(more.tokens) > len(first.tokens)
    assert pane.tree.branches(1) == (0, 2)

    person.click("chatTokens")
    bubble = person.find(Bubble, "message.2")
    assert bubble._chips is not None
    assert bubble._chips.tokens == more.tokens
    bubble._chips.go_to(1)
    other = next(one.id for one in more.tokens[1].candidates if one.id != more.tokens[1].token.id)
    said = [english(label.text()) for label in bubble.findChildren(QLabel)]
    assert any(text.startswith("The model's own probabilities:") for text in said)
    person.click(f"instead.2.{other}")
    settle(person)
    picked = answer(pane)
    assert picked.tokens[0] == more.tokens[0]
    assert picked.tokens[1].token.id == other
    assert picked.tokens[1].by_hand
    assert len(picked.tokens) > 2
    assert pane.tree.branches(1) == (2, 3)
    assert person.message == ""
    history = person.window.inference.history.runs.runs
    assert len(history) == 2, "steps and branches of one answer are one entry"


def test_an_answer_grows_in_its_bubble_and_can_be_stopped(person: Person, tmp_path: Path) -> None:
    pane = opened(person, chat_templates.checkpoint(tmp_path / "chatml"), 300)
    pane._sampling.greedy.setChecked(True)
    grown: list[str] = []

    def watch(reply: object) -> None:
        if isinstance(reply, Progress) and isinstance(reply.partial, GeneratedSoFar):
            grown.append(person.find(QLabel, "messageText.2").text())
            if len(grown) == 3:
                assert english(person.find(QPushButton, "chatSend").text()) == "Stop"
                person.click("chatSend")

    person.window.model.replied.connect(watch)
    say(person, HELLO)
    person.window.model.replied.disconnect(watch)
    result = answer(pane)
    if english(result.stopped) != "end of text":
        assert result.stopped == "you stopped it"
    assert grown
    assert not pane.busy
    assert len(pane.turns) == 2
    assert not person.find(QPushButton, "againMessage.2").isEnabled(), "greedy: it would repeat"


def test_what_the_model_in_memory_cannot_run_again_is_grey_in_the_history(
    person: Person, tmp_path: Path
) -> None:
    """The refusal came only after the click, when the dialog was gone."""
    opened(person, chat_templates.checkpoint(tmp_path / "chatml"))
    say(person, CAPITAL)
    for name, why in (
        ("mini-world-gpt2", "no chat template"),
        ("mini-world-bert", "cannot write text"),
    ):
        person.trigger(f"openBundled.{name}")
        person.until_idle()
        person.click("historyButton")
        dialog = person.find(HistoryDialog, "historyDialog")
        person.find(QListWidget, "historyList").setCurrentRow(0)
        assert not dialog.again_button.isEnabled()
        assert why in english(dialog.again_button.toolTip())
        dialog.close()
        person.until(lambda: person.window.findChild(HistoryDialog, "historyDialog") is None)


def test_a_session_keeps_the_words_of_a_conversation(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pane = opened(person, chat_templates.checkpoint(tmp_path / "chatml"))
    say(person, CAPITAL)
    pane.text.setPlainText("And of Spain?")
    turns = pane.turns
    assert len(turns) == 2
    file = str(tmp_path / "talk.explorer-session.json")
    monkeypatch.setattr(sessions_controller, "ask_save_session", lambda *words: file)
    person.trigger("saveSessionAction")
    person.until_idle()
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    person.window.workbench.files.sessions.open(file)
    person.until_idle()
    person.until(lambda: "is open" in person.message)
    assert person.window.inference.mode.mode == "chat"
    chat = person.window.inference.chat
    assert chat is not None
    assert now(chat.isVisible())
    assert chat.turns == turns
    assert now(chat.text.toPlainText()) == "And of Spain?"


def test_write_and_chat_do_not_mix_their_texts(person: Person, tmp_path: Path) -> None:
    pane = opened(person, chat_templates.checkpoint(tmp_path / "chatml"))
    inference = person.window.inference
    person.click("modeGenerate")
    write_pane = inference.generation
    assert write_pane is not None
    person.type_text(HELLO)
    person.click("generateButton")
    person.until_idle()
    text = write_pane.written
    assert text is not None
    assert "<|im_start|>" not in "".join(token.piece for token in text.prompt)
    person.click("modeChat")
    say(person, CAPITAL)
    assert write_pane.written is text
    person.click("modeGenerate")
    person.click("nextToken")
    person.until_idle()
    assert write_pane.written is not None
    assert write_pane.written.tokens[: len(text.tokens)] == text.tokens
    assert len(write_pane.written.tokens) == len(text.tokens) + 1
    person.click("modeChat")
    assert len(pane.turns) == 2
    runs = inference.history.runs.runs
    assert english([run.name for run in runs]) == [f"Written: {CAPITAL}", f"Written: {HELLO}"]


def test_what_it_answered_is_looked_into_token_by_token(person: Person, tmp_path: Path) -> None:
    pane = opened(person, chat_templates.checkpoint(tmp_path / "chatml"))
    say(person, HELLO)
    result = answer(pane)
    person.click("lookMessage.2")
    person.until_idle()
    inference = person.window.inference
    assert inference.mode.mode == "flow"
    ran = inference.ran
    assert isinstance(ran, RunResult)
    ids = [token.id for token in (*result.prompt, *(one.token for one in result.tokens))]
    while ids[-1] in result.ends:
        ids.pop()
    assert [token.id for token in ran.rows[0]] == ids
    assert not person.find(QPushButton, "previousText").isVisible()
    person.click("modeChat")
    assert len(pane.turns) == 2


def test_a_conversation_is_exported_as_markdown(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pane = opened(person, chat_templates.checkpoint(tmp_path / "chatml"))
    person.find(QLineEdit, "systemText").setText("Be brief.")
    say(person, HELLO)
    file = tmp_path / "talk.md"
    monkeypatch.setattr(chat_pane, "ask_file", lambda *_: str(file))
    person.click("exportChat")
    parts = file.read_text(encoding="utf-8").split("\n\n")
    assert english(parts[1:5]) == english(["## System message", "Be brief.", "## You", HELLO])
    assert parts[5] == "## chatml"
    assert "\n\n".join(parts[6:]).strip() == pane.turns[1].content


def test_a_conversation_comes_back_with_a_session_and_the_history(
    person: Person, tmp_path: Path
) -> None:
    pane = opened(person, chat_templates.checkpoint(tmp_path / "chatml"))
    say(person, HELLO)
    say(person, CAPITAL)
    write(person, "Not sent yet")
    kept, turns = take_up(person.window), pane.turns
    person.click("clearChat")
    person.click("modeGenerate")
    put_back(person.window, kept)
    assert person.window.inference.mode.mode == "chat"
    assert pane.turns == turns
    assert english(person.find(QPlainTextEdit, "chatInput").toPlainText()) == "Not sent yet"
    person.until_idle()

    person.click("clearChat")
    person.click("modeFlow")
    past = person.window.inference.history.runs.runs[0]
    person.window.inference.show_again(past)
    assert person.window.inference.mode.mode == "chat"
    assert pane.turns == turns
    assert not person.window.model.jobs
    person.window.inference.history.again.emit(past.result.request)
    person.until_idle()
    assert person.message == ""
    assert prompt(pane).count("<|im_start|>") == 5


def test_templates_that_fail_give_the_words_back_and_lead_to_write(
    person: Person, tmp_path: Path
) -> None:
    pane = opened(person, chat_templates.checkpoint(tmp_path / "gemma", "gemma"))
    person.find(QLineEdit, "systemText").setText("Be brief.")
    say(person, HELLO)
    assert "System role not supported" in person.message
    assert pane.problem.isVisible()
    assert now(pane.turns) == ()
    assert pane.text.toPlainText() == HELLO
    person.find(QLineEdit, "systemText").clear()
    say(person, HELLO)
    assert len(pane.turns) == 2
    assert not pane.problem.isVisible()

    template = chat_templates.BROKEN
    pane = opened(person, chat_templates.checkpoint(tmp_path / "broken", template=template))
    say(person, HELLO)
    assert "is broken" in person.message
    person.click("messageRemedy")
    inference = person.window.inference
    assert inference.mode.mode == "write"
    assert person.find(QLineEdit, "textInput").text() == HELLO
    person.click("generateButton")
    person.until_idle()
    assert inference.generation is not None
    assert inference.generation.written is not None


@pytest.mark.here("it waits for a lock of the process that fills templates in")
def test_a_template_that_loops_can_be_stopped(person: Person, tmp_path: Path) -> None:
    pane = opened(
        person, chat_templates.checkpoint(tmp_path / "loops", template=chat_templates.LOOPS)
    )
    write(person, HELLO)
    person.click("chatSend")
    person.until(lambda: PROCESS._one_at_a_time.locked())
    person.click("chatSend")
    person.until_idle()
    assert "before the first token" in english(person.find(QLabel, "chatSentence").text())
    assert pane.turns == ()
    assert pane.text.toPlainText() == HELLO
    assert pane.send.isEnabled()


def test_one_of_several_templates(person: Person, tmp_path: Path) -> None:
    several = {
        "default": chat_templates.CHATML,
        "tool_use": chat_templates.LLAMA_3,
        "rag": chat_templates.PHI_3,
    }
    pane = opened(person, chat_templates.checkpoint(tmp_path / "named", template=several))
    person.click("chatDetails")
    choice = person.find(ComboBox, "chatTemplateName")
    assert choice.isVisible()
    assert english([choice.itemText(n) for n in range(3)]) == ["default", "rag", "tool_use"]
    choice.setCurrentIndex(1)
    say(person, HELLO)
    assert "<|im_start|>" not in prompt(pane)
    assert 'chat_template="rag"' in person.window.explain_pane.python


def test_a_conversation_has_lines_in_a_small_window_with_large_text(
    begin: Begin, tmp_path: Path
) -> None:
    person = begin("--size", "1024x700", "--text", "200")
    pane = opened(person, chat_templates.checkpoint(tmp_path / "chatml"))
    pane.text.setFocus()
    person.until(lambda: pane.conversation.height() >= 6 * pane.fontMetrics().lineSpacing())
    field, page = pane.text, person.window.inference._page.viewport()
    person.until(lambda: page.rect().contains(field.mapTo(page, field.rect().bottomLeft())))


def test_random_weights_were_trained_on_no_form(person: Person, tmp_path: Path) -> None:
    pane = opened(person, chat_templates.checkpoint(tmp_path / "chatml"))
    person.trigger("twinAction")
    person.until_idle()
    said = english(pane.conversation.welcome.text())
    assert "Its weights are random" in said
    assert "trained on" not in said
