"""Is each text of a batch what it is alone? On every class that reads text.

    python -m tests.surveys.batches [--sample N] [--only NAME]

Each class is created small, its weights made large enough to tell places apart, and asked for three
texts of different length as the window asks. The program's own self-check then runs each of them
alone. Prints the classes where something else comes out, and why; ends with 1 where that is none of
the types that are known to be made so.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import torch
from torch import nn

from explorer.features.answers.protocol import CheckRows, ChooseAnswer, CompareTexts, LabelTokens
from explorer.protocol.failures import Failure
from explorer.protocol.job import Request
from explorer.protocol.run import Run
from tests.surveys.truth import small
from tests.surveys.truth.__main__ import _warm, in_a_process
from tests.surveys.truth.classes import One, classes, sample
from tests.surveys.truth.totals import Row

BY_DESIGN = {
    "aimv2_text_model": "looks ahead where no text is padded, and only then",
    "convbert": "convolves over its padding",
    "cpmant": "reads no mask",
    "fnet": "mixes all places",
    "funnel": "pools over its padding",
    "imagegpt": "averages over all places",
    "mobilebert": "reads each token with its neighbours",
    "nystromformer": "averages over all places",
    "prophetnet": "predicts from its padding as well",
    "t5gemma": "reads its answer one place after the text",
    "yoso": "hashes all places together",
}
"""Types in which padding or the other texts change a text, the same in bare transformers 5.24."""


def strengthen(model: nn.Module) -> None:
    """Random weights of the usual size make all places alike; these do not."""
    drawn = torch.Generator().manual_seed(1)
    for module in model.modules():
        weight = getattr(module, "weight", None)
        if not isinstance(weight, torch.Tensor) or weight.dim() != 2:
            continue
        if "Sinusoidal" in type(module).__name__:
            continue  # positions that are computed, not trained: RoFormer's mean distances
        table = isinstance(module, nn.Embedding)
        spread = 0.5 if table else 1.2 / weight.shape[-1] ** 0.5
        weight.data.copy_(torch.randn(weight.shape, generator=drawn) * spread)
        if isinstance(module, nn.Embedding) and module.padding_idx is not None:
            weight.data[module.padding_idx] = 0


def asked(made: small.Small, task: str) -> Request:
    """Three texts of different length, as the task of the class asks for them."""
    texts = (made.text, made.short, " ".join(made.text.split()[3:12]))
    match task:
        case "token-classification":
            return LabelTokens(texts)
        case "sentence-similarity":
            return CompareTexts(texts)
        case "multiple-choice":
            return ChooseAnswer(made.short, texts)
        case _:
            return Run(texts)


def work(one: One, folder: Path) -> Row:
    """Build a class, run a batch, check it."""
    made = small.build(one.kind, one.family, one.name, folder)
    about = made.desk.summary
    assert about is not None
    if not about.tokenizer:
        return {"run": "left out: no tokenizer"}
    strengthen(made.desk.engine.loaded.model)
    request = asked(made, about.task)
    try:
        made.desk.do(request)
        found: Any = made.desk.do(CheckRows(about.serial, request))
    except Failure as failure:
        return {"run": f"refused: {failure.sentence}"}
    if not found.checks:
        return {"run": "not compared"}
    (check,) = found.checks
    return {"run": "as alone" if check.passed else "differs", "sentence": check.sentence}


def main() -> int:
    """Go through the classes and print what differs; 1 where that is not known."""
    parser = argparse.ArgumentParser(prog="python -m tests.surveys.batches", description=__doc__)
    parser.add_argument(
        "--sample", type=int, default=0, help="only this many classes, over all tasks"
    )
    parser.add_argument("--only", default="", help="classes whose name or type contains this")
    given = parser.parse_args()
    _warm()
    chosen = [one for one in classes() if given.only in one.kind or given.only in one.name]
    if given.sample:
        chosen = sample(chosen, given.sample)[: given.sample]
    counts: Counter[str] = Counter()
    unknown = 0
    for one in chosen:
        folder = Path(tempfile.mkdtemp(prefix="batches-"))
        try:
            row = in_a_process(work, one, 60.0, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        counts[row["run"].partition(":")[0]] += 1
        if row["run"].startswith(("differs", "CRASH")):
            known = BY_DESIGN.get(one.kind, "")
            unknown += not known
            told = row.get("sentence", row["run"])
            print(f"{one.kind:18} {one.name:36} {known or '!! not known'}: {told}", flush=True)
    print(dict(counts))
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main())
