"""The entry in the menu of a Linux desktop: the program's icon, and how to start it from there.

With it come the types of files that a double click opens (sessions, lessons), and the links
(`transformer-explorer://hf/org/name`). A wheel carries all of it in `share/`, where a desktop finds
it if the program was installed for the user or the system. From an environment of its own it is put
in place by one command.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from explorer import resources
from explorer.boundary import atomic_write
from explorer.text.translation import tr

NAME = "transformer-explorer"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
"""Pixels of the icons that are kept as pictures; for others a desktop draws the SVG."""


class CannotInstall(Exception):
    """The entry cannot be put in place; the message says why."""


def install() -> list[Path]:
    """Put the entry and the icon where this user's desktop looks for them; the files written.

    Raises CannotInstall, with a sentence.
    """
    if not sys.platform.startswith(("linux", "freebsd", "openbsd")):
        raise CannotInstall(
            tr(
                "Menu entries of this kind exist on Linux desktops. On this system, keep "
                "transformer-explorer in the dock or the taskbar instead."
            )
        )
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    files = {data / place: file.read_bytes() for file, place in shared().items()}
    entry = data / "applications" / f"{NAME}.desktop"
    files[entry] = with_command(files[entry].decode("utf-8"), command()).encode("utf-8")
    for path, content in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            atomic_write.write(path, content)
        except OSError as error:
            raise CannotInstall(
                tr(
                    "{path} cannot be written, because {error}.",
                    path=path,
                    error=atomic_write.why(error),
                )
            ) from error
    for program, folder in (
        ("update-mime-database", data / "mime"),
        ("update-desktop-database", data / "applications"),
    ):
        # What desktops read is made of these files; where the program is missing, they read them.
        if shutil.which(program):
            subprocess.run([program, str(folder)], capture_output=True, check=False)
    return list(files)


def shared() -> dict[Path, Path]:
    """What a desktop reads: where it is here, and where it belongs below `share`."""
    named = {
        f"{NAME}.desktop": Path("applications"),
        f"{NAME}.metainfo.xml": Path("metainfo"),
        f"{NAME}-mime.xml": Path("mime", "packages"),
    }
    files = {resources.path(name): place / name for name, place in named.items()}
    apps = Path("icons", "hicolor")
    files[resources.path("icons", f"{NAME}.svg")] = apps / "scalable" / "apps" / f"{NAME}.svg"
    for size in SIZES:
        place = apps / f"{size}x{size}" / "apps" / f"{NAME}.png"
        files[resources.path("icons", f"{NAME}-{size}.png")] = place
    return files


def command() -> list[str]:
    """How this very installation is started, with whole paths."""
    places = (Path(sys.argv[0]).absolute(), Path(sys.executable).with_name(NAME))
    own = (str(place) for place in places if place.name == NAME and place.is_file())
    text = next(own, shutil.which(NAME))
    return [text] if text else [sys.executable, "-m", "explorer"]


def with_command(entry: str, command: list[str]) -> str:
    """The entry with another command; what the entry's format would misread is quoted."""
    written = " ".join(_quoted(text) for text in command)
    lines = []
    for line in entry.splitlines():
        if line.startswith("Exec="):
            line = f"Exec={written} %u"
        elif line.startswith("TryExec="):
            # This key takes a path as it is, without quotes.
            line = "TryExec=" + command[0].replace("\\", "\\\\")
        lines.append(line)
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """An argument by the rules of the Desktop Entry Specification."""
    safe = text.replace("%", "%%")
    if not any(sign in text for sign in " \t\n\"'\\><~|&;$*?#()`"):
        return safe
    for sign in '\\"`$':
        safe = safe.replace(sign, "\\" + sign)
    # The value is a string of the file first, in which a backslash is written twice.
    return '"' + safe.replace("\\", "\\\\") + '"'
