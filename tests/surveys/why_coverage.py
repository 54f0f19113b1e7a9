"""What can be asked why, on every class that reads text.

    python -m tests.surveys.why_coverage [--sample N] [--only NAME] [--python]

Each class is created small and run as its task asks. Then words are left out, other words put in,
parts switched off, vectors put in, and a difference of vectors added. Each of the five either gives
numbers, all of them finite and one of them equal to the same intervention alone, or a sentence why
not; never nothing, never an exception. `--python` also runs the exported Python in a fresh process
and compares bit for bit.
Prints the counts and the reasons; ends with 1 where anything was blank, crashed or differs.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from explorer.features import python
from explorer.features.answers.protocol import AskQuestion, LabelTokens, RunWithTarget
from explorer.features.steering.protocol import Steer, SteeringTargetsRequest, SteeringVector
from explorer.features.why.protocol import (
    AnswerChoice,
    Intervention,
    TryAgain,
    WhyMap,
    WhyParts,
    WhySwaps,
    WhyWords,
    why_not,
)
from explorer.protocol.failures import Failure
from explorer.protocol.job import Request
from explorer.protocol.run import Run
from tests.surveys.batches import strengthen
from tests.surveys.truth import small
from tests.surveys.truth.__main__ import _warm, in_a_process
from tests.surveys.truth.classes import One, classes, sample
from tests.surveys.truth.totals import Row

KINDS = ("words", "swaps", "parts", "map", "steering")
CHOICE = AnswerChoice()


def asked(made: small.Small, task: str, mask: str) -> Request:
    """The text as the task of the class asks for it."""
    match task:
        case "fill-mask":
            words = made.text.split()
            if mask and mask not in made.text:
                words[len(words) // 2] = mask
            return Run((" ".join(words),))
        case "token-classification":
            return LabelTokens((made.text,))
        case "question-answering":
            return AskQuestion(made.short, made.text)
        case "text-to-text":
            return RunWithTarget(made.text)
        case _:
            return Run((made.text,))


def work(one: One, folder: Path) -> Row:
    """Build a class, run it, ask why."""
    try:
        made = small.build(one.kind, one.family, one.name, folder)
    except small.LeftOut as reason:
        return {"run": f"left out: {reason}"}
    except small.Refused as reason:
        return {"run": f"refused: {reason}"}
    about = made.desk.summary
    assert about is not None
    grey = why_not(about.task, about.reads)
    if grey:
        return {"run": "ran"} | dict.fromkeys(KINDS, f"grey: {grey}")
    strengthen(made.desk.engine.loaded.model)
    try:
        made.desk.do(asked(made, about.task, about.mask_token))
    except Failure as failure:
        return {"run": f"refused: {failure.sentence}"}
    row: Row = {"run": "ran"}
    row["words"], words = _one(made, WhyWords(CHOICE))
    places = () if words is None else tuple(word.positions[0] for word in words.words[:2])
    row["swaps"], swaps = _one(made, WhySwaps(CHOICE, places))
    row["parts"], parts = _one(made, WhyParts(CHOICE))
    ids = swaps.counterpart if swaps is not None else ()
    row["map"], patched = (
        _one(made, WhyMap(CHOICE, ids)) if ids else ("grey: no other word to put in", None)
    )
    row["again"] = _again(made, words, parts, patched, ids)
    row["steering"], _ = _steered(made)
    return row


def _steered(made: small.Small) -> tuple[str, Any]:
    """What came of steering by two texts after the last layer but one."""
    try:
        targets = made.desk.do(SteeringTargetsRequest())
    except Failure as failure:
        return f"failed: {failure.sentence}", None
    if targets.disabled_reason:
        return f"grey: {targets.disabled_reason}", None
    layer = max(0, targets.layers - 2)
    return _one(made, Steer(SteeringVector(made.text, made.short, layer, 1.5)))


def _one(made: small.Small, request: Request) -> tuple[str, Any]:
    """What came of a request in a word, and its result where it has numbers."""
    try:
        result: Any = made.desk.do(request)
    except Failure as failure:
        return f"failed: {failure.sentence}", None
    if result.question is None:
        return (f"grey: {result.note}" if result.note else "BLANK"), None
    match request:
        case WhyWords():
            numbers = result.probabilities
        case WhySwaps():
            numbers = np.array([swap.probability for swap in result.swaps])
            if not numbers.size:
                return "grey: no other word of this form", result
        case WhyParts():
            numbers = np.concatenate([result.heads.ravel(), result.attention, result.feed_forward])
            if not numbers.size or np.isnan(numbers).all():
                notes = f"{result.heads_note} {result.blocks_note}".strip()
                return (f"grey: {notes}" if notes else "BLANK"), result
        case Steer():
            numbers = np.array([answer.after for answer in result.answers])
        case _:
            numbers = result.values
            if np.isnan(numbers).any():
                return "BLANK: not all of the map", result
    known = numbers[~np.isnan(numbers)]
    if not known.size:
        return "grey: no word can be left out", result
    if not ((known >= 0) & (known <= 1 + 1e-6)).all():
        return "BLANK: no probabilities", result
    return "works", result


def _again(made: small.Small, words: Any, parts: Any, patched: Any, ids: tuple[int, ...]) -> str:
    """One intervention of each kind, alone."""
    tries: list[tuple[Intervention, float]] = []
    if words is not None:
        for word, left in zip(words.words, words.probabilities, strict=True):
            if not np.isnan(left):
                tries.append((Intervention("without", word.positions), float(left)))
                break
    if parts is not None and parts.heads.size and not np.isnan(parts.heads[0, 0]):
        tries.append((Intervention("head", part=(0, 0)), float(parts.heads[0, 0])))
    if parts is not None:
        for kind, shares in (("attention", parts.attention), ("feed-forward", parts.feed_forward)):
            if shares.size and not np.isnan(shares[0]):
                tries.append((Intervention(kind, part=(0, -1)), float(shares[0])))  # type: ignore[arg-type]
    if patched is not None:
        last = len(patched.values) - 1, 1
        tries.append((Intervention("patched", part=last, ids=ids), float(patched.values[last])))
    for done, measured in tries:
        try:
            result = made.desk.do(TryAgain(CHOICE, done, measured))
        except Failure as failure:
            return f"failed: {done.kind}: {failure.sentence}"
        if not result.agrees:
            return f"DIFFERS: {done.kind}: {measured:.5f} and alone {result.probability:.5f}"
    return "agree" if tries else "nothing to try"


def compared(one: One, folder: Path) -> Row:
    """The exported Python of everything, against a fresh process."""
    from tests.lesson.execute import execute

    row = work(one, folder)
    if row["run"] != "ran" or row["words"] != "works":
        return row
    made = small.build(one.kind, one.family, one.name, folder / "again")
    about = made.desk.summary
    assert about is not None
    made.desk.do(asked(made, about.task, about.mask_token))
    results: list[tuple[Request, Any]] = []
    for request in (WhyWords(CHOICE), WhySwaps(CHOICE, (1, 2)), WhyParts(CHOICE)):
        results.append((request, made.desk.do(request)))
    ids = results[1][1].counterpart
    if row["map"] == "works" and ids:
        results.append((WhyMap(CHOICE, ids), made.desk.do(WhyMap(CHOICE, ids))))
    if row["steering"] == "works":
        _, steered = _steered(made)
        results.append((steered.request, steered))
    results = [(asks, got) for asks, got in results if got.question is not None]
    codes = [python.code(asks, got, about, threads=1) for asks, got in results]
    try:
        done = execute(codes)
    except AssertionError as error:
        row["python"] = f"CRASH: {str(error)[-300:]}"
        return row
    for (asks, got), own in zip(results, done, strict=True):
        wrong = _differs(asks, got, own.arrays)
        if wrong:
            row["python"] = f"DIFFERS: {wrong}"
            return row
    row["python"] = f"equal ({len(results)})"
    return row


def _differs(request: Request, result: Any, own: Any) -> str:
    pairs: list[tuple[str, Any]] = []
    match request:
        case WhyWords():
            pairs = [("shares", result.probabilities)]
        case WhySwaps() if result.swaps:
            shares = np.array([swap.probability for swap in result.swaps], np.float32)
            pairs = [("shares", shares)]
        case WhyParts():
            for name, shares in (
                ("attention", result.attention), ("feed_forward", result.feed_forward),
            ):  # fmt: skip
                known = shares[~np.isnan(shares)]
                if known.size:
                    pairs.append((name, known))
        case WhyMap():
            pairs = [("values", result.values)]
        case Steer():
            question = result.question
            own_place = question.kind in ("start", "end")
            answers = (result.asked,) if own_place else result.answers
            shares = np.array([answer.after for answer in answers], np.float32)
            pairs = [("after", shares)]
    for name, values in pairs:
        given = own.get(f"own.{name}")
        if given is not None and given.size == values.size:
            given = given.reshape(values.shape)
        if given is None or not np.array_equal(given, values, equal_nan=True):
            apart = np.nanmax(np.abs(given - values)) if given is not None else np.nan
            return f"{type(request).__name__}.{name} by {apart:.2g}"
    return ""


def main() -> int:
    """Go through the classes, print what can be asked; 1 where something is wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.surveys.why_coverage", description=__doc__
    )
    parser.add_argument("--sample", type=int, default=0, help="so many classes, over all tasks")
    parser.add_argument("--only", default="", help="classes whose name or type contains this")
    parser.add_argument("--python", action="store_true", help="the exported Python as well")
    given = parser.parse_args()
    _warm()
    chosen = [one for one in classes() if given.only in one.kind or given.only in one.name]
    if given.sample:
        chosen = sample(chosen, given.sample)[: given.sample]
    counts: dict[str, Counter[str]] = {
        name: Counter() for name in ("run", *KINDS, "again", "python")
    }
    reasons: Counter[str] = Counter()
    wrong = 0
    for one in chosen:
        folder = Path(tempfile.mkdtemp(prefix="why-"))
        try:
            row = in_a_process(compared if given.python else work, one, 120.0, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        if row["run"] == "ran":
            short = " ".join(str(row.get(name, "-")).partition(":")[0] for name in counts)
            print(f"   {one.kind:18} {one.name:36} {short}", flush=True)
        for name, counter in counts.items():
            told = str(row.get(name, ""))
            if not told:
                continue
            counter[told.partition(":")[0]] += 1
            if told.startswith(("BLANK", "CRASH", "DIFFERS", "failed")):
                wrong += 1
                print(f"!! {one.kind:18} {one.name:36} {name}: {told}", flush=True)
            elif told.startswith("grey"):
                reasons[f"{name} {told.replace(one.name, '…')}"] += 1
    for reason, count in reasons.most_common():
        print(f"{count:5}  {reason[:160]}")
    for name, counter in counts.items():
        if counter:
            print(f"{name:7} {dict(counter)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
