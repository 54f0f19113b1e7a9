"""Encoder-decoder classes whose decoder says words about a picture or a sound."""

from __future__ import annotations

import inspect
import wave
from pathlib import Path
from typing import Any

import numpy as np

from explorer.features.answers.code import as_ran
from explorer.features.media.protocol import RunOnFile
from explorer.protocol.failures import Failure
from tests.surveys.truth import exported, small
from tests.surveys.truth.classes import One
from tests.surveys.truth.exported import Cases
from tests.surveys.truth.small import Small

WRITTEN = 4
"""Tokens that the decoder writes before it is looked into."""


def _suits(cls: Any, config: Any) -> bool:
    return bool(getattr(config, "is_encoder_decoder", False)) and (
        "decoder_input_ids" in inspect.signature(cls.forward).parameters
    )


def build(one: One, folder: Path) -> tuple[Small, str]:
    """A small model, and the file that it is run on; no file where it runs on text alone.

    Raises LeftOut where it is no such class or cannot be built, Refused with the program's reason
    where it can be given neither.
    """
    made = small.build(one.kind, one.family, one.name, folder, text_only=False, suits=_suits)
    about = made.desk.summary
    assert about is not None
    if made.desk.engine.loaded.model.get_output_embeddings() is None:
        raise small.LeftOut("no head over a vocabulary")
    told = ""
    for medium, make in (("sound", _sound), ("picture", _picture)):
        if medium in about.reads:
            path = make(folder)
            try:
                made.desk.do(RunOnFile(path, (made.short,)))
                return made, path
            except Failure as failure:
                told = f"{failure.sentence} {failure.details}"
    if "text" in about.reads:
        small.attempt(made)
        return made, ""
    raise small.Refused(told or "reads neither a picture, nor a sound, nor text")


def _picture(folder: Path) -> str:
    from PIL import Image

    path = str(folder / "picture.png")
    values = np.random.default_rng(0).integers(0, 255, (48, 64, 3), dtype=np.uint8)
    Image.fromarray(values).save(path)
    return path


def _sound(folder: Path) -> str:
    path = str(folder / "sound.wav")
    time = np.arange(8_000) / 16_000
    samples = np.sin(2 * np.pi * 440 * time) + np.random.default_rng(0).normal(size=8_000) / 8
    with wave.open(path, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes((samples * 8_000).astype("<i2").tobytes())
    return path


def collect(made: Small, path: str, folder: Path) -> Cases:
    """Everything that the window can show of such a class."""
    if not path:
        return exported.collect(made, folder)
    keep = Cases(made, folder)

    def checks(result: Any) -> exported.Checks:
        return [
            *exported.inputs(keep, result.run.inputs),
            *exported.outputs(keep, result.run.outputs),
            *exported.told(result.predictions[-1:], "[best]"),
        ]

    texts = (made.short,)
    keep.do("run on a file", RunOnFile(path, texts), checks)
    wrote = keep.do(
        "written about a file",
        RunOnFile(path, texts, write=WRITTEN),
        lambda one: [
            *checks(one),
            ("tokens written", "read[0]", np.array([each.id for each in one.target_tokens])),
        ],
    )
    if wrote is not None:
        exported.look(keep, as_ran(wrote))
    return keep
