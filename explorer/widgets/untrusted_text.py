"""Text of strangers as it is laid out: bounded, and with a sign for what would act or be unseen.

100,000 line breaks, or 20,000 emoji joined into one, kept the window waiting for a second; with the
bounds below the slowest text of a label takes 0.15 s (Thai, which is broken by a dictionary).
"""

from __future__ import annotations

import re

from explorer.text import numbers

MOST_CHARACTERS, MOST_LINES = 20_000, 400
_LONGEST_TIP = 2_000
_ROOM = 40
"""Characters for what counts the rest, so that a text that was cut is not cut again."""

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_DIRECTIONS = {
    "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF", "\u202d": "LRO", "\u202e": "RLO",
    "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI",
}  # fmt: skip
"""What turns the direction of all that follows, by the names that Unicode gives them."""


class Markup(str):
    """Markup that the program made itself, in which texts of others are escaped."""


def shown(text: str, most: int = MOST_CHARACTERS) -> str:
    """The text as it may be laid out; what is cut off is counted behind it."""
    # Most texts: nothing in them is to be replaced.
    if len(text) <= most and text.isascii() and text.isprintable():
        return text
    name = text if len(text) <= most else text[: most - _ROOM]
    lines = name.split("\n")
    if len(lines) > MOST_LINES:
        name = "\n".join(lines[:MOST_LINES])
    left = len(text) - len(name)
    name = _UNSEEN.sub(_sign, name)
    if not left:
        return name
    rest = numbers.ntr("… ({count} character more)", "… ({count} characters more)", left)
    return f"{name}{rest}"


def plain_tip(text: str) -> str:
    """A tool tip whose text is never read as markup, whatever it holds."""
    if isinstance(text, Markup):
        return text
    text = shown(text, _LONGEST_TIP)
    if "<" not in text:  # else Qt may take it for markup
        return text
    import html  # the names of 2,231 characters, 1 ms that the first paint need not wait for

    return Markup("<html>" + html.escape(text).replace("\n", "<br>") + "</html>")


def _sign(match: re.Match[str]) -> str:
    sign = match[0]
    if sign in _DIRECTIONS:
        return f"⟨{_DIRECTIONS[sign]}⟩"
    if sign in "\u2028\u2029":
        return "\n"
    code = ord(sign)
    if code < 0x20:
        return chr(0x2400 + code)  # the picture of the control character
    return "\N{SYMBOL FOR DELETE}" if code == 0x7F else f"⟨{code:02X}⟩"
