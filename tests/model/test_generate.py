"""Generation: the very tokens of transformers' generate, streamed, picked, taken back, stopped."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
import torch
from transformers import GenerationConfig

from explorer.engine import decoder_inputs
from explorer.engine.inside import head_mask
from explorer.engine.loaded_model import LoadedModel, summary
from explorer.features.generation import explain
from explorer.features.generation.compute import generate
from explorer.features.generation.protocol import (
    ContinueText,
    Generate,
    GeneratedSoFar,
    PickToken,
    StepBack,
    StepRequest,
)
from explorer.features.generation.sampling import reshape_distribution
from explorer.protocol.failures import BadInput
from explorer.protocol.inspection import HeadPlace
from explorer.protocol.job import Stopped
from explorer.protocol.sampling import Sampling
from tests.model import tiny
from tests.model.tiny import IDS, Holder, ask, no_check

GREEDY = Sampling()
DRAWN = Sampling(sample=True, temperature=0.8, top_k=20, top_p=0.9, repetition_penalty=1.2, seed=3)
WRITERS = [
    name
    for name in tiny.SPECS
    if name.endswith(("CausalLM", "LMHeadModel", "Generation")) and "Roberta" not in name
]
PROMPT = tuple(IDS[0])


def _library(loaded: LoadedModel, settings: Sampling, count: int) -> list[int]:
    """What `model.generate` writes with the same settings and nothing of its own."""
    from transformers import GenerationConfig

    model: Any = loaded.model
    draws: dict[str, Any] = {}
    if settings.sample:
        draws = {"temperature": settings.temperature, "top_k": settings.top_k}
        draws["top_p"] = settings.top_p
    two = bool(model.config.is_encoder_decoder)
    config = GenerationConfig(
        max_new_tokens=count,
        do_sample=settings.sample,
        repetition_penalty=settings.repetition_penalty,
        eos_token_id=model.generation_config.eos_token_id,
        pad_token_id=0,
        decoder_start_token_id=decoder_inputs.start(model) if two else None,
        **draws,
    )
    own, model.generation_config = model.generation_config, config
    ids = torch.tensor(IDS)
    torch.manual_seed(settings.seed)
    try:
        written = model.generate(ids, attention_mask=torch.ones_like(ids), generation_config=config)
    finally:
        model.generation_config = own
    return [int(one) for one in written[0, 1 if two else len(PROMPT) :]]


def _ids(result: Any) -> list[int]:
    return [one.token.id for one in result.tokens]


@pytest.mark.parametrize("settings", [GREEDY, DRAWN], ids=["greedy", "drawn"])
@pytest.mark.parametrize("name", WRITERS)
def test_the_same_tokens_as_generate(name: str, settings: Sampling) -> None:
    loaded = tiny.load(name, tiny.tokenizer())
    table = Holder(loaded)
    request = Generate(input_ids=PROMPT, max_new_tokens=16, sampling=settings)
    written = ask(table, request)
    assert _ids(written) == _library(loaded, settings, 16)
    assert written.count == len(written.tokens) == written.stored_steps - bool(written.next)


def test_positions_are_counted_by_the_model_itself() -> None:
    """`generate` of transformers 5.23 counts RoBERTa's from 0; when it does not, simplify here."""
    loaded = tiny.load("RobertaForCausalLM", tiny.tokenizer())
    written = ask(
        Holder(loaded),
        Generate(input_ids=PROMPT, max_new_tokens=8),
    )
    ids = list(PROMPT)
    with torch.inference_mode():
        for _ in range(8):
            logits = loaded.model(torch.tensor([ids]), use_cache=False).logits
            ids.append(int(logits[0, -1].argmax()))
    assert _ids(written) == ids[len(PROMPT) :]
    assert _ids(written) != _library(loaded, GREEDY, 8)
    assert "count" in written.note


@pytest.fixture
def loaded() -> LoadedModel:
    return tiny.load("LlamaForCausalLM", tiny.tokenizer())


@pytest.fixture
def table(loaded: LoadedModel) -> Any:
    return Holder(loaded)


