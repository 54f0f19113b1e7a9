"""The Edit menu: what every field of text can do, where a person can be sure to find it.

The keys are shown and not taken: the field with the focus handles them itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from explorer.text.translation import tr

if TYPE_CHECKING:
    from explorer.app.shell import Shell

_FINDERS = {
    "createPane": "fieldFilter",
    "hubPane": "hubSearch",
    "localPane": "localModels",
    "inferenceTab": "textInput",
    "architectureTab": "moduleSearch",
    "checkpointTab": "tensorFilter",
    "compareTab": "compareText",
    "trainTab": "trainData",
}
"""Where one types to find something on each page, or what is nearest to that."""
_Field = QLineEdit | QTextEdit | QPlainTextEdit


class EditMenu(QObject):
    """Acts on the field that has the focus; in Create undo and redo take settings back.

    In the list of models undo puts back what was removed from it.
    """

    def __init__(self, window: Shell) -> None:
        super().__init__(window)
        self._window = window
        actions = window.actions_
        self._actions = {
            action.objectName(): action
            for action in (
                actions.undo,
                actions.redo,
                actions.cut,
                actions.copy,
                actions.paste,
                actions.select_all,
            )
        }
        for action in self._actions.values():
            action.triggered.connect(self._act)
        actions.find.triggered.connect(self._find)
        actions.edit_menu.aboutToShow.connect(self.refresh)

    def _field(self) -> _Field | None:
        focus = self._window.focusWidget()
        return focus if isinstance(focus, _Field) else None

    def _in_create(self) -> bool:
        focus, pane = self._window.focusWidget(), self._window.create_pane
        return focus is not None and (pane is focus or pane.isAncestorOf(focus))

    def _in_models(self) -> bool:
        return self._window.focusWidget() is self._window.local_pane.list

    @Slot()
    def refresh(self) -> None:
        """Grey what the field with the focus cannot do now, each with its reason."""
        for name, action in self._actions.items():
            why = self._refusal(name)
            action.setEnabled(not why)
            action.setProperty("why", why)
            action.setToolTip(why)

    def _refusal(self, name: str) -> str:
        field = self._field()
        if name in ("undoAction", "redoAction") and self._in_create():
            window = self._window
            history = window.create_pane.draft.history
            can = history.can_undo if name == "undoAction" else history.can_redo
            return "" if can else tr("No setting was changed.")
        if name == "undoAction" and self._in_models():
            models = self._window.local_pane
            can = models.put_back.isEnabled()
            return "" if can else tr("Nothing was removed from the list.")
        if field is None:
            return tr("Click into a field of text first.")
        if name == "pasteAction":
            if field.isReadOnly():
                return tr("This text can only be read.")
            return "" if QGuiApplication.clipboard().text() else tr("The clipboard holds no text.")
        if name in ("cutAction", "copyAction"):
            if name == "cutAction" and field.isReadOnly():
                return tr("This text can only be read.")
            return "" if _selected(field) else tr("Select some text first.")
        if name == "selectAllAction":
            return ""
        return "" if _can(field, name == "undoAction") else tr("Nothing was typed here.")

    @Slot()
    def _act(self) -> None:
        name, field = self.sender().objectName(), self._field()
        if name in ("undoAction", "redoAction") and self._in_create():
            tools = self._window.create_pane.tools
            (tools.undo_action if name == "undoAction" else tools.redo_action).trigger()
        elif name == "undoAction" and self._in_models():
            models = self._window.local_pane
            models.put_back.trigger()
        elif field is not None:
            {
                "undoAction": field.undo,
                "redoAction": field.redo,
                "cutAction": field.cut,
                "copyAction": field.copy,
                "pasteAction": field.paste,
                "selectAllAction": field.selectAll,
            }[name]()

    @Slot()
    def _find(self) -> None:
        """Where one finds on the page that has the focus."""
        window, focus = self._window, self._window.focusWidget()
        tabs = window.sources if _holds(window.sources, focus) else window.centre
        finder = window.findChild(QWidget, _FINDERS[tabs.current_page])
        if finder is not None:
            window.reveal(finder)
            if isinstance(finder, QLineEdit):
                finder.selectAll()


def _holds(widget: QWidget, focus: QWidget | None) -> bool:
    return focus is not None and (widget is focus or widget.isAncestorOf(focus))


def _selected(field: _Field) -> bool:
    if isinstance(field, QLineEdit):
        return field.hasSelectedText()
    return field.textCursor().hasSelection()


def _can(field: _Field, undo: bool) -> bool:
    if isinstance(field, QLineEdit):
        return field.isUndoAvailable() if undo else field.isRedoAvailable()
    document = field.document()
    return document.isUndoAvailable() if undo else document.isRedoAvailable()
