"""Attention of the last run: the overview of all heads, and one head in full."""

from __future__ import annotations

import dataclasses

from explorer.engine.inside import capture, map_memory
from explorer.engine.inside.inspection import Inspection
from explorer.engine.loaded_model import LoadedModel
from explorer.engine.model_holder import ModelHolder
from explorer.features.attention.compute import (
    attention,
    by_words,
    head_parts,
    long_attention,
    one_head,
    under_map,
)
from explorer.features.attention.compute.attention import MapCell
from explorer.features.attention.protocol import (
    AttentionRequest,
    AttentionResult,
    HeadRequest,
    HeadResult,
)
from explorer.protocol.failures import RunFailed
from explorer.protocol.job import Check, Report
from explorer.text.translation import tr


def overview(
    holder: ModelHolder, request: AttentionRequest, check: Check, report: Report
) -> AttentionResult:
    """All heads of all layers, reduced to the size that the view shows."""
    inspection = holder.part(Inspection)
    loaded = inspection.need_text(request.text_index)
    results, place = inspection.cache.results, (request.text_index, request.cell)
    # The scale is not in the key: another scale draws the same cells otherwise.
    if "cells" not in results or results["cells"][0] != place:
        results["cells"] = (place, *_cells(inspection, loaded, request, check, report))
    _, cells, note, seconds = results["cells"]
    return attention.overview(loaded, cells, request, note, seconds)


def _cells(
    inspection: Inspection,
    loaded: LoadedModel,
    request: AttentionRequest,
    check: Check,
    report: Report,
) -> tuple[list[MapCell], str, float]:
    """The overview's cells, a note where there are none, and the seconds they took."""
    # Estimated before anything runs: to try and fail would take the memory first.
    if capture.expected_bytes(loaded) <= capture.WHOLE_BYTES:
        captured = inspection.attention(check, report)
        cells = attention.cells_of(loaded, captured, request, check)
        return cells, captured.note, captured.seconds
    report(tr("Running again to see attention"))
    try:
        reduced = long_attention.cells_of(loaded, request, check)
    except RunFailed:
        reduced = None
    cells, seconds = reduced or ([], 0.0)
    return cells, "" if cells else too_long(loaded), seconds


def head(holder: ModelHolder, request: HeadRequest, check: Check, report: Report) -> HeadResult:
    """One head's weights, float32 [from, to], whole or the part that the view shows."""
    inspection = holder.part(Inspection)
    loaded = inspection.need_text(request.text_index)
    results, whole = inspection.cache.results, head_parts.whole_head(request)
    if "head" not in results or results["head"].request != whole:
        results.pop("head", None)  # before the next: one of a long text fills much memory
        computed = _whole_head(inspection, loaded, whole, check, report)
        if whole.words:
            computed = by_words.of_words(computed)
        under = under_map.under_map(loaded, request.kind, computed.to_tokens)
        computed = dataclasses.replace(computed, under=under)
        results["head"] = head_parts.with_places(computed)
    return head_parts.of_head(results["head"], request)


def _whole_head(
    inspection: Inspection,
    loaded: LoadedModel,
    request: HeadRequest,
    check: Check,
    report: Report,
) -> HeadResult:
    ids = loaded.run_inputs.get("input_ids")
    why = map_memory.too_large(ids.shape[-1]) if ids is not None else ""
    if why:
        return one_head.no_head(loaded, request, why)
    cache = inspection.cache
    result = _one_head(inspection, request, check, report)
    # Only where something differs from the original: else the second map would be the same.
    if not request.compare_original or not result.weights.size or not (cache.off or cache.patch):
        return result
    with inspection.unchanged(check):
        whole = _one_head(inspection, request, check, report)
    return dataclasses.replace(result, whole=whole.weights if whole.weights.size else None)


def _one_head(
    inspection: Inspection, request: HeadRequest, check: Check, report: Report
) -> HeadResult:
    loaded = inspection.holder.loaded
    if capture.expected_bytes(loaded) <= capture.WHOLE_BYTES:
        return one_head.one_head(loaded, inspection.attention(check, report), request)
    report(tr("Computing this head again"))
    try:
        result = long_attention.one_head(loaded, request, check)
    except RunFailed:
        result = None
    return result or one_head.no_head(loaded, request, too_long(loaded))


def too_long(loaded: LoadedModel) -> str:
    """Why a long text shows no attention on a type that cannot be watched in blocks."""
    return tr(
        "All attention maps of this text would take {loaded:.1f} GB, and "
        "{name} cannot compute them in parts. Use a shorter text.",
        loaded=capture.expected_bytes(loaded) / 1000000000.0,
        name=type(loaded.model).__name__,
    )
