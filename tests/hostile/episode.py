"""A row of hostile inputs in one real window, in a process of its own.

python -m tests.hostile.episode FOLDER KIND SEED FIRST COUNT ONLY STACKS: writes one JSON line per
input to FOLDER/outcomes.jsonl. See `tests.hostile.__main__`.
"""

from __future__ import annotations

import faulthandler
import gc
import importlib
import itertools
import json
import os
import random
import resource
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLineEdit,
    QListView,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from explorer.__main__ import start
from explorer.app.main_window import MainWindow
from explorer.features.class_results.export import class_table
from explorer.features.lessons.view import lesson_shelf
from explorer.protocol.job import Cancelled, Done, Failed
from tests.hostile.scenario import Kind, Place, Scenario
from tests.hostile.watch import Gaps, Watch, tree
from tests.loopback import LoopbackHub

SOURCES: dict[Kind, str] = {
    "folder": "tests.hostile.folders",
    "hub": "tests.hostile.hub",
    "settings": "tests.hostile.files",
    "session": "tests.hostile.files",
    "lesson": "tests.hostile.files",
    "results": "tests.hostile.files",
    "picture": "tests.hostile.files",
    "sound": "tests.hostile.files",
}
_PATIENCE_S = 120.0
_STEP_MS = 5
_LONG_STOP_S = 0.2
_HANGS_S = 300
_ADDRESS_SPACE = 16 * 1024**3
_UNFORESEEN = "Something unexpected"
_TEXT = "The capital of France is a city. aaaa bbbb 1234"


def inputs(kind: Kind, seed: int, only: str = "") -> Iterator[Scenario]:
    """The inputs of one kind, without an end: another seed begins where they run out.

    Those whose names hold the words `only`; none where no name does.
    """
    module = importlib.import_module(SOURCES[kind])
    for turn in itertools.count():
        chosen = [
            scenario
            for scenario in module.scenarios(random.Random(f"{seed}.{turn}"))
            if scenario.kind == kind and only in scenario.name
        ]
        if not chosen:
            return
        yield from chosen


