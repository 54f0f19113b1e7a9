"""The Edit menu: what every field of text can do, where a person can be sure to find it.

The keys are shown and not taken: the field with the focus handles them itself. What has no text,
such as a picture, leaves undo and redo to the field that was typed into last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget
from shiboken6 import isValid

from explorer.text.translation import tr

if TYPE_CHECKING:
    from explorer.app.shell import Shell

_FINDERS = {
    "createPane": "fieldFilter",
    "hubPane": "hubSearch",
    "localPane": "localModels",
    "architectureTab": "moduleSearch",
    "checkpointTab": "tensorFilter",
}
"""Where one types to find something on each page that has such a field.

A field that is for the model, such as the sentence, is none: what is typed there to find something
would take its place, and run.
"""
_KEYS = {
    "undoAction": QKeySequence.StandardKey.Undo,
    "redoAction": QKeySequence.StandardKey.Redo,
}
_Field = QLineEdit | QTextEdit | QPlainTextEdit

_NOTED = "typingIsNoted"
"""The property of a line whose typing is noted."""


class EditMenu(QObject):
    """Acts on the field that has the focus; in Create undo and redo take settings back.

    In the list of models undo puts back what was removed from it.
    """

    def __init__(self, window: Shell) -> None:
        super().__init__(window)
        self._window = window
        self._typed: QLineEdit | None = None
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
        window.installEventFilter(self)  # a key that nobody took comes to the window
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Undo and redo by key, where what has the focus has no use for them; and the keys of what
        is grey."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if self._take_grey(QKeySequence(event.keyCombination())):
                return True
            for name, key in _KEYS.items():
                if event.matches(key) and not self._refusal(name):
                    self._do(name)
                    return True
        return super().eventFilter(watched, event)

    def _take_grey(self, keys: QKeySequence) -> bool:
        """Do what a grey action would, or say why not: another page may be in front since its menu
        was opened."""
        actions = self._window.actions_
        for menu, action in (
            (actions.edit_menu, actions.find),
            (actions.view_menu, actions.as_table),
        ):
            if keys == action.shortcut() and not action.isEnabled():
                menu.aboutToShow.emit()
                if action.isEnabled():
                    action.trigger()
                else:
                    self._window.message_bar.tell(action.property("why"))
                return True
        return False

    @Slot(QWidget, QWidget)
    def _on_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        """Note from now on when something is typed into a line of this window."""
        noted = now is None or now.window() is not self._window or now.property(_NOTED)
        if isinstance(now, QLineEdit) and not noted:
            now.setProperty(_NOTED, True)
            now.textEdited.connect(self._note)

    @Slot()
    def _note(self) -> None:
        line = self.sender()
        if isinstance(line, QLineEdit):
            self._typed = line

    def _field(self) -> _Field | None:
        focus = self._window.focusWidget()
        return focus if isinstance(focus, _Field) else None

    def _undone(self, name: str) -> _Field | None:
        """The field that undo and redo are about: of several lines the one typed into last."""
        field, typed = self._field(), self._typed
        if typed is None or not isValid(typed) or not typed.isVisible():
            return field
        other = field is None or _shared(field, typed)
        return typed if other and _can(typed, name == "undoAction") else field

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
        find = self._window.actions_.find
        say_refusal(find, "" if self._finder is not None else self._no_finder)

    def _refusal(self, name: str) -> str:
        field = self._undone(name) if name in _KEYS else self._field()
        if name in _KEYS and self._in_create():
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
        self._do(self.sender().objectName())

    def _do(self, name: str) -> None:
        field = self._undone(name) if name in _KEYS else self._field()
        if name in _KEYS and self._in_create():
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

    @property
    def _finder(self) -> QWidget | None:
        """Where one finds on the page that has the focus."""
        window, focus = self._window, self._window.focusWidget()
        tabs = window.sources if _holds(window.sources, focus) else window.centre
        name = _FINDERS.get(tabs.current_page)
        finder: QWidget | None = window.findChild(QWidget, name) if name is not None else None
        return finder

    @property
    def _no_finder(self) -> str:
        keys = self._window.actions_.commands.shortcut()
        return tr(
            "There is nothing to search on this page. {keys} finds a command.",
            keys=keys.toString(QKeySequence.SequenceFormat.NativeText),
        )

    @Slot()
    def _find(self) -> None:
        window, finder = self._window, self._finder
        if finder is None:
            window.message_bar.tell(self._no_finder)
            return
        window.reveal(finder)
        if isinstance(finder, QLineEdit):
            finder.selectAll()


def say_refusal(action: QAction, why: str) -> None:
    """Offer an action of a menu, or grey it and say why in its tip."""
    tip = action.property("usualTip") or action.toolTip()
    action.setProperty("usualTip", tip)
    action.setEnabled(not why)
    action.setProperty("why", why)
    action.setToolTip(why or tip)


def _holds(widget: QWidget, focus: QWidget | None) -> bool:
    return focus is not None and (widget is focus or widget.isAncestorOf(focus))


def _shared(field: _Field, typed: QLineEdit) -> bool:
    """Whether two fields are lines of the same text."""
    first, second = (each.objectName().split(".")[0] for each in (field, typed))
    return first == second


def _selected(field: _Field) -> bool:
    if isinstance(field, QLineEdit):
        return field.hasSelectedText()
    return field.textCursor().hasSelection()


def _can(field: _Field, undo: bool) -> bool:
    if isinstance(field, QLineEdit):
        return field.isUndoAvailable() if undo else field.isRedoAvailable()
    document = field.document()
    return document.isUndoAvailable() if undo else document.isRedoAvailable()
