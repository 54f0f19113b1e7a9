"""Every text that a person reads, in the person's language.

Python's own gettext: the English in the sources is the key, the catalogues lie in
`resources/translations`, and `gather.py` there collects the texts. The texts are made in every
room, also in those without Qt: so the catalogue is handed in from outside, and without one the
English stays as it is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from gettext import NullTranslations

DOMAIN = "explorer"
"""The name of a catalogue: `<language>/LC_MESSAGES/explorer.mo`."""

_catalogue = NullTranslations()


def use(catalogue: NullTranslations | None) -> None:
    """Translate by this from now on; None for English. Before anything that keeps texts is made."""
    global _catalogue
    _catalogue = catalogue or NullTranslations()


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
    try:
        return text.format(**values)
    # A translator may have lost a brace; the sentence must still come.
    except (KeyError, IndexError, ValueError, AttributeError):
        return source.format(**values)
