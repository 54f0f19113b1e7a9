"""The arithmetic behind the footprint: bytes by dtype, memory of a run, parts, what if."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from explorer.app.theme import Theme
from explorer.features.create.protocol.config import ConfigVerdict
from explorer.features.create.view.footprint_view import PartsLegend
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import Card, button, label
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.small_controls import ElidedButton, empty, tip

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
        self.legend = PartsLegend(look)
        self.batch = self._number("footprintBatch", tr("Texts at once"), "1", look)
        self.length = self._number("footprintLength", tr("Tokens in each text"), "128", look)
        self.run_row = QWidget()
        run = FlowLayout(self.run_row, gap=6)
        for one in (label(tr("To run")), self.batch, label("×"), self.length, label(tr("tokens:"))):
            run.addWidget(one)
        self.run = label("", "muted", wrap=True, name="footprintRun")
        self.sentence = label("", "muted", wrap=True, name="footprintSentence")
        self.derived = label("", "small", wrap=True, name="derivedValues")
        self.hints = QWidget()
        self._hints = QVBoxLayout(self.hints)
        self._hints.setContentsMargins(0, 0, 0, 0)
        self._hints.setSpacing(2)
        self.add(self.count)
        self.add(self.bytes)
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

    def _number(self, name: str, spoken: str, text: str, look: Theme) -> QLineEdit:
        made = QLineEdit(text)
        made.setObjectName(name)
        made.setAccessibleName(spoken)
        made.setToolTip(spoken)
        made.setValidator(QIntValidator(1, _MOST, made))
        made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        made.setMaxLength(7)
        made.textEdited.connect(self._tell)
        look.changed.connect(self._fit)
        made.setFixedWidth(look.units(58))
        self._look = look
        return made

    @Slot()
    def _fit(self) -> None:
        for one in (self.batch, self.length):
            one.setFixedWidth(self._look.units(58))

    @Slot()
    def _tell(self) -> None:
        self.run_changed.emit()

    def show_verdict(self, verdict: ConfigVerdict) -> None:
        """Show the arithmetic of a verdict."""
        found = verdict.footprint
        self._show_derived(verdict)
        for widget in (
            self.bytes,
            self.legend,
            self.run_row,
            self.run,
            self.sentence,
            self.hints,
        ):
            widget.setVisible(found is not None)
        self.parts_button.setEnabled(found is not None)
        if found is None:
            self.count.setText(tr("The model cannot be built from these settings, so not counted."))
            return
        self.count.setText(
            tr(
                "{class_name}: {parameters} parameters in {trainable_names}, counted in {seconds}",
                class_name=found.class_name,
                parameters=numbers.count(found.parameters),
                trainable_names=numbers.plural(found.trainable_names, "tensor"),
                seconds=numbers.seconds(found.seconds),
            )
        )
        self.bytes.setText(
            tr(
                "float32 {float32_bytes} · bfloat16 {bfloat16_bytes} · int8 {int8_bytes}",
                float32_bytes=numbers.bytes_(found.float32_bytes),
                bfloat16_bytes=numbers.bytes_(found.bfloat16_bytes),
                int8_bytes=numbers.bytes_(found.int8_bytes),
            )
        )
        self.legend.show_parts(found.parts)
        self.run.setText(
            tr(
                "{run_bytes}: {float32_bytes} weights, about {activation_bytes} "
                "for what flows between the layers, {cache_bytes} cache of keys "
                "and values. {free_bytes} are free.",
                run_bytes=numbers.bytes_(found.run_bytes),
                float32_bytes=numbers.bytes_(found.float32_bytes),
                activation_bytes=numbers.bytes_(found.activation_bytes),
                cache_bytes=numbers.bytes_(found.cache_bytes),
                free_bytes=numbers.bytes_(found.free_bytes),
            )
        )
        self.sentence.setText(found.sentence)
        empty(self._hints)
        for hint in verdict.what_ifs:
            one = ElidedButton(hint.sentence)
            one.setObjectName(f"whatIf.{hint.path}")
            one.setProperty("path", hint.path)
            one.setProperty("json", hint.value)
            one.clicked.connect(self._hint)
            self._hints.addWidget(one)

    def _show_derived(self, verdict: ConfigVerdict) -> None:
        """What the config computed and nobody edits."""
        told = [f"{one.path} {one.value}" for one in verdict.derived]
        text = " · ".join(told)
        self.derived.setText(tr("Computed by the config: {text}", text=text[:_MOST_DERIVED]))
        self.derived.setToolTip(tip(*told))
        self.derived.setVisible(bool(told))

    @Slot()
    def _hint(self) -> None:
        one = self.sender()
        self.hint_wanted.emit(one.property("path"), one.property("json"))
