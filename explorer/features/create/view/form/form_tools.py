"""The row of tools over the form: filter, JSON, start from, only changes, undo, redo, reset."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.accessibility import name_inner
from explorer.widgets.blocks import packed, with_names
from explorer.widgets.flow_layout import FlowLayout

_PRESETS = (
    ("default", tr("Default settings"), tr("As the class comes")),
    ("tiny", tr("Tiny"), tr("A few thousand parameters: created in a blink, runs anywhere")),
    ("small", tr("Small"), tr("Small enough to try things out")),
    ("base", tr("Base"), tr("The size that papers call base")),
)


class FormTools(QWidget):
    """Tells what a person wants done with the whole form."""

    narrowed = Signal()
    json_toggled = Signal(bool)
    preset_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.filter = with_names(
            QLineEdit(), "fieldFilter", tr("Filter the settings by name or meaning")
        )
        self.filter.setPlaceholderText(tr("Filter settings…"))
        self.filter.setClearButtonEnabled(True)
        name_inner(self.filter)
        self.filter.setMinimumWidth(1)
        self.filter.textChanged.connect(self._narrow)
        self.json = _tool(
            "JSON", "jsonButton", tr("Show and edit the config as JSON"), checkable=True
        )
        self.json.toggled.connect(self.json_toggled)
        self.json.toggled.connect(self._name_json)
        self.reset = _tool(
            tr("Reset"), "resetAllButton", tr("Set every setting back to its default")
        )
        self.start = _tool(tr("Start from"), "startFromButton", tr("Where the settings come from"))
        self.changes = _tool(tr("Changes"), "onlyChangesButton", tr("Show only what differs"), True)
        self.changes.toggled.connect(self._narrow)
        self.undo_action = self._action(tr("Undo"), "undoConfig", QKeySequence.StandardKey.Undo)
        self.redo_action = self._action(tr("Redo"), "redoConfig", QKeySequence.StandardKey.Redo)
        self.undo = _tool("↶", "undoButton", tr("Undo the last change of a setting (Ctrl+Z)"))
        self.redo = _tool("↷", "redoButton", tr("Redo (Ctrl+Shift+Z)"))
        self.undo.setAccessibleName(tr("Undo"))
        self.redo.setAccessibleName(tr("Redo"))
        self.undo.clicked.connect(self.undo_action.trigger)
        self.redo.clicked.connect(self.redo_action.trigger)
        self._menu()
        first = QHBoxLayout()
        first.setSpacing(4)
        first.addWidget(self.filter, 1)
        first.addWidget(self.json)
        first.addWidget(self.reset)
        first.addStretch()  # while there is no filter
        second = FlowLayout(gap=2)
        self._second = (self.start, self.changes, self.undo, self.redo)
        for tool in self._second:
            second.addWidget(tool)
        packed(QVBoxLayout(self), first, second, gap=4)
        self.allow_history(False, False)

    def show_few(self, *, json: bool, low: bool) -> None:
        """Leave out the filter over JSON, and in a low pane also what menus and keys can do."""
        self.filter.setHidden(json)
        for tool in self._second:
            tool.setHidden(low and (json or tool in (self.undo, self.redo)))

    def allow_changes(self, allowed: bool) -> None:
        """Whether what differs can be shown alone: `print(config)` chooses by itself."""
        self.changes.setEnabled(allowed)
        self.changes.setToolTip(
            tr("Show only what differs")
            if allowed
            else tr("print(config) chooses by itself what it shows")
        )

    @Slot()
    def _name_json(self) -> None:
        # Asked of the button: text with a slip turns it back while it is still telling the first.
        self.json.setText(tr("‹ Form") if self.json.isChecked() else "JSON")

    def _menu(self) -> None:
        menu = QMenu(self.start)
        menu.setToolTipsVisible(True)
        self.presets = []
        for name, text, hint in _PRESETS:
            action = menu.addAction(text)
            action.setObjectName(f"start.{name}")
            action.setToolTip(hint)
            action.setData(name)
            action.triggered.connect(self._preset)
            self.presets.append(action)
        menu.addSeparator()
        self.from_file = menu.addAction(tr("A config.json…"))
        self.from_file.setObjectName("start.file")
        self.from_hub = menu.addAction(tr("A checkpoint of the Hub…"))
        self.from_hub.setObjectName("start.hub")
        self.from_model = menu.addAction(tr("The loaded model"))
        self.from_model.setObjectName("start.model")
        self.from_model.setEnabled(False)
        menu.addSeparator()
        self.save = menu.addAction(tr("Save the config…"))
        self.save.setObjectName("saveConfig")
        self.save.setEnabled(False)
        self.start.setMenu(menu)

    def _action(self, text: str, name: str, key: QKeySequence.StandardKey) -> QAction:
        action = QAction(text, self)
        action.setObjectName(name)
        keys = QKeySequence.keyBindings(key)
        also = QKeySequence("Ctrl+Y")
        if key == QKeySequence.StandardKey.Redo and also not in keys:
            keys.append(also)
        action.setShortcuts(keys)
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        return action

    @property
    def widgets(self) -> tuple[QWidget, ...]:
        """What Tab stops at, in order."""
        return (
            self.filter,
            self.json,
            self.reset,
            self.start,
            self.changes,
            self.undo,
            self.redo,
        )

    def offer(self, presets: tuple[str, ...], settings: int) -> None:
        """Offer what a form has: its presets, and how many settings can be filtered."""
        for action in self.presets:
            action.setVisible(not presets or action.data() in (*presets, "default"))
        self.filter.setPlaceholderText(
            numbers.ntr("Filter {count} setting…", "Filter {count} settings…", settings)
        )
        self.filter.setToolTip(self.filter.placeholderText())

    def allow_history(self, undo: bool, redo: bool) -> None:
        """Whether there is something to undo or redo."""
        for action, tool, allowed in (
            (self.undo_action, self.undo, undo),
            (self.redo_action, self.redo, redo),
        ):
            action.setEnabled(allowed)
            tool.setEnabled(allowed)

    @Slot()
    def _narrow(self) -> None:
        self.narrowed.emit()

    @Slot()
    def _preset(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        self.preset_wanted.emit(action.data())


def _tool(text: str, name: str, hint: str, checkable: bool = False) -> QPushButton:
    tool_button = QPushButton()
    tool_button.setText(text)
    with_names(tool_button, name, text)
    tool_button.setToolTip(hint)
    tool_button.setProperty("role", "link")
    tool_button.setCheckable(checkable)
    tool_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return tool_button
