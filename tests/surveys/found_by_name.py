"""Whether it can be told by the names of the files alone where something lives.

    python -m tests.surveys.found_by_name ask --seed N --out DIR
    python -m tests.surveys.found_by_name score --out DIR

`ask` writes three files: `files.txt`, the list of all files and nothing of what is in them;
`questions.txt`, 32 public functions or classes by what they say of themselves, and 32 sentences
that the program really showed while it was walked through, each with the place on the screen where
it was seen; and `answers.txt`. Somebody who has read no code writes `guesses.txt`: a line for each
question, its number and one or two files, divided by tabs. `score` says how many are right: the
very file, and the feature or package that it is in.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import re
import string
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.conftest import ROOT

COUNT = 32
_SHORTEST = 25
"""Letters of a sentence: shorter ones are the names of controls, which many places have."""


def features(rng: random.Random) -> list[tuple[str, str]]:
    """What public functions and classes say of themselves, and the file of each."""
    found: list[tuple[str, str]] = []
    for path in sorted((ROOT / "explorer").rglob("*.py")):
        if path.name in ("__init__.py", "feature.py"):
            continue
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                doc = (ast.get_docstring(node) or "").split("\n\n")[0].replace("\n", " ")
                if doc:
                    found.append((f"{node.name}: {doc}", str(path.relative_to(ROOT))))
    return rng.sample(found, COUNT)


def sentences(rng: random.Random) -> list[tuple[str, str]]:
    """Sentences of the screen with the place where each was seen, and the files that they are in.

    One of each text of the program; none that several texts could have made, and none of glossary
    and lessons, which are data.
    """
    known = _templates()
    found: dict[str, tuple[str, str]] = {}
    for text, place in _seen().items():
        matching = [(pattern.pattern, files) for pattern, files in known if pattern.fullmatch(text)]
        if len(matching) == 1 and ".json" not in matching[0][1]:
            message, files = matching[0]
            found.setdefault(message, (f"“{text}”  (seen at: {place})", files))
    return rng.sample([found[key] for key in sorted(found)], COUNT)


def _templates() -> list[tuple[re.Pattern[str], str]]:
    from tests.pseudo import both_forms, gather

    known: list[tuple[re.Pattern[str], str]] = []
    for message in gather()["template"]():
        files = sorted({file for file, _ in message.locations})
        # Of data, such as the glossary, the texts are known too: then nothing else said them.
        if message.id and files:
            for text in both_forms(message):
                parts = list(string.Formatter().parse(text))
                if sum(len(before) for before, *_ in parts) < _SHORTEST // 2:
                    continue  # anything could have made it
                pattern = "".join(
                    re.escape(before) + (".+" if name is not None else "")
                    for before, name, _, _ in parts
                )
                known.append((re.compile(pattern, re.DOTALL), "|".join(files)))
    return known


def _seen() -> dict[str, str]:
    from tests.surveys.walk.findings import visible
    from tests.surveys.walk.language import texts_of
    from tests.surveys.walk.way import walker

    seen: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as profile, walker(Path(profile)) as made:
        for stage, places in made.stages():
            for place in places:
                root = place.show()
                made.settle()
                for widget in visible(root):
                    for text in texts_of(widget):
                        if len(text) >= _SHORTEST:
                            seen.setdefault(text, f"{stage}: {place.name}")
                if root is not made.window:
                    root.close()
                    made.idle()
    return seen


def ask(seed: int, out: Path) -> None:
    """Write the questions and the answers."""
    rng = random.Random(seed)
    files = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "explorer").rglob("*.py"))
    asked = {"F": features(rng), "S": sentences(rng)}
    out.mkdir(parents=True, exist_ok=True)
    (out / "files.txt").write_text("\n".join(files), "utf-8")
    for name, place in (("questions", 0), ("answers", 1)):
        lines = [
            f"{letter}{number}\t{pair[place]}"
            for letter, pairs in asked.items()
            for number, pair in enumerate(pairs, 1)
        ]
        (out / f"{name}.txt").write_text("\n".join(lines), "utf-8")


def score(out: Path) -> bool:
    """Print how many were found; whether at least 28 of each were."""
    answers = dict(line.split("\t", 1) for line in _lines(out / "answers.txt"))
    guesses = {line.split("\t")[0]: line.split("\t")[1:] for line in _lines(out / "guesses.txt")}
    good = True
    for letter, what in (("F", "features"), ("S", "sentences")):
        exact = near = 0
        for key, right in answers.items():
            if key[0] == letter:
                files, guessed = right.split("|"), guesses.get(key, [])
                exact += bool(set(files) & set(guessed))
                home = {_home(file) for file in files} & {_home(file) for file in guessed}
                near += bool(home)
                if not home:
                    print(f"{key}: {right}, guessed {guessed}")
        print(f"{what}: {exact} of {COUNT} the very file, {near} its feature or package")
        good &= near >= 28
    return good


def _lines(file: Path) -> list[str]:
    return [line for line in file.read_text("utf-8").splitlines() if line.strip()]


def _home(file: str) -> str:
    """The feature or the package of a file."""
    parts = file.split("/")
    return "/".join(parts[:3] if parts[1:2] == ["features"] and len(parts) > 3 else parts[:-1])


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("do", choices=("ask", "score"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    chosen = parser.parse_args()
    if chosen.do == "ask":
        ask(chosen.seed, chosen.out)
        return 0
    return 0 if score(chosen.out) else 1


if __name__ == "__main__":
    sys.exit(main())
