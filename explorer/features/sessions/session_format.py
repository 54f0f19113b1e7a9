"""What a session file looks like, and how a desk is read from one that anybody may have written.

A session file is JSON in UTF-8, `NAME.explorer-session.json`:

    {"format": "transformer-explorer-session", "version": 1,
     "saved": "2026-11-22T07:30:00", "made_with": {"torch": "2.13.0", …},
     "model": {"steps": [{"do": "LoadModel", "path": "…", "class_name": "", …}, …],
               "name": "…", "class_name": "…", "parameters": 0, "state": "…", "weights": "…"},
     "computer": {"name": "gpu1", "place": "ssh://ada@gpu1"},
     "pages": {"input": {…}, "views": {…}, "generation": {…}, "chat": {…}, "compare": {…},
               "create": {…}, "layout": {…}, "asides": {"text_table": {…}, …}},
     "runs": [{"name": "…", "request": {"do": "Run", "texts": ["…"]}}, …],
     "places": {"/home/ada/models/bert": {"beside": "../models/bert"},
                "/usr/…/models/mini-world-bert": {"bundled": "mini-world-bert"}}}

A training that goes along is in a folder beside it, `NAME.explorer-snapshots`, which the step
`OpenTraining` names; `explorer/features/training/compute/kept_folder.py` says what is in it.

`do` names one of the requests below; its other entries are that request's fields, each left out
where it is the usual one. `places` says how else a folder can be found: among the bundled models,
or from where the session file is, with slashes. `computer` is there where the model lives on
another one: its folders are that computer's, and a person is asked before anybody connects.
Nothing else is ever made from a file, nothing in it is run, and unknown entries are passed over,
so that a later version may add some without becoming another format.
"""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Callable
from typing import Any, TypeVar

from explorer.boundary import (
    batch_address,
    path_containment,
    pod_address,
    ssh_address,
    typed_json,
)
from explorer.boundary.limits import CONFIG, SESSION
from explorer.boundary.typed_json import convert_fields, convert_items, convert_or
from explorer.features.answers import protocol as answers_protocol
from explorer.features.compare import protocol as compare_protocol
from explorer.features.generation import protocol as generation_protocol
from explorer.features.sessions.protocol import (
    SavedRun,
    SessionComputer,
    SessionModel,
    SessionState,
)
from explorer.features.training import protocol as training_protocol
from explorer.protocol import model, run
from explorer.protocol.job import Request
from explorer.text.translation import tr

FORMAT = "transformer-explorer-session"
VERSION = 1
ENDING = ".explorer-session.json"
SNAPSHOTS = ".explorer-snapshots"
"""How the folder beside a session is called that has the snapshots of a training."""

STEPS: tuple[type[Request], ...] = (
    model.LoadModel,
    model.CreateModel,
    model.CreateRandomCopy,
    model.AttachTokenizer,
    training_protocol.OpenTraining,
)
RUNS: tuple[type[Request], ...] = (
    run.Run,
    answers_protocol.LabelTokens,
    answers_protocol.AskQuestion,
    answers_protocol.ChooseAnswer,
    answers_protocol.CompareTexts,
    answers_protocol.RunWithTarget,
    generation_protocol.Generate,
)
OTHERS = (compare_protocol.LoadOther,)
WRITTEN = (generation_protocol.ReadWritten,)
_RENAMED = {"BorrowTokenizer": "AttachTokenizer", "CreateTwin": "CreateRandomCopy"}
"""What requests were called in sessions of the first edition, and what they are called now."""
_MOST_RUNS = 50
_MOST_STEPS = 8
_LONGEST_NAME = 253
AnyRequest = TypeVar("AnyRequest", bound=Request)


class InvalidSession(Exception):
    """The text is no session that this version can read; `version` is what it says it is."""

    def __init__(self, why: str, version: int | None = None) -> None:
        super().__init__(why)
        self.version = version


def write(state: SessionState, **more: object) -> str:
    """The text of a session file. `more` is written beside the state: saved, made_with."""
    data: dict[str, object] = {"format": FORMAT, "version": VERSION, **more}
    if state.model is not None:
        about = dataclasses.asdict(dataclasses.replace(state.model, steps=()))
        data["model"] = {**about, "steps": [asked(step) for step in state.model.steps]}
    if state.computer is not None:
        data["computer"] = dataclasses.asdict(state.computer)
    data["pages"] = pages_of(state.pages)
    data["runs"] = [
        {"name": saved_run.name, "request": asked(saved_run.request)} for saved_run in state.runs
    ]
    return text_of(data) + "\n"


def text_of(value: object) -> str:
    """A value as JSON that `read` accepts: half a character becomes a question mark."""
    text = json.dumps(value, indent=1, ensure_ascii=False)
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


@dataclasses.dataclass(frozen=True)
class SavedSession:
    """A session file as it was read: its desk, when it was saved, and other ways to its folders."""

    state: SessionState
    saved: str
    places: dict[str, dict[str, str]]


@dataclasses.dataclass(frozen=True)
class _File:
    """The entries of a session file."""

    format: str = ""
    version: int | None = None
    saved: str = ""
    model: dict[str, Any] | None = None
    computer: dict[str, Any] | None = None
    pages: dict[str, Any] = dataclasses.field(default_factory=dict)
    runs: list[Any] = dataclasses.field(default_factory=list)
    places: dict[str, Any] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class _Name:
    """Which request an object is."""

    do: str = ""


@dataclasses.dataclass(frozen=True)
class _Run:
    """An entry of `runs`."""

    name: str = ""
    request: object = None


def _no_check() -> None:
    """For what is read while nobody could press Stop."""


