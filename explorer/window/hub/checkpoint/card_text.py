"""A model card made safe and cut into pieces. Without Qt.

Cards are written by strangers. HTML is taken out (its text stays), pictures become their
description, and what is left is plain Markdown, cut where a blank line stands outside of code.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from explorer.texts import tr

FIRST_SIGNS = 8_000
"""Signs of the first piece: 8 kB of Markdown are drawn in a tenth of a second, 100 kB in 0.7 s."""

_NEXT_SIGNS = 3_000
_FENCE = re.compile(r"^ {0,3}(```+|~~~+)")
_HIDDEN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.I)
_BREAK = re.compile(r"<br\s*/?>|</(?:p|div|tr|li|h[1-6])\s*>", re.I)
_LINK = re.compile(r'<a\b[^>]*?href\s*=\s*"(https?://[^"\s]+)"[^>]*>([^<]*)</a\s*>', re.I)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
_PICTURE = re.compile(r"!\[([^\]]*)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)")
_PICTURE_BY_NAME = re.compile(r"!\[([^\]]*)\]\[[^\]]*\]")
_INDENT = re.compile(r"^[ \t]+(?=\S)")


def pieces(card: str) -> list[str]:
    """The card as Markdown without HTML and pictures, in slices that can be drawn one by one."""
    made: list[str] = []
    now: list[str] = []
    size = 0
    for block in _blocks(card.replace("\r\n", "\n")):
        room = _NEXT_SIGNS if made else FIRST_SIGNS
        if now and size + len(block) > room:
            made.append("\n\n".join(now))
            now, size = [], 0
        now.append(block)
        size += len(block)
    if now:
        made.append("\n\n".join(now))
    return made


def _blocks(card: str) -> Iterator[str]:
    """Blocks between blank lines, code kept whole and as it is, everything else cleaned."""
    for code, text in _parts(card):
        if code:
            yield text
            continue
        for block in re.split(r"\n[ \t]*\n", _clean(text)):
            if block.strip():
                yield from _short(block.strip("\n"))


def _short(block: str) -> Iterator[str]:
    """A block of no sensible length (one endless line) in parts that can still be drawn."""
    most = 4 * FIRST_SIGNS
    for start in range(0, len(block), most):
        yield block[start : start + most]


def _parts(card: str) -> Iterator[tuple[bool, str]]:
    """(is fenced code, text) in the card's order."""
    lines: list[str] = []
    fence = ""
    for line in card.split("\n"):
        found = _FENCE.match(line)
        if not fence and found:
            yield False, "\n".join(lines)
            fence, lines = found[1], [line]
        elif fence and found and found[1].startswith(fence) and line.strip() == found[1]:
            yield True, "\n".join([*lines, line])
            fence, lines = "", []
        else:
            lines.append(line)
    yield bool(fence), "\n".join(lines) + (f"\n{fence}" if fence else "")


def _clean(text: str) -> str:
    had_html = "<" in text
    if had_html:
        text = _HIDDEN.sub("", text)
        text = _LINK.sub(r"[\2](\1)", text)
        text = _BREAK.sub("\n", text)
        text = _TAG.sub("", text)
    text = _PICTURE.sub(_described, text)
    text = _PICTURE_BY_NAME.sub(_described, text)
    if had_html:
        # What stood indented inside of tags would turn into code.
        lines = text.split("\n")
        text = "\n".join(_INDENT.sub("", one) if _is_loose(one) else one for one in lines)
    return html.unescape(text)


def _is_loose(line: str) -> bool:
    """Whether an indented line is neither a list item nor part of one."""
    return line.startswith("    ") and not re.match(r"\s*([-*+]|\d+[.)])\s", line)


def _described(found: re.Match[str]) -> str:
    described = found[1].strip()
    return tr("(picture: {described})", described=described) if described else ""
