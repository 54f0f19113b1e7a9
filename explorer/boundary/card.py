"""A model card made safe and cut into pieces that can be drawn one by one, in linear time. No Qt.

Cards are written by strangers. HTML is taken out (its text stays), pictures become their
description, and what is left is plain Markdown, cut at a blank line outside of code. No
pattern here looks further than the next bracket or tag, and no piece takes the window more than a
moment, whatever is in it: lines, columns, depth and length are all bounded.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator

from explorer.boundary.limits import CARD
from explorer.text.translation import tr

FIRST_SIGNS = 5_000
"""Signs of the first piece: 8 kB of Markdown are drawn in a tenth of a second, 100 kB in 0.7 s."""

_NEXT_SIGNS = 2_000
_MOST_PIECES = 100
_LONGEST_BLOCK = 7_000  # lines; more than all pieces together show
_MOST_LINES = 60  # of one piece: each may be a separate block
_BLOCK_SIGNS, _BLOCK_LINES = 1_500, 30
_MOST_CELLS = 120  # of one part of a table: a cell takes 0.3 ms
_MOST_COLUMNS = 30
_DEEPEST = 5  # quotes and lists in each other
_MOST_MARKS = 16  # signs that are drawn as one
_FENCE = re.compile(r"^ {0,3}(```+|~~~+)")
# `\Z` as well: a comment or script without an end hides all that follows, as in a browser.
_HIDDEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</(?:script|style)\s{0,9}>|\Z)", re.DOTALL | re.I
)
_BREAK = re.compile(r"<br\s{0,9}/?>|</(?:p|div|tr|li|h[1-6])\s{0,9}>", re.I)
_LINK = re.compile(r"<a\s([^<>]{0,2000})>([^<>]{0,1000})</a\s{0,9}>", re.I)
_HREF = re.compile(r'href\s{0,9}=\s{0,9}"(https?://[^"\s]{1,1000})"', re.I)
# Not <https://…>, which is a link of Markdown.
_TAG = re.compile(r"<(?!https?://)/?[a-zA-Z][^<>]{0,2000}>")
_PICTURE = re.compile(
    r"!\[([^\[\]]{0,500})\]\([^()\s]{0,2000}(?:\s{1,9}(?:\"[^\"\[]{0,500}\"|'[^'\[]{0,500}'))?\)"
)
_PICTURE_BY_NAME = re.compile(r"!\[([^\[\]]{0,500})\]\[[^\[\]]{0,500}\]")
# html.unescape makes an int of the digits first, and refuses thousands of them.
_NUMBER = re.compile(r"&#(?:x[0-9a-f]{7,}|\d{8,});?", re.I)
_INDENT = re.compile(r"^[ \t]+(?=\S)")
_ITEM = re.compile(r"\s{0,200}([-*+]|\d{1,9}[.)])\s")
_RULE = re.compile(r"^\s{0,3}\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_MARK = r"(?:\s{0,8}(?:>|[-*+]\s|\d{1,9}[.)]\s))"
_NESTING = re.compile(rf"^({_MARK}{{{_DEEPEST}}}){_MARK}+")
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_JOINERS = "\u200d\ufe0e\ufe0f"


def pieces(card: str) -> tuple[tuple[str, ...], bool]:
    """The card in slices of Markdown, and whether there is more of it than they show."""
    texts: list[str] = []
    now: list[str] = []
    signs = lines = 0
    for block in _blocks(_plain(without_front_matter(card[:CARD]))):
        room = _NEXT_SIGNS if texts else FIRST_SIGNS
        height = block.count("\n") + 1
        if now and (signs + len(block) > room or lines + height > _MOST_LINES):
            texts.append("\n\n".join(now))
            now, signs, lines = [], 0, 0
            if len(texts) >= _MOST_PIECES:
                return tuple(texts), True
        now.append(block)
        signs += len(block)
        lines += height
    if now:
        texts.append("\n\n".join(now))
    # A card of that length was cut by `CARD`.
    return tuple(texts), len(card) >= CARD


def without_front_matter(card: str) -> str:
    """A card without the YAML between its first two lines of dashes."""
    card = card.lstrip("\ufeff").replace("\r\n", "\n")
    if card.startswith("---\n"):
        end = card.find("\n---", 3)
        if end != -1:
            return card[end + 4 :].lstrip("-").lstrip("\n")
    return card


def _plain(text: str) -> str:
    """Without what acts unseen: controls, turned directions, and endless marks on one letter."""
    text = _CONTROL.sub("", text)
    if text.isascii():
        return text
    rows = []
    marks = 0
    joined = False
    for sign in text:
        # combining() is above 0 for signs that are drawn over the one before.
        is_mark = sign in _JOINERS or unicodedata.combining(sign) > 0
        marks = marks + 1 if is_mark or joined else 0
        joined = sign == "\u200d"
        if not (is_mark and marks > _MOST_MARKS):
            rows.append(sign)
    return "".join(rows)


def _blocks(card: str) -> Iterator[str]:
    """Blocks between blank lines, code kept whole and as it is, everything else cleaned."""
    for fence, text in _parts(card):
        if fence:
            yield from _code(fence, text)
            continue
        # Blank lines separate blocks in Markdown, wherever code does not hold them.
        for block in re.split(r"\n[ \t]*\n", _clean(text)):
            if block.strip():
                yield from _short(block.strip("\n"))


def _parts(card: str) -> Iterator[tuple[str, str]]:
    """(the fence with its language, or nothing; the text) in the card's order."""
    lines: list[str] = []
    fence = opening = ""
    for line in card.split("\n"):
        match = _FENCE.match(line)
        if not fence and match:
            yield "", "\n".join(lines)
            fence, opening, lines = match[1], line.strip()[:40], []
        # A fence ends with the same sign at least as often, and nothing after it (CommonMark).
        elif fence and match and match[1].startswith(fence) and line.strip() == match[1]:
            yield opening, "\n".join(lines)
            fence, lines = "", []
        else:
            lines.append(line)
    yield opening if fence else "", "\n".join(lines)


