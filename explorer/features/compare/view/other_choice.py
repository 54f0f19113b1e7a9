"""Choosing the second model: an untrained twin, another checkpoint, another dtype, every head."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QVBoxLayout, QWidget

from explorer.features.compare.protocol import LoadOther
from explorer.protocol.model import ModelSummary
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import button, label, packed, set_role, with_names
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.setting_row import WholeBox
from explorer.widgets.untrusted_text import plain_tip

_DTYPES = ("float32", "bfloat16", "float16")
_MOST_SEED = 999_999

Places = Callable[[], Sequence[tuple[str, str]]]
"""The (path, name) of checkpoints on this computer."""


class OtherChoice(QWidget):
    """`wanted` carries a LoadOther; `folder_wanted` asks for a folder to be chosen.

    `forget` is in the card's heading.
    """

    wanted = Signal(object)
    folder_wanted = Signal()
    forget_wanted = Signal()

    def __init__(self, places: Places) -> None:
        super().__init__()
        self._places = places
        self._summary: ModelSummary | None = None
        column = packed(QVBoxLayout(self), gap=6)
        row = FlowLayout(gap=8)
        row.addWidget(label(tr("Compare with"), "muted"))
        self.twin = button(
            tr("Untrained twin"),
            name="twinOtherButton",
            tip=tr(
                "The same config with random weights: where your model was trained, "
                "what differs is what training taught it"
            ),
        )
        self.twin.clicked.connect(self._twin)
        self.seed = with_names(WholeBox(), "otherSeed", tr("Seed of the untrained twin"))
        self.seed.setToolTip(tr("The seed that the twin's random weights are drawn from"))
        # Translators: the number is a field; what is before and after it stays beside the field
        before, _, after = tr("seed {number}").partition("{number}")
        self.seed.setPrefix(before)
        self.seed.setSuffix(after)
        self.seed.setRange(0, _MOST_SEED)
        self.seed.setValue(42)
        self.checkpoint = _menu(tr("A checkpoint ▾"), "otherCheckpointButton")
        self.checkpoint.menu().aboutToShow.connect(self._list_checkpoints)
        self.dtype = _menu(tr("A dtype ▾"), "otherDtypeButton")
        self.dtype.menu().aboutToShow.connect(self._list_dtypes)
        self.whole = button(
            tr("Every head on"),
            name="wholeModelButton",
            tip=tr("The whole model beside the model with the heads that are off now"),
        )
        self.whole.clicked.connect(self._whole)
        self.without = button(
            tr("Without the adapter"),
            name="withoutAdapterButton",
            tip=tr("The same input, with the adapter on one side and without it on the other"),
        )
        self.without.clicked.connect(self._without)
        self.without.hide()
        self.forget = button(tr("Remove second model"), "link", name="forgetOtherButton")
        self.forget.setToolTip(tr("Remove the second model and free its memory"))
        self.forget.clicked.connect(self.forget_wanted)
        self._controls = (
            self.twin,
            self.seed,
            self.checkpoint,
            self.dtype,
            self.without,
            self.whole,
        )
        for control in self._controls:
            row.addWidget(control)
        column.addLayout(row)
        self.told = label(role="muted", wrap=True, name="otherTold")
        column.addWidget(self.told)
        self.whole.hide()
        self.forget.hide()

    def show_model(self, summary: ModelSummary | None) -> None:
        """Offer what this model can be compared with."""
        self._summary = summary
        report = summary.report if summary is not None else None
        self.without.setVisible(report is not None and bool(report.base))
        self.without.setText(
            tr("With the adapter")
            if summary is not None and summary.adapter == "off"
            else tr("Without the adapter")
        )

    def show_chosen(self, chosen: LoadOther | None) -> None:
        """The second model that is there: until then the twin is what most people want."""
        # Both as wide: nothing moves.
        set_role(self.twin, "primary" if chosen is None else "bold")
        self.forget.setVisible(chosen is not None)
        kind = chosen.kind if chosen is not None else ""
        name = chosen.name if chosen is not None and kind == "checkpoint" else ""
        dtype = chosen.dtype if chosen is not None and kind == "dtype" else ""
        _say_choice(self.checkpoint, tr("A checkpoint ▾"), name)
        _say_choice(self.dtype, tr("A dtype ▾"), dtype)

    def allow(self, on: bool) -> None:
        """Whether a second model can be asked for now."""
        for control in (*self._controls, self.forget):
            control.setEnabled(on)

    @Slot()
    def _twin(self) -> None:
        self.wanted.emit(LoadOther("twin", self.seed.value()))

    @Slot()
    def _without(self) -> None:
        report = self._summary.report if self._summary is not None else None
        if self._summary is not None and self._summary.adapter:
            self.wanted.emit(LoadOther("adapter"))
        elif report is not None and report.base:
            name = os.path.basename(report.base.rstrip("/\\")) or report.base
            self.wanted.emit(
                LoadOther("checkpoint", path=report.base, name=name, revision=report.base_revision)
            )

    @Slot()
    def _whole(self) -> None:
        self.wanted.emit(LoadOther("heads"))

    @Slot()
    def _list_checkpoints(self) -> None:
        menu = self.checkpoint.menu()
        menu.clear()
        for path, name in self._places():
            action = menu.addAction(name.replace("&", "&&"))
            action.setToolTip(plain_tip(path))
            action.setData(LoadOther("checkpoint", path=path, name=name))
            action.triggered.connect(self._take)
        menu.setToolTipsVisible(True)
        menu.addSeparator()
        folder = menu.addAction(tr("Open a folder…"))
        folder.triggered.connect(self.folder_wanted)

    @Slot()
    def _list_dtypes(self) -> None:
        menu = self.dtype.menu()
        menu.clear()
        for dtype in _DTYPES:
            if self._summary is not None and dtype != self._summary.dtype:
                action = menu.addAction(dtype)
                action.setData(LoadOther("dtype", dtype=dtype))
                action.triggered.connect(self._take)

    @Slot()
    def _take(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.wanted.emit(action.data())


def _say_choice(menu_button: QToolButton, text: str, chosen: str) -> None:
    """A menu's button names what was chosen from it, else what it offers."""
    short = numbers.shortened(chosen, 30).replace("&", "&&")
    menu_button.setText(f"{short} ▾" if chosen else text)
    offered = text.rstrip(" ▾")
    menu_button.setAccessibleName(f"{offered}: {chosen}" if chosen else offered)


def _menu(text: str, name: str) -> QToolButton:
    menu_button = QToolButton()
    menu_button.setText(text)
    with_names(menu_button, name, text.rstrip(" ▾"))
    menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    menu_button.setMenu(QMenu(menu_button))
    return menu_button
