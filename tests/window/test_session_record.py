"""What is kept of a session is bounded, long texts included."""

from __future__ import annotations

import numpy as np

from explorer.messages.views.attention import HeadSeen, LookAtHead
from explorer.window.words.session_record import MOST_LARGE, SessionRecord
from tests.window.made_runs import summary


def _head(size: int, number: int) -> HeadSeen:
    weights = np.zeros((size, size), np.float32)
    return HeadSeen(LookAtHead(head=number), 1, "", weights, (), (), (), "")


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
