"""What a session file looks like, and how a desk is read from one that anybody may have written.

A session file is JSON in UTF-8, `NAME.explorer-session.json`:

    {"format": "transformer-explorer-session", "version": 1,
     "saved": "2026-11-22T07:30:00", "made_with": {"torch": "2.13.0", …},
     "model": {"steps": [{"do": "LoadModel", "path": "…", "class_name": "", …}, …],
               "name": "…", "class_name": "…", "parameters": 0, "state": "…", "weights": "…"},
     "pages": {"input": {…}, "views": {…}, "generation": {…}, "compare": {…}, "create": {…},
               "layout": {…}},
     "runs": [{"name": "…", "request": {"do": "Run", "texts": ["…"]}}, …],
     "places": {"/home/ada/models/bert": {"beside": "../models/bert"},
                "/usr/…/models/mini-world-bert": {"bundled": "mini-world-bert"}}}

`do` names one of the requests below; its other entries are that request's fields, each left out
where it is the usual one. `places` says how else a folder can be found: among the bundled models,
or from where the session file lies, with slashes. Nothing else is ever made from a file, nothing in
it is run, and unknown entries are passed over, so that a later version may add some without
becoming another format.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import Any

from explorer.boundary import typed_json
from explorer.boundary.limits import SESSION
from explorer.features.answers import protocol as answers_protocol
from explorer.features.compare import protocol as compare_protocol
from explorer.features.generation import protocol as generation_protocol
from explorer.features.sessions.protocol import SavedRun, SessionModel, SessionState
from explorer.protocol import model, run
from explorer.protocol.job import Request
from explorer.text.translation import tr

FORMAT = "transformer-explorer-session"
VERSION = 1
ENDING = ".explorer-session.json"

STEPS: tuple[type[Request], ...] = (
    model.LoadModel,
    model.CreateModel,
    model.CreateRandomCopy,
    model.AttachTokenizer,
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
OTHERS: tuple[type[Request], ...] = (compare_protocol.LoadOther,)
_RENAMED = {"BorrowTokenizer": "AttachTokenizer", "CreateTwin": "CreateRandomCopy"}
"""What requests were called in sessions of the first edition, and what they are called now."""
_MOST_RUNS = 50
_MOST_STEPS = 8


class InvalidSession(Exception):
    """The text is no session that this version can read; `version` is what it says it is."""

    def __init__(self, why: str, version: int | None = None) -> None:
        super().__init__(why)
        self.version = version


def write(state: SessionState, **more: object) -> str:
    """The text of a session file. `more` is told beside the desk: saved, made_with."""
    data: dict[str, object] = {"format": FORMAT, "version": VERSION, **more}
    if state.model is not None:
        about = dataclasses.asdict(dataclasses.replace(state.model, steps=()))
        data["model"] = {**about, "steps": [asked(step) for step in state.model.steps]}
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


def _no_check() -> None:
    """For what is read while nobody could press Stop."""


def read(text: bytes | str, check: Callable[[], None] = _no_check) -> SavedSession:
    """What a session file holds. Raises InvalidSession, and what `check` raises."""
    try:
        data = typed_json.parse(text, SESSION, check)
    except typed_json.Malformed as error:
        raise InvalidSession(typed_json.why(error)) from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise InvalidSession(tr("it does not say that it is a session of this program"))
    version = data.get("version")
    if isinstance(version, bool) or not isinstance(version, int):
        raise InvalidSession(tr("it does not say which version it has"))
    if version != VERSION:
        raise InvalidSession(tr("it has version {version}", version=version), version)
    about = data.get("model")
    session_model = _model(about) if isinstance(about, dict) else None
    pages = data.get("pages")
    runs = data.get("runs")
    saved = data.get("saved")
    state = SessionState(
        session_model,
        json.dumps(pages if isinstance(pages, dict) else {}, ensure_ascii=False),
        tuple(_runs(runs if isinstance(runs, list) else [])),
    )
    return SavedSession(state, saved if isinstance(saved, str) else "", _places(data.get("places")))


def _places(data: object) -> dict[str, dict[str, str]]:
    rows = data.items() if isinstance(data, dict) else ()
    return {
        path: {key: value for key, value in place.items() if isinstance(value, str)}
        for path, place in rows
        if isinstance(place, dict)
    }


def _model(about: dict[str, Any]) -> SessionModel:
    rows = about.get("steps")
    rows = rows if isinstance(rows, list) else []
    steps = tuple(request_of(row, STEPS) for row in rows[:_MOST_STEPS])
    if not steps or any(step is None for step in steps):
        raise InvalidSession(tr("it does not say how its model is brought back"))
    return SessionModel(
        steps=tuple(request for request in steps if request is not None),
        name=_text(about, "name"),
        class_name=_text(about, "class_name"),
        parameters=whole(about.get("parameters")),
        state=_text(about, "state"),
        weights=_text(about, "weights"),
    )


def _runs(rows: list[Any]) -> list[SavedRun]:
    entries = []
    for row in rows[:_MOST_RUNS]:
        request = request_of(row.get("request"), RUNS) if isinstance(row, dict) else None
        if request is not None:
            entries.append(SavedRun(_text(row, "name"), request))
    return entries


def _text(data: dict[str, Any], key: str) -> str:
    value = data.get(key)
    return value if isinstance(value, str) else ""


def whole(value: object, usual: int = 0) -> int:
    """A whole number as JSON gives it, else the usual one."""
    return value if isinstance(value, int) and not isinstance(value, bool) else usual


def pages_of(text: str) -> dict[str, Any]:
    """The pages of a desk; empty where the text holds none."""
    try:
        data = typed_json.parse(text, SESSION)
    except typed_json.Malformed:
        return {}
    return data if isinstance(data, dict) else {}


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
    if dataclasses.is_dataclass(value):
        return _fields(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def request_of(data: object, allowed: tuple[type[Request], ...]) -> Request | None:
    """One of the allowed requests from JSON; None where it is none, or a field does not fit."""
    if not isinstance(data, dict):
        return None
    asked_for = data.get("do")
    name = _RENAMED.get(asked_for, asked_for) if isinstance(asked_for, str) else None
    kind = next((kind for kind in allowed if kind.__name__ == name), None)
    if kind is None:
        return None
    try:
        return typed_json.convert(data, kind)
    except typed_json.Malformed:
        return None
