"""Stop: at any look of any job it leaves all as it was, and no long step is waited for."""

from __future__ import annotations

import os
import threading
import warnings
import weakref
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from transformers import BertConfig

from explorer import resources
from explorer.engine import finite, forward, long_steps, memory, numbers
from explorer.engine.engine import Engine
from explorer.engine.inside import skip_lm_head
from explorer.engine.size.building import TooSlow
from explorer.engine.weights import config_file
from explorer.features.ablation.protocol import AblateHeads
from explorer.features.activation_patching.protocol import ApplyPatch, RemovePatch
from explorer.features.answers.protocol import CompareTexts, LabelTokens, RunWithTarget
from explorer.features.attention.protocol import AttentionRequest, HeadRequest
from explorer.features.hidden_states.protocol import HiddenStatesRequest
from explorer.features.logit_lens.protocol import LogitLensRequest
from explorer.features.tensors.protocol import ExportTensor, ListTensors, ReadSlice
from explorer.protocol.failures import BadInput
from explorer.protocol.inspection import AVERAGE, HeadPlace
from explorer.protocol.job import Request, Stopped, StoppedInside
from explorer.protocol.model import Prepared
from explorer.protocol.run import Run
from tests.model import tiny

BERT = resources.path("models", "mini-world-bert")
LINEAR = torch.nn.functional.linear


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    long_steps.settle()
    assert torch.nn.functional.linear is LINEAR


def _engine(name: str) -> Engine:
    engine = Engine(Prepared("", "", ("cpu",), 1, 0.0))
    engine._loaded = tiny.load(name, tiny.tokenizer())
    return engine


def _do(engine: Engine, request: Request) -> Any:
    return engine(request, tiny.no_check, tiny.no_report)


class Switch:
    """A stop switch that is set at its nth look."""

    def __init__(self, at: int = 0) -> None:
        self.at, self.looks = at, 0

    def __call__(self) -> None:
        self.looks += 1
        if self.looks == self.at:
            raise Stopped


# -- long steps --------------------------------------------------------------------------------


def test_a_long_step_is_left_behind_at_once_and_the_next_one_waits_for_it() -> None:
    gate, began = threading.Event(), threading.Event()
    order = []

    def long() -> str:
        began.set()
        gate.wait()
        order.append("the one that was left")
        return "nobody receives this"

    def stop_once_begun() -> None:
        if began.is_set():
            raise Stopped

    with torch.inference_mode():
        with pytest.raises(StoppedInside):
            long_steps.apart(stop_once_begun, long)
        assert not order  # it was not waited for
        looks = 0

        def open_later() -> None:
            nonlocal looks
            looks += 1
            assert not order
            gate.set()

        long_steps.apart(open_later, order.append, "the next")
    assert looks
    assert order == ["the one that was left", "the next"]


def test_a_step_that_still_waits_for_another_never_begins() -> None:
    gate, began = threading.Event(), threading.Event()
    done: list[str] = []

    def stop_once_begun() -> None:
        if began.is_set():
            raise Stopped

    def long() -> None:
        began.set()
        gate.wait()

    with torch.inference_mode():
        with pytest.raises(StoppedInside):
            long_steps.apart(stop_once_begun, long)
        with pytest.raises(Stopped) as stopped:
            long_steps.apart(stop_once_begun, done.append, "never")
        assert not isinstance(stopped.value, StoppedInside)
        gate.set()
        long_steps.apart(tiny.no_check, done.append, "after")
    assert done == ["after"]


def test_memory_is_given_back_only_when_nothing_reads_it_any_more() -> None:
    began, gate, ended = threading.Event(), threading.Event(), []

    def reads() -> None:
        began.set()
        gate.wait()
        ended.append(True)

    def stop_once_begun() -> None:
        if began.is_set():
            raise Stopped

    with torch.inference_mode(), pytest.raises(StoppedInside):
        long_steps.apart(stop_once_begun, reads)
    opener = threading.Timer(0.05, gate.set)
    opener.start()
    memory.release(torch.nn.Linear(2, 2))
    assert ended
    opener.join()


def test_what_a_step_raises_is_raised() -> None:
    def broken() -> None:
        raise TimeoutError("its own")

    with torch.inference_mode(), pytest.raises(TimeoutError, match="its own"):
        long_steps.apart(tiny.no_check, broken)


