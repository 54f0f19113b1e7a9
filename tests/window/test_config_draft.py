"""Values by path, typed numbers, and the draft with its way back: all of it without Qt."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from explorer.boundary.limits import TYPED_JSON
from explorer.boundary.plain_json import JsonProblem, read_object
from explorer.features.create.view import config_files, overrides
from explorer.features.create.view.config_draft import ConfigDraft
from explorer.features.create.view.form.field_values import (
    Reading,
    read_json,
    read_number,
    shown_number,
)
from explorer.features.create.view.form.form_plan import Index, plan
from explorer.protocol.config import ConfigEdit
from tests.afresh import now
from tests.window.fake_configs import bert_fields, field, form_of

WHOLE = field("n", "int", 7)
REAL = field("x", "float", 0.5)
FREE = field("y", "int", None, type_text="int | list[int] | None")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", 7),
        (" -1 ", -1),
        ("1,024", 1024),
        ("30 522", 30522),
        ("1_000_000", 1000000),
        ("768.0", 768),
        ("1e3", 1000),
    ],
)
def test_whole_numbers_as_people_type_them(text: str, value: int) -> None:
    assert read_number(text, WHOLE) == Reading(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1", 0.1),
        ("1e-12", 1e-12),
        ("3", 3.0),
        ("inf", {"__float__": "Infinity"}),
        ("-inf", {"__float__": "-Infinity"}),
        ("nan", {"__float__": "NaN"}),
    ],
)
def test_numbers_as_people_type_them(text: str, value: object) -> None:
    read = read_number(text, REAL)
    assert read == Reading(value)
    assert overrides.same(read_number(shown_number(read.value), REAL).value, value)


@pytest.mark.parametrize(
    ("text", "suggestions"),
    [("0,1", ("0.1",)), ("a tenth", ()), ("1e999", ()), ("", ("0.5",))],
)
def test_what_is_no_number_comes_with_what_was_meant(
    text: str, suggestions: tuple[str, ...]
) -> None:
    read = read_number(text, REAL)
    assert read.problem
    if suggestions:
        assert read.suggestions == suggestions


def test_an_optional_field_may_be_empty_or_a_list() -> None:
    assert read_number("", FREE) == Reading(None)
    assert read_number("none", FREE) == Reading(None)
    assert read_number("[1, 2]", FREE) == Reading([1, 2])


def test_a_list_without_brackets_is_offered_with_them() -> None:
    read = read_json("2, 4", field("sizes", "list", [1]), "[1]")
    assert read.suggestions == ("[2, 4]",)


def test_true_is_not_one_but_one_is_one() -> None:
    assert not overrides.same(True, 1)
    assert overrides.same(1, 1.0)
    assert overrides.same({"a": [1, None]}, {"a": [1.0, None]})
    assert not overrides.same([1], [1, 2])
    assert not overrides.same("1", 1)


def test_paths_go_into_objects_and_leave_no_empty_ones() -> None:
    given = overrides.with_value({}, "text_config.hidden_size", 64)
    assert given == {"text_config": {"hidden_size": 64}}
    assert overrides.at(given, "text_config.hidden_size") == 64
    assert overrides.at(given, "text_config.other") is overrides.MISSING
    assert overrides.without(given, "text_config.hidden_size") == {}
    assert overrides.without(given, "vision_config.hidden_size") == given


def test_a_value_equal_to_the_default_is_no_change() -> None:
    draft = _draft("bert")
    assert draft.type_in("hidden_size", 64)
    assert draft.type_in("hidden_size", 768)
    assert draft.edit.overrides == "{}"
    assert not draft.type_in("hidden_size", 768)


def test_a_slot_knows_when_the_form_must_be_read_anew() -> None:
    draft = _draft("clip")
    assert not now(draft.needs_form)
    draft.type_in("text_config.hidden_size", 64)
    assert not now(draft.needs_form)
    draft.type_in("text_config", {"model_type": "llama"})
    assert now(draft.needs_form)
    draft.undo()
    assert not draft.needs_form
    draft.type_in("text_config", {"model_type": "clip_text_model"})
    assert draft.edit.overrides == "{}"


def test_the_way_back_has_an_end() -> None:
    draft = _draft("bert")
    for size in range(1, 400):
        draft.put("hidden_size", size)
    steps = 0
    while draft.history.can_undo:
        draft.undo()
        steps += 1
    assert steps == 200
    while draft.history.can_redo:
        draft.redo()
    assert json.loads(draft.edit.overrides) == {"hidden_size": 399}


def test_sizes_come_first_and_every_field_has_a_place() -> None:
    made = plan(bert_fields())
    assert made.rows[0].path == "hidden_size"
    assert [fold.title for fold in made.folds] == [
        "More settings",
        "Training",
        "Tokens",
        "Labels",
        "General",
    ]
    assert made.paths == {one.path for one in bert_fields()}
    composite = plan(form_of(ConfigEdit("clip")).fields)
    assert {fold.key for fold in composite.folds} >= {"text_config", "vision_config"}
    assert "text_config.hidden_size" in composite.paths


def test_fields_are_found_by_alias_and_meaning() -> None:
    index = Index(
        (field("n_embd", "int", 1, aliases=("hidden_size",)), field("b", "int", 1, plain="Width"))
    )
    assert index.find("hidden size".replace(" ", "_")) == {"n_embd"}
    assert index.find("width") == {"b"}
    assert index.home("b.inner.key") == "b"
    assert index.home("other") == ""


def test_a_huge_text_is_no_config() -> None:
    read = read_object("{" + " " * TYPED_JSON.bytes + "}")
    assert isinstance(read, JsonProblem)
    assert "characters" in read.sentence
    deep = '{"a":' * 500 + "1" + "}" * 500
    nested = read_object(deep)
    assert isinstance(nested, JsonProblem)
    assert "nested more than 64 levels deep" in nested.sentence
    half = read_object('{"labels": ["\\ud83d"]}')
    assert isinstance(half, JsonProblem)
    assert "$.labels[0]" in half.sentence
    assert isinstance(read_object('{"a": ' + "9" * 5000 + "}"), JsonProblem)


def test_files_that_are_no_configs_are_named(tmp_path: Path) -> None:
    noise = tmp_path / "noise.bin"
    noise.write_bytes(b"\xff\xfe\x00")
    assert config_files.read_config(str(noise)) == (
        "",
        "noise.bin is not a text file, so it is not a config.",
    )
    assert "cannot be read" in config_files.read_config(str(tmp_path / "gone.json"))[1]
    large = tmp_path / "large.json"
    large.write_bytes(b" " * (TYPED_JSON.bytes + 1))
    assert "is not a config" in config_files.read_config(str(large))[1]


def _draft(model_type: str) -> ConfigDraft:
    draft = ConfigDraft()
    draft.begin(ConfigEdit(model_type, "Model"))
    draft.take_form(form_of(draft.edit))
    return draft
