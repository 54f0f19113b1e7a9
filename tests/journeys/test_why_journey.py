"""Why in the real window: three clicks from the start to a summary that is tried again."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from explorer.features.ablation.protocol import AblateHeads
from explorer.features.activation_patching.protocol import ApplyPatch
from explorer.features.export.view import exportables
from explorer.features.sessions.view import session_state
from explorer.features.why import explain, summary
from explorer.features.why.protocol import SwapsResult, WhyParts, WhySwaps, WordsResult
from explorer.features.why.view import why_view
from explorer.features.why.view.why_view import WhyView
from explorer.protocol.inspection import ANSWERS, HeadPlace
from explorer.text.translation import tr
from explorer.widgets.combo_box import ComboBox
from tests.afresh import now
from tests.back_translation import english
from tests.faded import faded
from tests.journeys.conftest import Person
from tests.journeys.lesson_keys import pick

FRANCE = "The capital of France is [MASK]."


def why_of(person: Person) -> WhyView:
    view = person.window.inference.views.view("why")
    assert isinstance(view, WhyView)
    return view


def measured(person: Person) -> WhyView:
    """The view once all of it has come."""
    person.measure_why()
    return why_of(person)


@pytest.fixture
def asked(person: Person) -> Person:
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    person.click("modeWhy")
    measured(person)
    return person


def text(person: Person, name: str) -> str:
    return english(person.find(QLabel, name).text())


def test_nothing_empty_is_offered_before_it_is_measured(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(why_view, "_SAY_COST", 0.0)
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    person.click("modeWhy")
    person.until_idle()
    empty = [person.find(ComboBox, name) for name in ("whyPlace", "whyAnswer", "whyRemoval")]
    assert not any(widget.isVisible() for widget in empty)
    # No sentence about what was tested just now stands over nothing.
    assert not person.find(QWidget, "whySummary").isVisible()
    assert not person.find(QPushButton, "whySharesStart").isVisible()
    assert text(person, "whyQuestion") == "Nothing is measured yet."
    start = person.find(QPushButton, "whyStart")
    start.setFocus()
    QTest.keyClick(start, Qt.Key.Key_Space)
    assert person.find(QWidget, "whySummary").isVisible()
    assert why_of(person).bars.hasFocus(), "the keyboard stays where the answer comes"
    person.until(lambda: person.find(ComboBox, "whyAnswer").isVisible())
    assert text(person, "whyQuestion") == "Why does it say"


def test_three_clicks_from_the_start_to_the_summary(person: Person) -> None:
    person.click("start.mini-world-bert")
    person.until_idle()
    person.click("runButton")
    person.until_idle()
    person.click("modeWhy")
    view = measured(person)
    assert view.isVisible()
    assert 3 <= len(view.claims) <= 5
    assert english(view.claims[0].headline) == text(person, "whyClaim.1")
    caption = text(person, "whyCaption")
    assert caption.startswith("Without")
    assert "runs in" in text(person, "whyCost")
    # Nothing else of the run is in sight.
    assert not person.window.inference.flow.isVisible()
    assert not person.window.inference.tensor_card.isVisible()


def test_every_sentence_is_tried_again(asked: Person) -> None:
    view = why_of(asked)
    for number, claim in enumerate(view.claims, start=1):
        asked.click(f"whyTry.{number}")
        asked.until(lambda n=number: asked.find(QLabel, f"whyTried.{n}").isVisible())
        asked.until_idle()
        assert text(asked, f"whyTried.{number}").startswith("Repeated just now")
        patched = claim.intervention.kind == "patched"
        # As the claim is: in points, or beside what the text itself gives.
        ending = "Your own text gives 97.4\N{NO-BREAK SPACE}%." if patched else "points."
        assert text(asked, f"whyTried.{number}").endswith(ending)
        python = asked.window.explain_pane.python
        assert "share(copies" in python, "its number is computed there"
        assert ("with put(" in python) == patched
        assert "before" not in text(asked, f"whyTried.{number}"), claim.headline


def test_words_and_cells_show_what_was_measured(asked: Person) -> None:
    view = why_of(asked)
    found = view.result
    assert found is not None
    assert found.words is not None
    assert found.parts is not None
    assert found.map is not None
    names = english([row.name for row in view.bars.rows])
    assert names == [f"without “{word}”" for word in ("The", "capital", "of", "France", "is", ".")]
    shares = [row.share for row in view.bars.rows]
    assert shares == [float(share) for share in found.words.probabilities]
    # The sentence about the heads names the head or the block that it is about.
    (claim, *_) = summary.part_claims(found.parts)
    assert f"{claim.headline} {claim.detail}" in explain.parts(found.parts, None).plain
    assert english([word.text for word in view.sentence_picture.words if word.is_answer]) == [
        "paris"
    ]
    cells = view.parts.cells
    assert len(cells) == found.parts.heads.shape[0]
    assert len(cells[0]) == found.parts.heads.shape[1] + 2
    assert len(view.map.cells) == found.map.values.shape[0]
    assert "france" in text(asked, "whyMapNote")
    # The picture's signs are in its words too.
    assert "France −97.4" in english(view.sentence_picture.accessibleDescription())


def test_another_answer_is_chosen_and_typed(asked: Person) -> None:
    view = why_of(asked)
    box = asked.find(QComboBox, "whyAnswer")
    first = box.currentText()
    box.setCurrentIndex(1)
    box.activated.emit(1)
    measured(asked)
    question = view.result.question  # type: ignore[union-attr]
    assert question is not None
    assert question.rank == 2
    assert box.currentText() != first
    line = asked.find(QLineEdit, "whyTyped")
    line.setFocus()
    QTest.keyClicks(line, "berlin")
    QTest.keyClick(line, Qt.Key.Key_Return)
    asked.until(lambda: _name(view) == "berlin")
    measured(asked)
    assert box.currentText().startswith("berlin")
    QTest.keyClicks(line, "unheardof word")
    QTest.keyClick(line, Qt.Key.Key_Return)
    asked.until(lambda: "not one token" in text(asked, "whyAsked"))
    # Said once, where it was typed; the next answer takes its place there.
    asked.until_idle()
    assert not asked.window.message_bar.isVisible()
    assert asked.window.focusWidget() is line
    assert line.selectedText() == "unheardof word"
    QTest.keyClicks(line, "tokyo")
    assert line.text() == "tokyo"


def _name(view: WhyView) -> str:
    question = view.result.question if view.result is not None else None
    return question.name if question is not None else ""


def test_words_are_replaced_instead(asked: Person) -> None:
    view = why_of(asked)
    before = [row.share for row in view.bars.rows]
    box = asked.find(QComboBox, "whyRemoval")
    assert box.isEnabled()
    box.setCurrentIndex(1)
    box.activated.emit(1)
    measured(asked)
    assert view.result is not None
    assert view.result.words is not None
    assert english(view.result.words.filler_name) == "[MASK]"
    assert [row.share for row in view.bars.rows] != before
    assert "[MASK]" in text(asked, "whyWordsNote")


def test_a_counterpart_is_typed(asked: Person) -> None:
    view = why_of(asked)
    line = asked.find(QLineEdit, "whyCounterpart")
    line.setFocus()
    QTest.keyClicks(line, "The capital of Japan is [MASK].")
    QTest.keyClick(line, Qt.Key.Key_Return)
    asked.until(lambda: "japan" in text(asked, "whyMapNote"))
    measured(asked)
    assert view.result is not None
    assert view.result.map is not None
    assert view.result.map.without < 0.01
    # The vector is that of France, wherever it is put.
    assert "“france”, put in at “japan”, brings “paris” back" in text(asked, "whyMapSentence")
    line.clear()
    QTest.keyClicks(line, "Japan is [MASK].")
    QTest.keyClick(line, Qt.Key.Key_Return)
    asked.until(lambda: "same number" in text(asked, "whyMapNote"))
    assert view.isVisible()
    # It is said where it was typed, and nowhere else: there it would stay when it is mended.
    assert not asked.window.message_bar.isVisible()
    line.clear()
    QTest.keyClicks(line, "Italy")
    QTest.keyClick(line, Qt.Key.Key_Return)
    asked.until(lambda: "italy" in text(asked, "whyMapNote"))
    measured(asked)
    assert "“italy” in place of “france”" in text(asked, "whyMapNote")
    assert view.result.map is not None
    assert [token.shown for token in view.result.map.counterpart].count("italy") == 1


def test_a_model_that_was_changed_is_made_whole_where_that_is_asked(asked: Person) -> None:
    view = why_of(asked)
    asked.window.send(AblateHeads((HeadPlace("self", 0, 0),), ANSWERS))
    asked.until(lambda: "heads are off" in english(view.sentence))
    asked.click("whyView.remedy")
    measured(asked)
    assert view.sentence == ""
    asked.window.send(ApplyPatch(FRANCE.replace("France", "Japan"), (), (0,), (4,), "residual", 5))
    asked.until(lambda: "Take the patch out first" in english(view.sentence))
    asked.click("whyView.remedy")
    measured(asked)
    assert view.sentence == ""


def test_a_head_leads_to_all_of_it(asked: Person) -> None:
    why_of(asked).parts.chosen.emit(3, 2)
    asked.until_idle()
    window = asked.window
    assert window.inference.mode.mode == "look"
    attention = window.inference.views.attention
    assert window.inference.views.currentWidget() is attention
    asked.until(lambda: attention.head is not None)
    assert (attention.saved_state()["row"], attention.saved_state()["head"]) == (3, 2)


def test_a_cell_and_a_word_are_tried_by_the_keys(asked: Person) -> None:
    view = why_of(asked)
    view.map.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Return):
        QTest.keyClick(view.map, key)
    asked.until(lambda: "One vector put in" in text(asked, "whyTried"))
    asked.until_idle()
    view.bars.setFocus()
    QTest.keyClick(view.bars, Qt.Key.Key_Down)
    QTest.keyClick(view.bars, Qt.Key.Key_Return)
    asked.until(lambda: "Without “capital”" in text(asked, "whyTried"))
    asked.until_idle()


def test_another_text_takes_all_of_it_away(asked: Person) -> None:
    view = why_of(asked)
    inference = asked.window.inference
    inference.live.want(False)
    asked.type_text("The capital of Spain is [MASK].")
    asked.until(lambda: faded(view))
    asked.click("runButton")
    asked.until(lambda: not faded(view))
    asked.until(lambda: _name(view) == "madrid")
    measured(asked)
    assert "Spain" in text(asked, "whyCaption")


def test_each_card_has_its_words_and_its_python(asked: Person) -> None:
    pane = asked.window.explain_pane
    for name, piece in (
        ("WhyWords", "words = ["),
        ("WhyParts", "def switch_off"),
        ("WhyMap", "def put"),
    ):
        asked.click(f"whyPython.{name}")
        asked.until(lambda piece=piece: piece in pane.python)


def told(person: Person) -> str:
    return english(person.window.explain_pane.words.toPlainText())


def choose(person: Person, place: int) -> str:
    """Ask about another answer, and its name."""
    box = person.find(QComboBox, "whyAnswer")
    box.setCurrentIndex(place)
    box.activated.emit(place)
    return box.currentText().split()[0]


def test_what_comes_after_one_turned_away_waits_in_why(asked: Person) -> None:
    asked.click("whyTry.1")
    asked.until_idle()
    assert "The answer in question is “paris”." in told(asked)
    assert "Without “france”. Repeated just now" in told(asked)
    name = choose(asked, 1)
    asked.click("modeFlow")
    asked.until_idle()
    assert told(asked).startswith("9 tokens went through 4 layers."), "they are about the picture"
    asked.click("modeWhy")
    measured(asked)
    assert f"The answer in question is “{name}”" in told(asked)
    assert "Repeated" not in told(asked), "another answer was tried"


def test_back_in_why_no_words_are_about_the_answer_before(asked: Person) -> None:
    asked.click("modeFlow")
    asked.until_idle()
    asked.click("modeWhy")
    name = choose(asked, 1)
    asked.click("modeFlow")
    asked.click("modeWhy")
    assert "The answer in question is “paris”" not in told(asked)
    measured(asked)
    assert f"The answer in question is “{name}”" in told(asked)


def test_a_card_has_no_python_of_the_answer_before(asked: Person) -> None:
    python = asked.find(QPushButton, "whyPython.WhyParts")
    assert python.isEnabled()
    choose(asked, 1)
    assert not now(python.isEnabled())
    measured(asked)
    assert now(python.isEnabled())


def test_its_python_comes_into_sight_where_the_pane_was_not(asked: Person) -> None:
    window = asked.window
    asked.trigger("explainAction")
    assert not window.explain_pane.isVisible()
    asked.click("whyPython.WhyParts")
    assert now(window.explain_pane.isVisible())
    assert "Each attention head was switched off" in told(asked)


def test_after_an_answer_that_was_mistyped_the_one_in_sight_is_asked_about(asked: Person) -> None:
    name = choose(asked, 2)
    measured(asked)
    line = asked.find(QLineEdit, "whyTyped")
    line.setFocus()
    QTest.keyClicks(line, "unheardof word")
    QTest.keyClick(line, Qt.Key.Key_Return)
    asked.until(lambda: "not one token" in text(asked, "whyAsked"))
    asked.click("whyTry.1")
    asked.until(lambda: asked.find(QLabel, "whyTried.1").isVisible())
    assert f"The answer in question is “{name}”." in told(asked)


def test_it_is_exported_and_comes_back_in_a_session(asked: Person) -> None:
    window = asked.window
    table = next(one for one in exportables.TABLES if one.key == "why").make(window)
    assert not isinstance(table, str)
    done = [row[0] for row in table.rows]
    assert {"left out", "other word", "head off", "attention off", "vector put in"} <= english(
        set(done)
    )
    assert exportables.disabled_reason(window, "whyView") == ""
    kept = session_state.take_up(window)
    window.inference.mode.choose_mode("flow")
    session_state.put_back(window, kept)
    assert window.inference.mode.mode == "why"


def test_a_long_measurement_is_told_and_waits(asked: Person) -> None:
    view = why_of(asked)
    from dataclasses import replace

    inference = asked.window.inference
    slow = replace(inference.ran, seconds=3.0)  # type: ignore[type-var]
    view.show_run(slow)  # type: ignore[arg-type]
    asked.until_idle()
    assert view.result is None
    start = asked.find(QPushButton, "whyStart")
    assert start.isVisible()
    assert "runs" in text(asked, "whyNotice")
    box = asked.find(QComboBox, "whyWorkers")
    assert box.isVisible()
    box.setCurrentIndex(1)
    asked.click("whyStart")
    measured(asked)
    assert not start.isVisible()
    assert not box.isVisible()
    result = why_of(asked).result
    assert result is not None
    assert result.map is not None
    assert result.map.request.workers == 2
    assert "too short" in text(asked, "whyCost"), "two were wanted for what takes a moment"


def test_a_stop_keeps_what_was_measured(asked: Person) -> None:
    view = why_of(asked)
    window = asked.window
    stops: list[object] = []
    window.state.subscribe(stops={WhyParts: stops.append, WhySwaps: stops.append})

    def stop(result: object, request: object) -> None:
        if not stops:
            window.model.stop()

    # Whoever subscribed before has sent the next request by now.
    window.state.subscribe({WordsResult: stop, SwapsResult: stop})
    start = asked.find(QPushButton, "whyStart")
    view.outdated()
    asked.until_idle()
    if start.isVisible() and not stops:  # a busy computer is told the cost first
        asked.click("whyStart")
    asked.until(lambda: bool(stops) and not window.model.jobs)
    assert view.result is not None
    assert not view.result.complete
    asked.until(start.isVisible)
    asked.click("whyStart")
    measured(asked)
    assert not any(math.isnan(row.share) for row in view.bars.rows)


def test_a_model_without_an_answer_has_it_grey(person: Person) -> None:
    person.click("start.mini-world-bert")
    person.until_idle()
    button = person.find(QPushButton, "modeWhy")
    assert button.isEnabled()
    person.window.inference.mode.offer_why("a reason")
    assert not button.isEnabled()
    assert "a reason" in english(button.toolTip())
    person.window.inference.mode.choose_mode("why")
    assert person.window.inference.mode.mode != "why"


def test_the_cards_stack_with_the_summary_first(asked: Person) -> None:
    view = why_of(asked)
    cards = view.cards
    summary = asked.find(QWidget, "whySummary")
    asked.window.resize(1024, 700)
    asked.until(lambda: not cards.side_by_side)
    others = [view.bars, view.map, view.parts]
    tops = [one.mapTo(view, one.rect().topLeft()).y() for one in others]
    assert summary.mapTo(view, summary.rect().topLeft()).y() < min(tops)
    assert np.all(np.diff(tops) > 0)


def test_sentences_stay_where_they_are_and_equal_words_are_told_apart(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is measured next adds sentences at the end; “is” and “is” are two words."""
    shown: list[tuple[tuple[str, str], ...]] = []
    tops: list[int] = []
    show = WhyView._show_summary

    def watched(view: WhyView) -> None:
        show(view)
        rows = [row for row in view.rows if not row.isHidden()]
        shown.append(tuple((row.headline.text(), row.detail.text()) for row in rows))
        QApplication.processEvents()
        tops.extend(row.mapTo(view.cards, QPoint(0, 0)).y() for row in rows[:1])

    monkeypatch.setattr(WhyView, "_show_summary", watched)
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run("What is the capital of France? It is [MASK].")
    person.click("modeWhy")
    view = measured(person)
    assert len(shown) >= 3
    assert shown[-1]
    for before, after in itertools.pairwise(shown):
        assert after[: len(before)] == before
    assert len(set(tops)) == 1, "nor is the first one moved by the cards around it"
    names = english([row.name for row in view.bars.rows])
    assert len(set(names)) == len(names)
    assert {"without “is” (1 of 2)", "without “is” (2 of 2)"} <= english(set(names))
    place = english(names).index("without “is” (2 of 2)")
    view.bars.picked.emit(place)
    person.until(lambda: text(person, "whyTried").startswith("Without “is” (2 of 2)."))


