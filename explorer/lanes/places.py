"""Whose disk a request is about while another computer does the work: here or there.

Nearly all requests hold numbers and texts, or name models, which are on the other computer then:
they go there as they are. What is about a file of a person's own stays here, or its bytes go along.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from explorer.boundary import atomic_write
from explorer.features.architecture.protocol import ExportWeight
from explorer.features.checkpoints.protocol import TidyFolders
from explorer.features.class_results.protocol import ReadClass, ReadResults, SaveResults
from explorer.features.create.protocol.catalogue import ReadCatalogue
from explorer.features.hub.protocol.account import SignIn, SignOut, WhoAmI
from explorer.features.media.protocol import FilePreviewRequest, RunOnFile
from explorer.features.sessions.protocol import ReadSession, SaveSession
from explorer.features.tensors.protocol import ExportTensor
from explorer.features.text_table.protocol import ReadTexts
from explorer.features.training.protocol import (
    EstimateTraining,
    KeepSnapshots,
    ReadTrainingData,
    StartTraining,
    TrainTokenizer,
)
from explorer.protocol.computer import FileWritten, OnFile, with_path
from explorer.protocol.failures import ExportNotWritable, NotThere
from explorer.protocol.job import Request
from explorer.protocol.model import ShowModel
from explorer.text.translation import tr

HERE: tuple[type[Request], ...] = (
    ReadTexts,
    ReadClass,
    ReadResults,
    SaveResults,
    # The folders that were opened on this computer, and its account of the Hub.
    TidyFolders,
    ReadCatalogue,
    SignIn,
    SignOut,
    WhoAmI,
)
"""Done on this computer also then: files of its own, and nothing of the model."""

GOES_ALONG: dict[type[Request], str] = {
    FilePreviewRequest: "path",
    RunOnFile: "path",
    ReadTrainingData: "data.path",
    EstimateTraining: "data.path",
    StartTraining: "data.path",
    TrainTokenizer: "data.path",
}
"""Reads a file of this computer: its bytes go along. By request, the field with the path."""

COMES_BACK: dict[type[Request], str] = {ExportTensor: "path", ExportWeight: "path"}
"""Writes a file of this computer: its bytes come back."""

_SESSIONS = tr(
    "A session names models of the computer that it was saved on. Disconnect to save or open one."
)
REFUSED: dict[type[Request], str] = {
    SaveSession: _SESSIONS,
    ReadSession: _SESSIONS,
    KeepSnapshots: _SESSIONS,
    ShowModel: tr("The model of a script is in its own memory. Disconnect to look at it."),
}
"""Not possible there, each with why."""

MOST_BYTES = 200_000_000
"""Of a picture or a sound that is sent along."""


def is_here(request: Request) -> bool:
    """Whether it is done on this computer whoever does the work."""
    return isinstance(request, HERE)


def done_there(
    request: Request, names: dict[str, str], send: Callable[[Request], object]
) -> object:
    """Have a request done there by `send`; files that it is about go along or come back.

    `names` receives what a file is called there, with its path here. Raises NotThere.
    """
    kind = type(request)
    if kind in REFUSED:
        raise NotThere(REFUSED[kind])
    field = GOES_ALONG.get(kind) or COMES_BACK.get(kind, "")
    path = _path(request, field)
    if not path:
        return send(request)
    number, name = len(names), os.path.basename(path)
    names[f"/{number}/{name}"] = names[f"\\{number}\\{name}"] = path
    sent = with_path(request, field, "")
    if kind in COMES_BACK:
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
