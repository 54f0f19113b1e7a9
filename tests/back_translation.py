"""What a person reads in another language, as the English that it stands for: `--language es`.

The journeys say in English what must be on the screen. Where the program speaks another language,
each text that it makes is kept beside the English one, and `english` gives that back, also where
it is a part of a longer text. What no translation made stays as it is: a journey whose program
says something else, or says it elsewhere, fails as it does in English.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from gettext import NullTranslations
from typing import Any, TypeVar, cast

from explorer.text import translation

Shown = TypeVar("Shown")

_sources: dict[str, str] = {}
"""Each text that was made in the other language, and its English."""
_templates: dict[str, str] = {}
"""Those with places for values, such as a lesson's, which are filled elsewhere."""
_LEAST_LETTERS = 20
"""Of a template around its values: those with fewer would be found everywhere."""
_mode = threading.local()
_PLACE = re.compile(r"\{[^{}]*\}")
_SENTENCE_END = re.compile(r"(?<=[.?!]) ")
_MARKS = re.compile(r"\[([^\[\]]*)\]\([a-z]+:[^)]*\)|\*\*|&(?=\w)")
"""Links and bold of a paragraph, the key of a menu's entry: not seen where the text is read."""

_gettext_use = translation.use
_filled = translation.filled
_localized = translation.localized


def english(shown: Shown) -> Shown:
    """The English of a text in the language of this run; also of each text of a collection."""
    if not _sources:
        return shown
    result: Any = shown
    if isinstance(shown, str):
        whole = _sources.get(shown) or _by_sentences(shown)
        result = whole or _by_template(shown) or _by_parts(shown)
    elif isinstance(shown, dict):
        result = {english(key): english(value) for key, value in shown.items()}
    elif type(shown) in (list, tuple, set):
        result = type(result)(map(english, result))
    return cast("Shown", result)


def record(language: str) -> bool:
    """Speak a language from now on and keep what is made in it; whether there is one.

    Before anything is imported that keeps texts, or one of the functions that make them: the
    package of the tests does it as it is imported, where `TESTED_LANGUAGE` names one.
    """
    translation.use = _use
    translation.filled = _filled_twice
    translation.localized = _localized_twice
    return translation.use_language(language)


class _Recording(NullTranslations):
    """A catalogue that keeps what it was asked for."""

    def __init__(self, catalogue: NullTranslations) -> None:
        super().__init__()
        self._catalogue = catalogue

    def info(self) -> dict[str, str]:
        return self._catalogue.info()

    def gettext(self, message: str) -> str:
        if _is_english():
            return message
        text = self._catalogue.gettext(message)
        if _PLACE.search(message) and text != message:
            _templates[_read(text)] = _read(message)
        return _keep(text, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        source = msgid1 if n == 1 else msgid2
        return source if _is_english() else self._catalogue.ngettext(msgid1, msgid2, n)


def _use(catalogue: NullTranslations | None) -> None:
    _gettext_use(catalogue and _Recording(catalogue))


def _filled_twice(text: str, source: str, values: Mapping[str, object]) -> str:
    shown = _filled(text, source, values)
    if _is_english():
        return shown
    with _in_english():
        return _keep(shown, _filled(source, source, {key: english(values[key]) for key in values}))


def _localized_twice(number: str) -> str:
    if _is_english():
        return number.replace("-", translation.MINUS, 1) if number[:1] == "-" else number
    shown = _localized(number)
    with _in_english():
        return _keep(shown, _localized_twice(number))


def _is_english() -> bool:
    return getattr(_mode, "english", False)


@contextmanager
def _in_english() -> Iterator[None]:
    """What this thread makes meanwhile is English; the lanes go on in the other language."""
    _mode.english = True
    try:
        yield
    finally:
        _mode.english = False


def _keep(shown: str, source: str) -> str:
    """Keep a text as it was made, as it is read or quoted, and as it begins a sentence."""
    if shown == source or not shown.strip():
        return shown
    for change in (str, _read, _quoted):
        _sources[change(shown)] = change(source)
        _sources.setdefault(_capital(change(shown)), _capital(change(source)))
    return shown


def _read(text: str) -> str:
    """A text as it is read; a document of Qt gives usual spaces for those that do not break."""
    return _MARKS.sub(r"\1", text).replace("\N{NO-BREAK SPACE}", " ")


def _quoted(text: str) -> str:
    """What opens a dialog is quoted without its dots."""
    return _read(text).rstrip("…")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _by_sentences(text: str) -> str | None:
    """A text of which each sentence was made by itself, in English; None where one was not."""
    sentences = [_sources.get(one) for one in _SENTENCE_END.split(text)]
    return " ".join(one for one in sentences if one) if all(sentences) else None


def _by_template(text: str) -> str | None:
    """A text that a template makes with some values, in English; None where there is none."""
    for shown, source in list(_templates.items()):
        words, places = _PLACE.split(shown), _PLACE.findall(shown)
        if len("".join(words)) < _LEAST_LETTERS or not all(part in text for part in words):
            continue
        match = re.search("(.+?)".join(map(re.escape, words)) + ("" if words[-1] else "$"), text)
        if match:
            values = dict(zip(places, map(english, match.groups()), strict=True))
            made = _put(source, values)
            return english(text[: match.start()]) + made + english(text[match.end() :])
    return None


def _put(template: str, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: values.get(place[0], place[0]), template)


def _by_parts(text: str) -> str:
    """The longest texts that are parts of this one, each in English."""
    parts = [shown for shown in list(_sources) if shown in text]
    if not parts:
        return text
    parts.sort(key=len, reverse=True)
    pattern = "|".join(rf"(?<!\w){re.escape(part)}(?!\w)" for part in parts)
    return re.sub(pattern, lambda match: _sources[match[0]], text)
