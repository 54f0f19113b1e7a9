"""The arithmetic behind the footprint: bytes by dtype, memory of a run, parts, what if."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from explorer.app.theme import Theme
from explorer.features.create.protocol.config import ConfigVerdict
from explorer.features.create.view.footprint_view import PartsBar, PartsLegend, WhatIfRow
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.accessibility import EntryLine
from explorer.widgets.blocks import Card, button, label, packed, with_names
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.small_controls import empty, set_tip

_MOST = 1_000_000
_MOST_DERIVED = 400


class FootprintDetails(Card):
    """`hint_wanted` carries a path and JSON; `run_changed` fires for another batch or length.

    `parts_wanted` asks for the tree of modules of what is in the form.
    """

    hint_wanted = Signal(str, str)
    run_changed = Signal()
    parts_wanted = Signal()

    def __init__(self, look: Theme) -> None:
        super().__init__(tr("Size"))
        self.setObjectName("footprintDetails")
        self.hint.hide()
        self.parts_button = button(
            tr("Show the parts"), "link", name="showPartsButton", tip=tr("The tree of modules")
        )
        self.parts_button.clicked.connect(self.parts_wanted)
        self.head.add_control(self.parts_button)
        self.count = label("", wrap=True, name="footprintCount")
        self.bytes = label("", "muted", wrap=True, name="footprintBytes")
        self.bar = PartsBar(look)
        self.legend = PartsLegend(look)
        self.batch = self._number("footprintBatch", tr("Texts at once"), "1", look)
        self.length = self._number("footprintLength", tr("Tokens in each text"), "128", look)
        self.run_row = QWidget()
        run = FlowLayout(self.run_row, gap=6)
        for widget in (
            label(tr("To run")),
            self.batch,
            label("×"),
            self.length,
            label(tr("tokens:")),
        ):
            run.addWidget(widget)
        self.run = label("", "muted", wrap=True, name="footprintRun")
        self.sentence = label("", "muted", wrap=True, name="footprintSentence")
        self.derived = label("", "small", wrap=True, name="derivedValues")
        self.hints = QWidget()
        self._hints = packed(QVBoxLayout(self.hints), gap=2)
        self.add(self.count)
        self.add(self.bytes)
        self.add(self.bar)
        self.add(self.legend)
        self.add(self.run_row)
        self.add(self.run)
        self.add(self.sentence)
        self.add(self.hints)
        self.add(self.derived)

    @property
    def run_size(self) -> tuple[int, int]:
        """Batch and length; 1 where a box is empty."""
        return max(1, int(self.batch.text() or 1)), max(1, int(self.length.text() or 1))

    def _number(self, name: str, spoken: str, text: str, look: Theme) -> EntryLine:
        editor = with_names(EntryLine(text), name, spoken)
        editor.setToolTip(spoken)
        editor.setValidator(QIntValidator(1, _MOST, editor))
        editor.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        editor.setMaxLength(7)
        editor.textEdited.connect(self._tell)
        look.changed.connect(self._fit)
        editor.setFixedWidth(look.units(58))
        self._look = look
        return editor

    @Slot()
    def _fit(self) -> None:
        for editor in (self.batch, self.length):
            editor.setFixedWidth(self._look.units(58))

    @Slot()
    def _tell(self) -> None:
        self.run_changed.emit()

    def show_verdict(self, verdict: ConfigVerdict) -> None:
        """Show the arithmetic of a verdict."""
        footprint = verdict.footprint
        self._show_derived(verdict)
        for widget in (
            self.bytes,
            self.bar,
            self.legend,
            self.run_row,
            self.run,
            self.sentence,
            self.hints,
        ):
            widget.setVisible(footprint is not None)
        self.parts_button.setEnabled(footprint is not None)
        if footprint is None:
            self.count.setText(tr("The model cannot be built from these settings, so not counted."))
            return
        self.count.setText(
            numbers.ntr(
                "{class_name}: {parameters} parameters in {count} tensor, counted in {seconds}",
                "{class_name}: {parameters} parameters in {count} tensors, counted in {seconds}",
                footprint.trainable_names,
                class_name=footprint.class_name,
                parameters=numbers.count(footprint.parameters),
                seconds=numbers.seconds(footprint.seconds),
            )
        )
        self.bytes.setText(
            tr(
                "float32 {float32_bytes} · bfloat16 {bfloat16_bytes} · int8 {int8_bytes}",
                float32_bytes=numbers.bytes_(footprint.float32_bytes),
                bfloat16_bytes=numbers.bytes_(footprint.bfloat16_bytes),
                int8_bytes=numbers.bytes_(footprint.int8_bytes),
            )
        )
        self.bar.show_parts(footprint.parts)
        self.legend.show_parts(footprint.parts)
        self.run.setText(
            tr(
                "{run_bytes}: {float32_bytes} weights, about {activation_bytes} "
                "for what flows between the layers, {cache_bytes} cache of keys "
                "and values. {free_bytes} are free.",
                run_bytes=numbers.bytes_(footprint.run_bytes),
                float32_bytes=numbers.bytes_(footprint.float32_bytes),
                activation_bytes=numbers.bytes_(footprint.activation_bytes),
                cache_bytes=numbers.bytes_(footprint.cache_bytes),
                free_bytes=numbers.bytes_(footprint.free_bytes),
            )
        )
        self.sentence.setText(footprint.sentence)
        empty(self._hints)
        for hint in verdict.what_ifs:
            row = WhatIfRow(f"whatIf.{hint.path}")
            row.show_hint(hint)
            row.tried.connect(self.hint_wanted)
            self._hints.addWidget(row)

    def _show_derived(self, verdict: ConfigVerdict) -> None:
        """What the config computed and nobody edits."""
        details = [
            f"{derived_field.path} {derived_field.value}" for derived_field in verdict.derived
        ]
        text = " · ".join(details)
        self.derived.setText(tr("Computed by the config: {values}", values=text[:_MOST_DERIVED]))
        set_tip(self.derived, *details)
        self.derived.setVisible(bool(details))
