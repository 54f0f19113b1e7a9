"""The command line, and the order of start-up and of shut-down.

Nothing heavy is imported before the first paint: torch and transformers come in the model's lane,
in its own thread, once the window has told that it was painted.
"""

from __future__ import annotations

import builtins
import contextlib
import gc
import os
import sys
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from explorer import __version__
from explorer.app import options, system
from explorer.boundary import network, open_request, own_data
from explorer.boundary.redaction import anonymous
from explorer.text import translation
from explorer.text.translation import tr

if TYPE_CHECKING:
    from explorer.app.explanation_sources import GlossaryWords
    from explorer.app.main_window import MainWindow
    from explorer.features.lessons.library import Lessons
    from explorer.protocol.explanation import Explanation, OtherPython, Step
    from explorer.protocol.job import Handler, Report, Request
    from explorer.protocol.model import ModelSummary
    from explorer.protocol.run import InspectionResult
    from explorer.text.glossary import Glossary

_COLLECT_EVERY_MS = 5_000
_PAINT_PATIENCE_MS = 2_000


def start(argv: Sequence[str] | None = None) -> MainWindow:
    """Build the application and show the window, without entering the event loop.

    `argv` is the command line without the program's name. Raises system.CannotStart, with a
    sentence, when there is no screen or Qt's system libraries are missing.
    """
    network.guard()
    return open_window(options.read(argv))


def open_window(chosen: options.Options, *, embedded: bool = False) -> MainWindow:
    """The same in a process that may be a script's or a notebook's (`explorer.app.embedded`)."""
    system.settle_environment()
    if chosen.snapshot:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    system.need_screen()
    # A collection in a worker thread would destroy widgets there and crash; the timer below
    # collects in the GUI thread instead.
    gc.disable()
    sys.setswitchinterval(0.001)  # Python-heavy work of the lanes: gaps of 14 ms became 7

    from PySide6.QtCore import QCoreApplication, QTimer
    from PySide6.QtWidgets import QApplication

    if not embedded:
        _import_without_features()
    from explorer.app import hub_address
    from explorer.app.language import translate_qt, translated, write_numbers_alike
    from explorer.app.settings import Settings
    from explorer.lanes.thread import BackgroundWriter, Lane

    QCoreApplication.setApplicationName("transformer-explorer")  # it names the settings' folder
    profile = Settings(chosen.profile, BackgroundWriter("settings"))
    own_data.keep_in(profile.folder.absolute() if chosen.profile else None)
    hub_address.settle(profile)
    language = chosen.language or profile.text("language")
    is_translated = translated(language)  # before what follows keeps texts
    from explorer.app.explanation_sources import ExplanationSources
    from explorer.app.main_window import MainWindow
    from explorer.app.theme import Theme
    from explorer.lanes.far import Switchboard

    QCoreApplication.setApplicationVersion(__version__)
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication(["transformer-explorer"])
    if application.style().name() != "fusion":  # set again, it polishes every widget there is
        application.setStyle("Fusion")
    write_numbers_alike()
    if is_translated:
        translate_qt(application, language)
    application.setApplicationDisplayName("Transformer Explorer")
    application.setDesktopFileName("transformer-explorer")  # whose icon Wayland shows
    look = Theme(application)
    board = Switchboard()
    window = MainWindow(
        look,
        profile,
        Lane("model", board.lane("model", _model_lane)),
        Lane("hub", board.lane("hub", _hub_lane)),
        Lane("transfer", board.lane("transfer", _hub_lane)),
        ExplanationSources(
            _explain, _before, _python, _script, _notebook, _glossary, _page, _lessons, _other
        ),
    )
    window.board = board
    window.embedded = embedded
    _catch_errors(window)
    collector = QTimer(window)
    collector.setInterval(_COLLECT_EVERY_MS)
    collector.timeout.connect(window.collect_garbage)
    collector.start()
    window.restore(chosen.theme, chosen.text, chosen.pixels)
    window.start_page.say_opening(bool(chosen.checkpoint) or embedded)
    window.show()
    _until_built(window)
    window.workbench.prepare(empty=chosen.empty or bool(chosen.checkpoint or chosen.connect))
    window.first_clicks.hand_on()
    if chosen.cluster is not None:
        window.workbench.connection.connect_to_cluster(*chosen.cluster)
    elif chosen.connect:
        from explorer.boundary import batch_address, pod_address, ssh_address

        place, kinds = chosen.connect, (batch_address, pod_address, ssh_address)
        if not any(kind.is_address(place) for kind in kinds):
            place = os.path.abspath(place)
        window.workbench.connection.connect_to(place)
    if chosen.checkpoint:
        window.workbench.files.load(open_request.path_of(chosen.checkpoint))
    return window


def _import_without_features() -> None:
    """Take PySide's hook out of `import`; it is there for `from __feature__ import …` alone.

    It reads the source of each module that is imported and keeps it, of torch and transformers as
    well: 118 MB, and 0.7 of 6.9 seconds. A script that the window is opened from may use it.
    """
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


