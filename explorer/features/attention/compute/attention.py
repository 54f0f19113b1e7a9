"""Attention as a picture: the mosaic of all heads, its tokens, and whether rows sum to 1."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import torch

from explorer.engine.config_values import text_part
from explorer.engine.inside import attention_interface, last_run
from explorer.engine.inside.arrays import floats, levels
from explorer.engine.inside.capture import Captured
from explorer.engine.loaded_model import LoadedModel
from explorer.engine.media import processor
from explorer.features.attention.protocol import (
    AttentionMaps,
    AttentionRequest,
    AttentionResult,
    MapLayer,
)
from explorer.protocol.inspection import Kind, SelfCheck
from explorer.protocol.job import Check
from explorer.protocol.run import Token
from explorer.text import numbers
from explorer.text.translation import tr

TITLES: dict[Kind, str] = {
    "self": tr("Attention"),
    "encoder": tr("Encoder: input to input"),
    "decoder": tr("Decoder: output to output"),
    "cross": tr("Decoder to input"),
}

_NEARLY_ALL = 0.98
TOLERANCE = {torch.float32: 1e-4, torch.float64: 1e-6}
"""How far from 1 the sum of a row may be by rounding; 0.02 for other dtypes."""


@dataclass
class MapCell:
    """One layer's part of the mosaic, filled block by block: picture [heads, height, width]."""

    kind: Kind
    module: str
    shape: tuple[int, int]
    steps: tuple[int, int]
    picture: torch.Tensor
    sum_low: torch.Tensor
    sum_high: torch.Tensor
    lowest: torch.Tensor
    strongest: torch.Tensor
    tolerance: float
    off: tuple[int, ...] = ()
    layer: int = 0
    switch: int = 0
    label: str = ""

    @classmethod
    def empty(
        cls,
        kind: Kind,
        module: str,
        heads: int,
        shape: tuple[int, int],
        side: int,
        dtype: torch.dtype,
    ) -> MapCell:
        """A cell of at most `side` pixels each way for maps of `shape` (from, to)."""
        # So many rows and columns of the map become one pixel.
        steps = (math.ceil(shape[0] / side), math.ceil(shape[1] / side))
        height, width = math.ceil(shape[0] / steps[0]), math.ceil(shape[1] / steps[1])
        return cls(
            kind,
            module,
            shape,
            steps,
            # -inf is below any weight, also below scores that no softmax has seen.
            picture=torch.full((heads, height, width), -torch.inf),
            sum_low=torch.full((heads,), torch.inf),
            sum_high=torch.full((heads,), -torch.inf),
            lowest=torch.full((heads,), torch.inf),
            strongest=torch.full((heads,), torch.nan),
            tolerance=TOLERANCE.get(dtype, 2e-2),
        )

    def add(self, weights: torch.Tensor, start: int) -> None:
        """Take in rows `start`, ... of the map: weights [heads, rows, to]."""
        weights = weights.float()
        # A block may begin in the middle of a pixel, as ROWS need not be a multiple of steps.
        small = _largest(weights, self.steps, start % self.steps[0])
        first = start // self.steps[0]
        part = self.picture[:, first : first + small.shape[1]]
        # copy_ into a view of the picture: the pixel at a seam is in two blocks, and the larger
        # wins.
        part.copy_(torch.maximum(part, small))
        sums = weights.sum(-1)  # [heads, rows]: 1 where a softmax made them
        self.sum_low = torch.minimum(self.sum_low, sums.amin(-1))
        self.sum_high = torch.maximum(self.sum_high, sums.amax(-1))
        self.lowest = torch.minimum(self.lowest, weights.amin((-1, -2)))
        # Where a row sees one token alone, its whole weight is there and says nothing.
        alone = (weights > 0).sum(-1) < 2
        most = weights.amax(-1).masked_fill(alone, -torch.inf).amax(-1)
        self.strongest = torch.fmax(self.strongest, most.where(most.isfinite(), torch.nan))


