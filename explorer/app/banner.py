"""The banner: what is loaded, what is known of its weights, and what can be done with it.

It is one line, whatever is loaded: what has no room is shortened or left to the tool tip, so that
nothing below moves when a model comes or goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from explorer.app.changed_chip import ChangedChip
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import button, label, set_role

if TYPE_CHECKING:
    from explorer.protocol.model import ModelSummary

_ROLES = {"trained": "chip-good", "taught": "chip-good", "file": "chip", "given": "chip"}
"""Of the others: "chip-warn", because a part of the weights at least is random."""
_GAP = 8
_ABOVE = 8
"""Pixels above and below the row."""
_SHORTEST = 8
"""Average letters that a shortened piece shows at the least; with less room it is left out."""
_LEAST_STATE = 24
"""Letters of what is known of the weights, or of a name, before what follows gets room."""
_LEAST_CHIPS = 24
"""Average letters of room for what is loaded; the buttons give way to it."""


def _size(summary: ModelSummary) -> str:
    size = numbers.bytes_(summary.bytes)
    if not summary.on_disk:
        return f"{size} · {tr('in memory')}"  # in little room the number alone
    return tr("{size}, weights on disk", size=size)


class Banner(QFrame):
    """Class, name, parameters, bytes and state of the model in memory; Open, Save, Unload.

    `lesson` and `present` are at the right end; the lessons say what `lesson` does.
    """

    def __init__(
        self, open_: QAction, save: QAction, unload: QAction, report: QAction, present: QAction
    ) -> None:
        super().__init__()
        self.setObjectName("banner")
        self.setAccessibleName(tr("The model in memory"))
        self.setProperty("role", "banner")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._title = label(tr("No model is loaded"), "title", name="modelClass")
        self._computer = label(role="chip-warn", name="modelComputer")
        self._name = label(role="chip", name="modelName")
        self._parameters = label(role="chip", name="modelParameters")
        self._size = label(role="chip", name="modelSize")
        self._state = button("…", "chip", name="modelState")  # Qt measures an empty one otherwise
        self._state.clicked.connect(report.trigger)
        self.changed = ChangedChip()
        self._texts: dict[QLabel | QPushButton, str] = {self._title: self._title.text()}
        self._margins: dict[tuple[QLabel | QPushButton, str, str], int] = {}
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(12, _ABOVE, 12, _ABOVE)
        row.setSpacing(_GAP)
        self._pieces = (
            self._title,
            self._computer,
            self._name,
            self._parameters,
            self._size,
            self._state,
        )
        for piece in (*self._pieces, self.changed):
            row.addWidget(piece)
        row.addStretch(1)
        files = ((open_, tr("Open…")), (save, tr("Save as…")), (unload, tr("Unload")))
        self._files = [self._act(action, text) for action, text in files]
        self.lesson = button(tr("Lesson"), "teach", name="lessonButton")
        self.lesson.setCheckable(True)
        self.lesson.setEnabled(False)  # until the lessons are built
        self.present = self._act(present, tr("Present"), "teach", "presentButton")
        self.present.setCheckable(True)
        present.toggled.connect(self.present.setChecked)
        self._teaching = [self.lesson, self.present]
        self.buttons = [*self._files, *self._teaching]
        self._groups = []  # a group is hidden as a whole, its buttons one by one for an audience
        for group in (self._files, self._teaching):
            together = QWidget()
            within = QHBoxLayout(together)
            within.setContentsMargins(0, 0, 0, 0)
            within.setSpacing(_GAP)
            for push_button in group:
                within.addWidget(push_button)
            row.addWidget(together)
            self._groups.append(together)
        self._place = ""
        self._compact = self._loaded = self._fitting = False
        self._state_text = self._instead = self._few_parameters = ""
        self._role, self._why = "chip", ""
        self.show_model(None)

    @staticmethod
    def _act(action: QAction, text: str, role: str = "", name: str = "") -> QPushButton:
        push_button = button(
            text, role, name=name or f"button.{action.objectName()}", tip=action.toolTip()
        )
        push_button.setEnabled(action.isEnabled())
        push_button.clicked.connect(action.trigger)
        action.enabledChanged.connect(push_button.setEnabled)
        return push_button

    def sizeHint(self) -> QSize:
        """As high as with all its parts: nothing below moves where some have no room."""
        usual = super().sizeHint()
        highest = max(each.sizeHint().height() for each in (*self._groups, *self._pieces))
        frame = usual.height() - self._row.sizeHint().height()
        return QSize(usual.width(), max(usual.height(), highest + 2 * _ABOVE + frame))

    def minimumSizeHint(self) -> QSize:
        """As narrow as the window: what has no room is shortened."""
        return QSize(0, super().minimumSizeHint().height())

    @Slot(object)
    def show_model(self, summary: ModelSummary | None) -> None:
        """Describe the model, or say that there is none and what to do about it."""
        self._loaded = summary is not None
        if summary is None:
            self._texts = {self._title: tr("No model is loaded")}
            self._title.setToolTip("")
        else:
            device = summary.device.upper() if summary.device == "cpu" else summary.device
            self._texts = {
                self._title: summary.class_name,
                self._name: summary.name,
                self._parameters: numbers.ntr(
                    "{count} parameter", "{count} parameters", summary.parameters
                ),
                self._size: f"{_size(summary)} · {summary.dtype} · {device}",
            }
            self._few_parameters = tr(
                "{parameters} parameters",
                parameters=numbers.short_count(summary.parameters, always_one_decimal=False),
            )
            whole = " · ".join(self._texts.values())
            self._title.setToolTip(whole)
            self._name.setToolTip(whole)
            self.setAccessibleDescription(whole)
            sentence = summary.report.sentence if summary.report is not None else ""
            self._why = sentence or tr("Where the weights came from")
            self._state_text = summary.state_text
            self._role = _ROLES.get(summary.state, "chip-warn")
            self._show_state()
        if self._place:
            self._texts[self._computer] = self._place
        self._fit()

    def show_computer(self, name: str) -> None:
        """Say which other computer the model is on; empty for this one."""
        self._place = tr("on {computer}", computer=name) if name else ""
        self._computer.setToolTip(
            tr("The model is opened and run on {computer}.", computer=name) if name else ""
        )
        self._texts.pop(self._computer, None)
        if self._place:
            self._texts[self._computer] = self._place
        self._fit()

    @Slot(str)
    def say_state(self, text: str) -> None:
        """Say this of the weights while it lasts: that they are being trained. Empty ends it."""
        if text != self._instead:
            self._instead = text
            if self._loaded:
                self._show_state()
                self._fit()

    def _show_state(self) -> None:
        text = self._texts[self._state] = self._instead or self._state_text
        self._state.setToolTip(f"{text}\n{self._why}")
        self._state.setAccessibleName(
            tr("{origin_of_weights}. Where the weights came from", origin_of_weights=text)
        )
        set_role(self._state, "chip-warn" if self._instead else self._role)

    def compact(self, on: bool) -> None:
        """Say no more than what the model is and its state: the rest is in the tip and the menu."""
        if on != self._compact:
            self._compact = on
            self._fit()

    def event(self, event: QEvent) -> bool:
        """Fit again when a text, its font, or what is changed in the model has changed."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit again."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Show what there is room for, the most important first."""
        if self._fitting:
            return
        self._fitting = True
        letter = self.fontMetrics().averageCharWidth()
        left = self.width() - 24 - _GAP  # the stretch has a gap as well
        if not self.changed.isHidden():
            left -= self.changed.sizeHint().width() + _GAP
        for together, is_file in zip(self._groups, (True, False), strict=True):
            width = together.sizeHint().width() + _GAP
            shown = left - width >= _LEAST_CHIPS * letter and not (is_file and self._compact)
            together.setVisible(shown)
            left -= width if shown else 0
        title, computer, name, parameters, size, state = self._pieces
        order: tuple[QLabel | QPushButton, ...] = (title, computer, state, name, parameters, size)
        if self._compact:
            order = (state, computer, name, title)
        for each in self._pieces:
            if not self._texts.get(each) or each not in order:
                each.hide()
        if self._instead:  # what happens now is said whole, before what the model is
            order = (state, *(each for each in order if each is not state))
        texts = [(each, self._texts[each]) for each in order if each in self._texts]
        # Of the first ones, up to the state of the weights, none takes all.
        firsts = 3 if self._texts.get(computer) else 2
        later = [
            0 if self._instead else self._width(piece, text[: 2 * _SHORTEST]) + _GAP
            for piece, text in texts[1:firsts]
        ]
        for place, (piece, text) in enumerate(texts):
            stored = sum(later[place:])
            room = left - stored
            if piece in (state, name) and not (self._compact or self._instead):
                room = self._beside(piece, text, room, texts[place + 1 :])
            left -= self._fit_piece(piece, text, room, letter)
        self._fitting = False

    def _beside(
        self,
        piece: QLabel | QPushButton,
        text: str,
        room: int,
        others: list[tuple[QLabel | QPushButton, str]],
    ) -> int:
        """Pixels for a long text: how large the model is has room beside it where its beginning
        has."""
        taken = spared = 0
        for other, words in others:
            if other is self._parameters:
                taken += self._width(other, words) + _GAP
                spared = self._width(other, words) - self._width(other, self._few_parameters)
            elif other is self._name:
                taken += self._width(other, words[: 2 * _SHORTEST]) + _GAP
        shorter = self._shorter(piece, text)
        least = self._width(piece, shorter if shorter != text else text[:_LEAST_STATE])
        for beside in (taken, taken - spared):
            if room - beside >= least:
                return room - beside
        return room if shorter == text else min(room, least)

    def _shorter(self, piece: QLabel | QPushButton, text: str) -> str:
        """The same in fewer letters, where that is known: the rest is in the tip."""
        if piece is self._state and not self._instead:
            return text.split(": ")[0]
        if piece is self._size:
            return text.split(" · ")[0]
        return self._few_parameters if piece is self._parameters else text

    def _width(self, piece: QLabel | QPushButton, text: str) -> int:
        """Pixels that a piece would take with this text."""
        piece.ensurePolished()
        metrics = piece.fontMetrics()
        margin = piece.sizeHint().width() - metrics.horizontalAdvance(piece.text())
        # A pixel more or less, by the text that it has now: where that decided what fits, two texts
        # took turns for ever.
        key = (piece, piece.font().key(), str(piece.property("role")))
        margin = self._margins[key] = max(margin, self._margins.get(key, 0))
        return margin + metrics.horizontalAdvance(text) + 1

    def _fit_piece(self, piece: QLabel | QPushButton, text: str, room: int, letter: int) -> int:
        """Show a piece in so many pixels, shortened where it must be; what it takes of them.

        A number is never cut: whole, or its first part, or not at all.
        """
        wanted, around = self._width(piece, text), self._width(piece, "")
        shorter = self._shorter(piece, text)
        if wanted > room and shorter != text:
            return self._fit_piece(piece, shorter, room, letter)
        if piece in (self._parameters, self._size):
            fits = wanted <= room
        else:
            fits = wanted <= room or room >= around + _SHORTEST * letter
        piece.setVisible(fits)
        if not fits:
            return 0
        elided = text
        if wanted > room:  # what fits to the pixel was cut where letters have parts of pixels
            right = Qt.TextElideMode.ElideRight
            elided = piece.fontMetrics().elidedText(text, right, room - around)
        if elided != piece.text():
            piece.setText(elided)
        return min(wanted, room) + _GAP
