"""The survey's second process: does one task for each line that it reads."""

from __future__ import annotations

import contextlib
import inspect
import json
import os
import shutil
import sys
import tempfile
import time
import warnings
from typing import Any

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import torch

from explorer.engine import build
from explorer.engine.model_class import choose_class
from explorer.engine.size import meta_forward
from explorer.engine.size.meta import meta_build
from explorer.features.create.compute.checks.judging import judge_values, with_value
from explorer.features.create.compute.draft import read_draft
from explorer.features.create.compute.edit import build_config
from explorer.features.create.compute.fields.defaults import default_config, refusal
from explorer.features.create.compute.fields.form import form_of
from explorer.features.create.compute.verdict import check_config
from explorer.features.create.protocol.config import CheckConfig
from explorer.protocol.config import ConfigEdit
from explorer.protocol.failures import Failure
from tests.shrink import shrunk
from tests.surveys.class_inputs import prepared

Row = dict[str, Any]
MOST_PARAMETERS = 60_000_000


def serve() -> int:
    """Answer every line until there are no more."""
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    import transformers

    transformers.logging.set_verbosity(100)
    transformers.logging.disable_progress_bar()
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a model prints must not come between the answers
    for line in sys.stdin:
        task = json.loads(line)
        try:
            row = of_type(task) if task["do"] == "type" else of_class(task)
        except Exception as error:  # the survey continues, and says what happened
            row = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
        answers.flush()
    return 0


def quiet(*args: Any, **more: Any) -> None:
    """A check that never stops and a report that nobody reads."""


def of_type(task: Row) -> Row:
    """Describe a type, pass a good edit, refuse a bad one."""
    row: Row = {"reasons": {}}
    edit = ConfigEdit(task["type"], "")
    started = time.perf_counter()
    form = form_of(edit)
    row["describe_seconds"] = round(time.perf_counter() - started, 4)
    row["fields"] = len(form.fields)
    own = read_draft(edit).schema
    row["described"] = default_config(own.config_class) is not None
    if not row["described"]:
        row["reasons"]["defaults"] = refusal(own.config_class)
    plain = judge_values(edit, quiet)
    if plain.problems or plain.soft:
        row["reasons"]["rules against defaults"] = [p.sentence for p in plain.problems + plain.soft]
    numbers = [
        one
        for one in form.fields
        if one.kind == "int" and one.low == 1 and one.group == "sizes" and one.default != "null"
    ]
    name, value = (numbers[0].path, "-7") if numbers else ("dtype", '"float99"')
    bad = judge_values(ConfigEdit(task["type"], "", with_value("{}", name, value)), quiet)
    row["bad_edit"] = any(one.path == name and one.level == "error" for one in bad.problems)
    if not row["bad_edit"]:
        row["reasons"]["bad edit"] = f"{name} = {value} was not refused"
    good = judge_values(ConfigEdit(task["type"], "", '{"id2label": {"0": "a", "1": "b"}}'), quiet)
    row["good_edit"] = not good.errors
    if not row["good_edit"]:
        row["reasons"]["good edit"] = [one.sentence for one in good.problems]
    return row


def of_class(task: Row) -> Row:
    """Count a class with its defaults, then take a small one through its whole life."""
    row: Row = {"reasons": {}}
    edit = ConfigEdit(task["type"], task["class"])
    _count(edit, row)
    if row.get("packages"):
        return row
    with contextlib.suppress(StopIteration):
        _small_life(task, row)
    return row


def _count(edit: ConfigEdit, row: Row) -> None:
    choose_class_once(edit)  # its import is not part of an edit
    started = time.perf_counter()
    verdict = check_config(CheckConfig(edit, free_bytes=10**9, what_if=False), quiet, quiet)
    row["count_seconds"] = round(time.perf_counter() - started, 4)
    row["packages"] = list(verdict.missing_packages)
    row["filled"] = [one.path for one in verdict.filled]
    if verdict.footprint is not None:
        row["parameters"] = verdict.footprint.parameters
        whole = sum(one.parameters for one in verdict.footprint.parts)
        if whole != verdict.footprint.parameters:
            row["reasons"]["shares"] = f"the parts sum to {whole}"
    else:
        told = [one.sentence for one in verdict.problems]
        row["reasons"]["count"] = told[0] if told else "no reason was given"


