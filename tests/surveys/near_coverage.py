"""The head finder, nearest tokens and maps of vectors, on every class that reads text.

    python -m tests.surveys.near_coverage [--sample N] [--only NAME]

Each class is created small and run as its task asks. Each of the four (heads on the text, heads on
random tokens, nearest tokens, a map) gives finite numbers or a sentence why not; never nothing,
never an exception. The exported Python of each gives the same bits in a fresh process. Prints the
counts and the reasons; ends with 1 where anything was blank, crashed or differs.
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
from explorer.features.head_finder.protocol import FindHeads, HeadScores
from explorer.features.nearest.protocol import FindNearest, MapVectors, NearestResult
from explorer.protocol.failures import Failure
from explorer.protocol.job import Request
from tests.lesson.execute import execute
from tests.surveys.truth import small
from tests.surveys.truth.__main__ import _warm, in_a_process
from tests.surveys.truth.classes import One, classes, sample
from tests.surveys.truth.totals import Row
from tests.surveys.why_coverage import asked

REQUESTS: dict[str, Request] = {
    "heads": FindHeads(), "nearest": FindNearest(position=1), "map": MapVectors(),
}  # fmt: skip


def work(one: One, folder: Path) -> Row:
    """Build a class, run it, ask all of it, and run the Python of what has numbers."""
    made = small.build(one.kind, one.family, one.name, folder)
    about = made.desk.summary
    assert about is not None
    if "text" not in about.reads:
        return {"run": "left out: it reads no text"}
    try:
        made.desk.do(asked(made, about.task, about.mask_token))
    except Failure as failure:
        return {"run": f"refused: {failure.sentence}"}
    row: Row = {"run": "ran"}
    results: dict[str, Any] = {}
    for name, request in REQUESTS.items():
        try:
            result: Any = made.desk.do(request)
        except Failure as failure:
            row[name] = f"grey: {failure.sentence}"  # the page says it
            continue
        row[name] = _judged(result)
        if row[name] == "works":
            results[name] = result
        if name == "heads" and row[name] == "works":
            note = result.random_note
            row["random"] = f"grey: {note}" if note else "works"
    codes = [python.code(REQUESTS[name], got, about, threads=1) for name, got in results.items()]
    try:
        done = execute(codes)
    except AssertionError as error:
        return row | {"python": f"CRASH: {str(error)[-300:]}"}
    wrong = [
        differs
        for (name, result), own in zip(results.items(), done, strict=True)
        if (differs := _differs(name, result, own.arrays))
    ]
    return row | {"python": f"DIFFERS: {', '.join(wrong)}" if wrong else "equal"}


def _numbers(result: Any) -> Any:
    if isinstance(result, HeadScores):
        return result.scores
    return result.cosines if isinstance(result, NearestResult) else result.points


def _judged(result: Any) -> str:
    """What came of a request in a word."""
    numbers = _numbers(result)
    if not numbers.size:
        return f"grey: {result.note}" if result.note else "BLANK"
    if not isinstance(result, HeadScores):
        return "works" if np.isfinite(numbers).all() else "BLANK: no numbers"
    # Heads that a layer has not, and texts of one token, are not numbers.
    known = numbers[~np.isnan(numbers)]
    shares = known.size and ((known >= 0) & (known <= 1.03)).all()
    return "works" if shares else "BLANK: no shares"


def _differs(name: str, result: Any, own: Any) -> str:
    """How far the Python is from what was shown; empty where it is the same."""
    shown = _numbers(result)
    match name:
        case "heads" if "own.scores" in own:
            given = own["own.scores"][..., :-1]
            shown = shown[: len(given)]  # induction is the last, where it was measured
        case "nearest":
            given = own["own.cosines"][result.ids]
        case "map":
            given = own["own.points"]
        case _:
            return ""  # layers of different numbers of heads are printed, and not stacked
    if np.array_equal(given, shown, equal_nan=True):
        return ""
    return f"{name} by {np.nanmax(np.abs(given - shown)):.2g}"


def main() -> int:
    """Go through the classes, print what can be asked; 1 where something is wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.surveys.near_coverage", description=__doc__
    )
    parser.add_argument(
        "--sample", type=int, default=0, help="only this many classes, over all tasks"
    )
    parser.add_argument("--only", default="", help="classes whose name or type contains this")
    given = parser.parse_args()
    _warm()
    chosen = [one for one in classes() if given.only in one.kind or given.only in one.name]
    if given.sample:
        chosen = sample(chosen, given.sample)[: given.sample]
    names = ("run", "heads", "random", "nearest", "map", "python")
    counts: dict[str, Counter[str]] = {name: Counter() for name in names}
    reasons: Counter[str] = Counter()
    wrong = 0
    for one in chosen:
        folder = Path(tempfile.mkdtemp(prefix="near-"))
        try:
            row = in_a_process(work, one, 120.0, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        for name in names:
            told = str(row.get(name, ""))
            if not told:
                continue
            counts[name][told.partition(":")[0]] += 1
            if told.startswith(("BLANK", "CRASH", "DIFFERS")):
                wrong += 1
                print(f"!! {one.kind:18} {one.name:36} {name}: {told}", flush=True)
            elif told.startswith("grey"):
                reasons[f"{name} {told.replace(one.name, '…')}"] += 1
    for reason, count in reasons.most_common():
        print(f"{count:5}  {reason[:160]}")
    for name, counter in counts.items():
        print(f"{name:8} {dict(counter)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
