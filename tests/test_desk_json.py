"""Session files: every request comes back equal, and nothing in a file surprises."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explorer.features.answers.protocol import (
    AskQuestion,
    ChooseAnswer,
    CompareTexts,
    LabelTokens,
    RunWithTarget,
)
from explorer.features.compare.protocol import LoadOther
from explorer.features.generation.protocol import Generate, Turn
from explorer.features.sessions import session_format
from explorer.features.sessions.protocol import SavedRun, SessionModel, SessionState
from explorer.features.training.protocol import OpenTraining
from explorer.protocol.config import ConfigEdit
from explorer.protocol.job import Request, Stopped
from explorer.protocol.model import (
    AttachTokenizer,
    CreateModel,
    CreateRandomCopy,
    LoadModel,
    UnloadModel,
)
from explorer.protocol.run import Run
from explorer.protocol.sampling import Sampling

ASKED: tuple[Request, ...] = (
    LoadModel("/m/bert", "bert", "AutoModel", "abc", "bfloat16", "fp16", "cuda", True),
    LoadModel("org/name"),
    CreateModel(ConfigEdit("bert", "BertModel", '{"hidden_size": 32}'), 7),
    CreateRandomCopy(3),
    AttachTokenizer("/m/bert", "bert"),
    OpenTraining("/m/talk.explorer-snapshots", 12),
    LoadOther("checkpoint", path="/m/other", name="other"),
    LoadOther("dtype", dtype="float16"),
    Run(("ä", "模型 🦊"), ((1, 2), (3, 4)), 9),
    LabelTokens(("a",)),
    AskQuestion("q", "c"),
    ChooseAnswer("t", ("a", "b")),
    CompareTexts(("a", "b")),
    RunWithTarget("t", (1,), "u", (2, 3)),
    Generate("t", (4,), True, "be brief", 12, Sampling(True, 0.7, 5, 0.9, 1.1, 99)),
)
KINDS = session_format.STEPS + session_format.RUNS + session_format.OTHERS
DESK = SessionState(
    SessionModel((ASKED[0], CreateRandomCopy(3)), "bert", "BertModel", 12, "trained", "ff"),
    '{"input": {"texts": ["a"]}}',
    (SavedRun("first", Run(("a",))),),
)
# As the program wrote it on 2026-11-28; sessions of that day are opened for ever.
OLD = """
{
 "format": "transformer-explorer-session",
 "version": 1,
 "saved": "2026-11-29T00:36:47",
 "made_with": {
  "program": "0.1.0",
  "torch": "2.13.0+cpu",
  "transformers": "5.23.0"
 },
 "places": {
  "/opt/explorer/resources/models/mini-world-bert": {
   "bundled": "mini-world-bert"
  }
 },
 "model": {
  "steps": [
   {
    "do": "LoadModel",
    "path": "/opt/explorer/resources/models/mini-world-bert",
    "name": "mini-world-bert"
   }
  ],
  "name": "mini-world-bert",
  "class_name": "BertForMaskedLM",
  "parameters": 530904,
  "state": "trained",
  "weights": ""
 },
 "pages": {
  "input": {
   "task": "fill-mask",
   "texts": [
    "The capital of Japan is [MASK]."
   ],
   "pairs": [],
   "by_hand": false,
   "tensors": {},
   "context": "",
   "choices": [
    ""
   ],
   "target": "",
   "generating": false,
   "ran": true
  },
  "views": {
   "page": "attentionView",
   "attentionView": {
    "kind": "self",
    "row": 0,
    "head": 0,
    "text": 0,
    "stretch": null,
    "hide_special": false
   },
   "lensView": {
    "position": -1,
    "text": 0
   },
   "hiddenView": {
    "kind": "self",
    "row": -1,
    "position": -1,
    "text": 0
   },
   "patchView": {},
   "rawView": {
    "name": "",
    "rows": -2,
    "columns": -1,
    "at": []
   }
  },
  "heads_off": [],
  "compare": {
   "texts": [
    "The capital of Japan is [MASK]."
   ],
   "swapped": false,
   "look": {
    "kind": "self",
    "row": 0,
    "head": 0,
    "text": 0
   }
  },
  "layout": {
   "left": "localPane",
   "centre": "inferenceTab",
   "explain": true,
   "zoom": 100,
   "columns": [
    323,
    776,
    293
   ]
  }
 },
 "runs": [
  {
   "name": "The capital of Japan is [MASK].",
   "request": {
    "do": "Run",
    "texts": [
     "The capital of Japan is [MASK]."
    ]
   }
  },
  {
   "name": "written",
   "request": {
    "do": "Generate",
    "text": "Once",
    "max_new_tokens": 12,
    "sampling": {
     "sample": true,
     "temperature": 0.7
    },
    "turns": [
     {
      "role": "user",
      "content": "Hi"
     }
    ]
   }
  }
 ]
}
"""


def test_a_session_of_the_first_version_is_read() -> None:
    kept = session_format.read(OLD.encode())
    path = "/opt/explorer/resources/models/mini-world-bert"
    assert kept.state.model == SessionModel(
        (LoadModel(path, "mini-world-bert"),),
        "mini-world-bert",
        "BertForMaskedLM",
        530904,
        "trained",
    )
    assert kept.places == {path: {"bundled": "mini-world-bert"}}
    assert kept.saved == "2026-11-29T00:36:47"
    assert kept.state.runs == (
        SavedRun("The capital of Japan is [MASK].", Run(("The capital of Japan is [MASK].",))),
        SavedRun(
            "written",
            Generate(
                "Once",
                max_new_tokens=12,
                sampling=Sampling(sample=True, temperature=0.7),
                turns=(Turn("user", "Hi"),),
            ),
        ),
    )
    pages = session_format.pages_of(kept.state.pages)
    assert pages["input"]["texts"] == ["The capital of Japan is [MASK]."]
    assert pages["layout"]["columns"] == [323, 776, 293]


@pytest.mark.parametrize("request_", ASKED, ids=lambda one: type(one).__name__)
def test_a_request_comes_back_equal(request_: Request) -> None:
    text = json.dumps(session_format.asked(request_))
    assert session_format.request_of(json.loads(text), KINDS) == request_


def test_every_kind_of_request_is_tried_above() -> None:
    assert {type(one) for one in ASKED} == set(KINDS)


def test_usual_values_are_left_out() -> None:
    assert session_format.asked(LoadModel("/m")) == {"do": "LoadModel", "path": "/m"}
    assert session_format.asked(CreateRandomCopy()) == {"do": "CreateRandomCopy"}


def test_a_desk_comes_back_equal() -> None:
    places = {"/m/bert": {"beside": "../bert"}}
    kept = session_format.read(
        session_format.write(DESK, saved="2026-11-22T07:30:00", places=places)
    )
    assert kept.state.model == DESK.model
    assert kept.state.runs == DESK.runs
    assert json.loads(kept.state.pages) == json.loads(DESK.pages)
    assert kept.saved == "2026-11-22T07:30:00"
    assert kept.places == places


@pytest.mark.parametrize(
    "data",
    [
        {"do": "UnloadModel"},
        {"do": "SaveModel", "folder": "/"},
        {"do": "__import__", "name": "os"},
        {"do": "LoadModel"},
        {"do": "LoadModel", "path": 3},
        {"do": "LoadModel", "path": ["a"]},
        {"do": "CreateTwin", "seed": True},
        {"do": "CreateTwin", "seed": 1.5},
        {"do": "CreateModel", "edit": "bert"},
        {"do": "CreateModel", "edit": {"model_type": None}},
        {"do": "Run", "texts": "abc"},
        {"do": "Run", "input_ids": [[1, "2"]]},
        {"do": "LoadOther", "kind": "evil"},
        {"do": "Generate", "sampling": {"temperature": "hot"}},
        [],
        None,
        7,
    ],
)
def test_what_is_no_request_of_a_session_makes_none(data: object) -> None:
    assert session_format.request_of(data, KINDS) is None
    assert UnloadModel not in KINDS


def test_unknown_entries_are_passed_over() -> None:
    data: dict[str, Any] = json.loads(session_format.write(DESK))
    data["later"] = {"more": 1}
    data["model"]["steps"][0]["of_a_later_version"] = [1, 2]
    data["runs"] += [{"name": "x"}, 3, {"name": "y", "request": {"do": "NoSuch"}}]
    kept = session_format.read(json.dumps(data))
    assert kept.state.model == DESK.model
    assert kept.state.runs == DESK.runs


@pytest.mark.parametrize(
    ("change", "version"),
    [
        ({"version": 2}, 2),
        ({"version": 0}, 0),
        ({"version": -1}, -1),
        ({"version": "1"}, None),
        ({"version": True}, None),
        ({"format": "something else"}, None),
        ({"model": {"steps": []}}, None),
        ({"model": {"steps": [{"do": "UnloadModel"}]}}, None),
    ],
)
def test_what_cannot_be_read_is_told(change: dict[str, Any], version: int | None) -> None:
    data = {**json.loads(session_format.write(DESK)), **change}
    with pytest.raises(session_format.InvalidSession) as told:
        session_format.read(json.dumps(data))
    assert told.value.version == version


def test_half_a_character_is_no_end_of_a_session() -> None:
    pages = session_format.text_of({"input": {"texts": ["a\ud83d", "größe"]}})
    desk = SessionState(
        SessionModel((LoadModel("/m/\udcff"),)), pages, (SavedRun("\ud83d", Run(("\udcff",))),)
    )
    kept = session_format.read(session_format.write(desk)).state
    assert session_format.pages_of(kept.pages) == {"input": {"texts": ["a?", "größe"]}}
    assert kept.model == SessionModel((LoadModel("/m/?"),))
    assert kept.runs == (SavedRun("?", Run(("?",))),)


def test_reading_can_be_stopped() -> None:
    def check() -> None:
        raise Stopped

    with pytest.raises(Stopped):
        session_format.read(session_format.write(DESK), check)


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "null", "\x00", "[" * 50_000, "{}", '"x"'),
        session_format.write(DESK).replace('"ff"', "9" * 5_000),
        session_format.write(DESK).replace('"ff"', "9" * 30),
        session_format.write(DESK).replace('"ff"', "[" * 60 + "]" * 60),
        session_format.write(DESK).replace('"ff"', '"\\ud83d"'),
        b"\xff\xff{}",
    ],
)
def test_what_is_no_session_is_told(text: str | bytes) -> None:
    with pytest.raises(session_format.InvalidSession):
        session_format.read(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=8,
)


def _ways(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [way]
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            found += _ways(inner, (*way, key))
    return found


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_change_of_a_session_surprises(data: st.DataObject) -> None:
    whole: Any = json.loads(session_format.write(DESK, places={"/m": {"beside": "x"}}))
    way = data.draw(st.sampled_from([one for one in _ways(whole) if one]))
    place = whole
    for key in way[:-1]:
        place = place[key]
    place[way[-1]] = data.draw(JSON)
    try:
        kept = session_format.read(json.dumps(whole))
    except session_format.InvalidSession:
        return
    for request in (*(kept.state.model.steps if kept.state.model else ()), *kept.state.runs):
        hash(request)  # frozen through and through: no list slipped into a field
    assert isinstance(session_format.pages_of(kept.state.pages), dict)
    assert all(dataclasses.is_dataclass(one) for one in kept.state.runs)


def test_requests_are_found_under_the_names_of_the_first_edition() -> None:
    """Sessions that were saved before the requests were renamed open as they did."""
    borrowed = {"do": "BorrowTokenizer", "path": "/m/bert", "name": "bert"}
    assert session_format.request_of(borrowed, KINDS) == AttachTokenizer("/m/bert", "bert")
    assert session_format.request_of({"do": "CreateTwin"}, KINDS) == CreateRandomCopy()


@pytest.mark.parametrize(
    "text", ["{broken", "[1]", "7", "", "[" * 200_000, '{"a": ' + "9" * 5_000 + "}"]
)
def test_overrides_that_are_no_json_object_are_left_out(text: str) -> None:
    assert session_format.overrides_of(text) == "{}"


def test_overrides_stay_as_they_were_written() -> None:
    text = '{"hidden_size":  64}'
    assert session_format.overrides_of(text) == text
