"""The page of many texts: read, run, looked through."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from explorer.app.app_state import AppState
from explorer.app.settings import Settings
from explorer.app.theme import Theme
from explorer.features.sessions import session_format
from explorer.features.text_table import explain
from explorer.features.text_table.protocol import (
    ConfusionMatrix,
    ReadTexts,
    RunTexts,
    TextsRead,
    TextTableResult,
    confusion,
    in_cell,
    refusal,
)
from explorer.features.text_table.view import rows_view
from explorer.features.text_table.view.rows_view import RowsView
from explorer.features.text_table.view.source_card import FILES, SourceCard
from explorer.protocol.job import Cancelled, Failed
from explorer.protocol.model import ModelSummary
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import Card, Page, button, label, packed, with_names
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.small_controls import ChoiceBox, set_tip
from explorer.widgets.word_grid import WordCell, WordGrid
from explorer.widgets.workers_box import WorkersBox

_WORTH_SAYING = 0.02
"""The share of the work after which the time that is left can be estimated."""


MOST_KEPT = 1_000_000
"""Characters of a pasted table that a session keeps."""


class TablePage(QWidget):
    """`wanted` carries a request; `stop_wanted` asks to stop the run of the table.

    `opened` carries the text of a row, `save_wanted` the result that is to be written; `emptied`
    tells that other texts are to be chosen.
    """

    wanted = Signal(object)
    stop_wanted = Signal()
    closed = Signal()
    emptied = Signal()
    opened = Signal(str)
    save_wanted = Signal(object)

    def __init__(self, look: Theme, profile: Settings) -> None:
        super().__init__()
        with_names(self, "textTable", tr("Many texts"))
        self._look = look
        self._summary: ModelSummary | None = None
        self._table: TextsRead | None = None
        self._result: TextTableResult | None = None
        self._matrix: ConfusionMatrix | None = None
        self._cell: tuple[int, int] | None = None
        self._running = False
        self._order, self._down = rows_view.LINE, False
        outer = packed(QVBoxLayout(self))
        self._page = Page()
        outer.addWidget(self._page)
        source = self.source = SourceCard(profile)
        source.wanted.connect(self.wanted)
        source.closed.connect(self.closed)
        source.other.clicked.connect(self._forget_table)
        self._lay_run()
        self._page.add(self.source)
        self._lay_rows()
        self._show()

    # -- building ----------------------------------------------------------------------------------

    def _lay_run(self) -> None:
        self._running_part = QWidget()
        row = FlowLayout(self._running_part, gap=8)
        self.run_button = button(tr("Run"), "primary", name="tableRun")
        self.run_button.clicked.connect(self._run)
        self.stop_button = button(tr("Stop"), name="tableStop")
        self.stop_button.setToolTip(
            tr("Rows that have an answer keep it; Run continues from there")
        )
        self.stop_button.clicked.connect(self.stop_wanted)
        self.bar = with_names(QProgressBar(), "tableProgress", tr("Progress of the table"))
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self.bar.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.bar.setFixedWidth(self._look.units(120))
        self.state = label(role="muted", name="tableState")
        self.workers = WorkersBox("tableWorkers")
        for widget in (self.run_button, self.stop_button, self.workers, self.bar, self.state):
            row.addWidget(widget)
        self.source.add(self._running_part)

    def _lay_rows(self) -> None:
        self.card = with_names(Card(tr("Answers")), "tableAnswers")
        self.save = button(
            tr("Save as CSV…"), "link", name="tableSave", tip=tr("Every row with every digit")
        )
        self.save.clicked.connect(self._save)
        self.card.head.add_control(self.save)
        self.sums = label(role="heading", wrap=True, name="tableSums")
        self.card.add(self.sums)
        row = FlowLayout(gap=8)
        self.wrong = with_names(QCheckBox(tr("Only wrong")), "tableWrong")
        self.wrong.clicked.connect(self._show_rows)
        self.matrix_button = button(tr("Confusion matrix"), "link", name="tableMatrix")
        self.matrix_button.setCheckable(True)
        self.matrix_button.setToolTip(tr("Labels against answers; a cell shows its rows"))
        self.matrix_button.toggled.connect(self._show_matrix)
        self.filtered = button("", "link", name="tableFiltered")
        self.filtered.setToolTip(tr("Show all rows again"))
        self.filtered.clicked.connect(self._show_all)
        self.order = with_names(ChoiceBox(), "tableOrder", tr("Sorted by"))
        self.order.setMinimumContentsLength(10)
        self.order.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for column, name in enumerate(rows_view.HEADS):
            self.order.addItem(name, column)
        self.order.activated.connect(self._order_by_box)
        neighbour = label(tr("Sorted by"), "muted")
        neighbour.setBuddy(self.order)
        self.turn = button("", "link", name="tableTurn")
        self.turn.setToolTip(tr("Turn the order round"))
        self.turn.clicked.connect(self._turn)
        for widget in (
            self.wrong,
            self.matrix_button,
            self.filtered,
            neighbour,
            self.order,
            self.turn,
        ):
            row.addWidget(widget)
        self.card.add_layout(row)
        self.matrix = WordGrid(
            self._look, "confusionMatrix", tr("Confusion matrix: rows are labels"), least=44
        )
        self.matrix.picked.connect(self._pick)
        self.matrix_note = label(
            tr("Rows are labels, columns are answers. A click shows the rows of a cell."),
            "small",
            wrap=True,
        )
        self.card.add(self.matrix)
        self.card.add(self.matrix_note)
        self.rows = RowsView(self._look)
        self.rows.opened.connect(self._open)
        self.rows.ordered.connect(self._order_by_head)
        self.card.add(self.rows, 1)
        self.check = label(role="small", wrap=True, name="tableCheck")
        self.card.add(self.check)
        self._page.add(self.card, 1)

    # -- what the window tells ---------------------------------------------------------------------

    def subscribe(self, state: AppState) -> None:
        """Receive what was read and what the model says."""
        self._state = state
        state.model_changed.connect(self.show_model)
        state.subscribe(
            {TextsRead: self._on_read, TextTableResult: self._on_result},
            {RunTexts: self._on_failed},
            {RunTexts: self._on_stopped},
            {TextTableResult: self._on_partial},
        )

    @Slot(object)
    def show_model(self, summary: ModelSummary | None) -> None:
        """Another model has said nothing yet."""
        self._summary = summary
        self.workers.show_model(summary, self._state.prepared)
        self.workers.setVisible(self.workers.offered)
        self.source.show_model(summary)
        self._forget_result()

    def _on_read(self, table: TextsRead, request: ReadTexts) -> None:
        self._table = table
        had_keyboard = self.source.entry.isAncestorOf(self.window().focusWidget() or self)
        self.source.show_table(table)
        self._forget_result()
        if had_keyboard:
            self.focus_first()

    def _on_partial(self, result: TextTableResult) -> None:
        if self._is_mine(result):
            self._result = result
            self._show_progress()
            self._show_sums()
            self._show_rows(sort=False)

    def _on_result(self, result: TextTableResult, request: RunTexts) -> None:
        if self._is_mine(result):
            self._result = result
            self._end(request)

    def _is_mine(self, result: TextTableResult) -> bool:
        serial = self._summary.serial if self._summary is not None else -1
        return result.request.table == self._table and result.model_serial == serial

    def _on_stopped(self, cancelled: Cancelled) -> None:
        self._end(cancelled.request)

    def _on_failed(self, failed: Failed) -> None:
        self._end(failed.request)

    def _end(self, request: object) -> None:
        if isinstance(request, RunTexts) and request.table == self._table:
            had_keyboard = self.stop_button.hasFocus()
            self._running = False
            self._show()
            if had_keyboard:
                self.focus_first()

    def take_file(self, path: str) -> bool:
        """Read the texts of a file that was dropped; False where it is no table and no text."""
        if not path.lower().endswith(FILES):
            return False
        self.wanted.emit(ReadTexts(path=path))
        return True

    def focus_first(self) -> None:
        """Put the keyboard where the next step is."""
        if self._table is None:
            self.source.box.setFocus()
        elif self._result is None:
            self.run_button.setFocus()
        else:
            self.rows.setFocus()

    # -- what a person does ------------------------------------------------------------------------

    @Slot()
    def _run(self) -> None:
        if self._summary is None or self._table is None:
            return
        if self._result is not None and self._result.complete:
            self._forget_result()
            self.emptied.emit()  # the words are not about a run whose answers are gone
        self._running = True
        self.wanted.emit(RunTexts(self._summary.serial, self._table, self.workers.workers))
        self._show()
        self.stop_button.setFocus()

    @Slot()
    def _forget_table(self) -> None:
        if self._running:
            self.stop_wanted.emit()
        self._table = None
        self._forget_result()
        self.emptied.emit()

    def _forget_result(self) -> None:
        if self._running:
            self._running = False
            self.stop_wanted.emit()
        self._result = self._matrix = self._cell = None
        self.wrong.setChecked(False)
        self.matrix_button.setChecked(False)
        self._show()

    @Slot()
    def _save(self) -> None:
        if self._result is not None:
            self.save_wanted.emit(self._result)

    @Slot(int)
    def _open(self, place: int) -> None:
        if self._table is not None:
            self.opened.emit(self._table.rows[place].text)

    @Slot(int)
    def _order_by_head(self, column: int) -> None:
        self._sort(column, down=not self._down if column == self._order else False)

    @Slot(int)
    def _order_by_box(self, place: int) -> None:
        self._sort(self.order.itemData(place), down=self._down)

    @Slot()
    def _turn(self) -> None:
        self._sort(self._order, down=not self._down)

    def _sort(self, column: int, *, down: bool) -> None:
        self._order, self._down = column, down
        self._show_rows()
        self.rows.scrollToTop()  # whoever sorts wants the first

    @Slot(bool)
    def _show_matrix(self, shown: bool) -> None:
        self.matrix.setVisible(shown)
        self.matrix_note.setVisible(shown)

    @Slot(int, int)
    def _pick(self, row: int, column: int) -> None:
        self._cell = (row, column)
        self._show_rows()

    @Slot()
    def _show_all(self) -> None:
        self._cell = None
        self._show_rows()

    # -- a session ---------------------------------------------------------------------------------

    def saved_state(self) -> dict[str, Any]:
        """Where the texts come from, and how the rows are sorted; the answers are run again."""
        if self._table is None:
            return {}
        saved: dict[str, Any] = {"order": self._order, "down": self._down}
        request = self._table.request
        if len(request.pasted) > MOST_KEPT:
            return saved | {"too_long": True}
        return saved | {"texts": session_format.asked(request)}

    def restore_state(self, saved: dict[str, Any]) -> None:
        """Read the texts again, and sort the rows as they were."""
        order = session_format.whole(saved.get("order"), rows_view.LINE)
        self._order = order if 0 <= order < len(rows_view.HEADS) else rows_view.LINE
        self._down = saved.get("down") is True
        request = session_format.request_of(saved.get("texts"), (ReadTexts,))
        if request is not None:
            self.wanted.emit(request)

    # -- what is shown -----------------------------------------------------------------------------

    @property
    def table(self) -> TextsRead | None:
        """The texts that were read."""
        return self._table

    @property
    def result(self) -> TextTableResult | None:
        """What the model said so far."""
        return self._result

    @property
    def running(self) -> bool:
        """Whether the table is being run."""
        return self._running

    def _show(self) -> None:
        table = self._table
        self.card.setVisible(table is not None)
        self._running_part.setVisible(table is not None)
        if table is None:
            return
        self._show_progress()
        self._show_sums()
        self._show_rows()

    def _show_progress(self) -> None:
        table, result = self._table, self._result
        assert table is not None
        reason = refusal(self._summary)
        begun = result is not None and not result.complete
        texts = numbers.ntr("{count} text", "{count} texts", len(table.rows))
        self.run_button.setText(
            tr("Continue") if begun else tr("Run again") if result is not None
            else tr("Run {texts}", texts=texts)
        )  # fmt: skip
        self.run_button.setAccessibleName(self.run_button.text())
        self.run_button.setVisible(not self._running)
        self.run_button.setEnabled(not reason)
        set_tip(self.run_button, reason)
        self.stop_button.setVisible(self._running)
        self.workers.allow(not self._running and not begun)
        self.bar.setVisible(self._running or begun)
        fraction = result.fraction if result is not None else 0.0
        self.bar.setValue(round(fraction * 1000))
        self.state.say(reason or self._words())

    def _words(self) -> str:
        """How far it is, and how long it still takes."""
        result = self._result
        if result is None:
            return tr("Cutting the texts into tokens…") if self._running else ""
        done = sum(answer is not None for answer in result.answers)
        sentence = tr(
            "{done} of {total}",
            done=numbers.count(done),
            total=numbers.count(len(result.answers)),
        )
        if result.complete:
            sentence = tr("Took {time}", time=numbers.seconds(result.seconds))
            return self._with_workers(sentence, result.workers)
        if not self._running:
            return tr("{sentence} · stopped", sentence=sentence)
        sentence = self._with_workers(sentence, result.workers)
        if result.fraction > _WORTH_SAYING:
            left = result.seconds / result.fraction * (1 - result.fraction)
            sentence = tr(
                "{sentence} · about {time} left", sentence=sentence, time=numbers.seconds(left)
            )
        return sentence

    def _with_workers(self, sentence: str, workers: int) -> str:
        if workers < 2:
            return sentence
        return numbers.ntr(
            "{sentence} · {count} worker",
            "{sentence} · {count} workers",
            workers,
            sentence=sentence,
        )

    def _show_sums(self) -> None:
        result = self._result
        judged = result is not None and bool(result.judged)
        self.sums.say(explain.headline(result) if result is not None and result.ran else "")
        self.save.setVisible(result is not None)
        self.wrong.setVisible(judged)
        self.matrix_button.setVisible(judged)
        self._show_matrix(judged and self.matrix_button.isChecked())
        notes = []
        if result is not None and result.workers_note:
            notes.append(result.workers_note)
        if result is not None and result.complete:
            if result.unknown and not result.is_score:
                notes.append(explain.not_judged(result))
            if not math.isnan(result.loss):
                notes.append(explain.loss_means(result))
            if result.check is not None:
                notes.append(result.check.sentence)
        self.check.setText(" ".join(notes))
        self.check.setVisible(bool(notes))
        self._matrix = None
        in_sight = self.matrix_button.isChecked() or not self._running
        if judged and result is not None and in_sight:
            self._matrix = confusion(result)
            self.matrix.show_cells(
                _cells(self._matrix),
                tuple(item[:24] for item in self._matrix.labels),
                tuple(item[:24] for item in self._matrix.answers),
            )

    @Slot()
    def _show_rows(self, *, sort: bool = True) -> None:
        table, result = self._table, self._result
        assert table is not None
        answers = result.answers if result is not None else (None,) * len(table.rows)
        if not sort and self._cell is None and not self.wrong.isChecked():
            # As they come, in the order in which they are: rows that jump about cannot be read.
            self.rows.show_answers(table.rows, answers)
            return
        places = list(range(len(table.rows)))
        if self.wrong.isChecked():
            places = [
                place
                for place, answer in enumerate(answers)
                if answer is not None and answer.right is False
            ]
        if self._cell is not None and self._matrix is not None and result is not None:
            matrix, cell, shown = self._matrix, self._cell, set(places)
            places = [
                answer.row
                for answer in result.judged
                if answer.row in shown and in_cell(result, matrix, answer) == cell
            ]
            self.filtered.setText(
                numbers.ntr(
                    "Label “{label}”, answer “{answer}”: {count} row ✕",
                    "Label “{label}”, answer “{answer}”: {count} rows ✕",
                    len(places),
                    label=matrix.labels[cell[0]][:24],
                    answer=matrix.answers[cell[1]][:24],
                )
            )
        self.filtered.setAccessibleName(self.filtered.text())
        self.filtered.setVisible(self._cell is not None)
        self.rows.show_rows(())
        self.rows.show_answers(table.rows, answers)
        self.rows.show_rows(
            rows_view.ordered(places, table.rows, answers, self._order, down=self._down)
        )
        self.rows.mark_order(self._order, down=self._down)
        self.order.setCurrentIndex(self.order.findData(self._order))
        self.turn.setText(tr("descending") if self._down else tr("ascending"))
        self.turn.setAccessibleName(self.turn.text())


def _cells(matrix: ConfusionMatrix) -> tuple[tuple[WordCell, ...], ...]:
    """Each count, shaded by its share of the label's rows."""
    return tuple(
        tuple(
            WordCell(
                numbers.count(value),
                math.nan,
                tr(
                    "Label {label}, answer {answer}: {count} of {total}",
                    label=label_name,
                    answer=answer,
                    count=numbers.count(value),
                    total=numbers.count(sum(counts)),
                ),
                value / sum(counts) if sum(counts) else 0.0,
            )
            for answer, value in zip(matrix.answers, counts, strict=True)
        )
        for label_name, counts in zip(matrix.labels, matrix.counts, strict=True)
    )
