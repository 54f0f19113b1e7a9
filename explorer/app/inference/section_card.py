"""A view below the page that is closed at first: it asks nothing before somebody opens it."""

from __future__ import annotations

from PySide6.QtCore import Slot

from explorer.app.inference.inspection_view import InspectionView
from explorer.app.inference.words_in_sight import WordsInSight
from explorer.app.theme import Theme
from explorer.text.translation import tr
from explorer.widgets.blocks import Card, button


class SectionCard(Card):
    """The title, what it is about, and a button that opens the view below.

    What was opened comes into sight, and stays there while it grows.
    """

    def __init__(self, look: Theme, view: InspectionView, title: str, hint: str) -> None:
        super().__init__(title, hint)
        self._in_sight = WordsInSight(self, look)
        self.view = view
        name = view.objectName()
        self.python = button(tr("In Python"), "link", name=f"{name}.python")
        self.python.setToolTip(tr("Show the words and the Python of this card"))
        self.python.setAccessibleName(tr("In Python: {title}", title=title))
        self.python.clicked.connect(self._show_python)
        self.toggle = button(tr("Show"), "link", name=f"{name}.toggle")
        self.toggle.clicked.connect(self._turn)
        view.text_wanted.connect(self._keep)
        self.head.add_right(self.python)
        self.head.add_right(self.toggle)
        self.add(view)
        self.open(False)

    def open(self, on: bool) -> None:
        """Show the view, which then asks, or its title alone."""
        self.toggle.setText(tr("Hide") if on else tr("Show"))
        self.toggle.setAccessibleName(f"{self.toggle.text()}: {self.accessibleName()}")
        # A view of several parts has a link for each.
        self.python.setVisible(on and not self.view.parts_have_links)
        self.view.setVisible(on)

    @Slot()
    def _turn(self) -> None:
        self.open(self.view.isHidden())
        if self.view.isHidden():
            self._in_sight.stop()
        else:
            self._keep()

    @Slot()
    def _keep(self) -> None:
        """Stay in sight while a new request shrinks the page and its answer makes it grow again."""
        self._in_sight.follow(self, self.rect)
        self._in_sight.end()

    @Slot()
    def _show_python(self) -> None:
        self.view.python_wanted.emit(self.view.asks)
