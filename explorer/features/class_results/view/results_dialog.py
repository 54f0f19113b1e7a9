"""My results: the name, the notes, and what the page will hold."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QSizePolicy,
    QWidget,
)

from explorer.features.class_results.protocol import LONGEST_NAME, LONGEST_NOTE, KeptLesson
from explorer.features.class_results.results_page import lesson_heading
from explorer.features.history.view.run_history import RunHistory
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import button, label, with_names
from explorer.widgets.dialog_frame import FramedDialog
from explorer.widgets.untrusted_text import plain_tip

_NUMBER = Qt.ItemDataRole.UserRole


class ResultsDialog(FramedDialog):
    """`save_wanted` carries the name that was typed."""

    save_wanted = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        history: RunHistory,
        lessons: Sequence[KeptLesson],
        with_picture: frozenset[int],
        name: str,
    ) -> None:
        super().__init__(parent, "resultsDialog", tr("My results"))
        self._history, self._with_picture = history, with_picture
        self.page.add(
            label(
                tr(
                    "One page with your runs, which any browser opens and your teacher can read "
                    "beside those of others. Nothing is sent: you choose where it is saved."
                ),
                "muted",
                wrap=True,
            )
        )
        self.name = with_names(QLineEdit(name), "resultsName", tr("Your name (optional)"))
        self.name.setMaxLength(LONGEST_NAME)
        self._add_field(tr("Your &name (optional)"), self.name)
        done = [lesson_heading(lesson) for lesson in lessons]
        self._lessons = bool(done)
        text = "\n".join(done) if done else tr("No lesson was begun.")
        self.page.add(label(text, wrap=True, name="resultsLessons"))
        self.runs = with_names(QListWidget(), "resultsRuns", tr("Your runs, the newest first"))
        self.runs.setWordWrap(True)
        self.runs.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.runs.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.runs.setMinimumHeight(self.fontMetrics().height() * 6)
        self.runs.currentItemChanged.connect(self._show_note)
        of_runs = [self._add_field(tr("Your &runs"), self.runs, 1), self.runs]
        self.note = with_names(QPlainTextEdit(), "resultsNote", tr("Your note about this run"))
        self.note.setTabChangesFocus(True)
        self.note.setPlaceholderText(tr("What did you expect? What surprised you?"))
        self.note.setFixedHeight(self.fontMetrics().height() * 4)
        self.note.textChanged.connect(self._keep_note)
        of_runs += [self._add_field(tr("Your n&ote about this run"), self.note), self.note]
        self.progress = label(role="muted", wrap=True, name="resultsProgress")
        self.page.add(self.progress)
        self.save_button = button(tr("Save…"), "primary", name="resultsSave")
        self.save_button.clicked.connect(self._save)
        self.close_button = button(tr("Close"), name="resultsClose")
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.reject)
        self.finish((self.save_button,), (self.close_button,))
        self._fill()
        for part in of_runs:
            part.setVisible(bool(history.runs))
        self.save_button.setEnabled(bool(history.runs or done))
        if not history.runs:
            self.page.column.addStretch(1)
        self.fit(80, 42 if history.runs else 22)
        self.name.setFocus()

    def _add_field(self, title: str, field: QWidget, stretch: int = 0) -> QLabel:
        heading = QLabel(title)
        heading.setBuddy(field)
        self.page.add(heading)
        self.page.add(field, stretch)
        return heading

    def _fill(self) -> None:
        for run in self._history.runs:
            facts = [run.summary.name]
            facts += [f"“{run.best}”"] if run.best else []
            facts += [tr("with a picture")] if run.number in self._with_picture else []
            item = QListWidgetItem(f"{run.number}. {run.name} · {' · '.join(facts)}")
            item.setData(_NUMBER, run.number)
            item.setToolTip(plain_tip(item.text()))
            self.runs.addItem(item)
        if self.runs.count():
            self.runs.setCurrentRow(0)
            self.progress.setText(
                tr(
                    "A run has the picture of Flow where Flow was open. Remove from the history "
                    "what you do not want to hand in."
                )
            )
        else:
            self.progress.setText(
                tr("There are no runs yet: the page tells what you did in the lessons.")
                if self._lessons
                else tr("There are no runs yet: run a model first.")
            )
        self._show_note()

    @property
    def _current(self) -> int:
        item = self.runs.currentItem()
        return int(item.data(_NUMBER)) if item is not None else 0

    @Slot()
    def _show_note(self) -> None:
        run = self._history.find(self._current)
        self.note.setEnabled(run is not None)
        self.note.blockSignals(True)
        self.note.setPlainText(run.note if run is not None else "")
        self.note.blockSignals(False)

    @Slot()
    def _keep_note(self) -> None:
        self._history.annotate(self._current, self.note.toPlainText()[:LONGEST_NOTE])

    @Slot()
    def _save(self) -> None:
        self.save_wanted.emit(self.name.text())

    def show_drawing(self, done: int, total: int) -> None:
        """Pictures are being drawn; Close stops that."""
        self.save_button.setEnabled(False)
        self.progress.setText(
            numbers.ntr(
                "{done} of {count} picture drawn",
                "{done} of {count} pictures drawn",
                total,
                done=done,
            )
        )
