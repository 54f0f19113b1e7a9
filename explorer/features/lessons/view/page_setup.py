"""What a page does to the window when it is entered, and how that is undone when it is left.

Only what the page itself did is undone: a tab or a mode that the person chose since stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QTabWidget, QWidget

from explorer.app.columns import CENTRE, LEFT, RIGHT, Front
from explorer.features.lessons.protocol import LessonPage

if TYPE_CHECKING:
    from explorer.app.inference.mode_switch import Mode
    from explorer.app.shell import Shell


class Stage:
    """Turns tabs, columns and the mode of Inference for one page after the other."""

    def __init__(self, window: Shell) -> None:
        self._window = window
        self._tabs: dict[QTabWidget, tuple[int, int]] = {}
        self._columns: tuple[Front, Front] | None = None
        self._mode: tuple[Mode, Mode] | None = None
        self._text: tuple[str, str] | None = None
        self._front = ""

    def enter(self, page: LessonPage, point: str) -> None:
        """Undo what the page before did and this one does not need, and do what this one does.

        What is pointed at, by its objectName, comes to the front.
        """
        self._front = point
        if self._places(page):
            self._window.leave_start()
        wanted = self._wanted(page)
        for tabs in [tab for tab in self._tabs if tab not in wanted]:
            self._undo(tabs)
        for tabs, place in wanted.items():
            now = tabs.currentIndex()
            before, done = self._tabs.get(tabs, (now, now))
            self._tabs[tabs] = (before if now == done else now, place)
            tabs.setCurrentIndex(place)
        self._choose_mode(page)
        self._turn_columns(page)

    def write(self, page: LessonPage) -> None:
        """Put the page's text into the box, until the page is left or the person runs it."""
        if page.write:
            self._write(page.write)

    def leave(self) -> None:
        """Undo everything."""
        self.unwrite()
        for tabs in list(self._tabs):
            self._undo(tabs)
        inference = self._window.inference
        if self._mode is not None and inference.mode.mode == self._mode[1]:
            inference.mode.choose_mode(self._mode[0])
        self._mode = None
        columns = self._window.columns
        if self._columns is not None and columns.in_front == self._columns[1]:
            columns.put_in_front(self._columns[0])
        self._columns = None

    def ran(self, texts: tuple[str, ...]) -> None:
        """The person ran a text: it is theirs now."""
        if self._text is not None and self._text[1] in texts:
            self._text = None

    # -- tabs, columns and the mode ----------------------------------------------------------

    def _wanted(self, page: LessonPage) -> dict[QTabWidget, int]:
        wanted = {}
        for widget in self._places(page):
            for tabs in self._window.findChildren(QTabWidget):
                for place in range(tabs.count()):
                    item = tabs.widget(place)
                    if item is widget or (item is not None and item.isAncestorOf(widget)):
                        wanted[tabs] = place
        return wanted

    def _places(self, page: LessonPage) -> list[QWidget]:
        """In order: the last stays in front where there is room for one alone."""
        names = (*reversed(page.show), *((self._front,) if self._front else ()))
        widgets = [self._window.findChild(QWidget, name) for name in names]
        return [widget for widget in widgets if widget is not None]

    def _undo(self, tabs: QTabWidget) -> None:
        before, done = self._tabs.pop(tabs)
        if tabs.currentIndex() == done:
            tabs.setCurrentIndex(before)

    def _choose_mode(self, page: LessonPage) -> None:
        """The mode in which everything is in sight that the page shows."""
        inference = self._window.inference
        before = inference.mode.mode
        if self._mode is not None and before == self._mode[1]:
            before = self._mode[0]
        mode = before
        for widget in self._places(page):
            inference.show_page_of(widget)
            mode = inference.mode_of(widget, mode)
        self._mode = (before, mode)
        inference.mode.choose_mode(mode)

    def _turn_columns(self, page: LessonPage) -> None:
        columns, window = self._window.columns, self._window
        before = columns.in_front
        if self._columns is not None and before == self._columns[1]:
            before = self._columns[0]
        to_show = []
        for widget in self._places(page):
            for column, pane in (
                (LEFT, window.sources),
                (CENTRE, window.centre),
                (RIGHT, window.explain_pane),
            ):
                if pane is widget or pane.isAncestorOf(widget):
                    to_show.append(column)
        columns.put_in_front(before, *to_show)
        if to_show:
            columns.stay_with(to_show[-1])
        self._columns = (before, columns.in_front)

    # -- the text ----------------------------------------------------------------------------

    def _write(self, text: str) -> None:
        edit = self._window.findChild(QLineEdit, "textInput")
        if edit is not None and edit.text() != text:
            self._text = (edit.text(), text)
            edit.setText(text)
            edit.textEdited.emit(text)

    def unwrite(self) -> None:
        """Put the former text back where the page's own was not used."""
        edit = self._window.findChild(QLineEdit, "textInput")
        if self._text is not None and edit is not None and edit.text() == self._text[1]:
            edit.setText(self._text[0])
            edit.textEdited.emit(self._text[0])
        self._text = None