def _until_built(window: MainWindow) -> None:
    """Wait for the first paint and for the pages that are built after it (about 0.1 s).

    A loop of its own, so that whoever calls `start` finds every control; where nothing is ever
    painted (a minimised window), the pages are built all the same.
    """
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    window.completed.connect(loop.quit)
    QTimer.singleShot(_PAINT_PATIENCE_MS, window, window.build_rest)
    loop.exec()


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; its exit status."""
    first = list(sys.argv[1:] if argv is None else argv)[:1]
    if first == [options.SERVE]:
        from explorer.engine.sandbox import serve

        return serve.main()
    if first == [options.WORK]:
        from explorer.engine.workers import serve as worker

        return worker.main()
    from explorer.app.shutdown import Shutdown

    chosen = options.read(argv)
    if chosen.share:
        if chosen.language:
            translation.use_language(chosen.language)
        from explorer.lanes import share

        return share.main(chosen.share, chosen.port, chosen.pairing, renew=chosen.new_certificates)
    ending = Shutdown()
    if chosen.install_desktop_entry:
        return _install_desktop_entry()
    try:
        window = start(argv)
    except system.CannotStart as reason:
        print(reason, file=sys.stderr)
        return 2
    from PySide6.QtWidgets import QApplication

    from explorer.app.crash_log import CrashLog

    crash_log = CrashLog(window.profile.state_folder)
    left = crash_log.begin()
    if left is not None:
        from explorer.app.crash_notice import CrashNotice

        CrashNotice(window, left)
    window.may_leave = True
    ending.follow(window)
    snapshot = options.read(argv).snapshot
    if snapshot:
        from explorer.app.snapshot import Snapshots

        Snapshots(window, snapshot).begin()
    status = QApplication.exec() or ending.status
    crash_log.end()
    if window.stuck:
        # A lane did not end: destroying its thread would abort. Everything is saved by now.
        os._exit(status)
    ending.over()
    return status


def _install_desktop_entry() -> int:
    from explorer.app import desktop_entry

    try:
        files = desktop_entry.install()
    except desktop_entry.CannotInstall as reason:
        print(reason, file=sys.stderr)
        return 2
    print(tr("Transformer Explorer is in the menu of this desktop now:"), *files, sep="\n")
    return 0


def _model_lane(report: Report) -> Handler:
    network.ours()
    # What the window needs for its first explanation is imported here, beside the GUI thread; the
    # lexer compiles its rules at its first use, which took the window 60 ms.
    import html  # noqa: F401

    from pygments.lexers.python import PythonLexer

    from explorer import features

    features.load("explain", "code", "other_code", "code_of_result", "export")
    list(PythonLexer().get_tokens("import torch"))
    from explorer.engine.prepare import prepare

    prepared = prepare(report)
    from explorer.engine.engine import Engine

    features.load("compute")
    return Engine(prepared)


def _hub_lane(report: Report) -> Handler:
    network.ours()
    from explorer.features.hub.remote.requests import HubRequests

    return HubRequests()


def _explain(result: object, summary: ModelSummary | None) -> Explanation:
    from explorer.features import explanations

    return explanations.after(result, summary)


def _python(request: Request, result: object, summary: ModelSummary | None, threads: int) -> str:
    from explorer.features import python

    return python.code(request, result, summary, threads=threads)


def _other(request: Request, result: object, summary: ModelSummary | None) -> OtherPython | None:
    from explorer.features import python

    return python.other_code(request, result, summary)


def _before(request: Request, facts: object) -> Explanation | None:
    from explorer.features import explanations

    return explanations.before(request, facts)


def _script(steps: Sequence[Step], threads: int) -> str:
    from explorer.features.export.session_script import session_script

    return session_script(steps, threads=threads)


def _notebook(steps: Sequence[Step], threads: int) -> str:
    from explorer.features.export.notebook import notebook

    return notebook(steps, threads=threads)


def _page(steps: Sequence[Step], looks: Sequence[InspectionResult], threads: int, when: str) -> str:
    from explorer.features.export.page import page

    return page(steps, looks, threads=threads, when=when)


def _glossary() -> Glossary:
    from explorer.text.glossary import Glossary

    return Glossary.load()


def _lessons(glossary: GlossaryWords) -> Lessons:
    from explorer.features.lessons.library import Lessons

    return Lessons(frozenset(term.key for term in glossary.terms))


def _catch_errors(window: MainWindow) -> None:
    """Errors of the program itself end in the message bar, whichever thread they come from."""
    from PySide6.QtCore import QObject, Signal, Slot

    class Errors(QObject):
        """Carries an error into the GUI thread; emitting is all that another thread may do."""

        caught = Signal(str, str)

        @Slot(str, str)
        def tell(self, sentence: str, details: str) -> None:
            window.tell_error(sentence, details)

    errors = Errors(window)
    errors.caught.connect(errors.tell)

    def hook(kind: type[BaseException], error: BaseException, where: object) -> None:
        import traceback

        details = "".join(traceback.format_exception(error))
        with contextlib.suppress(Exception):  # none without a console, or one that has gone
            sys.stderr.write(anonymous(details))
        errors.caught.emit(
            tr(
                "Something unexpected went wrong. The program keeps running; the details help to "
                "report it."
            ),
            details,
        )

    sys.excepthook = hook
    threading.excepthook = lambda args: hook(
        args.exc_type, args.exc_value or args.exc_type(), args.thread
    )


if __name__ == "__main__":
    sys.exit(main())
