"""What the program needs from the system: a screen, Qt's libraries, calm threads."""

from __future__ import annotations

import ctypes
import os
import re
import sys

from explorer.text.translation import tr

_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
}
"""Libraries that Qt itself links, and the Debian packages that hold them."""

_X11_PACKAGES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
"""What Qt needs besides to draw on an X11 screen; it would abort without a word otherwise."""

_WAYLAND_PACKAGES = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}
"""The same for a Wayland screen."""


class CannotStart(Exception):
    """The window cannot be shown here; the message says why and what helps."""


def settle_environment() -> None:
    """Set what libraries read once, when they are imported, and work in a folder that exists."""
    try:
        os.getcwd()
    except OSError:
        # Started from a folder that was removed since: torch's mathematics library ends the
        # process where it cannot name the folder.
        os.chdir(
            next(folder for folder in (os.path.expanduser("~"), os.sep) if os.path.isdir(folder))
        )
    # Spinning threads made a busy machine 5 to 20 times slower.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    # The Hub library asks for nothing and tells nothing unless a person asks.
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    # Xet transfers go past the guard over the network (`boundary.network`).
    os.environ.setdefault("HF_HUB_DISABLE_XET", "1")


def need_screen() -> None:
    """Raise CannotStart where Qt's libraries or a screen are missing. Only Linux needs to look.

    All that is missing is named at once, also for a screen that is not there yet.
    """
    if not sys.platform.startswith("linux"):
        return
    screens = _screens()
    missing = _missing(_PACKAGES)
    if screens:
        missing_by_screen = [_missing(screen) for screen in screens]
        if all(missing_by_screen):  # Qt takes the screen that it has all libraries for
            missing |= missing_by_screen[0]
    elif missing and screens is not None:
        missing |= _missing(_X11_PACKAGES) | _missing(_WAYLAND_PACKAGES)
    if missing:
        raise CannotStart(
            tr(
                "Transformer Explorer cannot open its window because some of Qt's "
                "system libraries are missing. Install them: sudo apt install "
                "{missing}",
                missing=" ".join(sorted(missing)),
            )
        )
    if screens and not (_x11_answers() or _wayland_answers()):
        raise CannotStart(
            tr(
                "The screen that this session names does not answer: {display}. Start "
                "Transformer Explorer on a desktop, or write pictures of a first journey without "
                "one: transformer-explorer --snapshot DIR",
                display=", ".join(
                    f"{name}={os.environ[name]}"
                    for name in ("WAYLAND_DISPLAY", "DISPLAY")
                    if os.environ.get(name)
                ),
            )
        )
    if screens is not None and not screens:
        raise CannotStart(
            tr(
                "Transformer Explorer found no screen here. Start it on a desktop, or write "
                "pictures of a first journey without one: transformer-explorer --snapshot DIR"
            )
        )


def missing_for_x11() -> list[str]:
    """The packages that are missing to show the window on an X11 screen, also where none is yet.

    A preparing script asks for them before anything is installed: only Python itself is needed.
    """
    return sorted(_missing(_PACKAGES | _X11_PACKAGES))


def _screens() -> list[dict[str, str]] | None:
    """What Qt needs for each kind of screen here, the one that it prefers first.

    None where it is to draw without one.
    """
    platform = os.environ.get("QT_QPA_PLATFORM", "").split(";")[0].split(":")[0]
    if platform and platform not in ("xcb", "wayland", "wayland-egl"):
        return None
    screens = []
    if os.environ.get("WAYLAND_DISPLAY") and platform != "xcb":
        screens.append(_WAYLAND_PACKAGES)
    if os.environ.get("DISPLAY") and not platform.startswith("wayland"):
        screens.append(_X11_PACKAGES)
    return screens


def _x11_answers() -> bool:
    """Whether an X server listens where DISPLAY says; one of another computer is not asked.

    Qt would abort without a word. A display `:N` is the socket X of that number on this computer.
    """
    display = re.fullmatch(r"(?:unix)?:(\d+)(?:\.\d+)?", os.environ.get("DISPLAY", ""))
    if display is None:
        return bool(os.environ.get("DISPLAY"))
    path = f"/tmp/.X11-unix/X{display[1]}"
    return _listens(f"\0{path}") or _listens(path)


def _wayland_answers() -> bool:
    """Whether a compositor listens where WAYLAND_DISPLAY says."""
    name = os.environ.get("WAYLAND_DISPLAY", "")
    return bool(name) and _listens(os.path.join(os.environ.get("XDG_RUNTIME_DIR", ""), name))


def _listens(path: str) -> bool:
    import socket  # here: where nothing has to be asked, it is not needed for the first paint

    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(2)
        try:
            line.connect(path)
        except (OSError, ValueError):
            return False
    return True


def _missing(packages: dict[str, str]) -> set[str]:
    return {package for library, package in packages.items() if not _loads(library)}


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
