"""Starting where nothing is there to show a window, and closing at any moment."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.app import system
from tests.conftest import ROOT

CLOSE_AFTER = """
import sys, threading
from explorer.__main__ import start
from explorer.app import main_window
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
main_window._PATIENCE_MS = 90_000  # an import under way takes as long as a busy machine makes it
window = start(["--profile", sys.argv[1]])
steps = sys.argv[3].split(",")
def act():
    for step in steps:
        if step == "open":
            window.actions_.bundled[0].trigger()
        if step == "run":
            window.inference._run()
QTimer.singleShot(0, act)
if sys.argv[2] == "idle":
    timer = QTimer(window)
    timer.timeout.connect(lambda: window.model.jobs or window.summary is None or window.close())
    timer.start(50)
else:
    QTimer.singleShot(int(sys.argv[2]), window.close)
status = QApplication.exec()
assert not window.stuck
left = [one for one in threading.enumerate() if one is not threading.main_thread()]
assert all(one.daemon for one in left), left
print("closed", status)
"""


@pytest.mark.parametrize(
    ("when", "steps"),
    [
        ("0", ""),
        pytest.param("150", "", marks=pytest.mark.survey),
        ("700", "open"),
        pytest.param("1500", "open,run", marks=pytest.mark.survey),
        pytest.param("4000", "open,run", marks=pytest.mark.survey),
        ("idle", "open,run"),
    ],
)
def test_closing_at_any_moment_ends_in_order(tmp_path: Path, when: str, steps: str) -> None:
    """Before the first paint, while torch is being imported, while a model loads, when idle."""
    done = subprocess.run(
        [sys.executable, "-c", CLOSE_AFTER, str(tmp_path), when, steps],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    assert "closed 0" in done.stdout
    assert "QThread" not in done.stderr
    assert "Traceback" not in done.stderr


SIGNALLED = """
import os, signal, sys
signal.signal(getattr(signal, sys.argv[2]), signal.SIG_DFL)  # whoever runs the tests may ignore it
import explorer.__main__ as program
from PySide6.QtCore import QTimer
start, number = program.start, getattr(signal, sys.argv[2])
def begun(argv):
    if sys.argv[3] == "early":
        signal.raise_signal(number)
    window = start(argv)
    if sys.argv[3] == "question":
        from PySide6.QtWidgets import QMessageBox
        QTimer.singleShot(0, QMessageBox(window).exec)
    if sys.argv[3] != "early":
        QTimer.singleShot(50, lambda: os.kill(os.getpid(), number))
    return window
