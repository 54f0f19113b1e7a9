"""Every text that a person reads, in the person's language.

Qt's own translation system: `pyside6-lupdate` finds each call of `tr` and keeps the texts in
`resources/translations`, Qt Linguist translates them, and the program reads the compiled file at
its start. The texts are made in every room, also in those without Qt: so the translator is handed
in from outside, and without one the English stands as it is written.
"""

from __future__ import annotations

from collections.abc import Callable

Translate = Callable[[str], str]
"""Gives the translation of an English text, or the text itself where there is none."""

_translate: Translate | None = None


def use(translate: Translate | None) -> None:
    """Translate by this from now on; None for English. Before anything that keeps texts is made."""
    global _translate
    _translate = translate


def tr(source: str, **values: object) -> str:
    """`source` in the person's language, with `values` put where it names them: `{count} tokens`.

    A source without values is taken as it is, braces included. Where a translation cannot take
    the values, the English does.
    """
    text = source if _translate is None else _translate(source)
    if not values:
        return text
    try:
        return text.format(**values)
    # A translator may have lost a brace; the sentence must still come.
    except (KeyError, IndexError, ValueError):
        return source.format(**values)
