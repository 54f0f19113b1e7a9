"""Text of a page: escaped, without what could act, and without what nobody meant to hand on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from html import escape

from explorer import resources
from explorer.protocol.explanation import marked

MOST_ROWS = 60
"""Rows of a table; what is left out is told."""
_SECRET = re.compile(r"\b(?:hf_|api_org_)[A-Za-z0-9]{8,}")
_UNFIT = re.compile(
    # Controls, halves of signs, and what turns the direction of all that follows.
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)


def safe(text: object) -> str:
    """Any text as text of a page: nothing in it is taken for markup, an access token or a path
    into this installation."""
    return escape(public(text), quote=True)


def public(text: object) -> str:
    """Any text as other people may read it: without an access token or a path into this
    installation, and without what would turn the direction of the text around it."""
    whole = _UNFIT.sub("\N{REPLACEMENT CHARACTER}", str(text))
    # A second time after redaction at the boundary: a saved page goes to other people.
    whole = _SECRET.sub("hf_…", whole)
    # Windows writes paths with backslashes, sources may hold either.
    for root in {str(resources.path()), resources.path().as_posix()}:
        whole = whole.replace(root, "transformer-explorer")
    return whole


def paragraph(text: str) -> str:
    """A paragraph of an explanation: what is bold stays so, terms become plain words."""
    pieces = [
        f"<b>{safe(piece.text)}</b>" if piece.bold else safe(piece.text) for piece in marked(text)
    ]
    return f"<p>{''.join(pieces)}</p>"


def table_markup(
    heads: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[int] = ()
) -> str:
    """A table of cells that are safe already; the columns in `numbers` are set to the right."""
    sides = [' class="number"' if place in numbers else "" for place in range(len(heads))]
    top = "".join(
        f'<th scope="col"{side}>{head}</th>' for side, head in zip(sides, heads, strict=True)
    )
    lines = []
    for row in rows:
        cells = (f"<td{side}>{cell}</td>" for side, cell in zip(sides, row, strict=True))
        lines.append(f"<tr>{''.join(cells)}</tr>")
    body = "".join(lines)
    return (
        f'<div class="wide"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def code(text: str) -> str:
    """Python with its colours as classes, which the page's own style gives for light and dark."""
    from pygments.lexers.python import PythonLexer
    from pygments.token import Comment, Keyword, Name, Number, String

    kinds = (
        (Comment, "c"), (Keyword, "k"), (Number, "n"), (String, "s"), (Name.Class, "f"),
        (Name.Function, "f"),
    )  # fmt: skip
    pieces = []
    # stripnl: the lines of the page must be those of the program.
    for kind, part in PythonLexer(stripnl=False).get_tokens(text):
        # Kinds of tokens are nested tuples: Name.Class begins with Name.
        shade = next(
            (name for token_type, name in kinds if kind[: len(token_type)] == token_type), ""
        )
        pieces.append(f'<span class="{shade}">{safe(part)}</span>' if shade else safe(part))
    return f"<pre><code>{''.join(pieces).strip()}</code></pre>"


def figure(picture: str, caption: str) -> str:
    """A picture with what it shows under it."""
    return f'<figure><div class="wide">{picture}</div><figcaption>{caption}</figcaption></figure>'


def json_text(value: object) -> str:
    """JSON that is safe inside a script element: no sign in it can end one, or begin a comment.

    ASCII alone, so that halves of surrogate pairs can be written too.
    """
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def data_island(name: str, value: object) -> str:
    """An element with data for programs, which a browser neither runs nor shows."""
    return f'<script type="application/json" id="{name}">{json_text(value)}</script>'
