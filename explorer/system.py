"""What the program needs from the system: a screen, Qt's libraries, calm threads."""

from __future__ import annotations

import ctypes
import os
import sys

from explorer.texts import tr

_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
"""Libraries that Qt itself links, and the Debian packages that hold them."""

_SCREEN_PACKAGES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
"""What Qt needs besides to draw on an X11 screen; it would abort without a word otherwise."""


class CannotStart(Exception):
    """The window cannot be shown here; the message says why and what helps."""


def settle_environment() -> None:
    """Set what libraries read once, when they are imported, and stand in a folder that is there."""
    try:
        os.getcwd()
    except OSError:
        # Started from a folder that was removed since: torch's mathematics library ends the
        # process where it cannot name the folder.
        os.chdir(next(one for one in (os.path.expanduser("~"), os.sep) if os.path.isdir(one)))
    # Spinning threads made a busy machine 5 to 20 times slower.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    # The Hub library asks for nothing and tells nothing unless a person asks.
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    # Xet transfers can be neither stopped nor resumed.
    os.environ.setdefault("HF_HUB_DISABLE_XET", "1")


def need_screen() -> None:
    """Raise CannotStart where Qt's libraries or a screen are missing. Only Linux needs to look."""
    if not sys.platform.startswith("linux"):
        return
    platform = os.environ.get("QT_QPA_PLATFORM", "").split(":")[0]
    wanted = dict(_PACKAGES)
    offscreen = platform in ("offscreen", "minimal", "vnc", "linuxfb", "eglfs")
    has_x11 = bool(os.environ.get("DISPLAY"))
    has_wayland = bool(os.environ.get("WAYLAND_DISPLAY"))
    if not offscreen and has_x11 and (platform == "xcb" or not has_wayland):
        wanted |= _SCREEN_PACKAGES
    missing = sorted({package for library, package in wanted.items() if not _loads(library)})
    if missing:
        raise CannotStart(
            tr(
                "Transformer Explorer cannot open its window because some of Qt's "
                "system libraries are missing. Install them: sudo apt install "
                "{missing}",
                missing=" ".join(missing),
            )
        )
    if not (offscreen or has_x11 or has_wayland):
        raise CannotStart(
            tr(
                "Transformer Explorer found no screen here. Start it on a desktop, or write "
                "pictures of a first journey without one: transformer-explorer --snapshot DIR"
            )
        )


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