def read(text: bytes | str, check: Callable[[], None] = _no_check) -> SavedSession:
    """What a session file holds. Raises InvalidSession, and what `check` raises."""
    try:
        file = convert_fields(typed_json.parse(text, SESSION, check), _File)
    except typed_json.Malformed as error:
        raise InvalidSession(typed_json.why(error)) from error
    if file.format != FORMAT:
        raise InvalidSession(tr("it does not say that it is a session of this program"))
    if file.version is None:
        raise InvalidSession(tr("it does not say which version it has"))
    if file.version != VERSION:
        raise InvalidSession(tr("it has version {version}", version=file.version), file.version)
    state = SessionState(
        _model(file.model) if file.model is not None else None,
        json.dumps(file.pages, ensure_ascii=False),
        tuple(_runs(file.runs)),
        _computer(file.computer),
    )
    return SavedSession(state, file.saved, _places(file.places))


def _places(rows: dict[str, Any]) -> dict[str, dict[str, str]]:
    places: dict[str, dict[str, str]] = {}
    for path, row in rows.items():
        place = convert_or(row, dict[str, Any], None)
        if place is not None:
            fitting = convert_items(list(place.items()), tuple[str, str])
            places[path] = dict(fitting)
    return places


def _model(about: dict[str, Any]) -> SessionModel:
    rows: list[Any] = convert_or(about.get("steps"), list, [])
    steps = tuple(request_of(row, STEPS) for row in rows[:_MOST_STEPS])
    requests = tuple(request for request in steps if request is not None)
    if not steps or len(requests) < len(steps):
        raise InvalidSession(tr("it does not say how its model is brought back"))
    model_ = convert_fields({**about, "steps": ()}, SessionModel)
    return dataclasses.replace(model_, steps=requests)


def _computer(row: dict[str, Any] | None) -> SessionComputer | None:
    """The computer that a file names; its place only where asking for it does no harm."""
    computer = convert_or(row, SessionComputer, None)
    if computer is None or not computer.name.strip():
        return None
    place = computer.place
    try:
        if ssh_address.is_address(place):
            ssh_address.parse(place)
        elif batch_address.is_address(place):
            batch_address.parse(place)
        elif pod_address.is_address(place):
            pod_address.parse(place)
        elif not os.path.isabs(place) or path_containment.is_share(place):
            place = ""
    except ssh_address.BadAddress:
        place = ""
    return SessionComputer(" ".join(computer.name.split())[:_LONGEST_NAME], place)


def _runs(rows: list[Any]) -> list[SavedRun]:
    runs = (convert_fields(row, _Run) for row in rows[:_MOST_RUNS])
    requests = ((entry.name, request_of(entry.request, RUNS)) for entry in runs)
    return [SavedRun(name, request) for name, request in requests if request is not None]


def whole(value: object, usual: int = 0) -> int:
    """A whole number as JSON gives it, else the usual one."""
    return convert_or(value, int, usual)


def pages_of(text: str) -> dict[str, Any]:
    """The pages of a desk; empty where the text holds none."""
    try:
        return typed_json.convert(typed_json.parse(text, SESSION), dict[str, Any])
    except typed_json.Malformed:
        return {}


def overrides_of(text: str) -> str:
    """The overrides of an edited config as JSON; none where the text is no JSON object."""
    try:
        typed_json.convert(typed_json.parse(text, CONFIG), dict[str, Any])
    except typed_json.Malformed:
        return "{}"
    return text


# -- requests --------------------------------------------------------------------------------


def asked(request: Request) -> dict[str, Any]:
    """A request as JSON: its name, and those of its fields that are not the usual ones."""
    return {"do": type(request).__name__, **_fields(request)}


def _fields(value: Any) -> dict[str, Any]:
    mapping = {}
    for field in dataclasses.fields(value):
        held = getattr(value, field.name)
        if field.default is not dataclasses.MISSING and held == field.default:
            continue
        if field.default_factory is not dataclasses.MISSING and held == field.default_factory():
            continue
        mapping[field.name] = _plain(held)
    return mapping


def _plain(value: Any) -> Any:
    match value:
        case tuple():
            return [_plain(item) for item in value]
    return _fields(value) if dataclasses.is_dataclass(value) else value


def request_of(data: object, allowed: tuple[type[AnyRequest], ...]) -> AnyRequest | None:
    """One of the allowed requests from JSON; None where it is none, or a field does not fit."""
    name = convert_fields(data, _Name).do
    kind = next((kind for kind in allowed if kind.__name__ == _RENAMED.get(name, name)), None)
    return convert_or(data, kind, None) if kind is not None else None


def aside_paths(pages: dict[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The entries with a path of the table of texts, and those of the tokenizers of the lab.

    They are those of `pages` itself, so that their paths can be changed.
    """
    asides = _object(pages.get("asides"))
    sources = _object(asides.get("tokenizer_lab")).get("sources")
    return (
        _with_path([_object(asides.get("text_table")).get("texts")]),
        _with_path(sources if isinstance(sources, list) else []),
    )


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _with_path(entries: list[Any]) -> list[dict[str, Any]]:
    return [
        entry
        for entry in entries
        if isinstance(entry, dict) and isinstance(entry.get("path"), str) and entry["path"]
    ]


def written_text(pages: dict[str, Any]) -> generation_protocol.ReadWritten | None:
    """What reads the text again that was written; None where none was."""
    page: dict[str, Any] = convert_or(pages.get("generation"), dict[str, Any], {})
    return request_of(page.get("written"), WRITTEN)


def other_model(pages: dict[str, Any]) -> compare_protocol.LoadOther | None:
    """The second model that the page Compare holds; None where it holds none."""
    page: dict[str, Any] = convert_or(pages.get("compare"), dict[str, Any], {})
    return request_of(page.get("other"), OTHERS)
