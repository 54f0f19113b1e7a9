"""The way through the program: stages that bring it into a state, and what is to be seen there.

A stage runs once; its places are then shown at each theme, size of text and size of window.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from unittest.mock import patch

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLineEdit,
    QPushButton,
    QTabWidget,
    QTreeView,
    QWidget,
)

from explorer import resources
from explorer.app.cluster_dialog import ClusterDialog
from explorer.app.command_search import CommandSearch
from explorer.app.connect_dialog import ConnectDialog
from explorer.app.main_window import MainWindow
from explorer.app.settings_dialog import SettingsDialog
from explorer.app.shortcuts import ShortcutsDialog
from explorer.features.checkpoints.view.questions import unsaved_box
from explorer.features.class_results.view import class_controller
from explorer.features.create.view.hub_config_dialog import HubConfigDialog
from explorer.features.history.view.history_compare import HistoryCompare
from explorer.features.hub.protocol.checkpoint_page import OpenPage
from explorer.features.hub.protocol.search import SearchHub
from explorer.features.hub.protocol.transfer import PlanDownload
from explorer.features.hub.view.transfer_card import CancelDialog
from explorer.features.training.view.train_tab import TrainTab
from explorer.protocol import failures
from explorer.protocol.job import Failed, Request
from explorer.text.translation import tr
from explorer.widgets.setting_row import WholeBox
from tests.window import fake_hub
from tests.window.fake_hub import NAME, FakeHub

Control = TypeVar("Control", bound=QObject)
Show = Callable[[], QWidget]
_PATIENCE_S = 90
_WAIT = QEventLoop.ProcessEventsFlag.WaitForMoreEvents
FRANCE = "The capital of France is [MASK]."


@dataclass(frozen=True)
class Place:
    """Something to look at: `show` brings it into sight and returns its window or dialog.

    `keys` tells whether all is to be reached by Tab there: not again where another place has it.
    """

    name: str
    show: Show
    keys: bool = True


class Walker:
    """Drives the real window, with the bundled models and a stand-in for the Hub."""

    def __init__(self, window: MainWindow, hub: FakeHub, folder: Path) -> None:
        self.window, self.hub, self.folder = window, hub, folder

    # -- what a person does ------------------------------------------------------------------

    def until(self, fact: Callable[[], object], what: str = "") -> None:
        """Wait for a fact."""
        end = time.monotonic() + _PATIENCE_S
        while not fact():
            assert time.monotonic() < end, f"waited in vain {what}"
            QApplication.processEvents(_WAIT, 50)

    def idle(self) -> None:
        """Wait until no lane works, and everything has been laid out."""
        window = self.window
        lanes = (window.model, window.hub)
        self.until(lambda: not any(lane.jobs for lane in lanes), "for the lanes")
        self.settle()
        self.until(lambda: not any(lane.jobs for lane in lanes), "for the lanes")

    def settle(self) -> None:
        """Let layouts and paints happen."""
        for _ in range(4):
            QApplication.processEvents()
            QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)

    def find(self, kind: type[Control], name: str) -> Control:
        """A control by its name."""
        found = self.window.findChild(kind, name)
        assert found is not None, f"there is no {name}"
        return found

    def press(self, name: str) -> None:
        """Press a button and wait for what follows."""
        self.find(QPushButton, name).click()
        self.idle()

    def run(self, text: str) -> None:
        """Type a text and run it."""
        self.find(QLineEdit, "textInput").setText(text)
        self.press("runButton")

    # -- places ------------------------------------------------------------------------------

    def source(self, name: str) -> Place:
        """A tab of the left column."""
        return Place(f"left {name}", lambda: self._bring(self.window.sources, name))

    def page(self, name: str) -> Place:
        """A tab of the middle column."""
        return Place(f"middle {name}", lambda: self._bring(self.window.centre, name))

    def explanation(self) -> Place:
        """The right column."""

        def show() -> QWidget:
            self.window.reveal(self.window.explain_pane.words)
            return self.window

        return Place("right", show)

    def view(self, name: str) -> Place:
        """A view of the last run."""

        def show() -> QWidget:
            self._bring(self.window.centre, "Inference")
            return self._bring(self.find(QTabWidget, "viewTabs"), name)

        return Place(f"view {name}", show)

    def flow(self) -> Place:
        """The last run as one picture."""

        def show() -> QWidget:
            self.window.reveal(self.find(QWidget, "flowView"))
            self.idle()
            return self.window

        return Place("flow", show)

    def writing(self) -> Place:
        """A text that the model wrote."""

        def show() -> QWidget:
            self.window.reveal(self.find(QWidget, "generatedText"))
            self.idle()
            return self.window

        return Place("writing", show)

    def why(self) -> Place:
        """Why the last run says what it says, once all of it was measured."""

        def show() -> QWidget:
            self.window.reveal(self.find(QWidget, "whyView"))
            self.idle()
            return self.window

        return Place("why", show)

    def section(self, name: str) -> Place:
        """A view below the page, opened; `name` is its objectName."""

        def show() -> QWidget:
            self.window.reveal(self.find(QWidget, name))
            self.idle()
            return self.window

        return Place(f"section {name}", show)

    def _bring(self, tabs: QTabWidget, name: str) -> QWidget:
        place = next(one for one in range(tabs.count()) if tabs.tabText(one) in (name, tr(name)))
        page = tabs.widget(place)
        assert page is not None
        self.window.reveal(page)
        self.window.bring(page)
        tabs.setCurrentIndex(place)
        self.idle()
        return self.window

    def dialog(self, name: str, opens: Callable[[], object]) -> Place:
        """A dialog, opened again for each look and closed after it."""

        def show() -> QWidget:
            made = opens()
            self.idle()
            found = made if isinstance(made, QWidget) else self.window.findChild(QDialog, name)
            assert isinstance(found, QWidget), f"{name} did not open"
            return found

        return Place(f"dialog {name}", show)

    # -- stages ------------------------------------------------------------------------------

    def stages(self) -> Iterator[tuple[str, tuple[Place, ...]]]:
        """Bring the program from state to state; what to look at in each."""
        yield from self._empty()
        yield from self._masked_words()
        yield from self._comparing()
        yield from self._writing()
        yield from self._reviews()
        yield from self._hub_pages()
        yield from self._lessons()
        yield from self._presenting()
        yield from self._training()

    def _empty(self) -> Iterator[tuple[str, tuple[Place, ...]]]:
        self.idle()
        yield (
            "start",
            (
                self.page("Inference"),
                self.page("Architecture"),
                self.page("Checkpoint"),
                self.page("Compare"),
                self.source("On this computer"),
                self.explanation(),
            ),
        )
        self._bring(self.window.sources, "Create")
        pane = self.window.create_pane
        self.until(lambda: pane.foot.create_button.isEnabled(), "for the form")
        yield "create", (self.source("Create"),)
        pane.form.editor("hidden_size").setFocus() if hasattr(pane.form, "editor") else None
        editor = self.window.findChild(QLineEdit, "field.hidden_size")
        if editor is not None:
            editor.clear()
            QTest.keyClicks(editor, "770")
            self.until(lambda: not pane.foot.create_button.isEnabled(), "for the form")
        self.idle()
        pane.footprint.details.setChecked(True)
        yield "create, a wrong value", (self.source("Create"),)
        pane.footprint.details.setChecked(False)

    def _masked_words(self) -> Iterator[tuple[str, tuple[Place, ...]]]:
        self.press("start.mini-world-bert")
        self.run(FRANCE)
        views = ("Attention", "Layer by layer", "Hidden states", "Raw tensors")
        shown = (
            self.flow(),
            self.why(),
            self.section("headFinderView"),
            self.section("steeringView"),
            self.section("nearestView"),
            *(self.view(one) for one in views),
        )
        yield "a run", (*shown, self.explanation())
        self._bring(self.window.centre, "Architecture")
        self._choose_weight()
        yield "parts", (self.page("Architecture"),)
        inference = self.window.inference
        self._bring(self.window.centre, "Inference")
        inference.edit_ids.setChecked(True)
        self.press("tensorValuesButton")
        self._switch_off()
        yield "by hand", (self.view("Attention"),)
        inference.edit_ids.setChecked(False)
        self.window.tell_failure(self._failure())
        yield "a failure", (self.page("Inference"),)
        yield "dialogs", tuple(self._dialogs())
        self.window.message_bar.clear()
        self.press("restoreAllHeads")

    def _choose_weight(self) -> None:
        tree = self.window.architecture.findChild(QTreeView, "moduleTree")
        if tree is None:
            return
        model = tree.model()
        index = model.index(0, 0)
        while index.isValid() and model.rowCount(index):
            tree.expand(index)
            index = model.index(0, 0, index)
        tree.setCurrentIndex(index)
        self.idle()

    def _switch_off(self) -> None:
        self.view("Attention").show()
        self.window.inference.views.attention.grid._take(1, 0)
        self.idle()
        self.press("switchHeadButton")

    def _failure(self) -> Failed:
        why = failures.HubUnreachable("hub.example")
        return Failed(1, Request(), why.sentence, why.remedy, "What was tried\nand what came back")

    def _dialogs(self) -> Iterator[Place]:
        window, files = self.window, self.window.workbench.files
        folder = str(resources.path("models", "mini-world-gpt2"))
        yield self.dialog("openDialog", lambda: (files.look_at(folder), files.open_dialog)[1])
        yield self.dialog("saveDialog", lambda: (files.save(), files.save_dialog)[1])
        yield self.dialog("reportDialog", self._report)
        bar = window.message_bar
        yield self.dialog("detailsDialog", lambda: bar.details.click())
        door = window.workbench.explanations.glossary
        yield self.dialog("glossaryList", lambda: (door.open_list(), door.list)[1])
        yield self.dialog("glossaryPopup", self._popup)
        yield self.dialog("aboutDialog", lambda: window.actions_.about.trigger())
        actions = window.actions_
        yield self.dialog("commandSearch", lambda: actions.commands.trigger())
        yield self.dialog("shortcutsDialog", lambda: actions.shortcuts.trigger())
        shelf = window.workbench.lessons.shelf
        yield self.dialog("lessonDialog", lambda: (shelf.open_list(), shelf.list)[1])
        yield self.dialog("signInDialog", lambda: window.actions_.sign_in.trigger())
        yield self.dialog("historyDialog", self._history)
        yield self.dialog("commandSearch", lambda: _opened(CommandSearch(window)))
        yield self.dialog("shortcutsDialog", lambda: _opened(ShortcutsDialog(window)))
        yield self.dialog("hubConfigDialog", lambda: _opened(HubConfigDialog(window)))
        yield self.dialog("settingsDialog", lambda: _opened(SettingsDialog(window)))
        yield self.dialog("connectDialog", lambda: _opened(ConnectDialog(window, "", "")))
        yield self.dialog("clusterDialog", lambda: _opened(ClusterDialog(window)))
        yield self.dialog("tokenizerDialog", lambda: self._newest(files.choose_tokenizer))
        more = window.inference._tokens.more
        past = window.inference.history.past()
        yield self.dialog(
            "historyCompare",
            lambda: _opened(HistoryCompare(window, window.look, past[0], past[-1])),
        )
        yield self.dialog("allTokens", lambda: self._newest(more._show_all))
        yield self.dialog("cancelDialog", lambda: _opened(CancelDialog(window, 179_000_000)))
        summary = window.summary
        assert summary is not None
        yield self.dialog("unsavedBox", lambda: _opened(unsaved_box(window, summary)))

    def _report(self) -> QWidget | None:
        return self._newest(self.window.actions_.report.trigger)

    def _newest(self, opens: Callable[[], object]) -> QWidget | None:
        """The dialog that is in sight once this was done."""
        opens()
        self.idle()
        dialogs = self.window.findChildren(QDialog)
        return next((one for one in dialogs if one.isVisible()), None)

    def _popup(self) -> QWidget:
        door = self.window.workbench.explanations.glossary
        label = self.window.inference._tokens.title
        door.open("logits", door._place_of(label, label.rect()))
        return door.popup

    def _history(self) -> None:
        self.window.inference.history.click()

    def _comparing(self) -> Iterator[tuple[str, tuple[Place, ...]]]:
        self._bring(self.window.centre, "Compare")
        yield "before comparing", (self.page("Compare"),)
        self.press("twinOtherButton")
        self.press("runBothButton")
        yield "two models", (self.page("Compare"), self.explanation())

    def _writing(self) -> Iterator[tuple[str, tuple[Place, ...]]]:
        window = self.window
        window.actions_.bundled[self._bundled("gpt2")].trigger()
        self.idle()
        window.inference.mode.choose(True)
        self.settle()
        yield "before writing", (self.page("Inference"),)
        self.press("generateButton")
        yield "written", (self.page("Inference"), self.explanation())
        self.press("writtenPicture")
        self.press("generateButton")
        yield "written, as a picture", (self.page("Inference"),)
        self.press("writtenPicture")
        window.inference.mode.choose(False)
        self.press("runButton")
        yield "next token", (self.view("Attention"), self.view("Layer by layer"))

    def _training(self) -> Iterator[tuple[str, tuple[Place, ...]]]:
        """A few steps; last, for whoever leaves a trained model is asked about it."""
        self._bring(self.window.centre, "Train")
        tab, begin = self.find(TrainTab, "trainTab"), self.find(QPushButton, "trainButton")
        self.until(begin.isEnabled, "for its data")
        yield "before training", (self.page("Train"),)
        self.find(WholeBox, "trainSteps").setValue(40)
        begin.click()
        self.until(lambda: tab.run.stage == "ended", "for its end")
        self.idle()
        yield "trained", (self.page("Train"), self.explanation())

    def _reviews(self) -> Iterator[tuple[str, tuple[Place, ...]]]:
        self.window.actions_.bundled[self._bundled("sentiment")].trigger()
        self.idle()
        self.press("addTextButton")
        for edit, text in zip(
            self.window.findChildren(QLineEdit, "textInput"), ("I loved it.",), strict=False
        ):
            edit.setText(text)
        self.window.inference.show_texts(("I loved the film.", "I hated the dull play and left."))
        self.press("runButton")
        yield "two texts", (self.view("Attention"), self.view("Layer by layer"))
        yield from self._many_texts()
        yield from self._lab()
        yield from self._class()

    def _many_texts(self) -> Iterator[tuple[str, tuple[Place, ...]]]:
        self.press("manyTextsButton")
        yield "no table yet", (self.aside("many texts"),)
        self.press("tableExample")
        yield "a table", (self.aside("many texts"),)
        self.press("tableRun")
        self.press("tableMatrix")
        yield "a table that ran", (self.aside("many texts"), self.explanation())
        self.press("tableBack")

    def _lab(self) -> Iterator[tuple[str, tuple[Place, ...]]]:
        self.window.inference.show_texts(("An unbelievable naïve café.",))
        self.window.actions_.tokenizer_lab.trigger()
        self.idle()
        yield "the tokenizer lab", (self.aside("tokenizer lab"),)
        page = self.window.workbench.late_parts.lab.page
        assert page is not None
        for card in page.cards:
            card.ask_first()
        self.idle()
        yield "words step by step", (self.aside("tokenizer lab"), self.explanation())
        self.press("labBack")

    def _class(self) -> Iterator[tuple[str, tuple[Place, ...]]]:
        """My results, saved for two learners; their class, and the page of one of them."""
        door = self.window.workbench.late_parts.class_results
        folder = self.folder / "class"
        folder.mkdir()
        (folder / "zoe.html").write_text("no results page")
        yield (
            "my results",
            (self.dialog("resultsDialog", lambda: (door.open_results(), door.dialog)[1]),),
        )
        for name in ("Ada", "Bob"):
            path = str(folder / f"{name}.html")
            with patch.object(class_controller, "ask_results_file", lambda *_, path=path: path):
                door.open_results()
                assert door.dialog is not None
                door.dialog.name.setText(name)
                door.dialog.note.setPlainText("I expected another word.")
                door.dialog.save_button.click()
            self.until(lambda: door.dialog is None, "the page was not written")
            self.idle()
        self.window.message_bar.clear()
        door.open_class(str(folder))
        self.idle()
        assert door.page is not None
        page = door.page
        page.rows.clicked.emit(page.rows.model().index(2, 0))
        yield "a class", (self.aside("class"), self.explanation())
        page.rows.clicked.emit(page.rows.model().index(0, 0))
        self.idle()
        yield "a learner", (self.aside("learner"), self.explanation())
        page.learner.back.click()
        self.press("classBack")

    def aside(self, name: str) -> Place:
        """A page that is shown in the place of the run."""

        def show() -> QWidget:
            self.window.bring(self.window.inference)
            assert self.window.inference.pages.aside is not None
            self.settle()
            return self.window

        return Place(name, show)

    def _bundled(self, part: str) -> int:
        actions = self.window.actions_.bundled
        return next(place for place, one in enumerate(actions) if part in one.data()[1])

    def _hub_pages(self) -> Iterator[tuple[str, tuple[Place, ...]]]:
        desk = self.window.workbench.hub_controller
        self._bring(self.window.sources, "Hub")
        yield "starters", (self.source("Hub"),)
        edit = self.find(QLineEdit, "hubSearch")
        edit.setText("bert")
        edit.returnPressed.emit()
        self.idle()
        desk.open_page(NAME) if hasattr(desk, "open_page") else None
        self.find(QWidget, "hubResults").setCurrentIndex(  # type: ignore[attr-defined]
            self.find(QWidget, "hubResults").model().index(1, 0)  # type: ignore[attr-defined]
        )
        self.idle()
        yield "results", (self.source("Hub"), self.page("Checkpoint"))
        self.hub.steps = [fake_hub.progress()]
        self.find(QPushButton, "downloadButton").click()
        self.until(lambda: desk.tab.transfer.progress, "for a download")
        self.settle()
        yield "downloading", (self.page("Checkpoint"), self.page("Inference"))
        self.hub.go.set()
        self.until(lambda: not self.window.transfer.jobs, "for the download's end")
        self.window.message_bar.clear()
        unreachable = failures.HubUnreachable("hub.example")
        self.hub.failures[PlanDownload] = unreachable
        desk.tab.open_page(NAME)
        self.idle()
        yield "no plan", (self.page("Checkpoint"),)
        self.hub.failures[OpenPage] = unreachable
        desk.tab.open_page(NAME)
        self.idle()
        yield "no page", (self.page("Checkpoint"),)
        self.hub.failures[SearchHub] = unreachable
        edit.setText("nobody answers")
        edit.returnPressed.emit()
        self.idle()
        yield "no network", (self.source("Hub"), self.source("On this computer"))
        self.window.message_bar.clear()

    def _lessons(self) -> Iterator[tuple[str, tuple[Place, ...]]]:
        """Every page of the first lesson, on the card over the window."""
        desk = self.window.workbench.lessons
        desk.shelf.open_list()
        assert desk.shelf.list is not None
        self.find(QPushButton, "act.0.1").click()
        self.idle()
        lesson, standing = desk.lesson, desk._standing
        assert lesson is not None
        assert standing is not None

        def page(number: int, first: bool) -> Place:
            def show() -> QWidget:
                desk.open(standing, number)
                self.idle()
                card = desk.card
                assert card is not None
                assert self.window.rect().contains(card.geometry()), "the card leaves the window"
                return card

            return Place(f"page {number + 1}", show, first)

        done = 0
        for number, act in enumerate(lesson.acts, start=1):
            numbers = range(done, done + len(act.pages))
            done += len(act.pages)
            yield f"lesson, act {number}", tuple(page(one, one == numbers[0]) for one in numbers)
        desk.leave()
        self.idle()

    def _presenting(self) -> Iterator[tuple[str, tuple[Place, ...]]]:
        self.window.actions_.bundled[self._bundled("bert")].trigger()
        self.idle()
        self.run(FRANCE)
        yield (
            "presenting",
            (
                self.flow(),
                self.why(),
                self.view("Attention"),
                self.view("Layer by layer"),
                self.page("Architecture"),
                self.page("Compare"),
                self.page("Train"),
            ),
        )
        self.window.actions_.bundled[self._bundled("gpt2")].trigger()
        self.idle()
        self.press("modeGenerate")
        self.press("generateButton")
        self.idle()
        yield "presenting a text", (self.writing(),)


def _opened(dialog: QDialog) -> QDialog:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
