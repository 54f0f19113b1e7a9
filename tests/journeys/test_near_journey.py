"""Below Why in the real window: the head finder, and what is near."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from explorer import resources
from explorer.features.attention.view.attention_view import AttentionView
from explorer.features.export.view import subjects
from explorer.features.head_finder.protocol import FindHeads
from explorer.features.head_finder.view import HeadFinderView
from explorer.features.sessions.view import session_state
from explorer.protocol.model import LoadModel
from explorer.widgets.point_plot import PointPlot
from tests.journeys.conftest import Person

TWICE = "boat frog baker seven who hot sofia january boat frog baker seven who hot"


@pytest.fixture
def copying(person: Person) -> Person:
    """A list that is said twice, in the model that has learned to copy."""
    path = str(resources.path("models", "mini-world-copy"))
    person.window.model.send(LoadModel(path, "mini-world-copy"))
    person.until_idle()
    person.run(TWICE)
    return person


def heads_of(person: Person) -> HeadFinderView:
    view = person.window.inference.views.view("head_finder")
    assert isinstance(view, HeadFinderView)
    return view


def opened(person: Person, name: str) -> None:
    person.click(f"{name}.toggle")
    person.until_idle()


@pytest.mark.parametrize("mode", ["modeWhy", "modeRun"])
def test_heads_are_asked_when_they_are_opened(copying: Person, mode: str) -> None:
    copying.click(mode)
    copying.until_idle()
    view = heads_of(copying)
    assert view.result is None
    assert not view.isVisible()
    opened(copying, "headFinderView")
    assert view.result is not None
    assert view.isVisible()
    assert view.plots[3].isVisible()
    shares = sorted(point.y for point in view.plots[3].points)
    np.testing.assert_allclose(shares, sorted(view.result.scores[3].ravel()))
    strong = [point.name for point in view.plots[3].points if point.strong]
    assert strong == ["2.1", "2.2", "2.3", "2.4"]
    assert copying.window.explain_pane.python.count("repeats") > 1
    opened(copying, "headFinderView")
    assert not view.isVisible()


def test_a_head_is_opened_by_a_click_and_by_the_keys(copying: Person) -> None:
    copying.click("modeWhy")
    opened(copying, "headFinderView")
    attention = copying.window.inference.views.view("attention")
    assert isinstance(attention, AttentionView)
    plot = copying.find(PointPlot, "heads.induction")
    copying.window.reveal(plot)
    point = next(point for point in plot.points if point.name == "2.3")
    QTest.mouseClick(plot, Qt.MouseButton.LeftButton, pos=plot.place_of(point.x, point.y).toPoint())
    copying.until_idle()
    assert copying.window.inference.mode.mode == "look"
    assert attention.isVisible()
    assert (attention.layers.currentText(), attention.heads.currentText()) == ("Layer 2", "Head 3")
    plot = copying.find(PointPlot, "heads.previous")
    copying.window.reveal(plot)
    assert "Head 1.1 looks at the token before" in plot.accessibleDescription()
    QTest.keyClick(plot, Qt.Key.Key_Right)
    assert "Head 1.2" in plot.accessibleDescription()
    QTest.keyClick(plot, Qt.Key.Key_Return)
    copying.until_idle()
    assert (attention.layers.currentText(), attention.heads.currentText()) == ("Layer 1", "Head 2")
    # Nothing is chosen where no point is.
    before = attention.heads.currentText()
    QTest.mouseClick(plot, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert attention.heads.currentText() == before


def test_other_random_tokens_leave_the_scores_of_the_text(copying: Person) -> None:
    copying.click("modeWhy")
    opened(copying, "headFinderView")
    view = heads_of(copying)
    before = view.result
    assert before is not None
    copying.click("headFinderAgain")
    copying.until_idle()
    after = view.result
    assert after is not None
    assert after.request == FindHeads(0, 1)
    assert after.random_ids != before.random_ids
    np.testing.assert_array_equal(after.scores[:3], before.scores[:3])
    assert not np.array_equal(after.scores[3], before.scores[3])


def test_another_text_is_scored_and_what_belongs_to_the_one_before_is_faded(
    copying: Person,
) -> None:
    copying.click("modeWhy")
    opened(copying, "headFinderView")
    view = heads_of(copying)
    before = view.result
    if copying.find(QPushButton, "liveButton").isChecked():
        copying.click("liveButton")
    copying.type_text("boat frog")
    effect = view.graphicsEffect()
    assert effect is not None
    assert effect.isEnabled()
    copying.run("boat frog")
    assert view.result is not None
    assert view.result is not before
    assert not effect.isEnabled()


def test_what_was_chosen_is_kept_and_the_table_is_exported(copying: Person) -> None:
    copying.click("modeWhy")
    opened(copying, "headFinderView")
    copying.click("headFinderAgain")
    copying.until_idle()
    table = next(table for table in subjects.TABLES if table.key == "head_finder")
    made = table.make(copying.window)
    assert not isinstance(made, str)
    assert len(made.rows) == 8
    assert subjects.view("headFinderView").title == "Head finder"
    kept = session_state.take_up(copying.window)["views"]["headFinderView"]
    assert kept == {"text": 0, "seed": 1}


def test_a_class_without_attention_says_so(person: Person, tmp_path: object) -> None:
    from transformers import MambaConfig, MambaForCausalLM

    config = MambaConfig(vocab_size=40, hidden_size=32, num_hidden_layers=2, state_size=8)
    MambaForCausalLM(config).save_pretrained(str(tmp_path))
    person.window.model.send(LoadModel(str(tmp_path)))
    person.until_idle()
    person.click("modeRun")
    person.window.inference.ids.setPlainText("5 9 13 21")
    person.click("runButton")
    person.until_idle()
    opened(person, "headFinderView")
    view = heads_of(person)
    assert "attention" in person.find(QLabel, "headFinderView.empty").text()
    assert view.result is None