class Episode:
    """One window, one input after the other."""

    def __init__(
        self, folder: Path, kind: Kind, seed: int, hub: LoopbackHub | None, stacks: str = ""
    ) -> None:
        self.folder, self.kind, self.hub, self.stacks = folder, kind, hub, stacks
        self.rng = random.Random(f"{seed} {kind}")
        self.home = Path(os.environ["HOME"])
        self.profile = folder / "profile"
        self.endings: list[Done | Failed | Cancelled] = []
        self.messages: list[str] = []
        self.errors: list[str] = []
        self.stop_took: list[float] = []

    # -- the window --------------------------------------------------------------------------

    def open(self, *, prepared: bool = True) -> None:
        """Start the program as its command line does."""
        self.window = start(["--empty", "--profile", str(self.profile), "--size", "1024x700"])
        self.window.may_leave = True
        for lane in (self.window.model, self.window.hub, self.window.transfer):
            lane.replied.connect(self._hear)
        if prepared:
            self.until(lambda: self.window.prepared is not None)
            self.until(self._idle)

    def _hear(self, reply: object) -> None:
        if isinstance(reply, Done | Failed | Cancelled):
            self.endings.append(reply)

    def _idle(self) -> bool:
        window = self.window
        return not (window.model.jobs or window.hub.jobs or window.transfer.jobs)

    def until(self, fact: Callable[[], object], seconds: float = _PATIENCE_S) -> bool:
        """Let the window live until a fact holds; False where it never does."""
        end = time.monotonic() + seconds
        while not (held := bool(fact())) and time.monotonic() < end:
            loop = QEventLoop()
            QTimer.singleShot(_STEP_MS, loop.quit)
            loop.exec()
            self._dismiss()
        return held

    def _dismiss(self) -> None:
        """Answer whatever waits in a loop of its own, as Escape would."""
        asking = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if isinstance(asking, QMenu):
            asking.close()

    def settle(self) -> None:
        """Wait until nothing is under way; sometimes press Stop, and see how long it takes."""
        begun = time.monotonic()
        stop_after = (
            self.rng.choice((0.0, 0.02, 0.1, 0.5, 1.5)) if self.rng.random() < 0.35 else None
        )
        while not self._idle():
            if stop_after is not None and time.monotonic() - begun > stop_after:
                stop_after = None
                self._press_stop()
            elif time.monotonic() - begun > _PATIENCE_S:
                self.errors.append("a job did not end within two minutes")
                self._press_stop()
                self.until(self._idle, 20)
                return
            self.until(lambda: False, _STEP_MS / 1000)
        self.until(lambda: False, 0.02)

    def _press_stop(self) -> None:
        under_way = [
            job
            for lane in (self.window.model, self.window.hub, self.window.transfer)
            for job in lane.jobs
            if job.request.stoppable
        ]
        if not under_way:
            return
        pressed = time.monotonic()
        numbers = {id(job) for job in under_way}
        self.window.actions_.stop.trigger()
        stopped = [job for job in under_way if job.stop.is_set()]
        if not stopped:
            return

        def ended() -> bool:
            if self.stacks and time.monotonic() - pressed > _LONG_STOP_S:
                with open(self.stacks, "a", encoding="utf-8") as file:
                    file.write("Stop waits\n")
                    file.flush()
                    faulthandler.dump_traceback(file)
            left = {
                id(job)
                for lane in (self.window.model, self.window.hub, self.window.transfer)
                for job in lane.jobs
            }
            return not any(id(job) in left for job in stopped if id(job) in numbers)

        self.until(ended, 20)
        self.stop_took.append(time.monotonic() - pressed)

    def find(self, kind: type[Any], name: str) -> Any:
        """A control by its name, or None."""
        return self.window.findChild(kind, name)

    def close_dialogs(self) -> None:
        """Close what is open above the window."""
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QDialog) and widget.isVisible():
                widget.reject()

    # -- what a person does with each kind -----------------------------------------------------

    def act(self, path: str) -> None:
        """Open it as a person would."""
        getattr(self, f"_open_{self.kind}")(path)

    def _open_folder(self, path: str) -> None:
        """Look at it, load it, run a text, look at its parts and at where its weights are from."""
        files = self.window.workbench.files
        files.look_at(path)
        self.settle()
        self.close_dialogs()
        before = self.window.summary.serial if self.window.summary is not None else 0
        files.load(path)
        self.settle()
        summary = self.window.summary
        if summary is None or summary.serial == before:
            return
        self.type_and_run()
        self.window.reveal(self.window.architecture)
        self.settle()
        files.show_report()
        self.until(lambda: False, 0.05)
        self.close_dialogs()
        self.window.actions_.unload.trigger()
        self.settle()

    def type_and_run(self) -> None:
        """A text, and Return."""
        edit = self.find(QWidget, "textInput")
        if isinstance(edit, QLineEdit):
            self.window.reveal(edit)
            edit.setText(_TEXT)
        elif isinstance(edit, QPlainTextEdit):
            edit.setPlainText(_TEXT)
        self.settle()
        button = self.find(QPushButton, "runButton")
        if button is not None and button.isEnabled():
            button.click()
        self.settle()

    def _open_hub(self, typed: str) -> None:
        """Type it into the search, open the page, download, load."""
        search = self.find(QLineEdit, "hubSearch")
        self.window.reveal(search)
        search.setText(typed)
        QTest.keyClick(search, Qt.Key.Key_Return)
        self.settle()
        results = self.find(QListView, "hubResults")
        if results.model().rowCount():
            results.setCurrentIndex(results.model().index(0, 0))
            QTest.keyClick(results, Qt.Key.Key_Return)
            self.settle()
            # Each input has the same name: what was remembered of the one before is asked again.
            tab = self.window.workbench.hub_controller.tab
            if tab.page is not None:
                tab.open_page(tab.page.checkpoint, tab.page.revision, refresh=True)
                self.settle()
        download = self.find(QPushButton, "downloadButton")
        if download is not None and download.isEnabled() and download.isVisibleTo(self.window):
            download.click()
            self.settle()
        self.close_dialogs()
        if self.window.summary is not None:
            self.window.actions_.unload.trigger()
            self.settle()

    def _open_session(self, path: str) -> None:
        self.window.workbench.take_dropped(path)
        self.settle()
        self.close_dialogs()

    def _open_lesson(self, path: str) -> None:
        lesson_shelf.ask_lesson_file = lambda *_: path
        self.window.actions_.lesson_file.trigger()
        self.settle()
        self.close_dialogs()

    def _open_results(self, path: str) -> None:
        """As a class with one page, then as the page of a learner, run by run, then as a table."""
        controller = self.window.workbench.late_parts.class_results
        controller.open_class(str(Path(path).parent))
        self.settle()
        page = controller.page
        if page is None or page.result is None:
            return
        class_table(page.result).csv()
        for place in range(len(page.result.rows)):
            page.rows.clicked.emit(page.rows.model().index(place, 0))
            self.settle()
            runs = page.learner.runs
            for run in range(runs.count()):
                runs.setCurrentRow(run)
            self.settle()
            page.learner.back.click()
        page.back.click()
        self.settle()
        self.close_dialogs()

    def _open_picture(self, path: str) -> None:
        self.window.workbench.take_dropped(path)
        self.settle()
        button = self.find(QPushButton, "runButton")
        if button is not None and button.isEnabled():
            button.click()
        self.settle()
        self.close_dialogs()

    _open_sound = _open_picture

    # -- one input -----------------------------------------------------------------------------

    def one(self, number: int, scenario: Scenario, watch: Watch, gaps: Gaps | None) -> None:
        """Make it, open it, and write down what happened."""
        if not self.stacks:  # which has its own use for it
            faulthandler.dump_traceback_later(_HANGS_S, exit=True)
        place = Place(self.folder / f"in{number}", self.folder / f"ran{number}", self.hub)
        place.folder.mkdir()
        self.endings.clear()
        self.errors.clear()
        self.stop_took.clear()
        opened = scenario.make(place)
        outside = tree(self.home)
        watch.written.clear()
        watch.reached.clear()
        if self.kind == "settings":
            self._start_with(opened)
            gaps = None
        else:
            self.window.message_bar.clear()
            if gaps is not None:
                gaps.taken()
            try:
                self.act(opened)
            except Exception:
                self.errors.append(traceback.format_exc())
        self._write(
            number=number,
            kind=scenario.kind,
            name=scenario.name,
            harmless=scenario.harmless,
            executed=place.marker.exists(),
            written=[*dict.fromkeys(watch.written), *self._new(outside)][:20],
            reached=list(dict.fromkeys(watch.reached))[:20],
            gaps=gaps.taken() if gaps is not None else [],
            stops=list(self.stop_took),
            errors=list(self.errors),
            **self._told(),
        )
        shutil.rmtree(place.folder, ignore_errors=True)

    def _new(self, before: frozenset[str]) -> list[str]:
        """What appeared in the home folder, outside the cache's and the program's own places."""
        own = (str(self.home / ".cache" / "huggingface" / "hub"), str(self.home / "hf"))
        return [f"new {path}" for path in tree(self.home) - before if not path.startswith(own)]

    def _told(self) -> dict[str, Any]:
        failed = [one for one in self.endings if isinstance(one, Failed)]
        shown = self.window.message_bar.sentence.text()
        sentences = [one.sentence for one in failed]
        return {
            "endings": [
                f"{type(one).__name__} {type(one.request).__name__}" for one in self.endings
            ],
            "sentences": [one[:400] for one in sentences],
            "unforeseen": [
                f"{one.sentence}\n{one.details[-1500:]}"
                for one in failed
                if _UNFORESEEN in one.sentence
            ]
            + ([f"{shown}\n{self._details()}"] if _UNFORESEEN in shown else []),
            "tracebacks": [one for one in (*sentences, shown) if "Traceback" in one],
            "opened": not failed,
            "message": shown[:400],
        }

    def _details(self) -> str:
        failure = self.window.message_bar.failure
        return failure.details[-1500:] if failure is not None else ""

    def _start_with(self, opened: str) -> None:
        """A profile that somebody broke: the program starts, works and ends all the same."""
        self._take_away_the_former()
        self.profile = Path(opened) if os.path.isdir(opened) else Path(opened).parent
        try:
            self.open(prepared=False)
            edit = self.find(QLineEdit, "hubSearch")
            self.window.reveal(edit)
            QTest.keyClicks(edit, "abc")
            if edit.text() != "abc":
                self.errors.append("typed letters did not arrive")
            self.window.close()
            if self.window.stuck and not self.window.model.preparing:
                self.errors.append("a lane did not end")
        except Exception:
            self.errors.append(traceback.format_exc())

    def _take_away_the_former(self) -> None:
        """What a window leaves, two thousand widgets, makes the next start slower.

        One whose lane is still importing stays: its thread would be destroyed under it.
        """
        former: MainWindow | None = getattr(self, "window", None)
        if former is None or former.stuck:
            return
        former.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()

    def _write(self, **outcome: object) -> None:
        with (self.folder / "outcomes.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(outcome) + "\n")

    # -- all of them -----------------------------------------------------------------------------

    def play(self, scenarios: Iterator[tuple[int, Scenario]]) -> None:
        """Open each, in one window."""
        QDesktopServices.openUrl = staticmethod(lambda *_: True)  # type: ignore[method-assign]
        hook = sys.excepthook
        port = int(self.hub.url.rpartition(":")[2]) if self.hub is not None else 0
        watch = Watch(self._may_be_written(), port)
        gaps = None
        if self.kind != "settings":
            self.open()
            self._model_for_media()
            gaps = Gaps(self.stacks)
        theirs = sys.excepthook

        def caught(kind: Any, error: BaseException, where: Any) -> None:
            self.errors.append("".join(traceback.format_exception(error)))
            theirs(kind, error, where)

        sys.excepthook = caught
        for number, scenario in scenarios:
            if self.hub is not None:
                self.hub.repositories.clear()
                self.hub.faults.clear()
            self.one(number, scenario, watch, gaps)
        sys.excepthook = hook
        faulthandler.cancel_dump_traceback_later()
        (self.folder / "whole").touch()
        os._exit(0)

    def _may_be_written(self) -> tuple[Path, ...]:
        return (self.folder, self.home / "hf", Path(tempfile.gettempdir()), Path("/dev/shm"))

    def _model_for_media(self) -> None:
        """Pictures and sounds need a model that takes them."""
        if self.kind not in ("picture", "sound"):
            return
        from tests.hostile.models import picture_model, sound_model

        make = picture_model if self.kind == "picture" else sound_model
        self.window.workbench.files.load(str(make(self.folder / "model")))
        self.until(self._idle, _PATIENCE_S)  # `settle` may press Stop
        assert self.window.summary is not None, self.window.message_bar.sentence.text()


def _name(value: object) -> str:
    return type(value).__name__


def main() -> None:
    """See the module."""
    folder, kind, seed, first, count, only, stacks = sys.argv[1:]
    faulthandler.enable()
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESS_SPACE, _ADDRESS_SPACE))
    assert kind in SOURCES
    rows = enumerate(inputs(kind, int(seed), only))
    chosen = itertools.islice(rows, int(first), int(first) + int(count))
    hub = None
    if kind == "hub":  # its address is read when the Hub's library is imported
        hub = LoopbackHub()
        os.environ["HF_ENDPOINT"] = hub.url
        hub.__enter__()
    Episode(Path(folder), kind, int(seed), hub, stacks).play(chosen)


if __name__ == "__main__":
    main()