def choose_class_once(edit: ConfigEdit) -> None:
    """Import the modeling file."""
    with contextlib.suppress(Failure):
        choose_class(edit, build_config(edit))


def _small_life(task: Row, row: Row) -> None:
    reason = "no way of shrinking was accepted by the config class"
    stage = "shrink"
    for tried, small in enumerate(shrunk(task["type"])):
        if tried >= 6:
            break
        edit = ConfigEdit(small.model_type, task["class"], small.overrides)
        try:
            config = build_config(edit)
            cls = choose_class(edit, config)
        except Failure as error:
            stage, reason = "shrink", f"{error.sentence} {error.details}"
            continue
        built = meta_build(cls, config, quiet)
        if built.model is None:
            stage, reason = "build", built.details or built.sentence
            continue
        size = sum(one.numel() for one in built.model.parameters())
        if size > MOST_PARAMETERS:
            stage, reason = "shrink", f"still {size:,} parameters when shrunk"
            continue
        row["text"] = is_text(built.model, task["family"])
        try:
            stage, reason = _life(cls, edit, row)
        except Exception as error:  # whatever a class raises is what the table is for
            stage, reason = "life", f"{type(error).__name__}: {error}"
        if row.get("ran"):
            break
    if reason:
        row["reasons"][stage] = reason


def is_text(model: Any, family: str) -> bool:
    """Whether a class takes token IDs, and nothing that is seen or heard."""
    names = inspect.signature(model.forward).parameters.keys()
    wants_ids = model.main_input_name == "input_ids" and "input_ids" in names
    return wants_ids and may_read_text(type(model), model.config, family)


def may_read_text(cls: Any, config: Any, family: str) -> bool:
    """The same, as far as it is known before the class is built."""
    if family == "Speech and sound":
        return False  # its token IDs are sounds
    slots = set(config.sub_configs)
    other = any(word in name for name in slots for word in ("vision", "audio", "image", "speech"))
    names = inspect.signature(cls.forward).parameters.keys()
    seen = names & {"pixel_values", "input_features", "input_values", "image"}
    return "input_ids" in names and not other and not seen


def _life(cls: Any, edit: ConfigEdit, row: Row) -> tuple[str, str]:
    """Create, run, save, reload, compare; ("", "") when all went well."""
    config = build_config(edit)
    config._attn_implementation = "eager"
    model = build.from_config(cls, config, 0, quiet, quiet, lambda need: None)
    row["created"] = True
    inputs = meta_forward.inputs_for(model, 1, 16, "cpu")
    inputs = prepared(model, inputs)
    if inputs is None:
        return "run", "what this class takes in is not known to the survey"
    torch.manual_seed(0)
    try:
        with torch.no_grad():
            before = model(**inputs)
        row["ran"] = True
        trouble = ""
    except Exception as error:  # the reason is in the table
        before, trouble = None, f"{type(error).__name__}: {error}"
    folder = tempfile.mkdtemp(prefix="survey-")
    try:
        model.save_pretrained(folder)
        again = cls.from_pretrained(folder, attn_implementation="eager")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    again.train(False)
    one, other = model.state_dict(), again.state_dict()
    row["weights_equal"] = one.keys() == other.keys() and all(
        torch.equal(one[name], other[name]) for name in one
    )
    if trouble:
        return "run", trouble
    # A mapped file may be differently in memory, and another kernel then rounds otherwise.
    for found in (*again.parameters(), *again.buffers()):
        found.data = found.data.clone()
    torch.manual_seed(0)
    with torch.no_grad():
        after = again(**inputs)
    row["outputs_equal"] = _same(before, after)
    if not row["weights_equal"]:
        return "weights", "the reloaded weights are not the same"
    if not row["outputs_equal"]:
        return "outputs", "the reloaded model answers otherwise, by rounding or by chance"
    return "", ""


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, torch.Tensor):
        return isinstance(other, torch.Tensor) and torch.equal(one.nan_to_num(), other.nan_to_num())
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(
            _same(left, right) for left, right in zip(one, other, strict=True)
        )
    return True
