"""The ways to my results and to a class of them, and what both ask of the window."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from explorer.app.save_code import file_name
from explorer.app.save_file import save_file
from explorer.features.class_results.protocol import (
    ClassRead,
    ReadClass,
    ReadResults,
    ResultsSaved,
    SaveResults,
)
from explorer.features.generation.view.text_branches import Written
from explorer.protocol.job import Request
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.file_dialog import CSV, HTML, ask_file, begin_in

if TYPE_CHECKING:
    from explorer.app.shell import Shell
    from explorer.features.class_results.view.class_page import ClassPage
    from explorer.features.class_results.view.results_dialog import ResultsDialog
    from explorer.features.class_results.view.run_pictures import RunPictures
    from explorer.features.flow.protocol import FlowResult


class ClassController(QObject):
    """Builds the dialog and the page when they are first opened.

    `seen_again` carries the requests of what is in sight again, whose words are then shown.
    """

    seen_again = Signal(object)

    def __init__(self, window: Shell) -> None:
        super().__init__(window)
        self._window = window
        self.dialog: ResultsDialog | None = None
        self.page: ClassPage | None = None
        self._pictures: RunPictures | None = None
        self._name = self._path = ""
        self._asked = 0
        actions = window.actions_
        actions.save_results.triggered.connect(self.open_results)
        actions.open_class.triggered.connect(self.choose_class)
        window.state.subscribe({ResultsSaved: self._on_saved})

    # -- my results ------------------------------------------------------------------------------

    @Slot()
    def open_results(self) -> None:
        """Ask for the name and the notes."""
        from explorer.features.class_results.view.collect import kept_lessons
        from explorer.features.class_results.view.results_dialog import ResultsDialog

        if self.dialog is not None:
            self.dialog.raise_()
            return
        window = self._window
        dialog = self.dialog = ResultsDialog(
            window,
            window.inference.history.runs,
            kept_lessons(window.lessons_begun()),
            frozenset(self._flows()),
            self._name,
        )
        dialog.save_wanted.connect(self._save_as)
        dialog.finished.connect(self._dialog_closed)
        dialog.open()

    def _flows(self) -> dict[int, FlowResult]:
        """The pictures that were drawn of runs that are kept, by their numbers."""
        flows = {}
        history = self._window.inference.history
        for run in history.runs.runs:
            result = run.result.result if isinstance(run.result, Written) else run.result
            flow = self._window.flow_of(result)
            if flow is not None:
                flows[run.number] = flow
        return flows

    @Slot()
    def _dialog_closed(self) -> None:
        if self.dialog is not None:
            self._name = self.dialog.name.text()
        self.dialog = None
        if self._pictures is not None:
            self._pictures.stop()

    @Slot(str)
    def _save_as(self, name: str) -> None:
        """Ask for a file, then draw the pictures, then write."""
        from explorer.features.class_results.view.run_pictures import RunPictures

        self._name = name
        start = f"{file_name(name) if name.strip() else 'my'}-results.html"
        path = ask_results_file(self._window, start)
        if not path or self.dialog is None:
            return
        self._path = path
        if self._pictures is None:
            self._pictures = RunPictures(self._window.look, self)
            self._pictures.drawn.connect(self._show_drawing)
            self._pictures.finished.connect(self._write)
        flows = self._flows()
        self.dialog.show_drawing(0, len(flows))
        self._pictures.begin(flows)

    @Slot(int, int)
    def _show_drawing(self, done: int, total: int) -> None:
        if self.dialog is not None:
            self.dialog.show_drawing(done, total)

    @Slot()
    def _write(self) -> None:
        from explorer.features.class_results.view.collect import collect

        assert self._pictures is not None
        window, pictures = self._window, self._pictures
        history = window.inference.history
        runs = history.runs.runs
        results = collect(self._name, runs, window.lessons_begun(), pictures.described)
        window.send(SaveResults(self._path, results, dict(pictures.files)))
        if self.dialog is not None:
            self.dialog.accept()

    def _on_saved(self, result: ResultsSaved, request: Request) -> None:
        self._window.message_bar.tell(
            tr(
                "Saved your results in {path}: {size}.",
                path=result.path,
                size=numbers.bytes_(result.bytes),
            )
        )

    # -- a class ---------------------------------------------------------------------------------

    @Slot()
    def choose_class(self) -> None:
        """Let a person choose a folder of pages, and read it."""
        profile = self._window.profile
        folder = ask_class_folder(self._window, profile.text("class_folder"))
        if folder:
            profile.keep("class_folder", folder)
            self.open_class(folder)

    def open_class(self, folder: str) -> None:
        """Show the page and read a folder."""
        if self.page is None:
            self._build()
        assert self.page is not None
        inference = self._window.inference
        self._window.leave_start()
        self._window.bring(inference)
        inference.pages.open(self.page, ReadClass, ReadResults)
        self._asked += 1
        self.page.read(ReadClass(folder, self._asked))

    def _build(self) -> None:
        from explorer.features.class_results.view.class_page import ClassPage

        window = self._window
        page = self.page = ClassPage(window.look)
        page.subscribe(window.state)
        page.wanted.connect(window.send)
        page.again_wanted.connect(self.open_class)
        page.stop_wanted.connect(self._stop)
        page.folder_wanted.connect(self.choose_class)
        page.closed.connect(self._close)
        page.class_shown.connect(self._class_shown)
        page.save_wanted.connect(self._save)

    @Slot()
    def _stop(self) -> None:
        lane = self._window.model
        for job in lane.jobs:
            if isinstance(job.request, ReadClass):
                lane.stop(job.id)

    @Slot()
    def _class_shown(self) -> None:
        self.seen_again.emit((ReadClass,))

    @Slot()
    def _close(self) -> None:
        inference = self._window.inference
        inference.close_aside()
        inference.rows.first.setFocus()

    @Slot(object)
    def _save(self, result: ClassRead) -> None:
        from explorer.features.class_results import export

        path = ask_file(self._window, tr("Save the class as a table"), "class.csv", (CSV,))
        if not path:
            return
        size = save_file(self._window, path, export.class_table(result).csv(), "classSave")
        if size is not None:
            self._window.message_bar.tell(
                tr("Saved the table in {path}: {size}.", path=path, size=numbers.bytes_(size))
            )


def ask_results_file(parent: QWidget, start: str) -> str:
    """Let a person name the results page; empty when they change their mind."""
    return ask_file(parent, tr("Save my results"), start, (HTML,))


def ask_class_folder(parent: QWidget, start: str) -> str:
    """Let a person choose the folder of a class; empty when they change their mind."""
    start = start if os.path.isdir(start) else ""
    return QFileDialog.getExistingDirectory(parent, tr("Open a class"), begin_in(start))
