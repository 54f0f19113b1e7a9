"""A conversation in the real window, with chat templates as they stand in checkpoints."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QSpinBox

from explorer.engine.sandbox.process import PROCESS
from explorer.features.generation.protocol import Turn
from explorer.features.generation.view.generation_pane import GenerationPane
from explorer.features.sessions.view.session_state import put_back, take_up
from explorer.protocol.model import LoadModel
from explorer.widgets.combo_box import ComboBox
from tests.journeys.conftest import Person
from tests.model import chat_templates

HELLO, CAPITAL = "Hello, how are you?", "What is the capital of France?"


@pytest.fixture(autouse=True, scope="module")
def _ends() -> Iterator[None]:
    from transformers import logging

    logging.disable_progress_bar()
    yield
    PROCESS.end()


def opened(person: Person, folder: str, most: int = 5) -> GenerationPane:
    person.window.send(LoadModel(folder))
    person.until_idle()
    person.click("modeGenerate")
    person.find(QSpinBox, "maxNewTokens").setValue(most)
    pane = person.window.inference.generation
    assert pane is not None
    assert pane.isVisible()
    return pane


def say(person: Person, text: str) -> None:
    person.type_text(text)
    person.click("generateButton")
    person.until_idle()


def prompt(pane: GenerationPane) -> str:
    assert pane.written is not None
    return "".join(one.piece for one in pane.written.prompt)


def test_a_conversation_of_several_turns(person: Person, tmp_path: Path) -> None:
    pane = opened(person, chat_templates.checkpoint(tmp_path / "chatml"))
    chat = pane.chat
    person.find(QLineEdit, "systemText").setText("Be brief, please.")
    say(person, HELLO)
    assert person.message == ""
    assert not person.find(QPushButton, "clearChat").isVisible()
    assert pane.written is not None
    answer = pane.written.text.strip()
    person.click("chatReply")
    assert chat.turns == (Turn("user", HELLO), Turn("assistant", answer))
    assert person.find(QLineEdit, "textInput").text() == ""
    assert pane.written is None

    say(person, CAPITAL)
    assert prompt(pane).count("<|im_start|>") == 5  # system, two turns, the text, the answer
    python = person.window.explain_pane.python
    assert "apply_chat_template" in python
    assert '{"role": "assistant", "content": turn_2}' in python
    assert "chat template" in person.window.explain_pane.words.toPlainText()
    first = [one.token.id for one in pane.written.tokens] if pane.written else []
    other = next(one.id for one in pane.candidates.pairs if one.id != first[0])
    pane.text._take(1)  # back to the second token, another one: a branch
    person.until_idle()
    pane.candidates.picked.emit(other)
    person.until_idle()
    person.click("chatReply")
    assert len(chat.turns) == 4

    person.click("editTurn.1")
    person.find(QPlainTextEdit, "turnBox.1").setPlainText("Hello.")
    person.click("keepTurn.1")
    assert chat.turns[0] == Turn("user", "Hello.")
    assert len(chat.turns) == 4
    person.click("backToTurn.3")
    assert len(chat.turns) == 2
    assert person.find(QLineEdit, "textInput").text() == CAPITAL
    person.click("chatDetails")
    person.until(lambda: "Hello.<|im_end|>" in chat.rendered.text())
    assert f"{CAPITAL}<|im_end|>" in chat.rendered.text()
    person.find(QCheckBox, "generationPrompt").setChecked(False)
    person.until(lambda: chat.rendered.text().endswith("<|im_end|>⏎\n"))
    person.until_idle()
    person.click("clearChat")
    assert chat.turns == ()
    assert not chat.conversation.isVisible()


def test_a_conversation_comes_back_with_a_session_and_the_history(
    person: Person, tmp_path: Path
) -> None:
    pane = opened(person, chat_templates.checkpoint(tmp_path / "chatml"))
    say(person, HELLO)
    person.click("chatReply")
    say(person, CAPITAL)
    kept, turns = take_up(person.window), pane.chat.turns
    person.click("clearChat")
    person.type_text("Something else")
    put_back(person.window, kept)
    assert pane.chat.turns == turns
    assert person.find(QLineEdit, "textInput").text() == CAPITAL
    person.until_idle()

    person.click("clearChat")
    past = person.window.inference.history.runs.runs[0]
    person.window.inference.show_again(past)
    assert pane.chat.turns == turns
    person.window.inference.history.again.emit(past.result.request)
    person.until_idle()
    assert person.message == ""
    assert prompt(pane).count("<|im_start|>") == 5


def test_templates_that_fail_leave_the_plain_text(person: Person, tmp_path: Path) -> None:
    pane = opened(person, chat_templates.checkpoint(tmp_path / "gemma", "gemma"))
    person.find(QLineEdit, "systemText").setText("Be brief.")
    say(person, HELLO)
    assert "System role not supported" in person.message
    assert pane.chat.problem.isVisible()
    person.find(QLineEdit, "systemText").clear()
    say(person, HELLO)
    assert pane.written is not None
    assert not pane.chat.problem.isVisible()

    template = chat_templates.BROKEN
    pane = opened(person, chat_templates.checkpoint(tmp_path / "broken", template=template))
    say(person, HELLO)
    assert "is broken" in person.message
    assert person.find(QLabel, "generationSentence").text() == "Nothing is written yet."
    person.click("messageRemedy")
    assert not pane.chat.on
    say(person, HELLO)
    assert pane.written is not None
    assert prompt(pane).count("<|im_start|>") == 0
    assert not person.find(QPushButton, "chatReply").isVisible()


def test_a_template_that_loops_can_be_stopped(person: Person, tmp_path: Path) -> None:
    pane = opened(
        person, chat_templates.checkpoint(tmp_path / "loops", template=chat_templates.LOOPS)
    )
    person.type_text(HELLO)
    person.click("generateButton")
    person.until(lambda: PROCESS._one_at_a_time.locked())
    person.click("stopGenerating")
    person.until_idle()
    assert "before the first token" in person.find(QLabel, "generationSentence").text()
    assert pane.generate.isEnabled()


def test_one_of_several_templates(person: Person, tmp_path: Path) -> None:
    several = {
        "default": chat_templates.CHATML,
        "tool_use": chat_templates.LLAMA_3,
        "rag": chat_templates.PHI_3,
    }
    pane = opened(person, chat_templates.checkpoint(tmp_path / "named", template=several))
    choice = person.find(ComboBox, "chatTemplateName")
    assert choice.isVisible()
    assert [choice.itemText(n) for n in range(3)] == ["default", "rag", "tool_use"]
    choice.setCurrentIndex(1)
    say(person, HELLO)
    assert "<|im_start|>" not in prompt(pane)
    assert 'chat_template="rag"' in person.window.explain_pane.python
