"""Runs spread over several processes: the bits of one process, whatever becomes of the others."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest
import torch

from explorer import resources
from explorer.engine import memory
from explorer.engine.engine import Engine
from explorer.engine.workers import spread
from explorer.engine.workers.spread import Workers
from explorer.features.ablation.protocol import AblateHeads
from explorer.features.text_table import code
from explorer.features.text_table.compute import run as table_run
from explorer.features.text_table.protocol import ReadTexts, RunTexts, TextsRead, TextTableResult
from explorer.features.why.protocol import AnswerChoice, MapResult, PartsResult, WhyMap, WhyParts
from explorer.protocol.inspection import ALL, HeadPlace
from explorer.protocol.job import Stopped
from explorer.protocol.model import CreateRandomCopy, LoadModel, ModelReady, Prepared
from explorer.protocol.run import Run, RunResult
from explorer.protocol.workers import PROCESS_BYTES
from tests.model.tiny import no_check, no_report

TEXTS = tuple(f"The hotel was {'so ' * (n % 9)}great ." for n in range(120))


# A worker imports torch first, which takes long on a busy computer; one is kept for several tests.
pytestmark = [pytest.mark.timeout(400), pytest.mark.keeps_threads]


def _made() -> Engine:
    engine = Engine(Prepared(torch.__version__, "5", ("cpu",), 1, 0.1))
    engine(LoadModel(str(resources.path("models", "mini-world-sentiment"))), no_check, no_report)
    return engine


@pytest.fixture(scope="module")
def kept() -> Iterator[Engine]:
    """The bundled judge of sentences, with its worker from one test to the next."""
    made = _made()
    yield made
    made.replace(None)


@pytest.fixture
def engine() -> Iterator[Engine]:
    """The same for one test, which does something to it."""
    made = _made()
    yield made
    made.replace(None)


@pytest.fixture(autouse=True)
def small_batches_that_are_worth_sharing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spread, "WORTH_SECONDS", 0.0)
    monkeypatch.setattr(table_run, "TOKENS_AT_ONCE", 24)


def _request(engine: Engine, workers: int = 2) -> RunTexts:
    table = engine(ReadTexts(pasted="\n".join(TEXTS)), no_check, no_report)
    assert isinstance(table, TextsRead)
    return RunTexts(engine.loaded.serial, table, workers)


def _ran(engine: Engine, workers: int, check: Callable[[], None] = no_check) -> TextTableResult:
    result = engine(_request(engine, workers), check, no_report)
    assert isinstance(result, TextTableResult)
    return result


def _shared(engine: Engine) -> TextTableResult:
    """The table once more until a worker had its part of it: it takes seconds to begin."""
    while (result := _ran(engine, 2)).workers < 2:
        assert not result.workers_note
        time.sleep(0.5)  # for the worker, which begins meanwhile
    return result


def _said(result: TextTableResult) -> list[str]:
    """Each answer with all its digits; those that are no numbers too."""
    return [repr(answer) for answer in result.answers]


def _parts_of(engine: Engine, seen: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Note what a worker's answers are taken for."""
    read = table_run._of_part

    def noted(batch: list[int], result: TextTableResult) -> Any:
        seen.append(batch)
        return read(batch, result)

    monkeypatch.setattr(table_run, "_of_part", noted)