def test_a_step_left_behind_for_another_reason_than_a_stop_is_waited_for_as_well() -> None:
    began, gate, order = threading.Event(), threading.Event(), []

    def long() -> None:
        began.set()
        gate.wait()
        order.append("left")

    def too_slow() -> None:
        if began.is_set():
            raise TooSlow

    with torch.inference_mode(), pytest.raises(TooSlow):
        long_steps.apart(too_slow, long)
    opener = threading.Timer(0.05, gate.set)
    opener.start()
    long_steps.settle()
    assert order == ["left"]
    opener.join()


def test_a_step_that_fails_just_after_a_look_raises_its_own_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Late(Future[None]):
        """Fails between the end of a wait and the question whether it is done."""

        def result(self, timeout: float | None = None) -> None:
            if timeout is not None and not self.done():
                fail()
                raise TimeoutError
            super().result(timeout)

    class Pool:
        def submit(self, work: object) -> Late:
            return late

    late = Late()

    def fail() -> None:
        if not late.done():
            late.set_exception(ValueError("its own"))

    monkeypatch.setattr(long_steps, "_pool", Pool())
    with torch.inference_mode(), pytest.raises(ValueError, match="its own"):
        long_steps.apart(fail, print)


def test_a_step_that_ended_while_the_switch_was_looked_at_keeps_nothing() -> None:
    gate, ended = threading.Event(), threading.Event()
    made: list[weakref.ref[torch.Tensor]] = []

    def long() -> torch.Tensor:
        gate.wait()
        result = torch.ones(3)
        made.append(weakref.ref(result))
        return result

    def stop_once_ended() -> None:
        gate.set()
        assert long_steps._pool is not None
        long_steps._pool.submit(ended.set)  # the one thread gets there after the step
        ended.wait()
        raise Stopped

    with torch.inference_mode(), pytest.raises(Stopped) as stopped:
        long_steps.apart(stop_once_ended, long)
    assert not isinstance(stopped.value, StoppedInside)  # nothing continues
    del stopped
    assert long_steps._left is None
    assert made[0]() is None


def test_as_many_threads_compute_apart_as_in_the_lane() -> None:
    before = torch.get_num_threads()
    try:
        with torch.inference_mode():
            for count in (2, 1, 3):
                torch.set_num_threads(count)
                assert long_steps.apart(tiny.no_check, torch.get_num_threads) == count
    finally:
        torch.set_num_threads(before)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot fork")
def test_a_forked_process_has_a_thread_of_its_own() -> None:
    with torch.inference_mode():
        assert long_steps.apart(tiny.no_check, threading.get_ident) != threading.get_ident()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of forking a process with threads, which is the point
            child = os.fork()
        if child == 0:
            os._exit(long_steps.apart(tiny.no_check, lambda: 7))
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7


# -- without the head ----------------------------------------------------------------------------


@pytest.fixture
def read() -> Iterator[list[tuple[int, int]]]:
    """Every Linear that multiplies: its weight's identity, and for how many tokens."""
    found: list[tuple[int, int]] = []

    def linear(state: Any, weight: Any, *more: Any) -> Any:
        found.append((id(weight), state.shape[-2]))
        return LINEAR(state, weight, *more)

    # Its own: the one of pytest is undone after the check that nothing stays exchanged.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(torch.nn.functional, "linear", linear)
        yield found


LONGER = (tuple(range(5, 25)),)


def _head(engine: Engine) -> tuple[int, int]:
    model: Any = engine.loaded.model
    return id(model.get_output_embeddings().weight), len(LONGER[0])


