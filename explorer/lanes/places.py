"""Whose disk a request is about while another computer does the work: here or there.

Nearly all requests hold numbers and texts, or name models, which are on the other computer then:
they go there as they are. What is about a file of a person's own stays here, or its bytes go along.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from explorer.boundary import atomic_write
from explorer.protocol.computer import FileWritten, OnFile, with_path
from explorer.protocol.failures import ExportNotWritable, NotThere
from explorer.protocol.job import Request
from explorer.text.translation import tr

MOST_BYTES = 200_000_000
"""Of a picture or a sound that is sent along."""


def done_there(
    request: Request, names: dict[str, str], send: Callable[[Request], object]
) -> object:
    """Have a request done there by `send`; files that it is about go along or come back.

    `names` receives what a file is called there, with its path here. Raises NotThere.
    """
    if request.refused_there:
        raise NotThere(request.refused_there)
    field = request.sends_file or request.brings_file
    path = _path(request, field)
    if not path:
        return send(request)
    number, name = len(names), os.path.basename(path)
    names[f"/{number}/{name}"] = names[f"\\{number}\\{name}"] = path
    sent = with_path(request, field, "")
    if request.brings_file:
        written = send(OnFile(sent, field, number, name, None))
        assert isinstance(written, FileWritten)
        try:
            atomic_write.write(path, written.content)
        except OSError as error:
            raise ExportNotWritable(path, atomic_write.why(error)) from error
        return written.result
    return send(OnFile(sent, field, number, name, _content(path)))


def _path(request: Request, field: str) -> str:
    """The path in a field; empty where there is none, as in pasted text."""
    value: object = request
    for name in field.split(".") if field else ():
        value = getattr(value, name, "")
    return value if isinstance(value, str) else ""


def _content(path: str) -> bytes:
    from explorer.boundary.typed_json import Malformed, read_bytes

    try:
        return read_bytes(path, MOST_BYTES)
    except (OSError, Malformed) as error:
        raise NotThere(
            tr("{path} cannot be sent to the other computer: {problem}", path=path, problem=error)
        ) from error
