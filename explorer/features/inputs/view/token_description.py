"""One line about the token under the mouse: piece, ID, characters, and who shares them."""

from __future__ import annotations

from explorer.protocol.run import Token
from explorer.text import numbers
from explorer.text.translation import in_quotation_marks, tr

_LONGEST = 40
_NOTHING = tr(
    "Point at a token to see its characters in the text; point at a letter to see its token."
)


def describe_token(
    rows: tuple[tuple[Token, ...], ...], row: int, place: int, texts: tuple[tuple[str, ...], ...]
) -> str:
    """About token `place` of `row`; `texts` are texts A and texts B, as they were typed."""
    if not (0 <= row < len(rows) and 0 <= place < len(rows[row])):
        return _NOTHING if any(token.start >= 0 for tokens in rows for token in tokens) else ""
    token = rows[row][place]
    parts = [
        tr("Token {position} of {total}", position=place + 1, total=len(rows[row])),
        tr("ID {id}", id=token.id),
    ]
    if token.raw:
        parts.insert(1, tr("bytes {bytes}", bytes=token.raw.hex(" ").upper()))
    elif token.piece:
        parts.insert(1, tr("piece {piece}", piece=token.piece))
    if token.start >= 0:
        parts.append(_characters(token, row, texts))
        share = sum(
            (item.start, item.end, item.text) == (token.start, token.end, token.text)
            for item in rows[row]
        )
        if share > 1:
            parts.append(
                numbers.ntr(
                    "{count} token together spell it, byte by byte",
                    "{count} tokens together spell it, byte by byte",
                    share,
                )
            )
    elif token.special:
        parts.append(tr("special: it steers the model and is not a character of the text"))
    if token.type >= 0:
        parts.append(tr("token type {type}", type=token.type))
    if not token.attended:
        parts.append(tr("hidden by the attention mask"))
    return " · ".join(parts)


def _characters(token: Token, row: int, texts: tuple[tuple[str, ...], ...]) -> str:
    which = tr("text B") if token.text else tr("the text")
    text = texts[token.text][row] if row < len(texts[token.text]) else ""
    piece = text[token.start : token.end]
    shown = piece if len(piece) <= _LONGEST else piece[: _LONGEST - 1] + "…"
    name = in_quotation_marks(" ".join(shown.split()) or "␣") if piece else ""
    start, end = token.start + 1, token.end
    where = (
        tr("character {position} of {text}", position=start, text=which)
        if start == end
        else tr("characters {start} to {end} of {text}", start=start, end=end, text=which)
    )
    return f"{where}: {name}" if name else where
