"""Tokenizer files as the library reads them: in their own folder, in UTF-8 without a mark.

Editors on Windows save JSON with a byte order mark, or in UTF-16; transformers then says that the
file is no JSON. A file that begins so is written once more as plain UTF-8, beside copies of the
others, and the tokenizer is read from there.
"""

from __future__ import annotations

import atexit
import codecs
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from explorer.boundary import typed_json
from explorer.engine.weights.folder import inside

_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # UTF-32 begins like these
_TEXTS = (".json", ".txt", ".jinja")
# Larger ones are no text that an editor saved; a vocabulary of 256,000 tokens has about 30 MB.
_MOST_BYTES = 256 * 1024**2
_folders: dict[object, str] = {}
"""Folders that were written, by what they were made of; they go when the program ends."""


def plain_folder(folder: Path, names: Sequence[str], stamp: object) -> str:
    """A folder with these files in plain UTF-8; empty where they are plain as they are.

    Raises LinkOut and OutsideFolder for a file that does not belong to the folder, and Malformed
    for one whose bytes are not of the encoding that its mark names.
    """
    paths = {name: inside(folder, name) for name in names}
    marked = [name for name, path in paths.items() if _has_mark(path)]
    if not marked:
        return ""
    key = (str(folder), stamp)
    # With a stamp of sizes and times, so that a file changed meanwhile is written again.
    if key not in _folders:
        texts = {name: typed_json.text_of(paths[name].read_bytes()) for name in marked}
        # A whole folder, because transformers finds tokenizer files by their names side by side.
        copy = temporary()
        for name, path in paths.items():
            content = texts[name].encode() if name in texts else path.read_bytes()
            (Path(copy) / name).write_bytes(content)
        _folders[key] = copy
    return _folders[key]


def temporary() -> str:
    """A new empty folder, which goes when the program ends."""
    folder = tempfile.mkdtemp(prefix="transformer-explorer-tokenizer-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _has_mark(path: Path) -> bool:
    if path.suffix not in _TEXTS or not os.path.isfile(path):
        return False
    if os.path.getsize(path) > _MOST_BYTES:
        return False
    with path.open("rb") as file:
        start = file.read(4)
    # UTF-16 without a mark has a zero byte beside each ASCII character.
    return start.startswith(_MARKS) or b"\0" in start
