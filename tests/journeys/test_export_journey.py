"""Taking along what is seen, through the real window: pictures, tables, numbers."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QTabWidget,
    QTreeView,
    QWidget,
)
from pytestqt.qtbot import QtBot
from safetensors.torch import load_file

from explorer import resources
from explorer.app.commands import gather, plain, search
from explorer.app.main_window import MainWindow
from explorer.app.save_code import file_name
from explorer.features.export.view import exportables, writing
from explorer.features.flow.animation import page as animation_of
from explorer.features.training.view.train_tab import TrainTab
from explorer.text.table import Table
from explorer.text.translation import tr
from explorer.widgets.setting_row import WholeBox
from tests.back_translation import english
from tests.journeys.conftest import Person
from tests.pdf_text import runs

FRANCE = "The capital of France is [MASK]."


class Files:
    """What the file dialog answers: the asked name in a folder, with this ending."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.ending, self.asked = folder, "", 0

    def ask(self, parent: object, title: str, start: str, kinds: tuple[object, ...]) -> str:
        self.asked += 1
        name = Path(start).stem + (self.ending or kinds[0].ending)  # type: ignore[attr-defined]
        return str(self.folder / name)


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Files:
    made = Files(tmp_path)
    monkeypatch.setattr(writing, "ask_file", made.ask)
    return made


def export(person: Person, files: Files, name: str, ending: str = "") -> Path:
    """Trigger an export and wait for the message that tells the file."""
    files.ending, before = ending, files.asked
    person.window.message_bar.clear()
    person.window.workbench.late_parts.export.refresh()
    person.trigger(name)
    person.until(lambda: files.asked > before)
    person.until(lambda: "Saved" in person.message)
    return max(files.folder.glob(f"*{ending}"), key=os.path.getmtime)