program.start = begun
sys.exit(program.main(["--profile", sys.argv[1]]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
@pytest.mark.parametrize(
    ("name", "when"), [("SIGINT", ""), ("SIGTERM", "question"), ("SIGHUP", "early")]
)
def test_a_signal_closes_the_window_in_order(tmp_path: Path, name: str, when: str) -> None:
    """Ctrl+C, kill, a terminal that is closed: as the cross of the window, and nothing is lost."""
    done = subprocess.run(
        [sys.executable, "-c", SIGNALLED, str(tmp_path), name, when],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 128 + getattr(signal, name), done.stderr
    assert "Traceback" not in done.stderr
    assert "QThread" not in done.stderr
    assert "geometry" in (tmp_path / "settings.json").read_text(encoding="utf-8")


SCREEN_GONE = """
import sys
import explorer.__main__ as program
from PySide6.QtCore import QTimer, qWarning
start = program.start
def begun(argv):
    window = start(argv)
    if sys.argv[2] == "said":
        said = "The Wayland connection broke. Did the Wayland compositor die?"
        QTimer.singleShot(50, lambda: qWarning(said))
    else:
        print("ready", flush=True)
    return window
program.start = begun
sys.exit(program.main(["--profile", sys.argv[1]]))
"""


def _is_kept(folder: Path) -> bool:
    kept = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
    return kept["running"] == "no" and "geometry" in kept and (folder / "desk.json").exists()


def test_a_compositor_that_dies_loses_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCREEN_GONE, str(tmp_path), "said"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 1, done.stderr
    assert done.stderr == "The Wayland connection broke. Did the Wayland compositor die?\n"
    assert _is_kept(tmp_path)


@pytest.mark.skipif(
    shutil.which("Xvfb") is None
    or bool(system._missing({**system._PACKAGES, **system._X11_PACKAGES})),
    reason="there is no X server to kill, or no libraries to reach it",
)
def test_an_x_server_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1024x700x24"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as said:
        display = said.readline().strip()
    program = subprocess.Popen(
        [sys.executable, "-c", SCREEN_GONE, str(tmp_path), "killed"],
        cwd=ROOT,
        env={**os.environ, "DISPLAY": f":{display}", "QT_QPA_PLATFORM": "xcb"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
        server.kill()
        _, noise = program.communicate(timeout=100)
    finally:
        server.kill()
        server.wait()
        program.kill()
        program.wait()
    assert program.returncode == 1, noise
    assert noise.count("\n") == 1, noise
    assert "Did the X11 server die" in noise
    assert _is_kept(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps the folder")
def test_it_starts_from_a_folder_that_was_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There torch's mathematics library ended the process at the first run."""
    (gone := tmp_path / "gone").mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    system.settle_environment()
    assert os.path.isdir(os.getcwd())


def test_torch_is_not_imported_before_the_first_paint(tmp_path: object) -> None:
    code = (
        "import os, sys\n"
        "from explorer.__main__ import start\n"
        "from explorer.app.main_window import MainWindow\n"
        "def painted(window):\n"
        "    heavy = [one for one in ('torch', 'transformers', 'huggingface_hub', 'numpy')\n"
        "             if one in sys.modules]\n"
        "    print('heavy', heavy)\n"
        "    sys.stdout.flush()\n"
        "    os._exit(0)\n"
        "MainWindow._tell_painted = painted\n"
        "start(['--profile', sys.argv[1]])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "heavy []" in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize("embedded", [False, True])
def test_sources_of_libraries_are_not_kept(tmp_path: Path, embedded: bool) -> None:
    """PySide reads the source of whatever is imported; a script that holds the window may rely on
    what that is for."""
    code = (
        "import linecache, os, sys\n"
        "from explorer.__main__ import open_window\n"
        "from explorer.app import options\n"
        "from explorer.app.main_window import MainWindow\n"
        "def painted(window):\n"
        "    import colorsys\n"
        "    print('kept', colorsys.__file__ in linecache.cache)\n"
        "    sys.stdout.flush()\n"
        "    os._exit(0)\n"
        "MainWindow._tell_painted = painted\n"
        f"open_window(options.read(['--profile', sys.argv[1]]), embedded={embedded})\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert f"kept {embedded}" in done.stdout, done.stdout + done.stderr


def test_without_a_screen_one_sentence_names_the_way_out() -> None:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    done = subprocess.run(
        [sys.executable, "-m", "explorer"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux can lack a screen")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "--snapshot" in done.stderr


def test_missing_libraries_are_named_with_their_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr(system, "_loads", lambda library: library != "libEGL.so.1")
    with pytest.raises(system.CannotStart, match=r"sudo apt install libegl1$"):
        system.need_screen()


BASE, X11, WAYLAND = "libegl1", "libxcb-cursor0", "libwayland-client0"
LIBRARIES = {"libEGL.so.1": BASE, "libxcb-cursor.so.0": X11, "libwayland-client.so.0": WAYLAND}
BOTH = {"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}


@pytest.mark.parametrize(
    ("environment", "absent", "named"),
    [
        ({"QT_QPA_PLATFORM": "offscreen"}, (X11, WAYLAND), ()),
        ({"QT_QPA_PLATFORM": "offscreen"}, (BASE, X11, WAYLAND), (BASE,)),
        ({"DISPLAY": ":0"}, (BASE, X11, WAYLAND), (BASE, X11)),
        ({"DISPLAY": ":0"}, (WAYLAND,), ()),
        ({"WAYLAND_DISPLAY": "wayland-0"}, (X11, WAYLAND), (WAYLAND,)),
        ({"WAYLAND_DISPLAY": "wayland-0"}, (X11,), ()),
        (BOTH, (WAYLAND,), ()),  # Qt falls back to X11
        (BOTH, (X11, WAYLAND), (WAYLAND,)),
        ({**BOTH, "QT_QPA_PLATFORM": "xcb"}, (X11,), (X11,)),
        ({}, (BASE, X11, WAYLAND), (BASE, X11, WAYLAND)),  # in one round, for the screen to come
    ],
)
def test_all_that_is_missing_for_this_screen_is_named_at_once(
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    absent: tuple[str, ...],
    named: tuple[str, ...],
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(system, "_loads", lambda library: LIBRARIES.get(library) not in absent)
    monkeypatch.setattr(system, "_listens", lambda path: True)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    if not named:
        system.need_screen()
        return
    with pytest.raises(system.CannotStart) as told:
        system.need_screen()
    assert str(told.value).partition("sudo apt install ")[2].split() == sorted(named)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="screens of Linux")
@pytest.mark.parametrize(
    "named",
    [
        {"DISPLAY": ":987"},
        {"DISPLAY": ":987.0"},
        {"WAYLAND_DISPLAY": "wayland-987"},
        {"WAYLAND_DISPLAY": "/nowhere/socket"},
        {"DISPLAY": ":987", "WAYLAND_DISPLAY": "wayland-987"},
        {"DISPLAY": ":987", "QT_QPA_PLATFORM": "xcb"},
    ],
)
def test_a_screen_that_does_not_answer_is_a_sentence(
    named: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Qt would abort with status 134."""
    monkeypatch.setattr(system, "_missing", lambda packages: set())
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(system.CannotStart, match="does not answer") as told:
        system.need_screen()
    assert "987" in str(told.value) or "/nowhere" in str(told.value)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="libraries of Linux")
def test_whatever_qt_links_is_looked_for() -> None:
    """Its modules and the plugins of both kinds of screen, as they are installed here."""
    import PySide6

    qt = Path(PySide6.__file__).parent / "Qt"
    names = ("Core", "Gui", "Widgets", "DBus", "XcbQpa", "WaylandClient")
    files = [qt / "lib" / f"libQt6{name}.so.6" for name in names]
    files += [qt / "plugins" / "platforms" / f"{name}.so" for name in ("libqxcb", "libqwayland")]
    linked = {
        one.decode()
        for file in files
        for one in re.findall(rb"\0(lib[\w.+-]+?\.so\.\d+)(?=\0)", file.read_bytes())
    }
    assert {"libxcb-cursor.so.0", "libwayland-client.so.0", "libEGL.so.1"} <= linked
    own = {file.name for file in (qt / "lib").iterdir()}
    always = {"libc", "libm", "libz", "libzstd", "libgcc_s", "libstdc++", "libdl", "libpthread"}
    always |= {"librt", "libxcb", "libgthread-2.0"}  # Debian's base, or in a package named anyway
    looked_for = {*system._PACKAGES, *system._X11_PACKAGES, *system._WAYLAND_PACKAGES}
    left = {one for one in linked - own - looked_for if one.partition(".so")[0] not in always}
    assert not left


def test_wrong_options_are_refused() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "explorer", "--theme", "pink"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    assert "pink" in done.stderr