def test_two_workers_give_the_bits_of_one(kept: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = _ran(kept, 1)
    assert alone.workers == 1
    _shared(kept)
    parts: list[Any] = []
    _parts_of(kept, parts, monkeypatch)
    result = _ran(kept, 2)
    assert len(parts) > 3, "the worker did some of it"
    assert _said(result) == _said(alone)
    assert result.complete
    assert _ran(kept, 1).workers == 1, "that another one waits does not count"
    assert result.check is not None
    # Heads that are off here are off there, and on again there when they are here.
    kept(AblateHeads((HeadPlace("self", 0, ALL),)), no_check, no_report)
    off = _shared(kept)
    assert _said(off) == _said(_ran(kept, 1)) != _said(alone)
    kept(AblateHeads(), no_check, no_report)
    assert _said(_shared(kept)) == _said(alone)


def test_maps_and_parts_of_two_workers_have_the_bits_of_one(engine: Engine) -> None:
    engine(LoadModel(str(resources.path("models", "mini-world-gpt2"))), no_check, no_report)
    text = " ".join(["Once upon a time there was a little cat and a dog ."] * 8)
    ran = engine(Run((text,)), no_check, no_report)
    assert isinstance(ran, RunResult)
    ids = [token.id for token in ran.rows[0]]
    ids[5] = ids[0]
    requests = WhyMap(AnswerChoice(), tuple(ids)), WhyParts(AnswerChoice())
    for request in requests:
        alone = engine(request, no_check, no_report)
        assert isinstance(alone, (MapResult, PartsResult))
        wanted = replace(request, workers=2)
        while (shared := engine(wanted, no_check, no_report)).workers < 2:  # type: ignore[attr-defined]
            assert not shared.workers_note  # type: ignore[attr-defined]
            time.sleep(0.5)
        assert isinstance(shared, type(alone))
        # At least the part in the middle, to see how long it takes, is done twice.
        assert shared.runs > alone.runs
        for name in ("values", "heads", "attention", "feed_forward"):
            value = getattr(alone, name, None)
            if value is not None:
                assert value.tobytes() == getattr(shared, name).tobytes()
        assert shared.checks == alone.checks


def test_a_worker_that_is_killed_is_replaced_and_nothing_is_lost(
    kept: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = _ran(kept, 1)
    _shared(kept)
    (pid,) = kept.part(Workers).pids
    killed: list[int] = []
    parts: list[Any] = []
    _parts_of(kept, parts, monkeypatch)

    def check() -> None:
        if parts and not killed:
            killed.append(pid)
            psutil.Process(pid).kill()
            psutil.wait_procs([psutil.Process(pid)], timeout=10)

    result = _ran(kept, 2, check)
    assert killed
    assert _said(result) == _said(alone)
    assert result.workers_note, "it is said"
    assert _said(_shared(kept)) == _said(alone)
    assert kept.part(Workers).pids not in ((), (pid,))


def test_a_stop_stops_the_workers_and_the_rest_follows(
    kept: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = _ran(kept, 1)
    _shared(kept)
    request, parts = _request(kept), []  # type: ignore[var-annotated]
    _parts_of(kept, parts, monkeypatch)

    def check() -> None:
        if parts:
            raise Stopped

    with pytest.raises(Stopped):
        kept(request, check, no_report)
    for worker in kept.part(Workers).team:
        assert not worker.parts, "nobody waits for an answer"
    before = len(parts)
    result = kept(request, no_check, no_report)
    assert isinstance(result, TextTableResult)
    assert _said(result) == _said(alone)
    assert len(parts) > before
    batches = [tuple(batch) for batch in parts if len(batch)]
    assert len(set(batches)) >= len(batches) - 2, "only what was compared is done twice"


def test_a_model_that_was_made_here_is_copied_for_the_worker(engine: Engine) -> None:
    engine(CreateRandomCopy(3), no_check, no_report)
    alone = _ran(engine, 1)
    assert _said(_shared(engine)) == _said(alone)
    workers = engine.part(Workers)
    assert workers._copy is not None
    folder, pids = Path(workers._copy.name), workers.pids
    assert folder.exists()
    engine.replace(None)
    assert not folder.exists()
    assert not any(psutil.pid_exists(pid) for pid in pids)


def test_a_worker_with_other_digits_is_not_used(engine: Engine) -> None:
    """The weights were changed here: its folder gives others."""
    with torch.no_grad():
        next(engine.loaded.model.parameters()).mul_(1.01)
    alone = _ran(engine, 1)
    while not (result := _ran(engine, 2)).workers_note:
        time.sleep(0.5)
    assert "other digits" in result.workers_note
    assert result.workers == 1
    assert _said(result) == _said(alone)


def test_without_memory_for_a_copy_there_is_one_worker_and_the_sum(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "free_memory", lambda: PROCESS_BYTES)
    result = _ran(engine, 3)
    assert (result.workers, result.complete) == (1, True)
    assert not engine.part(Workers).pids
    for size in ("701 MB", "700 MB"):
        assert size in result.workers_note.replace("\N{NO-BREAK SPACE}", " ")


def test_what_is_done_soon_is_done_by_one(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spread, "WORTH_SECONDS", 1e6)
    result = _ran(engine, 2)
    assert result.workers == 1
    assert "too short" in result.workers_note
    assert not engine.part(Workers).pids


def test_each_worker_has_its_share_of_the_threads_and_the_python_says_so(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = engine(
        LoadModel(str(resources.path("models", "mini-world-sentiment"))), no_check, no_report
    )
    assert isinstance(ready, ModelReady)
    seen: set[int] = set()
    ask = table_run._Work._ask

    def noted(work: Any, batch: Any) -> Any:
        seen.add(torch.get_num_threads())
        return ask(work, batch)

    monkeypatch.setattr(table_run._Work, "_ask", noted)
    monkeypatch.setattr(spread._Spreading, "_begin", lambda spreading: None)  # this process alone
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(3)
        result = _ran(engine, 3)
        assert torch.get_num_threads() == 3, "as it was"
    finally:
        torch.set_num_threads(before)
    assert seen == {3, 1}, "3 for the first look at how long it takes"
    assert result.threads == 1
    lines = code.write(result.request, result, ready.summary).lines
    assert "torch.set_num_threads(1)" in lines
    assert lines[-1] == "torch.set_num_threads(usual_threads)"
    assert "set_num_threads" not in "".join(
        code.write(result.request, _ran(engine, 1), ready.summary).lines
    )
