"""A class: one learner in each row, the answers to the same text beside each other."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from explorer.app.app_state import AppState
from explorer.app.theme import Theme
from explorer.features.class_results import explain
from explorer.features.class_results.protocol import (
    AskedText,
    ClassRead,
    ClassRow,
    ReadClass,
    ReadResults,
    ResultsRead,
)
from explorer.features.class_results.view.learner_card import LearnerCard
from explorer.protocol.job import Cancelled, Failed, Request
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import Card, Page, button, label, packed, with_names
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.lazy_table import LazyTable, Rows
from explorer.widgets.untrusted_text import plain_tip

_Index = QModelIndex | QPersistentModelIndex
_FIXED = (tr("Learner"), tr("Lesson pages"), tr("Runs"))
_CORNER = 7
"""Pixels at either side of the head over the names."""
_HEAD, _CELL = 26, 30
"""Letters of a question over its column, and of what is in a cell."""


class _Learners(Rows[ClassRow]):
    """Columns are the fixed ones, then the questions of the class."""

    def __init__(self) -> None:
        self.questions: Sequence[AskedText] = ()
        super().__init__(_FIXED, self._text, self._about)

    def show_class(self, questions: Sequence[AskedText], rows: Sequence[ClassRow]) -> None:
        """Other columns and other rows."""
        self.questions = questions
        self.heads = (*_FIXED, *_heads(questions))
        self.show(rows)

    def _text(self, row: ClassRow, column: int) -> str:
        if column == 0:
            return _cut(row.learner, _CELL)
        if row.why:
            return tr("cannot be used") if column == 1 else ""
        if column == 1:
            return explain.pages(row)
        if column == 2:
            return numbers.count(row.runs)
        asked = self.questions[column - len(_FIXED)]
        return _cut(explain.answer(row.answers.get(asked)), _CELL)

    def _about(self, row: ClassRow) -> str:
        return f"{row.file}: {row.why}" if row.why else f"{row.learner}\n{row.file}\n{row.saved}"

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The names of the columns; the whole question under the mouse and for a screen reader."""
        if orientation == Qt.Orientation.Vertical:  # shown where their own column is out of sight
            name = role == Qt.ItemDataRole.DisplayRole
            return _cut(self.rows[section].learner, _CELL) if name else None
        place = section - len(_FIXED)
        whole = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
        if role in whole and place >= 0:
            return plain_tip(explain.question(self.questions[place]))
        return super().headerData(section, orientation, role)


