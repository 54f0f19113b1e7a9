"""Write before an audience: the text as it grows, large, what could come next, and the buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QSpinBox, QWidget

from explorer.app.inference.mode_switch import Mode
from explorer.app.theme import LARGE
from explorer.features.generation.protocol import GeneratedSoFar
from explorer.features.generation.view.generated_text import USUAL
from explorer.features.generation.view.generation_pane import GenerationPane
from explorer.widgets.token_words import word
from tests.back_translation import english
from tests.journeys.conftest import Begin, Person
from tests.journeys.test_flow_screen_journey import in_sight, present, settle

SEEN = (
    "textInput", "generateButton", "stopGenerating", "generatedText", "nextToken", "continueText",
    "undoToken", "candidates",
)  # fmt: skip
HIDDEN = (
    "banner", "modeBar", "historyButton", "sourceTabs", "explainPane", "codeView", "temperature",
    "lookInsideText", "generationSpeed", "generationSentence", "examplesMenu", "writtenPicture",
    "manyTextsButton", "statusJob",
)  # fmt: skip


def _write(person: Person, count: int) -> GenerationPane:
    person.trigger("openBundled.mini-world-gpt2")
    person.until_idle()
    person.click("modeGenerate")
    person.find(QSpinBox, "maxNewTokens").setValue(count)
    person.type_text("Once upon a time a small fox lived in the green forest.")
    pane = person.window.inference.generation
    assert pane is not None
    return pane


def _present(person: Person, percent: int) -> None:
    person.window.look.choose("light", percent)
    present(person)


def test_an_audience_sees_the_text_large_and_nothing_else(begin: Begin) -> None:
    for percent in (100, 200):
        person = begin("--size", "1024x700")
        window = person.window
        pane = _write(person, 24)
        _present(person, percent)
        bars: list[int] = []

        def keep(far: GeneratedSoFar, pane: GenerationPane = pane, bars: list[int] = bars) -> None:
            bars.append(len(pane.candidates.pairs))

        window.state.subscribe(partials={GeneratedSoFar: keep})
        places = [person.find(QPushButton, name).geometry() for name in SEEN[4:7]]
        QTest.keyClick(window, Qt.Key.Key_Return)
        settle(person)
        assert len(pane.text.tokens) == 24
        assert any(bars), "what could have come is seen while it writes"
        for name in SEEN:
            assert in_sight(window, person.find(QWidget, name)), (percent, name)
        for name in HIDDEN:
            hidden = window.findChild(QWidget, name)
            assert hidden is None or not hidden.isVisible(), (percent, name)
        assert not window.centre.tabBar().isVisible()
        assert not window.inference.scrolls
        assert pane.text.letters * window.look.zoom > USUAL * LARGE
        assert [person.find(QPushButton, name).geometry() for name in SEEN[4:7]] == places
        QTest.keyClick(window, Qt.Key.Key_PageUp)
        settle(person)
        assert pane.text.step == 23
        assert any(pair.mark for pair in pane.candidates.pairs), "the one that was chosen"
        person.trigger("presentAction")
        settle(person)
        for name in ("modeBar", "temperature", "lookInsideText", "generationSentence"):
            assert person.find(QWidget, name).isVisible(), name
        assert pane.text.letters == USUAL
        assert len(pane.candidates.pairs) > 3
        window.close()


def test_a_text_that_grows_is_written_smaller_then_its_beginning_goes(begin: Begin) -> None:
    person = begin("--size", "1024x700")
    window, inference = person.window, person.window.inference
    pane = _write(person, 6)
    _present(person, 200)
    QTest.keyClick(person.window, Qt.Key.Key_Return)
    settle(person)
    sizes = [pane.text.letters]
    while "tokens before" not in english(pane.text._chips[0].text):
        assert len(pane.text.tokens) < 100
        person.click("continueText")
        settle(person)
        sizes.append(pane.text.letters)
        assert not inference.scrolls, len(pane.text.tokens)
        for name in SEEN:
            assert in_sight(window, person.find(QWidget, name)), name
    assert sizes == sorted(sizes, reverse=True)
    assert len({*sizes}) > 1
    assert pane.text.letters * window.look.zoom >= USUAL * LARGE
    shown = [chip.text for chip in pane.text._chips[1:]]
    every = (*pane.text._prompt, *(each.token for each in pane.text.tokens))
    assert shown == [word(token) for token in every][-len(shown) :]
    pane.text.go_to(0)
    settle(person)
    assert pane.text.step_of(pane.text._chips[0]) <= 0, "what is looked at is seen"


def test_flow_and_write_fill_the_window_in_turn(begin: Begin) -> None:
    person = begin("--size", "1024x700")
    window = person.window
    _write(person, 4)
    _present(person, 100)
    turns: tuple[tuple[Mode, str, str], ...] = (
        ("flow", "flowView", "generatedText"), ("write", "generatedText", "flowView"),
        ("flow", "flowView", "generatedText"), ("look", "modeBar", "generatedText"),
        ("write", "generatedText", "modeBar"),
    )  # fmt: skip
    for mode, seen, gone in turns:
        window.inference.mode.choose_mode(mode)
        settle(person)
        assert person.find(QWidget, seen).isVisible(), mode
        assert not person.find(QWidget, gone).isVisible(), mode
        assert window.banner.isVisible() == (mode == "look")
        assert person.find(QWidget, "textInput").isVisible()
