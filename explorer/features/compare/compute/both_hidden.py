"""Hidden states of two models on the same text: how far apart, token by token, layer by layer."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import torch

from explorer.engine.inside.arrays import floats
from explorer.engine.inside.hidden_states import States
from explorer.engine.loaded_model import LoadedModel
from explorer.features.compare.protocol import (
    ComparedHiddenStatesRequest,
    ComparedHiddenStatesResult,
    HiddenPair,
)
from explorer.features.hidden_states import compute as hidden_states
from explorer.protocol.failures import BadInput
from explorer.protocol.inspection import PARTNER_KIND
from explorer.protocol.run import Token
from explorer.text import numbers
from explorer.text.translation import tr

_TITLES = {"self": tr("Hidden states"), "encoder": tr("Encoder"), "decoder": tr("Decoder")}


def compared(
    request: ComparedHiddenStatesRequest,
    serial: int,
    other: tuple[LoadedModel, States],
    main: tuple[LoadedModel, States],
    pairs: Sequence[tuple[int, int]],
) -> ComparedHiddenStatesResult:
    """Every stack that both have; `pairs` are the (place in the other's row, in the main's) of the
    tokens of this text that stand for the same characters, -1 for one that is alone."""
    stacks, notes = [], [states.note for _, states in (other, main) if states.note]
    shared = [
        (kind, other_kind)
        for kind in main[1].stacks
        for other_kind in [kind if kind in other[1].stacks else PARTNER_KIND.get(kind, kind)]
        if other_kind in other[1].stacks
        and (other_kind == kind or other_kind not in main[1].stacks)
    ]
    for kind, text in shared:
        rows = other[1].stacks[text], main[1].stacks[kind]
        if request.text_index >= min(row.shape[0] for row in (rows[0][0], rows[1][0])):
            raise BadInput(
                tr(
                    "The last run of both has no text {text_number}.",
                    text_number=request.text_index + 1,
                )
            )
        met = [(first, two) for first, two in pairs if first >= 0 and two >= 0]
        tokens = hidden_states.tokens_of_row(
            main[0], kind, request.text_index, rows[1][-1].shape[1]
        )
        if kind == "decoder":
            # A decoder reads what it wrote, not the text: places are compared as they are.
            met = [(n, n) for n in range(min(rows[0][-1].shape[1], rows[1][-1].shape[1]))]
        stack = _stack(kind, rows, met, tokens, request.text_index)
        stacks.append(dataclasses.replace(stack, other_kind=text))
    if not shared and not notes:
        notes = [
            tr(
                "The two have no hidden states of the same kind: only one of them has a separate "
                "decoder."
            )
        ]
    return ComparedHiddenStatesResult(
        request, serial, tuple(stacks), " ".join(dict.fromkeys(notes))
    )


def _stack(
    kind: str,
    rows: tuple[list[torch.Tensor], list[torch.Tensor]],
    met: Sequence[tuple[int, int]],
    tokens: Sequence[Token],
    text: int,
) -> HiddenPair:
    other, main = rows
    matched = _rows(len(other), len(main))
    sizes = other[-1].shape[-1], main[-1].shape[-1]
    cosine, distance, norms = [], [], ([], [])  # type: ignore[var-annotated]
    first = torch.tensor([place for place, _ in met], dtype=torch.int64)  # [shared tokens]
    second = torch.tensor([two for _, two in met], dtype=torch.int64)
    for row, two in matched:
        # [shared tokens, size] each
        a, b = _at(other[row][text], first), _at(main[two][text], second)
        norms[0].append(a.norm(dim=-1))
        norms[1].append(b.norm(dim=-1))
        if sizes[0] == sizes[1]:
            # Rounding may bring it a little beyond 1.
            cosine.append(torch.nn.functional.cosine_similarity(a, b, dim=-1).clamp(-1, 1))
            distance.append((a - b).norm(dim=-1))
    note = ""
    if sizes[0] != sizes[1]:
        note = tr(
            "The vectors have {first_size} and {second_size} numbers, so their directions cannot "
            "be compared; only their norms can.",
            first_size=numbers.count(sizes[0]),
            second_size=numbers.count(sizes[1]),
        )
    if len(other) != len(main):
        note += " " + numbers.ntr(
            "One model has {count} layer and the other {main}: each layer of the shallower "
            "model is compared with the layer at the same relative depth in the deeper one.",
            "One model has {count} layers and the other {main}: each layer of the shallower "
            "model is compared with the layer at the same relative depth in the deeper one.",
            len(other) - 1,
            main=len(main) - 1,
        )
    if len(met) < len(tokens):
        note += " " + tr(
            "{matching} of {total} tokens cover the same characters in both.",
            matching=len(met),
            total=len(tokens),
        )
    # [0, 0]: where sizes differ there is no direction to compare.
    empty = torch.zeros((0, 0))
    return HiddenPair(
        kind=kind,  # type: ignore[arg-type]
        title=_TITLES[kind],
        names=tuple(_name(number, two) for number, two in matched),
        tokens=tuple(tokens[two] for _, two in met),
        cosine=floats(torch.stack(cosine) if cosine else empty),  # [layers, shared tokens]
        distance=floats(torch.stack(distance) if distance else empty),
        other_norms=floats(torch.stack(norms[0])),
        main_norms=floats(torch.stack(norms[1])),
        note=note.strip(),
    )


def _at(row: torch.Tensor, places: torch.Tensor) -> torch.Tensor:
    """Vectors at these places, float32; not a number where a model shortened the text."""
    inside = places.clamp(max=row.shape[0] - 1)
    vectors = row.float().cpu()[inside]
    # [shared tokens, 1] chooses whole vectors.
    return torch.where((places < row.shape[0])[:, None], vectors, torch.nan)


def _rows(other: int, main: int) -> list[tuple[int, int]]:
    """Which row is compared with which: the same number, or the same share of the way up."""
    if other == main:
        return [(row, row) for row in range(main)]
    few, many = sorted((other, main))
    # Evenly over the deeper one: first on first, last on last.
    steps = [round(row * (many - 1) / max(1, few - 1)) for row in range(few)]
    pairs = list(zip(range(few), steps, strict=True))
    return pairs if other == few else [(many_, few_) for few_, many_ in pairs]


def _name(other_row: int, two: int) -> str:
    def named(row: int) -> str:
        return tr("layer {row}", row=row) if row else tr("embeddings")

    return named(two) if other_row == two else f"{named(other_row)} ↔ {named(two)}"