@pytest.mark.parametrize(
    "name", ["BertForMaskedLM", "LlamaForCausalLM", "BartForConditionalGeneration"]
)
def test_a_look_at_attention_does_not_ask_the_head(name: str, read: list[tuple[int, int]]) -> None:
    engine = _engine(name)
    model = engine.loaded.model
    head = id(model.get_output_embeddings().weight)
    _do(engine, Run(input_ids=LONGER))
    assert head in [weight for weight, _ in read]
    logits = engine.loaded.run_outputs["logits"]
    read.clear()
    seen = _do(engine, AttentionRequest())
    one = _do(engine, HeadRequest(seen.maps[0].kind, 1, 2))
    assert read
    assert head not in [weight for weight, _ in read]
    assert engine.loaded.run_outputs["logits"] is logits  # what is shown is the run's own
    model.set_attn_implementation("eager")
    passed = forward.arguments(model, engine.loaded.run_inputs)
    with torch.inference_mode():
        plain = model(**passed, output_attentions=True)
    maps = plain["attentions" if "attentions" in plain else "encoder_attentions"]
    assert np.array_equal(one.weights, maps[1][0, 2].numpy())


def test_heads_are_found_silent_without_the_head(read: list[tuple[int, int]]) -> None:
    engine = _engine("BertForMaskedLM")
    _do(engine, Run(input_ids=LONGER))
    read.clear()
    off = _do(engine, AblateHeads((HeadPlace("self", 1, 2),)))
    assert off.checks[0].passed
    assert read.count(_head(engine)) == 2  # the whole model, and the one with the head off


def test_where_something_follows_the_head_the_run_is_made_in_full(
    read: list[tuple[int, int]],
) -> None:
    import transformers

    config = transformers.BertConfig(
        vocab_size=64, hidden_size=32, intermediate_size=64, num_hidden_layers=2,
        num_attention_heads=4,
    )  # fmt: skip
    engine = _engine("BertForMaskedLM")
    engine.loaded.model = model = transformers.BertForPreTraining(config).eval()
    _do(engine, Run(input_ids=LONGER))
    read.clear()
    seen = _do(engine, AttentionRequest())
    assert read.count(_head(engine)) == 1  # not in the attempt, but in the run that counts
    assert [one.label for one in seen.maps[0].layers] == ["layer 1", "layer 2"]
    assert skip_lm_head.tried(model, lambda logits: logits)  # known from now on
    assert "forward" not in vars(model.get_output_embeddings())


# -- a stop anywhere -----------------------------------------------------------------------------


def _as_it_is(engine: Engine) -> tuple[Any, ...]:
    """What the window was told last, as far as the engine holds it."""
    from explorer.engine.inside import head_mask

    loaded = engine.loaded
    patch = loaded.patch
    return (
        id(loaded.run_inputs),
        id(loaded.run_outputs),
        head_mask.off(loaded.model),
        head_mask.silenced(loaded.model),
        id(patch),
        id(patch.states) if patch is not None else 0,
        loaded.model.config._attn_implementation,
        [
            hook.__qualname__
            for module in loaded.model.modules()
            for hook in (*module._forward_hooks.values(), *module._forward_pre_hooks.values())
            if hook.__module__.startswith("explorer")  # those of transformers stay for good
        ],
        id(torch.nn.functional.linear),
    )


OFF = AblateHeads((HeadPlace("self", 1, 2),))
PATCH = ApplyPatch(part="residual", layers=(1,), input_ids=tuple(reversed(tiny.IDS[0])))
IDS = tuple(map(tuple, tiny.IDS))


@pytest.mark.parametrize(
    ("name", "before", "request_"),
    [
        ("BertForMaskedLM", (), Run(input_ids=((4, 4, 4),) * 2)),
        ("GPT2LMHeadModel", (OFF,), Run(input_ids=IDS)),
        ("BertForMaskedLM", (), AttentionRequest()),
        ("BertForMaskedLM", (OFF,), HeadRequest("self", 1, AVERAGE, compare_original=True)),
        ("LlamaForCausalLM", (), HiddenStatesRequest()),
        ("GPT2LMHeadModel", (), LogitLensRequest()),
        ("BertForMaskedLM", (), OFF),
        ("BertForMaskedLM", (OFF,), AblateHeads((HeadPlace("self", 0, 1),))),
        ("BertForMaskedLM", (PATCH, OFF), AblateHeads()),
        ("GPT2LMHeadModel", (), PATCH),
        ("GPT2LMHeadModel", (PATCH,), RemovePatch()),
        ("GPT2LMHeadModel", (), ListTensors()),
        ("GPT2LMHeadModel", (), ReadSlice("logits", picture_side=4)),
        ("BertForTokenClassification", (), LabelTokens((), input_ids=IDS)),
        ("BertForMaskedLM", (), CompareTexts((), input_ids=IDS * 2)),
        ("T5ForConditionalGeneration", (), RunWithTarget("", input_ids=IDS[0], target_ids=(5, 6))),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, Request) else None,
)
def test_a_stop_at_any_look_leaves_all_as_it_was(
    name: str, before: tuple[Request, ...], request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbers, "BLOCK", 100)
    engine = _engine(name)
    _do(engine, Run(input_ids=IDS))
    for one in before:
        _do(engine, one)
    stopped = 0
    state = _as_it_is(engine)
    inputs, outputs = engine.loaded.run_inputs, engine.loaded.run_outputs
    for at in _some(1, 400):
        try:
            engine(request_, Switch(at), tiny.no_report)
        except Stopped:
            stopped += 1
            assert _as_it_is(engine) == state, f"stopped at look {at}"
            assert (engine.loaded.run_inputs, engine.loaded.run_outputs) == (inputs, outputs)
        else:
            break
    assert stopped > 3


