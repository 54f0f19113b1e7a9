"""What a run proved about itself: a mark for each check, and its sentence on a click."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from explorer.protocol.inspection import SelfCheck
from explorer.text.translation import tr
from explorer.widgets.blocks import button, label, packed
from explorer.widgets.flow_layout import FlowLayout


class ChecksRow(QWidget):
    """Marks in a row (✓ or ✗ with a name); a click shows or hides the sentence below."""

    def __init__(self) -> None:
        super().__init__()
        self._checks: tuple[SelfCheck, ...] = ()
        self._open = -1
        column = packed(QVBoxLayout(self), gap=2)
        self._row = FlowLayout(gap=6)
        column.addLayout(self._row)
        self.sentence = label(role="muted", wrap=True, name="checkSentence")
        self.sentence.hide()
        column.addWidget(self.sentence)
        self.hide()

    @property
    def checks(self) -> tuple[SelfCheck, ...]:
        """What is shown."""
        return self._checks

    def show_checks(self, checks: Sequence[SelfCheck]) -> None:
        """Show these checks; a failed one says its sentence at once."""
        self._checks = tuple(checks)
        while (item := self._row.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for place, check in enumerate(self._checks):
            mark = button(f"{'✓' if check.passed else '✗'} {check.name}", "check")
            mark.setProperty("passed", check.passed)
            mark.setProperty("place", place)
            mark.setAccessibleName(
                tr("Self-check {name}: passed", name=check.name)
                if check.passed
                else tr("Self-check {name}: failed", name=check.name)
            )
            mark.setToolTip(check.sentence)
            mark.setCheckable(True)  # down while its sentence is open
            mark.clicked.connect(self._toggle)
            self._row.addWidget(mark)
        self._open = -1
        failed = [place for place, check in enumerate(self._checks) if not check.passed]
        self._say(failed[0] if failed else -1)
        self.setVisible(bool(self._checks))

    @Slot()
    def _toggle(self) -> None:
        place = int(self.sender().property("place"))
        self._say(-1 if place == self._open else place)

    def _say(self, place: int) -> None:
        self._open = place
        check = self._checks[place] if place >= 0 else None
        text = f"{check.sentence} {check.compared}".strip() if check is not None else ""
        self.sentence.say(text)
        for number in range(self._row.count()):
            item = self._row.itemAt(number)
            mark = item.widget() if item is not None else None
            if isinstance(mark, QPushButton):
                mark.setChecked(number == place)
