"""One sentence of the summary, with its check mark and the button that tries it again."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from explorer.features.why.summary import Claim
from explorer.text.translation import tr
from explorer.widgets.announcement import announce
from explorer.widgets.blocks import button, label


class ClaimRow(QWidget):
    """`wanted` carries its claim, to be tried again."""

    wanted = Signal(object)

    def __init__(self, number: int) -> None:
        super().__init__()
        self.claim: Claim | None = None
        self.mark = label("✓", "chip-good", name=f"whyClaimMark.{number}")
        self.mark.setAccessibleName(tr("Measured"))
        self.mark.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.mark.setToolTip(tr("Measured just now, with this model and this text"))
        self.headline = label(role="heading", wrap=True, name=f"whyClaim.{number}")
        self.detail = label(role="muted", wrap=True, name=f"whyDetail.{number}")
        self.result: QLabel = label(role="small", wrap=True, name=f"whyTried.{number}")
        self.attempt: QPushButton = button(tr("Try it"), "link", name=f"whyTry.{number}")
        self.attempt.setToolTip(tr("Do this again now, alone, and show the number"))
        self.attempt.clicked.connect(self._try)
        words = QVBoxLayout()
        words.setSpacing(1)
        for each in (self.headline, self.detail, self.result):
            words.addWidget(each)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 2, 0, 2)
        grid.setHorizontalSpacing(8)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(self.mark, 0, 0, top)
        grid.addLayout(words, 0, 1)
        grid.addWidget(self.attempt, 0, 2, top)
        grid.setColumnStretch(1, 1)
        self.result.hide()

    def show_claim(self, claim: Claim) -> None:
        """Show this sentence; what was tried of another one goes."""
        if claim == self.claim:
            return
        self.claim = claim
        self.headline.setText(claim.headline)
        self.detail.setText(claim.detail)
        self.attempt.setAccessibleName(tr("Try it: {headline}", headline=claim.headline))
        self.result.hide()

    def show_tried(self, sentence: str) -> None:
        """What came out of trying it."""
        self.result.setText(sentence)
        self.result.show()
        announce(self.result, sentence)

    @Slot()
    def _try(self) -> None:
        self.wanted.emit(self.claim)
