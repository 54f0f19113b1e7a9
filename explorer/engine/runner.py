"""One way through the model: what goes in is encoded and judged, and what comes out is too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import torch

from explorer.engine import (
    decoder_inputs,
    finite,
    forward,
    input_ids,
    numbers,
    padding,
    predictions,
    tasks,
    tokenization,
)
from explorer.engine.inside import skip_lm_head
from explorer.engine.loaded_model import LoadedModel
from explorer.engine.tensors import Tensors
from explorer.engine.weights import on_disk
from explorer.protocol.failures import BadInput, NothingRun
from explorer.protocol.job import Check, Report
from explorer.protocol.run import (
    NOTHING_BY_HAND,
    ManualInputs,
    Prediction,
    Run,
    RunResult,
    TensorInfo,
    Token,
)
from explorer.protocol.task_run import TaskRun
from explorer.text.translation import tr

Rows = tuple[tuple[Token, ...], ...]


class Runner:
    """Runs a model for one request, whose stop switch is `check`."""

    def __init__(self, loaded: LoadedModel, check: Check) -> None:
        self.loaded = loaded
        self.model = loaded.model
        self.check = check

    # -- what goes in ----------------------------------------------------------------------------

    def encode(
        self,
        texts: Sequence[str],
        ids: Sequence[Sequence[int]] = (),
        by_hand: ManualInputs = NOTHING_BY_HAND,
        pairs: Sequence[str] = (),
    ) -> tuple[Tensors, Rows]:
        """Inputs [rows, length] of a run and its tokens, from IDs, or from texts without any.

        Raises BadInput for what this model cannot read, and NoTokenizer.
        """
        if ids:
            tensor = input_ids.tensor(self.model, ids)
            inputs = input_ids.by_hand(self.model, tensor, by_hand.named())
            padding.judge(self.model, inputs)
            rows = tokenization.by_hand(self.loaded.tokenizer, inputs)
            return padding.with_positions(self.model, inputs), rows
        inputs, rows = self.batch(texts, pairs, longest=input_ids.max_length(self.model))
        # The same judge as for IDs typed by hand: a tokenizer may know more than the model.
        input_ids.tensor(self.model, inputs["input_ids"].tolist())
        return inputs, rows

    def batch(
        self, texts: Sequence[str], pairs: Sequence[str] = (), *, longest: int, most: int = 0
    ) -> tuple[Tensors, Rows]:
        """What texts become for this model: filled up to one length, so that each reads as alone.

        `longest` and `most` as in `tokenization.encode`, which raises BadInput.
        """
        tokenizer = tokenization.need(self.loaded)
        side = padding.side(self.model)
        inputs, rows = tokenization.encode(
            tokenizer, texts, pairs, longest=longest, most=most, side=side
        )
        filler = padding.fill(self.model, inputs)
        if filler is not None:
            (token,) = tokenization.tokens_of(tokenizer, (filler,), added=(1,), mask=(0,))
            inputs, rows = padding.refilled(inputs, rows, token)
        return padding.with_positions(self.model, inputs), rows

    def encode_target(self, text: str, ids: Sequence[int] = ()) -> torch.Tensor:
        """int64 [1, tokens] that a decoder reads: its start token, then the target's.

        Teacher forcing: place t reads the start token and the first t tokens of the target. Raises
        BadInput for IDs outside the vocabulary and for more than it reads, and NoTokenizer.
        """
        if not ids and text:
            tokenizer = tokenization.need(self.loaded)
            tokenization.check_text(text)
            ids = tokenizer.ids(text)
        return input_ids.tensor(self.model, [[decoder_inputs.start(self.model), *ids]])

    # -- looking -----------------------------------------------------------------------------------

    def forward(
        self, inputs: Mapping[str, torch.Tensor], *wanted: str, **given: Any
    ) -> tuple[Mapping[str, Any], float]:
        """One run on `inputs`, as `forward.forward` makes it; the last run stays what it is."""
        return forward.forward(self.model, inputs, self.check, *wanted, **given)

    def tensors(self, inputs: Mapping[str, torch.Tensor]) -> Tensors:
        """Every tensor that one run on `inputs` returns, by name, as the last run's are kept."""
        return forward.named_tensors(self.forward(inputs)[0])

    def judged(self, inputs: Mapping[str, torch.Tensor]) -> tuple[Tensors, float]:
        """The same and the seconds it took. Raises NotFinite where that is no answer."""
        outputs, seconds = self.forward(inputs)
        tensors = forward.named_tensors(outputs)
        finite.judge(self.model, inputs, tensors, self.check)
        return tensors, seconds

    def again(self, *wanted: str, logits: bool = True) -> tuple[Mapping[str, Any], float]:
        """Run the last inputs again with outputs such as `output_attentions` switched on.

        A patch that belongs to the last run is in it. Without `logits` the head over the vocabulary
        is left out, and nothing in their place must be used: only inside `skip_lm_head.tried`.
        Returns and raises as `forward`, and NothingRun before any run.
        """
        if not self.loaded.run_inputs:
            raise NothingRun
        with self.patched(), ExitStack() as stack:
            if not logits:
                stack.enter_context(skip_lm_head.left_out(self.model))
            return self.forward(self.loaded.run_inputs, *wanted)

    @contextmanager
    def patched(self) -> Iterator[None]:
        """Runs of the last inputs inside have the patch in them that belongs to the last run."""
        with ExitStack() as stack:
            if self.loaded.patch is not None:
                stack.enter_context(self.loaded.patch.installed(self.model))
            yield

    # -- the run that everything else looks into ---------------------------------------------------

    def run(self, inputs: Tensors, rows: Rows, report: Report) -> TaskRun:
        """Run the model on `inputs`, and keep inputs and outputs as its last run.

        Raises as `judged`; then, and where the request is stopped or fails later on, the run before
        stays the last one (`ModelHolder.handle`).
        """
        self.check()
        report(tr("Running the model"))
        with on_disk.reported(self.model, report):
            outputs, seconds = self.judged(inputs)
        run = TaskRun(self.loaded.serial, rows, self._infos(inputs), self._infos(outputs), seconds)
        self.loaded.run_inputs, self.loaded.run_outputs = inputs, outputs
        return run

    def _infos(self, tensors: Tensors) -> tuple[TensorInfo, ...]:
        return tuple(numbers.tensor_info(name, t, self.check) for name, t in tensors.items())

    def output(self, *names: str) -> list[torch.Tensor]:
        """Outputs of the last run by name, in float32.

        Raises BadInput where the class in memory is for another task.
        """
        outputs = self.loaded.run_outputs
        missing = [name for name in names if name not in outputs]
        if missing:
            raise BadInput(
                tr(
                    "{name} does not return {missing}: it is made for another task. "
                    "Load the checkpoint with a class for this one.",
                    name=type(self.model).__name__,
                    missing=missing[0],
                )
            )
        # For the arithmetic that follows: half precision would round sums of probabilities.
        return [outputs[name].float() for name in names]

    def answer(self, request: Run, report: Report) -> RunResult:
        """Run the model on texts or IDs, and what it says. Raises as `encode` and `run`."""
        if not request.input_ids:
            report(tr("Cutting the text into tokens"))
        inputs, rows = self.encode(request.texts, request.input_ids, request.by_hand, request.pairs)
        run = self.run(inputs, rows, report)
        entries, note = self.predictions(self.loaded.run_outputs, inputs, rows, request.top)
        if request.pairs and tasks.of_model(self.model) == tasks.SENTENCE_SIMILARITY:
            note = tr(
                "Text A and text B went in together as one row, so there are no two vectors to "
                "compare. The model returned its tensors."
            )
        return RunResult(
            request=request,
            model_serial=run.model_serial,
            rows=run.rows,
            inputs=run.inputs,
            outputs=run.outputs,
            predictions=entries,
            note=note,
            seconds=run.seconds,
            spelled=self._spelled(request, rows),
        )

    def _spelled(self, request: Run, rows: Rows) -> tuple[str, ...]:
        """What input IDs stand for; nothing where a place is to be filled: no text says where."""
        tokenizer = self.loaded.tokenizer
        if tokenizer is None or any(token.mask for row in rows for token in row):
            return ()
        return tuple(tokenizer.decode(ids) for ids in request.input_ids)

    def predictions(
        self, outputs: Tensors, inputs: Tensors, rows: Rows, top: int
    ) -> tuple[tuple[Prediction, ...], str]:
        """What the model says with these outputs, and why it says nothing where it does not."""
        return predictions.predictions(
            tasks.of_model(self.model),
            outputs,
            rows,
            inputs.get("attention_mask"),
            self.loaded.tokenizer,
            self.model.config,
            top,
            self.check,
        )
