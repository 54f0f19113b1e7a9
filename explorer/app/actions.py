"""Every menu and action of the window, each in one record: title, menu, keys, and what it needs.

The records are in the order of the menus. The window's controllers connect the actions and say
which needs are met; an action whose need is not met is grey, and its record says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum, auto
from typing import Any, TypeVar, overload

import msgspec
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QMenuBar

from explorer.features.checkpoints.view.local_pane import Bundled
from explorer.text.translation import tr

Keys = str | QKeySequence.StandardKey
T = TypeVar("T")


class Requirement(Enum):
    """What an action needs; whoever knows whether it is there says so by `Actions.meet`."""

    MODEL = auto()
    IDLE = auto()
    """No model is being opened, created or saved."""
    FILE = auto()
    """The model came from a file."""
    UNREAD_TOKENIZER = auto()
    SAVED = auto()
    """The model in memory was saved."""
    INPUT = auto()
    """What Run would run is there: a text, input IDs, a picture or a sound."""
    STEPS = auto()
    """Something was done that could be saved."""
    JOB = auto()
    """A job is under way that can be stopped."""
    ADAPTER = auto()
    """The model in memory has an adapter that can be switched off and on."""
    ANSWERS = auto()
    """The model in memory answers a text with one word or one label."""
    WINDOWED = auto()
    """Nothing is being presented."""
    HERE = auto()
    """The work is done on this computer."""
    ELSEWHERE = auto()
    """Another computer is connected."""


_NO_MODEL = (Requirement.MODEL, tr("Open or create a model first."))
_BUSY = (
    Requirement.IDLE,
    tr("A model is being opened, created or saved. Wait for it, or press Stop."),
)
_NO_FILE = (Requirement.FILE, tr("Open a model from a file first."))
_NO_STEPS = (Requirement.STEPS, tr("There is nothing to save yet."))
_NO_INPUT = (
    Requirement.INPUT,
    tr("Something is missing for a run. The tip of Run, beside the text, says what."),
)
_PRESENTING = (Requirement.WINDOWED, tr("End the presentation first."))


class _Record(msgspec.Struct, frozen=True):
    """A menu or an action: its objectName, its text, and the objectName of the menu it is in.

    `begins` puts a line above it. `needs` are what must be there, each with why it is grey
    without; the first that is missing is told. `command` is its text in the command search, where
    that of the menu does not begin with a verb; a menu's is a form for its entries' {title}.
    """

    name: str
    text: str
    menu: str = ""
    needs: tuple[tuple[Requirement, str], ...] = ()
    begins: bool = False
    command: str = ""


class ActionRecord(_Record, frozen=True, kw_only=True):
    """`tip` says more; `keys` are shortcuts. `in_field` leaves them to the field with the focus."""

    tip: str = ""
    keys: tuple[Keys, ...] = ()
    checkable: bool = False
    in_field: bool = False

    @overload
    def __get__(self, actions: None, owner: type) -> ActionRecord: ...
    @overload
    def __get__(self, actions: Actions, owner: type) -> QAction: ...
    def __get__(self, actions: Actions | None, owner: type) -> ActionRecord | QAction:
        """The action of this record in a window."""
        return self if actions is None else actions.action(self.name)


class MenuRecord(_Record, frozen=True):
    """A menu of the menu bar, or inside another one."""

    @overload
    def __get__(self, actions: None, owner: type) -> MenuRecord: ...
    @overload
    def __get__(self, actions: Actions, owner: type) -> QMenu: ...
    def __get__(self, actions: Actions | None, owner: type) -> MenuRecord | QMenu:
        """The menu of this record in a window."""
        return self if actions is None else actions.menu(self.name)


_File, _Edit, _Model, _Tokenizer = "fileMenu", "editMenu", "modelMenu", "borrowMenu"
_View, _Help = "viewMenu", "helpMenu"
_Standard = QKeySequence.StandardKey


class Actions:
    """The menus and actions of one window, by their records.

    `bundled` opens a model that came with the program, `borrow` takes its tokenizer.
    """

    # -- File ----------------------------------------------------------------------------------

    file_menu = MenuRecord(_File, tr("&File"))
    open = ActionRecord(
        "openAction", tr("&Open…"), _File, tip=tr("Open a saved model"), keys=("Ctrl+O",)
    )
    bundled_menu = MenuRecord(
        "bundledMenu", tr("Open a &bundled model"), _File, command=tr("Open {title}")
    )
    recent_menu = MenuRecord("recentMenu", tr("Open recen&t"), _File, command=tr("Open {title}"))
    save = ActionRecord(
        "saveAction",
        tr("Save &as…"),
        _File,
        (_NO_MODEL, _BUSY),
        tip=tr("Save config.json, weights and tokenizer"),
        keys=("Ctrl+S",),
    )
    check_saved = ActionRecord(
        "checkSavedAction",
        tr("&Check what was saved"),
        _File,
        ((Requirement.SAVED, tr("Save the model first.")),),
        tip=tr("Load the saved model again and compare every number"),
    )
    open_session = ActionRecord(
        "openSessionAction",
        tr("Open a sessio&n…"),
        _File,
        begins=True,
        tip=tr("Continue where you saved it"),
        keys=("Ctrl+Shift+O",),
    )
    save_session = ActionRecord(
        "saveSessionAction",
        tr("Save the s&ession…"),
        _File,
        tip=tr("Model, texts, views and settings, to continue elsewhere"),
        keys=("Ctrl+Shift+S",),
    )
    script = ActionRecord(
        "scriptAction",
        tr("Save the session as a &script…"),
        _File,
        (_NO_STEPS,),
        begins=True,
        tip=tr("Everything so far, as Python"),
    )
    notebook = ActionRecord(
        "notebookAction",
        tr("Save the session as a noteboo&k…"),
        _File,
        (_NO_STEPS,),
        tip=tr("Everything so far, in words and as Python"),
    )
    page = ActionRecord(
        "pageAction",
        tr("Save the session as a pa&ge…"),
        _File,
        (_NO_STEPS,),
        tip=tr("Everything so far, for any browser"),
    )
    save_results = ActionRecord(
        "saveResultsAction",
        tr("Save &my results…"),
        _File,
        tip=tr("Your runs, lesson pages and notes as one page, to hand in"),
    )
    open_class = ActionRecord(
        "openClassAction",
        tr("Open a c&lass…"),
        _File,
        tip=tr("A folder with the results of several learners, side by side"),
    )
    export_menu = MenuRecord("exportMenu", tr("E&xport"), _File)
    picture = ActionRecord(
        "pictureAction",
        tr("Export picture of this &view…"),
        "exportMenu",
        tip=tr("As a PNG, or as a PDF in which text stays text; a drawing as an SVG too"),
        keys=("Ctrl+Shift+E",),
    )
    report = ActionRecord(
        "loadReportAction",
        tr("Where the &weights came from…"),
        _File,
        ((Requirement.MODEL, tr("Load a model first: the report is about its weights.")),),
        begins=True,
        tip=tr("Trained, new and unused weights"),
        command=tr("Show where the weights came from"),
    )
    unload = ActionRecord(
        "unloadAction",
        tr("&Unload"),
        _File,
        ((Requirement.MODEL, tr("No model is loaded.")), _BUSY),
        tip=tr("Give the model's memory back"),
        keys=("Ctrl+W",),
    )
    reopen = ActionRecord(
        "reopenAction",
        tr("&Reopen the last model at start"),
        _File,
        tip=tr("With its texts, views and tabs"),
        checkable=True,
    )
    connect = ActionRecord(
        "connectAction",
        tr("Connect to anot&her computer…"),
        _File,
        ((Requirement.HERE, tr("Another computer is connected. Disconnect first.")), _BUSY),
        begins=True,
        tip=tr("Models are opened and run there, and looked at here"),
    )
    disconnect = ActionRecord(
        "disconnectAction",
        tr("&Disconnect"),
        _File,
        ((Requirement.ELSEWHERE, tr("No other computer is connected.")),),
        tip=tr("Come back to this computer, and to the model that was open here"),
        command=tr("Disconnect from the other computer"),
    )
    sign_in = ActionRecord(
        "signInAction",
        tr("S&ign in to the Hub…"),
        _File,
        begins=True,
        tip=tr("With an access token of your account"),
    )
    quit = ActionRecord(
        "quitAction", tr("&Quit"), _File, begins=True, tip=tr("Close the program"), keys=("Ctrl+Q",)
    )

    # -- Edit: the first seven are for the field that has the focus ------------------------------

    edit_menu = MenuRecord(_Edit, tr("&Edit"))
    undo = ActionRecord("undoAction", tr("&Undo"), _Edit, keys=(_Standard.Undo,), in_field=True)
    redo = ActionRecord("redoAction", tr("&Redo"), _Edit, keys=(_Standard.Redo,), in_field=True)
    cut = ActionRecord(
        "cutAction", tr("Cu&t"), _Edit, begins=True, keys=(_Standard.Cut,), in_field=True
    )
    copy = ActionRecord("copyAction", tr("&Copy"), _Edit, keys=(_Standard.Copy,), in_field=True)
    paste = ActionRecord("pasteAction", tr("&Paste"), _Edit, keys=(_Standard.Paste,), in_field=True)
    select_all = ActionRecord(
        "selectAllAction", tr("Select &all"), _Edit, keys=(_Standard.SelectAll,), in_field=True
    )
    find = ActionRecord(
        "findAction",
        tr("&Find…"),
        _Edit,
        begins=True,
        tip=tr("The search field of this page"),
        keys=(_Standard.Find,),
    )
    commands = ActionRecord(
        "commandsAction",
        tr("Find a co&mmand…"),
        _Edit,
        tip=tr("Everything you can do here, found by typing"),
        keys=("Ctrl+Shift+P", "Ctrl+K"),
    )

    settings = ActionRecord(
        "settingsAction",
        tr("Settin&gs…"),
        _Edit,
        (_PRESENTING,),
        begins=True,
        tip=tr("Theme, text size, language, motion, the Hub and the cache"),
        command=tr("Change the settings…"),
        keys=("Ctrl+,",),
    )

    # -- Model ---------------------------------------------------------------------------------

    model_menu = MenuRecord(_Model, tr("&Model"))
    run = ActionRecord(
        "runAction",
        tr("&Run"),
        _Model,
        (_NO_MODEL, _NO_INPUT),
        tip=tr("Run the model on the text"),
        keys=("Ctrl+Return",),
    )
    stop = ActionRecord(
        "stopAction",
        tr("&Stop the job"),
        _Model,
        ((Requirement.JOB, tr("No job is running.")),),
        tip=tr("Stop the job that is running"),
        keys=("Esc",),
    )
    text_table = ActionRecord(
        "textTableAction",
        tr("&Many texts…"),
        _Model,
        (
            _NO_MODEL,
            (
                Requirement.ANSWERS,
                tr("A table needs a model that fills in a word, judges a text or continues it."),
            ),
        ),
        begins=True,
        tip=tr("A table of texts, all run in the background"),
        keys=("Ctrl+Shift+M",),
        command=tr("Run many texts…"),
    )
    twin = ActionRecord(
        "twinAction",
        tr("Create an untrained &twin"),
        _Model,
        (_NO_MODEL, _BUSY),
        begins=True,
        tip=tr("The same config and tokenizer, with random weights"),
        keys=("Ctrl+T",),
    )
    teach = ActionRecord(
        "teachAction",
        tr("Teac&h one yourself"),
        _Model,
        (_BUSY,),
        tip=tr("A small model that knows nothing, ready to learn the capitals"),
    )
    adapter = ActionRecord(
        "adapterAction",
        tr("Use the &adapter"),
        _Model,
        (
            (
                Requirement.ADAPTER,
                tr("Open the folder of an adapter first. One that brings whole layers stays on."),
            ),
            _BUSY,
        ),
        tip=tr("Switched off, the model is the base that the adapter was made for"),
        checkable=True,
        command=tr("Switch the adapter off or on"),
    )
    borrow_menu = MenuRecord(
        _Tokenizer,
        tr("To&kenizer"),
        _Model,
        (_NO_MODEL, _BUSY),
        command=tr("Use the tokenizer of {title}"),
    )
    read_tokenizer = ActionRecord(
        "readTokenizerAction",
        tr("Read its &own again"),
        _Tokenizer,
        (
            (Requirement.UNREAD_TOKENIZER, tr("There is no unread tokenizer beside the weights.")),
            _BUSY,
        ),
        begins=True,
        tip=tr("The tokenizer beside the weights, which could not be read at first"),
        command=tr("Read the model's own tokenizer again"),
    )
    choose_tokenizer = ActionRecord(
        "chooseTokenizerAction",
        tr("&Another tokenizer…"),
        _Tokenizer,
        (_NO_MODEL, _BUSY),
        tip=tr("From a folder, or from another checkpoint"),
        command=tr("Choose another tokenizer…"),
    )

    tokenizer_lab = ActionRecord(
        "tokenizerLabAction",
        tr("Tokenizer &lab…"),
        _Model,
        tip=tr("One text through several tokenizers, and words cut step by step"),
        keys=("Ctrl+Shift+K",),
        command=tr("Open the tokenizer lab…"),
    )

    # -- View ----------------------------------------------------------------------------------

    view_menu = MenuRecord(_View, tr("&View"))
    theme = ActionRecord(
        "themeAction",
        tr("Light or &dark"),
        _View,
        (_PRESENTING,),
        tip=tr("Switch the theme"),
        command=tr("Switch between light and dark"),
        keys=("Ctrl+D",),
    )
    system_theme = ActionRecord(
        "systemThemeAction",
        tr("Follow the &system's theme"),
        _View,
        (_PRESENTING,),
        tip=tr("Light or dark as the system is"),
    )
    larger = ActionRecord(
        "largerTextAction",
        tr("&Larger text"),
        _View,
        begins=True,
        command=tr("Make the text larger"),
        keys=("Ctrl++", "Ctrl+="),
    )
    smaller = ActionRecord(
        "smallerTextAction",
        tr("S&maller text"),
        _View,
        command=tr("Make the text smaller"),
        keys=("Ctrl+-",),
    )
    normal = ActionRecord(
        "normalTextAction",
        tr("&Normal text"),
        _View,
        command=tr("Make the text normal"),
        keys=("Ctrl+0",),
    )
    as_table = ActionRecord(
        "tableAction",
        tr("This view as a ta&ble…"),
        _View,
        begins=True,
        tip=tr("The numbers of the pictures in sight, to be read, copied or saved"),
        command=tr("Show this view as a table"),
        keys=("Ctrl+Shift+T",),
    )
    start_page = ActionRecord(
        "startPageAction",
        tr("St&art page"),
        _View,
        begins=True,
        tip=tr("The lesson, the small models, and everything that can be opened"),
        command=tr("Show the start page"),
        keys=("Alt+Home",),
    )
    less_motion = ActionRecord(
        "lessMotionAction",
        tr("Less mo&tion"),
        _View,
        begins=True,
        tip=tr("Nothing moves by itself, the cursor does not blink"),
        command=tr("Reduce motion"),
        checkable=True,
    )
    full_screen = ActionRecord(
        "fullScreenAction",
        tr("&Full screen"),
        _View,
        begins=True,
        command=tr("Show the window on the full screen"),
        keys=("F11",),
        checkable=True,
    )
    explain = ActionRecord(
        "explainAction",
        tr("Show the &explanation"),
        _View,
        tip=tr("The pane with the words and the Python of what just happened"),
        keys=("F9",),
        checkable=True,
    )
    present = ActionRecord(
        "presentAction",
        tr("&Present"),
        _View,
        tip=tr("Large text and nothing else, for an audience"),
        keys=("F5",),
        checkable=True,
    )
    guess = ActionRecord(
        "guessAction",
        tr("&Guess first"),
        _View,
        tip=tr("Flow hides the answer until its last step, so that everybody can guess"),
        command=tr("Guess the answer first in Flow"),
        checkable=True,
    )

    # -- Help ----------------------------------------------------------------------------------

    help_menu = MenuRecord(_Help, tr("&Help"))
    tour = ActionRecord(
        "tourAction",
        tr("Le&ssons…"),
        _Help,
        tip=tr("Learn step by step, on your own runs"),
        command=tr("Open the lessons…"),
        keys=("Ctrl+L",),
    )
    lesson_file = ActionRecord(
        "lessonFileAction",
        tr("Open a lesson from a &file…"),
        _Help,
        tip=tr("One that a teacher wrote"),
    )
    explain_term = ActionRecord(
        "explainTermAction",
        tr("&Explain this term"),
        _Help,
        begins=True,
        tip=tr("Explain the term or control that has the focus"),
        keys=("F1",),
    )
    glossary = ActionRecord(
        "glossaryAction",
        tr("&Glossary"),
        _Help,
        tip=tr("Every term, explained"),
        command=tr("Open the glossary"),
    )
    shortcuts = ActionRecord(
        "shortcutsAction",
        tr("&Keyboard shortcuts"),
        _Help,
        begins=True,
        tip=tr("Every key and what it does"),
        command=tr("Show the keyboard shortcuts"),
        keys=("Ctrl+/",),
    )
    diagnostics = ActionRecord(
        "diagnosticsAction",
        tr("&Copy diagnostics"),
        _Help,
        tip=tr("Versions and the last failure, as text"),
    )
    log = ActionRecord(
        "logAction", tr("Show the &log file"), _Help, tip=tr("What has failed, to report it")
    )
    about = ActionRecord(
        "aboutAction",
        tr("&About Transformer Explorer"),
        _Help,
        command=tr("Show the version of Transformer Explorer"),
    )

    # -- offered beside a message, in no menu --------------------------------------------------

    release_first = ActionRecord(
        "releaseFirstAction",
        tr("Unload the model and continue"),
        tip=tr("There is not enough memory for both models"),
    )
    leave_on_disk = ActionRecord(
        "leaveOnDiskAction",
        tr("Leave weights on disk"),
        tip=tr("See what would stay in memory, and how long a run would take"),
    )
    open_float32 = ActionRecord(
        "openFloat32Action",
        tr("Open the model again in float32"),
        needs=(_NO_FILE, _BUSY),
        tip=tr("With room for large numbers, in twice the memory of float16"),
    )
    open_bfloat16 = ActionRecord(
        "openBfloat16Action",
        tr("Open the model again in bfloat16"),
        needs=(_NO_FILE, _BUSY),
        tip=tr("With room for large numbers, each a little less exact"),
    )
    locate_model = ActionRecord(
        "locateModelAction",
        tr("Choose where the session's model is"),
        tip=tr("The folder it was in is gone"),
    )
    fetch_model = ActionRecord(
        "fetchModelAction", tr("Show the page of the session's model"), tip=tr("To download it")
    )
    licence = ActionRecord(
        "licenceAction",
        tr("Open the page in the browser"),
        tip=tr("Where conditions are accepted"),
    )

    # -- made ----------------------------------------------------------------------------------

    def __init__(self, window: QMainWindow, models: tuple[Bundled, ...]) -> None:
        self._window = window
        self._menus: dict[str, QMenu] = {}
        self._actions: dict[str, QAction] = {}
        self._met = {Requirement.WINDOWED, Requirement.HERE}
        for record in _records():
            if isinstance(record, MenuRecord):
                self._menus[record.name] = self._make_menu(record)
            elif isinstance(record, ActionRecord):
                if record.name == "readTokenizerAction":  # below the tokenizers of the bundled
                    self.borrow = [self._of_model("borrow", model) for model in models]
                    self.borrow_menu.addActions(self.borrow)
                self._actions[record.name] = self._make(record)
        self.bundled = [self._of_model("openBundled", model) for model in models]
        self.bundled_menu.addActions(self.bundled)
        self.explain.setChecked(True)
        self._show_needs()

    def action(self, name: str) -> QAction:
        """The action with this objectName."""
        return self._actions[name]

    def menu(self, name: str) -> QMenu:
        """The menu with this objectName."""
        return self._menus[name]

    def _make_menu(self, record: MenuRecord) -> QMenu:
        parent: QMenu | QMenuBar = self._menus.get(record.menu) or self._window.menuBar()
        menu = parent.addMenu(record.text)
        menu.setObjectName(record.name)
        menu.setProperty("command", record.command)
        menu.setToolTipsVisible(True)
        return menu

    def _make(self, record: ActionRecord) -> QAction:
        text, sequences = record.text, [QKeySequence(key) for key in record.keys]
        if record.in_field:  # the keys are shown and not taken
            shown = sequences[0].toString(QKeySequence.SequenceFormat.NativeText)
            text, sequences = f"{text}\t{shown}", []
        action = QAction(text, self._window)
        action.setObjectName(record.name)
        action.setProperty("command", record.command)
        action.setToolTip(record.tip)
        action.setStatusTip(record.tip)
        action.setShortcuts(sequences)
        action.setCheckable(record.checkable)
        if not record.in_field:
            self._window.addAction(action)  # its keys work while the menu bar is hidden
        if record.menu:
            menu = self._menus[record.menu]
            if record.begins:
                menu.addSeparator()
            menu.addAction(action)
        return action

    def _of_model(self, name: str, model: Bundled) -> QAction:
        tips = {
            "openBundled": f"{model.name} {model.does}",
            "borrow": tr("Use the tokenizer of {name}", name=model.name),
        }
        record = ActionRecord(f"{name}.{model.name}", model.name, tip=tips[name])
        action = self._make(record)
        action.setData((model.path, model.name))
        action.setProperty("tokens", model.tokens)
        return action

    # -- what can be used now ------------------------------------------------------------------

    def meet(self, needs: Mapping[Requirement, bool]) -> None:
        """Say which of these needs are met now; what needs them is offered, or grey."""
        before = self._met.copy()
        for need, met in needs.items():
            (self._met.add if met else self._met.discard)(need)
        # Each job says so several times, and there are half a hundred actions.
        if self._met != before:
            self._show_needs()

    def _show_needs(self) -> None:
        for record in _records():
            if record.needs:
                why = next((why for need, why in record.needs if need not in self._met), "")
                built: Any = self._menus.get(record.name) or self._actions[record.name]
                built.setProperty("why", why)
                built.setEnabled(not why)


def _records() -> Iterator[_Record]:
    return (value for value in vars(Actions).values() if isinstance(value, _Record))
