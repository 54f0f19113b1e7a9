"""Wrong settings are refused at their field, with a reason and a value that works."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import Any

import pytest

from explorer.features.create.compute.checks.judging import with_value
from explorer.features.create.compute.verdict import check_config
from explorer.features.create.protocol.config import CheckConfig, ConfigVerdict, FieldValue, Problem
from explorer.protocol.config import ConfigEdit
from explorer.text.numbers import bytes_
from tests.model.bad_edits import BAD, BAD_TEXTS, MISSPELT
from tests.sampling import sampled

ROOM = 10**15


def quiet(*args: Any, **more: Any) -> None:
    """A check that never stops, a report that nobody reads."""


def verdict(edit: ConfigEdit) -> ConfigVerdict:
    return check_config(CheckConfig(edit, free_bytes=ROOM, what_if=False), quiet, quiet)


def test_there_are_more_than_sixty_bad_edits() -> None:
    assert len(BAD) + len(MISSPELT) + len(BAD_TEXTS) >= 60
    assert len(BAD) >= 60


@pytest.mark.parametrize(
    ("kind", "class_name", "overrides", "path", "reason"),
    sampled(BAD, 4),
    ids=lambda value: None if not isinstance(value, str) else value[:40],
)
def test_a_bad_edit_is_refused_with_a_value_that_works(
    kind: str, class_name: str, overrides: dict[str, Any], path: str, reason: str
) -> None:
    edit = ConfigEdit(kind, class_name, json.dumps(overrides))
    found = verdict(edit)
    errors = [one for one in found.problems if one.level == "error"]
    at = [one for one in errors if one.path == path]
    assert at, [(one.path, one.sentence) for one in found.problems]
    assert reason in at[0].sentence
    assert not found.can_create
    assert at[0].suggestions, at[0].sentence
    for text in at[0].suggestions:
        mended = verdict(replace(edit, overrides=with_value(edit.overrides, path, text)))
        assert mended.can_create, (text, [one.sentence for one in mended.problems])
    for way in at[0].elsewhere:
        mended = verdict(replace(edit, overrides=with_value(edit.overrides, way.path, way.value)))
        assert mended.can_create, (way, [one.sentence for one in mended.problems])


def test_a_misfit_names_every_way_out() -> None:
    edit = ConfigEdit("bert", "BertModel", '{"hidden_size": 64, "num_attention_heads": 5}')
    (problem,) = verdict(edit).problems
    assert problem.path == "hidden_size"
    assert set(problem.suggestions) == {"60", "65"}
    assert problem.elsewhere == (
        FieldValue("num_attention_heads", "4"),
        FieldValue("num_attention_heads", "8"),
    )
    for words in ("hidden_size 60 or 65", "num_attention_heads 4 or 8"):
        assert words in problem.sentence
    seen = problem.seen_from("num_attention_heads")
    assert (seen.path, seen.suggestions) == ("num_attention_heads", ("4", "8"))
    assert {(way.path, way.value) for way in seen.elsewhere} == {
        ("hidden_size", "60"),
        ("hidden_size", "65"),
    }
    assert problem.seen_from("vocab_size") == problem


@pytest.mark.parametrize(("kind", "class_name", "overrides", "path", "meant"), MISSPELT)
def test_a_misspelt_key_is_refused_and_the_meant_one_named(
    kind: str, class_name: str, overrides: dict[str, Any], path: str, meant: str
) -> None:
    found = verdict(ConfigEdit(kind, class_name, json.dumps(overrides)))
    assert path in found.unknown_keys
    problem = next(one for one in found.problems if one.path == path)
    assert problem.level == "error"
    assert f"Did you mean {meant.rpartition('.')[2]}?" in problem.sentence


def test_two_names_of_one_setting_are_refused() -> None:
    found = verdict(ConfigEdit("gpt2", "GPT2Model", '{"hidden_size": 64, "n_embd": 128}'))
    assert not found.can_create
    assert "two names" in found.problems[0].sentence
    assert found.unknown_keys == ("n_embd",)
    alone = verdict(ConfigEdit("gpt2", "GPT2Model", '{"hidden_size": 96}'))
    assert alone.can_create
    assert json.loads(alone.config_json or "")["n_embd"] == 96


@pytest.mark.parametrize(("text", "reason"), BAD_TEXTS, ids=lambda text: text[:30])
def test_text_that_is_no_config_is_refused_at_once(text: str, reason: str) -> None:
    started = time.perf_counter()
    found = verdict(ConfigEdit("bert", "BertModel", text))
    assert time.perf_counter() - started < 2
    if text == "":
        assert found.can_create, "an empty text is no edit"
        return
    assert found.problems[0].source == "json"
    assert reason in found.problems[0].sentence


def test_a_key_nobody_knows_is_told_and_keeps_nothing_from_being_created() -> None:
    found = verdict(ConfigEdit("bert", "BertModel", '{"my_own_note": "hello"}'))
    assert found.unknown_keys == ("my_own_note",)
    assert found.problems[0].level == "warning"
    assert found.can_create


def test_who_makes_a_class_that_continues_a_text_is_told_that_it_sees_what_follows() -> None:
    found = verdict(ConfigEdit("bert", "BertLMHeadModel"))
    assert found.can_create
    assert [(one.path, one.level, one.suggestions) for one in found.problems] == [
        ("is_decoder", "warning", ("true",))
    ]
    assert not verdict(ConfigEdit("bert", "BertLMHeadModel", '{"is_decoder": true}')).problems
    assert not verdict(ConfigEdit("gpt_neox", "GPTNeoXForCausalLM")).problems
    assert not verdict(ConfigEdit("bart", "BartForCausalLM")).problems


def test_what_builds_and_runs_all_the_same_is_only_a_warning() -> None:
    edit = ConfigEdit(
        "mistral",
        "MistralModel",
        '{"hidden_size": 770, "num_attention_heads": 12, "num_key_value_heads": 4}',
    )
    found = verdict(edit)
    assert [one.level for one in found.problems] == ["warning"]
    assert found.can_create


def test_an_error_of_the_class_is_told_at_the_setting_that_causes_it() -> None:
    wrong = verdict(ConfigEdit("t5", "T5Model", '{"feed_forward_proj": "gated-gelu-relu"}'))
    assert [one.path for one in wrong.problems] == ["feed_forward_proj"]
    assert wrong.problems[0].suggestions == ('"relu"',)


def test_what_does_not_fit_is_refused_with_the_arithmetic() -> None:
    edit = ConfigEdit("llama", "LlamaForCausalLM")
    found = check_config(CheckConfig(edit, free_bytes=8 * 10**9, what_if=False), quiet, quiet)
    assert found.footprint is not None
    assert not found.footprint.fits
    assert not found.can_create
    assert bytes_(4 * 6_738_415_616) in found.footprint.sentence
    assert f"{bytes_(8 * 10**9)} are free" in found.footprint.sentence


def test_stop_ends_a_check_at_once() -> None:
    from explorer.protocol.job import Stopped

    def stop() -> None:
        raise Stopped

    with pytest.raises(Stopped):
        check_config(CheckConfig(ConfigEdit("deepseek_v3", "DeepseekV3Model")), stop, quiet)


def test_problems_are_hashable_values() -> None:
    assert hash(Problem("a", "b")) == hash(Problem("a", "b"))
