"""What the Inference tab offers while no model is loaded: a bundled model, or a lesson."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot

from explorer.texts import tr
from explorer.window.files.local_pane import Bundled
from explorer.window.parts.blocks import Card, Page, button, label


class StartPage(Page):
    """`wanted` carries the name of the bundled model to open; `lesson_wanted` asks for lessons."""

    wanted = Signal(str)
    lesson_wanted = Signal()

    def __init__(self, models: tuple[Bundled, ...]) -> None:
        super().__init__()
        card = Card(tr("What would you like to try?"))
        card.add(
            label(
                tr(
                    "No model is loaded yet. These small ones came with the program and need no "
                    "network; a click opens one and you can type at once."
                ),
                "muted",
                wrap=True,
            )
        )
        self.buttons = []
        for one in models:
            hint = f"{one.name} {one.does}"
            start = button(f"{one.invitation}\n{hint}", "start", name=f"start.{one.name}", tip=hint)
            start.setAccessibleName(f"{one.invitation}: {hint}")
            start.setProperty("start", one.name)
            start.clicked.connect(self._start)
            card.add(start)
            self.buttons.append(start)
        whole = tr("What a model is, from its config to its answers, on your own runs")
        hint = tr("what a model is, by doing")  # a button's text does not wrap, also at 300 %
        self.lesson = button(
            tr("Take the lesson\n{hint}", hint=hint), "start", name="start.lesson", tip=whole
        )
        self.lesson.setAccessibleName(tr("Take the lesson: {hint}", hint=whole))
        self.lesson.clicked.connect(self.lesson_wanted)
        card.add(self.lesson)
        self.add(card)
        self.column.addStretch(1)

    @Slot()
    def _start(self) -> None:
        self.wanted.emit(self.sender().property("start"))
