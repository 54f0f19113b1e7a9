"""A person's own text to learn from: pasted, dropped or opened, with its columns by name."""

from __future__ import annotations

import os

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QPlainTextEdit, QVBoxLayout, QWidget

from explorer.features.training.protocol import DataChoice, DataFile, PastedText, TrainingData
from explorer.protocol.media_kinds import TEXTS
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import button, label, packed, with_names
from explorer.widgets.combo_box import ComboBox
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.timer import single_shot

_PAUSE_MS = 400
_MOST_NAME = 40
"""Letters of its name: a card has two narrow lines for it."""
_MOST_LETTERS = 2_000_000
"""Of a pasted text: more belongs into a file, which the lane reads."""


class OwnText(QWidget):
    """`changed` fires once a person has stopped typing, or opened a file, or chosen a column.

    `renamed` carries the file's name, or how the first text begins; empty where there is nothing.
    """

    changed = Signal()
    renamed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._path = self._title = self._first = ""
        column = packed(QVBoxLayout(self), gap=6)
        self.text = with_names(QPlainTextEdit(), "trainText", tr("My own text"))
        self.text.setPlaceholderText(
            tr(
                "Paste your text here: one text on each line, or a table with a header. Twenty "
                "lines are enough to start."
            )
        )
        self.text.setTabChangesFocus(True)
        # A file that is dropped here is for the window, which hands it on.
        self.text.setAcceptDrops(False)
        self.text.textChanged.connect(self._typed)
        column.addWidget(self.text)
        row = FlowLayout(gap=8)
        self.open = button(tr("Open a file…"), name="trainFile")
        self.open.clicked.connect(self._open)
        self.file = label(role="muted", wrap=False, name="trainFileName")
        self.close_file = button(tr("Close the file"), "link", name="trainFileClose")
        self.close_file.clicked.connect(self._close)
        for widget in (self.open, self.file, self.close_file):
            row.addWidget(widget)
        self.columns: dict[str, ComboBox] = {}
        for key, name, spoken in (
            ("text_column", "trainTextColumn", tr("Column with the text")),
            ("label_column", "trainLabelColumn", tr("Column with the label")),
            ("target_column", "trainTargetColumn", tr("Column with the answer text")),
        ):
            box = ComboBox(name, spoken)
            box.activated.connect(self.changed)
            box.hide()
            self.columns[key] = box
            row.addWidget(box)
        column.addLayout(row)
        self._pause = single_shot(self, _PAUSE_MS, self.changed)
        self.changed.connect(self._rename)
        self._names: tuple[str, ...] = ()
        self._show_file()

    def data(self) -> DataChoice | None:
        """What is to be learned from; None while there is nothing."""
        columns = [self._chosen(box) for box in self.columns.values()]
        if self._path:
            return DataFile(self._path, "", *columns)
        text = self.text.toPlainText()[:_MOST_LETTERS]
        return PastedText(text, "", *columns) if text.strip() else None

    def _chosen(self, box: ComboBox) -> str:
        place = box.currentIndex()
        return self._names[place - 1] if 0 < place <= len(self._names) else ""

    def show_columns(self, data: TrainingData) -> None:
        """Offer the columns of a table, and show which are used for what."""
        self._names = tuple(column.name for column in data.columns)
        needed = {
            "text_column": bool(self._names),
            "label_column": bool(self._names) and data.objective == "labels",
            "target_column": bool(self._names) and data.objective == "text to text",
        }
        titles = (tr("Text: {name}"), tr("Label: {name}"), tr("Answer: {name}"))
        for (key, box), title in zip(self.columns.items(), titles, strict=True):
            used = getattr(data, key)
            texts = [title.format(name=name or "–") for name in ("", *self._names)]
            box.offer(texts, self._names.index(used) + 1 if used in self._names else 0)
            box.setVisible(needed[key])
        if data.columns and data.rows:  # its first line may name the columns
            self._first = min(data.rows, key=lambda row: row.line).text
            self._rename()

    def show_choice(self, choice: PastedText | DataFile, title: str) -> None:
        """Show what a training learns from, telling nobody; `title` names it: a file may be a copy
        under another name."""
        self._pause.stop()
        self._forget_columns()
        used = (choice.text_column, choice.label_column, choice.target_column)
        self._names = tuple(dict.fromkeys(name for name in used if name))
        for box, name in zip(self.columns.values(), used, strict=True):
            box.offer(("", *self._names), self._names.index(name) + 1 if name else 0)
        if isinstance(choice, DataFile):
            self._path, self._title = choice.path, title
        else:
            self._path = self._title = ""
            with QSignalBlocker(self.text):  # nobody typed it
                self.text.setPlainText(choice.text)
        self._show_file()
        self._rename()

    def set_file(self, path: str) -> None:
        """Learn from a file."""
        self._path, self._title = path, os.path.basename(path)
        self._forget_columns()
        self._show_file()
        self.changed.emit()

    def focus(self) -> None:
        """Have what is typed go into the text, or into the file's button where one is open."""
        (self.open if self._path else self.text).setFocus()

    def _forget_columns(self) -> None:
        self._names, self._first = (), ""
        for box in self.columns.values():
            box.offer((), -1)
            box.hide()

    def _show_file(self) -> None:
        self.text.setVisible(not self._path)
        self.file.setText(self._title)
        self.file.setVisible(bool(self._path))
        self.close_file.setVisible(bool(self._path))

    @Slot()
    def _rename(self) -> None:
        begin = (self._first or self.text.toPlainText()).strip().partition("\n")[0]
        self.renamed.emit(numbers.shortened(self._title or begin, _MOST_NAME))

    @Slot()
    def _typed(self) -> None:
        self._forget_columns()
        self._pause.start()

    @Slot()
    def _open(self) -> None:
        path = ask_text_file(self)
        if path:
            self.set_file(path)

    @Slot()
    def _close(self) -> None:
        self.set_file("")


def ask_text_file(parent: QWidget) -> str:
    """Let a person choose a file to learn from; empty when they change their mind."""
    kinds = " ".join(f"*{ending}" for ending in TEXTS)
    path, _ = QFileDialog.getOpenFileName(
        parent, tr("A text to learn from"), "", f"{tr('Texts and tables')} ({kinds})"
    )
    return path
