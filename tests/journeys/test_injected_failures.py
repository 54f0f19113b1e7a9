"""Failures at the edges of the libraries: what a person sees, and that the program continues.

Each case breaks a function of torch, transformers, numpy or the system, does something in the
window, and looks at the message bar: a sentence in plain words, a remedy that does something, and
details on demand. Afterwards the model is as it was, and the next run gives the numbers of before.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy.lib.format as npy
import psutil
import pytest
import torch
import transformers
from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from explorer import resources
from explorer.__main__ import start
from explorer.engine.sandbox.process import Process
from explorer.features.ablation.protocol import AblateHeads
from explorer.features.activation_patching.protocol import ApplyPatch
from explorer.features.architecture.protocol import ExportWeight, ModuleTreeRequest, WeightRequest
from explorer.features.compare.protocol import LoadOther, RunBoth
from explorer.features.create.protocol.config import CheckConfig, ConfigVerdict
from explorer.features.generation.protocol import ContinueText, Generate, PickToken
from explorer.features.hidden_states.protocol import HiddenStatesRequest
from explorer.features.logit_lens.protocol import LogitLensRequest
from explorer.features.tensors.protocol import ExportTensor, ReadSlice
from explorer.protocol.config import ConfigEdit
from explorer.protocol.inspection import HeadPlace
from explorer.protocol.job import Done, Request
from explorer.protocol.model import (
    AttachTokenizer,
    CreateModel,
    CreateRandomCopy,
    LoadModel,
    SaveModel,
    SaveOptions,
)
from explorer.protocol.run import Run, RunResult
from tests.back_translation import english
from tests.in_memory import engine_of
from tests.journeys.conftest import Person
from tests.journeys.plain_words import NOT_FOR_PEOPLE, close_dialogs, complaints, press_remedy

in_its_process = pytest.mark.here("it breaks what the process with the model calls")
FRANCE, JAPAN = "The capital of France is [MASK].", "The capital of Japan is [MASK]."
BERT, GPT2, MOOD = (
    str(resources.path("models", f"mini-world-{one}")) for one in ("bert", "gpt2", "sentiment")
)

# -- what libraries raise --------------------------------------------------------------------------

ODD: tuple[Callable[[], BaseException], ...] = (
    lambda: RuntimeError("mat1 and mat2 shapes cannot be multiplied (9x64 and 32x64)"),
    lambda: RuntimeError(
        "CUDA out of memory. Tried to allocate 2.00 GiB. See documentation for PYTORCH_ALLOC_CONF; "
        "try export PYTORCH_ALLOC_CONF=expandable_segments:True"
    ),
    lambda: RuntimeError(
        "[enforce fail at alloc_cpu.cpp:121] data. DefaultCPUAllocator: can't allocate memory: you "
        "tried to allocate 99999999999 bytes. Error code 12 (Cannot allocate memory)"
    ),
    lambda: MemoryError(),
    lambda: ValueError("Loading this model requires you to pass trust_remote_code=True."),
    lambda: OSError(
        "We couldn't connect to 'https://huggingface.co'. Check your connection, or set "
        "HF_HUB_OFFLINE=1 and run in offline mode."
    ),
    lambda: ImportError("FlashAttention2 needs the package flash_attn: pip install flash-attn"),
    lambda: KeyError("hidden_states"),
    lambda: AttributeError("'NoneType' object has no attribute 'shape'"),
    lambda: IndexError("index out of range in self"),
    lambda: AssertionError(),
    lambda: NotImplementedError("set PYTORCH_ENABLE_MPS_FALLBACK=1 to use the CPU"),
    lambda: TypeError('forward() got an unexpected keyword argument "x"\nTraceback (most recent):'),
    lambda: RecursionError("maximum recursion depth exceeded"),
    lambda: UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"),
    lambda: OSError(errno.ENOSPC, "No space left on device", "/somewhere/deep/x.bin"),
    lambda: PermissionError(errno.EACCES, "Permission denied", "/somewhere/deep/x.bin"),
    lambda: ZeroDivisionError("division by zero"),
    lambda: StopIteration(),
    lambda: SystemExit("sys.exit inside a library"),
    lambda: KeyboardInterrupt(),
)


def always(make: Callable[[], BaseException]) -> Callable[..., Any]:
    def fail(*words: object, **more: object) -> Any:
        raise make()

    return fail


def where(only: str, original: Any, make: Callable[[], BaseException]) -> Callable[..., Any]:
    """Fails only where that argument is given."""

    def fail(*words: Any, **more: Any) -> Any:
        if more.get(only):
            raise make()
        return original(*words, **more)

    return fail


# -- where they are put in -------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """`owner.name` is broken while `request` is done; `errors` are the numbers of those raised.

    With `only` it is broken where that argument is given; `before` is done first.
    """

    what: str
    owner: Any
    name: str
    request: Request
    errors: tuple[int, ...]
    before: tuple[Request, ...] = ()
    only: str = ""


WRITTEN = (Generate("Once upon a time", max_new_tokens=2),)


def _edit(**more: object) -> ConfigEdit:
    sizes = {"num_hidden_layers": 1, "hidden_size": 48, "vocab_size": 99, "intermediate_size": 8}
    return ConfigEdit("bert", "BertForMaskedLM", json.dumps({**sizes, **more}))


def places(folder: Path) -> tuple[Place, ...]:
    bert = transformers.models.bert.modeling_bert
    gpt2 = transformers.models.gpt2.modeling_gpt2
    there, here = str(folder / "saved"), str(folder / "numbers.npy")
    head, embeddings = "write_array_header_1_0", "bert.embeddings.word_embeddings.weight"
    twin = LoadOther("twin")
    again = Run((JAPAN,))
    off = AblateHeads((HeadPlace("self", 0, 1),))
    once = Generate("Once", max_new_tokens=3)
    old = SaveModel(there, options=SaveOptions("pickle"))
    base, config = transformers.PreTrainedModel, transformers.PreTrainedConfig
    ran = (Run((FRANCE,)),)
    text = WRITTEN
    return (
        Place("a run", bert.BertLayer, "forward", Run((FRANCE,)), (0, 1, 2, 3, 7, 8, 13, 18)),
        Place("its head", bert.BertLMPredictionHead, "forward", Run((FRANCE,)), (9, 11, 19)),
        # Libraries of tokenizers fail in a process of their own: see tests/model/test_sandbox.py.
        Place("words cut", Process, "ask", Run((FRANCE,)), (1, 3)),
        Place("attention", bert.BertModel, "forward", again, (0, 2, 6), only="output_attentions"),
        Place("states", bert.BertModel, "forward", HiddenStatesRequest(), (1, 8, 12), ran),
        Place("the lens", bert.BertLMPredictionHead, "forward", LogitLensRequest(), (2, 9), ran),
        Place("a slice", torch, "histc", ReadSlice("logits"), (0, 3, 17), ran),
        Place("heads off", bert.BertModel, "forward", off, (0, 1), ran),
        Place("a patch", bert.BertModel, "forward", ApplyPatch(JAPAN, layers=(1,)), (2, 7), ran),
        Place("a file of numbers", npy, head, ExportTensor("logits", here), (15, 16, 3), ran),
        Place("a weight's file", npy, head, ExportWeight(embeddings, here), (15, 16, 0)),
        Place("both runs", bert.BertModel, "forward", RunBoth(twin, (FRANCE,)), (0, 1, 7)),
        Place("the second model", base, "post_init", LoadOther("twin", seed=9), (3, 7, 12)),
        Place("writing", gpt2.GPT2Model, "forward", once, (0, 2, 7), text),
        Place("writing on", gpt2.GPT2Model, "forward", ContinueText(2), (1, 8), text),
        Place("a picked token", gpt2.GPT2Model, "forward", PickToken(2, 9), (3, 9), text),
        Place("creating", base, "post_init", CreateModel(_edit(), 1), (0, 1, 2, 3, 6, 7, 12)),
        Place("the twin", base, "post_init", CreateRandomCopy(3), (2, 4, 17)),
        Place(
            "reading a config",
            transformers.BertConfig,
            "from_dict",
            LoadModel(MOOD),
            (4, 5, 6, 7, 16),
        ),
        Place(
            "reading weights",
            transformers.BertForSequenceClassification,
            "from_pretrained",
            LoadModel(MOOD),
            (0, 1, 2, 3, 4, 5, 6, 10, 13, 19, 20),
        ),
        Place("borrowing", Process, "ask", AttachTokenizer(MOOD, "mood"), (1, 3)),
        Place("saving words", Process, "ask", SaveModel(there), (1, 3, 15, 16)),
        Place("saving a config", config, "save_pretrained", SaveModel(there), (4, 15)),
        Place("saving the old way", torch, "save", old, (0, 15, 3)),
        Place("a weight", torch, "histc", WeightRequest("cls.predictions.bias"), (2, 7)),
        Place("the parts", torch.nn.Module, "named_modules", ModuleTreeRequest(), (7, 12)),
    )


# -- doing it --------------------------------------------------------------------------------------


_TAKES_IT_AWAY = ("unloadAction", "releaseFirstAction")


class Hurt:
    """Puts failures in, and writes down what is wrong with what a person sees."""

    def __init__(self, person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
        self.person, self.window, self._patch = person, person.window, monkeypatch
        self.wrong: list[str] = []
        self.count = 0
        self._results: list[object] = []
        self.usual: tuple[float, ...] = ()
        self.window.model.replied.connect(self._hear)

    def _hear(self, reply: object) -> None:
        if isinstance(reply, Done):
            self._results.append(reply.result)

    def open(self, path: str) -> None:
        """Load a bundled model, and keep what it says."""
        self.do(LoadModel(path, Path(path).name))
        self.usual = self.says()

    def do(self, request: Request) -> object:
        """A request that goes well."""
        self._results.clear()
        self.window.message_bar.clear()
        self.window.workbench.send(request)
        self.person.until_idle()
        return self._results[0] if self._results else None

    def says(self) -> tuple[float, ...]:
        """What the model in memory says to a usual text."""
        ran = self.do(Run((FRANCE,)))
        assert isinstance(ran, RunResult), self.person.message
        return tuple(one.logit for p in ran.predictions for one in p.candidates)

    def one(self, what: str, request: Request, put: Callable[[pytest.MonkeyPatch], None]) -> None:
        """One failure: put in, done, looked at, mended."""
        self.count += 1
        window = self.window
        serial = window.summary and window.summary.serial
        window.message_bar.clear()
        with self._patch.context() as patch:
            put(patch)
            window.workbench.send(request)
            self.person.until_idle()
            self.wrong += [f"{what}: {one}" for one in complaints(window)]
        self.see_remedy(what)
        now = window.summary and window.summary.serial
        if now != serial:
            self.wrong.append(f"{what}: another model is in memory")
        if self.says() != self.usual:
            self.wrong.append(f"{what}: the next run says something else")

    def see_remedy(self, what: str) -> None:
        """Press it; what would take the model away is only looked at."""
        failed = self.window.message_bar.failure
        if failed is None or failed.remedy is None or failed.remedy.action in _TAKES_IT_AWAY:
            return
        self.wrong += [f"{what}: {one}" for one in press_remedy(self.window)]
        self.person.until_idle()
        close_dialogs()


@pytest.fixture
def hurt(person: Person, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hurt]:
    for name in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, staticmethod(lambda *_, **__: ("", "")))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", staticmethod(lambda *_, **__: ""))
    monkeypatch.setattr(QFileDialog, "exec", lambda _: 0)
    found = Hurt(person, monkeypatch)
    yield found
    found.window.model.replied.disconnect(found._hear)
    assert not found.wrong, f"{len(found.wrong)} of {found.count}:\n" + "\n".join(found.wrong)


@in_its_process
@pytest.mark.parametrize(
    "others", [False, pytest.param(True, marks=pytest.mark.survey)], ids=["one each", "the others"]
)
def test_libraries_fail_in_odd_ways(hurt: Hurt, tmp_path: Path, others: bool) -> None:
    for turn, place in enumerate(places(tmp_path)):
        hurt.open(GPT2 if place.before == WRITTEN else BERT)
        chosen = place.errors[turn % len(place.errors)]
        for number in (one for one in place.errors if (one != chosen) == others):
            for request in place.before:
                hurt.do(request)

            def put(patch: pytest.MonkeyPatch, place: Place = place, number: int = number) -> None:
                broken = always(ODD[number])
                if place.only:
                    broken = where(place.only, getattr(place.owner, place.name), ODD[number])
                patch.setattr(place.owner, place.name, broken)

            hurt.one(f"{place.what}, error {number}", place.request, put)
        shutil.rmtree(tmp_path / "saved", ignore_errors=True)
    assert hurt.count >= (60 if others else 26)


@in_its_process
def test_the_disk_and_the_files_fail(hurt: Hurt, tmp_path: Path) -> None:
    hurt.open(BERT)
    work = tmp_path / "work"
    work.mkdir()
    folder = work / "a folder"
    full = OSError(errno.ENOSPC, "No space left on device")
    save, again = SaveModel(str(folder)), SaveModel(str(folder), replace=True)

    def tiny(*_: object) -> Any:
        return shutil._ntuple_diskusage(1_000, 999, 1)

    hurt.one("a small disk", save, lambda patch: patch.setattr(shutil, "disk_usage", tiny))
    for name in ("fsync", "replace", "mkdir"):
        hurt.one(f"a disk that is full at {name}", save, broken_os(name, full))
    assert not folder.exists(), "half a model was left"
    assert not list(work.iterdir()), "something was left beside it"
    hurt.do(save)
    before = {one.name: one.read_bytes() for one in folder.iterdir()}
    hurt.one("a folder in use", save, lambda patch: None)
    for name in ("fsync", "mkdir"):
        hurt.one(f"saving over it, full at {name}", again, broken_os(name, full))
    assert {one.name: one.read_bytes() for one in folder.iterdir()} == before
    free = psutil.virtual_memory()._replace(available=1_000, free=1_000)
    no_memory = lambda patch: patch.setattr(psutil, "virtual_memory", lambda: free)  # noqa: E731
    hurt.one("memory that is too small", LoadModel(str(folder)), no_memory)
    hurt.one("a second model without room", LoadOther("twin", seed=2), no_memory)
    hurt.one("a twin without room", CreateRandomCopy(3), no_memory)
    note = work / "notes.txt"
    note.write_text("no model", encoding="utf-8")
    hurt.one("a folder that is gone", LoadModel(str(tmp_path / "gone")), lambda patch: None)
    hurt.one("a device that is not there", LoadModel(BERT, device="cuda"), lambda patch: None)
    hurt.one("a file instead of a folder", LoadModel(str(note)), lambda patch: None)
    (folder / "config.json").write_text("{", encoding="utf-8")
    hurt.one("a config cut short", LoadModel(str(folder)), lambda patch: None)
    hurt.one("no such text", ReadSlice("nothing"), lambda patch: None)
    hurt.one("an ID that is too large", Run(input_ids=((99_999,),)), lambda patch: None)
    hurt.one("rows that are ragged", Run(input_ids=((1, 2), (3,))), lambda patch: None)
    hurt.one("a text that is too long", Run(("paris " * 4_000,)), lambda patch: None)


def broken_os(name: str, error: OSError) -> Callable[[pytest.MonkeyPatch], None]:
    def put(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(os, name, always(lambda: error))

    return put


@in_its_process
def test_values_that_are_no_numbers_are_told_instead_of_an_answer(hurt: Hurt) -> None:
    hurt.open(BERT)
    engine: Any = engine_of(hurt.window)
    weight = engine.loaded.model.cls.predictions.bias
    kept = weight.detach().clone()
    with torch.no_grad():
        weight[3] = float("nan")
    assert hurt.do(Run((FRANCE,))) is None
    assert "not a number (NaN)" in english(hurt.person.message)
    assert hurt.window.inference.ran is None  # no answer is shown as if it were one
    with torch.no_grad():
        weight.copy_(kept)
    assert hurt.says() == hurt.usual


def test_the_window_itself_fails(hurt: Hurt, tmp_path: Path) -> None:
    window = hurt.window
    hurt.open(BERT)

    def slot() -> None:
        raise KeyError("a slot of the window")

    def thread() -> None:
        raise RuntimeError("a thread of a library: set OMP_NUM_THREADS=1")

    def in_a_thread() -> None:
        other = threading.Thread(target=thread)
        other.start()
        other.join()

    for what, act in (("a slot", slot), ("a thread", in_a_thread)):
        hurt.count += 1
        window.message_bar.clear()
        QTimer.singleShot(0, window, act)
        hurt.person.until(lambda: window.message_bar.isVisible())
        failed = window.last_failure
        assert failed is not None
        assert "Traceback" in failed.details
        for name, found in NOT_FOR_PEOPLE.items():
            assert not found.search(failed.sentence), (what, name, failed.sentence)
        window.message_bar.remedy.click()
        assert "diagnostics" in english(hurt.person.message)
        assert "Traceback" in english(QGuiApplication.clipboard().text())
        assert hurt.says() == hurt.usual


def test_a_picture_that_cannot_be_painted_does_not_end_the_program(hurt: Hurt) -> None:
    """Qt goes on painting the window, and crashes where a painter was left at work: an error that
    passes Qt is raised only when the window's own `event` returns."""

    class Broken(QWidget):
        drawn = 0

        def paintEvent(self, event: QPaintEvent) -> None:
            self.drawn += 1
            with QPainter(self) as painter:
                painter.drawLine(0, 0, int(float("nan")), 1)

    window = hurt.window
    window.message_bar.clear()
    broken = Broken(window)
    broken.resize(60, 60)
    broken.show()
    hurt.person.until(lambda: window.message_bar.isVisible())
    before = broken.drawn
    window.resize(window.size() + QSize(40, 40))  # another backing store
    broken.update()
    hurt.person.until(lambda: broken.drawn > before)
    broken.setParent(None)
    broken.deleteLater()
    assert window.last_failure is not None
    assert "NaN" in window.last_failure.details


