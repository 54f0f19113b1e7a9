"""Chat templates as they are in checkpoints: filled in as transformers does, within bounds."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import torch

from explorer.boundary import limits
from explorer.boundary.limits import Effort
from explorer.engine import chat_templates as templates
from explorer.engine import tokenization
from explorer.engine.engine import Engine
from explorer.engine.loaded_model import LoadedModel, summary
from explorer.engine.sandbox.process import PROCESS, Ended
from explorer.features.generation import code as generation_code
from explorer.features.generation.protocol import Generate, RenderChat, Turn
from explorer.protocol.failures import BadInput, TemplateFailed
from explorer.protocol.job import Stopped
from explorer.protocol.model import LoadModel, Prepared, SaveModel
from tests.model import chat_templates, tiny
from tests.model.chat_templates import FAMILIES
from tests.model.tiny import Holder, ask

TURNS = (
    Turn("user", "Hello, how are you?"),
    Turn("assistant", "<think>\nWhat is it?\n</think>\n\nI am fine."),
)
TEXT = "What is the capital of France?"


@pytest.fixture(autouse=True, scope="module")
def _ends() -> Iterator[None]:
    from transformers import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    yield
    PROCESS.end()


def _writing(family: str = "chatml", template: object = None) -> tuple[LoadedModel, Any]:
    tokenizer = chat_templates.tokenizer(family)
    if template is not None:
        tokenizer.chat_template = template
    model = chat_templates.model(tokenizer)
    loaded = LoadedModel(1, model, tiny.held(tokenizer), "random", f"tiny {family}")
    return loaded, Holder(loaded)


@pytest.mark.parametrize("prompted", [True, False])
@pytest.mark.parametrize("family", list(FAMILIES))
def test_a_conversation_is_read_as_transformers_reads_it(family: str, *, prompted: bool) -> None:
    _, table = _writing(family)
    system = "" if family == "gemma" else "Be brief, please."
    request = RenderChat(TEXT, system, TURNS, prompted=prompted)
    found = ask(table, request)
    messages: list[dict[str, str]] = [{"role": "system", "content": system}] if system else []
    messages += [{"role": one.role, "content": one.content} for one in TURNS]
    messages.append({"role": "user", "content": TEXT})
    tokenizer = chat_templates.tokenizer(family)
    more: dict[str, Any] = {"add_generation_prompt": prompted}
    assert found.text == tokenizer.apply_chat_template(messages, tokenize=False, **more)
    ids = tokenizer.apply_chat_template(messages, **more)["input_ids"]
    assert [one.id for one in found.tokens] == ids
    assert found.length == len(ids)
    special = {one.piece for one in found.tokens if one.special}
    assert special & set(tokenizer.all_special_tokens)
    # The tokenizer by itself would put one more BOS in front.
    assert tokenizer(TEXT)["input_ids"][0] == tokenizer.bos_token_id
    assert ids[:2] != [tokenizer.bos_token_id] * 2


@pytest.mark.parametrize("family", ["llama-3", "llama-2", "deepseek"])
def test_the_python_writes_the_same(family: str) -> None:
    loaded, table = _writing(family)
    greedy = Generate(TEXT, chat=True, system="Be brief.", turns=TURNS, max_new_tokens=4)
    written = ask(table, greedy)
    about = summary(loaded)
    lines = generation_code.generated(greedy, written, about).lines
    assert any("apply_chat_template" in line for line in lines)
    tokenizer = chat_templates.tokenizer(family)
    names: dict[str, Any] = {"model": loaded.model, "tokenizer": tokenizer, "torch": torch}
    from transformers import GenerationConfig

    names["GenerationConfig"] = GenerationConfig
    exec("\n".join(lines), names)  # the Python that the window gives for it
    assert names["prompt"][0].tolist() == [one.id for one in written.prompt]
    new = names["written"][0, names["prompt"].shape[1] :].tolist()
    assert new == [one.token.id for one in written.tokens]


@pytest.mark.parametrize(
    ("template", "told"),
    [
        (chat_templates.BROKEN, "is broken, in its line 1"),
        (chat_templates.HUGE, "30,000,000 characters"),
        (chat_templates.FILLS, "takes too much memory"),
        (chat_templates.REACHES, "may not touch"),
        (chat_templates.MISSES, "do not have"),
        (chat_templates.ADDS, "failed"),
    ],
)
def test_a_template_that_fails_is_a_sentence_with_a_remedy(template: str, told: str) -> None:
    _, table = _writing(template=template)
    for request in (RenderChat(TEXT), Generate(TEXT, chat=True, max_new_tokens=1)):
        with pytest.raises(TemplateFailed, match=told) as caught:
            ask(table, request)
        assert caught.value.remedy is not None
        assert caught.value.remedy.action == "chatOffAction"
    assert ask(table, Generate(TEXT, max_new_tokens=1)).count == 1  # the plain text continues


def test_what_a_template_refuses_is_told_in_its_own_words() -> None:
    _, table = _writing("gemma")
    with pytest.raises(TemplateFailed, match=r"System role not supported\. It may"):
        ask(table, RenderChat(TEXT, "Be brief."))
    assert ask(table, RenderChat(TEXT)).text.endswith("<start_of_turn>model\n")
    _, table = _writing("mistral")
    with pytest.raises(TemplateFailed, match="must alternate"):
        ask(table, RenderChat(TEXT, turns=(Turn("user", "Hello"),)))


def test_a_template_that_loops_is_stopped_by_the_person_and_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loaded, table = _writing()
    ask(table, RenderChat(TEXT))
    looping, _ = _writing(template=chat_templates.LOOPS)
    calls = 0

    def check() -> None:
        nonlocal calls
        calls += 1
        if calls > 3:
            raise Stopped

    handler = Holder(looping).handler(RenderChat)
    with pytest.raises(Stopped):
        handler(RenderChat(TEXT), check, tiny.no_report)
    short = msgspec.structs.replace(limits.FILL_IN_TEMPLATE, seconds=0.3)
    monkeypatch.setattr(limits, "FILL_IN_TEMPLATE", short)
    with pytest.raises(TemplateFailed, match="seems to loop"):
        handler(RenderChat(TEXT), tiny.no_check, tiny.no_report)
    monkeypatch.undo()
    assert ask(table, RenderChat(TEXT)).text  # the next one has a process of its own
    assert loaded.tokenizer is not None


def test_memory_is_watched_from_outside_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system does not limit it, as on macOS and Windows."""
    ask_process = PROCESS.ask

    def without_limit(question: dict[str, object], effort: Effort, check: Any) -> dict[str, Any]:
        few = msgspec.structs.replace(effort, memory=100_000_000)
        return ask_process({**question, "memory": 0}, few, check)

    _, table = _writing(template=chat_templates.FILLS)
    monkeypatch.setattr(PROCESS, "ask", without_limit)
    with pytest.raises(TemplateFailed, match="too much memory"):
        ask(table, RenderChat(TEXT))


