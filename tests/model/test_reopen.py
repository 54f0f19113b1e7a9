"""A text opened again continues as if it had never been left; chat templates and their refusals."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from explorer.engine import loaded_model
from explorer.features.generation.protocol import (
    ContinueText,
    Generate,
    Generated,
    PickToken,
    RenderChat,
    ReopenText,
    StepBack,
)
from explorer.protocol.failures import BadInput
from tests.model import tiny
from tests.model.tiny import Holder, ask

TEMPLATE = (
    "{% for one in messages %}w{{ 10 if one.role == 'system' else 20 }} {{ one.content }} "
    "{% endfor %}{% if add_generation_prompt %}w30{% endif %}"
)


def _writing(name: str, template: str = "") -> tuple[Any, Any]:
    tokenizer = copy.deepcopy(tiny.tokenizer())
    tokenizer.chat_template = template or None
    loaded = tiny.load(name, tokenizer)
    return loaded, Holder(loaded)


def _ids(found: Generated) -> list[int]:
    return [one.token.id for one in found.tokens]


@pytest.mark.parametrize("name", ["GPT2LMHeadModel", "T5ForConditionalGeneration"])
def test_a_text_goes_on_where_it_was_left(name: str) -> None:
    _, table = _writing(name)
    first = ask(table, Generate("w7 w8 w9", max_new_tokens=5))
    wanted = ask(table, ContinueText(4))
    ask(table, Generate("w11", max_new_tokens=3))
    prompt = tuple(one.id for one in first.prompt)
    again = ask(table, ReopenText(prompt, first.tokens))
    assert (again.tokens, again.count, again.prompt) == (first.tokens, 0, first.prompt)
    assert [one.id for one in again.next] == [one.id for one in first.next]
    assert _ids(ask(table, ContinueText(4))) == _ids(wanted)
    ask(table, ReopenText(prompt, first.tokens))
    assert _ids(ask(table, StepBack(2))) == _ids(first)[:2]
    branch = ask(table, PickToken(2, 40))
    assert _ids(branch) == [*_ids(first)[:2], 40]
    assert branch.tokens[2].by_hand


def test_a_chat_is_read_as_its_template_says() -> None:
    loaded, table = _writing("GPT2LMHeadModel", TEMPLATE)
    assert loaded_model.summary(loaded).chat_templates == ("default",)
    shown = ask(table, RenderChat("w7 w8", "w9"))
    assert shown.text == "w10 w9 w20 w7 w8 w30"
    assert [one.id for one in shown.tokens] == [10, 9, 20, 7, 8, 30]
    found = ask(table, Generate("w7 w8", chat=True, system="w9", max_new_tokens=2))
    assert found.prompt == shown.tokens
    alone = ask(table, Generate("w7 w8", chat=True, max_new_tokens=2))
    assert [one.id for one in alone.prompt] == [20, 7, 8, 30]


def test_templates_that_are_missing_or_refuse_say_so() -> None:
    loaded, table = _writing("GPT2LMHeadModel")
    assert not loaded_model.summary(loaded).chat_templates
    with pytest.raises(BadInput, match="no chat template"):
        ask(table, RenderChat("w7"))
    refuses = "{% if messages[0].role == 'system' %}{{ raise_exception('no system') }}{% endif %}w7"
    _, table = _writing("GPT2LMHeadModel", refuses)
    assert ask(table, RenderChat("w8")).text == "w7"
    with pytest.raises(BadInput, match="refuses these messages: no system"):
        ask(table, Generate("w8", chat=True, system="w9"))
