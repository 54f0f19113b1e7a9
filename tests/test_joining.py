"""Maps made as small as a picture: never larger than asked, each cell the largest of its block."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.protocol.downsample import extremes, joined, largest
from explorer.protocol.downsampled_map import WHOLE, MapPart


@pytest.mark.parametrize("shape", [(1, 1), (7, 3), (40, 40), (101, 997), (3, 4000)])
@pytest.mark.parametrize("most", [(1, 1), (10, 7), (64, 500)])
def test_no_picture_is_larger_than_asked_and_each_cell_is_the_largest(
    shape: tuple[int, int], most: tuple[int, int]
) -> None:
    values = np.random.default_rng(1).normal(size=shape).astype(np.float32)
    seen = joined(values, MapPart(down=most[0], across=most[1]))
    assert seen.cells.shape[0] <= most[0]
    assert seen.cells.shape[1] <= most[1]
    assert seen.whole
    assert (seen.low, seen.high) == (values.min(), values.max())
    for row in range(seen.cells.shape[0]):
        for column in range(seen.cells.shape[1]):
            top, bottom, left, right = seen.block(row, column)
            assert seen.cells[row, column] == values[top:bottom, left:right].max()
    last = seen.block(seen.cells.shape[0] - 1, seen.cells.shape[1] - 1)
    assert (last[1], last[3]) == shape


def test_a_part_shows_its_own_numbers_with_the_range_of_the_whole() -> None:
    values = np.arange(10_000, dtype=np.float32).reshape(100, 100)
    seen = joined(values, MapPart((20, 30), (5, 25), 10, 20))
    assert seen.exact
    assert not seen.whole
    assert np.array_equal(seen.cells, values[20:30, 5:25])
    assert (seen.low, seen.high) == (0.0, 9999.0)
    assert 0.97 < (values <= seen.full).mean() < 0.99
    assert not seen.cells.flags.writeable


def test_places_outside_the_map_are_moved_into_it() -> None:
    values = np.ones((5, 6), np.float32)
    seen = joined(values, MapPart((9, 12), (4, 99)))
    assert seen.rows == (4, 5)
    assert seen.columns == (4, 6)


def test_what_is_no_number_hides_nothing() -> None:
    values = np.full((6, 6), np.nan, np.float32)
    values[0, 5], values[3, 1] = 2.0, 1.0
    small = largest(values, (3, 3))
    assert np.isnan(small[0, 0])
    assert small[0, 1] == 2.0
    assert small[1, 0] == 1.0
    assert joined(values, WHOLE).high == 2.0


@pytest.mark.parametrize("size", [2, 5, 300, 513])
def test_the_pairs_that_are_most_and_least_alike_are_of_different_tokens(size: int) -> None:
    vectors = np.random.default_rng(size).normal(size=(size, 5)).astype(np.float32)
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    cosine = (unit @ unit.T).astype(np.float32)
    most, least = extremes(cosine)
    apart = cosine.copy()
    np.fill_diagonal(apart, np.nan)
    assert most[0] != most[1]
    assert cosine[most] == np.nanmax(apart)
    assert cosine[least] == np.nanmin(apart)
