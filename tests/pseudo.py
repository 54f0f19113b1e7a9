"""A language made from English, for tests: each letter has an accent, each text is longer.

It shows which texts nobody can translate, which places have no room for a longer language, and
what in the program reads texts that are meant for people.
"""

from __future__ import annotations

import re
import runpy
from gettext import NullTranslations
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message

from explorer import resources
from explorer.text import translation

ROOT = Path(__file__).resolve().parents[1]
CODE = "xx"
LONGER = 0.62
"""How much longer a word is, so that a text with its spaces is 40 % longer."""
LONGEST = 14
"""Letters of a word: longer ones are left as they are. Few languages have many."""

_VOWELS = dict(zip("aeiouyAEIOUY", "äëïöüÿÄËÏÖÜŸ", strict=True))
_OTHERS = dict(zip("cdghjklnrstwzCDGHJKLNRSTWZ", "çďğĥĵķĺñŕšťŵžÇĎĞĤĴĶĹÑŔŠŤŴŽ", strict=True))
_ACCENTED = frozenset((*_VOWELS.values(), *_OTHERS.values()))
_KEPT = re.compile(r"\{[^{}]*\}|\]\([a-z]+:[^)]*\)|<[^<>]*>|&\w+;")
"""Names of values, links, marks of HTML."""
_WORD = re.compile(r"[A-Za-z]+")


def pseudo(text: str) -> str:
    """A text in that language; names in braces, links and marks stay."""
    pieces, kept = _KEPT.split(text), [*_KEPT.findall(text), ""]
    return "".join(_WORD.sub(_word, piece) + mark for piece, mark in zip(pieces, kept, strict=True))


def _word(found: re.Match[str]) -> str:
    """A word with accents, its vowels so often that it is longer."""
    word = found[0]
    vowels = sum(sign in _VOWELS for sign in word)
    more = min(round(LONGER * len(word)), max(0, LONGEST - len(word))) if vowels else 0
    extra = [more // max(vowels, 1) + (place < more % max(vowels, 1)) for place in range(vowels)]
    written = []
    for sign in word:
        if sign in _VOWELS:
            written.append(_VOWELS[sign] + _VOWELS[sign].lower() * extra.pop(0))
        else:
            written.append(_OTHERS.get(sign, sign))
    return "".join(written)


def is_pseudo(text: str) -> bool:
    """Whether a text, or a part of it, is in that language."""
    return any(sign in _ACCENTED for sign in text)


class Pseudo(NullTranslations):
    """The language without a file, for what runs in the test's own process."""

    def gettext(self, message: str) -> str:
        return pseudo(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return pseudo(msgid1 if n == 1 else msgid2)


def both_forms(message: Message) -> tuple[str, ...]:
    """The English of a message: singular and plural, or the one that it has."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def gather() -> dict[str, Any]:
    """What `resources/translations/gather.py` defines."""
    return runpy.run_path(str(ROOT / "resources" / "translations" / "gather.py"))


def write(folder: Path) -> None:
    """The language as a compiled catalogue, `folder/xx/LC_MESSAGES/explorer.mo`, of all texts."""
    made = gather()
    template: Catalog = made["template"]()
    for message in template:
        if message.id:
            texts = tuple(map(pseudo, both_forms(message)))
            message.string = texts if len(texts) > 1 else texts[0]
    file = folder / CODE / "LC_MESSAGES" / "explorer.mo"
    file.parent.mkdir(parents=True)
    file.write_bytes(made["compiled"](template))


def speak(folder: Path) -> None:
    """Have this process speak the language; `--language xx` finds it in `folder` from now on."""
    write(folder)
    real = resources.path
    resources.path = lambda *names: folder if names == ("translations",) else real(*names)
    translation.use(Pseudo())
