"""Laying out Python for a narrow pane: at most 64 columns, as `ruff format` would leave it."""

from __future__ import annotations

import functools
import math
import textwrap
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from string import Formatter

from explorer.text.translation import tr

WIDTH = 64
"""Columns of the code pane at its usual width."""

INDENT = "    "


def string(text: str) -> str:
    """A string literal on one line; what cannot be seen is escaped."""
    return _quoted(_letters(text))


def strings(text: str, indent: int) -> list[str]:
    """The literal in pieces that fit beside each other when indented; often only one."""
    return list(_strings(text, indent))


@functools.lru_cache(maxsize=16)  # each look at a run begins with its text: 30 ms at 20,000 letters
def _strings(text: str, indent: int) -> tuple[str, ...]:
    # Two columns for the quotes.
    room = WIDTH - indent - 2
    pieces: list[list[str]] = [[]]
    used = 0
    for letter in _letters(text):
        width = _width(letter)
        if used + width > room:
            pieces.append(_cut_at_word(pieces[-1]))
            used = sum(_width(name) for name in pieces[-1])
        pieces[-1].append(letter)
        used += width
    return tuple(_quoted(piece) for piece in pieces)


def _cut_at_word(piece: list[str]) -> list[str]:
    """Take the unfinished last word off `piece`, and return it to begin the next one."""
    # Not before the middle: a piece must not become a single word.
    for place in range(len(piece) - 1, len(piece) // 2, -1):
        if piece[place] in " /\\":
            rest = piece[place + 1 :]
            del piece[place + 1 :]
            return rest
    return []


def comment(text: str, indent: int = 0, *, width: int = WIDTH) -> list[str]:
    """A sentence as comment lines, indented by so many columns; none is wider than `width`."""
    start = f"{' ' * indent}#"
    lines, current = [], start
    for word in text.split():
        if columns(f"{current} {word}") > width and current != start:
            lines.append(current)
            current = start
        current += f" {word}"
    return [*lines, current] if current != start else comment(tr("There is nothing to show."))


def comments(text: str, indent: int = 0, *, width: int = WIDTH) -> list[str]:
    """Each line of a text as a comment: one that is broken where a thought ends."""
    return [line for part in text.split("\n") for line in comment(part, indent, width=width)]


def noted(code: str, text: str, *, width: int = WIDTH) -> list[str]:
    """A line of code with a comment behind it, or above it where it has no room there."""
    line = f"{code}  # {' '.join(text.split())}"
    if columns(line) <= width:
        return [line]
    return [*comment(text, len(code) - len(code.lstrip()), width=width), code]


def f_string(text: str, **code: str) -> str:
    """An f-string of a text whose names in braces stand for Python: `f"loss {loss:.4f}"`."""
    pieces = []
    for words, name, _, _ in Formatter().parse(text):
        letters = "".join(_escape(letter, '"') for letter in words)
        pieces.append(letters.replace("{", "{{").replace("}", "}}"))
        pieces += [f"{{{code[name]}}}"] if name else []
    return f'f"{"".join(pieces)}"'


def printed(text: str, indent: int = 0, **code: str) -> list[str]:
    """`print(f"...")` of such a text."""
    return called(f"{' ' * indent}print", [f_string(text, **code)])


def docstring(text: str) -> list[str]:
    """What a function of the script does, at its usual indentation."""
    # Two signs that would end it, or begin an escape.
    words = text.replace("\\", "/").replace('"', "'").split()
    line = f'{INDENT}"""{" ".join(words)}"""'
    if columns(line) <= WIDTH:
        return [line]
    lines = textwrap.wrap(" ".join(words), WIDTH - len(INDENT) - len('"""'))
    return [f'{INDENT}"""{lines[0]}', *(f"{INDENT}{line}" for line in lines[1:]), f'{INDENT}"""']


def assigned(name: str, text: str) -> list[str]:
    """`name = "text"`, in parentheses and several pieces where it is long."""
    if len(text) <= WIDTH:
        line = f"{name} = {string(text)}"
        if columns(line) <= WIDTH:
            return [line]
    return [f"{name} = (", *(INDENT + word for word in strings(text, 4)), ")"]


def assigned_list(name: str, texts: Iterable[str]) -> list[str]:
    """`name = [...]` of strings, one a line where they do not fit on one."""
    texts = list(texts)
    line = f"{name} = [{', '.join(string(word) for word in texts)}]"
    if columns(line) <= WIDTH:
        return [line]
    lines = [f"{name} = ["]
    for text in texts:
        whole = f"{INDENT}{string(text)},"
        if columns(whole) <= WIDTH:
            lines.append(whole)
        else:
            pieces = strings(text, 5)
            lines += [*(INDENT + piece for piece in pieces[:-1]), f"{INDENT}{pieces[-1]},"]
    return [*lines, "]"]


def called(start: str, arguments: Sequence[str], end: str = "") -> list[str]:
    """`start(arguments)end`: on one line, or the arguments on one, or one line for each."""
    line = f"{start}({', '.join(arguments)}){end}"
    if "\n" not in line and columns(line) <= WIDTH:
        return [line]
    indent = INDENT + start[: len(start) - len(start.lstrip())]
    inner = f"{indent}{', '.join(arguments)}"
    last = f"{indent.removeprefix(INDENT)}){end}"
    if "\n" not in inner and columns(inner) <= WIDTH:
        return [f"{start}(", inner, last]
    # An argument of several lines is indented as a whole.
    each = [f"{indent}{argument},".replace("\n", f"\n{indent}") for argument in arguments]
    return [f"{start}(", *"\n".join(each).split("\n"), last]


def imported(torch: bool, names: Mapping[str, Iterable[str]], *, numpy: bool = False) -> list[str]:
    """The import lines: numpy and torch where they are used, and sorted names by package."""
    lines = [*(["import numpy as np"] if numpy else []), *(["import torch"] if torch else [])]
    for package, wanted in sorted(names.items()):
        each = sorted(wanted)
        line = f"from {package} import {', '.join(each)}"
        if not each:
            continue
        if columns(line) <= WIDTH:
            lines.append(line)
        else:
            listed = [f"{INDENT}{name}," for name in each]
            lines += [f"from {package} import (", *listed, ")"]
    return lines


def rows_of_numbers(name: str, rows: Sequence[Sequence[int]]) -> list[str]:
    """`name = torch.tensor([[2, 17], [4, 9]])`; long rows are filled, not one number a line."""
    line = f"{name} = torch.tensor([{', '.join(str(list(row)) for row in rows)}])"
    if columns(line) <= WIDTH:
        return [line]
    lines = [f"{name} = torch.tensor(", f"{INDENT}["]
    for row in rows:
        whole = f"{INDENT * 2}{list(row)},"
        if columns(whole) <= WIDTH:
            lines.append(whole)
            continue
        lines.append(f"{INDENT * 2}[")
        current = INDENT * 3
        for number in row:
            if columns(f"{current}{number},") > WIDTH:
                lines.append(current.rstrip())
                current = INDENT * 3
            current += f"{number}, "
        lines += [current.rstrip(), f"{INDENT * 2}],"]
    # ruff would put one number on each line.
    return [*lines, f"{INDENT}]", ")  # fmt: skip"]


def numbers(name: str, values: Sequence[float]) -> list[str]:
    """`name = [3, 1, 4]`; long lists are filled, not one number a line."""
    line = f"{name} = {list(values)}"
    if columns(line) <= WIDTH:
        return [line]
    lines = textwrap.wrap(", ".join(str(value) for value in values) + ",", WIDTH - len(INDENT))
    return [f"{name} = [", *(f"{INDENT}{text}" for text in lines), "]"]


def lists(name: str, rows: Sequence[Sequence[int]]) -> list[str]:
    """`name = [[3, 1], [4]]`: lists of any length, in lines that fit."""
    line = f"{name} = {[list(row) for row in rows]}"
    if columns(line) <= WIDTH:
        return [line]
    lines, current = [f"{name} = ["], ""
    for row in rows:
        piece = f"{list(row)}, "
        if columns(INDENT + current + piece) > WIDTH and current:
            lines.append(INDENT + current.rstrip())
            current = ""
        current += piece
    return [*lines, INDENT + current.rstrip(), "]"]


def literal(value: object, used: int = 0) -> str:
    """A JSON value as Python; broken over lines where `used` columns leave too little room.

    `{"__float__": "Infinity"}` is how a config writes a float that JSON lacks.
    """
    flat = _flat(value)
    if used + columns(flat) <= WIDTH or not value:
        return flat
    match value:
        case dict() if not _is_float(value):
            opening, closing = "{", "}"
            items = [
                (f"{_key(key)}: {literal(item, 4 + columns(_key(key)) + 3)}")
                for key, item in value.items()
            ]
        case list():
            opening, closing = "[", "]"
            items = [literal(entry, 5) for entry in value]
        case _:
            return flat
    inner = "\n".join(f"{INDENT}{text},".replace("\n", f"\n{INDENT}") for text in items)
    return f"{opening}\n{inner}\n{closing}"


def _flat(value: object) -> str:
    match value:
        case str():
            return string(value)
        case dict() if _is_float(value):
            return _float(str(value["__float__"]))
        case dict():
            items = (f"{_key(key)}: {_flat(item)}" for key, item in value.items())
            return "{" + ", ".join(items) + "}"
        case list():
            return "[" + ", ".join(_flat(entry) for entry in value) + "]"
        case float() if not math.isfinite(value):
            return _float(str(value))
    return repr(value)


def _is_float(value: Mapping[object, object]) -> bool:
    """Whether an object stands for a number that JSON lacks, and nothing else is in it."""
    return set(value) == {"__float__"} and value["__float__"] in ("Infinity", "-Infinity", "NaN")


def _float(name: str) -> str:
    return f'float("{name.lower().replace("infinity", "inf")}")'


def _key(key: object) -> str:
    return string(key) if isinstance(key, str) else repr(key)


def columns(text: str) -> int:
    """How wide a text is in a fixed-width font: East Asian letters take two columns."""
    if text.isascii():  # nearly all is, and a list of 500 IDs asks 500 times
        return len(text)
    # Combining marks have no width of their own.
    return sum(
        0
        if unicodedata.combining(letter)
        else 2
        if unicodedata.east_asian_width(letter) in "WF"
        else 1
        for letter in text
    )


def _letters(text: str) -> list[str]:
    return list(text)


@functools.lru_cache(maxsize=4096)
def _width(letter: str) -> int:
    return columns(_escape(letter, ""))


def _quoted(letters: Sequence[str]) -> str:
    """Double quotes, unless single ones need fewer backslashes."""
    # As ruff format chooses its quotes.
    quote = "'" if letters.count('"') > letters.count("'") else '"'
    return quote + "".join(_escape(letter, quote) for letter in letters) + quote


@functools.lru_cache(maxsize=4096)
def _escape(letter: str, quote: str) -> str:
    if letter == quote or letter == "\\":
        return f"\\{letter}"
    if letter.isprintable():
        return letter
    short = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(letter)
    if short is not None:
        return short
    code = ord(letter)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
