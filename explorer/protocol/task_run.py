"""The one run that a task made, and how texts become vectors."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, Self

from explorer.protocol.job import Request
from explorer.protocol.run import (
    NOTHING_BY_HAND,
    AblatedHeads,
    LastRun,
    ModelResult,
    Prediction,
    Run,
    RunResult,
    TensorInfo,
    Token,
)

DECODER_READS_TEXT = (
    "ForSequenceClassification",
    "ForTokenClassification",
    "ForQuestionAnswering",
)
"""Endings of classes whose decoder, where they have one, reads the text that the encoder reads."""


@dataclass(frozen=True)
class TaskRun:
    """What every answer tells of its run: tokens by row, tensors in and out, seconds.

    `silenced` are the heads that were off meanwhile.
    """

    model_serial: int
    rows: tuple[tuple[Token, ...], ...]
    inputs: tuple[TensorInfo, ...]
    outputs: tuple[TensorInfo, ...]
    seconds: float
    silenced: tuple[AblatedHeads, ...] = ()


@dataclass(frozen=True)
class Answer(ModelResult):
    """What a request that runs the model by its task is answered with; the base of all of them."""

    request: Request
    run: TaskRun

    @property
    def silenced(self) -> tuple[AblatedHeads, ...]:
        """The heads that were off."""
        return self.run.silenced

    def of_run(self, last: LastRun) -> Self:
        """The same with the heads that were off."""
        return replace(self, run=replace(self.run, silenced=last.silenced))

    def given(self) -> Run:
        """What was read, as a run of texts: its own request says it in other fields."""
        raise NotImplementedError

    def ranked(self) -> tuple[Prediction, ...]:
        """What it says as predictions, for lists and tables; none where it is a matrix."""
        return ()

    def as_run(self) -> RunResult:
        """Its run as the views of a run take it, without predictions: see `ranked`."""
        by_hand = getattr(self.request, "by_hand", NOTHING_BY_HAND)
        run = self.run
        return RunResult(
            replace(self.given(), by_hand=by_hand),
            run.model_serial,
            run.rows,
            run.inputs,
            run.outputs,
            (),
            "",
            run.seconds,
        )


@dataclass(frozen=True)
class PoolingStep:
    """One step from the hidden states of a text to its vector, named as sentence-transformers does.

    `modes` of pooling are cls, max, mean, mean_sqrt_len_tokens, weightedmean and lasttoken; the
    vectors of several are set side by side. `file` holds the weights of a dense layer or a layer
    norm, seen from the checkpoint's folder; `sizes` are its values in and out, `bias` whether it
    adds one, `activation` the class of torch.nn that comes after it.
    """

    kind: Literal["pooling", "dense", "layer_norm", "normalize"]
    modes: tuple[str, ...] = ()
    file: str = ""
    activation: str = ""
    sizes: tuple[int, ...] = ()
    bias: bool = False