def test_each_step_names_what_else_could_have_been(table: Any) -> None:
    written = ask(table, Generate(input_ids=PROMPT, max_new_tokens=6, sampling=DRAWN))
    for one in written.tokens:
        assert len(one.candidates) in (20, 21)
        own = next(other for other in one.candidates if other.id == one.token.id)
        assert (own.probability, own.after) == (one.probability, one.after)
        assert own.after > 0
        ranked = [other.probability for other in one.candidates[:20]]
        assert ranked == sorted(ranked, reverse=True)
    assert written.text == " ".join(one.token.piece for one in written.tokens)
    assert written.tokens_per_second > 0
    assert 0 < written.first_seconds <= written.seconds


@pytest.mark.parametrize("settings", [GREEDY, DRAWN], ids=["greedy", "drawn"])
def test_the_sliders_show_what_the_model_room_computed(table: Any, settings: Sampling) -> None:
    written = ask(table, Generate(input_ids=PROMPT, max_new_tokens=8, sampling=settings))
    for step, one in enumerate(written.tokens):
        seen = ask(table, StepRequest(step))
        after = reshape_distribution(seen.logits, settings, seen.tokens_read)
        for other in one.candidates:
            assert after[other.id] == pytest.approx(other.after, abs=1e-5)
            assert seen.logits[other.id] == np.float32(other.logit)
            assert seen.words[other.id] == other.text
        assert after.sum() == pytest.approx(1, abs=1e-5)


def test_one_step_at_a_time_is_the_same_text(table: Any) -> None:
    whole = ask(table, Generate(input_ids=PROMPT, max_new_tokens=5))
    ask(table, Generate(input_ids=PROMPT, max_new_tokens=0))
    for _ in range(5):
        stepped = ask(table, ContinueText())
    assert _ids(stepped) == _ids(whole)
    assert stepped.next == whole.next


def test_a_question_without_writing(table: Any) -> None:
    asked = ask(table, Generate(input_ids=PROMPT, max_new_tokens=0))
    assert asked.tokens == ()
    assert len(asked.next) == 20
    assert asked.stopped == "asked"


@pytest.mark.parametrize("name", ["LlamaForCausalLM", "JambaForCausalLM", "MambaForCausalLM"])
def test_a_picked_token_branches_and_its_logits_are_those_of_reading_it(name: str) -> None:
    loaded = tiny.load(name, tiny.tokenizer())
    table = Holder(loaded)
    written = ask(table, Generate(input_ids=PROMPT, max_new_tokens=6))
    picked = ask(table, PickToken(step=2, token_id=33))
    assert _ids(picked) == [*_ids(written)[:2], 33]
    assert picked.tokens[2].by_hand
    assert not picked.tokens[1].by_hand
    read = torch.tensor([[*PROMPT, *_ids(picked)]])
    with torch.inference_mode():
        wanted = loaded.model(read).logits[0, -1]
    logits = ask(table, StepRequest(3)).logits
    assert np.allclose(logits, wanted, atol=1e-4)
    on = ask(table, ContinueText(max_new_tokens=2))
    assert len(on.tokens) == 5
    words = " ".join(explain.generated(on, summary(loaded)).paragraphs)
    words = words.replace("\N{NO-BREAK SPACE}", " ")
    assert "**5 tokens**, one after the other: 4 by the model" in words
    assert "and 1 by you" in words
    assert "The last 2 tokens took" in words, "what was asked for last is not the whole text"


def test_going_back_needs_no_run(table: Any, loaded: LoadedModel) -> None:
    written = ask(table, Generate(input_ids=PROMPT, max_new_tokens=6))
    first = ask(table, StepBack(keep=0))
    handle = loaded.model.register_forward_pre_hook(lambda *_: pytest.fail("the model ran"))
    again = ask(table, StepBack(keep=0))
    handle.remove()
    assert first.tokens == again.tokens == ()
    assert again.next[0].id == _ids(written)[0]
    assert _ids(ask(table, ContinueText(max_new_tokens=6))) == _ids(written)


