"""What lessons may know of two models beside each other."""

from __future__ import annotations

from explorer.features.compare.protocol import ComparisonResult, OtherForgotten, OtherReady
from explorer.protocol.explanation import Facts
from explorer.protocol.job import Request
from explorer.text.run_facts import likeliest


def ready(result: OtherReady, request: Request) -> Facts:
    """Which second model is there."""
    return {"both.kind": result.request.kind, "both.moved": None}


def forgotten(result: OtherForgotten, request: Request) -> Facts:
    """There is no second model any more."""
    return {"both.kind": None}


def compared(result: ComparisonResult, request: Request) -> Facts:
    """What both said, and how far the answer moved."""
    main = likeliest(result.main.ran.predictions)
    other = likeliest(result.other.ran.predictions)
    moved = [prediction.moved for prediction in result.predictions if prediction.moved is not None]
    return {
        "both.kind": result.request.other.kind,
        "both.main_top": main["top"],
        "both.main_share": main["top_share"],
        "both.other_top": other["top"],
        "both.other_share": other["top_share"],
        "both.moved": moved[0] if moved else None,
    }
