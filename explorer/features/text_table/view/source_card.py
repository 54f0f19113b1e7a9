"""Where the texts of a table come from: a file, what is pasted, or an example; and its columns."""

from __future__ import annotations

import os
from dataclasses import replace

from PySide6.QtCore import QMimeData, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from explorer import resources
from explorer.app.settings import Settings
from explorer.features.text_table.protocol import MOST_ROWS, ReadTexts, TextsRead
from explorer.protocol.model import ModelSummary
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import Card, button, label, packed, with_names
from explorer.widgets.file_dialog import begin_in
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.small_controls import ChoiceBox

_MOST_SHOWN = 200_000
"""Characters that the box shows; a longer paste is read at once."""

_SEPARATORS = {"\t": tr("tab"), ",": tr("comma"), ";": tr("semicolon"), "|": tr("vertical bar")}
_NO_COLUMN = -1


FILES = (".csv", ".tsv", ".tab", ".txt")
"""How files of texts end."""


class PasteBox(QPlainTextEdit):
    """`pasted` carries a text that is too long to be shown."""

    pasted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        with_names(self, "tablePaste", tr("Texts, one in each line"))
        self.setPlaceholderText(
            tr("Paste or type texts here, one in each line. Rows of a spreadsheet work too.")
        )
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().height() * 6)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste as text; a very long one continues without being shown."""
        text = source.text()
        if len(text) > _MOST_SHOWN:
            self.pasted.emit(text)
        else:
            self.insertPlainText(text)


class SourceCard(Card):
    """`wanted` carries a ReadTexts, `closed` tells that a person goes back to one text."""

    wanted = Signal(object)
    closed = Signal()

    def __init__(self, profile: Settings) -> None:
        super().__init__(tr("Many texts"), tr("each row gets its own answer, in the background"))
        self._profile = profile
        self._table: TextsRead | None = None
        self._example = ""
        self.back = button(
            tr("‹ One text"), "link", name="tableBack", tip=tr("Back to the single text")
        )
        self.back.clicked.connect(self.closed)
        self.head.add_control(self.back)
        self._lay_entry()
        self._lay_facts()
        self.show_table(None)

    def _lay_entry(self) -> None:
        self.entry = QWidget()
        column = packed(QVBoxLayout(self.entry), gap=8)
        self.box = PasteBox()
        self.box.pasted.connect(self._read_pasted)
        self.box.textChanged.connect(self._allow)
        column.addWidget(self.box)
        row = FlowLayout(gap=8)
        self.use = button(tr("Use these texts"), "primary", name="tableUse")
        self.use.clicked.connect(self._use)
        self.open = button(tr("Open a file…"), name="tableOpenFile")
        self.open.setToolTip(
            tr("CSV, TSV or plain text, up to {count} rows", count=numbers.count(MOST_ROWS))
        )
        self.open.clicked.connect(self._open)
        self.example = button(tr("Try an example"), name="tableExample")
        self.example.clicked.connect(self._try)
        for each in (self.use, self.open, self.example):
            row.addWidget(each)
        column.addLayout(row)
        self.add(self.entry)

    def _lay_facts(self) -> None:
        self.facts = QWidget()
        column = packed(QVBoxLayout(self.facts), gap=6)
        self.about = label(wrap=True, name="tableAbout")
        column.addWidget(self.about)
        row = FlowLayout(gap=8)
        self.text_column, self.label_column = ChoiceBox(), ChoiceBox()
        for box, name, title in (
            (self.text_column, "tableTextColumn", tr("Text")),
            (self.label_column, "tableLabelColumn", tr("Label")),
        ):
            with_names(box, name, tr("Column: {title}", title=title))
            box.setMinimumContentsLength(12)
            box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            box.activated.connect(self._choose)
            neighbour = label(title, "muted")
            neighbour.setBuddy(box)
            row.addWidget(neighbour)
            row.addWidget(box)
        self.label_column.setToolTip(
            tr("The right answer of each row, to be compared with the model's")
        )
        self.names = with_names(QCheckBox(tr("The first row names the columns")), "tableNames")
        self.names.clicked.connect(self._choose)
        row.addWidget(self.names)
        self.other = button(tr("Other texts…"), "link", name="tableOther")
        self.other.clicked.connect(self._start_over)
        row.add_right(self.other)
        column.addLayout(row)
        self.left_out = label(role="small", wrap=True, name="tableLeftOut")
        column.addWidget(self.left_out)
        self.add(self.facts)

    # -- what is shown -----------------------------------------------------------------------------

    def show_model(self, summary: ModelSummary | None) -> None:
        """Offer the example that fits the model."""
        self._example = ""
        if summary is not None:
            names = {name.casefold() for name in summary.labels}
            if summary.task == "fill-mask" and summary.mask_token == "[MASK]":
                self._example = str(resources.path("examples", "sentences.csv"))
            elif {"positive", "negative"} <= names:
                self._example = str(resources.path("examples", "reviews.csv"))
        self.example.setVisible(bool(self._example))

    def show_table(self, table: TextsRead | None) -> None:
        """Say what was read; without a table ask for one."""
        self._table = table
        self.entry.setVisible(table is None)
        self.facts.setVisible(table is not None)
        self._allow()
        if table is None:
            return
        self.about.setText(_described(table))
        several = len(table.columns) > 1
        for box, chosen, none in (
            (self.text_column, table.text_column, False),
            (self.label_column, table.label_column, True),
        ):
            box.clear()
            if none:
                box.addItem(tr("no labels"), _NO_COLUMN)
            for place, name in enumerate(table.columns):
                box.addItem(numbers.shortened(name, 40), place)
            box.setCurrentIndex(box.findData(chosen))
            box.setEnabled(several)
        self.names.setChecked(table.has_names)
        self.left_out.say(_left_out(table))

    # -- what a person does ------------------------------------------------------------------------

    @Slot()
    def _allow(self) -> None:
        self.use.setEnabled(not self.box.document().isEmpty())

    @Slot()
    def _use(self) -> None:
        self.wanted.emit(ReadTexts(pasted=self.box.toPlainText()))

    @Slot(str)
    def _read_pasted(self, text: str) -> None:
        self.wanted.emit(ReadTexts(pasted=text))

    @Slot()
    def _open(self) -> None:
        path = ask_table(self, self._profile.text("folder"))
        if path:
            self._profile.keep("folder", os.path.dirname(path))
            self.wanted.emit(ReadTexts(path=path))

    @Slot()
    def _try(self) -> None:
        self.wanted.emit(ReadTexts(path=self._example))

    @Slot()
    def _choose(self) -> None:
        if self._table is None:
            return
        names = self.names.isChecked()
        text, answer = self.text_column.currentData(), self.label_column.currentData()
        self.wanted.emit(
            replace(
                self._table.request,
                separator=self._table.separator,
                has_names=names,
                text_column=text,
                label_column=_NO_COLUMN if answer == text else answer,
            )
        )

    @Slot()
    def _start_over(self) -> None:
        self.show_table(None)
        self.box.setFocus()


def ask_table(parent: QWidget, start: str) -> str:
    """Let a person choose a file of texts; empty when they change their mind."""
    kinds = f"{tr('Tables and texts')} ({' '.join(f'*{ending}' for ending in FILES)})"
    path, _ = QFileDialog.getOpenFileName(
        parent, tr("Open a table of texts"), begin_in(start), f"{kinds};;{tr('All files')} (*)"
    )
    return path


def _described(table: TextsRead) -> str:
    path = table.request.path
    parts = [
        os.path.basename(path) if path else tr("Pasted"),
        numbers.ntr("{count} text", "{count} texts", len(table.rows)),
    ]
    if table.labelled:
        parts.append(tr("{count} with a label", count=numbers.count(table.labelled)))
    if table.separator:
        parts.append(
            tr("columns separated by a {separator}", separator=_SEPARATORS[table.separator])
        )
    else:
        parts.append(tr("one text a line"))
    if table.encoding:
        parts.append(table.encoding)
    return " · ".join(parts)


def _left_out(table: TextsRead) -> str:
    """The rows that are not in the table: how many, and the first with their reasons."""
    sentences = []
    if table.left_out:
        first = [
            tr("line {line}: {why}", line=numbers.count(row.number), why=row.why)
            for row in table.left_out[:3]
        ]
        rest = len(table.left_out) - len(first)
        if rest:
            first.append(numbers.ntr("{count} more row", "{count} more rows", rest))
        sentences.append(
            numbers.ntr(
                "Left out: {count} row ({reasons}).",
                "Left out: {count} rows ({reasons}).",
                len(table.left_out),
                reasons="; ".join(first),
            )
        )
    if table.more:
        sentences.append(
            numbers.ntr(
                "A table has at most {limit} rows; {count} row after them is not read.",
                "A table has at most {limit} rows; {count} rows after them are not read.",
                table.more,
                limit=numbers.count(MOST_ROWS),
            )
        )
    return " ".join(sentences)
