"""What is shown in place of results: why there are none, and what to do about it."""

from __future__ import annotations

from typing import Any, cast

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.widgets.blocks import button, label, packed
from explorer.widgets.flow_layout import FlowLayout


class HubNotice(QWidget):
    """A heading, a sentence and buttons; `chosen` carries the name of the button pressed."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("hubNotice")
        column = packed(QVBoxLayout(self), gap=8, margins=(2, 10, 2, 0))
        self.heading = label("", "heading", wrap=True, name="hubNoticeHeading")
        self.sentence = label("", "muted", wrap=True, name="hubNoticeSentence")
        column.addWidget(self.heading)
        column.addWidget(self.sentence)
        self._holder = QWidget()
        self._row = FlowLayout(self._holder, gap=6)
        column.addWidget(self._holder)
        column.addStretch(1)
        self.buttons: list[QWidget] = []
        self.hide()

    def say(self, heading: str, sentence: str, *choices: tuple[str, str]) -> None:
        """Show this; each choice is (name, text of its button)."""
        self.heading.setText(heading)
        self.sentence.say(sentence)
        self.setAccessibleName(f"{heading} {sentence}")
        for old in self.buttons:
            self._row.removeWidget(old)
            old.setObjectName("")  # it lives until the event loop turns: nobody may find it
            old.hide()
            old.deleteLater()
        self.buttons = []
        for name, text in choices:
            push_button = button(text, name=f"hubNotice.{name}")
            push_button.setProperty("choice", name)
            push_button.clicked.connect(self._chosen)
            self._row.addWidget(push_button)
            push_button.show()
            self.buttons.append(push_button)
        self._holder.setVisible(bool(choices))
        self.show()

    @Slot()
    def _chosen(self) -> None:
        self.chosen.emit(cast(Any, self.sender()).property("choice"))
