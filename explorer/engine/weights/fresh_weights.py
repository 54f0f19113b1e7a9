"""Whether the numbers of a model are those of a fresh initialisation: then nobody has trained it.

The rule. `initial_values` tells how the class itself draws each parameter. A model looks fresh when
every parameter that came from the file and was looked at agrees with that:

- what begins as one number (biases 0, norm weights 1) still is that very number, everywhere. One
  step of training moves nearly all of them, so one that has moved decides;
- what is drawn has the mean, the spread, the tails and the bounds of its drawing, neither its rows
  nor its columns share anything, no direction stands out, and over all of them together the spread
  is right within a few thousandths: training pulls whole rows and columns the same way, adds a few
  strong directions to each matrix, and widens the spread.

At most two million values are read, from blocks of whole rows. The limits are set so that chance
crosses one in about one of a hundred thousand models. `python -m tests.surveys.fresh_weights`
measures both kinds of mistake over all model types and over trained models.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from explorer.engine.weights.initial_values import Steps, initial_values
from explorer.engine.weights.on_disk import weight_of
from explorer.protocol.job import Check

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_MOST_DRAWN = 64
"""Drawn tensors that are looked at, spread over the model; all constant ones are."""

_BLOCK = 24_576
"""Values of one drawn tensor that are read."""

_CONSTANT = 512
"""Values of one constant tensor that are read: its first, its last and some between."""

_LEAST = 500
"""Drawn values below which nothing can be said."""

_SIGMAS = 6.0
# Numbers of a stand-in sample: its moments are known to a few thousandths.
_STANDIN = 200_000


@dataclass(frozen=True)
class FreshLook:
    """What agrees with a fresh initialisation: tensors that are 0, that are one other number
    (norms: 1), and that have the spread of their drawing; and how many values were read."""

    zeros: int
    constants: int
    drawn: int
    values: int


@dataclass(frozen=True)
class _Drawing:
    """The moments and bounds of a distribution; `kurtosis` is 3 for a normal one."""

    mean: float
    std: float
    kurtosis: float
    low: float
    high: float


def looks_fresh(
    model: PreTrainedModel, from_file: Collection[str], check: Check
) -> FreshLook | None:
    """Look at the parameters named in `from_file`; None where one of them has been trained, and
    where too little is known to say."""
    named = {
        name: tensor.detach()
        for name, tensor in model.named_parameters()
        # Buffers and integers are not trained.
        if name in from_file and tensor.is_floating_point() and tensor.numel()
    }
    if _surely_trained(named, check):
        return None
    # What the class does to each tensor when it begins: read from its own code, not guessed by
    # names.
    steps = initial_values(type(model), model.config, check)
    zeros = constants = 0
    drawn: list[tuple[torch.Tensor, _Drawing]] = []
    known: dict[Steps, _Drawing] = {}
    for name, tensor in named.items():
        # A tensor that nobody knows how to draw proves nothing either way.
        how = steps.get(name)
        if how is None:
            continue
        check()
        if how not in known:
            known[how] = _drawing(how)
        drawing = known[how]
        if drawing.std:
            drawn.append((tensor, drawing))
        # One bias that moved is enough: nothing but training moves it.
        elif not _is_constant(tensor, drawing.mean):
            return None
        elif drawing.mean:
            constants += 1
        else:
            zeros += 1
    values = _all_drawn(_spread_out(drawn), check)
    if values < _LEAST:
        return None
    return FreshLook(zeros, constants, len(drawn), values)


def _surely_trained(named: Mapping[str, torch.Tensor], check: Check) -> bool:
    """Whether most vectors hold different values: a glance that spares building the class.

    Freshly drawn, nearly every bias and norm weight is one number throughout.
    """
    # Biases and norm weights, constant when fresh; drawn matrices differ from the first number on.
    vectors = [value for value in named.values() if value.dim() == 1 and value.numel() >= 8]
    several = 0
    for tensor in vectors:
        check()
        start = weight_of(tensor)[:64]
        several += int(bool((start != start[0]).any()))
    return len(vectors) >= 4 and several > 0.8 * len(vectors)


def _is_constant(tensor: torch.Tensor, value: float) -> bool:
    """Whether a tensor holds nothing but `value`, as its dtype (or a narrower one) writes it."""
    flat = weight_of(tensor).reshape(-1)
    # A sample and the last value: reading every one would page a large model in.
    step = max(1, flat.numel() // _CONSTANT)
    sample = torch.cat((flat[::step][:_CONSTANT], flat[-1:])).float()  # [up to 513]
    first = float(sample[0])
    if not bool((sample == first).all()):
        return False
    # The file may hold it in a narrower dtype: 0.1 in bfloat16 is another number than in float32.
    narrow = (torch.bfloat16, torch.float16, torch.float32)
    return any(first == float(torch.tensor(value, dtype=dtype)) for dtype in narrow)


def _spread_out(
    drawn: list[tuple[torch.Tensor, _Drawing]],
) -> list[tuple[torch.Tensor, _Drawing]]:
    """At most 64 of them: the first and last, the largest, and others evenly over the model."""
    if len(drawn) <= _MOST_DRAWN:
        return drawn
    chosen = {0, 1, len(drawn) - 2, len(drawn) - 1}
    by_size = sorted(range(len(drawn)), key=lambda place: -drawn[place][0].numel())
    chosen.update(by_size[:4])
    left = _MOST_DRAWN - len(chosen)
    chosen.update(round(place * (len(drawn) - 1) / left) for place in range(left))
    return [drawn[place] for place in sorted(chosen)]


def _all_drawn(drawn: list[tuple[torch.Tensor, _Drawing]], check: Check) -> int:
    """How many values were read; 0 where one tensor, or all together, do not fit."""
    read, excess, noise = 0, 0.0, 0.0
    for tensor, drawing in drawn:
        check()
        block = _block(weight_of(tensor, check))
        if block.numel() < 32:
            continue
        if not _fits(block, drawing):
            return 0
        count = block.numel()
        # 1 when the spread is that of the drawing.
        square = float(((block - drawing.mean) / drawing.std).square().mean())
        read += count
        # The sum of all deviations has a smaller error than that of any tensor alone.
        excess += count * (square - 1)
        # The variance of the mean square of n values is (kurtosis - 1) / n.
        noise += count * (drawing.kurtosis - 1)
    # Together they tell a change of a few thousandths, which training makes in a few steps.
    together = abs(excess) <= 4.5 * math.sqrt(noise) + 0.0005 * read
    return read if together else 0


def _block(tensor: torch.Tensor) -> torch.Tensor:
    """Rows from the middle of a tensor, [rows, columns] in float64; a padding row is left out."""
    # [rows, columns]; kernels flat
    rows = tensor.reshape(tensor.shape[0], -1) if tensor.dim() > 1 else tensor.reshape(1, -1)
    rows = rows[:, :_BLOCK]
    wanted = max(1, min(len(rows), _BLOCK // rows.shape[1]))
    start = (len(rows) - wanted) // 2
    # From the middle: the first rows of an embedding are special tokens, the last often unused.
    block = rows[start : start + wanted].cpu().double()
    # A row of zeros is a padding row, which padding_idx keeps out of training and drawing.
    return block[(block != 0).any(dim=1)]


def _fits(block: torch.Tensor, drawing: _Drawing) -> bool:
    """Whether a block of values can have been drawn like this."""
    count = block.numel()
    scaled = (block - drawing.mean) / drawing.std
    if not bool(torch.isfinite(scaled).all()):
        return False
    room = 0.004 * max(abs(drawing.low), abs(drawing.high)) + 1e-12  # a narrow dtype rounds up
    if float(block.min()) < drawing.low - room or float(block.max()) > drawing.high + room:
        return False
    if abs(float(scaled.mean())) > _SIGMAS / math.sqrt(count) + 0.002:
        return False
    square = float(scaled.square().mean())
    if abs(square - 1) > _SIGMAS * math.sqrt((drawing.kurtosis - 1) / count) + 0.008:
        return False
    fourth = float(scaled.pow(4).mean())
    # 96 is the variance of the fourth power of a normal variable: E[x⁸] - E[x⁴]² = 105 - 9.
    if abs(fourth - drawing.kurtosis) > 4 * _SIGMAS * math.sqrt(96 / count) + 0.05:
        return False
    # Drawn numbers owe nothing to their row or column; trained ones share directions.
    # Over axis 0 the mean of each column, over axis 1 of each row.
    means = all(_independent(scaled.mean(dim=axis), scaled.shape[axis]) for axis in (0, 1))
    return means and _without_direction(scaled[:96, :256])


def _independent(means: torch.Tensor, over: int) -> bool:
    """Whether the means over `over` independent values each vary as they must."""
    count = len(means)
    if count < 8 or over < 8:
        return True
    total = float((means.square() * over).sum())  # chi squared with `count` degrees of freedom
    return total <= count + 8 * math.sqrt(2 * count) + 30


def _without_direction(scaled: torch.Tensor) -> bool:
    """Whether no direction stands out: steps of training add a few strong ones to a matrix.

    The largest eigenvalue of W Wᵀ against the Tracy-Widom law, which it passes by chance once in
    some ten million matrices.
    """
    if min(scaled.shape) < 16:
        return True
    value, other = math.sqrt(scaled.shape[0]), math.sqrt(scaled.shape[1])
    # eigvalsh sorts upwards. W Wᵀ is [96, 96] at most, whatever the matrix has.
    largest = float(torch.linalg.eigvalsh(scaled @ scaled.T)[-1])
    # Centre and scale of the largest eigenvalue of white noise: Johnstone, Annals of Statistics 29,
    # 2001.
    scale = (value + other) * math.pow(1 / value + 1 / other, 1 / 3)
    return largest <= (value + other) ** 2 + 9 * scale


def _drawing(steps: Steps) -> _Drawing:
    """The distribution that these steps give: worked out for what is simple, else tried out."""
    (kind, numbers), *after = steps
    if not after and kind == "constant":
        return _Drawing(numbers[0], 0.0, 0.0, numbers[0], numbers[0])
    if not after and kind == "normal":
        mean, std = numbers
        return _Drawing(mean, std, 3.0, mean - 7 * std, mean + 7 * std)
    generator = torch.Generator().manual_seed(0)
    values = torch.empty(_STANDIN, dtype=torch.float64)
    if kind == "constant":
        values = values[:1].fill_(numbers[0])
    elif kind == "uniform":
        # Evenly spaced: the moments without the noise of drawing.
        part = (torch.arange(_STANDIN, dtype=torch.float64) + 0.5) / _STANDIN
        values = numbers[0] + (numbers[1] - numbers[0]) * part
    elif kind == "normal":
        values.normal_(*numbers, generator=generator)
    else:
        mean, std, low, high = numbers
        torch.nn.init.trunc_normal_(values, mean, std, low, high, generator=generator)
    for name, given in after:
        values = _apply(values, name, given)
    mean, std = float(values.mean()), float(values.std(correction=0))
    # What follows the drawing may have made every value the same, as a product with 0 does.
    if not std > 1e-9 * abs(mean):
        return _Drawing(mean, 0.0, 0.0, mean, mean)
    kurtosis = float(((values - mean) / std).pow(4).mean())
    low, high = float(values.min()), float(values.max())
    if kind in ("normal", "truncated"):  # the stand-in does not reach as far as more values would
        low, high = low - 3 * std, high + 3 * std
    return _Drawing(mean, std, kurtosis, low, high)


def _apply(values: torch.Tensor, name: str, given: tuple[float, ...]) -> torch.Tensor:
    if name == "clamp":
        low, high = (*given, math.nan)[:2]
        return values.clamp(None if math.isnan(low) else low, None if math.isnan(high) else high)
    result: torch.Tensor = getattr(torch, name)(values, *given)
    return result
