"""Tensors of a run: which there are, a piece of one, one in a file."""

from __future__ import annotations

from explorer.features.tensors.protocol import SliceRead, TensorExported, TensorsListed
from explorer.protocol.explanation import Explanation
from explorer.protocol.model import ModelSummary
from explorer.text.numbers import bytes_, capital, count, ntr, rounded, shape
from explorer.text.phrases import bold, named
from explorer.text.translation import tr


def listed(result: TensorsListed, summary: ModelSummary | None) -> Explanation:
    """All tensors that can be read."""
    return Explanation(
        tr("The tensors of this run"),
        (
            capital(
                ntr(
                    "{count:words} tensor can be read: what went in, what came out, and what was "
                    "captured while you looked.",
                    "{count:words} tensors can be read: what went in, what came out, and what was "
                    "captured while you looked.",
                    len(result.tensors),
                )
            ),
        ),
    )


def table(result: SliceRead, summary: ModelSummary | None) -> Explanation:
    """A table out of a tensor."""
    rows, columns = result.slice_shape
    sentences = [
        tr(
            "{name} is a [tensor](glossary:tensor) of shape {shape} in {dtype}. This is a table "
            "of {table_size} out of it.",
            name=named(result.request.name),
            shape=shape(result.shape),
            dtype=result.dtype,
            table_size=bold(f"{count(rows)} × {count(columns)}"),
        )
    ]
    spread = tr(
        "Its numbers are between {low} and {high}, with mean {mean} and standard deviation "
        "{deviation}.",
        low=rounded(result.low),
        high=rounded(result.high),
        mean=rounded(result.mean),
        deviation=rounded(result.deviation),
    )
    if result.not_finite:
        spread += capital(
            " "
            + ntr(
                "{count:words} value not finite.",
                "{count:words} values not finite.",
                result.not_finite,
            )
        )
    return Explanation(tr("A piece of a tensor"), (*sentences, spread))


def exported(result: TensorExported, summary: ModelSummary | None) -> Explanation:
    """A tensor was written to a file."""
    kind = tr("numpy reads") if result.path.lower().endswith(".npy") else tr("spreadsheets read")
    return Explanation(
        tr("The tensor is saved"),
        (
            tr(
                "{name}, of shape {shape}, was written to {path} ({bytes}). It is "
                "a file that {kind}, and it holds every number as it is.",
                name=named(result.name),
                shape=shape(result.shape),
                path=named(result.path),
                bytes=bold(bytes_(result.bytes)),
                kind=kind,
            ),
        ),
    )
