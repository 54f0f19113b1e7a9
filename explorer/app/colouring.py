"""Python as coloured markup, quickly: 500 input IDs must not cost the window 0.15 s."""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Iterator, Mapping

from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, String

_KINDS = (
    (Comment, "comment"),
    (Keyword, "keyword"),
    (Number, "number"),
    (String, "string"),
    (Name.Class, "name"),
    (Name.Function, "name"),
)
_NUMBERS = re.compile(r"[\s\d,\[\]-]*\d[\s\d,\[\]-]*")
_TEXT = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'),?\s*""")

_MOST = 24
"""Letters that a text goes on for without a place to break: as many have room at any width."""
_LONG = re.compile(rf"\S{{{_MOST + 1},}}")
_PART = re.compile(r"(?:\\.|[^\\/.]){1,64}[/.]*|[/.]+|\\")
"""As far as a slash or a dot: names of weights and folders stay whole, and only what is longer
than any name, such as words without blanks, is divided elsewhere."""


def coloured(code: str, colours: Mapping[str, str], may_break: str = "") -> str:
    """`code` in spans; `colours` by comment, keyword, number, string and name.

    `may_break` is put where a line may be broken: after opening brackets, within brackets before
    dots and before the value of a setting, `name=value`, and within what is long without a blank
    in a text, as the path of a file is. Outside brackets no line of Python begins with a dot.
    Lines of nothing but numbers, or of one piece of text, are coloured whole: the lexer tries
    dozens of rules on each number of them. No string here goes over several lines.
    """
    pieces, named, depth = [], False, 0
    for whole, lines in itertools.groupby(code.splitlines(keepends=True), _plain):
        text = "".join(lines)
        parts = [(whole, text)] if whole else _lexed(text)
        for kind, part in parts:
            if may_break and kind in ("string", "comment"):
                part = _LONG.sub(lambda match: _in_parts(match[0], may_break), part)
            safe = html.escape(part)
            if kind in ("", "number"):
                depth += sum(map(part.count, "([{")) - sum(map(part.count, ")]}"))
            if part == "." and depth > 0:
                safe = may_break + safe
            elif part in "([" or (part == "=" and named):
                safe += may_break
            named = kind == "" and part.strip() != ""
            pieces.append(f'<span style="color: {colours[kind]}">{safe}</span>' if kind else safe)
    string = "".join(pieces)
    # An empty pair of brackets stays together.
    return (
        re.sub(f"{re.escape(may_break)}((?:<[^>]*>)*)([)\\]])", r"\1\2", string)
        if may_break
        else string
    )


def _in_parts(word: str, may_break: str) -> str:
    """A long word that may be broken after slashes and dots, and never within an escape."""
    return may_break.join(_PART.findall(word))


def _plain(line: str) -> str:
    """What a line is as a whole, empty where it is more than one thing."""
    if _NUMBERS.fullmatch(line):
        return "number"
    return "string" if _TEXT.fullmatch(line) else ""


def _lexed(text: str) -> Iterator[tuple[str, str]]:
    for kind, part in PythonLexer(stripnl=False, ensurenl=False).get_tokens(text):
        yield (
            next(
                (name for token_type, name in _KINDS if kind[: len(token_type)] == token_type), ""
            ),
            part,
        )
