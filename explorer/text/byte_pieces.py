"""How tokens are written where a person reads them: whole characters, and the bytes of one.

Tokenizers that work on bytes spell a byte as some letter of their own, GPT-2's D7 as "×". That
letter is in no text, so it is never shown: a byte reads as the part of its character, "ש 1/2",
where its neighbours tell which one that is, and as "<0xD7>" where it is alone.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.protocol.run import Token

_BYTE = re.compile(r"<0x([0-9A-Fa-f]{2})>")
_SIGNS = {" ": "·", "\n": "⏎", "\t": "⇥", "\r": "␍"}
_SPACES = {sign: space for space, sign in _SIGNS.items()}


@functools.cache
def _gpt2_bytes() -> dict[str, int]:
    """The letter for each byte in byte-level BPE: printable ones are themselves, others U+0100 on.

    As `bytes_to_unicode` in https://github.com/openai/gpt-2/blob/master/src/encoder.py.
    """
    # "!" to "~", "¡" to "¬", "®" to "ÿ": printable in Latin-1, without the soft hyphen (0xAD).
    own = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(0x100) if byte not in own]
    return {chr(number): number for number in own} | {
        chr(0x100 + place): count for place, count in enumerate(others)
    }


def raw(piece: str, text: str) -> bytes:
    """The bytes of a piece that is no whole text by itself; empty where it is.

    `text` is what the tokenizer makes of the piece alone.
    """
    # U+FFFD stands for bytes that are no whole character.
    if text and "\ufffd" not in text:
        return b""
    written = _BYTE.fullmatch(piece)
    if written is not None:  # SentencePiece's byte fallback
        return bytes([int(written[1], 16)])
    if "\ufffd" in text:
        known = _gpt2_bytes()
        return bytes(known[char] for char in piece) if set(piece) <= known.keys() else b""
    # ByT5 and Perceiver write byte D7 as the letter U+00D7, and decode it alone as nothing.
    return piece.encode("latin-1") if len(piece) == 1 and "\x80" <= piece <= "\xff" else b""


def word_of(written: str) -> str:
    """The text of a word as byte-level tokenizers write it; the word itself where it is none."""
    known = _gpt2_bytes()
    if set(written) <= known.keys():
        try:
            return bytes(known[letter] for letter in written).decode("utf-8")
        except UnicodeDecodeError:
            pass  # letters of Latin-1 that stand for themselves
    return written.replace("\u2581", " ")


def visible(text: str) -> str:
    """Text with a sign for each space; a lone accent on a dotted circle, a lone joiner by name."""
    if text and all(_invisible(char) for char in text):
        return "".join(_SIGNS.get(name) or f"<U+{ord(name):04X}>" for name in text)
    # Category M: a combining mark needs a letter to stand on.
    if text and unicodedata.category(text[0]).startswith("M"):
        text = "◌" + text
    return "".join(_SIGNS.get(word, word) for word in text)


def _invisible(letter: str) -> bool:
    if letter == " ":
        return False
    return unicodedata.category(letter) in ("Cc", "Cf", "Zl", "Zp") or (
        "\ufe00" <= letter <= "\ufe0f"  # variation selectors: how the sign before them is drawn
    )


def alone(data: bytes) -> str:
    """How the bytes of one token read without its neighbours."""
    return in_row([data])[0]


def in_row(row: Sequence[bytes]) -> list[str]:
    """How the bytes of neighbouring tokens read; "" for a token that has none (it is whole).

    A character that several tokens share is "ש 1/2" in the first of them and "ש 2/2" in the
    second. Bytes that make no character are "<0xD7>".
    """
    shown = [""] * len(row)
    begin = 0
    while begin < len(row):
        end = begin
        while end < len(row) and row[end]:
            end += 1
        shown[begin:end] = _run(row[begin:end])
        begin = end + 1
    return shown


def _run(row: Sequence[bytes]) -> list[str]:
    # The token of each byte, so that a character tells which tokens it came from.
    owner = [place for place, data in enumerate(row) for _ in data]
    parts: list[list[str]] = [[] for _ in row]
    at = 0
    for letter, length in _letters(b"".join(row)):
        places = sorted(set(owner[at : at + length]))
        for number, place in enumerate(places, start=1):
            if len(places) == 1:
                parts[place].append(letter)
            else:
                parts[place].append(f"{visible(letter)} {number}/{len(places)}")
        at += length
    return ["".join(visible(part) if len(part) == 1 else part for part in each) for each in parts]


def _letters(data: bytes) -> list[tuple[str, int]]:
    """Characters with the number of their bytes; a byte that belongs to none as "<0xD7>"."""
    letters = []
    at = 0
    while at < len(data):
        # UTF-8 takes 1 to 4 bytes; no shorter beginning of a character decodes.
        for length in (1, 2, 3, 4):
            try:
                letter = data[at : at + length].decode("utf-8")
            except UnicodeDecodeError:
                continue
            letters.append((letter, length))
            at += length
            break
        else:
            letters.append((f"<0x{data[at]:02X}>", 1))
            at += 1
    return letters


def left_to_right(text: str) -> str:
    """The same with a mark behind letters that run to the left, for use inside a sentence.

    Without it the numbers that follow are drawn on their other side: "2/2 ש" and "0.20 ,שלום".
    """
    if text.isascii():
        return text
    last = max(
        (at for at, char in enumerate(text) if unicodedata.bidirectional(char) in ("R", "AL")),
        default=-1,
    )
    # U+200E, LEFT-TO-RIGHT MARK: invisible, and of strong direction.
    return text if last < 0 else f"{text[: last + 1]}\u200e{text[last + 1 :]}"


def readable(text: str, tokens: Sequence[Token]) -> str:
    """The text of tokens, with "<0xD7>" for each byte of them that makes no character.

    `text` is what the tokenizer decodes them to: U+FFFD, where that has it, says nothing.
    """
    if "\ufffd" not in text:
        return text
    parts = []
    for token, shown in zip(tokens, _loose([token.raw for token in tokens]), strict=True):
        if token.raw:
            parts.append(shown)
        elif not token.special:
            parts.append("".join(_SPACES.get(letter, letter) for letter in token.shown))
    return "".join(parts)


def _loose(row: Sequence[bytes]) -> list[str]:
    """What the bytes of neighbouring tokens spell; a character belongs to the token it ends in."""
    shown, waiting = [""] * len(row), b""
    for place, data in enumerate(row):
        waiting += data
        if waiting and (place + 1 == len(row) or not row[place + 1]):
            shown[place] = "".join(letter for letter, _ in _letters(waiting))
            waiting = b""
    return shown


def joined(tokens: Sequence[Token]) -> str:
    """The text that tokens stand for together, special ones left out, on one line."""
    texts = []
    waiting = b""
    for token in tokens:
        if token.raw:
            waiting += token.raw
            continue
        # Bytes wait until a whole token comes: a character may end in the next one.
        texts.append(waiting.decode("utf-8", "replace"))
        waiting = b""
        if not token.special:
            texts.append(token.shown.replace("·", " "))
    texts.append(waiting.decode("utf-8", "replace"))
    return "".join(texts).strip()
