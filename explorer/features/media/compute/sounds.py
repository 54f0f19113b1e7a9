"""Sounds from WAV files, with the standard library: one channel, at the model's rate."""

from __future__ import annotations

import os
import wave
from typing import TYPE_CHECKING

import numpy as np

from explorer.features.media.protocol import SmallView
from explorer.protocol.failures import BadFile
from explorer.protocol.job import Check
from explorer.protocol.media_kinds import OTHER_SOUNDS
from explorer.text import numbers as words
from explorer.text.translation import tr

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_SECONDS = 60
MOST_RATE = 192_000
"""Samples a second of the best recordings; a file of 200 MB at 4 MHz took 26 s."""
MOST_CHANNELS = 32
_FRAMES = 200_000
"""Samples of each channel that are read between two looks at the stop switch: 20 ms."""
_COLUMNS = 360


def read(path: str, check: Check = lambda: None) -> tuple[NDArray[np.float32], int, SmallView]:
    """The sound as float32 [samples] from -1 to 1, samples a second, and the sound made small.

    Raises BadFile with the reason: another format, too long, damaged. Read in parts, with `check`
    between them, so that it can be stopped and takes little more memory than the result.
    """
    name = os.path.basename(path)
    if not os.path.isfile(path):
        raise BadFile(tr("The file {name} is gone. Choose another one.", name=name))
    if os.path.splitext(name)[1].lower() in OTHER_SOUNDS:
        raise BadFile(
            tr(
                "{name} is compressed sound, which Python alone cannot read. Save it as WAV (PCM).",
                name=name,
            )
        )
    try:
        with wave.open(path, "rb") as opened:
            rate, channels = opened.getframerate(), opened.getnchannels()
            width, frames = opened.getsampwidth(), opened.getnframes()
            known = 0 < rate <= MOST_RATE and 0 < channels <= MOST_CHANNELS
            if not known or width not in (1, 2, 3, 4):
                raise BadFile(
                    tr(
                        "The header of {name} describes an impossible sound, so it was not read.",
                        name=name,
                    )
                )
            # The header alone tells it: nothing of a long file is read.
            if frames > rate * MOST_SECONDS:
                raise BadFile(
                    tr(
                        "{name} lasts {frames}, and sounds of at most {most_seconds} "
                        "seconds are read here. Cut it.",
                        name=name,
                        frames=words.seconds(frames / rate),
                        most_seconds=MOST_SECONDS,
                    )
                )
            parts = []
            while data := opened.readframes(_FRAMES):
                check()
                # A file cut short may end inside a sample.
                whole = len(data) // (width * channels) * channels
                numbers = _numbers(data[: whole * width], width)
                # [frames, channels] → [frames]
                parts.append(numbers.reshape(-1, channels).mean(1).astype(np.float32))
    except (wave.Error, EOFError, RuntimeError, OSError) as error:
        raise BadFile(
            tr(
                "{name} is not an uncompressed (PCM) WAV file, the only kind of sound that can "
                "be read here.",
                name=name,
            ),
            f"{type(error).__name__}: {error}",
        ) from error
    samples = np.concatenate(parts) if parts else np.empty(0, np.float32)
    if not len(samples):
        raise BadFile(tr("{name} holds no sound: not one sample.", name=name))
    several = (
        tr("one channel")
        if channels == 1
        else tr("{channels} channels, averaged", channels=channels)
    )
    facts = tr(
        "{samples} at {rate} samples a second, ",
        samples=words.seconds(len(samples) / rate),
        rate=words.count(rate),
    )
    view = SmallView(
        "sound",
        f"{facts}{several}",
        wave=_small(samples),
        rate=rate,
        channels=channels,
        width=width,
    )
    return samples, rate, view


def _numbers(data: bytes, width: int) -> NDArray[np.float64]:
    """PCM of 1 to 4 bytes a sample as numbers from -1 to 1."""
    if width == 1:  # the only one without a sign
        return (np.frombuffer(data, np.uint8).astype(np.float64) - 128) / 128
    if width == 3:
        three = np.frombuffer(data, np.uint8).reshape(-1, 3)
        # Three bytes and a zero below them are 32 bits, little-endian.
        four = np.zeros((len(three), 4), np.uint8)
        four[:, 1:] = three
        return four.reshape(-1).view("<i4") / float(2**31)
    return np.frombuffer(data, f"<i{width}") / float(2 ** (8 * width - 1))


def resampled(samples: NDArray[np.float32], rate: int, wanted: int) -> NDArray[np.float32]:
    """The same sound with `wanted` samples a second: cut, or filled, in its spectrum."""
    if rate == wanted:
        return samples
    # As many samples as last equally long at the other rate.
    count = max(1, round(len(samples) * wanted / rate))
    spectrum = np.fft.rfft(samples.astype(np.float64))
    # The inverse transform divides by its length: the amplitude is put right.
    signal = np.fft.irfft(spectrum[: count // 2 + 1], count) * count / len(samples)
    return signal.astype(np.float32)


def _small(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Its wave as it is shown: lowest and highest value of each of 360 stretches."""
    columns = min(_COLUMNS, len(samples))
    # reduceat takes each stretch from one start to the next.
    starts = np.arange(columns) * len(samples) // columns
    shown = np.stack(  # [2, columns]
        [np.minimum.reduceat(samples, starts), np.maximum.reduceat(samples, starts)]
    ).astype(np.float32)
    shown.flags.writeable = False
    return shown
