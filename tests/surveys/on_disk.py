"""Every class with its weights left on disk, a layer in memory at a time, against all of it there.

    python -m tests.surveys.on_disk [--sample N] [--only NAME]

Each class is created small, saved, and loaded twice; both run on the same input, whatever the class
takes in. Every output must be equal bit for bit. Prints the counts and the reasons why a class
leaves nothing on disk; ends with 1 where an output differs or a class crashed.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

import torch

from explorer.engine.size import meta_forward
from explorer.engine.tensors import tensors_in
from explorer.engine.weights import load, on_disk
from explorer.engine.weights.memory import WeightsNeed
from explorer.protocol.failures import Failure, WeightsMustBeRead
from tests.surveys.class_inputs import prepared
from tests.surveys.class_worker import quiet
from tests.surveys.truth import small
from tests.surveys.truth.__main__ import _warm, in_a_process
from tests.surveys.truth.classes import One, classes, sample
from tests.surveys.truth.totals import Row

SMALL = 1_000
"""Bytes up to which a tensor of these small models is always in memory."""


def least(need: WeightsNeed) -> int | None:
    """One layer, or one table of tokens, in memory at a time."""
    return need.leavable.least if need.leavable is not None else None


def work(one: One, folder: Path) -> Row:
    """Build a class, load it both ways, and compare what both return."""
    made = small.build(one.kind, one.family, one.name, folder, text_only=False)
    whole = made.desk.engine.loaded.model
    inputs = prepared(whole, meta_forward.inputs_for(whole, 1, 16, "cpu"))
    if inputs is None:
        return {"run": "left out: what this class takes in is not known to the survey"}
    on_disk.SMALL = SMALL
    try:
        model, report, _ = load.load(
            made.folder, class_name=one.name, check=quiet, report=quiet, room=least
        )
    except WeightsMustBeRead as failure:
        return {"run": f"grey: {failure.sentence}"}
    except Failure as failure:
        return {"run": f"DIFFERS: {failure.sentence} {failure.details}"[: small.LONGEST]}
    if not report.on_disk:
        return {"run": "grey: nothing of it is left on disk"}
    outputs = []
    for computing in (whole, model):
        torch.manual_seed(0)
        with torch.no_grad():
            try:
                outputs.append(dict(tensors_in(computing(**inputs))))
            except Exception as error:  # a class may refuse what the survey gives it
                if computing is whole:
                    return {"run": f"left out: {type(error).__name__}: {error}"[: small.LONGEST]}
                return {"run": f"DIFFERS: {type(error).__name__}: {error}"[: small.LONGEST]}
    wanted, own = outputs
    wrong = [name for name, value in wanted.items() if name not in own or _other(value, own[name])]
    return {"run": f"DIFFERS: {', '.join(wrong)}"[: small.LONGEST] if wrong else "equal"}


def _other(value: torch.Tensor, own: torch.Tensor) -> bool:
    """Whether any bit differs; not a number is equal to itself."""
    pair = [each.contiguous().reshape(-1).view(torch.uint8) for each in (value, own)]
    return value.shape != own.shape or not torch.equal(*pair)


def main() -> int:
    """Go through the classes, print what came of them; 1 where something is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.surveys.on_disk", description=__doc__)
    parser.add_argument("--sample", type=int, default=0, help="only this many classes")
    parser.add_argument("--only", default="", help="classes whose name or type contains this")
    given = parser.parse_args()
    _warm()
    chosen = [one for one in classes() if given.only in one.kind or given.only in one.name]
    if given.sample:
        chosen = sample(chosen, given.sample)[: given.sample]
    counts: Counter[str] = Counter()
    for one in chosen:
        folder = Path(tempfile.mkdtemp(prefix="on-disk-"))
        try:
            told = str(in_a_process(work, one, 120.0, folder)["run"])
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        counts[told.partition(":")[0]] += 1
        if told != "equal":
            print(f"{one.kind:18} {one.name:36} {told[:160]}", flush=True)
    print(", ".join(f"{count} {what}" for what, count in counts.most_common()))
    return 1 if counts["DIFFERS"] or counts["CRASH"] else 0


if __name__ == "__main__":
    sys.exit(main())
