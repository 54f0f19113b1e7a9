"""The figures of a truth run, and every reason that was given."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

Row = dict[str, Any]

GOALS = {
    "attention by type, standard": 171,
    "heads off by type": 190,
    "hidden states by type": 201,
    "lens, causal classes": 158,
    "lens, masked classes": 43,
    "lens, encoder-decoder classes": 26,
    "text classes equal to their Python": 803,
}
BAD = ("CRASH", "CHECK FAILED", "BLANK")


def wrong(row: Row) -> list[str]:
    """What must not be: a difference, a crash, a failed check, a view without a word."""
    found = [row["run"]] if row["run"].startswith(BAD) else []
    for name, word in row.get("inside", {}).items():
        if word.startswith(BAD):
            found.append(f"{name}: {word}")
    for key in ("wrong", "spawned"):
        for name, told in row.get(key, {}).items():
            found += [f"{name}: {one}" for one in told]
    return found


def _by_type(rows: Iterable[Row], name: str) -> dict[str, str]:
    """What a type can do: its bare model's word, else that of the first class that ran."""
    found: dict[str, tuple[bool, str]] = {}
    for row in rows:
        word = row.get("inside", {}).get(name)
        if word is None or row["run"] != "ran":
            continue
        bare = "base" in row["also"]
        if "says" in row:
            continue  # those counts are of types that read text
        if row["kind"] not in found or (bare and not found[row["kind"]][0]):
            found[row["kind"]] = (bare, word)
    return {kind: word for kind, (_, word) in found.items()}


def figures(rows: list[Row]) -> dict[str, int]:
    """Every count by name."""
    all_that_ran = [row for row in rows if row["run"] == "ran"]
    ran = [row for row in all_that_ran if "says" not in row]
    saying = [row for row in all_that_ran if "says" in row]
    equal, saying_equal = (
        [row for row in some if not any(row.get("wrong", {"none": [1]}).values())]
        for some in (ran, saying)
    )
    made = {
        "text classes that ran": len(ran),
        "text classes equal to their Python": len(equal),
        "text classes refused in words": sum(row["run"].startswith("refused") for row in rows),
        "pieces of Python run": sum(row.get("cases", 0) for row in ran),
        "tensors and numbers compared": sum(row.get("tensors", 0) for row in ran),
        "text types that ran": len({row["kind"] for row in ran}),
        "classes that say words about a picture or a sound": len(saying),
        "of them equal to their Python": len(saying_equal),
    }
    words = Counter(_by_type(rows, "attention").values())
    made["attention by type, standard"] = words["standard"]
    made["attention by type, labelled hybrids"] = words["labelled hybrid"]
    off = _by_type(rows, "heads off").values()
    made["heads off by type"] = sum(one in ("interface", "projection") for one in off)
    made["hidden states by type"] = sum(
        one == "standard" for one in _by_type(rows, "hidden states").values()
    )
    for task in ("causal", "masked", "seq2seq"):
        made[f"lens, {task} classes"] = sum(_through(row) for row in ran if task in row["also"])
    for medium in ("text", "picture", "sound"):
        made[f"lens, said about a {medium} by a class that is given other things too"] = sum(
            _through(row) for row in saying if row["says"] == medium
        )
    made["lens, encoder-decoder classes"] = made["lens, seq2seq classes"] + sum(
        _through(row) for row in saying
    )
    said = [word for row in rows for word in row.get("inside", {}).values()]
    made["blank views"] = sum(word.startswith("BLANK") for word in said)
    made["crashes"] = sum(word.startswith("CRASH") for word in said)
    made["crashes"] += sum(row["run"].startswith("CRASH") for row in rows)
    made["types asked"] = len({row["kind"] for row in rows if "inside" in row})
    return made


def _through(row: Row) -> bool:
    """Whether the lens showed something whose last row is the logits."""
    word: str = row["inside"]["lens"]
    return word.startswith(("bit for bit", "within rounding"))


def print_totals(results: dict[str, Row]) -> int:
    """Print counts and reasons; how many classes have something wrong."""
    rows = list(results.values())
    print()
    for name, count in figures(rows).items():
        goal = f" (goal {GOALS[name]})" if name in GOALS else ""
        print(f"{name:72} {count:,}{goal}")
    for name in ("attention", "hidden states", "lens", "heads off", "writing"):
        _print_words(rows, name)
    _print_reasons("left out or refused", ((row["name"], row["run"]) for row in rows
        if row["run"] not in ("ran", "other", "left out: no text class")))  # fmt: skip
    _print_reasons("shown, with a comment in place of Python", (
        (row["name"], f"{name}: {told}") for row in rows
        for name, told in row.get("without", {}).items()))  # fmt: skip
    _print_reasons("WRONG", ((row["name"], one) for row in rows for one in wrong(row)))
    return sum(bool(wrong(row)) for row in rows)


def _print_words(rows: list[Row], name: str) -> None:
    tasks: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        word = row.get("inside", {}).get(name)
        if word is not None and row["run"] == "ran":
            tasks[row["task"]][word.split(":")[0]] += 1
    print(f"\n{name}")
    for task, counter in sorted(tasks.items()):
        print(f"  {task:9}", ", ".join(f"{word} {one}" for word, one in counter.most_common()))
    told = (
        (row["name"], row["inside"][name])
        for row in rows
        if ":" in row.get("inside", {}).get(name, "") and row["run"] == "ran"
    )
    _print_reasons("", told)


def _print_reasons(title: str, pairs: Iterable[tuple[str, str]]) -> None:
    """Reasons, the commonest first, each with the classes that gave it."""
    groups: dict[str, list[str]] = defaultdict(list)
    for name, reason in pairs:
        groups[reason.replace(name, "The class")].append(name)
    if title and groups:
        print(f"\n{title}")
    for reason, names in sorted(groups.items(), key=lambda one: -len(one[1])):
        some = ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
        print(f"  {len(names):4}  {reason[:240]}  [{some}]")
