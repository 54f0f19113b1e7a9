"""The Python of maps of long texts: one head without all the others, and the part that is shown."""

from __future__ import annotations

from explorer.features.attention.protocol import HeadResult
from explorer.protocol.downsampled_map import DownsampledMap, MapPart
from explorer.protocol.inspection import AVERAGE
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import RunResult
from explorer.text.python import inputs, layout
from explorer.text.python.ablation import eager, switched, switched_back
from explorer.text.python.fragment import Fragment, fragment
from explorer.text.translation import tr

_MOST_BYTES = 4_000_000_000
"""Eager attention of one layer takes this much in its three copies; more is no short Python."""


def head(result: HeadResult, ran: RunResult, summary: ModelSummary) -> Fragment | None:
    """One head of a text so long that all maps together would fill the memory.

    None where that is an average of layers, heads are off, or one layer alone is too large.
    """
    rows, columns = result.weights.shape
    if not result.module or result.silenced or result.patch is not None:
        return None
    if 3 * 4 * summary.heads * rows * columns * len(ran.rows) > _MOST_BYTES:
        return None
    request = result.request
    which = "" if request.head == AVERAGE else f", {request.head}"
    mean = ".mean(0)" if request.head == AVERAGE else ""
    before = [] if eager(result.silenced) else switched("eager", summary)
    after = switched_back(summary)
    lines = [
        *layout.comments(
            tr(
                "All maps together would fill the memory: keep one of them.\n"
                "The program computes it in blocks, so last digits can differ"
            )
        ),
        "kept = []",
        "",
        "",
        "def keep(module, given, returned):",
        "    maps = [",
        "        one",
        "        for one in returned",
        "        if torch.is_tensor(one) and one.dim() == 4",
        "    ]",
        f"    weights = maps[-1][{request.text_index}{which}]{inputs.as_float(summary)}{mean}",
        "    kept.append(weights.clone())",
        "",
        "",
        *layout.called("layer = model.get_submodule", [layout.string(result.module)]),
        *before,
        "hook = layer.register_forward_hook(keep)",
        *inputs.forward(ran, summary).lines,
        "hook.remove()",
        *(after if before else []),
        "weights = kept[0]",
        "print(weights.shape)",
        "print(weights)",
    ]
    return fragment(lines, torch=True) + part("weights", result.joined, request.part)


def part(name: str, joined: DownsampledMap | None, asked: MapPart) -> Fragment:
    """The part of a map that is shown, and how its cells are joined; nothing where it is whole."""
    if joined is None or not asked.special or (joined.exact and joined.whole):
        return fragment([])
    (top, bottom), (left, right) = joined.rows, joined.columns
    code = f"part = {name}[{top}:{bottom}, {left}:{right}]"
    lines = layout.noted(code, tr("what is shown"))
    if not joined.exact:
        down, across = joined.steps
        lines += [
            *layout.comment(
                tr(
                    "Each cell is the largest of {down} x {across} numbers",
                    down=down,
                    across=across,
                )
            ),
            *layout.called(
                "cells = torch.nn.functional.max_pool2d",
                ["part[None, None]", f"({down}, {across})", "ceil_mode=True"],
                "[0, 0]",
            ),
            "print(cells.shape)",
        ]
    return fragment(lines, torch=True)
