"""Will it fit? The arithmetic behind the answer, and what it is worked out for."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QCheckBox, QGridLayout, QSizePolicy, QWidget

from explorer.app.theme import Theme
from explorer.features.hub.protocol.fit import CheckFit, Fit
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.accessibility import EntryLine
from explorer.widgets.blocks import Card, label, with_names
from explorer.widgets.combo_box import ComboBox
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.timer import single_shot

_DTYPES = (
    ("auto", tr("as stored")),
    ("float32", "float32"),
    ("bfloat16", "bfloat16"),
    ("float16", "float16"),
)
_PAUSE_MS = 200
_MOST = 1_000_000


class FitCard(Card):
    """`changed` fires when a person chose another dtype, batch or length."""

    changed = Signal()

    def __init__(self, look: Theme) -> None:
        super().__init__(tr("Will it fit?"))
        self.setObjectName("fitCard")
        self._look = look
        self._pause = single_shot(self, _PAUSE_MS, self.changed)
        self.dtype = ComboBox("fitDtype", tr("dtype of the weights"))
        for value, text in _DTYPES:
            self.dtype.addItem(text, value)
        self.dtype.activated.connect(self._pause.start)
        self.batch = self._number("fitBatch", tr("Texts at once"), "1")
        self.length = self._number("fitLength", tr("Tokens in each text"), "128")
        self.attention = with_names(QCheckBox(tr("keep the attention")), "fitAttention")
        self.attention.setToolTip(tr("Looking at the heads keeps the attention of every layer"))
        self.attention.toggled.connect(self._pause.start)
        row = FlowLayout(gap=6)
        for widget in (
            label(tr("Weights")),
            self.dtype,
            label(tr("Texts")),
            self.batch,
            label("×"),
            self.length,
            label(tr("tokens")),
            self.attention,
        ):
            row.addWidget(widget)
        self.add_layout(row)
        self.sentence = label("", "muted", wrap=True, name="fitSentence")
        self.add(self.sentence)
        self.lines = with_names(QWidget(), "fitLines")
        self._grid = QGridLayout(self.lines)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(2, 1)
        self.add(self.lines)
        look.changed.connect(self._size)
        self._size()

    def _number(self, name: str, spoken: str, text: str) -> EntryLine:
        edit = with_names(EntryLine(text), name, spoken)
        edit.setToolTip(spoken)
        edit.setValidator(QIntValidator(1, _MOST, edit))
        edit.setMaxLength(7)
        edit.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        edit.textEdited.connect(self._pause.start)
        return edit

    @Slot()
    def _size(self) -> None:
        for edit in (self.batch, self.length):
            edit.setFixedWidth(self._look.units(62))

    def question(self, checkpoint: str, revision: str, frees: int) -> CheckFit:
        """What is to be worked out for a checkpoint now."""
        return CheckFit(
            checkpoint,
            revision,
            dtype=self.dtype.currentData(),
            batch=max(1, int(self.batch.text() or 1)),
            length=max(1, int(self.length.text() or 1)),
            attention=self.attention.isChecked(),
            frees=frees,
        )

    def show_fit(self, fit: Fit | None, waiting: str = "") -> None:
        """Show the answer, or why there is none yet."""
        item = self._grid.takeAt(0)
        while item is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
            item = self._grid.takeAt(0)
        self.sentence.setText(fit.sentence if fit is not None else waiting)
        self.lines.setVisible(fit is not None and bool(fit.lines))
        if fit is None:
            return
        for row, line in enumerate(fit.lines):
            sign = "− " if line.bytes < 0 else ""
            amount = label(f"{sign}{numbers.bytes_(abs(line.bytes))}")
            self._grid.addWidget(label(line.label, wrap=False), row, 0)
            self._grid.addWidget(amount, row, 1)
            self._grid.addWidget(label(line.how, "muted", wrap=True), row, 2)
