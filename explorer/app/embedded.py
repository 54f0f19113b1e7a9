"""The window in the process of a script or a notebook, on a model that it holds.

What the program sets for its own process (signals, collection, the look of all windows, how
many threads torch computes with, …) is put back when the window closes.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from explorer.app import options
from explorer.app.shutdown import Shutdown
from explorer.boundary import network
from explorer.protocol import model_handover
from explorer.protocol.model import ShowModel

if TYPE_CHECKING:
    from explorer.app.main_window import MainWindow

_open: list[tuple[MainWindow, Surroundings]] = []
"""The window that is open, if any: nobody else has to hold it."""


def show(
    model: object, tokenizer: object | None = None, *, name: str = "", profile: str = ""
) -> MainWindow | None:
    """Open the window on a model that this process holds.

    `model` is a `transformers.PreTrainedModel`, `tokenizer` the tokenizer that its text is read
    with, None for a model that is run on input IDs. `name` is what the window calls it, `profile` a
    folder for settings of its own.

    Waits until the window is closed, and returns None. Where an event loop of Qt runs already (in a
    notebook after `%gui qt`), it returns the window at once; called again, it shows the next model
    in the same window.

    It is the very model, not a copy. While the window is open it is in evaluation mode; afterwards
    its mode, its attention and its hooks are as they were. Its weights never change: training works
    on a copy. Do not run it yourself while the window does.

    Raises TypeError for anything else than such a model and tokenizer, RuntimeError outside of the
    main thread, and `explorer.app.system.CannotStart` where no window can be shown.
    """
    _check(model, tokenizer)
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("explorer.show opens a window: call it in the main thread")
    # Asked first: the window's own loops come and go.
    waits = not _loop_runs()
    request = ShowModel(model_handover.give(model, tokenizer), name)
    if _open:
        window, _ = _open[0]
        window.send(request)
        window.raise_()
        return window
    surroundings = Surroundings()
    ending = Shutdown() if waits else None
    try:
        from explorer.__main__ import open_window

        network.guard(guest=True)
        window = open_window(options.Options(profile=profile, empty=True), embedded=True)
    except BaseException:
        model_handover.take_back()
        surroundings.restore()
        if ending is not None:
            ending.over()
        raise
    _open.append((window, surroundings))
    window.closed.connect(_closed)
    window.send(request)
    if ending is None:
        return window
    _wait(window, ending)
    return None


def _check(model: object, tokenizer: object | None) -> None:
    """By the names of their classes: transformers is imported in the model's lane."""
    if not _is(model, "PreTrainedModel"):
        raise TypeError(
            f"explorer.show takes a transformers.PreTrainedModel, not {type(model).__name__}"
        )
    parameters: Any = model
    if any(parameter.is_meta for parameter in parameters.parameters()):
        raise TypeError("explorer.show takes a model with weights; this one's are not in memory")
    if tokenizer is not None and not _is(tokenizer, "PreTrainedTokenizerBase"):
        raise TypeError(
            "explorer.show takes a tokenizer of transformers as its second argument, not "
            f"{type(tokenizer).__name__}"
        )


def _is(value: object, name: str) -> bool:
    return any(
        cls.__name__ == name and cls.__module__.startswith("transformers.")
        for cls in type(value).__mro__
    )


def _loop_runs() -> bool:
    """Whether Qt's events are handled without waiting here: in a loop, or by IPython's."""
    if "PySide6.QtCore" in sys.modules:
        from explorer.lanes.thread import event_loop_runs

        if event_loop_runs():
            return True
    get_ipython = getattr(sys.modules.get("IPython"), "get_ipython", None)
    shell = get_ipython() if get_ipython is not None else None
    # IPython runs the loop between two inputs, so none runs now.
    return str(getattr(shell, "active_eventloop", None) or "").startswith("qt")


def _wait(window: MainWindow, ending: Shutdown) -> None:
    """Handle events until the window is closed, which a signal does as well."""
    from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop

    loop = QEventLoop()
    window.closed.connect(loop.quit)
    ending.follow(window)
    if _open:
        loop.exec()
    ending.over()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    if ending.number:
        signal.raise_signal(ending.number)  # for whoever listened before: KeyboardInterrupt


def _closed() -> None:
    """The lanes have ended: everything is given back."""
    window, surroundings = _open.pop()
    if not window.stuck:
        model_handover.take_back()
    from explorer.engine.sandbox.process import PROCESS

    PROCESS.end()
    surroundings.restore()
    window.deleteLater()


class Surroundings:
    """What the program sets in its process, as it was before."""

    def __init__(self) -> None:
        self._environment = dict(os.environ)
        self._collects, self._frozen = gc.isenabled(), gc.get_freeze_count()
        self._interval = sys.getswitchinterval()
        self._hooks = sys.excepthook, threading.excepthook
        torch = sys.modules["torch"]  # whoever holds a model has it
        self._threads: int = torch.get_num_threads()
        self._set_threads: Callable[[int], None] = torch.set_num_threads
        self._logging = sys.modules["transformers"].logging
        self._verbosity: int = self._logging.get_verbosity()
        self._bars: bool = self._logging.is_progress_bar_enabled()
        self._look: tuple[Any, ...] | None = None
        self._take_look()

    def _take_look(self) -> None:
        if "PySide6.QtWidgets" not in sys.modules:
            return  # nothing of Qt is shown yet, and its system libraries may be missing
        from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
        from PySide6.QtWidgets import QApplication

        application = QApplication.instance()
        if isinstance(application, QApplication):
            self._look = (
                QLocale(),
                QCoreApplication.applicationName(),
                QCoreApplication.applicationVersion(),
                application.style().name(),
                application.palette(),
                application.font(),
                application.styleSheet(),
                application.layoutDirection(),
                application.applicationDisplayName(),
                application.desktopFileName(),
                application.findChildren(QTranslator),
            )

    def restore(self) -> None:
        """Put all of it back."""
        for name in set(os.environ) - set(self._environment):
            del os.environ[name]
        os.environ.update(self._environment)
        if self._collects:
            gc.enable()
        if not self._frozen:
            gc.unfreeze()
        sys.setswitchinterval(self._interval)
        sys.excepthook, threading.excepthook = self._hooks
        self._set_threads(self._threads)
        self._logging.set_verbosity(self._verbosity)
        if self._bars:
            self._logging.enable_progress_bar()
        self._restore_look()

    def _restore_look(self) -> None:
        from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
        from PySide6.QtWidgets import QApplication

        application = QApplication.instance()
        if self._look is None or not isinstance(application, QApplication):
            return  # the application was made for this window
        locale, name, version, style, palette, font, sheet, *rest = self._look
        direction, display, desktop, translators = rest
        QLocale.setDefault(locale)
        QCoreApplication.setApplicationName(name)
        QCoreApplication.setApplicationVersion(version)
        application.setStyle(style)
        application.setPalette(palette)
        application.setFont(font)
        application.setStyleSheet(sheet)
        application.setLayoutDirection(direction)
        application.setApplicationDisplayName(display)
        application.setDesktopFileName(desktop)
        for translator in application.findChildren(QTranslator):
            if translator not in translators:
                application.removeTranslator(translator)
                translator.deleteLater()