@pytest.mark.parametrize(
    "name", ["LlamaForCausalLM", "GPT2LMHeadModel", "T5ForConditionalGeneration"]
)
def test_only_what_is_new_is_read_after_going_back(name: str) -> None:
    """The cache is cut exactly, by whatever name the installed transformers gives it."""
    loaded = tiny.load(name, tiny.tokenizer())
    table = Holder(loaded)
    ask(table, Generate(input_ids=PROMPT, max_new_tokens=6))
    read: list[int] = []

    def note(module: object, args: object, named: dict[str, Any]) -> None:
        ids: Any = named.get("decoder_input_ids", named.get("input_ids"))
        read.append(ids.shape[-1])

    handle = loaded.model.register_forward_pre_hook(note, with_kwargs=True)
    picked = ask(table, PickToken(step=2, token_id=33))
    ask(table, StepBack(keep=1))
    ask(table, PickToken(step=1, token_id=34))
    handle.remove()
    assert read == [1, 1]
    assert bool(picked.cache_argument) is not loaded.model.config.is_encoder_decoder
    ids = torch.tensor([[*picked.start, *_ids(picked)[:1], 34]])
    two = bool(loaded.model.config.is_encoder_decoder)
    prompt = torch.tensor([PROMPT])
    with torch.inference_mode():
        given = {"input_ids": prompt, "decoder_input_ids": ids} if two else {"input_ids": ids}
        wanted = loaded.model(**given).logits
    assert np.allclose(ask(table, StepRequest(2)).logits, wanted[0, -1], atol=1e-4)


def test_tokens_stream_and_a_stop_keeps_what_is_there(table: Any) -> None:
    partials: list[GeneratedSoFar] = []

    def report(text: str, fraction: float | None = None, partial: object = None) -> None:
        if isinstance(partial, GeneratedSoFar):
            partials.append(partial)

    def check() -> None:
        if len(partials) == 3:
            raise Stopped

    stopped = ask(table, Generate(input_ids=PROMPT, max_new_tokens=30), check, report)
    assert [len(one.tokens) for one in partials] == [1, 2, 3]
    assert stopped.stopped == "you stopped it"
    assert stopped.tokens == partials[-1].tokens
    on = ask(table, ContinueText(max_new_tokens=3))
    whole = ask(table, Generate(input_ids=PROMPT, max_new_tokens=6))
    assert _ids(on) == _ids(whole)

    def stop_at_once() -> None:
        raise Stopped

    with pytest.raises(Stopped):
        ask(table, Generate(input_ids=PROMPT), stop_at_once)


def test_the_longest_input_is_told() -> None:
    loaded = tiny.load("GPT2LMHeadModel", tiny.tokenizer())
    loaded.model.generation_config.eos_token_id = None
    loaded.model.config.eos_token_id = None
    written = ask(
        Holder(loaded),
        Generate(input_ids=PROMPT, max_new_tokens=100),
    )
    assert written.stopped == "longest input"
    assert "64 tokens" in written.sentence
    assert len(written.tokens) == 64 - len(PROMPT) + 1
    assert written.next == ()


def test_logits_are_kept_within_their_room(table: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generate, "STORED_STEPS", 4)
    written = ask(table, Generate(input_ids=PROMPT, max_new_tokens=10))
    assert written.stored_steps == 4
    with pytest.raises(BadInput, match="dropped"):
        ask(table, StepRequest(0))
    back = ask(table, StepBack(keep=1))  # computed again where it was dropped
    assert back.next[0].id == _ids(written)[1]


def test_heads_that_go_off_in_between_are_felt(table: Any, loaded: LoadedModel) -> None:
    ask(table, Generate(input_ids=PROMPT, max_new_tokens=3))
    places = tuple(HeadPlace("self", layer, head) for layer in range(3) for head in range(3))
    head_mask.set_off(loaded, places, no_check)
    on = ask(table, ContinueText(max_new_tokens=2))
    with torch.inference_mode():
        ids = torch.tensor([[*PROMPT, *_ids(on)[:4]]])
        wanted = loaded.model(ids).logits[0, -1]
    assert np.allclose(ask(table, StepRequest(4)).logits, wanted, atol=1e-4)


