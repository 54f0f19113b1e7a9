"""A box to choose one of several things; the wheel scrolls past it instead of changing it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QComboBox, QListView, QSizePolicy

from explorer.text.translation import tr
from explorer.widgets.blocks import with_names
from explorer.widgets.small_controls import ChoiceBox

_MANY = 200
"""Entries from which measuring each of them would be felt."""


class ComboBox(ChoiceBox):
    """As wide as its longest entry, up to a limit; narrower where its row is narrow."""

    def __init__(self, name: str, spoken: str, most: int = 22) -> None:
        super().__init__()
        with_names(self, name, spoken)
        self.setToolTip(spoken)
        self._most = most
        self._texts: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMaxVisibleItems(16)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)

    def offer(self, texts: Sequence[str], current: int) -> None:
        """Offer these texts and show one of them, telling nobody."""
        # The box tells of each change by itself; nobody has chosen anything here.
        self.blockSignals(True)
        if tuple(texts) != self._texts:
            self._texts = tuple(texts)
            self.clear()
            self.addItems(list(texts))
            self._fit(texts)
        self.setCurrentIndex(current)
        self.blockSignals(False)
        self._tell()
        self.updateGeometry()

    def _fit(self, texts: Sequence[str]) -> None:
        """Measure the entries; of thousands only the longest is counted, by its letters."""
        many = len(texts) > _MANY
        view = self.view()
        if isinstance(view, QListView):
            # With uniform sizes Qt measures one entry of the list instead of thousands.
            view.setUniformItemSizes(many)
        policy = QComboBox.SizeAdjustPolicy
        self.setMinimumContentsLength(max(map(len, texts)) if many else 0)
        self.setSizeAdjustPolicy(
            policy.AdjustToMinimumContentsLengthWithIcon if many else policy.AdjustToContents
        )

    def sizeHint(self) -> QSize:
        """Never wider than `most` letters."""
        hint = super().sizeHint()
        widest = self.fontMetrics().averageCharWidth() * (self._most + 6)
        return QSize(min(hint.width() + 6, widest), hint.height())


class TextChoice(ComboBox):
    """Which of several texts of a run; hidden where there is one."""

    def __init__(self, name: str) -> None:
        super().__init__(name, tr("Which text"))

    def offer_texts(self, names: Sequence[str], current: int) -> None:
        """Offer the texts with these names and show one of them, telling nobody."""
        self.offer(names, max(0, current))
        self.setVisible(len(names) > 1)
