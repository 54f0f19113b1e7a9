"""One item of the Hub's JSON as a row of the results, with what this computer adds to it."""

from __future__ import annotations

import psutil

from explorer.boundary.quantisation import of_config
from explorer.boundary.values import as_text
from explorer.features.hub.protocol.hub_terms import Verdict
from explorer.features.hub.protocol.search import CheckpointRow
from explorer.features.hub.remote import hub_library
from explorer.features.hub.remote.cached.disk import Repo
from explorer.features.hub.remote.cached.state import on_disk
from explorer.features.hub.remote.lookup.shapes import ModelInfo, SafetensorsCount
from explorer.text import numbers

BYTES_OF = {
    "F64": 8,
    "I64": 8,
    "U64": 8,
    "C64": 8,
    "F32": 4,
    "I32": 4,
    "U32": 4,
    "F16": 2,
    "BF16": 2,
    "I16": 2,
    "U16": 2,
    "F8_E4M3": 1,
    "F8_E5M2": 1,
    "F8_E8M0": 1,
    "I8": 1,
    "U8": 1,
    "BOOL": 1,
}
TIGHT = 0.85  # of the room: what needs more than that is tight
_LONGEST = 80  # characters of a word that a label shows
_MOST_TAGS = 200
_SHORT_RUN = 1.1  # weights + a tenth: a short text on a loaded model (the page works it out)

# With `expand` the Hub answers with just these fields.
EXPAND = (
    *("downloads", "likes", "tags", "gated", "private", "pipeline_tag", "library_name"),
    *("safetensors", "config", "sha"),
)


def memory_free() -> int:
    """Bytes that programs can still have without swapping."""
    return int(psutil.virtual_memory().available)


def verdict(needed: int, room: int) -> Verdict:
    """Compare bytes needed with bytes there are; within 15 % is tight."""
    if needed > room:
        return "too large"
    return "tight" if needed > TIGHT * room else "fits"


def row_of(item: ModelInfo, repo: Repo, *, frees: int) -> CheckpointRow:
    """A row; what the Hub does not say is empty or None, never guessed."""
    tags = tuple(numbers.shortened(tag, _LONGEST) for tag in (item.tags or ())[:_MOST_TAGS])
    parameters, weights, dtype = weights_of(item.safetensors)
    if of_config(item.config or {}) is not None:
        parameters = weights = None  # the Hub counts words into which several weights are packed
    # "auto" or "manual" where it is gated; some answers hold the text "false".
    gated = item.gated not in (None, False, "false")
    here = on_disk(repo)
    return CheckpointRow(
        name=repo.checkpoint,
        task=shown(item.pipeline_tag),
        library=shown(item.library_name),
        model_type=shown((item.config or {}).get("model_type")),
        licence=next((t.removeprefix("license:") for t in tags if t.startswith("license:")), ""),
        parameters=parameters,
        weight_bytes=weights,
        dtype=dtype,
        downloads=item.downloads,
        likes=item.likes,
        gated=gated,
        private=item.private is True,
        tags=tags,
        downloaded=here,
        fit=(
            "cannot tell"
            if weights is None
            else verdict(int(weights * _SHORT_RUN), memory_free() + frees)
        ),
        needs_sign_in=gated and here != "yes" and hub_library.token() is None,
    )


def shown(value: object) -> str:
    """A word of somebody's JSON, no longer than a label; empty for anything else."""
    return numbers.shortened(as_text(value), _LONGEST)


def weights_of(count: SafetensorsCount | None) -> tuple[int | None, int | None, str]:
    """Parameters, bytes and the commonest dtype."""
    if count is None:
        return None, None, ""
    counts = {dtype: n for dtype, n in (count.parameters or {}).items() if n > 0}
    total = count.total or sum(counts.values()) or None
    if not counts:
        return total, None, ""
    known = all(dtype in BYTES_OF for dtype in counts)
    # One dtype of unknown size makes the sum unknown, not smaller.
    size = sum(n * BYTES_OF[d] for d, n in counts.items()) if known else None
    return total, size, shown(max(counts, key=lambda d: counts[d]))