def test_a_missing_library_is_told_and_the_window_stays(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "transformers", None)
        window = start(["--empty", "--profile", str(tmp_path / "profile")])
        qtbot.addWidget(window)
        qtbot.waitUntil(lambda: window.message_bar.isVisible(), timeout=60_000)
        assert list(complaints(window)) == []
        assert "transformers" in english(window.message_bar.sentence.text())
    window.workbench.prepare()  # it is there again: the next job makes the engine
    qtbot.waitUntil(lambda: window.prepared is not None, timeout=60_000)
    window.close()
    assert not window.stuck


@pytest.mark.parametrize("spoil", ["garbage", "file", "desk"])
def test_settings_that_cannot_be_read_do_not_keep_the_window_from_opening(
    qtbot: QtBot, tmp_path: Path, spoil: str
) -> None:
    profile = tmp_path / "profile"
    if spoil == "file":
        profile.write_text("no folder", encoding="utf-8")
    else:
        profile.mkdir()
        wrong = '{"geometry": {"base64": "////"}, "recent": "[{]", "zoom": "x"}'
        text = "{" if spoil == "garbage" else wrong
        (profile / "settings.json").write_text(text, encoding="utf-8")
    if spoil == "desk":
        (profile / "desk.json").write_text('{"version": 1, "model": [[[', encoding="utf-8")
    window = start(["--empty", "--profile", str(profile)])
    qtbot.addWidget(window)
    person = Person(window, qtbot)
    person.until(lambda: window.prepared is not None)
    assert ("Settings cannot be saved" in person.message) == (spoil == "file")
    person.click("start.mini-world-bert")
    person.until_idle()
    person.type_text(FRANCE)
    person.click("runButton")
    person.until_idle()
    assert window.inference.bars
    window.close()
    assert not window.stuck


@in_its_process
def test_a_config_class_that_gives_advice_to_programmers(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = person.window
    for number in (4, 5, 6, 7, 10, 11, 12):
        verdicts: list[ConfigVerdict] = []

        def hear(reply: object, verdicts: list[ConfigVerdict] = verdicts) -> None:
            if isinstance(reply, Done) and isinstance(reply.result, ConfigVerdict):
                verdicts.append(reply.result)

        window.model.replied.connect(hear)
        with monkeypatch.context() as patch:
            patch.setattr(transformers.BertForMaskedLM, "__init__", always(ODD[number]))
            window.workbench.send(CheckConfig(_edit(hidden_size=48)))
            person.until_idle()
        window.model.replied.disconnect(hear)
        assert verdicts, number
        told = [one.sentence for one in verdicts[-1].problems]
        assert told, number
        for sentence in told:
            for what, found in NOT_FOR_PEOPLE.items():
                assert not found.search(sentence), (number, what, sentence)
