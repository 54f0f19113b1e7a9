"""Pictures of numbers inside a page, as SVG and PNG that need nothing else.

Shades are the page's own ink, more or less of it, so that they suit a light and a dark page.
"""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from explorer.text.markup import safe

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MOST_CELLS = 900
"""Cells that are drawn one by one, each with its words; more of them become one picture."""
_INK = (0x4A, 0x6E, 0xE8)
_FILL, _NAME = "#4a6ee8", 'fill="#6b7482"'
_LINE = 'fill="none" stroke="#8b93a1" stroke-opacity="0.6"'
"""For readers that do not know the page's style; it goes before these."""
_SIDE = 24
_LETTER = 7.0
"""Width of a letter at 11 pixels, generously: what is longer is shortened."""
_LONGEST_NAME = 14


def heat_map(
    values: NDArray[np.float32],
    rows: Sequence[str],
    columns: Sequence[str],
    low: float,
    high: float,
    spoken: str,
    sentence: Callable[[int, int], str],
) -> str:
    """Numbers [rows, columns] as a picture with names at both sides; `sentence` says a cell in
    words."""
    import numpy as np

    # A map of one value has no range.
    span = max(high - low, 1e-30)
    share = np.clip(np.nan_to_num((values - low) / span, nan=0.0), 0.0, 1.0)
    count, across = values.shape
    # Beyond 40 lines the picture keeps about 960 pixels, and its cells shrink.
    side = _SIDE if max(count, across) <= 40 else max(4, 960 // max(count, across))
    left = 8 + _LETTER * max((len(_short(text)) for text in rows), default=0)
    top = 8 + _LETTER * 0.75 * max((len(_short(word)) for word in columns), default=0)
    width, height = left + across * side + 60, top + count * side + 8
    parts = [_begin(width, height, spoken)]
    # Smaller cells leave no room for names of 11 pixels.
    if side >= 11:
        parts += [
            f'<text {_NAME} x="{left - 6:.1f}" y="{top + (place + 0.5) * side + 4:.1f}" '
            f'text-anchor="end">{_text(name)}</text>'
            for place, name in enumerate(rows)
        ]
        parts += [
            f'<text {_NAME} transform="translate({left + (place + 0.5) * side:.1f} {top - 5:.1f}) '
            f'rotate(-45)">{_text(name)}</text>'
            for place, name in enumerate(columns)
        ]
    if count * across <= _MOST_CELLS:
        parts += [
            f'<rect x="{left + column * side:.1f}" y="{top + row * side:.1f}" width="{side - 1}" '
            # The ink's opacity is the number, so that one picture suits light and dark pages.
            f'height="{side - 1}" fill-opacity="{float(share[row, column]):.3f}">'
            f"<title>{safe(sentence(row, column))}</title></rect>"
            for row in range(count)
            for column in range(across)
        ]
    else:
        parts.append(_image(np.rint(share * 255).astype(np.uint8), left, top, side))
    frame = f'x="{left:.1f}" y="{top:.1f}" width="{across * side}" height="{count * side}"'
    parts.append(f'<rect class="frame" {_LINE} {frame}/></svg>')
    return "".join(parts)


def mosaic(levels: NDArray[np.uint8], rows: int, columns: int, spoken: str) -> str:
    """The heads of all layers as one picture: layers go down, heads across."""
    height, width = levels.shape
    zoom = max(1.0, min(6.0, 640 / max(width, height)))
    left = top = 18.0
    parts = [_begin(left + width * zoom + 4, top + height * zoom + 4, spoken)]
    cell_high, cell_wide = height * zoom / max(1, rows), width * zoom / max(1, columns)
    parts += [
        f'<text {_NAME} x="{left - 5}" y="{top + (n + 0.5) * cell_high + 4:.1f}" text-anchor="end">'
        f"{n + 1}</text>"
        for n in range(rows)
        # Every fourth number where lines are too close.
        if cell_high >= 10 or n % 4 == 0
    ]
    parts += [
        f'<text {_NAME} x="{left + (n + 0.5) * cell_wide:.1f}" y="{top - 5}" text-anchor="middle">'
        f"{n + 1}</text>"
        for n in range(columns)
        if cell_wide >= 14 or n % 4 == 0
    ]
    parts.append(_image(levels, left, top, zoom))
    parts += [
        f'<path class="frame" {_LINE} d="M{left} {top + n * cell_high:.1f}h{width * zoom:.1f}"/>'
        for n in range(rows + 1)
    ]
    parts += [
        f'<path class="frame" {_LINE} d="M{left + n * cell_wide:.1f} {top}v{height * zoom:.1f}"/>'
        for n in range(columns + 1)
    ]
    return "".join([*parts, "</svg>"])


def _begin(width: float, height: float, spoken: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" role="img" fill="{_FILL}" font-size="11" '
        f'font-family="sans-serif" '
        f'aria-label="{safe(spoken)}">'
    )


def _image(levels: NDArray[np.uint8], left: float, top: float, side: float) -> str:
    height, width = levels.shape
    return (
        f'<image x="{left:.1f}" y="{top:.1f}" width="{width * side:.1f}" '
        f'height="{height * side:.1f}" preserveAspectRatio="none" '
        f'style="image-rendering:pixelated" href="{png_address(levels)}"/>'
    )


def png_address(levels: NDArray[np.uint8]) -> str:
    """The address of a PNG that is its own data: 0 lets the page through, 255 is full ink."""
    return "data:image/png;base64," + base64.b64encode(png(levels)).decode("ascii")


def png(levels: NDArray[np.uint8]) -> bytes:
    """uint8 [rows, columns] as a PNG of one ink, of which each pixel has so much."""
    height, width = levels.shape
    # Each line of a PNG begins with its filter; 0 is none.
    lines = b"".join(b"\x00" + levels[row].tobytes() for row in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)  # one byte a pixel, a palette
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", header),
            # PLTE: one ink 256 times; tRNS: its opacity, from none to full. (PNG specification, RFC
            # 2083)
            _chunk(b"PLTE", bytes(_INK) * 256),
            _chunk(b"tRNS", bytes(range(256))),
            _chunk(b"IDAT", zlib.compress(lines, 9)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    # Length, kind, data, and the CRC-32 of kind and data.
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"


def _text(name: str) -> str:
    return safe(_short(name))
