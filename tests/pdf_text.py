"""The content of a PDF as Qt writes it: its runs of text, its pictures, its size in points."""

from __future__ import annotations

import re
import zlib


def streams(data: bytes) -> list[bytes]:
    """The contents of every stream, unpacked."""
    found = []
    for match in re.finditer(rb"(?<!end)stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        try:
            found.append(zlib.decompress(match[1]))
        except zlib.error:
            found.append(match[1])
    return found


def page_size(data: bytes) -> tuple[float, float]:
    """Width and height of the first page in points."""
    match = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", data)
    assert match
    return float(match[1]), float(match[2])


def runs(data: bytes) -> list[str]:
    """The texts of the page, one for each time that the painter drew one, in its order."""
    signs: dict[bytes, dict[str, str]] = {}
    bodies = {m[1]: m[2] for m in re.finditer(rb"(\d+) 0 obj\n(.*?)endobj", data, re.DOTALL)}
    for number, body in bodies.items():
        match = re.search(rb"/ToUnicode (\d+) 0 R", body)
        if match:
            (table,) = streams(bodies[match[1]])
            signs[number] = _signs(table.decode("ascii"))
    (page,) = [each for each in streams(data) if b" Tf " in each] or [b""]
    found = []
    for match in re.finditer(rb"/F(\d+) [\d.]+ Tf (.*?)ET", page, re.DOTALL):
        codes = re.findall(rb"<([0-9a-f]{4})> Tj", match[2], re.IGNORECASE)
        text = "".join(signs[match[1]].get(code.decode().lower(), "?") for code in codes)
        found.append(text.replace("\t", " ").rstrip())  # Qt writes the glyph of both as a tab
    return found


def _signs(table: str) -> dict[str, str]:
    """The characters of a font's glyphs, from the `bfrange` lines of its ToUnicode table."""
    found = {}
    for first, last, many, single in re.findall(
        r"<(\w{4})> <(\w{4})> (?:\[([^\]]*)\]|<(\w+)>)", table
    ):
        start, chars = int(first, 16), re.findall(r"\w+", many) or [single]
        for step, code in enumerate(range(start, int(last, 16) + 1)):
            char = bytes.fromhex(chars[min(step, len(chars) - 1)]).decode("utf-16-be")
            found[f"{code:04x}"] = char if many else chr(ord(char) + step)
    return found
