"""Plain words for the window: explanations, glossary entries, and the steps of a session.

A paragraph may carry two marks: `**bold**` and `[words](glossary:key)`. `marked` cuts it into
pieces ready to be drawn, so that no pane parses it; `escaped` protects text that people typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

import msgspec

if TYPE_CHECKING:
    from explorer.protocol.job import Request
    from explorer.protocol.model import ModelSummary

_MARK = re.compile(
    r"\*\*(?P<bold>(?:\\.|[^*\\])+)\*\*"
    r"|\[(?P<words>(?:\\.|[^\]\\])+)\]\(glossary:(?P<key>[a-z0-9-]+)\)"
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)

FactValue: TypeAlias = str | int | float | bool | tuple[int, ...]

Facts: TypeAlias = Mapping[str, FactValue | None]
"""What a lesson may know of a person's own work, by name; None forgets it."""


class TextPiece(msgspec.Struct, frozen=True):
    """A stretch of a paragraph: plain, bold, or a term with its glossary key."""

    text: str
    bold: bool = False
    key: str = ""


def marked(paragraph: str) -> tuple[TextPiece, ...]:
    """The pieces of a paragraph, marks taken off."""
    pieces = []
    place = 0
    for match in _MARK.finditer(paragraph):
        if match.start() > place:
            pieces.append(TextPiece(_unescaped(paragraph[place : match.start()])))
        if match["bold"] is not None:
            pieces.append(TextPiece(_unescaped(match["bold"]), bold=True))
        else:
            pieces.append(TextPiece(_unescaped(match["words"]), key=match["key"]))
        place = match.end()
    if place < len(paragraph):
        pieces.append(TextPiece(_unescaped(paragraph[place:])))
    return tuple(pieces)


def escaped(text: str) -> str:
    """Text of a person or a model, with nothing in it that could be taken for a mark."""
    return re.sub(r"([\\*]|\](?=\())", r"\\\1", text)


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)


class Explanation(msgspec.Struct, frozen=True):
    """What happened, or will happen: a title and a few short paragraphs (which may be marked)."""

    title: str
    paragraphs: tuple[str, ...]

    @property
    def plain(self) -> str:
        """All paragraphs without marks, for a screen reader or the clipboard."""
        return "\n\n".join(
            "".join(piece.text for piece in marked(paragraph)) for paragraph in self.paragraphs
        )


class Term(msgspec.Struct, frozen=True):
    """A glossary entry: one line for a tooltip, one paragraph, and what else it is called."""

    key: str
    title: str
    line: str
    paragraph: str
    aliases: tuple[str, ...] = ()


class TextSpan(msgspec.Struct, frozen=True):
    """Where a term is in a text: characters `start` to `end`, for a dotted underline."""

    start: int
    end: int
    key: str


class Step(msgspec.Struct, frozen=True):
    """One thing that was done: the request, its result, and the model in memory afterwards.

    For `UnloadModel` the summary is the model that was unloaded. `other_way`: its Python is to be
    written in the other way, where there is one (`OtherPython`).
    """

    request: Request
    result: object
    summary: ModelSummary | None
    other_way: bool = False


class OtherPython(msgspec.Struct, frozen=True):
    """A second way to write the same: its `title` beside that of the `usual` way, and its code.

    `note` says how far both agree, and what this one needs.
    """

    usual: str
    title: str
    note: str
    code: str
