"""The menus and their actions. Actions are made here; the window connects them."""

from __future__ import annotations

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from explorer.features.checkpoints.view.local_pane import Bundled
from explorer.text.translation import tr


def new_action(window: QMainWindow, name: str, text: str, tip: str = "", keys: str = "") -> QAction:
    """An action of the window; its keys work while the menu bar is hidden."""
    action = QAction(text, window)
    action.setObjectName(name)
    if tip:
        action.setToolTip(tip)
        action.setStatusTip(tip)
    if keys:
        action.setShortcut(QKeySequence(keys))
    window.addAction(action)
    return action


class Actions:
    """Every action of the menus, each with a fixed objectName."""

    def __init__(self, window: QMainWindow, models: tuple[Bundled, ...]) -> None:
        self._window = window
        self.open = self._action("openAction", tr("&Open…"), tr("Open a saved model"), "Ctrl+O")
        self.save = self._action(
            "saveAction", tr("Save &as…"), tr("Save config.json, weights and tokenizer"), "Ctrl+S"
        )
        self.unload = self._action(
            "unloadAction", tr("&Unload"), tr("Give the model's memory back")
        )
        self.report = self._action(
            "loadReportAction",
            tr("Where the &weights came from…"),
            tr("Trained, new and unused weights"),
        )
        self.check_saved = self._action(
            "checkSavedAction",
            tr("&Check what was saved"),
            tr("Load it anew and compare every number"),
        )
        self.release_first = self._action(
            "releaseFirstAction",
            tr("Unload the model and go on"),
            tr("For want of memory for both"),
        )
        self.open_float32 = self._action(
            "openFloat32Action",
            tr("Open the model again in float32"),
            tr("With room for large numbers, in twice the memory of float16"),
        )
        self.open_bfloat16 = self._action(
            "openBfloat16Action",
            tr("Open the model again in bfloat16"),
            tr("With room for large numbers, each a little less exact"),
        )
        for waiting in (self.open_float32, self.open_bfloat16):
            waiting.setEnabled(False)
        self.save_session = self._action(
            "saveSessionAction",
            tr("Save the s&ession…"),
            tr("Model, texts, views and settings, to go on elsewhere"),
            "Ctrl+Shift+S",
        )
        self.open_session = self._action(
            "openSessionAction",
            tr("Open a sessio&n…"),
            tr("Go on where it was saved"),
            "Ctrl+Shift+O",
        )
        self.locate_model = self._action(
            "locateModelAction",
            tr("Choose where the session's model is"),
            tr("For want of its folder"),
        )
        self.fetch_model = self._action(
            "fetchModelAction", tr("Show the page of the session's model"), tr("To download it")
        )
        self.reopen = self._action(
            "reopenAction",
            tr("&Reopen the last model at start"),
            tr("With its texts, views and tabs"),
        )
        self.reopen.setCheckable(True)
        for waiting in (self.report, self.check_saved):
            waiting.setEnabled(False)
        self.quit = self._action("quitAction", tr("&Quit"), tr("Close the program"), "Ctrl+Q")
        self.run = self._action(
            "runAction", tr("&Run"), tr("Run the model on the text"), "Ctrl+Return"
        )
        self.stop = self._action(
            "stopAction", tr("&Stop the job"), tr("Stop what is under way"), tr("Esc")
        )
        self.twin = self._action(
            "twinAction",
            tr("Create an untrained &twin"),
            tr("The same config and tokenizer, with random weights"),
            "Ctrl+T",
        )
        self.theme = self._action(
            "themeAction", tr("Light or &dark"), tr("Switch the theme"), "Ctrl+D"
        )
        self.system_theme = self._action(
            "systemThemeAction",
            tr("Follow the &system's theme"),
            tr("Light or dark as the system is"),
        )
        self.larger = self._action("largerTextAction", tr("&Larger text"), "", "Ctrl++")
        self.larger.setShortcuts([QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")])
        self.smaller = self._action("smallerTextAction", tr("S&maller text"), "", "Ctrl+-")
        self.normal = self._action("normalTextAction", tr("&Normal text"), "", "Ctrl+0")
        self.sign_in = self._action(
            "signInAction", tr("S&ign in to the Hub…"), tr("With an access token of your account")
        )
        self.licence = self._action(
            "licenceAction", tr("Open the page in the browser"), tr("Where conditions are accepted")
        )
        self.explain = self._action(
            "explainAction", tr("Show the &explanation"), tr("The pane at the right"), "F9"
        )
        self.explain.setCheckable(True)
        self.explain.setChecked(True)
        self.script = self._action(
            "scriptAction", tr("Save the session as a &script…"), tr("Everything so far, as Python")
        )
        self.notebook = self._action(
            "notebookAction",
            tr("Save the session as a noteboo&k…"),
            tr("Everything so far, in words and as Python"),
        )
        self.picture = self._action(
            "pictureAction",
            tr("Export picture of this &view…"),
            tr("As a PNG, or as an SVG in which text stays text"),
            "Ctrl+Shift+E",
        )
        self.present = self._action(
            "presentAction",
            tr("&Present"),
            tr("Large text and nothing else, for an audience"),
            "F5",
        )
        self.present.setCheckable(True)
        self.less_motion = self._action(
            "lessMotionAction",
            tr("Less mo&tion"),
            tr("Nothing moves by itself, the cursor does not blink"),
        )
        self.less_motion.setCheckable(True)
        self.glossary = self._action("glossaryAction", tr("&Glossary"), tr("Every term, explained"))
        self.explain_term = self._action(
            "explainTermAction", tr("&Explain this term"), tr("What has the focus, explained"), "F1"
        )
        self.tour = self._action(
            "tourAction", tr("Le&ssons…"), tr("Learn step by step, on your own runs"), "Ctrl+L"
        )
        self.lesson_file = self._action(
            "lessonFileAction", tr("Open a lesson from a &file…"), tr("One that a teacher wrote")
        )
        self.diagnostics = self._action(
            "diagnosticsAction",
            tr("&Copy diagnostics"),
            tr("Versions and the last failure, as text"),
        )
        self.about = self._action("aboutAction", tr("&About Transformer Explorer"), "")
        self.bundled = [
            self._action(
                tr("openBundled.{name}", name=model.name), model.name, f"{model.name} {model.does}"
            )
            for model in models
        ]
        self.borrow = [
            self._action(
                f"borrow.{bundled.name}",
                bundled.name,
                tr("Use the tokenizer of {name}", name=bundled.name),
            )
            for bundled in models
        ]
        self.read_tokenizer = self._action(
            "readTokenizerAction",
            tr("Read its &own again"),
            tr("The tokenizer beside the weights, which could not be read before"),
        )
        self.choose_tokenizer = self._action(
            "chooseTokenizerAction",
            tr("&Another tokenizer…"),
            tr("Of a folder, or of a checkpoint on this computer"),
        )
        for action, item in (
            *zip(self.bundled, models, strict=True),
            *zip(self.borrow, models, strict=True),
        ):
            action.setData((item.path, item.name))
        self._menus()

    def _action(self, name: str, text: str, tip: str, keys: str = "") -> QAction:
        return new_action(self._window, name, text, tip, keys)

    def _menus(self) -> None:
        bar = self._window.menuBar()
        file = self._menu(bar.addMenu(tr("&File")), "fileMenu")
        file.addAction(self.open)
        bundled = self._menu(file.addMenu(tr("Open a &bundled model")), "bundledMenu")
        bundled.addActions(self.bundled)
        file.addAction(self.save)
        file.addAction(self.check_saved)
        file.addSeparator()
        file.addActions([self.open_session, self.save_session])
        file.addSeparator()
        file.addActions([self.script, self.notebook])
        file.addSeparator()
        file.addAction(self.report)
        file.addAction(self.unload)
        file.addAction(self.reopen)
        file.addSeparator()
        file.addAction(self.sign_in)
        file.addSeparator()
        file.addAction(self.quit)
        self._menu(bar.addMenu(tr("&Edit")), "editMenu")  # filled after the first paint
        model = self._menu(bar.addMenu(tr("&Model")), "modelMenu")
        model.addAction(self.run)
        model.addAction(self.stop)
        model.addSeparator()
        model.addAction(self.twin)
        self.borrow_menu = self._menu(model.addMenu(tr("To&kenizer")), "borrowMenu")
        self.borrow_menu.addActions(self.borrow)
        self.borrow_menu.addSeparator()
        self.borrow_menu.addActions([self.read_tokenizer, self.choose_tokenizer])
        view = self._menu(bar.addMenu(tr("&View")), "viewMenu")
        view.addActions([self.theme, self.system_theme])
        view.addSeparator()
        view.addActions([self.larger, self.smaller, self.normal])
        view.addSeparator()
        view.addAction(self.less_motion)
        view.addSeparator()
        view.addAction(self.explain)
        view.addAction(self.present)
        help_ = self._menu(bar.addMenu(tr("&Help")), "helpMenu")
        help_.addActions([self.tour, self.lesson_file])
        help_.addSeparator()
        help_.addActions([self.explain_term, self.glossary])
        help_.addSeparator()
        help_.addActions([self.diagnostics, self.about])

    @staticmethod
    def _menu(menu: QMenu, name: str) -> QMenu:
        menu.setObjectName(name)
        menu.setToolTipsVisible(True)
        return menu
