"""Reading a config.json and writing one, with the dialogs that ask where."""

from __future__ import annotations

import os

from PySide6.QtCore import QIODevice, QSaveFile
from PySide6.QtWidgets import QFileDialog, QWidget

from explorer import words
from explorer.texts import tr
from explorer.window.parts.plain_json import MOST_CHARACTERS

_KINDS = tr("Configs (*.json);;All files (*)")


def ask_open_config(parent: QWidget, start: str = "") -> str:
    """Let a person choose a config.json; empty when they change their mind."""
    return QFileDialog.getOpenFileName(parent, tr("Start from a config.json"), start, _KINDS)[0]


def ask_save_config(parent: QWidget, start: str = "config.json") -> str:
    """Let a person name the file for the config; empty when they change their mind."""
    return QFileDialog.getSaveFileName(parent, tr("Save the config"), start, _KINDS)[0]


def read_config(path: str) -> tuple[str, str]:
    """The text of a file, or empty and a sentence that says why it cannot be used."""
    name = os.path.basename(path)
    try:
        size = os.path.getsize(path)
        if size > MOST_CHARACTERS:
            return "", tr(
                "{name} has {size}, so it is no config.", name=name, size=words.bytes_(size)
            )
        with open(path, encoding="utf-8-sig") as file:
            return file.read(), ""
    except UnicodeDecodeError:
        return "", tr("{name} is no text file, so it is no config.", name=name)
    except OSError as error:
        return "", tr("{name} cannot be read: {value}.", name=name, value=error.strerror or error)


def write_config(path: str, text: str) -> str:
    """Write whole or not at all; a sentence when it failed, else empty."""
    file = QSaveFile(path)
    data = (text.rstrip("\n") + "\n").encode("utf-8")
    if file.open(QIODevice.OpenModeFlag.WriteOnly) and file.write(data) == len(data):
        if file.commit():
            return ""
    else:
        file.cancelWriting()
    return tr(
        "Nothing was saved: {path} cannot be written ({file}).", path=path, file=file.errorString()
    )
