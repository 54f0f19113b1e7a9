"""Fixtures for every test: nothing leaks, noise is failure, nothing touches the real settings."""

from __future__ import annotations

import gc
import os
import re
import sys
import threading
from collections.abc import Generator, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
os.environ.setdefault("HF_HUB_DISABLE_XET", "1")

gc.disable()  # as in the program: a collection in a lane would destroy widgets there

# It reads the environment once; the survey of numbers, imported by its test, is offline.
import huggingface_hub.constants  # noqa: E402, F401
import pytest  # noqa: E402

from explorer.boundary import network, own_data  # noqa: E402
from explorer.text import translation  # noqa: E402
from tests import back_translation  # noqa: E402
from tests.pseudo import Pseudo  # noqa: E402

network.guard()  # for all tests, as in the program

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test reaches the real Hub, reads a real token or touches the real cache."""
    monkeypatch.delenv("HF_TOKEN", raising=False)
    monkeypatch.setenv("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")


@pytest.fixture(autouse=True)
def no_profile() -> Iterator[None]:
    """What is trained goes to the folder of this run again, not to a former test's profile."""
    yield
    own_data.keep_in(None)


@pytest.fixture(autouse=True, scope="session")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What the program keeps for itself is kept for this run of the tests alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture(autouse=True, scope="session")
def lanes_covered() -> Iterator[None]:
    """Coverage follows Python's own threads; a lane is one of Qt's, and asks for it."""
    trace = threading.gettrace()
    if trace is None:
        yield
        return
    from explorer.lanes.thread import Worker
    from explorer.protocol.job import Job, Reply

    ending = Worker._ending

    def covered(worker: Worker, job: Job) -> Reply:
        if sys.gettrace() is None:
            sys.settrace(trace)
        return ending(worker, job)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Worker, "_ending", covered)
        yield


def pytest_addoption(parser: pytest.Parser) -> None:
    """How the journeys go: `--engine far`, on another computer; `--language es`, in Spanish.

    All that can go far: `python -m pytest --engine far tests/journeys tests/window`. A test goes
    there if it has the fixture `computers`, itself or through `person` or `begin`: then its window
    is connected before it begins. No other test is collected, for none hands a request to a lane
    that is replaced. The pages in tests/window get made answers; what starts the program by itself
    is about the start, which is on this computer. Of those that go, the ones marked `here` are
    skipped, each with its reason.
    """
    parser.addoption("--engine", choices=("here", "far"), default="here", help="of the journeys")
    parser.addoption("--language", default="", help="of the program, in the journeys")
    # Now, since what is imported for the tests keeps texts.
    if language := parser.parse_known_args(sys.argv[1:]).language:
        # The program follows the system, where the language need not be installed.
        os.environ.update(TESTED_LANGUAGE=language, LANG=f"{language}.UTF-8", LC_CTYPE="C.UTF-8")
        assert back_translation.record(language), f"there is no {language}"
    elif "TESTED_LANGUAGE" not in os.environ:  # which a process of xdist has from the first one
        for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE"):
            os.environ.pop(name, None)
        os.environ["LANG"] = "C.UTF-8"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With `--engine far`, what does not go to another computer is left out."""
    if config.getoption("--engine") != "far":
        return
    alone = [item for item in items if "computers" not in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=alone)
    items[:] = [item for item in items if item not in set(alone)]
    for item in items:
        item.add_marker(pytest.mark.keeps_threads)  # Dask keeps some for the process
        for mark in item.iter_markers("here"):
            item.add_marker(pytest.mark.skip(reason=f"done here alone: {mark.args[0]}"))


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """A text of more than a line makes no name: logs were unreadable, and a name of 200,000 letters
    is too long for the environment of a process, where pytest puts it.
    """
    return argname if isinstance(val, str | bytes) and len(ascii(val)) > 100 else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failed test's windows are kept as pictures; its report names the folder."""
    report = yield
    if report.failed and (folder := _pictures_of_windows(item)):
        report.sections.append(("Windows as they were", str(folder)))
    return report


def _pictures_of_windows(item: pytest.Item) -> Path | None:
    """A picture of each window in sight, in a folder beside tmp_path; None where there are none."""
    places = item.funcargs.get("tmp_path_factory") if isinstance(item, pytest.Function) else None
    if "PySide6.QtWidgets" not in sys.modules or not isinstance(places, pytest.TempPathFactory):
        return None
    from PySide6.QtWidgets import QApplication

    if not isinstance(QApplication.instance(), QApplication):
        return None
    windows = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
    if not windows:
        return None
    try:
        folder = places.mktemp("failed-" + re.sub(r"\W+", "-", item.name)[:60])
        for number, window in enumerate(windows):
            name = re.sub(r"\W+", "-", window.objectName() or type(window).__name__)
            window.grab().save(str(folder / f"{number}-{name}.png"))
    except (OSError, RuntimeError):  # a full disk, or a window that has gone: the failure counts
        return None
    return folder


@pytest.fixture
def other_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every text that is made from now on is in a language that shares no word with English."""

    monkeypatch.setattr(translation, "_catalogue", Pseudo())


@pytest.fixture(autouse=True)
def nothing_reached(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test in which something wanted to use the network without being asked to."""
    before = network.attempts()
    yield
    if not request.node.get_closest_marker("reaches"):
        assert network.attempts() == before, "the network was tried"


@pytest.fixture(autouse=True)
def nothing_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a thread, a top-level widget or a running timer behind."""
    threads = set(threading.enumerate())
    yield
    if request.node.get_closest_marker("keeps_threads"):
        return
    left = [one for one in set(threading.enumerate()) - threads if not _known(one)]
    assert not left, f"threads left running: {left}"
    if "PySide6.QtWidgets" not in sys.modules:
        return
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance()
    if not isinstance(application, QApplication):
        return
    gc.collect()
    application.sendPostedEvents(None, 52)  # DeferredDelete
    widgets = [one for one in application.topLevelWidgets() if one.isVisible()]
    assert not widgets, f"windows left open: {widgets}"
    timers = [one for one in application.findChildren(QTimer) if one.isActive()]
    assert not timers, f"timers left running: {timers}"


@pytest.fixture(autouse=True, scope="module")
def windows_end() -> Iterator[None]:
    """Delete what a module's windows leave: two thousand widgets made each new look take seconds.

    In the program the process ends with its window; here the next module has the same one.

    What was there before a module (torch, transformers, Qt) is set aside: the collection after each
    test looks through what this module made, in 5 ms instead of 200.
    """
    gc.freeze()
    yield
    _delete_windows()
    gc.collect()


_BLINKS_MS = 1_000


def _delete_windows() -> None:
    if "PySide6.QtWidgets" not in sys.modules:
        return
    from PySide6.QtCore import QEvent
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance()
    if not isinstance(application, QApplication):
        return
    for widget in application.topLevelWidgets():
        widget.deleteLater()
    application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    # A cursor that does not blink means less motion, which one module may not leave to the next.
    application.styleHints().setCursorFlashTime(_BLINKS_MS)


def _known(thread: threading.Thread) -> bool:
    """Threads that a library keeps for the whole process, each with its reason."""
    names = (
        "pytest_timeout",  # the watch over a hanging test
        "ThreadPoolExecutor",  # transformers' loader pool joins on the next load
        "sandbox",  # reads what the process of the tokenizers answers; it ends with that one
        "long step",  # computes for the lane when asked; Python ends it with the process
        "Dummy-",  # Python's shadow of a Qt thread that has ended; it has no life of its own
    )
    return any(name in thread.name for name in names)
