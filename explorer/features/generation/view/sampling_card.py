"""How it chooses: greedy or by chance, and what narrows the chance; each explained in a line."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QRadioButton

from explorer.boundary.typed_json import convert_fields
from explorer.protocol.model import ModelSummary
from explorer.protocol.sampling import Sampling, SamplingDefaults
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import Card, button, label, with_names
from explorer.widgets.setting_row import SettingRow, WholeBox

_MOST_TOKENS = 4096
_SEED = tr("The same seed draws the same tokens again; each further step takes the next one.")
_CHANGED = tr("You changed the checkpoint's own settings (generation_config.json).")
_GREEDY = tr("Counts only while sampling.")


@dataclass(frozen=True)
class _Saved:
    """What is restored; None leaves a control as it is."""

    sample: bool | None = None
    temperature: float | None = None
    top_k: float | None = None
    top_p: float | None = None
    repetition_penalty: float | None = None
    seed: int | None = None
    max_new_tokens: int | None = None


def _temperature(value: float) -> str:
    if value == 1:
        return tr("1 leaves the model's own probabilities as they are.")
    if value < 1:
        return tr("Below 1 the likely tokens win more often. Higher: more surprises.")
    return tr("Above 1 unlikely tokens come up more often. Lower: fewer surprises.")


def _top_k(value: float) -> str:
    if not value:
        return tr("0 sets no limit: any token may be drawn.")
    if value == 1:
        return tr("Only the likeliest token may be drawn.")
    return tr("Only the {top_k} likeliest tokens may be drawn.", top_k=numbers.count(round(value)))


def _top_p(value: float) -> str:
    if value >= 1:
        return tr("1 sets no limit: any token may be drawn.")
    share = numbers.percent(value).replace(".0", "")
    return tr("Only the likeliest tokens that together reach {share} may be drawn.", share=share)


def _penalty(value: float) -> str:
    if value == 1:
        return tr("1 is off: tokens may come again as they like.")
    return tr("Tokens that occurred already become less likely.")


_START: dict[str, Any] = {
    "sample": True, "temperature": 0.7, "top_k": 50, "top_p": 0.9, "repetition_penalty": 1.0,
    "max_new_tokens": 40,
}  # fmt: skip
"""Where a checkpoint says nothing: enough chance for surprises, and not enough for nonsense."""


def _origin(defaults: SamplingDefaults) -> str:
    if defaults.ignored:
        return tr(
            "These are the checkpoint's own settings, from its generation_config.json. It also "
            "sets {settings}, which count only while sampling, and it does not sample.",
            settings=numbers.joined([name.replace("_", "-") for name in defaults.ignored]),
        )
    return tr("These are the checkpoint's own settings, from its generation_config.json.")


class SamplingCard(Card):
    """`changed` fires whenever another choice would be made."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__(tr("How it chooses"))
        self.setObjectName("samplingCard")
        self.draw = with_names(QRadioButton(tr("Sample (random)")), "sampleChoice")
        self.greedy = with_names(QRadioButton(tr("The likeliest (greedy)")), "greedyChoice")
        self.draw.setChecked(True)
        self.origin = label(role="small", wrap=True, name="samplingOrigin")
        self.origin.hide()
        self.own = button(tr("Use the checkpoint's settings"), "link", name="ownSettings")
        self.own.setToolTip(tr("As its generation_config.json says"))
        self.own.clicked.connect(self._take_own)
        self.own.hide()
        self._defaults: SamplingDefaults | None = None
        self._own = Sampling()
        """The checkpoint's settings as the controls hold them."""
        self.changed.connect(self._say_origin)
        self._serial = 0
        self._chosen: dict[int, dict[str, Any]] = {}
        self._checkpoints: set[int] = set()
        """Serials of models that brought settings."""
        self.draw.toggled.connect(self._drawing)
        for choice in (self.draw, self.greedy):
            self.add(choice)
        self.add(self.own)
        self.temperature = SettingRow(
            "temperature", tr("Temperature"), (0.05, 2.0, _START["temperature"]), 100, _temperature
        )
        self.top_k = SettingRow("topK", "Top-k", (0, 200, _START["top_k"]), 1, _top_k)
        self.top_p = SettingRow("topP", "Top-p", (0.01, 1.0, _START["top_p"]), 100, _top_p)
        self.penalty = SettingRow(
            "repetitionPenalty", tr("Repetition penalty"), (1.0, 2.0, 1.0), 100, _penalty
        )
        for row in (self.temperature, self.top_k, self.top_p, self.penalty):
            row.changed.connect(self.changed)
            self.add(row)
        self.seed = WholeBox()
        self.most = WholeBox()
        for box, name, text, most, start in (
            (self.seed, "generationSeed", tr("Seed"), 2**31 - 1, 42),
            (self.most, "maxNewTokens", tr("New tokens"), _MOST_TOKENS, _START["max_new_tokens"]),
        ):
            with_names(box, name, text)
            box.setRange(1 if box is self.most else 0, most)
            box.setValue(start)
            line = QHBoxLayout()
            line.addWidget(label(text, wrap=True), 1)
            line.addWidget(box)
            self.add_layout(line)
        self.seed.valueChanged.connect(self._seeded)
        self.body.insertWidget(self.body.indexOf(self.draw), self.origin)
        self.add(label(_SEED, "small", wrap=True))
        self.body.addStretch(1)

    @property
    def settings(self) -> Sampling:
        """The settings as they are."""
        return Sampling(
            sample=self.draw.isChecked(),
            temperature=self.temperature.value,
            top_k=round(self.top_k.value),
            top_p=self.top_p.value,
            repetition_penalty=self.penalty.value,
            seed=self.seed.value(),
        )

    def show_model(self, summary: ModelSummary | None) -> None:
        """Start from what the checkpoint says; from the program's own values after such a one."""
        serial = summary.serial if summary is not None else 0
        if summary is None or serial == self._serial:
            return
        self._chosen[self._serial] = self.saved_state()
        former, self._serial = self._serial, serial
        defaults = summary.sampling
        if defaults is not None:
            self._take(defaults)
        if serial in self._chosen:  # a model whose run is shown again: as a person left it
            self.restore_state(self._chosen[serial])
        elif defaults is None and former in self._checkpoints:
            self.restore_state(_START)
        if defaults is not None:
            self._checkpoints.add(serial)
        self._defaults = defaults
        self._say_origin()
        self.origin.show()
        self.own.setVisible(defaults is not None)

    def _take(self, defaults: SamplingDefaults) -> None:
        """Have what a checkpoint says; what it does not say stays."""
        sampling = defaults.sampling
        for row, value in (
            (self.temperature, sampling.temperature),
            (self.top_k, sampling.top_k),
            (self.penalty, sampling.repetition_penalty),
        ):
            row.reach(value)
        count = {"max_new_tokens": defaults.max_new_tokens} if defaults.max_new_tokens else {}
        self.restore_state({**asdict(sampling), **count, "seed": self.seed.value()})
        self._own = self.settings

    @Slot()
    def _take_own(self) -> None:
        if self._defaults is not None:
            self._take(self._defaults)
            self._say_origin()

    @Slot()
    def _say_origin(self) -> None:
        """Whose settings these are: never the checkpoint's once a person has changed them."""
        defaults = self._defaults
        if defaults is None:
            self.origin.setText(tr("This model brings no settings; these are the program's."))
            return
        own = replace(self.settings, seed=self._own.seed) == self._own
        self.origin.setText(_origin(defaults) if own else _CHANGED)
        self.own.setEnabled(not own)

    def saved_state(self) -> dict[str, Any]:
        """Every setting, as JSON values."""
        return {**asdict(self.settings), "max_new_tokens": self.most.value()}

    def restore_state(self, mapping: dict[str, Any]) -> None:
        """Set again what was kept; each control keeps within its own bounds."""
        saved = convert_fields(mapping, _Saved)
        for row, value in (
            (self.temperature, saved.temperature),
            (self.top_k, saved.top_k),
            (self.top_p, saved.top_p),
            (self.penalty, saved.repetition_penalty),
        ):
            if value is not None:
                row.set_value(value)
        # Qt takes no number beyond 32 bits.
        if saved.seed is not None:
            self.seed.setValue(min(max(0, saved.seed), self.seed.maximum()))
        if saved.max_new_tokens is not None:
            self.most.setValue(min(max(1, saved.max_new_tokens), self.most.maximum()))
        if saved.sample is not None:
            (self.draw if saved.sample else self.greedy).setChecked(True)
        self.changed.emit()

    @Slot(bool)
    def _drawing(self, on: bool) -> None:
        for row in (self.temperature, self.top_k, self.top_p):
            row.allow(on, _GREEDY)
        self.seed.setEnabled(on)
        self.changed.emit()

    @Slot()
    def _seeded(self) -> None:
        self.changed.emit()
