"""What is kept of a session is bounded, long texts included."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from explorer.app.session_record import MOST_LARGE, SessionRecord, only_sharper
from explorer.features.attention.protocol import HeadRequest, HeadResult
from explorer.protocol.downsample import joined
from explorer.protocol.downsampled_map import MapPart
from tests.window.made_runs import summary


def _head(size: int, number: int) -> HeadResult:
    weights = np.zeros((size, size), np.float32)
    return HeadResult(HeadRequest(head=number), 1, "", weights, (), (), (), "")


def test_few_maps_of_long_texts_are_kept() -> None:
    record = SessionRecord()
    for number in range(MOST_LARGE + 4):
        for size in (8, 1_100):
            seen = _head(size, number)
            record.keep(seen.request, seen, summary())
            record.keep_look(seen.request, seen)
    sizes = [len(step.result.weights) for step in record.steps]  # type: ignore[attr-defined]
    assert sizes.count(8) == MOST_LARGE + 4
    assert sizes.count(1_100) == MOST_LARGE
    assert {len(one.weights) for one in record.looks} == {8}  # type: ignore[attr-defined]
    assert record.steps[-1].result is seen


def test_another_part_of_a_map_takes_the_place_of_the_one_before() -> None:
    record, first = SessionRecord(), _head(1_100, 0)
    part = MapPart((10, 40), (0, 30), 30, 30)
    closer = replace(
        first, request=HeadRequest(part=part), joined=joined(first.weights, part), tensor="closer"
    )
    fewer = replace(part, down=10, across=10)
    coarse = replace(closer, request=HeadRequest(part=fewer), joined=joined(first.weights, fewer))
    record.keep(first.request, first, summary())
    record.keep(closer.request, closer, summary())
    assert [step.result for step in record.steps] == [closer]
    other = _head(1_100, 1)
    record.keep(other.request, other, summary())
    assert len(record.steps) == 2
    assert only_sharper(coarse, closer)
    assert not only_sharper(first, closer)
    assert not only_sharper(closer, other)
    assert not only_sharper(None, closer)
