"""A stand-in for the torch room's looks: a small tree of modules, and a weight of any shape."""

from __future__ import annotations

import numpy as np

from explorer.features.architecture.protocol import WeightRequest, WeightView
from explorer.protocol.module_tree import ModuleRow, ModuleTree


def row(path: str, label: str, parent: int, depth: int, *weights: str, count: int = 0) -> ModuleRow:
    """One row of a tree."""
    return ModuleRow(
        path=path,
        label=label,
        class_name="Linear",
        role="768 → 768" if weights else "",
        shape="[1, n, 768]",
        parameters=count,
        own_parameters=count,
        share=0.5,
        dtype="float32",
        depth=depth,
        parent=parent,
        weights=weights,
    )


def tree(*, real: bool = True) -> ModuleTree:
    """A root, a part without weights of its own, and a part with two."""
    return ModuleTree(
        "BertModel",
        (
            row("", "BertModel", -1, 0, count=1_181_184),
            row("encoder", "encoder", 0, 1, count=590_592),
            row("pooler", "pooler", 0, 1, "pooler.weight", "pooler.bias", count=590_592),
        ),
        1_181_184,
        real,
    )


def weight(request: WeightRequest, shape: tuple[int, ...] = (300, 768)) -> WeightView:
    """Random numbers of a shape, summed up as the torch room does."""
    chance = np.random.default_rng(1)
    values = chance.normal(0, 0.02, shape).astype(np.float32)
    flat = values.reshape(1, -1) if values.ndim < 2 else values.reshape(shape[0], -1)
    limit = float(np.abs(flat).max())
    counts, edges = np.histogram(flat, bins=40)
    overview = np.clip(np.rint(flat / limit * 127 + 128), 0, 255).astype(np.uint8)[:512, :512]
    rows = slice(request.row, request.row + request.rows)
    columns = slice(request.column, request.column + request.columns)
    return WeightView(
        name=request.name,
        shape=shape,
        dtype="float32",
        elements=values.size,
        bytes=values.nbytes,
        mean=float(flat.mean()),
        deviation=float(flat.std()),
        least=float(flat.min()),
        greatest=float(flat.max()),
        zero_share=0.0,
        bad_values=0,
        edges=edges.astype(np.float32),
        counts=counts,
        limit=limit,
        overview=overview,
        row=request.row,
        column=request.column,
        numbers=flat[rows, columns].copy(),
        role="768 → 768",
        file_names=(f"bert.{request.name}",),
        tied_to=("cls.predictions.decoder.weight",),
    )
