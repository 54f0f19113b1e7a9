"""Pictures from files of strangers: size known before anything is decoded, reasons in sentences."""

from __future__ import annotations

import os
import warnings
from typing import TYPE_CHECKING

import numpy as np

from explorer.features.media.protocol import SmallView
from explorer.protocol.failures import BadFile
from explorer.text import numbers
from explorer.text.translation import tr

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 50_000_000
"""A picture of a good camera; a bomb of a few kilobytes can unfold to a thousand times that."""
MOST_BYTES = 200_000_000
FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF")
_SHOWN = (360, 200)


def read(path: str) -> tuple[Image, SmallView]:
    """The picture in red, green and blue, turned as its camera meant, and how it is shown.

    Raises BadFile with the reason: no such file, no picture, too large, cut short, or pixels that
    nothing in the file says how to read.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    name = os.path.basename(path)
    _check_file(path, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of bombs, palettes with transparency, odd EXIF
            # Only these: Pillow has readers of two dozen more formats, some that run other
            # programs.
            with Image.open(path, formats=FORMATS) as opened:
                width, height = opened.size
                # open() reads the header alone; the pixels come with convert().
                if width * height > MOST_PIXELS:
                    raise _too_large(name, width, height)
                notes = [
                    tr(
                        "{width} × {height} pixels, {format}",
                        width=numbers.count(width),
                        height=numbers.count(height),
                        format=opened.format,
                    )
                ]
                if getattr(opened, "is_animated", False):
                    notes.append(tr("the first of several pictures in this file"))
                levels = _levels(opened, name)
                turned = ImageOps.exif_transpose(opened)
                if levels:
                    notes.append(tr("16 bits a pixel, reduced to 8"))
                    turned = _of_8_bits(turned, levels)
                elif _has_transparency(turned):
                    notes.append(tr("its transparency is ignored"))
                picture = turned.convert("RGB")
                return picture, _small(picture, "; ".join(notes), levels)
    except Image.DecompressionBombError as error:
        raise BadFile(
            tr(
                "{name} would unpack to far more pixels than any picture has, so it was not "
                "opened.",
                name=name,
            ),
            str(error),
        ) from error
    except UnidentifiedImageError as error:
        raise BadFile(
            tr(
                "{name} is not a picture that can be read here. PNG, JPEG, WebP, BMP, GIF and "
                "TIFF can.",
                name=name,
            ),
            str(error),
        ) from error
    except MemoryError:
        raise
    # Decoders of damaged files raise nearly anything.
    except (OSError, ValueError, SyntaxError, EOFError, ArithmeticError, LookupError) as error:
        raise BadFile(
            tr("{name} is damaged or cut short: the picture in it cannot be decoded.", name=name),
            f"{type(error).__name__}: {error}",
        ) from error


def _check_file(path: str, name: str) -> None:
    if not os.path.isfile(path):
        raise BadFile(tr("The file {name} is gone. Choose another one.", name=name))
    size = os.path.getsize(path)
    if size > MOST_BYTES:
        raise BadFile(
            tr(
                "{name} has {size}; files of at most {most_bytes} are opened here.",
                name=name,
                size=numbers.bytes_(size),
                most_bytes=numbers.bytes_(MOST_BYTES),
            )
        )


def _too_large(name: str, width: int, height: int) -> BadFile:
    return BadFile(
        tr(
            "{file} has {width} × {height} pixels, more than the {limit} that are opened here. "
            "Save a smaller copy; the model shrinks it anyway.",
            file=name,
            width=numbers.count(width),
            height=numbers.count(height),
            limit=numbers.short_count(MOST_PIXELS),
        )
    )


def _levels(opened: Image, name: str) -> tuple[int, ...]:
    """The values of black and of white where a pixel has more than 8 bits; else ().

    Pillow's own conversion to RGB cuts such values off at 255, so that nearly all become white
    (https://github.com/python-pillow/Pillow/issues/2574). Raises BadFile where the file does not
    say which value is white: mode F, and mode I but for the PNGs of 16 bits that Pillow before 11
    opened so.
    """
    if opened.mode.startswith("I;16") or (opened.mode == "I" and opened.format == "PNG"):
        # TIFF tags: 258 BitsPerSample, 262 PhotometricInterpretation (0: white is zero).
        tags = getattr(opened, "tag_v2", {})  # of a TIFF: bits a sample, and whether 0 is white
        bits = (tags.get(258) or (16,))[0]
        white = (1 << bits) - 1
        return (white, 0) if tags.get(262) == 0 else (0, white)
    if opened.mode in ("I", "F"):
        raise BadFile(
            tr(
                "The pixels of {name} are numbers of any size, and it does not say which of "
                "them is white. Save it with 8 or 16 bits a pixel, for example as PNG.",
                name=name,
            ),
            f"Pillow's mode {opened.mode}",
        )
    if opened.mode == "La":
        raise BadFile(
            tr(
                "{name} holds grey that is already mixed with its transparency, which cannot be "
                "read here. Save it as PNG.",
                name=name,
            ),
            f"Pillow's mode {opened.mode}",
        )
    return ()


def _of_8_bits(picture: Image, levels: tuple[int, ...]) -> Image:
    """Grey from 0 to 255; 65,535 is 257 × 255, so this undoes 8 bits that became 16."""
    from PIL import Image

    black, white = levels
    # int64: 65,535 × 255 does not fit into 16 bits.
    values = (np.asarray(picture).astype(np.int64) - black) * 255 // (white - black)
    return Image.fromarray(values.astype(np.uint8))


def _has_transparency(picture: Image) -> bool:
    """Whether any pixel lets something through; transformers too drops the channel unseen."""
    if "transparency" in picture.info:
        picture = picture.convert("RGBA")
    if not picture.mode.endswith(("A", "a")):
        return False
    lowest, _ = picture.getchannel(len(picture.getbands()) - 1).getextrema()
    return bool(lowest < 255)  # type: ignore[operator]


def _small(picture: Image, facts: str, levels: tuple[int, ...]) -> SmallView:
    """The picture as it is shown: at most 360 × 200 pixels."""
    shown = picture.copy()
    # thumbnail() keeps the proportions and never enlarges.
    shown.thumbnail(_SHOWN)
    pixels = np.array(shown, dtype=np.uint8)  # [height, width, 3]
    pixels.flags.writeable = False
    return SmallView("picture", facts, picture=pixels, levels=levels)
