"""Pictures from files of strangers: size known before anything is decoded, reasons in sentences."""

from __future__ import annotations

import os
import warnings
from typing import TYPE_CHECKING

import numpy as np

from explorer import words
from explorer.failures import BadFile
from explorer.messages.media import SmallView
from explorer.texts import tr

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 50_000_000
"""A picture of a good camera; a bomb of a few kilobytes can unfold to a thousand times that."""
MOST_BYTES = 200_000_000
FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF")
_SHOWN = (360, 200)


def read(path: str) -> tuple[Image, str]:
    """The picture in red, green and blue as a camera meant it to stand, and its facts.

    Raises BadFile with the reason: no such file, no picture, too large, cut short.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    name = os.path.basename(path)
    _check_file(path, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path, formats=FORMATS) as opened:
                width, height = opened.size
                if width * height > MOST_PIXELS:
                    raise _too_large(name, width, height)
                facts = tr(
                    "{width} × {height} pixels, {format}",
                    width=words.count(width),
                    height=words.count(height),
                    format=opened.format,
                )
                turned = ImageOps.exif_transpose(opened)
                return turned.convert("RGB"), facts
    except Image.DecompressionBombError as error:
        raise BadFile(
            tr(
                "{name} would unfold to far more pixels than any picture has, so "
                "it was not opened.",
                name=name,
            ),
            str(error),
        ) from error
    except UnidentifiedImageError as error:
        raise BadFile(
            tr(
                "{name} is no picture that can be read here. PNG, JPEG, WebP, BMP, "
                "GIF and TIFF can.",
                name=name,
            ),
            str(error),
        ) from error
    except MemoryError:
        raise
    except (OSError, ValueError, SyntaxError, EOFError, ArithmeticError, LookupError) as error:
        raise BadFile(
            tr("{name} is damaged or cut short: the picture in it cannot be decoded.", name=name),
            f"{type(error).__name__}: {error}",
        ) from error


def _check_file(path: str, name: str) -> None:
    if not os.path.isfile(path):
        raise BadFile(tr("There is no file {name} any more. Choose another one.", name=name))
    size = os.path.getsize(path)
    if size > MOST_BYTES:
        raise BadFile(
            tr(
                "{name} has {size}; files of at most {most_bytes} are opened here.",
                name=name,
                size=words.bytes_(size),
                most_bytes=words.bytes_(MOST_BYTES),
            )
        )


def _too_large(name: str, width: int, height: int) -> BadFile:
    return BadFile(
        tr(
            "{name} has {width} × {height} pixels, more than the {most_pixels} "
            "that are opened here. Save it smaller; the model makes it small "
            "anyway.",
            name=name,
            width=words.count(width),
            height=words.count(height),
            most_pixels=words.short_count(MOST_PIXELS),
        )
    )


def small(picture: Image, facts: str) -> SmallView:
    """The picture as it is shown: at most 360 × 200 pixels."""
    shown = picture.copy()
    shown.thumbnail(_SHOWN)
    pixels = np.array(shown, dtype=np.uint8)
    pixels.flags.writeable = False
    return SmallView("picture", facts, picture=pixels)