def _largest(weights: torch.Tensor, steps: tuple[int, int], late: int) -> torch.Tensor:
    """The largest of each block of `steps` weights: [heads, blocks down, blocks across].

    The first row is row `late` of its block. Rows first: ten times as fast as pooling.
    """
    # Rows and columns are filled up to whole blocks with -inf, which is never the largest.
    heads, rows, columns = weights.shape
    down, across = -(-(rows + late) // steps[0]), -(-columns // steps[1])
    # pad() counts from the last axis: (left, right, above, below).
    more = (0, across * steps[1] - columns, late, down * steps[0] - rows - late)
    if any(more):
        weights = torch.nn.functional.pad(weights, more, value=-torch.inf)
    # A reshape splits the rows into blocks, and the largest of each is taken along the new axis.
    row_maxima = weights.reshape(heads, down, steps[0], -1).amax(2)  # [heads, down, columns]
    return row_maxima.reshape(heads, down, across, steps[1]).amax(-1)


def cells_of(
    loaded: LoadedModel, captured: Captured, request: AttentionRequest, check: Check
) -> list[MapCell]:
    """The cells of maps that were captured whole."""
    cells = []
    for captured_map in captured.maps:
        check()
        weights = captured_map.weights[request.text_index]  # [heads, from, to]
        cell = MapCell.empty(
            captured_map.kind,
            captured_map.module,
            weights.shape[0],
            (weights.shape[1], weights.shape[2]),
            max(1, request.cell),
            weights.dtype,
        )
        cell.add(weights, 0)
        cell.off = off_heads(loaded, captured_map.module)
        cell.layer, cell.switch = captured_map.layer, captured_map.switch
        cell.label = captured_map.label
        cells.append(cell)
    return cells


def off_heads(loaded: LoadedModel, module: str) -> tuple[int, ...]:
    """The heads of a module that are switched off through the interface."""
    if not module:
        return ()
    return attention_interface.OFF.get(loaded.model.get_submodule(module), ())


def overview(
    loaded: LoadedModel,
    cells: Sequence[MapCell],
    request: AttentionRequest,
    note: str,
    seconds: float,
) -> AttentionResult:
    """The mosaic of each kind with its facts. No cells: an empty result that carries `note`."""
    groups: dict[Kind, list[MapCell]] = {}
    for cell in cells:
        groups.setdefault(cell.kind, []).append(cell)
    maps = tuple(_group(loaded, kind, group, request) for kind, group in groups.items())
    return AttentionResult(
        request=request,
        model_serial=loaded.serial,
        maps=maps,
        note=note,
        checks=_sum_check(cells),
        seconds=seconds,
    )


def _group(
    loaded: LoadedModel, kind: Kind, cells: Sequence[MapCell], request: AttentionRequest
) -> AttentionMaps:
    heads = max(cell.picture.shape[0] for cell in cells)
    height = max(cell.picture.shape[1] for cell in cells)
    width = max(cell.picture.shape[2] for cell in cells)
    # Layers may have different numbers of heads, and of keys: what a layer has not stays 0.
    mosaic = torch.zeros((len(cells), heads, height, width), dtype=torch.uint8)
    # NaN for heads that a layer has not.
    low, high, top, strongest = (torch.full((len(cells), heads), torch.nan) for _ in range(4))
    for row, cell in enumerate(cells):
        count, rows, wide = cell.picture.shape
        highest = cell.picture.amax((-1, -2))  # [heads]
        mosaic[row, :count, :rows, :wide] = _levels(cell, highest, request.scale)
        low[row, :count], high[row, :count] = cell.sum_low, cell.sum_high
        top[row, :count], strongest[row, :count] = highest, cell.strongest
    # One set of names serves all layers; a layer that reads other tokens has its note.
    shape = Counter(cell.shape for cell in cells).most_common(1)[0][0]
    from_tokens, to_tokens, axes = axes_of(loaded, kind, request.text_index, shape)
    # [layers, heads, height, width] as one picture: layers down, heads across.
    picture = mosaic.permute(0, 2, 1, 3).reshape(len(cells) * height, heads * width)
    return AttentionMaps(
        kind=kind,
        title=TITLES[kind],
        mosaic=levels(picture),
        cell_height=height,
        cell_width=width,
        from_tokens=from_tokens,
        to_tokens=to_tokens,
        layers=tuple(
            MapLayer(row, cell.layer, cell.switch, cell.label, cell.picture.shape[0], cell.off)
            for row, cell in enumerate(cells)
        ),
        row_sum_low=floats(low),
        row_sum_high=floats(high),
        highest=floats(top),
        strongest=floats(strongest),
        note=" ".join(filter(None, (axes, _sum_note(loaded, cells), _few(loaded, kind, cells)))),
    )


def _levels(cell: MapCell, highest: torch.Tensor, scale: str) -> torch.Tensor:
    """Weights as 0..255: against 1, or against each map's own range.

    A causal model's first token has nowhere else to look: against its 1, all else would be pale.
    So nearly all cells above 0 are within the range, and the strongest are full.
    """
    low = torch.zeros_like(highest)
    # 0 is where the mask hides: a causal map's upper half must not count as weights.
    if scale != "one":
        above = torch.where(cell.picture > 0, cell.picture.float(), torch.nan).flatten(1)
        most = above.nanquantile(_NEARLY_ALL, dim=1)
        highest = torch.where(most > 0, most, highest)  # not where all is 0, or not a number
    full = torch.ones_like(highest)
    # More than 1 or less than 0 is no softmax: such a map gets its own scale.
    beyond = (highest > 1 + cell.tolerance) | (cell.lowest < -cell.tolerance)
    own = beyond if scale == "one" else torch.ones_like(beyond)
    full = torch.where(own, highest, full)
    low = torch.where(beyond, cell.lowest, low)
    span = (full - low).clamp_min(1e-12)[:, None, None]  # [heads, 1, 1]
    levels = (cell.picture - low[:, None, None]) / span * 255
    # NaN, where a head gives nothing, is drawn as 0; casting NaN to uint8 is not defined.
    return levels.nan_to_num(0, 255, 0).round().clamp(0, 255).to(torch.uint8)


def _numbered(loaded: LoadedModel, kind: Kind, shape: tuple[int, int]) -> str:
    """Why rows and columns have numbers in place of tokens."""
    given = processor.FROM_FILE.intersection(loaded.run_inputs)
    if not given or "input_ids" in loaded.run_inputs:
        return tr(
            "A map has {rows} × {columns} weights and not one for each pair of tokens, so rows "
            "and columns are numbered.",
            rows=shape[0],
            columns=shape[1],
        )
    if given.isdisjoint(processor.SOUND_ARGUMENTS):
        return numbers.ntr(
            "The model made {count} vector from the picture. It is not known which part it shows.",
            "The model made {count} vectors from the picture. It is not known which part "
            "each one shows, so they are numbered.",
            shape[1],
        )
    return numbers.ntr(
        "The model made {count} vector from the sound.",
        "The model made {count} vectors from the sound. They are numbered in the order in "
        "which it is heard.",
        shape[1],
    )


def axes_of(
    loaded: LoadedModel, kind: Kind, text_index: int, shape: tuple[int, int]
) -> tuple[tuple[Token, ...], tuple[Token, ...], str]:
    """The tokens of the rows and of the columns, and why they are numbered where they are."""
    read = last_run.input_tokens(loaded, text_index)
    if kind in ("self", "encoder"):
        rows, columns = read, read
    else:
        rows = last_run.decoder_tokens(loaded, text_index)
        columns = read if kind == "cross" else rows
        if kind == "decoder" and shape[1] == len(rows) + len(read):
            columns = rows + read  # one map for both, as in T5Gemma 2
    note = ""
    if (len(rows), len(columns)) != shape:
        note = _numbered(loaded, kind, shape)
    return _named(rows, shape[0]), _named(columns, shape[1]), note


def _named(tokens: tuple[Token, ...], size: int) -> tuple[Token, ...]:
    # A map may be of positions, patches or frames, which have no tokens.
    if len(tokens) == size:
        return tokens
    return tuple(Token(str(place), str(place), -1, False, False, -1, -1) for place in range(size))


def _sums_to_one(cell: MapCell) -> torch.Tensor:
    return ((cell.sum_low - 1).abs() <= cell.tolerance) & (
        (cell.sum_high - 1).abs() <= cell.tolerance
    )


def _sum_note(loaded: LoadedModel, cells: Sequence[MapCell]) -> str:
    """Why rows do not sum to 1, as far as the model itself tells."""
    odd = [cell for cell in cells if not bool(_sums_to_one(cell).all())]
    if not odd:
        return ""
    module = loaded.model.get_submodule(odd[0].module) if odd[0].module else None
    # GPT-OSS and others: softmax over tokens and a learned sink, which is then dropped.
    if any("sink" in name for name, _ in (module.named_parameters() if module else ())):
        why = tr("each head has a sink that takes a share, and a sink is not a token")
    elif any(bool((cell.lowest < -cell.tolerance).any()) for cell in odd):
        why = tr("some are negative, so they are scores that no softmax has turned into shares")
    elif any(bool((cell.sum_high > 1 + cell.tolerance).any()) for cell in odd):
        why = tr("the model does not pass them through a softmax over these columns")
    else:
        why = tr("a part of the weight goes to something that is not a token of this text")
    return numbers.ntr(
        "Rows of the layer do not sum to 1: {reason}.",
        "Rows of {failed} of {count} layers do not sum to 1: {reason}.",
        len(cells),
        failed=len(odd),
        reason=why,
    )


def _sum_check(cells: Sequence[MapCell]) -> tuple[SelfCheck, ...]:
    if not cells:
        return ()
    total = sum(cell.picture.shape[0] for cell in cells)
    good = sum(int(_sums_to_one(cell).sum()) for cell in cells)
    worst = max(
        float(torch.maximum((cell.sum_low - 1).abs(), (cell.sum_high - 1).abs()).max())
        for cell in cells
    )
    sentence = numbers.ntr(
        "In {passed} of {count} map every row sums to 1 (farthest off: {largest_difference}).",
        "In {passed} of {count} maps every row sums to 1 (farthest off: {largest_difference}).",
        total,
        passed=good,
        largest_difference=numbers.rounded(worst),
    )
    rows = sum(cell.picture.shape[0] * cell.shape[0] for cell in cells)
    compared = numbers.ntr(
        "Compared: the sum of the row of weights, and 1: {count} sum. {tolerance} either way "
        "counts as rounding.",
        "Compared: the sum of every row of weights, and 1: {count} sums. {tolerance} either "
        "way counts as rounding.",
        rows,
        tolerance=numbers.rounded(cells[0].tolerance),
    )
    return (SelfCheck(tr("rows sum to 1"), good == total, sentence, compared),)


def _few(loaded: LoadedModel, kind: Kind, cells: Sequence[MapCell]) -> str:
    if kind != "self":
        return ""
    layers = int(getattr(text_part(loaded.model.config), "num_hidden_layers", 0) or 0)
    if not 0 < len(cells) < layers:
        return ""
    return numbers.ntr(
        "{count} of the {layers} layers has attention; the others mix tokens in another way. "
        "Each map is labelled with its true layer.",
        "{count} of the {layers} layers have attention; the others mix tokens in another "
        "way. Each map is labelled with its true layer.",
        len(cells),
        layers=layers,
    )