def _code(opening: str, text: str) -> Iterator[str]:
    """Fenced code in parts, each with its own fence."""
    mark = opening[: len(opening) - len(opening.lstrip(opening[0]))]
    # Two lines less: each part gets a fence above and below.
    for part in _cut(text.split("\n"), _NEXT_SIGNS, _MOST_LINES - 2):
        yield f"{opening}\n{part}\n{mark}"


def _short(block: str) -> Iterator[str]:
    """A block in parts of a sensible size; each part of a table has the table's own head."""
    lines = [_shallow(line) for line in block.split("\n")[:_LONGEST_BLOCK]]
    if len(lines) > 1 and "|" in lines[0] and len(lines[1]) < 2_000 and _RULE.match(lines[1]):
        # Cells of the line of dashes: Qt lays out as many columns, and slowly.
        columns = lines[1].count("-|") + 1
        if columns <= _MOST_COLUMNS and len(lines[0]) < _BLOCK_SIGNS:
            yield from _table(lines, columns)
            return
    if lines[0].count("|") > _MOST_COLUMNS:
        yield from _code("```", "\n".join(lines))
        return
    yield from _cut(lines, _BLOCK_SIGNS, _BLOCK_LINES)


def _table(lines: list[str], columns: int) -> Iterator[str]:
    if not lines[0].strip("| \t") and len(lines) > 2:
        # A head without a word would be an empty line above the table: its first row is the head.
        lines = [lines[2], lines[1], *lines[3:]]
    head, rows = lines[:2], [line[:_BLOCK_SIGNS] for line in lines[2:]]
    step = max(1, min(_BLOCK_LINES, _MOST_CELLS // columns))
    for start in range(0, len(rows) or 1, step):
        # The two lines of the head again, or a part would be no table.
        yield "\n".join([*head, *rows[start : start + step]])


def _cut(lines: list[str], signs: int, most: int) -> Iterator[str]:
    """Lines together, up to so many signs and lines; a longer line becomes several parts."""
    now: list[str] = []
    size = 0
    for line in lines:
        # `or 1`: an empty line is a part as well.
        for start in range(0, len(line) or 1, signs):
            part = line[start : start + signs]
            if now and (size + len(part) > signs or len(now) >= most):
                yield "\n".join(now)
                now, size = [], 0
            now.append(part)
            size += len(part) + 1
    if now:
        yield "\n".join(now)


def _shallow(line: str) -> str:
    """A line with no more quotes and lists in each other than can be seen."""
    start = line[:400]
    if len(line) > 400 and not start.lstrip(" >-*+0123456789.)\t"):
        return line.lstrip(" >-*+\t")  # nothing but marks
    indent = len(start) - len(start.lstrip())
    if indent > 40:
        line = " " * 40 + line.lstrip()
    return _NESTING.sub(r"\1", line)


def _clean(text: str) -> str:
    had_html = "<" in text
    if had_html:
        text = _HIDDEN.sub("", text)
        text = _LINK.sub(_linked, text)
        text = _BREAK.sub("\n", text)
        text = _TAG.sub("", text)
    text = _PICTURE.sub(_described, text)
    # An image whose description held brackets is left; without the ! it is a link, and loads
    # nothing.
    text = _PICTURE_BY_NAME.sub(_described, text).replace("![", "[")
    if had_html:
        # Text that was indented inside tags would turn into code.
        lines = text.split("\n")
        text = "\n".join(_INDENT.sub("", line) if _is_loose(line) else line for line in lines)
    # Unescaping may make new controls (&#8238; turns the direction), so they go once more.
    return _CONTROL.sub("", html.unescape(_NUMBER.sub("\ufffd", text)))


def _is_loose(line: str) -> bool:
    """Whether an indented line is neither a list item nor part of one."""
    return line.startswith("    ") and not _ITEM.match(line)


def _linked(match: re.Match[str]) -> str:
    href = _HREF.search(match[1])
    return f"[{match[2]}]({href[1]})" if href else match[2]


def _described(match: re.Match[str]) -> str:
    described = match[1].strip()
    return tr("(picture: {description})", description=described) if described else ""
