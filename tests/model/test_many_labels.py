"""A config with very many labels: the stop switch is looked at all the time, and nothing is slow.

Measured in the lane's own processor time, which other programs do not lengthen.
"""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import transformers
from transformers.models.bert import BertForSequenceClassification, BertTokenizer

from explorer.engine.engine import Engine
from explorer.features import python
from explorer.features.checkpoints.protocol import PreviewModel
from explorer.protocol.job import Request
from explorer.protocol.model import CreateRandomCopy, LoadModel, ModelReady, Prepared
from explorer.protocol.run import Run, RunResult
from tests.model import tiny

LABELS = 50_000
LONGEST = 0.2
"""Seconds between two looks; the library alone takes 0.5 s for the config of so many labels."""


class Looks:
    """A check that remembers how long the lane itself computed between two looks."""

    def __init__(self) -> None:
        self._lane = threading.get_ident()
        self.longest, self._last = 0.0, time.thread_time()

    def __call__(self) -> None:
        if threading.get_ident() != self._lane:  # one of the library's threads that read weights
            return
        now = time.thread_time()
        self.longest, self._last = max(self.longest, now - self._last), now


def longest(engine: Engine, request: Request) -> float:
    looks = Looks()
    engine(request, looks, tiny.no_report)
    looks()
    return looks.longest


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("labels")
    transformers.logging.set_verbosity_error()
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "cat"]
    sizes: dict[str, Any] = {
        "vocab_size": len(words), "hidden_size": 8, "num_hidden_layers": 1,
        "num_attention_heads": 2, "intermediate_size": 8, "num_labels": LABELS,
    }  # fmt: skip
    BertForSequenceClassification(transformers.BertConfig(**sizes)).save_pretrained(folder)
    BertTokenizer(vocab={word: n for n, word in enumerate(words)}).save_pretrained(folder)
    values = json.loads((folder / "config.json").read_text())
    values.pop("label2id", None)
    values["id2label"] = {str(n): f"label number {n}" for n in range(LABELS)}
    (folder / "config.json").write_text(json.dumps(values))
    return folder


def test_every_job_looks_often_at_the_stop_switch(folder: Path) -> None:
    path = str(folder)
    engine = Engine(Prepared("", "", ("cpu",), 1, 0.0))
    # Once before, so that nothing is imported while the clock runs.
    for request in (PreviewModel(path), LoadModel(path), Run(("the cat",)), CreateRandomCopy(3)):
        engine(request, tiny.no_check, tiny.no_report)
    found = {
        type(request).__name__: longest(engine, request)
        for request in (PreviewModel(path), LoadModel(path), Run(("the cat",)), CreateRandomCopy(3))
    }
    assert max(found.values()) < LONGEST, found


def test_the_window_never_reads_the_config(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine(Prepared("", "", ("cpu",), 1, 0.0))
    ready = engine(LoadModel(str(folder)), tiny.no_check, tiny.no_report)
    assert isinstance(ready, ModelReady)
    summary = ready.summary
    request = Run(("the cat",))
    ran = engine(request, tiny.no_check, tiny.no_report)

    def refuse(text: str, **more: object) -> object:
        raise AssertionError(f"{len(text)} characters were read again")

    monkeypatch.setattr(json, "loads", refuse)
    assert summary.config["model_type"] == "bert"
    assert not {"id2label", "label2id"} & summary.config.keys()
    assert "softmax" in python.code(request, ran, summary, threads=1)


def test_a_run_names_every_label(folder: Path) -> None:
    engine = Engine(Prepared("", "", ("cpu",), 1, 0.0))
    engine(LoadModel(str(folder)), tiny.no_check, tiny.no_report)
    ran = engine(Run(("the cat",)), tiny.no_check, tiny.no_report)
    assert isinstance(ran, RunResult)
    (prediction,) = ran.predictions
    logits = engine.loaded.run_outputs["logits"][0]
    assert len(prediction.candidates) == LABELS
    shares = [candidate.probability for candidate in prediction.candidates]
    assert shares == sorted(shares, reverse=True)
    for candidate in prediction.candidates[:: LABELS // 9]:
        assert candidate.text == f"label number {candidate.id}"
        assert candidate.logit == float(logits[candidate.id])