def test_text_and_chat(loaded: LoadedModel, table: Any) -> None:
    written = ask(table, Generate(text="w5 w9", max_new_tokens=2))
    assert [one.id for one in written.prompt] == [5, 9]
    with pytest.raises(BadInput, match="no chat template"):
        ask(table, Generate(text="w5", chat=True))
    before, made = loaded.tokenizer, copy.deepcopy(tiny.tokenizer())
    made.chat_template = "{% for m in messages %}<s> {{ m['content'] }} </s> {% endfor %}w7"
    loaded.tokenizer = tiny.held(made)
    try:
        written = ask(table, Generate(text="w5 w9", chat=True, max_new_tokens=1))
    finally:
        loaded.tokenizer = before
    assert [one.id for one in written.prompt] == [1, 5, 9, 2, 7]


def test_settings_of_the_checkpoint_that_are_not_used_are_told(
    loaded: LoadedModel, table: Any
) -> None:
    loaded.model.generation_config.no_repeat_ngram_size = 3
    assert "no_repeat_ngram_size" in ask(table, Generate(input_ids=PROMPT, max_new_tokens=1)).note


@pytest.mark.parametrize(
    "request_",
    [
        Generate(input_ids=(99,)),
        Generate(input_ids=PROMPT, sampling=Sampling(temperature=0.0)),
        Generate(input_ids=PROMPT, sampling=Sampling(top_p=1.5)),
        ContinueText(),
        PickToken(step=0, token_id=3),
        StepRequest(0),
    ],
)
def test_what_cannot_be_done_is_told(table: Any, request_: Any) -> None:
    with pytest.raises(BadInput):
        ask(table, request_)


def test_a_class_that_does_not_write_is_told() -> None:
    loaded = tiny.load("BertForMaskedLM")
    with pytest.raises(BadInput, match="does not write text"):
        ask(Holder(loaded), Generate(input_ids=PROMPT))


@pytest.mark.parametrize(
    ("given", "sampling", "count", "ignored"),
    [
        ({}, None, 0, ()),
        ({"eos_token_id": 1, "max_new_tokens": 9}, None, 0, ()),
        (
            {"do_sample": True, "temperature": 0.6, "top_p": 0.9, "max_new_tokens": 7},
            Sampling(True, 0.6, 50, 0.9),
            7,
            (),
        ),
        (
            {"temperature": 0.6, "top_p": 0.9, "do_sample": False},
            Sampling(False, 0.6, 50, 0.9),
            0,
            ("temperature", "top_p"),
        ),
        ({"repetition_penalty": 1.05}, Sampling(False, 1.0, 50, 1.0, 1.05), 0, ()),
        ({"do_sample": True, "top_k": 1000}, Sampling(True, 1.0, 1000), 0, ()),
        ({"temperature": float("nan"), "top_k": -3, "top_p": 7.0}, None, 0, ()),
        ({"temperature": 10**400, "top_k": True, "repetition_penalty": "1"}, None, 0, ()),
    ],
)
def test_a_checkpoints_own_sampling_is_known(
    given: dict[str, Any], sampling: Sampling | None, count: int, ignored: tuple[str, ...]
) -> None:
    made = tiny.load("LlamaForCausalLM", tiny.tokenizer())
    model: Any = made.model
    model.generation_config = GenerationConfig(eos_token_id=1, pad_token_id=0)
    for name, value in given.items():
        setattr(model.generation_config, name, value)
    found = summary(made).sampling
    if sampling is None:
        assert found is None
        return
    assert found is not None
    assert found.sampling == sampling
    assert (found.max_new_tokens, found.ignored) == (count, ignored)
    # Bare transformers, with the file's settings and nothing of ours.
    ids = torch.tensor([PROMPT])
    settings = GenerationConfig(eos_token_id=1, pad_token_id=0, **given)
    torch.manual_seed(42)
    wanted = model.generate(
        ids, attention_mask=torch.ones_like(ids), generation_config=settings, max_new_tokens=6
    )
    request = Generate(input_ids=PROMPT, max_new_tokens=6, sampling=found.sampling)
    ours = ask(Holder(made), request)
    assert _ids(ours) == [int(one) for one in wanted[0, len(PROMPT) :]]
