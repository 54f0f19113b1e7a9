"""Going through the steps of a run: by hand, or by itself, layer by layer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEasingCurve, QObject, QTimer, QVariantAnimation, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

_GROWS_MS = 450
"""How long a layer's ribbons take to grow."""

_STAYS_MS = 1_600
"""How long each step is shown while it plays: its sentence has to be read."""


class Playback(QObject):
    """Plays while its `parent` is in sight; where it is not `ready`, the next step has to wait.

    `shown` carries each step that is to be shown, `grown` how far its own part of the picture has
    grown (0..1); `turned` fires when playing may have begun or ended.
    """

    shown = Signal(int)
    grown = Signal(float)
    turned = Signal()

    def __init__(self, parent: QWidget, ready: Callable[[], bool] = lambda: True) -> None:
        super().__init__(parent)
        self._widget, self._ready = parent, ready
        self._count, self.step = 0, 0
        self._growing_steps = frozenset[int]()
        self.growing = QVariantAnimation(self)
        self.growing.setStartValue(0.0)
        self.growing.setEndValue(1.0)
        self.growing.setDuration(_GROWS_MS)
        self.growing.setEasingCurve(QEasingCurve.Type.OutCubic)
        self.growing.valueChanged.connect(self._grow)
        self.timer = QTimer(self)
        self.timer.setInterval(_STAYS_MS)
        self.timer.timeout.connect(self._advance)

    def set_steps(self, count: int, growing: frozenset[int]) -> None:
        """There are so many steps from now on; those that are `growing` have a part that can."""
        self._count, self._growing_steps = count, growing

    @property
    def last(self) -> int:
        """The last step; -1 where there is none."""
        return self._count - 1

    @property
    def playing(self) -> bool:
        """Whether it continues by itself."""
        return self.timer.isActive()

    @property
    def still(self) -> bool:
        """Whether nothing may move by itself: the cursor does not blink then either."""
        return QApplication.styleHints().cursorFlashTime() <= 0

    @Slot(int)
    def go_to(self, step: int) -> None:
        """Show a step; whatever plays ends."""
        self.timer.stop()
        self.show(step)

    @Slot(int)
    def move(self, by: int) -> None:
        """So many steps on or back, as far as there are any."""
        self.go_to(max(0, min(self.last, self.step + by)))

    def show(self, step: int, *, moving: bool = False) -> None:
        """Show a step, growing where it can; the last one for a number below 0."""
        if not self._count:
            return
        self.step = max(0, self.last if step < 0 else min(step, self.last))
        self.growing.stop()
        self.shown.emit(self.step)
        if moving and self.step in self._growing_steps and not self.still:
            self.grown.emit(0.0)
            self.growing.start()
        else:
            self.grown.emit(1.0)
        self.turned.emit()

    @Slot()
    def play(self) -> None:
        """Play from the beginning, continue, or stop."""
        if self.playing:
            self.stop()
            self.turned.emit()
            return
        if not self._count:
            return
        if self.step >= self.last:
            self.show(0)
        self.timer.start()
        self.turned.emit()

    def stop(self) -> None:
        """Stay where it is."""
        self.timer.stop()
        self.growing.stop()

    @Slot()
    def _advance(self) -> None:
        if self.step >= self.last or not self._widget.isVisible():
            self.stop()
            self.turned.emit()
            return
        if not self._ready():
            return
        if self.step + 1 >= self.last:  # the last step: there is nothing to wait for
            self.timer.stop()
        self.show(self.step + 1, moving=True)

    @Slot(object)
    def _grow(self, grown: object) -> None:
        self.grown.emit(float(grown))  # type: ignore[arg-type]
