"""The whole walk: python -m tests.surveys.walk [--only PART] [--few] [--turns] [--language CODE]"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def main() -> int:
    """Walk, print what was found, and say with the exit status whether that was nothing."""
    parser = argparse.ArgumentParser(prog="python -m tests.surveys.walk", description=__doc__)
    parser.add_argument("--only", default="", help="only places whose name contains this")
    parser.add_argument("--few", action="store_true", help="the looks that the suite takes")
    parser.add_argument("--pictures", default="", help="a folder for a picture of each place")
    parser.add_argument(
        "--turns", action="store_true", help="show each state in one theme, in turn"
    )
    parser.add_argument("--pseudo", action="store_true", help="in a language made from English")
    parser.add_argument("--language", default="", help="in this language, which has a catalogue")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if given.pseudo:
            # Before anything is imported that keeps texts.
            from tests.pseudo import speak

            speak(Path(folder))
        elif given.language:
            from explorer.app.language import translated

            assert translated(given.language), f"there is no {given.language}"
        return walk(given)


def walk(given: argparse.Namespace) -> int:
    """Go the way, once the language is settled."""
    from tests.pseudo import CODE
    from tests.surveys.walk.way import EVERY, FEW, IN_TURN, Way, walker

    folder = Path(given.pictures) if given.pictures else None
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    looks = IN_TURN if given.turns else FEW if given.few else EVERY
    language = CODE if given.pseudo else given.language
    way = Way(looks, given.only, given.turns, folder, language)
    begun = time.monotonic()
    with (
        tempfile.TemporaryDirectory() as profile,
        walker(Path(profile), language) as made,
    ):
        way.go(made)
    bad = 0
    for title, found in (
        ("Names, roles, states", way.names),
        ("Keyboard", way.tab),
        ("Terms", way.terms),
        ("Contrast", way.contrast),
        ("Clipped, overlapping, out of reach", way.fit),
        ("Not translated", way.translated),
        ("Went wrong unforeseen", way.unexpected),
    ):
        print(f"\n== {title}: {found.seen} looked at, {len(found.lines)} defects")
        print(found.report())
        bad += len(found.lines)
    print(f"\n{len(way.places)} looks, {bad} defects, {time.monotonic() - begun:.0f} s")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