def _cut(text: str, most: int) -> str:
    """The beginning of a line: the whole is under the mouse, and on the learner's page."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _heads(questions: Sequence[AskedText]) -> list[str]:
    """The texts; of one that stands over several columns, what tells these apart stays whole."""
    heads = []
    for asked in questions:
        alike = [other for other in questions if other.text == asked.text]
        marks = [asked.changed] if asked.changed else []
        for name in ("weights", "model"):
            others = {getattr(other, name) for other in alike}
            if len(others) > 1 and getattr(asked, name):
                marks.append(_short(getattr(asked, name), others))
                break
        mark = " · ".join(marks)
        room = max(_HEAD // 2, _HEAD - len(mark)) if mark else _HEAD
        text = _parting(asked.text, {other.text for other in questions}, room)
        heads.append(" · ".join(filter(None, (text, mark))))
    return heads


def _short(mark: str, others: Collection[str]) -> str:
    """What stands before the colon, where that tells it apart from the others."""
    short = mark.partition(":")[0]
    return mark if sum(other.partition(":")[0] == short for other in others) > 1 else short


def _parting(text: str, texts: Collection[str], room: int) -> str:
    """The beginning of a text; of several that begin alike, from where they part."""
    rivals = [each for each in texts if each != text and _cut(each, room) == _cut(text, room)]
    words, start = text.split(" "), 0
    while rivals and all(each.split(" ")[: start + 1] == words[: start + 1] for each in rivals):
        start += 1
    return _cut(f"…{' '.join(words[start:])}" if start else text, room)


class LearnersTable(LazyTable[ClassRow]):
    """`opened` carries the row of a learner."""

    opened = Signal(object)

    def __init__(self, look: Theme) -> None:
        self._model = _Learners()
        super().__init__(
            look,
            self._model,
            "classRows",
            tr("Learners and their answers; Return opens a learner's page"),
            least=110,
        )
        self.horizontalHeader().setObjectName("classHeads")
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.clicked.connect(self._open)
        self.setMinimumHeight(look.units(190))
        bar = self.horizontalScrollBar()
        bar.valueChanged.connect(self._keep_names)
        corner = self.findChild(QAbstractButton)  # Qt's own, over the names, and empty
        assert corner is not None
        head = packed(QVBoxLayout(corner))
        head.setContentsMargins(_CORNER, 0, _CORNER, 0)
        self._corner = label(_FIXED[0], name="classCorner")
        head.addWidget(self._corner)

    @Slot(int)
    def _keep_names(self, scrolled: int) -> None:
        """Have the learners' names at the left, also where their own column is out of sight."""
        names = self.verticalHeader()
        names.setMinimumWidth(self._corner.sizeHint().width() + 2 * _CORNER)
        names.setVisible(scrolled >= self.columnWidth(0))

    def show_class(self, result: ClassRead) -> None:
        """Show the pages that were read so far; the selection stays."""
        current = self.currentIndex()
        self._model.show_class(result.questions, result.rows)
        self.fit()
        if current.isValid() and current.row() < len(result.rows):
            self.setCurrentIndex(self._model.index(current.row(), current.column()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return opens the row."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self._model.rows[index.row()])


class ClassPage(QWidget):
    """`wanted` carries a request, `again_wanted` the folder that is to be read again.

    `save_wanted` carries the class that is to be written, `class_shown` tells that all learners are
    in sight again.
    """

    wanted = Signal(object)
    again_wanted = Signal(str)
    stop_wanted = Signal()
    folder_wanted = Signal()
    closed = Signal()
    save_wanted = Signal(object)
    class_shown = Signal()

    def __init__(self, look: Theme) -> None:
        super().__init__()
        with_names(self, "classPage", tr("A class"))
        self._look = look
        self._request: ReadClass | None = None
        self._result: ClassRead | None = None
        self._learner: ReadResults | None = None
        self._reading = False
        page = Page()
        packed(QVBoxLayout(self), page)
        self._lay_class()
        self.learner = LearnerCard(look)
        self.learner.closed.connect(self._go_back)
        self.learner.hide()
        page.add(self.card, 1)
        page.add(self.learner, 1)

    def _lay_class(self) -> None:
        card = self.card = Card(tr("A class"), tr("one results page in each row"))
        with_names(card, "classCard")
        card.title.setProperty("term", "")  # not the Python class of a model
        self.back = button(tr("‹ One text"), "link", name="classBack")
        self.back.setToolTip(tr("Back to the single text"))
        self.back.clicked.connect(self.closed)
        card.head.add_control(self.back)
        self.about = label(wrap=True, name="classAbout")
        card.add(self.about)
        row = FlowLayout(gap=8)
        self.folder = button(tr("Another folder…"), name="classFolder")
        self.folder.clicked.connect(self.folder_wanted)
        self.again = button(tr("Read again"), name="classAgain")
        self.again.setToolTip(tr("Pages that were handed in meanwhile are then there too"))
        self.again.clicked.connect(self._read_again)
        self.stop_button = button(tr("Stop"), name="classStop")
        self.stop_button.setToolTip(tr("Rows that were read stay"))
        self.stop_button.clicked.connect(self.stop_wanted)
        self.bar = with_names(QProgressBar(), "classProgress", tr("Progress of the reading"))
        self.bar.setTextVisible(False)
        self.bar.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.bar.setFixedWidth(self._look.units(120))
        self.save = button(
            tr("Save as CSV…"), "link", name="classSave", tip=tr("Every row with every digit")
        )
        self.save.clicked.connect(self._save)
        for widget in (self.folder, self.again, self.stop_button, self.bar):
            row.addWidget(widget)
        row.add_right(self.save)
        card.add_layout(row)
        self.why = label(role="warning", wrap=True, name="classWhy")
        self.why.hide()
        card.add(self.why)
        self.rows = LearnersTable(self._look)
        self.rows.opened.connect(self._open)
        card.add(self.rows, 1)

    # -- what the window tells ---------------------------------------------------------------------

    def subscribe(self, state: AppState) -> None:
        """Receive what is read."""
        state.subscribe(
            {ClassRead: self._on_read, ResultsRead: self._on_learner},
            {ReadClass: self._on_failed},
            {ReadClass: self._on_stopped},
            {ClassRead: self._on_partial},
        )

    def read(self, request: ReadClass) -> None:
        """Read a folder, and show what is in it as it comes."""
        self._request, self._result, self._learner = request, None, None
        self._reading = True
        self._show_all()
        self._show()
        self.wanted.emit(request)
        self.rows.setFocus()

    def _on_partial(self, result: ClassRead) -> None:
        if result.request == self._request:
            self._result = result
            self._show()

    def _on_read(self, result: ClassRead, request: Request) -> None:
        if result.request == self._request:
            self._result, self._reading = result, False
            self._show()

    def _on_learner(self, result: ResultsRead, request: Request) -> None:
        if result.request != self._learner:
            return
        self.learner.show_learner(result)
        self.card.hide()
        self.learner.show()
        (self.learner.runs if self.learner.runs.count() else self.learner.back).setFocus()

    def _on_failed(self, failed: Failed) -> None:
        self._end(failed.request)

    def _on_stopped(self, cancelled: Cancelled) -> None:
        self._end(cancelled.request)

    def _end(self, request: Request) -> None:
        if request == self._request:
            self._reading = False
            self._show()

    # -- what a person does ------------------------------------------------------------------------

    @Slot()
    def _read_again(self) -> None:
        if self._request is not None:
            self.again_wanted.emit(self._request.path)

    @Slot()
    def _save(self) -> None:
        if self._result is not None:
            self.save_wanted.emit(self._result)

    @Slot(object)
    def _open(self, row: ClassRow) -> None:
        self.why.say(f"{row.file}: {row.why}" if row.why else "")
        if not row.why and self._request is not None:
            self._learner = ReadResults(os.path.join(self._request.path, row.file))
            self.wanted.emit(self._learner)

    @Slot()
    def _go_back(self) -> None:
        self._show_all()
        self.class_shown.emit()

    def _show_all(self) -> None:
        """The class again, as it was left."""
        self._learner = None
        self.learner.hide()
        self.card.show()
        self.why.say("")
        self.rows.setFocus()

    # -- what is shown -----------------------------------------------------------------------------

    @property
    def result(self) -> ClassRead | None:
        """The class as far as it was read."""
        return self._result

    @property
    def reading(self) -> bool:
        """Whether pages are being read."""
        return self._reading

    def _show(self) -> None:
        result, request = self._result, self._request
        folder = os.path.basename(request.path.rstrip("/\\")) if request is not None else ""
        state = explain.headline(result) if result is not None else tr("Looking for pages…")
        self.about.setText(f"{folder}: {state}")
        stoppable = self._reading
        for widget in (self.stop_button, self.bar):
            widget.setVisible(stoppable)
        self.again.setVisible(not stoppable)
        total = result.total if result is not None else 0
        self.bar.setRange(0, total)
        self.bar.setValue(len(result.rows) if result is not None else 0)
        self.save.setEnabled(result is not None and bool(result.rows))
        if result is not None:
            self.rows.show_class(result)
            self.setAccessibleDescription(state)
