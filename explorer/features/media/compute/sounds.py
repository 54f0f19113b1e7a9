"""Sounds as one channel at the model's rate: read by libsndfile, in the process with limits."""

from __future__ import annotations

import base64
import os
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.boundary import limits
from explorer.engine.sandbox.process import PROCESS, Ended
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
_COLUMNS = 360


def read(path: str, check: Check = lambda: None) -> tuple[NDArray[np.float32], int, SmallView]:
    """The sound as float32 [samples] from -1 to 1, samples a second, and the sound made small.

    Raises BadFile with the reason: another format, too long, damaged; and what `check` raises.
    """
    name = os.path.basename(path)
    if not os.path.isfile(path):
        raise BadFile(tr("The file {name} is gone. Choose another one.", name=name))
    if os.path.splitext(name)[1].lower() in OTHER_SOUNDS:
        raise BadFile(
            tr(
                "{name} is a kind of sound that cannot be read here. Save it as WAV, FLAC, OGG or "
                "MP3.",
                name=name,
            )
        )
    question: dict[str, object] = {
        "do": "sound",
        "path": os.path.abspath(path),
        "seconds_at_most": MOST_SECONDS,
        "rate_at_most": MOST_RATE,
        "channels_at_most": MOST_CHANNELS,
    }
    try:
        answer = PROCESS.ask(question, limits.READ_SOUND, check)
    except Ended as ended:
        raise BadFile(
            tr(
                "Reading {name} took too much time or memory and was stopped. The file may be "
                "damaged.",
                name=name,
            ),
            str(ended),
        ) from ended
    if "error" in answer:
        raise _refused(name, answer)
    samples = np.frombuffer(base64.b64decode(answer["samples"]), "<f4")
    rate, channels = int(answer["rate"]), int(answer["channels"])
    if not len(samples):
        raise BadFile(tr("{name} holds no sound: not one sample.", name=name))
    if not np.isfinite(samples).all():
        raise BadFile(
            tr(
                "{name} holds values that are not numbers, so it is not a sound. It may be "
                "damaged; save it again.",
                name=name,
            )
        )
    length, each = words.seconds(len(samples) / rate), words.count(rate)
    facts = (
        tr("{length} at {rate} samples a second, one channel", length=length, rate=each)
        if channels == 1
        else tr(
            "{length} at {rate} samples a second, {channels} channels, averaged",
            length=length,
            rate=each,
            channels=channels,
        )
    )
    return samples, rate, SmallView("sound", facts, wave=_small(samples), rate=rate)


def _refused(name: str, answer: dict[str, Any]) -> BadFile:
    details = str(answer.get("message", ""))
    match answer["error"]:
        case "odd":
            sentence = tr(
                "The header of {name} describes an impossible sound, so it was not read.",
                name=name,
            )
        case "long":
            sentence = tr(
                "{name} is longer than {most_seconds} seconds, the most that is read here. Cut it.",
                name=name,
                most_seconds=MOST_SECONDS,
            )
        case "package":
            sentence = tr(
                "The package soundfile, which reads sounds, does not work here. Install it again."
            )
        case _:
            sentence = tr(
                "{name} cannot be read as a sound: it is damaged or of another kind. WAV, FLAC, "
                "OGG and MP3 can be read.",
                name=name,
            )
    return BadFile(sentence, details)


def resampled(samples: NDArray[np.float32], rate: int, wanted: int) -> NDArray[np.float32]:
    """The same sound, float32 [samples], with `wanted` samples a second."""
    import soxr

    if rate == wanted:
        return samples
    resampled: NDArray[np.float32] = soxr.resample(samples, rate, wanted)
    return resampled


def _small(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Its wave as it is shown, from -1 to 1: lowest and highest value of each of 360 stretches."""
    columns = min(_COLUMNS, len(samples))
    # reduceat takes each stretch from one start to the next.
    starts = np.arange(columns) * len(samples) // columns
    shown = np.stack(  # [2, columns]
        [np.minimum.reduceat(samples, starts), np.maximum.reduceat(samples, starts)]
    ).clip(-1, 1)  # a file of floats may be louder
    shown.flags.writeable = False
    return shown