def test_a_request_that_fails_after_its_run_leaves_the_run_before_the_last() -> None:
    engine = _engine("BertModel")
    _do(engine, Run(input_ids=IDS))
    state = _as_it_is(engine)
    with pytest.raises(BadInput, match="does not return logits"):
        _do(engine, LabelTokens((), input_ids=((4, 4, 4),) * 2))
    assert _as_it_is(engine) == state


def _some(first: int, last: int) -> Iterator[int]:
    """Every look at the beginning, then ever fewer of them."""
    at = first
    while at <= last:
        yield at
        at += 1 + at // 8
    yield 1_000_000


# -- what is looked through in pieces --------------------------------------------------------------


def test_pieces_give_what_the_whole_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbers, "BLOCK", 7)
    torch.manual_seed(3)
    one, other = torch.randn(9, 5), torch.randn(9, 5)
    assert numbers.finite_range(one) == (float(one.min()), float(one.max()))
    assert numbers.farthest(one, other, torch.float64) == float(
        (one.double() - other.double()).abs().max()
    )
    assert finite.fine(one)
    one[3, 3], one[0], one[8, 4] = torch.nan, torch.inf, -torch.inf
    rest = one[torch.isfinite(one)]
    assert numbers.finite_range(one) == (float(rest.min()), float(rest.max()))
    assert not finite.fine(one)
    assert np.isnan(numbers.farthest(one, other, torch.float32))
    assert numbers.finite_range(torch.full((20,), torch.nan)) == (None, None)
    assert numbers.finite_range(torch.zeros(0)) == (None, None)
    assert numbers.farthest(torch.zeros(0), torch.zeros(0), torch.float32) == 0.0


def test_a_file_in_pieces_is_what_numpy_saves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from explorer.engine import tensor_file
    from explorer.features.tensors import compute as tensors

    monkeypatch.setattr(tensor_file, "BLOCK", 7)
    holder = tiny.Holder(tiny.load("GPT2LMHeadModel"))
    for number, value in enumerate(
        (torch.randn(4, 5).T, torch.tensor(3), torch.zeros(0, 2), torch.eye(4).half())
    ):
        made, wanted = tmp_path / f"made-{number}.npy", tmp_path / f"wanted-{number}.npy"
        request = ExportTensor("x", str(made))
        monkeypatch.setattr(tensors, "_find", lambda *of: value)  # noqa: B023
        tensors.export_tensor(holder, request, tiny.no_check, tiny.no_report)
        np.save(wanted, numbers.to_numpy(value))
        assert made.read_bytes() == wanted.read_bytes()


def test_a_stop_while_a_config_is_made_is_no_fault_of_the_config(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun, over = threading.Event(), threading.Event()
    library = BertConfig.from_dict

    def slow(values: dict[str, Any], **more: Any) -> object:
        begun.set()
        over.wait()
        return library(values, **more)

    def check() -> None:
        if begun.is_set():
            raise Stopped

    monkeypatch.setattr(BertConfig, "from_dict", slow)
    try:
        with pytest.raises(Stopped):
            config_file.read(BERT, str(BERT), check)
    finally:
        over.set()