def test_packages_that_a_user_installed_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`pip install --user` puts them into a folder that isolated interpreters leave out."""
    monkeypatch.setattr(sys, "executable", getattr(sys, "_base_executable", sys.executable))
    monkeypatch.setenv("PYTHONUSERBASE", str(tmp_path))
    monkeypatch.delenv("PYTHONNOUSERSITE", raising=False)
    asked = [sys.executable, "-m", "site", "--user-site"]
    site = Path(subprocess.run(asked, capture_output=True, text=True).stdout.strip())
    site.mkdir(parents=True)
    (site / "transformers.py").write_text('raise ImportError("the package of the user")\n')
    PROCESS.end()
    with pytest.raises(Ended, match="the package of the user"):
        PROCESS.ask({"do": "keep", "kept": []}, limits.USE_TOKENIZER)


def test_one_of_several_templates_is_chosen_by_name() -> None:
    several = {name: FAMILIES[family][0] for name, family in (
        ("tool_use", "llama-3"), ("default", "chatml"), ("rag", "phi-3"))}  # fmt: skip
    loaded, table = _writing(template=several)
    assert summary(loaded).chat_templates == ("default", "rag", "tool_use")
    assert "<|im_start|>" in ask(table, RenderChat(TEXT)).text
    assert "<|user|>" in ask(table, RenderChat(TEXT, template="rag")).text
    asked = Generate(TEXT, chat=True, template="rag", max_new_tokens=1)
    lines = generation_code.generated(asked, ask(table, asked), summary(loaded)).lines
    assert any('chat_template="rag"' in line for line in lines)
    with pytest.raises(TemplateFailed, match="no chat template named other"):
        ask(table, RenderChat(TEXT, template="other"))


def test_what_is_no_template_counts_as_none(tmp_path: Path) -> None:
    chat_templates.tokenizer().save_pretrained(tmp_path)
    (tmp_path / "chat_template.jinja").unlink()
    settings = tmp_path / "tokenizer_config.json"
    for odd in ({"a": 5, "b": ""}, [{"name": "a", "template": None}], "", 5):
        told = json.loads(settings.read_text())
        settings.write_text(json.dumps({**told, "chat_template": odd}))
        tokenizer = tokenization.read_tokenizer(str(tmp_path))
        assert tokenizer is not None
        assert templates.named(tokenizer) == {}


def test_templates_in_files_of_their_own_are_read_and_saved_again(tmp_path: Path) -> None:
    first = tmp_path / "first"
    several = {"default": FAMILIES["chatml"][0], "tool_use": FAMILIES["llama-3"][0]}
    chat_templates.checkpoint(first, template=several)
    assert (first / "chat_template.jinja").is_file()
    assert (first / "additional_chat_templates" / "tool_use.jinja").is_file()
    engine = Engine(Prepared("", "", ("cpu",), 1, 0.0))

    def do(request: Any) -> Any:
        return engine(request, tiny.no_check, tiny.no_report)

    ready = do(LoadModel(str(first)))
    assert ready.summary.chat_templates == ("default", "tool_use")
    before = do(RenderChat(TEXT, turns=TURNS, template="tool_use"))
    do(SaveModel(str(tmp_path / "second")))
    assert do(LoadModel(str(tmp_path / "second"))).summary.chat_templates == (
        "default",
        "tool_use",
    )
    assert do(RenderChat(TEXT, turns=TURNS, template="tool_use")).text == before.text
    old = tmp_path / "old"  # as older checkpoints have it: inside tokenizer_config.json
    chat_templates.checkpoint(old)
    (old / "chat_template.jinja").unlink()
    settings = old / "tokenizer_config.json"
    told = json.loads(settings.read_text())
    settings.write_text(json.dumps({**told, "chat_template": FAMILIES["phi-3"][0]}))
    assert do(LoadModel(str(old))).summary.chat_templates == ("default",)
    assert "<|user|>" in do(RenderChat(TEXT)).text


def test_a_conversation_that_is_too_long_says_what_to_do() -> None:
    loaded, table = _writing()
    made = tiny.load("GPT2LMHeadModel").model  # learned positions set a hard limit
    loaded.model = made
    made.resize_token_embeddings(len(loaded.tokenizer))  # type: ignore[arg-type]
    asked = Generate(TEXT, chat=True, turns=TURNS, max_new_tokens=1)
    with pytest.raises(BadInput, match="Go back to an earlier turn"):
        ask(table, asked)
