"""What goes into the model, and the plain run: tokens, input IDs, tensors, outputs."""

from __future__ import annotations

from explorer.engine import numbers, tokenization
from explorer.engine.model_holder import ModelHolder
from explorer.engine.runner import Runner
from explorer.protocol.failures import NothingRun
from explorer.protocol.job import Check, Report
from explorer.protocol.run import (
    OutputRead,
    ReadOutput,
    Run,
    RunResult,
    Tokenize,
    Tokenized,
)


def tokenize(holder: ModelHolder, request: Tokenize, check: Check, report: Report) -> Tokenized:
    runner = Runner(holder.loaded, check)
    # longest=0: while a person types nothing is too long; the run says so.
    tensors, rows = runner.batch(
        request.texts, request.pairs, longest=0, most=tokenization.MOST_SHOWN
    )
    infos = tuple(numbers.tensor_info(name, value) for name, value in tensors.items())
    return Tokenized(request.texts, rows, infos, request.pairs, tensors["input_ids"].shape[-1])


def run(holder: ModelHolder, request: Run, check: Check, report: Report) -> RunResult:
    return Runner(holder.loaded, check).answer(request, report)


def read_output(
    holder: ModelHolder, request: ReadOutput, check: Check, report: Report
) -> OutputRead:
    value = {**holder.loaded.run_inputs, **holder.loaded.run_outputs}.get(request.name)
    if value is None:
        raise NothingRun
    return OutputRead(request.name, numbers.to_numpy(value))
