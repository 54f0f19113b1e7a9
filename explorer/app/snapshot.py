"""The first journey without a screen: open, run, compare with noise, look inside, save, open again,
ask why, take the first act of the lesson, teach.

It clicks the real controls of the real window and writes a numbered picture after each step. The
README's pictures are made by it, and a machine without a display can be checked with it.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QTabWidget,
    QTreeView,
    QWidget,
)

from explorer.app.main_window import MainWindow
from explorer.features.flow.view.timeline import Timeline
from explorer.features.why.view.why_view import WhyView
from explorer.protocol.model import SaveModel
from explorer.widgets.setting_row import WholeBox

SENTENCE = "The capital of France is [MASK]."
_LOOK_EVERY_MS = 50
_PATIENCE_MS = 180_000
_STEPS = 40
"""Of training: enough for a loss that falls."""
_DOWN_TO_A_WEIGHT = 2
"""Rows of the tree of modules, from its root to the first part that has weights of its own."""

_Control = TypeVar("_Control", bound=QObject)

Step = tuple[str, Callable[[], bool]]
"""A picture's name (empty for none) and the fact to wait for before it is taken."""


class Snapshots(QObject):
    """Walks through the journey by a timer; the window's event loop does the rest."""

    def __init__(self, window: MainWindow, folder: str) -> None:
        super().__init__(window)
        self._window = window
        self._folder = Path(folder)
        self._work = Path(tempfile.mkdtemp(prefix="transformer-explorer-"))
        self._steps = self._journey()
        self._step: Step | None = None
        self._waited = 0
        self._held = False
        self._number = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)

    @Slot()
    def begin(self) -> None:
        """Start walking; the program ends by itself with status 0, or 1 when a step failed."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._step = next(self._steps)
        self._timer.start()

    @Slot()
    def _look(self) -> None:
        if self._step is None:
            return
        name, fact = self._step
        self._waited += _LOOK_EVERY_MS
        held, self._held = self._held, fact()
        if not self._held:
            if self._waited > _PATIENCE_MS or self._window.message_bar.failure is not None:
                self._end(1, f"Stopped before {name or 'the next step'}: " + self._print_failure())
            return
        if not held:  # what was just explained is laid out and painted until the next look
            return
        if name:
            self._picture(name)
        self._waited, self._held = 0, False
        self._step = next(self._steps, None)
        if self._step is None:
            self._end(0, f"{self._number} pictures in {self._folder}")

    def _journey(self) -> Iterator[Step]:
        window = self._window
        yield "start", self._thought
        self._button("start.mini-world-bert").click()
        yield "", self._idle
        self._type(SENTENCE)
        self._button("runButton").click()
        yield "trained-model-answers", self._answered
        self._action("twinAction").trigger()
        yield "", self._idle
        self._type(SENTENCE)
        self._button("runButton").click()
        yield "untrained-twin-gives-noise", self._answered
        self._tab("centreTabs", "architectureTab")
        yield "architecture", lambda: self._idle() and window.architecture.rows.rowCount() > 0
        self._action("openBundled.mini-world-bert").trigger()
        yield "", self._idle
        saved = str(self._work / "my-first-model")
        window.send(SaveModel(saved))  # what Save as… sends once a folder was chosen
        yield "", self._idle
        window.load(saved, "my-first-model")
        yield "", self._idle
        self._type(SENTENCE)
        self._button("runButton").click()
        yield "saved-and-opened-again", self._answered
        self._button("modeWhy").click()
        yield "why-it-says-that", self._explained
        yield from self._first_act()
        self._action("openBundled.mini-world-bert").trigger()
        yield "", self._idle
        self._tab("centreTabs", "trainTab")
        yield "", self._idle
        self._button("trainData.capitals").click()
        yield "", lambda: self._idle() and self._button("trainButton").isEnabled()
        self._found(WholeBox, "trainSteps").setValue(_STEPS)
        self._button("trainButton").click()
        yield "taught-here", self._taught

    def _first_act(self) -> Iterator[Step]:
        """From the first page of the lesson to a model that was created from a config."""
        self._action("tourAction").trigger()
        self._button("act.0.1").click()
        yield from self._next_page()
        yield "", lambda: self._window.findChild(QLineEdit, "field.num_hidden_layers") is not None
        self._type("3", "field.num_hidden_layers")
        yield from self._next_page()
        self._action("start.tiny").trigger()
        yield from self._next_page()
        heads = self._found(QLineEdit, "field.num_attention_heads")
        fitting = heads.text()
        self._type(str(int(fitting) + 1), heads.objectName())
        yield "", lambda: self._found(QLabel, "lessonTask.1").text().startswith("✓")
        self._type(fitting, heads.objectName())
        yield from self._next_page()
        self._button("createButton").click()
        yield from self._next_page()
        tree = self._found(QTreeView, "moduleTree")
        yield "", lambda: self._idle() and tree.model().rowCount() > 0
        part = tree.model().index(0, 0)
        for _ in range(_DOWN_TO_A_WEIGHT):
            part = tree.indexBelow(part)
            tree.setCurrentIndex(part)
            yield "", self._idle
        yield "first-act-of-the-lesson", self._page_is_done
        self._button("lessonLeave").click()

    def _next_page(self) -> Iterator[Step]:
        """Turn over once the tasks of the page in sight are done."""
        yield "", self._page_is_done
        self._button("lessonNextButton").click()

    # -- hands and eyes ----------------------------------------------------------------------

    def _thought(self) -> bool:
        """Whether the run of the first start is shown to its end, where there is one."""
        window = self._window
        if window.prepared is None or not self._idle():
            return False
        steps = window.findChild(Timeline, "flowTimeline")
        return not window.workbench.first_minute.on or (steps is not None and steps.ended)

    def _idle(self) -> bool:
        return not self._window.model.jobs

    def _answered(self) -> bool:
        return self._idle() and bool(self._window.inference.bars)

    def _print_failure(self) -> str:
        window = self._window
        return window.message_bar.sentence.text() or "it took too long"

    def _explained(self) -> bool:
        views = self._window.inference.views
        view = views.view("why")
        start = self._window.findChild(QPushButton, "whyStart")
        if start is not None and start.isVisible():
            start.click()  # a slow computer says first what it costs
        assert isinstance(view, WhyView)
        return view.result is not None and view.result.complete and self._idle()

    def _taught(self) -> bool:
        training = self._window.workbench.training
        return training.tab.run.stage == "ended" and self._idle()

    def _page_is_done(self) -> bool:
        return self._idle() and self._button("lessonNextButton").isEnabled()

    def _button(self, name: str) -> QPushButton:
        return self._found(QPushButton, name)

    def _action(self, name: str) -> QAction:
        return self._found(QAction, name)

    def _type(self, text: str, name: str = "textInput") -> None:
        edit = self._found(QLineEdit, name)
        edit.setText(text)
        edit.textEdited.emit(text)

    def _tab(self, tabs: str, page: str) -> None:
        self._found(QTabWidget, tabs).setCurrentWidget(self._found(QWidget, page))

    def _found(self, kind: type[_Control], name: str) -> _Control:
        control = self._window.findChild(kind, name)
        if control is None:
            raise LookupError(f"the window has no {name}")
        return control

    def _picture(self, name: str) -> None:
        self._number += 1
        file = self._folder / f"{self._number:02}-{name}.png"
        self._window.grab().save(str(file))
        print(file)

    def _end(self, status: int, sentence: str) -> None:
        self._timer.stop()
        shutil.rmtree(self._work, ignore_errors=True)
        print(sentence, file=sys.stderr if status else sys.stdout)
        self._window.close()
        QApplication.exit(status)
