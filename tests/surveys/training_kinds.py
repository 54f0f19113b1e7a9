"""Small models of many kinds: each trains some steps, or says why not.

    python -m tests.surveys.training_kinds [--sample 40] [--only NAME]

Each class that reads text is created small with a tokenizer of its own and trained through the
requests of the window. The loss of the first step is compared with the bare model's on the same
batch, and the weights must have moved. Prints what did not train and why; ends with 1 where
something was raised that is no sentence for a person, or a number differs.
"""

from __future__ import annotations

import argparse
import copy
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import torch

from explorer.features.training.compute.requests import TrainingPart
from explorer.features.training.protocol import (
    ContinueTraining,
    DescribeTraining,
    OpenSnapshot,
    PastedText,
    StartTraining,
    TrainingSettings,
)
from explorer.protocol.failures import Failure
from explorer.protocol.run import Run
from tests.surveys.truth import small
from tests.surveys.truth.__main__ import in_a_process
from tests.surveys.truth.classes import One, classes, sample
from tests.surveys.truth.totals import Row

STEPS = 4


def lines(made: small.Small) -> str:
    """A table of texts, labels and targets out of the words of its tokenizer."""
    words = [word for word in made.text.split() if not word.startswith("[")]
    rng = random.Random(0)
    rows = ["text,label,target"]
    for number in range(40):
        some = rng.sample(words, min(6, len(words)))
        rows.append(f"{' '.join(some)},{'yes' if number % 2 else 'no'},{' '.join(some[:3])}")
    return "\n".join(rows)


def work(one: One, folder: Path) -> Row:
    """Build a class and train it."""
    row: Row = {"run": "trained"}
    made = small.build(one.kind, one.family, one.name, folder)
    try:
        _train(made, row)
    except Failure as failure:
        row = {"run": f"said: {failure.sentence}", "details": failure.details[-300:]}
    return row


def _train(made: small.Small, row: Row) -> None:
    desk = made.desk
    offer = desk.do(DescribeTraining())
    if offer.disabled_reason:
        row["run"] = f"said: {offer.disabled_reason}"
        return
    settings = TrainingSettings(steps=STEPS, batch_size=8, length=24, learning_rate=1e-3)
    started = desk.do(StartTraining(PastedText(lines(made)), offer.objective or "", settings))
    session = desk.engine.part(TrainingPart)._session
    assert session is not None
    learner = session.learner
    before = {name: tensor.clone() for name, tensor in learner.model.state_dict().items()}
    expected = _bare(learner)
    finished = desk.do(ContinueTraining(started.training))
    first = float(finished.progress.losses[0])
    if abs(first - expected) > 1e-5 * max(1.0, abs(expected)):
        row["run"] = f"WRONG: the first loss is {first}, the bare model's {expected}"
        return
    after = learner.model.state_dict()
    if all(torch.equal(before[name], after[name]) for name in before):
        row["run"] = "WRONG: no weight moved"
        return
    desk.do(OpenSnapshot(started.training, STEPS))
    desk.do(Run((made.text,)))
    row["objective"] = started.objective


def _bare(learner: Any) -> float:
    """The loss of the first batch on a copy, without anything of the program around it."""
    model = copy.deepcopy(learner.model).train()
    with torch.random.fork_rng():
        torch.manual_seed(learner.settings.seed)
        batch = learner.batches([learner.rows[number] for number in learner.picks.of(0)])
        return float(model(**batch).loss)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sample", type=int, default=40)
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    wanted = [one for one in classes() if one.family.startswith("Text")]
    wanted = [one for one in wanted if one.task in ("causal", "masked", "seq2seq", "sequence")]
    wanted = [one for one in sample(wanted, len(wanted)) if arguments.only in one.name]
    ends: Counter[str] = Counter()
    bad = 0
    done = 0
    for one in wanted:
        if done == arguments.sample:
            break
        with tempfile.TemporaryDirectory() as folder:
            row = in_a_process(work, one, 300, Path(folder))
        told = str(row["run"])
        if told.startswith(("left out", "refused")):
            continue
        done += 1
        ends[told.partition(":")[0]] += 1
        wrong = told.startswith(("WRONG", "CRASH"))
        bad += wrong
        print(
            f"{one.name:45} {told[:160]} {row.get('objective', '')} "
            f"{row.get('details', '') if wrong else ''}",
            flush=True,
        )
    print(dict(ends))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
