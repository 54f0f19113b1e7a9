"""One setting of how a token is chosen: name, number, slider, and a line that explains it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QValidator, QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QSlider, QSpinBox, QVBoxLayout, QWidget

from explorer.text.translation import MINUS, localized, unlocalized
from explorer.widgets.blocks import label, packed, with_names

_MARGIN = 5
"""Pixels between border and number: a box takes no padding from the style sheet."""


class WholeBox(QSpinBox):
    """A box for a whole number, in the signs of the person's language, that the wheel scrolls past.

    Qt itself reads and writes with the signs of English here.
    """

    def __init__(self) -> None:
        super().__init__()
        self.lineEdit().setTextMargins(_MARGIN, 0, 0, 0)

    def textFromValue(self, value: int) -> str:
        """The text that a number is shown as."""
        return localized(super().textFromValue(value))

    def validate(self, text: str, at: int) -> tuple[QValidator.State, str, int]:
        """A sign between digits is that of the language: where 1,000 is one, it cannot be typed."""
        digits = self._digits(text)
        if "," in digits or "." in digits:
            return QValidator.State.Invalid, text, at
        state, *_ = super().validate(self.prefix() + digits + self.suffix(), at)
        return state, text, at

    def valueFromText(self, text: str) -> int:
        """The number that a text is."""
        return super().valueFromText(self._digits(text))

    def _digits(self, text: str) -> str:
        """What is between the words around the number."""
        return unlocalized(text.removeprefix(self.prefix()).removesuffix(self.suffix()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel belongs to the page."""
        event.ignore()


class DecimalBox(QDoubleSpinBox):
    """A box for a decimal number, with a point or a comma, that the wheel scrolls past."""

    def __init__(self) -> None:
        super().__init__()
        self.lineEdit().setTextMargins(_MARGIN, 0, 0, 0)

    def validate(self, text: str, at: int) -> tuple[QValidator.State, str, int]:
        """0,5 is 0.5: half of the world types it so."""
        # `at` is the cursor, which a replaced letter does not move.
        state, plain, at = super().validate(_plain(text), at)
        return state, localized(plain), at

    def textFromValue(self, value: float) -> str:
        """The text that a number is shown as."""
        return localized(super().textFromValue(value))

    def valueFromText(self, text: str) -> float:
        """The number that a text is."""
        return super().valueFromText(_plain(text))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel belongs to the page."""
        event.ignore()


def _plain(text: str) -> str:
    """A decimal number with a point, whichever sign it was typed with."""
    return text.replace(",", ".").replace(MINUS, "-")


class ShortDecimalBox(DecimalBox):
    """Without the zeros at the end: 0.001 of seven decimals."""

    def textFromValue(self, value: float) -> str:
        """The text that a number is shown as."""
        text = _plain(super().textFromValue(value))
        return localized(text.rstrip("0").rstrip(".") if "." in text else text)


class _Slider(QSlider):
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class SettingRow(QWidget):
    """`changed` fires at each new value, also while the slider is being dragged.

    `fine` is the number of slider steps in 1; the box has as many decimals as they need. `tell`
    words what a value means.
    """

    changed = Signal()

    def __init__(
        self,
        name: str,
        text: str,
        values: tuple[float, float, float],
        fine: int,
        tell: Callable[[float], str],
    ) -> None:
        super().__init__()
        low, high, start = values
        self._fine, self._tell = fine, tell
        column = packed(QVBoxLayout(self), gap=2)
        row = QHBoxLayout()
        row.addWidget(label(text, wrap=True), 1)
        self.box = with_names(DecimalBox(), f"{name}Box", text)
        # As many digits as the steps need: 100 steps in 1 are two decimals.
        self.box.setDecimals(len(str(fine)) - 1)
        self.box.setSingleStep(1 / fine if fine == 1 else 0.05)
        self.box.setRange(low, max(high, low))
        # valueChanged comes when the number is whole, not at each digit.
        self.box.setKeyboardTracking(False)
        row.addWidget(self.box)
        column.addLayout(row)
        self.slider = with_names(_Slider(Qt.Orientation.Horizontal), name, text)
        self.slider.setRange(round(low * fine), round(high * fine))
        self.slider.setMinimumWidth(1)
        column.addWidget(self.slider)
        self.told = label(role="small", wrap=True, name=f"{name}Told")
        column.addWidget(self.told)
        self.set_value(start)
        self.slider.valueChanged.connect(self._slid)
        self.box.valueChanged.connect(self._typed)

    @property
    def value(self) -> float:
        """The number as it is set."""
        return self.box.value()

    def set_value(self, value: float) -> None:
        """Set the number, telling nobody."""
        for box, its in ((self.box, value), (self.slider, round(value * self._fine))):
            # The two follow each other: without this each would answer the other.
            box.blockSignals(True)
            box.setValue(its)  # type: ignore[arg-type]
            box.blockSignals(False)
        self._say()

    def reach(self, value: float) -> None:
        """Let the number be as small or as large as `value`, as a checkpoint may want it."""
        low, high = min(self.box.minimum(), value), max(self.box.maximum(), value)
        self.box.setRange(low, high)
        self.slider.setRange(round(low * self._fine), round(high * self._fine))

    def allow(self, allowed: bool, sentence: str) -> None:
        """Let it be changed or not; `sentence` says why not."""
        for box in (self.box, self.slider):
            box.setEnabled(allowed)
        self.told.setText(self._tell(self.value) if allowed else sentence)

    def _say(self) -> None:
        self.told.setText(self._tell(self.value))

    @Slot(int)
    def _slid(self, place: int) -> None:
        self.box.blockSignals(True)
        self.box.setValue(place / self._fine)
        self.box.blockSignals(False)
        self._say()
        self.changed.emit()

    @Slot(float)
    def _typed(self, value: float) -> None:
        self.slider.blockSignals(True)
        self.slider.setValue(round(value * self._fine))
        self.slider.blockSignals(False)
        self._say()
        self.changed.emit()