def test_every_view_gives_its_picture_its_table_and_its_numbers(
    person: Person, files: Files
) -> None:
    window = person.window
    door = window.workbench.late_parts.export
    greyed = {one.objectName(): one.property("why") for one in door.actions_ if not one.isEnabled()}
    assert english(greyed["exportPicture.attentionView"]) == "Open or create a model first."
    assert "exportPicture.mainWindow" not in greyed
    assert all(greyed.values())

    person.click("start.mini-world-bert")
    person.until_idle()
    door.refresh()
    assert (
        english(person.find(QAction, "exportTable.predictions").property("why"))
        == "Run the model first."
    )
    person.run(FRANCE)

    for name in ("attentionView", "lensView", "hiddenView", "tokenStrip", "predictions", "headGrid",
                 "inferenceTab", "moduleTree", "mainWindow"):  # fmt: skip
        pdf = export(person, files, f"exportPicture.{name}", ".pdf")
        assert len(runs(pdf.read_bytes())) > 5, name
        pdf.unlink()
    strip = export(person, files, "exportPicture.tokenStrip", ".pdf")
    assert "france" in runs(strip.read_bytes())
    png = export(person, files, "exportPicture.hiddenView", ".png")
    assert png.read_bytes().startswith(b"\x89PNG")

    with export(person, files, "exportTable.predictions", ".csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    best = window.inference.bars[0].candidates[0]
    assert rows[0]["answer"] == best.text
    assert float(rows[0]["probability"]) == best.probability
    for key, lines in (("tokens", 10), ("tensors", 5), ("heads", 17), ("head", 10), ("lens", 176),
                       ("norms", 6), ("history", 6), ("modules", 30)):  # fmt: skip
        with export(person, files, f"exportTable.{key}", ".csv").open(newline="") as file:
            assert len(list(csv.reader(file))) >= lines, key

    view = window.inference.views.attention
    head = np.load(export(person, files, "exportNumbers.head", ".npy"))
    assert np.array_equal(head, view.map.values)  # type: ignore[arg-type]
    person.until_idle()
    layer = np.load(export(person, files, "exportNumbers.layer", ".npy"))
    assert layer.shape == (1, 4, 9, 9)
    assert np.array_equal(layer[0, 0], head)
    states = np.load(export(person, files, "exportNumbers.hidden", ".npy"))
    norms = np.load(export(person, files, "exportNumbers.norms", ".npy"))
    assert np.allclose(np.linalg.norm(states[0].astype(np.float64), axis=-1), norms[-1], rtol=1e-5)
    assert not list(files.folder.glob("*.part"))


def test_this_view_is_the_one_with_the_focus(person: Person, files: Files) -> None:
    window, door = person.window, person.window.workbench.late_parts.export
    assert door.this_view.name == "mainWindow"
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    assert door.this_view.name == "inferenceTab"
    person.look_inside()
    person.find(QWidget, "headGrid").setFocus()
    person.until(lambda: window.focusWidget() is person.find(QWidget, "headGrid"))
    assert door.this_view.name == "headGrid"
    heads = tr("All attention heads")
    assert export(person, files, "pictureAction", ".png").name == file_name(heads) + ".png"
    texts = english([one.text() for one in door.menu_for(door.this_view).actions()])
    assert texts[0] == "Picture (PNG, PDF, SVG): All attention heads…"
    assert "Table (CSV): Weights of the head shown…" in texts
    assert "Numbers (NPY): All heads of this layer…" in texts
    person.find(QMenu, "exportViewMenu").close()

    # Every page has its own list, and the words of a view without a look are told.
    for place in range(window.centre.count()):
        window.centre.setCurrentIndex(place)
        person.until_idle()
        door._fill_page()
        assert person.find(QMenu, "exportPageMenu").actions()[0] is window.actions_.picture


def test_a_failure_and_an_empty_view_are_told_in_a_sentence(
    person: Person, files: Files, tmp_path: Path
) -> None:
    person.click("start.mini-world-sentiment")
    person.until_idle()
    person.run("What a lovely film.")
    person.look_inside()
    files.folder = tmp_path / "missing"
    person.trigger("exportTable.predictions")
    assert "because the folder is not there" in person.message
    assert english(person.window.message_bar.remedy.text()) == "Save somewhere else"
    files.folder = tmp_path
    person.click("messageRemedy")
    assert "Saved the table" in person.message

    # A classifier has no lens: the view says so, and so does the export of it.
    before = files.asked
    person.trigger("exportPicture.lensView")
    person.until(lambda: files.asked > before or "layer" in person.message)
    tabs = person.find(QTabWidget, "viewTabs")
    assert tabs.currentWidget().objectName() == "lensView"


def test_everything_of_the_list_can_be_taken_along(
    person: Person, files: Files, qtbot: QtBot
) -> None:
    window = person.window
    person.click("start.mini-world-gpt2")
    person.until_idle()
    _learn(person)
    person.run("Once upon a time")
    # What was never looked at says so, and not that nothing has run.
    unseen = [
        one for one in exportables.TABLES if one.view in exportables.LOOKS and one.key != "flow"
    ]
    assert {one.make(window) for one in unseen} == {exportables.LOOK_FIRST}
    for name in (
        "flowView", "lensView", "hiddenView", "surpriseView", "attentionView", "headFinderView",
        "steeringView",
        "nearestView", "rawView",
    ):  # fmt: skip
        person.show(name)
        person.until_idle()
    for name, text in (("steeringToward", "She was glad."), ("steeringAway", "She was sad.")):
        line = person.find(QLineEdit, name)
        line.setText(text)
        line.editingFinished.emit()
    person.until_idle()
    person.show("whyView")
    person.measure_why()
    person.click("generateButton")
    person.until_idle()
    person.click("manyTextsButton")
    person.find(QPlainTextEdit, "tablePaste").setPlainText("text\tlabel\nOnce upon a\ttime")
    person.click("tableUse")
    person.until_idle()
    person.click("tableRun")
    person.until_idle()
    person.trigger("tokenizerLabAction")
    person.until(lambda: not exportables.disabled_reason(window, "tokenizerLab"))
    (files.folder / "a.html").write_text("a page that cannot be used has a row too")
    window.workbench.late_parts.class_results.open_class(str(files.folder))
    person.until_idle()
    person.show("createPane")
    person.until(lambda: window.create_pane.draft.form is not None)
    person.show("moduleTree")
    person.until_idle()
    rows = window.architecture.rows
    tree = person.find(QTreeView, "moduleTree")
    tree.setCurrentIndex(rows.index_of(_number_of(window, "transformer.wte")))
    person.until_idle()
    person.until(lambda: window.architecture.weight.weight is not None)
    person.show("compareText")
    window.workbench.compare.choice.twin.click()
    person.until_idle()
    person.click("runBothButton")
    person.until_idle()
    local = window.local_pane
    local.list.select(local._bundled[0].path)
    person.click("localCardButton")
    person.until(lambda: bool(window.workbench.hub_controller.tab.files.files.rows.rows))
    person.until(lambda: not window.hub.jobs)

    greyed = {
        one.name: why
        for one in exportables.VIEWS
        if (why := exportables.disabled_reason(window, one.name))
    }
    assert not greyed
    for source in exportables.TABLES:
        made = source.make(window)
        assert isinstance(made, Table), f"{source.key}: {made}"
        lines = list(csv.reader(io.StringIO(made.csv(), newline="")))
        assert len(lines) > 1, source.key
        assert {len(line) for line in lines} == {len(made.heads)}, source.key
    config = exportables._config(window)
    assert isinstance(config, Table)
    assert "hidden_size" in [row[0] for row in config.rows]
    for numbers in exportables.NUMBERS:
        assert not isinstance(numbers.make(window), str), numbers.key
    for view in (
        "compareTab",
        "weightView",
        "candidates",
        "generatedText",
        "configForm",
        "fileTable",
    ):
        pdf = export(person, files, f"exportPicture.{view}", ".pdf")
        assert len(runs(pdf.read_bytes())) > 3, view
        pdf.unlink()


def _learn(person: Person) -> None:
    """A few steps of training, and a text through its snapshots."""
    person.show("trainTab")
    tab = person.find(TrainTab, "trainTab")
    person.until(person.find(QPushButton, "trainButton").isEnabled)
    person.find(WholeBox, "trainSteps").setValue(2)
    person.click("trainButton")
    person.until(lambda: tab.run.stage == "ended")
    person.until_idle()
    line = person.find(QLineEdit, "trainProbe")
    line.setText("Once upon a")
    line.returnPressed.emit()
    person.until(lambda: tab.run.through is not None)
    person.find(WholeBox, "trainSeedsCount").setValue(2)
    person.show("trainSeedsStart")
    person.click("trainSeedsStart")
    seeds = next(source for source in exportables.TABLES if source.key == "trainSeeds")
    person.until(lambda: isinstance(seeds.make(person.window), Table))
    person.until_idle()


def _number_of(window: MainWindow, path: str) -> int:
    """The row of a module in the tree of Architecture."""
    tree = window.architecture._tree
    assert tree is not None
    return [row.path for row in tree.rows].index(path)


def test_a_right_click_and_the_menu_key_open_the_menu_of_a_view(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = person.window
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    person.look_inside()
    view = window.inference.views.attention

    opened: list[str] = []
    door = window.workbench.late_parts.export
    monkeypatch.setattr(door, "_open_for", lambda view, where: opened.append(view.name))

    def ask(widget: QWidget, reason: QContextMenuEvent.Reason) -> None:
        centre = widget.rect().center()
        QApplication.sendEvent(
            widget, QContextMenuEvent(reason, centre, widget.mapToGlobal(centre))
        )

    by_mouse, by_key = QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard

    def bring_into_sight(widget: QWidget) -> None:
        """Scroll to it, as whoever points at it has to."""
        window.inference._page.ensureWidgetVisible(widget)
        middle = widget.mapTo(window.centre, widget.rect().center())
        assert window.centre.childAt(middle) is widget

    person.until(lambda: min(view.map.height(), view.grid.height()) > 100)  # it is laid out
    bring_into_sight(view.map)
    ask(view.map, by_mouse)
    assert opened == ["headMap"]
    # There a right click switches a head; the menu key opens the menu all the same.
    bring_into_sight(view.grid)
    ask(view.grid, by_mouse)
    view.grid.setFocus()
    person.until(lambda: window.focusWidget() is view.grid)
    ask(view.grid, by_key)
    assert opened == ["headMap", "headGrid"]


def test_a_whole_weight_is_saved_from_its_view(person: Person, files: Files) -> None:
    window = person.window
    person.click("start.mini-world-bert")
    person.until_idle()
    person.show("moduleTree")
    person.until_idle()
    name = "bert.embeddings.word_embeddings.weight"
    window.architecture.weight.offer((name,))
    person.until_idle()
    file = resources.path("models", "mini-world-bert", "model.safetensors")
    weight = load_file(file)[name]
    for ending in (".npy", ".csv"):
        files.ending = ending
        window.message_bar.clear()
        person.click("saveWeightButton")
        person.until(lambda: "Saved" in person.message)
        assert name in person.message
        assert english(window.explain_pane.title.text()) == "The tensor is saved"
    (saved,) = files.folder.glob("*.npy")
    assert np.array_equal(np.load(saved), weight.numpy())
    (table,) = files.folder.glob("*.csv")
    lines = list(csv.reader(io.StringIO(table.read_text(encoding="utf-8"))))
    assert len(lines) == 1 + weight.shape[0]
    assert "np.savetxt(path, rows" in window.explain_pane.python


def test_flow_is_taken_along_as_a_picture_and_as_a_page_that_plays(
    person: Person, files: Files
) -> None:
    window, door = person.window, person.window.workbench.late_parts.export
    door.refresh()
    animation = person.find(QAction, "exportAnimation.flow")
    assert english(animation.property("why")) == "Open or create a model first."
    person.click("start.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)

    page = export(person, files, "exportAnimation.flow", ".html").read_text(encoding="utf-8")
    view = window.inference.views.view("flow")
    assert view.isVisible()
    assert animation_of(view.result, window.summary) == page
    assert "mini-world-bert" in page
    pdf = export(person, files, "exportPicture.flowView", ".pdf")
    drawn = runs(pdf.read_bytes())
    assert {"paris", "france", tr("Layer {layer}", layer=4), view.caption.text()} <= set(drawn)
    svg = export(person, files, "exportPicture.flowView", ".svg").read_text(encoding="utf-8")
    assert svg.startswith("<?xml")
    assert ">france</text>" in svg

    texts = english([one.text() for one in door.menu_for(exportables.view("flowView")).actions()])
    assert texts[:2] == ["Picture (PNG, PDF, SVG): Flow…", "Animation (HTML): Flow…"]
    person.find(QMenu, "exportViewMenu").close()
    door._fill_page()
    titles = [one.text() for one in person.find(QMenu, "exportPageMenu").actions()]
    assert "Animation (HTML)" in english(titles)
    (asked,) = [
        each
        for each in search(gather(window), f"{tr('Flow')} {plain(tr('&Animation of')).split()[0]}")
        if "Flow" in english(each.title)
    ]
    assert english(asked.where).endswith("Animation of")

    # A run that is not looked at yet is looked at first: never the run before it.
    person.click("modeRun")
    person.run("The capital of Spain is [MASK].")
    page = export(person, files, "exportAnimation.flow", ".html").read_text(encoding="utf-8")
    assert "madrid" in page
    assert "france" not in page
    files.folder = files.folder / "missing"
    person.trigger("exportAnimation.flow")
    person.until(lambda: "because the folder is not there" in person.message)