def test_gradients_and_sums_are_measured_where_they_are_asked_for(person: Person) -> None:
    person.click("start.mini-world-gpt2")
    person.until_idle()
    person.run("Once upon a time there was a")
    person.click("modeWhy")
    view = measured(person)
    person.click("whySharesStart")
    person.until(lambda: bool(view.shares.rows))
    person.click("whySlopesStart")
    person.until(lambda: bool(view.slopes.rows))
    person.until_idle()
    found = view.result
    assert found is not None
    assert found.contributions is not None
    assert found.gradients is not None
    total = sum(row.value for row in view.shares.rows)
    assert total == pytest.approx(found.contributions.question.logit, abs=1e-4)  # type: ignore[union-attr]
    total = sum(row.value for row in view.slopes.rows)
    assert total == pytest.approx(found.gradients.end - found.gradients.start, rel=1e-3)
    assert [check.passed for check in view.shares_checks.checks] == [True]
    assert [check.passed for check in view.slopes_checks.checks] == [True]
    table = next(one for one in exportables.TABLES if one.key == "why").make(person.window)
    assert not isinstance(table, str)
    assert {tr("integrated gradient"), tr("adds to the logit")} <= {row[0] for row in table.rows}


def test_a_model_whose_parts_are_no_sum_says_so_before_anybody_asks(asked: Person) -> None:
    start = asked.find(QPushButton, "whySharesStart")
    assert start.isVisible()
    assert not start.isEnabled()
    assert "no part adds" in text(asked, "whySharesNote")
    assert "no part adds" in english(start.accessibleDescription())
    assert "no part adds" in english(start.toolTip())
    assert asked.find(QPushButton, "whySlopesStart").isEnabled()


def test_the_lesson_asks_why(person: Person) -> None:
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    pick(person, "act.0.4")
    lessons = person.window.workbench.lessons
    while lessons.page is not None and lessons.page.key != "why":
        person.click("lessonSkipButton" if lessons.page.tasks else "lessonNextButton")
        person.until_idle()
    assert lessons.page is not None
    assert person.find(QWidget, lessons.page.point).isVisible()
    person.click("modeWhy")
    measured(person)
    card = lessons.card
    assert card is not None
    person.until(
        lambda: any(
            "Without “France” it has" in english(one.text()) for one in card.findChildren(QLabel)
        )
    )
