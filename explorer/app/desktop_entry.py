"""The entry in the menu of a Linux desktop: the program's icon, and how to start it from there.

A wheel carries both in `share/`, where a desktop finds them if the program was installed for the
user or the system. From an environment of its own they are put in place by one command.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from explorer import resources
from explorer.boundary import atomic_write
from explorer.text.translation import tr

NAME = "transformer-explorer"


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
    entry = resources.path(f"{NAME}.desktop").read_text(encoding="utf-8")
    icon = resources.path("icons", f"{NAME}.svg").read_bytes()
    files: dict[Path, str | bytes] = {
        data / "applications" / f"{NAME}.desktop": with_command(entry, command()),
        data / "icons" / "hicolor" / "scalable" / "apps" / f"{NAME}.svg": icon,
    }
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
    return list(files)


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
            line = f"Exec={written} %f"
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
