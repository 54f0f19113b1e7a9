"""What can be asked why, on every class that reads text.

    python -m tests.surveys.why_coverage [--sample N] [--only NAME] [--names FILE] [--part 1/2]
                                         [--python] [--json FILE] [--read FILE ...]
                                         [--workers N]

Each class is created small, its weights made large enough to tell places apart, saved, loaded and
run as its task asks. Then words are left out or replaced, other words put in, heads and blocks
switched off, vectors put in, gradients integrated, parts added up and a difference of vectors
added. Each gives numbers, all of them finite and one of them equal to the same intervention alone,
or a sentence why not; never nothing, never an exception. Whatever can be patched and ablated in
Look inside can be here.
`--python` also runs the exported Python in a process that never saw the program and compares bit
for bit. Prints the counts and the reasons; ends with 1 where anything was blank, crashed or
differs. `--part` goes through every second class, say, and `--json` keeps what came out, so that
`--read` prints the totals of several runs. `--workers N` goes through the classes with N processes.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from explorer.features.ablation.protocol import AblationTargetsRequest
from explorer.features.activation_patching.protocol import PatchTargetsRequest
from explorer.features.answers.protocol import (
    AskQuestion,
    ChooseAnswer,
    LabelTokens,
    RunWithTarget,
)
from explorer.features.steering.protocol import Steer, SteeringTargetsRequest, SteeringVector
from explorer.features.why.protocol import (
    AnswerChoice,
    Intervention,
    TryAgain,
    WhyContributions,
    WhyGradients,
    WhyMap,
    WhyParts,
    WhySwaps,
    WhyWords,
    refusal,
)
from explorer.protocol.failures import Failure
from explorer.protocol.job import Request
from explorer.protocol.run import Run
from tests.surveys import in_parts
from tests.surveys.batches import strengthen
from tests.surveys.truth import small
from tests.surveys.truth.__main__ import Fresh, _warm, in_a_process
from tests.surveys.truth.classes import One, classes, sample
from tests.surveys.truth.exported import Cases, Checks
from tests.surveys.truth.totals import Row

KINDS = (
    *("words", "replaced", "swaps", "heads", "blocks", "map", "gradients", "contributions"),
    "steering",
)
TODAY = {"map": "patched", "heads": "ablated", "gradients": "patched"}
"""What can be asked wherever Look inside can do something of that kind."""

NOT_PATCHED = {"reformer": "each layer hands on two vectors for each token, by name"}
"""Types whose layers are found, but cannot be given another vector."""

CHOICE = AnswerChoice()
LIMIT = 180.0


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
        case "multiple-choice":
            return ChooseAnswer(made.short, (made.text, made.other))
        case "text-to-text":
            return RunWithTarget(made.text)
        case _:
            return Run((made.text,))


def work(one: One, folder: Path, *, python: bool) -> Row:
    """Build a class, run it, ask why; with `python`, write what its Python must give."""
    try:
        made = small.build(one.kind, one.family, one.name, folder, prepare=strengthen)
    except small.LeftOut as reason:
        return {"run": f"left out: {reason}"}
    except small.Refused as reason:
        return {"run": f"refused: {reason}"}
    desk = made.desk
    about = desk.summary
    assert about is not None
    try:
        ran = desk.do(asked(made, about.task, about.mask_token))
    except Failure as failure:
        return {"run": f"refused: {failure.sentence}"}
    row: Row = {"run": "ran"} | _today(made)
    grey = refusal(about.task, about.reads)
    if grey:
        return row | dict.fromkeys(KINDS, f"grey: {grey}")
    asking = _Asking(made, folder, row)
    asking.all_kinds((made.text, made.short))
    if getattr(ran, "request", None) is not None:
        row["again"] = asking.again()
    row["without python"] = asking.cases.without
    if python:
        asking.cases.write()
    return row


def _today(made: small.Small) -> Row:
    """What Look inside can do with the class: empty, or why not."""
    found = {}
    for name, request in (
        ("patched", PatchTargetsRequest()),
        ("ablated", AblationTargetsRequest()),
    ):
        try:
            result: Any = made.desk.do(request)
        except Failure as failure:
            found[name] = failure.sentence
            continue
        if name == "patched":
            found[name] = result.disabled_reason
        else:
            found[name] = result.sentence if result.means == "refused" else ""
    return found


class _Asking:
    """All that is asked about one run."""

    def __init__(self, made: small.Small, folder: Path, row: Row) -> None:
        self.desk, self.row = made.desk, row
        self.cases = Cases(made, folder)
        self.results: dict[str, Any] = {}

    def all_kinds(self, texts: tuple[str, str]) -> None:
        """Each kind in turn, as the window asks them."""
        words = self._ask("words", WhyWords(CHOICE))
        self._ask("replaced", WhyWords(CHOICE, "replace"))
        places = () if words is None else tuple(word.positions[0] for word in words.words[:2])
        swaps = self._ask("swaps", WhySwaps(CHOICE, places))
        self._ask("parts", WhyParts(CHOICE))
        self._ask("gradients", WhyGradients(CHOICE))
        self._ask("contributions", WhyContributions(CHOICE))
        if swaps is not None and swaps.counterpart:
            self._ask("map", WhyMap(CHOICE, swaps.counterpart))
        elif swaps is not None:
            self.row["map"] = "grey: no other word to put in"
        else:
            self.row["map"] = self.row["swaps"]
        self._steer(texts)

    def _steer(self, texts: tuple[str, str]) -> None:
        """Steering by two texts after the last layer but one."""
        try:
            targets = self.desk.do(SteeringTargetsRequest())
        except Failure as failure:
            self.row["steering"] = f"failed: {failure.sentence}"
            return
        if targets.disabled_reason:
            self.row["steering"] = f"grey: {targets.disabled_reason}"
            return
        self._ask("steering", Steer(SteeringVector(*texts, max(0, targets.layers - 2), 1.5)))

    def _ask(self, name: str, request: Request) -> Any:
        """Put what came of a request into the row; its result where it has numbers."""
        kinds = ("heads", "blocks") if name == "parts" else (name,)
        try:
            result: Any = self.desk.do(request)
        except Failure as failure:
            self.row |= dict.fromkeys(kinds, f"failed: {failure.sentence}")
            return None
        if result.question is None:
            told = f"grey: {result.note}" if result.note else "BLANK"
            self.row |= dict.fromkeys(kinds, told)
            return None
        for kind in kinds:
            self.row[kind] = _judged(kind, result)
        self.results[name] = result
        self.cases.keep(name, request, result, _checks(result))
        return result

    def again(self) -> str:
        """One intervention of each kind, alone."""
        words, parts, patched = (self.results.get(name) for name in ("words", "parts", "map"))
        tries: list[tuple[Intervention, float]] = []
        if words is not None:
            for word, left in zip(words.words, words.probabilities, strict=True):
                if not np.isnan(left):
                    tries.append((Intervention("without", word.positions), float(left)))
                    break
        if parts is not None and parts.heads.size and not np.isnan(parts.heads[0, 0]):
            tries.append((Intervention("head", part=(0, 0)), float(parts.heads[0, 0])))
        if parts is not None:
            for kind, shares in (
                ("attention", parts.attention), ("feed-forward", parts.feed_forward),
            ):  # fmt: skip
                if shares.size and not np.isnan(shares[0]):
                    tries.append((Intervention(kind, part=(0, -1)), float(shares[0])))  # type: ignore[arg-type]
        if patched is not None:
            last = len(patched.values) - 1, 1
            ids = patched.request.ids
            there = float(patched.values[last])
            tries.append((Intervention("patched", part=last, ids=ids), there))
        for done, measured in tries:
            try:
                result = self.desk.do(TryAgain(CHOICE, done, measured))
            except Failure as failure:
                return f"failed: {done.kind}: {failure.sentence}"
            if not result.agrees:
                return f"DIFFERS: {done.kind}: {measured:.5f} and alone {result.probability:.5f}"
        return "agree" if tries else "nothing to try"


def _judged(kind: str, result: Any) -> str:
    """Whether a result has all its numbers, in a word and its reason."""
    failed = [check.sentence for check in result.checks if not check.passed]
    if failed:
        return f"CHECK FAILED: {failed[0]}"
    shares = True
    match kind:
        case "words" | "replaced":
            numbers = result.probabilities
            if np.isnan(numbers).all():
                return "grey: no word can be left out"
        case "swaps":
            numbers = np.array([swap.probability for swap in result.swaps])
            if not numbers.size:
                return "grey: no other word of this form"
        case "heads":
            numbers = _heads(result)
            if not numbers.size:
                return f"grey: {result.heads_note}" if result.heads_note else "BLANK"
            if np.isnan(numbers).any():
                return "BLANK: not all heads"
        case "blocks":
            numbers = np.concatenate([result.attention, result.feed_forward])
            if not numbers.size or np.isnan(numbers).all():
                return f"grey: {result.blocks_note}" if result.blocks_note else "BLANK"
        case "map":
            numbers = result.values
            if np.isnan(numbers).any():
                return "BLANK: not all of the map"
        case "steering":
            numbers = np.array([answer.after for answer in result.answers])
        case _:
            numbers, shares = getattr(result, "parts" if kind == "gradients" else "values"), False
    known = numbers[~np.isnan(numbers)]
    if not known.size or not np.isfinite(known).all():
        return "BLANK: no numbers"
    if shares and not ((known >= 0) & (known <= 1 + 1e-6)).all():
        return "BLANK: no probabilities"
    return "works"


def _heads(parts: Any) -> Any:
    """float32 [all heads]: without what fills up the rows of layers with fewer."""
    rows = [shares[: row.heads] for row, shares in zip(parts.rows, parts.heads, strict=True)]
    return np.concatenate(rows) if rows else np.zeros(0, np.float32)


def _checks(result: Any) -> Checks:
    """What the Python of a result must give, bit for bit."""
    match result.request:
        case WhyWords():
            # Not a number where a word was not left out.
            shares = np.nan_to_num(result.probabilities, nan=-1.0)
            return [("shares", "shares.nan_to_num(-1.0)", shares)]
        case WhySwaps():
            shares = np.array([swap.probability for swap in result.swaps], np.float32)
            return [("shares", "shares", shares)] if result.swaps else []
        case WhyParts():
            checks: Checks = []
            if result.batched and result.rows:
                checks.append(("heads", "torch.cat(heads)", _heads(result)))
            for name, shares in (
                ("attention", result.attention), ("feed_forward", result.feed_forward),
            ):  # fmt: skip
                known = shares[~np.isnan(shares)]
                if known.size:
                    checks.append((name, name, known))
            return checks
        case WhyMap():
            return [("values", "values", result.values)]
        case WhyGradients():
            return [("parts", "parts.float()", result.parts)]
        case Steer():
            span = result.question.kind in ("start", "end")
            answers = (result.asked,) if span else result.answers
            after = np.array([answer.after for answer in answers], np.float32)
            return [("after", "after.reshape(-1)", after)]
        case _:
            return [("values", "values.float()", result.values)]


def asked_why(one: One, fresh: Fresh | None) -> Row:
    """One class in a process of its own, its Python in another."""
    folder = Path(tempfile.mkdtemp(prefix="why-"))
    try:
        row = in_a_process(partial(work, python=fresh is not None), one, LIMIT, folder)
        if fresh is not None and (folder / "cases.pickle").exists():
            ended = fresh.run(folder, LIMIT)
            file = folder / "wrong.json"
            wrong = json.loads(file.read_text()) if file.exists() else {"all": [ended]}
            told = [f"{name}: {text}" for name, some in wrong.items() for text in some]
            row["python"] = f"DIFFERS: {'; '.join(told)}" if told else f"equal: {len(wrong)}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return row | one.told()


def troubles(row: Row) -> list[str]:
    """What of a class is not as it should be."""
    found = []
    for name in ("run", *KINDS, "again", "python"):
        told = str(row.get(name, ""))
        if name == "steering" and row["kind"] in NOT_PATCHED:
            continue
        if told.startswith(("BLANK", "CRASH", "CHECK", "DIFFERS", "failed")):
            found.append(f"{name}: {told}")
    for name, today in TODAY.items():
        if name != "gradients" and row["run"] == "ran" and not row[today]:
            told = row[name]
            if row["kind"] in NOT_PATCHED and name == "map":
                continue
            if told.startswith("grey") and row["words"] == "works" == row["swaps"]:
                found.append(f"{name}: {told}, but it can be {today} in Look inside")
    return found


def print_totals(rows: list[Row]) -> int:
    """Print the counts by class and by type, and the reasons; how many classes have troubles."""
    ran = [row for row in rows if row["run"] == "ran"]
    reasons: dict[str, list[str]] = defaultdict(list)
    for row in ran:
        for name in (*KINDS, "again", "python"):
            told = str(row.get(name, ""))
            if told.startswith("grey"):
                reasons[f"{name} {told.replace(row['name'], '…')}"].append(row["name"])
        for name, remark in row.get("without python", {}).items():
            reasons[f"{name} without Python: {remark.replace(row['name'], '…')}"].append(
                row["name"]
            )
    for reason, names in sorted(reasons.items(), key=lambda pair: -len(pair[1])):
        print(f"{len(names):5}  {reason[:200]}  [{', '.join(names[:3])}]")
    print("\nclasses")
    for name in ("run", *KINDS, "again", "python"):
        some = rows if name == "run" else ran
        counter = Counter(str(row[name]).partition(":")[0] for row in some if row.get(name))
        if counter:
            print(f"  {name:14} {dict(counter)}")
    types = {row["kind"] for row in ran}
    asked_types = {row["kind"] for row in ran if row["words"] == "works"}
    print(f"\ntypes: {len(types)} ran, {len(asked_types)} have a class with an answer; of these")
    for name in KINDS:
        works = {row["kind"] for row in ran if row.get(name) == "works"}
        line = f"  {name:14} {len(works)}"
        if name in TODAY:
            able = {row["kind"] for row in ran if not row[TODAY[name]]} & asked_types
            rest = sorted(able - works)
            line += f" ({len(able)} can be {TODAY[name]} in Look inside"
            line += f"; not here: {', '.join(rest)})" if rest else ")"
        print(line)
    return sum(bool(troubles(row)) for row in rows)


def main() -> int:
    """Go through the classes, print what can be asked; 1 where something is wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.surveys.why_coverage", description=__doc__
    )
    parser.add_argument(
        "--sample", type=int, default=0, help="only this many classes, over all tasks"
    )
    parser.add_argument("--only", default="", help="classes whose name or type contains this")
    parser.add_argument("--names", type=Path, help="only the classes named in this file")
    parser.add_argument("--part", default="1/1", help="1/2: the first half of the classes")
    parser.add_argument("--python", action="store_true", help="the exported Python as well")
    parser.add_argument("--json", type=Path, help="add each result to this file, line by line")
    parser.add_argument("--read", type=Path, nargs="+", help="only the totals of such files")
    parser.add_argument("--resume", action="store_true", help="continue after what is in --json")
    parser.add_argument("--workers", type=int, default=1, help="so many processes")
    given = parser.parse_args()
    rows: list[Row] = []
    if given.workers > 1:
        return _shared(given)
    if given.read:
        rows = [json.loads(line) for file in given.read for line in file.open()]
        rows = list({(row["kind"], row["name"]): row for row in rows}.values())
        for row in rows:
            for trouble in troubles(row):
                print(f"!! {row['kind']:18} {row['name']:36} {trouble}")
        return 1 if print_totals(rows) else 0
    _warm()
    chosen = [one for one in classes() if given.only in one.kind or given.only in one.name]
    if given.names:
        listed = set(given.names.read_text().split())
        chosen = [one for one in chosen if one.name in listed]
    if given.sample:
        chosen = sample(chosen, given.sample)[: given.sample]
    number, parts = map(int, given.part.split("/"))
    fresh = Fresh() if given.python else None
    rows = in_parts.read_rows(given.json) if given.resume else []
    known = {(row["kind"], row["name"]) for row in rows}
    try:
        for one in chosen[number - 1 :: parts]:
            if (one.kind, one.name) in known:
                continue
            row = asked_why(one, fresh)
            rows.append(row)
            if given.json:
                with given.json.open("a") as sink:
                    sink.write(json.dumps(row) + "\n")
            if row["run"] == "ran":
                names = (*KINDS, "again", "python")
                short = " ".join(str(row.get(name, "-")).partition(":")[0] for name in names)
                print(f"   {one.kind:18} {one.name:36} {short}", flush=True)
            for trouble in troubles(row):
                print(f"!! {one.kind:18} {one.name:36} {trouble}", flush=True)
    finally:
        if fresh is not None:
            fresh.close()
    return 1 if print_totals(rows) else 0


def _shared(given: argparse.Namespace) -> int:
    """The same by several processes."""
    arguments = ["--sample", str(given.sample), "--only", given.only]
    arguments += ["--names", str(given.names)] if given.names else []
    arguments += ["--python"] if given.python else []
    rows = in_parts.rows_of_parts("tests.surveys.why_coverage", arguments, given.workers)
    if given.json:
        with given.json.open("a") as sink:
            sink.writelines(json.dumps(row) + "\n" for row in rows)
    return 1 if print_totals(rows) else 0


if __name__ == "__main__":
    sys.exit(main())
