"""What the Inference tab offers while no model is loaded: a bundled model, or a lesson."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout

from explorer.features.checkpoints.view.local_pane import Bundled
from explorer.text.translation import tr
from explorer.widgets.blocks import Card, Page, label


class _Start(QPushButton):
    """A large button: what can be tried, and below it how. Its words wrap."""

    def __init__(self, name: str, what: str, how: str, tip: str) -> None:
        super().__init__()
        self.setProperty("role", "start")
        self.setObjectName(name)
        self.setToolTip(tip)
        self.setAccessibleName(f"{what}: {tip}")
        self._words = column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(2)
        for text, role in ((what, "heading"), (how, "muted")):
            line = label(text, role, wrap=True)
            line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            column.addWidget(line)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        """A button alone does not ask its layout."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Pixels of height that the words need at a width in pixels."""
        return self._words.totalHeightForWidth(width)

    def sizeHint(self) -> QSize:
        """What the words need."""
        return self._words.totalSizeHint()

    def minimumSizeHint(self) -> QSize:
        """One line: how many it takes, the width decides."""
        return QSize(1, self.fontMetrics().height())


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
        for model in models:
            hint = f"{model.name} {model.does}"
            start = _Start(f"start.{model.name}", model.invitation, hint, hint)
            start.setProperty("start", model.name)
            start.clicked.connect(self._start)
            card.add(start)
            self.buttons.append(start)
        whole = tr("What a model is, from its config to its answers, on your own runs")
        how = tr("what a model is, by doing")
        self.lesson = _Start("start.lesson", tr("Take the lesson"), how, whole)
        self.lesson.clicked.connect(self.lesson_wanted)
        card.add(self.lesson)
        self.add(card)
        self.column.addStretch(1)

    @Slot()
    def _start(self) -> None:
        self.wanted.emit(self.sender().property("start"))
