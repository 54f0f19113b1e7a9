"""Below Why in the real window: the head finder, and what is near."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton

from explorer import resources
from explorer.features.attention.view.attention_view import AttentionView
from explorer.features.export.view import exportables
from explorer.features.head_finder.protocol import FindHeads
from explorer.features.head_finder.view import HeadFinderView
from explorer.features.nearest.view import NearestView
from explorer.features.sessions.view import session_state
from explorer.protocol.model import LoadModel
from explorer.widgets.dot_slider import NamedSlider
from explorer.widgets.point_plot import PointPlot
from tests.afresh import now
from tests.back_translation import english
from tests.faded import faded
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
    assert now(view.result) is None
    assert not view.isVisible()
    opened(copying, "headFinderView")
    assert view.result is not None
    assert view.isVisible()
    assert view.plots[3].isVisible()
    shares = sorted(point.y for point in view.plots[3].points)
    np.testing.assert_allclose(shares, sorted(view.result.scores[3].ravel()))
    strong = [point for point in view.plots[3].points if point.strong]
    assert [point.name for point in strong] == ["1", "2", "3", "4"]
    assert all("of layer 2 looks" in english(point.description) for point in strong)
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
    point = next(point for point in plot.points if point.name == "3")
    QTest.mouseClick(plot, Qt.MouseButton.LeftButton, pos=plot.place_of(point.x, point.y).toPoint())
    copying.until_idle()
    assert copying.window.inference.mode.mode == "look"
    assert attention.isVisible()
    chosen = (attention.layers.currentText(), attention.heads.currentText())
    assert english(chosen) == ("Layer 2", "Head 3")
    plot = copying.find(PointPlot, "heads.previous")
    copying.window.reveal(plot)
    assert "Head 1 of layer 1 looks at the token before" in english(plot.accessibleDescription())
    QTest.keyClick(plot, Qt.Key.Key_Right)
    assert "Head 2 of layer 1" in english(plot.accessibleDescription())
    QTest.keyClick(plot, Qt.Key.Key_Return)
    copying.until_idle()
    chosen = (attention.layers.currentText(), attention.heads.currentText())
    assert english(chosen) == ("Layer 1", "Head 2")
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
    assert faded(view)
    copying.run("boat frog")
    assert view.result is not None
    assert view.result is not before
    assert not faded(view)


def test_what_was_chosen_is_kept_and_the_table_is_exported(copying: Person) -> None:
    copying.click("modeWhy")
    opened(copying, "headFinderView")
    copying.click("headFinderAgain")
    copying.until_idle()
    table = next(table for table in exportables.TABLES if table.key == "head_finder")
    made = table.make(copying.window)
    assert not isinstance(made, str)
    assert len(made.rows) == 8
    assert english(exportables.view("headFinderView").title) == "Head finder"
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
    assert "attention" in english(person.find(QLabel, "headFinderView.empty").text())
    assert view.result is None


# -- what is near ----------------------------------------------------------------------------


@pytest.fixture
def near(person: Person) -> NearestView:
    """The map and the list of a sentence, opened below Why."""
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run("The capital of France is [MASK].")
    person.click("modeWhy")
    person.measure_why()
    opened(person, "nearestView")
    view = person.window.inference.views.view("nearest")
    assert isinstance(view, NearestView)
    return view


def click(plot: PointPlot, name: str) -> None:
    point = next(point for point in plot.points if point.name == name)
    at = plot.place_of(point.x, point.y).toPoint()
    QTest.mouseClick(plot, Qt.MouseButton.LeftButton, pos=at)


def test_a_point_of_the_map_chooses_a_token(person: Person, near: NearestView) -> None:
    title = person.find(QLabel, "nearestTitle")
    assert english(title.text()) == "Nearest to “capital”, by embedding"
    names = [point.name for point in near.plot.points]
    assert names == ["[CLS]", "the", "capital", "of", "france", "is", "[MASK]", ".", "[SEP]"]
    assert [point.mark for point in near.plot.points].count("square") == 3
    click(near.plot, "france")
    person.until_idle()
    assert english(title.text()) == "Nearest to “france”, by embedding"
    assert english(near.places.currentText()) == "5: france"
    assert near.plot.marked == 4
    assert near.nearest is not None
    cells = [row[0].text for row in near.list.cells]
    assert cells == list(near.nearest.names)
    # A token of the list is looked up in turn; it is none of the text.
    first = cells[0]
    near.list.picked.emit(0, 0)
    person.until_idle()
    assert english(title.text()) == f"Nearest to “{first}”, by embedding"
    assert near.plot.marked == -1
    assert near.places.currentIndex() == -1


def test_layers_are_stepped_through_with_the_slider(person: Person, near: NearestView) -> None:
    slider = person.find(NamedSlider, "mapLayer")
    result = near.result
    assert result is not None
    assert slider.value() == len(result.names) - 1 == 4
    slider.setFocus()
    for row in (3, 2, 1, 0):
        QTest.keyClick(slider, Qt.Key.Key_Left)
        assert slider.value() == row
        places = np.array([(point.x, point.y) for point in near.plot.points], np.float32)
        np.testing.assert_array_equal(places, result.points[row])
        said = person.find(QLabel, "mapTitle").text()
        assert f"{result.shares[row].sum():.1%}".replace("%", "\N{NO-BREAK SPACE}%") in said
    assert english(slider.accessibleDescription()) == "Embeddings"
    # Nothing was asked for that.
    assert not person.window.model.jobs


def test_the_keys_go_through_the_points(person: Person, near: NearestView) -> None:
    person.window.reveal(near.plot)
    seen = set()
    for _ in range(30):
        seen.add(near.plot.accessibleDescription())
        QTest.keyClick(near.plot, Qt.Key.Key_Right)
    QTest.keyClick(near.plot, Qt.Key.Key_Left)
    for _ in range(30):
        seen.add(near.plot.accessibleDescription())
        QTest.keyClick(near.plot, Qt.Key.Key_Left)
    assert len([text for text in seen if "Click to choose it" in english(text)]) == 9


def test_a_map_of_chosen_words(person: Person, near: NearestView) -> None:
    box = person.find(QComboBox, "mapContent")
    box.setCurrentIndex(1)
    box.activated.emit(1)
    person.until_idle()
    line = person.find(QLineEdit, "mapWords")
    assert english(line.text()) == "The capital of France is MASK"
    line.setText("france, japan paris tokyo dog cat")
    line.returnPressed.emit()
    person.until_idle()
    words = ["france", "japan", "paris", "tokyo", "dog", "cat"]
    assert [point.name for point in near.plot.points] == words
    assert not person.find(NamedSlider, "mapLayer").isVisible()
    click(near.plot, "japan")
    person.until_idle()
    assert english(person.find(QLabel, "nearestTitle").text()) == "Nearest to “japan”, by embedding"
    assert near.plot.marked == 1
    # Another text keeps the words that were typed.
    person.run("Dogs can bark [MASK].")
    assert len(near.plot.points) == 6
    tables = {table.key: table for table in exportables.TABLES}
    for key, lines in (("nearest", 6), ("nearestTokens", 12)):
        made = tables[key].make(person.window)
        assert not isinstance(made, str)
        assert len(made.rows) == lines
    kept = session_state.take_up(person.window)["views"]["nearestView"]
    assert kept["of"] == "words"
    assert kept["words"] == words


def test_what_cannot_be_asked_is_grey_with_its_reason(person: Person, near: NearestView) -> None:
    outer = person.find(QCheckBox, "nearestOuter")
    assert not outer.isEnabled()
    assert "one table for both" in english(outer.toolTip())
    typed = person.find(QLineEdit, "nearestTyped")
    typed.setText("paris rome")
    typed.returnPressed.emit()
    person.until_idle()
    assert "paris + rome" in english(person.find(QLabel, "nearestTitle").text())
    assert not near.list.isVisible()
    assert near.plot.isVisible()
    assert near.nearest is None


def test_of_a_former_run_nothing_is_shown_as_if_it_were_its_own(
    person: Person, near: NearestView
) -> None:
    opened(person, "headFinderView")
    heads = heads_of(person)
    person.run("Dogs can bark [MASK].")
    assert near.result is not None
    runs = person.window.inference.history.runs.runs
    person.window.inference.show_again(next(run for run in runs if "France" in run.name))
    person.until_idle()
    tables = {table.key: table for table in exportables.TABLES}
    for view, key in ((near, "nearest"), (heads, "head_finder")):
        assert "Run it again" in english(view.sentence)
        assert "Run it again" in english(str(tables[key].make(person.window)))


def test_a_former_run_leads_to_its_model_once(person: Person) -> None:
    """Run beside it would have run the text with the model in memory."""
    person.trigger("openBundled.mini-world-sentiment")
    person.until_idle()
    person.run("I hated the film.")
    person.until_idle()
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    inference = person.window.inference
    inference.show_again(next(run for run in inference.history.runs.runs if "hated" in run.name))
    person.until_idle()
    buttons = [
        one for one in inference.findChildren(QPushButton)
        if one.isVisible() and english(one.text()) == "Open mini-world-sentiment"
    ]  # fmt: skip
    assert len(buttons) == 1
    runs = [one for one in inference.views.findChildren(QPushButton) if one.isVisible()]
    assert "Run" not in english([one.text() for one in runs])
    buttons[0].click()
    person.until_idle()
    assert person.window.summary is not None
    assert person.window.summary.name == "mini-world-sentiment"
    assert inference.rows.texts == ("I hated the film.",)
    shown = [view.sentence for view in inference.views.views if view.isVisible()]
    assert any("Run it again to look inside" in english(sentence) for sentence in shown)


def test_each_part_has_its_python(person: Person, near: NearestView) -> None:
    person.click("map.python")
    assert "svd" in person.window.explain_pane.python
    person.click("nearest.python")
    assert "cosine_similarity" in person.window.explain_pane.python


def test_what_the_map_shows_of_a_former_run_asks_nothing(copying: Person) -> None:
    copying.click("modeWhy")
    opened(copying, "nearestView")
    view = copying.window.inference.views.view("nearest")
    view.show_past("A former run is shown.")
    view.content_box.activated.emit(1)
    assert not copying.window.model.jobs
    assert copying.window.last_failure is None
