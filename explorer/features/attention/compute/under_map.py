"""What attention to a picture or a sound is laid over: the input as the model was given it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from explorer.engine.loaded_model import LoadedModel
from explorer.features.attention.protocol import UnderMap
from explorer.protocol.inspection import Kind
from explorer.protocol.run import Token

_WINDOW, _HOP = 400, 160
"""Samples of one column of a spectrogram, and from one to the next: 25 and 10 ms of speech."""
_FLOOR = 1e-5
"""The faintest amplitude that is told from silence; its logarithm is the darkest shade."""
_MOST_COLUMNS = 1_000


def under_map(loaded: LoadedModel, kind: Kind, columns: Sequence[Token]) -> UnderMap | None:
    """The picture or the spectrogram that the columns of a map are parts of; None for text.

    None as well where it is not known which part a column stands for.
    """
    inputs = loaded.run_inputs
    if "input_ids" in inputs or kind == "decoder" or not columns:
        return None
    pixels = inputs.get("pixel_values")
    if pixels is not None:
        return _picture(pixels, columns)
    for name in ("input_values", "input_features"):
        if name in inputs:
            return _sound(inputs[name], len(columns))
    return None


def _picture(pixels: torch.Tensor, columns: Sequence[Token]) -> UnderMap | None:
    first = sum(token.special for token in columns)
    last = columns[-1].shown.partition("·")  # `14·14`, the patch at the lower right
    if pixels.dim() != 4 or not (last[0].isdecimal() and last[2].isdecimal()):
        return None
    lines, across = int(last[0]), int(last[2])
    if lines * across != len(columns) - first:
        return None
    height, width = pixels.shape[-2:]
    # What is left at the right and lower edge is in no patch.
    side = min(height // lines, width // across)
    shown = pixels[0, :3, : side * lines, : side * across].float()  # [channels, height, width]
    if shown.shape[0] < 3:
        shown = shown[:1].expand(3, -1, -1)
    return UnderMap("picture", _levels(shown.permute(1, 2, 0)), first, lines, across)


def _sound(values: torch.Tensor, count: int) -> UnderMap | None:
    """A spectrogram, low pitches at the bottom, under places that follow one another in time."""
    if values.dim() == 2:  # a wave [1, samples]
        wave = values[0].float()
        if len(wave) < _WINDOW:
            return None
        window = torch.hann_window(_WINDOW)
        spectrum = torch.stft(wave, _WINDOW, _HOP, window=window, return_complex=True).abs()
        bands = spectrum.clamp_min(_FLOOR).log()  # [pitches, columns]
    elif values.dim() == 3 and values.shape[1] < values.shape[2]:  # log-mel [1, pitches, columns]
        bands = values[0].float()
    else:  # patches of time and pitch, whose order is not known here
        return None
    step = -(-bands.shape[1] // _MOST_COLUMNS)
    picture = bands.flip(0)[:, ::step, None].expand(-1, -1, 3)
    return UnderMap("sound", _levels(picture), 0, 1, count)


def _levels(values: torch.Tensor) -> NDArray[np.uint8]:
    """[height, width, 3] as levels from the smallest number to the largest."""
    low, high = values.min(), values.max()
    scaled = (values - low) / (high - low).clamp_min(1e-12)
    levels: NDArray[np.uint8] = (scaled * 255).round().to(torch.uint8).cpu().contiguous().numpy()
    levels.flags.writeable = False
    return levels
