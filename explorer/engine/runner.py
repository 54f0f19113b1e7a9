"""One run of a model: tokens, a forward pass, and what the model says."""

from __future__ import annotations

import torch

from explorer.engine import finite, forward, numbers, predictions, task_run, tasks
from explorer.engine.loaded_model import LoadedModel, summary
from explorer.protocol.failures import run_failed
from explorer.protocol.job import Check, Report, Stopped
from explorer.protocol.run import Run, RunResult, TensorInfo
from explorer.text.translation import tr


def run(loaded: LoadedModel, request: Run, check: Check, report: Report) -> RunResult:
    """Run `loaded` on texts or IDs, and keep inputs and outputs as its last run.

    Raises BadInput, NoTokenizer, Stopped, RunFailed with the model's own words, and NotFinite.
    """
    about = summary(loaded)
    if not request.input_ids:
        report(tr("Cutting the text into tokens"))
    inputs, rows = task_run.encoded(
        loaded, request.texts, request.input_ids, request.by_hand, request.pairs
    )
    check()
    report(tr("Running the model"))
    try:
        outputs, seconds = forward.forward(loaded.model, inputs, check)
    except (Stopped, MemoryError):
        raise
    except Exception as error:  # models raise what they like on input they were not made for
        raise run_failed(about.class_name, error) from error
    check()
    # Before anything is kept: a run with NaN must not become the last one.
    finite.judge(loaded.model, inputs, outputs, check)
    entries, note = predictions.predictions(
        about.task,
        outputs,
        rows,
        inputs.get("attention_mask"),
        loaded.tokenizer,
        loaded.model.config,
        request.top,
        check,
    )
    if request.pairs and about.task == tasks.SENTENCE_SIMILARITY:
        note = tr(
            "Text A and text B went in together as one row, so there are no two vectors to "
            "compare. The model returned its tensors."
        )
    groups = _infos(inputs, check), _infos(outputs, check)
    loaded.run_inputs, loaded.run_outputs = inputs, outputs  # nothing can be stopped any more
    return RunResult(
        request=request,
        model_serial=loaded.serial,
        rows=rows,
        inputs=groups[0],
        outputs=groups[1],
        predictions=entries,
        note=note,
        seconds=seconds,
    )


def _infos(tensors: dict[str, torch.Tensor], check: Check) -> tuple[TensorInfo, ...]:
    return tuple(numbers.tensor_info(name, value, check) for name, value in tensors.items())
