"""Where the program keeps what it made itself and must not lose, such as trainings."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_NAME = "transformer-explorer"


def own_data() -> Path:
    """The program's own folder for data of this user; it need not be there yet."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / _NAME
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / _NAME
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / _NAME
