"""Every text that a person reads, in the person's language.

Python's own gettext: the English in the sources is the key, the catalogues are in
`resources/translations`, and `gather.py` there collects the texts. The texts are made in every
room, also in those without Qt: so the catalogue is handed in from outside, and without one the
English stays as it is written.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from gettext import NullTranslations, find, translation

from explorer import resources

DOMAIN = "explorer"
"""The name of a catalogue: `<language>/LC_MESSAGES/explorer.mo`."""

_SAMPLE = "1,234.5 as a number is written"
"""How a language writes numbers: its translation has the same number with its own signs."""

_catalogue = NullTranslations()
_signs: dict[int, str] = {}
"""What replaces the comma and the point of English numbers; empty if nothing does."""


def use(catalogue: NullTranslations | None) -> None:
    """Translate by this from now on; None for English. Before anything that keeps texts is made."""
    global _catalogue, _signs
    _catalogue = catalogue or NullTranslations()
    # Only the signs between the digits: 1<comma>234<point>5.
    sample = tr("1,234.5 as a number is written")
    comma, _, point = sample[1:].partition("234")
    _signs = {} if sample.startswith(_SAMPLE[:7]) else str.maketrans({",": comma, ".": point[:1]})


def use_language(name: str) -> bool:
    """Translate into a language such as `de` or `pt_BR` from now on, and tell whether it is there.

    Where there is none, the texts are English.
    """
    use(None)
    # It becomes a path, and may come from a settings file.
    if not re.fullmatch(r"\w+(@\w+)?", name):
        return False
    folder = resources.path("translations")
    # Without a language, gettext would look into the environment once more.
    if not find(DOMAIN, str(folder), [name]):
        return False
    use(translation(DOMAIN, str(folder), [name]))
    return True


def language() -> str:
    """The code of the language that is spoken, such as `es`; `en` without a catalogue."""
    return str(_catalogue.info().get("language", "en"))


MINUS = "\N{MINUS SIGN}"


def tr(source: str, **values: object) -> str:
    """`source` in the person's language, with `values` put where it names them: `{name} is open`.

    A source without values is taken as it is, braces included. A text that changes with a number
    is an `ntr` of `text/numbers.py`.
    """
    # The empty text is the key of a catalogue's header.
    text = _catalogue.gettext(source) if source else source
    return filled(text, source, values) if values else text


def forms(singular: str, plural: str, n: int) -> tuple[str, str]:
    """The form of a text for `n` of something: translated, and in English."""
    return _catalogue.ngettext(singular, plural, n), singular if n == 1 else plural


def filled(text: str, source: str, values: Mapping[str, object]) -> str:
    """A translation with its values; where it cannot take them, the English with them."""
    if any(isinstance(value, str) and _MARKS.search(value) for value in values.values()):
        text, source = (_QUOTED.sub(_Marks(values), each) for each in (text, source))
    try:
        negative = any(isinstance(value, int | float) and value < 0 for value in values.values())
        by_hand = bool(_signs) or negative  # slower than Python's own
        return _FORMATTER.vformat(text, (), values) if by_hand else text.format(**values)
    # A translator may have lost a brace; the sentence must still come.
    except (KeyError, IndexError, ValueError, AttributeError):
        return source.format(**values)


_MARKS = re.compile('[“”„«»"]')
_QUOTED = re.compile(r"([“„«])\{(\w+)\}([”“»])")
_OTHER_MARKS = (("‘", "’"), ("‹", "›"), ("⟨", "⟩"))


def in_quotation_marks(text: str) -> str:
    """A word as it is quoted in a sentence: “word”, and ‘“’ where it has such a mark itself."""
    if not _MARKS.search(text):
        return f"“{text}”"
    opening, closing = _other_marks(text)
    return f"{opening}{text}{closing}"


def _other_marks(text: str) -> tuple[str, str]:
    """Marks that do not occur in a text which has the usual ones."""
    free = (pair for pair in _OTHER_MARKS if not any(mark in text for mark in pair))
    return next(free, _OTHER_MARKS[0])


class _Marks:
    """Other marks around a value that has quotation marks itself: its end would not be seen.

    No struct: the checking script imports this before anything is installed.
    """

    def __init__(self, values: Mapping[str, object]) -> None:
        self.values = values

    def __call__(self, match: re.Match[str]) -> str:
        value = str(self.values.get(match[2], ""))
        if not _MARKS.search(value):
            return match[0]
        opening, closing = _other_marks(value)
        return f"{opening}{{{match[2]}}}{closing}"


def localized(number: str) -> str:
    """A number that Python has formatted, with the signs of the person's language.

    It begins with a true minus where it is negative, as wide as a plus; an exponent keeps Python's.
    """
    number = MINUS + number[1:] if number[:1] == "-" else number
    return number.translate(_signs) if _signs else number


def unlocalized(number: str) -> str:
    """A whole number as the person's language writes it, with digits and a sign alone."""
    groups = _signs.get(ord(","), ",")
    # People type a space where the language has a narrow one.
    number = "".join(number.split()) if groups.isspace() else number.replace(groups, "")
    return number.replace(MINUS, "-")


class _Formatter(string.Formatter):
    """Puts numbers into a text as the person's language writes them."""

    def format_field(self, value: object, format_spec: str) -> str:
        """A value by its format; texts stay as they are, whatever digits they hold."""
        text = str(super().format_field(value, format_spec))
        # A special class, such as `Count`, writes itself.
        return localized(text) if type(value) in (int, float) and format_spec else text


_FORMATTER = _Formatter()
