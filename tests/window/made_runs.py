"""Runs and looks inside as the engine would answer them, made up for the views' tests."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Slot

from explorer.features.ablation.protocol import (
    AblateHeads,
    AblationResult,
    AblationTargets,
    AblationTargetsRequest,
)
from explorer.features.attention.protocol import (
    AttentionMaps,
    AttentionRequest,
    AttentionResult,
    HeadRequest,
    HeadResult,
    MapLayer,
)
from explorer.protocol.inspection import AblatableLayer, HeadPlace, Kind, SelfCheck
from explorer.protocol.job import Request
from explorer.protocol.model import ModelSummary, TrainingRecord
from explorer.protocol.run import Candidate, Prediction, Run, RunResult, TensorInfo, Token
from tests.window.subscribed import Replies

R = TypeVar("R", bound=Request)

WORDS = ("[CLS]", "the", "capital", "of", "france", "is", "[MASK]", ".", "[SEP]")


LEARNED = TrainingRecord(
    "Capitals", 400, "masked words", 20, 16, 1e-3, 42, 1.0, None, "random", "2026-01-01T00:00:00"
)


def tokens(words: Sequence[str] = WORDS) -> tuple[Token, ...]:
    """Tokens of these words; those in brackets are special."""
    return tuple(
        Token(word, word, place, word.startswith("["), word == "[MASK]", -1, -1)
        for place, word in enumerate(words)
    )


def summary(serial: int = 1, **changes: object) -> ModelSummary:
    """A loaded model of four layers and four heads."""
    fields: dict[str, object] = {
        "serial": serial, "class_name": "BertForMaskedLM", "auto_class": "AutoModelForMaskedLM",
        "config_class": "BertConfig", "model_type": "bert", "name": "made", "source": "",
        "revision": "", "state": "trained", "state_text": "Trained weights", "parameters": 1000,
        "bytes": 4000, "dtype": "float32", "device": "CPU", "task": "fill-mask",
        "tokenizer": "here", "tokenizer_class": "BertTokenizer", "mask_token": "[MASK]",
        "vocab_size": 100, "max_length": 64, "layers": 4, "heads": 4, "hidden_size": 32,
        "labels": (), "seed": None, "asked_dtype": "auto", "edit": None,
        "config_json": json.dumps({}), "report": None, "examples": (), "seconds": 0.1,
    }  # fmt: skip
    return ModelSummary(**(fields | changes))  # type: ignore[arg-type]


def ran(*rows: tuple[Token, ...], serial: int = 1) -> RunResult:
    """One run of these rows of tokens."""
    shape = (len(rows), len(rows[0]) if rows else 0)
    info = TensorInfo("input_ids", "int64", shape, "…")
    logits = TensorInfo("logits", "float32", (*shape, 100), "…")
    return RunResult(Run(("text",)), serial, rows, (info,), (logits,), (prediction(),), "", 0.01)


def prediction(best: str = "paris", share: float = 0.9) -> Prediction:
    """What is said about the mask."""
    others = tuple(Candidate(f"word {n}", n, (1 - share) / 20, 0.0) for n in range(1, 6))
    return Prediction(
        "mask", 0, 6, "Top 6 for [MASK]", (Candidate(best, 0, share, 5.0), *others), 100
    )


def frozen(values: NDArray[np.float32]) -> NDArray[np.float32]:
    values.flags.writeable = False
    return values


def weights(size: int, seed: int = 0) -> NDArray[np.float32]:
    """A map whose rows sum to 1."""
    made = np.random.default_rng(seed).random((size, size), dtype=np.float32) ** 4
    return frozen((made / made.sum(-1, keepdims=True)).astype(np.float32))


class Engine(QObject):
    """Answers what a view asks, at once; `asked` is what it asked, in order."""

    def __init__(self, answers: dict[type[Request], Callable[[Any], object]]) -> None:
        super().__init__()
        self.answers = answers
        self.asked: list[Request] = []
        self.replies: Replies | None = None

    @Slot(object)
    def take(self, request: Request) -> None:
        self.asked.append(request)
        answer = self.answers.get(type(request))
        if answer is not None:
            result = answer(request)
            assert self.replies is not None
            self.replies.answer(result, request)

    def of(self, kind: type[R]) -> list[R]:
        return [one for one in self.asked if isinstance(one, kind) and type(one) is kind]


def seen(
    request: AttentionRequest,
    words: Sequence[str] = WORDS,
    layers: int = 4,
    heads: int = 4,
    off: Sequence[HeadPlace] = (),
    kinds: Sequence[Kind] = ("self",),
    serial: int = 1,
) -> AttentionResult:
    """The overview of a model, each head a diagonal of its own."""
    side = min(request.cell, len(words))
    mosaic = np.zeros((layers * side, heads * side), np.uint8)
    for row in range(layers):
        for head in range(heads):
            for place in range(side):
                mosaic[row * side + place, head * side + (place + head) % side] = 255
    named = tokens(words)
    ones = np.ones((layers, heads), np.float32)
    maps = tuple(
        AttentionMaps(
            kind, f"Attention {kind}", mosaic, side, side, named, named,
            tuple(
                MapLayer(
                    n, n, n, f"layer {n + 1}", heads, tuple(o.head for o in off if o.layer == n)
                )
                for n in range(layers)
            ),
            ones, ones, ones * 0.5, ones * 0.5, "",
        )
        for kind in kinds
    )  # fmt: skip
    check = SelfCheck("rows sum to 1", True, "In 16 of 16 maps every row sums to 1.")
    return AttentionResult(request, serial, maps, "", (check,), 0.01)


def head(request: HeadRequest, words: Sequence[str] = WORDS, serial: int = 1) -> HeadResult:
    """One head in full."""
    named = tokens(words)
    made = weights(len(words), request.row * 10 + request.head)
    title = f"Layer {request.row + 1} · head {request.head + 1}"
    return HeadResult(request, serial, title, made, named, named, (), "")


def switches(request: AblationTargetsRequest, means: str = "interface") -> AblationTargets:
    """All heads of four layers can be switched, or none."""
    rows = tuple(AblatableLayer("self", n, 4, f"layer.{n}") for n in range(4))
    return AblationTargets(request, 1, means, "These heads are halves of one.", rows, ())  # type: ignore[arg-type]


def switched(request: AblateHeads) -> AblationResult:
    """The answers with these heads off."""
    check = SelfCheck("a switched-off head's output is zero", True, "The largest output is 0.")
    return AblationResult(
        request, 1, request.off, "interface", (prediction(),), (prediction(share=0.5),), 1.5, "",
        (check,), 0.02,
    )  # fmt: skip
