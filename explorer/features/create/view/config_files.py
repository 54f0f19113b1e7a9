"""Reading a config.json and writing one, with the dialogs that ask where."""

from __future__ import annotations

import json
import os

from PySide6.QtWidgets import QFileDialog, QWidget

from explorer.boundary import atomic_write, typed_json
from explorer.boundary.limits import TYPED_JSON
from explorer.text.translation import tr
from explorer.widgets.file_dialog import begin_in

_KINDS = tr("Configs (*.json);;All files (*)")


def ask_open_config(parent: QWidget, start: str = "") -> str:
    """Let a person choose a config.json; empty when they change their mind."""
    title = tr("Start from a config.json")
    return QFileDialog.getOpenFileName(parent, title, begin_in(start), _KINDS)[0]


def ask_save_config(parent: QWidget, start: str = "config.json") -> str:
    """Let a person name the file for the config; empty when they change their mind."""
    return QFileDialog.getSaveFileName(parent, tr("Save the config"), begin_in(start), _KINDS)[0]


def read_config(path: str) -> tuple[str, str]:
    """The text of a file, or empty and a sentence that says why it cannot be used."""
    name = os.path.basename(path)
    try:
        data = typed_json.read_bytes(path, TYPED_JSON.bytes)
        return data.decode(json.detect_encoding(data)).removeprefix("\ufeff"), ""
    except typed_json.Malformed as error:
        return "", tr("{name} is not a config: {reason}.", name=name, reason=error.reason)
    except UnicodeDecodeError:
        return "", tr("{name} is not a text file, so it is not a config.", name=name)
    except OSError as error:
        return "", tr("{file} cannot be read: {reason}.", file=name, reason=error.strerror or error)


def write_config(path: str, text: str) -> str:
    """Write whole or not at all; a sentence when it failed, else empty."""
    try:
        atomic_write.write(path, text.rstrip("\n") + "\n")
    except OSError as error:
        return atomic_write.unwritten(path, error)
    return ""
